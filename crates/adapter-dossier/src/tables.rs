//! Every member of a dossier and of a step, as the national portal names them, with the field that it means.
//!
//! The order is that of the national documents; values are written in it.

use crate::lists;
use crate::member::{Form, Member};

/// A dossier.
pub(crate) const DOSSIER: &[Member] = &[
    Member::new("MaHoSo", "number", "Mã hồ sơ", Form::Number).required().key(),
    Member::id("MaTTHC", "procedure.code", "Mã thủ tục hành chính").required(),
    Member::text("TenTTHC", "procedure.name", "Tên thủ tục hành chính").required(),
    Member::id("MaLinhVuc", "field.code", "Mã lĩnh vực").required(),
    Member::text("TenLinhVuc", "field.name", "Tên lĩnh vực").required(),
    Member::new("KenhThucHien", "channel", "Kênh thực hiện", Form::Code(lists::channel)),
    Member::text("ChuHoSo", "applicant.name", "Chủ hồ sơ").personal(),
    Member::id("SoGiayToChuHoSo", "applicant.id_number", "Số giấy tờ của chủ hồ sơ")
        .newer_required()
        .personal()
        .key(),
    Member::new("LoaiDoiTuong", "applicant.kind", "Loại đối tượng", Form::Code(lists::applicant_kind))
        .required(),
    Member::id("MaDoiTuong", "applicant.portal_id", "Mã đối tượng trên Cổng").personal(),
    Member::text("ThongTinKhac", "applicant.other", "Thông tin khác").personal(),
    Member::text("Email", "applicant.email", "Thư điện tử").personal(),
    Member::id("Fax", "applicant.fax", "Số fax").personal(),
    Member::id("SoDienThoai", "applicant.phone", "Số điện thoại").personal(),
    Member::text("TrichYeuHoSo", "summary", "Trích yếu hồ sơ").personal().limit(1000).filler("Dinhkem"),
    Member::time("NgayNopHoSo", "submitted_at", "Ngày nộp hồ sơ").required(),
    Member::time("NgayTiepNhan", "received_at", "Ngày tiếp nhận").required(),
    Member::time("NgayHenTra", "due_at", "Ngày hẹn trả"),
    Member::new("TrangThaiHoSo", "status", "Trạng thái hồ sơ", Form::Code(lists::status)).required(),
    Member::time("NgayTra", "returned_at", "Ngày trả kết quả"),
    Member::text("ThongTinTra", "return_note", "Thông tin trả kết quả"),
    Member::new("HinhThuc", "return_method", "Hình thức trả kết quả", Form::Code(lists::return_method))
        .required(),
    Member::time("NgayKetThucXuLy", "finished_at", "Ngày kết thúc xử lý"),
    Member::time("NgayTuChoi", "refused_at", "Ngày từ chối"),
    Member::text("DonViXuLy", "handling_agency_name", "Đơn vị xử lý").required(),
    Member::text("GhiChu", "note", "Ghi chú").personal(),
    Member::new("NoiNopHoSo", "submitted_via", "Nơi nộp hồ sơ", Form::Code(lists::submitted_via))
        .newer_required(),
    Member::flag("HoSoCoThanhPhanSoHoa", "has_digitised_parts", "Có thành phần số hóa").newer_required(),
    Member::flag("TaiKhoanDuocXacThucVoiVNeID", "account_verified", "Tài khoản đã xác thực với VNeID")
        .newer_required(),
    Member::new(
        "DuocThanhToanTrucTuyen",
        "online_payment",
        "Thanh toán trực tuyến",
        Form::Code(lists::online_payment),
    )
    .newer_required(),
    Member::new("DinhDanhCHS", "applicant.ids", "Định danh của chủ hồ sơ", Form::List(IDS))
        .newer_required()
        .personal(),
    Member::new("DSKetNoiCSDL", "databases_used", "Cơ sở dữ liệu đã kết nối", Form::List(DATABASES))
        .newer_required(),
    Member::new("TaiLieuNop", "documents", "Tài liệu nộp", Form::List(DOCUMENTS)).newer(),
    Member::new("DanhSachLePhi", "fees", "Phí, lệ phí", Form::List(FEES)).newer(),
    Member::new("DanhSachTepDinhKemKhac", "other_papers", "Giấy tờ khác", Form::List(OTHER_PAPERS)).newer(),
    Member::new("DanhSachHoSoBoSung", "supplements", "Các lần bổ sung", Form::List(SUPPLEMENTS)).newer(),
    Member::new("DanhSachGiayToKetQua", "results", "Giấy tờ kết quả", Form::List(RESULTS)).newer(),
];

