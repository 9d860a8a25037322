//! What a member of the national JSON is: its name there, the field it means, and how its value is written.
//!
//! [`crate::tables`] declares all members with these words. Schema, reader and writer follow the tables, so that none of
//! the three can differ from the others.

use lienthong_model::schema::CodeList;
use std::sync::Arc;

/// One member of an object.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Member {
    /// Its name in the JSON.
    pub(crate) wire: &'static str,
    /// The field, dotted: `number`, `procedure.code`.
    pub(crate) field: &'static str,
    /// What people call it.
    pub(crate) title: &'static str,
    pub(crate) form: Form,
    /// Whether every sender must give it.
    pub(crate) required: bool,
    /// Whether senders of the profile of 2024 must give it.
    pub(crate) required_2024: bool,
    /// Whether the profile of 2020 does not have it.
    pub(crate) since_2024: bool,
    /// Says something about a person.
    pub(crate) personal: bool,
    /// Auditors may search for it.
    pub(crate) search_key: bool,
    /// An identifier: as a number it may have lost leading zeros.
    pub(crate) identifier: bool,
    /// Characters beyond which senders cut.
    pub(crate) limit: Option<usize>,
    /// What senders write where they have nothing.
    pub(crate) filler: Option<&'static str>,
}

/// How a value is written, and with it what it is.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Form {
    /// Text.
    Text,
    /// A dossier number, as text.
    Number,
    /// A code of a list, as text.
    Code(fn() -> &'static Arc<CodeList>),
    /// Yes or no, as text `1` / `0`.
    Flag,
    /// Yes or no, as `true` / `false`.
    Bool,
    /// A whole number, as text.
    Amount,
    /// A whole number, as a number.
    Int,
    /// A point in time, as text `yyyyMMddHHmmss`.
    Time,
    /// A point in time, as text `yyyy-MM-ddTHH:mm:ss`.
    Iso,
    /// The same; absent is written as `null`.
    IsoOrNull,
    /// Texts, joined by `##`.
    Paths,
    /// Objects.
    List(&'static [Member]),
}

impl Member {
    pub(crate) const fn new(
        wire: &'static str,
        field: &'static str,
        title: &'static str,
        form: Form,
    ) -> Self {
        Self {
            wire,
            field,
            title,
            form,
            required: false,
            required_2024: false,
            since_2024: false,
            personal: false,
            search_key: false,
            identifier: false,
            limit: None,
            filler: None,
        }
    }
    pub(crate) const fn text(wire: &'static str, field: &'static str, title: &'static str) -> Self {
        Self::new(wire, field, title, Form::Text)
    }
    /// Text that is an identifier: as a number it may have lost leading zeros.
    pub(crate) const fn id(wire: &'static str, field: &'static str, title: &'static str) -> Self {
        let mut member = Self::text(wire, field, title);
        member.identifier = true;
        member
    }
    pub(crate) const fn time(wire: &'static str, field: &'static str, title: &'static str) -> Self {
        Self::new(wire, field, title, Form::Time)
    }
    pub(crate) const fn flag(wire: &'static str, field: &'static str, title: &'static str) -> Self {
        Self::new(wire, field, title, Form::Flag)
    }
    pub(crate) const fn required(mut self) -> Self {
        self.required = true;
        self
    }
    /// Only in the profile of 2024.
    pub(crate) const fn newer(mut self) -> Self {
        self.since_2024 = true;
        self
    }
    /// Only in the profile of 2024, and required there.
    pub(crate) const fn newer_required(mut self) -> Self {
        self.since_2024 = true;
        self.required_2024 = true;
        self
    }
    pub(crate) const fn personal(mut self) -> Self {
        self.personal = true;
        self
    }
    pub(crate) const fn key(mut self) -> Self {
        self.search_key = true;
        self
    }
    pub(crate) const fn limit(mut self, characters: usize) -> Self {
        self.limit = Some(characters);
        self
    }
    pub(crate) const fn filler(mut self, text: &'static str) -> Self {
        self.filler = Some(text);
        self
    }
    /// The group of the field, if any, and its name there.
    pub(crate) fn place(&self) -> (Option<&'static str>, &'static str) {
        match self.field.split_once('.') {
            Some((group, name)) => (Some(group), name),
            None => (None, self.field),
        }
    }
}
