//! A configuration folder for development: the commented starter files, and every key and certificate that they name.
//!
//! ```text
//! lienthong.toml agencies.csv systems/ routes/ tests/     the configuration: for git
//! certs/      what others may see: certificates, public keys
//! keys/       secrets of the gateway, of the development authority and of the token issuer (0600)
//! folders/    the inbox and the outbox of the commune without a server, empty
//! clients/    a profile for each system and for some people, with their keys and tokens (0600)
//! ```
//!
//! # What holds
//!
//! * Nothing that is there is written over, unless that is asked for; a folder with kept messages never is, since a
//!   new master key would make them unreadable.
//! * Secrets are never in a file that others of the machine can read, not even for a moment.

use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use lienthong_audit::Signer;
use lienthong_config::load;
use lienthong_config::starter::{self, Starter, needed};
use lienthong_model::{AgencyCode, Digest, SystemId};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;

use crate::client::profile::ProfileFile;
use crate::dev::authority::{Authority, Issued};
use crate::dev::token::{Claims, Grant, IssuerKey, Role};
use crate::failure::Failure;
use crate::files::{self, Access};

/// The key of the authority.
const CA_KEY: &str = "keys/ca.key";
/// The key that signs tokens.
const ISSUER_KEY: &str = "keys/issuer.pem";
/// The public key of receipts, for `send --jwks`.
const RECEIPTS_JWKS: &str = "certs/receipts.jwks.json";
/// The verifier key of the log, for `audit verify --key-file`.
pub(crate) const LOG_KEY: &str = "certs/log.vkey";
/// How long the tokens of the profiles are good.
const PERSON_TTL: Duration = Duration::from_secs(30 * 86_400);

/// A folder with its authority and its issuer of tokens.
pub(crate) struct DevFolder {
    dir: PathBuf,
    authority: Authority,
    issuer: IssuerKey,
}

impl DevFolder {
    /// Writes a new folder with everything in it, profiles for the starter's systems and people included.
    pub(crate) fn create(dir: &Path, starter: &Starter, force: bool) -> Result<Self, Failure> {
        check_empty(dir, starter, force)?;
        let (authority, root) = Authority::generate()?;
        let issuer = IssuerKey::generate()?;
        let folder = Self { dir: dir.to_owned(), authority, issuer };
        folder.put_secrets(starter, &root)?;
        for file in starter::files(starter) {
            folder.put(file.path, &file.text, Access::Shared)?;
        }
        for name in needed::FOLDERS {
            files::make_folder(&folder.dir.join(name))?;
        }
        // Configuration goes into git; keys and messages never do.
        folder.put(".gitignore", "/data/\n/keys/\n/clients/\n/folders/\n*.key\n", Access::Shared)?;
        let systems = format!("https://{}", starter.systems_address);
        for system in starter::systems(starter) {
            folder.system_profile(&parse_system(&system)?, &systems)?;
        }
        let people = format!("https://{}", starter.people_address);
        let agency = AgencyCode::canonical(&starter.province)
            .map_err(|error| Failure::usage(error.to_string(), format!("mã cơ quan sai: {error}")))?;
        for (name, roles) in
            [("auditor", vec![Role::Auditor]), ("operator", vec![Role::Operator, Role::Administrator])]
        {
            let subject = format!("{name}@development");
            let grant =
                Grant { subject, roles, agency: Some(agency.clone()), certificate: None, ttl: PERSON_TTL };
            let claims = Claims::new(&starter.issuer, AUDIENCE, &grant, Timestamp::now());
            folder.person_profile(name, &people, &folder.issuer.sign(&claims)?)?;
        }
        Ok(folder)
    }

    /// A folder that was created before.
    pub(crate) fn open(dir: &Path) -> Result<Self, Failure> {
        let read = |name: &str| files::read_text(&dir.join(name));
        let authority = Authority::load(&read(needed::CA)?, &read(CA_KEY)?)?;
        Ok(Self { dir: dir.to_owned(), authority, issuer: IssuerKey::from_pem(read(ISSUER_KEY)?)? })
    }

