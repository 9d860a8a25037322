//! From bytes to values, within limits (RFC 8259).
//!
//! A mistake that ends all reading is an `Err`. One that spoils a value alone (a text that is too long, half a
//! character, a member that stands twice) is kept beside the tree, and reading goes on behind the row: see
//! [`Parser::flaw`].
//!
//! # What holds
//!
//! * Memory is that of one row: [`Limits::elements`] values, [`Limits::package_bytes`] of text.
//! * A number keeps its exact text. A name is in NFC; other texts are as written.

mod text;

use std::borrow::Cow;

use lienthong_adapter::rows::Input;
use lienthong_adapter::{
    FileKind, Finding, Limits, Phrase, Reason, Say, Unit, check_kind, head_of, phrase, read_failed,
};

use crate::reasons::*;
use crate::source::Source;
use crate::tree::{At, Node, Span, Tree, Value};
use lienthong_adapter::rows::json_path as path;

/// Longest number, in characters. A double has at most 24; 40 digits are the most that a decimal may have.
const MAX_NUMBER: usize = 100;
/// Deepest nesting whatever the limits say: one level is one call.
const MAX_DEPTH: usize = 256;

/// Reads values one after the other.
pub(crate) struct Parser<'a> {
    pub(crate) source: Source<'a>,
    pub(crate) tree: Tree,
    flaw: Option<Finding>,
    limits: Limits,
    /// Where reading stands within the value.
    path: Vec<Open>,
    /// Bytes of the text that is being read.
    scratch: Vec<u8>,
}

/// A step on the way to the value that is being read.
enum Open {
    Member(Span),
    Entry(usize),
}

/// The finding with a place in the document.
pub(crate) fn at(reason: &'static Reason, offset: u64) -> Finding {
    let mut finding = Finding::new(reason);
    finding.place.offset = Some(offset);
    finding
}

/// A member that stands twice in one object.
pub(crate) fn twice(name: &str, offset: u64) -> Finding {
    let expected = Phrase::new("a member that stands once", "thành phần chỉ xuất hiện một lần");
    at(&DUPLICATE_MEMBER, offset).found(format!("`{name}`")).expected(expected)
}

impl<'a> Parser<'a> {
    /// Begins a document: a byte order mark is stepped over.
    pub(crate) fn new(mut input: Box<dyn Input + 'a>, limits: &Limits) -> Result<Self, Finding> {
        let head = head_of(&mut *input).map_err(|error| read_failed(&error))?;
        check_kind(&head, &[FileKind::Json], Phrase::new("a JSON document", "tài liệu JSON"))?;
        let mut source = Source::new(input);
        let head = source.rest()?;
        let other = match head {
            [0xff, 0xfe, ..] | [b'{' | b'[', 0, ..] => {
                Some(Phrase::new("UTF-16, little-endian", "UTF-16, byte thấp trước"))
            }
            [0xfe, 0xff, ..] | [0, b'{' | b'[', ..] => {
                Some(Phrase::new("UTF-16, big-endian", "UTF-16, byte cao trước"))
            }
            _ => None,
        };
        if let Some(other) = other {
            return Err(at(&JSON_ENCODING, 0).found(other));
        }
        if head.starts_with(b"\xef\xbb\xbf") {
            source.advance(3);
        }
        let (path, scratch) = (Vec::new(), Vec::new());
        Ok(Self { source, tree: Tree::default(), flaw: None, limits: *limits, path, scratch })
    }

    /// The next byte that is not white space.
    pub(crate) fn token(&mut self) -> Result<Option<u8>, Finding> {
        loop {
            let rest = self.source.rest()?;
            if rest.is_empty() {
                return Ok(None);
            }
            let blank = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n')).count();
            let found = rest.get(blank).copied();
            self.source.advance(blank);
            if found.is_some() {
                return Ok(found);
            }
        }
    }

    /// Steps over one of two characters, and says whether it was the first.
    pub(crate) fn either(&mut self, first: u8, second: u8) -> Result<bool, Finding> {
        match self.token()? {
            Some(byte) if byte == first || byte == second => {
                self.source.advance(1);
                Ok(byte == first)
            }
            _ => Err(self.unexpected(phrase!(
                "`{}` or `{}`",
                "`{}` hoặc `{}`",
                char::from(first),
                char::from(second)
            ))?),
        }
    }

