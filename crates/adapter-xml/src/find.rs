//! Where rows stand in a document: along a path, in a data set, in a SOAP body, in a text that is a document.

use lienthong_adapter::mapping::reasons::BESIDE_ROWS;
use lienthong_adapter::rows::{SoapVersion, XmlLayout};
use lienthong_adapter::{FILE_EMPTY, Finding, Limits, OTHER_KIND, Phrase};

use crate::build::Builder;
use crate::dataset::Dataset;
use crate::events::{Events, Token};
use crate::path::{self, Step};
use crate::reasons::{NOT_SOAP, ROWS_NOT_FOUND, SOAP_FAULT, XML_DOCTYPE, XML_NOT_WELL_FORMED};
use crate::soap;
use crate::space::{Space, Spaces};
use crate::tree::Tree;

const HTML_PAGE: Phrase = Phrase::new("an HTML page", "trang HTML");

/// Finds the start tags of rows.
#[derive(Debug)]
pub(crate) struct Finder {
    way: Way,
    /// Whether the mapping says that what stands beside the rows may be lost.
    drop_beside: bool,
    /// Whether a row was found.
    has_rows: bool,
}

#[derive(Debug)]
enum Way {
    Path(Along),
    Dataset(Dataset),
}

/// What stands beside the rows: the name of the first thing of a kind, and the bytes before it.
#[derive(Debug, Default)]
pub(crate) struct Beside {
    /// That says something.
    said: Option<(String, u64)>,
    /// That is empty: where there are no rows, they may have another name.
    empty: Option<(String, u64)>,
}

impl Beside {
    pub(crate) fn note(&mut self, name: impl FnOnce() -> String, offset: u64) {
        self.said.get_or_insert_with(|| (name(), offset));
    }

    /// Passes over the element whose start tag came last.
    pub(crate) fn skip(
        &mut self,
        events: &mut Events<'_>,
        name: impl FnOnce() -> String,
    ) -> Result<(), Finding> {
        let offset = events.tag.offset;
        let first = if events.skip_noting()? { &mut self.said } else { &mut self.empty };
        first.get_or_insert_with(|| (name(), offset));
        Ok(())
    }

    fn first(&self, has_rows: bool) -> Option<&(String, u64)> {
        self.said.as_ref().or(self.empty.as_ref().filter(|_| !has_rows))
    }
}

impl Finder {
    /// `rows` is that of the document which is read now: behind the border, where there is one.
    pub(crate) fn new(rows: &str, xml: &XmlLayout, spaces: &Spaces, base: usize) -> Result<Self, Finding> {
        if xml.dataset {
            let name = rows.rsplit('/').next().filter(|name| !name.is_empty());
            let name = name.map(|name| name.rsplit(':').next().unwrap_or(name));
            let name = name.map(|name| lienthong_vntext::nfc(name).into_owned());
            return Ok(Self {
                way: Way::Dataset(Dataset::new(name)),
                drop_beside: xml.drop_beside,
                has_rows: false,
            });
        }
        let along = Along::new(path::parse(rows, spaces)?, rows, base);
        Ok(Self { way: Way::Path(along), drop_beside: xml.drop_beside, has_rows: false })
    }

    /// Reads on to the start tag of the next row; false at the end of the document.
    pub(crate) fn next(&mut self, events: &mut Events<'_>) -> Result<bool, Finding> {
        let (found, beside) = match &mut self.way {
            Way::Path(along) => (along.next(events), &along.beside),
            Way::Dataset(dataset) => (dataset.next(events), &dataset.beside),
        };
        // What no text may have is refused beside rows as well, though nothing there is kept. Behind the start tag of a
        // row it may be the row's own; the row has it then.
        match found {
            Ok(false) => match (events.flaw(), beside.first(self.has_rows)) {
                (Some(flaw), _) => Err(flaw),
                (None, Some((name, offset))) if !self.drop_beside => {
                    Err(events.at(&BESIDE_ROWS, *offset).found(format!("`{name}`")).expected(Phrase::new(
                        "rows alone, or a mapping with beside = \"drop\"",
                        "chỉ có các dòng, hoặc ánh xạ có beside = \"drop\"",
                    )))
                }
                (None, _) => Ok(false),
            },
            found => {
                self.has_rows |= found.is_ok();
                found
            }
        }
    }
}

/// A name within the elements of a path.
fn named(around: &[Step], name: &str) -> String {
    let around = around.iter().map(|step| format!("{}/", step.written));
    around.collect::<String>() + name
}

/// Rows along a path.
#[derive(Debug)]
pub(crate) struct Along {
    steps: Vec<Step>,
    rows: String,
    /// Open elements around the first step.
    base: usize,
    /// Steps that the open elements match.
    matched: usize,
    /// Whether the element around the rows was found.
    has_parent: bool,
    /// Whether the element of the first step is behind us.
    is_behind: bool,
    beside: Beside,
}

impl Along {
    pub(crate) fn new(steps: Vec<Step>, rows: &str, base: usize) -> Self {
        let has_parent = steps.len() <= 1;
        Self {
            steps,
            rows: rows.to_owned(),
            base,
            matched: 0,
            has_parent,
            is_behind: false,
            beside: Beside::default(),
        }
    }

