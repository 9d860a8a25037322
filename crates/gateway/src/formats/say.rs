//! What a message means to the bytes of a receiver.

use bytes::Bytes;
use lienthong_adapter::mapping::{Collected, MappedWriter, Mapping};
use lienthong_adapter::rows::WriteContext;
use lienthong_adapter::{
    DecodeContext, DecodeError, EncodeContext, EncodeError, Encoded, Finding, GatewayHop, Limits,
};
use lienthong_config::{Checked, Way};
use lienthong_model::system::{FormatOptions, System};
use lienthong_model::{FormatName, MessageType, Payload};
use lienthong_store::{StoredMessage, StoredPayload};
use lienthong_wire::records::RecordsReader;

use super::records::{self, RecordsFault};
use super::understand::NO_FORMAT;
use super::{Formats, RecordsFault as Fault};

/// What a receiver gets.
#[derive(Debug)]
pub struct Said {
    /// The bytes.
    pub payload: Encoded,
    /// The name of their format.
    pub format: String,
    /// Extension of files with them.
    pub extension: &'static str,
    /// Their media type.
    pub media_type: &'static str,
}

/// A message as its sender spoke it, and what was understood of it.
#[derive(Debug)]
pub struct Spoken<'m> {
    /// The message type.
    pub kind: &'m MessageType,
    /// The format of the bytes.
    pub format: &'m FormatName,
    /// How the sender speaks.
    pub options: FormatOptions,
    /// The bytes.
    pub sent: &'m Bytes,
    /// Canonical records, where they are not the bytes themselves.
    pub canonical: Option<&'m Bytes>,
}

/// Why a receiver cannot get a message.
#[derive(Debug, thiserror::Error)]
pub enum TranslateError {
    /// The kept bytes are no longer readable as what they were accepted as.
    #[error("the kept bytes cannot be read: {0}")]
    Decode(#[source] DecodeError),
    /// They cannot be said in the receiver's format.
    #[error("{0}")]
    Encode(#[source] EncodeError),
}

impl TranslateError {
    /// The stable reason.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Decode(error) => error.code(),
            Self::Encode(error) => error.code(),
        }
    }

    /// What was found, and where.
    pub fn finding(&self) -> &Finding {
        match self {
            Self::Decode(error) => error.finding(),
            Self::Encode(error) => error.finding(),
        }
    }
}

impl From<Fault<EncodeError>> for TranslateError {
    fn from(fault: Fault<EncodeError>) -> Self {
        match fault {
            RecordsFault::Read(error) => Self::Decode(error),
            RecordsFault::Taken(error) => Self::Encode(error),
        }
    }
}

impl Formats {
    /// What `receiver` gets of a message.
    pub fn say(
        &self,
        checked: &Checked,
        message: &StoredMessage,
        stored: &StoredPayload,
        receiver: &System,
        hop: &GatewayHop,
    ) -> Result<Said, TranslateError> {
        let sender = checked.systems.get(&message.envelope.sender);
        let spoken = Spoken {
            kind: &message.envelope.kind,
            format: &message.format,
            options: sender.map(|system| system.format_options.clone()).unwrap_or_default(),
            sent: &stored.sent,
            canonical: stored.canonical.as_ref(),
        };
        self.say_to(checked, &spoken, receiver, hop)
    }

    /// What `receiver` gets of what was understood.
    pub fn say_to(
        &self,
        checked: &Checked,
        spoken: &Spoken<'_>,
        receiver: &System,
        hop: &GatewayHop,
    ) -> Result<Said, TranslateError> {
        let to = receiver.format.as_ref().map_or("", FormatName::as_str);
        if spoken.format.as_str() == "opaque" || to == "opaque" {
            return Ok(self.as_sent(spoken.format, spoken.sent));
        }
        let records = match spoken.canonical {
            Some(canonical) => Some(canonical),
            None if spoken.format.as_str() == "canonical" => {
                matches!(RecordsReader::open(spoken.sent), Ok(Some(_))).then_some(spoken.sent)
            }
            None => None,
        };
        if let Some(records) = records {
            return self.say_records(checked, spoken.kind, records, receiver, hop);
        }
        let Some(format) = &receiver.format else { return Err(no_format(receiver, spoken.kind)) };
        let payload = self.translate(spoken, receiver, format, hop)?;
        let adapter = self.get(format);
        Ok(Said {
            payload,
            format: format.to_string(),
            extension: adapter.file_extension(),
            media_type: adapter.media_type(),
        })
    }

