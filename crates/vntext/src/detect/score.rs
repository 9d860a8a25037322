//! From words to scores, and from scores to a verdict.

use crate::charset::Charset;
use crate::detect::common::is_common;
use crate::detect::gather::Detector;
use crate::detect::syllable::{Shape, shape};
use crate::detect::{Detection, LEAD_NEEDED, Reason, SHARE_NEEDED, Score, Verdict, WORDS_NEEDED, why};

/// Capital words without which a column is not taken for one in capitals.
const CAPITALS_NEEDED: usize = 3;
/// Words that only VN1 can read, to say that it is VN1. One may be a damaged byte.
const VN1_WORDS_NEEDED: usize = 2;

/// Values that are no UTF-8 by chance, even if they are in another script.
const MANY: usize = 50;

/// What a word is under one charset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reading {
    /// Not text in the charset.
    Fails,
    /// Text, but no Vietnamese.
    Odd,
    /// A syllable.
    Syllable,
    /// A frequent one.
    Common,
    /// Punctuation only.
    Nothing,
}

impl Reading {
    fn is_good(self) -> bool {
        matches!(self, Reading::Syllable | Reading::Common)
    }

    fn is_bad(self) -> bool {
        matches!(self, Reading::Fails | Reading::Odd)
    }
}

/// The detection of all that `seen` took in.
pub(super) fn judge(seen: &Detector) -> Detection {
    let counts = &seen.counts;
    let beyond = counts.beyond();
    let mut ranked = Vec::new();
    let verdict = if counts.marked == 0 {
        Verdict::Ascii
    } else if counts.nul > 0 {
        match (counts.utf16le == counts.marked, counts.utf16be == counts.marked) {
            (true, false) => Verdict::Sure(Charset::Utf16Le),
            (false, true) => Verdict::Sure(Charset::Utf16Be),
            _ => Verdict::Undecided(Reason::Binary),
        }
    } else if beyond > 0
        && counts.utf8 == beyond
        && (2 * counts.utf8_latin >= beyond || counts.utf8_long > 0 || counts.marked >= MANY)
    {
        Verdict::Sure(Charset::Utf8)
    } else {
        let (scores, verdict) = score(seen);
        if beyond == 0 && !scores.first().is_some_and(|best| speaks_for(best.charset, seen)) {
            Verdict::Undecided(Reason::OnlyControls { values: counts.marked })
        } else {
            ranked = scores;
            if 2 * counts.utf8_latin > beyond {
                let (utf8, other) = (counts.utf8_latin, beyond - counts.utf8_latin);
                Verdict::Undecided(Reason::PartlyUtf8 { utf8, other })
            } else {
                verdict
            }
        }
    };
    Detection {
        why: why::why(&verdict, &ranked, counts),
        ranked,
        verdict,
        values: counts.values,
        marked_values: counts.marked,
        is_partial: counts.dropped > 0,
    }
}

/// Whether most of the marked words are syllables under `charset`, with letters beside their control characters: one
/// alone is a letter somewhere, and proves nothing.
fn speaks_for(charset: Charset, seen: &Detector) -> bool {
    let has_letter = |word: &[u8]| word.iter().any(u8::is_ascii_alphabetic);
    let good = seen.words.iter().filter(|word| has_letter(word) && read(charset, word).is_good()).count();
    2 * good > seen.words.len()
}

