//! Samples in formats that need no mapping. Those are the gateway's, so it is asked.

use bytes::Bytes;
use jiff::Timestamp;
use lienthong_adapter::Finding;
use lienthong_model::MessageType;
use lienthong_model::schema::Batch;
use lienthong_model::system::System;

use crate::Checked;

/// A sample as its sender hands it over.
#[derive(Debug, Clone, Copy)]
pub struct Sent<'s> {
    /// Who sends.
    pub sender: &'s System,
    /// The message type.
    pub kind: &'s MessageType,
    /// The bytes.
    pub bytes: &'s Bytes,
    /// When.
    pub at: Timestamp,
}

/// What reads and writes such formats as a running gateway would.
pub trait WholeFormats {
    /// The records of a sample that no mapping reads; a document is one record. Nothing where its format says nothing
    /// of what is in it.
    fn read(&self, checked: &Checked, sent: &Sent<'_>) -> Result<Option<Batch>, Finding>;

    /// What `receiver` gets of a sample; nothing where this does not know its format.
    fn say(&self, checked: &Checked, sent: &Sent<'_>, receiver: &System) -> Result<Option<Bytes>, Finding>;
}

/// For programs that have no such formats.
impl WholeFormats for () {
    fn read(&self, _: &Checked, _: &Sent<'_>) -> Result<Option<Batch>, Finding> {
        Ok(None)
    }
    fn say(&self, _: &Checked, _: &Sent<'_>, _: &System) -> Result<Option<Bytes>, Finding> {
        Ok(None)
    }
}
