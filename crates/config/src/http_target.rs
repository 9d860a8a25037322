//! HTTP servers of systems, as connectors and services of the kinds `http` and `soap` name them:
//!
//! ```toml
//! address = "https://host:port/path"       # http:// only beside plaintext = true
//! plaintext = false                        # optional
//! ca = "certs/x.pem"                       # optional: trusted roots; those of the node where absent
//! sha256 = ["…"]                           # optional: pins; the server must show one of these certificates (DER).
//!                                          #   Without ca a pin is enough, also for a certificate that signs itself.
//! tls_min = "1.3"                          # optional: "1.2" for old servers
//! present_certificate = false              # optional: whether the gateway shows its own certificate
//! auth = { basic = { user = "…", password = { file = "keys/x" } } }        # optional, one of the three
//! #    = { bearer = { token = { env = "X_TOKEN" } } }
//! #    = { header = { name = "X-SecretKey", value = { file = "keys/x" } } }
//! headers = { dstcode = "…" }              # optional: of every request; never a secret
//! timeout = "60s"                          # optional: for a whole exchange
//! ```

use std::collections::BTreeSet;
use std::time::Duration;

use lienthong_model::Digest;
use lienthong_model::system::{HttpAuth, HttpTarget, TlsVersion};

use crate::code::Code;
use crate::conceal::is_secret;
use crate::context::Context;
use crate::defaults as default;
use crate::diagnostic::Sink;
use crate::document::{Fields, Value, quoted};
use crate::secrets::{self, hide_line};
use crate::systems_file::read_digest;
use crate::{keys, values};

