//! The columns of a level of a mapping, gathered from its fields.
//!
//! Several fields may use one column: parts of it, or one that reads and one that writes. What is said of the column
//! itself is put together here, and must agree.

use lienthong_adapter::rows::{ColumnKind, ColumnLayout, Pad, Span};
use lienthong_vntext::Charset;

use super::source::Format;
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
    pub(super) span: Option<Span>,
    /// The kind where nobody names one.
    pub(super) natural: ColumnKind,
    /// Whether something is written into it.
    pub(super) writes: bool,
    /// Where it is named.
    pub(super) spot: Spot,
}

/// The columns, in the order in which they are named.
#[derive(Debug, Default)]
pub(super) struct Columns(Vec<Said>);

impl Columns {
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

    /// Checks the columns as a whole, and lays them out.
    pub(super) fn lay_out(self, format: Option<Format>, sink: &mut Sink) -> Option<Vec<ColumnLayout>> {
        let before = sink.len();
        self.check_spans(sink);
        if format == Some(Format::Dbf) {
            self.0.iter().for_each(|column| check_dbf(column, sink));
        }
        let laid = self.0.into_iter().map(|said| ColumnLayout {
            names: said.names,
            charset: said.charset,
            required: said.required,
            kind: said.kind.unwrap_or(said.natural),
            span: said.span,
            pad: said.pad.unwrap_or_default(),
        });
        let laid = laid.collect();
        let bad = sink.has_errors_since(before);
        (!bad).then_some(laid)
    }

    fn check_spans(&self, sink: &mut Sink) {
        let mut spans: Vec<(Span, &Said)> =
            self.0.iter().filter_map(|said| Some((said.span?, said))).collect();
        spans.sort_by_key(|(span, _)| span.start);
        for pair in spans.windows(2) {
            let [(first, one), (second, two)] = pair else { continue };
            let end = first.start + first.length;
            if second.start < end {
                let line = one.spot.line();
                let start = second.start + 1;
                sink.push(two.spot.error(Code::SpansOverlap).label(
                    format!("place {start} belongs to the column in {line}, which ends at {end}"),
                    format!("vị trí {start} thuộc cột ở {line}, cột đó kết thúc tại {end}"),
                ));
            }
        }
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

fn check_dbf(column: &Said, sink: &mut Sink) {
    if !column.writes {
        return;
    }
    if column.kind.unwrap_or(column.natural) == ColumnKind::Text {
        sink.push(
            column
                .spot
                .error(Code::WidthMissing)
                .label("say column = { width = … }", "cần nêu column = { width = … }"),
        );
    }
    let name = column.names.first().map_or("", String::as_str);
    let plain = name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_');
    if plain && name.len() <= 10 {
        return;
    }
    let found = column.spot.error(Code::DbfName).label(
        format!("{name:?} is written as the name of a column"),
        format!("{name:?} được ghi làm tên cột"),
    );
    let bare: String = lienthong_vntext::text::fold(name)
        .to_uppercase()
        .chars()
        .map(|c| if c.is_ascii_uppercase() || c.is_ascii_digit() { c } else { '_' })
        .take(10)
        .collect();
    // Further names stay those under which it is found.
    let fits = bare.starts_with(|c: char| c.is_ascii_uppercase()) && column.names.len() == 1;
    sink.push(if fits {
        let both = format!("[{}, {}]", crate::document::quoted(&bare), crate::document::quoted(name));
        found.suggest(column.spot.span.clone(), both)
    } else {
        found
    });
}
