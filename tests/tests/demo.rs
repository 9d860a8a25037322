//! `lienthong demo`: the story holds in both languages, and whatever happens nothing is left behind.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]
#![cfg(target_os = "linux")]

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Output, Stdio};

use lienthong_tests::lienthong_bin;
use serde_json::{Value, json};
use tempfile::TempDir;

/// The steps of the story, by their stable names.
const STEPS: [&str; 15] = [
    "province",
    "start",
    "letter",
    "offline",
    "statuses",
    "succession",
    "registers",
    "call",
    "pass-through",
    "old-register",
    "dossiers",
    "forged-sender",
    "forged-certificate",
    "audit",
    "proof",
];

/// A place for temporary folders that nobody else uses.
fn place() -> TempDir {
    tempfile::Builder::new().prefix("lienthong-test-demo-").tempdir().unwrap()
}

fn demo(place: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(lienthong_bin());
    // A profile of whoever runs the test must not lead the demo anywhere.
    command.env("TMPDIR", place).env("LIENTHONG_PROFILE", "/nowhere").env_remove("LIENTHONG_LANG");
    command.arg("demo").args(arguments).stdin(Stdio::null());
    command
}

/// The processes that were started for something in `place`, with their command lines.
fn processes(place: &Path) -> Vec<(u32, String)> {
    let place = place.to_str().unwrap();
    let mut found = Vec::new();
    for entry in std::fs::read_dir("/proc").unwrap() {
        let Some(id) = entry.ok().and_then(|entry| entry.file_name().to_str()?.parse().ok()) else {
            continue;
        };
        // A process may end while it is looked at.
        let Ok(line) = std::fs::read(format!("/proc/{id}/cmdline")) else { continue };
        let line = String::from_utf8_lossy(&line).replace('\0', " ");
        if line.contains(place) {
            found.push((id, line));
        }
    }
    found
}

fn nothing_is_left(place: &Path) {
    assert_eq!(processes(place), []);
    assert_eq!(std::fs::read_dir(place).unwrap().count(), 0, "a temporary folder is left");
}

fn told(output: &Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (text(&output.stdout), text(&output.stderr))
}

/// A demo that stays; it is killed when the test ends early.
struct Staying {
    child: Child,
    lines: std::io::Lines<BufReader<ChildStdout>>,
}

impl Staying {
    fn start(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines }
    }

    fn next(&mut self) -> Option<Value> {
        self.lines.next().map(|line| serde_json::from_str(&line.unwrap()).unwrap())
    }

    fn until(&mut self, step: &str) -> Value {
        loop {
            let value = self.next().unwrap_or_else(|| panic!("the demo has ended before {step}"));
            if value["step"] == step {
                return value;
            }
        }
    }
}

