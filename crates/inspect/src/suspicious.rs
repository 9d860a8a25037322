//! What is odd about one text, by itself.

use lienthong_adapter::mapping::check_damage;
use lienthong_vntext::text::{Strictness, TextProblemKind, has_invisible};

use crate::controls::is_control;
use crate::forms::{is_ambiguous, is_question};
use crate::suspicion::Suspicion;
use crate::values::narrow;

/// What a value shows by its characters alone.
pub(crate) fn in_value(text: &str) -> impl Iterator<Item = Suspicion> {
    let is_nothing =
        matches!(text, "-" | "--" | "NULL" | "null" | "N/A" | "#N/A" | "(null)" | "00/00/0000" | "/  /");
    [
        (is_exponent(text), Suspicion::Exponent),
        (is_ambiguous(text), Suspicion::AmbiguousNumber),
        (text.ends_with("..."), Suspicion::Cut),
        (is_nothing, Suspicion::MeansNothing),
        (is_question(text), Suspicion::QuestionMark),
        (has_invisible(text), Suspicion::Invisible),
    ]
    .into_iter()
    .filter_map(|(is, what)| is.then_some(what))
}

/// `1.23457E+11`: what a spreadsheet makes of a long number.
fn is_exponent(text: &str) -> bool {
    let is_number = |c: u8| c.is_ascii_digit() || c == b'.' || c == b',';
    text.split_once(['e', 'E']).is_some_and(|(a, b)| {
        a.contains(['.', ',']) && b.starts_with('+') && a.bytes().chain(b.bytes().skip(1)).all(is_number)
    })
}

/// What happened to a text on its way.
pub(crate) fn damage(text: &str) -> Option<Suspicion> {
    match check_damage(text, Strictness::Vietnamese).map_err(|problem| problem.kind) {
        Err(TextProblemKind::DoubleEncoded { .. }) => Some(Suspicion::DoubleEncoded),
        Err(TextProblemKind::HtmlEntity { .. }) => Some(Suspicion::Entity),
        Err(TextProblemKind::ReplacementCharacter) => Some(Suspicion::Replaced),
        Err(TextProblemKind::LookAlike { .. }) if narrow(text).is_none() => Some(Suspicion::LookAlike),
        // Those of ASCII are letters in some charsets: `Controls` knows them apart.
        Err(TextProblemKind::Control) if !text.bytes().any(is_control) => Some(Suspicion::Control),
        _ => None,
    }
}
