//! Where tests may break a commit.

use std::sync::Arc;

use super::failure::Cause;

/// A place in the way of a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// Everything is written, nothing is committed.
    BeforeCommit,
    /// On disk, and no caller knows.
    AfterCommit,
}

/// What a test has happen. Nothing in production.
#[derive(Clone, Default)]
pub(crate) struct Faults(Option<Arc<dyn Fn(Step) -> bool + Send + Sync>>);

impl Faults {
    /// `fails` says whether the step fails.
    #[cfg(test)]
    pub(crate) fn new(fails: impl Fn(Step) -> bool + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(fails)))
    }

    pub(super) fn at(&self, step: Step) -> Result<(), Cause> {
        match &self.0 {
            Some(fails) if fails(step) => Err(Cause::Injected),
            _ => Ok(()),
        }
    }
}
