//! Every refusal of this adapter: its stable code and its texts.
//!
//! Reading and writing share the table. Size limits of the package as a whole are refused by `PACKAGE_TOO_LARGE` of the
//! adapter crate.

lienthong_adapter::reasons! {
    /// All refusals, for tests and documentation.
    pub REFUSALS, pub(crate) each;

    TEXT_NOT_UTF8: "the package is not UTF-8: byte {found}",
        "gói tin không phải UTF-8: byte {found}";
    JSON_SYNTAX: "this is not JSON: found {found}, expected {expected}",
        "không đúng cú pháp JSON: gặp {found}, cần {expected}";
    JSON_TRUNCATED: "the package ends where {expected} belongs",
        "gói tin kết thúc khi còn thiếu {expected}";
    JSON_ESCAPE: "a text holds an escape that JSON does not have",
        "văn bản chứa ký hiệu thoát không có trong JSON";
    JSON_LONE_SURROGATE: "a text holds half of a character (a lone surrogate)",
        "văn bản chứa nửa ký tự (surrogate đơn lẻ)";
    JSON_CONTROL_CHARACTER: "a text holds the control character {found}, which must be escaped",
        "văn bản chứa ký tự điều khiển {found} chưa được thoát";
    JSON_TEXT_TOO_LARGE: "a text or a number has more than the {expected} bytes allowed",
        "một văn bản hoặc số vượt quá {expected} byte cho phép";
    JSON_TOO_DEEP: "values are nested deeper than {expected}",
        "các giá trị lồng nhau quá {expected} cấp";
    JSON_TOO_MANY_VALUES: "there are more than {expected} values",
        "có hơn {expected} giá trị";
    JSON_DUPLICATE_NAME: "the name `{found}` stands twice in one object",
        "tên `{found}` xuất hiện hai lần trong một đối tượng";
    NOT_DOSSIERS: "dossiers and their steps are objects, in an array or a call of the portal; this is {found}",
        "hồ sơ và tiến độ phải là đối tượng, trong mảng hoặc trong lời gọi của Cổng; đây là {found}";
    UNCLEAR_KIND: "the members are those of neither a dossier nor a step, or of both",
        "các trường không thuộc hồ sơ hay tiến độ, hoặc thuộc cả hai";
    SERVICE_NOT_CARRIED: "the service `{found}` carries no dossiers; expected {expected}",
        "dịch vụ `{found}` không chuyển hồ sơ; cần {expected}";
    NO_RECORDS: "there is no dossier and no step in it",
        "không có hồ sơ hay tiến độ nào";
    MIXED_RECORDS: "a record is of the type `{found}` where all must be of the type `{expected}`",
        "một bản ghi thuộc loại `{found}` trong khi tất cả phải thuộc loại `{expected}`";
    WRONG_TYPE: "found {found}, expected {expected}",
        "gặp {found}, cần {expected}";
    NUMBER_NOT_WHOLE: "found a number with a fraction or an exponent, expected {expected}",
        "gặp số có phần thập phân hoặc số mũ, cần {expected}";
    VALUE_MISSING: "the member {expected} is missing or empty",
        "thiếu trường {expected} hoặc trường rỗng";
    VALUE_FORMAT: "the value is not {expected}",
        "giá trị không phải là {expected}";
    DATE_FORMAT: "the value is not a point in time of the form {expected}",
        "giá trị không phải là thời điểm theo dạng {expected}";
    DATE_IMPOSSIBLE: "the value is no day or time of the calendar",
        "giá trị không phải là ngày giờ có thật";
    NUMBER_EMPTY: "the dossier number is empty",
        "mã hồ sơ rỗng";
    NUMBER_PARTS: "the dossier number has {found} parts joined by `-`, not {expected}",
        "mã hồ sơ có {found} phần nối bằng `-`, cần {expected}";
    NUMBER_AGENCY: "the agency part of the dossier number is not an agency code ({found})",
        "phần mã cơ quan trong mã hồ sơ không hợp lệ ({found})";
    NUMBER_GROUPS: "the agency part of the dossier number has {found} groups, more than {expected}",
        "phần mã cơ quan trong mã hồ sơ có {found} nhóm, vượt quá {expected}";
    NUMBER_DAY: "the middle part of the dossier number is not a day {expected}",
        "phần giữa của mã hồ sơ không phải là ngày {expected}";
    NUMBER_SERIAL: "the serial of the dossier number has {found} characters, expected {expected}",
        "số thứ tự trong mã hồ sơ có {found} ký tự, cần {expected}";
    NUMBER_LOCAL: "the local dossier number holds a control character, or is longer than {expected}",
        "mã hồ sơ nội bộ chứa ký tự điều khiển hoặc dài quá {expected}";
    // Writing.
    NOT_CARRIED: "this format carries dossiers and their steps only, not {found}",
        "định dạng này chỉ chuyển hồ sơ và tiến độ hồ sơ, không chuyển {found}";
    SCHEMA_RULE: "the field breaks a rule of its schema; expected {expected}",
        "trường vi phạm quy tắc của lược đồ; cần {expected}";
    NOT_IN_PROFILE: "the receiver's profile {expected} does not have this member, and it holds a value",
        "hồ sơ kỹ thuật {expected} của nơi nhận không có trường này, trong khi trường có giá trị";
    TIME_NOT_EXPRESSIBLE: "the point in time cannot be written as {expected}",
        "thời điểm không thể ghi theo dạng {expected}";
    PATHS_NOT_EXPRESSIBLE: "the paths cannot be joined by {expected} and told apart again",
        "các đường dẫn không thể nối bằng {expected} rồi tách lại được";
    EXTRA_CLASH: "what the record keeps beside its fields is called `{found}`, like a member that is written already",
        "phần giữ thêm của bản ghi có tên `{found}`, trùng với trường đã được ghi";
    // Replies.
    NOT_A_REPLY: "this is not a reply of the portal: {found}",
        "đây không phải phản hồi của Cổng: {found}";
}
