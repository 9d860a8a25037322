//! What mapping files become: every key has its place in the typed mapping.

#![allow(clippy::unwrap_used)]

mod kinds;
#[path = "../support/mod.rs"]
mod support;
mod uses;

use lienthong_adapter::mapping::{
    Case, Direction, Filter, Form, From, Mapping, OnError, OnUnknown, Test, Unmapped,
};
use lienthong_adapter::rows::{
    Align, ColumnKind, Constant, CsvLayout, DbfLayout, DbfVersion, End, FixedLayout, FixedUnit, FormatLayout,
    Header, HeaderRule, Heading, JsonLayout, Pad, RecordEnd, SheetLayout, SheetName, SoapVersion, Span,
    Until, Unwrap, XmlLayout,
};
use lienthong_vntext::Charset;
use support::Folder;

/// A schema with every kind.
const SCHEMA: &str = r#"
[[schema]]
id = "ho/v1"
title = "Hộ (lược đồ ví dụ)"
field = [
    { name = "ma", title = "Mã", type = "digits", length = 5, required = true },
    { name = "ten", title = "Tên", type = "text" },
    { name = "loai", title = "Loại", type = "code", codes = "loai-hinh", open = true },
    { name = "dien_tich", title = "Diện tích", type = "decimal", scale = 2 },
    { name = "con", title = "Còn", type = "boolean" },
    { name = "lap", title = "Ngày lập", type = "date", precision = "year" },
    { name = "luc", title = "Lúc", type = "date-time" },
    { name = "chu", title = "Chủ", type = "group", field = [
        { name = "ten", title = "Tên", type = "text" },
    ] },
    { name = "nguoi", title = "Người", type = "group", repeats = { max = 20 }, field = [
        { name = "so", title = "Số", type = "digits", length = [9, 12], required = true },
        { name = "giay", title = "Giấy", type = "group", repeats = { min = 0, max = 5 }, field = [
            { name = "loai", title = "Loại", type = "text" },
        ] },
    ] },
]
"#;
const LIST: &str = "code,label,cu,cu_hon\nxa,Xã,X,x\nphuong,Phường,P,\n";

fn folder(mapping: &str) -> Folder {
    let folder = Folder::starter();
    folder.write("schemas/ho.toml", SCHEMA.as_bytes());
    folder.write("codelists/loai-hinh.csv", LIST.as_bytes());
    folder.write("mappings/thu.toml", mapping.as_bytes());
    folder
}

fn mapping(text: &str) -> Mapping {
    let loaded = match folder(text).load() {
        Ok(loaded) => loaded,
        Err(found) => panic!("{found:#?}"),
    };
    (*loaded.checked.mappings.get("thu").unwrap().mapping).clone()
}

const KEEP: &str = "schema = \"ho/v1\"\n";
const CODE: &str = "[[field]]\nto = \"ma\"\nfrom = \"MA\"\n";

fn format_of(source: &str) -> FormatLayout {
    let place = if source.contains("\"fixed\"") {
        "at = { start = 1, length = 5 }"
    } else if source.contains("header = \"none\"") {
        "from = \"1\""
    } else {
        "from = \"MA\""
    };
    let code = CODE.replace("from = \"MA\"", place);
    mapping(&format!("{KEEP}direction = \"read\"\nunmapped = \"drop\"\n[source]\n{source}\n{code}"))
        .layout
        .format
}

