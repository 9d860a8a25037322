//! Numbers of Visual FoxPro that are no text: integers, currency and doubles, as bytes.
//!
//! They have no way to be blank, and none is rounded: what would come back as another number is refused.

use lienthong_adapter::mapping::reasons::VALUE_TOO_WIDE;
use lienthong_adapter::rows::Stored;
use lienthong_adapter::{Finding, Phrase, Unit, phrase};

/// Digits that a double keeps, whatever they are.
const CERTAIN_DIGITS: usize = 15;
/// Digits behind the point of a currency.
const CURRENCY_DECIMALS: usize = 4;

/// Appends a number, as its canonical text says it.
pub(super) fn write(number: &str, stored: Stored, to: &mut Vec<u8>) -> Result<(), Finding> {
    match stored {
        Stored::Integer => {
            let whole = scaled(number, 0)?;
            let whole = i32::try_from(whole).map_err(|_| beyond(number, "-2147483648 … 2147483647"))?;
            to.extend_from_slice(&whole.to_le_bytes());
        }
        Stored::Currency => {
            let all = scaled(number, CURRENCY_DECIMALS)?;
            let most = "-922337203685477.5808 … 922337203685477.5807";
            to.extend_from_slice(&i64::try_from(all).map_err(|_| beyond(number, most))?.to_le_bytes());
        }
        Stored::Double => {
            let digits =
                number.trim_start_matches(['-', '0', '.']).bytes().filter(u8::is_ascii_digit).count();
            if digits > CERTAIN_DIGITS {
                return Err(Finding::new(&VALUE_TOO_WIDE)
                    .found(Phrase::count(digits, Unit::Digits))
                    .expected(Phrase::count(CERTAIN_DIGITS, Unit::Digits)));
            }
            let value: f64 = number.parse().map_err(|_| beyond(number, "a number"))?;
            to.extend_from_slice(&value.to_le_bytes());
        }
        Stored::Digits | Stored::Float => unreachable!("the digits of a number are written as they are"),
    }
    Ok(())
}

/// A number in units of its last digit behind the point.
fn scaled(number: &str, decimals: usize) -> Result<i128, Finding> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    // Zeros at the end are no digits that could be lost: the schema says how many there are.
    let needed = fraction.trim_end_matches('0').len();
    if needed > decimals {
        return Err(Finding::new(&VALUE_TOO_WIDE)
            .found(Phrase::count(needed, Unit::Decimals))
            .expected(Phrase::count(decimals, Unit::Decimals)));
    }
    let fraction = &fraction[..fraction.len().min(decimals)];
    let text = format!("{whole}{fraction:0<decimals$}");
    text.parse().map_err(|_| beyond(number, "a number"))
}

fn beyond(number: &str, limits: &str) -> Finding {
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    Finding::new(&VALUE_TOO_WIDE)
        .found(phrase!("a number of {digits} digits", "số gồm {digits} chữ số"))
        .expected(limits)
}
