//! The rows of the conversion table, every refusal, and the properties of agency codes.
//!
//! Codes below level 1 are invented unless a comment says where they were seen.

use super::*;

fn read(text: &str) -> Result<String, CodeError> {
    AgencyCode::read(text, None).map(|reading| reading.code.to_string())
}

fn code(text: &str) -> AgencyCode {
    AgencyCode::canonical(text).unwrap()
}

#[test]
fn both_forms_have_one_canonical_form() {
    for (text, canonical, form) in [
        ("000.00.00.H60", "H60", CodeForm::Old),
        ("000.00.07.H60", "H60.07", CodeForm::Old),
        ("000.31.07.H60", "H60.07.31", CodeForm::Old),
        ("012.31.07.H60", "H60.07.31.012", CodeForm::Old),
        // Seen in real documents, shortened.
        ("28.22.H17", "H17.22.28", CodeForm::Old),
        ("01.02.G22", "G22.02.01", CodeForm::Old),
        // Seen in vendors' test data: a zero group between two used ones is part of the code.
        ("002.00.20.H13", "H13.20.00.002", CodeForm::Old),
        ("14.00.W00", "W00.00.14", CodeForm::Old),
        ("H37.DN.001", "H37.DN.001", CodeForm::New),
        ("H37.02.02", "H37.02.02", CodeForm::New),
        ("G12.18", "G12.18", CodeForm::New),
        ("G22", "G22", CodeForm::New),
        ("0999999999", "0999999999", CodeForm::New),
        ("0999999999.01", "0999999999.01", CodeForm::New),
        ("0999999999.H60", "0999999999.H60", CodeForm::New),
        ("H60.07.000", "H60.07", CodeForm::New),
        ("H60.0000", "H60.0000", CodeForm::New),
    ] {
        let reading = AgencyCode::read(text, None).unwrap();
        assert_eq!((reading.code.as_str(), reading.form), (canonical, form), "{text}");
        assert!(reading.warnings.is_empty(), "{text}");
    }
}

#[test]
fn repairs_are_noted() {
    let warnings = |text| AgencyCode::read(text, None).unwrap().warnings;
    assert_eq!(warnings(" h60.07 "), [CodeWarning::Trimmed, CodeWarning::Lowercase]);
    assert_eq!(warnings("H60.07\r\n"), [CodeWarning::Trimmed]);
    assert_eq!(warnings("h60.07"), [CodeWarning::Lowercase]);
    assert_eq!(read(" h60.07 ").unwrap(), "H60.07");
}

#[test]
fn each_refusal_says_what_is_wrong() {
    let foreign = |text: &str| CodeError::Foreign { text: text.to_owned() };
    let null = |word: &str| CodeError::NullWord { word: word.to_owned() };
    let width = |group, text: &str, expected| CodeError::OldGroupWidth {
        group,
        text: text.to_owned(),
        expected,
        found: text.len(),
    };
    let ambiguous = |new: &str, old: &str| CodeError::Ambiguous { new: new.to_owned(), old: old.to_owned() };
    let cases = [
        ("", CodeError::Empty),
        ("  ", CodeError::Empty),
        (".", CodeError::OnlyDots),
        ("H60.", CodeError::TrailingDot),
        (".H60", CodeError::LeadingDot),
        ("H60..07", CodeError::DoubledDot { offset: 3 }),
        ("H60.07 .01", CodeError::InnerSpace { offset: 6 }),
        ("H60-07", CodeError::Character { found: '-', offset: 3 }),
        ("H60.0７", CodeError::NotAscii { found: '７', offset: 5 }),
        ("H60.Đ1", CodeError::NotAscii { found: 'Đ', offset: 4 }),
        ("\u{a0}H60", CodeError::NotAscii { found: '\u{a0}', offset: 0 }),
        ("H60.22.H17", ambiguous("H60.22.H17", "H17.22.H60")),
        ("H60.00.22.H17", ambiguous("H60.00.22.H17", "H17.22.00.H60")),
        ("000.00.00.000", CodeError::AllZero),
        ("000", CodeError::AllZero),
        ("000.07", CodeError::LevelOneZero { group: "000".to_owned() }),
        ("0000000000.01", CodeError::LevelOneZero { group: "0000000000".to_owned() }),
        ("0000.00.07.H60", width(1, "0000", 3)),
        ("000.000.07.H60", width(2, "000", 2)),
        ("7.H60", width(1, "7", 2)),
        ("000.00.07.01.H60", CodeError::OldTooManyGroups { found: 5 }),
        ("null", null("null")),
        ("NULL", null("NULL")),
        ("N/A", null("N/A")),
        // Two real samples and an invented one.
        ("vxp.saas.03", foreign("vxp.saas.03")),
        ("001.00.20.TT2", foreign("001.00.20.TT2")),
        ("TTT.99", foreign("TTT.99")),
        ("099999999.01", foreign("099999999.01")),
    ];
    for (text, expected) in cases {
        assert_eq!(read(text), Err(expected), "{text:?}");
    }
}

