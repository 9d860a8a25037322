//! Records of fixed width, both ways.

use std::sync::Arc;

use crate::common::*;
use lienthong_adapter::Limits;
use lienthong_adapter::mapping::{Mapping, Unmapped};
use lienthong_adapter::rows::{
    Align, ColumnKind, End, FixedLayout, FixedUnit, Heading, Layout, Pad, RecordEnd, Tally, Until,
};
use lienthong_vntext::Charset;

const CODE: (&str, usize, usize) = ("Mã", 0, 5);
const NAME: (&str, usize, usize) = ("Tên", 5, 6);

fn plain(end: RecordEnd) -> Layout {
    fixed(&[CODE, NAME], Charset::Utf8, end)
}

fn with(end: RecordEnd, change: impl FnOnce(&mut FixedLayout)) -> Layout {
    let mut layout = plain(end);
    change(fixed_of(&mut layout));
    layout
}

#[test]
fn fields_are_cut_at_their_places_and_stripped_of_their_padding() {
    let crlf = plain(RecordEnd::CrLf);
    let expected = "Mã|Tên\n1@0: 00700|Xã A\n2@13: 1|  B";
    assert_eq!(told(&crlf, "00700Xã A \r\n1      B   \r\n".as_bytes()), expected);
    assert_eq!(told(&crlf, "00700Xã A \n1      B   ".as_bytes()), expected.replace("13", "12"));
    assert_eq!(told(&crlf, "00700Xã A \r\n1      B   \r\n\x1a".as_bytes()), expected);
    assert_eq!(told(&crlf, "00700Xã A \r\n1      B   \x1a".as_bytes()), expected);
    let lf = plain(RecordEnd::Lf);
    assert_eq!(told(&lf, b"00700Xa B\r \n"), "Mã|Tên\n1@0: 00700|Xa B\r");
    let nothing = plain(RecordEnd::Nothing);
    assert_eq!(told(&nothing, "00700Xã A 1      B   \x1a".as_bytes()), expected.replace("13", "11"));
}

#[test]
fn padding_stands_on_either_side() {
    let mut layout = plain(RecordEnd::Lf);
    layout.columns[0].pad = Pad { with: b'0', align: Align::Right, is_number: false, ..Pad::default() };
    layout.columns[1].pad = Pad { with: b'*', align: Align::Right, is_number: false, ..Pad::default() };
    assert_eq!(told(&layout, b"00070****x*\n00000******\n"), "Mã|Tên\n1@0: 70|x*\n2@12: |");
    assert_eq!(write(&layout, &[&["70", "x*"]]).unwrap(), b"00070****x*\n");
    for row in [["070", "x"], ["7", "*x"]] {
        assert_eq!(write(&layout, &[&row]).unwrap_err().code(), "FIXED_PADDING");
    }
    layout.columns[0].kind = ColumnKind::Number { width: 5, decimals: 2 };
    for number in ["0", "0.50", "12.50", "70", "1"] {
        let written = write(&layout, &[&[number, "x"]]).unwrap();
        assert!(told(&layout, &written).ends_with(&format!(": {number}|x")), "{number}");
    }
    layout.columns[1].pad = Pad::default();
    assert_eq!(write(&layout, &[&["1", "x "]]).unwrap_err().code(), "FIXED_PADDING");
}

#[test]
fn a_byte_order_mark_is_no_part_of_the_first_record() {
    assert_eq!(told(&plain(RecordEnd::Lf), b"\xef\xbb\xbf00700Xa A  \n"), "Mã|Tên\n1@3: 00700|Xa A");
}

