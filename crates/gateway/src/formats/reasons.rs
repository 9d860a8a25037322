//! What the formats of the gateway itself are refused for.

lienthong_adapter::reasons! {
    /// Those of the gateway.
    pub(crate) OWN, pub(crate) each;

    CANONICAL_UNREADABLE: "the bytes are not a lienthong.record.v1.Record: {found}",
        "dữ liệu không phải lienthong.record.v1.Record: {found}";
    CANONICAL_FIELD: "a field of the record is wrong: {found}",
        "một trường của bản ghi không đúng: {found}";
    CANONICAL_FIELD_MISSING: "the record lacks {expected}",
        "bản ghi thiếu {expected}";
    CANONICAL_TOO_MANY: "the record has {found}, more than {expected}",
        "bản ghi có {found}, nhiều hơn {expected}";
    NOT_CANONICAL: "the receiver takes canonical records only, and this is {found}",
        "hệ thống nhận chỉ nhận bản ghi chuẩn, còn đây là {found}";
    UNKNOWN_SCHEMA: "no schema is called {found}",
        "không có lược đồ nào tên {found}";
    NOT_OF_SCHEMA: "the records are not of their schema: found {found}, expected {expected}",
        "bản ghi không đúng lược đồ: gặp {found}, cần {expected}";
    TOO_MANY_ROWS: "more than the {expected} records allowed",
        "vượt quá số bản ghi cho phép là {expected}";
    NO_DOCUMENT: "there is no document in the message",
        "thông điệp không có văn bản nào";
    MANY_DOCUMENTS: "a message carries one document, and this one has more",
        "mỗi thông điệp chỉ chuyển một văn bản, thông điệp này có nhiều hơn";
    TYPE_MISMATCH: "the payload is {found}, the envelope says {expected}",
        "nội dung là loại {found}, phong bì khai là {expected}";
    SENDER_MISMATCH: "the payload names {found} as its sender, which is not {expected}",
        "nội dung ghi bên gửi là {found}, không phải {expected}";
    NO_FORMAT: "the system has no way to say messages of type {found}: its entry needs {expected}",
        "hệ thống không có cách diễn đạt thông điệp loại {found}: mục cấu hình cần {expected}";
}
