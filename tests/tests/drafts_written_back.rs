//! What a file has beside its rows comes back through its draft, or the draft says that it does not: a byte order mark, a
//! line for spreadsheets, line ends and what stands before them, titles, letters in parts, types of columns.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

use lienthong_tests::drafts::walk_with;
use lienthong_tests::repository;
use lienthong_vntext::Charset;

const ROWS: [&str; 3] = ["02200;Xã Đà Vị", "02201;Thị trấn Na Hang", "02202;Xã Hồng Thái"];

fn table(end: &str) -> String {
    ["Mã;Tên xã"].iter().chain(&ROWS).map(|row| format!("{row}{end}")).collect()
}

fn encoded(charset: Charset, text: &str) -> Vec<u8> {
    charset.encode(text).unwrap().into_owned()
}

const fn mark(charset: Charset) -> &'static [u8] {
    match charset {
        Charset::Utf16Le => b"\xff\xfe",
        Charset::Utf16Be => b"\xfe\xff",
        _ => b"\xef\xbb\xbf",
    }
}

#[test]
fn a_table_comes_back_with_its_mark_its_line_ends_and_its_letters() {
    for charset in [Charset::Utf8, Charset::Utf8Nfd, Charset::Utf16Le, Charset::Utf16Be] {
        for end in ["\r\n", "\n"] {
            let is_wide = matches!(charset, Charset::Utf16Le | Charset::Utf16Be);
            // Without a mark UTF-16 is no text that `inspect` knows.
            for mark in [&b""[..], mark(charset)].into_iter().skip(usize::from(is_wide)) {
                let file = [mark, &encoded(charset, &table(end))].concat();
                let walked = walk_with("mau.csv", &file);
                assert_eq!(walked.accepted, 3);
                assert!(walked.back == file, "{} {end:?} {mark:?}\n{}", charset.name(), walked.mapping());
                assert!(!walked.mapping().contains("# The"), "{}", walked.mapping());
            }
        }
    }
}

#[test]
fn what_no_key_says_is_told_in_the_draft() {
    let separated = format!("sep=;\r\n{}", table("\r\n"));
    let walked = walk_with("mau.csv", separated.as_bytes());
    assert!(walked.mapping().contains("# The first line of the file is sep=;"), "{}", walked.mapping());
    assert_eq!(walked.written(), table("\r\n"));

    let some = format!("{}{}", table("\r\n"), "02203;").into_bytes();
    let some = [some, encoded(Charset::Utf8Nfd, "Xã Sơn Phú\r\n")].concat();
    let walked = walk_with("mau.csv", &some);
    assert!(walked.mapping().contains("# Some letters stand in parts"), "{}", walked.mapping());
    assert!(walked.mapping().contains("charset = \"utf-8\""), "{}", walked.mapping());

    for (name, text) in [
        ("mau.xml", "\u{feff}<D><X><Ten>Xã Đà Vị</Ten></X><X><Ten>Xã Năng Khả</Ten></X></D>"),
        ("mau.json", "\u{feff}[{\"ten\":\"Xã Đà Vị\"},{\"ten\":\"Xã Năng Khả\"}]"),
    ] {
        let walked = walk_with(name, text.as_bytes());
        assert!(
            walked.mapping().contains("# The file begins with a byte order mark"),
            "{}",
            walked.mapping()
        );
        let walked = walk_with(name, text.trim_start_matches('\u{feff}').as_bytes());
        assert!(!walked.mapping().contains("# The"), "{}", walked.mapping());
    }
}

#[test]
fn titles_line_ends_and_the_end_mark_are_told_in_the_draft() {
    let mixed = table("\r\n").replacen("\r\n", "\n", 2);
    let titled = format!("Danh sách xã\r\n{}Tổng cộng;3\r\n", table("\r\n"));
    for (file, comment, is_told) in [
        (mixed.as_str(), "# Lines end with CR LF / LF", true),
        (&table("\r"), "# Lines end with CR;", true),
        (&table("\n"), "# Lines end", false),
        (&format!("{}\x1a", table("\r\n")), "# The file ends with the end mark of DOS (1A)", true),
        (&titled, "# Read over, and not written: what stands above the header", true),
        (&table("\r\n"), "# Read over", false),
    ] {
        let walked = walk_with("mau.csv", file.as_bytes());
        assert_eq!(walked.mapping().contains(comment), is_told, "{file:?}\n{}", walked.mapping());
    }
}

