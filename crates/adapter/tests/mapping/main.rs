//! What mappings promise, over a format that hides nothing.
#![allow(missing_docs, unreachable_pub, clippy::unwrap_used, reason = "tests")]

mod inverse;
mod joined;
mod refusals;
mod toy;
mod world;

use lienthong_adapter::mapping::{
    Case, Clean, CodeMap, DateForm, Direction, Filter, Form, From, LossKind, Mapping, NumberForm, OnUnknown,
    Test, Unmapped, Weight, analyse,
};
use lienthong_adapter::rows::ColumnKind;
use lienthong_model::schema::{Kind, Record, Value};
use lienthong_vntext::Charset;

use world::{World, codes, date, digits, text, year};

#[test]
fn what_was_read_is_written_back_cell_by_cell() {
    let mut world = World::new();
    world.field("code", digits(5), "ward_code");
    world.field("name", text(), "ward");
    world.field("born", date(), "NGAYSINH").form =
        Form::Dates(vec![DateForm::parse("dd/MM/yyyy", None).unwrap()]);
    world.field("fee", Kind::Decimal { max_scale: Some(2) }, "LEPHI").form = Form::Number(NumberForm {
        group: Some('.'),
        decimal: ',',
        suffixes: vec!["đ".into()],
        in_parentheses: false,
    });
    world.field("sex", codes(&["nam", "nu"]), "GT").form = Form::Codes(
        CodeMap::new("gt", OnUnknown::Refuse, &[("1".into(), "nam".into()), ("0".into(), "nu".into())])
            .into(),
    );
    world.field("alive", Kind::Boolean, "SONG").form =
        Form::Boolean { yes: vec!["x".into()], no: vec!["-".into()] };
    let file = "ward_code|ward|NGAYSINH|LEPHI|GT|SONG\n02200|Phường Ỷ La|02/09/1980|1.234.567,50đ|1|x\n00001|~|~|5đ|0|-\n";
    assert_eq!(world.round_trip(file), file);
    // But for the blanks at the ends of names, and numbers in other forms, nothing is lost.
    let mut mapping = world.mapping();
    let losses = |mapping: &Mapping| analyse(mapping).into_iter().map(|loss| loss.kind).collect::<Vec<_>>();
    assert_eq!(losses(&mapping), [LossKind::Trims, LossKind::OneFormOfNumbers]);
    mapping.rows.fields[1].clean.trim = false;
    assert_eq!(losses(&mapping), [LossKind::OneFormOfNumbers]);
}

#[test]
fn every_field_has_the_charset_that_the_mapping_gives_it() {
    let mut world = World::new();
    world.field("name", text(), "TEN");
    world.field("note", text(), "GHICHU");
    world.columns[0].charset = Some(Charset::Tcvn3Abc);
    world.columns[1].charset = Some(Charset::VniWin);
    let mut file = b"TEN|GHICHU\n".to_vec();
    file.extend(b"Tuy\xaan Quang|Tuye\xe2n Quang\n");
    let read = world.read(&file).unwrap();
    assert_eq!(read, ["name=Tuyên Quang note=Tuyên Quang"]);
    assert_eq!(world.round_trip_bytes(&file), file);
}

#[test]
fn nothing_is_what_the_mapping_says_and_no_more() {
    let mut world = World::new();
    world.field("name", text(), "TEN").nothing = vec!["-".into(), "".into()];
    assert_eq!(world.read(b"TEN\n -  \n0\n\n").unwrap(), ["", "name=0"]);
    let error = world.write_text("name", "-").unwrap_err();
    assert_eq!(error.code(), "NOT_SAYABLE", "a value is not written as nothing: {error}");
    assert_eq!(world.round_trip("TEN\n~\nA\n"), "TEN\n-\nA\n");
}

