//! Whether a mapping reads text in the charset in which it was written: a second look, for a person.
//!
//! Bytes of one charset are often letters in another. Traffic refuses a row whose words show it (`OTHER_CHARSET`); rows of
//! one word each show nothing by themselves. Before a mapping goes into service, its first files do: another charset
//! explains a column far better than the one that the mapping states. As all of this crate it is for people; nothing of
//! it is ever used on traffic.

use lienthong_adapter::mapping::Mapping;
use lienthong_adapter::rows::{Binding, Input, RowFormat, RowReader, bind};
use lienthong_adapter::{DecodeError, Limits};
use lienthong_vntext::Charset;
use lienthong_vntext::detect::{Detection, LEAD_NEEDED, Verdict};

use crate::profile::Profile;

/// Rows that are looked at: more than a verdict needs, few enough that nobody waits.
const ROWS: usize = 5_000;
/// Distinct words beyond ASCII below which no column is doubted.
const MIN_WORDS: usize = 3;
/// The share of them that must be Vietnamese under the likely charset.
const MIN_SHARE: f64 = 0.8;

/// A column that is probably not in the charset that its mapping states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    /// The column, as the file names it.
    pub column: String,
    /// What the mapping states.
    pub stated: Charset,
    /// What explains the column far better.
    pub likely: Charset,
    /// Whether the values prove it; a hint otherwise.
    pub is_sure: bool,
}

/// The doubts about the columns of `mapping`, from the first rows of a file.
///
/// # Errors
///
/// What a mapping meets that opens the file. Bad rows are passed over: whoever reads the file tells them.
pub fn doubts(
    mapping: &Mapping,
    format: &dyn RowFormat,
    input: Box<dyn Input + '_>,
    limits: &Limits,
) -> Result<Vec<Doubt>, DecodeError> {
    let layout = &mapping.layout;
    let mut rows = format.open(input, layout, limits)?;
    let binding = bind(rows.columns(), layout)?;
    let profiles = profiles(&mut *rows, &binding);
    let stated = binding.index.iter().zip(&layout.columns).filter_map(|(at, column)| {
        let profile = profiles.get((*at)?)?;
        Some((profile, column.charset.unwrap_or(layout.charset)))
    });
    Ok(stated.filter_map(|(profile, stated)| doubt(profile, stated)).collect())
}

fn profiles(rows: &mut dyn RowReader, binding: &Binding) -> Vec<Profile> {
    let mut profiles: Vec<Profile> = rows.columns().iter().cloned().map(Profile::new).collect();
    for _ in 0..ROWS {
        match rows.next_row() {
            Ok(Some(row)) => {
                for at in binding.index.iter().flatten() {
                    if let (Some(cell), Some(profile)) = (row.cells.get(*at), profiles.get_mut(*at)) {
                        profile.add(*cell, row.number);
                    }
                }
            }
            Err(fault) if !fault.fatal => {}
            Ok(None) | Err(_) => break,
        }
    }
    profiles.iter_mut().for_each(Profile::finish);
    profiles
}

fn doubt(profile: &Profile, stated: Charset) -> Option<Doubt> {
    let detection = profile.charset.as_ref()?;
    let (likely, is_sure) = likely(detection, stated)?;
    Some(Doubt { column: profile.column.name.clone(), stated, likely, is_sure })
}

/// A charset that explains the values far better than the stated one.
fn likely(detection: &Detection, stated: Charset) -> Option<(Charset, bool)> {
    let is_unicode = |charset| matches!(charset, Charset::Utf8 | Charset::Utf8Nfd);
    match detection.verdict {
        Verdict::Ascii => return None,
        Verdict::Sure(sure) if is_unicode(sure) => return (!is_unicode(stated)).then_some((sure, true)),
        _ => {}
    }
    let best = detection.ranked.first()?;
    let of_stated = detection.score(stated).map_or(0.0, |score| score.score);
    let is_better = best.score - of_stated >= LEAD_NEEDED;
    let is_vietnamese = best.marked_words >= MIN_WORDS && best.share >= MIN_SHARE;
    let is_sure = detection.verdict == Verdict::Sure(best.charset);
    (is_better && is_vietnamese).then_some((best.charset, is_sure))
}

#[cfg(test)]
mod tests {
    use lienthong_vntext::detect::Detector;

    use super::*;

    fn found(text: &[&str], written: Charset, stated: Charset) -> Option<(Charset, bool)> {
        let mut detector = Detector::new();
        for value in text {
            detector.add(&written.encode(value).unwrap());
        }
        likely(&detector.finish(), stated)
    }

    #[test]
    fn a_wrong_charset_is_doubted_and_the_right_one_never() {
        let names =
            ["Xã Đà Vị", "Thị trấn Na Hang", "Xã Hồng Thái", "Xã Sơn Phú", "Xã Năng Khả", "Xã Thượng Giáp"];
        let all = [Charset::Utf8, Charset::Tcvn3Abc, Charset::TcvnVn1, Charset::Viscii, Charset::VniWin];
        let all = all.into_iter().chain([Charset::Windows1258]);
        for written in all.clone() {
            // TCVN3 has no capitals with a tone, so these names have none.
            assert_eq!(found(&names, written, written), None, "{written:?} is what it says");
            for stated in all.clone().filter(|stated| *stated != written) {
                let siblings = [Charset::Tcvn3Abc, Charset::TcvnVn1];
                let is_same_text = siblings.contains(&written) && siblings.contains(&stated);
                let doubt = found(&names, written, stated).map(|(likely, _)| likely);
                if is_same_text {
                    assert_eq!(doubt, None, "the two read the same");
                } else {
                    let likely = doubt.unwrap_or_else(|| panic!("{written:?} stated as {stated:?} passes"));
                    assert!(likely == written || siblings.contains(&likely) && siblings.contains(&written));
                }
            }
        }
    }

    #[test]
    fn ascii_and_a_word_or_two_are_not_doubted() {
        assert_eq!(found(&["XA 01", "Na Hang"], Charset::Utf8, Charset::Viscii), None);
        assert_eq!(found(&["Xã"], Charset::VniWin, Charset::Viscii), None);
    }
}
