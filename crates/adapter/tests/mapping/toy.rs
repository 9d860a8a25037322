//! A format for the tests of mappings: lines of cells between bars, the names first.

use std::io::Write as _;

use lienthong_adapter::mapping::reasons::{CELL_TOO_LARGE, DAMAGED_TEXT};
use lienthong_adapter::rows::{
    Cell, Column, Input, Layout, OutCell, OutRow, Output, Row, RowFault, RowFormat, RowReader, RowWriter,
    Tally, WriteContext,
};
use lienthong_adapter::{DecodeError, EncodeError, Finding, Limits};

pub struct Toy;

struct Reader {
    columns: Vec<Column>,
    lines: Vec<Vec<u8>>,
    next: usize,
}

struct Writer<'a> {
    output: Box<dyn Output + 'a>,
    layout: &'a Layout,
}

impl RowFormat for Toy {
    fn format(&self) -> &'static str {
        "csv"
    }
    fn file_extension(&self) -> &'static str {
        "toy"
    }
    fn media_type(&self) -> &'static str {
        "text/plain"
    }
    fn open<'a>(
        &self,
        mut input: Box<dyn Input + 'a>,
        _: &'a Layout,
        _: &Limits,
    ) -> Result<Box<dyn RowReader + 'a>, DecodeError> {
        let mut bytes = Vec::new();
        input.read_to_end(&mut bytes).unwrap();
        let mut lines =
            bytes.split(|byte| *byte == b'\n').map(<[u8]>::to_vec).filter(|line| !line.is_empty());
        let header = lines.next().unwrap_or_default();
        let columns = header
            .split(|byte| *byte == b'|')
            .map(|name| Column { name: String::from_utf8(name.to_vec()).unwrap(), ..Column::default() })
            .collect();
        Ok(Box::new(Reader { columns, lines: lines.collect(), next: 0 }))
    }
    fn create<'a>(
        &self,
        mut output: Box<dyn Output + 'a>,
        layout: &'a Layout,
        _: &WriteContext,
    ) -> Result<Box<dyn RowWriter + 'a>, EncodeError> {
        let names: Vec<&str> = layout.columns.iter().map(|column| column.name()).collect();
        writeln!(output, "{}", names.join("|")).unwrap();
        Ok(Box::new(Writer { output, layout }))
    }
}

fn cell(bytes: &[u8]) -> Cell<'_> {
    match bytes {
        [b'#', number @ ..] => Cell::Number(std::str::from_utf8(number).unwrap()),
        b"~" => Cell::Absent,
        bytes => Cell::Bytes(bytes),
    }
}

impl RowReader for Reader {
    fn columns(&self) -> &[Column] {
        &self.columns
    }
    fn next_row(&mut self) -> Result<Option<Row<'_>>, RowFault> {
        let Some(line) = self.lines.get(self.next) else { return Ok(None) };
        self.next += 1;
        // A row that cannot be read as a whole.
        if line == b"!" {
            return Err(RowFault::row(Finding::new(&DAMAGED_TEXT).row(self.next as u64 + 1)));
        }
        // Faults of a cell, by the first column: one quotes what stands there, the other counts.
        for (mark, reason) in [(b"!!", &DAMAGED_TEXT), (b"!#", &CELL_TOO_LARGE)] {
            if line == mark {
                let finding = Finding::new(reason).found("Lan Anh").field(&self.columns[0].name);
                return Err(RowFault::row(finding.row(self.next as u64 + 1)));
            }
        }
        Ok(Some(Row {
            number: self.next as u64 + 1,
            cells: line.split(|byte| *byte == b'|').map(cell).collect(),
            ..Row::default()
        }))
    }
    fn tally(&self) -> Tally {
        Tally::default()
    }
}

impl RowWriter for Writer<'_> {
    fn write_row(&mut self, row: &OutRow<'_>) -> Result<(), EncodeError> {
        let cells: Vec<Vec<u8>> = row
            .cells
            .iter()
            .zip(&self.layout.columns)
            .map(|(cell, column)| match cell {
                OutCell::Absent => b"~".to_vec(),
                OutCell::Text(text) => {
                    column.charset.unwrap_or(self.layout.charset).encode(text).unwrap().into_owned()
                }
                OutCell::Number(text) => format!("#{text}").into_bytes(),
                other => format!("{other:?}").into_bytes(),
            })
            .collect();
        self.output.write_all(&cells.join(&b'|')).unwrap();
        self.output.write_all(b"\n").unwrap();
        Ok(())
    }
    fn finish(&mut self) -> Result<(), EncodeError> {
        Ok(())
    }
}
