//! Small changes in large bytes, without copying what stays.

use std::ops::Range;

use bytes::Bytes;
use lienthong_adapter::Encoded;

/// Changes to one original, in any order. No two may overlap.
#[derive(Default)]
pub(super) struct Edits(Vec<(Range<usize>, Bytes)>);

impl Edits {
    /// Puts `bytes` in the place of `range`.
    pub(super) fn replace(&mut self, range: Range<usize>, bytes: impl Into<Bytes>) {
        self.0.push((range, bytes.into()));
    }
    /// Puts `bytes` before the byte `at`.
    pub(super) fn insert(&mut self, at: usize, bytes: impl Into<Bytes>) {
        self.replace(at..at, bytes);
    }
    /// `original` with all changes made. Without changes it is one piece, `original` itself.
    pub(super) fn apply(mut self, original: &Bytes) -> Encoded {
        self.0.sort_by_key(|(range, _)| (range.start, range.end));
        let (mut encoded, mut done) = (Encoded::default(), 0);
        for (range, bytes) in self.0 {
            encoded.push(original.slice(done..range.start));
            encoded.push(bytes);
            done = range.end;
        }
        encoded.push(original.slice(done..));
        encoded
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_made_and_the_rest_is_shared() {
        let original = Bytes::from_static(b"one two three");
        let mut edits = Edits::default();
        edits.insert(13, "!");
        edits.replace(4..7, "2");
        let encoded = edits.apply(&original);
        assert_eq!(encoded.segments()[0].as_ptr(), original.as_ptr());
        assert_eq!(encoded.into_bytes(), "one 2 three!");
        let same = Edits::default().apply(&original);
        assert_eq!((same.segments().len(), same.into_bytes().as_ptr()), (1, original.as_ptr()));
    }
}
