//! What can be wrong with text that is valid Unicode: damage by earlier conversions, look-alikes, invisible characters.
//!
//! [`check`] finds the first problem and names it with its place; how strict it is depends on what the field is. Most
//! texts have none, and [`is_sound`] sees that at a glance.
//! Repairs are functions of their own, so that nothing is repaired unless somebody asked for it by name:
//! [`repair_double_utf8`], [`repair_entities`], [`repair_lookalike_d`].
//!
//! [`fold`] and [`fold_keep_marks`] make keys for comparing headers and labels, never for storing.
//!
//! Two spellings that are both right (hoà and hòa) are two texts here, and nothing changes one into the other.

mod double;
mod entity;
mod fold;
mod lookalike;
mod sound;

use std::fmt;

use crate::refused::{Refused, refused};

pub use double::repair_double_utf8;
pub use entity::repair_entities;
pub use fold::{fold, fold_keep_marks};
pub use lookalike::{lookalike, repair_lookalike_d};
pub use sound::is_sound;

/// What a field is, as far as [`check`] cares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Strictness {
    /// Any text: characters that no text may have, and damage (UTF-8 decoded twice, HTML entities).
    Text,
    /// Vietnamese text, a name or an address: also [look-alikes](lookalike) of Vietnamese letters.
    Vietnamese,
    /// A code or an identifier: also characters that nobody sees (zero width, directions).
    Identifier,
}

/// The first problem of a text.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct TextProblem {
    /// What is wrong.
    pub kind: TextProblemKind,
    /// Where, in characters from the start.
    pub index: usize,
    /// Where, in bytes of UTF-8 from the start.
    pub offset: usize,
    /// The character there.
    pub character: char,
    is_personal: bool,
}

/// What is wrong with a text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TextProblemKind {
    /// U+FFFD: a character was lost before.
    ReplacementCharacter,
    /// A private-use character.
    PrivateUse,
    /// A C0 or C1 control or DEL; TAB, LF and CR are allowed.
    Control,
    /// U+FEFF or U+FFFE.
    ByteOrderMark,
    /// A code point that Unicode keeps out of interchange.
    Noncharacter,
    /// UTF-8 that was read as windows-1252 and stored again.
    DoubleEncoded {
        /// What the whole text was.
        likely: String,
    },
    /// An HTML character reference, left by an encoder that lost characters.
    HtmlEntity {
        /// The reference as it stands.
        entity: String,
        /// What it stands for.
        likely: char,
    },
    /// A letter of another alphabet that looks like a Vietnamese or Latin one.
    LookAlike {
        /// The letter that was meant.
        suggested: char,
    },
    /// A character without width, or one that changes the direction of others (U+200B–U+200F, U+202A–U+202E,
    /// U+2060–U+2069, U+00AD).
    Invisible,
}

/// Finds the first problem of `text` that `strictness` cares about. The text may be in any normal form.
///
/// # Errors
///
/// Damage of the whole text (double encoding) first, then the first problem by place.
///
/// ```
/// use lienthong_vntext::text::{Strictness, TextProblemKind, check};
/// assert!(check("Xã Đà Vị", Strictness::Identifier).is_ok());
///
/// let problem = check("Ðà Vị", Strictness::Vietnamese).unwrap_err();
/// assert_eq!(problem.kind, TextProblemKind::LookAlike { suggested: 'Đ' });
///
/// let problem = check("TuyÃªn Quang", Strictness::Text).unwrap_err();
/// assert_eq!(problem.kind, TextProblemKind::DoubleEncoded { likely: "Tuyên Quang".into() });
/// assert_eq!(problem.index, 3);
/// ```
pub fn check(text: &str, strictness: Strictness) -> Result<(), TextProblem> {
    if is_sound(text, strictness) { Ok(()) } else { examine(text, strictness) }
}

