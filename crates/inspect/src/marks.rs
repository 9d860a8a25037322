//! What a text has beside its rows that no key of a mapping says: a mark at either end, and line ends of other programs.

use crate::lines::Sample;

/// The mark of DOS at the end of a file.
const END: u8 = 0x1A;

/// Marks and line ends of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Marks {
    /// Whether it begins with a byte order mark.
    pub(crate) has_bom: bool,
    /// Whether it ends with the end mark of DOS.
    pub(crate) has_end: bool,
    /// Whether some of its first lines end in CR LF, and others in LF. In quotes a line end is part of a value: then
    /// nobody can say.
    pub(crate) is_mixed: bool,
}

impl Marks {
    pub(crate) fn of(sample: &Sample) -> Self {
        let head = sample.head();
        let all = head.iter().filter(|byte| **byte == b'\n').count();
        let with = head.windows(2).filter(|two| two == b"\r\n").count();
        Self {
            has_bom: has_bom(head),
            has_end: sample.end().last() == Some(&END),
            is_mixed: !head.contains(&b'"') && with > 0 && with < all,
        }
    }
}

/// Whether a text begins with a byte order mark.
pub(crate) fn has_bom(head: &[u8]) -> bool {
    [&b"\xef\xbb\xbf"[..], b"\xff\xfe", b"\xfe\xff"].iter().any(|mark| head.starts_with(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_and_mixed_line_ends_are_seen() {
        for (text, expected) in [
            (&b"a\r\nb\r\n"[..], [false, false, false]),
            (b"\xef\xbb\xbfa\n", [true, false, false]),
            (b"a\r\nb\n\x1a", [false, true, true]),
            (b"a;\"b\nc\"\r\n", [false, false, false]),
        ] {
            let Marks { has_bom, has_end, is_mixed } = Marks::of(&Sample::whole(text));
            assert_eq!([has_bom, has_end, is_mixed], expected, "{text:?}");
        }
    }
}
