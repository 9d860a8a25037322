//! Columns that are found by the names in a header, or by their place where there is none.

use std::collections::HashMap;

use lienthong_adapter::mapping::{Mapping, Unmapped};
use lienthong_adapter::rows::{FormatLayout, Header, HeaderRule, Until, fold_name};

use super::columns::Said;
use super::source::Format;
use crate::code::Code;
use crate::diagnostic::Sink;
use crate::document::quoted;
use crate::source::Spot;

/// Columns of a sheet.
const WIDEST_SHEET: u64 = 16_384;

/// Checks the names of a level. `header` is that of csv and sheets; a DBF table has names of its own.
pub(super) fn check(columns: &[Said], format: Format, header: Option<&Header>, sink: &mut Sink) {
    match header.filter(|header| header.rule == HeaderRule::Absent) {
        Some(_) if format == Format::Csv => numbered(columns, sink),
        Some(_) => lettered(columns, sink),
        None => alike(columns, header.is_some_and(|header| header.fold_diacritics), sink),
    }
}

/// Columns that `header` and `until` name are columns of the mapping: others are not in a file that it writes, nor in
/// one that it takes without further columns. A file of fixed width never has others.
pub(super) fn named(mapping: &Mapping, header: Option<&Spot>, until: Option<&Spot>, sink: &mut Sink) {
    let places = Header::default();
    let (rule, end) = match &mapping.layout.format {
        FormatLayout::Csv(csv) => (&csv.header, &csv.end),
        FormatLayout::Fixed(fixed) => (&places, &fixed.data_end),
        FormatLayout::Xlsx(sheet) | FormatLayout::Xls(sheet) => (&sheet.header, &sheet.end),
        _ => return,
    };
    let is_closed = mapping.direction.writes()
        || mapping.unmapped == Unmapped::Refuse
        || matches!(mapping.layout.format, FormatLayout::Fixed(_));
    if !is_closed || rule.rule == HeaderRule::Absent {
        return;
    }
    let columns = || mapping.layout.columns.iter().flat_map(|column| &column.names);
    // Two rows of names are joined by ` / `, and each row is looked at by itself.
    let has = |name: &str| {
        let wanted = fold_name(name, rule.fold_diacritics);
        let is = |part: &str| fold_name(part, rule.fold_diacritics) == wanted;
        columns().any(|column| is(column) || column.split(" / ").any(is))
    };
    let mut tell = |spot: Option<&Spot>, name: &str| {
        let Some(spot) = spot.filter(|_| !has(name)) else { return };
        sink.push(spot.error(Code::NoSuchColumn).label(
            format!("no [[field]] has the column {name:?}"),
            format!("không [[field]] nào có cột {name:?}"),
        ));
    };
    if let Until::ColumnEmpty(name) | Until::TextIn { column: name, .. } = &end.until {
        tell(until, name);
    }
    if let HeaderRule::Find(names) = &rule.rule
        && let Some(name) = names.iter().find(|name| !has(name))
    {
        tell(header, name);
    }
}

/// No column of a file is two of these.
fn alike(columns: &[Said], bare: bool, sink: &mut Sink) {
    let mut known: HashMap<String, (usize, &str)> = HashMap::new();
    for (index, said) in columns.iter().enumerate() {
        for name in &said.names {
            let folded = fold_name(name, bare);
            match known.get(&folded) {
                Some((other, first)) if *other != index => {
                    let line = columns[*other].spot.line();
                    sink.push(said.spot.error(Code::ColumnsAlike).label(
                        format!("{name:?} is compared like {first:?} in {line}"),
                        format!("{name:?} được so sánh như {first:?} ở {line}"),
                    ));
                    break;
                }
                _ => _ = known.insert(folded, (index, name)),
            }
        }
    }
}

/// Columns of csv: numbers from 1, and in this order where they are written.
fn numbered(columns: &[Said], sink: &mut Sink) {
    let number = |name: &String| {
        let number = name.parse::<usize>().ok().filter(|number| *number > 0);
        number.filter(|number| number.to_string() == *name)
    };
    let mut good = true;
    for said in columns {
        if let Some(name) = said.names.iter().find(|name| number(name).is_none()) {
            sink.push(said.spot.error(Code::NoSuchColumn).label(
                format!("{name:?} is not the number of a column"),
                format!("{name:?} không phải số thứ tự của cột"),
            ));
            good = false;
        }
    }
    if !good || !columns.iter().any(|said| said.writes) {
        return;
    }
    for (said, place) in columns.iter().zip(1..) {
        let named = said.names.first().and_then(number);
        if named != Some(place) {
            let named = named.unwrap_or_default();
            sink.push(said.spot.error(Code::NoSuchColumn).label(
                format!("is column {named}, and would be written as column {place}"),
                format!("là cột {named} nhưng sẽ được ghi thành cột {place}"),
            ));
            return;
        }
    }
}

/// Columns of sheets: letters.
fn lettered(columns: &[Said], sink: &mut Sink) {
    for said in columns {
        let Some(name) = said.names.iter().find(|name| !is_letters(name)) else { continue };
        let found = said.spot.error(Code::NoSuchColumn).label(
            format!("{name:?} is not the letter of a column"),
            format!("{name:?} không phải chữ cái của cột"),
        );
        sink.push(match name.parse().ok().and_then(letters_of).filter(|_| said.names.len() == 1) {
            Some(letters) => found.suggest(said.spot.span.clone(), quoted(&letters)),
            None => found,
        });
    }
}

/// Whether `name` is one of `A` to `XFD`, in either case.
fn is_letters(name: &str) -> bool {
    let value = |letter: u8| u64::from(letter.to_ascii_uppercase() - b'A') + 1;
    (1..=3).contains(&name.len())
        && name.bytes().all(|letter| letter.is_ascii_alphabetic())
        && name.bytes().fold(0, |place, letter| place * 26 + value(letter)) <= WIDEST_SHEET
}

/// The letters of the column `number`, from 1.
fn letters_of(number: u64) -> Option<String> {
    let mut rest = Some(number).filter(|number| (1..=WIDEST_SHEET).contains(number))?;
    let mut letters = Vec::new();
    while rest > 0 {
        letters.push(char::from(b'A' + u8::try_from((rest - 1) % 26).ok()?));
        rest = (rest - 1) / 26;
    }
    Some(letters.iter().rev().collect())
}
