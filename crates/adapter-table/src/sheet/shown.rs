//! What a cell of dates shows where its format shows no day: a year alone, or a month and a year.
//!
//! Programs keep a whole day behind it, mostly the first, that nobody has typed: a birthday of which the year is known
//! would become 1 January. So such a cell is the text that it shows, in digits: months named are two digits, years are
//! four, and what stands between is the one sign of the format, or `/` where words stand there.

use jiff::civil::Date;

/// A part that is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Year,
    Month { two: bool },
}

/// What is shown of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shown {
    first: Part,
    /// The sign before it, and the other part.
    second: Option<(char, Part)>,
}

/// Gathers what a format shows, letter by letter.
#[derive(Debug, Default)]
pub(crate) struct Watch {
    parts: Vec<Part>,
    between: String,
    is_over: bool,
}

impl Shown {
    /// `mmm-yy`, which programs give to a typed `5/1950` by themselves.
    pub(crate) const MONTH_DASH_YEAR: Self =
        Self { first: Part::Month { two: true }, second: Some(('-', Part::Year)) };

    /// The text of a day.
    pub(crate) fn text(self, day: Date) -> String {
        let part = |part| match part {
            Part::Year => format!("{:04}", day.year()),
            Part::Month { two: true } => format!("{:02}", day.month()),
            Part::Month { two: false } => day.month().to_string(),
        };
        match self.second {
            Some((between, second)) => format!("{}{between}{}", part(self.first), part(second)),
            None => part(self.first),
        }
    }
}

impl Watch {
    /// A year.
    pub(crate) fn year(&mut self) {
        self.part(Part::Year);
    }
    /// A month of so many letters: one is the number without a zero in front.
    pub(crate) fn month(&mut self, letters: usize) {
        self.part(Part::Month { two: letters > 1 });
    }
    fn part(&mut self, part: Part) {
        if !self.is_over && !self.parts.contains(&part) {
            self.parts.push(part);
        }
    }
    /// What stands for itself.
    pub(crate) fn literal(&mut self, text: impl IntoIterator<Item = char>) {
        if !self.is_over && self.parts.len() == 1 {
            self.between.extend(text);
        }
    }
    /// The end of what is shown of days: behind it stands how other numbers are.
    pub(crate) fn end(&mut self) {
        self.is_over = true;
    }
    /// What is shown, where that is one part or two.
    pub(crate) fn shown(&self) -> Option<Shown> {
        let mut signs = self.between.chars();
        let between = match (signs.next(), signs.next()) {
            (Some(sign), None) if sign.is_ascii_punctuation() => sign,
            _ => '/',
        };
        match self.parts[..] {
            [first] => Some(Shown { first, second: None }),
            [first, second] => Some(Shown { first, second: Some((between, second)) }),
            _ => None,
        }
    }
}
