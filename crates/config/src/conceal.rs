//! What a diagnostic must not show of a file: a secret that a person wrote into it by mistake.
//!
//! The whole line is read key by key, whatever is wrong with it otherwise and however little of it is shown. Behind the
//! name of a secret nothing is shown but keys, and the values that say where a secret is or whose. In an address, the
//! user, the password and the query are hidden.
//!
//! In `systems/*.toml`, where secrets are asked for, a value is shown only behind a key that these files have: what
//! stands behind any other, or alone on its line, may be one.
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
const NAMES: [&str; 14] = [
    "auth",
    "authorization",
    "basic",
    "bearer",
    "cookie",
    "credential",
    "credentials",
    "mat_khau",
    "matkhau",
    "passwd",
    "password",
    "pwd",
    "secret",
    "token",
];
/// Keys behind them that say where a secret is, or whose.
const SHOWN: [&str; 4] = ["file", "env", "user", "name"];
/// Keys of `systems/*.toml` behind which no secret stands; `auth` and `headers` are not among them.
const KNOWN: [&str; 62] = [
    "action",
    "address",
    "ca",
    "certificate",
    "code_form",
    "connector",
    "contact",
    "content_type",
    "dossier_numbers",
    "dossier_profile",
    "dossier_shape",
    "element",
    "enabled",
    "encoding",
    "env",
    "envelope",
    "every",
    "file",
    "format",
    "grpc",
    "header_parts",
    "http",
    "id",
    "inbox",
    "is",
    "kind",
    "level",
    "mappings",
    "match",
    "max_in_flight",
    "method",
    "methods",
    "name",
    "namespace",
    "operation",
    "outbox",
    "parameter",
    "path",
    "plaintext",
    "present_certificate",
    "raw_attachments",
    "receives",
    "request",
    "response",
    "service",
    "sha256",
    "soap",
    "speaks_for",
    "success",
    "system",
    "timeout",
    "title",
    "tls_min",
    "to",
    "token_subject",
    "trace",
    "type",
    "under",
    "user",
    "verb",
    "version",
    "wrap",
];
/// Parts of names of headers that carry secrets.
const PARTS: [&str; 7] = ["access-token", "api-key", "api_key", "apikey", "auth-token", "password", "secret"];
/// Bytes before a text of several lines in which its name is looked for.
const NAME_BEFORE: usize = 1_024;
/// What stands above a private key in PEM.
const PRIVATE_KEY: &str = "PRIVATE KEY";
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
        let is_system = found.file.starts_with("systems/");
        let same = last.take().filter(|(read, _)| read.is(&line));
        let (_, secrets) = last.insert(same.unwrap_or_else(|| {
            let same = blocks.take().filter(|(text, _)| Arc::ptr_eq(text, &line.text));
            let (_, blocks) =
                blocks.insert(same.unwrap_or_else(|| (Arc::clone(&line.text), long_secrets(&line.text))));
            let shown = &line.text[line.span.clone()];
            let secrets = match blocks.iter().any(|block| block.contains(&line.span.start)) {
                true => vec![Hidden { start: 0, text: shown.to_owned() }],
                false => hidden(shown, is_system),
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
    let long = || secrets.iter().filter(|secret| secret.text.len() >= SHORTEST);
    let shows = |text: &str| long().any(|secret| text.contains(&secret.text));
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
        let is_key = text[begin..end].contains(PRIVATE_KEY);
        if is_key || !hidden(&format!("{}\"x\"", &text[line..start]), false).is_empty() {
            found.push(begin..end);
        }
        at = (end + quote.len()).min(text.len());
    }
    found
}

/// What is to be hidden in a line.
fn hidden(line: &str, is_system: bool) -> Vec<Hidden> {
    let chars: Vec<char> = line.chars().collect();
    let mut found = Vec::new();
    let is_table = line.trim_start().starts_with('[');
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
            '#' => {
                let text: String = chars[at..].iter().collect();
                let low = text.to_lowercase();
                if low.contains("mật khẩu") || NAMES.iter().any(|name| low.contains(name)) {
                    found.push(Hidden { start: at, text });
                }
                break;
            }
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
        } else if !text.is_empty() && is_hidden(&text, &key, behind_name, is_system && !is_table) {
            found.push(Hidden { start, text });
        } else {
            let parts = [user_of(&text), query_of(&text)].into_iter().flatten();
            found.extend(parts.map(|(at, text)| Hidden { start: start + at, text }));
        }
    }
    found
}

