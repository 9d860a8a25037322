//! Connectors and services of the kinds `http` and `soap`, in `systems/*.toml`.
//!
//! Beside the keys of a server, which are at the head of [`crate::http_target`]:
//!
//! ```toml
//! [system.connector]                       # messages as bodies of requests
//! kind = "http"
//! method = "POST"                          # optional: "POST" | "PUT"
//! content_type = "application/json"        # optional: that of the format where absent
//! success = { path = "error_code", is = ["0", "00"] }   # optional: what the answer must say beside a 2xx status
//!
//! [system.connector]                       # messages as SOAP requests
//! kind = "soap"
//! version = "1.1"                          # optional: "1.1" | "1.2"
//! action = "http://tempuri.org/NhanVanBan" # optional: the SOAP action, "" where absent
//! wrap = { namespace = "http://tempuri.org/", operation = "NhanVanBan", parameter = "noiDung", encoding = "base64" }
//!                                          # optional: where each message goes: "text" | "base64" | "xml"
//! success = { path = "NhanVanBanResponse.NhanVanBanResult", is = "true" }   # optional: local names below the body
//!
//! [[system.service]]                       # a service that is called over HTTP
//! name = "tra-cuu"
//! version = 1
//! max_in_flight = 32                       # optional
//! [system.service.http]
//! address = "https://host:port/base"       # and the other keys of a server
//! [system.service.http.methods.TraCuu]
//! path = "/api/tra-cuu"
//! verb = "POST"                            # optional: "POST" | "PUT"
//! content_type = "application/json"        # optional: that of the request's format where absent
//! request = "tra-cuu-hoi"                  # optional: the mapping that writes the request; the caller's bytes where absent
//! response = "tra-cuu-dap"                 # optional: the mapping that reads the answer; the server's bytes where absent
//!
//! [system.service.soap]                    # or over SOAP
//! address = "https://host:port/path"
//! version = "1.1"                          # optional
//! [system.service.soap.methods.DanhMucPhuongXa]
//! action = "http://tempuri.org/DanhMucPhuongXa"
//! element = "DanhMuc"                      # optional: the element that a caller's body has; the method's name where absent
//! request = "danh-muc-hoi"                 # optional, as above; what is no envelope is put into one
//! response = "danh-muc-dap"                # optional
//! ```

use std::collections::{BTreeMap, BTreeSet};

use lienthong_model::system::{
    HttpCall, HttpMethod, HttpPush, HttpService, SoapCall, SoapPush, SoapService, SoapTakes, SoapVersion,
    SoapWrap, SuccessRule, Translation, WrapEncoding,
};

use crate::code::Code;
use crate::context::Context;
use crate::diagnostic::Sink;
use crate::document::{Fields, Value};
use crate::http_target::{self, is_header_value, is_path, optional};
use crate::mappings::Way;
use crate::source::Spot;
use crate::values;

/// A mapping that a method names.
#[derive(Debug)]
pub(crate) struct Use {
    pub(crate) name: String,
    /// What it is used for.
    pub(crate) way: Way,
    /// The version of SOAP of the service, where it is one of SOAP.
    pub(crate) soap: Option<SoapVersion>,
    /// The media type of what it writes, where the method says one.
    pub(crate) content_type: Option<String>,
    pub(crate) spot: Spot,
}

/// Mappings that methods name.
pub(crate) type Named = Vec<Use>;

const METHODS: [(&str, HttpMethod); 2] = [("POST", HttpMethod::Post), ("PUT", HttpMethod::Put)];
const VERSIONS: [(&str, SoapVersion); 2] = [("1.1", SoapVersion::V11), ("1.2", SoapVersion::V12)];
const ENCODINGS: [(&str, WrapEncoding); 3] =
    [("text", WrapEncoding::Text), ("base64", WrapEncoding::Base64), ("xml", WrapEncoding::Xml)];

