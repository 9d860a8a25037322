//! What the small parts of a workbook say: which sheets there are, which formats are dates, which strings are shared.
//!
//! 1. `_rels/.rels` names the workbook, its own relations name the parts of sheets, styles and strings;
//! 2. the workbook lists the sheets and the date system;
//! 3. styles tell which cell formats are dates and times.
//!
//! Links to other files and macros are not looked at.

use std::collections::HashMap;
use std::io::{Read, Seek};

use lienthong_adapter::mapping::reasons::{CELL_TOO_LARGE, TOO_MANY_ROWS};
use lienthong_adapter::{DecodeError, Finding, Limits, Phrase, Unit};

use super::archive::{Archive, damaged};
use super::text::unescape;
use super::xml::{Step, Xml, attribute, flag};
use crate::sheet::dates::Epoch;
use crate::sheet::formats::NumberFormat;
use crate::sheet::reasons::NOT_A_WORKBOOK;
use crate::sheet::row::Strings;

/// What a workbook says of itself.
#[derive(Debug, Default)]
pub(crate) struct Book {
    pub(crate) sheets: Vec<SheetEntry>,
    pub(crate) epoch: Epoch,
    /// For each cell format, what it makes of a number.
    pub(crate) styles: Vec<NumberFormat>,
    strings_part: Option<String>,
}

/// A sheet in the list of a workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SheetEntry {
    pub(crate) name: String,
    pub(crate) hidden: bool,
    /// The part that holds its cells; nothing for charts and the like.
    pub(crate) part: Option<String>,
}

/// A relation: the end of its type, and its target.
type Relations = HashMap<String, (String, String)>;

impl Book {
    /// Reads the small parts of `archive`.
    pub(crate) fn read<R: Read + Seek>(
        archive: &mut Archive<R>,
        limits: &Limits,
    ) -> Result<Self, DecodeError> {
        let root = relations(archive, "_rels/.rels", "", limits)?;
        let main = root.values().find(|(kind, _)| kind == "officeDocument").map(|(_, target)| target.clone());
        let main = main.unwrap_or_else(|| "xl/workbook.xml".to_owned());
        let mut book = Self::default();
        let (folder, file) = main.rsplit_once('/').unwrap_or(("", &main));
        let rels = format!("{folder}/_rels/{file}.rels");
        if !main.to_ascii_lowercase().ends_with(".xml") || !archive.has(&main) {
            return Err(not_a_workbook(archive, &main));
        }
        let parts = relations(archive, &rels, folder, limits)?;
        let listed = archive.read(&main, |part| sheets(part, limits, &mut book.epoch))?;
        let Some(listed) = listed.filter(|listed| listed.0) else {
            return Err(not_a_workbook(archive, &main));
        };
        for (name, hidden, id) in listed.1 {
            let target = parts.get(&id).ok_or_else(|| {
                damaged(Phrase::new("a sheet has no part", "một trang không có phần tương ứng"))
            })?;
            let part = (target.0 == "worksheet").then(|| target.1.clone());
            book.sheets.push(SheetEntry { name, hidden, part });
        }
        let target = |kind: &str| parts.values().find(|(k, _)| k == kind).map(|(_, target)| target.clone());
        if let Some(part) = target("styles") {
            book.styles = archive.read(&part, |part| styles(part, limits))?.unwrap_or_default();
        }
        book.strings_part = target("sharedStrings");
        Ok(book)
    }

    /// Reads the shared strings.
    pub(crate) fn strings<R: Read + Seek>(
        &self,
        archive: &mut Archive<R>,
        limits: &Limits,
    ) -> Result<Strings, DecodeError> {
        let Some(part) = &self.strings_part else { return Ok(Strings::default()) };
        Ok(archive.read(part, |part| shared(part, limits))?.unwrap_or_default())
    }
}

/// What an archive without a workbook is.
fn not_a_workbook<R: Read + Seek>(archive: &Archive<R>, main: &str) -> DecodeError {
    let found = if main.ends_with(".bin") || archive.has("xl/workbook.bin") {
        Phrase::new("a binary workbook (.xlsb)", "sổ tính nhị phân (.xlsb)")
    } else if archive.has("word/document.xml") {
        Phrase::new("a Word document (.docx)", "tài liệu Word (.docx)")
    } else if archive.has("ppt/presentation.xml") {
        Phrase::new("a presentation (.pptx)", "tệp trình chiếu (.pptx)")
    } else if archive.has("content.xml") {
        Phrase::new("an OpenDocument file", "tệp OpenDocument")
    } else {
        Phrase::new("a ZIP archive without a workbook", "tệp ZIP không có sổ tính")
    };
    Finding::new(&NOT_A_WORKBOOK)
        .found(found)
        .expected(Phrase::new("an Excel workbook (.xlsx)", "sổ tính Excel (.xlsx)"))
        .into()
}

fn relations<R: Read + Seek>(
    archive: &mut Archive<R>,
    part: &str,
    folder: &str,
    limits: &Limits,
) -> Result<Relations, DecodeError> {
    let found = archive.read(part, |part| {
        let mut xml = Xml::new(part, limits);
        let mut found = Relations::new();
        loop {
            match xml.step()? {
                Step::Start(start) if start.local_name().as_ref() == "Relationship" => {
                    let (Some(id), Some(kind), Some(target)) =
                        (attribute(&start, "Id")?, attribute(&start, "Type")?, attribute(&start, "Target")?)
                    else {
                        return Err(damaged(Phrase::new(
                            "a relation has no target",
                            "một liên kết không có đích",
                        )));
                    };
                    let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                    found.insert(id.into_owned(), (kind, resolve(folder, &target)));
                    bounded(found.len(), limits)?;
                }
                Step::Eof => return Ok((found, xml.length())),
                _ => {}
            }
        }
    })?;
    Ok(found.unwrap_or_default())
}

