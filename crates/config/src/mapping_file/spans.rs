//! Places in records of fixed width: each belongs to one column, and all lie within the record.

use lienthong_adapter::rows::Span;

use super::columns::Said;
use crate::code::Code;
use crate::diagnostic::Sink;

/// Checks the places of a level. `length` is that of a record, where the mapping says it.
pub(super) fn check(columns: &[Said], length: Option<usize>, sink: &mut Sink) {
    let mut spans: Vec<(Span, &Said)> = columns.iter().filter_map(|said| Some((said.span?, said))).collect();
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
    let Some(length) = length else { return };
    for (span, said) in spans {
        let end = span.start + span.length;
        if end > length {
            sink.push(said.spot.error(Code::BeyondRecord).label(
                format!("ends at {end}; [source] says that a record ends at {length}"),
                format!("kết thúc tại {end}; [source] nêu bản ghi kết thúc tại {length}"),
            ));
        }
    }
}
