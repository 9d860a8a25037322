//! Writing elements: escaping, and refusing what XML cannot carry.

use bytes::Bytes;
use lienthong_adapter::{EncodeError, Encoded, Finding};
use lienthong_model::text::nfc;

use crate::reasons::{MISSING_FIELD, TEXT_NOT_XML};
use crate::tree::{WHITE, is_xml};

/// A package being written.
#[derive(Default)]
pub(super) struct Writer {
    done: Encoded,
    out: String,
    prefix: &'static str,
}

impl Writer {
    /// The prefix of the elements that follow, with its colon.
    pub(super) fn prefix(&mut self, prefix: &'static str) {
        self.prefix = prefix;
    }
    /// Adds markup as it is.
    pub(super) fn raw(&mut self, markup: &str) {
        self.out.push_str(markup);
    }
    /// Adds bytes without copying them. They must not hold markup.
    pub(super) fn shared(&mut self, bytes: Bytes) {
        self.done.push(std::mem::take(&mut self.out).into());
        self.done.push(bytes);
    }
    /// All pieces.
    pub(super) fn finish(mut self) -> Encoded {
        self.done.push(self.out.into());
        self.done
    }
    /// A start tag.
    pub(super) fn open(&mut self, name: &str) {
        self.tag("<", name);
    }
    /// An end tag.
    pub(super) fn close(&mut self, name: &str) {
        self.tag("</", name);
    }
    fn tag(&mut self, start: &str, name: &str) {
        self.out.extend([start, self.prefix, name, ">"]);
    }
    /// An element around what `inner` writes.
    pub(super) fn element(
        &mut self,
        name: &str,
        inner: impl FnOnce(&mut Self) -> Result<(), EncodeError>,
    ) -> Result<(), EncodeError> {
        self.open(name);
        inner(self)?;
        self.close(name);
        Ok(())
    }
    /// An element with text.
    pub(super) fn leaf(&mut self, name: &str, text: &str) -> Result<(), EncodeError> {
        self.open(name);
        escape(text, name, &mut self.out)?;
        self.close(name);
        Ok(())
    }
    /// An element with text, where there is text.
    pub(super) fn maybe(&mut self, name: &str, text: Option<&str>) -> Result<(), EncodeError> {
        text.filter(|text| !text.is_empty()).map_or(Ok(()), |text| self.leaf(name, text))
    }
    /// An element with text, or a refusal where there is none.
    pub(super) fn needed(&mut self, name: &str, text: Option<&str>) -> Result<(), EncodeError> {
        match text.filter(|text| !text.trim_matches(WHITE).is_empty()) {
            Some(text) => self.leaf(name, text),
            None => Err(missing(name)),
        }
    }
}

/// The refusal of a payload without a field that the format needs.
pub(super) fn missing(name: &str) -> EncodeError {
    Finding::new(&MISSING_FIELD).expected(name).into()
}

/// Adds `text` in NFC with markup escaped. A carriage return is written as a reference, or readers would change it.
pub(super) fn escape(text: &str, name: &str, out: &mut String) -> Result<(), EncodeError> {
    let text = nfc(text);
    let mut rest = text.as_ref();
    while let Some(at) = rest.find(|c: char| matches!(c, '&' | '<' | '>' | '\r') || !is_xml(c)) {
        let (plain, special) = rest.split_at(at);
        out.push_str(plain);
        let mut chars = special.chars();
        out.push_str(match chars.next() {
            Some('&') => "&amp;",
            Some('<') => "&lt;",
            Some('>') => "&gt;",
            Some('\r') => "&#13;",
            other => {
                let found = format!("U+{:04X}", other.map_or(0, u32::from));
                return Err(Finding::new(&TEXT_NOT_XML).found(found).expected(name).into());
            }
        });
        rest = chars.as_str();
    }
    out.push_str(rest);
    Ok(())
}
