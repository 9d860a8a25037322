//! What valid packages mean.

use crate::common::*;
use lienthong_adapter::{Adapter, DecodeContext, Limits, Signature};
use lienthong_adapter_edxml::{EdxmlAdapter, WARNINGS};
use lienthong_model::digest::Digest;
use lienthong_model::document::{Content, Transport};

#[test]
fn the_plain_document_is_read_whole() {
    let bytes = sample("valid/document.edxml");
    let decoded = decode(&bytes);
    assert_eq!(codes(&decoded), [""; 0]);
    assert_eq!(decoded.facts.sender.as_deref(), Some("H60.07"));
    assert_eq!(decoded.facts.receivers, ["H60.31", "000.00.32.H60"]);
    assert_eq!(decoded.facts.correlation_id.as_deref(), Some("H60.07,2026/11/20,15/SM-VP"));
    assert_eq!(decoded.facts.created_at, Some("2026-11-20T08:05:00+07:00".parse().unwrap()));
    assert_eq!(decoded.facts.signature, Signature::Absent);
    let d = document(&decoded);
    let canonical: Vec<_> = d.receivers.iter().map(|r| r.code.as_ref().unwrap().to_string()).collect();
    assert_eq!(canonical, ["H60.31", "H60.32"]);
    assert_eq!(d.sender.name.as_deref(), Some("Sở Mẫu (mã hư cấu)"));
    assert_eq!(d.sender.phone, None, "an empty element is an absent one");
    assert_eq!(d.reference(), "15/SM-VP");
    assert_eq!(d.issued_on, Some(jiff::civil::date(2026, 11, 20)));
    assert_eq!(d.due_on, Some(jiff::civil::date(2026, 11, 30)));
    assert_eq!(
        [&d.type_group, &d.type_code, &d.type_name].map(|t| t.as_deref().unwrap()),
        ["2", "18", "Công văn"]
    );
    assert_eq!(d.subject, "V/v thử nghiệm liên thông văn bản & kiểm tra dấu tiếng Việt: ặ ẫ ở ỹ");
    assert_eq!(d.signer.as_ref().unwrap().authority.as_deref(), Some("KT. GIÁM ĐỐC"));
    assert_eq!(
        (d.priority.as_deref(), d.copies, d.pages, d.is_directive),
        (Some("1"), Some(2), Some(1), Some(false))
    );
    assert_eq!(
        (&d.appendixes[..], &d.also_sent_to[..]),
        (&["Danh sách đơn vị".into()][..], &["Như trên".into(), "Lưu: VT".into()][..])
    );
    assert_eq!((d.steering.as_deref(), d.typist.as_deref()), (Some("1"), Some("VP")));
    assert_eq!(d.trace.len(), 1);
    assert_eq!(d.business.kind.as_deref(), Some("0"));
    let [one, two] = &d.attachments[..] else { panic!("two files") };
    assert_eq!(
        (one.id.as_str(), one.name.as_str(), one.transport, one.size),
        ("a-1", "Phụ lục (1).txt", Transport::Zip, 58)
    );
    assert_eq!(one.sha256.to_string(), "58812f0502056b3da7474acb244e692fb2769eabe8c64eb4cc40e0d8f2669be8");
    assert_eq!((two.id.as_str(), two.transport, two.size), ("a-2", Transport::Raw, 16));
    assert_eq!(two.sha256.to_string(), "449df550b91b01955fcc13416e049fd95faff04d8bd0e26b191459f43077c532");
    let Content::Base64(content) = &two.content else { panic!("as it came") };
    assert!(
        bytes.as_ptr_range().contains(&content.as_ptr()),
        "the content is a slice of the package, not a copy"
    );
}

