//! `lienthong inspect`: what a file of an old system holds, and a first mapping for it.
//!
//! Values are shown because the reader is the one who has the file; nothing is written but the draft, and only where
//! `--draft` asks for it. A file with rows that cannot be read is shown all the same, and the command then fails.
//!
//! | module | idea |
//! |---|---|
//! | `bytes` | where the bytes come from: a file, or a pipe that is read once |
//! | `show` | what was found, for people |

mod bytes;
mod show;

use std::path::{Path, PathBuf};

use clap::Args;
use lienthong_adapter::Limits;
use lienthong_adapter::rows::SheetName;
use lienthong_gateway::formats::row_formats;
use lienthong_inspect::{Draft, InspectError, Inspection, Language, NAMED_ROWS, inspect, inspect_sheet};
use lienthong_vntext::Charset;
use serde_json::{Value, json};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::faults;
use crate::files::{self, Access};
use crate::output::Output;
use crate::texts::Lang;

use self::bytes::Bytes;

/// Arguments of `inspect`.
#[derive(Debug, Args)]
pub(crate) struct InspectArgs {
    /// The file to look at; `-` for standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Write a first schema, mapping and code lists into this folder
    #[arg(long, value_name = "DIR")]
    draft: Option<PathBuf>,
    /// Name of the draft: letters, digits and `-`; that of the file where left out
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Sheet of a workbook: its name, or its number from 1; the first with values where left out
    #[arg(long, value_name = "SHEET")]
    sheet: Option<String>,
    /// Values shown of each column
    #[arg(long, value_name = "N", default_value_t = 3)]
    samples: usize,
}

/// Runs it.
pub(crate) fn run(args: InspectArgs, output: &Output) -> Result<Exit, Failure> {
    let mut progress = output.progress();
    let limits = Limits { rows: u64::MAX, ..Limits::default() };
    let bytes = Bytes::of(&args.file, limits.package_bytes)?;
    let (formats, mut open) = (row_formats(), || bytes.open());
    let mut told = |rows| progress.at(rows);
    let looked = match args.sheet.as_deref().map(sheet) {
        Some(sheet) => inspect_sheet(&mut open, Some(&sheet), &formats, &limits, &mut told),
        None => inspect(&mut open, &formats, &limits, &mut told),
    };
    progress.done();
    let inspection = looked.map_err(|error| refusal(&args.file, error))?;
    let stem = args.file.file_stem().and_then(|stem| stem.to_str()).unwrap_or("file");
    let name = args.name.unwrap_or_else(|| slug(stem));
    if name.is_empty() || !name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
        return Err(Failure::usage(
            format!("a draft is named by letters a-z, digits and `-`, not {name:?}"),
            format!("tên bản nháp chỉ gồm chữ a-z, số và `-`, không phải {name:?}"),
        ));
    }
    let draft = inspection.draft(&name, stem, output.lang.pick(Language::English, Language::Vietnamese));
    // Before anything is printed: a reader that goes away must not cost the draft.
    let is_empty = inspection.level.all().is_empty();
    if let Some(folder) = args.draft.as_ref().filter(|_| !is_empty) {
        put(folder, &name, &draft, output)?;
    }
    if output.json {
        output.value(&view(&inspection, &draft, args.samples))?;
    } else {
        show::show(&args.file, &inspection, args.samples, output)?;
    }
    if args.draft.is_some() && is_empty {
        return Err(Failure::content(
            &args.file,
            "has no column that can be read, so there is nothing to draft",
            "không có cột nào đọc được nên không có gì để soạn bản nháp",
        ));
    }
    if args.draft.is_none() && !output.json {
        output.note(output.lang.pick(
            "to start a mapping from this: --draft DIR",
            "để bắt đầu ánh xạ từ kết quả này: --draft THƯ_MỤC",
        ));
    }
    Ok(if inspection.fault_count > 0 { Exit::Failed } else { Exit::Ok })
}

/// A sheet by its number as people count, or by its name.
fn sheet(text: &str) -> SheetName {
    match text.parse::<usize>() {
        Ok(number) if number > 0 => SheetName::Index(number - 1),
        _ => SheetName::Name(text.to_owned()),
    }
}

