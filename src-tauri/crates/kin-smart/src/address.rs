//! The address of a FHIR server, and which other addresses may be given its token.

use crate::SmartError;
use url::{Host, Url};

/// Longest address of a server, as it is typed and as it is kept.
const LONGEST: usize = 2_048;

/// Documents below the base whose address people paste instead of it.
const ENDS: [&str; 3] = [
    "/metadata",
    "/.well-known/smart-configuration",
    "/.well-known/openid-configuration",
];

/// The base address of one FHIR server, as it was connected.
///
/// A token is sent only below it: same scheme, host and port, and a path that begins with its path
/// ([`Self::pinned`]). A portal that was broken into, or one whose pages were mixed up, cannot send
/// the token to another server by a `next` link, a reference or an attachment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FhirBase {
    /// Ends with a slash, so that relative addresses resolve below it.
    url: Url,
}

impl FhirBase {
    /// Reads an address as a person types or pastes it: without `https://`, with `/metadata` or
    /// `/.well-known/smart-configuration` at its end, with white space around it.
    ///
    /// # Errors
    /// [`SmartError::Address`]; [`SmartError::AddressNotSecure`] for `http://`, except on this
    /// computer (127.0.0.0/8, `[::1]` and `localhost`), where nobody else can listen.
    pub fn parse(text: &str) -> Result<Self, SmartError> {
        let text = text.trim();
        if text.is_empty() || text.len() > LONGEST {
            return Err(SmartError::Address);
        }
        let full = if text.contains("://") {
            text.to_owned()
        } else {
            format!("https://{text}")
        };
        let mut url = Url::parse(&full).map_err(|_| SmartError::Address)?;
        if !matches!(url.scheme(), "http" | "https")
            || url.cannot_be_a_base()
            || !url.username().is_empty()
            || url.password().is_some()
        {
            return Err(SmartError::Address);
        }
        let host = url.host().ok_or(SmartError::Address)?;
        if url.scheme() == "http" && !is_loopback(&host) {
            return Err(SmartError::AddressNotSecure);
        }
        url.set_query(None);
        url.set_fragment(None);
        let mut path = url.path().trim_end_matches('/');
        while let Some(rest) = ENDS.iter().find_map(|end| path.strip_suffix(end)) {
            path = rest.trim_end_matches('/');
        }
        let path = format!("{path}/");
        url.set_path(&path);
        // Signs outside ASCII are written with three to twelve: what is kept must be read again.
        if url.as_str().len() > LONGEST {
            return Err(SmartError::Address);
        }
        Ok(Self { url })
    }

