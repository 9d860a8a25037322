//! A directory for tests: the real units of Tuyên Quang and Hà Giang before and after 1 July 2025
//! (`tests/samples/units`).
//!
//! Unit codes and names are real. Agency codes below `H60` and `H22` are invented: `H60.` or `H22.` and the unit code;
//! those of the communes of both provinces begin with `H60.`, so that a unit code goes on as one agency code. The
//! files hold no successors: those of tests are invented, and each test says so.

use std::collections::BTreeSet;
use std::path::Path;

use super::*;

pub(crate) const CHANGE: Date = jiff::civil::date(2025, 7, 1);
pub(crate) const EVE: Date = jiff::civil::date(2025, 6, 30);

pub(crate) fn code(text: &str) -> AgencyCode {
    text.parse().unwrap()
}

pub(crate) fn level(text: &str) -> Level {
    text.parse().unwrap()
}

pub(crate) fn period(from: &str, to: Option<&str>) -> Period {
    Period { from: from.parse().unwrap(), to: to.map(|to| to.parse().unwrap()) }
}

/// A version without parent, alias or successor.
pub(crate) fn version(text: &str, name: &str, level_name: &str, valid: Period) -> AgencyVersion {
    AgencyVersion {
        code: code(text),
        name: name.to_owned(),
        level: level(level_name),
        parent: None,
        valid,
        aliases: Vec::new(),
        unit_code: None,
        successors: Vec::new(),
    }
}

pub(crate) fn successor(text: &str) -> Successor {
    Successor { code: code(text), act: Some("invented for a test".to_owned()) }
}

/// The two hierarchies of the time, with departments and central bodies beside the chain.
pub(crate) fn hierarchies() -> Vec<Hierarchy> {
    let hierarchy = |name: &str, valid, levels: &[&str]| Hierarchy {
        name: name.to_owned(),
        valid,
        levels: levels.iter().map(|name| level(name)).collect(),
        beside: vec![level("central"), level("department")],
    };
    vec![
        hierarchy(
            "three tiers",
            period("2004-01-01", Some("2025-07-01")),
            &["province", "district", "commune"],
        ),
        hierarchy("two tiers", period("2025-07-01", None), &["province", "commune"]),
    ]
}

fn rows(file: &str) -> Vec<csv::StringRecord> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/samples/units");
    let mut reader = csv::Reader::from_path(folder.join(file)).unwrap();
    reader.records().map(Result::unwrap).collect()
}

/// All units as agencies, without any successor but that of Hà Giang.
pub(crate) fn versions() -> Vec<AgencyVersion> {
    let (old, new) = (period("2004-01-01", Some("2025-07-01")), period("2025-07-01", None));
    let unit = |text: &str, name: &str, level: &str, parent: Option<&str>, valid, unit: &str| AgencyVersion {
        parent: parent.map(code),
        unit_code: Some(unit.parse().unwrap()),
        ..version(text, name, level, valid)
    };
    let mut all = vec![
        unit("H60", "Tỉnh Tuyên Quang", "province", None, period("2004-01-01", None), "08"),
        AgencyVersion {
            successors: vec![successor("H60")],
            ..unit("H22", "Tỉnh Hà Giang", "province", None, old, "02")
        },
    ];
    let mut districts = BTreeSet::new();
    for (file, province) in
        [("tuyen_quang_pre2025_v2.4.0.csv", "H60"), ("ha_giang_pre2025_v2.4.0.csv", "H22")]
    {
        for row in rows(file) {
            let district = format!("{province}.{}", &row[2]);
            if districts.insert(district.clone()) {
                all.push(unit(&district, &row[3], "district", Some(province), old, &row[2]));
            }
            all.push(unit(&format!("H60.{}", &row[4]), &row[5], "commune", Some(&district), old, &row[4]));
        }
    }
    for row in rows("tuyen_quang_post2025_20260725.csv") {
        all.push(unit(&format!("H60.{}", &row[2]), &row[5], "commune", Some("H60"), new, &row[2]));
    }
    all
}

/// [`versions`] built, after `edit`.
pub(crate) fn directory(edit: impl FnOnce(&mut Vec<AgencyVersion>)) -> Directory {
    let mut versions = versions();
    edit(&mut versions);
    Directory::build(hierarchies(), versions).unwrap().0
}

/// The version of `text` that ended with June 2025.
pub(crate) fn old<'a>(versions: &'a mut [AgencyVersion], text: &str) -> &'a mut AgencyVersion {
    let code = code(text);
    versions.iter_mut().find(|version| version.code == code && version.valid.to == Some(CHANGE)).unwrap()
}
