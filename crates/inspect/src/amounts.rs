//! Sums and measures as people write them: `1.500.000 đ`, `12,5`, `(3.000)`; and the form that reads all of a column.
//!
//! A form is proposed only where the values prove it: where each is read in one way and some cannot be read in the
//! other. `1.500` alone may be fifteen hundred or one and a half, and `001.002` is no amount.

use std::collections::BTreeMap;

use lienthong_adapter::mapping::NumberForm;

/// Bytes of what stands behind a number, at most.
const MOST_SUFFIX: usize = 12;
/// Different texts behind the numbers of a column, at most.
const MOST_SUFFIXES: usize = 3;
/// What may stand behind some numbers of a column and not behind others: it is money all the same.
const MONEY: [&str; 4] = ["đ", "đồng", "vnđ", "vnd"];

/// The values of a column as amounts.
#[derive(Debug)]
pub(crate) struct Amounts {
    /// Whether all are ones of `1.234,5`.
    points: Way,
    /// Whether all are ones of `1,234.5`.
    commas: Way,
    has_parentheses: bool,
    has_minus: bool,
    /// What stands behind the numbers, as bytes, with a blank before it where there is one.
    suffixes: BTreeMap<Vec<u8>, u64>,
}

/// One way to read amounts.
#[derive(Debug, Clone, Copy)]
struct Way {
    fits: bool,
    has_groups: bool,
}

impl Default for Amounts {
    fn default() -> Self {
        let all = Way { fits: true, has_groups: false };
        Self { points: all, commas: all, has_parentheses: false, has_minus: false, suffixes: BTreeMap::new() }
    }
}

impl Amounts {
    /// One more value, trimmed.
    pub(crate) fn add(&mut self, value: &[u8]) {
        if !self.points.fits && !self.commas.fits {
            return;
        }
        let end =
            value.iter().rposition(|byte| byte.is_ascii_digit() || *byte == b')').map_or(0, |at| at + 1);
        let (number, suffix) = value.split_at(end);
        let Ok(number) = std::str::from_utf8(number) else { return self.no_amounts() };
        let (number, parentheses, minus) = match number.strip_prefix('(') {
            Some(inside) => (inside.strip_suffix(')').unwrap_or(""), true, false),
            None => (number.strip_prefix('-').unwrap_or(number), false, number.starts_with('-')),
        };
        self.has_parentheses |= parentheses;
        self.has_minus |= minus;
        let is_number = number.starts_with(|c: char| c.is_ascii_digit());
        let is_padded = number.starts_with('0') && number[1..].starts_with(|c: char| c.is_ascii_digit());
        if !is_number || is_padded || suffix.len() > MOST_SUFFIX {
            return self.no_amounts();
        }
        self.points.add(number, '.', ',');
        self.commas.add(number, ',', '.');
        *self.suffixes.entry(suffix.to_vec()).or_default() += 1;
        if self.suffixes.len() > MOST_SUFFIXES {
            self.no_amounts();
        }
    }

    fn no_amounts(&mut self) {
        (self.points.fits, self.commas.fits) = (false, false);
    }

    /// The form of all of them; `decode` makes text of bytes.
    pub(crate) fn form(&self, decode: impl Fn(&[u8]) -> Option<String>) -> Option<NumberForm> {
        let (way, group, decimal) = match (self.points.fits, self.commas.fits) {
            (true, false) => (self.points, '.', ','),
            (false, true) => (self.commas, ',', '.'),
            // None is one, or each may be read in two ways.
            _ => return None,
        };
        if self.has_parentheses && self.has_minus {
            return None;
        }
        let mut suffixes: Vec<(u64, String)> = Vec::new();
        for (suffix, count) in &self.suffixes {
            suffixes.push((*count, decode(suffix).filter(|text| is_suffix(text))?));
        }
        let is_money = |text: &str| text.is_empty() || MONEY.contains(&text.trim().to_lowercase().as_str());
        if suffixes.len() > 1 && !suffixes.iter().all(|(_, text)| is_money(text)) {
            return None;
        }
        suffixes.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        let suffixes: Vec<String> =
            suffixes.into_iter().map(|(_, text)| text).filter(|text| !text.is_empty()).collect();
        Some(NumberForm {
            group: way.has_groups.then_some(group),
            decimal,
            suffixes,
            in_parentheses: self.has_parentheses,
        })
    }
}

/// Whether a text behind a number is a unit, or nothing, and no other mark that belongs to a number or a sentence.
fn is_suffix(text: &str) -> bool {
    text.trim().chars().next().is_none_or(|c| c.is_alphabetic() || "%‰₫$€".contains(c))
}

impl Way {
    fn add(&mut self, number: &str, group: char, decimal: char) {
        let (whole, fraction) = number.split_once(decimal).unwrap_or((number, "0"));
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let mut groups = whole.split(group);
        let first = groups.next().unwrap_or_default();
        let rest: Vec<&str> = groups.collect();
        let is_whole = digits(first)
            && (rest.is_empty()
                || first.len() <= 3 && rest.iter().all(|part| part.len() == 3 && digits(part)));
        self.fits &= is_whole && digits(fraction);
        self.has_groups |= !rest.is_empty();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(values: &[&str]) -> Option<NumberForm> {
        let mut amounts = Amounts::default();
        values.iter().for_each(|value| amounts.add(value.as_bytes()));
        amounts.form(|bytes| String::from_utf8(bytes.to_vec()).ok())
    }

    #[test]
    fn a_form_is_proposed_where_the_values_prove_it() {
        for (values, group, decimal, suffixes, in_parentheses) in [
            (&["1.500.000", "200.000", "0"][..], Some('.'), ',', &[][..], false),
            (&["1.500.000,50", "-2,5"], Some('.'), ',', &[], false),
            (&["12,5", "7"], None, ',', &[], false),
            (&["1,234.50", "7"], Some(','), '.', &[], false),
            (&["1.500.000 đ", "200.000 đ", "0"], Some('.'), ',', &[" đ"], false),
            (&["1.500.000đ", "200.000 VNĐ"], Some('.'), ',', &[" VNĐ", "đ"], false),
            (&["(1.500.000)", "2.000"], Some('.'), ',', &[], true),
            (&["12,5%", "7%"], None, ',', &["%"], false),
        ] {
            let found = form(values).unwrap_or_else(|| panic!("{values:?}"));
            let NumberForm { group: g, decimal: d, suffixes: s, in_parentheses: p } = found;
            assert_eq!(
                (g, d, s.iter().map(String::as_str).collect::<Vec<_>>(), p),
                (group, decimal, suffixes.to_vec(), in_parentheses),
                "{values:?}"
            );
        }
    }

    #[test]
    fn what_may_be_two_numbers_or_none_has_no_form() {
        for values in [
            &["1.500", "2.000"][..],
            &["1500", "200"],
            &["091.234.567"],
            &["1.500.000", "1,500,000"],
            &["12,5%", "7"],
            &["12,5 ha", "7 m2"],
            &["(1.500.000)", "-2.000"],
            &["1.2.3"],
            &["12/2014"],
            &["x", "1.500.000"],
            &["", "1.500.000"],
            &["1.500.000,"],
            &["A1.500.000"],
        ] {
            assert_eq!(form(values), None, "{values:?}");
        }
    }
}
