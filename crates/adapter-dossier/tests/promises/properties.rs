//! What holds for every dossier and every input.

use std::sync::Arc;

use bytes::Bytes;
use jiff::civil::DateTime;
use lienthong_adapter::{Adapter, Limits};
use lienthong_adapter_dossier::answer::{Reply, Sent};
use lienthong_adapter_dossier::number::DossierNumber;
use lienthong_adapter_dossier::{DossierAdapter, dossier_schema, progress_schema};
use lienthong_model::Payload;
use lienthong_model::schema::{Batch, Field, Kind, Record, Schema, Value};
use lienthong_model::system::{DossierOptions, DossierShape};
use lienthong_model::text::nfc;
use proptest::prelude::*;

use crate::common::*;

/// Canonical text: NFC, with everything that JSON must escape, and no white space at its ends.
fn free_text() -> BoxedStrategy<String> {
    "x[ -~àặẫởỹĐ\u{301}\u{10000}\r\n\t\u{1}\u{7f}\"\\\\]{0,20}x".prop_map(|t| nfc(&t).into_owned()).boxed()
}

fn number() -> BoxedStrategy<String> {
    ("[A-Z][0-9]{2}(\\.[0-9]{2}){0,2}", 0..100, 1..=12, 1..=28, "[0-9]{4,6}")
        .prop_map(|(agency, year, month, day, serial)| {
            format!("{agency}-{year:02}{month:02}{day:02}-{serial}")
        })
        .boxed()
}

fn time() -> BoxedStrategy<DateTime> {
    let time = (1000..=9999_i16, 1..=12_i8, 1..=28_i8, 0..24_i8, 0..60_i8, 0..60_i8);
    time.prop_map(|(y, mo, d, h, mi, s)| jiff::civil::datetime(y, mo, d, h, mi, s, 0)).boxed()
}

/// A value of a field; by the schema, so that every field that is added is tried.
fn value_of(field: &Field) -> BoxedStrategy<Value> {
    match &field.kind {
        Kind::Text { .. } if field.search_key && !field.personal => number().prop_map(Value::Text).boxed(),
        // A path holds no separator, and no part of one at its ends.
        Kind::Text { .. } if field.name.as_str() == "path" => {
            "[a-z:/]{1,3}#?[a-z/]".prop_map(Value::Text).boxed()
        }
        Kind::Text { .. } => free_text().prop_map(Value::Text).boxed(),
        Kind::Code(list) => {
            let codes: Vec<String> = list.labels.keys().cloned().chain(["77".into(), "x y".into()]).collect();
            prop::sample::select(codes).prop_map(Value::Text).boxed()
        }
        Kind::Boolean => any::<bool>().prop_map(Value::Boolean).boxed(),
        Kind::Decimal { .. } => {
            any::<i64>().prop_map(|n| Value::Decimal(n.to_string().parse().unwrap())).boxed()
        }
        Kind::DateTime => time().prop_map(Value::DateTime).boxed(),
        Kind::Group { fields, repeats: None } => record_of(fields, false).prop_map(Value::Group).boxed(),
        Kind::Group { fields, repeats: Some(_) } => {
            let is_paths = fields.len() == 1 && fields[0].name.as_str() == "path";
            let least = usize::from(is_paths);
            prop::collection::vec(record_of(fields, !is_paths), least..3)
                .prop_map(move |mut list| {
                    // The first path is always there: nothing at all is no list of paths.
                    if let Some(value) = list.first_mut().filter(|_| is_paths) {
                        value.values[0].get_or_insert_with(|| Value::Text("a".to_owned()));
                    }
                    Value::List(list)
                })
                .boxed()
        }
        other => panic!("no kind of these schemas: {other:?}"),
    }
}

fn record_of(fields: &[Field], with_extra: bool) -> BoxedStrategy<Record> {
    let values: Vec<BoxedStrategy<Option<Value>>> = fields
        .iter()
        .map(|field| {
            let value = value_of(field);
            if field.required { value.prop_map(Some).boxed() } else { prop::option::of(value).boxed() }
        })
        .collect();
    let extra =
        prop::collection::btree_map("[a-z]{1,3}", "\"[a-z]{0,3}\"|[1-9]\\.50|null|\\[\\{\\}\\]", 0..2);
    (values, extra)
        .prop_map(move |(values, extra)| {
            // A group of nothing is no group.
            let values = values.into_iter().map(|value| {
                value.filter(|v| !matches!(v, Value::Group(g) if g.values.iter().all(Option::is_none)))
            });
            let extra = if with_extra { extra.into_iter().collect() } else { Vec::new() };
            Record { values: values.collect(), extra }
        })
        .boxed()
}

