//! Every refusal of a record that is no document or status.

crate::reasons! {
    /// All of them, for tests and documentation.
    pub REFUSALS, pub(super) each;

    DOCUMENT_RULE: "the record is not of its schema; expected {expected}",
        "bản ghi không đúng lược đồ; cần {expected}";
    DOCUMENT_FIELD_MISSING: "the document lacks {expected}",
        "văn bản thiếu {expected}";
    DOCUMENT_REFERENCE: "the reference {found} is not {expected}",
        "số, ký hiệu {found} không phải là {expected}";
    DOCUMENT_RECEIVER_TWICE: "the receiver {found} is named twice",
        "nơi nhận {found} được nêu hai lần";
    DOCUMENT_TOO_MANY: "there are {found}, more than the {expected} allowed",
        "có {found}, vượt quá mức cho phép {expected}";
    DOCUMENT_NUMBER: "found {found}, expected {expected}",
        "gặp {found}, cần {expected}";
    DOCUMENT_TIME: "the point in time {found} is outside of the calendar",
        "thời điểm {found} nằm ngoài lịch";
    DOCUMENT_FILE_TWICE: "two files have the id {found}",
        "hai tệp đính kèm có cùng mã {found}";
    DOCUMENT_FILE_BASE64: "the content of the file is not base64: {found}",
        "nội dung tệp đính kèm không phải base64: {found}";
    DOCUMENT_FILE_EMPTY: "the content of the file is empty",
        "nội dung tệp đính kèm rỗng";
    DOCUMENT_FILE_DIFFERS: "the content of the file has {found}, and the record says {expected}",
        "nội dung tệp đính kèm có {found}, còn bản ghi nêu {expected}";
    NOT_A_DOCUMENT: "only documents and their statuses have a record of this schema; this is {found}",
        "chỉ văn bản và trạng thái văn bản có bản ghi theo lược đồ này; đây là {found}";
}
