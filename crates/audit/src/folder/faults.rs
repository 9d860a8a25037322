//! Every system call of a publication, made to fail in every way, one at a time.

use super::{Files, Publisher};
use crate::samples::{QuickFiles, entries, files, open, publish, signer};
use crate::verify_folder;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

#[derive(Debug, Clone, Copy, PartialEq)]
enum Fault {
    /// The call does nothing and says so.
    Lost,
    /// The call does its work and says that it failed.
    DoneButReportedLost,
    /// The process ends before the call, or, when it writes, in the middle of it.
    Crash,
    /// The power goes, and with it the changes to directories that were not flushed: those of which the number divided
    /// by two leaves one of these.
    PowerCut(&'static [usize]),
}

const FAULTS: [Fault; 6] = [
    Fault::Lost,
    Fault::DoneButReportedLost,
    Fault::Crash,
    Fault::PowerCut(&[0, 1]),
    Fault::PowerCut(&[0]),
    Fault::PowerCut(&[1]),
];

/// A change to a directory, and what was there before.
enum Undo {
    File(PathBuf, Option<Vec<u8>>),
    MadeDir(PathBuf),
    RemovedDir(PathBuf, Vec<(PathBuf, Vec<u8>)>),
}

/// Changes that a power cut would take back, with the directories in which they were made.
type Unflushed = Arc<Mutex<Vec<(PathBuf, Undo)>>>;

struct FaultyFiles {
    fault: Fault,
    /// Calls to go until the fault.
    left: usize,
    dead: bool,
    happened: Arc<AtomicBool>,
    unflushed: Unflushed,
}

impl FaultyFiles {
    fn new(fault: Fault, left: usize, unflushed: &Unflushed) -> FaultyFiles {
        FaultyFiles { fault, left, dead: false, happened: Arc::default(), unflushed: unflushed.clone() }
    }

    fn call(
        &mut self,
        undo: Option<Undo>,
        path: &Path,
        call: impl FnOnce(&mut QuickFiles) -> io::Result<()>,
    ) -> io::Result<()> {
        let fault = || io::Error::other("injected fault");
        if self.dead {
            return Err(fault());
        }
        if self.left == 0 {
            self.left = usize::MAX;
            self.happened.store(true, Ordering::Relaxed);
            match self.fault {
                Fault::Lost => return Err(fault()),
                Fault::DoneButReportedLost => {
                    call(&mut QuickFiles)?;
                    return Err(fault());
                }
                Fault::Crash => self.dead = true,
                Fault::PowerCut(lost) => {
                    self.dead = true;
                    cut_power(&self.unflushed, lost);
                }
            }
            return Err(fault());
        }
        self.left -= 1;
        call(&mut QuickFiles)?;
        let directory = path.parent().unwrap().to_owned();
        self.unflushed.lock().unwrap().extend(undo.map(|undo| (directory, undo)));
        Ok(())
    }
}

/// Takes back the unflushed changes of which the number divided by two leaves one of `lost`.
fn cut_power(unflushed: &Unflushed, lost: &[usize]) {
    let unflushed: Vec<_> = unflushed.lock().unwrap().drain(..).enumerate().collect();
    for (number, (_, undo)) in unflushed.into_iter().rev() {
        if !lost.contains(&(number % 2)) {
            continue;
        }
        // What lies in a directory that is gone already is gone too.
        match undo {
            Undo::File(path, Some(bytes)) => drop(fs::write(path, bytes)),
            Undo::File(path, None) => drop(fs::remove_file(path)),
            Undo::MadeDir(path) => drop(fs::remove_dir_all(path)),
            Undo::RemovedDir(path, files) => {
                drop(fs::create_dir(path));
                files.into_iter().for_each(|(path, bytes)| drop(fs::write(path, bytes)));
            }
        }
    }
}

impl Files for FaultyFiles {
    fn write(&mut self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        if self.left == 0 && !self.dead && matches!(self.fault, Fault::Crash | Fault::PowerCut(_)) {
            fs::write(path, &bytes[..bytes.len() / 2])?;
        }
        self.call(None, path, |files| files.write(path, bytes))
    }
    fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        let undo = Undo::File(to.to_owned(), fs::read(to).ok());
        self.call(Some(undo), to, |files| files.rename(from, to))
    }
    fn make_dir(&mut self, path: &Path) -> io::Result<()> {
        self.call(Some(Undo::MadeDir(path.to_owned())), path, |files| files.make_dir(path))
    }
    fn sync_dir(&mut self, path: &Path) -> io::Result<()> {
        self.call(None, path, |_| Ok(()))?;
        self.unflushed.lock().unwrap().retain(|(directory, _)| directory != path);
        Ok(())
    }
    fn remove_file(&mut self, path: &Path) -> io::Result<()> {
        let undo = fs::read(path).ok().map(|bytes| Undo::File(path.to_owned(), Some(bytes)));
        self.call(undo, path, |files| files.remove_file(path))
    }
    fn remove_dir(&mut self, path: &Path) -> io::Result<()> {
        let inside = fs::read_dir(path).into_iter().flatten().map(|entry| entry.unwrap().path());
        let inside = inside.map(|path| (path.clone(), fs::read(path).unwrap())).collect();
        let undo = Undo::RemovedDir(path.to_owned(), inside);
        self.call(Some(undo), path, |files| files.remove_dir(path))
    }
}

/// Sizes at which the log is signed: inside a tile, across its border, exactly on it, several tiles at once.
const SIZES: [u64; 6] = [3, 7, 256, 257, 800, 802];

