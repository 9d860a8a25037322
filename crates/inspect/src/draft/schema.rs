//! The schema of a draft: each column a field of the kind that its values have, each group a group that repeats.

use std::fmt::Write as _;

use super::{Entry, Language, entries, list_name, quote};
use crate::Inspection;
use crate::guess::{Guess, GuessKind};
use crate::level::{Group, Level};
use crate::suspicion::Suspicion;

/// Entries of a group that a draft allows at least.
const ENTRIES: u64 = 100;

pub(super) fn schema(name: &str, title: &str, language: Language, inspection: &Inspection) -> String {
    let mut out = format!("[[schema]]\nid = {}\ntitle = {}\n", quote(&format!("{name}/v1")), quote(title));
    fields(name, &inspection.level, "schema.field", language, &mut out);
    out
}

fn fields(name: &str, level: &Level, key: &str, language: Language, out: &mut String) {
    for entry in entries(level) {
        let (profile, guess) = match entry {
            Entry::Field(_, profile, guess) => (profile, guess),
            Entry::Group(inside) => {
                group(name, inside, key, language, out);
                continue;
            }
        };
        let title = profile.column.name.split_whitespace().collect::<Vec<_>>().join(" ");
        let title = if title == "." { &guess.name } else { &title };
        let _ = write!(out, "\n[[{key}]]\nname = {}\ntitle = {}\n", quote(&guess.name), quote(title));
        let _ = writeln!(out, "{}", kind(name, guess));
        if profile.suspicions.contains_key(&Suspicion::LostZero) {
            out.push_str(language.pick(
                "# Some values lack a digit: one length refuses them, `pad_left` in the mapping mends them.\n",
                "# Một số giá trị thiếu một chữ số: ghi một độ dài để từ chối, hoặc `pad_left` trong ánh xạ để bù số 0.\n",
            ));
        }
        if guess.required {
            out.push_str("required = true\n");
        }
        if guess.personal {
            out.push_str("personal = true\n");
        }
    }
}

fn group(name: &str, group: &Group, key: &str, language: Language, out: &mut String) {
    // Ten times what was seen: a limit that a mistake meets and real data does not.
    let max = (group.level.most * 10).max(ENTRIES);
    let _ = write!(out, "\n[[{key}]]\nname = {}\ntitle = {}\n", quote(&group.name), quote(&group.path));
    let _ = writeln!(out, "type = \"group\"\nrepeats = {{ min = 0, max = {max} }}");
    let inner = format!("{name}-{}", group.name.replace('_', "-"));
    fields(&inner, &group.level, &format!("{key}.field"), language, out);
}

fn kind(name: &str, guess: &Guess) -> String {
    match &guess.kind {
        GuessKind::Text { .. } => "type = \"text\"".to_owned(),
        GuessKind::Digits { min, max } if min == max => format!("type = \"digits\"\nlength = {min}"),
        GuessKind::Digits { min, max } => format!("type = \"digits\"\nlength = [{min}, {max}]"),
        GuessKind::Decimal | GuessKind::Amount { .. } => "type = \"decimal\"".to_owned(),
        GuessKind::Boolean => "type = \"boolean\"".to_owned(),
        GuessKind::Date { forms } => match forms.iter().rfind(|form| form.says_less_than_a_day()) {
            Some(form) if form.to_string() == "yyyy" => "type = \"date\"\nprecision = \"year\"".to_owned(),
            Some(_) => "type = \"date\"\nprecision = \"month\"".to_owned(),
            None => "type = \"date\"".to_owned(),
        },
        GuessKind::DateTime { .. } => "type = \"date-time\"".to_owned(),
        GuessKind::Code { .. } => format!("type = \"code\"\ncodes = {}", quote(&list_name(name, guess))),
    }
}
