//! `lienthong inspect`: what a file of an old system holds, and a first mapping for it.
//!
//! Values are shown because the reader is the one who has the file; nothing is written but the draft, and only where
//! `--draft` asks for it.

use std::fs::File;
use std::path::{Path, PathBuf};

use clap::Args;
use lienthong_adapter::Limits;
use lienthong_gateway::formats::row_formats;
use lienthong_inspect::{Draft, GuessKind, InspectError, Inspection, Kind, Profile, Suspicion, inspect};
use lienthong_vntext::Charset;
use lienthong_vntext::detect::Verdict;
use serde_json::{Value, json};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::faults;
use crate::files::{self, Access};
use crate::output::Output;
use crate::texts::Lang;

/// Arguments of `inspect`.
#[derive(Debug, Args)]
pub(crate) struct InspectArgs {
    /// The file to look at
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Write a first schema, mapping and code lists into this folder
    #[arg(long, value_name = "DIR")]
    draft: Option<PathBuf>,
    /// Name of the draft: letters, digits and `-`; that of the file where left out
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Values shown of each column
    #[arg(long, value_name = "N", default_value_t = 3)]
    samples: usize,
}

/// Charsets that are shown side by side for a column, at most.
const SIDE_BY_SIDE: usize = 3;

/// Runs it.
pub(crate) fn run(args: InspectArgs, output: &Output) -> Result<Exit, Failure> {
    let mut progress = output.progress();
    let limits = Limits { rows: u64::MAX, ..Limits::default() };
    let mut open = || Ok(Box::new(File::open(&args.file)?) as Box<dyn lienthong_adapter::rows::Input>);
    let looked = inspect(&mut open, &row_formats(), &limits, &mut |rows| progress.at(rows));
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
    let draft = inspection.draft(&name, stem);
    // Before anything is printed: a reader that goes away must not cost the draft.
    if let Some(folder) = &args.draft {
        put(folder, &name, &draft, output)?;
    }
    if output.json {
        output.value(&view(&inspection, &draft, args.samples))?;
    } else {
        show(&inspection, args.samples, output)?;
    }
    if args.draft.is_none() && !output.json {
        output.note(output.lang.pick(
            "to start a mapping from this: --draft DIR",
            "để bắt đầu ánh xạ từ kết quả này: --draft THƯ_MỤC",
        ));
    }
    Ok(Exit::Ok)
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
            let (en, vi) = kind_text(kind);
            Failure::content(
                path,
                format!("{en}; mappings are for tables, XML and JSON"),
                format!("{vi}; ánh xạ dành cho bảng, XML và JSON"),
            )
        }
        _ => Failure::content(path, "cannot be looked at", "không xem được"),
    }
}

fn kind_text(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Text => ("text", "văn bản thuần"),
        Kind::Dbf => ("a dBase or FoxPro table", "bảng dBase hoặc FoxPro"),
        Kind::Zip => (
            "a ZIP archive (xlsx, or a table with its memo file)",
            "tệp nén ZIP (xlsx, hoặc bảng kèm tệp memo)",
        ),
        Kind::Compound => ("a compound file (xls)", "tệp phức hợp (xls)"),
        Kind::Xml => ("XML", "XML"),
        Kind::Html => ("HTML, whatever its name says", "HTML, dù tên tệp là gì"),
        Kind::Json => ("JSON", "JSON"),
        Kind::Pdf => ("PDF", "PDF"),
        Kind::Archive => ("an archive; unpack it first", "tệp nén; hãy giải nén trước"),
        Kind::Binary => ("a binary file of an unknown kind", "tệp nhị phân không rõ loại"),
        Kind::Empty => ("an empty file", "tệp rỗng"),
    }
}

