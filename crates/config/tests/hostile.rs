//! No text of a file makes a check panic, take long or say a hundred things of one mistake.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod support;

use lienthong_config::starter::{self, Starter};
use lienthong_config::{Code, FileKind, Lang, Severity, Style, check_text, render};
use proptest::prelude::*;
use support::Folder;

#[test]
fn a_broken_file_is_one_mistake_and_not_a_hundred() {
    for file in ["lienthong.toml", "agencies.csv", "systems/communes.toml", "systems/province.toml"] {
        let folder = Folder::starter();
        let broken = if file.ends_with(".csv") { "\"" } else { "[[" };
        let text = folder.read(file) + broken;
        folder.write(file, text.as_bytes());
        let found = folder.diagnostics();
        assert!(!found.is_empty(), "{file}");
        for one in &found {
            assert_eq!(one.file, file, "{one:#?}");
            assert!(matches!(one.code, Code::Syntax | Code::CsvMalformed), "{one:#?}");
        }
    }
}

#[test]
fn hostile_text_costs_bounded_time_and_memory() {
    let many = |part: &str, count: usize| part.repeat(count);
    let cases = [
        (FileKind::Routes, many("[", 200_000)),
        (FileKind::Routes, format!("x = {}", many("[", 200_000))),
        (FileKind::Routes, format!("x = {}1", many("{a=", 100_000))),
        (FileKind::Routes, format!("{}a = 1", many("a.", 100_000))),
        (FileKind::Systems, format!("[[system]]\nreceives = [{}]", many("1,", 50_000))),
        (FileKind::Agencies, many("x,", 100_000)),
        (FileKind::Agencies, many("\"", 100_001)),
        (FileKind::CodeLists, format!("code,label\n{}", many("1,x\n", 50_000))),
        (FileKind::Schemas, format!("[[schema]]\n{}", many("[[schema.field]]\n", 20_000))),
        (FileKind::Mappings, many("[[field]]\n", 20_000)),
        (
            FileKind::Mappings,
            (0..60_000).map(|n| format!("[[field]]\nto = \"a{n}\"\nfrom = \"b{n}\"\n")).collect(),
        ),
        (FileKind::Mappings, format!("[[field]]\ndates = [{}]", many("\"dd/MM/yyyy\",", 50_000))),
        (FileKind::Mappings, format!("[[field]]\nyes = [{0}]\nno = [{0}]", many("\"x\",", 100_000))),
        (FileKind::Mappings, format!("[[group]]\n{}", many("[[group.group]]\n", 20_000))),
        (FileKind::Node, (0..100_000).map(|index| format!("k{index} = 1\n")).collect()),
    ];
    for (kind, text) in cases {
        let begin = std::time::Instant::now();
        let found = check_text(kind, &text);
        println!("{kind:?} {} bytes: {} in {:?}", text.len(), found.len(), begin.elapsed());
        assert!(!found.is_empty() && found.len() <= 2_000, "{kind:?}: {}", found.len());
    }
}

const KINDS: [FileKind; 8] = [
    FileKind::Node,
    FileKind::Agencies,
    FileKind::CodeLists,
    FileKind::Schemas,
    FileKind::Mappings,
    FileKind::Systems,
    FileKind::Routes,
    FileKind::Tests,
];

/// Everything that is done with a diagnostic can be done with every one.
fn exercise(kind: FileKind, text: &str) {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    for found in check_text(kind, text) {
        for lang in [Lang::En, Lang::Vi] {
            assert!(!render(&found, Style { lang, colour: false }).is_empty());
        }
        serde_json::to_string(&found).unwrap();
        if let Some(suggestion) = &found.suggestion {
            assert!(suggestion.apply(body).contains(&suggestion.replacement));
        }
        assert_eq!(found.severity() == Severity::Error, found.is_error());
    }
}

fn kind_of(path: &str) -> FileKind {
    match path.split('/').next().unwrap() {
        "lienthong.toml" => FileKind::Node,
        "agencies.csv" => FileKind::Agencies,
        "codelists" => FileKind::CodeLists,
        "schemas" => FileKind::Schemas,
        "mappings" => FileKind::Mappings,
        "systems" => FileKind::Systems,
        "routes" => FileKind::Routes,
        _ => FileKind::Tests,
    }
}

/// `text` with some characters cut out and others put in.
fn edit(text: &str, at: f64, cut: usize, insert: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let at = (at * chars.len() as f64) as usize;
    let end = (at + cut).min(chars.len());
    chars[..at].iter().copied().chain(insert.chars()).chain(chars[end..].iter().copied()).collect()
}

thread_local! {
    /// One folder for many edits: making it is what takes long.
    static FOLDER: Folder = Folder::starter();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_text_makes_a_check_panic(text in "\\PC{0,200}|[\\[\\]\"'={}.,;\n\ra-zđ0-9$_ -]{0,200}", kind in 0..KINDS.len()) {
        exercise(KINDS[kind], &text);
    }

    #[test]
    fn no_edit_of_a_mapping_or_a_schema_makes_loading_panic(
        file in 0..4_usize,
        at in 0.0..1.0_f64,
        cut in 0..40_usize,
        insert in "\\PC{0,12}|[\\[\\]\"'={}.,;\n\r0-9]{0,6}",
    ) {
        let path = [
            "schemas/khai-sinh.toml",
            "codelists/gioi-tinh.csv",
            "mappings/khai-sinh-xa.toml",
            "mappings/khai-sinh-so.toml",
        ][file];
        FOLDER.with(|folder| {
            let whole = folder.read(path);
            folder.write(path, edit(&whole, at, cut, &insert).as_bytes());
            let _ = folder.load();
            folder.write(path, whole.as_bytes());
        });
    }

    #[test]
    fn no_edit_of_a_good_file_makes_a_check_panic(
        file in 0..14_usize,
        at in 0.0..1.0_f64,
        cut in 0..40_usize,
        insert in "\\PC{0,12}|[\\[\\]\"'={}.,;\n\r0-9]{0,6}",
    ) {
        let files = starter::files(&Starter::default());
        let file = &files[file];
        exercise(kind_of(file.path), &edit(&file.text, at, cut, &insert));
    }
}
