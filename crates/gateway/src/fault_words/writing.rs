//! Writing: what the receiver's format cannot hold.

use super::Entry;

/// Reason, found, expected.
pub(super) const WORDS: &[Entry] = &[
    (
        "NOT_OPAQUE",
        ["records or a document", "bản ghi hoặc văn bản"],
        ["bytes as they are", "dữ liệu nguyên dạng"],
    ),
    (
        "UNMAPPED_COLUMN",
        ["a column that it does not name", "cột mà bảng ánh xạ không nêu tên"],
        ["columns that the mapping names", "các cột mà bảng ánh xạ nêu tên"],
    ),
    ("ABSENT_NOT_SAYABLE", ["no value", "không có giá trị"], ["", ""]),
    ("CSV_FORMULA", ["a text that begins like a formula", "văn bản mở đầu như công thức"], ["", ""]),
    ("CSV_NEEDS_QUOTES", ["a text that needs quotes", "văn bản cần dấu nháy"], ["", ""]),
    ("CSV_HEADER_PARTS", ["more parts", "nhiều phần hơn"], ["", ""]),
    (
        "ROW_ENDS_TABLE",
        ["a row that would end the table", "dòng sẽ kết thúc bảng"],
        ["a row that counts", "dòng được tính"],
    ),
    (
        "ROW_WITHOUT_VALUES",
        ["a row without any value", "dòng không có giá trị nào"],
        ["at least one value", "ít nhất một giá trị"],
    ),
    ("ROW_LOST", ["a row that would not be read again", "dòng sẽ không đọc lại được"], ["", ""]),
    ("FIXED_COLUMN_PLACE", ["another place", "vị trí khác"], ["", ""]),
    ("FIXED_PADDING", ["a value that ends in its padding", "giá trị có ký tự đệm ở đầu hoặc cuối"], ["", ""]),
    (
        "FIXED_LINE_BREAK",
        ["a line break", "dấu xuống dòng"],
        ["a value in one line", "giá trị trên một dòng"],
    ),
    ("DBF_COLUMN", ["another name or width", "tên hoặc độ rộng khác"], ["", ""]),
    (
        "DBF_PADDING",
        ["a text that ends with a blank", "văn bản có dấu cách ở cuối"],
        ["a text without it", "văn bản không có dấu cách ở cuối"],
    ),
    ("DBF_TOO_LARGE", ["more", "nhiều hơn"], ["", ""]),
    ("CHARSET_NOT_OF_BYTES", ["another charset", "bảng mã khác"], ["", ""]),
    ("SHEET_NAME_FORBIDDEN", ["another name", "tên khác"], ["", ""]),
    ("SHEET_FULL", ["more", "nhiều hơn"], ["", ""]),
    (
        "CHARACTER_FORBIDDEN",
        ["a character that no cell holds", "ký tự mà ô không chứa được"],
        ["characters of a cell", "ký tự mà ô chứa được"],
    ),
    ("NUMBER_TOO_PRECISE", ["a number of more digits", "số có nhiều chữ số hơn"], ["", ""]),
    ("WRONG_LAYOUT", ["another layout", "bố cục khác"], ["", ""]),
    ("NOT_CANONICAL", ["something else", "nội dung khác"], ["canonical records", "bản ghi chuẩn"]),
    (
        "NOT_CARRIED",
        ["something else", "nội dung khác"],
        ["dossiers or their steps", "hồ sơ hoặc tiến trình"],
    ),
    ("NOT_IN_PROFILE", ["a value in it", "có giá trị"], ["", ""]),
    (
        "TIME_NOT_EXPRESSIBLE",
        ["a time that the form cannot say", "thời điểm mà dạng này không ghi được"],
        ["a time of this form", "thời điểm ghi được ở dạng này"],
    ),
    ("PATHS_NOT_EXPRESSIBLE", ["paths that would run together", "các đường dẫn bị dính nhau"], ["", ""]),
    (
        "EXTRA_CLASH",
        ["a kept value of a member's name", "giá trị giữ lại trùng tên thành viên"],
        ["names that differ", "các tên khác nhau"],
    ),
    ("NUMBER_PARTS", ["another number of parts", "số phần khác"], ["", ""]),
    ("NUMBER_GROUPS", ["more groups", "nhiều nhóm hơn"], ["", ""]),
    ("NUMBER_SERIAL", ["another number of characters", "số ký tự khác"], ["", ""]),
    ("NOT_CONSTANT", ["another value", "giá trị khác"], ["", ""]),
    ("NOT_SAYABLE", ["a value that cannot be said so", "giá trị không ghi được như vậy"], ["", ""]),
    ("NOT_ENCODABLE", ["letters that it does not have", "chữ mà bảng mã không có"], ["", ""]),
    ("VALUE_TOO_WIDE", ["a longer value", "giá trị dài hơn"], ["", ""]),
    ("SEPARATOR_IN_PART", ["a part with the separator in it", "phần có chứa dấu phân cách"], ["", ""]),
    ("NOT_READ", ["a mapping for writing", "ánh xạ chỉ dùng để ghi"], ["", ""]),
    ("NOT_WRITTEN", ["a mapping for reading", "ánh xạ chỉ dùng để đọc"], ["", ""]),
    ("WRONG_SCHEMA", ["other records", "bản ghi khác"], ["", ""]),
    ("WRITE_FAILED", ["an error of writing", "lỗi ghi dữ liệu"], ["", ""]),
];
