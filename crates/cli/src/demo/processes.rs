//! The processes of the demo: this binary, again and again, under its ordinary commands.
//!
//! [`Processes::run`] waits for a command to end and reads its JSON; [`Processes::start`] leaves it running, and
//! [`Processes::next`] waits for what it prints. Nothing sleeps to let something happen: states are asked for until a
//! deadline.
//!
//! # What holds
//!
//! * What was started is ended by its own id: asked to end first, killed when it does not, killed when the demo itself
//!   ends without asking.
//! * Nothing of the caller's own environment leads a command to another gateway.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep, timeout, timeout_at};

use crate::failure::Failure;
use crate::files;
use crate::texts::{Lang, Said};

use super::report::wrong;

/// Time for anything that the story waits for. It takes a second or two; a busy machine is given more.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);
/// Between two questions for the same state.
const ASK_EVERY: Duration = Duration::from_millis(50);
/// Time to end when asked to.
const FAREWELL: Duration = Duration::from_secs(8);

/// A process that stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Who {
    /// The residence service.
    Residence,
    /// The program that was a district's.
    OldRegister,
    /// The gateway.
    Gateway,
    /// The province's document system.
    Province,
    /// The commune that collects.
    Commune,
    /// The ward that sends.
    Ward,
}

impl Who {
    fn name(self) -> &'static str {
        match self {
            Self::Residence => "residence",
            Self::OldRegister => "old-register",
            Self::Gateway => "gateway",
            Self::Province => "province",
            Self::Commune => "commune",
            Self::Ward => "ward",
        }
    }
}

/// All processes of one run.
pub(crate) struct Processes {
    exe: PathBuf,
    lang: Lang,
    logs: PathBuf,
    running: Vec<Running>,
}

struct Running {
    who: Who,
    child: Child,
    lines: mpsc::UnboundedReceiver<Value>,
    log: PathBuf,
}

/// How a command ended.
#[derive(Debug)]
pub(crate) struct Ran {
    /// Its exit code; nothing where a signal ended it.
    pub(crate) exit: Option<i32>,
    /// What it printed.
    pub(crate) values: Vec<Value>,
    /// What it complained about, exactly.
    pub(crate) complaint: String,
    command: String,
}

impl Ran {
    /// The first thing that it printed, where it ended well.
    pub(crate) fn value(self) -> Result<Value, Failure> {
        self.values().map(|values| values.into_iter().next().unwrap_or_default())
    }

    /// All that it printed, where it ended well.
    pub(crate) fn values(self) -> Result<Vec<Value>, Failure> {
        if self.exit == Some(0) { Ok(self.values) } else { Err(self.failed()) }
    }

    /// The stable reason of the gateway's refusal; empty where there is none.
    pub(crate) fn reason(&self) -> String {
        let error = self.complaint.lines().find_map(|line| serde_json::from_str::<Value>(line).ok());
        error.and_then(|error| Some(error["error"]["reason"].as_str()?.to_owned())).unwrap_or_default()
    }

    /// It should have ended in another way.
    pub(crate) fn failed(&self) -> Failure {
        let printed = self.values.last().map(Value::to_string).unwrap_or_default();
        let said = Some(self.complaint.trim()).filter(|said| !said.is_empty()).unwrap_or(&printed);
        let (command, exit) = (&self.command, self.exit);
        let exit = exit.map(|exit| exit.to_string()).unwrap_or_else(|| "–".to_owned());
        wrong(
            format!("`lienthong {command}` ended with {exit}: {said}"),
            format!("`lienthong {command}` kết thúc với mã {exit}: {said}"),
        )
    }
}

impl Processes {
    /// None yet; their logs will be in `logs`.
    pub(crate) fn new(lang: Lang, logs: &Path) -> Result<Self, Failure> {
        files::make_folder(logs)?;
        let exe = std::env::current_exe().map_err(|error| {
            Failure::unexpected("cannot find myself", "không tìm thấy chương trình", error)
        })?;
        Ok(Self { exe, lang, logs: logs.to_owned(), running: Vec::new() })
    }

    /// This very binary.
    pub(crate) fn exe(&self) -> &Path {
        &self.exe
    }

    fn command(&self, args: &[OsString]) -> Command {
        let mut command = Command::new(&self.exe);
        command
            .args(["--json", "--lang", self.lang.pick("en", "vi")])
            .args(args)
            .env_remove("LIENTHONG_PROFILE")
            .env_remove("LIENTHONG_CONFIG")
            .stdin(Stdio::null())
            // A Ctrl-C of the terminal is for the demo alone, which ends the others in their order.
            .process_group(0)
            .kill_on_drop(true);
        command
    }

    /// Runs a command to its end.
    pub(crate) async fn run(&self, args: &[&dyn AsRef<OsStr>]) -> Result<Ran, Failure> {
        let args = words(args);
        let shown = args.iter().map(|arg| arg.to_string_lossy()).collect::<Vec<_>>().join(" ");
        let ended = timeout(PATIENCE, self.command(&args).output()).await;
        let ended = ended
            .map_err(|_| {
                let en = format!("`lienthong {shown}` did not end in time");
                wrong(en, format!("`lienthong {shown}` không kết thúc kịp"))
            })?
            .map_err(cannot_start)?;
        let stdout = String::from_utf8_lossy(&ended.stdout);
        let complaint = String::from_utf8_lossy(&ended.stderr).into_owned();
        let values = stdout.lines().map(read).collect();
        Ok(Ran { exit: ended.status.code(), values, complaint, command: shown })
    }

