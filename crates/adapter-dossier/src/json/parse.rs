//! Bytes to a tree: RFC 8259, nothing more.
//!
//! # What holds
//!
//! * Depth, number of values and bytes of a text are bounded by [`Limits`]; the tree costs a fixed multiple of the input.
//! * A refusal names the byte and the path. It shows names and single characters, never a value.

use std::collections::HashSet;

use lienthong_adapter::{DecodeError, Finding, Limits, Phrase, Reason, Say, phrase};

use super::{Entry, Json, Node, Tree, text};
use crate::path::Path;
use crate::reasons::*;

/// Reads one value that is all of `bytes`.
pub(crate) fn parse(bytes: &[u8], limits: &Limits) -> Result<Tree, DecodeError> {
    limits.check_package(bytes)?;
    let input = std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        DecodeError::from(Finding::new(&TEXT_NOT_UTF8).found(format!("{:02X}", bytes[at])).at(at))
    })?;
    let mark = if input.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut parser = Parser { input, at: mark, limits, values: 0, path: Path::default() };
    let root = parser.value(0)?;
    parser.space();
    match parser.peek() {
        None => Ok(Tree { root, had_mark: mark > 0 }),
        Some(_) => Err(parser.unexpected(Phrase::new("the end", "hết tài liệu"))),
    }
}

struct Parser<'a> {
    input: &'a str,
    at: usize,
    limits: &'a Limits,
    values: usize,
    path: Path,
}

