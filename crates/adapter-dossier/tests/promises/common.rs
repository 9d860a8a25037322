//! Samples and contexts for the tests.

use std::fs;
use std::path::PathBuf;

use bytes::Bytes;
use lienthong_adapter::{Adapter, DecodeContext, Decoded, EncodeContext};
use lienthong_adapter_dossier::DossierAdapter;
use lienthong_model::Payload;
use lienthong_model::schema::{Batch, Record, Value};
use lienthong_model::system::{DossierOptions, FormatOptions};

/// The folder of the samples.
pub(crate) fn samples() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/samples/dossier"))
}

/// `valid/call.json` and the like.
pub(crate) fn sample(name: &str) -> Bytes {
    let path = samples().join(name);
    fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display())).into()
}

/// A sample as text.
pub(crate) fn text(name: &str) -> String {
    String::from_utf8(sample(name).to_vec()).unwrap()
}

/// The names of the files in a folder of the samples.
pub(crate) fn names(folder: &str) -> Vec<String> {
    let all = fs::read_dir(samples().join(folder)).unwrap();
    let mut all: Vec<_> = all.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    all.retain(|name| name.ends_with(".json"));
    all.sort();
    all
}

pub(crate) fn context(dossier: DossierOptions) -> DecodeContext {
    let options = FormatOptions { dossier, ..FormatOptions::default() };
    DecodeContext { options, ..DecodeContext::new("2026-11-21T12:00:00+07:00".parse().unwrap()) }
}

/// Reads by default options.
pub(crate) fn decode(bytes: &Bytes) -> Decoded {
    DossierAdapter.decode(bytes, &context(DossierOptions::default())).unwrap_or_else(|e| panic!("{e}"))
}

pub(crate) fn batch(decoded: &Decoded) -> &Batch {
    match &decoded.payload {
        Payload::Records(batch) => batch,
        other => panic!("not records: {other:?}"),
    }
}

/// The codes of the warnings with their paths.
pub(crate) fn warnings(decoded: &Decoded) -> Vec<(&'static str, &str)> {
    decoded
        .warnings
        .iter()
        .map(|warning| (warning.code(), warning.0.place.path.as_deref().unwrap_or("")))
        .collect()
}

/// Writes and gives the text.
pub(crate) fn encode(payload: &Payload, dossier: DossierOptions) -> String {
    let options = FormatOptions { dossier, ..FormatOptions::default() };
    let encoded = DossierAdapter.encode(payload, &EncodeContext::new(&options));
    String::from_utf8(encoded.unwrap_or_else(|e| panic!("{e}")).into_bytes().to_vec()).unwrap()
}

/// `text` with `from`, which must occur, replaced once.
pub(crate) fn with(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "the sample holds {from}");
    text.replacen(from, to, 1)
}

/// The value of a dotted field of the batch's schema.
pub(crate) fn value<'r>(batch: &Batch, record: &'r Record, path: &str) -> Option<&'r Value> {
    record.get(&batch.schema.path(path).unwrap_or_else(|| panic!("{path}")))
}

/// The records of a list.
pub(crate) fn list<'r>(batch: &Batch, record: &'r Record, path: &str) -> &'r [Record] {
    match value(batch, record, path) {
        Some(Value::List(list)) => list,
        other => panic!("{path}: {other:?}"),
    }
}
