//! What a text means, beside codes.

use super::*;

fn alias(text: &str, valid: Option<Period>) -> Alias {
    Alias { text: text.to_owned(), valid }
}

/// H60.07 until 2025-07-01 with aliases; H60.31 since.
fn small() -> Directory {
    let versions = vec![
        AgencyVersion {
            aliases: vec![
                alias("vxp.saas.03", None),
                alias("000.00.99.H60", None),
                alias(" TTT.99 ", Some(period("2020-01-01", Some("2021-01-01")))),
                alias("H60.22.H17", None),
            ],
            ..version("H60.07", "Sở A", "department", period("2010-01-01", Some("2025-07-01")))
        },
        AgencyVersion {
            aliases: vec![alias("000.00.99.H60", None)],
            ..version("H60.31", "Sở B", "department", period("2025-07-01", None))
        },
    ];
    Directory::build(hierarchies(), versions).unwrap().0
}

#[test]
fn an_alias_wins_over_the_formula_while_it_is_in_use() {
    let directory = small();
    let resolve = |text: &str, day: Date| {
        directory.resolve(text, None, day).map(|found| (found.code.to_string(), found.by_alias))
    };
    let is = |text: &str, by_alias| Ok((text.to_owned(), by_alias));
    assert_eq!(resolve("vxp.saas.03", EVE), is("H60.07", true));
    assert_eq!(resolve(" vxp.saas.03", EVE), is("H60.07", true));
    assert_eq!(resolve("000.00.99.H60", EVE), is("H60.07", true));
    assert_eq!(resolve("000.00.99.H60", CHANGE), is("H60.31", true));
    assert_eq!(resolve("000.00.07.H60", EVE), is("H60.07", false));
    assert_eq!(resolve("H60.22.H17", EVE), is("H60.07", true));
    assert_eq!(resolve("h60.98", EVE), is("H60.98", false));
    assert_eq!(resolve("TTT.99", "2020-12-31".parse().unwrap()), is("H60.07", true));
    // The alias had an end of its own: nobody has it now.
    assert!(matches!(resolve("TTT.99", EVE), Err(ResolveError::Code(CodeError::Foreign { .. }))));
    assert!(matches!(resolve("VXP.SAAS.03", EVE), Err(ResolveError::Code(CodeError::Foreign { .. }))));
}

#[test]
fn an_alias_still_names_an_agency_that_has_closed() {
    let directory = small();
    let found = directory.resolve("vxp.saas.03", None, CHANGE).unwrap();
    assert!(matches!(directory.standing(&found.code, CHANGE), Standing::Closed { on: CHANGE, .. }));
    // Before it began, it named nobody.
    assert!(directory.resolve("vxp.saas.03", None, "2009-12-31".parse().unwrap()).is_err());
}

#[test]
fn an_alias_of_a_closed_agency_does_not_lead_to_the_next_bearer_of_its_code() {
    let directory = directory(|all| {
        old(all, "H60.02215").aliases = vec![alias("y-la.vendor", None)];
    });
    assert_eq!(directory.resolve("y-la.vendor", None, EVE).unwrap().code, code("H60.02215"));
    assert!(directory.resolve("y-la.vendor", None, CHANGE).is_err());
    // Nor once that one has closed too.
    let ended = |from, to| version("H60.07", "Sở", "department", period(from, Some(to)));
    let two = vec![
        AgencyVersion { aliases: vec![alias("so.vendor", None)], ..ended("2010-01-01", "2012-01-01") },
        ended("2012-01-01", "2014-01-01"),
    ];
    let (directory, _) = Directory::build(hierarchies(), two).unwrap();
    let resolves = |day: &str| directory.resolve("so.vendor", None, day.parse().unwrap()).is_ok();
    assert_eq!((resolves("2011-12-31"), resolves("2015-01-01")), (true, false));
}

#[test]
fn an_ambiguous_text_is_decided_by_the_form_of_the_sender() {
    let directory = directory(|_| {});
    let ambiguous = directory.resolve("H60.00.22.H17", None, CHANGE);
    assert!(matches!(ambiguous, Err(ResolveError::Code(CodeError::Ambiguous { .. }))));
    let old = directory.resolve("H60.00.22.H17", Some(CodeForm::Old), CHANGE).unwrap();
    assert_eq!(old.code, code("H17.22.00.H60"));
}
