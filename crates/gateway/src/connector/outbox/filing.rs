//! A file that was answered is moved out of the outbox, with its answer, its envelope and its memo file.
//!
//! 1. find names that are free (`names.rs`);
//! 2. write down what is to be done, hidden in the outbox: from here on the file is filed, whatever happens;
//! 3. do it: the answers, then the envelope, the memo file and the file;
//! 4. remove what was written down.
//!
//! After a crash the next look into the outbox finds what was written down, and goes on with step 3.
//!
//! # What holds
//!
//! * A file is sent again only where the crash was before step 2; then nothing of it is filed yet, and its message id
//!   makes the two one. Nothing is filed twice.
//! * Nothing that was filed is replaced.
//! * The answer is there before the file is, and whole from the moment it is seen. What is beside the file, its envelope
//!   and its memo file, is there before it too.
//! * A file that was written anew since it was read is not moved: it is another message.
//! * The folders of answers are folders, never links. What is written down leads to no other place, whoever wrote it.

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::Path;

use jiff::Timestamp;
use lienthong_model::Digest;
use serde::{Deserialize, Serialize};

use super::answers::{Answer, Folder, answers};
use super::listing::{Look, Seen};
use super::names::{Names, free, short};
use super::outside::envelope_of;
use crate::accept::Accepted;
use crate::connector::files::{create_plain, open_plain};
use crate::refused_message::Refused;

/// What the names of filings that are written down end with; they begin with a dot.
const FILING: &str = ".filing.json";

/// Bytes of a filing that is written down; the rows that an answer lists are few.
const MAX_FILING: u64 = 16 * 1024 * 1024;

