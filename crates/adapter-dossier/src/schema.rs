//! The two schemas, `dossier` and `dossier-progress`, and where each member of the JSON has its field in them.
//!
//! Both are made from [`crate::tables`], once. A field is required in the schema where every profile requires it; what
//! only senders of 2024 must give is for the reader to ask.

use std::sync::{Arc, LazyLock};

use lienthong_model::schema::{Field, FieldName, Kind, Repeats, Schema};

use crate::member::{Form, Member};
use crate::tables::{DOSSIER, STEP};

/// Members and the places of their fields.
#[derive(Debug)]
pub(crate) struct Layout {
    pub(crate) slots: Vec<Slot>,
    /// Fields of the record; groups count as one.
    pub(crate) fields: Vec<Field>,
}

/// One member and its place in a record.
#[derive(Debug)]
pub(crate) struct Slot {
    pub(crate) member: &'static Member,
    /// The field, or the group that holds it.
    pub(crate) outer: usize,
    /// The field within its group.
    pub(crate) inner: Option<usize>,
    /// What an object of the list holds.
    pub(crate) entries: Option<Layout>,
}

/// A schema with its layout.
#[derive(Debug)]
pub(crate) struct Known {
    pub(crate) schema: Arc<Schema>,
    pub(crate) layout: Layout,
}

pub(crate) static DOSSIERS: LazyLock<Known> =
    LazyLock::new(|| known("dossier", "Hồ sơ thủ tục hành chính", DOSSIER));
pub(crate) static STEPS: LazyLock<Known> =
    LazyLock::new(|| known("dossier-progress", "Tiến độ xử lý hồ sơ", STEP));

/// The schema of dossiers, message type `dossier`.
pub fn dossier_schema() -> Arc<Schema> {
    DOSSIERS.schema.clone()
}

/// The schema of the steps that dossiers take, message type `dossier-progress`.
pub fn progress_schema() -> Arc<Schema> {
    STEPS.schema.clone()
}

fn known(id: &str, title: &str, members: &'static [Member]) -> Known {
    let layout = layout(members);
    let schema = Schema {
        id: id.parse().expect("a lower-case word is a message type"),
        title: title.to_owned(),
        fields: layout.fields.iter().cloned().map(Field::personal_throughout).collect(),
    };
    Known { schema: Arc::new(schema), layout }
}

fn layout(members: &'static [Member]) -> Layout {
    let mut layout = Layout { slots: Vec::new(), fields: Vec::new() };
    for member in members {
        let entries = match member.form {
            Form::List(members) => Some(self::layout(members)),
            _ => None,
        };
        let (group, name) = member.place();
        let field = Field {
            name: field_name(name),
            title: member.title.to_owned(),
            kind: kind(member, entries.as_ref()),
            required: member.required,
            personal: member.personal,
            search_key: member.search_key,
        };
        let (outer, inner) = match group {
            None => {
                layout.fields.push(field);
                (layout.fields.len() - 1, None)
            }
            Some(group) => {
                let outer = group_at(&mut layout.fields, group);
                let group = &mut layout.fields[outer];
                group.required |= field.required;
                let Kind::Group { fields, .. } = &mut group.kind else {
                    unreachable!("`{}` was made as a group", group.name)
                };
                fields.push(field);
                (outer, Some(fields.len() - 1))
            }
        };
        layout.slots.push(Slot { member, outer, inner, entries });
    }
    layout
}

/// Where the group `name` is; it is made where it is not.
fn group_at(fields: &mut Vec<Field>, name: &str) -> usize {
    if let Some(at) = fields.iter().position(|field| field.name.as_str() == name) {
        return at;
    }
    let title = match name {
        "procedure" => "Thủ tục hành chính",
        "field" => "Lĩnh vực",
        _ => "Chủ hồ sơ",
    };
    fields.push(Field {
        name: field_name(name),
        title: title.to_owned(),
        kind: Kind::Group { fields: Vec::new(), repeats: None },
        required: false,
        personal: false,
        search_key: false,
    });
    fields.len() - 1
}

fn kind(member: &Member, entries: Option<&Layout>) -> Kind {
    // How many there may be is for the limits of the package to say.
    let list = |min, fields| Kind::Group { fields, repeats: Some(Repeats { min, max: u32::MAX }) };
    match member.form {
        Form::Text | Form::Number => Kind::Text { max_chars: None },
        Form::Code(list) => Kind::Code(list().clone()),
        Form::Flag | Form::Bool => Kind::Boolean,
        Form::Amount | Form::Int => Kind::Decimal { max_scale: Some(0) },
        Form::Time | Form::Iso | Form::IsoOrNull => Kind::DateTime,
        Form::Paths => {
            let path = Field {
                name: field_name("path"),
                title: member.title.to_owned(),
                kind: Kind::Text { max_chars: None },
                required: false,
                personal: member.personal,
                search_key: false,
            };
            list(0, vec![path])
        }
        Form::List(_) => list(0, entries.map(|layout| layout.fields.clone()).unwrap_or_default()),
    }
}

fn field_name(name: &str) -> FieldName {
    name.parse().expect("names in the tables are lower-case words")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every field of `fields`, dotted, with its kind and its flags.
    fn listed(fields: &[Field], prefix: &str, out: &mut Vec<String>) {
        for field in fields {
            let name = format!("{prefix}{}{}", field.name, if field.is_repeated() { "[]" } else { "" });
            let flags = [(field.required, "!"), (field.personal, "P"), (field.search_key, "K")];
            let flags: String = flags.iter().filter(|(on, _)| *on).map(|(_, flag)| *flag).collect();
            out.push(format!("{name} {} {flags}", field.kind.word()).trim_end().to_owned());
            listed(field.fields(), &format!("{name}."), out);
        }
    }

    #[test]
    fn personal_fields_and_search_keys_are_those_of_the_norm() {
        let mut all = Vec::new();
        listed(&dossier_schema().fields, "", &mut all);
        listed(&progress_schema().fields, "step.", &mut all);
        let keys: Vec<_> = all.iter().filter(|line| line.ends_with('K')).map(String::as_str).collect();
        assert_eq!(
            keys,
            [
                "number text !K",
                "applicant.id_number text PK",
                "applicant.ids[].number text PK",
                "step.number text !K"
            ]
        );
        for personal in [
            "applicant.name text P",
            "applicant.portal_id text P",
            "applicant.phone text P",
            "summary text P",
            "note text P",
            "supplements[].asked_by text P",
            "supplements[].documents[].name text P",
            "step.officer text !P",
        ] {
            assert!(all.iter().any(|line| line == personal), "{personal} in {all:#?}");
        }
        assert!(all.iter().any(|line| line == "documents[].paths[].path text"));
    }

    #[test]
    fn the_lists_are_open_and_every_field_has_a_title() {
        fn walk(fields: &[Field]) {
            for field in fields {
                assert!(!field.title.is_empty(), "{}", field.name);
                if let Kind::Code(list) = &field.kind {
                    assert!(list.open && list.labels.len() >= 2, "{}", list.name);
                }
                walk(field.fields());
            }
        }
        walk(&dossier_schema().fields);
        walk(&progress_schema().fields);
        assert_eq!(dossier_schema().id.to_string(), "dossier");
        assert_eq!(progress_schema().id.to_string(), "dossier-progress");
    }
}
