//! The files of the configuration that are the demo's own, by their place in its folder.

/// Systems; what is known only when the story begins stands between `@` in them.
pub(crate) const SYSTEMS: &str = include_str!("../../demo-data/systems.toml");
/// What is expected of the routes.
pub(crate) const TESTS: &str = include_str!("../../demo-data/tests.toml");

/// All others.
pub(crate) const FIXED: [(&str, &str); 9] = [
    ("routes/demo.toml", include_str!("../../demo-data/routes.toml")),
    ("tests/demo.toml", TESTS),
    ("schemas/demo.toml", include_str!("../../demo-data/schemas.toml")),
    ("codelists/loai-ho.csv", include_str!("../../demo-data/loai-ho.csv")),
    ("mappings/ho-ngheo-danh-sach.toml", include_str!("../../demo-data/mappings/ho-ngheo-danh-sach.toml")),
    ("mappings/ho-ngheo-foxpro.toml", include_str!("../../demo-data/mappings/ho-ngheo-foxpro.toml")),
    ("mappings/ho-ngheo-excel.toml", include_str!("../../demo-data/mappings/ho-ngheo-excel.toml")),
    ("mappings/ho-chuyen-hoi.toml", include_str!("../../demo-data/mappings/ho-chuyen-hoi.toml")),
    ("mappings/ho-chuyen-dap.toml", include_str!("../../demo-data/mappings/ho-chuyen-dap.toml")),
];

/// What its tests read.
pub(crate) const SAMPLES: [(&str, &[u8]); 3] = [
    ("tests/samples/HN00715.DBF", include_bytes!("../../demo-data/samples/HN00715.DBF")),
    ("tests/samples/ho-so.json", include_bytes!("../../demo-data/samples/ho-so.json")),
    ("tests/samples/cong-van.edxml", include_bytes!("../../demo-data/samples/cong-van.edxml")),
];
