//! Two communes keep the poverty register, one in a FoxPro table, one in an Excel sheet; the province gets one kind of
//! record from both.
//!
//! 1. made: `lienthong convert` writes the typed lists as the two old programs would, and one row of the table is
//!    damaged. Nothing binary is part of the program, and whoever doubts the result can read what was typed.
//! 2. sent: the table through a folder (`outbox`), the sheet by a client;
//! 3. compared: what the province has is what was typed, letter by letter.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::failure::Failure;
use crate::files::{self, Access};

use super::{Stage, outbox, received};
use crate::demo::folder::{EXCEL, REGISTER};
use crate::demo::report::{ensure, wrong};
use crate::demo::table;
use crate::demo::typed::{self, LAM_BINH, LUNG_CU, TypedList};

const TABLE: &str = "HN00715.DBF";
const SHEET: &str = "hộ nghèo Lâm Bình.xlsx";
/// A head of a household on the list.
pub(super) const SOMEBODY: &str = "Trần Hữu Bịa Đặt";
/// The record of the table that loses a digit.
const BAD: usize = 5;

/// The whole of it.
pub(super) async fn become_one(stage: &mut Stage<'_>) -> Result<(), Failure> {
    stage.report.begin(
        "registers",
        "A FoxPro table in TCVN3 and an Excel sheet become the same records",
        "Bảng FoxPro dùng bảng mã TCVN3 và bảng Excel trở thành cùng một loại bản ghi",
    )?;
    let (table, sheet) = tokio::try_join!(
        written(stage, LUNG_CU, "ho-ngheo-foxpro", TABLE),
        written(stage, LAM_BINH, "ho-ngheo-excel", SHEET),
    )?;
    stage.report.event(
        format!("`lienthong convert` writes two typed lists as old programs do: {TABLE} (TCVN3) and {SHEET}"),
        format!(
            "`lienthong convert` ghi hai danh sách gõ tay theo kiểu phần mềm cũ: {TABLE} (TCVN3) và {SHEET}"
        ),
    )?;
    let bytes = damaged(stage, &table)?;
    outbox::put(stage, TABLE, &bytes)?;
    is_sent(stage, &sheet).await?;
    outbox::is_answered(stage, TABLE, &bytes, BAD).await?;
    let found = is_as_typed(stage).await?;
    stage.report.table(&found.iter().map(shown).collect::<Vec<_>>())?;
    stage.report.end()
}

/// A typed list as an old program would have written it.
async fn written(stage: &Stage<'_>, list: TypedList, mapping: &str, name: &str) -> Result<PathBuf, Failure> {
    let (typed, out) = (stage.province.work(&format!("{mapping}.csv")), stage.province.work(name));
    files::put(&typed, list.text.as_bytes(), Access::Shared)?;
    let (from, dir) = ("ho-ngheo-danh-sach", &stage.province.dir);
    stage
        .processes
        .run(&[&"convert", &typed, &"--from", &from, &"--to", &mapping, &"-o", &out, &"--config", dir])
        .await?
        .value()?;
    Ok(out)
}

/// Shows how a name stands in the table, and takes the first zero of a code away, as a spreadsheet would.
fn damaged(stage: &mut Stage<'_>, path: &Path) -> Result<Vec<u8>, Failure> {
    let mut bytes = files::read(path, 1 << 20)?;
    let broken = || wrong("the table is not one", "tệp bảng không đúng cấu trúc");
    let name = table::place(&bytes, 2, "CHUHO").ok_or_else(broken)?;
    let first = bytes[name].split(|byte| *byte == b' ').next().unwrap_or_default().to_vec();
    ensure(
        std::str::from_utf8(&first).is_err(),
        "the table is not in TCVN3",
        "bảng không dùng bảng mã TCVN3",
    )?;
    let code = table::place(&bytes, BAD, "MAHO").ok_or_else(broken)?;
    bytes[code.start] = b' ';
    let shown = first.iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(" ");
    stage.report.event(
        format!("“Nguyễn” stands in the table as {shown}; record {BAD} loses the first zero of its code"),
        format!("“Nguyễn” nằm trong bảng dưới dạng {shown}; bản ghi {BAD} bị mất số 0 đầu của mã hộ"),
    )?;
    Ok(bytes)
}

/// Sends the sheet to the province.
async fn is_sent(stage: &mut Stage<'_>, sheet: &Path) -> Result<(), Failure> {
    let more = ["--type", "ho-ngheo/v1", "--to", "H60", "--id", "hn-02266"];
    let sent = stage.send_file(EXCEL, sheet, &more).await?.value()?;
    ensure(
        sent["receipt_verified"] == true && sent["deliveries"][0]["receiver"] == REGISTER,
        format!("the receipt is not that of the sheet: {sent}"),
        format!("biên nhận không phải của bảng Excel: {sent}"),
    )?;
    stage.report.event(
        format!("{EXCEL} sends {SHEET}; the receipt's signature verifies"),
        format!("{EXCEL} gửi {SHEET}; chữ ký của biên nhận đúng"),
    )
}

/// What the province has, compared with what was typed.
async fn is_as_typed(stage: &mut Stage<'_>) -> Result<Vec<Value>, Failure> {
    let mut found: Vec<Value> = Vec::new();
    for arrival in stage.collect(REGISTER, 2).await? {
        let batch: Value = serde_json::from_str(&received(&arrival)?).unwrap_or_default();
        found.extend(batch["records"].as_array().cloned().unwrap_or_default());
    }
    let mut expected = LUNG_CU.records();
    expected.remove(BAD - 1);
    expected.extend(LAM_BINH.records());
    // Who delivers first is nobody's promise.
    found.sort_by_key(|record| record["ma_ho"].to_string());
    if let Some((got, typed)) = found.iter().zip(&expected).find(|(got, typed)| got != typed) {
        return Err(wrong(format!("{got} is not {typed}"), format!("{got} khác {typed}")));
    }
    ensure(
        found.len() == expected.len(),
        format!("{} records, not {}", found.len(), expected.len()),
        format!("có {} bản ghi, cần {}", found.len(), expected.len()),
    )?;
    let (letters, marked) = typed::letters(&found);
    ensure(marked == typed::MARKED, "not every letter was seen", "chưa thấy đủ các chữ cái")?;
    let count = found.len();
    stage.report.checked(
        format!("{count} households, {letters} letters, each as it was typed; all {marked} Vietnamese letters with marks are among them"),
        format!("{count} hộ, {letters} chữ cái, đúng từng chữ như khi gõ; đủ cả {marked} chữ cái tiếng Việt có dấu"),
    );
    stage.report.checked(
        "codes keep their zeros, 29/02/1992 is 1992-02-29, and “HN” and “Hộ nghèo” are the same code",
        "mã giữ nguyên số 0 ở đầu, 29/02/1992 thành 1992-02-29, “HN” và “Hộ nghèo” là cùng một mã",
    );
    let samples = ["000071500001", "000071500004", "000226600001"];
    Ok(found.into_iter().filter(|record| samples.iter().any(|sample| record["ma_ho"] == *sample)).collect())
}

/// A record as a row of the report.
fn shown(record: &Value) -> Vec<String> {
    let names = ["ma_ho", "ma_xa", "chu_ho", "ngay_sinh", "loai_ho", "thon"];
    names.map(|name| record[name].as_str().unwrap_or_default().to_owned()).to_vec()
}
