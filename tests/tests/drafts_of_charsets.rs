//! Drafts and charsets: which one a column is in, and what is said where its letters are damaged or of another one.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

use lienthong_adapter::single_byte::{as_windows_1252, windows_1252 as as_bytes};
use lienthong_tests::drafts::{Walk, columns, inspect, walk_with};
use lienthong_vntext::Charset;
use serde_json::Value;

#[test]
fn a_control_character_among_ascii_is_named_with_its_place_and_no_charset() {
    for (odd, name) in [("a\u{7}", "bell.csv"), ("\u{1b}[2J", "escape.csv"), ("a\u{b}b", "tab.csv")] {
        for others in ["Da Vi", "Đà Vị"] {
            let rows = format!("02200,{others},x\r\n").repeat(6);
            let csv = format!("ma_px,ten,ghi_chu\r\n{rows}02201,{others},{odd}\r\n");
            let ran = inspect(name, csv.as_bytes(), &["--json"]);
            let seen: Value = serde_json::from_str(&ran.stdout).unwrap();
            assert_eq!(seen["charset"], "utf-8", "{seen}");
            let suspicions = &seen["columns"][2]["suspicions"];
            assert_eq!(
                (suspicions[0]["what"].as_str(), &suspicions[0]["rows"]),
                (Some("a control character"), &serde_json::json!([8])),
                "{seen}"
            );
            assert!(seen["draft"]["mapping"].as_str().unwrap().contains("(rows 8): such rows are bad ones"));
        }
    }
}

#[test]
fn signs_that_no_old_charset_has_are_utf_8_in_a_file_of_few_rows_as_well() {
    for (csv, last) in [
        ("MA;DANOP\n00;✓\n01;\n02;✓\n03;✓\n04;\n", "✓"),
        ("MA;X\n00;→ 1\n01;x ≤ 5\n02;№ 1\n", "№ 1"),
        ("Mã;Đã nộp\n0001;✓\n0002;\n0003;✓\n", "✓"),
        ("\u{feff}MA;X\n00;☑\n01;☑\n", "☑"),
    ] {
        let walked = walk_with("mau.csv", csv.as_bytes());
        assert_eq!(walked.seen["charset"], "utf-8", "{csv}");
        assert!(walked.mapping().contains("charset = \"utf-8\""), "{}", walked.mapping());
        assert!(walked.written().contains(last), "{}", walked.written());
    }
    let rows: String = (1..=30).map(|at| format!("{at};Nguyễn Văn Mẫu ✓\n")).collect();
    assert_eq!(walk_with("mau.csv", format!("STT;TEN\n{rows}").as_bytes()).seen["charset"], "utf-8");
}

#[test]
fn a_capital_on_a_control_character_is_a_letter() {
    let rows: Vec<String> = (1..=12).map(|n| format!("{n:05},{}", ["NAM", "NỮ"][n % 2])).collect();
    let csv = Charset::TcvnVn1.encode(&format!("ma,gioi\r\n{}\r\n", rows.join("\r\n"))).unwrap().into_owned();
    let Walk { seen, accepted, .. } = walk_with("mau.csv", &csv);
    assert_eq!((seen["charset"].as_str(), accepted), (Some("tcvn-vn1"), 12), "{seen}");
    assert_eq!(seen["columns"][1]["suspicions"], serde_json::json!([]), "{seen}");
}

#[test]
fn a_column_under_a_font_of_capitals_has_its_own_charset() {
    let names =
        ["Xã Đà Vị", "Thị trấn Na Hang", "Xã Hồng Thái", "Xã Sơn Phú", "Xã Năng Khả", "Xã Thượng Giáp"];
    let families = ["NGUYỄN VĂN", "TRẦN ĐỨC", "HOÀNG THỊ"];
    let abc = |text: &str| Charset::Tcvn3Abc.encode(text).unwrap().into_owned();
    // Typed with capitals, where only the font makes capitals of letters with marks.
    let caps = |text: &str| {
        let typed = |c: char| if c.is_ascii() { c.to_string() } else { c.to_lowercase().to_string() };
        abc(&text.chars().map(typed).collect::<String>())
    };
    let file = |rows: &dyn Fn(usize) -> Vec<u8>| {
        let lines = (0..12).map(|at| [rows(at), b"\r\n".to_vec()].concat());
        [b"ma,ten,ho\r\n".to_vec(), lines.collect::<Vec<_>>().concat()].concat()
    };
    let small = |at: usize| abc(names[at % names.len()]);
    let large = |at: usize| caps(families[at % families.len()]);
    let mixed = file(&|at| [format!("{at:05},").into_bytes(), small(at), b",".to_vec(), large(at)].concat());
    let walked = walk_with("mau.csv", &mixed);
    let charset = |at: usize| walked.seen["columns"][at]["charset"].as_str().unwrap_or("none");
    assert_eq!(
        (walked.accepted, charset(1), charset(2)),
        (12, "tcvn3-abc", "tcvn3-abc-caps"),
        "{}",
        walked.seen
    );
    assert!(walked.seen["columns"][2]["samples"].to_string().contains("NGUYỄN VĂN"), "{}", walked.seen);
    // In a file of capitals a column with small letters is none of them.
    let capitals = file(&|at| {
        let large = [large(at), b" ".to_vec(), large(at + 1)].concat();
        [format!("{at:05},").into_bytes(), abc(["Xã Tổ", "Tổ"][at % 2]), b",".to_vec(), large].concat()
    });
    let walked = walk_with("mau.csv", &capitals);
    assert!(walked.seen["columns"][1]["samples"].to_string().contains("Tổ"), "{}", walked.seen);
}

