//! Text that a program read as windows-1252, back to the bytes that it was.
//!
//! Sheets in Unicode hold text of TCVN3 and VNI files like this: each byte of the old font became one character.

/// The characters that windows-1252 has at 80–9F; where it has none, programs keep the byte as a control character.
const HIGH: [char; 32] = [
    '\u{20ac}', '\u{81}', '\u{201a}', '\u{192}', '\u{201e}', '\u{2026}', '\u{2020}', '\u{2021}', '\u{2c6}',
    '\u{2030}', '\u{160}', '\u{2039}', '\u{152}', '\u{8d}', '\u{17d}', '\u{8f}', '\u{90}', '\u{2018}',
    '\u{2019}', '\u{201c}', '\u{201d}', '\u{2022}', '\u{2013}', '\u{2014}', '\u{2dc}', '\u{2122}', '\u{161}',
    '\u{203a}', '\u{153}', '\u{9d}', '\u{17e}', '\u{178}',
];

/// The bytes of `text`; nothing where a character stands for no byte.
///
/// Programs that took the bytes for Latin-1 instead left the controls 80–9F, which stand for themselves as well.
pub fn windows_1252(text: &str) -> Option<Vec<u8>> {
    text.chars()
        .map(|c| match u32::from(c) {
            code @ 0..0x100 => u8::try_from(code).ok(),
            _ => HIGH.iter().position(|high| *high == c).and_then(|at| u8::try_from(at + 0x80).ok()),
        })
        .collect()
}

/// `bytes` as a program shows them that takes them for windows-1252.
pub fn as_windows_1252(bytes: &[u8]) -> String {
    bytes
        .iter()
        .map(|byte| match byte {
            0x80..0xa0 => HIGH[usize::from(byte - 0x80)],
            byte => char::from(*byte),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_comes_back() {
        let all: Vec<u8> = (0..=255).collect();
        assert_eq!(windows_1252(&as_windows_1252(&all)), Some(all));
        assert_eq!(windows_1252("\u{80}\u{9f}").as_deref(), Some(&b"\x80\x9f"[..]));
        assert_eq!(windows_1252("ế"), None);
    }
}
