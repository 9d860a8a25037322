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
//! Only two services are the demo's own: a new one ([`residence`]), and a very old one ([`old_register`]).

mod dossiers;
mod files;
mod folder;
mod letters;
pub(crate) mod old_register;
mod place;
mod processes;
mod province;
mod report;
pub(crate) mod residence;
mod story;
mod table;
mod texts;
mod typed;

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
    let told = tokio::select! {
        told = tell(&place, &mut processes, &mut report) => told,
        () = interrupts.next() => Err(Failure::usage("interrupted", "đã bị ngắt")),
    };
    let ended = match told {
        Ok(province) if !args.once => stay(&province, &mut processes, output, &mut interrupts).await,
        Ok(_) => Ok(()),
        Err(failure) => Err(failure),
    };
    processes.stop_all().await;
    let exit = match ended {
        Ok(()) => Exit::Ok,
        // Nobody has seen the end of the story, so nobody may take it for a good one.
        Err(Failure::OutputClosed) => Exit::Failed,
        Err(failure) => {
            report.wrong(&failure)?;
            Exit::Failed
        }
    };
    place.end(output, exit)?;
    Ok(exit)
}

async fn tell(place: &Place, processes: &mut Processes, report: &mut Report) -> Result<Province, Failure> {
    report.opening(&texts::opening())?;
    let province = story::beginning::build(place.path(), processes, report).await?;
    story::beginning::start(&province, processes, report).await?;
    story::tell(&province, processes, report).await?;
    report.closing(&texts::seen())?;
    Ok(province)
}

/// Leaves everything running until it is interrupted, or until the gateway ends by itself.
async fn stay(
    province: &Province,
    processes: &mut Processes,
    output: &Output,
    interrupts: &mut Interrupts,
) -> Result<(), Failure> {
    if output.json {
        output.value(&json!({
            "step": "ready",
            "folder": province.dir,
            "systems": province.systems,
            "people": province.people,
        }))?;
    } else {
        output.line(texts::ready(province, processes.exe()).in_lang(output.lang))?;
    }
    tokio::select! {
        () = interrupts.next() => Ok(()),
        failure = processes.gateway_ended() => Err(failure),
    }
}

/// The signals that end the demo.
struct Interrupts {
    kinds: [Signal; 3],
}

impl Interrupts {
    fn listen() -> Result<Self, Failure> {
        let listen = |kind| {
            signal(kind).map_err(|error| Failure::unexpected("cannot start", "không khởi động được", error))
        };
        let kinds = [
            listen(SignalKind::interrupt())?,
            listen(SignalKind::terminate())?,
            listen(SignalKind::hangup())?,
        ];
        Ok(Self { kinds })
    }

    async fn next(&mut self) {
        let [interrupt, terminate, hangup] = &mut self.kinds;
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
            _ = hangup.recv() => {}
        }
    }
}
