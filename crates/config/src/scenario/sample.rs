//! A sample of a test: read as its sender's mapping or format reads it, compared with what is expected, and written as receivers
//! would get it.

use std::io::Cursor;
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use jiff::Timestamp;
use lienthong_adapter::mapping::{Collected, MappedReader, MappedWriter, Mapping, OnError, ReadRecord};
use lienthong_adapter::rows::{RowFormat, RowFormats, WriteContext};
use lienthong_adapter::{Finding, Limits};
use lienthong_model::schema::{Batch, Schema};
use lienthong_model::system::System;
use lienthong_model::{MessageType, SystemId};

use super::expected_values::{Differences, Named};
use super::{Failure, FileRead, Sent, WholeFormats, compare};
use crate::Checked;
use crate::code::Code;
use crate::diagnostic::Sink;
use crate::explain::{Asked, Outcome};
use crate::folder::read_bounded;
use crate::mappings::Way;
use crate::source::Spot;
use crate::text::Text;

/// A file of the folder `tests` that a test names.
#[derive(Debug)]
pub(super) struct TestFile {
    pub(super) path: String,
    pub(super) spot: Spot,
    pub(super) bytes: Bytes,
}

/// A sample and what is expected of it.
#[derive(Debug)]
pub(super) struct Sample {
    pub(super) file: TestFile,
    pub(super) records: Option<u64>,
    pub(super) quarantined: Option<u64>,
    /// For each row, dotted fields and their canonical texts.
    pub(super) values: Vec<(u64, Named)>,
    pub(super) writes: Vec<(SystemId, TestFile)>,
}

/// What samples are read and written with.
pub(super) struct Tools<'t> {
    pub(super) checked: &'t Checked,
    pub(super) formats: &'t RowFormats,
    pub(super) whole: &'t dyn WholeFormats,
}

/// Records of a sample.
pub(super) struct ReadBatch {
    schema: Arc<Schema>,
    records: Vec<ReadRecord>,
    quarantined: u64,
}

/// A refusal in reading or writing.
pub(super) struct Refused {
    pub(super) reason: String,
    pub(super) row: Option<u64>,
    places: Vec<String>,
    pub(super) text: Text,
}

impl ReadBatch {
    /// Records that have no rows count from 1.
    fn of(batch: Batch) -> Self {
        let records = batch.records.into_iter().zip(1..);
        let records = records.map(|(record, row)| ReadRecord { row, record }).collect();
        Self { schema: batch.schema, records, quarantined: 0 }
    }
}

impl Refused {
    fn of(finding: &Finding) -> Self {
        // Who tests a file has it.
        let finding = finding.for_the_sender();
        let place = &finding.place;
        Self {
            reason: finding.reason.code.to_owned(),
            row: place.row,
            places: place.field.iter().chain(&place.path).cloned().collect(),
            text: Text::new(finding.message_en(), finding.message_vi()),
        }
    }

    fn without_place(reason: &str, en: String, vi: String) -> Self {
        Self { reason: reason.to_owned(), row: None, places: Vec::new(), text: Text::new(en, vi) }
    }

    /// Whether it names the field, by the schema or by its column.
    pub(super) fn names(&self, field: &str) -> bool {
        self.places.iter().any(|place| {
            let is_within = |rest: &str| rest.is_empty() || rest.ends_with(['.', '/', ']']);
            place.strip_prefix(field).is_some_and(|rest| rest.is_empty() || rest.starts_with(" ("))
                || place.strip_suffix(field).is_some_and(is_within)
        })
    }
}

impl TestFile {
    /// Reads the bytes; the file must lie in the folder of the configuration.
    fn load(&mut self, dir: &Path, sink: &mut Sink) {
        let path = dir.join("tests").join(&self.path);
        let real = match path.canonicalize() {
            Ok(real) if real.starts_with(dir) => real,
            Ok(_) => {
                let found = self.spot.error(Code::LeadsOutside);
                sink.push(found.label("not in the folder", "nằm ngoài thư mục"));
                return;
            }
            Err(error) => return self.unreadable(&error.to_string(), sink),
        };
        match read_bounded(&real) {
            Ok(Some(bytes)) => self.bytes = bytes.into(),
            Ok(None) => {
                let found = self.spot.error(Code::TooLarge);
                sink.push(found.label("more than 16MiB", "lớn hơn 16MiB"));
            }
            Err(error) => self.unreadable(&error.to_string(), sink),
        }
    }

