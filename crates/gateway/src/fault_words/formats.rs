//! Files of tables, XML and JSON.

use super::Entry;

/// Reason, found, expected.
pub(super) const WORDS: &[Entry] = &[
    // Text and bytes.
    ("TEXT_NOT_UTF8", ["bytes that are not UTF-8", "byte không phải UTF-8"], ["UTF-8", "UTF-8"]),
    ("NOT_IN_CHARSET", ["a byte that is no letter of it", "byte không phải chữ của bảng mã"], ["", ""]),
    ("DAMAGED_TEXT", ["a damaged text", "văn bản bị hỏng"], ["", ""]),
    (
        "REPLACEMENT_CHARACTER",
        ["U+FFFD in the place of letters", "U+FFFD ở chỗ của chữ"],
        ["the letters", "chữ ban đầu"],
    ),
    ("READ_FAILED", ["an error of reading", "lỗi đọc dữ liệu"], ["", ""]),
    // Delimited text and fixed width.
    (
        "CSV_STRAY_QUOTE",
        [
            "a quote inside a field that does not begin with one",
            "dấu nháy trong ô không mở đầu bằng dấu nháy",
        ],
        ["a field in quotes, or without any", "ô nằm trọn trong dấu nháy, hoặc không có dấu nháy"],
    ),
    (
        "CSV_TEXT_AFTER_QUOTE",
        ["text behind the closing quote of a field", "văn bản sau dấu nháy đóng của ô"],
        ["a delimiter or the end of the row", "dấu phân cách hoặc hết dòng"],
    ),
    (
        "CSV_UNCLOSED_QUOTE",
        ["a quote that is never closed", "dấu nháy không được đóng"],
        ["its closing quote", "dấu nháy đóng"],
    ),
    ("CSV_ROW_TOO_LARGE", ["more", "nhiều hơn"], ["", ""]),
    (
        "CSV_BYTE_ORDER_MARK",
        ["the byte order mark of another encoding", "dấu thứ tự byte của bảng mã khác"],
        ["", ""],
    ),
    ("FIXED_LINE_END", ["a line end", "dấu xuống dòng"], ["", ""]),
    (
        "FIXED_SPLIT_LETTER",
        ["a letter across the border of two columns", "chữ nằm vắt qua ranh giới hai cột"],
        ["", ""],
    ),
    // dBase.
    ("DBF_VERSION", ["another first byte", "byte đầu khác"], ["", ""]),
    ("DBF_HEADER", ["a damaged header", "phần đầu bảng bị hỏng"], ["", ""]),
    ("DBF_RECORD_MARK", ["another first byte of a record", "byte đầu bản ghi khác"], ["", ""]),
    (
        "MEMO_MISSING",
        ["a text in a memo file that did not come along", "văn bản trong tệp memo không được gửi kèm"],
        ["", ""],
    ),
    (
        "MEMO_DAMAGED",
        ["a place that the memo file does not have", "vị trí không có trong tệp memo"],
        ["", ""],
    ),
    ("DBF_ARCHIVE", ["an archive that cannot be read", "tệp nén không đọc được"], ["", ""]),
    ("DBF_ARCHIVE_TOO_LARGE", ["more", "nhiều hơn"], ["", ""]),
    // Workbooks.
    ("OLD_WORKBOOK", ["an older version", "phiên bản cũ"], ["", ""]),
    (
        "ENCRYPTED",
        ["a workbook with a password", "bảng tính có mật khẩu"],
        ["one without", "bảng tính không có mật khẩu"],
    ),
    (
        "WORKBOOK_TRUNCATED",
        ["the end of the file", "hết tệp"],
        ["the rest of the workbook", "phần còn lại của bảng tính"],
    ),
    (
        "WORKBOOK_DAMAGED",
        ["a part that cannot be read", "phần không đọc được"],
        ["a whole workbook", "bảng tính nguyên vẹn"],
    ),
    ("WORKBOOK_TOO_LARGE", ["more", "nhiều hơn"], ["", ""]),
    ("SHEET_NOT_FOUND", ["other sheets", "các trang tính khác"], ["", ""]),
    ("NOT_A_WORKSHEET", ["a sheet without cells", "trang tính không có ô"], ["", ""]),
    ("CELL_OUTSIDE_TABLE", ["a filled cell beside the columns", "ô có giá trị nằm ngoài các cột"], ["", ""]),
    ("OUTSIDE_CELLS_TOO_LARGE", ["more", "nhiều hơn"], ["", ""]),
    ("FORMULA_WITHOUT_VALUE", ["a formula without a value", "công thức không có giá trị"], ["", ""]),
    ("IMPOSSIBLE_SERIAL", ["a number that is no day or time", "số không phải ngày giờ"], ["", ""]),
    // XML.
    (
        "XML_NOT_WELL_FORMED",
        ["markup that is not well formed", "thẻ đánh dấu sai cú pháp"],
        ["well-formed XML 1.0", "XML 1.0 đúng cú pháp"],
    ),
    (
        "XML_TRUNCATED",
        ["the end of the document inside an element", "hết tài liệu khi phần tử chưa đóng"],
        ["its end tag", "thẻ đóng của phần tử"],
    ),
    ("XML_ENCODING", ["another encoding", "bảng mã khác"], ["", ""]),
    (
        "XML_DOCTYPE",
        ["a document type declaration", "khai báo kiểu tài liệu (DOCTYPE)"],
        ["a document without one", "tài liệu không có khai báo này"],
    ),
    (
        "EDXML_DOCTYPE",
        ["a document type declaration", "khai báo kiểu tài liệu (DOCTYPE)"],
        ["a document without one", "tài liệu không có khai báo này"],
    ),
    (
        "XML_ENTITY",
        ["an entity of its own", "thực thể tự đặt"],
        ["one of the five of XML, or a number", "một trong năm thực thể của XML, hoặc số"],
    ),
    (
        "XML_CHARACTER",
        ["a character that XML cannot carry", "ký tự XML không chứa được"],
        ["characters of XML 1.0", "ký tự của XML 1.0"],
    ),
    ("XML_TOO_DEEP", ["more elements inside each other", "nhiều phần tử lồng nhau hơn"], ["", ""]),
    ("XML_TOO_MANY_ELEMENTS", ["more elements", "nhiều phần tử hơn"], ["", ""]),
    ("XML_TOO_MANY_ATTRIBUTES", ["more attributes", "nhiều thuộc tính hơn"], ["", ""]),
    ("XML_TOO_LARGE", ["more", "nhiều hơn"], ["", ""]),
    (
        "UNDECLARED_PREFIX",
        ["a prefix that is not declared", "tiền tố chưa khai báo"],
        ["its declaration", "khai báo của tiền tố"],
    ),
    (
        "DUPLICATE_ELEMENT",
        ["an element for the second time", "phần tử xuất hiện lần thứ hai"],
        ["it once", "một lần"],
    ),
    ("ROWS_NOT_FOUND", ["no rows there", "không có dòng ở đó"], ["", ""]),
    ("NOT_SOAP", ["another document", "tài liệu khác"], ["", ""]),
    ("SOAP_FAULT", ["a fault", "một lỗi SOAP"], ["a result", "kết quả"]),
    ("NOT_BASE64", ["text that is not base64", "văn bản không phải base64"], ["base64", "base64"]),
    // JSON.
    ("JSON_ENCODING", ["bytes that are not UTF-8", "byte không phải UTF-8"], ["UTF-8", "UTF-8"]),
    ("JSON_NOT_WELL_FORMED", ["another character", "ký tự khác"], ["", ""]),
    ("JSON_SYNTAX", ["another character", "ký tự khác"], ["", ""]),
    ("JSON_TRUNCATED", ["the end of the document", "hết tài liệu"], ["", ""]),
    (
        "JSON_TOO_DEEP",
        ["more arrays and objects inside each other", "nhiều mảng và đối tượng lồng nhau hơn"],
        ["", ""],
    ),
    ("JSON_TOO_MANY_VALUES", ["more values", "nhiều giá trị hơn"], ["", ""]),
    ("JSON_ROW_TOO_LARGE", ["more", "nhiều hơn"], ["", ""]),
    ("JSON_TEXT_TOO_LARGE", ["more", "nhiều hơn"], ["", ""]),
    (
        "JSON_ESCAPE",
        ["an escape that JSON does not have", "chuỗi thoát JSON không có"],
        ["an escape of JSON", "chuỗi thoát của JSON"],
    ),
    ("LONE_SURROGATE", ["half a character", "nửa ký tự"], ["a whole one", "một ký tự trọn vẹn"]),
    ("JSON_LONE_SURROGATE", ["half a character", "nửa ký tự"], ["a whole one", "một ký tự trọn vẹn"]),
    (
        "JSON_CONTROL_CHARACTER",
        ["a control character", "ký tự điều khiển"],
        ["its escape", "chuỗi thoát của ký tự"],
    ),
    (
        "DUPLICATE_MEMBER",
        ["a member for the second time", "thành viên xuất hiện lần thứ hai"],
        ["it once", "một lần"],
    ),
    (
        "JSON_DUPLICATE_NAME",
        ["a member for the second time", "thành viên xuất hiện lần thứ hai"],
        ["it once", "một lần"],
    ),
    ("NUMBER_TOO_LONG", ["more characters", "nhiều ký tự hơn"], ["", ""]),
    (
        "UNKNOWN_SCHEMA",
        ["a schema that is not configured", "lược đồ chưa được cấu hình"],
        ["a schema of the configuration", "lược đồ đã cấu hình"],
    ),
    (
        "UNKNOWN_FIELD",
        ["a member that the schema does not have", "thành viên không có trong lược đồ"],
        ["a field of the schema", "trường của lược đồ"],
    ),
    ("WRONG_TYPE", ["a value of another kind", "giá trị thuộc kiểu khác"], ["", ""]),
];
