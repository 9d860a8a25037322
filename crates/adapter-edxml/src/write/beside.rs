//! Writing beside the original: its bytes, with only these changes made where the receiving system asks for them:
//!
//! 1. agency codes in the form that it reads, except in the trace, which is history;
//! 2. files packed or unpacked;
//! 3. the gateway's hop, inserted after the end tag of the last `TraceHeader`.

use bytes::Bytes;
use jiff::Timestamp;
use lienthong_adapter::{
    DecodeContext, DecodeError, EncodeContext, EncodeError, Encoded, Finding, GatewayHop, Limits, Phrase,
};
use lienthong_model::Payload;
use lienthong_model::agency_code::CodeForm;
use lienthong_model::document::{Document, Transport};

use super::document::not_expressible;
use super::splice::Edits;
use super::xml::escape;
use super::{codes, contents};
use crate::dates;
use crate::parse::parse;
use crate::read::{self, Parts};
use crate::reasons::ORIGINAL_UNREADABLE;
use crate::tree::{Element, Space, Text, Tree, WHITE};

/// The original was accepted already, by the limits of then.
const NO_LIMITS: Limits = Limits {
    package_bytes: u64::MAX,
    depth: usize::MAX,
    elements: usize::MAX,
    attributes: usize::MAX,
    receivers: usize::MAX,
    attachments: usize::MAX,
    unpacked_bytes: u64::MAX,
    ratio: u64::MAX,
    warnings: 0,
    rows: u64::MAX,
    columns: usize::MAX,
    cell_bytes: usize::MAX,
};

/// Writes `payload`, which was read from `original`.
pub(super) fn encode(
    payload: &Payload,
    original: &Bytes,
    context: &EncodeContext<'_>,
) -> Result<Encoded, EncodeError> {
    let looking = DecodeContext { limits: NO_LIMITS, ..DecodeContext::new(Timestamp::UNIX_EPOCH) };
    let tree = parse(original, &NO_LIMITS).map_err(unreadable)?;
    let parts = read::parts(&mut read::look(&tree, original, &looking)).map_err(unreadable)?;
    let mut edits = Edits::default();
    match payload {
        Payload::Document(document) if !parts.is_status => {
            if let Some(form) = context.options.code_form {
                edit_codes(&mut edits, &tree, &parts, payload, form)?;
            }
            edit_files(&mut edits, &tree, &parts, document, context)?;
            if let Some(hop) = context.hop.filter(|_| !context.options.leave_trace) {
                append_hop(&mut edits, &tree, &parts, hop, context)?;
            }
        }
        Payload::Status(_) if parts.is_status => {
            if let Some(form) = context.options.code_form {
                edit_codes(&mut edits, &tree, &parts, payload, form)?;
            }
        }
        _ => {
            return Err(Finding::new(&ORIGINAL_UNREADABLE)
                .found(Phrase::new("another kind of package", "gói tin thuộc loại khác"))
                .into());
        }
    }
    Ok(edits.apply(original))
}

fn unreadable(error: DecodeError) -> EncodeError {
    Finding::new(&ORIGINAL_UNREADABLE).found(error.code()).into()
}

fn ours<'t>(tree: &'t Tree<'t>, parent: usize, name: &str) -> impl Iterator<Item = usize> {
    let children = tree.elements[parent].children.iter().copied();
    children.filter(move |child| {
        let element = &tree.elements[*child];
        element.space == Space::Edxml && element.local == name && !read::is_blank(element)
    })
}

/// Every `OrganId` below the header that is not of a hop. Sender and receivers come from the payload, since the
/// directory may know codes that no form shows.
fn edit_codes(
    edits: &mut Edits,
    tree: &Tree<'_>,
    parts: &Parts,
    payload: &Payload,
    form: CodeForm,
) -> Result<(), EncodeError> {
    let (sender, receivers) = match payload {
        Payload::Document(document) => (&document.sender, document.receivers.as_slice()),
        Payload::Status(status) => (&status.reporter, [].as_slice()),
        _ => return Ok(()),
    };
    let mut edit = |parent: usize, code: &dyn Fn(&str) -> Result<String, EncodeError>| {
        ours(tree, parent, "OrganId").try_for_each(|at| {
            let element = &tree.elements[at];
            let old = text_of(element);
            let new = code(old)?;
            if new != old {
                let mut text = String::new();
                escape(&new, "OrganId", &mut text)?;
                edits.replace(element.inner_start..element.inner_end, text);
            }
            Ok::<_, EncodeError>(())
        })
    };
    let lenient = |text: &str| Ok(codes::lenient(text, Some(form)));
    for from in ours(tree, parts.message, "From") {
        edit(from, &|_| codes::of_party(sender, Some(form)))?;
    }
    for (to, party) in ours(tree, parts.message, "To").zip(receivers) {
        edit(to, &|_| codes::of_party(party, Some(form)))?;
    }
    for about in ours(tree, parts.message, "ResponseFor") {
        if parts.is_status {
            edit(about, &|text| codes::strict(text, Some(form)))?;
        } else {
            edit(about, &lenient)?;
        }
    }
    let mut below: Vec<usize> = parts.trace.iter().flat_map(|list| ours(tree, *list, "Bussiness")).collect();
    while let Some(parent) = below.pop() {
        edit(parent, &lenient)?;
        below.extend(&tree.elements[parent].children);
    }
    Ok(())
}

