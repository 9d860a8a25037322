//! What is read, and what is refused where.

use std::collections::BTreeSet;
use std::io::Cursor;

use lienthong_adapter::mapping::{MappedReader, Unmapped};
use lienthong_adapter::rows::{Cell, RowFormat, Unwrap, XmlLayout};
use lienthong_adapter::{Adapter, DecodeContext, Limits, conformance};
use lienthong_adapter_xml::{REFUSALS, XmlFormat};

use crate::common::*;
use crate::layouts;

#[test]
fn the_samples_keep_the_contract_of_adapters() {
    for (name, mapping) in layouts::all() {
        conformance::run(&adapter(mapping), &[(name, sample(&format!("valid/{name}")))]);
    }
}

#[test]
fn every_valid_sample_has_a_layout() {
    let listed: BTreeSet<String> = layouts::all().into_iter().map(|(name, _)| name.to_owned()).collect();
    let all = std::fs::read_dir(samples().join("valid")).unwrap();
    assert_eq!(listed, all.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect());
}

#[test]
fn every_text_and_attribute_arrives() {
    let records = decode(&adapter(layouts::list()), sample("valid/danh-sach.xml")).unwrap();
    assert_eq!(records.len(), 2);
    let check =
        |at: usize, path: &str, expected: &str| assert_eq!(show(&records[at], path), expected, "{path}");
    check(0, "ho_ten", "Công Dân & Mẫu");
    check(0, "so_dinh_danh", "000000000123");
    check(0, "ngay_sinh", "1950-06");
    check(0, "que.xa", "Xã Mẫu Một");
    check(0, "que.tinh", "Tỉnh Mẫu");
    check(0, "so_tien", "1500000.50");
    check(0, "con_song", "true");
    check(1, "ho_ten", "Nguyễn Thị Mẫu");
    check(1, "so_dinh_danh", "-");
    check(1, "ngay_sinh", "-");
    let papers = show(&records[0], "giay_to");
    for part in ["đơn <mẫu>.pdf", "0012/ĐM", "https://mau.example/t/2", "ảnh\\nthẻ ảnh"] {
        assert!(papers.contains(part), "{part} in {papers}");
    }
    let extra: Vec<(&str, &str)> =
        records[1].extra.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let expected =
        [("@ma", "0002"), ("GhiChu", "gợi ý"), ("GhiChu/@loai", "x"), ("GiayTo/Giay[1]/La", "kept")];
    assert_eq!(extra, expected);
}

#[test]
fn other_encodings_give_the_same_text() {
    for name in ["utf-16.xml", "windows-1258.xml"] {
        let records = decode(&adapter(layouts::plain()), sample(&format!("valid/{name}"))).unwrap();
        assert_eq!(show(&records[0], "ho_ten"), "Hồ Thị Mẫu Tưởng", "{name}");
    }
}

#[test]
fn every_broken_sample_is_refused_at_its_row_and_path() {
    let table = String::from_utf8(sample("broken/expected.csv").to_vec()).unwrap();
    let mut listed = BTreeSet::new();
    for line in table.lines().skip(1) {
        let cells: Vec<_> = line.splitn(6, ',').collect();
        let [file, layout, code, row, path, _] = cells[..] else { panic!("{line}") };
        let adapter = adapter(layouts::named(layout));
        let error = decode(&adapter, sample(&format!("broken/{file}"))).unwrap_err();
        let place = error.place();
        assert_eq!((error.code(), place.row), (code, row.parse().ok()), "{file}: {error}");
        if !path.is_empty() {
            assert_eq!(place.path.as_deref(), Some(path), "{file}: {error}");
        }
        let inner = layout == "base64" || code == "FILE_EMPTY";
        assert!(inner || place.offset.is_some(), "{file}: {error}");
        listed.insert(file.to_owned());
    }
    let all = std::fs::read_dir(samples().join("broken")).unwrap();
    let all = all.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let all: BTreeSet<_> = all.filter(|name| name.ends_with(".xml")).collect();
    assert_eq!(listed, all, "every broken sample is listed");
}

#[test]
fn a_fault_is_told_with_its_code_and_text() {
    let check = |file: &str, en: &str, vi: &str| {
        let adapter = adapter(layouts::named("soap"));
        let error = decode(&adapter, sample(&format!("broken/{file}.xml"))).unwrap_err();
        assert!(error.to_string().contains(en), "{error}");
        assert!(error.message_vi().contains(vi), "{}", error.message_vi());
    };
    check("fault-1.1", "Client: Không có quyền", "Client: Không có quyền");
    check("fault-1.2", "Receiver: Máy chủ bận", "Receiver: Máy chủ bận");
    check("login-page", "an HTML page", "trang HTML");
}

