//! What an adapter found wrong or odd: a stable reason, the place, what stood there and what was expected.
//!
//! Refusals and warnings are both findings. A reason is a constant of the adapter with its texts in English and
//! Vietnamese, so all that an adapter can say stands in one table, and tests can walk it.

use std::fmt;

use crate::phrase::{Phrase, Say};

/// A kind of finding. `code` is stable: programs compare it.
#[derive(Debug, PartialEq, Eq)]
pub struct Reason {
    /// Upper-case words joined by underscores, e.g. `DUPLICATE_ELEMENT`.
    pub code: &'static str,
    /// English text; `{found}` and `{expected}` stand for the data of the finding.
    pub en: &'static str,
    /// Vietnamese text with the same placeholders.
    pub vi: &'static str,
}

/// Where in the input. Every part is known or left out; nothing is guessed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// The element or field, from the outside in, e.g. `MessageHeader/From/OrganId`.
    pub path: Option<String>,
    /// Bytes before it.
    pub offset: Option<u64>,
    /// Line, from 1.
    pub line: Option<u64>,
    /// Column in bytes, from 1.
    pub column: Option<u64>,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// The row of a table or the number of an element, as the program that made the file shows it.
    pub row: Option<u64>,
    /// Whether that is the number of a record that is written, and no row of a file.
    pub is_record: bool,
    /// The column of a table, by its name and, in sheets, its letter.
    pub field: Option<String>,
    /// The number of a column that the mapping does not name, from 1.
    pub number: Option<u64>,
}

/// One thing found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What kind of thing.
    pub reason: &'static Reason,
    /// Where. In a box, so that a result with a finding stays small on the way where nothing is wrong.
    pub place: Box<Place>,
    /// What stood there, shortened by [`excerpt`]. Never a name or a number of a person.
    pub found: Option<String>,
    /// What stood there as whoever sent it may see it, where `found` says less.
    pub for_sender: Option<Box<Phrase>>,
    /// What would have been right.
    pub expected: Option<String>,
    /// The same two in Vietnamese, where they are words and not data.
    pub vietnamese: Option<Box<Words>>,
    /// Whether what stood there is said in words of ours, with nothing of the input among them.
    pub found_is_ours: bool,
}

/// The data of a finding in another language.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Words {
    /// What stood there.
    pub found: Option<String>,
    /// What would have been right.
    pub expected: Option<String>,
}

/// Longest excerpt of the input in a finding, in characters.
pub(crate) const MAX_EXCERPT: usize = 80;
/// Longest path and expectation in a finding, in characters. They may hold parts of the input, such as ids.
const MAX_CONTEXT: usize = 200;

/// `text` as it may stand in a message: without control characters, at most 80 characters.
pub fn excerpt(text: &str) -> String {
    shorten(text, MAX_EXCERPT)
}

fn shorten(text: &str, most: usize) -> String {
    let mut short: String = text.chars().take(most).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(most).is_some() {
        short.push('…');
    }
    short
}

