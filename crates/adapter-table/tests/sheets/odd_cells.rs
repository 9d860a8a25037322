//! Cells of which a format or a state says more than their number: times without a day, codes whose zeros only the
//! format shows, formulas that were never calculated, errors.

use crate::common::*;
use crate::words::check_vietnamese;
use lienthong_adapter::mapping::{DateForm, Form, MappedReader, Mapping, Unmapped};
use lienthong_adapter::{DecodeError, Limits};
use lienthong_model::schema::{Kind, Precision, Value};

/// `0` is a number, `1` a time, `2` a date, `3` a code of five digits, `4` a plain whole number.
const STYLES: &str = "<numFmts><numFmt numFmtId=\"164\" formatCode=\"hh:mm;@\"/>\
    <numFmt numFmtId=\"165\" formatCode=\"00000\"/></numFmts><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"164\"/>\
    <xf numFmtId=\"14\"/><xf numFmtId=\"165\"/><xf numFmtId=\"1\"/></cellXfs>";

const UNCALCULATED: &str = "<c r=\"B2\"><f>A2&amp;\"\"</f></c>";
const TIME: &str = "<c r=\"B2\" s=\"1\"><v>0.354166666666667</v></c>";

/// A workbook with the columns `ten` and `gio`, and one row with `cell` in `B2`.
fn workbook(cell: &str) -> Vec<u8> {
    with_styles(STYLES, cell)
}

fn with_styles(styles: &str, cell: &str) -> Vec<u8> {
    let rows = format!(
        "<sheetData><row r=\"1\"><c t=\"str\"><v>ten</v></c><c t=\"str\"><v>gio</v></c></row>\
         <row r=\"2\"><c t=\"str\"><v>Một cửa</v></c>{cell}</row></sheetData>"
    );
    Parts { styles, sheets: &[("Lịch", "", &rows)], ..Parts::default() }.build()
}

/// A workbook of the old kind with a number in `B2`, in the built-in format of this number.
fn old_workbook(number: &str, format: u8) -> Vec<u8> {
    let rows = [vec![text("Một cửa"), Owned::Number(number.to_owned())]];
    let mut bytes = write(&Book::Xls.layout(&["ten", "gio"]), &texts(&rows)).unwrap().to_vec();
    // The record of the first format of cells: font 0, format 0, parent 0.
    let general = [0xe0, 0, 20, 0, 0, 0, 0, 0, 1, 0];
    let at = bytes.windows(general.len()).position(|window| window == general).unwrap();
    bytes[at + 6] = format;
    bytes
}

/// Reads `ten` as text, and `gio` as `kind` where there is one.
fn of(book: Book, kind: Option<Kind>) -> Mapping {
    let mut fields = vec![("ten", "name", any_text())];
    fields.extend(kind.map(|kind| ("gio", "time", kind)));
    let mut mapping = mapping(book, &fields);
    mapping.unmapped = Unmapped::Drop;
    mapping
}

/// What the only row gives for its last field.
fn last(mapping: &Mapping, book: Book, bytes: &[u8]) -> Result<String, DecodeError> {
    let input = Box::new(std::io::Cursor::new(bytes.to_vec()));
    let mut reader = MappedReader::open(mapping, &*book.format(), input, &Limits::default())?;
    let read = reader.next_record().map_err(|fault| fault.error)?.unwrap();
    Ok(match read.record.values.last().unwrap() {
        Some(Value::Text(text)) => text.clone(),
        Some(Value::Decimal(number)) => number.to_string(),
        Some(Value::Date(date)) => date.to_string(),
        other => format!("{other:?}"),
    })
}

#[test]
fn what_no_field_needs_refuses_no_row() {
    let cells = [
        UNCALCULATED,
        TIME,
        "<c r=\"B2\" s=\"2\"><v>0.5</v></c>",
        "<c r=\"B2\" s=\"2\"><v>60</v></c>",
        "<c r=\"B2\" s=\"1\"><v>1.5</v></c>",
        "<c r=\"B2\" s=\"2\"><v>2958466</v></c>",
        "<c r=\"B2\" t=\"d\"><v>2021-02-29</v></c>",
        "<c r=\"B2\" t=\"e\"><v>#REF!</v></c>",
        "<c r=\"B2\" t=\"e\"><v>#N/A</v></c>",
    ];
    for cell in cells {
        assert_eq!(last(&of(Book::Xlsx, None), Book::Xlsx, &workbook(cell)).unwrap(), "Một cửa", "{cell}");
    }
    let without = of(Book::Xls, None);
    for (number, format) in [("0.5", 20), ("0.5", 14), ("60", 14), ("1.5", 46)] {
        let bytes = old_workbook(number, format);
        assert_eq!(last(&without, Book::Xls, &bytes).unwrap(), "Một cửa", "{number} in format {format}");
    }
}

