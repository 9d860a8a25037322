//! Rows to a document.
//!
//! 1. head: declaration, envelope, the elements around the rows; namespaces are declared at the outermost of ours;
//! 2. rows: each on a line of its own, nested by the paths of the columns in their order;
//! 3. tail: all that is open is closed.
//!
//! Where the layout unwraps, everything behind the border is the text of the element before it: escaped, or base64.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use lienthong_adapter::rows::{Layout, OutRow, Output, RowWriter, Unwrap, XmlLayout};
use lienthong_adapter::{EncodeError, Finding, Phrase, write_failed};

use crate::dataset_out;
use crate::escape;
use crate::out::Out;
use crate::plan::{Names, Plan, by_number, put_extra, unsayable};
use crate::soap;
use crate::space::Spaces;
use crate::unwrap;

pub(crate) struct XmlWriter<'a> {
    output: Box<dyn Output + 'a>,
    xml: &'a XmlLayout,
    spaces: Spaces,
    plan: Plan,
    /// The name of the rows.
    row: String,
    /// What the start tag of a row that is the root declares.
    declares: String,
    /// Whether there must be exactly one row.
    is_single: bool,
    /// What closes the inner document, and what closes the outer one.
    tails: (String, String),
    rows: u64,
    buffer: Vec<u8>,
    /// Whether what is written lies behind the border.
    is_inside: bool,
    /// Bytes that wait for their group of three.
    rest: Vec<u8>,
}

impl<'a> XmlWriter<'a> {
    pub(crate) fn create(
        output: Box<dyn Output + 'a>,
        layout: &'a Layout,
        xml: &'a XmlLayout,
    ) -> Result<Self, EncodeError> {
        let spaces = Spaces::new(&xml.namespaces);
        let names = Names { spaces: &spaces, encode: xml.dataset, write_empty: xml.write_empty };
        let plan = Plan::new(names, layout.charset, &layout.columns, &layout.groups)?;
        if xml.dataset {
            dataset_out::check(layout)?;
        }
        let mut writer = Self {
            output,
            xml,
            spaces,
            plan,
            row: String::new(),
            declares: declarations(xml)?,
            is_single: false,
            tails: (String::new(), String::new()),
            rows: 0,
            buffer: Vec::new(),
            is_inside: false,
            rest: Vec::new(),
        };
        writer.head(layout)?;
        Ok(writer)
    }

