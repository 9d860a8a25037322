//! The sample data, for more than one test.
#![allow(dead_code, reason = "each test uses a part")]

use std::path::PathBuf;

/// The full names of all units: 137 and 193 of before July 2025, 124 of after.
pub(crate) fn all() -> Vec<String> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/samples/units");
    let files = [
        ("tuyen_quang_pre2025_v2.4.0.csv", 5),
        ("ha_giang_pre2025_v2.4.0.csv", 5),
        ("tuyen_quang_post2025_20260725.csv", 5),
    ];
    let mut names = Vec::new();
    for (file, column) in files {
        let text = std::fs::read_to_string(folder.join(file)).unwrap();
        names.extend(text.lines().skip(1).map(|row| row.split(',').nth(column).unwrap().to_owned()));
    }
    names
}

/// What Windows makes of a byte of UTF-8: windows-1252, with its gaps as controls.
pub(crate) fn windows_1252(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}',
        '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
    ];
    if (0x80..0xA0).contains(&byte) { HIGH[usize::from(byte) - 0x80] } else { char::from(byte) }
}
