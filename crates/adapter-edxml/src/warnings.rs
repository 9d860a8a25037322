//! Every oddity that this adapter accepts: its stable code and its texts.

lienthong_adapter::reasons! {
    /// All warnings, for tests and documentation.
    pub WARNINGS, pub(crate) each;

    BYTE_ORDER_MARK: "the package begins with a byte order mark",
        "gói tin bắt đầu bằng dấu thứ tự byte (BOM)";
    UNKNOWN_ELEMENT: "the element `{found}` is not read; it stays in the original bytes only",
        "phần tử `{found}` không được đọc; chỉ còn trong dữ liệu gốc";
    UNKNOWN_ATTRIBUTE: "the attribute `{found}` is not read; it stays in the original bytes only",
        "thuộc tính `{found}` không được đọc; chỉ còn trong dữ liệu gốc";
    STRAY_TEXT: "text stands between elements; it stays in the original bytes only",
        "có văn bản nằm giữa các phần tử; chỉ còn trong dữ liệu gốc";
    REPLACEMENT_CHARACTER: "the text was damaged before it came here (U+FFFD)",
        "văn bản đã bị hỏng trước khi đến đây (U+FFFD)";
    TEXT_TOO_LONG: "the text has {found}; some receivers take {expected}",
        "văn bản có {found}; một số nơi nhận chỉ nhận {expected}";
    UNKNOWN_VALUE: "the value `{found}` is not among {expected}; it is kept",
        "giá trị `{found}` không thuộc {expected}; được giữ nguyên";
    MISSING_VALUE: "the element {expected} is missing or empty",
        "thiếu phần tử {expected} hoặc phần tử rỗng";
    CODE_NOT_READ: "`{found}` is no agency code by its form ({expected}); only the directory can know it",
        "`{found}` không đúng dạng mã cơ quan ({expected}); chỉ danh bạ mới có thể nhận biết";
    CODE_ODD_FORM: "the agency code `{found}` has white space around it or lower-case letters",
        "mã cơ quan `{found}` có khoảng trắng ở hai đầu hoặc chữ thường";
    SELF_ADDRESSED: "the sender {found} is a receiver as well",
        "nơi gửi {found} cũng là nơi nhận";
    SENDER_NOT_IN_ID: "the document id begins with {found}, the sender is {expected}",
        "mã định danh văn bản bắt đầu bằng {found}, nơi gửi là {expected}";
    ISSUE_DATE_DIFFERS: "the date of issue is {found}, the document id says {expected}",
        "ngày ban hành là {found}, mã định danh văn bản ghi {expected}";
    DATE_ODD_FORM: "the date `{found}` is accepted; the form is {expected}",
        "ngày `{found}` được chấp nhận; dạng đúng là {expected}";
    ISSUED_IN_FUTURE: "the date of issue {found} is later than tomorrow",
        "ngày ban hành {found} muộn hơn ngày mai";
    DUE_BEFORE_ISSUE: "the due date {found} is before the date of issue {expected}",
        "hạn xử lý {found} trước ngày ban hành {expected}";
    STATUS_BEFORE_ISSUE: "the status is of {found}, before the date of issue {expected}",
        "trạng thái có thời điểm {found}, trước ngày ban hành {expected}";
    NUMBER_NOT_NUMERIC: "the document number `{found}` is not a number",
        "số văn bản `{found}` không phải là số";
    STATUS_CODE_SHORT: "the status code `{found}` was read as {expected}",
        "mã trạng thái `{found}` được đọc là {expected}";
    REFUSED_WITHOUT_REASON: "status 02 (refused) gives no reason",
        "trạng thái 02 (từ chối) không nêu lý do";
    HOP_WITHOUT_AGENCY: "a hop of the trace names no agency",
        "một chặng trong vết chuyển không nêu cơ quan";
    HOP_TIME_UNREADABLE: "the time `{found}` of a hop of the trace is not {expected}",
        "thời điểm `{found}` của một chặng trong vết chuyển không theo dạng {expected}";
    EMPTY_REFERENCE: "an entry of {found} is empty; it was skipped",
        "một mục của {found} rỗng; đã bỏ qua";
    REPLACEMENT_MERGED: "the replaced document {found} is listed twice; the entries were merged",
        "văn bản bị thay thế {found} được nêu hai lần; các mục đã được gộp";
    BUSINESS_ID_IGNORED: "Bussiness/DocumentId has no meaning in a new document; it was ignored",
        "Bussiness/DocumentId không có ý nghĩa trong văn bản mới; đã bỏ qua";
    ATTACHMENT_UNREFERENCED: "the manifest does not name the attachment `{found}`",
        "danh mục không nêu tệp đính kèm `{found}`";
    ATTACHMENT_NAMES_DIFFER: "manifest and attachment give two names for `{found}`; that of the manifest was taken",
        "danh mục và tệp đính kèm ghi hai tên khác nhau cho `{found}`; đã dùng tên trong danh mục";
    ENTRY_NAME_DIFFERS: "the file in the ZIP archive ends in `{found}`, its name in `{expected}`",
        "tệp trong ZIP có đuôi `{found}`, tên tệp có đuôi `{expected}`";
    ARCHIVE_KEPT: "the attachment `{found}` is an archive, but not one that edXML packs files in; it was kept as it is",
        "tệp đính kèm `{found}` là tệp nén nhưng không phải dạng đóng gói của edXML; được giữ nguyên";
    CONTENT_DIFFERS: "the attachment does not begin like a file of the type {expected}",
        "nội dung tệp đính kèm không giống tệp loại {expected}";
    SIGNATURE_NOT_ONE: "`{found}` is not an XML signature any more: it is in the namespace of edXML",
        "`{found}` không còn là chữ ký XML: nó nằm trong không gian tên của edXML";
    SIGNATURE_WEAK: "the signature uses SHA-1",
        "chữ ký dùng SHA-1";
}
