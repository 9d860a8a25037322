//! Rows to delimited text.
//!
//! # What holds
//!
//! * A field is quoted only where it must be: it holds the delimiter, a quote or a line end, or would be taken for the
//!   line `sep=;`.
//! * What reading would not give back is refused: a row without any value, a row that would end the table, a text that
//!   needs quotes where there are none.

use lienthong_adapter::rows::{
    Cell, Column, ColumnLayout, CsvLayout, HeaderRule, Layout, OutCell, OutRow, Output, RowWriter,
};
use lienthong_adapter::{EncodeError, Finding, Phrase, phrase};
use lienthong_vntext::Charset;

use crate::ending::Ending;
use crate::reasons::{CHARSET_NOT_OF_BYTES, CSV_FORMULA, CSV_HEADER_PARTS, CSV_NEEDS_QUOTES};
use crate::text_cell;

/// Bytes that are collected before they are given to the output.
const PIECE: usize = 64 << 10;

/// Writes rows as delimited text.
pub(crate) struct CsvWriter<'a> {
    output: Box<dyn Output + 'a>,
    csv: &'a CsvLayout,
    layout: &'a Layout,
    /// Text in the charsets of the columns, or in UTF-8 where the file is UTF-16.
    buffer: Vec<u8>,
    /// One cell.
    cell: Vec<u8>,
    wide: bool,
    /// The bytes for which a field needs quotes.
    special: [bool; 256],
    ending: Ending<'a>,
    /// Whether nothing was written yet: a first line can be `sep=;`.
    first: bool,
}

impl<'a> CsvWriter<'a> {
    pub(crate) fn create(
        output: Box<dyn Output + 'a>,
        csv: &'a CsvLayout,
        layout: &'a Layout,
    ) -> Result<Self, EncodeError> {
        let wide = !layout.charset.is_ascii_compatible();
        let other = |column: &&ColumnLayout| {
            let charset = text_cell::charset_of(column, layout);
            if wide { charset != layout.charset } else { !charset.is_ascii_compatible() }
        };
        if let Some(column) = layout.columns.iter().find(other) {
            let charset = text_cell::charset_of(column, layout);
            let expected =
                phrase!("a column in a file of {}", "một cột trong tệp dùng bảng mã {}", layout.charset);
            let finding = Finding::new(&CHARSET_NOT_OF_BYTES).found(charset.name()).expected(expected);
            return Err(finding.field(column.name()).into());
        }
        let names: Vec<Column> = layout.columns.iter().zip(1..).map(|pair| named(pair, csv)).collect();
        let ending = Ending::new(&csv.end, &names).map_err(|error| error.finding().clone())?;
        let mut special = [false; 256];
        for byte in [csv.delimiter, b'\r', b'\n'].into_iter().chain(csv.quote) {
            special[usize::from(byte)] = true;
        }
        let (buffer, cell) = (Vec::new(), Vec::new());
        let mut writer = Self { output, csv, layout, buffer, cell, wide, special, ending, first: true };
        if csv.bom && (wide || matches!(layout.charset, Charset::Utf8 | Charset::Utf8Nfd)) {
            // Becomes the mark of UTF-16 where the file is that.
            writer.buffer.extend_from_slice(&[0xEF, 0xBB, 0xBF]);
        }
        writer.header()?;
        Ok(writer)
    }

    /// Writes the rows of the header where reading looks for them.
    fn header(&mut self) -> Result<(), EncodeError> {
        let header = &self.csv.header;
        let above = match header.rule {
            HeaderRule::Absent => return Ok(()),
            HeaderRule::Row(number) => number.saturating_sub(1),
            HeaderRule::Find(_) => 0,
        };
        (0..above).for_each(|_| self.end_line());
        let rows = usize::from(header.rows.max(1));
        let layout = self.layout;
        for row in 0..rows {
            for (at, column) in layout.columns.iter().enumerate() {
                let name = column.name();
                let parts = if rows == 1 { 1 } else { name.split(" / ").count() };
                if parts > rows {
                    let finding = Finding::new(&CSV_HEADER_PARTS).found(name);
                    return Err(finding.expected(rows.to_string()).into());
                }
                let part = if rows == 1 { name } else { name.split(" / ").nth(row).unwrap_or_default() };
                self.cell.clear();
                text_cell::encode(part, self.charset(layout.charset), &mut self.cell)
                    .and_then(|()| self.field(at))
                    .map_err(|finding| finding.field(name))?;
            }
            self.end_line();
        }
        Ok(())
    }

    /// The charset in which texts go into the buffer.
    fn charset(&self, charset: Charset) -> Charset {
        if self.wide { Charset::Utf8 } else { charset }
    }

