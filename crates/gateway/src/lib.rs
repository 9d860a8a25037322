//! The gateway: identity, ingress, routing, accept, dispatch, calls, connectors and faces, joined.
//!
//! The way of a message is `accept.rs`, then `dispatch/` and `connector/`. The way of a call is `call/`. Who may do
//! anything is `identity/` and `admit.rs`. What peers see is `face/`. What the reasons mean is `glossary/`.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::print_stdout))]

pub mod accept;
pub mod admit;
pub mod alarm;
pub mod apart;
mod aside;
pub mod call;
pub mod canonical;
pub mod connector;
pub mod dispatch;
mod envelope;
pub mod face;
pub mod fault;
mod fault_words;
pub mod formats;
pub mod glossary;
pub mod identity;
pub mod keys;
pub mod listen;
pub mod problem;
pub mod publish;
pub mod receipt;
pub mod refusal;
mod refusal_words;
pub mod refused_message;
pub mod reload;
pub mod rooms;
mod search_terms;
pub mod serve;
pub mod state;
pub mod status;

pub use serve::{Running, StartError, start};
