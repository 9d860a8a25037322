//! Other things that are called edXML: recognised, named, refused.

use lienthong_adapter::{DecodeError, Finding, Phrase, phrase};

use crate::names::{ACCEPTED, DSIG, NS, SOAP};
use crate::reasons::{EDXML_VARIANT, TEXT_BEFORE_XML};

const BEFORE_QCVN_102: Phrase = Phrase::new("edXML 1.0 (before QCVN 102)", "edXML 1.0 (trước QCVN 102)");
const GO_VN: Phrase = Phrase::new("the eDoc \"go.vn\" draft", "bản dự thảo eDoc \"go.vn\"");
const A05: Phrase = Phrase::new("A05 SOAP edXML", "edXML trên SOAP của A05");

/// How much of a package is searched for the namespace of a variant: attachments come later.
const HEAD: usize = 64 << 10;

/// Judges a root element that is not ours. `input` is the whole package.
pub(crate) fn judge_root(namespace: Option<&str>, local: &str, input: &str, offset: usize) -> DecodeError {
    let head = &input[..input.floor_char_boundary(HEAD)];
    let name = match namespace {
        Some(SOAP) if head.contains("http://edxml.gov.vn/schema") => A05,
        Some("http://edxml.gov.vn/schema") => A05,
        Some("http://www.go.vn/eDoc") => GO_VN,
        Some("http://www.e-doc.vn/Schema/") => BEFORE_QCVN_102,
        Some(SOAP) if head.contains("http://www.go.vn/eDoc") => GO_VN,
        Some(SOAP) => BEFORE_QCVN_102,
        _ if local == "EdXMLEnvelope" => GO_VN,
        Some(NS) => phrase!(
            "not QCVN 102:2016: found root element `{local}`",
            "tài liệu không theo QCVN 102:2016: gặp phần tử gốc `{local}`"
        ),
        Some(DSIG) => Phrase::new(
            "not QCVN 102:2016: found an XML signature",
            "tài liệu không theo QCVN 102:2016: gặp chữ ký XML",
        ),
        Some(other) => phrase!(
            "not QCVN 102:2016: found namespace {other}, root element `{local}`",
            "tài liệu không theo QCVN 102:2016: gặp không gian tên {other}, phần tử gốc `{local}`"
        ),
        None => phrase!(
            "not QCVN 102:2016: found no namespace, root element `{local}`",
            "tài liệu không theo QCVN 102:2016: không có không gian tên, phần tử gốc `{local}`"
        ),
    };
    Finding::new(&EDXML_VARIANT).found(name).expected(ACCEPTED).at(offset).into()
}

/// Judges text that stands before the first tag: the start of a MIME message, or rubbish.
pub(crate) fn judge_text_before(text: &str, offset: usize) -> DecodeError {
    let head = &text[..text.floor_char_boundary(HEAD)];
    let mime = ["MIME-Version:", "Content-Type:", "Content-ID:"];
    if mime.iter().any(|header| find_ignoring_case(head, header)) {
        return Finding::new(&EDXML_VARIANT)
            .found(Phrase::new(
                "edXML 1.0 (before QCVN 102), a MIME message",
                "edXML 1.0 (trước QCVN 102), dạng thông điệp MIME",
            ))
            .expected(ACCEPTED)
            .at(offset)
            .into();
    }
    Finding::new(&TEXT_BEFORE_XML).found(text.trim()).at(offset).into()
}

fn find_ignoring_case(text: &str, word: &str) -> bool {
    text.as_bytes().windows(word.len()).any(|window| window.eq_ignore_ascii_case(word.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_variant_is_named() {
        let check = |namespace: Option<&str>, local, input, expected: &str| {
            let error = judge_root(namespace, local, input, 7);
            assert!(error.to_string().contains(expected), "{error}");
            assert_eq!(error.code(), "EDXML_VARIANT");
            assert_eq!(error.place().offset, Some(7));
        };
        check(Some(SOAP), "Envelope", "…", &BEFORE_QCVN_102.en);
        check(Some("http://www.e-doc.vn/Schema/"), "edXML", "…", &BEFORE_QCVN_102.en);
        check(Some("http://www.go.vn/eDoc"), "EdXMLEnvelope", "…", &GO_VN.en);
        check(None, "EdXMLEnvelope", "…", &GO_VN.en);
        check(Some(SOAP), "Envelope", "<a xmlns='http://edxml.gov.vn/schema'>", &A05.en);
        check(None, "edXML", "…", "no namespace");
        check(Some("urn:x"), "edXML", "…", "found namespace urn:x");
        check(Some(NS), "edXMLEnvelope", "…", "root element `edXMLEnvelope`");
    }

    #[test]
    fn a_mime_message_is_not_called_rubbish() {
        let error = judge_text_before("--b1\r\ncontent-type: text/xml\r\n\r\n", 0);
        assert!(error.to_string().contains("MIME"), "{error}");
        assert_eq!(judge_text_before("1212", 0).code(), "TEXT_BEFORE_XML");
    }
}
