//! From bytes to start tags, texts and end tags, checked.
//!
//! # What holds
//!
//! * What comes out is of well-formed XML 1.0 with namespaces: matching tags, declared prefixes, no repeated attributes,
//!   one root. No DTD, no entity but the five of XML.
//! * One piece of markup or text is held at a time, and none larger than the allowance.
//! * A character that XML or our promise forbids spoils the row around it and not those behind it: see
//!   [`Events::flaw`].

mod start_tag;

use lienthong_adapter::mapping::reasons::{CELL_TOO_LARGE, READ_FAILED};
use lienthong_adapter::{
    Finding, Limits, NoCharacter, Phrase, Reason, Say, Unit, phrase, read_failed, xml_phrase, xml_reference,
};
use quick_xml::errors::SyntaxError;
use quick_xml::events::{BytesRef, Event};
use quick_xml::reader::NsReader;

pub(crate) use self::start_tag::Tag;
use crate::escape::unsayable;
use crate::reasons::*;
use crate::source::{Budget, Source, Spent, is_declaration};
use crate::space::Spaces;

/// Cells of the largest size that one text may hold: it is read to its end, so that its row alone is refused.
const HELD: u64 = 16;
/// Room for markup beside the text of a cell.
const MARKUP: u64 = 64 << 10;

/// What came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Token {
    /// A start tag: see [`Events::tag`].
    Open,
    /// A piece of text: see [`Events::text`].
    Text,
    /// An end tag.
    Close,
    /// The end of the document.
    End,
}

/// Reads a document.
pub(crate) struct Events<'a> {
    reader: NsReader<Budget<'a>>,
    spaces: Spaces,
    limits: Limits,
    buffer: Vec<u8>,
    /// Bytes of the mark.
    base: u64,
    is_converted: bool,
    /// Most bytes of the next piece.
    pub(crate) allowance: u64,
    pub(crate) tag: Tag,
    pub(crate) text: String,
    /// Names of the open elements, joined by `/`, and where each begins.
    path: String,
    open: Vec<usize>,
    has_root: bool,
    flaw: Option<Finding>,
    /// Whether the start tag that came last comes once more.
    is_again: bool,
    /// Open elements around the row that is read; paths begin in it.
    pub(crate) path_from: usize,
}

impl<'a> Events<'a> {
    pub(crate) fn new(source: Source<'a>, spaces: Spaces, limits: &Limits) -> Self {
        let Source { input, mark, is_converted } = source;
        let mut reader = NsReader::from_reader(Budget::new(input));
        let config = reader.config_mut();
        config.check_comments = true;
        config.expand_empty_elements = true;
        Self {
            reader,
            spaces,
            limits: *limits,
            buffer: Vec::new(),
            base: mark,
            is_converted,
            allowance: (limits.cell_bytes as u64).saturating_mul(HELD) + MARKUP,
            tag: Tag::default(),
            text: String::new(),
            path: String::new(),
            open: Vec::new(),
            has_root: false,
            flaw: None,
            is_again: false,
            path_from: 0,
        }
    }