fn text_of<'t>(element: &'t Element<'_>) -> &'t str {
    match &element.text {
        Text::Empty => "",
        Text::Slice(text) => text.trim_matches(WHITE),
        Text::Joined(text) => text.trim_matches(WHITE),
    }
}

fn edit_files(
    edits: &mut Edits,
    tree: &Tree<'_>,
    parts: &Parts,
    document: &Document,
    context: &EncodeContext<'_>,
) -> Result<(), EncodeError> {
    let wanted = if context.options.raw_attachments { Transport::Raw } else { Transport::Zip };
    for at in parts.attachments.iter().flat_map(|list| ours(tree, *list, "Attachment")) {
        let id = ours(tree, at, "ContentId").next().map_or("", |id| text_of(&tree.elements[id]));
        let id = id.strip_prefix("cid:").unwrap_or(id).trim_matches(WHITE);
        let id = lienthong_model::text::nfc(id);
        let Some(attachment) = document.attachments.iter().find(|attachment| attachment.id == id) else {
            return Err(Finding::new(&ORIGINAL_UNREADABLE)
                .found(Phrase::new("attachment of another id", "tệp đính kèm có mã khác"))
                .into());
        };
        if attachment.transport == wanted {
            continue;
        }
        for content in ours(tree, at, "ContentTransferEncoded") {
            let element = &tree.elements[content];
            edits.replace(element.inner_start..element.inner_end, contents::text(attachment, wanted)?);
        }
    }
    Ok(())
}

/// Adds the hop with a prefix that is in scope where it is put.
fn append_hop(
    edits: &mut Edits,
    tree: &Tree<'_>,
    parts: &Parts,
    hop: &GatewayHop,
    context: &EncodeContext<'_>,
) -> Result<(), EncodeError> {
    let at = dates::write_timestamp(hop.at).ok_or_else(|| not_expressible(hop.at))?;
    let agency = codes::of_gateway(&hop.agency, context);
    let write = |like: &Element<'_>| {
        let [hop, organ, time] = ["TraceHeader", "OrganId", "Timestamp"].map(|name| like.prefixed(name));
        format!("<{hop}><{organ}>{agency}</{organ}><{time}>{at}</{time}></{hop}>")
    };
    let Some(list) = parts.trace.or_else(|| any_trace_list(tree, parts)) else {
        // Without a list: one after the message header, with the prefix of the header around it.
        let (header, message) = (&tree.elements[parts.header], &tree.elements[parts.message]);
        let like = if message.declares { header } else { message };
        let name = like.prefixed("TraceHeaderList");
        edits.insert(message.end, format!("<{name}>{}</{name}>", write(like)));
        return Ok(());
    };
    let list = &tree.elements[list];
    if list.is_empty_tag() {
        let name = list.prefixed("TraceHeaderList");
        // The tag ends in `/>`, which becomes `>`.
        edits.replace(list.end - 2..list.end, format!(">{}</{name}>", write(list)));
        return Ok(());
    }
    let mut hops = list.children.iter().map(|child| &tree.elements[*child]);
    match hops.rfind(|child| child.space == Space::Edxml && child.local == "TraceHeader") {
        // A prefix that the hop declares itself is not in scope behind it.
        Some(last) => edits.insert(last.end, write(if last.declares { list } else { last })),
        None => edits.insert(list.inner_start, write(list)),
    }
    Ok(())
}

/// A list that is there but says nothing counts as absent in reading; in writing it is where hops belong.
fn any_trace_list(tree: &Tree<'_>, parts: &Parts) -> Option<usize> {
    tree.elements[parts.header].children.iter().copied().find(|child| {
        let element = &tree.elements[*child];
        element.space == Space::Edxml && element.local == "TraceHeaderList"
    })
}
