//! What one cell looks like beside its neighbours: a name of a column, or somebody's data.

use crate::personal;

/// What a cell looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Like {
    /// Nothing in it.
    Blank,
    /// Digits only, or a number.
    Number,
    /// Digits in groups, as dates and papers have them; dates and logical values of the format.
    Date,
    /// An address of mail or a telephone.
    Contact,
    /// Letters and digits without a space: `KS001`.
    Code,
    /// Words.
    Words,
}

impl Like {
    /// What a text looks like.
    pub(crate) fn of(text: &str) -> Self {
        let text = text.trim();
        if text.is_empty() {
            return Self::Blank;
        }
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        if digits > 0 && text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.,% ".contains(&byte)) {
            return if text.matches(['-', '.']).count() == 2 { Self::Date } else { Self::Number };
        }
        if digits > 0 && text.bytes().all(|byte| byte.is_ascii_digit() || b"/-.: T".contains(&byte)) {
            return Self::Date;
        }
        if text.contains('@') && personal::is_number_of_a_person(text) {
            return Self::Contact;
        }
        if digits > 0 && !text.contains(' ') { Self::Code } else { Self::Words }
    }

    /// Whether such a cell is never the name of a column.
    pub(crate) const fn is_data(self) -> bool {
        matches!(self, Self::Number | Self::Date | Self::Contact)
    }
}

/// Words that names of columns are made of, without diacritics.
const OF_HEADERS: &[&str] = &[
    "stt",
    "tt",
    "so",
    "thu",
    "tu",
    "ma",
    "ten",
    "ho",
    "va",
    "dem",
    "ngay",
    "thang",
    "nam",
    "sinh",
    "gioi",
    "tinh",
    "dan",
    "toc",
    "ton",
    "giao",
    "dia",
    "chi",
    "ghi",
    "chu",
    "noi",
    "que",
    "quan",
    "dien",
    "thoai",
    "email",
    "cccd",
    "cmnd",
    "cmt",
    "dinh",
    "danh",
    "chuc",
    "vu",
    "don",
    "vi",
    "loai",
    "hinh",
    "cap",
    "xa",
    "phuong",
    "huyen",
    "thon",
    "khai",
    "dang",
    "ky",
    "quoc",
    "tich",
    "cha",
    "me",
    "vo",
    "chong",
    "con",
    "chuyen",
    "mon",
    "trinh",
    "do",
    "luong",
    "tien",
    "gia",
    "tri",
    "trang",
    "thai",
    "ket",
    "qua",
    "id",
    "code",
    "name",
    "full",
    "fullname",
    "date",
    "birth",
    "birthday",
    "dob",
    "address",
    "phone",
    "gender",
    "sex",
    "type",
    "unit",
    "ward",
    "district",
    "province",
    "note",
    "status",
    "number",
    "no",
    "key",
    "value",
    "title",
    "description",
    "level",
    "year",
    "month",
    "day",
    "time",
    "created",
    "updated",
    "mo",
    "ta",
    "noi",
    "dung",
    "nguoi",
    "bhyt",
    "bhxh",
    "sdt",
    "hokhau",
    "hktt",
    "chuho",
    "tuoi",
    "lop",
    "truong",
    "he",
    "bac",
    "to",
    "khu",
    "pho",
    "duong",
    "nha",
    "hang",
    "muc",
    "nhom",
    "nguon",
    "quyet",
    "dinh",
    "hieu",
    "luc",
    "tu",
    "den",
    "can",
    "cu",
    "van",
    "ban",
    "y",
    "kien",
    "phan",
    "chia",
];

/// Whether a text is made of words that names of columns are made of.
pub(crate) fn is_header_word(text: &str) -> bool {
    let words = crate::words::split(text);
    let joined: String = words.concat();
    let known = |word: &str| OF_HEADERS.contains(&word);
    let short = (1..=7).contains(&words.len()) && !text.bytes().any(|byte| byte.is_ascii_digit());
    let mostly = words.iter().filter(|word| known(word)).count() * 3 >= words.len() * 2;
    let begins =
        words.len() > 1 && matches!(words[0].as_str(), "ma" | "so" | "ten" | "ngay") && words.len() <= 4;
    let is_person = personal::is_like_a_name(text) && !words.iter().all(|word| known(word));
    short && !is_person && (mostly || begins || (words.len() == 1 && is_written_together(&joined)))
}

/// `HOTEN`, `NGAYSINH`, `DIACHI`: words of headers written together, as DBF and fixed width have them.
fn is_written_together(joined: &str) -> bool {
    if joined.len() < 4 {
        return false;
    }
    let mut reached = vec![false; joined.len() + 1];
    reached[0] = true;
    for at in 0..joined.len() {
        if reached[at] {
            for word in OF_HEADERS.iter().filter(|word| joined[at..].starts_with(**word)) {
                reached[at + word.len()] = true;
            }
        }
        if !joined.is_char_boundary(at + 1) {
            return false;
        }
    }
    reached[joined.len()]
}

/// `MA_PX`, `so_luong`, `NGAYSINH`: how programs name columns.
pub(crate) fn is_identifier(text: &str) -> bool {
    let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let begins = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let camel =
        text.as_bytes().windows(2).any(|two| two[0].is_ascii_lowercase() && two[1].is_ascii_uppercase());
    let capitals = text.len() >= 2 && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
    plain && begins && (text.contains('_') || camel || capitals)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_told_apart_by_their_form() {
        for (text, like) in [
            ("", Like::Blank),
            (" 02200 ", Like::Number),
            ("1.234,5", Like::Number),
            ("20/11/2026", Like::Date),
            ("2026-11-20", Like::Date),
            ("20.11.2026", Like::Date),
            ("08:00", Like::Date),
            ("a@mau.gov.vn", Like::Contact),
            ("KS001", Like::Code),
            ("Họ và tên", Like::Words),
            ("12/BC-UBND", Like::Code),
            ("Số 12", Like::Words),
        ] {
            assert_eq!(Like::of(text), like, "{text}");
        }
    }

    #[test]
    fn names_of_columns_are_known_and_people_are_none() {
        for text in [
            "Mã PX",
            "Họ và tên",
            "HỌ TÊN CHA",
            "STT",
            "Ngày, tháng, năm sinh",
            "HOTEN",
            "NGAYSINH",
            "Ghi chú",
            "FullName",
        ] {
            assert!(is_header_word(text), "{text}");
        }
        for text in
            ["Nguyễn Văn Mẫu", "Xã An Ninh", "Lê Thị Mẫu", "Kinh", "02200", "Mã Thị Mẫu", "Hồ Văn Mẫu"]
        {
            assert!(!is_header_word(text), "{text}");
        }
        assert!(
            is_identifier("MA_PX")
                && is_identifier("HOTEN")
                && is_identifier("hoTen")
                && !is_identifier("Xa")
        );
    }
}
