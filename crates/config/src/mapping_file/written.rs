//! What a whole mapping writes: whether values fit their columns, and whether cells stay as they stood.
//!
//! 1. the text for no value, in columns that hold no text; texts of the mapping that the charset cannot say;
//! 2. widths against the values that the schema allows;
//! 3. columns among the entries of groups;
//! 4. fields whose cells may be written otherwise than they were read.

use std::collections::BTreeSet;

use lienthong_adapter::mapping::{Direction, FieldMap, Form, From, Loss, Mapping, RowMap, Weight};
use lienthong_adapter::rows::{ColumnKind, FixedUnit, FormatLayout, HeaderRule, json_path, xml_path};
use lienthong_model::schema::{Field, Kind};

use super::checks::{FieldSpots, Named, Spots};
use super::losses::loss_text;
use crate::code::Code;
use crate::diagnostic::Sink;
use crate::document::quoted;
use crate::source::Spot;
use crate::text::Lang;

/// Fields that are named in one warning.
const SHOWN: usize = 3;

/// Checks a mapping that has no mistake by itself.
pub(super) fn check(mapping: &Mapping, losses: &[Loss], rewritten: &[Named], spots: &Spots, sink: &mut Sink) {
    if !mapping.direction.writes() {
        return;
    }
    if let FormatLayout::Xml(xml) = &mapping.layout.format
        && xml.unwrap.is_some()
        && !xml.rows.contains("//")
        && let Some(schema) = &spots.schema
    {
        let found = schema.error(Code::NoInverse).label(
            format!(
                "to write with unwrap, rows must say where the inner document begins: string//{}",
                xml.rows
            ),
            format!(
                "để ghi khi có unwrap, rows phải cho biết tài liệu bên trong bắt đầu ở đâu: string//{}",
                xml.rows
            ),
        );
        sink.push(found.help("or write direction = \"read\"", "hoặc viết direction = \"read\""));
        return;
    }
    let is_dbf = matches!(mapping.layout.format, FormatLayout::Dbf(_));
    for (one, spots) in mapping.rows.fields.iter().zip(&spots.fields) {
        let place = &spots.place;
        let From::Column(column) = one.from else { continue };
        if !one.direction.writes() {
            continue;
        }
        let kind = mapping.layout.columns[column].kind;
        if let Some(text) = unsayable_nothing(one, kind).filter(|_| is_dbf) {
            sink.push(
                place
                    .error(Code::NotReadBack)
                    .label(
                        format!("a column that is no text cannot hold {text:?}, the first of `nothing`"),
                        format!("cột không phải kiểu chữ không chứa được {text:?}, chuỗi đầu của `nothing`"),
                    )
                    .help(
                        format!("a blank is written for no value: nothing = [\"\", {text:?}]"),
                        format!("ghi chỗ trống khi không có giá trị: nothing = [\"\", {text:?}]"),
                    ),
            );
        }
        if let Some((text, charset)) = unencodable(mapping, one, column) {
            sink.push(place.error(Code::NotEncodable).label(
                format!("{charset} has no letters for {text:?}, which would be written"),
                format!("{charset} không có chữ để ghi {text:?}"),
            ));
        }
        let written = |text: &str| written_length(mapping, column, text);
        if let Some(fit) = fit(one, one.to.field(&mapping.schema.fields), kind, &written) {
            tell_fit(&fit, spots, sink);
        }
    }
    if let Some((place, group)) = within_group(mapping, spots) {
        sink.push(place.error(Code::BadPath).label(
            format!("leads into {group:?}, where the entries of a group are written"),
            format!("đi vào {group:?}, nơi ghi các phần tử của nhóm"),
        ));
    }
    if mapping.direction == Direction::Both {
        rewrites(mapping, losses, rewritten, spots, sink);
    }
}

/// A column that would be written among the entries of a group: its place, and the path of the group.
fn within_group<'m>(mapping: &'m Mapping, spots: &'m Spots) -> Option<(&'m Spot, &'m str)> {
    let layout = &mapping.layout;
    let is_within = |column: &str, group: &str| match layout.format {
        FormatLayout::Json(_) => json_path::parse(column).starts_with(&json_path::parse(group)),
        _ => match (xml_path::parse(column), xml_path::parse(group)) {
            (Ok(column), Ok(group)) => column.starts_with(&group),
            _ => false,
        },
    };
    mapping.rows.fields.iter().zip(&spots.fields).filter(|(one, _)| one.direction.writes()).find_map(
        |(one, spots)| {
            let names = || one.from.columns().iter().map(|column| layout.columns[*column].name());
            let group =
                layout.groups.iter().find(|group| names().any(|name| is_within(name, &group.path)))?;
            Some((&spots.place, group.path.as_str()))
        },
    )
}

