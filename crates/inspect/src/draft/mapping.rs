//! The mapping of a draft: where each field stands in the file. What is done to its text is said by `steps`.

use std::fmt::Write as _;

use lienthong_adapter::rows::{Align, ColumnKind, ColumnLayout, FormatLayout, Heading, Span, Stored, Until};
use lienthong_vntext::Charset;

use super::{Entry, Language, before, comment, dbf, documents, entries, quote, source, steps, usable};
use crate::Inspection;
use crate::aside::OfData;
use crate::gaps::Merged;
use crate::guess::GuessKind;
use crate::level::{Group, Level};
use crate::profile::Profile;
use crate::suspicion::Suspicion;
use crate::trees::{LeftOut, WhyLeftOut};

pub(super) fn mapping(name: &str, language: Language, inspection: &Inspection) -> String {
    let layout = &inspection.layout;
    let mut out = String::new();
    let mut left = unnamed(&inspection.level, language);
    left.extend(inspection.left_out.iter().map(|part| left_out(part, language)));
    for what in &left {
        let _ = writeln!(out, "# {what}");
    }
    let _ = write!(out, "name = {}\nschema = {}\n", quote(name), quote(&format!("{name}/v1")));
    let unwritable = unwritable(inspection);
    if let Some(charset) = unwritable {
        let (format, charset) = (layout.format.name().to_uppercase(), charset.name());
        out.push_str(&language.pick(
            format!("# Text here is {charset} in the place of letters; {format} is written in Unicode alone, so this mapping only reads.\n# To write such data, make a mapping of its own in UTF-8 for the same schema.\n"),
            format!("# Chữ trong tệp là {charset} đặt vào chỗ của chữ Unicode; {format} chỉ được ghi bằng Unicode nên ánh xạ này chỉ đọc.\n# Nếu cần ghi dữ liệu này, hãy tạo một ánh xạ khác dùng UTF-8 cho cùng lược đồ.\n"),
        ));
    }
    let has_unnamed = inspection.left_out.iter().any(|part| part.why == WhyLeftOut::NoName);
    if has_unnamed {
        out.push_str(language.pick(
            "# What no field can name is kept and cannot be written, so this mapping only reads; unmapped = \"drop\" leaves it out.\n",
            "# Phần không trường nào nêu được thì được giữ nhưng không ghi ra được, nên ánh xạ này chỉ đọc; unmapped = \"drop\" sẽ bỏ phần đó.\n",
        ));
    }
    let rows = drawn_rows(inspection);
    if let Some(condition) = &rows {
        out.push_str(language.pick(
            "# A table drawn with lines: a row is a line that has this. No mapping draws lines, so this one only reads.\n",
            "# Bảng được kẻ bằng ký tự: dòng dữ liệu là dòng có điều kiện này. Ánh xạ không kẻ bảng được nên chỉ đọc.\n",
        ));
        let _ = writeln!(out, "where = {condition}");
    }
    let is_passed =
        matches!(&layout.format, FormatLayout::Fixed(fixed) if matches!(fixed.heading, Heading::Passed(_)));
    if is_passed {
        out.push_str(language.pick(
            "# Not all lines above the records are text in this charset: they are passed over, and this mapping only reads.\n",
            "# Có dòng phía trên bản ghi không phải chữ thuộc bảng mã này: các dòng đó được bỏ qua và ánh xạ chỉ đọc.\n",
        ));
    }
    if unwritable.is_some() || has_unnamed || rows.is_some() || is_passed {
        out.push_str("direction = \"read\"\n");
    }
    // What the mapping cannot name is kept, not lost.
    let (unmapped, why) = match left.is_empty() {
        true => (
            "refuse",
            language.pick(
                "\"keep\" or \"drop\" where new columns may appear",
                "\"keep\" hoặc \"drop\" nếu có thể có thêm cột mới",
            ),
        ),
        false => (
            "keep",
            language.pick(
                "of what no field can be for; see above",
                "giữ phần không trường nào chứa được; xem ở trên",
            ),
        ),
    };
    let _ = writeln!(out, "unmapped = {:<30} # {why}", quote(unmapped));
    let why = language.pick("\"quarantine\" lets good rows pass", "\"quarantine\" cho các dòng đúng đi tiếp");
    let _ = writeln!(out, "on_error = {:<30} # {why}", quote("refuse"));
    data_rows(inspection, language, &mut out);
    out.push_str("\n[source]\n");
    let _ = writeln!(out, "format = {}", quote(layout.format.name()));
    let _ = writeln!(out, "charset = {}", quote(layout.charset.name()));
    source::source(inspection, language, &mut out);
    total(inspection, language, &mut out);
    another(inspection, language, &mut out);
    fields(&inspection.level, inspection, "", language, &mut out);
    out
}

