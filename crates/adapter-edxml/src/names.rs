//! Names of the format.

use lienthong_adapter::Phrase;
/// The namespace of QCVN 102:2016 packages.
pub(crate) const NS: &str = "http://www.mic.gov.vn/TBT/QCVN_102_2016";
/// The namespace of XML signatures.
pub(crate) const DSIG: &str = "http://www.w3.org/2000/09/xmldsig#";
/// The namespace of SOAP 1.1 envelopes, in which older variants travel.
pub(crate) const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";
/// What readers of this variant accept, for messages.
pub(crate) const ACCEPTED: Phrase = Phrase::new(
    "edXML of QCVN 102:2016 (root `edXML` in http://www.mic.gov.vn/TBT/QCVN_102_2016)",
    "edXML theo QCVN 102:2016 (phần tử gốc `edXML` trong http://www.mic.gov.vn/TBT/QCVN_102_2016)",
);
