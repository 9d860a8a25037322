//! Under which name a file is filed: its own, or where that is taken, its own with the time of the filing.
//!
//! `KS01.DBF` becomes `KS01_20261126-142055.DBF`, and what belongs to it goes under that name too: the memo file, the
//! envelope, the answers. So names of one program sort by time, the plain one first.
//!
//! # What holds
//!
//! * A name is free only where nothing has it and nothing that belongs to a file of it is there, whoever left it: two
//!   files never share an answer, an envelope or a memo file.
//! * No name is too long: a stem that is long is cut, and a part of its digest keeps it apart from others.

use std::fs;
use std::io;
use std::path::Path;

use jiff::Timestamp;
use lienthong_model::{Digest, time};

use super::answers::ENDINGS;
use crate::connector::dbf_pair::{MEMOS, is_table};
use crate::connector::folder::ENVELOPE;

/// Bytes of a name that is cut.
const CUT: usize = 80;

/// The names of the files of one message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Names {
    pub(super) file: String,
    pub(super) memo: Option<String>,
    pub(super) envelope: Option<String>,
}

/// The names under which these are filed in `folder`, which need not be there yet.
pub(super) fn free(folder: &Path, own: Names, now: Timestamp) -> io::Result<Names> {
    if is_free(folder, &own)? {
        return Ok(own);
    }
    let at = time::local(now).strftime("_%Y%m%d-%H%M%S").to_string();
    let mut number = 1;
    loop {
        // Two of one name in one second are rare; a restored clock is not.
        let mark = if number == 1 { at.clone() } else { format!("{at}-{number:02}") };
        let marked = marked(&own, &mark);
        if is_free(folder, &marked)? {
            return Ok(marked);
        }
        number += 1;
    }
}

fn marked(own: &Names, mark: &str) -> Names {
    let (stem, ending) = halves(&own.file);
    let stem = if stem.len() > CUT { cut(stem) } else { stem.to_owned() };
    let file = format!("{stem}{mark}{ending}");
    let memo = own.memo.as_ref().map(|memo| format!("{stem}{mark}{}", halves(memo).1));
    let envelope = own.envelope.as_ref().map(|envelope| {
        let is_of_whole_name = *envelope == format!("{}.{ENVELOPE}", own.file);
        if is_of_whole_name { format!("{file}.{ENVELOPE}") } else { format!("{stem}{mark}.{ENVELOPE}") }
    });
    Names { file, memo, envelope }
}

fn is_free(folder: &Path, names: &Names) -> io::Result<bool> {
    let (file, stem) = (&names.file, halves(&names.file).0);
    let mut all = vec![file.clone(), format!("{file}.{ENVELOPE}"), format!("{stem}.{ENVELOPE}")];
    all.extend(ENDINGS.iter().flat_map(|ending| [format!("{file}.{ending}"), short(file, ending)]));
    if is_table(file) {
        all.extend(MEMOS.iter().flat_map(|ending| {
            [format!("{stem}.{ending}"), format!("{stem}.{}", ending.to_ascii_uppercase())]
        }));
    }
    all.extend([&names.memo, &names.envelope].into_iter().flatten().cloned());
    for name in all {
        match fs::symlink_metadata(folder.join(name)) {
            Ok(_) => return Ok(false),
            // What is too long for this file system is not there.
            Err(error)
                if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::InvalidFilename) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(true)
}

/// The name before its last dot, and the rest with the dot.
fn halves(name: &str) -> (&str, &str) {
    name.split_at(name.rfind('.').unwrap_or(name.len()))
}

/// `NAME.ENDING` where that is too long.
pub(super) fn short(name: &str, ending: &str) -> String {
    format!("{}.{ending}", cut(name))
}

/// The beginning of a name, and what keeps it apart from others with the same beginning.
fn cut(name: &str) -> String {
    let digest = Digest::of(name.as_bytes()).to_string();
    format!("{}~{}", &name[..name.floor_char_boundary(CUT)], &digest[..8])
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: &str = "2026-11-26T07:20:55Z";

    fn check(there: &[&str], own: [Option<&str>; 3], expected: [Option<&str>; 3]) {
        let folder = tempfile::tempdir().unwrap();
        there.iter().for_each(|name| fs::write(folder.path().join(name), "x").unwrap());
        let names = |[file, memo, envelope]: [Option<&str>; 3]| Names {
            file: file.unwrap().to_owned(),
            memo: memo.map(str::to_owned),
            envelope: envelope.map(str::to_owned),
        };
        let found = free(folder.path(), names(own), NOW.parse().unwrap()).unwrap();
        assert_eq!(found, names(expected), "{there:?}");
    }

    #[test]
    fn a_name_is_kept_where_it_is_free_and_gets_the_time_where_it_is_not() {
        let plain = [Some("a.bin"), None, None];
        let later = [Some("a_20261126-142055.bin"), None, None];
        check(&[], plain, plain);
        check(&["a.txt", "a.bin2", "b.bin.receipt.json"], plain, plain);
        for taken in ["a.bin", "a.bin.receipt.json", "a.bin.rows.json", "a.bin.error.json"] {
            check(&[taken], plain, later);
        }
        // The envelope of an earlier file, in either form, must not stand beside this one.
        check(&["a.bin.envelope.json"], plain, later);
        check(&["a.envelope.json"], plain, later);
        check(
            &["a.bin", "a_20261126-142055.bin.error.json"],
            plain,
            [Some("a_20261126-142055-02.bin"), None, None],
        );
        check(&["a"], [Some("a"), None, None], [Some("a_20261126-142055"), None, None]);
    }

    #[test]
    fn what_belongs_to_a_file_is_filed_under_its_name() {
        let own = [Some("KS1.DBF"), Some("ks1.fpt"), Some("KS1.DBF.envelope.json")];
        check(&[], own, own);
        let stem = "KS1_20261126-142055";
        let (file, memo) = (format!("{stem}.DBF"), format!("{stem}.fpt"));
        let envelope = format!("{file}.envelope.json");
        let expected = [Some(&*file), Some(&*memo), Some(&*envelope)];
        for taken in ["KS1.DBF", "ks1.fpt", "KS1.DBT", "KS1.FPT"] {
            check(&[taken], own, expected);
        }
        let envelope = format!("{stem}.envelope.json");
        check(
            &["KS1.DBF"],
            [Some("KS1.DBF"), None, Some("KS1.envelope.json")],
            [Some(&*file), None, Some(&*envelope)],
        );
    }

    #[test]
    fn names_that_are_cut_stay_apart_and_whole_letters() {
        let name = "ế".repeat(80);
        assert_eq!(cut(&name).split('~').next().unwrap(), "ế".repeat(26));
        assert_ne!(cut(&format!("{name}1")), cut(&format!("{name}2")));
        let long = format!("{}.BIN", "a".repeat(250));
        let expected = format!("{}_20261126-142055.BIN", cut(&"a".repeat(250)));
        check(&[&short(&long, "receipt.json")], [Some(&long), None, None], [Some(&expected), None, None]);
    }
}
