//! Personal data as it may be shown on a screen: enough to recognise, not enough to know.

/// A name by its initials: `Nguyễn Văn An` becomes `N*** V*** A***`. A word of one letter stays that letter.
pub fn name(name: &str) -> String {
    let words: Vec<String> = name
        .split_whitespace()
        .map(|word| {
            let mut letters = word.chars();
            let first = letters.next().map(String::from).unwrap_or_default();
            if letters.next().is_some() { first + "***" } else { first }
        })
        .collect();
    words.join(" ")
}

/// The number of a paper or of a phone by its last three characters: `*********123`. Where fewer than six would be
/// hidden, all are.
pub fn number(number: &str) -> String {
    let number = number.trim();
    let length = number.chars().count();
    let shown = if length >= 9 { 3 } else { 0 };
    let hidden = length - shown;
    number.chars().enumerate().map(|(at, c)| if at < hidden { '*' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_is_too_little_to_know() {
        for (text, masked) in
            [("Nguyễn Văn A", "N*** V*** A"), ("Ẩn  Danh\tMẫu", "Ẩ*** D*** M***"), ("", ""), ("Đ", "Đ")]
        {
            assert_eq!(name(text), masked, "{text}");
        }
        for (text, masked) in [
            ("000000000123", "*********123"),
            ("0000000678", "*******678"),
            ("000000123", "******123"),
            ("00000123", "********"),
            ("1", "*"),
            ("", ""),
        ] {
            assert_eq!(number(text), masked, "{text}");
        }
    }
}
