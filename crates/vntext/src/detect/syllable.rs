//! Whether a word can be a Vietnamese syllable.
//!
//! A syllable is an onset and a rhyme; one vowel of the rhyme may have a tone. The rhymes are a closed list. What rules
//! out most misread words:
//!
//! * at most one tone, and on the vowel where orthography puts it (hoà and hòa are both right);
//! * a rhyme that ends in c, ch, p or t has the tone sắc or nặng, and always one of them;
//! * c, g, ng stand before a, o, u and their kin; k, gh, ngh before e, ê, i, y; q before u only;
//! * a word is in small letters, in capitals, or has one capital at its start.

use crate::letters::{ACUTE, DOT, LOWER, vowel};

/// What a word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// A syllable in one case, or with a capital first letter.
    Syllable,
    /// A syllable whose letters beyond ASCII are small and whose others are capitals: typed for a font of capitals.
    Typed,
    /// Nothing that Vietnamese has.
    Other,
}

/// The shape of `word`, which is NFC and has letters only.
pub(super) fn shape(word: &str) -> Shape {
    let shape = case(word);
    if shape == Shape::Other || !is_syllable(word) { Shape::Other } else { shape }
}

fn case(word: &str) -> Shape {
    let is_lower = |c: char| c.is_lowercase();
    let rest = || word.chars().skip(1);
    if rest().all(is_lower) || word.chars().all(char::is_uppercase) {
        Shape::Syllable
    } else if word
        .chars()
        .all(|c| c.is_ascii_uppercase() || !c.is_ascii() && is_lower(c) || "ĂÂÊÔƠƯĐ".contains(c))
    {
        Shape::Typed
    } else {
        Shape::Other
    }
}

fn is_syllable(word: &str) -> bool {
    // The word without tones, the tone, and which letter has it.
    let mut plain: Vec<char> = Vec::with_capacity(8);
    let mut tone = None;
    for letter in word.chars() {
        match vowel(letter) {
            Some((row, which, _)) => {
                if which > 0 && tone.replace((which, plain.len())).is_some() {
                    return false;
                }
                plain.push(LOWER[row][0]);
            }
            None => plain.extend(letter.to_lowercase()),
        }
        // The longest is nghiêng.
        if plain.len() > 7 {
            return false;
        }
    }
    (0..=plain.len().min(3)).any(|cut| {
        let (onset, rhyme) = plain.split_at(cut);
        let (onset, rhyme): (String, String) = (onset.iter().collect(), rhyme.iter().collect());
        fits(&onset, &rhyme)
            && tone_fits(
                &onset,
                &plain[cut..],
                &rhyme,
                tone.map(|(which, at)| (which, at as isize - cut as isize)),
            )
    })
}

/// Whether orthography lets `onset` stand before `rhyme`.
fn fits(onset: &str, rhyme: &str) -> bool {
    if RHYMES.binary_search(&rhyme).is_err() {
        return false;
    }
    let is_front = rhyme.starts_with(['e', 'ê', 'i', 'y']);
    let is_only_after_qu = matches!(rhyme, "ynh" | "ych" | "yt" | "yn");
    let is_rounded = rhyme.starts_with("oa") || rhyme.starts_with("oe") || rhyme.starts_with("oă");
    match onset {
        "" => !is_only_after_qu && !rhyme.starts_with("iê"),
        "qu" => !rhyme.starts_with(['u', 'ư']) && !is_rounded && !rhyme.starts_with("iê") && rhyme != "ia",
        "gi" => !is_only_after_qu && !rhyme.starts_with(['i', 'y']),
        "g" => !is_only_after_qu && !rhyme.starts_with(['e', 'ê', 'y']) && !matches!(rhyme, "ia" | "iu"),
        "c" | "ng" => !is_front,
        "k" | "gh" | "ngh" => is_front && !is_only_after_qu && !rhyme.starts_with("yê"),
        "b" | "ch" | "d" | "đ" | "h" | "kh" | "l" | "m" | "n" | "nh" | "p" | "ph" | "r" | "s" | "t"
        | "th" | "tr" | "v" | "x" => !is_only_after_qu && !rhyme.starts_with("yê"),
        _ => false,
    }
}