/// A step of a dossier on its way.
pub(crate) const STEP: &[Member] = &[
    Member::new("MaHoSo", "number", "Mã hồ sơ", Form::Number).required().key(),
    Member::text("NguoiXuLy", "officer", "Người xử lý").required().personal().limit(50).filler("Chuyên viên"),
    Member::text("ChucDanh", "title", "Chức danh"),
    Member::time("ThoiDiemXuLy", "at", "Thời điểm xử lý").required(),
    Member::text("PhongBanXuLy", "unit", "Phòng ban xử lý"),
    // What an officer wrote of a dossier: as free as its summary.
    Member::text("NoiDungXuLy", "action", "Nội dung xử lý").personal(),
    Member::new("TrangThai", "status", "Trạng thái", Form::Code(lists::status)).required(),
    Member::time("NgayBatDau", "started_at", "Ngày bắt đầu"),
    Member::time("NgayKetThucTheoQuyDinh", "must_finish_at", "Ngày kết thúc theo quy định"),
];

const IDS: &[Member] = &[
    Member::new("LoaiDinhDanh", "kind", "Loại định danh", Form::Code(lists::id_kind)),
    Member::id("SoDinhDanh", "number", "Số định danh").personal().key(),
];

// Which databases there are is not published: 1 and 7 were seen.
const DATABASES: &[Member] = &[Member::id("MaCSDL", "code", "Mã cơ sở dữ liệu")];

const DOCUMENTS: &[Member] = &[
    Member::id("TepDinhKemId", "id", "Mã tệp đính kèm"),
    Member::text("TenTepDinhKem", "name", "Tên tệp đính kèm").personal().limit(4000).filler("Dinhkem"),
    Member::flag("IsDeleted", "is_deleted", "Đã xóa"),
    Member::id("MaThanhPhanHoSo", "part_code", "Mã thành phần hồ sơ"),
    Member::new("DuongDanTaiTepTin", "paths", "Đường dẫn tải tệp tin", Form::Paths),
    Member::flag("DuocSoHoa", "is_digitised", "Được số hóa"),
    Member::new("DuocTaiSuDung", "reused", "Được tái sử dụng", Form::Code(lists::reused)),
    Member::flag("DuocLayTuKhoDMQG", "from_national_store", "Lấy từ kho dữ liệu quốc gia"),
    Member::id("MaKetQuaThayThe", "replaced_result_code", "Mã kết quả thay thế"),
];

const FEES: &[Member] = &[
    // Some senders write the number of the dossier here.
    Member::text("TenPhiLePhi", "name", "Tên phí, lệ phí"),
    Member::id("MaPhiLePhi", "code", "Mã phí, lệ phí"),
    Member::text("HinhThucThu", "collected_how", "Hình thức thu"),
    Member::new("Gia", "amount", "Số tiền (đồng)", Form::Amount),
    Member::text("LoaiPhiLePhi", "kind", "Loại phí, lệ phí"),
];

const OTHER_PAPERS: &[Member] = &[
    Member::text("TenGiayTo", "name", "Tên giấy tờ").personal(),
    Member::new("SoLuong", "count", "Số lượng", Form::Int),
    Member::new("LoaiGiayTo", "kind", "Loại giấy tờ", Form::Int),
];

const SUPPLEMENTS: &[Member] = &[
    Member::new("HoSoBoSungId", "id", "Mã lần bổ sung", Form::Int),
    Member::text("NguoiYeuCauBoSung", "asked_by", "Người yêu cầu bổ sung").personal(),
    Member::text("NoiDungBoSung", "asked_for", "Nội dung bổ sung").personal(),
    Member::new("NgayBoSung", "asked_at", "Ngày yêu cầu bổ sung", Form::Iso),
    Member::text("NguoiTiepNhanBoSung", "received_by", "Người tiếp nhận bổ sung").personal(),
    Member::text("ThongTinTiepNhan", "receipt_note", "Thông tin tiếp nhận").personal(),
    Member::time("NgayTiepNhanBoSung", "received_at", "Ngày tiếp nhận bổ sung"),
    Member::new("TrangThaiBoSung", "is_complete", "Đã bổ sung", Form::Bool),
    Member::new("DanhSachGiayToBoSung", "documents", "Giấy tờ bổ sung", Form::List(DOCUMENTS)),
    Member::new("DanhSachLePhiBoSung", "fees", "Phí, lệ phí bổ sung", Form::List(FEES)),
    Member::new("NgayHenTraTruoc", "due_before", "Ngày hẹn trả trước đó", Form::Iso),
    Member::new("NgayHenTraMoi", "due_after", "Ngày hẹn trả mới", Form::IsoOrNull),
];

const RESULTS: &[Member] = &[
    Member::text("TenGiayTo", "name", "Tên giấy tờ").personal().limit(2000),
    Member::id("MaThanhPhanHoSo", "part_code", "Mã thành phần hồ sơ"),
    Member::id("GiayToId", "id", "Mã giấy tờ trong hệ thống"),
    Member::new("DuongDanTepTinKetQua", "paths", "Đường dẫn tệp tin kết quả", Form::Paths),
    Member::id("MaGiayToKetQua", "code", "Mã giấy tờ kết quả"),
];
