//! Agency codes in the form that a receiver wants.

use lienthong_adapter::{EncodeContext, EncodeError, Finding, Phrase};
use lienthong_model::AgencyCode;
use lienthong_model::agency_code::CodeForm;
use lienthong_model::document::Party;

use super::xml;
use crate::reasons::CODE_NOT_IN_FORM;

/// The code of a sender or a receiver. As received, where the receiving system asks for no form.
pub(super) fn of_party(party: &Party, form: Option<CodeForm>) -> Result<String, EncodeError> {
    let text = party.code_text.as_str();
    match (form, &party.code) {
        (None, Some(code)) if text.is_empty() => Ok(code.to_string()),
        (None, _) if text.is_empty() => Err(xml::missing("OrganId")),
        (None, _) => Ok(text.into()),
        (Some(form), Some(code)) => in_form(code, form).ok_or_else(|| not_in_form(code.as_str(), form)),
        (Some(form), None) => of_text(text, form).ok_or_else(|| not_in_form(text, form)),
    }
}

/// A code that must be in the form, from its text.
pub(super) fn strict(text: &str, form: Option<CodeForm>) -> Result<String, EncodeError> {
    match form {
        None => Ok(text.into()),
        Some(form) => of_text(text, form).ok_or_else(|| not_in_form(text, form)),
    }
}

/// A code that is in the form where it can be, and stays as received otherwise.
pub(super) fn lenient(text: &str, form: Option<CodeForm>) -> String {
    form.and_then(|form| of_text(text, form)).unwrap_or_else(|| text.into())
}

/// The code that the gateway writes for itself.
pub(super) fn of_gateway(code: &AgencyCode, context: &EncodeContext<'_>) -> String {
    context.options.code_form.and_then(|form| in_form(code, form)).unwrap_or_else(|| code.to_string())
}

fn of_text(text: &str, form: CodeForm) -> Option<String> {
    in_form(&AgencyCode::read(text, None).ok()?.code, form)
}

fn in_form(code: &AgencyCode, form: CodeForm) -> Option<String> {
    match form {
        CodeForm::New => Some(code.to_string()),
        CodeForm::Old => code.to_old_form(),
    }
}

fn not_in_form(text: &str, form: CodeForm) -> EncodeError {
    let form = match form {
        CodeForm::New => Phrase::new("new (H60.07)", "mới (H60.07)"),
        CodeForm::Old => Phrase::new("old (000.00.07.H60)", "cũ (000.00.07.H60)"),
    };
    Finding::new(&CODE_NOT_IN_FORM).found(text).expected(form).into()
}
