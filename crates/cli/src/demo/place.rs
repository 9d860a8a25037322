//! Where the demo is built: a temporary folder that goes away with it, or one that somebody has named.

use std::fs::DirBuilder;
use std::path::{Path, PathBuf};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;

/// A folder, and whether it stays.
#[derive(Debug)]
pub(crate) struct Place {
    path: PathBuf,
    stays: bool,
}

impl Place {
    /// `named`, or a temporary folder that nobody else can read: there are keys in it.
    pub(crate) fn make(named: Option<PathBuf>, keep: bool) -> Result<Self, Failure> {
        let stays = named.is_some() || keep;
        let path = named.unwrap_or_else(|| {
            std::env::temp_dir().join(format!("lienthong-demo-{}", uuid::Uuid::new_v4().simple()))
        });
        if path.read_dir().is_ok_and(|mut entries| entries.next().is_some()) {
            return Err(Failure::content(
                &path,
                "there is something in this folder; choose another one",
                "thư mục này không trống; hãy chọn thư mục khác",
            ));
        }
        let mut builder = DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::DirBuilderExt;
            builder.mode(0o700);
        }
        builder.create(&path).map_err(Failure::write(&path))?;
        let path = path.canonicalize().map_err(Failure::read(&path))?;
        Ok(Self { path, stays })
    }

    /// The folder.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Removes the folder, or says where it is. Nothing may be running in it any more.
    pub(crate) fn end(mut self, output: &Output, exit: Exit) -> Result<(), Failure> {
        if !self.stays {
            if exit != Exit::Ok {
                output.note(output.lang.pick(
                    "To look at what was left behind, run it with --keep.",
                    "Để xem những gì còn lại, hãy chạy với --keep.",
                ));
            }
            // It is removed here, where a failure can be told, and not again.
            self.stays = true;
            return std::fs::remove_dir_all(&self.path).map_err(Failure::write(&self.path));
        }
        let path = self.path.display();
        output.note(&output.lang.pick(format!("Kept: {path}"), format!("Giữ lại: {path}")));
        Ok(())
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if !self.stays {
            // Whoever ends early has nobody left to tell.
            let _ = std::fs::remove_dir_all(&self.path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_temporary_folder_goes_away_and_a_named_one_stays() {
        let temporary = Place::make(None, false).unwrap();
        let path = temporary.path().to_owned();
        assert!(path.is_dir());
        drop(temporary);
        assert!(!path.exists());

        let base = tempfile::tempdir().unwrap();
        let named = base.path().join("demo");
        drop(Place::make(Some(named.clone()), false).unwrap());
        assert!(named.is_dir());
    }

    #[test]
    fn a_folder_with_something_in_it_is_left_alone() {
        let base = tempfile::tempdir().unwrap();
        std::fs::write(base.path().join("mine"), "").unwrap();
        assert!(Place::make(Some(base.path().to_owned()), false).is_err());
        assert!(base.path().join("mine").exists());
    }
}
