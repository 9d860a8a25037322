//! A mapping of a table with a field of every kind, as offices have them. The samples have some of its columns.

use std::sync::Arc;

use lienthong_adapter::mapping::{
    CodeMap, DateForm, Direction, FieldMap, Form, Mapping, NumberForm, OnError, OnUnknown, RowMap, Unmapped,
};
use lienthong_adapter::rows::{
    ColumnKind, ColumnLayout, End, FormatLayout, Header, HeaderRule, Layout, Span, Until,
};
use lienthong_model::schema::{CodeList, Field, Kind, Precision, Schema};
use lienthong_vntext::Charset;

use crate::bit;

/// A column: its names, its field, its kind where formats have kinds, and its place in records of fixed width.
pub struct TableColumn {
    /// The first is written.
    pub names: &'static [&'static str],
    /// The field.
    pub field: &'static str,
    /// In formats that have kinds.
    pub kind: ColumnKind,
    /// Start and length.
    pub span: (usize, usize),
}

const fn column(
    names: &'static [&'static str],
    field: &'static str,
    kind: ColumnKind,
    span: (usize, usize),
) -> TableColumn {
    TableColumn { names, field, kind, span }
}

/// All columns.
pub const ALL: &[TableColumn] = &[
    column(&["MA", "Mã", "Mã PX", "MA_PX"], "ma", ColumnKind::TextOf { bytes: 5 }, (0, 5)),
    column(&["LOAI", "Mã QH", "MA_QH"], "loai", ColumnKind::TextOf { bytes: 3 }, (5, 3)),
    column(&["TEN", "Tên", "Tên PX"], "ten", ColumnKind::TextOf { bytes: 30 }, (8, 30)),
    column(&["SO", "Số"], "so", ColumnKind::Number { width: 8, decimals: 2 }, (38, 12)),
    column(&["NGAY", "Ngày sinh"], "ngay", ColumnKind::Date, (50, 10)),
    column(&["CO", "Có"], "co", ColumnKind::Bool, (60, 5)),
    column(&["GHICHU", "Ghi chú"], "ghi_chu", ColumnKind::Memo, (65, 20)),
    column(&["LUC", "Lúc"], "luc", ColumnKind::DateTime, (85, 19)),
];

/// The columns of the samples of fixed width.
pub const FIRST: &[TableColumn] = {
    let [ma, loai, ten, ..] = ALL else { unreachable!() };
    &[
        TableColumn { names: ma.names, field: ma.field, kind: ma.kind, span: ma.span },
        TableColumn { names: loai.names, field: loai.field, kind: loai.kind, span: loai.span },
        TableColumn { names: ten.names, field: ten.field, kind: ten.kind, span: ten.span },
    ]
};

/// A mapping of all columns as text.
pub fn table(format: FormatLayout, charset: Charset, style: u8) -> Mapping {
    let mut mapping = table_of(ALL, format, charset, style);
    for column in &mut mapping.layout.columns {
        column.kind = ColumnKind::Text;
    }
    mapping
}

/// A mapping of `columns`; `style` chooses how values are written, and what becomes of other columns.
pub fn table_of(columns: &[TableColumn], format: FormatLayout, charset: Charset, style: u8) -> Mapping {
    let schema = schema();
    let map = |(index, column): (usize, &TableColumn)| {
        let plain = FieldMap::plain(schema.path(column.field).expect("a field"), column.field, index);
        FieldMap {
            nothing: if bit(style, 0) { vec!["".into(), "-".into()] } else { vec!["".into()] },
            form: form(column.field, bit(style, 1)),
            takes_numbers: bit(style, 2),
            ..plain
        }
    };
    let fields = columns.iter().enumerate().map(map).collect();
    let layout = |column: &TableColumn| ColumnLayout {
        names: column.names.iter().map(|name| (*name).to_owned()).collect(),
        kind: column.kind,
        span: Some(Span { start: column.span.0, length: column.span.1 }),
        ..ColumnLayout::named("")
    };
    Mapping {
        name: "thu".into(),
        layout: Layout { charset, columns: columns.iter().map(layout).collect(), groups: Vec::new(), format },
        direction: Direction::Both,
        unmapped: if bit(style, 3) { Unmapped::Refuse } else { Unmapped::Drop },
        on_error: OnError::Quarantine,
        key: Vec::new(),
        filters: Vec::new(),
        may_leave_none: false,
        takes_other_charset: false,
        rows: RowMap { fields, groups: Vec::new() },
        schema,
    }
}

fn schema() -> Arc<Schema> {
    let labels = [("1", "xã"), ("2", "phường"), ("070", "mẫu")];
    let labels = labels.map(|(code, label)| (code.to_owned(), label.to_owned())).into();
    let list = CodeList { name: "loai".into(), labels, open: false };
    let fields = [
        ("ma", Kind::Digits { min: 5, max: 5 }),
        ("ten", Kind::Text { max_chars: Some(200) }),
        ("so", Kind::Decimal { max_scale: Some(4) }),
        ("ngay", Kind::Date { precision: Precision::Year }),
        ("co", Kind::Boolean),
        ("loai", Kind::Code(Arc::new(list))),
        ("ghi_chu", Kind::Text { max_chars: None }),
        ("luc", Kind::DateTime),
    ];
    let fields = fields.map(|(name, kind)| Field {
        name: name.parse().expect("a name"),
        title: name.into(),
        kind,
        required: false,
        personal: name == "ten",
        search_key: false,
    });
    Arc::new(Schema { id: "thu/v1".parse().expect("an id"), title: "Thử".into(), fields: fields.into() })
}

fn form(field: &str, local: bool) -> Form {
    match field {
        "so" if local => Form::Number(NumberForm {
            group: Some('.'),
            decimal: ',',
            suffixes: vec!["đ".into()],
            in_parentheses: false,
        }),
        "ngay" if local => date_forms(&["dd/MM/yyyy", "d/M/yyyy", "MM/yyyy", "yyyy", "excel-serial"]),
        "luc" if local => date_forms(&["dd/MM/yyyy HH:mm:ss", "HH:mm dd/MM/yyyy"]),
        "co" if local => Form::Boolean { yes: vec!["x".into(), "Có".into()], no: vec!["o".into()] },
        "loai" => {
            let pairs = [("X", "1"), ("P", "2"), ("Phường", "2"), ("070", "070")];
            let pairs = pairs.map(|(legacy, code)| (legacy.to_owned(), code.to_owned()));
            Form::Codes(Arc::new(CodeMap::new("loai", OnUnknown::Refuse, &pairs)))
        }
        _ => Form::Plain,
    }
}

/// Dates in these forms.
pub fn date_forms(forms: &[&str]) -> Form {
    Form::Dates(forms.iter().map(|form| DateForm::parse(form, None).expect("a form")).collect())
}

/// Where the names stand.
pub fn header(choice: u8) -> Header {
    let rule = match choice % 4 {
        0 => HeaderRule::Row(1),
        1 => HeaderRule::Find(vec!["MA".into(), "TEN".into()]),
        2 => HeaderRule::Row(2),
        _ => HeaderRule::Absent,
    };
    Header { rule, rows: 1 + u8::from(choice % 8 == 4), fold_diacritics: bit(choice, 3) }
}

/// Where the data ends.
pub fn end(choice: u8) -> End {
    let until = match choice % 4 {
        0 => Until::EndOfFile,
        1 => Until::FirstEmptyRow,
        2 => Until::ColumnEmpty("MA".into()),
        _ => Until::Text("Tổng".into()),
    };
    End { until, ignore_after_end: bit(choice, 2) }
}
