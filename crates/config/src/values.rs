//! The kinds of values that many keys share: durations, sizes, dates, codes, identifiers, words.
//!
//! Each function reads one value, reports what is wrong with it in place, and says what to write instead where that
//! is certain.

use std::ops::{Range, RangeInclusive};
use std::path::{Component, Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use jiff::civil::Date;
use lienthong_model::{AgencyCode, CodeError, IdError};

use crate::code::Code;
use crate::diagnostic::{Diagnostic, Sink};
use crate::document::{Value, quoted};
use crate::names::nearest;
use crate::refusals::{code_text, id_text};

const DURATION_UNITS: [(&str, u64); 5] =
    [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];
const SIZE_UNITS: [(&str, u64); 4] = [("B", 1), ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30)];

/// `30s`: a whole number and a unit.
fn with_unit(text: &str, units: &[(&str, u64)]) -> Option<u64> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let scale = units.iter().find(|(name, _)| *name == unit)?.1;
    number.parse::<u64>().ok()?.checked_mul(scale)
}

/// A duration in `range`, e.g. `"30s"`.
pub(crate) fn duration(
    value: &Value<'_>,
    range: RangeInclusive<Duration>,
    sink: &mut Sink,
) -> Option<Duration> {
    let text = if value.is_number() { None } else { Some(value.text(sink)?) };
    let Some(millis) = text.and_then(|text| with_unit(text, &DURATION_UNITS)) else {
        let found = value.error(Code::NotADuration).label(
            "a whole number and one of ms, s, m, h, d",
            "cần một số nguyên và một trong các đơn vị ms, s, m, h, d",
        );
        sink.push(mend_unit(found, value, "s", &DURATION_UNITS));
        return None;
    };
    let found = Duration::from_millis(millis);
    if range.contains(&found) {
        return Some(found);
    }
    let (low, high) = (show_duration(*range.start()), show_duration(*range.end()));
    sink.push(
        value
            .error(Code::OutOfRange)
            .label(format!("{low} to {high} are allowed"), format!("cho phép từ {low} đến {high}")),
    );
    None
}

/// A size in bytes in `range`, e.g. `"64MiB"`.
pub(crate) fn size(value: &Value<'_>, range: RangeInclusive<u64>, sink: &mut Sink) -> Option<u64> {
    let text = if value.is_number() { None } else { Some(value.text(sink)?) };
    let Some(bytes) = text.and_then(|text| with_unit(text, &SIZE_UNITS)) else {
        let found = value.error(Code::NotASize).label(
            "a whole number and one of B, KiB, MiB, GiB",
            "cần một số nguyên và một trong các đơn vị B, KiB, MiB, GiB",
        );
        sink.push(mend_unit(found, value, "B", &SIZE_UNITS));
        return None;
    };
    if range.contains(&bytes) {
        return Some(bytes);
    }
    let (low, high) = (show_size(*range.start()), show_size(*range.end()));
    sink.push(
        value
            .error(Code::OutOfRange)
            .label(format!("{low} to {high} are allowed"), format!("cho phép từ {low} đến {high}")),
    );
    None
}

/// Suggests the unit that a number most likely has: none at all, other letter case, a blank between, `MB`.
fn mend_unit(found: Diagnostic, value: &Value<'_>, bare: &str, units: &[(&str, u64)]) -> Diagnostic {
    let spelling = value.spelling().trim_matches(['"', '\'']);
    let digits = spelling.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = spelling.split_at(digits);
    if number.is_empty() || number.parse::<u64>().is_err() {
        return found;
    }
    let rest = rest.trim();
    let unit = if rest.is_empty() {
        Some(bare)
    } else {
        let iec = format!("{}iB", rest.trim_end_matches(['b', 'B']).to_ascii_uppercase());
        let names: Vec<&str> = units.iter().map(|(name, _)| *name).collect();
        let same = |name: &&str| name.eq_ignore_ascii_case(rest) || **name == iec;
        let word = match rest.to_ascii_lowercase().as_str() {
            "sec" | "second" | "seconds" | "giây" => Some("s"),
            "min" | "minute" | "minutes" | "phút" => Some("m"),
            "hour" | "hours" | "giờ" => Some("h"),
            "day" | "days" | "ngày" => Some("d"),
            _ => None,
        };
        names.iter().copied().find(same).or(word.filter(|word| names.contains(word)))
    };
    match unit {
        Some(unit) => found.suggest(value.span.clone(), format!("\"{number}{unit}\"")),
        None => found,
    }
}

pub(crate) fn show_duration(duration: Duration) -> String {
    let millis = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
    show(millis, &DURATION_UNITS)
}

pub(crate) fn show_size(bytes: u64) -> String {
    show(bytes, &SIZE_UNITS)
}

fn show(number: u64, units: &[(&str, u64)]) -> String {
    let (name, scale) =
        units.iter().rev().find(|(_, scale)| number.is_multiple_of(*scale)).unwrap_or(&units[0]);
    format!("{}{name}", number / scale)
}

/// A date: `"2025-07-01"`, or a TOML date without quotes.
pub(crate) fn date(value: &Value<'_>, sink: &mut Sink) -> Option<Date> {
    let text = match value.as_date_text() {
        Some(text) => text,
        None => value.text(sink)?.to_owned(),
    };
    if let Some(date) = parse_date(&text) {
        return Some(date);
    }
    let found = not_a_date(value.error(Code::NotADate));
    sink.push(match mend_date(&text) {
        Some(date) => found.suggest(value.span.clone(), format!("\"{date}\"")),
        None => found,
    });
    None
}