#[test]
fn columns_are_found_by_any_of_their_names_and_never_by_guessing() {
    let mut world = World::new();
    world.field("code", digits(5), "ward_code");
    world.columns[0].names = vec!["ward_code".into(), "Mã PX".into(), "Code".into()];
    world.columns[0].required = true;
    let read = |file: &str| world.read(file.as_bytes()).map_err(|error| error.code());
    assert_eq!(read("Mã PX\n02200\n").unwrap(), ["code=02200"]);
    assert_eq!(read(" mã  px \n02200\n").unwrap(), ["code=02200"]);
    assert_eq!(read("Ma\u{303} PX\n02200\n").unwrap(), ["code=02200"]);
    assert_eq!(
        read("Ma PX\n02200\n"),
        Err("MISSING_COLUMN"),
        "without diacritics only where the layout says so"
    );
    assert_eq!(read("WardCode\n02200\n"), Err("MISSING_COLUMN"), "_ is not ignored");
    assert_eq!(read("Mã PX|Code\n02200|02200\n"), Err("DUPLICATE_COLUMN"));
    assert_eq!(read("Mã PX|Mã PX\n02200|02200\n"), Err("DUPLICATE_COLUMN"));
}

#[test]
fn columns_without_a_field_are_refused_kept_or_dropped() {
    let mut world = World::new();
    world.field("name", text(), "TEN");
    let file = b"TEN|Ghi ch\xc3\xba\nA|x\n";
    assert_eq!(world.read(file).unwrap_err().code(), "UNMAPPED_COLUMN");
    world.unmapped = Unmapped::Keep;
    assert_eq!(world.read(file).unwrap(), ["name=A extra:Ghi chú=x"]);
    world.unmapped = Unmapped::Drop;
    assert_eq!(world.read(file).unwrap(), ["name=A"]);
    // A column that is carried by name needs no field.
    world.unmapped = Unmapped::Keep;
    world.carry("Ghi chú");
    assert_eq!(world.round_trip_bytes(file), file);
}

#[test]
fn constants_defaults_and_values_from_above_fill_what_the_file_leaves_out() {
    let mut world = World::new();
    world.field("xa", text(), "XA").fill_down = true;
    world.field("loai", text(), "LOAI").default = Some(world::value("khac"));
    world.field_from("nguon", text(), "", From::Constant(world::value("hotich")));
    let read = world.read("XA|LOAI\nA|x\n~|~\nB|~\n".as_bytes()).unwrap();
    assert_eq!(
        read,
        ["xa=A loai=x nguon=hotich", "xa=A loai=khac nguon=hotich", "xa=B loai=khac nguon=hotich"]
    );
    assert_eq!(world.write_text("nguon", "khác").unwrap_err().code(), "NOT_CONSTANT");
}

#[test]
fn a_merged_value_is_that_of_its_own_block_or_none() {
    let mut world = World::new();
    world.field("ngay", date(), "NGAY");
    world.field("xa", digits(2), "XA").fill_down = true;
    let all = |world: &World, file: &[u8]| {
        let (records, faults, _) = world.read_all(file);
        let told: Vec<(&str, u64)> = faults.iter().map(|f| (f.code(), f.place().row.unwrap())).collect();
        (records, told.iter().map(|(code, row)| format!("{code} {row}")).collect::<Vec<_>>())
    };
    // The first row of the second block cannot be read: as a whole, in the merged cell, or in another.
    let start = "NGAY|XA\n2020-01-01|01\n2020-01-02|~\n";
    let (one, two) = ("ngay=2020-01-01 xa=01", "ngay=2020-01-02 xa=01");
    let rest = "2020-01-04|~\n2020-01-05|03\n2020-01-06|~\n";
    let (five, six) = ("ngay=2020-01-05 xa=03", "ngay=2020-01-06 xa=03");
    for (bad, code) in [("!", "DAMAGED_TEXT"), ("2020-01-03|2", "NOT_DIGITS"), ("x|0x", "NOT_A_DATE")] {
        let (records, told) = all(&world, format!("{start}{bad}\n{rest}").as_bytes());
        assert_eq!(records, [one, two, five, six], "{bad}");
        assert_eq!(told, [format!("{code} 4"), "ROW_ABOVE_UNKNOWN 5".to_owned()], "{bad}");
    }
    let (records, told) = all(&world, format!("{start}x|02\n{rest}").as_bytes());
    assert_eq!(records, [one, two, "ngay=2020-01-04 xa=02", five, six]);
    assert_eq!(told, ["NOT_A_DATE 4"]);
    // A row that is left out has begun the block all the same, and a default comes last.
    world.mapping_field("xa").default = Some(Value::Text("99".into()));
    world.field("loai", text(), "LOAI");
    world.filters = vec![Filter { column: 2, test: Test::Is(vec!["KS".into()]) }];
    let file = "NGAY|XA|LOAI\n2020-01-01|~|KS\n2020-01-02|02|KT\n2020-01-03|~|KS\n";
    let (records, told) = all(&world, file.as_bytes());
    assert_eq!(records, ["ngay=2020-01-01 xa=99 loai=KS", "ngay=2020-01-03 xa=02 loai=KS"]);
    assert_eq!(told, [""; 0]);
}

