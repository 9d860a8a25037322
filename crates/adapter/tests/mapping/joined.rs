//! Several values in one column, and one value of several columns.

use lienthong_adapter::mapping::{DateForm, Form, From, LossKind, Weight, analyse};

use crate::world::*;

#[test]
fn parts_are_split_exactly_and_joined_again() {
    let mut world = World::new();
    for (index, name) in ["xa", "huyen", "tinh"].into_iter().enumerate() {
        let part = From::Part { column: 0, separator: ", ".into(), index, count: 3 };
        world.field_from(name, text(), "path_with_type", part);
    }
    let file = "path_with_type\nPhường Phan Thiết, Thành phố Tuyên Quang, Tỉnh Tuyên Quang\n~\n";
    assert_eq!(world.round_trip(file), file);
    let error = world.read("path_with_type\nPhường Phan Thiết, Tỉnh Tuyên Quang\n".as_bytes()).unwrap_err();
    assert_eq!(error.code(), "WRONG_PARTS");
    assert_eq!(world.write_text("xa", "A, B").unwrap_err().code(), "SEPARATOR_IN_PART");
}

#[test]
fn a_column_of_which_parts_are_missing_cannot_be_written() {
    let mut world = World::new();
    let part = From::Part { column: 0, separator: ", ".into(), index: 0, count: 3 };
    world.field_from("xa", text(), "path_with_type", part);
    let losses = analyse(&world.mapping());
    let loss = losses.iter().find(|loss| loss.kind == LossKind::PartsMissing { parts: vec![2, 3] }).unwrap();
    assert_eq!(loss.kind.weight(), Weight::NoInverse);
}

#[test]
fn several_columns_make_one_value_and_are_told_apart_again() {
    let mut world = World::new();
    world.columns.push(lienthong_adapter::rows::ColumnLayout::named("HO"));
    let join = From::Join { columns: vec![0, 1], separator: " ".into() };
    world.field_from("name", text(), "TEN", join);
    assert_eq!(world.read("HO|TEN\nNguyễn|An\n".as_bytes()).unwrap(), ["name=Nguyễn An"]);
    assert_eq!(world.round_trip("HO|TEN\nNguyễn|An\n"), "HO|TEN\nNguyễn|An\n");
    assert_eq!(world.write_text("name", "Nguyễn Văn An").unwrap_err().code(), "WRONG_PARTS");
}

#[test]
fn a_joined_date_is_never_made_of_parts_that_do_not_stand_together() {
    let mut world = World::new();
    world.columns = ["NG", "TH", "NAM"].map(lienthong_adapter::rows::ColumnLayout::named).into();
    let join = From::Join { columns: vec![0, 1, 2], separator: "/".into() };
    let forms = ["d/M/yyyy", "M/yyyy", "yyyy"].map(|form| DateForm::parse(form, None).unwrap());
    world.field_from("born", year(), "", join).form = Form::Dates(forms.to_vec());
    let read = |row: &str| world.read(format!("NG|TH|NAM\n{row}\n").as_bytes());
    assert_eq!(read("1|2|1975").unwrap(), ["born=1975-02-01"]);
    assert_eq!(read("~|2|1975").unwrap(), ["born=1975-02"]);
    assert_eq!(read("| |1975").unwrap(), ["born=1975"]);
    assert_eq!(read("~|~|~").unwrap(), [""]);
    let error = read("1|~|1975").unwrap_err();
    assert_eq!((error.code(), error.place().row), ("PART_MISSING", Some(2)));
    assert!(error.to_string().contains("in TH,") && error.message_vi().contains("cột TH"), "{error}");
    assert_eq!(read("1|2|~").unwrap_err().code(), "NOT_A_DATE");
    // Numbers are their digits, also where their format writes a fraction of zeros.
    assert_eq!(read("#1|#2|#1975").unwrap(), ["born=1975-02-01"]);
    assert_eq!(read("~|#2.00|#1975.0").unwrap(), ["born=1975-02"]);
    assert_eq!(read("#1|~|#1975").unwrap_err().code(), "PART_MISSING");
    assert_eq!(read("#1.5|#2|#1975").unwrap_err().code(), "WRONG_KIND");
}

#[test]
fn a_part_of_a_joined_date_is_read_as_what_it_is_beside_all_others() {
    let read = |forms: &[&str], row: &str| {
        let mut world = World::new();
        world.columns = ["A", "B", "C"].map(lienthong_adapter::rows::ColumnLayout::named).into();
        let join = From::Join { columns: vec![0, 1, 2], separator: "/".into() };
        let forms = forms.iter().map(|form| DateForm::parse(form, Some(80)).unwrap()).collect();
        world.field_from("born", year(), "", join).form = Form::Dates(forms);
        world.read(format!("A|B|C\n{row}\n").as_bytes()).map_err(|error| error.code())
    };
    // 12 February of a year that nobody knows is not December 2002.
    let short = ["dd/MM/yy", "MM/yy"];
    assert_eq!(read(&short, "12|02|75").unwrap(), ["born=2075-02-12"]);
    assert_eq!(read(&short, "~|02|75").unwrap(), ["born=2075-02"]);
    assert_eq!(read(&short, "12|02|~"), Err("PART_MISSING"));
    // A day in the place of a month that is not there.
    let american = ["MM/dd/yyyy", "MM/yyyy", "yyyy"];
    assert_eq!(read(&american, "~|05|1975"), Err("PART_MISSING"));
    assert_eq!(read(&american, "~|~|1975").unwrap(), ["born=1975"]);
    assert_eq!(read(&["yyyy/MM/dd", "yyyy/MM", "yyyy"], "1975|02|~").unwrap(), ["born=1975-02"]);
}

#[test]
fn numbers_are_joined_into_a_text_only_where_the_mapping_takes_them() {
    let mut world = World::new();
    world.columns = ["SO", "QUYEN"].map(lienthong_adapter::rows::ColumnLayout::named).into();
    let join = From::Join { columns: vec![0, 1], separator: "/".into() };
    world.field_from("so", text(), "", join);
    assert_eq!(world.read(b"SO|QUYEN\n#12|01\n").unwrap_err().code(), "WRONG_KIND");
    world.mapping_field("so").takes_numbers = true;
    assert_eq!(world.read(b"SO|QUYEN\n#12|01\n").unwrap(), ["so=12/01"]);
    // A part of a text may be missing: a person without a middle name.
    assert_eq!(world.read(b"SO|QUYEN\n~|01\n").unwrap(), ["so=01"]);
}
