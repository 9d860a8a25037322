//! Documents of XML that stand in the texts of a column, as markup or in base64, beside other values.
//!
//! A mapping reads the rows of one document: those around the text, or those in it. The rows around are what an
//! inspection shows, and how the others are read is told.

use lienthong_adapter::rows::{Unwrap, XmlLayout};

use crate::packed::{Packed, unpacked};
use crate::trees;

/// Bytes of a document that are looked at.
const MAX_HEAD: usize = 64 << 10;
/// Elements of texts that are laid out for people.
const OF_PAGES: &[&str] =
    &["html", "body", "div", "p", "b", "i", "u", "br", "span", "font", "table", "ul", "ol", "a"];

/// The first document in a column.
#[derive(Debug)]
pub(crate) struct Within {
    text: String,
    unwrap: Unwrap,
}

impl Within {
    /// The document in a text that is one in base64.
    pub(crate) fn packed(kind: Packed, value: &[u8]) -> Option<Self> {
        let head = unpacked(value, MAX_HEAD).filter(|_| kind == Packed::Xml)?;
        Some(Self { text: trees::text_of(&head), unwrap: Unwrap::Base64Xml })
    }

    /// The document that a text is.
    pub(crate) fn text(value: &str) -> Option<Self> {
        let value = value.trim();
        let mut tags = value.strip_prefix('<').filter(|_| value.ends_with('>'))?.split('<');
        let name = |tag: &str| {
            tag.split(|c: char| c.is_whitespace() || c == '>' || c == '/').next().map(str::to_ascii_lowercase)
        };
        let first = tags.by_ref().find(|tag| !tag.starts_with(['?', '!']))?;
        let root = name(first)
            .filter(|name| name.starts_with(char::is_alphabetic) && !OF_PAGES.contains(&name.as_str()))?;
        // A document has elements in its first one, and ends with that.
        let has_elements = tags.next().is_some_and(|tag| !tag.starts_with('/'));
        let end = value.rsplit("</").next().and_then(name)?;
        let end_of = value.len().min(MAX_HEAD);
        let end_of = (0..=end_of).rev().find(|at| value.is_char_boundary(*at)).unwrap_or(0);
        (has_elements && end == root).then(|| Self { text: value[..end_of].to_owned(), unwrap: Unwrap::Xml })
    }

    /// How the rows in the document are read, where it stands in the column `name` of the rows of `outer`.
    pub(crate) fn layout(&self, outer: &XmlLayout, name: &str) -> XmlLayout {
        trees::within(outer, name, &self.text, self.unwrap)
    }

    /// Whether it stands as markup, and not in base64.
    pub(crate) fn is_markup(&self) -> bool {
        self.unwrap == Unwrap::Xml
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_told_from_text_with_markup() {
        for text in [
            "<D><N><Ma>1</Ma></N></D>",
            " <?xml version=\"1.0\"?>\n<!-- x --><a:D xmlns:a='x'><N/></a:D>\n",
            "<DanhSach ngay='1'>\n <N>A</N>\n</DanhSach>",
        ] {
            assert!(Within::text(text).is_some_and(|within| within.is_markup()), "{text}");
        }
        for text in [
            "",
            "<",
            "<>",
            "Nguyễn Văn Mẫu",
            "<b>A</b>",
            "<Ten>A</Ten>",
            "<p>A<b>B</b></p>",
            "<D><N>",
            "<3 <4>",
            "<D><N/></K>",
        ] {
            assert!(Within::text(text).is_none(), "{text}");
        }
    }

    #[test]
    fn its_rows_are_named_from_the_root_around_it() {
        let check = |outer: &str, name: &str, inner: &str, rows: &str, prefixes: &str| {
            let found = Within::text(inner).unwrap().layout(&trees::xml(outer), name);
            let all: Vec<String> =
                found.namespaces.iter().map(|(prefix, uri)| format!("{prefix}={uri}")).collect();
            assert_eq!(
                (found.rows.as_str(), all.join(" ").as_str(), found.unwrap),
                (rows, prefixes, Some(Unwrap::Xml))
            );
        };
        let inner = "<D><N><T>A</T></N><N><T>B</T></N></D>";
        check("<KQ><Ma>0</Ma><T>x</T></KQ>", "T", inner, "KQ/T//D/N", "");
        check("<KQ xmlns='u'><Ma>0</Ma><T>x</T></KQ>", "T", inner, "ns:KQ/ns:T//D/N", "ns=u");
        check(
            "<KQ xmlns='u'><Ma>0</Ma><T>x</T></KQ>",
            "T",
            &inner.replace("<D>", "<D xmlns='v'>"),
            "ns:KQ/ns:T//ns2:D/ns2:N",
            "ns=u ns2=v",
        );
        check("<a:KQ xmlns:a='u'><Ma>0</Ma><a:T>x</a:T></a:KQ>", "a:T", inner, "a:KQ/a:T//D/N", "a=u");
    }
}
