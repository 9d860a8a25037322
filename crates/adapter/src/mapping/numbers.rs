//! Numbers as people write them, and exact decimals.
//!
//! `1.234.567,89` and `1,234,567.89` are the same number in two countries. So a mapping says which it is, the text
//! must be grammatical (groups of exactly three), and a text that could be both without that is refused.

use lienthong_model::schema::Decimal;

/// How numbers are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberForm {
    /// Between groups of three digits. Numbers without any are read as well.
    pub group: Option<char>,
    /// Before the fraction.
    pub decimal: char,
    /// Texts that may stand behind the number, such as `đ`; the first is written.
    pub suffixes: Vec<String>,
    /// Whether numbers below zero stand in parentheses, as accountants write them, and not behind a minus.
    pub in_parentheses: bool,
}

/// Why a text is not such a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NumberFault {
    /// It is none.
    NotANumber,
    /// It reads in two ways, and the mapping does not say which.
    Ambiguous,
}

impl NumberForm {
    /// An example, for messages.
    pub fn example(&self) -> String {
        let group = self.group.map(String::from).unwrap_or_default();
        let number =
            format!("1{group}234{}5{}", self.decimal, self.suffixes.first().map_or("", String::as_str));
        if self.in_parentheses { format!("{number}, (5)") } else { number }
    }

    pub(super) fn read(&self, text: &str) -> Result<Decimal, NumberFault> {
        let suffix = self
            .suffixes
            .iter()
            .filter(|s| !s.is_empty())
            .filter_map(|suffix| text.strip_suffix(suffix.as_str()))
            // The longest suffix: `đ` is the end of `vnđ`.
            .min_by_key(|rest| rest.len());
        let text = suffix.map_or(text, str::trim_end);
        let below_zero = match self.in_parentheses {
            true => text.strip_prefix('(').and_then(|text| text.strip_suffix(')')),
            false => text.strip_prefix('-'),
        };
        let (sign, digits) = below_zero.map_or(("", text), |digits| ("-", digits));
        if !digits.starts_with(|c: char| c.is_ascii_digit()) {
            return Err(NumberFault::NotANumber);
        }
        let (whole, fraction) = match digits.split_once(self.decimal) {
            Some((whole, fraction)) => (whole, Some(fraction)),
            None => (digits, None),
        };
        let whole = match self.group {
            Some(group) if whole.contains(group) => {
                let mut groups = whole.split(group);
                let first = groups.next().unwrap_or_default();
                // Nobody writes a group of zeros in front: 0.500 is a half, written with another point.
                let leads = (1..=3).contains(&first.len()) && !first.starts_with('0');
                let good = leads && groups.clone().all(|part| part.len() == 3);
                if !good {
                    return Err(NumberFault::NotANumber);
                }
                std::iter::once(first).chain(groups).collect()
            }
            _ => whole.to_owned(),
        };
        decimal(sign, &whole, fraction)
    }

    pub(super) fn write(&self, number: &Decimal) -> String {
        let text = number.as_str();
        let below_zero = text.strip_prefix('-');
        let digits = below_zero.unwrap_or(text);
        let (before, behind) = match (below_zero.is_some(), self.in_parentheses) {
            (true, true) => ("(", ")"),
            (true, false) => ("-", ""),
            (false, _) => ("", ""),
        };
        let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(w, f)| (w, Some(f)));
        let mut out = String::from(before);
        for (index, digit) in whole.chars().enumerate() {
            if let Some(group) = self.group
                && index > 0
                && (whole.len() - index).is_multiple_of(3)
            {
                out.push(group);
            }
            out.push(digit);
        }
        if let Some(fraction) = fraction {
            out.push(self.decimal);
            out.push_str(fraction);
        }
        out + behind + self.suffixes.first().map_or("", String::as_str)
    }
}

