//! The columns of a level of a mapping, gathered from its fields.
//!
//! Several fields may use one column: parts of it, or one that reads and one that writes. What is said of the column
//! itself is put together here, and must agree.

use lienthong_adapter::rows::{ColumnKind, ColumnLayout, FormatLayout, Pad, Span};
use lienthong_vntext::Charset;

use super::source::{Format, SourceRead};
use super::{dbf, headers, paths, spans};
use crate::code::Code;
use crate::diagnostic::Sink;
use crate::source::Spot;

/// What a field says of a column.
#[derive(Debug, Clone)]
pub(super) struct Said {
    pub(super) names: Vec<String>,
    pub(super) required: bool,
    pub(super) charset: Option<Charset>,
    pub(super) kind: Option<ColumnKind>,
    pub(super) pad: Option<Pad>,
    /// Where `column = { … }` says so.
    pub(super) described: Option<Spot>,
    pub(super) span: Option<Span>,
    /// The kind where nobody names one.
    pub(super) natural: ColumnKind,
    /// Whether something is written into it.
    pub(super) writes: bool,
    /// Where it is named.
    pub(super) spot: Spot,
}

impl Said {
    /// A column that no field describes.
    pub(super) const fn plain(
        names: Vec<String>,
        span: Option<Span>,
        natural: ColumnKind,
        required: bool,
        spot: Spot,
    ) -> Self {
        Self {
            names,
            required,
            charset: None,
            kind: None,
            pad: None,
            described: None,
            span,
            natural,
            writes: false,
            spot,
        }
    }
}

/// The columns, in the order in which they are named.
#[derive(Debug, Default)]
pub(super) struct Columns(Vec<Said>);

impl Columns {
    /// The column that a field has under one of its names, or a new one.
    pub(super) fn find_or_add(&mut self, said: Said, sink: &mut Sink) -> Option<usize> {
        match self.find(&said) {
            Some(index) => {
                self.0[index].required |= said.required;
                Some(index)
            }
            None => self.add(said, sink),
        }
    }

    /// The column that a field has named before.
    pub(super) fn find(&self, said: &Said) -> Option<usize> {
        self.0.iter().position(|other| match (said.span, other.span) {
            (Some(one), Some(two)) => one == two,
            _ => said.names.iter().any(|name| other.names.contains(name)),
        })
    }

    /// The index of the column; a new one where no field has named it before.
    pub(super) fn add(&mut self, said: Said, sink: &mut Sink) -> Option<usize> {
        let Some(index) = self.find(&said) else {
            self.0.push(said);
            return Some(self.0.len() - 1);
        };
        let known = &mut self.0[index];
        let differs = (known.span.is_none() && known.names != said.names)
            || differ(&mut known.charset, said.charset)
            || differ(&mut known.kind, said.kind)
            || differ(&mut known.pad, said.pad);
        known.described = known.described.take().or(said.described);
        if differs {
            let line = known.spot.line();
            let found = said.spot.error(Code::ColumnDiffers);
            sink.push(found.label(format!("otherwise in {line}"), format!("khác với {line}")));
            return None;
        }
        known.required |= said.required;
        known.writes |= said.writes;
        // Parts and joined columns are text whatever the kinds of the fields.
        if said.natural == ColumnKind::Text {
            known.natural = ColumnKind::Text;
        }
        Some(index)
    }

    /// How many of them are named before a place of the file.
    pub(super) fn before(&self, place: &Spot) -> usize {
        self.0.iter().take_while(|said| said.spot.span.start < place.span.start).count()
    }

    /// Checks the columns as a whole, and lays them out.
    pub(super) fn lay_out(self, source: &SourceRead, sink: &mut Sink) -> Option<Vec<ColumnLayout>> {
        let before = sink.len();
        self.check(source, sink);
        let laid = self.0.into_iter().map(|said| ColumnLayout {
            kind: said.written_kind(),
            names: said.names,
            charset: said.charset,
            required: said.required,
            span: said.span,
            pad: said.pad.unwrap_or_default(),
        });
        let laid = laid.collect();
        let bad = sink.has_errors_since(before);
        (!bad).then_some(laid)
    }

    fn check(&self, source: &SourceRead, sink: &mut Sink) {
        let columns = &self.0;
        let layout = source.layout.as_ref();
        match (source.format, layout) {
            (Some(Format::Fixed), Some(FormatLayout::Fixed(fixed))) => {
                spans::check(columns, fixed.length, sink)
            }
            (Some(Format::Fixed), _) => spans::check(columns, None, sink),
            (Some(Format::Dbf), layout) => {
                let dbf = match layout {
                    Some(FormatLayout::Dbf(dbf)) => Some(dbf),
                    _ => None,
                };
                dbf::check(columns, dbf, source.charset, sink);
                headers::check(columns, Format::Dbf, None, sink);
            }
            (Some(format @ (Format::Csv | Format::Xlsx | Format::Xls)), Some(layout)) => {
                headers::check(columns, format, layout.header(), sink);
            }
            (Some(Format::Xml | Format::Json), Some(layout)) => paths::columns(columns, layout, source, sink),
            _ => {}
        }
    }
}

impl Said {
    /// How it is written.
    pub(super) fn written_kind(&self) -> ColumnKind {
        self.kind.unwrap_or(self.natural)
    }
}

/// Whether what is said now is not what was said before; what was not said before is filled in.
fn differ<T: PartialEq + Copy>(known: &mut Option<T>, said: Option<T>) -> bool {
    match (&known, said) {
        (Some(known), Some(said)) => *known != said,
        (None, Some(_)) => {
            *known = said;
            false
        }
        (_, None) => false,
    }
}
