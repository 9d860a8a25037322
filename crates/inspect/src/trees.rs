//! Where the rows of an XML or JSON document are: a look at its beginning, for people who draft a mapping.

use std::collections::BTreeMap;

use lienthong_adapter::rows::{JsonLayout, SoapVersion, XmlLayout};

/// Elements within elements that are looked at.
const MAX_DEPTH: usize = 64;

/// The layout of an XML document by its beginning. The rows are the shallowest elements that stand side by side under
/// one name; without any, the children of the root.
pub(crate) fn xml(head: &str) -> XmlLayout {
    let dataset = head.contains("urn:schemas-microsoft-com:xml-diffgram-v1");
    let soap = if head.contains("http://schemas.xmlsoap.org/soap/envelope/") {
        Some(SoapVersion::V11)
    } else if head.contains("http://www.w3.org/2003/05/soap-envelope") {
        Some(SoapVersion::V12)
    } else {
        None
    };
    let mut counts: BTreeMap<Vec<String>, u64> = BTreeMap::new();
    let mut order: Vec<Vec<String>> = Vec::new();
    let mut path: Vec<String> = Vec::new();
    for tag in tags(head) {
        match tag {
            Tag::Open { name, closed } => {
                path.push(name);
                // Rows never lie so deep; the reader refuses such a document.
                if path.len() > MAX_DEPTH {
                    break;
                }
                let count = counts.entry(path.clone()).or_insert_with(|| {
                    order.push(path.clone());
                    0
                });
                *count += 1;
                if closed {
                    path.pop();
                }
            }
            Tag::Close => drop(path.pop()),
        }
    }
    let repeated = order.iter().filter(|path| path.len() > 1 && counts[*path] > 1);
    // The schema inside a data set repeats its elements as well.
    let repeated = repeated.filter(|path| !path.iter().any(|step| step == "schema"));
    let chosen = repeated.min_by_key(|path| path.len()).or_else(|| order.iter().find(|path| path.len() == 2));
    let mut steps = chosen.cloned().unwrap_or_default();
    if soap.is_some() && steps.len() > 2 {
        steps.drain(..2);
    }
    let rows = if dataset { steps.last().cloned().unwrap_or_default() } else { steps.join("/") };
    XmlLayout { rows, namespaces: Vec::new(), soap, dataset, unwrap: None, write_empty: false }
}

/// The layout of a JSON document by its beginning: the first array of objects.
pub(crate) fn json(head: &str) -> JsonLayout {
    let mut keys: Vec<Option<String>> = Vec::new();
    let (mut last, mut pending) = (None::<String>, None::<String>);
    let mut rest = head.trim_start_matches('\u{feff}');
    while let Some(c) = rest.chars().next() {
        match c {
            '"' => {
                let end = string_end(&rest[1..]);
                last = Some(rest[1..=end].to_owned());
                rest = &rest[(end + 2).min(rest.len())..];
                continue;
            }
            ':' => pending = last.take(),
            '{' | '[' => {
                let inside = rest[1..].trim_start();
                keys.push(pending.take());
                if c == '[' && inside.starts_with('{') {
                    let rows = keys.iter().flatten().cloned().collect::<Vec<_>>().join(".");
                    return JsonLayout { rows, single: false, constants: Vec::new(), write_null: false };
                }
            }
            '}' | ']' => drop(keys.pop()),
            ',' => pending = None,
            _ => {}
        }
        rest = &rest[c.len_utf8()..];
    }
    JsonLayout { rows: String::new(), single: true, constants: Vec::new(), write_null: false }
}

/// Bytes before the quote that ends a JSON string; all of them where it is cut off.
fn string_end(text: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'"' if !escaped => return at,
            b'\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    // Cut off, perhaps inside a letter.
    text.len()
}

enum Tag {
    Open { name: String, closed: bool },
    Close,
}

/// The tags of a text, as far as they are whole, without comments, instructions and CDATA.
fn tags(text: &str) -> Vec<Tag> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        let skip = [("!--", "-->"), ("![CDATA[", "]]>"), ("?", "?>"), ("!", ">")];
        if let Some((_, end)) = skip.iter().find(|(begin, _)| rest.starts_with(begin)) {
            let Some(at) = rest.find(end) else { break };
            rest = &rest[at + end.len()..];
            continue;
        }
        let Some(end) = rest.find('>') else { break };
        let tag = &rest[..end];
        rest = &rest[end + 1..];
        if tag.starts_with('/') {
            found.push(Tag::Close);
            continue;
        }
        let name = tag.split(|c: char| c.is_whitespace() || c == '/').next().unwrap_or_default();
        let name = name.rsplit(':').next().unwrap_or_default().to_owned();
        found.push(Tag::Open { name, closed: tag.ends_with('/') });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_where_elements_stand_side_by_side() {
        let text = "<?xml version='1.0'?><a:DanhSach xmlns:a='x'><Ky>1</Ky><!-- <Ho/> --><Ho><Ten>A</Ten></Ho><Ho/></a:DanhSach>";
        assert_eq!(xml(text).rows, "DanhSach/Ho");
        assert_eq!(xml("<a><b><c>1</c></b></a>").rows, "a/b");
        let soap = "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><R><X><row/><row/></X></R></s:Body></s:Envelope>";
        assert_eq!((xml(soap).rows.as_str(), xml(soap).soap), ("R/X/row", Some(SoapVersion::V11)));
    }

    #[test]
    fn rows_are_the_first_array_of_objects() {
        assert_eq!(json("[{\"a\":1}]").rows, "");
        assert_eq!(json("{\"session\":\"a:b\",\"data\":[ {\"x\":[1]}]}").rows, "data");
        assert_eq!(json("{\"a\":{\"b\\\"\":1,\"c\":[{}]}}").rows, "a.c");
        assert!(json("{\"a\":1}").single);
        json("{\"a");
        json("\"\\");
        json("{\"data\":[\"Mẫ");
    }
}
