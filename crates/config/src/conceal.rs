//! What a diagnostic must not show of a file: a secret that a person wrote into it by mistake.
//!
//! The whole line is read key by key, whatever is wrong with it otherwise and however little of it is shown. Behind the name of a secret nothing is shown but keys,
//! and the values that say where a secret is or whose. In an address, the user and the password are hidden.
//!
//! # What holds
//!
//! * What is hidden in the line is hidden in the words of the diagnostic as well, and is never suggested.
//! * Columns stay where they are: each hidden character is one `*`.

use std::ops::Range;
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::text::Text;

/// Keys behind which secrets stand.
const NAMES: [&str; 13] = [
    "auth",
    "authorization",
    "basic",
    "bearer",
    "cookie",
    "credential",
    "credentials",
    "mat_khau",
    "passwd",
    "password",
    "pwd",
    "secret",
    "token",
];
/// Keys behind them that say where a secret is, or whose.
const SHOWN: [&str; 4] = ["file", "env", "user", "name"];
/// Parts of names of headers that carry secrets.
const PARTS: [&str; 4] = ["api-key", "api_key", "apikey", "auth-token"];
/// Bytes before a text of several lines in which its name is looked for.
const NAME_BEFORE: usize = 1_024;
/// Hidden texts shorter than this are too common to be looked for in other words.
const SHORTEST: usize = 4;

/// The line of a place, as long as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) text: Arc<str>,
    pub(crate) span: Range<usize>,
}

impl Line {
    fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.text, &other.text) && self.span == other.span
    }
}

/// Hides secrets in diagnostics. Those of one line stand one behind another, so each line is read once.
pub(crate) fn conceal(all: &mut [Diagnostic]) {
    let mut last: Option<(Line, Vec<Hidden>)> = None;
    let mut blocks: Option<(Arc<str>, Vec<Range<usize>>)> = None;
    for found in all {
        let Some(line) = found.place.as_mut().and_then(|place| place.whole.take()) else { continue };
        let same = last.take().filter(|(read, _)| read.is(&line));
        let (_, secrets) = last.insert(same.unwrap_or_else(|| {
            let same = blocks.take().filter(|(text, _)| Arc::ptr_eq(text, &line.text));
            let (_, blocks) =
                blocks.insert(same.unwrap_or_else(|| (Arc::clone(&line.text), long_secrets(&line.text))));
            let shown = &line.text[line.span.clone()];
            let secrets = match blocks.iter().any(|block| block.contains(&line.span.start)) {
                true => vec![Hidden { start: 0, text: shown.to_owned() }],
                false => hidden(shown),
            };
            (line, secrets)
        }));
        if !secrets.is_empty() {
            conceal_in(found, secrets);
        }
    }
}

fn conceal_in(found: &mut Diagnostic, secrets: &[Hidden]) {
    let Some(place) = &mut found.place else { return };
    let (from, until) = (place.cut, place.cut + place.excerpt.chars().count().max(place.length));
    // They stand in the order of the line, and none in another.
    let first = secrets.partition_point(|secret| secret.end() <= from);
    let behind = secrets.partition_point(|secret| secret.start < until.max(from + 1));
    let secrets = &secrets[first..behind.max(first)];
    place.excerpt = starred(&place.excerpt, from, secrets);
    for text in [&mut found.label, &mut found.help].into_iter().flatten() {
        let Text { en, vi } = text;
        for secret in secrets.iter().filter(|secret| secret.text.len() >= SHORTEST) {
            for words in [&mut *en, &mut *vi] {
                *words = words.replace(&secret.text, "***");
            }
        }
    }
    let shows = |text: &str| secrets.iter().any(|secret| text.contains(&secret.text));
    found.suggestion = found.suggestion.take().filter(|suggestion| !shows(&suggestion.replacement));
}

/// A part of a line, by its first character.
#[derive(Debug, PartialEq, Eq)]
struct Hidden {
    start: usize,
    text: String,
}

impl Hidden {
    fn end(&self) -> usize {
        self.start + self.text.chars().count()
    }
}

/// Secrets that are written over several lines: from the first quote of each to its last.
fn long_secrets(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(quote) = text[at..].find(['"', '\'']) {
        let start = at + quote;
        let Some(quote) = ["\"\"\"", "'''"].into_iter().find(|quote| text[start..].starts_with(quote)) else {
            at = start + 1;
            continue;
        };
        let begin = start + quote.len();
        let end = text[begin..].find(quote).map_or(text.len(), |end| begin + end);
        let near = text.floor_char_boundary(start.saturating_sub(NAME_BEFORE));
        let line = text[near..start].rfind('\n').map_or(near, |line| near + line + 1);
        if !hidden(&format!("{}\"x\"", &text[line..start])).is_empty() {
            found.push(begin..end);
        }
        at = (end + quote.len()).min(text.len());
    }
    found
}