    fn unreadable(&self, error: &str, sink: &mut Sink) {
        let path = &self.path;
        let found = self.spot.error(Code::FileNotFound);
        sink.push(
            found.label(format!("tests/{path}: {error}"), format!("tests/{path}: hệ điều hành báo: {error}")),
        );
    }
}

impl Sample {
    /// Reads the files that it names.
    pub(super) fn load(&mut self, dir: &Path, sink: &mut Sink) {
        self.file.load(dir, sink);
        self.writes.iter_mut().for_each(|(_, file)| file.load(dir, sink));
    }

    /// The question, with the size of the file.
    pub(super) fn sized(&self, asked: &Asked) -> Asked {
        match asked.clone() {
            Asked::Message { kind, receivers, .. } => {
                Asked::Message { kind, receivers, size: Some(self.file.bytes.len() as u64) }
            }
            call @ Asked::Call { .. } => call,
        }
    }

    /// The mapping that reads it, and its bytes.
    pub(super) fn read_by(&self, checked: &Checked, sender: &SystemId, asked: &Asked) -> Option<FileRead> {
        let (Some(system), Asked::Message { kind, .. }) = (checked.systems.get(sender), asked) else {
            return None;
        };
        let mapping = checked.mappings.of(system, kind, Way::Read)?.mapping.name.clone();
        Some(FileRead { mapping, bytes: self.file.bytes.clone() })
    }

    /// The records as the sender's mapping or format reads them; nothing where bytes are carried that say nothing.
    pub(super) fn read(
        &self,
        &Tools { checked, formats, whole }: &Tools<'_>,
        sender: &SystemId,
        asked: &Asked,
        at: Timestamp,
    ) -> Result<Option<ReadBatch>, Refused> {
        let (Some(system), Asked::Message { kind, .. }) = (checked.systems.get(sender), asked) else {
            return Ok(None);
        };
        let Some(declared) = checked.mappings.of(system, kind, Way::Read) else {
            if system.format.is_none() {
                return Err(no_format(system, kind));
            }
            let sent = Sent { sender: system, kind, bytes: &self.file.bytes, at };
            let batch = whole.read(checked, &sent).map_err(|finding| Refused::of(&finding))?;
            return Ok(batch.map(ReadBatch::of));
        };
        let mapping = &declared.mapping;
        let format = format_of(mapping, formats)?;
        let refuse = |finding: &Finding| Refused::of(finding);
        let input = Box::new(Cursor::new(self.file.bytes.clone()));
        let reader = MappedReader::open(mapping, &**format, input, &Limits::default());
        let mut reader = reader.map_err(|error| refuse(error.finding()))?;
        let mut records = Vec::new();
        let mut first = None;
        loop {
            match reader.next_record() {
                Ok(Some(record)) => records.push(record),
                Ok(None) => break,
                Err(fault) if fault.fatal || mapping.on_error == OnError::Refuse => {
                    return Err(refuse(fault.error.finding()));
                }
                Err(fault) => {
                    first.get_or_insert(fault);
                }
            }
        }
        // A file of which nothing is good is refused as a whole.
        if let (true, Some(fault)) = (records.is_empty(), first) {
            return Err(refuse(fault.error.finding()));
        }
        let (schema, quarantined) = (mapping.schema.clone(), reader.counts().faulty);
        Ok(Some(ReadBatch { schema, records, quarantined }))
    }

    /// What of the records is not as expected.
    pub(super) fn check_batch(&self, batch: &ReadBatch) -> Option<Failure> {
        let counts = [
            (self.records, batch.records.len() as u64, "records", "bản ghi"),
            (self.quarantined, batch.quarantined, "rows kept apart", "dòng bị tách riêng"),
        ];
        for (expected, found, en, vi) in counts {
            if let Some(expected) = expected.filter(|expected| *expected != found) {
                let of = |count: u64| Text::new(format!("{count} {en}"), format!("{count} {vi}"));
                return Some(plain(of(expected), of(found)));
            }
        }
        let mut differences = Differences::default();
        for (row, named) in &self.values {
            let read = batch.records.iter().find(|record| record.row == *row);
            differences.look(*row, named, read.map(|read| &read.record), &batch.schema);
        }
        differences.failure()
    }

