//! What one column holds, counted value by value in bounded memory.

use std::collections::BTreeMap;

use lienthong_adapter::mapping::DateForm;
use lienthong_adapter::rows::{Cell, Column, time_text};
use lienthong_vntext::Charset;
use lienthong_vntext::detect::{Detection, Detector};

use crate::amounts::Amounts;
use crate::calendar::Calendar;
use crate::controls::Controls;
use crate::forms::date_forms;
use crate::gaps::Gaps;
use crate::guess::charset_of;
use crate::lengths::Lengths;
use crate::nonsense::Nonsense;
use crate::packed::Packed;
use crate::partial::Partial;
use crate::parts::Parts;
use crate::passed::{self, Passed, is_an_old_font};
use crate::personal::{is_number_of_a_person, least_digits};
use crate::strays::Strays;
use crate::suspicion::{KEPT_ROWS, Suspicion};
use crate::suspicious;
use crate::values::narrow;
use crate::within::Within;

/// Distinct values that are remembered.
const MAX_DISTINCT: usize = 200;
/// Bytes of a value that are remembered.
const MAX_VALUE: usize = 200;
/// Distinct words that must speak for an old font; a few names of Latin letters alone prove nothing.
pub(crate) const MIN_WORDS: usize = 5;
/// Digits that a number of a sheet or of JSON keeps.
const CERTAIN_DIGITS: usize = 15;

/// What one column holds.
#[derive(Debug)]
pub struct Profile {
    /// The column.
    pub column: Column,
    /// Cells by what they are.
    pub cells: Cells,
    /// Distinct values with how often each stands; the first that came.
    pub distinct: BTreeMap<Vec<u8>, u64>,
    /// Whether there were more of them.
    pub has_more: bool,
    /// Fewest and most bytes of a value that is not blank.
    pub bytes: (usize, usize),
    /// Whether all values are ASCII digits.
    pub all_digits: bool,
    /// Whether a value begins with 0 and has more digits.
    pub leading_zeros: bool,
    /// Date forms that all values have so far.
    pub dates: Vec<DateForm>,
    /// Values that are by themselves something of a person: identity numbers, telephones, addresses of mail.
    pub personal: u64,
    /// Most digits behind the point of a number.
    pub scale: usize,
    /// Whether text stands there that is Unicode for sure, and no old font in the place of Unicode.
    pub is_unicode: bool,
    /// The first rows with an empty text.
    empty_texts: Vec<u64>,
    /// Values that are documents in base64, by what these are.
    pub packed: BTreeMap<Packed, u64>,
    /// The first text that is a document of XML, as markup or in base64.
    pub(crate) within: Option<Within>,
    /// What is odd, with the first rows where it is.
    pub suspicions: BTreeMap<Suspicion, Vec<u64>>,
    /// The old font whose letters were saved as UTF-8.
    pub old_font: Option<Charset>,
    pub(crate) passed: Passed,
    /// What Unicode text would be as the bytes of an old font, where it has too few words to tell.
    pub(crate) few: Option<Detection>,
    /// The old font of a neighbour that reads it.
    pub(crate) neighbour: Option<Charset>,
    /// Lines that have no value here and are no rows.
    pub(crate) excused: u64,
    /// Which charset the bytes are.
    pub charset: Option<Detection>,
    /// Values that are digits alone, by how many.
    lengths: Lengths,
    /// The values as sums and measures.
    pub(crate) amounts: Amounts,
    pub(crate) gaps: Gaps,
    /// How letters with marks stand in texts that are Unicode.
    pub(crate) parts: Parts,
    controls: Controls,
    strays: Strays,
    nonsense: Nonsense,
    pub(crate) calendar: Calendar,
    partial: Partial,
    /// Numbers that are years, as a cell of a sheet holds them.
    pub(crate) year_cells: u64,
    /// Whether texts came as Unicode, and not as bytes.
    pub(crate) has_text: bool,
    detector: Option<Detector>,
    /// The bytes that the characters may be, of sheets whose text was written under an old font; nothing once a
    /// character came that is no such byte.
    narrow: Option<Detector>,
}

/// Cells by what they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cells {
    /// There is none.
    pub absent: u64,
    /// Nothing but white space.
    pub blank: u64,
    /// Text or bytes.
    pub text: u64,
    /// Numbers of the format.
    pub number: u64,
    /// Those of them that are whole, of at most 15 digits: they may stand for text.
    pub whole: u64,
    /// Dates of the format.
    pub date: u64,
    /// Those of them that have a time.
    pub timed: u64,
    /// Logical values.
    pub boolean: u64,
    /// Errors.
    pub error: u64,
}

