//! From the text of a package to a tree of its elements, within limits.
//!
//! # What holds
//!
//! * A tree is well-formed XML 1.0 with namespaces: one root, matching tags, declared prefixes, no repeated attributes,
//!   nothing but white space around the root. No DTD, no entity but the five of XML.
//! * Its memory is bounded by [`Limits::elements`] and the package itself. The text of an attachment is not copied,
//!   unless it comes in several pieces.

use std::borrow::Cow;

use lienthong_adapter::{
    DecodeError, Finding, Limits, NoCharacter, Phrase, name_phrase, phrase, xml_phrase, xml_reference,
};
use quick_xml::NsReader;
use quick_xml::errors::SyntaxError;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::{Namespace, PrefixDeclaration, ResolveResult};

use crate::names::{DSIG, NS};
use crate::reasons::*;
use crate::tree::{Element, Space, Text, Tree, WHITE, is_xml, with_unix_lines};
use crate::variants;

const MARK: &[u8] = b"\xef\xbb\xbf";

/// Parses `bytes`. Positions in the tree and in errors count from the first byte, mark included.
pub(crate) fn parse<'a>(bytes: &'a [u8], limits: &Limits) -> Result<Tree<'a>, DecodeError> {
    limits.check_package(bytes)?;
    let had_mark = bytes.starts_with(MARK);
    let base = if had_mark { MARK.len() } else { 0 };
    let input = std::str::from_utf8(&bytes[base..]).map_err(|e| {
        let at = base + e.valid_up_to();
        DecodeError::from(Finding::new(&TEXT_NOT_UTF8).found(format!("{:02X}", bytes[at])).at(at))
    })?;
    // The parser would step over it, and its positions would be those behind it.
    if input.starts_with('\u{feff}') {
        let found = Phrase::new("a second byte order mark", "dấu BOM thứ hai");
        return Err(Finding::new(&TEXT_BEFORE_XML).found(found).at(base).into());
    }
    let elements = Parser::new(input, base, limits).run()?;
    Ok(Tree { elements, had_mark })
}

struct Parser<'a, 'l> {
    reader: NsReader<&'a [u8]>,
    input: &'a str,
    base: usize,
    limits: &'l Limits,
    elements: Vec<Element<'a>>,
    open: Vec<usize>,
}

impl<'a, 'l> Parser<'a, 'l> {
    fn new(input: &'a str, base: usize, limits: &'l Limits) -> Self {
        let mut reader = NsReader::from_str(input);
        reader.config_mut().check_comments = true;
        Self { reader, input, base, limits, elements: Vec::new(), open: Vec::new() }
    }

