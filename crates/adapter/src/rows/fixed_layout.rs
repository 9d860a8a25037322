//! What a mapping says of a file of fixed width.

use super::End;

/// Records of fixed width.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FixedLayout {
    /// How records end.
    pub end: RecordEnd,
    /// What positions count.
    pub unit: FixedUnit,
    /// Length of a record without its end; the end of the last column where nothing is said.
    pub length: Option<usize>,
    /// Whether a record that ends early has absent cells; otherwise it is refused.
    pub short_is_absent: bool,
    /// What stands above the records.
    pub heading: Heading,
    /// Where the data ends. A text is looked for at the beginning of the record, whatever its length.
    pub data_end: End,
}

/// Lines above the records, in files whose records are lines.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Heading {
    /// None: the first line is a record.
    #[default]
    Absent,
    /// These, blanks at their right ends aside. Reading refuses others, and writing writes them.
    Lines(Vec<String>),
    /// So many, whatever they say. Writing cannot make them up.
    Passed(u32),
}

/// How records end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordEnd {
    /// CR LF; reading takes LF as well.
    CrLf,
    /// LF.
    Lf,
    /// Nothing: the length alone.
    Nothing,
}

/// What positions count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FixedUnit {
    /// Bytes of the charset.
    Byte,
    /// Characters; only for UTF-8.
    Char,
}
