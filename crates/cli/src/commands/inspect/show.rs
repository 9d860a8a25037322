//! What an inspection found, for people.

use std::path::Path;

use lienthong_inspect::{GuessKind, Inspection, Kind, Profile, Suspicion, rows_text};
use lienthong_vntext::Charset;
use lienthong_vntext::detect::Verdict;

use crate::failure::Failure;
use crate::faults;
use crate::output::{Output, one_line};
use crate::texts::Lang;

/// Charsets that are shown side by side for a column, at most.
const SIDE_BY_SIDE: usize = 3;

/// Characters that are shown of a column with documents in base64.
const PACKED_SHOWN: usize = 24;
/// Characters that are shown of any other value: memos are long, and a table as wide as they are is none.
const SHOWN: usize = 40;

/// A kind of file.
pub(super) fn kind_text(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Text => ("text", "tệp văn bản"),
        Kind::Dbf => ("a dBase or FoxPro table", "bảng dBase hoặc FoxPro"),
        Kind::Zip => (
            "a ZIP archive (xlsx, or a table with its memo file)",
            "tệp nén ZIP (xlsx, hoặc bảng kèm tệp memo)",
        ),
        Kind::Compound => ("a compound file (xls)", "tệp phức hợp (xls)"),
        Kind::Xml => ("XML", "XML"),
        Kind::Html => ("HTML, whatever its name says", "HTML, dù tên tệp là gì"),
        Kind::XmlWorkbook => (
            "a workbook of Excel 2003 in XML; open it in a spreadsheet and save it as .xlsx",
            "sổ tính Excel 2003 dạng XML; hãy mở bằng Excel rồi lưu thành .xlsx",
        ),
        Kind::Json => ("JSON", "JSON"),
        Kind::Pdf => ("PDF", "PDF"),
        Kind::Archive => ("an archive; unpack it first", "tệp nén; hãy giải nén trước"),
        Kind::Binary => ("a binary file of an unknown kind", "tệp nhị phân không rõ loại"),
        Kind::Empty => ("an empty file", "tệp rỗng"),
    }
}

/// Everything that was found.
pub(super) fn show(
    path: &Path,
    inspection: &Inspection,
    samples: usize,
    output: &Output,
) -> Result<(), Failure> {
    let lang = output.lang;
    let (en, vi) = kind_text(inspection.kind);
    let tally = &inspection.tally;
    let some = |count: u64| if count == 0 { String::new() } else { count.to_string() };
    output.facts(&[
        (lang.pick("file", "tệp"), lang.pick(en, vi).to_owned()),
        (lang.pick("format", "định dạng"), inspection.layout.format.name().to_owned()),
        (lang.pick("charset", "bảng mã"), inspection.layout.charset.name().to_owned()),
        (lang.pick("rows", "số dòng"), inspection.level.rows.to_string()),
        (lang.pick("columns", "số cột"), inspection.level.all().len().to_string()),
        (lang.pick("bad rows", "dòng lỗi"), some(inspection.fault_count)),
        (lang.pick("blank rows", "dòng trống"), some(tally.blank)),
        (lang.pick("deleted records", "bản ghi đã xóa"), some(tally.deleted)),
        (lang.pick("hidden", "bị ẩn"), some(tally.hidden)),
    ])?;
    output.line("")?;
    let headers = lang.pick(
        ["COLUMN", "FILLED", "LIKELY", "CHARSET", "VALUES"],
        ["CỘT", "CÓ GIÁ TRỊ", "CÓ LẼ LÀ", "BẢNG MÃ", "GIÁ TRỊ"],
    );
    let rows = inspection.level.all().into_iter().map(|(group, profile, guess, rows)| {
        let charset = guess.charset.map_or(inspection.layout.charset, |(charset, _)| charset);
        let sure = match guess.charset {
            None => "ASCII".to_owned(),
            Some((charset, true)) => charset.name().to_owned(),
            Some((charset, false)) => format!("{}?", charset.name()),
        };
        let personal = if guess.personal { lang.pick(", personal", ", dữ liệu cá nhân") } else { "" };
        vec![
            format!("{group}{}", title(profile)),
            format!("{}/{rows}", profile.filled()),
            format!("{}{}{personal}", kind_words(&guess.kind, lang), packed_words(profile, lang)),
            sure,
            shown(profile, profile.samples(charset, samples)),
        ]
    });
    output.table(&headers, rows.collect())?;
    charsets(inspection, samples, output)?;
    suspicions(inspection, output)?;
    old_fonts(inspection, samples, output)?;
    for finding in &inspection.faults {
        output.line(&format!("✗ {} ({})", faults::text(finding, lang), finding.reason.code))?;
    }
    memos(path, inspection, output)?;
    sheets(inspection, output)
}

