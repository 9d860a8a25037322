//! The conformance test of the adapter crate, over all valid samples.

#[test]
fn edxml_conforms() {
    let valid = crate::common::valid();
    assert!(valid.len() >= 7);
    let samples: Vec<_> = valid.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())).collect();
    lienthong_adapter::conformance::run(&lienthong_adapter_edxml::EdxmlAdapter, &samples);
}
