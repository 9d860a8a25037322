//! The pages for users are there in English and in Vietnamese, and both editions name the same commands and keys. What
//! they say around these is for people to compare.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use lienthong_tests::repository;

/// Pages for engineers, in English alone.
const ENGLISH_ALONE: [&str; 1] = ["performance.md"];

/// What is code in one edition of a page.
#[derive(Default)]
struct Code {
    /// Commands, and keys of configuration files, in their order.
    blocks: Vec<String>,
    /// Code within the text.
    spans: BTreeSet<String>,
}

/// Comments and the output of the program differ with the language, and so does the name of the folder.
fn code(page: &str) -> Code {
    let page = page.replace("tinh-mau", "my-province").replace("\\\n", " ");
    let mut code = Code::default();
    let mut fenced = false;
    for line in page.lines() {
        if line.starts_with("```") {
            fenced = !fenced;
        } else if fenced || line.starts_with("    ") {
            let said = line.split(" #").next().unwrap();
            let words = said.split_whitespace().collect::<Vec<_>>().join(" ");
            match words.split_once(" = ") {
                _ if words.starts_with("lienthong ") => code.blocks.push(words),
                Some((key, _)) => code.blocks.push(key.to_owned()),
                None => {}
            }
        } else {
            code.spans.extend(line.split('`').skip(1).step_by(2).map(str::to_owned));
        }
    }
    code
}

/// The Markdown files of a folder.
fn pages(folder: &Path) -> BTreeSet<String> {
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.ends_with(".md")).collect()
}

#[test]
fn every_page_for_users_has_a_vietnamese_edition_with_the_same_commands_and_keys() {
    let docs = repository().join("docs");
    let mut english = pages(&docs);
    english.retain(|name| !ENGLISH_ALONE.contains(&name.as_str()));
    assert_eq!(pages(&docs.join("vi")), english);
    for name in english {
        let en = fs::read_to_string(docs.join(&name)).unwrap();
        let vi = fs::read_to_string(docs.join("vi").join(&name)).unwrap();
        assert!(en.contains(&format!("\n[Tiếng Việt](vi/{name})\n")), "{name} names no Vietnamese edition");
        assert!(vi.contains(&format!("\n[English](../{name})\n")), "vi/{name} names no English edition");
        let (en, vi) = (code(&en), code(&vi));
        assert_eq!(vi.blocks, en.blocks, "vi/{name}");
        let missing: Vec<_> = en.spans.difference(&vi.spans).collect();
        assert!(missing.is_empty(), "vi/{name} says nothing of {missing:?}");
    }
}

#[test]
fn every_link_between_pages_leads_to_a_file() {
    for folder in ["", "docs", "docs/vi", "docs/decisions"].map(|folder| repository().join(folder)) {
        for name in pages(&folder) {
            let page = fs::read_to_string(folder.join(&name)).unwrap();
            for link in page.split("](").skip(1).map(|rest| rest.split([')', '#']).next().unwrap()) {
                let there = link.is_empty() || link.contains("://") || folder.join(link).exists();
                assert!(there, "{}: {link}", folder.join(&name).display());
            }
        }
    }
}
