//! What connectors need of SOAP and XML: envelopes around messages, faults, and the texts of an answer that a success rule
//! asks for. How envelopes are made and read is in `adapter_xml::soap`.
//!
//! # What holds
//!
//! * A document with a DTD is not read, so no entity can grow.
//! * What does not fit into XML is refused: no character is left out or put in place of another.

use std::fmt;

use lienthong_adapter::{rows, xml_reference};
use lienthong_adapter_xml::soap::{self, Answer, Payload};
use lienthong_model::system::{SoapVersion, SoapWrap, WrapEncoding};
use quick_xml::NsReader;
use quick_xml::events::Event;
use quick_xml::name::{Namespace, ResolveResult};

use crate::connector::xml_flaw;

/// Elements inside each other that are read.
pub(super) const MAX_DEPTH: usize = 256;
/// Characters of a fault that are shown.
const MAX_SAID: usize = 300;

/// The namespace of envelopes.
pub const fn namespace(version: SoapVersion) -> &'static str {
    match version {
        SoapVersion::V11 => "http://schemas.xmlsoap.org/soap/envelope/",
        SoapVersion::V12 => "http://www.w3.org/2003/05/soap-envelope",
    }
}

/// Why bytes are not the XML that is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotXml {
    /// The bytes are not UTF-8.
    #[error("not UTF-8")]
    NotUtf8,
    /// A character that XML 1.0 cannot hold (2.2).
    #[error("a character that XML cannot hold")]
    Character,
    /// Not well-formed, or with a DTD, or too deep.
    #[error("not XML that can be read")]
    Malformed,
    /// XML, and no SOAP envelope.
    #[error("no SOAP envelope")]
    NoEnvelope,
}

/// An envelope around an XML document.
pub fn wrap_document(version: SoapVersion, document: &[u8]) -> Result<Vec<u8>, NotXml> {
    Ok(soap::wrap(document_element(document)?.as_bytes(), of_rows(version)))
}

/// An envelope with the operation of `how`, whose parameter holds `payload`.
pub fn wrap_parameter(version: SoapVersion, how: &SoapWrap, payload: &[u8]) -> Result<Vec<u8>, NotXml> {
    let SoapWrap { namespace, operation, parameter, encoding } = how;
    let inside = match encoding {
        WrapEncoding::Base64 => Payload::Base64(payload),
        // As it is, with the mark of a text that has one: a digest beside it is of these bytes.
        WrapEncoding::Text => {
            Payload::Text(std::str::from_utf8(payload).map_err(|_| NotXml::NotUtf8)?.as_bytes())
        }
        WrapEncoding::Xml => {
            // The operation has a prefix, so that an element inside keeps the namespace that it has or has not.
            let (namespace, inner) = (escaped(namespace)?, document_element(payload)?);
            let body = format!(
                "<op:{operation} xmlns:op=\"{namespace}\"><op:{parameter}>{inner}</op:{parameter}></op:{operation}>"
            );
            return Ok(soap::wrap(body.as_bytes(), of_rows(version)));
        }
    };
    let enveloped = soap::wrap_parameter(namespace, operation, parameter, inside, of_rows(version));
    enveloped.map_err(|_| NotXml::Character)
}

/// The version as formats of rows name it.
pub(super) fn of_rows(version: SoapVersion) -> rows::SoapVersion {
    match version {
        SoapVersion::V11 => rows::SoapVersion::V11,
        SoapVersion::V12 => rows::SoapVersion::V12,
    }
}

/// The `Content-Type` of requests, and the header `SOAPAction` where the version has one.
pub fn action_headers(version: SoapVersion, action: &str) -> (String, Option<String>) {
    let version = of_rows(version);
    (soap::content_type(version, action), soap::action_header(version, action))
}

/// The version of an envelope; nothing where the bytes are no envelope.
pub fn envelope_version(bytes: &[u8]) -> Option<SoapVersion> {
    version_of(text(bytes).ok()?)
}

pub(super) fn version_of(text: &str) -> Option<SoapVersion> {
    let mut reader = NsReader::from_str(text);
    loop {
        match reader.read_resolved_event().ok()? {
            (ResolveResult::Bound(Namespace(found)), Event::Start(element)) => {
                let versions = [SoapVersion::V11, SoapVersion::V12];
                let version = versions.into_iter().find(|version| found == namespace(*version));
                return version.filter(|_| element.local_name().as_ref() == "Envelope");
            }
            (_, Event::Start(_) | Event::Empty(_) | Event::DocType(_) | Event::Eof) => return None,
            _ => {}
        }
    }
}

