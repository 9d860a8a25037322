//! What a table says, field by field.

use std::io::Cursor;

use crate::common::*;
use lienthong_adapter::Limits;
use lienthong_adapter::rows::{ColumnKind, Tally};
use lienthong_adapter_table::describe_dbf;
use lienthong_model::schema::{Kind, Precision};
use lienthong_vntext::Charset;

/// A table of `fields` (name, type, width, decimals, flags) and records without their marks.
fn table(version: u8, fields: &[(&str, u8, u8, u8, u8)], records: &[&[u8]]) -> Vec<u8> {
    let header = 32 * (fields.len() + 1) + 1;
    let length = 1 + fields.iter().map(|field| usize::from(field.2)).sum::<usize>();
    let mut out = vec![version, 126, 11, 20];
    out.extend_from_slice(&(records.len() as u32).to_le_bytes());
    out.extend_from_slice(&(header as u16).to_le_bytes());
    out.extend_from_slice(&(length as u16).to_le_bytes());
    out.resize(32, 0);
    for (name, letter, width, decimals, flags) in fields {
        let start = out.len();
        out.extend_from_slice(name.as_bytes());
        out.resize(start + 11, 0);
        out.push(*letter);
        out.resize(start + 16, 0);
        out.extend_from_slice(&[*width, *decimals, *flags]);
        out.resize(start + 32, 0);
    }
    out.push(0x0D);
    for record in records {
        out.push(b' ');
        out.extend_from_slice(record);
        assert_eq!((out.len() - header) % length, 0, "records are whole");
    }
    out.push(0x1A);
    out
}

fn check(version: u8, field: (&str, u8, u8, u8, u8), bytes: &[u8], expected: &str) {
    let id = ("ID", b'C', 1, 0, 0);
    let record = [b"1", bytes].concat();
    let told = told(&dbf(&[]), &table(version, &[id, field], &[&record]));
    assert_eq!(told.rsplit('|').next().unwrap(), expected, "{bytes:?}");
}

#[test]
fn every_type_has_its_value() {
    let text = ("T", b'C', 5, 0, 0);
    check(3, text, b" ab\0 ", " ab");
    check(3, text, b"     ", "");
    for letter in [b'N', b'F'] {
        let number = ("N", letter, 6, 2, 0);
        check(3, number, b"  1.50", "n:1.50");
        check(3, number, b"-7    ", "n:-7");
        check(3, number, b"      ", "-");
        check(3, number, b"******", "e:******");
        check(3, number, b"  1,50", "Number?1,50");
    }
    let day = ("D", b'D', 8, 0, 0);
    check(3, day, b"20140228", "d:2014-02-28T00:00:00");
    check(3, day, b"        ", "-");
    check(3, day, b"20140230", "Date?20140230");
    check(3, day, b"00000000", "00000000");
    check(3, day, b"2014    ", "Date?2014");
    for (byte, expected) in [
        (b'T', "b:true"),
        (b'y', "b:true"),
        (b'F', "b:false"),
        (b'n', "b:false"),
        (b'?', "-"),
        (b' ', "-"),
        (b'x', "Boolean?x"),
    ] {
        check(3, ("L", b'L', 1, 0, 0), &[byte], expected);
    }
    check(0x30, ("I", b'I', 4, 0, 0), &(-70_i32).to_le_bytes(), "n:-70");
    check(0x30, ("Y", b'Y', 8, 4, 0), &(-15_000_500_i64).to_le_bytes(), "n:-1500.0500");
    check(0x30, ("Y", b'Y', 8, 4, 0), &i64::MIN.to_le_bytes(), "n:-922337203685477.5808");
    check(0x30, ("B", b'B', 8, 2, 0), &0.1_f64.to_le_bytes(), "n:0.1");
    check(0x30, ("B", b'B', 8, 2, 0), &1_234_567_890_123_456_f64.to_le_bytes(), "n:1.234567890123456E15");
    check(0x30, ("B", b'B', 8, 2, 0), &f64::NAN.to_le_bytes(), "e:NaN");
    let time = |days: i32, ms: u32| [days.to_le_bytes(), ms.to_le_bytes()].concat();
    check(0x30, ("T", b'T', 8, 0, 0), &time(2_456_717, 28_800_000), "d:2014-02-28T08:00:00");
    check(0x30, ("T", b'T', 8, 0, 0), &time(2_456_717, 28_799_999), "d:2014-02-28T08:00:00");
    check(0x30, ("T", b'T', 8, 0, 0), &time(2_456_717, 86_399_999), "d:2014-03-01T00:00:00");
    // What is no noise of binary numbers is no second more, and never another year.
    check(0x30, ("T", b'T', 8, 0, 0), &time(2_456_717, 86_399_600), "d:2014-02-28T23:59:59");
    check(0x30, ("T", b'T', 8, 0, 0), &time(0, 0), "-");
    check(0x30, ("T", b'T', 8, 0, 0), &time(i32::MAX, 0), "!NOT_A_DATE");
    check(0x30, ("T", b'T', 8, 0, 0), &time(1, 10_000), "!NOT_A_DATE");
    check(0x30, ("T", b'T', 8, 0, 0), &time(2_456_717, u32::MAX), "!NOT_A_DATE");
    check(0x30, ("G", b'G', 4, 0, 0), &[1, 0, 0, 0], "e:(binary)");
    check(0x30, ("G", b'G', 4, 0, 0), &[0; 4], "-");
}

