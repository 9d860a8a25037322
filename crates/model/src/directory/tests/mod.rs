//! The real units across the change of 1 July 2025, the rules of loading, aliases, and who took over.

mod aliases;
mod loading;

use std::collections::{BTreeMap, BTreeSet};

use super::units::*;
use super::*;
use crate::agency_code::{CodeError, CodeForm};
use crate::text::same_name;

fn by_unit(directory: &Directory, unit: &str, day: Date) -> String {
    match directory.by_unit_code(&unit.parse().unwrap(), day) {
        Standing::Open(version) => version.name.clone(),
        Standing::Closed { on, .. } => format!("closed {on}"),
        Standing::NotYet(_) => "not yet".to_owned(),
        Standing::Unknown => "unknown".to_owned(),
    }
}

/// Communes in force on a day, by unit code: name and, before the change, province.
fn communes(directory: &Directory, day: Date) -> BTreeMap<String, (&str, bool)> {
    let commune = level("commune");
    let open =
        directory.versions().iter().filter(|version| version.level == commune && version.valid.contains(day));
    open.map(|version| {
        let unit = version.unit_code.as_ref().unwrap().to_string();
        (unit, (version.name.as_str(), directory.is_under(&version.code, &code("H60"), day)))
    })
    .collect()
}

fn count<'a>(names: impl IntoIterator<Item = &'a str>, kind: &str) -> usize {
    names.into_iter().filter(|name| name.starts_with(kind)).count()
}

#[test]
fn the_units_before_and_after_the_change_are_those_of_the_lists() {
    let directory = directory(|_| {});
    let at = |name: &str, day| {
        let level = level(name);
        directory.versions().iter().filter(|v| v.level == level && v.valid.contains(day)).count()
    };
    assert_eq!((at("province", EVE), at("province", CHANGE)), (2, 1));
    assert_eq!((at("district", EVE), at("district", CHANGE)), (18, 0));
    let (before, after) = (communes(&directory, EVE), communes(&directory, CHANGE));
    let names = |in_tuyen_quang| before.values().filter(move |c| c.1 == in_tuyen_quang).map(|c| c.0);
    for (in_tuyen_quang, all, xa, phuong, thi_tran) in [(true, 137, 121, 10, 6), (false, 193, 175, 5, 13)] {
        let kinds = ["Xã ", "Phường ", "Thị trấn "].map(|kind| count(names(in_tuyen_quang), kind));
        assert_eq!((names(in_tuyen_quang).count(), kinds), (all, [xa, phuong, thi_tran]));
    }
    assert_eq!(["Xã ", "Phường "].map(|kind| count(after.values().map(|c| c.0), kind)), [117, 7]);
    assert_eq!((before.len(), after.len()), (330, 124));
    assert_eq!(directory.under(&code("H60"), CHANGE).len(), 124);
    assert_eq!(directory.under(&code("H60"), EVE).len(), 7 + 137);
    assert_eq!(directory.under(&code("H22"), EVE).len(), 11 + 193);
}

#[test]
fn codes_go_on_and_names_move_as_computed_from_the_lists() {
    let directory = directory(|_| {});
    let (before, after) = (communes(&directory, EVE), communes(&directory, CHANGE));
    let carried = |from_tuyen_quang| {
        after.keys().filter(|unit| before.get(*unit).is_some_and(|c| c.1 == from_tuyen_quang)).count()
    };
    assert_eq!((carried(true), carried(false)), (51, 73));
    let changed: BTreeMap<_, _> = after
        .iter()
        .map(|(unit, (new, _))| (unit.as_str(), (before[unit].0, *new)))
        .filter(|(_, (old, new))| old != new)
        .collect();
    assert_eq!((after.len() - changed.len(), changed.len()), (75, 49));
    let only = |same: &dyn Fn(&str, &str) -> bool| -> Vec<&str> {
        changed.iter().filter(|(_, (old, new))| same(old, new)).map(|(unit, _)| *unit).collect()
    };
    assert_eq!(only(&same_name), ["00928", "02353", "02419"]);
    let type_only = |old: &str, new: &str| format!("Xã {}", old.trim_start_matches("Thị trấn ")) == new;
    assert_eq!(only(&type_only), ["00721", "00769", "00820", "00913", "01156", "02473", "02536"]);
    let elsewhere = changed
        .iter()
        .filter(|(unit, (_, new))| before.iter().any(|(other, (name, _))| other != *unit && name == new));
    assert_eq!(elsewhere.count(), 24);
    let closed = |from_tuyen_quang| {
        before.iter().filter(|(unit, c)| c.1 == from_tuyen_quang && !after.contains_key(*unit)).count()
    };
    assert_eq!((closed(true), closed(false)), (86, 120));
    let twice = |units: &BTreeMap<String, (&str, bool)>| {
        let mut seen = BTreeSet::new();
        let all = units.values().map(|c| c.0.to_owned());
        all.filter(|name| !seen.insert(name.clone())).collect::<BTreeSet<_>>()
    };
    assert_eq!(twice(&before), ["Xã Tân Thành", "Xã Tân Tiến", "Xã Tả Lủng"].map(str::to_owned).into());
    assert_eq!(twice(&after), BTreeSet::new());
}

