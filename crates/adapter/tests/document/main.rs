//! Documents and their records: nothing is lost on the way there and back, and what is no document is refused by name.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

use bytes::Bytes;
use lienthong_adapter::document::{self, document_schema, status_schema};
use lienthong_adapter::{EncodeError, Limits};
use lienthong_model::document::*;
use lienthong_model::schema::{Field, Kind, Record, Value};
use lienthong_model::{AgencyCode, Digest, MessageType, Payload};
use proptest::option::of;
use proptest::prelude::*;

fn open(attachment: &Attachment) -> Result<Bytes, EncodeError> {
    let Content::File(file) = &attachment.content else { panic!("documents of this test hold files") };
    Ok(file.clone())
}

fn text() -> impl Strategy<Value = String> {
    "[A-Za-zĐđặẫởỹ0-9 /.,&<>\"-]{1,20}"
}

fn texts() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(text(), 0..3)
}

fn party() -> impl Strategy<Value = Party> {
    let code = prop_oneof![Just("H60.31".to_owned()), Just("000.00.32.H60".to_owned()), text()];
    (code, prop::array::uniform7(of(text()))).prop_map(|(code_text, more)| {
        let [parent_name, name, address, email, phone, fax, website] = more;
        let code = AgencyCode::read(&code_text, None).ok().map(|reading| reading.code);
        Party { code_text, code, parent_name, name, address, email, phone, fax, website }
    })
}

fn day() -> impl Strategy<Value = jiff::civil::Date> {
    (1..=9999_i16, 1..=12_i8, 1..=28_i8).prop_map(|(year, month, day)| jiff::civil::date(year, month, day))
}

fn instant() -> impl Strategy<Value = jiff::Timestamp> {
    (-60_000_000_000_i64..250_000_000_000).prop_map(|second| jiff::Timestamp::from_second(second).unwrap())
}

fn reference() -> impl Strategy<Value = DocumentRef> {
    (text(), of(text()), of(day()), of(text())).prop_map(|(agency, reference, issued_on, document_id)| {
        DocumentRef { agency_text: Some(agency), reference, issued_on, document_id }
    })
}

fn staff() -> impl Strategy<Value = Staff> {
    prop::array::uniform4(of(text())).prop_map(|[department, name, mobile, email]| Staff {
        department,
        name,
        mobile,
        email,
    })
}

fn attachment() -> impl Strategy<Value = Attachment> {
    let file = prop::collection::vec(any::<u8>(), 1..200);
    (text(), text(), of(text()), of(text()), file).prop_map(|(id, name, media_type, description, file)| {
        Attachment {
            id,
            name,
            media_type,
            description,
            transport: Transport::Raw,
            size: file.len() as u64,
            sha256: Digest::of(&file),
            content: Content::File(file.into()),
        }
    })
}

prop_compose! {
    fn business()(
        [kind, document_id, reason, paper] in prop::array::uniform4(of(text())),
        staff in of(staff()),
        update in of((of(text()), of(text()), prop::collection::vec((text(), of(text())), 0..3))),
        replaces in prop::collection::vec((text(), texts()), 0..3),
    ) -> Business {
        let update = update.map(|(document_info, document_receiver, receivers)| {
            Update { document_info, document_receiver, receivers }
        });
        let replaces = replaces.into_iter();
        let replaces = replaces.map(|(document_id, agencies)| Replacement { document_id, agencies }).collect();
        Business { kind, document_id, reason, paper, staff, update, replaces }
    }
}

