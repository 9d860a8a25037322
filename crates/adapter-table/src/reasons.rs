//! Every refusal of delimited text, fixed width and DBF beyond those that all rows share
//! ([`lienthong_adapter::mapping::reasons`]): its stable code and its texts.

lienthong_adapter::reasons! {
    /// All refusals of `csv`, `fixed` and `dbf`, for tests and documentation.
    pub REFUSALS, pub(crate) each;

    // Delimited text.
    CSV_STRAY_QUOTE: "a quote stands inside a field that does not begin with one",
        "có dấu nháy nằm trong trường không bắt đầu bằng dấu nháy";
    CSV_TEXT_AFTER_QUOTE: "there is text behind the closing quote of a field; a quote inside a text is written twice",
        "có ký tự đứng sau dấu nháy đóng của trường; dấu nháy trong văn bản phải viết hai lần";
    CSV_UNCLOSED_QUOTE: "a quote is opened here and never closed",
        "dấu nháy mở tại đây không được đóng lại";
    CSV_ROW_TOO_LARGE: "a row has {found}, more than the {expected} allowed",
        "một dòng có {found}, vượt quá mức cho phép {expected}";
    CSV_BYTE_ORDER_MARK: "the file begins with the byte order mark of {found}, and the mapping says {expected}",
        "tệp bắt đầu bằng dấu thứ tự byte của {found}, còn bảng ánh xạ ghi {expected}";
    CSV_FORMULA: "the text begins with {found}, which a spreadsheet would run as a formula; expected {expected}",
        "văn bản bắt đầu bằng {found}, bảng tính sẽ hiểu là công thức; cần {expected}";
    CSV_NEEDS_QUOTES: "the text holds {found}, and the layout has {expected}",
        "văn bản chứa {found}, còn định dạng tệp quy định {expected}";
    CSV_HEADER_PARTS: "the column {found} has more parts than the {expected} of the header",
        "cột {found} có nhiều hơn {expected} phần của tiêu đề";
    CSV_SHORT_ROW: "the row has {found}, the header names {expected}",
        "dòng có {found}, tiêu đề nêu tên {expected}";
    CSV_CUT_OFF: "the file ends inside a row: it has {found}, the header names {expected}, and there is no line end; where the file is whole, end its last line",
        "tệp kết thúc giữa một dòng: dòng chỉ có {found}, tiêu đề nêu tên {expected}, và không có ký tự xuống dòng; nếu tệp đầy đủ, hãy thêm ký tự xuống dòng vào cuối";
    ROW_ENDS_TABLE: "the mapping ends the table at such a row; reading would not give it back",
        "theo bảng ánh xạ, dòng như vậy kết thúc bảng nên khi đọc lại sẽ bị mất";
    // Fixed width.
    FIXED_COLUMN_PLACE: "the column has {found}; expected {expected}",
        "vị trí của cột chưa đúng: {found}; cần {expected}";
    FIXED_HEADING: "above the records stands {found}, expected {expected}",
        "phía trên các bản ghi là {found}, cần {expected}";
    FIXED_SHORT_RECORD: "the record has {found}, expected {expected}",
        "bản ghi có {found}, cần {expected}";
    FIXED_LONG_RECORD: "the record has {found}, expected {expected}",
        "bản ghi có {found}, cần {expected}";
    FIXED_SPLIT_LETTER: "the border between {found} goes through a letter of {expected}",
        "ranh giới giữa {found} cắt ngang một chữ của bảng mã {expected}";
    FIXED_PADDING: "the value {found}, which is the padding of its field; reading would take it away, expected {expected}",
        "giá trị {found} trùng với ký tự đệm của trường nên sẽ mất khi đọc lại, cần {expected}";
    FIXED_LINE_END: "the record has {found}, though records end without one; expected {expected}",
        "bản ghi có {found} dù bản ghi không có dấu kết thúc; cần {expected}";
    FIXED_LINE_BREAK: "the value holds a line break, and records end with one",
        "giá trị chứa ký tự xuống dòng, trong khi bản ghi kết thúc bằng ký tự này";
    // DBF.
    DBF_VERSION: "the file begins with {found}, which is no version of DBF that is read: {expected}",
        "tệp bắt đầu bằng {found}, không thuộc các phiên bản DBF đọc được: {expected}";
    DBF_HEADER: "the header of the table is damaged: {found}, expected {expected}",
        "phần đầu của bảng bị hỏng: {found}, cần {expected}";
    DBF_TRUNCATED: "the table is cut off: it has {found}, its header says {expected}",
        "bảng bị cắt cụt: có {found}, phần đầu ghi {expected}";
    DBF_RECORD_MARK: "the record begins with {found}, expected {expected}",
        "bản ghi bắt đầu bằng {found}, cần {expected}";
    MEMO_MISSING: "the text stands in the memo file, which did not come along; expected {expected}",
        "văn bản nằm trong tệp memo nhưng không được gửi kèm; cần {expected}";
    MEMO_DAMAGED: "the text in the memo file cannot be found: {found}, expected {expected}",
        "không tìm được văn bản trong tệp memo: {found}, cần {expected}";
    DBF_ARCHIVE: "the archive of a table and its memo file cannot be read: {found}; expected {expected}",
        "không đọc được tệp nén chứa bảng và tệp memo: {found}; cần {expected}";
    DBF_ARCHIVE_TOO_LARGE: "the archive unpacks to {found}, more than the {expected} allowed",
        "tệp nén khi giải nén có {found}, vượt quá mức cho phép {expected}";
    DBF_COLUMN: "the column cannot be a field of a table: {found}, expected {expected}",
        "cột không thể là trường của bảng: {found}, cần {expected}";
    DBF_PADDING: "the text has {found}, which is the padding of its field; reading would take it away",
        "văn bản có {found}, trùng với ký tự đệm của trường nên sẽ mất khi đọc lại";
    DBF_TOO_LARGE: "the table would have {found}, more than the {expected} of its format",
        "bảng sẽ có {found}, vượt quá mức {expected} của định dạng";
    // All three.
    CHARSET_NOT_OF_BYTES: "the charset {found} is not one of {expected}",
        "bảng mã {found} không dùng được cho {expected}";
    ROW_WITHOUT_VALUES: "the row has no value at all; reading would take it for a blank one",
        "dòng không có giá trị nào nên khi đọc lại sẽ bị coi là dòng trống";
}
