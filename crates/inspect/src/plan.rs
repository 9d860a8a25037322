//! How the rows of a file may lie, by its kind: the layouts to read it with, the most likely first.
//!
//! 1. text: a table that is drawn with lines, records of fixed width, or delimited text with its header found;
//! 2. sheets: the sheet that people see first, with its header and its end found;
//! 3. tables of dBase: as they say themselves;
//! 4. documents: their rows, with every path in them a column or a group.

use lienthong_adapter::rows::{
    Column, ColumnLayout, CsvLayout, DbfLayout, End, FormatLayout, Header, HeaderRule, Input, Layout,
    RowFormats, RowReader, SheetLayout, SheetName, Span, Until, fold_name,
};
use lienthong_adapter::{DecodeError, Limits};
use lienthong_adapter_table::sheet::{WorkbookInfo, describe};
use lienthong_adapter_table::{CsvGuess, DbfInfo, LineEnd, describe_dbf, guess_csv};
use lienthong_vntext::Charset;

use crate::beginning::{font_of, has_table, is_delimited, quote, text_charset, widest};
use crate::ending::{Ending, Total};
use crate::fixed::Fixed;
use crate::footer::Below;
use crate::grid::Grid;
use crate::lines::Sample;
use crate::marks::has_bom;
use crate::sniff::Kind;
use crate::trees::{self, Shape};
use crate::{InspectError, Open, drawn, ending, fixed, heading, sheets};

/// A way to read a file.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) layout: Layout,
    /// Rows that must stand behind the end of the table: more would be data that looks like an end.
    pub(crate) behind: u64,
    /// What stands beside the rows of a document, once that is known.
    pub(crate) beside: Option<String>,
    /// What lies in the rows of a document.
    pub(crate) shape: Shape,
    /// The row of totals at the end of a table.
    pub(crate) total: Option<Total>,
    /// Where rows have a bar, in the last column of the layout: other lines are drawn, and no rows.
    pub(crate) bar: Option<Span>,
    /// What stands below the rows of a text whose columns stand at places.
    pub(crate) below: Option<Below>,
}

/// What is needed to look at a file more than once.
pub(crate) struct Desk<'d, 'o> {
    pub(crate) open: &'d mut Open<'o>,
    pub(crate) formats: &'d RowFormats,
    pub(crate) limits: &'d Limits,
}

/// What is known of a file before its rows are read.
#[derive(Debug, Default)]
pub(crate) struct Plans {
    pub(crate) ways: Vec<Plan>,
    pub(crate) csv: Option<CsvGuess>,
    pub(crate) book: Option<WorkbookInfo>,
    pub(crate) dbf: Option<DbfInfo>,
    /// Why a way that seemed possible is none.
    pub(crate) refused: Option<DecodeError>,
}

impl Desk<'_, '_> {
    fn input(&mut self) -> Result<Box<dyn Input>, InspectError> {
        (self.open)().map_err(InspectError::Io)
    }

    /// Opens the file with a layout, and hands the reader over.
    pub(crate) fn read(
        &mut self,
        layout: &Layout,
        take: &mut dyn FnMut(&mut dyn RowReader),
    ) -> Result<Result<(), DecodeError>, InspectError> {
        let Some(format) = self.formats.of(layout) else { return Ok(Ok(())) };
        let input = self.input()?;
        Ok(format.open(input, layout, self.limits).map(|mut reader| take(&mut *reader)))
    }

    /// The first and the last rows of a table, whose header nobody knows yet.
    fn grid(&mut self, layout: &Layout) -> Result<Result<Grid, DecodeError>, InspectError> {
        let mut grid = Grid::default();
        let opened = self.read(layout, &mut |reader| grid = Grid::read(reader))?;
        Ok(opened.map(|()| grid))
    }

    /// How the rows may lie. `charset` overrides what is detected.
    pub(crate) fn plans(
        &mut self,
        kind: Kind,
        sample: &Sample,
        sheet: Option<&SheetName>,
        charset: Option<Charset>,
    ) -> Result<Plans, InspectError> {
        let mut plans = Plans::default();
        let head = sample.head();
        match kind {
            Kind::Text => self.text(sample, charset, &mut plans)?,
            Kind::Dbf => self.dbf(head, charset, &mut plans)?,
            Kind::Zip => {
                self.book(sheet, charset, &mut plans)?;
                if plans.book.is_none() && has_table(head) {
                    plans.refused = None;
                    self.dbf(head, charset, &mut plans)?;
                }
            }
            Kind::Compound => self.book(sheet, charset, &mut plans)?,
            Kind::Xml => {
                let charset = charset.or_else(|| font_of(head)).unwrap_or(Charset::Utf8);
                let head = trees::text_of(head);
                self.tree(charset, FormatLayout::Xml(trees::xml(&head)), &head, &mut plans)?
            }
            Kind::Json => {
                let head = trees::text_of(head);
                self.tree(Charset::Utf8, FormatLayout::Json(trees::json(&head)), &head, &mut plans)?
            }
            _ => {}
        }
        Ok(plans)
    }

