//! Any bytes as JSON, by paths and in canonical form: what is read and can be written reads again to the same.
#![no_main]

use bytes::Bytes;
use libfuzzer_sys::fuzz_target;
use lienthong_adapter::mapping::Unmapped;
use lienthong_adapter::rows::{FormatLayout, JsonLayout};
use lienthong_adapter::{Adapter, DecodeContext, EncodeContext};
use lienthong_adapter_json::{CanonicalJson, JsonFormat};
use lienthong_fuzz::{Names, bit, limits, people, split, there_and_back, tree};
use lienthong_model::schema::Schemas;
use lienthong_model::system::FormatOptions;
use lienthong_vntext::Charset;

const COLUMNS: Names = &[
    ("HoTen", "ho_ten"),
    ("SoDinhDanh", "so_dinh_danh"),
    ("NgaySinh", "ngay_sinh"),
    ("SoTien", "so_tien"),
    ("Que.Xa", "que.xa"),
    ("ConSong", "con_song"),
    ("Luc", "luc"),
    ("Que.Tinh", "que.tinh"),
];
const PERSON: Names =
    &[("hoTen", "ho_ten"), ("thongTin.soDinhDanh", "so_dinh_danh"), ("thongTin.que.xa", "que.xa")];

fuzz_target!(|data: &[u8]| {
    let Some(([first, second], file)) = split(data) else { return };
    let json = |rows: &str| JsonLayout {
        rows: rows.into(),
        single: bit(second, 0),
        constants: vec![("phienBan".into(), "1.0".into())],
        write_null: bit(second, 1),
        drop_beside: bit(second, 7),
    };
    let (layout, columns) = match first % 4 {
        0 => return canonical(file),
        1 => (json("data"), COLUMNS),
        2 => (JsonLayout { constants: Vec::new(), ..json("") }, COLUMNS),
        _ => (json("result.danhSach"), PERSON),
    };
    let papers = bit(first, 2).then_some(["GiayTo", "Tep", "DuongDan", "Nhan"]);
    let unmapped = [Unmapped::Keep, Unmapped::Drop, Unmapped::Refuse][usize::from(second >> 2) % 3];
    there_and_back(
        &tree(FormatLayout::Json(layout), Charset::Utf8, columns, papers, unmapped),
        &JsonFormat,
        file,
    );
});

fn canonical(file: &[u8]) {
    let adapter = CanonicalJson::new(Schemas::new([people()]).into());
    let context = DecodeContext { limits: limits(), ..DecodeContext::new(jiff::Timestamp::UNIX_EPOCH) };
    let Ok(decoded) = adapter.decode(&Bytes::copy_from_slice(file), &context) else { return };
    let options = FormatOptions::default();
    let written = adapter
        .encode(&decoded.payload, &EncodeContext::new(&options))
        .expect("what was read can be written");
    let context = DecodeContext::new(jiff::Timestamp::UNIX_EPOCH);
    let back = adapter.decode(&written.into_bytes(), &context).expect("what was written can be read");
    assert_eq!(back.payload, decoded.payload);
}
