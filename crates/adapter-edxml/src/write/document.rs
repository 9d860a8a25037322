//! Writing a document anew, in the order of the norm's packages.

use jiff::civil::Date;
use lienthong_adapter::{EncodeContext, EncodeError, Encoded, Finding};
use lienthong_model::agency_code::CodeForm;
use lienthong_model::document::{Attachment, Business, Document, DocumentRef, Party, Staff, Transport};

use super::xml::{Writer, missing};
use super::{codes, contents};
use crate::dates;
use crate::names::NS;
use crate::reasons::TIME_NOT_EXPRESSIBLE;

/// Writes `document`.
pub(super) fn encode(document: &Document, context: &EncodeContext<'_>) -> Result<Encoded, EncodeError> {
    let mut w = start();
    w.element("MessageHeader", |w| message(w, document, context))?;
    w.element("TraceHeaderList", |w| trace(w, document, context))?;
    w.close("edXMLHeader");
    w.element("edXMLBody", |w| {
        w.raw("<edXML:edXMLManifest version=\"1.0\">");
        document.attachments.iter().try_for_each(|attachment| {
            w.element("Reference", |w| {
                w.leaf("ContentId", &format!("cid:{}", attachment.id))?;
                w.maybe("ContentType", attachment.media_type.as_deref())?;
                w.maybe("Description", attachment.description.as_deref())?;
                w.needed("AttachmentName", Some(&attachment.name))
            })
        })?;
        w.close("edXMLManifest");
        Ok(())
    })?;
    w.close("edXMLEnvelope");
    w.prefix("");
    if !document.attachments.is_empty() {
        let wanted = if context.options.raw_attachments { Transport::Raw } else { Transport::Zip };
        w.element("AttachmentEncoded", |w| {
            document.attachments.iter().try_for_each(|a| attachment(w, a, wanted))
        })?;
    }
    w.close("edXML");
    Ok(w.finish())
}

/// The start of every package, up to the header.
pub(super) fn start() -> Writer {
    let mut w = Writer::default();
    w.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    w.raw(&format!("<edXML xmlns=\"{NS}\"><edXML:edXMLEnvelope xmlns:edXML=\"{NS}\">"));
    w.prefix("edXML:");
    w.open("edXMLHeader");
    w
}

fn message(w: &mut Writer, d: &Document, context: &EncodeContext<'_>) -> Result<(), EncodeError> {
    let form = context.options.code_form;
    party(w, "From", &d.sender, form)?;
    if d.receivers.is_empty() {
        return Err(missing("To"));
    }
    d.receivers.iter().try_for_each(|receiver| party(w, "To", receiver, form))?;
    w.maybe("DocumentId", d.document_id.as_deref())?;
    w.element("Code", |w| {
        w.needed("CodeNumber", Some(&d.number))?;
        w.needed("CodeNotation", Some(&d.notation))
    })?;
    w.element("PromulgationInfo", |w| {
        w.maybe("Place", d.place.as_deref())?;
        date(w, "PromulgationDate", Some(d.issued_on.ok_or_else(|| missing("PromulgationDate"))?))
    })?;
    w.element("DocumentType", |w| {
        w.maybe("Type", d.type_group.as_deref())?;
        w.maybe("TypeDetail", d.type_code.as_deref())?;
        w.needed("TypeName", d.type_name.as_deref())
    })?;
    w.needed("Subject", Some(&d.subject))?;
    w.maybe("Content", d.summary.as_deref())?;
    if let Some(signer) = &d.signer {
        w.element("SignerInfo", |w| {
            w.maybe("Competence", signer.authority.as_deref())?;
            w.maybe("Position", signer.position.as_deref())?;
            w.maybe("FullName", signer.name.as_deref())
        })?;
    }
    date(w, "DueDate", d.due_on)?;
    w.element("OtherInfo", |w| other_info(w, d))?;
    d.in_reply_to.iter().try_for_each(|reply| reference(w, reply, |text| Ok(codes::lenient(text, form))))?;
    w.maybe("SteeringType", d.steering.as_deref())?;
    list(w, "ToPlaces", "Place", &d.also_sent_to)
}

fn other_info(w: &mut Writer, d: &Document) -> Result<(), EncodeError> {
    w.leaf("Priority", d.priority.as_deref().unwrap_or("0"))?;
    w.maybe("SphereOfPromulgation", d.distribution.as_deref())?;
    w.maybe("TyperNotation", d.typist.as_deref())?;
    w.maybe("PromulgationAmount", d.copies.map(|n| n.to_string()).as_deref())?;
    w.maybe("PageAmount", d.pages.map(|n| n.to_string()).as_deref())?;
    w.maybe("Direction", d.is_directive.map(|is| if is { "true" } else { "false" }))?;
    list(w, "Appendixes", "Appendix", &d.appendixes)
}

/// `From`, `To`.
pub(super) fn party(
    w: &mut Writer,
    name: &str,
    party: &Party,
    form: Option<CodeForm>,
) -> Result<(), EncodeError> {
    w.element(name, |w| {
        w.leaf("OrganId", &codes::of_party(party, form)?)?;
        w.maybe("OrganizationInCharge", party.parent_name.as_deref())?;
        w.maybe("OrganName", party.name.as_deref())?;
        w.maybe("OrganAdd", party.address.as_deref())?;
        w.maybe("Email", party.email.as_deref())?;
        w.maybe("Telephone", party.phone.as_deref())?;
        w.maybe("Fax", party.fax.as_deref())?;
        w.maybe("Website", party.website.as_deref())
    })
}

