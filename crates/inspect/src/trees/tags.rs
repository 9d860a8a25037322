//! The tags of an XML document, as far as its beginning has them, each with the document that its text may hold.

use lienthong_adapter::rows::Unwrap;

use crate::packed::{Packed, unpacked};

/// A tag.
pub(super) enum Tag<'t> {
    Open { name: &'t str, attributes: Vec<(&'t str, &'t str)>, closed: bool, held: Option<(String, Unwrap)> },
    Close,
}

/// The tags of a text, as far as they are whole, without comments, instructions and CDATA.
pub(super) fn tags(text: &str) -> Vec<Tag<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        let skip = [("!--", "-->"), ("![CDATA[", "]]>"), ("?", "?>"), ("!", ">")];
        if let Some((_, end)) = skip.iter().find(|(begin, _)| rest.starts_with(begin)) {
            let Some(at) = rest.find(end) else { break };
            rest = &rest[at + end.len()..];
            continue;
        }
        let Some(end) = rest.find('>') else { break };
        let tag = &rest[..end];
        rest = &rest[end + 1..];
        if tag.starts_with('/') {
            found.push(Tag::Close);
            continue;
        }
        let name = tag.split(|c: char| c.is_whitespace() || c == '/').next().unwrap_or_default();
        let closed = tag.ends_with('/');
        found.push(Tag::Open {
            name,
            attributes: attributes(&tag[name.len()..]),
            closed,
            held: if closed { None } else { held(rest) },
        });
    }
    found
}

/// Names and values of the attributes of a tag.
fn attributes(tag: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    let mut rest = tag;
    while let Some((name, behind)) = rest.split_once('=') {
        let behind = behind.trim_start();
        let Some(quote) = behind.chars().next().filter(|c| matches!(c, '"' | '\'')) else { break };
        let Some((value, next)) = behind[1..].split_once(quote) else { break };
        found.push((name.trim(), value));
        rest = next;
    }
    found
}

/// The document in the text that begins here: as markup in it, or as base64 of XML.
fn held(rest: &str) -> Option<(String, Unwrap)> {
    let section = rest.trim_start().strip_prefix("<![CDATA[");
    let text = match section {
        Some(inside) => inside.split("]]>").next().unwrap_or_default(),
        None => rest.split('<').next().unwrap_or_default(),
    };
    let text = text.trim();
    if section.is_some() && text.starts_with('<') {
        return Some((text.to_owned(), Unwrap::Xml));
    }
    if text.starts_with("&lt;") {
        let text = text
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&apos;", "'")
            .replace("&amp;", "&");
        return Some((text, Unwrap::Xml));
    }
    let is_xml = Packed::of(text.as_bytes()) == Some(Packed::Xml);
    let bytes = if is_xml { unpacked(text.as_bytes(), text.len())? } else { return None };
    Some((super::text_of(&bytes), Unwrap::Base64Xml))
}
