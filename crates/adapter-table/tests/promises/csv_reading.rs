//! What a CSV says, cell by cell and place by place.

use crate::common::*;
use lienthong_adapter::Limits;
use lienthong_adapter::rows::{CsvLayout, End, FormatLayout, Header, HeaderRule, Layout, Tally, Until};
use lienthong_vntext::Charset;

fn check(text: &str, expected: &str) {
    assert_eq!(told(&csv(&[], Charset::Utf8), text.as_bytes()), expected, "{text:?}");
}

#[test]
fn cells_are_the_bytes_between_delimiters() {
    check("a,b\r\n1,2\r\n", "a|b\n2@5: 1|2");
    check("a,b\n1,\n,2", "a|b\n2@4: 1|\n3@7: |2");
    check("a,b\r1,2\r", "a|b\n2@4: 1|2");
    check("a,b\n\"x,\"\"y\"\"\",\"\"\n", "a|b\n2@4: x,\"y\"|");
    check("a,b\n\"\"\"\",\"\"\"\"\"\"\n", "a|b\n2@4: \"|\"\"");
    check("a\n\" x \"\n", "a\n2@2:  x ");
    check("\u{feff}a,b\n1,2\n", "a|b\n2@7: 1|2");
}

#[test]
fn rows_are_numbered_as_an_editor_shows_their_first_line() {
    check("a\n\"1\r\n2\n3\r4\"\nx\n\n\ny\n", "a\n2@2: 1\r\n2\n3\r4\n6@13: x\n9@17: y");
    let heard = hear(&csv(&[], Charset::Utf8), b"a,b\n\n , \n,\n1,2\n", &Limits::default()).unwrap();
    assert_eq!(heard.rows, ["5@11: 1|2"]);
    assert_eq!(heard.tally, Tally { blank: 3, ..Tally::default() });
}

#[test]
fn what_is_not_rfc_4180_is_refused_with_row_and_byte() {
    check("a,b\n1,x\"y\n3,4\n", "a|b\n!CSV_STRAY_QUOTE 2 7\n3@10: 3|4");
    check("a,b\n1,\"x\"y\n3,4\n", "a|b\n!!CSV_TEXT_AFTER_QUOTE 2 9");
    check("a,b\n1,\"x\" \n3,4\n", "a|b\n!!CSV_TEXT_AFTER_QUOTE 2 9");
    check("a,b\n1,2\n3,\"x\n4,5\n", "a|b\n2@4: 1|2\n!!CSV_UNCLOSED_QUOTE 3 10");
    check("a,b\n1,2,3\n4,5\n1,2,\n", "a|b\n!ROW_TOO_LONG 2 8\n3@10: 4|5\n4@14: 1|2");
}

#[test]
fn a_short_row_is_refused_unless_the_layout_takes_it_and_one_that_ends_the_file_always() {
    check("a,b\n1\n2,3\n", "a|b\n!CSV_SHORT_ROW 2 4\n3@6: 2|3");
    check("a,b,c\n1,2,3\n4,5,6", "a|b|c\n2@6: 1|2|3\n3@12: 4|5|6");
    check("a,b,c\n1,2,3\n4,5", "a|b|c\n2@6: 1|2|3\n!!CSV_CUT_OFF 3 12");
    let absent = csv_with(&[], |csv| csv.short_is_absent = true);
    assert_eq!(told(&absent, b"a,b,c\n1,2,3\n4,5\n"), "a|b|c\n2@6: 1|2|3\n3@12: 4|5");
    assert_eq!(told(&absent, b"a,b,c\n1,2,3\n4,5"), "a|b|c\n2@6: 1|2|3\n!!CSV_CUT_OFF 3 12");
}

#[test]
fn a_quote_means_nothing_where_the_layout_has_none() {
    let layout = csv_with(&[], |csv| csv.quote = None);
    assert_eq!(told(&layout, b"a,b\n\"x\",5\" y\n"), "a|b\n2@4: \"x\"|5\" y");
}

#[test]
fn every_cut_between_two_reads_gives_the_same() {
    // The window is filled anew in the middle of records of every shape.
    let row = "1,\"a\"\"b\r\nc\",\u{1ec7}\r\n";
    for shift in 0..row.len() {
        let head = format!("x,y,z{}\r\n", "w".repeat((256 << 10) - 7 - shift));
        let text = format!("{head}{}", row.repeat(3));
        let heard = hear(&csv(&[], Charset::Utf8), text.as_bytes(), &Limits::default()).unwrap();
        let cells: Vec<&str> = heard.rows.iter().map(|row| row.split_once(": ").unwrap().1).collect();
        assert_eq!(cells, ["1|a\"b\r\nc|ệ"; 3], "{shift}");
    }
}