/// Whether the tone, with its place in the rhyme, is one that the rhyme can have, at a vowel where it is written.
fn tone_fits(onset: &str, letters: &[char], rhyme: &str, tone: Option<(usize, isize)>) -> bool {
    let is_stopped = rhyme.ends_with(['c', 'p', 't']) || rhyme.ends_with("ch");
    let Some((tone, at)) = tone else { return !is_stopped };
    if is_stopped && tone != ACUTE && tone != DOT {
        return false;
    }
    let Ok(at) = usize::try_from(at) else { return false };
    let vowels = letters.iter().take_while(|c| vowel(**c).is_some()).count();
    let shaped = letters.iter().rposition(|c| matches!(c, 'ă' | 'â' | 'ê' | 'ô' | 'ơ' | 'ư'));
    let is_open = vowels == letters.len();
    match (shaped, vowels) {
        // ưa and ưu have it on ư, ươ on ơ; all others have one shaped vowel.
        (Some(shaped), _) => at == shaped,
        (None, 2) if is_open && matches!(rhyme, "oa" | "oe" | "uy") && onset != "qu" => at < 2,
        (None, 2) if is_open => at == 0,
        (None, 3) => at == 1,
        (None, vowels) => at + 1 == vowels,
    }
}

/// All rhymes without their tones, sorted by bytes.
const RHYMES: [&str; 164] = [
    "a", "ac", "ach", "ai", "am", "an", "ang", "anh", "ao", "ap", "at", "au", "ay", "e", "ec", "em", "en",
    "eng", "eo", "ep", "et", "i", "ia", "ich", "im", "in", "inh", "ip", "it", "iu", "iêc", "iêm", "iên",
    "iêng", "iêp", "iêt", "iêu", "o", "oa", "oac", "oach", "oai", "oam", "oan", "oang", "oanh", "oao", "oap",
    "oat", "oay", "oc", "oe", "oen", "oeo", "oet", "oi", "om", "on", "ong", "ooc", "oong", "op", "ot", "oăc",
    "oăm", "oăn", "oăng", "oăt", "u", "ua", "uc", "ui", "um", "un", "ung", "up", "ut", "uy", "uya", "uych",
    "uyn", "uynh", "uyp", "uyt", "uyu", "uyên", "uyêt", "uân", "uâng", "uât", "uây", "uê", "uêch", "uên",
    "uênh", "uôc", "uôi", "uôm", "uôn", "uông", "uôt", "uơ", "y", "ych", "yn", "ynh", "yt", "yêm", "yên",
    "yêng", "yêt", "yêu", "âc", "âm", "ân", "âng", "âp", "ât", "âu", "ây", "ê", "êch", "êm", "ên", "ênh",
    "êp", "êt", "êu", "ô", "ôc", "ôi", "ôm", "ôn", "ông", "ôp", "ôt", "ôông", "ăc", "ăm", "ăn", "ăng", "ăp",
    "ăt", "ơ", "ơi", "ơm", "ơn", "ơp", "ơt", "ư", "ưa", "ưc", "ưi", "ưng", "ưt", "ưu", "ươc", "ươi", "ươm",
    "ươn", "ương", "ươp", "ươt", "ươu",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_are_told_from_what_only_looks_like_them() {
        for word in
            "Xã Phường THỊ trấn nghỉ giếng gì giữ quỳnh quốc quyết khuỷu hoà hòa oanh Ỷ yên thuỷ người được rượu \
             khúc khuỷu quạch lạc Đặng ngoằn ngoèo Lũng Pù Giàng xoài khoẻ khỏe của mùa nghĩa gìn quý"
                .split_whitespace()
        {
            assert_eq!(shape(word), Shape::Syllable, "{word}");
        }
        for word in
            "xả̃ cảc cac tòan ngướì kà gê ngế quư hỡm̀ qà đc ờX xÃ thuờg bẫch wá gìa ỷê ghá Tuyén̉g nghiếngg"
                .split_whitespace()
        {
            assert_eq!(shape(&crate::nfc(word)), Shape::Other, "{word}");
        }
        for word in ["NGUYễN", "THị", "ĐìNH", "TRấN"] {
            assert_eq!(shape(word), Shape::Typed, "{word}");
        }
    }

    #[test]
    fn the_rhymes_are_sorted() {
        assert!(RHYMES.is_sorted());
    }
}