fn show(inspection: &Inspection, samples: usize, output: &Output) -> Result<(), Failure> {
    let lang = output.lang;
    let (en, vi) = kind_text(inspection.kind);
    let tally = &inspection.tally;
    let some = |count: u64| if count == 0 { String::new() } else { count.to_string() };
    output.facts(&[
        (lang.pick("file", "tệp"), lang.pick(en, vi).to_owned()),
        (lang.pick("format", "định dạng"), inspection.layout.format.name().to_owned()),
        (lang.pick("charset", "bảng mã"), inspection.layout.charset.name().to_owned()),
        (lang.pick("rows", "số dòng"), inspection.rows.to_string()),
        (lang.pick("columns", "số cột"), inspection.columns.len().to_string()),
        (lang.pick("bad rows", "dòng lỗi"), some(inspection.fault_count)),
        (lang.pick("blank rows", "dòng trống"), some(tally.blank)),
        (lang.pick("deleted records", "bản ghi đã xóa"), some(tally.deleted)),
        (lang.pick("hidden", "bị ẩn"), some(tally.hidden)),
    ])?;
    output.line("")?;
    let headers = lang.pick(
        ["COLUMN", "FILLED", "LIKELY", "CHARSET", "VALUES"],
        ["CỘT", "CÓ GIÁ TRỊ", "CÓ LẼ LÀ", "BẢNG MÃ", "GIÁ TRỊ"],
    );
    let rows = inspection.columns.iter().zip(&inspection.guesses).map(|(profile, guess)| {
        let charset = guess.charset.map_or(inspection.layout.charset, |(charset, _)| charset);
        let sure = match guess.charset {
            None => "ASCII".to_owned(),
            Some((charset, true)) => charset.name().to_owned(),
            Some((charset, false)) => format!("{}?", charset.name()),
        };
        let personal = if guess.personal { lang.pick(", personal", ", dữ liệu cá nhân") } else { "" };
        vec![
            title(profile),
            format!("{}/{}", profile.filled(), inspection.rows),
            format!("{}{personal}", kind_words(&guess.kind, lang)),
            sure,
            profile.samples(charset, samples).join(" · "),
        ]
    });
    output.table(&headers, rows.collect())?;
    charsets(inspection, samples, output)?;
    suspicions(inspection, output)?;
    for finding in &inspection.faults {
        output.line(&format!("✗ {} ({})", faults::text(finding, lang), finding.reason.code))?;
    }
    Ok(())
}

/// Columns whose charset a person has to decide, decoded under each guess.
fn charsets(inspection: &Inspection, samples: usize, output: &Output) -> Result<(), Failure> {
    let lang = output.lang;
    for profile in &inspection.columns {
        let Some(detection) = &profile.charset else { continue };
        // Nothing has to be decided about UTF-8 and ASCII.
        if detection.marked_values == 0 || detection.verdict == Verdict::Sure(Charset::Utf8) {
            continue;
        }
        let why = lang.pick(&detection.why.en, &detection.why.vi);
        output.line(&format!("\n{}: {why}", title(profile)))?;
        let rows = detection.ranked.iter().take(SIDE_BY_SIDE).map(|score| {
            let decoded = profile.samples(score.charset, samples).join(" · ");
            vec![score.charset.name().to_owned(), format!("{:.2}", score.score), decoded]
        });
        let rows: Vec<_> = rows.collect();
        if !rows.is_empty() {
            output.table(&lang.pick(["AS", "SCORE", "READS"], ["THEO", "ĐIỂM", "ĐỌC RA"]), rows)?;
        }
    }
    Ok(())
}

fn suspicions(inspection: &Inspection, output: &Output) -> Result<(), Failure> {
    let lang = output.lang;
    let found = inspection.columns.iter().flat_map(|profile| {
        profile.suspicions.iter().map(move |(what, rows)| {
            let rows: Vec<String> = rows.iter().map(u64::to_string).collect();
            vec![title(profile), suspicion_text(*what, lang).to_owned(), rows.join(", ")]
        })
    });
    let found: Vec<_> = found.collect();
    if found.is_empty() {
        return Ok(());
    }
    output.line(lang.pick("\nlooks wrong:", "\nđáng ngờ:"))?;
    output.table(&lang.pick(["COLUMN", "WHAT", "ROWS"], ["CỘT", "ĐIỀU GÌ", "DÒNG"]), found)
}

fn title(profile: &Profile) -> String {
    let column = &profile.column;
    match &column.letter {
        Some(letter) if column.name.is_empty() => letter.clone(),
        Some(letter) => format!("{} ({letter})", column.name),
        None => column.name.clone(),
    }
}

