//! Texts of messages.

/// An edXML letter (bare, without attachments) of 20 November 2026; `number` is in its id, so that letters differ.
pub fn letter(number: u32, from: &str, to: &[&str]) -> String {
    let to: String =
        to.iter().map(|code| format!("<edXML:To><edXML:OrganId>{code}</edXML:OrganId></edXML:To>")).collect();
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<edXML xmlns="http://www.mic.gov.vn/TBT/QCVN_102_2016">
 <edXML:edXMLEnvelope xmlns:edXML="http://www.mic.gov.vn/TBT/QCVN_102_2016">
  <edXML:edXMLHeader>
   <edXML:MessageHeader>
    <edXML:From><edXML:OrganId>{from}</edXML:OrganId><edXML:OrganName>Cơ quan mẫu</edXML:OrganName></edXML:From>
    {to}
    <edXML:DocumentId>{from},2026/11/20,{number}/SM-VP</edXML:DocumentId>
    <edXML:Code><edXML:CodeNumber>{number}</edXML:CodeNumber><edXML:CodeNotation>SM-VP</edXML:CodeNotation></edXML:Code>
    <edXML:PromulgationInfo><edXML:Place>Tuyên Quang</edXML:Place><edXML:PromulgationDate>2026/11/20</edXML:PromulgationDate></edXML:PromulgationInfo>
    <edXML:DocumentType><edXML:Type>2</edXML:Type><edXML:TypeDetail>18</edXML:TypeDetail><edXML:TypeName>Công văn</edXML:TypeName></edXML:DocumentType>
    <edXML:Subject>V/v thử nghiệm: ặ ẫ ở ỹ</edXML:Subject>
    <edXML:Content>Nội dung hư cấu.</edXML:Content>
   </edXML:MessageHeader>
  </edXML:edXMLHeader>
 </edXML:edXMLEnvelope>
</edXML>
"#
    )
}
