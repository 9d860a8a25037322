//! What the files of a `folder` system are: which of its outbox are of which type and for whom, and what those of its
//! inbox are called. Old programs can neither write an envelope nor bear a name that is not theirs.
//!
//! # What holds
//!
//! * A pattern and a template are only made from a text that has been checked; a name that a template makes is one
//!   part of a path, fits every common file system, and belongs to one delivery.
//! * Nothing that a sender wrote becomes part of a name: only the sender's code, as the directory has it.

mod pattern;
mod template;

use crate::envelope::Receiver;
use crate::ids::MessageType;

pub use self::pattern::{FilePattern, PatternError, is_never_taken};
pub use self::template::{NameFacts, NameTemplate, NumberTooWide, TemplateError};

/// Longest pattern, and longest name that a template may make, in bytes. Most file systems allow 255; the rest is for
/// what is written beside a file.
pub const MAX_NAME_BYTES: usize = 200;

/// One rule about the files of a system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRule {
    /// The message type of these files.
    pub kind: MessageType,
    /// Which files of the outbox it is about; none where absent.
    pub pattern: Option<FilePattern>,
    /// Who gets a file of the outbox whose envelope, if there is one, names nobody. Empty where the format says it.
    pub to: Vec<Receiver>,
    /// What a message of this type is called in the inbox; the gateway's own names where absent.
    pub inbox_name: Option<NameTemplate>,
    /// Whether an envelope is put beside a message in the inbox. Some programs choke on files they do not know.
    pub envelope: bool,
}

impl FileRule {
    /// The rule for a file of the outbox: the first whose pattern matches its name.
    pub fn of_file<'a>(rules: &'a [Self], name: &str) -> Option<&'a Self> {
        rules.iter().find(|rule| rule.pattern.as_ref().is_some_and(|pattern| pattern.matches(name)))
    }

    /// The rule for messages of a type in the inbox: the first that says anything of them.
    pub fn of_type<'a>(rules: &'a [Self], kind: &MessageType) -> Option<&'a Self> {
        rules.iter().find(|rule| rule.kind == *kind && rule.speaks_of_inbox())
    }

    /// Whether it says anything of the inbox.
    pub fn speaks_of_inbox(&self) -> bool {
        self.inbox_name.is_some() || !self.envelope
    }
}
