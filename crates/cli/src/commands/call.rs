//! `lienthong call` and `lienthong services`.

use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use clap::Args;
use lienthong_wire::exchange::{CallRequest, ListServicesRequest, ServiceOffer};
use serde_json::json;
use tokio::io::AsyncReadExt;

use crate::client::profile::ClientArgs;
use crate::client::views;
use crate::commands::page_size;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::files::{self, Access};
use crate::output::Output;
use crate::texts::Said;
use crate::when;

/// The largest request message that is read.
const MAX_REQUEST: u64 = 64 << 20;

/// Arguments of `call`.
#[derive(Debug, Args)]
pub(crate) struct CallArgs {
    /// Service, AGENCY/SYSTEM/SERVICE/vN
    #[arg(value_name = "SERVICE")]
    service: String,
    /// Method, its bare name
    #[arg(value_name = "METHOD")]
    method: String,
    /// File with the encoded request message; - for standard input. An empty message where left out
    #[arg(long, value_name = "FILE", group = "request")]
    data: Option<PathBuf>,
    /// The encoded request message in hexadecimal
    #[arg(long, value_name = "HEX", group = "request", value_parser = parse_hex)]
    hex: Option<Bytes>,
    /// Write the encoded answer to this file; - for standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Ties messages and calls together; searchable by auditors, so no personal data
    #[arg(long, value_name = "ID")]
    correlation: Option<String>,
    /// Our id of this call
    #[arg(long, value_name = "ID")]
    id: Option<String>,
    #[command(flatten)]
    client: ClientArgs,
}

/// Bytes of the command line. A newtype, since clap reads a `Vec` as repeated values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bytes(Vec<u8>);

fn parse_hex(text: &str) -> Result<Bytes, Said> {
    let refusal =
        || Said::new("write an even number of hexadecimal digits", "hãy ghi số chẵn chữ số thập lục phân");
    let digits: Vec<u8> = text.bytes().filter(|b| !b.is_ascii_whitespace()).collect();
    if !digits.len().is_multiple_of(2) || !digits.iter().all(u8::is_ascii_hexdigit) {
        return Err(refusal());
    }
    let pair = |pair: &[u8]| {
        let text = std::str::from_utf8(pair).ok()?;
        u8::from_str_radix(text, 16).ok()
    };
    digits.chunks_exact(2).map(pair).collect::<Option<Vec<u8>>>().map(Bytes).ok_or_else(refusal)
}

/// Calls one method.
pub(crate) async fn call(args: CallArgs, output: &Output) -> Result<Exit, Failure> {
    let lang = output.lang;
    let payload = match (args.data, args.hex) {
        (Some(path), _) => read_request(&path).await?,
        (None, Some(Bytes(bytes))) => bytes,
        (None, None) => Vec::new(),
    };
    let connection = args.client.connect().await?;
    let request = CallRequest {
        service: args.service,
        method: args.method,
        payload: payload.into(),
        correlation_id: args.correlation.unwrap_or_default(),
        call_id: args.id.unwrap_or_default(),
    };
    let answer = connection.exchange().call(connection.request(request)).await?.into_inner();
    let to_stdout = args.out.as_deref() == Some(Path::new("-"));
    if to_stdout {
        output.bytes(&answer.payload)?;
        return Ok(Exit::Ok);
    }
    if let Some(path) = &args.out {
        files::put(path, &answer.payload, Access::Shared)?;
    }
    if output.json {
        output.value(&json!({
            "call_id": answer.call_id,
            "answered_at": when::json_wire(&answer.answered_at),
            "log_index": answer.log_index,
            "payload_base64": STANDARD.encode(&answer.payload),
        }))?;
        return Ok(Exit::Ok);
    }
    let shown = match &args.out {
        Some(path) => format!("{} B → {}", answer.payload.len(), path.display()),
        None => format!("{} B  {}", answer.payload.len(), views::hex(&answer.payload)),
    };
    output.facts(&[
        (lang.pick("call", "lượt gọi"), answer.call_id),
        (lang.pick("answered at", "thời điểm trả lời"), when::show_wire(&answer.answered_at)),
        (lang.pick("log index", "vị trí nhật ký"), answer.log_index.to_string()),
        (lang.pick("answer", "trả lời"), shown),
    ])?;
    Ok(Exit::Ok)
}

async fn read_request(path: &Path) -> Result<Vec<u8>, Failure> {
    if path != Path::new("-") {
        return files::read(path, MAX_REQUEST);
    }
    let mut bytes = Vec::new();
    tokio::io::stdin().take(MAX_REQUEST + 1).read_to_end(&mut bytes).await.map_err(Failure::read(path))?;
    if bytes.len() as u64 > MAX_REQUEST {
        return Err(Failure::usage("the request message is too large", "dữ liệu yêu cầu quá lớn"));
    }
    Ok(bytes)
}

/// Arguments of `services`.
#[derive(Debug, Args)]
pub(crate) struct ServicesArgs {
    #[command(flatten)]
    client: ClientArgs,
}

/// Lists the services that we may call.
pub(crate) async fn services(args: ServicesArgs, output: &Output) -> Result<Exit, Failure> {
    let connection = args.client.connect().await?;
    let mut offers: Vec<ServiceOffer> = Vec::new();
    let mut page_token = String::new();
    loop {
        let request = ListServicesRequest { page_size: page_size(1_000), page_token };
        let page = connection.exchange().list_services(connection.request(request)).await?.into_inner();
        offers.extend(page.services);
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    if output.json {
        return offers.iter().try_for_each(|offer| output.value(&views::service(offer))).map(|()| Exit::Ok);
    }
    let lang = output.lang;
    let headers = lang.pick(
        ["service", "gRPC service", "methods", "route", "legal basis"],
        ["dịch vụ", "dịch vụ gRPC", "phương thức", "tuyến", "căn cứ pháp lý"],
    );
    let row = |offer: &ServiceOffer| {
        let methods = match offer.methods.is_empty() {
            true => lang.pick("all", "tất cả").to_owned(),
            false => offer.methods.join(", "),
        };
        vec![
            offer.service.clone(),
            offer.grpc_service.clone(),
            methods,
            offer.route.clone(),
            offer.legal_basis.clone(),
        ]
    };
    output.table(&headers, offers.iter().map(row).collect())?;
    Ok(Exit::Ok)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hexadecimal_is_read_whole_or_not_at_all() {
        assert_eq!(parse_hex("0A ff"), Ok(Bytes(vec![10, 255])));
        assert_eq!(parse_hex(""), Ok(Bytes(Vec::new())));
        for bad in ["0", "0g", "+1", "Đ0"] {
            assert!(parse_hex(bad).is_err(), "{bad}");
        }
    }
}
