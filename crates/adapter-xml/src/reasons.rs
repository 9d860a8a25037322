//! What XML is refused for, beyond what rows and mappings say themselves.

lienthong_adapter::reasons! {
    /// All of them, for tests and documentation.
    pub REFUSALS, pub(crate) each;

    XML_NOT_WELL_FORMED: "the XML is not well formed: {found}",
        "XML không đúng cú pháp: {found}";
    XML_TRUNCATED: "the XML ends before {found} is closed",
        "XML kết thúc trước khi {found} được đóng";
    XML_ENCODING: "the document is in {found}; expected {expected}",
        "tài liệu dùng bảng mã {found}; cần {expected}";
    XML_DOCTYPE: "a document type declaration (<!DOCTYPE …>, a DTD) is refused: its entities can read files of this machine (XXE) or grow without end; export the document without it",
        "khai báo kiểu tài liệu (<!DOCTYPE …>, DTD) bị từ chối: thực thể trong đó có thể đọc tệp của máy này (XXE) hoặc phình to vô hạn; hãy kết xuất lại tài liệu không có khai báo này";
    XML_ENTITY: "the entity {found} is not one of the five of XML",
        "thực thể {found} không thuộc năm thực thể của XML";
    XML_CHARACTER: "XML cannot carry the character {found}",
        "XML không chứa được ký tự {found}";
    XML_TOO_DEEP: "more than {expected} elements inside each other",
        "vượt quá {expected} phần tử lồng nhau";
    XML_TOO_MANY_ELEMENTS: "a row has more than the {expected} elements allowed",
        "một dòng có quá số phần tử cho phép là {expected}";
    XML_TOO_MANY_ATTRIBUTES: "an element has more than the {expected} attributes allowed",
        "một phần tử có quá số thuộc tính cho phép là {expected}";
    XML_TOO_LARGE: "the texts that must be held at once have more than the {expected} allowed",
        "nội dung phải giữ cùng lúc vượt quá mức cho phép {expected}";
    UNDECLARED_PREFIX: "the prefix {found} is not declared",
        "tiền tố {found} chưa được khai báo";
    DUPLICATE_ELEMENT: "the element {found} stands twice, and no group says that it may",
        "phần tử {found} xuất hiện hai lần mà không có nhóm nào cho phép";
    REPLACEMENT_CHARACTER: "a text holds U+FFFD: letters were lost before it came here",
        "văn bản có U+FFFD: chữ đã bị mất trước khi gửi đến đây";
    ROWS_NOT_FOUND: "there are no rows at {expected}; found {found}",
        "không có dữ liệu tại {expected}; thấy {found}";
    NOT_SOAP: "this is not the expected SOAP message: found {found}, expected {expected}",
        "đây không phải thông điệp SOAP cần có: gặp {found}, cần {expected}";
    SOAP_FAULT: "the service answered with a fault: {found}",
        "dịch vụ trả về lỗi: {found}";
    NOT_BASE64: "the text that should hold a document is not base64: {found}",
        "văn bản lẽ ra chứa tài liệu không phải base64: {found}";
    WRONG_LAYOUT: "the layout says {found}, expected {expected}",
        "khai báo bố cục là {found}, cần {expected}";
}