#[test]
fn a_number_that_zeros_fill_up_keeps_its_zero_and_its_sign() {
    let mut layout = plain(RecordEnd::Lf);
    layout.columns[0].pad = Pad { with: b'0', align: Align::Right, is_number: true, ..Pad::default() };
    let file = b"00000Xa A  \n000,5Xa B  \n-0015Xa C  \n00150Xa D  \n     Xa E  \n00,10Xa F  \n";
    let rows = ["0|Xa A", "0,5|Xa B", "-0015|Xa C", "150|Xa D", "     |Xa E", "0,10|Xa F"];
    let heard = hear(&layout, file, &Limits::default()).unwrap().rows;
    let heard: Vec<&str> = heard.iter().map(|row| row.split_once(": ").unwrap().1).collect();
    assert_eq!(heard, rows);
    let written = ["0", "0,5", "-15", "150", "", "0,10"].into_iter().zip("ABCDEF".chars());
    let written: Vec<[String; 2]> = written.map(|(number, to)| [number.into(), format!("Xa {to}")]).collect();
    let written: Vec<[&str; 2]> = written.iter().map(|row| [&*row[0], &*row[1]]).collect();
    let written: Vec<&[&str]> = written.iter().map(|row| &row[..]).collect();
    assert_eq!(write(&layout, &written).unwrap(), file);
    // What is no decimal in the mapping keeps no zero: a code of zeros alone is a field that nobody filled in.
    layout.columns[0].pad.is_number = false;
    assert!(told(&layout, b"00000Xa A  \n000,5Xa B  \n").ends_with("1@0: |Xa A\n2@12: ,5|Xa B"));
}

#[test]
fn a_form_feed_in_front_of_a_line_is_no_part_of_it() {
    let text = b"\x0c00700Xa A  \n00701Xa B  \n\x0c\x0c00702Xa C  \n\x0c\n\x0c";
    let heard = hear(&plain(RecordEnd::Lf), text, &Limits::default()).unwrap();
    assert_eq!(heard.rows, ["1@1: 00700|Xa A", "2@13: 00701|Xa B", "3@27: 00702|Xa C"]);
    assert_eq!(heard.tally, Tally { blank: 2, ..Tally::default() });
    // Within a record it is a control character as any other.
    assert_eq!(told(&plain(RecordEnd::Lf), b"00700X\x0ca A \n"), "Mã|Tên\n1@0: 00700|X\u{c}a A");
}

#[test]
fn a_record_of_another_length_is_refused() {
    let crlf = plain(RecordEnd::CrLf);
    let text = "00700Xã A\r\n00701Xã A  \r\n00702Xã A \r\n\r\n          \r\n";
    let heard = hear(&crlf, text.as_bytes(), &Limits::default()).unwrap();
    assert_eq!(heard.rows, ["!FIXED_SHORT_RECORD 1 0", "!FIXED_LONG_RECORD 2 12", "3@26: 00702|Xã A"]);
    assert_eq!(heard.tally, Tally { blank: 2, ..Tally::default() });
    let absent = with(RecordEnd::CrLf, |fixed| fixed.short_is_absent = true);
    assert_eq!(
        told(&absent, b"00700\r\n0070\r\n00700X\n"),
        "Mã|Tên\n1@0: 00700|-\n2@7: 0070|-\n3@13: 00700|X"
    );
    let nothing = plain(RecordEnd::Nothing);
    assert_eq!(told(&nothing, b"00700Xa A  00"), "Mã|Tên\n1@0: 00700|Xa A\n!FIXED_SHORT_RECORD 2 11");
    let longer = with(RecordEnd::Lf, |fixed| fixed.length = Some(13));
    assert_eq!(told(&longer, b"00700Xa A  ..\n"), "Mã|Tên\n1@0: 00700|Xa A");
    let endless = "x".repeat(3 << 20);
    assert_eq!(told(&crlf, endless.as_bytes()).lines().last().unwrap(), "!!FIXED_LONG_RECORD 1 0");
}

#[test]
fn what_stands_behind_the_end_mark_is_not_lost_silently() {
    let text = b"00700Xa A  \n\x1a\x1a\0\r\n00701";
    assert_eq!(told(&plain(RecordEnd::Lf), text).lines().last().unwrap(), "!!DATA_AFTER_END 2 17");
}

