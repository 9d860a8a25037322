//! What publisher and reader promise on a disk without faults.

use super::*;
use crate::hash::Hash;
use crate::key::Signer;
use crate::samples::{entries, entry, files, open, publish, signer};
use crate::tile::{TileKind, TilePath};
use crate::{Checkpoint, tree, verify_entry, verify_folder};
use std::fs;

#[test]
fn a_log_has_the_files_of_tlog_tiles_and_no_superseded_ones() {
    let root = tempfile::tempdir().unwrap();
    publish(root.path(), &[1, 255, 256, 260, 300]);
    let names: Vec<String> = files(root.path()).into_keys().collect();
    assert_eq!(
        names,
        [
            "checkpoint",
            "tile/0/000",
            "tile/0/001.p/4",
            "tile/0/001.p/44",
            "tile/1/000.p/1",
            "tile/entries/000",
            "tile/entries/001.p/4",
            "tile/entries/001.p/44",
        ]
    );
}

#[test]
fn how_entries_are_batched_does_not_matter() {
    let (one, many) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    publish(one.path(), &[66_000]);
    publish(many.path(), &[255, 256, 257, 20_000, 65_535, 65_536, 65_999, 66_000]);
    let folder = LogFolder::new(many.path());
    for (name, bytes) in files(one.path()) {
        assert_eq!(folder.read(&name).unwrap().unwrap().bytes, bytes, "{name}");
    }
    verify_folder(one.path(), &signer().verifier(), None).unwrap();
    verify_folder(many.path(), &signer().verifier(), None).unwrap();
}

#[test]
fn publishing_again_changes_nothing_and_real_files_are_flushed_too() {
    let root = tempfile::tempdir().unwrap();
    let mut publisher = Publisher::open(root.path(), signer()).unwrap();
    assert_eq!(publisher.publish(0, entries(0..300)).unwrap().size, 300);
    let before = files(root.path());
    assert_eq!(publisher.publish(0, entries(0..300)).unwrap().size, 300);
    assert_eq!(publisher.publish(7, entries(7..9)).unwrap().size, 300);
    assert_eq!(publisher.publish(300, entries(0..0)).unwrap().size, 300);
    assert_eq!(files(root.path()), before);
    assert_eq!(publisher.publish(299, entries(299..301)).unwrap().size, 301);
    drop(publisher);
    assert_eq!(Publisher::open(root.path(), signer()).unwrap().size(), 301);
}

#[test]
fn history_is_never_rewritten() {
    let root = tempfile::tempdir().unwrap();
    let mut publisher = publish(root.path(), &[300]);
    let before = files(root.path());
    for index in [0, 255, 256, 299] {
        let mut list: Vec<_> = entries(0..400).collect();
        list[index as usize] = b"another".to_vec();
        let error = publisher.publish(0, &list).unwrap_err();
        assert!(matches!(error, PublishError::Fork(Fork::Entry { index: i, .. }) if i == index), "{error}");
        assert_eq!(files(root.path()), before);
    }
    let error = publisher.publish(301, entries(301..302)).unwrap_err();
    assert!(matches!(error, PublishError::Gap { size: 300, first: 301 }));
    assert_eq!(publisher.publish(300, entries(300..400)).unwrap().size, 400);
}

#[test]
fn a_database_restored_from_an_older_backup_is_noticed() {
    let root = tempfile::tempdir().unwrap();
    let publisher = publish(root.path(), &[300, 1000]);
    let root_at = |size| tree::root(&mut LogFolder::new(root.path()).hashes(1000), size).unwrap();
    publisher.check_against(1000, root_at(1000)).unwrap();
    for size in [0, 1, 300, 999] {
        let error = publisher.check_against(size, root_at(size)).unwrap_err();
        let expected = Fork::Behind { signed: 1000, given: size };
        assert!(matches!(error, PublishError::Fork(fork) if fork == expected), "{error}");
        let error = publisher.check_against(size, Hash::of_leaf(b"another")).unwrap_err();
        assert!(matches!(error, PublishError::Fork(Fork::Root { .. })), "{error}");
    }
    assert!(matches!(publisher.check_against(1001, root_at(1000)), Err(PublishError::Gap { .. })));
}

#[test]
fn an_entry_too_long_for_a_bundle_is_named_and_the_log_goes_on() {
    let root = tempfile::tempdir().unwrap();
    let mut publisher = publish(root.path(), &[10]);
    let list = [entry(10), vec![0; 65_536]];
    let error = publisher.publish(10, &list).unwrap_err();
    assert!(matches!(error, PublishError::EntryTooLong { index: 11, length: 65_536 }), "{error}");
    assert_eq!(publisher.size(), 10);
    assert_eq!(publisher.publish(10, [entry(10), vec![0; 65_535]]).unwrap().size, 12);
    verify_folder(root.path(), &signer().verifier(), None).unwrap();
}

#[test]
fn a_folder_is_taken_over_only_by_its_own_key_and_by_one_publisher() {
    let root = tempfile::tempdir().unwrap();
    let publisher = publish(root.path(), &[10]);
    assert!(matches!(Publisher::open(root.path(), signer()), Err(FolderError::Locked(_))));
    drop(publisher);
    let stranger = Signer::generate(signer().name().clone()).unwrap();
    assert!(matches!(Publisher::open(root.path(), stranger), Err(FolderError::Checkpoint { .. })));
    fs::remove_file(root.path().join("checkpoint")).unwrap();
    assert!(matches!(Publisher::open(root.path(), signer()), Err(FolderError::NoCheckpoint(_))));
}

