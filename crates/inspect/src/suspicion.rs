//! What may be wrong with a value, as far as a look at it tells.

use lienthong_adapter::rows::{Cell, FieldType};
use lienthong_adapter_table::sheet::reasons::FORMULA_WITHOUT_VALUE;

/// Rows that are named for each suspicion.
pub const NAMED_ROWS: usize = 5;

/// One more, which says that there are more.
pub(crate) const KEPT_ROWS: usize = NAMED_ROWS + 1;

/// The first rows, for people: `12, 13, 14, 15, 16, …`.
pub fn rows_text(rows: &[u64]) -> String {
    let named = rows.iter().take(NAMED_ROWS).map(u64::to_string);
    let more = (rows.len() > NAMED_ROWS).then(|| "…".to_owned());
    named.chain(more).collect::<Vec<_>>().join(", ")
}

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
    /// A character that nobody sees.
    Invisible,
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
    /// Empty texts in all cells of a sheet's column.
    EmptyTexts,
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
    /// A line that is broken within this column: the rest of the row is the next line.
    BrokenLine,
    /// A row that ends before this column.
    ShortRow,
    /// The rest of a long text that stands in several lines, each taken for a row.
    Wrapped,
    /// A row that adds up others, among them.
    Sum,
    /// A row that has next to nothing of what others have: the title of a part, or a record that is not complete.
    Sparse,
    /// A row without a number where nearly all have one.
    Unnumbered,
    /// Bytes that the charset of the column does not have.
    OtherCharset,
    /// Words of another old charset, which the charset of the column reads as nonsense.
    OtherWords,
    /// The header once more among the data, as at the top of a printed page.
    HeaderAgain,
    /// Behind blank rows, words where numbers stand above: the header of another table, whose rows would be records of
    /// this one.
    AnotherTable,
    /// Another column has the same name.
    SameName,
}

