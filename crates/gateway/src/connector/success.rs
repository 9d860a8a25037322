//! Whether an answer says what a success rule asks for: in XML or in JSON, everywhere its path leads.
//!
//! A name may stand twice, in a document as in an object. A server that says success in one place and something else in
//! another has not said that it is done.

use std::collections::BTreeSet;
use std::fmt;

use serde::Deserialize as _;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use crate::connector::soap_text;

/// What an answer says where a success rule looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Says {
    /// What the rule asks for, everywhere.
    AsAsked,
    /// Something else, or it as well as something else.
    Otherwise,
    /// Nothing stands there.
    Nothing,
}

/// What stands at `path`, against what it must be; nothing where the answer cannot be read.
pub(super) fn says(answer: &str, path: &[String], is: &BTreeSet<String>) -> Option<Says> {
    let found = if answer.trim_start().starts_with('<') {
        soap_text::texts_in(answer, path).ok()?.into_iter().map(Some).collect()
    } else {
        texts_at(answer, path).ok()?
    };
    let fits = |text: &Option<String>| text.as_ref().is_some_and(|text| is.contains(text.trim()));
    Some(match found.is_empty() {
        true => Says::Nothing,
        false if found.iter().all(fits) => Says::AsAsked,
        false => Says::Otherwise,
    })
}

/// The texts at `path` of a JSON answer, in their order. Text is taken as it is, numbers, booleans and `null` as JSON spells them; objects and
/// lists are no texts. All of the answer is read, so that half of one is none.
fn texts_at(json: &str, path: &[String]) -> Result<Vec<Option<String>>, serde_json::Error> {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn said(answer: &str, path: &str, is: &[&str]) -> Option<bool> {
        let path: Vec<String> = path.split('.').map(str::to_owned).collect();
        let says = says(answer, &path, &is.iter().map(|&text| text.to_owned()).collect());
        says.map(|says| says == Says::AsAsked)
    }

    #[test]
    fn a_success_rule_takes_numbers_and_texts_and_nothing_else() {
        for (answer, expected) in [
            (r#"{"error_code":"0"}"#, Some(true)),
            (r#"{"error_code":"00","message":"thành công"}"#, Some(true)),
            (r#"{"error_code":0}"#, Some(true)),
            (r#"{"error_code":-3}"#, Some(false)),
            (r#"{"error_code":null}"#, Some(false)),
            (r#"{"error_code":["0"]}"#, Some(false)),
            (r#"{"message":"x"}"#, Some(false)),
            ("<r><error_code> 0 </error_code></r>", Some(false)),
            (r#"{"error_code":"0""#, None),
            (r#"{"error_code":"0"} {"error_code":"0"}"#, None),
            ("7", Some(false)),
            ("OK", None),
            ("", None),
            ("<r><error_code>", None),
        ] {
            assert_eq!(said(answer, "error_code", &["0", "00"]), expected, "{answer}");
        }
        assert_eq!(said("<r><error_code> 0 </error_code></r>", "r.error_code", &["0"]), Some(true));
        assert_eq!(said(r#"{"data":[{},{"ok":true}]}"#, "data.1.ok", &["true"]), Some(true));
        assert_eq!(said(r#"{"data":{"1":{"ok":true}}}"#, "data.1.ok", &["true"]), Some(true));
        assert_eq!(said(r#"{"data":[{"ok":true}]}"#, "data.1.ok", &["true"]), Some(false));
    }

    #[test]
    fn what_stands_more_than_once_must_say_it_each_time() {
        for (answer, path, expected) in [
            (r#"{"ma":"0","ma":"00"}"#, "ma", true),
            (r#"{"ma":"-3","ma":"0"}"#, "ma", false),
            (r#"{"ma":"0","ma":{}}"#, "ma", false),
            (r#"{"a":{"ma":0},"a":{"ma":1}}"#, "a.ma", false),
            ("<r><ma>0</ma><x><ma>9</ma></x><ma>0</ma></r>", "r.ma", true),
            ("<r><ma>0</ma><ma>1</ma></r>", "r.ma", false),
        ] {
            assert_eq!(said(answer, path, &["0", "00"]), Some(expected), "{answer}");
        }
    }
}
