//! Rows between a header and its data: numbers of the columns, units, names for programs, hints for whoever fills them in.
//!
//! They belong to the header: read as data, each would be a record that nobody meant.

use lienthong_vntext::text::fold;

use crate::likeness::is_identifier;

/// Units, without diacritics, that are the name of no column.
const UNITS: &[&str] = &[
    "m",
    "m2",
    "m3",
    "km",
    "km2",
    "ha",
    "kg",
    "tan",
    "%",
    "dong",
    "vnd",
    "nghin dong",
    "ngan dong",
    "trieu dong",
    "ty dong",
    "1000d",
    "1000 dong",
];
/// Units as well, in brackets.
const IN_BRACKETS: &[&str] =
    &["nguoi", "ho", "cai", "chiec", "con", "nam", "thang", "ngay", "gio", "lan", "ta", "khau", "lao dong"];
/// What whoever fills in a form is told.
const HINTS: &[&str] = &[
    "bat buoc",
    "khong bat buoc",
    "tuy chon",
    "required",
    "optional",
    "dd/mm/yyyy",
    "dd-mm-yyyy",
    "yyyy-mm-dd",
    "mm/yyyy",
    "yyyy",
    "text",
    "string",
    "number",
    "date",
    "so",
    "chu",
    "chuoi",
    "van ban",
];
/// Columns that are numbered, at least, where nothing but the numbers says so.
const FEWEST: usize = 3;

/// Whether a row with these texts, below a header of `width` names, belongs to it. `next` is the row below it: what numbers
/// columns stands above another kind of row, and numbers above numbers may count by chance.
pub(crate) fn is_beneath(texts: &[String], width: usize, next: &[String]) -> bool {
    let all = |is: &dyn Fn(&str) -> bool| texts.iter().all(|text| is(text));
    let are_identifiers = texts.len() >= 2
        && texts.len() * 4 >= width * 3
        && all(&is_identifier)
        && texts.iter().any(|text| text.contains('_'));
    !texts.is_empty() && (all(&is_unit) || all(&is_hint) || are_identifiers || numbers_columns(texts, next))
}

/// Whether a step of a name says nothing of what the column holds.
pub(crate) fn is_mark(step: &str) -> bool {
    mark(step).is_some() || is_unit(step) || is_hint(step)
}

fn is_unit(text: &str) -> bool {
    let text = fold(text.trim());
    let inner = text.strip_prefix('(').and_then(|text| text.strip_suffix(')'));
    match inner {
        Some(inner) => UNITS.contains(&inner.trim()) || IN_BRACKETS.contains(&inner.trim()),
        None => UNITS.contains(&text.as_str()),
    }
}

fn is_hint(text: &str) -> bool {
    HINTS.contains(&fold(text.trim()).trim_matches(['(', ')', '*', ' ']))
}

/// How a column is numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Number(u32),
    Letter(u8),
    Roman(u32),
}

/// `1`, `(1)`, `[1]`, `5=3+4`, `(5)=(3)+(4)`, `A`, `a`, `II`; and whether it has brackets or a sum, as no value has.
fn mark(text: &str) -> Option<(Mark, bool)> {
    let (name, formula) = text.split_once('=').map_or((text, None), |(name, formula)| (name, Some(formula)));
    let is_sum = |formula: &str| {
        formula.bytes().all(|byte| byte.is_ascii_digit() || b"()[]+-*/x:,. %".contains(&byte))
    };
    if formula.is_some_and(|formula| !is_sum(formula)) {
        return None;
    }
    let bare = name.trim().trim_matches(['(', ')', '[', ']']);
    let is_marked = formula.is_some() || bare.len() < name.trim().len();
    let mark = match bare.parse() {
        Ok(number) => Mark::Number(number),
        // `I` is a letter as well, and the first of its kind: the row decides.
        Err(_) => match roman(bare) {
            Some(number) => Mark::Roman(number),
            None if bare.len() == 1 && bare.as_bytes()[0].is_ascii_alphabetic() => {
                Mark::Letter(bare.as_bytes()[0].to_ascii_uppercase())
            }
            None => return None,
        },
    };
    Some((mark, is_marked))
}

