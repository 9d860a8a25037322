//! Agencies, references to documents, dates and people: what several parts of a header are made of.

use jiff::Timestamp;
use jiff::civil::Date;
use lienthong_adapter::{DecodeError, Finding};
use lienthong_model::AgencyCode;
use lienthong_model::document::{DocumentRef, Party, Staff};

use super::cx::Cx;
use super::fields::{Fields, Shape};
use crate::dates::{self, DATE_FORM, TIME_FORM, Why};
use crate::reasons::*;
use crate::warnings::*;

const PARTY: Shape = Shape {
    once: &[
        "OrganId",
        "OrganizationInCharge",
        "OrganName",
        "OrganAdd",
        "Email",
        "Telephone",
        "Fax",
        "Website",
    ],
    ..Shape::EMPTY
};
const REFERENCE: Shape =
    Shape { once: &["OrganId", "Code", "PromulgationDate", "DocumentId"], ..Shape::EMPTY };
const STAFF: Shape = Shape { once: &["Department", "Staff", "Mobile", "Email"], ..Shape::EMPTY };

/// `From`, `To`.
pub(super) fn party(cx: &mut Cx<'_>, index: usize, path: String) -> Result<Party, DecodeError> {
    let fields = cx.fields(index, path, &PARTY)?;
    let code_text = fields.required_token(cx, "OrganId")?;
    let code = match AgencyCode::read(&code_text, cx.context.options.code_form) {
        Ok(reading) => {
            if !reading.warnings.is_empty() {
                cx.warn(fields.placed(Finding::new(&CODE_ODD_FORM).found(&code_text), "OrganId"));
            }
            Some(reading.code)
        }
        Err(error) => {
            let finding = Finding::new(&CODE_NOT_READ).found(&code_text).expected(error.code());
            cx.warn(fields.placed(finding, "OrganId"));
            None
        }
    };
    Ok(Party {
        code_text,
        code,
        parent_name: fields.text(cx, "OrganizationInCharge")?,
        name: fields.text(cx, "OrganName")?,
        address: fields.text(cx, "OrganAdd")?,
        email: fields.token(cx, "Email")?,
        phone: fields.token(cx, "Telephone")?,
        fax: fields.token(cx, "Fax")?,
        website: fields.token(cx, "Website")?,
    })
}

/// `ResponseFor`.
pub(super) fn reference(cx: &mut Cx<'_>, index: usize, path: String) -> Result<DocumentRef, DecodeError> {
    let fields = cx.fields(index, path, &REFERENCE)?;
    Ok(DocumentRef {
        agency_text: fields.token(cx, "OrganId")?,
        reference: fields.token(cx, "Code")?,
        issued_on: date(cx, &fields, "PromulgationDate")?,
        document_id: fields.token(cx, "DocumentId")?,
    })
}

/// `StaffInfo`.
pub(super) fn staff(cx: &mut Cx<'_>, parent: &Fields<'_>) -> Result<Option<Staff>, DecodeError> {
    let Some(index) = parent.one("StaffInfo") else { return Ok(None) };
    let fields = cx.fields(index, parent.path_of("StaffInfo"), &STAFF)?;
    let staff = Staff {
        department: fields.text(cx, "Department")?,
        name: fields.text(cx, "Staff")?,
        mobile: fields.token(cx, "Mobile")?,
        email: fields.token(cx, "Email")?,
    };
    Ok(Some(staff).filter(|staff| *staff != Staff::default()))
}

/// A date.
pub(super) fn date<'t>(
    cx: &mut Cx<'t>,
    fields: &Fields<'t>,
    name: &str,
) -> Result<Option<Date>, DecodeError> {
    dated(cx, fields, name, DATE_FORM, dates::date)
}

/// A time.
pub(super) fn time<'t>(
    cx: &mut Cx<'t>,
    fields: &Fields<'t>,
    name: &str,
) -> Result<Option<Timestamp>, DecodeError> {
    dated(cx, fields, name, TIME_FORM, dates::timestamp)
}

fn dated<'t, T>(
    cx: &mut Cx<'t>,
    fields: &Fields<'t>,
    name: &str,
    form: &str,
    read: impl Fn(&str) -> Result<dates::Read<T>, Why>,
) -> Result<Option<T>, DecodeError> {
    let Some(text) = fields.token(cx, name)? else { return Ok(None) };
    match read(&text) {
        Ok(dates::Read { value, odd }) => {
            if odd {
                cx.warn(fields.placed(Finding::new(&DATE_ODD_FORM).found(&text).expected(form), name));
            }
            Ok(Some(value))
        }
        Err(why) => {
            let reason = if why == Why::Form { &DATE_FORMAT } else { &DATE_IMPOSSIBLE };
            Err(fields.placed(Finding::new(reason).found(&text).expected(form), name).into())
        }
    }
}