#[test]
fn a_unit_code_means_what_it_meant_on_the_day() {
    let directory = directory(|_| {});
    for (unit, day, expected) in [
        ("02215", EVE, "Phường Ỷ La"),
        ("02215", CHANGE, "Phường Minh Xuân"),
        ("02203", EVE, "Phường Minh Xuân"),
        ("02203", CHANGE, "closed 2025-07-01"),
        ("00691", EVE, "Phường Trần Phú"),
        ("00691", CHANGE, "Phường Hà Giang 2"),
        ("00745", EVE, "Xã Phố Cáo"),
        ("00745", CHANGE, "Xã Phố Bảng"),
        ("070", EVE, "Thành phố Tuyên Quang"),
        ("070", CHANGE, "closed 2025-07-01"),
        ("02", EVE, "Tỉnh Hà Giang"),
        ("02", CHANGE, "closed 2025-07-01"),
        ("08", CHANGE, "Tỉnh Tuyên Quang"),
        ("02215", jiff::civil::date(2003, 12, 31), "not yet"),
        ("99999", CHANGE, "unknown"),
    ] {
        assert_eq!(by_unit(&directory, unit, day), expected, "{unit} on {day}");
    }
}

#[test]
fn the_day_of_a_lookup_is_that_of_vietnam_however_the_instant_is_written() {
    let directory = directory(|_| {});
    for (instant, expected) in [
        ("2025-06-30T23:59:59+07:00", "Phường Ỷ La"),
        ("2025-06-30T16:59:59Z", "Phường Ỷ La"),
        ("2025-07-01T00:00:00+07:00", "Phường Minh Xuân"),
        ("2025-06-30T17:00:00Z", "Phường Minh Xuân"),
    ] {
        let day = crate::time::local_date(instant.parse().unwrap());
        assert_eq!(by_unit(&directory, "02215", day), expected, "{instant}");
    }
}

#[test]
fn who_is_above_is_a_question_to_the_day() {
    let directory = directory(|_| {});
    let under = |a: &str, b: &str, day| directory.is_under(&code(a), &code(b), day);
    assert!(under("H60.02215", "H60.070", EVE));
    assert!(under("H60.02215", "H60", EVE));
    assert!(!under("H60.02215", "H60.070", CHANGE));
    assert!(under("H60.02215", "H60", CHANGE));
    assert!(under("H60.00691", "H22", EVE) && !under("H60.00691", "H60", EVE));
    assert!(under("H60.00691", "H60", CHANGE) && !under("H60.00691", "H22", CHANGE));
    assert!(!under("H60", "H60", CHANGE));
    assert!(!under("H60.02203", "H60", CHANGE), "a closed agency is under nobody");
    let ever = directory.subtree_ever(&code("H22"));
    assert_eq!(ever.len(), 1 + 11 + 193);
    assert!(ever.contains(&code("H22")) && ever.contains(&code("H60.00691")));
}

#[test]
fn succession_follows_what_is_written_and_never_guesses() {
    // All of these successors are invented.
    let directory = directory(|all| {
        old(all, "H60.02203").successors = vec![successor("H60.02215")];
        old(all, "H60.02200").successors = vec![successor("H60.02215"), successor("H60.02212")];
        all.push(AgencyVersion {
            successors: vec![successor("H60.02203")],
            ..version("H60.X", "Trạm", "department", period("2020-01-01", Some("2024-01-01")))
        });
    });
    let codes = |text: &str, day| -> Result<Vec<String>, SuccessionError> {
        let steps = directory.successor(&code(text), day)?;
        Ok(steps.into_iter().map(|step| format!("{} {}", step.code, step.name)).collect())
    };
    assert_eq!(codes("H60.02203", CHANGE).unwrap(), ["H60.02215 Phường Minh Xuân"]);
    assert_eq!(codes("H60.02203", EVE).unwrap(), ["H60.02203 Phường Minh Xuân"]);
    assert_eq!(codes("H60.X", CHANGE).unwrap(), ["H60.02203 Phường Minh Xuân", "H60.02215 Phường Minh Xuân"]);
    assert_eq!(codes("H60.X", EVE).unwrap(), ["H60.02203 Phường Minh Xuân"]);
    let several = codes("H60.02200", CHANGE).unwrap_err();
    assert_eq!(several.successors(), [successor("H60.02215"), successor("H60.02212")]);
    assert_eq!(
        codes("H60.02206", CHANGE),
        Err(SuccessionError::None { code: code("H60.02206"), on: CHANGE })
    );
    assert_eq!(codes("H60.99", CHANGE), Err(SuccessionError::Unknown { code: code("H60.99") }));
    assert_eq!(directory.predecessors(&code("H60.02215")).len(), 2);
}

#[test]
fn a_version_goes_on_only_where_it_names_itself() {
    let directory = directory(|all| {
        // Invented: the one is said to be the same body, the other is not.
        old(all, "H60.02215").successors = vec![successor("H60.02215")];
    });
    let today = |text: &str| {
        let before = directory.agency(&code(text), EVE).unwrap();
        directory.continued(before, CHANGE).valid.from
    };
    assert_eq!(today("H60.02215"), CHANGE);
    assert_eq!(today("H60.00691"), jiff::civil::date(2004, 1, 1));
}