/// A fault of a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Whose mistake it is.
    pub blame: Blame,
    /// The code, as it is written.
    pub code: String,
    /// The text.
    pub text: String,
}

/// Whose mistake a fault is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blame {
    /// The same request would fail again.
    Sender,
    /// The server could not do it now.
    Receiver,
    /// The code is the server's own.
    Unknown,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |text: &str| -> String {
            let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
            line.chars().filter(|c| !c.is_control()).take(MAX_SAID).collect()
        };
        match (shown(&self.code), shown(&self.text)) {
            (code, text) if text.is_empty() => f.write_str(if code.is_empty() { "?" } else { &code }),
            (code, text) if code.is_empty() => f.write_str(&text),
            (code, text) => write!(f, "{code}: {text}"),
        }
    }
}

/// Reads an envelope: its fault, if it has one.
pub fn read_answer(text: &str) -> Result<Option<Fault>, NotXml> {
    let version = version_of(text).ok_or(NotXml::NoEnvelope)?;
    let answer = soap::read_answer(text, of_rows(version)).map_err(|_| NotXml::NoEnvelope)?;
    let Answer::Fault { code, text, .. } = answer else { return Ok(None) };
    let blame = match code.split('.').next().unwrap_or_default() {
        // A wrong version or header is a mistake of the configuration, not of the message.
        "Client" | "Sender" => Blame::Sender,
        "Server" | "Receiver" => Blame::Receiver,
        _ => Blame::Unknown,
    };
    Ok(Some(Fault { blame, code, text }))
}

/// The texts of the elements at a path of local names from the root, in their order. The whole document is read, so that
/// half a document is none.
pub fn texts_in(text: &str, path: &[String]) -> Result<Vec<String>, NotXml> {
    let mut reader = NsReader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    // How many of the open elements are on the path, and how many are open.
    let (mut on, mut open, mut roots) = (0, 0_usize, 0);
    let mut found: Vec<String> = Vec::new();
    loop {
        let inside = on == path.len() && open == on;
        let mut add = |text: &str| {
            if let Some(found) = found.last_mut().filter(|_| inside) {
                found.push_str(text);
            }
        };
        match reader.read_event().map_err(|_| NotXml::Malformed)? {
            Event::Start(element) => {
                roots += usize::from(open == 0);
                if open == MAX_DEPTH || roots > 1 {
                    return Err(NotXml::Malformed);
                }
                if on == open
                    && path.get(on).is_some_and(|step| element.local_name().as_ref() == step.as_str())
                {
                    on += 1;
                    if on == path.len() {
                        found.push(String::new());
                    }
                }
                open += 1;
            }
            Event::End(_) => {
                open -= 1;
                on = on.min(open);
            }
            Event::Text(text) => add(&text.xml10_content()),
            Event::CData(text) => add(&text.xml10_content()),
            Event::GeneralRef(reference) => {
                let character = xml_reference(&reference).map_err(|_| NotXml::Malformed)?;
                add(character.encode_utf8(&mut [0; 4]));
            }
            Event::DocType(_) => return Err(NotXml::Malformed),
            Event::Eof if open == 0 && roots == 1 => return Ok(found),
            Event::Eof => return Err(NotXml::Malformed),
            Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
}

pub(super) fn text(bytes: &[u8]) -> Result<&str, NotXml> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|_| NotXml::NotUtf8)
}

/// The root element as it is written, without what stands before and behind it.
fn document_element(payload: &[u8]) -> Result<&str, NotXml> {
    // The whole of it first: half a document would break the envelope, and text beside the root would be lost.
    if xml_flaw::flaw_of(payload).is_some() {
        return Err(NotXml::Malformed);
    }
    let document = text(payload)?;
    let mut reader = NsReader::from_str(document);
    loop {
        let before = position(&reader);
        match reader.read_event().map_err(|_| NotXml::Malformed)? {
            Event::Start(element) => {
                let name = element.name().as_ref().to_owned();
                reader.read_to_end(quick_xml::name::QName(&name)).map_err(|_| NotXml::Malformed)?;
                return Ok(&document[before..position(&reader)]);
            }
            Event::Empty(_) => return Ok(&document[before..position(&reader)]),
            Event::Eof => return Err(NotXml::Malformed),
            _ => {}
        }
    }
}

