//! `codelists/*.csv`: the codes that fields may hold, with their labels and with the codes of old formats.
//!
//! ```csv
//! code,label,hotich_cu
//! 1,Nam,01
//! 2,Nữ,02
//! ```
//!
//! A list is called like its file: `gioi-tinh` is `codelists/gioi-tinh.csv`. The columns `code` and `label` are
//! required; each further column holds the codes of one old format, and a mapping names it. A code without a
//! counterpart in a format has an empty cell there. Whether codes beyond the list are kept is said by the field that
//! uses it: see [`crate::schemas_file`].

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use lienthong_model::schema::CodeList;
use lienthong_model::text::nfc;

use crate::code::Code;
use crate::csv::{Field, foreign_separator, read_rows};
use crate::diagnostic::{Diagnostic, Sink};
use crate::source::{Source, Spot, Syntax};

/// One list.
#[derive(Debug)]
pub(crate) struct CodeListEntry {
    /// The codes and their labels.
    pub(crate) list: Arc<CodeList>,
    /// Names of the further columns.
    pub(crate) columns: Vec<String>,
    /// For each row: the code, the line in the file, and the cells of the further columns.
    rows: Vec<(String, usize, Vec<String>)>,
    source: Arc<Source>,
}

/// All lists, by name.
#[derive(Debug, Default)]
pub(crate) struct CodeLists {
    by_name: BTreeMap<String, CodeListEntry>,
    /// Whether nothing that could declare a list is unreadable.
    pub(crate) complete: bool,
}

/// A code of a format and what it means.
pub(crate) struct Pair<'a> {
    pub(crate) legacy: &'a str,
    pub(crate) code: &'a str,
    pub(crate) line: usize,
}

impl CodeLists {
    /// None yet; `complete` says whether every file of lists could be read.
    pub(crate) fn of_whole_folder(complete: bool) -> Self {
        Self { complete, ..Self::default() }
    }

    /// The list of this name.
    pub(crate) fn get(&self, name: &str) -> Option<&CodeListEntry> {
        self.by_name.get(name)
    }

    /// The names.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.by_name.keys().map(String::as_str)
    }

    /// Reads one file; reports everything that is wrong with it.
    pub(crate) fn read(&mut self, source: &Arc<Source>, sink: &mut Sink) {
        let name = stem(&source.file).to_owned();
        let Some(entry) = read_list(source, &name, sink) else {
            self.complete = false;
            return;
        };
        if let Some(first) = self.by_name.get(&name) {
            let file = &first.source.file;
            let found = Diagnostic::of_file(Code::DuplicateCodeList, &source.file);
            sink.push(found.label(format!("also {file}"), format!("đã có {file}")));
            return;
        }
        self.by_name.insert(name, entry);
    }
}

impl CodeListEntry {
    /// The file, relative to the folder.
    pub(crate) fn file(&self) -> &str {
        &self.source.file
    }

    /// The codes of a format in the column `name`, in the order of the rows; nothing where there is no such column.
    pub(crate) fn pairs(&self, name: &str) -> Option<impl Iterator<Item = Pair<'_>>> {
        let column = self.columns.iter().position(|column| column == name)?;
        Some(self.rows.iter().filter_map(move |(code, line, cells)| {
            let legacy = cells[column].as_str();
            (!legacy.is_empty()).then_some(Pair { legacy, code, line: *line })
        }))
    }
}

/// The name of a file without its folders and its extension.
pub(crate) fn stem(file: &str) -> &str {
    let name = file.rsplit('/').next().unwrap_or(file);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

fn read_list(source: &Arc<Source>, name: &str, sink: &mut Sink) -> Option<CodeListEntry> {
    let before = sink.len();
    let rows = read_rows(source, sink);
    let mut lines = rows.iter();
    let Some(header) = lines.next() else {
        sink.push(source.at(Code::MissingColumn, 0..0).label(
            "the file is empty; the first line is code,label",
            "tệp trống; dòng đầu tiên là code,label",
        ));
        return None;
    };
    let [code, label] = read_header(source, header, sink)?;
    let further: Vec<usize> = (0..header.len()).filter(|index| *index != code && *index != label).collect();
    let mut labels = BTreeMap::new();
    let mut kept = Vec::new();
    let mut first_line = HashMap::new();
    for row in lines {
        let line = source.place(row[0].span.clone()).line;
        if row.len() != header.len() {
            let (found, width) = (row.len(), header.len());
            let span = row[0].span.start..row[found - 1].span.end;
            sink.push(source.at(Code::RowWidth, span).label(
                format!("{found} fields, the header has {width}"),
                format!("có {found} ô, tiêu đề có {width} cột"),
            ));
            continue;
        }
        let text = |index: usize| nfc(&row[index].text).into_owned();
        let value = text(code);
        let spot = Spot { source: source.clone(), span: row[code].span.clone(), syntax: Syntax::Csv };
        if value.is_empty() {
            sink.push(spot.error(Code::Empty).label("a row needs a code", "mỗi dòng cần có mã"));
            continue;
        }
        if let Some(first) = first_line.get(&value) {
            let found = spot.error(Code::DuplicateCode);
            sink.push(found.label(format!("also in line {first}"), format!("đã có ở dòng {first}")));
            continue;
        }
        first_line.insert(value.clone(), line);
        labels.insert(value.clone(), text(label));
        kept.push((value, line, further.iter().map(|index| text(*index)).collect()));
    }
    if sink.len() > before {
        return None;
    }
    let list = Arc::new(CodeList { name: name.to_owned(), labels, open: false });
    let columns = further.iter().map(|index| nfc(&header[*index].text).into_owned()).collect();
    Some(CodeListEntry { list, columns, rows: kept, source: source.clone() })
}

/// Where `code` and `label` stand.
fn read_header(source: &Arc<Source>, header: &[Field], sink: &mut Sink) -> Option<[usize; 2]> {
    let span = header[0].span.start..header[header.len() - 1].span.end;
    if let Some(separator) = foreign_separator(header) {
        sink.push(source.at(Code::CsvMalformed, span).label(
            format!("columns are separated by {separator:?}, not by commas"),
            format!("các cột ngăn cách bằng {separator:?}, không phải dấu phẩy"),
        ));
        return None;
    }
    for (index, field) in header.iter().enumerate() {
        let twice = header[..index].iter().any(|other| other.text == field.text);
        if twice || field.text.is_empty() {
            let found = source.at(Code::UnknownColumn, field.span.clone());
            sink.push(found.label("every column has a name of its own", "mỗi cột phải có tên riêng"));
            return None;
        }
    }
    let place = |name: &str| header.iter().position(|field| field.text == name);
    let (code, label) = (place("code"), place("label"));
    if let (Some(code), Some(label)) = (code, label) {
        return Some([code, label]);
    }
    let missing = if code.is_none() { "code" } else { "label" };
    let found = source
        .at(Code::MissingColumn, span)
        .label(format!("missing: {missing}"), format!("thiếu: {missing}"));
    let near = header.iter().find(|field| crate::names::nearest(&field.text, [missing]).is_some());
    sink.push(match near {
        Some(field) => found.suggest(field.span.clone(), missing),
        None => found,
    });
    None
}