/// The text for no value that a column of numbers or dates cannot hold.
fn unsayable_nothing(one: &FieldMap, kind: ColumnKind) -> Option<&str> {
    let text = one.nothing.first().filter(|text| !text.is_empty())?;
    let held = match kind {
        ColumnKind::Number { .. } => text.parse::<lienthong_model::schema::Decimal>().is_ok(),
        ColumnKind::Date | ColumnKind::DateTime | ColumnKind::Bool => false,
        ColumnKind::Text | ColumnKind::TextOf { .. } | ColumnKind::Memo => true,
    };
    (!held).then_some(text)
}

/// A text of the mapping itself that would be written into a column and that its charset cannot say: the name of the
/// column, a code, a word for yes or no.
fn unencodable(mapping: &Mapping, one: &FieldMap, column: usize) -> Option<(String, &'static str)> {
    let layout = &mapping.layout;
    // In sheets and trees the charset is that of letters within Unicode, or UTF-8.
    if !matches!(layout.format, FormatLayout::Csv(_) | FormatLayout::Fixed(_) | FormatLayout::Dbf(_)) {
        return None;
    }
    let column = &layout.columns[column];
    let own = column.charset.unwrap_or(layout.charset);
    let has_names = matches!(&layout.format, FormatLayout::Csv(csv) if csv.header.rule != HeaderRule::Absent);
    let name = has_names.then(|| (column.name().to_owned(), layout.charset));
    let mut texts: Vec<String> = one.nothing.first().cloned().into_iter().collect();
    match &one.form {
        Form::Codes(map) => {
            texts.extend(map.canonical().into_iter().filter_map(|code| map.write(code)).map(str::to_owned));
        }
        Form::Boolean { yes, no } => texts.extend(yes.first().into_iter().chain(no.first()).cloned()),
        Form::Number(form) => texts.extend(form.suffixes.first().cloned()),
        Form::Plain | Form::Dates(_) => {}
    }
    let all = name.into_iter().chain(texts.into_iter().map(|text| (text, own)));
    let mut wrong = all.filter(|(text, charset)| charset.encode(text).is_err());
    wrong.next().map(|(text, charset)| (text, charset.name()))
}

/// How values fit, where they may not.
enum Fit {
    /// The shortest is too long.
    Never { least: usize, held: usize },
    /// The longest is.
    Maybe { most: usize, held: usize },
    /// There are more places behind the point.
    Scale { most: usize, held: usize },
}

fn tell_fit(fit: &Fit, spots: &FieldSpots, sink: &mut Sink) {
    let (code, en, vi) = match fit {
        Fit::Never { least, held } => (
            Code::NeverFits,
            format!("the shortest value has {least} characters, the column holds {held} bytes"),
            format!("giá trị ngắn nhất có {least} ký tự, cột chỉ chứa {held} byte"),
        ),
        Fit::Maybe { most, held } => (
            Code::MayNotFit,
            format!("a value has up to {most} characters, the column holds {held} bytes"),
            format!("giá trị có tới {most} ký tự, cột chỉ chứa {held} byte"),
        ),
        Fit::Scale { most, held } => (
            Code::MayNotFit,
            format!("a value has up to {most} digits behind the point, the column {held}"),
            format!("giá trị có tới {most} chữ số sau dấu thập phân, cột chỉ có {held}"),
        ),
    };
    let found = spots.place.error(code).label(en, vi);
    if code == Code::NeverFits {
        sink.push(found);
        return;
    }
    if spots.refuses_longer {
        return;
    }
    let found = found.help(
        "where it is meant that longer ones are refused: column = { …, longer = \"refuse\" }",
        "nếu chủ ý từ chối giá trị dài hơn: column = { …, longer = \"refuse\" }",
    );
    let inline = spots
        .described
        .as_ref()
        .and_then(|spot| Some((spot, spot.source.slice(spot.span.clone()).strip_suffix('}')?.trim_end())));
    // The suggestion stands where the column is described.
    sink.push(match inline {
        Some((spot, inner)) => found.suggest(spot.span.clone(), format!("{inner}, longer = \"refuse\" }}")),
        None => found,
    });
}

/// How much of its column a text takes: characters where places count them, else bytes of its charset.
fn written_length(mapping: &Mapping, column: usize, text: &str) -> usize {
    let layout = &mapping.layout;
    let is_char = matches!(&layout.format, FormatLayout::Fixed(fixed) if fixed.unit == FixedUnit::Char);
    let charset = layout.columns[column].charset.unwrap_or(layout.charset);
    match charset.encode(text) {
        Ok(bytes) if !is_char => bytes.len(),
        _ => text.chars().count(),
    }
}

