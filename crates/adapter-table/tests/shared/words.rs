//! Hearing English words of ours in what a Vietnamese reader is told.

/// Words of our English phrases that are no words of Vietnamese messages.
#[rustfmt::skip]
const ENGLISH: &[&str] = &[
    "an", "the", "of", "is", "are", "has", "not", "no", "and", "or", "with", "without", "than", "more", "most", "that",
    "behind", "another", "nothing", "bytes", "characters", "digits", "places", "records", "row", "rows", "cell",
    "cells", "column", "columns", "header", "file", "sheet", "text", "number", "date",
];

/// Panics where `message`, which `name` gave, has an English word of ours. What stands in backquotes is of the input.
pub(crate) fn check_vietnamese(name: &str, message: &str) {
    let ours: String = message.split('`').step_by(2).collect();
    // A key such as `ignore_after_end` is one word.
    let word = ours.split(|c: char| !c.is_alphanumeric() && c != '_').find(|word| ENGLISH.contains(word));
    assert_eq!(word, None, "{name}: an English word in `{message}`");
    // Columns of these tests are called `a`; an article stands before a word.
    let parts: Vec<&str> = ours.split(' ').collect();
    let is_word = |part: &str| part.len() > 1 && part.chars().all(|c| c.is_ascii_lowercase());
    let article = parts.windows(2).find(|pair| pair[0] == "a" && is_word(pair[1]));
    assert_eq!(article, None, "{name}: an English article in `{message}`");
}
