//! What the answer of an HTTP or SOAP server means: the one place, for pushes and for calls.
//!
//! | answer | means |
//! |---|---|
//! | 2xx, and what the success rule asks for, wherever its path leads | done |
//! | 2xx without it | refused, `RECEIVER_SAID_NO` |
//! | nothing, with 200, where a caller waits for what a SOAP service says | later, `NOT_SOAP` |
//! | a fault, also beside an answer, whose code says that the sender is at fault | refused, `SOAP_FAULT` |
//! | any other fault | later, `SOAP_SERVER_FAULT` |
//! | 401 and 407: a secret that was changed on one side only is not the sender's mistake | later, `HTTP_401` |
//! | 408, 425, 429, 5xx, with `Retry-After` | later, `HTTP_503` |
//! | any other 3xx or 4xx: nothing follows a redirect | refused, `HTTP_404` |
//! | a page for people instead of an answer: a login, a proxy, a firewall | later, `HTML_ANSWER`, `NOT_SOAP` |
//! | an answer that cannot be read, or is too large to be | later, `ANSWER_UNREADABLE`, `ANSWER_TOO_LARGE` |
//! | no answer | later, `CONNECTION_FAILED`, `CERTIFICATE_NOT_TRUSTED`, `DEADLINE_EXCEEDED`, … |

use std::borrow::Cow;
use std::time::Duration;

use http::StatusCode;
use http::header::RETRY_AFTER;
use jiff::Timestamp;
use lienthong_adapter::{Finding, Phrase, phrase};
use lienthong_model::system::SuccessRule;

use crate::connector::answer_text::text_of;
use crate::connector::failure::{Again, Failure};
use crate::connector::http_client::HttpAnswer;
use crate::connector::soap_text::{self, Blame};
use crate::connector::success::Says;
use crate::connector::{soap_envelope, success, xml_flaw};
use crate::glossary::deliveries::{
    ANSWER_UNREADABLE, HTML_ANSWER, HTTP_NNN, RECEIVER_SAID_NO, SOAP_FAULT, SOAP_SERVER_FAULT,
};

/// The longest pause that a server may ask for.
const LONGEST_PAUSE: u64 = 86_400;

/// Whether an HTTP answer says that it is done.
pub fn of_http(answer: &HttpAnswer, rule: Option<&SuccessRule>, now: Timestamp) -> Result<(), Failure> {
    by_status(answer, now)?;
    let text = text_of(answer);
    if is_page(&text) {
        let finding = Finding::new(&HTML_ANSWER).found(PAGE);
        let finding = finding.expected(Phrase::new("an answer of the service", "câu trả lời của dịch vụ"));
        return Err(Failure::later("HTML_ANSWER", false).because(finding));
    }
    let Some(rule) = rule else { return Ok(()) };
    if let Some(most) = answer.cut_at {
        return Err(Failure::too_large(most));
    }
    as_asked(success::says(&text, &rule.path, &rule.is), rule)
}

/// Whether a SOAP answer that a caller waits for is one.
pub fn of_soap_call(answer: &HttpAnswer, now: Timestamp) -> Result<(), Failure> {
    of_soap(answer, None, now)?;
    // A service that has nothing to say has 202 and 204 for it. A server that broke down may say 200.
    if answer.status == StatusCode::OK && answer.body.trim_ascii().is_empty() {
        return Err(Failure::not_soap(NOTHING, None, true));
    }
    Ok(())
}

/// Whether a SOAP answer says that it is done.
pub fn of_soap(answer: &HttpAnswer, rule: Option<&SuccessRule>, now: Timestamp) -> Result<(), Failure> {
    // A fault comes with the status 500 or 400, and says more than they do.
    let text = text_of(answer);
    let read = soap_text::read_answer(&text);
    if let Ok(Some(fault)) = &read {
        let failure = match fault.blame {
            Blame::Sender => Failure::refused("SOAP_FAULT"),
            Blame::Receiver | Blame::Unknown => Failure::later("SOAP_SERVER_FAULT", true),
        };
        let failure = failure.because(
            Finding::new(match fault.blame {
                Blame::Sender => &SOAP_FAULT,
                Blame::Receiver | Blame::Unknown => &SOAP_SERVER_FAULT,
            })
            .found(FAULT)
            .expected(Phrase::new("an answer without a fault", "câu trả lời không có lỗi")),
        );
        return Err(Failure { said: Some(fault.to_string()), ..failure });
    }
    by_status(answer, now)?;
    if text.trim().is_empty() && rule.is_none() {
        // An operation without an answer.
        return Ok(());
    }
    if is_page(&text) {
        return Err(Failure::not_soap(PAGE, None, false));
    }
    if let Some(most) = answer.cut_at {
        return Err(Failure::too_large(most));
    }
    read.map_err(|_| {
        // A text that was decoded has other places than the bytes that came; a byte order mark is before it.
        let before = matches!(text, Cow::Borrowed(_)).then(|| answer.body.len() - text.len());
        no_envelope(&text, before)
    })?;
    let Some(rule) = rule else { return Ok(()) };
    let path: Vec<String> =
        ["Envelope", "Body"].map(str::to_owned).into_iter().chain(rule.path.clone()).collect();
    as_asked(success::says(&text, &path, &rule.is), rule)
}

