//! `lienthong send` and `lienthong preview`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use jiff::Timestamp;
use lienthong_gateway::face::views::row_counts_json;
use lienthong_wire::message::{
    Delivery, Envelope, NotifyPolicy, PlannedDelivery, PreviewRequest, Quarantine, QuarantinedRow, Receiver,
    Unreachable,
};
use lienthong_wire::time::{duration_from_wire, to_wire};
use serde_json::json;

use crate::client::profile::ClientArgs;
use crate::client::send::{self, Source, parse_receiver};
use crate::client::{receipt, views};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::files::{self, Access};
use crate::output::Output;
use crate::texts::{events, rows};
use crate::when;

/// What is written on the outside of a message.
#[derive(Debug, Args)]
pub(crate) struct EnvelopeArgs {
    /// Message type, e.g. document; may be left out where the format says it
    #[arg(long = "type", value_name = "TYPE")]
    kind: Option<String>,
    /// Receiver: an agency code, AGENCY/NAME, or every:LEVEL:UNDER; repeat for more
    #[arg(long, value_name = "RECEIVER", value_parser = parse_receiver)]
    to: Vec<Receiver>,
    /// When the message was made, e.g. 2026-11-20 or 2026-11-20T08:00:00+07:00
    #[arg(long, value_name = "TIME", value_parser = when::parse_instant)]
    created_at: Option<Timestamp>,
    /// Case key: messages of one case arrive in their order
    #[arg(long, value_name = "KEY")]
    case: Option<String>,
    /// Ties messages and calls together; searchable by auditors, so no personal data
    #[arg(long, value_name = "ID")]
    correlation: Option<String>,
    /// Which outcomes come back as a notice
    #[arg(long, value_enum, value_name = "WHICH")]
    notify: Option<Notify>,
}

/// Arguments of `send`.
#[derive(Debug, Args)]
pub(crate) struct SendArgs {
    /// File to send; - for standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    envelope: EnvelopeArgs,
    /// Message id; the same id with the same bytes is one message. Made where left out
    #[arg(long, value_name = "ID")]
    id: Option<String>,
    /// Let the format name the message; where it has no id of messages (edXML), the digest of the bytes does
    #[arg(long, conflicts_with = "id")]
    id_from_format: bool,
    /// Check the signature of the receipt with this key set of the gateway
    #[arg(long, value_name = "FILE")]
    jwks: Option<PathBuf>,
    /// Keep the receipt in this file
    #[arg(long, value_name = "FILE")]
    receipt: Option<PathBuf>,
    #[command(flatten)]
    client: ClientArgs,
}

/// Arguments of `preview`.
#[derive(Debug, Args)]
pub(crate) struct PreviewArgs {
    #[command(flatten)]
    envelope: EnvelopeArgs,
    /// Bytes that the message would have
    #[arg(long, value_name = "BYTES", default_value_t = 0)]
    size: u64,
    #[command(flatten)]
    client: ClientArgs,
}

/// Which outcomes come back as a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Notify {
    // Refused, given up, expired.
    Failures,
    // These, and accepted.
    All,
    // None.
    Nothing,
}

impl EnvelopeArgs {
    fn envelope(self, message_id: String) -> Envelope {
        let notify = match self.notify {
            None => NotifyPolicy::Unspecified,
            Some(Notify::Failures) => NotifyPolicy::Failures,
            Some(Notify::All) => NotifyPolicy::All,
            Some(Notify::Nothing) => NotifyPolicy::Nothing,
        };
        Envelope {
            message_id,
            r#type: self.kind.unwrap_or_default(),
            receivers: self.to,
            created_at: self.created_at.map(to_wire),
            case_key: self.case.unwrap_or_default(),
            correlation_id: self.correlation.unwrap_or_default(),
            notify: notify.into(),
        }
    }
}