    /// Canonical records in the format of a receiver.
    pub fn say_records(
        &self,
        checked: &Checked,
        kind: &MessageType,
        records: &Bytes,
        receiver: &System,
        hop: &GatewayHop,
    ) -> Result<Said, TranslateError> {
        if let Some(declared) = checked.mappings.of(receiver, kind, Way::Write) {
            return self.write(&declared.mapping, records, hop);
        }
        let Some(format) = &receiver.format else { return Err(no_format(receiver, kind)) };
        let adapter = self.get(format);
        let said = |payload, extension, media_type| Said {
            payload,
            format: format.to_string(),
            extension,
            media_type,
        };
        match format.as_str() {
            "canonical" => Ok(said(records.clone().into(), adapter.file_extension(), adapter.media_type())),
            name => {
                let schema = records::schema(checked, kind.as_str()).map_err(TranslateError::Decode)?;
                let batch = records::batch(records, &schema).map_err(TranslateError::Decode)?;
                let payload = Payload::Records(Box::new(batch));
                let context = EncodeContext::new(&receiver.format_options);
                let json = records::canonical_json(checked);
                let adapter: &dyn lienthong_adapter::Adapter =
                    if name == "canonical-json" { &json } else { adapter };
                let bytes = adapter.encode(&payload, &context).map_err(TranslateError::Encode)?;
                Ok(said(bytes, adapter.file_extension(), adapter.media_type()))
            }
        }
    }

    /// Canonical records through a mapping.
    pub fn write(
        &self,
        mapping: &Mapping,
        records: &Bytes,
        hop: &GatewayHop,
    ) -> Result<Said, TranslateError> {
        let format = self.rows.of(&mapping.layout).expect("a checked mapping names a format that exists");
        let sink = Collected::default();
        let context = WriteContext { at: hop.at };
        let mut writer = MappedWriter::create(mapping, &**format, Box::new(sink.clone()), &context)
            .map_err(TranslateError::Encode)?;
        records::each(records, &mapping.schema, |record| writer.write_record(record))?;
        writer.finish().map_err(TranslateError::Encode)?;
        Ok(Said {
            payload: Encoded::from(sink.take()),
            format: format.format().to_owned(),
            extension: format.file_extension(),
            media_type: format.media_type(),
        })
    }

    fn as_sent(&self, format: &FormatName, bytes: &Bytes) -> Said {
        let row = self.rows.iter().find(|row| row.format() == format.as_str());
        let media_type = row.map_or_else(|| self.get(format).media_type(), |row| row.media_type());
        Said {
            payload: Encoded::from(bytes.clone()),
            format: format.to_string(),
            extension: self.extension(format),
            media_type,
        }
    }

    /// Documents and statuses, which adapters read and write as a whole.
    fn translate(
        &self,
        spoken: &Spoken<'_>,
        receiver: &System,
        to: &FormatName,
        hop: &GatewayHop,
    ) -> Result<Encoded, TranslateError> {
        let (bytes, adapter) = (spoken.sent, self.get(spoken.format));
        if adapter.format() == "opaque" {
            return Ok(Encoded::from(bytes.clone()));
        }
        let mut context = DecodeContext::new(hop.at);
        context.options = spoken.options.clone();
        // It was within the limits when it was accepted.
        context.limits = Limits { package_bytes: bytes.len() as u64, ..Limits::default() };
        let decoded = adapter.decode(bytes, &context).map_err(TranslateError::Decode)?;
        let context = EncodeContext {
            options: &receiver.format_options,
            hop: (!receiver.format_options.leave_trace).then_some(hop),
            original: (spoken.format == to).then_some(bytes),
        };
        self.get(to).encode(&decoded.payload, &context).map_err(TranslateError::Encode)
    }
}

fn no_format(receiver: &System, kind: &MessageType) -> TranslateError {
    let finding = Finding::new(&NO_FORMAT).found(kind.as_str()).expected(receiver.id.to_string());
    TranslateError::Encode(finding.into())
}