fn batch_of(schema: Arc<Schema>) -> impl Strategy<Value = Payload> {
    prop::collection::vec(record_of(&schema.fields, true), 1..3)
        .prop_map(move |records| Payload::Records(Box::new(Batch { schema: schema.clone(), records })))
}

fn returns(payload: &Payload) -> Result<(), TestCaseError> {
    for shape in [DossierShape::Array, DossierShape::Call] {
        let text = encode(payload, DossierOptions { shape, ..DossierOptions::default() });
        prop_assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok(), "{}", text);
        let back = DossierAdapter.decode(&Bytes::from(text.clone()), &context(DossierOptions::default()));
        let back = back.map_err(|e| TestCaseError::fail(format!("{e}\n{text}")))?;
        prop_assert_eq!(&back.payload, payload, "{}", text);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_dossier_comes_back_as_it_was(payload in batch_of(dossier_schema())) {
        returns(&payload)?;
    }

    #[test]
    fn every_step_comes_back_as_it_was(payload in batch_of(progress_schema())) {
        returns(&payload)?;
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = DossierAdapter.decode(&Bytes::from(bytes.clone()), &context(DossierOptions::default()));
        let _ = Reply::read(&bytes, Sent::Progress, &Limits::default());
    }

    #[test]
    fn no_json_makes_it_panic(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40)) {
        for text in [pieces.concat(), format!("[{{\"MaHoSo\":\"H60-261102-0007\",{}}}]", pieces.concat())] {
            if let Ok(decoded) = DossierAdapter.decode(&Bytes::from(text.clone()), &context(DossierOptions::default())) {
                returns(&decoded.payload)?;
            }
            let _ = Reply::read(text.as_bytes(), Sent::Dossiers, &Limits::default());
        }
    }

    #[test]
    fn whatever_is_read_of_a_damaged_sample_can_be_written_and_nothing_shows_the_session(at in 0..6000_usize, to in any::<u8>(), cut in 0..40_usize) {
        let mut bytes = sample("valid/lenient.json").to_vec();
        let at = at % bytes.len();
        let end = (at + cut).min(bytes.len());
        bytes.splice(at..end, [to]);
        // Damage within the session itself may make it a name of something else.
        prop_assume!(String::from_utf8_lossy(&bytes).contains("\"session\": \"0b6f0000-bi-mat\","));
        let answer = DossierAdapter.decode(&Bytes::from(bytes), &context(DossierOptions::default()));
        let shown = format!("{answer:?}");
        prop_assert!(!shown.contains("bi-mat"), "{}", shown);
        if let Ok(decoded) = answer {
            returns(&decoded.payload)?;
        }
    }

    #[test]
    fn a_number_reads_as_itself(text in number(), junk in ".{0,20}") {
        let number = DossierNumber::parse(&text, None).unwrap();
        prop_assert_eq!(DossierNumber::parse(number.as_str(), None).unwrap(), number);
        if let Ok(number) = DossierNumber::parse(&junk, None) {
            prop_assert_eq!(DossierNumber::parse(number.as_str(), None), Ok(number));
        }
    }
}

const PIECES: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\\u",
    "d83d",
    "\\\"",
    " ",
    "\n",
    "null",
    "true",
    "-",
    "0",
    "1.5",
    "e9",
    "\"data\":",
    "\"service\":",
    "\"DongBoHoSoMC\"",
    "\"MaHoSo\":",
    "\"TrangThai\":",
    "\"MaTTHC\":\"1\"",
    "\"DinhDanhCHS\":[{",
    "\"TaiLieuNop\":[",
    "\"DuongDanTaiTepTin\":\"a##b\"",
    "\"NgayTiepNhan\":\"20261102080000\"",
    "ặ",
    "\u{feff}",
    "\u{301}",
];