impl Profile {
    /// Nothing seen yet.
    pub fn new(column: Column) -> Self {
        Self {
            column,
            cells: Cells::default(),
            distinct: BTreeMap::new(),
            has_more: false,
            bytes: (usize::MAX, 0),
            all_digits: true,
            lengths: Lengths::default(),
            amounts: Amounts::default(),
            gaps: Gaps::default(),
            parts: Parts::default(),
            controls: Controls::default(),
            strays: Strays::default(),
            nonsense: Nonsense::default(),
            leading_zeros: false,
            dates: date_forms(),
            personal: 0,
            scale: 0,
            is_unicode: false,
            empty_texts: Vec::new(),
            calendar: Calendar::default(),
            partial: Partial::default(),
            year_cells: 0,
            has_text: false,
            packed: BTreeMap::new(),
            within: None,
            suspicions: BTreeMap::new(),
            excused: 0,
            old_font: None,
            passed: Passed::new(),
            few: None,
            neighbour: None,
            charset: None,
            detector: Some(Detector::new()),
            narrow: Some(Detector::new()),
        }
    }

    /// Looks at one cell.
    pub fn add(&mut self, cell: Cell<'_>, row: u64) {
        self.gaps.add(cell.is_blank(), row);
        if cell.is_blank() {
            match cell {
                Cell::Absent => self.cells.absent += 1,
                _ => {
                    self.cells.blank += 1;
                    if self.empty_texts.len() < KEPT_ROWS {
                        self.empty_texts.push(row);
                    }
                }
            }
            return;
        }
        match cell {
            Cell::Text(text) => {
                self.cells.text += 1;
                self.has_text = true;
                self.text(text.as_bytes(), Some(text), row);
                match (narrow(text), &mut self.narrow) {
                    (Some(bytes), Some(detector)) => detector.add(&bytes),
                    (None, narrow) if !text.is_ascii() => {
                        *narrow = None;
                        self.is_unicode = true;
                    }
                    _ => {}
                }
            }
            Cell::Digits(digits) => {
                self.cells.text += 1;
                self.text(digits.as_bytes(), Some(digits), row);
            }
            Cell::Bytes(bytes) => {
                self.cells.text += 1;
                let text = std::str::from_utf8(bytes).ok();
                self.text(bytes, text, row);
                self.strays.add(bytes, row, KEPT_ROWS);
                self.nonsense.add(bytes, row, KEPT_ROWS);
                self.detect(bytes);
                if let Some(text) = text {
                    self.passed.add(text, row);
                }
            }
            Cell::Number(text) => {
                self.cells.number += 1;
                self.year_cells += u64::from(self.partial.add(text));
                if text.contains(['e', 'E']) {
                    self.suspect(Suspicion::Exponent, row);
                }
                // A table with declared columns holds the digits themselves, other files a rounded number.
                let is_certain = self.column.declared.is_some()
                    || text.bytes().filter(u8::is_ascii_digit).count() <= CERTAIN_DIGITS;
                // Behind the point of what a sheet has calculated, digits say nothing of what somebody wrote.
                if !is_certain && !text.contains('.') {
                    self.suspect(Suspicion::TooManyDigits, row);
                }
                self.cells.whole += u64::from(is_certain && text.bytes().all(|byte| byte.is_ascii_digit()));
                self.scale = self.scale.max(text.split_once('.').map_or(0, |(_, behind)| behind.len()));
                // CCCD that has lost its zero, or not.
                self.personal +=
                    u64::from(matches!(text.len(), 11 | 12) && text.bytes().all(|b| b.is_ascii_digit()));
                self.lengths.add(text, row);
                self.value(text.as_bytes());
            }
            Cell::Date(at) => {
                self.cells.date += 1;
                let midnight = (at.hour(), at.minute(), at.second(), at.subsec_nanosecond()) == (0, 0, 0, 0);
                self.cells.timed += u64::from(!midnight);
            }
            Cell::Time(time) => {
                let text = time_text(time);
                self.cells.text += 1;
                self.text(text.as_bytes(), Some(&text), row);
            }
            Cell::Bool(_) => self.cells.boolean += 1,
            Cell::Error(_) | Cell::Misfit(..) | Cell::Unreadable(_) => {
                self.cells.error += 1;
                self.suspect(Suspicion::of_cell(&cell), row);
            }
            Cell::Absent => {}
        }
    }

