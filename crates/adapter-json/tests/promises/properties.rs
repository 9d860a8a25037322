//! Any bytes, and any text.

use bytes::Bytes;
use lienthong_adapter::Adapter;
use proptest::prelude::*;

use crate::common::*;

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        _ = adapter(dossier()).decode(&Bytes::from(bytes), &context());
    }

    /// Words of JSON in any order reach deeper than noise.
    #[test]
    fn words_are_read_or_refused(words in prop::collection::vec(prop::sample::select(WORDS), 0..60)) {
        let text = words.concat();
        _ = adapter(people()).decode(&Bytes::from(text.clone()), &context());
        let ours = decode(&adapter(people()), format!("[{{\"x\":{text}}}]")).is_ok();
        if ours {
            let theirs: Result<serde_json::Value, _> = serde_json::from_str(&format!("[{{\"x\":{text}}}]"));
            prop_assert!(theirs.is_ok(), "{text}");
        }
    }

    /// A second parser takes what is written, and gives the same text.
    #[test]
    fn any_text_survives(text in "\\PC{1,40}") {
        let text = lienthong_vntext::nfc(text.trim()).into_owned();
        let typed = lienthong_vntext::Charset::Utf8.decode(text.as_bytes()).is_ok();
        prop_assume!(typed && !text.trim().is_empty() && text.trim() == text);
        let given = serde_json::json!([{ "ten": text, text.as_str(): "x" }]).to_string();
        prop_assume!(text != "ten" && text != "so" && text != "con");
        let read = decode(&adapter(people()), given);
        // Some letters in a row are what UTF-8 or an old font look like in another charset.
        let is_odd = |code: &str| ["DAMAGED_TEXT", "OTHER_CHARSET", "FILE_OTHER_CHARSET"].contains(&code);
        prop_assume!(!read.as_ref().is_err_and(|error| is_odd(error.code())));
        let records = read.unwrap();
        prop_assert_eq!(show(&records[0], "ho_ten"), text.clone());
        let written = encode(&adapter(people()), records).unwrap();
        let back: serde_json::Value = serde_json::from_str(&written).unwrap();
        prop_assert_eq!(back[0]["ten"].as_str(), Some(text.as_str()));
        prop_assert_eq!(back[0][&text].as_str(), Some("x"));
    }
}

const WORDS: &[&str] = &[
    "{", "}", "[", "]", ",", ":", "\"ten\"", "\"con\"", "\"a\"", "\"", "\\", "\\ud83d", "\\ude00", "\\n",
    "null", "true", "fals", "-", "0", "1", ".", "5", "e", "E+", " ", "\n", "ậ", "\u{fffd}", "\u{0}",
];
