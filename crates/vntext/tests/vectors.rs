//! Fixed vectors: bytes and texts that were checked against other implementations or published tables.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

use lienthong_vntext::Charset::{self, *};
use lienthong_vntext::{DecodeErrorKind, EncodeErrorKind, LETTERS};

fn hex(digits: &str) -> Vec<u8> {
    digits.split(' ').map(|two| u8::from_str_radix(two, 16).unwrap()).collect()
}

#[test]
fn fixed_vectors_hold_in_both_directions() {
    let check = |charset: Charset, text: &str, bytes: &str| {
        assert_eq!(charset.encode(text).unwrap(), hex(bytes), "{charset} {text}");
        assert_eq!(charset.decode(&hex(bytes)).unwrap(), text, "{charset} {bytes}");
    };
    check(VniWin, "Tuyên Quang", "54 75 79 65 E2 6E 20 51 75 61 6E 67");
    check(VniWin, "Hường", "48 F6 F4 F8 6E 67");
    check(VniWin, "Ủy ban", "55 DB 79 20 62 61 6E");
    check(VniWin, "Đặng", "D1 61 EB 6E 67");
    check(VniWin, "THỊ XÃ", "54 48 D2 20 58 41 D5");
    check(VniWin, "nghỉ", "6E 67 68 E6");
    check(VniWin, "kỵ", "6B EE");
    check(VniWin, "ấy", "61 E1 79");
    check(VniWin, "ẵ", "61 FC");
    check(Tcvn3Abc, "Tuyên Quang", "54 75 79 AA 6E 20 51 75 61 6E 67");
    check(Tcvn3Abc, "Hường", "48 AD EA 6E 67");
    check(Tcvn3Abc, "Đà Vị", "A7 B5 20 56 DE");
    check(Tcvn3Abc, "“Sơn”", "93 53 AC 6E 94");
    check(TcvnVn1, "ếở", "D5 EB");
    check(Windows1258, "ủậẵữ", "75 D2 E2 F2 E3 DE FD DE");
    check(Windows1258, "ó", "F3");
    check(Utf8Nfd, "ậ", "61 CC A3 CC 82");
    check(Utf16Le, "ậ", "AD 1E");
    check(Utf16Be, "ậ", "1E AD");
}

/// `expected/vni-win.txt` was made from the published conversion table by a program in another language.
#[test]
fn every_letter_is_what_the_published_table_of_vni_says() {
    let table = include_str!("expected/vni-win.txt");
    assert!(table.lines().map(|line| line.chars().next().unwrap()).eq(LETTERS));
    for (letter, bytes) in table.lines().map(|line| line.split_once(' ').unwrap()) {
        assert_eq!(VniWin.encode(letter).unwrap(), hex(bytes), "{letter}");
        assert_eq!(VniWin.decode(&hex(bytes)).unwrap(), letter);
    }
}

#[test]
fn capitals_of_a_font_are_what_the_file_has() {
    assert_eq!(Tcvn3Abc.decode(&hex("4E 47 55 59 D4 4E")).unwrap(), "NGUYễN");
    assert_eq!(Tcvn3Abc.decode(&hex("54 48 DE 20 54 52 CA 4E")).unwrap(), "THị TRấN");
    assert_eq!(Tcvn3AbcCaps.decode(&hex("4E 47 55 59 D4 4E")).unwrap(), "NGUYỄN");
    assert_eq!(Tcvn3AbcCaps.decode(b"abc").unwrap(), "ABC");
    assert_eq!(Tcvn3AbcCaps.encode("NGUYỄN ĐÔ").unwrap(), hex("6E 67 75 79 D4 6E 20 AE AB"));
    let error = Tcvn3AbcCaps.encode("NGUYễN").unwrap_err();
    assert_eq!((error.kind, error.index, error.character), (EncodeErrorKind::NotCapital, 4, 'ễ'));
}

