//! Writing a workbook of one sheet, row by row.
//!
//! Cells of text are inline strings with the format "@": nothing is collected, and a code that somebody edits stays
//! text. Empty cells are not written.

use std::fmt::Write as _;

use lienthong_adapter::rows::{ColumnKind, Layout, OutRow, Output, RowWriter, SheetLayout, WriteContext};
use lienthong_adapter::{EncodeError, write_failed};

use super::pack::Pack;
use super::text;
use crate::sheet::letters::push_letters;
use crate::sheet::plan::{Out, Plan, Ready, Size};
use crate::sheet::{MAX_COLUMNS, MAX_ROWS};

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

// Indices in the cell formats of STYLES.
const TEXT: u8 = 1;
const DATE: u8 = 2;
const TIME: u8 = 3;
const NAME: u8 = 4;

const STYLES: &str = "<numFmts count=\"2\"><numFmt numFmtId=\"164\" formatCode=\"dd/mm/yyyy\"/>\
<numFmt numFmtId=\"165\" formatCode=\"dd/mm/yyyy hh:mm:ss\"/></numFmts>\
<fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Times New Roman\"/></font>\
<font><b/><sz val=\"11\"/><name val=\"Times New Roman\"/></font></fonts>\
<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill></fills>\
<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>\
<cellXfs count=\"5\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>\
<xf numFmtId=\"49\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>\
<xf numFmtId=\"164\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>\
<xf numFmtId=\"165\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>\
<xf numFmtId=\"49\" fontId=\"1\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\" applyFont=\"1\"/></cellXfs>\
<cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles>";

/// Writes one sheet.
pub(super) struct Writer<'a> {
    pack: Pack<Box<dyn Output + 'a>>,
    plan: Plan<'a>,
    /// The XML of a row; reused.
    xml: String,
}

impl<'a> Writer<'a> {
    pub(super) fn create(
        output: Box<dyn Output + 'a>,
        layout: &'a Layout,
        sheet: &SheetLayout,
        context: &WriteContext,
    ) -> Result<Self, EncodeError> {
        let mut plan = Plan::new(layout, sheet, Size { rows: MAX_ROWS, columns: MAX_COLUMNS })?;
        let header = plan.header(sheet)?;
        let pack = Pack::new(output, context.at);
        let mut writer = Self { pack, plan, xml: String::new() };
        writer.parts().map_err(failed)?;
        for row in header {
            writer.row(&row, NAME).map_err(failed)?;
        }
        Ok(writer)
    }

    /// Writes every part but the sheet, and begins that.
    fn parts(&mut self) -> std::io::Result<()> {
        let package = "http://schemas.openxmlformats.org/package/2006";
        let content = "application/vnd.openxmlformats-officedocument.spreadsheetml";
        let name = text::attribute(&self.plan.sheet);
        let parts = [
            (
                "[Content_Types].xml",
                format!(
                    "<Types xmlns=\"{package}/content-types\"><Default Extension=\"rels\" \
                     ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default \
                     Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" \
                     ContentType=\"{content}.sheet.main+xml\"/><Override \
                     PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"{content}.worksheet+xml\"/><Override \
                     PartName=\"/xl/styles.xml\" ContentType=\"{content}.styles+xml\"/></Types>"
                ),
            ),
            (
                "_rels/.rels",
                format!(
                    "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"rId1\" \
                     Type=\"{RELATIONS}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
                ),
            ),
            (
                "xl/workbook.xml",
                format!(
                    "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{RELATIONS}\"><sheets><sheet name=\"{name}\" \
                     sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
                ),
            ),
            (
                "xl/_rels/workbook.xml.rels",
                format!(
                    "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"rId1\" \
                     Type=\"{RELATIONS}/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" \
                     Type=\"{RELATIONS}/styles\" Target=\"styles.xml\"/></Relationships>"
                ),
            ),
            ("xl/styles.xml", format!("<styleSheet xmlns=\"{MAIN}\">{STYLES}</styleSheet>")),
        ];
        for (name, xml) in parts {
            self.pack.begin(name)?;
            self.pack.write(DECLARATION.as_bytes())?;
            self.pack.write(xml.as_bytes())?;
        }
        self.pack.begin("xl/worksheets/sheet1.xml")?;
        let mut xml = format!("{DECLARATION}<worksheet xmlns=\"{MAIN}\">");
        // Rows that people add below have the formats of their columns.
        let columns: Vec<(u32, u8)> = self.plan.kinds().map(|(at, kind)| (at + 1, style_of(kind))).collect();
        if !columns.is_empty() {
            xml.push_str("<cols>");
            for (at, style) in columns {
                let _ = write!(
                    xml,
                    "<col min=\"{at}\" max=\"{at}\" width=\"18\" style=\"{style}\" customWidth=\"1\"/>"
                );
            }
            xml.push_str("</cols>");
        }
        xml.push_str("<sheetData>");
        self.pack.write(xml.as_bytes())
    }

    /// Writes a row; text in the format `text_style`.
    fn row(&mut self, ready: &Ready<'_>, text_style: u8) -> std::io::Result<()> {
        let row = (ready.row + 1).to_string();
        let xml = &mut self.xml;
        xml.clear();
        xml.push_str("<row r=\"");
        xml.push_str(&row);
        xml.push_str("\">");
        for (column, out) in &ready.cells {
            xml.push_str("<c r=\"");
            push_letters(*column, xml);
            xml.push_str(&row);
            let _ = match out {
                Out::Text(value) => {
                    let outer =
                        value.starts_with(char::is_whitespace) || value.ends_with(char::is_whitespace);
                    let space = if outer { " xml:space=\"preserve\"" } else { "" };
                    let _ = write!(xml, "\" s=\"{text_style}\" t=\"inlineStr\"><is><t{space}>");
                    text::write(value, xml);
                    xml.push_str("</t></is></c>");
                    Ok(())
                }
                Out::Number { text, .. } => write!(xml, "\"><v>{text}</v></c>"),
                Out::Serial { value, with_time } => {
                    let style = if *with_time { TIME } else { DATE };
                    write!(xml, "\" s=\"{style}\"><v>{value}</v></c>")
                }
                Out::Bool(flag) => write!(xml, "\" t=\"b\"><v>{}</v></c>", u8::from(*flag)),
            };
        }
        xml.push_str("</row>");
        self.pack.write(xml.as_bytes())
    }
}

impl RowWriter for Writer<'_> {
    fn write_row(&mut self, row: &OutRow<'_>) -> Result<(), EncodeError> {
        let ready = self.plan.row(row)?;
        self.row(&ready, TEXT).map_err(failed)
    }

    fn finish(&mut self) -> Result<(), EncodeError> {
        self.pack.write(b"</sheetData></worksheet>").and_then(|()| self.pack.finish()).map_err(failed)
    }
}

/// The format of a column.
const fn style_of(kind: ColumnKind) -> u8 {
    match kind {
        ColumnKind::Text | ColumnKind::TextOf { .. } | ColumnKind::Memo => TEXT,
        ColumnKind::Date => DATE,
        ColumnKind::DateTime => TIME,
        ColumnKind::Number { .. } | ColumnKind::Bool => 0,
    }
}

fn failed(error: std::io::Error) -> EncodeError {
    write_failed(&error).into()
}
