//! How fast XML is read and written: `cargo run --release -p lienthong-adapter-xml --example bench_xml`.
//!
//! The rows are invented. Reading is counted with every cell looked at, without a mapping.
#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a measurement for people")]

use std::hint::black_box;
use std::io::Cursor;
use std::time::Instant;

use jiff::Timestamp;
use lienthong_adapter::Limits;
use lienthong_adapter::rows::{
    ColumnLayout, FormatLayout, Layout, OutCell, OutRow, RowFormat, WriteContext, XmlLayout,
};
use lienthong_adapter_xml::XmlFormat;
use lienthong_vntext::Charset;

const ROWS: usize = 200_000;
const CELLS: [(&str, &str); 8] = [
    ("@ma", "0001"),
    ("HoTen", "Nguyễn Thị Mẫu"),
    ("SoDinhDanh", "000000000123"),
    ("NgaySinh", "1990-01-31"),
    ("Que/Xa", "Xã Mẫu Một"),
    ("Que/Tinh", "Tỉnh Mẫu"),
    ("TrangThai", "đang xử lý"),
    ("GhiChu", "một ghi chú dài hơn một chút, để có chữ"),
];

fn main() {
    for dataset in [false, true] {
        let columns = CELLS.iter().filter(|(name, _)| !dataset || !name.contains(['@', '/']));
        let columns: Vec<_> = columns.collect();
        let xml = XmlLayout {
            rows: "KetQua/DanhSach/Ho".into(),
            namespaces: vec![],
            soap: None,
            dataset,
            unwrap: None,
            write_empty: false,
            drop_beside: false,
        };
        let layout = Layout {
            charset: Charset::Utf8,
            columns: columns.iter().map(|(name, _)| ColumnLayout::named(*name)).collect(),
            groups: vec![],
            format: FormatLayout::Xml(xml),
        };
        let name = if dataset { "data set" } else { "elements" };
        let row = OutRow {
            cells: columns.iter().map(|(_, text)| OutCell::Text(text)).collect(),
            ..OutRow::default()
        };

        let kept = lienthong_adapter::mapping::Collected::default();
        write(Box::new(kept.clone()), &layout, &row);
        let bytes = kept.take();
        let begun = Instant::now();
        write(Box::new(Cursor::new(Vec::new())), &layout, &row);
        told(&format!("write {name}"), bytes.len(), begun);

        let begun = Instant::now();
        let input = Box::new(Cursor::new(bytes.clone()));
        let mut reader = XmlFormat.open(input, &layout, &Limits::default()).unwrap();
        let mut rows = 0;
        while let Some(row) = reader.next_row().unwrap() {
            rows += 1;
            black_box(row);
        }
        assert_eq!(rows, ROWS);
        told(&format!("read {name}"), bytes.len(), begun);
    }
}

fn write<'a>(output: Box<dyn lienthong_adapter::rows::Output + 'a>, layout: &'a Layout, row: &OutRow<'_>) {
    let context = WriteContext { at: Timestamp::UNIX_EPOCH };
    let mut writer = XmlFormat.create(output, layout, &context).unwrap();
    for _ in 0..ROWS {
        writer.write_row(row).unwrap();
    }
    writer.finish().unwrap();
}

fn told(what: &str, bytes: usize, begun: Instant) {
    let seconds = begun.elapsed().as_secs_f64();
    let rate = bytes as f64 / 1e6 / seconds;
    println!("{what}: {ROWS} rows, {rate:.0} MB/s, {:.0} rows/s", ROWS as f64 / seconds);
}
