//! What the formats of the gateway itself are refused for, and the reasons of all formats by their code.

use lienthong_adapter::Reason;

lienthong_adapter::reasons! {
    /// Those of the gateway.
    OWN, pub(crate) each;

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
    NOT_OF_SCHEMA: "the records are not of their schema: {found}",
        "bản ghi không đúng lược đồ: {found}";
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
    NO_FORMAT: "no mapping of {expected} is for messages of type {found}",
        "không có ánh xạ nào của {expected} dành cho loại thông điệp {found}";
}

/// All reasons of all formats, each with who says it.
pub fn reasons() -> impl Iterator<Item = (Speaker, &'static Reason)> {
    SPEAKERS.iter().flat_map(|(speaker, table)| table.iter().map(move |reason| (*speaker, *reason)))
}

/// The reasons that have `code`, in either case: formats have some in common.
pub fn reasons_of(code: &str) -> Vec<(Speaker, &'static Reason)> {
    reasons().filter(|(_, reason)| reason.code.eq_ignore_ascii_case(code)).collect()
}

/// Who says a reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speaker {
    /// Every format.
    Any,
    /// Mappings and the rows of every format that they are for.
    Mapping,
    /// Documents whose parts a mapping names.
    Documents,
    /// The formats of this name, separated by `, `.
    Format(&'static str),
    /// The same, where what is odd is accepted.
    Warning(&'static str),
}

const SPEAKERS: &[(Speaker, &[&Reason])] = &[
    (Speaker::Any, lienthong_adapter::COMMON),
    (Speaker::Mapping, lienthong_adapter::mapping::reasons::ALL),
    (Speaker::Documents, lienthong_adapter::document::REFUSALS),
    (Speaker::Format("csv, fixed, dbf"), lienthong_adapter_table::REFUSALS),
    (Speaker::Format("xlsx, xls"), lienthong_adapter_table::sheet::reasons::ALL),
    (Speaker::Format("xml"), lienthong_adapter_xml::REFUSALS),
    (Speaker::Format("json, canonical-json"), lienthong_adapter_json::REFUSALS),
    (Speaker::Format("edxml"), lienthong_adapter_edxml::REFUSALS),
    (Speaker::Warning("edxml"), lienthong_adapter_edxml::WARNINGS),
    (Speaker::Format("dossier-json"), lienthong_adapter_dossier::REFUSALS),
    (Speaker::Warning("dossier-json"), lienthong_adapter_dossier::WARNINGS),
    (Speaker::Format("canonical"), OWN),
];
