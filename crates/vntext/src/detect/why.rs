//! A verdict in words, in English and in Vietnamese.

use crate::charset::Charset;
use crate::detect::gather::Counts;
use crate::detect::{LEAD_NEEDED, Reason, SHARE_NEEDED, Score, Verdict, WORDS_NEEDED};

/// One text in two languages, a sentence or two. It has numbers and names of charsets, nothing of the column's content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why {
    /// English.
    pub en: String,
    /// Vietnamese.
    pub vi: String,
}

impl Why {
    fn new(en: String, vi: String) -> Why {
        Why { en, vi }
    }

    fn add(&mut self, en: &str, vi: &str) {
        self.en.push(' ');
        self.en.push_str(en);
        self.vi.push(' ');
        self.vi.push_str(vi);
    }
}

pub(super) fn why(verdict: &Verdict, ranked: &[Score], counts: &Counts) -> Why {
    // Text in UTF-16 may be ASCII by its bytes.
    let beyond = if counts.nul > 0 { counts.marked } else { counts.beyond() };
    let mut why = match verdict {
        Verdict::Ascii => Why::new(
            format!(
                "All {} values are plain ASCII; every charset but UTF-16 reads them alike.",
                counts.values
            ),
            format!(
                "Cả {} giá trị đều là ASCII thuần; mọi bảng mã trừ UTF-16 đều đọc giống nhau.",
                counts.values
            ),
        ),
        Verdict::Sure(charset) => match ranked.iter().find(|score| score.charset == *charset) {
            Some(score) => sure(score, ranked),
            None => Why::new(
                format!("All {beyond} values beyond ASCII are valid {charset}."),
                format!("Cả {beyond} giá trị có ký tự ngoài ASCII đều là {charset} hợp lệ."),
            ),
        },
        Verdict::Undecided(reason) => undecided(reason, ranked),
    };
    if counts.dropped > 0 {
        why.add(
            "There were more words than are kept; the rest was not looked at.",
            "Số từ nhiều hơn mức lưu giữ; phần còn lại chưa được xét.",
        );
    }
    if *verdict == Verdict::Sure(Charset::Tcvn3Abc) && counts.capital_words > counts.small_words {
        why.add(
            "Many words are typed in capitals; their letters with a tone stay small unless the mapping changes case.",
            "Nhiều từ gõ chữ hoa; các chữ có dấu thanh vẫn là chữ thường trừ khi ánh xạ yêu cầu đổi.",
        );
    }
    why
}

fn percent(share: f64) -> f64 {
    100.0 * share
}

fn sure(score: &Score, ranked: &[Score]) -> Why {
    let (charset, words, share) = (score.charset, score.marked_words, percent(score.share));
    let mut why = Why::new(
        format!(
            "Read as {charset}, {share:.0} % of {words} distinct words with marks are Vietnamese syllables."
        ),
        format!("Đọc theo {charset}, {share:.0} % trong {words} từ có dấu khác nhau là âm tiết tiếng Việt."),
    );
    if let Some(next) = ranked.iter().find(|next| next.score < score.score) {
        let (charset, share) = (next.charset, percent(next.share));
        why.add(
            &format!("The next is {charset} with {share:.0} %."),
            &format!("Kế đến là {charset} với {share:.0} %."),
        );
    }
    let is_alike = |other: &Score| other.charset == Charset::TcvnVn1 && other.score >= score.score;
    if charset == Charset::Tcvn3Abc && ranked.iter().any(is_alike) {
        why.add("tcvn-vn1 reads the same text.", "tcvn-vn1 đọc ra cùng văn bản.");
    }
    why
}

fn undecided(reason: &Reason, ranked: &[Score]) -> Why {
    let best = ranked.first().map_or("", |score| score.charset.name());
    match reason {
        Reason::FewWords { found } => Why::new(
            format!(
                "{best} explains the column best, but {found} distinct words with marks are too few; {WORDS_NEEDED} are needed."
            ),
            format!(
                "{best} phù hợp nhất, nhưng chỉ có {found} từ có dấu khác nhau, chưa đủ {WORDS_NEEDED} từ để kết luận."
            ),
        ),
        Reason::NotVietnamese { best, share } => {
            let (share, needed) = (percent(*share), percent(SHARE_NEEDED));
            Why::new(
                format!(
                    "Even read as {best}, the best, only {share:.0} % of the words are Vietnamese syllables; {needed:.0} % are needed. The column may hold several charsets, or other languages."
                ),
                format!(
                    "Kể cả đọc theo {best} là bảng mã phù hợp nhất, chỉ {share:.0} % số từ là âm tiết tiếng Việt; cần {needed:.0} %. Cột có thể dùng nhiều bảng mã hoặc ngôn ngữ khác."
                ),
            )
        }
        Reason::Close { first, second } => Why::new(
            format!(
                "{first} and {second} explain the column about equally well: their scores differ by less than {LEAD_NEEDED}. Look at the samples."
            ),
            format!(
                "{first} và {second} phù hợp gần như nhau: điểm chênh lệch dưới {LEAD_NEEDED}. Hãy xem các mẫu."
            ),
        ),
        Reason::Siblings { only_abc, only_vn1 } => Why::new(
            format!(
                "The column is TCVN, but which: {only_abc} words can only be tcvn3-abc, {only_vn1} only tcvn-vn1. Look at the samples, and for damaged values."
            ),
            format!(
                "Cột dùng TCVN nhưng chưa rõ loại nào: {only_abc} từ chỉ đọc được theo tcvn3-abc, {only_vn1} từ chỉ theo tcvn-vn1. Hãy xem các mẫu và các giá trị hỏng."
            ),
        ),
        Reason::PartlyUtf8 { utf8, other } => Why::new(
            format!(
                "{utf8} values are UTF-8 and {other} are not: the column holds two charsets, or damaged values."
            ),
            format!(
                "{utf8} giá trị là UTF-8 và {other} giá trị thì không: cột dùng hai bảng mã hoặc có giá trị hỏng."
            ),
        ),
        Reason::OnlyControls { values } => Why::new(
            format!(
                "Beyond plain ASCII there are only control characters, in {values} of the values; no charset reads Vietnamese words from them, so they say nothing of the charset."
            ),
            format!(
                "Ngoài ASCII thuần chỉ có ký tự điều khiển, ở {values} giá trị; không bảng mã nào đọc chúng ra từ tiếng Việt, nên chúng không cho biết gì về bảng mã."
            ),
        ),
        Reason::Binary => Why::new(
            "There are NUL bytes, and the values are not UTF-16: this is no column of text.".to_owned(),
            "Có byte NUL mà giá trị không phải UTF-16: đây không phải cột văn bản.".to_owned(),
        ),
    }
}