#[test]
fn cleaning_is_named_and_counted_as_a_loss() {
    let mut world = World::new();
    world.field("name", text(), "TEN").clean =
        Clean { collapse: true, case: Some(Case::Title), ..Clean::default() };
    world.field("code", digits(5), "MA").clean.pad_left = Some(('0', 5));
    world.mapping_field("code").takes_numbers = true;
    let read = world.read("TEN|MA\n NGUYỄN   văn a|#2200\n".as_bytes()).unwrap();
    assert_eq!(read, ["name=Nguyễn Văn A code=02200"]);
    let kinds: Vec<LossKind> = analyse(&world.mapping()).into_iter().map(|loss| loss.kind).collect();
    for kind in [LossKind::ChangesCase, LossKind::CollapsesSpaces, LossKind::Pads, LossKind::NumberForText] {
        assert!(kinds.contains(&kind), "{kind:?} in {kinds:?}");
    }
}

#[test]
fn what_several_columns_of_a_field_lose_is_told_once() {
    let mut world = World::new();
    world.columns = ["HO", "DEM", "TEN"].map(lienthong_adapter::rows::ColumnLayout::named).into();
    world.columns.iter_mut().for_each(|column| column.charset = Some(Charset::Tcvn3Abc));
    let join = From::Join { columns: vec![0, 1, 2], separator: " ".into() };
    world.field_from("name", text(), "", join);
    let losses = analyse(&world.mapping());
    assert_eq!(losses.iter().filter(|loss| matches!(loss.kind, LossKind::NoCapitals { .. })).count(), 1);
}

#[test]
fn a_font_of_capitals_is_said_to_write_small_letters() {
    let mut world = World::new();
    world.field("name", text(), "TEN");
    let told = |world: &World, direction| {
        let mapping = Mapping { direction, ..world.mapping() };
        analyse(&mapping).iter().filter(|loss| matches!(loss.kind, LossKind::SmallLetters { .. })).count()
    };
    assert_eq!(told(&world, Direction::Both), 0);
    world.columns[0].charset = Some(Charset::Tcvn3AbcCaps);
    assert_eq!([Direction::Both, Direction::Write, Direction::Read].map(|way| told(&world, way)), [1, 1, 0]);
    // What the line says: other bytes, the same record.
    assert_eq!(world.round_trip_bytes(b"TEN\nMA B\xd7NH\n"), b"TEN\nma b\xd7nh\n");
}

#[test]
fn a_number_that_would_read_in_two_ways_is_not_written() {
    let mut world = World::new();
    world.field("amount", Kind::Decimal { max_scale: None }, "SOTIEN");
    let write = |text: &str| {
        let mut record = Record::empty(1);
        record.values[0] = Some(Value::Decimal(text.parse().unwrap()));
        world.write(&[record])
    };
    assert_eq!(write("1.234").unwrap_err().code(), "NOT_SAYABLE");
    assert!(write("1.23").is_ok());
}

#[test]
fn zeros_that_a_numeric_column_cannot_hold_are_filled_in_again_or_refused() {
    let mut world = World::new();
    world.field("code", digits(5), "MA").takes_numbers = true;
    world.columns[0].kind = ColumnKind::Number { width: 5, decimals: 0 };
    assert_eq!(world.write_text("code", "02200").unwrap_err().code(), "NOT_SAYABLE");
    world.mapping_field("code").clean.pad_left = Some(('0', 5));
    assert_eq!(world.round_trip("MA\n#2200\n"), "MA\n#2200\n");
}

