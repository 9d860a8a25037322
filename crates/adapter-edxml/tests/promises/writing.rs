//! How packages are written.

use crate::common::*;
use bytes::Bytes;
use lienthong_adapter::conformance::unpacked;
use lienthong_adapter::{Adapter, EncodeContext};
use lienthong_adapter_edxml::EdxmlAdapter;
use lienthong_model::Payload;
use lienthong_model::document::{Content, Transport};
use lienthong_model::system::FormatOptions;

/// The gateway's hop as it is written.
const HOP: &str = "<edXML:TraceHeader><edXML:OrganId>H60</edXML:OrganId><edXML:Timestamp>2026/11/20 09:00:00</edXML:Timestamp></edXML:TraceHeader>";

fn as_they_are() -> FormatOptions {
    FormatOptions { leave_trace: true, raw_attachments: true, ..FormatOptions::default() }
}

#[test]
fn the_layout_is_the_one_that_strict_receivers_take() {
    let options = FormatOptions::default();
    let written = encode(&decode(&sample("valid/document.edxml")).payload, &EncodeContext::new(&options));
    let start = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<edXML xmlns=\"http://www.mic.gov.vn/TBT/QCVN_102_2016\"><edXML:edXMLEnvelope xmlns:edXML=\"http://www.mic.gov.vn/TBT/QCVN_102_2016\"><edXML:edXMLHeader><edXML:MessageHeader><edXML:From><edXML:OrganId>H60.07</edXML:OrganId>";
    assert!(written.starts_with(start), "{written}");
    assert!(written.ends_with("</ContentTransferEncoded></Attachment></AttachmentEncoded></edXML>"));
    let envelope =
        written.split_once("<edXML:edXMLEnvelope").unwrap().1.split_once("</edXML:edXMLEnvelope>").unwrap().0;
    let bare = envelope
        .match_indices('<')
        .filter(|(at, _)| !envelope[at + 1..].trim_start_matches('/').starts_with("edXML:"));
    assert_eq!(bare.count(), 0, "everything in the envelope has the prefix");
    let order = [
        "From>",
        "To>",
        "DocumentId>",
        "Code>",
        "PromulgationInfo>",
        "DocumentType>",
        "Subject>",
        "Content>",
        "SignerInfo>",
        "DueDate>",
        "OtherInfo>",
        "SteeringType>",
        "ToPlaces>",
        "TraceHeaderList>",
        "Bussiness>",
        "edXMLBody>",
    ];
    let places: Vec<_> = order.iter().map(|name| written.find(&format!("<edXML:{name}")).unwrap()).collect();
    assert!(places.is_sorted(), "{places:?}");
}

#[test]
fn files_travel_packed_or_raw_as_the_receiver_asks() {
    let decoded = decode(&sample("valid/document.edxml"));
    for raw in [false, true] {
        for original in [None, Some(sample("valid/document.edxml"))] {
            let options = FormatOptions { raw_attachments: raw, ..FormatOptions::default() };
            let context = EncodeContext { original: original.as_ref(), ..EncodeContext::new(&options) };
            let back = decode(&encode(&decoded.payload, &context).into());
            let expected = if raw { Transport::Raw } else { Transport::Zip };
            assert!(document(&back).attachments.iter().all(|a| a.transport == expected));
            assert_eq!(unpacked(back.payload), unpacked(decoded.payload.clone()));
        }
    }
}

#[test]
fn plain_files_can_be_written_both_ways() {
    let mut payload = decode(&sample("valid/document.edxml")).payload;
    let Payload::Document(document) = &mut payload else { panic!() };
    document.attachments.truncate(1);
    document.attachments[0].content = Content::File("Ghi chú mẫu.\n".into());
    document.attachments[0].size = 16;
    document.attachments[0].sha256 =
        "449df550b91b01955fcc13416e049fd95faff04d8bd0e26b191459f43077c532".parse().unwrap();
    for raw in [false, true] {
        let options = FormatOptions { raw_attachments: raw, ..FormatOptions::default() };
        let back = decode(&encode(&payload, &EncodeContext::new(&options)).into());
        assert_eq!(unpacked(back.payload), unpacked(payload.clone()));
    }
}

#[test]
fn the_original_bytes_stay_when_nothing_is_asked_for() {
    for (name, bytes) in valid() {
        let decoded = decode(&bytes);
        if name == "document.edxml" {
            continue; // It holds a packed and a raw file, so every receiver gets a change.
        }
        let (options, hop) = (as_they_are(), hop());
        let context =
            EncodeContext { original: Some(&bytes), hop: Some(&hop), ..EncodeContext::new(&options) };
        let encoded = EdxmlAdapter.encode(&decoded.payload, &context).unwrap();
        assert_eq!(encoded.segments().len(), 1);
        assert_eq!(encoded.segments()[0].as_ptr(), bytes.as_ptr(), "{name}: the very same bytes");
    }
}

fn appended(original: &str) -> String {
    let bytes = Bytes::from(original.to_owned());
    let options = FormatOptions { raw_attachments: true, ..FormatOptions::default() };
    let context = EncodeContext { original: Some(&bytes), hop: Some(&hop()), ..EncodeContext::new(&options) };
    let decoded = decode(&bytes);
    let written = encode(&decoded.payload, &context);
    let back = decode(&written.clone().into());
    let mut expected = document(&decoded).clone();
    expected.trace.push(document(&back).trace.last().unwrap().clone());
    assert_eq!(document(&back), &expected, "one more hop, at the end, and nothing else");
    assert_eq!(expected.trace.last().unwrap().agency_text.as_deref(), Some("H60"));
    written
}

