//! Dossiers, packages of edXML, documents, and what a message is.

use super::Entry;

/// Reason, found, expected.
pub(super) const WORDS: &[Entry] = &[
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
    ("NO_FORMAT", ["another type", "loại khác"], ["", ""]),
    ("TYPE_MISMATCH", ["another type", "loại khác"], ["the type in the envelope", "loại ghi trong phong bì"]),
    ("UNKNOWN_RECEIVER", ["another receiver", "nơi nhận khác"], ["", ""]),
    ("NO_ROUTE", ["another receiver", "nơi nhận khác"], ["", ""]),
    ("SENDER_MISMATCH", ["another agency", "cơ quan khác"], ["", ""]),
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
