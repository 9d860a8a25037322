//! Letters of an old font that a program took for windows-1252 and saved as UTF-8, in a format whose text is bytes.
//!
//! Text of sheets and documents is read back by the charset of the mapping. Bytes are read by one charset, and these are
//! UTF-8: nothing but a person who saves the file as it was puts them right.

use std::collections::BTreeMap;

use lienthong_adapter::single_byte;
use lienthong_vntext::Charset;
use lienthong_vntext::detect::{Detection, Detector, SHARE_NEEDED};

use crate::profile::{MIN_WORDS, Profile};
use crate::suspicion::Suspicion;

/// Rows named.
const MAX_ROWS: usize = 5;

/// The texts of a column, as the bytes that they may have been.
#[derive(Debug)]
pub(crate) struct Passed {
    /// Nothing once a character came that is no such byte.
    detector: Option<Detector>,
    rows: Vec<u64>,
}

impl Passed {
    pub(crate) fn new() -> Self {
        Self { detector: Some(Detector::new()), rows: Vec::new() }
    }

    /// Looks at one more text.
    pub(crate) fn add(&mut self, text: &str, row: u64) {
        let Some(detector) = self.detector.as_mut().filter(|_| !text.is_ascii()) else { return };
        match single_byte::windows_1252(text) {
            Some(bytes) => {
                detector.add(&bytes);
                if self.rows.len() < MAX_ROWS {
                    self.rows.push(row);
                }
            }
            None => self.detector = None,
        }
    }

    /// No more texts: the font, or what they would be where they are too few to tell. `values` are some of them; where the
    /// font reads them as they stand they are what they are, for some of its letters stand where Latin-1 has them.
    pub(crate) fn finish(&mut self, values: &BTreeMap<Vec<u8>, u64>) -> (Option<Charset>, Option<Detection>) {
        let detection = self.detector.take().map(Detector::finish).filter(|found| found.marked_values > 0);
        let Some(best) = detection.as_ref().and_then(|found| found.ranked.first()) else {
            return (None, None);
        };
        let is_sure = best.share >= SHARE_NEEDED && best.marked_words >= MIN_WORDS;
        let marked = values.keys().filter(|value| !value.is_ascii());
        let texts: Vec<&str> = marked.filter_map(|value| std::str::from_utf8(value).ok()).collect();
        let differs = |text: &&&str| read(text, best.charset).is_some_and(|read| read != **text);
        let is_other = texts.iter().filter(differs).count() * 2 > texts.len();
        if is_sure && is_other { (Some(best.charset), None) } else { (None, detection) }
    }
}

impl Profile {
    /// The letters are those of a font, saved as UTF-8.
    pub(crate) fn tell_font(&mut self, font: Charset) {
        self.old_font = Some(font);
        self.suspicions.insert(Suspicion::OldFont, self.passed.rows.clone());
    }
}

/// Whether characters up to U+00FF are Vietnamese when they are taken for the bytes of an old font.
pub(crate) fn is_an_old_font(detection: &Detection) -> bool {
    let best = detection.ranked.first();
    detection.marked_values > 0
        && best.is_some_and(|score| score.share >= SHARE_NEEDED && score.marked_words >= MIN_WORDS)
}

/// A text as its font has it.
pub(crate) fn read(text: &str, font: Charset) -> Option<String> {
    let bytes = single_byte::windows_1252(text)?;
    font.decode(&bytes).ok().map(std::borrow::Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(texts: &[String]) -> Option<Charset> {
        let mut passed = Passed::new();
        texts.iter().zip(2..).for_each(|(text, row)| passed.add(text, row));
        passed.finish(&texts.iter().map(|text| (text.clone().into_bytes(), 1)).collect()).0
    }

    #[test]
    fn a_font_is_known_behind_its_latin_letters() {
        let names =
            ["Xã Đà Vị", "Thị trấn Na Hang", "Xã Hồng Thái", "Xã Sơn Phú", "Xã Năng Khả", "Xã Thượng Giáp"];
        for font in [Charset::Tcvn3Abc, Charset::VniWin, Charset::Viscii] {
            let texts: Vec<String> =
                names.iter().map(|name| single_byte::as_windows_1252(&font.encode(name).unwrap())).collect();
            assert_eq!(found(&texts), Some(font), "{font}");
        }
    }

    #[test]
    fn letters_that_are_what_they_are_are_left_alone() {
        let own = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        for texts in [
            own(&["Hà", "Lê", "Tô", "Hòa", "Vân", "Nhân", "Hoàn"]),
            own(&["Xã Đà Vị", "Thị trấn", "Hồng Thái", "Sơn Phú", "Năng Khả", "Thượng Giáp"]),
            own(&["Hélène Lefèvre", "François Crépin", "Zoë Noël", "Jérôme Bâcle", "Benoît Maître"]),
            own(&["ThÞ trÊn"]),
            own(&["a", "b"]),
        ] {
            assert_eq!(found(&texts), None, "{texts:?}");
        }
    }
}
