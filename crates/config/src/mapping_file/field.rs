//! One `[[field]]` of a mapping: where a field of the schema stands in the format, and what is done to its text.
//!
//! 1. ask for every key, so that no slip goes unnoticed;
//! 2. find `to` in the schema;
//! 3. check each operation against the kind of the field, and read the forms;
//! 4. turn the place into columns;
//! 5. read what is done to the text, and the values.

use lienthong_adapter::mapping::{Case, Clean, Direction, FieldMap, Form, From, OnUnknown};
use lienthong_model::schema::{Field, FieldPath, Kind};

use super::columns::Columns;
use super::forms;
use super::place::{self, Place};
use super::source::{Format, charset_of};
use super::texts::{any_text, one_char};
use super::{DIRECTIONS, Reading};
use super::{dates, numbers, values_check};
use crate::code::Code;
use crate::diagnostic::Sink;
use crate::document::{Fields, Value};
use crate::source::Spot;
use crate::values;

/// The fields of the schema around a level; `prefix` is for the names in messages.
#[derive(Clone, Copy)]
pub(super) struct Level<'s> {
    pub(super) fields: Option<&'s [Field]>,
    /// Whether rows are those of the file, and not entries of a group.
    pub(super) outermost: bool,
}

/// A field that was read, and where its parts stand.
#[derive(Debug)]
pub(super) struct FieldRead {
    /// Nothing where a part is missing or wrong.
    pub(super) map: Option<FieldMap>,
    /// The field it is for, even where the rest is wrong.
    pub(super) to: Option<FieldPath>,
    pub(super) direction: Direction,
    /// Where `to` stands.
    pub(super) spot: Spot,
    /// Where its place in the format is named.
    pub(super) place: Spot,
    /// Where `column` says how it is written.
    pub(super) described: Option<Spot>,
    /// Whether it is meant that longer values are refused.
    pub(super) refuses_longer: bool,
}

/// The operations by key, and the kinds that they are for.
const OPERATIONS: [(&str, &[&str]); 14] = [
    ("dates", &["date", "date-time"]),
    ("pivot", &["date", "date-time"]),
    ("fractions", &["date-time"]),
    ("number", &["decimal"]),
    ("codes", &["code", "text"]),
    ("on_unknown", &["code", "text"]),
    ("yes", &["boolean"]),
    ("no", &["boolean"]),
    ("case", &["text", "code"]),
    ("collapse_spaces", &["text", "code"]),
    ("fix_lookalikes", &["text", "code"]),
    ("script", &["text"]),
    ("pad_left", &["text", "digits", "code"]),
    ("takes_numbers", &["text", "digits", "code"]),
];

