//! A file to records, row by row.
//!
//! # What holds
//!
//! * Memory is that of one row, and of 16 bytes for each row where the mapping names a key.
//! * A fault names the row and the column as a person finds them; what is personal is not shown.
//! * Every row is counted once: read = accepted + faulty + filtered.
//! * A file of which the filters leave nothing is refused, where the mapping does not say that it may come.
//! * A file in another charset than the mapping says is refused at its end, whatever is done with bad rows.

use lienthong_model::schema::Record;

use super::guard::audience;
use super::keys::Keys;
use super::misread::Looks;
use super::reasons::{self, ALL_ROWS_LEFT_OUT, CELL_TOO_LARGE, NOT_IN_CHARSET, NOT_READ};
use super::row_in::{Above, Around, Names, cell, is_left_out, read_top, remember, unmapped};
use super::told::{self, Outer, Place, ToldRow};
use super::unseen::Unseen;
use super::{Mapping, Unmapped};
use crate::audience::Audience;
use crate::decode::{DecodeError, Warning};
use crate::document::limits_of;
use crate::finding::Finding;
use crate::limits::Limits;
use crate::phrase;
use crate::phrase::Phrase;
use crate::rows::{Binding, FormatLayout, Input, RowFault, RowFormat, RowReader, Tally, bind};

/// Reads records of one file.
pub struct MappedReader<'a> {
    mapping: &'a Mapping,
    rows: Box<dyn RowReader + 'a>,
    binding: Binding,
    /// Names of the columns of the file.
    names: Names,
    /// The sheet of a workbook that the rows stand in.
    sheet: Option<String>,
    /// What stands above the next row, for each field that is filled down.
    above: Vec<Above>,
    keys: Keys,
    looks: Looks,
    unseen: Unseen,
    /// Columns of the layout that no field uses: carried by name.
    carried: Vec<usize>,
    /// Who may see what is not personal.
    audience: Audience,
    counts: Counts,
    /// Of the faulty rows, those that are not in the charset of their column.
    unreadable: u64,
    /// What is wrong with a file as a whole is told once.
    has_ended: bool,
    passed: PassedOver,
}

/// Records that the reader of a table passes over: one that is deleted may have had the value of those below it.
#[derive(Debug)]
struct PassedOver {
    /// Whether they matter.
    fills_down: bool,
    /// The number of the last row.
    last: u64,
}

impl PassedOver {
    fn of(mapping: &Mapping) -> Self {
        let passes = matches!(&mapping.layout.format, FormatLayout::Dbf(dbf) if !dbf.include_deleted);
        let fills_down = passes && mapping.rows.fields.iter().any(|field| field.fill_down);
        Self { fills_down, last: 0 }
    }

    fn next(&mut self, number: u64, above: &mut [Above]) {
        if self.fills_down && number > self.last + 1 {
            above.fill(Above::Unknown);
        }
        self.last = number;
    }
}

/// A record and where it stood.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadRecord {
    /// The record.
    pub record: Record,
    /// Its row, as the program that made the file shows it.
    pub row: u64,
}

/// How many rows of which fate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Rows of data.
    pub read: u64,
    /// Rows that became records.
    pub accepted: u64,
    /// Rows with a fault.
    pub faulty: u64,
    /// Rows that the mapping's filter left out.
    pub filtered: u64,
    /// What the format passed over.
    pub tally: Tally,
}

impl<'a> MappedReader<'a> {
    /// Opens a file.
    pub fn open(
        mapping: &'a Mapping,
        format: &dyn RowFormat,
        input: Box<dyn Input + 'a>,
        limits: &Limits,
    ) -> Result<Self, DecodeError> {
        if !mapping.direction.reads() {
            return Err(Finding::new(&NOT_READ)
                .found(&mapping.name)
                .expected_in("one for reading", "ánh xạ dùng để đọc")
                .into());
        }
        let limits = limits_of(&mapping.schema, limits);
        let rows = format.open(input, &mapping.layout, &limits)?;
        let sheet = rows.sheet().map(str::to_owned);
        let placed = |finding: Finding| DecodeError::from(finding.within(sheet.as_deref()));
        let binding =
            bind(rows.columns(), &mapping.layout).map_err(|error| placed(error.finding().clone()))?;
        let names = Names::of(rows.columns());
        if mapping.unmapped == Unmapped::Refuse
            && let Some(unused) = binding.unused.first()
        {
            let number = *unused as u64 + 1;
            let finding = match names.shown[*unused].as_str() {
                "" => unmapped(phrase!("{number}, which has no name", "thứ {number}, không có tên").ours()),
                name => unmapped(name),
            };
            return Err(placed(finding.number(number)));
        }
        let above = vec![Above::Nothing; mapping.rows.fields.len()];
        let carried = carried(mapping);
        Ok(Self {
            mapping,
            rows,
            binding,
            names,
            sheet,
            above,
            keys: Keys::default(),
            looks: Looks::of(mapping),
            unseen: Unseen::default(),
            carried,
            audience: audience(&mapping.schema),
            counts: Counts::default(),
            unreadable: 0,
            has_ended: false,
            passed: PassedOver::of(mapping),
        })
    }

