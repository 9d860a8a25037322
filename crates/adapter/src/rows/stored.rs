//! The types of numbers that a format has, and which numbers each of them holds.
//!
//! None is rounded: what would come back as another number is refused.

use crate::finding::Finding;
use crate::mapping::reasons::VALUE_TOO_WIDE;
use crate::phrase::{Phrase, Unit};

/// Digits that a double keeps, whatever they are.
const CERTAIN_DIGITS: usize = 15;
/// Digits behind the point of a currency.
const CURRENCY_DECIMALS: usize = 4;

/// As what a number is stored in a table of dBase, or declared in a data set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Stored {
    /// Its digits: `N`, `xs:decimal`.
    #[default]
    Digits,
    /// Its digits as well, under the letter of dBase IV and what came after it: `F`.
    Float,
    /// A whole number of four bytes: `I` of Visual FoxPro, `xs:int`.
    Integer,
    /// A whole number of eight bytes: `xs:long`.
    Long,
    /// Eight bytes, in ten-thousandths, of Visual FoxPro: `Y`.
    Currency,
    /// Eight bytes, a binary number of 15 certain digits: `B` of Visual FoxPro, `xs:double`.
    Double,
}

impl Stored {
    /// Whether a table of dBase holds it as bytes that are no text: only Visual FoxPro has such numbers, and they have no
    /// way to be blank.
    pub const fn is_binary(self) -> bool {
        matches!(self, Self::Integer | Self::Currency | Self::Double)
    }

    /// A number, given as its canonical text, as a whole number of four bytes.
    pub fn as_int(number: &str) -> Result<i32, Finding> {
        i32::try_from(scaled(number, 0)?).map_err(|_| beyond(number, "-2147483648 … 2147483647"))
    }

    /// The same of eight bytes.
    pub fn as_long(number: &str) -> Result<i64, Finding> {
        let most = "-9223372036854775808 … 9223372036854775807";
        i64::try_from(scaled(number, 0)?).map_err(|_| beyond(number, most))
    }

    /// The same in ten-thousandths.
    pub fn as_currency(number: &str) -> Result<i64, Finding> {
        let most = "-922337203685477.5808 … 922337203685477.5807";
        i64::try_from(scaled(number, CURRENCY_DECIMALS)?).map_err(|_| beyond(number, most))
    }

    /// A number as a double, which has no more digits than that is certain of.
    pub fn as_double(number: &str) -> Result<f64, Finding> {
        let digits = number.trim_start_matches(['-', '0', '.']).bytes().filter(u8::is_ascii_digit).count();
        if digits > CERTAIN_DIGITS {
            return Err(Finding::new(&VALUE_TOO_WIDE)
                .found(Phrase::count(digits, Unit::Digits))
                .expected(Phrase::count(CERTAIN_DIGITS, Unit::Digits)));
        }
        number.parse().map_err(|_| beyond(number, "a number"))
    }
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
        .found(crate::phrase!("a number of {digits} digits", "số gồm {digits} chữ số").ours())
        .expected(limits)
}
