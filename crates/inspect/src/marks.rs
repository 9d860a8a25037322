//! What a text has beside its rows that no key of a mapping says: a mark at either end, and line ends of other programs.

use crate::lines::Sample;

/// The mark of DOS at the end of a file.
const END: u8 = 0x1A;
/// What makes a printer begin a page.
const FEED: u8 = 0x0C;

/// Marks and line ends of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Marks {
    /// Whether it begins with a byte order mark.
    pub(crate) has_bom: bool,
    /// Whether it ends with the end mark of DOS.
    pub(crate) has_end: bool,
    /// Whether form feeds stand in front of lines.
    pub(crate) has_feeds: bool,
    /// Whether some of its first lines end in CR LF, and others in LF. In quotes a line end is part of a value: then
    /// nobody can say.
    pub(crate) is_mixed: bool,
    /// The last byte of each of its first lines, where that is one and the same: a delimiter behind the last cell, perhaps.
    pub(crate) closing: Option<u8>,
}

impl Marks {
    pub(crate) fn of(sample: &Sample) -> Self {
        let head = sample.head();
        let all = head.iter().filter(|byte| **byte == b'\n').count();
        let with = head.windows(2).filter(|two| two == b"\r\n").count();
        Self {
            has_bom: has_bom(head),
            has_end: sample.end().last() == Some(&END),
            has_feeds: head.first() == Some(&FEED) || head.windows(2).any(|two| two == [b'\n', FEED]),
            is_mixed: !head.contains(&b'"') && with > 0 && with < all,
            closing: closing(sample),
        }
    }
}

fn closing(sample: &Sample) -> Option<u8> {
    let (lines, _) = sample.first();
    let mut last = lines.iter().filter_map(|line| line.last());
    let first = *last.next()?;
    last.all(|byte| *byte == first).then_some(first)
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
            (&b"a\r\nb\r\n"[..], ""),
            (b"\xef\xbb\xbfa\n", "bom"),
            (b"a\r\nb\n\x1a", "end mixed"),
            (b"a;\"b\nc\"\r\n", ""),
            (b"a\n\x0cb\x0c\n", "feeds"),
            (b"a\nb\x0c\n", ""),
        ] {
            let Marks { has_bom, has_end, has_feeds, is_mixed, .. } = Marks::of(&Sample::whole(text));
            let all = [(has_bom, "bom"), (has_end, "end"), (has_feeds, "feeds"), (is_mixed, "mixed")];
            let seen: Vec<&str> = all.into_iter().filter(|(is, _)| *is).map(|(_, name)| name).collect();
            assert_eq!(seen.join(" "), expected, "{text:?}");
        }
    }

    #[test]
    fn what_all_lines_end_with_is_seen() {
        for (text, expected) in [
            ("a;b;\r\n1;2;\r\n\r\n3;4;\r\n", Some(b';')),
            ("a;b;\n1;2;x\n", None),
            ("a;b;\n1;2\n", None),
            ("", None),
        ] {
            assert_eq!(Marks::of(&Sample::whole(text.as_bytes())).closing, expected, "{text:?}");
        }
    }
}
