//! Files: the manifest and the contents, paired by id; what each file really is; its digest.
//!
//! Contents are not copied: an attachment keeps the base64 text as a slice of the package.

use std::collections::HashMap;

use bytes::Bytes;
use lienthong_adapter::{DecodeError, Finding, Phrase, Unit};
use lienthong_model::digest::Hasher;
use lienthong_model::document::{Attachment, Content, Transport};

use super::cx::Cx;
use super::fields::Shape;
use crate::reasons::*;
use crate::sniff::{self, Look};
use crate::tree::{Text, WHITE};
use crate::warnings::*;
use crate::zip::{self, Survey};

const MANIFEST: Shape = Shape { many: &["Reference"], attributes: &["version"], ..Shape::EMPTY };
const REFERENCE: Shape = Shape {
    once: &["ContentId", "ContentType", "Description", "AttachmentName"],
    attributes: &["href", "role", "type"],
    ..Shape::EMPTY
};
const ENCODED: Shape = Shape { many: &["Attachment"], ..Shape::EMPTY };
const ATTACHMENT: Shape = Shape {
    once: &["ContentId", "AttachmentName", "ContentType", "Description", "ContentTransferEncoded"],
    ..Shape::EMPTY
};

/// What manifest and attachment both say of a file.
struct Label {
    id: String,
    name: Option<String>,
    media_type: Option<String>,
    description: Option<String>,
    /// The element.
    index: usize,
    /// `ContentTransferEncoded`.
    content: Option<usize>,
}

/// Reads all files, in the order of the manifest; those that it does not name come last.
pub(super) fn read(
    cx: &mut Cx<'_>,
    manifest: Option<usize>,
    encoded: Option<usize>,
) -> Result<Vec<Attachment>, DecodeError> {
    let references = labels(cx, manifest, "edXMLManifest", "Reference", &MANIFEST, &REFERENCE)?;
    let mut contents = labels(cx, encoded, "AttachmentEncoded", "Attachment", &ENCODED, &ATTACHMENT)?;
    let places: HashMap<String, usize> =
        contents.iter().enumerate().map(|(n, c)| (c.id.clone(), n)).collect();
    let mut pairs = Vec::with_capacity(contents.len());
    let mut referenced = vec![false; contents.len()];
    for reference in references {
        let Some(place) = places.get(&reference.id).copied() else {
            let finding = Finding::new(&ATTACHMENT_MISSING).found(&reference.id);
            return Err(finding
                .at(cx.tree.elements[reference.index].start)
                .path("edXMLManifest/Reference")
                .into());
        };
        referenced[place] = true;
        pairs.push((Some(reference), place));
    }
    for place in (0..contents.len()).filter(|place| !referenced[*place]) {
        let start = cx.tree.elements[contents[place].index].start;
        cx.warn(Finding::new(&ATTACHMENT_UNREFERENCED).found(&contents[place].id).at(start));
        pairs.push((None, place));
    }
    let mut left = cx.context.limits.unpacked_bytes;
    let mut attachments = Vec::with_capacity(pairs.len());
    for (reference, place) in pairs {
        let label = merge(cx, reference, &mut contents[place]);
        attachments.push(file(cx, label, &mut left)?);
    }
    Ok(attachments)
}

/// The entries of one of the two lists, without two of one id.
fn labels(
    cx: &mut Cx<'_>,
    list: Option<usize>,
    list_name: &str,
    name: &str,
    list_shape: &Shape,
    shape: &Shape,
) -> Result<Vec<Label>, DecodeError> {
    let Some(list) = list else { return Ok(Vec::new()) };
    let list = cx.fields(list, list_name, list_shape)?;
    let entries = list.many(name);
    let most = cx.context.limits.attachments;
    if entries.len() > most {
        let finding = Finding::new(&TOO_MANY_ATTACHMENTS).found(entries.len().to_string());
        return Err(list.placed(finding.expected(most.to_string()), name).into());
    }
    let mut seen = std::collections::HashSet::new();
    let mut labels = Vec::with_capacity(entries.len());
    for (n, index) in entries.into_iter().enumerate() {
        let fields = cx.fields(index, format!("{}[{}]", list.path_of(name), n + 1), shape)?;
        let written = fields.required_token(cx, "ContentId")?;
        let id = written.strip_prefix("cid:").unwrap_or(&written).trim_matches(WHITE).to_owned();
        if id.is_empty() {
            return Err(fields.missing("ContentId"));
        }
        if !seen.insert(id.clone()) {
            return Err(fields.placed(Finding::new(&DUPLICATE_ATTACHMENT).found(&id), "ContentId").into());
        }
        labels.push(Label {
            id,
            name: fields.text(cx, "AttachmentName")?,
            media_type: fields.token(cx, "ContentType")?,
            description: fields.text(cx, "Description")?,
            index,
            content: fields.one("ContentTransferEncoded"),
        });
    }
    Ok(labels)
}

