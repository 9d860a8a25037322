//! `tests/*.toml`: what an administrator expects of the configuration, checked without a gateway.
//!
//! ```toml
//! [[test]]
//! name = "a commune's birth registration reaches the province"
//! from = "H60.31/qlvb"
//! type = "document"                       # or: service = "…" and method = "…"
//! to = ["H60.05", "H60.05/qlvb", { level = "commune", under = "H60" }]   # not for a service
//! created = "2025-07-02"                  # optional: a day, or 2025-06-30T23:59:59+07:00; else today
//! on = "2025-07-02"                       # optional: the day on which the gateway has it; else the day of created
//! size = "10KiB"                          # optional
//! expect = { deliver = ["H60.05/qlvb"], route = "…" }                    # route is optional
//! #      = { refuse = "NO_ROUTE" }        # a reason of the gateway
//! #      = { call = "H60.05/hotich" }     # for a service: the system that is called
//!
//! [[test]]
//! name = "the old program's file is understood"
//! from = "H60.31/hotich"
//! type = "khai-sinh/v1"
//! file = "samples/ks.dbf"                 # what the system sends, in the folder tests; read by its mapping
//! to = "H60.05/khai-sinh"                 # optional beside file: without it nothing is routed
//! [test.expect]
//! deliver = ["H60.05/khai-sinh"]          # all of these are optional beside file
//! records = 137                           # records that are read
//! quarantined = 2                         # rows that are kept apart
//! values = [{ row = 1, code = "02200" }]  # values in canonical form, by the row as its program shows it; of a
//!                                         # repeated group con = [{ ten = "A" }, { ten = "B" }] or, their number, con = "2"
//! writes = { "H60.05/khai-sinh" = "expected/ks.csv" }   # what a receiver gets, byte by byte (xlsx: cell by cell)
//! #      = { refuse = "NOT_IN_CHARSET", row = 5, field = "HOTEN" }       # row and field are optional
//! ```
//!
//! The bytes of a file decide the size. A file that no mapping reads is read by the format of its system: records count
//! from 1, and a document is record 1, with the fields of the schema `document`.
//!
//! | module | idea |
//! |---|---|
//! | `file` | reading test files |
//! | `sample` | a sample as its sender's mapping reads it, and as receivers get it |
//! | `expected_values` | values of records |
//! | `whole` | samples in formats that need no mapping |
//! | `compare` | where two files differ |

mod compare;
mod expected_values;
pub(crate) mod file;
mod sample;
mod whole;

use std::path::Path;

use bytes::Bytes;
use jiff::Timestamp;
use jiff::civil::Date;
use lienthong_adapter::rows::RowFormats;
use lienthong_model::{SystemId, time};
use serde::Serialize;

use self::sample::{Sample, Tools};
use crate::Checked;
use crate::diagnostic::{Diagnostic, Sink};
use crate::explain::{Asked, Explanation, Outcome, Question, explain};
use crate::folder::{FileKind, Folder};
use crate::source::Spot;
use crate::text::Text;

pub(crate) use self::file::read;
pub use self::whole::{Sent, WholeFormats};

/// What became of one test.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TestOutcome {
    /// Its name.
    pub name: String,
    /// Its file, relative to the folder.
    pub file: String,
    /// Its line.
    pub line: usize,
    /// Nothing where the expectation holds.
    pub failure: Option<Failure>,
    /// The file that a mapping read, where one did.
    #[serde(skip)]
    pub read: Option<FileRead>,
}

/// A file of a test and what read it.
#[derive(Debug, Clone, PartialEq)]
pub struct FileRead {
    /// The name of the mapping.
    pub mapping: String,
    /// The file.
    pub bytes: Bytes,
}

/// An expectation that does not hold.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Failure {
    /// What was expected.
    pub expected: Text,
    /// What would happen.
    pub found: Text,
    /// Where two files differ, or several values of records: for each line that does, its number with `-` for what was
    /// expected and `+` for what would be written; for each value the number of its row in the same way.
    pub diff: Vec<String>,
    /// Why it would happen, where routes decide.
    pub explanation: Option<Explanation>,
}

/// One test of a file.
#[derive(Debug)]
pub(crate) struct Scenario {
    name: String,
    spot: Spot,
    sender: SystemId,
    asked: Asked,
    sample: Option<Sample>,
    created: Option<Timestamp>,
    on: Option<Date>,
    expected: Expected,
}

