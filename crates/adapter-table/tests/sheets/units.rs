//! The real files of the statistics office, and every list of units through both kinds of workbook.

use std::collections::BTreeMap;

use crate::common::*;

const GSO: [&str; 8] =
    ["Tỉnh Thành Phố", "Mã TP", "Quận Huyện", "Mã QH", "Phường Xã", "Mã PX", "Cấp", "Tên Tiếng Anh"];

fn gso(name: &str) -> Table {
    read(&Book::Xls.layout(&GSO), &sample(&format!("units/gso_xls/{name}.xls")))
}

#[test]
fn the_real_xls_files_read_as_they_are() {
    let check = |name: &str, rows: usize, first: [&str; 7], kinds: [(&str, usize); 3]| {
        let table = gso(name);
        assert_eq!(table.names(), GSO, "{name}");
        assert_eq!(table.rows.len(), rows, "{name}");
        assert_eq!(table.rows[0].0, 2, "{name}: the row after the header");
        assert_eq!(table.rows[0].1[..7], first.map(text), "{name}");
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for (number, cells) in &table.rows {
            let Owned::Text(kind) = &cells[6] else { panic!("{name} {number}: {:?}", cells[6]) };
            *counts.entry(kind.clone()).or_default() += 1;
            for (column, digits) in [(1, 2), (3, 3), (5, 5)] {
                let Owned::Text(code) = &cells[column] else {
                    panic!("{name} {number}: {:?}", cells[column])
                };
                assert_eq!(code.len(), digits, "{name} {number}: no zero is lost");
            }
            match (name, number) {
                ("gso_ha_giang", 45) => {
                    assert_eq!((&cells[5], &cells[7]), (&text("00815"), &text("Niem Tong commune")));
                }
                _ => assert_eq!(cells[7], Owned::Absent, "{name} {number}: absent is not empty"),
            }
        }
        assert_eq!(counts, kinds.map(|(kind, count)| (kind.to_owned(), count)).into(), "{name}");
        assert_eq!(table.tally, Default::default(), "{name}: nothing was passed over");
    };
    check(
        "gso_tuyen_quang",
        138,
        ["Tỉnh Tuyên Quang", "08", "Thành phố Tuyên Quang", "070", "Phường Phan Thiết", "02200", "Phường"],
        [("Xã", 122), ("Phường", 10), ("Thị trấn", 6)],
    );
    check(
        "gso_ha_giang",
        193,
        ["Tỉnh Hà Giang", "02", "Thành phố Hà Giang", "024", "Phường Quang Trung", "00688", "Phường"],
        [("Xã", 175), ("Phường", 5), ("Thị trấn", 13)],
    );
}

#[test]
fn every_list_of_units_comes_back_from_both_kinds_of_workbook() {
    let folder = samples().join("units");
    let mut lists: Vec<(String, Vec<String>, Vec<Vec<Owned>>)> = Vec::new();
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "csv") {
            let mut rows = csv(&std::fs::read(&path).unwrap());
            let header = rows.remove(0);
            let rows = rows.iter().map(|row| row.iter().map(|cell| text(cell)).collect()).collect();
            lists.push((path.display().to_string(), header, rows));
        }
    }
    for name in ["gso_tuyen_quang", "gso_ha_giang"] {
        let table = gso(name);
        lists.push((name.to_owned(), GSO.map(str::to_owned).to_vec(), table.cells()));
    }
    assert_eq!(lists.len(), 6);
    assert_eq!(lists.iter().map(|(.., rows)| rows.len()).sum::<usize>(), 137 + 193 + 124 + 138 + 138 + 193);
    for (name, header, rows) in &lists {
        for book in BOTH {
            let header: Vec<&str> = header.iter().map(String::as_str).collect();
            let layout = book.layout(&header);
            let bytes = write(&layout, &texts(rows)).unwrap();
            let back = read(&layout, &bytes);
            assert_eq!(back.names(), header, "{name} {book:?}");
            assert_eq!(back.cells(), *rows, "{name} {book:?}");
            assert_eq!(write(&layout, &texts(rows)).unwrap(), bytes, "{name} {book:?}: the same bytes again");
        }
    }
}
