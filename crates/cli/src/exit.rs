//! Exit codes: what a script learns from how a command ended. They are stable.

use std::process::ExitCode;

use crate::texts::Lang;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done.
    Ok = 0,
    /// It failed, in a way that the other codes do not name.
    Failed = 1,
    /// The command line is wrong.
    Usage = 2,
    /// The gateway refused: asking again with the same words gives the same answer.
    Refused = 3,
    /// Not now: asking again later may help.
    Temporary = 4,
    /// Something does not verify: a receipt, a record, a log.
    NotVerified = 5,
    /// The configuration has errors, or its tests fail.
    Configuration = 6,
}

impl Exit {
    const ALL: [Self; 7] = [
        Self::Ok,
        Self::Failed,
        Self::Usage,
        Self::Refused,
        Self::Temporary,
        Self::NotVerified,
        Self::Configuration,
    ];

    /// What it means, for people.
    fn meaning(self, lang: Lang) -> &'static str {
        match self {
            Self::Ok => lang.pick("done", "xong"),
            Self::Failed => lang.pick("failed", "thất bại"),
            Self::Usage => lang.pick("the command line is wrong", "dòng lệnh sai"),
            Self::Refused => lang.pick("the gateway refused", "cổng từ chối"),
            Self::Temporary => lang.pick("not now, try again later", "tạm thời chưa được, hãy thử lại sau"),
            Self::NotVerified => lang.pick(
                "verification failed: a receipt, a record or a log is not what was signed",
                "kiểm chứng thất bại: biên nhận, bản ghi hoặc nhật ký không đúng như đã ký",
            ),
            Self::Configuration => lang.pick(
                "the configuration has errors, or its tests fail",
                "cấu hình có lỗi hoặc phép thử không đạt",
            ),
        }
    }

    /// All codes with their meanings, one per line.
    pub(crate) fn table(lang: Lang) -> String {
        let mut text = lang.pick("Exit codes:", "Mã thoát:").to_owned();
        for exit in Self::ALL {
            text.push_str(&format!("\n  {}  {}", exit as u8, exit.meaning(lang)));
        }
        text
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_codes_are_those_that_are_documented() {
        let expected = "Exit codes:
  0  done
  1  failed
  2  the command line is wrong
  3  the gateway refused
  4  not now, try again later
  5  verification failed: a receipt, a record or a log is not what was signed
  6  the configuration has errors, or its tests fail";
        assert_eq!(Exit::table(Lang::En), expected);
        assert_eq!(Exit::table(Lang::Vi).lines().count(), expected.lines().count());
    }
}
