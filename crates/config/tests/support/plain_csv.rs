//! Delimited text without quotes, as far as the tests of samples need it.

use std::io::Write as _;

use lienthong_adapter::rows::{
    Cell, Column, CsvLayout, FormatLayout, Input, Layout, OutCell, OutRow, Output, Row, RowFault, RowFormat,
    RowReader, RowWriter, Tally, WriteContext,
};
use lienthong_adapter::{DecodeError, EncodeError, Limits};

pub(crate) struct PlainCsv;

struct Reader {
    delimiter: u8,
    columns: Vec<Column>,
    lines: Vec<Vec<u8>>,
    next: usize,
}

struct Writer<'a> {
    output: Box<dyn Output + 'a>,
    layout: &'a CsvLayout,
}

fn layout_of(layout: &Layout) -> &CsvLayout {
    match &layout.format {
        FormatLayout::Csv(csv) => csv,
        other => panic!("{other:?} is another format"),
    }
}

impl RowFormat for PlainCsv {
    fn format(&self) -> &'static str {
        "csv"
    }
    fn file_extension(&self) -> &'static str {
        "csv"
    }
    fn media_type(&self) -> &'static str {
        "text/csv"
    }
    fn open<'a>(
        &self,
        mut input: Box<dyn Input + 'a>,
        layout: &'a Layout,
        _: &Limits,
    ) -> Result<Box<dyn RowReader + 'a>, DecodeError> {
        let mut bytes = Vec::new();
        input.read_to_end(&mut bytes).expect("bytes in memory");
        let delimiter = layout_of(layout).delimiter;
        let mut lines = bytes.split(|byte| *byte == b'\n').map(<[u8]>::to_vec);
        let header = String::from_utf8(lines.next().unwrap_or_default()).expect("names are UTF-8");
        let names = header.split(char::from(delimiter));
        let columns = names.map(|name| Column { name: name.to_owned(), ..Column::default() }).collect();
        let lines = lines.filter(|line| !line.is_empty()).collect();
        Ok(Box::new(Reader { delimiter, columns, lines, next: 0 }))
    }
    fn create<'a>(
        &self,
        output: Box<dyn Output + 'a>,
        layout: &'a Layout,
        _: &WriteContext,
    ) -> Result<Box<dyn RowWriter + 'a>, EncodeError> {
        let names: Vec<&str> = layout.columns.iter().map(|column| column.name()).collect();
        let mut writer = Writer { output, layout: layout_of(layout) };
        writer.line(&names);
        Ok(Box::new(writer))
    }
}

impl RowReader for Reader {
    fn columns(&self) -> &[Column] {
        &self.columns
    }
    fn next_row(&mut self) -> Result<Option<Row<'_>>, RowFault> {
        let Some(line) = self.lines.get(self.next) else { return Ok(None) };
        self.next += 1;
        let cells = line.split(|byte| *byte == self.delimiter).map(Cell::Bytes).collect();
        // The header is line 1.
        Ok(Some(Row { number: self.next as u64 + 1, cells, ..Row::default() }))
    }
    fn tally(&self) -> Tally {
        Tally::default()
    }
}

impl Writer<'_> {
    fn line(&mut self, cells: &[&str]) {
        let delimiter = char::from(self.layout.delimiter).to_string();
        let end = if self.layout.lf { "\n" } else { "\r\n" };
        write!(self.output, "{}{end}", cells.join(&delimiter)).expect("bytes in memory");
    }
}

impl RowWriter for Writer<'_> {
    fn write_row(&mut self, row: &OutRow<'_>) -> Result<(), EncodeError> {
        let cells: Vec<&str> =
            row.cells.iter().map(|cell| if let OutCell::Text(text) = cell { *text } else { "" }).collect();
        self.line(&cells);
        Ok(())
    }
    fn finish(&mut self) -> Result<(), EncodeError> {
        Ok(())
    }
}
