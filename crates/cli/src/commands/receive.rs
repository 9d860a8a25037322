//! `lienthong receive`: collects the messages of our system.
//!
//! With `--dir` each payload is on disk, under a name of ours, before it is acknowledged. Without it nothing is kept,
//! so nothing is acknowledged unless `--accept` or `--refuse` says so: the messages come again.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use lienthong_wire::message::Acknowledgement;
use serde_json::json;

use crate::client::profile::ClientArgs;
use crate::client::receive::{self, Inbox, Options};
use crate::client::views;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::files;
use crate::output::Output;
use crate::texts::Said;
use crate::when;

/// The most deliveries that a gateway leaves unacknowledged.
const MAX_IN_FLIGHT: u64 = 256;
/// With `--drain` and nothing acknowledged: silence after which there is no more. The gateway itself would wait for the
/// leases to end, and then send the same again.
const QUIET: Duration = Duration::from_secs(2);

/// Arguments of `receive`.
#[derive(Debug, Args)]
pub(crate) struct ReceiveArgs {
    /// Folder for the payloads
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
    /// End when nothing is due, instead of waiting for more
    #[arg(long)]
    drain: bool,
    /// End after this many messages
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    max: Option<u64>,
    /// How long each message is held for us
    #[arg(long, value_name = "TIME", value_parser = when::parse_duration)]
    lease: Option<Duration>,
    /// Acknowledge each message as taken; this is so with --dir
    #[arg(long, group = "verdict")]
    accept: bool,
    /// Refuse each message for this reason, A-Z 0-9 _
    #[arg(long, value_name = "REASON", group = "verdict", value_parser = parse_reason)]
    refuse: Option<String>,
    /// Acknowledge nothing: the messages come again; this is so without --dir
    #[arg(long, group = "verdict")]
    no_ack: bool,
    #[command(flatten)]
    client: ClientArgs,
}

impl ReceiveArgs {
    fn verdict(&self) -> Option<Acknowledgement> {
        match &self.refuse {
            Some(reason) => Some(receive::refused(reason)),
            None if self.accept || (self.dir.is_some() && !self.no_ack) => Some(receive::accepted()),
            None => None,
        }
    }
}

fn parse_reason(text: &str) -> Result<String, Said> {
    let fits = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_';
    if (1..=64).contains(&text.len()) && text.bytes().all(fits) {
        Ok(text.to_owned())
    } else {
        Err(Said::new(
            "a reason has 1 to 64 characters of A-Z, 0-9 and _",
            "lý do gồm 1 đến 64 ký tự A-Z, 0-9 và _",
        ))
    }
}

/// Collects messages.
pub(crate) async fn run(args: ReceiveArgs, output: &Output) -> Result<Exit, Failure> {
    let lang = output.lang;
    let verdict = args.verdict();
    if let Some(folder) = &args.dir {
        files::make_folder(folder)?;
    }
    let connection = args.client.connect().await?;
    // What is not acknowledged stays in flight; once all places are taken, nothing more would come.
    let most = match &verdict {
        Some(_) => args.max.unwrap_or(u64::MAX),
        None => args.max.unwrap_or(MAX_IN_FLIGHT).min(MAX_IN_FLIGHT),
    };
    let in_flight = match &verdict {
        Some(_) => 0,
        None => u32::try_from(most).expect("at most 256"),
    };
    let mut inbox =
        Inbox::open(&connection, Options { drain: args.drain, in_flight, lease: args.lease }).await?;
    let mut count = 0;
    while count < most {
        let next = match verdict.is_none() && args.drain {
            true => tokio::time::timeout(QUIET, inbox.next()).await.unwrap_or(Ok(None)),
            false => inbox.next().await,
        };
        let Some(arrival) = next? else { break };
        let incoming = &arrival.incoming;
        let path = match &args.dir {
            Some(folder) => Some(inbox.store(&arrival, folder).await?),
            None => None,
        };
        if let Some(verdict) = &verdict {
            inbox.acknowledge(incoming, verdict.clone()).await?;
        }
        count += 1;
        let said = match (&verdict, &args.refuse) {
            (None, _) => ("left", lang.pick("not acknowledged", "chưa xác nhận")),
            (Some(_), None) => ("accepted", lang.pick("accepted", "đã nhận")),
            (Some(_), Some(_)) => ("refused", lang.pick("refused", "đã từ chối")),
        };
        if output.json {
            let mut view = views::incoming(incoming);
            view["file"] = json!(path);
            view["acknowledged"] = json!(said.0);
            output.value(&view)?;
            continue;
        }
        let again = match incoming.redelivery {
            true => lang.pick(", again", ", gửi lại"),
            false => "",
        };
        let place = path.map(|path| format!(" → {}", path.display())).unwrap_or_default();
        output.line(&format!(
            "{}  {}  {} {}  {} B  {}{again}{place}",
            when::show_wire(&incoming.accepted_at),
            incoming.sender,
            incoming.r#type,
            incoming.message_id,
            incoming.payload_size,
            said.1,
        ))?;
    }
    if !output.json {
        let plural = if count == 1 { "" } else { "s" };
        output.note(&lang.pick(format!("{count} message{plural}"), format!("{count} thông điệp")));
    }
    Ok(Exit::Ok)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        args: ReceiveArgs,
    }

    #[test]
    fn nothing_is_acknowledged_that_was_not_kept_unless_somebody_says_so() {
        let check = |line: &str, expected: Option<Acknowledgement>| {
            let words = std::iter::once("receive").chain(line.split_whitespace());
            assert_eq!(Line::try_parse_from(words).unwrap().args.verdict(), expected, "{line}");
        };
        check("", None);
        check("--no-ack --dir in", None);
        check("--dir in", Some(receive::accepted()));
        check("--accept", Some(receive::accepted()));
        check("--refuse BAD_FORMAT --dir in", Some(receive::refused("BAD_FORMAT")));
    }

    #[test]
    fn a_reason_is_a_stable_word() {
        for bad in ["", "bad", "A B", "Đ", &"A".repeat(65)] {
            assert!(parse_reason(bad).is_err(), "{bad}");
        }
    }
}
