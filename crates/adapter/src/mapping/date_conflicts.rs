//! Whether two forms read one text as different dates.

use super::DateForm;
use super::dates::Part;
use super::serials;

impl DateForm {
    /// Whether there is a text that both forms read, each as another date.
    pub fn conflicts(&self, other: &Self) -> bool {
        if self.is_serial() != other.is_serial() {
            // A year or `yyMMdd` is a number of days as well.
            return self.is_digits() || other.is_digits();
        }
        if self.is_serial() || self == other {
            return false;
        }
        // A digit run that both forms see at one place, and as different parts, reads in two ways. Forms without
        // separators differ by their lengths alone.
        let shape = |form: &Self| -> Vec<Option<char>> {
            form.parts()
                .iter()
                .map(|part| if let Part::Literal(c) = part { Some(*c) } else { None })
                .collect()
        };
        let kind = |part: &Part| match part {
            Part::Year4 => 0,
            Part::Year2 => 1,
            Part::Month { .. } => 2,
            Part::Day { .. } => 3,
            Part::Hour => 4,
            Part::Minute => 5,
            Part::Second => 6,
            Part::Literal(_) => 7,
        };
        let fits = |a: &Part, b: &Part| match (a, b) {
            (Part::Year4, Part::Year4) => true,
            (Part::Year4, _) | (_, Part::Year4) => false,
            _ => true,
        };
        shape(self) == shape(other)
            && self.parts().iter().zip(other.parts()).all(|(a, b)| fits(a, b))
            && self.parts().iter().zip(other.parts()).any(|(a, b)| kind(a) != kind(b))
    }

    /// Whether its texts are digits alone, few enough to count days: `yyyyMMdd` has more than any day of ours.
    fn is_digits(&self) -> bool {
        let width = |part: &Part| match part {
            Part::Literal(_) => None,
            Part::Year4 => Some(4),
            _ => Some(2),
        };
        let widths: Option<Vec<usize>> = self.parts().iter().map(width).collect();
        widths.is_some_and(|widths| (1..=serials::DIGITS).contains(&widths.iter().sum()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(text: &str) -> DateForm {
        DateForm::parse(text, Some(30)).unwrap()
    }

    #[test]
    fn forms_that_read_one_text_differently_are_told() {
        assert!(form("dd/MM/yyyy").conflicts(&form("MM/dd/yyyy")));
        assert!(form("d/M/yyyy").conflicts(&form("MM/dd/yyyy")));
        assert!(form("dd/MM/yy").conflicts(&form("yy/MM/dd")));
        assert!(!form("dd/MM/yyyy").conflicts(&form("d/M/yyyy")));
        assert!(!form("dd/MM/yyyy").conflicts(&form("dd-MM-yyyy")));
        assert!(!form("yyyy").conflicts(&form("MM/yyyy")));
        // 1950 is 3 May 1905 for a sheet.
        assert!(
            form("excel-serial").conflicts(&form("yyyy")) && form("yyMMdd").conflicts(&form("excel-serial"))
        );
        assert!(!form("excel-serial").conflicts(&form("yyyyMMdd")));
        assert!(!form("excel-serial").conflicts(&form("dd/MM/yyyy")));
    }
}
