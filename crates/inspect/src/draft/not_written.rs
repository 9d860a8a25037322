//! What a file has and no key of a mapping says, so that it is read over and not written.

use lienthong_adapter::rows::{FormatLayout, HeaderRule};
use lienthong_adapter_table::LineEnd;
use lienthong_vntext::Charset;

use super::{Language, comment};
use crate::Inspection;

/// Says it as comments of `[source]`.
pub(super) fn comments(inspection: &Inspection, language: Language, out: &mut String) {
    let format = &inspection.layout.format;
    let is_csv = matches!(format, FormatLayout::Csv(_));
    if let Some(csv) = inspection.csv.as_ref().filter(|csv| is_csv && csv.separator_line) {
        let delimiter = char::from(csv.delimiter);
        out.push_str(&language.pick(
            format!("# The first line of the file is sep={delimiter} for spreadsheets; it is read over, and not written.\n"),
            format!("# Dòng đầu của tệp là sep={delimiter} dành cho Excel; khi đọc được bỏ qua, khi ghi thì không có.\n"),
        ));
    }
    if let Some(ends) = odd_line_ends(inspection) {
        out.push_str(&language.pick(
            format!("# Lines end with {ends}; this is read, and all of them are written with CR LF or as line_end says.\n"),
            format!("# Các dòng kết thúc bằng {ends}; vẫn đọc được, khi ghi mọi dòng đều dùng CR LF hoặc theo line_end.\n"),
        ));
    }
    if let FormatLayout::Csv(csv) = format
        && csv.header.rule != HeaderRule::Absent
        && inspection.marks.closing == Some(csv.delimiter)
    {
        out.push_str(language.pick(
            "# All lines end with the delimiter, behind the last cell; it is read over, and not written.\n",
            "# Mọi dòng đều có thêm dấu phân cách sau ô cuối; khi đọc được bỏ qua, khi ghi thì không có.\n",
        ));
    }
    // A table that is drawn is only read.
    if matches!(format, FormatLayout::Fixed(fixed) if fixed.short_is_absent) && inspection.bar.is_none() {
        out.push_str(language.pick(
            "# Some lines end before their last column does; all are written with blanks up to the full length.\n",
            "# Có dòng kết thúc trước khi hết cột cuối; khi ghi, mọi dòng đều được thêm dấu cách cho đủ độ dài.\n",
        ));
    }
    if inspection.marks.has_end && (is_csv || matches!(format, FormatLayout::Fixed(_))) {
        out.push_str(language.pick(
            "# The file ends with the end mark of DOS (1A); it is read over, and not written.\n",
            "# Tệp kết thúc bằng dấu kết thúc của DOS (1A); khi đọc được bỏ qua, khi ghi thì không có.\n",
        ));
    }
    if inspection.marks.has_feeds && matches!(format, FormatLayout::Fixed(_)) {
        out.push_str(language.pick(
            "# Form feeds stand in front of some lines; they are read over, and not written.\n",
            "# Trước một số dòng có ký tự sang trang; khi đọc được bỏ qua, khi ghi thì không có.\n",
        ));
    }
    let (header, end) = match format {
        FormatLayout::Csv(csv) => (Some(&csv.header), Some(&csv.end)),
        FormatLayout::Xlsx(sheet) | FormatLayout::Xls(sheet) => (Some(&sheet.header), Some(&sheet.end)),
        _ => (None, None),
    };
    let has_titles = header.is_some_and(|header| match header.rule {
        HeaderRule::Row(row) => row > 1,
        HeaderRule::Find(_) => true,
        HeaderRule::Absent => false,
    });
    let others: Vec<&str> = inspection.other_sheets();
    if !others.is_empty() {
        let others = comment(&others.join(", "));
        out.push_str(&language.pick(
            format!("# One sheet is read. Others have rows as well, and need mappings of their own (sheet = …): {others}\n"),
            format!("# Chỉ đọc một trang tính. Các trang khác cũng có dữ liệu và cần ánh xạ riêng (sheet = …): {others}\n"),
        ));
    }
    let above = language.pick("what stands above the header", "phần phía trên dòng tiêu đề");
    let behind = language.pick("what stands below the data", "phần phía dưới dữ liệu");
    let has_end = end.is_some_and(|end| end.ignore_after_end);
    let parts: Vec<&str> = [(has_titles, above), (has_end, behind)]
        .iter()
        .filter(|(is, _)| *is)
        .map(|(_, part)| *part)
        .collect();
    if !parts.is_empty() {
        let parts = parts.join(language.pick(" and ", " và "));
        out.push_str(&language.pick(
            format!("# Read over, and not written: {parts}.\n"),
            format!("# Khi đọc được bỏ qua, khi ghi thì không có: {parts}.\n"),
        ));
    }
    if let Some(info) = inspection.dbf.as_ref().filter(|info| info.language != 0) {
        let id = info.language;
        let page = info.language_name.map(|name| format!(", {name}")).unwrap_or_default();
        out.push_str(&language.pick(
            format!("# The header of the table claims a code page ({id:02X}{page}); texts are read by `charset` all the same, and it is written again.\n"),
            format!("# Phần đầu của bảng ghi trang mã ({id:02X}{page}); văn bản vẫn được đọc theo `charset`, khi ghi thì giữ nguyên mã này.\n"),
        ));
    }
    if inspection.marks.has_bom && !is_csv {
        out.push_str(language.pick(
            "# The file begins with a byte order mark; it is read over, and this format is written without one.\n",
            "# Tệp bắt đầu bằng dấu BOM; khi đọc được bỏ qua, còn định dạng này khi ghi không có BOM.\n",
        ));
    }
    if inspection.parts.has_parts && inspection.layout.charset != Charset::Utf8Nfd {
        out.push_str(language.pick(
            "# Some letters stand in parts (a letter and its marks, NFD): they are read alike, and written whole.\n",
            "# Một số chữ ở dạng tổ hợp (chữ và dấu rời nhau, NFD): đọc như nhau, khi ghi là chữ dựng sẵn.\n",
        ));
    }
}

/// Line ends of CSV that no key writes.
fn odd_line_ends(inspection: &Inspection) -> Option<&'static str> {
    let csv = inspection.csv.as_ref().filter(|_| matches!(inspection.layout.format, FormatLayout::Csv(_)))?;
    match csv.line_end {
        LineEnd::Cr => Some("CR"),
        _ if inspection.marks.is_mixed => Some("CR LF / LF"),
        _ => None,
    }
}