/// An old font in the place of Unicode in a document, which is read and never written.
fn unwritable(inspection: &Inspection) -> Option<Charset> {
    let layout = &inspection.layout;
    if !matches!(layout.format, FormatLayout::Xml(_) | FormatLayout::Json(_)) {
        return None;
    }
    let is_old = |charset: &Charset| {
        charset.is_ascii_compatible() && !matches!(charset, Charset::Utf8 | Charset::Utf8Nfd)
    };
    let all = inspection.level.all().into_iter();
    let of_columns = all.filter_map(|(_, _, guess, _)| guess.charset.map(|(charset, _)| charset));
    std::iter::once(layout.charset).chain(of_columns).find(is_old)
}

/// What tells the rows of a table that is drawn with lines: a bar in its place, or a value in a column.
fn drawn_rows(inspection: &Inspection) -> Option<String> {
    let level = &inspection.level;
    match inspection.bar {
        Some(bar) => Some(format!("{{ {}, is = \"|\" }}", place(bar))),
        None if level.drawn > 0 => {
            let (at, ..) = usable(level).find(|(_, profile, _)| profile.filled() == level.rows)?;
            Some(format!("{{ {}, filled = true }}", column_at(inspection, at)))
        }
        None => None,
    }
}

fn place(span: Span) -> String {
    format!("at = {{ start = {}, length = {} }}", span.start + 1, span.length)
}

/// A column as a condition names it.
fn column_at(inspection: &Inspection, at: usize) -> String {
    match inspection.layout.columns.get(at).and_then(|column| column.span) {
        Some(span) => place(span),
        None => format!("column = {}", quote(&inspection.level.columns[at].column.name)),
    }
}

/// The condition that passes over the rows that are told to be no data, for a person to choose.
fn data_rows(inspection: &Inspection, language: Language, out: &mut String) {
    let level = &inspection.level;
    let told = |what| level.columns.iter().any(|profile| profile.suspicions.contains_key(&what));
    let is_digits =
        |profile: &Profile| profile.all_digits && profile.cells.text > 0 && profile.cells.number == 0;
    let has_headers = told(Suspicion::HeaderAgain);
    let of_data = level
        .of_data
        .map(|OfData { column, is_digits: own }| (column, own || is_digits(&level.columns[column])));
    let of_digits =
        || level.columns.iter().position(|profile| is_digits(profile) && profile.filled() == level.rows);
    let others = [Suspicion::Sum, Suspicion::Sparse, Suspicion::Wrapped, Suspicion::Unnumbered];
    let found = match of_data {
        Some((at, is_digits)) => (is_digits || !has_headers).then_some((at, is_digits)),
        None if others.into_iter().any(told) => None,
        None => of_digits().filter(|_| has_headers).map(|at| (at, true)),
    };
    let found = found.filter(|(at, _)| usable(level).any(|(index, ..)| index == *at));
    let Some((at, is_digits)) = found else { return };
    let test = if is_digits { "digits" } else { "filled" };
    let condition = format!("{{ {}, {test} = true }}", column_at(inspection, at));
    let condition = match drawn_rows(inspection) {
        Some(rows) if rows == condition => return,
        Some(rows) => format!("[{rows}, {condition}]"),
        None => condition,
    };
    let why = language.pick(
        "without the # in front it passes over the rows that are told below to be no data",
        "bỏ dấu # ở đầu thì các dòng không phải dữ liệu nêu dưới đây được bỏ qua",
    );
    let _ = writeln!(out, "# where = {condition}               # {why}");
}

/// What is said of the total where it is read as data, since rows of data begin with its text as well.
fn total(inspection: &Inspection, language: Language, out: &mut String) {
    let end = match &inspection.layout.format {
        FormatLayout::Csv(csv) => &csv.end,
        FormatLayout::Xlsx(sheet) | FormatLayout::Xls(sheet) => &sheet.end,
        _ => return,
    };
    let at = match &end.until {
        Until::Text(text) | Until::TextIn { text, .. } => Some(text),
        _ => None,
    };
    let Some(total) = inspection.total.as_ref().filter(|total| at != Some(&total.text)) else { return };
    let (row, text) = (total.row, comment(&total.text));
    out.push_str(&language.pick(
        format!("# Row {row} ({text}) looks like the total, and data begins so too: it is read as data until an end is stated.\n"),
        format!("# Dòng {row} ({text}) có vẻ là dòng tổng, nhưng dữ liệu cũng có ô bắt đầu như vậy: được đọc như dữ liệu cho đến khi khai báo chỗ kết thúc.\n"),
    ));
    let level = &inspection.level;
    let is_full = |profile: &Profile| profile.filled() + total.rows == level.rows;
    let full = usable(level).find(|(_, profile, _)| is_full(profile));
    if let Some((_, profile, _)) = full {
        let name = quote(&comment(&profile.column.name));
        out.push_str(&language.pick(
            format!("# If every row of data fills this column: until = {{ empty = {name} }} and ignore_after_end = true\n"),
            format!("# Nếu mọi dòng dữ liệu đều có giá trị ở cột này: until = {{ empty = {name} }} và ignore_after_end = true\n"),
        ));
    }
}

