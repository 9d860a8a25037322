//! Layouts: what a mapping says of the file that carries a schema, typed per format.

use lienthong_vntext::Charset;

use super::stored::Stored;
use super::{Cell, FixedLayout, OutCell};

/// How rows lie in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// The charset of every column that names none, and of header names.
    pub charset: Charset,
    /// The columns that the mapping uses, in the order in which they are written.
    pub columns: Vec<ColumnLayout>,
    /// Repeated elements inside a row. Trees only.
    pub groups: Vec<GroupLayout>,
    /// What the format needs to know.
    pub format: FormatLayout,
}

/// What one format needs to know.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FormatLayout {
    /// `csv`: delimited text.
    Csv(CsvLayout),
    /// `fixed`: fixed width.
    Fixed(FixedLayout),
    /// `dbf`: dBase, FoxPro.
    Dbf(DbfLayout),
    /// `xlsx`.
    Xlsx(SheetLayout),
    /// `xls`: BIFF8.
    Xls(SheetLayout),
    /// `xml`: elements by paths, SOAP bodies, ADO.NET data sets.
    Xml(XmlLayout),
    /// `json`.
    Json(JsonLayout),
}

/// One column that a mapping uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnLayout {
    /// The names under which it is found; the first is the one that is written. Paths in trees:
    /// `ThongTin/HoTen`, `@id`, `.` for the element itself; in JSON `thongTin.hoTen`.
    pub names: Vec<String>,
    /// Where its charset is not that of the layout.
    pub charset: Option<Charset>,
    /// Whether a file without it is refused.
    pub required: bool,
    /// How it is written, and how wide.
    pub kind: ColumnKind,
    /// Where it stands in a record of fixed width.
    pub span: Option<Span>,
    /// How a value is filled up to the width of its field.
    pub pad: Pad,
}

/// A repeated element inside a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupLayout {
    /// The path of the element that repeats, from the element around it.
    pub path: String,
    /// How many of the columns around it are written before it, where elements have an order; behind all where there
    /// are no more.
    pub before: usize,
    /// As in [`Layout::columns`], with paths from this element.
    pub columns: Vec<ColumnLayout>,
    /// As in [`Layout::groups`].
    pub groups: Vec<GroupLayout>,
}

/// How a column is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ColumnKind {
    /// Text: `C` in DBF.
    #[default]
    Text,
    /// Text with a most number of bytes after encoding; required in DBF and for fixed width.
    TextOf {
        /// Bytes.
        bytes: u16,
    },
    /// A number: `N` in DBF.
    Number {
        /// All places, with sign and point.
        width: u8,
        /// Places behind the point.
        decimals: u8,
    },
    /// A day: `D` in DBF, a date cell in sheets, ISO in trees.
    Date,
    /// A wall clock: `T` in Visual FoxPro, a date cell in sheets, ISO in trees.
    DateTime,
    /// A logical value: `L` in DBF.
    Bool,
    /// Long text: `M` in DBF.
    Memo,
}

/// Bytes (or characters) of a record of fixed width.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// From 0.
    pub start: usize,
    /// At least 1.
    pub length: usize,
}

/// How a value fills its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pad {
    /// An ASCII character.
    pub with: u8,
    /// On which side the value stands.
    pub align: Align,
    /// Whether the value is a number: then zeros in front are no padding where nothing else would stand before its
    /// point, and a field of zeros is 0.
    pub is_number: bool,
    /// As what a number is stored, where the format has several types of them.
    pub stored: Stored,
}

/// On which side a value stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Filled up on the right.
    Left,
    /// Filled up on the left.
    Right,
}

