//! What a file of an old system holds, and a first mapping for it.
//!
//! For an administrator who connects a system: [`inspect`] says what kind of file it is, in which charset each column
//! is and why, what the columns hold and what looks wrong, and drafts a schema and a mapping to start from. Nothing of
//! this is ever used on traffic: a mapping states what a file is, and nothing is detected again.
//!
//! | module | idea |
//! |---|---|
//! | `sniff` | what kind of file, by its first bytes |
//! | `plan` | how its rows may lie, by what its `beginning` tells, and what else is beside them (`sheets`) |
//! | `lines` | the first and the last lines of a text |
//! | `marks` | marks and line ends that no key says |
//! | `fixed`, `drawn` | records of fixed width, whose columns `runs` finds; tables that are drawn with lines |
//! | `footer`, `places`, `closing` | lines below rows whose columns stand at places; how people close a table |
//! | `grid`, `heading`, `ending` | a table before its header is known; where the header (`beneath` it are rows of its own) and the end are |
//! | `trees` | where the rows of XML and JSON are, and what repeats in them |
//! | `level`, `profile` | what the columns hold, counted; `forms` are those of single texts, `values` are read by charsets |
//! | `charset` | the charset of a file, by its columns |
//! | `suspicion` | what may be wrong with values; `suspicious` is what one text shows, `lengths` are codes that lack a zero, `controls` control characters, `strays` and `nonsense` rows of another charset |
//! | `aside` | rows of a table that are no data; `another` table below it |
//! | `calendar` | forms of dates, and dates that no calendar has; `partial` are years and months among them |
//! | `neighbours` | columns of few words in the font of another |
//! | `gaps` | what merged cells leave of a column |
//! | `packed` | documents in base64 |
//! | `within` | documents of XML in the texts of a column |
//! | `passed` | letters of an old font that were saved as UTF-8 |
//! | `parts` | letters with their marks as characters of their own |
//! | `guess` | what field each may be; `personal` says whether it is about a person |
//! | `words`, `likeness` | words of names, and what a cell looks like |
//! | `draft` | schema and mapping as text |
//! | `doubt` | whether a mapping states the right charsets |
//!
//! # What holds
//!
//! * Memory is bounded by columns and distinct values, not by the file.
//! * Nothing here opens a file: the caller does, as often as it is asked.
//! * A draft reads the file that it was made from: what is told of the rows was read with its layout.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::print_stdout))]

mod amounts;
mod another;
mod aside;
mod beginning;
mod beneath;
mod calendar;
mod charset;
mod closing;
mod controls;
mod doubt;
mod draft;
mod drawn;
mod ending;
mod fixed;
mod footer;
mod forms;
mod gaps;
mod grid;
mod guess;
mod heading;
mod lengths;
mod level;
mod likeness;
mod lines;
mod marks;
mod neighbours;
mod nonsense;
mod packed;
mod partial;
mod parts;
mod passed;
mod personal;
mod places;
mod plan;
mod profile;
mod runs;
mod sheets;
mod sniff;
mod strays;
mod suspicion;
mod suspicious;
mod trees;
mod values;
mod within;
mod words;

use std::io;

use lienthong_adapter::mapping::reasons::BESIDE_ROWS;
use lienthong_adapter::rows::{
    Cell, End, FormatLayout, Input, Layout, RowFormats, RowReader, SheetName, Span, Tally,
};
use lienthong_adapter::{DecodeError, Finding, Limits};
use lienthong_adapter_table::sheet::SheetInfo;
use lienthong_adapter_table::{CsvGuess, DbfInfo};

use charset::{main_charset, names_are_ascii};
use ending::Total;
use footer::Below;
use lines::Sample;
use marks::Marks;
use parts::Parts;
use plan::{Desk, Plan, end_of};

