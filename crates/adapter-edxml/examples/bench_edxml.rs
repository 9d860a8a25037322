//! How fast packages are read, on one thread: `cargo run --release --package lienthong-adapter-edxml --example bench_edxml`.
//!
//! Letters with a file of 4 MiB each: noise as it is (a scan), and in ZIP archives noise, a mixture that packs to two
//! fifths (an office file with pictures), and text that packs to a twelfth.
#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a program that prints what it measures")]

use std::io::Write as _;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc};
use jiff::Timestamp;
use lienthong_adapter::{Adapter as _, DecodeContext};
use lienthong_adapter_edxml::EdxmlAdapter;

const FILE: usize = 4 << 20;
const EACH: Duration = Duration::from_secs(2);
const SMALL: &str = "R2hpIGNow7ogbeG6q3UuCg==";

fn main() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/samples/edxml/valid/document.edxml");
    let letter = std::fs::read_to_string(path).unwrap();
    assert!(letter.contains(SMALL), "the sample has its second attachment as it was");
    let mut state = 1_u32;
    let noise: Vec<u8> = std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    })
    .take(FILE)
    .collect();
    let words =
        ["nghị quyết ", "quyết định ", "phường ", "xã ", "tỉnh Tuyên Quang ", "kế hoạch ", "năm 2026 "];
    let mut text = String::new();
    let mut n = 0_usize;
    while text.len() < FILE {
        n = n.wrapping_mul(31).wrapping_add(noise[n % noise.len()].into());
        text.push_str(words[n % words.len()]);
    }
    let mixed = noise.chunks(4 << 10).zip(text.as_bytes().chunks(4 << 10)).enumerate();
    let mixed = mixed.flat_map(|(n, (noise, text))| if n % 3 == 0 { noise } else { text }).copied();
    let mixed: Vec<u8> = mixed.collect();
    for (name, file, zipped) in [
        ("noise as it is", noise.clone(), false),
        ("noise in a ZIP archive", noise, true),
        ("a mixture in a ZIP archive", mixed, true),
        ("text in a ZIP archive", text.into_bytes(), true),
    ] {
        let size = file.len();
        let attached = if zipped { archive(&file) } else { file };
        let package = Bytes::from(letter.replace(SMALL, &STANDARD.encode(attached)));
        let context = DecodeContext::new(Timestamp::now());
        let (begin, mut rounds) = (Instant::now(), 0_u32);
        while begin.elapsed() < EACH {
            EdxmlAdapter.decode(&package, &context).unwrap();
            rounds += 1;
        }
        let seconds = begin.elapsed().as_secs_f64() / f64::from(rounds);
        let speed = |bytes: usize| bytes as f64 / 1e6 / seconds;
        println!("{name}: {:.0} MB/s of package, {:.0} MB/s of file", speed(package.len()), speed(size));
    }
}

/// An archive as packages carry them.
fn archive(file: &[u8]) -> Vec<u8> {
    let name = "01234567-89ab-cdef-0123-456789abcdef.pdf";
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(file).unwrap();
    let packed = encoder.finish().unwrap();
    let mut crc = Crc::new();
    crc.update(file);
    let sizes = |out: &mut Vec<u8>| {
        for value in [crc.sum(), packed.len() as u32, file.len() as u32] {
            out.extend(value.to_le_bytes());
        }
    };
    let mut out = b"PK\x03\x04\x14\0\0\0\x08\0\0\0\x21\0".to_vec();
    sizes(&mut out);
    out.extend((name.len() as u16).to_le_bytes());
    out.extend([0, 0]);
    out.extend(name.as_bytes());
    out.extend(&packed);
    let central = out.len() as u32;
    out.extend(b"PK\x01\x02\x14\0\x14\0\0\0\x08\0\0\0\x21\0");
    sizes(&mut out);
    out.extend((name.len() as u16).to_le_bytes());
    out.extend([0; 16]);
    out.extend(name.as_bytes());
    let size = out.len() as u32 - central;
    out.extend(b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
    out.extend(size.to_le_bytes());
    out.extend(central.to_le_bytes());
    out.extend([0, 0]);
    out
}
