//! What is refused and warned of at load.

use super::*;

/// H60 and H60.07 under it, both since 2010, after `edit`.
fn build(edit: impl FnOnce(&mut Vec<AgencyVersion>)) -> Result<Vec<DirectoryWarning>, Vec<DirectoryError>> {
    let mut versions = vec![
        version("H60", "Tỉnh", "province", period("2010-01-01", None)),
        AgencyVersion {
            parent: Some(code("H60")),
            ..version("H60.07", "Sở", "department", period("2010-01-01", None))
        },
    ];
    edit(&mut versions);
    Directory::build(hierarchies(), versions).map(|(_, warnings)| warnings)
}

/// Each error as its stable name, the line and the other line.
fn refuse(edit: impl FnOnce(&mut Vec<AgencyVersion>)) -> Vec<(&'static str, Option<usize>, Option<usize>)> {
    let errors = build(edit).unwrap_err();
    assert!(errors.iter().all(|error| !error.to_string().is_empty()));
    errors.iter().map(|error| (error.code(), error.version(), error.other())).collect()
}

fn warn(edit: impl FnOnce(&mut Vec<AgencyVersion>)) -> Vec<(&'static str, usize)> {
    build(edit).unwrap().iter().map(|warning| (warning.code(), warning.version())).collect()
}

fn department(text: &str, valid: Period) -> AgencyVersion {
    AgencyVersion { parent: Some(code("H60")), ..version(text, text, "department", valid) }
}

const OPEN: Period = Period { from: jiff::civil::date(2010, 1, 1), to: None };

fn until(to: &str) -> Period {
    period("2010-01-01", Some(to))
}

fn alias(text: &str) -> Vec<Alias> {
    vec![Alias { text: text.to_owned(), valid: None }]
}

#[test]
fn a_sound_directory_has_neither_errors_nor_warnings() {
    assert_eq!(warn(|_| {}), []);
}

#[test]
fn versions_of_a_code_are_apart() {
    // Given out of order: errors point at the lines as given.
    let earlier = || department("H60.07", period("2000-01-01", Some("2010-01-02")));
    assert_eq!(
        refuse(|all| all.push(AgencyVersion { parent: None, ..earlier() })),
        [("VERSIONS_OVERLAP", Some(1), Some(2))]
    );
    let apart = AgencyVersion { parent: None, valid: period("2000-01-01", Some("2010-01-01")), ..earlier() };
    assert_eq!(warn(|all| all.push(apart)), []);
    assert_eq!(refuse(|all| all[1].valid = until("2010-01-01")), [("EMPTY_PERIOD", Some(1), None)]);
}

#[test]
fn a_parent_is_known_open_and_of_the_level_above() {
    let parent = |text: &str| Some(code(text));
    assert_eq!(refuse(|all| all[1].parent = parent("H61")), [("UNKNOWN_PARENT", Some(1), None)]);
    let errors = build(|all| all[0].valid = until("2020-01-01")).unwrap_err();
    let on = "2020-01-01".parse().unwrap();
    assert_eq!(
        errors,
        [DirectoryError::ParentNotOpen { version: 1, code: code("H60.07"), parent: code("H60"), on }]
    );
    // Two adjacent versions of the parent cover it; a gap between them does not.
    let again = |from| version("H60", "Tỉnh mới", "province", period(from, None));
    let split = |all: &mut Vec<AgencyVersion>, from| {
        all[0].valid = until("2020-01-01");
        all.push(again(from));
    };
    assert_eq!(warn(|all| split(all, "2020-01-01")), []);
    assert_eq!(refuse(|all| split(all, "2020-01-02")), [("PARENT_NOT_OPEN", Some(1), None)]);
    // A commune directly under the province is right only since the districts ended.
    let commune = |from| AgencyVersion {
        parent: parent("H60"),
        ..version("H60.02215", "Xã", "commune", period(from, None))
    };
    assert_eq!(refuse(|all| all.push(commune("2025-06-30"))), [("PARENT_LEVEL", Some(2), None)]);
    assert_eq!(warn(|all| all.push(commune("2025-07-01"))), []);
    assert_eq!(refuse(|all| all[0].level = level("region")).len(), 2, "in both hierarchies");
    let district = version("H60.070", "Huyện", "district", period("2024-01-01", None));
    assert!(refuse(|all| all.push(district)).contains(&("UNKNOWN_LEVEL", Some(2), None)));
}

#[test]
fn nobody_is_above_itself() {
    assert_eq!(
        refuse(|all| {
            all.push(AgencyVersion { parent: Some(code("H60.09")), ..department("H60.08", OPEN) });
            all.push(AgencyVersion { parent: Some(code("H60.08")), ..department("H60.09", OPEN) });
        }),
        [("PARENT_CYCLE", Some(2), None), ("PARENT_CYCLE", Some(3), None)]
    );
    let chain = |depth: usize| {
        move |all: &mut Vec<AgencyVersion>| {
            for index in 0..depth {
                let above = if index == 0 { "H60".to_owned() } else { format!("H60.C{}", index - 1) };
                let text = format!("H60.C{index}");
                all.push(AgencyVersion { parent: Some(code(&above)), ..department(&text, OPEN) });
            }
        }
    };
    assert!(build(chain(MAX_DEPTH)).is_ok());
    assert_eq!(refuse(chain(MAX_DEPTH + 1)), [("PARENT_TOO_DEEP", Some(MAX_DEPTH + 2), None)]);
}

#[test]
fn hierarchies_are_apart() {
    let mut two = hierarchies();
    two[0].valid.to = None;
    let errors = Directory::build(two, Vec::new()).unwrap_err();
    assert_eq!((errors[0].code(), errors[0].version()), ("HIERARCHIES_OVERLAP", None));
}

