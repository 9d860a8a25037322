//! What is said in a draft of documents that stand in a column: they are carried as they are, and how the rows in one of
//! them are read instead.

use std::fmt::Write as _;

use lienthong_adapter::rows::{FormatLayout, Layout};

use super::{Language, comment, quote};
use crate::profile::Profile;

/// `is_alone` says whether the file has one row: one document is read at a time, and what stands beside it is no row of
/// it.
pub(super) fn documents(
    profile: &Profile,
    layout: &Layout,
    is_alone: bool,
    language: Language,
    out: &mut String,
) {
    let within = profile.within.as_ref();
    let is_markup = within.is_some_and(|within| within.is_markup());
    if !profile.packed.is_empty() {
        let kinds: Vec<&str> =
            profile.packed.keys().map(|kind| language.pick(kind.text(), kind.text_vi())).collect();
        let kinds = kinds.join(", ");
        out.push_str(&language.pick(
            format!("# base64 of {kinds}: carried as it is.\n"),
            format!("# base64 của {kinds}: được chuyển nguyên như vậy.\n"),
        ));
    }
    if is_markup {
        out.push_str(
            language.pick(
                "# XML as text: carried as it is.\n",
                "# XML ở dạng chữ: được chuyển nguyên như vậy.\n",
            ),
        );
    }
    let (FormatLayout::Xml(xml), Some(within), true) = (&layout.format, within, is_alone) else { return };
    if xml.unwrap.is_some() || profile.column.name.contains('@') {
        return;
    }
    let inner = within.layout(xml, &profile.column.name);
    let mut keys = format!("rows = {}", quote(&comment(&inner.rows)));
    if !inner.namespaces.is_empty() {
        let pairs = inner
            .namespaces
            .iter()
            .map(|(prefix, uri)| format!("{} = {}", quote(prefix), quote(&comment(uri))));
        let _ = write!(keys, ", namespaces = {{ {} }}", pairs.collect::<Vec<_>>().join(", "));
    }
    if inner.dataset {
        keys.push_str(", dataset = true");
    }
    let unwrap = if within.is_markup() { "xml" } else { "base64-xml" };
    let _ = write!(keys, ", unwrap = \"{unwrap}\", beside = \"drop\"");
    out.push_str(&language.pick(
        format!("# To read the rows in it: under [source] {keys}.\n"),
        format!("# Để đọc các dòng bên trong: tại [source] ghi {keys}.\n"),
    ));
}
