//! Any bytes as delimited text in any charset: what is read and can be written reads again to the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use lienthong_adapter::rows::{CsvLayout, FormatLayout};
use lienthong_adapter_table::CsvFormat;
use lienthong_fuzz::{bit, end, header, split, table, there_and_back};
use lienthong_vntext::Charset;

fuzz_target!(|data: &[u8]| {
    let Some(([first, second], file)) = split(data) else { return };
    let csv = CsvLayout {
        delimiter: [b',', b';', b'\t', b'|'][usize::from(first % 4)],
        quote: (!bit(first, 2)).then_some(b'"'),
        header: header(first >> 3),
        end: end(second >> 5),
        bom: bit(second, 0),
        utf16: bit(first, 6),
        short_is_absent: !bit(first, 7),
        excel_safe: bit(second, 1),
        lf: bit(second, 2),
    };
    let charset = Charset::ALL[usize::from(second >> 3) % Charset::ALL.len()];
    let mapping = table(FormatLayout::Csv(csv), charset, first >> 4);
    there_and_back(&mapping, &CsvFormat, file);
});
