//! What the configuration promises as a whole.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod support;

use std::fmt::Write;

use jiff::Timestamp;
use lienthong_config::explain::{Asked, Outcome, Question};
use lienthong_config::starter::{self, Starter};
use lienthong_config::{Code, Lang, explain};
use lienthong_model::system::{DossierOptions, DossierProfile, DossierShape};
use lienthong_model::{Receiver, time};
use support::{Folder, NOW};

fn now() -> Timestamp {
    NOW.parse().unwrap()
}

#[cfg(unix)]
#[test]
fn a_link_does_not_hide_that_an_outbox_is_a_folder_of_the_gateway() {
    let folder = Folder::starter();
    let outbox = folder.path().join("folders/32/outbox");
    std::fs::remove_dir(&outbox).unwrap();
    std::os::unix::fs::symlink(folder.path().join("keys"), &outbox).unwrap();
    let codes: Vec<Code> = folder.diagnostics().iter().map(|one| one.code).collect();
    assert_eq!(codes, [Code::OwnFolder]);
}

#[test]
fn a_program_may_name_the_notices_that_it_gets_without_asking_for_them() {
    let folder = Folder::starter();
    let file = "systems/communes.toml";
    let rule =
        "\n[[system.file]]\ntype = \"delivery-notice\"\nname = \"BAO{number}.JSN\"\nenvelope = false\n";
    folder.write(file, (folder.read(file) + rule).as_bytes());
    assert_eq!(folder.load().unwrap().warnings, []);
}

#[test]
fn the_starter_folder_loads_without_any_complaint_and_its_tests_hold() {
    let folder = Folder::starter();
    let loaded = folder.load().unwrap();
    assert_eq!(loaded.warnings, []);
    assert_eq!(loaded.checked.systems.iter().count(), starter::systems(&Starter::default()).len());
    for id in starter::systems(&Starter::default()) {
        assert!(loaded.checked.systems.get(&id.parse().unwrap()).is_some(), "{id}");
    }
    let outcomes = folder.run_tests().unwrap();
    assert_eq!(outcomes.len(), 6);
    for outcome in outcomes {
        assert_eq!(outcome.failure, None, "{}", outcome.name);
    }
}

#[test]
fn any_name_in_the_starter_stays_one_value_of_its_file() {
    let folder = Folder::starter();
    let starter = Starter {
        node: "a\"]\n[x]".to_owned(),
        province: "H22".to_owned(),
        province_name: "Ủy ban, \"tỉnh\"\nx".to_owned(),
        ..Starter::default()
    };
    for file in starter::files(&starter) {
        folder.write(file.path, file.text.as_bytes());
    }
    let loaded = folder.load().unwrap();
    assert_eq!(loaded.checked.node.name, "a\"]\n[x]");
    let province = "H22".parse().unwrap();
    let version = loaded.checked.directory.agency(&province, time::local_date(now())).unwrap();
    assert_eq!(version.name, "Ủy ban, \"tỉnh\"\nx");
}

#[test]
fn the_revision_names_every_byte_of_the_configuration_and_no_secret() {
    let folder = Folder::starter();
    let first = folder.load().unwrap().checked.revision;
    assert_eq!(folder.load().unwrap().checked.revision, first);
    folder.write("keys/master", "aa".repeat(32).as_bytes());
    folder.write("tests/other.toml", b"# another test file\n");
    folder.write("routes/.hidden.toml", b"not read");
    assert_eq!(folder.load().unwrap().checked.revision, first);
    folder.replace("routes/services.toml", "# Who may call which service.", "# Who may call which service!");
    let second = folder.load().unwrap().checked.revision;
    assert_ne!(second, first);
    std::fs::rename(folder.path().join("routes/services.toml"), folder.path().join("routes/t.toml")).unwrap();
    assert_ne!(folder.load().unwrap().checked.revision, second);
}