#[test]
fn utf_16_reads_as_text_with_the_offsets_of_the_file() {
    let text = "Mã\tTên\r\n1\tXã Ứng\r\n2\t𠀋\r\n3\tx\r\n";
    let layout = |charset| {
        layout(&[], charset, FormatLayout::Csv(CsvLayout { delimiter: b'\t', ..CsvLayout::default() }))
    };
    let expected = "Mã|Tên\n2@18: t:1|t:Xã Ứng\n3@38: t:2|t:𠀋\n4@50: t:3|t:x";
    let le: Vec<u8> =
        "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let be: Vec<u8> =
        "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect();
    assert_eq!(told(&layout(Charset::Utf8), &le), expected);
    assert_eq!(told(&layout(Charset::Utf16Le), &be), expected, "the mark knows better");
    let bare = told(&layout(Charset::Utf16Be), &be[2..]);
    assert!(bare.starts_with("Mã|Tên\n2@16: t:1|t:Xã Ứng"), "{bare}");
    let mut broken = le.clone();
    broken[42..44].copy_from_slice(&[0x00, 0xD8]);
    broken[44..46].copy_from_slice(&[0x41, 0x00]);
    assert_eq!(
        told(&layout(Charset::Utf8), &broken),
        "Mã|Tên\n2@18: t:1|t:Xã Ứng\n!NOT_IN_CHARSET 3 42\n4@50: t:3|t:x"
    );
    assert_eq!(
        told(&layout(Charset::Utf8), &le[..le.len() - 5]).lines().last().unwrap(),
        "!NOT_IN_CHARSET 4 54"
    );
}

#[test]
fn a_spreadsheet_that_took_tcvn3_for_windows_1252_is_undone_in_utf_16() {
    let text = "M\u{b7},T\u{aa}n\n02200,Tuy\u{aa}n Quang\n";
    let bytes: Vec<u8> =
        "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let layout = csv(&["Mã", "Tên"], Charset::Tcvn3Abc);
    assert_eq!(refused(&layout, &bytes), "CSV_BYTE_ORDER_MARK", "the letters may be what they seem");
    let widened = FormatLayout::Csv(CsvLayout { utf16: true, ..CsvLayout::default() });
    let mapping = mapping(Layout { format: widened, ..layout });
    let records = decode(&mapping, &bytes.into()).unwrap().records;
    assert_eq!(text_at(&records[0], 1), "Tuyên Quang");
}

#[test]
fn a_mark_that_contradicts_the_mapping_is_refused() {
    let layout = csv(&["a"], Charset::Tcvn3Abc);
    assert_eq!(refused(&layout, "\u{feff}a\n1\n".as_bytes()), "CSV_BYTE_ORDER_MARK");
}

#[test]
fn the_end_mark_of_dos_is_no_row() {
    check("a,b\r\n1,2\r\n\u{1a}", "a|b\n2@5: 1|2");
    // Elsewhere it is what it is.
    check("a,b\r\n\u{1a}1,2\r\n", "a|b\n2@5: \u{1a}1|2");
    check("a\r\n\u{1a}\r\n", "a\n2@3: \u{1a}");
}

#[test]
fn a_separator_line_names_the_delimiter_and_is_no_header() {
    check("sep=;\r\na;b\r\n1;2,3\r\n", "a|b\n3@12: 1|2,3");
    check("SEP=\t\na\tb\n1\t2\n", "a|b\n3@10: 1|2");
    check("\"sep=;\"\na\n", "sep=;\n2@8: a");
    check("sep=ab\n1\n", "sep=ab\n2@7: 1");
}

fn header(rule: HeaderRule, rows: u8, fold: bool) -> Header {
    Header { rule, rows, fold_diacritics: fold }
}

