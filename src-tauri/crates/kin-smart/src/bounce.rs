//! The page on the web over which the answer of a sign-in comes back to this computer.
//!
//! Some portals send the answer only to an https address. Then this page, put on a website by whoever
//! wants to, passes it on to the address at which this program waits. The page holds no secret and is the
//! same for everybody; what it passes on is believed no more than without it (`state`, PKCE, `iss`).

use crate::SmartError;
use url::Url;

/// The page as a file, to be put on a website as it is.
pub const BOUNCE_PAGE: &str = include_str!("../../../../assets/bounce/index.html");

/// Longest address.
const LONGEST: usize = 500;

/// Where the page stands: an https address without a question, a name or a place in the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BouncePage(Url);

impl BouncePage {
    /// Reads an address as a person types it.
    ///
    /// # Errors
    /// [`SmartError::Address`] for what is no such address; [`SmartError::AddressNotSecure`] for one
    /// without https.
    pub fn parse(text: &str) -> Result<Self, SmartError> {
        let text = text.trim();
        let url = Url::parse(text).map_err(|_| SmartError::Address)?;
        if url.scheme() == "http" {
            return Err(SmartError::AddressNotSecure);
        }
        let plain = url.scheme() == "https"
            && url.host_str().is_some_and(|host| !host.is_empty())
            && url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none()
            && text.len() <= LONGEST;
        if plain {
            Ok(Self(url))
        } else {
            Err(SmartError::Address)
        }
    }

    /// The address.
    #[must_use]
    pub const fn url(&self) -> &Url {
        &self.0
    }

    /// The address as a text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

#[cfg(test)]
mod tests {
    use super::{BOUNCE_PAGE, BouncePage};
    use crate::SmartError;
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use kin_crypto::safe::sha256;

    fn between(open: &str, close: &str) -> &'static str {
        let (_, rest) = BOUNCE_PAGE.split_once(open).unwrap();
        assert!(!rest.contains(open), "only one {open}");
        rest.split_once(close).unwrap().0
    }

    #[test]
    fn the_browser_runs_what_stands_there_and_nothing_else() {
        for (kind, open, close) in [
            ("script", "<script>", "</script>"),
            ("style", "<style>", "</style>"),
        ] {
            let hash = STANDARD.encode(sha256(between(open, close).as_bytes()));
            let rule = format!("{kind}-src 'sha256-{hash}'");
            assert!(BOUNCE_PAGE.contains(&rule), "the policy wants {rule}");
        }
        assert!(BOUNCE_PAGE.contains("default-src 'none'; script-src"));
        assert!(!BOUNCE_PAGE.contains("unsafe-"));
        // It knows no address but that of this computer, and makes no markup from text.
        for word in [
            "https://",
            "//cdn",
            "innerHTML",
            "document.write",
            "eval(",
            "fetch(",
            "onclick=",
        ] {
            assert!(!BOUNCE_PAGE.contains(word), "{word}");
        }
        assert_eq!(BOUNCE_PAGE.matches("http://").count(), 1);
        assert!(
            !BOUNCE_PAGE.contains('\r'),
            "no line end that changes the hash"
        );
    }

    #[test]
    fn only_a_plain_https_address_is_taken() {
        let page = BouncePage::parse(" https://clinic.example.org/kinfolio/ ").unwrap();
        assert_eq!(page.as_str(), "https://clinic.example.org/kinfolio/");
        assert!(matches!(
            BouncePage::parse("http://clinic.example.org/"),
            Err(SmartError::AddressNotSecure)
        ));
        for text in [
            "",
            "clinic.example.org/kinfolio",
            "https://",
            "https://me@clinic.example.org/",
            "https://clinic.example.org/?to=x",
            "https://clinic.example.org/#x",
            "javascript:alert(1)",
            "file:///etc/passwd",
            &format!("https://clinic.example.org/{}", "a".repeat(500)),
        ] {
            let read = BouncePage::parse(text);
            assert!(matches!(read, Err(SmartError::Address)), "{text}");
        }
    }
}
