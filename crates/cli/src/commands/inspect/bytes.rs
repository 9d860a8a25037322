//! Where the bytes of an inspection come from: a file that is opened as often as it is looked at, or a pipe.
//!
//! A pipe can be read only once, and an inspection looks more often: what comes through it is held in memory, up to a
//! limit. Standard input is one even where it is a file.

use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use lienthong_adapter::rows::Input;

use crate::failure::Failure;

/// The bytes of one file.
pub(super) enum Bytes {
    /// A file on the disk.
    File(PathBuf),
    /// What came through a pipe.
    Held(Arc<[u8]>),
}

impl Bytes {
    /// Finds out what `path` is. `-` is standard input. More than `most` bytes of a pipe are refused, and so is what
    /// holds no bytes of its own, such as a folder.
    pub(super) fn of(path: &Path, most: u64) -> Result<Self, Failure> {
        if path.as_os_str() == "-" {
            return Self::hold(path, io::stdin().lock(), most);
        }
        let kind = std::fs::metadata(path).map_err(Failure::read(path))?.file_type();
        if kind.is_file() {
            return Ok(Self::File(path.to_owned()));
        }
        if kind.is_dir() {
            return Err(Failure::content(path, "is a folder; name a file", "là thư mục; hãy nêu tên tệp"));
        }
        let pipe = File::open(path).map_err(Failure::read(path))?;
        Self::hold(path, pipe, most)
    }

    fn hold(path: &Path, pipe: impl Read, most: u64) -> Result<Self, Failure> {
        let mut bytes = Vec::new();
        pipe.take(most.saturating_add(1)).read_to_end(&mut bytes).map_err(Failure::read(path))?;
        if bytes.len() as u64 > most {
            let most = most >> 20;
            return Err(Failure::content(
                path,
                format!("more than {most} MiB come through the pipe; save them to a file and name the file"),
                format!("dữ liệu qua đường ống vượt quá {most} MiB; hãy lưu thành tệp rồi nêu tên tệp"),
            ));
        }
        Ok(Self::Held(bytes.into()))
    }

    /// The bytes from their beginning.
    pub(super) fn open(&self) -> io::Result<Box<dyn Input>> {
        Ok(match self {
            Self::File(path) => Box::new(File::open(path)?),
            Self::Held(bytes) => Box::new(Cursor::new(Arc::clone(bytes))),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pipe_is_held_as_far_as_the_limit_and_opened_again_and_again() {
        let held = Bytes::hold(Path::new("-"), &b"abc"[..], 3).ok().unwrap();
        for _ in 0..2 {
            let mut read = String::new();
            held.open().unwrap().read_to_string(&mut read).unwrap();
            assert_eq!(read, "abc");
        }
        assert!(Bytes::hold(Path::new("-"), &b"abcd"[..], 3).is_err());
        assert!(Bytes::of(Path::new("/"), 3).is_err());
    }
}
