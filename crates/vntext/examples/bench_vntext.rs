//! Decoding and encoding speed on one core, in MB of encoded bytes per second.
//!
//! `cargo run --release -p lienthong-vntext --example bench_vntext`. Three texts: running Vietnamese, values of a table decoded
//! one by one, and ASCII. The best of several rounds is shown, which is what an idle core does.
#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a program for a person at a terminal")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use lienthong_vntext::Charset;

/// Office prose: about one letter in four has a mark, as usual.
const PROSE: &str = "Cơ quan đăng ký hộ tịch có trách nhiệm tiếp nhận, kiểm tra hồ sơ và trả kết quả cho người dân \
    trong thời hạn 5 ngày làm việc, kể từ ngày nhận đủ giấy tờ hợp lệ theo quy định của pháp luật. Trường hợp hồ sơ \
    chưa đầy đủ thì phải hướng dẫn bằng văn bản, ghi rõ loại giấy tờ cần bổ sung để người yêu cầu hoàn thiện.\r\n";

const NAMES: [&str; 6] =
    ["Nguyễn Văn Tuấn", "Trần Thị Hường", "xã Thượng Nông", "2024-05-17", "huyện Sơn Dương", "08"];

fn main() {
    println!("{:<16}{:>10}{:>10}{:>10}{:>10}", "MB/s", "prose", "prose enc", "values", "ascii");
    let prose = PROSE.repeat(4000);
    let ascii = "INSERT INTO ho_so VALUES (1, 2, 3); ".repeat(40_000);
    for &charset in Charset::ALL {
        let prose = if charset == Charset::Tcvn3AbcCaps { prose.to_uppercase() } else { prose.clone() };
        let bytes = charset.encode(&prose).unwrap().into_owned();
        let mut text = String::new();
        let decoding = rate(bytes.len(), || {
            text.clear();
            charset.decode_into(black_box(&bytes), &mut text).unwrap();
            text.len()
        });
        let mut out = Vec::new();
        let encoding = rate(bytes.len(), || {
            out.clear();
            charset.encode_into(black_box(&prose), &mut out).unwrap();
            out.len()
        });
        let upper =
            |name: &str| if charset == Charset::Tcvn3AbcCaps { name.to_uppercase() } else { name.to_owned() };
        let values: Vec<Vec<u8>> =
            NAMES.iter().map(|name| charset.encode(&upper(name)).unwrap().into_owned()).collect();
        let size: usize = values.iter().map(Vec::len).sum();
        let rows = 20_000;
        let by_value = rate(size * rows, || {
            for _ in 0..rows {
                text.clear();
                values.iter().for_each(|value| charset.decode_into(black_box(value), &mut text).unwrap());
                black_box(&text);
            }
            text.len()
        });
        let ascii = if charset == Charset::Tcvn3AbcCaps { ascii.to_uppercase() } else { ascii.clone() };
        let ascii = charset.encode(&ascii).unwrap().into_owned();
        let plain = rate(ascii.len(), || charset.decode(black_box(&ascii)).unwrap().len());
        println!("{:<16}{decoding:>10.0}{encoding:>10.0}{by_value:>10.0}{plain:>10.0}", charset.name());
    }
}

/// MB per second of the best of many rounds over `bytes` bytes.
fn rate(bytes: usize, mut round: impl FnMut() -> usize) -> f64 {
    let (start, mut best) = (Instant::now(), Duration::MAX);
    while start.elapsed() < Duration::from_millis(700) {
        let began = Instant::now();
        black_box(round());
        best = best.min(began.elapsed());
    }
    bytes as f64 / best.as_secs_f64() / 1e6
}
