//! `lienthong config keys`: the pages `docs/reference*.md`, for an office that has the program alone.
//!
//! 1. read the tables of the pages in the language of the reader;
//! 2. find what a name means: a file, else a table, else a key wherever it stands;
//! 3. print each table with its keys, and the examples where a whole file was asked for.
//!
//! That the pages say what the program accepts is for a test of the configuration to hold.

use clap::Args;
use serde_json::json;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;
use crate::texts::Lang;

/// Arguments of `config keys`.
#[derive(Debug, Args)]
pub(crate) struct KeysArgs {
    /// A file, a table or a key, e.g. mappings, field or charset; a list of all tables where left out
    #[arg(value_name = "NAME")]
    name: Option<String>,
}

const ENGLISH: [&str; 4] = [
    include_str!("../../../../docs/reference.md"),
    include_str!("../../../../docs/reference-mappings.md"),
    include_str!("../../../../docs/reference-systems.md"),
    include_str!("../../../../docs/reference-schemas.md"),
];
const VIETNAMESE: [&str; 4] = [
    include_str!("../../../../docs/vi/reference.md"),
    include_str!("../../../../docs/vi/reference-mappings.md"),
    include_str!("../../../../docs/vi/reference-systems.md"),
    include_str!("../../../../docs/vi/reference-schemas.md"),
];

/// One table of configuration files, or the columns of one.
#[derive(Debug, Default)]
struct Section {
    /// The file it belongs to; the section itself where it begins one.
    file: String,
    name: String,
    notes: Vec<String>,
    /// What the cells of its keys are about.
    heads: Vec<String>,
    /// A key and its cells.
    keys: Vec<(String, Vec<String>)>,
    /// Lines of files as an example.
    example: Vec<String>,
}

impl Section {
    /// Whether `name` is its file: `mappings`, `mappings/*.toml` or a file in that folder.
    fn is_of(&self, name: &str) -> bool {
        let stem = |text: &str| text.split(['/', '.']).next().unwrap_or_default().to_lowercase();
        stem(&self.file) == stem(name)
    }

    /// Whether `name` is its name with or without brackets, or a word of it.
    fn is_called(&self, name: &str) -> bool {
        let bare = |text: &str| text.trim_matches(['[', ']']).to_lowercase();
        let (own, name) = (bare(&self.name), bare(name));
        let ends = own.strip_suffix(&name).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
        ends || own.split(' ').next() == Some(&name)
    }
}

/// Prints what `args` asks for.
pub(super) fn run(args: &KeysArgs, output: &Output) -> Result<Exit, Failure> {
    let sections = read(output.lang);
    let Some(name) = args.name.as_deref().map(str::trim) else {
        for section in &sections {
            match output.json {
                true => output.value(&json!({ "file": section.file, "table": section.name }))?,
                false if section.file == section.name => output.line(&section.name)?,
                false => output.line(&format!("    {}", section.name))?,
            }
        }
        return Ok(Exit::Ok);
    };
    let of_file: Vec<&Section> = sections.iter().filter(|section| section.is_of(name)).collect();
    if !of_file.is_empty() {
        return show(&of_file, None, true, output);
    }
    let called: Vec<&Section> = sections.iter().filter(|section| section.is_called(name)).collect();
    if !called.is_empty() {
        return show(&called, None, false, output);
    }
    let holds = |section: &&Section| section.keys.iter().any(|(key, _)| key == name);
    let with_key: Vec<&Section> = sections.iter().filter(holds).collect();
    if !with_key.is_empty() {
        return show(&with_key, Some(name), false, output);
    }
    Err(Failure::usage(
        format!("no file, table or key is called {name}; `lienthong config keys` lists all tables"),
        format!("không có tệp, bảng hay khóa nào tên {name}; `lienthong config keys` liệt kê mọi bảng"),
    ))
}

