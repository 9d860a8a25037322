//! Page tokens: opaque to peers, bound to the question that they continue.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use lienthong_model::Digest;

use crate::refusal::Refusal;

/// The question of a list, without its page: a token of one question does not fit another.
pub struct Question(Digest);

impl Question {
    /// Of a method and everything that it was asked.
    pub fn new(method: &str, asked: &impl std::fmt::Debug) -> Self {
        Self(Digest::of(format!("{method}\n{asked:?}").as_bytes()))
    }

    /// The token of the page after `key`.
    pub fn token(&self, key: &str) -> String {
        let tag = self.tag();
        URL_SAFE_NO_PAD.encode(format!("1{tag}{key}"))
    }

    /// The key that a token holds; nothing for the first page.
    pub fn key(&self, token: &str) -> Result<Option<String>, Refusal> {
        if token.is_empty() {
            return Ok(None);
        }
        let text = URL_SAFE_NO_PAD.decode(token).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        let tag = self.tag();
        let key =
            text.as_deref().and_then(|text| text.strip_prefix('1')).and_then(|text| text.strip_prefix(&tag));
        key.map(|key| Some(key.to_owned())).ok_or(Refusal::PageToken)
    }

    /// The key as a number.
    pub fn number<T: std::str::FromStr>(&self, token: &str) -> Result<Option<T>, Refusal> {
        let key = self.key(token)?;
        key.map(|key| key.parse().map_err(|_| Refusal::PageToken)).transpose()
    }

    fn tag(&self) -> String {
        self.0.to_string()[..16].to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_fits_only_its_question() {
        let (one, other) = (Question::new("List", &("a", 1)), Question::new("List", &("b", 1)));
        let token = one.token("H60.31");
        assert_eq!(one.key(&token).unwrap().as_deref(), Some("H60.31"));
        assert!(other.key(&token).is_err());
        assert!(one.key("AAAA").is_err() && one.key("?").is_err());
        assert!(one.key("").unwrap().is_none());
        assert!(one.number::<i64>(&token).is_err());
    }
}