#[test]
fn a_field_that_needs_the_cell_says_where_it_is_what_is_there_and_what_was_expected() {
    let date = Kind::Date { precision: Precision::Day };
    let check = |cell: &str, kind: Kind, code: &str, said: &str, said_vi: &str| {
        for unmapped in [Unmapped::Drop, Unmapped::Keep] {
            let mut mapping = of(Book::Xlsx, Some(kind.clone()));
            mapping.unmapped = unmapped;
            let error = last(&mapping, Book::Xlsx, &workbook(cell)).unwrap_err();
            assert_eq!((error.code(), error.message_vi()), (code, said_vi.to_owned()));
            assert_eq!(error.to_string(), said);
            check_vietnamese(cell, &error.message_vi());
        }
    };
    check(
        UNCALCULATED,
        date.clone(),
        "FORMULA_WITHOUT_VALUE",
        "the cell holds a formula that was never calculated, expected a date; open the file in a spreadsheet and \
         save it (sheet Lịch, row 2, field gio (B), at time)",
        "ô chứa công thức chưa được tính, cần ngày; hãy mở tệp bằng bảng tính rồi lưu lại (trang tính Lịch, dòng 2, cột gio (B), \
         tại time)",
    );
    check(
        TIME,
        date.clone(),
        "WRONG_KIND",
        "found the time 08:30, expected a date (sheet Lịch, row 2, field gio (B), at time)",
        "gặp giờ 08:30, cần ngày (trang tính Lịch, dòng 2, cột gio (B), tại time)",
    );
    check(
        "<c r=\"B2\" s=\"1\"><v>1.5</v></c>",
        any_text(),
        "IMPOSSIBLE_SERIAL",
        "the cell has a format of dates or times and holds 24 hours or more; expected a time of day, from 00:00 to \
         23:59:59 (sheet Lịch, row 2, field gio (B), at time)",
        "ô có định dạng ngày giờ nhưng chứa từ 24 giờ trở lên; cần giờ trong ngày, từ 00:00 đến 23:59:59 (trang tính \
         Lịch, dòng 2, cột gio (B), tại time)",
    );
    check(
        "<c r=\"B2\" t=\"e\"><v>#REF!</v></c>",
        date,
        "CELL_ERROR",
        "the cell holds the error #REF!, expected a date (sheet Lịch, row 2, field gio (B), at time)",
        "ô chứa lỗi #REF!, cần ngày (trang tính Lịch, dòng 2, cột gio (B), tại time)",
    );
}

#[test]
fn what_is_kept_of_an_unmapped_column_must_be_a_value() {
    let mut mapping = of(Book::Xlsx, None);
    mapping.unmapped = Unmapped::Keep;
    let error = last(&mapping, Book::Xlsx, &workbook(UNCALCULATED)).unwrap_err();
    assert_eq!((error.code(), error.place().field.as_deref()), ("FORMULA_WITHOUT_VALUE", Some("gio (B)")));
    let mut reader = {
        let input = Box::new(std::io::Cursor::new(workbook(TIME)));
        MappedReader::open(&mapping, &*Book::Xlsx.format(), input, &Limits::default()).unwrap()
    };
    let kept = reader.next_record().unwrap().unwrap().record.extra;
    assert_eq!(kept, [("gio".to_owned(), "08:30".to_owned())]);
}

