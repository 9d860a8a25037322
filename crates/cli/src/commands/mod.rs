//! The commands, one file each: arguments, what is asked of the gateway, what is printed.

pub(crate) mod admin;
pub(crate) mod agencies;
pub(crate) mod audit;
pub(crate) mod audit_offline;
pub(crate) mod call;
mod charset_doubt;
mod codes;
pub(crate) mod completions;
pub(crate) mod config;
mod config_coverage;
mod config_keys;
mod config_test;
pub(crate) mod convert;
pub(crate) mod dead_letter;
pub(crate) mod dev;
mod explain_message;
pub(crate) mod init;
pub(crate) mod inspect;
pub(crate) mod receive;
pub(crate) mod send;
pub(crate) mod serve;
pub(crate) mod status;

use crate::args::Command;
use crate::demo;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;

/// Runs one command.
pub(crate) fn run(command: Command, output: &Output) -> Result<Exit, Failure> {
    match command {
        Command::Serve(args) => serve::run(args, output),
        Command::Demo(args) => wait(demo::run(args, output)),
        Command::DemoResidence(command) => wait(demo::residence::run(command, output)),
        Command::DemoRegister(command) => wait(demo::old_register::run(command, output)),
        Command::Init(args) => init::run(args, output),
        Command::Dev(command) => dev::run(command, output),
        Command::Config(command) => config::run(command, output),
        Command::Inspect(args) => inspect::run(args, output),
        Command::Convert(args) => convert::run(args, output),
        Command::Send(args) => wait(send::send(args, output)),
        Command::Preview(args) => wait(send::preview(args, output)),
        Command::Receive(args) => wait(receive::run(args, output)),
        Command::Call(args) => wait(call::call(args, output)),
        Command::Services(args) => wait(call::services(args, output)),
        Command::Status(args) => wait(status::status(args, output)),
        Command::Deliveries(args) => wait(status::deliveries(args, output)),
        Command::Agencies(args) => wait(agencies::run(args, output)),
        Command::Audit(command) => wait(audit::run(command, output)),
        Command::DeadLetter(command) => wait(dead_letter::run(command, output)),
        Command::Admin(command) => wait(admin::run(command, output)),
        Command::Systems(args) => wait(admin::systems(args, output)),
        Command::Completions(args) => completions::run(args, output),
        Command::Version => version(output),
    }
}

/// Runs a command that speaks to a gateway. One thread is enough for one conversation.
fn wait(command: impl Future<Output = Result<Exit, Failure>>) -> Result<Exit, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|source| Failure::unexpected("cannot start", "không khởi động được", source))?;
    let result = runtime.block_on(command);
    // A read of standard input that is still waiting must not keep the process alive.
    runtime.shutdown_background();
    result
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