    fn text(
        &mut self,
        sample: &Sample,
        charset: Option<Charset>,
        plans: &mut Plans,
    ) -> Result<(), InspectError> {
        let head = sample.head();
        let guess = guess_csv(head);
        let charset = charset.unwrap_or_else(|| text_charset(head, guess.utf16));
        let is_named = guess.utf16.is_some() || guess.separator_line;
        let drawn = if is_named { None } else { drawn::detect(sample, charset) };
        let fixed =
            drawn.or_else(|| if is_delimited(head, &guess) { None } else { fixed::detect(sample, charset) });
        if let Some(Fixed { layout, mut columns, bar, below }) = fixed {
            columns.extend(bar.map(|span| ColumnLayout { span: Some(span), ..ColumnLayout::named("|") }));
            let layout = Layout { columns, ..bare(charset, FormatLayout::Fixed(layout)) };
            let behind = below.as_ref().filter(|below| below.end.is_some()).map_or(0, |below| below.behind);
            plans.ways.push(Plan { bar, behind, below, ..plain(layout) });
        }
        let csv = |header, end| {
            FormatLayout::Csv(CsvLayout {
                delimiter: guess.delimiter,
                header,
                end,
                bom: has_bom(head),
                quote: quote(head, guess.delimiter),
                utf16: guess.utf16.is_some(),
                lf: guess.line_end == LineEnd::Lf,
                // Looked at first: whether there are any is known when all rows were seen.
                short_is_absent: true,
                ..CsvLayout::default()
            })
        };
        let none = || Header { rule: HeaderRule::Absent, ..Header::default() };
        // A title is shorter than the table below it: the columns are counted by all lines.
        let wide = widest(head, guess.delimiter).max(guess.columns).min(self.limits.columns);
        let layout = Layout {
            columns: vec![ColumnLayout::named(wide.max(1).to_string())],
            ..bare(charset, csv(none(), End::default()))
        };
        match self.grid(&layout)? {
            Ok(grid) => {
                let header = heading::find(&grid, charset);
                let ending = ending::find(&grid, &header, charset);
                plans.ways.push(self.ended(
                    bare(charset, csv(header, End::default())),
                    ending,
                    &grid.columns,
                )?);
            }
            Err(error) => plans.refused = Some(error),
        }
        plans.csv = Some(guess);
        Ok(())
    }

    fn book(
        &mut self,
        sheet: Option<&SheetName>,
        charset: Option<Charset>,
        plans: &mut Plans,
    ) -> Result<(), InspectError> {
        let book = match describe(self.input()?, self.limits) {
            Ok(book) => book,
            Err(error) => {
                plans.refused = Some(error);
                return Ok(());
            }
        };
        let name = sheets::choose(&book, sheet);
        let of = |header, end| {
            let sheet = SheetLayout { sheet: name.clone(), header, end };
            if book.format == "xlsx" { FormatLayout::Xlsx(sheet) } else { FormatLayout::Xls(sheet) }
        };
        let used = sheets::info(&book, &name).and_then(|(_, info)| info.used.as_ref());
        let last = used.map_or("A".to_owned(), |used| used.columns.1.clone());
        let none = Header { rule: HeaderRule::Absent, ..Header::default() };
        // Without a header no name is decoded, so that any charset reads the rows.
        let layout = Layout {
            columns: vec![ColumnLayout::named(last)],
            ..bare(Charset::Utf8, of(none, End::default()))
        };
        match self.grid(&layout)? {
            Ok(grid) => {
                let charset = charset.unwrap_or_else(|| grid.charset());
                let header = heading::find(&grid, charset);
                let merged = sheets::info(&book, &name).map_or(&[][..], |(_, info)| &info.merged_down);
                let number = heading::number(&grid, &header, charset);
                let header = heading::merged(header, number, merged);
                let ending = ending::find(&grid, &header, charset);
                plans.ways.push(self.ended(
                    bare(charset, of(header, End::default())),
                    ending,
                    &grid.columns,
                )?);
            }
            Err(error) => plans.refused = Some(error),
        }
        plans.book = Some(book);
        Ok(())
    }

