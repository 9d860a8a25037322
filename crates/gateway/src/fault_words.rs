//! What is found and expected, where a finding does not say it, or where what it says may not stand on record.
//!
//! Each reason has one pair of phrases of ours, in both languages. They say what kind of thing stood there, never what
//! it said; an empty one is always in the finding itself.

use lienthong_adapter::Phrase;

mod formats;
mod messages;
mod values;
mod writing;

/// Reason, found, expected: in English and Vietnamese.
type Entry = (&'static str, [&'static str; 2], [&'static str; 2]);

/// What was found, by the reason.
pub(crate) fn found(reason: &str) -> Option<Phrase> {
    phrase(entry(reason)?.1)
}

/// What was expected, by the reason.
pub(crate) fn expected(reason: &str) -> Option<Phrase> {
    phrase(entry(reason)?.2)
}

fn entry(reason: &str) -> Option<&'static Entry> {
    words().find(|(code, ..)| *code == reason)
}

fn words() -> impl Iterator<Item = &'static Entry> {
    [formats::WORDS, values::WORDS, messages::WORDS, writing::WORDS].into_iter().flatten()
}

fn phrase([en, vi]: [&'static str; 2]) -> Option<Phrase> {
    (!en.is_empty()).then(|| Phrase::new(en, vi))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::says_found;
    use crate::glossary::{Speaker, reasons};

    #[test]
    fn every_reason_of_a_format_has_words_of_its_own_or_of_ours() {
        let mut missing = Vec::new();
        for (speaker, reason) in reasons() {
            let is_of_files =
                matches!(speaker, Speaker::Any | Speaker::Mapping | Speaker::Documents | Speaker::Format(_));
            let has_found = says_found(reason) || found(reason.code).is_some();
            let has_expected = reason.en.contains("{expected}") || expected(reason.code).is_some();
            if is_of_files && !(has_found && has_expected) {
                missing.push(format!("{} {has_found} {has_expected}", reason.code));
            }
        }
        assert!(missing.is_empty(), "{missing:#?}");
    }

    #[test]
    fn a_record_says_what_was_found_in_a_column_that_nobody_named_without_its_name() {
        use lienthong_adapter::Finding;
        use lienthong_adapter::mapping::reasons::NOT_SAYABLE;

        let kept = Finding::new(&NOT_SAYABLE).found("Lan Anh").expected("a field").field("Lan Anh").row(3);
        let place = crate::fault::place(&kept, None);
        assert_eq!((&*place["row"], &*place["found"]), ("3", "a value that cannot be said so"));
        assert!(!format!("{place:?}").contains("Lan Anh"), "{place:?}");
        // Somebody named the sheet as well: it is for whoever sent it.
        let kept = kept.sheet("Lan Anh");
        assert_eq!(crate::apart::RowReport::of(&kept).sheet.as_deref(), Some("Lan Anh"));
        let place = crate::fault::place(&kept, None);
        assert!(!format!("{place:?}").contains("Lan Anh"), "{place:?}");
    }

    #[test]
    fn words_of_ours_stand_on_record_and_words_with_anything_of_the_file_do_not() {
        use lienthong_adapter::{Finding, Reason, phrase};

        const DAMAGED: Reason =
            Reason { code: "WORKBOOK_DAMAGED", en: "damaged: {found}", vi: "hỏng: {found}" };
        let recorded = |found: Phrase| {
            let place = crate::fault::place(&Finding::new(&DAMAGED).found(found), None);
            [place["found"].clone(), place["found_vi"].clone()]
        };
        assert_eq!(
            recorded(Phrase::new("no sheets", "không có trang nào")),
            ["no sheets", "không có trang nào"]
        );
        let cell = recorded(phrase!("cell {} twice", "ô {} hai lần", "B7").ours());
        assert_eq!(cell, ["cell B7 twice", "ô B7 hai lần"]);
        let kept = recorded(phrase!("a part {}", "phần {}", "Lan Anh"));
        assert_eq!(kept, ["a part that cannot be read", "phần không đọc được"]);
    }

    #[test]
    fn a_row_that_was_kept_apart_is_named_with_the_entry_within_it() {
        use lienthong_adapter::Finding;
        use lienthong_adapter::mapping::reasons::NOT_A_DATE;

        let kept = Finding::new(&NOT_A_DATE).field("ngaySinh").row(2);
        let named = |path: &str| crate::fault::row_and_reason(&kept.clone().path(path));
        assert_eq!(named("con[2].sinh"), "2 ngaySinh con[2].sinh NOT_A_DATE");
        assert_eq!(named("sinh"), "2 ngaySinh NOT_A_DATE");
    }

    #[test]
    fn no_reason_has_two_entries() {
        for (at, (code, ..)) in words().enumerate() {
            assert!(words().take(at).all(|(other, ..)| other != code), "{code}");
        }
    }
}
