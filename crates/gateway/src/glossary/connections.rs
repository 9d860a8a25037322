//! Why a connection to the gateway ended before it could ask for anything.

lienthong_adapter::reasons! {
    /// Reasons of connections, in the records of strangers.
    pub(super) CONNECTIONS, each;

    TLS_TIMEOUT: "the peer did not finish the TLS handshake in time",
        "bên gọi không hoàn tất bắt tay TLS đúng hạn";
    TLS_BROKEN_OFF: "the peer closed the connection within the TLS handshake",
        "bên gọi ngắt kết nối khi đang bắt tay TLS";
    TLS_INCOMPATIBLE: "the peer speaks no TLS 1.3, or none of its ciphers",
        "bên gọi không dùng TLS 1.3 hoặc không có bộ mã phù hợp";
    TLS_REFUSED_BY_PEER: "the peer refused the TLS handshake: it does not trust the gateway's certificate, perhaps",
        "bên gọi từ chối bắt tay TLS: có thể không tin cậy chứng thư số của cổng";
    CERTIFICATE_UNREADABLE: "the certificate of the peer cannot be read",
        "không đọc được chứng thư số của bên gọi";
    CERTIFICATE_REVOKED: "the certificate of the peer was revoked by its issuer",
        "chứng thư số của bên gọi đã bị đơn vị cấp thu hồi";
    CERTIFICATE_UNTRUSTED: "the certificate of the peer is from an issuer that the gateway does not know",
        "chứng thư số của bên gọi do đơn vị mà cổng không biết cấp";
    CERTIFICATE_INVALID: "the certificate of the peer is not valid for what it is used for",
        "chứng thư số của bên gọi không hợp lệ cho mục đích đang dùng";
    CRL_EXPIRED: "the list of revoked certificates is too old: nobody is let in until a new one is there",
        "danh sách chứng thư bị thu hồi đã quá hạn: cổng không cho ai vào cho đến khi có danh sách mới";
    HTTP_PROTOCOL: "the peer did not speak HTTP as it must",
        "bên gọi không tuân thủ giao thức HTTP";
}
