//! Columns of few words in an old font, beside one that was known to be in it.
//!
//! A few words prove nothing by themselves. Where another column of the file is in a font, and that font reads these words
//! as Vietnamese that is other than what stands there, they are in it as well; a person is told that this is not certain.

use lienthong_adapter::single_byte;
use lienthong_vntext::Charset;
use lienthong_vntext::detect::SHARE_NEEDED;

use crate::guess::charset_of;
use crate::level::Level;
use crate::profile::Profile;

/// Tells the columns of few words in which font they are.
pub(crate) fn tell(level: &mut Level) {
    let is_font = |charset: &Charset| {
        charset.is_ascii_compatible() && !matches!(charset, Charset::Utf8 | Charset::Utf8Nfd)
    };
    let known = |profile: &Profile| {
        let charset = charset_of(profile).filter(|_| profile.is_old_font_in_text());
        charset.map(|(charset, _)| charset).or(profile.old_font).filter(is_font)
    };
    let mut fonts: Vec<Charset> = level.profiles().into_iter().filter_map(known).collect();
    fonts.dedup();
    if !fonts.is_empty() {
        each(level, &fonts);
    }
}

fn each(level: &mut Level, fonts: &[Charset]) {
    for profile in &mut level.columns {
        if let Some(font) = fonts.iter().copied().find(|font| reads(profile, *font)) {
            if profile.has_text {
                profile.neighbour = Some(font);
            } else {
                profile.tell_font(font);
            }
        }
    }
    level.groups.iter_mut().for_each(|group| each(&mut group.level, fonts));
}

/// Whether a font reads all the words of a column, as other letters.
fn reads(profile: &Profile, font: Charset) -> bool {
    let Some(few) = profile.few.as_ref().filter(|_| !profile.is_unicode) else { return false };
    let is_read = few.score(font).is_some_and(|score| score.share >= SHARE_NEEDED);
    let mut texts = profile
        .distinct
        .keys()
        .filter(|value| !value.is_ascii())
        .filter_map(|value| std::str::from_utf8(value).ok());
    is_read
        && texts.all(|text| {
            let bytes = single_byte::windows_1252(text);
            bytes.is_some_and(|bytes| font.decode(&bytes).is_ok_and(|read| read != text))
        })
}
