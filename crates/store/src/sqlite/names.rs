//! Words that repeat, as numbers: agencies, systems, types, routes, formats, events.
//!
//! A word gets its number when it is first written and keeps it. Each thread has its own memory of them; it is
//! forgotten whole when it grows beyond [`MOST`], because some words come from outside and need not repeat.

use std::collections::HashMap;
use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension};

use crate::Error;

/// Words remembered at most, in each direction.
const MOST: usize = 10_000;

/// The memory of one thread.
#[derive(Default)]
pub(super) struct Names {
    ids: HashMap<Arc<str>, i64>,
    texts: HashMap<i64, Arc<str>>,
}

impl Names {
    /// The number of `text`, if it was ever written.
    pub(super) fn find(&mut self, conn: &Connection, text: &str) -> Result<Option<i64>, Error> {
        if let Some(id) = self.ids.get(text) {
            return Ok(Some(*id));
        }
        let mut query = conn.prepare_cached("SELECT id FROM name WHERE text = ?1")?;
        let found = query.query_row([text], |row| row.get(0)).optional()?;
        if let Some(id) = found {
            self.remember(id, text);
        }
        Ok(found)
    }

    /// The number of `text`, which it gets now if it has none. Only for the writer, which forgets all when its
    /// transaction is lost.
    pub(super) fn intern(&mut self, conn: &Connection, text: &str) -> Result<i64, Error> {
        if let Some(id) = self.find(conn, text)? {
            return Ok(id);
        }
        conn.prepare_cached("INSERT INTO name (text) VALUES (?1)")?.execute([text])?;
        let id = conn.last_insert_rowid();
        self.remember(id, text);
        Ok(id)
    }

    /// The word of a number.
    pub(super) fn text(&mut self, conn: &Connection, id: i64) -> Result<Arc<str>, Error> {
        if let Some(text) = self.texts.get(&id) {
            return Ok(text.clone());
        }
        let mut query = conn.prepare_cached("SELECT text FROM name WHERE id = ?1")?;
        let text: Option<String> = query.query_row([id], |row| row.get(0)).optional()?;
        let text = text.ok_or(Error::Damaged { what: "name" })?;
        Ok(self.remember(id, &text))
    }

    fn remember(&mut self, id: i64, text: &str) -> Arc<str> {
        if self.ids.len() >= MOST {
            self.ids.clear();
            self.texts.clear();
        }
        let text: Arc<str> = text.into();
        self.ids.insert(text.clone(), id);
        self.texts.insert(id, text.clone());
        text
    }
}
