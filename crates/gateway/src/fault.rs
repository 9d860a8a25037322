//! What the record says of a mistake: its place, what was found there and what was expected.
//!
//! Peers are told of a mistake in the words of the refusal itself. The record is read by many, for years, so it has less:
//!
//! * the row, the byte, and the column by its name where it is one that the mapping names, else by its number;
//! * what was found and expected, where those are words of ours or of a field that is known and not personal;
//! * of a field of a request, the problem without what it quotes.

use std::collections::BTreeMap;

use lienthong_adapter::mapping::reasons::{
    ALL as MAPPINGS, BESIDE_ROWS, DUPLICATE_COLUMN, MISSING_COLUMN, RULE_BROKEN, UNMAPPED_COLUMN, WRONG_KIND,
};
use lienthong_adapter::{Finding, Phrase, Reason, Say as _, Unit, Words, phrase};
use lienthong_model::route::RouteRefusal;
use lienthong_model::{AgencyCode, Digest, FormatName, SystemId};

use crate::formats::reasons::NOT_OF_SCHEMA;
use crate::glossary::deliveries::NOT_SOAP;
use crate::refusal::Refusal;
use crate::{apart, fault_words};

/// What a record knows beside its fields.
pub type Detail = BTreeMap<String, String>;

/// The column that a file lacks or has twice, by the names that the mapping gives it.
pub fn missing_column(finding: &Finding) -> Option<String> {
    let is_named = *finding.reason == MISSING_COLUMN
        || *finding.reason == DUPLICATE_COLUMN && finding.place.path.is_none();
    finding.expected.clone().filter(|_| is_named)
}

/// Formats whose names of elements and members are those of a norm: a path in them says nothing of anybody.
const OF_NORMS: [&str; 2] = ["edxml", "dossier-json"];

/// Reasons of parsers of the formats of norms, which find names that somebody wrote.
const OF_PARSERS: [&str; 1] = ["JSON_DUPLICATE_NAME"];

/// Reasons of canonical JSON about members that no schema has: their names are the caller's.
const OF_CANONICAL: [&str; 3] = ["WRONG_TYPE", "UNKNOWN_FIELD", "UNKNOWN_SCHEMA"];

/// Reasons that find counts and words of ours, and nothing of what stands in the file.
const OURS: [&str; 23] = [
    "ALL_ROWS_LEFT_OUT",
    "FIXED_HEADING",
    "NOT_AN_ENVELOPE",
    "FILE_EMPTY",
    "OTHER_KIND",
    "NOT_A_WORKBOOK",
    "CSV_CUT_OFF",
    "CSV_SHORT_ROW",
    "CSV_UNCLOSED_QUOTE",
    "CELL_TOO_LARGE",
    "CHARACTER_NOT_IN_XML",
    "DBF_TRUNCATED",
    "INVISIBLE_CHARACTER",
    "FIXED_LONG_RECORD",
    "FIXED_SHORT_RECORD",
    "PACKAGE_TOO_LARGE",
    "PAYLOAD_NOT_TEXT",
    "PAYLOAD_NOT_XML",
    "ROWS_QUARANTINED",
    "ROW_ENDS_TABLE",
    "ROW_TOO_LONG",
    "ROW_WITHOUT_VALUES",
    "TOO_MANY_COLUMNS",
];

/// Where in a file the mistake is that refused it. A column is named only where it is one of the mapping's: the header
/// of a file without a header is somebody's data.
pub fn place(finding: &Finding, format: Option<&FormatName>) -> Detail {
    let place = &finding.place;
    let is_of_norm = format.is_some_and(|format| OF_NORMS.contains(&format.as_str()));
    let words = members(recorded(finding, is_of_norm));
    // Where the column itself is what is wrong, the words say which it is.
    let number = place.number.filter(|_| *finding.reason != UNMAPPED_COLUMN);
    // Not the sheet: somebody named it.
    let place = [
        ("row", place.row.map(|row| row.to_string())),
        ("column", missing_column(finding).or_else(|| column(finding))),
        ("column_number", number.map(|number| number.to_string())),
        ("field", path(finding, is_of_norm).cloned()),
        ("offset", place.offset.map(|offset| offset.to_string())),
    ];
    place.into_iter().chain(words).filter_map(|(key, value)| Some((key.to_owned(), value?))).collect()
}

