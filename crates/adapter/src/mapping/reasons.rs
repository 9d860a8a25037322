//! All that rows and mappings can say about a file. Formats add reasons of their own.

crate::reasons! {
    /// All of them, for tests and documentation.
    pub ALL, pub each;

    MISSING_COLUMN: "no column is called {expected}; the file has: {found}",
        "không có cột nào tên {expected}; tệp có các cột: {found}";
    DUPLICATE_COLUMN: "two columns are called {expected}: {found}",
        "có hai cột cùng ứng với {expected}: {found}";
    UNMAPPED_COLUMN: "the mapping does not say what becomes of the column {found}",
        "bảng ánh xạ không quy định xử lý cột {found}";
    BESIDE_ROWS: "the document holds {found} beside its rows, and the mapping does not say what becomes of it; expected {expected}",
        "tài liệu có {found} bên cạnh các dòng mà bảng ánh xạ không quy định xử lý; cần {expected}";
    HEADER_NOT_FOUND: "no header row in the first rows: expected {expected}; found {found}",
        "không tìm thấy dòng tiêu đề ở đầu tệp: cần {expected}; thấy {found}";
    TOO_MANY_ROWS: "more than the {expected} rows allowed",
        "vượt quá số dòng cho phép là {expected}";
    TOO_MANY_COLUMNS: "{found}, more than the {expected} allowed",
        "có {found}, vượt quá mức cho phép {expected}";
    CELL_TOO_LARGE: "a cell has {found}; allowed are at most {expected}",
        "một ô có {found}; cho phép nhiều nhất {expected}";
    ROW_TOO_LONG: "the row has {found}, the header names {expected}",
        "dòng có {found}, tiêu đề nêu tên {expected}";
    DATA_AFTER_END: "there is data behind the end of the table: {found}; expected {expected}",
        "còn dữ liệu sau điểm kết thúc bảng: {found}; cần {expected}";
    NOT_IN_CHARSET: "the text is not in the charset {expected}: {found}",
        "văn bản không thuộc bảng mã {expected}: {found}";
    OTHER_CHARSET: "the letters of this row are {found}, and the mapping says {expected}: read so, the words are none",
        "chữ trong dòng này là {found}, còn bảng ánh xạ khai {expected}: đọc như vậy không thành từ";
    FILE_OTHER_CHARSET: "the letters of this file are {found}, and the mapping says {expected}: read so, its words are none, and nothing of it is taken",
        "chữ trong tệp này là {found}, còn bảng ánh xạ khai {expected}: đọc như vậy không thành từ nên không nhận dòng nào";
    DAMAGED_TEXT: "the text is damaged: {found}; expected {expected}",
        "văn bản bị hỏng: {found}; cần {expected}";
    INVISIBLE_CHARACTER: "texts have characters that nobody sees, and are found by no search: {found}; expected {expected}",
        "văn bản có ký tự không nhìn thấy nên không tra cứu được: {found}; cần {expected}";
    VALUE_REQUIRED: "a value is required",
        "bắt buộc phải có giá trị";
    ROW_ABOVE_UNKNOWN: "the value stands in a row above that cannot be read",
        "giá trị nằm ở dòng trên, mà dòng đó không đọc được";
    WRONG_KIND: "found {found}, expected {expected}",
        "gặp {found}, cần {expected}";
    NUMBER_FOR_TEXT: "expected {expected}, found the number {found}; leading zeros are lost in a numeric cell",
        "cần {expected}, gặp số {found}; ô kiểu số làm mất các số 0 ở đầu";
    NUMBER_ROUNDED: "expected {expected}, found the number {found}; of a number in this format only 15 digits are certain",
        "cần {expected}, gặp số {found}; số trong định dạng này chỉ chắc chắn đúng 15 chữ số";
    NOT_DIGITS: "expected {expected}, found {found}",
        "cần {expected}, gặp {found}";
    NOT_A_NUMBER: "{found} is not a number of the form {expected}",
        "{found} không phải số dạng {expected}";
    AMBIGUOUS_NUMBER: "{found} may be a whole number or a fraction; the mapping must say {expected}",
        "{found} có thể là số nguyên hoặc số thập phân; bảng ánh xạ phải nêu {expected}";
    NOT_A_DATE: "{found} is not a date of the form {expected}",
        "{found} không phải ngày dạng {expected}";
    NOT_A_CODE: "{found} is no known code; expected {expected}",
        "{found} không phải mã đã biết; cần {expected}";
    CODE_COLLIDES: "{found} has no counterpart in the mapping; kept as it is, it would be taken for another code of {expected}",
        "{found} không có mã tương ứng trong bảng ánh xạ; nếu giữ nguyên sẽ bị hiểu thành mã khác của {expected}";
    NOT_A_BOOLEAN: "{found} is neither of {expected}",
        "{found} không thuộc {expected}";
    CELL_ERROR: "the cell holds the error {found}, expected {expected}",
        "ô chứa lỗi {found}, cần {expected}";
    WRONG_PARTS: "{found} parts, expected {expected}",
        "có {found} phần, cần {expected}";
    PART_MISSING: "there is no value in {found}, and the other parts alone would be another date; expected {expected}",
        "cột {found} không có giá trị, mà chỉ các phần còn lại thì thành ngày khác; cần {expected}";
    RULE_BROKEN: "{found}; expected {expected}",
        "{found}; cần {expected}";
    DUPLICATE_KEY: "the key of this row stands in {found} as well; expected {expected}",
        "khóa của dòng này đã có ở {found}; cần {expected}";
    NOT_CONSTANT: "the record says {found}, and this format always says {expected}",
        "bản ghi có {found}, còn định dạng này luôn là {expected}";
    NOT_SAYABLE: "{found} cannot be written as {expected}",
        "không thể ghi {found} thành {expected}";
    ABSENT_NOT_SAYABLE: "the record has no value, and this format says {expected} in its place",
        "bản ghi không có giá trị, còn định dạng này hiểu chỗ trống là {expected}";
    NOT_ENCODABLE: "the text cannot be written in {expected}: {found}",
        "không thể ghi văn bản bằng bảng mã {expected}: {found}";
    VALUE_TOO_WIDE: "the value takes {found}, the field holds {expected}",
        "giá trị cần {found}, trường chỉ chứa được {expected}";
    SEPARATOR_IN_PART: "a part holds the separator {found}; it could not be told apart again, expected {expected}",
        "một phần chứa dấu phân cách {found} nên không tách lại được, cần {expected}";
    NOT_READ: "the mapping {found} is for writing only, expected {expected}",
        "ánh xạ {found} chỉ dùng để ghi, cần {expected}";
    NOT_WRITTEN: "the mapping {found} is for reading only, expected {expected}",
        "ánh xạ {found} chỉ dùng để đọc, cần {expected}";
    WRONG_SCHEMA: "the records are {found}, the mapping carries {expected}",
        "bản ghi thuộc {found}, ánh xạ dành cho {expected}";
    WRITE_FAILED: "the output could not be written: {found}, expected {expected}",
        "không ghi được kết quả: {found}, cần {expected}";
    READ_FAILED: "the input could not be read: {found}, expected {expected}",
        "không đọc được dữ liệu vào: {found}, cần {expected}";
    ALL_ROWS_LEFT_OUT: "the conditions of the mapping leave out every row: {found}; expected {expected}",
        "điều kiện của bảng ánh xạ bỏ qua mọi dòng: {found}; cần {expected}";
    ROWS_QUARANTINED: "no row can be taken: {found}; expected {expected}",
        "không nhận được dòng nào: {found}; cần {expected}";
}
