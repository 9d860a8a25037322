//! What holds for any input.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

use lienthong_vntext::text::{self, Strictness};
use lienthong_vntext::{Charset, LETTERS, StreamDecoder, nfc};
use proptest::prelude::*;

fn charset() -> impl Strategy<Value = Charset> {
    proptest::sample::select(Charset::ALL)
}

/// Text of the 134 letters and of ASCII, long enough to cross the blocks of the decoder.
fn vietnamese() -> impl Strategy<Value = String> {
    let ascii = proptest::char::range(' ', '~');
    let letter = prop_oneof![2 => ascii, 3 => proptest::sample::select(&LETTERS[..]), 1 => Just('\n')];
    proptest::collection::vec(letter, 0..400).prop_map(|letters| letters.into_iter().collect())
}

/// Bytes of which many make a text, some do not.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let ours = || {
        (charset(), vietnamese()).prop_map(|(charset, text)| {
            let mut bytes = Vec::new();
            let _ = charset.encode_into(&text, &mut bytes);
            bytes
        })
    };
    let broken = (ours(), any::<(prop::sample::Index, u8)>()).prop_map(|(mut bytes, (at, byte))| {
        if !bytes.is_empty() {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        bytes
    });
    prop_oneof![ours(), broken, proptest::collection::vec(any::<u8>(), 0..40)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn what_a_charset_can_hold_comes_back(charset in charset(), text in vietnamese()) {
        let text = if charset == Charset::Tcvn3AbcCaps { text.to_uppercase() } else { text };
        match charset.encode(&text) {
            Ok(bytes) => prop_assert_eq!(charset.decode(&bytes).unwrap(), &*text),
            Err(error) => {
                prop_assert_eq!(charset, Charset::Tcvn3Abc);
                prop_assert_eq!(text.chars().nth(error.index), Some(error.character));
            }
        }
    }

    #[test]
    fn any_bytes_are_text_that_comes_back_or_an_error_in_them(charset in charset(), bytes in bytes()) {
        match charset.decode(&bytes) {
            Ok(text) => {
                prop_assert_eq!(&nfc(&text), &text);
                let again = charset.encode(&text).unwrap();
                prop_assert_eq!(charset.decode(&again).unwrap(), &*text);
            }
            Err(error) => {
                prop_assert!(error.offset < bytes.len());
                prop_assert!(bytes[error.offset..].starts_with(error.bytes()) && !error.bytes().is_empty());
                prop_assert!(error.context().len() <= 8 && !error.to_string().is_empty());
            }
        }
    }

    #[test]
    fn any_text_is_encoded_whole_or_refused(charset in charset(), text in any::<String>(), marks in "[a-zơƯâ\u{300}-\u{323}]{0,12}") {
        for text in [text, marks] {
            let mut out = b"before".to_vec();
            match charset.encode_into(&text, &mut out) {
                Ok(()) => prop_assert_eq!(charset.decode(&out[6..]).unwrap(), nfc(&text)),
                Err(error) => {
                    prop_assert_eq!(&out, b"before");
                    prop_assert!(error.index < text.chars().count());
                }
            }
            let _ = charset.encode_lower_marked(&text, &mut out);
        }
    }

    /// Canonical bytes: those that encoding writes.
    #[test]
    fn canonical_bytes_come_back(charset in charset(), text in vietnamese()) {
        let text = if charset == Charset::Tcvn3AbcCaps { text.to_uppercase() } else { text };
        if let Ok(bytes) = charset.encode(&text) {
            let again = charset.decode(&bytes).unwrap();
            prop_assert_eq!(charset.encode(&again).unwrap(), &*bytes);
        }
    }

    #[test]
    fn pieces_give_what_the_whole_gives(charset in charset(), bytes in bytes(), marks in "[a-zÂơ\u{300}-\u{323}\u{1100}-\u{1175}]{0,9}") {
        let marked = if !matches!(charset, Charset::Tcvn3AbcCaps) { charset.encode(&marks).unwrap_or_default().into_owned() } else { Vec::new() };
        for bytes in [bytes, marked, marks.into_bytes()] {
            let whole = charset.decode(charset.strip_bom(&bytes)).map(|text| text.into_owned());
            for cut in 0..=bytes.len() {
                let (mut decoder, mut text) = (StreamDecoder::new(charset), String::new());
                let result = decoder
                    .push(&bytes[..cut], &mut text)
                    .and_then(|()| decoder.push(&bytes[cut..], &mut text))
                    .and_then(|()| decoder.finish(&mut text));
                match (&whole, result) {
                    (Ok(whole), Ok(())) => prop_assert_eq!(whole, &text),
                    (Err(whole), Err(error)) => {
                        let bom = bytes.len() - charset.strip_bom(&bytes).len();
                        prop_assert_eq!((whole.kind, whole.offset + bom), (error.kind, error.offset));
                    }
                    (whole, result) => prop_assert!(false, "{whole:?} {result:?}"),
                }
            }
        }
    }

    #[test]
    fn checks_and_keys_take_any_text(text in any::<String>()) {
        for strictness in [Strictness::Text, Strictness::Vietnamese, Strictness::Identifier] {
            if let Err(problem) = text::check(&text, strictness) {
                prop_assert_eq!(text[problem.offset..].chars().next(), Some(problem.character));
                prop_assert_eq!(text.chars().nth(problem.index), Some(problem.character));
            }
        }
        let key = text::fold(&text);
        prop_assert_eq!(text::fold(&key), key);
        let _ = text::repair_entities(&text);
    }
}
