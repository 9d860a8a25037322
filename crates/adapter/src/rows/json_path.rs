//! Paths in JSON documents: `thongTin.hoTen`, `taiLieu[2].ten`, `.` for the value itself.
//!
//! A name with a point, a bracket or a backslash in it has a backslash before each; the empty name is `\e`. So every
//! value of a document has exactly one path. [`parse`] takes any text, since paths that were kept with a record are
//! written again; [`is_whole`] says whether somebody wrote a path in this form.

use std::borrow::Cow;

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Into the member of an object.
    Name(String),
    /// Into the entry of an array, from 1.
    Entry(usize),
}

/// The steps of `path`; none for `.`. Names are in NFC.
pub fn parse(path: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    if path == "." {
        return steps;
    }
    let mut name = String::new();
    let mut letters = path.chars();
    // An entry ends a step by itself, and the point behind it begins the next.
    let mut open = true;
    let close = |name: &mut String, open: &mut bool, steps: &mut Vec<Step>| {
        let text = std::mem::take(name);
        if std::mem::take(open) {
            steps.push(Step::Name(lienthong_vntext::nfc(&text).into_owned()));
        }
    };
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => match letters.next() {
                Some('e') => open = true,
                Some(other) => name.push(other),
                None => name.push('\\'),
            },
            '.' => {
                close(&mut name, &mut open, &mut steps);
                open = true;
            }
            '[' => match entry(letters.as_str()) {
                Some((number, rest)) => {
                    // A path may begin with an entry.
                    open &= !(name.is_empty() && steps.is_empty());
                    close(&mut name, &mut open, &mut steps);
                    steps.push(Step::Entry(number));
                    letters = rest.chars();
                }
                None => name.push('['),
            },
            other => name.push(other),
        }
    }
    close(&mut name, &mut open, &mut steps);
    steps
}

/// The path of `steps`; `.` where there are none.
pub fn render(steps: &[Step]) -> String {
    if steps.is_empty() {
        return ".".to_owned();
    }
    let mut path = String::new();
    for step in steps {
        match step {
            Step::Name(name) => push_name(&mut path, name),
            Step::Entry(number) => push_entry(&mut path, *number),
        }
    }
    path
}

/// Whether `path` is written as [`render`] writes it: no empty name, and no bracket, point or backslash that means
/// nothing. `a..b`, `a[0]` and `a[x]` are not.
pub fn is_whole(path: &str) -> bool {
    render(&parse(path)) == *lienthong_vntext::nfc(path)
}

/// The number before `]`, and what follows.
fn entry(text: &str) -> Option<(usize, &str)> {
    let (number, rest) = text.split_once(']')?;
    let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let number = number.parse().ok().filter(|number| digits && *number > 0)?;
    Some((number, rest))
}

/// Adds a member to a path.
pub fn push_name(path: &mut String, name: &str) {
    if !path.is_empty() {
        path.push('.');
    }
    path.push_str(&escaped(name));
}

/// Adds an entry, from 1, to a path.
pub fn push_entry(path: &mut String, number: usize) {
    path.push('[');
    path.push_str(&number.to_string());
    path.push(']');
}

fn escaped(name: &str) -> Cow<'_, str> {
    const SPECIAL: [char; 4] = ['.', '[', ']', '\\'];
    if name.is_empty() {
        return "\\e".into();
    }
    if !name.contains(SPECIAL) {
        return name.into();
    }
    let mut text = String::with_capacity(name.len() + 4);
    for letter in name.chars() {
        if SPECIAL.contains(&letter) {
            text.push('\\');
        }
        text.push(letter);
    }
    text.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_has_one_path() {
        let name = |text: &str| Step::Name(text.into());
        for steps in [
            vec![name("a")],
            vec![name("thongTin"), name("hoTen")],
            vec![name("a.b"), name("c[1]"), name("d\\e"), name("")],
            vec![name(""), name("")],
            vec![name("."), name("x")],
            vec![name("a"), Step::Entry(2), name("b"), Step::Entry(1), Step::Entry(3)],
            vec![Step::Entry(1), name("b")],
        ] {
            let path = render(&steps);
            assert_eq!(parse(&path), steps, "{path}");
            assert!(is_whole(&path), "{path}");
        }
        assert_eq!(parse("."), vec![]);
        assert_eq!(parse("a[0]"), vec![name("a[0]")]);
        for path in ["", "a..b", ".a", "a.", "a[0]", "a[x]", "a[1", "a]", "a\\", "a\\b"] {
            assert!(!is_whole(path), "{path}");
        }
    }
}
