//! Errors that quote what somebody else wrote, and the same errors without it.
//!
//! Whoever wrote a text may read it in the error that comes back. The audit log may not hold it: a caller can write
//! anybody's name into any field. So an error says of itself which of its parts are quoted, and nobody has to find
//! them in its text.

/// Stands where something was quoted.
pub const LEFT_OUT: &str = "…";
/// The same for one character.
pub const CHARACTER_LEFT_OUT: char = '…';

/// An error that knows which of its parts are somebody else's.
pub trait Quotes {
    /// The same error, with [`LEFT_OUT`] in place of each part that is quoted. Kinds, places and counts stay.
    #[must_use]
    fn unquoted(&self) -> Self;
}

/// What is quoted by itself.
impl Quotes for &str {
    fn unquoted(&self) -> Self {
        LEFT_OUT
    }
}
