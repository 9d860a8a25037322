//! UTF-8 and UTF-16: strict reading of any normal form into NFC, and writing.
//!
//! One pass looks for refused characters and notices whether anything might not be NFC, before text is written as well.
//! Only then it is normalised (Unicode Standard Annex 15), the quick way where it has no marks but those of `compose`.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc, is_nfc_quick};

use crate::compose;
use crate::error::DecodeErrorKind;
use crate::refused::{Refused, refused};

/// Where, how many bytes, and what.
pub(crate) type Fault = (usize, usize, DecodeErrorKind);

/// Strict UTF-8 to NFC.
pub(crate) fn decode_utf8(bytes: &[u8]) -> Result<Cow<'_, str>, Fault> {
    let (text, fault) = match std::str::from_utf8(bytes) {
        Ok(text) => (text, None),
        Err(error) => {
            let (valid, rest) = bytes.split_at(error.valid_up_to());
            let (len, kind) = match (rest, error.error_len()) {
                ([0xED, 0xA0..=0xBF, 0x80..=0xBF, ..], _) => (3, DecodeErrorKind::LoneSurrogate),
                (_, None) => (rest.len(), DecodeErrorKind::Truncated),
                (_, Some(len)) => (len, DecodeErrorKind::InvalidUtf8),
            };
            (std::str::from_utf8(valid).expect("valid up to here"), Some((valid.len(), len, kind)))
        }
    };
    match (look(text), fault) {
        (Err(at), _) => {
            let (letter, why) = refused_at(text, at);
            Err((at, letter.len_utf8(), why.into()))
        }
        (Ok(_), Some(fault)) => Err(fault),
        (Ok(form), None) => Ok(form.nfc(text)),
    }
}

/// `text` in NFC, or the first character that no text may have, with its place in bytes.
pub(crate) fn sound_nfc(text: &str) -> Result<Cow<'_, str>, (usize, char, Refused)> {
    look(text).map(|form| form.nfc(text)).map_err(|at| {
        let (letter, why) = refused_at(text, at);
        (at, letter, why)
    })
}

/// How far a text is from NFC.
enum Form {
    /// It is NFC.
    Settled,
    /// Its marks are those of `compose`.
    Quick,
    /// It may have to be normalised.
    Open,
}

impl Form {
    /// The text of this form in NFC.
    fn nfc(self, text: &str) -> Cow<'_, str> {
        match self {
            Form::Settled => Cow::Borrowed(text),
            Form::Quick => Cow::Owned(compose::compose(text)),
            Form::Open => nfc(text),
        }
    }
}

fn refused_at(text: &str, at: usize) -> (char, Refused) {
    let letter = text[at..].chars().next().expect("a character begins here");
    (letter, refused(letter).expect("this one is refused"))
}

/// The one pass. The error is where the first character stands that no text may have: small, since this is called for
/// every value.
fn look(text: &str) -> Result<Form, usize> {
    let (mut is_settled, mut is_quick) = (true, true);
    let mut at = 0;
    while let Some(&first) = text.as_bytes().get(at) {
        // Most of a text by its first bytes alone: printing ASCII, U+00C0 to U+02FF, U+1E00 to U+1EFF stay as they are,
        // and U+0300 to U+033F are marks.
        let length = match first {
            b' '..=b'~' => 1,
            0xC3..=0xCB => 2,
            0xCC => {
                is_settled = false;
                2
            }
            0xE1 if matches!(text.as_bytes()[at + 1], 0xB8..=0xBB) => 3,
            _ => {
                let letter = text[at..].chars().next().expect("a character begins here");
                if refused(letter).is_some() {
                    return Err(at);
                }
                let settled = is_settled_in_nfc(letter);
                is_settled &= settled;
                is_quick &= settled || compose::can(letter);
                letter.len_utf8()
            }
        };
        at += length;
    }
    Ok(match (is_settled, is_quick) {
        (true, _) => Form::Settled,
        (false, true) => Form::Quick,
        (false, false) => Form::Open,
    })
}

/// Strict UTF-16 to NFC, appended. `unit` reads two bytes in the right order.
pub(crate) fn decode_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16, out: &mut String) -> Result<(), Fault> {
    let start = out.len();
    let (pairs, odd) = bytes.as_chunks::<2>();
    out.reserve(bytes.len());
    let mut is_settled = true;
    let mut at = 0;
    for letter in char::decode_utf16(pairs.iter().map(|&pair| unit(pair))) {
        let letter = letter.map_err(|_| {
            // High and last: its other half may have been cut off.
            let is_cut = at + 2 + odd.len() == bytes.len() && unit([bytes[at], bytes[at + 1]]) < 0xDC00;
            (at, 2, if is_cut { DecodeErrorKind::Truncated } else { DecodeErrorKind::LoneSurrogate })
        })?;
        if let Some(why) = refused(letter) {
            return Err((at, 2 * letter.len_utf16(), why.into()));
        }
        is_settled &= is_settled_in_nfc(letter);
        out.push(letter);
        at += 2 * letter.len_utf16();
    }
    if !odd.is_empty() {
        return Err((at, 1, DecodeErrorKind::Truncated));
    }
    if !is_settled && let Cow::Owned(text) = nfc(&out[start..]) {
        out.truncate(start);
        out.push_str(&text);
    }
    Ok(())
}

/// `text` in NFC.
///
/// ```
/// use lienthong_vntext::nfc;
/// assert_eq!(nfc("a\u{323}\u{302}"), "ậ");
/// ```
pub fn nfc(text: &str) -> Cow<'_, str> {
    let (mut is_settled, mut is_quick) = (true, true);
    for letter in text.chars() {
        let settled = is_settled_in_nfc(letter);
        is_settled &= settled;
        is_quick &= settled || compose::can(letter);
    }
    if is_settled || (!is_quick && is_nfc(text)) {
        Cow::Borrowed(text)
    } else if is_quick {
        Cow::Owned(compose::compose(text))
    } else {
        Cow::Owned(text.nfc().collect())
    }
}

/// `text` in NFD.
pub(crate) fn nfd(text: &str) -> impl Iterator<Item = char> {
    text.nfd()
}

/// Whether `letter` stays as it is in NFC wherever it stands. A cheap test that says no too often.
#[inline]
pub(crate) fn is_settled_in_nfc(letter: char) -> bool {
    matches!(letter, '\0'..'\u{300}' | '\u{1E00}'..='\u{1EFF}' | '\u{2010}'..='\u{2060}' | '\u{20AB}' | '\u{20AC}')
}

/// Whether NFC never joins `letter` to what stands before it, so that a text may be cut before it.
pub(crate) fn starts_afresh(letter: char) -> bool {
    is_settled_in_nfc(letter) || {
        let is_starter = unicode_normalization::char::canonical_combining_class(letter) == 0;
        is_starter && is_nfc_quick(std::iter::once(letter)) == IsNormalized::Yes
    }
}

impl From<Refused> for DecodeErrorKind {
    fn from(why: Refused) -> DecodeErrorKind {
        match why {
            Refused::ReplacementCharacter => DecodeErrorKind::ReplacementCharacter,
            Refused::PrivateUse => DecodeErrorKind::PrivateUse,
            Refused::Control => DecodeErrorKind::Control,
            Refused::ByteOrderMark => DecodeErrorKind::ByteOrderMark,
            Refused::Noncharacter => DecodeErrorKind::Noncharacter,
        }
    }
}
