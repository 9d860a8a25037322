//! `lienthong config coverage`: how many columns of a file a mapping carries.

use std::path::PathBuf;

use clap::Args;
use lienthong_config::{coverage, coverage_of_rows};
use lienthong_gateway::formats::row_formats;

use crate::commands::config::checked;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;
use crate::texts::Lang;

/// Arguments of `config coverage`.
#[derive(Debug, Args)]
pub(crate) struct CoverageArgs {
    /// Folder of the configuration
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    /// Mapping
    #[arg(value_name = "MAPPING")]
    mapping: String,
    /// A file as the system writes it
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// Exits 6 where the file has columns that would refuse it.
pub(super) fn show(args: &CoverageArgs, output: &Output) -> Result<Exit, Failure> {
    let Some(checked) = checked(&args.dir, output)? else { return Ok(Exit::Configuration) };
    let declared = checked.mappings.get(&args.mapping).ok_or_else(|| {
        Failure::usage(
            format!("no mapping is called {}", args.mapping),
            format!("không có ánh xạ nào tên {}", args.mapping),
        )
    })?;
    let layout = &declared.mapping.layout;
    let formats = row_formats();
    let format = formats.of(layout).expect("a checked mapping names a format that exists");
    let file = std::fs::File::open(&args.file).map_err(Failure::read(&args.file))?;
    let reader = format.open(Box::new(file), layout, &lienthong_adapter::Limits::default());
    let mut reader = reader.map_err(|error| crate::faults::decode(&args.file, &error))?;
    let found = if layout.format.is_tree() {
        let mut progress = output.progress();
        let found = coverage_of_rows(&declared.mapping, &mut *reader, &mut |rows| progress.at(rows));
        progress.done();
        found
    } else {
        coverage(&declared.mapping, reader.columns())
    };
    let found = found.map_err(|error| crate::faults::decode(&args.file, &error))?;
    if output.json {
        output.value(&found)?;
    } else {
        let lang = output.lang;
        output.line(&lang.pick(
            format!("{} of {} columns mapped", found.mapped, found.of),
            format!("{} trong {} cột đã ánh xạ", found.mapped, found.of),
        ))?;
        output.facts(&[
            (lang.pick("columns without a field", "cột không có trường"), found.unmapped.join(", ")),
            (
                lang.pick("they are", "các cột này sẽ"),
                if found.unmapped.is_empty() { String::new() } else { then(found.then, lang).to_owned() },
            ),
            (lang.pick("columns that the file lacks", "cột tệp không có"), found.missing.join(", ")),
            (lang.pick("fields that stay empty", "trường bỏ trống"), found.unfilled.join(", ")),
        ])?;
    }
    let refused = found.then == "refuse" && !found.unmapped.is_empty();
    Ok(if refused { Exit::Configuration } else { Exit::Ok })
}

fn then(word: &str, lang: Lang) -> &'static str {
    match word {
        "keep" => lang.pick("kept under their names", "được giữ theo tên cột"),
        "drop" => lang.pick("left out, as the mapping says", "bị bỏ theo quy định của ánh xạ"),
        _ => lang.pick("a reason to refuse the file", "lý do từ chối tệp"),
    }
}