pub use doubt::{Doubt, doubts};
pub use draft::{Draft, Language};
pub use guess::{Guess, GuessKind, charset_of};
pub use level::{Group, Level};
pub use packed::Packed;
pub use profile::{Cells, Profile};
pub use sniff::{Kind, sniff};
pub use suspicion::{NAMED_ROWS, Suspicion, rows_text};
pub use trees::{LeftOut, WhyLeftOut};

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
    /// The sheets of a workbook, the one that was looked at among them.
    pub sheets: Vec<SheetInfo>,
    /// Which sheet was looked at.
    pub sheet: Option<usize>,
    /// What a table of dBase or FoxPro says of itself.
    pub dbf: Option<DbfInfo>,
    /// What stands beside the rows of a document, the first of it; no field can hold it.
    pub beside: Option<String>,
    /// Parts of the rows of a document that no column can be, a few of them; the draft keeps them without a field.
    pub left_out: Vec<LeftOut>,
    /// The row of totals at the end of a table.
    pub(crate) total: Option<Total>,
    /// What it has beside its rows.
    pub(crate) marks: Marks,
    /// How letters with marks stand in it.
    pub(crate) parts: Parts,
    /// Where the rows of a table that is drawn with lines have a bar.
    pub(crate) bar: Option<Span>,
    /// What stands below the rows of a text whose columns stand at places.
    pub(crate) below: Option<Below>,
    /// What the columns hold, and the groups of a document.
    pub level: Level,
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
    inspect_sheet(open, None, formats, limits, progress)
}

/// Looks at a file, and of a workbook at this sheet; a name that no sheet has is [`InspectError::Broken`].
pub fn inspect_sheet(
    open: &mut Open<'_>,
    sheet: Option<&SheetName>,
    formats: &RowFormats,
    limits: &Limits,
    progress: &mut dyn FnMut(u64),
) -> Result<Inspection, InspectError> {
    let sample = Sample::of(open).map_err(InspectError::Io)?;
    let kind = sniff(sample.head());
    let mut desk = Desk { open, formats, limits };
    let mut charset = None;
    loop {
        let plans = desk.plans(kind, &sample, sheet, charset)?;
        let mut last = plans.refused;
        let mut found = None;
        for plan in plans.ways.into_iter().filter(|plan| formats.of(&plan.layout).is_some()) {
            match look(&mut desk, plan, progress)? {
                Ok(looked) => {
                    found = Some(looked);
                    break;
                }
                Err(error) => last = last.or(Some(error)),
            }
        }
        let Some(Looked { plan, mut level, tally, faults, fault_count }) = found else {
            return Err(last.map_or(InspectError::NoRows(kind), InspectError::Broken));
        };
        let told = main_charset(&plan.layout, &level);
        // Names were decoded with the first guess: where the columns say otherwise, all of it is read anew, once.
        if told != plan.layout.charset && charset.is_none() && !names_are_ascii(&plan.layout, &level) {
            charset = Some(told);
            continue;
        }
        let parts = Parts::of(&level);
        let told = parts.charset(told);
        guess::guess_all(&mut level, told);
        let info = plans.book.as_ref().zip(sheet_name(&plan.layout));
        let sheet = info.and_then(|(book, name)| sheets::info(book, name)).map(|(at, _)| at);
        let mut layout = Layout { charset: told, ..plan.layout };
        if let FormatLayout::Csv(csv) = &mut layout.format {
            csv.short_is_absent = level.has_short_rows();
        }
        return Ok(Inspection {
            kind,
            layout,
            csv: plans.csv,
            sheets: plans.book.map(|book| book.sheets).unwrap_or_default(),
            sheet,
            dbf: plans.dbf,
            beside: plan.beside,
            left_out: plan.shape.left_out,
            total: plan.total,
            bar: plan.bar,
            below: plan.below,
            marks: Marks::of(&sample),
            parts,
            level,
            tally,
            faults,
            fault_count,
        });
    }
}

impl Inspection {
    /// A first schema and mapping, under `name` (letters, digits and `-`).
    pub fn draft(&self, name: &str, title: &str, language: Language) -> Draft {
        draft::draft(name, title, language, self)
    }

    /// Sheets with rows that were not looked at, and that people see.
    pub(crate) fn other_sheets(&self) -> Vec<&str> {
        let others = self.sheets.iter().enumerate().filter(|(at, _)| Some(*at) != self.sheet);
        let seen = others.filter(|(_, sheet)| !sheet.hidden && sheet.used.is_some());
        seen.map(|(_, sheet)| sheet.name.as_str()).collect()
    }

    /// Fields of a table whose texts stand in a memo file that did not come along.
    pub fn memos_missing(&self) -> Vec<&str> {
        let is_missing = self.dbf.as_ref().is_some_and(|info| info.needs_memo && info.memo.is_none());
        let is_memo = |profile: &&Profile| {
            matches!(profile.column.declared, Some(lienthong_adapter::rows::ColumnKind::Memo))
        };
        let memos = self.level.columns.iter().filter(is_memo).filter(|_| is_missing);
        memos.map(|profile| profile.column.name.as_str()).collect()
    }
}

