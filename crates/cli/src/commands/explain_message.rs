//! `lienthong config explain --message FILE`: what becomes of one file, step by step, without sending it.
//!
//! 1. one row: each column of the file, the operations of the mapping, the value, the field;
//! 2. the whole file: how many rows are good, and what is wrong with the others;
//! 3. what each receiver would get, in its own format.
//!
//! Values of personal fields are masked unless `--show-personal` asks for them.

use std::io::Cursor;
use std::path::Path;

use bytes::Bytes;
use jiff::Timestamp;
use lienthong_adapter::mapping::{Counts, MappedReader, Mapping, Told, ToldRow};
use lienthong_adapter::{GatewayHop, Limits};
use lienthong_config::explain::{Explanation, Outcome};
use lienthong_config::{Checked, Way};
use lienthong_gateway::formats::{Formats, Said, Spoken, TranslateError, Understood};
use lienthong_model::envelope::Receiver;
use lienthong_model::schema::Value;
use lienthong_model::system::System;
use lienthong_model::{MessageType, SystemId};
use serde_json::json;

use crate::commands::charset_doubt;
use crate::failure::Failure;
use crate::faults;
use crate::files;
use crate::output::Output;
use crate::texts::Lang;

/// What is asked of one file.
#[derive(Debug)]
pub(super) struct Asked<'a> {
    pub(super) file: &'a Path,
    pub(super) from: &'a SystemId,
    pub(super) kind: &'a MessageType,
    /// The row that is told step by step; the first where nothing is said.
    pub(super) row: Option<u64>,
    pub(super) show_personal: bool,
}

/// Fields of a row that are shown: groups may have many entries.
const SHOWN: usize = 200;
/// Lines of what a receiver gets that are shown.
const PREVIEW: usize = 6;

/// The file as it would be understood; its size decides routes.
pub(super) struct File {
    bytes: Bytes,
    pub(super) understood: Result<Understood, lienthong_adapter::DecodeError>,
    system: System,
}

impl File {
    pub(super) fn size(&self) -> u64 {
        self.bytes.len() as u64
    }

    /// The receivers that the content names.
    pub(super) fn receivers(&self) -> Vec<Receiver> {
        let named = self.understood.iter().flat_map(|understood| &understood.facts.receivers);
        named.cloned().map(Receiver::Agency).collect()
    }
}

/// Reads the file as the sender's mapping or format says.
pub(super) fn read(checked: &Checked, asked: &Asked<'_>, now: Timestamp) -> Result<File, Failure> {
    let system = checked.systems.get(asked.from).cloned().ok_or_else(|| {
        Failure::usage(
            format!("there is no system {}", asked.from),
            format!("không có hệ thống {}", asked.from),
        )
    })?;
    let bytes = Bytes::from(files::read(asked.file, checked.node.limits.max_message_bytes)?);
    let understood = Formats::default().understand(checked, &system, Some(asked.kind), &bytes, now);
    // As the gateway refuses content of another type or sender than its envelope says.
    let understood = understood.and_then(|understood| understood.of_type(asked.kind));
    let understood = understood.and_then(|understood| {
        let at = understood.facts.created_at.unwrap_or(now);
        understood.of_sender(checked, &system, at)
    });
    Ok(File { bytes, understood, system })
}

