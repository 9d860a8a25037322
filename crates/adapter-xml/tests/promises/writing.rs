//! What is written.

use lienthong_adapter::mapping::{MappedAdapter, Mapping};
use lienthong_adapter::rows::{FormatLayout, SoapVersion, XmlLayout};
use lienthong_vntext::Charset;

use crate::common::*;
use crate::layouts;

/// Reads a sample and writes it again.
fn again(adapter: &MappedAdapter, name: &str) -> String {
    encode(adapter, decode(adapter, sample(name)).unwrap()).unwrap()
}

fn xml_of(mapping: &mut Mapping) -> &mut XmlLayout {
    match &mut mapping.layout.format {
        FormatLayout::Xml(xml) => xml,
        other => panic!("{other:?}"),
    }
}

#[test]
fn elements_nest_by_path_in_the_order_of_the_columns() {
    let written = again(&adapter(layouts::list()), "valid/danh-sach.xml");
    let expected = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<DanhSach>\n\
        <Ho ma=\"0001\"><HoTen>Công Dân &amp; Mẫu</HoTen><SoDinhDanh>000000000123</SoDinhDanh>\
        <NgaySinh>1950-06</NgaySinh><Que xa=\"Xã Mẫu Một\"><Tinh>Tỉnh Mẫu</Tinh></Que><SoTien>1500000.50</SoTien>\
        <ConSong>true</ConSong><GiayTo><Giay><Ten>đơn &lt;mẫu&gt;.pdf</Ten><So>0012/ĐM</So>\
        <Tep href=\"https://mau.example/t/1\"/><Tep href=\"https://mau.example/t/2\"/></Giay><Giay><Ten>ảnh\nthẻ ảnh</Ten>\
        </Giay></GiayTo><Nhan>một cửa</Nhan><Nhan>ưu tiên</Nhan></Ho>\n\
        <Ho ma=\"0002\"><HoTen>Nguyễn Thị Mẫu</HoTen><ConSong>false</ConSong><GiayTo><Giay><Ten>đơn</Ten><La>kept</La>\
        </Giay></GiayTo><GhiChu loai=\"x\">gợi ý</GhiChu></Ho>\n</DanhSach>\n";
    assert_eq!(written, expected);
}

#[test]
fn namespaces_are_declared_once_at_the_root() {
    let written = again(&adapter(layouts::prefixed()), "valid/tien-to.xml");
    let expected = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
        <m:DanhSach xmlns:m=\"urn:mau:1\" xmlns:x=\"urn:mau:2\">\n\
        <m:Nguoi id=\"1\"><m:HoTen>Trần Văn Mẫu</m:HoTen><x:So>000000000789</x:So><x:HoTen>khác</x:HoTen></m:Nguoi>\n\
        </m:DanhSach>\n";
    assert_eq!(written, expected);
}

#[test]
fn envelopes_of_both_versions_are_written() {
    for (version, name, uri) in [
        (SoapVersion::V11, "soap-11", "http://schemas.xmlsoap.org/soap/envelope/"),
        (SoapVersion::V12, "soap-12", "http://www.w3.org/2003/05/soap-envelope"),
    ] {
        let written = again(&adapter(layouts::soap(version)), &format!("valid/{name}.xml"));
        let expected = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<soap:Envelope xmlns:soap=\"{uri}\"><soap:Body>\
             <TraCuuResponse xmlns=\"http://tempuri.org/\"><TraCuuResult>\n\
             <Nguoi><HoTen>Lê Thị Mẫu</HoTen><SoDinhDanh>000000000001</SoDinhDanh></Nguoi>\n\
             <Nguoi><HoTen>Lý Mẫu</HoTen></Nguoi>\n\
             </TraCuuResult></TraCuuResponse></soap:Body></soap:Envelope>\n"
        );
        assert_eq!(written, expected);
    }
}

#[test]
fn a_document_in_a_text_is_escaped_as_a_whole() {
    let written = again(&adapter(layouts::string()), "valid/chuoi.xml");
    let expected = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<string xmlns=\"http://tempuri.org/\">\
        &lt;DanhSach xmlns=\"http://tempuri.org/\"&gt;\n&lt;Nguoi&gt;&lt;HoTen&gt;Đỗ Mẫu &amp;amp; Đào Mẫu&lt;/HoTen&gt;\
        &lt;SoDinhDanh&gt;000000000444&lt;/SoDinhDanh&gt;&lt;/Nguoi&gt;\n&lt;/DanhSach&gt;</string>\n";
    assert_eq!(written, expected);
}