pub(super) fn position(reader: &NsReader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

/// `text` as an attribute value.
fn escaped(text: &str) -> Result<String, NotXml> {
    if text.contains(|c: char| c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}')) {
        return Err(NotXml::Character);
    }
    Ok(text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;"))
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;

    use super::*;

    fn how(encoding: WrapEncoding) -> SoapWrap {
        SoapWrap {
            namespace: "http://tempuri.org/".into(),
            operation: "NhanVanBan".into(),
            parameter: "noiDung".into(),
            encoding,
        }
    }

    fn at(envelope: &[u8]) -> Option<String> {
        let path = ["Envelope", "Body", "NhanVanBan", "noiDung"].map(str::to_owned);
        texts_in(str::from_utf8(envelope).unwrap(), &path).unwrap().pop()
    }

    #[test]
    fn a_payload_comes_out_of_its_envelope_as_it_went_in() {
        let hard = "<a> ặẫở&\"'\r\n\t]]> ỹ </a>";
        let envelope = wrap_parameter(SoapVersion::V11, &how(WrapEncoding::Text), hard.as_bytes()).unwrap();
        assert_eq!(at(&envelope).unwrap(), hard);
        let marked = "\u{feff}Mẫu";
        let envelope = wrap_parameter(SoapVersion::V11, &how(WrapEncoding::Text), marked.as_bytes()).unwrap();
        assert_eq!(at(&envelope).unwrap(), marked);
        let bytes: Vec<u8> = (0..=255).collect();
        let envelope = wrap_parameter(SoapVersion::V12, &how(WrapEncoding::Base64), &bytes).unwrap();
        assert_eq!(STANDARD.decode(at(&envelope).unwrap()).unwrap(), bytes);
        let xml = "\u{feff}<?xml version=\"1.0\"?>\n<!-- c --><d xmlns=\"urn:x\">Xã <b/></d>\n";
        let envelope = wrap_parameter(SoapVersion::V11, &how(WrapEncoding::Xml), xml.as_bytes()).unwrap();
        assert_eq!(envelope_version(&envelope), Some(SoapVersion::V11));
        let envelope = String::from_utf8(envelope).unwrap();
        assert!(envelope.contains("<op:noiDung><d xmlns=\"urn:x\">Xã <b/></d></op:noiDung>"), "{envelope}");
    }

    #[test]
    fn what_xml_cannot_hold_is_refused_and_nothing_is_put_in_its_place() {
        for (encoding, payload, expected) in [
            (WrapEncoding::Text, &b"a\xffb"[..], NotXml::NotUtf8),
            (WrapEncoding::Text, b"a\x01b", NotXml::Character),
            (WrapEncoding::Text, "a\u{ffff}".as_bytes(), NotXml::Character),
            (WrapEncoding::Xml, b"<a>", NotXml::Malformed),
            (WrapEncoding::Xml, b"<a/><b/>", NotXml::Malformed),
            (WrapEncoding::Xml, b"<a></b>", NotXml::Malformed),
            (WrapEncoding::Xml, b"text", NotXml::Malformed),
            (WrapEncoding::Xml, b"", NotXml::Malformed),
            (WrapEncoding::Xml, "\u{feff}\u{feff}<a>ặ</a>".as_bytes(), NotXml::Malformed),
            (WrapEncoding::Xml, b"<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>", NotXml::Malformed),
        ] {
            let found = wrap_parameter(SoapVersion::V11, &how(encoding), payload);
            assert_eq!(found, Err(expected), "{payload:?}");
        }
    }

    #[test]
    fn an_envelope_is_known_by_its_namespace() {
        let of = |text: &str| envelope_version(text.as_bytes());
        assert_eq!(
            envelope_version(&wrap_document(SoapVersion::V12, b"<x/>").unwrap()),
            Some(SoapVersion::V12)
        );
        for text in ["<Envelope/>", "<Envelope xmlns=\"urn:x\"><a/></Envelope>", "{}", "", "<a><b"] {
            assert_eq!(of(text), None, "{text}");
        }
        let other = format!("<Body xmlns=\"{}\">x</Body>", namespace(SoapVersion::V11));
        assert_eq!(of(&other), None);
    }

    #[test]
    fn the_first_element_at_a_path_is_found_and_no_other() {
        let text = "<a xmlns:p=\"u\"><x><b>0</b></x><p:b>1<c>no</c>&amp;&#x1EB7;</p:b><b>2</b></a>";
        let at = |path: &str| {
            let path: Vec<String> = path.split('.').map(str::to_owned).collect();
            texts_in(text, &path).unwrap()
        };
        assert_eq!(at("a.b"), ["1&ặ", "2"]);
        assert_eq!(at("a.x.b"), ["0"]);
        assert_eq!(at("a.b.c"), ["no"]);
        assert!(at("b").is_empty() && at("a.y").is_empty() && at("a.b.c.d").is_empty());
    }
}