    fn position(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).unwrap_or(self.input.len())
    }

    fn run(mut self) -> Result<Vec<Element<'a>>, DecodeError> {
        loop {
            let start = self.position();
            let event = match self.reader.read_event() {
                Ok(event) => event,
                Err(error) => return Err(self.not_well_formed(&error, start)),
            };
            match event {
                Event::Start(tag) => self.open_tag(&tag, start, false)?,
                Event::Empty(tag) => self.open_tag(&tag, start, true)?,
                Event::End(_) => self.close_tag(start),
                Event::Text(text) => match text.into_inner() {
                    Cow::Borrowed(text) => self.text(text, start)?,
                    Cow::Owned(_) => self.text(&self.input[start..self.position()], start)?,
                },
                Event::CData(_) => self.cdata(start)?,
                Event::GeneralRef(reference) => self.reference(&reference, start)?,
                Event::Decl(declaration) => {
                    if start != 0 {
                        return Err(variants::judge_text_before(&self.input[..start], self.base));
                    }
                    self.declaration(&declaration)?;
                }
                Event::DocType(_) => return Err(self.refuse(Finding::new(&EDXML_DOCTYPE), start)),
                Event::PI(_) | Event::Comment(_) => {}
                Event::Eof => break,
            }
        }
        match self.open.last() {
            Some(open) => {
                let Element { local, start, .. } = self.elements[*open];
                Err(Finding::new(&XML_TRUNCATED).found(local).at(start).into())
            }
            None if self.elements.is_empty() => Err(self.no_root()),
            None => Ok(self.elements),
        }
    }

    fn refuse(&self, finding: Finding, at: usize) -> DecodeError {
        finding.at(self.base + at).into()
    }

    fn no_root(&self) -> DecodeError {
        self.refuse(
            Finding::new(&XML_NOT_WELL_FORMED)
                .found(Phrase::new("there is no root element", "không có phần tử gốc")),
            0,
        )
    }

    fn not_well_formed(&self, error: &quick_xml::Error, start: usize) -> DecodeError {
        let is_doctype =
            self.input.as_bytes()[start..].get(..9).is_some_and(|b| b.eq_ignore_ascii_case(b"<!DOCTYPE"));
        if is_doctype {
            return self.refuse(Finding::new(&EDXML_DOCTYPE), start);
        }
        let at =
            usize::try_from(self.reader.error_position()).unwrap_or(start).max(start).min(self.input.len());
        match (error, self.open.last()) {
            // The end of the input inside of a tag is the end of the input inside of an element.
            (quick_xml::Error::Syntax(SyntaxError::UnclosedTag), Some(open)) => {
                self.refuse(Finding::new(&XML_TRUNCATED).found(self.elements[*open].local), at)
            }
            _ => self.refuse(Finding::new(&XML_NOT_WELL_FORMED).found(xml_phrase(error)), at),
        }
    }

    fn declaration(&self, declaration: &quick_xml::events::BytesDecl<'_>) -> Result<(), DecodeError> {
        let bad = |found: Phrase| {
            self.refuse(
                Finding::new(&XML_ENCODING)
                    .found(found)
                    .expected(Phrase::new("version 1.0 in UTF-8", "phiên bản 1.0, bảng mã UTF-8")),
                0,
            )
        };
        match declaration.version() {
            Ok(version) if version == "1.0" => {}
            Ok(version) => return Err(bad(phrase!("version {version}", "phiên bản {version}"))),
            Err(error) => return Err(self.not_well_formed(&error, 0)),
        }
        match declaration.encoding() {
            None => Ok(()),
            Some(Ok(name)) if name.eq_ignore_ascii_case("utf-8") || name.eq_ignore_ascii_case("utf8") => {
                Ok(())
            }
            Some(Ok(name)) => Err(bad(phrase!("encoding {name}", "bảng mã {name}"))),
            Some(Err(error)) => Err(self.not_well_formed(&error.into(), 0)),
        }
    }

    fn open_tag(&mut self, tag: &BytesStart<'_>, start: usize, empty: bool) -> Result<(), DecodeError> {
        let end = self.position();
        let name = &self.input[start + 1..start + 1 + tag.name().as_ref().len()];
        let (prefix, local) = match name.split_once(':') {
            Some((prefix, local)) => (Some(prefix), local),
            None => (None, name),
        };
        self.check_name(name, start)?;
        let (attributes, declares) = self.attributes(tag, start)?;
        let space = match self.reader.resolver().resolve_element(tag.name()).0 {
            ResolveResult::Bound(Namespace(NS)) => Space::Edxml,
            ResolveResult::Bound(Namespace(DSIG)) => Space::Dsig,
            ResolveResult::Unknown(prefix) => return Err(self.undeclared(&prefix, start)),
            other if self.elements.is_empty() => {
                let namespace =
                    if let ResolveResult::Bound(Namespace(uri)) = other { Some(uri) } else { None };
                return Err(variants::judge_root(namespace, local, self.input, self.base + start));
            }
            _ => Space::Other,
        };
        if self.elements.is_empty() && (space, local) != (Space::Edxml, "edXML") {
            let namespace = if space == Space::Edxml { NS } else { DSIG };
            return Err(variants::judge_root(Some(namespace), local, self.input, self.base + start));
        }
        if self.elements.len() >= self.limits.elements {
            let finding = Finding::new(&XML_TOO_MANY_ELEMENTS).expected(self.limits.elements.to_string());
            return Err(self.refuse(finding, start));
        }
        if self.open.len() >= self.limits.depth {
            let finding = Finding::new(&XML_TOO_DEEP).expected(self.limits.depth.to_string());
            return Err(self.refuse(finding, start));
        }
        let index = self.elements.len();
        match self.open.last() {
            Some(parent) => self.elements[*parent].children.push(index),
            None if index > 0 => {
                let finding = Finding::new(&XML_NOT_WELL_FORMED)
                    .found(phrase!("a second root element `{name}`", "phần tử gốc thứ hai `{name}`"));
                return Err(self.refuse(finding, start));
            }
            None => {}
        }
        let [start, end] = [self.base + start, self.base + end];
        self.elements.push(Element {
            space,
            prefix,
            local,
            attributes,
            declares,
            start,
            inner_start: end,
            inner_end: end,
            end,
            children: Vec::new(),
            text: Text::Empty,
        });
        if !empty {
            self.open.push(index);
        }
        Ok(())
    }

    /// Names of the attributes, and whether there are namespace declarations.
    fn attributes(&self, tag: &BytesStart<'_>, start: usize) -> Result<(Vec<&'a str>, bool), DecodeError> {
        let (mut names, mut declares) = (Vec::new(), false);
        for (count, attribute) in tag.attributes().enumerate() {
            if count >= self.limits.attributes {
                let finding =
                    Finding::new(&XML_TOO_MANY_ATTRIBUTES).expected(self.limits.attributes.to_string());
                return Err(self.refuse(finding, start));
            }
            let attribute = attribute.map_err(|error| self.not_well_formed(&error.into(), start))?;
            let key = attribute.key;
            self.check_name(key.as_ref(), start)?;
            if attribute.value.contains('<') {
                let finding = Finding::new(&XML_NOT_WELL_FORMED)
                    .found(Phrase::new("`<` in the value of an attribute", "`<` trong giá trị thuộc tính"));
                return Err(self.refuse(finding, start));
            }
            match key.as_namespace_binding() {
                Some(PrefixDeclaration::Default | PrefixDeclaration::Named(_)) => declares = true,
                None => {
                    if let ResolveResult::Unknown(prefix) = self.reader.resolver().resolve_attribute(key).0 {
                        return Err(self.undeclared(&prefix, start));
                    }
                    names.push(self.borrowed(key.as_ref(), start));
                }
            }
        }
        Ok((names, declares))
    }

    /// The same text as `name`, which stands after `start`, borrowed from the package.
    fn borrowed(&self, name: &str, start: usize) -> &'a str {
        let tag = &self.input[start..self.position()];
        tag.find(name).map_or("", |at| &tag[at..at + name.len()])
    }

    fn undeclared(&self, prefix: &str, start: usize) -> DecodeError {
        self.refuse(Finding::new(&UNDECLARED_PREFIX).found(prefix), start)
    }

    fn check_name(&self, name: &str, start: usize) -> Result<(), DecodeError> {
        let letter = |c: char| c.is_alphabetic() || c == '_';
        let part = |part: &str| {
            part.starts_with(letter)
                && part.chars().all(|c| letter(c) || c.is_alphanumeric() || c == '-' || c == '.')
        };
        let right = match name.split_once(':') {
            Some((prefix, local)) => part(prefix) && part(local),
            None => part(name),
        };
        if right {
            return Ok(());
        }
        Err(self.refuse(Finding::new(&XML_NOT_WELL_FORMED).found(name_phrase(name)), start))
    }

    fn close_tag(&mut self, start: usize) {
        let end = self.base + self.position();
        if let Some(element) = self.open.pop().and_then(|index| self.elements.get_mut(index)) {
            element.inner_end = self.base + start;
            element.end = end;
        }
    }

    fn text(&mut self, piece: &'a str, start: usize) -> Result<(), DecodeError> {
        if self.open.is_empty() {
            let blank = piece.trim_matches(WHITE);
            return match (blank.is_empty(), self.elements.is_empty()) {
                (true, _) => Ok(()),
                (false, true) => Err(variants::judge_text_before(piece, self.base + start)),
                (false, false) => {
                    let finding = Finding::new(&XML_NOT_WELL_FORMED)
                        .found(Phrase::new("text after the root element", "văn bản nằm sau phần tử gốc"));
                    Err(self.refuse(finding, start))
                }
            };
        }
        self.add(Cow::Borrowed(piece), true);
        Ok(())
    }

    fn cdata(&mut self, start: usize) -> Result<(), DecodeError> {
        if self.open.is_empty() {
            return Err(self.refuse(
                Finding::new(&XML_NOT_WELL_FORMED)
                    .found(Phrase::new("CDATA outside the root element", "CDATA nằm ngoài phần tử gốc")),
                start,
            ));
        }
        let inner = &self.input[start + "<![CDATA[".len()..self.position() - "]]>".len()];
        self.add(Cow::Borrowed(inner), true);
        Ok(())
    }

    fn reference(&mut self, reference: &BytesRef<'_>, start: usize) -> Result<(), DecodeError> {
        let name: &str = reference;
        if self.open.is_empty() {
            let finding = Finding::new(&XML_NOT_WELL_FORMED).found(Phrase::new(
                "a reference outside the root element",
                "tham chiếu nằm ngoài phần tử gốc",
            ));
            return Err(self.refuse(finding, start));
        }
        let c = match xml_reference(reference) {
            Ok(c) if is_xml(c) => c,
            Err(NoCharacter::Entity) => {
                return Err(self.refuse(Finding::new(&XML_ENTITY).found(name), start));
            }
            _ => return Err(self.refuse(Finding::new(&XML_CHARACTER).found(format!("&{name};")), start)),
        };
        self.add(Cow::Owned(c.into()), false);
        Ok(())
    }

    /// Adds character data to the innermost open element. What was written as a reference keeps its line ends.
    fn add(&mut self, piece: Cow<'a, str>, normalise: bool) {
        let Some(element) = self.open.last().and_then(|index| self.elements.get_mut(*index)) else { return };
        match (&mut element.text, piece) {
            (text @ Text::Empty, Cow::Borrowed(piece)) => *text = Text::Slice(piece),
            (text, piece) => {
                let mut joined = match std::mem::take(text) {
                    Text::Empty => String::new(),
                    Text::Slice(first) => with_unix_lines(first).into_owned(),
                    Text::Joined(joined) => joined,
                };
                joined.push_str(&if normalise { with_unix_lines(&piece) } else { piece });
                *text = Text::Joined(joined);
            }
        }
    }
}
