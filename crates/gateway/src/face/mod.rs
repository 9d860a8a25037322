//! Faces: what peers see. Each file turns one service's requests into calls of the gateway and its answers back; no
//! decision is made here.

pub mod admin;
pub mod audit;
pub mod directory;
pub mod entrance;
pub mod exchange;
pub mod fields;
pub mod log_files;
pub mod message;
pub mod pages;
mod upload;
pub mod views;

use std::sync::Arc;

use tonic::Request;

use crate::admit::{Admitted, Entered};
use crate::refusal::Refusal;
use crate::state::Gateway;

/// All faces share the gateway.
#[derive(Clone)]
pub struct Face(pub Arc<Gateway>);

impl Face {
    /// Who calls, as the entrance has found.
    pub(crate) fn admitted<T>(&self, request: &Request<T>) -> Result<Admitted, Refusal> {
        request.extensions().get::<Admitted>().cloned().ok_or(Refusal::NoCertificate)
    }

    /// Which system calls. A refusal is on record when this returns.
    pub(crate) async fn system<T>(&self, request: &Request<T>) -> Result<Entered, Refusal> {
        self.0.system(self.admitted(request)?).await
    }
}