#[test]
fn what_is_no_value_of_its_field_is_told_with_what_was_expected() {
    let said = |field: (&str, u8, u8, u8, u8), bytes: &[u8], kind: Kind| {
        let layout = dbf(&[("TEN", ColumnKind::TextOf { bytes: 1 }), (field.0, ColumnKind::Text)]);
        let fields = vec![
            crate::common::field("ten", Kind::Text { max_chars: None }),
            crate::common::field("gia_tri", kind),
        ];
        let file = table(3, &[("TEN", b'C', 1, 0, 0), field], &[&[b"1", bytes].concat()]);
        let error = decode(&mapping_of(layout, fields), &file.into()).unwrap_err();
        crate::words::check_vietnamese(error.code(), &error.message_vi());
        format!("{} {error}", error.code())
    };
    let date = || Kind::Date { precision: Precision::Day };
    let day = |bytes: &[u8]| said(("NGAY", b'D', 8, 0, 0), bytes, date());
    assert_eq!(
        day(b"20240230"),
        "NOT_A_DATE 20240230 is not a date of the form YYYYMMDD, a day of the calendar (a field of dates) \
         (row 1, field NGAY, byte 99, at gia_tri)"
    );
    assert!(day(b"2014    ").starts_with("NOT_A_DATE 2014 is not"));
    // Zeros, which a mapping may say mean nothing, are expected to be no other than their neighbours.
    assert!(day(b"00000000").starts_with("NOT_A_DATE 00000000 is not a date of the form YYYYMMDD, a day"));
    let number = Kind::Decimal { max_scale: None };
    assert_eq!(
        said(("SO", b'N', 6, 0, 0), b"  12a4", number.clone()),
        "NOT_A_NUMBER 12a4 is not a number of the form 1234.5 (a field of numbers) (row 1, field SO, byte 101, at \
         gia_tri)"
    );
    assert!(
        said(("SO", b'N', 6, 0, 0), b"******", number)
            .starts_with("CELL_ERROR the cell holds the error ******")
    );
    assert_eq!(
        said(("CO", b'L', 1, 0, 0), b"x", Kind::Boolean),
        "NOT_A_BOOLEAN x is neither of T, Y, F, N, a blank and `?` (row 1, field CO, byte 99, at gia_tri)"
    );
}

#[test]
fn null_flags_and_lengths_of_visual_foxpro_are_read() {
    let fields =
        [("A", b'C', 3, 0, 2), ("V", b'V', 4, 0, 2), ("I", b'I', 4, 0, 2), ("_NullFlags", b'0', 1, 0, 5)];
    // Bits in order: A is NULL, V is short, V is NULL, I is NULL.
    let record = |flags: u8, v: &[u8; 4]| [b"abc", &v[..], &7_i32.to_le_bytes(), &[flags]].concat();
    let records = [
        record(0, b"wxyz"),
        record(0b0001, b"wxyz"),
        record(0b0010, b"w \0\x02"),
        record(0b1110, b"w \0\x02"),
    ];
    let records: Vec<&[u8]> = records.iter().map(Vec::as_slice).collect();
    assert_eq!(
        told(&dbf(&[]), &table(0x32, &fields, &records)),
        "A|V|I\n1@161: abc|wxyz|n:7\n2@174: -|wxyz|n:7\n3@187: abc|w |n:7\n4@200: abc|-|-"
    );
}

#[test]
fn a_text_of_foxpro_may_be_longer_than_a_byte_can_say() {
    let record = "x".repeat(300);
    let mut bytes = table(3, &[("T", b'C', 44, 1, 0)], &[]);
    bytes[4] = 1;
    bytes[10..12].copy_from_slice(&301_u16.to_le_bytes());
    bytes.pop();
    bytes.extend_from_slice(format!(" {record}\x1a").as_bytes());
    assert_eq!(told(&dbf(&[]), &bytes), format!("T\n1@65: {record}"));
    // In dBase the byte of decimals means nothing for a text.
    assert_eq!(told(&dbf(&[]), &table(3, &[("T", b'C', 2, 1, 0)], &[b"xy"])), "T\n1@65: xy");
}

#[test]
fn deleted_and_blank_records_are_counted_and_keep_their_numbers() {
    let mut bytes = table(3, &[("T", b'C', 2, 0, 0)], &[b"a ", b"b ", b"  ", b"c "]);
    bytes[68] = b'*';
    let heard = hear(&dbf(&[]), &bytes, &Limits::default()).unwrap();
    assert_eq!(heard.rows, ["1@65: a", "4@74: c"]);
    assert_eq!(heard.tally, Tally { deleted: 1, blank: 1, ..Tally::default() });
    let all = dbf_with(&[], |dbf| dbf.include_deleted = true);
    assert_eq!(told(&all, &bytes), "T\n1@65: a\n2@68: b\n4@74: c");
    bytes[71] = b'x';
    assert_eq!(hear(&dbf(&[]), &bytes, &Limits::default()).unwrap().rows[1], "!DBF_RECORD_MARK 3 71");
}

