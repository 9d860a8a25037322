//! Files that commands write: whole or not at all, never over somebody's work, never outside of their folder.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use lienthong_model::Digest;
use lienthong_model::digest::Hasher;

use crate::failure::Failure;

/// Who may read a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// Everybody whom the folder lets in.
    Shared,
    /// The owner only: mode 0600 on Unix; elsewhere what the folder says.
    Private,
}

/// Reads a text file of at most 16 MiB.
pub(crate) fn read_text(path: &Path) -> Result<String, Failure> {
    let bytes = read(path, 16 << 20)?;
    String::from_utf8(bytes).map_err(|_| Failure::content(path, "not UTF-8 text", "không phải văn bản UTF-8"))
}

/// Reads a file of at most `limit` bytes.
pub(crate) fn read(path: &Path, limit: u64) -> Result<Vec<u8>, Failure> {
    let file = File::open(path).map_err(Failure::read(path))?;
    let mut bytes = Vec::new();
    file.take(limit + 1).read_to_end(&mut bytes).map_err(Failure::read(path))?;
    if bytes.len() as u64 > limit {
        let text = (format!("more than {limit} bytes"), format!("lớn hơn {limit} byte"));
        return Err(Failure::content(path, text.0, text.1));
    }
    Ok(bytes)
}

/// Writes a file in one step: beside its place, flushed, then renamed. Its folder is made where it is missing.
pub(crate) fn put(path: &Path, bytes: &[u8], access: Access) -> Result<(), Failure> {
    let folder = parent(path);
    make_folder(folder)?;
    let mut staged = Staged::create(folder, access)?;
    staged.write(bytes)?;
    staged.rename(path)
}

/// Makes a folder with those above it.
pub(crate) fn make_folder(path: &Path) -> Result<(), Failure> {
    fs::create_dir_all(path).map_err(Failure::write(path))
}

