//! "Did you mean": the known name that is nearest to an unknown one.

/// The name nearest to `wrong`, when it is near enough to be worth showing.
///
/// Distance counts inserted, removed, replaced and swapped neighbouring characters; a third of the length is allowed.
pub(crate) fn nearest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wrong = fold(wrong);
    // A very long text is no misspelt name, and comparing it with all names would take long.
    if wrong.len() > 200 {
        return None;
    }
    let allowed = (wrong.len() / 3).clamp(1, 4);
    known
        .into_iter()
        .filter(|name| name.len() <= 800)
        .map(|name| (distance(&wrong, &fold(name)), name))
        .filter(|&(distance, _)| distance <= allowed)
        .min()
        .map(|(_, name)| name)
}

fn fold(text: &str) -> Vec<char> {
    text.chars().flat_map(char::to_lowercase).map(|c| if c == '_' { '-' } else { c }).collect()
}

fn distance(a: &[char], b: &[char]) -> usize {
    if a.len().abs_diff(b.len()) > 4 {
        return usize::MAX;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let replaced = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = replaced.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_name_finds_its_neighbour() {
        let check = |wrong: &str, known: &[&str], expected: Option<&str>| {
            assert_eq!(nearest(wrong, known.iter().copied()), expected, "{wrong}");
        };
        check("adress", &["address", "audience"], Some("address"));
        check("lgeal_basis", &["legal_basis", "purpose"], Some("legal_basis"));
        check("H60.13/qlvb", &["H60.31/qlvb", "H60.05/hotich"], Some("H60.31/qlvb"));
        check("Legal-Basis", &["legal_basis"], Some("legal_basis"));
        check("colour", &["purpose", "type"], None);
        check("", &["a"], Some("a"));
    }
}
