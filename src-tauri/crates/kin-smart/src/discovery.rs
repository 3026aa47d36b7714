//! How a portal says where and how to sign in.
//!
//! # Source
//! SMART App Launch 2.2.0, "Using `.well-known`"; for older servers the extension `oauth-uris` of
//! the CapabilityStatement (SMART App Launch 1.0.0, "Declaring support for OAuth2 endpoints").

use crate::address::FhirBase;
use crate::{CapabilityStatement, SmartError, Vendor, lenient};
use serde::Deserialize;
use std::collections::BTreeSet;
use url::Url;

/// Largest answer to a question about how to sign in.
pub const LARGEST_CONFIGURATION: u64 = 1024 * 1024;

/// Where the configuration was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FoundIn {
    /// `/.well-known/smart-configuration`.
    WellKnown,
    /// `CapabilityStatement.rest.security`.
    CapabilityStatement,
}

/// Why nobody can sign in at a portal with what it says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Hindrance {
    /// No `authorization_endpoint`, or none that may be used.
    NoAuthorization,
    /// No `token_endpoint`, or none that may be used.
    NoToken,
    /// `code_challenge_methods_supported` is given and lacks `S256`.
    NoPkce,
    /// `capabilities` name sign-in from within the hospital's own program only.
    OnlyFromInside,
    /// `grant_types_supported` is given and lacks `authorization_code`.
    NoCode,
    /// `token_endpoint` is on another server than both the page to sign in at and the records.
    TokenElsewhere,
}

/// What is missing, but often works all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Doubt {
    /// Nothing is said about PKCE.
    PkceNotSaid,
    /// Only programs with a secret of their own are named.
    NoPublicClient,
    /// No lasting access is offered.
    NoOfflineAccess,
    /// Nothing is said about choosing a patient at sign-in.
    NoPatientContext,
}

/// How to sign in at one portal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmartConfiguration {
    /// Where it was found.
    pub found_in: FoundIn,
    /// `issuer`, as it stands: it is compared, never fetched.
    pub issuer: Option<String>,
    /// `jwks_uri`.
    pub jwks: Option<Url>,
    /// `authorization_endpoint`.
    pub authorization: Option<Url>,
    /// `token_endpoint`.
    pub token: Option<Url>,
    /// `registration_endpoint` (RFC 7591).
    pub registration: Option<Url>,
    /// `revocation_endpoint` (RFC 7009).
    pub revocation: Option<Url>,
    /// `introspection_endpoint` (RFC 7662).
    pub introspection: Option<Url>,
    /// `management_endpoint`: where a person sees and ends the access of programs.
    pub management: Option<Url>,
    /// `user_access_brand_bundle`.
    pub brand_bundle: Option<Url>,
    /// `capabilities`.
    pub capabilities: BTreeSet<String>,
    /// `scopes_supported`; empty where nothing is said.
    pub scopes: BTreeSet<String>,
    /// `grant_types_supported`; empty where nothing is said.
    pub grants: BTreeSet<String>,
    /// `code_challenge_methods_supported`; empty where nothing is said.
    pub challenges: BTreeSet<String>,
    /// `token_endpoint_auth_methods_supported`; empty where nothing is said.
    pub client_authentication: BTreeSet<String>,
    /// `prompt_values_supported` (OpenID Connect); empty where nothing is said.
    pub prompts: BTreeSet<String>,
    /// `associated_endpoints`: addresses that may be given the token, too.
    pub associated: Vec<Url>,
    /// Whether an address was left out because it is not encrypted or none at all.
    pub left_out: bool,
    /// Whether the token would be fetched at a server that is neither that of the records nor that
    /// of the page to sign in at: it could be anybody's (RFC 9700 section 4.4, mix-up).
    pub token_elsewhere: bool,
}

#[derive(Deserialize)]
struct Associated {
    #[serde(default, deserialize_with = "lenient::text")]
    url: Option<String>,
}

