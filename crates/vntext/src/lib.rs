//! Vietnamese text in its old and new encodings: decoding, encoding, detection and checks, without loss or guesses.
//!
//! Files of Vietnamese offices hold TCVN3 under .VnTime fonts, TCVN 5712, VISCII, windows-1258, VNI, and Unicode in
//! several forms. This crate turns their bytes into NFC text and back.
//!
//! ```
//! use lienthong_vntext::Charset;
//!
//! let charset = Charset::from_name("TCVN3").unwrap();
//! let text = charset.decode(b"Tuy\xAAn Quang")?;
//! assert_eq!(text, "Tuyên Quang");
//! assert_eq!(&*Charset::VniWin.encode(&text)?, b"Tuye\xE2n Quang");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! | module | knows |
//! |---|---|
//! | [`Charset`] | names, decoding, encoding |
//! | [`StreamDecoder`] | the same for a file that arrives in pieces |
//! | [`text`] | what can be wrong with text that is valid Unicode; keys for comparing |
//! | [`case`] | changing case where a mapping asks for it |
//!
//! # What holds
//!
//! * Decoding and encoding give all of the value or an error. No `?`, U+FFFD, entity or dropped mark, and no panic,
//!   whatever the input.
//! * `decode(encode(text))` is the NFC of `text` for every text that the charset can hold; `encode(decode(bytes))` is
//!   `bytes` when they were canonical (a letter as the charset prefers to write it).
//! * What is decoded is NFC, and has no controls but TAB, LF and CR, no U+FFFD, no private-use characters, no byte
//!   order mark and no noncharacters.
//! * Nothing here reads a clock, a file or the environment.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod case;
mod charset;
mod encode;
mod error;
mod letters;
mod refused;
mod single;
mod stream;
mod table;
pub mod text;
mod unicode;

pub use charset::{Charset, UnknownCharset};
pub use error::{DecodeError, DecodeErrorKind, EncodeError, EncodeErrorKind};
pub use letters::LETTERS;
pub use stream::StreamDecoder;
pub use unicode::nfc;
