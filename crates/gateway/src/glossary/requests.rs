//! Why a request is refused: the reasons of [`Refusal`](crate::refusal::Refusal), and what its peer can do.

lienthong_adapter::reasons! {
    /// Reasons of requests.
    pub(super) REQUESTS, each;

    // Who asks.
    CERTIFICATE_REQUIRED: "the listener asks for the certificate of a system, and none came",
        "cổng nhận yêu cầu chứng thư số của hệ thống nhưng bên gọi không gửi";
    CERTIFICATE_UNKNOWN: "the certificate belongs to no system of the configuration: ask the administrator to register it",
        "chứng thư số không thuộc hệ thống nào trong cấu hình: hãy đề nghị quản trị đăng ký";
    CERTIFICATE_EXPIRED: "the certificate is past its last day: get a new one",
        "chứng thư số đã hết hạn: hãy xin cấp chứng thư mới";
    TOKEN_REQUIRED: "the listener asks for a bearer token, and none came",
        "cổng nhận yêu cầu mã truy cập (bearer token) nhưng bên gọi không gửi";
    TOKEN_MALFORMED: "the token is no signed JWT",
        "mã truy cập không phải JWT có chữ ký";
    TOKEN_ALGORITHM: "the token is not signed with ES256 or EdDSA",
        "mã truy cập không được ký bằng ES256 hoặc EdDSA";
    TOKEN_UNKNOWN_KEY: "the key that signed the token is in no key set of the configured issuers",
        "khóa ký mã truy cập không thuộc đơn vị cấp nào trong cấu hình";
    TOKEN_SIGNATURE: "the signature of the token is wrong",
        "chữ ký của mã truy cập không đúng";
    TOKEN_ISSUER: "the token names another issuer than the one whose key signed it",
        "đơn vị cấp ghi trong mã truy cập không phải chủ của khóa ký";
    TOKEN_AUDIENCE: "the token is for another service",
        "mã truy cập dành cho dịch vụ khác";
    TOKEN_EXPIRED: "the token has expired: get a new one; clocks may differ by the issuer's `leeway`",
        "mã truy cập đã hết hạn: hãy lấy mã mới; đồng hồ được lệch trong khoảng `leeway` của đơn vị cấp";
    TOKEN_NOT_YET: "the token is not valid yet: look at the clocks",
        "mã truy cập chưa có hiệu lực: hãy kiểm tra đồng hồ";
    TOKEN_CLAIMS: "a claim of the token is missing or wrong",
        "mã truy cập thiếu thông tin hoặc có thông tin sai";
    TOKEN_NOT_BOUND: "the listener takes only tokens that are bound to the client certificate",
        "cổng nhận chỉ chấp nhận mã truy cập gắn với chứng thư số của bên gọi";
    TOKEN_BOUND_ELSEWHERE: "the token is bound to another certificate than the one that was used",
        "mã truy cập gắn với chứng thư số khác";
    TOKEN_UNKNOWN_SUBJECT: "the subject of the token is no system, and the token gives no role",
        "chủ thể của mã truy cập không phải hệ thống và không có vai trò nào";
    IDENTITIES_DIFFER: "token and certificate belong to different systems",
        "mã truy cập và chứng thư số thuộc hai hệ thống khác nhau";
    SYSTEM_DISABLED: "the entry of the system says that it is disabled",
        "hệ thống đang bị tạm ngừng trong cấu hình";
    SYSTEM_REQUIRED: "only systems do this, and a person asked",
        "chỉ hệ thống thông tin được thực hiện thao tác này";
    ROLE_REQUIRED: "the caller lacks the role that this needs",
        "bên gọi không có vai trò cần cho thao tác này";
    UNKNOWN_AGENCY: "the agency of the token is not in the directory",
        "cơ quan ghi trong mã truy cập không có trong danh mục";
    // What is asked.
    MALFORMED_REQUEST: "the request is no message of its method, as the API describes it",
        "không đọc được yêu cầu theo phương thức đã gọi";
    REQUEST_TOO_LARGE: "the request is larger than one may be: a large message goes with SendStream",
        "yêu cầu vượt quá kích thước cho phép: thông điệp lớn hãy gửi bằng SendStream";
    UNKNOWN_METHOD: "there is no such method",
        "không có phương thức này";
    INVALID_FIELD: "a field of the request is wrong; the refusal names it",
        "một trường của yêu cầu không đúng; câu trả lời nêu tên trường";
    INVALID_PAGE_TOKEN: "the page token is not that of an earlier answer to the same question",
        "mã trang không phải của lần trả lời trước cho cùng câu hỏi";
    NOT_FOUND: "there is no such thing, or it is not the caller's to see",
        "không tìm thấy, hoặc bên gọi không được xem";
    CONFIG_INVALID: "the new configuration has errors and was not taken; the old one stays in force",
        "cấu hình mới có lỗi nên không được áp dụng; cấu hình cũ vẫn có hiệu lực";
    // The message and its way.
    TOO_LARGE: "the message is larger than the node, the route or the receiver takes",
        "thông điệp lớn hơn mức mà cổng, tuyến hoặc hệ thống nhận cho phép";
    SIZE_MISMATCH: "the payload has another size than its first part said: it was cut or changed on the way",
        "nội dung có kích thước khác với phần đầu đã khai: có thể bị cắt hoặc bị sửa khi truyền";
    DIGEST_MISMATCH: "the payload does not have the SHA-256 that the sender gave",
        "nội dung không khớp mã băm SHA-256 mà bên gửi cung cấp";
    TOO_SLOW: "the payload came at less than 4 KiB a second",
        "nội dung đến chậm hơn 4 KiB mỗi giây";
    MESSAGE_ID_REUSED: "the sender used this message id before, for other bytes",
        "bên gửi đã dùng mã thông điệp này cho nội dung khác";
    TOO_MANY_RECEIVERS: "the message has more receivers than the node takes",
        "thông điệp có nhiều nơi nhận hơn mức cổng cho phép";
    NO_ROUTE: "no route lets this sender send this type to this receiver; `lienthong config explain` says why",
        "không tuyến nào cho phép bên gửi gửi loại này tới nơi nhận; `lienthong config explain` cho biết vì sao";
    NO_RECEIVER: "neither the envelope nor the content names a receiver",
        "cả phong bì lẫn nội dung đều không ghi nơi nhận";
    UNKNOWN_RECEIVER: "the code of the receiver is in no directory",
        "mã nơi nhận không có trong danh mục";
    RECEIVER_CLOSED: "the agency has ended; the refusal names its successors",
        "cơ quan nhận đã kết thúc hoạt động; câu trả lời nêu cơ quan kế thừa";
    RECEIVER_NOT_YET_OPEN: "the agency begins on a later day",
        "cơ quan nhận chưa bắt đầu hoạt động";
    NO_SYSTEM: "no system of the agency receives this type",
        "không hệ thống nào của cơ quan nhận loại này";
    AMBIGUOUS_SYSTEM: "several systems of the agency receive this type: name one, or say it in the route",
        "nhiều hệ thống của cơ quan cùng nhận loại này: hãy nêu một hệ thống hoặc ghi trong tuyến";
    EMPTY_SET: "the set of receivers has no member on that day",
        "nhóm nơi nhận không có cơ quan nào vào ngày đó";
    DUPLICATE_RECEIVER: "a receiver stands twice in the envelope",
        "một nơi nhận được ghi hai lần";
    SELF_ADDRESSED: "the message is addressed to its own sender",
        "thông điệp gửi cho chính bên gửi";
    SENDER_CLOSED: "the agency of the sender has ended",
        "cơ quan của bên gửi đã kết thúc hoạt động";
    SENDER_UNKNOWN: "the agency of the sender is not in the directory",
        "cơ quan của bên gửi không có trong danh mục";
    // Deliveries.
    NOT_A_PULL_SYSTEM: "the system does not collect its messages: its connector brings them",
        "hệ thống không tự lấy thông điệp: thông điệp được chuyển tới theo kết nối của hệ thống";
    STALE_ATTEMPT: "the acknowledgement is for an attempt that is over: its time ran out, and another has begun",
        "xác nhận dành cho lần gửi đã kết thúc: lần đó đã hết giờ và lần khác đã bắt đầu";
    DELIVERY_ENDED: "the delivery has ended and takes no more acknowledgements",
        "lượt chuyển đã kết thúc nên không nhận thêm xác nhận";
    NOT_REPLAYABLE: "the delivery has not ended badly, or was replayed too often",
        "lượt chuyển không kết thúc với lỗi, hoặc đã chuyển lại quá số lần cho phép";
    PAYLOAD_ERASED: "the payload was erased at the end of its retention; its record stays",
        "nội dung đã bị xóa khi hết thời hạn lưu giữ; bản ghi nhật ký vẫn còn";
    // Calls.
    UNKNOWN_SERVICE: "no service of this name is offered",
        "không có dịch vụ nào tên này";
    AMBIGUOUS_SERVICE: "several systems offer the service: name one with the metadata key `lienthong-service`",
        "nhiều hệ thống cung cấp dịch vụ này: hãy nêu một bằng khóa siêu dữ liệu `lienthong-service`";
    CALL_TIMEOUT: "the service did not answer in the time of its entry or of the caller",
        "dịch vụ không trả lời trong thời gian đã khai hoặc thời hạn của bên gọi";
    CANCELLED: "the caller went away before the answer",
        "bên gọi đã ngắt trước khi có trả lời";
    GATEWAY_STOPPED: "the gateway was stopped while the call was under way; what its server did is not known",
        "cổng bị dừng khi lượt gọi đang diễn ra; không biết máy chủ đã làm đến đâu";
    SERVICE_UNREACHABLE: "there is no connection to the service now, or it broke before the answer; `cause` says why",
        "hiện không kết nối được tới dịch vụ, hoặc kết nối đứt trước khi có trả lời; `cause` nêu nguyên nhân";
    SERVICE_RESTING: "the server of the service has just failed, in a call of this service or of another, and is not asked for a while; the refusal says how long",
        "máy chủ của dịch vụ vừa gặp lỗi, khi gọi dịch vụ này hay dịch vụ khác, nên cổng tạm chưa gọi; câu trả lời cho biết bao lâu";
    SERVICE_FAILED: "the service answered with an error of its own",
        "dịch vụ trả lời có lỗi";
    // The gateway itself.
    BUSY: "the gateway has too much to do at once: again after the time that the refusal says",
        "cổng đang có quá nhiều yêu cầu: hãy gửi lại sau thời gian nêu trong câu trả lời";
    STORAGE_FULL: "the disk of the gateway is nearly full: nothing new is taken until there is room",
        "ổ đĩa của cổng gần hết chỗ: cổng chưa nhận thêm cho đến khi có chỗ trống";
    STORE_FAILED: "the gateway could not keep it: send it again with the same id",
        "cổng chưa lưu được: hãy gửi lại với cùng mã thông điệp";
    SHUTTING_DOWN: "the gateway is going down: send it again",
        "cổng đang dừng: hãy gửi lại";
}