#[test]
fn a_damaged_right_edge_is_not_built_upon() {
    for (name, place) in [("tile/0/001.p/44", 0), ("tile/1/000.p/1", 31), ("tile/entries/001.p/44", 3)] {
        let root = tempfile::tempdir().unwrap();
        drop(publish(root.path(), &[300]));
        let path = root.path().join(name);
        let mut bytes = fs::read(&path).unwrap();
        bytes[place] ^= 1;
        fs::write(&path, bytes).unwrap();
        assert!(Publisher::open(root.path(), signer()).is_err(), "{name}");
        fs::remove_file(&path).unwrap();
        assert!(matches!(Publisher::open(root.path(), signer()), Err(FolderError::Missing(_))), "{name}");
    }
}

#[test]
fn only_what_is_signed_is_served_and_earlier_widths_are_cut_from_later_files() {
    let root = tempfile::tempdir().unwrap();
    drop(publish(root.path(), &[100, 300]));
    let folder = LogFolder::new(root.path());
    // A publication that was interrupted has left these.
    fs::write(root.path().join("tile/0/001"), [0; 8192]).unwrap();
    fs::write(root.path().join("tile/0/001.p/45"), [0; 45 * 32]).unwrap();
    fs::write(root.path().join("tile/0/002"), [0; 8192]).unwrap();
    fs::write(root.path().join("secret"), "secret").unwrap();

    let checkpoint = folder.read("checkpoint").unwrap().unwrap();
    assert!(checkpoint.content_type.starts_with("text/plain") && !checkpoint.immutable);
    for kind in [TileKind::Hashes(0), TileKind::Hashes(1), TileKind::Entries] {
        for index in 0..3 {
            let now = TilePath::at_size(kind, index, 300);
            for width in 1..=256 {
                let name = match width {
                    256 => TilePath::full(kind, index).to_string(),
                    _ => format!("{}.p/{width}", TilePath::full(kind, index)),
                };
                let served = folder.read(&name).unwrap();
                assert_eq!(served.is_some(), now.is_some_and(|now| width <= now.width()), "{name}");
                let Some(served) = served else { continue };
                assert!(served.immutable);
                let leaves = match kind {
                    TileKind::Entries => {
                        crate::bundle::entries(&served.bytes).map(|e| Hash::of_leaf(e.unwrap())).collect()
                    }
                    _ => split_hashes(&served.bytes),
                };
                assert_eq!(leaves.len(), width, "{name}");
                if kind != TileKind::Hashes(1) {
                    let first = index * 256;
                    let expected: Vec<_> =
                        entries(first..first + width as u64).map(|e| Hash::of_leaf(&e)).collect();
                    assert_eq!(leaves, expected, "{name}");
                }
            }
        }
    }
    for path in [
        "",
        "/",
        "secret",
        "checkpoint/",
        "/checkpoint",
        "./checkpoint",
        "../checkpoint",
        ".lock",
        "tile",
        "tile/0/000/../../../secret",
        "tile/../secret",
        "tile/0/%30%30%30",
        "tile/entries/..",
        "TILE/0/000",
    ] {
        assert_eq!(folder.read(path).unwrap(), None, "{path:?}");
    }
}

#[test]
fn every_entry_is_exported_with_a_proof_that_convinces() {
    let root = tempfile::tempdir().unwrap();
    let publisher = publish(root.path(), &[600]);
    let folder = LogFolder::new(root.path());
    for index in (0..600).step_by(7).chain([255, 256, 511, 512, 599]) {
        let exported = folder.export(index).unwrap().unwrap();
        assert_eq!(exported.entry, entry(index));
        assert_eq!(folder.entry(index).unwrap().unwrap(), exported.entry);
        let text = exported.proof.to_string();
        let vouched = verify_entry(&exported.entry, &text, &signer().verifier()).unwrap();
        assert_eq!(vouched, *publisher.checkpoint());
        assert!(verify_entry(b"another", &text, &signer().verifier()).is_err());
    }
    assert_eq!(folder.export(600).unwrap(), None);
    assert_eq!(folder.entry(u64::MAX).unwrap(), None);
}

#[test]
fn a_proof_of_growth_is_one_of_the_checkpoint_beside_it_while_the_log_grows() {
    let root = tempfile::tempdir().unwrap();
    let mut publisher = open(root.path());
    let old = publisher.publish(0, entries(0..3)).unwrap().clone();
    let folder = LogFolder::new(root.path());
    std::thread::scope(|scope| {
        let published = scope.spawn(move || {
            for first in 3..400 {
                publisher.publish(first, entries(first..first + 1)).unwrap();
            }
        });
        while !published.is_finished() {
            let (note, proof) = folder.grown_from(old.size).unwrap();
            let now = Checkpoint::read_unverified(&note).unwrap();
            tree::verify_consistency(&proof.unwrap(), old.size, now.size, old.root, now.root).unwrap();
        }
    });
}

#[test]
fn growth_is_proved_between_any_two_checkpoints() {
    let root = tempfile::tempdir().unwrap();
    let mut publisher = open(root.path());
    let folder = LogFolder::new(root.path());
    let mut earlier = vec![publisher.checkpoint().clone()];
    for size in [1, 255, 256, 257, 700] {
        let first = publisher.size();
        let now = publisher.publish(first, entries(first..size)).unwrap().clone();
        for old in &earlier {
            let proof = folder.grown_from(old.size).unwrap().1.unwrap();
            tree::verify_consistency(&proof, old.size, now.size, old.root, now.root).unwrap();
        }
        earlier.push(now);
    }
    assert_eq!(folder.grown_from(701).unwrap().1, None);
}
