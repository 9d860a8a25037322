//! Speed and size of a release build: `make bench`, or `bench [--json] [--seconds N]`.
//!
//! 1. a province with 400 agencies and 300 routes; the gateway over it is started several times, and timed;
//! 2. at rest, its memory is read;
//! 3. 64 senders send messages, and 64 callers call an echo service, in the ways of [`load::WAYS`], one after the other;
//! 4. beside them the echo service is called without the gateway in between;
//! 5. edXML letters are decoded, in this process;
//! 6. a table of a million rows is converted from one old charset into another.
//!
//! What is measured and what is not is written in docs/performance.md. Nothing here passes or fails.

#![expect(clippy::print_stdout, reason = "it is a program for a terminal")]
#![expect(clippy::unwrap_used, reason = "a benchmark that fails has nothing to add")]

mod convert;
mod decode;
mod load;
mod measure;
mod world;

use std::time::Duration;

use serde_json::{Value, json};

use crate::load::{WAYS, Way};
use crate::measure::Figures;
use crate::world::World;

/// Starts that are timed.
const STARTS: usize = 5;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    if let [first, rest @ ..] = arguments.as_slice()
        && first == "echo"
    {
        return runtime.block_on(world::echo(rest));
    }
    let json = arguments.iter().any(|argument| argument == "--json");
    let only = arguments.iter().position(|argument| argument == "--only").map(|at| arguments[at + 1].clone());
    let seconds = arguments.iter().position(|argument| argument == "--seconds");
    let seconds = seconds.map_or(8, |at| arguments[at + 1].parse().unwrap());
    let report = runtime.block_on(run(Duration::from_secs(seconds), only.as_deref(), !json));
    if json {
        println!("{}", serde_json::to_string_pretty(&report).unwrap());
    }
}

async fn run(each: Duration, only: Option<&str>, show: bool) -> Value {
    let mut world = World::new();
    let mut starts = Vec::new();
    for _ in 0..STARTS {
        starts.push(world.start());
    }
    starts.sort();
    let start = starts[STARTS / 2];
    tokio::time::sleep(Duration::from_secs(3)).await;
    let idle = world.memory().0;
    if show {
        println!("{} agencies, {} routes, {} senders", world::AGENCIES, world::ROUTES, world::SENDERS);
        println!("start to ready      {:>8.0} ms (median of {STARTS})", start.as_secs_f64() * 1e3);
        println!("memory at rest      {:>8.1} MiB", mib(idle));
        println!();
        println!(
            "{:<44} {:>9} {:>13} {:>8} {:>8} {:>10}",
            "", "each s", "gateway µs", "p50 ms", "p99 ms", "memory MiB"
        );
    }
    let mut rows = Vec::new();
    let chosen = WAYS.iter().filter(|way| only.is_none_or(|only| way.name.starts_with(only)));
    for way in chosen {
        let figures = load::run(&world, *way, each).await;
        let memory = world.memory();
        if show {
            row(*way, &figures, memory.0);
        }
        rows.push(json!({
            "name": way.name, "per_second": figures.per_second, "gateway_us": figures.cpu_us,
            "p50_ms": figures.p50_ms, "p99_ms": figures.p99_ms, "memory_mib": mib(memory.0), "failed": figures.failed,
        }));
    }
    let (after, highest) = world.memory();
    let decoded = if only.is_none() { decode::run() } else { Vec::new() };
    let converted = only.is_none().then(convert::run);
    if show {
        println!();
        println!("memory under load   {:>8.1} MiB at most, {:.1} MiB afterwards", mib(highest), mib(after));
        for (name, speed) in &decoded {
            println!("edXML, {name:<32} {speed:>8.0} MB/s");
        }
        if let Some(converted) = &converted {
            println!(
                "convert, {} rows of 20 fields, TCVN3 to VNI: {:.0} rows/s, {:.1} MiB at most",
                converted.rows,
                converted.per_second,
                mib(converted.highest)
            );
        }
    }
    json!({
        "agencies": world::AGENCIES, "routes": world::ROUTES, "senders": world::SENDERS,
        "start_ms": start.as_secs_f64() * 1e3, "idle_mib": mib(idle), "highest_mib": mib(highest),
        "convert": converted.map(|converted| {
            json!({
                "rows": converted.rows,
                "per_second": converted.per_second,
                "highest_mib": mib(converted.highest),
            })
        }),
        "ways": rows, "edxml_mb_per_second": decoded.into_iter().collect::<std::collections::BTreeMap<_, _>>(),
    })
}

fn row(way: Way, figures: &Figures, memory: u64) {
    let cpu = figures.cpu_us.map_or_else(|| "–".to_owned(), |cpu| format!("{cpu:.0}"));
    println!(
        "{:<44} {:>9.0} {cpu:>13} {:>8.1} {:>8.1} {:>10.1}{}",
        way.name,
        figures.per_second,
        figures.p50_ms,
        figures.p99_ms,
        mib(memory),
        if figures.failed == 0 {
            String::new()
        } else {
            format!("   {} FAILED: {}", figures.failed, figures.why)
        }
    );
}

#[expect(clippy::cast_precision_loss, reason = "memory of a process is far below 2^53 bytes")]
fn mib(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}
