//! How the columns of a table of dBase or FoxPro are written: their names, and their types. Not all types are written that
//! are read; where the file has one of the others, the draft says what becomes of it.

use std::fmt::Write as _;

use lienthong_adapter::rows::ColumnKind;

use super::Language;
use crate::Inspection;

/// Bytes of a column in the place of one with objects.
const OBJECT: usize = 10;
/// Bytes of the longest text that is no memo.
const LONGEST_TEXT: u16 = 254;

/// The name under which a column is written: ten capitals, digits and `_`, and no other column's.
pub(super) fn name(name: &str, taken: &[String]) -> String {
    let bare: String = lienthong_vntext::text::fold(name)
        .to_uppercase()
        .chars()
        .map(|c| if c.is_ascii_uppercase() || c.is_ascii_digit() { c } else { '_' })
        .take(10)
        .collect();
    let begins = bare.starts_with(|c: char| c.is_ascii_uppercase());
    let bare: String = if begins { bare } else { format!("C{bare}").chars().take(10).collect() };
    let numbered = (2..).map(|number| format!("{}{number}", &bare[..bare.len().min(7)]));
    std::iter::once(bare.clone()).chain(numbered).find(|name| !taken.contains(name)).unwrap_or(bare)
}

/// `column`: how the column of this index is written.
pub(super) fn column(inspection: &Inspection, index: usize, language: Language, out: &mut String) {
    let profile = &inspection.level.columns[index];
    // Pictures and other objects declare nothing that is read.
    let kind = profile.column.declared.unwrap_or(ColumnKind::Text);
    let own = letter(kind);
    let fields = inspection.dbf.as_ref().map_or(&[][..], |info| &info.fields);
    let there = fields.get(index).filter(|field| field.kind.is_some());
    if let Some(word) = there.and_then(|field| stored(field.letter, kind, profile.scale)) {
        let _ = writeln!(out, "column = {word}");
        return;
    }
    let field = there.filter(|field| field.letter != own);
    if let Some((there, en, vi)) = field.and_then(|field| of_type(field.letter)) {
        out.push_str(&language.pick(
            format!("# The file has type {there} ({en}) here. It is read, and written as type {own}: whoever needs {there} converts the column.\n"),
            format!("# Cột này trong tệp có kiểu {there} ({vi}). Vẫn đọc được, khi ghi là kiểu {own}: nơi cần kiểu {there} phải chuyển đổi cột.\n"),
        ));
    }
    let _ = writeln!(out, "column = {}", written(kind, profile.scale));
}

/// The types of numbers that are not stored as digits, or under another letter.
fn stored(letter: char, kind: ColumnKind, scale: usize) -> Option<String> {
    let ColumnKind::Number { .. } = kind else { return None };
    Some(match letter {
        'I' => "{ type = \"integer\" }".to_owned(),
        'Y' => "{ type = \"currency\" }".to_owned(),
        'B' => match scale {
            0 => "{ type = \"double\" }".to_owned(),
            scale => format!("{{ type = \"double\", decimals = {scale} }}"),
        },
        'F' => written(kind, scale).replace("\"number\"", "\"float\""),
        _ => return None,
    })
}

/// A type whose values are read, with what it is in words.
fn of_type(letter: char) -> Option<(char, &'static str, &'static str)> {
    let (en, vi) = match letter {
        'V' => ("varchar", "chữ có độ dài thay đổi"),
        'C' => ("character", "chữ"),
        _ => return None,
    };
    Some((letter, en, vi))
}

/// The type under which such a column is written.
const fn letter(kind: ColumnKind) -> char {
    match kind {
        ColumnKind::TextOf { bytes } if bytes > LONGEST_TEXT => 'M',
        ColumnKind::Text | ColumnKind::TextOf { .. } => 'C',
        ColumnKind::Number { .. } => 'N',
        ColumnKind::Date => 'D',
        ColumnKind::DateTime => 'T',
        ColumnKind::Bool => 'L',
        ColumnKind::Memo => 'M',
    }
}

/// How a column of a table is written. A double declares no places behind the point, and has some.
fn written(kind: ColumnKind, scale: usize) -> String {
    match kind {
        // Longer texts are written as memos.
        ColumnKind::TextOf { bytes } if bytes > LONGEST_TEXT => "{ type = \"memo\" }".to_owned(),
        ColumnKind::TextOf { bytes } => format!("{{ type = \"text\", width = {bytes} }}"),
        ColumnKind::Number { width, decimals } => {
            let width = width.min(20);
            let decimals = decimals.max(u8::try_from(scale).unwrap_or(u8::MAX)).min(width.saturating_sub(1));
            format!("{{ type = \"number\", width = {width}, decimals = {decimals} }}")
        }
        ColumnKind::Date => "{ type = \"date\" }".to_owned(),
        ColumnKind::DateTime => "{ type = \"date-time\" }".to_owned(),
        ColumnKind::Bool => "{ type = \"boolean\" }".to_owned(),
        ColumnKind::Memo => "{ type = \"memo\" }".to_owned(),
        ColumnKind::Text => format!("{{ type = \"text\", width = {OBJECT} }}"),
    }
}
