//! From the command line to the exit code.
//!
//! The steps, in order: the language, the arguments, the cryptography that everything uses, the command, and what is
//! said when it failed. Nothing here knows what a command does.

use std::ffi::OsString;
use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use clap::FromArgMatches;

use crate::args::{self, Cli};
use crate::commands;
use crate::exit::Exit;
use crate::output::Output;
use crate::texts::{Lang, usage};

/// Runs one command line.
pub(crate) fn run(arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.collect();
    // The help itself is in the user's language, so the language is known before the arguments are parsed.
    let lang = Lang::of_command_line(&arguments, |name| std::env::var(name).ok());
    let parsed = args::command(lang)
        .try_get_matches_from(arguments)
        .and_then(|matches| Cli::from_arg_matches(&matches));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are errors to clap; a closed pipe while printing them is nobody's fault.
            let _ = match (lang, usage::vietnamese(&error)) {
                (Lang::En, _) => error.print(),
                (Lang::Vi, Some(text)) => std::io::stderr().lock().write_all(text.as_bytes()),
                (Lang::Vi, None) => print_help(&error),
            };
            return if error.use_stderr() { Exit::Usage.into() } else { Exit::Ok.into() };
        }
    };
    let colour = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let output = Output { lang, json: cli.json, colour };
    install_cryptography();
    match commands::run(cli.command, &output) {
        Ok(exit) => exit.into(),
        Err(failure) => {
            output.failure(&failure);
            failure.exit().into()
        }
    }
}

fn print_help(error: &clap::Error) -> std::io::Result<()> {
    let is_plain = !std::io::stdout().is_terminal() || std::env::var_os("NO_COLOR").is_some();
    let help = error.render();
    let help = if is_plain { help.to_string() } else { help.ansi().to_string() };
    let text = usage::vietnamese_help(help);
    if error.use_stderr() {
        std::io::stderr().lock().write_all(text.as_bytes())
    } else {
        std::io::stdout().lock().write_all(text.as_bytes())
    }
}

/// rustls and jsonwebtoken each want their provider named once per process.
pub(crate) fn install_cryptography() {
    // An error means that it is installed already, which is what is wanted.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let _ = jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER.install_default();
}
