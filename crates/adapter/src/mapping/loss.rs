//! What a mapping may lose, by kind and weight.

/// One thing that a mapping loses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loss {
    /// The dotted field, or the column.
    pub what: String,
    /// Which field of the mapping's rows, where it is one.
    pub field: Option<usize>,
    /// What happens.
    pub kind: LossKind,
}

/// What a mapping loses.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum LossKind {
    /// Writing: no field writes these parts of the column, so that the column cannot be written.
    PartsMissing {
        /// Parts, from 1.
        parts: Vec<usize>,
    },
    /// Writing: codes that are read and never written, because another means the same.
    MergedCodes {
        /// The codes of the format.
        codes: Vec<String>,
    },
    /// Writing: codes of the schema that the list cannot say.
    UnsayableCodes {
        /// The canonical codes.
        codes: Vec<String>,
    },
    /// Writing: the schema knows dates without a day, and no form can say them.
    PartialDates,
    /// Writing: no column carries this field of the schema.
    NotWritten,
    /// Reading: no column gives this required field.
    NotRead,
    /// Writing: the charset has no capitals with tones, so some values are refused.
    NoCapitals {
        /// The charset.
        charset: &'static str,
    },
    /// Writing: the font of the charset draws small letters as capitals, so capitals are written as small letters, also
    /// those without a mark; small letters are refused.
    SmallLetters {
        /// The charset.
        charset: &'static str,
    },
    /// Writing: the schema allows longer texts than the column holds; longer ones are refused.
    Narrow {
        /// Bytes that the column holds.
        bytes: u16,
    },
    /// Reading: a cell with a number stands for text; zeros at its left end are made up by `pad_left`.
    NumberForText,
    /// Reading changes case; the cells that are written back may differ.
    ChangesCase,
    /// Reading: blanks at both ends of texts go.
    Trims,
    /// Numbers are written in the one form of the mapping: with its groups and its text behind them, without zeros in front.
    OneFormOfNumbers,
    /// Reading: a time with a zone becomes that of Vietnam, and is written without one.
    ZonesLeftOff,
    /// Reading: a cell of date and time is read to its second.
    FractionsLeftOff,
    /// Writing: columns that are kept without a field are refused, since `carry` does not name them.
    KeptNotWritten,
    /// Reading collapses white space.
    CollapsesSpaces,
    /// Reading fills up on the left.
    Pads,
    /// Several texts mean nothing; the first is written.
    ManyNothings,
    /// Several ways to write a date; the first that fits is written.
    ManyDateForms,
    /// `d` or `M` reads `01` as well as `1`, which is what it writes.
    PaddedDates,
    /// Fractions of a second are left off.
    DropsFractions,
    /// The format keeps a number and not its digits: `1.50` is read again as `1.5`.
    DropsZeros,
    /// Writing: the column holds years as numbers, so dates with a month are refused.
    YearsAlone,
    /// Writing: years outside of the hundred that `yy` can say are refused.
    TwoDigitYears,
    /// Reading: parts of a column that no field reads, counted from 1.
    PartsNotRead {
        /// The parts.
        parts: Vec<usize>,
    },
    /// An absent value becomes the default, and is written as such.
    Default,
    /// Rows without a value have that of the row above, and are written with it.
    FillsDown,
    /// Damaged text is repaired in reading, and written as it should have been.
    Repairs,
    /// Several texts that may stand behind a number; the first is written.
    ManySuffixes,
    /// Several words for yes or for no; the first of each is written.
    ManyWords,
    /// Writing: the default is no value that the format can say, so a record that got it is refused.
    UnsayableDefault,
    /// Writing: a record without the value is refused, since reading would put one in its place.
    AbsentRefused,
    /// Writing: lines above the records that the mapping does not know.
    HeadingUnknown,
    /// Rows that the filter leaves out.
    Filters,
    /// Columns that no field names are left out.
    DropsColumns,
    /// What stands beside the rows of a document is left out.
    DropsBeside,
    /// Rows behind the end of the table are left out.
    IgnoresBehind,
    /// A workbook is written with one sheet, of a header and rows: other sheets, titles, formulas, merged cells and
    /// number formats are not.
    SheetAlone,
    /// Lines above the header are passed over, and not written.
    TitlesAbove,
    /// What is empty, `null` or missing is read alike, and written in one way.
    AbsentAlike,
    /// Writing: the value is split into its columns at the separator; one of more or fewer parts is refused.
    Joins,
}

/// How much a loss weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// The record is the same, the cells may differ.
    Normalises,
    /// Some values are refused.
    MayRefuse,
    /// Something is left out, as the mapping says.
    LeavesOut,
    /// There is no way back: a mapping for both directions may not have it.
    NoInverse,
    /// The mapping cannot work.
    Broken,
}

impl LossKind {
    /// How much it weighs.
    pub const fn weight(&self) -> Weight {
        match self {
            Self::NotRead => Weight::Broken,
            Self::PartsMissing { .. } | Self::UnsayableDefault | Self::HeadingUnknown => Weight::NoInverse,
            Self::UnsayableCodes { .. }
            | Self::PartialDates
            | Self::NoCapitals { .. }
            | Self::AbsentRefused
            | Self::TwoDigitYears
            | Self::YearsAlone
            | Self::Joins
            | Self::KeptNotWritten
            | Self::Narrow { .. } => Weight::MayRefuse,
            Self::NotWritten
            | Self::PartsNotRead { .. }
            | Self::Filters
            | Self::DropsColumns
            | Self::DropsBeside
            | Self::SheetAlone
            | Self::TitlesAbove
            | Self::AbsentAlike
            | Self::IgnoresBehind => Weight::LeavesOut,
            Self::MergedCodes { .. }
            | Self::NumberForText
            | Self::ChangesCase
            | Self::Trims
            | Self::OneFormOfNumbers
            | Self::ZonesLeftOff
            | Self::FractionsLeftOff
            | Self::SmallLetters { .. }
            | Self::CollapsesSpaces
            | Self::Pads
            | Self::ManyNothings
            | Self::ManyDateForms
            | Self::PaddedDates
            | Self::DropsZeros
            | Self::DropsFractions
            | Self::Default
            | Self::FillsDown
            | Self::Repairs
            | Self::ManySuffixes
            | Self::ManyWords => Weight::Normalises,
        }
    }
}
