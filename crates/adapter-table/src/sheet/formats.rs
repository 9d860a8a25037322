//! What the format of a cell makes of its number: a date, a part of one, a time of day, a code with its zeros, or the
//! number that it is.

use super::shown::{Shown, Watch};

/// What the format of a cell makes of its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum NumberFormat {
    /// A number.
    #[default]
    Plain,
    /// A day, perhaps with its time.
    Date,
    /// A day of which the month and the year are shown, or one of them.
    Part(Shown),
    /// A time without a day.
    Time,
    /// Hours, minutes or seconds that went by, which may be more than a day has: `[h]:mm`.
    Elapsed,
    /// A whole number of at least so many digits, filled up with zeros: `00000`.
    Zeros(u8),
}

/// Digits that a number of a cell can have beyond doubt.
const MOST_ZEROS: u8 = 15;

impl NumberFormat {
    /// The built-in format of this number.
    pub(crate) const fn builtin(id: u32) -> Self {
        match id {
            14..=16 | 22 => Self::Date,
            17 => Self::Part(Shown::MONTH_DASH_YEAR),
            18..=21 | 45 | 47 => Self::Time,
            46 => Self::Elapsed,
            _ => Self::Plain,
        }
    }

    /// The format of a code. It is one of dates where it has d, m or y outside quotes, escapes and brackets, and one of
    /// times where it has h or s; an m beside these are minutes. In brackets they are times that went by.
    ///
    /// A code of zeros and `#` shows zeros in front, from its first zero on, whatever stands between them: `0000 000 000`
    /// is a number of ten digits. One zero is how a plain whole number is shown.
    pub(crate) fn of(code: &str) -> Self {
        if let Some(zeros) = zeros_in_front(code) {
            return match u8::try_from(zeros) {
                Ok(count) if (2..=MOST_ZEROS).contains(&count) => Self::Zeros(count),
                _ => Self::Plain,
            };
        }
        let (mut day, mut month, mut year, mut time, mut elapsed) = (false, false, false, false, false);
        let mut watch = Watch::default();
        let mut rest = code.chars();
        while let Some(c) = rest.next() {
            match c.to_ascii_lowercase() {
                'd' => day = true,
                'y' => {
                    year = true;
                    watch.year();
                }
                'm' => {
                    month = true;
                    let more = rest.as_str();
                    let more = more.len() - more.trim_start_matches(['m', 'M']).len();
                    rest.by_ref().take(more).for_each(drop);
                    watch.month(1 + more);
                }
                'h' | 's' => time = true,
                // The next character stands for itself,
                '\\' => watch.literal(rest.next()),
                // for its width, or fills.
                '_' | '*' => {
                    rest.next();
                }
                '"' => watch.literal(rest.by_ref().take_while(|c| *c != '"').collect::<Vec<_>>()),
                ';' => watch.end(),
                '[' => {
                    let inside: String = rest.by_ref().take_while(|c| *c != ']').collect();
                    let unit = inside.to_ascii_lowercase();
                    // All else are colours, conditions and locales.
                    elapsed |= !unit.is_empty()
                        && ["h", "m", "s"].iter().any(|u| unit.trim_matches(|c| u.contains(c)).is_empty());
                }
                'g' if rest.as_str().to_ascii_lowercase().starts_with("eneral") => {
                    rest.by_ref().take("eneral".len()).for_each(drop);
                }
                other => watch.literal([other]),
            }
        }
        match watch.shown() {
            _ if day => Self::Date,
            // A time of day is one of a day.
            _ if year && time => Self::Date,
            Some(shown) if year => Self::Part(shown),
            _ if year => Self::Date,
            _ if elapsed => Self::Elapsed,
            _ if time => Self::Time,
            Some(shown) if month => Self::Part(shown),
            _ => Self::Plain,
        }
    }
}