#[test]
fn every_key_of_a_format_has_its_place_in_the_layout() {
    let check = |source: &str, expected: FormatLayout| assert_eq!(format_of(source), expected, "{source}");
    check("format = \"csv\"\ncharset = \"utf-8\"", FormatLayout::Csv(CsvLayout::default()));
    check(
        "format = \"csv\"\ncharset = \"tcvn3-abc\"\ndelimiter = \"tab\"\nquote = \"none\"\nheader = \"none\"\n\
         until = \"empty-row\"\nignore_after_end = true\nshort = \"refuse\"\nbom = true\nutf16 = true\nexcel_safe = true\n\
         line_end = \"lf\"",
        FormatLayout::Csv(CsvLayout {
            delimiter: b'\t',
            quote: None,
            header: Header { rule: HeaderRule::Absent, rows: 1, fold_diacritics: false },
            end: End { until: Until::FirstEmptyRow, ignore_after_end: true },
            short_is_absent: false,
            bom: true,
            utf16: true,
            excel_safe: true,
            lf: true,
        }),
    );
    check(
        "format = \"xlsx\"\nsheet = 2\nheader = { row = 5, rows = 2, fold_diacritics = true }\nuntil = { empty = \"Mã\" }",
        FormatLayout::Xlsx(SheetLayout {
            sheet: SheetName::Index(1),
            header: Header { rule: HeaderRule::Row(5), rows: 2, fold_diacritics: true },
            end: End { until: Until::ColumnEmpty("Mã".into()), ignore_after_end: false },
        }),
    );
    check(
        "format = \"xls\"\nsheet = \"Sheet1\"\nheader = { find = [\"Mã\", \"Tên\"] }\nuntil = { text = \"Tổng\", column = \"Mã\" }",
        FormatLayout::Xls(SheetLayout {
            sheet: SheetName::Name("Sheet1".into()),
            header: Header {
                rule: HeaderRule::Find(vec!["Mã".into(), "Tên".into()]),
                rows: 1,
                fold_diacritics: false,
            },
            end: End {
                until: Until::TextIn { column: "Mã".into(), text: "Tổng".into() },
                ignore_after_end: false,
            },
        }),
    );
    check(
        "format = \"fixed\"\ncharset = \"utf-8\"\nline_end = \"none\"\nunit = \"char\"\nlength = 80\nshort = \"absent\"",
        FormatLayout::Fixed(FixedLayout {
            end: RecordEnd::Nothing,
            unit: FixedUnit::Char,
            length: Some(80),
            short_is_absent: true,
            heading: Heading::Absent,
            data_end: End::default(),
        }),
    );
    check(
        "format = \"fixed\"\ncharset = \"tcvn3-abc\"\nheading = [\"Mã   Tên\", \"\"]\nuntil = { text = \"TONG\" }\n\
         ignore_after_end = true",
        FormatLayout::Fixed(FixedLayout {
            end: RecordEnd::CrLf,
            unit: FixedUnit::Byte,
            length: None,
            short_is_absent: false,
            heading: Heading::Lines(vec!["Mã   Tên".to_owned(), String::new()]),
            data_end: End { until: Until::Text("TONG".into()), ignore_after_end: true },
        }),
    );
    check(
        "format = \"dbf\"\ncharset = \"vni\"\nversion = \"visual-foxpro\"\ndeleted = \"include\"\ntrust = \"size\"\ncode_page = 3",
        FormatLayout::Dbf(DbfLayout {
            version: DbfVersion::VisualFoxPro,
            include_deleted: true,
            trust_size: true,
            code_page: 3,
        }),
    );
    check(
        "format = \"xml\"\nrows = \"DanhSach/Ho\"\nnamespaces = { q = \"urn:q\", a = \"urn:a\" }\nsoap = \"1.2\"\n\
         unwrap = \"base64-xml\"\nwrite_empty = true",
        FormatLayout::Xml(XmlLayout {
            rows: "DanhSach/Ho".into(),
            namespaces: vec![("q".into(), "urn:q".into()), ("a".into(), "urn:a".into())],
            soap: Some(SoapVersion::V12),
            dataset: false,
            unwrap: Some(Unwrap::Base64Xml),
            write_empty: true,
            drop_beside: false,
        }),
    );
    check(
        "format = \"json\"\nrows = \"data\"\nsingle = true\nconstants = { version = \"1\", status = 200, ok = true }\n\
         write_null = true",
        FormatLayout::Json(JsonLayout {
            rows: "data".into(),
            single: true,
            constants: vec![
                ("version".into(), Constant::Text("1".into())),
                ("status".into(), Constant::Number("200".into())),
                ("ok".into(), Constant::Bool(true)),
            ],
            write_null: true,
            drop_beside: false,
        }),
    );
}