#[test]
fn reading_goes_on_behind_a_spoilt_row() {
    let text = "<DanhSach><Ho><HoTen>A\u{fffd}</HoTen></Ho><Ho><HoTen>C</HoTen><HoTen>D</HoTen></Ho>\
                <Ho><HoTen>\u{b}</HoTen></Ho><Ho><HoTen>G</HoTen></Ho></DanhSach>";
    let mapping = layouts::list();
    let mut reader =
        XmlFormat.open(Box::new(Cursor::new(text)), &mapping.layout, &Limits::default()).unwrap();
    let mut seen = Vec::new();
    loop {
        match reader.next_row() {
            Ok(Some(row)) => seen.push(format!("{} {:?}", row.number, row.cells[0])),
            Ok(None) => break,
            Err(fault) => {
                assert!(!fault.fatal, "{}", fault.error);
                seen.push(fault.error.code().to_owned());
            }
        }
    }
    assert_eq!(seen, ["REPLACEMENT_CHARACTER", "DUPLICATE_ELEMENT", "XML_CHARACTER", "4 Text(\"G\")"]);
    assert!(matches!(reader.next_row(), Ok(None)), "the end stays the end");
}

#[test]
fn rows_know_their_number_and_their_byte() {
    let bytes = sample("valid/mot-nguoi.xml");
    let mapping = layouts::single();
    let input = Box::new(Cursor::new(bytes.clone()));
    let mut reader = XmlFormat.open(input, &mapping.layout, &Limits::default()).unwrap();
    let row = reader.next_row().unwrap().unwrap();
    let offset = usize::try_from(row.offset.unwrap()).unwrap();
    assert_eq!((row.number, &bytes[offset..offset + 7]), (1, b"<Nguoi>".as_slice()));
}

#[test]
fn a_cell_that_is_too_large_refuses_its_row_and_no_other() {
    let large = "a".repeat(10 << 20);
    let file = format!(
        "<DanhSach><Ho><HoTen>A</HoTen></Ho><Ho><HoTen>{large}</HoTen></Ho><Ho><HoTen>B</HoTen></Ho></DanhSach>"
    );
    let mapping = layouts::list();
    let input = Box::new(Cursor::new(file));
    let mut reader = MappedReader::open(&mapping, &XmlFormat, input, &Limits::default()).unwrap();
    assert!(reader.next_record().unwrap().is_some());
    let fault = reader.next_record().unwrap_err();
    assert_eq!(
        (fault.error.code(), fault.error.place().row, fault.fatal),
        ("CELL_TOO_LARGE", Some(2), false)
    );
    assert!(reader.next_record().unwrap().is_some() && reader.next_record().unwrap().is_none());
}

#[test]
fn limits_hold_for_cells_rows_elements_and_depth() {
    let check = |limits: Limits, inner: String, code: &str| {
        let context = DecodeContext { limits, ..context() };
        let text = format!("<DanhSach>{inner}</DanhSach>");
        let error = adapter(layouts::list()).decode(&text.into(), &context).unwrap_err();
        assert_eq!(error.code(), code, "{error}");
        assert!(error.to_string().len() < 400, "{error}");
    };
    let limits = Limits::default();
    let name = |text: String| format!("<Ho><HoTen>{text}</HoTen></Ho>");
    check(limits, name("ặ".repeat(4 << 20)), "CELL_TOO_LARGE");
    check(limits, name("a".repeat(20 << 20)), "CELL_TOO_LARGE");
    check(limits, name("a".repeat((1 << 20) + 1)), "CELL_TOO_LARGE");
    check(limits, name("&amp;".repeat((1 << 20) + 1)), "CELL_TOO_LARGE");
    check(limits, format!("<Ho ma=\"{}\"/>", "a".repeat(2 << 20)), "CELL_TOO_LARGE");
    check(limits, format!("<!--{}-->", "a".repeat(20 << 20)), "CELL_TOO_LARGE");
    check(limits, format!("<Ho><{}/></Ho>", "a".repeat(2 << 20)), "CELL_TOO_LARGE");
    check(Limits { rows: 2, ..limits }, name("A".into()).repeat(3), "TOO_MANY_ROWS");
    check(Limits { elements: 2, ..limits }, "<Ho><a/><b/><c/></Ho>".into(), "XML_TOO_MANY_ELEMENTS");
    check(Limits { depth: 3, ..limits }, "<Ho><a><b/></a></Ho>".into(), "XML_TOO_DEEP");
}

