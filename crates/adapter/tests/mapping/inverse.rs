//! What reading would not give back is not written.

use lienthong_adapter::mapping::{CodeMap, Filter, Form, From, LossKind, OnUnknown, Test, Weight, analyse};
use lienthong_adapter::rows::ColumnKind;
use lienthong_model::schema::{Kind, Record, Value};

use crate::world::{self, World, digits, text};

fn number(text: &str) -> Record {
    let mut record = Record::empty(1);
    record.values[0] = Some(Value::Decimal(text.parse().unwrap()));
    record
}

#[test]
fn a_record_without_a_value_is_not_written_where_a_blank_is_read_as_one() {
    let check = |change: &dyn Fn(&mut World)| {
        let mut world = World::new();
        world.field("ma", text(), "MA");
        world.field("xa", text(), "XA");
        change(&mut world);
        let error = world.write_text("ma", "1").unwrap_err();
        assert_eq!((error.code(), error.finding().place.path.as_deref()), ("ABSENT_NOT_SAYABLE", Some("xa")));
        let told = analyse(&world.mapping()).into_iter().find(|loss| loss.kind == LossKind::AbsentRefused);
        assert_eq!(told.map(|loss| (loss.what, loss.kind.weight())), Some(("xa".into(), Weight::MayRefuse)));
        // A mapping that never reads it says nothing else than a blank.
        world.mapping_field("xa").direction = lienthong_adapter::mapping::Direction::Write;
        assert!(world.write_text("ma", "1").is_ok());
    };
    check(&|world| world.mapping_field("xa").default = Some(world::value("khac")));
    check(&|world| world.mapping_field("xa").fill_down = true);
    check(&|world| world.mapping_field("xa").from = From::Constant(world::value("hotich")));
}

#[test]
fn a_number_that_means_nothing_is_written_for_nothing_alone() {
    let mut world = World::new();
    world.field("fee", Kind::Decimal { max_scale: None }, "LEPHI").nothing = vec!["0".into(), String::new()];
    world.columns[0].kind = ColumnKind::Number { width: 9, decimals: 2 };
    for zero in ["0", "0.00", "-0"] {
        if let Ok(number) = zero.parse() {
            let record = Record { values: vec![Some(Value::Decimal(number))], ..Record::empty(1) };
            assert_eq!(world.write(&[record]).unwrap_err().code(), "NOT_SAYABLE", "{zero}");
        }
    }
    assert_eq!(world.write(&[number("10"), Record::empty(1)]).unwrap(), b"LEPHI\n#10\n#0\n");
    assert_eq!(world.read(b"LEPHI\n#10\n#0\n").unwrap(), ["fee=10", ""]);
    let mut world = World::new();
    world.field("code", digits(1), "MA").nothing = vec!["0".into()];
    world.mapping_field("code").takes_numbers = true;
    world.columns[0].kind = ColumnKind::Number { width: 1, decimals: 0 };
    assert_eq!(world.write_text("code", "0").unwrap_err().code(), "NOT_SAYABLE");
}

#[test]
fn a_code_that_is_kept_never_becomes_another_in_a_round_trip() {
    let mut world = World::new();
    let pairs = [("1".to_owned(), "2".to_owned())];
    world.field("loai", text(), "LOAI").form =
        Form::Codes(CodeMap::new("loai", OnUnknown::Keep, &pairs).with_list(["2", "3"]).into());
    assert_eq!(world.round_trip("LOAI\n1\n9\n"), "LOAI\n1\n9\n");
    for cell in ["2", "3"] {
        assert_eq!(world.read(format!("LOAI\n{cell}\n").as_bytes()).unwrap_err().code(), "CODE_COLLIDES");
    }
    for code in ["1", "3"] {
        assert_eq!(world.write_text("loai", code).unwrap_err().code(), "CODE_COLLIDES");
    }
}

#[test]
fn parts_that_would_split_otherwise_are_not_written() {
    let mut world = World::new();
    for (index, name) in ["a", "b"].into_iter().enumerate() {
        let part = From::Part { column: 0, separator: "--".into(), index, count: 2 };
        world.field_from(name, text(), "AB", part);
    }
    let write = |a: &str, b: &str| {
        let values = vec![Some(world::value(a)), Some(world::value(b))];
        world.write(&[Record { values, ..Record::empty(2) }])
    };
    assert_eq!(write("x-", "y").unwrap_err().code(), "SEPARATOR_IN_PART");
    assert_eq!(write("x", "y").unwrap(), b"AB\nx--y\n");
    // A blank part of a joined value would be left out with its separator.
    let mut world = World::new();
    world.columns.push(lienthong_adapter::rows::ColumnLayout::named("SO"));
    world.field_from("ma", text(), "CHU", From::Join { columns: vec![0, 1], separator: "-".into() });
    assert_eq!(world.write_text("ma", "-5").unwrap_err().code(), "WRONG_PARTS");
    assert_eq!(world.write_text("ma", "A-5").unwrap(), b"SO|CHU\nA|5\n");
}

#[test]
fn blanks_that_reading_takes_away_are_not_written() {
    let mut world = World::new();
    world.field("ten", text(), "TEN");
    for blank in [" a", "a ", "\u{a0}a", " "] {
        assert_eq!(world.write_text("ten", blank).unwrap_err().code(), "NOT_SAYABLE", "{blank:?}");
    }
    assert_eq!(world.write_text("ten", "a b").unwrap(), b"TEN\na b\n");
    world.mapping_field("ten").clean.trim = false;
    assert_eq!(world.write_text("ten", " a").unwrap(), b"TEN\n a\n");
}

#[test]
fn a_record_that_the_filter_leaves_out_is_not_written() {
    let mut world = World::new();
    world.field("loai", text(), "LOAI");
    world.filters = vec![Filter { column: 0, test: Test::Is(vec!["KS".into()]) }];
    assert_eq!(world.write_text("loai", "KS").unwrap(), b"LOAI\nKS\n");
    assert_eq!(world.write_text("loai", "KT").unwrap_err().code(), "NOT_SAYABLE");
}

#[test]
fn a_key_that_stands_twice_is_not_written() {
    let mut world = World::new();
    world.field("ma", text(), "MA");
    world.key = vec!["ma"];
    let record = |text: &str| Record { values: vec![Some(world::value(text))], ..Record::empty(1) };
    assert!(world.write(&[record("1"), record("2")]).is_ok());
    let error = world.write(&[record("1"), record("2"), record("1")]).unwrap_err();
    assert_eq!((error.code(), error.finding().place.row), ("DUPLICATE_KEY", Some(3)));
}

#[test]
fn a_code_that_reading_would_fill_up_is_not_written() {
    let mut world = World::new();
    world.field("ma", text(), "MA").clean.pad_left = Some(('0', 3));
    assert_eq!(world.write_text("ma", "7").unwrap_err().code(), "NOT_SAYABLE");
    assert_eq!(world.write_text("ma", "007").unwrap(), b"MA\n007\n");
}
