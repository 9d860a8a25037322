//! Calls that an earlier run of the gateway began and did not end: it was killed, or the machine stopped.
//!
//! Nobody waits for their answers any more, and what their servers did is not known. Before new calls begin each gets
//! the record of its end, so that none looks as if it were still under way.

use std::sync::Arc;

use jiff::Timestamp;
use lienthong_model::record::{AuditRecord, Event};
use lienthong_store::{Error, Store, TermHashes};

use crate::state::InForce;

/// Why such a call failed.
const REASON: &str = "GATEWAY_STOPPED";

/// Ends them, on record.
pub async fn end(store: &Arc<dyn Store>, in_force: &InForce, now: Timestamp) -> Result<(), Error> {
    for (number, began) in store.open_calls().await? {
        let own = in_force.own_record(Event::CallFailed, now);
        // What cannot be read was written by a newer gateway; that the call ended is still said.
        let mut record = match serde_json::from_slice::<AuditRecord>(&began) {
            Ok(began) => {
                AuditRecord { at: own.at, event: own.event, revision: own.revision, node: own.node, ..began }
            }
            Err(_) => own,
        };
        record.reason = Some(REASON.into());
        store.end_call(number, record, TermHashes::default()).await?;
    }
    Ok(())
}
