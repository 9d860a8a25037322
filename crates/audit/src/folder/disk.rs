//! Durable writing, once for the whole crate.
//!
//! [`Disk::put`] makes one file appear whole: written beside the log, flushed, then renamed to its place.
//! [`Disk::settle`] flushes the directories that changed since the last time. What was put is durable only after settling.
//!
//! The handful of system calls beneath is a trait, so that tests can let each one fail, or take back what a power cut
//! would take back.

use super::FolderError;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The system calls that change a folder.
pub(crate) trait Files: Send {
    /// Creates `path` with `bytes` and flushes it.
    fn write(&mut self, path: &Path, bytes: &[u8]) -> io::Result<()>;
    /// Gives `from` the name `to`, replacing what was there.
    fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()>;
    /// Creates one directory.
    fn make_dir(&mut self, path: &Path) -> io::Result<()>;
    /// Flushes the names in a directory.
    fn sync_dir(&mut self, path: &Path) -> io::Result<()>;
    /// Removes a file.
    fn remove_file(&mut self, path: &Path) -> io::Result<()>;
    /// Removes a directory with all that is in it.
    fn remove_dir(&mut self, path: &Path) -> io::Result<()>;
}

/// The real system calls.
pub(crate) struct RealFiles;

impl Files for RealFiles {
    fn write(&mut self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let mut file = File::create(path)?;
        file.write_all(bytes)?;
        file.sync_all()
    }

    fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn make_dir(&mut self, path: &Path) -> io::Result<()> {
        fs::create_dir(path)
    }

    fn sync_dir(&mut self, path: &Path) -> io::Result<()> {
        File::open(path)?.sync_all()
    }

    fn remove_file(&mut self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn remove_dir(&mut self, path: &Path) -> io::Result<()> {
        fs::remove_dir_all(path)
    }
}

/// A folder that is being written.
pub(crate) struct Disk {
    root: PathBuf,
    staging: PathBuf,
    files: Box<dyn Files>,
    /// Directories whose names are not flushed yet.
    unsettled: BTreeSet<PathBuf>,
    /// Set until the first settling: a directory that exists already may have been made by a process that died before
    /// it flushed the name, so up to then every directory on the way to a file is flushed.
    distrust: bool,
}

impl Disk {
    /// Takes over the folder `root`, which exists, and clears what an interrupted writer left half-done.
    pub(crate) fn open(root: &Path, files: Box<dyn Files>) -> Result<Disk, FolderError> {
        let staging = root.join(".staging");
        let unsettled = BTreeSet::from([root.to_owned()]);
        let mut disk = Disk { root: root.to_owned(), staging, files, unsettled, distrust: true };
        disk.reset()?;
        Ok(disk)
    }

    /// Forgets what was put since the last settling, and distrusts the folder again.
    ///
    /// Whatever is in the folder now is flushed before anybody builds on it.
    pub(crate) fn reset(&mut self) -> Result<(), FolderError> {
        let staging = self.staging.clone();
        if staging.exists() {
            self.files.remove_dir(&staging).map_err(FolderError::io("remove", &staging))?;
        }
        self.files.make_dir(&staging).map_err(FolderError::io("create", &staging))?;
        self.unsettled.insert(self.root.clone());
        self.distrust = false;
        self.settle()?;
        self.distrust = true;
        Ok(())
    }

    /// The folder.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Makes the file `name` appear, or change, in one step.
    pub(crate) fn put(&mut self, name: &str, bytes: &[u8]) -> Result<(), FolderError> {
        let path = self.root.join(name);
        self.make_parents(&path)?;
        let staged = self.staging.join("next");
        self.files.write(&staged, bytes).map_err(FolderError::io("write", &path))?;
        self.files.rename(&staged, &path).map_err(FolderError::io("rename to", &path))?;
        Ok(())
    }

    /// Flushes every directory that changed. `Ok` means that all that was put is on disk.
    pub(crate) fn settle(&mut self) -> Result<(), FolderError> {
        while let Some(directory) = self.unsettled.first().cloned() {
            self.files.sync_dir(&directory).map_err(FolderError::io("flush", &directory))?;
            self.unsettled.remove(&directory);
        }
        self.distrust = false;
        Ok(())
    }

    /// Removes a file, if it is there; after settling it does not come back.
    pub(crate) fn remove_file(&mut self, name: &str) -> Result<(), FolderError> {
        let path = self.root.join(name);
        self.unsettled.extend(path.parent().map(Path::to_owned));
        match self.files.remove_file(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            done => done.map_err(FolderError::io("remove", path)),
        }
    }

    /// Removes a directory, if it is there.
    pub(crate) fn remove_dir(&mut self, name: &str) -> Result<(), FolderError> {
        let path = self.root.join(name);
        match self.files.remove_dir(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            done => done.map_err(FolderError::io("remove", path)),
        }
    }

    /// The names in a directory; none when it is not there.
    pub(crate) fn list(&self, name: &str) -> Result<Vec<String>, FolderError> {
        let path = self.root.join(name);
        let entries = match fs::read_dir(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries.map_err(FolderError::io("list", &path))?,
        };
        entries
            .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
            .collect::<io::Result<_>>()
            .map_err(FolderError::io("list", path))
    }

    /// Makes the directories down to `path`, and notes which of them must be flushed.
    fn make_parents(&mut self, path: &Path) -> Result<(), FolderError> {
        let parents: Vec<PathBuf> =
            path.ancestors().skip(1).take_while(|p| p.starts_with(&self.root)).map(Path::to_owned).collect();
        for pair in parents.windows(2).rev() {
            let (directory, above) = (&pair[0], &pair[1]);
            let missing = !directory.exists();
            if missing {
                self.files.make_dir(directory).map_err(FolderError::io("create", directory))?;
            }
            if missing || self.distrust {
                self.unsettled.insert(above.clone());
            }
        }
        self.unsettled.extend(parents.into_iter().next());
        Ok(())
    }
}
