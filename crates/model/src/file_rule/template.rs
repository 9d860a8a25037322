//! How files in an inbox are called.
//!
//! # What holds
//!
//! * A name is one part of a path that Windows and Linux both take, at most 200 bytes.
//! * Two deliveries never have one name by one template: each holds the number of its delivery, which nothing of
//!   changing length touches.

use std::ops::Range;
use std::str::FromStr;

use jiff::civil::DateTime;

use super::MAX_NAME_BYTES;
use crate::agency_code::{self, AgencyCode};
use crate::ids::MessageType;
use crate::text::nfc;

/// Most digits that a padded number may have.
const MAX_WIDTH: usize = 18;
/// Digits of the largest delivery id.
const MAX_NUMBER: usize = 19;
/// Bytes of the longest message type.
const MAX_TYPE: usize = 70;

/// How files in an inbox are called, e.g. `KS{date}_{number}.DBF`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameTemplate {
    parts: Vec<Part>,
}

/// A part of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    /// `{date}`: yyyyMMdd.
    Date,
    /// `{time}`: HHmmss.
    Time,
    /// `{sender}`: the code of the sending agency.
    Sender,
    /// `{type}`: the message type, with `-` for `/`.
    Kind,
    /// `{number}`, or `{number:5}` with zeros before it to this many digits.
    Number(Option<usize>),
}

/// What a name is made of.
#[derive(Debug, Clone, Copy)]
pub struct NameFacts<'a> {
    /// When custody of the message began, by the wall clock in Vietnam.
    pub accepted_at: DateTime,
    /// The sending agency.
    pub sender: &'a AgencyCode,
    /// The message type.
    pub kind: &'a MessageType,
    /// The delivery.
    pub number: u64,
}

/// A number that does not fit its width. It is never cut: two deliveries would have one name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the number {number} has more than {width} digits")]
pub struct NumberTooWide {
    /// The number.
    pub number: u64,
    /// Digits allowed.
    pub width: usize,
}

/// Why a text is not a template for names.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// Nothing was given.
    #[error("the name is empty")]
    Empty,
    /// A brace without its counterpart.
    #[error("the brace at byte {offset} has no counterpart")]
    Brace {
        /// Where it stands.
        offset: usize,
    },
    /// There is no such placeholder.
    #[error("unknown placeholder {found:?}")]
    Placeholder {
        /// What stands in the braces.
        found: String,
        /// Where, with its braces.
        part: Range<usize>,
    },
    /// Only `{number}` has a width, of 1 to 18 digits.
    #[error("a width is 1 to {MAX_WIDTH}, and only of the number")]
    Width {
        /// Where, with its braces.
        part: Range<usize>,
    },
    /// A character that is not allowed in names on every system that reads them.
    #[error("the name holds {found:?} at byte {offset}")]
    Character {
        /// The character.
        found: char,
        /// Where it stands.
        offset: usize,
    },
    /// It begins with a dot, or ends in a dot, a blank or an ending that the gateway itself uses.
    #[error("a name does not begin or end with {found:?}")]
    Edge {
        /// The beginning or the ending.
        found: &'static str,
    },
    /// Windows keeps this name for a device, whatever stands behind its first dot.
    #[error("{found} is the name of a device")]
    Device {
        /// The name.
        found: String,
    },
    /// It may become longer than [`MAX_NAME_BYTES`].
    #[error("the name may have {found} bytes, more than {MAX_NAME_BYTES}")]
    TooLong {
        /// The most bytes it may have.
        found: usize,
    },
    /// Two deliveries would have one name.
    #[error("the name does not hold the number of the delivery")]
    NoNumber,
    /// Where the number touches a text of changing length, two deliveries may have one name.
    #[error("nothing parts the number from {beside}")]
    NumberTouches {
        /// The placeholder.
        beside: &'static str,
    },
}

impl FromStr for NameTemplate {
    type Err = TemplateError;
    fn from_str(text: &str) -> Result<Self, TemplateError> {
        let template = Self { parts: parts(text)? };
        template.check()?;
        Ok(template)
    }
}

/// Splits a text at its placeholders.
fn parts(text: &str) -> Result<Vec<Part>, TemplateError> {
    let mut parts = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        if let Some(inner) = rest.strip_prefix('{') {
            let end = inner.find(['{', '}']).filter(|end| inner[*end..].starts_with('}'));
            let inner = &inner[..end.ok_or(TemplateError::Brace { offset: at })?];
            let part = at..at + inner.len() + 2;
            parts.push(placeholder(inner, part.clone())?);
            at = part.end;
            continue;
        }
        let plain = &rest[..rest.find('{').unwrap_or(rest.len())];
        let strange = |c: char| {
            c.is_control() || matches!(c, '/' | '\\' | '<' | '>' | ':' | '"' | '|' | '?' | '*' | '\u{fffd}')
        };
        if let Some((offset, found)) = plain.char_indices().find(|(_, c)| *c == '}' || strange(*c)) {
            let offset = at + offset;
            return Err(match found {
                '}' => TemplateError::Brace { offset },
                found => TemplateError::Character { found, offset },
            });
        }
        parts.push(Part::Text(nfc(plain).into_owned()));
        at += plain.len();
    }
    Ok(parts)
}

