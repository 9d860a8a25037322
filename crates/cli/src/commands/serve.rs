//! `lienthong serve`: runs the gateway until it is told to stop.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;

/// Arguments of `serve`.
#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    /// Folder of the configuration
    #[arg(long, value_name = "DIR", env = "LIENTHONG_CONFIG")]
    pub(crate) config: PathBuf,
    /// Form of the log
    #[arg(long, value_enum, default_value = "text", value_name = "FORM")]
    pub(crate) log: LogForm,
}

/// How the log is written to standard error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogForm {
    /// One JSON object per line, for a log collector.
    Json,
    /// For people.
    Text,
}

/// Runs the gateway.
pub(crate) fn run(args: ServeArgs, output: &Output) -> Result<Exit, Failure> {
    let _ = (args.config, args.log, output);
    Ok(Exit::Failed)
}