    /// A table with its end: in one column where that has a name of its own.
    fn ended(
        &mut self,
        mut layout: Layout,
        ending: Ending,
        letters: &[String],
    ) -> Result<Plan, InspectError> {
        let Ending { mut end, mut behind, total, within } = ending;
        if let Some(within) = within
            && let Some(column) = self.name(&layout, within.column, letters)?
        {
            end = End { until: Until::TextIn { column, text: within.text }, ignore_after_end: true };
            behind = within.behind;
        }
        if let Some(own) = end_of(&mut layout) {
            *own = end;
        }
        Ok(Plan { behind, total, ..plain(layout) })
    }

    /// The name of the column that stood at `at` without a header, where no other is found by it.
    fn name(
        &mut self,
        layout: &Layout,
        at: usize,
        letters: &[String],
    ) -> Result<Option<String>, InspectError> {
        let mut columns = Vec::new();
        // A header that is not found is told when the rows are read.
        let _ = self.read(layout, &mut |reader| columns = reader.columns().to_vec())?;
        // Below a header a sheet begins where the names do.
        let letter = |column: &Column| column.letter.is_some() && column.letter.as_ref() == letters.get(at);
        let found = columns.iter().find(|column| letter(column));
        let found = found.or_else(|| columns.get(at).filter(|column| column.letter.is_none()));
        let Some(name) = found.map(|column| &column.name).filter(|name| !name.trim().is_empty()) else {
            return Ok(None);
        };
        let key = fold_name(name, false);
        let is_alone = columns.iter().filter(|other| fold_name(&other.name, false) == key).count() == 1;
        Ok(is_alone.then(|| name.clone()))
    }

    fn dbf(&mut self, head: &[u8], charset: Option<Charset>, plans: &mut Plans) -> Result<(), InspectError> {
        let info = match describe_dbf(&mut *self.input()?, self.limits) {
            Ok(info) => info,
            Err(error) => {
                plans.refused = Some(error);
                return Ok(());
            }
        };
        // The header is bytes that are no text: it is asked only where names need a charset.
        let is_ascii = info.fields.iter().all(|field| field.name.is_ascii());
        let usual = || if is_ascii { Charset::Utf8 } else { text_charset(head, None) };
        let charset = charset.unwrap_or_else(usual);
        let dbf = DbfLayout {
            version: sheets::version(&info),
            include_deleted: false,
            trust_size: false,
            code_page: info.language,
        };
        let mut layout = bare(charset, FormatLayout::Dbf(dbf));
        // Only columns that the layout names are looked up in the memo file.
        let mut names = Vec::new();
        let opened = self.read(&layout, &mut |reader| {
            names = reader.columns().iter().map(|column| column.name.clone()).collect();
        })?;
        match opened {
            Ok(()) => {
                layout.columns = names.into_iter().map(ColumnLayout::named).collect();
                plans.ways.push(plain(layout));
            }
            Err(error) => plans.refused = Some(error),
        }
        plans.dbf = Some(info);
        Ok(())
    }

    fn tree(
        &mut self,
        charset: Charset,
        format: FormatLayout,
        head: &str,
        plans: &mut Plans,
    ) -> Result<(), InspectError> {
        let layout = bare(charset, format);
        let mut shape = Shape::default();
        match self.read(&layout, &mut |reader| shape = trees::learn(reader, &layout))? {
            Ok(()) => {
                let mut layout = laid_out(layout, &shape);
                if let FormatLayout::Xml(xml) = &layout.format
                    && xml.dataset
                {
                    let row = xml.rows.rsplit('/').next().unwrap_or_default();
                    trees::declare(&mut layout.columns, row, head);
                }
                plans.ways.push(Plan { shape, ..plain(layout) });
            }
            Err(error) => plans.refused = Some(error),
        }
        Ok(())
    }
}

/// Where the end of a table is said.
pub(crate) fn end_of(layout: &mut Layout) -> Option<&mut End> {
    match &mut layout.format {
        FormatLayout::Csv(csv) => Some(&mut csv.end),
        FormatLayout::Fixed(fixed) => Some(&mut fixed.data_end),
        FormatLayout::Xlsx(sheet) | FormatLayout::Xls(sheet) => Some(&mut sheet.end),
        _ => None,
    }
}

fn laid_out(layout: Layout, shape: &Shape) -> Layout {
    Layout { columns: shape.columns(), groups: shape.groups(), ..layout }
}

fn bare(charset: Charset, format: FormatLayout) -> Layout {
    Layout { charset, columns: Vec::new(), groups: Vec::new(), format }
}

fn plain(layout: Layout) -> Plan {
    Plan { layout, behind: 0, beside: None, shape: Shape::default(), total: None, bar: None, below: None }
}
