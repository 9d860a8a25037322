//! What is known of connectors and services before anything is sent to them.

#![allow(clippy::unwrap_used)]

mod support;

use jiff::Timestamp;
use lienthong_config::explain::{Asked, Outcome, Question};
use lienthong_config::{Code, explain};
use lienthong_model::time;
use support::{Folder, NOW};

#[test]
fn a_service_of_soap_and_its_mappings_are_of_one_version_and_have_the_methods_they_list() {
    let folder = Folder::starter();
    let mapping = "schema = \"khai-sinh/v1\"\ndirection = \"write\"\n[source]\nformat = \"xml\"\n\
                   rows = \"Gui\"\nsoap = \"1.1\"\n[[field]]\nto = \"so\"\nfrom = [\"So\"]\n";
    folder.write("mappings/gui.toml", mapping.as_bytes());
    let codes_of = |version: &str, method: &str| {
        let text = format!(
            "[[system]]\nid = \"H60/h\"\ntitle = \"h\"\nformat = \"opaque\"\nreceives = []\n\
             connector = {{ kind = \"pull\" }}\n[[system.service]]\nname = \"a\"\nversion = 1\n\
             soap = {{ address = \"https://h\", {version}methods = {{ A = {{ action = \"\", {method} }} }} }}\n"
        );
        folder.write("systems/h.toml", text.as_bytes());
        let found = folder.diagnostics();
        found.into_iter().filter(|one| one.file == "systems/h.toml").map(|one| one.code).collect::<Vec<_>>()
    };
    let codes = |version: &str| codes_of(version, "request = \"gui\"");
    assert_eq!(codes("version = \"1.2\", "), [Code::Conflict]);
    assert_eq!(codes("version = \"1.1\", "), []);
    assert_eq!(codes(""), []);
    // What is pushed is as the connector says, too.
    let pushed = |version: &str| {
        let text = format!(
            "[[system]]\nid = \"H60/h\"\ntitle = \"h\"\nmappings = [\"gui\"]\nreceives = [\"khai-sinh/v1\"]\n\
             connector = {{ kind = \"soap\", address = \"https://h\"{version} }}\n"
        );
        folder.write("systems/h.toml", text.as_bytes());
        let found = folder.diagnostics();
        found.into_iter().filter(|one| one.file == "systems/h.toml").map(|one| one.code).collect::<Vec<_>>()
    };
    assert_eq!(pushed(", version = \"1.2\""), [Code::Conflict]);
    assert_eq!(pushed(""), []);
    // What a caller's envelope may be is said where a caller gives one.
    for key in ["element = \"Gui\"", "namespace = \"urn:x\"", "header_parts = [\"Phien\"]"] {
        assert_eq!(codes_of("", key), []);
        assert_eq!(codes_of("", &format!("request = \"gui\", {key}")), [Code::Conflict], "{key}");
    }
}

#[test]
fn a_method_that_no_entry_lists_is_refused_in_explaining_as_in_calling() {
    let folder = Folder::starter();
    let service = "systems/h.toml";
    let text = "[[system]]\nid = \"H60.05/h\"\ntitle = \"h\"\nformat = \"opaque\"\nreceives = []\n\
                connector = { kind = \"pull\" }\n[[system.service]]\nname = \"a\"\nversion = 1\n\
                http = { address = \"https://h\", methods = { Tim = { path = \"/tim\" } } }\n";
    folder.write(service, text.as_bytes());
    let route = "[[route]]\nname = \"gọi\"\nservice = \"H60.05/h/a/v1\"\nfrom = \"H60.31/qlvb\"\n\
                 legal_basis = \"x\"\npurpose = \"x\"\n";
    folder.write("routes/h.toml", route.as_bytes());
    let checked = folder.load().unwrap().checked;
    let outcome = |method: &str| {
        let asked = Asked::Call { service: "H60.05/h/a/v1".parse().unwrap(), method: method.to_owned() };
        let now: Timestamp = NOW.parse().unwrap();
        let today = time::local_date(now);
        let sender = "H60.31/qlvb".parse().unwrap();
        explain::explain(&checked, &Question { sender, asked, created_at: now, today }).outcome
    };
    assert!(matches!(outcome("Tim"), Outcome::Calls { .. }), "{:?}", outcome("Tim"));
    assert!(matches!(outcome("Xoa"), Outcome::Refused { reason: "UNKNOWN_METHOD", .. }));
}

#[test]
fn what_a_content_type_says_of_the_charset_is_what_is_written() {
    let folder = Folder::starter();
    let mapping = |name: &str, source: &str| {
        let text = format!(
            "schema = \"khai-sinh/v1\"\ndirection = \"write\"\n[source]\n{source}\n[[field]]\nto = \"so\"\nfrom = [\"So\"]\n"
        );
        folder.write(&format!("mappings/{name}.toml"), text.as_bytes());
    };
    mapping("gui-xml", "format = \"xml\"\nrows = \"Gui\"");
    mapping("gui-bang", "format = \"csv\"\ncharset = \"windows-1258\"");
    let of = |connector: &str, service: &str| {
        let text = format!(
            "[[system]]\nid = \"H60.05/thu\"\ntitle = \"t\"\nmappings = [\"gui-xml\"]\nreceives = [\"khai-sinh/v1\"]\n\
             connector = {connector}\n{service}"
        );
        folder.write("systems/thu.toml", text.as_bytes());
        let found = folder.diagnostics();
        found.into_iter().filter(|one| one.file == "systems/thu.toml").map(|one| one.code).collect::<Vec<_>>()
    };
    let push = |said: &str| {
        of(&format!("{{ kind = \"http\", address = \"https://h\", content_type = \"{said}\" }}"), "")
    };
    for said in ["application/json", "application/json; charset=utf-8", "text/x; a=b; CHARSET=\\\"UTF-8\\\""]
    {
        assert_eq!(push(said), [], "{said}");
    }
    for said in ["application/json; charset=windows-1258", "application/json; charset=x-none"] {
        assert_eq!(push(said), [Code::Conflict], "{said}");
    }
    let call = |said: &str| {
        of(
            "{ kind = \"pull\" }",
            &format!(
                "[[system.service]]\nname = \"a\"\nversion = 1\nhttp = {{ address = \"https://h\", methods = {{ A = \
                 {{ path = \"/a\", content_type = \"text/csv; charset={said}\", request = \"gui-bang\" }} }} }}\n"
            ),
        )
    };
    assert_eq!(call("windows-1258"), []);
    assert_eq!(call("utf-8"), [Code::Conflict]);
}
