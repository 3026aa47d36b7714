//! Asking the person to sign in at the hospital's own page, and taking the answer.
//!
//! # Source
//! SMART App Launch 2.2.0, "Standalone launch"; RFC 6749 section 4.1; RFC 7636 (PKCE); RFC 8252
//! (native programs: the system's browser and a loopback address); RFC 9207 (`iss` in the answer).

use crate::{BouncePage, FhirBase, Secret, SmartConfiguration, SmartError};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kin_crypto::safe::{random_bytes, sha256};
use url::Url;

/// Longest answer (the part of the address behind the path) that is read.
const LONGEST_ANSWER: usize = 16 * 1024;

/// Why a portal, or the person at its page, said no.
///
/// # Source
/// RFC 6749 sections 4.1.2.1 and 5.2; OpenID Connect Core 1.0 section 3.1.2.6.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum OAuthRefusal {
    /// The person said no, or may not.
    AccessDenied,
    /// The portal does not know this program.
    UnauthorizedClient,
    /// What was asked for is not offered.
    InvalidScope,
    /// The code or the refresh token is no longer valid.
    InvalidGrant,
    /// The portal found a fault in what was sent.
    InvalidRequest,
    /// The portal is not well or too busy.
    ServerError,
    /// A word that no standard names.
    Other,
}

impl OAuthRefusal {
    pub(crate) fn from_code(code: &str) -> Self {
        match code {
            "access_denied" | "consent_required" | "login_required" | "interaction_required" => {
                Self::AccessDenied
            }
            "unauthorized_client" | "invalid_client" => Self::UnauthorizedClient,
            "invalid_scope" => Self::InvalidScope,
            "invalid_grant" => Self::InvalidGrant,
            "invalid_request" | "unsupported_response_type" | "unsupported_grant_type" => {
                Self::InvalidRequest
            }
            "server_error" | "temporarily_unavailable" => Self::ServerError,
            _ => Self::Other,
        }
    }
}

/// The secrets of one sign-in.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// 256 random bits; the answer must bring it back.
    pub(crate) state: Secret,
    /// 256 random bits; the id_token must bring it back.
    pub(crate) nonce: Secret,
    /// PKCE's `code_verifier`.
    pub(crate) verifier: Secret,
    /// Where the answer is awaited.
    pub(crate) redirect: Url,
    /// The issuer that was known when the sign-in began.
    pub(crate) issuer: Option<String>,
}

/// What a portal has given for a sign-in.
#[derive(Debug, Clone)]
pub struct Code(pub(crate) Secret);

impl Attempt {
    /// Begins a sign-in; `redirect` is the address at which the answer is awaited.
    ///
    /// # Errors
    /// [`SmartError::BrokenAnswer`] where the operating system has no randomness.
    pub fn begin(redirect: Url, configuration: &SmartConfiguration) -> Result<Self, SmartError> {
        let secret = || {
            random_bytes::<32>()
                .map(|bytes| Secret::new(URL_SAFE_NO_PAD.encode(bytes.as_slice())))
                .map_err(|_| SmartError::BrokenAnswer)
        };
        Ok(Self {
            state: secret()?,
            nonce: secret()?,
            verifier: secret()?,
            redirect,
            issuer: configuration.issuer.clone(),
        })
    }

    /// Begins a sign-in whose answer comes over a page on the web; `port` is where it is awaited on this
    /// computer. The page learns the port from the beginning of `state`.
    ///
    /// # Errors
    /// As [`Attempt::begin`].
    pub fn begin_over(
        page: &BouncePage,
        port: u16,
        configuration: &SmartConfiguration,
    ) -> Result<Self, SmartError> {
        let attempt = Self::begin(page.url().clone(), configuration)?;
        let state = Secret::new(format!("{port}.{}", attempt.state.reveal()));
        Ok(Self { state, ..attempt })
    }

    /// The address to open in the person's browser.
    ///
    /// # Errors
    /// [`SmartError::Unusable`] where the portal does not say enough.
    pub fn address(
        &self,
        configuration: &SmartConfiguration,
        base: &FhirBase,
        client_id: &str,
        scope: &str,
    ) -> Result<Url, SmartError> {
        let (authorization, _) = configuration.usable()?;
        let mut url = authorization.clone();
        url.set_fragment(None);
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", client_id)
            .append_pair("redirect_uri", self.redirect.as_str())
            .append_pair("scope", scope)
            .append_pair("state", self.state.reveal())
            .append_pair("aud", base.as_str())
            .append_pair("code_challenge", &challenge(self.verifier.reveal()))
            .append_pair("code_challenge_method", "S256")
            .append_pair("nonce", self.nonce.reveal());
        // OpenID Connect Core 1.0 section 11: lasting access only where the person is asked for it.
        let lasting = scope.split_whitespace().any(|one| one == "offline_access");
        if lasting && configuration.prompts.contains("consent") {
            url.query_pairs_mut().append_pair("prompt", "consent");
        }
        Ok(url)
    }

