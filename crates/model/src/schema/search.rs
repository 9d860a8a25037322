//! Search keys: by which values of a record an auditor finds its message.

use crate::schema::{Field, Record, Schema, Value};

/// One value by which a message is found. It may be the number of a person: it lives in memory only, and whoever keeps
/// it keeps a keyed hash.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SearchTerm {
    /// The field, dotted through its groups, e.g. `nguoi_khai.so_dinh_danh`. Fields of one name in several schemas are
    /// found together.
    pub field: String,
    /// The value in its canonical text.
    pub value: String,
}

// The value may be personal.
impl std::fmt::Debug for SearchTerm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SearchTerm({}: ..)", self.field)
    }
}

impl Schema {
    /// The fields whose values find records, dotted.
    pub fn search_keys(&self) -> Vec<String> {
        fn walk(fields: &[Field], prefix: &str, found: &mut Vec<String>) {
            for field in fields {
                let path = format!("{prefix}{}", field.name);
                if field.search_key {
                    found.push(path.clone());
                }
                walk(field.fields(), &format!("{path}."), found);
            }
        }
        let mut found = Vec::new();
        walk(&self.fields, "", &mut found);
        found
    }

    /// Whether records of this schema are found by any value.
    pub fn has_search_keys(&self) -> bool {
        fn any(fields: &[Field]) -> bool {
            fields.iter().any(|field| field.search_key || any(field.fields()))
        }
        any(&self.fields)
    }

    /// Hands the values of a record's search keys to `take`.
    pub fn search_terms(&self, record: &Record, take: &mut dyn FnMut(SearchTerm)) {
        collect(&self.fields, record, "", take);
    }
}

fn collect(fields: &[Field], record: &Record, above: &str, take: &mut dyn FnMut(SearchTerm)) {
    for (field, value) in fields.iter().zip(&record.values) {
        let path = || {
            if above.is_empty() { field.name.to_string() } else { format!("{above}.{}", field.name) }
        };
        match value {
            Some(Value::Group(group)) => collect(field.fields(), group, &path(), take),
            Some(Value::List(list)) => {
                let path = path();
                list.iter().for_each(|one| collect(field.fields(), one, &path, take));
            }
            Some(value) if field.search_key => {
                if let Some(value) = canonical(value) {
                    take(SearchTerm { field: path(), value });
                }
            }
            _ => {}
        }
    }
}

/// The one text of a value that is not a group.
fn canonical(value: &Value) -> Option<String> {
    Some(match value {
        Value::Text(text) => text.clone(),
        Value::Decimal(number) => number.to_string(),
        Value::Boolean(flag) => flag.to_string(),
        Value::Date(date) => date.to_string(),
        Value::DateTime(at) => at.to_string(),
        Value::Group(_) | Value::List(_) => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::Kind;

    fn field(name: &str, kind: Kind, search_key: bool) -> Field {
        let name = name.parse().unwrap();
        Field { name, title: String::new(), kind, required: false, personal: true, search_key }
    }

    #[test]
    fn the_values_of_search_keys_are_found_with_their_paths() {
        let id = || field("so_dinh_danh", Kind::Digits { min: 12, max: 12 }, true);
        let name = field("ho_ten", Kind::Text { max_chars: None }, false);
        let group = field("me", Kind::Group { fields: vec![id(), name.clone()], repeats: None }, false);
        let fields = vec![id(), name, group];
        let schema = Schema { id: "khai-sinh/v1".parse().unwrap(), title: String::new(), fields };
        let text = |text: &str| Some(Value::Text(text.to_owned()));
        let mother = Record { values: vec![text("000000000002"), text("Mẫu Thị B")], extra: Vec::new() };
        let values = vec![text("000000000001"), text("Mẫu Văn A"), Some(Value::Group(mother))];
        let mut found = Vec::new();
        let record = Record { values, extra: Vec::new() };
        schema.search_terms(&record, &mut |term| found.push((term.field, term.value)));
        let expected = [("so_dinh_danh", "000000000001"), ("me.so_dinh_danh", "000000000002")];
        assert_eq!(found, expected.map(|(field, value)| (field.to_owned(), value.to_owned())));
        assert!(schema.has_search_keys());
    }
}