#[test]
fn what_stands_at_the_ends_of_lines_is_told_where_it_is_not_written() {
    let closed = |end: &str| table(&format!("{end}\r\n"));
    let comment = "# All lines end with the delimiter";
    // A name without a delimiter behind it is that of a column which is blank.
    let blank = table(";\r\n").replacen("Tên xã;", "Tên xã;Ghi chú", 1);
    for (file, back, is_told) in
        [(closed(";"), closed(""), true), (closed(""), closed(""), false), (blank.clone(), blank, false)]
    {
        let walked = walk_with("mau.csv", file.as_bytes());
        assert_eq!(walked.mapping().contains(comment), is_told, "{}", walked.mapping());
        assert_eq!((walked.accepted, walked.written()), (3, back.as_str()), "{}", walked.mapping());
    }

    let comment = "# Some lines end before their last column does";
    let names = ["Mẫu", "Thử Mẫu", "Ví Dụ", "Mẫu Thử Ví Dụ"];
    let record = |number: usize| format!("{number:05}  0{number:09}  {:<14}", names[number % 4]);
    let padded: String = (1..=12).map(|number| record(number) + "\r\n").collect();
    let bare: String = (1..=12).map(|number| record(number).trim_end().to_owned() + "\r\n").collect();
    for (file, is_told) in [(&padded, false), (&bare, true)] {
        let walked = walk_with("mau.txt", file.as_bytes());
        assert_eq!(walked.seen["format"].as_str(), Some("fixed"), "{}", walked.mapping());
        assert_eq!(walked.mapping().contains(comment), is_told, "{}", walked.mapping());
        assert_eq!((walked.accepted, walked.written() == file), (12, !is_told), "{}", walked.written());
    }
}

/// A table of dBase III with one record, whose header claims this code page.
fn claiming(page: u8) -> Vec<u8> {
    let mut table = vec![0x03, 126, 1, 1, 1, 0, 0, 0, 65, 0, 11, 0];
    table.resize(32, 0);
    table[29] = page;
    table.extend_from_slice(b"TEN\0\0\0\0\0\0\0\0C\0\0\0\0\x0a");
    table.resize(64, 0);
    table.extend_from_slice(b"\x0d Mau       \x1a");
    table
}

#[test]
fn a_table_is_written_with_the_types_and_the_code_page_that_it_had() {
    for (page, told) in [(0, None), (3, Some("(03, windows-1252)")), (0xEE, Some("(EE)"))] {
        let walked = walk_with("mau.dbf", &claiming(page));
        let comment = "# The header of the table claims a code page ";
        let line = walked.mapping().lines().find_map(|line| line.strip_prefix(comment));
        assert_eq!(line.and_then(|line| line.split_once(';')).map(|(page, _)| page), told);
        assert_eq!((walked.accepted, walked.back[29]), (1, page));
    }
    let sample = repository().join("tests/samples/dbf/valid/visual-foxpro.zip");
    let walked = walk_with("mau.zip", &std::fs::read(sample).unwrap());
    for (field, kind) in [("TIEN", "currency"), ("NGUYEN", "integer"), ("THUC", "double"), ("SO", "number")] {
        let (_, own) = walked.mapping().split_once(&format!("from = \"{field}\"\n")).unwrap();
        let (_, own) = own.split_once("column = { type = \"").unwrap();
        assert_eq!(own.split('"').next(), Some(kind), "{}", walked.mapping());
    }
    // Date and time are told from a date.
    let likely = |name: &str| {
        let columns = walked.seen["columns"].as_array().unwrap();
        columns.iter().find(|column| column["name"] == name).unwrap()["likely"].as_str().unwrap()
    };
    assert_eq!((likely("NGAY"), likely("LUC")), ("date", "date and time"));
}

#[test]
fn a_document_comes_back_with_letters_in_parts() {
    for (name, text) in [
        ("mau.xml", "<D><X><Ten>Xã Đà Vị</Ten></X><X><Ten>Xã Năng Khả</Ten></X></D>"),
        ("mau.json", "[{\"ten\":\"Xã Đà Vị\"},{\"ten\":\"Xã Năng Khả\"}]"),
    ] {
        let walked = walk_with(name, &encoded(Charset::Utf8Nfd, text));
        assert!(walked.mapping().contains("charset = \"utf-8-nfd\""), "{}", walked.mapping());
        let parts = String::from_utf8(encoded(Charset::Utf8Nfd, "Xã Năng Khả")).unwrap();
        assert!(walked.written().contains(&parts), "{}", walked.written());
    }
}

#[test]
fn codes_are_measured_in_the_charset_of_their_column() {
    let kinds = ["Hộ nghèo", "Cận nghèo", "Đã thoát"];
    let names = ["Nguyễn Văn Mẫu", "Trần Thị Thử", "Hoàng Ví Dụ"];
    let record =
        |number: usize| format!("{number:05} {:<25}{:<9}", names[number % 3], kinds[(number / 3) % 3]);
    let encoded = |number| Charset::Tcvn3Abc.encode(&record(number)).unwrap().into_owned();
    let file: Vec<u8> = (1..=60).flat_map(|number| [encoded(number), b"\r\n".to_vec()].concat()).collect();
    let walked = walk_with("mau.txt", &file);
    assert_eq!((walked.accepted, walked.back == file), (60, true), "{}", walked.mapping());
}

