//! The samples, and mappings made of layouts.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;
use lienthong_adapter::mapping::{MappedAdapter, Mapping};
use lienthong_adapter::rows::{FormatLayout, XmlLayout};
use lienthong_adapter_xml::XmlFormat;

pub(crate) use crate::citizens::*;

pub(crate) fn samples() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/samples/xml"))
}

pub(crate) fn sample(name: &str) -> Bytes {
    let path = samples().join(name);
    fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display())).into()
}

/// A mapping of [`schema`] with the columns and groups of a file.
pub(crate) fn mapping(xml: XmlLayout, columns: Columns<'_>, of: &[GroupOf<'_>]) -> Mapping {
    mapping_of(FormatLayout::Xml(xml), columns, of)
}

pub(crate) fn adapter(mapping: Mapping) -> MappedAdapter {
    MappedAdapter::new(Arc::new(mapping), Arc::new(XmlFormat))
}