/// What is to be hidden in a line.
fn hidden(line: &str) -> Vec<Hidden> {
    let chars: Vec<char> = line.chars().collect();
    let mut found = Vec::new();
    let (mut behind_name, mut key, mut at) = (false, String::new(), 0);
    while at < chars.len() {
        let (start, end, next) = match chars[at] {
            quote @ ('"' | '\'') => {
                let start = at + 1;
                let end = close(&chars, start, quote);
                (start, end, (end + 1).min(chars.len()))
            }
            c if is_bare(c) => {
                let end = (at..chars.len()).find(|at| !is_bare(chars[*at])).unwrap_or(chars.len());
                (at, end, end)
            }
            '#' => break,
            _ => {
                at += 1;
                continue;
            }
        };
        let text: String = chars[start..end].iter().collect();
        at = next;
        // A secret in base64 may end with the sign as well, but then nothing stands behind it.
        let mut behind = chars[next..].iter().filter(|c| !c.is_whitespace());
        let is_key = behind.next() == Some(&'=') && behind.next().is_some_and(|c| !matches!(c, '=' | '#'));
        if is_key {
            behind_name |= is_secret(&text);
            key = text;
        } else if behind_name && !SHOWN.contains(&key.as_str()) && !text.is_empty() {
            found.push(Hidden { start, text });
        } else if let Some(user) = user_of(&text) {
            found.push(Hidden { start: start + user.0, text: user.1 });
        }
    }
    found
}

/// Where the text that begins at `start` ends: before its quote, or with the line.
fn close(chars: &[char], start: usize, quote: char) -> usize {
    let mut at = start;
    while at < chars.len() && chars[at] != quote {
        at += if chars[at] == '\\' && quote == '"' { 2 } else { 1 };
    }
    at.min(chars.len())
}

/// Characters of bare keys and values, and whatever else a person may write without quotes.
fn is_bare(c: char) -> bool {
    !c.is_whitespace() && !matches!(c, '=' | '{' | '}' | '[' | ']' | ',' | '"' | '\'' | '#')
}

fn is_secret(key: &str) -> bool {
    let low = key.to_lowercase();
    low.split('.').any(|part| NAMES.contains(&part)) || PARTS.iter().any(|part| low.contains(part))
}

/// The user and the password of an address, and the character at which they begin.
fn user_of(text: &str) -> Option<(usize, String)> {
    let (scheme, rest) = text.split_once("://")?;
    let (user, _) = rest.split('/').next()?.rsplit_once('@')?;
    Some((scheme.chars().count() + 3, user.to_owned()))
}

/// A part of a line that begins behind `cut` characters, without what is hidden.
fn starred(part: &str, cut: usize, hidden: &[Hidden]) -> String {
    let is_hidden = |at: usize| hidden.iter().any(|secret| (secret.start..secret.end()).contains(&at));
    part.chars().enumerate().map(|(at, c)| if is_hidden(cut + at) { '*' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_behind_the_name_of_a_secret_is_shown() {
        for (line, shown) in [
            ("auth = { bearer = \"BiMat-A\" }", "auth = { bearer = \"*******\" }"),
            ("auth = \"Bearer x\"", "auth = \"********\""),
            ("password = BiMat", "password = *****"),
            ("password = BiMat==", "password = *****=="),
            ("password = BiMat= # note", "password = *****= # note"),
            ("connector.auth.basic = 'u:p", "connector.auth.basic = '***"),
            ("token = { file = \"keys/t\", value = \"V\" }", "token = { file = \"keys/t\", value = \"*\" }"),
            (
                "headers = { X-Api-Key = \"F\", \"Cookie\" = \"a\\\"b\" }",
                "headers = { X-Api-Key = \"*\", \"Cookie\" = \"****\" }",
            ),
            ("address = \"https://u:p@host/x\"", "address = \"https://***@host/x\""),
            ("auth = { basic = { user = \"u\" } }", "auth = { basic = { user = \"u\" } }"),
            ("require = \"token\"", "require = \"token\""),
            ("token_lifetime = \"5m\" # password = x", "token_lifetime = \"5m\" # password = x"),
            ("address = \"https://host/a@b\"", "address = \"https://host/a@b\""),
            ("[connector.auth]", "[connector.auth]"),
        ] {
            assert_eq!(starred(line, 0, &hidden(line)), shown);
        }
    }
}
