//! Places of secrets: `{ file = "…" }` or `{ env = "…" }`, and what is checked of what is there.
//!
//! # What holds
//!
//! * Nothing of a secret ever gets into a diagnostic, not even of one that was written into the file itself.
//! * A secret of the gateway itself must be there. One towards another system may come later: it is read when it is
//!   used, so its absence is a warning.

use std::slice;

use lienthong_model::system::Secret;

use crate::code::Code;
use crate::conceal::conceal;
use crate::context::Context;
use crate::diagnostic::{Diagnostic, Sink};
use crate::document::Value;
use crate::folder::read_bounded;
use crate::keys::warn_if_exposed;
use crate::source::Spot;
use crate::values;

/// Where a secret is.
pub(crate) fn read(value: &Value<'_>, context: &Context, sink: &mut Sink) -> Option<Secret> {
    if value.as_text().is_some() {
        // Not quoted in the label: a person may have written the secret itself.
        let found = value.error(Code::WrongType).label(
            "a secret is { file = \"…\" } or { env = \"…\" }",
            "khóa bí mật khai bằng { file = \"…\" } hoặc { env = \"…\" }",
        );
        sink.push(hide_line(found));
        return None;
    }
    let mut table = value.table(sink)?;
    let (file, env) = (table.get("file"), table.get("env"));
    let found = match (&file, &env) {
        (Some(_), Some(env)) => {
            sink.push(env.error_at_key(Code::Conflict).label("besides `file`", "đã có `file`"));
            None
        }
        (Some(file), None) => values::path(file, &context.dir, sink).map(Secret::File),
        (None, Some(env)) => env.words(sink).map(Secret::Env),
        (None, None) => {
            sink.push(value.error(Code::MissingKey).label("file or env is missing", "thiếu file hoặc env"));
            None
        }
    };
    table.finish(sink);
    found
}

/// A diagnostic that shows the line of the file only as far as its place. Its label quotes nothing of the file.
pub(crate) fn hide_line(mut found: Diagnostic) -> Diagnostic {
    // What stands here may be a common word, and the label is to be read.
    let words = (found.label.take(), found.help.take());
    conceal(slice::from_mut(&mut found));
    (found.label, found.help) = words;
    if let Some(place) = &mut found.place {
        let (before, hidden) = (place.column - 1 - place.cut, place.length);
        let shown: String = place.excerpt.chars().take(before).collect();
        place.excerpt = shown + &"*".repeat(hidden);
    }
    found
}

/// Says that a variable is not set. Names of variables are in capitals by custom: what is not may be the secret itself.
pub(crate) fn unset(found: Diagnostic, name: &str) -> Diagnostic {
    if name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_') {
        return found.label(format!("{name} is not set"), format!("chưa đặt {name}"));
    }
    hide_line(found.label(
        "no such variable is set; `env` is the name of a variable, not the secret",
        "chưa đặt biến này; `env` là tên biến, không phải khóa bí mật",
    ))
}

/// Whether a text looks like the path of a file: it has folders or an ending, and nothing that paths seldom have.
fn is_path(text: &str) -> bool {
    let is_usual = |c: char| c.is_alphanumeric() || matches!(c, '/' | '\\' | ':' | '.' | '-' | '_' | ' ');
    text.contains(['/', '\\', '.']) && text.chars().all(is_usual)
}

/// Looks at a secret that the gateway shows to a server: one line of text, or not there yet.
pub(crate) fn check_shown(secret: &Secret, spot: &Spot, context: &Context, sink: &mut Sink) {
    if !context.looks_around {
        return;
    }
    let text = match secret {
        Secret::File(path) => {
            warn_if_exposed(path, spot, context, sink);
            match read_bounded(path) {
                Ok(Some(bytes)) => String::from_utf8(bytes).ok(),
                Ok(None) => None,
                Err(problem) => {
                    let shown = path.strip_prefix(&context.dir).unwrap_or(path).display().to_string();
                    let found = spot.error(Code::SecretMissing);
                    sink.push(if is_path(&shown) {
                        found.label(
                            format!("{shown}: {problem}"),
                            format!("{shown}: hệ điều hành báo: {problem}"),
                        )
                    } else {
                        hide_line(found.label(
                            format!("{problem}; `file` is the path of a file, not the secret"),
                            format!(
                                "hệ điều hành báo: {problem}; `file` là đường dẫn tệp, không phải khóa bí mật"
                            ),
                        ))
                    });
                    return;
                }
            }
        }
        Secret::Env(name) => match std::env::var(name) {
            Ok(text) => Some(text),
            Err(_) => {
                sink.push(unset(spot.error(Code::SecretMissing), name));
                return;
            }
        },
    };
    let is_line = |text: &String| {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let line = text.trim_end_matches(['\r', '\n']);
        !line.is_empty() && !line.chars().any(char::is_control)
    };
    if !text.as_ref().is_some_and(is_line) {
        sink.push(
            spot.error(Code::BadSecret).label("expected one line of text", "cần đúng một dòng văn bản"),
        );
    }
}