/// A number with a point, and nothing else. `1.234` is refused: it may have been a group of thousands.
pub(super) fn read_plain(text: &str) -> Result<Decimal, NumberFault> {
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |digits| ("-", digits));
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(w, f)| (w, Some(f)));
    let number = decimal(sign, whole, fraction)?;
    // Of the number, without the zeros in front of it: it is written so.
    if reads_in_two_ways(number.as_str()) { Err(NumberFault::Ambiguous) } else { Ok(number) }
}

/// Whether the point of a number may stand for a group of thousands.
pub(super) fn reads_in_two_ways(number: &str) -> bool {
    let digits = number.strip_prefix('-').unwrap_or(number);
    digits.split_once('.').is_some_and(|(whole, fraction)| {
        fraction.len() == 3 && (1..=3).contains(&whole.len()) && whole != "0"
    })
}

/// A number as a format stores it: nothing is ambiguous, and an exponent is written out.
pub(super) fn read_native(text: &str) -> Result<Decimal, NumberFault> {
    let text = text.strip_prefix('+').unwrap_or(text);
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |digits| ("-", digits));
    if !digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return Err(NumberFault::NotANumber);
    }
    let Some((mantissa, exponent)) = digits.split_once(['e', 'E']) else {
        let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(w, f)| (w, Some(f)));
        return decimal(sign, if whole.is_empty() { "0" } else { whole }, fraction.filter(|f| !f.is_empty()));
    };
    let exponent: i32 = exponent.parse().map_err(|_| NumberFault::NotANumber)?;
    if exponent.abs() > 40 {
        return Err(NumberFault::NotANumber);
    }
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = format!("{whole}{fraction}");
    let point = i32::try_from(whole.len()).map_err(|_| NumberFault::NotANumber)? + exponent;
    let length = i32::try_from(all.len()).map_err(|_| NumberFault::NotANumber)?;
    let zeros = |count: i32| "0".repeat(usize::try_from(count).unwrap_or(0));
    let (whole, fraction) = if point <= 0 {
        ("0".to_owned(), format!("{}{all}", zeros(-point)))
    } else if point >= length {
        (format!("{all}{}", zeros(point - length)), String::new())
    } else {
        let (whole, fraction) = all.split_at(usize::try_from(point).unwrap_or(0));
        (whole.to_owned(), fraction.to_owned())
    };
    let fraction = fraction.trim_end_matches('0');
    decimal(sign, &whole, (!fraction.is_empty()).then_some(fraction))
}

/// Whether a text that means nothing is this number, however many zeros stand behind its point.
pub(super) fn same_number(nothing: &str, number: &Decimal) -> bool {
    fn bare(text: &str) -> &str {
        let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text };
        if text == "-0" { "0" } else { text }
    }
    read_native(nothing).is_ok_and(|nothing| bare(nothing.as_str()) == bare(number.as_str()))
}

/// A number without the zeros that a format writes beyond the digits that its field has: a currency of FoxPro has four
/// behind the point, whatever the sum.
pub(super) fn without_spare_zeros(number: Decimal, max_scale: Option<u8>) -> Decimal {
    let most = usize::from(max_scale.unwrap_or(u8::MAX));
    let Some((whole, fraction)) = number.as_str().split_once('.').filter(|(_, f)| f.len() > most) else {
        return number;
    };
    let (kept, spare) = fraction.split_at(most);
    if spare.bytes().any(|digit| digit != b'0') {
        return number;
    }
    let text = if kept.is_empty() { whole.to_owned() } else { format!("{whole}.{kept}") };
    text.parse().unwrap_or(number)
}

/// Certain digits beyond those of the field that must be nothing before the rest is taken for noise.
const MARGIN: usize = 2;

