//! HTML character references in plain text (`&#7853;`, `&ecirc;`): what encoders leave that cannot write a letter.

/// Named references that stand for Vietnamese letters or that every encoder writes (HTML 4.01, section 24; HTML 5 for
/// the ones with breve, stroke and tilde).
const NAMED: [(&str, char); 48] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", '\u{A0}'),
    ("agrave", 'à'),
    ("aacute", 'á'),
    ("acirc", 'â'),
    ("atilde", 'ã'),
    ("abreve", 'ă'),
    ("egrave", 'è'),
    ("eacute", 'é'),
    ("ecirc", 'ê'),
    ("igrave", 'ì'),
    ("iacute", 'í'),
    ("itilde", 'ĩ'),
    ("ograve", 'ò'),
    ("oacute", 'ó'),
    ("ocirc", 'ô'),
    ("otilde", 'õ'),
    ("ugrave", 'ù'),
    ("uacute", 'ú'),
    ("utilde", 'ũ'),
    ("yacute", 'ý'),
    ("dstrok", 'đ'),
    ("Agrave", 'À'),
    ("Aacute", 'Á'),
    ("Acirc", 'Â'),
    ("Atilde", 'Ã'),
    ("Abreve", 'Ă'),
    ("Egrave", 'È'),
    ("Eacute", 'É'),
    ("Ecirc", 'Ê'),
    ("Igrave", 'Ì'),
    ("Iacute", 'Í'),
    ("Itilde", 'Ĩ'),
    ("Ograve", 'Ò'),
    ("Oacute", 'Ó'),
    ("Ocirc", 'Ô'),
    ("Otilde", 'Õ'),
    ("Ugrave", 'Ù'),
    ("Uacute", 'Ú'),
    ("Utilde", 'Ũ'),
    ("Yacute", 'Ý'),
    ("Dstrok", 'Đ'),
    ("ndash", '–'),
    ("mdash", '—'),
];

/// The reference that `text` begins with, and what it stands for.
pub(super) fn at_start(text: &str) -> Option<(&str, char)> {
    let inner = text.strip_prefix('&')?;
    // No reference is longer; so a text full of `&` is not searched to its end each time.
    let end = inner.bytes().take(10).position(|byte| byte == b';')?;
    let name = &inner[..end];
    let letter = match name.strip_prefix('#') {
        Some(number) => {
            let point = match number.strip_prefix(['x', 'X']) {
                Some(hex) => digits(hex, 16)?,
                None => digits(number, 10)?,
            };
            char::from_u32(point)?
        }
        None => NAMED.iter().find(|(known, _)| *known == name)?.1,
    };
    Some((&text[..end + 2], letter))
}

fn digits(text: &str, radix: u32) -> Option<u32> {
    // `from_str_radix` would take a sign.
    if text.starts_with('+') { None } else { u32::from_str_radix(text, radix).ok() }
}

/// `text` with its references replaced by their characters, in NFC; `None` when it has none.
///
/// One pass: `&amp;lt;` becomes `&lt;`. What the references stand for still has to pass [`super::check`].
///
/// ```
/// use lienthong_vntext::text::repair_entities;
/// assert_eq!(repair_entities("M&#7853;u &Acirc; & Co").as_deref(), Some("Mậu Â & Co"));
/// assert_eq!(repair_entities("A & B; C"), None);
/// ```
pub fn repair_entities(text: &str) -> Option<String> {
    let (mut out, mut rest, mut found) = (String::new(), text, false);
    while let Some(at) = rest.find('&') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let (taken, letter) = match at_start(from) {
            Some((entity, letter)) => {
                found = true;
                (entity.len(), letter)
            }
            None => (1, '&'),
        };
        out.push(letter);
        rest = &from[taken..];
    }
    out.push_str(rest);
    found.then(|| crate::nfc(&out).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_found_and_nothing_else() {
        for (text, letter) in [("&#7853;x", 'ậ'), ("&#x1EAD;", 'ậ'), ("&ecirc;", 'ê'), ("&amp;", '&')] {
            assert_eq!(at_start(text).map(|(_, letter)| letter), Some(letter));
        }
        for text in
            ["&", "&;", "&#;", "&#x;", "&#+65;", "&#xD800;", "&#99999999;", "&unknown;", "& a;", "&ậậậậ;"]
        {
            assert_eq!(at_start(text), None, "{text}");
            assert_eq!(repair_entities(text), None, "{text}");
        }
        assert_eq!(repair_entities("&amp;lt;&"), Some("&lt;&".into()));
    }
}
