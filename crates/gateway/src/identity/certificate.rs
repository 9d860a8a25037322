//! Client certificates: which system a certificate is.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;
use lienthong_model::system::{System, Systems};
use lienthong_model::{Digest, SystemId};
use rustls_pki_types::CertificateDer;
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::{FromDer as _, X509Certificate};

/// The scheme of the SAN URI that names a system.
pub const SAN_PREFIX: &str = "urn:lienthong:system:";

/// What a connection's client certificate says. Read once for each connection.
#[derive(Debug, Clone)]
pub struct PeerCertificate {
    /// SHA-256 of the DER.
    pub digest: Digest,
    /// Last instant of its validity.
    pub ends: Timestamp,
    /// Systems that its SAN URIs name.
    pub names: Vec<SystemId>,
    /// The chain as it was shown, to be verified again when revocation lists change.
    pub chain: Arc<[CertificateDer<'static>]>,
}

impl PeerCertificate {
    /// Reads the leaf of a chain that rustls has verified; nothing where it is not a certificate we can read.
    pub fn read(chain: &[CertificateDer<'_>]) -> Option<Self> {
        let leaf = chain.first()?;
        let (_, certificate) = X509Certificate::from_der(leaf).ok()?;
        let san = certificate.subject_alternative_name().ok()?;
        let names = san.iter().flat_map(|san| &san.value.general_names).filter_map(|name| match name {
            GeneralName::URI(uri) => uri.strip_prefix(SAN_PREFIX)?.parse().ok(),
            _ => None,
        });
        Some(Self {
            digest: Digest::of(leaf),
            ends: Timestamp::from_second(certificate.validity().not_after.timestamp()).ok()?,
            names: names.collect(),
            chain: chain.iter().map(|certificate| certificate.clone().into_owned()).collect(),
        })
    }
}

/// Which system a certificate or a token subject is, under one configuration.
#[derive(Debug, Default)]
pub struct IdentityIndex {
    pinned: HashMap<Digest, SystemId>,
    subjects: HashMap<String, SystemId>,
}

impl IdentityIndex {
    /// Built once for each configuration.
    pub fn new(systems: &Systems) -> Self {
        let mut index = Self::default();
        for system in systems.iter() {
            for pin in &system.identity.pinned {
                index.pinned.insert(*pin, system.id.clone());
            }
            let subject = system.identity.token_subject.clone().unwrap_or_else(|| system.id.to_string());
            index.subjects.insert(subject, system.id.clone());
        }
        index
    }

    /// The system that a certificate is. A pin decides; a system with pins is never found by a name, so that a stray
    /// certificate with its name cannot stand in for the pinned one. Two names in one certificate are nobody.
    pub fn by_certificate<'a>(&self, peer: &PeerCertificate, systems: &'a Systems) -> Option<&'a System> {
        if let Some(id) = self.pinned.get(&peer.digest) {
            return systems.get(id);
        }
        let [name] = peer.names.as_slice() else { return None };
        systems.get(name).filter(|system| system.identity.pinned.is_empty())
    }

    /// The system that a token subject is.
    pub fn by_subject<'a>(&self, subject: &str, systems: &'a Systems) -> Option<&'a System> {
        systems.get(self.subjects.get(subject)?)
    }
}
