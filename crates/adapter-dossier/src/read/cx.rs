//! What all of reading shares: the context of the caller, where it is, and the warnings so far.

use lienthong_adapter::{DecodeContext, DecodeError, Finding, Reason, Say, Warning};

use crate::json::Node;
use crate::member::Member;
use crate::path::Path;

/// One reading of one package.
pub(super) struct Cx<'c> {
    pub(super) context: &'c DecodeContext,
    pub(super) path: Path,
    warnings: Vec<Warning>,
    left_off: usize,
}

impl<'c> Cx<'c> {
    pub(super) fn new(context: &'c DecodeContext) -> Self {
        Self { context, path: Path::default(), warnings: Vec::new(), left_off: 0 }
    }

    /// Notes a warning; beyond the limit it is counted only.
    pub(super) fn warn(&mut self, finding: Finding) {
        if self.warnings.len() < self.context.limits.warnings {
            self.warnings.push(Warning(finding));
        } else {
            self.left_off += 1;
        }
    }

    /// Notes a warning about `node`, where reading is.
    pub(super) fn warn_at(&mut self, node: &Node, finding: Finding) {
        let finding = self.path.on(finding.at(node.at));
        self.warn(finding);
    }

    /// A refusal of `node`, where reading is. `found` is a word of ours, never a value.
    pub(super) fn refuse(
        &self,
        reason: &'static Reason,
        node: &Node,
        found: impl Say,
        expected: impl Say,
    ) -> DecodeError {
        self.path.on(Finding::new(reason).found(found).expected(expected).at(node.at)).into()
    }

    /// A refusal of what a member holds: the sender sees its own text, and of a personal member everybody its length.
    pub(super) fn refuse_text(
        &self,
        reason: &'static Reason,
        (member, node): (&Member, &Node),
        text: &str,
        expected: impl Say,
    ) -> DecodeError {
        let finding = Finding::new(reason).found_unless(member.personal, text);
        let finding = if member.personal { finding } else { finding.only_for_the_sender("") };
        self.path.on(finding.expected(expected).at(node.at)).into()
    }

    pub(super) fn into_warnings(mut self) -> (Vec<Warning>, usize) {
        self.warnings.sort_by_key(|warning| warning.0.place.offset);
        (self.warnings, self.left_off)
    }
}
