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
