//! The files of a new configuration folder, as `lienthong init` writes them: small, commented, and working.
//!
//! They load without an error once the certificates and keys they name exist: `lienthong init` makes those. Names and
//! codes of agencies below the province are invented, and the files say so.

/// What a starter folder is made for.
#[derive(Debug, Clone)]
pub struct Starter {
    /// The name of the node.
    pub node: String,
    /// The code of the province, e.g. `H60`. Canonical.
    pub province: String,
    /// The name of the province's people's committee.
    pub province_name: String,
    /// Where systems connect.
    pub systems_address: String,
    /// Where people connect, with tokens.
    pub people_address: String,
    /// The origin line of the log.
    pub log_origin: String,
    /// The `iss` of the development tokens.
    pub issuer: String,
}

impl Default for Starter {
    fn default() -> Self {
        Self {
            node: "lienthong-1".to_owned(),
            province: "H60".to_owned(),
            province_name: "Ủy ban nhân dân tỉnh Tuyên Quang".to_owned(),
            systems_address: "127.0.0.1:8443".to_owned(),
            people_address: "127.0.0.1:8444".to_owned(),
            log_origin: "lgsp.example.gov.vn/log".to_owned(),
            issuer: "https://id.example.gov.vn".to_owned(),
        }
    }
}

/// One file of the folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StarterFile {
    /// Relative to the folder, with `/`.
    pub path: &'static str,
    /// Its text.
    pub text: String,
}

/// Files that the starter names and that somebody has to make, relative to the folder.
pub mod needed {
    /// The gateway's certificate, PEM, leaf first.
    pub const CERTIFICATE: &str = "certs/gateway.pem";
    /// Its private key, PEM PKCS#8.
    pub const KEY: &str = "certs/gateway.key";
    /// The authority that issued the certificates, PEM.
    pub const CA: &str = "certs/ca.pem";
    /// Public keys of the issuer of tokens, JSON Web Key Set.
    pub const JWKS: &str = "certs/issuer.jwks.json";
    /// 32 bytes in hexadecimal.
    pub const MASTER: &str = "keys/master";
    /// P-256, PEM PKCS#8.
    pub const RECEIPTS: &str = "keys/receipts.pem";
    /// Ed25519, PEM PKCS#8.
    pub const LOG: &str = "keys/log.pem";
    /// Folders, empty at first: the inbox and the outbox of the commune without a server.
    pub const FOLDERS: [&str; 2] = ["folders/32/inbox", "folders/32/outbox"];
}

/// The systems that the starter declares; each needs a certificate with the SAN URI `urn:lienthong:system:ID`.
pub fn systems(starter: &Starter) -> Vec<String> {
    let province = &starter.province;
    ["/qlvb", ".05/hotich", ".05/khai-sinh", ".31/hotich", ".31/qlvb", ".32/qlvb"]
        .iter()
        .map(|rest| format!("{province}{rest}"))
        .collect()
}

/// All files.
pub fn files(starter: &Starter) -> Vec<StarterFile> {
    [
        ("lienthong.toml", include_str!("starter/lienthong.toml")),
        ("agencies.csv", include_str!("starter/agencies.csv")),
        ("schemas/khai-sinh.toml", include_str!("starter/schemas-khai-sinh.toml")),
        ("codelists/gioi-tinh.csv", include_str!("starter/codelists-gioi-tinh.csv")),
        ("mappings/khai-sinh-xa.toml", include_str!("starter/mappings-khai-sinh-xa.toml")),
        ("mappings/khai-sinh-so.toml", include_str!("starter/mappings-khai-sinh-so.toml")),
        ("systems/civil-status.toml", include_str!("starter/systems-civil-status.toml")),
        ("systems/province.toml", include_str!("starter/systems-province.toml")),
        ("systems/communes.toml", include_str!("starter/systems-communes.toml")),
        ("routes/documents.toml", include_str!("starter/routes-documents.toml")),
        ("routes/records.toml", include_str!("starter/routes-records.toml")),
        ("routes/services.toml", include_str!("starter/routes-services.toml")),
        ("tests/routes.toml", include_str!("starter/tests-routes.toml")),
        ("tests/records.toml", include_str!("starter/tests-records.toml")),
        ("tests/samples/khai-sinh-xa.csv", include_str!("starter/sample-khai-sinh-xa.csv")),
        ("tests/expected/khai-sinh-so.csv", include_str!("starter/expected-khai-sinh-so.csv")),
    ]
    .into_iter()
    .map(|(path, template)| StarterFile { path, text: fill(template, path, starter) })
    .collect()
}

/// Puts the parameters in place of `@NAME@`. Each is written so that it stays one value of its file.
fn fill(template: &str, path: &str, starter: &Starter) -> String {
    let escape = |text: &str| {
        let quoted = crate::document::quoted(text);
        quoted[1..quoted.len() - 1].to_owned()
    };
    let name = if path.ends_with(".csv") {
        crate::csv::as_field(&starter.province_name)
    } else {
        escape(&starter.province_name)
    };
    template
        .replace("@PROVINCE_NAME@", &name)
        .replace("@PROVINCE@", &starter.province)
        .replace("@NODE@", &escape(&starter.node))
        .replace("@SYSTEMS_ADDRESS@", &escape(&starter.systems_address))
        .replace("@PEOPLE_ADDRESS@", &escape(&starter.people_address))
        .replace("@LOG_ORIGIN@", &escape(&starter.log_origin))
        .replace("@ISSUER@", &escape(&starter.issuer))
}