#[test]
fn the_plain_status_is_read_whole() {
    let decoded = decode(&sample("valid/status.edxml"));
    assert_eq!(codes(&decoded), [""; 0]);
    let s = status(&decoded);
    assert_eq!((s.code.as_str(), s.at), ("02", Some("2026-11-20T09:12:30+07:00".parse().unwrap())));
    assert_eq!(s.about.document_id.as_deref(), Some("H60.07,2026/11/20,15/SM-VP"));
    assert_eq!(s.about.reference.as_deref(), Some("15/SM-VP"));
    assert_eq!(s.staff.as_ref().unwrap().name.as_deref(), Some("Cán Bộ Mẫu"));
    assert_eq!(decoded.facts.receivers, ["H60.07"], "a status goes to the agency that sent the document");
    assert_eq!(decoded.facts.correlation_id, s.about.document_id);
}

#[test]
fn prefix_order_and_layout_mean_nothing() {
    let decoded = decode(&sample("valid/other-layout.edxml"));
    assert_eq!(codes(&decoded), ["BYTE_ORDER_MARK", "EMPTY_REFERENCE"]);
    let d = document(&decoded);
    assert_eq!(d.subject, "V/v a < b & c và ặ");
    assert_eq!(d.receivers[0].code_text, "000.00.31.H60");
    assert_eq!(d.receivers[0].code.as_ref().unwrap().as_str(), "H60.31");
    assert_eq!(d.in_reply_to.len(), 1, "an empty reference is skipped");
    assert_eq!(d.in_reply_to[0].reference.as_deref(), Some("7816/VPCP-TTĐT"));
    assert_eq!(d.trace[0].agency_text.as_deref(), Some("000.00.07.H60"));
    assert_eq!(
        d.attachments[0].sha256.to_string(),
        "449df550b91b01955fcc13416e049fd95faff04d8bd0e26b191459f43077c532"
    );
    assert_eq!(d.attachments[0].description.as_deref(), Some("ghi chú"));
}

#[test]
fn the_kinds_of_business_are_read() {
    let recall = decode(&sample("valid/recall.edxml"));
    let b = &document(&recall).business;
    assert_eq!((b.kind.as_deref(), b.document_id.as_deref()), (Some("1"), None));
    assert_eq!(b.staff.as_ref().unwrap().mobile.as_deref(), Some("0000000000"));
    assert_eq!(recall.facts.correlation_id.as_deref(), Some("H60.07,2026/11/20,15/SM-VP"));

    let update = decode(&sample("valid/update.edxml"));
    let b = &document(&update).business;
    assert_eq!(update.facts.correlation_id.as_deref(), Some("H60.07,2026/11/19,14/SM-VP"));
    let changes = [("H60.31".to_owned(), Some("0".to_owned())), ("H60.33".to_owned(), Some("1".to_owned()))];
    assert_eq!(b.update.as_ref().unwrap().receivers, changes);

    let replace = decode(&sample("valid/replace.edxml"));
    assert_eq!(codes(&replace), ["REPLACEMENT_MERGED"]);
    let [replaced] = &document(&replace).business.replaces[..] else { panic!("merged") };
    assert_eq!(replaced.agencies, ["H60.31", "H60.32"]);

    let bare = decode(&sample("valid/bare.edxml"));
    assert_eq!(document(&bare).business.kind.as_deref(), Some("0"), "absent is new");
    assert_eq!(document(&bare).place.as_deref(), Some("Tuyên Quang"), "decomposed text becomes NFC");
}