#[test]
fn a_partial_date_is_not_made_whole() {
    let mut world = World::new();
    let forms = ["dd/MM/yyyy", "MM/yyyy", "yyyy"].map(|form| DateForm::parse(form, None).unwrap());
    world.field("born", year(), "NS").form = Form::Dates(forms.to_vec());
    let file = "NS\n02/09/1980\n09/1980\n1980\n";
    assert_eq!(world.read(file.as_bytes()).unwrap(), ["born=1980-09-02", "born=1980-09", "born=1980"]);
    assert_eq!(world.round_trip(file), file);
    world.mapping_field("born").form = Form::Dates(vec![DateForm::parse("dd/MM/yyyy", None).unwrap()]);
    assert!(analyse(&world.mapping()).iter().any(|loss| loss.kind == LossKind::PartialDates));
}

#[test]
fn a_whole_number_of_four_digits_is_a_year_where_a_form_is_a_year_alone() {
    let mut world = World::new();
    let forms =
        |all: &[&str]| Form::Dates(all.iter().map(|form| DateForm::parse(form, None).unwrap()).collect());
    world.field("born", year(), "NS").form = forms(&["dd/MM/yyyy", "yyyy"]);
    let file = "NS\n#1975\n1975\n#1975.0\n02/09/1980\n";
    assert_eq!(
        world.read(file.as_bytes()).unwrap(),
        ["born=1975", "born=1975", "born=1975", "born=1980-09-02"]
    );
    for number in ["#975", "#19750", "#1975.5", "#-1975"] {
        let error = world.read(format!("NS\n{number}\n").as_bytes()).unwrap_err();
        assert_eq!(error.code(), "WRONG_KIND", "{number}");
    }
    // Back into the column as its type says.
    assert_eq!(world.round_trip("NS\n#1975\n02/09/1980\n"), "NS\n1975\n02/09/1980\n");
    world.columns[0].kind = ColumnKind::Number { width: 4, decimals: 0 };
    assert_eq!(world.round_trip("NS\n#1975\n1980\n"), "NS\n#1975\n#1980\n");
    let loss = analyse(&world.mapping()).into_iter().find(|loss| loss.kind == LossKind::YearsAlone);
    assert_eq!(loss.map(|loss| loss.kind.weight()), Some(Weight::MayRefuse));
    let day = Record { values: vec![Some(Value::Date("1980-09-02".parse().unwrap()))], ..Record::empty(1) };
    assert_eq!(world.write(&[day]).unwrap_err().code(), "NOT_SAYABLE");
    // A year that no form reads again.
    let first = Record { values: vec![Some(Value::Date("0000-05-01".parse().unwrap()))], ..Record::empty(1) };
    world.columns[0].kind = ColumnKind::Text;
    let refused = world.write(&[first]).unwrap_err();
    assert_eq!((refused.code(), refused.finding().place.is_record), ("NOT_SAYABLE", true), "{refused}");
    assert!(refused.message_vi().contains("(bản ghi 1,"), "{}", refused.message_vi());
    world.mapping_field("born").form = forms(&["dd/MM/yyyy", "MM/yyyy"]);
    assert_eq!(world.read(b"NS\n#1975\n").unwrap_err().code(), "WRONG_KIND", "no form says years alone");
}

#[test]
fn good_rows_pass_and_every_row_is_counted_once() {
    let mut world = World::new();
    world.field("code", digits(5), "MA");
    world.field("kind", text(), "LOAI");
    world.filters = vec![Filter { column: 1, test: Test::Is(vec!["KS".into()]) }];
    world.key = vec!["code"];
    let file = b"MA|LOAI\n00001|KS\n2|KS\n00003|KT\n00001|KS\n00004|KS\n";
    let (records, faults, counts) = world.read_all(file);
    assert_eq!(records, ["code=00001 kind=KS", "code=00004 kind=KS"]);
    let told: Vec<(&str, Option<u64>)> = faults.iter().map(|f| (f.code(), f.place().row)).collect();
    assert_eq!(told, [("NOT_DIGITS", Some(3)), ("DUPLICATE_KEY", Some(5))]);
    assert_eq!((counts.read, counts.accepted, counts.faulty, counts.filtered), (5, 2, 2, 1));
}
