//! Mappings: how one legacy format carries one schema, as typed data that no program is needed to write.
//!
//! | module | idea |
//! |---|---|
//! | `clean` | what is done to a text before it is read as a value |
//! | `dates`, `date_conflicts`, `serials`, `numbers`, `codes` | how dates, numbers and codes are written in a format |
//! | `field_in`, `join_in`, `kinds`, `row_in`, `reader` | rows to records: one field, several cells of one, the kinds of values, a row, a whole file |
//! | `filter` | which rows count |
//! | `field_out`, `writer` | records to rows |
//! | `analyse`, `loss` | what a mapping loses, without a file at hand |
//! | `adapter` | a mapping and its format as an [`Adapter`](crate::Adapter) |
//! | `reasons` | all that the above can say |
//!
//! # What holds
//!
//! * The set of operations is closed and every one is typed: a checked mapping cannot fail but by its input.
//! * Reading and writing are two directions of one declaration. What cannot be undone is said by [`analyse`].
//! * A value that does not fit is refused with its row and column; none is cut, replaced or guessed.

mod adapter;
mod analyse;
mod cell_in;
mod clean;
mod codes;
mod column_out;
mod damage;
mod date_conflicts;
mod dates;
mod field_in;
mod field_out;
mod filter;
mod guard;
mod join_in;
mod keys;
mod kinds;
mod loss;
mod misread;
mod numbers;
mod read_back;
mod reader;
pub mod reasons;
mod row_in;
mod serials;
mod told;
mod unseen;
mod writer;

use std::sync::Arc;

use lienthong_model::schema::{FieldPath, Schema, Value};

use crate::rows::Layout;

pub use adapter::{Collected, MappedAdapter};
pub use analyse::analyse;
pub use clean::{Case, Clean};
pub use codes::{CodeMap, OnUnknown};
pub use damage::check_damage;
pub use dates::{DateForm, DateFormError};
pub use field_in::{Step, Steps, Watch};
pub use filter::{Filter, Test};
pub use kinds::{rule_broken, rule_phrase};
pub use loss::{Loss, LossKind, Weight};
pub use numbers::NumberForm;
pub use reader::{Counts, MappedReader, ReadRecord};
pub use told::{Told, ToldRow};
pub use writer::MappedWriter;

/// How one legacy format carries one schema.
#[derive(Debug, Clone, PartialEq)]
pub struct Mapping {
    /// Its name in the configuration.
    pub name: String,
    /// The schema.
    pub schema: Arc<Schema>,
    /// How rows lie in the file.
    pub layout: Layout,
    /// In which directions it may be used.
    pub direction: Direction,
    /// What becomes of columns that no field names.
    pub unmapped: Unmapped,
    /// What becomes of a file with rows that cannot be read.
    pub on_error: OnError,
    /// Fields that together are unique within a file.
    pub key: Vec<FieldPath>,
    /// Rows that count; others are left out and counted.
    pub filters: Vec<Filter>,
    /// Whether a file all of whose rows the filters leave out is a file without records. Otherwise it is refused: mostly
    /// a condition or a column is wrong then.
    pub may_leave_none: bool,
    /// Whether rows are read whose words are none in the charset of the layout, and are in another.
    pub takes_other_charset: bool,
    /// The fields.
    pub rows: RowMap,
}

/// In which directions a mapping or a field may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Direction {
    /// Reading and writing.
    #[default]
    Both,
    /// The format is only read.
    Read,
    /// The format is only written.
    Write,
}

/// What becomes of columns that no field names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Unmapped {
    /// A file that has one is refused.
    #[default]
    Refuse,
    /// Kept as `extra`, by their header.
    Keep,
    /// Left out.
    Drop,
}

/// What becomes of a file with rows that cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnError {
    /// The first one refuses the file.
    #[default]
    Refuse,
    /// Good rows pass; bad rows are kept apart with their reasons.
    Quarantine,
}

