//! The samples, and their layouts and mappings.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;
use lienthong_adapter::mapping::{MappedAdapter, Mapping};
use lienthong_adapter::rows::{FormatLayout, JsonLayout};
use lienthong_adapter_json::JsonFormat;

pub(crate) use crate::citizens::*;

pub(crate) fn samples() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/samples/json"))
}

pub(crate) fn sample(name: &str) -> Bytes {
    let path = samples().join(name);
    fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display())).into()
}

/// A mapping of [`schema`] with the columns and groups of a file.
pub(crate) fn mapping(json: JsonLayout, columns: Columns<'_>, of: &[GroupOf<'_>]) -> Mapping {
    mapping_of(FormatLayout::Json(json), columns, of)
}

pub(crate) fn json(rows: &str) -> JsonLayout {
    JsonLayout {
        rows: rows.into(),
        single: false,
        constants: Vec::new(),
        write_null: false,
        drop_beside: true,
    }
}

/// The mapping of `dong-bo.json`.
pub(crate) fn dossier() -> Mapping {
    let file: Columns<'_> = &[("DuongDan", "duong_dan")];
    let constants = vec![("session".into(), "0b6f-mau".into()), ("service".into(), "DongBoHoSoMC".into())];
    mapping(
        JsonLayout { constants, ..json("data") },
        &[
            ("HoTen|ChuHoSo", "ho_ten"),
            ("SoDinhDanh", "so_dinh_danh"),
            ("NgaySinh", "ngay_sinh"),
            ("SoTien", "so_tien"),
            ("Que.Xa", "que.xa"),
            ("ConSong", "con_song"),
            ("Luc", "luc"),
            ("Que.Tinh", "que.tinh"),
        ],
        &[
            GroupOf(
                "GiayTo",
                "giay_to",
                &[("Ten", "ten"), ("So", "so")],
                vec![GroupOf("Tep", "tep", file, vec![])],
            ),
            GroupOf("Nhan", "nhan", &[(".", "gia_tri")], vec![]),
        ],
    )
}

/// The mapping of `cong-dan.json`.
pub(crate) fn people() -> Mapping {
    let inner = GroupOf("chau", "tep", &[("ten", "duong_dan")], vec![]);
    mapping(
        json(""),
        &[("ten", "ho_ten"), ("so", "so_dinh_danh")],
        &[GroupOf("con", "giay_to", &[("ten", "ten")], vec![inner])],
    )
}

/// The mapping of `tra-loi.json`.
pub(crate) fn reply() -> Mapping {
    mapping(
        JsonLayout { write_null: true, ..json("result.danhSach") },
        &[
            ("hoTen", "ho_ten"),
            ("dinhDanh.so", "so_dinh_danh"),
            ("dinhDanh.loai", "que.xa"),
            ("soTien", "so_tien"),
        ],
        &[GroupOf("giayTo", "giay_to", &[("ten", "ten")], vec![])],
    )
}

/// The mapping of `mot-nguoi.json`.
pub(crate) fn single() -> Mapping {
    let constants = vec![("phienBan".into(), "1.0".into())];
    mapping(
        JsonLayout { single: true, constants, ..json("") },
        &[
            ("hoTen", "ho_ten"),
            ("thongTin.soDinhDanh", "so_dinh_danh"),
            ("thongTin.ngaySinh", "ngay_sinh"),
            ("thongTin.que.xa", "que.xa"),
        ],
        &[],
    )
}

pub(crate) fn adapter(mapping: Mapping) -> MappedAdapter {
    MappedAdapter::new(Arc::new(mapping), Arc::new(JsonFormat))
}