#[derive(Deserialize)]
struct Wire {
    #[serde(default, deserialize_with = "lenient::text")]
    issuer: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    jwks_uri: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    authorization_endpoint: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    token_endpoint: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    registration_endpoint: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    revocation_endpoint: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    introspection_endpoint: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    management_endpoint: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    user_access_brand_bundle: Option<String>,
    #[serde(default, deserialize_with = "lenient::list")]
    capabilities: Vec<String>,
    #[serde(default, deserialize_with = "lenient::list")]
    scopes_supported: Vec<String>,
    #[serde(default, deserialize_with = "lenient::list")]
    grant_types_supported: Vec<String>,
    #[serde(default, deserialize_with = "lenient::list")]
    code_challenge_methods_supported: Vec<String>,
    #[serde(default, deserialize_with = "lenient::list")]
    token_endpoint_auth_methods_supported: Vec<String>,
    #[serde(default, deserialize_with = "lenient::list")]
    prompt_values_supported: Vec<String>,
    #[serde(default, deserialize_with = "lenient::list")]
    associated_endpoints: Vec<Associated>,
}

impl SmartConfiguration {
    /// Reads `/.well-known/smart-configuration`. Addresses may be relative to the base.
    ///
    /// # Errors
    /// [`SmartError::TooLarge`]; [`SmartError::NotFhir`] where it is no JSON object, or one without
    /// any address to sign in at (many servers answer every address with a page of their own).
    pub fn parse(base: &FhirBase, bytes: &[u8]) -> Result<Self, SmartError> {
        if bytes.len() as u64 > LARGEST_CONFIGURATION {
            return Err(SmartError::TooLarge {
                limit: LARGEST_CONFIGURATION,
            });
        }
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let wire: Wire = serde_json::from_slice(bytes).map_err(|_| SmartError::NotFhir)?;
        if wire.authorization_endpoint.is_none() && wire.token_endpoint.is_none() {
            return Err(SmartError::NotFhir);
        }
        let mut left_out = false;
        let mut endpoint = |text: Option<String>| {
            let read = base.endpoint(text.as_deref().filter(|text| !text.trim().is_empty())?);
            left_out |= read.is_err();
            read.ok()
        };
        let authorization = endpoint(wire.authorization_endpoint);
        let token = endpoint(wire.token_endpoint);
        Ok(Self {
            found_in: FoundIn::WellKnown,
            jwks: endpoint(wire.jwks_uri),
            token_elsewhere: is_elsewhere(base, authorization.as_ref(), token.as_ref()),
            authorization,
            token,
            registration: endpoint(wire.registration_endpoint),
            revocation: endpoint(wire.revocation_endpoint),
            introspection: endpoint(wire.introspection_endpoint),
            management: endpoint(wire.management_endpoint),
            brand_bundle: endpoint(wire.user_access_brand_bundle),
            associated: wire
                .associated_endpoints
                .into_iter()
                .filter_map(|one| endpoint(one.url))
                .collect(),
            issuer: wire.issuer.filter(|text| !text.is_empty()),
            capabilities: wire.capabilities.into_iter().collect(),
            scopes: wire.scopes_supported.into_iter().collect(),
            grants: wire.grant_types_supported.into_iter().collect(),
            challenges: wire.code_challenge_methods_supported.into_iter().collect(),
            client_authentication: wire
                .token_endpoint_auth_methods_supported
                .into_iter()
                .collect(),
            prompts: wire.prompt_values_supported.into_iter().collect(),
            left_out,
        })
    }