/// The scores of all candidates, and the verdict they allow.
fn score(seen: &Detector) -> (Vec<Score>, Verdict) {
    let words: Vec<&[u8]> = seen.words.iter().map(|word| &**word).collect();
    let readings: Vec<Vec<Reading>> =
        Charset::OLD.iter().map(|&charset| words.iter().map(|word| read(charset, word)).collect()).collect();
    let mut ranked: Vec<Score> = Charset::OLD
        .iter()
        .zip(&readings)
        .map(|(&charset, readings)| summed(charset, readings, seen))
        .collect();
    let is_in_capitals = seen.counts.small_words == 0 && seen.counts.capital_words >= CAPITALS_NEEDED;
    if is_in_capitals {
        ranked.rotate_right(1);
    } else {
        // Under a font of capitals every column looks alike, so the words alone do not speak for it.
        ranked.pop();
    }
    // Stable: of equals the first stays first.
    ranked.sort_by(|a, b| b.score.total_cmp(&a.score));

    let (abc, vn1) = (&readings[0], &readings[1]);
    let only = |one: &[Reading], other: &[Reading]| {
        one.iter().zip(other).filter(|(one, other)| one.is_good() && other.is_bad()).count()
    };
    let (only_abc, only_vn1) = (only(abc, vn1), only(vn1, abc));
    let first = &ranked[0];
    let second = ranked.iter().find(|score| !is_same_family(score.charset, first.charset));
    let is_family = is_same_family(first.charset, Charset::TcvnVn1);
    let verdict = if first.share < SHARE_NEEDED {
        Verdict::Undecided(Reason::NotVietnamese { best: first.charset, share: first.share })
    } else if let Some(second) = second.filter(|second| first.score - second.score < LEAD_NEEDED) {
        Verdict::Undecided(Reason::Close { first: first.charset, second: second.charset })
    } else if first.marked_words < WORDS_NEEDED {
        Verdict::Undecided(Reason::FewWords { found: first.marked_words })
    } else if !is_family || only_vn1 == 0 {
        Verdict::Sure(if first.charset == Charset::TcvnVn1 { Charset::Tcvn3Abc } else { first.charset })
    } else if only_abc == 0 && only_vn1 >= VN1_WORDS_NEEDED {
        Verdict::Sure(Charset::TcvnVn1)
    } else {
        Verdict::Undecided(Reason::Siblings { only_abc, only_vn1 })
    };
    (ranked, verdict)
}

/// Whether both are TCVN, with the same small letters.
fn is_same_family(one: Charset, other: Charset) -> bool {
    let is_tcvn = |charset| matches!(charset, Charset::Tcvn3Abc | Charset::Tcvn3AbcCaps | Charset::TcvnVn1);
    one == other || is_tcvn(one) && is_tcvn(other)
}

fn summed(charset: Charset, readings: &[Reading], seen: &Detector) -> Score {
    let count = |what: fn(&Reading) -> bool| readings.iter().filter(|reading| what(reading)).count();
    let words = count(|reading| *reading != Reading::Nothing);
    let part = |some: usize| if words == 0 { 0.0 } else { some as f64 / words as f64 };
    let (share, common) =
        (part(count(|reading| reading.is_good())), part(count(|reading| *reading == Reading::Common)));
    let samples = seen.samples.iter().map(|value| charset.decode(value).ok().map(|text| text.into_owned()));
    Score {
        charset,
        score: share + common,
        share,
        common,
        marked_words: words,
        failed_words: count(|reading| *reading == Reading::Fails),
        samples: samples.collect(),
    }
}

/// What `word` is in `charset`. Punctuation at its ends is not part of it.
fn read(charset: Charset, word: &[u8]) -> Reading {
    let Ok(text) = charset.decode(word) else { return Reading::Fails };
    let mut best = Reading::Nothing;
    for part in text.split(is_space).map(|part| part.trim_matches(is_punctuation)) {
        if part.is_ascii() {
            continue;
        }
        let is_font = matches!(charset, Charset::Tcvn3Abc);
        let reading = match shape(part) {
            Shape::Other => return Reading::Odd,
            Shape::Typed if !is_font => return Reading::Odd,
            Shape::Typed | Shape::Syllable if is_common(&part.to_lowercase()) => Reading::Common,
            Shape::Typed | Shape::Syllable => Reading::Syllable,
        };
        if best != Reading::Syllable {
            best = reading;
        }
    }
    best
}

fn is_space(c: char) -> bool {
    matches!(c, '\u{A0}' | '–' | '—' | '…' | '•')
}

fn is_punctuation(c: char) -> bool {
    matches!(c, '“' | '”' | '‘' | '’')
}
