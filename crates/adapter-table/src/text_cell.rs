//! A cell that is to be written, as bytes in the charset of its column: for formats whose cells are bytes.

use std::io::Write as _;

use lienthong_adapter::mapping::reasons::{NOT_ENCODABLE, NOT_IN_CHARSET, VALUE_TOO_WIDE};
use lienthong_adapter::rows::{ColumnKind, ColumnLayout, Layout, OutCell, Output};
use lienthong_adapter::{EncodeError, Finding, Phrase, Say, Unit, write_failed};
use lienthong_vntext::Charset;

use crate::reasons::{CHARSET_NOT_OF_BYTES, ROW_ENDS_TABLE, ROW_WITHOUT_VALUES};

/// Appends a cell to `out`: text in `charset`, everything else in canonical form (ISO dates, `true`, `false`).
///
/// The finding has no row and no column yet.
pub(crate) fn append(cell: &OutCell<'_>, charset: Charset, out: &mut Vec<u8>) -> Result<(), Finding> {
    // Writing into memory does not fail.
    let _ = match cell {
        OutCell::Absent => Ok(()),
        OutCell::Text(text) => return encode(text, charset, out),
        OutCell::Number(text) => out.write_all(text.as_bytes()),
        OutCell::Date(date) => write!(out, "{date}"),
        OutCell::DateTime(at) => {
            let (date, time) = (at.date(), at.time());
            write!(out, "{date}T{:02}:{:02}:{:02}", time.hour(), time.minute(), time.second())
        }
        OutCell::Bool(flag) => write!(out, "{flag}"),
    };
    Ok(())
}

/// Appends a text. A character that the charset lacks is named, and never the text around it.
pub(crate) fn encode(text: &str, charset: Charset, out: &mut Vec<u8>) -> Result<(), Finding> {
    charset.encode_into(text, out).map_err(|error| not_encodable(&error))
}

/// What a charset lacks.
pub(crate) fn not_encodable(error: &lienthong_vntext::EncodeError) -> Finding {
    Finding::new(&NOT_ENCODABLE)
        .found_in(error.to_string(), error.message_vi())
        .expected(error.charset.name())
}

/// What is not text in a charset.
pub(crate) fn not_in_charset(error: &lienthong_vntext::DecodeError) -> Finding {
    Finding::new(&NOT_IN_CHARSET)
        .found_in(error.to_string(), error.message_vi())
        .expected(error.charset.name())
}

/// Refuses a value of more bytes than its field holds.
pub(crate) fn check_width(length: usize, width: usize) -> Result<(), Finding> {
    if length > width {
        return Err(Finding::new(&VALUE_TOO_WIDE)
            .found(Phrase::count(length, Unit::Bytes))
            .expected(Phrase::count(width, Unit::Bytes)));
    }
    Ok(())
}

/// A row that reading would take for a blank one.
pub(crate) fn row_without_values() -> Finding {
    Finding::new(&ROW_WITHOUT_VALUES)
        .found(Phrase::new("a row without values", "dòng không có giá trị nào"))
        .expected(Phrase::new("at least one value", "ít nhất một giá trị"))
}

/// A row at which reading would end.
pub(crate) fn row_ends_table() -> Finding {
    Finding::new(&ROW_ENDS_TABLE)
        .found(Phrase::new("a row that ends the table", "dòng kết thúc bảng"))
        .expected(Phrase::new("a row of data", "dòng dữ liệu"))
}

/// Hands bytes to an output, which may fail.
pub(crate) fn hand_over(output: &mut dyn Output, bytes: &[u8], flush: bool) -> Result<(), EncodeError> {
    let done = output.write_all(bytes).and_then(|()| if flush { output.flush() } else { Ok(()) });
    done.map_err(|error| write_failed(&error).into())
}

/// The most bytes of a text of this kind.
pub(crate) const fn most_bytes(kind: ColumnKind) -> Option<usize> {
    match kind {
        ColumnKind::TextOf { bytes } => Some(bytes as usize),
        _ => None,
    }
}

/// The charset of a column.
pub(crate) fn charset_of(column: &ColumnLayout, layout: &Layout) -> Charset {
    column.charset.unwrap_or(layout.charset)
}

/// Refuses charsets whose units are not bytes, for a file that is cut before it is decoded.
pub(crate) fn check_charsets(layout: &Layout, format: impl Say) -> Result<(), Finding> {
    let own = layout.columns.iter().filter_map(|column| Some((Some(column), column.charset?)));
    for (column, charset) in own.chain([(None, layout.charset)]) {
        if !charset.is_ascii_compatible() {
            let finding = Finding::new(&CHARSET_NOT_OF_BYTES).found(charset.name()).expected(format);
            return Err(match column {
                Some(column) => finding.field(column.name()),
                None => finding,
            });
        }
    }
    Ok(())
}
