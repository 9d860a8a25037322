//! The byte charsets against another implementation: iconv of the GNU C library.
//!
//! What iconv says is committed under `tests/expected`, so that the comparison is made everywhere. Where iconv is
//! installed, the committed tables are compared with it too; elsewhere that half is skipped, and says so.
//! `UPDATE_EXPECTED=1 cargo nextest run -p lienthong-vntext` writes the tables anew.
#![allow(missing_docs, clippy::unwrap_used, clippy::print_stderr, reason = "tests")]

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use lienthong_vntext::{Charset, LETTERS, nfc};

/// Our charset, and its name for iconv.
const CHARSETS: [(Charset, &str); 3] =
    [(Charset::TcvnVn1, "TCVN5712-1"), (Charset::Viscii, "VISCII"), (Charset::Windows1258, "CP1258")];

const SEPARATOR: &str = "|;";

fn iconv(from: &str, to: &str, input: &[u8]) -> Option<Vec<u8>> {
    let mut child = Command::new("iconv")
        .args(["-c", "-f", from, "-t", to])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_owned();
    let writer = std::thread::spawn(move || stdin.write_all(&input).unwrap());
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    Some(output.stdout)
}

/// What iconv makes of each of `inputs`; empty where it refuses. `None` when it is not installed.
fn iconv_each(name: &str, inputs: &[Vec<u8>]) -> Option<Vec<String>> {
    let joined: Vec<u8> = inputs.iter().flat_map(|input| [input, SEPARATOR.as_bytes()].concat()).collect();
    let output = String::from_utf8(iconv(name, "UTF-8", &joined)?).unwrap();
    let texts: Vec<String> = output.split_terminator(SEPARATOR).map(str::to_owned).collect();
    assert_eq!(texts.len(), inputs.len());
    Some(texts)
}

/// The committed table: `80 À` for bytes (nothing after the byte where it is undefined), `ậ E2 F2` for letters.
fn table(name: &str) -> Option<String> {
    let bytes: Vec<Vec<u8>> = (0..=255).map(|byte| vec![byte]).collect();
    let mut table = String::new();
    for (byte, text) in iconv_each(name, &bytes)?.iter().enumerate() {
        let points: Vec<String> = text.chars().map(|c| format!("{:04X}", u32::from(c))).collect();
        writeln!(table, "{byte:02X} {}", points.join(" ")).unwrap();
    }
    for letter in LETTERS {
        let bytes = iconv("UTF-8", name, letter.to_string().as_bytes())?;
        let bytes: Vec<String> = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
        writeln!(table, "{letter} {}", bytes.join(" ")).unwrap();
    }
    Some(table)
}

fn committed(name: &str) -> (PathBuf, String) {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/expected")
        .join(format!("{}.txt", name.to_lowercase()));
    let text = std::fs::read_to_string(&file).unwrap_or_default();
    (file, text)
}

#[test]
fn the_committed_tables_are_what_iconv_says() {
    for (_, name) in CHARSETS {
        let Some(table) = table(name) else {
            eprintln!("SKIPPED: iconv is not installed; {name} is compared with the committed table only");
            continue;
        };
        let (file, committed) = committed(name);
        if std::env::var_os("UPDATE_EXPECTED").is_some() {
            std::fs::write(file, table).unwrap();
        } else {
            assert!(table == committed, "{name}: the committed table is not what this iconv says");
        }
    }
}

