//! Reading delimited text as rows.
//!
//! 1. mark: a byte order mark goes, and says whether the text is UTF-16;
//! 2. `sep=;`: a first line of this kind is a spreadsheet's own, and names the delimiter;
//! 3. header: see `header`;
//! 4. rows: blank ones are counted and passed over, the others are cut into cells.
//!
//! # What holds
//!
//! * Cells are the bytes of the file, or text where the file is UTF-16. Only cells with doubled quotes are copied.
//! * A row with more cells than the header is refused; fewer are absent.

use std::io::SeekFrom;
use std::ops::Range;

use lienthong_adapter::mapping::reasons::{
    CELL_TOO_LARGE, DAMAGED_TEXT, DATA_AFTER_END, NOT_IN_CHARSET, ROW_TOO_LONG, TOO_MANY_ROWS,
};
use lienthong_adapter::rows::{Cell, Column, CsvLayout, HeaderRule, Input, Layout, Row, RowFault, Tally};
use lienthong_adapter::{DecodeError, Finding, Limits, Phrase, Unit};
use lienthong_vntext::Charset;

use super::header;
use super::records::{Records, Span};
use super::utf16::Utf16Reader;
use crate::cursor::Cursor;
use crate::ending::{Ending, Verdict};
use crate::foreign;
use crate::reasons::{
    CSV_BYTE_ORDER_MARK, CSV_CUT_OFF, CSV_SHORT_ROW, CSV_STRAY_QUOTE, CSV_TEXT_AFTER_QUOTE,
    CSV_UNCLOSED_QUOTE,
};
use crate::window::{Window, unreadable};

/// Reads rows of delimited text.
pub(crate) struct CsvReader<'a> {
    records: Records<'a>,
    layout: &'a Layout,
    columns: Vec<Column>,
    ending: Ending<'a>,
    /// Cells whose quotes were doubled, one behind the other, and where each ends.
    scratch: Vec<u8>,
    unescaped: Vec<Range<usize>>,
    /// What came of the first row of data, where it was read with the header.
    pending: Option<Result<bool, RowFault>>,
    rows: u64,
    most_rows: u64,
    short_is_absent: bool,
    tally: Tally,
}

impl<'a> CsvReader<'a> {
    pub(crate) fn open(
        mut input: Box<dyn Input + 'a>,
        csv: &'a CsvLayout,
        layout: &'a Layout,
        limits: &Limits,
    ) -> Result<Self, DecodeError> {
        foreign::refuse_no_text(&mut *input, matches!(csv.header.rule, HeaderRule::Absent))?;
        let mark = Mark::read(&mut *input, layout.charset, font_of(layout).filter(|_| !csv.utf16))?;
        let window = match mark.utf16 {
            Some(big_endian) => Window::new(Box::new(Utf16Reader::new(input, big_endian))),
            None => Window::new(Box::new(input)),
        };
        let wide = mark.utf16.is_some();
        let mut records = Records::new(window, mark.length, wide, csv.delimiter, csv.quote, limits);
        let before = u64::from(take_separator_line(&mut records)?);
        let found = header::read(&mut records, &csv.header, layout, before, limits)?;
        Ok(Self {
            ending: Ending::new(&csv.end, &found.columns)?,
            records,
            layout,
            columns: found.columns,
            scratch: Vec::new(),
            unescaped: Vec::new(),
            pending: found.pending,
            rows: 0,
            most_rows: limits.rows,
            short_is_absent: csv.short_is_absent,
            tally: Tally::default(),
        })
    }

    /// A fault of one cell, with the column that the cell stands in.
    fn in_its_column(&self, fault: RowFault) -> RowFault {
        // A cell with a stray quote was counted before the quote was seen.
        let behind = match fault.error.code() {
            code if code == CSV_STRAY_QUOTE.code => 1,
            code if [&CSV_TEXT_AFTER_QUOTE, &CSV_UNCLOSED_QUOTE, &CELL_TOO_LARGE]
                .iter()
                .any(|of| of.code == code) =>
            {
                0
            }
            _ => return fault,
        };
        let at = self.records.count().checked_sub(behind);
        match at.and_then(|at| self.columns.get(at)).filter(|column| !column.name.is_empty()) {
            Some(column) => {
                let finding = fault.error.finding().clone().field(&column.name);
                RowFault { error: finding.into(), fatal: fault.fatal }
            }
            None => fault,
        }
    }

