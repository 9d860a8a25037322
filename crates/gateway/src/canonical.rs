//! The format `canonical`: `lienthong.record.v1.Record` in protobuf. Systems that speak it need no legacy format at all.

use bytes::Bytes;
use lienthong_adapter::{
    Adapter, DecodeContext, DecodeError, Decoded, EncodeContext, EncodeError, Encoded, Facts, Finding,
    Phrase, payload_phrase, phrase,
};
use lienthong_model::Payload;
use lienthong_model::document::{Document, DocumentStatus, Party};
use lienthong_wire::canonical;
use lienthong_wire::record::{Record, record::Body};
use prost::Message as _;

use crate::formats::reasons::{
    CANONICAL_FIELD, CANONICAL_FIELD_MISSING, CANONICAL_TOO_MANY, CANONICAL_UNREADABLE, NOT_CANONICAL,
};

/// The adapter.
#[derive(Debug, Clone, Copy, Default)]
pub struct CanonicalAdapter;

impl Adapter for CanonicalAdapter {
    fn format(&self) -> &'static str {
        "canonical"
    }
    fn file_extension(&self) -> &'static str {
        "pb"
    }
    fn media_type(&self) -> &'static str {
        "application/protobuf"
    }

    fn decode(&self, bytes: &Bytes, context: &DecodeContext) -> Result<Decoded, DecodeError> {
        context.limits.check_package(bytes)?;
        let record = Record::decode(bytes.clone());
        let record = record.map_err(|error| {
            let found = phrase!("{error}", "không phải thông điệp protobuf hợp lệ (`{error}`)");
            Finding::new(&CANONICAL_UNREADABLE).found(found)
        })?;
        let (payload, facts) = match record.body {
            Some(Body::Document(document)) => {
                let document =
                    canonical::document_from_wire(document).map_err(|error| wrong_field(&error))?;
                check_document(&document, context)?;
                let facts = facts_of_document(&document);
                (Payload::Document(Box::new(document)), facts)
            }
            Some(Body::DocumentStatus(status)) => {
                let status = canonical::status_from_wire(status).map_err(|error| wrong_field(&error))?;
                check_status(&status)?;
                let facts = facts_of_status(&status);
                (Payload::Status(Box::new(status)), facts)
            }
            // Records are read with the schemas in force, one at a time: see `formats`.
            Some(Body::Records(records)) => {
                return Err(Finding::new(&CANONICAL_UNREADABLE)
                    .found(phrase!("records of {}", "bản ghi của lược đồ {}", records.schema))
                    .into());
            }
            None => {
                return Err(Finding::new(&CANONICAL_FIELD_MISSING)
                    .expected(Phrase::new("a body", "nội dung (body)"))
                    .into());
            }
        };
        Ok(Decoded { payload, warnings: Vec::new(), warnings_left_off: 0, facts })
    }

    fn encode(&self, payload: &Payload, context: &EncodeContext<'_>) -> Result<Encoded, EncodeError> {
        let body = match payload {
            Payload::Document(document) => {
                let mut document = canonical::document_to_wire(document, lienthong_adapter_edxml::open)?;
                if let Some(hop) = context.hop {
                    document.trace.push(lienthong_wire::record::Hop {
                        agency: hop.agency.to_string(),
                        at: Some(lienthong_wire::time::to_wire(hop.at)),
                    });
                }
                Body::Document(document)
            }
            Payload::Status(status) => Body::DocumentStatus(canonical::status_to_wire(status)),
            _ => return Err(Finding::new(&NOT_CANONICAL).found(payload_phrase(payload)).into()),
        };
        Ok(Encoded::from(Bytes::from(Record { body: Some(body) }.encode_to_vec())))
    }
}

fn wrong_field(error: &canonical::FieldError) -> Finding {
    let path = &error.path;
    Finding::new(&CANONICAL_FIELD)
        .found(Phrase::of(error.to_string(), format!("{path} {}", error.problem_vi)))
}

