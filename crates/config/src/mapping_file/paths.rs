//! Paths in xml and json: they have the form that the formats read, and none leads through the place of another.

use lienthong_adapter::rows::{FormatLayout, XmlLayout, json_path, xml_path};
use lienthong_vntext::Charset;

use super::columns::Said;
use super::source::SourceRead;
use crate::code::Code;
use crate::diagnostic::{Diagnostic, Sink};
use crate::document::{Value, quoted};
use crate::names::nearest;
use crate::source::Spot;
use crate::text::Text;

/// Checks the columns of a level.
pub(super) fn columns(columns: &[Said], layout: &FormatLayout, source: &SourceRead, sink: &mut Sink) {
    let format = layout.name();
    let unwritten = |charset: Charset, spot: &Spot, sink: &mut Sink| {
        sink.push(spot.error(Code::Conflict).label(
            format!("{format} is written in UTF-8, never in {charset}"),
            format!("{format} chỉ được ghi bằng UTF-8, không bằng {charset}"),
        ));
    };
    // What a document that is read is written in, it says itself.
    if let (Some(charset), Some(spot)) = (source.charset, &source.charset_spot) {
        if !is_written(charset) && columns.iter().any(|said| said.writes && said.charset.is_none()) {
            unwritten(charset, spot, sink);
        } else if matches!(layout, FormatLayout::Json(_)) && !charset.is_ascii_compatible() {
            sink.push(spot.error(Code::Conflict).label(
                format!("{format} is read in UTF-8, never in {charset}"),
                format!("{format} chỉ được đọc bằng UTF-8, không bằng {charset}"),
            ));
        }
    }
    for said in columns {
        for name in &said.names {
            if let Some(wrong) = fault(name, layout, Use::Column { writes: said.writes }) {
                let found = said.spot.error(Code::BadPath).label(wrong.text.en, wrong.text.vi);
                sink.push(match wrong.right.filter(|_| said.names.len() == 1) {
                    Some(right) => found.suggest(said.spot.span.clone(), quoted(&right)),
                    None => found,
                });
                break;
            }
        }
        if let Some(charset) = said.charset.filter(|charset| said.writes && !is_written(*charset)) {
            unwritten(charset, &said.spot, sink);
        }
    }
    if let FormatLayout::Json(_) = layout {
        through(columns, sink);
    }
}

/// `[[group]]`: the path of its entries.
pub(super) fn group(value: &Value<'_>, path: &str, layout: &FormatLayout, sink: &mut Sink) {
    if let Some(wrong) = fault(path, layout, Use::Element) {
        sink.push(at(value, wrong));
    }
}

/// `rows` of `[source]`; the empty path is the root of a JSON document. Where a text holds a document, `//` is the border
/// between the path to that text and the path within the document.
pub(super) fn rows(value: &Value<'_>, path: &str, layout: &FormatLayout, sink: &mut Sink) {
    if path.is_empty() {
        return;
    }
    let is_wrapped = matches!(layout, FormatLayout::Xml(xml) if xml.unwrap.is_some());
    let parts = path.split_once("//").filter(|_| is_wrapped);
    let wrong = match parts {
        // A suggestion would be one for a half; the whole is for a person to write.
        Some((outer, inner)) => [outer, inner]
            .into_iter()
            .find_map(|part| fault(part, layout, Use::Element))
            .map(|wrong| Wrong { right: None, ..wrong }),
        None => fault(path, layout, Use::Element),
    };
    if let Some(wrong) = wrong {
        sink.push(at(value, wrong));
    }
}

fn at(value: &Value<'_>, wrong: Wrong) -> Diagnostic {
    let found = value.error(Code::BadPath).label(wrong.text.en, wrong.text.vi);
    match wrong.right {
        Some(right) => found.suggest(value.span.clone(), quoted(&right)),
        None => found,
    }
}

/// Whether texts of xml and json can be written so.
fn is_written(charset: Charset) -> bool {
    matches!(charset, Charset::Utf8 | Charset::Utf8Nfd)
}

/// What a path is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    Column {
        writes: bool,
    },
    /// Elements that repeat: rows, and entries of groups.
    Element,
}

/// What is wrong with a path, and what was meant where that is certain.
struct Wrong {
    text: Text,
    right: Option<String>,
}

impl Wrong {
    fn new(en: impl Into<String>, vi: impl Into<String>) -> Self {
        Self { text: Text::new(en, vi), right: None }
    }
}

fn fault(path: &str, layout: &FormatLayout, of: Use) -> Option<Wrong> {
    match layout {
        FormatLayout::Xml(xml) => xml_fault(path, xml, of),
        FormatLayout::Json(_) => json_fault(path, of),
        _ => None,
    }
}