    /// Steps over a character that must stand here.
    pub(crate) fn expect(&mut self, byte: u8) -> Result<(), Finding> {
        if self.token()? == Some(byte) {
            self.source.advance(1);
            return Ok(());
        }
        Err(self.unexpected(format!("`{}`", char::from(byte)))?)
    }

    /// Nothing but white space up to the end.
    pub(crate) fn end(&mut self) -> Result<(), Finding> {
        match self.token()? {
            None => Ok(()),
            Some(_) => Err(self.unexpected(Phrase::new("the end of the document", "hết tài liệu"))?),
        }
    }

    /// What stands here is not what must.
    pub(crate) fn unexpected(&mut self, expected: impl Say) -> Result<Finding, Finding> {
        let offset = self.source.offset();
        Ok(match self.source.peek()? {
            None => at(&JSON_TRUNCATED, offset).expected(expected),
            Some(byte) => {
                let found = match byte {
                    b'!'..=b'~' => phrase!("`{}`", "`{}`", char::from(byte)).ours(),
                    _ => phrase!("byte {byte:02X}", "byte {byte:02X}").ours(),
                };
                at(&JSON_NOT_WELL_FORMED, offset).found(found).expected(expected)
            }
        })
    }

    /// Reads one value into the emptied tree; its root is the first node. `depth` is how deep it stands.
    pub(crate) fn row(&mut self, depth: usize) -> Result<(), Finding> {
        self.tree.clear();
        self.path.clear();
        self.flaw = None;
        self.value(depth, 0..0).map(|_| ())
    }

    /// What spoils the row that was read, though not what follows it.
    pub(crate) fn flaw(&mut self) -> Option<Finding> {
        self.flaw.take()
    }

    /// The name of a member and the colon behind it, in NFC.
    pub(crate) fn member(&mut self) -> Result<String, Finding> {
        self.tree.clear();
        let span = self.name()?;
        Ok(self.tree.text(&span).to_owned())
    }

    fn value(&mut self, depth: usize, name: Span) -> Result<At, Finding> {
        let Some(token) = self.token()? else {
            return Err(self.unexpected(Phrase::new("a value", "một giá trị"))?);
        };
        let offset = self.source.offset();
        let node = self.tree.nodes.len();
        if node >= self.limits.elements {
            return Err(at(&JSON_TOO_MANY_VALUES, offset).expected(self.limits.elements.to_string()));
        }
        if self.tree.bytes() as u64 > self.limits.package_bytes {
            let most = Phrase::count(self.limits.package_bytes, Unit::Bytes);
            return Err(at(&JSON_ROW_TOO_LARGE, offset).expected(most));
        }
        self.tree.nodes.push(Node { name, value: Value::Null, next: None, offset });
        let value = match token {
            b'"' => Value::Text(self.text()?),
            b'{' | b'[' => {
                let most = self.limits.depth.min(MAX_DEPTH);
                if depth >= most {
                    return Err(at(&JSON_TOO_DEEP, offset).expected(most.to_string()).path(self.path_text()));
                }
                self.source.advance(1);
                if token == b'{' { self.object(depth, node)? } else { self.array(depth)? }
            }
            b't' => self.word(b"true", Value::Bool(true))?,
            b'f' => self.word(b"false", Value::Bool(false))?,
            b'n' => self.word(b"null", Value::Null)?,
            b'-' | b'0'..=b'9' => self.number()?,
            _ => return Err(self.unexpected(Phrase::new("a value", "một giá trị"))?),
        };
        self.tree.nodes[node].value = value;
        Ok(node)
    }

    fn object(&mut self, depth: usize, node: At) -> Result<Value, Finding> {
        if self.token()? == Some(b'}') {
            self.source.advance(1);
            return Ok(Value::Object(None));
        }
        let (mut first, mut last) = (None, None);
        loop {
            let name = self.name()?;
            self.path.push(Open::Member(name.clone()));
            let member = self.value(depth + 1, name)?;
            self.path.pop();
            first.get_or_insert(member);
            if let Some(last) = last.replace(member) {
                self.tree.nodes[last].next = Some(member);
            }
            if !self.either(b',', b'}')? {
                break;
            }
        }
        self.tree.nodes[node].value = Value::Object(first);
        self.check_names(node);
        Ok(Value::Object(first))
    }

