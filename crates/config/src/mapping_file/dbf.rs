//! Columns of DBF tables that are written: what such a table cannot have is told before a file is made.
//!
//! The numbers are those of dBase III, of dBase IV and FoxPro, and of Visual FoxPro.

use std::collections::HashMap;

use lienthong_adapter::rows::{ColumnKind, DbfLayout, DbfVersion, Stored};
use lienthong_vntext::Charset;

use super::columns::Said;
use crate::code::Code;
use crate::diagnostic::{Diagnostic, Sink};
use crate::document::quoted;

/// Bytes of a text, and of a name.
const WIDEST_TEXT: u16 = 254;
const LONGEST_NAME: usize = 10;
/// Bytes of a record, with the mark of deleted ones.
const LONGEST_RECORD: usize = 65_535;

/// Checks the columns of a table that is written.
pub(super) fn check(columns: &[Said], layout: Option<&DbfLayout>, charset: Option<Charset>, sink: &mut Sink) {
    let version = layout.map(|layout| layout.version);
    let written: Vec<&Said> = columns.iter().filter(|said| said.writes).collect();
    let mut names: HashMap<Vec<u8>, &Said> = HashMap::new();
    for &said in &written {
        check_kind(said, version, sink);
        let Some(bytes) = check_name(said, charset, sink) else { continue };
        if let Some(first) = names.insert(bytes.to_ascii_uppercase(), said) {
            let line = first.spot.line();
            sink.push(said.spot.error(Code::DbfColumn).label(
                format!("in upper case it is the name of the column in {line}"),
                format!("khi viết hoa thì trùng tên với cột ở {line}"),
            ));
        }
    }
    let most = if version == Some(DbfVersion::DBase3) { 128 } else { 255 };
    if let Some(said) = written.get(most) {
        let found = said.spot.error(Code::DbfColumn);
        sink.push(found.label(format!("more than {most} columns"), format!("hơn {most} cột")));
    }
    let bytes = 1 + written.iter().map(|said| width(said)).sum::<usize>();
    if let Some(said) = written.last().filter(|_| bytes > LONGEST_RECORD) {
        sink.push(said.spot.error(Code::DbfColumn).label(
            format!("a record would have {bytes} bytes, more than {LONGEST_RECORD}"),
            format!("bản ghi sẽ dài {bytes} byte, vượt quá {LONGEST_RECORD}"),
        ));
    }
}

/// Bytes of a field in a record.
fn width(said: &Said) -> usize {
    match said.written_kind() {
        ColumnKind::Number { .. } if stored(said) == Stored::Integer => 4,
        ColumnKind::Number { .. } if stored(said).is_binary() => 8,
        ColumnKind::TextOf { bytes } => usize::from(bytes),
        ColumnKind::Number { width, .. } => usize::from(width),
        ColumnKind::Bool => 1,
        ColumnKind::Memo => 10,
        _ => 8,
    }
}

fn stored(said: &Said) -> Stored {
    said.pad.unwrap_or_default().stored
}

fn is_visual(version: DbfVersion) -> bool {
    version == DbfVersion::VisualFoxPro
}

fn check_kind(said: &Said, version: Option<DbfVersion>, sink: &mut Sink) {
    let spot = said.described.as_ref().unwrap_or(&said.spot);
    match said.written_kind() {
        ColumnKind::Text => sink.push(
            said.spot
                .error(Code::WidthMissing)
                .label("say column = { width = … }", "cần nêu column = { width = … }"),
        ),
        ColumnKind::TextOf { bytes } if bytes > WIDEST_TEXT => {
            let found = spot.error(Code::DbfColumn).label(
                format!("a text of {bytes} bytes; a table holds {WIDEST_TEXT}"),
                format!("chữ dài {bytes} byte; bảng chỉ chứa {WIDEST_TEXT}"),
            );
            sink.push(match &said.described {
                Some(spot) => found.suggest(spot.span.clone(), "{ type = \"memo\" }"),
                None => found,
            });
        }
        ColumnKind::Number { .. } if stored(said).is_binary() && !version.is_none_or(is_visual) => sink.push(
            spot.error(Code::DbfColumn)
                .label("only visual-foxpro has such numbers", "chỉ visual-foxpro có kiểu số này"),
        ),
        ColumnKind::Number { .. } if stored(said) == Stored::Float && version == Some(DbfVersion::DBase3) => {
            sink.push(
                spot.error(Code::DbfColumn)
                    .label("dbase3 has no such numbers", "dbase3 không có kiểu số này"),
            );
        }
        ColumnKind::DateTime if !version.is_none_or(is_visual) => {
            let found = spot
                .error(Code::DbfColumn)
                .label("only visual-foxpro has dates with time", "chỉ visual-foxpro có kiểu ngày giờ");
            sink.push(match &said.described {
                Some(spot) => found.suggest(spot.span.clone(), "{ type = \"text\", width = 19 }"),
                None => found,
            });
        }
        _ => {}
    }
}

/// The bytes of a name; nothing where there can be none.
fn check_name(said: &Said, charset: Option<Charset>, sink: &mut Sink) -> Option<Vec<u8>> {
    let name = said.names.first().map_or("", String::as_str);
    let charset = charset?;
    let Ok(bytes) = charset.encode(name) else {
        let found = said.spot.error(Code::DbfColumn).label(
            format!("{name:?} has a letter that {charset} does not have"),
            format!("{name:?} có chữ mà {charset} không có"),
        );
        sink.push(with_bare_name(found, said, name));
        return None;
    };
    let plain = name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_');
    if bytes.len() > LONGEST_NAME {
        let count = bytes.len();
        let found = said.spot.error(Code::DbfColumn).label(
            format!("{name:?} is a name of {count} bytes; a table has {LONGEST_NAME}"),
            format!("tên {name:?} dài {count} byte; bảng chỉ có {LONGEST_NAME}"),
        );
        sink.push(with_bare_name(found, said, name));
        return None;
    }
    if !plain {
        let found = said.spot.error(Code::DbfName).label(
            format!("{name:?} is written as the name of a column"),
            format!("{name:?} được ghi làm tên cột"),
        );
        sink.push(with_bare_name(found, said, name));
    }
    Some(bytes.into_owned())
}

/// Suggests a name that every program reads; the other stays one under which the column is found.
fn with_bare_name(found: Diagnostic, said: &Said, name: &str) -> Diagnostic {
    let bare: String = lienthong_vntext::text::fold(name)
        .to_uppercase()
        .chars()
        .map(|c| if c.is_ascii_uppercase() || c.is_ascii_digit() { c } else { '_' })
        .take(LONGEST_NAME)
        .collect();
    if bare.starts_with(|c: char| c.is_ascii_uppercase()) && said.names.len() == 1 {
        return found.suggest(said.spot.span.clone(), format!("[{}, {}]", quoted(&bare), quoted(name)));
    }
    found
}