#[test]
fn the_header_is_where_the_rule_says() {
    let text = "DANH SÁCH \"đầy đủ\"\n\nSTT,Nơi sinh,,Ghi chú,\n,Xã,Huyện,,\n1,A,B,C,\n";
    let with = |header: Header| csv_with(&[], |csv| csv.header = header);
    let expected = "STT|Nơi sinh / Xã|Nơi sinh / Huyện|Ghi chú\n5@67: 1|A|B|C";
    let row = with(header(HeaderRule::Row(3), 2, false));
    assert_eq!(told(&row, text.as_bytes()), expected);
    let find = |texts: &[&str], fold| {
        with(header(HeaderRule::Find(texts.iter().map(|t| (*t).to_owned()).collect()), 2, fold))
    };
    assert_eq!(told(&find(&["ghi  CHÚ", "STT"], false), text.as_bytes()), expected);
    assert_eq!(told(&find(&["Ghi chu"], true), text.as_bytes()), expected);
    assert_eq!(refused(&find(&["Ghi chu"], false), text.as_bytes()), "HEADER_NOT_FOUND");
    assert_eq!(refused(&with(header(HeaderRule::Row(9), 1, false)), text.as_bytes()), "HEADER_NOT_FOUND");
    assert_eq!(refused(&csv(&[], Charset::Utf8), b""), "FILE_EMPTY");
    let absent = with(header(HeaderRule::Absent, 1, false));
    assert_eq!(told(&absent, b"x,y\n1,2,\n1,2,3\n"), "1|2\n1@0: x|y\n2@4: 1|2\n!ROW_TOO_LONG 3 13");
    assert_eq!(told(&absent, b"x\"\nx,y\n"), "1\n!CSV_STRAY_QUOTE 1 1\n!ROW_TOO_LONG 2 5");
    let mut named = absent.clone();
    named.columns = csv(&["3"], Charset::Utf8).columns;
    assert_eq!(told(&named, b"x\n1,2,3\n"), "1|2|3\n!CSV_SHORT_ROW 1 0\n2@2: 1|2|3");
    assert_eq!(told(&absent, b""), "");
}

#[test]
fn a_header_that_is_not_found_is_told_with_the_row_that_came_nearest() {
    let said = |columns: &[&str], rule: HeaderRule, text: &str| {
        let layout = csv_with(columns, |csv| csv.header = header(rule.clone(), 1, false));
        let error = hear(&layout, text.as_bytes(), &Limits::default()).unwrap_err();
        assert_eq!(error.code(), "HEADER_NOT_FOUND");
        (error.to_string(), error.message_vi())
    };
    let find = |names: &[&str]| HeaderRule::Find(names.iter().map(|name| (*name).to_owned()).collect());
    let text = "UBND XÃ MẪU\n\nSố TT,Họ và tên,Mã hộ\n1,Nguyễn Văn Mẫu,H01\n";
    let (en, vi) = said(&[], find(&["STT", "Họ và tên", "Ma ho"]), text);
    assert_eq!(
        en,
        "no header row in the first rows: expected STT, Họ và tên, Ma ho; found row 3, without STT, Ma ho: Số TT | Họ và \
         tên | Mã hộ"
    );
    assert_eq!(
        vi,
        "không tìm thấy dòng tiêu đề ở đầu tệp: cần STT, Họ và tên, Ma ho; thấy dòng 3, thiếu STT, Ma ho: Số TT | \
         Họ và tên | Mã hộ"
    );
    // The names of columns are known as well, and the row that the mapping gives may be the wrong one.
    let (en, _) = said(&["Mã hộ"], HeaderRule::Row(9), text);
    assert!(en.ends_with("found row 3: Số TT | Họ và tên | Mã hộ"), "{en}");
    // A row without a known name may be somebody's data.
    for rule in [find(&["STT"]), HeaderRule::Row(9)] {
        let (en, _) = said(&["Mã hộ"], rule, "1,Nguyễn Văn Mẫu,000200000001\n2,Lê Thị Mẫu,000200000002\n");
        assert!(en.ends_with("found row 1 (cells: 3), without a known name"), "{en}");
    }
    assert!(said(&[], find(&["STT"]), ",,\n\n").0.ends_with("found no row with a value"));
    // A file in another charset has values, and nobody can read them.
    for rule in [find(&["STT"]), HeaderRule::Row(9)] {
        let layout = csv_with(&["STT"], |csv| csv.header = header(rule, 1, false));
        let error = hear(&layout, b"STT,Ma\xf5 ho\xe4\n1,2\nHo\xef,x\n", &Limits::default()).unwrap_err();
        let said = "row 1 is not in the charset utf-8 (such rows: 2); row 2 (cells: 2), without a known name";
        assert!(error.to_string().ends_with(said), "{error}");
        let error = hear(&layout, b"Ma\xf5 ho\xe4\n", &Limits::default()).unwrap_err();
        assert!(
            error.to_string().ends_with("found row 1 is not in the charset utf-8 (such rows: 1)"),
            "{error}"
        );
        assert!(error.message_vi().ends_with("dòng 1 không thuộc bảng mã utf-8 (số dòng như vậy: 1)"));
    }
    let wide = vec!["tên rất dài của một cột trong bảng"; 40].join(",");
    let (en, _) = said(&[], find(&["STT", "x"]), &format!("STT,{wide}\n"));
    assert!(en.contains("row 1, without x: STT | tên rất dài của một cột …") && en.len() < 600, "{en}");
}