/// The keys of a connector of the kind `http`.
pub(crate) fn read_http_push(
    fields: &mut Fields<'_>,
    context: &Context,
    sink: &mut Sink,
) -> Option<HttpPush> {
    let target = http_target::read(fields, context, sink);
    let method = fields.get("method").map(|value| values::word(&value, &METHODS, sink));
    let content_type = read_content_type(fields, sink);
    let success = fields.get("success").map(|value| read_success(&value, false, sink));
    Some(HttpPush {
        target: target?,
        method: method.unwrap_or(Some(HttpMethod::default()))?,
        content_type: content_type?,
        success: optional(success)?,
    })
}

/// The keys of a connector of the kind `soap`.
pub(crate) fn read_soap_push(
    fields: &mut Fields<'_>,
    context: &Context,
    sink: &mut Sink,
) -> Option<SoapPush> {
    let target = http_target::read(fields, context, sink);
    let version = read_version(fields, sink);
    let action = fields.get("action").map(|value| read_action(&value, sink));
    let wrap = fields.get("wrap").map(|value| read_wrap(&value, sink));
    let success = fields.get("success").map(|value| read_success(&value, true, sink));
    Some(SoapPush {
        target: target?,
        version: version?,
        action: action.unwrap_or(Some(String::new()))?,
        wrap: optional(wrap)?,
        success: optional(success)?,
    })
}

/// The table of a service that is called over HTTP.
pub(crate) fn read_http_service(
    value: &Value<'_>,
    context: &Context,
    named: &mut Named,
    sink: &mut Sink,
) -> Option<HttpService> {
    let mut fields = value.table(sink)?;
    let base = fields.get("address");
    let target = http_target::read(&mut fields, context, sink);
    if let (Some(target), Some(value)) = (&target, base)
        && target.address.contains('?')
    {
        sink.push(value.error(Code::BadAddress).label(
            "the paths of the methods follow it, so it has no query",
            "đường dẫn của phương thức nối tiếp sau, nên không có phần truy vấn",
        ));
    }
    let methods = read_methods(&mut fields, sink, |_, fields, sink| {
        let verb = fields.get("verb").map(|value| values::word(&value, &METHODS, sink));
        let path = fields.need("path").and_then(|value| read_path(&value, sink));
        let content_type = read_content_type(fields, sink);
        let says = read_translation(fields, None, content_type.clone().flatten(), named, sink);
        Some(HttpCall {
            verb: verb.unwrap_or(Some(HttpMethod::default()))?,
            path: path?,
            content_type: content_type?,
            says: says?,
        })
    });
    fields.finish(sink);
    Some(HttpService { target: target?, methods: methods? })
}

/// The table of a service that is called over SOAP.
pub(crate) fn read_soap_service(
    value: &Value<'_>,
    context: &Context,
    named: &mut Named,
    sink: &mut Sink,
) -> Option<SoapService> {
    let mut fields = value.table(sink)?;
    let target = http_target::read(&mut fields, context, sink);
    let version = read_version(&mut fields, sink);
    let methods = read_methods(&mut fields, sink, |name, fields, sink| {
        let action = fields.need("action").and_then(|value| read_action(&value, sink));
        let (takes, keys) = read_takes(name, fields, sink);
        let says = read_translation(fields, version, None, named, sink);
        if let Some(Translation { request: Some(_), .. }) = &says {
            for key in keys {
                sink.push(key.error_at_key(Code::Conflict).label(
                    "the mapping of the request writes the envelope",
                    "phong bì do ánh xạ của yêu cầu ghi ra",
                ));
            }
        }
        Some(SoapCall { action: action?, takes: takes?, says: says? })
    });
    fields.finish(sink);
    Some(SoapService { target: target?, version: version?, methods: methods? })
}

/// What a caller's own envelope may be, and where the entry says it.
fn read_takes<'a>(
    method: &str,
    fields: &mut Fields<'a>,
    sink: &mut Sink,
) -> (Option<SoapTakes>, Vec<Value<'a>>) {
    let (element, namespace) = (fields.get("element"), fields.get("namespace"));
    let parts = fields.get("header_parts");
    let keys = [&element, &namespace, &parts].into_iter().flatten().cloned().collect();
    let element = element.map_or(Some(method.to_owned()), |value| read_element(&value, sink));
    let namespace = namespace.map_or(Some(None), |value| value.words(sink).map(Some));
    let parts = parts.map_or(Some(BTreeSet::new()), |value| {
        let read: Vec<_> = value.list(sink).iter().map(|name| read_element(name, sink)).collect();
        read.into_iter().collect()
    });
    let takes = || Some(SoapTakes { element: element?, namespace: namespace?, header_parts: parts? });
    (takes(), keys)
}

