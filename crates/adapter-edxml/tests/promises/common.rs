//! Samples and contexts for the tests.

use std::fs;
use std::path::PathBuf;

use bytes::Bytes;
use lienthong_adapter::{Adapter, DecodeContext, Decoded, EncodeContext, GatewayHop};
use lienthong_adapter_edxml::EdxmlAdapter;
use lienthong_model::Payload;
use lienthong_model::document::{Document, DocumentStatus};
use lienthong_model::system::FormatOptions;

/// `valid/document.edxml` and the like.
pub(crate) fn sample(name: &str) -> Bytes {
    let path = samples().join(name);
    fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display())).into()
}

/// The folder of the samples.
pub(crate) fn samples() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/samples/edxml"))
}

/// All valid samples.
pub(crate) fn valid() -> Vec<(String, Bytes)> {
    let mut all: Vec<_> = fs::read_dir(samples().join("valid"))
        .unwrap()
        .map(|entry| {
            let name = entry.unwrap().file_name().into_string().unwrap();
            let bytes = sample(&format!("valid/{name}"));
            (name, bytes)
        })
        .collect();
    all.sort();
    all
}

/// Noon of the day after the samples were issued.
pub(crate) fn context() -> DecodeContext {
    DecodeContext::new("2026-11-21T12:00:00+07:00".parse().unwrap())
}

pub(crate) fn decode(bytes: &Bytes) -> Decoded {
    EdxmlAdapter.decode(bytes, &context()).unwrap_or_else(|e| panic!("{e}"))
}

pub(crate) fn document(decoded: &Decoded) -> &Document {
    match &decoded.payload {
        Payload::Document(document) => document,
        other => panic!("not a document: {other:?}"),
    }
}

pub(crate) fn status(decoded: &Decoded) -> &DocumentStatus {
    match &decoded.payload {
        Payload::Status(status) => status,
        other => panic!("not a status: {other:?}"),
    }
}

pub(crate) fn codes(decoded: &Decoded) -> Vec<&'static str> {
    decoded.warnings.iter().map(|warning| warning.code()).collect()
}

/// `text` with `from`, which must occur, replaced once.
pub(crate) fn with(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "the sample holds {from}");
    text.replacen(from, to, 1)
}

/// A sample as text.
pub(crate) fn text(name: &str) -> String {
    String::from_utf8(sample(name).to_vec()).unwrap()
}

pub(crate) fn hop() -> GatewayHop {
    GatewayHop { agency: "H60".parse().unwrap(), at: "2026-11-20T09:00:00+07:00".parse().unwrap() }
}

/// Writes and gives the text.
pub(crate) fn encode(payload: &Payload, context: &EncodeContext<'_>) -> String {
    let encoded = EdxmlAdapter.encode(payload, context).unwrap_or_else(|e| panic!("{e}"));
    String::from_utf8(encoded.into_bytes().to_vec()).unwrap()
}

pub(crate) fn old_form() -> FormatOptions {
    FormatOptions { code_form: Some(lienthong_model::CodeForm::Old), ..FormatOptions::default() }
}
