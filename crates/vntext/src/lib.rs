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
//! | [`detect`] | which charset a column is likely to be in, for a person who decides |
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
//!
//! # Units and limits
//!
//! Offsets are bytes from the start of what was given, indexes are characters (Unicode scalar values), both from zero.
//! Values have no limit of size; memory is in proportion to them, and [`detect`] keeps a fixed amount. Running
//! Vietnamese is decoded at about 400 MB/s on one core in every byte charset (`examples/bench.rs` measures it), UTF-8 in
//! NFC at about 300, UTF-8 in NFD at about 50.
//!
//! # Norms
//!
//! TCVN 5712:1993 (VN1), RFC 1456 (VISCII), Microsoft code page 1258, RFC 3629 and RFC 2781 (UTF-8, UTF-16), Unicode
//! Standard Annex 15 (normal forms), TCVN 6909:2001 (Vietnamese in Unicode). The fonts' charsets have no norm: TCVN3-ABC
//! is VN1's lower half with the Windows punctuation of 80 to 9F, VNI follows the conversion tables in use. VN1, VISCII
//! and 1258 are tested against iconv for every byte, letter and tone; where they differ, this crate refuses what iconv
//! lets pass: controls, and tones on letters that take none.
//!
//! Not supported: VPS, BKHCM, VietWare, VIQR, VNI for Macintosh and DOS.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod case;
mod charset;
mod compose;
pub mod detect;
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