/// What was found and expected, under the names of records and answers.
pub fn members([found, expected]: [Option<Phrase>; 2]) -> [(&'static str, Option<String>); 4] {
    [
        ("found_vi", found.as_ref().and_then(Phrase::own_vi)),
        ("expected_vi", expected.as_ref().and_then(Phrase::own_vi)),
        ("found", found.map(|words| words.en.into_owned())),
        ("expected", expected.map(|words| words.en.into_owned())),
    ]
}

/// What was found and expected, for whoever sent it.
pub fn said(finding: &Finding) -> [Option<Phrase>; 2] {
    let code = finding.reason.code;
    let found = words(finding, |words| &words.found, &finding.found);
    let expected = words(finding, |words| &words.expected, &finding.expected);
    [found.or_else(|| fault_words::found(code)), expected.or_else(|| fault_words::expected(code))]
}

/// The same, as a record may say it.
fn recorded(finding: &Finding, is_of_norm: bool) -> [Option<Phrase>; 2] {
    let code = finding.reason.code;
    let expected = words(finding, |words| &words.expected, &finding.expected);
    [
        found(finding, is_of_norm).or_else(|| fault_words::found(code)),
        expected.or_else(|| fault_words::expected(code)),
    ]
}

/// A row that a mapping could not read, as a record names it: `3 TENXA NOT_IN_CHARSET (found …, expected …)`.
pub fn row(finding: &Finding) -> Phrase {
    let nothing = || Phrase::new("?", "?");
    let [found, expected] = recorded(finding, false);
    let (found, expected) = (found.unwrap_or_else(nothing), expected.unwrap_or_else(nothing));
    let row = row_and_reason(finding);
    Phrase::of(
        format!("{row} (found {}, expected {})", found.en, expected.en),
        format!("{row} (gặp {}, cần {})", found.vi, expected.vi),
    )
}

/// The same in short: `3 TENXA NOT_IN_CHARSET`, of an entry within the row `3 NS con[2].ngay_sinh NOT_A_DATE`, and of the
/// fifth column, which the mapping does not name, `3 #5 NOT_IN_CHARSET`.
pub fn row_and_reason(finding: &Finding) -> String {
    let row = finding.place.row.map(|row| row.to_string());
    let entry = path(finding, false).filter(|path| path.contains('[')).cloned();
    let number = finding.place.number.map(|number| format!("#{number}"));
    let parts = [row, column(finding).or(number), entry, Some(finding.reason.code.to_owned())];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// The path of a finding, where its names are those of a norm, of the schema or of the mapping, and it says more than the
/// column does: the entry of a list within the row.
fn path(finding: &Finding, is_of_norm: bool) -> Option<&String> {
    let place = &finding.place;
    let path = place.path.as_ref()?;
    // A parser names members and elements as it meets them, known or not.
    let is_of_parsers =
        ["JSON_", "XML_", "TEXT_", "UNDECLARED_"].iter().any(|of| finding.reason.code.starts_with(of));
    if place.row.is_none() {
        return Some(path).filter(|_| is_of_norm && !is_of_parsers);
    }
    let is_of_rules = [&RULE_BROKEN, &WRONG_KIND, &NOT_OF_SCHEMA].contains(&finding.reason);
    let is_ours = (place.field.is_some() || is_of_rules)
        && (is_of_norm || !OF_CANONICAL.contains(&finding.reason.code));
    Some(path).filter(|path| is_ours && (place.field.is_none() || path.contains('[')))
}

/// What is wrong with a request or an answer, where that is known: its place, and the first rows of a file of which none
/// is good.
pub fn refused(refusal: &Refusal, format: Option<&FormatName>) -> Detail {
    let mut detail = refusal.finding().map(|finding| place(finding, format)).unwrap_or_default();
    if let Some([found, expected]) = counted(refusal) {
        let found = Some(found).filter(Phrase::is_ours).or_else(|| fault_words::found(refusal.reason()));
        let expected =
            Some(expected).filter(Phrase::is_ours).or_else(|| fault_words::expected(refusal.reason()));
        let words = members([found, expected]);
        detail.extend(words.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))));
    }
    if let (Refusal::Field { path, problem }, _) = refusal.split() {
        let Phrase { en, vi, .. } = problem.on_record().clone();
        detail.insert("field".to_owned(), path.clone());
        detail.insert("problem".to_owned(), en.into_owned());
        detail.insert("problem_vi".to_owned(), vi.into_owned());
    }
    if let Some(bad) = refusal.bad_rows() {
        let rows = [("rows_read", bad.read.to_string()), ("rows_quarantined", bad.count.to_string())];
        detail.extend(rows.map(|(key, value)| (key.to_owned(), value)));
        detail.extend(apart::named_rows(&bad.first).map(|(key, value)| (key.to_owned(), value)));
    }
    detail
}

/// What was found and expected where no format says it: sizes, digests, numbers, types and names of agencies.
pub fn counted(refusal: &Refusal) -> Option<[Phrase; 2]> {
    let exactly = |declared: u64| phrase!("{declared} bytes", "{declared} byte").ours();
    Some(match refusal.split().0 {
        Refusal::TooLarge { limit, found } => {
            [Phrase::count(found, Unit::Bytes), Phrase::at_most(limit, Unit::Bytes)]
        }
        Refusal::Route(refusal) => match &**refusal {
            RouteRefusal::TooLarge { size, limit, .. } => {
                [Phrase::count(size, Unit::Bytes), Phrase::at_most(limit, Unit::Bytes)]
            }
            RouteRefusal::UnknownReceiver { receiver, .. } => {
                [named(receiver), Phrase::new("a receiver of the directory", "cơ quan có trong danh mục")]
            }
            RouteRefusal::NoRoute { receiver, .. } => {
                [named(receiver), Phrase::new("a receiver of a route", "nơi nhận có tuyến cho phép")]
            }
            _ => return None,
        },
        Refusal::SenderMismatch { sender, claimed } => {
            [named(claimed), Phrase::of(sender.agency.as_str(), sender.agency.as_str()).ours()]
        }
        Refusal::DigestMismatch { declared, found } => [sha256(found), sha256(declared)],
        Refusal::IdReused { digests, .. } => [sha256(&digests.found), sha256(&digests.first)],
        Refusal::SizeMismatch { declared, found } => [Phrase::count(found, Unit::Bytes), exactly(*declared)],
        Refusal::TooManyReceivers { limit, found } => [
            phrase!("{found} receivers", "{found} nơi nhận").ours(),
            phrase!("at most {limit}", "không quá {limit}").ours(),
        ],
        Refusal::TypeMismatch { declared, found } => {
            [Phrase::of(&**found, &**found).ours(), Phrase::of(&**declared, &**declared)]
        }
        _ => return None,
    })
}

