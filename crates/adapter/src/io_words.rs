//! What the system says of a read or a write that failed, for people in either language.
//!
//! The texts of the system are in the language that it was installed in, mostly English. In Vietnamese the kind of the
//! error is said instead, with the system's own number, under which its documentation lists it.

use std::io::{Error, ErrorKind};

use crate::finding::Finding;
use crate::mapping::reasons::{READ_FAILED, WRITE_FAILED};

/// The error in Vietnamese.
pub fn io_error_vi(error: &Error) -> String {
    let text = match error.kind() {
        ErrorKind::NotFound => "không tìm thấy",
        ErrorKind::PermissionDenied => "không có quyền truy cập",
        ErrorKind::AlreadyExists => "đã tồn tại",
        ErrorKind::NotADirectory => "không phải thư mục",
        ErrorKind::IsADirectory => "là thư mục, không phải tệp",
        ErrorKind::ReadOnlyFilesystem => "hệ thống tệp chỉ cho phép đọc",
        ErrorKind::StorageFull => "đĩa đã đầy",
        ErrorKind::QuotaExceeded => "vượt hạn mức dung lượng đĩa",
        ErrorKind::FileTooLarge => "tệp quá lớn",
        ErrorKind::InvalidFilename => "tên tệp không hợp lệ",
        ErrorKind::UnexpectedEof => "dữ liệu kết thúc giữa chừng",
        ErrorKind::InvalidData => "dữ liệu không hợp lệ",
        ErrorKind::InvalidInput => "yêu cầu không hợp lệ",
        ErrorKind::BrokenPipe => "bên nhận đã đóng kết nối",
        ErrorKind::ConnectionRefused => "kết nối bị từ chối",
        ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted => "kết nối bị ngắt",
        ErrorKind::AddrInUse => "địa chỉ đang được chương trình khác sử dụng",
        ErrorKind::AddrNotAvailable => "địa chỉ không có trên máy này",
        ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable => "không có đường mạng tới máy chủ",
        ErrorKind::TimedOut => "quá thời gian chờ",
        ErrorKind::ResourceBusy => "tài nguyên đang bận",
        ErrorKind::OutOfMemory => "không đủ bộ nhớ",
        _ => "lỗi hệ thống",
    };
    match error.raw_os_error() {
        Some(number) => format!("{text} (mã lỗi hệ thống {number})"),
        // An error of a library has words of its own, which say more than its kind.
        None if error.get_ref().is_some() => format!("{text} ({error})"),
        None => text.to_owned(),
    }
}

/// The input could not be read.
pub fn read_failed(error: &Error) -> Finding {
    Finding::new(&READ_FAILED)
        .found_in(error.to_string(), io_error_vi(error))
        .expected_in("readable bytes", "dữ liệu đọc được")
}

/// The output could not be written.
pub fn write_failed(error: &Error) -> Finding {
    Finding::new(&WRITE_FAILED)
        .found_in(error.to_string(), io_error_vi(error))
        .expected_in("a place that takes all bytes", "nơi ghi nhận được toàn bộ dữ liệu")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_is_quoted_in_both_languages() {
        let missing = Error::from_raw_os_error(2);
        let finding = read_failed(&missing);
        assert!(finding.message_en().contains("os error 2"), "{}", finding.message_en());
        assert_eq!(io_error_vi(&missing), "không tìm thấy (mã lỗi hệ thống 2)");
        assert!(!finding.message_vi().contains("os error"), "{}", finding.message_vi());
        assert_eq!(io_error_vi(&Error::other("bad checksum")), "lỗi hệ thống (bad checksum)");
    }
}
