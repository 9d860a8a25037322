//! What the parsers of the model refuse, in both languages.
//!
//! The model words its errors in English only; administrators read Vietnamese as well.

use lienthong_model::{CodeError, IdError};

use crate::text::Text;

/// Why a text is not an agency code.
pub fn code_text(error: &CodeError) -> Text {
    let vi = match error {
        CodeError::Empty => "mã định danh cơ quan để trống".to_owned(),
        CodeError::NullWord { word } => {
            format!("mã định danh cơ quan là từ {word:?}, do phần mềm nào đó ghi thay cho giá trị trống")
        }
        CodeError::InnerSpace { .. } => "có khoảng trắng bên trong mã định danh cơ quan".to_owned(),
        CodeError::NotAscii { found, .. } => {
            format!("mã định danh cơ quan có ký tự {found:?}, không phải ký tự ASCII")
        }
        CodeError::Character { found, .. } => {
            format!("mã định danh cơ quan có ký tự {found:?}; chỉ dùng A-Z, 0-9 và dấu chấm")
        }
        CodeError::TooLong { found } => format!("mã định danh cơ quan dài {found} ký tự, quá mức cho phép"),
        CodeError::OnlyDots => "mã định danh cơ quan chỉ có dấu chấm".to_owned(),
        CodeError::LeadingDot => "mã định danh cơ quan bắt đầu bằng dấu chấm".to_owned(),
        CodeError::TrailingDot => "mã định danh cơ quan kết thúc bằng dấu chấm".to_owned(),
        CodeError::DoubledDot { .. } => "mã định danh cơ quan có hai dấu chấm liền nhau".to_owned(),
        CodeError::Ambiguous { new, old } => {
            format!("mã có thể đọc là {new} (dạng mới) hoặc {old} (dạng cũ); hãy viết rõ ràng")
        }
        CodeError::OldGroupWidth { group, text, expected, found } => format!(
            "nhóm thứ {group} của mã, {text:?}, dài {found} ký tự; theo dạng cũ (QCVN 102:2016) phải dài {expected}"
        ),
        CodeError::OldTooManyGroups { found } => {
            format!("mã có {found} nhóm; dạng cũ (QCVN 102:2016) có tối đa 4 nhóm")
        }
        CodeError::AllZero => "mọi nhóm của mã đều bằng 0".to_owned(),
        CodeError::LevelOneZero { group } => format!("nhóm cấp 1 của mã, {group:?}, bằng 0"),
        CodeError::Foreign { text } => format!("{text:?} không theo dạng nào của mã định danh cơ quan"),
        CodeError::NotCanonical { canonical, .. } => {
            format!("chưa phải dạng chuẩn của mã định danh cơ quan; hãy viết {canonical}")
        }
        other => format!("không phải là mã định danh cơ quan ({other})"),
    };
    let en = match error {
        // The directory has not been asked here, so nothing is said of it.
        CodeError::Foreign { text } => format!("{text:?} has neither form of an agency code"),
        other => other.to_string(),
    };
    Text::new(en, vi)
}

/// Why a text is not an identifier.
pub fn id_text(error: &IdError) -> Text {
    let vi = match error {
        IdError::Empty { what } => format!("{} để trống", vietnamese(what)),
        IdError::TooLong { what, limit, found } => {
            format!("{} dài {found} byte, quá giới hạn {limit}", vietnamese(what))
        }
        IdError::Character { what, found, allowed, .. } => {
            format!("{} có ký tự {found:?}; chỉ dùng {}", vietnamese(what), characters(allowed))
        }
        IdError::Form { what, form, .. } => format!("{} phải có dạng {form}", vietnamese(what)),
        IdError::Agency { source, .. } => code_text(source).vi,
    };
    Text::new(error.to_string(), vi)
}

fn vietnamese(what: &str) -> &str {
    match what {
        "system name" => "tên hệ thống",
        "system id" => "định danh hệ thống",
        "service id" => "định danh dịch vụ",
        "message type" => "loại thông điệp",
        "route name" => "tên tuyến",
        "message id" => "mã thông điệp",
        "field name" => "tên trường",
        "format name" => "tên định dạng",
        "level" => "cấp",
        "service name" => "tên dịch vụ",
        other => other,
    }
}

fn characters(allowed: &str) -> &str {
    match allowed {
        "a-z, 0-9 and, after the first, -" => "a-z, 0-9 và, sau ký tự đầu, dấu -",
        "a-z, then a-z, 0-9 and _" => "a-z, sau đó a-z, 0-9 và _",
        "printable characters" => "ký tự in được",
        "visible ASCII characters" => "ký tự ASCII nhìn thấy được",
        other => other,
    }
}
