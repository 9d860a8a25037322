//! VNI for Windows: a letter is one byte, or a base letter and a mark byte that carries shape and tone together.
//!
//! Mark bytes of capitals are those of small letters less 20 hex. A base with the mark of the other case is read as
//! the case of the base; writing always gives both the same.
//!
//! There is no standard; the rules were checked letter by letter against a published conversion table.

use super::{NONE, Table, windows};
use crate::letters::{ACUTE, DOT, GRAVE, HOOK, LOWER, TILDE, UPPER};

pub(crate) static VNI: Table = vni();

/// Rows 8 to F, without the marks.
const ROWS: [[char; 16]; 8] = [
    windows::CP1252[0],
    windows::CP1252[1],
    windows::CP1252[2],
    windows::CP1252[3],
    [NONE, NONE, NONE, NONE, NONE, NONE, 'Ỉ', NONE, NONE, NONE, NONE, NONE, 'Ì', 'Í', 'Ỵ', NONE],
    [NONE, 'Đ', 'Ị', 'Ĩ', 'Ơ', NONE, 'Ư', NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE],
    [NONE, NONE, NONE, NONE, NONE, NONE, 'ỉ', NONE, NONE, NONE, NONE, NONE, 'ì', 'í', 'ỵ', NONE],
    [NONE, 'đ', 'ị', 'ĩ', 'ơ', NONE, 'ư', NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE],
];

/// Rows of the vowel tables. `y` has no dot here: ỵ is one byte.
const PLAIN: [usize; 6] = [A, E, O, U, O_HORN, U_HORN];
const A: usize = 0;
const A_BREVE: usize = 1;
const A_CIRCUMFLEX: usize = 2;
const E: usize = 3;
const E_CIRCUMFLEX: usize = 4;
const O: usize = 6;
const O_CIRCUMFLEX: usize = 7;
const O_HORN: usize = 8;
const U: usize = 9;
const U_HORN: usize = 10;
const Y: usize = 11;

/// Mark bytes for a tone alone, a circumflex with each tone, a breve with each tone; in the order of the tone columns.
const TONE: [(u8, usize); 5] = [(0xF8, GRAVE), (0xFB, HOOK), (0xF5, TILDE), (0xF9, ACUTE), (0xEF, DOT)];
const CIRCUMFLEX: [(u8, usize); 6] =
    [(0xE2, 0), (0xE0, GRAVE), (0xE5, HOOK), (0xE3, TILDE), (0xE1, ACUTE), (0xE4, DOT)];
const BREVE: [(u8, usize); 6] =
    [(0xEA, 0), (0xE8, GRAVE), (0xFA, HOOK), (0xFC, TILDE), (0xE9, ACUTE), (0xEB, DOT)];

const fn vni() -> Table {
    let mut table = Table::new(&ROWS, &[]).with_bases();
    let mut i = 0;
    while i < TONE.len() {
        let (byte, tone) = TONE[i];
        let mut j = 0;
        while j < PLAIN.len() {
            table = with_both_cases(table, byte, 1 + i, PLAIN[j], (PLAIN[j], tone));
            j += 1;
        }
        if tone != DOT {
            table = with_both_cases(table, byte, 1 + i, Y, (Y, tone));
        }
        i += 1;
    }
    i = 0;
    while i < CIRCUMFLEX.len() {
        let (byte, tone) = CIRCUMFLEX[i];
        table = with_both_cases(table, byte, 6 + i, A, (A_CIRCUMFLEX, tone));
        table = with_both_cases(table, byte, 6 + i, E, (E_CIRCUMFLEX, tone));
        table = with_both_cases(table, byte, 6 + i, O, (O_CIRCUMFLEX, tone));
        i += 1;
    }
    i = 0;
    while i < BREVE.len() {
        let (byte, tone) = BREVE[i];
        table = with_both_cases(table, byte, 12 + i, A, (A_BREVE, tone));
        i += 1;
    }
    table
}

/// `base` with the mark `byte` of small letters, and its capital with the mark of capitals.
const fn with_both_cases(table: Table, byte: u8, kind: usize, base: usize, letter: (usize, usize)) -> Table {
    table.with_pair(byte, kind, LOWER[base][0], LOWER[letter.0][letter.1]).with_pair(
        byte - 0x20,
        kind,
        UPPER[base][0],
        UPPER[letter.0][letter.1],
    )
}

/// How many letters in `bytes` have a mark of the other case than their base.
pub(crate) fn mixed_case_marks(bytes: &[u8]) -> usize {
    let is_mixed = |pair: &&[u8]| {
        let (base, mark) = (usize::from(pair[0]), usize::from(pair[1]));
        let fits = VNI.composed[usize::from(VNI.mark[mark])][usize::from(VNI.base[base])] != 0;
        fits && VNI.chars[base].is_uppercase() != (pair[1] < 0xE0)
    };
    bytes.windows(2).filter(is_mixed).count()
}
