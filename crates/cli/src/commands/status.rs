//! `lienthong status` and `lienthong deliveries`: what became of what we sent.

use clap::{Args, ValueEnum};
use lienthong_gateway::face::views::row_counts_json;
use lienthong_wire::message::{DeliveryState, GetMessageRequest, ListDeliveriesRequest, SentDelivery};
use serde_json::json;

use crate::client::profile::ClientArgs;
use crate::client::views;
use crate::commands::{admin, page_size, send};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;
use crate::texts::rows;
use crate::when;

/// Arguments of `status`.
#[derive(Debug, Args)]
pub(crate) struct StatusArgs {
    /// Message id; without it, how the gateway is (for operators)
    #[arg(value_name = "MESSAGE_ID")]
    message_id: Option<String>,
    #[command(flatten)]
    client: ClientArgs,
}

/// Arguments of `deliveries`.
#[derive(Debug, Args)]
pub(crate) struct DeliveriesArgs {
    /// Only deliveries in this state; repeat for more
    #[arg(long, value_enum, value_name = "STATE")]
    state: Vec<State>,
    /// At most this many, oldest first
    #[arg(long, value_name = "N", default_value_t = 1_000, value_parser = clap::value_parser!(u64).range(1..))]
    limit: u64,
    #[command(flatten)]
    client: ClientArgs,
}

/// A state of a delivery, as an argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum State {
    // To be attempted.
    Waiting,
    // An attempt is under way.
    Leased,
    // The receiver took it.
    Accepted,
    // The receiver refused it.
    Refused,
    // Attempts have ended.
    Dead,
    // It was worth delivering no more.
    Expired,
}

impl From<State> for DeliveryState {
    fn from(state: State) -> Self {
        match state {
            State::Waiting => Self::Waiting,
            State::Leased => Self::Leased,
            State::Accepted => Self::Accepted,
            State::Refused => Self::Refused,
            State::Dead => Self::Dead,
            State::Expired => Self::Expired,
        }
    }
}

/// Shows one message, or the gateway.
pub(crate) async fn status(args: StatusArgs, output: &Output) -> Result<Exit, Failure> {
    let lang = output.lang;
    let connection = args.client.connect().await?;
    let Some(message_id) = args.message_id else {
        return admin::gateway(&connection, output).await;
    };
    let request = GetMessageRequest { message_id: message_id.clone() };
    let answer = connection.messages().get_message(connection.request(request)).await?.into_inner();
    let receipt = answer.receipt.unwrap_or_default();
    if output.json {
        output.value(&json!({
            "message_id": message_id,
            "type": answer.r#type,
            "receipt": views::receipt(&receipt),
            "rows": answer.rows.as_ref().map(row_counts_json),
            "quarantined_rows": answer.quarantined_rows,
            "deliveries": views::list(&answer.deliveries, views::delivery),
        }))?;
        return Ok(Exit::Ok);
    }
    output.facts(&[
        (lang.pick("message", "thông điệp"), message_id),
        (lang.pick("type", "loại"), answer.r#type),
        (lang.pick("accepted at", "thời điểm nhận"), when::show_wire(&receipt.accepted_at)),
        ("SHA-256", views::hex(&receipt.payload_sha256)),
        (lang.pick("log index", "vị trí nhật ký"), receipt.log_index.to_string()),
        (
            lang.pick("rows", "dòng"),
            answer.rows.map(|counts| rows::sentence(&counts, lang)).unwrap_or_default(),
        ),
        (lang.pick("kept apart", "tách riêng"), answer.quarantined_rows),
    ])?;
    send::deliveries(output, &answer.deliveries)?;
    Ok(Exit::Ok)
}

/// Lists deliveries.
pub(crate) async fn deliveries(args: DeliveriesArgs, output: &Output) -> Result<Exit, Failure> {
    let lang = output.lang;
    let connection = args.client.connect().await?;
    let states: Vec<i32> = args.state.iter().map(|state| DeliveryState::from(*state).into()).collect();
    let mut found: Vec<SentDelivery> = Vec::new();
    let mut page_token = String::new();
    let mut wanted = args.limit;
    while wanted > 0 {
        let request =
            ListDeliveriesRequest { states: states.clone(), page_size: page_size(wanted), page_token };
        let page = connection.messages().list_deliveries(connection.request(request)).await?.into_inner();
        wanted = wanted.saturating_sub(page.deliveries.len() as u64);
        found.extend(page.deliveries);
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    if output.json {
        for sent in &found {
            output.value(&json!({
                "message_id": sent.message_id,
                "type": sent.r#type,
                "delivery": sent.delivery.as_ref().map(views::delivery),
            }))?;
        }
        return Ok(Exit::Ok);
    }
    let headers = lang.pick(
        ["message", "type", "receiver", "state", "attempts", "reason", "changed at", "next attempt"],
        [
            "thông điệp",
            "loại",
            "hệ thống nhận",
            "trạng thái",
            "số lần",
            "lý do",
            "thay đổi lúc",
            "lần thử tới",
        ],
    );
    let row = |sent: &SentDelivery| {
        let delivery = sent.delivery.clone().unwrap_or_default();
        vec![
            sent.message_id.clone(),
            sent.r#type.clone(),
            delivery.receiver.clone(),
            views::state_word(views::state(delivery.state()), lang),
            delivery.attempts.to_string(),
            delivery.reason.clone(),
            when::show_wire(&delivery.changed_at),
            when::show_wire(&delivery.next_attempt_at),
        ]
    };
    output.table(&headers, found.iter().map(row).collect())?;
    send::faults(output, found.iter().filter_map(|sent| sent.delivery.as_ref()))?;
    Ok(Exit::Ok)
}