#[test]
fn every_key_of_a_field_has_its_place_in_the_mapping() {
    let found = mapping(
        r#"
name = "thu"
schema = "ho/v1"
direction = "read"
unmapped = "keep"
on_error = "quarantine"
key = ["ma"]
where = [{ column = "LOAI", is = ["KS"] }, { column = "MA", digits = true }]
carry = ["NameEn"]
source = { format = "csv", charset = "tcvn3-abc" }
[[field]]
to = "ma"
from = ["MA", "Mã"]
charset = "vni-win"
pad_left = { with = "0", to = 5 }
takes_numbers = true
[[field]]
to = "ten"
from = "DIACHI"
split = { at = ", ", part = 1, of = 3 }
trim = false
collapse_spaces = true
case = "title"
repair = ["double_utf8", "html"]
fix_lookalikes = true
script = "vietnamese"
nothing = ["-", "NULL"]
default = "Chưa rõ"
fill_down = true
[[field]]
to = "chu.ten"
join = { from = ["HO", "TEN"], with = "  " }
[[field]]
to = "loai"
from = "LOAI"
codes = { list = "loai-hinh", column = ["cu", "cu_hon"] }
on_unknown = "keep"
[[field]]
to = "dien_tich"
from = "DT"
number = { group = ".", decimal = ",", suffix = ["m2", "m²"] }
[[field]]
to = "con"
from = "CON"
yes = ["1", "x"]
no = "0"
[[field]]
to = "lap"
from = "LAP"
dates = ["dd/MM/yy", "yyyy"]
pivot = 30
[[field]]
to = "luc"
const = "2026-11-20T08:00:00"
"#,
    );
    assert_eq!((found.unmapped, found.on_error), (Unmapped::Keep, OnError::Quarantine));
    assert_eq!((found.direction, found.layout.charset), (Direction::Read, Charset::Tcvn3Abc));
    let names: Vec<&str> = found.layout.columns.iter().map(|column| column.name()).collect();
    assert_eq!(names, ["MA", "DIACHI", "HO", "TEN", "LOAI", "DT", "CON", "LAP", "NameEn"]);
    let [ma, ten, chu, loai, area, con, lap, luc] = &found.rows.fields[..] else { panic!() };
    assert_eq!(found.layout.columns[0].names, ["MA", "Mã"]);
    assert_eq!(found.layout.columns[0].charset, Some(Charset::VniWin));
    assert!(found.layout.columns[0].required && !found.layout.columns[1].required);
    assert_eq!((ma.clean.pad_left, ma.takes_numbers), (Some(('0', 5)), true));
    assert_eq!(ten.from, From::Part { column: 1, separator: ", ".into(), index: 0, count: 3 });
    assert_eq!(ten.nothing, ["-", "NULL", ""]);
    assert_eq!(ten.default, Some(lienthong_model::schema::Value::Text("Chưa rõ".into())));
    let clean = &ten.clean;
    assert_eq!((clean.trim, clean.collapse, clean.case), (false, true, Some(Case::Title)));
    assert!(clean.repair_double_utf8 && clean.repair_entities && clean.fix_lookalikes && ten.fill_down);
    assert!(ten.is_vietnamese && !ma.is_vietnamese);
    assert_eq!(chu.from, From::Join { columns: vec![2, 3], separator: "  ".into() });
    assert_eq!(chu.name, "chu.ten");
    let Form::Codes(codes) = &loai.form else { panic!("{:?}", loai.form) };
    assert_eq!((codes.read("X"), codes.read("x"), codes.read("Z")), (Some("xa"), Some("xa"), Some("Z")));
    assert_eq!(
        (codes.write("xa"), codes.on_unknown),
        (Some("X"), OnUnknown::Keep),
        "the first column is written"
    );
    assert_eq!(
        (codes.read("phuong"), codes.write("x"), codes.write("Z")),
        (None, None, Some("Z")),
        "what means something on the other side is not kept"
    );
    let Form::Number(number) = &area.form else { panic!("{:?}", area.form) };
    assert_eq!((number.group, number.decimal, number.suffixes.len()), (Some('.'), ',', 2));
    assert_eq!(con.form, Form::Boolean { yes: vec!["1".into(), "x".into()], no: vec!["0".into()] });
    assert!(matches!(&lap.form, Form::Dates(forms) if forms.len() == 2));
    assert!(matches!(luc.from, From::Constant(_)));
    let filters = [
        Filter { column: 4, test: Test::Is(vec!["KS".to_owned()]) },
        Filter { column: 0, test: Test::Digits },
    ];
    assert_eq!(found.filters, filters, "filters share the columns of fields");
    assert_eq!(found.key, std::slice::from_ref(&ma.to));
}