    /// The next record, or nothing at the end. After a fault that is not fatal reading goes on.
    pub fn next_record(&mut self) -> Result<Option<ReadRecord>, RowFault> {
        while !self.has_ended {
            let row = match self.rows.next_row() {
                Ok(Some(row)) => row,
                Ok(None) => {
                    self.has_ended = true;
                    self.counts.tally = self.rows.tally();
                    return match self.none_left().or_else(|| self.other_charset()) {
                        Some(finding) => Err(RowFault::fatal(finding)),
                        None => Ok(None),
                    };
                }
                Err(fault) => {
                    self.counts.read += 1;
                    self.counts.faulty += 1;
                    self.unreadable += u64::from(*fault.error.finding().reason == NOT_IN_CHARSET);
                    self.above.fill(Above::Unknown);
                    // Nothing more is told of a file that has ended so.
                    self.has_ended |= fault.fatal;
                    return Err(self.naming_the_column(fault));
                }
            };
            self.counts.read += 1;
            let number = row.number;
            self.passed.next(number, &mut self.above);
            self.looks.see(&self.binding, &row);
            let read = match read_top(
                self.mapping,
                &self.binding,
                &self.names,
                &self.carried,
                self.audience,
                &row,
                &mut self.above,
            ) {
                Ok(Some(record)) => {
                    let name = |column| shown(self.mapping, &self.binding, &self.names.shown, column);
                    let looked = self.looks.refuse(self.mapping, &self.binding, &row, &name);
                    looked.and_then(|()| self.keys.take(self.mapping, &record, number)).map(|()| record)
                }
                Ok(None) => {
                    self.counts.filtered += 1;
                    continue;
                }
                Err(finding) => Err(finding),
            };
            return match read {
                Ok(record) => {
                    self.counts.accepted += 1;
                    self.unseen.see(&self.mapping.schema, &record, number);
                    Ok(Some(ReadRecord { record, row: number }))
                }
                Err(finding) => {
                    self.counts.faulty += 1;
                    self.unreadable += u64::from(*finding.reason == NOT_IN_CHARSET);
                    let mut finding = finding.within(self.sheet.as_deref()).row(number);
                    // That of the cell, or of the innermost row that the format knows the place of.
                    let offset = row.offset;
                    finding.place.offset =
                        self.place_of(&finding, offset).or(finding.place.offset).or(offset);
                    Err(RowFault::row(finding))
                }
            };
        }
        Ok(None)
    }

    /// Bytes before what a finding names in a cell, where the format knows where its cells begin. The finding counts from
    /// the row.
    fn place_of(&self, finding: &Finding, row: Option<u64>) -> Option<u64> {
        let name = finding.place.field.as_ref()?;
        let column = self.names.shown.iter().position(|own| own == name)?;
        let within = finding.place.offset.zip(row).map_or(0, |(at, row)| at.saturating_sub(row));
        self.rows.place_in(column, usize::try_from(within).unwrap_or(usize::MAX))
    }

    /// A fault of the format, with the column in which it stands where the mapping names that: formats of trees know the
    /// path alone, and tables the name in the file; what nobody named may not be told to everybody.
    fn naming_the_column(&self, fault: RowFault) -> RowFault {
        let place = fault.error.place();
        // What a mapping finds in a value is guarded where it reads it; a reader knows nobody, so nothing of its is named.
        let reason = fault.error.finding().reason;
        let quotes = *reason != CELL_TOO_LARGE && reasons::ALL.contains(&reason);
        if let (Some(name), None, false) = (&place.field, &place.path, quotes) {
            let at = self.names.shown.iter().position(|own| own == name);
            let column = self.binding.index.iter().position(|of| of.is_some() && *of == at);
            let finding = fault.error.finding().clone();
            let finding = match (column.map(|column| self.mapping.layout.columns[column].name()), at) {
                (Some(path), _) => finding.path(path),
                // That nobody named has its number.
                (None, Some(at)) => finding.number(at as u64 + 1),
                (None, None) => finding,
            };
            return RowFault { error: finding.into(), fatal: fault.fatal };
        }
        let name = place.path.clone().filter(|_| place.field.is_none());
        let is_named = |name: &String| self.mapping.layout.columns.iter().any(|one| one.names.contains(name));
        match name.filter(is_named) {
            Some(name) => {
                RowFault { error: fault.error.finding().clone().field(name).into(), fatal: fault.fatal }
            }
            None => fault,
        }
    }

