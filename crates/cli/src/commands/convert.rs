//! `lienthong convert`: a file from one format into another, without a gateway.
//!
//! 1. the mappings of a configuration folder say what the file means and how it is to be written;
//! 2. records go one at a time from the one to the other, however long the file is;
//! 3. the result appears under its name only when all of it is written.
//!
//! A bad row refuses the file; with `--bad-rows` good rows pass, and bad ones are listed with their reasons.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use clap::Args;
use jiff::Timestamp;
use lienthong_adapter::Limits;
use lienthong_adapter::mapping::{Counts, MappedReader, MappedWriter, Mapping};
use lienthong_adapter::rows::{RowFormats, WriteContext};
use lienthong_config::Checked;
use lienthong_gateway::formats::row_formats;
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
    /// Mapping that reads the file, or `canonical`
    #[arg(long, value_name = "MAPPING")]
    from: String,
    /// Mapping that writes the file, or `canonical`
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

/// Canonical records in protobuf instead of a mapping.
const CANONICAL: &str = "canonical";

/// Runs it.
pub(crate) fn run(args: ConvertArgs, output: &Output) -> Result<Exit, Failure> {
    let Some(checked) = commands::config::checked(&args.config, output)? else {
        return Ok(Exit::Configuration);
    };
    let (from, to) = (side(&checked, &args.from)?, side(&checked, &args.to)?);
    places(&args)?;
    let formats = row_formats();
    let mut bad = args.bad_rows.as_deref().map(BadRows::create).transpose()?;
    let mut progress = output.progress();
    let canonical;
    let (schema, source) = match from {
        Some(mapping) => (Arc::clone(&mapping.schema), Source::Mapped(mapping)),
        None => {
            canonical = Bytes::from(files::read(&args.input, u64::MAX - 1)?);
            let (schema, reader) = records(&args.input, &canonical, &checked)?;
            (schema, Source::Canonical(reader))
        }
    };
    if let Some(mapping) = to.filter(|mapping| mapping.schema.id != schema.id) {
        return Err(Failure::usage(
            format!("{} is for {}, and the file holds {}", mapping.name, mapping.schema.id, schema.id),
            format!("{} dành cho {}, còn tệp chứa {}", mapping.name, mapping.schema.id, schema.id),
        ));
    }
    let staged = Staged::create(files::parent(&args.out), Access::Shared)?;
    let file = staged.file().map_err(Failure::write(&args.out))?;
    let mut run = Run { input: &args.input, formats: &formats, progress: &mut progress, bad: bad.as_mut() };
    let doubts = match &source {
        // What is no file, such as a pipe, can be read only once.
        Source::Mapped(mapping) if args.input.is_file() => {
            let file = File::open(&args.input).map_err(Failure::read(&args.input))?;
            charset_doubt::look(mapping, &formats, Box::new(file))
        }
        _ => Vec::new(),
    };
    let counts = match to {
        Some(mapping) => {
            let format = formats.of(&mapping.layout).expect("a checked mapping names a format that exists");
            // The day of the file and not of the clock, so that the same file gives the same result.
            let context = WriteContext { at: changed(&args.input) };
            let out = Box::new(BufWriter::with_capacity(1 << 20, file));
            let failed = |error: lienthong_adapter::EncodeError| faults::encode(&args.out, &error);
            let mut writer = MappedWriter::create(mapping, &**format, out, &context).map_err(failed)?;
            let counts =
                run.pump(source, &schema, &mut |record| writer.write_record(record).map_err(failed))?;
            writer.finish().map_err(failed)?;
            counts
        }
        None => {
            let mut writer = RecordsWriter::new(&schema);
            let counts = run.pump(source, &schema, &mut |record| {
                writer.push(record);
                Ok(())
            })?;
            (&file).write_all(&writer.finish()).map_err(Failure::write(&args.out))?;
            counts
        }
    };
    progress.done();
    staged.rename(&args.out)?;
    if let Some(bad) = bad {
        bad.finish()?;
    }
    tell(&counts, &doubts, output)?;
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

/// A mapping by name; nothing for canonical records.
fn side<'c>(checked: &'c Checked, name: &str) -> Result<Option<&'c Mapping>, Failure> {
    if name == CANONICAL {
        return Ok(None);
    }
    match checked.mappings.get(name) {
        Some(declared) => Ok(Some(&declared.mapping)),
        None => {
            let known: Vec<&str> = checked.mappings.iter().map(|one| one.mapping.name.as_str()).collect();
            let known = known.join(", ");
            Err(Failure::usage(
                format!("no mapping is called {name}; there are: {CANONICAL}, {known}"),
                format!("không có ánh xạ nào tên {name}; hiện có: {CANONICAL}, {known}"),
            ))
        }
    }
}