#[test]
fn several_bytes_may_be_one_text() {
    assert_eq!(TcvnVn1.decode(&hex("61 B3")).unwrap(), "á");
    assert_eq!(TcvnVn1.decode(&hex("A9 B3")).unwrap(), "ấ");
    assert_eq!(TcvnVn1.decode(&hex("AC B1")).unwrap(), "ở");
    assert_eq!(Windows1258.decode(&hex("61 EC")).unwrap(), "á");
    assert_eq!(Windows1258.decode(&hex("E1")).unwrap(), "á");
    assert_eq!(VniWin.decode(&hex("41 F9 61 D9 D4 FB")).unwrap(), "ÁáỞ");
    assert_eq!(VniWin.mixed_case_marks(&hex("41 F9 61 D9 D4 FB 61 F9 D9")), 3);
    for spelling in ["a\u{323}\u{302}", "a\u{302}\u{323}", "ạ\u{302}", "â\u{323}", "ậ"] {
        assert_eq!(Utf8.decode(spelling.as_bytes()).unwrap(), "ậ");
        for &charset in Charset::ALL.iter().filter(|c| **c != Tcvn3AbcCaps) {
            assert_eq!(charset.encode(spelling).unwrap(), charset.encode("ậ").unwrap(), "{charset}");
        }
    }
}

#[test]
fn bytes_that_are_not_text_are_refused_where_they_stand() {
    use DecodeErrorKind::*;
    let check = |charset: Charset, bytes: &str, kind, offset| {
        let error = charset.decode(&hex(bytes)).unwrap_err();
        assert_eq!((error.kind, error.offset), (kind, offset), "{charset} {bytes}");
        let mut out = "as it was".to_owned();
        assert_eq!(charset.decode_into(&hex(bytes), &mut out), Err(error));
        assert_eq!(out, "as it was");
    };
    check(TcvnVn1, "B3 61", MarkWithoutBase, 0);
    check(TcvnVn1, "62 B3", MarkWithoutBase, 1);
    check(TcvnVn1, "61 B3 B3", MarkWithoutBase, 2);
    check(TcvnVn1, "B8 B3", MarkWithoutBase, 1);
    check(TcvnVn1, "61 00", Control, 1);
    check(TcvnVn1, "61 1B", Control, 1);
    check(Viscii, "01", Control, 0);
    check(Windows1258, "68 F2", MarkWithoutBase, 1);
    check(Windows1258, "61 81", UndefinedByte, 1);
    check(VniWin, "69 F9", MarkWithoutBase, 1);
    check(VniWin, "79 EF", MarkWithoutBase, 1);
    check(VniWin, "65 EA", MarkWithoutBase, 1);
    check(VniWin, "61 C7", UndefinedByte, 1);
    check(Tcvn3Abc, "61 B3", UndefinedByte, 1);
    check(Tcvn3Abc, "61 81", UndefinedByte, 1);
    check(Tcvn3Abc, "61 7F", Control, 1);
    check(Utf8, "61 FF", InvalidUtf8, 1);
    check(Utf8, "61 C0 80", InvalidUtf8, 1);
    check(Utf8, "61 E1 BB", Truncated, 1);
    check(Utf8, "61 ED A0 80", LoneSurrogate, 1);
    check(Utf8, "61 EF BF BD", ReplacementCharacter, 1);
    check(Utf8, "EF BB BF 61", ByteOrderMark, 0);
    check(Utf8, "61 EE 80 80", PrivateUse, 1);
    check(Utf8, "61 C2 85", Control, 1);
    check(Utf8, "61 EF BF BF", Noncharacter, 1);
    check(Utf8, "F3 B0 80 80", PrivateUse, 0);
    check(Utf16Le, "61 00 62", Truncated, 2);
    check(Utf16Le, "61 00 00 D8 62 00", LoneSurrogate, 2);
    check(Utf16Le, "61 00 00 D8", Truncated, 2);
    check(Utf16Be, "DC 00", LoneSurrogate, 0);
    check(Utf16Be, "FF FE", ByteOrderMark, 0);
    check(Utf16Be, "00 61 FF FD", ReplacementCharacter, 2);
}

#[test]
fn an_error_says_what_the_byte_is_elsewhere_and_can_be_silent_about_the_rest() {
    let check = |charset: Charset, bytes: &str, line: &str| {
        assert_eq!(charset.decode(&hex(bytes)).unwrap_err().to_string(), line);
    };
    check(
        Tcvn3Abc,
        "4E 47 55 C1 4E",
        "byte 0xC1 at offset 3 is not tcvn3-abc (it is \"Ầ\" in tcvn-vn1); context 4E 47 55 C1 4E",
    );
    check(
        Windows1258,
        "62 F2",
        "byte 0xF2 at offset 1 is a mark in windows-1258, and no letter before it takes it \
         (it is \"ũ\" in tcvn-vn1, \"ò\" in viscii, \"ị\" in vni-win); context 62 F2",
    );
    check(
        Utf8,
        "61 E1 BB",
        "bytes 0xE1BB at offset 1 begins a character of utf-8 that is cut off; context 61 E1 BB",
    );
    let error = Tcvn3Abc.decode(&hex("4E 47 55 C1 4E")).unwrap_err().personal();
    assert_eq!(error.to_string(), "byte 0xC1 at offset 3 is not tcvn3-abc (it is a character in tcvn-vn1)");
    assert!(error.context().is_empty() && !format!("{error:?}").contains("4E"));
}

