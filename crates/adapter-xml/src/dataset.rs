//! ADO.NET data sets: the rows of a diffgram, in their order.
//!
//! A result holds an inline schema, which is passed over, and one `diffgr:diffgram`. In it stands the data set, under any
//! name, with a child for every row; `diffgr:before` and `diffgr:errors` hold old values and complaints, not data.

use std::borrow::Cow;

use lienthong_adapter::mapping::reasons::WRONG_KIND;
use lienthong_adapter::rows::ado_names::{OF_PATHS, decode_name, escaped};
use lienthong_adapter::rows::{Cell, ColumnKind, FieldType};
use lienthong_adapter::{Finding, Phrase};

use crate::events::{Events, Token};
use crate::find::Beside;
use crate::reasons::{DUPLICATE_ELEMENT, ROWS_NOT_FOUND};
use crate::space::Space;

/// Where reading stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before or behind the diffgram.
    Outside,
    /// In the diffgram, which has this depth.
    Gram(usize),
    /// In the data set, which has this depth, and its diffgram that.
    Set(usize, usize),
}

/// Finds the rows of a data set.
#[derive(Debug)]
pub(crate) struct Dataset {
    /// The name of the rows; nothing for all.
    name: Option<String>,
    state: State,
    has_gram: bool,
    pub(crate) beside: Beside,
}

impl Dataset {
    pub(crate) fn new(name: Option<String>) -> Self {
        Self { name, state: State::Outside, has_gram: false, beside: Beside::default() }
    }

    /// Reads on to the start tag of the next row; false at the end.
    pub(crate) fn next(&mut self, events: &mut Events<'_>) -> Result<bool, Finding> {
        loop {
            match events.next()? {
                Token::Open => {
                    if self.open(events)? {
                        return Ok(true);
                    }
                }
                Token::Close => self.close(events.depth()),
                Token::Text if !events.text.trim().is_empty() => {
                    self.beside.note(|| events.tag.name.clone(), events.position());
                }
                Token::Text => {}
                Token::End if self.has_gram => return Ok(false),
                Token::End => {
                    let finding = events.at(&ROWS_NOT_FOUND, events.position());
                    return Err(finding
                        .found(Phrase::new("no such element", "không có phần tử này"))
                        .expected(Phrase::name("diffgr:diffgram")));
                }
            }
        }
    }

    fn open(&mut self, events: &mut Events<'_>) -> Result<bool, Finding> {
        let depth = events.depth();
        let (space, name) = (events.tag.space, events.tag.name.as_str());
        match self.state {
            State::Outside if (space, name) == (Space::DIFFGRAM, "diffgram") => {
                if std::mem::replace(&mut self.has_gram, true) {
                    return Err(events.at(&DUPLICATE_ELEMENT, events.tag.offset).found("`diffgr:diffgram`"));
                }
                self.state = State::Gram(depth);
            }
            State::Outside if (space, name) == (Space::SCHEMA, "schema") => events.skip()?,
            State::Outside => {}
            State::Gram(_) if space == Space::DIFFGRAM => events.skip()?,
            State::Gram(gram) => self.state = State::Set(depth, gram),
            State::Set(..) => {
                let is_row = self.name.as_ref().is_none_or(|own| *own == decode_name(name));
                if is_row {
                    return Ok(true);
                }
                let name = name.to_owned();
                self.beside.skip(events, || name)?;
            }
        }
        Ok(false)
    }

    fn close(&mut self, depth: usize) {
        match self.state {
            State::Set(set, gram) if depth < set => self.state = State::Gram(gram),
            State::Gram(gram) if depth < gram => self.state = State::Outside,
            _ => {}
        }
    }
}

/// `msdata:rowOrder` of the start tag that came last.
pub(crate) fn row_order(events: &Events<'_>) -> Result<Option<u64>, Finding> {
    let mut attributes = events.tag.attributes.iter();
    let Some((_, _, value)) =
        attributes.find(|(space, name, _)| *space == Space::MSDATA && name == "rowOrder")
    else {
        return Ok(None);
    };
    value.trim().parse().map(Some).map_err(|_| {
        let finding = events
            .at(&WRONG_KIND, events.tag.offset)
            .found(Phrase::new("another text", "văn bản khác"))
            .expected(Phrase::new("a number", "giá trị số"));
        finding.path("@msdata:rowOrder")
    })
}

/// The value of a column of `kind`, as XML Schema has such values; an empty one is as empty as any other.
pub(crate) fn cell(text: &str, kind: ColumnKind) -> Cell<'_> {
    let value = text.trim();
    match (kind, value) {
        (_, "") => Cell::Text(text),
        (ColumnKind::Number { .. }, "INF" | "-INF" | "NaN") => Cell::Misfit(FieldType::Number, value),
        (ColumnKind::Number { .. }, _) => Cell::Number(value),
        (ColumnKind::Bool, "true" | "1") => Cell::Bool(true),
        (ColumnKind::Bool, "false" | "0") => Cell::Bool(false),
        (ColumnKind::Bool, _) => Cell::Misfit(FieldType::Boolean, value),
        _ => Cell::Text(text),
    }
}

/// `name` as XML allows it (`XmlConvert.EncodeLocalName`): what [`decode_name`] gives back.
pub(crate) fn encode_name(name: &str) -> Cow<'_, str> {
    if crate::path::is_name(name) && !name.contains("_x") {
        return name.into();
    }
    let mut text = String::with_capacity(name.len() + 8);
    for (index, letter) in name.char_indices() {
        let alone = letter.encode_utf8(&mut [0; 4]).to_owned();
        // Behind a letter that is always right, only the character itself counts.
        let right = if index == 0 {
            crate::path::is_name(&alone)
        } else {
            crate::path::is_name(&format!("a{alone}"))
        };
        let begins_escape = letter == '_'
            && name[index..].starts_with("_x")
            && !escaped(&name[index..]).is_some_and(|letter| OF_PATHS.contains(&letter));
        if right && !begins_escape {
            text.push(letter);
        } else {
            let mut units = [0; 2];
            for unit in letter.encode_utf16(&mut units) {
                text.push_str(&format!("_x{unit:04X}_"));
            }
        }
    }
    text.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_xml_forbids_come_back() {
        for (name, written) in [
            ("MaTinh", "MaTinh"),
            ("Tên tỉnh", "Tên_x0020_tỉnh"),
            ("1a", "_x0031_a"),
            ("a_x0020_b", "a_x005F_x0020_b"),
            ("Nam_x002F_Nữ", "Nam_x002F_Nữ"),
            ("_xa", "_x005F_xa"),
        ] {
            assert_eq!(encode_name(name), written);
            assert_eq!(decode_name(written), name);
        }
        assert_eq!(decode_name("a_x00_b"), "a_x00_b");
        assert_eq!(decode_name("_xậậ"), "_xậậ");
    }
}