fn slug(text: &str) -> String {
    let folded = lienthong_vntext::text::fold(text);
    let words: Vec<&str> =
        folded.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let name = words.join("-");
    if name.is_empty() { "file".to_owned() } else { name.chars().take(60).collect() }
}

fn refusal(path: &Path, error: InspectError) -> Failure {
    match error {
        InspectError::Io(source) => Failure::read(path)(source),
        InspectError::Broken(error) => faults::decode(path, &error),
        InspectError::NoRows(kind) => {
            let (en, vi) = show::kind_text(kind);
            Failure::content(
                path,
                format!("{en}; mappings are for tables, XML and JSON"),
                format!("{vi}; ánh xạ dành cho bảng, XML và JSON"),
            )
        }
        _ => Failure::content(path, "cannot be looked at", "không xem được"),
    }
}

fn put(folder: &Path, name: &str, draft: &Draft, output: &Output) -> Result<(), Failure> {
    let mut files = vec![
        (folder.join("schemas").join(format!("{name}.toml")), draft.schema.as_str()),
        (folder.join("mappings").join(format!("{name}.toml")), draft.mapping.as_str()),
    ];
    for (list, text) in &draft.code_lists {
        files.push((folder.join("codelists").join(format!("{list}.csv")), text.as_str()));
    }
    if let Some((path, _)) = files.iter().find(|(path, _)| path.exists()) {
        return Err(Failure::content(
            path,
            "is there already; a draft never replaces a file",
            "đã có; bản nháp không bao giờ thay tệp đang có",
        ));
    }
    for (path, text) in files {
        files::put(&path, text.as_bytes(), Access::Shared)?;
        output.note(&path.display().to_string());
    }
    Ok(())
}

fn view(inspection: &Inspection, draft: &Draft, samples: usize) -> Value {
    let columns = inspection.level.all().into_iter().map(|(group, profile, guess, rows)| {
        let charset = guess.charset.map_or(inspection.layout.charset, |(charset, _)| charset);
        let scores = profile.charset.iter().flat_map(|detection| &detection.ranked).map(
            |score| json!({ "charset": score.charset.name(), "score": score.score, "share": score.share }),
        );
        let suspicions = profile
            .suspicions
            .iter()
            .map(|(what, rows)| {
                let named = &rows[..rows.len().min(NAMED_ROWS)];
                let what = show::suspicion_text(*what, Lang::En);
                let mut told = json!({ "what": what, "rows": named });
                if rows.len() > NAMED_ROWS {
                    told["more"] = true.into();
                }
                told
            });
        json!({
            "group": group.trim_end(),
            "rows": rows,
            "name": profile.column.name,
            "letter": profile.column.letter,
            "filled": profile.filled(),
            "absent": profile.cells.absent,
            "blank": profile.cells.blank,
            "likely": show::kind_words(&guess.kind, Lang::En),
            "base64": profile.packed.iter().map(|(kind, values)| json!({ "of": kind.text(), "values": values }))
                .collect::<Vec<_>>(),
            "personal": guess.personal,
            "charset": guess.charset.map(|(charset, _)| Charset::name(charset)),
            "charset_sure": guess.charset.map(|(_, sure)| sure),
            "old_font": profile.old_font.map(Charset::name),
            "scores": scores.collect::<Vec<_>>(),
            "samples": profile.samples(charset, samples),
            "suspicions": suspicions.collect::<Vec<_>>(),
        })
    });
    json!({
        "format": inspection.layout.format.name(),
        "charset": inspection.layout.charset.name(),
        "rows": inspection.level.rows,
        "bad_rows": inspection.fault_count,
        "columns": columns.collect::<Vec<_>>(),
        "sheets": inspection.sheets.iter().map(|sheet| json!({
            "name": sheet.name,
            "hidden": sheet.hidden,
            "rows": sheet.used.as_ref().map_or(0, |used| used.rows.end() - used.rows.start() + 1),
        })).collect::<Vec<_>>(),
        "sheet": inspection.sheet.map(|at| at + 1),
        "memo_missing": inspection.memos_missing(),
        "faults": inspection.faults.iter().map(faults::view).collect::<Vec<_>>(),
        "draft": { "schema": draft.schema, "mapping": draft.mapping },
    })
}
