//! What field of a schema a column may be: a proposal for a person, from the name and the values.

use lienthong_adapter::mapping::{DateForm, NumberForm};
use lienthong_adapter::rows::ColumnKind;
use lienthong_vntext::Charset;
use lienthong_vntext::detect::{Reason, Verdict};
use lienthong_vntext::text::fold;

use crate::beneath::is_mark;
use crate::level::Level;
use crate::profile::Profile;
use crate::suspicion::Suspicion;
use crate::{personal, words};

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
    /// Whether numbers stand among the texts, and are taken for text.
    pub takes_numbers: bool,
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
    /// Numbers as people write them in text, in this form.
    Amount {
        /// The form that fits all values.
        form: NumberForm,
    },
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
/// Bytes of the longest value that may be a code; longer ones are sentences, and some are not remembered whole.
const LONGEST: usize = 60;
/// Digits of the longest number that is taken for a code.
const MOST_DIGITS: usize = 100;

/// A field for each column and each group, with different names.
pub(crate) fn guess_all(level: &mut Level, default: Charset) {
    let mut names: Vec<String> = Vec::new();
    let mut name_for = |path: &str, index: usize| {
        let mut name = field_name(path, index);
        // `Tep.Ten` beside `Giay.Ten`: what is around it tells them apart better than a number.
        if names.contains(&name) {
            name = around(path, &name).unwrap_or(name);
        }
        let base = name.clone();
        let mut again = 2;
        while names.contains(&name) {
            name = format!("{}_{again}", &base[..base.len().min(58)]);
            again += 1;
        }
        names.push(name.clone());
        name
    };
    let columns = level.columns.iter().enumerate();
    let named: Vec<String> = columns.map(|(index, profile)| name_for(&profile.column.name, index)).collect();
    for (index, group) in level.groups.iter_mut().enumerate() {
        group.name = name_for(&group.path, level.columns.len() + index);
        guess_all(&mut group.level, default);
    }
    let guessed = level.columns.iter().zip(named);
    level.guesses = guessed.map(|(profile, name)| guess(profile, name, level.rows, default)).collect();
    for (profile, guess) in level.columns.iter_mut().zip(&level.guesses) {
        profile.tell_lost_zeros();
        profile.tell_strays(guess.charset.map_or(default, |(charset, _)| charset));
    }
    level.tell_same_names();
}

/// A name with that of the step around it.
fn around(path: &str, name: &str) -> Option<String> {
    let mut steps = path.rsplit(['/', '.']).filter(|step| !step.trim_start_matches('@').is_empty());
    let before = steps.nth(1)?;
    Some(format!("{}_{name}", field_name(before, 0)).chars().take(63).collect())
}

/// The charset of a column and whether its values prove it; nothing where all is ASCII.
pub fn charset_of(profile: &Profile) -> Option<(Charset, bool)> {
    if let Some(font) = profile.neighbour {
        return Some((font, false));
    }
    let Some(detection) = &profile.charset else {
        return profile.is_unicode.then_some((Charset::Utf8, true));
    };
    match &detection.verdict {
        Verdict::Sure(charset) => Some((*charset, true)),
        Verdict::Ascii => None,
        Verdict::Undecided(Reason::PartlyUtf8 { .. } | Reason::Binary) => None,
        Verdict::Undecided(_) => detection.ranked.first().map(|score| (score.charset, false)),
    }
}

fn guess(profile: &Profile, name: String, rows: u64, default: Charset) -> Guess {
    let charset = charset_of(profile).map(|(charset, sure)| {
        if default == Charset::Utf8Nfd && charset == Charset::Utf8 {
            return (default, sure);
        }
        // A few words prove nothing: where the charset of the file reads them all, they are in it.
        let reads = profile.distinct.keys().all(|value| profile.decode(value, default).is_some());
        let is_old_font = default.is_unicode() && profile.is_old_font_in_text();
        // The bytes are those of TCVN3, so that reading them proves nothing: it is ranked where capitals alone stand.
        let is_in_capitals = (charset, default) == (Charset::Tcvn3AbcCaps, Charset::Tcvn3Abc);
        let is_own = sure || !reads || is_old_font || is_in_capitals;
        if is_own { (charset, sure) } else { (default, false) }
    });
    let read_as = charset.map_or(default, |(charset, _)| charset);
    let personal = is_personal(profile, read_as);
    let kind = kind(profile, read_as, personal);
    let takes_numbers = profile.cells.number > 0
        && matches!(kind, GuessKind::Text { .. } | GuessKind::Digits { .. } | GuessKind::Code { .. });
    Guess {
        name,
        kind,
        personal,
        takes_numbers,
        // In trees a column may be missing from a row altogether, so cells alone do not tell.
        required: rows > 0 && profile.filled() > 0 && profile.filled() + profile.excused == rows,
        charset,
    }
}

