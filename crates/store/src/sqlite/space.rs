//! Free space on the disk that holds the store, asked at most once in a second.
//!
//! What was let in since the last time is subtracted, so that a burst within the second cannot use up the reserve.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::Error;
use crate::sqlite::failure::Cause;

const FRESH: Duration = Duration::from_secs(1);
/// A message is written to the write-ahead log first and to the database later.
const WRITES: u64 = 2;
/// What a message takes beside its payload: envelope, receipt, deliveries, record, pages that are not full.
const BESIDE: u64 = 8 * 1024;

/// Whether there is room for more.
pub(super) struct Space {
    folder: PathBuf,
    min_free: u64,
    last: Mutex<Option<Asked>>,
}

/// What the disk said, and what was let in since.
#[derive(Clone, Copy)]
struct Asked {
    at: Instant,
    free: u64,
    taken: u64,
}

impl Space {
    pub(super) fn new(folder: PathBuf, min_free: u64) -> Self {
        Self { folder, min_free, last: Mutex::new(None) }
    }

    /// Whether `bytes` more leave the reserve untouched; they count as taken then.
    pub(super) fn has_room_for(&self, bytes: usize) -> Result<bool, Error> {
        let needed = (bytes as u64).saturating_mul(WRITES).saturating_add(BESIDE);
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let asked = self.asked(&mut last)?;
        let fits = asked.free.saturating_sub(asked.taken) >= self.min_free.saturating_add(needed);
        if fits {
            asked.taken += needed;
        }
        Ok(fits)
    }

    /// Free bytes for this process, up to a second old.
    pub(super) fn free(&self) -> Result<u64, Error> {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(self.asked(&mut last)?.free)
    }

    fn asked<'a>(&self, last: &'a mut Option<Asked>) -> Result<&'a mut Asked, Error> {
        if last.is_none_or(|asked| asked.at.elapsed() >= FRESH) {
            let stat = rustix::fs::statvfs(&self.folder)
                .map_err(|error| Cause::Space(std::sync::Arc::new(error.into())).to_error())?;
            let free = stat.f_bavail.saturating_mul(stat.f_frsize);
            *last = Some(Asked { at: Instant::now(), free, taken: 0 });
        }
        Ok(last.as_mut().expect("it was just set"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_within_a_second_does_not_use_up_the_reserve() {
        let folder = tempfile::tempdir().unwrap();
        let free = Space::new(folder.path().to_owned(), 0).free().unwrap();
        // Room for some messages of 1 MiB above the reserve, and then for no more.
        let space = Space::new(folder.path().to_owned(), free.saturating_sub(16 << 20));
        let let_in = (0..100).filter(|_| space.has_room_for(1 << 20).unwrap()).count();
        assert!((1..=16).contains(&let_in), "{let_in}");
    }
}
