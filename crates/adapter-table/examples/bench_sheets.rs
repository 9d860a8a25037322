//! Rows per second and memory of reading and writing sheets with 20 columns of invented values.
//!
//! `cargo run --release -p lienthong-adapter-table --example bench_sheets [rows] [folder for the files]`
//!
//! Memory is the peak of the process, so each step tells the peak up to its end.
#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "an example")]

use std::fs::File;
use std::io::BufWriter;
use std::path::PathBuf;
use std::time::Instant;

use jiff::Timestamp;
use lienthong_adapter::Limits;
use lienthong_adapter::rows::{
    ColumnKind, ColumnLayout, FormatLayout, Layout, OutCell, OutRow, RowFormat, SheetLayout, SheetName,
    WriteContext,
};
use lienthong_adapter_table::sheet::{XlsFormat, XlsxFormat};
use lienthong_vntext::Charset;

const COLUMNS: usize = 20;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let rows: u64 = arguments.next().map_or(60_000, |text| text.parse().unwrap());
    let folder = arguments.next().map_or_else(std::env::temp_dir, PathBuf::from);
    let sheet =
        || SheetLayout { sheet: SheetName::Index(0), header: Default::default(), end: Default::default() };
    bench(&XlsxFormat, FormatLayout::Xlsx(sheet()), rows, &folder);
    bench(&XlsFormat, FormatLayout::Xls(sheet()), rows.min(65_000), &folder);
}

fn bench(format: &dyn RowFormat, layout: FormatLayout, rows: u64, folder: &std::path::Path) {
    let columns = (0..COLUMNS).map(|at| {
        let mut column = ColumnLayout::named(format!("Cột {at}"));
        match at % 10 {
            8 => column.kind = ColumnKind::Number { width: 12, decimals: 0 },
            9 => column.kind = ColumnKind::Date,
            _ => {}
        }
        column
    });
    let layout =
        Layout { charset: Charset::Utf8, columns: columns.collect(), groups: Vec::new(), format: layout };
    let path = folder.join(format!("bench_sheets.{}", format.file_extension()));
    let name = format.format();

    let start = Instant::now();
    let output = Box::new(BufWriter::new(File::create(&path).unwrap()));
    let context = WriteContext { at: Timestamp::UNIX_EPOCH };
    let mut writer = format.create(output, &layout, &context).unwrap();
    for number in 1..=rows {
        let texts: Vec<String> = (0..COLUMNS)
            .map(|at| match at % 10 {
                0 => format!("000{number:09}"),
                8 => (number * 1000 + at as u64).to_string(),
                at => format!("Xã Thượng Lâm, tổ {}", number % 97 * at as u64),
            })
            .collect();
        let cells = texts.iter().enumerate().map(|(at, text)| match at % 10 {
            8 => OutCell::Number(text),
            9 => OutCell::Date(jiff::civil::date(1960 + (number % 60) as i16, 1 + (number % 12) as i8, 2)),
            _ => OutCell::Text(text),
        });
        writer.write_row(&OutRow { number, cells: cells.collect(), ..OutRow::default() }).unwrap();
    }
    writer.finish().unwrap();
    drop(writer);
    report(&format!("{name} write"), rows, start, &path);

    let start = Instant::now();
    let input = Box::new(File::open(&path).unwrap());
    let limits = Limits { package_bytes: 1 << 32, unpacked_bytes: 1 << 34, ..Limits::default() };
    let mut reader = format.open(input, &layout, &limits).unwrap();
    let (mut read, mut filled) = (0, 0);
    while let Some(row) = reader.next_row().unwrap() {
        read += 1;
        filled += row.cells.iter().filter(|cell| !cell.is_blank()).count() as u64;
    }
    assert_eq!((read, filled), (rows, rows * COLUMNS as u64));
    report(&format!("{name} read"), rows, start, &path);
}

fn report(what: &str, rows: u64, start: Instant, path: &std::path::Path) {
    let seconds = start.elapsed().as_secs_f64();
    let size = std::fs::metadata(path).unwrap().len();
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("unknown").trim();
    println!(
        "{what}: {rows} rows in {seconds:.2} s, {:.0} rows/s, file {} KiB, peak memory {peak}",
        rows as f64 / seconds,
        size / 1024
    );
}
