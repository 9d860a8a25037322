//! All that sheets can say about a file, besides what every table can.

lienthong_adapter::reasons! {
    /// All of them, for tests and documentation.
    pub ALL, pub each;

    NOT_A_WORKBOOK: "this is {found}, expected {expected}",
        "đây là {found}, cần {expected}";
    OLD_WORKBOOK: "the workbook is of the version {found}, which is too old; save it as {expected}",
        "sổ tính thuộc phiên bản {found}, quá cũ; hãy lưu lại thành {expected}";
    ENCRYPTED: "the workbook is protected by a password; save it without one",
        "sổ tính được bảo vệ bằng mật khẩu; hãy lưu lại không có mật khẩu";
    WORKBOOK_TRUNCATED: "the workbook ends too early: {found}",
        "sổ tính bị cắt cụt: {found}";
    WORKBOOK_DAMAGED: "the workbook is damaged: {found}",
        "sổ tính bị hỏng: {found}";
    WORKBOOK_TOO_LARGE: "the workbook unpacks to {found}, more than the {expected} allowed",
        "sổ tính giải nén ra {found}, vượt quá mức cho phép {expected}";
    SHEET_NOT_FOUND: "there is no sheet {expected}; the workbook has: {found}",
        "không có trang tính {expected}; sổ tính có: {found}";
    NOT_A_WORKSHEET: "this sheet has no cells: {found}, expected {expected}",
        "trang này không có ô: {found}, cần {expected}";
    CELL_OUTSIDE_TABLE: "the cell {found} is filled, but the header has only the columns {expected}",
        "ô {found} có dữ liệu, nhưng tiêu đề chỉ có các cột {expected}";
    OUTSIDE_CELLS_TOO_LARGE: "what stands outside of the cells is too large: {found}; allowed are at most {expected} in one piece",
        "phần nằm ngoài các ô quá lớn: {found}; mỗi đoạn cho phép nhiều nhất {expected}";
    FORMULA_WITHOUT_VALUE: "the cell holds {found}, expected {expected}; open the file in a spreadsheet and save it",
        "ô chứa {found}, cần {expected}; hãy mở tệp bằng bảng tính rồi lưu lại";
    IMPOSSIBLE_SERIAL: "the cell has a format of dates or times and holds {found}; expected {expected}",
        "ô có định dạng ngày giờ nhưng chứa {found}; cần {expected}";
    SHEET_NAME_FORBIDDEN: "{found} cannot be written as a sheet; expected {expected}",
        "không thể ghi trang tính {found}; cần {expected}";
    SHEET_FULL: "{found} does not fit in a sheet, which holds {expected}",
        "{found} không vừa một trang tính, vốn chỉ chứa {expected}";
    CHARACTER_FORBIDDEN: "the character {found} cannot stand in a cell",
        "ký tự {found} không thể có trong ô";
    NUMBER_TOO_PRECISE: "a cell would round a number of {found}; expected {expected}",
        "ô sẽ làm tròn số có {found}; cần {expected}";
    ROW_LOST: "the row would not be read again: {found}; expected {expected}",
        "dòng này sẽ không đọc lại được: {found}; cần {expected}";
}