/// A change to a sample that is accepted, and the warning for it.
const ODDITIES: &[(&str, &str, &str, &str)] = &[
    ("other-layout", "<Place>Như trên", "<Place>Như trên", "BYTE_ORDER_MARK"),
    (
        "document",
        "<edXML:Subject>",
        "<edXML:ReferenceCodes>1</edXML:ReferenceCodes><edXML:Subject>",
        "UNKNOWN_ELEMENT",
    ),
    ("document", "<edXML:edXMLManifest ", "<edXML:edXMLManifest lang=\"vi\" ", "UNKNOWN_ATTRIBUTE"),
    ("document", "<edXML:OtherInfo>", "<edXML:OtherInfo>x", "STRAY_TEXT"),
    ("document", "Người Ký Mẫu", "Ng\u{fffd}ời", "REPLACEMENT_CHARACTER"),
    ("document", "<edXML:CodeNumber>15<", "<edXML:CodeNumber>123456789012<", "TEXT_TOO_LONG"),
    ("document", "<edXML:CodeNumber>15<", "<edXML:CodeNumber>74fass22<", "NUMBER_NOT_NUMERIC"),
    ("document", "<edXML:Priority>1<", "<edXML:Priority>9<", "UNKNOWN_VALUE"),
    ("document", "<edXML:Place>Tuyên Quang</edXML:Place>", "", "MISSING_VALUE"),
    ("document", "<edXML:OrganId>H60.31<", "<edXML:OrganId>vxp.saas.03<", "CODE_NOT_READ"),
    ("document", "<edXML:OrganId>H60.31<", "<edXML:OrganId>h60.31<", "CODE_ODD_FORM"),
    ("document", "<edXML:OrganId>H60.31<", "<edXML:OrganId>H60.07<", "SELF_ADDRESSED"),
    ("document", "<edXML:DocumentId>H60.07", "<edXML:DocumentId>000.00.00.G22", "SENDER_NOT_IN_ID"),
    ("document", ",2026/11/20,", ",2014/02/30,", "ISSUE_DATE_DIFFERS"),
    ("document", "<edXML:DueDate>2026/11/30", "<edXML:DueDate>2026-11-30 17:00:00", "DATE_ODD_FORM"),
    (
        "document",
        "<edXML:PromulgationDate>2026/11/20",
        "<edXML:PromulgationDate>2026/11/23",
        "ISSUED_IN_FUTURE",
    ),
    ("document", "<edXML:DueDate>2026/11/30", "<edXML:DueDate>2026/11/19", "DUE_BEFORE_ISSUE"),
    ("status", "<edXML:Timestamp>2026/11/20", "<edXML:Timestamp>2026/11/19", "STATUS_BEFORE_ISSUE"),
    (
        "status",
        "<edXML:PromulgationDate>2026/11/20",
        "<edXML:PromulgationDate>2018/09/28",
        "ISSUE_DATE_DIFFERS",
    ),
    ("status", "<edXML:StatusCode>02", "<edXML:StatusCode>1", "STATUS_CODE_SHORT"),
    ("status", "<edXML:StatusCode>02", "<edXML:StatusCode>07", "UNKNOWN_VALUE"),
    ("status", "Từ chối tiếp nhận: văn bản không thuộc thẩm quyền", "", "REFUSED_WITHOUT_REASON"),
    (
        "document",
        "<edXML:TraceHeader><edXML:OrganId>H60.07",
        "<edXML:TraceHeader><edXML:OrganId>null",
        "HOP_WITHOUT_AGENCY",
    ),
    (
        "document",
        "<edXML:TraceHeader><edXML:OrganId>H60.07</edXML:OrganId>",
        "<edXML:TraceHeader>",
        "HOP_WITHOUT_AGENCY",
    ),
    ("document", "2026/11/20 08:05:00", "20/11/2026 08:05", "HOP_TIME_UNREADABLE"),
    ("other-layout", "<Code/><OrganId/>", "<Code/><OrganId/>", "EMPTY_REFERENCE"),
    ("replace", "<edXML:Place>", "<edXML:Place>", "REPLACEMENT_MERGED"),
    (
        "document",
        "<edXML:Bussiness>",
        "<edXML:Bussiness><edXML:DocumentId>1</edXML:DocumentId>",
        "BUSINESS_ID_IGNORED",
    ),
    ("document", "<ContentId>a-2</ContentId>", "<ContentId>a-2</ContentId><Description>x</Description>", ""),
    (
        "document",
        "<AttachmentEncoded>",
        "<AttachmentEncoded><Attachment><ContentId>z</ContentId><AttachmentName>z.txt</AttachmentName><ContentTransferEncoded>AAAA</ContentTransferEncoded></Attachment>",
        "ATTACHMENT_UNREFERENCED",
    ),
    ("document", "<AttachmentName>ghi-chu.txt", "<AttachmentName>khac.txt", "ATTACHMENT_NAMES_DIFFER"),
    (
        "document",
        "<edXML:AttachmentName>Phụ lục (1).txt",
        "<edXML:AttachmentName>Phụ lục (1).doc",
        "ENTRY_NAME_DIFFERS",
    ),
    ("document", "<edXML:AttachmentName>ghi-chu.txt", "<edXML:AttachmentName>ghi-chu.pdf", "CONTENT_DIFFERS"),
    // An archive with an entry that is neither a UUID nor named like the file.
    (
        "document",
        "R2hpIGNow7ogbeG6q3UuCg==",
        "UEsDBBQAAAAIAAAAIQCDFtyMAwAAAAEAAAABAAAAYasAAFBLAQIUAxQAAAAIAAAAIQCDFtyMAwAAAAEAAAABAAAAAAAAAAAAAACAAQAAAABhUEsFBgAAAAABAAEALwAAACIAAAAAAA==",
        "ARCHIVE_KEPT",
    ),
    ("document", "</edXML:edXMLHeader>", "<edXML:DigitalSignature/></edXML:edXMLHeader>", ""),
    (
        "document",
        "</edXML:edXMLHeader>",
        "<edXML:Signature><edXML:SignedInfo/></edXML:Signature></edXML:edXMLHeader>",
        "SIGNATURE_NOT_ONE",
    ),
    (
        "document",
        "</edXML:edXMLHeader>",
        "<Signature xmlns=\"http://www.w3.org/2000/09/xmldsig#\"><SignedInfo><SignatureMethod Algorithm=\"http://www.w3.org/2000/09/xmldsig#rsa-sha1\"/></SignedInfo></Signature></edXML:edXMLHeader>",
        "SIGNATURE_WEAK",
    ),
    (
        "document",
        "</edXML:edXMLHeader>",
        "<Signature xmlns=\"http://www.w3.org/2000/09/xmldsig#\"/></edXML:edXMLHeader>",
        "",
    ),
];

