//! Paths in XML documents: `ThongTin/HoTen`, `@id`, `ThongTin/@id`, `t:HoTen`, `.` for the element itself.
//!
//! Only the form is here. What a prefix stands for is said by the layout.

/// One step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step<'p> {
    /// Nothing where every namespace is right.
    pub prefix: Option<&'p str>,
    /// The name without its prefix.
    pub name: &'p str,
    /// The name as the path has it, with its prefix.
    pub written: &'p str,
    /// An attribute; it is the last step.
    pub is_attribute: bool,
}

/// Why a text is no path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PathFault {
    /// Two slashes, one at an end, or a prefix without a name.
    #[error("names stand between single `/`")]
    EmptyStep,
    /// Something behind an attribute.
    #[error("an attribute stands at the end")]
    InsideAttribute,
}

/// The steps of `path`; none for `.`. An attribute may only be the last.
pub fn parse(path: &str) -> Result<Vec<Step<'_>>, PathFault> {
    if path == "." {
        return Ok(Vec::new());
    }
    let mut steps: Vec<Step<'_>> = Vec::new();
    for text in path.split('/') {
        if steps.last().is_some_and(|step| step.is_attribute) {
            return Err(PathFault::InsideAttribute);
        }
        let (is_attribute, written) = match text.strip_prefix('@') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (prefix, name) = match written.split_once(':') {
            Some((prefix, name)) => (Some(prefix), name),
            None => (None, written),
        };
        if name.is_empty() {
            return Err(PathFault::EmptyStep);
        }
        steps.push(Step { prefix, name, written, is_attribute });
    }
    Ok(steps)
}

/// Whether XML allows `name` as a name without prefix (Namespaces in XML 1.0, NCName, without the rarer characters).
pub fn is_name(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    if name.starts_with(|first: char| first.is_ascii_alphabetic()) && name.bytes().all(plain) {
        return true;
    }
    let first = |letter: char| letter.is_alphabetic() || letter == '_';
    let other =
        |letter: char| first(letter) || letter.is_numeric() || "-.\u{b7}".contains(letter) || is_mark(letter);
    name.starts_with(first) && name.chars().all(other)
}

/// Tones and marks of decomposed letters.
fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attribute_ends_a_path_and_no_step_is_empty() {
        let steps = |path| parse(path).map(|steps| steps.len());
        assert_eq!(parse("a/t:b/@c").map(|steps| steps[1].prefix), Ok(Some("t")));
        assert_eq!([steps("."), steps("a"), steps("a/@b")], [Ok(0), Ok(1), Ok(2)]);
        for path in ["", "/a", "a/", "a//b", "@", "a/@", "t:", "a/t:"] {
            assert_eq!(steps(path), Err(PathFault::EmptyStep), "{path}");
        }
        for path in ["@a/b", "a/@b/c", "@a/"] {
            assert_eq!(steps(path), Err(PathFault::InsideAttribute), "{path}");
        }
    }
}
