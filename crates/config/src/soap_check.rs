//! Whether what goes to a SOAP server, and what comes from it, is an envelope.
//!
//! * A connector without `wrap` sends messages as they are, so each type must be written as an envelope. One with it puts
//!   them in as XML, as text in UTF-8, or as base64: each type must be written as that.
//! * What no mapping writes is the sender's envelope, which names the operation itself: that is warned of.
//! * A method puts what is no envelope into one, so its request is XML, and its answer is read as XML; where a mapping
//!   names a version, it is the service's.

use lienthong_adapter::mapping::Mapping;
use lienthong_adapter::rows::{self, FormatLayout, XmlLayout};
use lienthong_model::MessageType;
use lienthong_model::system::{Connector, SoapVersion, System, WrapEncoding};
use lienthong_vntext::Charset;

use crate::code::Code;
use crate::connector_file::Use;
use crate::diagnostic::{Diagnostic, Sink};
use crate::mapping_file::MappingEntry;
use crate::mappings::Way;
use crate::source::Spot;
use crate::systems_file::SystemEntry;
use crate::type_check::Types;

impl Types<'_> {
    /// Checks what a connector would send.
    pub(crate) fn check_envelopes(&self, entry: &SystemEntry, sink: &mut Sink) {
        let Some(system) = &entry.system else { return };
        let Connector::Soap(push) = &system.connector else { return };
        for (kind, spot) in &entry.receives {
            let wrong = match &push.wrap {
                None => self.no_envelope(system, kind).map(|(en, vi)| {
                    (
                        format!("{en}, and the connector has no `wrap`"),
                        format!("{vi}, và kết nối không có `wrap`"),
                    )
                }),
                Some(wrap) => self.unwrappable(system, kind, wrap.encoding),
            };
            match wrong {
                Some((en, vi)) => sink.push(spot.error(Code::NoEnvelope).label(en, vi)),
                None if push.wrap.is_none() && !self.is_written(system, kind) => {
                    sink.push(spot.error(Code::SenderSaysOperation).label(
                        "the envelope is the sender's own, with the operation in it",
                        "phong bì do bên gửi viết, gồm cả thao tác",
                    ));
                }
                None => {}
            }
            let writes = |name: &&String| {
                let declared = self.mapping(name).and_then(|entry| entry.declared.as_ref());
                declared.is_some_and(|one| {
                    one.mapping.schema.id == *kind
                        && one.mapping.direction.writes()
                        && is_other_version(&one.mapping, push.version)
                })
            };
            if let Some(name) = system.mappings.iter().find(writes) {
                sink.push(other_version(name, push.version, spot));
            }
        }
    }

    /// What writes messages of a type for a system, where `wrap` cannot put that in as it says.
    fn unwrappable(
        &self,
        system: &System,
        kind: &MessageType,
        encoding: WrapEncoding,
    ) -> Option<(String, String)> {
        let (en, vi) = match encoding {
            WrapEncoding::Base64 => return None,
            WrapEncoding::Xml => {
                ("XML, which `wrap` puts in as an element", "XML để `wrap` đặt vào thành phần tử")
            }
            WrapEncoding::Text => ("text in UTF-8, which `wrap` puts in", "văn bản UTF-8 để `wrap` đặt vào"),
        };
        let is_xml = encoding == WrapEncoding::Xml;
        for name in &system.mappings {
            let mapping = &self.mapping(name)?.declared.as_ref()?.mapping;
            if mapping.schema.id == *kind && mapping.direction.writes() {
                let fits = xml(mapping).is_some() || (!is_xml && is_utf8(mapping));
                let told = || {
                    (format!("the mapping {name} writes no {en}"), format!("ánh xạ {name} không ghi ra {vi}"))
                };
                return (!fits).then(told);
            }
        }
        let format = system.format.as_ref()?.as_str();
        let fits = match format {
            "opaque" | "edxml" => true,
            "canonical-json" | "dossier-json" => !is_xml,
            _ => false,
        };
        (!fits).then(|| (format!("{format} is no {en}"), format!("{format} không phải là {vi}")))
    }

    /// Whether a mapping writes messages of a type for a system.
    fn is_written(&self, system: &System, kind: &MessageType) -> bool {
        system.mappings.iter().any(|name| {
            let declared = self.mapping(name).and_then(|entry| entry.declared.as_ref());
            declared.is_none_or(|one| one.mapping.schema.id == *kind && one.mapping.direction.writes())
        })
    }

    /// What writes messages of a type for a system, where that is no envelope.
    fn no_envelope(&self, system: &System, kind: &MessageType) -> Option<(String, String)> {
        for name in &system.mappings {
            // What is wrong with a mapping is told in its place.
            let mapping = &self.mapping(name)?.declared.as_ref()?.mapping;
            if mapping.schema.id == *kind && mapping.direction.writes() {
                let is_envelope = xml(mapping).is_some_and(|layout| layout.soap.is_some());
                let en = format!("the mapping {name} writes no envelope");
                return (!is_envelope).then(|| (en, format!("ánh xạ {name} không ghi ra phong bì")));
            }
        }
        // An opaque message is whatever its sender made of it.
        let format = system.format.as_ref().filter(|format| format.as_str() != "opaque")?;
        Some((format!("{format} is no envelope"), format!("{format} không phải là phong bì")))
    }

    /// Checks a mapping that a method of a SOAP service names.
    pub(crate) fn check_envelope_of(&self, used: &Use, entry: &MappingEntry, sink: &mut Sink) {
        let (Some(version), Some(declared)) = (used.soap, &entry.declared) else { return };
        let (name, spot) = (&used.name, &used.spot);
        if xml(&declared.mapping).is_none() {
            let (en, vi) = match used.way {
                Way::Write => ("writes no XML for an envelope", "không ghi ra XML để đặt vào phong bì"),
                Way::Read => {
                    ("reads no XML, which every envelope is", "không đọc XML, trong khi phong bì là XML")
                }
            };
            sink.push(
                spot.error(Code::NoEnvelope).label(format!("{name} {en}"), format!("ánh xạ {name} {vi}")),
            );
            return;
        }
        if is_other_version(&declared.mapping, version) {
            sink.push(other_version(name, version, spot));
        }
    }
}