/// Headers that the gateway writes, in lower case.
const OWN_HEADERS: [&str; 14] = [
    "accept",
    "authorization",
    "connection",
    "content-length",
    "content-type",
    "expect",
    "host",
    "keep-alive",
    "proxy-authorization",
    "soapaction",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// Reads the keys above; the others of the table are the caller's.
pub(crate) fn read(fields: &mut Fields<'_>, context: &Context, sink: &mut Sink) -> Option<HttpTarget> {
    let address_value = fields.need("address");
    let plaintext = fields.get("plaintext");
    let open = plaintext.as_ref().and_then(|value| value.boolean(sink)).unwrap_or(false);
    let address = address_value.and_then(|value| read_address(&value, open, plaintext.as_ref(), sink));
    let tls_keys =
        [fields.get("ca"), fields.get("sha256"), fields.get("tls_min"), fields.get("present_certificate")];
    if open {
        for value in tls_keys.iter().flatten() {
            sink.push(value.error_at_key(Code::Conflict).label(
                "besides `plaintext = true`, which has no TLS",
                "đã có `plaintext = true`, không dùng TLS",
            ));
        }
    }
    let [ca, pins, tls_min, present] = tls_keys;
    let ca = ca.map(|value| {
        let path = values::path(&value, &context.dir, sink)?;
        keys::certificates(&path, &value.spot(), context, sink);
        Some(path)
    });
    let pins = pins.map(|value| read_pins(&value, sink));
    let versions = [("1.2", TlsVersion::V12), ("1.3", TlsVersion::V13)];
    let tls_min = tls_min.map(|value| values::word(&value, &versions, sink));
    let present = present.map(|value| value.boolean(sink));
    let auth = fields.get("auth").map(|value| read_auth(&value, context, sink));
    let headers = fields.get("headers").map(|value| read_headers(&value, sink));
    let range = Duration::from_millis(100)..=Duration::from_secs(3_600);
    let timeout = fields.get("timeout").map(|value| values::duration(&value, range, sink));
    Some(HttpTarget {
        address: address?,
        ca: optional(ca)?,
        pins: pins.unwrap_or(Some(BTreeSet::new()))?,
        present_certificate: present.unwrap_or(Some(false))?,
        auth: optional(auth)?,
        headers: headers.unwrap_or(Some(Vec::new()))?,
        timeout: timeout.unwrap_or(Some(default::HTTP_TIMEOUT))?,
        tls_min: tls_min.unwrap_or(Some(TlsVersion::default()))?,
    })
}

/// Nothing outside where a key that is there could not be read.
pub(crate) fn optional<T>(read: Option<Option<T>>) -> Option<Option<T>> {
    match read {
        None => Some(None),
        Some(value) => value.map(Some),
    }
}

fn read_address(value: &Value<'_>, open: bool, word: Option<&Value<'_>>, sink: &mut Sink) -> Option<String> {
    let text = value.text(sink)?;
    let (scheme, rest) = text.split_once("://").unwrap_or(("", text));
    if !matches!(scheme, "http" | "https") || !is_place(rest) {
        let found = value
            .error(Code::BadAddress)
            .label("expected https://HOST:PORT/PATH", "cần dạng https://MÁY:CỔNG/ĐƯỜNG-DẪN");
        sink.push(if rest.contains('@') {
            // What stands before it is a user and a password.
            hide_line(found)
        } else if scheme.is_empty() && is_place(rest) {
            found.suggest(value.span.clone(), quoted(&format!("https://{rest}")))
        } else {
            found
        });
        return None;
    }
    match (scheme, open, word) {
        ("http", false, _) => {
            sink.push(
                value
                    .error(Code::Plaintext)
                    .label("http:// is not encrypted", "http:// không mã hóa")
                    .suggest(value.span.clone(), quoted(&format!("https://{rest}"))),
            );
            None
        }
        ("https", true, Some(word)) => {
            sink.push(
                word.error(Code::Plaintext)
                    .label("the address is encrypted, https://", "địa chỉ được mã hóa, https://")
                    .suggest(word.span.clone(), "false"),
            );
            None
        }
        _ => Some(text.to_owned()),
    }
}

/// Whether a text is `HOST[:PORT][/PATH][?QUERY]`, without a user and a fragment.
fn is_place(text: &str) -> bool {
    let (authority, path) = text.split_at(text.find(['/', '?']).unwrap_or(text.len()));
    let (host, port) = match authority.rsplit_once(':') {
        // The colons of an IPv6 address stand within brackets.
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (authority, None),
    };
    let is_name = host.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'));
    let inside = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    let is_address = inside.is_some_and(|host| host.parse::<std::net::Ipv6Addr>().is_ok());
    !host.is_empty()
        && (is_name || is_address)
        && port.is_none_or(|port| port.parse::<u16>().is_ok_and(|port| port > 0))
        && (path.is_empty() || is_path(path))
}

/// Whether a text is `/…` or `?…` as it travels: what is not ASCII is percent-encoded already.
pub(crate) fn is_path(text: &str) -> bool {
    text.starts_with(['/', '?'])
        && text.bytes().all(|byte| byte.is_ascii_graphic() && !b"#\"<>\\^`{|}".contains(&byte))
}

fn read_pins(value: &Value<'_>, sink: &mut Sink) -> Option<BTreeSet<Digest>> {
    let list = value.one_or_more();
    if list.is_empty() {
        sink.push(value.error(Code::Empty).label("name at least one", "cần nêu ít nhất một"));
        return None;
    }
    let read: Vec<_> = list.iter().map(|value| read_digest(value, sink)).collect();
    read.into_iter().collect()
}

fn read_auth(value: &Value<'_>, context: &Context, sink: &mut Sink) -> Option<HttpAuth> {
    let mut fields = value.table(sink)?;
    let kinds = [fields.get("basic"), fields.get("bearer"), fields.get("header")];
    fields.finish(sink);
    let mut given = kinds.iter().flatten();
    let Some(_) = given.next() else {
        sink.push(
            value
                .error(Code::MissingKey)
                .label("one of basic, bearer, header", "cần một trong basic, bearer, header"),
        );
        return None;
    };
    if let Some(second) = given.next() {
        sink.push(second.error_at_key(Code::Conflict).label("one is enough", "chỉ khai một cách"));
        return None;
    }
    let secret_of = |fields: &mut Fields<'_>, key, sink: &mut Sink| {
        let value = fields.need(key)?;
        let secret = secrets::read(&value, context, sink)?;
        secrets::check_shown(&secret, &value.spot(), context, sink);
        Some(secret)
    };
    let [basic, bearer, header] = kinds;
    if let Some(mut fields) = basic.as_ref().and_then(|value| value.table(sink)) {
        let user = fields.need("user").and_then(|value| read_user(&value, sink));
        let password = secret_of(&mut fields, "password", sink);
        fields.finish(sink);
        return Some(HttpAuth::Basic { user: user?, password: password? });
    }
    if let Some(mut fields) = bearer.as_ref().and_then(|value| value.table(sink)) {
        let token = secret_of(&mut fields, "token", sink);
        fields.finish(sink);
        return Some(HttpAuth::Bearer { token: token? });
    }
    let mut fields = header?.table(sink)?;
    let name = fields.need("name").and_then(|value| {
        let name = value.text(sink)?;
        is_own_header_free(name, &value, sink).then(|| name.to_owned())
    });
    let value = secret_of(&mut fields, "value", sink);
    fields.finish(sink);
    Some(HttpAuth::Header { name: name?, value: value? })
}

