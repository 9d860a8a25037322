//! HTTP and SOAP servers of systems: where they are, how they are trusted, and what the gateway says to them.
//!
//! A secret is only ever the place where it is: it is read when it is used, so that it can be changed there at any
//! time, and nothing that prints these types can print it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use crate::digest::Digest;

/// Where a secret is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Secret {
    /// In a file.
    File(PathBuf),
    /// In an environment variable.
    Env(String),
}

/// An HTTP server of a system.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct HttpTarget {
    /// `https://host[:port]/path`, or `http://…` where the configuration says `plaintext = true`.
    pub address: String,
    /// Trusted roots (PEM file) for its certificate. Without it: the roots of the node, or `pins` alone.
    pub ca: Option<PathBuf>,
    /// SHA-256 of certificates (DER). Where there are any, the server must show one of them. Without `ca` that is
    /// enough, whoever has issued it, and whatever names and dates it carries.
    pub pins: BTreeSet<Digest>,
    /// Whether the gateway shows its own certificate.
    pub present_certificate: bool,
    /// How the gateway says who it is, beside a certificate.
    pub auth: Option<HttpAuth>,
    /// Headers of every request.
    pub headers: Vec<(String, String)>,
    /// Time allowed for a whole exchange; at most ten seconds of it to connect.
    pub timeout: Duration,
    /// The oldest version of TLS.
    pub tls_min: TlsVersion,
}

/// A version of TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum TlsVersion {
    /// 1.2 (RFC 5246), for old servers.
    V12,
    /// 1.3 (RFC 8446).
    #[default]
    V13,
}

/// How the gateway says to a server who it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum HttpAuth {
    /// RFC 7617.
    Basic {
        /// The user.
        user: String,
        /// Its password.
        password: Secret,
    },
    /// RFC 6750.
    Bearer {
        /// The token.
        token: Secret,
    },
    /// A header of the server's own.
    Header {
        /// Its name.
        name: String,
        /// Its value.
        value: Secret,
    },
}

impl HttpAuth {
    /// Where its secret is.
    pub fn secret(&self) -> &Secret {
        match self {
            Self::Basic { password, .. } => password,
            Self::Bearer { token } => token,
            Self::Header { value, .. } => value,
        }
    }
}

/// What makes a request one that changes something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum HttpMethod {
    /// POST.
    #[default]
    Post,
    /// PUT.
    Put,
}

/// What an answer must say beside its status, e.g. `error_code` is `0`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuccessRule {
    /// Names from the root of a JSON answer, or local names of elements from the root of an XML answer or from the body
    /// of a SOAP answer. A number is a place in a list, from 0.
    pub path: Vec<String>,
    /// The texts that mean success. Numbers and booleans compare as JSON spells them.
    pub is: BTreeSet<String>,
}

/// Messages are pushed as the bodies of HTTP requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpPush {
    /// Where to.
    pub target: HttpTarget,
    /// How.
    pub method: HttpMethod,
    /// The `Content-Type`; that of the system's format where absent.
    pub content_type: Option<String>,
    /// What the answer must say; any 2xx is success where absent.
    pub success: Option<SuccessRule>,
}

/// Messages are pushed as SOAP requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SoapPush {
    /// Where to.
    pub target: HttpTarget,
    /// The version of the envelopes that the gateway makes.
    pub version: SoapVersion,
    /// The SOAP action.
    pub action: String,
    /// The operation that takes messages which are no envelope themselves.
    pub wrap: Option<SoapWrap>,
    /// What the answer must say; any answer but a fault is success where absent.
    pub success: Option<SuccessRule>,
}

/// An operation that takes a message in one parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SoapWrap {
    /// Namespace of the operation.
    pub namespace: String,
    /// Local name of its element.
    pub operation: String,
    /// Local name of the element inside that holds the message.
    pub parameter: String,
    /// How the message stands in it.
    pub encoding: WrapEncoding,
}

/// How a message stands in a parameter of a SOAP operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WrapEncoding {
    /// As escaped text.
    Text,
    /// As base64.
    Base64,
    /// As an element.
    Xml,
}

/// A version of SOAP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum SoapVersion {
    /// 1.1 (W3C note of 8 May 2000).
    #[default]
    V11,
    /// 1.2 (W3C recommendation of 27 April 2007).
    V12,
}

impl fmt::Display for SoapVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::V11 => "1.1",
            Self::V12 => "1.2",
        })
    }
}

/// A service that is called over HTTP.
#[derive(Debug, Clone, PartialEq)]
pub struct HttpService {
    /// Where it is; the paths of the methods follow it.
    pub target: HttpTarget,
    /// By name. No other can be called.
    pub methods: BTreeMap<String, HttpCall>,
}

/// A method that is called over HTTP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpCall {
    /// How.
    pub verb: HttpMethod,
    /// `/…`, after the address of the service.
    pub path: String,
    /// The `Content-Type` of requests; that of the request's format where absent.
    pub content_type: Option<String>,
    /// What stands between the caller's format and the server's.
    pub says: Translation,
}

/// A service that is called over SOAP.
#[derive(Debug, Clone, PartialEq)]
pub struct SoapService {
    /// Where it is.
    pub target: HttpTarget,
    /// The version of SOAP.
    pub version: SoapVersion,
    /// By name. No other can be called.
    pub methods: BTreeMap<String, SoapCall>,
}

/// A method that is called over SOAP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SoapCall {
    /// The SOAP action.
    pub action: String,
    /// What a caller's own envelope may be.
    pub takes: SoapTakes,
    /// What stands between the caller's format and the server's.
    pub says: Translation,
}

/// What a caller's own envelope may be, so that it asks for one operation and no other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SoapTakes {
    /// The local name of the one element of its body.
    pub element: String,
    /// The namespace of that element; any where absent.
    pub namespace: Option<String>,
    /// Local names of the parts that its header may have, beside those of WS-Addressing.
    pub header_parts: BTreeSet<String>,
}

/// The mappings of a call, by their names in the configuration. Without one, the bytes go as they are.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Translation {
    /// Writes what the caller says for the server.
    pub request: Option<String>,
    /// Reads what the server answers.
    pub response: Option<String>,
}
