//! Which operation an envelope asks for that somebody else wrote, so that it is no other than the one permitted.
//!
//! 1. the document: one that all servers read alike, so that none reads other elements in it (`soap_envelope`);
//! 2. the envelope: a header or none, then one body, and nothing that is not an element beside them;
//! 3. the body: one element;
//! 4. the header: parts that the entry lets through, for some servers choose an operation by one, and those of
//!    WS-Addressing where they choose none, no other server, and nowhere else for the answer.

use lienthong_adapter::Phrase;
use lienthong_model::quotes::{LEFT_OUT, Quotes};
use lienthong_model::system::SoapTakes;

use crate::connector::soap_envelope;
use crate::connector::xml_flaw::Flaw;
use crate::problem::Told;

/// The address for answers on the same connection (WS-Addressing 1.0, and the drafts before it).
const ANONYMOUS: &str = "/anonymous";
/// The namespaces of WS-Addressing: 1.0, and the draft that servers speak as well.
const ADDRESSING: [&str; 2] =
    ["http://www.w3.org/2005/08/addressing", "http://schemas.xmlsoap.org/ws/2004/08/addressing"];
/// Its parts that choose nothing.
const ABOUT_THE_MESSAGE: [&str; 3] = ["MessageID", "From", "RelatesTo"];
/// Letters of a foreign name that are told.
const NAME_SHOWN: usize = 60;

/// Why an envelope is not one for an operation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotForOperation {
    /// No document that every server reads alike.
    #[error("is no envelope in UTF-8 that can be read{}", .0.words().en)]
    Unreadable(Flaw),
    /// Something beside the header, the body, and its element.
    #[error("has more than a header and a body, or texts beside them")]
    Shape,
    /// Another element than that of the operation, which is named, or several.
    #[error("has another body than the one element {0} that the method takes")]
    Element(String),
    /// The same in another namespace.
    #[error("has the element of its body in the namespace {0:?}, which is not that of the method")]
    Namespace(String),
    /// A part of the header says something else than the entry.
    #[error("says {0} in its header otherwise than the configuration")]
    Header(&'static str),
    /// A part of the header that the entry does not let through.
    #[error("has a part {0:?} in its header, which `header_parts` of the method does not name")]
    Part(String),
}

impl Quotes for NotForOperation {
    fn unquoted(&self) -> Self {
        match self {
            Self::Unreadable(_) | Self::Shape | Self::Element(_) | Self::Header(_) => self.clone(),
            Self::Namespace(_) => Self::Namespace(LEFT_OUT.to_owned()),
            Self::Part(_) => Self::Part(LEFT_OUT.to_owned()),
        }
    }
}

impl Told for NotForOperation {
    fn words(&self) -> Phrase {
        Phrase::of(self.to_string(), self.message_vi())
    }
}

impl NotForOperation {
    /// The same in Vietnamese.
    pub fn message_vi(&self) -> String {
        match self {
            Self::Unreadable(flaw) => format!("không phải phong bì UTF-8 đọc được{}", flaw.words().vi),
            Self::Shape => {
                "phong bì có thành phần khác ngoài phần đầu và phần thân, hoặc có chữ xen giữa".into()
            }
            Self::Element(name) => {
                format!("phần thân khác với một phần tử duy nhất {name} mà phương thức nhận")
            }
            Self::Namespace(name) => {
                format!("phần tử trong phần thân thuộc không gian tên {name:?}, khác với của phương thức")
            }
            Self::Part(name) => {
                format!("phần đầu có thành phần {name:?} mà `header_parts` của phương thức không nêu")
            }
            Self::Header(name) => format!("phần đầu nêu {name} khác với cấu hình"),
        }
    }
}

