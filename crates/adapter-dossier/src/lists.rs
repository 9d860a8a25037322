//! The code lists of dossiers. All are open: a code that is not in them is kept, with a warning.

use std::sync::{Arc, LazyLock};

use lienthong_model::schema::CodeList;

// A macro, so that a list is one table here and nothing more.
macro_rules! lists {
    ($($(#[$doc:meta])* $function:ident $name:literal { $($code:literal $label:literal)* })*) => {
        $(
            $(#[$doc])*
            pub(crate) fn $function() -> &'static Arc<CodeList> {
                static LIST: LazyLock<Arc<CodeList>> = LazyLock::new(|| list($name, &[$(($code, $label)),*]));
                &LIST
            }
        )*
    };
}

fn list(name: &str, codes: &[(&str, &str)]) -> Arc<CodeList> {
    let labels = codes.iter().map(|(code, label)| ((*code).to_owned(), (*label).to_owned())).collect();
    Arc::new(CodeList { name: name.to_owned(), labels, open: true })
}

lists! {
    /// `TrangThaiHoSo`. Sources differ on the wording of 6.
    status "TrangThaiHoSo" {
        "1" "mới đăng ký"
        "2" "được tiếp nhận"
        "3" "không được tiếp nhận"
        "4" "đang xử lý"
        "5" "yêu cầu bổ sung giấy tờ"
        "6" "yêu cầu thực hiện nghĩa vụ tài chính"
        "7" "công dân yêu cầu rút hồ sơ"
        "8" "dừng xử lý"
        "9" "đã xử lý xong"
        "10" "đã trả kết quả"
    }
    /// `KenhThucHien`.
    channel "KenhThucHien" {
        "1" "trực tiếp"
        "2" "trực tuyến"
        "3" "bưu chính công ích"
    }
    /// `LoaiDoiTuong`. Older senders use only 1 and 2.
    applicant_kind "LoaiDoiTuong" {
        "1" "công dân"
        "2" "doanh nghiệp"
        "3" "cơ quan nhà nước"
        "4" "tổ chức khác"
    }
    /// `DuocTaiSuDung`.
    reused "DuocTaiSuDung" {
        "0" "không tái sử dụng"
        "1" "tái sử dụng giấy tờ đã số hóa"
        "2" "tái sử dụng kết quả của hồ sơ khác"
    }
    /// `HinhThuc`, from how one sender fills it.
    return_method "HinhThuc" {
        "0" "trả trực tiếp"
        "1" "trả qua bưu chính"
    }
    /// `NoiNopHoSo`.
    submitted_via "NoiNopHoSo" {
        "1" "Cổng Dịch vụ công quốc gia"
        "2" "hệ thống của tỉnh"
    }
    /// `DuocThanhToanTrucTuyen`.
    online_payment "DuocThanhToanTrucTuyen" {
        "0" "không thu phí"
        "1" "đã thanh toán trực tuyến"
        "3" "chưa thanh toán trực tuyến"
    }
    /// `LoaiDinhDanh`.
    id_kind "LoaiDinhDanh" {
        "1" "căn cước công dân (12 số)"
        "2" "chứng minh nhân dân (9 số)"
    }
}
