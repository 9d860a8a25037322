//! A mapping and its format as an [`Adapter`]: a whole file in memory, for callers that have one anyway.

use std::io::{self, Cursor, Seek, SeekFrom, Write};
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use jiff::Timestamp;
use lienthong_model::Payload;
use lienthong_model::schema::Batch;

use super::reasons::WRONG_SCHEMA;
use super::{MappedReader, MappedWriter, Mapping, OnError};
use crate::Adapter;
use crate::decode::{BadRows, DecodeContext, DecodeError, Decoded, Facts, Warning};
use crate::encode::{EncodeContext, EncodeError, Encoded};
use crate::finding::Finding;
use crate::payload_phrase;
use crate::rows::{RowFormat, WriteContext};

/// A mapping over its format.
#[derive(Clone)]
pub struct MappedAdapter {
    mapping: Arc<Mapping>,
    format: Arc<dyn RowFormat>,
}

impl MappedAdapter {
    /// The format must be that of the mapping's layout.
    pub fn new(mapping: Arc<Mapping>, format: Arc<dyn RowFormat>) -> Self {
        debug_assert_eq!(mapping.layout.format.name(), format.format());
        Self { mapping, format }
    }
}

impl Adapter for MappedAdapter {
    fn format(&self) -> &'static str {
        self.format.format()
    }
    fn file_extension(&self) -> &'static str {
        self.format.file_extension()
    }
    fn media_type(&self) -> &'static str {
        self.format.media_type()
    }

    fn decode(&self, bytes: &Bytes, context: &DecodeContext) -> Result<Decoded, DecodeError> {
        context.limits.check_package(bytes)?;
        let input = Box::new(Cursor::new(bytes.clone()));
        let mut reader = MappedReader::open(&self.mapping, &*self.format, input, &context.limits)?;
        let (mut records, mut warnings, mut left_off) = (Vec::new(), Vec::new(), 0);
        loop {
            match reader.next_record() {
                Ok(None) => break,
                Ok(Some(read)) => records.push(read.record),
                Err(fault) if fault.fatal || self.mapping.on_error == OnError::Refuse => {
                    return Err(fault.error);
                }
                Err(fault) if warnings.len() < context.limits.warnings => {
                    warnings.push(Warning(fault.error.finding().clone()));
                }
                Err(_) => left_off += 1,
            }
        }
        let counts = reader.counts();
        if records.is_empty() && counts.faulty > 0 {
            // A file of which nothing is good is not a file with a few bad rows.
            let first = warnings.into_iter().map(|Warning(finding)| finding).collect();
            return Err(BadRows { first, count: counts.faulty, read: counts.read }.refusal());
        }
        warnings.extend(reader.warnings());
        Ok(Decoded {
            payload: Payload::Records(Box::new(Batch { schema: Arc::clone(&self.mapping.schema), records })),
            warnings,
            warnings_left_off: left_off,
            facts: Facts::default(),
        })
    }

    fn encode(&self, payload: &Payload, context: &EncodeContext<'_>) -> Result<Encoded, EncodeError> {
        let Payload::Records(batch) = payload else {
            return Err(Finding::new(&WRONG_SCHEMA)
                .found(payload_phrase(payload))
                .expected(self.mapping.schema.id.as_str())
                .into());
        };
        if batch.schema.id != self.mapping.schema.id {
            let expected = self.mapping.schema.id.as_str();
            return Err(Finding::new(&WRONG_SCHEMA)
                .found(batch.schema.id.as_str())
                .expected(expected)
                .into());
        }
        let sink = Collected::default();
        let at = context.hop.map_or(Timestamp::UNIX_EPOCH, |hop| hop.at);
        let output = Box::new(sink.clone());
        let mut writer = MappedWriter::create(&self.mapping, &*self.format, output, &WriteContext { at })?;
        for record in &batch.records {
            writer.write_record(record)?;
        }
        writer.finish()?;
        Ok(Encoded::from(sink.take()))
    }
}

/// Bytes that are written by one and taken by another.
#[derive(Debug, Clone, Default)]
pub struct Collected(Arc<Mutex<Cursor<Vec<u8>>>>);

impl Collected {
    /// What was written so far.
    pub fn take(&self) -> Bytes {
        std::mem::take(&mut *self.0.lock().expect("no panic while bytes are added")).into_inner().into()
    }
}

impl Write for Collected {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("no panic while bytes are added").write(bytes)
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Seek for Collected {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.0.lock().expect("no panic while bytes are added").seek(to)
    }
}
