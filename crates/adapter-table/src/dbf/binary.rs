//! Numbers of Visual FoxPro that are no text: integers, currency and doubles, as bytes. They have no way to be blank.

use lienthong_adapter::Finding;
use lienthong_adapter::rows::Stored;

/// Appends a number, as its canonical text says it.
pub(super) fn write(number: &str, stored: Stored, to: &mut Vec<u8>) -> Result<(), Finding> {
    match stored {
        Stored::Integer => to.extend_from_slice(&Stored::as_int(number)?.to_le_bytes()),
        Stored::Currency => to.extend_from_slice(&Stored::as_currency(number)?.to_le_bytes()),
        Stored::Double => to.extend_from_slice(&Stored::as_double(number)?.to_le_bytes()),
        Stored::Digits | Stored::Float | Stored::Long => {
            unreachable!("the digits of a number are written as they are")
        }
    }
    Ok(())
}
