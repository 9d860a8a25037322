//! What is refused, with which code, and where.

use std::collections::BTreeSet;
use std::fs;

use crate::common::*;
use crate::words::check_vietnamese;
use lienthong_adapter::mapping::MappedReader;
use lienthong_adapter::rows::{ColumnKind, CsvLayout, FormatLayout, Layout, RecordEnd};
use lienthong_adapter::{DecodeError, Limits};
use lienthong_adapter_table::{CsvFormat, REFUSALS};
use lienthong_model::schema::{Field, Kind, Precision};
use lienthong_vntext::Charset;

const NAMES: [&str; 3] = ["Mã PX", "Mã QH", "Phường Xã"];

fn fields() -> Vec<Field> {
    let mut fields = vec![
        field("code", Kind::Digits { min: 5, max: 5 }),
        field("district", Kind::Digits { min: 3, max: 3 }),
        field("name", Kind::Text { max_chars: None }),
    ];
    fields[0].required = true;
    fields[2].required = true;
    fields
}

/// A layout as the table of broken samples words it: charset, and for CSV the delimiter.
fn layout_of(format: &str, words: &str) -> Layout {
    let mut words = words.split(' ');
    let charset = Charset::from_name(words.next().unwrap()).unwrap();
    match format {
        "csv" => {
            let delimiter = words.next().map_or(b',', |word| word.as_bytes()[0]);
            layout(&NAMES, charset, FormatLayout::Csv(CsvLayout { delimiter, ..CsvLayout::default() }))
        }
        "fixed" => {
            let places = [(NAMES[0], 0, 5), (NAMES[1], 5, 3), (NAMES[2], 8, 30)];
            fixed(&places, charset, RecordEnd::CrLf)
        }
        "dbf" => {
            let text = |bytes| ColumnKind::TextOf { bytes };
            Layout { charset, ..dbf(&[("MA_PX", text(5)), ("MA_QH", text(3)), ("TEN", text(30))]) }
        }
        _ => unreachable!("a format of these tests"),
    }
}

/// What a broken sample is refused with, read as a row of the table of broken samples says.
fn refusal(format: &str, file: &str, words: &str) -> DecodeError {
    let mut fields = fields();
    if words.ends_with("date") {
        fields[2].kind = Kind::Date { precision: Precision::Day };
    }
    let mapping = mapping_of(layout_of(format, words), fields);
    decode(&mapping, &sample(&format!("{format}/broken/{file}")))
        .map(|batch| batch.records.len())
        .expect_err(file)
}

fn check_broken(format: &str) {
    let folder = samples().join(format).join("broken");
    let table = fs::read_to_string(folder.join("expected.csv")).unwrap();
    let mut listed = BTreeSet::from(["expected.csv".to_owned()]);
    for line in table.lines().skip(1) {
        let cells: Vec<_> = line.splitn(7, ',').collect();
        let [file, words, code, row, field, offset, _] = cells[..] else { panic!("{line}") };
        let error = refusal(format, file, words);
        let place = error.place();
        let found = (
            error.code(),
            place.row.map_or(String::new(), |row| row.to_string()),
            place.field.clone().unwrap_or_default(),
            place.offset.map_or(String::new(), |offset| offset.to_string()),
        );
        assert_eq!(found, (code, row.into(), field.into(), offset.into()), "{file}: {error}");
        assert!(!error.message_vi().contains('{'), "{}", error.message_vi());
        listed.insert(file.to_owned());
    }
    let all = fs::read_dir(&folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap());
    assert_eq!(listed, all.collect(), "every broken sample is listed");
}

#[test]
fn no_refusal_of_a_broken_sample_speaks_english_to_a_vietnamese_reader() {
    for format in ["csv", "fixed", "dbf"] {
        let table = fs::read_to_string(samples().join(format).join("broken/expected.csv")).unwrap();
        for line in table.lines().skip(1) {
            let cells: Vec<_> = line.splitn(3, ',').collect();
            let [file, words, _] = cells[..] else { panic!("{line}") };
            check_vietnamese(file, &refusal(format, file, words).message_vi());
        }
    }
}

#[test]
fn every_broken_csv_is_refused_at_its_place() {
    check_broken("csv");
}

#[test]
fn every_broken_record_of_fixed_width_is_refused_at_its_place() {
    check_broken("fixed");
}