/// Headers of other tables below this one, and how the first of them ends it.
fn another(inspection: &Inspection, language: Language, out: &mut String) {
    let level = &inspection.level;
    for (at, found) in level.others.iter().enumerate() {
        let profile = &level.columns[found.column];
        let charset = level.guesses.get(found.column).and_then(|guess| guess.charset);
        let charset = charset.map_or(inspection.layout.charset, |(charset, _)| charset);
        let Some(text) = profile.decode(&found.text, charset) else { continue };
        let (row, told) = (found.row, comment(&text));
        out.push_str(&language.pick(
            format!("# Row {row} ({told}) looks like the header of another table behind blank rows: it and what stands below it are\n# read as rows of this table.\n"),
            format!("# Dòng {row} ({told}) có vẻ là tiêu đề của một bảng khác sau dòng trống: dòng này và các dòng phía dưới được\n# đọc như dữ liệu của bảng này.\n"),
        ));
        if at == 0 {
            let column = match usable(level).any(|(at, ..)| at == found.column) {
                true => format!(", column = {}", quote(&profile.column.name)),
                false => String::new(),
            };
            let until = format!("until = {{ text = {}{column} }}", quote(&text));
            out.push_str(&language.pick(
                format!("# If it is another table, this ends the one above it: {until} and ignore_after_end = true\n"),
                format!("# Nếu đúng là bảng khác, ghi như sau để kết thúc bảng phía trên: {until} và ignore_after_end = true\n"),
            ));
        }
    }
}

/// Columns that a mapping cannot name, in words.
fn unnamed(level: &Level, language: Language) -> Vec<String> {
    let mut found = Vec::new();
    for (index, profile) in level.columns.iter().enumerate() {
        let column = &profile.column;
        let place = column.letter.clone().unwrap_or_else(|| (index + 1).to_string());
        if column.name.trim().is_empty() {
            let count = profile.filled();
            found.push(language.pick(
                format!("Column {place} has no name and {count} values: give it a name in the file."),
                format!("Cột {place} không có tên và có {count} giá trị: hãy đặt tên cho cột trong tệp."),
            ));
        } else if let Some(other) = before(level, index) {
            let (name, other) = (comment(&column.name), comment(other));
            found.push(if name == other {
                language.pick(
                    format!("Two columns are called {name}; the one at {place} needs a name of its own, and the file is refused until then."),
                    format!("Có hai cột cùng tên {name}; cột ở {place} cần có tên riêng, trước đó tệp bị từ chối."),
                )
            } else {
                language.pick(
                    format!("{name} is found as {other} is; the column at {place} needs a name of its own, and the file is refused until then."),
                    format!("{name} được tìm như {other}; cột ở {place} cần có tên riêng, trước đó tệp bị từ chối."),
                )
            });
        }
    }
    found
}

/// A part of a document that no field can be for, in words.
fn left_out(part: &LeftOut, language: Language) -> String {
    let path = comment(&part.path);
    match part.why {
        WhyLeftOut::NoName => language.pick(
            format!("{path} is text between elements, or a name whose namespace stands too late in the file: no field can name it."),
            format!("{path} là chữ xen giữa các phần tử, hoặc tên thuộc không gian tên khai báo quá muộn trong tệp: không trường nào nêu được."),
        ),
        WhyLeftOut::TooDeep => language.pick(
            format!("{path} repeats within more groups than a mapping has: it is kept as it is, without a field."),
            format!("{path} lặp lại sâu hơn số tầng nhóm mà ánh xạ cho phép: được giữ nguyên, không có trường."),
        ),
        WhyLeftOut::TooMany => language.pick(
            format!("{path} is one column too many for a draft: it is kept as it is, without a field."),
            format!("{path} vượt quá số cột mà bản nháp có thể có: được giữ nguyên, không có trường."),
        ),
        WhyLeftOut::TwoKinds => language.pick(
            format!("{path} is a text in one place, an object or an array in another; no field reads both: it is kept as it is."),
            format!("{path} có chỗ là chữ, có chỗ là đối tượng hoặc mảng; không trường nào đọc được cả hai: được giữ nguyên."),
        ),
    }
}

