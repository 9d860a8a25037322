//! Where the rows of a document are, and what lies in them.
//!
//! | module | idea |
//! |---|---|
//! | `xml`, `json` | where the rows are, by the beginning of a document; `tags` are what XML is made of |
//! | `declared` | the types of the columns of a data set |
//! | `shape` | columns and repeated groups, from the paths that the rows have; `order` is the one they come in |

mod declared;
mod json;
mod order;
mod shape;
mod tags;
mod xml;

pub(crate) use declared::declare;
pub(crate) use json::json;
pub(crate) use shape::{Inner, Shape, learn};
pub use shape::{LeftOut, WhyLeftOut};
pub(crate) use xml::{within, xml};

use lienthong_vntext::Charset;

/// The beginning of a document as text, whatever its encoding: all that is looked for in it is ASCII.
pub(crate) fn text_of(head: &[u8]) -> String {
    let utf16 = match head {
        [0xff, 0xfe, ..] | [b'<' | b'{' | b'[', 0, ..] => Some(Charset::Utf16Le),
        [0xfe, 0xff, ..] | [0, b'<' | b'{' | b'[', ..] => Some(Charset::Utf16Be),
        _ => None,
    };
    let Some(charset) = utf16 else { return String::from_utf8_lossy(head).into_owned() };
    let (pairs, _) = head.as_chunks::<2>();
    let units = pairs.iter().map(|pair| match charset {
        Charset::Utf16Le => u16::from_le_bytes(*pair),
        _ => u16::from_be_bytes(*pair),
    });
    let text = char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER));
    text.filter(|c| *c != '\u{feff}').collect()
}
