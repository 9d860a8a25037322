//! Why bytes are not text of a charset, and why text has no bytes in one.
//!
//! Both errors carry data. `Display` is one line for a person; a caller puts file, row and field before it.

use std::fmt;

use crate::charset::Charset;

/// What is wrong with a character or a byte, in any charset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum DecodeErrorKind {
    /// The charset gives this byte no meaning.
    UndefinedByte,
    /// A tone or shape mark with no letter before it that can take it.
    MarkWithoutBase,
    /// The bytes end inside a character.
    Truncated,
    /// Not UTF-8 (Unicode 3.9, table 3-7).
    InvalidUtf8,
    /// Half of a UTF-16 pair.
    LoneSurrogate,
    /// U+FFFD: something upstream lost a character here.
    ReplacementCharacter,
    /// A private-use character: only one font knows what it looked like.
    PrivateUse,
    /// A C0 or C1 control or DEL; TAB, LF and CR are allowed.
    Control,
    /// U+FEFF, or U+FFFE, which is U+FEFF in the wrong byte order. [`Charset::strip_bom`] takes it off a file's start.
    ByteOrderMark,
    /// A code point that Unicode keeps out of interchange.
    Noncharacter,
}

/// Bytes that are not text of the charset they are said to be in. Nothing was decoded.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct DecodeError {
    /// What the bytes were read as.
    pub charset: Charset,
    /// What is wrong.
    pub kind: DecodeErrorKind,
    /// Where, in bytes from the start of the bytes that were given.
    pub offset: usize,
    bytes: Few,
    context: Few,
    is_personal: bool,
    has_place: bool,
}

impl DecodeError {
    /// An error at `offset`, `len` bytes of which are wrong.
    pub(crate) fn new(
        charset: Charset,
        kind: DecodeErrorKind,
        all: &[u8],
        offset: usize,
        len: usize,
    ) -> DecodeError {
        let start = offset.saturating_sub(3);
        DecodeError {
            charset,
            kind,
            offset,
            bytes: Few::of(&all[offset..], len),
            context: Few::of(&all[start..], Few::MAX),
            is_personal: false,
            has_place: true,
        }
    }

    /// The bytes that are wrong, at most eight; never empty.
    pub fn bytes(&self) -> &[u8] {
        self.bytes.get()
    }

    /// Up to eight bytes around them, beginning up to three before [`DecodeError::offset`]. Empty when
    /// [personal](DecodeError::personal).
    pub fn context(&self) -> &[u8] {
        self.context.get()
    }

    /// The same error for a text that must not be shown: without context, and `Display` says no letter. The offset and
    /// the wrong byte stay.
    #[must_use]
    pub fn personal(mut self) -> DecodeError {
        self.context = Few::of(&[], 0);
        self.is_personal = true;
        self
    }

    /// The same error for somebody who says the place otherwise: `Display` says no offset.
    #[must_use]
    pub fn without_place(mut self) -> DecodeError {
        self.has_place = false;
        self
    }

    /// What the first wrong byte is by itself in the other one-byte charsets. A tone mark is its combining character.
    /// `tcvn3-abc` is named only where it differs from `tcvn-vn1`. Empty unless the error is [`DecodeErrorKind::UndefinedByte`] or [`DecodeErrorKind::MarkWithoutBase`].
    pub fn elsewhere(&self) -> impl Iterator<Item = (Charset, char)> + use<> {
        use DecodeErrorKind::{MarkWithoutBase, UndefinedByte};
        let byte = Some(self.bytes()[0]).filter(|_| matches!(self.kind, UndefinedByte | MarkWithoutBase));
        let charset = self.charset;
        [Charset::TcvnVn1, Charset::Viscii, Charset::Windows1258, Charset::VniWin, Charset::Tcvn3Abc]
            .into_iter()
            .filter(move |&other| other != charset)
            .filter_map(move |other| Some((other, other.character_of(byte?)?)))
            .filter(|(_, letter)| !letter.is_ascii_control())
            .filter(move |&(other, letter)| {
                other != Charset::Tcvn3Abc
                    || byte.and_then(|b| Charset::TcvnVn1.character_of(b)) != Some(letter)
            })
    }

