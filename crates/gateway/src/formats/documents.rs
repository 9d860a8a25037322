//! Documents and statuses whose parts a mapping names: one record each, and a payload for the adapters.
//!
//! A system with a mapping for `document` speaks of a document in elements of its own. What it sends is kept as one
//! canonical record, and means the same as a package: the same facts, the same checks. A receiver without a mapping
//! gets the payload that its adapter writes.

use bytes::Bytes;
use lienthong_adapter::document::{facts_of_document, facts_of_status};
use lienthong_adapter::{DecodeError, Facts, Finding, Limits, document};
use lienthong_model::Payload;
use lienthong_model::agency_code::CodeForm;
use lienthong_model::schema::Schema;

use super::reasons::{MANY_DOCUMENTS, NO_DOCUMENT};
use super::records::{self, RecordsFault};

/// The only record of canonical bytes as a payload; refused where there is none, or more than one.
pub(super) fn payload(
    bytes: &Bytes,
    schema: &Schema,
    form: Option<CodeForm>,
    limits: &Limits,
) -> Result<Payload, DecodeError> {
    let mut read = None;
    let all = records::each(bytes, schema, |record| {
        if read.is_some() {
            return Err(Finding::new(&MANY_DOCUMENTS).row(2));
        }
        read = Some(document::read(&schema.id, record, form, limits).map_err(|finding| finding.row(1))?);
        Ok(())
    });
    match all {
        Ok(()) => read.ok_or_else(|| Finding::new(&NO_DOCUMENT).into()),
        Err(RecordsFault::Read(error)) => Err(error),
        Err(RecordsFault::Taken(finding)) => Err(finding.into()),
    }
}

/// What the only record of canonical bytes says on its outside.
pub(super) fn facts(bytes: &Bytes, schema: &Schema, limits: &Limits) -> Result<Facts, DecodeError> {
    Ok(match payload(bytes, schema, None, limits)? {
        Payload::Document(document) => facts_of_document(&document),
        Payload::Status(status) => facts_of_status(&status),
        _ => Facts::default(),
    })
}

#[cfg(test)]
mod tests {
    use lienthong_adapter::{Adapter as _, DecodeContext, EncodeContext, conformance};
    use lienthong_adapter_edxml::EdxmlAdapter;
    use lienthong_model::Digest;
    use lienthong_model::document::Content;
    use lienthong_model::system::FormatOptions;
    use lienthong_wire::records::RecordsWriter;

    use super::*;

    fn context() -> DecodeContext {
        DecodeContext::new("2026-11-20T02:00:00Z".parse().unwrap())
    }

    fn samples() -> Vec<(String, Bytes)> {
        let folder = format!("{}/../../tests/samples/edxml/valid", env!("CARGO_MANIFEST_DIR"));
        let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let name = |path: &std::path::Path| path.file_name().unwrap().to_string_lossy().into_owned();
        let edxml = files.filter(|path| path.extension().is_some_and(|end| end == "edxml"));
        edxml.map(|path| (name(&path), std::fs::read(&path).unwrap().into())).collect()
    }

    /// Canonical bytes of the record of a package, and its schema.
    fn kept(payload: &Payload) -> (Bytes, std::sync::Arc<Schema>) {
        let (schema, record) = document::write(payload, lienthong_adapter_edxml::open).unwrap();
        schema.check(&record).unwrap();
        let mut writer = RecordsWriter::new(&schema);
        writer.push(&record);
        (writer.finish(), schema)
    }

    #[test]
    fn a_package_that_becomes_a_record_and_a_package_again_says_the_same() {
        let samples = samples();
        assert!(samples.len() >= 7);
        for (name, bytes) in samples {
            let decoded = EdxmlAdapter.decode(&bytes, &context()).unwrap();
            let (canonical, schema) = kept(&decoded.payload);
            let back = payload(&canonical, &schema, None, &Limits::default()).unwrap();
            if let Payload::Document(document) = &back {
                for file in &document.attachments {
                    let Content::File(bytes) = &file.content else { panic!("{name}: not the file itself") };
                    assert_eq!(Digest::of(bytes), file.sha256, "{name}");
                }
            }
            assert_eq!(
                conformance::unpacked(back.clone()),
                conformance::unpacked(decoded.payload.clone()),
                "{name}"
            );
            let said = facts(&canonical, &schema, &Limits::default()).unwrap();
            assert_eq!(said, decoded.facts, "{name}: the same facts as a package");
            let options = FormatOptions::default();
            let package = EdxmlAdapter.encode(&back, &EncodeContext::new(&options)).unwrap().into_bytes();
            let again = EdxmlAdapter.decode(&package, &context()).unwrap().payload;
            assert_eq!(conformance::unpacked(again), conformance::unpacked(decoded.payload), "{name}");
        }
    }

    #[test]
    fn a_message_carries_one_document() {
        let (_, bytes) = samples().into_iter().find(|(name, _)| name == "document.edxml").unwrap();
        let decoded = EdxmlAdapter.decode(&bytes, &context()).unwrap();
        let (schema, record) = document::write(&decoded.payload, lienthong_adapter_edxml::open).unwrap();
        for (count, code) in [(0, "NO_DOCUMENT"), (2, "MANY_DOCUMENTS")] {
            let mut writer = RecordsWriter::new(&schema);
            (0..count).for_each(|_| writer.push(&record));
            let error = facts(&writer.finish(), &schema, &Limits::default()).unwrap_err();
            assert_eq!(error.code(), code, "{error}");
        }
    }
}
