//! Entries inside a bundle: each is preceded by its length, two bytes, big-endian.

/// The longest entry that a bundle can hold.
pub const MAX_ENTRY: usize = u16::MAX as usize;

/// The most bytes that a bundle can have.
pub(crate) const MAX_BUNDLE: usize = 256 * (2 + MAX_ENTRY);

/// Appends one entry to an encoded bundle, or gives the entry's length back when it is too long.
pub fn push(bundle: &mut Vec<u8>, entry: &[u8]) -> Result<(), EntryTooLong> {
    let length = u16::try_from(entry.len()).map_err(|_| EntryTooLong { length: entry.len() })?;
    bundle.extend_from_slice(&length.to_be_bytes());
    bundle.extend_from_slice(entry);
    Ok(())
}

/// The entries of a bundle, in order. A broken bundle gives its good entries, then one error, then nothing.
pub fn entries(bundle: &[u8]) -> Entries<'_> {
    Entries { rest: bundle }
}

/// The first `count` entries as an encoded bundle; `None` when there are not that many.
pub(crate) fn truncate(bundle: &[u8], count: usize) -> Option<&[u8]> {
    let mut walk = entries(bundle);
    for _ in 0..count {
        walk.next()?.ok()?;
    }
    Some(&bundle[..bundle.len() - walk.rest.len()])
}

/// Walks through the entries of a bundle.
#[derive(Debug, Clone)]
pub struct Entries<'a> {
    rest: &'a [u8],
}

impl<'a> Iterator for Entries<'a> {
    type Item = Result<&'a [u8], CutShort>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let split = self
            .rest
            .split_first_chunk()
            .and_then(|(length, rest)| rest.split_at_checked(usize::from(u16::from_be_bytes(*length))));
        let Some((entry, rest)) = split else {
            self.rest = &[];
            return Some(Err(CutShort));
        };
        self.rest = rest;
        Some(Ok(entry))
    }
}

/// An entry that does not fit in a bundle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("entry has {length} bytes, at most {MAX_ENTRY} fit")]
pub struct EntryTooLong {
    /// Its length in bytes.
    pub length: usize,
}

/// A bundle that ends inside an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("entry bundle ends inside an entry")]
pub struct CutShort;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_longest_entry_fits_and_the_next_does_not() {
        let mut bundle = Vec::new();
        push(&mut bundle, &vec![7; MAX_ENTRY]).unwrap();
        assert_eq!(push(&mut bundle, &vec![7; MAX_ENTRY + 1]), Err(EntryTooLong { length: 65536 }));
        assert_eq!(bundle.len(), 2 + MAX_ENTRY);
        assert_eq!(entries(&bundle).next().unwrap().unwrap().len(), MAX_ENTRY);
    }

    proptest! {
        #[test]
        fn entries_are_read_back(list in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..40), 0..20)) {
            let mut bundle = Vec::new();
            for entry in &list {
                push(&mut bundle, entry).unwrap();
            }
            let read: Result<Vec<_>, _> = entries(&bundle).collect();
            prop_assert_eq!(read.unwrap(), list.iter().map(Vec::as_slice).collect::<Vec<_>>());
            for count in 0..=list.len() {
                let head = truncate(&bundle, count).unwrap();
                prop_assert_eq!(entries(head).count(), count);
                prop_assert!(bundle.starts_with(head));
            }
            prop_assert_eq!(truncate(&bundle, list.len() + 1), None);
        }

        #[test]
        fn any_bytes_are_walked_to_an_end(bytes: Vec<u8>) {
            prop_assert!(entries(&bytes).count() <= bytes.len());
        }
    }
}
