//! Reading a package: from bytes to dossiers, or to steps of dossiers.
//!
//! The steps, in order:
//!
//! 1. [`crate::json`]: well-formed JSON within limits;
//! 2. [`envelope`]: the records out of what stands around them, and whether they are dossiers or steps;
//! 3. [`record`]: member by member, with [`scalar`] for single values;
//! 4. [`checks`]: what single members cannot tell.
//!
//! # What holds
//!
//! * The session of a call is a secret: it is not kept, and no finding shows it.
//! * No finding shows the value of a member, only its place and what would have been right.

mod checks;
mod cx;
mod envelope;
mod record;
mod scalar;

use self::scalar::OBJECT;
use bytes::Bytes;
use lienthong_adapter::{
    DecodeContext, DecodeError, Decoded, Facts, FileKind, Finding, Phrase, Place, check_kind,
};
use lienthong_model::Payload;
use lienthong_model::schema::Batch;

use crate::json;
use crate::reasons::WRONG_TYPE;
use crate::view::text;
use crate::warnings::BYTE_ORDER_MARK;
use cx::Cx;

pub(crate) use envelope::{DOSSIER_SERVICE, STEP_SERVICE};

/// Reads `bytes`.
pub(crate) fn decode(bytes: &Bytes, context: &DecodeContext) -> Result<Decoded, DecodeError> {
    decode_unlocated(bytes, context).map_err(|error| error.located(bytes))
}

fn decode_unlocated(bytes: &Bytes, context: &DecodeContext) -> Result<Decoded, DecodeError> {
    check_kind(bytes, &[FileKind::Json], Phrase::new("dossiers in JSON", "hồ sơ dạng JSON"))?;
    let tree = json::parse(bytes, &context.limits)?;
    let mut cx = Cx::new(context);
    if tree.had_mark {
        cx.warn(Finding::new(&BYTE_ORDER_MARK).at(0));
    }
    let package = envelope::open(&mut cx, &tree.root)?;
    let known = package.kind.known();
    let mut records = Vec::with_capacity(package.nodes.len());
    let mut seen = checks::Seen::default();
    for (n, node) in package.nodes.iter().enumerate() {
        package.enter(&mut cx, n);
        let entries =
            node.json.entries().ok_or_else(|| cx.refuse(&WRONG_TYPE, node, node.json.kind(), OBJECT))?;
        let record = record::read(&mut cx, &known.layout, entries, node)?;
        checks::check(&mut cx, package.kind, &record, entries, node, &mut seen);
        records.push(record);
        package.leave(&mut cx);
    }
    // What ties messages together is the dossier, where all is about one.
    let first = records.first().and_then(|record| text(known, record, "number"));
    let correlation_id = first
        .filter(|number| records.iter().all(|record| text(known, record, "number") == Some(number)))
        .map(str::to_owned);
    let (mut warnings, warnings_left_off) = cx.into_warnings();
    Place::locate_all(warnings.iter_mut().map(|warning| &mut *warning.0.place), bytes);
    let batch = Batch { schema: known.schema.clone(), records };
    Ok(Decoded {
        payload: Payload::Records(Box::new(batch)),
        warnings,
        warnings_left_off,
        facts: Facts { correlation_id, ..Facts::default() },
    })
}