    /// No more cells.
    pub fn finish(&mut self) {
        // Cells of a sheet that hold an empty text were written by somebody; elsewhere a blank is how nothing stands.
        if self.column.letter.is_some() && self.filled() == 0 && !self.empty_texts.is_empty() {
            self.suspicions.insert(Suspicion::EmptyTexts, std::mem::take(&mut self.empty_texts));
        }
        self.charset = self.detector.take().filter(|_| !self.has_text).map(Detector::finish);
        let narrow = self.narrow.take().map(Detector::finish);
        match narrow {
            Some(narrow) if narrow.marked_values > 0 && self.reads_alike(&narrow) => self.is_unicode = true,
            Some(narrow) if is_an_old_font(&narrow) => self.charset = Some(narrow),
            narrow => self.few = narrow.filter(|narrow| narrow.marked_values > 0),
        }
        if !self.suspicions.contains_key(&Suspicion::DoubleEncoded) {
            let (font, few) = self.passed.finish(&self.distinct);
            self.few = self.few.take().or(few);
            font.into_iter().for_each(|font| self.tell_font(font));
        }
        let are_dates = self.calendar.finish(self.cells.date + self.partial.count(), &mut self.dates);
        if self.partial.count() > 0 {
            self.partial.join(&mut self.dates, self.calendar.has_any(), self.cells.date > 0);
        }
        if self.cells.text + self.year_cells == 0 || !are_dates {
            self.dates.clear();
            self.suspicions.remove(&Suspicion::ImpossibleDate);
        }
        if let Some(rows) = self.lengths.without_a_zero().filter(|_| self.all_digits) {
            self.suspicions.insert(Suspicion::LostZero, rows.to_vec());
        }
        let odd = self.controls.odd(charset_of(self).map(|(charset, _)| charset), KEPT_ROWS);
        if !odd.is_empty() {
            let rows = self.suspicions.entry(Suspicion::Control).or_default();
            rows.extend(odd);
            rows.sort_unstable();
            rows.dedup();
            rows.truncate(KEPT_ROWS);
        }
        if self.is_mixed() {
            self.suspicions.entry(Suspicion::Mixed).or_default();
        }
    }

    /// Whether all texts are dates that say a day.
    pub(crate) fn texts_are_days(&self) -> bool {
        !self.dates.iter().all(DateForm::says_less_than_a_day)
    }

    /// Whether cells of several kinds stand there that no field takes together. Whole numbers may stand for text, and
    /// texts for dates.
    fn is_mixed(&self) -> bool {
        let cells = &self.cells;
        let kinds = [cells.text > 0, cells.number > 0, cells.date > 0, cells.boolean > 0];
        let only_whole = cells.date == 0 && cells.boolean == 0 && cells.number == cells.whole;
        let only_dates = cells.number == self.year_cells && cells.boolean == 0 && self.texts_are_days();
        kinds.into_iter().filter(|is| *is).count() > 1 && !only_whole && !only_dates
    }

    /// Whether Unicode text is that of an old font: more words than a few say so.
    pub(crate) fn is_old_font_in_text(&self) -> bool {
        self.has_text && (self.charset.is_some() || self.neighbour.is_some())
    }

    /// Whether texts stand there that are no numbers and no dates.
    pub(crate) fn has_words(&self) -> bool {
        self.cells.text > 0 && !self.all_digits && self.dates.is_empty()
    }

    /// Cells with a value.
    pub fn filled(&self) -> u64 {
        let cells = &self.cells;
        cells.text + cells.number + cells.date + cells.boolean + cells.error
    }

    fn detect(&mut self, bytes: &[u8]) {
        if let Some(detector) = &mut self.detector {
            detector.add(bytes);
        }
    }

