//! Whether a record is one of its schema. The first mistake is named by its path and the rule; never by its value.

use crate::schema::{Field, Kind, PartialDate, Precision, Record, Schema, Value};

/// A record that is not one of its schema.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {rule}")]
pub struct Broken {
    /// The field, dotted; entries of repeated groups by their number, from 1: `documents[2].name`.
    pub path: String,
    /// What it breaks.
    pub rule: Rule,
    /// Whether the field is personal.
    pub personal: bool,
}

/// A rule that fields obey.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Rule {
    /// The field is required.
    #[error("a value is required")]
    Required,
    /// The value is of another kind.
    #[error("expected a value of kind {expected}")]
    Kind {
        /// The word for the kind.
        expected: &'static str,
    },
    /// Longer than allowed.
    #[error("{found} characters, more than the {limit} allowed")]
    TooLong {
        /// Characters allowed.
        limit: u32,
        /// Characters found.
        found: usize,
    },
    /// Not digits, or not as many as they must be.
    #[error("expected {min} to {max} digits, found {found} characters")]
    Digits {
        /// Fewest.
        min: u16,
        /// Most.
        max: u16,
        /// Characters found.
        found: usize,
    },
    /// More digits after the point than allowed.
    #[error("{found} digits after the point, more than the {limit} allowed")]
    Scale {
        /// Allowed.
        limit: u8,
        /// Found.
        found: usize,
    },
    /// A date that lacks its day or month.
    #[error("the date lacks its day or month")]
    Precision,
    /// Not a code of the list.
    #[error("not a code of the list {list}")]
    Code {
        /// The list.
        list: String,
    },
    /// More or fewer entries than allowed.
    #[error("{found} entries, allowed are {min} to {max}")]
    Repeats {
        /// At least.
        min: u32,
        /// At most.
        max: u32,
        /// Found.
        found: usize,
    },
}

impl Schema {
    /// Checks a whole record.
    pub fn check(&self, record: &Record) -> Result<(), Broken> {
        check_group(&self.fields, record, "")
    }

    /// The field at a path as [`Broken`] gives it, what a record holds there, and whether the field or a group around it
    /// is personal; nothing where the path is none of the schema.
    pub fn at<'a>(&'a self, record: &'a Record, path: &str) -> Option<Held<'a>> {
        let (mut fields, mut record) = (&*self.fields, Some(record));
        let mut is_personal = false;
        let mut steps = path.split('.').peekable();
        loop {
            let step = steps.next()?;
            let (name, entry) = match step.strip_suffix(']').and_then(|step| step.split_once('[')) {
                Some((name, entry)) => (name, Some(entry.parse::<usize>().ok()?.checked_sub(1)?)),
                None => (step, None),
            };
            let index = fields.iter().position(|field| field.name.as_str() == name)?;
            let field = &fields[index];
            let value = record.and_then(|record| record.values.get(index)?.as_ref());
            is_personal |= field.personal;
            if steps.peek().is_none() {
                return Some(Held { field, value, is_personal });
            }
            record = match (value, entry) {
                (Some(Value::List(list)), Some(entry)) => list.get(entry),
                (Some(Value::Group(group)), None) => Some(group),
                _ => None,
            };
            fields = field.fields();
        }
    }
}

/// What a record holds in one of its fields.
#[derive(Debug, Clone, Copy)]
pub struct Held<'a> {
    /// The field.
    pub field: &'a Field,
    /// Its value, if there is one.
    pub value: Option<&'a Value>,
    /// Whether the field or a group around it is personal.
    pub is_personal: bool,
}

impl Field {
    /// Checks one value of this field; groups with all that they hold.
    pub fn check(&self, value: Option<&Value>) -> Result<(), Broken> {
        check_field(self, value, "")
    }
}

fn check_group(fields: &[Field], record: &Record, prefix: &str) -> Result<(), Broken> {
    for (index, field) in fields.iter().enumerate() {
        check_field(field, record.values.get(index).and_then(Option::as_ref), prefix)?;
    }
    Ok(())
}

