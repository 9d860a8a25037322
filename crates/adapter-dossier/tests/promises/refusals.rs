//! What is refused, with which reason, and where.

use std::collections::BTreeSet;

use lienthong_adapter::{Adapter, DecodeContext, Limits};
use lienthong_adapter_dossier::{DossierAdapter, REFUSALS, WARNINGS};
use lienthong_model::system::DossierOptions;

use crate::common::*;

/// What the samples say of people, and the session: nothing of it may be in a finding.
const SECRETS: [&str; 9] = [
    "0b6f0000",
    "bi-mat",
    "Công Dân Mẫu",
    "Cán Bộ",
    "000000000123",
    "000000001",
    "Hồ sơ mẫu",
    "don-mau",
    "mau@mau.example",
];

#[test]
fn every_broken_sample_is_refused_at_its_path() {
    let table = text("broken/expected.csv");
    let mut listed = Vec::new();
    for row in table.lines().skip(1) {
        let cells: Vec<_> = row.splitn(4, ',').collect();
        let [file, reason, path, _] = cells[..] else { panic!("{row}") };
        let error = DossierAdapter
            .decode(&sample(&format!("broken/{file}")), &context(DossierOptions::default()))
            .map(|_| ())
            .expect_err(file);
        let place = error.place();
        assert_eq!((error.code(), place.path.as_deref().unwrap_or("")), (reason, path), "{file}: {error}");
        let is_of_all = reason == "OTHER_KIND";
        assert!(is_of_all || place.offset.is_some() && place.line.is_some(), "{file}: {error}");
        listed.push(file.to_owned());
    }
    listed.sort();
    assert_eq!(listed, names("broken"), "every broken sample is listed");
}

#[test]
fn the_sender_alone_sees_the_text_of_a_member_that_is_not_personal() {
    for (file, text) in [("date-impossible", "20260230170000"), ("fee", "50.000"), ("flag", "có")] {
        let bytes = sample(&format!("broken/{file}.json"));
        let error = DossierAdapter.decode(&bytes, &context(DossierOptions::default())).unwrap_err();
        assert!(error.finding().found.as_deref().is_none_or(str::is_empty), "{error}");
        let sender = error.for_the_sender();
        let found = sender.finding().found.as_deref().unwrap();
        assert!(String::from_utf8_lossy(&bytes).contains(found) && found.contains(text), "{file}: {found}");
    }
}

#[test]
fn no_finding_shows_a_session_or_a_person() {
    let all =
        ["valid", "broken"].map(|folder| names(folder).into_iter().map(move |n| format!("{folder}/{n}")));
    for name in all.into_iter().flatten() {
        let findings = match DossierAdapter.decode(&sample(&name), &context(DossierOptions::default())) {
            Ok(decoded) => {
                assert!(!format!("{decoded:?}").contains("bi-mat"), "{name}: the session is not kept");
                decoded.warnings.into_iter().map(|warning| warning.0).collect()
            }
            Err(error) => vec![error.finding().clone()],
        };
        for finding in findings {
            for message in [finding.message_en(), finding.message_vi()] {
                assert!(
                    !message.contains('{') || message.contains("`{`") || message.contains("{ ["),
                    "{message}"
                );
                for secret in SECRETS {
                    assert!(!message.contains(secret), "{name}: {message}");
                }
            }
        }
    }
}

#[test]
fn limits_of_packages_hold() {
    let d = Limits::default();
    let check = |limits: Limits, code: &str| {
        let context = DecodeContext { limits, ..context(DossierOptions::default()) };
        let error = DossierAdapter.decode(&sample("valid/call.json"), &context).map(|_| ()).unwrap_err();
        assert_eq!(error.code(), code, "{error}");
    };
    check(Limits { package_bytes: 100, ..d }, "PACKAGE_TOO_LARGE");
    check(Limits { depth: 3, ..d }, "JSON_TOO_DEEP");
    check(Limits { elements: 20, ..d }, "JSON_TOO_MANY_VALUES");
    check(Limits { cell_bytes: 10, ..d }, "JSON_TEXT_TOO_LARGE");
    let few = Limits { warnings: 2, ..d };
    let context = DecodeContext { limits: few, ..context(DossierOptions::default()) };
    let decoded = DossierAdapter.decode(&sample("valid/lenient.json"), &context).unwrap();
    assert_eq!((decoded.warnings.len(), decoded.warnings_left_off), (2, 12));
}

#[test]
fn every_reason_is_told_in_both_languages() {
    let mut codes = BTreeSet::new();
    for reason in REFUSALS.iter().chain(WARNINGS) {
        assert!(codes.insert(reason.code), "{} stands once", reason.code);
        for placeholder in ["{found}", "{expected}"] {
            let both = [reason.en, reason.vi].map(|text| text.contains(placeholder));
            assert_eq!(both[0], both[1], "{}: {placeholder}", reason.code);
        }
        assert!(!reason.vi.is_ascii(), "{}: the text is Vietnamese", reason.code);
        // Clients take these words for success wherever they stand.
        assert!(!reason.vi.to_lowercase().contains("thành công"), "{}", reason.code);
    }
}
