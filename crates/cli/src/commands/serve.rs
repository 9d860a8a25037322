//! `lienthong serve`: runs the gateway until it is told to stop.
//!
//! SIGTERM and SIGINT end it: requests under way are given a moment. SIGHUP makes it read its configuration again.

use std::io::IsTerminal as _;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use lienthong_config::{Style, render, summary};
use lienthong_gateway::{StartError, reload};
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

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
    // One JSON object per line, for a log collector.
    Json,
    // For people.
    Text,
}

/// Runs the gateway.
pub(crate) fn run(args: ServeArgs, output: &Output) -> Result<Exit, Failure> {
    log_to_stderr(args.log);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime =
        runtime.map_err(|source| Failure::unexpected("cannot start", "không khởi động được", source))?;
    runtime.block_on(serve(args, output))
}

fn log_to_stderr(form: LogForm) {
    // LIENTHONG_LOG takes the directives of tracing, such as `info,lienthong_gateway=debug`.
    let filter = EnvFilter::try_from_env("LIENTHONG_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    // Colours in a file or a journal are noise.
    let colour = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let log =
        tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(colour);
    match form {
        LogForm::Json => log.json().init(),
        LogForm::Text => log.init(),
    }
}

async fn serve(args: ServeArgs, output: &Output) -> Result<Exit, Failure> {
    let handler = |kind| {
        signal(kind).map_err(|source| Failure::unexpected("cannot start", "không khởi động được", source))
    };
    // Before anything else: a signal that comes while the gateway starts is not lost.
    let mut terminate = handler(SignalKind::terminate())?;
    let mut interrupt = handler(SignalKind::interrupt())?;
    let mut hangup = handler(SignalKind::hangup())?;
    let running = match lienthong_gateway::start(&args.config).await {
        Ok(running) => running,
        Err(StartError::Config(reload::LoadError::Files(diagnostics))) => {
            let style = Style { lang: output.lang.into(), colour: false };
            diagnostics.iter().for_each(|diagnostic| output.note(render(diagnostic, style).trim_end()));
            output.note(&summary(&diagnostics, output.lang.into()));
            return Ok(Exit::Configuration);
        }
        Err(error) => {
            return Err(Failure::unexpected(
                "the gateway did not start",
                "cổng liên thông không khởi động được",
                error,
            ));
        }
    };
    for (name, address) in &running.addresses {
        tracing::info!(listener = name, %address, "Listening.");
    }
    tracing::info!(node = running.gateway.current().checked.node.name, "Gateway is ready.");
    loop {
        tokio::select! {
            _ = terminate.recv() => break,
            _ = interrupt.recv() => break,
            _ = hangup.recv() => {
                // Its own record and log say how it went.
                let _ = reload::reload(&running.gateway, None).await;
            }
        }
    }
    tracing::info!("Gateway is going down.");
    running.stop().await;
    Ok(Exit::Ok)
}
