//! What stands around the records: the call of the national portal, a bare array, or nothing around one object.
//!
//! Dossiers and steps are told apart by `service`, and without it by the members that only one of the two has.
//!
//! `session` is a secret and `isUpdating` an answer to a question that only the caller of the portal has asked; both, and
//! the account `madonvi`, belong to the call and end with it.

use super::scalar::{ARRAY, TEXT};
use lienthong_adapter::{DecodeError, Finding};

use super::cx::Cx;
use crate::json::{Entry, Json, Node, member};
use crate::reasons::*;
use crate::schema::{DOSSIERS, Known, STEPS};
use crate::warnings::ENVELOPE_MEMBER_LOST;

/// The service that carries dossiers.
pub(crate) const DOSSIER_SERVICE: &str = "DongBoHoSoMC";
/// The service that carries steps.
pub(crate) const STEP_SERVICE: &str = "CapNhatTienDoHoSoMC";

const ENVELOPE: [&str; 5] = ["session", "madonvi", "service", "isUpdating", "data"];
/// Members that only dossiers have, and that all of them have.
const OF_DOSSIERS: [&str; 5] = ["MaTTHC", "TenTTHC", "NgayNopHoSo", "NgayTiepNhan", "TrangThaiHoSo"];
/// Members that only steps have, and that all of them have.
const OF_STEPS: [&str; 3] = ["NguoiXuLy", "ThoiDiemXuLy", "TrangThai"];

/// What the records are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Dossiers,
    Steps,
}

/// The records of a package.
pub(super) struct Package<'n> {
    pub(super) kind: Kind,
    pub(super) nodes: &'n [Node],
    /// What leads to the records.
    place: Around,
}

/// What stands around the records.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Around {
    Call,
    Array,
    Nothing,
}

impl Kind {
    pub(super) fn known(self) -> &'static Known {
        match self {
            Self::Dossiers => &DOSSIERS,
            Self::Steps => &STEPS,
        }
    }
    fn word(self) -> &'static str {
        match self {
            Self::Dossiers => "dossier",
            Self::Steps => "dossier-progress",
        }
    }
    fn of(entries: &[Entry]) -> Option<Self> {
        let any = |names: &[&str]| entries.iter().any(|entry| names.contains(&entry.name.as_str()));
        match (any(&OF_DOSSIERS), any(&OF_STEPS)) {
            (true, false) => Some(Self::Dossiers),
            (false, true) => Some(Self::Steps),
            _ => None,
        }
    }
}

impl Package<'_> {
    /// Moves the path to record `n`, from 0.
    pub(super) fn enter(&self, cx: &mut Cx<'_>, n: usize) {
        if self.place == Around::Call {
            cx.path.enter("data");
        }
        if self.place != Around::Nothing {
            cx.path.enter_entry(n + 1);
        }
    }
    /// Moves it back.
    pub(super) fn leave(&self, cx: &mut Cx<'_>) {
        if self.place == Around::Call {
            cx.path.leave();
        }
        if self.place != Around::Nothing {
            cx.path.leave();
        }
    }
}

/// Finds the records under `root`.
pub(super) fn open<'n>(cx: &mut Cx<'_>, root: &'n Node) -> Result<Package<'n>, DecodeError> {
    let (place, named, nodes) = match &root.json {
        Json::Array(nodes) => (Around::Array, None, nodes.as_slice()),
        Json::Object(entries) if is_call(entries) => {
            let (named, nodes) = call(cx, root, entries)?;
            (Around::Call, named, nodes)
        }
        Json::Object(_) => (Around::Nothing, None, std::slice::from_ref(root)),
        other => return Err(cx.refuse(&NOT_DOSSIERS, root, other.kind(), "")),
    };
    let Some(first) = nodes.first() else {
        return Err(Finding::new(&NO_RECORDS).at(root.at).into());
    };
    let of = |node: &Node| node.json.entries().and_then(Kind::of);
    let kind = named.or_else(|| of(first)).ok_or_else(|| cx.refuse(&UNCLEAR_KIND, first, "", ""))?;
    let package = Package { kind, nodes, place };
    for (n, node) in nodes.iter().enumerate() {
        if let Some(other) = of(node)
            && other != kind
        {
            package.enter(cx, n);
            return Err(cx.refuse(&MIXED_RECORDS, node, other.word(), kind.word()));
        }
    }
    Ok(package)
}

/// Whether an object is a call and no record.
fn is_call(entries: &[Entry]) -> bool {
    member(entries, "MaHoSo").is_none()
        && (member(entries, "data").is_some() || member(entries, "service").is_some())
}

/// The kind that a call names, and its records.
fn call<'n>(
    cx: &mut Cx<'_>,
    root: &Node,
    entries: &'n [Entry],
) -> Result<(Option<Kind>, &'n [Node]), DecodeError> {
    for entry in entries.iter().filter(|entry| !ENVELOPE.contains(&entry.name.as_str())) {
        cx.warn(Finding::new(&ENVELOPE_MEMBER_LOST).found(&entry.name).at(entry.at));
    }
    let kind = match member(entries, "service") {
        None => None,
        Some(node) => {
            cx.path.enter("service");
            let kind = service(cx, node)?;
            cx.path.leave();
            Some(kind)
        }
    };
    let Some(data) = member(entries, "data") else {
        return Err(Finding::new(&VALUE_MISSING).expected("data").at(root.at).path("data").into());
    };
    match &data.json {
        Json::Array(nodes) => Ok((kind, nodes)),
        other => {
            cx.path.enter("data");
            Err(cx.refuse(&WRONG_TYPE, data, other.kind(), ARRAY))
        }
    }
}

fn service(cx: &Cx<'_>, node: &Node) -> Result<Kind, DecodeError> {
    match &node.json {
        Json::Text(text) if text == DOSSIER_SERVICE => Ok(Kind::Dossiers),
        Json::Text(text) if text == STEP_SERVICE => Ok(Kind::Steps),
        Json::Text(text) => {
            let expected = format!("{DOSSIER_SERVICE} / {STEP_SERVICE}");
            Err(cx.refuse(&SERVICE_NOT_CARRIED, node, text, &expected))
        }
        other => Err(cx.refuse(&WRONG_TYPE, node, other.kind(), TEXT)),
    }
}
