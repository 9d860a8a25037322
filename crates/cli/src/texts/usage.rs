//! What is wrong with a command line, in Vietnamese. English is what the parser says itself.

use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use lienthong_config::{code_text, id_text};
use lienthong_model::{CodeError, IdError};

use crate::texts::{Lang, Said};

/// Words that the parser puts into help itself, with no way to say them in another language.
const OF_THE_PARSER: [(&str, &str); 4] = [
    ("[OPTIONS]", "[TÙY CHỌN]"),
    ("[possible values: ", "[các giá trị: "),
    ("[default: ", "[mặc định: "),
    ("[env: ", "[biến môi trường: "),
];

/// Help as the parser renders it, with its own words in Vietnamese.
pub(crate) fn vietnamese_help(rendered: String) -> String {
    OF_THE_PARSER.iter().fold(rendered, |text, (en, vi)| text.replace(en, vi))
}

/// The text, with what the parser suggests; nothing for help and version, which are no mistakes.
pub(crate) fn vietnamese(error: &Error) -> Option<String> {
    let get = |kind: ContextKind| error.get(kind).map(words).unwrap_or_default();
    let (argument, value) = (get(ContextKind::InvalidArg), get(ContextKind::InvalidValue));
    let what = match error.kind() {
        ErrorKind::DisplayHelp
        | ErrorKind::DisplayVersion
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => return None,
        ErrorKind::InvalidValue if value.is_empty() => format!("{argument} cần một giá trị"),
        ErrorKind::InvalidValue => format!("giá trị '{value}' không hợp lệ cho {argument}"),
        ErrorKind::ValueValidation => {
            let cause = std::error::Error::source(error).map(cause).unwrap_or_default();
            format!("giá trị '{value}' không hợp lệ cho {argument}{cause}")
        }
        ErrorKind::UnknownArgument => format!("không có tùy chọn hoặc tham số '{argument}'"),
        ErrorKind::InvalidSubcommand => format!("không có lệnh '{}'", get(ContextKind::InvalidSubcommand)),
        ErrorKind::NoEquals => format!("{argument} cần dấu '=' trước giá trị"),
        ErrorKind::TooManyValues => format!("{argument} không nhận thêm giá trị '{value}'"),
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            format!("{argument} chưa đúng số giá trị")
        }
        ErrorKind::ArgumentConflict => {
            let other = get(ContextKind::PriorArg);
            if other == argument {
                format!("{argument} chỉ được ghi một lần")
            } else {
                format!("{argument} không dùng cùng {other}")
            }
        }
        ErrorKind::MissingRequiredArgument => format!("còn thiếu: {argument}"),
        ErrorKind::MissingSubcommand => "còn thiếu lệnh".to_owned(),
        ErrorKind::InvalidUtf8 => "dòng lệnh có ký tự không phải UTF-8".to_owned(),
        _ => "dòng lệnh sai".to_owned(),
    };
    let mut text = format!("lỗi: {what}\n");
    let values = get(ContextKind::ValidValue);
    if !values.is_empty() {
        text += &format!("\n  các giá trị được dùng: {values}\n");
    }
    for kind in [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue] {
        let suggested = get(kind);
        if !suggested.is_empty() {
            text += &format!("\n  có phải ý bạn là: {suggested}\n");
        }
    }
    if let Some(usage) = error.get(ContextKind::Usage) {
        let usage = usage.to_string();
        let usage = usage.trim_start().strip_prefix("Usage:").unwrap_or(&usage);
        text += &format!("\nCách dùng: {}\n", vietnamese_help(usage.trim().to_owned()));
    }
    text += "\nXem thêm với '--help'.\n";
    Some(text)
}

/// Why a value is none: words of ours, or those of a parser that speaks English alone.
fn cause(cause: &(dyn std::error::Error + 'static)) -> String {
    if let Some(said) = cause.downcast_ref::<Said>() {
        return format!(": {}", said.in_lang(Lang::Vi));
    }
    let of_model = cause.downcast_ref::<IdError>().map(id_text);
    match of_model.or_else(|| cause.downcast_ref::<CodeError>().map(code_text)) {
        Some(text) => format!(": {}", text.vi),
        None => format!(" ({cause})"),
    }
}

fn words(value: &ContextValue) -> String {
    match value {
        ContextValue::Strings(list) => list.join(", "),
        ContextValue::StyledStrs(list) => list.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args;

    #[test]
    fn help_is_vietnamese_throughout() {
        for line in ["send", "inspect", "config explain", "dev certificate", "audit search", "call"] {
            let words = format!("lienthong {line} --help");
            let words = words.split(' ').map(std::ffi::OsString::from);
            let error = args::command(Lang::Vi).try_get_matches_from(words).unwrap_err();
            let text = vietnamese_help(error.render().to_string());
            for english in ["[OPTIONS]", "possible values", "default:", "env:", "Usage", "Options"] {
                assert!(!text.contains(english), "{line}: {english} in {text}");
            }
        }
    }

    #[test]
    fn mistakes_are_told_in_vietnamese() {
        let check = |line: &str, expected: &[&str]| {
            let words = line.split(' ').map(std::ffi::OsString::from);
            let error = args::command(Lang::Vi).try_get_matches_from(words).unwrap_err();
            let text = vietnamese(&error).unwrap();
            for part in expected {
                assert!(text.contains(part), "{line}: {text}");
            }
            for english in ["error", "Usage", "required", "unexpected", "For more", "possible", "tip:"] {
                assert!(!text.contains(english), "{line}: {text}");
            }
        };
        check("lienthong foo", &["không có lệnh 'foo'", "Cách dùng: lienthong"]);
        check("lienthong confg check .", &["có phải ý bạn là: config"]);
        check("lienthong config check --foo", &["không có tùy chọn hoặc tham số '--foo'"]);
        check("lienthong convert x", &["còn thiếu: --out <FILE>, --from <MAPPING>, --to <MAPPING>"]);
        check("lienthong audit search --limit 0", &["giá trị '0' không hợp lệ cho --limit"]);
        check("lienthong audit search --from yesterday", &["hãy ghi 2026-11-20"]);
        check("lienthong audit search --where so", &["hãy ghi TRƯỜNG=GIÁ-TRỊ"]);
        check("lienthong config check --explain E9999", &["không có mã này"]);
        check("lienthong config explain x --type a --from H60.31/a --to ../x", &["mã định danh cơ quan"]);
        check("lienthong config explain x --type a --from a/b --to H60", &["mã định danh cơ quan"]);
        check("lienthong init x --province a..b", &["mã định danh cơ quan"]);
        check("lienthong send x --to all:commune:H60", &["every:CẤP:CƠQUAN"]);
        check("lienthong audit search --state gone", &["giá trị 'gone' không hợp lệ", "waiting"]);
        check("lienthong audit search --type", &["--type <TYPE> cần một giá trị"]);
        check("lienthong audit search --type a --type b", &["--type <TYPE> chỉ được ghi một lần"]);
    }
}
