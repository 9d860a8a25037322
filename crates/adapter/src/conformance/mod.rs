//! The test that every adapter runs: one call, [`run`], over valid samples of its format.
//!
//! For each sample, in this order:
//!
//! 1. it decodes, twice to the same answer, with all text in NFC;
//! 2. written anew it decodes to the same payload and the same facts, and writing is repeatable;
//! 3. written beside the original bytes it decodes to the same payload as well;
//! 4. every n-th truncation and bit flip of it, and a set of hostile inputs, is answered without a panic;
//! 5. it is refused when it is larger than allowed;
//! 6. every refusal and warning on the way has a stable code and whole texts in two languages.
//!
//! How files are packed is not compared, since gateways on the way re-pack them: see [`unpacked`].

mod hostile;
mod texts;

use std::panic::{AssertUnwindSafe, catch_unwind};

use bytes::Bytes;
use jiff::Timestamp;
use lienthong_model::Payload;
use lienthong_model::document::{Content, Transport};
use lienthong_model::system::FormatOptions;

use crate::decode::{DecodeContext, DecodeError, Decoded};
use crate::encode::EncodeContext;
use crate::finding::Finding;
use crate::reasons::PACKAGE_TOO_LARGE;
use crate::{Adapter, Limits};

/// Mutations of each kind that are tried on one sample.
const TRIES: usize = 300;

/// Runs the whole test over `samples`, pairs of a name and the bytes.
///
/// # Panics
///
/// Where the adapter breaks its contract; the message names the sample and the promise.
pub fn run(adapter: &dyn Adapter, samples: &[(&str, Bytes)]) {
    assert!(!samples.is_empty(), "conformance needs samples");
    let context = DecodeContext::new(Timestamp::UNIX_EPOCH);
    for (name, bytes) in samples {
        let decoded = adapter.decode(bytes, &context).unwrap_or_else(|e| panic!("{name} must decode: {e}"));
        let again = adapter.decode(bytes, &context).expect("decoded once, so it decodes again");
        assert_eq!(decoded, again, "{name}: decoding depends on its arguments only");
        check_findings(name, Ok(&decoded));
        texts::check_nfc(name, &decoded.payload);
        check_round_trip(adapter, name, bytes, &decoded, &context);
        check_limit(adapter, name, bytes, &context);
        for input in hostile::mutations(bytes, TRIES) {
            check_survives(adapter, name, &input, &context);
        }
    }
    for input in hostile::inputs(samples.iter().map(|(_, bytes)| bytes)) {
        check_survives(adapter, "hostile input", &input, &context);
    }
}

/// `payload` without how its files are packed: what survives a hop.
pub fn unpacked(mut payload: Payload) -> Payload {
    if let Payload::Document(document) = &mut payload {
        for attachment in &mut document.attachments {
            attachment.transport = Transport::Raw;
            attachment.content = Content::File(Bytes::new());
        }
    }
    payload
}

fn check_round_trip(
    adapter: &dyn Adapter,
    name: &str,
    bytes: &Bytes,
    decoded: &Decoded,
    context: &DecodeContext,
) {
    let options = FormatOptions::default();
    let anew = EncodeContext::new(&options);
    for (way, context_out) in
        [("anew", anew), ("beside the original", EncodeContext { original: Some(bytes), ..anew })]
    {
        let write = || adapter.encode(&decoded.payload, &context_out);
        let written = write().unwrap_or_else(|e| panic!("{name} must be writable {way}: {e}"));
        assert_eq!(write().as_ref(), Ok(&written), "{name}: writing {way} is repeatable");
        let back = adapter
            .decode(&written.into_bytes(), context)
            .unwrap_or_else(|e| panic!("{name}, written {way}, must decode: {e}"));
        assert_eq!(
            unpacked(back.payload),
            unpacked(decoded.payload.clone()),
            "{name}: {way}, the payload is the same"
        );
        assert_eq!(back.facts.sender, decoded.facts.sender, "{name}: {way}, the sender is the same");
        assert_eq!(
            back.facts.receivers, decoded.facts.receivers,
            "{name}: {way}, the receivers are the same"
        );
        assert_eq!(
            back.facts.correlation_id, decoded.facts.correlation_id,
            "{name}: {way}, the tie is the same"
        );
    }
}

fn check_limit(adapter: &dyn Adapter, name: &str, bytes: &Bytes, context: &DecodeContext) {
    let Some(less) = bytes.len().checked_sub(1) else { return };
    let limits = Limits { package_bytes: less as u64, ..context.limits };
    let error = adapter.decode(bytes, &DecodeContext { limits, ..context.clone() });
    let code = error.map(|_| ()).map_err(|e| e.code());
    assert_eq!(code, Err(PACKAGE_TOO_LARGE.code), "{name}: the size limit holds");
}

fn check_survives(adapter: &dyn Adapter, name: &str, input: &Bytes, context: &DecodeContext) {
    let answer = catch_unwind(AssertUnwindSafe(|| adapter.decode(input, context))).unwrap_or_else(|_| {
        panic!("{name}: no input panics, this one does: {:?}", &input[..input.len().min(4096)])
    });
    check_findings(name, answer.as_ref());
    if let Ok(decoded) = answer {
        texts::check_nfc(name, &decoded.payload);
    }
}

fn check_findings(name: &str, answer: Result<&Decoded, &DecodeError>) {
    match answer {
        Ok(decoded) => decoded.warnings.iter().for_each(|warning| check_finding(name, &warning.0)),
        Err(error) => check_finding(name, error.finding()),
    }
}

fn check_finding(name: &str, finding: &Finding) {
    let code = finding.reason.code;
    let stable = code.starts_with(|c: char| c.is_ascii_uppercase())
        && code.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
    assert!(stable, "{name}: `{code}` is a stable code");
    for text in [finding.reason.en, finding.reason.vi] {
        assert!(!text.trim().is_empty(), "{name}: {code} has a text in both languages");
        let rest = text.replace("{found}", "").replace("{expected}", "");
        assert!(!rest.contains(['{', '}']), "{name}: {code} has only known placeholders");
        assert!(!text.contains("{found}") || finding.found.is_some(), "{name}: {code} says what was found");
        assert!(
            !text.contains("{expected}") || finding.expected.is_some(),
            "{name}: {code} says what was expected"
        );
    }
    texts::check_vietnamese(name, finding);
    let length = finding.message_en().chars().count();
    assert!(length < 1_000, "{name}: {code} does not echo the input ({length} characters)");
}
