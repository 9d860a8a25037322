//! A file to records, to a file, to records.
//!
//! # What holds
//!
//! * Reading ends, and after its end it stays ended.
//! * Where all good records can be written, the file reads without a fault, to the same records.

use std::io::Cursor;

use lienthong_adapter::mapping::{Collected, MappedReader, MappedWriter, Mapping};
use lienthong_adapter::rows::{RowFormat, WriteContext};
use lienthong_adapter::{DecodeError, EncodeError, Limits};
use lienthong_model::schema::Record;

/// Limits that small inputs can reach.
pub fn limits() -> Limits {
    Limits {
        package_bytes: 1 << 20,
        elements: 10_000,
        attachments: 20,
        unpacked_bytes: 4 << 20,
        rows: 1_000,
        columns: 64,
        cell_bytes: 32 << 10,
        ..Limits::default()
    }
}

/// Reads `file`, writes what was read, and reads that.
pub fn there_and_back(mapping: &Mapping, format: &dyn RowFormat, file: &[u8]) {
    let Ok((records, _)) = read(mapping, format, file, &limits()) else { return };
    let Ok(written) = write(mapping, format, &records) else { return };
    // What is written may be larger than what was read.
    let (again, fault) = read(mapping, format, &written, &Limits::default())
        .unwrap_or_else(|error| panic!("what was written can be read: {error}\n{}", show(&written)));
    // Nonsense is known by the words of its row: written without what stood beside them they may say more than before.
    if fault.as_ref().is_some_and(|fault| ["OTHER_CHARSET", "FILE_OTHER_CHARSET"].contains(&fault.code())) {
        return;
    }
    if let Some(fault) = fault {
        panic!("what was written reads without a fault: {fault}\n{}", show(&written));
    }
    assert_eq!(again, records, "what was written reads as it was\n{}", show(&written));
}

fn show(file: &[u8]) -> String {
    file.escape_ascii().to_string()
}

/// The good records of a file, and its last fault.
fn read(
    mapping: &Mapping,
    format: &dyn RowFormat,
    file: &[u8],
    limits: &Limits,
) -> Result<(Vec<Record>, Option<DecodeError>), DecodeError> {
    let mut reader = MappedReader::open(mapping, format, Box::new(Cursor::new(file)), limits)?;
    let (mut records, mut last) = (Vec::new(), None);
    loop {
        match reader.next_record() {
            Ok(Some(read)) => records.push(read.record),
            Ok(None) => break,
            Err(fault) => {
                for text in [fault.error.finding().message_en(), fault.error.finding().message_vi()] {
                    assert!(!text.is_empty(), "a fault says something");
                }
                let fatal = fault.fatal;
                last = Some(fault.error);
                if fatal {
                    break;
                }
            }
        }
    }
    assert!(matches!(reader.next_record(), Ok(None)), "the end stays the end");
    let counts = reader.counts();
    assert_eq!(counts.read, counts.accepted + counts.faulty + counts.filtered, "every row is counted once");
    Ok((records, last))
}

fn write(mapping: &Mapping, format: &dyn RowFormat, records: &[Record]) -> Result<Vec<u8>, EncodeError> {
    let sink = Collected::default();
    let at = jiff::Timestamp::UNIX_EPOCH;
    let mut writer = MappedWriter::create(mapping, format, Box::new(sink.clone()), &WriteContext { at })?;
    for record in records {
        writer.write_record(record)?;
    }
    writer.finish()?;
    Ok(sink.take().to_vec())
}
