//! Any bytes in every charset: what decodes encodes, and decodes to the same; in pieces they decode as at once.
#![no_main]

use libfuzzer_sys::fuzz_target;
use lienthong_fuzz::split;
use lienthong_vntext::{Charset, DecodeError, StreamDecoder, nfc};

fuzz_target!(|data: &[u8]| {
    let Some((pieces, bytes)) = split(data) else { return };
    for charset in Charset::ALL {
        if let Ok(text) = charset.decode(bytes) {
            assert_eq!(nfc(&text), text, "{charset}: decoded text is NFC");
            let written =
                charset.encode(&text).unwrap_or_else(|e| panic!("what was decoded can be encoded: {e}"));
            assert_eq!(charset.decode(&written).as_ref(), Ok(&text), "{charset}: what was encoded decodes");
        }
        let file = charset.strip_bom(bytes);
        let at_once = charset.decode(file).map(String::from).map_err(|mut error| {
            error.offset += bytes.len() - file.len();
            (error.kind, error.offset)
        });
        let in_pieces = stream(*charset, bytes, pieces).map_err(|error| (error.kind, error.offset));
        assert_eq!(in_pieces, at_once, "{charset}: pieces decode as the whole");
    }
});

/// Decodes pieces of these lengths by turns.
fn stream(charset: Charset, bytes: &[u8], lengths: [u8; 2]) -> Result<String, DecodeError> {
    let (mut decoder, mut text, mut rest) = (StreamDecoder::new(charset), String::new(), bytes);
    for length in lengths.iter().cycle() {
        let (piece, left) = rest.split_at(rest.len().min(1 + usize::from(*length % 32)));
        decoder.push(piece, &mut text)?;
        rest = left;
        if rest.is_empty() {
            break;
        }
    }
    decoder.finish(&mut text)?;
    Ok(text)
}