#[test]
fn letters_of_an_old_font_that_were_saved_as_utf_8_are_told() {
    let names =
        ["Xã Đà Vị", "Thị trấn Na Hang", "Xã Hồng Thái", "Xã Sơn Phú", "Xã Năng Khả", "Xã Thượng Giáp"];
    for font in [Charset::Tcvn3Abc, Charset::VniWin] {
        let rows = names
            .iter()
            .zip(1..)
            .map(|(name, code)| format!("{code:05},{}\r\n", as_windows_1252(&font.encode(name).unwrap())));
        let csv = format!("ma,ten\r\n{}", rows.collect::<String>());
        for (lang, what, todo) in [
            ("en", "letters of an old font, read as windows-1252", "# The letters are"),
            ("vi", "chữ của phông cũ bị đọc thành windows-1252", "# Chữ là"),
        ] {
            let ran = inspect("mau.csv", csv.as_bytes(), &["--lang", lang]);
            assert!(ran.stdout.contains(what) && ran.stdout.contains("Xã Hồng Thái"), "{ran:?}");
            let ran = inspect("mau.csv", csv.as_bytes(), &["--lang", lang, "--json"]);
            let seen: Value = serde_json::from_str(&ran.stdout).unwrap();
            let mapping = seen["draft"]["mapping"].as_str().unwrap();
            assert!(mapping.contains(&format!("{todo} {}", font.name())), "{mapping}");
            assert_eq!(seen["columns"][1]["old_font"], font.name(), "{seen}");
        }
        // What the comment says puts it right.
        let saved = as_bytes(&csv).unwrap();
        let walked = walk_with("mau.csv", &saved);
        assert_eq!(walked.seen["charset"], font.name());
    }
    // A column of one name is in the font of its neighbour, and one of Latin letters is not.
    let rows = names.iter().map(|name| {
        let latin = |text: &str| as_windows_1252(&Charset::Tcvn3Abc.encode(text).unwrap());
        format!("{},{},Lê Hà\r\n", latin(name), latin("Huyện Lâm Bình"))
    });
    let ran = inspect(
        "mau.csv",
        format!("ten,huyen,nguoi\r\n{}", rows.collect::<String>()).as_bytes(),
        &["--json"],
    );
    let seen: Value = serde_json::from_str(&ran.stdout).unwrap();
    let fonts: Vec<Option<&str>> = (0..3).map(|at| seen["columns"][at]["old_font"].as_str()).collect();
    assert_eq!(fonts, [Some("tcvn3-abc"), Some("tcvn3-abc"), None], "{seen}");
    for names in
        [["Hà", "Lê", "Tô", "Hòa", "Vân", "Nhân"], ["Hélène", "Zoë", "Jérôme", "Benoît", "Noël", "Agnès"]]
    {
        let csv = format!("ten\r\n{}\r\n", names.join("\r\n"));
        let ran = inspect("mau.csv", csv.as_bytes(), &["--lang", "en"]);
        assert!(!ran.stdout.contains("old font"), "{ran:?}");
    }
}

#[test]
fn utf_8_that_was_stored_twice_is_repaired_whichever_charset_it_was_taken_for() {
    let names = ["Nguyễn Thị Mẫu", "Trần Đức Thọ", "Lê Ngọc Ẩn", "Hoàng Hữu Thử"];
    let windows = |name: &str| as_windows_1252(name.as_bytes());
    let latin_1 = |name: &str| name.bytes().map(char::from).collect::<String>();
    for twice in [&windows as &dyn Fn(&str) -> String, &latin_1] {
        let rows: String =
            names.iter().enumerate().map(|(at, name)| format!("{at};{}\r\n", twice(name))).collect();
        let walked = walk_with("mau.csv", format!("Ma;Ten\r\n{rows}").as_bytes());
        assert_eq!(walked.accepted, 4, "{}", walked.mapping());
        assert!(walked.mapping().contains("repair = [\"double_utf8\"]"), "{}", walked.mapping());
        assert!(walked.written().contains("Lê Ngọc Ẩn"), "{}", walked.written());
    }
}

