//! Writing a status anew.

use lienthong_adapter::{EncodeContext, EncodeError, Encoded};
use lienthong_model::document::DocumentStatus;

use super::codes;
use super::document::{not_expressible, party, reference, staff, start};
use super::xml::missing;
use crate::dates;
use crate::tree::WHITE;

/// Writes `status`.
pub(super) fn encode(status: &DocumentStatus, context: &EncodeContext<'_>) -> Result<Encoded, EncodeError> {
    let form = context.options.code_form;
    if status.about.agency_text.as_deref().is_none_or(|text| text.trim_matches(WHITE).is_empty()) {
        return Err(missing("ResponseFor/OrganId"));
    }
    let at = status.at.ok_or_else(|| missing("Timestamp"))?;
    let mut w = start();
    w.element("MessageHeader", |w| {
        reference(w, &status.about, |text| codes::strict(text, form))?;
        party(w, "From", &status.reporter, form)?;
        w.needed("StatusCode", Some(&status.code))?;
        w.maybe("Description", status.note.as_deref())?;
        w.leaf("Timestamp", &dates::write_timestamp(at).ok_or_else(|| not_expressible(at))?)?;
        staff(w, status.staff.as_ref())
    })?;
    w.close("edXMLHeader");
    w.close("edXMLEnvelope");
    w.prefix("");
    w.close("edXML");
    Ok(w.finish())
}
