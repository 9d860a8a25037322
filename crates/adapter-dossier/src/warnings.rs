//! Every oddity that this adapter accepts: its stable code and its texts.

lienthong_adapter::reasons! {
    /// All warnings, for tests and documentation.
    pub WARNINGS, pub(crate) each;

    BYTE_ORDER_MARK: "the package begins with a byte order mark",
        "gói tin bắt đầu bằng dấu thứ tự byte (BOM)";
    REPLACEMENT_CHARACTER: "the text was damaged before it came here (U+FFFD)",
        "văn bản đã bị hỏng trước khi đến đây (U+FFFD)";
    UNKNOWN_MEMBER: "the member `{found}` is not known; it is carried as it is",
        "trường `{found}` không có trong quy định; được chuyển nguyên trạng";
    ENVELOPE_MEMBER_LOST: "the member `{found}` beside the data is not known; it is not carried",
        "trường `{found}` bên ngoài dữ liệu không có trong quy định; không được chuyển tiếp";
    SECRET_LEFT_OFF: "the member `{found}` is a secret of a call; it is not carried",
        "trường `{found}` là bí mật của phiên gọi; không được chuyển tiếp";
    UNKNOWN_CODE: "the code is not in the list {expected}; it is kept",
        "mã không có trong danh mục {expected}; được giữ nguyên";
    CODE_LEADING_ZERO: "the code has a leading zero; it is read as `{found}`",
        "mã có số 0 ở đầu; được đọc là `{found}`";
    IDENTIFIER_AS_NUMBER: "an identifier is written as a number; leading zeros may be lost",
        "mã định danh được ghi dưới dạng số; có thể đã mất số 0 ở đầu";
    FRACTION_LEFT_OFF: "the point in time has a fraction of a second, which is left off",
        "thời điểm có phần lẻ của giây; phần lẻ được bỏ";
    PROFILE_2024_INCOMPLETE: "the profile of 2024 needs as well: {found}",
        "hồ sơ kỹ thuật 2024 còn cần: {found}";
    NUMBER_ODD_FORM: "the dossier number has white space around it or lower-case letters",
        "mã hồ sơ có khoảng trắng ở hai đầu hoặc chữ thường";
    NUMBER_NOT_NATIONAL: "the dossier number is of the sender's own form",
        "mã hồ sơ theo cách đánh số riêng của nơi gửi";
    NUMBER_AFTER_RECEIPT: "the dossier number names {found}, later than the receipt on {expected}",
        "mã hồ sơ ghi ngày {found}, sau ngày tiếp nhận {expected}";
    DUPLICATE_NUMBER: "the dossier of this number stands in this package before",
        "hồ sơ có mã này đã xuất hiện trước đó trong gói tin";
    PLACEHOLDER_ID: "the identity number is a placeholder: it belongs to nobody and must not be matched",
        "số giấy tờ là giá trị giữ chỗ: không thuộc về ai và không được dùng để đối chiếu";
    ID_LENGTH: "the identity number has {found} characters, expected {expected}",
        "số giấy tờ có {found} ký tự, cần {expected}";
    TEXT_TOO_LONG: "the text has {found} characters; some receivers take {expected}",
        "văn bản có {found} ký tự; một số nơi nhận chỉ nhận {expected}";
    TEXT_CUT: "the text ends in `...` near the limit of {expected} characters: the sender seems to have cut it",
        "văn bản kết thúc bằng `...` gần giới hạn {expected} ký tự: có thể nơi gửi đã cắt bớt";
    FILLER_TEXT: "the text is `{found}`, which senders write where they have nothing",
        "văn bản là `{found}`, nội dung nơi gửi thường điền khi không có dữ liệu";
    FEE_NAME_IS_NUMBER: "the name of the fee is the number of the dossier",
        "tên phí, lệ phí lại là mã hồ sơ";
    FINISHED_WITHOUT_DATE: "the status is 9 (finished), and {expected} is absent: the status may have been rewritten",
        "trạng thái là 9 (đã xử lý xong) nhưng thiếu {expected}: trạng thái có thể đã bị ghi lại";
}
