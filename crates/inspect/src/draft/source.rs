//! `[source]` of a draft: how the rows of the file lie, without what goes without saying.

use std::fmt::Write as _;

use lienthong_adapter::rows::{
    CsvLayout, DbfVersion, End, FixedUnit, FormatLayout, Header, HeaderRule, Heading, RecordEnd, SheetName,
    SoapVersion, Until, Unwrap,
};

use lienthong_vntext::Charset;

use super::{Language, comment, not_written, quote};
use crate::Inspection;
use crate::guess::charset_of;

pub(super) fn source(inspection: &Inspection, language: Language, out: &mut String) {
    not_written::comments(inspection, language, out);
    let mut say = |key: &str, value: &str| {
        let _ = writeln!(out, "{key} = {value}");
    };
    match &inspection.layout.format {
        FormatLayout::Csv(csv) => {
            if csv.delimiter != CsvLayout::default().delimiter {
                let text = if csv.delimiter == b'\t' {
                    "tab".to_owned()
                } else {
                    char::from(csv.delimiter).to_string()
                };
                say("delimiter", &quote(&text));
            }
            match csv.quote {
                None => say("quote", "\"none\""),
                Some(b'"') => {}
                Some(other) => say("quote", &quote(&char::from(other).to_string())),
            }
            if csv.bom {
                say("bom", "true");
            }
            if csv.utf16 && has_font(inspection) {
                say("utf16", "true");
            }
            if csv.lf {
                say("line_end", "\"lf\"");
            }
            if csv.short_is_absent {
                say("short", "\"absent\"");
            }
            header(&csv.header, out);
            end(&csv.end, false, language, out);
        }
        FormatLayout::Xlsx(sheet) | FormatLayout::Xls(sheet) => {
            match &sheet.sheet {
                SheetName::Index(0) => {}
                SheetName::Index(index) => say("sheet", &(index + 1).to_string()),
                SheetName::Name(name) => say("sheet", &quote(name)),
            }
            header(&sheet.header, out);
            end(&sheet.end, false, language, out);
        }
        FormatLayout::Fixed(fixed) => {
            match fixed.end {
                RecordEnd::CrLf => {}
                RecordEnd::Lf => say("line_end", "\"lf\""),
                RecordEnd::Nothing => say("line_end", "\"none\""),
            }
            if fixed.unit == FixedUnit::Char {
                say("unit", "\"char\"");
            }
            if let Some(length) = fixed.length {
                say("length", &length.to_string());
            }
            if fixed.short_is_absent {
                say("short", "\"absent\"");
            }
            match &fixed.heading {
                Heading::Absent => {}
                Heading::Passed(count) => say("heading", &count.to_string()),
                Heading::Lines(lines) => {
                    let lines: Vec<String> = lines.iter().map(|line| quote(line)).collect();
                    out.push_str(language.pick(
                        "# The lines above the records. A number instead passes so many lines that change; it cannot be written.\n",
                        "# Các dòng đứng trên bản ghi. Nếu nội dung thay đổi, hãy ghi số dòng; khi đó chỉ đọc được, không ghi được.\n",
                    ));
                    let _ = writeln!(out, "heading = [{}]", lines.join(", "));
                }
            }
            if let Some(below) = &inspection.below {
                let line = comment(&below.line.split_whitespace().collect::<Vec<_>>().join(" "));
                out.push_str(&match below.end {
                    Some(_) => language.pick(
                        format!("# Left out is what stands below the records, from this line on: {line}\n"),
                        format!("# Phần dưới các bản ghi được bỏ qua, kể từ dòng: {line}\n"),
                    ),
                    None => language.pick(
                        format!("# This line looks like one below the records, and they may look like it: {line}\n# It is read as a record until `until` says what tells it from them, or it is gone from the file.\n"),
                        format!("# Dòng này có vẻ nằm dưới các bản ghi, nhưng bản ghi cũng có thể giống nó: {line}\n# Nó được đọc như bản ghi cho đến khi `until` nêu dấu hiệu phân biệt, hoặc dòng được xóa khỏi tệp.\n"),
                    ),
                });
            }
            end(&by_field(&fixed.data_end, inspection), true, language, out);
        }
        FormatLayout::Dbf(dbf) => {
            say(
                "version",
                match dbf.version {
                    DbfVersion::DBase3 => "\"dbase3\"",
                    DbfVersion::DBase4 => "\"dbase4\"",
                    DbfVersion::VisualFoxPro => "\"visual-foxpro\"",
                    DbfVersion::FoxPro => "\"foxpro\"",
                },
            );
            if dbf.code_page != 0 {
                say("code_page", &dbf.code_page.to_string());
            }
        }
        FormatLayout::Xml(xml) => {
            say("rows", &quote(&xml.rows));
            if !xml.namespaces.is_empty() {
                let pairs =
                    xml.namespaces.iter().map(|(prefix, uri)| format!("{} = {}", quote(prefix), quote(uri)));
                say("namespaces", &format!("{{ {} }}", pairs.collect::<Vec<_>>().join(", ")));
            }
            match xml.soap {
                Some(SoapVersion::V11) => say("soap", "\"1.1\""),
                Some(SoapVersion::V12) => say("soap", "\"1.2\""),
                None => {}
            }
            if xml.dataset {
                say("dataset", "true");
            }
            match xml.unwrap {
                Some(Unwrap::Xml) => say("unwrap", "\"xml\""),
                Some(Unwrap::Base64Xml) => say("unwrap", "\"base64-xml\""),
                None => {}
            }
        }
        FormatLayout::Json(json) => {
            if !json.rows.is_empty() {
                say("rows", &quote(&json.rows));
            }
            if json.single {
                say("single", "true");
            }
        }
        _ => {}
    }
    if let Some(beside) = &inspection.beside {
        let more = language
            .pick("and more perhaps; no field holds it", "và có thể còn nữa; không trường nào chứa được");
        let _ = writeln!(out, "beside = \"drop\"               # {}, {more}", comment(beside));
    }
}

