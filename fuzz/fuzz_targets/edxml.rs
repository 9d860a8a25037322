//! Any bytes: edXML is refused or read, never a panic; what was read can be written and read again to the same.
#![no_main]

use bytes::Bytes;
use libfuzzer_sys::fuzz_target;
use lienthong_adapter::conformance::unpacked;
use lienthong_adapter::{Adapter, DecodeContext, EncodeContext, Limits};
use lienthong_adapter_edxml::EdxmlAdapter;
use lienthong_model::system::FormatOptions;

fuzz_target!(|data: &[u8]| {
    let limits = Limits { unpacked_bytes: 8 << 20, ..Limits::default() };
    let context = DecodeContext { limits, ..DecodeContext::new(jiff::Timestamp::UNIX_EPOCH) };
    let bytes = Bytes::copy_from_slice(data);
    let Ok(decoded) = EdxmlAdapter.decode(&bytes, &context) else { return };
    let options = FormatOptions::default();
    for original in [None, Some(&bytes)] {
        let out = EncodeContext { original, ..EncodeContext::new(&options) };
        let written = EdxmlAdapter.encode(&decoded.payload, &out).expect("what was read can be written");
        let back =
            EdxmlAdapter.decode(&written.into_bytes(), &context).expect("what was written can be read");
        assert_eq!(unpacked(back.payload), unpacked(decoded.payload.clone()));
    }
});