#[test]
fn rows_of_another_charset_are_told_by_their_number() {
    let row = |at: usize, charset: Charset| {
        let names = ["Nguyễn Thị Mẫu", "Trần Đức Thọ", "Lê Ngọc Mẫu", "Hoàng Hữu Thử", "Phạm Thuỳ Ví Dụ"];
        let name = charset.encode(names[at % 5]).unwrap().into_owned();
        [format!("{at:03};").into_bytes(), name, b"\r\n".to_vec()].concat()
    };
    let bytes = "bytes that the charset of the column does not have";
    let words = "words of another charset: in that of the column they read as nonsense";
    for (usual, odd, what) in [
        (Charset::Tcvn3Abc, Charset::Utf8, bytes),
        (Charset::Utf8, Charset::VniWin, bytes),
        (Charset::Tcvn3Abc, Charset::VniWin, words),
        (Charset::Tcvn3Abc, Charset::Viscii, words),
        (Charset::Viscii, Charset::Tcvn3Abc, words),
    ] {
        let rows = (1..40).map(|at| row(at, if at == 20 { odd } else { usual }));
        let file = std::iter::once(b"Ma;Ten\r\n".to_vec()).chain(rows).collect::<Vec<_>>().concat();
        let ran = inspect("mau.csv", &file, &["--json", "--lang", "en"]);
        let seen: Value = serde_json::from_str(&ran.stdout).unwrap();
        let odd_one = serde_json::json!({ "what": what, "rows": [21] });
        assert!(seen["columns"][1]["suspicions"].as_array().unwrap().contains(&odd_one), "{seen}");
        let line = format!("# In rows 21: {what}; such rows are refused\n");
        assert!(seen["draft"]["mapping"].as_str().unwrap().contains(&line), "{seen}");
    }
}

#[test]
fn that_more_rows_are_odd_than_are_named_is_said() {
    let whole = (1..=10).map(|at| format!("{at:03},01{at:010}\r\n"));
    let short = (11..=25).map(|at| format!("{at:03},1{at:010}\r\n"));
    let file = std::iter::once("Ma,SoDinhDanh\r\n".to_owned()).chain(whole).chain(short).collect::<String>();
    let ran = inspect("mau.csv", file.as_bytes(), &["--lang", "en"]);
    assert!(ran.stdout.contains("12, 13, 14, 15, 16, …"), "{}", ran.stdout);
    let ran = inspect("mau.csv", file.as_bytes(), &["--json"]);
    let seen: Value = serde_json::from_str(&ran.stdout).unwrap();
    let told = &seen["columns"][1]["suspicions"][0];
    assert_eq!(
        (&told["rows"], &told["more"]),
        (&serde_json::json!([12, 13, 14, 15, 16]), &true.into()),
        "{seen}"
    );
}

#[test]
fn utf_16_without_a_mark_is_text() {
    let text = "ma\tten\r\n00001\tNguyễn Văn Mẫu\r\n00002\tTrần Thị Thử\r\n";
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for (bytes, charset) in [(little, "utf-16le"), (big, "utf-16be")] {
        let walked = walk_with("mau.txt", &bytes);
        assert_eq!((walked.accepted, walked.seen["charset"].as_str()), (2, Some(charset)));
        assert_eq!(columns(&walked.seen), "ma|ten");
        assert!(walked.back == bytes, "{}", walked.mapping());
    }
}

#[test]
fn letters_that_a_font_has_at_the_same_place_are_what_they_are() {
    // VISCII has these where windows-1252 has them.
    let names =
        ["Tày", "Mông", "Nùng", "Dáy", "Thái", "Hán", "Hà Nhì", "La Chí", "Lô Lô", "Ngái", "Pà Thèn", "Mèo"];
    for count in [3, names.len()] {
        let rows: String = (0..24).map(|at| format!("{at:05},{}\r\n", names[at % count])).collect();
        let text = format!("Mã,Dân tộc\r\n{rows}");
        let wide: Vec<u8> =
            [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        let ran = inspect("mau.csv", &wide, &["--json", "--lang", "en"]);
        let seen: Value = serde_json::from_str(&ran.stdout).unwrap();
        assert_eq!(seen["charset"], "utf-16le", "{seen}");
        assert_eq!(seen["columns"][1]["charset"], "utf-8", "{seen}");
    }
}