/// Whether a mapping names a version of SOAP, and another one.
fn is_other_version(mapping: &Mapping, version: SoapVersion) -> bool {
    let ours = match version {
        SoapVersion::V11 => rows::SoapVersion::V11,
        SoapVersion::V12 => rows::SoapVersion::V12,
    };
    xml(mapping).and_then(|layout| layout.soap).is_some_and(|named| named != ours)
}

fn other_version(name: &str, version: SoapVersion, spot: &Spot) -> Diagnostic {
    spot.error(Code::Conflict).label(
        format!("the server is asked in SOAP {version}, {name} names another version"),
        format!("máy chủ được gọi bằng SOAP {version}, ánh xạ {name} dùng phiên bản khác"),
    )
}

/// Whether what a mapping writes is text in UTF-8.
fn is_utf8(mapping: &Mapping) -> bool {
    let layout = &mapping.layout;
    let mut charsets = layout.columns.iter().filter_map(|column| column.charset).chain([layout.charset]);
    match layout.format {
        FormatLayout::Json(_) | FormatLayout::Xml(_) => true,
        FormatLayout::Csv(_) | FormatLayout::Fixed(_) => {
            charsets.all(|charset| matches!(charset, Charset::Utf8 | Charset::Utf8Nfd))
        }
        _ => false,
    }
}

fn xml(mapping: &Mapping) -> Option<&XmlLayout> {
    match &mapping.layout.format {
        FormatLayout::Xml(layout) => Some(layout),
        _ => None,
    }
}
