//! The agencies of the demo, made from the real lists of administrative units.
//!
//! The lists name territories. The bodies that govern them, their agency codes and the successors of districts are not
//! in any list and are made up here, in one way: `H60` and the unit codes from the top down. So a commune of a district
//! was `H60.070.02200` until 30 June 2025, and is `H60.02200` since 1 July 2025.

use std::collections::BTreeMap;

/// First day of the two tiers.
pub(crate) const CHANGE: &str = "2025-07-01";
const BEGINNING: &str = "2004-01-01";

const TUYEN_QUANG_BEFORE: &str = include_str!("../../demo-data/tuyen_quang_pre2025_v2.4.0.csv");
const HA_GIANG_BEFORE: &str = include_str!("../../demo-data/ha_giang_pre2025_v2.4.0.csv");
const AFTER: &str = include_str!("../../demo-data/tuyen_quang_post2025_20260725.csv");

/// Who took over from whom, as far as the story needs it. Only the first is a fact; the others are invented.
const SUCCESSORS: [(&str, &str); 3] = [
    ("H22", "H60 (NQ 1684/NQ-UBTVQH15)"),
    ("H60.070", "H60.02215 (văn bản ví dụ)"),
    ("H60.071", "H60.02266 (văn bản ví dụ)"),
];

/// What is in the lists, in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Figures {
    /// Districts until the change.
    pub(crate) districts: usize,
    /// Communes until the change.
    pub(crate) communes_before: usize,
    /// Communes since the change.
    pub(crate) communes_after: usize,
    /// Unit codes that mean a unit of another name since the change.
    pub(crate) renamed: usize,
}

/// `agencies.csv`, and what is in it.
pub(crate) fn agencies_csv() -> (String, Figures) {
    let mut rows = vec!["code,name,level,valid_from,valid_to,successors,parent,unit_code,aliases".to_owned()];
    let mut add = |code: &str, name: &str, level: &str, times: (&str, &str), parent: &str, unit: &str| {
        let successors = SUCCESSORS.iter().find(|(of, _)| *of == code).map_or("", |(_, who)| who);
        let (from, to) = times;
        rows.push(format!("{code},{name},{level},{from},{to},{successors},{parent},{unit},"));
    };
    let (before, after) = ((BEGINNING, CHANGE), (CHANGE, ""));
    add("H60", "Ủy ban nhân dân tỉnh Tuyên Quang", "province", (BEGINNING, ""), "", "08");
    add("H60.07", "Công an tỉnh (mã ví dụ)", "department", (BEGINNING, ""), "H60", "");
    add("H22", "Ủy ban nhân dân tỉnh Hà Giang", "province", before, "", "02");
    let mut figures = Figures::default();
    let mut names_before: BTreeMap<&str, &str> = BTreeMap::new();
    for (province, list) in [("H60", TUYEN_QUANG_BEFORE), ("H22", HA_GIANG_BEFORE)] {
        let mut last = "";
        for [_, _, district, district_name, unit, name] in rows_of::<6>(list) {
            let above = format!("{province}.{district}");
            if district != last {
                add(&above, &committee(district_name), "district", before, province, district);
                figures.districts += 1;
                last = district;
            }
            add(&format!("{above}.{unit}"), &committee(name), "commune", before, &above, unit);
            figures.communes_before += 1;
            names_before.insert(unit, name);
        }
    }
    for [_, _, unit, _, _, name] in rows_of::<6>(AFTER) {
        add(&format!("H60.{unit}"), &committee(name), "commune", after, "H60", unit);
        figures.communes_after += 1;
        figures.renamed += usize::from(names_before.get(unit).is_some_and(|before| *before != name));
    }
    (rows.join("\n") + "\n", figures)
}

/// The people's committee of a unit: `Xã Lâm Bình` → `Ủy ban nhân dân xã Lâm Bình`.
fn committee(unit: &str) -> String {
    let mut letters = unit.chars();
    let first = letters.next().into_iter().flat_map(char::to_lowercase);
    let lower: String = first.chain(letters).collect();
    format!("Ủy ban nhân dân {lower}")
}

/// The first `N` fields of each line below the header. The lists quote nothing; a test makes sure.
fn rows_of<const N: usize>(list: &str) -> impl Iterator<Item = [&str; N]> {
    list.lines().skip(1).map(|line| {
        let mut fields = line.trim_end().split(',');
        std::array::from_fn(|_| {
            fields.next().expect("the lists are part of the program, and a test reads them")
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_those_of_the_reorganisation() {
        for list in [TUYEN_QUANG_BEFORE, HA_GIANG_BEFORE, AFTER] {
            assert!(!list.contains('"'));
        }
        let (csv, figures) = agencies_csv();
        let expected = Figures { districts: 18, communes_before: 330, communes_after: 124, renamed: 49 };
        assert_eq!(figures, expected);
        assert_eq!(csv.lines().count(), 1 + 3 + 18 + 330 + 124);
    }

    #[test]
    fn a_unit_code_means_another_body_after_the_change() {
        let (csv, _) = agencies_csv();
        let lines: Vec<&str> = csv.lines().filter(|line| line.contains(",02215,")).collect();
        assert_eq!(
            lines,
            [
                "H60.070.02215,Ủy ban nhân dân phường Ỷ La,commune,2004-01-01,2025-07-01,,H60.070,02215,",
                "H60.02215,Ủy ban nhân dân phường Minh Xuân,commune,2025-07-01,,,H60,02215,",
            ]
        );
    }
}
