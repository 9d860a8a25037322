//! What libraries and payloads are called in a finding, in both languages.

use base64::DecodeError as Base64Error;
use lienthong_model::Payload;
use quick_xml::Error as XmlError;
use quick_xml::errors::{IllFormedError, SyntaxError};
use quick_xml::events::attributes::AttrError;

use crate::phrase;
use crate::phrase::Phrase;

/// Why bytes are not XML.
pub fn xml_phrase(error: &XmlError) -> Phrase {
    let vi = match error {
        XmlError::Syntax(error) => match error {
            SyntaxError::InvalidBangMarkup => "ký hiệu sau `<!` không hợp lệ",
            SyntaxError::UnclosedPI => "chỉ thị xử lý chưa đóng",
            SyntaxError::UnclosedXmlDecl => "khai báo XML chưa đóng",
            SyntaxError::UnclosedComment => "chú thích chưa đóng",
            SyntaxError::UnclosedDoctype => "khai báo DOCTYPE chưa đóng",
            SyntaxError::UnclosedCData => "CDATA chưa đóng",
            SyntaxError::UnclosedTag => "thẻ chưa đóng: không có `>`",
            SyntaxError::UnclosedSingleQuotedAttributeValue => "giá trị thuộc tính chưa đóng: thiếu dấu '",
            SyntaxError::UnclosedDoubleQuotedAttributeValue => "giá trị thuộc tính chưa đóng: thiếu dấu \"",
        },
        XmlError::IllFormed(error) => match error {
            IllFormedError::MissingDeclVersion(_) => "khai báo XML không bắt đầu bằng `version`",
            IllFormedError::UnknownVersion => "phiên bản XML không phải 1.0 hoặc 1.1",
            IllFormedError::MissingDoctypeName => "khai báo DOCTYPE không có tên",
            IllFormedError::DoubleHyphenInComment => "chú thích chứa `--`",
            // A text that holds `&` as it is.
            IllFormedError::UnclosedReference => {
                return Phrase::new(
                    "a `&` that begins no reference: within a text it is written `&amp;`",
                    "dấu `&` không mở đầu tham chiếu nào: trong văn bản phải viết là `&amp;`",
                );
            }
            IllFormedError::MissingEndTag(name) => {
                return Phrase::of(error.to_string(), format!("thiếu thẻ đóng `</{name}>`"));
            }
            IllFormedError::UnmatchedEndTag(name) => {
                return Phrase::of(error.to_string(), format!("thẻ đóng `</{name}>` không có thẻ mở"));
            }
            IllFormedError::MismatchedEndTag { expected, found } => {
                let vi = format!("cần thẻ đóng `</{expected}>`, gặp `</{found}>`");
                return Phrase::of(error.to_string(), vi);
            }
        },
        XmlError::InvalidAttr(error) => return attribute_phrase(error),
        XmlError::Encoding(_) => "byte không thuộc bảng mã",
        XmlError::Escape(_) => "chuỗi thoát hoặc thực thể viết sai",
        XmlError::Namespace(_) => "không gian tên khai báo sai",
        XmlError::Io(error) => return Phrase::of(error.to_string(), crate::io_error_vi(error)),
    };
    let en = match error {
        XmlError::Syntax(error) => error.to_string(),
        XmlError::IllFormed(error) => error.to_string(),
        error => error.to_string(),
    };
    let words = Phrase::of(en, vi);
    // Of an attribute the place is said, of an entity its name, of a namespace its prefix.
    let quotes = matches!(
        error,
        XmlError::IllFormed(IllFormedError::MissingDeclVersion(_))
            | XmlError::Escape(_)
            | XmlError::Namespace(_)
    );
    if quotes { words } else { words.ours() }
}

fn attribute_phrase(error: &AttrError) -> Phrase {
    match error {
        AttrError::ExpectedEq(_) => Phrase::new("an attribute without `=`", "thuộc tính không có dấu `=`"),
        AttrError::ExpectedValue(_) => {
            Phrase::new("an attribute without a value", "thuộc tính không có giá trị")
        }
        AttrError::UnquotedValue(_) => Phrase::new(
            "an attribute whose value stands in no quotes",
            "giá trị thuộc tính không nằm trong dấu nháy",
        ),
        AttrError::ExpectedQuote(..) => {
            Phrase::new("an attribute whose quote is never closed", "dấu nháy của thuộc tính chưa đóng")
        }
        AttrError::Duplicated(..) => Phrase::new("an attribute that stands twice", "thuộc tính bị lặp"),
    }
}

/// What is no name of an element or an attribute.
pub fn name_phrase(name: &str) -> Phrase {
    match name {
        "" => Phrase::new(
            "a `<` that begins no element: within a text it is written `&lt;`",
            "dấu `<` không mở đầu phần tử nào: trong văn bản phải viết là `&lt;`",
        ),
        name => phrase!("`{name}` is not a name", "`{name}` không phải là tên hợp lệ"),
    }
}

/// Why letters are not base64. Places count letters from 1; what stood there is not shown, it may be of a person.
pub fn base64_phrase(error: &Base64Error) -> Phrase {
    match error {
        Base64Error::InvalidByte(at, _) => {
            phrase!("letter {} is not one of base64", "ký tự thứ {} không thuộc base64", at + 1).ours()
        }
        Base64Error::InvalidLastSymbol(at, _) => {
            phrase!("letter {} holds bits that would be lost", "ký tự thứ {} chứa bit sẽ bị mất", at + 1)
                .ours()
        }
        Base64Error::InvalidLength(_) | Base64Error::InvalidPadding => {
            Phrase::new("the number of letters is not a multiple of four", "số ký tự không phải bội của bốn")
        }
    }
}

/// What a payload is, where a format carries another kind.
pub fn payload_phrase(payload: &Payload) -> Phrase {
    match payload.message_type() {
        Some(kind) => phrase!("{kind}", "thông điệp loại {kind}"),
        None => Phrase::new("opaque bytes", "dữ liệu nguyên dạng"),
    }
}
