//! Static files over HTTPS: the log as tiles and entries (C2SP tlog-tiles), and the key set of receipts.
//!
//! Checkpoints and hash tiles say nothing of anybody and are open to every peer of a door. Entries are the records:
//! they need an auditor's token, unless the configuration says that they are public.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, StatusCode, header};
use lienthong_model::record::Event;

use crate::identity::Peer;
use crate::identity::token::Role;
use crate::refusal::Refusal;
use crate::state::Gateway;
use crate::status;

/// The paths of this face.
pub fn router(gateway: Arc<Gateway>) -> axum::Router {
    axum::Router::new()
        .route("/log/{*path}", axum::routing::get(log))
        .route("/.well-known/jwks.json", axum::routing::get(jwks))
        .route("/log.key", axum::routing::get(log_key))
        .with_state(gateway)
}

async fn jwks(State(gateway): State<Arc<Gateway>>) -> Response {
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "max-age=3600")];
    (headers, gateway.receipts.jwks().to_owned()).into_response()
}

async fn log_key(State(gateway): State<Arc<Gateway>>) -> Response {
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], format!("{}\n", gateway.log_key)).into_response()
}

async fn log(
    State(gateway): State<Arc<Gateway>>,
    Path(path): Path<String>,
    peer: Option<axum::Extension<Peer>>,
    headers: HeaderMap,
) -> Response {
    match read(&gateway, path, peer.as_ref().map(|peer| &peer.0), &headers).await {
        Ok(response) => response,
        Err(refusal) => problem(&refusal),
    }
}

async fn read(
    gateway: &Gateway,
    path: String,
    peer: Option<&Peer>,
    headers: &HeaderMap,
) -> Result<Response, Refusal> {
    let public = gateway.current().checked.node.log.public_entries;
    if path.starts_with("tile/entries/") && !public {
        let authorization = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let admitted = gateway.admit(peer, authorization).await?;
        let in_force = Arc::clone(&admitted.in_force);
        let person = gateway.person(admitted, &[Role::Auditor], "auditor").await?;
        // Entries are those of all agencies: only an auditor of the top may read them in bulk.
        let top = person.agency.as_ref().is_some_and(|agency| is_top(&in_force.checked, agency));
        if !top {
            return Err(Refusal::RoleRequired("auditor of the agency at the top"));
        }
        let mut record = in_force.record(Event::AuditShown, gateway.now()).with_detail("path", &path);
        record.actor = Some(person.id);
        record.actor_agency = person.agency;
        gateway.store.record(record).await?;
    }
    let log = gateway.log.clone();
    let read = tokio::task::spawn_blocking(move || log.read(&path)).await;
    let resource = match read {
        Ok(Ok(resource)) => resource.ok_or(Refusal::NotFound("file of the log"))?,
        Ok(Err(error)) => return Err(Refusal::Store(lienthong_store::Error::Failed(error.into()))),
        Err(error) => return Err(Refusal::Store(lienthong_store::Error::Failed(error.into()))),
    };
    let cache = if resource.immutable { "private, max-age=31536000, immutable" } else { "no-store" };
    let headers = [(header::CONTENT_TYPE, resource.content_type), (header::CACHE_CONTROL, cache)];
    Ok((headers, resource.bytes).into_response())
}

/// Whether everything that is in the directory is below an agency, or is it.
fn is_top(checked: &lienthong_config::Checked, agency: &lienthong_model::AgencyCode) -> bool {
    let seen = checked.directory.subtree_ever(agency);
    checked.directory.versions().iter().all(|version| seen.contains(&version.code))
}

/// A refusal as RFC 9457 problem details.
pub fn problem(refusal: &Refusal) -> Response {
    let code = status::http(refusal);
    let body = serde_json::json!({
        "type": format!("urn:lienthong:reason:{}", refusal.reason()),
        "title": refusal.to_string(),
        "title_vi": refusal.message_vi(),
        "status": code.as_u16(),
        "reason": refusal.reason(),
    });
    let headers = [(header::CONTENT_TYPE, "application/problem+json")];
    (code, headers, body.to_string()).into_response()
}

/// What is neither a path of ours nor gRPC.
pub fn not_found() -> Response {
    (StatusCode::NOT_FOUND, [(header::CONTENT_TYPE, "application/problem+json")],
     r#"{"type":"urn:lienthong:reason:NOT_FOUND","title":"there is no such path","title_vi":"Không có đường dẫn này.","status":404,"reason":"NOT_FOUND"}"#)
        .into_response()
}
