//! A mapping of trees with fields of every kind, groups and groups within groups.

use std::sync::Arc;

use lienthong_adapter::mapping::{Direction, FieldMap, GroupMap, Mapping, OnError, RowMap, Unmapped};
use lienthong_adapter::rows::{ColumnKind, ColumnLayout, FormatLayout, GroupLayout, Layout};
use lienthong_model::schema::{Field, Kind, Precision, Repeats, Schema};
use lienthong_vntext::Charset;

/// Columns by their paths, each with the field that it carries.
pub type Names = &'static [(&'static str, &'static str)];

/// The schema of [`tree`].
pub fn people() -> Arc<Schema> {
    let home = vec![field("xa", text()), field("tinh", text())];
    let paper = vec![field("ten", text()), field("so", text()), field("tep", list("duong_dan"))];
    let papers = Kind::Group { fields: paper, repeats: Some(Repeats { min: 0, max: 100 }) };
    Arc::new(Schema {
        id: "cong-dan/v1".parse().expect("an id"),
        title: "Công dân".into(),
        fields: vec![
            field("ho_ten", text()),
            field("so_dinh_danh", Kind::Digits { min: 12, max: 12 }),
            field("ngay_sinh", Kind::Date { precision: Precision::Year }),
            field("so_tien", Kind::Decimal { max_scale: None }),
            field("con_song", Kind::Boolean),
            field("luc", Kind::DateTime),
            field("que", Kind::Group { fields: home, repeats: None }),
            field("giay_to", papers),
            field("nhan", list("gia_tri")),
        ],
    })
}

/// A mapping of these columns; with `papers`, the paths of papers, of the files of one and of the path of one, and
/// of labels, these groups as well.
pub fn tree(
    format: FormatLayout,
    charset: Charset,
    columns: Names,
    papers: Option<[&str; 4]>,
    unmapped: Unmapped,
) -> Mapping {
    let schema = people();
    let (mut rows, columns) = level(&schema.fields, columns);
    let mut groups = Vec::new();
    if let Some([paper, file, path, label]) = papers {
        let (papers, paper) = group(&schema.fields, "giay_to", paper, &[("Ten", "ten"), ("So", "so")], 0);
        let (files, file) = group(schema.fields[7].fields(), "tep", file, &[(path, "duong_dan")], 0);
        let (labels, label) = group(&schema.fields, "nhan", label, &[(".", "gia_tri")], 1);
        let with_files = RowMap { groups: vec![files], ..papers.rows };
        rows.groups = vec![GroupMap { rows: with_files, ..papers }, labels];
        groups = vec![GroupLayout { groups: vec![file], ..paper }, label];
    }
    Mapping {
        name: "mẫu".into(),
        layout: Layout { charset, columns, groups, format },
        schema,
        direction: Direction::Both,
        unmapped,
        on_error: OnError::Quarantine,
        key: Vec::new(),
        filters: Vec::new(),
        may_leave_none: false,
        takes_other_charset: false,
        rows,
    }
}

fn level(fields: &[Field], columns: &[(&str, &str)]) -> (RowMap, Vec<ColumnLayout>) {
    let schema = schema_of(fields);
    let (mut rows, mut layouts) = (RowMap::default(), Vec::new());
    for (index, (name, to)) in columns.iter().enumerate() {
        let path = schema.path(to).expect("a field");
        let kind = match schema.field(&path).kind {
            Kind::Decimal { .. } => ColumnKind::Number { width: 20, decimals: 2 },
            Kind::Boolean => ColumnKind::Bool,
            Kind::DateTime => ColumnKind::DateTime,
            _ => ColumnKind::Text,
        };
        layouts.push(ColumnLayout { kind, ..ColumnLayout::named(*name) });
        rows.fields.push(FieldMap::plain(path, *to, index));
    }
    (rows, layouts)
}

fn group(
    fields: &[Field],
    to: &str,
    path: &str,
    columns: &[(&str, &str)],
    layout: usize,
) -> (GroupMap, GroupLayout) {
    let schema = schema_of(fields);
    let to = schema.path(to).expect("a group");
    let (rows, columns) = level(schema.field(&to).fields(), columns);
    (GroupMap { to, layout, rows }, GroupLayout { path: path.into(), before: 1, columns, groups: Vec::new() })
}

fn schema_of(fields: &[Field]) -> Schema {
    Schema { id: "muc/v1".parse().expect("an id"), title: String::new(), fields: fields.to_vec() }
}

fn text() -> Kind {
    Kind::Text { max_chars: Some(200) }
}

fn list(of: &str) -> Kind {
    Kind::Group { fields: vec![field(of, text())], repeats: Some(Repeats { min: 0, max: 100 }) }
}

fn field(name: &str, kind: Kind) -> Field {
    let personal = matches!(name, "ho_ten" | "so_dinh_danh");
    Field {
        name: name.parse().expect("a name"),
        title: name.into(),
        kind,
        required: false,
        personal,
        search_key: false,
    }
}
