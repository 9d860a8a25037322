//! Reading a package: from bytes to a document or a status.
//!
//! The steps, in order:
//!
//! 1. [`crate::tree`]: well-formed XML of the right namespace, within limits;
//! 2. document or status: a package is a status if and only if it has a `StatusCode`;
//! 3. the header, field by field: [`document`], [`status`];
//! 4. the files: [`attachments`];
//! 5. what single fields cannot tell: [`checks`].

mod attachments;
mod business;
mod checks;
mod cx;
mod document;
mod fields;
mod party;
mod status;

use bytes::Bytes;
use lienthong_adapter::{
    DecodeContext, DecodeError, Decoded, Facts, FileKind, Finding, Phrase, Place, Signature, check_kind,
};
use lienthong_model::Payload;

use crate::names::DSIG;
use crate::parse::parse;
use crate::reasons::*;
use crate::tree::{Element, Space, Tree};
use crate::warnings::*;
use cx::Cx;
use fields::{Fields, Shape};

pub(crate) use fields::is_blank;

/// The parts of a package, before they are read.
pub(crate) struct Parts {
    /// `edXMLHeader`.
    pub(crate) header: usize,
    /// `MessageHeader`.
    pub(crate) message: usize,
    /// `TraceHeaderList`.
    pub(crate) trace: Option<usize>,
    /// `edXMLManifest`.
    manifest: Option<usize>,
    /// `AttachmentEncoded`.
    pub(crate) attachments: Option<usize>,
    signature: Signature,
    /// Whether it is a status.
    pub(crate) is_status: bool,
}

/// What a package may begin like: other variants have reasons of their own, also those in MIME, and a letter may speak of
/// workbooks.
const KINDS: [FileKind; 3] = [FileKind::Xml, FileKind::XmlWorkbook, FileKind::WebArchive];

/// Reads `bytes`.
pub(crate) fn decode(bytes: &Bytes, context: &DecodeContext) -> Result<Decoded, DecodeError> {
    decode_unlocated(bytes, context).map_err(|error| error.located(bytes))
}

fn decode_unlocated(bytes: &Bytes, context: &DecodeContext) -> Result<Decoded, DecodeError> {
    check_kind(bytes, &KINDS, Phrase::new("a package of edXML", "gói tin edXML"))?;
    let tree = parse(bytes, &context.limits)?;
    let mut cx = Cx::new(&tree, bytes, context);
    if tree.had_mark {
        cx.warn(Finding::new(&BYTE_ORDER_MARK).at(0));
    }
    let parts = parts(&mut cx)?;
    let (payload, facts) = if parts.is_status {
        let status = status::read(&mut cx, &parts)?;
        let facts = Facts {
            sender: Some(status.reporter.code_text.clone()),
            receivers: status.about.agency_text.iter().cloned().collect(),
            message_id: None,
            created_at: status.at,
            correlation_id: status.about.document_id.clone(),
            signature: parts.signature,
        };
        (Payload::Status(Box::new(status)), facts)
    } else {
        let document = document::read(&mut cx, &parts)?;
        let facts = Facts {
            sender: Some(document.sender.code_text.clone()),
            receivers: document.receivers.iter().map(|party| party.code_text.clone()).collect(),
            message_id: None,
            created_at: document.trace.first().and_then(|hop| hop.at),
            correlation_id: document.business.document_id.clone().or_else(|| document.document_id.clone()),
            signature: parts.signature,
        };
        (Payload::Document(Box::new(document)), facts)
    };
    let (mut warnings, warnings_left_off) = cx.into_warnings();
    Place::locate_all(warnings.iter_mut().map(|warning| &mut *warning.0.place), bytes);
    Ok(Decoded { payload, warnings, warnings_left_off, facts })
}

