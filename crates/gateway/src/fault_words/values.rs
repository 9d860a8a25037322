//! Rows and values, as mappings read them.

use super::Entry;

/// Reason, found, expected.
pub(super) const WORDS: &[Entry] = &[
    ("MISSING_COLUMN", ["a header without it", "tiêu đề không có cột này"], ["", ""]),
    ("DUPLICATE_COLUMN", ["two columns of this name", "hai cột cùng tên này"], ["one", "một cột"]),
    ("HEADER_NOT_FOUND", ["no such row among the first", "không có dòng nào như vậy ở đầu tệp"], ["", ""]),
    ("DATA_AFTER_END", ["rows behind the end of the table", "còn dòng sau điểm kết thúc bảng"], ["", ""]),
    ("TOO_MANY_ROWS", ["more rows", "nhiều dòng hơn"], ["", ""]),
    ("VALUE_REQUIRED", ["no value", "không có giá trị"], ["a value", "một giá trị"]),
    (
        "ROW_ABOVE_UNKNOWN",
        ["a blank below a row that cannot be read", "ô trống dưới một dòng không đọc được"],
        ["a value", "một giá trị"],
    ),
    ("TOO_MANY_COLUMNS", ["more columns", "nhiều cột hơn"], ["", ""]),
    ("CELL_TOO_LARGE", ["more", "nhiều hơn"], ["", ""]),
    ("ROW_TOO_LONG", ["more cells", "nhiều ô hơn"], ["", ""]),
    ("FILE_OTHER_CHARSET", ["letters of another charset", "chữ của bảng mã khác"], ["", ""]),
    ("OTHER_CHARSET", ["letters of another charset", "chữ của bảng mã khác"], ["", ""]),
    ("WRONG_KIND", ["a value of another kind", "giá trị thuộc kiểu khác"], ["", ""]),
    ("NUMBER_FOR_TEXT", ["a number", "số"], ["", ""]),
    (
        "NUMBER_ROUNDED",
        ["a number of more digits than are certain", "số có nhiều chữ số hơn mức chắc chắn đúng"],
        ["", ""],
    ),
    ("NOT_DIGITS", ["another text", "văn bản khác"], ["", ""]),
    ("NOT_A_NUMBER", ["another text", "văn bản khác"], ["", ""]),
    ("AMBIGUOUS_NUMBER", ["a number that reads in two ways", "số đọc được theo hai cách"], ["", ""]),
    ("NOT_A_DATE", ["another text", "văn bản khác"], ["", ""]),
    ("NOT_A_CODE", ["another text", "văn bản khác"], ["", ""]),
    ("CODE_COLLIDES", ["a code of the other side", "mã của phía bên kia"], ["", ""]),
    ("NOT_A_BOOLEAN", ["another text", "văn bản khác"], ["", ""]),
    ("CELL_ERROR", ["an error in the cell", "ô chứa lỗi"], ["", ""]),
    ("WRONG_PARTS", ["another number of parts", "số phần khác"], ["", ""]),
    ("PART_MISSING", ["a part without a value", "phần không có giá trị"], ["", ""]),
    ("RULE_BROKEN", ["a value that breaks it", "giá trị trái quy tắc"], ["", ""]),
    ("DUPLICATE_KEY", ["the key of another row", "khóa của dòng khác"], ["", ""]),
    ("BESIDE_ROWS", ["something beside the rows", "nội dung bên cạnh các dòng"], ["", ""]),
];
