//! The header of a status package.

use lienthong_adapter::{DecodeError, Finding};
use lienthong_model::document::DocumentStatus;

use super::cx::Cx;
use super::fields::Shape;
use super::{Parts, checks, party};
use crate::warnings::*;

const MESSAGE: Shape = Shape {
    once: &["ResponseFor", "From", "StatusCode", "Description", "Timestamp", "StaffInfo", "To"],
    ..Shape::EMPTY
};
const CODES: &[&str] = &["01", "02", "03", "04", "05", "06", "13", "15", "16"];

/// Reads the status whose parts were found.
pub(super) fn read(cx: &mut Cx<'_>, parts: &Parts) -> Result<DocumentStatus, DecodeError> {
    let m = cx.fields(parts.message, "MessageHeader", &MESSAGE)?;
    let about =
        m.required("ResponseFor").and_then(|at| party::reference(cx, at, m.path_of("ResponseFor")))?;
    if about.agency_text.is_none() {
        return Err(m.missing("ResponseFor/OrganId"));
    }
    let reporter = m.required("From").and_then(|at| party::party(cx, at, m.path_of("From")))?;
    let mut code = m.required_token(cx, "StatusCode")?;
    if code.len() == 1 && code.bytes().all(|b| b.is_ascii_digit()) {
        let padded = format!("0{code}");
        let finding = Finding::new(&STATUS_CODE_SHORT).found(&code).expected(padded.as_str());
        cx.warn(m.placed(finding, "StatusCode"));
        code = padded;
    }
    if !CODES.contains(&code.as_str()) {
        let finding = Finding::new(&UNKNOWN_VALUE).found(&code).expected(CODES.join(", "));
        cx.warn(m.placed(finding, "StatusCode"));
    }
    let note = m.text(cx, "Description")?;
    if code == "02" && note.is_none() {
        cx.warn(m.placed(Finding::new(&REFUSED_WITHOUT_REASON), "StatusCode"));
    }
    let at = party::time(cx, &m, "Timestamp")?.ok_or_else(|| m.missing("Timestamp"))?;
    let status = DocumentStatus { about, reporter, code, note, at: Some(at), staff: party::staff(cx, &m)? };
    checks::status(cx, &m, &status);
    Ok(status)
}
