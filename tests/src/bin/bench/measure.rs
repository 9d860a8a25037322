//! What a phase of load is summed up to.

use std::time::Duration;

/// The figures of one way.
pub(crate) struct Figures {
    /// Answers in a second.
    pub(crate) per_second: f64,
    /// Processor time of the gateway for each, in microseconds: user and system, all threads.
    pub(crate) cpu_us: Option<f64>,
    /// Half of the answers came within this many milliseconds.
    pub(crate) p50_ms: f64,
    /// All but one in a hundred came within this many.
    pub(crate) p99_ms: f64,
    /// What was refused or failed; not counted above.
    pub(crate) failed: u64,
    /// The first of them.
    pub(crate) why: String,
}

impl Figures {
    /// Sums up latencies, in microseconds.
    #[expect(clippy::cast_precision_loss, reason = "counts of a minute are far below 2^53")]
    pub(crate) fn new(
        mut latencies: Vec<u32>,
        took: Duration,
        cpu: Option<Duration>,
        failures: Vec<String>,
    ) -> Self {
        latencies.sort_unstable();
        let count = latencies.len().max(1);
        let at =
            |share: usize| latencies.get(count * share / 100).copied().map_or(0.0, |us| f64::from(us) / 1e3);
        Self {
            per_second: latencies.len() as f64 / took.as_secs_f64(),
            cpu_us: cpu.map(|cpu| cpu.as_secs_f64() * 1e6 / count as f64),
            p50_ms: at(50),
            p99_ms: at(99),
            failed: failures.len() as u64,
            why: failures.into_iter().next().unwrap_or_default(),
        }
    }
}

/// Processor time that a process has used so far, user and system, all threads.
pub(crate) fn cpu(pid: u32) -> Duration {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    // The name of the program stands in parentheses and may hold blanks.
    let rest = &stat[stat.rfind(')').unwrap() + 2..];
    let fields: Vec<u64> = rest.split(' ').map(|field| field.parse().unwrap_or(0)).collect();
    // Fields 14 and 15 of proc(5); the state is field 3. Linux counts in hundredths of a second.
    Duration::from_millis((fields[11] + fields[12]) * 10)
}

/// The most memory that a process has had resident, in bytes; 0 once it is gone.
pub(crate) fn highest_memory(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok()).unwrap_or(0) * 1024
}
