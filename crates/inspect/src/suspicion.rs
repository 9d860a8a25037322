//! What may be wrong with a value, as far as a look at it tells.

use lienthong_adapter::rows::Cell;
use lienthong_adapter_table::sheet::reasons::FORMULA_WITHOUT_VALUE;

/// What may be wrong with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Suspicion {
    /// `1.23457E+11`: digits are lost.
    Exponent,
    /// More digits than a sheet keeps.
    TooManyDigits,
    /// A date that no calendar has.
    ImpossibleDate,
    /// UTF-8 that was read as windows-1252.
    DoubleEncoded,
    /// Letters of an old font that were read as windows-1252 and saved as UTF-8.
    OldFont,
    /// `&#7853;`.
    Entity,
    /// U+FFFD: a letter was lost.
    Replaced,
    /// `?` inside a word: a letter may have been lost.
    QuestionMark,
    /// A letter that only looks like a Vietnamese one.
    LookAlike,
    /// A number as text that reads in two ways: `1.234`.
    AmbiguousNumber,
    /// White space around a value, no-break spaces as well.
    OuterSpace,
    /// An error value.
    ErrorCell,
    /// A formula that was never calculated.
    Uncalculated,
    /// Text that ends with `...` : it was cut.
    Cut,
    /// A text such as `NULL`, `N/A`, `-` that may mean nothing.
    MeansNothing,
    /// A control character.
    Control,
    /// Numbers, dates or logical values among texts: no field takes them all.
    Mixed,
    /// One digit fewer than the others have: a zero in front may be lost.
    LostZero,
    /// A row that ends before this column.
    ShortRow,
    /// The rest of a long text that stands in several lines, each taken for a row.
    Wrapped,
    /// A row that adds up others, among them.
    Sum,
    /// A row that has next to nothing of what others have: the title of a part, or a record that is not complete.
    Sparse,
}

impl Suspicion {
    /// What a cell without a usable value is.
    pub(crate) fn of_cell(cell: &Cell<'_>) -> Self {
        match cell {
            Cell::Unreadable(why) if why.reason.code == FORMULA_WITHOUT_VALUE.code => Self::Uncalculated,
            _ => Self::ErrorCell,
        }
    }
}