const FAULT: Phrase = Phrase::new("a SOAP fault", "một lỗi SOAP");
const NOTHING: Phrase = Phrase::new("nothing", "câu trả lời trống");
const PAGE: Phrase = Phrase::new("a web page", "trang web");

/// Why the text of an answer is no envelope; `before` is how many bytes stand before it, where its places are those of
/// the bytes.
fn no_envelope(text: &str, before: Option<usize>) -> Failure {
    if text.trim().is_empty() {
        return Failure::not_soap(NOTHING, None, false);
    }
    let Some(flaw) = xml_flaw::flaw_in(text).or_else(|| soap_envelope::version(text).err()) else {
        return Failure::later("NOT_SOAP", false);
    };
    Failure::not_soap(flaw.why, before.map(|before| before + flaw.at), false)
}

/// What stands where the rule looks is the server's; where that is and what it must be are words of the configuration.
fn as_asked(says: Option<Says>, rule: &SuccessRule) -> Result<(), Failure> {
    let path = rule.path.join(".");
    let Some(says) = says else {
        let found = Phrase::new("neither JSON nor XML", "không phải JSON hay XML");
        let finding = Finding::new(&ANSWER_UNREADABLE).found(found);
        let expected = phrase!("JSON or XML with {path}", "JSON hoặc XML có {path}");
        return Err(Failure::later("ANSWER_UNREADABLE", true).because(finding.expected(expected)));
    };
    let found = match says {
        Says::AsAsked => return Ok(()),
        Says::Otherwise => phrase!("another value at {path}", "giá trị khác tại {path}"),
        Says::Nothing => phrase!("no value at {path}", "không có giá trị tại {path}"),
    };
    let is: Vec<&str> = rule.is.iter().map(String::as_str).collect();
    let expected = phrase!("{}", "{}", is.join(" | "));
    let finding = Finding::new(&RECEIVER_SAID_NO).found(found.ours()).expected(expected);
    Err(Failure::refused("RECEIVER_SAID_NO").because(finding))
}

fn by_status(answer: &HttpAnswer, now: Timestamp) -> Result<(), Failure> {
    let status = answer.status;
    if status.is_success() {
        return Ok(());
    }
    let number = status.as_u16();
    let reason = format!("HTTP_{number}");
    let finding = Finding::new(&HTTP_NNN).found(phrase!("HTTP {number}", "HTTP {number}").ours());
    let finding = finding.expected(Phrase::name("HTTP 2xx"));
    let is_later = status.is_server_error()
        || matches!(
            status,
            StatusCode::REQUEST_TIMEOUT
                | StatusCode::TOO_EARLY
                | StatusCode::TOO_MANY_REQUESTS
                | StatusCode::UNAUTHORIZED
                | StatusCode::PROXY_AUTHENTICATION_REQUIRED
        );
    if !is_later {
        return Err(Failure::refused(reason).because(finding));
    }
    // These are said in place of a server that is away.
    let away = matches!(
        status,
        StatusCode::BAD_GATEWAY | StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT
    );
    let after = answer.headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok());
    let after = after.and_then(|text| pause(text, now));
    let failure = Failure { again: Some(Again { after, reached: !away }), ..Failure::refused(reason) };
    Err(failure.because(finding))
}

/// Reads a `Retry-After` (RFC 9110, 10.2.3): seconds, or a date.
fn pause(text: &str, now: Timestamp) -> Option<Duration> {
    let text = text.trim();
    let seconds = match text.parse::<u64>() {
        Ok(seconds) => seconds,
        Err(_) => {
            let at = jiff::fmt::rfc2822::parse(text).ok()?.timestamp();
            u64::try_from(at.as_second().saturating_sub(now.as_second())).unwrap_or(0)
        }
    };
    // Nought would make a loop of it.
    Some(Duration::from_secs(seconds.clamp(1, LONGEST_PAUSE)))
}

