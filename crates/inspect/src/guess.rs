//! What field of a schema a column may be: a proposal for a person, from the name and the values.

use lienthong_adapter::mapping::DateForm;
use lienthong_vntext::Charset;
use lienthong_vntext::detect::{Reason, Verdict};
use lienthong_vntext::text::fold;

use crate::profile::Profile;

/// A proposed field.
#[derive(Debug, Clone, PartialEq)]
pub struct Guess {
    /// Its name in the schema.
    pub name: String,
    /// Its kind.
    pub kind: GuessKind,
    /// Whether it seems to say something about a person.
    pub personal: bool,
    /// Whether every row has a value.
    pub required: bool,
    /// The charset of its bytes, where they are bytes, and whether the values prove it.
    pub charset: Option<(Charset, bool)>,
}

/// A proposed kind.
#[derive(Debug, Clone, PartialEq)]
pub enum GuessKind {
    /// Text of at most so many bytes today.
    Text {
        /// Most bytes seen.
        bytes: usize,
    },
    /// Digits.
    Digits {
        /// Fewest seen.
        min: usize,
        /// Most seen.
        max: usize,
    },
    /// Numbers.
    Decimal,
    /// Yes or no.
    Boolean,
    /// Dates in these forms; none where the format has dates of its own.
    Date {
        /// The forms that fit all values.
        forms: Vec<DateForm>,
    },
    /// A date with time.
    DateTime {
        /// The forms that fit all values.
        forms: Vec<DateForm>,
    },
    /// A few values that come again and again.
    Code {
        /// The values as they are decoded.
        values: Vec<String>,
    },
}

/// Values that a list of codes may have, at most.
const MAX_CODES: usize = 12;
/// Bytes of a value that looks like a code.
const SHORT: usize = 12;

/// Names, without diacritics, of columns that say something about a person.
const PERSONAL: &[&str] = &[
    "ho ten",
    "ho va ten",
    "hoten",
    "ten",
    "ho",
    "cccd",
    "cmnd",
    "cmt",
    "so dinh danh",
    "sodinhdanh",
    "dinh danh",
    "ngay sinh",
    "ngaysinh",
    "nam sinh",
    "namsinh",
    "dia chi",
    "diachi",
    "dien thoai",
    "dienthoai",
    "sdt",
    "email",
    "so dien thoai",
    "noi sinh",
    "noisinh",
    "que quan",
    "quequan",
    "dan toc",
    "ton giao",
    "gioi tinh",
    "cha",
    "me",
    "chu ho",
    "chuho",
    "ho ten cha",
    "ho ten me",
    "name",
    "full name",
    "birthday",
    "dob",
    "phone",
    "address",
    "ma so thue ca nhan",
    "bhyt",
    "bhxh",
    "ghi chu",
];

/// A field for each column, with different names.
pub(crate) fn guess_all(columns: &[Profile], rows: u64, default: Charset) -> Vec<Guess> {
    let mut names: Vec<String> = Vec::new();
    let mut guesses = Vec::new();
    for (index, profile) in columns.iter().enumerate() {
        let base = field_name(&profile.column.name, index);
        let mut name = base.clone();
        let mut again = 2;
        while names.contains(&name) {
            name = format!("{base}_{again}");
            again += 1;
        }
        names.push(name.clone());
        guesses.push(guess(profile, name, rows, default));
    }
    guesses
}

/// The charset of a column and whether its values prove it; nothing where all is ASCII.
pub fn charset_of(profile: &Profile) -> Option<(Charset, bool)> {
    let detection = profile.charset.as_ref()?;
    match &detection.verdict {
        Verdict::Sure(charset) => Some((*charset, true)),
        Verdict::Ascii => None,
        Verdict::Undecided(Reason::PartlyUtf8 { .. } | Reason::Binary) => None,
        Verdict::Undecided(_) => detection.ranked.first().map(|score| (score.charset, false)),
    }
}

