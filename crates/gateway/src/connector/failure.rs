//! An exchange with an HTTP or SOAP server that did not do what was asked: why, what came in the place of what, and whether
//! trying again may help.
//!
//! What an answer means is decided in `answer`; this is what it comes to, for a delivery and for a caller.

use std::borrow::Cow;
use std::time::Duration;

use lienthong_adapter::{DecodeError, Finding, Phrase, Unit, phrase};

use crate::connector::Delivered;
use crate::connector::cause::cause;
use crate::connector::http_client::ExchangeError;
use crate::glossary::deliveries::{ANSWER_TOO_LARGE, NOT_SOAP};

/// An exchange that did not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Stable.
    pub reason: Cow<'static, str>,
    /// What a fault says, for the caller of a service. Text of a peer: never for a log or a record.
    pub said: Option<String>,
    /// The same in Vietnamese, where the words are ours.
    pub said_vi: Option<String>,
    /// Where in an answer that a mapping reads the mistake is.
    pub finding: Option<Box<Finding>>,
    /// Whether trying again may help.
    pub again: Option<Again>,
}

/// When to try again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Again {
    /// Not before, where the server says so.
    pub after: Option<Duration>,
    /// Whether the server itself answered.
    pub reached: bool,
}

impl Failure {
    pub(super) fn refused(reason: impl Into<Cow<'static, str>>) -> Self {
        Self { reason: reason.into(), said: None, said_vi: None, finding: None, again: None }
    }

    pub(super) fn later(reason: impl Into<Cow<'static, str>>, reached: bool) -> Self {
        Self { again: Some(Again { after: None, reached }), ..Self::refused(reason) }
    }

    /// An answer whose mapping cannot read it. The caller is not who sent it, and sees of it what everybody may.
    pub fn unreadable(error: &DecodeError) -> Self {
        let finding = error.finding().clone().for_everybody();
        let (said, said_vi) = (Some(finding.message_en()), Some(finding.message_vi()));
        Self { said, said_vi, finding: Some(Box::new(finding)), ..Self::refused(error.code()) }
    }

    /// An answer that is no SOAP envelope, by what it is.
    pub(super) fn not_soap(found: Phrase, at: Option<usize>, reached: bool) -> Self {
        let (en, vi) = (&found.en, &found.vi);
        let said = phrase!("found {en}, expected a SOAP envelope", "gặp {vi}, cần phong bì SOAP");
        let finding = Finding::new(&NOT_SOAP).expected(Phrase::new("a SOAP envelope", "phong bì SOAP"));
        let finding = finding.found(found).path("answer");
        let finding = if let Some(at) = at { finding.at(at) } else { finding };
        Self {
            said: Some(said.en.into_owned()),
            said_vi: Some(said.vi.into_owned()),
            finding: Some(Box::new(finding)),
            ..Self::later("NOT_SOAP", reached)
        }
    }

    /// An answer with more bytes than may be taken.
    pub fn too_large(most: usize) -> Self {
        let finding = Finding::new(&ANSWER_TOO_LARGE).found(Phrase::more_than(most, Unit::Bytes));
        Self::later("ANSWER_TOO_LARGE", true).because(finding.expected(Phrase::at_most(most, Unit::Bytes)))
    }

    /// With what is wrong with the answer, in words of ours.
    pub(super) fn because(self, finding: Finding) -> Self {
        Self { finding: Some(Box::new(finding.path("answer"))), ..self }
    }

    /// Whether the server itself answered.
    pub fn reached(&self) -> bool {
        self.again.is_none_or(|again| again.reached)
    }
}

impl From<Failure> for Delivered {
    fn from(failure: Failure) -> Self {
        let reason = failure.reason.into_owned();
        match failure.again {
            None => Self::Refused { reason, fault: failure.finding },
            Some(Again { after, reached }) => Self::Retry { reason, after, reached, fault: failure.finding },
        }
    }
}

impl From<&ExchangeError> for Failure {
    fn from(error: &ExchangeError) -> Self {
        match error {
            ExchangeError::Setup(_) | ExchangeError::Request(_) => Self::later("CONNECTION_SETUP", false),
            ExchangeError::Secret { .. } => Self::later("SECRET_MISSING", false),
            ExchangeError::Dial(dial) => Self::later(dial.reason(), false),
            ExchangeError::Broken(error) => Self::later(cause(&**error), false),
            ExchangeError::TimedOut => Self::later("DEADLINE_EXCEEDED", false),
        }
    }
}
