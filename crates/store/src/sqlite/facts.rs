//! What a record says of whom it concerns, read from its JSON.
//!
//! Texts stay texts: a record of a later version, with events or fields that this program does not know, is still found
//! by what it shares with ours.

use std::borrow::Cow;

use serde::Deserialize;

use crate::Error;

/// The parties of a record.
#[derive(Deserialize)]
pub(super) struct Facts<'a> {
    #[serde(borrow, default)]
    pub(super) sender: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    pub(super) receivers: Vec<Party<'a>>,
    #[serde(borrow, default)]
    pub(super) actor_agency: Option<Cow<'a, str>>,
}

/// A receiver.
#[derive(Deserialize)]
pub(super) struct Party<'a> {
    #[serde(borrow)]
    pub(super) system: Cow<'a, str>,
    #[serde(borrow, default)]
    pub(super) route: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    pub(super) forwarded_from: Option<Cow<'a, str>>,
}

impl<'a> Facts<'a> {
    pub(super) fn of(body: &'a [u8]) -> Result<Self, Error> {
        serde_json::from_slice(body).map_err(|_| Error::Damaged { what: "audit record" })
    }

    /// Every agency that the record concerns, in the sense of `AuditRecord::agencies`; some perhaps twice.
    pub(super) fn agencies(&self) -> impl Iterator<Item = &str> {
        self.sender
            .as_deref()
            .and_then(agency_of)
            .into_iter()
            .chain(self.actor_agency.as_deref())
            .chain(self.receivers.iter().filter_map(|party| agency_of(&party.system)))
            .chain(self.receivers.iter().filter_map(|party| party.forwarded_from.as_deref()))
    }
}

/// The agency part of a system id.
pub(super) fn agency_of(system: &str) -> Option<&str> {
    system.split_once('/').map(|(agency, _)| agency)
}