fn xml_fault(path: &str, xml: &XmlLayout, of: Use) -> Option<Wrong> {
    let steps = match xml_path::parse(path) {
        Ok(steps) => steps,
        Err(xml_path::PathFault::InsideAttribute) => {
            return Some(Wrong::new("nothing stands within an attribute", "trong thuộc tính không có gì"));
        }
        Err(xml_path::PathFault::EmptyStep) => {
            let wrong = Wrong::new("a name is missing between two slashes", "thiếu tên giữa hai dấu /");
            let names: Vec<&str> = path.split('/').filter(|name| !name.is_empty()).collect();
            let right = Some(names.join("/")).filter(|right| xml_path::parse(right).is_ok());
            return Some(Wrong { right: right.filter(|right| !right.is_empty()), ..wrong });
        }
    };
    let writes = matches!(of, Use::Column { writes: true });
    if xml.dataset && writes && (steps.len() != 1 || steps[0].is_attribute) {
        return Some(Wrong::new(
            "a row of a data set is flat: its columns are names alone",
            "dòng của DataSet không có cấp con: cột chỉ là tên",
        ));
    }
    if of == Use::Element && steps.last().is_none_or(|step| step.is_attribute) {
        return Some(Wrong::new(
            "not the path of an element that repeats",
            "không phải đường dẫn của phần tử lặp",
        ));
    }
    for step in steps {
        let known = |prefix: &str| prefix == "xml" || xml.namespaces.iter().any(|(own, _)| own == prefix);
        if let Some(prefix) = step.prefix.filter(|prefix| !known(prefix)) {
            let wrong = Wrong::new(
                format!("[source] gives no namespace for the prefix {prefix:?}"),
                format!("[source] không khai namespace cho tiền tố {prefix:?}"),
            );
            let near = nearest(prefix, xml.namespaces.iter().map(|(own, _)| own.as_str()));
            let near = near.filter(|near| !near.is_empty());
            let right = near.map(|near| path.replacen(&format!("{prefix}:"), &format!("{near}:"), 1));
            return Some(Wrong { right, ..wrong });
        }
        // ADO.NET writes any name of a column in a form of its own.
        if !xml.dataset && !xml_path::is_name(step.name) {
            let name = step.name;
            let wrong = if name.contains(['[', ']']) {
                Wrong::new(
                    format!("{name:?} has brackets; entries are described in [[group]]"),
                    format!("{name:?} có ngoặc vuông; phần tử lặp khai trong [[group]]"),
                )
            } else {
                Wrong::new(
                    format!("{name:?} is no name that XML has"),
                    format!("{name:?} không phải tên hợp lệ trong XML"),
                )
            };
            return Some(wrong);
        }
    }
    None
}

fn json_fault(path: &str, of: Use) -> Option<Wrong> {
    let steps = json_path::parse(path);
    if !json_path::is_whole(path) {
        let right = json_path::render(&steps);
        if path.contains("[0]") {
            let wrong = Wrong::new("entries count from 1", "phần tử đếm từ 1");
            let right = Some(path.replace("[0]", "[1]")).filter(|right| json_path::is_whole(right));
            return Some(Wrong { right, ..wrong });
        }
        let shown = |path: &str| (!path.is_empty()).then(|| path.to_owned());
        let is_empty =
            |step: &json_path::Step| matches!(step, json_path::Step::Name(name) if name.is_empty());
        if steps.iter().any(is_empty) {
            let rest: Vec<json_path::Step> = steps.into_iter().filter(|step| !is_empty(step)).collect();
            let right = (!rest.is_empty()).then(|| json_path::render(&rest));
            let wrong = Wrong::new("a name is missing beside a point", "thiếu tên cạnh dấu chấm");
            return Some(Wrong { right, ..wrong });
        }
        let wrong = Wrong::new(
            "a bracket or a backslash that means nothing here",
            "ngoặc vuông hoặc gạch chéo ngược không có nghĩa ở đây",
        );
        return Some(Wrong { right: shown(&right), ..wrong });
    }
    let has_entry = steps.iter().any(|step| matches!(step, json_path::Step::Entry(_)));
    if of == Use::Element && has_entry {
        return Some(Wrong::new(
            "rows are all entries of an array, not one of them",
            "các dòng là mọi phần tử của mảng, không phải một phần tử",
        ));
    }
    None
}

/// A value that is text has no members.
fn through(columns: &[Said], sink: &mut Sink) {
    let mut written: Vec<(Vec<json_path::Step>, &Said)> = columns
        .iter()
        .filter(|said| said.writes)
        .filter_map(|said| Some((json_path::parse(said.names.first()?), said)))
        .collect();
    written.sort_by(|a, b| a.0.cmp(&b.0));
    for pair in written.windows(2) {
        if pair[1].0.starts_with(&pair[0].0) {
            let (path, line) = (json_path::render(&pair[0].0), pair[0].1.spot.line());
            sink.push(pair[1].1.spot.error(Code::BadPath).label(
                format!("leads through {path:?} in {line}, which is a value"),
                format!("đi qua {path:?} ở {line}, chỗ đó là một giá trị"),
            ));
        }
    }
}
