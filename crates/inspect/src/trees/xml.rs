//! Where the rows of an XML document are: a look at its beginning.
//!
//! 1. the envelope: SOAP, a data set of ADO.NET, a document that stands in a text;
//! 2. the rows: the shallowest elements with contents that stand side by side under one name; then repeated texts; then
//!    the first element that is more than a cover;
//! 3. the namespaces, each with one prefix: two elements of one name and of different namespaces are two columns.

use std::collections::BTreeMap;

use lienthong_adapter::rows::{SoapVersion, Unwrap, XmlLayout};

use super::tags::{Tag, tags};

/// Elements within elements that are looked at. Rows never lie so deep; the reader refuses such a document.
const MAX_DEPTH: usize = 64;
/// Namespaces that the reader knows by itself.
const OWN: [&str; 7] = [
    "http://schemas.xmlsoap.org/soap/envelope/",
    "http://www.w3.org/2003/05/soap-envelope",
    "http://www.w3.org/2001/XMLSchema-instance",
    "http://www.w3.org/2001/XMLSchema",
    "urn:schemas-microsoft-com:xml-diffgram-v1",
    "urn:schemas-microsoft-com:xml-msdata",
    "http://www.w3.org/XML/1998/namespace",
];

/// The layout of a document in a text of the column `name` of the rows of `outer`, beside other values. No two documents
/// have the same default namespace there: a step has a prefix where its element has a namespace.
pub(crate) fn within(outer: &XmlLayout, name: &str, text: &str, unwrap: Unwrap) -> XmlLayout {
    let mut namespaces = outer.namespaces.clone();
    let default = namespaces.iter_mut().find(|(prefix, _)| prefix.is_empty());
    let prefix = default.map(|(prefix, _)| {
        prefix.push_str("ns");
        "ns:"
    });
    let step = |step: &str| match prefix.filter(|_| !step.contains(':')) {
        Some(prefix) => format!("{prefix}{step}"),
        None => step.to_owned(),
    };
    let inner = layout(text, Seen::read(text, namespaces, false));
    let outer_rows: Vec<String> = outer.rows.split('/').chain(name.split('/')).map(step).collect();
    XmlLayout {
        rows: format!("{}//{}", outer_rows.join("/"), inner.rows),
        unwrap: Some(unwrap),
        soap: outer.soap,
        ..inner
    }
}

/// The layout of an XML document by its beginning.
pub(crate) fn xml(head: &str) -> XmlLayout {
    let mut outer = Seen::read(head, Vec::new(), true);
    // Nor may an element that stands in none come to that of another, such as a signature in it.
    // Data sets of ADO.NET are written with the namespaces that they have by themselves.
    if outer.has_bare && !outer.has_diffgram {
        outer = Seen::read(head, Vec::new(), false);
    }
    let Some((text, unwrap)) = outer.held(soap(head).is_some()) else { return layout(head, outer) };
    let mut inner = Seen::read(&text, outer.namespaces.clone(), true);
    // A layout has one default namespace for both documents: names without any in one of them would get that of the
    // other when they are written.
    if outer.has_bare || inner.has_bare {
        outer = Seen::read(head, Vec::new(), false);
        inner = Seen::read(&text, outer.namespaces.clone(), false);
    }
    let (outer, inner) = (layout(head, outer), layout(&text, inner));
    XmlLayout {
        rows: format!("{}//{}", outer.rows, inner.rows),
        namespaces: inner.namespaces,
        dataset: inner.dataset,
        unwrap: Some(unwrap),
        ..outer
    }
}

fn layout(head: &str, seen: Seen) -> XmlLayout {
    let soap = soap(head);
    let mut steps = seen.rows(soap.is_some());
    let covered =
        |name: &str| if let Some((_, local)) = name.split_once(':') { local == "diffgram" } else { false };
    if soap.is_some() && steps.len() > 2 {
        steps.drain(..2);
    }
    steps.retain(|step| !covered(step) && step != "diffgram");
    XmlLayout {
        rows: steps.join("/"),
        namespaces: seen.namespaces,
        soap,
        dataset: seen.has_diffgram,
        unwrap: None,
        write_empty: false,
        drop_beside: true,
    }
}

fn soap(head: &str) -> Option<SoapVersion> {
    if head.contains(OWN[0]) {
        Some(SoapVersion::V11)
    } else if head.contains(OWN[1]) {
        Some(SoapVersion::V12)
    } else {
        None
    }
}

/// What the beginning of a document has, by paths.
#[derive(Default)]
struct Seen {
    paths: BTreeMap<Vec<String>, One>,
    /// Prefix of the layout and namespace.
    namespaces: Vec<(String, String)>,
    /// Whether an element stands in no namespace.
    has_bare: bool,
    /// Whether an element is one of a data set of ADO.NET. A text that holds one says the namespace as well.
    has_diffgram: bool,
}

/// One path.
#[derive(Default)]
struct One {
    /// Where it came first.
    order: usize,
    /// Most of them in one element.
    siblings: u64,
    has_children: bool,
    has_attributes: bool,
    /// Different names of elements within.
    names: Vec<String>,
    /// The document in the first text within, and how it stands there.
    held: Option<(String, Unwrap)>,
}

