//! Why an attempt to deliver or to call ended without success, as deliveries, dead letters and the log name it.

lienthong_adapter::reasons! {
    /// Reasons of deliveries and of calls of HTTP and SOAP services.
    pub(super) DELIVERIES, pub(crate) each;

    // The connection.
    CONNECTION_FAILED: "nobody answers at the address of the system",
        "không có máy chủ nào trả lời tại địa chỉ của hệ thống";
    HOST_NOT_FOUND: "no name server knows the host in the address of the system",
        "không máy chủ tên miền nào biết tên máy chủ trong địa chỉ của hệ thống";
    CONNECTION_BROKEN: "the connection broke off before the answer",
        "kết nối bị ngắt trước khi có trả lời";
    CONNECTION_SETUP: "the connection cannot be prepared: a certificate, key or header of the entry is wrong",
        "không chuẩn bị được kết nối: chứng thư số, khóa hoặc tiêu đề trong cấu hình không đúng";
    CERTIFICATE_NOT_TRUSTED: "the server shows a certificate that neither the roots nor the pin of its entry trust",
        "chứng thư số của máy chủ không được chứng thư gốc hoặc dấu ghim trong cấu hình tin cậy";
    TLS_FAILED: "the server does not speak TLS as it must, or ended the handshake",
        "máy chủ không bắt tay TLS đúng quy định hoặc đã ngắt";
    SECRET_MISSING: "the file or variable with the credentials of the system cannot be read",
        "không đọc được tệp hoặc biến chứa thông tin xác thực của hệ thống";
    OWN_CERTIFICATE_REFUSED: "the server wants a certificate of the gateway, or does not take the one it showed: see `present_certificate`",
        "máy chủ yêu cầu chứng thư số của cổng, hoặc không chấp nhận chứng thư số mà cổng đưa ra: xem `present_certificate`";
    DEADLINE_EXCEEDED: "no answer came within the time of the entry; the system may have done what was asked",
        "không có trả lời trong thời gian đã khai; hệ thống có thể đã thực hiện yêu cầu";
    // The answer.
    ANSWER_TOO_LARGE: "the answer is larger than the gateway reads",
        "câu trả lời lớn hơn mức cổng đọc";
    ANSWER_UNREADABLE: "the answer is neither the JSON nor the XML in which `success` looks",
        "câu trả lời không phải JSON hay XML để tìm theo `success`";
    HTML_ANSWER: "a web page came instead of an answer: a proxy or a login page stands between",
        "nhận được trang web thay cho câu trả lời: có máy chủ trung gian hoặc trang đăng nhập ở giữa";
    NOT_SOAP: "the answer is no SOAP envelope",
        "câu trả lời không phải phong bì SOAP";
    HTTP_NNN: "the server answered with this status of HTTP; a message is sent again after 5xx, 401, 407, 408, 425 and 429",
        "máy chủ trả lời bằng mã trạng thái HTTP này; thông điệp được gửi lại nếu là 5xx, 401, 407, 408, 425 hoặc 429";
    GRPC_STATUS: "the server answered with this status of gRPC",
        "máy chủ trả lời bằng mã trạng thái gRPC này";
    SOAP_FAULT: "the service answered with a fault that blames the request",
        "dịch vụ trả lời lỗi SOAP do yêu cầu";
    SOAP_SERVER_FAULT: "the service answered with a fault that blames itself",
        "dịch vụ trả lời lỗi SOAP do phía máy chủ";
    RECEIVER_SAID_NO: "the answer does not say what `success` asks for",
        "câu trả lời không đạt điều kiện `success`";
    RECEIVER_ASKS_LATER: "the receiver asked to be tried again, without a reason",
        "hệ thống nhận đề nghị gửi lại sau, không nêu lý do";
    REFUSED_WITHOUT_REASON: "the receiver refused the message, without a reason",
        "hệ thống nhận từ chối thông điệp, không nêu lý do";
    NO_VERDICT: "the receiver answered without saying whether it took the message",
        "hệ thống nhận trả lời nhưng không cho biết đã nhận hay chưa";
    // What is sent.
    NOT_AN_ENVELOPE: "the receiver takes SOAP envelopes, and the message is none: where it should be put into one, its entry needs `wrap`",
        "bên nhận chỉ nhận phong bì SOAP mà thông điệp không phải phong bì: nếu cần bọc, mục cấu hình của bên nhận phải có `wrap`";
    PAYLOAD_NOT_TEXT: "`wrap` puts the message in as text, and it is no text: base64 carries everything",
        "`wrap` đặt thông điệp dưới dạng chữ nhưng nội dung không phải văn bản: base64 chứa được mọi thứ";
    PAYLOAD_NOT_XML: "`wrap` puts the message in as an element, and it is no XML",
        "`wrap` đặt thông điệp dưới dạng phần tử nhưng nội dung không phải XML";
    CHARACTER_NOT_IN_XML: "the message has a character that XML cannot hold: base64 carries everything",
        "thông điệp có ký tự mà XML không chứa được: base64 chứa được mọi thứ";
    // Folders.
    FOLDER_MISSING: "the folder of the system is not there",
        "không có thư mục của hệ thống";
    FOLDER_NOT_WRITABLE: "the gateway may not write into the folder of the system",
        "cổng không ghi được vào thư mục của hệ thống";
    NAME_TAKEN: "a file of this name still waits in the folder",
        "trong thư mục còn tệp cùng tên chưa được lấy";
    NAME_TOO_LONG: "the name that the rule of the folder makes is longer than a file name may be",
        "tên tệp theo quy tắc của thư mục dài hơn mức cho phép";
    OUTBOX_ODD_FILE: "something lies in the outbox that is not sent: no plain file, an envelope without its file, or a file or link in the place of the folder sent or refused, until which is moved nothing is taken",
        "trong hộp đi có thứ không được gửi: không phải tệp thường, phong bì không có tệp đi kèm, hoặc tệp hay liên kết chiếm chỗ thư mục sent hoặc refused khiến không tệp nào được lấy cho đến khi dời đi";
    OUTBOX_MISSING: "the outbox of the system is not there or cannot be read: nothing is taken from it",
        "không có hoặc không đọc được hộp đi của hệ thống nên không lấy được tệp";
    // Time and room.
    EXPIRED: "the time of the delivery ran out before the receiver took the message",
        "hết thời hạn của lượt chuyển trước khi hệ thống nhận lấy thông điệp";
    RECEIVER_REMOVED: "the system was taken out of the configuration",
        "hệ thống nhận đã bị bỏ khỏi cấu hình";
    CONNECTOR_CHANGED: "the system gets its messages in another way now: the delivery goes on in that way",
        "hệ thống nay nhận thông điệp theo cách khác: lượt chuyển tiếp tục theo cách đó";
    PAYLOAD_DAMAGED: "the stored payload is not what its digest says: look at the disk of the gateway",
        "nội dung đã lưu không khớp mã băm: hãy kiểm tra ổ đĩa của cổng";
    GATEWAY_BUSY: "the gateway had no room to prepare the message, and tries again",
        "cổng chưa có chỗ để chuẩn bị thông điệp và sẽ thử lại";
}
