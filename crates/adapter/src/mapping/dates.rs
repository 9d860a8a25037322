//! Dates as formats write them.
//!
//! A form is a pattern: `dd` and `MM` are two digits, `d` and `M` one or two, `yyyy` four, `yy` two with a pivot,
//! `HH`, `mm`, `ss` two; other characters stand for themselves. The whole text must match. `excel-serial` is the number
//! of days that sheets count.

use std::fmt;

use jiff::civil::{DateTime, Time};
use lienthong_model::schema::{PartialDate, Precision};

use super::serials;
use cut::Cut;

mod cut;

/// One way to write a date or a wall clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateForm {
    text: String,
    /// Nothing for `excel-serial`.
    parts: Option<Vec<Part>>,
    /// The last two-digit year of this century; `yy` needs it.
    pivot: Option<u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Year4,
    Year2,
    Month { two: bool },
    Day { two: bool },
    Hour,
    Minute,
    Second,
    Literal(char),
}

/// Why a text is not a form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DateFormError {
    /// A letter that means nothing.
    #[error("`{0}` is none of dd, d, MM, M, yyyy, yy, HH, mm, ss")]
    Unknown(String),
    /// The same part twice.
    #[error("a part stands twice")]
    Twice,
    /// There is no year, or a day without its month.
    #[error("there is no year, or a day without a month, or a time without a day")]
    Incomplete,
    /// A digit that stands for itself: `19yy` would read 1914 as the year 14.
    #[error("the digit `{0}` stands for itself and reads as part of a number")]
    Digit(char),
    /// `d` or `M` directly before digits: where it ends cannot be told.
    #[error("`d` and `M` need something that is no digit behind them")]
    Unbounded,
    /// `yy` without a pivot.
    #[error("`yy` needs a pivot: the last two-digit year of this century")]
    Pivot,
}

/// What a date is read as: the day part, and the time where the form has one.
pub(super) type Read = (PartialDate, Option<Time>);