#[test]
fn positions_may_count_characters() {
    for end in [RecordEnd::CrLf, RecordEnd::Lf, RecordEnd::Nothing] {
        let layout = with(end, |fixed| fixed.unit = FixedUnit::Char);
        let rows: &[&[&str]] = &[&["Ứng", "Thượng"], &["ệ", "ắằẳẵặ𠀋"], &["00700", "Xã"]];
        let written = write(&layout, rows).unwrap();
        let told = told(&layout, &written);
        let cells: Vec<&str> = told.lines().skip(1).map(|line| line.split_once(": ").unwrap().1).collect();
        assert_eq!(cells, ["Ứng|Thượng", "ệ|ắằẳẵặ𠀋", "00700|Xã"]);
        assert_eq!(write(&layout, &[&["1", "Thượng "]]).unwrap_err().code(), "VALUE_TOO_WIDE");
        assert!(hear(&layout, &written[..written.len() - 8], &Limits::default()).is_ok());
    }
    let other =
        Layout { charset: Charset::VniWin, ..with(RecordEnd::Lf, |fixed| fixed.unit = FixedUnit::Char) };
    assert_eq!(refused(&other, b""), "CHARSET_NOT_OF_BYTES");
}

#[test]
fn a_border_inside_a_letter_names_both_neighbours() {
    for charset in [Charset::Utf8, Charset::Utf8Nfd, Charset::VniWin, Charset::Windows1258] {
        let letters = charset.encode("ậ").unwrap().into_owned();
        for cut in 1..letters.len() {
            let layout = fixed(&[("Họ", 0, 2 + cut), ("Tên", 2 + cut, 6)], charset, RecordEnd::Lf);
            let mut record = [b"xy", &letters[..]].concat();
            record.resize(2 + cut + 6, b' ');
            record.push(b'\n');
            let mut reader = format_of(&layout)
                .open(Box::new(std::io::Cursor::new(record)), &layout, &Limits::default())
                .unwrap();
            let error = reader.next_row().unwrap_err().error;
            let expected = format!(
                "the border between Họ | Tên goes through a letter of {charset} (row 1, field Họ, byte {})",
                2 + cut
            );
            assert_eq!(error.to_string(), expected);
        }
    }
    // A letter that begins in bytes that no column has.
    let layout = fixed(&[("Tên", 3, 3)], Charset::VniWin, RecordEnd::Lf);
    assert_eq!(told(&layout, b"xya\xE2b \n").lines().last().unwrap(), "!FIXED_SPLIT_LETTER 1 3");
    // Bytes that are letters of their own, next to each other.
    let layout = fixed(&[("a", 0, 1), ("b", 1, 1)], Charset::VniWin, RecordEnd::Lf);
    assert!(told(&layout, b"\xF6\xF6\n").ends_with("\u{fffd}|\u{fffd}"));
    let nfd = fixed(&[("a", 0, 2), ("b", 2, 3)], Charset::Utf8, RecordEnd::Lf);
    assert_eq!(write(&nfd, &[&["xy", "\u{301}z"]]).unwrap_err().code(), "FIXED_SPLIT_LETTER");
}

#[test]
fn what_does_not_fit_is_refused_and_never_cut() {
    let layout = plain(RecordEnd::CrLf);
    assert_eq!(write(&layout, &[&["1", "Xã An"]]).unwrap(), "1    Xã An\r\n".as_bytes());
    let error = write(&layout, &[&["1", "x"], &["1", "Xã Ứng"]]).unwrap_err();
    assert_eq!(error.to_string(), "the value takes 9 bytes, the field holds 6 bytes (row 2, field Tên)");
    assert_eq!(write(&layout, &[&["1", "a\nb"]]).unwrap_err().code(), "FIXED_LINE_BREAK");
    assert!(write(&plain(RecordEnd::Nothing), &[&["1", "a\nb"]]).is_ok());
    assert_eq!(write(&layout, &[&["", ""]]).unwrap_err().code(), "ROW_WITHOUT_VALUES");
}

#[test]
fn a_layout_that_cannot_be_is_refused() {
    let check = |layout: Layout, writes: bool| {
        let found = if writes { write(&layout, &[]).unwrap_err().code() } else { refused(&layout, b"") };
        assert_eq!(found, "FIXED_COLUMN_PLACE");
    };
    let mut missing = plain(RecordEnd::Lf);
    missing.columns[1].span = None;
    check(missing, false);
    check(with(RecordEnd::Lf, |fixed| fixed.length = Some(10)), false);
    check(fixed(&[CODE, ("x", 4, 2)], Charset::Utf8, RecordEnd::Lf), true);
    assert_eq!(
        told(&fixed(&[CODE, ("x", 4, 2)], Charset::Utf8, RecordEnd::Lf), b"123456\n").lines().last().unwrap(),
        "1@0: 12345|56"
    );
    let utf16 = fixed(&[CODE], Charset::Utf16Le, RecordEnd::Lf);
    assert_eq!(refused(&utf16, b""), "CHARSET_NOT_OF_BYTES");
}

