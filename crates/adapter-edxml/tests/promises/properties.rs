//! What holds for every document, every status and every input.

use bytes::Bytes;
use jiff::Timestamp;
use jiff::civil::Date;
use lienthong_adapter::conformance::unpacked;
use lienthong_adapter::{Adapter, EncodeContext};
use lienthong_adapter_edxml::EdxmlAdapter;
use lienthong_model::document::*;
use lienthong_model::system::FormatOptions;
use lienthong_model::text::nfc;
use lienthong_model::{AgencyCode, Digest, Payload};
use proptest::option::of;
use proptest::prelude::*;

use crate::common::*;

/// Canonical text: NFC, not blank, with everything that XML can carry.
fn text() -> impl Strategy<Value = String> {
    "[ -~àặẫởỹĐ\u{301}\u{10000}\r\n\t<>&'\"]{0,20}x".prop_map(|text| nfc(&text).into_owned())
}

/// A code, a number or an id: text without white space around it.
fn token() -> impl Strategy<Value = String> {
    text().prop_map(|text| nfc(text.trim()).into_owned())
}

fn code() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-Z][0-9]{2}(\\.[0-9]{2}){0,3}",
        "000\\.0[1-9]\\.0[1-9]\\.[A-Z][0-9]{2}",
        "vxp\\.[a-z]{1,5}"
    ]
}

fn date() -> impl Strategy<Value = Date> {
    (1..=9999_i16, 1..=12_i8, 1..=28_i8).prop_map(|(year, month, day)| jiff::civil::date(year, month, day))
}

fn time() -> impl Strategy<Value = Timestamp> {
    (0..4_000_000_000_i64).prop_map(|second| Timestamp::from_second(second).unwrap())
}

fn party() -> impl Strategy<Value = Party> {
    (code(), [of(text()), of(text()), of(text())], [of(token()), of(token()), of(token()), of(token())])
        .prop_map(|(code_text, [parent_name, name, address], [email, phone, fax, website])| {
            let code = AgencyCode::read(&code_text, None).ok().map(|reading| reading.code);
            Party { code_text, code, parent_name, name, address, email, phone, fax, website }
        })
}

fn reference() -> impl Strategy<Value = DocumentRef> {
    (of(code()), token(), of(date()), of(token())).prop_map(
        |(agency_text, reference, issued_on, document_id)| DocumentRef {
            agency_text,
            reference: Some(reference),
            issued_on,
            document_id,
        },
    )
}

fn staff() -> impl Strategy<Value = Staff> {
    (text(), of(text()), of(token()), of(token())).prop_map(|(department, name, mobile, email)| Staff {
        department: Some(department),
        name,
        mobile,
        email,
    })
}

fn business() -> impl Strategy<Value = Business> {
    let update = (of(token()), token(), prop::collection::vec((code(), of(token())), 0..3)).prop_map(
        |(document_info, document_receiver, receivers)| Update {
            document_info,
            document_receiver: Some(document_receiver),
            receivers,
        },
    );
    let replaces = prop::collection::btree_map(token(), prop::collection::btree_set(code(), 0..3), 0..3);
    (1..9_u8, of(token()), of(text()), of(token()), of(staff()), of(update), replaces).prop_map(
        |(kind, document_id, reason, paper, staff, update, replaces)| Business {
            kind: Some(kind.to_string()),
            document_id,
            reason,
            paper,
            staff,
            update,
            replaces: replaces
                .into_iter()
                .map(|(document_id, agencies)| Replacement {
                    document_id,
                    agencies: agencies.into_iter().collect(),
                })
                .collect(),
        },
    )
}

fn attachment() -> impl Strategy<Value = Attachment> {
    let file = prop::collection::vec(any::<u8>(), 1..300);
    (token(), text(), of(token()), of(text()), file).prop_map(|(id, name, media_type, description, file)| {
        Attachment {
            id: id.trim_start_matches("cid:").to_owned(),
            name: name.replace('.', "_"),
            media_type: media_type.map(|t| format!("text/{t}")),
            description,
            transport: Transport::Raw,
            size: file.len() as u64,
            sha256: Digest::of(&file),
            content: Content::File(file.into()),
        }
    })
}