#[test]
fn a_code_has_at_most_35_characters() {
    let longest = format!("H60.{}", "1".repeat(31));
    assert_eq!(read(&longest).unwrap(), longest);
    assert_eq!(read(&format!("{longest}1")), Err(CodeError::TooLong { found: 36 }));
}

#[test]
fn the_sender_s_form_decides_what_is_ambiguous_and_nothing_else() {
    let read = |text, form| AgencyCode::read(text, Some(form)).map(|reading| reading.code.to_string());
    assert_eq!(read("H60.22.H17", CodeForm::New).unwrap(), "H60.22.H17");
    assert_eq!(read("H60.00.22.H17", CodeForm::Old).unwrap(), "H17.22.00.H60");
    // Three groups in the old form leave two characters for the first.
    assert!(matches!(read("H60.22.H17", CodeForm::Old), Err(CodeError::OldGroupWidth { group: 1, .. })));
    assert_eq!(read("H60.07", CodeForm::Old).unwrap(), "H60.07");
    assert_eq!(read("000.00.07.H60", CodeForm::New).unwrap(), "H60.07");
}

#[test]
fn only_canonical_text_is_canonical() {
    for text in ["H60", "H60.07", "W00.00.14", "H60.22.H17", "0999999999.01"] {
        assert_eq!(AgencyCode::canonical(text).unwrap().as_str(), text);
    }
    for text in ["h60", " H60", "H60.00", "000.00.07.H60", "07.H60"] {
        let refusal = AgencyCode::canonical(text).unwrap_err();
        assert_eq!(refusal.code(), "CODE_NOT_CANONICAL", "{text:?}");
    }
}

#[test]
fn the_old_form_is_written_only_where_it_fits() {
    for (text, old) in [
        ("H60", "000.00.00.H60"),
        ("H60.07", "000.00.07.H60"),
        ("H60.07.31", "000.31.07.H60"),
        ("H60.07.31.012", "012.31.07.H60"),
        ("H13.20.00.002", "002.00.20.H13"),
    ] {
        assert_eq!(code(text).to_old_form().as_deref(), Some(old), "{text}");
    }
    // Padding `H60.7` would make it `H60.07`, another agency.
    for text in ["H60.7", "H60.007", "H60.07.31.12", "H60.07.31.012.01", "0999999999"] {
        assert_eq!(code(text).to_old_form(), None, "{text}");
    }
}

#[test]
fn prefixes_are_whole_groups() {
    assert!(code("H60.07").has_prefix(&code("H60")));
    assert!(!code("H60.07").has_prefix(&code("H60.07")));
    assert!(!code("H60.071").has_prefix(&code("H60.07")));
    assert_eq!(code("H60.07").prefix(), Some(code("H60")));
    assert_eq!(code("H13.20.00.002").prefix(), Some(code("H13.20")));
    assert_eq!(code("H60").prefix(), None);
}

mod properties {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn reading_never_panics(text in "\\PC{0,60}") {
            let _ = AgencyCode::read(&text, None);
            let _ = AgencyCode::canonical(&text);
        }

        #[test]
        fn a_canonical_code_is_its_own_canonical_form(text in "[0-9A-Za-z]{1,3}(\\.[0-9A-Z]{1,3}){0,4}") {
            for form in [None, Some(CodeForm::Old), Some(CodeForm::New)] {
                if let Ok(reading) = AgencyCode::read(&text, form) {
                    prop_assert_eq!(AgencyCode::canonical(reading.code.as_str()), Ok(reading.code.clone()));
                    if let Some(prefix) = reading.code.prefix() {
                        prop_assert_eq!(AgencyCode::canonical(prefix.as_str()), Ok(prefix));
                    }
                }
            }
        }

        #[test]
        fn old_to_new_to_old_gives_the_same_text(text in "[0-9A-Z]{3}\\.[0-9A-Z]{2}\\.[0-9A-Z]{2}\\.[A-Z][0-9]{2}") {
            let reading = AgencyCode::read(&text, Some(CodeForm::Old)).unwrap();
            prop_assert_eq!(reading.code.to_old_form(), Some(text));
        }

        #[test]
        fn two_old_codes_never_get_one_canonical_code(
            one in "[01]{3}\\.[01]{2}\\.[01]{2}\\.H6[01]",
            other in "[01]{3}\\.[01]{2}\\.[01]{2}\\.H6[01]",
        ) {
            let equal = read(&one).unwrap() == read(&other).unwrap();
            prop_assert_eq!(equal, one == other);
        }
    }
}
