//! One look into an outbox: what could be sent, and what never can.
//!
//! A table (`X.DBF`) and the memo file of its stem (`X.FPT`, `X.DBT`) are found together. A memo file is nothing
//! without its table: alone it is left where it is, unless an envelope of its own says what it is.

use std::collections::{BTreeSet, HashSet};
use std::ffi::{OsStr, OsString};
use std::fs::Metadata;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use lienthong_adapter::Phrase;
use lienthong_model::file_rule::is_never_taken;
use serde::{Deserialize, Serialize};

use super::filing::is_filing;
use crate::connector::dbf_pair::{is_memo, is_table, split};
use crate::connector::folder::ENVELOPE;

/// Where what was answered goes.
pub(super) const SENT: &str = "sent";
/// Where what was refused goes.
pub(super) const REFUSED: &str = "refused";

/// How a file looked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Look {
    pub(super) bytes: u64,
    changed: Option<Timestamp>,
}

impl Look {
    /// What metadata says.
    pub(super) fn of(metadata: &Metadata) -> Self {
        Self { bytes: metadata.len(), changed: metadata.modified().ok().and_then(|at| at.try_into().ok()) }
    }
}

/// A file and how it looked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Seen {
    pub(super) name: String,
    pub(super) look: Look,
}

/// A file that may be sent, with the memo files of its stem where it is a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) file: Seen,
    pub(super) memos: Vec<Seen>,
}

/// Why a file can never be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Odd {
    /// Its name is not UTF-8.
    NameNotUtf8,
    /// It is a symbolic link, which may point anywhere.
    Link,
    /// It is neither a file nor a folder.
    NotAFile,
    /// It stands where a folder of ours belongs.
    InTheWay,
}

impl Odd {
    /// In words, for our operator.
    pub(super) fn words(self) -> Phrase {
        match self {
            Self::NameNotUtf8 => Phrase::new("its name is not UTF-8", "tên tệp không phải UTF-8"),
            Self::Link => Phrase::new("it is a symbolic link", "là liên kết tượng trưng"),
            Self::InTheWay => Phrase::new(
                "nothing is taken until the file or link named sent or refused is moved away",
                "không tệp nào được lấy cho đến khi dời tệp hoặc liên kết mang tên sent hoặc refused đi chỗ khác",
            ),
            Self::NotAFile => Phrase::new("it is not a plain file", "không phải tệp thông thường"),
        }
    }
}

/// What one look has found.
#[derive(Debug, Default)]
pub(super) struct Listing {
    /// In order of name.
    pub(super) found: Vec<Found>,
    /// Memo files without a table.
    pub(super) lone: HashSet<String>,
    /// Files that can never be sent.
    pub(super) odd: BTreeSet<(OsString, Odd)>,
    /// Envelopes whose file is not there.
    pub(super) orphans: HashSet<String>,
    /// Something that is not a folder stands where answered files belong: nothing can be filed.
    pub(super) is_blocked: bool,
    /// Filings that were written down and are not finished.
    pub(super) unfinished: Vec<String>,
}

/// Looks into an outbox.
pub(super) fn list(outbox: &Path) -> io::Result<Listing> {
    let mut listing = Listing::default();
    let mut names = HashSet::new();
    let mut plain = Vec::new();
    for entry in std::fs::read_dir(outbox)? {
        let entry = entry?;
        let name = entry.file_name();
        if name.as_encoded_bytes().starts_with(b".") {
            listing.unfinished.extend(name.into_string().ok().filter(|name| is_filing(name)));
            continue;
        }
        // Not following links. A file that is gone since is none.
        let metadata = match entry.metadata() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            metadata => metadata?,
        };
        if metadata.is_dir() {
            continue;
        }
        let is_ours = [SENT, REFUSED].iter().any(|folder| name == OsStr::new(folder));
        listing.is_blocked |= is_ours;
        if let Some(name) = name.to_str() {
            names.insert(name.to_owned());
            if is_never_taken(name) || name.ends_with(ENVELOPE) {
                continue;
            }
        }
        let odd = match name.to_str() {
            None => Odd::NameNotUtf8,
            Some(_) if is_ours => Odd::InTheWay,
            Some(_) if metadata.is_symlink() => Odd::Link,
            Some(_) if !metadata.is_file() => Odd::NotAFile,
            Some(name) => {
                plain.push(Seen { name: name.to_owned(), look: Look::of(&metadata) });
                continue;
            }
        };
        listing.odd.insert((name, odd));
    }
    plain.sort_by(|a, b| a.name.cmp(&b.name));
    listing.pair(plain, &names);
    listing.orphans = orphans(&names);
    Ok(listing)
}