/// Steps 1 and 2. Whether the file would be taken.
pub(super) fn explain(
    checked: &Checked,
    asked: &Asked<'_>,
    file: &File,
    output: &Output,
) -> Result<bool, Failure> {
    let lang = output.lang;
    match checked.mappings.of(&file.system, asked.kind, Way::Read) {
        Some(declared) => steps(&declared.mapping, asked, file, output)?,
        None => {
            let format = file.system.format.as_ref().map_or("?", |format| format.as_str());
            if !output.json {
                let text = lang.pick("read as a whole, by the format", "đọc toàn bộ theo định dạng");
                output.line(&format!("{text} {format}"))?;
            }
        }
    }
    let understood = match &file.understood {
        Ok(understood) => understood,
        Err(error) => {
            if output.json {
                output.value(&json!({ "refused": faults::view(error.finding()) }))?;
            } else {
                let refused = lang.pick("refused", "bị từ chối");
                output.line(&format!(
                    "✗ {refused}: {} ({})",
                    faults::text(error.finding(), lang),
                    error.code()
                ))?;
            }
            return Ok(false);
        }
    };
    let doubts = match checked.mappings.of(&file.system, asked.kind, Way::Read) {
        Some(declared) => {
            let input = Box::new(Cursor::new(file.bytes.clone()));
            charset_doubt::look(&declared.mapping, Formats::default().rows(), input)
        }
        None => Vec::new(),
    };
    if output.json {
        let counts = understood.rows.as_ref().map(|rows| rows.counts);
        let apart = understood.rows.as_ref().map(|rows| &rows.apart).filter(|apart| !apart.is_empty());
        output.value(&json!({
            "read": counts.map(|counts| counts.read),
            "accepted": counts.map(|counts| counts.accepted),
            "filtered": counts.map(|counts| counts.filtered),
            "deleted": counts.map(|counts| counts.tally.deleted),
            "hidden": counts.map(|counts| counts.tally.hidden),
            "other_sheets": counts.map(|counts| counts.tally.other_sheets),
            "after_end": counts.map(|counts| counts.tally.after_end),
            "quarantined": apart.map(|apart| apart.rows.iter().map(faults::view).collect::<Vec<_>>()),
            "charset_doubts": doubts.iter().map(charset_doubt::view).collect::<Vec<_>>(),
            "warnings": understood.warnings.iter().map(|warning| faults::view(&warning.0)).collect::<Vec<_>>(),
        }))?;
        return Ok(true);
    }
    if let Some(counts) = understood.rows.as_ref().map(|rows| rows.counts) {
        output.line(&lang.pick(
            format!("✓ {} of {} rows are good", counts.accepted, counts.read),
            format!("✓ {} trong {} dòng hợp lệ", counts.accepted, counts.read),
        ))?;
        passed_over(&counts, output)?;
    }
    for finding in understood.rows.iter().flat_map(|rows| &rows.apart.rows) {
        let text = lang.pick("kept apart", "tách riêng");
        output.line(&format!("✗ {text}: {} ({})", faults::text(finding, lang), finding.reason.code))?;
    }
    for warning in &understood.warnings {
        output.line(&format!("! {} ({})", faults::text(&warning.0, lang), warning.code()))?;
    }
    for doubt in &doubts {
        output.line(&format!("! {}", charset_doubt::text(doubt, lang)))?;
    }
    Ok(true)
}

