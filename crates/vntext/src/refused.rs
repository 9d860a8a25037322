//! The characters that no text may contain, whatever the charset.
//!
//! They are signs of damage (U+FFFD, a private-use character of some font) or of a file that is not what it is said
//! to be (controls, a byte order mark inside). The rule is here once; decoding, encoding and [`crate::text`] name it
//! in their own errors.

/// Why a character is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refused {
    ReplacementCharacter,
    PrivateUse,
    Control,
    ByteOrderMark,
    Noncharacter,
}

/// Whether `letter` is refused. Cheap for what Vietnamese text is made of.
#[inline]
pub(crate) fn refused(letter: char) -> Option<Refused> {
    match letter {
        ' '..='~' | '\u{A0}'..='\u{D7FF}' | '\t' | '\n' | '\r' => None,
        '\0'..' ' | '\u{7F}'..='\u{9F}' => Some(Refused::Control),
        '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{FFFFD}' | '\u{100000}'..='\u{10FFFD}' => {
            Some(Refused::PrivateUse)
        }
        '\u{FFFD}' => Some(Refused::ReplacementCharacter),
        '\u{FEFF}' | '\u{FFFE}' => Some(Refused::ByteOrderMark),
        '\u{FDD0}'..='\u{FDEF}' => Some(Refused::Noncharacter),
        other if u32::from(other) & 0xFFFE == 0xFFFE => Some(Refused::Noncharacter),
        _ => None,
    }
}

/// How many bytes at the start of `bytes` are ASCII that means itself in every byte charset.
#[inline]
pub(crate) fn plain_ascii(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some(chunk) = bytes[at..].first_chunk::<32>() {
        if !chunk.iter().fold(true, |plain, &byte| plain & is_plain(byte)) {
            break;
        }
        at += 32;
    }
    at + bytes[at..].iter().take_while(|&&byte| is_plain(byte)).count()
}

/// Printable ASCII.
#[inline]
pub(crate) const fn is_plain(byte: u8) -> bool {
    byte.wrapping_sub(0x20) < 0x5F
}

/// ASCII that every charset has: printable, TAB, LF, CR.
pub(crate) fn is_common_ascii(bytes: &[u8]) -> bool {
    let mut at = 0;
    loop {
        at += plain_ascii(&bytes[at..]);
        match bytes.get(at) {
            None => return true,
            Some(b'\t' | b'\n' | b'\r') => at += 1,
            Some(_) => return false,
        }
    }
}
