//! `address`, `ca`, `timeout` and `plaintext`: a gRPC server of a system, in connectors and in services.

use std::time::Duration;

use lienthong_model::system::GrpcTarget;

use crate::code::Code;
use crate::context::Context;
use crate::defaults as default;
use crate::diagnostic::Sink;
use crate::document::{Fields, Value};
use crate::keys;
use crate::values;

/// `address`, `ca`, `timeout` and `plaintext`.
pub(crate) fn read_target(fields: &mut Fields<'_>, context: &Context, sink: &mut Sink) -> Option<GrpcTarget> {
    let address_value = fields.need("address");
    let ca = fields.get("ca");
    let ca = ca.map(|value| {
        let path = values::path(&value, &context.dir, sink)?;
        keys::certificates(&path, &value.spot(), context, sink);
        Some(path)
    });
    let range = Duration::from_millis(100)..=Duration::from_secs(3_600);
    let timeout = fields.get("timeout").map(|value| values::duration(&value, range, sink));
    let plaintext = fields.get("plaintext");
    let open = plaintext.as_ref().and_then(|value| value.boolean(sink)).unwrap_or(false);
    let address = read_address(&address_value?, open, plaintext.as_ref(), sink)?;
    let ca = match ca {
        Some(path) => Some(path?),
        None => None,
    };
    Some(GrpcTarget { address, ca, timeout: timeout.unwrap_or(Some(default::GRPC_TIMEOUT))? })
}

fn read_address(value: &Value<'_>, open: bool, word: Option<&Value<'_>>, sink: &mut Sink) -> Option<String> {
    let text = value.text(sink)?;
    let (scheme, rest) = text.split_once("://").unwrap_or(("", text));
    let is_authority = rest.rsplit_once(':').is_some_and(|(host, port)| {
        let host_fits = !host.is_empty()
            && host
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '[' | ']' | ':'));
        host_fits && port.parse::<u16>().is_ok_and(|port| port > 0)
    });
    if !is_authority || !matches!(scheme, "http" | "https") {
        let found =
            value.error(Code::BadAddress).label("expected https://HOST:PORT", "cần dạng https://MÁY:CỔNG");
        let authority = rest.trim_end_matches('/');
        sink.push(if is_authority && scheme.is_empty() {
            found.suggest(value.span.clone(), format!("\"https://{text}\""))
        } else if authority != rest && matches!(scheme, "http" | "https") && !authority.contains('/') {
            found.suggest(value.span.clone(), format!("\"{scheme}://{authority}\""))
        } else {
            found
        });
        return None;
    }
    match (scheme, open, word) {
        ("http", false, _) => {
            sink.push(
                value
                    .error(Code::Plaintext)
                    .label("http:// is not encrypted", "http:// không mã hóa")
                    .suggest(value.span.clone(), format!("\"https://{rest}\"")),
            );
            None
        }
        ("https", true, Some(word)) => {
            sink.push(
                word.error(Code::Plaintext)
                    .label("the address is encrypted, https://", "địa chỉ được mã hóa, https://")
                    .suggest(word.span.clone(), "false"),
            );
            None
        }
        _ => Some(text.to_owned()),
    }
}
