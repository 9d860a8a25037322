//! Data keys of days, between the disk and those who seal.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::civil::Date;

use crate::Error;
use crate::vault::{DataKey, MasterKey};

/// A data key and the row that holds its wrapped form.
pub(super) struct StoredKey {
    pub(super) id: i64,
    pub(super) key: DataKey,
}

/// The master key, and the data keys that were used since the store was opened: one per day.
pub(super) struct Keys {
    master: MasterKey,
    cache: Mutex<HashMap<Date, Arc<StoredKey>>>,
}

impl Keys {
    pub(super) fn new(master: MasterKey) -> Self {
        Self { master, cache: Mutex::default() }
    }

    /// The key of a day, if it was used before. It may have been destroyed since: the writer checks that again.
    pub(super) fn cached(&self, day: Date) -> Option<Arc<StoredKey>> {
        self.lock().get(&day).cloned()
    }

    /// A key from its stored form.
    pub(super) fn open(&self, id: i64, day: Date, wrapped: &[u8]) -> Result<StoredKey, Error> {
        let key = self.master.unwrap(day, wrapped).map_err(|_| Error::Damaged { what: "data key" })?;
        Ok(StoredKey { id, key })
    }

    /// A new key and its stored form.
    pub(super) fn make(&self, day: Date) -> (DataKey, Vec<u8>) {
        let key = DataKey::random(day);
        let wrapped = self.master.wrap(&key);
        (key, wrapped)
    }

    /// What a transaction has changed, once it is on disk.
    pub(super) fn publish(&self, new: Vec<(Date, Arc<StoredKey>)>, gone: Vec<Date>) {
        if new.is_empty() && gone.is_empty() {
            return;
        }
        let mut cache = self.lock();
        gone.iter().for_each(|day| drop(cache.remove(day)));
        cache.extend(new);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<Date, Arc<StoredKey>>> {
        // Nothing in here can be half changed, so that a panic elsewhere does no harm.
        self.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