/// What is to be done, as it is written down. Fields are only ever added.
#[derive(Debug, Serialize, Deserialize)]
struct Filing {
    v: u32,
    folder: Folder,
    /// What the file is called there.
    name: String,
    answers: Vec<Answer>,
    moves: Vec<Move>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Move {
    from: Seen,
    to: String,
}

/// One step of a filing. Doing it again changes nothing.
#[derive(Debug, Clone, Copy)]
enum Step<'a> {
    Answer(&'a Answer),
    Move(&'a Move),
}

/// Files what was answered. `is_unknown` says that there are rules for files, and none is for this one.
pub(super) fn file_away(
    outbox: &Path,
    file: &Seen,
    memo: Option<&Seen>,
    answer: &Result<Accepted, Refused>,
    is_unknown: bool,
    now: Timestamp,
) -> io::Result<()> {
    let filing = Filing::new(outbox, file, memo, answer, is_unknown, now)?;
    let written = filing.write_down(outbox)?;
    filing.carry_out(outbox)?;
    fs::remove_file(outbox.join(written))
}

/// Whether something of this name in an outbox is a filing that was written down.
pub(super) fn is_filing(name: &str) -> bool {
    name.starts_with('.') && name.ends_with(FILING)
}

/// Goes on with a filing that was written down. Gives the files that it is about, which are answered, and how it went.
pub(super) fn finish(outbox: &Path, written: &str) -> (Vec<Seen>, io::Result<()>) {
    let path = outbox.join(written);
    match Filing::read(&path) {
        Ok(Some(filing)) => {
            let done = filing.carry_out(outbox).and_then(|()| fs::remove_file(path));
            (filing.moves.into_iter().map(|one| one.from).collect(), done)
        }
        // None of ours: each is shown whole.
        Ok(None) => (Vec::new(), fs::remove_file(path)),
        Err(error) => (Vec::new(), Err(error)),
    }
}

impl Filing {
    fn new(
        outbox: &Path,
        file: &Seen,
        memo: Option<&Seen>,
        answer: &Result<Accepted, Refused>,
        is_unknown: bool,
        now: Timestamp,
    ) -> io::Result<Self> {
        let envelope = envelope_of(&outbox.join(&file.name)).and_then(|(path, metadata)| {
            let name = path.file_name()?.to_str()?.to_owned();
            Some(Seen { name, look: Look::of(&metadata) })
        });
        let (folder, answers) = answers(answer, is_unknown && envelope.is_none());
        let own = Names {
            file: file.name.clone(),
            memo: memo.map(|memo| memo.name.clone()),
            envelope: envelope.as_ref().map(|envelope| envelope.name.clone()),
        };
        let names = free(&outbox.join(folder.name()), own, now)?;
        let beside = [(envelope, names.envelope), (memo.cloned(), names.memo)];
        let beside = beside.into_iter().filter_map(|(from, to)| Some((from?, to?)));
        let moves = beside.chain([(file.clone(), names.file.clone())]);
        let moves = moves.map(|(from, to)| Move { from, to }).collect();
        Ok(Self { v: 1, folder, name: names.file, answers, moves })
    }

    /// Nothing where it is not one of ours.
    fn read(path: &Path) -> io::Result<Option<Self>> {
        let mut text = Vec::new();
        open_plain(path)?.0.take(MAX_FILING).read_to_end(&mut text)?;
        Ok(serde_json::from_slice(&text).ok().filter(Self::stays_inside))
    }

    /// The office may write into its outbox too. A name is a name, and no way to elsewhere.
    fn stays_inside(&self) -> bool {
        let endings = self.answers.iter().map(|answer| &answer.ending);
        let moved = self.moves.iter().flat_map(|one| [&one.from.name, &one.to]);
        let mut names = endings.chain(moved).chain([&self.name]);
        names.all(|name| !name.contains(['/', '\0']) && !["", ".", ".."].contains(&&**name))
    }

    /// Writes it down, and gives its name in the outbox.
    fn write_down(&self, outbox: &Path) -> io::Result<String> {
        let about: Vec<&Seen> = self.moves.iter().map(|one| &one.from).collect();
        let about = Digest::of(&serde_json::to_vec(&about)?).to_string();
        let (hidden, name) = (format!(".{}.part", &about[..16]), format!(".{}{FILING}", &about[..16]));
        write_synced(&outbox.join(&hidden), &serde_json::to_vec(self)?)?;
        fs::rename(outbox.join(hidden), outbox.join(&name))?;
        File::open(outbox)?.sync_all()?;
        Ok(name)
    }

    fn steps(&self) -> impl Iterator<Item = Step<'_>> {
        self.answers.iter().map(Step::Answer).chain(self.moves.iter().map(Step::Move))
    }

    fn carry_out(&self, outbox: &Path) -> io::Result<()> {
        let folder = outbox.join(self.folder.name());
        match fs::create_dir(&folder) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                if !fs::symlink_metadata(&folder)?.is_dir() {
                    return Err(error);
                }
            }
            made => made?,
        }
        self.steps().try_for_each(|step| self.take(step, outbox, &folder))?;
        File::open(&folder)?.sync_all()
    }

    fn take(&self, step: Step<'_>, outbox: &Path, folder: &Path) -> io::Result<()> {
        match step {
            Step::Answer(answer) => {
                write_answer(folder, &self.name, &answer.ending, &serde_json::to_vec_pretty(&answer.text)?)
            }
            Step::Move(Move { from, to }) => {
                let (source, to) = (outbox.join(&from.name), folder.join(to));
                let is_same = look_of(&source)?.is_some_and(|look| look == from.look);
                if !is_same || look_of(&to)?.is_some() {
                    return Ok(());
                }
                fs::rename(source, to)
            }
        }
    }
}

