//! SOAP 1.1 and 1.2: envelopes made and answers read, for connectors that call services.
//!
//! Nothing here knows what stands in a body; rows in envelopes are read by [`XmlFormat`](crate::XmlFormat).

use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use lienthong_adapter::mapping::reasons::NOT_SAYABLE;
use lienthong_adapter::rows::SoapVersion;
use lienthong_adapter::{DecodeError, EncodeError, Finding, Limits, Phrase};

use crate::build::Builder;
use crate::escape;
use crate::events::{Events, Token};
use crate::find::{no_envelope, not_soap};
use crate::path::is_name;
use crate::reasons::{NOT_SOAP, XML_CHARACTER, XML_NOT_WELL_FORMED};
use crate::source::Source;
use crate::space::{Space, Spaces};
use crate::tree::{At, Tree};

/// What a service answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The first child of a body without a fault.
    Body {
        /// Its local name.
        name: String,
        /// Where it stands in the text, in bytes, from its `<` to behind its last `>`. Prefixes that the envelope declares are
        /// not declared in it.
        range: Range<usize>,
    },
    /// A body without a child: the answer of an operation that has none.
    Empty,
    /// A refusal.
    Fault {
        /// `faultcode` without its prefix; in 1.2 the code and its subcode, with a point between: `Sender.NoRight`.
        code: String,
        /// `faultstring`, or the first `Reason/Text`.
        text: String,
        /// Whether sending the same again is of no use: all but `Server` (1.1) and `Receiver` (1.2).
        is_sender_fault: bool,
    },
}