/// Delimited text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CsvLayout {
    /// ASCII.
    pub delimiter: u8,
    /// ASCII; nothing where cells are never quoted.
    pub quote: Option<u8>,
    /// Where the names stand.
    pub header: Header,
    /// Where the data ends.
    pub end: End,
    /// Whether a row may have fewer cells than the header; those that are not there are absent. Otherwise such a row is
    /// refused. The last row of a file that has no line end is refused either way: the file was cut.
    pub short_is_absent: bool,
    /// Whether a byte order mark is written.
    pub bom: bool,
    /// Whether a file in UTF-16 is read in a charset of bytes: a spreadsheet took the bytes of a font for windows-1252,
    /// and wrote those letters. Otherwise such a file is refused, for its letters may be what they seem.
    pub utf16: bool,
    /// Whether values that a spreadsheet would run (`=`, `+`, `-`, `@` at their beginning) are refused in writing.
    pub excel_safe: bool,
    /// Whether lines are written with LF instead of CRLF.
    pub lf: bool,
}

/// A sheet of a workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetLayout {
    /// Which.
    pub sheet: SheetName,
    /// Where the names stand.
    pub header: Header,
    /// Where the data ends.
    pub end: End,
}

/// Which sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SheetName {
    /// By its place, from 0.
    Index(usize),
    /// By its name, compared exactly.
    Name(String),
}

/// Where the names of columns stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Which row.
    pub rule: HeaderRule,
    /// Rows that make up the header: several join the upper and the lower names by ` / `; an upper name that is merged
    /// counts for all columns below it.
    pub rows: u8,
    /// Whether names are compared without diacritics as well: `Ma PX` is `Mã PX`.
    pub fold_diacritics: bool,
}

/// Which row the names stand in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HeaderRule {
    /// There are no names: columns are called `1`, `2`, … in text and `A`, `B`, … in sheets.
    Absent,
    /// The row of this number, from 1, as the program shows it.
    Row(u64),
    /// The first row, within the first hundred, that holds all of these.
    Find(Vec<String>),
}

/// Where the data ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct End {
    /// The first row that is no longer data.
    pub until: Until,
    /// Whether what stands behind it is left out; otherwise it is refused.
    pub ignore_after_end: bool,
}

/// The first row that is no longer data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Until {
    /// None: all rows to the end of the file, without blank ones.
    EndOfFile,
    /// The first blank row.
    FirstEmptyRow,
    /// The first row in which this column is blank.
    ColumnEmpty(String),
    /// The first row with a cell that begins with this text, in any column.
    Text(String),
    /// The first row in which this column begins with this text.
    TextIn {
        /// The name of the column.
        column: String,
        /// How its cell begins.
        text: String,
    },
}

/// dBase and FoxPro tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DbfLayout {
    /// What is written. Reading takes every version.
    pub version: DbfVersion,
    /// Whether deleted records are read as well.
    pub include_deleted: bool,
    /// Whether the size of the file decides how many records there are, where the header says more.
    pub trust_size: bool,
    /// The byte that is written where programs look for a code page; 0 says none. No id is reserved for TCVN3 or VNI.
    pub code_page: u8,
}

/// A dialect of DBF.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DbfVersion {
    /// 03, or 83 with memo.
    DBase3,
    /// 03, or 8B with memo.
    DBase4,
    /// 03, or F5 with memo.
    FoxPro,
    /// 30.
    VisualFoxPro,
}

/// Elements of an XML document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct XmlLayout {
    /// The path of the element that is a row, from the root: `DanhSach/Ho`. Steps match local names, or
    /// `prefix:name` with the prefixes of `namespaces`.
    pub rows: String,
    /// Prefix to namespace, for paths and for writing.
    pub namespaces: Vec<(String, String)>,
    /// Whether the document stands in a SOAP envelope.
    pub soap: Option<SoapVersion>,
    /// Whether it is an ADO.NET diffgram: `rows` then names the row elements, or is empty for every child.
    pub dataset: bool,
    /// Whether the result is text that holds another document.
    pub unwrap: Option<Unwrap>,
    /// Whether elements without a value are written empty instead of left out.
    pub write_empty: bool,
    /// Whether what stands beside the rows is passed over; else it refuses the document.
    pub drop_beside: bool,
}

/// A version of SOAP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SoapVersion {
    /// 1.1.
    V11,
    /// 1.2.
    V12,
}

/// What a text result holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unwrap {
    /// An escaped XML document, at this layout's paths.
    Xml,
    /// Base64 of an XML document.
    Base64Xml,
}