/// The fields of rows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RowMap {
    /// One for each field.
    pub fields: Vec<FieldMap>,
    /// One for each repeated group.
    pub groups: Vec<GroupMap>,
}

/// A repeated group of the schema in a tree.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupMap {
    /// The group, from the record around it.
    pub to: FieldPath,
    /// Index in the groups of the layout around it.
    pub layout: usize,
    /// Its fields; their paths begin in the group.
    pub rows: RowMap,
}

/// One field of the schema and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldMap {
    /// The field, from the record around it.
    pub to: FieldPath,
    /// Its dotted name, for messages.
    pub name: String,
    /// Where its value stands.
    pub from: From,
    /// What is done to its text.
    pub clean: Clean,
    /// Texts that mean nothing, compared after trimming. The first is written for an absent value.
    pub nothing: Vec<String>,
    /// How its value is written in the format.
    pub form: Form,
    /// The value of rows that have none.
    pub default: Option<Value>,
    /// Whether rows without a value have that of the row above: merged cells.
    pub fill_down: bool,
    /// Whether a cell with a whole number may stand for text, e.g. a code in a numeric column.
    pub takes_numbers: bool,
    /// Whether a text may have no letters of other alphabets that look like Vietnamese ones.
    pub is_vietnamese: bool,
    /// Whether fractions of a second are left off, where its value is a time in ISO.
    pub drops_fractions: bool,
    /// In which directions it is used.
    pub direction: Direction,
}

/// Where the value of a field stands. Columns are indices in the layout.
#[derive(Debug, Clone, PartialEq)]
pub enum From {
    /// In a column.
    Column(usize),
    /// In a part of a column: `Xã A, huyện B, tỉnh C`.
    Part {
        /// The column.
        column: usize,
        /// What stands between two parts.
        separator: String,
        /// Which part, from 0.
        index: usize,
        /// How many parts there must be.
        count: usize,
    },
    /// In several columns: family name and given name.
    Join {
        /// The columns, in order.
        columns: Vec<usize>,
        /// What is put between two parts. Absent parts are left out; of a date those in front and behind alone may be.
        separator: String,
    },
    /// Nowhere: it is always this.
    Constant(Value),
}

/// How the value of a field is written in a format, beyond what its kind says.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Form {
    /// As canonical text: ISO dates, decimals with a point, `true` and `false`.
    #[default]
    Plain,
    /// Dates in these forms, tried in order; the first that can say a date is written.
    Dates(Vec<DateForm>),
    /// Numbers with separators.
    Number(NumberForm),
    /// Codes of the format, by a list.
    Codes(Arc<CodeMap>),
    /// Texts for yes and for no; the first of each is written.
    Boolean {
        /// Yes.
        yes: Vec<String>,
        /// No.
        no: Vec<String>,
    },
}

impl Direction {
    /// Whether reading is allowed.
    pub const fn reads(self) -> bool {
        matches!(self, Self::Both | Self::Read)
    }
    /// Whether writing is allowed.
    pub const fn writes(self) -> bool {
        matches!(self, Self::Both | Self::Write)
    }
}

impl From {
    /// The columns that the value needs.
    pub fn columns(&self) -> &[usize] {
        match self {
            Self::Column(column) | Self::Part { column, .. } => std::slice::from_ref(column),
            Self::Join { columns, .. } => columns,
            Self::Constant(_) => &[],
        }
    }
}

impl FieldMap {
    /// A field that stands in a column as canonical text.
    pub fn plain(to: FieldPath, name: impl Into<String>, column: usize) -> Self {
        Self {
            to,
            name: name.into(),
            from: From::Column(column),
            clean: Clean::default(),
            nothing: vec![String::new()],
            form: Form::Plain,
            default: None,
            fill_down: false,
            takes_numbers: false,
            is_vietnamese: false,
            drops_fractions: false,
            direction: Direction::Both,
        }
    }
}