fn look_of(path: &Path) -> io::Result<Option<Look>> {
    match fs::symlink_metadata(path) {
        Ok(metadata) => Ok(Some(Look::of(&metadata))),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::InvalidFilename) => {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// Puts an answer into the folder under a hidden name, and then shows it: programs of the office wait for it. One that
/// is there already stays as it is.
fn write_answer(folder: &Path, name: &str, ending: &str, text: &[u8]) -> io::Result<()> {
    let (long, short) = (folder.join(format!("{name}.{ending}")), short(name, ending));
    let hidden = folder.join(format!(".{short}.part"));
    let short = folder.join(short);
    if look_of(&long)?.is_some() || look_of(&short)?.is_some() {
        return Ok(());
    }
    write_synced(&hidden, text)?;
    match fs::rename(&hidden, long) {
        // Each file system has its own limit, and this is how it says so.
        Err(error) if error.kind() == io::ErrorKind::InvalidFilename => fs::rename(&hidden, short),
        shown => shown,
    }
}

fn write_synced(path: &Path, text: &[u8]) -> io::Result<()> {
    let mut file = create_plain(path)?;
    file.write_all(text)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::refusal::Refusal;

    #[test]
    fn an_answer_is_whole_from_the_moment_it_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        let text = vec![b'x'; 64 * 1024];
        let whole = |folder: &Path| match fs::read(folder.join("a.bin.error.json")) {
            Ok(seen) => assert_eq!(seen.len(), text.len()),
            Err(error) => assert_eq!(error.kind(), io::ErrorKind::NotFound),
        };
        std::thread::scope(|scope| {
            let office = folder.path();
            let writing = scope.spawn(|| {
                for _ in 0..200 {
                    write_answer(office, "a.bin", "error.json", &text).unwrap();
                    fs::remove_file(office.join("a.bin.error.json")).unwrap();
                }
            });
            while !writing.is_finished() {
                whole(office);
            }
        });
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "nothing hidden is left");
    }

    fn seen(outbox: &Path, name: &str) -> Seen {
        Seen { name: name.to_owned(), look: Look::of(&fs::symlink_metadata(outbox.join(name)).unwrap()) }
    }

    fn all(folder: &Path) -> Vec<(String, Vec<u8>)> {
        let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
        let files = entries.filter(|entry| entry.metadata().unwrap().is_file());
        let mut files: Vec<_> = files
            .map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap()))
            .collect();
        files.sort();
        files
    }

    fn now() -> Timestamp {
        "2026-11-26T07:20:55Z".parse().unwrap()
    }

    /// An outbox with a table, its memo file and its envelope, beside which an earlier table was filed.
    fn outbox() -> (tempfile::TempDir, Filing) {
        let folder = tempfile::tempdir().unwrap();
        let outbox = folder.path();
        fs::create_dir(outbox.join("refused")).unwrap();
        fs::write(outbox.join("refused/KS.DBF"), "earlier").unwrap();
        for (name, text) in [("KS.DBF", "table"), ("KS.FPT", "memo"), ("KS.envelope.json", "{}")] {
            fs::write(outbox.join(name), text).unwrap();
        }
        let (table, memo) = (seen(outbox, "KS.DBF"), seen(outbox, "KS.FPT"));
        let filing =
            Filing::new(outbox, &table, Some(&memo), &Err(Refusal::TooSlow.into()), false, now()).unwrap();
        (folder, filing)
    }

    #[test]
    fn a_crash_after_any_step_files_everything_once() {
        let steps = outbox().1.steps().count();
        assert_eq!(steps, 4);
        let mut results = Vec::new();
        for done in 0..=steps {
            let (folder, filing) = outbox();
            let outbox = folder.path();
            let written = filing.write_down(outbox).unwrap();
            for step in filing.steps().take(done) {
                filing.take(step, outbox, &outbox.join("refused")).unwrap();
            }
            let (about, finished) = finish(outbox, &written);
            finished.unwrap();
            assert_eq!(about.len(), 3);
            assert_eq!(all(outbox), [], "after {done} steps");
            results.push(all(&outbox.join("refused")));
        }
        assert!(results.windows(2).all(|two| two[0] == two[1]), "{results:?}");
        let names: Vec<&str> = results[0].iter().map(|(name, _)| &**name).collect();
        let stem = "KS_20261126-142055";
        let [table, error, memo, envelope] =
            [".DBF", ".DBF.error.json", ".FPT", ".envelope.json"].map(|ending| format!("{stem}{ending}"));
        assert_eq!(names, ["KS.DBF", &*table, &*error, &*memo, &*envelope]);
        assert_eq!(results[0][0].1, b"earlier");
    }

    #[test]
    fn a_file_that_was_written_anew_is_not_filed_as_the_one_before() {
        let (folder, filing) = outbox();
        let outbox = folder.path();
        let written = filing.write_down(outbox).unwrap();
        fs::write(outbox.join("KS.DBF"), "another table").unwrap();
        finish(outbox, &written).1.unwrap();
        assert_eq!(all(outbox), [("KS.DBF".to_owned(), b"another table".to_vec())]);
    }

    #[test]
    fn what_leads_elsewhere_is_none_of_ours() {
        let (folder, mut filing) = outbox();
        let outbox = folder.path();
        fs::create_dir(outbox.join("elsewhere")).unwrap();
        filing.moves[2].to = "../elsewhere/KS.DBF".to_owned();
        let written = filing.write_down(outbox).unwrap();
        assert!(is_filing(&written));
        let (about, finished) = finish(outbox, &written);
        finished.unwrap();
        assert_eq!((about.len(), all(&outbox.join("elsewhere"))), (0, Vec::new()));
        assert_eq!(all(outbox).len(), 3, "the files are still to be sent");
    }
}
