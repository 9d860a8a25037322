//! What is refused, with which words, and who sees them.

use lienthong_adapter::mapping::{DateForm, Filter, Form, LossKind, Test, Unmapped, analyse};
use lienthong_model::schema::Kind;

use crate::world::{World, codes, date, digits, text};

#[test]
fn a_refusal_names_row_column_value_and_what_was_expected() {
    let check = |kind: Kind, form: Form, cell: &[u8], code: &str, says: &[&str]| {
        let mut world = World::new();
        world.field("value", kind, "GIATRI").form = form;
        let file = [b"GIATRI\n".as_slice(), cell, b"\n"].concat();
        let error = world.read(&file).unwrap_err();
        let text = error.to_string();
        assert_eq!(error.code(), code, "{text}");
        assert_eq!(error.place().row, Some(2));
        assert_eq!(error.place().field.as_deref(), Some("GIATRI"));
        says.iter().for_each(|part| assert!(text.contains(part), "{text} says {part}"));
        assert!(!error.message_vi().is_empty());
    };
    let dates = || Form::Dates(vec![DateForm::parse("dd/MM/yyyy", None).unwrap()]);
    check(digits(5), Form::Plain, b"2200", "NOT_DIGITS", &["expected 5 digits", "2200"]);
    check(digits(5), Form::Plain, b"#2200", "NUMBER_FOR_TEXT", &["text of 5 digits", "number 2200", "lost"]);
    check(digits(12), Form::Plain, b"#1.23457E+11", "NUMBER_FOR_TEXT", &["1.23457E+11"]);
    check(date(), dates(), b"30/02/2014", "NOT_A_DATE", &["30/02/2014", "dd/MM/yyyy"]);
    check(Kind::DateTime, Form::Plain, b"-004713-11-24T00:00:00", "NOT_A_DATE", &["2026-11-20T08:00:00"]);
    check(date(), dates(), b"#44197", "WRONG_KIND", &["the number 44197"]);
    check(Kind::Decimal { max_scale: None }, Form::Plain, b"1.234", "AMBIGUOUS_NUMBER", &["1.234"]);
    check(Kind::Decimal { max_scale: Some(0) }, Form::Plain, b"1.5", "RULE_BROKEN", &["1.5"]);
    check(codes(&["a"]), Form::Plain, b"b", "RULE_BROKEN", &["a code of the list"]);
    check(Kind::Boolean, Form::Plain, b"x", "NOT_A_BOOLEAN", &["true / false"]);
    check(text(), Form::Plain, b"Tuy\xaan", "NOT_IN_CHARSET", &["0xAA", "offset 3", "utf-8"]);
    check(text(), Form::Plain, "Tuy\u{fffd}n".as_bytes(), "NOT_IN_CHARSET", &["U+FFFD"]);
    check(text(), Form::Plain, "TuyÃªn".as_bytes(), "DAMAGED_TEXT", &["Tuyên"]);
    check(text(), Form::Plain, b"H&#7853;u", "DAMAGED_TEXT", &["&#7853;"]);
    check(
        Kind::Text { max_chars: Some(2) },
        Form::Plain,
        "Hậu".as_bytes(),
        "RULE_BROKEN",
        &["at most 2 characters; these are 3"],
    );
}

#[test]
fn what_is_personal_is_not_shown() {
    for (kind, cell) in [
        (digits(12), &b"00012345678"[..]),
        (text(), b"Nguy\xaan"),
        (date(), b"31/02/1990"),
        (text(), "TuyÃªn".as_bytes()),
    ] {
        let mut world = World::new();
        world.field("value", kind, "GIATRI");
        world.personal("value");
        let error = world.read(&[b"GIATRI\n".as_slice(), cell, b"\n"].concat()).unwrap_err().to_string();
        for part in ["00012345678", "Nguy", "31/02", "4E 67", "Tuy", "0xAAn"] {
            assert!(!error.contains(part), "{error} hides {part}");
        }
        assert!(error.contains("row 2") && error.contains("GIATRI"), "{error}");
    }
}

