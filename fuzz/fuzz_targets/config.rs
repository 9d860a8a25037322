//! Any text as any file of a configuration: a list of diagnostics, never a panic; each suggestion can be applied.
#![no_main]

use libfuzzer_sys::fuzz_target;
use lienthong_config::{FileKind, Lang, Style, check_text, render};

fuzz_target!(|input: (u8, &str)| {
    let (kind, text) = input;
    let kind = match kind % 8 {
        0 => FileKind::Node,
        1 => FileKind::Agencies,
        2 => FileKind::Systems,
        3 => FileKind::Routes,
        4 => FileKind::CodeLists,
        5 => FileKind::Schemas,
        6 => FileKind::Mappings,
        _ => FileKind::Tests,
    };
    for diagnostic in check_text(kind, text) {
        for lang in [Lang::En, Lang::Vi] {
            let shown = render(&diagnostic, Style { lang, colour: false });
            assert!(shown.lines().count() >= 1, "a diagnostic says something");
        }
    }
});