    /// Reads the answer that the browser brought back: what stands behind `?`.
    ///
    /// # Errors
    /// [`SmartError::ForeignState`], [`SmartError::ForeignIssuer`], [`SmartError::Refused`];
    /// [`SmartError::BrokenAnswer`] for an answer with a parameter twice or without a code.
    pub fn answer(&self, query: &str) -> Result<Code, SmartError> {
        if query.len() > LONGEST_ANSWER {
            return Err(SmartError::BrokenAnswer);
        }
        let (mut state, mut code, mut issuer, mut error) = (None, None, None, None);
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            let place = match name.as_ref() {
                "state" => &mut state,
                "code" => &mut code,
                "iss" => &mut issuer,
                "error" => &mut error,
                _ => continue,
            };
            if place.replace(Secret::new(value.into_owned())).is_some() {
                return Err(SmartError::BrokenAnswer);
            }
        }
        // Before anything else is believed.
        if !state.is_some_and(|state| self.state.same_as(state.reveal())) {
            return Err(SmartError::ForeignState);
        }
        if let (Some(said), Some(known)) = (&issuer, &self.issuer)
            && !same_issuer(said.reveal(), known)
        {
            return Err(SmartError::ForeignIssuer);
        }
        if let Some(error) = error {
            return Err(SmartError::Refused(OAuthRefusal::from_code(error.reveal())));
        }
        code.filter(|code| !code.reveal().is_empty())
            .map(Code)
            .ok_or(SmartError::BrokenAnswer)
    }
}

/// PKCE's `code_challenge` by `S256`: SHA-256 in base64url.
fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(sha256(verifier.as_bytes()))
}

/// Issuers are compared as texts; a slash at the end makes no other issuer, and Oracle Health names
/// its configuration document instead of the issuer.
pub(crate) fn same_issuer(a: &str, b: &str) -> bool {
    fn plain(text: &str) -> &str {
        text.trim_end_matches('/')
            .trim_end_matches("/.well-known/openid-configuration")
            .trim_end_matches('/')
    }
    plain(a) == plain(b)
}

#[cfg(test)]
mod tests {
    use super::{Attempt, OAuthRefusal, challenge, same_issuer};
    use crate::{BouncePage, FhirBase, SmartConfiguration, SmartError};
    use std::collections::BTreeMap;
    use url::Url;