/// The folder of a file.
pub(crate) fn parent(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// A file that has no name yet; it goes away unless it is renamed.
pub(crate) struct Staged {
    path: PathBuf,
    file: File,
    hasher: Hasher,
    kept: bool,
}

impl Staged {
    /// An empty file in `folder`.
    pub(crate) fn create(folder: &Path, access: Access) -> Result<Self, Failure> {
        let path = folder.join(format!(".incoming-{}", uuid::Uuid::new_v4().simple()));
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        if access == Access::Private {
            use std::os::unix::fs::OpenOptionsExt;
            options.mode(0o600);
        }
        // The file has no name that anybody knows yet; what cannot be written into is the folder.
        let file = options.open(&path).map_err(Failure::write(folder))?;
        Ok(Self { path, file, hasher: Hasher::default(), kept: false })
    }

    /// Appends.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.hasher.update(bytes);
        self.file.write_all(bytes).map_err(Failure::write(&self.path))
    }

    /// The file itself, for work that writes a stream; what it writes is not part of the digest.
    pub(crate) fn file(&self) -> io::Result<File> {
        self.file.try_clone()
    }

    /// The digest of what was written. Nothing more can be hashed afterwards.
    pub(crate) fn digest(&mut self) -> Digest {
        std::mem::take(&mut self.hasher).finish()
    }

    /// Gives the file its name. `Ok` means that the bytes and the name are on disk. A device, a link or a folder of this
    /// name is never replaced: `--out /dev/null` of an administrator would take it from the whole machine.
    pub(crate) fn rename(mut self, path: &Path) -> Result<(), Failure> {
        if fs::symlink_metadata(path).is_ok_and(|there| !there.is_file()) {
            let path = path.display();
            return Err(Failure::usage(
                format!("{path} is no file but a device, a link or a folder, and is not replaced"),
                format!("{path} không phải tệp mà là thiết bị, liên kết hoặc thư mục nên không bị thay thế"),
            ));
        }
        self.file.sync_all().map_err(Failure::write(&self.path))?;
        fs::rename(&self.path, path).map_err(Failure::write(path))?;
        self.kept = true;
        sync_folder(parent(path)).map_err(Failure::write(parent(path)))
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        if !self.kept {
            // What cannot be removed is a hidden file without a name that anybody looks for.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Flushes a file that is there already, with its name: who wrote it may have died before it did.
pub(crate) fn settle(path: &Path) -> Result<(), Failure> {
    File::open(path).and_then(|file| file.sync_all()).map_err(Failure::write(path))?;
    sync_folder(parent(path)).map_err(Failure::write(parent(path)))
}

fn sync_folder(folder: &Path) -> io::Result<()> {
    // Only Unix lets a folder be opened to be flushed; elsewhere the file system does it.
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// The digest of a file; nothing where there is none.
pub(crate) fn digest(path: &Path) -> Result<Option<Digest>, Failure> {
    let mut file = match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        file => file.map_err(Failure::read(path))?,
    };
    let mut hasher = Hasher::default();
    let mut block = vec![0; 64 << 10];
    loop {
        match file.read(&mut block).map_err(Failure::read(path))? {
            0 => return Ok(Some(hasher.finish())),
            n => hasher.update(&block[..n]),
        }
    }
}

/// A file name made of texts that a peer chose: `<sender>_<message id>.<extension>`.
///
/// Only `A-Z a-z 0-9 . - _` survive, so it names no folder, no device and no hidden file. Where anything had to be
/// replaced or cut, a part of the digest of the true texts is added: two messages never share a name by accident.
pub(crate) fn safe_name(sender: &str, message_id: &str, extension: &str) -> String {
    const LIMIT: usize = 120;
    let sender_part = clean(sender, true);
    let id_part = clean(message_id, true);
    let extension_part = clean(extension, false);
    // The one slash of a system id becomes the one underscore that no system id has; that loses nothing.
    let mut changed = sender_part != sender.replacen('/', "_", 1)
        || sender.contains('_')
        || id_part != message_id
        || extension_part != extension;
    let mut name = format!("{sender_part}_{id_part}");
    if name.len() > LIMIT {
        name.truncate(LIMIT);
        changed = true;
    }
    if !name.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        name.insert(0, 'x');
        changed = true;
    }
    if changed {
        let digest = Digest::of(format!("{sender}\n{message_id}\n{extension}").as_bytes()).to_string();
        name = format!("{name}-{}", &digest[..8]);
    }
    if extension_part.is_empty() { name } else { format!("{name}.{extension_part}") }
}

/// Each character that a file name may hold, and `_` in place of any other. All are ASCII afterwards.
fn clean(text: &str, allow_dot: bool) -> String {
    let allowed = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_' || (c == '.' && allow_dot);
    text.chars().take(200).map(|c| if allowed(c) { c } else { '_' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_peer_cannot_choose_where_its_file_goes() {
        let check = |sender: &str, id: &str, extension: &str, expected: &str| {
            assert_eq!(safe_name(sender, id, extension), expected);
        };
        check("H60.31/qlvb", "0190-abc", "edxml", "H60.31_qlvb_0190-abc.edxml");
        check("H60.31/qlvb", "a.b", "", "H60.31_qlvb_a.b");
        for (sender, id, extension) in [
            ("H60/a", "../../etc/passwd", "edxml"),
            ("../..", "x", "edxml"),
            ("/etc", "passwd", ".."),
            ("", "", "../x"),
            (".ssh/a", "authorized_keys", "/"),
            ("H60/a", "a\\b:c\0d*?\"<>|", "e.x/e"),
            ("H60/a", "Đ\u{202e}", "edxml"),
        ] {
            let name = safe_name(sender, id, extension);
            let path = Path::new("in").join(&name);
            assert_eq!(path.parent(), Some(Path::new("in")), "{name}");
            assert_eq!(path.file_name().and_then(|n| n.to_str()), Some(name.as_str()));
            assert!(name.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b)), "{name}");
            assert!(!name.starts_with('.'), "{name}");
        }
        assert!(safe_name("H60/a", &"x".repeat(500), "edxml").len() < 160);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_or_a_device_is_never_replaced() {
        let base = tempfile::tempdir().unwrap();
        let (file, link) = (base.path().join("file"), base.path().join("link"));
        put(&file, b"a", Access::Shared).unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        for path in [link.as_path(), base.path()] {
            assert!(put(path, b"b", Access::Shared).is_err(), "{}", path.display());
        }
        assert_eq!(std::fs::read(&file).unwrap(), b"a");
        put(&file, b"c", Access::Shared).unwrap();
        // Nothing half written is left.
        assert_eq!(std::fs::read_dir(base.path()).unwrap().count(), 2);
    }

    #[test]
    fn two_messages_never_share_a_name() {
        let ids = ["a/b", "a_b", "a:b", "a b", "a-b", "a.b"];
        let names: std::collections::BTreeSet<_> = ids.iter().map(|id| safe_name("H60/a", id, "x")).collect();
        assert_eq!(names.len(), ids.len(), "{names:?}");
        assert_ne!(safe_name("H60/a", "b_c", "x"), safe_name("H60/a_b", "c", "x"));
        let long = "y".repeat(200);
        assert_ne!(
            safe_name("H60/a", &format!("{long}1"), "x"),
            safe_name("H60/a", &format!("{long}2"), "x")
        );
    }

    #[test]
    fn a_file_appears_whole_and_private_where_asked() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sub/key.pem");
        put(&path, b"secret", Access::Private).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"secret");
        assert_eq!(digest(&path).unwrap(), Some(Digest::of(b"secret")));
        assert_eq!(digest(&folder.path().join("none")).unwrap(), None);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        let mut staged = Staged::create(folder.path(), Access::Shared).unwrap();
        staged.write(b"half").unwrap();
        drop(staged);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "a half-written file is left behind");
    }
}