    /// The source again, for another reading from its beginning.
    pub(crate) fn into_source(self) -> Result<Source<'a>, Finding> {
        let mut input = self.reader.into_inner().into_input();
        input.seek(std::io::SeekFrom::Start(self.base)).map_err(|error| read_failed(&error))?;
        Ok(Source { input, mark: self.base, is_converted: self.is_converted })
    }

    pub(crate) fn spaces(&self) -> &Spaces {
        &self.spaces
    }

    /// Open elements.
    pub(crate) fn depth(&self) -> usize {
        self.open.len()
    }

    /// Bytes read so far.
    pub(crate) fn position(&self) -> u64 {
        self.base + self.reader.buffer_position()
    }

    /// A finding at a place of the document, with the path of the open elements.
    pub(crate) fn at(&self, reason: &'static Reason, offset: u64) -> Finding {
        let mut finding = Finding::new(reason);
        if !self.is_converted {
            finding.place.offset = Some(offset);
        }
        match self.open.get(self.path_from) {
            _ if self.open.is_empty() => finding,
            None => finding.path("."),
            Some(begin) => finding.path(&self.path[*begin..]),
        }
    }

    /// The name of the innermost open element.
    fn innermost(&self) -> Option<&str> {
        self.open.last().map(|begin| &self.path[*begin..])
    }

    /// An offset, where it is one of the file.
    pub(crate) fn offset(&self, offset: u64) -> Option<u64> {
        (!self.is_converted).then_some(offset)
    }

    /// What spoils the row that was read, though not what follows it.
    pub(crate) fn flaw(&mut self) -> Option<Finding> {
        self.flaw.take()
    }

    /// The start tag that came last comes once more.
    pub(crate) fn again(&mut self) {
        self.is_again = true;
    }

    /// Passes over the element whose start tag came last.
    pub(crate) fn skip(&mut self) -> Result<(), Finding> {
        self.skip_noting().map(|_| ())
    }

    /// The same; whether something stood in it: a text, or an attribute that is no order to the reader of the XML.
    pub(crate) fn skip_noting(&mut self) -> Result<bool, Finding> {
        let depth = self.depth();
        let mut has_content = self.tag.has_data();
        while self.depth() >= depth {
            has_content |= match self.next()? {
                Token::Text => !self.text.trim().is_empty(),
                Token::Open => self.tag.has_data(),
                Token::Close | Token::End => false,
            };
        }
        Ok(has_content)
    }

    /// The next token.
    pub(crate) fn next(&mut self) -> Result<Token, Finding> {
        if std::mem::take(&mut self.is_again) {
            return Ok(Token::Open);
        }
        loop {
            let start = self.position();
            self.reader.get_mut().left = self.allowance;
            self.buffer.clear();
            let mut buffer = std::mem::take(&mut self.buffer);
            let event = self.reader.read_event_into(&mut buffer);
            let token = match event {
                Ok(Event::Start(tag) | Event::Empty(tag)) => {
                    self.start(&tag, start).map(|()| Some(Token::Open))
                }
                Ok(Event::End(_)) => {
                    let begin = self.open.pop().unwrap_or_default();
                    self.path.truncate(begin.saturating_sub(1));
                    Ok(Some(Token::Close))
                }
                Ok(Event::Text(text)) => self.piece(&text, start),
                Ok(Event::CData(text)) if self.open.is_empty() => {
                    _ = text;
                    Err(self.ill_formed(
                        Phrase::new("CDATA outside the root element", "CDATA nằm ngoài phần tử gốc"),
                        start,
                    ))
                }
                Ok(Event::CData(text)) => self.piece(&text, start),
                Ok(Event::GeneralRef(reference)) => self.reference(&reference, start),
                Ok(Event::Decl(declaration)) => match declaration.version() {
                    _ if start != self.base => Err(self.ill_formed(
                        Phrase::new(
                            "an XML declaration that does not begin the document",
                            "khai báo XML không nằm ở đầu tài liệu",
                        ),
                        start,
                    )),
                    Ok(version) if version == "1.0" && is_declaration(&declaration) => Ok(None),
                    Ok(version) if version == "1.0" => Err(self.ill_formed(
                        Phrase::new(
                            "a declaration that programs read differently",
                            "khai báo XML mà các phần mềm đọc khác nhau",
                        ),
                        start,
                    )),
                    Ok(version) => {
                        Err(self.ill_formed(phrase!("version {version}", "phiên bản {version}"), start))
                    }
                    Err(error) => Err(self.wrong(&error, start)),
                },
                Ok(Event::DocType(text)) => {
                    let finding = self.at(&XML_DOCTYPE, start);
                    let is_html =
                        text.trim_start().get(..4).is_some_and(|name| name.eq_ignore_ascii_case("html"));
                    Err(if is_html { finding.found("html") } else { finding })
                }
                Ok(Event::PI(_) | Event::Comment(_)) => Ok(None),
                Ok(Event::Eof) => match self.innermost() {
                    Some(open) => Err(self.at(&XML_TRUNCATED, start).found(format!("`{open}`"))),
                    None if !self.has_root => Err(self
                        .ill_formed(Phrase::new("there is no root element", "không có phần tử gốc"), start)),
                    None => Ok(Some(Token::End)),
                },
                Err(error) => Err(self.wrong(&error, start)),
            };
            self.buffer = buffer;
            if let Some(token) = token? {
                return Ok(token);
            }
        }
    }

    fn ill_formed(&self, found: impl Say, offset: u64) -> Finding {
        self.at(&XML_NOT_WELL_FORMED, offset).found(found)
    }

    fn wrong(&self, error: &quick_xml::Error, start: u64) -> Finding {
        let offset = (self.base + self.reader.error_position()).max(start);
        match error {
            quick_xml::Error::Io(error) if error.get_ref().is_some_and(|cause| cause.is::<Spent>()) => self
                .at(&CELL_TOO_LARGE, start)
                .found(Phrase::more_than(self.allowance, Unit::Bytes))
                .expected(Phrase::count(self.limits.cell_bytes, Unit::Bytes)),
            quick_xml::Error::Io(error) => {
                Finding { place: self.at(&READ_FAILED, start).place, ..read_failed(error) }
            }
            quick_xml::Error::Encoding(_) => self
                .at(&XML_ENCODING, offset)
                .found(Phrase::new("other bytes than UTF-8", "byte không phải UTF-8"))
                .expected("UTF-8"),
            quick_xml::Error::Syntax(SyntaxError::UnclosedDoctype | SyntaxError::InvalidBangMarkup) => {
                self.at(&XML_DOCTYPE, offset)
            }
            quick_xml::Error::Syntax(error) => match self.innermost() {
                // The end of the input inside of a tag is the end of the input inside of an element.
                Some(open) => self.at(&XML_TRUNCATED, offset).found(format!("`{open}`")),
                None => self.ill_formed(xml_phrase(&(*error).into()), offset),
            },
            other => self.ill_formed(xml_phrase(other), offset),
        }
    }

    fn piece(&mut self, text: &str, start: u64) -> Result<Option<Token>, Finding> {
        if self.open.is_empty() {
            if text.trim_matches([' ', '\t', '\r', '\n']).is_empty() {
                return Ok(None);
            }
            return Err(self.ill_formed(
                Phrase::new("text outside the root element", "văn bản nằm ngoài phần tử gốc"),
                start,
            ));
        }
        self.check(text, start);
        self.text.clear();
        if text.contains('\r') {
            // Line ends as XML hands them on: CRLF and CR are LF.
            self.text.push_str(&text.replace("\r\n", "\n").replace('\r', "\n"));
        } else {
            self.text.push_str(text);
        }
        Ok(Some(Token::Text))
    }

    fn reference(&mut self, reference: &BytesRef<'_>, start: u64) -> Result<Option<Token>, Finding> {
        let name: &str = reference;
        if self.open.is_empty() {
            return Err(self.ill_formed(
                Phrase::new("a reference outside the root element", "tham chiếu nằm ngoài phần tử gốc"),
                start,
            ));
        }
        let letter = match xml_reference(reference) {
            Ok(letter) => letter,
            Err(NoCharacter::Entity) => {
                return Err(self.at(&XML_ENTITY, start).found(format!("`&{name};`")));
            }
            Err(NoCharacter::Number) => return Err(self.ill_formed(format!("`&{name};`"), start)),
        };
        self.text.clear();
        self.text.push(letter);
        let mut utf8 = [0; 4];
        self.check(letter.encode_utf8(&mut utf8), start);
        Ok(Some(Token::Text))
    }

    /// Keeps the first character that no text may have.
    fn check(&mut self, text: &str, start: u64) {
        if self.flaw.is_some() {
            return;
        }
        let Some((at, letter)) = unsayable(text) else { return };
        let offset = start + at as u64;
        self.flaw = Some(match letter {
            '\u{fffd}' => self.at(&REPLACEMENT_CHARACTER, offset),
            _ => self.at(&XML_CHARACTER, offset).found(format!("U+{:04X}", u32::from(letter))),
        });
    }
}
