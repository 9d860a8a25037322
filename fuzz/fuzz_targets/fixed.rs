//! Any bytes as records of fixed width: what is read and can be written reads again to the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use lienthong_adapter::rows::{
    Align, ColumnKind, End, FixedLayout, FixedUnit, FormatLayout, Heading, RecordEnd, Until,
};
use lienthong_adapter_table::FixedFormat;
use lienthong_fuzz::{ALL, FIRST, bit, split, table_of, there_and_back};
use lienthong_vntext::Charset;

fuzz_target!(|data: &[u8]| {
    let Some(([first, second], file)) = split(data) else { return };
    let unit = if bit(first, 2) { FixedUnit::Char } else { FixedUnit::Byte };
    let end = [RecordEnd::CrLf, RecordEnd::Lf, RecordEnd::Nothing][usize::from(first % 4 % 3)];
    // Records without line ends have no lines above them.
    let heading = match (end, bit(first, 6), bit(first, 7)) {
        (RecordEnd::Nothing, ..) | (_, false, _) => Heading::Absent,
        (_, true, false) => Heading::Lines(vec!["MA TEN".to_owned(), String::new()]),
        (_, true, true) => Heading::Passed(1),
    };
    let until = match first % 5 {
        0 => Until::FirstEmptyRow,
        1 => Until::Text("TONG".to_owned()),
        _ => Until::EndOfFile,
    };
    let data_end = End { until, ignore_after_end: bit(second, 7) };
    let fixed = FixedLayout {
        end,
        unit,
        length: bit(first, 3).then_some(110),
        short_is_absent: bit(first, 4),
        heading,
        data_end,
    };
    let charset = match unit {
        FixedUnit::Char => Charset::Utf8,
        FixedUnit::Byte => Charset::ALL[usize::from(second % 16) % Charset::ALL.len()],
    };
    let columns = if bit(first, 5) { ALL } else { FIRST };
    let mut mapping = table_of(columns, FormatLayout::Fixed(fixed), charset, second >> 4);
    for column in &mut mapping.layout.columns {
        let bytes = column.span.map_or(1, |span| span.length as u16);
        column.kind = ColumnKind::TextOf { bytes };
    }
    if bit(first, 6) {
        mapping.layout.columns[0].pad.with = b'0';
        mapping.layout.columns[0].pad.align = Align::Right;
    }
    if bit(first, 7) {
        mapping.layout.columns[2].pad.align = Align::Right;
    }
    there_and_back(&mapping, &FixedFormat, file);
});
