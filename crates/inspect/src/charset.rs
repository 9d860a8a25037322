//! The charset of a file, as its columns tell it together.

use lienthong_adapter::rows::{FixedLayout, FormatLayout, Header, HeaderRule, Heading, Layout};
use lienthong_vntext::Charset;

use crate::guess::charset_of;
use crate::level::Level;

/// The charset that most columns have, those of groups among them; that of the names where they are all ASCII.
pub(crate) fn main_charset(layout: &Layout, level: &Level) -> Charset {
    let mut counts: Vec<(Charset, usize)> = Vec::new();
    let has_small = has_small_letters(level);
    for (charset, sure) in level.profiles().into_iter().filter_map(charset_of) {
        // A font of capitals makes capitals of all letters, those of plain columns and names among them.
        let is_in_capitals = charset == Charset::Tcvn3AbcCaps && has_small;
        let charset = if is_in_capitals { Charset::Tcvn3Abc } else { charset };
        // A column that proves its charset counts more than all that do not.
        let weight = if sure { 1_000 } else { 1 };
        match counts.iter_mut().find(|(known, _)| *known == charset) {
            Some((_, count)) => *count += weight,
            None => counts.push((charset, weight)),
        }
    }
    let most = counts.into_iter().max_by_key(|(_, count)| *count).map(|(charset, _)| charset);
    match (layout.charset, most) {
        (_, None) => layout.charset,
        // The text of a file in UTF-16 is Unicode by the time that it is looked at.
        (own @ (Charset::Utf16Le | Charset::Utf16Be), Some(Charset::Utf8)) => own,
        (_, Some(charset)) => charset,
    }
}

/// Whether a name or a value has a small letter of ASCII.
fn has_small_letters(level: &Level) -> bool {
    let is_small = |text: &[u8]| text.iter().any(u8::is_ascii_lowercase);
    level.profiles().into_iter().any(|profile| {
        is_small(profile.column.name.as_bytes()) || profile.distinct.keys().any(|value| is_small(value))
    })
}

/// Whether no name depends on a charset.
pub(crate) fn names_are_ascii(layout: &Layout, level: &Level) -> bool {
    let found = match layout.format.header() {
        Some(Header { rule: HeaderRule::Find(names), .. }) => names.iter().all(|name| name.is_ascii()),
        _ => true,
    };
    let above = match &layout.format {
        FormatLayout::Fixed(FixedLayout { heading: Heading::Lines(lines), .. }) => {
            lines.iter().all(|line| line.is_ascii())
        }
        _ => true,
    };
    found && above && level.columns.iter().all(|profile| profile.column.name.is_ascii())
}
