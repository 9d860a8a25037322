//! Work that takes long by the size of what it works on, beside the runtime's own threads: what one caller sends must not
//! hold up others.

/// Bytes from which on it is worth a thread.
const LARGE: usize = 128 * 1024;

/// Runs `work` on `bytes` bytes where it does not hold others up.
pub(crate) fn aside<T>(bytes: usize, work: impl FnOnce() -> T) -> T {
    if bytes > LARGE { tokio::task::block_in_place(work) } else { work() }
}