/// Columns whose charset a person has to decide, decoded under each guess.
fn charsets(inspection: &Inspection, samples: usize, output: &Output) -> Result<(), Failure> {
    let lang = output.lang;
    for (group, profile, ..) in inspection.level.all() {
        let Some(detection) = &profile.charset else { continue };
        // Nothing has to be decided about UTF-8 and ASCII.
        if detection.marked_values == 0 || detection.verdict == Verdict::Sure(Charset::Utf8) {
            continue;
        }
        let why = lang.pick(&detection.why.en, &detection.why.vi);
        let column = one_line(&format!("{group}{}", title(profile)));
        output.line(&format!("\n{column}: {why}"))?;
        let rows = detection.ranked.iter().take(SIDE_BY_SIDE).map(|score| {
            let decoded = shown(profile, profile.samples(score.charset, samples));
            vec![score.charset.name().to_owned(), format!("{:.2}", score.score), decoded]
        });
        let rows: Vec<_> = rows.collect();
        if !rows.is_empty() {
            output.table(&lang.pick(["AS", "SCORE", "READS"], ["THEO", "ĐIỂM", "ĐỌC RA"]), rows)?;
        }
    }
    Ok(())
}

fn suspicions(inspection: &Inspection, output: &Output) -> Result<(), Failure> {
    let lang = output.lang;
    let all = inspection.level.all();
    let found = all.iter().flat_map(|(group, profile, ..)| {
        profile.suspicions.iter().map(move |(what, rows)| {
            let what = suspicion_text(*what, lang).to_owned();
            vec![format!("{group}{}", title(profile)), what, rows_text(rows)]
        })
    });
    let found: Vec<_> = found.collect();
    if found.is_empty() {
        return Ok(());
    }
    output.line(lang.pick("\nlooks wrong:", "\nđáng ngờ:"))?;
    output.table(&lang.pick(["COLUMN", "WHAT", "ROWS"], ["CỘT", "VẤN ĐỀ", "DÒNG"]), found)
}

/// Columns whose letters were saved as UTF-8 under an old font, as that has them, and what is to be done.
fn old_fonts(inspection: &Inspection, samples: usize, output: &Output) -> Result<(), Failure> {
    let lang = output.lang;
    let all = inspection.level.all();
    let fonts = all.iter().filter_map(|(group, profile, ..)| Some((group, profile, profile.old_font?)));
    for (group, profile, font) in fonts {
        let (column, font) = (one_line(&format!("{group}{}", title(profile))), font.name());
        let read = one_line(&shown(profile, profile.samples_of_font(samples)));
        output.line(&lang.pick(
            format!(
                "\n{column}: the letters are {font}: {read}\nsave the file in windows-1252 (ANSI) and inspect that one: \
                 its letters then are {font}"
            ),
            format!(
                "\n{column}: chữ là {font}: {read}\nhãy lưu tệp bằng windows-1252 (ANSI) rồi xem tệp đó: khi ấy chữ \
                 trong tệp là {font}"
            ),
        ))?;
    }
    Ok(())
}

fn title(profile: &Profile) -> String {
    let column = &profile.column;
    match &column.letter {
        Some(letter) if column.name.is_empty() => letter.clone(),
        Some(letter) => format!("{} ({letter})", column.name),
        None => column.name.clone(),
    }
}

/// What a column may be.
pub(super) fn kind_words(kind: &GuessKind, lang: Lang) -> String {
    match kind {
        GuessKind::Text { bytes } => format!("{} ≤ {bytes}", lang.pick("text", "chữ")),
        GuessKind::Digits { min, max } if min == max => format!("{max} {}", lang.pick("digits", "chữ số")),
        GuessKind::Digits { min, max } => format!("{min}–{max} {}", lang.pick("digits", "chữ số")),
        GuessKind::Decimal => lang.pick("number", "số").to_owned(),
        GuessKind::Amount { form } => format!("{} {}", lang.pick("number", "số"), form.example()),
        GuessKind::Boolean => lang.pick("yes/no", "có/không").to_owned(),
        GuessKind::Date { forms } | GuessKind::DateTime { forms } => {
            let forms: Vec<String> = forms.iter().map(ToString::to_string).collect();
            let word = match kind {
                GuessKind::DateTime { .. } => lang.pick("date and time", "ngày giờ"),
                _ => lang.pick("date", "ngày"),
            };
            format!("{word} {}", forms.join(" | ")).trim_end().to_owned()
        }
        GuessKind::Code { values } => format!("{} {}", values.len(), lang.pick("codes", "mã")),
    }
}

