//! `lienthong config`: checks, explains and tests a configuration folder without a running gateway.

use std::path::{Path, PathBuf};

use clap::{ArgGroup, Args, Subcommand};
use jiff::Timestamp;
use jiff::civil::Date;
use lienthong_adapter::mapping::Direction;
use lienthong_config::explain::{Asked, Outcome, Question};
use lienthong_config::{
    Checked, Diagnostic, KnownFormats, Style, code_text, explain, id_text, load, loss_text, render, summary,
};
use lienthong_model::time::{instant, local_date};
use lienthong_model::{AgencyCode, MessageType, Receiver, ServiceId, SystemId};
use lienthong_wire::message::receiver::Target;
use serde_json::json;

use crate::client::send::parse_receiver;
use crate::commands::codes::{self, Known};
use crate::commands::{config_coverage, config_keys, config_test, explain_message};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;
use crate::texts::{Lang, Said};

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    /// Report every mistake of a configuration, with its place and what to write instead
    Check(CheckArgs),
    /// Say which route decides for a sender, a type and a receiver, and why
    Explain(Box<ExplainArgs>),
    /// Run the tests of a configuration
    Test(TestArgs),
    /// Say how many columns of a file a mapping carries
    Coverage(config_coverage::CoverageArgs),
    /// List the codes of all mistakes
    Codes,
    /// List the keys of a file or a table of the configuration, with type, default and meaning
    Keys(config_keys::KeysArgs),
}

/// Arguments of `config check`.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("what").args(["dir", "explain"]).required(true)))]
pub(crate) struct CheckArgs {
    /// Folder of the configuration
    #[arg(value_name = "DIR")]
    dir: Option<PathBuf>,
    /// Warnings are errors
    #[arg(long, requires = "dir")]
    deny_warnings: bool,
    /// List what each mapping changes, leaves out or refuses, and why
    #[arg(long, requires = "dir")]
    losses: bool,
    /// Explain a code, e.g. E0102 or CSV_STRAY_QUOTE
    #[arg(long, value_name = "CODE", value_parser = codes::parse)]
    explain: Option<Known>,
}

/// Arguments of `config explain`.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("asked").args(["kind", "service"]).required(true)))]
pub(crate) struct ExplainArgs {
    /// Folder of the configuration
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    /// Sending or calling system, AGENCY/NAME
    #[arg(long, value_name = "SYSTEM")]
    from: SystemId,
    /// Receiver: an agency code, AGENCY/NAME, or every:LEVEL:UNDER; repeat for more; those that the file of --message names where left out
    #[arg(long, value_name = "RECEIVER", value_parser = parse_model_receiver, required_unless_present_any = ["service", "message"])]
    to: Vec<Receiver>,
    /// Message type
    #[arg(long = "type", value_name = "TYPE")]
    kind: Option<MessageType>,
    /// Service, AGENCY/SYSTEM/SERVICE/vN
    #[arg(long, value_name = "SERVICE", requires = "method", conflicts_with = "to")]
    service: Option<ServiceId>,
    /// Method, its bare name
    #[arg(long, value_name = "METHOD", requires = "service")]
    method: Option<String>,
    /// Day on which the message is made and sent; today where left out
    #[arg(long, value_name = "DATE")]
    date: Option<Date>,
    /// Bytes that the message has
    #[arg(long, value_name = "BYTES")]
    size: Option<u64>,
    /// A file as the sender would send it: how it is read, and what each receiver would get
    #[arg(long, value_name = "FILE", requires = "kind", conflicts_with_all = ["size", "service"])]
    message: Option<PathBuf>,
    /// The row of the file that is told step by step; the first where left out
    #[arg(long, value_name = "N", requires = "message")]
    row: Option<u64>,
    /// Show values of personal fields
    #[arg(long, requires = "message")]
    show_personal: bool,
}

/// Arguments of `config test`.
#[derive(Debug, Args)]
pub(crate) struct TestArgs {
    /// Folder of the configuration
    #[arg(value_name = "DIR")]
    dir: PathBuf,
}

