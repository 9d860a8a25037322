//! Where a file that would be written differs from the one that is expected.

use std::io::Cursor;

use bytes::Bytes;
use lienthong_adapter::Limits;
use lienthong_adapter::rows::{Layout, RowFormat};
use lienthong_vntext::Charset;

/// Lines that are shown.
const MAX_LINES: usize = 10;

/// The lines that differ; nothing where the files are the same.
///
/// Formats that are archives hold the same cells in many ways, so their cells are compared.
pub(super) fn files(
    expected: &Bytes,
    found: &Bytes,
    layout: &Layout,
    format: &dyn RowFormat,
) -> Option<Vec<String>> {
    if format.format() != "xlsx" {
        return bytes(expected, found, Some(layout.charset));
    }
    if expected == found {
        return None;
    }
    lines(&cells(expected, layout, format), &cells(found, layout, format))
}

/// As [`files`], byte by byte; lines are shown in the charset of the file.
pub(super) fn bytes(expected: &Bytes, found: &Bytes, charset: Option<Charset>) -> Option<Vec<String>> {
    if expected == found {
        return None;
    }
    let split =
        |bytes: &[u8]| bytes.split(|byte| *byte == b'\n').map(|line| show(line, charset)).collect::<Vec<_>>();
    lines(&split(expected), &split(found)).or_else(|| Some(Vec::new()))
}

/// A line for people: its text with a mark for an end of CR, or its bytes where it is no text.
fn show(line: &[u8], charset: Option<Charset>) -> String {
    let (line, end) = line.strip_suffix(b"\r").map_or((line, ""), |line| (line, "␍"));
    match charset.unwrap_or(Charset::Utf8).decode(line) {
        Ok(text) => format!("{text}{end}"),
        Err(_) => line.iter().map(|byte| format!("{byte:02X} ")).collect::<String>() + end,
    }
}

fn cells(bytes: &Bytes, layout: &Layout, format: &dyn RowFormat) -> Vec<String> {
    let mut rows = Vec::new();
    let limits = Limits::default();
    let mut reader = match format.open(Box::new(Cursor::new(bytes.clone())), layout, &limits) {
        Ok(reader) => reader,
        Err(error) => return vec![error.to_string()],
    };
    rows.push(reader.columns().iter().map(|column| column.name.as_str()).collect::<Vec<_>>().join(" | "));
    loop {
        match reader.next_row() {
            Ok(Some(row)) => rows.push(format!("{:?}", row.cells)),
            Ok(None) => return rows,
            Err(fault) => {
                rows.push(fault.error.to_string());
                if fault.fatal {
                    return rows;
                }
            }
        }
    }
}

fn lines(expected: &[String], found: &[String]) -> Option<Vec<String>> {
    let mut diff = Vec::new();
    for index in 0..expected.len().max(found.len()) {
        let (one, other) = (expected.get(index), found.get(index));
        if one == other {
            continue;
        }
        if diff.len() >= 2 * MAX_LINES {
            diff.push("…".to_owned());
            break;
        }
        let number = index + 1;
        diff.extend(one.map(|line| format!("{number} - {line}")));
        diff.extend(other.map(|line| format!("{number} + {line}")));
    }
    (!diff.is_empty()).then_some(diff)
}