/// The same, letter by letter.
fn examine(text: &str, strictness: Strictness) -> Result<(), TextProblem> {
    if let Some(likely) = repair_double_utf8(text) {
        let at = text.find(|c: char| !c.is_ascii()).expect("only text beyond ASCII is damaged so");
        return Err(TextProblem::new(text, at, TextProblemKind::DoubleEncoded { likely }));
    }
    if let Some((at, likely)) = partly_double(text) {
        return Err(TextProblem::new(text, at, TextProblemKind::DoubleEncoded { likely }));
    }
    for (at, letter) in text.char_indices() {
        if let Some(kind) = problem(&text[at..], letter, strictness) {
            return Err(TextProblem::new(text, at, kind));
        }
    }
    Ok(())
}

/// The first word of which a part was encoded twice, though not all of the text was: where it stands, and the text with
/// that part repaired. `XÃ` before a no-break space is one word of capitals, and no `Xà`.
fn partly_double(text: &str) -> Option<(usize, String)> {
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| !c.is_ascii()) {
        let run = &rest[start..];
        let length = run.find(|c: char| c.is_ascii()).unwrap_or(run.len());
        let (run, behind) = run.split_at(length);
        let repaired = if run.contains('\u{A0}') { None } else { repair_double_utf8(run) };
        if let Some(repaired) = repaired.filter(|letters| letters.chars().all(char::is_alphabetic)) {
            let at = text.len() - behind.len() - run.len();
            return Some((at, format!("{}{repaired}{behind}", &text[..at])));
        }
        rest = behind;
    }
    None
}

/// The problem at the start of `rest`, whose first character is `letter`.
fn problem(rest: &str, letter: char, strictness: Strictness) -> Option<TextProblemKind> {
    if let Some(why) = refused(letter) {
        return Some(why.into());
    }
    if letter == '&' {
        let (entity, likely) = entity::at_start(rest)?;
        return Some(TextProblemKind::HtmlEntity { entity: entity.to_owned(), likely });
    }
    if letter.is_ascii() {
        return None;
    }
    if strictness >= Strictness::Vietnamese
        && let Some(suggested) = lookalike(letter)
    {
        return Some(TextProblemKind::LookAlike { suggested });
    }
    (strictness >= Strictness::Identifier && is_invisible(letter)).then_some(TextProblemKind::Invisible)
}

/// Whether `letter` has no width or changes the direction of others. An error in an identifier; in free text a
/// caller may warn.
pub fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}')
}

/// Whether `text` holds a letter that [is invisible](is_invisible).
///
/// ```
/// use lienthong_vntext::text::has_invisible;
/// assert!(has_invisible("Ngu\u{200B}yễn") && !has_invisible("Nguyễn – “Mẫu”"));
/// ```
pub fn has_invisible(text: &str) -> bool {
    // All of them begin with one of two bytes, which few letters do. One look at all of them is faster than to stop.
    let may = text.bytes().fold(false, |seen, byte| seen | (byte == 0xC2) | (byte == 0xE2));
    may && text.chars().any(is_invisible)
}

impl TextProblem {
    fn new(text: &str, offset: usize, kind: TextProblemKind) -> TextProblem {
        let character = text[offset..].chars().next().expect("a problem is at a character");
        let index = text[..offset].chars().count();
        TextProblem { kind, index, offset, character, is_personal: false }
    }

    /// The same problem for a text that must not be shown: `Display` quotes nothing of it.
    /// The fields stay as they are.
    #[must_use]
    pub fn personal(mut self) -> TextProblem {
        self.is_personal = true;
        self
    }
}

impl TextProblemKind {
    /// A stable name.
    pub const fn code(&self) -> &'static str {
        match self {
            TextProblemKind::ReplacementCharacter => "replacement_character",
            TextProblemKind::PrivateUse => "private_use",
            TextProblemKind::Control => "control",
            TextProblemKind::ByteOrderMark => "byte_order_mark",
            TextProblemKind::Noncharacter => "noncharacter",
            TextProblemKind::DoubleEncoded { .. } => "double_encoded",
            TextProblemKind::HtmlEntity { .. } => "html_entity",
            TextProblemKind::LookAlike { .. } => "look_alike",
            TextProblemKind::Invisible => "invisible",
        }
    }
}