/// A group, with its fields behind it. `key` is that of the table around it, with a point.
fn group(group: &Group, inspection: &Inspection, key: &str, language: Language, out: &mut String) {
    let key = format!("{key}group");
    let _ = write!(out, "\n[[{key}]]\nto = {}\nfrom = {}\n", quote(&group.name), quote(&group.path));
    fields(&group.level, inspection, &format!("{key}."), language, out);
}

/// Fields and groups in the order of the file. `around` is the key of the table around them, with a point, or empty.
fn fields(level: &Level, inspection: &Inspection, around: &str, language: Language, out: &mut String) {
    let layout = &inspection.layout;
    let sheet = inspection.sheet.and_then(|at| inspection.sheets.get(at));
    let merged = sheet.map_or(&[][..], |sheet| &sheet.merged_down);
    let is_dbf = matches!(layout.format, FormatLayout::Dbf(_));
    let is_top = around.is_empty();
    let mut written: Vec<String> = Vec::new();
    for entry in entries(level) {
        let (index, profile, guess) = match entry {
            Entry::Field(index, profile, guess) => (index, profile, guess),
            Entry::Group(inside) => {
                group(inside, inspection, around, language, out);
                continue;
            }
        };
        let _ = write!(out, "\n[[{around}field]]\nto = {}\n", quote(&guess.name));
        let name = &profile.column.name;
        let laid = layout.columns.get(index).filter(|_| is_top);
        if let Some(span) = laid.and_then(|column| column.span) {
            let (start, length) = (span.start + 1, span.length);
            let _ = writeln!(out, "at = {{ start = {start}, length = {length} }}");
            if laid.is_some_and(|column| column.pad.align == Align::Right) {
                out.push_str("column = { align = \"right\" }\n");
            }
        } else if is_dbf {
            let short = dbf::name(name, &written);
            let names =
                if short == *name { quote(name) } else { format!("[{}, {}]", quote(&short), quote(name)) };
            let _ = writeln!(out, "from = {names}");
            written.push(short);
        } else {
            let _ = writeln!(out, "from = {}", quote(name));
        }
        documents::documents(profile, layout, is_top && level.rows == 1, language, out);
        steps::steps(profile, guess, layout, language, out);
        match profile.gaps.merged(profile.column.letter.as_deref(), merged) {
            Merged::All => out.push_str(language.pick(
                "fill_down = true                   # merged downwards: each row has the value\n",
                "fill_down = true                   # ô gộp dọc: dòng nào cũng có giá trị\n",
            )),
            Merged::Some => out.push_str(language.pick(
                "# Some cells are merged downwards here and others are empty: fill_down = true would fill both.\n",
                "# Cột có ô gộp dọc và cả ô trống: fill_down = true sẽ điền vào cả hai.\n",
            )),
            Merged::Nothing => {}
        }
        if is_dbf {
            dbf::column(inspection, index, language, out);
        }
        // What came as numbers is written as numbers, and not as texts.
        let has_numbers =
            matches!(layout.format, FormatLayout::Json(_) | FormatLayout::Xlsx(_) | FormatLayout::Xls(_));
        if has_numbers && guess.kind == GuessKind::Decimal {
            out.push_str("column = { type = \"number\" }\n");
        }
        // A program that reads a data set breaks off at a column of another type than it declares.
        let is_dataset = matches!(&layout.format, FormatLayout::Xml(xml) if xml.dataset);
        if let Some(word) = laid.filter(|_| is_dataset).and_then(declared) {
            let _ = writeln!(out, "column = {{ type = {} }}", quote(word));
        }
    }
}

/// The type that a data set declares for a column, where it is no text.
const fn declared(column: &ColumnLayout) -> Option<&'static str> {
    Some(match (column.kind, column.pad.stored) {
        (ColumnKind::Number { .. }, Stored::Integer) => "integer",
        (ColumnKind::Number { .. }, Stored::Long) => "long",
        (ColumnKind::Number { .. }, Stored::Double) => "double",
        (ColumnKind::Number { .. }, _) => "number",
        (ColumnKind::Date, _) => "date",
        (ColumnKind::DateTime, _) => "date-time",
        (ColumnKind::Bool, _) => "boolean",
        (ColumnKind::Text | ColumnKind::TextOf { .. } | ColumnKind::Memo, _) => return None,
    })
}
