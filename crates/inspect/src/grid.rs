//! The first and the last rows of a table, cell by cell, before anybody knows where its header is.
//!
//! A layout without a header reads every row. Kept are the first rows and the last ones, so that titles above a table
//! and signatures below it can be told from its data, whatever the size of the file.

use std::collections::VecDeque;

use lienthong_adapter::rows::{Cell, RowReader};
use lienthong_adapter::single_byte;
use lienthong_vntext::Charset;
use lienthong_vntext::detect::{Detector, Reason, SHARE_NEEDED, Verdict};

use crate::likeness::Like;
use crate::profile::MIN_WORDS;

/// Rows kept of the beginning, and of the end.
const FIRST: usize = 150;
const LAST: usize = 40;
/// Places remembered where blank rows stand.
const GAPS: usize = 100;
/// Bytes kept of a cell.
const MAX_CELL: usize = 300;

/// The first and the last rows of a table.
#[derive(Debug, Default)]
pub(crate) struct Grid {
    pub(crate) first: Vec<Line>,
    pub(crate) last: VecDeque<Line>,
    /// What columns are called without a header: in sheets their letters.
    pub(crate) columns: Vec<String>,
    /// Numbers of rows behind which blank ones stand, the first of them.
    pub(crate) gaps: Vec<u64>,
}

/// One row.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    /// As the program shows it.
    pub(crate) number: u64,
    pub(crate) cells: Vec<Held>,
}

/// One cell, cut to a length that is enough to tell what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Held {
    Blank,
    Bytes(Vec<u8>),
    Text(String),
    Number(String),
    /// A date, a logical value, an error: never a name.
    Other,
}

impl Grid {
    /// Reads all rows; those that cannot be read are told when the table is read with its header.
    pub(crate) fn read(reader: &mut dyn RowReader) -> Self {
        let columns = reader.columns().iter().map(|column| column.name.clone()).collect();
        let mut grid = Self { columns, ..Self::default() };
        let mut last: Option<(u64, u64)> = None;
        loop {
            match reader.next_row() {
                Ok(None) => break,
                Ok(Some(row)) => {
                    let line = Line { number: row.number, cells: row.cells.iter().map(Held::of).collect() };
                    let breaks = row.cells.iter().map(breaks).sum::<u64>();
                    if let Some((before, next)) = last
                        && row.number > next
                        && grid.gaps.len() < GAPS
                    {
                        grid.gaps.push(before);
                    }
                    // A cell with line ends makes its row longer, and is no gap.
                    last = Some((row.number, row.number + 1 + breaks));
                    if grid.first.len() < FIRST {
                        grid.first.push(line.clone());
                    }
                    grid.last.push_back(line);
                    if grid.last.len() > LAST {
                        grid.last.pop_front();
                    }
                }
                Err(fault) if fault.fatal => break,
                Err(_) => last = None,
            }
        }
        grid
    }

    /// The charset of the texts of the beginning. Text that is Unicode is that, and not an old font in its place.
    pub(crate) fn charset(&self) -> Charset {
        let mut detector = Detector::new();
        let mut has_bytes = false;
        for cell in self.first.iter().flat_map(|line| &line.cells) {
            match cell {
                Held::Bytes(bytes) => {
                    has_bytes = true;
                    detector.add(bytes);
                }
                Held::Text(text) if !text.is_ascii() => match single_byte::windows_1252(text) {
                    Some(bytes) => detector.add(&bytes),
                    None => return Charset::Utf8,
                },
                _ => {}
            }
        }
        let detection = detector.finish();
        let best = detection.ranked.first();
        match detection.verdict {
            Verdict::Sure(charset) => charset,
            Verdict::Ascii | Verdict::Undecided(Reason::PartlyUtf8 { .. }) => Charset::Utf8,
            // Bytes are in some charset; text may just be what it is.
            Verdict::Undecided(_) => best
                .filter(|score| has_bytes || (score.share >= SHARE_NEEDED && score.marked_words >= MIN_WORDS))
                .map_or(Charset::Utf8, |score| score.charset),
        }
    }
}

impl Line {
    /// Cells with a value.
    pub(crate) fn filled(&self) -> usize {
        self.cells.iter().filter(|cell| **cell != Held::Blank).count()
    }
}

impl Held {
    fn of(cell: &Cell<'_>) -> Self {
        if cell.is_blank() {
            return Self::Blank;
        }
        match cell {
            Cell::Absent => Self::Blank,
            Cell::Text(text) => Self::Text(text.chars().take(MAX_CELL).collect()),
            Cell::Bytes(bytes) => Self::Bytes(bytes[..bytes.len().min(MAX_CELL)].to_vec()),
            Cell::Number(text) | Cell::Digits(text) => Self::Number((*text).to_owned()),
            Cell::Date(_)
            | Cell::Time(_)
            | Cell::Bool(_)
            | Cell::Error(_)
            | Cell::Misfit(..)
            | Cell::Unreadable(_) => Self::Other,
        }
    }

    /// Its text, as a reader of this charset would have it.
    pub(crate) fn text(&self, charset: Charset) -> String {
        let decoded = match self {
            Self::Blank | Self::Other => return String::new(),
            Self::Number(text) => return text.clone(),
            Self::Bytes(bytes) => charset.decode(bytes).map(std::borrow::Cow::into_owned).ok(),
            Self::Text(text) if charset.is_unicode() => Some(lienthong_vntext::nfc(text).into_owned()),
            Self::Text(text) => single_byte::windows_1252(text)
                .filter(|_| !text.is_ascii())
                .and_then(|bytes| charset.decode(&bytes).map(std::borrow::Cow::into_owned).ok())
                .or_else(|| Some(text.clone())),
        };
        decoded.unwrap_or_else(|| "?".to_owned()).trim().to_owned()
    }

    /// What it looks like.
    pub(crate) fn like(&self, charset: Charset) -> Like {
        match self {
            Self::Blank => Like::Blank,
            Self::Other => Like::Date,
            Self::Number(_) => Like::Number,
            Self::Bytes(_) | Self::Text(_) => Like::of(&self.text(charset)),
        }
    }
}

fn breaks(cell: &Cell<'_>) -> u64 {
    let bytes = match cell {
        Cell::Bytes(bytes) => bytes,
        Cell::Text(text) => text.as_bytes(),
        _ => return 0,
    };
    bytes.iter().filter(|byte| **byte == b'\n').count() as u64
}
