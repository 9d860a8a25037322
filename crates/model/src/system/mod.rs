//! Systems: what connects to the gateway, how it proves who it is, and how it is reached.

pub mod http;

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::path::PathBuf;
use std::time::Duration;

use crate::agency_code::AgencyCode;
use crate::digest::Digest;
use crate::file_rule::FileRule;
use crate::ids::{MessageType, ServiceId, SystemId};
use crate::payload::FormatName;

pub use http::{
    HttpAuth, HttpCall, HttpMethod, HttpPush, HttpService, HttpTarget, Secret, SoapCall, SoapPush,
    SoapService, SoapTakes, SoapVersion, SoapWrap, SuccessRule, TlsVersion, Translation, WrapEncoding,
};

/// An information system of one agency.
#[derive(Debug, Clone, PartialEq)]
pub struct System {
    /// `AGENCY/NAME`.
    pub id: SystemId,
    /// What people call it.
    pub title: String,
    /// Whom to call when it fails; free text.
    pub contact: Option<String>,
    /// How it proves who it is.
    pub identity: SystemIdentity,
    /// The format it speaks where none of its mappings is for the message type; nothing where it speaks through
    /// mappings alone, and messages of other types are refused.
    pub format: Option<FormatName>,
    /// Its mappings by name: at most one for reading and one for writing of each schema.
    pub mappings: Vec<String>,
    /// What adapters need to know beyond the format.
    pub format_options: FormatOptions,
    /// The message types that it takes.
    pub receives: BTreeSet<MessageType>,
    /// How messages reach it.
    pub connector: Connector,
    /// The services it offers to be called.
    pub services: Vec<Service>,
    /// Other agencies that it may name as the issuing agency of a document.
    pub speaks_for: BTreeSet<AgencyCode>,
    /// What its files are; only with a `folder` connector.
    pub files: Vec<FileRule>,
    /// A disabled system neither sends nor receives; messages to it wait.
    pub enabled: bool,
}

/// How a system proves who it is.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SystemIdentity {
    /// SHA-256 of certificates (DER) that are this system whatever names they carry. Where it is empty, a
    /// certificate is this system when it carries the SAN URI `urn:lienthong:system:AGENCY/NAME`.
    pub pinned: BTreeSet<Digest>,
    /// `iss` and `sub` of tokens that are this system; where absent, `sub` must be the system id.
    pub token_subject: Option<String>,
}

/// What adapters need to know of a system beyond the name of its format.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FormatOptions {
    /// The form in which agency codes are written to it, and in which ambiguous ones are read.
    pub code_form: Option<crate::agency_code::CodeForm>,
    /// Attachments are written raw, not in a ZIP.
    pub raw_attachments: bool,
    /// The gateway's hop is not appended to the trace of documents.
    pub leave_trace: bool,
    /// How it speaks of one-stop-shop dossiers.
    pub dossier: DossierOptions,
}

/// How a system speaks of one-stop-shop dossiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DossierOptions {
    /// Which members its dossiers have; where absent, those of 2024 are taken and written, and not insisted on.
    pub profile: Option<DossierProfile>,
    /// What stands around the dossiers that are written to it.
    pub shape: DossierShape,
    /// Its dossiers may have numbers of its own form.
    pub local_numbers: bool,
}

/// The members that dossiers have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DossierProfile {
    /// Without the number of the applicant's paper, and without all that follows the note.
    Of2020,
    /// All of today.
    Of2024,
}

/// What stands around dossiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DossierShape {
    /// Nothing: a bare array, for adapters on the side of a province.
    #[default]
    Array,
    /// An object with `service` and `data`, for the national portal. What is of the session is added by who calls.
    Call,
}

/// How messages reach a system.
#[derive(Debug, Clone, PartialEq)]
pub enum Connector {
    /// The system collects: it opens a receive stream.
    Pull,
    /// The gateway pushes to the system's `InboxService`.
    Grpc(GrpcTarget),
    /// The gateway pushes over HTTP.
    Http(Box<HttpPush>),
    /// The gateway pushes over SOAP.
    Soap(Box<SoapPush>),
    /// The gateway writes files into `inbox` and reads files from `outbox`.
    Folder {
        /// Where the gateway puts messages for the system.
        inbox: PathBuf,
        /// Where the system puts messages for the gateway; without it the system only receives.
        outbox: Option<PathBuf>,
        /// How often the outbox is looked at.
        every: Duration,
    },
}

impl Connector {
    /// Its word in configuration files.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Pull => "pull",
            Self::Grpc(_) => "grpc",
            Self::Http(_) => "http",
            Self::Soap(_) => "soap",
            Self::Folder { .. } => "folder",
        }
    }
}

/// A gRPC server of a system.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct GrpcTarget {
    /// `https://host:port`, or `http://host:port` where the configuration says `plaintext = true`.
    pub address: String,
    /// Trusted roots (PEM file) for its certificate; without it the roots of the node.
    pub ca: Option<PathBuf>,
    /// Time allowed to connect and to answer.
    pub timeout: Duration,
}

