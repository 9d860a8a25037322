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
        "MM/dd/yyyy",
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
