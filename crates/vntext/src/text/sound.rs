//! The quick look: most texts are sound, and their bytes alone show it.
//!
//! One pass over the bytes asks for those that something refused could begin with, and for `&`. What is left is text
//! that was encoded twice, and that shows where two letters beyond ASCII follow one another.

use super::Strictness;

/// A byte of a letter beyond ASCII.
const BEYOND: u8 = 1;
/// A byte that something that is refused may begin with.
const DOUBTFUL: u8 = 2;

const KINDS: [u8; 256] = {
    let mut kinds = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        kinds[byte] = match byte as u8 {
            b'\t' | b'\n' | b'\r' => 0,
            // Controls and DEL; `&` may begin an entity.
            0..b' ' | 0x7F | b'&' => DOUBTFUL,
            0..0x80 => 0,
            // U+0080 to U+00BF; U+E000 and beyond.
            0xC2 | 0xEE.. => BEYOND | DOUBTFUL,
            _ => BEYOND,
        };
        byte += 1;
    }
    kinds
};

/// Whether one look at the bytes of `text` shows that [`super::check`] finds nothing in it. It says no too often.
///
/// ```
/// use lienthong_vntext::text::{Strictness, check, is_sound};
/// assert!(is_sound("Nguyễn Thị Mẫu", Strictness::Text));
/// assert!(!is_sound("Mẫu & Mẫu", Strictness::Text) && check("Mẫu & Mẫu", Strictness::Text).is_ok());
/// ```
pub fn is_sound(text: &str, strictness: Strictness) -> bool {
    let bytes = text.as_bytes();
    let seen = bytes.iter().fold(0, |seen, byte| seen | KINDS[usize::from(*byte)]);
    match seen {
        0 => true,
        // Look-alikes and what nobody sees begin with any byte.
        BEYOND => strictness == Strictness::Text && !may_be_double(bytes),
        _ => false,
    }
}

/// Whether letters may be UTF-8 that was read as windows-1252: one of U+00C2 to U+00F4, the lead bytes of UTF-8, and behind
/// it another one beyond ASCII.
fn may_be_double(bytes: &[u8]) -> bool {
    bytes.windows(3).any(|three| matches!(three, [0xC3, 0x82..=0xB4, next] if !next.is_ascii()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::table::NONE;
    use crate::table::windows::CP1252;
    use crate::text::{check, examine};

    const ALL: [Strictness; 3] = [Strictness::Text, Strictness::Vietnamese, Strictness::Identifier];

    fn same(text: &str) {
        for strictness in ALL {
            let is_right = !is_sound(text, strictness) || examine(text, strictness).is_ok();
            assert!(is_right, "{text:?} {strictness:?}");
            assert_eq!(check(text, strictness), examine(text, strictness), "{text:?} {strictness:?}");
        }
    }

    fn windows_1252(text: &str) -> String {
        let rows = CP1252[..2].as_flattened();
        let letter = |byte: u8| match usize::from(byte).checked_sub(0x80).and_then(|at| rows.get(at)) {
            Some(&letter) if letter != NONE => letter,
            _ => char::from(byte),
        };
        text.bytes().map(letter).collect()
    }

    #[test]
    fn every_letter_alone_and_encoded_twice_is_judged_as_letter_by_letter() {
        for letter in ('\0'..='\u{FFFF}').chain(['\u{1F600}', '\u{1FFFF}', '\u{F0000}', char::MAX]) {
            same(letter.encode_utf8(&mut [0; 4]));
        }
        let near = ('\u{80}'..'\u{300}').chain('\u{1EA0}'..'\u{1F00}').chain('\u{2000}'..'\u{2200}');
        for letter in near.chain(['\u{800}', '\u{D7FF}', '\u{1F600}', '\u{C0000}', '\u{E0100}']) {
            same(&format!("Xã {letter}"));
            same(&format!("x{letter}a"));
            same(&windows_1252(&format!("x{letter} ")));
        }
    }

    #[test]
    fn what_is_written_in_registers_is_seen_to_be_sound_at_once() {
        for text in ["Nguyễn Thị Mẫu", "Ủy ban nhân dân xã Đà Vị", "số 7, ngõ 12", "là à", "cà phê", ""]
        {
            assert!(is_sound(text, Strictness::Text), "{text}");
        }
        assert!(is_sound("000000000123", Strictness::Identifier));
    }

    /// What texts are made of, and what they must not be.
    const PIECES: [&str; 24] = [
        "a",
        " ",
        "&",
        "#x41;",
        "&amp;",
        "&#7853;",
        "à",
        "À",
        "Â",
        "ô",
        "õ",
        "ậ",
        "Đ",
        "Ð",
        "а",
        "€",
        "Ã£",
        "áº\u{AD}",
        "\u{A0}",
        "\u{81}",
        "\u{200B}",
        "\u{FFFD}",
        "\u{F000}",
        "\u{7F}",
    ];

    proptest! {
        #[test]
        fn any_text_is_judged_as_letter_by_letter(
            pieces in proptest::collection::vec(proptest::sample::select(&PIECES[..]), 0..6)
        ) {
            same(&pieces.concat());
        }

        #[test]
        fn any_text_that_was_encoded_twice_is_judged_as_letter_by_letter(
            text in "[a Àààậẽđ€\u{C0000}]{0,6}",
            end in "[a ậÃ]{0,2}",
        ) {
            same(&(windows_1252(&text) + &end));
        }
    }
}