impl From<Refused> for TextProblemKind {
    fn from(why: Refused) -> TextProblemKind {
        match why {
            Refused::ReplacementCharacter => TextProblemKind::ReplacementCharacter,
            Refused::PrivateUse => TextProblemKind::PrivateUse,
            Refused::Control => TextProblemKind::Control,
            Refused::ByteOrderMark => TextProblemKind::ByteOrderMark,
            Refused::Noncharacter => TextProblemKind::Noncharacter,
        }
    }
}

impl TextProblem {
    /// What `Display` says, in Vietnamese.
    pub fn message_vi(&self) -> String {
        let quoted = |text: fmt::Arguments<'_>| {
            if self.is_personal { String::new() } else { text.to_string() }
        };
        let what = match &self.kind {
            TextProblemKind::ReplacementCharacter => "là dấu vết của một ký tự đã mất".to_owned(),
            TextProblemKind::PrivateUse => "là ký tự dùng riêng, chỉ một số phông hiện được".to_owned(),
            TextProblemKind::Control => "là ký tự điều khiển".to_owned(),
            TextProblemKind::ByteOrderMark => "là dấu thứ tự byte".to_owned(),
            TextProblemKind::Noncharacter => "không phải ký tự Unicode".to_owned(),
            TextProblemKind::DoubleEncoded { likely } => {
                let likely = quoted(format_args!("; có thể là \"{likely}\""));
                format!("mở đầu một đoạn UTF-8 bị đọc nhầm thành windows-1252{likely}")
            }
            TextProblemKind::HtmlEntity { entity, likely } => {
                let entity = quoted(format_args!(" {entity} thay cho \"{likely}\""));
                format!("mở đầu mã HTML{entity}")
            }
            TextProblemKind::LookAlike { suggested } => {
                let suggested = format!("\"{suggested}\" U+{:04X}", u32::from(*suggested));
                format!("trông giống {}", if self.is_personal { "một chữ khác" } else { &suggested })
            }
            TextProblemKind::Invisible => "là ký tự không nhìn thấy".to_owned(),
        };
        let character = match self.is_personal {
            true => "ký tự (không hiển thị)".to_owned(),
            false => format!("U+{:04X}", u32::from(self.character)),
        };
        format!("{character} tại vị trí {} {what}", self.index)
    }
}

impl fmt::Display for TextProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let quoted = |text: fmt::Arguments<'_>| {
            if self.is_personal { String::new() } else { text.to_string() }
        };
        match self.is_personal {
            true => write!(f, "character (not shown) at index {} ", self.index)?,
            false => write!(f, "U+{:04X} at index {} ", u32::from(self.character), self.index)?,
        }
        match &self.kind {
            TextProblemKind::ReplacementCharacter => f.write_str("was left where a character was lost"),
            TextProblemKind::PrivateUse => f.write_str("is a private-use character"),
            TextProblemKind::Control => f.write_str("is a control character"),
            TextProblemKind::ByteOrderMark => f.write_str("is a byte order mark"),
            TextProblemKind::Noncharacter => f.write_str("is not a character in Unicode"),
            TextProblemKind::DoubleEncoded { likely } => {
                let likely = quoted(format_args!("; likely \"{likely}\""));
                write!(f, "begins UTF-8 that was read as windows-1252{likely}")
            }
            TextProblemKind::HtmlEntity { entity, likely } => {
                let entity = format!("the HTML reference {entity} for \"{likely}\"");
                write!(f, "begins {}", if self.is_personal { "an HTML reference" } else { &entity })
            }
            TextProblemKind::LookAlike { suggested } => {
                let suggested = format!("\"{suggested}\" U+{:04X}", u32::from(*suggested));
                write!(f, "looks like {}", if self.is_personal { "another letter" } else { &suggested })
            }
            TextProblemKind::Invisible => f.write_str("cannot be seen"),
        }
    }
}

impl fmt::Debug for TextProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TextProblem({}: {self})", self.kind.code())
    }
}