#[derive(Debug)]
enum Expected {
    Deliver {
        to: Vec<SystemId>,
        route: Option<String>,
    },
    Call {
        system: SystemId,
        route: Option<String>,
    },
    Refuse {
        reason: String,
        row: Option<u64>,
        field: Option<String>,
    },
    /// The file is read, and travels where a receiver is named.
    Read,
}

/// Runs `tests/*.toml` of `dir` against the configuration; `now` is for tests that say no day, `formats` and `whole`
/// read and write the samples.
///
/// `Err` holds what is wrong with the test files themselves; then no test has run. Blocks on the disk.
pub fn run_tests(
    checked: &Checked,
    dir: &Path,
    now: Timestamp,
    formats: &RowFormats,
    whole: &dyn WholeFormats,
) -> Result<Vec<TestOutcome>, Vec<Diagnostic>> {
    let mut sink = Sink::default();
    let dir = dir.canonicalize().unwrap_or_else(|_| dir.to_owned());
    let folder = Folder::read_tests(&dir, &mut sink);
    let mut scenarios = Vec::new();
    for source in folder.of(FileKind::Tests) {
        read(source, &mut scenarios, &mut sink);
    }
    for scenario in &mut scenarios {
        if let Some(sample) = &mut scenario.sample {
            sample.load(&dir, &mut sink);
        }
    }
    if sink.has_errors() {
        return Err(sink.finish());
    }
    let tools = Tools { checked, formats, whole };
    Ok(scenarios.iter().map(|scenario| scenario.run(&tools, now)).collect())
}

impl Scenario {
    fn run(&self, tools: &Tools<'_>, now: Timestamp) -> TestOutcome {
        let failure = self.failure(tools, now).map(|failure| *failure);
        let line = self.spot.source.place(self.spot.span.clone()).line;
        let read = self.sample.as_ref().and_then(|one| one.read_by(tools.checked, &self.sender, &self.asked));
        TestOutcome { name: self.name.clone(), file: self.spot.source.file.clone(), line, failure, read }
    }

    /// Nothing where the expectation holds. The steps are those of a message: read, decide, write.
    fn failure(&self, tools: &Tools<'_>, now: Timestamp) -> Option<Box<Failure>> {
        let created_at = self.created.unwrap_or(now);
        let today = self.on.unwrap_or_else(|| time::local_date(created_at));
        let batch = match &self.sample {
            Some(sample) => match sample.read(tools, &self.sender, &self.asked, created_at) {
                Ok(batch) => batch,
                Err(refused) => return self.refused(&refused),
            },
            None => None,
        };
        let asked = self.sample.as_ref().map_or_else(|| self.asked.clone(), |one| one.sized(&self.asked));
        let is_routed = !matches!(&asked, Asked::Message { receivers, .. } if receivers.is_empty());
        let question = Question { sender: self.sender.clone(), asked, created_at, today };
        let explanation = is_routed.then(|| explain(tools.checked, &question));
        let outcome = explanation.as_ref().map(|explanation| &explanation.outcome);
        if let (Some(sample), Some(batch)) = (&self.sample, &batch)
            && let Some(failure) = sample.check_batch(batch)
        {
            return Some(Box::new(failure));
        }
        let decided = match outcome {
            Some(outcome) => self.expected.holds(outcome),
            // Nothing was routed, so nothing was refused on the way either.
            None => matches!(self.expected, Expected::Read | Expected::Refuse { .. }),
        };
        if !decided {
            let found = outcome.map_or_else(read_words, outcome_words);
            let diff = Vec::new();
            return Some(Box::new(Failure { expected: self.expected.words(), found, diff, explanation }));
        }
        let is_refused = matches!(outcome, Some(Outcome::Refused { .. }));
        match (&self.sample, is_refused) {
            (Some(sample), false) => {
                let sent = (&self.sender, &self.asked);
                match sample.write(tools, sent, batch.as_ref(), outcome, created_at) {
                    Err(refused) => self.refused(&refused),
                    Ok(Some(failure)) => Some(Box::new(failure)),
                    // It was to be refused, and everything went well.
                    Ok(None) if matches!(self.expected, Expected::Refuse { .. }) => Some(Box::new(Failure {
                        expected: self.expected.words(),
                        found: outcome.map_or_else(read_words, outcome_words),
                        diff: Vec::new(),
                        explanation,
                    })),
                    Ok(None) => None,
                }
            }
            _ => None,
        }
    }

