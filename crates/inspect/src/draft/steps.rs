//! The steps of a field in a draft: charset, repairs, the form of dates and codes.

use std::fmt::Write as _;

use lienthong_adapter::mapping::{DateForm, NumberForm};
use lienthong_adapter::rows::Layout;
use lienthong_adapter::wall_clock;
use lienthong_vntext::Charset;

use super::{Language, quote};
use crate::guess::{Guess, GuessKind, slug};
use crate::profile::Profile;
use crate::suspicion::{Suspicion, rows_text};

/// What is done to the text of a column.
pub(super) fn steps(profile: &Profile, guess: &Guess, layout: &Layout, language: Language, out: &mut String) {
    let is_utf16 = matches!(layout.charset, Charset::Utf16Le | Charset::Utf16Be);
    if let Some((charset, sure)) =
        guess.charset.filter(|(charset, _)| *charset != layout.charset && !is_utf16)
    {
        let doubt = match sure {
            true => "",
            false => language.pick(
                "               # not certain: look at the samples",
                "               # chưa chắc chắn: hãy xem các giá trị mẫu",
            ),
        };
        let _ = writeln!(out, "charset = {}{doubt}", quote(charset.name()));
    }
    let found = |what| profile.suspicions.contains_key(&what);
    let rows = |what| {
        let rows = profile.suspicions.get(&what)?;
        Some(rows_text(rows))
    };
    let repairs = [(Suspicion::DoubleEncoded, "\"double_utf8\""), (Suspicion::Entity, "\"html\"")];
    let repairs: Vec<&str> = repairs.iter().filter(|(what, _)| found(*what)).map(|(_, word)| *word).collect();
    if !repairs.is_empty() {
        let _ = writeln!(
            out,
            "repair = [{}]               # {}",
            repairs.join(", "),
            language.pick("the text is damaged: see `inspect`", "chữ bị hỏng: xem `inspect`")
        );
    }
    let is_text = matches!(guess.kind, GuessKind::Text { .. } | GuessKind::Code { .. });
    if found(Suspicion::LookAlike) && is_text {
        out.push_str("fix_lookalikes = true\n");
    }
    if matches!(&guess.kind, GuessKind::DateTime { forms } if forms.is_empty()) && has_fractions(profile) {
        out.push_str(language.pick(
            "fractions = \"drop\"                # records hold whole seconds\n",
            "fractions = \"drop\"                # bản ghi chỉ giữ giây tròn\n",
        ));
    }
    if guess.takes_numbers {
        out.push_str(language.pick(
            "takes_numbers = true               # some cells are numbers: zeros at their left are lost\n",
            "takes_numbers = true               # một số ô là ô số: các số 0 đứng đầu đã mất\n",
        ));
    }
    if found(Suspicion::Mixed) {
        out.push_str(language.pick(
            "# Cells of several kinds stand here; no field takes them all, and such rows are bad ones.\n",
            "# Cột có nhiều loại ô; không trường nào nhận được tất cả, những dòng như vậy là dòng lỗi.\n",
        ));
    }
    if let Some(font) = profile.old_font.map(Charset::name) {
        out.push_str(&language.pick(
            format!("# The letters are {font}, were read as windows-1252 and saved as UTF-8: no mapping turns them back. Save the file\n# in windows-1252 (ANSI) and inspect that one: its letters then are {font}.\n"),
            format!("# Chữ là {font} nhưng bị đọc thành windows-1252 rồi lưu bằng UTF-8: ánh xạ không chuyển lại được. Hãy lưu tệp bằng\n# windows-1252 (ANSI) rồi dùng `inspect` xem tệp đó: khi ấy chữ trong tệp là {font}.\n"),
        ));
    }
    if let Some(rows) = rows(Suspicion::Uncalculated) {
        out.push_str(&language.pick(
            format!("# Formulas here were never calculated (rows {rows}): such rows are refused. Open the file in a spreadsheet and save it.\n"),
            format!("# Cột có công thức chưa được tính (dòng {rows}): những dòng như vậy bị từ chối. Hãy mở tệp bằng Excel rồi lưu lại.\n"),
        ));
    }
    if let Some(rows) = rows(Suspicion::EmptyTexts) {
        out.push_str(&language.pick(
            format!("# Every cell is an empty text here (rows {rows}). Where these are formulas that were never calculated, their values\n# are lost: open the file in a spreadsheet and save it.\n"),
            format!("# Mọi ô ở đây là chuỗi rỗng (dòng {rows}). Nếu đó là công thức chưa được tính thì giá trị sẽ mất: hãy mở tệp bằng\n# Excel rồi lưu lại.\n"),
        ));
    }
    if let Some(rows) = rows(Suspicion::BrokenLine) {
        out.push_str(&language.pick(
            format!("# Lines break within this column (rows {rows}), and the rest of the row stands in the next line. No mapping joins\n# them: let the program write such texts in quotes, or without line breaks. Until then both are refused.\n"),
            format!("# Có dấu xuống dòng trong cột này (dòng {rows}), phần còn lại nằm ở dòng văn bản tiếp theo. Ánh xạ không nối lại được:\n# hãy cho phần mềm đặt chữ trong dấu nháy hoặc bỏ dấu xuống dòng. Khi chưa sửa, cả hai đều bị từ chối.\n"),
        ));
    }
    if let Some(rows) = rows(Suspicion::ShortRow) {
        out.push_str(&language.pick(
            format!("# Some rows end before this column (rows {rows}): they are refused, unless short = \"absent\" under [source]\n# says that they have no value here.\n"),
            format!("# Có dòng kết thúc trước cột này (dòng {rows}): dòng đó bị từ chối, trừ khi short = \"absent\" trong\n# [source] quy định là không có giá trị ở đây.\n"),
        ));
    }
    if let Some(rows) = rows(Suspicion::Wrapped) {
        out.push_str(&language.pick(
            format!("# Lines look like the rest of this text, which began in the row above (rows {rows}). No mapping joins them: let the\n# program print it in one line. Until then they are rows, refused where a field that they leave empty is required.\n"),
            format!("# Có dòng có vẻ là phần tiếp theo của chữ ở dòng trên (dòng {rows}). Ánh xạ không nối dòng: hãy cho phần mềm in ra một\n# dòng. Khi chưa sửa, đó vẫn là dòng dữ liệu và bị từ chối nếu bỏ trống một trường bắt buộc.\n"),
        ));
    }
    if let Some(rows) = rows(Suspicion::Sum) {
        out.push_str(&language.pick(
            format!("# Rows that add up others stand among the data (rows {rows}). `where` can pass them over; until it does they\n# are rows, refused where a field that they leave empty is required.\n"),
            format!("# Có dòng cộng xen giữa dữ liệu (dòng {rows}). Có thể dùng `where` để bỏ qua; khi chưa dùng, đó vẫn là dòng dữ liệu\n# và bị từ chối nếu bỏ trống một trường bắt buộc.\n"),
        ));
    }
    if let Some(rows) = rows(Suspicion::Sparse) {
        out.push_str(&language.pick(
            format!("# Rows with hardly any other value (rows {rows}): titles among the data, or records that are not complete? They\n# are read as rows; `where` can pass them over, and required = true for a field that every record has refuses them.\n"),
            format!("# Có dòng hầu như không có giá trị nào khác (dòng {rows}): tiêu đề xen giữa dữ liệu, hay bản ghi chưa đủ? Chúng được đọc\n# như dòng dữ liệu; `where` có thể bỏ qua, còn required = true ở trường mà bản ghi nào cũng có thì từ chối chúng.\n"),
        ));
    }
    if let Some(rows) = rows(Suspicion::Control) {
        out.push_str(&language.pick(
            format!("# Control characters stand here (rows {rows}): such rows are bad ones until the file is put right.\n"),
            format!("# Cột có ký tự điều khiển (dòng {rows}): những dòng như vậy là dòng lỗi cho đến khi sửa tệp.\n"),
        ));
    }
    others(profile, language, out);
    match &guess.kind {
        GuessKind::Date { forms } | GuessKind::DateTime { forms } if !forms.is_empty() => {
            dates(forms, language, out);
            impossible(profile, language, out);
            if profile.cells.date > 0 && forms.iter().any(DateForm::says_less_than_a_day) {
                out.push_str(language.pick(
                    "# Some cells are dates, others years or months as text: all are read, and written as text.\n",
                    "# Có ô là kiểu ngày, có ô chỉ ghi năm hoặc tháng bằng chữ: đọc được cả, khi ghi đều là ô chữ.\n",
                ));
            } else if profile.cells.date > 0 {
                let kind = if matches!(guess.kind, GuessKind::Date { .. }) { "date" } else { "date-time" };
                let _ = writeln!(out, "column = {{ type = {} }}", quote(kind));
                out.push_str(language.pick(
                    "# Some cells are dates, others dates as text: both are read, and all are written as dates.\n",
                    "# Có ô là kiểu ngày, có ô ghi ngày bằng chữ: đọc được cả hai, khi ghi đều là ô kiểu ngày.\n",
                ));
            }
        }
        GuessKind::Amount { form } => amounts(form, language, out),
        GuessKind::Code { values } => {
            let pairs: Vec<String> =
                values.iter().map(|value| format!("{} = {}", quote(value), quote(&slug(value)))).collect();
            let _ = writeln!(out, "codes = {{ {} }}", pairs.join(", "));
        }
        _ => {}
    }
}

