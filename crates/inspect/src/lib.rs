//! What a file of an old system holds, and a first mapping for it.
//!
//! For an administrator who connects a system: [`inspect`] says what kind of file it is, in which charset each column
//! is and why, what the columns hold and what looks wrong, and drafts a schema and a mapping to start from. Nothing of
//! this is ever used on traffic: a mapping states what a file is, and nothing is detected again.
//!
//! | module | idea |
//! |---|---|
//! | `sniff` | what kind of file, by its first bytes |
//! | `trees` | where the rows of XML and JSON are |
//! | `profile` | what one column holds, counted |
//! | `guess` | what field it may be |
//! | `draft` | schema and mapping as text |
//! | `doubt` | whether a mapping states the right charsets |
//!
//! # What holds
//!
//! * Memory is bounded by columns and distinct values, not by the file.
//! * Nothing here opens a file: the caller does, as often as it is asked.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::print_stdout))]

mod doubt;
mod draft;
mod guess;
mod profile;
mod sniff;
mod trees;

use std::io::{self, Read};

use lienthong_adapter::rows::{
    Cell, Column, CsvLayout, DbfLayout, DbfVersion, End, FormatLayout, Header, HeaderRule, Input, Layout,
    RowFormats, RowReader, SheetLayout, SheetName, Tally,
};
use lienthong_adapter::{DecodeError, Finding, Limits};
use lienthong_adapter_table::{CsvGuess, guess_csv};
use lienthong_vntext::Charset;
use lienthong_vntext::detect::{Detector, Verdict};

pub use doubt::{Doubt, doubts};
pub use draft::Draft;
pub use guess::{Guess, GuessKind, charset_of};
pub use profile::{Cells, Profile, Suspicion};
pub use sniff::{Kind, sniff};

/// Bytes that are looked at before the file is read.
const HEAD: u64 = 64 << 10;
/// Faults that are kept.
const MAX_FAULTS: usize = 20;

/// Where the bytes come from; called again for each look.
pub type Open<'a> = dyn FnMut() -> io::Result<Box<dyn Input>> + 'a;

/// Why a file cannot be looked at.
#[derive(Debug)]
#[non_exhaustive]
pub enum InspectError {
    /// It cannot be read.
    Io(io::Error),
    /// It is of a kind that no mapping is for.
    NoRows(Kind),
    /// It is of a kind that mappings are for, and broken.
    Broken(DecodeError),
}

/// What a file holds.
#[derive(Debug)]
pub struct Inspection {
    /// What kind of file.
    pub kind: Kind,
    /// How its rows lie.
    pub layout: Layout,
    /// What delimited text looks like.
    pub csv: Option<CsvGuess>,
    /// What each column holds.
    pub columns: Vec<Profile>,
    /// What each may be.
    pub guesses: Vec<Guess>,
    /// Rows of data.
    pub rows: u64,
    /// What was passed over.
    pub tally: Tally,
    /// Rows that cannot be read, the first of them.
    pub faults: Vec<Finding>,
    /// How many in all.
    pub fault_count: u64,
}

/// Looks at a file. `progress` is told the rows read so far, now and then.
pub fn inspect(
    open: &mut Open<'_>,
    formats: &RowFormats,
    limits: &Limits,
    progress: &mut dyn FnMut(u64),
) -> Result<Inspection, InspectError> {
    let mut head = Vec::new();
    open().and_then(|input| input.take(HEAD).read_to_end(&mut head)).map_err(InspectError::Io)?;
    let kind = sniff(&head);
    let names = names_charset(&head, kind);
    let mut last = None;
    for layout in layouts(kind, &head, names) {
        let Some(format) = formats.of(&layout) else { continue };
        let input = open().map_err(InspectError::Io)?;
        // The reader borrows the layout, so both end here before the layout moves on.
        let found = match format.open(input, &layout, limits) {
            Ok(mut reader) => read(&mut *reader, progress),
            Err(error) => {
                last = last.or(Some(error));
                continue;
            }
        };
        let Found { mut columns, rows, tally, faults, fault_count } = found;
        columns.iter_mut().for_each(Profile::finish);
        let charset = charset(&layout, &columns);
        let guesses = guess::guess_all(&columns, rows, charset);
        let csv = (kind == Kind::Text).then(|| guess_csv(&head));
        let layout = Layout { charset, ..layout };
        return Ok(Inspection { kind, layout, csv, columns, guesses, rows, tally, faults, fault_count });
    }
    Err(last.map_or(InspectError::NoRows(kind), InspectError::Broken))
}

impl Inspection {
    /// A first schema and mapping, under `name` (letters, digits and `-`).
    pub fn draft(&self, name: &str, title: &str) -> Draft {
        draft::draft(name, title, &self.layout, &self.columns, &self.guesses)
    }
}