#[test]
fn a_required_field_that_has_no_value_refuses_the_row() {
    let mut world = World::new();
    world.field("name", text(), "TEN");
    world.required("name");
    let error = world.read(b"TEN|X\n~|1\n").unwrap_err();
    assert_eq!(error.code(), "UNMAPPED_COLUMN");
    world.unmapped = Unmapped::Drop;
    let error = world.read(b"TEN|X\n~|1\n").unwrap_err();
    assert_eq!((error.code(), error.place().row), ("VALUE_REQUIRED", Some(2)));
}

#[test]
fn a_file_of_which_the_filters_leave_nothing_is_refused_once() {
    let mut world = World::new();
    world.field("code", digits(5), "MA");
    world.filters = vec![Filter { column: 0, test: Test::Filled }];
    let (records, faults, counts) = world.read_all(b"MA\n~\n~\n");
    assert_eq!((records.len(), counts.filtered), (0, 2));
    let [fault] = &faults[..] else { panic!("{faults:?}") };
    assert_eq!((fault.code(), fault.finding().found.as_deref()), ("ALL_ROWS_LEFT_OUT", Some("2 rows")));
    // A row that is wrong is told by itself, and a table without rows is one.
    assert_eq!(world.read_all(b"MA\n~\n1\n").1[0].code(), "NOT_DIGITS");
    assert!(world.read_all(b"MA\n").1.is_empty());
    world.may_leave_none = true;
    assert!(world.read_all(b"MA\n~\n").1.is_empty());
}

#[test]
fn a_row_is_looked_at_in_the_charset_of_each_column_and_not_at_all_where_the_mapping_says_so() {
    use lienthong_vntext::Charset;

    let mut world = World::new();
    world.field("river", text(), "SONG");
    world.field("town", text(), "XA");
    world.columns[0].charset = Some(Charset::Tcvn3Abc);
    world.columns[1].charset = Some(Charset::VniWin);
    // A word of another language of Vietnam is none in any charset.
    let river = Charset::Tcvn3Abc.encode("Krông").unwrap();
    let town = Charset::Tcvn3Abc.encode("xã Sơn Phú").unwrap();
    let file = [b"SONG|XA\n", &*river, b"|", &*town, b"\n"].concat();
    let (_, faults, _) = world.read_all(&file);
    let [fault] = &faults[..] else { panic!("{faults:?}") };
    assert_eq!((fault.code(), fault.place().field.as_deref()), ("OTHER_CHARSET", Some("XA")));
    world.takes_other_charset = true;
    assert!(world.read_all(&file).1.is_empty());
}

#[test]
fn a_file_of_another_charset_is_refused_at_its_end_though_most_rows_show_nothing() {
    use lienthong_vntext::Charset::{self, Tcvn3Abc, Viscii};

    let mut world = World::new();
    world.field("town", text(), "XA");
    world.columns[0].charset = Some(Tcvn3Abc);
    let names = ["Yên Hoa", "Khâu Tinh", "Hồng Thái", "Năng Khả", "Thượng Giáp", "Sơn Phú", "Đà Vị"];
    let file = |charset: Charset, names: &[&str]| {
        let rows = names.iter().flat_map(|name| [charset.encode(name).unwrap().into_owned(), b"\n".to_vec()]);
        [b"XA\n".to_vec()].into_iter().chain(rows).collect::<Vec<_>>().concat()
    };
    let (records, faults, counts) = world.read_all(&file(Viscii, &names));
    assert!(counts.faulty * 2 < counts.read && !records.is_empty(), "rows alone do not show it: {counts:?}");
    let last = faults.last().unwrap();
    assert_eq!((last.code(), last.place().row), ("FILE_OTHER_CHARSET", Some(2)));
    let finding = last.finding();
    assert_eq!((finding.found.as_deref(), finding.expected.as_deref()), (Some("viscii"), Some("tcvn3-abc")));
    // In its own, and a few rows of another program among many.
    assert!(world.read_all(&file(Tcvn3Abc, &names)).1.is_empty());
    let mixed = [file(Tcvn3Abc, &names), file(Viscii, &names[3..4]).split_off(3)].concat();
    assert!(world.read_all(&mixed).1.iter().all(|fault| fault.code() != "FILE_OTHER_CHARSET"));
    world.takes_other_charset = true;
    assert!(world.read_all(&file(Viscii, &names)).1.iter().all(|fault| fault.code() == "NOT_IN_CHARSET"));
}