/// Whether the name or the values say something about a person.
fn is_personal(profile: &Profile, charset: Charset) -> bool {
    // A document may be about anybody.
    if personal::by_name(&profile.column.name) || profile.within.is_some() || !profile.packed.is_empty() {
        return true;
    }
    // A few numbers of nine digits may be money; a tenth of all is more than chance.
    if profile.personal > 0 && profile.personal * 10 >= profile.filled() {
        return true;
    }
    let texts = profile.distinct.keys().filter_map(|value| profile.decode(value, charset));
    let texts: Vec<String> = texts.collect();
    let names: Vec<&String> = texts.iter().filter(|text| personal::is_like_a_name(text)).collect();
    names.len() * 3 >= texts.len() && names.iter().any(|text| text.split_whitespace().count() > 2)
}

fn kind(profile: &Profile, charset: Charset, personal: bool) -> GuessKind {
    let cells = &profile.cells;
    let filled = profile.filled();
    let is_only = |count: u64| count > 0 && count + cells.error == filled;
    let text = GuessKind::Text { bytes: profile.bytes.1 };
    // What a table declares is how it is written, whatever stands there today.
    let declared = match profile.column.declared {
        Some(ColumnKind::Number { .. }) => Some(GuessKind::Decimal),
        Some(ColumnKind::Date) => Some(GuessKind::Date { forms: Vec::new() }),
        Some(ColumnKind::DateTime) => Some(GuessKind::DateTime { forms: Vec::new() }),
        Some(ColumnKind::Bool) => Some(GuessKind::Boolean),
        _ => None,
    };
    if let Some(kind) = declared {
        return kind;
    }
    if is_only(cells.boolean) {
        return GuessKind::Boolean;
    }
    let are_years = cells.number == profile.year_cells;
    let is_plain = cells.text + cells.number == 0;
    if cells.date + cells.number > 0
        && are_years
        && is_only(cells.date + cells.text + cells.number)
        && (is_plain || profile.texts_are_days())
    {
        let forms = profile.dates.clone();
        let timed = cells.timed > 0 || forms.first().is_some_and(DateForm::says_time);
        return if timed { date_time(forms) } else { GuessKind::Date { forms } };
    }
    // A number of a person is no amount, even where a sheet has made a number of it.
    if let Some(least) = personal::least_digits(&profile.column.name)
        && cells.number > 0
        && cells.whole == cells.number
        && is_only(cells.number + cells.text)
        && profile.all_digits
    {
        let (min, max) = profile.bytes;
        return GuessKind::Digits { min, max: max.max(least) };
    }
    if is_only(cells.number) {
        return GuessKind::Decimal;
    }
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
            return if timed { date_time(forms) } else { GuessKind::Date { forms } };
        }
    }
    if personal::least_digits(&profile.column.name).is_none()
        && let Some(form) = profile.amounts.form(|bytes| profile.decode(bytes, charset))
    {
        return GuessKind::Amount { form };
    }
    let is_code = profile.leading_zeros || (min == max && min >= 3) || min >= 9;
    if profile.all_digits && is_code && max <= MOST_DIGITS {
        return GuessKind::Digits { min, max };
    }
    if personal || !profile.packed.is_empty() {
        return text;
    }
    codes(profile, charset).map_or(text, |values| GuessKind::Code { values })
}

/// A date with time in those forms that say a day: of a year or a month alone no such value can be made.
fn date_time(mut forms: Vec<DateForm>) -> GuessKind {
    forms.retain(|form| !form.says_less_than_a_day());
    GuessKind::DateTime { forms }
}