#[test]
fn what_nobody_names_within_a_group_is_refused_where_it_is_not_kept() {
    let mut strict = layouts::list();
    strict.unmapped = Unmapped::Refuse;
    let text =
        "<DanhSach><Ho><HoTen>A</HoTen><GiayTo><Giay><Ten>a</Ten><La>b</La></Giay></GiayTo></Ho></DanhSach>";
    let error = decode(&adapter(strict), text).unwrap_err();
    assert_eq!(error.code(), "UNMAPPED_COLUMN");
    assert!(error.to_string().contains("GiayTo/Giay[1]/La"), "{error}");
    assert_eq!(error.place().offset, text.find("<La>").map(|at| at as u64));
}

#[test]
fn prefixes_are_looked_up_and_not_compared() {
    let text = "<DanhSach xmlns=\"urn:mau:1\"><Nguoi><HoTen>A</HoTen><So xmlns=\"urn:mau:2\">000000000789</So>\
                </Nguoi></DanhSach>";
    let records = decode(&adapter(layouts::prefixed()), text).unwrap();
    assert_eq!(show(&records[0], "so_dinh_danh"), "000000000789");
    let other = text.replace("urn:mau:1", "urn:other");
    assert_eq!(decode(&adapter(layouts::prefixed()), other).unwrap_err().code(), "ROWS_NOT_FOUND");
}

#[test]
fn absent_nil_and_empty_are_told_apart() {
    let text = "<DanhSach xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\"><Ho><HoTen/>\
                <SoDinhDanh i:nil=\"1\"> </SoDinhDanh></Ho></DanhSach>";
    let mapping = layouts::list();
    let mut reader =
        XmlFormat.open(Box::new(Cursor::new(text)), &mapping.layout, &Limits::default()).unwrap();
    let row = reader.next_row().unwrap().unwrap();
    assert_eq!(row.cells[..3], [Cell::Text(""), Cell::Absent, Cell::Absent]);
    assert!(row.extra.is_empty(), "{:?}", row.extra);
    // One of the two would be lost.
    let error = decode(&adapter(layouts::list()), text.replace("> </So", ">7</So")).unwrap_err();
    assert_eq!(error.code(), "WRONG_KIND");
}

#[test]
fn a_document_in_a_text_is_found_without_a_border_too() {
    let inner = "&lt;DanhSach&gt;&lt;Nguoi&gt;&lt;HoTen&gt;A&lt;/HoTen&gt;&lt;/Nguoi&gt;&lt;/DanhSach&gt;";
    let mapping = mapping(
        XmlLayout { unwrap: Some(Unwrap::Xml), ..layouts::xml("DanhSach/Nguoi") },
        &[("HoTen", "ho_ten")],
        &[],
    );
    let adapter = adapter(mapping);
    for text in [
        format!("<string>{inner}</string>"),
        format!("<a><b><c>{inner}</c></b><d>x</d></a>"),
        format!("<string><![CDATA[\u{feff}\n{}]]></string>", inner.replace("&lt;", "<").replace("&gt;", ">")),
    ] {
        assert_eq!(show(&decode(&adapter, text).unwrap()[0], "ho_ten"), "A");
    }
    assert_eq!(decode(&adapter, "<string/>").unwrap().len(), 0);
}

#[test]
fn every_refusal_is_worded_in_two_languages() {
    for reason in REFUSALS {
        assert!(reason.en.len() > 10 && !reason.vi.is_ascii(), "{}", reason.code);
    }
}

#[test]
fn elements_that_no_path_names_may_repeat_and_come_back_in_their_order() {
    let twelve: String = (1..=12).map(|n| format!("<La>{n}</La>")).collect();
    let file = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<DanhSach><Ho><HoTen>A</HoTen>{twelve}\
         <Xa><Ten>x</Ten></Xa><Xa><Ten>y</Ten></Xa></Ho></DanhSach>"
    );
    let mapping = layouts::list();
    let records = decode(&adapter(mapping.clone()), file.clone()).unwrap();
    let kept: Vec<&str> = records[0].extra.iter().map(|(path, _)| path.as_str()).collect();
    assert!(kept.contains(&"La[1]") && kept.contains(&"La[12]") && kept.contains(&"Xa[2]/Ten"), "{kept:?}");
    let written = encode(&adapter(mapping.clone()), records.clone()).unwrap();
    assert_eq!(decode(&adapter(mapping.clone()), written.clone()).unwrap(), records);
    let order: Vec<usize> = (1..=12).map(|n| written.find(&format!("<La>{n}</La>")).unwrap()).collect();
    assert!(order.is_sorted(), "{written}");

    let mut dropping = mapping.clone();
    dropping.unmapped = Unmapped::Drop;
    assert!(decode(&adapter(dropping), file.clone()).unwrap()[0].extra.is_empty());
    let mut strict = mapping;
    strict.unmapped = Unmapped::Refuse;
    assert_eq!(decode(&adapter(strict), file).unwrap_err().code(), "UNMAPPED_COLUMN");
}

