//! The edXML packages of the story: letters and statuses, from templates.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use lienthong_model::time;

const LETTER: &str = include_str!("../../demo-data/letter.edxml");
const STATUS: &str = include_str!("../../demo-data/status.edxml");

/// A letter.
#[derive(Debug, Clone)]
pub(crate) struct Letter {
    /// Code of the issuing agency.
    pub(crate) from: &'static str,
    /// Its name.
    pub(crate) from_name: &'static str,
    /// Codes of the receivers.
    pub(crate) to: &'static [&'static str],
    /// Number within the year.
    pub(crate) number: u32,
    /// Notation, such as `UBND-VP`.
    pub(crate) notation: &'static str,
    /// Trích yếu.
    pub(crate) subject: &'static str,
    /// When it is issued.
    pub(crate) at: Timestamp,
}

impl Letter {
    /// The id of the document, by which statuses name it.
    pub(crate) fn id(&self) -> String {
        format!("{},{},{}", self.from, self.date(), self.reference())
    }

    /// The printed reference.
    fn reference(&self) -> String {
        format!("{}/{}", self.number, self.notation)
    }

    fn date(&self) -> String {
        time::local(self.at).strftime("%Y/%m/%d").to_string()
    }

    /// The package.
    pub(crate) fn package(&self) -> String {
        let to = |code: &&str| format!("    <edXML:To><edXML:OrganId>{code}</edXML:OrganId></edXML:To>\n");
        let text = format!("{}\n\nVăn bản hư cấu, chỉ dùng để chạy thử.\n", self.subject);
        fill(
            LETTER,
            &[
                ("FROM", self.from),
                ("FROM_NAME", self.from_name),
                ("ID", &self.id()),
                ("NUMBER", &self.number.to_string()),
                ("NOTATION", self.notation),
                ("DATE", &self.date()),
                ("TIME", &clock(self.at)),
                ("SUBJECT", self.subject),
                ("ATTACHMENT", &STANDARD.encode(text)),
            ],
        )
        .replace("@TO@", &self.to.iter().map(to).collect::<String>())
    }

    /// What `from` tells the issuer of the letter: status `code` of the code list of QCVN 102, at this moment.
    pub(crate) fn status(&self, from: &str, from_name: &str, code: &str, description: &str) -> String {
        fill(
            STATUS,
            &[
                ("ABOUT", self.from),
                ("CODE", &self.reference()),
                ("DATE", &self.date()),
                ("ID", &self.id()),
                ("FROM", from),
                ("FROM_NAME", from_name),
                ("STATUS", code),
                ("DESCRIPTION", description),
                ("TIME", &clock(Timestamp::now())),
            ],
        )
    }
}

fn clock(at: Timestamp) -> String {
    time::local(at).strftime("%Y/%m/%d %H:%M:%S").to_string()
}

/// Puts texts in place of `@NAME@`, as XML.
fn fill(template: &str, texts: &[(&str, &str)]) -> String {
    texts.iter().fold(template.to_owned(), |package, (name, text)| {
        let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        package.replace(&format!("@{name}@"), &text)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_are_complete_and_escaped() {
        let letter = Letter {
            from: "H60.02215",
            from_name: "Ủy ban nhân dân phường Minh Xuân",
            to: &["H60", "H60.02266"],
            number: 15,
            notation: "UBND-VP",
            subject: "V/v thu & chi <quý IV>",
            at: "2026-11-20T01:05:00Z".parse().unwrap(),
        };
        let package = letter.package();
        assert!(package.contains("<edXML:Subject>V/v thu &amp; chi &lt;quý IV&gt;</edXML:Subject>"));
        assert!(package.contains("<edXML:DocumentId>H60.02215,2026/11/20,15/UBND-VP</edXML:DocumentId>"));
        assert_eq!(package.matches("<edXML:To>").count(), 2);
        let status = letter.status("H60", "Ủy ban nhân dân tỉnh", "01", "Đã đến");
        for text in [package, status] {
            assert!(!text.contains('@'), "{text}");
        }
    }
}