    fn array(&mut self, depth: usize) -> Result<Value, Finding> {
        if self.token()? == Some(b']') {
            self.source.advance(1);
            return Ok(Value::Array(None));
        }
        let (mut first, mut last) = (None, None);
        for number in 1.. {
            self.path.push(Open::Entry(number));
            let entry = self.value(depth + 1, 0..0)?;
            self.path.pop();
            first.get_or_insert(entry);
            if let Some(last) = last.replace(entry) {
                self.tree.nodes[last].next = Some(entry);
            }
            if !self.either(b',', b']')? {
                break;
            }
        }
        Ok(Value::Array(first))
    }

    /// No name stands twice in one object.
    fn check_names(&mut self, object: At) {
        let mut members: Vec<At> = self.tree.children(object).collect();
        members.sort_by(|a, b| self.tree.name(*a).cmp(self.tree.name(*b)).then(a.cmp(b)));
        let again = members.windows(2).find(|two| self.tree.name(two[0]) == self.tree.name(two[1]));
        if let Some([_, second]) = again {
            let finding = twice(self.tree.name(*second), self.tree.nodes[*second].offset);
            self.spoil(finding);
        }
    }

    fn name(&mut self) -> Result<Span, Finding> {
        if self.token()? != Some(b'"') {
            return Err(self.unexpected(Phrase::new("the name of a member", "tên thành phần"))?);
        }
        let span = self.text()?;
        self.expect(b':')?;
        let name = self.tree.text(&span);
        if name.is_ascii() {
            return Ok(span);
        }
        match lienthong_vntext::nfc(name) {
            Cow::Borrowed(_) => Ok(span),
            Cow::Owned(nfc) => Ok(self.tree.replace(span, &nfc)),
        }
    }

    fn word(&mut self, word: &[u8], value: Value) -> Result<Value, Finding> {
        let expected = String::from_utf8_lossy(word);
        for byte in word {
            if self.source.peek()? != Some(*byte) {
                return Err(self.unexpected(format!("`{expected}`"))?);
            }
            self.source.advance(1);
        }
        Ok(value)
    }

    fn number(&mut self) -> Result<Value, Finding> {
        let offset = self.source.offset();
        let mut text = String::new();
        let mut is_long = false;
        while let Some(byte @ (b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9')) = self.source.peek()? {
            if text.len() < MAX_NUMBER {
                text.push(char::from(byte))
            } else {
                is_long = true
            }
            self.source.advance(1);
        }
        if is_long {
            self.spoil(at(&NUMBER_TOO_LONG, offset).expected(MAX_NUMBER.to_string()));
        } else if !is_number(&text) {
            // Its digits may be those of a person, so they are not shown.
            let finding =
                at(&JSON_NOT_WELL_FORMED, offset).found(Phrase::new("a malformed number", "số viết sai"));
            return Err(
                finding.expected(Phrase::new("a number such as 0, -1.5 or 2e3", "số như 0, -1.5 hoặc 2e3"))
            );
        }
        Ok(Value::Number(self.tree.keep(&text)))
    }

    /// Keeps the first flaw, with its path.
    fn spoil(&mut self, finding: Finding) {
        if self.flaw.is_none() {
            self.flaw = Some(finding.path(self.path_text()));
        }
    }

    fn path_text(&self) -> String {
        let mut text = String::new();
        for step in &self.path {
            match step {
                Open::Member(name) => path::push_name(&mut text, self.tree.text(name)),
                Open::Entry(number) => path::push_entry(&mut text, *number),
            }
        }
        if text.is_empty() { ".".into() } else { text }
    }
}

/// The grammar of numbers (RFC 8259, section 6).
pub(crate) fn is_number(text: &str) -> bool {
    let text = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|text| digits(text.strip_prefix(['+', '-']).unwrap_or(text)))
}