/// Sends one message.
pub(crate) async fn send(args: SendArgs, output: &Output) -> Result<Exit, Failure> {
    let lang = output.lang;
    let keys = args.jwks.as_deref().map(receipt::key_set).transpose()?;
    let source = Source::open(&args.file).await?;
    let id = match args.id {
        Some(id) => id,
        None if args.id_from_format => String::new(),
        None => uuid::Uuid::now_v7().to_string(),
    };
    let connection = args.client.connect().await?;
    let sent =
        send::send(&connection, args.envelope.envelope(id.clone()), source).await.inspect_err(|failure| {
            let words = match failure.exit() {
                // Whether it was accepted is unknown; the id makes sending again safe.
                Exit::Temporary => lang.pick(
                    "to send it again as the same message, add --id",
                    "để gửi lại đúng thông điệp này, hãy thêm --id",
                ),
                Exit::Refused => lang.pick("id of the message:", "mã thông điệp:"),
                _ => return,
            };
            if !id.is_empty() {
                output.note(&format!("{words} {id}"));
            }
        })?;
    let id = if sent.message_id.is_empty() { id } else { sent.message_id.clone() };
    if let Some(path) = &args.receipt {
        files::put(path, sent.receipt.jws.as_bytes(), Access::Shared)?;
    }
    let signature =
        keys.map(|keys| receipt::verify(&sent.receipt.jws, &keys, &id, &sent.digest)).transpose()?;
    if output.json {
        output.value(&json!({
            "message_id": id,
            "duplicate": sent.duplicate,
            "receipt": views::receipt(&sent.receipt),
            "receipt_verified": signature.is_some(),
            "deliveries": views::list(&sent.deliveries, views::planned),
            "unreachable": views::list(&sent.unreachable, views::unreachable),
            "rows": sent.rows.as_ref().map(row_counts_json),
            "quarantine": sent.quarantine.as_ref().map(views::quarantine),
            "warnings": views::list(&sent.warnings, views::warning),
        }))?;
        return Ok(Exit::Ok);
    }
    let state = match sent.duplicate {
        false => lang.pick("accepted", "đã tiếp nhận"),
        true => lang.pick(
            "accepted before; this is the first receipt",
            "đã tiếp nhận trước đây; đây là biên nhận lần đầu",
        ),
    };
    let checked = match signature {
        Some(_) => lang.pick("signature verified", "chữ ký đúng"),
        None => lang.pick("signature not checked (--jwks FILE)", "chưa kiểm tra chữ ký (--jwks TỆP)"),
    };
    output.facts(&[
        (lang.pick("message", "thông điệp"), id),
        (lang.pick("state", "trạng thái"), state.to_owned()),
        (lang.pick("accepted at", "thời điểm nhận"), when::show_wire(&sent.receipt.accepted_at)),
        ("SHA-256", sent.digest.to_string()),
        (lang.pick("log index", "vị trí nhật ký"), sent.receipt.log_index.to_string()),
        (lang.pick("receipt", "biên nhận"), checked.to_owned()),
        (
            lang.pick("rows", "dòng"),
            sent.rows.map(|counts| rows::sentence(&counts, lang)).unwrap_or_default(),
        ),
    ])?;
    for warning in &sent.warnings {
        let text = lang.pick(&warning.message, &warning.message_vi);
        output.note(&format!("{}: {text} ({})", lang.pick("warning", "cảnh báo"), warning.reason));
    }
    if !sent.deliveries.is_empty() {
        planned(output, &sent.deliveries)?;
    }
    if let Some(quarantine) = &sent.quarantine {
        apart(output, quarantine)?;
    }
    unreachable(output, &sent.unreachable)?;
    Ok(Exit::Ok)
}

/// Says what would happen.
pub(crate) async fn preview(args: PreviewArgs, output: &Output) -> Result<Exit, Failure> {
    let connection = args.client.connect().await?;
    // Nothing is kept under this id.
    let envelope = args.envelope.envelope("preview".to_owned());
    let request = PreviewRequest { envelope: Some(envelope), payload_size: args.size };
    let answer = connection.messages().preview(connection.request(request)).await?.into_inner();
    if output.json {
        output.value(&json!({
            "deliveries": views::list(&answer.deliveries, views::planned),
            "unreachable": views::list(&answer.unreachable, views::unreachable),
        }))?;
        return Ok(Exit::Ok);
    }
    planned(output, &answer.deliveries)?;
    unreachable(output, &answer.unreachable)?;
    Ok(Exit::Ok)
}

