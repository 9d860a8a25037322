//! Rows per second of delimited text, fixed width and DBF through a mapping of 20 fields, and the memory that it took.
//!
//! `cargo run --release -p lienthong-adapter-table --example bench_table [ROWS]`. Files are made in the folder for temporary
//! files and removed again. The people are invented: their numbers begin with 000.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a program for developers")]

use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use lienthong_adapter::Limits;
use lienthong_adapter::mapping::{
    DateForm, Direction, FieldMap, Form, MappedReader, MappedWriter, Mapping, OnError, RowMap, Unmapped,
};
use lienthong_adapter::rows::{
    ColumnKind, ColumnLayout, CsvLayout, DbfLayout, DbfVersion, End, FixedLayout, FixedUnit, FormatLayout,
    Heading, Layout, RecordEnd, RowFormat, Span, WriteContext,
};
use lienthong_adapter_table::{CsvFormat, DbfFormat, FixedFormat};
use lienthong_model::schema::{CodeList, Field, Kind, PartialDate, Precision, Record, Schema, Value};
use lienthong_vntext::Charset;

/// Name, width in bytes, kind: a register as offices keep them.
fn fields() -> Vec<(&'static str, u16, Kind)> {
    let text = || Kind::Text { max_chars: Some(100) };
    let digits = |n| Kind::Digits { min: n, max: n };
    let date = || Kind::Date { precision: Precision::Day };
    let codes = ["nam", "nu"].map(|code| (code.to_owned(), code.to_owned()));
    let sex = Arc::new(CodeList { name: "gioi-tinh".into(), labels: codes.into(), open: false });
    vec![
        ("so_dinh_danh", 12, digits(12)),
        ("ho_ten", 40, text()),
        ("ngay_sinh", 10, date()),
        ("gioi_tinh", 3, Kind::Code(sex)),
        ("dan_toc", 10, text()),
        ("ma_px", 5, digits(5)),
        ("phuong_xa", 40, text()),
        ("ma_qh", 3, digits(3)),
        ("quan_huyen", 40, text()),
        ("thon", 30, text()),
        ("ho_ten_cha", 40, text()),
        ("ho_ten_me", 40, text()),
        ("ngay_cap", 10, date()),
        ("so_ho", 9, digits(9)),
        ("nghe", 30, text()),
        ("dien_tich", 9, Kind::Decimal { max_scale: Some(2) }),
        ("so_tien", 12, Kind::Decimal { max_scale: Some(0) }),
        ("hieu_luc", 5, Kind::Boolean),
        ("dien_thoai", 10, text()),
        ("ghi_chu", 60, text()),
    ]
}

fn mapping(format: FormatLayout, charset: Charset) -> Mapping {
    let all = fields();
    let is_dbf = matches!(format, FormatLayout::Dbf(_));
    let schema = Schema {
        id: "dan-cu/v1".parse().unwrap(),
        title: "Dân cư".into(),
        fields: all
            .iter()
            .map(|(name, _, kind)| Field {
                name: name.parse().unwrap(),
                title: String::new(),
                kind: kind.clone(),
                required: *name == "so_dinh_danh",
                personal: true,
                search_key: false,
            })
            .collect(),
    };
    let mut start = 0;
    let column = |(at, (name, width, kind)): (usize, &(&str, u16, Kind))| {
        // Names of tables have ten bytes.
        let name = if is_dbf { format!("F{at}") } else { (*name).to_owned() };
        let span = Some(Span { start, length: usize::from(*width) });
        start += usize::from(*width);
        let kind = match kind {
            Kind::Date { .. } if is_dbf => ColumnKind::Date,
            Kind::Boolean if is_dbf => ColumnKind::Bool,
            Kind::Decimal { max_scale } if is_dbf => {
                ColumnKind::Number { width: *width as u8, decimals: max_scale.unwrap_or(0) }
            }
            _ => ColumnKind::TextOf { bytes: *width },
        };
        ColumnLayout { kind, span, ..ColumnLayout::named(name) }
    };
    let columns = all.iter().enumerate().map(column).collect();
    let maps = all.iter().enumerate().map(|(at, (name, _, kind))| {
        let form = match kind {
            Kind::Date { .. } => Form::Dates(vec![DateForm::parse("dd/MM/yyyy", None).unwrap()]),
            Kind::Boolean => Form::Boolean { yes: vec!["x".into()], no: vec!["-".into()] },
            _ => Form::Plain,
        };
        FieldMap { form, ..FieldMap::plain(schema.path(name).unwrap(), *name, at) }
    });
    Mapping {
        name: "dan-cu".into(),
        rows: RowMap { fields: maps.collect(), groups: Vec::new() },
        layout: Layout { charset, columns, groups: Vec::new(), format },
        schema: Arc::new(schema),
        direction: Direction::Both,
        unmapped: Unmapped::Refuse,
        on_error: OnError::Refuse,
        key: Vec::new(),
        filters: Vec::new(),
        may_leave_none: false,
        takes_other_charset: false,
    }
}

