//! What is refused, with which code, and where.

use std::collections::BTreeSet;

use crate::common::*;
use bytes::Bytes;
use lienthong_adapter::{Adapter, DecodeContext, EncodeContext, Limits};
use lienthong_adapter_edxml::{EdxmlAdapter, REFUSALS};
use lienthong_model::Payload;
use lienthong_model::document::Content;
use lienthong_model::system::FormatOptions;

#[test]
fn every_broken_sample_is_refused_at_its_line() {
    let table = text("broken/expected.csv");
    let mut listed = BTreeSet::new();
    for row in table.lines().skip(1) {
        let cells: Vec<_> = row.splitn(4, ',').collect();
        let [file, code, line, _] = cells[..] else { panic!("{row}") };
        let error =
            EdxmlAdapter.decode(&sample(&format!("broken/{file}")), &context()).map(|_| ()).unwrap_err();
        assert_eq!((error.code(), error.place().line), (code, line.parse().ok()), "{file}: {error}");
        listed.insert(file.to_owned());
    }
    let all = std::fs::read_dir(samples().join("broken"))
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap());
    let all: BTreeSet<_> = all.filter(|name| name.ends_with(".edxml")).collect();
    assert_eq!(listed, all, "every broken sample is listed");
}

#[test]
fn a_letter_may_speak_of_other_files() {
    let letter = text("valid/document.edxml");
    for word in ["urn:schemas-microsoft-com:office:spreadsheet :Workbook", "%PDF-1.4", "{&quot;a&quot;: 1}"] {
        let about = letter.replacen("Ủy ban nhân dân", word, 1);
        assert_ne!(about, letter);
        assert!(EdxmlAdapter.decode(&about.into_bytes().into(), &context()).is_ok(), "{word}");
    }
}

#[test]
fn refusals_say_what_the_sender_must_know() {
    let check = |file: &str, parts: &[&str]| {
        let error = EdxmlAdapter.decode(&sample(&format!("broken/{file}.edxml")), &context()).unwrap_err();
        for part in parts {
            assert!(error.to_string().contains(part), "{file}: {part} in {error}");
        }
        assert!(!error.message_vi().contains('{'), "{}", error.message_vi());
    };
    check("text-before-declaration", &["`1212`", "byte 0"]);
    check("undeclared-prefix", &["`xlink`"]);
    check("prefix-out-of-scope", &["`edXML`"]);
    check("template-content", &["`$` at offset 0 of the content", "Attachment/a-2"]);
    check("destroyed-pdf", &["Attachment/a-2"]);
    check("soap-1.0", &["edXML 1.0 (before QCVN 102)", "accepted is edXML of QCVN 102:2016"]);
    check("go-vn", &["go.vn"]);
    check("a05-soap", &["A05 SOAP edXML"]);
    check("no-namespace", &["no namespace"]);
    check("duplicate-receiver", &["H60.31", "MessageHeader/To[2]"]);
    check("not-utf-8", &["byte EC"]);
}