#[test]
fn a_table_that_is_cut_off_is_refused_unless_its_size_is_trusted() {
    let bytes = table(3, &[("T", b'C', 2, 0, 0)], &[b"a ", b"b ", b"c "]);
    let cut = &bytes[..72];
    assert_eq!(refused(&dbf(&[]), cut), "DBF_TRUNCATED");
    let trusting = dbf_with(&[], |dbf| dbf.trust_size = true);
    let heard = hear(&trusting, cut, &Limits::default()).unwrap();
    assert_eq!((heard.rows, heard.tally.after_end), (vec!["1@65: a".into(), "2@68: b".into()], 0));
    let heard = hear(&trusting, &bytes[..73], &Limits::default()).unwrap();
    assert_eq!((heard.rows.len(), heard.tally.after_end), (2, 1), "half a record is told");
    // Without the end mark.
    assert_eq!(told(&dbf(&[]), &bytes[..74]).lines().count(), 4);
    let mut fewer = bytes;
    fewer[4] = 2;
    assert_eq!(told(&dbf(&[]), &fewer).lines().last().unwrap(), "!!DATA_AFTER_END 3 71");
}

#[test]
fn a_header_that_cannot_be_is_refused() {
    let good = table(3, &[("T", b'C', 2, 0, 0)], &[b"a "]);
    let with = |at: usize, byte: u8| {
        let mut bytes = good.clone();
        bytes[at] = byte;
        hear(&dbf(&[]), &bytes, &Limits::default()).map(|_| ()).map_err(|e| (e.code(), e.place().offset))
    };
    assert_eq!(with(0, 3), Ok(()));
    assert_eq!(with(0, 4), Err(("DBF_VERSION", Some(0))));
    assert_eq!(with(8, 32), Err(("DBF_HEADER", Some(8))));
    assert_eq!(with(8, 255), Err(("DBF_HEADER", Some(8))));
    assert_eq!(with(10, 4), Err(("DBF_HEADER", Some(10))));
    assert_eq!(with(32 + 11, b'D'), Err(("DBF_HEADER", Some(48))));
    assert_eq!(with(64, b'x'), Err(("DBF_HEADER", Some(64))));
    assert_eq!(with(32, 0x0D), Err(("DBF_HEADER", Some(32))));
    assert_eq!(refused(&dbf(&[]), b""), "FILE_EMPTY");
    assert_eq!(refused(&dbf(&[]), b"\x03"), "DBF_HEADER");
}

#[test]
fn names_and_kinds_of_fields_are_told_for_drafting() {
    let name = Charset::Tcvn3Abc.encode("MÃ_ĐƠN").unwrap_err();
    assert_eq!(name.character, 'Ã');
    let fields = [
        ("HOTEN", b'C', 30, 0, 0),
        ("LUONG", b'N', 12, 2, 0),
        ("NGAY", b'D', 8, 0, 0),
        ("GHICHU", b'M', 10, 0, 0),
    ];
    let mut bytes = table(0x83, &fields, &[]);
    bytes[29] = 0x03;
    let info = describe_dbf(&mut Cursor::new(&bytes), &Limits::default()).unwrap();
    assert_eq!((info.version_name, info.language_name), ("dBase III with memo", Some("windows-1252")));
    assert_eq!(info.updated, Some(jiff::civil::date(2026, 11, 20)));
    assert!(info.needs_memo && info.memo.is_none());
    let kinds: Vec<_> = info.fields.iter().map(|field| field.kind.unwrap()).collect();
    let expected = [
        ColumnKind::TextOf { bytes: 30 },
        ColumnKind::Number { width: 12, decimals: 2 },
        ColumnKind::Date,
        ColumnKind::Memo,
    ];
    assert_eq!(kinds, expected);
    let heard = hear(&dbf(&[]), &bytes, &Limits::default()).unwrap();
    assert_eq!(heard.columns.iter().map(|column| column.declared.unwrap()).collect::<Vec<_>>(), expected);
}

#[test]
fn a_memo_that_did_not_come_along_is_a_fault_of_the_rows_that_need_it() {
    let fields = [("ID", b'C', 1, 0, 0), ("GHICHU", b'M', 10, 0, 0)];
    let bytes = table(0x83, &fields, &[b"1         1", b"2          "]);
    assert_eq!(
        told(&dbf(&[("ID", ColumnKind::TextOf { bytes: 1 }), ("GHICHU", ColumnKind::Memo)]), &bytes),
        "ID|GHICHU\n!MEMO_MISSING 1 99\n2@109: 2|-"
    );
    // Nobody reads the field.
    let other = told(&dbf(&[("ID", ColumnKind::TextOf { bytes: 1 })]), &bytes);
    assert_eq!(other, "ID|GHICHU\n1@97: 1|e:(memo)\n2@109: 2|-");
}
