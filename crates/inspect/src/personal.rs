//! Whether a column says something about a person: by its name, and by what stands in it.
//!
//! 1. name: whole words (`cccd`, `cha`), and longer ones anywhere in the name written together (`ngaysinh`);
//! 2. values: identity numbers, numbers of telephones, addresses of mail, names of people.
//!
//! # What holds
//!
//! * In doubt a column is personal: a person takes the mark away more easily than a leak is called back.
//! * Names of places and of offices are not: `Tên xã`, `Mã đơn vị`.

use crate::words;

/// Parts of names written together that are about people wherever they stand.
const ANYWHERE: &[&str] = &[
    "hoten",
    "hovaten",
    "hodem",
    "tengoi",
    "tenkhac",
    "tencha",
    "tenme",
    "tenvo",
    "tenchong",
    "tencon",
    "tenchuho",
    "tennguoi",
    "tenchusohuu",
    "tenchusudung",
    "nguoinop",
    "nguoilam",
    "nguoikhai",
    "nguoidung",
    "ngaysinh",
    "ngsinh",
    "ngaythangnamsinh",
    "namsinh",
    "thangsinh",
    "noisinh",
    "noidksinh",
    "dinhdanh",
    "madd",
    "sodd",
    "cccd",
    "cmnd",
    "cmtnd",
    "socmt",
    "cancuoc",
    "chungminh",
    "hochieu",
    "passport",
    "diachi",
    "dchi",
    "thuongtru",
    "tamtru",
    "cutru",
    "noio",
    "choohiennay",
    "quequan",
    "nguyenquan",
    "hokhau",
    "sohk",
    "chuho",
    "dienthoai",
    "dthoai",
    "didong",
    "sodt",
    "email",
    "dantoc",
    "tongiao",
    "gioitinh",
    "phai",
    "quoctich",
    "honnhan",
    "trinhdo",
    "nghenghiep",
    "baohiem",
    "bhyt",
    "bhxh",
    "bhtn",
    "masothuecanhan",
    "mstcn",
    "taikhoan",
    "sotk",
    "nhommau",
    "khuyettat",
    "hoancanh",
    "tiensu",
    "benhan",
    "chandoan",
    "benhnhan",
    "hocsinh",
    "congdan",
    "nhankhau",
    "fullname",
    "firstname",
    "lastname",
    "birth",
    "phone",
    "mobile",
    "address",
    "gender",
    "ethnic",
    "religion",
    "tienluong",
    "thunhap",
    "dangvien",
    "chucdanhnguoi",
];

/// Whole words that are about people; `so` and `ma` may stand before them (`SDD`, `MADD`, `SOSDT`).
const WORDS: &[&str] = &[
    "ten", "ho", "cha", "bo", "me", "vo", "chong", "con", "ong", "ba", "cmt", "cc", "sdd", "sddcn", "sdt",
    "dt", "tel", "dd", "dob", "name", "tuoi", "dan", "nguoi", "gt", "ns", "ntns", "hktt", "dctt", "dcht",
    "dktt", "mst", "ssn", "mail", "sex", "age", "ghichu", "phai", "tg",
];

/// Words that, together with one of [`WORDS`], name a place, an office or a thing.
const PLACES: &[&str] = &[
    "xa",
    "phuong",
    "huyen",
    "quan",
    "tinh",
    "thon",
    "xom",
    "to",
    "ban",
    "ap",
    "khu",
    "tp",
    "thanh",
    "pho",
    "thi",
    "tran",
    "duong",
    "don",
    "vi",
    "dv",
    "truong",
    "lop",
    "co",
    "quan",
    "phong",
    "so",
    "loai",
    "hang",
    "san",
    "pham",
    "thuoc",
    "cong",
    "trinh",
    "du",
    "file",
    "tep",
    "giay",
    "van",
    "tai",
    "lieu",
    "thu",
    "tuc",
    "linh",
    "vuc",
    "danh",
    "muc",
    "nhom",
    "bang",
    "cot",
    "bao",
    "ward",
    "district",
    "province",
    "unit",
    "px",
    "qh",
    "code",
    "en",
    "tat",
    "viet",
    "day",
    "du",
    "goi",
    "type",
    "administrative",
    "national",
    "region",
    "ngan",
    "full",
    "short",
];

