//! What a mapping loses, who uses it and for what, and what neither side of it has.

use lienthong_adapter::mapping::{LossKind, Weight};
use lienthong_adapter::rows::Column;
use lienthong_config::{Code, Lang, Way, coverage, loss_text};

use crate::support::Folder;
use crate::{CODE, KEEP, folder};

#[test]
fn what_comes_back_otherwise_whatever_the_fields_are_is_a_loss() {
    for (source, kind, is_lost) in [
        ("format = \"xlsx\"\ncharset = \"utf-8\"", LossKind::SheetAlone, true),
        ("format = \"csv\"\ncharset = \"utf-8\"", LossKind::TitlesAbove, false),
        ("format = \"csv\"\ncharset = \"utf-8\"\nheader = { row = 3 }", LossKind::TitlesAbove, true),
        ("format = \"json\"", LossKind::AbsentAlike, true),
        ("format = \"csv\"\ncharset = \"utf-8\"", LossKind::KeptNotWritten, false),
    ] {
        for (direction, both) in [("both", true), ("read", false)] {
            let folder = folder(&format!("{KEEP}direction = \"{direction}\"\n[source]\n{source}\n{CODE}"));
            let losses = folder.load().unwrap().checked.mappings.get("thu").unwrap().losses.clone();
            assert_eq!(losses.iter().any(|loss| loss.kind == kind), is_lost && both, "{source} {direction}");
        }
    }
}

#[test]
fn what_is_left_out_beside_the_rows_is_a_loss() {
    let losses = |source: &str| {
        let folder = folder(&format!("{KEEP}direction = \"read\"\n[source]\n{source}\n{CODE}"));
        let checked = folder.load().unwrap().checked;
        checked.mappings.get("thu").unwrap().losses.iter().map(|loss| loss.kind.clone()).collect::<Vec<_>>()
    };
    let csv = "format = \"csv\"\ncharset = \"utf-8\"\nuntil = \"empty-row\"";
    assert!(!losses(csv).contains(&LossKind::IgnoresBehind));
    assert!(losses(&format!("{csv}\nignore_after_end = true")).contains(&LossKind::IgnoresBehind));
    let xml = "format = \"xml\"\nrows = \"DS/Ho\"";
    assert!(!losses(xml).contains(&LossKind::DropsBeside));
    assert!(losses(&format!("{xml}\nbeside = \"drop\"")).contains(&LossKind::DropsBeside));
}

#[test]
fn a_system_finds_its_mapping_by_type_and_way() {
    let checked = Folder::starter().load().unwrap().checked;
    let kind = "khai-sinh/v1".parse().unwrap();
    let name = |system: &str, way| {
        let system = checked.systems.get(&system.parse().unwrap()).unwrap();
        checked.mappings.of(system, &kind, way).map(|one| one.mapping.name.clone())
    };
    assert_eq!(name("H60.31/hotich", Way::Read).as_deref(), Some("khai-sinh-xa"));
    assert_eq!(name("H60.31/hotich", Way::Write), None, "it is only read");
    assert_eq!(name("H60.05/khai-sinh", Way::Write).as_deref(), Some("khai-sinh-so"));
    assert_eq!(name("H60/qlvb", Way::Read), None);
    let declared = checked.mappings.get("khai-sinh-xa").unwrap();
    assert_eq!((declared.file.as_str(), declared.line), ("mappings/khai-sinh-xa.toml", 1));
    assert!(declared.title.as_deref().is_some_and(|title| title.starts_with("Khai sinh")));
    let texts: Vec<String> =
        declared.losses.iter().map(|loss| loss_text(loss).in_lang(Lang::En).to_owned()).collect();
    assert!(
        texts.iter().any(|text| text.starts_with("ho_ten: reading makes runs of blanks one")),
        "{texts:?}"
    );
    assert!(
        declared.losses.iter().all(|loss| loss.kind.weight() < Weight::NoInverse),
        "{:?}",
        declared.losses
    );
}

#[test]
fn undeclared_types_travel_between_opaque_systems_and_where_no_schema_is_declared() {
    let system = |format: &str| {
        format!(
            "[[system]]\nid = \"H60/x\"\ntitle = \"x\"\nformat = \"{format}\"\nreceives = [\"tho/v1\"]\n\
             connector = {{ kind = \"pull\" }}\n"
        )
    };
    let route = "[[route]]\nname = \"x\"\ntype = \"tho/v1\"\nfrom = \"H60/qlvb\"\nto = \"H60/x\"\n\
                 legal_basis = \"x\"\npurpose = \"x\"\n";
    let codes = |folder: &Folder| -> Vec<Code> { folder.diagnostics().iter().map(|one| one.code).collect() };
    let folder = Folder::starter();
    folder.write("routes/x.toml", route.as_bytes());
    folder.write("systems/x.toml", system("opaque").as_bytes());
    assert_eq!(codes(&folder), []);
    folder.write("systems/x.toml", system("edxml").as_bytes());
    assert_eq!(codes(&folder), [Code::UnknownType]);
    for path in ["schemas", "mappings"] {
        std::fs::remove_dir_all(folder.path().join(path)).unwrap();
    }
    std::fs::remove_file(folder.path().join("systems/civil-status.toml")).unwrap();
    std::fs::remove_file(folder.path().join("routes/records.toml")).unwrap();
    assert_eq!(codes(&folder), [], "types are only names where nobody declares one");
}