#[test]
fn oddities_are_accepted_and_named() {
    let mut named = std::collections::BTreeSet::new();
    for (name, from, to, expected) in ODDITIES {
        let changed = with(&text(&format!("valid/{name}.edxml")), from, to);
        let plain = codes(&decode(&sample(&format!("valid/{name}.edxml"))));
        let decoded = decode(&changed.into());
        let found = codes(&decoded);
        if expected.is_empty() {
            assert_eq!(found, plain, "{to}");
            continue;
        }
        assert!(found.contains(expected), "{to}: {found:?}");
        let warning = decoded.warnings.iter().find(|w| w.code() == *expected).unwrap();
        assert!(warning.0.place.line.is_some(), "{warning}");
        assert!(!warning.message_vi().contains('{'), "{}", warning.message_vi());
        named.insert(*expected);
    }
    let all: std::collections::BTreeSet<_> = WARNINGS.iter().map(|reason| reason.code).collect();
    assert_eq!(named, all, "every warning has an example");
}

#[test]
fn an_archive_whose_entry_is_named_like_the_file_carries_it_and_one_of_another_kind_is_the_file() {
    // "ghi-chu.txt" with a line of text, packed by another program.
    let packed = "UEsDBBQAAAAIAAAAIQBqgp1vEgAAABAAAAALAAAAZ2hpLWNodS50eHRzz8hUSM44vEsh9+Gu1aV6XABQSwECFAMUAAAACAAAACEA\
                  aoKdbxIAAAAQAAAACwAAAAAAAAAAAAAAgAEAAAAAZ2hpLWNodS50eHRQSwUGAAAAAAEAAQA5AAAAOwAAAAAA";
    let changed = with(&text("valid/document.edxml"), "R2hpIGNow7ogbeG6q3UuCg==", packed);
    let of = |package: String| document(&decode(&package.into())).attachments[1].clone();
    let read = of(changed.clone());
    let file = "Ghi chú mẫu.\n".as_bytes();
    assert_eq!((read.transport, read.sha256), (Transport::Zip, Digest::of(file)));
    assert_eq!(lienthong_adapter_edxml::open(&read).unwrap(), file);
    let named = with(&changed, "<edXML:AttachmentName>ghi-chu.txt", "<edXML:AttachmentName>ghi-chu.zip");
    assert_eq!(of(named).transport, Transport::Raw);
}