/// Publishes with one fault at call number `number`; false when the work was done before that.
///
/// Whoever publishes calls again after an error, with a new process where the old one died. Without a `reference`, which
/// is the folder as it would be without the fault, entries that
/// were given and never signed are given again as other entries, as by a database that came back without them.
fn survives(fault: Fault, number: usize, reference: Option<&BTreeMap<String, Vec<u8>>>) -> bool {
    let others = reference.is_none();
    let root = tempfile::tempdir().unwrap();
    let root = root.path();
    let at = format!("{fault:?} at call {number}");
    let verifier = signer().verifier();
    let faulty = FaultyFiles::new(fault, number, &Unflushed::default());
    let happened = faulty.happened.clone();
    let opened = Publisher::open_with(root, signer(), Box::new(faulty));
    let mut publisher = opened.unwrap_or_else(|_| open(root));
    let mut acknowledged = publisher.note().to_string();
    let mut salt = "";
    for size in SIZES {
        let mut tries = 0;
        while publisher.size() < size {
            let first = publisher.size();
            let batch = entries(first..size).map(|entry| [entry.as_slice(), salt.as_bytes()].concat());
            if publisher.publish(first, batch).is_ok() {
                acknowledged = publisher.note().to_string();
                continue;
            }
            tries += 1;
            assert!(tries <= 2, "{at}: goes on after one fault");
            verify_folder(root, &verifier, Some(&acknowledged)).expect(&at);
            if !matches!(fault, Fault::Lost | Fault::DoneButReportedLost) {
                drop(publisher);
                publisher = open(root);
            } else if publisher.publish(first, entries(first..first)).is_err() {
                panic!("{at}: reads the folder again");
            }
            if others {
                salt = "other";
                if size < 802 {
                    // They come in other batches too.
                    break;
                }
            }
        }
    }
    let report = verify_folder(root, &verifier, Some(&acknowledged)).expect(&at);
    assert_eq!((report.size, report.unsigned_files), (802, 0), "{at}");
    if let Some(reference) = reference {
        // Opening once more tidies up what a fault may have left.
        drop(publisher);
        drop(open(root));
        assert_eq!(files(root), *reference, "{at}");
    }
    happened.load(Ordering::Relaxed)
}

#[test]
fn a_log_survives_any_single_fault_and_ends_with_the_same_files() {
    let undisturbed = tempfile::tempdir().unwrap();
    publish(undisturbed.path(), &SIZES);
    let reference = files(undisturbed.path());
    for fault in FAULTS {
        let calls = (0..).take_while(|&number| survives(fault, number, Some(&reference))).count();
        assert!(calls >= 100, "{fault:?} was tried at {calls} calls only");
    }
}

#[test]
fn entries_that_were_written_and_never_signed_leave_no_trace_when_they_come_back_as_others() {
    for fault in FAULTS {
        let calls = (0..).take_while(|&number| survives(fault, number, None)).count();
        assert!(calls >= 100, "{fault:?} was tried at {calls} calls only");
    }
}

#[test]
fn what_was_acknowledged_survives_a_crash_and_then_a_power_cut() {
    for first in 0.. {
        for second in 0.. {
            let root = tempfile::tempdir().unwrap();
            let root = root.path();
            let unflushed = Unflushed::default();
            let run = |files: FaultyFiles| {
                let mut publisher = Publisher::open_with(root, signer(), Box::new(files)).ok()?;
                publisher.publish(0, entries(0..3)).ok()?;
                Some(publisher.note().to_string())
            };
            let crashing = FaultyFiles::new(Fault::Crash, first, &unflushed);
            let crashed = crashing.happened.clone();
            let before = run(crashing);
            let powerless = FaultyFiles::new(Fault::PowerCut(&[0, 1]), second, &unflushed);
            let cut = powerless.happened.clone();
            let acknowledged = run(powerless).or(before);
            cut_power(&unflushed, &[0, 1]);

            let at = format!("crash at call {first}, power cut at call {second}");
            if let Some(note) = acknowledged {
                let report = verify_folder(root, &signer().verifier(), Some(&note)).expect(&at);
                assert_eq!(report.size, 3, "{at}");
            }
            assert_eq!(open(root).publish(0, entries(0..3)).expect(&at).size, 3);
            if !crashed.load(Ordering::Relaxed) {
                assert!(first >= 20, "a crash was tried at {first} calls only");
                return;
            }
            if !cut.load(Ordering::Relaxed) {
                break;
            }
        }
    }
}

/// Files on which no directory can be removed, as when the process always ends just before.
struct Untidy;

impl Files for Untidy {
    fn write(&mut self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        QuickFiles.write(path, bytes)
    }
    fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        QuickFiles.rename(from, to)
    }
    fn make_dir(&mut self, path: &Path) -> io::Result<()> {
        QuickFiles.make_dir(path)
    }
    fn sync_dir(&mut self, path: &Path) -> io::Result<()> {
        QuickFiles.sync_dir(path)
    }
    fn remove_file(&mut self, path: &Path) -> io::Result<()> {
        QuickFiles.remove_file(path)
    }
    fn remove_dir(&mut self, path: &Path) -> io::Result<()> {
        if path.ends_with(".staging") { QuickFiles.remove_dir(path) } else { Err(io::Error::other("untidy")) }
    }
}

#[test]
fn stale_partial_tiles_of_a_tile_that_fills_are_gone_before_it_is_signed() {
    let root = tempfile::tempdir().unwrap();
    let root = root.path();
    drop(publish(root, &[7]));
    fs::write(root.join("tile/entries/000.p/9"), "stale").unwrap();
    fs::write(root.join("tile/0/000.p/9"), "stale").unwrap();
    let mut publisher = Publisher::open_with(root, signer(), Box::new(Untidy)).unwrap();
    publisher.publish(7, entries(7..300)).unwrap();
    verify_folder(root, &signer().verifier(), None).unwrap();
}
