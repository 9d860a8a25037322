//! Envelopes and answers.

use lienthong_adapter::rows::SoapVersion::{V11, V12};
use lienthong_adapter_xml::soap::{
    Answer, Payload, action_header, content_type, read_answer, wrap, wrap_parameter,
};

use crate::common::*;
use crate::layouts;

fn text(name: &str) -> String {
    String::from_utf8(sample(name).into()).unwrap()
}

#[test]
fn letters_that_xml_forbids_do_not_make_an_answer_another_one() {
    let envelope = wrap("<a>&#x1;\u{fffd}</a>".as_bytes(), V11);
    assert!(matches!(read_answer(str::from_utf8(&envelope).unwrap(), V11), Ok(Answer::Body { .. })));
}

#[test]
fn what_is_wrapped_comes_back() {
    for version in [V11, V12] {
        let body = "<a:Hoi xmlns:a=\"urn:mau\"><a:Ten>Mẫu &amp; Mẫu</a:Ten></a:Hoi>";
        let envelope = wrap(body.as_bytes(), version);
        let envelope = String::from_utf8(envelope).unwrap();
        let Answer::Body { name, range } = read_answer(&envelope, version).unwrap() else { panic!() };
        assert_eq!((name.as_str(), &envelope[range]), ("Hoi", body));
    }
}

#[test]
fn a_parameter_is_escaped_or_base64() {
    let text = Payload::Text("<a>Mẫu & \"Mẫu\"\r\n</a>".as_bytes());
    let envelope = wrap_parameter("http://tempuri.org/", "Gui", "duLieu", text, V11).unwrap();
    let expected = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
        <soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"><soap:Body>\
        <Gui xmlns=\"http://tempuri.org/\"><duLieu>&lt;a&gt;Mẫu &amp; \"Mẫu\"&#13;\n&lt;/a&gt;</duLieu></Gui>\
        </soap:Body></soap:Envelope>\n";
    assert_eq!(String::from_utf8(envelope).unwrap(), expected);
    let envelope = wrap_parameter("urn:mau", "Gui", "duLieu", Payload::Base64(b"\0\xff"), V12).unwrap();
    assert!(String::from_utf8(envelope).unwrap().contains("<duLieu>AP8=</duLieu>"));
    let check = |operation: &str, payload| {
        wrap_parameter("urn:mau", operation, "x", payload, V11).map_err(|error| error.code())
    };
    assert_eq!(check("a b", Payload::Text(b"")), Err("NOT_SAYABLE"));
    assert_eq!(check("a", Payload::Text(b"\xff")), Err("NOT_SAYABLE"));
    assert_eq!(check("a", Payload::Text(b"\0")), Err("NOT_SAYABLE"));
    assert_eq!(check("a", Payload::Text("\u{fffd}".as_bytes())), Err("NOT_SAYABLE"));
}

#[test]
fn faults_of_both_versions_say_whose_they_are() {
    let check = |file: &str, version, expected: (&str, &str, bool)| {
        let answer = read_answer(&text(&format!("broken/{file}.xml")), version).unwrap();
        let Answer::Fault { code, text, is_sender_fault } = answer else { panic!("{answer:?}") };
        assert_eq!((code.as_str(), text.as_str(), is_sender_fault), expected);
    };
    for version in [V11, V12] {
        check("fault-1.1", version, ("Client", "Không có quyền", true));
        check("fault-1.2", version, ("Receiver", "Máy chủ bận", false));
    }
    let text = "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\"><e:Body><e:Fault>\
                <faultcode>e:Server.Busy</faultcode><faultstring>bận</faultstring></e:Fault></e:Body></e:Envelope>";
    let fault = Answer::Fault { code: "Server.Busy".into(), text: "bận".into(), is_sender_fault: false };
    assert_eq!(read_answer(text, V11), Ok(fault));
    let text = "<e:Envelope xmlns:e=\"http://www.w3.org/2003/05/soap-envelope\"><e:Body><e:Fault><e:Code>\
                <e:Value>e:Sender</e:Value><e:Subcode><e:Value xmlns:m=\"urn:m\">m:NoRight</e:Value></e:Subcode>\
                </e:Code><e:Reason><e:Text xml:lang=\"vi\">không có quyền</e:Text></e:Reason></e:Fault></e:Body>\
                </e:Envelope>";
    let fault =
        Answer::Fault {
            code: "Sender.NoRight".into(), text: "không có quyền".into(), is_sender_fault: true
        };
    assert_eq!(read_answer(text, V12), Ok(fault));
}

#[test]
fn what_is_no_envelope_is_refused() {
    let check = |file: &str, code: &str| {
        let error = read_answer(&text(&format!("broken/{file}.xml")), V11).unwrap_err();
        assert_eq!(error.code(), code, "{file}: {error}");
    };
    for file in
        ["login-page", "login-page-xhtml", "plain-text", "no-envelope", "no-body", "other-version", "empty"]
    {
        check(file, "NOT_SOAP");
    }
    check("doctype-soap", "XML_DOCTYPE");
    assert_eq!(read_answer(&text("broken/empty-body.xml"), V11), Ok(Answer::Empty));
    let whole = text("valid/soap-11.xml");
    assert!(read_answer(&whole, V11).is_ok());
    for (end, _) in whole.trim_end().char_indices() {
        assert!(read_answer(&whole[..end], V11).is_err(), "{end}");
    }
}

#[test]
fn a_large_answer_is_no_trouble() {
    let body = format!("<a>{}</a>", "ặ".repeat(2 << 20));
    let envelope = wrap(body.as_bytes(), V12);
    assert!(matches!(read_answer(str::from_utf8(&envelope).unwrap(), V12), Ok(Answer::Body { .. })));
}

#[test]
fn the_action_stands_where_its_version_wants_it() {
    assert_eq!(content_type(V11, "urn:a"), "text/xml; charset=utf-8");
    assert_eq!(action_header(V11, "urn:a").as_deref(), Some("\"urn:a\""));
    assert_eq!(action_header(V11, "").as_deref(), Some("\"\""));
    assert_eq!(
        content_type(V12, "urn:a\"\r\nX: y"),
        "application/soap+xml; charset=utf-8; action=\"urn:a\\\"X: y\""
    );
    assert_eq!(content_type(V12, ""), "application/soap+xml; charset=utf-8");
    assert_eq!(action_header(V12, "urn:a"), None);
}

#[test]
fn a_text_in_the_body_before_its_element_is_not_lost() {
    let envelope = text("valid/soap-11.xml");
    let at = envelope.find("Body>").unwrap() + "Body>".len();
    let with = format!("{}chữ{}", &envelope[..at], &envelope[at..]);
    assert!(decode(&adapter(layouts::soap(V11)), envelope).is_ok());
    assert_eq!(decode(&adapter(layouts::soap(V11)), with).unwrap_err().code(), "NOT_SOAP");
}