/// `ResponseFor`, with its agency as `code` writes it.
pub(super) fn reference(
    w: &mut Writer,
    about: &DocumentRef,
    code: impl Fn(&str) -> Result<String, EncodeError>,
) -> Result<(), EncodeError> {
    w.element("ResponseFor", |w| {
        w.maybe("OrganId", about.agency_text.as_deref().map(code).transpose()?.as_deref())?;
        w.maybe("Code", about.reference.as_deref())?;
        date(w, "PromulgationDate", about.issued_on)?;
        w.maybe("DocumentId", about.document_id.as_deref())
    })
}

/// `StaffInfo`.
pub(super) fn staff(w: &mut Writer, staff: Option<&Staff>) -> Result<(), EncodeError> {
    let Some(staff) = staff else { return Ok(()) };
    w.element("StaffInfo", |w| {
        w.maybe("Department", staff.department.as_deref())?;
        w.maybe("Staff", staff.name.as_deref())?;
        w.maybe("Mobile", staff.mobile.as_deref())?;
        w.maybe("Email", staff.email.as_deref())
    })
}

/// A date, where there is one.
fn date(w: &mut Writer, name: &str, date: Option<Date>) -> Result<(), EncodeError> {
    let Some(date) = date else { return Ok(()) };
    let text = dates::write_date(date).ok_or_else(|| not_expressible(date))?;
    w.leaf(name, &text)
}

/// The refusal of a time that the form has no room for.
pub(super) fn not_expressible(time: impl ToString) -> EncodeError {
    Finding::new(&TIME_NOT_EXPRESSIBLE).found(time.to_string()).into()
}

fn list(w: &mut Writer, name: &str, entry: &str, texts: &[String]) -> Result<(), EncodeError> {
    if texts.is_empty() {
        return Ok(());
    }
    w.element(name, |w| texts.iter().try_for_each(|text| w.maybe(entry, Some(text))))
}

fn trace(w: &mut Writer, d: &Document, context: &EncodeContext<'_>) -> Result<(), EncodeError> {
    for hop in &d.trace {
        let at =
            hop.at.map(|at| dates::write_timestamp(at).ok_or_else(|| not_expressible(at))).transpose()?;
        hop_element(w, hop.agency_text.as_deref(), at.as_deref())?;
    }
    if let Some(hop) = context.hop.filter(|_| !context.options.leave_trace) {
        let at = dates::write_timestamp(hop.at).ok_or_else(|| not_expressible(hop.at))?;
        hop_element(w, Some(&codes::of_gateway(&hop.agency, context)), Some(&at))?;
    }
    w.element("Bussiness", |w| business(w, &d.business, context.options.code_form))
}

fn hop_element(w: &mut Writer, agency: Option<&str>, at: Option<&str>) -> Result<(), EncodeError> {
    w.element("TraceHeader", |w| {
        w.maybe("OrganId", agency)?;
        w.maybe("Timestamp", at)
    })
}

fn business(w: &mut Writer, b: &Business, form: Option<CodeForm>) -> Result<(), EncodeError> {
    w.maybe("DocumentId", b.document_id.as_deref())?;
    w.leaf("BussinessDocType", b.kind.as_deref().unwrap_or("0"))?;
    w.maybe("BussinessDocReason", b.reason.as_deref())?;
    w.maybe("Paper", b.paper.as_deref())?;
    staff(w, b.staff.as_ref())?;
    if let Some(update) = &b.update {
        w.element("BussinessDocumentInfo", |w| {
            w.maybe("DocumentInfo", update.document_info.as_deref())?;
            w.maybe("DocumentReceiver", update.document_receiver.as_deref())?;
            if update.receivers.is_empty() {
                return Ok(());
            }
            w.element("ReceiverList", |w| {
                update.receivers.iter().try_for_each(|(agency, kind)| {
                    w.element("Receiver", |w| {
                        w.leaf("OrganId", &codes::lenient(agency, form))?;
                        w.maybe("ReceiverType", kind.as_deref())
                    })
                })
            })
        })?;
    }
    if b.replaces.is_empty() {
        return Ok(());
    }
    w.element("ReplacementInfoList", |w| {
        b.replaces.iter().try_for_each(|replaced| {
            w.element("ReplacementInfo", |w| {
                w.needed("DocumentId", Some(&replaced.document_id))?;
                let agencies: Vec<String> =
                    replaced.agencies.iter().map(|agency| codes::lenient(agency, form)).collect();
                list(w, "OrganIdList", "OrganId", &agencies)
            })
        })
    })
}

fn attachment(w: &mut Writer, attachment: &Attachment, wanted: Transport) -> Result<(), EncodeError> {
    w.element("Attachment", |w| {
        w.leaf("ContentId", &format!("cid:{}", attachment.id))?;
        w.needed("AttachmentName", Some(&attachment.name))?;
        w.maybe("ContentType", attachment.media_type.as_deref())?;
        w.maybe("Description", attachment.description.as_deref())?;
        w.element("ContentTransferEncoded", |w| {
            w.shared(contents::text(attachment, wanted)?);
            Ok(())
        })
    })
}
