//! Reading the fields of requests: each mistake names its path.

use bytes::Bytes;
use jiff::civil::Date;
use lienthong_adapter::phrase;
use lienthong_model::envelope::MAX_KEY_BYTES;
use lienthong_model::{AgencyCode, Digest, Receiver, SystemId};
use lienthong_store::Notify;
use lienthong_wire::message::{Envelope, NotifyPolicy, Receiver as WireReceiver, receiver::Target};
use lienthong_wire::time;

use crate::accept::Draft;
use crate::problem::{Problem, Told};
use crate::refusal::Refusal;

/// Parses a text; empty is nothing.
pub fn optional<T: std::str::FromStr>(path: &str, text: &str) -> Result<Option<T>, Refusal>
where
    T::Err: Told,
{
    if text.is_empty() { Ok(None) } else { required(path, text).map(Some) }
}

/// Parses a text that must be there.
pub fn required<T: std::str::FromStr>(path: &str, text: &str) -> Result<T, Refusal>
where
    T::Err: Told,
{
    text.parse().map_err(|error: T::Err| Refusal::wrong_field(path, &error))
}

/// A day in ISO 8601.
pub fn day(path: &str, text: &str) -> Result<Date, Refusal> {
    let day = (text.len() == 10).then(|| text.parse().ok()).flatten();
    day.ok_or_else(|| {
        Refusal::field(path, "must be a day such as 2025-07-01", "phải là ngày dạng 2025-07-01")
    })
}

/// A SHA-256; empty is nothing.
pub fn digest(path: &str, bytes: &Bytes) -> Result<Option<Digest>, Refusal> {
    if bytes.is_empty() {
        return Ok(None);
    }
    let found = bytes.len();
    let bytes: Result<[u8; 32], _> = bytes.as_ref().try_into();
    let wrong = |_| {
        let words = phrase!("has {found} bytes and must have 32", "có {found} byte, phải có đúng 32 byte");
        Refusal::wrong_field(path, Problem::ours(words.ours()))
    };
    Ok(Some(Digest::from_bytes(bytes.map_err(wrong)?)))
}

/// A short text of the sender's, without control characters; empty is nothing.
pub fn key(path: &str, text: String) -> Result<Option<String>, Refusal> {
    if text.len() > MAX_KEY_BYTES {
        return Err(Refusal::field(path, "has more than 200 bytes", "dài quá 200 byte"));
    }
    if text.chars().any(char::is_control) {
        return Err(Refusal::field(path, "holds a control character", "có ký tự điều khiển"));
    }
    Ok((!text.is_empty()).then_some(text))
}

/// An envelope. What a format may say instead may be absent.
pub fn envelope(envelope: Envelope) -> Result<Draft, Refusal> {
    let mut receivers = Vec::with_capacity(envelope.receivers.len());
    for (index, target) in envelope.receivers.iter().enumerate() {
        receivers.push(receiver(&format!("envelope.receivers[{index}]"), target)?);
    }
    let created_at = match &envelope.created_at {
        Some(at) => Some(time::from_wire(at).ok_or_else(|| {
            Refusal::field("envelope.created_at", "is not an instant", "không phải thời điểm hợp lệ")
        })?),
        None => None,
    };
    let notify = match NotifyPolicy::try_from(envelope.notify) {
        Ok(NotifyPolicy::Unspecified | NotifyPolicy::Failures) => Notify::Failures,
        Ok(NotifyPolicy::All) => Notify::All,
        Ok(NotifyPolicy::Nothing) => Notify::Nothing,
        Err(_) => {
            return Err(Refusal::field("envelope.notify", "is not a known value", "giá trị không hợp lệ"));
        }
    };
    Ok(Draft {
        id: optional("envelope.message_id", &envelope.message_id)?,
        kind: optional("envelope.type", &envelope.r#type)?,
        receivers,
        created_at,
        case_key: key("envelope.case_key", envelope.case_key)?,
        correlation_id: key("envelope.correlation_id", envelope.correlation_id)?,
        notify,
        writing: None,
    })
}

fn receiver(path: &str, receiver: &WireReceiver) -> Result<Receiver, Refusal> {
    match &receiver.target {
        Some(Target::Agency(text)) if !text.is_empty() && text.len() <= MAX_KEY_BYTES => {
            Ok(Receiver::Agency(text.clone()))
        }
        Some(Target::Agency(_)) => Err(Refusal::field(
            format!("{path}.agency"),
            "must have 1 to 200 bytes",
            "phải dài từ 1 đến 200 byte",
        )),
        Some(Target::System(text)) => {
            Ok(Receiver::System(required::<SystemId>(&format!("{path}.system"), text)?))
        }
        Some(Target::Set(set)) => Ok(Receiver::Set {
            level: optional(&format!("{path}.set.level"), &set.level)?,
            under: required::<AgencyCode>(&format!("{path}.set.under"), &set.under)?,
        }),
        None => Err(Refusal::field(path, "names nobody", "chưa nêu nơi nhận")),
    }
}

/// A page size: 0 is 100, more than 1000 is refused.
pub fn page_size(size: i32) -> Result<usize, Refusal> {
    match usize::try_from(size) {
        Ok(0) => Ok(100),
        Ok(size) if size <= 1000 => Ok(size),
        _ => Err(Refusal::field("page_size", "must be 0 to 1000", "phải từ 0 đến 1000")),
    }
}
