//! Access to a portal that somebody hands on with a health link.
//!
//! # Source
//! SMART Health Links, "smart-api-access": the token answer of SMART App Launch, with `aud`, the address of the FHIR server
//! that the token is for. `query` names what the sender proposes to ask; what is granted is asked anyway.

use crate::{Answer, FhirBase, SmartError, Tokens, lenient};
use serde::Deserialize;

/// A token that came with a link: for one reading, and for the server that it names.
#[derive(Debug, Clone)]
pub struct LinkAccess {
    /// The one server that may see the token.
    pub base: FhirBase,
    /// The token and what it opens. What would renew it is not kept: only the program that it was given to may do that.
    pub tokens: Tokens,
}

#[derive(Deserialize)]
struct Wire {
    #[serde(default, deserialize_with = "lenient::list")]
    aud: Vec<String>,
}

impl LinkAccess {
    /// Reads a file of a link.
    ///
    /// # Errors
    /// [`SmartError::BrokenAnswer`] where there is no bearer token, or not exactly one server; [`SmartError::Address`]
    /// and [`SmartError::AddressNotSecure`] where the token may not go to that address.
    pub fn parse(bytes: &[u8]) -> Result<Self, SmartError> {
        let wire: Wire = serde_json::from_slice(bytes).map_err(|_| SmartError::BrokenAnswer)?;
        let [aud] = wire.aud.as_slice() else {
            return Err(SmartError::BrokenAnswer);
        };
        // A person may leave `https://` out, a file may not.
        if !aud.trim().contains("://") {
            return Err(SmartError::Address);
        }
        let base = FhirBase::parse(aud)?;
        let mut tokens = Tokens::parse(&Answer {
            status: 200,
            headers: Vec::new(),
            body: bytes.to_vec(),
        })?;
        tokens.refresh = None;
        tokens.identity = None;
        Ok(Self { base, tokens })
    }
}

#[cfg(test)]
mod tests {
    use super::LinkAccess;
    use crate::SmartError;

    #[test]
    fn a_token_is_read_with_the_one_server_it_is_for() {
        let access = LinkAccess::parse(
            br#"{"access_token":"t-1","token_type":"Bearer","expires_in":600,"scope":"patient/Coverage.rs",
                "patient":"p1","refresh_token":"r-1","id_token":"a.b.c",
                "aud":"https://ehr.example.org/fhir","query":["Coverage?patient=p1"]}"#,
        )
        .unwrap();
        assert_eq!(access.base.as_str(), "https://ehr.example.org/fhir");
        assert_eq!(access.tokens.lasts, Some(600));
        assert_eq!(access.tokens.patient.as_deref(), Some("p1"));
        assert!(access.tokens.granted.may_read("Coverage"));
        assert!(!access.tokens.granted.may_read("Observation"));
        assert!(access.tokens.refresh.is_none() && access.tokens.identity.is_none());
        assert!(!format!("{access:?}").contains("t-1"));
    }

    #[test]
    fn what_names_no_server_or_an_unsafe_one_is_refused() {
        for text in [
            "",
            "[]",
            r#"{"access_token":"t"}"#,
            r#"{"access_token":"t","aud":""}"#,
            r#"{"access_token":"t","aud":7}"#,
            r#"{"access_token":"t","aud":[]}"#,
            r#"{"access_token":"t","aud":["https://a.example.org","https://b.example.org"]}"#,
            r#"{"access_token":"a\r\nb","aud":"https://a.example.org"}"#,
            r#"{"access_token":"t","token_type":"mac","aud":"https://a.example.org"}"#,
            r#"{"aud":"https://a.example.org"}"#,
        ] {
            let refused = LinkAccess::parse(text.as_bytes());
            assert!(
                matches!(refused, Err(SmartError::BrokenAnswer | SmartError::Address)),
                "{text}"
            );
        }
        for aud in ["http://ehr.example.org/fhir", "http://10.0.0.1/fhir"] {
            let text = format!(r#"{{"access_token":"t","aud":"{aud}"}}"#);
            let refused = LinkAccess::parse(text.as_bytes());
            assert!(
                matches!(refused, Err(SmartError::AddressNotSecure)),
                "{aud}"
            );
        }
        for aud in ["ehr.example.org/fhir", "https://me:word@ehr.example.org/"] {
            let text = format!(r#"{{"access_token":"t","aud":"{aud}"}}"#);
            let refused = LinkAccess::parse(text.as_bytes());
            assert!(matches!(refused, Err(SmartError::Address)), "{aud}");
        }
    }
}
