//! Reading records of fixed width.
//!
//! 1. head: the lines above the records, which must be those of the layout;
//! 2. take: the bytes of a record, up to its line end, without form feeds in front of it, or by its length;
//! 3. judge: what is no longer data ends the table; a record that is too long, or too short where that is not allowed,
//!    is refused;
//! 4. cut: at the places of the layout, in bytes of the charset or in characters; a border inside a letter is refused;
//! 5. strip: the padding of each field goes; what stands between the columns is handed on as what no column names.

use lienthong_adapter::mapping::reasons::{DATA_AFTER_END, TOO_MANY_ROWS};
use lienthong_adapter::rows::{
    Align, Cell, Column, ExtraCell, FixedLayout, FixedUnit, Heading, Input, Layout, RecordEnd, Row, RowFault,
    Tally,
};
use lienthong_adapter::{DecodeError, Finding, Limits, Phrase, Reason, Unit};
use lienthong_vntext::{Charset, nfc};
use memchr::memchr;

use super::plan::{Plan, starts_character};
use crate::cursor::{Cursor, place_in};
use crate::ending::{Ending, Verdict};
use crate::foreign;
use crate::reasons::{
    FIXED_HEADING, FIXED_LINE_END, FIXED_LONG_RECORD, FIXED_SHORT_RECORD, FIXED_SPLIT_LETTER,
};
use crate::text_cell::charset_of;
use crate::window::Window;

/// The end-of-file mark of DOS.
const END_MARK: u8 = 0x1A;
/// The byte order mark of UTF-8, which is no part of the first record.
const MARK: &[u8] = b"\xef\xbb\xbf";
/// The command of printers that stands in front of the first line of a page.
const FORM_FEED: u8 = 0x0C;
/// What stands between the columns of a drawn table: a bar, also as a box character in UTF-8 or of DOS.
const RULES: [&[u8]; 6] = [b"|", b"!", "│".as_bytes(), "║".as_bytes(), b"\xb3", b"\xba"];
/// Bytes of a line beyond which nobody looks for its end.
const LONGEST_LINE: usize = 1 << 20;

/// Reads records of fixed width.
pub(crate) struct FixedReader<'a> {
    window: Window<'a>,
    layout: &'a Layout,
    fixed: &'a FixedLayout,
    plan: Plan,
    columns: Vec<Column>,
    ending: Ending<'a>,
    /// Whether what stands above the records is behind.
    is_below: bool,
    /// Bytes of the record at hand, without its end; and with it.
    length: usize,
    taken: usize,
    /// Where each character of the record begins, where positions count characters.
    starts: Vec<usize>,
    number: u64,
    offset: u64,
    rows: u64,
    most_rows: u64,
    tally: Tally,
}

impl<'a> FixedReader<'a> {
    pub(crate) fn open(
        mut input: Box<dyn Input + 'a>,
        fixed: &'a FixedLayout,
        layout: &'a Layout,
        limits: &Limits,
    ) -> Result<Self, DecodeError> {
        let plan = Plan::of(layout, fixed)?;
        foreign::refuse_no_text(&mut *input, true)?;
        let columns = layout.columns.iter().map(|column| Column {
            name: column.name().to_owned(),
            letter: None,
            declared: Some(column.kind),
        });
        let columns: Vec<Column> = columns.collect();
        let ending = Ending::new(&fixed.data_end, &columns)?;
        let mut window = Window::new(Box::new(input));
        let is_utf8 = matches!(layout.charset, Charset::Utf8 | Charset::Utf8Nfd);
        let has_mark = is_utf8 && window.fill(MARK.len())? && window.data().starts_with(MARK);
        let mark = if has_mark { MARK.len() } else { 0 };
        window.consume(mark);
        Ok(Self {
            window,
            layout,
            fixed,
            plan,
            columns,
            ending,
            is_below: fixed.heading == Heading::Absent,
            length: 0,
            taken: 0,
            starts: Vec::new(),
            number: 0,
            offset: mark as u64,
            rows: 0,
            most_rows: limits.rows,
            tally: Tally::default(),
        })
    }

    /// Leaves the record at hand behind.
    fn leave(&mut self) {
        self.offset += self.taken as u64;
        self.window.consume(self.taken);
        (self.length, self.taken) = (0, 0);
    }

    /// Passes the lines above the records. What they say instead is not told: it may be a record.
    fn take_heading(&mut self) -> Result<(), RowFault> {
        let (count, lines): (usize, &[String]) = match &self.fixed.heading {
            Heading::Absent => return Ok(()),
            Heading::Lines(lines) => (lines.len(), lines),
            Heading::Passed(count) => (*count as usize, &[]),
        };
        for at in 0..count {
            self.number += 1;
            let is_there = self.window.fill(1).map_err(RowFault::fatal)? && self.window.data()[0] != END_MARK;
            if is_there {
                self.take_line()?;
            }
            let wanted = lines.get(at);
            let said = || self.layout.charset.decode(self.record()).ok();
            let is_it =
                |wanted: &String| said().is_some_and(|said| nfc(&said).trim_end() == wanted.trim_end());
            if is_there && wanted.is_none_or(is_it) {
                self.leave();
                continue;
            }
            let finding = self.finding(&FIXED_HEADING, 0);
            let finding = match is_there {
                true => finding.found(Phrase::new("another line", "dòng khác")),
                false => finding.found(Phrase::new("the end of the file", "hết tệp")),
            };
            return Err(RowFault::fatal(match wanted {
                Some(line) => finding.expected(line.as_str()),
                None => finding.expected(Phrase::new("a line", "một dòng")),
            }));
        }
        Ok(())
    }