impl Parser<'_> {
    fn value(&mut self, depth: usize) -> Result<Node, DecodeError> {
        self.space();
        let at = self.at;
        self.values += 1;
        if self.values > self.limits.elements {
            return Err(self.refuse(&JSON_TOO_MANY_VALUES, |f| f.expected(self.limits.elements.to_string())));
        }
        if depth > self.limits.depth {
            return Err(self.refuse(&JSON_TOO_DEEP, |f| f.expected(self.limits.depth.to_string())));
        }
        let json = match self.peek() {
            Some(b'{') => Json::Object(self.object(depth)?),
            Some(b'[') => Json::Array(self.array(depth)?),
            Some(b'"') => Json::Text(self.text()?),
            Some(b'-' | b'0'..=b'9') => Json::Number(self.number()?),
            _ if self.word("true") => Json::Bool(true),
            _ if self.word("false") => Json::Bool(false),
            _ if self.word("null") => Json::Null,
            _ => return Err(self.unexpected("{ [ \" 0-9 true false null")),
        };
        Ok(Node { at, json })
    }

    fn object(&mut self, depth: usize) -> Result<Vec<Entry>, DecodeError> {
        self.at += 1;
        let mut entries: Vec<Entry> = Vec::new();
        let mut names = HashSet::new();
        self.space();
        if self.take(b'}') {
            return Ok(entries);
        }
        loop {
            self.space();
            let at = self.at;
            if self.peek() != Some(b'"') {
                return Err(self.unexpected("`\"`"));
            }
            let name = self.text()?;
            if !names.insert(name.clone()) {
                self.at = at;
                return Err(self.refuse(&JSON_DUPLICATE_NAME, |f| f.found(&name)));
            }
            self.space();
            if !self.take(b':') {
                return Err(self.unexpected("`:`"));
            }
            self.path.enter(&name);
            let node = self.value(depth + 1)?;
            self.path.leave();
            entries.push(Entry { at, name, node });
            self.space();
            if self.take(b'}') {
                return Ok(entries);
            }
            if !self.take(b',') {
                return Err(self.unexpected(Phrase::new("`,` or `}`", "`,` hoặc `}`")));
            }
        }
    }

    fn array(&mut self, depth: usize) -> Result<Vec<Node>, DecodeError> {
        self.at += 1;
        let mut nodes = Vec::new();
        self.space();
        if self.take(b']') {
            return Ok(nodes);
        }
        loop {
            self.path.enter_entry(nodes.len() + 1);
            nodes.push(self.value(depth + 1)?);
            self.path.leave();
            self.space();
            if self.take(b']') {
                return Ok(nodes);
            }
            if !self.take(b',') {
                return Err(self.unexpected(Phrase::new("`,` or `]`", "`,` hoặc `]`")));
            }
        }
    }

    fn text(&mut self) -> Result<String, DecodeError> {
        match text::read(&self.input[self.at..], self.limits.cell_bytes) {
            Ok((text, length)) => {
                self.at += length;
                Ok(text)
            }
            Err((finding, offset)) => Err(self.path.on(finding.at(self.at + offset)).into()),
        }
    }

    fn number(&mut self) -> Result<String, DecodeError> {
        let start = self.at;
        self.take(b'-');
        if !self.take(b'0') && !self.digits() {
            return Err(self.unexpected("0-9"));
        }
        if self.take(b'.') && !self.digits() {
            return Err(self.unexpected("0-9"));
        }
        if self.take(b'e') || self.take(b'E') {
            let _ = self.take(b'+') || self.take(b'-');
            if !self.digits() {
                return Err(self.unexpected("0-9"));
            }
        }
        if self.at - start > self.limits.cell_bytes {
            self.at = start;
            return Err(self.refuse(&JSON_TEXT_TOO_LARGE, |f| f.expected(self.limits.cell_bytes.to_string())));
        }
        Ok(self.input[start..self.at].to_owned())
    }

    fn digits(&mut self) -> bool {
        let count = self.input.as_bytes()[self.at..].iter().take_while(|b| b.is_ascii_digit()).count();
        self.at += count;
        count > 0
    }

    fn word(&mut self, word: &str) -> bool {
        let found = self.input[self.at..].starts_with(word);
        if found {
            self.at += word.len();
        }
        found
    }

    fn space(&mut self) {
        let rest = &self.input.as_bytes()[self.at..];
        self.at += rest.iter().take_while(|b| matches!(b, b' ' | b'\t' | b'\r' | b'\n')).count();
    }

    fn peek(&self) -> Option<u8> {
        self.input.as_bytes().get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    /// One character stands where something else belongs, or nothing does.
    fn unexpected(&self, expected: impl Say) -> DecodeError {
        match self.input[self.at..].chars().next() {
            // A letter or a digit may begin a value: its class is enough to find it, and says nothing of a person.
            Some(c) if c.is_alphanumeric() => {
                self.refuse(&JSON_SYNTAX, |f| f.found(Phrase::name("[0-9A-Za-z…]")).expected(expected))
            }
            Some(c) => self.refuse(&JSON_SYNTAX, |f| {
                f.found(phrase!("`{}`", "`{}`", c.escape_default()).ours()).expected(expected)
            }),
            None => self.refuse(&JSON_TRUNCATED, |f| f.expected(expected)),
        }
    }

    fn refuse(&self, reason: &'static Reason, fill: impl FnOnce(Finding) -> Finding) -> DecodeError {
        self.path.on(fill(Finding::new(reason)).at(self.at)).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &str, expected: Result<&str, (&str, usize, &str)>) {
        let limits = Limits { depth: 3, elements: 10, cell_bytes: 12, ..Limits::default() };
        let answer = parse(input.as_bytes(), &limits);
        let mut text = String::new();
        if let Ok(tree) = &answer {
            super::super::push_node(&mut text, &tree.root);
        }
        match (answer, expected) {
            (Ok(_), Ok(expected)) => assert_eq!(text, expected, "{input}"),
            (Err(e), Err((code, at, path))) => {
                let place = e.place();
                assert_eq!((e.code(), place.offset), (code, Some(at as u64)), "{input}: {e}");
                assert_eq!(place.path.as_deref().unwrap_or(""), path, "{input}: {e}");
            }
            (answer, expected) => panic!("{input}: {answer:?}, expected {expected:?}"),
        }
    }

    #[test]
    fn what_is_json_is_read_and_nothing_else() {
        check(
            " {\"a\" : [1, -0.5e+3, true, null, \"\\u00e0\\/\\n\"] } ",
            Ok(r#"{"a":[1,-0.5e+3,true,null,"à/\n"]}"#),
        );
        check("\u{feff}{}", Ok("{}"));
        check("a\u{300}", Err(("JSON_SYNTAX", 0, "")));
        check("\"a\u{300}\"", Ok("\"à\""));
        check("\"a\\u0300\"", Ok("\"à\""));
        check("\"\\ud83d\\ude00\"", Ok("\"😀\""));
        check("", Err(("JSON_TRUNCATED", 0, "")));
        check("{\"a\":[1,", Err(("JSON_TRUNCATED", 8, "a[2]")));
        check("{\"a\":1,}", Err(("JSON_SYNTAX", 7, "")));
        check("[1 2]", Err(("JSON_SYNTAX", 3, "")));
        check("[01]", Err(("JSON_SYNTAX", 2, "")));
        check("[1.]", Err(("JSON_SYNTAX", 3, "[1]")));
        check("{\"a\":1}x", Err(("JSON_SYNTAX", 7, "")));
        check("{'a':1}", Err(("JSON_SYNTAX", 1, "")));
        check("{\"a\":NaN}", Err(("JSON_SYNTAX", 5, "a")));
        check("{\"a\":1,\"a\":2}", Err(("JSON_DUPLICATE_NAME", 7, "")));
        check("{\"à\":1,\"a\u{300}\":2}", Err(("JSON_DUPLICATE_NAME", 8, "")));
        check("[\"a\nb\"]", Err(("JSON_CONTROL_CHARACTER", 3, "[1]")));
        check("[\"\\x\"]", Err(("JSON_ESCAPE", 2, "[1]")));
        check("[\"\\ud800\"]", Err(("JSON_LONE_SURROGATE", 2, "[1]")));
        check("[\"\\ud800\\u0041\"]", Err(("JSON_LONE_SURROGATE", 2, "[1]")));
        check("[\"\\udc00\"]", Err(("JSON_LONE_SURROGATE", 2, "[1]")));
        check("[\"abcdefghijklm\"]", Err(("JSON_TEXT_TOO_LARGE", 1, "[1]")));
        check("[1234567890123]", Err(("JSON_TEXT_TOO_LARGE", 1, "[1]")));
        check("[[[[1]]]]", Err(("JSON_TOO_DEEP", 4, "[1][1][1][1]")));
        check("[1,2,3,4,5,6,7,8,9,0]", Err(("JSON_TOO_MANY_VALUES", 19, "[10]")));
    }
}
