//! Whether letters stand whole in a text, `ế`, or in parts, a letter and its marks, as some systems save them.

use lienthong_vntext::Charset;

use crate::level::Level;

/// How letters with marks stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Parts {
    /// A letter that is one character with its mark.
    pub(crate) has_whole: bool,
    /// A mark that is a character of its own.
    pub(crate) has_parts: bool,
}

impl Parts {
    /// Looks at one more text.
    pub(crate) fn add(&mut self, text: &str) {
        if text.is_ascii() || (self.has_whole && self.has_parts) {
            return;
        }
        // `đ` has no parts.
        let is_whole = |c: char| {
            matches!(c, '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
                && !matches!(c, 'đ' | 'Đ')
                && c.is_alphabetic()
        };
        self.has_whole |= text.chars().any(is_whole);
        self.has_parts |= text.chars().any(|c| matches!(c, '\u{300}'..='\u{36f}'));
    }

    /// Those of all columns.
    pub(crate) fn of(level: &Level) -> Self {
        let all = level.profiles().into_iter().map(|profile| profile.parts);
        all.fold(Self::default(), |all, one| Self {
            has_whole: all.has_whole || one.has_whole,
            has_parts: all.has_parts || one.has_parts,
        })
    }

    /// The charset in which a file of `charset` comes back as it stood, as far as there is one.
    pub(crate) fn charset(self, charset: Charset) -> Charset {
        let is_in_parts = self.has_parts && !self.has_whole;
        if charset == Charset::Utf8 && is_in_parts { Charset::Utf8Nfd } else { charset }
    }
}