#[test]
fn what_stands_beside_the_rows_is_not_lost_in_silence() {
    let layout = |drop_beside| XmlLayout { drop_beside, ..layouts::xml("DS/R") };
    let columns: &[(&str, &str)] = &[("HoTen", "ho_ten")];
    let row = "<R><HoTen>A</HoTen></R>";
    for (text, beside) in [
        (format!("<DS>{row}<Q><HoTen>B</HoTen></Q></DS>"), "`DS/Q`"),
        (format!("<DS><Status code=\"1\"/>{row}</DS>"), "`DS/Status`"),
        (format!("<DS ngay=\"2026-11-20\">{row}</DS>"), "`DS/@ngay`"),
        (format!("<DS>{row} lẻ </DS>"), "`DS/…`"),
    ] {
        let error = decode(&adapter(mapping(layout(false), columns, &[])), text.clone()).unwrap_err();
        assert_eq!((error.code(), error.finding().found.as_deref()), ("BESIDE_ROWS", Some(beside)), "{text}");
        assert_eq!(decode(&adapter(mapping(layout(true), columns, &[])), text).unwrap().len(), 1);
    }
    // An element without a text says nothing, where rows say that the path is the right one.
    let text = |row: &str| format!("<DS xmlns:x=\"urn:x\" x:a=\"1\"><Q/>\n<!-- note -->{row}</DS>");
    let strict = adapter(mapping(layout(false), columns, &[]));
    assert_eq!(decode(&strict, text(row)).unwrap().len(), 1);
    assert_eq!(decode(&strict, "<DS/>").unwrap().len(), 0);
    let error = decode(&strict, text("")).unwrap_err();
    assert_eq!((error.code(), error.finding().found.as_deref()), ("BESIDE_ROWS", Some("`DS/Q`")));
}

#[test]
fn what_is_kept_has_a_name_of_its_own_and_is_never_written_as_something_else() {
    // A name of a namespace that the mapping does not know, and text whose place among elements no path can say.
    let file = "<DanhSach xmlns:q=\"urn:mau\"><Ho q:ma=\"1\" ma=\"2\"><HoTen>A</HoTen><q:La>3</q:La><La>4</La>\
                <Xa>mẫu <Ten>x</Ten> hai</Xa></Ho></DanhSach>";
    let mapping = layouts::list();
    let records = decode(&adapter(mapping.clone()), file).unwrap();
    let kept: Vec<(&str, &str)> =
        records[0].extra.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let expected = [
        ("*:La", "3"),
        ("@*:ma", "1"),
        ("@ma", "2"),
        ("La", "4"),
        ("Xa/Ten", "x"),
        ("Xa/text()", "mẫu  hai"),
    ];
    assert_eq!(kept, expected);
    for (path, text) in &expected {
        let mut record = records[0].clone();
        record.extra = vec![((*path).to_owned(), (*text).to_owned())];
        let written = encode(&adapter(mapping.clone()), vec![record]).map_err(|(code, _)| code);
        let is_named = !path.contains(['*', '(']);
        assert_eq!(written.map(|_| ()), if is_named { Ok(()) } else { Err("NOT_SAYABLE") }, "{path}");
    }
    // Nor is a text alone put beside elements, where it would be the other.
    let mut record = records[0].clone();
    record.extra = vec![(".".to_owned(), "mẫu".to_owned())];
    assert_eq!(encode(&adapter(mapping), vec![record]).unwrap_err().0, "NOT_SAYABLE");
    // A data set can have a column of any name, but these are none.
    let mut record = records[0].clone();
    for path in ["*:La", "@*:ma", "Xa/text()"] {
        record.extra = vec![(path.to_owned(), "1".to_owned())];
        let refused = encode(&adapter(layouts::statistics()), vec![record.clone()]).unwrap_err();
        assert_eq!(refused.0, "NOT_SAYABLE", "{path}");
    }
}