#[test]
fn one_root_is_one_row_and_never_two() {
    let adapter = adapter(layouts::single());
    let mut records = decode(&adapter, sample("valid/mot-nguoi.xml")).unwrap();
    records[0].values[1] = None;
    let written = encode(&adapter, records.clone()).unwrap();
    let expected =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Nguoi><HoTen>Vũ Thị Mẫu</HoTen><SoDinhDanh/></Nguoi>\n";
    assert_eq!(written, expected, "and what is absent is written empty where the layout says so");
    let two = [records.clone(), records].concat();
    assert_eq!(encode(&adapter, two).unwrap_err().0, "NOT_SAYABLE");
    assert_eq!(encode(&adapter, vec![]).unwrap_err().0, "NOT_SAYABLE");
}

#[test]
fn a_layout_that_cannot_be_written_is_refused_before_the_first_row() {
    let check = |change: &dyn Fn(&mut Mapping), code: &str| {
        let mut mapping = layouts::list();
        change(&mut mapping);
        assert_eq!(encode(&adapter(mapping), vec![]).map_err(|(code, _)| code), Err(code));
    };
    check(&|m| m.layout.columns[1].names[0] = "HoTen".into(), "NOT_SAYABLE");
    check(&|m| m.layout.columns[1].names[0] = "Họ tên".into(), "NOT_SAYABLE");
    check(&|m| m.layout.columns[1].names[0] = "GiayTo/Giay/X".into(), "NOT_SAYABLE");
    check(&|m| m.layout.columns[1].names[0] = "A//B".into(), "WRONG_LAYOUT");
    check(&|m| m.layout.columns[1].names[0] = "@a/B".into(), "WRONG_LAYOUT");
    check(&|m| m.layout.columns[1].names[0] = "k:B".into(), "UNDECLARED_PREFIX");
    check(&|m| m.layout.charset = Charset::VniWin, "NOT_ENCODABLE");
    check(&|m| xml_of(m).rows = "Danh sách/Ho".into(), "NOT_SAYABLE");
    check(&|m| xml_of(m).unwrap = Some(lienthong_adapter::rows::Unwrap::Xml), "NOT_SAYABLE");
}

#[test]
fn a_value_and_what_holds_it_may_both_be_there() {
    let columns: Columns<'_> = &[("A", "ho_ten"), ("A/@id", "que.xa"), ("A/B", "que.tinh")];
    let adapter = adapter(mapping(layouts::xml("D/R"), columns, &[]));
    let text = "<D><R><A id=\"1\">mẫu<B>hai</B></A></R></D>";
    let records = decode(&adapter, text).unwrap();
    assert_eq!(show(&records[0], "ho_ten"), "mẫu");
    assert_eq!(decode(&adapter, encode(&adapter, records.clone()).unwrap()).unwrap(), records);
}

#[test]
fn what_xml_cannot_carry_is_not_written() {
    let record = |extra: (&str, &str)| {
        let mut record =
            decode(&adapter(layouts::plain()), "<DanhSach><Nguoi><HoTen>A</HoTen></Nguoi></DanhSach>")
                .unwrap()
                .remove(0);
        record.extra.push((extra.0.into(), extra.1.into()));
        record
    };
    let check = |extra, code: &str| {
        let written = encode(&adapter(layouts::plain()), vec![record(extra)]);
        assert_eq!(written.map_err(|(code, _)| code), Err(code), "{extra:?}");
    };
    check(("X", "\u{1}"), "NOT_SAYABLE");
    check(("X", "\u{fffd}"), "NOT_SAYABLE");
    check(("X", "\u{ffff}"), "NOT_SAYABLE");
    check(("Ghi chú", "x"), "NOT_SAYABLE");
    check(("X[2]", "x"), "NOT_SAYABLE");
    check(("X/@", "x"), "NOT_SAYABLE");
    check(("HoTen", "x"), "NOT_SAYABLE");
}

#[test]
fn line_ends_and_quotes_survive_in_attributes() {
    let columns: Columns<'_> = &[("@ten", "ho_ten"), ("X", "que.xa")];
    let adapter = adapter(mapping(layouts::xml("D/R"), columns, &[]));
    let text = "<D><R ten=\"a&#10;b&#9;&quot;c'&lt;&#13;d\"><X>a&#13;b</X></R></D>";
    let records = decode(&adapter, text).unwrap();
    assert_eq!(show(&records[0], "ho_ten"), "a\nb\t\"c'<\rd");
    assert_eq!(show(&records[0], "que.xa"), "a\rb");
    assert_eq!(decode(&adapter, encode(&adapter, records.clone()).unwrap()).unwrap(), records);
}
