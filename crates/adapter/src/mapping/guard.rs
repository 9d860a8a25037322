//! What a refusal may show of a value that stands beside personal ones.
//!
//! A row that slipped by one column brings the name or the number of a person under a column that is not personal.
//! Of such records a refusal shows only what cannot be one: a short code, or what has the form of a date. Of anything
//! else it says the form: how many digits, how many characters.

use lienthong_model::schema::{Field, Kind};

use super::reasons::{
    AMBIGUOUS_NUMBER, CODE_COLLIDES, NOT_A_BOOLEAN, NOT_A_CODE, NOT_A_DATE, NOT_A_NUMBER, NOT_CONSTANT,
    NOT_DIGITS, NOT_SAYABLE, NUMBER_FOR_TEXT, NUMBER_ROUNDED, RULE_BROKEN, WRONG_KIND,
};
use crate::finding::{Finding, MAX_EXCERPT, Reason};
use crate::phrase::{Phrase, Unit};

/// In place of what is not personal by itself.
pub(super) const NOT_SHOWN: Phrase =
    Phrase::new("(not shown: the row has personal data)", "(không hiển thị vì dòng có dữ liệu cá nhân)");
/// In place of what stands in a column of which nobody has said whether it is personal.
pub(super) const OF_NO_FIELD: Phrase =
    Phrase::new("(not shown: no field has this column)", "(không hiển thị vì cột không thuộc trường nào)");
/// Digits and letters of a code that is told as it is: fewer than any number or name of a person has.
const MOST_DIGITS: usize = 5;
const MOST_LETTERS: usize = 3;
/// What findings of `WRONG_KIND` say before the value.
const OUR_WORDS: [&str; 4] = ["the number ", "the date ", "the time ", "the value "];
/// The reasons whose findings show a value of the file, or of the record that is written.
const WITH_VALUE: &[&Reason] = &[
    &AMBIGUOUS_NUMBER,
    &CODE_COLLIDES,
    &NOT_A_BOOLEAN,
    &NOT_A_CODE,
    &NOT_A_DATE,
    &NOT_A_NUMBER,
    &NOT_CONSTANT,
    &NOT_DIGITS,
    &NOT_SAYABLE,
    &NUMBER_FOR_TEXT,
    &NUMBER_ROUNDED,
    &RULE_BROKEN,
    &WRONG_KIND,
];

/// `finding` about a field that is not personal, in a record that has fields that are.
pub(super) fn guard(finding: Finding, field: &Field) -> Finding {
    // Of groups and lists nothing is shown but how much they are.
    let is_group = matches!(field.kind, Kind::Group { .. });
    let shows_value = WITH_VALUE.contains(&finding.reason) && !field.personal && !is_group;
    let Some(found) = finding.found.as_ref().filter(|_| shows_value) else { return finding };
    // Beside a wrong kind stand words of ours.
    let value = OUR_WORDS.iter().find_map(|words| found.strip_prefix(words)).unwrap_or(found);
    if is_harmless(value, &field.kind) {
        return finding;
    }
    let count = value.chars().count();
    let is_digits = value.bytes().all(|b| b.is_ascii_digit());
    let unit = if is_digits { Unit::Digits } else { Unit::Characters };
    // What was shortened has a mark in place of all that followed.
    let length = match value.strip_suffix('…').filter(|_| count > MAX_EXCERPT) {
        Some(_) => Phrase::more_than(MAX_EXCERPT, unit),
        None => Phrase::count(count, unit),
    };
    finding.found_in(
        format!("({}, not shown: the row has personal data)", length.en),
        format!("({}, không hiển thị vì dòng có dữ liệu cá nhân)", length.vi),
    )
}

fn is_harmless(value: &str, kind: &Kind) -> bool {
    is_code(value) || matches!(kind, Kind::Date { .. } | Kind::DateTime) && is_like_a_date(value)
}

