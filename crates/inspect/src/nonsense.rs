//! Values that the charset of their column reads, as nonsense: a few rows in another old font among those of one.
//!
//! Nearly every byte is a letter in each of the old charsets, so such rows are read without a fault; their words tell them
//! (`vntext::detect::misread`, by which the gateway refuses them too). Which charset the column is in is known when all
//! values were seen: until then the rows that each of them reads as nonsense are kept apart, the first few.

use lienthong_vntext::Charset;
use lienthong_vntext::detect::{OddWords, misread};

use crate::controls::is_control;

/// The old charsets.
const OLD: [Charset; 5] =
    [Charset::Tcvn3Abc, Charset::TcvnVn1, Charset::Viscii, Charset::Windows1258, Charset::VniWin];

/// Rows that each charset reads as nonsense.
#[derive(Debug)]
pub(crate) struct Nonsense {
    odd: [OddWords; OLD.len()],
    rows: [Vec<u64>; OLD.len()],
}

impl Default for Nonsense {
    fn default() -> Self {
        Self { odd: OLD.map(OddWords::new), rows: Default::default() }
    }
}

impl Nonsense {
    /// Looks at one value of this row, and remembers at most `most` rows of each charset.
    pub(crate) fn add(&mut self, value: &[u8], row: u64, most: usize) {
        if value.is_ascii() || value.iter().copied().any(is_control) {
            return;
        }
        for ((charset, odd), rows) in OLD.into_iter().zip(&mut self.odd).zip(&mut self.rows) {
            if rows.len() < most && odd.is_in(value) && misread(value, charset).is_some() {
                rows.push(row);
            }
        }
    }

    /// The first rows that this charset reads as nonsense.
    pub(crate) fn of(&self, charset: Charset) -> &[u64] {
        let at = OLD.iter().position(|own| *own == charset);
        at.map_or(&[], |at| &self.rows[at])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(name: &str, charset: Charset, own: Charset) -> bool {
        let mut nonsense = Nonsense::default();
        // What a charset cannot write cannot stand in its rows.
        if let Ok(bytes) = charset.encode(name) {
            nonsense.add(&bytes, 2, 5);
        }
        !nonsense.of(own).is_empty()
    }

    #[test]
    fn names_in_another_old_charset_are_told() {
        let names = [
            "Nguyễn Thị Mẫu",
            "Lê Ngọc Mẫu",
            "Phường Minh Xuân",
            "Thị trấn Na Hang",
            "Bùi Quỳnh Ngữ",
            "Đặng Thủy Bằng",
        ];
        let fonts = [Charset::Tcvn3Abc, Charset::Viscii, Charset::VniWin];
        for (charset, own) in fonts.into_iter().flat_map(|charset| fonts.map(|own| (charset, own))) {
            for name in names {
                // What the charset does not have is told by `strays`.
                let is_read = own.decode(&charset.encode(name).unwrap()).is_ok();
                assert_eq!(told(name, charset, own), is_read && charset != own, "{name} {charset} {own}");
            }
        }
    }

    #[test]
    fn one_odd_word_is_a_slip_of_the_pen() {
        for (name, own) in [
            ("Yạn Minh", Charset::Viscii),
            ("Xă Khâu Vai", Charset::Windows1258),
            ("Thơng Mố", Charset::VniWin),
            ("Xđ Phú Linh", Charset::Tcvn3Abc),
        ] {
            assert!(!told(name, own, own), "{name}");
        }
    }

    #[test]
    fn names_of_peoples_are_never_told_in_their_own_charset() {
        let names = "Giàng A Pó;Sùng Seo Lử;Krông Nô;Đắk Lắk;Đăk Hà;Niê;Y Bhăm Mlô;H'Hen Niê;Y Thông Kbuôr;Êban;\
                     Kpă Thìn;Rơ Châm Blêu;Rơ Mah Kiêu;Điểu Krêng;Điểu Grứ;K'Đẹm;K'Brêuh;Zơ Râm Đăng;Bríu Pố;\
                     Pơloong Arất;Bhnướch Cơlâu;Alăng Hiêng;Hôih Mớp;Liêng Hót;Ksơr Nhônh;Chư Prông;Kbang Plây;\
                     Lầu Bá Xồng;Lỳ Phì Cà;Vàng Seo Phừ;Chảo Láo Lở;Tẩn Mẩy;Thào Páo;Cháng A Dơ;Lò Văn Pọm;Kră;Brũi;\
                     Têh;Ngọk Réo;Tơ Đră;Siêk;Blô;Krềng;Plêi Kần;Mnông;Xơ Đăng;Brâu;Rơ Măm;Bru Vân Kiều;Gié Triêng;\
                     Hrê;Ê Đê;Stiêng;Kdơng;Đê Ar;A Dơk;Kông Chro;Đak Pơ;Êa H'leo;Ea Súp;Cư M'gar";
        for name in names.split(';') {
            for charset in OLD {
                assert!(!told(name, charset, charset), "{name} {charset}");
            }
        }
    }
}