#[test]
fn an_alias_names_one_agency_on_one_day() {
    let two = |all: &mut Vec<AgencyVersion>, from| {
        all[1].aliases = alias("vendor-1");
        all[1].valid = until("2020-01-01");
        all.push(AgencyVersion { aliases: alias(" vendor-1"), ..department("H60.08", period(from, None)) });
    };
    assert_eq!(refuse(|all| two(all, "2019-12-31")), [("ALIAS_TAKEN", Some(2), Some(1))]);
    assert_eq!(warn(|all| two(all, "2020-01-01")), []);
    for text in ["", "  ", "null", "N/A"] {
        assert_eq!(refuse(|all| all[1].aliases = alias(text)), [("ALIAS_NAMES_NOTHING", Some(1), None)]);
    }
    let never = vec![Alias { text: "v".to_owned(), valid: Some(period("2000-01-01", Some("2010-01-01"))) }];
    assert_eq!(warn(|all| all[1].aliases = never), [("ALIAS_NEVER_IN_USE", 1)]);
}

#[test]
fn an_alias_is_not_the_code_of_another_agency() {
    for text in ["000.00.08.H60", "H60.08", "08.H60"] {
        assert_eq!(
            refuse(|all| {
                all[1].aliases = alias(text);
                all.push(department("H60.08", OPEN));
            }),
            [("ALIAS_IS_CODE", Some(1), Some(2))],
            "{text}"
        );
        assert_eq!(warn(|all| all[1].aliases = alias(text)), [("ALIAS_BEATS_FORMULA", 1)], "{text}");
    }
    assert_eq!(warn(|all| all[1].aliases = alias("000.00.07.H60")), []);
}

#[test]
fn a_territory_has_one_agency_on_one_day() {
    let unit = Some("08".parse().unwrap());
    assert_eq!(
        refuse(|all| all.iter_mut().for_each(|version| version.unit_code.clone_from(&unit))),
        [("UNIT_TAKEN", Some(1), Some(0))]
    );
}

#[test]
fn a_successor_is_known_and_in_force_when_its_predecessor_ends() {
    let closing = |all: &mut Vec<AgencyVersion>, next: &str| {
        all[1].valid = until("2020-01-01");
        all[1].successors = vec![successor(next)];
    };
    assert_eq!(refuse(|all| closing(all, "H60.08")), [("UNKNOWN_SUCCESSOR", Some(1), None)]);
    let with = |from: &'static str, to| {
        move |all: &mut Vec<AgencyVersion>| {
            closing(all, "H60.08");
            all.push(department("H60.08", period(from, to)));
        }
    };
    assert_eq!(warn(with("2020-01-01", None)), []);
    assert_eq!(refuse(with("2020-01-02", None)), [("SUCCESSOR_NOT_OPEN", Some(1), None)]);
    assert_eq!(refuse(with("2011-01-01", Some("2020-01-01"))), [("SUCCESSOR_NOT_OPEN", Some(1), None)]);
    assert_eq!(
        refuse(|all| {
            closing(all, "H60.08");
            all.push(department("H60.08", until("2020-01-01")));
            all[2].successors = vec![successor("H60.07")];
        }),
        [("SUCCESSOR_CYCLE", Some(1), None), ("SUCCESSOR_CYCLE", Some(2), None)]
    );
    assert_eq!(refuse(|all| closing(all, "H60.07")), [("SUCCESSOR_CYCLE", Some(1), None)]);
    // The same code again, but after a gap, is a gap and no cycle.
    let errors = build(|all| {
        closing(all, "H60.07");
        all.push(department("H60.07", period("2020-01-02", None)));
    })
    .unwrap_err();
    assert!(
        matches!(errors[..], [DirectoryError::SuccessorNotOpen { version: 1, opens: Some(_), .. }]),
        "{errors:?}"
    );
    assert_eq!(warn(|all| all[1].successors = vec![successor("H60")]), [("SUCCESSOR_OF_OPEN", 1)]);
}

#[test]
fn what_is_odd_is_warned_of() {
    assert_eq!(warn(|all| all.push(department("H61.01", OPEN))), [("PARENT_NOT_PREFIX", 2)]);
    let orphan = version("H60.02215", "Xã", "commune", period("2025-07-01", None));
    assert_eq!(warn(|all| all.push(orphan)), [("NO_PARENT", 2)]);
    let twin = |name: &str| AgencyVersion { name: name.to_owned(), ..department("H60.08", OPEN) };
    assert_eq!(
        warn(|all| {
            all[1].name = "Sở Hòa Bình".to_owned();
            all.push(twin("Sở  Hoà Bình"));
        }),
        [("SAME_NAME", 2)]
    );
    let goes_on = |all: &mut Vec<AgencyVersion>| {
        all[1].valid = until("2020-01-01");
        let next = AgencyVersion { valid: period("2020-01-01", None), ..all[1].clone() };
        all.push(next);
    };
    assert_eq!(warn(goes_on), [("CONTINUATION_NOT_STATED", 1)]);
    assert_eq!(
        warn(|all| {
            goes_on(all);
            all[1].successors = vec![successor("H60.07")];
        }),
        []
    );
}

#[test]
fn the_real_lists_have_exactly_the_warnings_that_their_gaps_deserve() {
    let (_, warnings) = Directory::build(hierarchies(), versions()).unwrap();
    let count = |name| warnings.iter().filter(|warning| warning.code() == name).count();
    // 75 with the same full name and three more that differ in tone placement only.
    assert_eq!(count("CONTINUATION_NOT_STATED"), 78);
    assert_eq!(count("SAME_NAME"), 0, "equal names were in different districts");
}