    /// Starts a command that stays.
    pub(crate) fn start(&mut self, who: Who, args: &[&dyn AsRef<OsStr>]) -> Result<(), Failure> {
        let log = self.logs.join(format!("{}.log", who.name()));
        let file = File::create(&log).map_err(Failure::write(&log))?;
        let mut command = self.command(&words(args));
        // A service ends with its standard input: it does not outlive a demo that was killed.
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(file);
        let mut child = command.spawn().map_err(cannot_start)?;
        let (said, lines) = mpsc::unbounded_channel();
        if let Some(stdout) = child.stdout.take() {
            tokio::spawn(async move {
                let mut stdout = BufReader::new(stdout).lines();
                while let Ok(Some(line)) = stdout.next_line().await {
                    // Nobody listens any more once the demo is ending.
                    let _ = said.send(read(&line));
                }
            });
        }
        self.running.push(Running { who, child, lines, log });
        Ok(())
    }

    /// The next thing that `who` prints and that is `wanted`; what comes before it is passed over.
    pub(crate) async fn next(
        &mut self,
        who: Who,
        what: &Said,
        wanted: impl Fn(&Value) -> bool,
    ) -> Result<Value, Failure> {
        let Some(running) = self.running.iter_mut().find(|running| running.who == who) else {
            return Err(too_late(what));
        };
        let deadline = Instant::now() + PATIENCE;
        loop {
            match timeout_at(deadline, running.lines.recv()).await {
                Ok(Some(value)) if wanted(&value) => return Ok(value),
                Ok(Some(_)) => {}
                Ok(None) => return Err(running.ended()),
                Err(_) => return Err(too_late(what)),
            }
        }
    }

    /// Whether everything that stays is still there.
    pub(crate) fn check(&mut self) -> Result<(), Failure> {
        for running in &mut self.running {
            if running.child.try_wait().map_err(cannot_start)?.is_some() {
                return Err(running.ended());
            }
        }
        Ok(())
    }

    /// Returns when the gateway has ended by itself.
    pub(crate) async fn gateway_ended(&mut self) -> Failure {
        match self.running.iter_mut().find(|running| running.who == Who::Gateway) {
            Some(running) => {
                // Whether waiting failed or the process did, it is gone.
                let _ = running.child.wait().await;
                running.ended()
            }
            None => std::future::pending().await,
        }
    }

    /// Ends everything, the last first. What does not end when asked to is killed.
    pub(crate) async fn stop_all(&mut self) {
        while let Some(mut running) = self.running.pop() {
            // While it has not been waited for, its id is nobody else's.
            let id = running.child.id().and_then(|id| Pid::from_raw(i32::try_from(id).ok()?));
            if let Some(id) = id {
                // It may have ended by itself.
                let _ = kill_process(id, Signal::TERM);
            }
            if timeout(FAREWELL, running.child.wait()).await.is_err() {
                let _ = running.child.kill().await;
            }
        }
    }
}

impl Running {
    fn ended(&self) -> Failure {
        let log = files::read_text(&self.log).unwrap_or_default();
        let last = log.lines().last().unwrap_or_default();
        let name = self.who.name();
        wrong(
            format!("the process {name} has ended by itself: {last}"),
            format!("tiến trình {name} đã tự kết thúc: {last}"),
        )
    }
}

/// Asks until there is an answer. `Ok(None)` means not yet.
pub(crate) async fn until<T>(
    what: &Said,
    mut ask: impl AsyncFnMut() -> Result<Option<T>, Failure>,
) -> Result<T, Failure> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(answer) = ask().await? {
            return Ok(answer);
        }
        if Instant::now() >= deadline {
            return Err(too_late(what));
        }
        sleep(ASK_EVERY).await;
    }
}

fn too_late(what: &Said) -> Failure {
    let seconds = PATIENCE.as_secs();
    wrong(
        format!("waited {seconds} s for: {}", what.in_lang(Lang::En)),
        format!("đã chờ {seconds} giây: {}", what.in_lang(Lang::Vi)),
    )
}

fn cannot_start(error: std::io::Error) -> Failure {
    Failure::unexpected("cannot start a process", "không khởi động được tiến trình", error)
}

fn words(args: &[&dyn AsRef<OsStr>]) -> Vec<OsString> {
    args.iter().map(|arg| arg.as_ref().to_owned()).collect()
}

/// A line that a command printed; one that is not JSON is a text.
fn read(line: &str) -> Value {
    serde_json::from_str(line).unwrap_or_else(|_| Value::String(line.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ran(exit: i32, complaint: &str) -> Ran {
        let (values, command) = (vec![Value::from(1)], "send".to_owned());
        Ran { exit: Some(exit), values, complaint: complaint.to_owned(), command }
    }

    #[test]
    fn a_command_that_failed_has_no_value_and_says_why() {
        assert_eq!(ran(0, "").value().unwrap(), 1);
        let refused = ran(3, "note\n{\"error\":{\"reason\":\"SENDER_MISMATCH\"}}\n");
        assert_eq!(refused.reason(), "SENDER_MISMATCH");
        assert!(refused.value().unwrap_err().text(Lang::En).contains("ended with 3"));
        assert_eq!(ran(1, "no JSON").reason(), "");
    }

    #[tokio::test]
    async fn a_state_is_asked_for_until_it_is_there_and_an_error_ends_the_waiting() {
        let mut asked = 0;
        let what = Said::new("it", "nó");
        let found = until(&what, async || {
            asked += 1;
            Ok((asked == 3).then_some(asked))
        });
        assert_eq!(found.await.unwrap(), 3);
        let failed: Result<(), _> = until(&what, async || Err(wrong("no", "không"))).await;
        assert!(failed.is_err());
    }
}