fn record(n: usize) -> Record {
    const NAMES: [&str; 4] = ["Nguyễn Văn Thử", "Trần Thị Mẫu", "Lò Văn Ví Dụ", "Hoàng Thị Không Thật"];
    const UNITS: [&str; 4] = ["Phường Phan Thiết", "Xã Đà Vị", "Thị trấn Sơn Dương", "Xã An Khang"];
    let text = |text: &str| Some(Value::Text(text.to_owned()));
    let day = |n: usize| {
        let date = jiff::civil::date(1950 + (n % 70) as i16, 1 + (n % 12) as i8, 1 + (n % 28) as i8);
        Some(Value::Date(PartialDate::Day(date)))
    };
    let number = |text: String| Some(Value::Decimal(text.parse().unwrap()));
    let values = vec![
        text(&format!("000{n:09}")),
        text(NAMES[n % 4]),
        day(n),
        text(if n.is_multiple_of(2) { "nam" } else { "nu" }),
        text("Kinh"),
        text("02200"),
        text(UNITS[n / 4 % 4]),
        text("070"),
        text("Thành phố Tuyên Quang"),
        text("Tổ dân phố số 7"),
        text(NAMES[n / 3 % 4]),
        text(NAMES[n / 5 % 4]),
        day(n / 7),
        text(&format!("{:09}", n / 5)),
        text("Làm ruộng"),
        number(format!("{}.{:02}", n % 500, n % 100)),
        number(format!("{}", n * 37)),
        Some(Value::Boolean(n.is_multiple_of(3))),
        text("0000000000"),
        if n.is_multiple_of(3) {
            text("Đã đối chiếu với sổ gốc, còn thiếu chữ ký")
        } else {
            None
        },
    ];
    Record { values, extra: Vec::new() }
}

fn run(name: &str, format: &dyn RowFormat, mapping: &Mapping, rows: usize, folder: &Path) {
    let path = folder.join(format!("lienthong-bench-{}.{}", std::process::id(), format.file_extension()));
    let records: Vec<Record> = (0..1_000).map(record).collect();
    let context = WriteContext { at: jiff::Timestamp::UNIX_EPOCH };
    let started = Clock::start();
    let output = Box::new(File::create(&path).unwrap());
    let mut writer = MappedWriter::create(mapping, format, output, &context).unwrap();
    for n in 0..rows {
        writer.write_record(&records[n % records.len()]).unwrap();
    }
    writer.finish().unwrap();
    let written = started.seconds();
    let bytes = fs::metadata(&path).unwrap().len();

    // The rows alone, without a mapping; the file is in the memory of the machine by now.
    io::copy(&mut File::open(&path).unwrap(), &mut io::sink()).unwrap();
    let started = Clock::start();
    let input = Box::new(File::open(&path).unwrap());
    let mut reader = format.open(input, &mapping.layout, &Limits::default()).unwrap();
    let mut cells = 0;
    while let Some(row) = reader.next_row().unwrap() {
        cells += row.cells.len();
    }
    drop(reader);
    let cut = started.seconds();
    assert_eq!(cells, rows * mapping.layout.columns.len());

    let started = Clock::start();
    let input = Box::new(File::open(&path).unwrap());
    let mut reader = MappedReader::open(mapping, format, input, &Limits::default()).unwrap();
    let mut count = 0;
    while let Some(read) = reader.next_record().unwrap() {
        assert!(count > 0 || read.record == records[0]);
        count += 1;
    }
    let read = started.seconds();
    assert_eq!(count, rows);
    fs::remove_file(&path).unwrap();
    let rate = |seconds: f64| rows as f64 / seconds / 1000.0;
    println!(
        "{name:<12} {:>7.1} MB  write {:>5.0} k rows/s  cut {:>5.0} k rows/s ({:>4.0} MB/s)  read {:>5.0} k rows/s  peak {}",
        bytes as f64 / 1e6,
        rate(written),
        rate(cut),
        bytes as f64 / 1e6 / cut,
        rate(read),
        peak(),
    );
}

/// Time on a processor where the system tells it, so that neighbours do not count; by the wall where it does not.
struct Clock(Duration, Instant);

impl Clock {
    fn start() -> Self {
        Self(Self::on_processor().unwrap_or_default(), Instant::now())
    }
    fn seconds(&self) -> f64 {
        Self::on_processor().map_or_else(|| self.1.elapsed(), |now| now - self.0).as_secs_f64()
    }
    fn on_processor() -> Option<Duration> {
        let text = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
        text.split(' ').next()?.parse().ok().map(Duration::from_nanos)
    }
}

/// The most memory that the process has had so far, where the system tells it.
fn peak() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.map_or_else(|| "unknown".to_owned(), |line| line.trim().to_owned())
}

fn main() {
    let rows = std::env::args().nth(1).map_or(300_000, |rows| rows.parse().unwrap());
    let folder = std::env::temp_dir();
    let csv = || FormatLayout::Csv(CsvLayout::default());
    let fixed = FormatLayout::Fixed(FixedLayout {
        end: RecordEnd::CrLf,
        unit: FixedUnit::Byte,
        length: None,
        short_is_absent: false,
        heading: Heading::Absent,
        data_end: End::default(),
    });
    let dbf = FormatLayout::Dbf(DbfLayout {
        version: DbfVersion::DBase3,
        include_deleted: false,
        trust_size: false,
        code_page: 0,
    });
    for charset in [Charset::Utf8, Charset::Tcvn3Abc, Charset::VniWin] {
        run(&format!("csv {charset}"), &CsvFormat, &mapping(csv(), charset), rows, &folder);
    }
    run("fixed tcvn3", &FixedFormat, &mapping(fixed, Charset::Tcvn3Abc), rows, &folder);
    run("dbf tcvn3", &DbfFormat, &mapping(dbf, Charset::Tcvn3Abc), rows, &folder);
}
