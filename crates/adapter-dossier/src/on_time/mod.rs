//! Whether dossiers are on time, by two named rules. A report says which of the two it used.
//!
//! | module | idea |
//! |---|---|
//! | `timeline` | the points in time of one dossier |
//! | `simple` | the dates of finishing and of the promise, and nothing else |
//! | `qd766` | steps, supplements and the procedure's longest time, after the formulas for QĐ 766/QĐ-TTg |
//! | `calendar` | which days are working days: data of the administrator |
//! | `share` | a share of a hundred, or that there is none |
//!
//! # What holds
//!
//! * Every dossier gets one of five answers, and "cannot tell" says why. None is counted on time for want of data.
//! * All times are wall clocks in Vietnam; the end of the reporting period is an argument, never "now".

mod calendar;
mod qd766;
mod share;
mod simple;
mod timeline;

pub use calendar::{CalendarError, WorkCalendar};
pub use qd766::{Limit, Unit, qd766};
pub use share::Share;
pub use simple::{days_late, simple};
pub use timeline::{Event, Supplement, Timeline};

use jiff::civil::Date;

/// Whether a dossier is on time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Timeliness {
    /// Finished, on time.
    OnTime,
    /// Finished, late.
    Late,
    /// Not finished, and its time was not over when the period ended.
    OpenInTime,
    /// Not finished, and its time was over when the period ended.
    OpenLate,
    /// The data do not say.
    CannotTell(Why),
}

/// Why nobody can tell whether a dossier is on time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Why {
    /// It was not received: newly registered, or refused at once.
    NotReceived,
    /// There is no promised date, nor a longest time that the rule could use.
    NoDueDate,
    /// It is finished, and nothing says when.
    NoEnd,
    /// There is no time of receipt to count from.
    NoReceipt,
    /// Its status is not one that the rule speaks of.
    Status,
    /// The calendar of working days does not reach this day.
    Calendar(Date),
}

impl Timeliness {
    /// Stable text for reports and programs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OnTime => "on_time",
            Self::Late => "late",
            Self::OpenInTime => "open_in_time",
            Self::OpenLate => "open_late",
            Self::CannotTell(_) => "cannot_tell",
        }
    }
    /// What a report says of it, in English.
    pub const fn text_en(self) -> &'static str {
        match self {
            Self::OnTime => "finished on time",
            Self::Late => "finished late",
            Self::OpenInTime => "open, within its time",
            Self::OpenLate => "open, late",
            Self::CannotTell(why) => why.text_en(),
        }
    }
    /// What a report says of it, in Vietnamese.
    pub const fn text_vi(self) -> &'static str {
        match self {
            Self::OnTime => "đã giải quyết đúng hạn",
            Self::Late => "đã giải quyết quá hạn",
            Self::OpenInTime => "đang giải quyết trong hạn",
            Self::OpenLate => "đang giải quyết quá hạn",
            Self::CannotTell(why) => why.text_vi(),
        }
    }
}

impl Why {
    /// The reason in English.
    pub const fn text_en(self) -> &'static str {
        match self {
            Self::NotReceived => "cannot tell: the dossier was not received",
            Self::NoDueDate => "cannot tell: there is no promised date and no longest time",
            Self::NoEnd => "cannot tell: nothing says when it was finished",
            Self::NoReceipt => "cannot tell: nothing says when it was received",
            Self::Status => "cannot tell: the rule does not speak of this status",
            Self::Calendar(_) => "cannot tell: the calendar of working days does not reach so far",
        }
    }
    /// The reason in Vietnamese.
    pub const fn text_vi(self) -> &'static str {
        match self {
            Self::NotReceived => "không xác định: hồ sơ chưa được tiếp nhận",
            Self::NoDueDate => "không xác định: không có ngày hẹn trả và thời hạn giải quyết",
            Self::NoEnd => "không xác định: không có thời điểm kết thúc xử lý",
            Self::NoReceipt => "không xác định: không có thời điểm tiếp nhận",
            Self::Status => "không xác định: quy tắc không áp dụng cho trạng thái này",
            Self::Calendar(_) => "không xác định: lịch ngày làm việc không bao gồm khoảng thời gian này",
        }
    }
}

/// The answer for a dossier that is finished or not, and within its time or not.
const fn verdict(is_finished: bool, is_within: bool) -> Timeliness {
    match (is_finished, is_within) {
        (true, true) => Timeliness::OnTime,
        (true, false) => Timeliness::Late,
        (false, true) => Timeliness::OpenInTime,
        (false, false) => Timeliness::OpenLate,
    }
}
