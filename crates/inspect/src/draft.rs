//! A first schema and mapping, as text for the configuration folder: a start for a person, never used unread.

use std::fmt::Write as _;

use lienthong_adapter::mapping::DateForm;
use lienthong_adapter::rows::{ColumnKind, CsvLayout, FormatLayout, HeaderRule, Layout, SheetName};
use lienthong_vntext::Charset;

use crate::guess::{Guess, GuessKind, slug};
use crate::profile::Profile;

/// Files for the configuration folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// `schemas/NAME.toml`.
    pub schema: String,
    /// `mappings/NAME.toml`.
    pub mapping: String,
    /// `codelists/NAME.csv` by name.
    pub code_lists: Vec<(String, String)>,
}

/// Writes a draft under `name` (letters, digits and `-`).
pub(crate) fn draft(
    name: &str,
    title: &str,
    layout: &Layout,
    columns: &[Profile],
    guesses: &[Guess],
) -> Draft {
    let code_lists = columns.iter().zip(guesses).filter_map(|(_, guess)| match &guess.kind {
        GuessKind::Code { values } => Some((list_name(name, guess), list_text(values))),
        _ => None,
    });
    Draft {
        schema: schema(name, title, columns, guesses),
        mapping: mapping(name, layout, columns, guesses),
        code_lists: code_lists.collect(),
    }
}

fn list_name(name: &str, guess: &Guess) -> String {
    format!("{name}-{}", guess.name.replace('_', "-"))
}

fn list_text(values: &[String]) -> String {
    let mut text = String::from("code,label\n");
    for value in values {
        let quoted = if value.contains([',', '"', '\n']) {
            format!("\"{}\"", value.replace('"', "\"\""))
        } else {
            value.clone()
        };
        let _ = writeln!(text, "{},{quoted}", slug(value));
    }
    text
}

fn schema(name: &str, title: &str, columns: &[Profile], guesses: &[Guess]) -> String {
    let mut out = format!("[[schema]]\nid = {}\ntitle = {}\n", quote(&format!("{name}/v1")), quote(title));
    for (profile, guess) in columns.iter().zip(guesses) {
        let title = if profile.column.name.is_empty() { &guess.name } else { &profile.column.name };
        let _ = write!(out, "\n[[schema.field]]\nname = {}\ntitle = {}\n", quote(&guess.name), quote(title));
        let kind = match &guess.kind {
            GuessKind::Text { .. } => "type = \"text\"".to_owned(),
            GuessKind::Digits { min, max } if min == max => format!("type = \"digits\"\nlength = {min}"),
            GuessKind::Digits { min, max } => format!("type = \"digits\"\nlength = [{min}, {max}]"),
            GuessKind::Decimal => "type = \"decimal\"".to_owned(),
            GuessKind::Boolean => "type = \"boolean\"".to_owned(),
            GuessKind::Date { .. } => "type = \"date\"".to_owned(),
            GuessKind::DateTime { .. } => "type = \"date-time\"".to_owned(),
            GuessKind::Code { .. } => format!("type = \"code\"\ncodes = {}", quote(&list_name(name, guess))),
        };
        let _ = writeln!(out, "{kind}");
        if guess.required {
            out.push_str("required = true\n");
        }
        if guess.personal {
            out.push_str("personal = true\n");
        }
    }
    out
}

fn mapping(name: &str, layout: &Layout, columns: &[Profile], guesses: &[Guess]) -> String {
    let mut out = format!("name = {}\nschema = {}\n", quote(name), quote(&format!("{name}/v1")));
    out.push_str(
        "unmapped = \"refuse\"                      # \"keep\" or \"drop\" where new columns may appear\n",
    );
    out.push_str(
        "on_error = \"refuse\"                      # \"quarantine\" lets good rows pass\n\n[source]\n",
    );
    let _ = writeln!(out, "format = {}", quote(layout.format.name()));
    let _ = writeln!(out, "charset = {}", quote(layout.charset.name()));
    source(&layout.format, &mut out);
    let is_dbf = matches!(layout.format, FormatLayout::Dbf(_));
    for (index, (profile, guess)) in columns.iter().zip(guesses).enumerate() {
        let from = if profile.column.name.is_empty() {
            profile.column.letter.clone().unwrap_or_else(|| (index + 1).to_string())
        } else {
            profile.column.name.clone()
        };
        let _ = write!(out, "\n[[field]]\nto = {}\nfrom = {}\n", quote(&guess.name), quote(&from));
        if let Some((charset, sure)) = guess.charset.filter(|(charset, _)| *charset != layout.charset) {
            let doubt = if sure { "" } else { "               # not certain: look at the samples" };
            let _ = writeln!(out, "charset = {}{doubt}", quote(charset.name()));
        }
        match &guess.kind {
            GuessKind::Date { forms } | GuessKind::DateTime { forms } if !forms.is_empty() => {
                dates(forms, &mut out)
            }
            GuessKind::Code { values } => {
                let pairs: Vec<String> = values
                    .iter()
                    .map(|value| format!("{} = {}", quote(value), quote(&slug(value))))
                    .collect();
                let _ = writeln!(out, "codes = {{ {} }}", pairs.join(", "));
            }
            _ => {}
        }
        if let (true, Some(kind)) = (is_dbf, profile.column.declared) {
            column(kind, &mut out);
        }
    }
    out
}

