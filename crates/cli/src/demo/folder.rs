//! The configuration folder of the demo: the starter's, with the demo's agencies, systems and routes in place of the
//! starter's, and a profile for everybody in the story.

use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};

use lienthong_config::starter::{self, Starter, needed};

use crate::dev::authority::Authority;
use crate::dev::folder::{DevFolder, LOG_KEY, certificate_digest, parse_system};
use crate::failure::Failure;
use crate::files::{self, Access};

use super::files::{FIXED, SAMPLES, SYSTEMS};
use super::province::{self, Figures};

/// The province's document system.
pub(crate) const PROVINCE: &str = "H60/qlvb";
/// The document system that was a district's until 30 June 2025.
pub(crate) const WARD: &str = "H60.02215/qlvb";
/// The document system of the commune that collects its messages.
pub(crate) const COMMUNE: &str = "H60.02266/qlvb";
/// The document system of the commune that has a folder.
pub(crate) const REMOTE: &str = "H60.00715/qlvb";
/// The one-stop system that calls.
pub(crate) const ONE_STOP: &str = "H60.02266/motcua";
/// The system that is called.
pub(crate) const RESIDENCE: &str = "H60.07/cutru";
/// The service that it offers.
pub(crate) const RESIDENCE_SERVICE: &str = "H60.07/cutru/cu-tru/v1";
/// The register of poor households of the remote commune, in FoxPro.
pub(crate) const FOXPRO: &str = "H60.00715/hongheo";
/// The register of the other commune, an Excel sheet.
pub(crate) const EXCEL: &str = "H60.02266/hongheo";
/// The province's register of both.
pub(crate) const REGISTER: &str = "H60/hongheo";
/// The program that was a district's.
pub(crate) const OLD_REGISTER: &str = "H60.02215/giamngheo";
/// The service that it offers.
pub(crate) const REGISTER_SERVICE: &str = "H60.02215/giamngheo/ho-chuyen/v1";
/// The province's system for dossiers.
pub(crate) const PORTAL: &str = "H60/dvc";
/// All systems that connect.
const EVERYBODY: [&str; 10] =
    [PROVINCE, WARD, COMMUNE, REMOTE, ONE_STOP, RESIDENCE, FOXPRO, EXCEL, REGISTER, PORTAL];
/// A district that is closed; [`COMMUNE`] took over from it.
pub(crate) const CLOSED_DISTRICT: &str = "H60.071";

const NOTICE: &str = "This folder was made by `lienthong demo`. Names and unit codes of territories are real (lists: MIT licence,\n\
    © 2021 Thang Le Quoc, vietnamese-provinces-database). Agency codes below H60 and H22, successors of districts,\n\
    legal bases, systems, documents and people are invented. Keys and certificates are for this demo only.\n\n\
    Thư mục này do `lienthong demo` tạo. Tên và mã đơn vị hành chính là thật. Mã cơ quan dưới H60 và H22, cơ quan kế\n\
    thừa của cấp huyện, căn cứ pháp lý, hệ thống, văn bản và con người đều hư cấu. Khóa và chứng thư số chỉ để chạy thử.\n";

/// Where the services of the demo listen.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Services<'s> {
    /// The residence service.
    pub(crate) residence: &'s str,
    /// The program that was a district's.
    pub(crate) register: &'s str,
    /// The certificate that it shows.
    pub(crate) register_certificate: &'s Path,
}

/// A province that is ready to run.
#[derive(Debug, Clone)]
pub(crate) struct Province {
    /// The configuration folder.
    pub(crate) dir: PathBuf,
    /// Where systems connect, `https://…`.
    pub(crate) systems: String,
    /// Where people connect, `https://…`.
    pub(crate) people: String,
    /// What its lists hold.
    pub(crate) figures: Figures,
}