/// The digits that a code of a whole number shows at least; nothing for any other code. What is below zero, in the second
/// part, has as many.
fn zeros_in_front(code: &str) -> Option<usize> {
    let (mut zeros, mut has_digits) = (0, false);
    let mut rest = code.chars();
    while let Some(c) = rest.next() {
        match c {
            '0' => (zeros, has_digits) = (zeros + 1, true),
            '#' => (zeros, has_digits) = (zeros + usize::from(zeros > 0), true),
            ';' => break,
            // The next character stands for itself, for its width, or fills.
            '\\' | '_' | '*' => _ = rest.next(),
            '"' => rest.by_ref().take_while(|c| *c != '"').for_each(drop),
            // Colours and languages; conditions and times that went by are others.
            '[' => {
                let inside: String = rest.by_ref().take_while(|c| *c != ']').collect();
                let is_colour = inside.len() > 1 && inside.bytes().all(|byte| byte.is_ascii_alphabetic());
                let is_time = inside.bytes().all(|byte| b"hmsHMS".contains(&byte));
                if !inside.starts_with('$') && (!is_colour || is_time) {
                    return None;
                }
            }
            ' ' | '-' | '(' | ')' | '+' | '/' => {}
            _ => return None,
        }
    }
    has_digits.then_some(zeros)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_is_what_its_letters_and_zeros_say() {
        let check = |expected: NumberFormat, codes: &[&str]| {
            for code in codes {
                assert_eq!(NumberFormat::of(code), expected, "{code}");
            }
        };
        check(
            NumberFormat::Date,
            &[
                "dd/mm/yyyy",
                "[$-42A]d mmmm yyyy;@",
                "m/d/yy h:mm",
                "d-mmm",
                "@* d",
                "hh:mm dd/mm",
                "yyyy h:mm",
            ],
        );
        let shown = |code: &str| match NumberFormat::of(code) {
            NumberFormat::Part(shown) => shown.text(jiff::civil::date(1950, 5, 1)),
            other => format!("{other:?}"),
        };
        for (text, codes) in [
            ("1950", &["yyyy", "yy", "yyyy;@", "\"Năm \"yyyy", "[$-42A]yyyy"][..]),
            (
                "05/1950",
                &[
                    "mm/yyyy",
                    "MM/YYYY",
                    "[$-42A]mm/yyyy;@",
                    "mm\\/yyyy",
                    "\"tháng \"mm\" năm \"yyyy",
                    "mmmm yyyy\\ ",
                ],
            ),
            ("5/1950", &["m/yyyy", "m/yy"]),
            ("05-1950", &["mm-yyyy", "mmm-yy", "mm\"-\"yyyy"]),
            ("1950.05", &["yyyy.mm"]),
            ("05", &["mmm", "mm"]),
        ] {
            for code in codes {
                assert_eq!(shown(code), text, "{code}");
            }
        }
        assert_eq!(NumberFormat::builtin(17), NumberFormat::of("mmm-yy"));
        check(NumberFormat::Time, &["hh:mm", "h:mm:ss AM/PM", "mm:ss.0", "[$-42A]hh\"h\"mm;@"]);
        check(NumberFormat::Elapsed, &["[h]:mm", "[hh]:mm:ss", "[ss].00", "[mm]", "[Red][h]:mm"]);
        check(
            NumberFormat::Zeros(5),
            &[
                "00000",
                "[Red]00000",
                "00000;-00000",
                "00000_);(00000)",
                "[$-42A]00-000",
                "\"Mã \"00000",
                "0\\-0000",
            ],
        );
        check(NumberFormat::Zeros(12), &["000000000000"]);
        check(
            NumberFormat::Zeros(10),
            &["0000 000 000", "000-000-0000", "0#########", "0000000000", "##0#########"],
        );
        check(
            NumberFormat::Plain,
            &[
                "General",
                "0",
                "00.0",
                "0000000000000000",
                "0.00",
                "#",
                "##0",
                "0###############",
                "#,##0\" đồng\"",
                "0.00E+00",
                "@",
                "[Red]0",
                "\\d0",
                "0_d",
                "#,##0 [$₫-42A]",
                "",
                "\"d",
            ],
        );
    }
}
