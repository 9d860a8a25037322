//! The list of agencies as a directory: what the model finds wrong is shown at the field that is to be changed.

use lienthong_model::Directory;
use lienthong_model::directory::{DirectoryError, DirectoryWarning, Hierarchy};

use crate::agencies_file::Row;
use crate::code::Code;
use crate::diagnostic::Sink;
use crate::source::Spot;

/// Builds the directory; nothing where the agencies contradict each other.
pub(crate) fn build(hierarchies: Vec<(Hierarchy, Spot)>, rows: &[Row], sink: &mut Sink) -> Option<Directory> {
    let (levels, spots): (Vec<Hierarchy>, Vec<Spot>) = hierarchies.into_iter().unzip();
    let versions = rows.iter().map(|row| row.version.clone()).collect();
    match Directory::build(levels.clone(), versions) {
        Ok((directory, warnings)) => {
            for warning in &warnings {
                report_warning(warning, rows, sink);
            }
            Some(directory)
        }
        Err(errors) => {
            // Where two hierarchies hold on one day, no level of that day can be said to be wrong.
            let is_about_levels =
                |error: &&DirectoryError| matches!(error, DirectoryError::HierarchiesOverlap { .. });
            let levels_first = errors.iter().any(|error| is_about_levels(&error));
            for error in errors.iter().filter(|error| !levels_first || is_about_levels(error)) {
                report_error(error, rows, &levels, &spots, sink);
            }
            None
        }
    }
}

fn report_error(error: &DirectoryError, rows: &[Row], levels: &[Hierarchy], spots: &[Spot], sink: &mut Sink) {
    let en = error.to_string();
    if let DirectoryError::HierarchiesOverlap { hierarchy, name, other_name, .. } = error {
        if let Some(spot) = spots.get(*hierarchy) {
            let vi = format!("hai hệ thống phân cấp {name:?} và {other_name:?} trùng ngày hiệu lực");
            sink.push(spot.error(Code::BadHierarchy).label(en, vi));
        }
        return;
    }
    let Some(row) = error.version().and_then(|version| rows.get(version)) else { return };
    let (column, vi) = vietnamese_error(error);
    let spot = row.spot(column);
    let known = || rows.iter().map(|row| row.version.code.as_str());
    let label = |code| {
        let other = error.other().and_then(|other| rows.get(other)).map(|row| row.spot("code").line());
        match other {
            Some(line) => spot.error(code).label(format!("{en} ({line})"), format!("{vi} ({line})")),
            None => spot.error(code).label(en.clone(), vi.clone()),
        }
    };
    sink.push(match error {
        DirectoryError::UnknownLevel { level, .. } => {
            let names = levels
                .iter()
                .flat_map(|all| all.levels.iter().chain(&all.beside))
                .map(|level| level.as_str());
            spot.suggest_nearest(label(Code::UnknownLevel), level.as_str(), names)
        }
        DirectoryError::UnknownParent { parent, .. } => {
            spot.suggest_nearest(label(Code::UnknownAgency), parent.as_str(), known())
        }
        DirectoryError::UnknownSuccessor { successor, .. } => {
            let found = label(Code::UnknownAgency);
            // A list or an act would be lost, so the field is replaced only where it holds nothing but the code.
            if spot.source.slice(spot.span.clone()).trim() == successor.as_str() {
                spot.suggest_nearest(found, successor.as_str(), known())
            } else {
                found
            }
        }
        _ => label(Code::Directory),
    });
}