/// The manifest says what the issuing agency said; gateways rewrite the other list.
fn merge(cx: &mut Cx<'_>, reference: Option<Label>, content: &mut Label) -> Label {
    let (index, encoded) = (content.index, content.content);
    let mut label = Label {
        id: std::mem::take(&mut content.id),
        name: content.name.take(),
        media_type: content.media_type.take(),
        description: content.description.take(),
        index,
        content: encoded,
    };
    if let Some(reference) = reference {
        if let (Some(a), Some(b)) = (&reference.name, &label.name)
            && a != b
        {
            let start = cx.tree.elements[index].start;
            cx.warn(Finding::new(&ATTACHMENT_NAMES_DIFFER).found(&label.id).at(start));
        }
        label.name = reference.name.or(label.name);
        label.media_type = reference.media_type.or(label.media_type);
        label.description = reference.description.or(label.description);
    }
    label
}

fn file(cx: &mut Cx<'_>, label: Label, left: &mut u64) -> Result<Attachment, DecodeError> {
    let path = format!("AttachmentEncoded/Attachment/{}", label.id);
    let start = cx.tree.elements[label.index].start;
    let name = label.name.unwrap_or_else(|| {
        cx.warn(Finding::new(&MISSING_VALUE).expected("AttachmentName").at(start).path(path.as_str()));
        label.id.clone()
    });
    let Some(content) = label.content else {
        return Err(Finding::new(&ATTACHMENT_EMPTY).found(&label.id).at(start).path(path).into());
    };
    cx.fields(content, path.as_str(), &Shape { text: true, ..Shape::EMPTY })?;
    let (text, text_start) = content_text(cx, content);
    if text.iter().all(u8::is_ascii_whitespace) {
        return Err(Finding::new(&ATTACHMENT_EMPTY).found(&label.id).at(start).path(path).into());
    }
    // What is inside counts offsets from the start of the text.
    let placed = |error: DecodeError| -> DecodeError {
        let finding = error.finding().clone();
        let inside = finding.place.offset.and_then(|at| usize::try_from(at).ok()).unwrap_or(0);
        finding.at(text_start + inside).path(&path).into()
    };
    let mut survey = Survey::of(&text).map_err(placed)?;
    let archive = match survey.is_archive() {
        true => zip::Transport::of(&survey, &name).map_err(placed)?,
        false => None,
    };
    let (head, size, sha256, transport);
    if let Some(archive) = archive {
        let (mut hasher, mut first) = (Hasher::default(), Vec::new());
        let take = |piece: &[u8]| {
            hasher.update(piece);
            first.extend_from_slice(&piece[..piece.len().min(sniff::HEAD.saturating_sub(first.len()))]);
            Ok(())
        };
        size = archive.unpack(&text, *left, cx.context.limits.ratio, take).map_err(placed)?;
        (head, sha256, transport) = (first, hasher.finish(), Transport::Zip);
        let (inside, outside) = (sniff::extension(&archive.entry), sniff::extension(&name));
        if let (Some(inside), Some(outside)) = (inside, outside)
            && inside != outside
        {
            let finding = Finding::new(&ENTRY_NAME_DIFFERS).found(inside).expected(outside);
            cx.warn(finding.at(start).path(path.as_str()));
        }
    } else {
        if survey.is_archive() && !sniff::is_archive_name(&name) {
            cx.warn(Finding::new(&ARCHIVE_KEPT).found(&label.id).at(start).path(path.as_str()));
        }
        size = survey.length;
        transport = Transport::Raw;
        sha256 = survey.digest(&text).map_err(placed)?;
        head = survey.head;
        if size > *left {
            let finding = Finding::new(&ATTACHMENT_BOMB).found(Phrase::count(size, Unit::Bytes));
            return Err(placed(finding.expected(Phrase::count(left, Unit::Bytes)).into()));
        }
    }
    *left -= size;
    match sniff::look(&head[..head.len().min(sniff::HEAD)], &name, label.media_type.as_deref()) {
        Look::Fine => {}
        Look::Destroyed => return Err(placed(Finding::new(&ATTACHMENT_DESTROYED).into())),
        Look::Differs(kind) => {
            cx.warn(Finding::new(&CONTENT_DIFFERS).expected(kind.name).at(start).path(path.as_str()));
        }
    }
    let Label { id, media_type, description, .. } = label;
    Ok(Attachment {
        id,
        name,
        media_type,
        description,
        transport,
        size,
        sha256,
        content: Content::Base64(text),
    })
}

/// The base64 text of an element and where it starts; a slice of the package unless it comes in pieces.
fn content_text(cx: &Cx<'_>, index: usize) -> (Bytes, usize) {
    let element = &cx.tree.elements[index];
    match &element.text {
        Text::Empty => (Bytes::new(), element.inner_start),
        Text::Slice(text) => {
            let slice = cx.bytes.slice_ref(text.as_bytes());
            let start = slice.as_ptr().addr() - cx.bytes.as_ptr().addr();
            (slice, start)
        }
        Text::Joined(text) => (Bytes::copy_from_slice(text.as_bytes()), element.inner_start),
    }
}
