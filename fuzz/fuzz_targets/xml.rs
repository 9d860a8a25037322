//! Any bytes as XML in several layouts: what is read and can be written reads again to the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use lienthong_adapter::mapping::{Mapping, Unmapped};
use lienthong_adapter::rows::{FormatLayout, SoapVersion, Unwrap, XmlLayout};
use lienthong_adapter_xml::XmlFormat;
use lienthong_fuzz::{Names, bit, split, there_and_back, tree};
use lienthong_vntext::Charset;

const LIST: Names = &[
    ("HoTen", "ho_ten"),
    ("SoDinhDanh", "so_dinh_danh"),
    ("NgaySinh", "ngay_sinh"),
    ("Que/@xa", "que.xa"),
    ("SoTien", "so_tien"),
    ("ConSong", "con_song"),
    ("Que/Tinh", "que.tinh"),
    ("@luc", "luc"),
];
const PERSON: Names = &[("HoTen", "ho_ten"), ("SoDinhDanh", "so_dinh_danh"), ("NgaySinh", "ngay_sinh")];
const UNIT: Names = &[("TenPhuongXa", "ho_ten"), ("TenQuanHuyen", "que.xa"), ("TenTinh", "que.tinh")];
const PREFIXED: Names = &[("m:HoTen", "ho_ten"), ("x:So", "so_dinh_danh"), ("@id", "que.xa")];

fuzz_target!(|data: &[u8]| {
    let Some(([first, second], file)) = split(data) else { return };
    let unmapped = [Unmapped::Keep, Unmapped::Drop, Unmapped::Refuse][usize::from(second >> 2) % 3];
    let mapping = mapping(first, bit(second, 0), unmapped);
    there_and_back(&mapping, &XmlFormat, file);
});

fn mapping(choice: u8, write_empty: bool, unmapped: Unmapped) -> Mapping {
    let plain = |rows: &str| XmlLayout {
        rows: rows.into(),
        namespaces: Vec::new(),
        soap: None,
        dataset: false,
        unwrap: None,
        write_empty,
        drop_beside: choice & 0x40 == 0,
    };
    let tempuri = || vec![(String::new(), "http://tempuri.org/".to_owned())];
    let soap = |rows, version| XmlLayout { soap: Some(version), namespaces: tempuri(), ..plain(rows) };
    let (layout, columns) = match choice % 8 {
        0 => (plain("DanhSach/Ho"), LIST),
        1 => (soap("TraCuuResponse/TraCuuResult/Nguoi", SoapVersion::V11), PERSON),
        2 => (soap("TraCuuResponse/TraCuuResult/Nguoi", SoapVersion::V12), PERSON),
        3 => {
            let rows = "DanhMucPhuongXaResponse/DanhMucPhuongXaResult/NewDataSet/TABLE";
            (XmlLayout { dataset: true, ..soap(rows, SoapVersion::V11) }, UNIT)
        }
        4 => (XmlLayout { dataset: true, ..plain("DataSet/DuLieu") }, PERSON),
        5 => (XmlLayout { unwrap: Some(Unwrap::Xml), ..plain("DanhSach/Nguoi") }, PERSON),
        6 => (XmlLayout { unwrap: Some(Unwrap::Base64Xml), ..plain("DanhSach/Nguoi") }, PERSON),
        _ => {
            let namespaces = [("m", "urn:mau:1"), ("x", "urn:mau:2")];
            let namespaces = namespaces.map(|(prefix, name)| (prefix.to_owned(), name.to_owned())).into();
            (XmlLayout { namespaces, ..plain("m:DanhSach/m:Nguoi") }, PREFIXED)
        }
    };
    let papers = choice.is_multiple_of(8).then_some(["GiayTo/Giay", "Tep", "@href", "Nhan"]);
    tree(FormatLayout::Xml(layout), Charset::Utf8, columns, papers, unmapped)
}
