//! The text of an answer, in whatever encoding a server writes.
//!
//! 1. a byte order mark says which, else the zeros of UTF-16, else `charset` of the `Content-Type`, else the XML
//!    declaration, else it is UTF-8;
//! 2. UTF-16 that is named where no zeros are is not meant: programs write it over texts that they send as UTF-8;
//! 3. a name that is not known, or does not hold, leaves letters that are not ASCII in doubt: they are only shown.
//!
//! Whether a message was taken must not hang on the letters beside the code that says so: a server that took it, and is
//! not understood, would get it again. So this reads leniently, and only what judges an answer reads through it.

use std::borrow::Cow;

use http::header::CONTENT_TYPE;
use lienthong_adapter_xml::declared_encoding;
use lienthong_vntext::Charset;

use crate::connector::http_client::HttpAnswer;

/// The text, without a byte order mark.
pub(super) fn text_of(answer: &HttpAnswer) -> Cow<'_, str> {
    let body = &answer.body[..];
    match body {
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest),
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes).into(),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes).into(),
        [b'<' | b'{', 0, ..] => utf16(body, u16::from_le_bytes).into(),
        [0, b'<' | b'{', ..] => utf16(body, u16::from_be_bytes).into(),
        _ => std::str::from_utf8(body).map_or_else(|_| legacy(answer).into(), Cow::Borrowed),
    }
}

/// A text that is not UTF-8.
fn legacy(answer: &HttpAnswer) -> String {
    let body = &answer.body[..];
    let said = answer.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).and_then(charset);
    let name = said.or_else(|| declared_encoding(body));
    let decoded = name.as_deref().and_then(Charset::from_name).and_then(|charset| charset.decode(body).ok());
    match decoded {
        Some(text) => text.into_owned(),
        None => String::from_utf8_lossy(body).into_owned(),
    }
}

/// What a media type says of the charset.
fn charset(media_type: &str) -> Option<String> {
    media_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches('"').to_owned())
    })
}

/// UTF-16, where a half of a pair, or of a unit, is shown as what cannot be read.
fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let (units, rest) = bytes.as_chunks::<2>();
    let text = char::decode_utf16(units.iter().map(|pair| unit(*pair)));
    let half = (!rest.is_empty()).then_some(char::REPLACEMENT_CHARACTER);
    text.map(|read| read.unwrap_or(char::REPLACEMENT_CHARACTER)).chain(half).collect()
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue, StatusCode};

    use super::*;

    fn read(media_type: &str, body: &[u8]) -> String {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_str(media_type).unwrap());
        let answer = HttpAnswer { status: StatusCode::OK, headers, body: body.to_vec().into(), cut_at: None };
        text_of(&answer).into_owned()
    }

    #[test]
    fn an_answer_is_read_in_the_encoding_it_is_in() {
        let little = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        let big = |text: &str| text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>();
        let plain = "<a>đã nhận</a>";
        let declared = "<?xml version=\"1.0\" encoding=\"utf-16\"?><a>đã nhận</a>";
        for text in [plain, declared, "{\"a\":\"đã nhận\"}"] {
            for media_type in ["text/xml", "text/xml; charset=utf-8", "text/xml; charset=\"UTF-16\""] {
                assert_eq!(read(media_type, text.as_bytes()), text);
                assert_eq!(read(media_type, format!("\u{feff}{text}").as_bytes()), text);
                for bytes in [little(text), big(text)] {
                    assert_eq!(read(media_type, &bytes), text);
                }
                for bytes in [little(&format!("\u{feff}{text}")), big(&format!("\u{feff}{text}"))] {
                    assert_eq!(read(media_type, &bytes), text);
                }
            }
        }
        let legacy = Charset::Windows1258.encode("<a>đã nhận</a>").unwrap();
        assert_eq!(read("text/xml; charset=windows-1258", &legacy), plain);
        let head = "<?xml version='1.0' encoding = 'windows-1258'?>";
        let bytes = [head.as_bytes(), &legacy].concat();
        assert_eq!(read("text/xml", &bytes), format!("{head}{plain}"));
    }

    #[test]
    fn what_cannot_be_read_leaves_the_rest_as_it_is() {
        assert_eq!(read("text/xml; charset=iso-8859-1", b"<a>\xe9</a><b>0</b>"), "<a>\u{fffd}</a><b>0</b>");
        assert_eq!(read("text/xml", b"\xff\xfe<\0a\0>\0\x00\xd8<\0"), "<a>\u{fffd}<");
        assert_eq!(read("text/xml", b"\xff\xfe<\0a"), "<\u{fffd}");
        assert_eq!(read("text/xml", b""), "");
    }
}