fn steps(mapping: &Mapping, asked: &Asked<'_>, file: &File, output: &Output) -> Result<(), Failure> {
    let formats = Formats::default();
    let format = formats.rows().of(&mapping.layout).expect("a checked mapping names a format that exists");
    let input = Box::new(Cursor::new(file.bytes.clone()));
    let Ok(mut reader) = MappedReader::open(mapping, &**format, input, &Limits::default()) else {
        // The refusal of the whole file says why.
        return Ok(());
    };
    let told = loop {
        match reader.next_told() {
            // Where nobody asks for one it is the first that counts.
            Ok(Some(told)) if asked.row.map_or(!told.is_left_out, |wanted| wanted == told.number) => {
                break Some(told);
            }
            Ok(Some(_)) => {}
            Ok(None) => break None,
            Err(fault) if fault.fatal => break None,
            Err(_) => {}
        }
    };
    let Some(ToldRow { number: row, is_left_out, fields: told }) = told else {
        return match asked.row {
            Some(row) => {
                Err(Failure::usage(format!("the file has no row {row}"), format!("tệp không có dòng {row}")))
            }
            None => Ok(()),
        };
    };
    let shown: Vec<Shown> = told.iter().map(|one| Shown::of(one, asked.show_personal, output)).collect();
    if output.json {
        let fields = shown.iter().map(|one| {
            json!({ "columns": one.columns, "steps": one.steps, "value": one.value, "field": one.field })
        });
        return output
            .value(&json!({ "mapping": mapping.name, "row": row, "left_out": is_left_out, "fields": fields.collect::<Vec<_>>() }));
    }
    let lang = output.lang;
    let name = &mapping.name;
    output.line(&match is_left_out {
        false => lang.pick(
            format!("row {row}, through the mapping {name}:"),
            format!("dòng {row}, qua ánh xạ {name}:"),
        ),
        true => lang.pick(
            format!("row {row} is left out: `where` of the mapping {name} does not let it pass; it would be"),
            format!("dòng {row} bị bỏ qua vì không thuộc `where` của ánh xạ {name}; nếu không thì sẽ là"),
        ),
    })?;
    let headers = lang.pick(["COLUMN", "STEPS", "VALUE", "FIELD"], ["CỘT", "CÁC BƯỚC", "GIÁ TRỊ", "TRƯỜNG"]);
    let more = shown.len().saturating_sub(SHOWN);
    let rows = shown.into_iter().take(SHOWN);
    let rows = rows.map(|one| vec![one.columns, one.steps, one.value, one.field]);
    output.table(&headers, rows.collect())?;
    if more > 0 {
        output.line(&lang.pick(
            format!("… and {more} more fields; --json has all"),
            format!("… và {more} trường nữa; --json có đủ"),
        ))?;
    }
    let unused = reader.unused();
    if !unused.is_empty() {
        let text = lang.pick("columns without a field", "cột không có trường");
        output.line(&format!("{text}: {}", unused.join(", ")))?;
    }
    Ok(())
}

/// One field of the table.
struct Shown {
    columns: String,
    steps: String,
    value: String,
    field: String,
}

impl Shown {
    fn of(told: &Told<'_>, show_personal: bool, output: &Output) -> Self {
        let hides = told.is_personal && !show_personal;
        let mask = |text: &str| if hides { masked(text) } else { text.to_owned() };
        let steps: Vec<String> = told
            .steps
            .0
            .iter()
            .map(|step| format!("{} {}", step_word(step.operation, output.lang), mask(&step.value)))
            .collect();
        let value = match &told.value {
            Ok(Some(value)) => mask(&value_text(value)),
            Ok(None) => output.lang.pick("(nothing)", "(không có)").to_owned(),
            Err(finding) => format!("✗ {}", faults::text(finding, output.lang)),
        };
        Self {
            columns: told.columns.join(" + "), steps: steps.join(" → "), value, field: told.name.clone()
        }
    }
}

/// What an operation does, for people; its name where mappings write it themselves.
fn step_word(operation: &'static str, lang: Lang) -> &'static str {
    match (lang, operation) {
        (Lang::En, "clean") => "cleaned",
        (Lang::En, "decode") => "decoded",
        (Lang::Vi, "clean") => "làm sạch",
        (Lang::Vi, "decode") => "đọc",
        (Lang::Vi, "join") => "ghép",
        (Lang::Vi, "nothing") => "coi như trống",
        (Lang::Vi, "split") => "tách",
        (Lang::Vi, "trim") => "bỏ khoảng trắng",
        (Lang::Vi, "value") => "giá trị",
        _ => operation,
    }
}

fn value_text(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Decimal(number) => number.to_string(),
        Value::Boolean(flag) => flag.to_string(),
        Value::Date(date) => date.to_string(),
        Value::DateTime(at) => at.to_string(),
        _ => "…".to_owned(),
    }
}

