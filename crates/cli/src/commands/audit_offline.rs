//! `lienthong audit verify`: a log folder, or one exported record, checked with nothing trusted but a key.
//!
//! An exported record is two files: the record's bytes exactly as logged, and its C2SP tlog-proof beside it, so that
//! tools that nobody here wrote can read both.

use std::fmt::Display;
use std::path::{Path, PathBuf};

use clap::Args;
use lienthong_audit::{FolderError, Verifier, VerifyError, verify_entry, verify_folder};
use serde_json::{Value, json};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::files;
use crate::output::Output;
use crate::texts::events;
use crate::when;

/// The largest record that a log holds.
const MAX_RECORD: u64 = 64 << 10;

/// The key of the log, where a command can do without.
#[derive(Debug, Args)]
pub(crate) struct KeyArgs {
    /// Verifier key of the log, NAME+ID+KEY
    // `--key` is the key of our certificate wherever a command also speaks to a gateway.
    #[arg(long, value_name = "VKEY", conflicts_with = "key_file")]
    log_key: Option<String>,
    /// File with the verifier key of the log
    #[arg(long, value_name = "FILE")]
    key_file: Option<PathBuf>,
}

/// Arguments of `audit verify`.
#[derive(Debug, Args)]
#[command(group(clap::ArgGroup::new("trusted").args(["key", "key_file"]).required(true)))]
pub(crate) struct VerifyArgs {
    /// Log folder, or exported record
    #[arg(value_name = "PATH")]
    path: PathBuf,
    /// Verifier key of the log, NAME+ID+KEY
    #[arg(long, value_name = "VKEY")]
    key: Option<String>,
    /// File with the verifier key of the log
    #[arg(long, value_name = "FILE")]
    key_file: Option<PathBuf>,
    /// For a folder: a checkpoint seen before, with which the log must be consistent
    #[arg(long, value_name = "FILE")]
    older: Option<PathBuf>,
    /// For a record: its proof, where it is not beside it
    #[arg(long, value_name = "FILE", conflicts_with = "older")]
    proof: Option<PathBuf>,
}

impl KeyArgs {
    /// The key, where one was given.
    pub(crate) fn read(&self) -> Result<Option<Verifier>, Failure> {
        read_key(self.log_key.as_deref(), self.key_file.as_deref())
    }
}

fn read_key(text: Option<&str>, file: Option<&Path>) -> Result<Option<Verifier>, Failure> {
    let parse = |text: &str| text.trim().parse::<Verifier>();
    match (text, file) {
        (Some(text), _) => parse(text).map(Some).map_err(|error| {
            Failure::usage(format!("--key: {error}"), format!("--key không phải khóa kiểm chứng: {error}"))
        }),
        (None, Some(path)) => parse(&files::read_text(path)?).map(Some).map_err(|error| {
            Failure::content(path, error.to_string(), format!("không phải khóa kiểm chứng: {error}"))
        }),
        (None, None) => Ok(None),
    }
}

/// Where the proof of an exported record is.
pub(crate) fn proof_path(record: &Path) -> PathBuf {
    let mut name = record.as_os_str().to_owned();
    name.push(".tlog-proof");
    name.into()
}

/// For `map_err`: something is not what was signed.
pub(crate) fn not_verified(error: impl Display) -> Failure {
    Failure::not_verified(format!("verification failed: {error}"), format!("kiểm chứng thất bại: {error}"))
}

/// Verifies a folder or a record.
pub(crate) fn verify(args: VerifyArgs, output: &Output) -> Result<Exit, Failure> {
    let Some(verifier) = read_key(args.key.as_deref(), args.key_file.as_deref())? else {
        return Err(Failure::usage("give the key of the log: --key", "hãy cho khóa của nhật ký: --key"));
    };
    if args.path.is_dir() {
        let older = args.older.as_deref().map(files::read_text).transpose()?;
        folder(&args.path, &verifier, older.as_deref(), output)
    } else if args.older.is_some() {
        Err(Failure::usage("--older goes with a log folder", "--older chỉ dùng với thư mục nhật ký"))
    } else {
        let proof = args.proof.unwrap_or_else(|| proof_path(&args.path));
        record(&args.path, &proof, &verifier, output)
    }
}