/// Whether a body is a page for people.
fn is_page(text: &str) -> bool {
    let start = text.trim_start().as_bytes();
    let begins = |word: &[u8]| start.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    begins(b"<!doctype html") || begins(b"<html")
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;

    use super::*;

    fn answer(status: u16, body: &str) -> HttpAnswer {
        HttpAnswer {
            status: StatusCode::from_u16(status).unwrap(),
            headers: HeaderMap::new(),
            body: body.to_owned().into(),
            cut_at: None,
        }
    }

    fn shown(result: Result<(), Failure>) -> String {
        match result {
            Ok(()) => "done".into(),
            Err(Failure { reason, again: None, .. }) => format!("refused {reason}"),
            Err(Failure { reason, again: Some(again), .. }) => {
                let away = if again.reached { "" } else { ", away" };
                format!("later {reason}{away}")
            }
        }
    }

    fn now() -> Timestamp {
        "2026-11-20T08:00:00Z".parse().unwrap()
    }

    fn rule(path: &str, is: &[&str]) -> SuccessRule {
        let path = path.split('.').map(str::to_owned).collect();
        SuccessRule { path, is: is.iter().map(|&text| text.to_owned()).collect() }
    }

    #[test]
    fn a_status_means_what_the_table_says() {
        for (status, expected) in [
            (200, "done"),
            (202, "done"),
            (204, "done"),
            (301, "refused HTTP_301"),
            (302, "refused HTTP_302"),
            (400, "refused HTTP_400"),
            (401, "later HTTP_401"),
            (403, "refused HTTP_403"),
            (404, "refused HTTP_404"),
            (408, "later HTTP_408"),
            (413, "refused HTTP_413"),
            (425, "later HTTP_425"),
            (429, "later HTTP_429"),
            (500, "later HTTP_500"),
            (503, "later HTTP_503, away"),
        ] {
            assert_eq!(shown(of_http(&answer(status, ""), None, now())), expected);
        }
    }

    #[test]
    fn what_a_success_rule_does_not_find_is_refused_and_what_cannot_be_read_comes_again() {
        let code = rule("ma", &["0"]);
        for (body, expected) in [
            ("\u{feff}{\"ma\":0}", "done"),
            (r#"{"ma":1}"#, "refused RECEIVER_SAID_NO"),
            ("OK", "later ANSWER_UNREADABLE"),
            ("<!DOCTYPE html><p>Đăng nhập</p>", "later HTML_ANSWER, away"),
            ("  <HTML>", "later HTML_ANSWER, away"),
        ] {
            assert_eq!(shown(of_http(&answer(200, body), Some(&code), now())), expected, "{body}");
        }
        let cut = HttpAnswer { cut_at: Some(8), ..answer(200, r#"{"ma":0}"#) };
        assert_eq!(shown(of_http(&cut, Some(&code), now())), "later ANSWER_TOO_LARGE");
    }

    #[test]
    fn a_pause_is_seconds_or_a_date_and_has_bounds() {
        for (text, seconds) in [
            ("120", Some(120)),
            ("0", Some(1)),
            ("99999999", Some(86_400)),
            ("Fri, 20 Nov 2026 08:00:30 GMT", Some(30)),
            ("Fri, 20 Nov 2020 08:00:30 GMT", Some(1)),
            ("soon", None),
            ("-5", None),
        ] {
            assert_eq!(pause(text, now()), seconds.map(Duration::from_secs), "{text}");
        }
    }

    #[test]
    fn an_answer_means_the_same_in_every_encoding() {
        let inside = |inner: &str| {
            let ns = soap_text::namespace(lienthong_model::system::SoapVersion::V11);
            format!(
                "<?xml version=\"1.0\" encoding=\"utf-16\"?>\
                 <e:Envelope xmlns:e=\"{ns}\"><e:Body>{inner}</e:Body></e:Envelope>"
            )
        };
        let taken = inside("<KetQua><ma>0</ma><loi>Đã nhận</loi></KetQua>");
        let fault =
            inside("<e:Fault><faultcode>e:Client</faultcode><faultstring>Sai</faultstring></e:Fault>");
        let code = rule("KetQua.ma", &["0"]);
        for bytes in [
            |text: &str| text.as_bytes().to_vec(),
            |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>(),
            |text: &str| text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>(),
        ] {
            let answer = |status, text: &str| HttpAnswer { body: bytes(text).into(), ..answer(status, "") };
            assert_eq!(shown(of_soap(&answer(200, &taken), Some(&code), now())), "done");
            assert_eq!(shown(of_soap(&answer(500, &fault), None, now())), "refused SOAP_FAULT");
            let json = rule("ma", &["0"]);
            assert_eq!(shown(of_http(&answer(200, "{\"ma\":\"0\"}"), Some(&json), now())), "done");
        }
        let mut old = taken.replace("utf-16", "windows-1258").replace("Đã nhận", "\u{1}").into_bytes();
        old.iter_mut().filter(|byte| **byte == 1).for_each(|byte| *byte = 0xd0);
        let old = HttpAnswer { body: old.into(), ..answer(200, "") };
        assert_eq!(shown(of_soap(&old, Some(&code), now())), "done");
    }

    #[test]
    fn a_fault_says_who_is_at_fault() {
        let fault = |ns: &str, inner: &str| {
            format!("<e:Envelope xmlns:e=\"{ns}\"><e:Body><e:Fault>{inner}</e:Fault></e:Body></e:Envelope>")
        };
        let old = |code: &str| {
            let inner = format!("<faultcode>{code}</faultcode><faultstring>x</faultstring>");
            fault(soap_text::namespace(lienthong_model::system::SoapVersion::V11), &inner)
        };
        let beside = |one: &str, other: &str| {
            let ns = soap_text::namespace(lienthong_model::system::SoapVersion::V11);
            format!("<e:Envelope xmlns:e=\"{ns}\"><e:Body>{one}{other}</e:Body></e:Envelope>")
        };
        let new = |code: &str| {
            let inner = format!(
                "<e:Code><e:Value>{code}</e:Value></e:Code><e:Reason><e:Text xml:lang=\"vi\">x</e:Text></e:Reason>"
            );
            fault(soap_text::namespace(lienthong_model::system::SoapVersion::V12), &inner)
        };
        for (status, body, expected) in [
            (500, old("e:Client"), "refused SOAP_FAULT"),
            (500, old("soap:Client.Sai"), "refused SOAP_FAULT"),
            (500, old("e:Server"), "later SOAP_SERVER_FAULT"),
            (200, old("e:Server"), "later SOAP_SERVER_FAULT"),
            (500, old("1001"), "later SOAP_SERVER_FAULT"),
            (500, old("e:MustUnderstand"), "later SOAP_SERVER_FAULT"),
            (500, old("e:VersionMismatch"), "later SOAP_SERVER_FAULT"),
            (400, new("e:Sender"), "refused SOAP_FAULT"),
            (500, new("e:Receiver"), "later SOAP_SERVER_FAULT"),
            (500, String::new(), "later HTTP_500"),
            (500, "<html>".into(), "later HTTP_500"),
            (404, "<html>".into(), "refused HTTP_404"),
            (200, "<html><body>".into(), "later NOT_SOAP, away"),
            (200, "{}".into(), "later NOT_SOAP, away"),
            (202, String::new(), "done"),
            (
                200,
                beside("<Gui/>", "<e:Fault><faultcode>e:Client</faultcode></e:Fault>"),
                "refused SOAP_FAULT",
            ),
            (200, beside("<Gui/>", "<Fault/><e:Them/>"), "done"),
        ] {
            assert_eq!(shown(of_soap(&answer(status, &body), None, now())), expected, "{body}");
        }
        for (status, body, expected) in [
            (200, "", "later NOT_SOAP"),
            (200, " \r\n", "later NOT_SOAP"),
            (202, "", "done"),
            (204, "", "done"),
            (200, &beside("", ""), "done"),
        ] {
            assert_eq!(shown(of_soap_call(&answer(status, body), now())), expected, "{status} {body}");
        }
    }

    #[test]
    fn an_answer_that_is_no_envelope_is_told_by_what_it_is_and_where() {
        let old = "http://schemas.xmlsoap.org/soap/envelope/";
        let empty = format!("<e:Envelope xmlns:e=\"{old}\"><e:Header/></e:Envelope>");
        for (body, found, at) in [
            ("", "nothing", None),
            ("<html><form>Lan Anh</form></html>", "a web page", None),
            ("{\"ma\":0}", "text outside of the elements", Some(0)),
            ("\u{feff}<!DOCTYPE a><a/>", "a DTD", Some(3)),
            ("<a/>", "a document that is no envelope", Some(0)),
            (&empty, "an envelope without Body", Some(0)),
        ] {
            let failure = of_soap_call(&answer(200, body), now()).unwrap_err();
            let said = format!("found {found}, expected a SOAP envelope");
            assert_eq!((&*failure.reason, failure.said), ("NOT_SOAP", Some(said)), "{body}");
            assert!(failure.said_vi.unwrap().ends_with(", cần phong bì SOAP"), "{body}");
            let place = crate::fault::place(&failure.finding.unwrap(), None);
            assert_eq!((&*place["found"], &*place["expected"]), (found, "a SOAP envelope"), "{body}");
            assert_eq!(place.get("offset").cloned(), at.map(|at: u64| at.to_string()), "{body}");
        }
    }
}