#[test]
fn the_data_ends_where_the_rule_says_and_nothing_behind_it_is_lost_silently() {
    let with = |until: &Until, ignore| {
        csv_with(&[], |csv| csv.end = End { until: until.clone(), ignore_after_end: ignore })
    };
    let text = "STT,Tên\n1,A\n\n2,B\nTổng cộng:,2\n,Người lập \"x\n";
    let told = |until: Until, ignore| {
        let heard = hear(&with(&until, ignore), text.as_bytes(), &Limits::default()).unwrap();
        (heard.rows.join(" "), heard.tally.blank, heard.tally.after_end)
    };
    let all = told(Until::EndOfFile, false);
    assert_eq!(all.0, "2@9: 1|A 4@14: 2|B 5@18: Tổng cộng:|2 !CSV_STRAY_QUOTE 6 51");
    assert_eq!(told(Until::Text("Tổng".into()), true), ("2@9: 1|A 4@14: 2|B".into(), 1, 2));
    assert_eq!(told(Until::Text("Tổng".into()), false).0, "2@9: 1|A 4@14: 2|B !CSV_STRAY_QUOTE 6 51");
    assert_eq!(told(Until::FirstEmptyRow, true), ("2@9: 1|A".into(), 1, 3));
    assert_eq!(told(Until::FirstEmptyRow, false).0, "2@9: 1|A !!DATA_AFTER_END 4 14");
    assert_eq!(told(Until::ColumnEmpty("stt".into()), true), ("2@9: 1|A".into(), 1, 3));
    let text_in = |column: &str| Until::TextIn { column: column.into(), text: "Tổng".into() };
    assert_eq!(told(text_in("stt"), true), told(Until::Text("Tổng".into()), true));
    assert_eq!(told(text_in("Tên"), false), told(Until::EndOfFile, false));
    let filled = "STT,Tên\n1,A\n,B\n";
    let column = |ignore| {
        let layout = with(&Until::ColumnEmpty("STT".into()), ignore);
        let heard = hear(&layout, filled.as_bytes(), &Limits::default()).unwrap();
        (heard.rows.join(" "), heard.tally.after_end)
    };
    assert_eq!(column(false).0, "2@9: 1|A !!DATA_AFTER_END 3 13");
    assert_eq!(column(true), ("2@9: 1|A".into(), 1));
    assert_eq!(refused(&with(&Until::ColumnEmpty("x".into()), true), text.as_bytes()), "MISSING_COLUMN");
}

#[test]
fn limits_bound_what_a_file_may_cost() {
    let limits = Limits { rows: 2, columns: 3, cell_bytes: 100_000, ..Limits::default() };
    let hear = |text: &[u8]| hear(&csv(&[], Charset::Utf8), text, &limits).map(|heard| heard.rows.join(" "));
    let code = |text: &[u8]| hear(text).map_err(|error| error.code());
    assert_eq!(code(b"a,b,c,d\n"), Err("TOO_MANY_COLUMNS"));
    assert_eq!(code(b"a\n1\n2\n3\n4\n").unwrap(), "2@2: 1 3@4: 2 !!TOO_MANY_ROWS 4 6");
    assert_eq!(code(b"a\n1,,,,,,\n").unwrap(), "!ROW_TOO_LONG 2 2");
    let large = b"x".repeat(10 << 20);
    // In quotes a row ends behind those that close, however large it is, and without them nobody knows.
    let lines = b"x\r\n\"\";".repeat(2 << 20);
    for (large, lines) in [(&large, 0), (&lines, 2_097_152)] {
        let quoted = [b"a,b\n1,1\n\"", large.as_slice(), b"\",\"2\n\"\n2,2\n"].concat();
        let next = large.len() + 16;
        let rows = format!("2@4: 1|1 !CELL_TOO_LARGE 3 8 {}@{next}: 2|2", 5 + lines);
        assert_eq!(code(&quoted).unwrap(), rows);
        let open = [b"a\n1\n\"", large.as_slice(), b"\n2\n"].concat();
        assert_eq!(code(&open).unwrap(), "2@2: 1 !!CSV_UNCLOSED_QUOTE 3 4");
    }
    // A cell that is held whole may be too large as well.
    let held = [b"a\n\"", &*b"x".repeat(100_001), b"\"\n2\n"].concat();
    assert_eq!(code(&held).unwrap(), "!CELL_TOO_LARGE 2 2 3@100006: 2");
    let plain = [b"a,b\n1,2\n3,", &*large, b",4\r\n\n5,6\n7,", &*large].concat();
    assert_eq!(
        code(&plain).unwrap(),
        format!(
            "2@4: 1|2 !CELL_TOO_LARGE 3 10 5@{}: 5|6 !CELL_TOO_LARGE 6 {}",
            large.len() + 15,
            plain.len() - large.len()
        )
    );
    let many = [b"a\n1\n", ",".repeat(10 << 20).as_bytes()].concat();
    assert_eq!(code(&many).unwrap(), "2@2: 1 !!CSV_ROW_TOO_LARGE 3 4");
}
