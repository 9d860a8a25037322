//! Each table of the configuration files, with a key `zzz` in it that nothing knows.

use lienthong_config::FileKind;

/// A section of the reference, the kind of the file, and texts which together ask for all keys of the table.
type Probe = (&'static str, FileKind, &'static [&'static str]);

/// Sections that list no keys of TOML: columns, and fields of built-in schemas. Other tests compare these.
pub(crate) const COLUMNS: [&str; 5] =
    ["agencies.csv", "document", "document-status", "dossier", "dossier-progress"];

/// All tables.
#[rustfmt::skip]
pub(crate) const PROBES: &[Probe] = &[
    ("lienthong.toml", FileKind::Node, &["zzz = 1\n"]),
    ("[node]", FileKind::Node, &["[node]\nzzz = 1\n"]),
    ("[[listener]]", FileKind::Node, &["[[listener]]\nzzz = 1\n"]),
    ("[tls]", FileKind::Node, &["[tls]\nzzz = 1\n"]),
    ("[[issuer]]", FileKind::Node, &["[[issuer]]\nzzz = 1\n"]),
    ("[keys]", FileKind::Node, &["[keys]\nzzz = 1\n"]),
    ("{ file, env }", FileKind::Node, &["[keys]\nmaster = { file = \"a\", zzz = 1 }\n"]),
    ("[log]", FileKind::Node, &["[log]\nzzz = 1\n"]),
    ("[limits]", FileKind::Node, &["[limits]\nzzz = 1\n"]),
    ("[retention]", FileKind::Node, &["[retention]\nzzz = 1\n"]),
    ("[[hierarchy]]", FileKind::Node, &["[[hierarchy]]\nzzz = 1\n"]),
    ("schemas/*.toml", FileKind::Schemas, &["zzz = 1\n"]),
    ("[[schema]]", FileKind::Schemas, &["[[schema]]\nzzz = 1\n"]),
    ("[[schema.field]]", FileKind::Schemas, &[
        "[[schema]]\n[[schema.field]]\nname = \"a\"\ntitle = \"A\"\ntype = \"text\"\nzzz = 1\n",
        "[[schema]]\n[[schema.field]]\nname = \"a\"\ntitle = \"A\"\ntype = \"digits\"\nzzz = 1\n",
        "[[schema]]\n[[schema.field]]\nname = \"a\"\ntitle = \"A\"\ntype = \"decimal\"\nzzz = 1\n",
        "[[schema]]\n[[schema.field]]\nname = \"a\"\ntitle = \"A\"\ntype = \"boolean\"\nzzz = 1\n",
        "[[schema]]\n[[schema.field]]\nname = \"a\"\ntitle = \"A\"\ntype = \"date\"\nzzz = 1\n",
        "[[schema]]\n[[schema.field]]\nname = \"a\"\ntitle = \"A\"\ntype = \"date-time\"\nzzz = 1\n",
        "[[schema]]\n[[schema.field]]\nname = \"a\"\ntitle = \"A\"\ntype = \"code\"\nzzz = 1\n",
        "[[schema]]\n[[schema.field]]\nname = \"a\"\ntitle = \"A\"\ntype = \"group\"\nzzz = 1\n",
    ]),
    ("repeats", FileKind::Schemas, &["[[schema]]\n[[schema.field]]\nname = \"a\"\ntitle = \"A\"\ntype = \"group\"\nrepeats = { zzz = 1 }\n"]),
    ("mappings/*.toml", FileKind::Mappings, &["zzz = 1\n"]),
    ("where", FileKind::Mappings, &[
        "where = { zzz = 1 }\nschema = \"a/v1\"\n[source]\nformat = \"csv\"\ncharset = \"utf-8\"\n",
        "where = { zzz = 1 }\nschema = \"a/v1\"\n[source]\nformat = \"fixed\"\ncharset = \"utf-8\"\n",
    ]),
    ("carry", FileKind::Mappings, &["unmapped = \"keep\"\ncarry = [{ zzz = 1 }]\nschema = \"a/v1\"\n[source]\nformat = \"csv\"\ncharset = \"utf-8\"\n"]),
    ("[source]", FileKind::Mappings, &[
        "schema = \"a/v1\"\n[source]\nformat = \"csv\"\ncharset = \"utf-8\"\nzzz = 1\n",
        "schema = \"a/v1\"\n[source]\nformat = \"fixed\"\ncharset = \"utf-8\"\nzzz = 1\n",
        "schema = \"a/v1\"\n[source]\nformat = \"dbf\"\ncharset = \"utf-8\"\nzzz = 1\n",
        "schema = \"a/v1\"\n[source]\nformat = \"xlsx\"\ncharset = \"utf-8\"\nzzz = 1\n",
        "schema = \"a/v1\"\n[source]\nformat = \"xml\"\ncharset = \"utf-8\"\nzzz = 1\n",
        "schema = \"a/v1\"\n[source]\nformat = \"json\"\ncharset = \"utf-8\"\nzzz = 1\n",
    ]),
    ("header", FileKind::Mappings, &["schema = \"a/v1\"\n[source]\nformat = \"csv\"\ncharset = \"utf-8\"\nheader = { zzz = 1 }\n"]),
    ("until", FileKind::Mappings, &["schema = \"a/v1\"\n[source]\nformat = \"csv\"\ncharset = \"utf-8\"\nuntil = { empty = \"a\", zzz = 1 }\n"]),
    ("[[field]]", FileKind::Mappings, &["schema = \"a/v1\"\n[source]\nformat = \"csv\"\ncharset = \"utf-8\"\n[[field]]\nzzz = 1\n"]),
    ("at", FileKind::Mappings, &["schema = \"a/v1\"\n[source]\nformat = \"fixed\"\ncharset = \"utf-8\"\n[[field]]\nto = \"a\"\nat = { zzz = 1 }\n"]),
    ("join", FileKind::Mappings, &[
        "schema = \"a/v1\"\n[source]\nformat = \"csv\"\ncharset = \"utf-8\"\n[[field]]\nto = \"a\"\njoin = { zzz = 1 }\n",
        "schema = \"a/v1\"\n[source]\nformat = \"fixed\"\ncharset = \"utf-8\"\n[[field]]\nto = \"a\"\njoin = { zzz = 1 }\n",
    ]),
    ("split", FileKind::Mappings, &["schema = \"a/v1\"\n[source]\nformat = \"csv\"\ncharset = \"utf-8\"\n[[field]]\nto = \"a\"\nfrom = \"a\"\nsplit = { zzz = 1 }\n"]),
    ("pad_left", FileKind::Mappings, &["schema = \"a/v1\"\n[source]\nformat = \"csv\"\ncharset = \"utf-8\"\n[[field]]\nto = \"a\"\nfrom = \"a\"\npad_left = { zzz = 1 }\n"]),
    ("number", FileKind::Mappings, &["schema = \"a/v1\"\n[source]\nformat = \"csv\"\ncharset = \"utf-8\"\n[[field]]\nto = \"a\"\nfrom = \"a\"\nnumber = { zzz = 1 }\n"]),
    ("codes", FileKind::Mappings, &["schema = \"a/v1\"\n[source]\nformat = \"csv\"\ncharset = \"utf-8\"\n[[field]]\nto = \"a\"\nfrom = \"a\"\ncodes = { list = \"a\", column = \"b\", zzz = 1 }\n"]),
    ("column", FileKind::Mappings, &["schema = \"a/v1\"\n[source]\nformat = \"csv\"\ncharset = \"utf-8\"\n[[field]]\nto = \"a\"\nfrom = \"a\"\ncolumn = { zzz = 1 }\n"]),
    ("[[group]]", FileKind::Mappings, &["schema = \"a/v1\"\n[source]\nformat = \"json\"\n[[group]]\nzzz = 1\n"]),
    ("systems/*.toml", FileKind::Systems, &["zzz = 1\n"]),
    ("[[system]]", FileKind::Systems, &["[[system]]\nzzz = 1\n"]),
    ("certificate", FileKind::Systems, &["[[system]]\nid = \"H60/a\"\ntitle = \"A\"\nformat = \"edxml\"\nreceives = []\nconnector = { kind = \"pull\" }\ncertificate = { file = \"a\", zzz = 1 }\n"]),
    ("connector = { kind = \"pull\" }", FileKind::Systems, &["[[system]]\nid = \"H60/a\"\ntitle = \"A\"\nformat = \"edxml\"\nreceives = []\n[system.connector]\nkind = \"pull\"\nzzz = 1\n"]),
    ("connector = { kind = \"grpc\" }", FileKind::Systems, &["[[system]]\nid = \"H60/a\"\ntitle = \"A\"\nformat = \"edxml\"\nreceives = []\n[system.connector]\nkind = \"grpc\"\nzzz = 1\n"]),
    ("connector = { kind = \"http\" }", FileKind::Systems, &["[[system]]\nid = \"H60/a\"\ntitle = \"A\"\nformat = \"edxml\"\nreceives = []\n[system.connector]\nkind = \"http\"\nzzz = 1\n"]),
    ("connector = { kind = \"soap\" }", FileKind::Systems, &["[[system]]\nid = \"H60/a\"\ntitle = \"A\"\nformat = \"edxml\"\nreceives = []\n[system.connector]\nkind = \"soap\"\nzzz = 1\n"]),
    ("connector = { kind = \"folder\" }", FileKind::Systems, &["[[system]]\nid = \"H60/a\"\ntitle = \"A\"\nformat = \"edxml\"\nreceives = []\n[system.connector]\nkind = \"folder\"\nzzz = 1\n"]),
    ("auth", FileKind::Systems, &["[[system]]\nid = \"H60/a\"\ntitle = \"A\"\nformat = \"edxml\"\nreceives = []\n[system.connector]\nkind = \"http\"\naddress = \"https://a:1/\"\nauth = { zzz = 1 }\n"]),
    ("basic", FileKind::Systems, &["[[system]]\nid = \"H60/a\"\ntitle = \"A\"\nformat = \"edxml\"\nreceives = []\n[system.connector]\nkind = \"http\"\naddress = \"https://a:1/\"\nauth = { basic = { zzz = 1 } }\n"]),
    ("bearer", FileKind::Systems, &["[[system]]\nid = \"H60/a\"\ntitle = \"A\"\nformat = \"edxml\"\nreceives = []\n[system.connector]\nkind = \"http\"\naddress = \"https://a:1/\"\nauth = { bearer = { zzz = 1 } }\n"]),
    ("auth.header", FileKind::Systems, &["[[system]]\nid = \"H60/a\"\ntitle = \"A\"\nformat = \"edxml\"\nreceives = []\n[system.connector]\nkind = \"http\"\naddress = \"https://a:1/\"\nauth = { header = { zzz = 1 } }\n"]),
    ("success", FileKind::Systems, &["[[system]]\nid = \"H60/a\"\ntitle = \"A\"\nformat = \"edxml\"\nreceives = []\n[system.connector]\nkind = \"http\"\naddress = \"https://a:1/\"\nsuccess = { zzz = 1 }\n"]),
    ("wrap", FileKind::Systems, &["[[system]]\nid = \"H60/a\"\ntitle = \"A\"\nformat = \"edxml\"\nreceives = []\n[system.connector]\nkind = \"soap\"\nwrap = { zzz = 1 }\n"]),
    ("[[system.service]]", FileKind::Systems, &["[[system]]\nid = \"H60/a\"\ntitle = \"A\"\nformat = \"edxml\"\nreceives = []\nconnector = { kind = \"pull\" }\n[[system.service]]\nname = \"a\"\nversion = 1\nzzz = 1\n"]),
    ("[system.service.http]", FileKind::Systems, &["[[system]]\nid = \"H60/a\"\ntitle = \"A\"\nformat = \"edxml\"\nreceives = []\nconnector = { kind = \"pull\" }\n[[system.service]]\nname = \"a\"\nversion = 1\n[system.service.http]\nzzz = 1\n"]),
    ("[system.service.http.methods.NAME]", FileKind::Systems, &["[[system]]\nid = \"H60/a\"\ntitle = \"A\"\nformat = \"edxml\"\nreceives = []\nconnector = { kind = \"pull\" }\n[[system.service]]\nname = \"a\"\nversion = 1\n[system.service.http.methods.A]\nzzz = 1\n"]),
    ("[system.service.soap]", FileKind::Systems, &["[[system]]\nid = \"H60/a\"\ntitle = \"A\"\nformat = \"edxml\"\nreceives = []\nconnector = { kind = \"pull\" }\n[[system.service]]\nname = \"a\"\nversion = 1\n[system.service.soap]\nzzz = 1\n"]),
    ("[system.service.soap.methods.NAME]", FileKind::Systems, &["[[system]]\nid = \"H60/a\"\ntitle = \"A\"\nformat = \"edxml\"\nreceives = []\nconnector = { kind = \"pull\" }\n[[system.service]]\nname = \"a\"\nversion = 1\n[system.service.soap.methods.A]\nzzz = 1\n"]),
    ("[[system.file]]", FileKind::Systems, &["[[system]]\nid = \"H60/a\"\ntitle = \"A\"\nformat = \"edxml\"\nreceives = []\nconnector = { kind = \"folder\", inbox = \"a\", outbox = \"b\" }\n[[system.file]]\nzzz = 1\n"]),
    ("receiver", FileKind::Tests, &["[[test]]\ntype = \"a/v1\"\nto = { zzz = 1 }\n"]),
    ("routes/*.toml", FileKind::Routes, &["zzz = 1\n"]),
    ("[[route]]", FileKind::Routes, &["[[route]]\nzzz = 1\n"]),
    ("party", FileKind::Routes, &["[[route]]\nfrom = { zzz = 1 }\n"]),
    ("deliver", FileKind::Routes, &["[[route]]\ndeliver = { zzz = 1 }\n"]),
    ("tests/*.toml", FileKind::Tests, &["zzz = 1\n"]),
    ("[[test]]", FileKind::Tests, &[
        "[[test]]\nzzz = 1\n",
        "[[test]]\nservice = \"H60/a/b/v1\"\nzzz = 1\n",
    ]),
    ("expect", FileKind::Tests, &["[[test]]\nfile = \"a\"\n[test.expect]\nrefuse = \"NO_ROUTE\"\nzzz = 1\n"]),
];
