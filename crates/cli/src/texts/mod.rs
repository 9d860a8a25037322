//! What people read, in English and in Vietnamese.

pub(crate) mod events;
pub(crate) mod help;
pub(crate) mod rows;
pub(crate) mod usage;

use std::ffi::OsString;
use std::fmt;

/// The language of everything that a person reads. Programs read `--json`, which has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub(crate) enum Lang {
    // English.
    #[default]
    En,
    // Vietnamese (tiếng Việt).
    Vi,
}

impl Lang {
    /// One of two that mean the same.
    pub(crate) fn pick<T>(self, en: T, vi: T) -> T {
        match self {
            Self::En => en,
            Self::Vi => vi,
        }
    }

    /// From `--lang`, else `LIENTHONG_LANG`, else the locale, else English.
    pub(crate) fn of_command_line(arguments: &[OsString], env: impl Fn(&str) -> Option<String>) -> Self {
        let mut words =
            arguments.iter().skip(1).filter_map(|word| word.to_str()).take_while(|word| *word != "--");
        while let Some(word) = words.next() {
            let value = match word.split_once('=') {
                Some(("--lang", value)) => Some(value),
                None if word == "--lang" => words.next(),
                _ => None,
            };
            // A language that nobody speaks here is refused later, when the arguments are parsed.
            if let Some(lang) = value.and_then(Self::of_tag) {
                return lang;
            }
        }
        let set = |name: &str| env(name).filter(|value| !value.is_empty());
        let tag = set("LIENTHONG_LANG")
            .or_else(|| set("LC_ALL"))
            .or_else(|| set("LC_MESSAGES"))
            .or_else(|| set("LANG"));
        tag.as_deref().and_then(Self::of_tag).unwrap_or_default()
    }

    fn of_tag(tag: &str) -> Option<Self> {
        match tag.split(['_', '-', '.', '@']).next()?.to_ascii_lowercase().as_str() {
            "vi" => Some(Self::Vi),
            "en" | "c" | "posix" => Some(Self::En),
            _ => None,
        }
    }
}

/// One sentence in both languages, for errors, whose reader is not known where they are made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Said {
    en: String,
    vi: String,
}

impl Said {
    /// Both sentences.
    pub(crate) fn new(en: impl Into<String>, vi: impl Into<String>) -> Self {
        Self { en: en.into(), vi: vi.into() }
    }

    /// The sentence in one language.
    pub(crate) fn in_lang(&self, lang: Lang) -> &str {
        lang.pick(&self.en, &self.vi)
    }
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.en)
    }
}

impl std::error::Error for Said {}

impl From<lienthong_config::Text> for Said {
    fn from(text: lienthong_config::Text) -> Self {
        Self { en: text.en, vi: text.vi }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_option_comes_before_the_variable_and_that_before_the_locale() {
        let check = |arguments: &[&str], variables: &[(&str, &str)], expected| {
            let arguments: Vec<OsString> =
                std::iter::once(&"lienthong").chain(arguments).map(OsString::from).collect();
            let env =
                |name: &str| variables.iter().find(|(n, _)| *n == name).map(|(_, value)| (*value).to_owned());
            assert_eq!(Lang::of_command_line(&arguments, env), expected, "{arguments:?} {variables:?}");
        };
        check(&[], &[], Lang::En);
        check(&["send", "--lang", "vi"], &[("LIENTHONG_LANG", "en")], Lang::Vi);
        check(&["--lang=en", "send"], &[("LIENTHONG_LANG", "vi")], Lang::En);
        check(&["send", "--", "--lang", "vi"], &[], Lang::En);
        check(&[], &[("LIENTHONG_LANG", "vi"), ("LC_ALL", "en_GB.UTF-8")], Lang::Vi);
        check(&[], &[("LC_ALL", ""), ("LANG", "vi_VN.UTF-8")], Lang::Vi);
        check(&[], &[("LC_ALL", "C.UTF-8"), ("LANG", "vi_VN.UTF-8")], Lang::En);
        check(&[], &[("LANG", "fr_FR.UTF-8")], Lang::En);
    }
}