    pub(crate) fn next(&mut self, events: &mut Events<'_>) -> Result<bool, Finding> {
        loop {
            match events.next()? {
                Token::Open => {
                    let depth = events.depth() - 1 - self.base.min(events.depth() - 1);
                    let tag = &events.tag;
                    let fits = depth == self.matched
                        && !self.is_behind
                        && self.steps.get(depth).is_some_and(|step| step.is(tag.space, &tag.name));
                    if fits && depth + 1 == self.steps.len() {
                        // The row is read by the caller, to its end tag.
                        self.is_behind = depth == 0;
                        return Ok(true);
                    }
                    if fits {
                        if let Some((_, name, _)) =
                            tag.attributes.iter().find(|(space, _, _)| *space == Space::NONE)
                        {
                            self.beside
                                .note(|| named(&self.steps[..=depth], &format!("@{name}")), tag.offset);
                        }
                        self.matched += 1;
                        self.has_parent |= self.matched + 1 == self.steps.len() || tag.is_nil;
                    } else if depth == 0 && !self.is_behind {
                        let found = format!("`{}`", tag.name);
                        let finding = events.at(&ROWS_NOT_FOUND, tag.offset).found(found);
                        return Err(finding.expected(&self.rows));
                    } else {
                        let name = tag.name.clone();
                        self.beside.skip(events, || named(&self.steps[..self.matched], &name))?;
                    }
                }
                Token::Close => {
                    let depth = events.depth().saturating_sub(self.base);
                    self.is_behind |= depth == 0;
                    self.matched = self.matched.min(depth);
                }
                Token::Text if !events.text.trim().is_empty() => {
                    self.beside.note(|| named(&self.steps[..self.matched], "…"), events.position());
                }
                Token::Text => {}
                Token::End if self.has_parent => return Ok(false),
                Token::End => {
                    let finding = events.at(&ROWS_NOT_FOUND, events.position());
                    return Err(finding
                        .found(Phrase::new("another path", "đường dẫn khác"))
                        .expected(&self.rows));
                }
            }
        }
    }
}

/// Steps into the body of an envelope: the next token is the start tag of its first child.
pub(crate) fn enter_body(
    events: &mut Events<'_>,
    version: SoapVersion,
    limits: &Limits,
) -> Result<(), Finding> {
    let expected = soap::space(version);
    let words = &soap::words(version);
    match events.next() {
        Ok(_) => {}
        Err(error) => return Err(not_soap(error, words)),
    }
    let tag = &events.tag;
    let is_envelope = tag.name == "Envelope" && matches!(tag.space, Space::SOAP_11 | Space::SOAP_12);
    if !is_envelope {
        return Err(no_envelope(events, words));
    }
    let envelope = tag.space;
    loop {
        match events.next()? {
            Token::Open if (events.tag.space, events.tag.name.as_str()) == (envelope, "Body") => break,
            Token::Open => events.skip()?,
            Token::Text => {}
            Token::Close | Token::End => {
                let finding = events.at(&NOT_SOAP, events.position());
                return Err(finding
                    .found(Phrase::new("an envelope without Body", "phong bì SOAP không có Body"))
                    .expected(words));
            }
        }
    }
    loop {
        match events.next()? {
            Token::Open => break,
            // It would be lost in silence, and no envelope has any.
            Token::Text if !events.text.trim().is_empty() => {
                let found = Phrase::new("a text in Body before its element", "chữ trong Body trước phần tử");
                return Err(events.at(&NOT_SOAP, events.position()).found(found).expected(words));
            }
            Token::Text => {}
            Token::Close | Token::End => {
                let finding = events.at(&ROWS_NOT_FOUND, events.position());
                return Err(finding
                    .found(Phrase::new("an empty Body", "Body trống"))
                    .expected(Phrase::new("the first element of Body", "phần tử đầu tiên của Body")));
            }
        }
    }
    // A service may refuse in another version than it was asked in.
    if (events.tag.space, events.tag.name.as_str()) == (envelope, "Fault") {
        let offset = events.tag.offset;
        let mut tree = Tree::default();
        let builder = Builder { limits: *limits, decode_names: false };
        builder.read(events, &mut tree)?;
        let (code, text, _) = soap::fault(&tree, envelope);
        return Err(events.at(&SOAP_FAULT, offset).long_found(format!("{code}: {text}")));
    }
    if envelope != expected {
        let found = if envelope == Space::SOAP_11 { SoapVersion::V11 } else { SoapVersion::V12 };
        return Err(events.at(&NOT_SOAP, 0).found(soap::words(found)).expected(words));
    }
    events.again();
    Ok(())
}

/// An element in the place of the envelope.
pub(crate) fn no_envelope(events: &Events<'_>, words: &Phrase) -> Finding {
    let finding = events.at(&NOT_SOAP, events.tag.offset).expected(words);
    let name = &events.tag.name;
    if name.eq_ignore_ascii_case("html") {
        finding.found(HTML_PAGE)
    } else {
        finding.found(format!("`{name}`"))
    }
}

/// A login page instead of an envelope mostly is no XML at all.
pub(crate) fn not_soap(error: Finding, words: &Phrase) -> Finding {
    let found = match error.reason.code {
        code if code == XML_DOCTYPE.code && error.found.is_some() => HTML_PAGE,
        code if code == XML_NOT_WELL_FORMED.code => {
            Phrase::new("something that is no XML", "nội dung không phải XML")
        }
        code if code == OTHER_KIND.code || code == FILE_EMPTY.code => {
            return Finding { reason: &NOT_SOAP, ..error }.expected(words).at(0);
        }
        _ => return error,
    };
    let place = error.place;
    let mut finding = Finding::new(&NOT_SOAP).found(found).expected(words);
    finding.place = place;
    finding
}