impl Finding {
    /// A finding of `reason` without place and data.
    pub fn new(reason: &'static Reason) -> Self {
        Self {
            reason,
            place: Box::default(),
            found: None,
            for_sender: None,
            expected: None,
            vietnamese: None,
            found_is_ours: false,
        }
    }
    /// With what stood there.
    #[must_use]
    pub fn found(mut self, what: impl Say) -> Self {
        let is_ours = what.is_ours();
        self = match what.vi() {
            Some(vi) => self.found_in(what.en(), vi),
            None => Self { found: Some(excerpt(what.en())), ..self },
        };
        self.found_is_ours = is_ours;
        self
    }
    /// With what stood there, in a sentence of ours that may be longer than an excerpt.
    #[must_use]
    pub fn long_found(mut self, text: impl AsRef<str>) -> Self {
        self.found = Some(shorten(text.as_ref(), MAX_CONTEXT));
        self.found_is_ours = false;
        self
    }
    /// With what would have been right.
    #[must_use]
    pub fn expected(mut self, what: impl Say) -> Self {
        self.expected = Some(shorten(what.en(), MAX_CONTEXT));
        if let Some(vi) = what.vi() {
            self.vietnamese.get_or_insert_default().expected = Some(shorten(vi, MAX_CONTEXT));
        }
        self
    }
    /// With what stood there, in words of both languages.
    #[must_use]
    pub fn found_in(mut self, en: impl AsRef<str>, vi: impl AsRef<str>) -> Self {
        self = self.long_found(en);
        self.vietnamese.get_or_insert_default().found = Some(shorten(vi.as_ref(), MAX_CONTEXT));
        self
    }
    /// With what would have been right, in words of both languages.
    #[must_use]
    pub fn expected_in(mut self, en: impl AsRef<str>, vi: impl AsRef<str>) -> Self {
        self = self.expected(en.as_ref());
        self.vietnamese.get_or_insert_default().expected = Some(shorten(vi.as_ref(), MAX_CONTEXT));
        self
    }
    /// With the byte offset; [`Place::locate`] adds line and column.
    #[must_use]
    pub fn at(mut self, offset: usize) -> Self {
        self.place.offset = Some(offset as u64);
        self
    }
    /// With the byte offset, where it is known and the finding has none.
    #[must_use]
    pub fn before(mut self, offset: Option<u64>) -> Self {
        self.place.offset = self.place.offset.or(offset);
        self
    }
    /// With the path of the element or field.
    #[must_use]
    pub fn path(mut self, path: impl AsRef<str>) -> Self {
        self.place.path = Some(shorten(path.as_ref(), MAX_CONTEXT));
        self
    }
    /// With the row, as the program that made the file shows it.
    #[must_use]
    pub fn row(mut self, number: u64) -> Self {
        (self.place.row, self.place.is_record) = (Some(number), false);
        self
    }
    /// With the number of the record that is written, from 1.
    #[must_use]
    pub fn record(mut self, number: u64) -> Self {
        (self.place.row, self.place.is_record) = (Some(number), true);
        self
    }
    /// With the column of a table.
    #[must_use]
    pub fn field(mut self, name: impl AsRef<str>) -> Self {
        self.place.field = Some(excerpt(name.as_ref()));
        self
    }
    /// With the number of a column that the mapping does not name, from 1.
    #[must_use]
    pub fn number(mut self, number: u64) -> Self {
        self.place.number = Some(number);
        self
    }
    /// With the sheet of a workbook.
    #[must_use]
    pub fn sheet(mut self, name: impl AsRef<str>) -> Self {
        self.place.sheet = Some(excerpt(name.as_ref()));
        self
    }
    /// With the sheet of a workbook, where its rows stand in one and the finding names none.
    #[must_use]
    pub fn within(self, sheet: Option<&str>) -> Self {
        match sheet {
            Some(name) if self.place.sheet.is_none() => self.sheet(name),
            _ => self,
        }
    }
    /// The whole text in English.
    pub fn message_en(&self) -> String {
        let data = [&self.found, &self.expected];
        self.fill(
            self.reason.en,
            data,
            "nothing",
            ["sheet", "row", "record", "field", "line", "column", "byte", "at"],
        )
    }
    /// The whole text in Vietnamese.
    pub fn message_vi(&self) -> String {
        let words = self.vietnamese.as_deref();
        let found = words.map(|words| &words.found).filter(|text| text.is_some()).unwrap_or(&self.found);
        let expected =
            words.map(|words| &words.expected).filter(|text| text.is_some()).unwrap_or(&self.expected);
        self.fill(
            self.reason.vi,
            [found, expected],
            "không có gì",
            ["trang tính", "dòng", "bản ghi", "cột", "hàng văn bản", "vị trí", "byte", "tại"],
        )
    }

