//! Every refusal of delimited text, fixed width and DBF beyond those that all rows share
//! ([`lienthong_adapter::mapping::reasons`]): its stable code and its texts.

use lienthong_adapter::Reason;

// A macro, so that no refusal can be missing in the list that tests walk.
macro_rules! reasons {
    ($($name:ident: $en:literal, $vi:literal;)*) => {
        $(pub(crate) const $name: Reason = Reason { code: stringify!($name), en: $en, vi: $vi };)*
        /// All refusals of `csv`, `fixed` and `dbf`, for tests and documentation.
        pub const REFUSALS: &[&Reason] = &[$(&$name),*];
    };
}

reasons! {
    // Delimited text.
    CSV_STRAY_QUOTE: "a quote stands inside a field that does not begin with one",
        "có dấu nháy nằm trong trường không bắt đầu bằng dấu nháy";
    CSV_TEXT_AFTER_QUOTE: "there is text behind the closing quote of a field; a quote inside a text is written twice",
        "có ký tự đứng sau dấu nháy đóng của trường; dấu nháy trong văn bản phải viết hai lần";
    CSV_UNCLOSED_QUOTE: "a quote is opened here and never closed",
        "dấu nháy mở tại đây không được đóng lại";
    CSV_ROW_TOO_LARGE: "a row has {found}, more than the {expected} allowed",
        "một dòng có {found}, vượt quá mức cho phép {expected}";
    CSV_BYTE_ORDER_MARK: "the file begins with the byte order mark of {found}, and the mapping says {expected}",
        "tệp bắt đầu bằng dấu thứ tự byte của {found}, còn bảng ánh xạ ghi {expected}";
    CSV_FORMULA: "the text begins with {found}, which a spreadsheet would run as a formula; expected {expected}",
        "văn bản bắt đầu bằng {found}, bảng tính sẽ hiểu là công thức; cần {expected}";
    CSV_NEEDS_QUOTES: "the text holds {found}, and the layout has {expected}",
        "văn bản chứa {found}, còn định dạng tệp quy định {expected}";
    CSV_HEADER_PARTS: "the column {found} has more parts than the {expected} of the header",
        "cột {found} có nhiều phần hơn {expected} của tiêu đề";
    // All three.
    CHARSET_NOT_OF_BYTES: "the charset {found} is not one of {expected}",
        "bảng mã {found} không dùng được cho {expected}";
    ROW_WITHOUT_VALUES: "the row has no value at all; reading would take it for a blank one",
        "dòng không có giá trị nào nên khi đọc lại sẽ bị coi là dòng trống";
}
