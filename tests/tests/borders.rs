//! The borders between crates, and what may be depended on at all (ARCHITECTURE.md).
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

/// Which crate of ours may know which others. An edge that is not here is a decision record first.
const EDGES: [(&str, &[&str]); 15] = [
    ("model", &[]),
    ("audit", &[]),
    ("vntext", &[]),
    ("wire", &["model"]),
    ("adapter", &["model", "vntext"]),
    ("adapter-edxml", &["adapter", "model"]),
    ("adapter-table", &["adapter", "model", "vntext"]),
    ("adapter-xml", &["adapter", "model", "vntext"]),
    ("adapter-json", &["adapter", "model", "vntext"]),
    ("adapter-dossier", &["adapter", "model"]),
    ("inspect", &["adapter", "adapter-table", "vntext"]),
    ("store", &["model"]),
    ("config", &["adapter", "model", "vntext"]),
    (
        "gateway",
        &[
            "adapter",
            "adapter-dossier",
            "adapter-edxml",
            "adapter-json",
            "adapter-table",
            "adapter-xml",
            "audit",
            "config",
            "model",
            "store",
            "vntext",
            "wire",
        ],
    ),
    (
        "cli",
        &["adapter", "adapter-dossier", "audit", "config", "gateway", "inspect", "model", "vntext", "wire"],
    ),
];

/// What crates without I/O, clock and async may not depend on, not even through others.
const NOT_IN_PURE: [&str; 14] = [
    "tokio",
    "rusqlite",
    "libsqlite3-sys",
    "hyper",
    "tonic",
    "axum",
    "rustls",
    "reqwest",
    "async-trait",
    "futures",
    "futures-core",
    "socket2",
    "notify",
    "tracing",
];
const PURE: [&str; 9] = [
    "inspect",
    "model",
    "vntext",
    "adapter",
    "adapter-edxml",
    "adapter-table",
    "adapter-xml",
    "adapter-json",
    "adapter-dossier",
];

/// Licences that a public authority can take on without asking.
const LICENCES: [&str; 13] = [
    "MIT",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "Unicode-3.0",
    "Zlib",
    "CC0-1.0",
    "MIT-0",
    "0BSD",
    "Unlicense",
    "BSL-1.0",
    "OpenSSL",
];

fn metadata(more: &[&str]) -> Value {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked"])
        .args(more)
        .current_dir(lienthong_tests::repository())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn texts<'a>(values: &'a Value, key: &str) -> Vec<&'a str> {
    values.as_array().unwrap().iter().map(|value| value[key].as_str().unwrap()).collect()
}

#[test]
fn crates_know_only_what_is_smaller_and_purer() {
    let metadata = metadata(&["--no-deps"]);
    let allowed: BTreeMap<&str, &[&str]> = EDGES.into_iter().collect();
    let mut seen = BTreeSet::new();
    for package in metadata["packages"].as_array().unwrap() {
        let name = package["name"].as_str().unwrap().strip_prefix("lienthong-").unwrap();
        // The tests may know everything, and nobody may know them.
        let allowed = if name == "tests" {
            None
        } else {
            Some(allowed.get(name).unwrap_or_else(|| panic!("{name} is not in the list")))
        };
        seen.insert(name);
        for dependency in package["dependencies"].as_array().unwrap() {
            let Some(other) = dependency["name"].as_str().unwrap().strip_prefix("lienthong-") else {
                continue;
            };
            assert!(
                allowed.is_none_or(|allowed| allowed.contains(&other)),
                "{name} must not depend on {other}"
            );
        }
    }
    for (name, _) in EDGES {
        assert!(seen.contains(name), "{name} is in the list, but not in the workspace");
    }
}

#[test]
fn pure_crates_cannot_reach_a_disk_a_socket_or_a_runtime() {
    let metadata = metadata(&[]);
    let name_of: BTreeMap<&str, &str> = metadata["packages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|package| (package["id"].as_str().unwrap(), package["name"].as_str().unwrap()))
        .collect();
    // What is compiled into a crate: not what its tests or its build script use.
    let mut edges: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for node in metadata["resolve"]["nodes"].as_array().unwrap() {
        let normal = node["deps"].as_array().unwrap().iter().filter(|dependency| {
            dependency["dep_kinds"].as_array().unwrap().iter().any(|kind| kind["kind"].is_null())
        });
        edges.insert(
            node["id"].as_str().unwrap(),
            normal.map(|dependency| dependency["pkg"].as_str().unwrap()).collect(),
        );
    }
    for pure in PURE {
        let root = name_of.iter().find(|(_, name)| **name == format!("lienthong-{pure}")).unwrap().0;
        let (mut reached, mut open) = (BTreeSet::new(), vec![*root]);
        while let Some(id) = open.pop() {
            if reached.insert(id) {
                open.extend(&edges[id]);
            }
        }
        let reached: BTreeSet<&str> = reached.into_iter().map(|id| name_of[id]).collect();
        for forbidden in NOT_IN_PURE {
            assert!(!reached.contains(forbidden), "{pure} reaches {forbidden}");
        }
    }
}

/// `A OR B` needs one that is allowed, `A AND B` both; brackets as in SPDX.
fn is_allowed(expression: &str) -> bool {
    let expression = expression.trim();
    let mut depth = 0;
    for (word, all) in [(" OR ", false), (" AND ", true)] {
        for (at, letter) in expression.char_indices() {
            match letter {
                '(' => depth += 1,
                ')' => depth -= 1,
                _ => {}
            }
            if depth == 0 && expression[at..].starts_with(word) {
                let (left, right) =
                    (is_allowed(&expression[..at]), is_allowed(&expression[at + word.len()..]));
                return if all { left && right } else { left || right };
            }
        }
    }
    let inner = expression.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    match inner {
        Some(inner) => is_allowed(inner),
        None => LICENCES.contains(&expression.trim_end_matches(" WITH LLVM-exception")),
    }
}

#[test]
fn every_dependency_has_a_licence_that_is_allowed() {
    assert!(
        is_allowed("GPL-3.0 OR MIT")
            && is_allowed("(MIT OR GPL-3.0) AND ISC")
            && !is_allowed("MIT AND GPL-3.0")
    );
    let metadata = metadata(&[]);
    let packages = metadata["packages"].as_array().unwrap();
    assert!(packages.len() > 100, "all dependencies are listed");
    for package in packages {
        let licence = package["license"].as_str().unwrap_or("none").replace('/', " OR ");
        assert!(is_allowed(&licence), "{} {}: {licence}", package["name"], package["version"]);
    }
    assert_eq!(texts(&metadata["packages"], "name").iter().filter(|name| **name == "openssl-sys").count(), 0);
}
