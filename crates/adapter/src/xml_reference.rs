//! `&lt;` and `&#x1EB7;` in XML: a number, or one of the five names that need no declaration.

use quick_xml::events::BytesRef;

/// Why a reference is no character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoCharacter {
    /// A name that only a document type could declare.
    Entity,
    /// A number that is none, or not one of a character.
    Number,
}

/// The character that a reference stands for. Whether XML allows it there is not asked.
///
/// # Errors
///
/// Names that are not among the five, and numbers that stand for no character.
pub fn xml_reference(reference: &BytesRef<'_>) -> Result<char, NoCharacter> {
    match reference.resolve_char_ref() {
        Ok(Some(character)) => Ok(character),
        Ok(None) => match &**reference {
            "lt" => Ok('<'),
            "gt" => Ok('>'),
            "amp" => Ok('&'),
            "apos" => Ok('\''),
            "quot" => Ok('"'),
            _ => Err(NoCharacter::Entity),
        },
        Err(_) => Err(NoCharacter::Number),
    }
}
