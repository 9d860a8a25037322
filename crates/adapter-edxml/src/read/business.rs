//! `Bussiness` (sic): whether a package is new, or recalls, updates or replaces documents.

use lienthong_adapter::{DecodeError, Finding};
use lienthong_model::document::{Business, Replacement, Update};

use super::cx::Cx;
use super::fields::{Fields, Shape};
use super::party;
use crate::warnings::*;

const BUSINESS: Shape = Shape {
    once: &[
        "DocumentId",
        "BussinessDocType",
        "BussinessDocReason",
        "Paper",
        "StaffInfo",
        "BussinessDocumentInfo",
        "ReplacementInfoList",
    ],
    ..Shape::EMPTY
};
const UPDATE: Shape = Shape { once: &["DocumentInfo", "DocumentReceiver", "ReceiverList"], ..Shape::EMPTY };
const RECEIVERS: Shape = Shape { many: &["Receiver"], ..Shape::EMPTY };
const RECEIVER: Shape = Shape { once: &["OrganId", "ReceiverType"], ..Shape::EMPTY };
const REPLACEMENTS: Shape = Shape { many: &["ReplacementInfo"], ..Shape::EMPTY };
const REPLACEMENT: Shape = Shape { once: &["DocumentId", "OrganIdList"], ..Shape::EMPTY };
const AGENCIES: Shape = Shape { many: &["OrganId"], ..Shape::EMPTY };

/// Reads `Bussiness` in the trace list; without it the package is new.
pub(super) fn read<'t>(cx: &mut Cx<'t>, list: &Fields<'t>) -> Result<Business, DecodeError> {
    let Some(at) = list.one("Bussiness") else { return Ok(Business::default()) };
    let fields = cx.fields(at, "TraceHeaderList/Bussiness", &BUSINESS)?;
    let mut business = Business {
        kind: fields.listed(cx, "BussinessDocType", &["0", "1", "2", "3"])?,
        document_id: fields.token(cx, "DocumentId")?,
        reason: fields.text(cx, "BussinessDocReason")?,
        paper: fields.token(cx, "Paper")?,
        staff: party::staff(cx, &fields)?,
        update: update(cx, &fields)?,
        replaces: replacements(cx, &fields)?,
    };
    let is_new = business.kind.as_deref().is_none_or(|kind| kind == "0");
    if is_new && business.document_id.take().is_some() {
        // A real new document carries the id of another one here.
        cx.warn(fields.placed(Finding::new(&BUSINESS_ID_IGNORED), "DocumentId"));
    }
    Ok(business)
}

fn update<'t>(cx: &mut Cx<'t>, business: &Fields<'t>) -> Result<Option<Update>, DecodeError> {
    let Some(at) = business.one("BussinessDocumentInfo") else { return Ok(None) };
    let fields = cx.fields(at, business.path_of("BussinessDocumentInfo"), &UPDATE)?;
    let mut update = Update {
        document_info: fields.token(cx, "DocumentInfo")?,
        document_receiver: fields.token(cx, "DocumentReceiver")?,
        receivers: Vec::new(),
    };
    if let Some(at) = fields.one("ReceiverList") {
        let list = cx.fields(at, fields.path_of("ReceiverList"), &RECEIVERS)?;
        for at in list.many("Receiver") {
            let receiver = cx.fields(at, list.path_of("Receiver"), &RECEIVER)?;
            let agency = receiver.required_token(cx, "OrganId")?;
            update.receivers.push((agency, receiver.listed(cx, "ReceiverType", &["0", "1"])?));
        }
    }
    Ok(Some(update).filter(|update| *update != Update::default()))
}

/// Each replaced document once: real lists name one twice, and then its agencies are joined.
fn replacements<'t>(cx: &mut Cx<'t>, business: &Fields<'t>) -> Result<Vec<Replacement>, DecodeError> {
    let mut replaced: Vec<Replacement> = Vec::new();
    let Some(at) = business.one("ReplacementInfoList") else { return Ok(replaced) };
    let list = cx.fields(at, business.path_of("ReplacementInfoList"), &REPLACEMENTS)?;
    let mut places = std::collections::HashMap::new();
    for at in list.many("ReplacementInfo") {
        let fields = cx.fields(at, list.path_of("ReplacementInfo"), &REPLACEMENT)?;
        let document_id = fields.required_token(cx, "DocumentId")?;
        let mut agencies = Vec::new();
        if let Some(at) = fields.one("OrganIdList") {
            let list = cx.fields(at, fields.path_of("OrganIdList"), &AGENCIES)?;
            agencies = list.tokens(cx, "OrganId")?;
        }
        let next = replaced.len();
        let place = *places.entry(document_id.clone()).or_insert(next);
        if place == next {
            replaced.push(Replacement { document_id, agencies: Vec::new() });
        } else {
            cx.warn(fields.placed(Finding::new(&REPLACEMENT_MERGED).found(&document_id), "DocumentId"));
        }
        let all = &mut replaced[place].agencies;
        let mut seen: std::collections::HashSet<String> = all.iter().cloned().collect();
        all.extend(agencies.into_iter().filter(|agency| seen.insert(agency.clone())));
    }
    Ok(replaced)
}
