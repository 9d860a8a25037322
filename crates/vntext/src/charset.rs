//! The charsets by name, and the one door to decoding.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use crate::error::DecodeError;
use crate::refused::is_common_ascii;
use crate::table::{Table, tcvn, viscii, vni, windows};
use crate::{single, unicode};

/// A character encoding that Vietnamese files are found in.
///
/// `Display` writes [`Charset::name`]; `FromStr` reads what [`Charset::from_name`] reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Charset {
    /// `utf-8` (RFC 3629), any normal form in, NFC out.
    Utf8,
    /// `utf-8-nfd`: read as `utf-8`, and written in NFD, for peers that compare bytes.
    Utf8Nfd,
    /// `utf-16le` (RFC 2781) without byte order mark.
    Utf16Le,
    /// `utf-16be` (RFC 2781) without byte order mark.
    Utf16Be,
    /// `tcvn3-abc`: text under the fonts .VnTime, .VnArial and their like. No capitals with a tone.
    Tcvn3Abc,
    /// `tcvn3-abc-caps`: the same bytes under a font of capitals (.VnTimeH); the text is all capitals.
    Tcvn3AbcCaps,
    /// `tcvn-vn1`: TCVN 5712:1993, VN1, the full standard. Some control bytes are letters.
    TcvnVn1,
    /// `viscii`: RFC 1456. Some control bytes are letters.
    Viscii,
    /// `windows-1258`: Microsoft's code page, tones as bytes of their own.
    Windows1258,
    /// `vni-win`: text under the VNI fonts on Windows, one or two bytes a letter.
    VniWin,
}

use Charset::{
    Tcvn3Abc, Tcvn3AbcCaps, TcvnVn1, Utf8, Utf8Nfd, Utf16Be, Utf16Le, Viscii, VniWin, Windows1258,
};

impl Charset {
    /// All of them.
    pub const ALL: &'static [Charset] =
        &[Utf8, Utf8Nfd, Utf16Le, Utf16Be, Tcvn3Abc, Tcvn3AbcCaps, TcvnVn1, Viscii, Windows1258, VniWin];

    /// The charsets of bytes from before Unicode. Where two read a text alike, the first of them is the likelier.
    pub const OLD: [Charset; 6] = [Tcvn3Abc, TcvnVn1, Viscii, Windows1258, VniWin, Tcvn3AbcCaps];

