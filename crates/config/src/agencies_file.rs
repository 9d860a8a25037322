//! `agencies.csv` and `agencies/*.csv`: one row per version of an agency.
//!
//! | column | what | example |
//! |---|---|---|
//! | `code` | canonical agency code | `H60.07` |
//! | `name` | name | `Ủy ban nhân dân xã Lâm Bình` |
//! | `level` | a level of a hierarchy | `commune` |
//! | `valid_from` | first day | `2025-07-01` |
//! | `valid_to` | first day no more; empty while it lasts | |
//! | `successors` | who takes over: `CODE` or `CODE (act)`, separated by `;` | `H60.01 (NQ 1684)` |
//! | `parent` | optional: the agency above. Empty: the longest prefix of the code that is in force on the first day | `H60` |
//! | `unit_code` | optional: the territory | `02200` |
//! | `aliases` | optional: other texts for it, separated by `;` | `000.00.07.H60` |
//!
//! Columns are found by their names in the header, in any order.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use lienthong_model::directory::{Alias, Period, Successor};
use lienthong_model::unit_code::UnitCodeError;
use lienthong_model::{AgencyCode, AgencyVersion, IdError, Level, UnitCode};

use crate::code::Code;
use crate::csv::{Field, foreign_separator, read_rows};
use crate::diagnostic::Sink;
use crate::names::nearest;
use crate::refusals::id_text;
use crate::source::{Source, Spot, Syntax};
use crate::values;

const REQUIRED: [&str; 6] = ["code", "name", "level", "valid_from", "valid_to", "successors"];
const OPTIONAL: [&str; 3] = ["parent", "unit_code", "aliases"];

/// One row: the version, and where its parts stand.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) version: AgencyVersion,
    spots: BTreeMap<&'static str, Spot>,
}

impl Row {
    /// Where a column of the row stands; its code where the file has no such column.
    pub(crate) fn spot(&self, column: &'static str) -> &Spot {
        self.spots.get(column).unwrap_or_else(|| &self.spots["code"])
    }
}

/// Reads one file; reports everything that is wrong with it, and says whether every row could be read.
pub(crate) fn read(source: &Arc<Source>, rows: &mut Vec<Row>, sink: &mut Sink) -> bool {
    let mut own = Sink::default();
    let lines = read_rows(source, &mut own);
    let mut complete = !own.has_errors();
    sink.append(own);
    let Some((header, lines)) = lines.split_first() else {
        let columns = REQUIRED.join(",");
        sink.push(source.at(Code::MissingColumn, 0..0).label(
            format!("the file is empty; its first line is {columns}"),
            format!("tệp trống; dòng đầu tiên là {columns}"),
        ));
        return false;
    };
    let Some(columns) = read_header(source, header, sink) else { return false };
    for line in lines {
        let row = Line { source, columns: &columns, fields: line }.read(header.len(), sink);
        complete &= row.is_some();
        rows.extend(row);
    }
    complete
}

type Columns = BTreeMap<&'static str, usize>;

fn read_header(source: &Arc<Source>, header: &[Field], sink: &mut Sink) -> Option<Columns> {
    if let Some(separator) = foreign_separator(header) {
        sink.push(source.at(Code::CsvMalformed, header[0].span.clone()).label(
            format!("columns are separated by {separator:?}, not by commas"),
            format!("các cột ngăn cách bằng {separator:?}, không phải dấu phẩy"),
        ));
        return None;
    }
    let mut columns = Columns::new();
    let mut good = true;
    let present: BTreeSet<&str> = header.iter().map(|field| field.text.as_str()).collect();
    let mut free: Vec<&str> = REQUIRED.to_vec();
    free.extend(OPTIONAL);
    free.retain(|name| !present.contains(name));
    for (index, field) in header.iter().enumerate() {
        let known = REQUIRED.iter().chain(&OPTIONAL).copied();
        if let Some(name) = known.clone().find(|name| *name == field.text) {
            if columns.insert(name, index).is_some() {
                sink.push(
                    source
                        .at(Code::UnknownColumn, field.span.clone())
                        .label(format!("a second column {name}"), format!("cột {name} thứ hai")),
                );
                good = false;
            }
            continue;
        }
        good = false;
        if sink.is_full() {
            break;
        }
        let all: Vec<&str> = known.clone().collect();
        let found = source.at(Code::UnknownColumn, field.span.clone()).label(
            format!("known columns: {}", all.join(", ")),
            format!("các cột dùng được: {}", all.join(", ")),
        );
        sink.push(match nearest(&field.text, free.iter().copied()) {
            Some(near) => found.suggest(field.span.clone(), near),
            None => found,
        });
    }
    let missing: Vec<&str> = REQUIRED.iter().copied().filter(|name| !columns.contains_key(name)).collect();
    // A misspelt column is not missing as well: that would be one mistake told twice.
    if good && !missing.is_empty() {
        let span = header[0].span.start..header[header.len() - 1].span.end;
        let missing = missing.join(", ");
        sink.push(
            source
                .at(Code::MissingColumn, span)
                .label(format!("missing: {missing}"), format!("thiếu: {missing}")),
        );
        good = false;
    }
    good.then_some(columns)
}