/// The tables, or one key of each.
fn show(sections: &[&Section], only: Option<&str>, examples: bool, output: &Output) -> Result<Exit, Failure> {
    for section in sections {
        let keys = section.keys.iter().filter(|(key, _)| only.is_none_or(|only| only == key));
        if output.json {
            for (key, cells) in keys {
                let about: serde_json::Map<_, _> =
                    section.heads.iter().cloned().zip(cells.iter().map(|cell| json!(cell))).collect();
                let (file, table) = (&section.file, &section.name);
                output.value(&json!({ "file": file, "table": table, "key": key, "about": about }))?;
            }
            continue;
        }
        match section.file == section.name {
            true => output.line(&section.name)?,
            false => output.line(&format!("{}  ({})", section.name, section.file))?,
        }
        for note in section.notes.iter().filter(|_| only.is_none()) {
            output.line(&format!("  {note}"))?;
        }
        for (key, cells) in keys {
            let Some((meaning, facts)) = cells.split_last() else { continue };
            let said = section.heads.iter().zip(facts).filter(|(_, fact)| !matches!(fact.as_str(), "" | "—"));
            let said: Vec<String> = said.map(|(head, fact)| format!("{head}: {fact}")).collect();
            output.line(&format!("\n  {key}\n      {}\n      {meaning}", said.join("; ")))?;
        }
        if examples && !section.example.is_empty() {
            output.line(&format!("\n{}", section.example.join("\n")))?;
        }
        output.line("")?;
    }
    Ok(Exit::Ok)
}

/// All sections of the pages in one language, in their order.
fn read(lang: Lang) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    for page in lang.pick(ENGLISH, VIETNAMESE) {
        let (mut file, mut fenced, mut is_inside) = (String::new(), false, false);
        for line in page.lines() {
            let heading = line.strip_prefix("### `").and_then(|rest| rest.strip_suffix('`'));
            if let Some(name) = heading {
                if file.is_empty() || name.ends_with(".toml") || name.ends_with(".csv") {
                    name.clone_into(&mut file);
                }
                sections.push(Section { file: file.clone(), name: name.to_owned(), ..Section::default() });
                is_inside = true;
                continue;
            }
            // Around files, the page speaks of itself.
            if line.starts_with("# ") || line.starts_with("## ") {
                is_inside = false;
            }
            let Some(section) = sections.last_mut().filter(|_| is_inside) else { continue };
            if let Some(fence) = line.strip_prefix("```") {
                fenced = !fenced;
                let path = fence.split_once(' ').map(|(_, path)| format!("# {path}"));
                section.example.push(path.unwrap_or_default());
            } else if fenced {
                section.example.push(line.to_owned());
            } else if line.starts_with('|') {
                add_row(section, line);
            } else if !line.is_empty() {
                section.notes.push(line.to_owned());
            }
        }
    }
    sections
}

/// The header of a table, the line under it, or a key.
fn add_row(section: &mut Section, line: &str) {
    let line = line.strip_prefix("| ").and_then(|line| line.strip_suffix(" |")).unwrap_or_default();
    let plain = |cell: &str| cell.trim().replace('`', "");
    let mut cells = line.split(" | ");
    let Some(first) = cells.next().filter(|first| !first.is_empty()) else { return };
    let rest = cells.map(plain).collect();
    match first.starts_with('`') {
        true => section.keys.push((plain(first), rest)),
        false => section.heads = rest,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_editions_have_the_same_tables_and_keys() {
        let all = |lang| -> Vec<(String, String, Vec<String>)> {
            let sections = read(lang).into_iter();
            sections
                .map(|one| {
                    assert!(one.keys.iter().all(|(_, cells)| cells.len() == one.heads.len()), "{one:#?}");
                    (one.file, one.name, one.keys.into_iter().map(|(key, _)| key).collect())
                })
                .collect()
        };
        assert_eq!(all(Lang::En), all(Lang::Vi));
    }

    #[test]
    fn a_name_finds_its_file_its_table_or_its_key() {
        let sections = read(Lang::En);
        let called = |name: &str| -> Vec<&str> {
            sections.iter().filter(|one| one.is_called(name)).map(|one| one.name.as_str()).collect()
        };
        assert_eq!(called("source"), ["[source]"]);
        assert_eq!(called("[[field]]"), ["[[schema.field]]", "[[field]]"]);
        assert_eq!(called("connector").len(), 5);
        assert!(sections.iter().any(|one| one.is_of("mappings") && one.name == "[source]"));
        assert!(sections.iter().any(|one| one.is_of("mappings/ho.toml") && one.name == "join"));
        assert!(!sections.iter().any(|one| one.is_of("charset") || one.is_called("charset")));
    }
}