/// A service that a system offers.
#[derive(Debug, Clone, PartialEq)]
pub struct Service {
    /// `AGENCY/SYSTEM/SERVICE/vN`.
    pub id: ServiceId,
    /// How it is called.
    pub offer: Offer,
    /// Calls at once; more are refused.
    pub max_in_flight: u32,
}

/// How a service is called.
#[derive(Debug, Clone, PartialEq)]
pub enum Offer {
    /// Over gRPC, by any of its methods.
    Grpc {
        /// Full name of the gRPC service, e.g. `demo.residence.v1.ResidenceService`.
        name: String,
        /// Where it is served.
        target: GrpcTarget,
    },
    /// Over HTTP, by the methods of the entry.
    Http(Box<HttpService>),
    /// Over SOAP, by the methods of the entry.
    Soap(Box<SoapService>),
}

impl Offer {
    /// The full name of a gRPC service.
    pub fn grpc_name(&self) -> Option<&str> {
        match self {
            Self::Grpc { name, .. } => Some(name),
            Self::Http(_) | Self::Soap(_) => None,
        }
    }

    /// Whether a method may be called, as far as the entry says: over gRPC the server knows.
    pub fn has_method(&self, name: &str) -> bool {
        match self {
            Self::Grpc { .. } => true,
            Self::Http(service) => service.methods.contains_key(name),
            Self::Soap(service) => service.methods.contains_key(name),
        }
    }

    /// Where it is served.
    pub fn address(&self) -> &str {
        match self {
            Self::Grpc { target, .. } => &target.address,
            Self::Http(service) => &service.target.address,
            Self::Soap(service) => &service.target.address,
        }
    }

    /// Time allowed for a call whose caller names none.
    pub fn timeout(&self) -> Duration {
        match self {
            Self::Grpc { target, .. } => target.timeout,
            Self::Http(service) => service.target.timeout,
            Self::Soap(service) => service.target.timeout,
        }
    }

    /// The methods that the entry lists; nothing where the server alone knows them.
    pub fn methods(&self) -> Option<Vec<&str>> {
        match self {
            Self::Grpc { .. } => None,
            Self::Http(service) => Some(service.methods.keys().map(String::as_str).collect()),
            Self::Soap(service) => Some(service.methods.keys().map(String::as_str).collect()),
        }
    }
}

impl System {
    /// The HTTP servers that the gateway reaches for this system.
    pub fn http_targets(&self) -> impl Iterator<Item = &HttpTarget> {
        let pushed = match &self.connector {
            Connector::Http(push) => Some(&push.target),
            Connector::Soap(push) => Some(&push.target),
            Connector::Pull | Connector::Grpc(_) | Connector::Folder { .. } => None,
        };
        let called = self.services.iter().filter_map(|service| match &service.offer {
            Offer::Grpc { .. } => None,
            Offer::Http(service) => Some(&service.target),
            Offer::Soap(service) => Some(&service.target),
        });
        pushed.into_iter().chain(called)
    }
}

/// All systems, found by id and by agency.
#[derive(Debug, Clone, Default)]
pub struct Systems {
    /// In order of id, so that those of one agency stand together.
    systems: Vec<System>,
    by_agency: HashMap<AgencyCode, Range<usize>>,
}

impl Systems {
    /// Indexes systems. Ids are unique: that is checked where the files are read.
    pub fn new(mut systems: Vec<System>) -> Self {
        systems.sort_by(|a, b| a.id.cmp(&b.id));
        let mut by_agency = HashMap::<AgencyCode, Range<usize>>::new();
        for (index, system) in systems.iter().enumerate() {
            by_agency.entry(system.id.agency.clone()).or_insert(index..index).end = index + 1;
        }
        Self { systems, by_agency }
    }

    /// The system of this id.
    pub fn get(&self, id: &SystemId) -> Option<&System> {
        self.of_agency(&id.agency).iter().find(|system| system.id.name == id.name)
    }

    /// The systems of one agency, in order of name.
    pub fn of_agency(&self, agency: &AgencyCode) -> &[System] {
        self.by_agency.get(agency).map_or(&[], |range| &self.systems[range.clone()])
    }

    /// A service and the system that offers it.
    pub fn service(&self, id: &ServiceId) -> Option<(&System, &Service)> {
        let system = self.get(&id.system)?;
        let service = system.services.iter().find(|service| service.id == *id)?;
        Some((system, service))
    }

    /// All systems, in order of id.
    pub fn iter(&self) -> std::slice::Iter<'_, System> {
        self.systems.iter()
    }
}

impl<'a> IntoIterator for &'a Systems {
    type Item = &'a System;
    type IntoIter = std::slice::Iter<'a, System>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
