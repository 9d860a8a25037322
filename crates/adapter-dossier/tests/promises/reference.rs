//! The reference for administrators lists every field of dossiers and of their steps, in both editions.

use std::path::Path;

use lienthong_adapter_dossier::{dossier_schema, progress_schema};
use lienthong_model::schema::Field;

/// The rows of the reference for `fields`: dotted name, kind, marks and title.
fn rows(fields: &[Field], prefix: &str, out: &mut Vec<String>) {
    for field in fields {
        let name = format!("{prefix}{}{}", field.name, if field.is_repeated() { "[]" } else { "" });
        let marks = [(field.required, "!"), (field.personal, "P"), (field.search_key, "K")];
        let marks: String = marks.iter().filter(|(on, _)| *on).map(|(_, mark)| *mark).collect();
        out.push(format!("| `{name}` | {} | {marks} | {} |", field.kind.word(), field.title));
        rows(field.fields(), &format!("{name}."), out);
    }
}

#[test]
fn every_field_of_dossiers_and_steps_is_listed_and_no_other() {
    for edition in ["docs", "docs/vi"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(edition);
        let page = std::fs::read_to_string(path.join("reference-schemas.md")).unwrap();
        for schema in [dossier_schema(), progress_schema()] {
            let (_, section) = page.split_once(&format!("\n### `{}`\n", schema.id)).unwrap();
            let section = section.split("\n### ").next().unwrap();
            let found: Vec<&str> = section.lines().filter(|line| line.starts_with("| `")).collect();
            let mut expected = Vec::new();
            rows(&schema.fields, "", &mut expected);
            assert_eq!(found, expected, "{edition}: {}\n{}", schema.id, expected.join("\n"));
        }
    }
}