/// A change to a sample, and the refusal that it earns.
const MISTAKES: &[(&str, &str, &str, &str)] = &[
    ("document", "<?xml", "\n<?xml", "TEXT_BEFORE_XML"),
    ("document", "<edXML:CodeNumber>15<", "<edXML:CodeNumber><x/><", "MISSING_ELEMENT"),
    ("document", "R2hpIGNow7ogbeG6q3UuCg==", "<x/>", "ATTACHMENT_EMPTY"),
    ("document", "<?xml", "<!-- x --><?xml", "TEXT_BEFORE_XML"),
    ("document", "encoding=\"UTF-8\"", "encoding=\"windows-1258\"", "XML_ENCODING"),
    ("document", "version=\"1.0\" enc", "version=\"1.1\" enc", "XML_ENCODING"),
    ("document", "</edXML:Subject>", "</edXML:Subjec>", "XML_NOT_WELL_FORMED"),
    ("document", "</edXML>\n", "</edXML>\n<a/>", "XML_NOT_WELL_FORMED"),
    ("document", "</edXML>\n", "</edXML>\nx", "XML_NOT_WELL_FORMED"),
    ("document", "<edXML:Subject>", "<edXML:Subject a=\"1\" a=\"2\">", "XML_NOT_WELL_FORMED"),
    ("document", "<edXML:Subject>", "<edXML:Subject a=\"<\">", "XML_NOT_WELL_FORMED"),
    ("document", "<edXML:Subject>", "<1a/><edXML:Subject>", "XML_NOT_WELL_FORMED"),
    ("document", "&amp;", "&nbsp;", "XML_ENTITY"),
    ("document", "&amp;", "&#1;", "XML_CHARACTER"),
    ("document", "&amp;", "\u{1}", "XML_CHARACTER"),
    ("document", "<edXML:From>", "<edXML:Sender/><edXML:Fro>", "XML_NOT_WELL_FORMED"),
    ("document", "<edXML:OrganId>H60.07</edXML:OrganId>", "", "MISSING_ELEMENT"),
    ("document", "<edXML:CodeNumber>15<", "<edXML:CodeNumber> <", "MISSING_ELEMENT"),
    ("document", "<edXML:PromulgationDate>2026/11/20</edXML:PromulgationDate>", "", "MISSING_ELEMENT"),
    (
        "status",
        "<edXML:ResponseFor><edXML:OrganId>H60.07</edXML:OrganId>",
        "<edXML:ResponseFor>",
        "MISSING_ELEMENT",
    ),
    ("status", "<edXML:Timestamp>2026/11/20 09:12:30</edXML:Timestamp>", "", "MISSING_ELEMENT"),
    ("status", "2026/11/20 09:12:30", "2026/11/20", "DATE_FORMAT"),
    ("document", "<edXML:PageAmount>1<", "<edXML:PageAmount>-1<", "VALUE_FORMAT"),
    ("document", "<edXML:PageAmount>1<", "<edXML:PageAmount>99999999999<", "VALUE_FORMAT"),
    ("document", "<edXML:Direction>false<", "<edXML:Direction>maybe<", "VALUE_FORMAT"),
    ("document", "<edXML:ContentId>cid:a-2<", "<edXML:ContentId>cid:a-1<", "DUPLICATE_ATTACHMENT"),
    ("document", "<ContentId>a-2<", "<ContentId>a-1<", "DUPLICATE_ATTACHMENT"),
    ("document", "R2hpIGNow7ogbeG6q3UuCg==", "", "ATTACHMENT_EMPTY"),
    ("document", "R2hpIGNow7ogbeG6q3UuCg==", "R2hpIGNow7ogbeG6q3UuCg=", "ATTACHMENT_BASE64"),
];

#[test]
fn mistakes_are_refused_and_every_refusal_has_an_example() {
    let mut seen: BTreeSet<String> = text("broken/expected.csv")
        .lines()
        .skip(1)
        .map(|row| row.split(',').nth(1).unwrap().to_owned())
        .collect();
    for (name, from, to, code) in MISTAKES {
        let changed = with(&text(&format!("valid/{name}.edxml")), from, to);
        let error = EdxmlAdapter.decode(&changed.into(), &context()).map(|_| ()).unwrap_err();
        assert_eq!(error.code(), *code, "{to}: {error}");
        seen.insert((*code).into());
    }
    seen.extend(limits());
    seen.extend(writing());
    let mut all: BTreeSet<String> = REFUSALS.iter().map(|reason| reason.code.to_owned()).collect();
    all.insert("PACKAGE_TOO_LARGE".into());
    assert_eq!(seen, all);
}