    /// What an older server says in its CapabilityStatement.
    ///
    /// # Errors
    /// [`SmartError::NotFhir`] where it names no address to sign in at.
    pub fn from_capability(
        base: &FhirBase,
        capability: &CapabilityStatement,
    ) -> Result<Self, SmartError> {
        if capability.authorize.is_none() && capability.token.is_none() {
            return Err(SmartError::NotFhir);
        }
        let mut left_out = false;
        let mut endpoint = |text: &Option<String>| {
            let read = base.endpoint(text.as_deref()?);
            left_out |= read.is_err();
            read.ok()
        };
        let authorization = endpoint(&capability.authorize);
        let token = endpoint(&capability.token);
        Ok(Self {
            found_in: FoundIn::CapabilityStatement,
            issuer: None,
            jwks: None,
            token_elsewhere: is_elsewhere(base, authorization.as_ref(), token.as_ref()),
            authorization,
            token,
            registration: endpoint(&capability.register),
            revocation: endpoint(&capability.revoke),
            introspection: endpoint(&capability.introspect),
            management: endpoint(&capability.manage),
            brand_bundle: None,
            capabilities: capability.smart.clone(),
            scopes: BTreeSet::new(),
            grants: BTreeSet::new(),
            challenges: BTreeSet::new(),
            client_authentication: BTreeSet::new(),
            prompts: BTreeSet::new(),
            associated: Vec::new(),
            left_out,
        })
    }

    /// Adds what is known of a maker's portals and they do not say themselves.
    pub fn learn(&mut self, maker: Vendor) {
        if maker.consent {
            self.prompts.insert("consent".to_owned());
        }
    }

    /// Why nobody can sign in; empty where it is possible.
    #[must_use]
    pub fn hindrances(&self) -> Vec<Hindrance> {
        let says = |name: &str| self.capabilities.contains(name);
        let mut all = Vec::new();
        if self.authorization.is_none() {
            all.push(Hindrance::NoAuthorization);
        }
        if self.token.is_none() {
            all.push(Hindrance::NoToken);
        }
        if !self.challenges.is_empty() && !self.challenges.contains("S256") {
            all.push(Hindrance::NoPkce);
        }
        if says("launch-ehr") && !says("launch-standalone") && !says("context-standalone-patient") {
            all.push(Hindrance::OnlyFromInside);
        }
        if !self.grants.is_empty() && !self.grants.contains("authorization_code") {
            all.push(Hindrance::NoCode);
        }
        if self.token_elsewhere {
            all.push(Hindrance::TokenElsewhere);
        }
        all
    }

    /// What is missing, but often works all the same.
    #[must_use]
    pub fn doubts(&self) -> Vec<Doubt> {
        let says = |name: &str| self.capabilities.contains(name);
        let mut all = Vec::new();
        if self.challenges.is_empty() {
            all.push(Doubt::PkceNotSaid);
        }
        if !self.capabilities.is_empty() {
            if !says("client-public")
                && (says("client-confidential-symmetric") || says("client-confidential-asymmetric"))
            {
                all.push(Doubt::NoPublicClient);
            }
            if !says("permission-offline") && !self.scopes.contains("offline_access") {
                all.push(Doubt::NoOfflineAccess);
            }
            if !says("context-standalone-patient") && !self.scopes.contains("launch/patient") {
                all.push(Doubt::NoPatientContext);
            }
        }
        all
    }

    /// Where to sign in and where to fetch the token.
    ///
    /// # Errors
    /// [`SmartError::Unusable`] with the first hindrance.
    pub fn usable(&self) -> Result<(&Url, &Url), SmartError> {
        if let Some(first) = self.hindrances().into_iter().next() {
            return Err(SmartError::Unusable(first));
        }
        match (&self.authorization, &self.token) {
            (Some(authorization), Some(token)) => Ok((authorization, token)),
            (None, _) => Err(SmartError::Unusable(Hindrance::NoAuthorization)),
            (_, None) => Err(SmartError::Unusable(Hindrance::NoToken)),
        }
    }
}

fn is_elsewhere(base: &FhirBase, authorization: Option<&Url>, token: Option<&Url>) -> bool {
    let (Some(authorization), Some(token)) = (authorization, token) else {
        return false;
    };
    token.origin() != authorization.origin() && base.pinned_origin() != token.origin()
}

#[cfg(test)]
mod tests {
    use super::{Doubt, FoundIn, Hindrance, SmartConfiguration};
    use crate::{FhirBase, SmartError};

    fn read(json: &str) -> Result<SmartConfiguration, SmartError> {
        let base = FhirBase::parse("https://ehr.example.org/fhir").unwrap();
        SmartConfiguration::parse(&base, json.as_bytes())
    }