/// `number`: how amounts are written.
fn amounts(form: &NumberForm, language: Language, out: &mut String) {
    let NumberForm { group, decimal, suffixes, in_parentheses } = form;
    let mut keys: Vec<String> =
        group.iter().map(|group| format!("group = {}", quote(&group.to_string()))).collect();
    keys.push(format!("decimal = {}", quote(&decimal.to_string())));
    let texts: Vec<String> = suffixes.iter().map(|text| quote(text)).collect();
    match &texts[..] {
        [] => {}
        [one] => keys.push(format!("suffix = {one}")),
        more => keys.push(format!("suffix = [{}]", more.join(", "))),
    }
    if *in_parentheses {
        keys.push("below_zero = \"parentheses\"".to_owned());
    }
    let _ = writeln!(out, "number = {{ {} }}", keys.join(", "));
    if !suffixes.is_empty() {
        out.push_str(language.pick(
            "# All amounts are written with the same text behind them, also those that had another or none.\n",
            "# Mọi con số được ghi với cùng một chữ đứng sau, kể cả số vốn có chữ khác hoặc không có.\n",
        ));
    }
}

/// What a person must look at, and no step of the draft is for.
fn others(profile: &Profile, language: Language, out: &mut String) {
    let refused = [Suspicion::OtherCharset, Suspicion::OtherWords, Suspicion::ErrorCell, Suspicion::Replaced];
    let kept = [
        Suspicion::HeaderAgain,
        Suspicion::Unnumbered,
        Suspicion::Exponent,
        Suspicion::TooManyDigits,
        Suspicion::QuestionMark,
        Suspicion::Cut,
        Suspicion::LostZero,
    ];
    let all = refused.iter().zip(std::iter::repeat(true)).chain(kept.iter().zip(std::iter::repeat(false)));
    for (what, is_refused) in all {
        let Some(rows) = profile.suspicions.get(what) else { continue };
        let rows = rows_text(rows);
        let end = match is_refused {
            true => language.pick("; such rows are refused", "; những dòng như vậy bị từ chối"),
            false => "",
        };
        let _ = match language {
            Language::English => writeln!(out, "# In rows {rows}: {}{end}", what.text()),
            Language::Vietnamese => writeln!(out, "# Dòng {rows}: {}{end}", what.text_vi()),
        };
    }
}