struct Found {
    columns: Vec<Profile>,
    rows: u64,
    tally: Tally,
    faults: Vec<Finding>,
    fault_count: u64,
}

fn read(reader: &mut dyn RowReader, progress: &mut dyn FnMut(u64)) -> Found {
    let columns = reader.columns().iter().cloned().map(Profile::new).collect();
    let mut found = Found { columns, rows: 0, tally: Tally::default(), faults: Vec::new(), fault_count: 0 };
    loop {
        match reader.next_row() {
            Ok(None) => break,
            Ok(Some(row)) => {
                found.rows += 1;
                if found.rows.is_multiple_of(4096) {
                    progress(found.rows);
                }
                for (index, profile) in found.columns.iter_mut().enumerate() {
                    // Columns that came up later in a tree are fed below.
                    if let Some(cell) = row.cells.get(index) {
                        profile.add(*cell, row.number);
                    }
                }
                for (path, cell) in &row.extra {
                    extra(&mut found.columns, path, *cell, row.number);
                }
            }
            Err(fault) => {
                found.fault_count += 1;
                if found.faults.len() < MAX_FAULTS {
                    found.faults.push(fault.error.finding().clone());
                }
                if fault.fatal {
                    break;
                }
            }
        }
    }
    found.tally = reader.tally();
    found
}

/// A leaf of a tree: its path is its column.
fn extra(columns: &mut Vec<Profile>, path: &str, cell: Cell<'_>, row: u64) {
    let at = columns.iter().position(|profile| profile.column.name == path).unwrap_or_else(|| {
        columns.push(Profile::new(Column { name: path.to_owned(), ..Column::default() }));
        columns.len() - 1
    });
    columns[at].add(cell, row);
}

/// How the rows may lie, the most likely first.
fn layouts(kind: Kind, head: &[u8], charset: Charset) -> Vec<Layout> {
    let of = |format| Layout { charset, columns: Vec::new(), groups: Vec::new(), format };
    let sheet = || SheetLayout { sheet: SheetName::Index(0), header: Header::default(), end: End::default() };
    let dbf = || {
        FormatLayout::Dbf(DbfLayout {
            version: DbfVersion::FoxPro,
            include_deleted: false,
            trust_size: false,
        })
    };
    let text = || String::from_utf8_lossy(head).into_owned();
    match kind {
        Kind::Text => {
            let guess = guess_csv(head);
            let header = |rule| Header { rule, ..Header::default() };
            let csv = |rule| {
                let quote = Some(b'"');
                FormatLayout::Csv(CsvLayout {
                    delimiter: guess.delimiter,
                    quote,
                    header: header(rule),
                    ..CsvLayout::default()
                })
            };
            let rule = guess.header_row.map_or(HeaderRule::Absent, HeaderRule::Row);
            vec![of(csv(rule)), of(csv(HeaderRule::Absent))]
        }
        Kind::Dbf => vec![of(dbf())],
        Kind::Zip => vec![of(FormatLayout::Xlsx(sheet())), of(dbf())],
        Kind::Compound => vec![of(FormatLayout::Xls(sheet()))],
        Kind::Xml => vec![of(FormatLayout::Xml(trees::xml(&text())))],
        Kind::Json => vec![of(FormatLayout::Json(trees::json(&text())))],
        _ => Vec::new(),
    }
}

/// The charset of names, by all the text at the beginning of a file.
fn names_charset(head: &[u8], kind: Kind) -> Charset {
    if !matches!(kind, Kind::Text | Kind::Dbf) {
        return Charset::Utf8;
    }
    if kind == Kind::Text
        && let Some(big_endian) = guess_csv(head).utf16
    {
        return if big_endian { Charset::Utf16Be } else { Charset::Utf16Le };
    }
    let mut detector = Detector::new();
    head.split(|byte| matches!(byte, b'\n' | b'\r' | 0)).for_each(|line| detector.add(line));
    let detection = detector.finish();
    match detection.verdict {
        Verdict::Sure(charset) => charset,
        Verdict::Ascii => Charset::Utf8,
        Verdict::Undecided(_) => detection.ranked.first().map_or(Charset::Utf8, |score| score.charset),
    }
}

/// The charset that most columns have; that of the names where they are all ASCII.
fn charset(layout: &Layout, columns: &[Profile]) -> Charset {
    if matches!(layout.charset, Charset::Utf16Le | Charset::Utf16Be) {
        return layout.charset;
    }
    let found: Vec<_> = columns.iter().map(charset_of).collect();
    if found.iter().all(Option::is_none) { layout.charset } else { draft::main_charset(&found) }
}
