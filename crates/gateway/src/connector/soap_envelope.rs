//! An envelope that somebody else wrote, read as every server would read it: which version it is of, and what stands in
//! its header and its body.
//!
//! 1. the document: whole, well formed, and UTF-8 by its own word (`xml_flaw`);
//! 2. the envelope: its version, and a body in it;
//! 3. its parts, by their names.

use lienthong_adapter::xml_reference;
use lienthong_adapter_xml::soap;
use lienthong_model::system::SoapVersion;
use quick_xml::NsReader;
use quick_xml::events::Event;
use quick_xml::name::ResolveResult;

use crate::connector::soap_text::{self, MAX_DEPTH, NotXml};
use crate::connector::xml_flaw::{self, Flaw};

/// The parts of an envelope.
#[derive(Debug)]
pub(super) struct Envelope {
    /// Its version.
    pub(super) version: SoapVersion,
    /// Elements of the envelope, by local names.
    children: Vec<String>,
    /// Elements of the body.
    pub(super) elements: Vec<Name>,
    /// Elements of the header, with all text inside them.
    pub(super) headers: Vec<(Name, String)>,
    /// Whether there is text between them.
    has_texts: bool,
}

/// The name of an element.
#[derive(Debug)]
pub(super) struct Name {
    /// Empty for none.
    pub(super) namespace: String,
    pub(super) local: String,
}

impl Envelope {
    /// Whether it is a header or none, then one body, and nothing that is not an element beside them.
    pub(super) fn is_plain(&self) -> bool {
        let children: Vec<&str> = self.children.iter().map(String::as_str).collect();
        matches!(children[..], ["Body"] | ["Header", "Body"]) && !self.has_texts
    }
}

/// Reads an envelope, or says why bytes are none.
pub(super) fn read(bytes: &[u8]) -> Result<Envelope, Flaw> {
    if let Some(flaw) = xml_flaw::flaw_of(bytes) {
        return Err(flaw);
    }
    let text = soap_text::text(bytes).map_err(|_| none())?;
    let version = version(text)?;
    parts(text, version).map_err(|_| none())
}

/// The version of an envelope with a body, or why a document is none.
pub(super) fn version(text: &str) -> Result<SoapVersion, Flaw> {
    let version = soap_text::version_of(text).ok_or_else(none)?;
    soap::read_answer(text, soap_text::of_rows(version))
        .map_err(|_| Flaw::new(0, "an envelope without Body", "phong bì SOAP không có Body"))?;
    Ok(version)
}

fn none() -> Flaw {
    Flaw::new(0, "a document that is no envelope", "tài liệu không phải phong bì SOAP")
}

fn parts(text: &str, version: SoapVersion) -> Result<Envelope, NotXml> {
    let mut reader = NsReader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut parts = Envelope {
        version,
        children: Vec::new(),
        elements: Vec::new(),
        headers: Vec::new(),
        has_texts: false,
    };
    let mut open: Vec<String> = Vec::new();
    loop {
        let (space, event) = reader.read_resolved_event().map_err(|_| NotXml::Malformed)?;
        let piece: String = match event {
            Event::Start(element) => {
                if open.len() == MAX_DEPTH {
                    return Err(NotXml::Malformed);
                }
                let local = element.local_name().as_ref().to_owned();
                let name = || {
                    let namespace = match space {
                        ResolveResult::Bound(space) => space.as_ref().to_owned(),
                        _ => String::new(),
                    };
                    Name { namespace, local: local.clone() }
                };
                match (open.len(), open.get(1).map(String::as_str)) {
                    (1, _) => parts.children.push(local.clone()),
                    (2, Some("Body")) => parts.elements.push(name()),
                    (2, Some("Header")) => parts.headers.push((name(), String::new())),
                    _ => {}
                }
                open.push(local);
                continue;
            }
            Event::End(_) => {
                open.pop();
                continue;
            }
            Event::Eof => return Ok(parts),
            Event::Text(text) => text.xml10_content().into_owned(),
            Event::CData(text) => text.xml10_content().into_owned(),
            // Whatever it stands for, nobody needs one in what is compared here.
            Event::GeneralRef(reference) => {
                let character = xml_reference(&reference).map_err(|_| NotXml::Malformed)?;
                if !xml_flaw::is_character(character) {
                    return Err(NotXml::Character);
                }
                "\u{fffd}".to_owned()
            }
            _ => continue,
        };
        match (open.len(), open.get(1).map(String::as_str)) {
            (3.., Some("Header")) => {
                if let Some((_, value)) = parts.headers.last_mut() {
                    value.push_str(&piece);
                }
            }
            (1 | 2, _) => parts.has_texts |= !piece.trim().is_empty(),
            _ => {}
        }
    }
}
