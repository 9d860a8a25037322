//! The real names of administrative units (`tests/samples/units`, MIT, see the notice there), through every charset.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

mod names;

use lienthong_vntext::detect::{misread, misread_text};
use lienthong_vntext::text::{Strictness, check};
use lienthong_vntext::{Charset, EncodeErrorKind};

#[test]
fn every_name_goes_through_every_charset_and_back() {
    let names = names::all();
    assert_eq!(names.len(), 454);
    for &charset in Charset::ALL {
        let is_caps = charset == Charset::Tcvn3AbcCaps;
        let mut refused = Vec::new();
        for name in &names {
            let name = if is_caps { name.to_uppercase() } else { name.clone() };
            match charset.encode(&name) {
                Ok(bytes) => assert_eq!(charset.decode(&bytes).unwrap(), name, "{charset}"),
                Err(error) => {
                    assert_eq!(error.kind, EncodeErrorKind::NoCapital);
                    refused.push(name);
                }
            }
        }
        if charset == Charset::Tcvn3Abc {
            refused.sort();
            assert_eq!(refused, ["Phường Ỷ La", "Xã Phúc Ứng", "Xã Thượng Ấm"]);
        } else {
            assert!(refused.is_empty(), "{charset}: {refused:?}");
        }
    }
}

#[test]
fn what_is_lost_by_lower_marked_is_counted() {
    let mut bytes = Vec::new();
    let names = names::all();
    let changed = names.iter().map(|name| Charset::Tcvn3Abc.encode_lower_marked(name, &mut bytes).unwrap());
    assert_eq!(changed.sum::<usize>(), 3);
}

#[test]
fn real_names_are_clean_and_their_damage_is_seen() {
    for name in names::all() {
        assert_eq!(check(&name, Strictness::Identifier), Ok(()));
        let twice: String = name.bytes().map(names::windows_1252).collect();
        assert_eq!(check(&twice, Strictness::Text).is_err(), !name.is_ascii(), "{twice}");
        assert_eq!(
            lienthong_vntext::text::repair_double_utf8(&twice),
            Some(name.clone()).filter(|name| !name.is_ascii())
        );
    }
}

#[test]
fn no_real_name_is_taken_for_one_of_another_charset_and_most_others_are_known() {
    let charsets =
        [Charset::Tcvn3Abc, Charset::TcvnVn1, Charset::Viscii, Charset::Windows1258, Charset::VniWin];
    let (mut readable, mut known) = (0, 0);
    for name in names::all().iter().filter(|name| !name.is_ascii()) {
        assert_eq!(misread_text(name), None, "{name}");
        for written in charsets {
            let Ok(bytes) = written.encode(name) else { continue };
            for stated in charsets {
                let Ok(text) = stated.decode(&bytes) else { continue };
                let found = misread(&bytes, stated);
                if text == *name {
                    assert_eq!(found, None, "{name} in {stated}");
                } else {
                    readable += 1;
                    known += usize::from(found.is_some());
                }
            }
        }
    }
    // The others have a word or none that is no syllable there.
    assert!(known * 10 > readable * 7, "{known} of {readable}");
}
