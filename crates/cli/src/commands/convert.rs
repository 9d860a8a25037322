//! `lienthong convert`: a file from one format into another, without a gateway.
//!
//! 1. the mappings of a configuration folder say what the file means and how it is to be written;
//! 2. records go one at a time from the one to the other, however long the file is;
//! 3. the result appears under its name only when all of it is written.
//!
//! A bad row refuses the file; with `--bad-rows` good rows pass, and bad ones are listed with their reasons. A row that
//! the other format cannot say is refused by its place in the file that was read.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use clap::Args;
use jiff::Timestamp;
use lienthong_adapter::mapping::{Counts, MappedReader, MappedWriter, Mapping};
use lienthong_adapter::rows::{RowFormats, WriteContext};
use lienthong_adapter::{EncodeError, Finding, Limits, Warning};
use lienthong_config::Checked;
use lienthong_gateway::formats::{CanonicalWriter, Formats, WHOLE, row_formats};
use lienthong_inspect::Doubt;
use lienthong_model::schema::{Record, Schema};
use lienthong_wire::records::{RecordsReader, RecordsWriter};
use serde_json::json;

use crate::commands::charset_doubt;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::files::{self, Access, Staged};
use crate::output::{Output, Progress};
use crate::{commands, faults};

/// Arguments of `convert`.
#[derive(Debug, Args)]
pub(crate) struct ConvertArgs {
    /// The file to read
    #[arg(value_name = "FILE")]
    input: PathBuf,
    /// The file to write
    #[arg(short, long, value_name = "FILE")]
    out: PathBuf,
    /// Mapping that reads the file, or a format: canonical, canonical-json, dossier-json, edxml
    #[arg(long, value_name = "MAPPING")]
    from: String,
    /// Mapping that writes the file, or a format: canonical, canonical-json, dossier-json, edxml
    #[arg(long, value_name = "MAPPING")]
    to: String,
    /// Folder of the configuration with the mappings
    #[arg(long, value_name = "DIR", default_value = ".")]
    config: PathBuf,
    /// Let good rows pass, and write the bad ones with their reasons into this file, one JSON object per line; the
    /// exit code is 1 where there are any
    #[arg(long, value_name = "FILE")]
    bad_rows: Option<PathBuf>,
}

/// Bytes of a document that are collected before they are written.
const PIECE: usize = 64 << 10;
/// Bytes that a workbook, or a table with its memos, may unpack to.
const UNPACKED: u64 = 4 << 30;