    fn portal() -> (FhirBase, SmartConfiguration) {
        let base = FhirBase::parse("https://ehr.example.org/fhir/").unwrap();
        let json = br#"{"issuer":"https://login.example.org","authorization_endpoint":"https://login.example.org/a?tenant=7",
            "token_endpoint":"https://login.example.org/t","code_challenge_methods_supported":["S256"]}"#;
        let config = SmartConfiguration::parse(&base, json).unwrap();
        (base, config)
    }

    fn attempt() -> Attempt {
        let redirect = Url::parse("http://127.0.0.1:8965/callback").unwrap();
        Attempt::begin(redirect, &portal().1).unwrap()
    }

    #[test]
    fn the_challenge_is_that_of_the_standard() {
        // RFC 7636, appendix B.
        assert_eq!(
            challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        );
    }

    #[test]
    fn the_address_holds_all_that_the_standard_asks() {
        let (base, config) = portal();
        let attempt = attempt();
        let url = attempt
            .address(
                &config,
                &base,
                "kinfolio",
                "launch/patient openid patient/*.rs",
            )
            .unwrap();
        let pairs: BTreeMap<String, String> = url.query_pairs().into_owned().collect();
        assert_eq!(pairs["tenant"], "7", "what stood there before stays");
        assert_eq!(pairs["response_type"], "code");
        assert_eq!(pairs["redirect_uri"], "http://127.0.0.1:8965/callback");
        assert_eq!(pairs["aud"], "https://ehr.example.org/fhir");
        assert_eq!(pairs["scope"], "launch/patient openid patient/*.rs");
        assert_eq!(pairs["code_challenge_method"], "S256");
        assert_eq!(pairs["state"].len(), 43, "256 bits");
        assert_eq!(pairs["code_challenge"].len(), 43);
        assert!(!url.as_str().contains(attempt.verifier.reveal()));
        let again = self::attempt();
        assert!(
            !again.state.same_as(attempt.state.reveal()),
            "never twice the same"
        );
    }

    #[test]
    fn an_answer_over_a_page_on_the_web_is_checked_like_any_other() {
        let (base, config) = portal();
        let page = BouncePage::parse("https://clinic.example.org/back/").unwrap();
        let attempt = Attempt::begin_over(&page, 47_302, &config).unwrap();
        let url = attempt
            .address(&config, &base, "kinfolio", "openid")
            .unwrap();
        let pairs: BTreeMap<String, String> = url.query_pairs().into_owned().collect();
        assert_eq!(pairs["redirect_uri"], "https://clinic.example.org/back/");
        let (port, random) = pairs["state"].split_once('.').unwrap();
        assert_eq!(
            (port, random.len()),
            ("47302", 43),
            "256 bits behind the port"
        );
        let state = &pairs["state"];
        assert!(attempt.answer(&format!("code=a&state={state}")).is_ok());
        for forged in [random, &format!("47301.{random}"), "47302."] {
            assert!(
                matches!(
                    attempt.answer(&format!("code=a&state={forged}")),
                    Err(SmartError::ForeignState)
                ),
                "{forged}"
            );
        }
    }

    #[test]
    fn lasting_access_is_asked_of_the_person_where_the_portal_wants_that() {
        let (base, silent) = portal();
        let said = |prompts: &str| {
            let json = format!(
                r#"{{"authorization_endpoint":"/a","token_endpoint":"/t","prompt_values_supported":{prompts}}}"#
            );
            SmartConfiguration::parse(&base, json.as_bytes()).unwrap()
        };
        let prompt = |config: &SmartConfiguration, scope: &str| {
            let url = attempt().address(config, &base, "kinfolio", scope).unwrap();
            let mut pairs = url.query_pairs();
            let found = pairs.find(|(name, _)| name == "prompt");
            found.map(|(_, value)| value.into_owned())
        };
        let asks = Some("consent".to_owned());
        let wants = said(r#"["none","login","consent"]"#);
        assert_eq!(prompt(&wants, "openid offline_access"), asks);
        assert_eq!(prompt(&wants, "openid online_access"), None);
        assert_eq!(prompt(&said(r#"["login"]"#), "offline_access"), None);
        assert_eq!(prompt(&said("7"), "offline_access"), None);
        assert_eq!(prompt(&silent, "offline_access"), None);
        // A maker of whom it is known, though the portal does not say it.
        let mut known = silent;
        let maker = crate::vendor("Epic", "").unwrap();
        known.learn(maker);
        assert_eq!(prompt(&known, "offline_access"), None);
        known.learn(crate::Vendor {
            consent: true,
            ..maker
        });
        assert_eq!(prompt(&known, "offline_access"), asks);
    }

    #[test]
    fn the_answer_is_taken_only_where_it_belongs_to_this_sign_in() {
        let attempt = attempt();
        let state = attempt.state.reveal().to_owned();
        let code = attempt
            .answer(&format!("code=abc%2F1&state={state}&extra=1"))
            .unwrap();
        assert_eq!(code.0.reveal(), "abc/1");
        let iss = "https%3A%2F%2Flogin.example.org%2F";
        assert!(
            attempt
                .answer(&format!("code=a&state={state}&iss={iss}"))
                .is_ok()
        );

        for query in [
            "",
            "code=a",
            "code=a&state=",
            &format!("code=a&state={state}x"),
        ] {
            assert!(
                matches!(attempt.answer(query), Err(SmartError::ForeignState)),
                "{query}"
            );
        }
        let other = "https%3A%2F%2Fevil.example.org";
        assert!(matches!(
            attempt.answer(&format!("code=a&state={state}&iss={other}")),
            Err(SmartError::ForeignIssuer)
        ));
        for query in [
            format!("state={state}"),
            format!("code=&state={state}"),
            format!("code=a&code=b&state={state}"),
            format!("code=a&state={state}&state={state}"),
            format!("code={}&state={state}", "a".repeat(20_000)),
        ] {
            assert!(matches!(
                attempt.answer(&query),
                Err(SmartError::BrokenAnswer)
            ));
        }
    }

    #[test]
    fn a_no_is_told_with_its_reason_but_only_with_the_right_state() {
        let attempt = attempt();
        let state = attempt.state.reveal().to_owned();
        for (word, why) in [
            ("access_denied", OAuthRefusal::AccessDenied),
            ("unauthorized_client", OAuthRefusal::UnauthorizedClient),
            ("invalid_scope", OAuthRefusal::InvalidScope),
            ("server_error", OAuthRefusal::ServerError),
            ("something_new", OAuthRefusal::Other),
        ] {
            let query = format!("error={word}&error_description=x&state={state}");
            assert!(
                matches!(attempt.answer(&query), Err(SmartError::Refused(said)) if said == why),
                "{word}"
            );
        }
        assert!(matches!(
            attempt.answer("error=access_denied&state=forged"),
            Err(SmartError::ForeignState)
        ));
    }

    #[test]
    fn an_issuer_may_be_written_in_three_ways() {
        assert!(same_issuer("https://a.org", "https://a.org/"));
        assert!(same_issuer(
            "https://a.org/t/.well-known/openid-configuration",
            "https://a.org/t"
        ));
        assert!(!same_issuer("https://a.org", "https://a.org.evil.org"));
    }
}