/// The tables of `methods`, by their names.
fn read_methods<T>(
    fields: &mut Fields<'_>,
    sink: &mut Sink,
    mut read: impl FnMut(&str, &mut Fields<'_>, &mut Sink) -> Option<T>,
) -> Option<BTreeMap<String, T>> {
    let value = fields.need("methods")?;
    let table = value.table(sink)?;
    if table.is_empty() {
        sink.push(value.error(Code::Empty).label("name at least one", "cần nêu ít nhất một"));
        return None;
    }
    let mut methods = Some(BTreeMap::new());
    for (name, value) in table.pairs() {
        let is_name = (1..=128).contains(&name.len())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if !is_name {
            sink.push(value.error_at_key(Code::BadIdentifier).label(
                "the name of a method: 1 to 128 letters, digits and _",
                "tên phương thức: 1 đến 128 chữ cái không dấu, chữ số và _",
            ));
        }
        let method = value.table(sink).and_then(|mut fields| {
            let method = read(name, &mut fields, sink);
            fields.finish(sink);
            method
        });
        match (method.filter(|_| is_name), &mut methods) {
            (Some(method), Some(methods)) => drop(methods.insert(name.to_owned(), method)),
            _ => methods = None,
        }
    }
    methods
}

fn read_version(fields: &mut Fields<'_>, sink: &mut Sink) -> Option<SoapVersion> {
    let version = fields.get("version").map(|value| values::word(&value, &VERSIONS, sink));
    version.unwrap_or(Some(SoapVersion::default()))
}

/// A URI in quotes within a header.
fn read_action(value: &Value<'_>, sink: &mut Sink) -> Option<String> {
    let text = value.text(sink)?;
    if text.is_empty() {
        return Some(String::new());
    }
    if text.contains(['"', '\\']) {
        sink.push(
            value
                .error(Code::BadIdentifier)
                .label("write the action without quotes in it", "ghi hành động không có dấu nháy bên trong"),
        );
        return None;
    }
    is_header_value(text, value, sink).then(|| text.to_owned())
}

fn read_content_type(fields: &mut Fields<'_>, sink: &mut Sink) -> Option<Option<String>> {
    let read = fields.get("content_type").map(|value| {
        let text = value.text(sink)?;
        if !is_media_type(text) {
            sink.push(value.error(Code::BadIdentifier).label(
                "expected a media type, e.g. application/json",
                "cần kiểu nội dung (media type), ví dụ application/json",
            ));
            return None;
        }
        is_header_value(text, &value, sink).then(|| text.to_owned())
    });
    optional(read)
}

/// Whether a text is a media type (RFC 9110, 8.3.1).
fn is_media_type(text: &str) -> bool {
    let token = |text: &str| {
        !text.is_empty()
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
    };
    let mut parts = text.split(';').map(str::trim);
    let kind = parts.next().unwrap_or_default();
    let parameter = |part: &str| {
        part.split_once('=').is_some_and(|(name, value)| token(name) && token(value.trim_matches('"')))
    };
    !kind.contains('*')
        && kind.split_once('/').is_some_and(|(kind, subtype)| token(kind) && token(subtype))
        && parts.all(parameter)
}

fn read_path(value: &Value<'_>, sink: &mut Sink) -> Option<String> {
    let text = value.text(sink)?;
    if text.starts_with('/') && is_path(text) {
        return Some(text.to_owned());
    }
    let found = value.error(Code::BadAddress).label(
        "expected /PATH, with what is not ASCII percent-encoded",
        "cần dạng /ĐƯỜNG-DẪN, ký tự ngoài ASCII phải mã hóa phần trăm",
    );
    let mended = format!("/{text}");
    sink.push(if is_path(&mended) && !text.is_empty() {
        found.suggest(value.span.clone(), crate::document::quoted(&mended))
    } else {
        found
    });
    None
}

/// What an answer must say. Steps into an envelope are names of elements; elsewhere they may be members of JSON.
fn read_success(value: &Value<'_>, is_soap: bool, sink: &mut Sink) -> Option<SuccessRule> {
    let mut fields = value.table(sink)?;
    let path = fields.need("path").and_then(|value| {
        let text = value.text(sink)?;
        let path: Vec<String> = text.split('.').map(str::to_owned).collect();
        let is_step = |step: &str| {
            // Members of JSON may have blanks in their names; what other languages of paths write is meant otherwise.
            let strange = |c: char| c.is_control() || matches!(c, '/' | '$' | '[' | ']' | '*');
            step.trim() == step
                && !step.is_empty()
                && !step.contains(strange)
                && (!is_soap || is_element(step))
        };
        if path.iter().all(|step| is_step(step)) {
            return Some(path);
        }
        let found = value.error(Code::BadIdentifier).label(
            "expected names with dots between them, e.g. result.code",
            "cần các tên cách nhau bằng dấu chấm, ví dụ result.code",
        );
        // As paths of XML and JSON are written elsewhere.
        let mended = text.trim_start_matches("$.").replace(['/', '['], ".").replace(']', "");
        let mended = mended.trim_matches('.').to_owned();
        sink.push(if mended != text && mended.split('.').all(is_step) {
            found.suggest(value.span.clone(), crate::document::quoted(&mended))
        } else {
            found
        });
        None
    });
    let is = fields.need("is").and_then(|value| {
        let list = value.one_or_more();
        if list.is_empty() {
            sink.push(value.error(Code::Empty).label("name at least one", "cần nêu ít nhất một"));
            return None;
        }
        let texts: Vec<_> = list.iter().map(|value| value.text(sink).map(str::to_owned)).collect();
        texts.into_iter().collect::<Option<BTreeSet<String>>>()
    });
    fields.finish(sink);
    Some(SuccessRule { path: path?, is: is? })
}

fn read_wrap(value: &Value<'_>, sink: &mut Sink) -> Option<SoapWrap> {
    let mut fields = value.table(sink)?;
    let namespace = fields.need("namespace").and_then(|value| value.words(sink));
    let operation = fields.need("operation").and_then(|value| read_element(&value, sink));
    let parameter = fields.need("parameter").and_then(|value| read_element(&value, sink));
    let encoding = fields.need("encoding").and_then(|value| values::word(&value, &ENCODINGS, sink));
    fields.finish(sink);
    Some(SoapWrap {
        namespace: namespace?,
        operation: operation?,
        parameter: parameter?,
        encoding: encoding?,
    })
}

/// The local name of an element.
fn read_element(value: &Value<'_>, sink: &mut Sink) -> Option<String> {
    let text = value.text(sink)?;
    if !is_element(text) {
        sink.push(
            value.error(Code::BadIdentifier).label(
                "expected the name of an element, without a prefix",
                "cần tên phần tử, không có tiền tố",
            ),
        );
        return None;
    }
    Some(text.to_owned())
}

fn is_element(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))
}

/// The mappings of a method, by name: whether there are such is checked where all are known.
fn read_translation(
    fields: &mut Fields<'_>,
    soap: Option<SoapVersion>,
    content_type: Option<String>,
    named: &mut Named,
    sink: &mut Sink,
) -> Option<Translation> {
    let mut read = |key, way, content_type, sink: &mut Sink| {
        let value = fields.get(key)?;
        let name = value.words(sink);
        named.extend(name.clone().map(|name| Use { name, way, soap, content_type, spot: value.spot() }));
        Some(name)
    };
    let request = read("request", Way::Write, content_type, sink);
    let response = read("response", Way::Read, None, sink);
    Some(Translation { request: optional(request)?, response: optional(response)? })
}
