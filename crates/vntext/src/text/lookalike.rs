//! Letters of other alphabets that look like Vietnamese ones, and break every comparison without anybody seeing why.

use std::borrow::Cow;

/// Look-alikes and what was meant. Đ first: these come from fonts and old converters. The Cyrillic and Greek ones come
/// from keyboards.
const PAIRS: [(char, char); 47] = [
    ('Ð', 'Đ'),
    ('Ɖ', 'Đ'),
    ('ð', 'đ'),
    ('ɖ', 'đ'),
    ('А', 'A'),
    ('В', 'B'),
    ('С', 'C'),
    ('Е', 'E'),
    ('Н', 'H'),
    ('І', 'I'),
    ('Ј', 'J'),
    ('К', 'K'),
    ('М', 'M'),
    ('О', 'O'),
    ('Р', 'P'),
    ('Ѕ', 'S'),
    ('Т', 'T'),
    ('Х', 'X'),
    ('У', 'Y'),
    ('а', 'a'),
    ('с', 'c'),
    ('е', 'e'),
    ('һ', 'h'),
    ('і', 'i'),
    ('ј', 'j'),
    ('о', 'o'),
    ('р', 'p'),
    ('ѕ', 's'),
    ('х', 'x'),
    ('у', 'y'),
    ('Α', 'A'),
    ('Β', 'B'),
    ('Ε', 'E'),
    ('Ζ', 'Z'),
    ('Η', 'H'),
    ('Ι', 'I'),
    ('Κ', 'K'),
    ('Μ', 'M'),
    ('Ν', 'N'),
    ('Ο', 'O'),
    ('Ρ', 'P'),
    ('Τ', 'T'),
    ('Υ', 'Y'),
    ('Χ', 'X'),
    ('ο', 'o'),
    ('ν', 'v'),
    ('ı', 'i'),
];

/// The letter that `letter` is likely to have been meant as; `None` when it is what it looks like.
///
/// ```
/// use lienthong_vntext::text::lookalike;
/// assert_eq!(lookalike('Ð'), Some('Đ')); // U+00D0, Icelandic
/// assert_eq!(lookalike('Đ'), None); // U+0110
/// assert_eq!(lookalike('\u{430}'), Some('a')); // Cyrillic
/// ```
pub fn lookalike(letter: char) -> Option<char> {
    if letter.is_ascii() {
        return None;
    }
    PAIRS.iter().find(|(from, _)| *from == letter).map(|&(_, to)| to)
}

/// `text` with Ð, Ɖ, ð and ɖ as Đ and đ, and how many there were. Other look-alikes stay: their repair is a guess.
///
/// ```
/// use lienthong_vntext::text::repair_lookalike_d;
/// assert_eq!(repair_lookalike_d("Ðường ðá"), ("Đường đá".into(), 2));
/// ```
pub fn repair_lookalike_d(text: &str) -> (Cow<'_, str>, usize) {
    let is_d = |c: char| matches!(c, 'Ð' | 'Ɖ' | 'ð' | 'ɖ');
    let count = text.chars().filter(|&c| is_d(c)).count();
    if count == 0 {
        return (Cow::Borrowed(text), 0);
    }
    (text.chars().map(|c| if is_d(c) { lookalike(c).unwrap_or(c) } else { c }).collect(), count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_letter_of_vietnamese_is_taken_for_another() {
        assert!(
            PAIRS.iter().all(|(from, to)| !from.is_ascii() && !crate::LETTERS.contains(from) && from != to)
        );
        assert!(crate::LETTERS.into_iter().chain('\0'..='\x7F').all(|letter| lookalike(letter).is_none()));
    }
}