/// A number without what calculating with doubles leaves behind its last certain digit, where so much is a number of the
/// field: `5.3100000000000005` is 5.31, as the program that made it shows it. Any other stays as it is.
pub(super) fn without_noise(number: Decimal, certain: Option<usize>, max_scale: Option<u8>) -> Decimal {
    let (Some(certain), Some(scale)) = (certain, max_scale) else { return number };
    let (sign, digits) = number.as_str().strip_prefix('-').map_or(("", number.as_str()), |rest| ("-", rest));
    let Some((whole, fraction)) = digits.split_once('.') else { return number };
    let whole_digits = whole.trim_start_matches('0').len();
    let zeros = if whole_digits == 0 { fraction.len() - fraction.trim_start_matches('0').len() } else { 0 };
    // Places behind the point that are certain.
    let Some(places) = certain.checked_sub(whole_digits).map(|places| places + zeros) else { return number };
    // Where the field has nearly all of them, the next digit may be one that somebody wrote.
    if fraction.len() <= places || places < usize::from(scale) + MARGIN {
        return number;
    }
    let all = format!("{whole}{}", &fraction[..places]);
    let is_up = fraction.as_bytes()[places] >= b'5';
    let Some(rounded) = all.parse::<u128>().ok().map(|all| all + u128::from(is_up)) else { return number };
    let rounded = format!("{rounded:0width$}", width = all.len());
    let (whole, fraction) = rounded.split_at(rounded.len() - places);
    let fraction = fraction.trim_end_matches('0');
    if fraction.len() > usize::from(scale) {
        return number;
    }
    decimal(sign, whole, (!fraction.is_empty()).then_some(fraction)).unwrap_or(number)
}

/// The digits of a whole number that is not negative, however its format writes it; nothing for any other.
pub(super) fn whole_digits(number: &str) -> Option<String> {
    let number = without_spare_zeros(read_native(number).ok()?, Some(0));
    let digits = number.as_str();
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.to_owned())
}