/// The column to point at, and the sentence in Vietnamese.
fn vietnamese_error(error: &DirectoryError) -> (&'static str, String) {
    use DirectoryError as E;
    match error {
        E::Overlap { code, .. } => ("valid_from", format!("hai phiên bản của {code} trùng ngày hiệu lực")),
        E::EmptyPeriod { code, from, to, .. } => {
            ("valid_to", format!("{code} kết thúc ngày {to}, không sau ngày bắt đầu {from}"))
        }
        E::UnknownLevel { code, level, hierarchy, .. } => {
            ("level", format!("{code} có cấp {level}, không thuộc hệ thống phân cấp {hierarchy:?}"))
        }
        E::UnknownParent { code, parent, .. } => {
            ("parent", format!("cơ quan cấp trên của {code} là {parent}, không có trong danh mục"))
        }
        E::ParentNotOpen { code, parent, on, .. } => {
            ("parent", format!("{code} hoạt động ngày {on} nhưng cơ quan cấp trên {parent} thì không"))
        }
        E::ParentLevel { code, parent, found, expected: Some(expected), on, .. } => (
            "parent",
            format!(
                "cơ quan cấp trên của {code} là {parent} có cấp {found} ngày {on}; phải là cấp {expected}"
            ),
        ),
        E::ParentLevel { code, parent, found, expected: None, on, .. } => (
            "parent",
            format!(
                "cơ quan cấp trên của {code} là {parent} có cấp {found} ngày {on}; phải ở ngoài chuỗi cấp lãnh thổ"
            ),
        ),
        E::ParentCycle { code, on, .. } => ("parent", format!("ngày {on}, {code} là cấp trên của chính nó")),
        E::ParentTooDeep { code, .. } => ("parent", format!("{code} có quá nhiều cơ quan cấp trên nối tiếp")),
        E::AliasNamesNothing { code, alias, .. } => {
            ("aliases", format!("bí danh {alias:?} của {code} không chỉ gì cả"))
        }
        E::AliasTaken { code, other_code, alias, on, .. } => {
            ("aliases", format!("{code} và {other_code} cùng có bí danh {alias:?} ngày {on}"))
        }
        E::AliasIsCode { code, other_code, alias, .. } => {
            ("aliases", format!("bí danh {alias:?} của {code} là mã của cơ quan khác, {other_code}"))
        }
        E::UnitTaken { code, other_code, unit, on, .. } => {
            ("unit_code", format!("{code} và {other_code} cùng có mã đơn vị hành chính {unit} ngày {on}"))
        }
        E::UnknownSuccessor { code, successor, .. } => {
            ("successors", format!("cơ quan kế thừa của {code} là {successor}, không có trong danh mục"))
        }
        E::SuccessorNotOpen { code, successor, on, .. } => (
            "successors",
            format!("{code} kết thúc ngày {on} nhưng cơ quan kế thừa {successor} không hoạt động ngày đó"),
        ),
        E::SuccessorCycle { code, successor, .. } => {
            ("successors", format!("chuỗi kế thừa của {code} quay lại chính nó qua {successor}"))
        }
        other => ("code", format!("danh mục cơ quan: {other}")),
    }
}

fn report_warning(warning: &DirectoryWarning, rows: &[Row], sink: &mut Sink) {
    use DirectoryWarning as W;
    let Some(row) = rows.get(warning.version()) else { return };
    let (column, vi) = match warning {
        W::ParentNotPrefix { code, parent, .. } => {
            ("parent", format!("mã {code} không bắt đầu bằng mã của cơ quan cấp trên {parent}"))
        }
        W::NoParent { code, level, .. } => {
            ("code", format!("{code} có cấp {level} nhưng không có cơ quan cấp trên"))
        }
        W::AliasBeatsFormula { code, alias, formula, .. } => (
            "aliases",
            format!("{alias:?} có dạng của mã {formula} nhưng là bí danh của {code}; bí danh được ưu tiên"),
        ),
        W::AliasNeverInUse { code, alias, .. } => (
            "aliases",
            format!("bí danh {alias:?} của {code} không bao giờ dùng trong thời gian cơ quan hoạt động"),
        ),
        W::SameName { code, other_code, name, .. } => {
            ("name", format!("{code} và {other_code} trùng tên {name:?} dưới cùng một cơ quan cấp trên"))
        }
        W::ContinuationNotStated { code, on, .. } => (
            "successors",
            format!("từ ngày {on}, {code} tiếp tục với cùng tên nhưng không nêu chính nó là cơ quan kế thừa"),
        ),
        W::SuccessorOfOpen { code, .. } => {
            ("successors", format!("{code} nêu cơ quan kế thừa nhưng không có ngày kết thúc"))
        }
        other => ("code", format!("danh mục cơ quan: {other}")),
    };
    sink.push(row.spot(column).error(Code::DirectoryOdd).label(warning.to_string(), vi));
}