    /// What `Display` says, in Vietnamese.
    pub fn message_vi(&self) -> String {
        use DecodeErrorKind as Kind;
        let name = self.charset.name();
        let what = match self.kind {
            Kind::UndefinedByte | Kind::InvalidUtf8 | Kind::LoneSurrogate => format!("không thuộc {name}"),
            Kind::MarkWithoutBase => format!("là dấu của {name} nhưng trước nó không có chữ mang được dấu"),
            Kind::Truncated => format!("mở đầu một ký tự {name} bị cắt cụt"),
            Kind::ReplacementCharacter => "là U+FFFD, dấu vết của một ký tự đã mất".to_owned(),
            Kind::PrivateUse => "là ký tự dùng riêng, chỉ một số phông hiện được".to_owned(),
            Kind::Control => "là ký tự điều khiển".to_owned(),
            Kind::ByteOrderMark => "là dấu thứ tự byte".to_owned(),
            Kind::Noncharacter => "không phải ký tự Unicode".to_owned(),
        };
        let is_abc = matches!(self.charset, Charset::Tcvn3Abc | Charset::Tcvn3AbcCaps);
        let elsewhere = self.elsewhere().filter(|(other, _)| !is_abc || *other == Charset::TcvnVn1);
        let elsewhere: Vec<String> = elsewhere
            .map(|(other, letter)| match letter {
                '\u{300}'..='\u{36F}' => format!("dấu thanh trong {}", other.name()),
                _ if self.is_personal => format!("một ký tự trong {}", other.name()),
                _ => format!("\"{letter}\" trong {}", other.name()),
            })
            .collect();
        let elsewhere =
            if elsewhere.is_empty() { String::new() } else { format!(" (là {})", elsewhere.join(", ")) };
        let context = if self.is_personal {
            String::new()
        } else {
            format!("; lân cận {}", Hex(self.context(), " "))
        };
        let place = if self.has_place { format!(" tại vị trí {}", self.offset) } else { String::new() };
        format!("byte 0x{}{place} {what}{elsewhere}{context}", Hex(self.bytes(), ""))
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use DecodeErrorKind as Kind;
        let name = self.charset.name();
        let byte = if self.bytes().len() == 1 { "byte" } else { "bytes" };
        write!(f, "{byte} 0x{} ", Hex(self.bytes(), ""))?;
        if self.has_place {
            write!(f, "at offset {} ", self.offset)?;
        }
        match self.kind {
            Kind::UndefinedByte => write!(f, "is not {name}")?,
            Kind::MarkWithoutBase => write!(f, "is a mark in {name}, and no letter before it takes it")?,
            Kind::Truncated => write!(f, "begins a character of {name} that is cut off")?,
            Kind::InvalidUtf8 | Kind::LoneSurrogate => write!(f, "is not {name}")?,
            Kind::ReplacementCharacter => f.write_str("is U+FFFD, left where a character was lost")?,
            Kind::PrivateUse => f.write_str("is a private-use character, which only some font can show")?,
            Kind::Control => f.write_str("is a control character")?,
            Kind::ByteOrderMark => f.write_str("is a byte order mark")?,
            Kind::Noncharacter => f.write_str("is not a character in Unicode")?,
        }
        // For the fonts' charset only the full standard is worth naming: files change between these two.
        let is_abc = matches!(self.charset, Charset::Tcvn3Abc | Charset::Tcvn3AbcCaps);
        let elsewhere = self.elsewhere().filter(|(other, _)| !is_abc || *other == Charset::TcvnVn1);
        for (i, (other, letter)) in elsewhere.enumerate() {
            f.write_str(if i == 0 { " (it is " } else { ", " })?;
            if matches!(letter, '\u{300}'..='\u{36F}') {
                write!(f, "a tone mark in {}", other.name())?;
            } else if self.is_personal {
                write!(f, "a character in {}", other.name())?;
            } else {
                write!(f, "\"{letter}\" in {}", other.name())?;
            }
        }
        if self.elsewhere().any(|(other, _)| !is_abc || other == Charset::TcvnVn1) {
            f.write_str(")")?;
        }
        if self.is_personal { Ok(()) } else { write!(f, "; context {}", Hex(self.context(), " ")) }
    }
}

impl fmt::Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DecodeError({:?}: {self})", self.kind)
    }
}

impl std::error::Error for DecodeError {}

/// Why a character cannot be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum EncodeErrorKind {
    /// The charset does not have the character.
    NotInCharset,
    /// The charset has the letter in lower case only; see [`Charset::encode_lower_marked`].
    NoCapital,
    /// The charset has the letter as a capital only, as under a font of capitals: it would come back as a capital.
    NotCapital,
    /// U+FFFD: something upstream lost a character here.
    ReplacementCharacter,
    /// A private-use character.
    PrivateUse,
    /// A C0 or C1 control or DEL; TAB, LF and CR are allowed.
    Control,
    /// U+FEFF or U+FFFE.
    ByteOrderMark,
    /// A code point that Unicode keeps out of interchange.
    Noncharacter,
}