#[test]
fn lines_above_the_records_are_those_of_the_mapping_and_come_back() {
    let lines = Heading::Lines(vec!["HỘ NGHÈO".to_owned(), String::new()]);
    let layout = with(RecordEnd::CrLf, |fixed| fixed.heading = lines);
    let text = "HỘ NGHÈO\r\n\r\n00700Xã A \r\n";
    assert_eq!(told(&layout, text.as_bytes()), "Mã|Tên\n3@15: 00700|Xã A");
    assert_eq!(write(&layout, &[&["00700", "Xã A"]]).unwrap(), text.as_bytes());
    assert_eq!(write(&layout, &[]).unwrap(), "HỘ NGHÈO\r\n\r\n".as_bytes());
    assert_eq!(told(&layout, text.replace("NGHÈO", "NGHÈO  ").as_bytes()).lines().count(), 2);
    for (broken, place) in [
        ("00700Xã A \r\n", "1 0"),
        ("HỘ NGHÈO\r\n00700Xã A \r\n", "2 13"),
        ("HỘ NGHÈO\r\n", "2 13"),
        ("", "1 0"),
        ("\x1a", "1 0"),
    ] {
        let heard = hear(&layout, broken.as_bytes(), &Limits::default()).unwrap();
        assert_eq!(heard.rows, [format!("!!FIXED_HEADING {place}")], "{broken:?}");
    }
}

#[test]
fn lines_that_change_are_passed_by_their_number_and_never_made_up() {
    let layout = with(RecordEnd::Lf, |fixed| fixed.heading = Heading::Passed(1));
    assert_eq!(told(&layout, "Tháng 11\n00700Xã A \n".as_bytes()), "Mã|Tên\n2@10: 00700|Xã A");
    assert_eq!(write(&layout, &[&["00700", "Xã A"]]).unwrap_err().code(), "FIXED_HEADING");
}

/// The layout of `Mã` and `Tên`, whose data ends as `until` says.
fn ending(until: Until, ignore_after_end: bool) -> Layout {
    with(RecordEnd::CrLf, |fixed| fixed.data_end = End { until, ignore_after_end })
}

#[test]
fn lines_below_the_records_end_the_data_whatever_their_length() {
    let text = |mark: &str| Until::Text(mark.to_owned());
    let read = |layout: &Layout, file: &str| {
        let heard = hear(layout, file.as_bytes(), &Limits::default()).unwrap();
        (heard.rows.join(" "), heard.tally.after_end)
    };
    let rows = "00700Xa A  \r\n00701Xã B \r\n";
    let both = "1@0: 00700|Xa A 2@13: 00701|Xã B";
    for (mark, footer, passed) in [
        ("<EOF>", "<EOF>\r\n", 1),
        ("<EOF>", "<EOF>", 1),
        ("<EOF>", "<EOF>\x1a", 1),
        ("Tổng cộng", "  Tổng cộng: 2 hộ, 5 nhân khẩu, lập ngày 20/11/2026\r\n", 1),
        ("Tổng cộng", "To\u{302}\u{309}ng cộng: 2\r\n\r\nNgười lập biểu\r\n00702Xã C\r\n", 3),
        ("TONG", "TONG 000002\r\n", 1),
    ] {
        let file = format!("{rows}{footer}");
        assert_eq!(read(&ending(text(mark), true), &file), (both.to_owned(), passed), "{footer:?}");
        assert_ne!(read(&plain(RecordEnd::CrLf), &file).0, both, "nothing is left out unless it is said");
    }
    // The mark itself is no data; what stands behind it is lost only where that is meant.
    let (told, passed) = read(&ending(text("<EOF>"), false), &format!("{rows}<EOF>\r\n"));
    assert_eq!((told.as_str(), passed), (both, 1));
    let behind = format!("{rows}<EOF>\r\n00702Xa C  \r\n");
    assert!(read(&ending(text("<EOF>"), false), &behind).0.ends_with("!!DATA_AFTER_END 4 33"));
    // Other rules of tables.
    let blank = format!("{rows}\r\nNgười lập\r\n");
    assert_eq!(read(&ending(Until::FirstEmptyRow, true), &blank), (both.to_owned(), 1));
    let column = Until::ColumnEmpty("Mã".to_owned());
    assert_eq!(read(&ending(column, true), &format!("{rows}     Người lập biểu\r\n")), (both.to_owned(), 1));
    let name = Until::TextIn { column: "Tên".to_owned(), text: "Hết".to_owned() };
    assert_eq!(read(&ending(name, true), &format!("{rows}00702Hết.\r\n")), (both.to_owned(), 1));
    assert_eq!(refused(&ending(Until::ColumnEmpty("Xã".to_owned()), true), b""), "MISSING_COLUMN");
    // Records without line ends.
    let nothing = with(RecordEnd::Nothing, |fixed| {
        fixed.data_end = End { until: text("<EOF>"), ignore_after_end: true };
    });
    assert_eq!(read(&nothing, "00700Xa A  <EOF>"), ("1@0: 00700|Xa A".to_owned(), 1));
}