pub(crate) fn not_a_date(found: Diagnostic) -> Diagnostic {
    found.label("expected YYYY-MM-DD", "cần dạng NĂM-THÁNG-NGÀY, ví dụ 2025-07-01")
}

/// Exactly `YYYY-MM-DD`.
pub(crate) fn parse_date(text: &str) -> Option<Date> {
    let shape = text.len() == 10
        && text
            .bytes()
            .enumerate()
            .all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() });
    if shape { text.parse().ok() } else { None }
}

/// The day that a text in the Vietnamese order (day, month, year) most likely means.
pub(crate) fn mend_date(text: &str) -> Option<Date> {
    let parts: Vec<&str> = text.trim().split(['/', '-', '.']).collect();
    let [a, b, c] = parts[..] else { return None };
    let (year, month, day) = if a.len() == 4 { (a, b, c) } else { (c, b, a) };
    if year.len() != 4 {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// An agency code in canonical form.
pub(crate) fn agency_code(value: &Value<'_>, sink: &mut Sink) -> Option<AgencyCode> {
    let text = value.text(sink)?;
    match AgencyCode::canonical(text) {
        Ok(code) => Some(code),
        Err(error) => {
            let found = bad_code(value.error(Code::BadAgencyCode), text, &error);
            sink.push(match mend_code(text) {
                Some(code) => found.suggest(value.span.clone(), quoted(code.as_str())),
                None => found,
            });
            None
        }
    }
}

pub(crate) fn bad_code(found: Diagnostic, text: &str, error: &CodeError) -> Diagnostic {
    // The old form is a code like any other; that it has another form is what the reader needs to know.
    let text = match (error, AgencyCode::read(text, None)) {
        (CodeError::NotCanonical { .. }, _) | (_, Err(_)) => code_text(error),
        (_, Ok(reading)) => {
            code_text(&CodeError::NotCanonical { text: text.to_owned(), canonical: reading.code.to_string() })
        }
    };
    found.label(text.en, text.vi)
}

/// The canonical form of a text that is a code in another form.
pub(crate) fn mend_code(text: &str) -> Option<AgencyCode> {
    AgencyCode::read(text, None).ok().map(|reading| reading.code)
}

/// An identifier that its own parser reads.
pub(crate) fn identifier<T: FromStr<Err = IdError>>(value: &Value<'_>, sink: &mut Sink) -> Option<T> {
    let text = value.text(sink)?;
    match text.parse() {
        Ok(id) => Some(id),
        Err(error) => {
            sink.push(bad_identifier::<T>(value, text, &error));
            None
        }
    }
}

fn bad_identifier<T: FromStr<Err = IdError>>(value: &Value<'_>, text: &str, error: &IdError) -> Diagnostic {
    if let IdError::Agency { source, .. } = error {
        let (agency, rest) = text.split_once('/').unwrap_or((text, ""));
        let found = bad_code(value.error_in(Code::BadAgencyCode, text, 0..agency.len()), agency, source);
        return match mend_code(agency).map(|code| format!("{code}/{rest}")) {
            Some(mended) if mended.parse::<T>().is_ok() => found.suggest(value.span.clone(), quoted(&mended)),
            _ => found,
        };
    }
    let label = id_text(error);
    let found = match error {
        IdError::Character { found, offset, .. } => {
            value.error_in(Code::BadIdentifier, text, character(text, *found, *offset))
        }
        _ => value.error(Code::BadIdentifier),
    };
    let found = found.label(label.en, label.vi);
    let mended = text.trim().to_ascii_lowercase().replace(['_', ' '], "-");
    if mended != text && mended.parse::<T>().is_ok() {
        found.suggest(value.span.clone(), quoted(&mended))
    } else {
        found
    }
}

/// Where the offending character stands. The offset counts within the part that was refused, which is a suffix.
fn character(text: &str, found: char, offset: usize) -> Range<usize> {
    let at = (0..text.len())
        .find(|&at| text.is_char_boundary(at) && at >= offset && text[at..].starts_with(found));
    let at = at.unwrap_or(0);
    at..at + found.len_utf8()
}

/// One of a few words.
pub(crate) fn word<T: Copy>(value: &Value<'_>, words: &[(&'static str, T)], sink: &mut Sink) -> Option<T> {
    let text = value.text(sink)?;
    if let Some((_, found)) = words.iter().find(|(name, _)| *name == text) {
        return Some(*found);
    }
    let names: Vec<&str> = words.iter().map(|(name, _)| *name).collect();
    let found = value
        .error(Code::UnknownWord)
        .label(format!("one of: {}", names.join(", ")), format!("một trong: {}", names.join(", ")));
    sink.push(match nearest(text, names) {
        Some(near) => found.suggest(value.span.clone(), quoted(near)),
        None => found,
    });
    None
}

/// A path, relative to the folder of the configuration.
pub(crate) fn path(value: &Value<'_>, dir: &Path, sink: &mut Sink) -> Option<PathBuf> {
    let text = value.text(sink)?;
    if text.trim().is_empty() || text.contains('\0') {
        sink.push(value.error(Code::Empty).label("expected a path", "cần một đường dẫn"));
        return None;
    }
    let mut depth = 0_i32;
    let leaves = Path::new(text).components().any(|part| {
        depth += match part {
            Component::ParentDir => -1,
            Component::Normal(_) => 1,
            _ => 0,
        };
        depth < 0
    });
    if leaves && Path::new(text).is_relative() {
        sink.push(
            value
                .error(Code::PathLeaves)
                .label("climbs out of the folder with ..", "dùng dấu .. để ra ngoài thư mục"),
        );
    }
    Some(dir.join(text))
}
