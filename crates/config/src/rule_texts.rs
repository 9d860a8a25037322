//! The rules of schemas in words, in both languages.

use lienthong_model::schema::Rule;

use crate::text::Text;

/// What a rule asks for.
pub(crate) fn rule_text(rule: &Rule) -> Text {
    let vi = match rule {
        Rule::Required => "bắt buộc phải có giá trị".to_owned(),
        Rule::Kind { expected } => format!("cần giá trị kiểu {expected}"),
        Rule::TooLong { limit, found } => format!("{found} ký tự, vượt quá {limit} ký tự cho phép"),
        Rule::Digits { min, max, found } => format!("cần {min} đến {max} chữ số, gặp {found} ký tự"),
        Rule::Scale { limit, found } => {
            format!("{found} chữ số sau dấu thập phân, vượt quá {limit} cho phép")
        }
        Rule::Precision => "ngày thiếu ngày hoặc tháng".to_owned(),
        Rule::Code { list } => format!("không phải mã của danh mục {list}"),
        Rule::Repeats { min, max, found } => format!("{found} mục, cho phép từ {min} đến {max}"),
        other => other.to_string(),
    };
    Text::new(rule.to_string(), vi)
}
