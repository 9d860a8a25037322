//! Detection over real names, measured.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

mod names;

use lienthong_vntext::Charset::{self, *};
use lienthong_vntext::detect::{Detection, Detector, Reason, Score, Verdict};
use std::cmp::Ordering;

fn detect<'a>(values: impl IntoIterator<Item = &'a Vec<u8>>) -> Detection {
    let mut detector = Detector::new();
    values.into_iter().for_each(|value| detector.add(value));
    detector.finish()
}

const LEGACY: [Charset; 5] = [Tcvn3Abc, TcvnVn1, Viscii, Windows1258, VniWin];

fn encoded(charset: Charset, names: &[String]) -> Vec<Vec<u8>> {
    names.iter().filter_map(|name| Some(charset.encode(name).ok()?.into_owned())).collect()
}

/// Whether `found` reads `values` as `charset` does: text that is the same in both is the same answer.
fn is_right(found: Charset, charset: Charset, values: &[Vec<u8>]) -> bool {
    found == charset || values.iter().all(|value| found.decode(value).ok() == charset.decode(value).ok())
}

/// How often the right charset ranks alone at the top, shares it, or loses it.
#[derive(Debug, Default, PartialEq)]
struct Ranks {
    right: usize,
    tied: usize,
    wrong: usize,
}

/// Over groups of `size` names that follow one another. `rank` is what is compared.
fn ranks(charset: Charset, names: &[String], size: usize, rank: fn(&Score) -> f64) -> Ranks {
    let mut ranks = Ranks::default();
    for group in encoded(charset, names).chunks(size) {
        let detection = detect(group);
        assert!(matches!(detection.verdict, Verdict::Undecided(_) | Verdict::Ascii), "{group:02X?}");
        let Some(ours) = detection.score(charset).map(rank) else { continue };
        let rivals = detection.ranked.iter().filter(|score| !is_right(score.charset, charset, group));
        let best = rivals.map(rank).fold(0.0, f64::max);
        match ours.total_cmp(&best) {
            Ordering::Greater => ranks.right += 1,
            Ordering::Equal => ranks.tied += 1,
            Ordering::Less => ranks.wrong += 1,
        }
    }
    ranks
}

/// The numbers in the documentation of the module.
#[test]
fn ranking_is_as_good_as_the_documentation_says() {
    let names = names::all();
    let measured = |size, rank: fn(&Score) -> f64| {
        LEGACY.map(|charset| {
            let ranks = ranks(charset, &names, size, rank);
            [ranks.right, ranks.tied, ranks.wrong]
        })
    };
    let single = [[424, 23, 4], [427, 23, 4], [453, 1, 0], [454, 0, 0], [454, 0, 0]];
    assert_eq!(measured(1, |score| score.score), single);
    // Syllables alone, without the frequent ones.
    let by_share = [[321, 130, 0], [324, 130, 0], [332, 122, 0], [454, 0, 0], [454, 0, 0]];
    assert_eq!(measured(1, |score| score.share), by_share);
    assert_eq!(measured(10, |score| score.score), [[46, 0, 0]; 5]);
    assert_eq!(measured(10, |score| score.share), [[46, 0, 0]; 5]);
}

/// Numbers that follow one another without sense, the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}

#[test]
fn no_sure_verdict_over_random_columns_is_wrong() {
    let names = names::all();
    let mut dice = Dice(1);
    for size in [1, 5, 10, 20, 30, 40, 60, 100] {
        for charset in LEGACY {
            let all = encoded(charset, &names);
            let mut sure = 0;
            for _ in 0..40 {
                let values: Vec<Vec<u8>> = (0..size).map(|_| all[dice.below(all.len())].clone()).collect();
                let detection = detect(&values);
                if let Verdict::Sure(found) = detection.verdict {
                    assert!(is_right(found, charset, &values), "{charset} {found}");
                    sure += 1;
                }
                let is_tcvn = |other: Charset| matches!(other, Tcvn3Abc | TcvnVn1);
                let is_rival = |other| other != charset && !(is_tcvn(other) && is_tcvn(charset));
                let rivals = detection.ranked.iter().filter(|score| is_rival(score.charset));
                let best = rivals.map(|score| score.score).fold(0.0, f64::max);
                let lead = detection.score(charset).map_or(0.0, |score| score.score - best);
                assert!(size < 20 || lead > 0.4, "{charset}, {size} names: {lead}");
                assert!(size < 10 || is_right(detection.ranked[0].charset, charset, &values), "{charset}");
            }
            // One word that only VN1 can read leaves VN1 undecided.
            assert!(size < 60 || charset == TcvnVn1 || sure == 40, "{charset}, {size} names: {sure}");
        }
    }
}

#[test]
fn a_whole_column_is_told_for_sure_in_every_charset() {
    let names = names::all();
    for charset in LEGACY.into_iter().chain([Utf8, Utf8Nfd, Utf16Le, Utf16Be]) {
        let detection = detect(&encoded(charset, &names));
        let expected = if charset == Utf8Nfd { Utf8 } else { charset };
        assert_eq!(detection.verdict, Verdict::Sure(expected), "{:?}", detection.why);
        assert!(detection.why.en.contains(expected.name()) && detection.why.vi.contains(expected.name()));
        if let Some(score) = detection.score(charset) {
            assert_eq!((score.share, score.failed_words), (1.0, 0));
            assert_eq!(score.samples.len(), 8);
            assert!(score.samples.iter().all(|sample| names.contains(sample.as_ref().unwrap())));
        }
    }
}