    /// The name that mappings use.
    pub const fn name(self) -> &'static str {
        match self {
            Utf8 => "utf-8",
            Utf8Nfd => "utf-8-nfd",
            Utf16Le => "utf-16le",
            Utf16Be => "utf-16be",
            Tcvn3Abc => "tcvn3-abc",
            Tcvn3AbcCaps => "tcvn3-abc-caps",
            TcvnVn1 => "tcvn-vn1",
            Viscii => "viscii",
            Windows1258 => "windows-1258",
            VniWin => "vni-win",
        }
    }

    /// The charset of a name or a known alias, in any case; `None` for all others, those out of scope (VPS, BKHCM,
    /// VietWare, VIQR, VNI-Mac) among them.
    ///
    /// `TCVN` alone is VN1, as for iconv and IANA; what people call "TCVN3" is `tcvn3-abc`.
    pub fn from_name(name: &str) -> Option<Charset> {
        let lower = name.trim().to_ascii_lowercase().replace('_', "-");
        Some(match lower.as_str() {
            "utf-8" | "utf8" | "unicode-1-1-utf-8" => Utf8,
            "utf-8-nfd" | "utf8-nfd" | "utf-8-mac" => Utf8Nfd,
            "utf-16le" | "utf16le" | "utf-16-le" => Utf16Le,
            "utf-16be" | "utf16be" | "utf-16-be" => Utf16Be,
            "tcvn3-abc" | "tcvn3" | "abc" => Tcvn3Abc,
            "tcvn3-abc-caps" | "tcvn3-caps" | "abc-caps" => Tcvn3AbcCaps,
            "tcvn-vn1" | "tcvn" | "tcvn-5712" | "tcvn5712-1" | "tcvn5712-1:1993" | "tcvn-5712-1" | "vn1" => {
                TcvnVn1
            }
            "viscii" | "csviscii" | "viscii1.1-1" => Viscii,
            "windows-1258" | "cp1258" | "cp-1258" | "windows1258" | "ms-viet" => Windows1258,
            "vni-win" | "vni" | "vni-windows" => VniWin,
            _ => return None,
        })
    }

    /// Whether it has every character of Unicode, in whatever bytes.
    pub const fn is_unicode(self) -> bool {
        matches!(self, Utf8 | Utf8Nfd | Utf16Le | Utf16Be)
    }

    /// Whether bytes below 80 hex are ASCII, except control bytes used as letters (VN1 and VISCII), so that a file can
    /// be split at its delimiters before decoding. TAB, LF, CR and all printable ASCII mean themselves. False for UTF-16.
    pub const fn is_ascii_compatible(self) -> bool {
        !matches!(self, Utf16Le | Utf16Be)
    }

    /// The text of `bytes` in NFC. Borrows when the bytes are ASCII or already NFC in UTF-8.
    ///
    /// `bytes` is one value, so a byte order mark is an error even at its start; [`Charset::strip_bom`] takes it off
    /// the start of a file. Nothing is ever replaced or left out.
    ///
    /// # Errors
    ///
    /// The first byte that the charset does not define, a mark on a letter that does not take it, a cut or malformed
    /// character, or a character that no text may have ([`crate::DecodeErrorKind`] lists them).
    ///
    /// ```
    /// use lienthong_vntext::Charset;
    /// assert_eq!(Charset::Tcvn3Abc.decode(b"H\xAD\xEAng").unwrap(), "Hường");
    /// assert_eq!(Charset::VniWin.decode(b"H\xF6\xF4\xF8ng").unwrap(), "Hường");
    /// let error = Charset::Tcvn3Abc.decode(b"NGU\xC1N").unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "byte 0xC1 at offset 3 is not tcvn3-abc (it is \"Ầ\" in tcvn-vn1); context 4E 47 55 C1 4E"
    /// );
    /// ```
    pub fn decode(self, bytes: &[u8]) -> Result<Cow<'_, str>, DecodeError> {
        match self {
            _ if self != Tcvn3AbcCaps && self.is_ascii_compatible() && is_common_ascii(bytes) => {
                Ok(Cow::Borrowed(std::str::from_utf8(bytes).expect("ASCII is UTF-8")))
            }
            Utf8 | Utf8Nfd => unicode::decode_utf8(bytes)
                .map_err(|(at, len, kind)| DecodeError::new(self, kind, bytes, at, len)),
            _ => {
                let mut out = String::new();
                self.decode_into(bytes, &mut out)?;
                Ok(Cow::Owned(out))
            }
        }
    }

    /// The same as [`Charset::decode`], appended to `out`; on an error `out` is as it was.
    ///
    /// What is appended is NFC. Whether all of `out` is depends on what was there: a value that begins with a combining
    /// mark is text of its own.
    ///
    /// # Errors
    ///
    /// As [`Charset::decode`].
    pub fn decode_into(self, bytes: &[u8], out: &mut String) -> Result<(), DecodeError> {
        let start = out.len();
        let result = match self {
            Utf8 | Utf8Nfd => unicode::decode_utf8(bytes).map(|text| out.push_str(&text)),
            Utf16Le => unicode::decode_utf16(bytes, u16::from_le_bytes, out),
            Utf16Be => unicode::decode_utf16(bytes, u16::from_be_bytes, out),
            Tcvn3Abc | Tcvn3AbcCaps | TcvnVn1 | Viscii | Windows1258 | VniWin => {
                let table = self.table().expect("a byte charset has a table");
                single::decode(table, bytes, out).map_err(|(at, kind)| (at, 1, kind))
            }
        };
        if let Err((at, len, kind)) = result {
            out.truncate(start);
            return Err(DecodeError::new(self, kind, bytes, at, len));
        }
        Ok(())
    }

    /// `bytes` without the byte order mark of this charset at its start, which some programs put there. For the start
    /// of a file only; anywhere else the mark is an error.
    pub fn strip_bom(self, bytes: &[u8]) -> &[u8] {
        let mark: &[u8] = match self {
            Utf8 | Utf8Nfd => &[0xEF, 0xBB, 0xBF],
            Utf16Le => &[0xFF, 0xFE],
            Utf16Be => &[0xFE, 0xFF],
            Tcvn3Abc | Tcvn3AbcCaps | TcvnVn1 | Viscii | Windows1258 | VniWin => return bytes,
        };
        bytes.strip_prefix(mark).unwrap_or(bytes)
    }

    /// What `byte` is by itself in a byte charset; a tone mark is its combining character. `None` when it is nothing.
    pub fn character_of(self, byte: u8) -> Option<char> {
        let letter = self.table()?.chars[usize::from(byte)];
        (letter != crate::table::NONE).then_some(letter)
    }

    /// How many letters of `vni-win` have a mark of the other case than their base (`41 F9`). They are read as the case
    /// of the base; a caller may warn. Zero in every other charset.
    pub fn mixed_case_marks(self, bytes: &[u8]) -> usize {
        if self == VniWin { vni::mixed_case_marks(bytes) } else { 0 }
    }

    /// The table of a byte charset.
    pub(crate) const fn table(self) -> Option<&'static Table> {
        match self {
            Utf8 | Utf8Nfd | Utf16Le | Utf16Be => None,
            Tcvn3Abc => Some(&tcvn::ABC),
            Tcvn3AbcCaps => Some(&tcvn::ABC_CAPS),
            TcvnVn1 => Some(&tcvn::VN1),
            Viscii => Some(&viscii::VISCII),
            Windows1258 => Some(&windows::CP1258),
            VniWin => Some(&vni::VNI),
        }
    }
}

impl fmt::Display for Charset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Charset {
    type Err = UnknownCharset;

    fn from_str(name: &str) -> Result<Charset, UnknownCharset> {
        Charset::from_name(name).ok_or(UnknownCharset)
    }
}

/// A name of no charset that is supported. `Display` lists those that are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownCharset;

impl fmt::Display for UnknownCharset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a supported charset; supported are")?;
        for (i, charset) in Charset::ALL.iter().enumerate() {
            write!(f, "{} {}", if i == 0 { "" } else { "," }, charset.name())?;
        }
        Ok(())
    }
}

impl std::error::Error for UnknownCharset {}