/// Refuses an envelope that asks for anything else than the operation that `takes` it by `action` at `address`.
pub fn check(envelope: &[u8], takes: &SoapTakes, action: &str, address: &str) -> Result<(), NotForOperation> {
    let asked = soap_envelope::read(envelope).map_err(NotForOperation::Unreadable)?;
    if !asked.is_plain() {
        return Err(NotForOperation::Shape);
    }
    let [element] = &asked.elements[..] else { return Err(NotForOperation::Element(takes.element.clone())) };
    if element.local != takes.element {
        return Err(NotForOperation::Element(takes.element.clone()));
    }
    if takes.namespace.as_ref().is_some_and(|namespace| *namespace != element.namespace) {
        let told = element.namespace.chars().take(NAME_SHOWN).collect();
        return Err(NotForOperation::Namespace(told));
    }
    for (name, value) in &asked.headers {
        let value = value.trim();
        let is_addressing = ADDRESSING.contains(&&*name.namespace);
        match name.local.as_str() {
            "Action" if value != action => return Err(NotForOperation::Header("Action")),
            "To" if value != address && !value.ends_with(ANONYMOUS) => {
                return Err(NotForOperation::Header("To"));
            }
            "ReplyTo" | "FaultTo" if !value.ends_with(ANONYMOUS) => {
                return Err(NotForOperation::Header("ReplyTo"));
            }
            // By whatever namespace: no server can be left to read one that was not compared.
            "Action" | "To" | "ReplyTo" | "FaultTo" => {}
            local if is_addressing && ABOUT_THE_MESSAGE.contains(&local) => {}
            local if takes.header_parts.contains(local) => {}
            local => return Err(NotForOperation::Part(local.chars().take(NAME_SHOWN).collect())),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use lienthong_model::system::SoapVersion;

    use crate::connector::soap_text;

    use super::*;

    fn takes() -> SoapTakes {
        SoapTakes { element: "Hoi".into(), namespace: None, header_parts: ["Phien".to_owned()].into() }
    }

    fn checked(before: &str, inner: &str) -> Result<(), NotForOperation> {
        let space = soap_text::namespace(SoapVersion::V11);
        let text = format!("{before}<e:Envelope xmlns:e=\"{space}\">{inner}</e:Envelope>");
        check(text.as_bytes(), &takes(), "urn:a", "https://h/x")
    }

    fn unreadable() -> NotForOperation {
        NotForOperation::Unreadable(Flaw::new(0, "", ""))
    }

    /// Without the place of what cannot be read.
    fn unplaced(checked: Result<(), NotForOperation>) -> Result<(), NotForOperation> {
        checked.map_err(|error| match error {
            NotForOperation::Unreadable(_) => unreadable(),
            other => other,
        })
    }

    #[test]
    fn an_envelope_that_cannot_be_read_is_told_with_its_place() {
        let space = soap_text::namespace(SoapVersion::V11);
        let begin = format!("<e:Envelope xmlns:e=\"{space}\"><e:Body>");
        let at = begin.len();
        for (text, english, vietnamese) in [
            (
                format!("{begin}<Hoi>Nguyễn</Hoi"),
                format!(": a wrong or unclosed tag at byte {}", at + 13),
                "thẻ viết sai",
            ),
            (
                format!("{begin}<Hoi>"),
                format!(": an element that is not closed at byte {}", at + 5),
                "phần tử chưa đóng",
            ),
            (
                format!("\u{feff}{begin}\u{1}"),
                format!(": a character that XML cannot hold at byte {}", at + 3),
                "ký tự mà XML",
            ),
            (
                format!("{begin}<n:Hoi/></e:Body></e:Envelope>"),
                format!(": a prefix that is not declared at byte {at}"),
                "tiền tố",
            ),
            ("Nguyễn".to_owned(), ": text outside of the elements at byte 0".to_owned(), "nằm ngoài"),
        ] {
            let error = check(text.as_bytes(), &takes(), "", "").expect_err("cannot be read");
            let told = error.to_string();
            assert_eq!(told, format!("is no envelope in UTF-8 that can be read{english}"), "{text}");
            assert!(error.message_vi().contains(vietnamese), "{}", error.message_vi());
            assert_eq!(error.unquoted(), error, "nothing of it is quoted");
        }
    }

    #[test]
    fn an_envelope_for_the_operation_passes() {
        let body = "<e:Body>\n<m:Hoi xmlns:m=\"m\">x<!-- c --><Xoa/>&amp;</m:Hoi></e:Body>";
        for (before, header) in [
            ("", ""),
            ("\u{feff}", "<e:Header/>"),
            (
                "<?xml version=\"1.0\" encoding='UTF-8'?>\n",
                "<e:Header><Phien><User>u</User></Phien></e:Header>",
            ),
            ("<?xml version=\"1.0\"?>", "<e:Header><w:Action xmlns:w=\"w\"> urn:a </w:Action></e:Header>"),
            (
                "",
                "<e:Header><To>https://h/x</To><ReplyTo><Address>http://w/anonymous</Address></ReplyTo></e:Header>",
            ),
            (
                "",
                "<e:Header xmlns:a=\"http://www.w3.org/2005/08/addressing\"><a:MessageID>urn:uuid:1</a:MessageID></e:Header>",
            ),
        ] {
            assert_eq!(checked(before, &format!("{header}{body}")), Ok(()), "{before}{header}");
        }
    }

    #[test]
    fn an_envelope_that_could_mean_something_else_does_not() {
        let hoi = "<Hoi/>";
        let body = "<e:Body><Hoi/></e:Body>";
        let header = |inner: &str| format!("<e:Header>{inner}</e:Header>{body}");
        let element = || NotForOperation::Element("Hoi".to_owned());
        for (inner, expected) in [
            (format!("<e:Body>{hoi}<Xoa/></e:Body>"), element()),
            ("<e:Body><Xoa/></e:Body>".to_owned(), element()),
            ("<e:Body/>".to_owned(), element()),
            (format!("{body}{body}"), NotForOperation::Shape),
            (format!("{body}<Xoa/>"), NotForOperation::Shape),
            (format!("{body}<e:Header/>"), NotForOperation::Shape),
            (format!("<e:Body>+ADw-Xoa/+AD4-{hoi}</e:Body>"), NotForOperation::Shape),
            (format!("<e:Body><![CDATA[<Xoa/>]]>{hoi}</e:Body>"), NotForOperation::Shape),
            (format!("<e:Body>&#60;{hoi}</e:Body>"), NotForOperation::Shape),
            ("<e:Body><Hoi>&x;</Hoi></e:Body>".to_owned(), unreadable()),
            ("<e:Body><Hoi>&#1;</Hoi></e:Body>".to_owned(), unreadable()),
            ("<e:Body><Hoi>\0</Hoi></e:Body>".to_owned(), unreadable()),
            ("<e:Body><Hoi a=\"\u{1}\"/></e:Body>".to_owned(), unreadable()),
            ("<e:Body><Hoi a=\"1\" a=\"2\"/></e:Body>".to_owned(), unreadable()),
            ("<e:Body><n:Hoi/></e:Body>".to_owned(), unreadable()),
            (header("<Action>urn:b</Action>"), NotForOperation::Header("Action")),
            (header("<Action>urn:a<![CDATA[b]]></Action>"), NotForOperation::Header("Action")),
            (header("<Action>urn:&#97;</Action>"), NotForOperation::Header("Action")),
            (header("<Action>urn:a</Action><Action/>"), NotForOperation::Header("Action")),
            (header("<To>https://h/x/Xoa</To>"), NotForOperation::Header("To")),
            (header("<ReplyTo><A>http://evil</A></ReplyTo>"), NotForOperation::Header("ReplyTo")),
            (header("<x:service xmlns:x=\"x\">xoa</x:service>"), NotForOperation::Part("service".into())),
            (header("<MessageID>1</MessageID>"), NotForOperation::Part("MessageID".into())),
        ] {
            assert_eq!(unplaced(checked("", &inner)), Err(expected), "{inner}");
        }
        for encoding in ["utf-7", "utf-16", "IBM037", "shift_jis"] {
            let before = format!("<?xml version=\"1.0\" encoding=\"{encoding}\"?>");
            assert_eq!(unplaced(checked(&before, body)), Err(unreadable()), "{encoding}");
        }
        for bytes in [&b"<Hoi/>"[..], b"\xff", b"", b"<e:Envelope"] {
            assert_eq!(unplaced(check(bytes, &takes(), "", "")), Err(unreadable()));
        }
    }

    #[test]
    fn the_element_is_in_the_namespace_that_the_entry_names() {
        let space = soap_text::namespace(SoapVersion::V11);
        let of = |element: &str| {
            let text = format!("<e:Envelope xmlns:e=\"{space}\"><e:Body>{element}</e:Body></e:Envelope>");
            let takes = SoapTakes { namespace: Some("urn:one".into()), ..takes() };
            check(text.as_bytes(), &takes, "", "")
        };
        assert_eq!(of("<Hoi xmlns=\"urn:one\"/>"), Ok(()));
        assert_eq!(of("<m:Hoi xmlns:m=\"urn:one\"/>"), Ok(()));
        assert_eq!(of("<Hoi/>"), Err(NotForOperation::Namespace(String::new())));
        assert_eq!(of("<Hoi xmlns=\"urn:two\"/>"), Err(NotForOperation::Namespace("urn:two".into())));
    }
}
