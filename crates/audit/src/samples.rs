//! What the tests of folders share: a key, entries, and a quick way to make a log.

use crate::folder::{Files, Publisher};
use crate::key::Signer;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::ops::Range;
use std::path::Path;

/// System calls without the flushing, which only costs time where no power is cut.
pub(crate) struct QuickFiles;

impl Files for QuickFiles {
    fn write(&mut self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        fs::write(path, bytes)
    }
    fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }
    fn make_dir(&mut self, path: &Path) -> io::Result<()> {
        fs::create_dir(path)
    }
    fn sync_dir(&mut self, _: &Path) -> io::Result<()> {
        Ok(())
    }
    fn remove_file(&mut self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }
    fn remove_dir(&mut self, path: &Path) -> io::Result<()> {
        fs::remove_dir_all(path)
    }
}

pub(crate) fn signer() -> Signer {
    Signer::from_seed("lienthong.example/audit".parse().unwrap(), &[42; 32]).unwrap()
}

/// Entries of differing lengths, the empty one included.
pub(crate) fn entry(index: u64) -> Vec<u8> {
    format!("entry {index}|").repeat((index % 4) as usize).into_bytes()
}

pub(crate) fn entries(range: Range<u64>) -> impl Iterator<Item = Vec<u8>> {
    range.map(entry)
}

pub(crate) fn open(root: &Path) -> Publisher {
    Publisher::open_with(root, signer(), Box::new(QuickFiles)).unwrap()
}

/// A log that was signed at each of these sizes.
pub(crate) fn publish(root: &Path, sizes: &[u64]) -> Publisher {
    let mut publisher = open(root);
    for &size in sizes {
        let first = publisher.size();
        publisher.publish(first, entries(first..size)).unwrap();
    }
    publisher
}

/// The log's files, by name, without the publisher's own.
pub(crate) fn files(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut pending = vec![root.to_owned()];
    while let Some(directory) = pending.pop() {
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
            if name.starts_with('.') {
                continue;
            }
            if path.is_dir() {
                pending.push(path);
            } else {
                found.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    found
}
