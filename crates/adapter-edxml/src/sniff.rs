//! What a file looks like from its first bytes, beside what its name and type say.

/// How much of a file is looked at.
pub(crate) const HEAD: usize = 64;

/// U+FFFD in UTF-8: what a text decoder writes in place of each byte it cannot read.
const REPLACEMENT: &[u8] = b"\xef\xbf\xbd";

/// How files of a type begin.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Kind {
    /// What people call it.
    pub(crate) name: &'static str,
    magic: &'static [u8],
}

const PDF: Kind = Kind { name: "PDF", magic: b"%PDF-" };
const ZIP: Kind = Kind { name: "ZIP", magic: b"PK" };
const OLE: Kind = Kind { name: "MS Office 97-2003", magic: b"\xd0\xcf\x11\xe0" };
const JPEG: Kind = Kind { name: "JPEG", magic: b"\xff\xd8\xff" };
const PNG: Kind = Kind { name: "PNG", magic: b"\x89PNG" };

/// The extension of `name` in lower case, without the dot.
pub(crate) fn extension(name: &str) -> Option<String> {
    let (stem, extension) = name.trim().rsplit_once('.')?;
    let plain =
        !stem.is_empty() && !extension.is_empty() && extension.bytes().all(|b| b.is_ascii_alphanumeric());
    plain.then(|| extension.to_ascii_lowercase())
}

/// Whether files of this extension are ZIP archives themselves.
pub(crate) fn is_archive_name(name: &str) -> bool {
    by_extension(name) == Some(&ZIP)
}

fn by_extension(name: &str) -> Option<&'static Kind> {
    Some(match extension(name)?.as_str() {
        "pdf" => &PDF,
        "zip" | "docx" | "docm" | "xlsx" | "xlsm" | "pptx" | "odt" | "ods" | "odp" | "odg" => &ZIP,
        "doc" | "xls" | "ppt" => &OLE,
        "jpg" | "jpeg" => &JPEG,
        "png" => &PNG,
        _ => return None,
    })
}

/// What a file of this name and declared type must be. `application/zip` says nothing: packages declare it for the
/// archive around the file.
fn declared(name: &str, media_type: Option<&str>) -> Option<&'static Kind> {
    by_extension(name).or_else(|| {
        let media_type = media_type?.split(';').next()?.trim().to_ascii_lowercase();
        Some(match media_type.as_str() {
            "application/pdf" => &PDF,
            "application/msword" | "application/vnd.ms-excel" | "application/vnd.ms-powerpoint" => &OLE,
            "image/jpeg" => &JPEG,
            "image/png" => &PNG,
            other if other.starts_with("application/vnd.openxmlformats-officedocument.") => &ZIP,
            other if other.starts_with("application/vnd.oasis.opendocument.") => &ZIP,
            _ => return None,
        })
    })
}

/// What the first bytes tell.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Look {
    /// Nothing is wrong, or nothing is known.
    Fine,
    /// It does not begin like this kind.
    Differs(&'static Kind),
    /// A text decoder went over it.
    Destroyed,
}

/// Looks at `head`, the first [`HEAD`] bytes of a file or all of it.
pub(crate) fn look(head: &[u8], name: &str, media_type: Option<&str>) -> Look {
    let kind = declared(name, media_type);
    let binary = kind.is_some()
        || media_type.is_some_and(|t| t.starts_with("image/") || t.starts_with("application/octet-stream"));
    let damages = head.windows(REPLACEMENT.len()).filter(|window| *window == REPLACEMENT).count();
    if binary && damages >= 3 {
        return Look::Destroyed;
    }
    match kind {
        Some(kind) if !head.starts_with(kind.magic) => Look::Differs(kind),
        _ => Look::Fine,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_binary_file_that_was_read_as_text_is_destroyed_and_a_text_is_not() {
        let head = "%PDF-1.5\n%\u{fffd}\u{fffd}\u{fffd}\u{fffd}\n".as_bytes();
        assert_eq!(look(head, "a.pdf", None), Look::Destroyed);
        assert_eq!(look(head, "a", Some("application/octet-stream")), Look::Destroyed);
        assert_eq!(look(head, "a.txt", Some("text/plain")), Look::Fine);
        assert_eq!(look("%PDF-\u{fffd}\u{fffd}".as_bytes(), "a.pdf", None), Look::Fine);
    }

    #[test]
    fn magic_is_compared_with_the_name_first() {
        assert_eq!(look(b"%PDF-1.7", "A.PDF", Some("application/zip")), Look::Fine);
        assert_eq!(look(b"PK\x03\x04", "a.docx", Some("application/pdf")), Look::Fine);
        assert_eq!(look(b"PK\x03\x04", "a", Some("application/pdf")), Look::Differs(&PDF));
        assert_eq!(look(b"<?xml", "a.doc", None), Look::Differs(&OLE));
        assert_eq!(look(b"", "a.png", None), Look::Differs(&PNG));
    }

    #[test]
    fn an_extension_is_short_and_plain() {
        assert_eq!(extension("Phụ lục (1).TXT").as_deref(), Some("txt"));
        assert_eq!(extension("no extension"), None);
        assert_eq!(extension(".hidden"), None);
        assert_eq!(extension("a.b c"), None);
    }
}
