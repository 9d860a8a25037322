//! What is written on the outside of a message.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::agency_code::AgencyCode;
use crate::directory::Level;
use crate::ids::{MessageId, MessageType, SystemId};

/// Everything the gateway needs to carry a message, without its payload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// Who sends: what the certificate or token said, never what the message says.
    pub sender: SystemId,
    /// The sender's id of the message.
    pub id: MessageId,
    /// What the message is.
    pub kind: MessageType,
    /// To whom, in the sender's words.
    pub receivers: Vec<Receiver>,
    /// When the message was made, in the sender's words; the day it falls on in Vietnam decides which agencies exist.
    pub created_at: Timestamp,
    /// Messages of one sender, one receiver and one case key are delivered in the order of their acceptance.
    pub case_key: Option<String>,
    /// Ties messages and calls together across systems, e.g. a dossier number.
    pub correlation_id: Option<String>,
}

/// Longest case key and correlation id, in bytes.
pub const MAX_KEY_BYTES: usize = 200;

/// Whom a message is for.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Receiver {
    /// An agency, by code or alias, as the sender wrote it. The route decides which of its systems.
    Agency(String),
    /// One system.
    System(SystemId),
    /// Every agency of a level under an agency, e.g. every commune under H60.
    Set {
        /// Only agencies of this level, or of any.
        level: Option<Level>,
        /// Agencies below this one; itself is not a member.
        under: AgencyCode,
    },
}

impl fmt::Display for Receiver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Agency(text) => f.write_str(text),
            Self::System(id) => write!(f, "{id}"),
            Self::Set { level: Some(level), under } => write!(f, "every {level} under {under}"),
            Self::Set { level: None, under } => write!(f, "every agency under {under}"),
        }
    }
}
