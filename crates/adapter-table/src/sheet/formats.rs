//! What the format of a cell makes of its number: a date, a time of day, a code with its zeros, or the number that it
//! is.

/// What the format of a cell makes of its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum NumberFormat {
    /// A number.
    #[default]
    Plain,
    /// A day, perhaps with its time.
    Date,
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
            14..=17 | 22 => Self::Date,
            18..=21 | 45 | 47 => Self::Time,
            46 => Self::Elapsed,
            _ => Self::Plain,
        }
    }

    /// The format of a code. It is one of dates where it has d, m or y outside quotes, escapes and brackets, and one of
    /// times where it has h or s; an m beside these are minutes. In brackets they are times that went by.
    ///
    /// A code of zeros alone shows zeros in front; one zero is how a plain whole number is shown.
    pub(crate) fn of(code: &str) -> Self {
        if code.bytes().all(|byte| byte == b'0') {
            return match u8::try_from(code.len()) {
                Ok(count) if (2..=MOST_ZEROS).contains(&count) => Self::Zeros(count),
                _ => Self::Plain,
            };
        }
        let (mut day, mut month, mut time, mut elapsed) = (false, false, false, false);
        let mut rest = code.chars();
        while let Some(c) = rest.next() {
            match c.to_ascii_lowercase() {
                'd' | 'y' => day = true,
                'm' => month = true,
                'h' | 's' => time = true,
                // The next character stands for itself, for its width, or fills.
                '\\' | '_' | '*' => {
                    rest.next();
                }
                '"' => {
                    rest.by_ref().find(|c| *c == '"');
                }
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
                _ => {}
            }
        }
        match (day, time, month) {
            (true, _, _) => Self::Date,
            _ if elapsed => Self::Elapsed,
            (false, false, true) => Self::Date,
            (false, true, _) => Self::Time,
            (false, false, false) => Self::Plain,
        }
    }
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
            &["dd/mm/yyyy", "[$-42A]d mmmm yyyy;@", "m/d/yy h:mm", "yyyy", "mmm", "@* d", "hh:mm dd/mm"],
        );
        check(NumberFormat::Time, &["hh:mm", "h:mm:ss AM/PM", "mm:ss.0", "[$-42A]hh\"h\"mm;@"]);
        check(NumberFormat::Elapsed, &["[h]:mm", "[hh]:mm:ss", "[ss].00", "[mm]", "[Red][h]:mm"]);
        check(NumberFormat::Zeros(5), &["00000"]);
        check(NumberFormat::Zeros(12), &["000000000000"]);
        check(
            NumberFormat::Plain,
            &[
                "General",
                "0",
                "00.0",
                "0000000000000000",
                "0.00",
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