prop_compose! {
    fn document()(
        (sender, receivers) in (party(), prop::collection::vec(party(), 1..4)),
        [number, notation, subject, type_name] in prop::array::uniform4(text()),
        [document_id, place, type_group, type_code, summary, priority, distribution, typist, steering]
            in prop::array::uniform9(of(text())),
        (issued_on, due_on, copies, pages, is_directive)
            in (day(), of(day()), of(any::<u32>()), of(any::<u32>()), of(any::<bool>())),
        signer in of(prop::array::uniform3(of(text()))),
        (appendixes, also_sent_to) in (texts(), texts()),
        (in_reply_to, business) in (prop::collection::vec(reference(), 0..3), business()),
        trace in prop::collection::vec((text(), of(instant())), 0..3),
        attachments in prop::collection::vec(attachment(), 0..3),
    ) -> Document {
        let mut codes = std::collections::HashSet::new();
        let mut ids = std::collections::HashSet::new();
        let identity = |p: &Party| p.code.as_ref().map_or(p.code_text.clone(), |code| code.to_string());
        Document {
            sender, document_id, number, notation, place, type_group, type_code, subject, summary, due_on, priority,
            distribution, typist, copies, pages, is_directive, appendixes, in_reply_to, steering, also_sent_to, business,
            receivers: receivers.into_iter().filter(|p| codes.insert(identity(p))).collect(),
            issued_on: Some(issued_on),
            type_name: Some(type_name),
            signer: signer.map(|[authority, position, name]| Signer { authority, position, name }),
            trace: trace.into_iter().map(|(agency, at)| Hop { agency_text: Some(agency), at }).collect(),
            attachments: attachments.into_iter().filter(|a| ids.insert(a.id.clone())).collect(),
        }
    }
}

fn returns(payload: Payload) {
    let (schema, record) = document::write(&payload, open).unwrap();
    schema.check(&record).unwrap();
    let back = document::read(&schema.id, &record, None, &Limits::default());
    assert_eq!(back.map_err(|finding| finding.message_en()), Ok(payload));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_document_comes_back_as_it_was(document in document()) {
        returns(Payload::Document(Box::new(document)));
    }

    #[test]
    fn every_status_comes_back_as_it_was(
        (about, reporter, staff) in (reference(), party(), of(staff())),
        (code, note, at) in (text(), of(text()), instant()),
    ) {
        returns(Payload::Status(Box::new(DocumentStatus { about, reporter, code, note, at: Some(at), staff })));
    }
}

/// A record of a letter with one file.
fn letter() -> Record {
    let file = Bytes::from_static("Ghi chú mẫu.\n".as_bytes());
    let party = |code: &str| Party { code_text: code.into(), code: code.parse().ok(), ..Party::default() };
    let document = Document {
        sender: party("H60.31"),
        receivers: vec![party("H60"), party("H60.32")],
        number: "15".into(),
        notation: "SM-VP".into(),
        issued_on: Some(jiff::civil::date(2026, 11, 20)),
        type_name: Some("Công văn".into()),
        subject: "V/v thử nghiệm".into(),
        copies: Some(2),
        attachments: vec![Attachment {
            id: "a-1".into(),
            name: "ghi-chu.txt".into(),
            media_type: None,
            description: None,
            transport: Transport::Raw,
            size: file.len() as u64,
            sha256: Digest::of(&file),
            content: Content::File(file),
        }],
        ..Document::default()
    };
    document::write(&Payload::Document(Box::new(document)), open).unwrap().1
}

/// Puts a value at a path such as `attachments[1].content`.
fn put(fields: &[Field], record: &mut Record, path: &str, value: Option<Value>) {
    let (step, rest) = path.split_once('.').map_or((path, None), |(step, rest)| (step, Some(rest)));
    let (name, number) = match step.split_once('[') {
        Some((name, number)) => (name, number.trim_end_matches(']').parse::<usize>().ok()),
        None => (step, None),
    };
    let at = fields.iter().position(|field| field.name.as_str() == name).unwrap();
    let Some(rest) = rest else {
        record.values[at] = value;
        return;
    };
    match (record.values[at].as_mut().unwrap(), number) {
        (Value::Group(inner), None) => put(fields[at].fields(), inner, rest, value),
        (Value::List(list), Some(number)) => put(fields[at].fields(), &mut list[number - 1], rest, value),
        other => panic!("{path}: {other:?}"),
    }
}

fn read(edits: &[(&str, Option<Value>)], limits: &Limits) -> Result<Document, (String, String)> {
    let mut record = letter();
    let schema = document_schema();
    edits.iter().for_each(|(path, value)| put(&schema.fields, &mut record, path, value.clone()));
    match document::read(&MessageType::document(), &record, None, limits) {
        Ok(Payload::Document(document)) => Ok(*document),
        Ok(other) => panic!("{other:?}"),
        Err(finding) => {
            assert_ne!(finding.message_en(), finding.message_vi());
            Err((finding.reason.code.to_owned(), finding.place.path.clone().unwrap_or_default()))
        }
    }
}

fn said(text: &str) -> Option<Value> {
    Some(Value::Text(text.to_owned()))
}

