//! The numbers of a date in a text, by the parts of its form, and the day of the calendar that they are.

use jiff::civil::{Date, Time};
use lienthong_model::schema::PartialDate;

use super::{Part, Read};

/// The first year that is one: of `0025` a digit is wrong, not the century.
const FIRST_YEAR: i16 = 1000;

/// The numbers of a date as its form has them.
pub(super) struct Cut {
    year: i16,
    month: Option<i16>,
    day: Option<i16>,
    hour: Option<i16>,
    minute: i16,
    second: i16,
}

impl Cut {
    /// Cuts a text up; nothing where it has not this form. `pivot` is the last year of this century in two digits.
    pub(super) fn of(text: &str, parts: &[Part], pivot: Option<u8>) -> Option<Self> {
        let (mut year, mut month, mut day) = (None, None, None);
        let (mut hour, mut minute, mut second) = (None, 0, 0);
        let mut rest = text;
        for part in parts {
            match part {
                Part::Literal(c) => rest = rest.strip_prefix(*c)?,
                Part::Year4 => year = Some(digits(&mut rest, 4, 4)?),
                Part::Year2 => {
                    let two = digits(&mut rest, 2, 2)?;
                    let century = if two <= i16::from(pivot?) { 2000 } else { 1900 };
                    year = Some(century + two);
                }
                Part::Month { two } => month = Some(digits(&mut rest, if *two { 2 } else { 1 }, 2)?),
                Part::Day { two } => day = Some(digits(&mut rest, if *two { 2 } else { 1 }, 2)?),
                Part::Hour => hour = Some(digits(&mut rest, 2, 2)?),
                Part::Minute => minute = digits(&mut rest, 2, 2)?,
                Part::Second => second = digits(&mut rest, 2, 2)?,
            }
        }
        if !rest.is_empty() {
            return None;
        }
        Some(Self { year: year?, month, day, hour, minute, second })
    }

    /// The date; nothing where no calendar has it.
    pub(super) fn date(&self) -> Option<Read> {
        let (year, small) = (self.year, |n: i16| i8::try_from(n).ok());
        if year < FIRST_YEAR {
            return None;
        }
        let date = match (self.month, self.day) {
            (None, _) => PartialDate::Year(year),
            (Some(month), None) if (1..=12).contains(&month) => PartialDate::Month(year, small(month)?),
            (Some(_), None) => return None,
            (Some(month), Some(day)) => PartialDate::Day(Date::new(year, small(month)?, small(day)?).ok()?),
        };
        let time = match self.hour {
            Some(hour) => Some(Time::new(small(hour)?, small(self.minute)?, small(self.second)?, 0).ok()?),
            None => None,
        };
        Some((date, time))
    }
}

/// Takes `min` to `max` digits off the front.
fn digits(rest: &mut &str, min: usize, max: usize) -> Option<i16> {
    let count = rest.bytes().take(max).take_while(u8::is_ascii_digit).count();
    if count < min {
        return None;
    }
    let (taken, left) = rest.split_at(count);
    *rest = left;
    taken.parse().ok()
}
