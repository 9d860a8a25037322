//! Any bytes as a file that an administrator looks at: it is told or refused, and a mapping is drafted, never a panic.
#![no_main]

use std::io::Cursor;
use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use lienthong_adapter::rows::RowFormats;
use lienthong_adapter_json::JsonFormat;
use lienthong_adapter_table::sheet::{XlsFormat, XlsxFormat};
use lienthong_adapter_table::{CsvFormat, DbfFormat, FixedFormat};
use lienthong_adapter_xml::XmlFormat;
use lienthong_fuzz::limits;
use lienthong_inspect::{Language, inspect, sniff};

fuzz_target!(|data: &[u8]| {
    let kind = sniff(data);
    let formats = RowFormats::new(vec![
        Arc::new(CsvFormat),
        Arc::new(DbfFormat),
        Arc::new(FixedFormat),
        Arc::new(XlsxFormat),
        Arc::new(XlsFormat),
        Arc::new(XmlFormat),
        Arc::new(JsonFormat),
    ]);
    let file: Arc<[u8]> = data.into();
    let Ok(found) =
        inspect(&mut || Ok(Box::new(Cursor::new(Arc::clone(&file)))), &formats, &limits(), &mut |_| {})
    else {
        return;
    };
    assert_eq!(found.kind, kind, "a file is what its first bytes say");
    for language in [Language::English, Language::Vietnamese] {
        let draft = found.draft("mau", "Mẫu", language);
        assert!(!format!("{draft:?}").is_empty(), "a draft can be shown");
    }
});
