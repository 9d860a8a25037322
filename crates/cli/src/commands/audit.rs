//! `lienthong audit`: searching the log, one message's life, proofs. What needs no gateway is in `audit_offline`.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand};
use jiff::Timestamp;
use lienthong_audit::{Checkpoint, Hash, tree, verify_entry};
use lienthong_model::record::Event;
use lienthong_wire::audit::{
    DeliveryOutcome, GetCheckpointRequest, GetTimelineRequest, ProveRequest, Record, SearchRequest,
    SearchTerm,
};
use lienthong_wire::time::to_wire;
use serde_json::{Value, json};

use crate::client::profile::ClientArgs;
use crate::client::views;
use crate::commands::audit_offline::{self, KeyArgs, VerifyArgs, proof_path};
use crate::commands::page_size;
use crate::commands::status::State;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::files::{self, Access};
use crate::output::Output;
use crate::texts::{Said, events};
use crate::when;

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum AuditCommand {
    /// Search the log, newest first
    Search(Box<SearchArgs>),
    /// Show one message's life
    Show(ShowArgs),
    /// Export one record with a proof that verifies offline
    Prove(ProveArgs),
    /// Verify a log folder or an exported record, offline
    Verify(VerifyArgs),
    /// Show the newest signed checkpoint, and check that the log only grew
    Checkpoint(CheckpointArgs),
}

/// Arguments of `audit search`.
#[derive(Debug, Args)]
pub(crate) struct SearchArgs {
    /// Not before this time, e.g. 2026-11-20, 2026-11-20T08:00:00+07:00 or 2h (ago)
    #[arg(long, value_name = "TIME", value_parser = when::parse_instant)]
    from: Option<Timestamp>,
    /// Before this time
    #[arg(long, value_name = "TIME", value_parser = when::parse_instant)]
    to: Option<Timestamp>,
    /// Only this event; repeat for more
    #[arg(long, value_name = "EVENT", value_parser = PossibleValuesParser::new(Event::ALL.map(Event::name)))]
    event: Vec<String>,
    /// Sender: an agency code or a system
    #[arg(long, value_name = "WHO")]
    sender: Option<String>,
    /// Receiver: an agency code or a system
    #[arg(long, value_name = "WHO")]
    receiver: Option<String>,
    /// Message type
    #[arg(long = "type", value_name = "TYPE")]
    kind: Option<String>,
    /// Name of the route
    #[arg(long, value_name = "ROUTE")]
    route: Option<String>,
    /// A delivery of the message is now in this state
    #[arg(long, value_enum, value_name = "STATE")]
    state: Option<State>,
    /// Message id
    #[arg(long, value_name = "ID")]
    message_id: Option<String>,
    /// Correlation id
    #[arg(long, value_name = "ID")]
    correlation: Option<String>,
    /// A search key of the records in a message, e.g. so_dinh_danh=000200000001; with - for the value, it is read from
    /// standard input, where no other user of this machine sees it
    #[arg(long = "where", value_name = "FIELD=VALUE", value_parser = parse_term)]
    term: Option<SearchTerm>,
    /// At most this many
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u64).range(1..))]
    limit: u64,
    #[command(flatten)]
    client: ClientArgs,
}

/// Arguments of `audit show`.
#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    /// Sending system, AGENCY/NAME
    #[arg(value_name = "SENDER")]
    sender: String,
    /// The sender's message id
    #[arg(value_name = "MESSAGE_ID")]
    message_id: String,
    #[command(flatten)]
    client: ClientArgs,
}

/// Arguments of `audit prove`.
#[derive(Debug, Args)]
pub(crate) struct ProveArgs {
    /// Place of the record in the log
    #[arg(value_name = "INDEX")]
    index: u64,
    /// File for the record; the proof goes beside it, with .tlog-proof added to the name
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    key: KeyArgs,
    #[command(flatten)]
    client: ClientArgs,
}

/// Arguments of `audit checkpoint`.
#[derive(Debug, Args)]
pub(crate) struct CheckpointArgs {
    /// A checkpoint seen before: check that the log only grew since
    #[arg(long, value_name = "FILE")]
    older: Option<PathBuf>,
    /// Keep the checkpoint in this file
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    key: KeyArgs,
    #[command(flatten)]
    client: ClientArgs,
}

