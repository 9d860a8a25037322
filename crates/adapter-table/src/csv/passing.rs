//! Passing over the rest of a record that is too large to be held: where it ends, quotes and all, in pieces.
//!
//! Nothing is kept but what the next byte means, so a cell of any size costs no memory.

/// What the next byte stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// In a field in quotes.
    Quoted,
    /// Behind a quote that closes its field, or is the first of two.
    Closed,
    /// At the beginning of a field.
    Start,
    /// In a field without quotes.
    Plain,
}

/// What a piece led to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Passed {
    /// The record goes on.
    More,
    /// The line of the record ends at this place of the piece.
    End(usize),
    /// A text stands behind a closing quote, at this place: where the record ends nobody knows.
    TextBehind(usize),
}

/// A record that is passed over.
#[derive(Debug)]
pub(super) struct Passing {
    place: Place,
    delimiter: u8,
    quote: u8,
    /// Line ends within fields, as an editor counts them.
    pub(super) lines: u64,
    last: u8,
}

impl Passing {
    /// Begins at a place behind the byte `last`.
    pub(super) fn at(place: Place, last: u8, delimiter: u8, quote: u8) -> Self {
        Self { place, delimiter, quote, lines: 0, last }
    }

    /// Whether a field in quotes is open.
    pub(super) fn is_open(&self) -> bool {
        self.place == Place::Quoted
    }

    /// Goes through the next piece.
    pub(super) fn over(&mut self, piece: &[u8]) -> Passed {
        for (at, &byte) in piece.iter().enumerate() {
            let last = std::mem::replace(&mut self.last, byte);
            let ends_line = matches!(byte, b'\r' | b'\n');
            self.place = match self.place {
                Place::Quoted | Place::Closed if byte == self.quote => match self.place {
                    Place::Quoted => Place::Closed,
                    // The second of two is one that is meant.
                    _ => Place::Quoted,
                },
                Place::Quoted => {
                    self.lines += u64::from(ends_line && (last, byte) != (b'\r', b'\n'));
                    Place::Quoted
                }
                _ if ends_line => return Passed::End(at),
                _ if byte == self.delimiter => Place::Start,
                Place::Closed => return Passed::TextBehind(at),
                Place::Start if byte == self.quote => Place::Quoted,
                Place::Start | Place::Plain => Place::Plain,
            };
        }
        Passed::More
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_ends_where_its_quotes_say_however_it_is_cut() {
        let check = |place: Place, text: &str, expected: &Passed, lines: u64| {
            for cut in 0..=text.len() {
                let mut passing = Passing::at(place, 0, b';', b'"');
                let (head, tail) = text.as_bytes().split_at(cut);
                let found = match passing.over(head) {
                    Passed::More => match passing.over(tail) {
                        Passed::End(at) => Passed::End(cut + at),
                        Passed::TextBehind(at) => Passed::TextBehind(cut + at),
                        Passed::More => Passed::More,
                    },
                    found => found,
                };
                assert_eq!((&found, passing.lines), (expected, lines), "{text:?} {cut}");
            }
        };
        check(Place::Quoted, "a\r\nb\n\"\"c\";d\r\n", &Passed::End(11), 2);
        check(Place::Quoted, "a\";\"b\nc\";\"\"\n", &Passed::End(11), 1);
        check(Place::Closed, ";x\"y;\"z\"\rw", &Passed::End(8), 0);
        check(Place::Quoted, "a\"b\n", &Passed::TextBehind(2), 0);
        check(Place::Quoted, "a\nb", &Passed::More, 1);
    }
}
