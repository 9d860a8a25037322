//! A starter folder on disk with certificates and keys, to be edited and checked.

#![allow(dead_code, reason = "each test file uses a part")]

mod plain_csv;

use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use jiff::Timestamp;
use lienthong_adapter::rows::RowFormats;
use lienthong_config::starter::{self, Starter, needed};
use lienthong_config::{Diagnostic, KnownFormats, Loaded, TestOutcome, load, run_tests};
use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, CertifiedIssuer, IsCa, KeyIdMethod,
    KeyPair, KeyUsagePurpose, PKCS_ECDSA_P256_SHA256, PKCS_ED25519, SerialNumber, date_time_ymd,
};

/// When every check of the tests takes place.
pub(crate) const NOW: &str = "2026-03-01T03:00:00Z";

/// Certificates and keys, made once: the tests are about files, not about making keys.
pub(crate) struct Keys {
    pub(crate) files: Vec<(&'static str, Vec<u8>)>,
}

pub(crate) static KEYS: LazyLock<Keys> = LazyLock::new(|| {
    let mut ca = params("Example authority", 2024, 2040);
    ca.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    ca.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let key = || KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).expect("a key");
    let issuer = CertifiedIssuer::self_signed(ca, key()).expect("a self-signed certificate");
    let gateway_key = key();
    let leaf = |params: CertificateParams, key: &KeyPair| {
        params.signed_by(key, &issuer).expect("a certificate").pem()
    };
    let mut soon = params("soon", 2024, 2040);
    soon.not_after = date_time_ymd(2026, 3, 20);
    let crl = |year| {
        CertificateRevocationListParams {
            this_update: date_time_ymd(2025, 1, 1),
            next_update: date_time_ymd(year, 2, 1),
            crl_number: SerialNumber::from(1_u64),
            issuing_distribution_point: None,
            revoked_certs: Vec::new(),
            key_identifier_method: KeyIdMethod::Sha256,
        }
        .signed_by(&issuer)
        .expect("a list")
    };
    let log = KeyPair::generate_for(&PKCS_ED25519).expect("a key");
    let jwks = r#"{"keys":[{"kty":"EC","crv":"P-256","kid":"1","x":"AA","y":"AA"}]}"#;
    let files = vec![
        (needed::CA, issuer.pem().into_bytes()),
        (needed::CERTIFICATE, leaf(params("gateway", 2025, 2030), &gateway_key).into_bytes()),
        (needed::KEY, gateway_key.serialize_pem().into_bytes()),
        (needed::JWKS, jwks.as_bytes().to_vec()),
        (needed::MASTER, "0f".repeat(32).into_bytes()),
        (needed::RECEIPTS, key().serialize_pem().into_bytes()),
        (needed::LOG, log.serialize_pem().into_bytes()),
        ("certs/soon.pem", leaf(soon, &key()).into_bytes()),
        ("certs/over.pem", leaf(params("over", 2024, 2025), &key()).into_bytes()),
        ("certs/fresh.crl", crl(2030).pem().expect("PEM").into_bytes()),
        ("certs/old.crl", crl(2026).der().to_vec()),
        ("certs/private.jwks.json", jwks.replace("\"x\"", "\"d\":\"AA\",\"x\"").into_bytes()),
    ];
    Keys { files }
});

fn params(name: &str, from: i32, to: i32) -> CertificateParams {
    let mut params = CertificateParams::new(vec!["gateway.example".to_owned()]).expect("a name");
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(rcgen::DnType::CommonName, name);
    params.not_before = date_time_ymd(from, 1, 1);
    params.not_after = date_time_ymd(to, 1, 1);
    params
}

/// A folder that is removed at the end.
pub(crate) struct Folder {
    dir: tempfile::TempDir,
}

impl Folder {
    /// The starter folder with everything it needs.
    pub(crate) fn starter() -> Self {
        let folder = Self { dir: tempfile::tempdir().expect("a temporary folder") };
        for file in starter::files(&Starter::default()) {
            folder.write(file.path, file.text.as_bytes());
        }
        for (path, bytes) in &KEYS.files {
            folder.write(path, bytes);
        }
        for path in needed::FOLDERS {
            std::fs::create_dir_all(folder.path().join(path)).expect("a folder");
        }
        folder
    }

    pub(crate) fn path(&self) -> &Path {
        self.dir.path()
    }

    pub(crate) fn write(&self, path: &str, bytes: &[u8]) -> PathBuf {
        let path = self.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(&path, bytes).expect("a file");
        #[cfg(unix)]
        if path.starts_with(self.path().join("keys")) || path.extension().is_some_and(|end| end == "key") {
            use std::os::unix::fs::PermissionsExt;
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).expect("rights");
        }
        path
    }

    pub(crate) fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.path().join(path)).expect("a file")
    }

    /// Replaces the only place of `from`.
    pub(crate) fn replace(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert_eq!(text.matches(from).count(), 1, "{path} holds {from:?} once");
        self.write(path, text.replacen(from, to, 1).as_bytes());
    }

    pub(crate) fn load(&self) -> Result<Loaded, Vec<Diagnostic>> {
        load(self.path(), NOW.parse::<Timestamp>().expect("an instant"), &KnownFormats::default())
    }

    /// What its tests come to, with delimited text as the only format of rows.
    pub(crate) fn run_tests(&self) -> Result<Vec<TestOutcome>, Vec<Diagnostic>> {
        let checked = self.load().expect("a configuration that may be used").checked;
        let formats = RowFormats::new(vec![Arc::new(plain_csv::PlainCsv)]);
        run_tests(&checked, self.path(), NOW.parse::<Timestamp>().expect("an instant"), &formats, &())
    }

    /// Everything that was found, whether it may be used or not.
    pub(crate) fn diagnostics(&self) -> Vec<Diagnostic> {
        match self.load() {
            Ok(loaded) => loaded.warnings,
            Err(found) => found,
        }
    }
}
