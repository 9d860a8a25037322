//! `lienthong config test`: runs the tests of a folder, and says where they differ.

use std::io::Cursor;
use std::path::Path;

use jiff::Timestamp;
use lienthong_config::{Checked, TestOutcome, run_tests};
use lienthong_gateway::formats::Formats;
use lienthong_inspect::Doubt;
use serde_json::json;

use crate::commands::charset_doubt;
use crate::commands::config::{checked, diagnostics};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;

/// Exits 6 where a test does not hold. A file that is probably in another charset than its mapping says is told even
/// where its test holds: few tests look at every name.
pub(super) fn test(dir: &Path, output: &Output) -> Result<Exit, Failure> {
    let lang = output.lang;
    let Some(checked) = checked(dir, output)? else { return Ok(Exit::Configuration) };
    let formats = Formats::default();
    let outcomes = match run_tests(&checked, dir, Timestamp::now(), formats.rows(), &formats) {
        Ok(outcomes) => outcomes,
        Err(found) => {
            diagnostics(&found, output)?;
            return Ok(Exit::Configuration);
        }
    };
    let failed = outcomes.iter().filter(|outcome| outcome.failure.is_some()).count();
    for outcome in &outcomes {
        let doubts = doubts(&checked, outcome, &formats);
        if output.json {
            let mut value = json!(outcome);
            value["charset_doubts"] = doubts.iter().map(charset_doubt::view).collect();
            output.value(&value)?;
            continue;
        }
        let place = format!("{}:{}", outcome.file, outcome.line);
        let Some(failure) = &outcome.failure else {
            output.line(&format!("✓ {}  ({place})", outcome.name))?;
            told(&doubts, output)?;
            continue;
        };
        output.line(&format!("✗ {}  ({place})", outcome.name))?;
        told(&doubts, output)?;
        let (expected, found) = lang.pick(("expected", "found"), ("mong đợi", "kết quả"));
        output.line(&format!("    {expected}: {}", failure.expected.in_lang(lang.into())))?;
        output.line(&format!("    {found}: {}", failure.found.in_lang(lang.into())))?;
        for line in &failure.diff {
            output.line(&format!("    {}", crate::output::harmless(line)))?;
        }
        let explanation = failure.explanation.as_ref().map(|one| one.to_text(lang.into()));
        for line in explanation.unwrap_or_default().lines() {
            output.line(&format!("    {line}"))?;
        }
    }
    if !output.json {
        let passed = outcomes.len() - failed;
        output.line(&lang.pick(
            format!("{passed} passed, {failed} failed"),
            format!("{passed} đạt, {failed} không đạt"),
        ))?;
    }
    Ok(if failed > 0 { Exit::Configuration } else { Exit::Ok })
}

fn doubts(checked: &Checked, outcome: &TestOutcome, formats: &Formats) -> Vec<Doubt> {
    let Some(read) = &outcome.read else { return Vec::new() };
    let Some(declared) = checked.mappings.get(&read.mapping) else { return Vec::new() };
    charset_doubt::look(&declared.mapping, formats.rows(), Box::new(Cursor::new(read.bytes.clone())))
}

fn told(doubts: &[Doubt], output: &Output) -> Result<(), Failure> {
    for doubt in doubts {
        output.line(&format!("    ! {}", charset_doubt::text(doubt, output.lang)))?;
    }
    Ok(())
}