fn kind_words(kind: &GuessKind, lang: Lang) -> String {
    match kind {
        GuessKind::Text { bytes } => format!("{} ≤ {bytes}", lang.pick("text", "văn bản")),
        GuessKind::Digits { min, max } if min == max => format!("{max} {}", lang.pick("digits", "chữ số")),
        GuessKind::Digits { min, max } => format!("{min}–{max} {}", lang.pick("digits", "chữ số")),
        GuessKind::Decimal => lang.pick("number", "số").to_owned(),
        GuessKind::Boolean => lang.pick("yes/no", "có/không").to_owned(),
        GuessKind::Date { forms } | GuessKind::DateTime { forms } => {
            let forms: Vec<String> = forms.iter().map(ToString::to_string).collect();
            format!("{} {}", lang.pick("date", "ngày"), forms.join(" | ")).trim_end().to_owned()
        }
        GuessKind::Code { values } => format!("{} {}", values.len(), lang.pick("codes", "mã")),
    }
}

fn suspicion_text(what: Suspicion, lang: Lang) -> &'static str {
    match what {
        Suspicion::Exponent => {
            lang.pick("a number with an exponent: digits are lost", "số dạng mũ: đã mất chữ số")
        }
        Suspicion::TooManyDigits => lang.pick(
            "a number of more than 15 digits: the last ones are wrong",
            "số quá 15 chữ số: các số cuối bị sai",
        ),
        Suspicion::ImpossibleDate => lang.pick("a date that no calendar has", "ngày không có trong lịch"),
        Suspicion::DoubleEncoded => lang.pick("UTF-8 encoded twice", "UTF-8 bị mã hóa hai lần"),
        Suspicion::Entity => {
            lang.pick("an HTML reference instead of a letter", "tham chiếu HTML thay cho chữ")
        }
        Suspicion::Replaced => {
            lang.pick("a replacement character: a letter was lost", "ký tự thay thế: đã mất chữ")
        }
        Suspicion::QuestionMark => {
            lang.pick("`?` within a word: a letter may be lost", "dấu `?` giữa từ: có thể mất chữ")
        }
        Suspicion::LookAlike => {
            lang.pick("a letter that only looks Vietnamese", "chữ chỉ trông giống chữ Việt")
        }
        Suspicion::AmbiguousNumber => {
            lang.pick("a number that reads in two ways, such as 1.234", "số đọc được hai cách, như 1.234")
        }
        Suspicion::OuterSpace => lang.pick("white space around the value", "khoảng trắng bao quanh giá trị"),
        Suspicion::ErrorCell => lang.pick("an error value", "giá trị lỗi"),
        Suspicion::Cut => lang.pick("text that ends with `...`", "văn bản kết thúc bằng `...`"),
        Suspicion::MeansNothing => {
            lang.pick("a text that may mean nothing", "chữ có thể nghĩa là không có gì")
        }
        Suspicion::Control => lang.pick("a control character", "ký tự điều khiển"),
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
    let columns = inspection.columns.iter().zip(&inspection.guesses).map(|(profile, guess)| {
        let charset = guess.charset.map_or(inspection.layout.charset, |(charset, _)| charset);
        let scores = profile.charset.iter().flat_map(|detection| &detection.ranked).map(
            |score| json!({ "charset": score.charset.name(), "score": score.score, "share": score.share }),
        );
        let suspicions = profile
            .suspicions
            .iter()
            .map(|(what, rows)| json!({ "what": suspicion_text(*what, Lang::En), "rows": rows }));
        json!({
            "name": profile.column.name,
            "letter": profile.column.letter,
            "filled": profile.filled(),
            "absent": profile.cells.absent,
            "blank": profile.cells.blank,
            "likely": kind_words(&guess.kind, Lang::En),
            "personal": guess.personal,
            "charset": guess.charset.map(|(charset, _)| Charset::name(charset)),
            "charset_sure": guess.charset.map(|(_, sure)| sure),
            "scores": scores.collect::<Vec<_>>(),
            "samples": profile.samples(charset, samples),
            "suspicions": suspicions.collect::<Vec<_>>(),
        })
    });
    json!({
        "format": inspection.layout.format.name(),
        "charset": inspection.layout.charset.name(),
        "rows": inspection.rows,
        "bad_rows": inspection.fault_count,
        "columns": columns.collect::<Vec<_>>(),
        "faults": inspection.faults.iter().map(faults::view).collect::<Vec<_>>(),
        "draft": { "schema": draft.schema, "mapping": draft.mapping },
    })
}
