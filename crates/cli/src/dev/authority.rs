//! A development authority: a root, and certificates under it for the gateway and for systems.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use lienthong_model::SystemId;
use lienthong_model::time::local_date;
use rcgen::string::Ia5String;
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer,
    KeyPair, KeyUsagePurpose, PKCS_ECDSA_P256_SHA256, SanType, date_time_ymd,
};

use crate::failure::Failure;

/// Days that the root is good for.
const ROOT_DAYS: i64 = 3650;
/// Days that a certificate is good for.
const LEAF_DAYS: i64 = 730;

/// A root and its key.
pub(crate) struct Authority {
    issuer: Issuer<'static, KeyPair>,
}

/// A certificate and its key, PEM.
pub(crate) struct Issued {
    /// The certificate.
    pub(crate) certificate: String,
    /// Its key, PKCS#8.
    pub(crate) key: String,
}

impl Authority {
    /// A new root.
    pub(crate) fn generate() -> Result<(Self, Issued), Failure> {
        let key = new_key()?;
        let mut params = params("lienthong development authority", ROOT_DAYS);
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let certificate = params.self_signed(&key).map_err(failed)?;
        let issued = Issued { certificate: certificate.pem(), key: key.serialize_pem() };
        Ok((Self { issuer: Issuer::new(params, key) }, issued))
    }

    /// The root of an earlier time.
    pub(crate) fn load(certificate: &str, key: &str) -> Result<Self, Failure> {
        let key = KeyPair::from_pem(key).map_err(failed)?;
        Ok(Self { issuer: Issuer::from_ca_cert_pem(certificate, key).map_err(failed)? })
    }

    /// A certificate for the gateway on this machine.
    pub(crate) fn gateway(&self) -> Result<Issued, Failure> {
        self.issue("lienthong gateway (development)", Vec::new())
    }

    /// A certificate that is `system`. It also serves on this machine, for systems that messages are pushed to.
    pub(crate) fn system(&self, system: &SystemId) -> Result<Issued, Failure> {
        let uri = Ia5String::try_from(format!("urn:lienthong:system:{system}")).map_err(failed)?;
        self.issue(&format!("{system} (development)"), vec![SanType::URI(uri)])
    }

    fn issue(&self, name: &str, names: Vec<SanType>) -> Result<Issued, Failure> {
        let key = new_key()?;
        let mut params = params(name, LEAF_DAYS);
        let here = ["localhost", "127.0.0.1", "::1"].map(str::to_owned).to_vec();
        params.subject_alt_names = CertificateParams::new(here).map_err(failed)?.subject_alt_names;
        params.subject_alt_names.extend(names);
        params.is_ca = IsCa::ExplicitNoCa;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        // The gateway is a client of the systems that it pushes to, and they are servers to it.
        params.extended_key_usages =
            vec![ExtendedKeyUsagePurpose::ServerAuth, ExtendedKeyUsagePurpose::ClientAuth];
        params.use_authority_key_identifier_extension = true;
        let certificate = params.signed_by(&key, &self.issuer).map_err(failed)?;
        Ok(Issued { certificate: certificate.pem(), key: key.serialize_pem() })
    }
}

fn new_key() -> Result<KeyPair, Failure> {
    KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).map_err(failed)
}

fn params(name: &str, days: i64) -> CertificateParams {
    let mut params = CertificateParams::default();
    let mut subject = DistinguishedName::new();
    subject.push(DnType::CommonName, name);
    params.distinguished_name = subject;
    // A day back: clocks of machines that have just been installed are late.
    let today = local_date(Timestamp::now());
    let at = |date: Date| {
        let part = |part: i8| u8::try_from(part).expect("months and days are positive");
        date_time_ymd(i32::from(date.year()), part(date.month()), part(date.day()))
    };
    params.not_before = at(today.saturating_sub(1.day()));
    params.not_after = at(today.saturating_add(days.days()));
    params
}

fn failed(error: rcgen::Error) -> Failure {
    Failure::unexpected("cannot make a certificate", "không tạo được chứng thư số", error)
}