#[test]
fn every_byte_and_every_letter_is_what_iconv_says() {
    for (charset, name) in CHARSETS {
        let (_, committed) = committed(name);
        assert_eq!(committed.lines().count(), 256 + 134, "{name}");
        let mut refused = Vec::new();
        for line in committed.lines() {
            let (what, rest) = line.split_once(' ').unwrap();
            let numbers: Vec<u32> =
                rest.split_whitespace().map(|hex| u32::from_str_radix(hex, 16).unwrap()).collect();
            if what.chars().count() == 1 {
                let bytes: Vec<u8> = numbers.iter().map(|&byte| byte as u8).collect();
                assert_eq!(charset.encode(what).unwrap(), bytes, "{name} {line}");
                assert_eq!(charset.decode(&bytes).unwrap(), what, "{name} {line}");
                continue;
            }
            let byte = u8::from_str_radix(what, 16).unwrap();
            let theirs: String = numbers.iter().map(|&point| char::from_u32(point).unwrap()).collect();
            match charset.decode(&[byte]) {
                Ok(ours) => assert_eq!(ours, theirs, "{name} {line}"),
                // The stated differences: controls and lone tone bytes.
                Err(error) if !theirs.is_empty() => {
                    let letter = theirs.chars().next().unwrap();
                    assert!(
                        letter.is_control() || ('\u{300}'..'\u{370}').contains(&letter),
                        "{name} {line}: {error}"
                    );
                    refused.push(byte);
                }
                Err(_) => {}
            }
        }
        let marks: Vec<u8> = refused.into_iter().filter(|&byte| byte >= 0x80).collect();
        match charset {
            Charset::TcvnVn1 => assert_eq!(marks, [0xB0, 0xB1, 0xB2, 0xB3, 0xB4]),
            Charset::Viscii => assert!(marks.is_empty()),
            _ => assert_eq!(marks, [0xCC, 0xD2, 0xDE, 0xEC, 0xF2]),
        }
    }
}

/// Also for tones on every byte: where we decode two bytes, iconv decodes the same; where we refuse a tone, iconv
/// leaves a mark that is no letter of Vietnamese.
#[test]
fn every_pair_with_a_tone_is_what_iconv_says() {
    let tones: [(usize, &[u8]); 2] =
        [(0, &[0xB0, 0xB1, 0xB2, 0xB3, 0xB4]), (2, &[0xCC, 0xD2, 0xDE, 0xEC, 0xF2])];
    for (which, tones) in tones {
        let (charset, name) = CHARSETS[which];
        let pairs: Vec<Vec<u8>> =
            (0x20..=255).flat_map(|byte| tones.iter().map(move |&tone| vec![byte, tone])).collect();
        let Some(theirs) = iconv_each(name, &pairs) else {
            eprintln!("SKIPPED: iconv is not installed; pairs of {name} are not compared");
            continue;
        };
        let mut composed = 0;
        for (pair, theirs) in pairs.iter().zip(theirs) {
            let theirs = nfc(&theirs).into_owned();
            match charset.decode(pair) {
                Ok(ours) => {
                    assert_eq!(ours, theirs, "{name} {pair:02X?}");
                    composed += 1;
                }
                Err(_) => assert!(
                    !(theirs.chars().count() == 1 && LETTERS.contains(&theirs.chars().next().unwrap())),
                    "{name} {pair:02X?} {theirs}"
                ),
            }
        }
        assert_eq!(composed, 24 * 5);
    }
}

#[test]
fn tcvn3_is_vn1_where_the_font_has_letters() {
    for byte in 0xA0..=0xFF {
        let byte = [byte];
        let (abc, vn1) = (Charset::Tcvn3Abc.decode(&byte).ok(), Charset::TcvnVn1.decode(&byte).ok());
        let is_capital = vn1.as_ref().is_some_and(|letter| {
            letter.chars().all(|c| c.is_uppercase()) && !"ĂÂÊÔƠƯĐ".contains(letter.as_ref())
        });
        assert_eq!(abc, vn1.filter(|_| !is_capital), "{byte:02X?}");
    }
    let undefined = (0x80..=0x9F).filter(|&byte| Charset::Tcvn3Abc.decode(&[byte]).is_err());
    assert_eq!(undefined.collect::<Vec<u8>>(), [0x81, 0x8D, 0x8F, 0x90, 0x9D]);
    assert_eq!(Charset::Tcvn3Abc.decode(&[0x80, 0x85, 0x91, 0x96, 0x9F]).unwrap(), "€…‘–Ÿ");
    let refused = (0..0x20).filter(|&byte| Charset::Tcvn3Abc.decode(&[byte]).is_err()).count();
    assert_eq!(refused, 32 - 3);
}
