//! One value of a member: any scalar of JSON, read by what the field is.
//!
//! Senders write `1`, `"1"`, `true` and `"True"` for one thing, and dates in two forms. What is read is decided by the
//! field, never by how the value looks.

use std::borrow::Cow;

use lienthong_adapter::{DecodeError, Finding, Phrase};
use lienthong_model::schema::{CodeList, Decimal, Value};

use super::cx::Cx;
use crate::dates;
use crate::json::{Json, Node};
use crate::member::{Form, Member};
use crate::number::DossierNumber;
use crate::number_finding;
use crate::reasons::*;
use crate::warnings::*;

/// Whether a text says nothing.
pub(super) fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

/// Reads `node` as a value of `member`.
pub(super) fn read(cx: &mut Cx<'_>, member: &Member, node: &Node) -> Result<Option<Value>, DecodeError> {
    let expected = expected(member.form);
    let Some(text) = any_text(cx, node, &expected)? else { return Ok(None) };
    if is_blank(&text) {
        return Ok(None);
    }
    if matches!(node.json, Json::Number(_)) && (member.identifier || matches!(member.form, Form::Number)) {
        cx.warn_at(node, Finding::new(&IDENTIFIER_AS_NUMBER));
    }
    let value = match member.form {
        Form::Number => number(cx, node, &text)?,
        Form::Code(list) => code(cx, node, list(), text.trim())?,
        Form::Flag | Form::Bool => match text.trim() {
            "1" => Value::Boolean(true),
            "0" => Value::Boolean(false),
            word if word.eq_ignore_ascii_case("true") => Value::Boolean(true),
            word if word.eq_ignore_ascii_case("false") => Value::Boolean(false),
            _ => return Err(cx.refuse_text(&VALUE_FORMAT, (member, node), &text, expected)),
        },
        Form::Amount | Form::Int => match text.trim().parse::<Decimal>() {
            Ok(number) if number.scale() == 0 => Value::Decimal(number),
            _ => return Err(cx.refuse_text(&VALUE_FORMAT, (member, node), &text, expected)),
        },
        Form::Time | Form::Iso | Form::IsoOrNull => match dates::read(text.trim()) {
            dates::Read::Is(at) => Value::DateTime(at),
            dates::Read::Cut(at) => {
                cx.warn_at(node, Finding::new(&FRACTION_LEFT_OFF));
                Value::DateTime(at)
            }
            dates::Read::Impossible => {
                return Err(cx.refuse_text(&DATE_IMPOSSIBLE, (member, node), &text, expected));
            }
            dates::Read::Other => return Err(cx.refuse_text(&DATE_FORMAT, (member, node), &text, expected)),
        },
        // White space around an identifier is no part of it, and would hide that two are the same.
        Form::Text if member.identifier => free_text(cx, member, node, text.trim()),
        Form::Text | Form::Paths | Form::List(_) => free_text(cx, member, node, &text),
    };
    Ok(Some(value))
}

/// Any scalar as text. Only whole numbers are texts: what a fraction was before it became a number nobody knows.
pub(super) fn any_text<'n>(
    cx: &Cx<'_>,
    node: &'n Node,
    expected: &Phrase,
) -> Result<Option<Cow<'n, str>>, DecodeError> {
    match &node.json {
        Json::Null => Ok(None),
        Json::Bool(flag) => Ok(Some(if *flag { "true" } else { "false" }.into())),
        Json::Text(text) => Ok(Some(text.into())),
        Json::Number(number) if number.bytes().all(|b| b.is_ascii_digit() || b == b'-') => {
            Ok(Some(number.into()))
        }
        Json::Number(_) => Err(cx.refuse(&NUMBER_NOT_WHOLE, node, "", expected)),
        other => Err(cx.refuse(&WRONG_TYPE, node, other.kind(), expected)),
    }
}