    fn text(&mut self, bytes: &[u8], text: Option<&str>, row: u64) {
        let trimmed = trim(bytes);
        self.value(trimmed);
        self.amounts.add(trimmed);
        if let Some(kind) = Packed::of(trimmed) {
            self.packed(kind, trimmed);
            return;
        }
        if trimmed.len() < bytes.trim_ascii_end().len() || bytes.starts_with(b"\xc2\xa0") {
            self.suspect(Suspicion::OuterSpace, row);
        }
        self.controls.add(trimmed, row, KEPT_ROWS);
        let Ok(ascii) = std::str::from_utf8(trimmed) else {
            self.all_digits = false;
            self.dates.clear();
            return;
        };
        self.personal += u64::from(is_number_of_a_person(ascii));
        let is_digits = ascii.bytes().all(|byte| byte.is_ascii_digit());
        self.all_digits &= is_digits;
        self.lengths.add(ascii, row);
        self.leading_zeros |= is_digits && ascii.len() > 1 && ascii.starts_with('0');
        let is_whole = !self.dates.is_empty() && !self.partial.add(ascii);
        if is_whole && self.calendar.add(ascii, row, &mut self.dates) {
            self.suspect(Suspicion::ImpossibleDate, row);
        }
        for what in suspicious::in_value(ascii) {
            self.suspect(what, row);
        }
        if let Some(text) = text {
            self.parts.add(text);
            if self.within.is_none() {
                self.within = Within::text(text);
            }
            if let Some(found) = suspicious::damage(text) {
                self.suspect(found, row);
            }
        }
    }

    /// A document in base64 is no number, date or word, whatever its letters are.
    fn packed(&mut self, kind: Packed, value: &[u8]) {
        *self.packed.entry(kind).or_default() += 1;
        self.all_digits = false;
        self.dates.clear();
        if self.within.is_none() {
            self.within = Within::packed(kind, value);
        }
    }

    fn value(&mut self, value: &[u8]) {
        self.bytes = (self.bytes.0.min(value.len()), self.bytes.1.max(value.len()));
        let short = beginning(value);
        if let Some(count) = self.distinct.get_mut(short) {
            *count += 1;
        } else if self.distinct.len() < MAX_DISTINCT {
            self.distinct.insert(short.to_vec(), 1);
        } else {
            self.has_more = true;
        }
    }

    /// Tells the rows of numbers that are shorter than those that the name of the column says.
    pub(crate) fn tell_lost_zeros(&mut self) {
        let Some(least) = least_digits(&self.column.name) else { return };
        let rows = self.lengths.short_of(least);
        if !rows.is_empty() {
            self.suspicions.entry(Suspicion::LostZero).or_insert(rows);
        }
    }

    /// The charset of the column is known: tells the rows that it cannot read, and those that it reads as nonsense.
    pub(crate) fn tell_strays(&mut self, charset: Charset) {
        let all = [
            (Suspicion::OtherCharset, self.strays.of(charset)),
            (Suspicion::OtherWords, self.nonsense.of(charset)),
        ];
        for (what, rows) in all.into_iter().filter(|(_, rows)| !rows.is_empty()) {
            self.suspicions.insert(what, rows.to_vec());
        }
    }

    /// Whether the letters are the same in the font as they stand: VISCII has those of windows-1252 where these are
    /// Vietnamese.
    fn reads_alike(&self, narrow: &Detection) -> bool {
        let Some(font) = narrow.ranked.first().map(|score| score.charset) else { return false };
        let alike = |text: &str| text.is_ascii() || passed::read(text, font).as_deref() == Some(text);
        self.distinct.keys().all(|value| std::str::from_utf8(value).is_ok_and(alike))
    }

    pub(crate) fn suspect(&mut self, what: Suspicion, row: u64) {
        let rows = self.suspicions.entry(what).or_default();
        if rows.len() < KEPT_ROWS {
            rows.push(row);
        }
    }
}

/// What is remembered of a value, without half a letter of UTF-8 at its end: no charset would read that.
fn beginning(value: &[u8]) -> &[u8] {
    if value.len() <= MAX_VALUE {
        return value;
    }
    let whole = std::str::from_utf8(value).map_or(MAX_VALUE, |text| text.floor_char_boundary(MAX_VALUE));
    &value[..whole]
}

/// Without white space at both ends; a form feed is a control character of a printer.
fn trim(bytes: &[u8]) -> &[u8] {
    let is_blank = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n');
    let start = bytes.iter().position(|byte| !is_blank(byte)).unwrap_or(bytes.len());
    let end = bytes.iter().rposition(|byte| !is_blank(byte)).map_or(start, |at| at + 1);
    let bytes = &bytes[start..end];
    let bytes = bytes.strip_prefix(b"\xc2\xa0").unwrap_or(bytes);
    bytes.strip_suffix(b"\xc2\xa0").unwrap_or(bytes)
}