#[test]
fn the_hop_is_inserted_and_every_other_byte_stays() {
    let recall = text("valid/recall.edxml");
    let check = |original: &str, behind: &str, hop: &str| {
        let at = original.rfind(behind).unwrap() + behind.len();
        assert_eq!(appended(original), format!("{}{hop}{}", &original[..at], &original[at..]));
    };
    check(&recall, "</edXML:TraceHeader>", HOP);
    let without_hop = with(
        &recall,
        &recall[recall.find("<edXML:TraceHeader>").unwrap()..recall.find("<edXML:Bussiness>").unwrap()],
        "",
    );
    check(&without_hop, "<edXML:TraceHeaderList>", HOP);
    check(
        &text("valid/bare.edxml"),
        "</edXML:MessageHeader>",
        &format!("<edXML:TraceHeaderList>{HOP}</edXML:TraceHeaderList>"),
    );
    // The last hop declares a prefix of its own, which is not in scope behind it.
    check(&text("valid/other-layout.edxml"), "</n:TraceHeader>", &HOP.replace("edXML:", ""));
    let empty_tag = with(
        &text("valid/bare.edxml"),
        "</edXML:MessageHeader>",
        "</edXML:MessageHeader><edXML:TraceHeaderList id=\"1\" />",
    );
    let expected = with(&empty_tag, "id=\"1\" />", &format!("id=\"1\" >{HOP}</edXML:TraceHeaderList>"));
    assert_eq!(appended(&empty_tag), expected);
}

#[test]
fn codes_take_the_form_that_the_receiver_reads() {
    for name in ["document", "other-layout", "update", "replace", "status"] {
        let bytes = sample(&format!("valid/{name}.edxml"));
        let decoded = decode(&bytes);
        let options = FormatOptions { raw_attachments: name == "other-layout", ..old_form() };
        for original in [None, Some(&bytes)] {
            let written = encode(&decoded.payload, &EncodeContext { original, hop: None, options: &options });
            let back = decode(&written.clone().into());
            let organ_ids =
                written.split("OrganId>").skip(1).step_by(2).map(|part| part.split('<').next().unwrap());
            let header = organ_ids.filter(|id| !id.trim().is_empty());
            let new_form = header.filter(|id| id.trim().starts_with('H')).count();
            // The hop in the trace is history and stays as it was.
            let expected = match &back.payload {
                Payload::Document(d) => {
                    d.trace.iter().filter(|h| h.agency_text.as_deref().unwrap().starts_with('H')).count()
                }
                _ => 0,
            };
            assert_eq!(new_form, expected, "{name}: {written}");
            match (&back.payload, &decoded.payload) {
                (Payload::Document(a), Payload::Document(b)) => {
                    assert_eq!(a.sender.code, b.sender.code);
                    assert!(a.receivers.iter().map(|r| &r.code).eq(b.receivers.iter().map(|r| &r.code)));
                    assert_eq!(a.business.replaces.len(), b.business.replaces.len());
                }
                (Payload::Status(a), Payload::Status(b)) => assert_eq!(a.reporter.code, b.reporter.code),
                _ => panic!("{name} changed its kind"),
            }
        }
    }
}

#[test]
fn an_alias_cannot_take_a_form_until_the_directory_has_named_its_code() {
    let changed = with(&text("valid/recall.edxml"), "<edXML:OrganId>H60.31<", "<edXML:OrganId>vxp.saas.03<");
    let bytes = Bytes::from(changed);
    let mut payload = decode(&bytes).payload;
    let options = old_form();
    let context = EncodeContext { original: Some(&bytes), ..EncodeContext::new(&options) };
    assert_eq!(EdxmlAdapter.encode(&payload, &context).unwrap_err().code(), "CODE_NOT_IN_FORM");
    let Payload::Document(document) = &mut payload else { panic!() };
    document.receivers[0].code = Some("H60.31".parse().unwrap());
    assert!(encode(&payload, &context).contains("<edXML:OrganId>000.00.31.H60<"));
}

#[test]
fn the_original_must_be_what_was_read() {
    let recall = decode(&sample("valid/recall.edxml")).payload;
    let options = FormatOptions::default();
    let check = |payload: &Payload, original: Bytes| {
        let context = EncodeContext { original: Some(&original), ..EncodeContext::new(&options) };
        assert_eq!(EdxmlAdapter.encode(payload, &context).unwrap_err().code(), "ORIGINAL_UNREADABLE");
    };
    check(&recall, Bytes::from_static(b"<a/>"));
    check(&recall, sample("valid/status.edxml"));
    check(&recall, sample("valid/document.edxml"));
}

#[test]
fn what_was_read_with_warnings_can_be_written_and_read_again() {
    let plain = text("valid/recall.edxml");
    let hop = "<edXML:TraceHeader><edXML:Timestamp>hôm qua</edXML:Timestamp></edXML:TraceHeader>";
    for (from, to) in [
        ("<edXML:Bussiness>", format!("{hop}<edXML:Bussiness>")),
        ("Nội dung hư cấu, chỉ dùng để kiểm thử.", "<x/>".into()),
        ("<edXML:Appendix>Danh sách đơn vị", "<edXML:Appendix><x/>".into()),
        ("KT. GIÁM ĐỐC", "\u{a0}".into()),
    ] {
        let decoded = decode(&with(&plain, from, &to).into());
        let options = FormatOptions::default();
        let back = decode(&encode(&decoded.payload, &EncodeContext::new(&options)).into());
        assert_eq!(back.payload, decoded.payload, "{to}");
    }
}
