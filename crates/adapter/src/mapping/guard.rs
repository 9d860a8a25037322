//! What everybody may see of a value that a mapping refuses.
//!
//! A row that slipped by one column brings the name or the number of a person under a column that is not personal.
//!
//! * Where a record has personal fields, everybody sees of its other values only what cannot be of a person: a short code,
//!   or a date that no calendar has. Of anything else the form is said: how many digits, how many characters.
//! * Where it has none, everybody sees its values, but no number that is as long as that of a person.
//! * The sender sees its own values, unless their fields are personal.

use jiff::civil::Date;
use lienthong_model::schema::{Field, Kind, Schema};

use super::reasons::{
    AMBIGUOUS_NUMBER, CODE_COLLIDES, NOT_A_BOOLEAN, NOT_A_CODE, NOT_A_DATE, NOT_A_NUMBER, NOT_CONSTANT,
    NOT_DIGITS, NOT_SAYABLE, NUMBER_FOR_TEXT, NUMBER_ROUNDED, RULE_BROKEN, WRONG_KIND,
};
use crate::audience::{Audience, length, personal};
use crate::finding::{Finding, Reason};
use crate::phrase;
use crate::phrase::Phrase;

/// In place of what is not personal by itself.
pub(super) const NOT_SHOWN: Phrase =
    Phrase::new("(not shown: the row has personal data)", "(không hiển thị vì dòng có dữ liệu cá nhân)");
/// In place of what stands in a column of which nobody has said whether it is personal.
pub(super) const OF_NO_FIELD: Phrase =
    Phrase::new("(not shown: no field has this column)", "(không hiển thị vì cột không thuộc trường nào)");
/// Digits and letters of a code that is told as it is: fewer than any number or name of a person has.
const MOST_DIGITS: usize = 5;
const MOST_LETTERS: usize = 3;
/// Digits of the shortest number of a person: old identity cards have nine.
const FEWEST_DIGITS: usize = 9;
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

/// Who may see what is not personal in the records of a schema.
pub(super) fn audience(schema: &Schema) -> Audience {
    if schema.has_personal() { Audience::Sender } else { Audience::Everybody }
}

/// Who may see what stands within a field, where `audience` may see what is not personal around it.
pub(super) fn audience_of(field: &Field, audience: Audience) -> Audience {
    if field.personal { Audience::Nobody } else { audience }
}

/// `finding` about a field in a record of which `audience` may see what is not personal.
pub(super) fn guard(finding: Finding, field: &Field, audience: Audience) -> Finding {
    if WITH_VALUE.contains(&finding.reason) { guard_value(finding, field, audience) } else { finding }
}

/// The same, where the finding shows the value of the field, whatever its reason.
pub(super) fn guard_value(finding: Finding, field: &Field, audience: Audience) -> Finding {
    // Of groups and lists nothing is shown but how much they are, and of a personal field its length.
    let is_group = matches!(field.kind, Kind::Group { .. });
    let is_done = finding.found_is_ours || finding.for_sender.is_some();
    let shows_value = !field.personal && !is_group && !is_done;
    let Some(found) = finding.found.as_ref().filter(|_| shows_value) else { return finding };
    // Beside a wrong kind stand words of ours.
    let value = OUR_WORDS.iter().find_map(|words| found.strip_prefix(words)).unwrap_or(found);
    let is_harmless = match audience {
        Audience::Everybody => !is_like_a_number_of_a_person(value, &field.kind),
        Audience::Sender => {
            let is_date = matches!(field.kind, Kind::Date { .. } | Kind::DateTime);
            is_code(value) || is_date && is_impossible_date(value)
        }
        Audience::Nobody => {
            let less = personal(value);
            return finding.found(less);
        }
    };
    if is_harmless {
        return finding;
    }
    let Phrase { en, vi, .. } = length(value);
    finding.only_for_the_sender(match audience {
        Audience::Everybody => phrase!(
            "({en}, not shown: it may be a number of a person)",
            "({vi}, không hiển thị vì có thể là số định danh của cá nhân)"
        ),
        _ => phrase!(
            "({en}, not shown: the row has personal data)",
            "({vi}, không hiển thị vì dòng có dữ liệu cá nhân)"
        ),
    })
}

/// A text with as many digits as a number of a person has, of an identity, a telephone or an insurance; of an amount
/// those that begin with a zero, or have no fraction and no groups of three.
fn is_like_a_number_of_a_person(value: &str, kind: &Kind) -> bool {
    let is_amount = matches!(kind, Kind::Decimal { .. })
        && !value.starts_with(['0', '+'])
        && value.split(['.', ',', ' ']).all(|group| group.len() <= 3);
    has_many_digits(value) && !is_amount
}

/// Whether a text has as many digits as a number of a person, of whatever script.
pub(super) fn has_many_digits(text: &str) -> bool {
    text.chars().filter(|c| c.is_numeric()).count() >= FEWEST_DIGITS
}

/// A short code of digits and capitals. Letters alone may be a name, but for a single one.
fn is_code(value: &str) -> bool {
    let count = |is: fn(&u8) -> bool| value.bytes().filter(is).count();
    let (digits, letters) = (count(u8::is_ascii_digit), count(u8::is_ascii_alphabetic));
    let is_small = value.len() > 1 && value.bytes().any(|b| b.is_ascii_lowercase());
    let has_digits = digits > 0 || value.len() <= 1;
    value.len() == digits + letters
        && digits <= MOST_DIGITS
        && letters <= MOST_LETTERS
        && has_digits
        && !is_small
}

