//! Encoding: the other half of [`Charset`].
//!
//! Text that is already NFC takes one pass. When a character has no bytes, the text is gone through again in pieces
//! that normalisation cannot join, each made NFC; so the index of an error is one of the given text.

use std::borrow::Cow;

use crate::charset::Charset;
use crate::error::{EncodeError, EncodeErrorKind};
use crate::refused::{Refused, is_common_ascii, refused};
use crate::single;
use crate::table::Table;
use crate::unicode::{nfc, nfd, sound_nfc, starts_afresh};

impl Charset {
    /// The bytes of `text`, which may be in any normal form; it is made NFC first (NFD for `utf-8-nfd`).
    /// Borrows when these are the bytes of `text` itself.
    ///
    /// What was encoded decodes to the NFC of `text`. `tcvn3-abc-caps` writes the small letters that its font draws as
    /// capitals, and refuses letters that are not capitals.
    ///
    /// # Errors
    ///
    /// The first character that the charset does not have, or that no text may have. Never a `?`, an entity or a
    /// letter without its mark.
    ///
    /// ```
    /// use lienthong_vntext::{Charset, EncodeErrorKind};
    /// assert_eq!(&*Charset::Windows1258.encode("Đậm").unwrap(), b"\xD0\xE2\xF2m");
    /// let error = Charset::Tcvn3Abc.encode("Phường Ỷ La").unwrap_err();
    /// assert_eq!((error.kind, error.index, error.character), (EncodeErrorKind::NoCapital, 7, 'Ỷ'));
    /// ```
    pub fn encode(self, text: &str) -> Result<Cow<'_, [u8]>, EncodeError> {
        let is_itself = match self {
            Charset::Utf16Le | Charset::Utf16Be | Charset::Tcvn3AbcCaps => false,
            _ if is_common_ascii(text.as_bytes()) => true,
            Charset::Utf8 => matches!(self.sound_nfc(text)?, Cow::Borrowed(_)),
            _ => false,
        };
        if is_itself {
            return Ok(Cow::Borrowed(text.as_bytes()));
        }
        let mut out = Vec::new();
        self.encode_into(text, &mut out)?;
        Ok(Cow::Owned(out))
    }

    /// The same as [`Charset::encode`], appended to `out`; on an error `out` is as it was.
    ///
    /// # Errors
    ///
    /// As [`Charset::encode`].
    pub fn encode_into(self, text: &str, out: &mut Vec<u8>) -> Result<(), EncodeError> {
        match self {
            Charset::Utf8 => out.extend_from_slice(self.sound_nfc(text)?.as_bytes()),
            Charset::Utf8Nfd => {
                let mut utf8 = [0; 4];
                nfd(&self.sound_nfc(text)?)
                    .for_each(|c| out.extend_from_slice(c.encode_utf8(&mut utf8).as_bytes()));
            }
            Charset::Utf16Le | Charset::Utf16Be => {
                let text = self.sound_nfc(text)?;
                let to_bytes = if self == Charset::Utf16Le { u16::to_le_bytes } else { u16::to_be_bytes };
                out.reserve(2 * text.len());
                text.encode_utf16().for_each(|unit| out.extend_from_slice(&to_bytes(unit)));
            }
            _ => {
                let table = self.table().expect("a byte charset has a table");
                let start = out.len();
                if single::encode(table, text, out).is_err() {
                    out.truncate(start);
                    self.encode_pieces(text, out, false)?;
                }
            }
        }
        Ok(())
    }

    /// As [`Charset::encode_into`], with the loss that a mapping asks for as `lower_marked`: capitals that `tcvn3-abc`
    /// has in lower case only (those with a tone) are written in lower case. Returns how many were; zero in every other
    /// charset, where this is [`Charset::encode_into`].
    ///
    /// # Errors
    ///
    /// As [`Charset::encode`], for everything else.
    ///
    /// ```
    /// use lienthong_vntext::Charset;
    /// let mut bytes = Vec::new();
    /// assert_eq!(Charset::Tcvn3Abc.encode_lower_marked("ỦY BAN", &mut bytes), Ok(1));
    /// assert_eq!(Charset::Tcvn3Abc.decode(&bytes).unwrap(), "ủY BAN");
    /// ```
    pub fn encode_lower_marked(self, text: &str, out: &mut Vec<u8>) -> Result<usize, EncodeError> {
        if self == Charset::Tcvn3Abc {
            self.encode_pieces(text, out, true)
        } else {
            self.encode_into(text, out).map(|()| 0)
        }
    }

    /// `text` in NFC, unless it has a character that no text may have.
    fn sound_nfc(self, text: &str) -> Result<Cow<'_, str>, EncodeError> {
        sound_nfc(text)
            .map_err(|(at, character, why)| self.error(why.into(), text[..at].chars().count(), character))
    }

    /// Encodes piece by piece, and counts the letters that were written in lower case with a loss.
    fn encode_pieces(self, text: &str, out: &mut Vec<u8>, may_lower: bool) -> Result<usize, EncodeError> {
        let table = self.table().expect("a byte charset has a table");
        let start = out.len();
        let (mut changed, mut index) = (0, 0);
        for piece in pieces(text) {
            for letter in nfc(piece).chars() {
                match bytes_of(table, letter, may_lower) {
                    Ok((bytes, is_loss)) => {
                        let bytes = bytes.to_be_bytes();
                        out.extend_from_slice(if bytes[0] == 0 { &bytes[1..] } else { &bytes });
                        changed += usize::from(is_loss);
                    }
                    Err(kind) => {
                        out.truncate(start);
                        return Err(self.error(kind, index, letter));
                    }
                }
            }
            index += piece.chars().count();
        }
        Ok(changed)
    }

    fn error(self, kind: EncodeErrorKind, index: usize, character: char) -> EncodeError {
        EncodeError { charset: self, kind, index, character, is_personal: false }
    }
}