fn placeholder(inner: &str, part: Range<usize>) -> Result<Part, TemplateError> {
    let (name, width) = match inner.split_once(':') {
        Some((name, width)) => (name, Some(width)),
        None => (inner, None),
    };
    let found = match name {
        "date" => Part::Date,
        "time" => Part::Time,
        "sender" => Part::Sender,
        "type" => Part::Kind,
        "number" => Part::Number(None),
        _ => return Err(TemplateError::Placeholder { found: inner.to_owned(), part }),
    };
    let Some(width) = width else { return Ok(found) };
    let digits = width.bytes().all(|byte| byte.is_ascii_digit());
    let width = width.parse().ok().filter(|width| digits && (1..=MAX_WIDTH).contains(width));
    match (found, width) {
        (Part::Number(_), Some(width)) => Ok(Part::Number(Some(width))),
        _ => Err(TemplateError::Width { part }),
    }
}

impl NameTemplate {
    /// Placeholders, as they are written.
    pub const PLACEHOLDERS: [&'static str; 5] = ["{date}", "{time}", "{sender}", "{type}", "{number}"];

    /// The name of one delivery.
    pub fn name(&self, facts: &NameFacts<'_>) -> Result<String, NumberTooWide> {
        let mut name = String::new();
        for part in &self.parts {
            match part {
                Part::Text(text) => name += text,
                Part::Date => name += &facts.accepted_at.strftime("%Y%m%d").to_string(),
                Part::Time => name += &facts.accepted_at.strftime("%H%M%S").to_string(),
                Part::Sender => name += facts.sender.as_str(),
                Part::Kind => name += &facts.kind.as_str().replace('/', "-"),
                Part::Number(None) => name += &facts.number.to_string(),
                Part::Number(Some(width)) => {
                    let digits = format!("{:0width$}", facts.number, width = *width);
                    if digits.len() > *width {
                        return Err(NumberTooWide { number: facts.number, width: *width });
                    }
                    name += &digits;
                }
            }
        }
        Ok(name)
    }

    fn check(&self) -> Result<(), TemplateError> {
        let (Some(first), Some(last)) = (self.parts.first(), self.parts.last()) else {
            return Err(TemplateError::Empty);
        };
        if matches!(first, Part::Text(text) if text.starts_with('.')) {
            return Err(TemplateError::Edge { found: "." });
        }
        if let Part::Text(text) = last {
            let text = text.to_ascii_lowercase();
            let endings = [".part", ".tmp", ".envelope.json", ".", " "];
            if let Some(found) = endings.into_iter().find(|ending| text.ends_with(*ending)) {
                return Err(TemplateError::Edge { found });
            }
        }
        if let Some(found) = self.device() {
            return Err(TemplateError::Device { found });
        }
        let longest: usize = self.parts.iter().map(Part::longest).sum();
        if longest > MAX_NAME_BYTES {
            return Err(TemplateError::TooLong { found: longest });
        }
        let numbers: Vec<usize> =
            (0..self.parts.len()).filter(|at| matches!(self.parts[*at], Part::Number(_))).collect();
        let Some(number) = numbers.first() else { return Err(TemplateError::NoNumber) };
        // A number of fixed width is found again wherever it stands.
        if numbers.iter().any(|at| matches!(self.parts[*at], Part::Number(Some(_)))) {
            return Ok(());
        }
        let before = self.parts[..*number].iter().rev();
        let after = self.parts[number + 1..].iter();
        match touched(before).or_else(|| touched(after)) {
            Some(beside) => Err(TemplateError::NumberTouches { beside }),
            None => Ok(()),
        }
    }

    /// The device that the name of some delivery would be.
    fn device(&self) -> Option<String> {
        // Devices have at most one digit, so that the first delivery shows them all.
        let mut name = String::new();
        for part in &self.parts {
            match part {
                Part::Text(text) => name += text,
                Part::Number(Some(width)) => name += &format!("{:0width$}", 1, width = *width),
                Part::Number(None) => name.push('1'),
                // No device has so long a name.
                Part::Date | Part::Time | Part::Sender | Part::Kind => name += "00000000",
            }
        }
        let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
        let numbered = |device: &str| {
            let digit = stem.strip_prefix(device);
            digit.is_some_and(|digit| digit.len() == 1 && ("1"..="9").contains(&digit))
        };
        let is_device =
            ["CON", "PRN", "AUX", "NUL"].contains(&stem.as_str()) || numbered("COM") || numbered("LPT");
        is_device.then_some(stem)
    }
}

impl Part {
    fn longest(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Date => 8,
            Self::Time => 6,
            Self::Sender => agency_code::MAX_LEN,
            Self::Kind => MAX_TYPE,
            Self::Number(width) => width.unwrap_or(MAX_NUMBER),
        }
    }
}