/// Reads one entry; reports everything that is wrong with it.
pub(super) fn read(
    mut table: Fields<'_>,
    reading: &Reading<'_>,
    level: Level<'_>,
    columns: &mut Columns,
    sink: &mut Sink,
) -> Option<FieldRead> {
    let before = sink.len();
    let to_value = table.need("to");
    let found = to_value.as_ref().and_then(|value| super::resolve(value, level.fields, sink));
    let field = found.as_ref().map(|(_, field)| *field);
    let spot = to_value.as_ref().map_or_else(|| table.spot(), Value::spot);
    if let (Some(field), Some(value)) = (field, &to_value)
        && let Kind::Group { repeats, .. } = &field.kind
    {
        let found = value.error(Code::GroupMisfit);
        sink.push(match repeats {
            Some(_) => {
                found.label("repeats; describe it in [[group]]", "là nhóm lặp lại; hãy khai trong [[group]]")
            }
            None => {
                found.label("a group; name the fields in it", "là một nhóm; hãy nêu các trường trong nhóm")
            }
        });
    }
    let direction = table.get("direction").map(|value| values::word(&value, &DIRECTIONS, sink));
    let direction = direction.unwrap_or(Some(Direction::Both));
    for (key, kinds) in OPERATIONS {
        let Some(value) = table.get(key) else { continue };
        if let Some(kind) = field.map(|field| field.kind.word()).filter(|kind| !kinds.contains(kind)) {
            let kinds = kinds.join(", ");
            sink.push(value.error_at_key(Code::OperationMisfit).label(
                format!("for {kinds}; this field is {kind}"),
                format!("dành cho {kinds}; trường này là {kind}"),
            ));
        }
    }
    check_way(&mut table, reading.direction, direction, sink);
    let form = read_form(&mut table, reading, field, sink);
    let scripts = [("any", false), ("vietnamese", true)];
    let is_vietnamese = table.get("script").map_or(Some(false), |value| values::word(&value, &scripts, sink));
    let fractions = table.get("fractions");
    let words = [("refuse", false), ("drop", true)];
    let drops_fractions = fractions.as_ref().map_or(Some(false), |value| values::word(value, &words, sink));
    if let (Some(value), true) = (&fractions, matches!(form, Some(Form::Dates(_)))) {
        sink.push(value.error_at_key(Code::Conflict).label(
            "`dates` says how times are written, and none of its forms has fractions",
            "`dates` đã quy định cách ghi giờ, không dạng nào có phần lẻ của giây",
        ));
    }
    let takes_numbers = table.get("takes_numbers").map_or(Some(false), |value| value.boolean(sink));
    let asks = Asks {
        field,
        direction: direction.unwrap_or_default(),
        form: form.as_ref(),
        // What is wrong is told once.
        takes_numbers: takes_numbers != Some(false),
    };
    let place = place::read(&mut table, reading, &asks, level, columns, sink);
    let clean = read_clean(&mut table, sink);
    let nothing = read_nothing(&mut table, sink);
    let default_value = table.get("default");
    let default = match (&default_value, field) {
        (Some(value), Some(field)) => forms::value_of(value, field, sink).map(Some),
        _ => Some(None),
    };
    let fill_down_value = table.get("fill_down");
    let fill_down = fill_down_value.as_ref().map_or(Some(false), |value| value.boolean(sink));
    if let (Some(value), Some(true)) = (&fill_down_value, fill_down)
        && (!level.outermost || reading.format.is_some_and(Format::is_tree))
    {
        sink.push(
            value
                .error_at_key(Code::OperationMisfit)
                .label("only rows of tables have merged cells", "chỉ dòng của bảng mới có ô gộp"),
        );
    }
    let reads = reading.direction.reads() && direction.unwrap_or_default().reads();
    if let (Some(field), Some(form), Some(clean), Some(nothing)) = (field, &form, &clean, &nothing) {
        let fills = default_value.is_some() || fill_down == Some(true);
        let read = values_check::Read { field, form, clean, nothing, reads, fills };
        values_check::check(&mut table, &read, sink);
    }
    table.finish(sink);
    let Place { from, spot: place, described, refuses_longer } = place;
    let good = !sink.has_errors_since(before);
    let map = (|| {
        let (to, field) = found.clone()?;
        let constant = match from? {
            place::Source::Columns(from) => from,
            place::Source::Constant(value) => From::Constant(value),
        };
        Some(FieldMap {
            to,
            name: to_value.as_ref()?.as_text()?.to_owned(),
            from: constant,
            clean: clean?,
            nothing: nothing?,
            form: form?,
            default: default?,
            fill_down: fill_down?,
            takes_numbers: takes_numbers?,
            is_vietnamese: is_vietnamese?,
            drops_fractions: drops_fractions?,
            direction: direction?,
        })
        .filter(|_| !matches!(field.kind, Kind::Group { .. }))
    })();
    let direction = direction.unwrap_or_default();
    let to = found.map(|(to, _)| to);
    let map = map.filter(|_| good);
    Some(FieldRead { map, to, direction, spot, place, described, refuses_longer })
}

/// What only reading does.
const READING: [&str; 8] =
    ["trim", "collapse_spaces", "case", "repair", "fix_lookalikes", "fractions", "default", "fill_down"];

/// A field is used in a direction of its mapping, and what only reading does is not asked of one that is only written.
fn check_way(table: &mut Fields<'_>, mapping: Direction, field: Option<Direction>, sink: &mut Sink) {
    let Some(field) = field else { return };
    let (reads, writes) = (mapping.reads() && field.reads(), mapping.writes() && field.writes());
    if let (Some(value), false, false) = (table.get("direction"), reads, writes) {
        let found = value.error(Code::Conflict);
        sink.push(found.label(
            "the mapping goes the other way alone, so the field is never used",
            "ánh xạ chỉ dùng theo chiều ngược lại nên trường này không bao giờ được dùng",
        ));
        return;
    }
    if reads {
        return;
    }
    if let Some(value) = READING.into_iter().find_map(|key| table.get(key)) {
        sink.push(value.error_at_key(Code::OperationMisfit).label(
            "only reading does this, and this field is only written",
            "chỉ có tác dụng khi đọc, còn trường này chỉ được ghi",
        ));
    }
}

/// What the place of a field depends on.
pub(super) struct Asks<'a> {
    pub(super) field: Option<&'a Field>,
    pub(super) direction: Direction,
    pub(super) form: Option<&'a Form>,
    /// Whether a number in a cell may stand for text.
    pub(super) takes_numbers: bool,
}