    /// The address as it is sent in `aud`: without the slash at its end.
    ///
    /// # Source
    /// SMART App Launch 2.2.0, "Obtain authorization code": `aud` is the URL of the FHIR server;
    /// servers compare it with the address they are known by, which has no slash at its end
    /// (Veradigm refuses one).
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.url.as_str().trim_end_matches('/')
    }

    /// The name of the server, to be shown before the first contact.
    #[must_use]
    pub fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    /// The same, with the port where it is not the usual one.
    pub(crate) fn host_and_port(&self) -> String {
        match self.url.port() {
            Some(port) => format!("{}:{port}", self.host()),
            None => self.host().to_owned(),
        }
    }

    pub(crate) fn pinned_origin(&self) -> url::Origin {
        self.url.origin()
    }

    /// Whether it is on this computer (the demo clinic).
    #[must_use]
    pub fn is_here(&self) -> bool {
        self.url.host().is_some_and(|host| is_loopback(&host))
    }

    /// An address below the base.
    ///
    /// # Errors
    /// [`SmartError::Address`] where the text makes no address.
    pub fn below(&self, path: &str) -> Result<Url, SmartError> {
        self.url
            .join(path.trim_start_matches('/'))
            .map_err(|_| SmartError::Address)
    }

    /// The address of a search, its parameters in the order of their names.
    ///
    /// # Errors
    /// [`SmartError::Address`] where the text makes no address.
    pub fn search(&self, kind: &str, parameters: &[(&str, &str)]) -> Result<Url, SmartError> {
        let mut url = self.below(kind)?;
        let mut sorted = parameters.to_vec();
        sorted.sort_unstable();
        url.query_pairs_mut().extend_pairs(sorted);
        Ok(url)
    }

    /// Resolves a link or reference that the server gave, and says no where the token may not go.
    ///
    /// `http://` to the very same server is read as `https://`: servers behind a proxy often write
    /// their own name that way, and the token still travels encrypted.
    ///
    /// # Errors
    /// [`SmartError::ForeignOrigin`] for every address that is not below the base;
    /// [`SmartError::Address`] for none at all.
    pub fn pinned(&self, link: &str) -> Result<Url, SmartError> {
        if link.is_empty() || link.len() > 8_192 || link.contains(char::is_control) {
            return Err(SmartError::Address);
        }
        // `\` is a slash to some readers and none to others.
        if link.contains('\\') {
            return Err(SmartError::ForeignOrigin);
        }
        let mut url = self.url.join(link).map_err(|_| SmartError::Address)?;
        if self.url.scheme() == "https" && url.scheme() == "http" && url.port().is_none() {
            url.set_scheme("https")
                .map_err(|()| SmartError::ForeignOrigin)?;
        }
        url.set_fragment(None);
        let base = self.url.path().trim_end_matches('/');
        let below = url
            .path()
            .strip_prefix(base)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        let same = url.scheme() == self.url.scheme()
            && url.host() == self.url.host()
            && url.port_or_known_default() == self.url.port_or_known_default()
            && url.username().is_empty()
            && url.password().is_none();
        // An encoded dot or slash may be taken apart by the server in another way than here.
        let path = url.path().to_ascii_lowercase();
        let plain = !path.contains("%2e") && !path.contains("%2f") && !path.contains("%5c");
        if same && below && plain {
            Ok(url)
        } else {
            Err(SmartError::ForeignOrigin)
        }
    }

    /// Reads an address of the portal's sign-in, which may stand on another server and may be
    /// relative to the base.
    ///
    /// # Errors
    /// As [`Self::parse`].
    pub(crate) fn endpoint(&self, text: &str) -> Result<Url, SmartError> {
        let url = self
            .url
            .join(text.trim())
            .map_err(|_| SmartError::Address)?;
        let host = url.host().ok_or(SmartError::Address)?;
        if url.scheme() == "https"
            || (url.scheme() == "http" && self.is_here() && is_loopback(&host))
        {
            Ok(url)
        } else {
            Err(SmartError::AddressNotSecure)
        }
    }
}

fn is_loopback<S: AsRef<str>>(host: &Host<S>) -> bool {
    match host {
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
        Host::Domain(name) => name.as_ref().eq_ignore_ascii_case("localhost"),
    }
}

#[cfg(test)]
mod tests {
    use super::FhirBase;
    use crate::SmartError;

    fn base(text: &str) -> FhirBase {
        FhirBase::parse(text).unwrap()
    }

    #[test]
    fn an_address_is_read_as_people_paste_it() {
        for text in [
            "https://ehr.example.org/fhir/r4",
            "https://ehr.example.org/fhir/r4/",
            "  ehr.example.org/fhir/r4 ",
            "https://EHR.example.org/fhir/r4/metadata",
            "https://ehr.example.org/fhir/r4/.well-known/smart-configuration",
            "https://ehr.example.org:443/fhir/r4?x=1#y",
        ] {
            assert_eq!(
                base(text).as_str(),
                "https://ehr.example.org/fhir/r4",
                "{text}"
            );
        }
        assert_eq!(
            base("https://ehr.example.org").as_str(),
            "https://ehr.example.org"
        );
    }

