//! What a mapping loses or may refuse, known before any file is at hand.
//!
//! A mapping for both directions must have an inverse in every field. What merely normalises (spaces, case, a second
//! way to write a date) is told, since the cells that are written back may differ from those that were read, while the
//! records do not.

use std::collections::BTreeSet;

use lienthong_model::schema::{Field, Kind, Precision};
use lienthong_vntext::Charset;

use super::field_out::{self, Numbers};
use super::loss::{Loss, LossKind};
use super::row_in::field_at;
use super::{Case, DateForm, Direction, FieldMap, Form, From, GroupMap, Mapping, RowMap, Unmapped};
use crate::rows::{ColumnKind, ColumnLayout, FormatLayout, GroupLayout, HeaderRule, Heading, Layout};

/// All that `mapping` loses, in order of its fields.
pub fn analyse(mapping: &Mapping) -> Vec<Loss> {
    let mut losses = Vec::new();
    let layout = &mapping.layout;
    let level = Level {
        map: &mapping.rows,
        fields: &mapping.schema.fields,
        columns: &layout.columns,
        groups: &layout.groups,
        charset: layout.charset,
        reads: mapping.direction.reads(),
        writes: mapping.direction.writes(),
        keeps_numbers: matches!(layout.format, FormatLayout::Xls(_)),
        numbers: Numbers::of(&layout.format),
    };
    level.analyse("", &mut losses);
    if level.writes
        && matches!(&layout.format, FormatLayout::Fixed(fixed) if matches!(fixed.heading, Heading::Passed(_)))
    {
        losses.push(Loss { what: String::new(), field: None, kind: LossKind::HeadingUnknown });
    }
    if level.writes
        && let Some(charset) = draws_capitals(layout)
    {
        let kind = LossKind::SmallLetters { charset: charset.name() };
        losses.push(Loss { what: String::new(), field: None, kind });
    }
    if level.reads && trims(&mapping.rows, &mapping.schema.fields) {
        losses.push(Loss { what: String::new(), field: None, kind: LossKind::Trims });
    }
    if level.reads && level.writes {
        losses.extend(rewritten(mapping).map(|kind| Loss { what: String::new(), field: None, kind }));
    }
    if !mapping.filters.is_empty() && level.reads {
        losses.push(Loss { what: String::new(), field: None, kind: LossKind::Filters });
    }
    if mapping.unmapped == Unmapped::Drop && level.reads {
        losses.push(Loss { what: String::new(), field: None, kind: LossKind::DropsColumns });
    }
    if level.reads && level.writes {
        losses.extend(written_otherwise(&layout.format).map(|kind| Loss {
            what: String::new(),
            field: None,
            kind,
        }));
    }
    if level.reads {
        losses.extend(beside_rows(&layout.format).map(|kind| Loss {
            what: String::new(),
            field: None,
            kind,
        }));
    }
    losses
}

/// What of a mapping for both directions is written otherwise than it stood, or not at all, whichever field it is.
fn rewritten(mapping: &Mapping) -> impl Iterator<Item = LossKind> {
    let format = &mapping.layout.format;
    let fields = mapping.rows.fields.iter().filter(|one| one.direction == Direction::Both);
    let (mut numbers, mut zones, mut fractions) = (false, false, false);
    let has_cells = matches!(format, FormatLayout::Xlsx(_) | FormatLayout::Xls(_) | FormatLayout::Dbf(_));
    for one in fields {
        numbers |= matches!(one.form, Form::Number(_));
        let is_time = one.to.field(&mapping.schema.fields).kind == Kind::DateTime;
        zones |= is_time
            && one.form == Form::Plain
            && !matches!(format, FormatLayout::Xlsx(_) | FormatLayout::Xls(_));
        fractions |= is_time && has_cells;
    }
    let is_used = |column: usize| {
        mapping.rows.fields.iter().any(|one| one.from.columns().contains(&column))
            || mapping.filters.iter().any(|filter| filter.column == column)
    };
    let carries = (0..mapping.layout.columns.len()).any(|column| !is_used(column));
    let keeps = mapping.unmapped == Unmapped::Keep && !format.is_tree() && !carries;
    let all = [
        (numbers, LossKind::OneFormOfNumbers),
        (zones, LossKind::ZonesLeftOff),
        (fractions, LossKind::FractionsLeftOff),
        (keeps, LossKind::KeptNotWritten),
    ];
    all.into_iter().filter_map(|(is, kind)| is.then_some(kind))
}