/// A line that is being read.
struct Line<'a> {
    source: &'a Arc<Source>,
    columns: &'a Columns,
    fields: &'a [Field],
}

impl Line<'_> {
    fn read(&self, width: usize, sink: &mut Sink) -> Option<Row> {
        if self.fields.len() != width {
            let found = self.fields.len();
            let span = self.fields[0].span.start..self.fields[found - 1].span.end;
            sink.push(self.source.at(Code::RowWidth, span).label(
                format!("{found} fields, the header has {width}"),
                format!("có {found} ô, tiêu đề có {width} cột"),
            ));
            return None;
        }
        let code = self.code("code", sink);
        let name = self.name(sink);
        let level = self.level(sink);
        let period = self.period(sink);
        let successors = self.successors(sink);
        let parent = self.optional("parent", sink, Self::code);
        let unit_code = self.optional("unit_code", sink, Self::unit_code);
        let aliases = self.text("aliases").split(';').map(str::trim).filter(|text| !text.is_empty());
        let aliases = aliases.map(|text| Alias { text: text.to_owned(), valid: None }).collect();
        let spots = self.columns.keys().map(|&name| (name, self.spot(name))).collect();
        let version = AgencyVersion {
            code: code?,
            name: name?,
            level: level?,
            parent: parent?,
            valid: period?,
            aliases,
            unit_code: unit_code?,
            successors: successors?,
        };
        Some(Row { version, spots })
    }

    fn field(&self, column: &str) -> Option<&Field> {
        self.fields.get(*self.columns.get(column)?)
    }

    fn text(&self, column: &str) -> &str {
        self.field(column).map_or("", |field| &field.text)
    }

    fn spot(&self, column: &str) -> Spot {
        let span = self.field(column).map_or(0..0, |field| field.span.clone());
        Spot { source: self.source.clone(), span, syntax: Syntax::Csv }
    }

    /// Nothing where the value is wrong, `Some(None)` where there is none.
    fn optional<T>(
        &self,
        column: &'static str,
        sink: &mut Sink,
        read: impl Fn(&Self, &'static str, &mut Sink) -> Option<T>,
    ) -> Option<Option<T>> {
        if self.text(column).is_empty() { Some(None) } else { read(self, column, sink).map(Some) }
    }

    fn code(&self, column: &'static str, sink: &mut Sink) -> Option<AgencyCode> {
        self.parse_code(self.text(column), &self.spot(column), sink)
    }

    fn parse_code(&self, text: &str, spot: &Spot, sink: &mut Sink) -> Option<AgencyCode> {
        match AgencyCode::canonical(text) {
            Ok(code) => Some(code),
            Err(error) => {
                let found = values::bad_code(spot.error(Code::BadAgencyCode), text, &error);
                sink.push(match values::mend_code(text) {
                    Some(code) => spot.suggest(found, code.as_str()),
                    None => found,
                });
                None
            }
        }
    }

    fn name(&self, sink: &mut Sink) -> Option<String> {
        let text = self.text("name");
        if text.is_empty() {
            let found = self.spot("name").error(Code::Empty);
            sink.push(found.label("an agency has a name", "cơ quan phải có tên"));
            return None;
        }
        Some(lienthong_model::text::nfc(text).into_owned())
    }

    fn level(&self, sink: &mut Sink) -> Option<Level> {
        let text = self.text("level");
        match text.parse() {
            Ok(level) => Some(level),
            Err(error) => {
                let error: IdError = error;
                let label = id_text(&error);
                let spot = self.spot("level");
                let found = spot.error(Code::BadIdentifier).label(label.en, label.vi);
                let lower = text.to_lowercase();
                sink.push(if lower.parse::<Level>().is_ok() { spot.suggest(found, &lower) } else { found });
                None
            }
        }
    }

    fn date(&self, column: &'static str, sink: &mut Sink) -> Option<Date> {
        let text = self.text(column);
        let found = values::parse_date(text);
        if found.is_none() {
            let spot = self.spot(column);
            let problem = values::not_a_date(spot.error(Code::NotADate));
            sink.push(match values::mend_date(text) {
                Some(date) => spot.suggest(problem, &date.to_string()),
                None => problem,
            });
        }
        found
    }

    fn period(&self, sink: &mut Sink) -> Option<Period> {
        let from = self.date("valid_from", sink);
        let to = self.optional("valid_to", sink, Self::date);
        let period = Period { from: from?, to: to? };
        if period.to.is_some_and(|to| to <= period.from) {
            let from = period.from;
            let found = self.spot("valid_to").error(Code::BadPeriod);
            sink.push(found.label(format!("not after {from}"), format!("không sau ngày {from}")));
            return None;
        }
        Some(period)
    }

    fn unit_code(&self, column: &'static str, sink: &mut Sink) -> Option<UnitCode> {
        let text = self.text(column);
        match text.parse() {
            Ok(code) => Some(code),
            Err(error) => {
                let error: UnitCodeError = error;
                let found = self.spot(column).error(Code::BadUnitCode).label(
                    error.to_string(),
                    "mã đơn vị hành chính gồm 2 (tỉnh), 3 (huyện) hoặc 5 (xã) chữ số",
                );
                sink.push(match &error {
                    UnitCodeError::Damaged { likely: Some(likely), .. } => {
                        self.spot(column).suggest(found, &likely.to_string())
                    }
                    _ => found,
                });
                None
            }
        }
    }

    fn successors(&self, sink: &mut Sink) -> Option<Vec<Successor>> {
        let spot = self.spot("successors");
        let mut found = Some(Vec::new());
        for part in split_outside_parentheses(self.text("successors")) {
            let (code, act) = match part.split_once('(') {
                Some((code, rest)) => (code.trim(), Some(rest.trim_end().trim_end_matches(')').trim())),
                None => (part, None),
            };
            let act = act.filter(|act| !act.is_empty()).map(str::to_owned);
            // A suggestion for one of several successors would have to write the others again.
            let mut own = Sink::default();
            match self.parse_code(code, &spot, &mut own) {
                Some(code) => {
                    found = found.map(|mut all| {
                        all.push(Successor { code, act });
                        all
                    })
                }
                None => {
                    sink.append_without_suggestions(own);
                    found = None;
                }
            }
        }
        found
    }
}

