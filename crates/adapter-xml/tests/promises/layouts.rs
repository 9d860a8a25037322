//! The layouts of the samples.

use lienthong_adapter::mapping::Mapping;
use lienthong_adapter::rows::{SoapVersion, Unwrap, XmlLayout};

use crate::common::*;

pub(crate) fn xml(rows: &str) -> XmlLayout {
    XmlLayout {
        rows: rows.into(),
        namespaces: Vec::new(),
        soap: None,
        dataset: false,
        unwrap: None,
        write_empty: false,
        drop_beside: true,
    }
}

const PERSON: Columns<'_> = &[("HoTen", "ho_ten"), ("SoDinhDanh", "so_dinh_danh")];

/// Of `danh-sach.xml`.
pub(crate) fn list() -> Mapping {
    mapping(
        xml("DanhSach/Ho"),
        &[
            ("HoTen|Ten", "ho_ten"),
            ("SoDinhDanh", "so_dinh_danh"),
            ("NgaySinh", "ngay_sinh"),
            ("Que/@xa", "que.xa"),
            ("SoTien", "so_tien"),
            ("ConSong", "con_song"),
            ("Que/Tinh", "que.tinh"),
        ],
        &[
            GroupOf(
                "GiayTo/Giay",
                "giay_to",
                &[("Ten", "ten"), ("So", "so")],
                vec![GroupOf("Tep", "tep", &[("@href", "duong_dan")], vec![])],
            ),
            GroupOf("Nhan", "nhan", &[(".", "gia_tri")], vec![]),
        ],
    )
}

/// Of `tien-to.xml`.
pub(crate) fn prefixed() -> Mapping {
    let namespaces = vec![("m".into(), "urn:mau:1".into()), ("x".into(), "urn:mau:2".into())];
    mapping(
        XmlLayout { namespaces, ..xml("m:DanhSach/m:Nguoi") },
        &[("m:HoTen", "ho_ten"), ("x:So", "so_dinh_danh"), ("@id", "que.xa")],
        &[],
    )
}

/// Of `mot-nguoi.xml`.
pub(crate) fn single() -> Mapping {
    mapping(XmlLayout { write_empty: true, ..xml("Nguoi") }, PERSON, &[])
}

/// Of `utf-16.xml` and `windows-1258.xml`.
pub(crate) fn plain() -> Mapping {
    mapping(xml("DanhSach/Nguoi"), PERSON, &[])
}

/// Of `soap-11.xml` and `soap-12.xml`.
pub(crate) fn soap(version: SoapVersion) -> Mapping {
    let namespaces = vec![(String::new(), "http://tempuri.org/".into())];
    let layout = xml("TraCuuResponse/TraCuuResult/Nguoi");
    mapping(XmlLayout { soap: Some(version), namespaces, ..layout }, PERSON, &[])
}

/// Of `data-set.xml`.
pub(crate) fn statistics() -> Mapping {
    let namespaces = vec![(String::new(), "http://tempuri.org/".into())];
    let layout = xml("DanhMucPhuongXaResponse/DanhMucPhuongXaResult/NewDataSet/TABLE");
    mapping(
        XmlLayout { soap: Some(SoapVersion::V11), dataset: true, namespaces, ..layout },
        &[("TenPhuongXa", "ho_ten"), ("TenQuanHuyen", "que.xa"), ("TenTinh", "que.tinh")],
        &[],
    )
}

/// Of `data-set-lon-xon.xml`.
pub(crate) fn set() -> Mapping {
    mapping(
        XmlLayout { dataset: true, ..xml("DataSet/DuLieu/NhanKhau") },
        &[("Họ và tên|Ten", "ho_ten"), ("SoDinhDanh", "so_dinh_danh")],
        &[],
    )
}

/// Of `chuoi.xml`.
pub(crate) fn string() -> Mapping {
    let namespaces = vec![(String::new(), "http://tempuri.org/".into())];
    mapping(XmlLayout { unwrap: Some(Unwrap::Xml), namespaces, ..xml("string//DanhSach/Nguoi") }, PERSON, &[])
}

/// Of `base64.xml`.
pub(crate) fn base64() -> Mapping {
    mapping(
        XmlLayout { unwrap: Some(Unwrap::Base64Xml), ..xml("KetQua/DuLieu//DanhSach/Nguoi") },
        PERSON,
        &[],
    )
}

/// By its name in `broken/expected.csv`.
pub(crate) fn named(name: &str) -> Mapping {
    match name {
        "list" => list(),
        "soap" => soap(SoapVersion::V11),
        "set" => set(),
        "base64" => base64(),
        other => panic!("{other}"),
    }
}

/// Every sample with its layout.
pub(crate) fn all() -> Vec<(&'static str, Mapping)> {
    vec![
        ("danh-sach.xml", list()),
        ("tien-to.xml", prefixed()),
        ("mot-nguoi.xml", single()),
        ("soap-11.xml", soap(SoapVersion::V11)),
        ("soap-12.xml", soap(SoapVersion::V12)),
        ("data-set.xml", statistics()),
        ("data-set-lon-xon.xml", set()),
        ("chuoi.xml", string()),
        ("base64.xml", base64()),
        ("utf-16.xml", plain()),
        ("windows-1258.xml", plain()),
    ]
}