#[test]
fn coverage_names_what_neither_side_has() {
    let checked = Folder::starter().load().unwrap().checked;
    let mapping = &checked.mappings.get("khai-sinh-xa").unwrap().mapping;
    let columns: Vec<Column> = ["SO", "Họ", "HO", "TEN", "NGAYSINH", "GIOITINH", "GHICHU"]
        .map(|name| Column { name: name.to_owned(), ..Column::default() })
        .to_vec();
    let found = coverage(mapping, &columns).unwrap();
    assert_eq!((found.mapped, found.of, found.then), (5, 7, "refuse"));
    assert_eq!(found.unmapped, ["Họ", "GHICHU"]);
    assert_eq!(found.missing, ["SDD"]);
    assert_eq!(found.unfilled, ["noi_sinh"]);
    let twice = [columns[0].clone(), Column { name: "Số".to_owned(), ..Column::default() }];
    assert_eq!(coverage(mapping, &twice).unwrap_err().code(), "DUPLICATE_COLUMN");
}

#[test]
fn a_text_of_the_mapping_that_its_charset_cannot_say_is_an_error() {
    let check = |field: &str, is_wrong: bool| {
        let source = "direction = \"write\"\nleave_out = [\"ten\", \"dien_tich\", \"con\", \"lap\", \"luc\", \"chu\", \"nguoi\"]\n\
                      [source]\nformat = \"csv\"\ncharset = \"tcvn3-abc\"\n";
        let found = folder(&format!("{KEEP}{source}{CODE}{field}")).diagnostics();
        let wrong = found.iter().any(|one| one.code == Code::NotEncodable);
        assert_eq!(wrong, is_wrong, "{field}: {found:?}");
    };
    let codes = |code: &str| {
        format!("[[field]]\nto = \"loai\"\nfrom = \"LOAI\"\ncodes = {{ \"{code}\" = \"xa\" }}\n")
    };
    check(&codes("xã"), false);
    // TCVN3 has no capitals with a tone.
    check(&codes("XÃ"), true);
    check("[[field]]\nto = \"loai\"\nfrom = \"Loại 日\"\n", true);
}

#[test]
fn what_is_written_in_one_form_or_not_at_all_is_told_as_a_loss() {
    let losses = |top: &str, field: &str| {
        let source = "[source]\nformat = \"csv\"\ncharset = \"utf-8\"\n";
        let folder = folder(&format!("{KEEP}{top}\n{source}{CODE}{field}"));
        let checked = folder.load().unwrap().checked;
        checked.mappings.get("thu").unwrap().losses.iter().map(|loss| loss.kind.clone()).collect::<Vec<_>>()
    };
    let number =
        "[[field]]\nto = \"dien_tich\"\nfrom = \"DT\"\nnumber = { group = \".\", decimal = \",\" }\n";
    assert!(losses("", number).contains(&LossKind::OneFormOfNumbers));
    assert!(!losses("direction = \"read\"", number).contains(&LossKind::OneFormOfNumbers));
    let time = "[[field]]\nto = \"luc\"\nfrom = \"LUC\"\n";
    assert!(losses("", time).contains(&LossKind::ZonesLeftOff));
    let form = format!("{time}dates = [\"dd/MM/yyyy HH:mm\"]\n");
    assert!(!losses("", &form).contains(&LossKind::ZonesLeftOff), "a form says no zone");
    let source = "[source]\nformat = \"xlsx\"\n";
    let cells = folder(&format!("{KEEP}{source}{CODE}{time}")).load().unwrap().checked;
    let cells = &cells.mappings.get("thu").unwrap().losses;
    assert!(cells.iter().any(|loss| loss.kind == LossKind::FractionsLeftOff), "{cells:?}");
    assert!(!losses("", time).contains(&LossKind::FractionsLeftOff), "a text with a fraction is refused");
    assert!(losses("unmapped = \"keep\"", "").contains(&LossKind::KeptNotWritten));
    assert!(!losses("unmapped = \"keep\"\ncarry = \"X\"", "").contains(&LossKind::KeptNotWritten));
}
