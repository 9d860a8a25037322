//! Names of fields that most likely say something about a person.
//!
//! A schema that leaves such a field open is warned of: forgetting `personal = true` would show the value in records,
//! logs and errors. A name that is not here is no proof of anything.

/// Whether a field of this name most likely says something about a person.
pub(crate) fn looks_personal(name: &str) -> bool {
    const NAMES: [&str; 26] = [
        "ho_ten",
        "ho_va_ten",
        "ten_goi",
        "ho_dem",
        "ngay_sinh",
        "nam_sinh",
        "noi_sinh",
        "que_quan",
        "cccd",
        "cmnd",
        "so_dinh_danh",
        "ma_dinh_danh",
        "so_ho_chieu",
        "ho_chieu",
        "dien_thoai",
        "so_dien_thoai",
        "dia_chi",
        "thuong_tru",
        "tam_tru",
        "noi_cu_tru",
        "email",
        "ma_so_bhxh",
        "so_tai_khoan",
        "phone",
        "full_name",
        "birth_date",
    ];
    // ho_ten_cha, so_cccd, dia_chi_thuong_tru: whole words, anywhere in the name.
    let name = format!("_{name}_");
    NAMES.iter().any(|known| name.contains(&format!("_{known}_")))
}
