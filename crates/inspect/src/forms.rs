//! Forms of texts: dates as offices write them, numbers that read in two ways, letters that were lost.

use lienthong_adapter::mapping::DateForm;

/// The forms of dates that are tried, the usual first.
pub(crate) fn date_forms() -> Vec<DateForm> {
    [
        "dd/MM/yyyy",
        "d/M/yyyy",
        "yyyy-MM-dd",
        "dd-MM-yyyy",
        "dd.MM.yyyy",
        "yyyyMMdd",
        "ddMMyyyy",
        "MM/dd/yyyy",
        "M/d/yyyy",
        "MM/yyyy",
        "yyyyMMddHHmmss",
        "dd/MM/yyyy HH:mm:ss",
        "yyyy-MM-ddTHH:mm:ss",
        "yyyy/MM/dd",
    ]
    .into_iter()
    .map(|form| DateForm::parse(form, None).expect("a form of ours"))
    .collect()
}

/// Whether a text may be a date of this form. A number of eight digits is a code rather than a date of another age.
pub(crate) fn may_be(form: &DateForm, text: &str) -> bool {
    let is_number = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_of_our_age = || [&text[..4], &text[4..]].iter().any(|year| ("1850".."2150").contains(year));
    form.matches(text) && (!is_number || is_of_our_age())
}

/// Whether a text is three numbers as dates have them.
pub(crate) fn has_date_shape(text: &str) -> bool {
    let separators = text.bytes().filter(|byte| matches!(byte, b'/' | b'-' | b'.')).count();
    separators == 2 && text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'/' | b'-' | b'.'))
}

/// Whether a number reads in two ways: `1.234`.
pub(crate) fn is_ambiguous(text: &str) -> bool {
    let parts: Vec<&str> = text.split('.').collect();
    matches!(&parts[..], [a, b] if (1..=3).contains(&a.len()) && *a != "0" && b.len() == 3)
        && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

/// A question mark between two letters.
pub(crate) fn is_question(text: &str) -> bool {
    text.as_bytes()
        .windows(3)
        .any(|w| w[1] == b'?' && w[0].is_ascii_alphabetic() && w[2].is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_of_eight_digits_is_a_date_of_our_age_or_none() {
        for (text, expected) in [
            ("19031987", &["ddMMyyyy"][..]),
            ("20231231", &["yyyyMMdd"]),
            ("20112011", &["ddMMyyyy"]),
            ("31021987", &[]),
            ("10010023", &[]),
            ("01019999", &[]),
        ] {
            let forms = date_forms();
            let found: Vec<String> =
                forms.iter().filter(|form| may_be(form, text)).map(ToString::to_string).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