/// The placeholder of changing length that no character, other than a digit, parts from the number.
fn touched<'a>(parts: impl Iterator<Item = &'a Part>) -> Option<&'static str> {
    for part in parts {
        match part {
            Part::Text(text) if text.contains(|c: char| !c.is_ascii_digit()) => return None,
            Part::Sender => return Some("{sender}"),
            Part::Kind => return Some("{type}"),
            Part::Number(None) => return Some("{number}"),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(template: &str, number: u64) -> Result<String, NumberTooWide> {
        let facts = NameFacts {
            accepted_at: "2026-11-20T08:05:09".parse().unwrap(),
            sender: &AgencyCode::canonical("H60.05").unwrap(),
            kind: &"khai-sinh/v1".parse().unwrap(),
            number,
        };
        template.parse::<NameTemplate>().unwrap().name(&facts)
    }

    #[test]
    fn a_name_is_made_of_the_day_the_time_the_sender_and_the_number() {
        let check = |template: &str, expected: &str| {
            assert_eq!(name(template, 42).as_deref(), Ok(expected), "{template}");
        };
        check("KS{date}_{number}.DBF", "KS20261120_42.DBF");
        check("{sender}-{time}-{number}.xml", "H60.05-080509-42.xml");
        check("{type}_{number}", "khai-sinh-v1_42");
        check("KS{number:6}.DBF", "KS000042.DBF");
        check("{sender}{number:6}", "H60.05000042");
        check("giấy khai sinh {number}.dbf", "giấy khai sinh 42.dbf");
    }

    #[test]
    fn a_number_that_does_not_fit_is_never_cut() {
        assert_eq!(name("KS{number:2}.DBF", 99).as_deref(), Ok("KS99.DBF"));
        assert_eq!(name("KS{number:2}.DBF", 100), Err(NumberTooWide { number: 100, width: 2 }));
    }

    #[test]
    fn a_template_that_could_hurt_is_refused() {
        let check = |text: &str, expected: TemplateError| {
            assert_eq!(text.parse::<NameTemplate>(), Err(expected), "{text:?}");
        };
        check("", TemplateError::Empty);
        check("{number", TemplateError::Brace { offset: 0 });
        check("a}{number}", TemplateError::Brace { offset: 1 });
        check("{a{number}}", TemplateError::Brace { offset: 0 });
        check("KS{day}_{number}", TemplateError::Placeholder { found: "day".into(), part: 2..7 });
        check("KS{n:5}", TemplateError::Placeholder { found: "n:5".into(), part: 2..7 });
        check("{date:5}{number}", TemplateError::Width { part: 0..8 });
        check("{number:0}", TemplateError::Width { part: 0..10 });
        check("{number:+5}", TemplateError::Width { part: 0..11 });
        check("{number:19}", TemplateError::Width { part: 0..11 });
        check("../{number}", TemplateError::Character { found: '/', offset: 2 });
        check("a\\{number}", TemplateError::Character { found: '\\', offset: 1 });
        check("a\u{1b}{number}", TemplateError::Character { found: '\u{1b}', offset: 1 });
        check("a:{number}", TemplateError::Character { found: ':', offset: 1 });
        check("..{number}", TemplateError::Edge { found: "." });
        check("{number}. ", TemplateError::Edge { found: " " });
        check("{number}.PART", TemplateError::Edge { found: ".part" });
        check("{number}.envelope.json", TemplateError::Edge { found: ".envelope.json" });
        check("nul.{number}", TemplateError::Device { found: "NUL".into() });
        check("COM{number}.DBF", TemplateError::Device { found: "COM1".into() });
        check("KS.DBF", TemplateError::NoNumber);
        check("KS{date}{time}.DBF", TemplateError::NoNumber);
        // H60.05 and 12 would be H60.051 and 2.
        check("{sender}{number}", TemplateError::NumberTouches { beside: "{sender}" });
        check("{sender}1{number}", TemplateError::NumberTouches { beside: "{sender}" });
        check("{number}{date}{type}", TemplateError::NumberTouches { beside: "{type}" });
        check("{number}{number}", TemplateError::NumberTouches { beside: "{number}" });
        check(&format!("{}{{number}}", "ă".repeat(91)), TemplateError::TooLong { found: 201 });
        assert!("COM{number:2}.DBF".parse::<NameTemplate>().is_ok(), "COM01 is no device");
        assert!("CONG{number}.DBF".parse::<NameTemplate>().is_ok());
    }
}
