//! What JSON is refused for, beyond what rows and mappings say themselves.

lienthong_adapter::reasons! {
    /// All of them, for tests and documentation.
    pub REFUSALS, pub(crate) each;

    JSON_NOT_WELL_FORMED: "the JSON is not well formed: found {found}, expected {expected}",
        "JSON không đúng cú pháp: gặp {found}, cần {expected}";
    JSON_TRUNCATED: "the JSON ends too early; expected {expected}",
        "JSON kết thúc quá sớm; cần {expected}";
    JSON_ENCODING: "the JSON is not UTF-8: {found}",
        "JSON không phải UTF-8: {found}";
    JSON_TOO_DEEP: "more than {expected} arrays and objects inside each other",
        "vượt quá {expected} mảng và đối tượng lồng nhau";
    JSON_TOO_MANY_VALUES: "a row has more than the {expected} values allowed",
        "một dòng có quá số giá trị cho phép là {expected}";
    JSON_ROW_TOO_LARGE: "the texts of a row have more than the {expected} allowed",
        "nội dung một dòng vượt quá mức cho phép {expected}";
    DUPLICATE_MEMBER: "the member {found} stands twice in one object",
        "thành phần {found} xuất hiện hai lần trong một đối tượng";
    LONE_SURROGATE: "the escape {found} is half a character",
        "chuỗi thoát {found} chỉ là một nửa ký tự";
    REPLACEMENT_CHARACTER: "a text holds U+FFFD: letters were lost before it came here",
        "văn bản có U+FFFD: chữ đã bị mất trước khi gửi đến đây";
    NUMBER_TOO_LONG: "a number has more than {expected} characters",
        "một số có hơn {expected} ký tự";
    ROWS_NOT_FOUND: "there are no rows at {expected}; found {found}",
        "không có dữ liệu tại {expected}; thấy {found}";
    UNKNOWN_SCHEMA: "the schema {found} is not configured; known are {expected}",
        "chưa cấu hình lược đồ {found}; các lược đồ đã biết: {expected}";
    UNKNOWN_FIELD: "the schema has no field {found}",
        "lược đồ không có trường {found}";
    WRONG_TYPE: "found {found}, expected {expected}",
        "gặp {found}, cần {expected}";
}
