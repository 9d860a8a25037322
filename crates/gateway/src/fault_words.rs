//! What is found and expected, where a finding does not say it, or where what it says may not stand on record.
//!
//! Each reason has one pair of phrases of ours, in both languages. They say what kind of thing stood there, never what
//! it said; an empty one is always in the finding itself.

use lienthong_adapter::Phrase;

type Entry = (&'static str, [&'static str; 2], [&'static str; 2]);

/// What was found, by the reason.
pub(crate) fn found(reason: &str) -> Option<Phrase> {
    phrase(entry(reason)?.1)
}

/// What was expected, by the reason.
pub(crate) fn expected(reason: &str) -> Option<Phrase> {
    phrase(entry(reason)?.2)
}

fn entry(reason: &str) -> Option<&'static Entry> {
    WORDS.iter().find(|(code, ..)| *code == reason)
}

fn phrase([en, vi]: [&'static str; 2]) -> Option<Phrase> {
    (!en.is_empty()).then(|| Phrase::new(en, vi))
}

/// Reason, found, expected.
const WORDS: &[Entry] = &[
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
    // Rows and values.
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
    // Dossiers.
    (
        "NOT_DOSSIERS",
        ["another value", "giá trị khác"],
        ["a dossier, a step, or an array of them", "hồ sơ, tiến trình, hoặc mảng của chúng"],
    ),
    (
        "UNCLEAR_KIND",
        ["members of neither, or of both", "thành viên không thuộc loại nào, hoặc thuộc cả hai"],
        ["a dossier or a step", "hồ sơ hoặc tiến trình"],
    ),
    (
        "NO_RECORDS",
        ["no dossier and no step", "không có hồ sơ và tiến trình nào"],
        ["at least one", "ít nhất một"],
    ),
    ("MIXED_RECORDS", ["records of two types", "bản ghi thuộc hai loại"], ["", ""]),
    (
        "SERVICE_NOT_CARRIED",
        ["a service that carries no dossiers", "dịch vụ không dùng để gửi hồ sơ"],
        ["", ""],
    ),
    ("VALUE_MISSING", ["nothing", "không có gì"], ["", ""]),
    ("VALUE_FORMAT", ["another form", "dạng khác"], ["", ""]),
    ("DATE_FORMAT", ["another form", "dạng khác"], ["", ""]),
    (
        "DATE_IMPOSSIBLE",
        ["a day or time that no calendar has", "ngày giờ không có trên lịch"],
        ["one of the calendar", "ngày giờ có trên lịch"],
    ),
    ("NUMBER_EMPTY", ["nothing", "không có gì"], ["a dossier number", "mã hồ sơ"]),
    ("NUMBER_NOT_WHOLE", ["a fraction or an exponent", "phần lẻ hoặc số mũ"], ["", ""]),
    ("NUMBER_AGENCY", ["something else", "nội dung khác"], ["an agency code", "mã cơ quan"]),
    ("NUMBER_DAY", ["something else", "nội dung khác"], ["", ""]),
    ("NUMBER_LOCAL", ["a control character, or more", "ký tự điều khiển, hoặc dài hơn"], ["", ""]),
    ("SCHEMA_RULE", ["a value that breaks it", "giá trị trái quy tắc"], ["", ""]),
    ("NOT_A_REPLY", ["something else", "nội dung khác"], ["a reply of the portal", "phản hồi của cổng"]),
    // edXML.
    (
        "TEXT_BEFORE_XML",
        ["text before the document", "văn bản trước tài liệu"],
        ["the XML declaration or the root element", "khai báo XML hoặc phần tử gốc"],
    ),
    ("EDXML_VARIANT", ["another kind of package", "loại gói tin khác"], ["", ""]),
    ("MISSING_ELEMENT", ["nothing", "không có gì"], ["", ""]),
    ("MIXED_PACKAGE", ["StatusCode and To", "có cả StatusCode và To"], ["one of them", "một trong hai"]),
    (
        "ATTACHMENT_MISSING",
        ["no file of that id", "không có tệp mang mã đó"],
        ["every file of the manifest", "đủ các tệp trong danh mục"],
    ),
    ("DUPLICATE_ATTACHMENT", ["two files of one id", "hai tệp cùng mã"], ["one", "một tệp"]),
    ("ATTACHMENT_EMPTY", ["no content", "không có nội dung"], ["the file", "nội dung tệp"]),
    ("ATTACHMENT_BASE64", ["text that is not base64", "văn bản không phải base64"], ["base64", "base64"]),
    (
        "ATTACHMENT_CORRUPT",
        ["a damaged ZIP archive", "tệp ZIP bị hỏng"],
        ["a whole one", "tệp ZIP nguyên vẹn"],
    ),
    ("ATTACHMENT_BOMB", ["more", "nhiều hơn"], ["", ""]),
    (
        "ATTACHMENT_DESTROYED",
        ["a file that was read as text", "tệp đã bị đọc như văn bản"],
        ["the file as it was", "tệp nguyên vẹn"],
    ),
    (
        "TRACE_LOOP",
        ["an agency for the third time", "một cơ quan lần thứ ba"],
        ["at most twice", "nhiều nhất hai lần"],
    ),
    (
        "DUPLICATE_RECEIVER",
        ["a receiver for the second time", "cơ quan nhận xuất hiện lần thứ hai"],
        ["it once", "một lần"],
    ),
    // What a message is.
    (
        "CANONICAL_UNREADABLE",
        ["bytes of something else", "dữ liệu khác"],
        ["lienthong.record.v1.Record", "lienthong.record.v1.Record"],
    ),
    (
        "CANONICAL_FIELD",
        ["a field with a wrong value", "trường có giá trị sai"],
        ["a value as the interface describes it", "giá trị như giao diện mô tả"],
    ),
    ("CANONICAL_FIELD_MISSING", ["nothing", "không có gì"], ["", ""]),
    ("CANONICAL_TOO_MANY", ["more", "nhiều hơn"], ["", ""]),
    (
        "NOT_OF_SCHEMA",
        ["records that break it", "bản ghi trái lược đồ"],
        ["records of their schema", "bản ghi đúng lược đồ"],
    ),
    ("NO_DOCUMENT", ["no document", "không có văn bản"], ["one", "một văn bản"]),
    ("MANY_DOCUMENTS", ["more than one document", "nhiều hơn một văn bản"], ["one", "một văn bản"]),
    ("TYPE_MISMATCH", ["another type", "loại khác"], ["", ""]),
    ("SENDER_MISMATCH", ["another agency", "cơ quan khác"], ["", ""]),
    // Writing: what the receiver's format cannot hold.
    (
        "NOT_OPAQUE",
        ["records or a document", "bản ghi hoặc văn bản"],
        ["bytes as they are", "dữ liệu nguyên dạng"],
    ),
    ("UNMAPPED_COLUMN", ["", ""], ["columns that the mapping names", "các cột mà bảng ánh xạ nêu tên"]),
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
    // Documents.
    ("DOCUMENT_RULE", ["a value that breaks it", "giá trị trái quy tắc"], ["", ""]),
    ("DOCUMENT_FIELD_MISSING", ["nothing", "không có gì"], ["", ""]),
    ("DOCUMENT_REFERENCE", ["another reference", "tham chiếu khác"], ["", ""]),
    (
        "DOCUMENT_RECEIVER_TWICE",
        ["a receiver for the second time", "cơ quan nhận xuất hiện lần thứ hai"],
        ["it once", "một lần"],
    ),
    ("DOCUMENT_TOO_MANY", ["more", "nhiều hơn"], ["", ""]),
    ("DOCUMENT_NUMBER", ["another number", "số khác"], ["", ""]),
    (
        "DOCUMENT_TIME",
        ["a time outside of the calendar", "thời điểm ngoài lịch"],
        ["a time of the calendar", "thời điểm trên lịch"],
    ),
    ("DOCUMENT_FILE_TWICE", ["two files of one id", "hai tệp cùng mã"], ["one", "một tệp"]),
    ("DOCUMENT_FILE_BASE64", ["text that is not base64", "văn bản không phải base64"], ["base64", "base64"]),
    ("DOCUMENT_FILE_EMPTY", ["no content", "không có nội dung"], ["the file", "nội dung tệp"]),
    ("DOCUMENT_FILE_DIFFERS", ["another content", "nội dung khác"], ["", ""]),
    (
        "NOT_A_DOCUMENT",
        ["something else", "nội dung khác"],
        ["a document or its status", "văn bản hoặc trạng thái của văn bản"],
    ),
    (
        "NOT_EDXML",
        ["something else", "nội dung khác"],
        ["a document or its status", "văn bản hoặc trạng thái của văn bản"],
    ),
    ("MISSING_FIELD", ["nothing", "không có gì"], ["", ""]),
    ("CODE_NOT_IN_FORM", ["a code that the form cannot say", "mã không ghi được ở dạng này"], ["", ""]),
    ("TEXT_NOT_XML", ["a character that XML cannot carry", "ký tự XML không chứa được"], ["", ""]),
    ("ORIGINAL_UNREADABLE", ["other bytes", "dữ liệu khác"], ["the package that was read", "gói tin đã đọc"]),
    ("TOO_MANY_RECEIVERS", ["more", "nhiều hơn"], ["", ""]),
    ("TOO_MANY_ATTACHMENTS", ["more", "nhiều hơn"], ["", ""]),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::says_found;
    use crate::glossary::{Speaker, reasons};

    #[test]
    fn every_reason_of_a_format_has_words_of_its_own_or_of_ours() {
        let mut missing = Vec::new();
        for (speaker, reason) in reasons() {
            let is_of_files =
                matches!(speaker, Speaker::Any | Speaker::Mapping | Speaker::Documents | Speaker::Format(_));
            let has_found = says_found(reason) || found(reason.code).is_some();
            let has_expected = reason.en.contains("{expected}") || expected(reason.code).is_some();
            if is_of_files && !(has_found && has_expected) {
                missing.push(format!("{} {has_found} {has_expected}", reason.code));
            }
        }
        assert!(missing.is_empty(), "{missing:#?}");
    }

    #[test]
    fn no_reason_has_two_entries() {
        for (at, (code, ..)) in WORDS.iter().enumerate() {
            assert!(WORDS[..at].iter().all(|(other, ..)| other != code), "{code}");
        }
    }
}
