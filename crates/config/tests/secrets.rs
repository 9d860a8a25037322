//! A secret that stands in a configuration is in nothing that is said of it.

#![allow(clippy::unwrap_used)]

mod support;

use lienthong_config::{Code, Lang, Style, render};
use support::Folder;

#[test]
fn a_secret_written_into_a_file_is_in_no_diagnostic() {
    let secret = "BiMat".repeat(80);
    let long = "x".repeat(400);
    for line in [
        format!("auth = {{ bearer = \"{secret}\" }}"),
        format!("auth = {{ basic = {{ user = \"{long}\", password = \"{secret}\" }}, x = 1 }}"),
        format!("auth = {{ note = 1, password = \"{secret}\", bearer = \"common words\" }}"),
        format!("password = {secret}"),
        format!("password = {secret}=="),
        format!("address = \"https://{secret}@127.0.0.1/\""),
        format!("address = \"https://user:{secret}@127.0.0.1/\", path = 5"),
        format!("headers = {{ X-Api-Key = \"{secret}\", Accept = 5 }}"),
        format!("headers = {{ Authorization = \"Bearer {secret}\" }}"),
        format!("token = \"\"\"\n{secret}\u{1}\n{secret}\"\"\", other = \"{long}"),
        format!("auth = {{ basic = '''\nuser\n{secret} = \"{secret}\"\n"),
        format!("matkhau = \"{secret}\", x = 1"),
        format!("basic = {{ user = \"u:{secret}\" }}"),
        format!("headers = [\"X-Key: {secret}\"]"),
        format!("headers = \"X-Key: {secret}\""),
        format!("headers = {{ X-Pwd = \"{secret}\", Accept = 5 }}"),
        format!("ca = \"\"\"-----BEGIN PRIVATE KEY-----\n{secret}\u{1}\n\"\"\""),
        format!("address = \"https://a.vn /x?token={secret}\""),
        format!("inbox = \"//u:{secret}@srv/x\", y = 1"),
        format!("x = 1 # password: {secret}"),
        secret.clone(),
        format!("note = \"{long}\", token = \"{secret}\", other = \"{long}"),
    ] {
        for table in ["system", "system.http", "system.soap", "system.http.tls", "receiver"] {
            let folder = Folder::starter();
            let text = format!("[[system]]\nid = \"H60.05/thu\"\n[{table}]\n{line}\n");
            folder.write("systems/thu.toml", text.as_bytes());
            let found = folder.diagnostics();
            assert!(!found.is_empty(), "{text}");
            let shown = serde_json::to_string(&found).unwrap();
            assert!(!shown.contains("BiMat"), "{shown}");
        }
    }
}

#[test]
fn a_secret_written_where_its_place_belongs_is_not_shown() {
    for (place, code) in [
        ("env = \"BiMat-7\"", Code::SecretMissing),
        ("file = \"BiMatBiMatBiMat\"", Code::SecretMissing),
        ("file = \"BiMat/BiMat+7==\"", Code::SecretMissing),
    ] {
        let folder = Folder::starter();
        let text = format!(
            "[[system]]\nid = \"H60.05/thu\"\ntitle = \"t\"\nformat = \"opaque\"\nreceives = []\n\
             connector = {{ kind = \"http\", address = \"https://h\", auth = {{ bearer = {{ token = {{ {place} }} }} }} }}\n"
        );
        folder.write("systems/thu.toml", text.as_bytes());
        let found = folder.diagnostics();
        assert!(found.iter().any(|one| one.code == code), "{found:?}");
        assert!(!serde_json::to_string(&found).unwrap().contains("BiMat"), "{found:?}");
    }
    let folder = Folder::starter();
    folder.replace("lienthong.toml", "{ file = \"keys/master\" }", "{ env = \"BiMat-7\" }");
    let found = folder.diagnostics();
    assert!(found.iter().any(|one| one.code == Code::EnvironmentUnset), "{found:?}");
    assert!(!serde_json::to_string(&found).unwrap().contains("BiMat"), "{found:?}");
}

#[test]
fn a_secret_that_was_written_into_the_file_is_never_shown() {
    let folder = Folder::starter();
    folder.replace("lienthong.toml", "{ file = \"keys/master\" }", "\"c0ffee-c0ffee-c0ffee\"");
    let found = folder.diagnostics();
    assert!(found.iter().any(|one| one.code == Code::WrongType));
    for lang in [Lang::En, Lang::Vi] {
        for one in &found {
            let text = render(one, Style { lang, colour: true });
            assert!(!text.contains("c0ffee"), "{text}");
        }
    }
    assert!(!serde_json::to_string(&found).unwrap().contains("c0ffee"));
}
