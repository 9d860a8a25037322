//! Why a command failed: what a person reads, what a program reads, and the exit code.

use std::error::Error;
use std::io;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::client::refusal::Refusal;
use crate::exit::Exit;
use crate::texts::{Lang, Said};

/// Why a command failed.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Nobody reads our output any more. Not an error: `lienthong … | head` is fine.
    OutputClosed,
    /// The command line asks for something that does not go together.
    Usage(Said),
    /// The disk refused.
    File { path: PathBuf, action: Said, source: io::Error },
    /// A file is not what it should be.
    Content { path: PathBuf, said: Said },
    /// The gateway could not be reached, or the handshake failed.
    Connect { server: String, source: Box<dyn Error + Send + Sync> },
    /// The gateway answered, and its answer is no.
    Refused(Box<Refusal>),
    /// Something is not what was signed.
    NotVerified(Said),
    /// What the gateway sent makes no sense.
    Nonsense(Said),
    /// Ours.
    Unexpected { said: Said, source: Box<dyn Error + Send + Sync> },
}

impl Failure {
    /// The command line is wrong.
    pub(crate) fn usage(en: impl Into<String>, vi: impl Into<String>) -> Self {
        Self::Usage(Said::new(en, vi))
    }
    /// Something is not what was signed.
    pub(crate) fn not_verified(en: impl Into<String>, vi: impl Into<String>) -> Self {
        Self::NotVerified(Said::new(en, vi))
    }
    /// A file is not what it should be.
    pub(crate) fn content(path: &Path, en: impl Into<String>, vi: impl Into<String>) -> Self {
        Self::Content { path: path.to_owned(), said: Said::new(en, vi) }
    }
    /// A fault of ours.
    pub(crate) fn unexpected(
        en: impl Into<String>,
        vi: impl Into<String>,
        source: impl Into<Box<dyn Error + Send + Sync>>,
    ) -> Self {
        Self::Unexpected { said: Said::new(en, vi), source: source.into() }
    }
    /// For `map_err`: a file could not be read.
    pub(crate) fn read(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::File { path, action: Said::new("cannot read", "không đọc được"), source }
    }
    /// For `map_err`: a file could not be written.
    pub(crate) fn write(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::File { path, action: Said::new("cannot write", "không ghi được"), source }
    }

    /// How the process ends.
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::OutputClosed => Exit::Ok,
            Self::Usage(_) => Exit::Usage,
            Self::Connect { .. } => Exit::Temporary,
            Self::Refused(refusal) => refusal.exit(),
            Self::NotVerified(_) => Exit::NotVerified,
            Self::File { .. } | Self::Content { .. } | Self::Nonsense(_) | Self::Unexpected { .. } => {
                Exit::Failed
            }
        }
    }

    /// What a person reads, without the word "error" before it.
    pub(crate) fn text(&self, lang: Lang) -> String {
        match self {
            Self::OutputClosed => String::new(),
            Self::Usage(said) | Self::NotVerified(said) | Self::Nonsense(said) => {
                said.in_lang(lang).to_owned()
            }
            Self::File { path, action, source } => {
                let cause = match lang {
                    Lang::En => source.to_string(),
                    Lang::Vi => lienthong_adapter::io_error_vi(source),
                };
                format!("{} {}: {cause}", action.in_lang(lang), path.display())
            }
            Self::Content { path, said } => format!("{}: {}", path.display(), said.in_lang(lang)),
            Self::Connect { server, source } => {
                let head = lang.pick("cannot reach the gateway at", "không kết nối được tới cổng tại");
                format!("{head} {server}{}", causes(&**source))
            }
            Self::Refused(refusal) => refusal.text(lang),
            Self::Unexpected { said, source } => format!("{}{}", said.in_lang(lang), causes(&**source)),
        }
    }

    /// What a program reads.
    pub(crate) fn json(&self) -> Value {
        let mut error = match self {
            Self::Refused(refusal) => refusal.json(),
            other => json!({ "message": other.text(Lang::En), "message_vi": other.text(Lang::Vi) }),
        };
        error["exit"] = json!(self.exit() as u8);
        json!({ "error": error })
    }
}

/// `: this: because of that`, without repeating what the text above already says.
fn causes(error: &(dyn Error + 'static)) -> String {
    let mut text = String::new();
    let mut next = Some(error);
    let mut last = String::new();
    while let Some(error) = next {
        let line = error.to_string();
        if !last.contains(&line) {
            text.push_str(": ");
            text.push_str(&line);
        }
        last = line;
        next = error.source();
    }
    text
}