const ROOT: Shape = Shape { once: &["edXMLEnvelope", "AttachmentEncoded"], signature: true, ..Shape::EMPTY };
const ENVELOPE: Shape = Shape { once: &["edXMLHeader", "edXMLBody"], signature: true, ..Shape::EMPTY };
const HEADER: Shape = Shape {
    once: &["MessageHeader", "TraceHeaderList", "Signature", "DigitalSignature"],
    signature: true,
    ..Shape::EMPTY
};
const BODY: Shape = Shape { once: &["edXMLManifest"], ..Shape::EMPTY };

/// Finds the parts of a package and decides between document and status.
pub(crate) fn parts(cx: &mut Cx<'_>) -> Result<Parts, DecodeError> {
    let root = cx.fields(0, "edXML", &ROOT)?;
    let envelope = root.required("edXMLEnvelope").and_then(|at| cx.fields(at, "edXMLEnvelope", &ENVELOPE))?;
    let header = envelope.required("edXMLHeader").and_then(|at| cx.fields(at, "edXMLHeader", &HEADER))?;
    let message = header.required("MessageHeader")?;
    let has = |name: &str| {
        cx.tree.elements[message].children.iter().any(|child| {
            let element = &cx.tree.elements[*child];
            element.space == Space::Edxml && element.local == name && !fields::is_blank(element)
        })
    };
    let is_status = has("StatusCode");
    if is_status && has("To") {
        return Err(Finding::new(&MIXED_PACKAGE)
            .at(cx.tree.elements[message].start)
            .path("MessageHeader")
            .into());
    }
    let signature = signature(cx, &[&root, &envelope, &header]);
    let trace = header.one("TraceHeaderList");
    let (mut manifest, mut attachments) = (None, None);
    for part in [envelope.one("edXMLBody"), root.one("AttachmentEncoded"), trace].into_iter().flatten() {
        let element = &cx.tree.elements[part];
        if is_status {
            cx.warn(Finding::new(&UNKNOWN_ELEMENT).found(element.local).at(element.start));
        } else if element.local == "edXMLBody" {
            manifest = cx.fields(part, "edXMLBody", &BODY)?.one("edXMLManifest");
        } else if element.local == "AttachmentEncoded" {
            attachments = Some(part);
        }
    }
    let trace = trace.filter(|_| !is_status);
    Ok(Parts { header: header.index(), message, trace, manifest, attachments, signature, is_status })
}

/// What stands where a signature belongs. It is not verified: an axis that re-serialises packages, and every hop that
/// adds to the trace, breaks signatures over the whole package.
fn signature(cx: &mut Cx<'_>, around: &[&Fields<'_>; 3]) -> Signature {
    let mut found = Signature::Absent;
    let children = around.iter().flat_map(|fields| &cx.tree.elements[fields.index()].children);
    for child in children.copied().collect::<Vec<_>>() {
        let element: &Element<'_> = &cx.tree.elements[child];
        match (element.space, element.local) {
            (Space::Dsig, "Signature") => {
                found = Signature::PresentUnverified;
                let text = &cx.bytes[element.start..element.end];
                let sha1 = |name: &str| text.windows(name.len()).any(|window| window == name.as_bytes());
                if sha1(&format!("{DSIG}rsa-sha1")) || sha1(&format!("{DSIG}sha1")) {
                    cx.warn(Finding::new(&SIGNATURE_WEAK).at(element.start).path("Signature"));
                }
            }
            (Space::Edxml, "Signature" | "DigitalSignature") if !fields::is_blank(element) => {
                if found == Signature::Absent {
                    found = Signature::NotASignature;
                }
                cx.warn(Finding::new(&SIGNATURE_NOT_ONE).found(element.local).at(element.start));
            }
            _ => {}
        }
    }
    found
}

/// A context for looking at a package again, for writing beside the original.
pub(crate) fn look<'t>(tree: &'t Tree<'t>, bytes: &'t Bytes, context: &'t DecodeContext) -> Cx<'t> {
    Cx::new(tree, bytes, context)
}