    #[test]
    fn what_is_no_safe_address_is_refused() {
        for text in [
            "",
            "ftp://x.org/",
            "mailto:a@b.c",
            "https://",
            "https://u:p@x.org/",
        ] {
            assert!(
                matches!(FhirBase::parse(text), Err(SmartError::Address)),
                "{text}"
            );
        }
        for text in [
            "http://ehr.example.org/",
            "http://10.0.0.1/",
            "http://localhost.example.org/",
        ] {
            assert!(
                matches!(FhirBase::parse(text), Err(SmartError::AddressNotSecure)),
                "{text}"
            );
        }
        for text in [
            "http://127.0.0.1:8080/fhir",
            "http://[::1]:9/fhir",
            "http://localhost/fhir",
        ] {
            assert!(base(text).is_here(), "{text}");
        }
    }

    #[test]
    fn an_address_is_read_again_as_it_is_kept() {
        let twice =
            "https://ehr.example.org/r4/metadata/.well-known/smart-configuration//metadata/";
        assert_eq!(base(twice).as_str(), "https://ehr.example.org/r4");
        // 600 signs that are written with nine each.
        let long = format!("https://ehr.example.org/{}", "\u{fffd}".repeat(600));
        assert!(matches!(FhirBase::parse(&long), Err(SmartError::Address)));
    }

    #[test]
    fn a_link_of_the_same_server_is_followed() {
        let base = base("https://ehr.example.org/api/R4");
        for (link, url) in [
            (
                "Observation?sessionID=12",
                "https://ehr.example.org/api/R4/Observation?sessionID=12",
            ),
            (
                "https://ehr.example.org/api/R4?_getpages=7",
                "https://ehr.example.org/api/R4?_getpages=7",
            ),
            (
                "/api/R4/Binary/1",
                "https://ehr.example.org/api/R4/Binary/1",
            ),
            (
                "http://ehr.example.org/api/R4/Patient/1",
                "https://ehr.example.org/api/R4/Patient/1",
            ),
        ] {
            assert_eq!(base.pinned(link).unwrap().as_str(), url, "{link}");
        }
    }

    #[test]
    fn the_token_goes_nowhere_else() {
        let base = base("https://ehr.example.org/api/R4");
        for link in [
            "https://evil.example.org/api/R4/Observation",
            "//evil.example.org/api/R4/Observation",
            "https://ehr.example.org.evil.org/api/R4/x",
            "https://ehr.example.org@evil.org/api/R4/x",
            "https://user@ehr.example.org/api/R4/x",
            "https://ehr.example.org:8443/api/R4/x",
            "http://ehr.example.org:8080/api/R4/x",
            "https://ehr.example.org/api/R4evil/x",
            "https://ehr.example.org/api/other",
            "../../logout",
            "https://ehr.example.org/api/R4/../other",
            "https://ehr.example.org/api/R4/%2e%2e/other",
            "/\\evil.example.org/x",
            "ftp://ehr.example.org/api/R4/x",
            "javascript:alert(1)",
            "file:///etc/passwd",
        ] {
            assert!(
                matches!(base.pinned(link), Err(SmartError::ForeignOrigin)),
                "{link} leads elsewhere: {:?}",
                base.pinned(link)
            );
        }
        for link in ["", "https://", "x\ny"] {
            assert!(base.pinned(link).is_err(), "{link:?}");
        }
    }

    proptest::proptest! {
        /// Whatever a server writes, a pinned address is below the base.
        #[test]
        fn pinned_is_always_below(link in "[a-zA-Z0-9:/?#@.%\\\\_-]{0,60}") {
            let base = base("https://ehr.example.org/api/R4");
            if let Ok(url) = base.pinned(&link) {
                proptest::prop_assert_eq!(url.host_str(), Some("ehr.example.org"));
                proptest::prop_assert_eq!(url.scheme(), "https");
                proptest::prop_assert!(url.path() == "/api/R4" || url.path().starts_with("/api/R4/"));
            }
        }
    }
}
