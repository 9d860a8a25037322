//! Every refusal of this adapter: its stable code and its texts.
//!
//! Reading and writing share the table. Size limits of the package as a whole are refused by `PACKAGE_TOO_LARGE` of the
//! adapter crate.

lienthong_adapter::reasons! {
    /// All refusals, for tests and documentation.
    pub REFUSALS, pub(crate) each;

    TEXT_NOT_UTF8: "the package is not UTF-8: byte {found}",
        "gói tin không phải UTF-8: byte {found}";
    TEXT_BEFORE_XML: "there is text before the XML declaration or the root element: `{found}`",
        "có ký tự đứng trước khai báo XML hoặc phần tử gốc: `{found}`";
    EDXML_VARIANT: "this is {found}; accepted is {expected}",
        "đây là {found}; chỉ chấp nhận {expected}";
    EDXML_DOCTYPE: "a document type declaration (<!DOCTYPE>) is not allowed",
        "không được phép có khai báo kiểu tài liệu (<!DOCTYPE>)";
    XML_ENCODING: "the XML declaration says {found}; only {expected} is accepted",
        "khai báo XML ghi {found}; chỉ chấp nhận {expected}";
    XML_NOT_WELL_FORMED: "the XML is not well formed: {found}",
        "XML không đúng cú pháp: {found}";
    XML_TRUNCATED: "the package ends before `{found}` is closed",
        "gói tin kết thúc khi `{found}` chưa được đóng";
    XML_ENTITY: "the entity `&{found};` is not defined; only the five of XML and numbers are accepted",
        "thực thể `&{found};` không được định nghĩa; chỉ chấp nhận năm thực thể của XML và dạng số";
    XML_CHARACTER: "the character {found} is not allowed in XML",
        "ký tự {found} không được phép trong XML";
    UNDECLARED_PREFIX: "the prefix `{found}` is used but not declared here",
        "tiền tố `{found}` được dùng nhưng chưa được khai báo tại đây";
    XML_TOO_DEEP: "elements are nested deeper than {expected}",
        "các phần tử lồng nhau quá {expected} cấp";
    XML_TOO_MANY_ELEMENTS: "there are more than {expected} elements",
        "có hơn {expected} phần tử";
    XML_TOO_MANY_ATTRIBUTES: "an element has more than {expected} attributes",
        "một phần tử có hơn {expected} thuộc tính";
    MISSING_ELEMENT: "the element {expected} is missing or empty",
        "thiếu phần tử {expected} hoặc phần tử rỗng";
    DUPLICATE_ELEMENT: "the element {found} may occur only once here",
        "phần tử {found} chỉ được xuất hiện một lần tại đây";
    MIXED_PACKAGE: "a package has both StatusCode and To; it must be either a status or a document",
        "gói tin có cả StatusCode và To; phải là trạng thái hoặc văn bản";
    DUPLICATE_RECEIVER: "the receiver {found} occurs twice",
        "nơi nhận {found} xuất hiện hai lần";
    TOO_MANY_RECEIVERS: "there are {found} receivers, more than {expected}",
        "có {found} nơi nhận, vượt quá {expected}";
    TOO_MANY_ATTACHMENTS: "there are {found} attachments, more than {expected}",
        "có {found} tệp đính kèm, vượt quá {expected}";
    DATE_FORMAT: "`{found}` is not a date of the form {expected}",
        "`{found}` không phải là ngày theo dạng {expected}";
    DATE_IMPOSSIBLE: "`{found}` is not a day of the calendar",
        "`{found}` không phải là ngày có thật";
    VALUE_FORMAT: "`{found}` is not {expected}",
        "`{found}` không phải là {expected}";
    ATTACHMENT_MISSING: "the manifest names the attachment `{found}`, but the package does not hold it",
        "danh mục có tệp đính kèm `{found}` nhưng gói tin không chứa tệp đó";
    DUPLICATE_ATTACHMENT: "two attachments have the id `{found}`",
        "hai tệp đính kèm có cùng mã `{found}`";
    ATTACHMENT_EMPTY: "the attachment `{found}` has no content",
        "tệp đính kèm `{found}` không có nội dung";
    ATTACHMENT_BASE64: "the content of an attachment is not base64: {found}",
        "nội dung tệp đính kèm không phải base64: {found}";
    ATTACHMENT_CORRUPT: "the ZIP archive of the attachment is damaged: {found}",
        "tệp ZIP của tệp đính kèm bị hỏng: {found}";
    ATTACHMENT_BOMB: "the attachment unpacks to more than allowed: {found}, the limit is {expected}",
        "tệp đính kèm khi giải nén vượt mức cho phép: {found}, giới hạn là {expected}";
    ATTACHMENT_DESTROYED: "the attachment was destroyed before it came here: a binary file was read as text (bytes EF BF BD)",
        "tệp đính kèm đã bị hỏng trước khi đến đây: tệp nhị phân bị đọc như văn bản (các byte EF BF BD)";
    TRACE_LOOP: "the package has passed through {found} twice already",
        "gói tin đã đi qua {found} hai lần";
    // Writing.
    NOT_EDXML: "edXML carries documents and their statuses only",
        "edXML chỉ chuyển văn bản và trạng thái văn bản";
    MISSING_FIELD: "edXML needs the field {expected}, which the message does not have",
        "edXML cần trường {expected} nhưng thông điệp không có";
    CODE_NOT_IN_FORM: "the agency code {found} cannot be written in the {expected} form",
        "mã cơ quan {found} không thể ghi theo dạng {expected}";
    TEXT_NOT_XML: "the field {expected} holds the character {found}, which XML cannot carry",
        "trường {expected} chứa ký tự {found} mà XML không biểu diễn được";
    TIME_NOT_EXPRESSIBLE: "the time {found} cannot be written as yyyy/MM/dd HH:mm:ss",
        "thời điểm {found} không thể ghi theo dạng yyyy/MM/dd HH:mm:ss";
    ORIGINAL_UNREADABLE: "the original bytes are not the package that was read: {found}",
        "dữ liệu gốc không phải là gói tin đã đọc: {found}";
}
