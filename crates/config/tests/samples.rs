//! Samples in tests: what is expected holds or is told, with the place and the lines that differ.

#![allow(clippy::unwrap_used)]

mod support;

use lienthong_config::{Code, Failure};
use support::Folder;

const TESTS: &str = "tests/records.toml";
const SAMPLE: &str = "tests/samples/khai-sinh-xa.csv";

/// The one test about a sample, after edits.
fn failure(folder: &Folder) -> Option<Failure> {
    let outcomes = folder.run_tests().unwrap();
    outcomes.into_iter().find(|one| one.file == TESTS).unwrap().failure
}

fn edited(file: &str, from: &str, to: &str) -> Folder {
    let folder = Folder::starter();
    folder.replace(file, from, to);
    folder
}

fn check(folder: &Folder, expected: &str, found: &str) -> Failure {
    let failure = failure(folder).unwrap();
    assert_eq!((failure.expected.en.as_str(), failure.found.en.as_str()), (expected, found));
    assert!(!failure.expected.vi.is_ascii() || !failure.found.vi.is_ascii(), "{failure:?}");
    failure
}

#[test]
fn a_count_and_a_value_that_differ_are_told() {
    check(&edited(TESTS, "records = 3", "records = 4"), "4 records", "3 records");
    check(
        &edited(TESTS, "gioi_tinh = \"2\"", "gioi_tinh = \"1\""),
        "row 2, gioi_tinh = 1",
        "row 2, gioi_tinh = 2",
    );
    check(&edited(TESTS, "row = 4,", "row = 5,"), "a record in row 5", "there is none");
    check(
        &edited(TESTS, "gioi_tinh = \"2\"", "gioi_tih = \"2\""),
        "row 2, gioi_tih = 2",
        "khai-sinh/v1 has no field gioi_tih",
    );
}

#[test]
fn several_values_that_differ_are_told_up_to_ten() {
    let rows = |count: usize| {
        let wrong: Vec<String> = (0..count).map(|n| format!("{{ row = 2, so = \"{n}\" }}")).collect();
        let folder = edited(TESTS, "records = 3", "records = 3");
        let text = folder.read(TESTS);
        let (head, _) = text.split_once("[test.expect]").unwrap();
        let expect = format!("{head}expect = {{ values = [{}] }}\n", wrong.join(", "));
        folder.write(TESTS, expect.as_bytes());
        check(&folder, "row 2, so = 0", "row 2, so = 01/2025").diff
    };
    assert_eq!(rows(1), [""; 0], "the one is told already");
    assert_eq!(rows(2), ["2 - so = 0", "2 + so = 01/2025", "2 - so = 1", "2 + so = 01/2025"]);
    assert_eq!(rows(10).len(), 20);
    let more = rows(11);
    assert_eq!((more.len(), more.last().map(String::as_str)), (21, Some("…")));
}

#[test]
fn a_file_that_a_receiver_would_get_is_compared_byte_by_byte() {
    let folder = edited("tests/expected/khai-sinh-so.csv", "Trần Văn Thử", "Trần Văn Thứ");
    let failure = check(
        &folder,
        "H60.05/khai-sinh gets tests/expected/khai-sinh-so.csv",
        "another file, see the lines",
    );
    assert_eq!(
        failure.diff,
        [
            "3 - 000225000002,02/2025,Trần Văn Thứ,2025-07-01,Nam",
            "3 + 000225000002,02/2025,Trần Văn Thử,2025-07-01,Nam",
        ]
    );
    // A line end is a byte like any other.
    let failure = self::failure(&edited("mappings/khai-sinh-so.toml", "line_end = \"lf\"\n", "")).unwrap();
    assert!(failure.diff[1].ends_with("␍"), "{failure:?}");
}