    fn fill(
        &self,
        template: &str,
        [found, expected]: [&Option<String>; 2],
        nothing: &str,
        [sheet, row, record, field, line, column, byte, at]: [&str; 8],
    ) -> String {
        let mut text = String::with_capacity(template.len() + 64);
        let mut rest = template;
        while let Some(start) = rest.find('{') {
            text.push_str(&rest[..start]);
            rest = &rest[start..];
            let (value, length) = if rest.starts_with("{found}") {
                (found, "{found}".len())
            } else if rest.starts_with("{expected}") {
                (expected, "{expected}".len())
            } else {
                text.push('{');
                rest = &rest[1..];
                continue;
            };
            text.push_str(value.as_deref().unwrap_or(nothing));
            rest = &rest[length..];
        }
        text.push_str(rest);
        let place = &self.place;
        let parts: Vec<String> = [
            place.sheet.as_ref().map(|name| format!("{sheet} {name}")),
            place.row.map(|n| format!("{} {n}", if place.is_record { record } else { row })),
            place.field.as_ref().map(|name| format!("{field} {name}")),
            place.line.map(|n| format!("{line} {n}")),
            place.column.map(|n| format!("{column} {n}")),
            place.offset.map(|n| format!("{byte} {n}")),
            place.path.as_ref().map(|path| format!("{at} {path}")),
        ]
        .into_iter()
        .flatten()
        .collect();
        if !parts.is_empty() {
            text.push_str(&format!(" ({})", parts.join(", ")));
        }
        text
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message_en())
    }
}

impl Place {
    /// Adds line and column of the offset in `input`.
    pub fn locate(&mut self, input: &[u8]) {
        let Some(offset) = self.offset else { return };
        let before = &input[..usize::try_from(offset).unwrap_or(usize::MAX).min(input.len())];
        let line_start = before.iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1);
        self.line = Some(1 + before[..line_start].iter().filter(|b| **b == b'\n').count() as u64);
        self.column = Some(1 + (before.len() - line_start) as u64);
    }

    /// [`Place::locate`] for many places with one pass over `input`, so that many findings in a large input stay
    /// cheap.
    pub fn locate_all<'a>(places: impl IntoIterator<Item = &'a mut Self>, input: &[u8]) {
        let mut places: Vec<(usize, &mut Self)> = places
            .into_iter()
            .filter_map(|p| Some((usize::try_from(p.offset?).ok()?.min(input.len()), p)))
            .collect();
        places.sort_by_key(|(offset, _)| *offset);
        let (mut done, mut line, mut line_start) = (0, 1, 0);
        for (offset, place) in places {
            let step = &input[done..offset];
            line += step.iter().filter(|b| **b == b'\n').count() as u64;
            line_start = step.iter().rposition(|b| *b == b'\n').map_or(line_start, |at| done + at + 1);
            done = offset;
            place.line = Some(line);
            place.column = Some(1 + (offset - line_start) as u64);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REASON: Reason =
        Reason { code: "ODD", en: "found {found}, not {expected}", vi: "có {found}, cần {expected}" };

    #[test]
    fn a_message_names_the_data_and_the_place_in_both_languages() {
        let mut finding = Finding::new(&REASON).found("a\u{0}{expected}").expected("b").at(4).path("X/Y");
        finding.place.locate(b"ab\ncd");
        assert_eq!(finding.message_en(), "found a {expected}, not b (line 2, column 2, byte 4, at X/Y)");
        assert_eq!(
            finding.message_vi(),
            "có a {expected}, cần b (hàng văn bản 2, vị trí 2, byte 4, tại X/Y)"
        );
        assert_eq!(Finding::new(&REASON).to_string(), "found nothing, not nothing");
    }

    #[test]
    fn locating_one_by_one_and_all_at_once_agree() {
        let input = b"one\n\ntwo\r\nthree";
        for offset in 0..=input.len() + 2 {
            let mut one = Place { offset: Some(offset as u64), ..Place::default() };
            let mut all = [one.clone(), Place { offset: Some(2), ..Place::default() }, Place::default()];
            one.locate(input);
            Place::locate_all(&mut all, input);
            assert_eq!(all[0], one, "{offset}");
            assert_eq!(all[2], Place::default());
        }
    }

    #[test]
    fn an_excerpt_is_short() {
        assert_eq!(excerpt(&"ặ".repeat(81)).chars().count(), 81);
        assert_eq!(excerpt("a\r\nb"), "a  b");
        let long = "x".repeat(1_000_000);
        let finding = Finding::new(&REASON).found(&long).expected(&long).path(&long);
        assert!(finding.message_en().len() < 1_000, "no finding echoes the input");
    }
}
