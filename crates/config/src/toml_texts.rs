//! What the TOML parser says of a mistake, in Vietnamese.
//!
//! Its sentences are `what, expected A, B`. What stands in backticks is TOML itself and stays; a sentence that is not
//! known here is told as it is, with who said it.

/// The sentence in Vietnamese.
pub(crate) fn vietnamese(message: &str) -> String {
    let (what, expected) = match message.split_once(", expected ") {
        Some((what, expected)) => (what, Some(expected)),
        None => (message, None),
    };
    let Some(what) = sentence(what) else { return format!("bộ đọc TOML báo: {message}") };
    match expected.and_then(words) {
        // What is expected is said already.
        Some(expected) if !expected.contains("trong dấu nháy") => format!("{what}; cần {expected}"),
        _ => what.to_owned(),
    }
}

/// The words that were expected; nothing where one of them is not known.
fn words(expected: &str) -> Option<String> {
    let known: Option<Vec<&str>> = expected.split(", ").map(word).collect();
    Some(known?.join(", "))
}

fn word(word: &str) -> Option<&str> {
    if word.starts_with('`') {
        return Some(word);
    }
    Some(match word {
        "newline" => "xuống dòng",
        "nothing" => "không có gì thêm",
        "key" => "một khóa",
        "value" => "một giá trị",
        "letters" => "chữ cái",
        "numbers" | "digits" => "chữ số",
        "characters" | "printable characters" => "ký tự in được",
        "literal string" | "basic string" => "chuỗi trong dấu nháy",
        "multi-line basic string" => "chuỗi nhiều dòng",
        "unicode hexadecimal value" => "mã Unicode dạng thập lục phân",
        "non-single-quote visible characters" | "non-single-quote characters" => "ký tự khác dấu nháy đơn",
        "non-double-quote visible characters" => "ký tự khác dấu nháy kép",
        _ => return None,
    })
}

fn sentence(what: &str) -> Option<&'static str> {
    SENTENCES.iter().find(|(english, _)| *english == what).map(|(_, vietnamese)| *vietnamese).or_else(|| {
        let starts = [
            ("invalid multi-line", "chuỗi nhiều dòng không hợp lệ hoặc thiếu dấu đóng"),
            ("cannot extend value of type", "khóa có dấu chấm không thể thêm vào một giá trị đã có"),
            ("invalid date", "ngày giờ không hợp lệ"),
            ("invalid time", "ngày giờ không hợp lệ"),
        ];
        starts.iter().find(|(start, _)| what.starts_with(start)).map(|(_, vietnamese)| *vietnamese)
    })
}