    /// Writes the records for every receiver; the first file that is not as expected, or nothing.
    pub(super) fn write(
        &self,
        &Tools { checked, formats, whole }: &Tools<'_>,
        (sender, asked): (&SystemId, &Asked),
        batch: Option<&ReadBatch>,
        outcome: Option<&Outcome>,
        at: Timestamp,
    ) -> Result<Option<Failure>, Refused> {
        let Asked::Message { kind, .. } = asked else { return Ok(None) };
        let mut receivers: Vec<SystemId> = self.writes.iter().map(|(system, _)| system.clone()).collect();
        if let Some(Outcome::Delivers { deliveries, .. }) = outcome {
            receivers.extend(deliveries.iter().filter_map(|one| one.to.parse().ok()));
            if let Some((system, _)) = self
                .writes
                .iter()
                .find(|(system, _)| !deliveries.iter().any(|one| one.to == system.to_string()))
            {
                return Ok(Some(plain(
                    Text::new(format!("a file for {system}"), format!("tệp cho {system}")),
                    Text::new("nothing is delivered to it", "không có gì chuyển tới hệ thống này"),
                )));
            }
        }
        receivers.sort();
        receivers.dedup();
        for receiver in receivers {
            let expected = self.writes.iter().find(|(system, _)| *system == receiver).map(|(_, file)| file);
            let Some(system) = checked.systems.get(&receiver) else {
                return Err(Refused::without_place(
                    "UNKNOWN_RECEIVER",
                    format!("there is no system {receiver}"),
                    format!("không có hệ thống {receiver}"),
                ));
            };
            let declared = checked.mappings.of(system, kind, Way::Write);
            let written = match (declared, batch) {
                (Some(declared), Some(batch)) => {
                    let format = format_of(&declared.mapping, formats)?;
                    let bytes = write(&declared.mapping, &**format, batch, at)?;
                    Some((bytes, Some((declared, format))))
                }
                // As the sender has sent it.
                (None, _) if system.format.as_ref().is_some_and(|format| format.as_str() == "opaque") => {
                    Some((self.file.bytes.clone(), None))
                }
                _ => match checked.systems.get(sender) {
                    Some(sender) => {
                        let sent = Sent { sender, kind, bytes: &self.file.bytes, at };
                        let said = whole.say(checked, &sent, system);
                        said.map_err(|finding| Refused::of(&finding))?.map(|bytes| (bytes, None))
                    }
                    None => None,
                },
            };
            let Some(expected) = expected else { continue };
            let path = &expected.path;
            let as_file =
                Text::new(format!("{receiver} gets tests/{path}"), format!("{receiver} nhận tests/{path}"));
            let Some((bytes, with)) = written else {
                return Ok(Some(plain(
                    as_file,
                    Text::new(
                        "what it gets is not written by a mapping, so a file cannot say it",
                        "dữ liệu không do ánh xạ ghi nên không so sánh được với tệp",
                    ),
                )));
            };
            let diff = match with {
                Some((declared, format)) => {
                    compare::files(&expected.bytes, &bytes, &declared.mapping.layout, &**format)
                }
                None => compare::bytes(&expected.bytes, &bytes, None),
            };
            if let Some(diff) = diff {
                let found = Text::new("another file, see the lines", "tệp khác, xem các dòng bên dưới");
                return Ok(Some(Failure { diff, ..plain(as_file, found) }));
            }
        }
        Ok(None)
    }
}

pub(super) fn plain(expected: Text, found: Text) -> Failure {
    Failure { expected, found, diff: Vec::new(), explanation: None }
}

fn no_format(system: &System, kind: &MessageType) -> Refused {
    let id = &system.id;
    Refused::without_place(
        "NO_FORMAT",
        format!("{id} has no format and no mapping for {kind}"),
        format!("{id} không có định dạng và không có ánh xạ cho {kind}"),
    )
}

fn format_of<'f>(mapping: &Mapping, formats: &'f RowFormats) -> Result<&'f Arc<dyn RowFormat>, Refused> {
    formats.of(&mapping.layout).ok_or_else(|| {
        let name = mapping.layout.format.name();
        Refused::without_place(
            "FORMAT_NOT_BUILT_IN",
            format!("this program is built without the format {name}"),
            format!("chương trình này không có định dạng {name}"),
        )
    })
}

fn write(
    mapping: &Mapping,
    format: &dyn RowFormat,
    batch: &ReadBatch,
    at: Timestamp,
) -> Result<Bytes, Refused> {
    let refuse = |error: lienthong_adapter::EncodeError| Refused::of(error.finding());
    let sink = Collected::default();
    let output = Box::new(sink.clone());
    let mut writer = MappedWriter::create(mapping, format, output, &WriteContext { at }).map_err(refuse)?;
    for read in &batch.records {
        writer.write_record(&read.record).map_err(refuse)?;
    }
    writer.finish().map_err(refuse)?;
    Ok(sink.take())
}
