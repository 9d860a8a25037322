//! Whether the charset that a `content_type` names is the one in which what goes with it is written.
//!
//! Bytes of an opaque message, and tables that are no text, are in whatever charset: there is nothing to compare.

use lienthong_adapter::mapping::Mapping;
use lienthong_adapter::rows::FormatLayout;
use lienthong_model::MessageType;
use lienthong_model::system::{Connector, System};
use lienthong_vntext::Charset;

use crate::code::Code;
use crate::connector_file::Use;
use crate::diagnostic::Sink;
use crate::mapping_file::MappingEntry;
use crate::source::Spot;
use crate::systems_file::SystemEntry;
use crate::type_check::Types;

impl Types<'_> {
    /// Checks what a connector says of the messages that it pushes.
    pub(crate) fn check_content_type(&self, entry: &SystemEntry, sink: &mut Sink) {
        let Some(system) = &entry.system else { return };
        let Connector::Http(push) = &system.connector else { return };
        let Some(said) = push.content_type.as_deref().and_then(charset_of) else { return };
        for (kind, spot) in &entry.receives {
            if let Some((by, written)) = self.writer_of(system, kind) {
                compare(said, &by, written, spot, sink);
            }
        }
    }

    /// Checks what a method says of the requests that a mapping writes.
    pub(crate) fn check_content_type_of(&self, used: &Use, entry: &MappingEntry, sink: &mut Sink) {
        let (Some(said), Some(declared)) = (used.content_type.as_deref(), &entry.declared) else { return };
        if let (Some(said), Some(written)) = (charset_of(said), written(&declared.mapping)) {
            compare(said, &used.name, written, &used.spot, sink);
        }
    }

    /// What writes messages of a type for a system, and in which charset, where that is known.
    fn writer_of(&self, system: &System, kind: &MessageType) -> Option<(String, Charset)> {
        for name in &system.mappings {
            let mapping = &self.mapping(name)?.declared.as_ref()?.mapping;
            if mapping.schema.id == *kind && mapping.direction.writes() {
                return Some((name.clone(), written(mapping)?));
            }
        }
        let format = system.format.as_ref()?.as_str();
        matches!(format, "canonical-json" | "dossier-json").then(|| (format.to_owned(), Charset::Utf8))
    }
}

/// The parameter `charset` of a media type.
fn charset_of(media_type: &str) -> Option<&str> {
    media_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches('"'))
    })
}

/// The charset of a text that a mapping writes; nothing where it has several, or is no text.
fn written(mapping: &Mapping) -> Option<Charset> {
    let layout = &mapping.layout;
    match layout.format {
        FormatLayout::Json(_) | FormatLayout::Xml(_) => Some(Charset::Utf8),
        FormatLayout::Csv(_) | FormatLayout::Fixed(_) => {
            let mut others = layout.columns.iter().filter_map(|column| column.charset);
            others.all(|charset| charset == layout.charset).then_some(layout.charset)
        }
        _ => None,
    }
}

fn compare(said: &str, by: &str, written: Charset, spot: &Spot, sink: &mut Sink) {
    let plain = |charset| if charset == Charset::Utf8Nfd { Charset::Utf8 } else { charset };
    if Charset::from_name(said).map(plain) != Some(plain(written)) {
        let written = written.name();
        sink.push(spot.error(Code::Conflict).label(
            format!("{by} writes {written}, and `content_type` says {said}"),
            format!("{by} ghi {written}, còn `content_type` khai {said}"),
        ));
    }
}
