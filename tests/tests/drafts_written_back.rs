//! What a file has beside its rows comes back through its draft, or the draft says that it does not: a byte order mark, a
//! line for spreadsheets, line ends, titles, letters in parts.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

use lienthong_tests::drafts::walk_with;
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