impl Drop for Staying {
    fn drop(&mut self) {
        // It may have ended, as it should.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn signal(name: &str, process: u32) {
    assert!(Command::new("kill").arg(name).arg(process.to_string()).status().unwrap().success());
}

#[test]
fn every_step_is_checked_and_nothing_is_left_behind() {
    let place = place();
    let output = demo(place.path(), &["--once", "--json", "--lang", "en"]).output().unwrap();
    let (stdout, stderr) = told(&output);
    assert_eq!(output.status.code(), Some(0), "{stdout}{stderr}");
    let steps: Vec<Value> = stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let names: Vec<&str> = steps.iter().map(|step| step["step"].as_str().unwrap()).collect();
    assert_eq!(names, STEPS);
    for (number, step) in (1..).zip(&steps) {
        assert_eq!(step["ok"], true, "{step}");
        assert_eq!(step["number"], number);
        assert!(!step["checked"].as_array().unwrap().is_empty(), "{step} was not checked");
    }
    // What came out of old files and old programs, as tables: every letter and every zero.
    for (name, rows, row, expected) in [
        (
            "registers",
            3,
            1,
            json!([
                "000071500004",
                "00715",
                "Lò Văn Thử",
                "1992-02-29",
                "1",
                "Lũng Thử, kề ngõ chợ cũ, dọc vách đá vỡ"
            ]),
        ),
        (
            "old-register",
            2,
            1,
            json!(["000221500012", "02266", "Đào Vũ Hư Cấu", "1949-09-01", "2", "Bản Bịa <cũ: tổ 3>"]),
        ),
    ] {
        let step = steps.iter().find(|step| step["step"] == name).unwrap();
        assert_eq!(step["rows"].as_array().unwrap().len(), rows, "{step}");
        assert_eq!(step["rows"][row], expected);
    }
    let dossiers = steps.iter().find(|step| step["step"] == "dossiers").unwrap();
    let verdicts: Vec<&Value> = dossiers["rows"].as_array().unwrap().iter().map(|row| &row[4]).collect();
    assert_eq!(verdicts, ["finished on time", "finished late, 2 days"]);
    nothing_is_left(place.path());
}

#[test]
fn people_read_it_in_vietnamese() {
    let place = place();
    let output = demo(place.path(), &["--once", "--lang", "vi"]).output().unwrap();
    let (stdout, stderr) = told(&output);
    assert_eq!(output.status.code(), Some(0), "{stdout}{stderr}");
    assert!(!stdout.contains('✗'), "{stdout}");
    for number in 1..=STEPS.len() {
        let title = format!("{number}. ");
        let mut after = stdout.lines().skip_while(|line| !line.starts_with(&title)).skip(1);
        let step = after.by_ref().take_while(|line| !line.is_empty());
        assert!(
            step.filter(|line| line.trim_start().starts_with('✓')).count() > 0,
            "step {number}: {stdout}"
        );
    }
    let seen = stdout.split("Bạn vừa xem:\n").nth(1).unwrap();
    assert_eq!(seen.lines().count(), 8, "{seen}");
    for word in [
        "công văn",
        "xã Lũng Cú",
        "huyện Lâm Bình",
        "biên nhận",
        "nhật ký",
        "TCVN3",
        "cần 12 chữ số, gặp (11 chữ số, dữ liệu cá nhân)",
        "Lê Thị Ánh Mẫu",
        "Ngô Thị Quỳnh Ví Dụ",
        "đã giải quyết quá hạn 2 ngày",
    ] {
        assert!(stdout.to_lowercase().contains(&word.to_lowercase()), "{word} is missing");
    }
    nothing_is_left(place.path());
}

#[test]
fn it_stays_until_it_is_interrupted() {
    let place = place();
    let mut demo = Staying::start(demo(place.path(), &["--json"]));
    let ready = demo.until("ready");
    let folder = ready["folder"].as_str().unwrap();
    let profile = format!("{folder}/clients/auditor.toml");
    let search = ["audit", "search", "--event", "message.accepted", "--json", "--profile", &profile];
    let found = Command::new(lienthong_bin()).args(search).output().unwrap();
    assert!(found.status.success(), "{}", told(&found).1);
    assert!(found.stdout.starts_with(b"{"));

    signal("-INT", demo.child.id());
    assert_eq!(demo.next(), None);
    assert_eq!(demo.child.wait().unwrap().code(), Some(0));
    nothing_is_left(place.path());
}

#[test]
fn a_story_that_breaks_off_is_not_told_as_a_good_one() {
    let place = place();
    let mut demo = Staying::start(demo(place.path(), &["--once", "--json"]));
    demo.until("start");
    let gateway = processes(place.path()).into_iter().find(|(_, line)| line.contains(" serve --config "));
    signal("-KILL", gateway.expect("the gateway is a process of its own").0);
    let mut last = Value::Null;
    while let Some(value) = demo.next() {
        last = value;
    }
    assert_eq!(last["ok"], false, "{last}");
    assert!(last["reason"].is_string(), "{last}");
    assert_eq!(demo.child.wait().unwrap().code(), Some(1));
    nothing_is_left(place.path());
}

#[test]
fn a_folder_with_something_in_it_is_left_alone() {
    let place = place();
    let file = place.path().join("mine");
    std::fs::write(&file, "mine").unwrap();
    let folder = place.path().to_str().unwrap();
    let output = demo(place.path(), &["--once", "--dir", folder]).output().unwrap();
    assert_ne!(output.status.code(), Some(0));
    assert_eq!(std::fs::read_dir(place.path()).unwrap().count(), 1);
    assert_eq!(std::fs::read(&file).unwrap(), b"mine");
}