/// What documents the values of a column are in base64, if any are.
fn packed_words(profile: &Profile, lang: Lang) -> String {
    let kinds: Vec<&str> = profile.packed.keys().map(|kind| lang.pick(kind.text(), kind.text_vi())).collect();
    match profile.packed.values().sum::<u64>() {
        0 => String::new(),
        count if count == profile.filled() => {
            format!(", {} {}", lang.pick("base64 of", "base64 của"), kinds.join(", "))
        }
        count => {
            let some = lang.pick(format!("{count} are base64 of"), format!("{count} giá trị là base64 của"));
            format!(", {some} {}", kinds.join(", "))
        }
    }
}

/// A few values, each by its beginning. Of a document in base64 nobody reads more than a little.
fn shown(profile: &Profile, samples: Vec<String>) -> String {
    let most = if profile.packed.is_empty() { SHOWN } else { PACKED_SHOWN };
    samples.into_iter().map(|text| shortened(text, most)).collect::<Vec<_>>().join(" · ")
}

/// At most so many characters of a text, with `…` behind it where that is not all.
fn shortened(text: String, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}

/// What may be wrong with values.
pub(super) const fn suspicion_text(what: Suspicion, lang: Lang) -> &'static str {
    match lang {
        Lang::En => what.text(),
        Lang::Vi => what.text_vi(),
    }
}

/// Texts that stand in a memo file which did not come along, and how both files are handed over.
fn memos(path: &Path, inspection: &Inspection, output: &Output) -> Result<(), Failure> {
    let fields = inspection.memos_missing();
    if fields.is_empty() {
        return Ok(());
    }
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let version = inspection.dbf.as_ref().map_or(0, |info| info.version);
    let ending = if matches!(version, 0x30..=0x32 | 0xF5) { "fpt" } else { "dbt" };
    let fields = fields.join(", ");
    output.line(&output.lang.pick(
        format!(
            "\n✗ the texts of {fields} stand in the memo file {stem}.{ending}, which did not come along: pack \
             {stem}.dbf and {stem}.{ending} into one ZIP file and hand that over"
        ),
        format!(
            "\n✗ nội dung của {fields} nằm trong tệp memo {stem}.{ending} nhưng tệp này không được gửi kèm: hãy nén \
             {stem}.dbf và {stem}.{ending} vào một tệp ZIP rồi gửi tệp ZIP đó"
        ),
    ))
}

/// The other sheets of a workbook.
fn sheets(inspection: &Inspection, output: &Output) -> Result<(), Failure> {
    let lang = output.lang;
    if inspection.sheets.len() < 2 {
        return Ok(());
    }
    output.line(lang.pick("\nsheets:", "\ncác trang tính:"))?;
    let rows = inspection.sheets.iter().enumerate().map(|(at, sheet)| {
        let rows = sheet.used.as_ref().map_or(0, |used| used.rows.end() - used.rows.start() + 1);
        let mut notes = Vec::new();
        if inspection.sheet == Some(at) {
            notes.push(lang.pick("looked at", "đã xem"));
        }
        if sheet.hidden {
            notes.push(lang.pick("hidden", "bị ẩn"));
        }
        vec![(at + 1).to_string(), sheet.name.clone(), rows.to_string(), notes.join(", ")]
    });
    let headers = lang.pick(["NUMBER", "SHEET", "ROWS", ""], ["SỐ", "TRANG TÍNH", "DÒNG", ""]);
    output.table(&headers, rows.collect())?;
    output.line(lang.pick(
        "to look at another one: --sheet NUMBER or --sheet NAME; a mapping says sheet = … under [source]",
        "để xem trang khác: --sheet SỐ hoặc --sheet TÊN; ánh xạ ghi sheet = … trong [source]",
    ))
}