/// What reads or writes a file.
enum Side<'c> {
    Mapping(&'c Mapping),
    /// A format that needs none.
    Whole(&'static str),
}

/// Runs it.
pub(crate) fn run(args: ConvertArgs, output: &Output) -> Result<Exit, Failure> {
    let Some(checked) = commands::config::checked(&args.config, output)? else {
        return Ok(Exit::Configuration);
    };
    let (from, to) = (side(&checked, &args.from)?, side(&checked, &args.to)?);
    places(&args)?;
    let (formats, all) = (row_formats(), Formats::default());
    let mut bad = args.bad_rows.as_deref().map(BadRows::create).transpose()?;
    let mut progress = output.progress();
    let (schema, source, warnings) = source(&args.input, &checked, from, &all)?;
    if let Side::Mapping(mapping) = &to
        && mapping.schema.id != schema.id
    {
        return Err(Failure::usage(
            format!("{} is for {}, and the file holds {}", mapping.name, mapping.schema.id, schema.id),
            format!("{} dành cho {}, còn tệp chứa {}", mapping.name, mapping.schema.id, schema.id),
        ));
    }
    let staged = Staged::create(files::parent(&args.out), Access::Shared)?;
    let file = staged.file().map_err(Failure::write(&args.out))?;
    let mut run = Run {
        input: &args.input,
        formats: &formats,
        progress: &mut progress,
        bad: bad.as_mut(),
        absent: Vec::new(),
        warnings,
    };
    let doubts = match &source {
        // What is no file, such as a pipe, can be read only once.
        Source::Mapped(mapping) if args.input.is_file() => {
            let file = File::open(&args.input).map_err(Failure::read(&args.input))?;
            charset_doubt::look(mapping, &formats, Box::new(file))
        }
        _ => Vec::new(),
    };
    let counts = match to {
        Side::Mapping(mapping) => {
            let format = formats.of(&mapping.layout).expect("a checked mapping names a format that exists");
            // The day of the file and not of the clock, so that the same file gives the same result.
            let context = WriteContext { at: changed(&args.input) };
            let out = Box::new(BufWriter::with_capacity(1 << 20, file));
            let failed = |error: EncodeError| faults::encode(&args.out, &error);
            let mut writer = MappedWriter::create(mapping, &**format, out, &context).map_err(failed)?;
            let counts = run.pump(source, &schema, &mut |record, origin| match origin {
                Some(origin) => writer
                    .write_from(record, origin.row)
                    .map_err(|error| origin.refused(&args, error.finding().clone())),
                None => writer.write_record(record).map_err(failed),
            })?;
            writer.finish().map_err(failed)?;
            counts
        }
        Side::Whole("canonical-json") => {
            let mut out = BufWriter::with_capacity(1 << 20, &file);
            let failed = |error: EncodeError| faults::encode(&args.out, &error);
            let mut writer = CanonicalWriter::new(Arc::clone(&schema)).map_err(failed)?;
            let counts = run.pump(source, &schema, &mut |record, origin| {
                writer.push(record).map_err(|error| match origin {
                    Some(origin) => origin.refused(&args, error.finding().clone()),
                    None => failed(error),
                })?;
                if writer.waiting() < PIECE {
                    return Ok(());
                }
                out.write_all(&writer.take()).map_err(Failure::write(&args.out))
            })?;
            let all = out.write_all(&writer.finish()).and_then(|()| out.flush());
            all.map_err(Failure::write(&args.out))?;
            drop(out);
            counts
        }
        Side::Whole(format) => {
            let mut writer = RecordsWriter::new(&schema);
            let mut origins = Vec::new();
            let counts = run.pump(source, &schema, &mut |record, origin| {
                writer.push(record);
                origins.extend(origin);
                Ok(())
            })?;
            let bytes = all.write_whole(&checked, format, &schema, &writer.finish());
            // Formats that are written as a whole count records.
            let origin = |error: &EncodeError| {
                let number = usize::try_from(error.finding().place.row?.checked_sub(1)?).ok()?;
                origins.get(number)
            };
            let refused = |error: EncodeError| match origin(&error) {
                Some(origin) => origin.refused(&args, error.finding().clone()),
                None => faults::encode(&args.out, &error),
            };
            let bytes = bytes.map_err(refused)?.into_bytes();
            (&file).write_all(&bytes).map_err(Failure::write(&args.out))?;
            counts
        }
    };
    let (absent, warnings) = (std::mem::take(&mut run.absent), std::mem::take(&mut run.warnings));
    progress.done();
    staged.rename(&args.out)?;
    if let Some(bad) = bad {
        bad.finish()?;
    }
    tell(&counts, &absent, &doubts, &warnings, output)?;
    Ok(if counts.faulty > 0 { Exit::Failed } else { Exit::Ok })
}

/// What is written must be a file of its own: never the input, never the other output, never a device.
fn places(args: &ConvertArgs) -> Result<(), Failure> {
    let input = std::fs::canonicalize(&args.input).map_err(Failure::read(&args.input))?;
    let outputs = std::iter::once(&args.out).chain(&args.bad_rows);
    for path in outputs {
        // Links are followed: what they lead to is what would be lost.
        let same = std::fs::canonicalize(path).is_ok_and(|real| real == input);
        let kind = std::fs::symlink_metadata(path).ok().map(|metadata| metadata.file_type());
        if same || kind.is_some_and(|kind| !kind.is_file()) || path.as_os_str() == "-" {
            return Err(Failure::content(
                path,
                "the result goes into a file of its own: not the input, a link or a device",
                "kết quả phải ghi vào một tệp riêng: không phải tệp nguồn, liên kết hay thiết bị",
            ));
        }
    }
    if args.bad_rows.as_ref().is_some_and(|bad| absolute(bad) == absolute(&args.out)) {
        return Err(Failure::usage(
            "--out and --bad-rows are the same file",
            "--out và --bad-rows là cùng một tệp",
        ));
    }
    Ok(())
}

fn absolute(path: &Path) -> PathBuf {
    let folder =
        std::fs::canonicalize(files::parent(path)).unwrap_or_else(|_| files::parent(path).to_owned());
    folder.join(path.file_name().unwrap_or_default())
}

/// A mapping by name, or a format.
fn side<'c>(checked: &'c Checked, name: &str) -> Result<Side<'c>, Failure> {
    // A mapping of this name was written by somebody who means it.
    if let Some(declared) = checked.mappings.get(name) {
        return Ok(Side::Mapping(&declared.mapping));
    }
    if let Some(format) = WHOLE.into_iter().find(|format| *format == name) {
        return Ok(Side::Whole(format));
    }
    let known = checked.mappings.iter().map(|one| one.mapping.name.as_str());
    let known = WHOLE.into_iter().chain(known).collect::<Vec<_>>().join(", ");
    Err(Failure::usage(
        format!("no mapping is called {name}; there are: {known}"),
        format!("không có ánh xạ nào tên {name}; hiện có: {known}"),
    ))
}

