//! Whatever is changed in a log folder, the verifier says what and where.

use super::*;
use crate::bundle;
use crate::folder::Publisher;
use crate::samples::{entries, entry, files, publish, signer};
use std::io::Write;

/// A log signed at these sizes, so that earlier forms of tiles are there too, and what its folder is.
fn sample(sizes: &[u64]) -> (tempfile::TempDir, String) {
    let root = tempfile::tempdir().unwrap();
    let note = publish(root.path(), sizes).note().to_string();
    (root, note)
}

fn verify(root: &Path) -> Result<Report, VerifyError> {
    verify_folder(root, &signer().verifier(), None)
}

/// The error as an operator reads it, with its cause.
fn explain(error: &VerifyError) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}

#[test]
fn an_untouched_log_verifies_and_all_its_files_are_looked_at() {
    for sizes in [&[][..], &[1], &[256], &[3, 300], &[100, 512, 700, 701]] {
        let (root, note) = sample(sizes);
        let report = verify_folder(root.path(), &signer().verifier(), Some(&note)).unwrap();
        let size = sizes.last().copied().unwrap_or(0);
        assert_eq!((report.size, report.consistent_with), (size, Some(size)));
        assert_eq!((report.files, report.unsigned_files), (files(root.path()).len() as u64, 0), "{sizes:?}");
    }
}

#[test]
fn one_changed_byte_in_any_file_is_found_and_the_file_is_named() {
    let (root, _) = sample(&[300, 310, 520, 530]);
    for (name, bytes) in files(root.path()) {
        let path = root.path().join(&name);
        let places = (0..bytes.len()).step_by(bytes.len().div_ceil(40)).chain([bytes.len() - 1]);
        for place in places {
            let mut changed = bytes.clone();
            changed[place] ^= 1;
            fs::write(&path, changed).unwrap();
            let error = verify(root.path()).expect_err(&name);
            assert!(explain(&error).contains(&name), "byte {place} of {name}: {}", explain(&error));
        }
        for changed in [&bytes[..bytes.len() - 1], &[bytes.as_slice(), &[0]].concat()] {
            fs::write(&path, changed).unwrap();
            let error = verify(root.path()).expect_err(&name);
            assert!(explain(&error).contains(&name), "length of {name}: {}", explain(&error));
        }
        fs::remove_file(&path).unwrap();
        let earlier_form = ["/44", "/54", "/8", "1/000.p/1"].iter().any(|width| name.ends_with(width));
        match verify(root.path()) {
            // An earlier form of a tile may be deleted by anybody who likes.
            Ok(_) => assert!(earlier_form, "{name} is not missed"),
            Err(VerifyError::Missing(tile)) => assert_eq!(tile.to_string(), name),
            Err(error) => assert_eq!(name, "checkpoint", "{error}"),
        }
        fs::write(&path, &bytes).unwrap();
    }
    verify(root.path()).unwrap();
}

/// The entries of bundle 0, changed by `change`, put back.
fn change_entries(root: &Path, change: impl FnOnce(&mut Vec<Vec<u8>>)) {
    let path = root.join("tile/entries/000");
    let bytes = fs::read(&path).unwrap();
    let mut list: Vec<Vec<u8>> = bundle::entries(&bytes).map(|entry| entry.unwrap().to_vec()).collect();
    change(&mut list);
    let mut bytes = Vec::new();
    list.iter().for_each(|entry| bundle::push(&mut bytes, entry).unwrap());
    fs::write(path, bytes).unwrap();
}

#[test]
fn an_entry_changed_swapped_removed_or_doubled_is_named() {
    let check = |change: fn(&mut Vec<Vec<u8>>), expected: &str| {
        let (root, _) = sample(&[300]);
        change_entries(root.path(), change);
        let error = explain(&verify(root.path()).unwrap_err());
        assert!(error.starts_with(expected), "{error}");
    };
    check(|list| list[17] = b"another".to_vec(), "entry 17 in tile/entries/000 has hash");
    check(|list| list.swap(6, 9), "entry 6 in tile/entries/000 has hash");
    check(|list| drop(list.remove(5)), "tile/entries/000 has 255 entries, expected 256");
    check(|list| list.insert(5, list[5].clone()), "tile/entries/000 has 257 entries, expected 256");
    check(
        |list| {
            list.remove(5);
            list.push(b"filler".to_vec());
        },
        "entry 5 in tile/entries/000 has hash",
    );
}