/// The name of a part from the folder that names it.
fn resolve(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut steps: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    steps.join("/")
}

/// Name, whether hidden, and relation of each sheet; and whether it is a workbook at all.
type Listed = (bool, Vec<(String, bool, String)>);

fn sheets<R: Read>(
    part: super::part::Part<R>,
    limits: &Limits,
    epoch: &mut Epoch,
) -> Result<(Listed, u64), DecodeError> {
    let mut xml = Xml::new(part, limits);
    let (mut is_book, mut sheets) = (false, Vec::new());
    loop {
        match xml.step()? {
            Step::Start(start) => match start.local_name().as_ref() {
                "workbook" => is_book = true,
                "workbookPr" if flag(&start, "date1904")? => *epoch = Epoch::Y1904,
                "sheet" => {
                    let name = attribute(&start, "name")?.ok_or_else(|| {
                        damaged(Phrase::new("a sheet has no name", "một trang không có tên"))
                    })?;
                    let state = attribute(&start, "state")?;
                    let hidden = state.is_some_and(|state| state != "visible");
                    let id = attribute(&start, "id")?.ok_or_else(|| {
                        damaged(Phrase::new("a sheet has no part", "một trang không có phần tương ứng"))
                    })?;
                    let name = unescape(&name).ok_or_else(|| {
                        damaged(Phrase::new("the name of a sheet is wrong", "tên của một trang bị sai"))
                    })?;
                    sheets.push((name.into_owned(), hidden, id.into_owned()));
                    bounded(sheets.len(), limits)?;
                }
                _ => {}
            },
            Step::Eof => return Ok(((is_book, sheets), xml.length())),
            _ => {}
        }
    }
}

fn styles<R: Read>(
    part: super::part::Part<R>,
    limits: &Limits,
) -> Result<(Vec<NumberFormat>, u64), DecodeError> {
    let mut xml = Xml::new(part, limits);
    let mut custom = HashMap::new();
    let mut styles = Vec::new();
    let mut in_cells = false;
    let id = |value: Option<std::borrow::Cow<'_, str>>| value.and_then(|id| id.parse::<u32>().ok());
    loop {
        match xml.step()? {
            Step::Start(start) => match start.local_name().as_ref() {
                "numFmt" => {
                    if let (Some(id), Some(code)) =
                        (id(attribute(&start, "numFmtId")?), attribute(&start, "formatCode")?)
                    {
                        custom.insert(id, NumberFormat::of(&code));
                        bounded(custom.len(), limits)?;
                    }
                }
                "cellXfs" => in_cells = true,
                "xf" if in_cells => {
                    let id = id(attribute(&start, "numFmtId")?).unwrap_or(0);
                    styles.push(custom.get(&id).copied().unwrap_or_else(|| NumberFormat::builtin(id)));
                    bounded(styles.len(), limits)?;
                }
                _ => {}
            },
            Step::End(end) if end.local_name().as_ref() == "cellXfs" => in_cells = false,
            Step::Eof => return Ok((styles, xml.length())),
            _ => {}
        }
    }
}

/// Shared strings: the runs of rich text joined, hints of pronunciation left out.
fn shared<R: Read>(part: super::part::Part<R>, limits: &Limits) -> Result<(Strings, u64), DecodeError> {
    let mut xml = Xml::new(part, limits);
    let mut strings = Strings::default();
    match read_shared(&mut xml, &mut strings, limits) {
        // Told where a cell uses it: a text has no place of its own.
        Err(error) if error.code() == CELL_TOO_LARGE.code => strings.stop(error),
        read => read?,
    }
    Ok((strings, xml.length()))
}

fn read_shared<R: Read>(xml: &mut Xml<R>, strings: &mut Strings, limits: &Limits) -> Result<(), DecodeError> {
    let (mut in_text, mut in_hint, mut piece) = (false, false, String::new());
    loop {
        match xml.step()? {
            Step::Start(start) => match start.local_name().as_ref() {
                "t" => in_text = !in_hint,
                "rPh" => in_hint = true,
                _ => {}
            },
            Step::Text(text) if in_text => {
                piece.push_str(&text);
                if strings.open_bytes() + piece.len() > limits.cell_bytes {
                    let finding = Finding::new(&CELL_TOO_LARGE)
                        .found(Phrase::more_than(limits.cell_bytes, Unit::Bytes));
                    return Err(finding.expected(Phrase::count(limits.cell_bytes, Unit::Bytes)).into());
                }
            }
            Step::End(end) => match end.local_name().as_ref() {
                "t" if in_text => {
                    in_text = false;
                    let text = unescape(&piece).ok_or_else(|| {
                        damaged(Phrase::new(
                            "a shared string has half a character",
                            "chuỗi dùng chung có nửa ký tự",
                        ))
                    })?;
                    strings.text().push_str(&text);
                    piece.clear();
                }
                "rPh" => in_hint = false,
                "si" => {
                    strings.end();
                    // There cannot be more of them than cells that use them.
                    if strings.len() as u64 > limits.rows {
                        return Err(Finding::new(&TOO_MANY_ROWS).expected(limits.rows.to_string()).into());
                    }
                }
                _ => {}
            },
            Step::Eof => return Ok(()),
            _ => {}
        }
    }
}

fn bounded(count: usize, limits: &Limits) -> Result<(), DecodeError> {
    if count > limits.elements {
        return Err(damaged(Phrase::new(
            "there are too many sheets or formats",
            "quá nhiều trang hoặc định dạng",
        )));
    }
    Ok(())
}
