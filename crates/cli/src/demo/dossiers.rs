//! The dossiers of the story, in the national portal's JSON as a one-stop shop writes it, and their progress in canonical
//! records as the province writes it. Applicants are invented: no province has the code 000.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime};
use serde_json::{Value, json};

const DOSSIER: &str = include_str!("../../demo-data/dossier.json");
/// Days that both dossiers have been open.
const OPEN_FOR: i32 = 6;

/// A dossier.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Dossier {
    /// What its number ends with.
    serial: &'static str,
    /// Who applies.
    pub(crate) name: &'static str,
    /// The applicant's personal number.
    pub(crate) id: &'static str,
    /// Days from today to the promised one.
    pub(crate) due_in: i32,
}

/// One that will be finished in time, and one whose time is over.
pub(crate) const DOSSIERS: [Dossier; 2] = [
    Dossier { serial: "0007", name: "Lương Thị Mỹ Ví Dụ", id: "000000001001", due_in: 2 },
    Dossier { serial: "0008", name: "Ỷ Văn Hư Cấu", id: "000000001002", due_in: -2 },
];

impl Dossier {
    /// Its number: the commune, the day of receipt, a serial.
    pub(crate) fn number(&self, today: Date) -> String {
        format!("H60.02266-{}-{}", received(today).strftime("%y%m%d"), self.serial)
    }

    /// When it is promised for.
    pub(crate) fn due(&self, today: Date) -> DateTime {
        today.saturating_add(self.due_in.days()).at(17, 0, 0, 0)
    }

    fn json(&self, today: Date) -> String {
        let compact = |at: DateTime| at.strftime("%Y%m%d%H%M%S").to_string();
        DOSSIER
            .replace("@NUMBER@", &self.number(today))
            .replace("@NAME@", self.name)
            .replace("@ID@", self.id)
            .replace("@RECEIVED@", &compact(received(today).at(8, 0, 0, 0)))
            .replace("@DUE@", &compact(self.due(today)))
    }
}

/// The package of the one-stop shop.
pub(crate) fn package(today: Date) -> String {
    format!("[{}]", DOSSIERS.map(|dossier| dossier.json(today)).join(",\n"))
}

/// What the province tells: both are finished, now.
pub(crate) fn progress(today: Date, now: DateTime) -> Value {
    let step = |dossier: Dossier| {
        json!({
            "number": dossier.number(today),
            "officer": "Cán Bộ Mẫu",
            "at": now.strftime("%Y-%m-%dT%H:%M:%S").to_string(),
            "action": "Đã xử lý xong",
            "status": "9",
        })
    };
    json!({ "schema": "dossier-progress", "records": DOSSIERS.map(step) })
}

fn received(today: Date) -> Date {
    today.saturating_sub(OPEN_FOR.days())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_package_is_one_that_the_portal_takes_without_a_word() {
        let today = "2026-11-26".parse().unwrap();
        let package = package(today);
        assert!(!package.contains('@'), "{package}");
        let context = lienthong_adapter::DecodeContext::new("2026-11-26T02:00:00Z".parse().unwrap());
        let adapter = lienthong_adapter_dossier::DossierAdapter;
        let decoded = lienthong_adapter::Adapter::decode(&adapter, &package.into(), &context).unwrap();
        assert!(decoded.warnings.is_empty(), "{:?}", decoded.warnings);
        assert_eq!(DOSSIERS[0].number(today), "H60.02266-261120-0007");
        assert_eq!(DOSSIERS[1].due(today).to_string(), "2026-11-24T17:00:00");
    }
}
