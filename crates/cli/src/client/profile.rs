//! A profile: where a gateway is, and who we are. `lienthong init` writes some.
//!
//! ```toml
//! server = "https://localhost:7443"
//! ca = "../certs/ca.pem"
//! certificate = "../certs/H60.31-qlvb.pem"
//! key = "../certs/H60.31-qlvb.key"
//! token_file = "auditor.token"
//! ```
//! Paths are relative to the folder of the profile. Options of the command line come before what the profile says.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use serde::{Deserialize, Serialize};

use crate::client::Connection;
use crate::failure::Failure;
use crate::files;
use crate::when;

/// Where a gateway is, and who we are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Profile {
    /// `https://host:port`.
    pub(crate) server: String,
    /// The name in the server's certificate, where it is not the host.
    pub(crate) server_name: Option<String>,
    /// PEM file with the roots that the server's certificate must chain to.
    pub(crate) ca: PathBuf,
    /// Our certificate and its key, PEM files.
    pub(crate) identity: Option<(PathBuf, PathBuf)>,
    /// A file that holds our token.
    pub(crate) token: Option<PathBuf>,
}

/// The file, with paths as they are written.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProfileFile {
    /// `https://host:port`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) server: Option<String>,
    /// The name in the server's certificate, where it is not the host.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) server_name: Option<String>,
    /// Roots.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ca: Option<PathBuf>,
    /// Our certificate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) certificate: Option<PathBuf>,
    /// Its key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) key: Option<PathBuf>,
    /// A file that holds our token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) token_file: Option<PathBuf>,
}

/// The options of every command that speaks to a gateway.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Gateway")]
pub(crate) struct ClientArgs {
    /// File that says where the gateway is and who we are
    #[arg(long, value_name = "FILE", env = "LIENTHONG_PROFILE")]
    pub(crate) profile: Option<PathBuf>,
    /// Address of the gateway, https://HOST:PORT
    #[arg(long, value_name = "URL")]
    pub(crate) server: Option<String>,
    /// PEM file with the roots that the gateway's certificate must chain to
    #[arg(long, value_name = "FILE")]
    pub(crate) ca: Option<PathBuf>,
    /// PEM file with our certificate
    #[arg(long, value_name = "FILE")]
    pub(crate) cert: Option<PathBuf>,
    /// PEM file with the key of our certificate
    #[arg(long, value_name = "FILE")]
    pub(crate) key: Option<PathBuf>,
    /// File that holds our token
    #[arg(long, value_name = "FILE")]
    pub(crate) token: Option<PathBuf>,
    /// Time allowed for one request, e.g. 30s
    #[arg(long, value_name = "TIME", default_value = "60s", value_parser = when::parse_duration)]
    pub(crate) timeout: Duration,
}

impl ClientArgs {
    /// Connects as the options and the profile say.
    pub(crate) async fn connect(&self) -> Result<Connection, Failure> {
        Connection::open(&self.resolve()?, self.timeout).await
    }

    fn resolve(&self) -> Result<Profile, Failure> {
        let mut file = match &self.profile {
            Some(path) => Profile::read(path)?,
            None => ProfileFile::default(),
        };
        // A certificate and a key belong together: one of them alone never takes the other from the profile.
        if self.cert.is_some() || self.key.is_some() {
            (file.certificate, file.key) = (self.cert.clone(), self.key.clone());
        }
        file.server = self.server.clone().or(file.server);
        file.ca = self.ca.clone().or(file.ca);
        file.token_file = self.token.clone().or(file.token_file);
        Profile::checked(file)
    }
}

impl Profile {
    /// Reads a profile; its paths become usable from the current folder.
    pub(crate) fn load(path: &Path) -> Result<Self, Failure> {
        Self::checked(Self::read(path)?)
    }

    fn read(path: &Path) -> Result<ProfileFile, Failure> {
        let text = files::read_text(path)?;
        let mut file: ProfileFile = toml::from_str(&text).map_err(|error| {
            Failure::content(
                path,
                format!("not a profile: {error}"),
                format!("không phải tệp kết nối: {error}"),
            )
        })?;
        let folder = files::parent(path);
        let paths = [&mut file.ca, &mut file.certificate, &mut file.key, &mut file.token_file];
        for path in paths.into_iter().flatten() {
            *path = folder.join(&*path);
        }
        Ok(file)
    }

    fn checked(file: ProfileFile) -> Result<Self, Failure> {
        let (Some(server), Some(ca)) = (file.server, file.ca) else {
            return Err(Failure::usage(
                "say where the gateway is: --profile FILE (or LIENTHONG_PROFILE), or --server URL and --ca FILE",
                "hãy cho biết cổng ở đâu: --profile TỆP (hoặc LIENTHONG_PROFILE), hoặc --server URL và --ca TỆP",
            ));
        };
        if !server.starts_with("https://") {
            return Err(Failure::usage(
                format!("the address of a gateway begins with https://, found {server}"),
                format!("địa chỉ cổng phải bắt đầu bằng https://, nhận được {server}"),
            ));
        }
        let identity = match (file.certificate, file.key) {
            (Some(certificate), Some(key)) => Some((certificate, key)),
            (None, None) => None,
            _ => {
                return Err(Failure::usage(
                    "a certificate needs its key, and a key its certificate",
                    "chứng thư số phải đi kèm khóa riêng và ngược lại",
                ));
            }
        };
        Ok(Self { server, server_name: file.server_name, ca, identity, token: file.token_file })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exit::Exit;

    fn check(text: &str) -> Result<Profile, Failure> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("p.toml");
        std::fs::write(&path, text).unwrap();
        let relative =
            |entry: &mut PathBuf| *entry = entry.strip_prefix(folder.path()).unwrap_or(entry).to_owned();
        Profile::load(&path).map(|mut profile| {
            relative(&mut profile.ca);
            if let Some((certificate, key)) = &mut profile.identity {
                relative(certificate);
                relative(key);
            }
            profile
        })
    }

    #[test]
    fn paths_are_relative_to_the_profile() {
        let profile = check(
            "server = \"https://localhost:7443\"\nca = \"ca.pem\"\ncertificate = \"a.pem\"\nkey = \"/etc/a.key\"\n",
        );
        let profile = profile.unwrap();
        assert_eq!(profile.ca, Path::new("ca.pem"));
        assert_eq!(profile.identity, Some(("a.pem".into(), "/etc/a.key".into())));
        assert_eq!(profile.token, None);
    }

    #[test]
    fn a_profile_that_says_too_little_or_too_much_is_refused() {
        let base = "server = \"https://h\"\nca = \"c\"\n";
        for (text, exit) in [
            (String::new(), Exit::Usage),
            ("server = \"https://h\"".into(), Exit::Usage),
            ("server = \"http://h\"\nca = \"c\"".into(), Exit::Usage),
            (format!("{base}key = \"k\""), Exit::Usage),
            (format!("{base}certificate = \"k\""), Exit::Usage),
            (format!("{base}certficate = \"k\""), Exit::Failed),
            (format!("{base}ca = \"c\""), Exit::Failed),
        ] {
            assert_eq!(check(&text).unwrap_err().exit(), exit, "{text}");
        }
    }
}