/// The first letter of each word, so that a reader can still tell which value it is.
fn masked(text: &str) -> String {
    let word = |word: &str| -> String {
        let count = word.chars().count();
        let first = word.chars().next().filter(|_| count > 1).map(String::from).unwrap_or_default();
        let hidden = "*".repeat(count - first.chars().count());
        first + &hidden
    };
    text.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// Step 3.
pub(super) fn receivers(
    checked: &Checked,
    asked: &Asked<'_>,
    file: &File,
    explanation: &Explanation,
    output: &Output,
    now: Timestamp,
) -> Result<(), Failure> {
    let (Ok(understood), Outcome::Delivers { deliveries, .. }) = (&file.understood, &explanation.outcome)
    else {
        return Ok(());
    };
    let formats = Formats::default();
    let hop = GatewayHop { agency: checked.node.agency.clone(), at: now };
    let spoken = Spoken {
        kind: asked.kind,
        format: &understood.format,
        options: file.system.format_options.clone(),
        sent: &file.bytes,
        canonical: understood.canonical.as_ref(),
    };
    let is_personal = checked.schemas.get(asked.kind).is_none_or(|schema| schema.has_personal());
    for delivery in deliveries {
        let receiver = delivery.to.parse().ok().and_then(|id| checked.systems.get(&id));
        let Some(receiver) = receiver else { continue };
        let said = formats.say_to(checked, &spoken, receiver, &hop);
        show(&delivery.to, &said, is_personal && !asked.show_personal, output)?;
    }
    Ok(())
}

fn show(to: &str, said: &Result<Said, TranslateError>, hide: bool, output: &Output) -> Result<(), Failure> {
    let lang = output.lang;
    let (gets, bytes) = lang.pick(("would get", "bytes"), ("sẽ nhận", "byte"));
    match said {
        Err(error) if output.json => output.value(&json!({
            "receiver": to,
            "reason": error.code(),
            "message": faults::text(error.finding(), Lang::En),
            "message_vi": faults::text(error.finding(), Lang::Vi),
        })),
        Err(error) => {
            let text = faults::text(error.finding(), lang);
            // Receivers get records, not the rows of the file.
            let of_records = match error.finding().place.row {
                Some(_) => lang.pick("; the row is that of the records", "; số dòng tính theo bản ghi"),
                None => "",
            };
            output.line(&format!("✗ {to}: {text} ({}){of_records}", error.code()))
        }
        Ok(said) if output.json => {
            output.value(&json!({ "receiver": to, "format": said.format, "bytes": said.payload.len() }))
        }
        Ok(said) => {
            output.line(&format!("{to} {gets}: {}, {} {bytes}", said.format, said.payload.len()))?;
            if hide {
                return output.line(lang.pick(
                    "    (personal data; --show-personal shows it)",
                    "    (dữ liệu cá nhân; --show-personal để xem)",
                ));
            }
            let bytes = said.payload.clone().into_bytes();
            let Ok(text) = std::str::from_utf8(&bytes) else { return Ok(()) };
            text.lines().take(PREVIEW).try_for_each(|line| output.line(&format!("    {line}")))
        }
    }
}

/// What of the file is no record although nothing is wrong with it: nobody should learn that from the receiver.
fn passed_over(counts: &Counts, output: &Output) -> Result<(), Failure> {
    let lang = output.lang;
    for (count, what) in [
        (
            counts.filtered,
            lang.pick("rows left out by the mapping's filter", "dòng bị bộ lọc của ánh xạ bỏ qua"),
        ),
        (
            counts.tally.after_end,
            lang.pick("rows left out behind the end of the table", "dòng sau điểm kết thúc bảng bị bỏ qua"),
        ),
        (counts.tally.deleted, lang.pick("deleted records passed over", "bản ghi đã xóa bị bỏ qua")),
        (counts.tally.hidden, lang.pick("hidden rows, columns, sheets", "dòng, cột, trang tính bị ẩn")),
        (counts.tally.other_sheets, lang.pick("other sheets not read", "trang tính khác không được đọc")),
    ] {
        if count > 0 {
            output.line(&format!("! {count} {what}"))?;
        }
    }
    Ok(())
}
