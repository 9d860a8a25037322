//! Faces: what peers see. Each file turns one service's requests into calls of the gateway and its answers back; no
//! decision is made here.

pub mod admin;
pub mod audit;
pub mod directory;
pub mod exchange;
pub mod fields;
pub mod log_files;
pub mod message;
pub mod pages;
pub mod refused;
pub mod views;

use std::sync::Arc;

use tonic::Request;

use crate::admit::{Admitted, Entered};
use crate::identity::Peer;
use crate::refusal::Refusal;
use crate::state::Gateway;

/// All faces share the gateway.
#[derive(Clone)]
pub struct Face(pub Arc<Gateway>);

impl Face {
    /// Who calls. A refusal is on record when this returns.
    pub(crate) async fn admit<T>(&self, request: &Request<T>) -> Result<Admitted, Refusal> {
        let authorization = request.metadata().get("authorization").and_then(|value| value.to_str().ok());
        self.0.admit(request.extensions().get::<Peer>(), authorization).await
    }

    /// Which system calls. A refusal is on record when this returns.
    pub(crate) async fn system<T>(&self, request: &Request<T>) -> Result<Entered, Refusal> {
        let admitted = self.admit(request).await?;
        self.0.system(admitted).await
    }
}
