//! What all of reading shares: the tree, the context of the caller and the warnings so far.

use bytes::Bytes;
use lienthong_adapter::{DecodeContext, DecodeError, Finding, Warning};

use super::fields::{Fields, Shape};
use crate::tree::Tree;

/// One reading of one package.
pub(crate) struct Cx<'t> {
    pub(crate) tree: &'t Tree<'t>,
    pub(crate) bytes: &'t Bytes,
    pub(crate) context: &'t DecodeContext,
    warnings: Vec<Warning>,
    left_off: usize,
}

impl<'t> Cx<'t> {
    pub(super) fn new(tree: &'t Tree<'t>, bytes: &'t Bytes, context: &'t DecodeContext) -> Self {
        Self { tree, bytes, context, warnings: Vec::new(), left_off: 0 }
    }

    /// Notes a warning; beyond the limit it is counted only.
    pub(crate) fn warn(&mut self, finding: Finding) {
        if self.warnings.len() < self.context.limits.warnings {
            self.warnings.push(Warning(finding));
        } else {
            self.left_off += 1;
        }
    }

    pub(super) fn into_warnings(mut self) -> (Vec<Warning>, usize) {
        self.warnings.sort_by_key(|warning| warning.0.place.offset);
        (self.warnings, self.left_off)
    }

    /// The fields of the element `index`, named `path` in messages.
    pub(crate) fn fields(
        &mut self,
        index: usize,
        path: impl Into<String>,
        shape: &Shape,
    ) -> Result<Fields<'t>, DecodeError> {
        Fields::new(self, index, path.into(), shape)
    }
}