/// Objects of a JSON document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonLayout {
    /// The path of the array (or the object) that holds the rows, dotted from the root: `data`; empty for the root.
    pub rows: String,
    /// Whether one object is written instead of an array.
    pub single: bool,
    /// Members of the root that are written beside the rows.
    pub constants: Vec<(String, Constant)>,
    /// Whether absent values are written as `null` instead of left out.
    pub write_null: bool,
    /// Whether members beside the rows, but for `constants`, are passed over; else they refuse the document.
    pub drop_beside: bool,
}

/// A value that a document always has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Constant {
    /// A text.
    Text(String),
    /// A number, as it is written.
    Number(String),
    /// True or false.
    Bool(bool),
}

impl From<&str> for Constant {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl Constant {
    /// As it is read.
    pub fn cell(&self) -> Cell<'_> {
        match self {
            Self::Text(text) => Cell::Text(text),
            Self::Number(number) => Cell::Number(number),
            Self::Bool(flag) => Cell::Bool(*flag),
        }
    }
    /// As it is written.
    pub fn out_cell(&self) -> OutCell<'_> {
        match self {
            Self::Text(text) => OutCell::Text(text),
            Self::Number(number) => OutCell::Number(number),
            Self::Bool(flag) => OutCell::Bool(*flag),
        }
    }
}

impl ColumnLayout {
    /// A text column of one name.
    pub fn named(name: impl Into<String>) -> Self {
        Self {
            names: vec![name.into()],
            charset: None,
            required: false,
            kind: ColumnKind::Text,
            span: None,
            pad: Pad::default(),
        }
    }
    /// The name that is written.
    pub fn name(&self) -> &str {
        self.names.first().map_or("", String::as_str)
    }
}

impl Default for Pad {
    fn default() -> Self {
        Self { with: b' ', align: Align::Left, is_number: false, stored: Stored::Digits }
    }
}

impl Default for Header {
    fn default() -> Self {
        Self { rule: HeaderRule::Row(1), rows: 1, fold_diacritics: false }
    }
}

impl Default for End {
    fn default() -> Self {
        Self { until: Until::EndOfFile, ignore_after_end: false }
    }
}

impl Default for CsvLayout {
    fn default() -> Self {
        Self {
            delimiter: b',',
            quote: Some(b'"'),
            header: Header::default(),
            end: End::default(),
            bom: false,
            utf16: false,
            short_is_absent: false,
            excel_safe: false,
            lf: false,
        }
    }
}

impl FormatLayout {
    /// The name of the format in configuration files.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Csv(_) => "csv",
            Self::Fixed(_) => "fixed",
            Self::Dbf(_) => "dbf",
            Self::Xlsx(_) => "xlsx",
            Self::Xls(_) => "xls",
            Self::Xml(_) => "xml",
            Self::Json(_) => "json",
        }
    }
    /// Whether columns are found by header names: sheets and delimited text.
    pub const fn header(&self) -> Option<&Header> {
        match self {
            Self::Csv(csv) => Some(&csv.header),
            Self::Xlsx(sheet) | Self::Xls(sheet) => Some(&sheet.header),
            _ => None,
        }
    }
    /// How many digits of a number are certain; nothing where all are. Sheets hold doubles, and programs take numbers of
    /// JSON for doubles; a table holds the digits themselves.
    pub const fn certain_digits(&self) -> Option<usize> {
        match self {
            Self::Xlsx(_) | Self::Xls(_) | Self::Json(_) => Some(15),
            Self::Csv(_) | Self::Fixed(_) | Self::Dbf(_) | Self::Xml(_) => None,
        }
    }
    /// Whether a number is something else than a text of digits.
    pub const fn has_numbers(&self) -> bool {
        match self {
            Self::Dbf(_) | Self::Xlsx(_) | Self::Xls(_) | Self::Json(_) => true,
            Self::Xml(xml) => xml.dataset,
            Self::Csv(_) | Self::Fixed(_) => false,
        }
    }
    /// Whether rows are elements that may hold groups.
    pub const fn is_tree(&self) -> bool {
        matches!(self, Self::Xml(_) | Self::Json(_))
    }
}
