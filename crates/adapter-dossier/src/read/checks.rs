//! What single members cannot tell: warnings about a record as a whole.

use std::collections::HashSet;

use lienthong_adapter::Finding;
use lienthong_model::schema::{Record, Value};

use super::cx::Cx;
use super::envelope::Kind;
use crate::json::{Entry, Node, member};
use crate::number::DossierNumber;
use crate::placeholder::Placeholders;
use crate::schema::DOSSIERS;
use crate::traps::is_finished_without_date;
use crate::view::{list, text, time};
use crate::warnings::*;

/// The numbers of the dossiers so far.
#[derive(Default)]
pub(super) struct Seen(HashSet<String>);

/// Notes what is odd about `record`; `entries` and `node` are where it stood.
pub(super) fn check(
    cx: &mut Cx<'_>,
    kind: Kind,
    record: &Record,
    entries: &[Entry],
    node: &Node,
    seen: &mut Seen,
) {
    if kind == Kind::Steps {
        return;
    }
    let mut warn = |wire: &str, finding: Finding| {
        cx.path.enter(wire);
        cx.warn_at(member(entries, wire).unwrap_or(node), finding);
        cx.path.leave();
    };
    let number = text(&DOSSIERS, record, "number").unwrap_or_default();
    if !seen.0.insert(number.to_owned()) {
        warn("MaHoSo", Finding::new(&DUPLICATE_NUMBER));
    }
    let day = DossierNumber::parse(number, None).ok().and_then(|number| number.day());
    let received = time(&DOSSIERS, record, "received_at").map(|at| at.date());
    if let (Some(day), Some(received)) = (day, received)
        && day > received
    {
        let finding = Finding::new(&NUMBER_AFTER_RECEIPT).found(day.to_string());
        warn("MaHoSo", finding.expected(received.to_string()));
    }
    if is_finished_without_date(record) {
        warn("TrangThaiHoSo", Finding::new(&FINISHED_WITHOUT_DATE).expected("NgayKetThucXuLy"));
    }
    if let Some(id) = text(&DOSSIERS, record, "applicant.id_number")
        && let Some(finding) = identity(id, &[9, 10, 12, 13])
    {
        warn("SoGiayToChuHoSo", finding);
    }
    for entry in list(&DOSSIERS, record, "applicant.ids") {
        let part = |at: usize| entry.values.get(at).and_then(Option::as_ref).and_then(Value::as_text);
        let lengths: &[usize] = match part(0) {
            Some("1") => &[12],
            Some("2") => &[9],
            _ => &[],
        };
        if let Some(finding) = part(1).and_then(|id| identity(id, lengths)) {
            warn("DinhDanhCHS", finding);
        }
    }
    let fees = list(&DOSSIERS, record, "fees").iter();
    if fees.filter_map(|fee| fee.values.first()?.as_ref()?.as_text()).any(|name| name.trim() == number) {
        warn("DanhSachLePhi", Finding::new(&FEE_NAME_IS_NUMBER));
    }
}

/// What is odd about a number of a person or an organisation; `lengths` are those that it may have.
fn identity(id: &str, lengths: &[usize]) -> Option<Finding> {
    if Placeholders::default().covers(id) {
        return Some(Finding::new(&PLACEHOLDER_ID));
    }
    let found = id.chars().count();
    if lengths.is_empty() || lengths.contains(&found) {
        return None;
    }
    let lengths: Vec<String> = lengths.iter().map(usize::to_string).collect();
    Some(Finding::new(&ID_LENGTH).found(found.to_string()).expected(lengths.join(" / ")))
}