/// Dates of no calendar, whose rows are refused.
fn impossible(profile: &Profile, language: Language, out: &mut String) {
    let all = profile.calendar.impossible();
    if all.is_empty() {
        return;
    }
    let named = |word: &str| {
        all.iter().map(|(row, text)| format!("{word} {row}: {text}")).collect::<Vec<_>>().join(", ")
    };
    out.push_str(&language.pick(
        format!(
            "# No calendar has these dates, and their rows are refused until they are put right: {}\n",
            named("row")
        ),
        format!(
            "# Những ngày sau không có trong lịch, dòng chứa chúng bị từ chối cho đến khi sửa: {}\n",
            named("dòng")
        ),
    ));
}

/// The first form that fits all values: a second would say the same in other cells. Where another reads them
/// differently, a person must choose.
fn dates(forms: &[DateForm], language: Language, out: &mut String) {
    let first = &forms[0];
    let (partial, whole): (Vec<_>, Vec<_>) =
        forms.iter().skip(1).partition(|form| form.says_less_than_a_day());
    let doubt = match whole.into_iter().find(|form| form.conflicts(first)) {
        Some(other) => language.pick(
            format!("               # {other} fits as well: look"),
            format!("               # {other} cũng phù hợp: hãy xem lại"),
        ),
        None => String::new(),
    };
    let all = std::iter::once(first).chain(partial).map(|form| quote(&form.to_string()));
    let _ = writeln!(out, "dates = [{}]{doubt}", all.collect::<Vec<_>>().join(", "));
}

/// Whether times in ISO have fractions of a second, which no record can hold.
fn has_fractions(profile: &Profile) -> bool {
    let texts = profile.distinct.keys().filter_map(|value| std::str::from_utf8(value).ok());
    texts.map(wall_clock::read).any(|read| matches!(read, wall_clock::Read::Cut(_)))
}