/// Whether a value is hidden: behind the name of a secret, or of nothing that is known.
fn is_hidden(text: &str, key: &str, behind_name: bool, is_system: bool) -> bool {
    let last = key.rsplit('.').next().unwrap_or_default();
    // A user with a password behind it.
    let is_pair = key == "user" && text.contains(':');
    (behind_name && (is_pair || !SHOWN.contains(&key)))
        || text.contains(PRIVATE_KEY)
        || (is_system && (is_pair || !KNOWN.contains(&last)))
}

/// What stands behind the `?` of an address or of a path, and the character at which it begins.
fn query_of(text: &str) -> Option<(usize, String)> {
    let (before, query) = text.split_once('?')?;
    let is_address = before.contains("://") || before.starts_with('/');
    (is_address && !query.is_empty()).then(|| (before.chars().count() + 1, query.to_owned()))
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

/// Whether what stands behind a key, or in a header of this name, is a secret.
pub(crate) fn is_secret(key: &str) -> bool {
    let low = key.to_lowercase();
    low.split('.').any(|part| NAMES.contains(&part)) || PARTS.iter().any(|part| low.contains(part))
}

/// The user and the password of an address, and the character at which they begin.
fn user_of(text: &str) -> Option<(usize, String)> {
    // Shares are written without a scheme.
    let (scheme, rest) = text.split_once("//")?;
    let (user, _) = rest.split('/').next()?.rsplit_once('@')?;
    Some((scheme.chars().count() + 2, user.to_owned()))
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
            ("token_lifetime = \"5m\" # password = x", "token_lifetime = \"5m\" **************"),
            ("token_lifetime = \"5m\" # five", "token_lifetime = \"5m\" # five"),
            ("address = \"https://a.vn /x?token=V\"", "address = \"https://a.vn /x?*******\""),
            ("inbox = \"//u:p@srv/x\"", "inbox = \"//***@srv/x\""),
            ("ca = '-----BEGIN PRIVATE KEY-----'", "ca = '***************************'"),
            ("address = \"https://host/a@b\"", "address = \"https://host/a@b\""),
            ("[connector.auth]", "[connector.auth]"),
        ] {
            assert_eq!(starred(line, 0, &hidden(line, false)), shown);
        }
    }

    #[test]
    fn every_key_of_systems_is_known_or_asks_for_a_secret() {
        const ASK: [&str; 9] =
            ["auth", "basic", "bearer", "header", "headers", "password", "token", "value", "tls"];
        let page = include_str!("../../../docs/reference-systems.md");
        let keys: Vec<&str> = page
            .lines()
            .filter_map(|line| line.strip_prefix("| `")?.split_once('`'))
            .map(|(key, _)| key)
            .collect();
        assert!(keys.len() > 80, "{keys:?}");
        for key in &keys {
            assert!(KNOWN.contains(key) || ASK.contains(key), "{key}: may its value be shown?");
        }
        for key in KNOWN {
            let is_table = matches!(key, "system" | "service" | "env");
            assert!(is_table || keys.contains(&key), "{key} is no key any more");
        }
    }

    #[test]
    fn in_systems_only_values_of_known_keys_are_shown() {
        for (line, shown) in [
            ("matKhauCu = \"V\"", "matKhauCu = \"*\""),
            ("headers = { Accept = \"x\" }", "headers = { Accept = \"*\" }"),
            ("headers = [\"X-Key: V\"]", "headers = [\"********\"]"),
            ("user = \"u:V\"", "user = \"***\""),
            ("BiMat", "*****"),
            (
                "address = \"https://h\", x = 5, id = \"H60/x\"",
                "address = \"https://h\", x = *, id = \"H60/x\"",
            ),
            ("[system.service]", "[system.service]"),
            ("system.connector.kind = \"soap\"", "system.connector.kind = \"soap\""),
        ] {
            assert_eq!(starred(line, 0, &hidden(line, true)), shown);
        }
    }
}