#[test]
fn every_broken_table_is_refused_at_its_place() {
    check_broken("dbf");
}

#[test]
fn a_csv_that_a_spreadsheet_damaged_is_refused_at_its_first_row() {
    let mapping = mapping_of(layout_of("csv", "utf-8 ;"), fields());
    let error = decode(&mapping, &sample("csv/broken/spreadsheet-damaged.csv")).unwrap_err();
    assert_eq!(error.to_string(), "expected 5 digits, found 2200 (row 2, field Mã PX, byte 32, at code)");
}

#[test]
fn only_three_names_do_not_fit_the_fonts_without_toned_capitals() {
    let mut refused = Vec::new();
    let layout = csv(&["Tên"], Charset::Tcvn3Abc);
    for (file, _, name) in &UNITS[..3] {
        for record in &units(file).1 {
            let name = text_at(record, *name);
            if let Err(error) = write(&layout, &[&[name]]) {
                assert_eq!(error.code(), "NOT_ENCODABLE");
                refused.push(name.to_owned());
            }
        }
    }
    refused.sort();
    assert_eq!(refused, ["Phường Ỷ La", "Xã Phúc Ứng", "Xã Thượng Ấm"]);
}

#[test]
fn every_reason_is_stable_and_in_two_languages() {
    let codes: BTreeSet<_> = REFUSALS.iter().map(|reason| reason.code).collect();
    assert_eq!(codes.len(), REFUSALS.len(), "codes are unique");
    for reason in REFUSALS {
        assert!(!reason.vi.is_ascii(), "{} is Vietnamese", reason.code);
        for placeholder in ["{found}", "{expected}"] {
            assert_eq!(reason.en.contains(placeholder), reason.vi.contains(placeholder), "{}", reason.code);
        }
    }
}

#[test]
fn nothing_is_told_behind_a_fatal_fault() {
    // Names of another charset, which alone would refuse the file at its end, and a quote that is never closed.
    let names = ["Hồng Thái", "Năng Khả", "Thượng Giáp", "Sơn Phú", "Đà Vị", "Yên Hoa"].join("\n");
    let names = format!("TEN\n{names}\n");
    let text = Charset::Viscii.encode(&names).unwrap();
    let file = [&*text, b"\"open"].concat();
    let mapping =
        mapping_of(csv(&["TEN"], Charset::Tcvn3Abc), vec![field("ten", Kind::Text { max_chars: None })]);
    let input = Box::new(std::io::Cursor::new(file));
    let mut reader = MappedReader::open(&mapping, &CsvFormat, input, &Limits::default()).unwrap();
    let mut last = String::new();
    for _ in 0..7 {
        if let Err(fault) = reader.next_record() {
            last = format!("{} {}", fault.error.code(), fault.fatal);
        }
    }
    assert_eq!(last, "CSV_UNCLOSED_QUOTE true");
    assert!(matches!(reader.next_record(), Ok(None)) && reader.counts().accepted > 0);
}

#[test]
fn a_mistake_within_a_cell_has_its_own_byte() {
    let mapping = mapping_of(csv(&NAMES, Charset::Utf8), fields());
    let text = |name: &str| format!("{},{},{}\r\n00688,024,{name}\r\n", NAMES[0], NAMES[1], NAMES[2]);
    let at = |bytes: &[u8]| {
        let error = decode(&mapping, &bytes.to_vec().into()).unwrap_err();
        usize::try_from(error.place().offset.unwrap()).unwrap()
    };
    // A letter that was lost, behind blanks that are trimmed and a quote that is doubled.
    for name in ["Mẫu\u{fffd}", "  Mẫu\u{fffd} ", "\"\"\"Mẫu\"\" \u{fffd}\""] {
        let file = text(name);
        assert_eq!(Some(at(file.as_bytes())), file.find('\u{fffd}'), "{name}");
        // In UTF-16 each letter but those far away takes two bytes.
        let wide: Vec<u8> =
            "\u{feff}".encode_utf16().chain(file.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        let lost = file.chars().position(|c| c == '\u{fffd}').unwrap();
        assert_eq!(at(&wide), 2 * (1 + lost), "{name}");
    }
    // A byte that is none of UTF-8.
    let mut file = text("\"\"\"M\"\" ?\"").into_bytes();
    let bad = file.iter().position(|byte| *byte == b'?').unwrap();
    file[bad] = 0xc7;
    assert_eq!(at(&file), bad);
}
