//! What no single field can tell: fields that contradict each other. All of it is accepted with a warning.

use jiff::civil::Date;
use lienthong_adapter::Finding;
use lienthong_model::document::{Document, DocumentStatus};
use lienthong_model::{AgencyCode, time};

use super::cx::Cx;
use super::fields::Fields;
use crate::dates;
use crate::warnings::*;

/// Looks at a whole document.
pub(super) fn document(cx: &mut Cx<'_>, m: &Fields<'_>, document: &Document) {
    if let Some(sender) = &document.sender.code {
        if document.receivers.iter().any(|receiver| receiver.code.as_ref() == Some(sender)) {
            cx.warn(m.placed(Finding::new(&SELF_ADDRESSED).found(sender.as_str()), "To"));
        }
        if let Some(agency) =
            document.document_id.as_deref().and_then(agency_of_id).filter(|code| code != sender)
        {
            let finding = Finding::new(&SENDER_NOT_IN_ID).found(agency.as_str()).expected(sender.as_str());
            cx.warn(m.placed(finding, "DocumentId"));
        }
    } else if document.receivers.iter().any(|receiver| receiver.code_text == document.sender.code_text) {
        cx.warn(m.placed(Finding::new(&SELF_ADDRESSED).found(&document.sender.code_text), "To"));
    }
    let Some(issued) = document.issued_on else { return };
    date_of_id(cx, m, issued, document.document_id.as_deref(), "PromulgationInfo");
    let tomorrow = time::local_date(cx.context.received_at).tomorrow();
    if tomorrow.is_ok_and(|tomorrow| issued > tomorrow) {
        cx.warn(m.placed(Finding::new(&ISSUED_IN_FUTURE).found(issued.to_string()), "PromulgationInfo"));
    }
    if let Some(due) = document.due_on.filter(|due| *due < issued) {
        let finding = Finding::new(&DUE_BEFORE_ISSUE).found(due.to_string()).expected(issued.to_string());
        cx.warn(m.placed(finding, "DueDate"));
    }
}

/// Looks at a whole status.
pub(super) fn status(cx: &mut Cx<'_>, m: &Fields<'_>, status: &DocumentStatus) {
    let Some(issued) = status.about.issued_on else { return };
    date_of_id(cx, m, issued, status.about.document_id.as_deref(), "ResponseFor");
    if let Some(at) = status.at.map(time::local_date).filter(|at| *at < issued) {
        let finding = Finding::new(&STATUS_BEFORE_ISSUE).found(at.to_string()).expected(issued.to_string());
        cx.warn(m.placed(finding, "Timestamp"));
    }
}

fn date_of_id(cx: &mut Cx<'_>, m: &Fields<'_>, issued: Date, id: Option<&str>, name: &str) {
    // Ids are never parsed to decide anything, only to notice what looks wrong.
    let Some(day) = id.and_then(|id| id.split(',').nth(1)) else { return };
    match dates::date(day.trim()) {
        Ok(read) if read.value == issued => {}
        Err(dates::Why::Form) => {}
        _ => {
            let finding = Finding::new(&ISSUE_DATE_DIFFERS).found(issued.to_string()).expected(day.trim());
            cx.warn(m.placed(finding, name));
        }
    }
}

fn agency_of_id(id: &str) -> Option<AgencyCode> {
    let (agency, _) = id.split_once(',')?;
    AgencyCode::read(agency, None).ok().map(|reading| reading.code)
}
