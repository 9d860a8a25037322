//! What is wrong with a field of a request: once for the caller, and once for the record.
//!
//! The caller reads what it wrote itself, quoted. The record has the same words without it. Both are made here from one
//! value, an error that knows what it quotes, so that neither is ever cut out of the other's text.
//!
//! # What holds
//!
//! * Nothing of the caller's comes onto the record by a problem.
//! * All words of ours are on the record, with their places and counts.

use lienthong_adapter::Phrase;
use lienthong_config::{code_text, id_text};
use lienthong_model::quotes::Quotes;
use lienthong_model::{CodeError, IdError};

/// What is wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    on_record: Phrase,
    /// What the caller reads, where that quotes something. In a box, so that a refusal stays small.
    said: Option<Box<Phrase>>,
}

/// An error of a parser, in words.
pub trait Told: Quotes {
    /// In both languages.
    fn words(&self) -> Phrase;
}

impl Problem {
    /// Fixed words, which quote nothing.
    pub const fn new(en: &'static str, vi: &'static str) -> Self {
        Self { on_record: Phrase::new(en, vi), said: None }
    }

    /// Words of ours, with counts and places among them, which quote nothing.
    pub fn ours(words: Phrase) -> Self {
        Self { on_record: words, said: None }
    }

    /// What `words` say of `cause`. They may quote nothing but what the cause knows that it quotes.
    pub fn of<C: Quotes>(cause: &C, words: impl Fn(&C) -> Phrase) -> Self {
        Self { on_record: words(&cause.unquoted()), said: Some(Box::new(words(cause))) }
    }

    /// For the caller.
    pub fn said(&self) -> &Phrase {
        self.said.as_deref().unwrap_or(&self.on_record)
    }

    /// For the record: words of ours alone.
    pub fn on_record(&self) -> &Phrase {
        &self.on_record
    }
}

impl<E: Told> From<&E> for Problem {
    fn from(error: &E) -> Self {
        Self::of(error, E::words)
    }
}

impl Told for IdError {
    fn words(&self) -> Phrase {
        let text = id_text(self);
        Phrase::of(text.en, text.vi)
    }
}

impl Told for CodeError {
    fn words(&self) -> Phrase {
        let text = code_text(self);
        Phrase::of(text.en, text.vi)
    }
}

#[cfg(test)]
mod tests {
    use lienthong_adapter::phrase;
    use lienthong_model::{AgencyCode, MessageId, MessageType, ServiceId, SystemId};

    use super::*;

    /// A person in each form that somebody could write into a field.
    const WRITTEN: [&str; 7] = [
        "Nguyễn Văn Mẫu",
        "a: \"Nguyễn Văn Mẫu",
        "Nguyễn Văn Mẫu\": \"b'",
        "'Nguyễn Văn Mẫu'/app",
        "H60/app/Nguyễn Văn Mẫu",
        "khai-sinh/vNguyễn Văn Mẫu",
        "\\\": Nguyễn Văn Mẫu: \\\"",
    ];

    #[test]
    fn a_record_has_every_word_of_ours_and_nothing_that_a_caller_wrote() {
        fn read<T: std::str::FromStr<Err: Told>>(text: &str) -> Option<Problem> {
            text.parse::<T>().err().as_ref().map(Problem::from)
        }
        for text in WRITTEN {
            let problems = [
                read::<MessageId>(text),
                read::<MessageType>(text),
                read::<SystemId>(text),
                read::<ServiceId>(text),
                read::<AgencyCode>(text),
            ];
            for problem in problems {
                let problem = problem.expect("no name of a person is an identifier");
                for words in [&problem.on_record().en, &problem.on_record().vi] {
                    assert!(!words.contains(['ễ', 'ă', 'ẫ']) && !words.contains("Nguy"), "{words}");
                }
            }
        }
    }

    #[test]
    fn what_is_quoted_is_left_out_and_the_words_around_it_stay() {
        let quoting = Problem::of(&"a: \"b\"", |name| {
            phrase!(
                "has no field {name:?}: its fields are \"to\" and \"type\"",
                "không có trường {name:?}: các trường là \"to\" và \"type\""
            )
        });
        for (problem, said, on_record) in [
            (
                Problem::from(&"a b".parse::<MessageId>().expect_err("holds a space")),
                "message id holds ' ' at byte 1; allowed are visible ASCII characters",
                "message id holds '…' at byte 1; allowed are visible ASCII characters",
            ),
            (
                Problem::from(&"x".repeat(129).parse::<MessageId>().expect_err("too long")),
                "message id has 129 bytes, more than 128",
                "message id has 129 bytes, more than 128",
            ),
            (
                Problem::from(&"ễ/app".parse::<SystemId>().expect_err("no agency code")),
                "the agency part of system id is not an agency code: the agency code holds 'ễ' at byte 0, \
                 which is not an ASCII character",
                "the agency part of system id is not an agency code: the agency code holds '…' at byte 0, \
                 which is not an ASCII character",
            ),
            (
                quoting,
                "has no field \"a: \\\"b\\\"\": its fields are \"to\" and \"type\"",
                "has no field \"…\": its fields are \"to\" and \"type\"",
            ),
        ] {
            assert_eq!((&*problem.said().en, &*problem.on_record().en), (said, on_record));
        }
    }
}