#[test]
fn a_time_is_the_text_that_a_person_reads() {
    let as_text = of(Book::Xlsx, Some(any_text()));
    for (cell, expected) in [
        (TIME, "08:30"),
        ("<c r=\"B2\" s=\"1\"><v>0</v></c>", "00:00"),
        ("<c r=\"B2\" s=\"1\"><v>0.999988425925926</v></c>", "23:59:59"),
        ("<c r=\"B2\" t=\"d\"><v>08:30:00</v></c>", "08:30"),
        ("<c r=\"B2\" t=\"d\"><v>T08:30:15Z</v></c>", "08:30:15"),
    ] {
        assert_eq!(last(&as_text, Book::Xlsx, &workbook(cell)).unwrap(), expected, "{cell}");
    }
    let bytes = old_workbook("0.354166666666667", 20);
    assert_eq!(last(&of(Book::Xls, Some(any_text())), Book::Xls, &bytes).unwrap(), "08:30");
    let number = last(&of(Book::Xlsx, Some(Kind::Decimal { max_scale: None })), Book::Xlsx, &workbook(TIME));
    assert_eq!(number.unwrap_err().code(), "WRONG_KIND");
}

#[test]
fn a_code_has_the_zeros_that_only_its_format_shows() {
    let code = Kind::Digits { min: 5, max: 5 };
    let number = Kind::Decimal { max_scale: None };
    let read = |cell: &str, kind: &Kind| {
        last(&of(Book::Xlsx, Some(kind.clone())), Book::Xlsx, &workbook(cell)).map_err(|error| error.code())
    };
    let cell = |style: u8, value: &str| format!("<c r=\"B2\" s=\"{style}\"><v>{value}</v></c>");
    for kind in [code.clone(), any_text()] {
        assert_eq!(read(&cell(3, "123"), &kind).as_deref(), Ok("00123"));
        assert_eq!(read(&cell(3, "12345"), &kind).as_deref(), Ok("12345"));
        assert_eq!(read(&cell(3, "0"), &kind).as_deref(), Ok("00000"));
    }
    assert_eq!(read(&cell(3, "123"), &number).as_deref(), Ok("123"), "what is counted has no zeros");
    assert_eq!(read(&cell(3, "0"), &number).as_deref(), Ok("0"));
    // Longer than the format: all of its digits are shown, and it is no code of five.
    assert_eq!(read(&cell(3, "123456"), &code), Err("NOT_DIGITS"));
    // The format shows something else than the number, or says nothing of zeros.
    for (style, value) in [(3, "12.5"), (3, "-123"), (3, "1234567890123456"), (0, "123"), (4, "123")] {
        assert_eq!(
            read(&cell(style, value), &any_text()),
            Err("NUMBER_FOR_TEXT"),
            "{value} in style {style}"
        );
    }
    // The code of the written format of dates, which is as long.
    let mut bytes = old_workbook("123", 164);
    let at = bytes.windows(10).position(|window| window == b"dd/mm/yyyy").unwrap();
    bytes[at..at + 10].copy_from_slice(b"0000000000");
    assert_eq!(last(&of(Book::Xls, Some(any_text())), Book::Xls, &bytes).unwrap(), "0000000123");
}

#[test]
fn a_cell_of_dates_that_shows_no_day_is_the_year_or_the_month_that_it_shows() {
    let forms = ["dd/MM/yyyy", "MM/yyyy", "MM-yyyy", "yyyy"].map(|form| DateForm::parse(form, None).unwrap());
    let dates = |precision, book| {
        let mut mapping = of(book, Some(Kind::Date { precision }));
        let forms: Vec<_> = forms.iter().filter(|form| form.precision() <= precision).cloned().collect();
        mapping.rows.fields[1].form = Form::Dates(forms);
        mapping
    };
    let cell = |code: &str, cell: &str| {
        let styles = format!(
            "<numFmts><numFmt numFmtId=\"164\" formatCode=\"{code}\"/></numFmts>\
             <cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"164\"/><xf numFmtId=\"17\"/></cellXfs>"
        );
        with_styles(&styles, cell)
    };
    // 18264 is 1 January 1950: a day that nobody typed.
    let serial = "<c r=\"B2\" s=\"1\"><v>18264</v></c>";
    let iso = "<c r=\"B2\" s=\"1\" t=\"d\"><v>1950-01-01</v></c>";
    for (code, written, shown) in [
        ("yyyy", serial, "1950"),
        ("yyyy", iso, "1950"),
        ("mm/yyyy", serial, "1950-01"),
        ("dd/mm/yyyy", serial, "1950-01-01"),
        ("0", "<c r=\"B2\" s=\"2\"><v>18264</v></c>", "1950-01"),
    ] {
        let year = dates(Precision::Year, Book::Xlsx);
        let read = last(&year, Book::Xlsx, &cell(code, written)).unwrap();
        assert_eq!(read, shown, "{code}");
        let day = last(&dates(Precision::Day, Book::Xlsx), Book::Xlsx, &cell(code, written));
        assert_eq!(
            day.map_err(|error| error.code()).err(),
            (shown.len() < 10).then_some("NOT_A_DATE"),
            "{code}"
        );
    }
    let error = last(&dates(Precision::Day, Book::Xlsx), Book::Xlsx, &cell("yyyy", serial)).unwrap_err();
    assert!(error.to_string().contains("1950 is not a date of the form dd/MM/yyyy"), "{error}");
    assert_eq!(
        last(&dates(Precision::Year, Book::Xls), Book::Xls, &old_workbook("18264", 17)).unwrap(),
        "1950-01"
    );
    // The code of the written format of dates, which is as long.
    let mut bytes = old_workbook("18264", 164);
    let at = bytes.windows(10).position(|window| window == b"dd/mm/yyyy").unwrap();
    bytes[at..at + 10].copy_from_slice(b"yyyy;@;@;@");
    assert_eq!(last(&dates(Precision::Year, Book::Xls), Book::Xls, &bytes).unwrap(), "1950");
}

