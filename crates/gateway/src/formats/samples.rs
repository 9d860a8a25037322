//! Samples of config tests in formats that need no mapping, read and said as the gateway does with messages.

use bytes::Bytes;
use lienthong_adapter::{DecodeError, Finding, GatewayHop};
use lienthong_config::{Checked, Sent, WholeFormats};
use lienthong_model::schema::Batch;
use lienthong_model::system::System;

use super::{Formats, Spoken, WHOLE};

impl WholeFormats for Formats {
    fn read(&self, checked: &Checked, sent: &Sent<'_>) -> Result<Option<Batch>, Finding> {
        let plain = |error: DecodeError| error.finding().clone();
        let understood =
            self.understand(checked, sent.sender, Some(sent.kind), sent.bytes, sent.at).map_err(plain)?;
        let understood = understood.of_type(sent.kind).map_err(plain)?;
        let at = understood.facts.created_at.unwrap_or(sent.at);
        let understood = understood.of_sender(checked, sent.sender, at).map_err(plain)?;
        let format = understood.format.as_str();
        if !WHOLE.contains(&format) {
            return Ok(None);
        }
        let read = self.read_whole(checked, format, sent.bytes, sent.at).map_err(plain)?;
        Ok(Some(read.0))
    }

    fn say(&self, checked: &Checked, sent: &Sent<'_>, receiver: &System) -> Result<Option<Bytes>, Finding> {
        let understood = self.understand(checked, sent.sender, Some(sent.kind), sent.bytes, sent.at);
        let understood = understood.map_err(|error| error.finding().clone())?;
        let hop = GatewayHop { agency: checked.node.agency.clone(), at: sent.at };
        let spoken = Spoken {
            kind: sent.kind,
            format: &understood.format,
            options: sent.sender.format_options.clone(),
            sent: sent.bytes,
            canonical: understood.canonical.as_ref(),
        };
        match self.say_to(checked, &spoken, receiver, &hop) {
            Ok(said) => Ok(Some(said.payload.into_bytes())),
            Err(error) => Err(error.finding().clone()),
        }
    }
}
