//! The conformance test of the adapter crate, over both kinds of workbook.

use std::sync::Arc;

use bytes::Bytes;
use lienthong_adapter::conformance;
use lienthong_adapter::mapping::{MappedAdapter, Mapping};
use lienthong_adapter::rows::{ColumnKind, OutCell};
use lienthong_model::schema::{Kind, Precision};

use crate::common::*;

/// A field of every kind. All people are invented.
fn people(book: Book) -> Mapping {
    let mut mapping = mapping(
        book,
        &[
            ("Số định danh", "id", Kind::Digits { min: 12, max: 12 }),
            ("Họ và tên", "name", any_text()),
            ("Ngày sinh", "born", Kind::Date { precision: Precision::Day }),
            ("Số tiền", "amount", Kind::Decimal { max_scale: None }),
            ("Còn sống", "alive", Kind::Boolean),
            ("Lúc", "at", Kind::DateTime),
        ],
    );
    let kinds = [
        ColumnKind::Text,
        ColumnKind::Text,
        ColumnKind::Date,
        ColumnKind::Number { width: 15, decimals: 2 },
        ColumnKind::Bool,
        ColumnKind::DateTime,
    ];
    mapping.layout.columns.iter_mut().zip(kinds).for_each(|(column, kind)| column.kind = kind);
    mapping
}

fn rows() -> Vec<Vec<OutCell<'static>>> {
    use jiff::civil::date;
    vec![
        vec![
            OutCell::Text("000190000001"),
            OutCell::Text("Nguyễn Thị Ỷ"),
            OutCell::Date(date(1960, 2, 29)),
            OutCell::Number("1500000.25"),
            OutCell::Bool(true),
            OutCell::DateTime(date(2026, 11, 25).at(7, 59, 59, 0)),
        ],
        vec![
            OutCell::Text("000190000002"),
            OutCell::Text("Trần <Văn> & \"Ất\"\r\n dòng hai _x000D_ "),
            OutCell::Absent,
            OutCell::Number("-0.1"),
            OutCell::Bool(false),
            OutCell::Absent,
        ],
        vec![
            OutCell::Text("000190000003"),
            OutCell::Absent,
            OutCell::Date(date(1900, 3, 1)),
            OutCell::Number("123456789012345"),
            OutCell::Absent,
            OutCell::DateTime(date(9999, 12, 31).at(0, 0, 0, 0)),
        ],
    ]
}

#[test]
fn both_kinds_of_workbook_conform() {
    for book in BOTH {
        let people = people(book);
        let bytes = write(&people.layout, &rows()).unwrap();
        let adapter = MappedAdapter::new(Arc::new(people), book.format());
        conformance::run(&adapter, &[("people", bytes)]);
    }
}

#[test]
fn the_real_files_conform() {
    let names =
        ["province", "province_code", "district", "district_code", "ward", "ward_code", "kind", "english"];
    let columns =
        ["Tỉnh Thành Phố", "Mã TP", "Quận Huyện", "Mã QH", "Phường Xã", "Mã PX", "Cấp", "Tên Tiếng Anh"];
    let fields: Vec<_> =
        columns.iter().zip(names).map(|(column, name)| (*column, name, any_text())).collect();
    let sample = |name: &str| -> Bytes { sample(&format!("units/gso_xls/{name}.xls")) };
    let adapter = MappedAdapter::new(Arc::new(mapping(Book::Xls, &fields)), Book::Xls.format());
    conformance::run(
        &adapter,
        &[("gso_tuyen_quang", sample("gso_tuyen_quang")), ("gso_ha_giang", sample("gso_ha_giang"))],
    );
}