/// The parts of a list; a `;` in parentheses belongs to the text of an act.
fn split_outside_parentheses(text: &str) -> Vec<&str> {
    let mut depth = 0_u32;
    text.split(|c| {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        c == ';' && depth == 0
    })
    .map(str::trim)
    .filter(|part| !part.is_empty())
    .collect()
}

/// Gives each version without a parent the agency of its longest prefix that is in force on its first day.
pub(crate) fn fill_parents(rows: &mut [Row]) {
    let mut periods: BTreeMap<AgencyCode, Vec<Period>> = BTreeMap::new();
    for row in rows.iter() {
        periods.entry(row.version.code.clone()).or_default().push(row.version.valid);
    }
    for row in rows.iter_mut().filter(|row| row.version.parent.is_none()) {
        let from = row.version.valid.from;
        let in_force = |code: &AgencyCode| {
            periods.get(code).is_some_and(|all| all.iter().any(|period| period.contains(from)))
        };
        row.version.parent =
            std::iter::successors(row.version.code.prefix(), AgencyCode::prefix).find(in_force);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_act_may_hold_the_separator() {
        let parts = split_outside_parentheses("H60.01 (NQ 1; điều 2) ; H60.02;");
        assert_eq!(parts, ["H60.01 (NQ 1; điều 2)", "H60.02"]);
    }

    #[test]
    fn an_agency_without_a_parent_is_under_its_longest_prefix_of_the_time() {
        let mut sink = Sink::default();
        let text = "code,name,level,valid_from,valid_to,successors\nH60,T,province,2004-01-01,,\n\
                    H60.07,H,district,2004-01-01,2025-07-01,\nH60.07.31,X,commune,2004-01-01,2025-07-01,\n\
                    H60.07.31,Y,commune,2025-07-01,,\n";
        let mut rows = Vec::new();
        assert!(read(&Arc::new(Source::new("agencies.csv", text)), &mut rows, &mut sink));
        fill_parents(&mut rows);
        let parents: Vec<Option<&str>> =
            rows.iter().map(|row| row.version.parent.as_ref().map(AgencyCode::as_str)).collect();
        assert_eq!(parents, [None, Some("H60"), Some("H60.07"), Some("H60")]);
    }
}