#[test]
fn a_filter_asks_one_thing_of_a_column() {
    for (filter, expected) in [
        ("{ column = \"MA\", filled = true }", ""),
        ("{ column = \"MA\", is_not = [\"Cộng\", \"Tổng\"] }", ""),
        ("[]", ""),
        ("{ column = \"MA\" }", "MissingKey"),
        ("{ column = \"MA\", filled = true, digits = true }", "Conflict"),
        ("[{ column = \"MA\", digits = false }]", "BadValue"),
        ("{ column = \"MA\", is_not = \" Cộng\" }", "NeverFound"),
        ("[{ column = \"MA\", filled = true }, { column = \"MA\", zzz = 1 }]", "UnknownKey"),
        ("{ column = \"MA\", filled = true }\nwhere_none = \"accept\"", ""),
        ("{ column = \"MA\", filled = true }\nwhere_none = true", "WrongType"),
        ("[]\nother_charset = \"accept\"", ""),
        ("[]\nother_charset = \"guess\"", "UnknownWord"),
        ("[]\nwhere_none = \"accept\"", "Conflict"),
    ] {
        let source = format!(
            "{KEEP}direction = \"read\"\nwhere = {filter}\n[source]\nformat = \"csv\"\ncharset = \"utf-8\"\n{CODE}"
        );
        let found = folder(&source).load().err().map(|errors| format!("{errors:?}")).unwrap_or_default();
        assert!(found.contains(expected) && found.is_empty() == expected.is_empty(), "{filter}: {found}");
    }
}

#[test]
fn places_count_from_one_for_people_and_from_zero_inside() {
    let text = r#"
schema = "ho/v1"
leave_out = ["ten", "loai", "con", "lap", "luc", "nguoi"]
source = { format = "fixed", charset = "vni-win" }
[[field]]
to = "ma"
at = { start = 1, length = 5 }
column = { pad = "0", align = "right" }
[[field]]
to = "dien_tich"
at = { start = 46, length = 9 }
column = { pad = "0", align = "right" }
[[field]]
to = "chu.ten"
join = { at = [{ start = 6, length = 30 }, { start = 36, length = 10 }] }
"#;
    let columns = mapping(text).layout.columns;
    let spans: Vec<Option<Span>> = columns.iter().map(|column| column.span).collect();
    let span = |start, length| Some(Span { start, length });
    assert_eq!(spans, [span(0, 5), span(45, 9), span(5, 30), span(35, 10)]);
    assert_eq!(columns[0].pad, Pad { with: b'0', align: Align::Right, is_number: false, ..Pad::default() });
    // Zeros in front of a number are not all padding.
    assert_eq!(columns[1].pad, Pad { with: b'0', align: Align::Right, is_number: true, ..Pad::default() });
    assert_eq!(columns[2].kind, ColumnKind::TextOf { bytes: 30 });
}

#[test]
fn groups_lie_within_groups_in_trees() {
    let found = mapping(
        r#"
schema = "ho/v1"
leave_out = ["ten", "loai", "dien_tich", "con", "lap", "luc", "chu"]
source = { format = "xml", rows = "Ho" }
[[field]]
to = "ma"
from = "@ma"
[[group]]
to = "nguoi"
from = "DanhSach/Nguoi"
[[group.field]]
to = "so"
from = "So"
[[group.group]]
to = "giay"
from = "Giay"
[[group.group.field]]
to = "loai"
from = "."
"#,
    );
    let [people] = &found.layout.groups[..] else { panic!() };
    assert_eq!((people.path.as_str(), people.columns[0].name()), ("DanhSach/Nguoi", "So"));
    assert_eq!(people.groups[0].columns[0].name(), ".");
    assert_eq!(found.rows.groups[0].rows.groups[0].rows.fields[0].name, "loai");
}