/// A user of RFC 7617: a colon would end it.
fn read_user(value: &Value<'_>, sink: &mut Sink) -> Option<String> {
    let user = value.words(sink)?;
    if user.contains(|c: char| c == ':' || c.is_control()) {
        sink.push(
            value
                .error(Code::BadIdentifier)
                .label("a user has no colon", "tên người dùng không có dấu hai chấm"),
        );
        return None;
    }
    Some(user)
}

fn read_headers(value: &Value<'_>, sink: &mut Sink) -> Option<Vec<(String, String)>> {
    let fields = value.table(sink)?;
    let mut headers = Some(Vec::new());
    for (name, value) in fields.pairs() {
        let text = value.text(sink).filter(|text| is_header_value(text, &value, sink));
        let named = is_own_header_free(name, &value, sink);
        if named && is_secret(name) {
            sink.push(value.error_at_key(Code::SecretInHeaders).label(
                "auth = { header = … } keeps it in a file",
                "auth = { header = … } giữ giá trị trong tệp riêng",
            ));
        }
        match (text, &mut headers) {
            (Some(text), Some(headers)) if named => headers.push((name.to_owned(), text.to_owned())),
            _ => headers = None,
        }
    }
    headers
}

/// Whether a text is the name of a header that a configuration may set; reports where it is not.
fn is_own_header_free(name: &str, value: &Value<'_>, sink: &mut Sink) -> bool {
    let is_token = !name.is_empty()
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte));
    let low = name.to_ascii_lowercase();
    let problem = if !is_token {
        value
            .error_at_key(Code::BadIdentifier)
            .label("expected the name of an HTTP header", "cần tên một tiêu đề HTTP")
    } else if OWN_HEADERS.contains(&low.as_str()) || low.starts_with("lienthong-") {
        // What stands behind it may be a password.
        hide_line(
            value
                .error_at_key(Code::OwnHeader)
                .label(format!("{name} is written by the gateway"), format!("{name} do cổng ghi")),
        )
    } else {
        return true;
    };
    sink.push(problem);
    false
}

/// Whether a text can be the value of a header; reports where it cannot.
pub(crate) fn is_header_value(text: &str, value: &Value<'_>, sink: &mut Sink) -> bool {
    let fits =
        !text.is_empty() && text.trim() == text && text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    if !fits {
        sink.push(value.error(Code::BadIdentifier).label(
            "expected visible ASCII characters without blanks around them",
            "cần ký tự ASCII nhìn thấy được, không có khoảng trắng ở hai đầu",
        ));
    }
    fits
}