impl From<Lang> for lienthong_config::Lang {
    fn from(lang: Lang) -> Self {
        match lang {
            Lang::En => Self::En,
            Lang::Vi => Self::Vi,
        }
    }
}

/// A receiver of the command line, with the model's own checks.
fn parse_model_receiver(text: &str) -> Result<Receiver, Said> {
    let code = |text: &str| {
        AgencyCode::read(text, None)
            .map(|reading| reading.code)
            .map_err(|error| Said::from(code_text(&error)))
    };
    match parse_receiver(text)?.target {
        Some(Target::System(system)) => {
            system.parse().map(Receiver::System).map_err(|error| Said::from(id_text(&error)))
        }
        Some(Target::Set(set)) => {
            let level = match set.level.is_empty() {
                true => None,
                false => Some(set.level.parse().map_err(|error| Said::from(id_text(&error)))?),
            };
            Ok(Receiver::Set { level, under: code(&set.under)? })
        }
        Some(Target::Agency(agency)) => Ok(Receiver::Agency(agency)),
        None => Err(Said::new("no receiver", "không có nơi nhận")),
    }
}

/// Runs one of them.
pub(crate) fn run(command: ConfigCommand, output: &Output) -> Result<Exit, Failure> {
    match command {
        ConfigCommand::Check(CheckArgs { explain: Some(known), .. }) => codes::explain(&known, output),
        ConfigCommand::Check(CheckArgs { dir, deny_warnings, losses, .. }) => {
            check(&dir.unwrap_or_else(|| ".".into()), deny_warnings, losses, output)
        }
        ConfigCommand::Explain(args) => explain_question(*args, output),
        ConfigCommand::Test(args) => config_test::test(&args.dir, output),
        ConfigCommand::Coverage(args) => config_coverage::show(&args, output),
        ConfigCommand::Codes => codes::list(output),
        ConfigCommand::Keys(args) => config_keys::run(&args, output),
    }
}

fn formats() -> KnownFormats {
    lienthong_gateway::formats::known()
}

fn check(dir: &Path, deny_warnings: bool, losses: bool, output: &Output) -> Result<Exit, Failure> {
    let (found, checked) = match load(dir, Timestamp::now(), &formats()) {
        Ok(loaded) => (loaded.warnings, Some(loaded.checked)),
        Err(found) => (found, None),
    };
    let revision = checked.as_ref().map(|checked| checked.revision);
    diagnostics(&found, output)?;
    if let Some(checked) = checked.filter(|_| losses) {
        show_losses(&checked, output)?;
    }
    if !output.json {
        output.line(&summary(&found, output.lang.into()))?;
        if let Some(revision) = revision {
            output.line(&format!("{} {revision}", output.lang.pick("revision", "phiên bản cấu hình")))?;
        }
    }
    let bad = revision.is_none() || (deny_warnings && !found.is_empty());
    Ok(if bad { Exit::Configuration } else { Exit::Ok })
}

/// What each mapping changes, leaves out or refuses.
fn show_losses(checked: &Checked, output: &Output) -> Result<(), Failure> {
    let lang = output.lang;
    for declared in checked.mappings.iter() {
        let name = &declared.mapping.name;
        if output.json {
            let losses: Vec<_> = declared.losses.iter().map(loss_text).collect();
            output.value(&json!({ "mapping": name, "losses": losses }))?;
            continue;
        }
        let way = match declared.mapping.direction {
            Direction::Both => lang.pick("reads and writes", "đọc và ghi"),
            Direction::Read => lang.pick("only reads", "chỉ đọc"),
            Direction::Write => lang.pick("only writes", "chỉ ghi"),
        };
        output.line(&format!("{name} ({}:{}): {way}", declared.file, declared.line))?;
        if declared.losses.is_empty() {
            output.line(lang.pick("    nothing is lost", "    không mất gì"))?;
        }
        for loss in &declared.losses {
            output.line(&format!("    {}", loss_text(loss).in_lang(lang.into())))?;
        }
    }
    Ok(())
}

