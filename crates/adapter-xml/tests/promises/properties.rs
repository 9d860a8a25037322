//! Any bytes, and any text.

use bytes::Bytes;
use lienthong_adapter::Adapter;
use lienthong_adapter::rows::SoapVersion;
use lienthong_adapter_xml::soap::read_answer;
use proptest::prelude::*;

use crate::common::*;
use crate::layouts;

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        _ = read_answer(&String::from_utf8_lossy(&bytes), SoapVersion::V11);
        let bytes = Bytes::from(bytes);
        for (_, mapping) in layouts::all() {
            _ = adapter(mapping).decode(&bytes, &context());
        }
    }

    /// Words of XML in any order reach deeper than noise.
    #[test]
    fn words_are_read_or_refused(words in prop::collection::vec(prop::sample::select(WORDS), 0..60)) {
        let text = words.concat();
        for (_, mapping) in layouts::all() {
            _ = adapter(mapping).decode(&Bytes::from(text.clone()), &context());
        }
        let text = format!("<DanhSach><Ho>{text}</Ho></DanhSach>");
        _ = adapter(layouts::list()).decode(&Bytes::from(text), &context());
    }

    #[test]
    fn any_text_survives(text in "\\PC{1,40}") {
        let text = lienthong_vntext::nfc(text.trim()).into_owned();
        let is_text = lienthong_vntext::Charset::Utf8.decode(text.as_bytes()).is_ok();
        prop_assume!(is_text && !text.trim().is_empty() && text.trim() == text);
        let plain = "<DanhSach><Ho ma='1'><HoTen>A</HoTen></Ho></DanhSach>";
        let mut records = decode(&adapter(layouts::list()), plain).unwrap();
        records[0].values[0] = Some(lienthong_model::schema::Value::Text(text.clone()));
        records[0].extra[0].1 = text;
        for mapping in [layouts::list(), layouts::set()] {
            let adapter = adapter(mapping);
            if adapter.encode(&payload(&records), &lienthong_adapter::EncodeContext::new(&Default::default())).is_err() {
                continue;
            }
            let written = encode(&adapter, records.clone()).unwrap();
            prop_assert_eq!(decode(&adapter, written).unwrap(), records.clone());
        }
    }
}

#[test]
fn a_text_that_reading_takes_for_damaged_is_not_written() {
    let plain = "<DanhSach><Ho ma='1'><HoTen>A</HoTen></Ho></DanhSach>";
    let mut records = decode(&adapter(layouts::list()), plain).unwrap();
    records[0].values[0] = Some(lienthong_model::schema::Value::Text("Â®".to_owned()));
    let (code, _) = encode(&adapter(layouts::list()), records).unwrap_err();
    assert_eq!(code, "DAMAGED_TEXT");
}

fn payload(records: &[lienthong_model::schema::Record]) -> lienthong_model::Payload {
    let batch = lienthong_model::schema::Batch { schema: schema(), records: records.to_vec() };
    lienthong_model::Payload::Records(Box::new(batch))
}

const WORDS: &[&str] = &[
    "<DanhSach>",
    "</DanhSach>",
    "<Ho>",
    "</Ho>",
    "<HoTen>",
    "</HoTen>",
    "<HoTen/>",
    "<Giay>",
    "</Giay>",
    "<GiayTo>",
    "</GiayTo>",
    "<x a='",
    "'",
    ">",
    "/>",
    "<",
    "&",
    "&amp;",
    "&#",
    "x1EA5;",
    ";",
    "<![CDATA[",
    "]]>",
    "<!--",
    "-->",
    "<?x ?>",
    "<!DOCTYPE",
    " xmlns='urn:a'",
    "<diffgr:diffgram xmlns:diffgr='urn:schemas-microsoft-com:xml-diffgram-v1'>",
    "</diffgr:diffgram>",
    "<soap:Envelope xmlns:soap='http://schemas.xmlsoap.org/soap/envelope/'>",
    "<soap:Body>",
    "ậ",
    "\u{fffd}",
    "\u{0}",
    " ",
    "\r\n",
];