    /// Makes a certificate for a system, and a profile that uses it. Where the profile is, comes back.
    pub(crate) fn system_profile(&self, system: &SystemId, server: &str) -> Result<PathBuf, Failure> {
        let name = system.to_string().replace('/', "-");
        let issued = self.authority.system(system)?;
        let (certificate, key) = (format!("{name}.pem"), format!("{name}.key"));
        self.put(&format!("clients/{certificate}"), &issued.certificate, Access::Shared)?;
        self.put(&format!("clients/{key}"), &issued.key, Access::Private)?;
        let profile = ProfileFile {
            certificate: Some(certificate.into()),
            key: Some(key.into()),
            ..self.profile(server)
        };
        self.put_profile(&name, &profile)
    }

    /// Keeps a token, and makes a profile that uses it. Where the profile is, comes back.
    pub(crate) fn person_profile(&self, name: &str, server: &str, token: &str) -> Result<PathBuf, Failure> {
        let token_file = format!("{name}.token");
        self.put(&format!("clients/{token_file}"), &format!("{token}\n"), Access::Private)?;
        self.put_profile(name, &ProfileFile { token_file: Some(token_file.into()), ..self.profile(server) })
    }

    /// A token of the issuer under which the configuration knows our key.
    pub(crate) fn token(&self, grant: &Grant) -> Result<String, Failure> {
        let checked =
            load(&self.dir, Timestamp::now(), &lienthong_gateway::formats::known()).map_err(|_| {
                Failure::content(
                    &self.dir,
                    "the configuration has errors; see `lienthong config check`",
                    "cấu hình có lỗi; xem `lienthong config check`",
                )
            })?;
        let knows_us = |issuer: &&lienthong_config::node::Issuer| {
            let keys = crate::client::receipt::key_set(&issuer.jwks);
            keys.is_ok_and(|keys| keys.find(self.issuer.kid()).is_some())
        };
        let issuer = checked.checked.node.issuers.iter().find(knows_us).ok_or_else(|| {
            Failure::content(
                &self.dir,
                "no [[issuer]] of the configuration publishes the development key",
                "không có [[issuer]] nào trong cấu hình công bố khóa thử nghiệm",
            )
        })?;
        self.issuer.sign(&Claims::new(&issuer.issuer, &issuer.audience, grant, Timestamp::now()))
    }

    fn profile(&self, server: &str) -> ProfileFile {
        let ca = Path::new("..").join(needed::CA);
        ProfileFile { server: Some(server.to_owned()), ca: Some(ca), ..ProfileFile::default() }
    }

    fn put_profile(&self, name: &str, profile: &ProfileFile) -> Result<PathBuf, Failure> {
        let text = toml::to_string(profile).map_err(|error| {
            Failure::unexpected("cannot write a profile", "không ghi được tệp kết nối", error)
        })?;
        let path = format!("clients/{name}.toml");
        self.put(&path, &format!("# For development only. Chỉ dùng để thử nghiệm.\n{text}"), Access::Shared)?;
        Ok(self.dir.join(path))
    }

    fn put_secrets(&self, starter: &Starter, root: &Issued) -> Result<(), Failure> {
        let gateway = self.authority.gateway()?;
        let receipts = IssuerKey::generate()?;
        let origin = starter.log_origin.parse().map_err(log_key)?;
        let log = Signer::generate(origin).map_err(log_key)?;
        let mut master = [0; 32];
        aws_lc_rs::rand::fill(&mut master)
            .map_err(|error| Failure::unexpected("no random bytes", "không có số ngẫu nhiên", error))?;
        let master = format!("{}\n", crate::client::views::hex(&master));
        for (name, text, access) in [
            (needed::CA, root.certificate.as_str(), Access::Shared),
            (CA_KEY, &root.key, Access::Private),
            (needed::CERTIFICATE, &gateway.certificate, Access::Shared),
            (needed::KEY, &gateway.key, Access::Private),
            (needed::JWKS, &self.issuer.key_set_json(), Access::Shared),
            (ISSUER_KEY, self.issuer.pem(), Access::Private),
            (needed::MASTER, &master, Access::Private),
            (needed::RECEIPTS, receipts.pem(), Access::Private),
            (RECEIPTS_JWKS, &receipts.key_set_json(), Access::Shared),
            (needed::LOG, &log.to_pkcs8_pem().map_err(log_key)?, Access::Private),
            (LOG_KEY, &format!("{}\n", log.verifier()), Access::Shared),
        ] {
            self.put(name, text, access)?;
        }
        Ok(())
    }