/// The bytes of one letter, and whether its case was lost.
fn bytes_of(table: &Table, letter: char, may_lower: bool) -> Result<(u16, bool), EncodeErrorKind> {
    if let Some(why) = refused(letter) {
        return Err(why.into());
    }
    if let Some(bytes) = table.bytes_of(letter) {
        return Ok((bytes, false));
    }
    let has = |other: char| table.bytes_of(other).filter(|_| other != letter);
    let lower = single_case(letter).and_then(has);
    let upper = letter.to_uppercase().next().and_then(has);
    match (lower, upper) {
        (Some(bytes), _) if may_lower => Ok((bytes, true)),
        (Some(_), _) => Err(EncodeErrorKind::NoCapital),
        (None, Some(_)) => Err(EncodeErrorKind::NotCapital),
        (None, None) => Err(EncodeErrorKind::NotInCharset),
    }
}

/// The lower case of `letter` when it is one character, and goes back to `letter`.
fn single_case(letter: char) -> Option<char> {
    let mut lower = letter.to_lowercase();
    let first = lower.next()?;
    (lower.next().is_none() && first.to_uppercase().eq([letter])).then_some(first)
}

/// `text` cut wherever normalisation joins nothing across the cut.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest.chars().next()?;
        let cut = rest.char_indices().skip(1).find(|&(_, letter)| starts_afresh(letter));
        let (piece, after) = rest.split_at(cut.map_or(rest.len(), |(at, _)| at));
        rest = after;
        Some(piece)
    })
}

impl From<Refused> for EncodeErrorKind {
    fn from(why: Refused) -> EncodeErrorKind {
        match why {
            Refused::ReplacementCharacter => EncodeErrorKind::ReplacementCharacter,
            Refused::PrivateUse => EncodeErrorKind::PrivateUse,
            Refused::Control => EncodeErrorKind::Control,
            Refused::ByteOrderMark => EncodeErrorKind::ByteOrderMark,
            Refused::Noncharacter => EncodeErrorKind::Noncharacter,
        }
    }
}