impl Seen {
    /// `namespaces` are those of the document around this one. Without a default namespace each has a prefix.
    fn read(head: &str, namespaces: Vec<(String, String)>, may_default: bool) -> Self {
        let mut seen = Self { namespaces, ..Self::default() };
        let mut path: Vec<String> = Vec::new();
        let mut counts: Vec<BTreeMap<String, u64>> = vec![BTreeMap::new()];
        // For each open element, what its prefixes stand for.
        let mut scopes: Vec<Vec<(String, String)>> = Vec::new();
        for tag in tags(head) {
            let Tag::Open { name, attributes, closed, held } = tag else {
                path.pop();
                counts.truncate(path.len() + 1);
                scopes.truncate(path.len());
                continue;
            };
            let declared = |(key, value): &(&str, &str)| {
                let prefix = if *key == "xmlns" { Some("") } else { key.strip_prefix("xmlns:") };
                prefix.map(|prefix| (prefix.to_owned(), (*value).to_owned()))
            };
            scopes.truncate(path.len());
            scopes.push(attributes.iter().filter_map(declared).collect());
            let step = seen.step(name, &scopes, may_default);
            counts.truncate(path.len() + 1);
            let siblings = counts.last_mut().map_or(1, |names| {
                let count = names.entry(step.clone()).or_default();
                *count += 1;
                *count
            });
            if let Some(parent) = seen.paths.get_mut(&path) {
                parent.has_children = true;
                if !parent.names.contains(&step) {
                    parent.names.push(step.clone());
                }
            }
            path.push(step);
            if path.len() > MAX_DEPTH {
                break;
            }
            let order = seen.paths.len();
            let one = seen.paths.entry(path.clone()).or_insert_with(|| One { order, held, ..One::default() });
            one.siblings = one.siblings.max(siblings);
            one.has_attributes |=
                attributes.iter().any(|(key, _)| !key.starts_with("xmlns") && !key.contains(':'));
            counts.push(BTreeMap::new());
            if closed {
                path.pop();
            }
        }
        seen
    }

    /// A name as paths of the layout have it.
    fn step(&mut self, name: &str, scopes: &[Vec<(String, String)>], may_default: bool) -> String {
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        let found = scopes.iter().rev().flatten().find(|(own, _)| own == prefix);
        let Some((_, uri)) = found.filter(|(_, uri)| !uri.is_empty()) else {
            self.has_bare = true;
            return local.to_owned();
        };
        if OWN.contains(&uri.as_str()) {
            self.has_diffgram |= uri == OWN[4];
            return local.to_owned();
        }
        let known = self.namespaces.iter().find(|(_, own)| own == uri).map(|(prefix, _)| prefix.clone());
        let prefix = known.unwrap_or_else(|| {
            let taken = |prefix: &str| self.namespaces.iter().any(|(own, _)| own == prefix);
            let mut new = if prefix.is_empty() && !may_default { "ns" } else { prefix }.to_owned();
            let mut number = 2;
            while taken(&new) {
                new = format!("ns{number}");
                number += 1;
            }
            self.namespaces.push((new.clone(), uri.clone()));
            new
        });
        if prefix.is_empty() { local.to_owned() } else { format!("{prefix}:{local}") }
    }

    /// The path of the rows.
    fn rows(&self, is_soap: bool) -> Vec<String> {
        // The schema inside a data set repeats its elements as well, and old values are no rows.
        let aside = |path: &[String]| path.iter().any(|step| step == "schema" || step == "before");
        let first = if is_soap { 3 } else { 1 };
        let inside = self.paths.iter().filter(|(path, _)| path.len() > first && !aside(path));
        let repeated = inside.filter(|(_, one)| one.siblings > 1);
        let rank = |(path, one): &(&Vec<String>, &One)| (path.len(), one.order);
        let whole =
            repeated.clone().filter(|(_, one)| one.has_children || one.has_attributes).min_by_key(rank);
        if let Some((path, _)) = whole {
            return path.clone();
        }
        let alone = |(path, _): &(&Vec<String>, &One)| {
            self.paths.get(&path[..path.len() - 1]).is_some_and(|parent| parent.names.len() == 1)
        };
        if let Some((path, _)) = repeated.filter(alone).min_by_key(rank) {
            return path.clone();
        }
        // The rows of a data set are the elements within the only one of its diffgram, also where there is one row.
        let is_diffgram = |step: &String| step.rsplit(':').next() == Some("diffgram");
        let set = |path: &[String]| path.len() > 2 && path.iter().rev().nth(2).is_some_and(is_diffgram);
        let in_set = self.paths.iter().filter(|(path, _)| set(path) && !aside(path));
        if let Some((path, _)) = in_set.min_by_key(rank) {
            return path.clone();
        }
        let mut starts = self.paths.iter().filter(|(path, _)| path.len() == first && !is_header(path));
        let Some((mut path, mut one)) = starts.next() else { return Vec::new() };
        while let [only] = &one.names[..] {
            let below: Vec<String> = path.iter().chain([only]).cloned().collect();
            match self.paths.get_key_value(&below).filter(|(path, one)| one.has_children && !aside(path)) {
                Some((next, found)) => (path, one) = (next, found),
                None if self.holds(&below, is_soap) => return below,
                None => break,
            }
        }
        path.clone()
    }

