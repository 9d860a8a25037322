//! The `lienthong` binary.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::print_stdout))]

mod app;
mod args;
mod client;
mod commands;
mod demo;
mod dev;
mod exit;
mod failure;
mod faults;
mod files;
mod output;
mod texts;
mod when;

fn main() -> std::process::ExitCode {
    app::run(std::env::args_os())
}
