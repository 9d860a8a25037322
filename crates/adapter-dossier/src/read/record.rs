//! One object of the JSON as a record: member by member, in whatever order they come.
//!
//! Absent, `""` and `null` are one. An array that is present and empty is not absent: an update replaces the stored one
//! by it.

use super::scalar::{ARRAY, OBJECT, TEXT};
use lienthong_adapter::{DecodeError, Finding};
use lienthong_model::schema::{Record, Value};
use lienthong_model::system::DossierProfile;

use super::cx::Cx;
use super::scalar::{self, is_blank};
use crate::json::{Entry, Json, Node, push_node};
use crate::member::Form;
use crate::reasons::{VALUE_MISSING, WRONG_TYPE};
use crate::schema::{Layout, Slot};
use crate::view::PATHS_JOINED_BY;
use crate::warnings::{PROFILE_2024_INCOMPLETE, REPLACEMENT_CHARACTER, SECRET_LEFT_OFF, UNKNOWN_MEMBER};

/// Members of older senders that have no field; they are kept as they are, and nobody need be told.
const KEPT: [&str; 1] = ["SoBienNhan"];
/// The secret of a call, which no record may carry on, wherever a sender puts it.
const SECRET: &str = "session";
/// The list that must not be empty where it is required.
const AT_LEAST_ONE: &str = "DinhDanhCHS";

/// Reads the object `node` with its `entries`.
pub(super) fn read(
    cx: &mut Cx<'_>,
    layout: &Layout,
    entries: &[Entry],
    node: &Node,
) -> Result<Record, DecodeError> {
    let mut record = Record::empty(layout.fields.len());
    for entry in entries {
        let Some(slot) = layout.slots.iter().find(|slot| slot.member.wire == entry.name) else {
            keep(cx, &mut record, entry);
            continue;
        };
        cx.path.enter(&entry.name);
        if let Some(value) = value(cx, slot, &entry.node)? {
            put(&mut record, layout, slot, value);
        }
        cx.path.leave();
    }
    require(cx, layout, &record, node)?;
    Ok(record)
}

/// Keeps a member that no field means.
fn keep(cx: &mut Cx<'_>, record: &mut Record, entry: &Entry) {
    if entry.name.eq_ignore_ascii_case(SECRET) {
        let finding = cx.path.on(Finding::new(&SECRET_LEFT_OFF).found(SECRET).at(entry.at));
        cx.warn(finding);
        return;
    }
    let mut json = String::new();
    push_node(&mut json, &entry.node);
    cx.path.enter(&entry.name);
    if json.contains('\u{fffd}') {
        cx.warn_at(&entry.node, Finding::new(&REPLACEMENT_CHARACTER));
    }
    cx.path.leave();
    if !KEPT.contains(&entry.name.as_str()) {
        let finding = Finding::new(&UNKNOWN_MEMBER).found(&entry.name).at(entry.at);
        let finding = cx.path.on(finding);
        cx.warn(finding);
    }
    record.extra.push((entry.name.clone(), json));
}

fn put(record: &mut Record, layout: &Layout, slot: &Slot, value: Value) {
    let place = &mut record.values[slot.outer];
    let Some(inner) = slot.inner else {
        *place = Some(value);
        return;
    };
    let group =
        place.get_or_insert_with(|| Value::Group(Record::empty(layout.fields[slot.outer].fields().len())));
    if let Value::Group(group) = group {
        group.values[inner] = Some(value);
    }
}

fn value(cx: &mut Cx<'_>, slot: &Slot, node: &Node) -> Result<Option<Value>, DecodeError> {
    match (slot.member.form, &slot.entries) {
        (Form::List(_), Some(layout)) => list(cx, layout, node),
        (Form::Paths, _) => {
            let text = scalar::any_text(cx, node, &TEXT)?;
            Ok(text.filter(|text| !is_blank(text)).map(|text| paths(&text)))
        }
        _ => scalar::read(cx, slot.member, node),
    }
}

fn list(cx: &mut Cx<'_>, layout: &Layout, node: &Node) -> Result<Option<Value>, DecodeError> {
    let nodes = match &node.json {
        Json::Array(nodes) => nodes,
        Json::Null => return Ok(None),
        Json::Text(text) if is_blank(text) => return Ok(None),
        other => return Err(cx.refuse(&WRONG_TYPE, node, other.kind(), ARRAY)),
    };
    let mut records = Vec::with_capacity(nodes.len());
    for (n, node) in nodes.iter().enumerate() {
        cx.path.enter_entry(n + 1);
        match &node.json {
            Json::Object(entries) => records.push(read(cx, layout, entries, node)?),
            other => return Err(cx.refuse(&WRONG_TYPE, node, other.kind(), OBJECT)),
        }
        cx.path.leave();
    }
    Ok(Some(Value::List(records)))
}

/// All paths of a member; one that is empty is a record without a value, so that joining gives the same text.
fn paths(text: &str) -> Value {
    let path = |text: &str| (!is_blank(text)).then(|| Value::Text(text.to_owned()));
    let records =
        text.split(PATHS_JOINED_BY).map(|text| Record { values: vec![path(text)], extra: Vec::new() });
    Value::List(records.collect())
}

/// Refuses a record without what it must have, by the profile of its sender.
fn require(cx: &mut Cx<'_>, layout: &Layout, record: &Record, node: &Node) -> Result<(), DecodeError> {
    let profile = cx.context.options.dossier.profile;
    let mut lacking = Vec::new();
    for slot in &layout.slots {
        let member = slot.member;
        let has = match slot.get(record) {
            Some(Value::List(list)) => member.wire != AT_LEAST_ONE || !list.is_empty(),
            value => value.is_some(),
        };
        if has {
            continue;
        }
        if member.required || (member.required_2024 && profile == Some(DossierProfile::Of2024)) {
            cx.path.enter(member.wire);
            return Err(cx.path.on(Finding::new(&VALUE_MISSING).expected(member.wire).at(node.at)).into());
        }
        if member.required_2024 && profile.is_none() {
            lacking.push(member.wire);
        }
    }
    if !lacking.is_empty() {
        cx.warn_at(node, Finding::new(&PROFILE_2024_INCOMPLETE).long_found(lacking.join(", ")));
    }
    Ok(())
}
