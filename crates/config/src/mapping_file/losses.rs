//! What a mapping loses or may refuse, in words.

use lienthong_adapter::mapping::{Loss, LossKind};

use crate::text::Text;

/// One loss, as a sentence about the field or the column.
pub fn loss_text(loss: &Loss) -> Text {
    let (en, vi) = kind_text(&loss.kind);
    if loss.what.is_empty() {
        return Text::new(en, vi);
    }
    let what = &loss.what;
    Text::new(format!("{what}: {en}"), format!("{what}: {vi}"))
}

fn kind_text(kind: &LossKind) -> (String, String) {
    let (en, vi) = match kind {
        LossKind::PartsMissing { parts } => {
            let parts = list(parts);
            return (
                format!("no field writes the parts {parts} of the column, so it cannot be written"),
                format!("không trường nào ghi các phần {parts} của cột nên không ghi được cột"),
            );
        }
        LossKind::MergedCodes { codes } => {
            let codes = list(codes);
            return (
                format!("codes that are read and never written, since another means the same: {codes}"),
                format!("các mã đọc được nhưng không bao giờ ghi vì trùng nghĩa với mã khác: {codes}"),
            );
        }
        LossKind::UnsayableCodes { codes } => {
            let codes = list(codes);
            return (
                format!("codes of the schema that the format does not have are refused in writing: {codes}"),
                format!("mã của lược đồ mà định dạng không có sẽ bị từ chối khi ghi: {codes}"),
            );
        }
        LossKind::NoCapitals { charset } => {
            return (
                format!("{charset} has no capitals with tones; values that need one are refused in writing"),
                format!("{charset} không có chữ hoa mang dấu; giá trị cần chữ đó bị từ chối khi ghi"),
            );
        }
        LossKind::SmallLetters { charset } => {
            return (
                format!(
                    "{charset} is of a font that draws small letters as capitals: capitals are written small, also those without a mark (MA becomes ma), and values with small letters are refused"
                ),
                format!(
                    "{charset} dùng phông hiển thị chữ thường thành chữ hoa: chữ hoa được ghi thành chữ thường, kể cả chữ không dấu (MA thành ma); giá trị có chữ thường bị từ chối"
                ),
            );
        }
        LossKind::Narrow { bytes } => {
            return (
                format!("the column holds {bytes} bytes; longer values are refused in writing"),
                format!("cột chỉ chứa {bytes} byte; giá trị dài hơn bị từ chối khi ghi"),
            );
        }
        LossKind::PartsNotRead { parts } => {
            let parts = list(parts);
            return (
                format!("no field reads the parts {parts} of the column; they are left out"),
                format!("không trường nào đọc các phần {parts} của cột nên các phần đó bị bỏ qua"),
            );
        }
        LossKind::PaddedDates => (
            "days and months are read with and without a zero in front, and written without",
            "ngày, tháng đọc được cả khi có và không có số 0 đứng đầu; khi ghi không có số 0",
        ),
        LossKind::HeadingUnknown => (
            "`heading` says how many lines stand above the records and not which, so they cannot be written",
            "`heading` chỉ nêu số dòng đứng trên các bản ghi, không nêu nội dung nên không ghi được",
        ),
        LossKind::DropsFractions => ("fractions of a second are left off", "phần lẻ của giây bị bỏ"),
        LossKind::DropsZeros => (
            "the format keeps the number and not its digits: 1.50 is read again as 1.5",
            "định dạng giữ giá trị số chứ không giữ từng chữ số: 1.50 đọc lại thành 1.5",
        ),
        LossKind::YearsAlone => (
            "the column holds years as numbers; dates with a month or a day are refused in writing",
            "cột chứa năm dưới dạng số; ngày có tháng hoặc ngày bị từ chối khi ghi",
        ),
        LossKind::TwoDigitYears => (
            "years outside of the hundred that two digits say are refused in writing",
            "năm ngoài khoảng một trăm năm mà hai chữ số nói được bị từ chối khi ghi",
        ),
        LossKind::PartialDates => (
            "dates without a day are refused in writing: no form of the column says them",
            "ngày thiếu ngày hoặc tháng bị từ chối khi ghi: không dạng nào của cột ghi được",
        ),
        LossKind::NotWritten => ("is not written", "không được ghi"),
        LossKind::NotRead => ("is required and not read", "là bắt buộc nhưng không được đọc"),
        LossKind::NumberForText => (
            "a number in the cell stands for text; zeros at its left end are those that pad_left makes",
            "số trong ô được hiểu là chữ; các số 0 bên trái do pad_left thêm vào",
        ),
        LossKind::ChangesCase => (
            "reading changes case; what is written back may differ",
            "đọc làm đổi chữ hoa chữ thường; khi ghi lại có thể khác",
        ),
        LossKind::Trims => (
            "blanks at both ends of texts are left out, except where a field says trim = false",
            "khoảng trắng ở hai đầu văn bản bị bỏ, trừ trường có trim = false",
        ),
        LossKind::CollapsesSpaces => (
            "reading makes runs of blanks one; what is written back may differ",
            "đọc gộp các khoảng trắng; khi ghi lại có thể khác",
        ),
        LossKind::Pads => (
            "reading fills up on the left; it is written filled up",
            "đọc thêm ký tự bên trái; khi ghi vẫn giữ ký tự đã thêm",
        ),
        LossKind::ManyNothings => (
            "several texts mean nothing; the first is written",
            "nhiều cách ghi giá trị trống; khi ghi dùng cách đầu tiên",
        ),
        LossKind::ManyDateForms => (
            "several ways to write a date; the first that fits is written",
            "nhiều dạng ngày; khi ghi dùng dạng đầu tiên phù hợp",
        ),
        LossKind::Default => (
            "rows without a value get the default, and it is written",
            "dòng không có giá trị nhận giá trị mặc định, và giá trị đó được ghi",
        ),
        LossKind::FillsDown => (
            "rows without a value get that of the row above, and it is written",
            "dòng không có giá trị nhận giá trị của dòng trên, và giá trị đó được ghi",
        ),
        LossKind::Filters => {
            ("rows that `where` does not name are left out", "các dòng không thuộc `where` bị bỏ qua")
        }
        LossKind::DropsColumns => {
            ("columns that no field names are left out", "các cột không có trường bị bỏ qua")
        }
        LossKind::DropsBeside => (
            "what stands beside the rows of the document is left out",
            "những gì đứng ngoài các dòng của tài liệu bị bỏ qua",
        ),
        LossKind::IgnoresBehind => {
            ("rows behind the end of the table are left out", "các dòng sau chỗ kết thúc của bảng bị bỏ qua")
        }
        LossKind::SheetAlone => (
            "one sheet is written, of a header and rows: no other sheets, titles, formulas, merged cells or number formats",
            "chỉ ghi một trang tính gồm dòng tiêu đề và các dòng dữ liệu: không có trang khác, tiêu đề bảng, công thức, ô gộp hay định dạng số",
        ),
        LossKind::TitlesAbove => (
            "lines above the header are passed over, and not written",
            "các dòng phía trên dòng tiêu đề được bỏ qua và không được ghi",
        ),
        LossKind::AbsentAlike => (
            "what is empty, null or missing is read alike, and written in one way",
            "chỗ trống, null và chỗ không có được đọc như nhau và chỉ ghi theo một cách",
        ),
        LossKind::OneFormOfNumbers => (
            "numbers are written in the form of the mapping alone: 1234567 and 0012 come back with its groups and without zeros",
            "số chỉ được ghi theo dạng của bảng ánh xạ: 1234567 và 0012 khi ghi lại có dấu phân nhóm và không còn số 0 đứng đầu",
        ),
        LossKind::ZonesLeftOff => (
            "a time with a zone is read as that of Vietnam, and written without a zone",
            "thời điểm có múi giờ được đọc thành giờ Việt Nam và khi ghi không kèm múi giờ",
        ),
        LossKind::FractionsLeftOff => (
            "a cell of date and time is read to its second: a fraction of it is left off",
            "ô ngày giờ được đọc đến giây: phần lẻ của giây bị bỏ",
        ),
        LossKind::KeptNotWritten => (
            "columns that are kept without a field are refused in writing: carry names those that go back",
            "cột được giữ mà không có trường sẽ bị từ chối khi ghi: carry nêu các cột được ghi lại",
        ),
        LossKind::Joins => (
            "is joined from several columns and split again in writing; a value of more or fewer parts is refused",
            "được ghép từ nhiều cột và tách lại khi ghi; giá trị có số phần khác bị từ chối",
        ),
        LossKind::Repairs => (
            "damaged text is repaired, and written as it should have been",
            "chữ bị hỏng được sửa khi đọc, và khi ghi dùng chữ đã sửa",
        ),
        LossKind::ManySuffixes => (
            "several texts may stand behind the number; the first is written",
            "nhiều cách ghi đơn vị sau số; khi ghi dùng cách đầu tiên",
        ),
        LossKind::ManyWords => (
            "several words for yes or for no; the first of each is written",
            "nhiều từ cho có hoặc không; khi ghi dùng từ đầu tiên",
        ),
        LossKind::UnsayableDefault => (
            "the default cannot be written in this format, so rows that got it cannot be written back",
            "không ghi được giá trị mặc định trong định dạng này nên dòng nhận giá trị đó không ghi lại được",
        ),
        LossKind::AbsentRefused => (
            "a record without the value is refused in writing, since reading would put one in its place",
            "bản ghi không có giá trị này bị từ chối khi ghi, vì khi đọc lại chỗ trống sẽ thành một giá trị",
        ),
        // A later version of the analysis may know more.
        _ => ("something is lost", "có phần bị mất"),
    };
    (en.to_owned(), vi.to_owned())
}

/// At most ten of them.
fn list<T: ToString>(items: &[T]) -> String {
    let mut shown: Vec<String> = items.iter().take(10).map(T::to_string).collect();
    if items.len() > shown.len() {
        shown.push("…".to_owned());
    }
    shown.join(", ")
}