    /// The document in the text to which the path of the rows leads, and how it stands there.
    fn held(&self, is_soap: bool) -> Option<(String, Unwrap)> {
        self.paths.get(&self.rows(is_soap)).filter(|one| !one.has_children)?.held.clone()
    }

    /// Whether a path is of a text that holds a document: the result of a service, or base64, which is never meant for
    /// people as markup in a text may be.
    fn holds(&self, path: &[String], is_soap: bool) -> bool {
        let one = self.paths.get(path).filter(|one| one.siblings == 1);
        match one.and_then(|one| one.held.as_ref()) {
            Some((_, Unwrap::Base64Xml)) => true,
            Some(_) => is_soap,
            None => false,
        }
    }
}

/// Whether a path is within the header of an envelope.
fn is_header(path: &[String]) -> bool {
    path.len() > 2 && path[1] == "Header"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> String {
        xml(text).rows
    }

    #[test]
    fn rows_are_where_elements_stand_side_by_side() {
        let text = "<?xml version='1.0'?><a:DanhSach xmlns:a='x'><Ky>1</Ky><!-- <Ho/> --><Ho><Ten>A</Ten></Ho><Ho/></a:DanhSach>";
        assert_eq!(rows(text), "a:DanhSach/Ho");
        assert_eq!(rows("<a><b><c>1</c></b></a>"), "a/b");
        assert_eq!(rows("<a><b><c>1</c></b><b><c>2</c></b></a>"), "a/b");
        assert_eq!(rows("<a><b>1</b><b>2</b></a>"), "a/b");
        let soap = "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><R><X><row a='1'/><row a='2'/></X></R></s:Body></s:Envelope>";
        assert_eq!((rows(soap).as_str(), xml(soap).soap), ("R/X/row", Some(SoapVersion::V11)));
        assert_eq!(rows(""), "");
        assert_eq!(rows("</a></b><"), "");
    }

    #[test]
    fn one_row_is_the_element_with_its_values() {
        assert_eq!(rows("<Nguoi><HoTen>A</HoTen><So>1</So></Nguoi>"), "Nguoi");
        assert_eq!(rows("<KQ><Nguoi><HoTen>A</HoTen><So>1</So></Nguoi></KQ>"), "KQ/Nguoi");
        // Two names of different namespaces are two columns of one row.
        let two = "<m:D xmlns:m='urn:1'><m:N id='1'><m:T>A</m:T><k:T xmlns:k='urn:2'>B</k:T></m:N></m:D>";
        assert_eq!(rows(two), "m:D/m:N");
        assert_eq!(xml(two).namespaces.len(), 2);
    }

    #[test]
    fn one_row_of_a_data_set_is_found_beside_its_schema() {
        let set = |rows: &str| {
            format!(
                "<DataSet xmlns='urn:a'><xs:schema xmlns:xs='{}' xmlns=''><xs:element name='B'><xs:x/></xs:element>\
                 </xs:schema><d:diffgram xmlns:d='{}'><NewDataSet xmlns=''>{rows}</NewDataSet></d:diffgram></DataSet>",
                OWN[3], OWN[4]
            )
        };
        let row = "<Bang d:id='B1'><Ten>A</Ten></Bang>";
        for rows_of in [row.to_owned(), format!("{row}<Tong><So>1</So></Tong>"), row.repeat(2)] {
            assert_eq!(rows(&set(&rows_of)), "DataSet/NewDataSet/Bang", "{rows_of}");
        }
    }

    #[test]
    fn a_document_in_a_text_is_looked_into() {
        let text = "<string xmlns='http://tempuri.org/'>&lt;D&gt;&lt;N&gt;&lt;T&gt;A&lt;/T&gt;&lt;/N&gt;&lt;/D&gt;</string>";
        assert_eq!((rows(text).as_str(), xml(text).unwrap), ("ns:string//D/N", Some(Unwrap::Xml)));
        // The same document, in base64.
        let packed = "PEQ+PE4+PFQ+QTwvVD48L04+PE4+PFQ+QjwvVD48L04+PC9EPg==";
        for (text, found, unwrap) in [
            (format!("<string>{packed}</string>"), "string//D/N", Some(Unwrap::Base64Xml)),
            (format!("<KQ><DuLieu>\n{packed}\n</DuLieu></KQ>"), "KQ/DuLieu//D/N", Some(Unwrap::Base64Xml)),
            // What stands beside it would be lost: a person decides.
            (format!("<KQ><Ma>0</Ma><DuLieu>{packed}</DuLieu></KQ>"), "KQ", None),
            ("<KQ><Ghi>&lt;b&gt;A&lt;/b&gt;</Ghi></KQ>".to_owned(), "KQ", None),
        ] {
            assert_eq!((rows(&text).as_str(), xml(&text).unwrap), (found, unwrap), "{text}");
        }
    }
}
