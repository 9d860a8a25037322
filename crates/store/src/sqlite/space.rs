//! Free space on the disk that holds the store, asked at most once in a second.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::Error;
use crate::sqlite::failure::Cause;

const FRESH: Duration = Duration::from_secs(1);

/// Whether there is room for more.
pub(super) struct Space {
    folder: PathBuf,
    min_free: u64,
    last: Mutex<Option<(Instant, u64)>>,
}

impl Space {
    pub(super) fn new(folder: PathBuf, min_free: u64) -> Self {
        Self { folder, min_free, last: Mutex::new(None) }
    }

    /// Whether `bytes` more leave the reserve untouched.
    pub(super) fn has_room_for(&self, bytes: usize) -> Result<bool, Error> {
        Ok(self.free()? >= self.min_free.saturating_add(bytes as u64))
    }

    /// Free bytes for this process, up to a second old.
    pub(super) fn free(&self) -> Result<u64, Error> {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = last.filter(|(asked, _)| asked.elapsed() < FRESH);
        if let Some((_, free)) = fresh {
            return Ok(free);
        }
        let stat = rustix::fs::statvfs(&self.folder)
            .map_err(|error| Cause::Space(std::sync::Arc::new(error.into())).to_error())?;
        let free = stat.f_bavail.saturating_mul(stat.f_frsize);
        *last = Some((Instant::now(), free));
        Ok(free)
    }
}
