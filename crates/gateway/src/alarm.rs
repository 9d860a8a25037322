//! What is wrong now and somebody should look at: the state behind `GetStatus` and the health of the node.

use std::collections::BTreeMap;
use std::sync::Mutex;

use jiff::Timestamp;
use lienthong_adapter::Phrase;

/// The alarms that are on. Each reason is on at most once.
#[derive(Debug, Default)]
pub struct Alarms(Mutex<BTreeMap<&'static str, Alarm>>);

/// One alarm.
#[derive(Debug, Clone)]
pub struct Alarm {
    /// In words, for our operator.
    pub message: Phrase,
    /// Since when.
    pub since: Timestamp,
}

impl Alarms {
    /// Switches an alarm on. One that is on keeps its beginning.
    pub fn raise(&self, reason: &'static str, message: Phrase, now: Timestamp) {
        let mut alarms = self.0.lock().expect("no panic while alarms are held");
        match alarms.get_mut(reason) {
            Some(alarm) => alarm.message = message,
            None => {
                tracing::warn!(reason, message = &*message.en, "Alarm.");
                alarms.insert(reason, Alarm { message, since: now });
            }
        }
    }

    /// Switches an alarm off.
    pub fn clear(&self, reason: &'static str) {
        if self.0.lock().expect("no panic while alarms are held").remove(reason).is_some() {
            tracing::info!(reason, "Alarm is over.");
        }
    }

    /// Whether an alarm is on.
    pub fn is_on(&self, reason: &str) -> bool {
        self.0.lock().expect("no panic while alarms are held").contains_key(reason)
    }

    /// The alarms that are on.
    pub fn list(&self) -> Vec<(&'static str, Alarm)> {
        let alarms = self.0.lock().expect("no panic while alarms are held");
        alarms.iter().map(|(reason, alarm)| (*reason, alarm.clone())).collect()
    }
}
