//! What a message means to the bytes of a receiver.

use std::sync::Arc;

use bytes::Bytes;
use lienthong_adapter::document::{self, is_whole};
use lienthong_adapter::mapping::{Collected, MappedWriter, Mapping};
use lienthong_adapter::rows::WriteContext;
use lienthong_adapter::{
    Adapter, DecodeContext, DecodeError, EncodeContext, EncodeError, Encoded, Finding, GatewayHop, Limits,
};
use lienthong_config::{Checked, Way};
use lienthong_model::document::Hop;
use lienthong_model::schema::{Batch, Record, Schema};
use lienthong_model::system::{FormatOptions, System};
use lienthong_model::{FormatName, MessageType, Payload};
use lienthong_store::{StoredMessage, StoredPayload};
use lienthong_wire::records::RecordsReader;

use super::records::{self, RecordsFault};
use super::{Formats, RecordsFault as Fault, documents};

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

impl From<EncodeError> for TranslateError {
    fn from(error: EncodeError) -> Self {
        Self::Encode(error)
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
            return self.say_kept(checked, spoken, records, receiver, hop);
        }
        if let Some(declared) = checked.mappings.of(receiver, spoken.kind, Way::Write)
            && is_whole(spoken.kind)
        {
            let record = self.record(spoken, receiver, hop)?.1;
            return self
                .write_each(&declared.mapping, hop, |writer| writer.write_record(&record))
                .map_err(TranslateError::Encode);
        }
        let Some(format) = &receiver.format else { return Err(no_format(receiver, spoken.kind)) };
        if format.as_str() == "canonical-json" && is_whole(spoken.kind) {
            let (schema, record) = self.record(spoken, receiver, hop)?;
            return self.say_batch(checked, Batch { schema, records: vec![record] }, receiver, format);
        }
        Ok(self.said(self.translate(spoken, receiver, format, hop)?, format))
    }

    fn said(&self, payload: Encoded, format: &FormatName) -> Said {
        let adapter = self.get(format);
        let (extension, media_type) = (adapter.file_extension(), adapter.media_type());
        Said { payload, format: format.to_string(), extension, media_type }
    }

    /// Records that were kept, in the format of a receiver. Documents are whole payloads for those that have no mapping.
    fn say_kept(
        &self,
        checked: &Checked,
        spoken: &Spoken<'_>,
        records: &Bytes,
        receiver: &System,
        hop: &GatewayHop,
    ) -> Result<Said, TranslateError> {
        let is_mapped = checked.mappings.of(receiver, spoken.kind, Way::Write).is_some();
        let format = receiver.format.as_ref().filter(|format| format.as_str() != "canonical-json");
        let Some(format) = format.filter(|_| is_whole(spoken.kind) && !is_mapped) else {
            return self.say_records(checked, spoken.kind, records, receiver, hop);
        };
        let schema = records::schema(checked, spoken.kind.as_str()).map_err(TranslateError::Decode)?;
        let limits = Limits { package_bytes: records.len() as u64, ..Limits::default() };
        let payload = documents::payload(records, &schema, spoken.options.code_form, &limits)
            .map_err(TranslateError::Decode)?;
        let payload = self.encode(&payload, receiver, format, hop, None).map_err(TranslateError::Encode)?;
        Ok(self.said(payload, format))
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
        if format.as_str() == "canonical" {
            return Ok(self.said(records.clone().into(), format));
        }
        let schema = records::schema(checked, kind.as_str()).map_err(TranslateError::Decode)?;
        let batch = records::batch(records, &schema).map_err(TranslateError::Decode)?;
        self.say_batch(checked, batch, receiver, format)
    }

    /// Records all at once, by the adapter of a format.
    fn say_batch(
        &self,
        checked: &Checked,
        batch: Batch,
        receiver: &System,
        format: &FormatName,
    ) -> Result<Said, TranslateError> {
        let json = records::canonical_json(checked);
        let adapter: &dyn Adapter =
            if format.as_str() == "canonical-json" { &json } else { self.get(format) };
        let payload = Payload::Records(Box::new(batch));
        let payload = adapter.encode(&payload, &EncodeContext::new(&receiver.format_options));
        let (extension, media_type) = (adapter.file_extension(), adapter.media_type());
        let payload = payload.map_err(TranslateError::Encode)?;
        Ok(Said { payload, format: format.to_string(), extension, media_type })
    }

    /// Canonical records through a mapping.
    pub fn write(
        &self,
        mapping: &Mapping,
        records: &Bytes,
        hop: &GatewayHop,
    ) -> Result<Said, TranslateError> {
        self.write_each(mapping, hop, |writer| {
            records::each(records, &mapping.schema, |record| writer.write_record(record))
                .map_err(TranslateError::from)
        })
    }

    /// What `fill` writes through a mapping.
    fn write_each<E: From<EncodeError>>(
        &self,
        mapping: &Mapping,
        hop: &GatewayHop,
        fill: impl FnOnce(&mut MappedWriter<'_>) -> Result<(), E>,
    ) -> Result<Said, E> {
        let format = self.rows.of(&mapping.layout).expect("a checked mapping names a format that exists");
        let sink = Collected::default();
        let context = WriteContext { at: hop.at };
        let mut writer = MappedWriter::create(mapping, &**format, Box::new(sink.clone()), &context)?;
        fill(&mut writer)?;
        writer.finish()?;
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
        if self.get(spoken.format).format() == "opaque" {
            return Ok(Encoded::from(spoken.sent.clone()));
        }
        let payload = self.decode(spoken, hop).map_err(TranslateError::Decode)?;
        let original = (spoken.format == to).then_some(spoken.sent);
        self.encode(&payload, receiver, to, hop, original).map_err(TranslateError::Encode)
    }

    fn decode(&self, spoken: &Spoken<'_>, hop: &GatewayHop) -> Result<Payload, DecodeError> {
        let mut context = DecodeContext::new(hop.at);
        context.options = spoken.options.clone();
        // It was within the limits when it was accepted.
        context.limits = Limits { package_bytes: spoken.sent.len() as u64, ..Limits::default() };
        Ok(self.get(spoken.format).decode(spoken.sent, &context)?.payload)
    }

    fn encode(
        &self,
        payload: &Payload,
        receiver: &System,
        to: &FormatName,
        hop: &GatewayHop,
        original: Option<&Bytes>,
    ) -> Result<Encoded, EncodeError> {
        let options = &receiver.format_options;
        let hop = (!options.leave_trace).then_some(hop);
        self.get(to).encode(payload, &EncodeContext { options, hop, original })
    }

    /// The record of a document that was sent as a package, with our hop in its trace as in a package.
    fn record(
        &self,
        spoken: &Spoken<'_>,
        receiver: &System,
        hop: &GatewayHop,
    ) -> Result<(Arc<Schema>, Record), TranslateError> {
        let mut payload = self.decode(spoken, hop).map_err(TranslateError::Decode)?;
        if let Payload::Document(document) = &mut payload
            && !receiver.format_options.leave_trace
        {
            document.trace.push(Hop { agency_text: Some(hop.agency.to_string()), at: Some(hop.at) });
        }
        document::write(&payload, lienthong_adapter_edxml::open).map_err(TranslateError::Encode)
    }
}

fn no_format(receiver: &System, kind: &MessageType) -> TranslateError {
    TranslateError::Encode(super::no_format(receiver, Some(kind)).into())
}