    fn put(&self, name: &str, text: &str, access: Access) -> Result<(), Failure> {
        files::put(&self.dir.join(name), text.as_bytes(), access)
    }
}

/// The audience that the starter's configuration asks for.
const AUDIENCE: &str = "lienthong";

/// The digest of the first certificate of a PEM file, as tokens are bound to it.
pub(crate) fn certificate_digest(path: &Path) -> Result<Digest, Failure> {
    let pem = files::read_text(path)?;
    let der = CertificateDer::from_pem_slice(pem.as_bytes()).map_err(|error| {
        Failure::content(path, error.to_string(), format!("không phải chứng thư số PEM: {error}"))
    })?;
    Ok(Digest::of(&der))
}

/// A system id of the command line or of the starter.
pub(crate) fn parse_system(text: &str) -> Result<SystemId, Failure> {
    text.parse::<SystemId>()
        .map_err(|error| Failure::usage(error.to_string(), format!("mã hệ thống {text:?} sai: {error}")))
}

fn check_empty(dir: &Path, starter: &Starter, force: bool) -> Result<(), Failure> {
    let data = dir.join("data");
    if data.read_dir().is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(Failure::content(
            &data,
            "messages are kept here; new keys would make them unreadable, so choose another folder",
            "đang lưu thông điệp; khóa mới sẽ làm chúng không đọc được, hãy chọn thư mục khác",
        ));
    }
    let names = starter::files(starter);
    let names = names.iter().map(|file| file.path).chain(["keys", "certs", "clients", ".gitignore"]);
    let there: Vec<&str> = names.filter(|name| dir.join(name).exists()).collect();
    if there.is_empty() || force {
        return Ok(());
    }
    let list = there.join(", ");
    Err(Failure::content(
        dir,
        format!("already there: {list}; --force writes over them"),
        format!("đã có: {list}; dùng --force để ghi đè"),
    ))
}

fn log_key(error: lienthong_audit::KeyError) -> Failure {
    Failure::unexpected("cannot make the key of the log", "không tạo được khóa của nhật ký", error)
}

#[cfg(test)]
mod tests {
    use lienthong_gateway::formats::Formats;

    use super::*;
    use crate::client::profile::Profile;
    use crate::exit::Exit;

    fn check(dir: &Path) -> (usize, Vec<String>) {
        let lines = |found: &[lienthong_config::Diagnostic]| -> Vec<String> {
            found.iter().map(|d| lienthong_config::render(d, Default::default())).collect()
        };
        match load(dir, Timestamp::now(), &lienthong_gateway::formats::known()) {
            Ok(loaded) => (0, lines(&loaded.warnings)),
            Err(found) => (found.iter().filter(|d| d.is_error()).count(), lines(&found)),
        }
    }

    #[test]
    fn a_new_folder_passes_its_own_check_and_its_own_tests() {
        crate::app::install_cryptography();
        for province in ["H60", "H22"] {
            let base = tempfile::tempdir().unwrap();
            let dir = base.path().join("etc");
            let starter = Starter { province: province.to_owned(), ..Starter::default() };
            DevFolder::create(&dir, &starter, false).unwrap();
            let (errors, found) = check(&dir);
            assert_eq!(errors, 0, "{}", found.concat());
            assert_eq!(found, Vec::<String>::new(), "warnings");
            let loaded = load(&dir, Timestamp::now(), &lienthong_gateway::formats::known()).unwrap();
            let formats = Formats::default();
            let outcomes = lienthong_config::run_tests(
                &loaded.checked,
                &dir,
                Timestamp::now(),
                formats.rows(),
                &formats,
            )
            .unwrap();
            assert!(!outcomes.is_empty());
            for outcome in outcomes {
                assert_eq!(outcome.failure, None, "{}", outcome.name);
            }
        }
    }