/// The records of the input and their schema.
fn source<'c>(
    input: &Path,
    checked: &Checked,
    from: Side<'c>,
    formats: &Formats,
) -> Result<(Arc<Schema>, Source<'c>, Vec<Warning>), Failure> {
    let format = match from {
        Side::Mapping(mapping) => {
            return Ok((Arc::clone(&mapping.schema), Source::Mapped(mapping), Vec::new()));
        }
        Side::Whole(format) => format,
    };
    let bytes = Bytes::from(files::read(input, u64::MAX - 1)?);
    // Canonical records go one at a time, as rows do.
    if let Some((schema, reader)) = streamed(checked, format, &bytes) {
        return Ok((schema, Source::Canonical(reader), Vec::new()));
    }
    let read = formats.read_whole(checked, format, &bytes, changed(input));
    let (batch, warnings) = read.map_err(|error| faults::decode(input, &error))?;
    Ok((batch.schema, Source::Records(batch.records), warnings))
}

/// A reader of canonical records of a schema that the configuration has.
fn streamed(checked: &Checked, format: &str, bytes: &Bytes) -> Option<(Arc<Schema>, RecordsReader)> {
    let reader = RecordsReader::open(bytes).ok().flatten().filter(|_| format == "canonical")?;
    let schema = reader.schema().parse().ok().and_then(|id| checked.schemas.get(&id).cloned())?;
    Some((schema, reader))
}

enum Source<'c> {
    Mapped(&'c Mapping),
    Canonical(RecordsReader),
    Records(Vec<Record>),
}

/// Where a record stood.
#[derive(Debug, Clone)]
struct Origin {
    sheet: Option<Arc<str>>,
    row: u64,
}

impl Origin {
    /// A record that cannot be written: what is to be mended is its row in the file that was read.
    fn refused(&self, args: &ConvertArgs, finding: Finding) -> Failure {
        faults::unwritten(&args.input, &args.out, &finding.row(self.row).within(self.sheet.as_deref()))
    }
}

/// Takes a record, with its place where it stood in a row.
type Take<'t> = dyn FnMut(&Record, Option<Origin>) -> Result<(), Failure> + 't;

struct Run<'r> {
    input: &'r Path,
    formats: &'r RowFormats,
    progress: &'r mut Progress,
    bad: Option<&'r mut BadRows>,
    /// Columns of the mapping that the file turned out not to have.
    absent: Vec<String>,
    /// What is odd about the input.
    warnings: Vec<Warning>,
}

impl Run<'_> {
    /// Hands every record of the source to `take`.
    fn pump(&mut self, source: Source<'_>, schema: &Schema, take: &mut Take<'_>) -> Result<Counts, Failure> {
        match source {
            Source::Mapped(mapping) => self.pump_mapped(mapping, take),
            Source::Canonical(mut reader) => {
                let mut counts = Counts::default();
                loop {
                    let next = reader.next_record(schema).map_err(|error| {
                        faults::decode(self.input, &lienthong_gateway::formats::records_fault(&error))
                    })?;
                    let Some(record) = next else { return Ok(counts) };
                    take(&record, Some(Origin { sheet: None, row: counts.read + 1 }))?;
                    counts.read += 1;
                    counts.accepted += 1;
                    self.progress.at(counts.read);
                }
            }
            Source::Records(records) => {
                let mut counts = Counts::default();
                // A document has no rows.
                let has_rows = records.len() > 1;
                for record in records {
                    take(&record, has_rows.then_some(Origin { sheet: None, row: counts.read + 1 }))?;
                    counts.read += 1;
                    counts.accepted += 1;
                    self.progress.at(counts.read);
                }
                Ok(counts)
            }
        }
    }

    fn pump_mapped(&mut self, mapping: &Mapping, take: &mut Take<'_>) -> Result<Counts, Failure> {
        let format = self.formats.of(&mapping.layout).expect("a checked mapping names a format that exists");
        let file = File::open(self.input).map_err(Failure::read(self.input))?;
        // A file of one's own is no bomb, and what was written here is read here: a workbook of a million rows unpacks to
        // more than traffic takes.
        let limits = Limits { rows: u64::MAX, unpacked_bytes: UNPACKED, ..Limits::default() };
        let mut reader = MappedReader::open(mapping, &**format, Box::new(file), &limits)
            .map_err(|error| faults::decode(self.input, &error))?;
        let sheet: Option<Arc<str>> = reader.sheet().map(Into::into);
        loop {
            match (reader.next_record(), self.bad.as_deref_mut()) {
                (Ok(Some(read)), _) => {
                    take(&read.record, Some(Origin { sheet: sheet.clone(), row: read.row }))?;
                    self.progress.at(reader.counts().read);
                }
                (Ok(None), _) => {
                    self.absent = reader.absent().into_iter().map(str::to_owned).collect();
                    self.warnings.extend(reader.warnings());
                    return Ok(reader.counts());
                }
                (Err(fault), Some(bad)) if !fault.fatal => bad.add(fault.error.finding())?,
                (Err(fault), _) => return Err(faults::decode(self.input, &fault.error)),
            }
        }
    }
}