/// Refusals of packages beyond limits.
fn limits() -> Vec<String> {
    let d = Limits::default();
    let check = |limits: Limits, code: &str| {
        let context = DecodeContext { limits, gateway: Some("H60".parse().unwrap()), ..context() };
        let error = EdxmlAdapter.decode(&sample("valid/document.edxml"), &context).map(|_| ()).unwrap_err();
        assert_eq!(error.code(), code, "{error}");
        code.to_owned()
    };
    vec![
        check(Limits { package_bytes: 1000, ..d }, "PACKAGE_TOO_LARGE"),
        check(Limits { depth: 5, ..d }, "XML_TOO_DEEP"),
        check(Limits { elements: 20, ..d }, "XML_TOO_MANY_ELEMENTS"),
        check(Limits { attributes: 0, ..d }, "XML_TOO_MANY_ATTRIBUTES"),
        check(Limits { receivers: 1, ..d }, "TOO_MANY_RECEIVERS"),
        check(Limits { attachments: 1, ..d }, "TOO_MANY_ATTACHMENTS"),
        check(Limits { unpacked_bytes: 57, ..d }, "ATTACHMENT_BOMB"),
        check(Limits { unpacked_bytes: 73, ..d }, "ATTACHMENT_BOMB"),
    ]
}

/// Refusals of payloads that cannot be written.
fn writing() -> Vec<String> {
    let decoded = decode(&sample("valid/document.edxml"));
    let plain = FormatOptions::default();
    let check = |change: &dyn Fn(&mut lienthong_model::document::Document),
                 options: &FormatOptions,
                 code: &str| {
        let mut document = document(&decoded).clone();
        change(&mut document);
        let context = EncodeContext { hop: Some(&hop()), ..EncodeContext::new(options) };
        let error =
            EdxmlAdapter.encode(&Payload::Document(Box::new(document)), &context).map(|_| ()).unwrap_err();
        assert_eq!(error.code(), code, "{error}");
        assert!(!error.message_vi().contains('{'));
        code.to_owned()
    };
    let passed = lienthong_model::document::Hop { agency_text: Some("000.00.00.H60".into()), at: None };
    let opaque =
        EdxmlAdapter.encode(&Payload::Opaque(Bytes::new()), &EncodeContext::new(&plain)).unwrap_err();
    let raw = FormatOptions { raw_attachments: true, ..plain.clone() };
    vec![
        opaque.code().to_owned(),
        check(&|d| d.trace = vec![passed.clone(), passed.clone()], &plain, "TRACE_LOOP"),
        check(&|d| d.subject.clear(), &plain, "MISSING_FIELD"),
        check(&|d| d.receivers.clear(), &plain, "MISSING_FIELD"),
        check(&|d| d.subject = "a\u{0}b".into(), &plain, "TEXT_NOT_XML"),
        check(&|d| d.issued_on = Some(jiff::civil::date(-5, 1, 1)), &plain, "TIME_NOT_EXPRESSIBLE"),
        check(&|d| d.sender.code = Some("H60.7".parse().unwrap()), &old_form(), "CODE_NOT_IN_FORM"),
        check(&|d| d.attachments[1].content = Content::Base64("<a/>".into()), &raw, "ORIGINAL_UNREADABLE"),
    ]
}

#[test]
fn a_package_that_was_here_twice_is_refused_on_entry_too() {
    let once = "<edXML:TraceHeader><edXML:OrganId>000.00.00.H60</edXML:OrganId></edXML:TraceHeader>";
    let check = |times: usize, expected: Result<(), &str>| {
        let to = format!("{}<edXML:Bussiness>", once.repeat(times));
        let changed = with(&text("valid/document.edxml"), "<edXML:Bussiness>", &to);
        let context = DecodeContext { gateway: Some("H60".parse().unwrap()), ..context() };
        let answer = EdxmlAdapter.decode(&changed.into(), &context);
        assert_eq!(answer.map(|_| ()).map_err(|e| e.code()), expected, "{times}");
    };
    check(1, Ok(()));
    check(2, Err("TRACE_LOOP"));
}
