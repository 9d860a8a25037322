//! Where the rows of a JSON document are: a look at its beginning.
//!
//! The rows are the first array of objects. Where the object around it says itself something about a person, that
//! object is the only row, and the array is a group of it.

use lienthong_adapter::rows::JsonLayout;

use crate::personal;

/// The layout of a JSON document by its beginning.
pub(crate) fn json(head: &str) -> JsonLayout {
    let mut keys: Vec<Option<String>> = Vec::new();
    let (mut last, mut pending) = (None::<String>, None::<String>);
    let mut is_person = false;
    let mut rest = head.trim_start_matches('\u{feff}');
    while let Some(c) = rest.chars().next() {
        match c {
            '"' => {
                let end = string_end(&rest[1..]);
                last = Some(rest[1..=end].to_owned());
                rest = &rest[(end + 2).min(rest.len())..];
                continue;
            }
            ':' => {
                pending = last.take();
                let is_scalar = !rest[1..].trim_start().starts_with(['{', '[']);
                is_person |=
                    keys.len() == 1 && is_scalar && pending.as_deref().is_some_and(personal::by_name);
            }
            '{' | '[' => {
                let inside = rest[1..].trim_start();
                keys.push(pending.take());
                if c == '[' && inside.starts_with('{') {
                    if is_person {
                        break;
                    }
                    let rows = keys.iter().flatten().cloned().collect::<Vec<_>>().join(".");
                    return JsonLayout {
                        rows,
                        single: false,
                        constants: Vec::new(),
                        write_null: false,
                        drop_beside: true,
                    };
                }
            }
            '}' | ']' => drop(keys.pop()),
            ',' => pending = None,
            _ => {}
        }
        rest = &rest[c.len_utf8()..];
    }
    JsonLayout {
        rows: String::new(),
        single: true,
        constants: Vec::new(),
        write_null: false,
        drop_beside: true,
    }
}

/// Bytes before the quote that ends a JSON string; all of them where it is cut off.
fn string_end(text: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'"' if !escaped => return at,
            b'\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    // Cut off, perhaps inside a letter.
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_the_first_array_of_objects() {
        assert_eq!(json("[{\"a\":1}]").rows, "");
        assert_eq!(json("{\"session\":\"a:b\",\"data\":[ {\"x\":[1]}]}").rows, "data");
        assert_eq!(json("{\"a\":{\"b\\\"\":1,\"c\":[{}]}}").rows, "a.c");
        assert!(json("{\"a\":1}").single);
        json("{\"a");
        json("\"\\");
        json("{\"data\":[\"Mẫ");
    }

    #[test]
    fn a_person_with_a_list_is_one_row() {
        let person = json("{\"hoTen\":\"Mẫu\",\"con\":[{\"ten\":\"A\"}]}");
        assert!(person.single && person.rows.is_empty());
        assert_eq!(json("{\"maDonVi\":\"H60\",\"con\":[{\"ten\":\"A\"}]}").rows, "con");
    }
}
