//! The walk of `docs/connect-an-old-system.md`: a draft for a file, in a fresh folder, and the file there and back through it.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::{Ran, lienthong};

/// What the walk of `docs/connect-an-old-system.md` gives for one file.
pub struct Walk {
    /// What `inspect` found.
    pub seen: Value,
    /// Rows that became records.
    pub accepted: u64,
    /// The file as it is written through the draft; nothing where the draft only reads.
    pub back: Vec<u8>,
}

impl Walk {
    /// The mapping of the draft.
    pub fn mapping(&self) -> &str {
        self.seen["draft"]["mapping"].as_str().unwrap()
    }

    /// What was written through the draft, as text.
    pub fn written(&self) -> &str {
        std::str::from_utf8(&self.back).unwrap()
    }
}

/// Runs `lienthong`; what it printed where it fails.
pub fn run(arguments: &[&str]) -> Result<Ran, String> {
    let ran = lienthong(arguments);
    if ran.code == 0 {
        Ok(ran)
    } else {
        Err(format!("{arguments:?}: {}\n{}{}", ran.code, ran.stdout, ran.stderr))
    }
}

/// A fresh configuration folder, as `lienthong init` writes it.
pub fn fresh() -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("config").to_str().unwrap().to_owned();
    run(&["init", &config]).unwrap();
    (folder, config)
}

/// Inspects `file` into a folder, checks the folder, converts the file, and converts what was written again: both give the
/// same records. The draft is taken away again, so that the folder is as it was.
pub fn walk(file: &Path, config: &str) -> Result<Walk, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let file = file.to_str().unwrap();
    let seen = run(&["inspect", file, "--draft", config, "--name", "nhap", "--json"])?;
    let seen: Value = serde_json::from_str(&seen.stdout).unwrap();
    let draft = ["schema", "mapping"].map(|part| seen["draft"][part].as_str().unwrap()).join("\n");
    let told = |error: String| format!("{error}\n{draft}");
    let convert = |from: &str, input: &str, to: &str, out: &str| -> Result<u64, String> {
        let ran =
            run(&["convert", input, "--from", from, "--to", to, "-o", out, "--config", config, "--json"]);
        let counts: Value = serde_json::from_str(&ran.map_err(told)?.stdout).unwrap();
        Ok(counts["accepted"].as_u64().unwrap())
    };
    let go = || {
        run(&["config", "check", config]).map_err(told)?;
        let accepted = convert("nhap", file, "canonical", &path("one"))?;
        if draft.contains("\ndirection = \"read\"") {
            return Ok((accepted, Vec::new()));
        }
        convert("nhap", file, "nhap", &path("back"))?;
        convert("nhap", &path("back"), "canonical", &path("two"))?;
        if fs::read(path("one")).unwrap() != fs::read(path("two")).unwrap() {
            return Err(told("what is written back is not what was read".to_owned()));
        }
        Ok((accepted, fs::read(path("back")).unwrap()))
    };
    let gone = go();
    for kind in ["schemas", "mappings", "codelists"] {
        for entry in fs::read_dir(Path::new(config).join(kind)).unwrap() {
            let entry = entry.unwrap();
            if entry.file_name().to_str().unwrap().starts_with("nhap") {
                fs::remove_file(entry.path()).unwrap();
            }
        }
    }
    let (accepted, back) = gone?;
    Ok(Walk { seen, accepted, back })
}

/// Writes a file of this name and walks with it.
pub fn walk_with(name: &str, bytes: &[u8]) -> Walk {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    let (_folder, config) = fresh();
    walk(&path, &config).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Takes the `#` in front of a condition of the draft away, and converts: rows that pass, and rows that are left out.
pub fn passed_over(name: &str, bytes: &[u8], condition: &str) -> [u64; 2] {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    fs::write(path(name), bytes).unwrap();
    let (_folder, config) = fresh();
    run(&["inspect", &path(name), "--draft", &config, "--name", "nhap"]).unwrap();
    let mapping = Path::new(&config).join("mappings/nhap.toml");
    let text = fs::read_to_string(&mapping).unwrap();
    let line = format!("# where = {condition}");
    assert!(text.contains(&line), "{line}\n{text}");
    // A table that is drawn has a condition already, which this one has in it.
    let lines = text.lines().filter(|line| !line.starts_with("where = "));
    let edited = lines.map(|own| if own.starts_with(&line) { &own[2..] } else { own }).collect::<Vec<_>>();
    fs::write(&mapping, edited.join("\n")).unwrap();
    run(&["config", "check", &config]).unwrap();
    let to = path("records.json");
    let arguments = ["convert", &path(name), "--from", "nhap", "--to", "canonical", "-o", &to];
    let ran = run(&[&arguments[..], &["--config", &config, "--json"]].concat()).unwrap();
    let counts: Value = serde_json::from_str(&ran.stdout).unwrap();
    ["accepted", "filtered"].map(|count| counts[count].as_u64().unwrap())
}

/// The names of the columns, those of groups behind the path of their group.
pub fn columns(seen: &Value) -> String {
    let columns = seen["columns"].as_array().unwrap();
    let name =
        |column: &Value| format!("{}{}", column["group"].as_str().unwrap(), column["name"].as_str().unwrap());
    columns.iter().map(name).collect::<Vec<_>>().join("|")
}

/// What `inspect` says of a file with these bytes: exit code and output.
pub fn inspect(name: &str, bytes: &[u8], more: &[&str]) -> Ran {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    let arguments = [&["inspect", path.to_str().unwrap()], more].concat();
    lienthong(&arguments)
}