#[test]
fn a_refusal_is_expected_with_its_reason_its_row_and_its_field() {
    let broken = |expect: &str| {
        let folder = edited(SAMPLE, "01/07/2025;M;", "2025-07-01;M;");
        let text = folder.read(TESTS);
        let (head, _) = text.split_once("[test.expect]").unwrap();
        folder.write(TESTS, format!("{head}expect = {{ {expect} }}\n").as_bytes());
        folder
    };
    assert_eq!(failure(&broken("refuse = \"NOT_A_DATE\"")), None);
    assert_eq!(failure(&broken("refuse = \"NOT_A_DATE\", row = 3, field = \"NGAYSINH\"")), None);
    assert_eq!(failure(&broken("refuse = \"NOT_A_DATE\", field = \"ngay_sinh\"")), None);
    let found = failure(&broken("refuse = \"NOT_A_DATE\", row = 2")).unwrap();
    assert_eq!(found.expected.en, "refused: NOT_A_DATE, row 2");
    assert!(
        found.found.en.starts_with("refused: NOT_A_DATE, (10 characters, personal) is not a date"),
        "{found:?}"
    );
    assert!(failure(&broken("refuse = \"NOT_A_DATE\", field = \"HO\"")).is_some());
    assert!(failure(&broken("records = 3")).is_some());
}

#[test]
fn rows_kept_apart_are_counted() {
    let folder = edited(SAMPLE, "01/07/2025;M;", "2025-07-01;M;");
    folder.replace("mappings/khai-sinh-xa.toml", "unmapped = \"refuse\"", "on_error = \"quarantine\"");
    folder.replace(TESTS, "records = 3", "records = 2\nquarantined = 1");
    folder.replace(
        "tests/expected/khai-sinh-so.csv",
        "000225000002,02/2025,Trần Văn Thử,2025-07-01,Nam\n",
        "",
    );
    assert_eq!(failure(&folder), None);
    folder.replace(TESTS, "quarantined = 1", "quarantined = 0");
    check(&folder, "0 rows kept apart", "1 rows kept apart");
}

#[test]
fn what_a_receiver_cannot_be_told_is_found_even_where_nobody_asked() {
    // A code of the sample that the department's list cannot say.
    let folder = edited("mappings/khai-sinh-so.toml", ", \"Nữ\" = \"2\"", "");
    let failure = failure(&folder).unwrap();
    assert!(failure.found.en.starts_with("refused: NOT_SAYABLE"), "{failure:?}");
}

#[test]
fn a_file_may_only_be_read_and_a_route_may_refuse_it_by_its_size() {
    let folder = edited(TESTS, "to = \"H60.05/khai-sinh\"\n", "");
    let text = folder.read(TESTS);
    let (head, _) = text.split_once("[test.expect]").unwrap();
    folder.write(TESTS, format!("{head}expect = {{ records = 3 }}\n").as_bytes());
    assert_eq!(failure(&folder), None);
    let folder = edited("routes/records.toml", "{ order_by = \"case\" }", "{ max_bytes = \"100B\" }");
    let failure = failure(&folder).unwrap();
    assert!(failure.found.en.starts_with("refused: TOO_LARGE"), "{failure:?}");
    assert!(failure.explanation.is_some());
}

#[test]
fn a_sample_that_is_missing_or_away_is_a_mistake_of_the_test() {
    let code = |path: &str| {
        let folder = edited(TESTS, "samples/khai-sinh-xa.csv", path);
        let found = folder.run_tests().unwrap_err();
        (found[0].code, found.len())
    };
    assert_eq!(code("samples/none.csv"), (Code::FileNotFound, 1));
    assert_eq!(code("../../../../../../etc/hostname"), (Code::LeadsOutside, 1));
    assert_eq!(code("/etc/hostname"), (Code::LeadsOutside, 1));
    let folder = edited(TESTS, "created = \"2025-07-02\"", "size = \"1KiB\"");
    assert_eq!(folder.run_tests().unwrap_err()[0].code, Code::Conflict);
}
