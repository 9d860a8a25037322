//! Decoding of edXML letters, in this process and on one thread.

use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use jiff::Timestamp;
use lienthong_adapter::{Adapter as _, DecodeContext};
use lienthong_adapter_edxml::EdxmlAdapter;

/// How long each letter is decoded again and again.
const EACH: Duration = Duration::from_secs(1);

/// Millions of bytes of each kind of letter that are decoded in a second.
pub(crate) fn run() -> Vec<(&'static str, f64)> {
    let path = lienthong_tests::repository().join("tests/samples/edxml/valid/document.edxml");
    let letter = std::fs::read_to_string(path).unwrap();
    // Bytes that a ZIP or a PDF could have: no text to be lucky with.
    let mut state = 1_u32;
    let scan: Vec<u8> = std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    })
    .take(4 << 20)
    .collect();
    let small = "R2hpIGNow7ogbeG6q3UuCg==";
    assert!(letter.contains(small), "the sample has its second attachment as it was");
    let large = letter.replace(small, &STANDARD.encode(scan));
    vec![("a letter of 4 KB", speed(letter)), ("a letter with a file of 4 MiB", speed(large))]
}

#[expect(clippy::cast_precision_loss, reason = "bytes of a second are far below 2^53")]
fn speed(letter: String) -> f64 {
    let letter = Bytes::from(letter);
    let context = DecodeContext::new(Timestamp::now());
    let begin = Instant::now();
    let mut bytes = 0;
    while begin.elapsed() < EACH {
        EdxmlAdapter.decode(&letter, &context).expect("the sample is in order");
        bytes += letter.len();
    }
    bytes as f64 / 1e6 / begin.elapsed().as_secs_f64()
}
