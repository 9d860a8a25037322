//! Whether a text is as somebody typed it, or as a program has damaged it.

use lienthong_vntext::text::{Strictness, TextProblem, check};

/// The first sign of damage in a text.
///
/// A text that is itself a document of markup, a result of SOAP for example, has entities of its own: they are no
/// damage, and to repair them would break it.
///
/// # Errors
///
/// See [`check`].
pub fn check_damage(text: &str, strictness: Strictness) -> Result<(), TextProblem> {
    if !is_markup(text) {
        return check(text, strictness);
    }
    let (mut index, mut offset) = (0, 0);
    for part in text.split('&') {
        check(part, strictness).map_err(|mut problem| {
            problem.index += index;
            problem.offset += offset;
            problem
        })?;
        (index, offset) = (index + part.chars().count() + 1, offset + part.len() + 1);
    }
    Ok(())
}

/// Whether a text begins and ends as a document of markup does.
fn is_markup(text: &str) -> bool {
    let text = text.trim();
    let is_tag = |begin: &str| begin.starts_with(|c: char| c.is_alphabetic() || matches!(c, '_' | '?' | '!'));
    text.strip_prefix('<').is_some_and(is_tag) && text.ends_with('>')
}

#[cfg(test)]
mod tests {
    use lienthong_vntext::text::TextProblemKind;

    use super::*;

    #[test]
    fn entities_of_a_document_are_no_damage_and_all_else_is() {
        let found = |text: &str| check_damage(text, Strictness::Text).map_err(|problem| problem.offset);
        assert_eq!(found("<a>Mẫu &amp; Mẫu &#7853;</a>"), Ok(()));
        assert_eq!(found("<?xml version=\"1.0\"?><a>&lt;</a>\n"), Ok(()));
        assert_eq!(found("Mẫu &amp; Mẫu"), Err("Mẫu ".len()));
        assert_eq!(found("<5 &amp; >3"), Err(3));
        let problem = check_damage("<a>A &amp; TuyÃªn Quang</a>", Strictness::Text).unwrap_err();
        assert!(matches!(problem.kind, TextProblemKind::DoubleEncoded { .. }), "{problem:?}");
        assert_eq!((problem.index, problem.offset), (14, 14));
    }
}