/// Runs one of them.
pub(crate) async fn run(command: AuditCommand, output: &Output) -> Result<Exit, Failure> {
    match command {
        AuditCommand::Search(args) => search(*args, output).await,
        AuditCommand::Show(args) => show(args, output).await,
        AuditCommand::Prove(args) => prove(args, output).await,
        AuditCommand::Verify(args) => audit_offline::verify(args, output),
        AuditCommand::Checkpoint(args) => checkpoint(args, output).await,
    }
}

/// `FIELD=VALUE`.
fn parse_term(text: &str) -> Result<SearchTerm, Said> {
    let (field, value) =
        text.split_once('=').ok_or_else(|| Said::new("write FIELD=VALUE", "hãy ghi TRƯỜNG=GIÁ-TRỊ"))?;
    Ok(SearchTerm { field: field.to_owned(), value: value.to_owned() })
}

/// A value that is given as `-` is the next line of standard input.
fn read_term(mut term: SearchTerm) -> Result<SearchTerm, Failure> {
    if term.value == "-" {
        term.value.clear();
        let path = std::path::Path::new("-");
        std::io::stdin().read_line(&mut term.value).map_err(Failure::read(path))?;
    }
    Ok(term)
}

async fn search(args: SearchArgs, output: &Output) -> Result<Exit, Failure> {
    let term = args.term.map(read_term).transpose()?;
    let connection = args.client.connect().await?;
    let mut request = SearchRequest {
        from: args.from.map(to_wire),
        to: args.to.map(to_wire),
        events: args.event,
        sender: args.sender.unwrap_or_default(),
        receiver: args.receiver.unwrap_or_default(),
        r#type: args.kind.unwrap_or_default(),
        route: args.route.unwrap_or_default(),
        state: args.state.map(|state| views::state(state.into()).to_owned()).unwrap_or_default(),
        message_id: args.message_id.unwrap_or_default(),
        correlation_id: args.correlation.unwrap_or_default(),
        page_size: 0,
        page_token: String::new(),
        term,
    };
    let mut records: Vec<Record> = Vec::new();
    let mut wanted = args.limit;
    while wanted > 0 {
        request.page_size = page_size(wanted);
        let page = connection.audit().search(connection.request(request.clone())).await?.into_inner();
        wanted = wanted.saturating_sub(page.records.len() as u64);
        records.extend(page.records);
        request.page_token = page.next_page_token;
        if request.page_token.is_empty() {
            break;
        }
    }
    if output.json {
        return records.iter().try_for_each(|record| output.value(&views::record(record))).map(|()| Exit::Ok);
    }
    timeline(output, &records)?;
    if !request.page_token.is_empty() {
        output.note(output.lang.pick("There are more: raise --limit.", "Còn nữa: hãy tăng --limit."));
    }
    Ok(Exit::Ok)
}

async fn show(args: ShowArgs, output: &Output) -> Result<Exit, Failure> {
    let lang = output.lang;
    let connection = args.client.connect().await?;
    let request = GetTimelineRequest { sender: args.sender, message_id: args.message_id };
    let answer = connection.audit().get_timeline(connection.request(request)).await?.into_inner();
    if output.json {
        output.value(&json!({
            "records": views::list(&answer.records, views::record),
            "deliveries": views::list(&answer.deliveries, views::outcome),
        }))?;
        return Ok(Exit::Ok);
    }
    timeline(output, &answer.records)?;
    let headers = lang.pick(
        ["receiver", "state", "attempts", "reason"],
        ["hệ thống nhận", "trạng thái", "số lần", "lý do"],
    );
    let row = |outcome: &DeliveryOutcome| {
        vec![
            outcome.receiver.clone(),
            views::state_word(&outcome.state, lang),
            outcome.attempts.to_string(),
            outcome.reason.clone(),
        ]
    };
    output.table(&headers, answer.deliveries.iter().map(row).collect())?;
    Ok(Exit::Ok)
}

fn timeline(output: &Output, records: &[Record]) -> Result<(), Failure> {
    let lang = output.lang;
    let row = |record: &Record| {
        let said: Value = serde_json::from_slice(&record.json).unwrap_or(Value::Null);
        vec![record.index.to_string(), when::show_text(&said["at"]), events::sentence(&said, lang)]
    };
    let headers = lang.pick(["index", "time", "what happened"], ["vị trí", "thời điểm", "sự việc"]);
    output.table(&headers, records.iter().map(row).collect())
}