#[test]
fn what_is_no_document_is_refused_by_its_reason_and_its_field() {
    let number = |text: &str| Some(Value::Decimal(text.parse().unwrap()));
    let d = Limits::default();
    for (edits, limits, code, path) in [
        (vec![("subject", said(""))], d, "DOCUMENT_FIELD_MISSING", "subject"),
        (vec![("subject", None)], d, "DOCUMENT_RULE", "subject"),
        (vec![("issued_on", None)], d, "DOCUMENT_RULE", "issued_on"),
        (vec![("receivers", None)], d, "DOCUMENT_RULE", "receivers"),
        (vec![("receivers[2].code", said("H60"))], d, "DOCUMENT_RECEIVER_TWICE", "receivers[2]"),
        (vec![("reference", said("16/SM-VP"))], d, "DOCUMENT_REFERENCE", "reference"),
        (vec![("number", None)], d, "DOCUMENT_FIELD_MISSING", "number"),
        (
            vec![("number", None), ("notation", None), ("reference", said("15"))],
            d,
            "DOCUMENT_REFERENCE",
            "reference",
        ),
        (
            vec![("number", None), ("notation", None), ("reference", None)],
            d,
            "DOCUMENT_FIELD_MISSING",
            "reference",
        ),
        (vec![("copies", number("-1"))], d, "DOCUMENT_NUMBER", "copies"),
        (vec![("copies", number("4294967296"))], d, "DOCUMENT_NUMBER", "copies"),
        (vec![("attachments[1].content", said("AAA"))], d, "DOCUMENT_FILE_BASE64", "attachments[1].content"),
        (vec![("attachments[1].content", said(" \n"))], d, "DOCUMENT_FILE_EMPTY", "attachments[1].content"),
        (vec![("attachments[1].content", said("AAAA"))], d, "DOCUMENT_FILE_DIFFERS", "attachments[1].size"),
        (
            vec![("attachments[1].content", said("AAAA")), ("attachments[1].size", None)],
            d,
            "DOCUMENT_FILE_DIFFERS",
            "attachments[1].sha256",
        ),
        (vec![], Limits { receivers: 1, ..d }, "DOCUMENT_TOO_MANY", "receivers"),
        (vec![], Limits { attachments: 0, ..d }, "DOCUMENT_TOO_MANY", "attachments"),
        (vec![], Limits { unpacked_bytes: 4, ..d }, "DOCUMENT_TOO_MANY", "attachments[1].content"),
    ] {
        let found = read(&edits, &limits).map(|_| ());
        assert_eq!(found, Err((code.to_owned(), path.to_owned())), "{edits:?}");
    }
}

#[test]
fn one_field_may_hold_the_whole_reference_and_lines_of_base64_are_one_file() {
    let document = read(
        &[
            ("number", None),
            ("notation", None),
            ("reference", said("07/2026/NĐ-CP")),
            ("attachments[1].content", said("R2hpIGNow7og\r\nbeG6q3UuCg==")),
            ("attachments[1].id", None),
        ],
        &Limits::default(),
    )
    .unwrap();
    assert_eq!((document.number.as_str(), document.notation.as_str()), ("07", "2026/NĐ-CP"));
    assert_eq!(document.attachments[0].id, "tep-1");
    assert_eq!(
        document.attachments[0].content,
        Content::File(Bytes::from_static("Ghi chú mẫu.\n".as_bytes()))
    );
}

#[test]
fn names_of_people_are_personal_and_lists_are_open() {
    fn walk(fields: &[Field], prefix: &str, personal: &mut Vec<String>) {
        for field in fields {
            let name = format!("{prefix}{}", field.name);
            assert!(!field.title.is_empty(), "{name}");
            if let Kind::Code(list) = &field.kind {
                assert!(list.open, "{name}: unknown codes are kept");
            }
            if field.personal {
                personal.push(name.clone());
            }
            walk(field.fields(), &format!("{name}."), personal);
        }
    }
    let mut personal = Vec::new();
    walk(&document_schema().fields, "", &mut personal);
    walk(&status_schema().fields, "status.", &mut personal);
    assert_eq!(
        personal,
        [
            "signer.position",
            "signer.name",
            "business.staff.name",
            "business.staff.mobile",
            "business.staff.email",
            "status.staff.name",
            "status.staff.mobile",
            "status.staff.email"
        ]
    );
}