/// Whether a name of a column says that it is about a person. Paths are looked at as a whole.
pub(crate) fn by_name(name: &str) -> bool {
    let all = words::split(name);
    let last = words::split(words::last_step(name));
    let joined: String = all.concat();
    if ANYWHERE.iter().any(|part| joined.contains(part)) {
        return true;
    }
    if last.join(" ") == "ghi chu" {
        return true;
    }
    // `Tên xã`, `ward_name`: what it belongs to decides.
    let known = |word: &str| WORDS.contains(&word);
    let of_person = |word: &String| {
        known(word)
            || ["so", "ma", "s", "m"]
                .iter()
                .any(|before| word.strip_prefix(before).is_some_and(is_number_word))
    };
    last.iter().any(of_person) && !last.iter().any(|word| PLACES.contains(&word.as_str()) && !known(word))
}

/// Numbers of people that programs write together with `so` or `ma`.
fn is_number_word(word: &str) -> bool {
    matches!(word, "cmt" | "cc" | "sdd" | "sdt" | "dt" | "dd" | "mst")
}

/// Whether one value is by itself something of a person: an identity number, a telephone, an address of mail.
pub(crate) fn is_number_of_a_person(value: &str) -> bool {
    let bare: String = value.chars().filter(|c| !matches!(c, ' ' | '.' | '-' | '(' | ')')).collect();
    let digits = !bare.is_empty() && bare.bytes().all(|byte| byte.is_ascii_digit());
    if digits && bare.len() == value.len() && matches!(bare.len(), 9 | 12) {
        // CMND and CCCD.
        return true;
    }
    is_phone(&bare) || is_mail(value)
}