impl Province {
    /// Writes the folder. What it needs of the services comes later: [`Province::name_services`].
    pub(crate) fn build(dir: &Path) -> Result<Self, Failure> {
        let [systems, people] = free_addresses()?;
        let starter = Starter {
            node: "demo".to_owned(),
            systems_address: systems.to_string(),
            people_address: people.to_string(),
            log_origin: "demo.example.gov.vn/log".to_owned(),
            ..Starter::default()
        };
        let (systems, people) = (format!("https://{systems}"), format!("https://{people}"));
        let made = DevFolder::create(dir, &starter, true)?;
        remove_starter(dir, &starter)?;
        let (agencies, figures) = province::agencies_csv();
        let node = files::read_text(&dir.join("lienthong.toml"))?;
        // The demo runs on any machine, and keeps next to nothing.
        let node = format!("{node}\n[limits]\nmin_free = \"16MiB\"\n");
        let texts = [("lienthong.toml", node.as_str()), ("agencies.csv", &agencies), ("README.txt", NOTICE)];
        for (name, text) in texts.into_iter().chain(FIXED) {
            files::put(&dir.join(name), text.as_bytes(), Access::Shared)?;
        }
        files::make_folder(&dir.join("tests/samples"))?;
        for (name, bytes) in SAMPLES {
            files::put(&dir.join(name), bytes, Access::Shared)?;
        }
        let province = Self { dir: dir.to_owned(), systems, people, figures };
        for folder in [province.foxpro_inbox(), province.foxpro_outbox()] {
            files::make_folder(&folder)?;
        }
        for system in EVERYBODY {
            made.system_profile(&parse_system(system)?, &province.systems)?;
        }
        Ok(province)
    }

    /// Writes the systems, now that it is known where the services listen.
    pub(crate) fn name_services(&self, services: &Services<'_>) -> Result<(), Failure> {
        let pin = certificate_digest(services.register_certificate)?;
        let systems = SYSTEMS
            .replace("@RESIDENCE@", services.residence)
            .replace("@REGISTER@", services.register)
            .replace("@REGISTER_SHA256@", &pin.to_string());
        files::put(&self.dir.join("systems/demo.toml"), systems.as_bytes(), Access::Shared)
    }

    /// A certificate that names `system` and comes from an authority that the gateway has never heard of, with its
    /// key: `NAME.pem`, `NAME.key`.
    pub(crate) fn strange_identity(&self, name: &str, system: &str) -> Result<(PathBuf, PathBuf), Failure> {
        let issued = Authority::generate()?.0.system(&parse_system(system)?)?;
        let (certificate, key) = (self.work(&format!("{name}.pem")), self.work(&format!("{name}.key")));
        files::put(&certificate, issued.certificate.as_bytes(), Access::Shared)?;
        files::put(&key, issued.key.as_bytes(), Access::Private)?;
        Ok((certificate, key))
    }

    /// The profile of a system or a person.
    pub(crate) fn profile(&self, who: &str) -> PathBuf {
        self.dir.join(format!("clients/{}.toml", who.replace('/', "-")))
    }

    /// The certificate and the key of a system.
    pub(crate) fn identity(&self, system: &str) -> (PathBuf, PathBuf) {
        let profile = self.profile(system);
        (profile.with_extension("pem"), profile.with_extension("key"))
    }

    /// The root of the development authority.
    pub(crate) fn ca(&self) -> PathBuf {
        self.dir.join(needed::CA)
    }

    /// The public keys of receipts.
    pub(crate) fn receipts(&self) -> PathBuf {
        self.dir.join("certs/receipts.jwks.json")
    }

    /// The verifier key of the log.
    pub(crate) fn log_key(&self) -> PathBuf {
        self.dir.join(LOG_KEY)
    }

    /// The log, as published.
    pub(crate) fn log(&self) -> PathBuf {
        self.data().join("log")
    }

    /// What the gateway says of its work.
    pub(crate) fn gateway_log(&self) -> PathBuf {
        self.dir.join("logs/gateway.log")
    }

    /// What the gateway keeps.
    pub(crate) fn data(&self) -> PathBuf {
        self.dir.join("data")
    }

    /// The folder of the commune that is offline at first.
    pub(crate) fn remote_inbox(&self) -> PathBuf {
        self.dir.join("folders/lung-cu/inbox")
    }

    /// Where the FoxPro program of that commune finds what is for it.
    pub(crate) fn foxpro_inbox(&self) -> PathBuf {
        self.dir.join("folders/lung-cu/hongheo-den")
    }

