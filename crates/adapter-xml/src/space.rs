//! Namespaces as small numbers, and names within them.

/// A namespace: one of ours, one of the layout, another, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Space(u16);

/// Namespaces that this crate knows by itself.
const OWN: [&str; 7] = [
    "http://schemas.xmlsoap.org/soap/envelope/",
    "http://www.w3.org/2003/05/soap-envelope",
    "http://www.w3.org/2001/XMLSchema-instance",
    "http://www.w3.org/2001/XMLSchema",
    "urn:schemas-microsoft-com:xml-diffgram-v1",
    "urn:schemas-microsoft-com:xml-msdata",
    "http://www.w3.org/XML/1998/namespace",
];

impl Default for Space {
    fn default() -> Self {
        Self::NONE
    }
}

impl Space {
    pub(crate) const SOAP_11: Self = Self(0);
    pub(crate) const SOAP_12: Self = Self(1);
    /// `xsi`.
    pub(crate) const INSTANCE: Self = Self(2);
    /// `xs`.
    pub(crate) const SCHEMA: Self = Self(3);
    pub(crate) const DIFFGRAM: Self = Self(4);
    pub(crate) const MSDATA: Self = Self(5);
    pub(crate) const XML: Self = Self(6);
    pub(crate) const NONE: Self = Self(u16::MAX);
    pub(crate) const OTHER: Self = Self(u16::MAX - 1);

    /// The name of one of our own.
    pub(crate) fn uri(self) -> &'static str {
        OWN.get(usize::from(self.0)).copied().unwrap_or_default()
    }
}

/// The namespaces that count for one layout.
#[derive(Debug, Clone, Default)]
pub(crate) struct Spaces {
    /// Those of the layout.
    more: Vec<String>,
    /// Prefixes of the layout.
    prefixes: Vec<(String, Space)>,
}

impl Spaces {
    pub(crate) fn new(namespaces: &[(String, String)]) -> Self {
        let mut spaces = Self::default();
        for (prefix, uri) in namespaces {
            if spaces.of(uri) == Space::OTHER {
                spaces.more.push(uri.clone());
            }
            let space = spaces.of(uri);
            spaces.prefixes.push((prefix.clone(), space));
        }
        spaces
    }

    /// The number of a namespace.
    pub(crate) fn of(&self, uri: &str) -> Space {
        let all = OWN.iter().copied().chain(self.more.iter().map(String::as_str));
        all.zip(0..).find(|(own, _)| *own == uri).map_or(Space::OTHER, |(_, number)| Space(number))
    }

    /// What a prefix of the layout stands for.
    pub(crate) fn named(&self, prefix: &str) -> Option<Space> {
        if prefix == "xml" {
            return Some(Space::XML);
        }
        self.prefixes.iter().find(|(own, _)| own == prefix).map(|(_, space)| *space)
    }

    /// The prefix of the layout for a namespace; `*` where it has none, and nothing for names outside of any.
    pub(crate) fn prefix(&self, space: Space) -> &str {
        if space == Space::XML {
            return "xml";
        }
        let unnamed = if space == Space::NONE { "" } else { "*" };
        self.prefixes.iter().find(|(_, own)| *own == space).map_or(unnamed, |(prefix, _)| prefix)
    }
}