/// A text that has no bytes in a charset. Nothing was encoded.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct EncodeError {
    /// What the text was to be written in.
    pub charset: Charset,
    /// What is wrong.
    pub kind: EncodeErrorKind,
    /// Where, in characters from the start of the given text. A combining mark has the place of the letter before it.
    pub index: usize,
    /// The character, in NFC.
    pub character: char,
    pub(crate) is_personal: bool,
}

impl EncodeError {
    /// The same error for a text that must not be shown: `Display` writes `(not shown)` for the character.
    #[must_use]
    pub fn personal(mut self) -> EncodeError {
        self.is_personal = true;
        self
    }

    /// What `Display` says, in Vietnamese.
    pub fn message_vi(&self) -> String {
        use EncodeErrorKind as Kind;
        let character = match self.character {
            _ if self.is_personal => "(không hiển thị)".to_owned(),
            c if c.is_control() || self.kind != Kind::NotInCharset && !c.is_alphabetic() => {
                format!("U+{:04X}", u32::from(c))
            }
            c => format!("\"{c}\" U+{:04X}", u32::from(c)),
        };
        let name = self.charset.name();
        let what = match self.kind {
            Kind::NotInCharset => format!("không có trong {name}"),
            Kind::NoCapital => format!("chỉ có chữ thường trong {name}"),
            Kind::NotCapital => format!("chỉ có chữ hoa trong {name}"),
            Kind::ReplacementCharacter => "là dấu vết của một ký tự đã mất".to_owned(),
            Kind::PrivateUse => "là ký tự dùng riêng, chỉ một số phông hiện được".to_owned(),
            Kind::Control => "là ký tự điều khiển".to_owned(),
            Kind::ByteOrderMark => "là dấu thứ tự byte".to_owned(),
            Kind::Noncharacter => "không phải ký tự Unicode".to_owned(),
        };
        format!("ký tự {character} tại vị trí {} {what}", self.index)
    }
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use EncodeErrorKind as Kind;
        f.write_str("character ")?;
        match self.character {
            _ if self.is_personal => f.write_str("(not shown)")?,
            c if c.is_control() || self.kind != Kind::NotInCharset && !c.is_alphabetic() => {
                write!(f, "U+{:04X}", u32::from(c))?;
            }
            c => write!(f, "\"{c}\" U+{:04X}", u32::from(c))?,
        }
        write!(f, " at index {} ", self.index)?;
        let name = self.charset.name();
        match self.kind {
            Kind::NotInCharset => write!(f, "does not exist in {name}"),
            Kind::NoCapital => write!(f, "exists in {name} in lower case only"),
            Kind::NotCapital => write!(f, "exists in {name} as a capital only"),
            Kind::ReplacementCharacter => f.write_str("was left where a character was lost"),
            Kind::PrivateUse => f.write_str("is for private use"),
            Kind::Control => f.write_str("is a control"),
            Kind::ByteOrderMark => f.write_str("is a byte order mark"),
            Kind::Noncharacter => f.write_str("is not a character in Unicode"),
        }
    }
}

impl fmt::Debug for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EncodeError({:?}: {self})", self.kind)
    }
}

impl std::error::Error for EncodeError {}

/// Up to eight bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Few {
    bytes: [u8; Few::MAX],
    len: u8,
}

impl Few {
    const MAX: usize = 8;

    /// The first bytes of `from`, at most `len` and at most eight.
    fn of(from: &[u8], len: usize) -> Few {
        let len = len.min(from.len()).min(Few::MAX);
        let mut bytes = [0; Few::MAX];
        bytes[..len].copy_from_slice(&from[..len]);
        Few { bytes, len: len as u8 }
    }

    fn get(&self) -> &[u8] {
        &self.bytes[..usize::from(self.len)]
    }
}

/// Bytes in hexadecimal with something between them.
struct Hex<'a>(&'a [u8], &'static str);

impl fmt::Display for Hex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, byte) in self.0.iter().enumerate() {
            write!(f, "{}{byte:02X}", if i == 0 { "" } else { self.1 })?;
        }
        Ok(())
    }
}