/// Forms that fit all values; where two read one text differently, a person must choose.
fn dates(forms: &[DateForm], out: &mut String) {
    let first = &forms[0];
    let (clash, good): (Vec<&DateForm>, Vec<&DateForm>) =
        forms.iter().partition(|form| form.conflicts(first));
    let list: Vec<String> = good.iter().map(|form| quote(&form.to_string())).collect();
    let doubt = match clash.first() {
        Some(other) => format!("               # {other} fits as well: look"),
        None => String::new(),
    };
    let _ = writeln!(out, "dates = [{}]{doubt}", list.join(", "));
}

fn column(kind: ColumnKind, out: &mut String) {
    let text = match kind {
        ColumnKind::TextOf { bytes } => format!("{{ type = \"text\", width = {bytes} }}"),
        ColumnKind::Number { width, decimals } => {
            format!("{{ type = \"number\", width = {width}, decimals = {decimals} }}")
        }
        ColumnKind::Date => "{ type = \"date\" }".to_owned(),
        ColumnKind::DateTime => "{ type = \"date-time\" }".to_owned(),
        ColumnKind::Bool => "{ type = \"boolean\" }".to_owned(),
        ColumnKind::Memo => "{ type = \"memo\" }".to_owned(),
        ColumnKind::Text => return,
    };
    let _ = writeln!(out, "column = {text}");
}

fn source(format: &FormatLayout, out: &mut String) {
    match format {
        FormatLayout::Csv(csv) => {
            let plain = CsvLayout::default();
            if csv.delimiter != plain.delimiter {
                let text = if csv.delimiter == b'\t' {
                    "tab".to_owned()
                } else {
                    char::from(csv.delimiter).to_string()
                };
                let _ = writeln!(out, "delimiter = {}", quote(&text));
            }
            header(&csv.header.rule, out);
        }
        FormatLayout::Xlsx(sheet) | FormatLayout::Xls(sheet) => {
            match &sheet.sheet {
                SheetName::Index(0) => {}
                SheetName::Index(index) => {
                    let _ = writeln!(out, "sheet = {}", index + 1);
                }
                SheetName::Name(name) => {
                    let _ = writeln!(out, "sheet = {}", quote(name));
                }
            }
            header(&sheet.header.rule, out);
        }
        FormatLayout::Xml(xml) => {
            let _ = writeln!(out, "rows = {}", quote(&xml.rows));
            if xml.dataset {
                out.push_str("dataset = true\n");
            }
        }
        FormatLayout::Json(json) if !json.rows.is_empty() => {
            let _ = writeln!(out, "rows = {}", quote(&json.rows));
        }
        _ => {}
    }
}

fn header(rule: &HeaderRule, out: &mut String) {
    match rule {
        HeaderRule::Row(1) => {}
        HeaderRule::Row(row) => {
            let _ = writeln!(out, "header = {{ row = {row} }}");
        }
        HeaderRule::Absent => out.push_str("header = \"none\"\n"),
        HeaderRule::Find(names) => {
            let names: Vec<String> = names.iter().map(|name| quote(name)).collect();
            let _ = writeln!(out, "header = {{ find = [{}] }}", names.join(", "));
        }
    }
}

/// A TOML string.
fn quote(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => drop(write!(out, "\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out + "\""
}

/// The charset that most columns have; UTF-8 where none says otherwise.
pub(crate) fn main_charset(guesses: &[Option<(Charset, bool)>]) -> Charset {
    let mut counts: Vec<(Charset, usize)> = Vec::new();
    for (charset, _) in guesses.iter().flatten() {
        match counts.iter_mut().find(|(known, _)| known == charset) {
            Some((_, count)) => *count += 1,
            None => counts.push((*charset, 1)),
        }
    }
    counts.into_iter().max_by_key(|(_, count)| *count).map_or(Charset::Utf8, |(charset, _)| charset)
}