    #[test]
    fn a_full_configuration_is_read() {
        let config = read(
            r#"{"issuer":"https://ehr.example.org","authorization_endpoint":"https://login.example.org/authorize",
            "token_endpoint":"https://login.example.org/token","grant_types_supported":["authorization_code"],
            "code_challenge_methods_supported":["S256"],"scopes_supported":["offline_access"],
            "capabilities":["launch-standalone","client-public","context-standalone-patient","permission-v2"],
            "associated_endpoints":[{"url":"https://state.example.org","capabilities":["smart-app-state"]}]}"#,
        )
        .unwrap();
        assert_eq!(config.found_in, FoundIn::WellKnown);
        assert_eq!(config.hindrances(), []);
        assert_eq!(config.doubts(), []);
        let (authorization, token) = config.usable().unwrap();
        assert_eq!(
            authorization.as_str(),
            "https://login.example.org/authorize"
        );
        assert_eq!(token.as_str(), "https://login.example.org/token");
        assert_eq!(config.associated.len(), 1);
    }

    #[test]
    fn addresses_may_be_relative_and_members_of_the_wrong_kind_do_not_spoil_the_rest() {
        let config = read(
            r#"{"issuer":7,"authorization_endpoint":"../auth/authorize","token_endpoint":"/auth/token",
            "capabilities":"launch-standalone","scopes_supported":[1,"openid",null],"extra":{"a":[]}}"#,
        )
        .unwrap();
        let (authorization, token) = config.usable().unwrap();
        assert_eq!(
            authorization.as_str(),
            "https://ehr.example.org/auth/authorize"
        );
        assert_eq!(token.as_str(), "https://ehr.example.org/auth/token");
        assert!(config.capabilities.contains("launch-standalone"));
        assert_eq!(config.scopes.len(), 1, "only texts are scopes");
        assert!(config.doubts().contains(&Doubt::PkceNotSaid));
    }

    #[test]
    fn what_hinders_is_named() {
        for (json, why) in [
            (
                r#"{"authorization_endpoint":"https://a.org/a"}"#,
                Hindrance::NoToken,
            ),
            (
                r#"{"token_endpoint":"https://a.org/t"}"#,
                Hindrance::NoAuthorization,
            ),
            (
                r#"{"authorization_endpoint":"http://a.org/a","token_endpoint":"https://a.org/t"}"#,
                Hindrance::NoAuthorization,
            ),
            (
                r#"{"authorization_endpoint":"https://a.org/a","token_endpoint":"https://a.org/t","code_challenge_methods_supported":["plain"]}"#,
                Hindrance::NoPkce,
            ),
            (
                r#"{"authorization_endpoint":"https://a.org/a","token_endpoint":"https://a.org/t","capabilities":["launch-ehr"]}"#,
                Hindrance::OnlyFromInside,
            ),
            (
                r#"{"authorization_endpoint":"https://a.org/a","token_endpoint":"https://a.org/t","grant_types_supported":["client_credentials"]}"#,
                Hindrance::NoCode,
            ),
            (
                r#"{"authorization_endpoint":"https://a.org/a","token_endpoint":"https://evil.org/t"}"#,
                Hindrance::TokenElsewhere,
            ),
        ] {
            let config = read(json).unwrap();
            assert_eq!(config.hindrances(), [why], "{json}");
            assert!(matches!(config.usable(), Err(SmartError::Unusable(first)) if first == why));
        }
    }

    #[test]
    fn a_page_that_is_no_configuration_says_so() {
        for text in [
            "",
            "<!doctype html><title>Welcome</title>",
            "[]",
            "{}",
            r#"{"error":"not found"}"#,
        ] {
            assert!(matches!(read(text), Err(SmartError::NotFhir)), "{text}");
        }
        let large = format!("{{\"x\":\"{}\"}}", "a".repeat(1024 * 1024));
        assert!(matches!(read(&large), Err(SmartError::TooLarge { .. })));
    }
}
