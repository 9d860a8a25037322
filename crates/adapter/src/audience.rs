//! Who may see what stood in a file.
//!
//! A finding is read by many: it goes on record for years, into the operator's log, and back to whoever sent the file. What
//! [`Finding::found`](crate::Finding) says may be read by all of them. Where that is less than what stood there, the sender
//! may still see the value itself, as it is the sender's own; but not that of a personal field, because what a gateway
//! answers is often kept in a log as well.

use std::borrow::Cow;

use crate::finding::{Finding, MAX_EXCERPT};
use crate::phrase::{Phrase, Say, Unit};

/// Who may see a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Everybody who reads the record.
    Everybody,
    /// Whoever sent it, and nobody else.
    Sender,
    /// Nobody: it is personal.
    Nobody,
}

impl Finding {
    /// With what stood there, and `less` for those who may not see it.
    #[must_use]
    pub fn found_for(self, audience: Audience, what: impl Say, less: impl Say) -> Self {
        match audience {
            Audience::Everybody => self.found(what),
            Audience::Sender => self.found(what).only_for_the_sender(less),
            Audience::Nobody => self.found(less),
        }
    }

    /// With `less` in place of what was found, which only the sender sees from now on.
    #[must_use]
    pub fn only_for_the_sender(mut self, less: impl Say) -> Self {
        if let Some(en) = self.found.take() {
            let vi = self.vietnamese.as_mut().and_then(|words| words.found.take());
            let vi = vi.unwrap_or_else(|| en.clone());
            self.for_sender = Some(Box::new(Phrase::of(en, vi)));
        }
        self.found(less)
    }

    /// The finding as whoever sent the file may see it.
    pub fn for_the_sender(&self) -> Cow<'_, Self> {
        match &self.for_sender {
            None => Cow::Borrowed(self),
            Some(found) => Cow::Owned(self.clone().found_in(&found.en, &found.vi)),
        }
    }

    /// The finding without what only the sender may see, for others whose system or file it is not.
    #[must_use]
    pub fn for_everybody(self) -> Self {
        Self { for_sender: None, ..self }
    }

    /// With what stood there, or with its form in its place where it is personal.
    #[must_use]
    pub fn found_unless(self, is_personal: bool, text: impl Say) -> Self {
        if is_personal { self.found(personal(text.en())) } else { self.found(text) }
    }
}

/// What stands for a value that is personal: how long it is, which often tells enough.
pub(crate) fn personal(text: &str) -> Phrase {
    if text.is_empty() {
        return Phrase::new("(personal)", "(dữ liệu cá nhân)");
    }
    let Phrase { en, vi, .. } = length(text);
    Phrase::of(format!("({en}, personal)"), format!("({vi}, dữ liệu cá nhân)")).ours()
}

/// How many digits a text has, or characters where not all of it are digits. It may be an excerpt.
pub(crate) fn length(text: &str) -> Phrase {
    let count = text.chars().count();
    let unit = if text.bytes().all(|b| b.is_ascii_digit()) { Unit::Digits } else { Unit::Characters };
    // What was shortened has a mark in place of all that followed.
    match text.strip_suffix('…').filter(|_| count > MAX_EXCERPT) {
        Some(_) => Phrase::more_than(MAX_EXCERPT, unit),
        None => Phrase::count(count, unit),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Reason;

    const REASON: Reason = Reason { code: "ODD", en: "found {found}", vi: "gặp {found}" };
    const LESS: Phrase = Phrase::new("(not shown)", "(không hiển thị)");

    #[test]
    fn each_audience_sees_what_it_may() {
        let of = |audience| Finding::new(&REASON).found_for(audience, "2200", LESS);
        let said = |finding: &Finding| [finding.message_en(), finding.message_vi()];
        let all = ["found 2200", "gặp 2200"].map(str::to_owned);
        let less = ["found (not shown)", "gặp (không hiển thị)"].map(str::to_owned);
        for (audience, everybody, sender) in [
            (Audience::Everybody, &all, &all),
            (Audience::Sender, &less, &all),
            (Audience::Nobody, &less, &less),
        ] {
            let finding = of(audience);
            assert_eq!(said(&finding), *everybody, "{audience:?}");
            assert_eq!(said(&finding.for_the_sender()), *sender, "{audience:?}");
        }
    }

    #[test]
    fn words_of_ours_stay_in_both_languages() {
        let finding = Finding::new(&REASON).found_in("the number 2", "số 2").only_for_the_sender(LESS);
        assert!(finding.found_is_ours);
        assert_eq!(finding.for_the_sender().message_vi(), "gặp số 2");
        assert!(!finding.for_the_sender().found_is_ours, "it is the sender's");
    }

    #[test]
    fn of_a_personal_value_its_length_is_said() {
        let said = |text: &str| Finding::new(&REASON).found_unless(true, text).message_en();
        assert_eq!(said("00020000000"), "found (11 digits, personal)");
        assert_eq!(said("Nguyễn Văn Mẫu"), "found (14 characters, personal)");
        assert_eq!(said(""), "found (personal)");
        assert_eq!(said(&"ặ".repeat(500)), "found (500 characters, personal)");
    }
}
