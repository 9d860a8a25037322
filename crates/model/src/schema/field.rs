//! Fields of a schema, their kinds, and the paths that lead to them.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use crate::ids::IdError;
use crate::schema::CodeList;

/// The name of a field within its group: 1 to 63 characters of `a-z 0-9 _`, beginning with a letter.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FieldName(String);

/// One named, typed field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name within its group.
    pub name: FieldName,
    /// What people call it.
    pub title: String,
    /// What it holds.
    pub kind: Kind,
    /// Whether a record without it is refused.
    pub required: bool,
    /// Whether it says something about a person: never shown in records, logs and errors.
    pub personal: bool,
    /// Whether auditors may search for it; kept as a keyed hash, never as it is.
    pub search_key: bool,
}

/// What a field holds.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// Any text in NFC.
    Text {
        /// Characters (Unicode scalar values) allowed.
        max_chars: Option<u32>,
    },
    /// ASCII digits; leading zeros belong to them.
    Digits {
        /// Fewest digits.
        min: u16,
        /// Most digits.
        max: u16,
    },
    /// An exact decimal.
    Decimal {
        /// Digits after the point, at most; 0 for whole numbers.
        max_scale: Option<u8>,
    },
    /// Yes or no.
    Boolean,
    /// A day, a month or a year.
    Date {
        /// How much of a date must be there.
        precision: Precision,
    },
    /// A wall clock in Vietnam, to the second.
    DateTime,
    /// One of a list of codes.
    Code(Arc<CodeList>),
    /// Fields that belong together.
    Group {
        /// The fields, in order.
        fields: Vec<Field>,
        /// How often; nothing for exactly one.
        repeats: Option<Repeats>,
    },
}

/// How much of a date must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Precision {
    /// A whole date.
    Day,
    /// At least year and month.
    Month,
    /// At least the year: births are often known by their year alone.
    Year,
}

/// How often a group may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Repeats {
    /// At least.
    pub min: u32,
    /// At most.
    pub max: u32,
}

/// Which field: the index in the fields of each group, from the outside in. The groups on the way do not repeat.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FieldPath(pub(super) Vec<usize>);

impl FieldName {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for FieldName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for FieldName {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, IdError> {
        const ALLOWED: &str = "a-z, then a-z, 0-9 and _";
        crate::ids::check("field name", text, 63, ALLOWED, |offset, c| {
            c.is_ascii_lowercase() || (offset > 0 && (c.is_ascii_digit() || c == '_'))
        })?;
        Ok(Self(text.to_owned()))
    }
}

impl Field {
    /// With the mark of a personal group on all that is within it, in whatever depth.
    #[must_use]
    pub fn personal_throughout(mut self) -> Self {
        if let Kind::Group { fields, .. } = &mut self.kind {
            let personal = self.personal;
            for field in fields {
                field.personal |= personal;
                *field = field.clone().personal_throughout();
            }
        }
        self
    }
    /// The fields within, where this is a group.
    pub fn fields(&self) -> &[Field] {
        match &self.kind {
            Kind::Group { fields, .. } => fields,
            _ => &[],
        }
    }
    /// Whether it is a group that may stand more than once.
    pub fn is_repeated(&self) -> bool {
        matches!(self.kind, Kind::Group { repeats: Some(_), .. })
    }
}

impl Kind {
    /// The word for it in configuration files.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Text { .. } => "text",
            Self::Digits { .. } => "digits",
            Self::Decimal { .. } => "decimal",
            Self::Boolean => "boolean",
            Self::Date { .. } => "date",
            Self::DateTime => "date-time",
            Self::Code(_) => "code",
            Self::Group { .. } => "group",
        }
    }
}

impl FieldPath {
    /// The path of dotted `text` among `fields`, through groups that do not repeat.
    pub fn find(fields: &[Field], text: &str) -> Option<Self> {
        path(fields, text)
    }
    /// Every field that no group holds together with others, with its dotted path, as [`Schema::leaves`].
    ///
    /// [`Schema::leaves`]: crate::schema::Schema::leaves
    pub fn leaves(fields: &[Field]) -> Vec<(String, Self)> {
        leaves(fields)
    }
    /// The steps.
    pub fn steps(&self) -> &[usize] {
        &self.0
    }
    /// The field that it leads to from `fields`.
    ///
    /// # Panics
    ///
    /// Where the path is not of these fields.
    pub fn field<'f>(&self, fields: &'f [Field]) -> &'f Field {
        let (last, groups) = self.0.split_last().expect("a path has at least one step");
        let inner = groups.iter().fold(fields, |fields, step| fields[*step].fields());
        &inner[*last]
    }
}

pub(super) fn path(fields: &[Field], text: &str) -> Option<FieldPath> {
    let mut steps = Vec::new();
    let mut fields = fields;
    let mut names = text.split('.').peekable();
    while let Some(name) = names.next() {
        let index = fields.iter().position(|field| field.name.as_str() == name)?;
        steps.push(index);
        if names.peek().is_some() {
            if fields[index].is_repeated() {
                return None;
            }
            fields = fields[index].fields();
        }
    }
    Some(FieldPath(steps))
}

pub(super) fn leaves(fields: &[Field]) -> Vec<(String, FieldPath)> {
    fn walk(fields: &[Field], name: &str, steps: &[usize], found: &mut Vec<(String, FieldPath)>) {
        for (index, field) in fields.iter().enumerate() {
            let name =
                if name.is_empty() { field.name.to_string() } else { format!("{name}.{}", field.name) };
            let steps = [steps, &[index]].concat();
            match &field.kind {
                Kind::Group { fields, repeats: None } => walk(fields, &name, &steps, found),
                _ => found.push((name, FieldPath(steps))),
            }
        }
    }
    let mut found = Vec::new();
    walk(fields, "", &[], &mut found);
    found
}
