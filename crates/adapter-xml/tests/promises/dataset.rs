//! Data sets of ADO.NET.

use lienthong_adapter::rows::{ColumnKind, Stored, XmlLayout};

use crate::common::*;
use crate::layouts;

#[test]
fn rows_come_in_their_order_without_old_values() {
    let records = decode(&adapter(layouts::set()), sample("valid/data-set-lon-xon.xml")).unwrap();
    let names: Vec<String> = records.iter().map(|record| show(record, "ho_ten")).collect();
    assert_eq!(names, ["Phạm Mẫu Một", "Phạm Mẫu Hai", "Phạm Mẫu Ba"]);
    assert!(records.iter().all(|record| record.extra.is_empty()), "attributes of ADO.NET are no data");
}

#[test]
fn the_reply_of_the_statistics_office_is_read() {
    let records = decode(&adapter(layouts::statistics()), sample("valid/data-set.xml")).unwrap();
    assert_eq!(records.len(), 3);
    assert_eq!(show(&records[1], "ho_ten"), "Xã An Ninh");
    assert_eq!(show(&records[1], "que.xa"), "Huyện Quảng Ninh");
    assert_eq!(show(&records[2], "que.xa"), "-", "an absent element is NULL");
    let extra = [("LoaiHinh", "Xã"), ("MaPhuongXa", "19240"), ("MaQuanHuyen", "456"), ("MaTinh", "44")];
    assert_eq!(records[1].extra, extra.map(|(name, text)| (name.to_owned(), text.to_owned())));
}

#[test]
fn every_child_is_a_row_where_no_name_is_given() {
    let mut mapping = layouts::set();
    let lienthong_adapter::rows::FormatLayout::Xml(xml) = &mut mapping.layout.format else { panic!() };
    xml.rows.clear();
    mapping.schema = schema();
    let text = String::from_utf8(sample("valid/data-set-lon-xon.xml").to_vec()).unwrap();
    let text = text.replace("<X>1</X>", "<Ten>Khác</Ten>");
    assert_eq!(decode(&adapter(mapping), text).unwrap().len(), 4);
}

#[test]
fn a_data_set_is_written_with_its_schema_its_order_and_its_names() {
    let records = decode(&adapter(layouts::set()), sample("valid/data-set-lon-xon.xml")).unwrap();
    let written = encode(&adapter(layouts::set()), records).unwrap();
    let expected = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
        <DataSet><xs:schema id=\"DuLieu\" xmlns=\"\" xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" \
        xmlns:msdata=\"urn:schemas-microsoft-com:xml-msdata\"><xs:element name=\"DuLieu\" msdata:IsDataSet=\"true\" \
        msdata:UseCurrentLocale=\"true\"><xs:complexType><xs:choice minOccurs=\"0\" maxOccurs=\"unbounded\">\
        <xs:element name=\"NhanKhau\"><xs:complexType><xs:sequence>\
        <xs:element name=\"Họ_x0020_và_x0020_tên\" type=\"xs:string\" minOccurs=\"0\"/>\
        <xs:element name=\"SoDinhDanh\" type=\"xs:string\" minOccurs=\"0\"/>\
        </xs:sequence></xs:complexType></xs:element></xs:choice></xs:complexType></xs:element></xs:schema>\
        <diffgr:diffgram xmlns:msdata=\"urn:schemas-microsoft-com:xml-msdata\" \
        xmlns:diffgr=\"urn:schemas-microsoft-com:xml-diffgram-v1\"><DuLieu xmlns=\"\">\n\
        <NhanKhau diffgr:id=\"NhanKhau1\" msdata:rowOrder=\"0\"><Họ_x0020_và_x0020_tên>Phạm Mẫu Một\
        </Họ_x0020_và_x0020_tên><SoDinhDanh>000000000111</SoDinhDanh></NhanKhau>\n\
        <NhanKhau diffgr:id=\"NhanKhau2\" msdata:rowOrder=\"1\"><Họ_x0020_và_x0020_tên>Phạm Mẫu Hai\
        </Họ_x0020_và_x0020_tên></NhanKhau>\n\
        <NhanKhau diffgr:id=\"NhanKhau3\" msdata:rowOrder=\"2\"><Họ_x0020_và_x0020_tên>Phạm Mẫu Ba\
        </Họ_x0020_và_x0020_tên></NhanKhau>\n\
        </DuLieu></diffgr:diffgram></DataSet>\n";
    assert_eq!(written, expected);
}

