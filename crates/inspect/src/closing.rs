//! How people close a table: with a total, a count of its rows, a date and signatures.

use lienthong_vntext::text::{fold, fold_keep_marks};

/// What rows that add up say.
const TOTALS: &[&str] = &[
    "tong cong",
    "tong so",
    "tong",
    "cong",
    "cong tong",
    "total",
    "toan xa",
    "toan phuong",
    "toan thon",
    "toan huyen",
    "toan tinh",
    "toan thanh pho",
    "ca nuoc",
    "toan quoc",
];
/// What they begin with. A person may be called Cộng, a village Cộng Hòa, and an office a `Tổng công ty`.
const ADDING: &[&str] = &["tong cong ", "tong so ", "cong cong ", "cong don ", "luy ke ", "total "];
/// The first words of them, where they are marked.
const MARKED: &[&str] = &["tổng", "cộng", "lũy", "luỹ"];
/// What is added up, behind `Cộng` or `Tổng`.
const OF: &[&str] = &[
    "xa", "phuong", "thi xa", "thi tran", "thon", "huyen", "tinh", "trang", "so ho", "nguoi", "nhom", "muc",
    "loai",
];
/// What lines below a table begin with.
const CLOSING: &[&str] = &[
    "nguoi lap",
    "nguoi ghi",
    "nguoi ky",
    "lap bang",
    "lap bieu",
    "ke toan",
    "thu truong",
    "thu quy",
    "chu tich",
    "pho chu tich",
    "truong ",
    "tm ",
    "kt ",
    "tl ",
    "tuq ",
    "ky ten",
    "ky va ghi",
    "ky ghi",
    "da ky",
    "bang chu",
    "so tien bang chu",
    "xac nhan",
    "an dinh danh sach",
    "danh sach nay",
    "danh sach co",
    "het",
    "eof",
    "end of",
];
/// What rows are called where they are counted.
const ROWS: &[&str] = &["row", "rows", "record", "records", "dong", "ban"];

/// Whether a text is what rows that add up say, and nothing else.
pub(crate) fn adds_up(text: &str) -> bool {
    let words = fold(text);
    TOTALS.contains(&words.trim_end_matches(|c: char| !c.is_ascii_alphabetic()).trim())
}

/// Whether a line reads as one below a table: a total, a count of rows, a date with a place for its day, a signature.
pub(crate) fn closes(line: &str) -> bool {
    let line = line.trim_start_matches(|c: char| c.is_whitespace() || c == '|');
    let part = line.split("  ").next().unwrap_or_default();
    let part = part.split(['|', ':']).next().unwrap_or_default();
    is_total(part) || is_count(line) || is_dated(line) || {
        let words = words(line);
        CLOSING.iter().any(|begin| words.starts_with(begin) || words == begin.trim_end())
    }
}

/// Whether a line whose first place has digits reads so behind them, and not only by one word that a name may be.
pub(crate) fn closes_behind_digits(line: &str) -> bool {
    let rest = line.trim_start_matches(|c: char| c.is_whitespace() || c.is_ascii_digit());
    let words = words(rest);
    rest.len() < line.len() && words.contains(' ') && closes(rest)
}

/// Whether a text begins as rows that add up do.
pub(crate) fn is_total(text: &str) -> bool {
    let before = text.split(|c: char| c.is_ascii_digit()).next().unwrap_or_default();
    // Whoever is called Tống is no `Tổng`.
    let marked = fold_keep_marks(before);
    let first = marked.split(' ').next().unwrap_or_default();
    if !first.is_ascii() && !MARKED.contains(&first) {
        return false;
    }
    let words = format!("{} ", words(before));
    let is_office = words.starts_with("tong cong ty ");
    let begins =
        |rest: &str| OF.iter().any(|of| rest.strip_prefix(of).is_some_and(|rest| rest.starts_with(' ')));
    let of = words.strip_prefix("cong ").or_else(|| words.strip_prefix("tong "));
    adds_up(before)
        || !is_office && ADDING.iter().any(|begin| words.starts_with(begin))
        || of.is_some_and(begins)
}

/// `(3 rows)`, `12 dòng`.
fn is_count(line: &str) -> bool {
    let words = words(line);
    let mut words = words.split(' ');
    words.next().is_some_and(|count| count.bytes().all(|byte| byte.is_ascii_digit()) && !count.is_empty())
        && words.next().is_some_and(|word| ROWS.contains(&word))
        && words.count() < 3
}

/// `…, ngày … tháng … năm 2026`.
fn is_dated(line: &str) -> bool {
    let words = words(line);
    let rest = words.split(' ').skip_while(|word| *word != "ngay").skip_while(|word| *word != "thang");
    rest.take(4).any(|word| word == "nam")
}

/// The words of a text without marks, with one blank between two.
fn words(text: &str) -> String {
    let folded = fold(text);
    let words = folded.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closing_line_is_told_from_names() {
        for line in [
            "Tổng cộng: 12 người",
            "  TỔNG SỐ HỘ      12",
            "Cộng          3     150",
            "| Cộng | 3 |",
            "Cộng xã Đà Vị   3",
            "<EOF>",
            "(3 rows)",
            "12 dòng",
            "        Tuyên Quang, ngày 20 tháng 11 năm 2026",
            "Ngày ..... tháng ..... năm .....",
            "   Người lập biểu      CHỦ TỊCH",
            "TM. ỦY BAN NHÂN DÂN",
            "(đã ký)",
        ] {
            assert!(closes(line), "{line}");
        }
        for line in [
            "Cộng Văn Mẫu    01011970",
            "Cộng Hòa        00012",
            "Tổng công ty Mẫu",
            "00012 Cộng",
            "Tống Thị Mẫu",
            "Cộng Thị Mẫu",
            "12 Nguyễn Văn Mẫu",
            "Ngày mai",
            "Tmu",
            "",
        ] {
            assert!(!closes(line), "{line}");
        }
    }
}