pub(super) fn diagnostics(found: &[Diagnostic], output: &Output) -> Result<(), Failure> {
    let style = Style { lang: output.lang.into(), colour: output.colour };
    for one in found {
        if output.json {
            output.value(one)?;
        } else {
            output.raw(&format!("{}\n", render(one, style)))?;
        }
    }
    Ok(())
}

/// The configuration; or its mistakes are shown, and there is nothing.
pub(crate) fn checked(dir: &Path, output: &Output) -> Result<Option<Checked>, Failure> {
    match load(dir, Timestamp::now(), &formats()) {
        Ok(loaded) => Ok(Some(loaded.checked)),
        Err(found) => {
            diagnostics(&found, output)?;
            output.note(&summary(&found, output.lang.into()));
            Ok(None)
        }
    }
}

/// Exits 0 where something would travel, 3 where the gateway would refuse.
fn explain_question(args: ExplainArgs, output: &Output) -> Result<Exit, Failure> {
    let Some(checked) = checked(&args.dir, output)? else { return Ok(Exit::Configuration) };
    let asked = match (args.kind, args.service, args.method) {
        (Some(kind), _, _) => Asked::Message { kind, receivers: args.to, size: args.size },
        (None, Some(service), Some(method)) => Asked::Call { service, method },
        _ => return Err(Failure::usage("say --type or --service", "hãy cho --type hoặc --service")),
    };
    let now = Timestamp::now();
    let kind = match &asked {
        Asked::Message { kind, .. } => Some(kind.clone()),
        Asked::Call { .. } => None,
    };
    let message = args.message.as_deref().zip(kind.as_ref()).map(|(file, kind)| explain_message::Asked {
        file,
        from: &args.from,
        kind,
        row: args.row,
        show_personal: args.show_personal,
    });
    let file = message.as_ref().map(|message| explain_message::read(&checked, message, now)).transpose()?;
    let asked = match (asked, &file) {
        (Asked::Message { kind, mut receivers, .. }, Some(file)) => {
            if receivers.is_empty() {
                receivers = file.receivers();
            }
            Asked::Message { kind, receivers, size: Some(file.size()) }
        }
        (asked, _) => asked,
    };
    let mut taken = true;
    if let (Some(message), Some(file)) = (&message, &file) {
        taken = explain_message::explain(&checked, message, file, output)?;
    }
    if matches!(&asked, Asked::Message { receivers, .. } if receivers.is_empty()) {
        // A file that cannot be read names nobody, and why it cannot is said already.
        return if taken {
            Err(Failure::usage(
                "say --to: the file names no receiver",
                "hãy cho --to: tệp không ghi nơi nhận",
            ))
        } else {
            Ok(Exit::Refused)
        };
    }
    // Noon is on the same day whatever the reader's clock; which instant of the day decides nothing.
    let created_at = args.date.and_then(|date| instant(date.at(12, 0, 0, 0))).unwrap_or(now);
    let today = args.date.unwrap_or_else(|| local_date(now));
    let question = Question { sender: args.from.clone(), asked, created_at, today };
    let explanation = explain(&checked, &question);
    if output.json {
        output.value(&explanation)?;
    } else {
        if !taken {
            output.line(output.lang.pick("were it not refused:", "nếu tệp không bị từ chối thì:"))?;
        }
        output.raw(&crate::output::harmless(&explanation.to_text(output.lang.into())))?;
    }
    if let (Some(message), Some(file)) = (&message, &file) {
        explain_message::receivers(&checked, message, file, &explanation, output, now)?;
    }
    Ok(match explanation.outcome {
        Outcome::Refused { .. } => Exit::Refused,
        _ if !taken => Exit::Refused,
        Outcome::Delivers { .. } | Outcome::Calls { .. } => Exit::Ok,
    })
}
