//! The words of a name: `HoTen`, `HO_TEN`, `thongTin.soCmnd`, `Họ và tên` are words of people in the spelling of programs.

use lienthong_vntext::text::fold;

/// The words of a name or a path, in lower case without diacritics. A word ends at everything that is no letter and no
/// digit, and where a small letter meets a capital.
pub(crate) fn split(name: &str) -> Vec<String> {
    let mut spaced = String::with_capacity(name.len() + 8);
    let letters: Vec<char> = lienthong_vntext::nfc(name).chars().collect();
    for (at, letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).map(|at| letters[at]);
        let behind = letters.get(at + 1);
        // `soCmnd`, and `CMNDCha` before its `Cha`.
        let begins = letter.is_uppercase()
            && before.is_some_and(|before| {
                before.is_lowercase()
                    || before.is_ascii_digit()
                    || (before.is_uppercase() && behind.is_some_and(|behind| behind.is_lowercase()))
            });
        if begins {
            spaced.push(' ');
        }
        spaced.push(if letter.is_alphanumeric() { *letter } else { ' ' });
    }
    fold(&spaced).split_whitespace().map(str::to_owned).collect()
}

/// The last step of a path of a tree: what the value itself is called.
pub(crate) fn last_step(path: &str) -> &str {
    let end = path.rsplit(['/', '.']).find(|step| !step.is_empty()).unwrap_or(path);
    end.trim_start_matches('@')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_cut_where_a_reader_would_cut_it() {
        for (name, words) in [
            ("HoTen", "ho ten"),
            ("HO_TEN", "ho ten"),
            ("Họ và tên", "ho va ten"),
            ("thongTin.soCmnd", "thong tin so cmnd"),
            ("CMNDCha", "cmnd cha"),
            ("NGAYSINH", "ngaysinh"),
            ("@id", "id"),
            ("diaChi2Moi", "dia chi2 moi"),
            ("ĐịaChỉ", "dia chi"),
            ("", ""),
        ] {
            assert_eq!(split(name).join(" "), words, "{name}");
        }
        assert_eq!(last_step("ThongTin/@ma"), "ma");
        assert_eq!(last_step("thongTin.hoTen"), "hoTen");
        assert_eq!(last_step("."), ".");
    }
}