/// The form of a date, and in no order of its parts a day on which somebody may be born: `2014/02/30`, no telephone.
fn is_impossible_date(value: &str) -> bool {
    let groups: Vec<&str> = value.split(['/', '-', '.', ':', ' ', 'T']).collect();
    let are_digits = groups.iter().all(|group| group.bytes().all(|b| b.is_ascii_digit()));
    let is_date = are_digits
        && (3..=6).contains(&groups.len())
        && groups.iter().all(|group| (1..=4).contains(&group.len()))
        && groups.iter().filter(|group| group.len() > 2).count() <= 1;
    let numbers: Vec<i16> = groups.iter().take(3).filter_map(|group| group.parse().ok()).collect();
    let [first, second, third] = numbers[..] else { return false };
    let is_day = |year: i16, month: i16, day: i16| {
        let part = |number: i16| i8::try_from(number).unwrap_or(i8::MAX);
        Date::new(year, part(month), part(day)).is_ok()
    };
    let orders = [(third, second, first), (third, first, second), (first, second, third)];
    is_date && !orders.iter().any(|(year, month, day)| is_day(*year, *month, *day))
}

#[cfg(test)]
mod tests {
    use lienthong_model::schema::Precision;

    use super::*;

    fn guarded(reason: &'static Reason, kind: Kind, value: &str, audience: Audience) -> Finding {
        let name = "value".parse().unwrap();
        let field =
            Field { name, title: String::new(), kind, required: false, personal: false, search_key: false };
        guard(Finding::new(reason).found(value), &field, audience)
    }

    fn beside_personal(reason: &'static Reason, kind: Kind, value: &str) -> String {
        guarded(reason, kind, value, Audience::Sender).message_en()
    }

    const DATE: Kind = Kind::Date { precision: Precision::Day };
    const CODE: Kind = Kind::Digits { min: 5, max: 5 };
    const AMOUNT: Kind = Kind::Decimal { max_scale: None };

    #[test]
    fn everybody_sees_a_short_code_and_a_date_that_no_calendar_has() {
        for value in ["2014/02/30", "31.4.2020", "30/02/2014 08:00:00", "2014"] {
            assert!(beside_personal(&NOT_A_DATE, DATE, value).contains(value), "{value}");
        }
        assert!(beside_personal(&NOT_DIGITS, CODE, "2200").contains("2200"));
        assert!(beside_personal(&WRONG_KIND, Kind::Boolean, "the number 2").contains("the number 2"));
    }

    #[test]
    fn the_sender_alone_sees_what_may_be_a_person() {
        for (reason, kind, value) in [
            (&NOT_DIGITS, CODE, "000200000001"),
            (&NOT_A_DATE, DATE, "Nguyễn Văn Mẫu"),
            (&NOT_A_DATE, DATE, "0912.345.678"),
            (&NOT_A_DATE, DATE, "000200000001"),
            (&NOT_A_DATE, DATE, "31/12/1980"),
            (&NOT_A_DATE, DATE, "12-31-80"),
            (&NOT_A_NUMBER, AMOUNT, "Tổ 5, xã Mẫu"),
            (&WRONG_KIND, Kind::Boolean, "the number 000200000001"),
            (&WRONG_KIND, Kind::Boolean, "Nguyễn Văn An"),
            (&RULE_BROKEN, Kind::Text { max_chars: Some(3) }, "Lan Anh"),
            (&NOT_A_BOOLEAN, Kind::Boolean, "Hoa"),
            (&NOT_A_BOOLEAN, Kind::Boolean, "LAN"),
            (&NOT_A_BOOLEAN, Kind::Boolean, "Lộ"),
            (&NOT_A_BOOLEAN, Kind::Boolean, "NGUYEN"),
            (&NOT_A_BOOLEAN, Kind::Boolean, "lo@x.vn"),
            (&NOT_DIGITS, CODE, "079200"),
        ] {
            let finding = guarded(reason, kind.clone(), value, Audience::Sender);
            let text = finding.message_en();
            assert!(!text.contains(value) && text.contains("not shown"), "{text}");
            assert!(finding.for_the_sender().message_en().contains(value), "{value}");
            // Within a personal group nobody sees it.
            let finding = guarded(reason, kind, value, Audience::Nobody);
            let text = finding.for_the_sender().message_en();
            assert!(!text.contains(value) && text.contains(", personal)"), "{text}");
        }
        assert!(beside_personal(&NOT_DIGITS, CODE, "000200000001").contains("12 digits"));
        let long = beside_personal(&NOT_A_BOOLEAN, Kind::Boolean, &"a".repeat(30_000));
        assert!(long.contains("(more than 80 characters, not shown"), "{long}");
    }

    #[test]
    fn where_nothing_is_personal_everybody_sees_all_but_numbers_of_persons() {
        let said = |kind, value| guarded(&NOT_A_CODE, kind, value, Audience::Everybody).message_en();
        for (kind, value) in [
            (CODE, "Xã Nghĩa Tá"),
            (CODE, "02.200"),
            (DATE, "31/12/1980"),
            (AMOUNT, "1.234.567.890"),
            (AMOUNT, "12,345,678.901"),
            (Kind::Text { max_chars: None }, "LAN"),
        ] {
            assert!(said(kind, value).contains(value), "{value}");
        }
        for (kind, value) in [
            (CODE, "000200000001"),
            (CODE, "0912.345.678"),
            (CODE, "Ông A, 123456789"),
            (AMOUNT, "000200000001"),
            (AMOUNT, "123456789"),
            (AMOUNT, "0912.345.678"),
            (CODE, "０００２０００００００１"),
        ] {
            let finding = guarded(&NOT_A_CODE, kind, value, Audience::Everybody);
            let text = finding.message_en();
            assert!(!text.contains(value) && text.contains("may be a number of a person"), "{text}");
            assert!(finding.for_the_sender().message_en().contains(value), "{value}");
        }
    }
}