impl std::error::Error for TextProblem {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_that_was_encoded_twice_is_found_beside_one_that_cannot_be_repaired() {
        for (text, index, likely) in [
            ("HÃ  Ná»™i", 5, "HÃ  Nội"),
            ("Hà Ná»™i", 4, "Hà Nội"),
            ("xã Äà Vá»‹", 7, "xã Äà Vị"),
            ("Äƒn ngÃ y", 0, "ăn ngÃ y"),
            ("xÃ£ Tân", 1, "xã Tân"),
        ] {
            let problem = check(text, Strictness::Text).expect_err(text);
            assert_eq!(
                (problem.index, &problem.kind),
                (index, &TextProblemKind::DoubleEncoded { likely: likely.into() })
            );
        }
        // Capitals before a no-break space, and letters that stand together in Vietnamese.
        for text in ["XÃ\u{A0}SƠN PHÚ", "Huyện “Đà”", "Ủy ban", "ÂÃ", "yêu ưởng"] {
            assert_eq!(check(text, Strictness::Text), Ok(()), "{text}");
        }
    }

    #[test]
    fn every_problem_is_found_where_it_stands_and_only_when_asked_for() {
        use Strictness::{Identifier, Text, Vietnamese};
        let check = |text: &str, from: Strictness, code: &str, index, line: &str| {
            for strictness in [Text, Vietnamese, Identifier] {
                match super::check(text, strictness) {
                    Ok(()) => assert!(strictness < from, "{text:?} {strictness:?}"),
                    Err(problem) => {
                        assert!(strictness >= from, "{text:?} {strictness:?}");
                        assert_eq!((problem.kind.code(), problem.index), (code, index), "{text:?}");
                        assert_eq!(problem.to_string(), line);
                        let hidden = problem.clone().personal().to_string();
                        assert!(
                            hidden.starts_with("character (not shown) at index ") && !hidden.contains("U+"),
                            "{hidden}"
                        );
                        let place = format!("tại vị trí {index}");
                        let (shown, hidden) = (super::check(text, strictness), problem.personal());
                        assert!(shown.unwrap_err().message_vi().contains(&place));
                        let hidden = hidden.message_vi();
                        assert!(hidden.contains(&place) && !hidden.contains("U+"), "{hidden}");
                    }
                }
            }
        };
        check(
            "ậ\u{FFFD}",
            Text,
            "replacement_character",
            1,
            "U+FFFD at index 1 was left where a character was lost",
        );
        check("ậ\u{F000}", Text, "private_use", 1, "U+F000 at index 1 is a private-use character");
        check("ậ\u{0}", Text, "control", 1, "U+0000 at index 1 is a control character");
        check("ậ\u{85}", Text, "control", 1, "U+0085 at index 1 is a control character");
        check("ậ\u{FEFF}", Text, "byte_order_mark", 1, "U+FEFF at index 1 is a byte order mark");
        check("ậ\u{1FFFF}", Text, "noncharacter", 1, "U+1FFFF at index 1 is not a character in Unicode");
        check(
            "xÃ£ HoÃ\u{A0}ng",
            Text,
            "double_encoded",
            1,
            "U+00C3 at index 1 begins UTF-8 that was read as windows-1252; likely \"xã Hoàng\"",
        );
        for clean in ["xã Đà Vị\r\n\t", "A & B; 50 % < 60", "hoà hòa", "a\u{323}\u{302}", ""] {
            assert_eq!(super::check(clean, Identifier), Ok(()));
        }
        check(
            "M&#7853;u",
            Text,
            "html_entity",
            1,
            "U+0026 at index 1 begins the HTML reference &#7853; for \"ậ\"",
        );
        check("aÐ", Vietnamese, "look_alike", 1, "U+00D0 at index 1 looks like \"Đ\" U+0110");
        check("a\u{430}", Vietnamese, "look_alike", 1, "U+0430 at index 1 looks like \"a\" U+0061");
        check("a\u{200B}", Identifier, "invisible", 1, "U+200B at index 1 cannot be seen");
        check("a\u{202E}", Identifier, "invisible", 1, "U+202E at index 1 cannot be seen");
    }
}