/// The values of a column that are few and come again and again, where each gives a code of its own.
fn codes(profile: &Profile, charset: Charset) -> Option<Vec<String>> {
    // Many long values are names that come again, not codes.
    let most = if profile.bytes.1 <= SHORT { MAX_CODES } else { MAX_CODES / 2 };
    let count = profile.distinct.len();
    let few = !profile.has_more && (2..=most).contains(&count) && profile.bytes.1 <= LONGEST;
    let is_odd = profile.suspicions.keys().any(|what| *what != Suspicion::ShortRow);
    if !few || profile.filled() < 5 * count as u64 || is_odd {
        return None;
    }
    let values: Vec<String> =
        profile.distinct.keys().map(|value| profile.decode(value, charset)).collect::<Option<_>>()?;
    // A code has no sign and no places behind a point: `-2.000` would be another sum without them.
    if values.iter().any(|value| is_amount(value)) {
        return None;
    }
    let mut slugs: Vec<String> = values.iter().map(|value| slug(value)).collect();
    slugs.sort();
    slugs.dedup();
    (slugs.len() == count && slugs.iter().all(|slug| !slug.is_empty())).then_some(values)
}

/// Whether a value reads as a sum or a measure: digits with a sign, a point or a comma, and no letters.
fn is_amount(value: &str) -> bool {
    let has_mark = value.starts_with(['-', '+', '(']) || value.contains(['.', ',']);
    has_mark && value.contains(|c: char| c.is_ascii_digit()) && !value.contains(char::is_alphabetic)
}

/// A name of letters, digits and `_` from a header or a path.
pub(crate) fn field_name(header: &str, index: usize) -> String {
    let steps = header.split(" / ").filter(|step| !is_mark(step));
    let step = steps.last().unwrap_or(header);
    let name = words::split(words::last_step(step)).join("_");
    let name: String = name.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').take(63).collect();
    let name = name.trim_matches('_');
    match name.chars().next() {
        None => format!("column_{}", index + 1),
        Some(first) if first.is_ascii_digit() => format!("f_{}", &name[..name.len().min(61)]),
        Some(_) => name.to_owned(),
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
            ("ThongTin/HoTen", "ho_ten"),
            ("thongTin.soCmnd", "so_cmnd"),
            ("ThongTin/@ma", "ma"),
            (".", "column_3"),
            ("1. Số", "so"),
            ("2024", "f_2024"),
            ("", "column_3"),
            ("Đường", "duong"),
        ] {
            assert_eq!(field_name(header, 2), name, "{header}");
        }
    }

    fn guessed(values: &[&str]) -> GuessKind {
        let mut profile = Profile::new(lienthong_adapter::rows::Column::default());
        for value in values.repeat(10) {
            profile.add(lienthong_adapter::rows::Cell::Bytes(value.as_bytes()), 1);
        }
        profile.finish();
        kind(&profile, Charset::Utf8, false)
    }

    #[test]
    fn a_long_text_that_comes_again_is_no_code() {
        let (long, longer) = ("a ".repeat(31), "b ".repeat(200));
        assert!(matches!(guessed(&["Nghèo", "Cận nghèo"]), GuessKind::Code { .. }));
        assert_eq!(guessed(&["Nghèo", &long]), GuessKind::Text { bytes: 61 });
        assert_eq!(guessed(&["Nghèo", &longer]), GuessKind::Text { bytes: 399 });
    }

    #[test]
    fn sums_are_no_codes() {
        for values in [["-2.000", "1.500"], ["(1.500)", "0"], ["2,5", "3"], ["+1", "-1"]] {
            assert!(!matches!(guessed(&values), GuessKind::Code { .. }), "{values:?}");
        }
        for values in [["1", "2"], ["K1.2", "K1.3"], ["01-A", "02-B"]] {
            assert!(matches!(guessed(&values), GuessKind::Code { .. }), "{values:?}");
        }
    }

    #[test]
    fn a_value_becomes_a_code() {
        assert_eq!(slug("Thị trấn"), "thi-tran");
        assert_eq!(slug("Phường"), "phuong");
    }
}
