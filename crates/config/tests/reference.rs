//! The pages `docs/reference*.md` and their Vietnamese editions list the keys that the program accepts, and no others.
//!
//! An unknown key is put into every table once; the refusal lists what the program knows there. A key that holds a table
//! names its section, so a table that is added cannot stay without one.

#![allow(clippy::unwrap_used)]

#[path = "reference/pages.rs"]
mod pages;
#[path = "reference/probes.rs"]
mod probes;
mod support;

use std::collections::BTreeSet;

use lienthong_adapter::document::{document_schema, status_schema};
use lienthong_config::{Code, FileKind, check_text};
use lienthong_model::schema::Field;

use pages::{EDITIONS, Page};
use probes::{COLUMNS, PROBES};
use support::Folder;

/// What the program says that it knows beside the one name in `text` that it does not know.
fn known(kind: FileKind, text: &str, code: Code) -> BTreeSet<String> {
    let found = check_text(kind, text);
    let unknown: Vec<_> = found.iter().filter(|found| found.code == code).collect();
    let [one] = unknown[..] else { panic!("not one name is unknown in\n{text}\n{found:#?}") };
    let (_, names) = one.label.as_ref().unwrap().en.split_once(": ").unwrap();
    names.split(", ").map(str::to_owned).collect()
}

#[test]
fn every_key_that_the_program_accepts_is_listed_and_no_other() {
    for edition in EDITIONS {
        let page = Page::read(edition);
        let (mut probed, mut differ) = (BTreeSet::new(), Vec::new());
        for (section, kind, texts) in PROBES {
            let accepted: BTreeSet<String> =
                texts.iter().flat_map(|text| known(*kind, text, Code::UnknownKey)).collect();
            let listed = page.keys(section);
            differ.extend(accepted.difference(&listed).map(|key| format!("{section} does not list {key}")));
            differ.extend(listed.difference(&accepted).map(|key| format!("{section}: nothing knows {key}")));
            probed.insert(*section);
        }
        assert!(differ.is_empty(), "{edition}: {differ:#?}");
        let sections: BTreeSet<&str> = page.sections.keys().map(String::as_str).collect();
        let others: Vec<_> = sections.difference(&probed).filter(|name| !COLUMNS.contains(name)).collect();
        assert!(others.is_empty(), "{edition}: nothing compares {others:?} with the program");
    }
}

#[test]
fn every_key_that_holds_a_table_names_its_section() {
    for edition in EDITIONS {
        let page = Page::read(edition);
        for (section, rows) in &page.sections {
            for row in rows.iter().filter(|row| row.holds_table()) {
                let named = row.sections();
                assert!(!named.is_empty(), "{edition}: {} of {section} names no section", row.key);
                for name in named {
                    assert!(page.sections.contains_key(&name), "{edition}: {section} names {name}");
                }
            }
        }
    }
}

#[test]
fn the_keys_of_a_format_are_said_to_be_of_that_format() {
    for edition in EDITIONS {
        for row in &Page::read(edition).sections["[source]"] {
            for format in ["csv", "fixed", "dbf", "xlsx", "xls", "xml", "json"] {
                let text =
                    format!("schema = \"a/v1\"\n[source]\nformat = \"{format}\"\n{} = \"x\"\n", row.key);
                let refused = check_text(FileKind::Mappings, &text)
                    .iter()
                    .any(|found| found.code == Code::ForeignSourceKey);
                let takes = row.key == "format" || !refused;
                assert_eq!(
                    row.cells[0].contains(&format!("`{format}`")),
                    takes,
                    "{edition}: {} {format}",
                    row.key
                );
            }
        }
    }
}

#[test]
fn the_columns_of_agencies_are_those_that_the_program_reads() {
    for edition in EDITIONS {
        let columns = Page::read(edition).keys("agencies.csv");
        let text = "code,name,level,valid_from,valid_to,successors,zzz\n";
        assert_eq!(columns, known(FileKind::Agencies, text, Code::UnknownColumn), "{edition}");
    }
}

/// Every field of `fields`, dotted, with its kind and its marks.
fn listed(fields: &[Field], prefix: &str, out: &mut Vec<[String; 4]>) {
    for field in fields {
        let name = format!("{prefix}{}{}", field.name, if field.is_repeated() { "[]" } else { "" });
        let marks = [(field.required, "!"), (field.personal, "P"), (field.search_key, "K")];
        let marks = marks.iter().filter(|(on, _)| *on).map(|(_, mark)| *mark).collect();
        out.push([name.clone(), field.kind.word().to_owned(), marks, field.title.clone()]);
        listed(field.fields(), &format!("{name}."), out);
    }
}

#[test]
fn every_field_of_documents_and_statuses_is_listed() {
    for edition in EDITIONS {
        let page = Page::read(edition);
        for schema in [document_schema(), status_schema()] {
            let mut expected = Vec::new();
            listed(&schema.fields, "", &mut expected);
            let rows = page.sections[schema.id.as_str()].iter();
            let found: Vec<[String; 4]> = rows
                .map(|row| {
                    [row.key.clone(), row.cells[0].clone(), row.cells[1].clone(), row.cells[2].clone()]
                })
                .collect();
            let lines =
                expected.iter().map(|row| format!("| `{}` | {} | {} | {} |", row[0], row[1], row[2], row[3]));
            assert_eq!(found, expected, "{edition}, the rows are\n{}", lines.collect::<Vec<_>>().join("\n"));
        }
    }
}

#[test]
fn the_examples_are_a_configuration_without_a_mistake() {
    for edition in EDITIONS {
        let folder = Folder::starter();
        let page = Page::read(edition);
        assert!(page.examples.len() >= 9, "{edition} has an example of every kind of file");
        for (path, text) in &page.examples {
            folder.write(path, text.as_bytes());
        }
        if let Err(found) = folder.load() {
            panic!("{edition}: {found:#?}");
        }
        let outcomes = folder.run_tests().unwrap();
        let own = outcomes.into_iter().find(|one| one.file == "tests/vi-du.toml").unwrap();
        assert!(own.failure.is_none(), "{edition}: {own:#?}");
    }
}

#[test]
fn the_words_and_the_limits_of_a_key_are_those_of_the_program() {
    for edition in EDITIONS {
        let page = Page::read(edition);
        let (mut differ, mut compared) = (Vec::new(), 0);
        for (section, kind, texts) in PROBES {
            for row in &page.sections[*section] {
                let Some((wrong, code, expected)) = row.bounds() else { continue };
                let told = texts.iter().flat_map(|text| {
                    check_text(*kind, &text.replace("zzz = 1", &format!("{} = {wrong}", row.key)))
                });
                let labels = told
                    .filter(|found| found.code == code)
                    .filter_map(|found| Some(found.label?.en.trim_start_matches("one of: ").to_owned()));
                // Some formats have fewer words than others, and the page lists those of all.
                let labels: BTreeSet<String> = labels.collect();
                let is_said = labels.contains(&expected);
                compared += usize::from(!labels.is_empty());
                if !labels.is_empty() && !is_said {
                    differ.push(format!("{section}: {} says {expected:?}, the program {labels:?}", row.key));
                }
            }
        }
        assert!(differ.is_empty(), "{edition}: {differ:#?}");
        assert!(compared >= 60, "{edition}: the program told {compared} keys their words or limits");
    }
}