impl Listing {
    fn pair(&mut self, plain: Vec<Seen>, names: &HashSet<String>) {
        let has_envelope = |file: &Seen| names.contains(&format!("{}.{ENVELOPE}", file.name));
        let (memos, files): (Vec<Seen>, Vec<Seen>) =
            plain.into_iter().partition(|file| is_memo(&file.name) && !has_envelope(file));
        self.found = files.into_iter().map(|file| Found { file, memos: Vec::new() }).collect();
        for memo in memos {
            let stem = split(&memo.name).0;
            let same = |fits: &dyn Fn(&str) -> bool| {
                let mut tables = self.found.iter();
                tables.position(|found| is_table(&found.file.name) && fits(split(&found.file.name).0))
            };
            match same(&|other| other == stem).or_else(|| same(&|other| other.eq_ignore_ascii_case(stem))) {
                Some(table) => self.found[table].memos.push(memo),
                None => {
                    self.lone.insert(memo.name);
                }
            }
        }
    }
}

/// The envelopes among `names` that are beside nothing, not even what is still being written.
fn orphans(names: &HashSet<String>) -> HashSet<String> {
    let all = names.iter().filter_map(|name| Some((name, name.strip_suffix(ENVELOPE)?.strip_suffix('.')?)));
    let mut of: HashSet<&str> = HashSet::new();
    for mut name in names.iter().map(String::as_str).filter(|name| !name.ends_with(ENVELOPE)) {
        of.insert(name);
        // `a.edxml` and `a` for `a.edxml.part`: either may be what the envelope is called after.
        while let Some((stem, _)) = name.rsplit_once('.') {
            of.insert(stem);
            name = stem;
        }
    }
    all.filter(|(_, about)| !of.contains(about)).map(|(name, _)| name.clone()).collect()
}

/// `NAME.ENDING` beside `NAME`.
pub(super) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".");
    name.push(ending);
    path.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(names: &[&str], expected: &[(&str, &[&str])], lone: &[&str]) {
        let look = Look { bytes: 0, changed: None };
        let all: HashSet<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let mut plain: Vec<Seen> = names
            .iter()
            .filter(|name| !name.ends_with(ENVELOPE))
            .map(|name| Seen { name: (*name).to_owned(), look })
            .collect();
        plain.sort_by(|a, b| a.name.cmp(&b.name));
        let mut listing = Listing::default();
        listing.pair(plain, &all);
        let found: Vec<(&str, Vec<&str>)> = listing
            .found
            .iter()
            .map(|found| (&*found.file.name, found.memos.iter().map(|memo| &*memo.name).collect()))
            .collect();
        let expected: Vec<(&str, Vec<&str>)> =
            expected.iter().map(|(file, memos)| (*file, memos.to_vec())).collect();
        assert_eq!(found, expected, "{names:?}");
        assert_eq!(listing.lone, lone.iter().map(|name| (*name).to_owned()).collect(), "{names:?}");
    }

    #[test]
    fn a_file_in_the_place_of_a_folder_of_answers_blocks_the_outbox() {
        for name in [SENT, REFUSED] {
            let folder = tempfile::tempdir().unwrap();
            std::fs::write(folder.path().join(name), "x").unwrap();
            std::fs::write(folder.path().join("a.bin"), "x").unwrap();
            let listing = list(folder.path()).unwrap();
            assert!(listing.is_blocked, "{name}");
            assert_eq!(listing.odd, BTreeSet::from([(OsString::from(name), Odd::InTheWay)]));
        }
    }

    #[test]
    fn an_envelope_is_alone_where_no_file_of_its_name_is_there() {
        let check = |names: &[&str], expected: &[&str]| {
            let all = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<HashSet<_>>();
            assert_eq!(orphans(&all(names)), all(expected), "{names:?}");
        };
        check(&["a.edxml", "a.edxml.envelope.json"], &[]);
        check(&["a.edxml", "a.envelope.json"], &[]);
        check(&["a.edxml.part", "a.envelope.json"], &[]);
        check(&["ab.edxml", "a.envelope.json"], &["a.envelope.json"]);
        check(&["a.edxml.envelope.json", "a.envelope.json"], &["a.edxml.envelope.json", "a.envelope.json"]);
    }

    #[test]
    fn a_memo_file_belongs_to_the_table_of_its_stem_and_is_nothing_alone() {
        check(&["KS.DBF", "KS.FPT"], &[("KS.DBF", &["KS.FPT"])], &[]);
        check(&["ks.dbf", "KS.Fpt"], &[("ks.dbf", &["KS.Fpt"])], &[]);
        check(&["KS.DBF", "KS.DBT", "KS.FPT"], &[("KS.DBF", &["KS.DBT", "KS.FPT"])], &[]);
        // The same spelling goes before the same letters.
        check(&["KS.DBF", "ks.dbf", "ks.fpt"], &[("KS.DBF", &[]), ("ks.dbf", &["ks.fpt"])], &[]);
        check(&["KT.FPT", "KS.DBF", "KT.txt"], &[("KS.DBF", &[]), ("KT.txt", &[])], &["KT.FPT"]);
        check(&["KS.DBT", "KS.DBT.envelope.json"], &[("KS.DBT", &[])], &[]);
    }
}