#[test]
fn what_a_reader_quotes_does_not_get_the_column_that_would_put_it_on_record() {
    let mut world = World::new();
    world.field("name", text(), "TEN");
    let (_, faults, _) = world.read_all(b"TEN\n!!\n!#\n");
    let told = faults.iter().map(|fault| (fault.code(), fault.place().path.as_deref()));
    assert_eq!(told.collect::<Vec<_>>(), [("DAMAGED_TEXT", None), ("CELL_TOO_LARGE", Some("TEN"))]);
}

#[test]
fn every_reason_has_whole_texts_in_two_languages() {
    for reason in lienthong_adapter::mapping::reasons::ALL {
        assert!(
            reason.en.contains("{found}")
                || reason.en.contains("{expected}")
                || ["VALUE_REQUIRED", "ROW_ABOVE_UNKNOWN"].contains(&reason.code)
        );
        assert!(!reason.vi.is_ascii(), "{} is Vietnamese", reason.vi);
    }
}

#[test]
fn letters_that_only_look_like_vietnamese_ones_are_refused_where_the_mapping_says_so() {
    let mut world = World::new();
    world.field("name", text(), "TEN").is_vietnamese = true;
    assert_eq!(world.read("TEN\nĐà Vị – “Mẫu”\n".as_bytes()).unwrap(), ["name=Đà Vị – “Mẫu”"]);
    // The first letter is one of Iceland, the last of Cyrillic.
    for (cell, index, meant) in [("Ðà Vị", 0, "Đ"), ("Mẫu Ноа", 4, "H")] {
        let error = world.read(format!("TEN\n{cell}\n").as_bytes()).unwrap_err();
        let text = error.to_string();
        assert_eq!(error.code(), "DAMAGED_TEXT", "{text}");
        assert!(text.contains(&format!("index {index} ")) && text.contains(meant), "{text}");
        assert_eq!(world.write_text("name", cell).unwrap_err().code(), "DAMAGED_TEXT", "{cell}");
    }
}

#[test]
fn a_fraction_of_a_second_is_refused_with_its_reason_or_left_off_where_the_mapping_says_so() {
    let mut world = World::new();
    world.field("at", Kind::DateTime, "LUC");
    let file = b"LUC\n2020-01-02T08:30:15.1234567+07:00\n";
    let error = world.read(file).unwrap_err();
    assert_eq!(error.code(), "NOT_A_DATE");
    assert!(error.to_string().contains("without a fraction of a second"), "{error}");
    world.mapping_field("at").drops_fractions = true;
    assert_eq!(world.read(file).unwrap(), ["at=DateTime(2020-01-02T08:30:15)"]);
    let losses = analyse(&world.mapping());
    assert!(losses.iter().any(|loss| loss.kind == LossKind::DropsFractions), "{losses:?}");
}

#[test]
fn a_row_that_slipped_shows_nobody_under_another_column() {
    let mut world = World::new();
    world.field("ward", digits(5), "MAXA");
    world.field("id", digits(12), "SODD");
    // The first cell is missing: the number of a person stands where the ward should.
    let file = b"MAXA|SODD\n000200000001|x\n";
    let mut check = |is_personal: bool| {
        if is_personal {
            world.personal("id");
        }
        let error = world.read(file).unwrap_err();
        assert_eq!(error.code(), "NOT_DIGITS");
        for text in [error.finding().message_en(), error.finding().message_vi()] {
            assert!(!text.contains("000200000001") && text.contains("12 "), "{text}");
        }
        // Whoever sent it sees what it sent.
        let error = error.for_the_sender();
        for text in [error.to_string(), error.message_vi()] {
            assert!(text.contains("000200000001"), "{text}");
        }
    };
    check(false);
    check(true);
}