#[test]
fn a_record_that_would_end_the_data_is_not_written() {
    for until in [
        Until::Text("TONG".to_owned()),
        Until::TextIn { column: "Mã".to_owned(), text: "TONG".to_owned() },
        Until::ColumnEmpty("Mã".to_owned()),
    ] {
        let layout = ending(until.clone(), false);
        assert!(write(&layout, &[&["00700", "TONG"]]).is_ok(), "{until:?}");
        let code = if matches!(until, Until::ColumnEmpty(_)) { "" } else { "TONG" };
        let error = write(&layout, &[&[code, "Xã A"]]).unwrap_err();
        assert_eq!(error.code(), "ROW_ENDS_TABLE", "{until:?}");
    }
}

#[test]
fn a_record_that_ends_within_a_value_on_the_right_of_its_field_is_cut() {
    let mut layout = with(RecordEnd::Lf, |fixed| fixed.short_is_absent = true);
    assert_eq!(told(&layout, b"00070Xa\n"), "Mã|Tên\n1@0: 00070|Xa", "blanks at the end may be left off");
    layout.columns[1].pad = Pad { align: Align::Right, ..Pad::default() };
    for record in ["00070   123", "00070"] {
        assert!(!told(&layout, format!("{record}\n").as_bytes()).contains("!F"), "{record}");
    }
    let short = told(&layout, b"00070   12\n00071     3\n");
    assert!(short.contains("!FIXED_SHORT_RECORD") && short.contains("00071|3"), "{short}");
}

#[test]
fn what_stands_between_the_columns_is_refused_where_the_mapping_does_not_drop_it() {
    let columns = fixed(&[CODE, ("Tên", 8, 3)], Charset::Utf8, RecordEnd::Lf).columns;
    let layout = Layout { columns, ..with(RecordEnd::Lf, |fixed| fixed.length = Some(14)) };
    let read = |unmapped, record: &'static str| {
        let mapping = Mapping { unmapped, ..(*mapping(layout.clone())).clone() };
        decode(&Arc::new(mapping), &record.into()).map(|batch| batch.records[0].extra.clone())
    };
    for (record, places, kept) in [("00071XYZXb    \n", "6-8", "XYZ"), ("00072   Xc  12\n", "12-14", "12")] {
        let error = read(Unmapped::Refuse, record).unwrap_err();
        assert_eq!((error.code(), error.place().row), ("UNMAPPED_COLUMN", Some(1)));
        assert!(error.to_string().contains(&format!("at the places {places}")), "{error}");
        assert_eq!(read(Unmapped::Keep, record).unwrap(), [(places.to_owned(), kept.to_owned())]);
        assert_eq!(read(Unmapped::Drop, record).unwrap(), []);
    }
    assert_eq!(read(Unmapped::Refuse, "00070   Xa    \n").unwrap(), [], "blanks are nothing");
}