/// Where bad rows are listed.
struct BadRows {
    path: PathBuf,
    staged: Staged,
}

impl BadRows {
    fn create(path: &Path) -> Result<Self, Failure> {
        Ok(Self { path: path.to_owned(), staged: Staged::create(files::parent(path), Access::Private)? })
    }
    fn add(&mut self, finding: &lienthong_adapter::Finding) -> Result<(), Failure> {
        self.staged.write(format!("{}\n", faults::view(finding)).as_bytes())
    }
    fn finish(self) -> Result<(), Failure> {
        self.staged.rename(&self.path)
    }
}

/// When a file was last changed; 1970 where the disk does not say.
fn changed(path: &Path) -> Timestamp {
    let modified = std::fs::metadata(path).and_then(|metadata| metadata.modified()).ok();
    modified.and_then(|at| Timestamp::try_from(at).ok()).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// What became of the rows.
fn tell(
    counts: &Counts,
    absent: &[String],
    doubts: &[Doubt],
    warnings: &[Warning],
    output: &Output,
) -> Result<(), Failure> {
    let tally = &counts.tally;
    if output.json {
        return output.value(&json!({
            "read": counts.read,
            "accepted": counts.accepted,
            "bad": counts.faulty,
            "filtered": counts.filtered,
            "blank": tally.blank,
            "deleted": tally.deleted,
            "hidden": tally.hidden,
            "other_sheets": tally.other_sheets,
            "after_end": tally.after_end,
            "absent_columns": absent,
            "warnings": warnings.iter().map(|warning| faults::view(&warning.0)).collect::<Vec<_>>(),
            "charset_doubts": doubts.iter().map(charset_doubt::view).collect::<Vec<_>>(),
        }));
    }
    let lang = output.lang;
    for doubt in doubts {
        output.note(&format!("{}: {}", lang.pick("warning", "cảnh báo"), charset_doubt::text(doubt, lang)));
    }
    for warning in warnings {
        let text = faults::text(&warning.0, lang);
        output.note(&format!("{}: {text} ({})", lang.pick("warning", "cảnh báo"), warning.code()));
    }
    let shown = |count: u64| if count == 0 { String::new() } else { count.to_string() };
    output.facts(&[
        (lang.pick("rows read", "số dòng đã đọc"), counts.read.to_string()),
        (lang.pick("converted", "đã chuyển đổi"), counts.accepted.to_string()),
        (lang.pick("bad", "dòng lỗi"), shown(counts.faulty)),
        (
            lang.pick("left out by the mapping's filter", "bỏ qua theo bộ lọc của ánh xạ"),
            shown(counts.filtered),
        ),
        (lang.pick("blank rows passed over", "dòng trống bỏ qua"), shown(tally.blank)),
        (lang.pick("deleted records passed over", "bản ghi đã xóa bỏ qua"), shown(tally.deleted)),
        (lang.pick("hidden rows, columns, sheets", "dòng, cột, trang tính bị ẩn"), shown(tally.hidden)),
        (lang.pick("other sheets not read", "trang tính khác không đọc"), shown(tally.other_sheets)),
        (lang.pick("rows behind the end", "dòng sau điểm kết thúc"), shown(tally.after_end)),
        (lang.pick("columns that the file lacks", "cột tệp không có"), absent.join(", ")),
    ])
}