#[test]
fn an_entry_replaced_together_with_its_hash_is_found_in_the_tile_above() {
    let (root, _) = sample(&[300]);
    change_entries(root.path(), |list| list[17] = b"another".to_vec());
    let path = root.path().join("tile/0/000");
    let mut tile = fs::read(&path).unwrap();
    tile[17 * 32..18 * 32].copy_from_slice(&Hash::of_leaf(b"another").0);
    fs::write(&path, &tile).unwrap();
    let error = verify(root.path()).unwrap_err();
    let VerifyError::Replaced { tile, first: 0, last: 255, .. } = error else { panic!("{error}") };
    assert_eq!(tile.to_string(), "tile/0/000");

    // And where all tiles are made to fit, the checkpoint signs another log.
    let other = tempfile::tempdir().unwrap();
    let mut list: Vec<_> = entries(0..300).collect();
    list[17] = b"another".to_vec();
    let mut publisher = Publisher::open(other.path(), signer()).unwrap();
    publisher.publish(0, &list).unwrap();
    fs::copy(root.path().join("checkpoint"), other.path().join("checkpoint")).unwrap();
    assert!(matches!(verify(other.path()), Err(VerifyError::Root { size: 300, .. })));
}

#[test]
fn a_history_rewritten_and_signed_again_is_found_by_an_older_checkpoint() {
    let (_first, older) = sample(&[300]);
    let verify = |root: &Path| verify_folder(root, &signer().verifier(), Some(&older));

    let (longer, _) = sample(&[300, 400]);
    assert_eq!(verify(longer.path()).unwrap().consistent_with, Some(300));
    let (shorter, _) = sample(&[299]);
    assert!(matches!(verify(shorter.path()), Err(VerifyError::Shrunk { older: 300, size: 299 })));
    for size in [300, 400] {
        let rewritten = tempfile::tempdir().unwrap();
        let list: Vec<_> = (0..size).map(|i| if i == 299 { b"another".to_vec() } else { entry(i) }).collect();
        let mut publisher = Publisher::open(rewritten.path(), signer()).unwrap();
        publisher.publish(0, &list).unwrap();
        assert!(matches!(verify(rewritten.path()), Err(VerifyError::Rewritten { size: 300, .. })));
    }
    let forged = older.replace("\n300\n", "\n301\n");
    let error = verify_folder(longer.path(), &signer().verifier(), Some(&forged)).unwrap_err();
    assert!(matches!(error, VerifyError::OlderCheckpoint(_)));
}

#[test]
fn a_file_that_belongs_to_no_tile_is_named_and_files_beyond_the_size_are_counted() {
    let (root, _) = sample(&[300]);
    fs::write(root.path().join("tile/0/002"), "not judged").unwrap();
    fs::write(root.path().join("tile/entries/001.p/45"), "not judged").unwrap();
    assert_eq!(verify(root.path()).unwrap().unsigned_files, 2);
    for name in ["tile/0/0000", "tile/readme", "tile/0/000.p/0", "tile/0/000~"] {
        let path = root.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::File::create(&path).unwrap().write_all(b"x").unwrap();
        let error = verify(root.path()).unwrap_err();
        assert!(matches!(&error, VerifyError::Unexpected(found) if found == Path::new(name)), "{error}");
        fs::remove_file(path).unwrap();
    }
}

#[test]
fn the_checkpoint_of_another_key_is_not_believed() {
    let (root, _) = sample(&[3]);
    let stranger = crate::key::Signer::generate(signer().name().clone()).unwrap().verifier();
    let error = verify_folder(root.path(), &stranger, None).unwrap_err();
    assert_eq!(explain(&error), "file checkpoint is not believed: not signed by a trusted key");
}
