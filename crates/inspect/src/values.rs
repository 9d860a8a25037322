//! The remembered values of a column, as charsets read them.

use std::collections::BTreeSet;

use lienthong_adapter::single_byte;
use lienthong_vntext::Charset;

use crate::passed;
use crate::profile::Profile;

impl Profile {
    /// A few values as `charset` decodes them, the first in order of bytes.
    pub fn samples(&self, charset: Charset, most: usize) -> Vec<String> {
        let marked = |value: &&Vec<u8>| !value.is_ascii();
        let mut chosen: Vec<&Vec<u8>> = self.distinct.keys().filter(marked).take(most).collect();
        let plain: BTreeSet<&Vec<u8>> = self.distinct.keys().collect();
        chosen.extend(plain.into_iter().filter(|value| value.is_ascii()).take(most - chosen.len()));
        chosen.into_iter().map(|value| self.decode(value, charset).unwrap_or_else(|| unread(value))).collect()
    }

    /// A few values as their old font has them, where they were saved as UTF-8.
    pub fn samples_of_font(&self, most: usize) -> Vec<String> {
        let read = |value: &Vec<u8>| passed::read(std::str::from_utf8(value).ok()?, self.old_font?);
        self.distinct.keys().filter(|value| !value.is_ascii()).filter_map(read).take(most).collect()
    }

    /// A remembered value as `charset` reads it.
    pub(crate) fn decode(&self, value: &[u8], charset: Charset) -> Option<String> {
        // Text of a sheet or a document is Unicode already, or an old font in its place.
        if self.has_text && (self.is_unicode || matches!(charset, Charset::Utf16Le | Charset::Utf16Be)) {
            return Charset::Utf8.decode(value).ok().map(std::borrow::Cow::into_owned);
        }
        if self.has_text
            && !matches!(charset, Charset::Utf8 | Charset::Utf8Nfd)
            && let Some(bytes) = std::str::from_utf8(value).ok().and_then(narrow)
        {
            return charset.decode(&bytes).ok().map(std::borrow::Cow::into_owned);
        }
        charset.decode(value).ok().map(std::borrow::Cow::into_owned)
    }
}

/// A value that no charset reads, for people: ASCII with control characters is what it is.
fn unread(value: &[u8]) -> String {
    std::str::from_utf8(value).ok().filter(|text| text.is_ascii()).unwrap_or("✗").to_owned()
}

/// Text whose characters may all be bytes of an old font: what sheets make of TCVN3 and VNI.
pub(crate) fn narrow(text: &str) -> Option<Vec<u8>> {
    if text.is_ascii() { None } else { single_byte::windows_1252(text) }
}
