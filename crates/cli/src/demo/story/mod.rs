//! The story, step by step. Each step says what it does, does it with ordinary commands, and checks what came of it.

mod audit;
pub(crate) mod beginning;
mod calls;
mod dossiers;
mod forgery;
mod letter;
mod old_register;
mod outbox;
mod registers;
mod statuses;
mod succession;

use std::ffi::OsStr;
use std::path::Path;

use jiff::Timestamp;
use serde_json::Value;

use crate::failure::Failure;
use crate::files::{self, Access};
use crate::texts::Said;

use super::folder::Province;
use super::letters::Letter;
use super::processes::{Processes, Ran, Who};
use super::report::{Report, ensure};

/// What every step works with.
struct Stage<'a> {
    province: &'a Province,
    processes: &'a mut Processes,
    report: &'a mut Report,
}

/// Everything after the start.
pub(crate) async fn tell(
    province: &Province,
    processes: &mut Processes,
    report: &mut Report,
) -> Result<(), Failure> {
    let mut stage = Stage { province, processes, report };
    let letter = letter::of_the_ward(Timestamp::now());
    letter::is_carried(&mut stage, &letter).await?;
    letter::waits_for_who_is_offline(&mut stage, &letter).await?;
    statuses::come_back(&mut stage, &letter).await?;
    succession::is_followed(&mut stage).await?;
    registers::become_one(&mut stage).await?;
    calls::through_the_exchange(&mut stage).await?;
    calls::under_its_own_name(&mut stage).await?;
    old_register::answers_a_commune(&mut stage).await?;
    dossiers::go_and_come_back(&mut stage).await?;
    forgery::of_a_sender(&mut stage).await?;
    forgery::of_a_certificate(&mut stage).await?;
    audit::tells_the_life_of(&mut stage, &letter).await?;
    audit::is_proven(&mut stage, &letter).await
}

impl Stage<'_> {
    /// Sends a package as `sender`. Its id is in `more`. The receipt's signature is checked.
    async fn send(&self, sender: &str, name: &str, package: &str, more: &[&str]) -> Result<Ran, Failure> {
        let file = self.province.work(name);
        files::put(&file, package.as_bytes(), Access::Shared)?;
        self.send_file(sender, &file, more).await
    }

    /// Sends a file as `sender`. The receipt's signature is checked.
    async fn send_file(&self, sender: &str, file: &Path, more: &[&str]) -> Result<Ran, Failure> {
        let (profile, receipts) = (self.province.profile(sender), self.province.receipts());
        let mut args: Vec<&dyn AsRef<OsStr>> =
            vec![&"send", &file, &"--profile", &profile, &"--jwks", &receipts];
        args.extend(more.iter().map(|word| word as &dyn AsRef<OsStr>));
        self.processes.run(&args).await
    }

    /// Sends a letter; it must be accepted.
    async fn send_letter(&self, sender: &str, name: &str, letter: &Letter) -> Result<Value, Failure> {
        let id = letter.id();
        let sent =
            self.send(sender, name, &letter.package(), &["--id", &id, "--case", &id]).await?.value()?;
        ensure(
            sent["receipt_verified"] == true && sent["message_id"] == id.as_str(),
            format!("the receipt is not that of {id}: {sent}"),
            format!("biên nhận không phải của {id}: {sent}"),
        )?;
        Ok(sent)
    }

    /// Collects `count` messages of a system that is not always there, and gives what was printed of each.
    async fn collect(&self, system: &str, count: usize) -> Result<Vec<Value>, Failure> {
        let profile = self.province.profile(system);
        let inbox = self.province.work(&format!("inbox-{}", system.replace('/', "-")));
        let count = count.to_string();
        let args: [&dyn AsRef<OsStr>; 7] =
            [&"receive", &"--max", &count, &"--dir", &inbox, &"--profile", &profile];
        self.processes.run(&args).await?.values()
    }

    /// Waits until a system that collects has the message, and gives what it printed.
    async fn arrival(&mut self, who: Who, message_id: &str) -> Result<Value, Failure> {
        let what = Said::new(format!("message {message_id}"), format!("thông điệp {message_id}"));
        self.processes.next(who, &what, |value| value["message_id"] == message_id).await
    }

    /// The deliveries of a message, as its sender sees them.
    async fn deliveries(&self, sender: &str, message_id: &str) -> Result<Vec<Value>, Failure> {
        let profile = self.province.profile(sender);
        let status = self.processes.run(&[&"status", &message_id, &"--profile", &profile]).await?.value()?;
        Ok(status["deliveries"].as_array().cloned().unwrap_or_default())
    }

    /// What an auditor of the province finds: records, newest first.
    async fn search(&self, conditions: &[&str]) -> Result<Vec<Value>, Failure> {
        let profile = self.province.profile("auditor");
        let mut args: Vec<&dyn AsRef<OsStr>> = vec![&"audit", &"search", &"--profile", &profile];
        args.extend(conditions.iter().map(|word| word as &dyn AsRef<OsStr>));
        self.processes.run(&args).await?.values()
    }
}

/// The text of a file that a system has received.
fn received(arrival: &Value) -> Result<String, Failure> {
    files::read_text(Path::new(arrival["file"].as_str().unwrap_or_default()))
}

/// A delivery to one receiver.
fn to<'a>(deliveries: &'a [Value], receiver: &str) -> Option<&'a Value> {
    deliveries.iter().find(|delivery| delivery["receiver"] == receiver)
}
