//! What SQLite says, in the words of the contract.

use std::str::FromStr;
use std::sync::Arc;

use rusqlite::ErrorCode;

use crate::Error;

/// Why the outcome of a call is unknown or nothing. One cause may be the answer to a whole batch, so it can be cloned.
#[derive(Debug, Clone, thiserror::Error)]
pub(super) enum Cause {
    /// SQLite refused.
    #[error("SQLite failed")]
    Sqlite(#[source] Arc<rusqlite::Error>),
    /// The system does not say how much space is free.
    #[error("free space is unknown")]
    Space(#[source] Arc<std::io::Error>),
    /// The store was closed, or its thread has ended.
    #[error("the store is closed")]
    Closed,
    /// A caller's function that makes records panicked.
    #[error("making a record panicked")]
    Panicked,
    /// A test wanted it.
    #[error("a fault was injected")]
    Injected,
}

impl Cause {
    /// The answer to one caller.
    pub(super) fn to_error(&self) -> Error {
        match self {
            Self::Sqlite(error) if error.sqlite_error_code() == Some(ErrorCode::DiskFull) => Error::Full,
            cause => Error::Failed(Box::new(cause.clone())),
        }
    }
}

impl From<rusqlite::Error> for Cause {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(Arc::new(error))
    }
}

impl From<Cause> for Error {
    fn from(cause: Cause) -> Self {
        cause.to_error()
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        Cause::from(error).to_error()
    }
}

/// Whether a job that answers `error` may have written something before, so that its transaction must not be kept.
///
/// The other errors are found before the first write.
pub(super) fn may_have_written(error: &Error) -> bool {
    matches!(error, Error::Failed(_) | Error::Full | Error::Damaged { .. })
}

/// Reads a stored text that was valid when it was written.
pub(super) fn parse<T: FromStr>(text: &str, what: &'static str) -> Result<T, Error> {
    text.parse().map_err(|_| Error::Damaged { what })
}