/// A table of the deliveries that a message has from its beginning.
fn planned(output: &Output, deliveries: &[PlannedDelivery]) -> Result<(), Failure> {
    let lang = output.lang;
    let headers = lang.pick(
        ["receiver", "route", "in place of", "retry for", "worth delivering for"],
        ["hệ thống nhận", "tuyến", "thay cho", "thử lại trong", "còn giá trị trong"],
    );
    let time = |duration: &Option<prost_types::Duration>| {
        let said = duration.as_ref().and_then(duration_from_wire).map(when::show_duration);
        said.map(|said| said.in_lang(lang).to_owned()).unwrap_or_default()
    };
    let row = |planned: &PlannedDelivery| {
        vec![
            planned.receiver.clone(),
            planned.route.clone(),
            planned.forwarded_from.clone(),
            time(&planned.retry_for),
            time(&planned.ttl),
        ]
    };
    output.table(&headers, deliveries.iter().map(row).collect())
}

/// A table of deliveries of one message.
pub(crate) fn deliveries(output: &Output, deliveries: &[Delivery]) -> Result<(), Failure> {
    let lang = output.lang;
    let headers = lang.pick(
        ["receiver", "state", "attempts", "reason", "route", "in place of", "next attempt", "delivery"],
        ["hệ thống nhận", "trạng thái", "số lần", "lý do", "tuyến", "thay cho", "lần thử tới", "lượt chuyển"],
    );
    let row = |delivery: &Delivery| {
        vec![
            delivery.receiver.clone(),
            views::state_word(views::state(delivery.state()), lang),
            delivery.attempts.to_string(),
            delivery.reason.clone(),
            delivery.route.clone(),
            delivery.forwarded_from.clone(),
            when::show_wire(&delivery.next_attempt_at),
            delivery.delivery_id.clone(),
        ]
    };
    output.table(&headers, deliveries.iter().map(row).collect())?;
    faults(output, deliveries.iter())
}

/// Below a table of deliveries: where in the message the mistake is, for each that has ended by one.
pub(crate) fn faults<'a>(
    output: &Output,
    deliveries: impl Iterator<Item = &'a Delivery>,
) -> Result<(), Failure> {
    let lang = output.lang;
    for delivery in deliveries {
        let Some(fault) = &delivery.fault else { continue };
        let place = events::place(&views::fault(fault), lang);
        let head = lang.pick("delivery", "lượt chuyển");
        let (id, receiver, reason) = (&delivery.delivery_id, &delivery.receiver, &delivery.reason);
        output.line(&format!("{head} {id} ({receiver}) [{reason}]: {place}"))?;
    }
    Ok(())
}

fn unreachable(output: &Output, unreachable: &[Unreachable]) -> Result<(), Failure> {
    if unreachable.is_empty() {
        return Ok(());
    }
    let head = output.lang.pick("Agencies that cannot be reached:", "Các cơ quan không gửi tới được:");
    output.line(head)?;
    for one in unreachable {
        output.line(&format!("  {}  {}", one.agency, one.reason))?;
    }
    Ok(())
}

/// Rows that were kept apart, with the place and the reason of each.
fn apart(output: &Output, quarantine: &Quarantine) -> Result<(), Failure> {
    let lang = output.lang;
    let headers =
        lang.pick(["ROW", "COLUMN", "REASON", "WHAT IS WRONG"], ["DÒNG", "CỘT", "LÝ DO", "SAI Ở ĐÂU"]);
    let row = |row: &QuarantinedRow| {
        let message = lang.pick(&row.message, &row.message_vi);
        vec![row.row.to_string(), row.column.clone(), row.reason.clone(), message.clone()]
    };
    output.table(&headers, quarantine.rows.iter().map(row).collect())
}
