//! Two lists of households as somebody typed them, in UTF-8, and what must have become of them at their receiver.
//!
//! The households are invented: no province has the code 000, with which all their numbers begin.

use serde_json::{Value, json};

/// A list, as it was typed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TypedList {
    /// The file as it is.
    pub(crate) text: &'static str,
}

/// The list of the commune Lũng Cú: small letters have every mark, capitals none, since TCVN3 has no byte for those.
pub(crate) const LUNG_CU: TypedList =
    TypedList { text: include_str!("../../demo-data/ho-ngheo-lung-cu.csv") };
/// The list of the commune Lâm Bình, with capitals that have marks.
pub(crate) const LAM_BINH: TypedList =
    TypedList { text: include_str!("../../demo-data/ho-ngheo-lam-binh.csv") };

impl TypedList {
    /// What each line says, in the order of its columns.
    pub(crate) fn rows(self) -> Vec<[&'static str; 7]> {
        let row = |line: &'static str| {
            let mut cells = line.split(';');
            std::array::from_fn(|_| {
                cells.next().expect("the lists are part of the program, and a test reads them")
            })
        };
        self.text.lines().skip(1).map(row).collect()
    }

    /// The canonical records that it must become: the same letters, the day as 1961-03-05.
    pub(crate) fn records(self) -> Vec<Value> {
        let record = |[household, commune, name, id, born, kind, hamlet]: [&str; 7]| {
            json!({
                "ma_ho": household,
                "ma_xa": commune,
                "chu_ho": name,
                "so_dinh_danh": id,
                "ngay_sinh": born.split('/').rev().collect::<Vec<_>>().join("-"),
                "loai_ho": kind,
                "thon": hamlet,
            })
        };
        self.rows().into_iter().map(record).collect()
    }
}

/// Vietnamese letters with a mark: 12 vowels with 5 tones each, and ă â ê ô ơ ư đ.
pub(crate) const MARKED: usize = 12 * 5 + 7;

/// How many letters records hold, and how many different Vietnamese ones with a mark (`đ` is one) are among them, small
/// and capital being the same.
pub(crate) fn letters(records: &[Value]) -> (usize, usize) {
    let texts = records.iter().filter_map(Value::as_object).flat_map(|record| record.values());
    let letters: Vec<char> = texts
        .filter_map(Value::as_str)
        .flat_map(|text| text.chars().filter(|letter| letter.is_alphabetic()))
        .collect();
    let mut marked: Vec<char> =
        letters.iter().filter(|letter| !letter.is_ascii()).flat_map(|letter| letter.to_lowercase()).collect();
    marked.sort_unstable();
    marked.dedup();
    (letters.len(), marked.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_old_table_holds_every_vietnamese_letter_even_without_its_bad_row() {
        let mut records = LUNG_CU.records();
        records.remove(4);
        assert_eq!(letters(&records).1, MARKED);
    }

    #[test]
    fn everybody_is_invented_and_every_text_is_composed() {
        let mut numbers = std::collections::BTreeSet::new();
        for list in [LUNG_CU, LAM_BINH] {
            assert_eq!(lienthong_model::text::nfc(list.text), list.text);
            for [household, _, _, id, ..] in list.rows() {
                for number in [household, id] {
                    assert!(number.starts_with("000") && number.len() == 12, "{number}");
                    assert!(numbers.insert(number), "{number} twice");
                }
            }
        }
        assert_eq!(LUNG_CU.records()[3]["ngay_sinh"], "1992-02-29");
    }
}
