//! `lienthong demo`: a province in a temporary folder, with everything running.
//!
//! The steps, in order:
//!
//! 1. build: the folder of a configuration, from the real unit lists ([`province`], [`folder`]);
//! 2. start: the gateway and the systems, each a process of its own ([`processes`]);
//! 3. the story: messages, calls, forgeries, the audit, each step checked ([`story`], [`report`]);
//! 4. with `--once` the end; otherwise everything stays up until it is interrupted;
//! 5. in any case: every process is ended by its own id, and the temporary folder removed.
//!
//! The systems are this very binary under its ordinary commands, so that what the demo shows is what anybody can do.
//! Only the residence service is the demo's own ([`residence`]).

mod folder;
mod letters;
mod place;
mod processes;
mod province;
mod report;
pub(crate) mod residence;
mod story;
mod texts;

use std::path::PathBuf;

use clap::Args;
use serde_json::json;
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;

use self::folder::Province;
use self::place::Place;
use self::processes::Processes;
use self::report::Report;

/// Arguments of `demo`.
#[derive(Debug, Args)]
pub(crate) struct DemoArgs {
    /// End after the story; exit code 0 only if every step was as it should be
    #[arg(long)]
    once: bool,
    /// Folder to build in and to keep; there must be nothing in it
    #[arg(long, value_name = "DIR", conflicts_with = "keep")]
    dir: Option<PathBuf>,
    /// Leave the temporary folder where it is
    #[arg(long)]
    keep: bool,
}

/// Tells the story.
pub(crate) async fn run(args: DemoArgs, output: &Output) -> Result<Exit, Failure> {
    let mut interrupts = Interrupts::listen()?;
    let place = Place::make(args.dir, args.keep)?;
    let mut processes = Processes::new(output.lang, &place.path().join("logs"))?;
    let mut report = Report::new(*output);
    let ended = tokio::select! {
        told = tell(&place, &mut processes, &mut report) => match told {
            Ok(province) if !args.once => stay(&province, &mut processes, output, &mut interrupts).await,
            Ok(_) => Ok(Exit::Ok),
            Err(failure) => Err(failure),
        },
        () = interrupts_once() => Ok(Exit::Failed),
    };
    processes.stop_all().await;
    place.end(output)?;
    match ended {
        Err(failure) => {
            report.wrong(&failure)?;
            Ok(Exit::Failed)
        }
        Ok(exit) => Ok(exit),
    }
}