    fn take_line(&mut self) -> Result<(), RowFault> {
        // A printer begins a page there; it is no part of the record.
        while self.window.fill(1).map_err(RowFault::fatal)? && self.window.data()[0] == FORM_FEED {
            self.window.consume(1);
            self.offset += 1;
        }
        let mut looked = 0;
        loop {
            let data = self.window.data();
            if let Some(ahead) = memchr(b'\n', &data[looked..]) {
                let at = looked + ahead;
                self.taken = at + 1;
                let is_crlf = self.fixed.end == RecordEnd::CrLf && data[..at].last() == Some(&b'\r');
                self.length = at - usize::from(is_crlf);
                return Ok(());
            }
            looked = data.len();
            if looked > LONGEST_LINE.max(4 * self.plan.length) {
                let finding =
                    self.finding(&FIXED_LONG_RECORD, 0).found(Phrase::more_than(looked, Unit::Bytes));
                return Err(RowFault::fatal(finding.expected(self.plan.in_words(self.plan.length))));
            }
            if !self.window.more().map_err(RowFault::fatal)? {
                self.taken = looked;
                let data = self.window.data();
                self.length = looked - usize::from(data.last() == Some(&END_MARK));
                return Ok(());
            }
        }
    }

    fn take_length(&mut self) -> Result<(), RowFault> {
        let wanted = self.plan.length.max(1);
        let end = match self.plan.unit {
            FixedUnit::Byte => {
                self.window.fill(wanted).map_err(RowFault::fatal)?;
                self.window.data().len().min(wanted)
            }
            // A character has at most four bytes, and ends where the next one begins.
            FixedUnit::Char => {
                self.window.fill(wanted.saturating_mul(4)).map_err(RowFault::fatal)?;
                let data = self.window.data();
                let mut starts = data.iter().enumerate().filter(|(_, byte)| starts_character(**byte));
                starts.nth(wanted).map_or(data.len(), |(at, _)| at)
            }
        };
        self.taken = end;
        let is_cut = self.plan.units(&self.window.data()[..end]) < wanted;
        // An end mark behind the last record, where the last record is short.
        self.length = end - usize::from(is_cut && self.window.data()[..end].last() == Some(&END_MARK));
        Ok(())
    }

    /// Behind an end mark there may only be more of it.
    fn check_end(&mut self) -> Result<(), RowFault> {
        loop {
            let odd =
                self.window.data().iter().position(|byte| !matches!(byte, &END_MARK | 0 | b'\r' | b'\n'));
            if let Some(at) = odd {
                let finding = self
                    .finding(&DATA_AFTER_END, at)
                    .found(Phrase::new("bytes behind the end mark 1A", "các byte sau dấu kết thúc 1A"));
                return Err(RowFault::fatal(
                    finding.expected(Phrase::new("no more bytes", "tệp kết thúc tại đó")),
                ));
            }
            let length = self.window.data().len();
            self.offset += length as u64;
            self.window.consume(length);
            if !self.window.more().map_err(RowFault::fatal)? {
                return Ok(());
            }
        }
    }

    fn check_length(&self) -> Result<(), RowFault> {
        let units = self.plan.units(self.record());
        // A value on the right of its field is not whole before the field is: `1234` may have been 1234000.
        let is_cut = || {
            let mut places = self.plan.places.iter();
            places.any(|place| place.pad().align == Align::Right && place.start < units && units < place.end)
        };
        let reason = match units {
            _ if units > self.plan.length => &FIXED_LONG_RECORD,
            _ if units < self.plan.length && (!self.fixed.short_is_absent || is_cut()) => &FIXED_SHORT_RECORD,
            _ => return Ok(()),
        };
        let finding = self.finding(reason, 0).found(self.plan.in_words(units));
        Err(RowFault::row(finding.expected(self.plan.in_words(self.plan.length))))
    }

    /// What a record with values is. Where no column tells it is its beginning that counts: a line below the records is
    /// laid out as it likes.
    fn judge(&self) -> Verdict {
        if self.ending.is_of_a_column() {
            let charset = |at: usize| charset_of(&self.layout.columns[at], self.layout);
            return self.ending.judge(self.cells(), charset);
        }
        self.ending.judge(std::iter::once(Cell::Bytes(self.record())), |_| self.layout.charset)
    }