#[test]
fn text_that_cannot_be_written_is_refused_where_it_stands() {
    use EncodeErrorKind::*;
    let check = |charset: Charset, text: &str, kind, index, character| {
        let error = charset.encode(text).unwrap_err();
        assert_eq!((error.kind, error.index, error.character), (kind, index, character), "{charset} {text}");
        let mut out = vec![1, 2, 3];
        assert_eq!(charset.encode_into(text, &mut out), Err(error));
        assert_eq!(out, [1, 2, 3]);
    };
    check(Tcvn3Abc, "Ủy", NoCapital, 0, 'Ủ');
    // The index is in the given text, before normalisation.
    check(Tcvn3Abc, "a\u{301}a\u{301}U\u{309}y", NoCapital, 4, 'Ủ');
    check(Tcvn3Abc, "đ€ọ中", NotInCharset, 3, '中');
    check(Tcvn3Abc, "\u{1}", Control, 0, '\u{1}');
    check(Viscii, "a “b”", NotInCharset, 2, '“');
    check(Windows1258, "h\u{323}", NotInCharset, 0, 'ḥ');
    check(TcvnVn1, "x\u{302}", NotInCharset, 0, '\u{302}');
    check(VniWin, "a\u{FFFD}", ReplacementCharacter, 1, '\u{FFFD}');
    check(Utf8, "a\u{E000}", PrivateUse, 1, '\u{E000}');
    check(Utf16Le, "a\u{FEFF}", ByteOrderMark, 1, '\u{FEFF}');
    check(Utf8Nfd, "\u{85}", Control, 0, '\u{85}');
    let error = Tcvn3Abc.encode("Ủy").unwrap_err();
    assert!(!format!("{:?}", error.clone().personal()).contains('Ủ'));
    assert_eq!(error.to_string(), "character \"Ủ\" U+1EE6 at index 0 exists in tcvn3-abc in lower case only");
    assert_eq!(
        error.personal().to_string(),
        "character (not shown) at index 0 exists in tcvn3-abc in lower case only"
    );
}

#[test]
fn names_and_aliases_are_found() {
    for &charset in Charset::ALL {
        assert_eq!(Charset::from_name(charset.name()), Some(charset));
        assert_eq!(charset.name().to_uppercase().parse(), Ok(charset));
    }
    for (alias, charset) in
        [("TCVN5712-1", TcvnVn1), ("TCVN", TcvnVn1), ("CP1258", Windows1258), ("TCVN3", Tcvn3Abc)]
    {
        assert_eq!(Charset::from_name(alias), Some(charset));
    }
    for other in ["", "vps", "bkhcm1", "viqr", "vni-mac", "latin1", "windows-1252"] {
        assert_eq!(Charset::from_name(other), None);
    }
    assert!("vps".parse::<Charset>().unwrap_err().to_string().ends_with("windows-1258, vni-win"));
    assert_eq!(Utf8.strip_bom("\u{FEFF}a".as_bytes()), b"a");
    assert_eq!(Utf16Le.strip_bom(&[0xFF, 0xFE, 97, 0]), [97, 0]);
    assert_eq!(Tcvn3Abc.strip_bom(&[0xFF, 0xFE]), [0xFF, 0xFE]);
}

#[test]
fn what_is_already_right_is_borrowed() {
    use std::borrow::Cow::Borrowed;
    for &charset in Charset::ALL.iter().filter(|c| c.is_ascii_compatible()) {
        let is_caps = charset == Tcvn3AbcCaps;
        assert_eq!(matches!(charset.decode(b"Xa 1\r\n\t").unwrap(), Borrowed(_)), !is_caps, "{charset}");
        assert_eq!(matches!(charset.encode("XA 1"), Ok(Borrowed(_))), !is_caps, "{charset}");
    }
    assert!(matches!(Utf8.decode("Xã Ỷ La".as_bytes()), Ok(Borrowed("Xã Ỷ La"))));
    assert!(matches!(Utf8.encode("Xã Ỷ La"), Ok(Borrowed(_))));
}
