//! A number that is none, as a finding for its sender.

use lienthong_adapter::{Finding, Phrase, Unit, phrase};

use crate::number::{MAX_LOCAL_LEN, MAX_SERIAL, NumberError};
use crate::reasons::*;

/// What a number looks like.
pub(crate) const FORM: Phrase = Phrase::new("AGENCY-yyMMdd-SERIAL", "MÃCƠQUAN-yyMMdd-SỐTHỨTỰ");

/// The finding of `error`, without its place.
pub(crate) fn of(error: &NumberError) -> Finding {
    match error {
        NumberError::Empty => Finding::new(&NUMBER_EMPTY),
        NumberError::Parts { found } => Finding::new(&NUMBER_PARTS).found(found.to_string()).expected(FORM),
        NumberError::Agency(error) => Finding::new(&NUMBER_AGENCY).found(error.code()),
        NumberError::Groups { found } => Finding::new(&NUMBER_GROUPS).found(found.to_string()).expected("4"),
        NumberError::Day => Finding::new(&NUMBER_DAY).expected("yyMMdd"),
        NumberError::Serial { found } => Finding::new(&NUMBER_SERIAL)
            .found(found.to_string())
            .expected(phrase!("4 to {MAX_SERIAL} digits", "4 đến {MAX_SERIAL} chữ số")),
        NumberError::Local => Finding::new(&NUMBER_LOCAL).expected(Phrase::count(MAX_LOCAL_LEN, Unit::Bytes)),
    }
}