/// A short code of digits and capitals: a name has more letters, or small ones.
fn is_code(value: &str) -> bool {
    let count = |is: fn(&u8) -> bool| value.bytes().filter(is).count();
    let (digits, letters) = (count(u8::is_ascii_digit), count(u8::is_ascii_alphabetic));
    let is_small = value.len() > 1 && value.bytes().any(|b| b.is_ascii_lowercase());
    value.len() == digits + letters && digits <= MOST_DIGITS && letters <= MOST_LETTERS && !is_small
}

/// Groups of digits with something between them, all but one of at most two digits: `2014/02/30`, no telephone.
fn is_like_a_date(value: &str) -> bool {
    let groups = value.split(['/', '-', '.', ':', ' ', 'T']);
    let lengths: Vec<usize> = groups.clone().map(str::len).collect();
    let are_digits = groups.clone().all(|group| group.bytes().all(|b| b.is_ascii_digit()));
    are_digits
        && (3..=6).contains(&lengths.len())
        && lengths.iter().all(|length| (1..=4).contains(length))
        && lengths.iter().filter(|length| **length > 2).count() <= 1
}

#[cfg(test)]
mod tests {
    use lienthong_model::schema::Precision;

    use super::*;

    fn shown(reason: &'static Reason, kind: Kind, value: &str) -> String {
        let name = "value".parse().unwrap();
        let field =
            Field { name, title: String::new(), kind, required: false, personal: false, search_key: false };
        guard(Finding::new(reason).found(value), &field).message_en()
    }

    #[test]
    fn a_short_code_and_a_date_are_shown() {
        let date = Kind::Date { precision: Precision::Day };
        for value in ["2014/02/30", "31.4.2020", "30/02/2014 08:00:00", "2014"] {
            assert!(shown(&NOT_A_DATE, date.clone(), value).contains(value), "{value}");
        }
        assert!(shown(&NOT_DIGITS, Kind::Digits { min: 5, max: 5 }, "2200").contains("2200"));
        assert!(shown(&WRONG_KIND, Kind::Boolean, "the number 2").contains("the number 2"));
    }

    #[test]
    fn what_may_be_a_person_is_not() {
        let date = Kind::Date { precision: Precision::Day };
        for (reason, kind, value) in [
            (&NOT_DIGITS, Kind::Digits { min: 5, max: 5 }, "000200000001"),
            (&NOT_A_DATE, date.clone(), "Nguyễn Văn Mẫu"),
            (&NOT_A_DATE, date.clone(), "0912.345.678"),
            (&NOT_A_DATE, date, "000200000001"),
            (&NOT_A_NUMBER, Kind::Decimal { max_scale: None }, "Tổ 5, xã Mẫu"),
            (&WRONG_KIND, Kind::Boolean, "the number 000200000001"),
            (&WRONG_KIND, Kind::Boolean, "Nguyễn Văn An"),
            (&RULE_BROKEN, Kind::Text { max_chars: Some(3) }, "Lan Anh"),
            (&NOT_A_BOOLEAN, Kind::Boolean, "Hoa"),
            (&NOT_A_BOOLEAN, Kind::Boolean, "Lộ"),
            (&NOT_A_BOOLEAN, Kind::Boolean, "NGUYEN"),
            (&NOT_A_BOOLEAN, Kind::Boolean, "lo@x.vn"),
            (&NOT_DIGITS, Kind::Digits { min: 5, max: 5 }, "079200"),
        ] {
            let text = shown(reason, kind, value);
            assert!(!text.contains(value) && text.contains("not shown"), "{text}");
        }
        assert!(shown(&NOT_DIGITS, Kind::Digits { min: 5, max: 5 }, "000200000001").contains("12 digits"));
        let long = shown(&NOT_A_BOOLEAN, Kind::Boolean, &"a".repeat(30_000));
        assert!(long.contains("(more than 80 characters, not shown"), "{long}");
    }
}