#[test]
fn a_signature_is_noticed_and_said_to_be_unverified() {
    let check = |element: &str, expected: Signature| {
        let changed = with(
            &text("valid/document.edxml"),
            "</edXML:edXMLHeader>",
            &format!("{element}</edXML:edXMLHeader>"),
        );
        assert_eq!(decode(&changed.into()).facts.signature, expected, "{element}");
    };
    check("", Signature::Absent);
    check("<edXML:DigitalSignature/>", Signature::Absent);
    check("<edXML:Signature><edXML:SignedInfo/></edXML:Signature>", Signature::NotASignature);
    check("<Signature xmlns=\"http://www.w3.org/2000/09/xmldsig#\"/>", Signature::PresentUnverified);
}

#[test]
fn shortened_and_foreign_codes_are_read_as_far_as_their_form_tells() {
    let check = |written: &str, expected: Option<&str>| {
        let changed = with(
            &text("valid/document.edxml"),
            "<edXML:OrganId>H60.31<",
            &format!("<edXML:OrganId>{written}<"),
        );
        let decoded = decode(&changed.into());
        let party = &document(&decoded).receivers[0];
        assert_eq!(party.code.as_ref().map(|c| c.as_str()), expected);
        assert_eq!(party.code_text, written, "the text is kept as received");
    };
    check("28.22.H17", Some("H17.22.28"));
    check("vxp.saas.03", None);
    check("H60.22.H17", None);
}

#[test]
fn a_document_to_its_sender_is_noticed_even_under_an_alias() {
    let both = text("valid/recall.edxml").replace("<edXML:OrganId>H60.07<", "<edXML:OrganId>vxp.saas.03<");
    let both = with(&both, "<edXML:OrganId>H60.31<", "<edXML:OrganId>vxp.saas.03<");
    let found = codes(&decode(&both.into()));
    assert!(found.contains(&"SELF_ADDRESSED") && found.contains(&"CODE_NOT_READ"), "{found:?}");
}

#[test]
fn an_archive_that_is_the_file_stays_one() {
    // The attachment is called .docx: its one entry is a part of it, whatever its name.
    let archive = "UEsDBBQAAAAIAAAAIQCDFtyMAwAAAAEAAAABAAAAYasAAFBLAQIUAxQAAAAIAAAAIQCDFtyMAwAAAAEAAAABAAAAAAAAAAAAAACAAQAAAABhUEsFBgAAAAABAAEALwAAACIAAAAAAA==";
    let changed = text("valid/document.edxml")
        .replace("ghi-chu.txt", "ghi-chu.docx")
        .replace("R2hpIGNow7ogbeG6q3UuCg==", archive);
    let decoded = decode(&changed.into());
    assert_eq!(codes(&decoded), [""; 0]);
    let file = &document(&decoded).attachments[1];
    assert_eq!((file.transport, file.size), (Transport::Raw, 103));
}

#[test]
fn warnings_are_bounded() {
    let changed = with(
        &text("valid/document.edxml"),
        "<edXML:OtherInfo>",
        &format!("<edXML:OtherInfo>{}", "<x/>".repeat(500)),
    );
    let limits = Limits { warnings: 7, ..Limits::default() };
    let decoded = EdxmlAdapter.decode(&changed.into(), &DecodeContext { limits, ..context() }).unwrap();
    assert_eq!((decoded.warnings.len(), decoded.warnings_left_off), (7, 493));
}