fn guess(profile: &Profile, name: String, rows: u64, default: Charset) -> Guess {
    let words = fold(&profile.column.name.replace(['_', '-', '.'], " "));
    let charset = charset_of(profile);
    let read_as = charset.map_or(default, |(charset, _)| charset);
    let personal = PERSONAL.contains(&words.as_str());
    Guess {
        name,
        kind: kind(profile, read_as, personal),
        personal,
        // In trees a column may be missing from a row altogether, so cells alone do not tell.
        required: rows > 0 && profile.filled() == rows,
        charset,
    }
}

fn kind(profile: &Profile, charset: Charset, personal: bool) -> GuessKind {
    let cells = &profile.cells;
    let filled = profile.filled();
    let is_only = |count: u64| count > 0 && count == filled;
    if is_only(cells.boolean) {
        return GuessKind::Boolean;
    }
    if is_only(cells.date) {
        return GuessKind::Date { forms: Vec::new() };
    }
    if is_only(cells.number) {
        return GuessKind::Decimal;
    }
    let text = GuessKind::Text { bytes: profile.bytes.1 };
    if !is_only(cells.text) {
        return text;
    }
    let (min, max) = profile.bytes;
    if !profile.dates.is_empty() {
        let forms = profile.dates.clone();
        let timed = forms.iter().all(DateForm::says_time);
        // A number of eight digits may be a date; a column of them is one only where every value is.
        let only_year = forms.iter().all(DateForm::says_less_than_a_day);
        if !only_year {
            return if timed { GuessKind::DateTime { forms } } else { GuessKind::Date { forms } };
        }
    }
    if profile.all_digits && (profile.leading_zeros || (min == max && min >= 3) || min >= 9) {
        return GuessKind::Digits { min, max };
    }
    // Many long values are names that come again, not codes.
    let most = if max <= SHORT { MAX_CODES } else { MAX_CODES / 2 };
    let few = !profile.has_more && profile.distinct.len() <= most;
    if few && !personal && profile.distinct.len() > 1 && filled >= 5 * profile.distinct.len() as u64 {
        let values: Option<Vec<String>> = profile
            .distinct
            .keys()
            .map(|value| charset.decode(value).ok().map(std::borrow::Cow::into_owned))
            .collect();
        if let Some(values) = values {
            return GuessKind::Code { values };
        }
    }
    text
}

/// A name of letters, digits and `_` from a header.
pub(crate) fn field_name(header: &str, index: usize) -> String {
    let header = header.rsplit(['/', '.']).next().unwrap_or(header);
    let mut name = String::new();
    for c in fold(header).chars() {
        if c.is_ascii_alphanumeric() {
            name.push(c);
        } else if !name.ends_with('_') && !name.is_empty() {
            name.push('_');
        }
    }
    let name: String = name.trim_matches('_').chars().take(63).collect();
    match name.chars().next() {
        None => format!("column_{}", index + 1),
        Some(first) if first.is_ascii_digit() => format!("f_{}", &name[..name.len().min(61)]),
        Some(_) => name,
    }
}

/// A canonical code for a value: lower case, without diacritics, joined by `-`.
pub(crate) fn slug(value: &str) -> String {
    let words: Vec<String> = fold(value)
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    words.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_becomes_a_field_name() {
        for (header, name) in [
            ("Mã PX", "ma_px"),
            ("HỌ VÀ TÊN", "ho_va_ten"),
            ("NGAYSINH", "ngaysinh"),
            ("Tỉnh / Mã TP", "ma_tp"),
            ("ThongTin/HoTen", "hoten"),
            ("1. Số", "so"),
            ("2024", "f_2024"),
            ("", "column_3"),
            ("Đường", "duong"),
        ] {
            assert_eq!(field_name(header, 2), name, "{header}");
        }
    }

    #[test]
    fn a_value_becomes_a_code() {
        assert_eq!(slug("Thị trấn"), "thi-tran");
        assert_eq!(slug("Phường"), "phuong");
    }
}