    fn names(&self) -> Names<'_> {
        Names { spaces: &self.spaces, encode: self.xml.dataset, write_empty: self.xml.write_empty }
    }

    /// Everything before the first row.
    fn head(&mut self, layout: &Layout) -> Result<(), Finding> {
        self.buffer.extend_from_slice(escape::DECLARATION.as_bytes());
        if let Some(version) = self.xml.soap {
            let prefix = self.envelope_prefix();
            self.buffer.extend_from_slice(soap::head(prefix, version).as_bytes());
            self.tails.1 = soap::tail(prefix);
        }
        let (outer, rows) = unwrap::split(&self.xml.rows);
        if let Some(kind) = self.xml.unwrap {
            let Some(outer) = outer else {
                return Err(unsayable(
                    &self.xml.rows,
                    Phrase::new(
                        "a path with a border: KetQua/DuLieu//DanhSach/Ho",
                        "đường dẫn có ranh giới: KetQua/DuLieu//DanhSach/Ho",
                    ),
                ));
            };
            let (open, close) = self.elements(outer)?;
            self.buffer.extend_from_slice(open.as_bytes());
            self.tails.1.insert_str(0, &close);
            self.flush()?;
            self.is_inside = true;
            self.declares = declarations(self.xml)?;
            if kind == Unwrap::Base64Xml {
                self.buffer.extend_from_slice(escape::DECLARATION.as_bytes());
            }
        }
        if self.xml.dataset {
            let set = dataset_out::Head::new(rows);
            let (open, close) = if set.around.is_empty() {
                (String::new(), String::new())
            } else {
                self.elements(&set.around)?
            };
            let has_parent = !set.around.is_empty() || self.xml.soap.is_some() && !self.is_inside;
            self.buffer.extend_from_slice(open.as_bytes());
            self.buffer.extend_from_slice(set.open(layout, has_parent)?.as_bytes());
            self.tails.0 = format!("{}{close}", set.close());
            self.row = set.row;
            self.declares.clear();
            return self.flush();
        }
        match rows.rsplit_once('/') {
            Some((around, row)) => {
                let (open, close) = self.elements(around)?;
                self.buffer.extend_from_slice(open.as_bytes());
                self.tails.0 = close;
                self.row = self.names().written(row)?.into_owned();
            }
            None => {
                self.row = self.names().written(rows)?.into_owned();
                self.is_single = true;
            }
        }
        self.flush()
    }

    /// Tags that open and close the elements of a path. The first declares the namespaces, once.
    fn elements(&mut self, path: &str) -> Result<(String, String), Finding> {
        let (mut open, mut close) = (String::new(), String::new());
        for name in path.split('/') {
            let name = Names { encode: false, ..self.names() }.written(name)?.into_owned();
            open.push_str(&format!("<{name}{}>", std::mem::take(&mut self.declares)));
            close.insert_str(0, &format!("</{name}>"));
        }
        Ok((open, close))
    }

    /// A prefix that the layout does not use.
    fn envelope_prefix(&self) -> &'static str {
        let free = |prefix: &&&str| self.spaces.named(prefix).is_none();
        ["soap", "soapenv", "env"].iter().find(free).unwrap_or(&"soap-envelope")
    }

    /// Hands on what is in the buffer, as the text of an element where that is asked for.
    fn flush(&mut self) -> Result<(), Finding> {
        let mut packed = Vec::new();
        let bytes = match self.xml.unwrap.filter(|_| self.is_inside) {
            None => &self.buffer,
            Some(Unwrap::Xml) => {
                escape::document(&self.buffer, &mut packed);
                &packed
            }
            Some(Unwrap::Base64Xml) => {
                self.rest.append(&mut self.buffer);
                let whole = self.rest.len() / 3 * 3;
                packed.extend_from_slice(STANDARD.encode(&self.rest[..whole]).as_bytes());
                self.rest.drain(..whole);
                &packed
            }
        };
        let written = self.output.write_all(bytes);
        self.buffer.clear();
        written.map_err(failed)
    }

    fn row(&mut self, row: &OutRow<'_>) -> Result<(), Finding> {
        if self.is_single && self.rows > 0 {
            return Err(unsayable(
                Phrase::new("a second row", "dòng thứ hai"),
                Phrase::new("one row, which is the root", "một dòng, chính là phần tử gốc"),
            ));
        }
        let mut out = Out::new(&self.row);
        self.plan.fill(&mut out, 0, row)?;
        let names =
            Names { spaces: &self.spaces, encode: self.xml.dataset, write_empty: self.xml.write_empty };
        let mut extra: Vec<_> = row.extra.iter().collect();
        extra.sort_by(|(one, _), (other, _)| by_number(one, other));
        for (path, text) in extra {
            put_extra(names, &mut out, path, text)?;
        }
        let more = match self.xml.dataset {
            true => dataset_out::attributes(&self.row, self.rows),
            false if self.is_single => self.declares.clone(),
            false => String::new(),
        };
        if !self.is_single {
            self.buffer.push(b'\n');
        }
        out.write(0, &more, &mut self.buffer)?;
        self.rows += 1;
        self.flush()
    }

    fn end(&mut self) -> Result<(), Finding> {
        if self.is_single && self.rows == 0 {
            return Err(unsayable(
                Phrase::new("no row", "không có dòng nào"),
                Phrase::new("one row, which is the root", "một dòng, chính là phần tử gốc"),
            ));
        }
        if self.rows > 0 && !self.is_single {
            self.buffer.push(b'\n');
        }
        self.buffer.extend_from_slice(self.tails.0.as_bytes());
        self.flush()?;
        if self.is_inside {
            self.buffer.extend_from_slice(STANDARD.encode(&self.rest).as_bytes());
            self.is_inside = false;
        }
        self.buffer.extend_from_slice(self.tails.1.as_bytes());
        if self.xml.soap.is_none() {
            self.buffer.push(b'\n');
        }
        self.flush()?;
        self.output.flush().map_err(failed)
    }
}

/// The namespaces of a layout; the empty prefix is the default namespace.
fn declarations(xml: &XmlLayout) -> Result<String, Finding> {
    let mut text = Vec::new();
    for (prefix, uri) in xml.namespaces.iter().filter(|(prefix, _)| prefix != "xml") {
        let name = if prefix.is_empty() { "xmlns".to_owned() } else { format!("xmlns:{prefix}") };
        if !crate::path::is_name(prefix) && !prefix.is_empty() || prefix == "xmlns" {
            return Err(unsayable(prefix, Phrase::new("a prefix", "tiền tố")));
        }
        text.extend_from_slice(format!(" {name}=\"").as_bytes());
        escape::attribute(uri, &mut text)?;
        text.push(b'"');
    }
    Ok(String::from_utf8_lossy(&text).into_owned())
}

fn failed(error: std::io::Error) -> Finding {
    write_failed(&error)
}

impl RowWriter for XmlWriter<'_> {
    fn write_row(&mut self, row: &OutRow<'_>) -> Result<(), EncodeError> {
        self.row(row).map_err(|finding| finding.row(row.number).into())
    }
    fn finish(&mut self) -> Result<(), EncodeError> {
        Ok(self.end()?)
    }
}
