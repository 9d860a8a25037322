//! What a peer reads of a refusal: in Vietnamese, and as whoever sent the bytes may see it.

use lienthong_adapter::Phrase;

use crate::refusal::Refusal;

impl Refusal {
    /// What the peer reads, as whoever sent the bytes may see it: the texts go into an answer, never on record.
    pub fn said(&self) -> Phrase {
        match self {
            Self::Unreadable(error) => {
                let error = error.for_the_sender();
                Phrase::of(error.to_string(), error.message_vi())
            }
            Self::Unwritable(error) => {
                let error = error.for_the_sender();
                Phrase::of(error.to_string(), error.message_vi())
            }
            Self::Recorded(refusal) => refusal.said(),
            other => Phrase::of(other.to_string(), other.message_vi()),
        }
    }

    /// What the peer reads, in Vietnamese.
    pub fn message_vi(&self) -> String {
        match self {
            Self::NoCertificate => "Cần chứng thư số của hệ thống để kết nối.".into(),
            Self::UnknownCertificate => "Chứng thư số không thuộc hệ thống nào đã đăng ký.".into(),
            Self::CertificateExpired => "Chứng thư số đã hết hạn.".into(),
            Self::NoToken => "Cần mã truy cập (bearer token).".into(),
            Self::Token(error) => error.message_vi().into(),
            Self::IdentitiesDiffer => "Mã truy cập và chứng thư số thuộc hai hệ thống khác nhau.".into(),
            Self::SystemDisabled(system) => format!("Hệ thống {system} đang bị tạm ngừng."),
            Self::NotASystem => "Chỉ hệ thống thông tin mới được thực hiện thao tác này.".into(),
            Self::RoleRequired(role) => {
                let role = match *role {
                    "operator or administrator" => "người vận hành (operator) hoặc quản trị (administrator)",
                    "administrator" => "quản trị (administrator)",
                    "operator" => "người vận hành (operator)",
                    "auditor" => "cán bộ kiểm tra (auditor)",
                    "auditor of an agency" => "cán bộ kiểm tra (auditor) của một cơ quan",
                    "auditor of the agency at the top" => {
                        "cán bộ kiểm tra (auditor) của cơ quan cấp cao nhất"
                    }
                    other => other,
                };
                format!("Cần vai trò {role} để thực hiện thao tác này.")
            }
            Self::Field { path, problem } => format!("{path}: {}", problem.said().vi),
            Self::PageToken => "Mã trang không phải của lần trả lời trước cho cùng yêu cầu.".into(),
            Self::TooLarge { limit, found } => format!("{found} byte vượt quá giới hạn {limit} byte."),
            Self::SizeMismatch { declared, found } => {
                format!("Nội dung có {found} byte, phần đầu khai {declared} byte.")
            }
            Self::TooSlow => "Nội dung được gửi quá chậm.".into(),
            Self::DigestMismatch { .. } => "Nội dung không khớp mã băm SHA-256 mà bên gửi cung cấp.".into(),
            Self::Unreadable(error) => error.message_vi(),
            Self::TypeMismatch { declared, found } => {
                format!("Nội dung là loại {found}, phong bì khai là {declared}.")
            }
            Self::SenderMismatch { sender, claimed } => {
                format!("Hệ thống {sender} không được gửi thay cơ quan {claimed}.")
            }
            Self::Route(refusal) => lienthong_config::refusal_text(refusal).vi,
            Self::TooManyReceivers { limit, found } => {
                format!("{found} nơi nhận vượt quá giới hạn {limit}.")
            }
            Self::IdReused { id, .. } => format!("Mã thông điệp {id} đã được dùng cho nội dung khác."),
            Self::NotFound(_) => "Không tìm thấy.".into(),
            Self::StaleAttempt { named, current } => {
                format!("Lần gửi {named} đã kết thúc, lần hiện tại là {current}.")
            }
            Self::Ended(_) => "Lượt chuyển đã kết thúc.".into(),
            Self::NotReplayable(_) => "Không thể chuyển lại lượt chuyển này.".into(),
            Self::Erased => "Nội dung đã bị xóa khi hết thời hạn lưu giữ.".into(),
            Self::NotCollected(system, _) => format!("Hệ thống {system} không nhận theo cách tự lấy về."),
            Self::Busy { .. } => "Quá nhiều yêu cầu cùng lúc, vui lòng gửi lại.".into(),
            Self::ServiceResting { service, .. } => {
                format!(
                    "Máy chủ của dịch vụ {service} vừa gặp lỗi nên cổng tạm ngừng gọi ít lâu; vui lòng gọi lại sau."
                )
            }
            Self::Full => {
                "Ổ đĩa của cổng liên thông gần hết chỗ trống, tạm thời không nhận thêm; vui lòng gửi lại sau."
                    .into()
            }
            Self::Store(_) => "Cổng liên thông tạm thời chưa thực hiện được, vui lòng gửi lại.".into(),
            Self::CallTimeout => "Dịch vụ không trả lời trong thời gian cho phép.".into(),
            Self::ServiceUnreachable(cause) => format!("Hiện không kết nối được tới dịch vụ ({cause})."),
            Self::ServiceFailed(_) => "Dịch vụ trả lời có lỗi.".into(),
            Self::ServiceAnswered(failure) => match failure.said_vi.as_ref().or(failure.said.as_ref()) {
                Some(said) => format!("Dịch vụ trả lời lỗi {}: {said}", failure.reason),
                None => format!("Dịch vụ trả lời lỗi {}.", failure.reason),
            },
            Self::UnknownMethod(name) => format!("Dịch vụ không có phương thức {name}."),
            Self::UnknownService(name) => format!("Không có dịch vụ nào tên {name}."),
            Self::AmbiguousService(name) => {
                format!("Nhiều hệ thống cung cấp {name}; hãy nêu rõ trong khóa lienthong-service.")
            }
            Self::Unwritable(error) => error.message_vi(),
            Self::Config(_) => "Cấu hình mới có lỗi nên không được áp dụng.".into(),
            Self::UnknownAgency(code) => format!("Cơ quan {code} của mã truy cập không có trong danh mục."),
            Self::Recorded(refusal) => refusal.message_vi(),
            Self::ShuttingDown => "Cổng liên thông đang dừng, vui lòng gửi lại.".into(),
        }
    }
}