    /// What is wrong with a file of which the filters have left nothing.
    fn none_left(&self) -> Option<Finding> {
        let Counts { read, filtered, .. } = self.counts;
        let is_refused = filtered > 0 && filtered == read && !self.mapping.may_leave_none;
        is_refused.then(|| {
            let rows = phrase!("{filtered} rows", "{filtered} dòng");
            let finding = Finding::new(&ALL_ROWS_LEFT_OUT).within(self.sheet.as_deref());
            finding
                .found(rows)
                .expected(Phrase::new("at least one row that counts", "ít nhất một dòng được tính"))
        })
    }

    /// That the file is in another charset, where some of its rows were taken. Where none was, their own faults say more.
    fn other_charset(&self) -> Option<Finding> {
        let Counts { read, filtered, .. } = self.counts;
        let name = |column| shown(self.mapping, &self.binding, &self.names.shown, column);
        let found = self.looks.refuse_all(self.mapping, (read - filtered, self.unreadable), &name);
        Some(found.filter(|_| self.counts.accepted > 0)?.within(self.sheet.as_deref()))
    }

    /// The next row, with every operation on every field of it, and of the entries of its groups.
    pub fn next_told(&mut self) -> Result<Option<ToldRow<'a>>, RowFault> {
        let row = match self.rows.next_row() {
            Ok(Some(row)) => row,
            Ok(None) => return Ok(None),
            Err(fault) => {
                self.above.fill(Above::Unknown);
                return Err(fault);
            }
        };
        self.passed.next(row.number, &mut self.above);
        let get = |column: usize| cell(&self.binding, &row, column);
        let Mapping { layout, rows: map, schema, .. } = self.mapping;
        let around = Around::of(layout, self.audience);
        let cells = around.cells(&get, &layout.columns);
        remember(map, &schema.fields, &cells, &mut self.above);
        let column = |column: usize| {
            let at = self.binding.index[column]?;
            Some(
                self.names.shown.get(at).cloned().unwrap_or_else(|| layout.columns[column].name().to_owned()),
            )
        };
        let place = Place { prefix: "", is_personal: false, column: &column };
        // A row of which the filter cannot tell is a bad one, and not left out.
        let is_left_out = is_left_out(self.mapping, &self.binding, &self.names.shown, &get).unwrap_or(false);
        let mut told = Vec::new();
        told::fields(map, &schema.fields, &cells, Some(&self.above), &place, &mut told);
        let joint = if matches!(layout.format, FormatLayout::Json(_)) { '.' } else { '/' };
        let outer = Outer { prefix: "", path: "", is_personal: false, joint };
        told::groups(map, &schema.fields, &layout.groups, around, &row.groups, &outer, &mut told);
        Ok(Some(ToldRow { number: row.number, is_left_out, fields: told }))
    }

    /// The columns of the file that no field names.
    pub fn unused(&self) -> Vec<&str> {
        self.binding.unused.iter().map(|at| self.names.shown[*at].as_str()).collect()
    }

    /// The columns that the mapping names and the file does not have: their fields have no value in any row.
    pub fn absent(&self) -> Vec<&str> {
        let columns = self.mapping.layout.columns.iter().zip(&self.binding.index);
        columns.filter(|(_, at)| at.is_none()).map(|(column, _)| column.name()).collect()
    }

    /// What is odd about the rows that were taken so far.
    pub fn warnings(&self) -> Vec<Warning> {
        let warnings = self.unseen.warning().into_iter();
        warnings.map(|finding| Warning(finding.within(self.sheet.as_deref()))).collect()
    }

    /// The sheet of a workbook that the rows stand in.
    pub fn sheet(&self) -> Option<&str> {
        self.sheet.as_deref()
    }

    /// How many columns the file has.
    pub fn columns(&self) -> usize {
        self.names.shown.len()
    }

    /// What was read so far.
    pub fn counts(&self) -> Counts {
        Counts { tally: self.rows.tally(), ..self.counts }
    }
}

/// A column of the layout as the file names it.
fn shown(mapping: &Mapping, binding: &Binding, names: &[String], column: usize) -> String {
    match binding.index[column].and_then(|at| names.get(at)) {
        Some(name) => name.clone(),
        None => mapping.layout.columns[column].name().to_owned(),
    }
}

fn carried(mapping: &Mapping) -> Vec<usize> {
    let used = |column: &usize| {
        mapping.rows.fields.iter().any(|field| field.from.columns().contains(column))
            || mapping.filters.iter().any(|filter| filter.column == *column)
    };
    (0..mapping.layout.columns.len()).filter(|column| !used(column)).collect()
}