fn check_field(field: &Field, value: Option<&Value>, prefix: &str) -> Result<(), Broken> {
    let path = || if prefix.is_empty() { field.name.to_string() } else { format!("{prefix}.{}", field.name) };
    let Some(value) = value else {
        // A group that is not there lacks its required fields.
        if let Kind::Group { fields, repeats: None } = &field.kind {
            if field.required {
                return check_group(fields, &Record::default(), &path());
            }
            return Ok(());
        }
        let least = match &field.kind {
            Kind::Group { repeats: Some(repeats), .. } => repeats.min,
            _ => u32::from(field.required),
        };
        return match least {
            0 => Ok(()),
            _ => Err(Broken { path: path(), rule: Rule::Required, personal: field.personal }),
        };
    };
    let rule = match (&field.kind, value) {
        (Kind::Group { fields, repeats: None }, Value::Group(group)) => {
            return check_group(fields, group, &path());
        }
        (Kind::Group { fields, repeats: Some(repeats) }, Value::List(list)) => {
            let (min, max) = (repeats.min, repeats.max);
            if (min as usize..=max as usize).contains(&list.len()) {
                let path = path();
                return list
                    .iter()
                    .enumerate()
                    .try_for_each(|(n, record)| check_group(fields, record, &format!("{path}[{}]", n + 1)));
            }
            Some(Rule::Repeats { min, max, found: list.len() })
        }
        (Kind::Text { max_chars }, Value::Text(text)) => max_chars.and_then(|limit| {
            // Bytes are never fewer than characters, so most texts are not counted.
            let found = if text.len() > limit as usize { text.chars().count() } else { 0 };
            (found > limit as usize).then_some(Rule::TooLong { limit, found })
        }),
        (Kind::Digits { min, max }, Value::Text(text)) => {
            let good = (usize::from(*min)..=usize::from(*max)).contains(&text.len())
                && text.bytes().all(|b| b.is_ascii_digit());
            (!good).then(|| Rule::Digits { min: *min, max: *max, found: text.chars().count() })
        }
        (Kind::Decimal { max_scale }, Value::Decimal(number)) => max_scale.and_then(|limit| {
            (number.scale() > usize::from(limit)).then(|| Rule::Scale { limit, found: number.scale() })
        }),
        (Kind::Boolean, Value::Boolean(_)) | (Kind::DateTime, Value::DateTime(_)) => None,
        (Kind::Date { precision }, Value::Date(date)) => {
            let found = match date {
                PartialDate::Day(_) => Precision::Day,
                PartialDate::Month(..) => Precision::Month,
                PartialDate::Year(_) => Precision::Year,
            };
            (found > *precision).then_some(Rule::Precision)
        }
        (Kind::Code(list), Value::Text(code)) => {
            (!list.allows(code)).then(|| Rule::Code { list: list.name.clone() })
        }
        (kind, _) => Some(Rule::Kind { expected: kind.word() }),
    };
    match rule {
        None => Ok(()),
        Some(rule) => Err(Broken { path: path(), rule, personal: field.personal }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::Repeats;

    fn field(name: &str, kind: Kind, personal: bool) -> Field {
        let name = name.parse().unwrap();
        Field { name, title: String::new(), kind, required: false, personal, search_key: false }
    }

    #[test]
    fn what_a_path_of_a_broken_rule_leads_to_is_found_again() {
        let text = || Kind::Text { max_chars: Some(1) };
        let group = |fields: Vec<Field>, repeats| Kind::Group { fields, repeats };
        let many = Some(Repeats { min: 0, max: 9 });
        let papers = field("giay", group(vec![field("ten", text(), false)], many), true);
        let commune = field("que", group(vec![field("xa", text(), false)], None), false);
        let schema =
            Schema { id: "mau/v1".parse().unwrap(), title: String::new(), fields: vec![papers, commune] };
        let inner = |text: &str| Record { values: vec![Some(Value::Text(text.into()))], ..Record::default() };
        let mut record = Record::empty(2);
        record.values[0] = Some(Value::List(vec![inner("a"), inner("bb")]));
        let broken = schema.check(&record).unwrap_err();
        assert_eq!(broken.path, "giay[2].ten");
        let held = schema.at(&record, &broken.path).unwrap();
        assert_eq!((held.value, held.is_personal), (Some(&Value::Text("bb".into())), true));
        let nothing = schema.at(&record, "que.xa").unwrap();
        assert_eq!((nothing.value, nothing.is_personal), (None, false));
        for none in ["", "que.la", "giay[0].ten", "giay[x].ten", "que.xa.b"] {
            assert!(schema.at(&record, none).is_none(), "{none}");
        }
        record.values[1] = Some(Value::Group(inner("ccc")));
        assert_eq!(schema.at(&record, "que.xa").unwrap().value, Some(&Value::Text("ccc".into())));
        assert!(schema.at(&record, "giay[7].ten").unwrap().value.is_none());
    }
}
