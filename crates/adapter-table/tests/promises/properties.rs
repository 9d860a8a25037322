//! Whatever the bytes: no panic, an end, and places inside the file. Whatever the rows: they come back.

use std::io::Cursor;

use crate::common::*;
use lienthong_adapter::Limits;
use lienthong_adapter::rows::{
    Align, ColumnKind, CsvLayout, End, HeaderRule, Layout, Pad, RecordEnd, RowFault, Until,
};
use lienthong_vntext::Charset;
use proptest::prelude::*;

/// Reads to the end; counts rows and faults.
fn survives(layout: &Layout, bytes: &[u8]) {
    let limits = Limits { cell_bytes: 1_000, columns: 20, ..Limits::default() };
    let Ok(mut reader) = format_of(layout).open(Box::new(Cursor::new(bytes)), layout, &limits) else {
        return;
    };
    let (mut steps, mut before) = (0, 0);
    loop {
        let (row, offset, ended) = match reader.next_row() {
            Ok(None) => break,
            Ok(Some(row)) => (row.number, row.offset.unwrap(), false),
            Err(RowFault { error, fatal }) => {
                (error.place().row.unwrap_or(before), error.place().offset.unwrap_or(0), fatal)
            }
        };
        // Packed tables have places of their own.
        assert!(bytes.starts_with(b"PK") || offset <= bytes.len() as u64, "{offset} of {}", bytes.len());
        assert!(row >= before, "rows are numbered in order");
        before = row;
        steps += 1;
        assert!(steps <= bytes.len() + 2, "reading ends");
        if ended {
            assert!(matches!(reader.next_row(), Ok(None)), "nothing follows a fatal fault");
            break;
        }
    }
    assert!(matches!(reader.next_row(), Ok(None)));
}

fn layouts() -> Vec<Layout> {
    let csv_layouts = [
        csv_with(&["a", "b"], |_| {}),
        csv_with(&["1"], |csv: &mut CsvLayout| {
            csv.header.rule = HeaderRule::Absent;
            csv.end = End { until: Until::FirstEmptyRow, ignore_after_end: true };
        }),
        csv_with(&["a"], |csv: &mut CsvLayout| {
            csv.header.rule = HeaderRule::Find(vec!["a".into()]);
            csv.header.rows = 2;
            csv.end = End { until: Until::Text("b".into()), ignore_after_end: false };
        }),
        Layout { charset: Charset::Utf16Le, ..csv_with(&["a"], |_| {}) },
    ];
    let mut padded = fixed(&[("a", 0, 3), ("b", 3, 2)], Charset::VniWin, RecordEnd::Nothing);
    padded.columns[0].pad = Pad { with: b'0', align: Align::Right, is_number: false, ..Pad::default() };
    padded.columns[0].kind = ColumnKind::Number { width: 3, decimals: 0 };
    let mut chars = fixed(&[("a", 0, 3), ("b", 4, 2)], Charset::Utf8, RecordEnd::Nothing);
    fixed_of(&mut chars).unit = lienthong_adapter::rows::FixedUnit::Char;
    let mut short = fixed(&[("a", 0, 3), ("b", 4, 2)], Charset::Utf8, RecordEnd::CrLf);
    fixed_of(&mut short).short_is_absent = true;
    let dbf_layouts = [
        dbf(&[("A", ColumnKind::Memo)]),
        dbf_with(&[("A", ColumnKind::Text)], |dbf| {
            dbf.include_deleted = true;
            dbf.trust_size = true;
        }),
    ];
    csv_layouts.into_iter().chain([padded, chars, short]).chain(dbf_layouts).collect()
}

/// Pieces of which broken files are made.
const PIECES: &[&[u8]] = &[
    b"a",
    b"b",
    b",",
    b"\"",
    b"\"\"",
    b"\r\n",
    b"\n",
    b"\r",
    b" ",
    b"\0",
    b"\x1a",
    b"sep=;\n",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\xfe\xff",
    b"\xd8\x00",
    "ệ".as_bytes(),
    b"\xcc\x81",
    b"\xe2",
    b"12",
    b"a,b\n",
    b";",
    b"\t",
];