/// What every format needs to say a document.
fn check_document(document: &Document, context: &DecodeContext) -> Result<(), DecodeError> {
    let missing = |what: &str| Err(Finding::new(&CANONICAL_FIELD_MISSING).expected(what).into());
    if document.sender.code_text.is_empty() {
        return missing("sender.code");
    }
    if document.receivers.is_empty() || document.receivers.iter().any(|party| party.code_text.is_empty()) {
        return missing("receivers[].code");
    }
    if document.number.is_empty() || document.notation.is_empty() {
        return missing("number, notation");
    }
    if document.subject.is_empty() {
        return missing("subject");
    }
    if document.issued_on.is_none() {
        return missing("issued_on");
    }
    let limits = &context.limits;
    for (found, limit) in
        [(document.receivers.len(), limits.receivers), (document.attachments.len(), limits.attachments)]
    {
        if found > limit {
            let finding =
                Finding::new(&CANONICAL_TOO_MANY).found(found.to_string()).expected(limit.to_string());
            return Err(finding.into());
        }
    }
    Ok(())
}

fn check_status(status: &DocumentStatus) -> Result<(), DecodeError> {
    let missing = |what: &str| Err(Finding::new(&CANONICAL_FIELD_MISSING).expected(what).into());
    if status.reporter.code_text.is_empty() {
        return missing("reporter.code");
    }
    if status.about.agency_text.is_none() {
        return missing("about.agency");
    }
    if status.code.is_empty() {
        return missing("code");
    }
    if status.at.is_none() {
        return missing("at");
    }
    Ok(())
}

fn facts_of_document(document: &Document) -> Facts {
    Facts {
        sender: code(&document.sender),
        receivers: document.receivers.iter().filter_map(code).collect(),
        correlation_id: document.document_id.clone(),
        ..Facts::default()
    }
}

fn facts_of_status(status: &DocumentStatus) -> Facts {
    Facts {
        sender: code(&status.reporter),
        receivers: status.about.agency_text.iter().cloned().collect(),
        created_at: status.at,
        correlation_id: status.about.document_id.clone(),
        ..Facts::default()
    }
}

fn code(party: &Party) -> Option<String> {
    (!party.code_text.is_empty()).then(|| party.code_text.clone())
}

#[cfg(test)]
mod tests {
    use lienthong_adapter::conformance;
    use lienthong_adapter_edxml::EdxmlAdapter;
    use lienthong_model::system::FormatOptions;

    use super::*;

    fn sample(name: &str) -> Bytes {
        let path = format!("{}/../../tests/samples/edxml/valid/{name}.edxml", env!("CARGO_MANIFEST_DIR"));
        Bytes::from(std::fs::read(path).unwrap())
    }

    fn context() -> DecodeContext {
        DecodeContext::new("2026-11-20T02:00:00Z".parse().unwrap())
    }

    fn canonical(name: &str) -> Bytes {
        let decoded = EdxmlAdapter.decode(&sample(name), &context()).unwrap();
        let options = FormatOptions::default();
        CanonicalAdapter.encode(&decoded.payload, &EncodeContext::new(&options)).unwrap().into_bytes()
    }

    #[test]
    fn canonical_records_conform() {
        let names = ["document", "status", "recall", "update", "replace"];
        let samples: Vec<_> = names.map(|name| (name, canonical(name))).into();
        conformance::run(&CanonicalAdapter, &samples);
    }

    #[test]
    fn a_document_keeps_its_meaning_and_its_files_from_edxml_to_canonical_and_back() {
        let from_edxml = EdxmlAdapter.decode(&sample("document"), &context()).unwrap().payload;
        let from_canonical = CanonicalAdapter.decode(&canonical("document"), &context()).unwrap();
        let options = FormatOptions::default();
        let back = EdxmlAdapter.encode(&from_canonical.payload, &EncodeContext::new(&options)).unwrap();
        let again = EdxmlAdapter.decode(&back.into_bytes(), &context()).unwrap().payload;
        assert_eq!(conformance::unpacked(again), conformance::unpacked(from_edxml));
        assert_eq!(from_canonical.facts.receivers, ["H60.31", "000.00.32.H60"]);
    }

    #[test]
    fn a_record_that_lacks_something_is_refused_by_name() {
        let check = |bytes: &[u8], code: &str| {
            let error = CanonicalAdapter.decode(&Bytes::copy_from_slice(bytes), &context()).unwrap_err();
            assert_eq!(error.code(), code, "{error}");
        };
        check(b"", "CANONICAL_FIELD_MISSING");
        check(b"\x0a\x00", "CANONICAL_FIELD_MISSING");
        check(b"\xff\xff", "CANONICAL_UNREADABLE");
    }
}