/// A digest tells nothing of what it is of.
fn sha256(digest: &Digest) -> Phrase {
    let digest = format!("SHA-256 {digest}");
    Phrase::of(digest.clone(), digest).ours()
}

/// A receiver or a sender as somebody wrote it: where that is a code of an agency or a system, it may stand on record.
fn named(text: &str) -> Phrase {
    // A number of a person has the form of a code as well.
    let is_number =
        text.split(['.', '/']).any(|part| part.len() > 8 && part.bytes().all(|b| b.is_ascii_digit()));
    let is_code = !is_number && (text.parse::<AgencyCode>().is_ok() || text.parse::<SystemId>().is_ok());
    let words = Phrase::of(text, text);
    if is_code { words.ours() } else { words }
}

/// The column of a finding, where it is one of the mapping's.
pub fn column(finding: &Finding) -> Option<String> {
    let is_named = finding.place.path.is_some() && !OF_CANONICAL.contains(&finding.reason.code);
    finding.place.field.clone().filter(|_| is_named)
}

/// Whether a record always says what a finding of this reason found.
#[cfg(test)]
pub(crate) fn says_found(reason: &Reason) -> bool {
    reason.en.contains("{found}") && is_in_our_words(reason)
}

/// Whether findings of a reason find counts and words of ours alone.
fn is_in_our_words(reason: &Reason) -> bool {
    // The reason of answers: that of files finds names of elements, under the same code.
    *reason == NOT_SOAP || OURS.contains(&reason.code)
}

/// Whether a finding is about a value that a mapping has read: such values are shown as far as their fields let them be.
fn is_of_mappings(finding: &Finding) -> bool {
    MAPPINGS.iter().any(|reason| reason.code == finding.reason.code)
}

/// What was found, of a field that is known; elsewhere it may be the names of columns, elements or members, or what
/// stands in their place: then in words of ours, or not at all. What a parser found is a piece of the file.
fn found(finding: &Finding, is_of_norm: bool) -> Option<Phrase> {
    if *finding.reason == UNMAPPED_COLUMN {
        return Some(match finding.place.number {
            Some(number) => phrase!(
                "a column that the mapping does not name, column {number}",
                "cột mà bảng ánh xạ không nêu tên, cột thứ {number}"
            ),
            None => Phrase::new(
                "a place that the mapping does not name",
                "một vị trí mà bảng ánh xạ không nêu tên",
            ),
        });
    }
    if *finding.reason == BESIDE_ROWS {
        return Some(Phrase::new(
            "something beside the rows that the mapping does not name",
            "nội dung bên cạnh các dòng mà bảng ánh xạ không nêu tên",
        ));
    }
    let is_of_a_field = is_of_norm && !OF_PARSERS.contains(&finding.reason.code) || is_of_mappings(finding);
    let is_in_our_words = finding.found_is_ours || is_in_our_words(finding.reason);
    let is_known = finding.place.path.is_some() && is_of_a_field || is_in_our_words;
    let found = words(finding, |words| &words.found, &finding.found).filter(|_| is_known)?;
    // What stands in a document of a norm is anybody's text, unless it reads as a date or a count.
    let is_ours = finding.vietnamese.as_deref().is_some_and(|words| words.found.is_some());
    let is_shown = !is_of_norm || is_ours || is_in_our_words || is_a_date_or_count(&found.en);
    Some(found).filter(|_| is_shown)
}

/// Whether a text has nothing but what dates, times and counts have, and fewer digits in a row than a number of a person.
fn is_a_date_or_count(text: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_digit() || matches!(c, '/' | '-' | ':' | '.' | ' ' | 'T' | 'Z' | '+');
    let longest = text.split(|c: char| !c.is_ascii_digit()).map(str::len).max().unwrap_or(0);
    text.len() <= 25 && longest <= 8 && text.chars().all(is_plain)
}

/// A part of a finding in both languages; nothing where it is empty.
fn words(
    finding: &Finding,
    part: impl Fn(&Words) -> &Option<String>,
    english: &Option<String>,
) -> Option<Phrase> {
    let vietnamese = finding.vietnamese.as_deref().and_then(|words| part(words).clone());
    let english = english.clone().filter(|text| !text.is_empty())?;
    Some(Phrase::of(english.clone(), vietnamese.unwrap_or(english)))
}