impl Suspicion {
    /// What it is, for people.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Exponent => "a number with an exponent: digits are lost",
            Self::TooManyDigits => "a number of more than 15 digits: the last ones are wrong",
            Self::ImpossibleDate => "a date that no calendar has",
            Self::DoubleEncoded => "UTF-8 encoded twice",
            Self::OldFont => "letters of an old font, read as windows-1252 and saved as UTF-8",
            Self::Entity => "an HTML reference instead of a letter",
            Self::Replaced => "a replacement character: a letter was lost",
            Self::QuestionMark => "`?` within a word: a letter may be lost",
            Self::LookAlike => "a letter that only looks Vietnamese",
            Self::AmbiguousNumber => "a number that reads in two ways, such as 1.234",
            Self::OuterSpace => "white space around the value",
            Self::Uncalculated => "a formula that was never calculated: it has no value",
            Self::EmptyTexts => {
                "every cell is an empty text: formulas that their program never calculated, or nothing"
            }
            Self::ErrorCell => "an error value",
            Self::Cut => "text that ends with `...`",
            Self::MeansNothing => "a text that may mean nothing",
            Self::LostZero => {
                "fewer digits than the others, or than the name says: zeros in front may be lost"
            }
            Self::BrokenLine => "a line break within the cell: the rest of the row stands in the next line",
            Self::Invisible => "a character that nobody sees: no search finds the text",
            Self::ShortRow => "the row ends before this column: it has fewer cells than the header",
            Self::Wrapped => "the rest of a long text: the line continues the row above",
            Self::Sparse => {
                "a row with hardly any other value: a title among the data, or a record that is not complete"
            }
            Self::Sum => "a row that adds up others",
            Self::Control => "a control character",
            Self::Mixed => "text beside numbers, dates or logical values: no field takes them all",
            Self::Unnumbered => {
                "a row without a number among numbered ones: a title, a sum, another header, or a record"
            }
            Self::OtherCharset => "bytes that the charset of the column does not have",
            Self::OtherWords => "words of another charset: in that of the column they read as nonsense",
            Self::HeaderAgain => "the header again among the data: a mapping reads it as a row",
            Self::AnotherTable => {
                "a row like the header of another table behind blank rows: it and the rows below are read as rows of this one"
            }
            Self::SameName => "a name that another column has as well",
        }
    }

    /// The same in Vietnamese.
    pub const fn text_vi(self) -> &'static str {
        match self {
            Self::Exponent => "số dạng mũ: đã mất chữ số",
            Self::TooManyDigits => "số quá 15 chữ số: các số cuối bị sai",
            Self::ImpossibleDate => "ngày không có trong lịch",
            Self::DoubleEncoded => "UTF-8 bị mã hóa hai lần",
            Self::OldFont => "chữ của phông cũ bị đọc thành windows-1252 rồi lưu bằng UTF-8",
            Self::Entity => "tham chiếu HTML thay cho chữ",
            Self::Replaced => "ký tự thay thế: đã mất chữ",
            Self::QuestionMark => "dấu `?` giữa từ: có thể mất chữ",
            Self::LookAlike => "chữ chỉ trông giống chữ Việt",
            Self::AmbiguousNumber => "số đọc được hai cách, như 1.234",
            Self::OuterSpace => "khoảng trắng bao quanh giá trị",
            Self::Uncalculated => "công thức chưa được tính: ô không có giá trị",
            Self::EmptyTexts => "mọi ô là chuỗi rỗng: công thức mà phần mềm chưa từng tính, hoặc không có gì",
            Self::ErrorCell => "giá trị lỗi",
            Self::Cut => "chữ kết thúc bằng `...`",
            Self::MeansNothing => "chữ có thể nghĩa là không có gì",
            Self::LostZero => {
                "ít chữ số hơn các giá trị khác hoặc hơn mức mà tên cột cho biết: có thể đã mất số 0 đứng đầu"
            }
            Self::BrokenLine => {
                "có dấu xuống dòng trong ô: phần còn lại của dòng nằm ở dòng văn bản tiếp theo"
            }
            Self::Invisible => "ký tự không nhìn thấy: tra cứu không tìm ra văn bản này",
            Self::ShortRow => "dòng kết thúc trước cột này: ít ô hơn dòng tiêu đề",
            Self::Wrapped => "phần còn lại của chữ dài: dòng này nối tiếp dòng trên",
            Self::Sparse => {
                "dòng hầu như không có giá trị nào khác: tiêu đề của một phần, hoặc bản ghi chưa đủ"
            }
            Self::Sum => "dòng cộng xen giữa dữ liệu",
            Self::Control => "ký tự điều khiển",
            Self::Mixed => "chữ lẫn với số, ngày hoặc giá trị đúng/sai: không trường nào nhận được tất cả",
            Self::Unnumbered => {
                "dòng không có số thứ tự giữa các dòng có số: tiêu đề, dòng cộng, tiêu đề bảng khác, hoặc bản ghi"
            }
            Self::OtherCharset => "byte không có trong bảng mã của cột",
            Self::OtherWords => "chữ thuộc bảng mã khác: đọc theo bảng mã của cột thì thành chữ vô nghĩa",
            Self::HeaderAgain => "dòng tiêu đề lặp lại giữa dữ liệu: ánh xạ đọc như một dòng dữ liệu",
            Self::AnotherTable => {
                "dòng giống tiêu đề của một bảng khác sau dòng trống: dòng này và các dòng dưới được đọc như dữ liệu của bảng này"
            }
            Self::SameName => "tên trùng với một cột khác",
        }
    }

    /// What a cell without a usable value is.
    pub(crate) fn of_cell(cell: &Cell<'_>) -> Self {
        match cell {
            Cell::Unreadable(why) if why.reason.code == FORMULA_WITHOUT_VALUE.code => Self::Uncalculated,
            Cell::Misfit(FieldType::Date, _) => Self::ImpossibleDate,
            _ => Self::ErrorCell,
        }
    }
}