fn number(cx: &mut Cx<'_>, node: &Node, text: &str) -> Result<Value, DecodeError> {
    let options = &cx.context.options;
    let number = match DossierNumber::parse(text, options.code_form) {
        Err(_) if options.dossier.local_numbers => {
            let number = DossierNumber::local(text);
            cx.warn_at(node, Finding::new(&NUMBER_NOT_NATIONAL));
            number
        }
        other => other,
    };
    let number = number.map_err(|error| cx.path.on(number_finding::of(&error).at(node.at)))?;
    if number.as_str() != text {
        cx.warn_at(node, Finding::new(&NUMBER_ODD_FORM));
    }
    Ok(Value::Text(number.as_str().to_owned()))
}

fn code(cx: &mut Cx<'_>, node: &Node, list: &CodeList, text: &str) -> Result<Value, DecodeError> {
    if let Json::Bool(flag) = node.json {
        // Yes and no are codes only where both are in the list.
        if !["0", "1"].iter().all(|code| list.labels.contains_key(*code)) {
            return Err(cx.refuse(&WRONG_TYPE, node, node.json.kind(), CODE));
        }
        return Ok(Value::Text(if flag { "1" } else { "0" }.to_owned()));
    }
    if list.labels.contains_key(text) {
        return Ok(Value::Text(text.to_owned()));
    }
    let short = text.trim_start_matches('0');
    let short = if short.is_empty() { "0" } else { short };
    if list.labels.contains_key(short) {
        cx.warn_at(node, Finding::new(&CODE_LEADING_ZERO).found(short));
        return Ok(Value::Text(short.to_owned()));
    }
    cx.warn_at(node, Finding::new(&UNKNOWN_CODE).expected(&list.name));
    Ok(Value::Text(text.to_owned()))
}

/// A text as it is, with what its length and its words tell.
fn free_text(cx: &mut Cx<'_>, member: &Member, node: &Node, text: &str) -> Value {
    if text.contains('\u{fffd}') {
        cx.warn_at(node, Finding::new(&REPLACEMENT_CHARACTER));
    }
    if let Some(limit) = member.limit {
        let found = text.chars().count();
        if found > limit {
            let finding = Finding::new(&TEXT_TOO_LONG).found(found.to_string()).expected(limit.to_string());
            cx.warn_at(node, finding);
        } else if found + CUT_SHORT >= limit && text.ends_with("...") {
            cx.warn_at(node, Finding::new(&TEXT_CUT).expected(limit.to_string()));
        }
    }
    if let Some(filler) = member.filler.filter(|filler| text.trim() == *filler) {
        cx.warn_at(node, Finding::new(&FILLER_TEXT).found(filler));
    }
    Value::Text(text.to_owned())
}

/// Senders cut a text to five characters below the limit and add three dots.
const CUT_SHORT: usize = 5;

pub(super) const TEXT: Phrase = Phrase::new("text", "văn bản");
pub(super) const ARRAY: Phrase = Phrase::new("array", "mảng");
pub(super) const OBJECT: Phrase = Phrase::new("object", "đối tượng");
const CODE: Phrase = Phrase::new("code", "mã");

/// What a value must look like.
fn expected(form: Form) -> Phrase {
    match form {
        Form::Text | Form::Paths => TEXT,
        Form::Number => number_finding::FORM,
        Form::Code(_) => CODE,
        Form::Flag | Form::Bool => Phrase::new("1 / 0 / true / false", "1 / 0 / true / false"),
        Form::Amount | Form::Int => {
            Phrase::new("a whole number without leading zeros", "số nguyên không có số 0 đứng đầu")
        }
        Form::Time | Form::Iso | Form::IsoOrNull => {
            Phrase::new("yyyyMMddHHmmss / yyyy-MM-ddTHH:mm:ss", "yyyyMMddHHmmss / yyyy-MM-ddTHH:mm:ss")
        }
        Form::List(_) => ARRAY,
    }
}
