//! The commands, one file each: arguments, what is asked of the gateway, what is printed.

pub(crate) mod admin;
pub(crate) mod agencies;
pub(crate) mod audit;
pub(crate) mod audit_offline;
pub(crate) mod call;
pub(crate) mod completions;
pub(crate) mod config;
pub(crate) mod dead_letter;
pub(crate) mod dev;
pub(crate) mod init;
pub(crate) mod receive;
pub(crate) mod send;
pub(crate) mod serve;
pub(crate) mod status;

use crate::args::Command;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;

/// Runs one command.
pub(crate) async fn run(command: Command, output: &Output) -> Result<Exit, Failure> {
    match command {
        // The gateway has a runtime of its own making, and was started before this function.
        Command::Serve(args) => serve::run(args, output),
        Command::Init(args) => init::run(args, output),
        Command::Dev(command) => dev::run(command, output),
        Command::Config(command) => config::run(command, output),
        Command::Send(args) => send::send(args, output).await,
        Command::Preview(args) => send::preview(args, output).await,
        Command::Receive(args) => receive::run(args, output).await,
        Command::Call(args) => call::call(args, output).await,
        Command::Services(args) => call::services(args, output).await,
        Command::Status(args) => status::status(args, output).await,
        Command::Deliveries(args) => status::deliveries(args, output).await,
        Command::Agencies(args) => agencies::run(args, output).await,
        Command::Audit(command) => audit::run(command, output).await,
        Command::DeadLetter(command) => dead_letter::run(command, output).await,
        Command::Admin(command) => admin::run(command, output).await,
        Command::Systems(args) => admin::systems(args, output).await,
        Command::Completions(args) => completions::run(args, output),
        Command::Version => version(output),
    }
}

fn version(output: &Output) -> Result<Exit, Failure> {
    let version = env!("CARGO_PKG_VERSION");
    if output.json {
        output.value(&serde_json::json!({ "version": version }))?;
    } else {
        output.line(&format!("lienthong {version}"))?;
    }
    Ok(Exit::Ok)
}

/// How many entries a page may have: what is still wanted, as far as the API gives it at once.
fn page_size(wanted: u64) -> i32 {
    i32::try_from(wanted.clamp(1, 1_000)).expect("at most 1000")
}