/// A charset of the file whose font draws small letters as capitals; names of columns are in it as well.
fn draws_capitals(layout: &Layout) -> Option<Charset> {
    fn within(groups: &[GroupLayout]) -> impl Iterator<Item = &ColumnLayout> {
        groups.iter().flat_map(|group| {
            let inner: Vec<&ColumnLayout> = within(&group.groups).collect();
            group.columns.iter().chain(inner)
        })
    }
    let columns = layout.columns.iter().chain(within(&layout.groups));
    let mut all = columns.filter_map(|column| column.charset).chain([layout.charset]);
    all.find(|charset| *charset == Charset::Tcvn3AbcCaps)
}

/// Whether texts lose the blanks at their ends. Other values have none.
fn trims(map: &RowMap, fields: &[Field]) -> bool {
    let is_trimmed = |one: &FieldMap| {
        one.direction.reads()
            && one.clean.trim
            && !is_constant(&one.from)
            && matches!(field_at(fields, one.to.steps()).kind, Kind::Text { .. })
    };
    let in_group = |group: &GroupMap| trims(&group.rows, field_at(fields, group.to.steps()).fields());
    map.fields.iter().any(is_trimmed) || map.groups.iter().any(in_group)
}

/// What of a file beside its rows is left out.
fn beside_rows(format: &FormatLayout) -> Option<LossKind> {
    let end = match format {
        FormatLayout::Csv(csv) => &csv.end,
        FormatLayout::Fixed(fixed) => &fixed.data_end,
        FormatLayout::Xlsx(sheet) | FormatLayout::Xls(sheet) => &sheet.end,
        FormatLayout::Xml(xml) => return xml.drop_beside.then_some(LossKind::DropsBeside),
        FormatLayout::Json(json) => return json.drop_beside.then_some(LossKind::DropsBeside),
        FormatLayout::Dbf(_) => return None,
    };
    end.ignore_after_end.then_some(LossKind::IgnoresBehind)
}

/// What a file has that comes back otherwise, whatever the mapping of its fields is.
fn written_otherwise(format: &FormatLayout) -> Option<LossKind> {
    match format {
        FormatLayout::Csv(csv) => {
            let is_first = matches!(csv.header.rule, HeaderRule::Row(1) | HeaderRule::Absent);
            (!is_first).then_some(LossKind::TitlesAbove)
        }
        FormatLayout::Xlsx(_) | FormatLayout::Xls(_) => Some(LossKind::SheetAlone),
        FormatLayout::Xml(_) | FormatLayout::Json(_) => Some(LossKind::AbsentAlike),
        FormatLayout::Fixed(_) | FormatLayout::Dbf(_) => None,
    }
}

/// One level of a mapping: the rows, or the entries of a group.
struct Level<'m> {
    map: &'m RowMap,
    fields: &'m [Field],
    columns: &'m [ColumnLayout],
    groups: &'m [GroupLayout],
    charset: Charset,
    reads: bool,
    writes: bool,
    /// Whether the format keeps numbers in binary.
    keeps_numbers: bool,
    numbers: Numbers,
}

