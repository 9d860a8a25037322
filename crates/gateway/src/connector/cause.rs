//! Why a server could not be asked, by what the libraries below say of it.

use std::error::Error;
use std::io;

use rustls::{AlertDescription, Error as TlsError};

/// Why a call over a connection did not come to an answer. In TLS 1.3 a server says only after the handshake that it
/// wants another certificate, so what looks like a torn connection may be that.
pub fn cause(error: &(dyn Error + 'static)) -> &'static str {
    let mut reason = "CONNECTION_BROKEN";
    let mut next = Some(error);
    while let Some(error) = next {
        if error.is::<tonic::ConnectError>() {
            reason = "CONNECTION_FAILED";
        }
        if let Some(tls) = error.downcast_ref::<io::Error>().and_then(tls_of) {
            return of_tls(tls);
        }
        next = error.source();
    }
    reason
}

/// Why TLS was not established.
pub(super) fn of_handshake(error: &io::Error) -> &'static str {
    tls_of(error).map_or("TLS_FAILED", of_tls)
}

fn tls_of(error: &io::Error) -> Option<&TlsError> {
    error.get_ref()?.downcast_ref()
}

fn of_tls(error: &TlsError) -> &'static str {
    use AlertDescription::{
        AccessDenied, BadCertificate, CertificateExpired, CertificateRequired, CertificateRevoked,
        CertificateUnknown, UnknownCA, UnsupportedCertificate,
    };
    match error {
        TlsError::InvalidCertificate(_) => "CERTIFICATE_NOT_TRUSTED",
        TlsError::AlertReceived(
            AccessDenied
            | BadCertificate
            | CertificateExpired
            | CertificateRequired
            | CertificateRevoked
            | CertificateUnknown
            | UnknownCA
            | UnsupportedCertificate,
        ) => "OWN_CERTIFICATE_REFUSED",
        _ => "TLS_FAILED",
    }
}
