//! Any bytes as dossiers in the portal's JSON: what is read and can be written reads again to the same. Any bytes as a
//! reply to dossiers or steps: refused or read, never a panic.
#![no_main]

use bytes::Bytes;
use libfuzzer_sys::fuzz_target;
use lienthong_adapter::{Adapter, DecodeContext, EncodeContext};
use lienthong_adapter_dossier::DossierAdapter;
use lienthong_adapter_dossier::answer::{Reply, Sent};
use lienthong_fuzz::{bit, limits, split};
use lienthong_model::system::{DossierOptions, DossierProfile, DossierShape, FormatOptions};

fuzz_target!(|data: &[u8]| {
    let Some(([first, _], file)) = split(data) else { return };
    for sent in [Sent::Dossiers, Sent::Progress] {
        if let Ok(reply) = Reply::read(file, sent, &limits()) {
            reply.outcome();
        }
    }
    let dossier = DossierOptions {
        profile: [None, Some(DossierProfile::Of2020), Some(DossierProfile::Of2024)]
            [usize::from(first % 4 % 3)],
        shape: if bit(first, 2) { DossierShape::Call } else { DossierShape::Array },
        local_numbers: bit(first, 3),
    };
    let options = FormatOptions { dossier, ..FormatOptions::default() };
    let context = DecodeContext { limits: limits(), ..DecodeContext::new(jiff::Timestamp::UNIX_EPOCH) };
    let Ok(decoded) = DossierAdapter.decode(&Bytes::copy_from_slice(file), &context) else { return };
    let Ok(written) = DossierAdapter.encode(&decoded.payload, &EncodeContext::new(&options)) else { return };
    let context = DecodeContext::new(jiff::Timestamp::UNIX_EPOCH);
    let back = DossierAdapter.decode(&written.into_bytes(), &context).expect("what was written can be read");
    assert_eq!(back.payload, decoded.payload);
});
