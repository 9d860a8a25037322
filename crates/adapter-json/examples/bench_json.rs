//! How fast JSON is read and written: `cargo run --release -p lienthong-adapter-json --example bench_json`.
//!
//! The rows are invented. Reading is counted with every cell looked at, without a mapping.
#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a measurement for people")]

use std::hint::black_box;
use std::io::Cursor;
use std::time::Instant;

use jiff::Timestamp;
use lienthong_adapter::Limits;
use lienthong_adapter::rows::{
    ColumnLayout, FormatLayout, JsonLayout, Layout, OutCell, OutRow, RowFormat, WriteContext,
};
use lienthong_adapter_json::JsonFormat;
use lienthong_vntext::Charset;

const ROWS: usize = 200_000;
const NAMES: [&str; 8] =
    ["hoTen", "soDinhDanh", "ngaySinh", "que.xa", "que.tinh", "soTien", "trangThai", "ghiChu"];
const TEXTS: [&str; 8] = [
    "Nguyễn Thị Mẫu",
    "000000000123",
    "1990-01-31",
    "Xã Mẫu Một",
    "Tỉnh Mẫu",
    "1500000",
    "đang xử lý",
    "một ghi chú dài hơn một chút, để có chữ",
];

fn main() {
    let json = JsonLayout {
        rows: "data".into(),
        single: false,
        constants: vec![],
        write_null: false,
        drop_beside: false,
    };
    let columns = NAMES.map(ColumnLayout::named).to_vec();
    let layout = Layout { charset: Charset::Utf8, columns, groups: vec![], format: FormatLayout::Json(json) };
    let one = format!(
        r#"{{"hoTen":"{}","soDinhDanh":"{}","ngaySinh":"{}","que":{{"xa":"{}","tinh":"{}"}},"soTien":{},"trangThai":"{}","ghiChu":"{}"}}"#,
        TEXTS[0], TEXTS[1], TEXTS[2], TEXTS[3], TEXTS[4], TEXTS[5], TEXTS[6], TEXTS[7]
    );
    let text = format!("{{\"data\":[{}]}}", vec![one; ROWS].join(",\n"));

    let begun = Instant::now();
    let mut reader = JsonFormat.open(Box::new(Cursor::new(&text)), &layout, &Limits::default()).unwrap();
    let mut rows = 0;
    while let Some(row) = reader.next_row().unwrap() {
        rows += 1;
        black_box(row);
    }
    told("read", text.len(), rows, begun);

    let begun = Instant::now();
    let context = WriteContext { at: Timestamp::UNIX_EPOCH };
    let mut writer = JsonFormat.create(Box::new(Cursor::new(Vec::new())), &layout, &context).unwrap();
    let cells = TEXTS.map(OutCell::Text).to_vec();
    for number in 1..=ROWS as u64 {
        writer.write_row(&OutRow { number, cells: cells.clone(), ..OutRow::default() }).unwrap();
    }
    writer.finish().unwrap();
    told("write", text.len(), ROWS, begun);
}

fn told(what: &str, bytes: usize, rows: usize, begun: Instant) {
    let seconds = begun.elapsed().as_secs_f64();
    let rate = bytes as f64 / 1e6 / seconds;
    println!("{what}: {rows} rows, {:.0} MB/s, {:.0} rows/s", rate, rows as f64 / seconds);
}
