//! Places that every record fills, and what a line has there: a record, or a line below the records.

use lienthong_adapter::rows::FixedUnit;
use lienthong_vntext::Charset;

use crate::closing::{closes, closes_behind_digits};
use crate::lines::{is_passed, letters};
use crate::runs::Run;

/// Places that every record fills.
#[derive(Debug)]
pub(crate) struct Places {
    unit: FixedUnit,
    all: Vec<Place>,
    /// Positions before columns where no record has anything.
    gaps: Vec<usize>,
}

#[derive(Debug)]
struct Place {
    column: usize,
    run: Run,
    /// Whether no record has a letter there, and each a digit.
    is_digits: bool,
}

/// How many of the places a line fits.
#[derive(Debug, Clone, Copy, Default)]
struct Fit {
    places: usize,
    /// Places of digits.
    of_digits: usize,
    blank: usize,
    /// Places of digits with letters in them.
    odd: usize,
    /// Places of digits that have them.
    digits: usize,
    /// Whether the first place is blank.
    lacks_first: bool,
}

impl Places {
    pub(crate) fn of(runs: &[Run], rows: &[Vec<char>], unit: FixedUnit) -> Self {
        let place = |(column, run): (usize, &Run)| {
            let all = |is: &dyn Fn(&[char]) -> bool| rows.iter().all(|row| is(run.part(row)));
            let is_filled = all(&|part| !is_blank(part));
            let is_digits = all(&|part| part.iter().any(char::is_ascii_digit) && !has_letters(part));
            is_filled.then_some(Place { column, run: *run, is_digits })
        };
        let before = runs.iter().filter_map(|run| run.start.checked_sub(1));
        let is_gap = |at: &usize| rows.iter().all(|row| row.get(*at).is_none_or(|c| matches!(c, ' ' | '\0')));
        Self {
            unit,
            all: runs.iter().enumerate().filter_map(place).collect(),
            gaps: before.filter(is_gap).collect(),
        }
    }

    /// Whether a line is no record: a place is blank, letters stand where digits do, or a word across two columns.
    pub(crate) fn is_foreign(&self, line: &[u8]) -> bool {
        let fit = self.fit(line);
        let row = letters(line, self.unit);
        let is_letter = |at: usize| row.get(at).is_some_and(|c| c.is_alphabetic());
        fit.blank + fit.odd > 0 || self.gaps.iter().any(|at| is_letter(*at) && is_letter(at + 1))
    }

    /// The column of the first place that a line leaves blank.
    pub(crate) fn first_blank(&self, line: &[u8]) -> Option<usize> {
        let row = letters(line, self.unit);
        self.all.iter().find(|place| is_blank(place.run.part(&row))).map(|place| place.column)
    }

    fn fit(&self, line: &[u8]) -> Fit {
        let row = letters(line, self.unit);
        let mut fit = Fit { places: self.all.len(), ..Fit::default() };
        for (place, at) in self.all.iter().zip(0..) {
            let part = place.run.part(&row);
            let (is_blank, has_letters) = (is_blank(part), has_letters(part));
            fit.of_digits += usize::from(place.is_digits);
            fit.blank += usize::from(is_blank);
            fit.odd += usize::from(place.is_digits && has_letters);
            fit.digits += usize::from(place.is_digits && !has_letters && !is_blank);
            fit.lacks_first |= at == 0 && is_blank;
        }
        fit
    }

    /// Where the first line below the rows stands, among `lines` from `from` on. Lines that are `drawn` are none of
    /// either.
    pub(crate) fn below(
        &self,
        lines: &[&[u8]],
        from: usize,
        charset: Charset,
        drawn: impl Fn(&[u8]) -> bool,
    ) -> Option<usize> {
        let is_aside = |line: &[u8]| is_passed(line) || drawn(line);
        let is_below = |at: &usize| is_aside(lines[*at]) || self.is_foreign(lines[*at]);
        let start = (from..lines.len()).rev().take_while(is_below).last()?;
        (start..lines.len()).find(|at| !is_aside(lines[*at]) && self.closes(lines[*at], charset))
    }

    /// Whether a line that is no record begins what stands below them.
    fn closes(&self, line: &[u8], charset: Charset) -> bool {
        let fit = self.fit(line);
        let reads = |is: fn(&str) -> bool| charset.decode(line).is_ok_and(|text| is(&text));
        let lacks_most = (fit.blank + fit.odd) * 2 >= fit.places;
        // Letters where digits stand, and digits at none of these places.
        let is_strange = fit.of_digits > 1 && fit.odd > 0 && fit.digits == 0;
        // A sum that no text names.
        let has_letters = letters(line, self.unit).iter().any(|c| c.is_alphabetic());
        let is_sum = !has_letters && fit.lacks_first && fit.blank > 1 && lacks_most;
        reads(closes) || lacks_most && reads(closes_behind_digits) || is_strange || is_sum
    }
}

fn is_blank(part: &[char]) -> bool {
    part.iter().all(|c| matches!(c, ' ' | '\0'))
}

fn has_letters(part: &[char]) -> bool {
    part.iter().any(|c| c.is_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runs::columns;

    #[test]
    fn a_word_across_two_columns_is_no_record() {
        let records = ["H01     Nguyen Van Mau     12", "H02     Tran Thi Thu      150"];
        let rows: Vec<Vec<char>> = records.iter().map(|line| line.chars().collect()).collect();
        let places = Places::of(&columns(&rows), &rows, FixedUnit::Byte);
        for (below, expected) in
            [("Tong cong                 162", Some(2)), ("Tong    Cong Van Mau      162", None)]
        {
            let lines: Vec<&[u8]> = records.iter().chain([&below]).map(|line| line.as_bytes()).collect();
            assert_eq!(places.below(&lines, 2, Charset::Utf8, |_| false), expected, "{below}");
        }
    }

    #[test]
    fn lines_below_records_are_told_from_records() {
        let records = [
            "00001Nguyen Van Mau  01011970   12",
            "00002Tran Thi Thu    02021980  150",
            "00003Cong Hoa        03031990    7",
        ];
        let rows: Vec<Vec<char>> = records.iter().map(|line| line.chars().collect()).collect();
        let places = Places::of(&columns(&rows), &rows, FixedUnit::Byte);
        for (below, expected) in [
            (&["Tong cong                      169"][..], Some(3)),
            (&["     Cong                      169", "", "     Nguoi lap"], Some(3)),
            (&["                               169"], Some(3)),
            (&["00003 Tong so nguoi               "], Some(3)),
            (&["     xa Thu Nghiem                ", "Cong                           169"], Some(4)),
            (&["Danh sach duoc lap tai xa Mau     "], Some(3)),
            // Records: all in place, a place left blank, letters by mistake, people who are called so.
            (&["00004Cong            04041990    1"], None),
            (&["00004Cong Van Mau               1"], None),
            (&["O0004Le Thi Mau      04041990    1"], None),
            (&["     xa Thu Nghiem                "], None),
            (&["Tong cong                      169", "00004Le Thi Mau      04041990    1"], None),
            (&[""], None),
        ] {
            let lines: Vec<&[u8]> = records.iter().chain(below).map(|line| line.as_bytes()).collect();
            assert_eq!(places.below(&lines, 3, Charset::Utf8, |_| false), expected, "{below:?}");
        }
    }
}
