//! The texts that stand at a path of a JSON answer: all of them, as a name may stand twice in an object.

use std::fmt;

use serde::Deserialize as _;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

/// Texts at `path`, in their order. Text is taken as it is, numbers, booleans and `null` as JSON spells them; objects and
/// lists are no texts. All of the answer is read, so that half of one is none.
pub(super) fn texts_at(json: &str, path: &[String]) -> Result<Vec<Option<String>>, serde_json::Error> {
    let mut found = Vec::new();
    let mut reader = serde_json::Deserializer::from_str(json);
    At { path, found: &mut found }.deserialize(&mut reader)?;
    reader.end()?;
    Ok(found)
}

/// A value below which the rest of the path is.
struct At<'a> {
    path: &'a [String],
    found: &'a mut Vec<Option<String>>,
}

impl<'de> DeserializeSeed<'de> for At<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        if !self.path.is_empty() {
            return reader.deserialize_any(self);
        }
        self.found.push(match Value::deserialize(reader)? {
            Value::String(text) => Some(text),
            Value::Object(_) | Value::Array(_) => None,
            other => Some(other.to_string()),
        });
        Ok(())
    }
}

impl<'de> Visitor<'de> for At<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        while let Some(name) = members.next_key::<String>()? {
            if name == self.path[0] {
                members.next_value_seed(At { path: &self.path[1..], found: &mut *self.found })?;
            } else {
                members.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let place = self.path[0].parse::<usize>().ok();
        for index in 0.. {
            let more = if place == Some(index) {
                items.next_element_seed(At { path: &self.path[1..], found: &mut *self.found })?
            } else {
                items.next_element::<IgnoredAny>()?.map(drop)
            };
            if more.is_none() {
                break;
            }
        }
        Ok(())
    }

    // Nothing stands below what follows.

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}
