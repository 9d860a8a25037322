//! Any text: an agency code is refused or read, never a panic; its canonical form reads as itself.
#![no_main]

use libfuzzer_sys::fuzz_target;
use lienthong_model::{AgencyCode, CodeForm};

fuzz_target!(|text: &str| {
    for form in [None, Some(CodeForm::Old), Some(CodeForm::New)] {
        let Ok(reading) = AgencyCode::read(text, form) else { continue };
        let code = reading.code;
        assert_eq!(AgencyCode::canonical(code.as_str()).as_ref(), Ok(&code), "canonical stays canonical");
        if let Some(old) = code.to_old_form() {
            assert_eq!(
                AgencyCode::read(&old, Some(CodeForm::Old)).expect("an old form is readable").code,
                code
            );
        }
    }
});