    fn check_row(&self) -> Result<(), RowFault> {
        if self.rows > self.most_rows {
            let finding = self.records.finding(&TOO_MANY_ROWS, 0);
            return Err(RowFault::fatal(finding.expected(self.most_rows.to_string())));
        }
        let bytes = self.records.bytes();
        let beyond = self.records.cells().get(self.columns.len()..).unwrap_or_default();
        if let Some(span) = beyond.iter().find(|span| !is_blank(&bytes[span.start..span.end])) {
            let finding = self.records.finding(&ROW_TOO_LONG, span.start);
            return Err(RowFault::row(self.counted(finding)));
        }
        if self.records.count() > self.records.cells().len() {
            return Err(RowFault::row(self.counted(self.records.finding(&ROW_TOO_LONG, 0))));
        }
        let count = self.records.count();
        if count < self.columns.len() {
            // Programs leave out empty cells at the end of a row, but none of them leaves out the line end as well.
            let reason = if self.records.is_cut_off() { &CSV_CUT_OFF } else { &CSV_SHORT_ROW };
            if self.records.is_cut_off() || !self.short_is_absent {
                let mut finding = self.counted(self.records.finding(reason, 0));
                // The first of those that are missing.
                if let Some(name) =
                    self.columns.get(count).map(|column| &column.name).filter(|n| !n.is_empty())
                {
                    finding = finding.field(name);
                }
                // What is missing behind a row that was cut are rows as well.
                let is_cut = *finding.reason == CSV_CUT_OFF;
                return Err(if is_cut { RowFault::fatal(finding) } else { RowFault::row(finding) });
            }
        }
        Ok(())
    }

    /// With the cells of the row and those of the header.
    fn counted(&self, finding: Finding) -> Finding {
        let finding = finding.found(Phrase::count(self.records.count(), Unit::Cells));
        finding.expected(Phrase::count(self.columns.len(), Unit::Columns))
    }

    /// Copies the cells with doubled quotes.
    fn unescape(&mut self) {
        self.scratch.clear();
        self.unescaped.clear();
        let Some(quote) = self.records.quote() else { return };
        let bytes = self.records.bytes();
        for span in self.records.cells().iter().filter(|span| span.doubled) {
            let start = self.scratch.len();
            Records::unescape(&bytes[span.start..span.end], quote, &mut self.scratch);
            self.unescaped.push(start..self.scratch.len());
        }
    }

    /// A cell with its quotes as they stand in the file.
    fn loose(&self, span: &Span) -> Cell<'_> {
        let bytes = &self.records.bytes()[span.start..span.end];
        if !self.records.wide() {
            return Cell::Bytes(bytes);
        }
        std::str::from_utf8(bytes).map_or(Cell::Bytes(bytes), Cell::Text)
    }

    fn charset_of(&self, column: usize) -> Charset {
        let name = self.columns.get(column).map(|column| &column.name);
        let layout = &self.layout.columns;
        let named = layout.iter().find(|column| name.is_some_and(|name| column.names.contains(name)));
        named.and_then(|column| column.charset).unwrap_or(self.layout.charset)
    }
}

impl Cursor for CsvReader<'_> {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Goes to the next row of data.
    fn advance(&mut self) -> Result<bool, RowFault> {
        loop {
            match self.pending.take().unwrap_or_else(|| self.records.advance()) {
                Ok(true) => {}
                Ok(false) => return Ok(false),
                Err(fault) if !fault.fatal && self.ending.ignores() => {
                    self.tally.after_end += 1;
                    continue;
                }
                Err(fault) => return Err(self.in_its_column(fault)),
            }
            let bytes = self.records.bytes();
            // A disk that lost power leaves zeros where rows were: such a row is not blank, it is lost.
            if let Some(at) = memchr::memchr(0, bytes) {
                let finding = self.records.finding(&DAMAGED_TEXT, at);
                let finding = finding.found(Phrase::new("a byte 00", "byte 00"));
                return Err(RowFault::row(
                    finding.expected(Phrase::new("a text without it", "văn bản không có byte này")),
                ));
            }
            if self.records.cells().iter().all(|span| is_blank(&bytes[span.start..span.end])) {
                self.tally.blank += 1;
                self.ending.reached |= self.ending.is_blank_row();
                continue;
            }
            self.unescape();
            let cells = self.records.cells().iter().map(|span| self.loose(span));
            match self.ending.judge(cells, |at| self.charset_of(at)) {
                Verdict::Data => {
                    self.rows += 1;
                    return self.check_row().map(|()| true);
                }
                Verdict::Behind if !self.ending.ignore => {
                    let finding = self
                        .records
                        .finding(&DATA_AFTER_END, 0)
                        .found(Phrase::new("a row with values", "một dòng có giá trị"));
                    return Err(RowFault::fatal(finding.expected(Phrase::new(
                        "blank rows, or ignore_after_end = true",
                        "dòng trống, hoặc ignore_after_end = true",
                    ))));
                }
                Verdict::Mark | Verdict::Behind => {}
            }
            self.ending.reached = true;
            self.tally.after_end += 1;
        }
    }

    /// The row at hand.
    fn row(&self) -> Result<Row<'_>, Finding> {
        let bytes = self.records.bytes();
        let spans = &self.records.cells()[..self.records.cells().len().min(self.columns.len())];
        let mut cells = Vec::with_capacity(spans.len());
        let mut copied = self.unescaped.iter();
        for (at, span) in spans.iter().enumerate() {
            let cell = match copied.as_slice().first() {
                Some(range) if span.doubled => {
                    copied.next();
                    &self.scratch[range.clone()]
                }
                _ => &bytes[span.start..span.end],
            };
            cells.push(if self.records.wide() {
                Cell::Text(std::str::from_utf8(cell).map_err(|error| {
                    let finding = self.records.finding(&NOT_IN_CHARSET, span.start + error.valid_up_to());
                    finding
                        .found(Phrase::new("half a character of UTF-16", "nửa ký tự UTF-16"))
                        .expected("utf-16")
                        .field(&self.columns[at].name)
                })?)
            } else {
                Cell::Bytes(cell)
            });
        }
        let offset = Some(self.records.offset());
        Ok(Row { number: self.records.line(), offset, cells, ..Row::default() })
    }

    fn tally(&self) -> Tally {
        self.tally
    }

    fn place_in(&self, column: usize, within: usize) -> Option<u64> {
        let span = self.records.cells().get(column)?;
        let written = &self.records.bytes()[span.start..span.end];
        let within = match self.records.quote().filter(|_| span.doubled) {
            Some(quote) => Records::length_written(written, quote, within),
            None => within.min(written.len()),
        };
        Some(self.records.place(span.start + within))
    }
}

