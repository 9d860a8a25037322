//! Sheets of workbooks: `xlsx` and `xls`.
//!
//! | module | idea |
//! |---|---|
//! | `sniff` | what a file really is |
//! | `xlsx`, `xls` | the two kinds of workbook, each reading and writing |
//! | `source`, `row` | what both give: sparse rows of one sheet |
//! | `table`, `header`, `ends` | a sheet as a table, by the rules of a mapping |
//! | `plan` | what both write: cells made ready |
//! | `letters`, `numbers`, `formats`, `dates`, `shown`, `bytes` | columns, numbers and dates as spreadsheets have them |
//! | `describe` | what a workbook holds, for people who draft a mapping |
//! | `reasons` | all that the above can say |

mod bytes;
mod dates;
mod describe;
mod ends;
mod formats;
mod header;
mod letters;
mod numbers;
mod plan;
pub mod reasons;
mod row;
mod shown;
mod sniff;
mod source;
mod table;
mod xls;
mod xlsx;

use lienthong_adapter::rows::SheetName;
use lienthong_adapter::{DecodeError, Finding, Phrase, phrase};

pub use describe::{MergedDown, SheetInfo, Used, WorkbookInfo, describe};
pub use xls::XlsFormat;
pub use xlsx::XlsxFormat;

/// Rows of the largest sheet.
const MAX_ROWS: u32 = 1 << 20;
/// Columns of the widest sheet.
const MAX_COLUMNS: u32 = 1 << 14;

/// Other sheets that are looked at for cells, at most.
const MOST_OTHERS: usize = 50;

/// The index of the sheet that a layout names.
fn choose<'n>(
    wanted: &SheetName,
    names: impl Iterator<Item = &'n str> + Clone,
) -> Result<usize, DecodeError> {
    let (found, expected) = match wanted {
        SheetName::Index(index) => (
            Some(*index).filter(|index| *index < names.clone().count()),
            phrase!("number {}", "số {}", index + 1),
        ),
        SheetName::Name(name) => (names.clone().position(|one| one == name), phrase!("{name}", "{name}")),
    };
    found.ok_or_else(|| {
        let names: Vec<&str> = names.take(20).collect();
        Finding::new(&reasons::SHEET_NOT_FOUND).found(names.join(", ")).expected(expected).into()
    })
}

fn not_a_worksheet(name: &str) -> DecodeError {
    Finding::new(&reasons::NOT_A_WORKSHEET)
        .found(name)
        .expected(Phrase::new("a worksheet", "trang tính"))
        .sheet(name)
        .into()
}