#[test]
fn a_nested_layout_is_no_data_set() {
    let mut mapping = layouts::set();
    mapping.layout.columns[1].names[0] = "A/B".into();
    assert_eq!(encode(&adapter(mapping), vec![]).unwrap_err().0, "NOT_SAYABLE");
}

#[test]
fn a_hidden_column_is_one() {
    let file = "<DataSet><d:diffgram xmlns:d='urn:schemas-microsoft-com:xml-diffgram-v1' \
                xmlns:m='urn:schemas-microsoft-com:xml-msdata'><DuLieu><NhanKhau d:id='NhanKhau1' m:rowOrder='0' \
                m:hiddenSoDinhDanh='000000000111' m:hiddenGhi_x0020_chú='x'><Ten>Mẫu</Ten></NhanKhau></DuLieu>\
                </d:diffgram></DataSet>";
    let records = decode(&adapter(layouts::set()), file).unwrap();
    assert_eq!(show(&records[0], "so_dinh_danh"), "000000000111");
    assert_eq!(records[0].extra, [("Ghi chú".to_owned(), "x".to_owned())]);
}

#[test]
fn a_number_is_one_of_its_type_or_refused() {
    let of = |stored: Stored| {
        let mut mapping = mapping(
            XmlLayout { dataset: true, ..layouts::xml("DataSet/DuLieu/NhanKhau") },
            &[("SoTien", "so_tien")],
            &[],
        );
        mapping.layout.columns[0].kind = ColumnKind::Number { width: 40, decimals: 2 };
        mapping.layout.columns[0].pad.stored = stored;
        adapter(mapping)
    };
    let file = |value: &str| {
        format!(
            "<DataSet><d:diffgram xmlns:d='urn:schemas-microsoft-com:xml-diffgram-v1'><DuLieu>\
             <NhanKhau><SoTien>{value}</SoTien></NhanKhau></DuLieu></d:diffgram></DataSet>"
        )
    };
    // A point is one whatever stands behind it, and an exponent is a number as .NET writes doubles.
    for (value, read) in [("1.23", "1.23"), (" 1234.5 ", "1234.5"), ("1E+2", "100"), ("-7", "-7"), ("", "-")]
    {
        let records = decode(&of(Stored::Digits), file(value)).unwrap();
        assert_eq!(show(&records[0], "so_tien"), read, "{value}");
    }
    for value in ["INF", "NaN", "1,5", "một"] {
        assert_eq!(decode(&of(Stored::Double), file(value)).unwrap_err().code(), "NOT_A_NUMBER", "{value}");
    }
    for (stored, value, written) in [
        (Stored::Integer, "7.00", Ok("<SoTien>7</SoTien>")),
        (Stored::Integer, "7.5", Err("VALUE_TOO_WIDE")),
        (Stored::Integer, "2147483648", Err("VALUE_TOO_WIDE")),
        (Stored::Long, "2147483648", Ok("<SoTien>2147483648</SoTien>")),
        (Stored::Double, "0.25", Ok("<SoTien>0.25</SoTien>")),
        (Stored::Double, "1234567890123456", Err("VALUE_TOO_WIDE")),
        (Stored::Digits, "1234567890123456.25", Ok("<SoTien>1234567890123456.25</SoTien>")),
    ] {
        let records = decode(&of(Stored::Digits), file(value)).unwrap();
        let found = encode(&of(stored), records);
        match written {
            Ok(text) => assert!(found.unwrap().contains(text), "{value}"),
            Err(code) => assert_eq!(found.unwrap_err().0, code, "{value}"),
        }
    }
}