/// What stands in the parameter of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Payload<'a> {
    /// UTF-8 text, which may itself be a document; it is escaped.
    Text(&'a [u8]),
    /// Any bytes, as base64.
    Base64(&'a [u8]),
}

pub(crate) const fn space(version: SoapVersion) -> Space {
    match version {
        SoapVersion::V11 => Space::SOAP_11,
        SoapVersion::V12 => Space::SOAP_12,
    }
}

pub(crate) const fn words(version: SoapVersion) -> Phrase {
    match version {
        SoapVersion::V11 => Phrase::new("an envelope of SOAP 1.1", "phong bì SOAP 1.1"),
        SoapVersion::V12 => Phrase::new("an envelope of SOAP 1.2", "phong bì SOAP 1.2"),
    }
}

/// The media type of a request. In 1.2 it holds the action; in 1.1 that is a header, see [`action_header`].
pub fn content_type(version: SoapVersion, action: &str) -> String {
    match version {
        SoapVersion::V11 => "text/xml; charset=utf-8".to_owned(),
        SoapVersion::V12 if action.is_empty() => "application/soap+xml; charset=utf-8".to_owned(),
        SoapVersion::V12 => format!("application/soap+xml; charset=utf-8; action={}", quoted(action)),
    }
}

/// The header `SOAPAction`, which 1.1 requires even where it is empty (SOAP 1.1, section 6.1.1).
pub fn action_header(version: SoapVersion, action: &str) -> Option<String> {
    (version == SoapVersion::V11).then(|| quoted(action))
}

fn quoted(text: &str) -> String {
    let text: String = text.chars().filter(|letter| !letter.is_control()).collect();
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// An envelope around `body`, an XML fragment that declares its prefixes itself and has no XML declaration.
pub fn wrap(body: &[u8], version: SoapVersion) -> Vec<u8> {
    let mut to = escape::DECLARATION.as_bytes().to_vec();
    to.extend_from_slice(head("soap", version).as_bytes());
    to.extend_from_slice(body);
    to.extend_from_slice(tail("soap").as_bytes());
    to
}

pub(crate) fn head(prefix: &str, version: SoapVersion) -> String {
    format!("<{prefix}:Envelope xmlns:{prefix}=\"{}\"><{prefix}:Body>", space(version).uri())
}

pub(crate) fn tail(prefix: &str) -> String {
    format!("</{prefix}:Body></{prefix}:Envelope>\n")
}

/// An envelope that calls `operation` of `namespace` with one parameter.
///
/// # Errors
///
/// `NOT_SAYABLE`: a name that is none, text that is not UTF-8 or has characters that XML cannot carry.
pub fn wrap_parameter(
    namespace: &str,
    operation: &str,
    parameter: &str,
    payload: Payload<'_>,
    version: SoapVersion,
) -> Result<Vec<u8>, EncodeError> {
    for name in [operation, parameter] {
        if !is_name(name) {
            return Err(Finding::new(&NOT_SAYABLE)
                .found(name)
                .expected(Phrase::new("the name of an element", "tên phần tử"))
                .into());
        }
    }
    let mut body = format!("<{operation} xmlns=\"").into_bytes();
    escape::attribute(namespace, &mut body)?;
    body.extend_from_slice(format!("\"><{parameter}>").as_bytes());
    match payload {
        Payload::Text(bytes) => {
            let text = std::str::from_utf8(bytes).map_err(|error| {
                let finding = Finding::new(&NOT_SAYABLE)
                    .found(Phrase::new("bytes that are not UTF-8", "byte không phải UTF-8"));
                finding.expected("text").at(error.valid_up_to())
            })?;
            escape::text(text, &mut body)?;
        }
        Payload::Base64(bytes) => body.extend_from_slice(STANDARD.encode(bytes).as_bytes()),
    }
    body.extend_from_slice(format!("</{parameter}></{operation}>").as_bytes());
    Ok(wrap(&body, version))
}

/// Reads the answer of a service that was asked in `version`, without a byte order mark. A fault is one in either
/// version, and wherever in the body it stands. Characters that XML cannot carry do not make it another answer.
///
/// # Errors
///
/// `NOT_SOAP` for everything that is no envelope of `version`, e.g. a login page; otherwise what is wrong with the XML.
/// All of the document is checked. What a declaration says of an encoding means nothing: this is text.
pub fn read_answer(text: &str, version: SoapVersion) -> Result<Answer, DecodeError> {
    let limits =
        Limits { cell_bytes: text.len().max(1), package_bytes: text.len() as u64, ..Limits::default() };
    let mut events = Events::new(Source::text(text), Spaces::default(), &limits);
    let words = &words(version);
    events.next().map_err(|error| not_soap(error, words))?;
    let envelope = events.tag.space;
    if !matches!(envelope, Space::SOAP_11 | Space::SOAP_12) || events.tag.name != "Envelope" {
        return Err(no_envelope(&events, words).into());
    }
    let mut answer = None;
    let mut has_body = false;
    loop {
        let token = events.next()?;
        let is_body =
            events.depth() == 2 && (events.tag.space, events.tag.name.as_str()) == (envelope, "Body");
        match token {
            Token::Open if is_body && !has_body => has_body = true,
            Token::Open if events.depth() == 3 && has_body => {
                let child = child(&mut events, envelope, &limits)?;
                if answer.is_none() || matches!(child, Answer::Fault { .. }) {
                    answer = Some(child);
                }
            }
            Token::Open => events.skip()?,
            Token::Text | Token::Close => {}
            Token::End => break,
        }
    }
    let is_fault = matches!(answer, Some(Answer::Fault { .. }));
    if !has_body || (envelope != space(version) && !is_fault) {
        let found = if has_body {
            Phrase::new("an envelope of another version", "phong bì của phiên bản khác")
        } else {
            Phrase::new("an envelope without Body", "phong bì SOAP không có Body")
        };
        return Err(events.at(&NOT_SOAP, 0).found(found).expected(words).into());
    }
    Ok(answer.unwrap_or(Answer::Empty))
}

/// Checks that a text is one document, without a byte order mark: well-formed XML 1.0 with namespaces, without a DTD, an
/// entity of its own, or a character that XML cannot carry, and within the limits of depth and size. What a declaration
/// says of an encoding means nothing: this is text.
///
/// # Errors
///
/// The first thing that is wrong, with its byte.
pub fn check_document(text: &str) -> Result<(), DecodeError> {
    // The parser would step over it, and callers cut the text by its positions.
    if text.starts_with('\u{feff}') {
        let found = Phrase::new("a byte order mark", "dấu BOM");
        return Err(Finding::new(&XML_NOT_WELL_FORMED).found(found).at(0).into());
    }
    let limits =
        Limits { cell_bytes: text.len().max(1), package_bytes: text.len() as u64, ..Limits::default() };
    let mut events = Events::new(Source::text(text), Spaces::default(), &limits);
    loop {
        let token = events.next()?;
        if let Some(flaw) = events.flaw().filter(|flaw| *flaw.reason == XML_CHARACTER) {
            return Err(flaw.into());
        }
        if token == Token::End {
            return Ok(());
        }
    }
}

fn child(events: &mut Events<'_>, envelope: Space, limits: &Limits) -> Result<Answer, Finding> {
    let name = events.tag.name.clone();
    let start = events.tag.offset;
    if events.tag.space == envelope && name == "Fault" {
        let mut tree = Tree::default();
        let builder = Builder { limits: *limits, decode_names: false };
        builder.read(events, &mut tree)?;
        let (code, text, is_sender_fault) = fault(&tree, envelope);
        return Ok(Answer::Fault { code, text, is_sender_fault });
    }
    events.skip()?;
    let place = |offset: u64| usize::try_from(offset).unwrap_or(usize::MAX);
    Ok(Answer::Body { name, range: place(start)..place(events.position()) })
}

/// Code and text of a fault, and whether it is the sender's.
pub(crate) fn fault(tree: &Tree, envelope: Space) -> (String, String, bool) {
    let child = |at: Option<At>, name: &str| {
        at.and_then(|at| tree.children(at).find(|child| tree.name(*child) == name))
    };
    let text =
        |at: Option<At>| at.map(|at| tree.text(&tree.nodes[at].text).trim().to_owned()).unwrap_or_default();
    let local = |name: String| name.rsplit(':').next().unwrap_or_default().to_owned();
    let root = Some(0);
    if envelope == Space::SOAP_11 {
        let code = local(text(child(root, "faultcode")));
        let is_sender = code.split('.').next() != Some("Server");
        return (code, text(child(root, "faultstring")), is_sender);
    }
    let holder = child(root, "Code");
    let mut code = local(text(child(holder, "Value")));
    let is_sender = code != "Receiver";
    let sub = local(text(child(child(holder, "Subcode"), "Value")));
    if !sub.is_empty() {
        code = format!("{code}.{sub}");
    }
    (code, text(child(child(root, "Reason"), "Text")), is_sender)
}