/// What the first bytes of a file say.
struct Mark {
    length: u64,
    /// Whether the text is UTF-16, and then whether it is big-endian.
    utf16: Option<bool>,
}

impl Mark {
    /// Leaves the input behind the mark. `font` is one whose letters may not
    /// stand in UTF-16.
    fn read(input: &mut dyn Input, charset: Charset, font: Option<Charset>) -> Result<Self, DecodeError> {
        let mut first = [0; 3];
        let mut length = 0;
        input.seek(SeekFrom::Start(0)).map_err(|error| unreadable(&error))?;
        while length < first.len() {
            match input.read(&mut first[length..]) {
                Ok(0) => break,
                Ok(more) => length += more,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => return Err(unreadable(&error)),
            }
        }
        let refused = |found: Charset, expected: Charset| {
            let finding = Finding::new(&CSV_BYTE_ORDER_MARK).at(0);
            Err(finding.found(Phrase::name(found.name())).expected(expected.name()).into())
        };
        let mark = match (&first[..length], font) {
            // Letters that a font has as well, as in `Lê`, would become others.
            ([0xFF, 0xFE, ..], Some(font)) => return refused(Charset::Utf16Le, font),
            ([0xFE, 0xFF, ..], Some(font)) => return refused(Charset::Utf16Be, font),
            ([0xFF, 0xFE, ..], None) => Self { length: 2, utf16: Some(false) },
            ([0xFE, 0xFF, ..], None) => Self { length: 2, utf16: Some(true) },
            ([0xEF, 0xBB, 0xBF], _) if matches!(charset, Charset::Utf8 | Charset::Utf8Nfd) => {
                Self { length: 3, utf16: None }
            }
            ([0xEF, 0xBB, 0xBF], _) => return refused(Charset::Utf8, charset),
            _ => {
                let wide = matches!(charset, Charset::Utf16Le | Charset::Utf16Be);
                Self { length: 0, utf16: wide.then_some(charset == Charset::Utf16Be) }
            }
        };
        input.seek(SeekFrom::Start(mark.length)).map_err(|error| unreadable(&error))?;
        Ok(mark)
    }
}

/// A charset of the layout whose bytes a spreadsheet may have taken for windows-1252.
fn font_of(layout: &Layout) -> Option<Charset> {
    let mut charsets = layout.columns.iter().filter_map(|column| column.charset).chain([layout.charset]);
    charsets
        .find(|charset| charset.is_ascii_compatible() && !matches!(charset, Charset::Utf8 | Charset::Utf8Nfd))
}

/// Reads a first line `sep=;`, which names the delimiter. Says whether there was one.
fn take_separator_line(records: &mut Records<'_>) -> Result<bool, DecodeError> {
    let first = records.peek(6).map_err(|fault| fault.error)?;
    let Some((&[s, e, p, equals, delimiter], end)) = first.split_first_chunk() else { return Ok(false) };
    let is_line = matches!(end.first(), None | Some(b'\r' | b'\n'));
    let is_delimiter = delimiter == b'\t' || (delimiter.is_ascii_punctuation() && delimiter != b'"');
    if !is_line || !is_delimiter || ![s, e, p, equals].eq_ignore_ascii_case(b"sep=") {
        return Ok(false);
    }
    records.advance().map_err(|fault| fault.error)?;
    records.set_delimiter(delimiter);
    Ok(true)
}

fn is_blank(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'))
}