async fn prove(args: ProveArgs, output: &Output) -> Result<Exit, Failure> {
    let lang = output.lang;
    let verifier = args.key.read()?;
    let connection = args.client.connect().await?;
    let request = connection.request(ProveRequest { index: args.index });
    let answer = connection.audit().prove(request).await?.into_inner();
    let record = answer.record.ok_or_else(|| {
        Failure::Nonsense(Said::new(
            "the gateway sent a proof of nothing",
            "cổng gửi bằng chứng không kèm bản ghi",
        ))
    })?;
    if let Some(verifier) = &verifier {
        verify_entry(&record.json, &answer.proof, verifier).map_err(audit_offline::not_verified)?;
    }
    let proof = proof_path(&args.out);
    files::put(&args.out, &record.json, Access::Shared)?;
    files::put(&proof, answer.proof.as_bytes(), Access::Shared)?;
    if output.json {
        output.value(&json!({
            "record": args.out, "proof": proof, "index": record.index, "verified": verifier.is_some(),
        }))?;
        return Ok(Exit::Ok);
    }
    output.facts(&[
        (lang.pick("record", "bản ghi"), args.out.display().to_string()),
        (lang.pick("proof", "bằng chứng"), proof.display().to_string()),
    ])?;
    if verifier.is_none() {
        let next = format!("lienthong audit verify {} --key VKEY", args.out.display());
        output.note(&format!("{} {next}", lang.pick("Verify it with:", "Kiểm chứng bằng:")));
    }
    Ok(Exit::Ok)
}

async fn checkpoint(args: CheckpointArgs, output: &Output) -> Result<Exit, Failure> {
    let lang = output.lang;
    let verifier = args.key.read()?;
    let older = match (&args.older, &verifier) {
        (None, _) => None,
        (Some(path), Some(verifier)) => {
            let note = files::read_text(path)?;
            Some(Checkpoint::open(&note, verifier).map_err(audit_offline::not_verified)?)
        }
        (Some(_), None) => {
            return Err(Failure::usage(
                "comparing checkpoints needs the key of the log: --log-key or --key-file",
                "so sánh các điểm chốt cần khóa của nhật ký: --log-key hoặc --key-file",
            ));
        }
    };
    let connection = args.client.connect().await?;
    let older_size = older.as_ref().map_or(0, |older| older.size);
    let request = connection.request(GetCheckpointRequest { older_size });
    let answer = connection.audit().get_checkpoint(request).await?.into_inner();
    if let Some(verifier) = &verifier {
        let newest = Checkpoint::open(&answer.checkpoint, verifier).map_err(audit_offline::not_verified)?;
        if let Some(older) = &older {
            let hashes = answer.consistency.iter().map(|hash| hash[..].try_into().map(Hash));
            let hashes = hashes.collect::<Result<Vec<_>, _>>().map_err(audit_offline::not_verified)?;
            tree::verify_consistency(&hashes, older.size, newest.size, older.root, newest.root)
                .map_err(audit_offline::not_verified)?;
        }
    }
    if let Some(path) = &args.out {
        files::put(path, answer.checkpoint.as_bytes(), Access::Shared)?;
    }
    if output.json {
        output.value(&json!({
            "checkpoint": answer.checkpoint,
            "verifier_key": answer.verifier_key,
            "verified": verifier.is_some(),
            "consistent_with": older.map(|older| older.size),
        }))?;
        return Ok(Exit::Ok);
    }
    output.line(answer.checkpoint.trim_end())?;
    match (&verifier, older) {
        (Some(_), Some(older)) => output.note(&lang.pick(
            format!("The signature is right, and the log only grew since it had {} records.", older.size),
            format!("Chữ ký đúng, và nhật ký chỉ được nối thêm kể từ khi có {} bản ghi.", older.size),
        )),
        (Some(_), None) => output.note(lang.pick("The signature is right.", "Chữ ký đúng.")),
        (None, _) => {
            output.line("")?;
            output.line(&answer.verifier_key)?;
            output.note(lang.pick(
                "This key is what the gateway says. Compare it with the one that you were given, then use --log-key.",
                "Khóa này do cổng cung cấp. Hãy đối chiếu với khóa đã được giao, rồi dùng --log-key.",
            ));
        }
    }
    Ok(Exit::Ok)
}
