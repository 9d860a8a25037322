//! The command line. Each command's own arguments are beside the command.

use clap::{CommandFactory, Parser, Subcommand};

use crate::commands;
use crate::demo;
use crate::exit::Exit;
use crate::texts::{Lang, help};

/// Carries messages and calls between the systems of a province, translates their formats, keeps proof
#[derive(Debug, Parser)]
#[command(name = "lienthong", version, disable_help_subcommand = true)]
pub(crate) struct Cli {
    /// Language of everything that people read
    #[arg(
        long,
        global = true,
        value_enum,
        env = "LIENTHONG_LANG",
        hide_env_values = true,
        value_name = "LANG"
    )]
    pub(crate) lang: Option<Lang>,
    /// Answer with JSON, one object per line
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// What to do
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run the gateway
    Serve(commands::serve::ServeArgs),
    /// See it work: a province in a temporary folder, with everything running
    Demo(demo::DemoArgs),
    /// The residence service of the demo
    #[command(subcommand, hide = true)]
    DemoResidence(demo::residence::ResidenceCommand),
    /// The register of the demo that was a district's
    #[command(subcommand, hide = true)]
    DemoRegister(demo::old_register::OldRegisterCommand),
    /// Write a commented starter configuration with development certificates
    Init(commands::init::InitArgs),
    /// Certificates and tokens for development
    #[command(subcommand)]
    Dev(commands::dev::DevCommand),
    /// Check, explain and test a configuration
    #[command(subcommand)]
    Config(commands::config::ConfigCommand),
    /// Say what a file of an old system holds, and draft a mapping for it
    Inspect(commands::inspect::InspectArgs),
    /// Convert a file from one format into another, as the mappings of a configuration say
    Convert(commands::convert::ConvertArgs),
    /// Send a message
    Send(commands::send::SendArgs),
    /// Say what would happen to a message, without sending it
    Preview(commands::send::PreviewArgs),
    /// Collect messages
    Receive(commands::receive::ReceiveArgs),
    /// Call a service and wait for its answer
    Call(commands::call::CallArgs),
    /// List the services that we may call
    Services(commands::call::ServicesArgs),
    /// What became of a message that we sent; without an id, how the gateway is
    Status(commands::status::StatusArgs),
    /// List the deliveries of the messages that we sent
    Deliveries(commands::status::DeliveriesArgs),
    /// Look up agencies as of a day
    Agencies(commands::agencies::AgenciesArgs),
    /// Search the audit log, and prove and verify what it says
    #[command(subcommand)]
    Audit(commands::audit::AuditCommand),
    /// Deliveries that have ended badly
    #[command(subcommand)]
    DeadLetter(commands::dead_letter::DeadLetterCommand),
    /// Run the gateway's configuration
    #[command(subcommand)]
    Admin(commands::admin::AdminCommand),
    /// List systems with their backlog
    Systems(commands::admin::SystemsArgs),
    /// Print a completion script for a shell
    Completions(commands::completions::CompletionsArgs),
    /// Print the version
    Version,
}

/// The command line with its help in one language.
pub(crate) fn command(lang: Lang) -> clap::Command {
    help::in_lang(Cli::command(), lang).after_help(Exit::table(lang))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::FromArgMatches;

    fn parse(line: &str) -> Result<Cli, clap::Error> {
        let matches = command(Lang::En).try_get_matches_from(line.split_whitespace())?;
        Cli::from_arg_matches(&matches)
    }

    #[test]
    fn the_command_line_is_consistent() {
        command(Lang::En).debug_assert();
        command(Lang::Vi).debug_assert();
    }

    #[test]
    fn documented_command_lines_are_read() {
        for line in [
            "lienthong serve --config etc --log json",
            "lienthong demo --once --lang vi --json",
            "lienthong demo --dir d",
            "lienthong demo-residence serve --certificate c --key k --ca a",
            "lienthong demo-register serve --certificate c --key k",
            "lienthong init etc --province H60 --force",
            "lienthong dev certificate --config etc H60.31/qlvb",
            "lienthong dev token --config etc --subject a --role auditor --role operator --agency H60 --ttl 8h",
            "lienthong config check etc --json --deny-warnings",
            "lienthong config check --explain E0102",
            "lienthong config explain etc --from H60.31/qlvb --to every:commune:H60 --type document --date 2026-11-20",
            "lienthong config explain etc --from H60.31/qlvb --service H60.05/hotich/tra-cuu/v1 --method Get",
            "lienthong config test etc",
            "lienthong config explain etc --from H60.31/hotich --to H60.05 --type khai-sinh/v1 --message ks.dbf --row 3",
            "lienthong config coverage etc khai-sinh-xa ks.dbf",
            "lienthong config codes",
            "lienthong config keys",
            "lienthong config keys mappings --lang vi",
            "lienthong inspect ks.dbf --draft drafts --name khai-sinh",
            "lienthong inspect ks.csv --json",
            "lienthong convert ks.dbf --from ks-dbf --to ks-csv -o ks.csv --config etc --bad-rows bad.jsonl",
            "lienthong --lang vi send a.edxml --profile p.toml",
            "lienthong send - --type document --to H60.05 --to every:commune:H60 --id m-1 --notify all",
            "lienthong receive --dir in --drain --max 5",
            "lienthong receive --refuse BAD_FORMAT",
            "lienthong call H60.05/hotich/tra-cuu/v1 Get --hex 0a00",
            "lienthong status m-1 --json",
            "lienthong deliveries --state dead --state expired",
            "lienthong preview --to H60.05 --type document --size 10",
            "lienthong audit search --from 2026-11-20 --sender H60.31 --event message.accepted",
            "lienthong audit show H60.31/qlvb m-1",
            "lienthong audit prove 7 --out record.json",
            "lienthong audit verify log --key-file log.vkey --older checkpoint",
            "lienthong audit checkpoint",
            "lienthong dead-letter list --receiver H60.05/hotich",
            "lienthong dead-letter replay d-1 d-2 --cap 3",
            "lienthong admin status",
            "lienthong admin reload",
            "lienthong systems",
            "lienthong completions bash",
            "lienthong version",
        ] {
            if let Err(error) = parse(line) {
                panic!("{line}: {error}");
            }
        }
    }

    #[test]
    fn command_lines_that_contradict_themselves_are_refused() {
        for line in [
            "lienthong",
            "lienthong frobnicate",
            "lienthong send a --lang fr",
            "lienthong demo --dir d --keep",
            "lienthong send",
            "lienthong receive --accept --refuse X",
            "lienthong receive --no-ack --accept",
            "lienthong call H60.05/hotich/tra-cuu/v1 Get --hex 0a --data f",
            "lienthong config check",
            "lienthong config explain etc --from H60.31/qlvb --to H60",
            "lienthong config explain etc --from a --to H60 --type t --service s --method m",
            "lienthong config explain etc --from a --type t",
            "lienthong config explain etc --from H60.31/qlvb --service H60.05/hotich/tra-cuu/v1 --method m --message f",
            "lienthong audit verify log",
            "lienthong audit verify log --key a --key-file b",
            "lienthong dead-letter replay",
            "lienthong dead-letter replay d --cap 0",
            "lienthong deliveries --state lost",
        ] {
            assert!(parse(line).is_err(), "{line}");
        }
    }
}