/// Whether a column, or all of them, are in an old font.
fn has_font(inspection: &Inspection) -> bool {
    let columns = inspection.level.profiles().into_iter().filter_map(charset_of).map(|(charset, _)| charset);
    columns
        .chain([inspection.layout.charset])
        .any(|charset| charset.is_ascii_compatible() && !matches!(charset, Charset::Utf8 | Charset::Utf8Nfd))
}

fn header(header: &Header, out: &mut String) {
    let rows = if header.rows > 1 { format!(", rows = {}", header.rows) } else { String::new() };
    let _ = match &header.rule {
        HeaderRule::Row(1) if header.rows <= 1 => Ok(()),
        HeaderRule::Row(row) => writeln!(out, "header = {{ row = {row}{rows} }}"),
        HeaderRule::Absent => writeln!(out, "header = \"none\""),
        HeaderRule::Find(names) => {
            let names: Vec<String> = names.iter().map(|name| quote(name)).collect();
            writeln!(out, "header = {{ find = [{}]{rows} }}", names.join(", "))
        }
    };
}

/// An end in a column, by the field that is made of it: places have no other names.
fn by_field(end: &End, inspection: &Inspection) -> End {
    let named = |name: &String| {
        let at = inspection.layout.columns.iter().position(|column| column.name() == name);
        let guess = at.and_then(|at| inspection.level.guesses.get(at));
        guess.map_or_else(|| name.clone(), |guess| guess.name.clone())
    };
    let until = match &end.until {
        Until::ColumnEmpty(name) => Until::ColumnEmpty(named(name)),
        Until::TextIn { column, text } => Until::TextIn { column: named(column), text: text.clone() },
        other => other.clone(),
    };
    End { until, ..end.clone() }
}

fn end(end: &End, is_fixed: bool, language: Language, out: &mut String) {
    let _ = match &end.until {
        Until::EndOfFile => Ok(()),
        Until::FirstEmptyRow => writeln!(out, "until = \"empty-row\""),
        Until::ColumnEmpty(name) => {
            let why = language.pick(
                "a record that leaves it empty would end the table as well",
                "bản ghi bỏ trống trường này cũng làm kết thúc bảng",
            );
            writeln!(out, "until = {{ empty = {} }}               # {why}", quote(name))
        }
        Until::Text(text) => {
            let why = match is_fixed {
                true => language.pick("the first line that begins so", "dòng đầu tiên bắt đầu như vậy"),
                false => language.pick(
                    "in any column; column = \"NAME\" looks in one only",
                    "ở bất kỳ cột nào; column = \"TÊN\" thì chỉ tìm ở một cột",
                ),
            };
            writeln!(out, "until = {{ text = {} }}               # {why}", quote(text))
        }
        Until::TextIn { column, text } => {
            writeln!(out, "until = {{ text = {}, column = {} }}", quote(text), quote(column))
        }
    };
    if end.ignore_after_end {
        out.push_str("ignore_after_end = true\n");
    }
}