/// Canonical bytes and their schema.
fn records(path: &Path, bytes: &Bytes, checked: &Checked) -> Result<(Arc<Schema>, RecordsReader), Failure> {
    let not = |_| Failure::content(path, "no canonical records", "không phải bản ghi chuẩn");
    let reader = RecordsReader::open(bytes).map_err(not)?;
    let reader = reader.ok_or_else(|| not(lienthong_wire::records::RecordsError::Bytes))?;
    let schema = reader.schema().parse().ok().and_then(|id| checked.schemas.get(&id).cloned());
    let schema = schema.ok_or_else(|| {
        Failure::content(
            path,
            format!("records of {}, which the configuration does not declare", reader.schema()),
            format!("bản ghi thuộc {}, cấu hình không khai báo lược đồ này", reader.schema()),
        )
    })?;
    Ok((schema, reader))
}

enum Source<'c> {
    Mapped(&'c Mapping),
    Canonical(RecordsReader),
}

struct Run<'r> {
    input: &'r Path,
    formats: &'r RowFormats,
    progress: &'r mut Progress,
    bad: Option<&'r mut BadRows>,
}

impl Run<'_> {
    /// Hands every record of the source to `take`.
    fn pump(
        &mut self,
        source: Source<'_>,
        schema: &Schema,
        take: &mut dyn FnMut(&Record) -> Result<(), Failure>,
    ) -> Result<Counts, Failure> {
        match source {
            Source::Mapped(mapping) => self.pump_mapped(mapping, take),
            Source::Canonical(mut reader) => {
                let mut counts = Counts::default();
                loop {
                    let next = reader.next_record(schema);
                    let next = next.map_err(|error| {
                        Failure::content(self.input, error.to_string(), error.to_string())
                    })?;
                    let Some(record) = next else { return Ok(counts) };
                    take(&record)?;
                    counts.read += 1;
                    counts.accepted += 1;
                    self.progress.at(counts.read);
                }
            }
        }
    }

    fn pump_mapped(
        &mut self,
        mapping: &Mapping,
        take: &mut dyn FnMut(&Record) -> Result<(), Failure>,
    ) -> Result<Counts, Failure> {
        let format = self.formats.of(&mapping.layout).expect("a checked mapping names a format that exists");
        let file = File::open(self.input).map_err(Failure::read(self.input))?;
        let limits = Limits { rows: u64::MAX, ..Limits::default() };
        let mut reader = MappedReader::open(mapping, &**format, Box::new(file), &limits)
            .map_err(|error| faults::decode(self.input, &error))?;
        loop {
            match (reader.next_record(), self.bad.as_deref_mut()) {
                (Ok(Some(read)), _) => {
                    take(&read.record)?;
                    self.progress.at(reader.counts().read);
                }
                (Ok(None), _) => return Ok(reader.counts()),
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
fn tell(counts: &Counts, doubts: &[Doubt], output: &Output) -> Result<(), Failure> {
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
            "after_end": tally.after_end,
            "charset_doubts": doubts.iter().map(charset_doubt::view).collect::<Vec<_>>(),
        }));
    }
    let lang = output.lang;
    for doubt in doubts {
        output.note(&format!("{}: {}", lang.pick("warning", "cảnh báo"), charset_doubt::text(doubt, lang)));
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
        (lang.pick("rows behind the end", "dòng sau điểm kết thúc"), shown(tally.after_end)),
    ])
}