fn roman(text: &str) -> Option<u32> {
    const ALL: [&str; 20] = [
        "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI",
        "XVII", "XVIII", "XIX", "XX",
    ];
    ALL.iter().position(|own| *own == text).and_then(|at| u32::try_from(at + 1).ok())
}

/// `(1) (2) (3)`, `A B 1 2`, `I II III`, or `1 2 3 4` above words.
fn numbers_columns(texts: &[String], next: &[String]) -> bool {
    let Some(marks) = texts.iter().map(|text| mark(text)).collect::<Option<Vec<_>>>() else { return false };
    let of = |is: &dyn Fn(Mark) -> Option<u32>| {
        marks.iter().filter_map(|(mark, _)| is(*mark)).collect::<Vec<u32>>()
    };
    let numbers = of(&|mark| if let Mark::Number(number) = mark { Some(number) } else { None });
    let letters =
        of(&|mark| if let Mark::Letter(letter) = mark { Some(u32::from(letter - b'A' + 1)) } else { None });
    let romans = of(&|mark| if let Mark::Roman(number) = mark { Some(number) } else { None });
    let counts = |numbers: &[u32]| {
        numbers.first().is_none_or(|first| *first == 1) && numbers.windows(2).all(|two| two[1] == two[0] + 1)
    };
    let kinds = [&numbers, &letters, &romans].iter().filter(|all| !all.is_empty()).count();
    // Letters name the first columns, and numbers those behind them.
    let are_mixed = romans.is_empty()
        && kinds == 2
        && marks.is_sorted_by_key(|(mark, _)| matches!(mark, Mark::Number(_)));
    let is_marked = marks.iter().all(|(_, is_marked)| *is_marked);
    marks.len() >= FEWEST
        && (kinds == 1 || are_mixed)
        && counts(&numbers)
        && counts(&letters)
        && counts(&romans)
        && (is_marked || next.iter().any(|text| mark(text).is_none()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_number_explain_or_name_columns_again_are_known() {
        let split = |row: &str| row.split('|').map(str::to_owned).collect::<Vec<_>>();
        let check = |row: &str, next: &str, expected: bool| {
            assert_eq!(is_beneath(&split(row), 4, &split(next)), expected, "{row} above {next}");
        };
        for row in [
            "(1)|(2)|(3)",
            "[1]|[2]|[3]|[4]",
            "A|B|1|2",
            "a|b|c|d",
            "I|II|III",
            "A|B|1|2|3=1+2",
            "1|2|3|4|5=3+4",
            "(1)|(2)|(3)|(4)|(5)=(3)+(4)",
            "(m2)|(đồng)",
            "m2|đồng",
            "MA_HO|HO_TEN|NAM_SINH",
            "Bắt buộc|Bắt buộc|dd/mm/yyyy",
            "1|2|3|4",
        ] {
            check(row, "1|Nguyễn Văn Mẫu|1950", true);
        }
        check("(1)|(2)|(3)", "4|5|6", true);
        for row in
            ["2|3|4", "1|3|4", "1|Nguyễn Văn Mẫu|1950", "KS|HN|DN", "A|C|D", "Nam|Kinh", "", "I|Nam", "1|a|b"]
        {
            check(row, "1|Nguyễn Văn Mẫu|1950", false);
        }
        for row in ["1|2|3|4", "A|B|1"] {
            check(row, "5|6|7|8", false);
            check(row, "C|D|2", false);
        }
        assert!(
            is_mark("(1)") && is_mark("3=1+2") && is_mark("(m2)") && !is_mark("Họ tên") && !is_mark("Xã")
        );
    }
}
