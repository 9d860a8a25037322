//! Reading and writing files in a folder that others write into as well.
//!
//! 1. every file of a batch is written under a hidden name, and synced;
//! 2. none may stand in the place of another delivery's;
//! 3. they are renamed, the first that was added last; the folder is synced.
//!
//! # What holds
//!
//! * Whoever sees the file that was added first finds all others.
//! * No link is followed, whoever puts it there and when: the gateway may reach more than an office may.
//! * What was not shown is removed.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, BufReader, Read, Write};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use lienthong_model::Digest;
use lienthong_model::digest::Hasher;

/// Opens a plain file; an error where the name is a link, or anything else.
pub(crate) fn open_plain(path: &Path) -> io::Result<(File, Metadata)> {
    let file = File::open(path)?;
    // The file is what its name says only where no link was in between.
    let (found, named) = (file.metadata()?, fs::symlink_metadata(path)?);
    if named.is_file() && (found.dev(), found.ino()) == (named.dev(), named.ino()) {
        return Ok((file, found));
    }
    Err(io::Error::new(io::ErrorKind::InvalidInput, "not a plain file"))
}

/// A new file in the place of whatever has this name.
pub(crate) fn create_plain(path: &Path) -> io::Result<File> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => OpenOptions::new().write(true).create_new(true).open(path),
    }
}

/// Why files were not put into a folder.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotPlaced {
    /// Another file has the name of one of them.
    #[error("another file has the name")]
    Taken,
    /// The folder cannot be written.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// What was written of one file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Written {
    pub(crate) sha256: Digest,
    pub(crate) size: u64,
}

/// Files that are shown together.
pub(crate) struct Batch<'a> {
    folder: &'a Path,
    /// Under which name each is hidden, and under which it will be seen.
    files: Vec<(PathBuf, PathBuf)>,
}

impl<'a> Batch<'a> {
    /// An empty batch.
    pub(crate) fn new(folder: &'a Path) -> Self {
        Self { folder, files: Vec::new() }
    }

    /// Writes a file, still hidden.
    pub(crate) fn add(
        &mut self,
        name: &str,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<Written> {
        let hidden = self.folder.join(format!(".{name}.part"));
        self.files.push((hidden.clone(), self.folder.join(name)));
        let mut counted = Counted { file: create_plain(&hidden)?, hasher: Hasher::default(), size: 0 };
        write(&mut counted)?;
        counted.file.sync_all()?;
        Ok(Written { sha256: counted.hasher.finish(), size: counted.size })
    }

    /// Shows all files. One that has the same bytes as what stands there may take its place; any other only where
    /// `is_ours` says that what stands there came from an earlier attempt.
    pub(crate) fn show(self, is_ours: bool) -> Result<(), NotPlaced> {
        for (hidden, open) in &self.files {
            let free = match fs::symlink_metadata(open) {
                Ok(_) => is_ours || same_bytes(hidden, open)?,
                Err(error) if error.kind() == io::ErrorKind::NotFound => true,
                Err(error) => return Err(error.into()),
            };
            if !free {
                return Err(NotPlaced::Taken);
            }
        }
        for (hidden, open) in self.files.iter().rev() {
            fs::rename(hidden, open)?;
        }
        Ok(File::open(self.folder)?.sync_all()?)
    }
}

impl Drop for Batch<'_> {
    fn drop(&mut self) {
        // Those that were shown are not there any more; one that cannot be removed is written over next time.
        self.files.iter().for_each(|(hidden, _)| drop(fs::remove_file(hidden)));
    }
}

struct Counted {
    file: File,
    hasher: Hasher,
    size: u64,
}

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.file.write(bytes)?;
        self.hasher.update(&bytes[..count]);
        self.size += count as u64;
        Ok(count)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

fn same_bytes(a: &Path, b: &Path) -> io::Result<bool> {
    let (Ok((a, a_is)), Ok((b, b_is))) = (open_plain(a), open_plain(b)) else { return Ok(false) };
    if a_is.len() != b_is.len() {
        return Ok(false);
    }
    let (mut a, mut b) = (BufReader::new(a).bytes(), BufReader::new(b).bytes());
    loop {
        match (a.next().transpose()?, b.next().transpose()?) {
            (None, None) => return Ok(true),
            (a, b) if a != b => return Ok(false),
            _ => {}
        }
    }
}