impl DateForm {
    /// The form of a pattern. `pivot` is the last two-digit year that belongs to this century, for `yy`.
    pub fn parse(text: &str, pivot: Option<u8>) -> Result<Self, DateFormError> {
        if text == "excel-serial" {
            return Ok(Self { text: text.to_owned(), parts: None, pivot });
        }
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let run = &rest[..rest.len() - rest.trim_start_matches(c).len()];
            let part = match run {
                "yyyy" => Part::Year4,
                "yy" if pivot.is_none() => return Err(DateFormError::Pivot),
                "yy" => Part::Year2,
                "MM" | "M" => Part::Month { two: run.len() == 2 },
                "dd" | "d" => Part::Day { two: run.len() == 2 },
                "HH" => Part::Hour,
                "mm" => Part::Minute,
                "ss" => Part::Second,
                // The T of ISO forms.
                _ if c.is_ascii_alphabetic() && c != 'T' => {
                    return Err(DateFormError::Unknown(run.to_owned()));
                }
                _ if c.is_numeric() => return Err(DateFormError::Digit(c)),
                _ => {
                    parts.push(Part::Literal(c));
                    rest = &rest[c.len_utf8()..];
                    continue;
                }
            };
            parts.push(part);
            rest = &rest[run.len()..];
        }
        let form = Self { text: text.to_owned(), parts: Some(parts), pivot };
        form.check()?;
        Ok(form)
    }

    fn check(&self) -> Result<(), DateFormError> {
        let count = |test: fn(&Part) -> bool| self.parts().iter().filter(|part| test(part)).count();
        let years = count(|p| matches!(p, Part::Year4 | Part::Year2));
        let (months, days) =
            (count(|p| matches!(p, Part::Month { .. })), count(|p| matches!(p, Part::Day { .. })));
        let hours = count(|p| *p == Part::Hour);
        let (minutes, seconds) = (count(|p| *p == Part::Minute), count(|p| *p == Part::Second));
        if [years, months, days, hours, minutes, seconds].into_iter().any(|n| n > 1) {
            return Err(DateFormError::Twice);
        }
        let is_open = |part: &Part| matches!(part, Part::Month { two: false } | Part::Day { two: false });
        if self.parts().windows(2).any(|two| is_open(&two[0]) && !matches!(two[1], Part::Literal(_))) {
            return Err(DateFormError::Unbounded);
        }
        let whole = years == 1 && days <= months && hours <= days && minutes <= hours && seconds <= minutes;
        if whole { Ok(()) } else { Err(DateFormError::Incomplete) }
    }

    pub(super) fn parts(&self) -> &[Part] {
        self.parts.as_deref().unwrap_or_default()
    }

    /// Whether the whole of `text` is a date of this form.
    pub fn matches(&self, text: &str) -> bool {
        self.read(text).is_some()
    }

    /// Whether it has a time of day.
    pub fn says_time(&self) -> bool {
        self.parts().contains(&Part::Hour)
    }

    /// Whether it writes months or years alone.
    pub fn says_less_than_a_day(&self) -> bool {
        self.precision() > Precision::Day
    }

    /// Whether it is a year of four digits and nothing else: a whole number is read by it, and written.
    pub fn is_year_alone(&self) -> bool {
        self.parts() == [Part::Year4]
    }

    /// Whether a day or a month may have one digit.
    pub(super) fn has_short_parts(&self) -> bool {
        self.parts().iter().any(|part| matches!(part, Part::Day { two: false } | Part::Month { two: false }))
    }

    /// Whether it says years by two digits.
    pub(super) fn has_short_years(&self) -> bool {
        self.parts().contains(&Part::Year2)
    }

    /// How much of a date it says.
    pub fn precision(&self) -> Precision {
        let has = |test: fn(&Part) -> bool| self.parts().iter().any(test);
        if self.is_serial() || has(|part| matches!(part, Part::Day { .. })) {
            Precision::Day
        } else if has(|part| matches!(part, Part::Month { .. })) {
            Precision::Month
        } else {
            Precision::Year
        }
    }

    /// What stands before, between and behind `separator`, without the signs: how many digits a part has is no matter.
    pub(super) fn pieces(&self, separator: &str) -> Vec<Vec<char>> {
        let mut text = String::new();
        for part in self.parts() {
            match part {
                Part::Year4 | Part::Year2 => text.push('y'),
                Part::Month { .. } => text.push('M'),
                Part::Day { .. } => text.push('d'),
                Part::Hour => text.push('H'),
                Part::Minute => text.push('m'),
                Part::Second => text.push('s'),
                Part::Literal(c) => text.push(*c),
            }
        }
        if separator.is_empty() {
            return vec![text.chars().collect()];
        }
        text.split(separator).map(|piece| piece.chars().filter(char::is_ascii_alphabetic).collect()).collect()
    }

    /// Characters of the shortest text of this form.
    pub fn least_chars(&self) -> usize {
        if self.is_serial() {
            return serials::FIRST.to_string().len();
        }
        let width = |part: &Part| match part {
            Part::Literal(_) | Part::Month { two: false } | Part::Day { two: false } => 1,
            Part::Year4 => 4,
            _ => 2,
        };
        self.parts().iter().map(width).sum()
    }

    /// Whether it counts days as sheets do.
    pub fn is_serial(&self) -> bool {
        self.parts.is_none()
    }

    pub(super) fn read(&self, text: &str) -> Option<Read> {
        if self.is_serial() {
            return serials::read(text).map(|date| (PartialDate::Day(date), None));
        }
        self.cut(text)?.date()
    }

    /// Whether a text has this form, and says no day or time that any calendar has.
    pub(super) fn is_impossible(&self, text: &str) -> bool {
        !self.is_serial() && self.cut(text).is_some_and(|cut| cut.date().is_none())
    }

    /// The numbers of a text that has this form.
    fn cut(&self, text: &str) -> Option<Cut> {
        Cut::of(text, self.parts(), self.pivot)
    }

    /// Writes a date, where the form can say exactly this much.
    pub(super) fn write(&self, date: PartialDate, time: Option<Time>) -> Option<String> {
        let (year, month, day) = match date {
            PartialDate::Year(year) => (year, None, None),
            PartialDate::Month(year, month) => (year, Some(month), None),
            PartialDate::Day(date) => (date.year(), Some(date.month()), Some(date.day())),
        };
        if self.is_serial() {
            let PartialDate::Day(date) = date else { return None };
            return time.is_none_or(|time| time == Time::midnight()).then(|| serials::write(date)).flatten();
        }
        let mut out = String::with_capacity(self.text.len());
        let has = |test: fn(&Part) -> bool| self.parts().iter().any(test);
        let says_month = has(|p| matches!(p, Part::Month { .. }));
        let says_day = has(|p| matches!(p, Part::Day { .. }));
        let says_time = has(|p| *p == Part::Hour);
        let unsaid = time.is_some_and(|time| {
            (!says_time && time != Time::midnight())
                || (says_time && !has(|p| *p == Part::Second) && time.second() != 0)
                || (says_time && !has(|p| *p == Part::Minute) && time.minute() != 0)
                || time.subsec_nanosecond() != 0
        });
        if says_month != month.is_some() || says_day != day.is_some() || unsaid {
            return None;
        }
        let time = time.unwrap_or(Time::midnight());
        for part in self.parts() {
            match part {
                Part::Literal(c) => out.push(*c),
                Part::Year4 => push_digits(&mut out, year, 4),
                Part::Year2 => {
                    let two = u8::try_from(year.rem_euclid(100)).ok()?;
                    let century = if two <= self.pivot? { 2000 } else { 1900 };
                    if century + i16::from(two) != year {
                        return None;
                    }
                    push_digits(&mut out, two.into(), 2);
                }
                Part::Month { two } => push_digits(&mut out, month?.into(), if *two { 2 } else { 1 }),
                Part::Day { two } => push_digits(&mut out, day?.into(), if *two { 2 } else { 1 }),
                Part::Hour => push_digits(&mut out, time.hour().into(), 2),
                Part::Minute => push_digits(&mut out, time.minute().into(), 2),
                Part::Second => push_digits(&mut out, time.second().into(), 2),
            }
        }
        Some(out)
    }
}

