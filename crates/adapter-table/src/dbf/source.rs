//! Where the bytes of a table come from: a file of its own, or an archive with its memo file.

use std::io::{Read, SeekFrom};

use lienthong_adapter::rows::Input;
use lienthong_adapter::{DecodeError, Limits};

use super::archive::{Archive, LOCAL};
use crate::window::{Window, unreadable};

/// A table that was found.
pub(crate) struct Source<'a> {
    /// Its bytes, from the beginning.
    pub(crate) window: Window<'a>,
    /// How many they are.
    pub(crate) size: u64,
    /// Name and bytes of the memo file that came along.
    pub(crate) memo: Option<(String, Vec<u8>)>,
    /// The name of the table in its archive.
    pub(crate) name: Option<String>,
}

impl<'a> Source<'a> {
    pub(crate) fn open(mut input: Box<dyn Input + 'a>, limits: &Limits) -> Result<Self, DecodeError> {
        let failed = |error| unreadable(&error);
        let size = input.seek(SeekFrom::End(0)).map_err(failed)?;
        input.rewind().map_err(failed)?;
        let mut first = Vec::new();
        input.by_ref().take(LOCAL.len() as u64).read_to_end(&mut first).map_err(failed)?;
        if first != LOCAL {
            input.rewind().map_err(failed)?;
            return Ok(Self { window: Window::new(Box::new(input)), size, memo: None, name: None });
        }
        let archive = Archive::read(&mut input, limits)?;
        let memo = match archive.memo {
            None => None,
            Some(entry) => {
                let mut bytes = Vec::new();
                entry.unpack(&mut input)?.read_to_end(&mut bytes).map_err(failed)?;
                Some((entry.name, bytes))
            }
        };
        let window = Window::new(Box::new(archive.table.unpack(input)?));
        Ok(Self { window, size: archive.table.unpacked, memo, name: Some(archive.table.name) })
    }
}
