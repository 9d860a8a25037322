//! The dates of a column: the forms that fit its texts, and the texts that no calendar has.
//!
//! A few impossible dates among good ones are mistakes, whose rows are refused; many are something else, such as numbers
//! of versions, and the column is text.

use lienthong_adapter::mapping::DateForm;

use crate::forms::{has_date_shape, may_be};

/// Impossible dates that are named.
const MAX_NAMED: usize = 5;

/// Texts with the shape of a date.
#[derive(Debug, Default)]
pub(crate) struct Calendar {
    right: u64,
    wrong: u64,
    /// Those of them that are written as nothing but a date is: `30/02/2026`.
    sure: u64,
    /// The first that are in no calendar, with their rows.
    named: Vec<(u64, String)>,
}

impl Calendar {
    /// Looks at one more text, and leaves of `forms` those that fit it; says whether it is a date of no calendar.
    pub(crate) fn add(&mut self, text: &str, row: u64, forms: &mut Vec<DateForm>) -> bool {
        let is_short = text.bytes().any(|byte| byte.is_ascii_digit()) && text.len() <= 19;
        let kept: Vec<DateForm> = forms.iter().filter(|form| may_be(form, text)).cloned().collect();
        if !kept.is_empty() || !is_short || !has_date_shape(text) {
            self.right += 1;
            *forms = kept;
            return false;
        }
        self.wrong += 1;
        self.sure += u64::from(is_written_as_a_date(text));
        if self.named.len() < MAX_NAMED {
            self.named.push((row, text.to_owned()));
        }
        true
    }

    /// No more texts. `cells` are dates of the format beside them. Says whether the texts are dates but for mistakes.
    pub(crate) fn finish(&mut self, cells: u64, forms: &mut Vec<DateForm>) -> bool {
        // Where more are wrong than right the form is wrong, and not they.
        let is_sure = self.sure == self.wrong && self.wrong <= self.right + cells && self.right + cells > 0;
        if !is_sure && self.wrong * 3 > self.right + cells {
            self.named.clear();
            return false;
        }
        // Where all texts are mistakes nothing but their shape tells the form.
        if let Some((_, text)) = self.named.first().filter(|_| self.right == 0) {
            forms.retain(|form| shape(&form.to_string()) == shape(text));
        }
        true
    }

    /// Whether there were texts.
    pub(crate) const fn has_any(&self) -> bool {
        self.right + self.wrong > 0
    }

    /// The dates that no calendar has, the first of them.
    pub(crate) fn impossible(&self) -> &[(u64, String)] {
        &self.named
    }
}

fn is_written_as_a_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('/').collect();
    matches!(parts[..], [day, month, year] if day.len() <= 2 && month.len() <= 2 && ("1850".."2150").contains(&year) && year.len() == 4)
}

/// A text with every letter and digit alike.
fn shape(text: &str) -> String {
    text.chars().map(|c| if c.is_alphanumeric() { '0' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::date_forms;

    #[test]
    fn a_few_impossible_dates_among_good_ones_are_mistakes() {
        let good = ["20/11/2026", "01/02/2024", "13/01/1990"];
        for (texts, cells, expected) in [
            ([&good[..], &["30/02/2024"]].concat(), 0, true),
            (vec!["30/02/2024"], 20, true),
            (good.to_vec(), 0, true),
            (vec!["20/11/2026", "30/02/2024"], 0, true),
            (vec!["1.2.3", "10.20.30", "99.1.2"], 0, false),
        ] {
            let (mut calendar, mut forms) = (Calendar::default(), date_forms());
            texts.iter().zip(2..).for_each(|(text, row)| _ = calendar.add(text, row, &mut forms));
            assert_eq!(calendar.finish(cells, &mut forms), expected, "{texts:?}");
            let named: Vec<&str> = calendar.impossible().iter().map(|(_, text)| text.as_str()).collect();
            assert_eq!(named == ["30/02/2024"], expected && texts.contains(&"30/02/2024"), "{texts:?}");
            assert!(!expected || forms[0].to_string() == "dd/MM/yyyy", "{forms:?}");
        }
    }
}