fn read_form(
    table: &mut Fields<'_>,
    reading: &Reading<'_>,
    field: Option<&Field>,
    sink: &mut Sink,
) -> Option<Form> {
    let (dates_value, pivot) = (table.get("dates"), table.get("pivot"));
    let (number, codes) = (table.get("number"), table.get("codes"));
    let on_unknown_value = table.get("on_unknown");
    let (yes, no) = (table.get("yes"), table.get("no"));
    let words = [("refuse", OnUnknown::Refuse), ("keep", OnUnknown::Keep)];
    let on_unknown = on_unknown_value.as_ref().map(|value| values::word(value, &words, sink));
    let on_unknown = on_unknown.unwrap_or(Some(OnUnknown::Refuse))?;
    if let (Some(value), OnUnknown::Keep, Some(Kind::Code(list))) =
        (&on_unknown_value, on_unknown, field.map(|field| &field.kind))
        && !list.open
    {
        let name = &list.name;
        sink.push(value.error(Code::OperationMisfit).label(
            format!("the schema refuses what {name} does not have; say open = true there"),
            format!("lược đồ từ chối mã không có trong {name}; hãy đặt open = true ở lược đồ"),
        ));
        return None;
    }
    if let Some(dates_value) = dates_value {
        return dates::dates(&dates_value, pivot.as_ref(), field, sink).map(Form::Dates);
    }
    if let Some(number) = number {
        return numbers::number(&number, sink).map(Form::Number);
    }
    if let Some(codes) = codes {
        let map = forms::codes(&codes, on_unknown, field, reading.world.lists, sink)?;
        return Some(Form::Codes(std::sync::Arc::new(map)));
    }
    match (yes, no) {
        (Some(yes), Some(no)) => forms::booleans(&yes, &no, sink).map(|(yes, no)| Form::Boolean { yes, no }),
        (None, None) => Some(Form::Plain),
        (Some(one), None) | (None, Some(one)) => {
            sink.push(
                one.error_at_key(Code::MissingKey)
                    .label("yes and no come together", "yes và no phải đi cùng nhau"),
            );
            None
        }
    }
}

fn read_clean(table: &mut Fields<'_>, sink: &mut Sink) -> Option<Clean> {
    let usual = Clean::default();
    let repairs = read_repairs(table, sink)?;
    let lookalikes = table.get("fix_lookalikes").map(|value| value.boolean(sink));
    let trim = table.get("trim").map(|value| value.boolean(sink));
    let collapse = table.get("collapse_spaces").map(|value| value.boolean(sink));
    let cases = [("upper", Case::Upper), ("lower", Case::Lower), ("title", Case::Title)];
    let case = match table.get("case") {
        Some(value) => Some(values::word(&value, &cases, sink)?),
        None => None,
    };
    let pad_left = match table.get("pad_left") {
        Some(value) => {
            let mut fields = value.table(sink)?;
            let with = fields.need("with").and_then(|value| one_char(&value, sink));
            let to = fields.need("to").and_then(|value| value.integer(1..=1_000, sink));
            fields.finish(sink);
            Some((with?, usize::try_from(to?).ok()?))
        }
        None => None,
    };
    Some(Clean {
        repair_double_utf8: repairs.contains(&Repair::DoubleUtf8),
        repair_entities: repairs.contains(&Repair::Html),
        fix_lookalikes: lookalikes.unwrap_or(Some(usual.fix_lookalikes))?,
        trim: trim.unwrap_or(Some(usual.trim))?,
        collapse: collapse.unwrap_or(Some(usual.collapse))?,
        case,
        pad_left,
    })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Repair {
    DoubleUtf8,
    Html,
}

/// `repair = "double_utf8"`, or a list.
fn read_repairs(table: &mut Fields<'_>, sink: &mut Sink) -> Option<Vec<Repair>> {
    let words = [("double_utf8", Repair::DoubleUtf8), ("html", Repair::Html)];
    let all = table.get("repair").map(|value| value.one_or_more()).unwrap_or_default();
    all.iter().map(|value| values::word(value, &words, sink)).collect::<Vec<_>>().into_iter().collect()
}

/// Texts that mean nothing. A blank cell always does; it is written where no text is named.
fn read_nothing(table: &mut Fields<'_>, sink: &mut Sink) -> Option<Vec<String>> {
    let mut texts = Vec::new();
    for value in table.get("nothing").map(|value| value.one_or_more()).unwrap_or_default() {
        texts.push(any_text(&value, sink)?.trim().to_owned());
    }
    if !texts.iter().any(String::is_empty) {
        texts.push(String::new());
    }
    Some(texts)
}

/// The charset of a column, where it is not that of the file.
pub(super) fn own_charset(
    table: &mut Fields<'_>,
    reading: &Reading<'_>,
    sink: &mut Sink,
) -> Option<Option<lienthong_vntext::Charset>> {
    let Some(value) = table.get("charset") else { return Some(None) };
    let charset = charset_of(&value, sink)?;
    let differs = reading.charset.is_some_and(|around| {
        around != charset && around.is_ascii_compatible() != charset.is_ascii_compatible()
    });
    if differs {
        sink.push(value.error(Code::Conflict).label(
            "UTF-16 is of a whole file, not of a column",
            "UTF-16 áp dụng cho cả tệp, không cho một cột",
        ));
        return None;
    }
    Some(Some(charset))
}