#[test]
fn capitals_of_a_font_are_told_when_nothing_is_small() {
    let names: Vec<String> = names::all();
    // Typed in capitals: ASCII is capital, letters with a tone have the bytes of small ones.
    let typed = |name: &String| {
        let mut bytes = Vec::new();
        Tcvn3Abc.encode_lower_marked(&name.to_uppercase(), &mut bytes).unwrap();
        bytes
    };
    let capitals: Vec<Vec<u8>> = names.iter().map(typed).collect();
    assert_eq!(detect(&capitals).verdict, Verdict::Sure(Tcvn3AbcCaps));
    // Typed in small letters under the font: nothing shows it.
    let small = encoded(Tcvn3AbcCaps, &names.iter().map(|name| name.to_uppercase()).collect::<Vec<_>>());
    assert_eq!(detect(&small).verdict, Verdict::Sure(Tcvn3Abc));
    let both: Vec<Vec<u8>> = capitals.into_iter().chain(encoded(Tcvn3Abc, &names)).collect();
    assert_eq!(detect(&both).verdict, Verdict::Sure(Tcvn3Abc));
}

#[test]
fn what_is_not_clear_is_left_to_a_person() {
    let names = names::all();
    let check = |values: Vec<Vec<u8>>, what: fn(&Verdict) -> bool| {
        let detection = detect(&values);
        assert!(what(&detection.verdict), "{:?}", detection.verdict);
        assert!(!detection.why.en.is_empty() && !detection.why.vi.is_ascii());
    };
    check(vec![], |verdict| *verdict == Verdict::Ascii);
    check(vec![b"Na Hang".to_vec(), b"1\t2".to_vec()], |verdict| *verdict == Verdict::Ascii);
    check(
        vec!["Xã".into(); 1000].iter().map(|x: &String| Viscii.encode(x).unwrap().into_owned()).collect(),
        |verdict| matches!(verdict, Verdict::Undecided(Reason::FewWords { found: 1 } | Reason::Close { .. })),
    );
    let halves = [encoded(Tcvn3Abc, &names[..200]), encoded(VniWin, &names[200..])].concat();
    check(halves, |verdict| matches!(verdict, Verdict::Undecided(Reason::NotVietnamese { .. })));
    let partly = [encoded(Utf8, &names), encoded(VniWin, &names[..20])].concat();
    check(partly, |verdict| matches!(verdict, Verdict::Undecided(Reason::PartlyUtf8 { other: 20, .. })));
    let one_capital =
        [encoded(Tcvn3Abc, &names), vec![TcvnVn1.encode("Xã Phúc Ứng").unwrap().into_owned()]].concat();
    check(one_capital, |verdict| {
        *verdict == Verdict::Undecided(Reason::Siblings { only_abc: 0, only_vn1: 1 })
    });
    let dice = std::cell::RefCell::new(Dice(7));
    let noise = |_| (0..20).map(|_| dice.borrow_mut().below(256) as u8).collect();
    check((0..2000).map(noise).collect(), |verdict| matches!(verdict, Verdict::Undecided(Reason::Binary)));
    let french = "déjà été élève où ça français hôtel forêt œuvre cœur noël maïs naïve garçon leçon château pâté bébé café thé";
    let french =
        french.split(' ').filter_map(|word| Some(Windows1258.encode(word).ok()?.into_owned())).collect();
    check(french, |verdict| matches!(verdict, Verdict::Undecided(Reason::NotVietnamese { .. })));
}

#[test]
fn quotes_of_word_do_not_confuse_the_siblings() {
    let quoted: Vec<String> = names::all().iter().map(|name| format!("“{name}” – 1")).collect();
    assert_eq!(detect(&encoded(Tcvn3Abc, &quoted)).verdict, Verdict::Sure(Tcvn3Abc));
    assert_eq!(detect(&encoded(Windows1258, &quoted)).verdict, Verdict::Sure(Windows1258));
}

#[test]
fn memory_is_bounded_and_the_bound_is_told() {
    let mut detector = Detector::new();
    let (mut dice, mut word) = (Dice(3), [0; 6]);
    for _ in 0..50_000 {
        word.fill_with(|| 0xB5 + dice.below(70) as u8);
        detector.add(&word);
    }
    detector.add(&[0xC0; 1 << 20]);
    let detection = detector.finish();
    assert!(detection.is_partial && detection.ranked[0].marked_words <= 20_000);
    assert_eq!((detection.values, detection.marked_values), (50_001, 50_001));
}

#[test]
fn control_characters_alone_speak_for_no_charset() {
    for odd in ["\u{1a}", "a\u{7}b", "\u{1b}[2J", "NGUYEN\u{7}VAN", "x\u{7f}", "\u{b}", "\u{15}", "12\u{6}"] {
        let ascii = ["XA NA HANG", "Xa Da Vi", odd].map(|value| value.as_bytes().to_vec());
        let found = detect(&ascii);
        assert_eq!(found.verdict, Verdict::Undecided(Reason::OnlyControls { values: 1 }), "{odd:?}");
        assert!(found.ranked.is_empty(), "{odd:?}");
        // Nor do they speak against UTF-8.
        let utf8 = ["Xã Đà Vị", "Thị trấn Na Hang", odd].map(|value| value.as_bytes().to_vec());
        assert_eq!(detect(&utf8).verdict, Verdict::Sure(Utf8), "{odd:?}");
    }
}

#[test]
fn capitals_on_control_characters_speak_by_the_words_that_they_make() {
    for (charset, words) in [(TcvnVn1, ["NAM", "NỮ", "LÝ", "TỪ"]), (Viscii, ["KỶ", "MỸ", "KỴ", "LỴ"])]
    {
        let values = words.map(|word| charset.encode(word).unwrap().into_owned());
        assert!(values.iter().all(|value| value.is_ascii()));
        assert_eq!(detect(&values).ranked[0].charset, charset);
    }
}