fn decimal(sign: &str, whole: &str, fraction: Option<&str>) -> Result<Decimal, NumberFault> {
    let stripped = whole.trim_start_matches('0');
    let whole = match stripped {
        "" if !whole.is_empty() => "0",
        stripped => stripped,
    };
    let text = match fraction {
        Some(fraction) => [sign, whole, ".", fraction].concat(),
        None => [sign, whole].concat(),
    };
    text.parse().map_err(|_| NumberFault::NotANumber)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zeros_beyond_the_digits_of_a_field_say_nothing() {
        for (number, most, expected) in [
            ("12.0000", Some(2), "12.00"),
            ("-12.3400", Some(2), "-12.34"),
            ("12.0000", Some(0), "12"),
            ("0.0000", Some(0), "0"),
            ("12.0010", Some(2), "12.0010"),
            ("12.0", Some(2), "12.0"),
            ("12.0000", None, "12.0000"),
            ("12", Some(0), "12"),
        ] {
            assert_eq!(without_spare_zeros(number.parse().unwrap(), most).as_str(), expected, "{number}");
        }
    }

    #[test]
    fn what_calculating_leaves_behind_the_last_certain_digit_is_no_data() {
        for (number, scale, expected) in [
            ("5.3100000000000005", Some(2), "5.31"),
            ("434.99999999999994", Some(2), "435"),
            ("0.30000000000000004", Some(1), "0.3"),
            ("-0.0010000000000000001", Some(3), "-0.001"),
            ("99.99999999999999", Some(2), "100"),
            // A digit that somebody wrote, where the field has nearly all that are certain.
            ("999999999999999.95", Some(1), "999999999999999.95"),
            ("12345678901234.567", Some(2), "12345678901234.567"),
            ("8234567890123.451", Some(2), "8234567890123.451"),
            ("99999999999999.999", Some(0), "99999999999999.999"),
            ("12345678901.340000001", Some(2), "12345678901.34"),
            ("5.3100000000000005", Some(16), "5.3100000000000005"),
            ("5.3100000000000005", None, "5.3100000000000005"),
            ("5.31234567890123456", Some(2), "5.31234567890123456"),
            ("12.50", Some(2), "12.50"),
        ] {
            let found = without_noise(number.parse().unwrap(), Some(15), scale);
            assert_eq!(found.as_str(), expected, "{number} {scale:?}");
        }
        let exact = "5.3100000000000005".parse().unwrap();
        assert_eq!(
            without_noise(exact, None, Some(2)).as_str(),
            "5.3100000000000005",
            "a table has the digits"
        );
    }

    #[test]
    fn a_number_must_be_grammatical() {
        let form = NumberForm {
            group: Some('.'),
            decimal: ',',
            suffixes: vec!["đ".into(), " đồng".into(), "vnđ".into()],
            in_parentheses: false,
        };
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(form.read(text).ok().map(|n| n.to_string()).as_deref(), expected, "{text}");
        };
        check("1.234.567,89", Some("1234567.89"));
        check("1234567", Some("1234567"));
        check("1.500.000đ", Some("1500000"));
        check("1.500 đồng", Some("1500"));
        check("1.500 vnđ", Some("1500"));
        check("-0,50", Some("-0.50"));
        check("007", Some("7"));
        for text in [
            "1.5",
            "1.23.456",
            "1,234.5",
            "1.234,",
            ",5",
            "1,5 triệu",
            "",
            "đ",
            "1e5",
            "1.234.56",
            "--1",
            "0.500",
            "-0.050",
            "012.345",
        ] {
            check(text, None);
        }
        for text in ["1234567.89", "-12", "0.5", "999", "1000"] {
            let number: Decimal = text.parse().unwrap();
            assert_eq!(form.read(&form.write(&number)), Ok(number));
        }
        assert_eq!(form.write(&"-1234567.5".parse().unwrap()), "-1.234.567,5đ");
    }

    #[test]
    fn an_accountant_writes_what_is_below_zero_in_parentheses() {
        let form =
            NumberForm { group: Some('.'), decimal: ',', suffixes: vec!["đ".into()], in_parentheses: true };
        for (text, expected) in
            [("(1.500,5)", Some("-1500.5")), ("(200)đ", Some("-200")), ("200", Some("200")), ("-200", None)]
        {
            assert_eq!(form.read(text).ok().map(|n| n.to_string()).as_deref(), expected, "{text}");
        }
        for text in ["(", ")", "()", "(5", "5)", "((5))", "(-5)", "-(5)"] {
            assert!(form.read(text).is_err(), "{text}");
        }
        for text in ["-1234567.5", "0", "12"] {
            let number: Decimal = text.parse().unwrap();
            assert_eq!(form.read(&form.write(&number)), Ok(number));
        }
        assert_eq!(form.write(&"-1234567.5".parse().unwrap()), "(1.234.567,5)đ");
    }

    #[test]
    fn a_number_that_reads_in_two_ways_is_refused() {
        for text in ["1.234", "-12.345", "999.000", "000001.550"] {
            assert_eq!(read_plain(text), Err(NumberFault::Ambiguous), "{text}");
        }
        for text in ["0.123", "1.23", "1234.567", "12"] {
            assert!(read_plain(text).is_ok(), "{text}");
        }
        assert_eq!(read_plain("1,5"), Err(NumberFault::NotANumber));
    }

    #[test]
    fn a_stored_number_is_exact() {
        for (text, expected) in [
            ("2.2E3", "2200"),
            ("1.5e-3", "0.0015"),
            ("1.23457E+11", "123457000000"),
            ("12.50", "12.50"),
            (".5", "0.5"),
            ("5.", "5"),
            ("1e0", "1"),
            ("1.50e1", "15"),
        ] {
            assert_eq!(read_native(text).map(|n| n.to_string()).as_deref(), Ok(expected), "{text}");
        }
        for text in ["", "1e999", "NaN", "inf", "1e", "e5"] {
            assert!(read_native(text).is_err(), "{text}");
        }
    }
}