#[test]
fn a_system_says_how_it_speaks_of_dossiers() {
    let folder = Folder::starter();
    let options = |folder: &Folder| {
        let loaded = folder.load().unwrap();
        loaded.checked.systems.get(&"H60.31/qlvb".parse().unwrap()).unwrap().format_options.dossier
    };
    assert_eq!(options(&folder), DossierOptions::default());
    let file = "systems/communes.toml";
    let said = "title = \"Quản lý văn bản của xã\"\n";
    let keys = "dossier_profile = \"2020\"\ndossier_shape = \"call\"\ndossier_numbers = \"local\"\n";
    folder.replace(file, said, &format!("{said}{keys}"));
    assert_eq!(
        options(&folder),
        DossierOptions {
            profile: Some(DossierProfile::Of2020),
            shape: DossierShape::Call,
            local_numbers: true
        }
    );
    folder.replace(file, "\"2020\"", "\"2021\"");
    let codes: Vec<Code> = folder.diagnostics().iter().map(|one| one.code).collect();
    assert_eq!(codes, [Code::UnknownWord]);
}

#[test]
fn a_byte_order_mark_is_not_part_of_the_text() {
    let folder = Folder::starter();
    for file in ["agencies.csv", "lienthong.toml", "routes/services.toml"] {
        let text = format!("\u{feff}{}", folder.read(file));
        folder.write(file, text.as_bytes());
    }
    assert_eq!(folder.diagnostics(), []);
}

#[test]
fn a_diagnostic_is_also_an_object_for_programs() {
    let folder = Folder::starter();
    folder.replace("routes/services.toml", "legal_basis", "lgeal_basis");
    let found = folder.diagnostics();
    let object = serde_json::to_value(&found[0]).unwrap();
    assert_eq!(object["code"], "E0102");
    assert_eq!(object["severity"], "error");
    assert_eq!(object["file"], "routes/services.toml");
    assert_eq!(object["place"]["line"], 8);
    assert_eq!(object["place"]["column"], 1);
    assert_eq!(object["message"]["vi"], Code::UnknownKey.title(Lang::Vi));
    assert_eq!(object["suggestion"]["replacement"], "legal_basis");
}

fn ask(folder: &Folder, sender: &str, asked: Asked) -> lienthong_config::explain::Explanation {
    let checked = folder.load().unwrap().checked;
    let question = Question {
        sender: sender.parse().unwrap(),
        asked,
        created_at: now(),
        today: time::local_date(now()),
    };
    explain(&checked, &question)
}

fn document(to: &str) -> Asked {
    let receivers = vec![Receiver::Agency(to.to_owned())];
    Asked::Message { kind: "document".parse().unwrap(), receivers, size: None }
}

#[test]
fn an_explanation_names_the_route_that_decides_and_what_keeps_every_other_from_it() {
    let folder = Folder::starter();
    let found = ask(&folder, "H60/qlvb", document("H60.31"));
    let check = |lang, expected: &str| assert_eq!(found.to_text(lang), expected);
    check(
        Lang::En,
        "delivered to H60.31/qlvb, by the route \"văn bản: tỉnh gửi xã\"
routes for H60.31:
  · \"văn bản: xã gửi tỉnh\": the sender does not fit: the level is province, not commune; the receiver does not fit: the agency is H60.31, not H60
  ✓ \"văn bản: tỉnh gửi xã\": it is the first route that covers sender, receiver and type
      legal basis: Quy chế gửi, nhận văn bản điện tử (văn bản ví dụ)
      purpose: Gửi, nhận văn bản điện tử
  · \"văn bản: tỉnh gửi huyện (đã giải thể)\": it stands behind the route that decides and is not asked
  · \"khai sinh: xã gửi sở\": it stands behind the route that decides and is not asked
  · \"hộ tịch: xã tra cứu\": it stands behind the route that decides and is not asked
",
    );
    check(
        Lang::Vi,
        "chuyển tới H60.31/qlvb, theo tuyến \"văn bản: tỉnh gửi xã\"
các tuyến xét cho H60.31:
  · \"văn bản: xã gửi tỉnh\": bên gửi không khớp: cấp là province, không phải commune; bên nhận không khớp: cơ quan là H60.31, không phải H60
  ✓ \"văn bản: tỉnh gửi xã\": đây là tuyến đầu tiên khớp bên gửi, bên nhận và loại
      căn cứ pháp lý: Quy chế gửi, nhận văn bản điện tử (văn bản ví dụ)
      mục đích: Gửi, nhận văn bản điện tử
  · \"văn bản: tỉnh gửi huyện (đã giải thể)\": tuyến đứng sau tuyến đã quyết định nên không được xét
  · \"khai sinh: xã gửi sở\": tuyến đứng sau tuyến đã quyết định nên không được xét
  · \"hộ tịch: xã tra cứu\": tuyến đứng sau tuyến đã quyết định nên không được xét
",
    );
}