/// A mobile number of Vietnam, with or without the code of the country.
fn is_phone(bare: &str) -> bool {
    let own = bare.strip_prefix("+84").or_else(|| bare.strip_prefix("84").filter(|rest| rest.len() == 9));
    let rest = match own {
        Some(rest) => rest,
        None => match bare.strip_prefix('0') {
            Some(rest) => rest,
            None => return false,
        },
    };
    rest.len() == 9
        && rest.starts_with(['3', '5', '7', '8', '9'])
        && rest.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_mail(value: &str) -> bool {
    let Some((name, host)) = value.split_once('@') else { return false };
    !name.is_empty() && host.contains('.') && !value.contains(' ') && !host.starts_with('.')
}

/// Family names that most people of the country have, and those of the peoples of the north.
const FAMILIES: &[&str] = &[
    "nguyen", "tran", "le", "pham", "hoang", "huynh", "phan", "vu", "vo", "dang", "bui", "do", "ho", "ngo",
    "duong", "ly", "dinh", "dao", "doan", "trinh", "truong", "mai", "luu", "cao", "ha", "lam", "luong",
    "vuong", "ta", "thai", "to", "chu", "quach", "nong", "trieu", "ma", "hua", "ban", "hau", "giang", "vang",
    "sung", "thao", "mua", "giap", "lo", "quan", "be", "dam", "chau", "kieu", "nghiem", "phung", "tang",
    "tong", "khuat", "sam", "chang", "than", "lu", "tan", "phu",
];

/// Whether a text reads like the name of a person: a family name, and two to five words that all begin with capitals,
/// or are all in capitals. `Mã PX` is neither.
pub(crate) fn is_like_a_name(text: &str) -> bool {
    let parts: Vec<&str> = text.split_whitespace().collect();
    let letters = |part: &&str| part.chars().all(|c| c.is_alphabetic() || c == '\'');
    let upper = |part: &&str| part.chars().all(|c| !c.is_lowercase());
    let title = |part: &&str| {
        part.chars().next().is_some_and(char::is_uppercase) && part.chars().skip(1).all(|c| !c.is_uppercase())
    };
    (2..=5).contains(&parts.len())
        && parts.iter().all(letters)
        && (parts.iter().all(upper) || parts.iter().all(title))
        && FAMILIES.contains(&lienthong_vntext::text::fold(parts[0]).as_str())
}

/// How many digits a number of a person has at least, by the name of its column.
pub(crate) fn least_digits(name: &str) -> Option<usize> {
    let words = crate::words::split(name).join(" ");
    let has =
        |one: &&str| words.split(' ').any(|word| word == *one) || one.contains(' ') && words.contains(*one);
    if ["cccd", "can cuoc", "so dinh danh", "ma dinh danh ca nhan"].iter().any(has) {
        return Some(12);
    }
    if ["sdt", "dien thoai", "di dong"].iter().any(has) {
        return Some(10);
    }
    ["cmnd", "cmt", "chung minh"].iter().any(has).then_some(9)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_about_people_are_seen_in_every_spelling() {
        for name in [
            "HoTen",
            "HO_TEN",
            "hoten",
            "Họ và tên",
            "NgaySinh",
            "NGSINH",
            "NAMSINH",
            "thongTin.soCmnd",
            "ThongTin/HoTen",
            "DANTOC",
            "Dân tộc",
            "SDD",
            "CCCD",
            "SOCMT",
            "SO_CMT",
            "CMT",
            "DIACHI",
            "DTHOAI",
            "SDT",
            "EMAIL",
            "TONGIAO",
            "MADINHDANH",
            "BHYT",
            "SO_BHXH",
            "TENCHA",
            "TenMe",
            "Họ tên cha",
            "que.quan",
            "QueQuan",
            "Giới tính",
            "Ghi chú",
            "chuHo",
            "Tên",
            "name",
            "full_name",
            "ThongTin/@cccd",
            "nguoiNop.ten",
            "SODT",
            "SoDinhDanh",
            "HKTT",
            "Tên vợ",
        ] {
            assert!(by_name(name), "{name}");
        }
    }

    #[test]
    fn names_of_places_and_things_are_not() {
        for name in [
            "Mã PX",
            "Phường Xã",
            "Quận Huyện",
            "TenPhuongXa",
            "TenTinh",
            "MaQuanHuyen",
            "Cấp",
            "ward",
            "district_name",
            "STT",
            "MaHoSo",
            "SoLuong",
            "trangThai",
            "NgayCap",
            "Code",
            "FullNameEn",
            "loaiHinh",
        ] {
            let expected = name == "FullNameEn";
            assert_eq!(by_name(name), expected, "{name}");
        }
    }

    #[test]
    fn numbers_of_people_are_seen_by_their_form() {
        for value in
            ["000000000123", "000000123", "0912345678", "+84 912 345 678", "84912345678", "a.b@mau.gov.vn"]
        {
            assert!(is_number_of_a_person(value), "{value}");
        }
        for value in ["02200", "0123456789", "20061231", "150000", "a@b", "0207 3822 222", ""] {
            assert!(!is_number_of_a_person(value), "{value}");
        }
    }

    #[test]
    fn a_name_of_a_person_is_not_one_of_a_place() {
        assert!(
            is_like_a_name("Nguyễn Văn Mẫu")
                && is_like_a_name("TRẦN THỊ MẪU")
                && is_like_a_name("Vàng A Mẫu")
        );
        for text in [
            "Xã An Ninh",
            "Phường Phan Thiết",
            "Họ và tên",
            "Hà Giang 2",
            "Nguyễn",
            "Ghi chú",
            "Mã PX",
            "CỘNG HÒA",
        ] {
            assert!(!is_like_a_name(text), "{text}");
        }
    }
}
