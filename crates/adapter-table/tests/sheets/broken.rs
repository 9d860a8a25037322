//! What is refused, with which code, and where.

use std::collections::BTreeSet;
use std::io::Cursor;

use crate::common::*;
use crate::words::check_vietnamese;
use lienthong_adapter::mapping::{MappedReader, Mapping};
use lienthong_adapter::{DecodeError, Limits};
use lienthong_adapter_table::sheet::{describe, reasons};
use lienthong_model::schema::{Kind, Precision};

fn units(book: Book) -> Mapping {
    let date = Kind::Date { precision: Precision::Day };
    let code = Kind::Digits { min: 5, max: 5 };
    let mut mapping =
        mapping(book, &[("Mã PX", "code", code), ("Phường Xã", "name", any_text()), ("Ngày", "day", date)]);
    mapping.layout.columns[0].required = true;
    mapping
}

/// The first error of a file.
fn refusal(mapping: &Mapping, book: Book, bytes: &[u8]) -> Option<DecodeError> {
    let input = Box::new(Cursor::new(bytes.to_vec()));
    let mut reader = match MappedReader::open(mapping, &*book.format(), input, &Limits::default()) {
        Ok(reader) => reader,
        Err(error) => return Some(error),
    };
    loop {
        match reader.next_record() {
            Ok(Some(_)) => {}
            Ok(None) => return None,
            Err(fault) => return Some(fault.error),
        }
    }
}

#[test]
fn no_refusal_of_a_broken_sample_speaks_english_to_a_vietnamese_reader() {
    for (book, kind) in [(Book::Xlsx, "xlsx"), (Book::Xls, "xls")] {
        let mapping = units(book);
        for entry in std::fs::read_dir(samples().join(kind).join("broken")).unwrap() {
            let path = entry.unwrap().path();
            if path.ends_with("expected.csv") {
                continue;
            }
            let name = path.display().to_string();
            let error = refusal(&mapping, book, &std::fs::read(&path).unwrap()).expect(&name);
            check_vietnamese(&name, &error.message_vi());
            let described =
                describe(Box::new(Cursor::new(std::fs::read(&path).unwrap())), &Limits::default());
            if let Err(error) = described {
                check_vietnamese(&name, &error.message_vi());
            }
        }
    }
}

#[test]
fn every_broken_sample_is_refused_at_its_place() {
    for (book, kind) in [(Book::Xlsx, "xlsx"), (Book::Xls, "xls")] {
        let mapping = units(book);
        let table = String::from_utf8(sample(&format!("{kind}/broken/expected.csv")).to_vec()).unwrap();
        let mut listed = BTreeSet::new();
        for row in table.lines().skip(1) {
            let cells: Vec<_> = row.splitn(5, ',').collect();
            let [file, code, number, field, _] = cells[..] else { panic!("{row}") };
            let error = refusal(&mapping, book, &sample(&format!("{kind}/broken/{file}")));
            let error = error.unwrap_or_else(|| panic!("{file} must be refused"));
            let place = error.place();
            let found = (error.code(), place.row, place.field.as_deref().unwrap_or_default());
            assert_eq!(found, (code, number.parse().ok(), field), "{file}: {error}");
            let of_sheet = ["MISSING_COLUMN", "DUPLICATE_COLUMN", "HEADER_NOT_FOUND"].contains(&code);
            if place.row.is_some() || of_sheet {
                assert!(place.sheet.is_some(), "{file} names the sheet: {error}");
            }
            for text in [error.to_string(), error.message_vi()] {
                assert!(!text.contains(['{', '}']), "{file}: {text}");
            }
            listed.insert(file.to_owned());
        }
        let all = std::fs::read_dir(samples().join(kind).join("broken")).unwrap();
        let all = all.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let all: BTreeSet<_> = all.filter(|name| name != "expected.csv").collect();
        assert_eq!(listed, all, "every broken sample is listed");
    }
}

#[test]
fn refusals_say_what_the_file_is() {
    let check = |book: Book, path: &str, part: &str| {
        let error = refusal(&units(book), book, &sample(path)).unwrap();
        assert!(error.to_string().contains(part), "{path}: {part} in {error}");
    };
    check(Book::Xls, "xls/broken/html.xls", "an HTML page");
    check(Book::Xls, "xls/broken/html-fragment.xls", "an HTML page");
    check(Book::Xls, "xls/broken/html-utf-16.xls", "an HTML page");
    check(Book::Xls, "xls/broken/text.xls", "a text file such as CSV");
    check(Book::Xls, "xls/broken/new.xls", "this is an Excel workbook (.xlsx)");
    check(Book::Xls, "xls/broken/xml-2003.xls", "XML spreadsheet of Excel 2003");
    check(Book::Xls, "xls/broken/web-archive.xls", "MHTML");
    check(Book::Xls, "xls/broken/excel-4.xls", "BIFF4");
    check(Book::Xls, "xls/broken/word.xls", "a Word document (.doc)");
    check(Book::Xlsx, "xlsx/broken/word.xlsx", "a Word document (.docx)");
    check(Book::Xlsx, "xlsx/broken/binary.xlsx", "(.xlsb)");
    check(Book::Xlsx, "xlsx/broken/opendocument.xlsx", "an OpenDocument file");
    check(Book::Xlsx, "xlsx/broken/old.xlsx", "this is an Excel 97–2003 workbook (.xls)");
    check(Book::Xlsx, "xlsx/broken/number-code.xlsx", "expected text of 5 digits, found the number 2200");
    check(
        Book::Xlsx,
        "xlsx/broken/value-outside.xlsx",
        "the cell F3 is filled, but the header has only the columns A–C",
    );
}

#[test]
fn every_reason_has_its_texts_and_a_name_of_its_own() {
    let mut codes = BTreeSet::new();
    for reason in reasons::ALL.iter().chain(lienthong_adapter::mapping::reasons::ALL) {
        assert!(codes.insert(reason.code), "{} stands twice", reason.code);
        for placeholder in ["{found}", "{expected}"] {
            assert_eq!(reason.en.contains(placeholder), reason.vi.contains(placeholder), "{}", reason.code);
        }
    }
}
