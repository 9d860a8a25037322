//! Every stable reason that the gateway gives, with what it means: for people who meet one in an answer, a dead letter or
//! the log, and look it up.
//!
//! | module | reasons of |
//! |---|---|
//! | `requests` | requests that are refused |
//! | `deliveries` | attempts to deliver or to call that ended without success |
//! | `connections` | connections that ended before they could ask |
//!
//! Reasons of files stand beside the formats that give them. `HTTP_503` and `GRPC_ABORTED` say what a server answered:
//! `HTTP_NNN` and `GRPC_STATUS` stand for all of these.

mod connections;
pub(crate) mod deliveries;
mod requests;

use lienthong_adapter::Reason;

use crate::connector::grpc::code_name;
use crate::formats::OWN;

/// All reasons, each with who says it.
pub fn reasons() -> impl Iterator<Item = (Speaker, &'static Reason)> {
    SPEAKERS.iter().flat_map(|(speaker, table)| table.iter().map(move |reason| (*speaker, *reason)))
}

/// The reasons that have `code`, in either case: several speakers have some in common.
pub fn reasons_of(code: &str) -> Vec<(Speaker, &'static Reason)> {
    let code = code.to_ascii_uppercase();
    let found: Vec<_> = reasons().filter(|(_, reason)| reason.code == code).collect();
    if !found.is_empty() {
        return found;
    }
    let is_grpc = |name: &str| name == "NO_STATUS" || (0..=16).any(|number| code_name(number.into()) == name);
    let is_status = |digits: &str| digits.len() == 3 && digits.bytes().all(|byte| byte.is_ascii_digit());
    let family = match code.split_once('_') {
        Some(("HTTP", rest)) if is_status(rest) => "HTTP_NNN",
        Some(("GRPC", rest)) if is_grpc(rest) => "GRPC_STATUS",
        _ => return found,
    };
    reasons().filter(|(_, reason)| reason.code == family).collect()
}

/// Who says a reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speaker {
    /// Every format.
    Any,
    /// Mappings and the rows of every format that they are for.
    Mapping,
    /// Documents whose parts a mapping names.
    Documents,
    /// The formats of this name, separated by `, `.
    Format(&'static str),
    /// The same, where what is odd is accepted.
    Warning(&'static str),
    /// The gateway, to whom it refuses a request.
    Request,
    /// The gateway, of an attempt to deliver or to call.
    Delivery,
    /// The gateway, in the record of a connection that it ended.
    Connection,
}

const SPEAKERS: &[(Speaker, &[&Reason])] = &[
    (Speaker::Any, lienthong_adapter::COMMON),
    (Speaker::Mapping, lienthong_adapter::mapping::reasons::ALL),
    (Speaker::Documents, lienthong_adapter::document::REFUSALS),
    (Speaker::Format("csv, fixed, dbf"), lienthong_adapter_table::REFUSALS),
    (Speaker::Format("xlsx, xls"), lienthong_adapter_table::sheet::reasons::ALL),
    (Speaker::Format("xml"), lienthong_adapter_xml::REFUSALS),
    (Speaker::Format("json, canonical-json"), lienthong_adapter_json::REFUSALS),
    (Speaker::Format("edxml"), lienthong_adapter_edxml::REFUSALS),
    (Speaker::Warning("edxml"), lienthong_adapter_edxml::WARNINGS),
    (Speaker::Format("dossier-json"), lienthong_adapter_dossier::REFUSALS),
    (Speaker::Warning("dossier-json"), lienthong_adapter_dossier::WARNINGS),
    (Speaker::Format("canonical"), OWN),
    (Speaker::Request, requests::REQUESTS),
    (Speaker::Delivery, deliveries::DELIVERIES),
    (Speaker::Connection, connections::CONNECTIONS),
];

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    /// Sources whose texts in capitals are reasons.
    const GIVERS: [&str; 14] = [
        "src/refusal.rs",
        "src/identity/token.rs",
        "src/listen.rs",
        "src/face/entrance.rs",
        "src/connector/answer.rs",
        "src/connector/dial.rs",
        "src/connector/folder.rs",
        "src/connector/outbox.rs",
        "src/connector/pull.rs",
        "src/connector/soap.rs",
        "src/dispatch/attempt.rs",
        "src/dispatch/sweep.rs",
        "src/call/legacy.rs",
        "../model/src/route/refusal.rs",
    ];

    #[test]
    fn every_reason_that_the_gateway_gives_is_explained() {
        let mut found = 0;
        for file in GIVERS {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
            let text = std::fs::read_to_string(path).unwrap();
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            for word in code.split('"').skip(1).step_by(2) {
                let is_reason = word.contains('_')
                    && word.len() > 4
                    && word.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_')
                    && !word.ends_with('_');
                if is_reason && !ALARMS.contains(&word) {
                    found += 1;
                    assert!(!reasons_of(word).is_empty(), "{word} of {file} has no explanation");
                }
            }
        }
        assert!(found > 100, "only {found} reasons were found");
    }

    #[test]
    fn what_a_server_answered_is_explained_as_well() {
        for (code, family) in [
            ("HTTP_503", "HTTP_NNN"),
            ("http_404", "HTTP_NNN"),
            ("GRPC_ABORTED", "GRPC_STATUS"),
            ("GRPC_NO_STATUS", "GRPC_STATUS"),
        ] {
            let found: Vec<&str> = reasons_of(code).iter().map(|(_, reason)| reason.code).collect();
            assert_eq!(found, [family], "{code}");
        }
        for code in ["HTTP_5033", "HTTP_X", "GRPC_SOMETHING", "GRPC_"] {
            assert!(reasons_of(code).is_empty(), "{code}");
        }
    }

    /// Alarms, which say themselves what is wrong.
    const ALARMS: [&str; 1] = ["STORE_DAMAGED"];
}