    #[test]
    fn profiles_load_and_tokens_are_of_the_configured_issuer() {
        crate::app::install_cryptography();
        let base = tempfile::tempdir().unwrap();
        let dir = base.path();
        let starter = Starter::default();
        DevFolder::create(dir, &starter, false).unwrap();
        let folder = DevFolder::open(dir).unwrap();
        for name in ["H60-qlvb", "H60.05-hotich", "H60.31-qlvb", "H60.32-qlvb", "auditor", "operator"] {
            let profile = Profile::load(&dir.join(format!("clients/{name}.toml"))).unwrap();
            for file in
                profile.identity.iter().flat_map(|(c, k)| [c, k]).chain([&profile.ca]).chain(&profile.token)
            {
                assert!(file.is_file(), "{}", file.display());
            }
        }
        let certificate = dir.join("clients/H60.31-qlvb.pem");
        let grant = Grant {
            subject: "H60.31/qlvb".to_owned(),
            roles: vec![],
            agency: None,
            certificate: Some(certificate_digest(&certificate).unwrap()),
            ttl: Duration::from_secs(60),
        };
        let token = folder.token(&grant).unwrap();
        let claims = jsonwebtoken::dangerous::insecure_decode_claims::<serde_json::Value>(&token).unwrap();
        assert_eq!(
            (claims["iss"].as_str(), claims["aud"].as_str()),
            (Some(&*starter.issuer), Some(AUDIENCE))
        );
    }

    #[test]
    fn nothing_is_written_over_unless_asked_and_kept_messages_never() {
        crate::app::install_cryptography();
        let base = tempfile::tempdir().unwrap();
        let dir = base.path();
        let starter = Starter::default();
        std::fs::write(dir.join("agencies.csv"), "mine").unwrap();
        let refused = DevFolder::create(dir, &starter, false).err().unwrap();
        assert_eq!(refused.exit(), Exit::Failed);
        assert_eq!(std::fs::read(dir.join("agencies.csv")).unwrap(), b"mine");
        assert_eq!(std::fs::read_dir(dir).unwrap().count(), 1);
        DevFolder::create(dir, &starter, true).unwrap();
        assert_ne!(std::fs::read(dir.join("agencies.csv")).unwrap(), b"mine");
        let master = std::fs::read(dir.join(needed::MASTER)).unwrap();
        std::fs::create_dir_all(dir.join("data/store")).unwrap();
        assert!(DevFolder::create(dir, &starter, true).is_err());
        assert_eq!(std::fs::read(dir.join(needed::MASTER)).unwrap(), master);
    }

    #[cfg(unix)]
    #[test]
    fn secrets_are_readable_by_their_owner_only() {
        use std::os::unix::fs::PermissionsExt;
        crate::app::install_cryptography();
        let base = tempfile::tempdir().unwrap();
        DevFolder::create(base.path(), &Starter::default(), false).unwrap();
        let mut secrets = 0;
        for folder in ["keys", "clients", "certs"] {
            for entry in std::fs::read_dir(base.path().join(folder)).unwrap() {
                let path = entry.unwrap().path();
                let name = path.file_name().unwrap().to_str().unwrap();
                if folder == "keys" || name.ends_with(".key") || name.ends_with(".token") {
                    secrets += 1;
                    assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{name}");
                }
                let text = std::fs::read_to_string(&path).unwrap();
                let secret = text.contains("PRIVATE KEY");
                assert!(!secret || path.metadata().unwrap().permissions().mode() & 0o077 == 0, "{name}");
            }
        }
        assert_eq!(secrets, 14, "keys: 5, gateway: 1, systems: 6, tokens: 2");
    }
}
