//! A text that must not be seen: tokens, codes, verifiers, client secrets.

use serde::{Deserialize, Deserializer};
use zeroize::Zeroizing;

/// A secret text: wiped when dropped, never shown.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes a text over.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The text itself, to be sent or stored under encryption, and nowhere else.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether both are the same; how long it takes says nothing about where they differ.
    #[must_use]
    pub fn same_as(&self, other: &str) -> bool {
        let (a, b) = (self.0.as_bytes(), other.as_bytes());
        a.len() == b.len() && a.iter().zip(b).fold(0, |all, (x, y)| all | (x ^ y)) == 0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from).map(Self::new)
    }
}

#[cfg(test)]
mod tests {
    use super::Secret;

    #[test]
    fn a_secret_is_not_shown_and_is_compared_whole() {
        let secret = Secret::new("tok-1".to_owned());
        assert_eq!(format!("{secret:?}"), "Secret(…)");
        assert!(secret.same_as("tok-1"));
        for other in ["", "tok-", "tok-2", "tok-11"] {
            assert!(!secret.same_as(other), "{other} is another text");
        }
    }
}
