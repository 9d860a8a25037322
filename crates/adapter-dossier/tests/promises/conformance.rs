//! The conformance test of the adapter crate, over all valid samples.

use crate::common::*;

#[test]
fn dossiers_conform() {
    let samples: Vec<_> =
        names("valid").into_iter().map(|name| (name.clone(), sample(&format!("valid/{name}")))).collect();
    assert!(samples.len() >= 7);
    let samples: Vec<_> = samples.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())).collect();
    lienthong_adapter::conformance::run(&lienthong_adapter_dossier::DossierAdapter, &samples);
}