    /// Writes the cell at hand as field `at` of its row.
    fn field(&mut self, at: usize) -> Result<(), Finding> {
        let CsvLayout { delimiter, quote, .. } = *self.csv;
        if at > 0 {
            self.buffer.push(delimiter);
        }
        let is_separator_line = at == 0
            && self.first
            && self.cell.get(..4).is_some_and(|cell| cell.eq_ignore_ascii_case(b"sep="));
        let special = |byte: &u8| self.special[usize::from(*byte)];
        let special = self.cell.iter().copied().find(special).or(is_separator_line.then_some(b'='));
        match (special, quote) {
            (None, _) => self.buffer.extend_from_slice(&self.cell),
            (Some(_), Some(quote)) => {
                self.buffer.push(quote);
                for byte in &self.cell {
                    if *byte == quote {
                        self.buffer.push(quote);
                    }
                    self.buffer.push(*byte);
                }
                self.buffer.push(quote);
            }
            (Some(byte), None) => {
                let found = format!("{:?}", char::from(byte));
                return Err(Finding::new(&CSV_NEEDS_QUOTES)
                    .found(found)
                    .expected(Phrase::new("no quotes", "không có dấu nháy")));
            }
        }
        Ok(())
    }

    fn end_line(&mut self) {
        self.buffer.extend_from_slice(if self.csv.lf { b"\n" } else { b"\r\n" });
        self.first = false;
    }

    fn cell(&mut self, at: usize, cell: &OutCell<'_>, column: &ColumnLayout) -> Result<(), Finding> {
        self.cell.clear();
        let charset = self.charset(text_cell::charset_of(column, self.layout));
        text_cell::append(cell, charset, &mut self.cell)?;
        if let Some(most) = text_cell::most_bytes(column.kind) {
            let length = match cell {
                OutCell::Text(text) if self.wide => 2 * text.encode_utf16().count(),
                _ => self.cell.len(),
            };
            text_cell::check_width(length, most)?;
        }
        if let OutCell::Text(text) = cell
            && self.csv.excel_safe
            && let Some(sign) = runs_in_a_spreadsheet(text)
        {
            return Err(Finding::new(&CSV_FORMULA).found(format!("{sign:?}")).expected("excel_safe = false"));
        }
        self.field(at)
    }

    fn flush(&mut self, all: bool) -> Result<(), EncodeError> {
        if self.wide {
            let text = std::str::from_utf8(&self.buffer).expect("texts were written as UTF-8");
            let units = text.encode_utf16();
            self.cell.clear();
            match self.layout.charset {
                Charset::Utf16Be => self.cell.extend(units.flat_map(u16::to_be_bytes)),
                _ => self.cell.extend(units.flat_map(u16::to_le_bytes)),
            }
            text_cell::hand_over(&mut *self.output, &self.cell, all)?;
        } else {
            text_cell::hand_over(&mut *self.output, &self.buffer, all)?;
        }
        self.buffer.clear();
        Ok(())
    }
}

impl RowWriter for CsvWriter<'_> {
    fn write_row(&mut self, row: &OutRow<'_>) -> Result<(), EncodeError> {
        let placed = |finding: Finding| EncodeError::from(finding.row(row.number));
        let (mut has_values, mut is_end) = (false, false);
        for (at, (cell, column)) in row.cells.iter().zip(&self.layout.columns).enumerate() {
            self.cell(at, cell, column).map_err(|finding| placed(finding.field(column.name())))?;
            has_values |= !self.cell.iter().all(u8::is_ascii_whitespace);
            let charset = self.charset(text_cell::charset_of(column, self.layout));
            is_end |= self.ending.is_end(at, &Cell::Bytes(&self.cell), charset);
        }
        if !has_values {
            return Err(placed(text_cell::row_without_values()));
        }
        if is_end {
            return Err(placed(text_cell::row_ends_table()));
        }
        self.end_line();
        if self.buffer.len() >= PIECE {
            self.flush(false)?;
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<(), EncodeError> {
        self.flush(true)
    }
}

/// A column as reading will call it: by its number where there is no header.
fn named((column, number): (&ColumnLayout, usize), csv: &CsvLayout) -> Column {
    let name = match csv.header.rule {
        HeaderRule::Absent => number.to_string(),
        _ => column.name().to_owned(),
    };
    Column { name, ..Column::default() }
}

/// The sign for which a spreadsheet would run `text`, or change it: `+84…` is a number without its plus there. Plain
/// negative numbers, and a dash alone, stay what they are.
fn runs_in_a_spreadsheet(text: &str) -> Option<char> {
    let first = text.trim_start().chars().next().filter(|c| matches!(c, '=' | '+' | '-' | '@'))?;
    let rest = text.trim().strip_prefix('-');
    let is_number =
        rest.is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b','));
    (!is_number).then_some(first)
}
