//! What is done to a text before it is read as a value. Every step is named in the mapping, and none guesses.

use std::borrow::Cow;

/// What is done to a text, in this order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clean {
    /// Text whose UTF-8 was taken for windows-1252 and stored again is repaired, before it is decoded.
    pub repair_double_utf8: bool,
    /// `&#7853;` becomes the letter.
    pub repair_entities: bool,
    /// `Ð` (U+00D0) and `Ɖ` become `Đ`.
    pub fix_lookalikes: bool,
    /// White space at both ends goes, no-break spaces as well.
    pub trim: bool,
    /// Runs of white space become one space.
    pub collapse: bool,
    /// Letters change case.
    pub case: Option<Case>,
    /// Filled up on the left with this character to this many characters.
    pub pad_left: Option<(char, usize)>,
}

/// A change of case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    /// `NGUYỄN VĂN A`.
    Upper,
    /// `nguyễn văn a`.
    Lower,
    /// `Nguyễn Văn A`: the first letter of each word is upper case, the rest lower case.
    Title,
}

impl Default for Clean {
    fn default() -> Self {
        Self {
            repair_double_utf8: false,
            repair_entities: false,
            fix_lookalikes: false,
            trim: true,
            collapse: false,
            case: None,
            pad_left: None,
        }
    }
}

impl Clean {
    /// A text of a cell as it is compared with the texts of a mapping: its codes, and its words for yes and no.
    pub fn apply<'a>(&self, text: &'a str) -> Cow<'a, str> {
        self.rest(self.first(text.into()))
    }

    /// A text of a cell as it is compared with the texts that mean nothing.
    pub fn before_nothing<'a>(&self, text: &'a str) -> Cow<'a, str> {
        self.first(text.into())
    }

    /// The steps that come before a text may mean nothing.
    pub(super) fn first<'a>(&self, text: Cow<'a, str>) -> Cow<'a, str> {
        let mut text = text;
        if self.fix_lookalikes
            && !text.is_ascii()
            && let (Cow::Owned(repaired), _) = lienthong_vntext::text::repair_lookalike_d(&text)
        {
            text = Cow::Owned(repaired);
        }
        if self.repair_entities
            && text.contains('&')
            && let Some(repaired) = lienthong_vntext::text::repair_entities(&text)
        {
            text = Cow::Owned(repaired);
        }
        if self.trim { trim(text) } else { text }
    }

    /// The steps that come after.
    pub(super) fn rest<'a>(&self, text: Cow<'a, str>) -> Cow<'a, str> {
        let mut text = text;
        if self.collapse && needs_collapse(&text) {
            text = Cow::Owned(text.split_whitespace().collect::<Vec<_>>().join(" "));
        }
        if let Some(case) = self.case {
            text = Cow::Owned(case.of(&text));
        }
        if let Some((with, width)) = self.pad_left {
            let length = text.chars().count();
            if length < width {
                let mut padded: String = std::iter::repeat_n(with, width - length).collect();
                padded.push_str(&text);
                text = Cow::Owned(padded);
            }
        }
        text
    }
}

impl Case {
    fn of(self, text: &str) -> String {
        match self {
            Self::Upper => text.to_uppercase(),
            Self::Lower => text.to_lowercase(),
            Self::Title => {
                let mut out = String::with_capacity(text.len());
                let mut inside = false;
                for c in text.chars() {
                    if inside {
                        out.extend(c.to_lowercase());
                    } else {
                        out.extend(c.to_uppercase());
                    }
                    inside = c.is_alphanumeric();
                }
                out
            }
        }
    }
}

fn needs_collapse(text: &str) -> bool {
    let mut before = false;
    text.chars().any(|c| {
        let space = c.is_whitespace();
        let odd = space && (before || c != ' ');
        before = space;
        odd
    })
}

/// Without white space at both ends; zero-width marks are not white space.
pub(super) fn trim(text: Cow<'_, str>) -> Cow<'_, str> {
    if has_plain_ends(&text) {
        return text;
    }
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
        Cow::Owned(text) => {
            let trimmed = text.trim();
            if trimmed.len() == text.len() { Cow::Owned(text) } else { Cow::Owned(trimmed.to_owned()) }
        }
    }
}

/// Whether the bytes at both ends show that there is no white space: printing ASCII, U+00C0 to U+02FF, or U+1E80 to
/// U+1EFF, which is most of what Vietnamese text begins and ends with.
fn has_plain_ends(text: &str) -> bool {
    let bytes = text.as_bytes();
    let begins = matches!(bytes, [b'!'..=b'~' | 0xC3..=0xCB, ..] | [0xE1, 0xBA | 0xBB, ..]);
    let ends = matches!(bytes, [.., b'!'..=b'~'] | [.., 0xC3..=0xCB, _] | [.., 0xE1, 0xBA | 0xBB, _]);
    begins && ends
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_needs_no_trimming_is_seen_by_its_ends_and_no_other_is() {
        for letter in '\0'..='\u{FFFF}' {
            let is_space = letter.is_whitespace();
            for text in [format!("{letter}a"), format!("a{letter}"), letter.to_string()] {
                assert!(!(is_space && has_plain_ends(&text)), "{text:?}");
                assert_eq!(trim(text.as_str().into()), text.trim(), "{text:?}");
            }
        }
        assert!(["Mẫu", "Ủy", "Đã ký", "7", "đ"].into_iter().all(has_plain_ends));
        assert!(!has_plain_ends(""));
    }

    #[test]
    fn every_step_does_what_its_name_says_and_no_more() {
        let check = |clean: Clean, text: &str, expected: &str| {
            assert_eq!(clean.apply(text), expected, "{text:?}");
        };
        let clean = Clean::default;
        check(clean(), "\u{a0} Xã  A\t", "Xã  A");
        check(Clean { trim: false, ..clean() }, " a ", " a ");
        check(Clean { collapse: true, ..clean() }, " Xã \u{a0} A\nB", "Xã A B");
        check(Clean { case: Some(Case::Title), ..clean() }, "NGUYỄN văn-ánh", "Nguyễn Văn-Ánh");
        check(Clean { case: Some(Case::Upper), ..clean() }, "nguyễn", "NGUYỄN");
        check(Clean { pad_left: Some(('0', 5)), ..clean() }, "2200", "02200");
        check(Clean { pad_left: Some(('0', 5)), ..clean() }, "022001", "022001");
        check(Clean { fix_lookalikes: true, ..clean() }, "Ðà Nẵng", "Đà Nẵng");
    }
}