    /// The cells of the record at hand.
    fn cells(&self) -> impl Iterator<Item = Cell<'_>> {
        let record = self.record();
        self.plan.places.iter().map(move |place| {
            let (start, end) = (self.bound(place.start), self.bound(place.end));
            if start == record.len() { Cell::Absent } else { Cell::Bytes(place.strip(&record[start..end])) }
        })
    }

    /// What stands where no column is: something is lost unless the mapping says so.
    fn between(&self) -> Vec<ExtraCell<'_>> {
        let is_blank = |bytes: &[u8]| bytes.iter().all(|byte| matches!(byte, b' ' | b'\t' | 0));
        let gaps = self.plan.gaps.iter().filter_map(|gap| {
            let start = self.bound(gap.start);
            let bytes = &self.record()[start..self.bound(gap.end)];
            // The lines of a drawn table are none of its data.
            let is_drawn = || RULES.contains(&bytes.trim_ascii());
            (!is_blank(bytes) && !is_drawn()).then(|| ExtraCell {
                path: &gap.name,
                cell: Cell::Bytes(bytes.trim_ascii_end()),
                offset: Some(self.offset + start as u64),
            })
        });
        gaps.collect()
    }

    fn find_characters(&mut self) {
        if self.plan.unit == FixedUnit::Char {
            self.starts.clear();
            let record = self.window.data()[..self.length].iter().enumerate();
            self.starts.extend(record.filter(|(_, byte)| starts_character(**byte)).map(|(at, _)| at));
        }
    }

    fn check_borders(&self) -> Result<(), RowFault> {
        let Some(cut) = self.plan.cut_letter(self.record(), |at| self.bound(at)) else { return Ok(()) };
        let finding = self.finding(&FIXED_SPLIT_LETTER, cut.byte);
        let finding = finding.found(self.plan.neighbours(&cut, self.layout)).expected(cut.charset.name());
        Err(RowFault::row(finding.field(self.plan.column_at(&cut, self.layout))))
    }

    /// The byte at which a place of the layout is.
    fn bound(&self, at: usize) -> usize {
        match self.plan.unit {
            FixedUnit::Byte => at.min(self.length),
            FixedUnit::Char => self.starts.get(at).copied().unwrap_or(self.length),
        }
    }

    fn record(&self) -> &[u8] {
        &self.window.data()[..self.length]
    }

    fn finding(&self, reason: &'static Reason, at: usize) -> Finding {
        let mut finding = Finding::new(reason).row(self.number);
        finding.place.offset = Some(self.offset + at as u64);
        finding
    }
}

impl Cursor for FixedReader<'_> {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Goes to the next record with values, as far as its bytes.
    fn advance(&mut self) -> Result<bool, RowFault> {
        if !std::mem::replace(&mut self.is_below, true) {
            self.take_heading()?;
        }
        loop {
            self.leave();
            if !self.window.fill(1).map_err(RowFault::fatal)? {
                return Ok(false);
            }
            self.number += 1;
            if self.window.data()[0] == END_MARK {
                return self.check_end().map(|()| false);
            }
            match self.fixed.end {
                RecordEnd::CrLf | RecordEnd::Lf => self.take_line()?,
                RecordEnd::Nothing => self.take_length()?,
            }
            if self.fixed.end == RecordEnd::Nothing && matches!(self.record().first(), Some(b'\r' | b'\n')) {
                let finding = self.finding(&FIXED_LINE_END, 0);
                let finding = finding.found(Phrase::new("a line end", "dấu xuống dòng"));
                return Err(RowFault::fatal(finding.expected("line_end = \"crlf\" | \"lf\"")));
            }
            if self.record().iter().all(|byte| matches!(byte, b' ' | b'\t' | 0)) {
                self.tally.blank += 1;
                self.ending.reached |= self.ending.is_blank_row();
                continue;
            }
            self.find_characters();
            match self.judge() {
                Verdict::Data => {}
                Verdict::Behind if !self.ending.ignore => {
                    let finding = self.finding(&DATA_AFTER_END, 0);
                    let finding =
                        finding.found(Phrase::new("a record with values", "một bản ghi có giá trị"));
                    return Err(RowFault::fatal(finding.expected(Phrase::new(
                        "blank records, or ignore_after_end = true",
                        "bản ghi trống, hoặc ignore_after_end = true",
                    ))));
                }
                Verdict::Mark | Verdict::Behind => {
                    self.ending.reached = true;
                    self.tally.after_end += 1;
                    continue;
                }
            }
            self.rows += 1;
            if self.rows > self.most_rows {
                let finding = self.finding(&TOO_MANY_ROWS, 0).expected(self.most_rows.to_string());
                return Err(RowFault::fatal(finding));
            }
            self.check_length()?;
            return self.check_borders().map(|()| true);
        }
    }

    /// The record at hand.
    fn row(&self) -> Result<Row<'_>, Finding> {
        Ok(Row {
            number: self.number,
            offset: Some(self.offset),
            cells: self.cells().collect(),
            extra: self.between(),
            ..Row::default()
        })
    }

    fn tally(&self) -> Tally {
        self.tally
    }

    fn place_in(&self, column: usize, within: usize) -> Option<u64> {
        Some(place_in(self.record(), self.offset, self.cells().nth(column)?, 0, within))
    }
}