impl fmt::Display for DateForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Appends a number as `{number:0width$}` does, which for each part of each date of a file is slow.
fn push_digits(out: &mut String, number: i16, width: u32) {
    let Ok(number) = u16::try_from(number) else {
        let width = width as usize;
        return out.push_str(&format!("{number:0width$}"));
    };
    let mut place = 10_u16.pow(width - 1);
    while number / place >= 10 {
        place *= 10;
    }
    while place > 0 {
        out.push(char::from(b'0' + (number / place % 10) as u8));
        place /= 10;
    }
}

/// A date in canonical text.
pub(super) fn iso(date: PartialDate) -> String {
    date.to_string()
}

/// A wall clock in canonical text.
pub(super) fn iso_time(at: DateTime) -> String {
    at.to_string()
}

#[cfg(test)]
mod tests {
    use jiff::civil::Date;

    use super::*;

    fn form(text: &str) -> DateForm {
        DateForm::parse(text, Some(30)).unwrap()
    }

    #[test]
    fn the_whole_text_must_match_and_be_a_day_of_the_calendar() {
        let check = |pattern: &str, text: &str, expected: Option<&str>| {
            let found = form(pattern).read(text).map(|(date, _)| date.to_string());
            assert_eq!(found.as_deref(), expected, "{pattern} {text}");
        };
        check("dd/MM/yyyy", "02/09/1980", Some("1980-09-02"));
        check("dd/MM/yyyy", "2/09/1980", None);
        check("d/M/yyyy", "2/09/1980", Some("1980-09-02"));
        check("d/M/yyyy", "12/9/1980", Some("1980-09-12"));
        check("dd/MM/yyyy", "30/02/2014", None);
        check("dd/MM/yyyy", "02/09/1980 ", None);
        check("yyyyMMdd", "20140228", Some("2014-02-28"));
        check("yyyyMMdd", "20140230", None);
        check("MM/yyyy", "06/1950", Some("1950-06"));
        check("MM/yyyy", "13/1950", None);
        check("yyyy", "1950", Some("1950"));
        check("dd-MM-yy", "01-02-30", Some("2030-02-01"));
        check("dd-MM-yy", "01-02-31", Some("1931-02-01"));
        check("excel-serial", "44197", Some("2021-01-01"));
        check("excel-serial", "60", None);
    }