    /// Where it puts its tables.
    pub(crate) fn foxpro_outbox(&self) -> PathBuf {
        self.dir.join("folders/lung-cu/hongheo-di")
    }

    /// A file of the story's own.
    pub(crate) fn work(&self, name: &str) -> PathBuf {
        self.dir.join("work").join(name)
    }
}

/// Two addresses that nobody listens on. Both are held until both are known, so that they differ.
fn free_addresses() -> Result<[SocketAddr; 2], Failure> {
    let failed = |error| Failure::unexpected("no free port", "không còn cổng mạng trống", error);
    let bind = || TcpListener::bind(("127.0.0.1", 0)).map_err(failed);
    let (one, two) = (bind()?, bind()?);
    Ok([one.local_addr().map_err(failed)?, two.local_addr().map_err(failed)?])
}

/// Removes what the starter says of systems and routes that are not the demo's.
fn remove_starter(dir: &Path, starter: &Starter) -> Result<(), Failure> {
    let files = starter::files(starter).into_iter().map(|file| file.path.to_owned());
    let files = files.filter(|path| path.contains('/'));
    let clients = starter::systems(starter).into_iter().flat_map(|system| {
        let name = system.replace('/', "-");
        ["toml", "pem", "key"].map(|ending| format!("clients/{name}.{ending}"))
    });
    files
        .chain(clients)
        .map(|name| dir.join(name))
        .try_for_each(|path| std::fs::remove_file(&path).map_err(Failure::write(&path)))?;
    needed::FOLDERS
        .iter()
        .map(|name| dir.join(name))
        .try_for_each(|path| std::fs::remove_dir(&path).map_err(Failure::write(&path)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::files::TESTS;
    use jiff::Timestamp;
    use lienthong_config::{Code, load, render, run_tests};
    use lienthong_gateway::formats::Formats;

    #[test]
    fn the_folder_passes_its_own_check_and_its_own_tests() {
        crate::app::install_cryptography();
        let base = tempfile::tempdir().unwrap();
        let province = Province::build(base.path()).unwrap();
        let register_certificate = &province.strange_identity("old-register", OLD_REGISTER).unwrap().0;
        let [residence, register] = ["https://127.0.0.1:9", "https://127.0.0.1:9/GiamNgheo.asmx"];
        province.name_services(&Services { residence, register, register_certificate }).unwrap();
        let told = |found: &[lienthong_config::Diagnostic]| -> String {
            found.iter().map(|found| render(found, Default::default())).collect()
        };
        let loaded = match load(base.path(), Timestamp::now(), &lienthong_gateway::formats::known()) {
            Ok(loaded) => loaded,
            Err(found) => panic!("{}", told(&found)),
        };
        // The commune that is offline at first has no folder yet; nothing else is odd.
        let away = |found: &&lienthong_config::Diagnostic| found.code == Code::FolderMissing;
        assert_eq!(loaded.warnings.iter().filter(away).count(), 1);
        let others: Vec<_> = loaded.warnings.into_iter().filter(|found| !away(&found)).collect();
        assert_eq!(told(&others), "");
        let formats = Formats::default();
        let outcomes =
            run_tests(&loaded.checked, base.path(), Timestamp::now(), formats.rows(), &formats).unwrap();
        assert_eq!(outcomes.len(), TESTS.matches("[[test]]").count());
        for outcome in outcomes {
            assert_eq!(outcome.failure, None, "{}", outcome.name);
        }
    }

    #[test]
    fn everybody_in_the_story_has_a_profile_and_nobody_else() {
        crate::app::install_cryptography();
        let base = tempfile::tempdir().unwrap();
        let province = Province::build(base.path()).unwrap();
        let everybody: Vec<&str> = EVERYBODY.into_iter().chain(["auditor", "operator"]).collect();
        for who in &everybody {
            assert!(crate::client::profile::Profile::load(&province.profile(who)).is_ok(), "{who}");
        }
        let profiles = std::fs::read_dir(base.path().join("clients")).unwrap();
        let profiles = profiles.filter(|entry| entry.as_ref().unwrap().path().extension().unwrap() == "toml");
        assert_eq!(profiles.count(), everybody.len());
    }
}
