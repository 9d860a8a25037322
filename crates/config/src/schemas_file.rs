//! `schemas/*.toml`: what a kind of data is, apart from the formats that carry it.
//!
//! ```toml
//! [[schema]]
//! id = "khai-sinh/v1"                      # the message type of its records
//! title = "Khai sinh"
//!
//! [[schema.field]]
//! name = "ho_ten"                          # a-z, then a-z, 0-9 and _
//! title = "Họ và tên"
//! type = "text"                            # text, digits, decimal, boolean, date, date-time, code, group
//! max = 100                                # text, optional: characters
//! # length = 12, or [9, 12]                # digits: how many, or fewest and most
//! # scale = 2                              # decimal, optional: digits behind the point, at most
//! # precision = "day"                      # date, optional: "day" | "month" | "year", the least that must be known
//! # codes = "gioi-tinh"                    # code: a file of codelists/
//! # open = false                           # code, optional: codes that are not in the list are kept
//! required = true                          # optional: false
//! personal = true                          # optional: false; never shown in records, logs and errors
//! search_key = false                       # optional: false; auditors may search for it
//!
//! [[schema.field]]
//! name = "cha"
//! title = "Cha"
//! type = "group"
//! # repeats = { min = 0, max = 200 }       # optional: a list of such groups
//!
//! [[schema.field.field]]                   # the fields of the group, as above
//! name = "ho_ten"
//! # …
//! ```

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use lienthong_model::MessageType;
use lienthong_model::schema::{Field, FieldName, Schema, Schemas};

use crate::code::Code;
use crate::code_lists_file::CodeLists;
use crate::diagnostic::Sink;
use crate::document::{Fields, Value, read_document};
use crate::personal_names::looks_personal;
use crate::schema_kinds::{Word, read_kind};
use crate::source::{Source, Spot};
use crate::values;

/// Fields of one group.
const MAX_FIELDS: usize = 4_096;

/// All schemas that were read.
#[derive(Debug, Default)]
pub(crate) struct SchemaEntries {
    /// Each with its place; nothing where a part of it is missing or wrong.
    pub(crate) by_id: BTreeMap<MessageType, (Spot, Option<Arc<Schema>>)>,
    /// Whether all are known by id.
    pub(crate) complete: bool,
    /// Those that come with the program.
    pub(crate) built_in: Vec<Arc<Schema>>,
}

impl SchemaEntries {
    /// The schema of a message type: nothing within where a part of it is wrong.
    pub(crate) fn get(&self, id: &MessageType) -> Option<Option<&Arc<Schema>>> {
        match self.by_id.get(id) {
            Some((_, schema)) => Some(schema.as_ref()),
            None => self.built_in.iter().find(|schema| schema.id == *id).map(Some),
        }
    }

    /// All that can be used.
    pub(crate) fn into_schemas(self) -> Schemas {
        let declared = self.by_id.into_values().filter_map(|(_, schema)| schema);
        Schemas::new(self.built_in.into_iter().chain(declared))
    }

    /// Reads one file; reports everything that is wrong with it.
    pub(crate) fn read(&mut self, source: &Arc<Source>, lists: &CodeLists, sink: &mut Sink) {
        let all = read_document(source, sink, |mut top, sink| {
            let tables = top.tables("schema", sink);
            top.finish(sink);
            tables.into_iter().all(|table| self.read_schema(table, lists, sink).is_some())
        });
        self.complete &= all == Some(true);
    }

    fn read_schema(&mut self, mut table: Fields<'_>, lists: &CodeLists, sink: &mut Sink) -> Option<()> {
        let id_value = table.need("id");
        let id: Option<MessageType> = id_value.as_ref().and_then(|value| values::identifier(value, sink));
        let title = table.need("title").and_then(|value| value.words(sink));
        let fields = read_fields(&mut table, lists, Level { depth: 0, repeated: false }, sink);
        table.finish(sink);
        let (id, spot) = (id?, id_value?.spot());
        if self.built_in.iter().any(|schema| schema.id == id) {
            let found = spot.error(Code::DuplicateSchema);
            sink.push(found.label("it comes with the program", "lược đồ này có sẵn trong chương trình"));
            return Some(());
        }
        if let Some((first, _)) = self.by_id.get(&id) {
            let line = first.line();
            let found = spot.error(Code::DuplicateSchema);
            sink.push(found.label(format!("also in {line}"), format!("đã khai ở {line}")));
            return Some(());
        }
        let build = || Some(Arc::new(Schema { id: id.clone(), title: title?, fields: fields? }));
        let schema = build();
        self.by_id.insert(id, (spot, schema));
        Some(())
    }
}