#[test]
fn dates_with_the_month_in_front_are_told_by_all_of_them() {
    let mut file = "MA,NGAY\r\n".to_owned();
    for (number, date) in ["1/2/2024", "11/12/2024", "1/13/2024", "12/25/2024", "3/4/2025"].iter().enumerate()
    {
        file += &format!("{number:05},{date}\r\n");
    }
    let walked = walk_with("mau.csv", file.as_bytes());
    assert!(walked.mapping().contains("dates = [\"M/d/yyyy\"]"), "{}", walked.mapping());
    assert_eq!((walked.accepted, walked.written()), (5, file.as_str()));
}

#[test]
fn commas_of_addresses_do_not_make_columns_of_lines_that_are_filled_up() {
    let names = ["Nguyễn Văn Mẫu", "Trần Thị Thử", "Hoàng Ví Dụ"];
    let places = ["Thôn Một, Xã Mẫu", "Tổ 3, Phường Thử", "Bản Ví Dụ, Xã Thí Dụ Hai"];
    let file: String = (1..=40)
        .map(|number| {
            format!("{number:05} {:<20} {:<26}{number:04}\r\n", names[number % 3], places[number % 3])
        })
        .collect();
    let walked = walk_with("mau.txt", file.as_bytes());
    assert_eq!(walked.seen["format"], "fixed", "{}", walked.mapping());
    assert_eq!((walked.accepted, walked.written()), (40, file.as_str()), "{}", walked.mapping());
    // A table of codes may have lines of one length, and its delimiter always in one place.
    let codes: String =
        (1..=40).map(|number| format!("{number:05},H60.31-{number:04},ABCDEF{number:05}\r\n")).collect();
    assert_eq!(walk_with("mau.csv", codes.as_bytes()).seen["format"], "csv");
}

#[test]
fn a_data_set_comes_back_with_the_types_that_it_declares() {
    let types = [
        ("MaXa", "string"),
        ("Số_x0020_dân", "int"),
        ("SoHieu", "long"),
        ("DienTich", "decimal"),
        ("MatDo", "double"),
        ("MienNui", "boolean"),
        ("NgayLap", "dateTime"),
    ];
    let declared: String = types
        .iter()
        .map(|(name, kind)| format!("<xs:element name=\"{name}\" type=\"xs:{kind}\" minOccurs=\"0\"/>"))
        .collect();
    let row = |at: u32, values: [&str; 7]| {
        let cells = types.iter().zip(values).filter(|(_, value)| !value.is_empty());
        let cells: String = cells.map(|((name, _), value)| format!("<{name}>{value}</{name}>")).collect();
        format!("<Bang diffgr:id=\"Bang{}\" msdata:rowOrder=\"{at}\">{cells}</Bang>\n", at + 1)
    };
    let rows = [
        row(0, ["00688", "4321", "9007199254740993", "1.234", "35.5", "true", "2025-07-01T00:00:00"]),
        row(1, ["00706", "12", "", "98.5", "0.25", "false", "2025-07-02T08:30:00"]),
    ]
    .concat();
    let file = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<DataSet><xs:schema id=\"S\" xmlns=\"\" \
         xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" xmlns:msdata=\"urn:schemas-microsoft-com:xml-msdata\">\
         <xs:element name=\"S\" msdata:IsDataSet=\"true\" msdata:UseCurrentLocale=\"true\"><xs:complexType>\
         <xs:choice minOccurs=\"0\" maxOccurs=\"unbounded\"><xs:element name=\"Bang\"><xs:complexType><xs:sequence>\
         {declared}</xs:sequence></xs:complexType></xs:element></xs:choice></xs:complexType></xs:element></xs:schema>\
         <diffgr:diffgram xmlns:msdata=\"urn:schemas-microsoft-com:xml-msdata\" \
         xmlns:diffgr=\"urn:schemas-microsoft-com:xml-diffgram-v1\"><S xmlns=\"\">\n{rows}</S></diffgr:diffgram></DataSet>\n"
    );
    let walked = walk_with("mau.xml", file.as_bytes());
    assert_eq!(walked.accepted, 2);
    assert_eq!(walked.written(), file, "{}", walked.mapping());
    // As .NET writes what stands in a database: with fractions and a zone.
    let timed = file.replace("2025-07-02T08:30:00", "2025-07-02T08:30:00.1470000+07:00");
    let walked = walk_with("mau.xml", timed.as_bytes());
    assert_eq!(walked.accepted, 2);
    assert!(walked.mapping().contains("\nfractions = \"drop\""), "{}", walked.mapping());
    assert_eq!(walked.written(), file);
}