/// The shortest and the longest value of a field against its column. Where only the most characters are known they are
/// counted, since each takes a byte at least; letters with marks may take more. `written` says how much a text takes.
fn fit(one: &FieldMap, field: &Field, kind: ColumnKind, written: &dyn Fn(&str) -> usize) -> Option<Fit> {
    if let (ColumnKind::Number { decimals, .. }, Kind::Decimal { max_scale: Some(scale) }) =
        (kind, &field.kind)
    {
        let (scale, decimals) = (usize::from(*scale), usize::from(decimals));
        return (scale > decimals).then_some(Fit::Scale { most: scale, held: decimals });
    }
    let ColumnKind::TextOf { bytes } = kind else { return None };
    let held = usize::from(bytes);
    let (least, most) = match (&one.form, &field.kind) {
        (Form::Codes(map), _) => {
            let lengths = || map.canonical().into_iter().filter_map(|code| map.write(code)).map(written);
            (lengths().min()?, lengths().max()?)
        }
        (Form::Dates(forms), _) => {
            let length = |form: &lienthong_adapter::mapping::DateForm| form.least_chars();
            (forms.iter().map(length).min()?, forms.iter().map(length).max()?)
        }
        (Form::Boolean { yes, no }, _) => {
            let (yes, no) = (written(yes.first()?), written(no.first()?));
            (yes.min(no), yes.max(no))
        }
        (_, Kind::Text { max_chars: Some(most) }) => (0, usize::try_from(*most).ok()?),
        (_, Kind::Digits { min, max }) => (usize::from(*min), usize::from(*max)),
        (_, Kind::Code(list)) => {
            let lengths = || list.labels.keys().map(|code| written(code));
            (lengths().min()?, lengths().max()?)
        }
        _ => return None,
    };
    if least > held {
        Some(Fit::Never { least, held })
    } else {
        (most > held).then_some(Fit::Maybe { most, held })
    }
}

/// Fields of both directions whose cells may differ in the end, though their records do not.
fn rewrites(mapping: &Mapping, losses: &[Loss], rewritten: &[Named], spots: &Spots, sink: &mut Sink) {
    let mut both = BTreeSet::new();
    names(&mapping.rows, &mapping.schema.fields, "", &mut both);
    let found: Vec<&Loss> = losses
        .iter()
        .filter(|loss| loss.kind.weight() == Weight::Normalises && both.contains(&loss.what))
        .collect();
    for one in rewritten {
        if !found.iter().any(|loss| one.covers(&loss.what)) {
            let found = one.spot.error(Code::Conflict);
            sink.push(found.label("its cells stay as they stand", "ô của trường này vẫn giữ nguyên"));
            return;
        }
    }
    let missing: Vec<&Loss> =
        found.into_iter().filter(|loss| !rewritten.iter().any(|one| one.covers(&loss.what))).collect();
    let (Some(schema), false) = (&spots.schema, missing.is_empty()) else { return };
    let said = |lang: Lang| {
        let mut said: Vec<String> =
            missing.iter().take(SHOWN).map(|loss| loss_text(loss).in_lang(lang).to_owned()).collect();
        if missing.len() > SHOWN {
            said.push("…".to_owned());
        }
        said.join("; ")
    };
    let mut list: Vec<String> = rewritten.iter().map(|one| one.name.clone()).collect();
    for loss in &missing {
        let name = loss.what.replace("[]", "");
        if !list.contains(&name) {
            list.push(name);
        }
    }
    let list = format!("[{}]", list.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(", "));
    let warning = schema
        .error(Code::Rewrites)
        .label(said(Lang::En), said(Lang::Vi))
        .help(format!("where that is meant: rewrites = {list}"), format!("nếu có chủ ý: rewrites = {list}"));
    sink.push(match &spots.rewrites {
        Some(spot) => warning.suggest(spot.span.clone(), list),
        None => {
            let written = schema.source.slice(schema.span.clone());
            warning.suggest(schema.span.clone(), format!("{written}\nrewrites = {list}"))
        }
    });
}

/// The names of the fields that are read and written, as losses name them.
fn names(map: &RowMap, fields: &[Field], prefix: &str, both: &mut BTreeSet<String>) {
    let used = map.fields.iter().filter(|one| one.direction == Direction::Both);
    both.extend(used.map(|one| format!("{prefix}{}", one.name)));
    for group in &map.groups {
        let field = group.to.field(fields);
        names(&group.rows, field.fields(), &format!("{prefix}{}[].", field.name), both);
    }
}