    #[test]
    fn a_day_that_no_calendar_has_is_told_from_a_text_of_another_form() {
        for (of, text, is_impossible) in [
            ("dd/MM/yyyy", "31/04/2025", true),
            ("dd/MM/yyyy", "01/02/0025", true),
            ("d/M/yyyy", "1/13/2025", true),
            ("dd/MM/yyyy HH:mm", "01/02/2025 25:00", true),
            ("dd/MM/yyyy", "2025-04-31", false),
            ("dd/MM/yyyy", "30/04/2025", false),
            ("dd/MM/yyyy", "x", false),
        ] {
            assert_eq!(form(of).is_impossible(text), is_impossible, "{text}");
        }
        assert_eq!(form("yyyy").read("0000"), None);
    }

    #[test]
    fn a_form_writes_what_it_reads_and_nothing_less() {
        for (pattern, text) in [
            ("dd/MM/yyyy", "02/09/1980"),
            ("d/M/yyyy", "2/9/1980"),
            ("yyyy", "1950"),
            ("excel-serial", "44197"),
        ] {
            let (date, time) = form(pattern).read(text).unwrap();
            assert_eq!(form(pattern).write(date, time).as_deref(), Some(text));
        }
        let day = PartialDate::Day(Date::constant(1980, 9, 2));
        assert_eq!(form("yyyy").write(day, None), None, "a day is not cut to its year");
        assert_eq!(form("dd/MM/yyyy").write(PartialDate::Year(1980), None), None, "a day is not made up");
        assert_eq!(
            form("dd/MM/yyyy").write(day, Some(Time::constant(8, 0, 0, 0))),
            None,
            "a time is not dropped"
        );
        assert_eq!(form("dd/MM/yy").write(PartialDate::Day(Date::constant(1830, 1, 1)), None), None);
        let both = form("yyyyMMddHHmmss").read("20261102073015").unwrap();
        assert_eq!(form("dd/MM/yyyy HH:mm:ss").write(both.0, both.1).as_deref(), Some("02/11/2026 07:30:15"));
    }

    #[test]
    fn a_number_has_as_many_digits_as_it_needs_and_no_fewer_than_its_part() {
        for width in 1..=4 {
            for number in [i16::MIN, -1, 0, 1, 9, 10, 12, 99, 100, 999, 1000, 1980, 9999, 10_000, i16::MAX] {
                let mut text = String::new();
                push_digits(&mut text, number, width);
                assert_eq!(text, format!("{number:0width$}", width = width as usize));
            }
        }
    }

    #[test]
    fn what_is_no_form_is_refused() {
        for text in
            ["", "dd/MM", "yyyy/dd", "dd/MM/yyyy/yyyy", "DD/MM/YYYY", "yyyy HH", "ngày dd", "yyyy-mm-dd"]
        {
            assert!(DateForm::parse(text, Some(30)).is_err(), "{text}");
        }
        assert_eq!(DateForm::parse("dd/MM/yy", None), Err(DateFormError::Pivot));
        assert_eq!(DateForm::parse("dd/MM/19yy", Some(30)), Err(DateFormError::Digit('1')));
        assert_eq!(DateForm::parse("dMyyyy", None), Err(DateFormError::Unbounded));
    }
}