fn folder(path: &Path, verifier: &Verifier, older: Option<&str>, output: &Output) -> Result<Exit, Failure> {
    let lang = output.lang;
    let report = verify_folder(path, verifier, older).map_err(|error| match error {
        // What the disk refuses to show is neither right nor wrong.
        VerifyError::Folder(FolderError::Io { path, source, .. }) => Failure::read(&path)(source),
        error => not_verified(error),
    })?;
    if output.json {
        output.value(&json!({
            "verified": true,
            "origin": report.origin.as_str(),
            "size": report.size,
            "root": report.root.to_hex(),
            "files": report.files,
            "unsigned_files": report.unsigned_files,
            "consistent_with": report.consistent_with,
        }))?;
        return Ok(Exit::Ok);
    }
    let older = report.consistent_with.map(|size| size.to_string()).unwrap_or_default();
    output.line(lang.pick("The log verifies.", "Nhật ký đúng như đã ký."))?;
    output.facts(&[
        (lang.pick("log", "nhật ký"), report.origin.to_string()),
        (lang.pick("records", "bản ghi"), report.size.to_string()),
        (lang.pick("root", "gốc"), report.root.to_hex()),
        (lang.pick("files checked", "tệp đã kiểm tra"), report.files.to_string()),
        (lang.pick("files not signed yet", "tệp chưa ký"), report.unsigned_files.to_string()),
        (lang.pick("only grew since size", "chỉ nối thêm kể từ kích thước"), older),
    ])?;
    Ok(Exit::Ok)
}

fn record(path: &Path, proof: &Path, verifier: &Verifier, output: &Output) -> Result<Exit, Failure> {
    let lang = output.lang;
    let bytes = files::read(path, MAX_RECORD)?;
    let proof = files::read_text(proof)?;
    let checkpoint = verify_entry(&bytes, &proof, verifier).map_err(not_verified)?;
    let said: Value = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
    if output.json {
        output.value(&json!({
            "verified": true,
            "origin": checkpoint.origin.as_str(),
            "size": checkpoint.size,
            "root": checkpoint.root.to_hex(),
            "record": said,
        }))?;
        return Ok(Exit::Ok);
    }
    output.line(lang.pick("The record is in the log.", "Bản ghi có trong nhật ký."))?;
    output.facts(&[
        (lang.pick("log", "nhật ký"), checkpoint.origin.to_string()),
        (lang.pick("records at that time", "số bản ghi khi đó"), checkpoint.size.to_string()),
        (lang.pick("time", "thời điểm"), when::show_text(&said["at"])),
        (lang.pick("what happened", "sự việc"), events::sentence(&said, lang)),
    ])?;
    Ok(Exit::Ok)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::texts::Lang;
    use lienthong_audit::{LogFolder, Publisher, Signer};

    const OUTPUT: Output = Output { lang: Lang::En, json: true, colour: false };

    fn args(path: &Path, key: &Verifier) -> VerifyArgs {
        VerifyArgs {
            path: path.to_owned(),
            key: Some(key.to_string()),
            key_file: None,
            older: None,
            proof: None,
        }
    }

    #[test]
    fn a_changed_record_or_log_does_not_verify() {
        let base = tempfile::tempdir().unwrap();
        let log = base.path().join("log");
        let signer = Signer::generate("example.org/log".parse().unwrap()).unwrap();
        let key = signer.verifier();
        let mut publisher = Publisher::open(&log, signer).unwrap();
        publisher.publish(0, [r#"{"event":"gateway.started"}"#, "{}"]).unwrap();

        assert_eq!(verify(args(&log, &key), &OUTPUT).unwrap(), Exit::Ok);
        let exported = LogFolder::new(&log).export(0).unwrap().unwrap();
        let record = base.path().join("record.json");
        std::fs::write(&record, &exported.entry).unwrap();
        std::fs::write(proof_path(&record), exported.proof.to_string()).unwrap();
        assert_eq!(verify(args(&record, &key), &OUTPUT).unwrap(), Exit::Ok);

        std::fs::write(&record, r#"{"event":"gateway.stopped"}"#).unwrap();
        assert_eq!(verify(args(&record, &key), &OUTPUT).unwrap_err().exit(), Exit::NotVerified);
        let stranger = Signer::generate("example.org/log".parse().unwrap()).unwrap().verifier();
        assert_eq!(verify(args(&log, &stranger), &OUTPUT).unwrap_err().exit(), Exit::NotVerified);
        let missing = base.path().join("none.json");
        assert_eq!(verify(args(&missing, &key), &OUTPUT).unwrap_err().exit(), Exit::Failed);

        let entries = log.join("tile/entries/000.p/2");
        let mut bytes = std::fs::read(&entries).unwrap();
        bytes[5] ^= 1;
        std::fs::write(&entries, bytes).unwrap();
        assert_eq!(verify(args(&log, &key), &OUTPUT).unwrap_err().exit(), Exit::NotVerified);
    }
}