prop_compose! {
    fn document()(
        (sender, receivers) in (party(), prop::collection::vec(party(), 1..4)),
        [number, notation] in [token(), token()],
        [document_id, type_group, type_code, steering] in [of(token()), of(token()), of(token()), of(token())],
        [place, summary, distribution, typist] in [of(text()), of(text()), of(text()), of(text())],
        (type_name, subject, priority) in (text(), text(), token()),
        (issued_on, due_on, copies, pages, is_directive) in (date(), of(date()), of(any::<u32>()), of(any::<u32>()), of(any::<bool>())),
        signer in of((text(), of(text()), of(text()))),
        (appendixes, also_sent_to) in (prop::collection::vec(text(), 0..3), prop::collection::vec(text(), 0..3)),
        (in_reply_to, business) in (prop::collection::vec(reference(), 0..3), business()),
        trace in prop::collection::vec((of(code()), time()), 0..3),
        attachments in prop::collection::vec(attachment(), 0..3),
    ) -> Document {
        let mut codes = std::collections::HashSet::new();
        let mut ids = std::collections::HashSet::new();
        let identity = |p: &Party| p.code.as_ref().map_or(p.code_text.clone(), |code| code.to_string());
        Document {
            sender, document_id, number, notation, place, type_group, type_code, subject, summary, due_on,
            distribution, typist, copies, pages, is_directive, appendixes, in_reply_to, steering, also_sent_to, business,
            receivers: receivers.into_iter().filter(|p| codes.insert(identity(p))).collect(),
            issued_on: Some(issued_on),
            type_name: Some(type_name),
            priority: Some(priority),
            signer: signer.map(|(name, authority, position)| Signer { authority, position, name: Some(name) }),
            trace: trace.into_iter().map(|(agency_text, at)| Hop { agency_text, at: Some(at) }).collect(),
            attachments: attachments.into_iter().filter(|a| !a.id.is_empty() && ids.insert(a.id.clone())).collect(),
        }
    }
}

fn returns(payload: Payload) -> Result<(), TestCaseError> {
    for raw_attachments in [false, true] {
        let options = FormatOptions { raw_attachments, ..FormatOptions::default() };
        let written = EdxmlAdapter.encode(&payload, &EncodeContext::new(&options)).unwrap().into_bytes();
        let back = EdxmlAdapter.decode(&written, &context());
        let back =
            back.map_err(|e| TestCaseError::fail(format!("{e}\n{}", String::from_utf8_lossy(&written))))?;
        prop_assert_eq!(unpacked(back.payload), unpacked(payload.clone()));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_document_comes_back_as_it_was(document in document()) {
        returns(Payload::Document(Box::new(document)))?;
    }

    #[test]
    fn every_status_comes_back_as_it_was(
        (mut about, reporter, code, note) in (reference(), party(), "[0-9]{2}", of(text())),
        (agency, at, staff) in (code(), time(), of(staff())),
    ) {
        about.agency_text = Some(agency);
        returns(Payload::Status(Box::new(DocumentStatus { about, reporter, code, note, at: Some(at), staff })))?;
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = EdxmlAdapter.decode(&Bytes::from(bytes), &context());
    }

    #[test]
    fn no_markup_makes_it_panic(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..60)) {
        let _ = EdxmlAdapter.decode(&Bytes::from(pieces.concat()), &context());
        let inside = format!("<edXML xmlns='http://www.mic.gov.vn/TBT/QCVN_102_2016'>{}</edXML>", pieces.concat());
        let _ = EdxmlAdapter.decode(&Bytes::from(inside), &context());
    }
}

const PIECES: &[&str] = &[
    "<edXMLEnvelope>",
    "</edXMLEnvelope>",
    "<edXMLHeader>",
    "</edXMLHeader>",
    "<MessageHeader>",
    "</MessageHeader>",
    "<To>",
    "</To>",
    "<OrganId>",
    "</OrganId>",
    "<StatusCode/>",
    "<a b='",
    "'>",
    "<![CDATA[",
    "]]>",
    "<!--",
    "-->",
    "<?",
    "?>",
    "&lt;",
    "&#x41;",
    "&",
    ";",
    "x",
    " ",
    "\r\n",
    "<p:q xmlns:p='r'/>",
    "<",
    ">",
    "/>",
    "<!DOCTYPE",
    "ặ",
    "<AttachmentEncoded><Attachment><ContentId>1</ContentId><ContentTransferEncoded>",
    "UEsDBA==",
    "</ContentTransferEncoded></Attachment></AttachmentEncoded>",
];
