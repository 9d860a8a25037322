//! `lienthong dead-letter`: deliveries that have ended badly, and their second chance.

use clap::{Args, Subcommand};
use lienthong_wire::admin::{DeadLetter, ListDeadLettersRequest, ReplayDeadLetterRequest};
use serde_json::json;

use crate::client::profile::ClientArgs;
use crate::client::views;
use crate::commands::{page_size, send};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;
use crate::when;

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum DeadLetterCommand {
    /// List them, oldest first
    List(ListArgs),
    /// Put deliveries back to work
    Replay(ReplayArgs),
}

/// Arguments of `dead-letter list`.
#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    /// Only to this system
    #[arg(long, value_name = "SYSTEM")]
    receiver: Option<String>,
    /// Only from this system
    #[arg(long, value_name = "SYSTEM")]
    sender: Option<String>,
    /// Also those that receivers refused and those that expired
    #[arg(long)]
    all: bool,
    /// At most this many
    #[arg(long, value_name = "N", default_value_t = 1_000, value_parser = clap::value_parser!(u64).range(1..))]
    limit: u64,
    #[command(flatten)]
    client: ClientArgs,
}

/// Arguments of `dead-letter replay`.
#[derive(Debug, Args)]
pub(crate) struct ReplayArgs {
    /// Delivery; repeat for more
    #[arg(value_name = "DELIVERY_ID", required = true)]
    deliveries: Vec<String>,
    /// At most this many replays of one original
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100))]
    cap: Option<u32>,
    #[command(flatten)]
    client: ClientArgs,
}

/// Runs one of them.
pub(crate) async fn run(command: DeadLetterCommand, output: &Output) -> Result<Exit, Failure> {
    match command {
        DeadLetterCommand::List(args) => list(args, output).await,
        DeadLetterCommand::Replay(args) => replay(args, output).await,
    }
}

async fn list(args: ListArgs, output: &Output) -> Result<Exit, Failure> {
    let lang = output.lang;
    let connection = args.client.connect().await?;
    let mut letters: Vec<DeadLetter> = Vec::new();
    let mut page_token = String::new();
    let mut wanted = args.limit;
    while wanted > 0 {
        let request = ListDeadLettersRequest {
            receiver: args.receiver.clone().unwrap_or_default(),
            sender: args.sender.clone().unwrap_or_default(),
            include_refused_and_expired: args.all,
            page_size: page_size(wanted),
            page_token,
        };
        let page = connection.admin().list_dead_letters(connection.request(request)).await?.into_inner();
        wanted = wanted.saturating_sub(page.dead_letters.len() as u64);
        letters.extend(page.dead_letters);
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    if output.json {
        return letters
            .iter()
            .try_for_each(|letter| output.value(&views::dead_letter(letter)))
            .map(|()| Exit::Ok);
    }
    let headers = lang.pick(
        [
            "delivery", "sender", "message", "type", "receiver", "state", "reason", "attempts", "replays",
            "since",
        ],
        [
            "lượt chuyển",
            "hệ thống gửi",
            "thông điệp",
            "loại",
            "hệ thống nhận",
            "trạng thái",
            "lý do",
            "số lần",
            "gửi lại",
            "từ lúc",
        ],
    );
    let row = |letter: &DeadLetter| {
        let delivery = letter.delivery.clone().unwrap_or_default();
        vec![
            delivery.delivery_id.clone(),
            letter.sender.clone(),
            letter.message_id.clone(),
            letter.r#type.clone(),
            delivery.receiver.clone(),
            views::state_word(views::state(delivery.state()), lang),
            delivery.reason.clone(),
            delivery.attempts.to_string(),
            letter.replays.to_string(),
            when::show_wire(&delivery.changed_at),
        ]
    };
    output.table(&headers, letters.iter().map(row).collect())?;
    send::faults(output, letters.iter().filter_map(|letter| letter.delivery.as_ref()))?;
    Ok(Exit::Ok)
}

/// Each is asked for by itself: one that is refused does not keep the others waiting.
async fn replay(args: ReplayArgs, output: &Output) -> Result<Exit, Failure> {
    let lang = output.lang;
    let connection = args.client.connect().await?;
    let mut exit = Exit::Ok;
    for delivery_id in args.deliveries {
        let request =
            ReplayDeadLetterRequest { delivery_id: delivery_id.clone(), cap: args.cap.unwrap_or(0) };
        match connection.admin().replay_dead_letter(connection.request(request)).await {
            Ok(answer) => {
                let answer = answer.into_inner();
                if output.json {
                    output.value(&json!({
                        "asked": delivery_id,
                        "delivery_id": answer.delivery_id,
                        "original_delivery_id": answer.original_delivery_id,
                        "count": answer.count,
                    }))?;
                } else {
                    let times = lang.pick("replay", "lần chuyển lại thứ");
                    output.line(&format!(
                        "{delivery_id} → {}  ({times} {})",
                        answer.delivery_id, answer.count
                    ))?;
                }
            }
            Err(status) => {
                let failure = Failure::from(status);
                exit = failure.exit();
                if !output.json {
                    output.note(&format!("{delivery_id}:"));
                }
                output.failure(&failure);
            }
        }
    }
    Ok(exit)
}