    /// Whether a refusal in reading or writing is the one that was expected.
    fn refused(&self, refused: &sample::Refused) -> Option<Box<Failure>> {
        let holds = match &self.expected {
            Expected::Refuse { reason, row, field } => {
                *reason == refused.reason
                    && row.is_none_or(|row| refused.row == Some(row))
                    && field.as_ref().is_none_or(|field| refused.names(field))
            }
            _ => false,
        };
        let reason = &refused.reason;
        let found = Text::new(
            format!("refused: {reason}, {}", refused.text.en),
            format!("bị từ chối: {reason}, {}", refused.text.vi),
        );
        let expected = self.expected.words();
        (!holds).then(|| Box::new(Failure { expected, found, diff: Vec::new(), explanation: None }))
    }
}

impl Expected {
    /// The deliveries may come in any order.
    fn holds(&self, outcome: &Outcome) -> bool {
        match (self, outcome) {
            (Self::Deliver { to, route }, Outcome::Delivers { deliveries, .. }) => {
                let mut expected: Vec<String> = to.iter().map(ToString::to_string).collect();
                let mut found: Vec<String> = deliveries.iter().map(|one| one.to.clone()).collect();
                expected.sort();
                found.sort();
                expected == found
                    && deliveries.iter().all(|one| route.as_ref().is_none_or(|route| *route == one.route))
            }
            (Self::Call { system, route }, Outcome::Calls { route: found, system: called }) => {
                system.to_string() == *called && route.as_ref().is_none_or(|route| route == found)
            }
            (Self::Refuse { reason, .. }, Outcome::Refused { reason: found, .. }) => reason == found,
            // Writing may refuse yet.
            (Self::Refuse { row: _, field: _, reason }, Outcome::Delivers { .. }) => {
                !file::REASONS.contains(&reason.as_str())
            }
            (Self::Read, Outcome::Delivers { .. }) => true,
            _ => false,
        }
    }

    fn words(&self) -> Text {
        let by = |route: &Option<String>| match route {
            Some(route) => (format!(", by the route \"{route}\""), format!(", theo tuyến \"{route}\"")),
            None => Default::default(),
        };
        match self {
            Self::Deliver { to, route } => {
                let to: Vec<String> = to.iter().map(ToString::to_string).collect();
                let (en, vi) = by(route);
                Text::new(
                    format!("delivered to {}{en}", to.join(", ")),
                    format!("chuyển tới {}{vi}", to.join(", ")),
                )
            }
            Self::Call { system, route } => {
                let (en, vi) = by(route);
                Text::new(format!("a call of {system}{en}"), format!("lời gọi tới {system}{vi}"))
            }
            Self::Refuse { reason, row, field } => {
                let mut text = Text::new(format!("refused: {reason}"), format!("bị từ chối: {reason}"));
                if let Some(row) = row {
                    text.en += &format!(", row {row}");
                    text.vi += &format!(", dòng {row}");
                }
                if let Some(field) = field {
                    text.en += &format!(", field {field}");
                    text.vi += &format!(", trường {field}");
                }
                text
            }
            Self::Read => Text::new("the file is read", "đọc được tệp"),
        }
    }
}

fn read_words() -> Text {
    Text::new("the file is read", "đọc được tệp")
}

fn outcome_words(outcome: &Outcome) -> Text {
    match outcome {
        Outcome::Delivers { deliveries, .. } => {
            let list: Vec<String> =
                deliveries.iter().map(|one| format!("{} (\"{}\")", one.to, one.route)).collect();
            Text::new(format!("delivered to {}", list.join(", ")), format!("chuyển tới {}", list.join(", ")))
        }
        Outcome::Calls { route, system } => Text::new(
            format!("a call of {system} (\"{route}\")"),
            format!("lời gọi tới {system} (\"{route}\")"),
        ),
        Outcome::Refused { reason, text } => {
            Text::new(format!("refused: {reason}, {}", text.en), format!("bị từ chối: {reason}, {}", text.vi))
        }
    }
}
