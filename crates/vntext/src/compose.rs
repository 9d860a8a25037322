//! Joining letters and marks quickly: text that was typed on a Mac or copied from a PDF has its marks apart (NFD).
//!
//! Normalising any text takes an algorithm that looks every character up. Vietnamese needs eight marks, one or two
//! behind a letter, so:
//!
//! 1. go to the next byte that begins a mark; all before it stays as it is;
//! 2. take the letter before it and the marks that follow, in the order of their classes;
//! 3. join them one by one by a table; where that has no answer, normalise these few characters as Unicode says.
//!
//! # What holds
//!
//! * The result is NFC for every text that [`can`] takes: the table is made by the general algorithm, and step 3
//!   falls back to it. A letter with its marks is independent of what stands around it.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::compose as join;

/// The first byte of U+0300 to U+033F in UTF-8, and of nothing else.
const LEAD: u8 = 0xCC;
/// The marks of Vietnamese in the order of their classes: horn, dot below, and those above.
const MARKS: [char; 8] =
    ['\u{31B}', '\u{323}', '\u{300}', '\u{301}', '\u{302}', '\u{303}', '\u{306}', '\u{309}'];
/// Their canonical combining classes.
const CLASSES: [u8; 8] = [216, 220, 230, 230, 230, 230, 230, 230];
/// Letters of the table: up to U+024F, then U+1EA0 to U+1EFF.
const LOW: usize = 0x250;
const LETTERS: usize = LOW + 0x60;
/// Marks behind one letter; more go the general way.
const MOST: usize = 4;

/// For each letter and mark the letter that they are; 0 where they are none.
static TABLE: LazyLock<Vec<[u16; MARKS.len()]>> = LazyLock::new(|| {
    let letter = |at: usize| u32::try_from(if at < LOW { at } else { at - LOW + 0x1EA0 }).unwrap_or_default();
    let joined = |letter: char, mark: char| join(letter, mark).and_then(|c| u16::try_from(u32::from(c)).ok());
    let row = |at: usize| match char::from_u32(letter(at)) {
        Some(letter) => MARKS.map(|mark| joined(letter, mark).unwrap_or(0)),
        None => [0; MARKS.len()],
    };
    (0..LETTERS).map(row).collect()
});

/// Whether `letter` is one that [`compose`] takes although it may change what stands before it.
#[inline]
pub(crate) fn can(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{33F}')
}

/// NFC of a text of which every character stays as it is in NFC, or is one that [`can`] says.
pub(crate) fn compose(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = String::with_capacity(text.len());
    let (mut copied, mut at) = (0, 0);
    while let Some(ahead) = bytes[at..].iter().position(|byte| *byte == LEAD) {
        let marks = at + ahead;
        let start =
            text[copied..marks].char_indices().next_back().map_or(marks, |(before, _)| copied + before);
        at = marks;
        while bytes.get(at) == Some(&LEAD) {
            at += 2;
        }
        out.push_str(&text[copied..start]);
        match joined(&text[start..marks], &bytes[marks..at]) {
            Some(letter) => out.push(letter),
            None => out.extend(text[start..at].nfc()),
        }
        copied = at;
    }
    out.push_str(&text[copied..]);
    out
}

/// A letter and its marks as one letter, where they are one.
fn joined(letter: &str, marks: &[u8]) -> Option<char> {
    let count = marks.len() / 2;
    let mut order = [0_usize; MOST];
    let order = order.get_mut(..count)?;
    for (place, mark) in marks.chunks_exact(2).enumerate() {
        let mark = number(mark[1])?;
        // Marks of one class keep their order; others go by their class.
        let mut to = place;
        while to > 0 && CLASSES[order[to - 1]] > CLASSES[mark] {
            order[to] = order[to - 1];
            to -= 1;
        }
        order[to] = mark;
    }
    let mut letter = letter.chars().next()?;
    for mark in order {
        let at = match u32::from(letter) as usize {
            low @ 0..LOW => low,
            high @ 0x1EA0..0x1F00 => high - 0x1EA0 + LOW,
            _ => return None,
        };
        match TABLE[at][*mark] {
            0 => return None,
            joined => letter = char::from_u32(joined.into())?,
        }
    }
    Some(letter)
}

/// The place of a mark in [`MARKS`], by the second of its bytes.
#[inline]
fn number(second: u8) -> Option<usize> {
    Some(match second {
        0x9B => 0,
        0xA3 => 1,
        0x80 => 2,
        0x81 => 3,
        0x82 => 4,
        0x83 => 5,
        0x86 => 6,
        0x89 => 7,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str) {
        assert_eq!(compose(text), text.nfc().collect::<String>(), "{text:?}");
    }

    #[test]
    fn every_letter_with_every_two_marks_is_what_unicode_says() {
        for letter in ('\0'..'\u{250}').chain('\u{1EA0}'..='\u{1EFF}') {
            for one in '\u{300}'..='\u{33F}' {
                check(&format!("x{letter}{one}y"));
            }
            for one in MARKS {
                for other in MARKS {
                    check(&format!("{letter}{one}{other}"));
                }
            }
        }
    }

    #[test]
    fn marks_without_a_letter_and_many_of_them_are_kept() {
        for text in [
            "",
            "\u{301}",
            "\u{301}a\u{301}",
            "a\u{301}\u{301}\u{301}\u{301}\u{301}\u{323}z",
            "\u{323}\u{31b}",
        ] {
            check(text);
        }
    }

    proptest! {
        #[test]
        fn any_text_of_letters_and_marks_is_what_unicode_says(
            text in "[a-zA-ZÀ-ỹ .,\u{300}-\u{309}\u{31b}\u{323}\u{327}]{0,40}"
        ) {
            let taken: String = text.chars().filter(|c| can(*c) || crate::unicode::is_settled_in_nfc(*c)).collect();
            check(&taken);
        }
    }
}