/// The rows of a file, read in one way.
struct Looked {
    plan: Plan,
    level: Level,
    tally: Tally,
    faults: Vec<Finding>,
    fault_count: u64,
}

/// Reads a file in one way. An end of the table that cuts off more than the rows at its end is none.
fn look(
    desk: &mut Desk<'_, '_>,
    mut plan: Plan,
    progress: &mut dyn FnMut(u64),
) -> Result<Result<Looked, DecodeError>, InspectError> {
    if let Some(drops) = drops_beside(&mut plan.layout) {
        *drops = plan.beside.is_some();
    }
    let looked = read(desk, &plan, progress)?;
    // What stands beside the rows of a document is nothing wrong with them; the draft says that it is left out.
    let beside = match &looked {
        Ok((.., beside)) => beside.clone(),
        Err(error) if error.code() == BESIDE_ROWS.code => error.finding().found.clone(),
        Err(_) => None,
    };
    if beside.is_some() {
        plan.beside = beside;
        return look(desk, plan, progress);
    }
    if looked.as_ref().is_ok_and(|(_, tally, ..)| tally.after_end != plan.behind)
        && let Some(end) = end_of(&mut plan.layout)
        && *end != End::default()
    {
        *end = End::default();
        plan.behind = 0;
        if let Some(below) = &mut plan.below {
            below.end = None;
        }
        return look(desk, plan, progress);
    }
    Ok(looked.map(|(level, tally, faults, fault_count, _)| Looked {
        plan,
        level,
        tally,
        faults,
        fault_count,
    }))
}

fn drops_beside(layout: &mut Layout) -> Option<&mut bool> {
    match &mut layout.format {
        FormatLayout::Xml(xml) => Some(&mut xml.drop_beside),
        FormatLayout::Json(json) => Some(&mut json.drop_beside),
        _ => None,
    }
}

fn sheet_name(layout: &Layout) -> Option<&SheetName> {
    match &layout.format {
        FormatLayout::Xlsx(sheet) | FormatLayout::Xls(sheet) => Some(&sheet.sheet),
        _ => None,
    }
}

type Found = (Level, Tally, Vec<Finding>, u64, Option<String>);

fn read(
    desk: &mut Desk<'_, '_>,
    plan: &Plan,
    progress: &mut dyn FnMut(u64),
) -> Result<Result<Found, DecodeError>, InspectError> {
    let mut found = None;
    let opened = desk.read(&plan.layout, &mut |reader| found = Some(rows(reader, plan, progress)))?;
    Ok(opened.map(|()| {
        let nothing = || (Level::default(), Tally::default(), Vec::new(), 0, None);
        found.unwrap_or_else(nothing)
    }))
}

fn rows(reader: &mut dyn RowReader, plan: &Plan, progress: &mut dyn FnMut(u64)) -> Found {
    let all = reader.columns();
    let count = all.len().saturating_sub(usize::from(plan.bar.is_some()));
    let mut level = Level::new(&all[..count], &plan.layout, &plan.shape);
    let (mut faults, mut fault_count, mut beside) = (Vec::new(), 0, None);
    loop {
        match reader.next_row() {
            Ok(None) => break,
            Ok(Some(row)) if plan.bar.is_some() && !has_bar(row.cells.get(count)) => {}
            Ok(Some(row)) => {
                level.add(&row, row.number);
                if level.rows.is_multiple_of(4096) {
                    progress(level.rows);
                }
            }
            Err(fault) if fault.fatal && fault.error.code() == BESIDE_ROWS.code => {
                beside.clone_from(&fault.error.finding().found);
                break;
            }
            Err(fault) => {
                fault_count += 1;
                if faults.len() < MAX_FAULTS {
                    faults.push(fault.error.finding().clone());
                }
                if fault.fatal {
                    break;
                }
            }
        }
    }
    level.finish();
    neighbours::tell(&mut level);
    (level, reader.tally(), faults, fault_count, beside)
}

fn has_bar(cell: Option<&Cell<'_>>) -> bool {
    matches!(cell, Some(Cell::Bytes(b"|")))
}
