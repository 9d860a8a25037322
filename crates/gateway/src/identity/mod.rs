//! Who is calling: a system, or a person with roles. What a message says of its sender plays no part.
//!
//! A listener says what it asks for:
//!
//! | requires | a system | a person |
//! |---|---|---|
//! | certificate | its certificate | – |
//! | token | a token of an issuer that does not bind | a token with a role |
//! | both | certificate, and a token bound to it, both of the same system | certificate, and a token with a role bound to it |

pub mod certificate;
pub mod tls;
pub mod token;

use std::sync::Arc;

use jiff::Timestamp;
use lienthong_config::node::Require;
use lienthong_model::system::System;
use lienthong_model::{AgencyCode, Digest, SystemId};

use crate::identity::certificate::PeerCertificate;
use crate::identity::token::{Role, TokenError, Verified};
use crate::refusal::Refusal;
use crate::state::InForce;

/// What is known of a connection. Inserted into every request on it.
#[derive(Debug, Clone)]
pub struct Peer {
    /// Which door.
    pub listener: Arc<str>,
    /// What the door requires.
    pub require: Require,
    /// The client certificate, verified by TLS.
    pub certificate: Option<Arc<PeerCertificate>>,
    /// Where it comes from.
    pub address: std::net::SocketAddr,
}

/// Who is calling.
#[derive(Debug, Clone)]
pub enum Caller {
    /// A system.
    System(SystemId),
    /// A person.
    Person(Person),
}

/// A person with roles.
#[derive(Debug, Clone)]
pub struct Person {
    /// A digest of issuer and subject: records name it, never the subject.
    pub id: String,
    /// What the person may do.
    pub roles: Vec<Role>,
    /// The agency that the person acts for.
    pub agency: Option<AgencyCode>,
}

impl Caller {
    /// The system; a person is refused.
    pub fn system(self) -> Result<SystemId, Refusal> {
        match self {
            Self::System(id) => Ok(id),
            Self::Person(_) => Err(Refusal::NotASystem),
        }
    }

    /// The person, where one of the roles is there.
    pub fn person(self, any_of: &[Role], name: &'static str) -> Result<Person, Refusal> {
        match self {
            Self::Person(person) if person.roles.iter().any(|role| any_of.contains(role)) => Ok(person),
            _ => Err(Refusal::RoleRequired(name)),
        }
    }

    /// How records name the caller.
    pub fn name(&self) -> String {
        match self {
            Self::System(id) => id.to_string(),
            Self::Person(person) => person.id.clone(),
        }
    }
}

/// Who calls, by what the connection and the request have shown.
pub fn identify(
    peer: &Peer,
    token: Option<&str>,
    in_force: &InForce,
    now: Timestamp,
) -> Result<Caller, Refusal> {
    let certificate = match peer.require {
        Require::Token => None,
        Require::Certificate | Require::Both => {
            let certificate = peer.certificate.as_deref().ok_or(Refusal::NoCertificate)?;
            if certificate.ends < now {
                return Err(Refusal::CertificateExpired);
            }
            Some(certificate)
        }
    };
    if peer.require == Require::Certificate {
        let certificate = certificate.ok_or(Refusal::NoCertificate)?;
        let system = in_force.identities.by_certificate(certificate, &in_force.checked.systems);
        return enabled(system.ok_or(Refusal::UnknownCertificate)?);
    }
    let token = in_force.tokens.verify(token.ok_or(Refusal::NoToken)?, now)?;
    check_binding(&token, certificate)?;
    if let Some(system) = in_force.identities.by_subject(&token.subject, &in_force.checked.systems) {
        if let Some(certificate) = certificate {
            let other = in_force.identities.by_certificate(certificate, &in_force.checked.systems);
            if other.ok_or(Refusal::UnknownCertificate)?.id != system.id {
                return Err(Refusal::IdentitiesDiffer);
            }
        }
        return enabled(system);
    }
    if token.roles.is_empty() {
        return Err(TokenError::UnknownSubject.into());
    }
    Ok(Caller::Person(Person {
        id: person_id(&token),
        roles: token.roles.clone(),
        agency: token.agency.clone(),
    }))
}

fn enabled(system: &System) -> Result<Caller, Refusal> {
    if system.enabled {
        Ok(Caller::System(system.id.clone()))
    } else {
        Err(Refusal::SystemDisabled(system.id.clone()))
    }
}

/// A bound token is good only on the connection of its certificate, wherever it comes; systems' tokens must be bound
/// where the issuer says so. A person's token on a listener without certificates need not be.
fn check_binding(token: &Verified, certificate: Option<&PeerCertificate>) -> Result<(), TokenError> {
    match (token.bound_to, certificate) {
        (Some(bound), Some(certificate)) if bound == *certificate.digest.as_bytes() => Ok(()),
        (Some(_), _) => Err(TokenError::BoundElsewhere),
        (None, Some(_)) => Err(TokenError::NotBound),
        (None, None) if token.must_be_bound && token.roles.is_empty() => Err(TokenError::NotBound),
        (None, None) => Ok(()),
    }
}

/// A digest that is the same for one person at one issuer.
fn person_id(token: &Verified) -> String {
    let text = format!("{}\n{}", token.issuer, token.subject);
    format!("person:{}", &Digest::of(text.as_bytes()).to_string()[..32])
}
