//! Writing the beginning of a workbook stream: formats, the sheet, the shared strings.

use std::collections::HashMap;

use super::records::{
    BOF, BOUNDSHEET, CODEPAGE, CONTINUE, DATEMODE, EOF, FONT, FORMAT, MOST, SST, STYLE, WINDOW1, XF,
};

// Indices of cell formats, behind the fifteen of styles that every workbook has.
pub(super) const GENERAL: u16 = 15;
pub(super) const TEXT: u16 = 16;
pub(super) const DATE: u16 = 17;
pub(super) const TIME: u16 = 18;
pub(super) const NAME: u16 = 19;

const STYLES: u16 = 15;
const DATE_FORMAT: u16 = 164;
const TIME_FORMAT: u16 = 165;
const TEXT_FORMAT: u16 = 49;
/// There is no font 4, so the bold one is the fifth and has the number 5.
const BOLD: u16 = 5;

/// The strings that cells share, each once.
#[derive(Debug, Default)]
pub(super) struct Shared {
    numbers: HashMap<String, u32>,
    in_order: Vec<Vec<u16>>,
    used: u32,
}

impl Shared {
    /// The number of `text`.
    pub(super) fn number(&mut self, text: &str) -> u32 {
        self.used += 1;
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        let number = u32::try_from(self.in_order.len()).expect("a sheet has fewer than 2^24 cells");
        self.in_order.push(text.encode_utf16().collect());
        self.numbers.insert(text.to_owned(), number);
        number
    }

    /// The records of the table. Strings go on in CONTINUE records, never within a unit or a length.
    fn write(&self, out: &mut Vec<u8>) {
        let mut kind = SST;
        let mut data = Vec::with_capacity(MOST);
        data.extend_from_slice(&self.used.to_le_bytes());
        data.extend_from_slice(&u32::try_from(self.in_order.len()).unwrap_or(u32::MAX).to_le_bytes());
        for units in &self.in_order {
            let (wide, width) = width(units);
            if data.len() + 3 + width > MOST {
                record(out, kind, &data);
                kind = CONTINUE;
                data.clear();
            }
            data.extend_from_slice(&word(units.len()).to_le_bytes());
            data.push(wide);
            let mut rest = units.as_slice();
            loop {
                let (now, later) = rest.split_at(rest.len().min((MOST - data.len()) / width));
                put_units(&mut data, now, wide);
                rest = later;
                if rest.is_empty() {
                    break;
                }
                record(out, kind, &data);
                kind = CONTINUE;
                data.clear();
                data.push(wide);
            }
        }
        record(out, kind, &data);
    }
}

/// The records before those of the sheet.
pub(super) fn write(sheet: &str, shared: &Shared) -> Vec<u8> {
    let mut out = Vec::new();
    bof(&mut out, 0x0005);
    // UTF-16.
    record(&mut out, CODEPAGE, &1200_u16.to_le_bytes());
    words(&mut out, WINDOW1, &[0, 0, 0x4000, 0x2000, 0x38, 0, 0, 1, 0x258]);
    words(&mut out, DATEMODE, &[0]);
    for bold in [false, false, false, false, true] {
        font(&mut out, bold);
    }
    for (id, code) in [(DATE_FORMAT, "dd/mm/yyyy"), (TIME_FORMAT, "dd/mm/yyyy hh:mm:ss")] {
        let mut data = id.to_le_bytes().to_vec();
        let units: Vec<u16> = code.encode_utf16().collect();
        data.extend_from_slice(&word(units.len()).to_le_bytes());
        put_string(&mut data, &units);
        record(&mut out, FORMAT, &data);
    }
    for _ in 0..STYLES {
        xf(&mut out, 0, 0, true);
    }
    for (font, format) in [(0, 0), (0, TEXT_FORMAT), (0, DATE_FORMAT), (0, TIME_FORMAT), (BOLD, TEXT_FORMAT)]
    {
        xf(&mut out, font, format, false);
    }
    // The built-in style "Normal".
    record(&mut out, STYLE, &[0, 0x80, 0, 0xff]);
    let units: Vec<u16> = sheet.encode_utf16().collect();
    let place = out.len() + 4;
    let mut data = vec![0; 6];
    data.push(u8::try_from(units.len()).expect("the plan has checked the name"));
    put_string(&mut data, &units);
    record(&mut out, BOUNDSHEET, &data);
    shared.write(&mut out);
    record(&mut out, EOF, &[]);
    let start = u32::try_from(out.len()).unwrap_or(u32::MAX);
    out[place..place + 4].copy_from_slice(&start.to_le_bytes());
    out
}

/// The version of BIFF8.
const BIFF8: u16 = 0x0600;

/// The beginning of a part of the stream.
pub(super) fn bof(out: &mut Vec<u8>, part: u16) {
    words(out, BOF, &[BIFF8, part, 0x0dbb, 0x07cc, 0, 0, 6, 0]);
}

/// A record of two-byte numbers.
pub(super) fn words(out: &mut Vec<u8>, kind: u16, data: &[u16]) {
    out.extend_from_slice(&kind.to_le_bytes());
    out.extend_from_slice(&word(data.len() * 2).to_le_bytes());
    data.iter().for_each(|word| out.extend_from_slice(&word.to_le_bytes()));
}

/// A record.
pub(super) fn record(out: &mut Vec<u8>, kind: u16, data: &[u8]) {
    out.extend_from_slice(&kind.to_le_bytes());
    out.extend_from_slice(&word(data.len()).to_le_bytes());
    out.extend_from_slice(data);
}

fn font(out: &mut Vec<u8>, bold: bool) {
    let mut data = Vec::new();
    // Height in twentieths of a point, options, colour, weight, no raising, no underline, family, charset.
    for word in [220, u16::from(bold), 0x7fff, if bold { 700 } else { 400 }, 0, 0, 0] {
        data.extend_from_slice(&word.to_le_bytes());
    }
    let units: Vec<u16> = "Times New Roman".encode_utf16().collect();
    data.push(u8::try_from(units.len()).unwrap_or(0));
    put_string(&mut data, &units);
    record(out, FONT, &data);
}

fn xf(out: &mut Vec<u8>, font: u16, format: u16, is_style: bool) {
    // Protection and parent; bottom aligned; which attributes are its own; no borders; no pattern.
    let (parent, own) = if is_style { (0xfff5, 0xf400) } else { (0x0001, 0x0c00) };
    words(out, XF, &[font, format, parent, 0x0020, own, 0, 0, 0, 0, 0x20c0]);
}

/// The flag of wide units, and the bytes of each.
fn width(units: &[u16]) -> (u8, usize) {
    if units.iter().all(|unit| *unit < 0x100) { (0, 1) } else { (1, 2) }
}

/// Adds the flags and the units of a string, whose length stands before.
fn put_string(out: &mut Vec<u8>, units: &[u16]) {
    let (wide, _) = width(units);
    out.push(wide);
    put_units(out, units, wide);
}

fn put_units(out: &mut Vec<u8>, units: &[u16], wide: u8) {
    for unit in units {
        let [low, high] = unit.to_le_bytes();
        out.push(low);
        if wide != 0 {
            out.push(high);
        }
    }
}

/// A length that the callers have bounded.
fn word(length: usize) -> u16 {
    u16::try_from(length).expect("records and strings have less than 64 KiB")
}