impl Level<'_> {
    fn analyse(&self, prefix: &str, losses: &mut Vec<Loss>) {
        for (index, one) in self.map.fields.iter().enumerate() {
            let field = field_at(self.fields, one.to.steps());
            let what = format!("{prefix}{}", one.name);
            // Only fields of the outermost level can be pointed at.
            let at = prefix.is_empty().then_some(index);
            // Several columns of one field may lose the same.
            let mut add = |kind| {
                let loss = Loss { what: what.clone(), field: at, kind };
                if !losses.contains(&loss) {
                    losses.push(loss);
                }
            };
            if self.reads && one.direction.reads() {
                reading(one, &mut add);
            }
            if self.writes && one.direction.writes() {
                self.writing(one, field, &mut add);
            }
        }
        self.parts(prefix, losses);
        self.coverage(self.fields, prefix, &mut Vec::new(), losses);
        for group in &self.map.groups {
            let field = field_at(self.fields, group.to.steps());
            let layout = &self.groups[group.layout];
            let inner = Level {
                map: &group.rows,
                fields: field.fields(),
                columns: &layout.columns,
                groups: &layout.groups,
                ..*self
            };
            inner.analyse(&format!("{prefix}{}[].", field.name), losses);
        }
    }

    fn writing(&self, one: &FieldMap, field: &Field, add: &mut dyn FnMut(LossKind)) {
        let is_number = |column: &usize| matches!(self.columns[*column].kind, ColumnKind::Number { .. });
        let may_have_zeros = matches!(&field.kind, Kind::Decimal { max_scale } if *max_scale != Some(0));
        if self.keeps_numbers && may_have_zeros && one.from.columns().iter().any(is_number) {
            add(LossKind::DropsZeros);
        }
        if matches!(field.kind, Kind::Date { .. }) && one.from.columns().iter().any(is_number) {
            add(LossKind::YearsAlone);
        }
        // Another form may say what the first cannot.
        if matches!(&one.form, Form::Dates(forms) if forms.iter().all(DateForm::has_short_years)) {
            add(LossKind::TwoDigitYears);
        }
        if let Form::Codes(codes) = &one.form {
            let merged: Vec<String> = codes.merged().into_iter().map(str::to_owned).collect();
            if !merged.is_empty() {
                add(LossKind::MergedCodes { codes: merged });
            }
            if let Kind::Code(list) = &field.kind {
                let missing: Vec<String> =
                    list.labels.keys().filter(|code| codes.write(code).is_none()).cloned().collect();
                if !missing.is_empty() {
                    add(LossKind::UnsayableCodes { codes: missing });
                }
            }
        }
        if let Kind::Date { precision: Precision::Month | Precision::Year } = &field.kind {
            let says_part = match &one.form {
                Form::Dates(forms) => forms.iter().any(DateForm::says_less_than_a_day),
                _ => true,
            };
            let is_day = |column: &usize| {
                matches!(self.columns[*column].kind, ColumnKind::Date | ColumnKind::DateTime)
            };
            if !says_part || one.from.columns().iter().any(is_day) {
                add(LossKind::PartialDates);
            }
        }
        if let Some(default) = &one.default {
            let said = match &one.from {
                From::Column(column) => {
                    let kind = self.columns[*column].kind;
                    field_out::ready(one, field, Some(default), kind, false, self.numbers).map(|_| ())
                }
                _ => field_out::text(one, field, default).map(|_| ()),
            };
            if said.is_err() {
                add(LossKind::UnsayableDefault);
            }
        }
        let fills = is_constant(&one.from) || one.default.is_some() || one.fill_down;
        if fills && !field.required && self.reads && one.direction.reads() {
            add(LossKind::AbsentRefused);
        }
        if matches!(one.from, From::Join { .. }) {
            add(LossKind::Joins);
        }
        for column in one.from.columns() {
            let column = &self.columns[*column];
            let charset = column.charset.unwrap_or(self.charset);
            let is_words = matches!(field.kind, Kind::Text { .. });
            if charset == Charset::Tcvn3Abc && is_words {
                add(LossKind::NoCapitals { charset: charset.name() });
            }
            if let (ColumnKind::TextOf { bytes }, true) = (column.kind, is_words) {
                let most = match &field.kind {
                    Kind::Text { max_chars: Some(most) } => Some(*most),
                    _ => None,
                };
                if most.is_none_or(|most| most > u32::from(bytes)) {
                    add(LossKind::Narrow { bytes });
                }
            }
        }
    }

    /// Columns of which some parts are written or read and others are not.
    fn parts(&self, prefix: &str, losses: &mut Vec<Loss>) {
        for (column, layout) in self.columns.iter().enumerate() {
            let mut add =
                |kind| losses.push(Loss { what: format!("{prefix}{}", layout.name()), field: None, kind });
            let unwritten = self.other_parts(column, |one| one.direction.writes());
            if self.writes && !unwritten.is_empty() {
                add(LossKind::PartsMissing { parts: unwritten });
            }
            let unread = self.other_parts(column, |one| one.direction.reads());
            if self.reads && !unread.is_empty() {
                add(LossKind::PartsNotRead { parts: unread });
            }
        }
    }

    /// The parts of a column that no field in the direction has, where some field has one; from 1.
    fn other_parts(&self, column: usize, goes: fn(&FieldMap) -> bool) -> Vec<usize> {
        let mut count = 0;
        let mut known = BTreeSet::new();
        for one in self.map.fields.iter().filter(|one| goes(one)) {
            match &one.from {
                From::Part { column: of, index, count: parts, .. } if *of == column => {
                    count = *parts;
                    known.insert(*index);
                }
                // A column that a field has as a whole needs no parts.
                From::Column(of) if *of == column => return Vec::new(),
                _ => {}
            }
        }
        (0..count).filter(|n| !known.contains(n)).map(|n| n + 1).collect()
    }

    /// Fields of the schema that no field of the mapping is for.
    fn coverage(&self, fields: &[Field], prefix: &str, steps: &mut Vec<usize>, losses: &mut Vec<Loss>) {
        for (index, field) in fields.iter().enumerate() {
            steps.push(index);
            let what = format!("{prefix}{}", field.name);
            let mapped = |direction: fn(&FieldMap) -> bool| {
                self.map.fields.iter().any(|one| one.to.steps() == &steps[..] && direction(one))
            };
            let grouped = self.map.groups.iter().any(|group| group.to.steps() == &steps[..]);
            match &field.kind {
                Kind::Group { fields, repeats: None } => {
                    self.coverage(fields, &format!("{what}."), steps, losses);
                }
                _ if grouped => {}
                _ => {
                    let needs = match &field.kind {
                        Kind::Group { repeats: Some(repeats), .. } => repeats.min > 0,
                        _ => field.required,
                    };
                    if self.reads && needs && !mapped(|one| one.direction.reads()) {
                        losses.push(Loss { what, field: None, kind: LossKind::NotRead });
                    } else if self.writes && !mapped(|one| one.direction.writes()) {
                        losses.push(Loss { what, field: None, kind: LossKind::NotWritten });
                    }
                }
            }
            steps.pop();
        }
    }
}

