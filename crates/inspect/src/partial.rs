//! Dates of which only the year or the month is known, among whole ones: how registers of births are full of them.

use lienthong_adapter::mapping::DateForm;

/// Years that are one of our age, and no other number.
const YEARS: std::ops::RangeInclusive<&str> = "1850"..="2150";

/// What a column has of them.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Partial {
    years: u64,
    months: u64,
    /// Whether a month stands there without a zero in front.
    is_short: bool,
}

impl Partial {
    /// Takes a text that is a year or a month; says whether it was one.
    pub(crate) fn add(&mut self, text: &str) -> bool {
        let is_year = |text: &str| {
            text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit()) && YEARS.contains(&text)
        };
        if is_year(text) {
            self.years += 1;
            return true;
        }
        let Some((month, year)) = text.split_once('/') else { return false };
        let is_month = matches!(month.len(), 1 | 2)
            && month.parse::<u8>().is_ok_and(|month| (1..=12).contains(&month))
            && is_year(year);
        self.months += u64::from(is_month);
        self.is_short |= is_month && month.len() == 1;
        is_month
    }

    /// How many there are.
    pub(crate) const fn count(&self) -> u64 {
        self.years + self.months
    }

    /// Puts their forms behind those of whole dates, which `forms` holds where other texts are dates; alone they are
    /// numbers, or months. `has_cells` says whether cells are dates by themselves.
    pub(crate) fn join(&self, forms: &mut Vec<DateForm>, has_texts: bool, has_cells: bool) {
        let is_whole = |form: &DateForm| !form.says_less_than_a_day() && !form.says_time();
        match (has_texts, has_cells) {
            (true, _) => forms.retain(is_whole),
            // Nothing tells how a day would be written: as offices do.
            (false, true) => forms.truncate(1),
            (false, false) => {
                let months = self.years == 0 && !self.is_short;
                return forms.retain(|form| months && form.to_string() == "MM/yyyy");
            }
        }
        if !forms.is_empty() {
            forms.extend(self.forms());
        }
    }

    /// The forms that read them, the more exact first.
    fn forms(&self) -> Vec<DateForm> {
        let month = if self.is_short { "M/yyyy" } else { "MM/yyyy" };
        let all = [(self.months > 0, month), (self.years > 0, "yyyy")];
        let read = |form: &str| DateForm::parse(form, None).expect("a form of ours");
        all.into_iter().filter(|(is, _)| *is).map(|(_, form)| read(form)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_and_months_are_told_from_dates_and_numbers() {
        let mut partial = Partial::default();
        for (text, expected) in [
            ("1975", true),
            ("05/1975", true),
            ("5/1975", true),
            ("0975", false),
            ("13/1975", false),
            ("01/02/1975", false),
            ("75", false),
        ] {
            assert_eq!(partial.add(text), expected, "{text}");
        }
        let joined = |forms: &[&str], has_texts, has_cells| {
            let mut forms: Vec<DateForm> =
                forms.iter().map(|form| DateForm::parse(form, None).unwrap()).collect();
            partial.join(&mut forms, has_texts, has_cells);
            forms.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(joined(&["dd/MM/yyyy", "MM/yyyy"], true, false), "dd/MM/yyyy M/yyyy yyyy");
        assert_eq!(joined(&["dd/MM/yyyy", "yyyyMMdd"], false, true), "dd/MM/yyyy M/yyyy yyyy");
        assert_eq!(joined(&["dd/MM/yyyy", "MM/yyyy"], false, false), "");
        assert_eq!(joined(&[], true, false), "");
    }
}