#[test]
fn a_code_of_a_zero_and_more_places_is_read_as_it_is_shown() {
    let styles = "<numFmts><numFmt numFmtId=\"164\" formatCode=\"0#########\"/></numFmts>\
        <cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"164\"/></cellXfs>";
    let bytes = with_styles(styles, "<c r=\"B2\" s=\"1\"><v>912345678</v></c>");
    let digits = Kind::Digits { min: 10, max: 10 };
    assert_eq!(last(&of(Book::Xlsx, Some(digits)), Book::Xlsx, &bytes).unwrap(), "0912345678");
    let number = Kind::Decimal { max_scale: None };
    assert_eq!(last(&of(Book::Xlsx, Some(number)), Book::Xlsx, &bytes).unwrap(), "912345678");
}

#[test]
fn a_number_that_a_sheet_has_rounded_stands_for_no_code() {
    let mut mapping = of(Book::Xlsx, Some(any_text()));
    mapping.rows.fields[1].takes_numbers = true;
    let cell = |value: &str| workbook(&format!("<c r=\"B2\"><v>{value}</v></c>"));
    assert_eq!(last(&mapping, Book::Xlsx, &cell("123456789012345")).unwrap(), "123456789012345");
    let error = last(&mapping, Book::Xlsx, &cell("1234567890123456")).unwrap_err();
    assert_eq!(
        error.for_the_sender().to_string(),
        "expected text, found the number 1234567890123456; of a number in this format only 15 digits are certain \
         (sheet Lịch, row 2, field gio (B), at time)"
    );
    check_vietnamese(error.code(), &error.message_vi());
}

#[test]
fn an_amount_of_more_digits_than_a_sheet_keeps_is_refused() {
    let mapping = of(Book::Xlsx, Some(Kind::Decimal { max_scale: Some(2) }));
    let cell = |value: &str| workbook(&format!("<c r=\"B2\"><v>{value}</v></c>"));
    assert_eq!(last(&mapping, Book::Xlsx, &cell("123456789012345")).unwrap(), "123456789012345");
    let error = last(&mapping, Book::Xlsx, &cell("12345678901234567")).unwrap_err();
    assert_eq!(error.code(), "NUMBER_ROUNDED", "{error}");
    check_vietnamese(error.code(), &error.message_vi());
}

#[test]
fn what_is_no_error_of_a_program_is_not_shown_as_one() {
    let mapping = of(Book::Xlsx, Some(any_text()));
    let cell = |value: &str| workbook(&format!("<c r=\"B2\" t=\"e\"><v>{value}</v></c>"));
    let error = last(&mapping, Book::Xlsx, &cell("#SPILL!")).unwrap_err();
    assert!(error.to_string().contains("#SPILL!"), "{error}");
    let error = last(&mapping, Book::Xlsx, &cell("Lan Anh")).unwrap_err();
    assert!(error.code() == "CELL_ERROR" && !error.to_string().contains("Lan"), "{error}");
    check_vietnamese(error.code(), &error.message_vi());
}