#[test]
fn an_explanation_says_why_nothing_decides() {
    let folder = Folder::starter();
    let refused = |found: lienthong_config::explain::Explanation| match found.outcome {
        Outcome::Refused { reason, text } => (reason, text.vi),
        other => panic!("{other:?}"),
    };
    let (reason, vi) = refused(ask(&folder, "H60.31/qlvb", document("H60.32")));
    assert_eq!(
        (reason, vi.as_str()),
        ("NO_ROUTE", "không có tuyến nào cho phép H60.31/qlvb gửi document tới H60.32")
    );
    let (reason, vi) = refused(ask(&folder, "H60.31/qlvb", document("vxp.saas.03")));
    assert_eq!(reason, "UNKNOWN_RECEIVER");
    assert!(vi.contains("không biết nơi nhận \"vxp.saas.03\""), "{vi}");
    let service = "H60.05/hotich/tra-cuu/v1".parse().unwrap();
    let call = Asked::Call { service, method: "Find".to_owned() };
    assert_eq!(refused(ask(&folder, "H60/qlvb", call.clone())).0, "NO_ROUTE");
    let called = ask(&folder, "H60.31/qlvb", call).outcome;
    assert!(matches!(called, Outcome::Calls { system, .. } if system == "H60.05/hotich"));
}

#[test]
fn a_test_that_does_not_hold_says_what_would_happen() {
    let folder = Folder::starter();
    let file = "tests/routes.toml";
    folder.replace(file, "expect = { refuse = \"NO_ROUTE\" }", "expect = { deliver = [\"H60.32/qlvb\"] }");
    let outcomes = folder.run_tests().unwrap();
    let failed: Vec<_> = outcomes.iter().filter_map(|one| Some((one.line, one.failure.as_ref()?))).collect();
    let [(line, failure)] = failed[..] else { panic!("{failed:?}") };
    assert_eq!(line, 30);
    assert_eq!(failure.expected.vi, "chuyển tới H60.32/qlvb");
    assert!(
        failure.found.en.starts_with("refused: NO_ROUTE, no route lets H60.31/qlvb"),
        "{}",
        failure.found.en
    );
    folder.replace(
        file,
        "name = \"the province sends to every commune / tỉnh gửi tất cả các xã\"",
        "name = \"a commune sends to the province / xã gửi tỉnh\"",
    );
    folder.replace(file, "method = \"Find\"", "metod = \"Find\"");
    let found = folder.run_tests().unwrap_err();
    let codes: Vec<&str> = found.iter().map(|one| one.code.number()).collect();
    assert_eq!(codes, ["E0701", "E0102"]);
}

/// A province of 400 agencies, 400 systems and 300 routes.
fn large() -> Folder {
    let folder = Folder::starter();
    let mut agencies = folder.read("agencies.csv");
    let (mut systems, mut routes) = (String::new(), String::new());
    for index in 0..400 {
        writeln!(agencies, "H60.A{index:03},Xã thứ {index},commune,2025-07-01,,,,").unwrap();
        writeln!(
            systems,
            "[[system]]\nid = \"H60.A{index:03}/qlvb\"\ntitle = \"x\"\nformat = \"edxml\"\n\
             receives = [\"document\"]\nconnector = {{ kind = \"pull\" }}\n"
        )
        .unwrap();
    }
    for index in 0..300 {
        writeln!(
            routes,
            "[[route]]\nname = \"r{index}\"\ntype = \"dossier\"\nfrom = \"H60.A{index:03}/qlvb\"\n\
             to = [{{ level = \"commune\", under = \"H60\", system = \"qlvb\" }}, \"H60/qlvb\"]\n\
             legal_basis = \"x\"\npurpose = \"x\"\n"
        )
        .unwrap();
    }
    folder.write("agencies.csv", agencies.as_bytes());
    folder.write("systems/many.toml", systems.as_bytes());
    folder.write("routes/many.toml", routes.as_bytes());
    folder
}

#[test]
fn a_large_province_loads() {
    let folder = large();
    let begin = std::time::Instant::now();
    let loaded = folder.load().unwrap();
    println!("loaded in {:?}", begin.elapsed());
    assert_eq!(loaded.checked.routes.routes().len(), 305);
    assert_eq!(loaded.warnings.iter().filter(|one| one.code == Code::NobodyTakesType).count(), 300);
}