fn tables() -> Vec<Vec<u8>> {
    use lienthong_adapter::rows::DbfVersion;
    let columns = [
        ("A", ColumnKind::TextOf { bytes: 8 }),
        ("M", ColumnKind::Memo),
        ("D", ColumnKind::TextOf { bytes: 3 }),
    ];
    let rows: &[&[&str]] = &[&["x", "dài", "z"], &["y", "", ""]];
    [DbfVersion::DBase3, DbfVersion::DBase4, DbfVersion::VisualFoxPro]
        .into_iter()
        .flat_map(|version| {
            let with = |columns: &[(&str, ColumnKind)]| dbf_with(columns, |dbf| dbf.version = version);
            [write(&with(&columns), rows).unwrap(), write(&with(&columns[..1]), &[&["x"], &["y"]]).unwrap()]
        })
        .collect()
}

/// Text that files can hold: no controls but line breaks and TAB.
fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(
        prop::sample::select(
            &["a", "ệ", "Ứ", "\"", ",", ";", "\t", " ", "\n", "\r\n", "0", "=", "sep=", "đ", "𠀋", "1"][..],
        ),
        0..8,
    )
    .prop_map(|parts| parts.concat())
}

fn comes_back(layout: &Layout, rows: &[Vec<String>]) -> Result<(), TestCaseError> {
    let texts: Vec<Vec<&str>> = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
    let slices: Vec<&[&str]> = texts.iter().map(Vec::as_slice).collect();
    let Ok(written) = write(layout, &slices) else { return Ok(()) };
    let heard = hear(layout, &written, &Limits::default()).map_err(|e| TestCaseError::fail(e.to_string()))?;
    let cells: Vec<String> = heard
        .rows
        .iter()
        .map(|row| row.split_once(": ").map_or(row.as_str(), |row| row.1).replace("t:", ""))
        .collect();
    let expected: Vec<String> = rows.iter().map(|row| row.join("|")).collect();
    prop_assert_eq!(cells, expected, "{:?}", String::from_utf8_lossy(&written));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        for layout in layouts() {
            survives(&layout, &bytes);
        }
        lienthong_adapter_table::guess_csv(&bytes);
    }

    #[test]
    fn no_pieces_make_it_panic(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..60)) {
        let bytes = pieces.concat();
        for layout in layouts() {
            survives(&layout, &bytes);
        }
        lienthong_adapter_table::guess_csv(&bytes);
    }

    #[test]
    fn no_damage_to_a_table_makes_it_panic(
        which in 0_usize..6,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in any::<prop::sample::Index>(),
        is_cut in any::<bool>(),
    ) {
        let mut bytes = tables().swap_remove(which);
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if is_cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        for layout in layouts().into_iter().rev().take(2) {
            survives(&layout, &bytes);
        }
        let _ = lienthong_adapter_table::describe_dbf(&mut Cursor::new(&bytes), &Limits::default());
    }

    #[test]
    fn rows_of_texts_come_back_or_are_refused(
        rows in prop::collection::vec(prop::collection::vec(text(), 3), 1..4),
        safe in any::<bool>(),
    ) {
        let names = ["a", "b", "c"];
        comes_back(&csv_with(&names, |csv| csv.excel_safe = safe), &rows)?;
        comes_back(&csv_with(&names, |csv| csv.quote = None), &rows)?;
        comes_back(&csv_with(&["1", "2", "3"], |csv| csv.header.rule = HeaderRule::Absent), &rows)?;
        comes_back(&Layout { charset: Charset::Utf16Be, ..csv_with(&names, |csv| csv.delimiter = b'\t') }, &rows)?;
        let columns = [("a", 0, 9), ("b", 9, 9), ("c", 20, 9)];
        comes_back(&fixed(&columns, Charset::Utf8, RecordEnd::CrLf), &rows)?;
        comes_back(&fixed(&columns, Charset::Utf8, RecordEnd::Nothing), &rows)?;
        let text = ColumnKind::TextOf { bytes: 30 };
        comes_back(&dbf(&[("A", text), ("B", text), ("C", text)]), &rows)?;
    }
}