fn reading(one: &FieldMap, add: &mut dyn FnMut(LossKind)) {
    if is_constant(&one.from) {
        return;
    }
    if one.takes_numbers {
        add(LossKind::NumberForText);
    }
    if matches!(one.clean.case, Some(Case::Upper | Case::Lower | Case::Title)) {
        add(LossKind::ChangesCase);
    }
    if one.clean.collapse {
        add(LossKind::CollapsesSpaces);
    }
    if one.clean.pad_left.is_some() {
        add(LossKind::Pads);
    }
    if one.nothing.len() > 1 {
        add(LossKind::ManyNothings);
    }
    if matches!(&one.form, Form::Dates(forms) if forms.len() > 1) {
        add(LossKind::ManyDateForms);
    }
    if matches!(&one.form, Form::Dates(forms) if forms.iter().any(DateForm::has_short_parts)) {
        add(LossKind::PaddedDates);
    }
    if matches!(&one.form, Form::Number(form) if form.suffixes.len() > 1) {
        add(LossKind::ManySuffixes);
    }
    if matches!(&one.form, Form::Boolean { yes, no } if yes.len() > 1 || no.len() > 1) {
        add(LossKind::ManyWords);
    }
    let clean = &one.clean;
    if clean.repair_double_utf8 || clean.repair_entities || clean.fix_lookalikes {
        add(LossKind::Repairs);
    }
    if one.drops_fractions {
        add(LossKind::DropsFractions);
    }
    if one.default.is_some() {
        add(LossKind::Default);
    }
    if one.fill_down {
        add(LossKind::FillsDown);
    }
}

/// Whether the value of a field is always there, whatever the file says.
fn is_constant(from: &From) -> bool {
    matches!(from, From::Constant(_))
}