/// Where a group stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Level {
    pub(crate) depth: usize,
    /// Whether it, or a group around it, repeats.
    pub(crate) repeated: bool,
}

/// The fields of `[[field]]`; nothing where one of them is wrong.
pub(crate) fn read_fields(
    table: &mut Fields<'_>,
    lists: &CodeLists,
    level: Level,
    sink: &mut Sink,
) -> Option<Vec<Field>> {
    let before = sink.len();
    let tables = table.tables("field", sink);
    if tables.is_empty() {
        if sink.len() == before {
            let found = table.error(Code::Empty);
            sink.push(found.label("a [[…field]] is missing here", "ở đây cần ít nhất một [[…field]]"));
        }
        return None;
    }
    if tables.len() > MAX_FIELDS {
        let found = tables[MAX_FIELDS].error(Code::OutOfRange);
        sink.push(found.label(format!("more than {MAX_FIELDS} fields"), format!("hơn {MAX_FIELDS} trường")));
        return None;
    }
    let mut names: HashMap<FieldName, Spot> = HashMap::new();
    let mut read = Vec::new();
    for mut fields in tables {
        let name_value = fields.need("name");
        let name: Option<FieldName> = name_value.as_ref().and_then(|value| values::identifier(value, sink));
        if let (Some(name), Some(value)) = (&name, &name_value)
            && let Some(first) = names.insert(name.clone(), value.spot())
        {
            let line = first.line();
            let found = value.error(Code::DuplicateField);
            sink.push(found.label(format!("also in {line}"), format!("đã có ở {line}")));
            read.push(None);
            continue;
        }
        read.push(read_field(fields, name.zip(name_value), lists, level, sink));
    }
    read.into_iter().collect()
}

fn read_field(
    mut table: Fields<'_>,
    name: Option<(FieldName, Value<'_>)>,
    lists: &CodeLists,
    level: Level,
    sink: &mut Sink,
) -> Option<Field> {
    let is_inline = table.is_inline();
    let title = table.need("title").and_then(|value| value.words(sink));
    let word_value = table.need("type");
    let words = [
        ("text", Word::Text),
        ("digits", Word::Digits),
        ("decimal", Word::Decimal),
        ("boolean", Word::Boolean),
        ("date", Word::Date),
        ("date-time", Word::DateTime),
        ("code", Word::Code),
        ("group", Word::Group),
    ];
    let word = word_value.as_ref().and_then(|value| values::word(value, &words, sink));
    let kind = read_kind(&mut table, word, lists, level, sink);
    let required = table.get("required").map(|value| value.boolean(sink));
    let personal_value = table.get("personal");
    let personal = personal_value.as_ref().map(|value| value.boolean(sink));
    let search_value = table.get("search_key");
    let search_key = search_value.as_ref().map(|value| value.boolean(sink));
    table.finish(sink);
    if let (Some(value), Some(Some(true))) = (&search_value, search_key)
        && (level.repeated || word == Some(Word::Group))
    {
        let found = value.error(Code::SearchKeyRepeated);
        let found = if level.repeated {
            found.label("stands in a group that repeats", "nằm trong nhóm lặp lại")
        } else {
            found.label("a group has no single value", "nhóm không có một giá trị duy nhất")
        };
        sink.push(found.suggest(value.span.clone(), "false"));
        return None;
    }
    if let (Some((name, value)), None) = (&name, &personal_value)
        && word.is_some_and(|word| !matches!(word, Word::Group | Word::Boolean))
        && looks_personal(name.as_str())
    {
        // In an inline table the keys stand in one line.
        let between = if is_inline { "," } else { "\n" };
        let written = format!("{}{between} personal = true", value.spelling()).replace("\n ", "\n");
        sink.push(
            value
                .error(Code::NotPersonal)
                .help(
                    "write personal = true below it, or personal = false",
                    "hãy viết personal = true bên dưới, hoặc personal = false",
                )
                .suggest(value.span.clone(), written),
        );
    }
    let field = Field {
        name: name?.0,
        title: title?,
        kind: kind?,
        required: required.unwrap_or(Some(false))?,
        personal: personal.unwrap_or(Some(false))?,
        search_key: search_key.unwrap_or(Some(false))?,
    };
    Some(field.personal_throughout())
}
