//! Values of a record by the names of their fields.
//!
//! Names are those of the schemas of this module; one that is not there is a bug of ours, and a test walks all of them.

use jiff::civil::{Date, DateTime};
use lienthong_model::schema::{Decimal, Field, PartialDate, Record, Value};

/// A record that is being filled.
pub(super) struct Fill<'s> {
    fields: &'s [Field],
    record: Record,
}

/// A record that is being read.
#[derive(Clone, Copy)]
pub(super) struct Look<'r> {
    fields: &'r [Field],
    record: &'r Record,
}

fn place(fields: &[Field], name: &str) -> usize {
    let at = fields.iter().position(|field| field.name.as_str() == name);
    at.expect("the names are those of the schema")
}

impl<'s> Fill<'s> {
    pub(super) fn new(fields: &'s [Field]) -> Self {
        Self { fields, record: Record::empty(fields.len()) }
    }
    fn put(&mut self, name: &str, value: Option<Value>) {
        self.record.values[place(self.fields, name)] = value;
    }
    /// An empty text equals an absent one.
    pub(super) fn text(&mut self, name: &str, text: impl Into<Option<String>>) {
        self.put(name, text.into().filter(|text| !text.is_empty()).map(Value::Text));
    }
    pub(super) fn day(&mut self, name: &str, day: Option<Date>) {
        self.put(name, day.map(|day| Value::Date(PartialDate::Day(day))));
    }
    pub(super) fn time(&mut self, name: &str, at: Option<DateTime>) {
        self.put(name, at.map(Value::DateTime));
    }
    pub(super) fn whole(&mut self, name: &str, number: Option<u64>) {
        let decimal = |n: u64| n.to_string().parse::<Decimal>().expect("an integer is a decimal");
        self.put(name, number.map(|n| Value::Decimal(decimal(n))));
    }
    pub(super) fn flag(&mut self, name: &str, flag: Option<bool>) {
        self.put(name, flag.map(Value::Boolean));
    }
    pub(super) fn group(&mut self, name: &str, fill: impl FnOnce(&mut Fill<'s>)) {
        let mut inner = Fill::new(self.fields[place(self.fields, name)].fields());
        fill(&mut inner);
        self.put(name, Some(Value::Group(inner.record)));
    }
    /// An empty list is absent.
    pub(super) fn list<T, E>(
        &mut self,
        name: &str,
        entries: &[T],
        mut fill: impl FnMut(&mut Fill<'s>, &T) -> Result<(), E>,
    ) -> Result<(), E> {
        let fields = self.fields[place(self.fields, name)].fields();
        let records = entries.iter().map(|entry| {
            let mut inner = Fill::new(fields);
            fill(&mut inner, entry).map(|()| inner.record)
        });
        let records = records.collect::<Result<Vec<_>, E>>()?;
        self.put(name, (!records.is_empty()).then_some(Value::List(records)));
        Ok(())
    }
    pub(super) fn finish(self) -> Record {
        self.record
    }
}

impl<'r> Look<'r> {
    pub(super) fn new(fields: &'r [Field], record: &'r Record) -> Self {
        Self { fields, record }
    }
    fn get(&self, name: &str) -> Option<&'r Value> {
        self.record.values.get(place(self.fields, name))?.as_ref()
    }
    pub(super) fn str(&self, name: &str) -> Option<&'r str> {
        self.get(name).and_then(Value::as_text).filter(|text| !text.is_empty())
    }
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.str(name).map(str::to_owned)
    }
    pub(super) fn day(&self, name: &str) -> Option<Date> {
        match self.get(name) {
            Some(Value::Date(PartialDate::Day(day))) => Some(*day),
            _ => None,
        }
    }
    pub(super) fn time(&self, name: &str) -> Option<DateTime> {
        match self.get(name) {
            Some(Value::DateTime(at)) => Some(*at),
            _ => None,
        }
    }
    pub(super) fn number(&self, name: &str) -> Option<&'r str> {
        match self.get(name) {
            Some(Value::Decimal(number)) => Some(number.as_str()),
            _ => None,
        }
    }
    pub(super) fn flag(&self, name: &str) -> Option<bool> {
        match self.get(name) {
            Some(Value::Boolean(flag)) => Some(*flag),
            _ => None,
        }
    }
    pub(super) fn group(&self, name: &str) -> Option<Look<'r>> {
        let fields = self.fields[place(self.fields, name)].fields();
        match self.get(name) {
            Some(Value::Group(record)) => Some(Look { fields, record }),
            _ => None,
        }
    }
    pub(super) fn list(&self, name: &str) -> Vec<Look<'r>> {
        let fields = self.fields[place(self.fields, name)].fields();
        match self.get(name) {
            Some(Value::List(list)) => list.iter().map(|record| Look { fields, record }).collect(),
            _ => Vec::new(),
        }
    }
}
