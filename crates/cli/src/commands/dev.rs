//! `lienthong dev`: further certificates and tokens of a folder that `init` has made.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Subcommand};
use lienthong_config::starter::Starter;
use lienthong_model::{AgencyCode, SystemId};
use serde_json::json;

use crate::dev::folder::{DevFolder, certificate_digest};
use crate::dev::token::{Grant, Role};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::files::{self, Access};
use crate::output::Output;
use crate::when;

/// What to make.
#[derive(Debug, Subcommand)]
pub(crate) enum DevCommand {
    /// Make a certificate and a profile for a system
    Certificate(CertificateArgs),
    /// Make a token
    Token(TokenArgs),
}

/// Arguments of `dev certificate`.
#[derive(Debug, Args)]
pub(crate) struct CertificateArgs {
    /// Folder of the configuration
    #[arg(long, value_name = "DIR", env = "LIENTHONG_CONFIG")]
    config: PathBuf,
    /// System, AGENCY/NAME
    #[arg(value_name = "SYSTEM")]
    system: SystemId,
    /// Address of the gateway in the profile
    #[arg(long, value_name = "URL")]
    server: Option<String>,
}

/// Arguments of `dev token`.
#[derive(Debug, Args)]
pub(crate) struct TokenArgs {
    /// Folder of the configuration
    #[arg(long, value_name = "DIR", env = "LIENTHONG_CONFIG")]
    config: PathBuf,
    /// Who the token is about: a person, or a system's id
    #[arg(long, value_name = "WHO")]
    subject: String,
    /// What the person may do; repeat for more
    #[arg(long, value_enum, value_name = "ROLE")]
    role: Vec<Role>,
    /// Agency that the person acts for
    #[arg(long, value_name = "CODE")]
    agency: Option<AgencyCode>,
    /// PEM file with the certificate that the token is bound to
    #[arg(long, value_name = "FILE")]
    cert: Option<PathBuf>,
    /// How long the token is good
    #[arg(long, value_name = "TIME", default_value = "8h", value_parser = when::parse_duration)]
    ttl: Duration,
    /// File for the token; printed where left out
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Makes one of them.
pub(crate) fn run(command: DevCommand, output: &Output) -> Result<Exit, Failure> {
    match command {
        DevCommand::Certificate(args) => certificate(args, output),
        DevCommand::Token(args) => token(args, output),
    }
}

fn certificate(args: CertificateArgs, output: &Output) -> Result<Exit, Failure> {
    let server = args.server.unwrap_or_else(|| format!("https://{}", Starter::default().systems_address));
    let profile = DevFolder::open(&args.config)?.system_profile(&args.system, &server)?;
    if output.json {
        output.value(&json!({ "system": args.system, "profile": profile, "development_only": true }))?;
    } else {
        output.line(&profile.display().to_string())?;
        warn(output);
    }
    Ok(Exit::Ok)
}

fn token(args: TokenArgs, output: &Output) -> Result<Exit, Failure> {
    let grant = Grant {
        subject: args.subject,
        roles: args.role,
        agency: args.agency,
        certificate: args.cert.as_deref().map(certificate_digest).transpose()?,
        ttl: args.ttl,
    };
    let token = DevFolder::open(&args.config)?.token(&grant)?;
    match &args.out {
        Some(path) => {
            files::put(path, format!("{token}\n").as_bytes(), Access::Private)?;
            match output.json {
                true => output.value(&json!({ "file": path, "development_only": true }))?,
                false => output.line(&path.display().to_string())?,
            }
        }
        None if output.json => output.value(&json!({ "token": token, "development_only": true }))?,
        None => output.line(&token)?,
    }
    if !output.json {
        warn(output);
    }
    Ok(Exit::Ok)
}

fn warn(output: &Output) {
    output.note(output.lang.pick("For development only.", "Chỉ dùng để thử nghiệm."));
}