const SENTENCES: &[(&str, &str)] = &[
    ("duplicate key", "khóa bị lặp lại trong cùng một bảng"),
    ("recursion limit", "lồng nhau quá sâu"),
    ("cannot recurse further; max recursion depth met", "lồng nhau quá sâu"),
    // Texts.
    ("string values must be quoted", "chuỗi phải đặt trong dấu nháy"),
    ("invalid string", "chuỗi không hợp lệ"),
    ("invalid basic string", "chuỗi không hợp lệ hoặc thiếu dấu nháy đóng"),
    ("invalid literal string", "chuỗi không hợp lệ hoặc thiếu dấu nháy đóng"),
    ("missing opening quote", "thiếu dấu nháy mở"),
    ("missing escaped value", "sau dấu \\ thiếu ký tự cho phép"),
    ("too few unicode value digits", "mã Unicode thiếu chữ số"),
    ("carriage return must be followed by newline", "ký tự CR phải đi cùng LF"),
    // Numbers and the like.
    ("unexpected leading zero", "số không được có số 0 đứng đầu"),
    ("`_` may only go between digits", "`_` chỉ được đứng giữa các chữ số"),
    ("integers with a radix cannot be signed", "số có tiền tố hệ đếm không được có dấu"),
    ("radix must be lowercase", "tiền tố hệ đếm phải viết thường"),
    ("redundant integer number prefix", "thừa tiền tố của số"),
    ("redundant numeric sign", "thừa dấu của số"),
    ("unexpected sign", "thừa dấu"),
    ("invalid integer number", "số nguyên không hợp lệ"),
    ("invalid hexadecimal number", "số thập lục phân không hợp lệ"),
    ("invalid octal number", "số bát phân không hợp lệ"),
    ("invalid binary number", "số nhị phân không hợp lệ"),
    ("invalid float", "số thập phân không hợp lệ"),
    ("invalid mantissa", "số thập phân không hợp lệ"),
    ("invalid fraction", "phần thập phân không hợp lệ"),
    ("invalid exponent", "số mũ không hợp lệ"),
    ("invalid boolean", "chỉ có true hoặc false"),
    ("invalid value", "giá trị không hợp lệ"),
    // Keys.
    ("invalid unquoted key", "khóa không đặt trong dấu nháy có ký tự không hợp lệ"),
    ("unquoted keys cannot be empty", "thiếu tên khóa"),
    ("keys cannot be multi-line literal strings", "khóa không được là chuỗi nhiều dòng"),
    ("keys cannot be multi-line basic strings", "khóa không được là chuỗi nhiều dòng"),
    ("key with no value", "khóa không có giá trị"),
    ("missing value for key", "thiếu giá trị của khóa"),
    ("missing value", "thiếu giá trị"),
    ("missing assignment between key-value pairs", "thiếu dấu = giữa khóa và giá trị"),
    ("missing comma between key-value pairs", "thiếu dấu phẩy giữa các cặp khóa và giá trị"),
    ("extra assignment between key-value pairs", "thừa dấu ="),
    ("extra `=`", "thừa dấu ="),
    ("invalid key-value pair", "cặp khóa và giá trị không hợp lệ"),
    ("unexpected key or value", "thừa khóa hoặc giá trị trên cùng dòng"),
    ("unexpected content", "thừa nội dung ở đây"),
    ("unexpected content between comment and newline", "thừa nội dung sau chú thích"),
    ("invalid comment character", "chú thích có ký tự không hợp lệ"),
    ("missing comment start", "thiếu dấu # của chú thích"),
    // Lists and tables.
    ("unclosed array", "danh sách thiếu dấu đóng"),
    ("unclosed array table", "tên bảng thiếu dấu đóng"),
    ("unclosed table", "tên bảng thiếu dấu đóng"),
    ("unclosed inline table", "bảng thiếu dấu đóng"),
    ("missing array opening", "danh sách thiếu dấu mở"),
    ("missing table open", "tên bảng thiếu dấu mở"),
    ("missing inline table opening", "bảng thiếu dấu mở"),
    ("missing comma between array elements", "thiếu dấu phẩy giữa các phần tử"),
    ("missing key for inline table element", "phần tử của bảng thiếu khóa"),
    ("invalid inline table element", "phần tử của bảng không hợp lệ"),
    ("extra comma in array", "thừa dấu phẩy trong danh sách"),
    ("extra comma in inline table", "thừa dấu phẩy trong bảng"),
    ("unexpected `=` in array", "thừa dấu = trong danh sách"),
];

#[cfg(test)]
mod tests {
    use toml::de::DeTable;

    use super::*;

    #[test]
    fn mistakes_that_people_make_are_told_without_english() {
        for text in [
            "a = \"x",
            "a = ",
            "a = 1 b=2",
            "[x",
            "[[x]",
            "a.b",
            "a = [1 2]",
            "a = \"\\q\"",
            "a = 1__2",
            "a = {b=1",
            "a = 'x",
            "a = 2026-13-01",
            "a = 012",
            "a = 1\na = 2",
            "= 3",
            "a = {b=1,,c=2}",
            "a = \"\\u12\"",
            "a = \\x01",
            "[a]\n[a]",
            "a = 1\n[a]",
            "a = 1\na.b = 2",
            "a = tru",
            "a == 3",
            "a = '''x",
            "a = \"\"\"x",
            "a = 0X3",
            "a = +0x3",
            "\"a\nb\" = 3",
            "a = [1,,2]",
            "a = [",
            "a = {b 1}",
            "[]",
            "[a.]",
            "a = 1.",
            "a = 1e",
            "a = +-1",
            "a = 12:61:00",
            "a = b = c",
            "# \u{1}",
            "a = ]",
            "a = }",
            "{a = 1}",
            "a = [b=1]",
            "a b = 1",
            "a = 0b3",
            "a = 0xg",
            "a = 2026-1-1",
        ] {
            let (_, errors) = DeTable::parse_recoverable(text);
            assert!(!errors.is_empty(), "{text:?} is no mistake");
            for error in errors {
                let told = vietnamese(error.message());
                let foreign = ["TOML báo", "expected", "string", "value", "key", "invalid", "missing"];
                let found = foreign.iter().find(|word| told.contains(*word));
                assert_eq!(found, None, "{text:?}: {told} ({})", error.message());
            }
        }
    }

    #[test]
    fn a_sentence_that_nobody_knows_is_told_as_it_is() {
        assert_eq!(vietnamese("something new, expected x"), "bộ đọc TOML báo: something new, expected x");
    }
}
