//! Whose record it is that a portal opened.
//!
//! # Source
//! OpenID Connect Core 1.0 section 3.1.3.7: the id_token comes straight from the token endpoint over
//! TLS, so the server's certificate stands for its signature; `iss`, `aud`, `exp` and `nonce` are
//! checked. SMART App Launch 2.2.0, "fhirUser". The order is that of what vendors really send: most
//! send `patient`; Oracle Health and eClinicalWorks send only `fhirUser`; Veradigm puts
//! `local_patient_id` into the access token.

use crate::authorize::{Attempt, same_issuer};
use crate::{FhirBase, IdTokenFault, Secret, SmartError, Tokens, lenient};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;

/// Longest JSON Web Token that is looked into.
const LONGEST_TOKEN: usize = 64 * 1024;
/// Clocks may differ by this many seconds.
const CLOCK_DIFFERENCE: i64 = 300;

/// Whose record it is, and how that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Patient {
    /// The portal said it with the token.
    Said(String),
    /// It stands in the id_token.
    FhirUser(String),
    /// It stands in the access token.
    InToken(String),
    /// Nothing is said: the portal is asked for the patients this token may see.
    Search,
}

impl Patient {
    /// `Patient.id`, where it is known.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        match self {
            Self::Said(id) | Self::FhirUser(id) | Self::InToken(id) => Some(id),
            Self::Search => None,
        }
    }
}

#[derive(Deserialize, Default)]
struct Claims {
    #[serde(default, deserialize_with = "lenient::text")]
    iss: Option<String>,
    #[serde(default, deserialize_with = "lenient::list")]
    aud: Vec<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    exp: Option<String>,
    #[serde(default, deserialize_with = "lenient::maybe")]
    nonce: Option<Secret>,
    #[serde(default, rename = "fhirUser", deserialize_with = "lenient::text")]
    fhir_user: Option<String>,
    /// Where `fhirUser` is not known yet: SMART App Launch before 1.0.
    #[serde(default, deserialize_with = "lenient::text")]
    profile: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    patient: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    local_patient_id: Option<String>,
}

fn claims(token: &str) -> Option<Claims> {
    if token.len() > LONGEST_TOKEN {
        return None;
    }
    let mut parts = token.split('.');
    let (_, middle, _) = (parts.next()?, parts.next()?, parts.next()?);
    let json = URL_SAFE_NO_PAD.decode(middle.trim_end_matches('=')).ok()?;
    serde_json::from_slice(&json).ok()
}

/// Whether a text is an id of FHIR (`[A-Za-z0-9\-\.]{1,64}`; real servers also use `_` and more
/// signs), and not two dots, which would lead elsewhere.
pub(crate) fn is_id(text: &str) -> bool {
    (1..=256).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-._~".contains(&b))
        && !text.bytes().all(|b| b == b'.')
}

/// The id of `Patient/ID`, alone or at the end of an address below the base.
fn patient_of(base: &FhirBase, reference: &str) -> Option<String> {
    let url = base.pinned(reference).ok()?;
    let rest = url
        .as_str()
        .strip_prefix(base.as_str())?
        .trim_start_matches('/');
    let id = rest.strip_prefix("Patient/")?;
    let id = id.split("/_history/").next().unwrap_or(id);
    is_id(id).then(|| id.to_owned())
}

/// Checks the id_token and says whose record was opened. `now` in seconds since 1970.
///
/// # Errors
/// [`SmartError::IdToken`] where there is an id_token and it fails a check: then nothing of the
/// answer is believed.
pub fn identify(
    tokens: &Tokens,
    attempt: &Attempt,
    client_id: &str,
    base: &FhirBase,
    now: i64,
) -> Result<Patient, SmartError> {
    let mut user = None;
    if let Some(token) = &tokens.identity {
        let fault = |why| Err(SmartError::IdToken(why));
        let Some(claims) = claims(token.reveal()) else {
            return fault(IdTokenFault::Broken);
        };
        if let (Some(said), Some(known)) = (&claims.iss, &attempt.issuer)
            && !same_issuer(said, known)
        {
            return fault(IdTokenFault::Issuer);
        }
        if !claims.aud.iter().any(|one| one == client_id) {
            return fault(IdTokenFault::Audience);
        }
        let ends = claims
            .exp
            .as_deref()
            .and_then(|text| text.split('.').next()?.parse::<i64>().ok());
        if ends.is_none_or(|ends| ends.saturating_add(CLOCK_DIFFERENCE) < now) {
            return fault(IdTokenFault::Expired);
        }
        // Some portals do not send it back; one that is sent must be ours.
        if let Some(nonce) = &claims.nonce
            && !attempt.nonce.same_as(nonce.reveal())
        {
            return fault(IdTokenFault::Nonce);
        }
        user = claims.fhir_user.or(claims.profile);
    }
    if let Some(id) = &tokens.patient {
        return Ok(Patient::Said(id.clone()));
    }
    if let Some(id) = user.and_then(|user| patient_of(base, &user)) {
        return Ok(Patient::FhirUser(id));
    }
    let inside = claims(tokens.access.reveal()).unwrap_or_default();
    let found = inside
        .patient
        .or(inside.local_patient_id)
        .filter(|id| is_id(id))
        .or_else(|| patient_of(base, &inside.fhir_user?));
    Ok(found.map_or(Patient::Search, Patient::InToken))
}

#[cfg(test)]
mod tests {
    use super::{Patient, identify, is_id};
    use crate::{Answer, Attempt, FhirBase, IdTokenFault, SmartConfiguration, SmartError, Tokens};
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use url::Url;

    const NOW: i64 = 1_790_000_000;

    struct Portal {
        base: FhirBase,
        attempt: Attempt,
    }

    fn portal() -> Portal {
        let base = FhirBase::parse("https://ehr.example.org/fhir").unwrap();
        let config = SmartConfiguration::parse(
            &base,
            br#"{"issuer":"https://login.example.org","token_endpoint":"/t","authorization_endpoint":"/a"}"#,
        )
        .unwrap();
        let redirect = Url::parse("http://127.0.0.1:8965/callback").unwrap();
        let attempt = Attempt::begin(redirect, &config).unwrap();
        Portal { base, attempt }
    }

    fn jwt(claims: &str) -> String {
        format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(claims))
    }

    fn who(portal: &Portal, body: &str) -> Result<Patient, SmartError> {
        let answer = Answer {
            status: 200,
            headers: Vec::new(),
            body: body.as_bytes().to_vec(),
        };
        let tokens = Tokens::parse(&answer).unwrap();
        identify(&tokens, &portal.attempt, "kinfolio", &portal.base, NOW)
    }

    fn id_token(portal: &Portal, user: &str) -> String {
        jwt(&format!(
            r#"{{"iss":"https://login.example.org/","aud":["kinfolio"],"exp":{},"nonce":"{}","fhirUser":"{user}"}}"#,
            NOW + 60,
            portal.attempt.nonce.reveal()
        ))
    }

    #[test]
    fn the_patient_is_found_in_the_order_of_what_vendors_send() {
        let portal = portal();
        let id = id_token(&portal, "https://ehr.example.org/fhir/Patient/p2");
        let inside = jwt(r#"{"local_patient_id":"p3"}"#);
        for (body, patient) in [
            (
                format!(r#"{{"access_token":"{inside}","id_token":"{id}","patient":"p1"}}"#),
                Patient::Said("p1".to_owned()),
            ),
            (
                format!(r#"{{"access_token":"{inside}","id_token":"{id}"}}"#),
                Patient::FhirUser("p2".to_owned()),
            ),
            (
                format!(
                    r#"{{"access_token":"{inside}","id_token":"{}"}}"#,
                    id_token(&portal, "Practitioner/d1")
                ),
                Patient::InToken("p3".to_owned()),
            ),
            (
                format!(
                    r#"{{"access_token":"opaque","id_token":"{}"}}"#,
                    id_token(&portal, "Patient/p4")
                ),
                Patient::FhirUser("p4".to_owned()),
            ),
            (r#"{"access_token":"opaque"}"#.to_owned(), Patient::Search),
        ] {
            assert_eq!(who(&portal, &body).unwrap(), patient, "{body}");
        }
    }

    #[test]
    fn a_patient_of_another_server_is_not_believed() {
        let portal = portal();
        let id = id_token(&portal, "https://evil.example.org/fhir/Patient/p2");
        let body = format!(r#"{{"access_token":"opaque","id_token":"{id}"}}"#);
        assert_eq!(who(&portal, &body).unwrap(), Patient::Search);
    }

    #[test]
    fn an_identity_that_fails_a_check_ends_the_sign_in() {
        let portal = portal();
        let nonce = portal.attempt.nonce.reveal();
        let soon = NOW + 60;
        for (claims, why) in [
            (
                format!(r#"{{"iss":"https://evil.example.org","aud":"kinfolio","exp":{soon}}}"#),
                IdTokenFault::Issuer,
            ),
            (
                format!(r#"{{"iss":"https://login.example.org","aud":"other","exp":{soon}}}"#),
                IdTokenFault::Audience,
            ),
            (format!(r#"{{"exp":{soon}}}"#), IdTokenFault::Audience),
            (
                format!(r#"{{"aud":"kinfolio","exp":{}}}"#, NOW - 301),
                IdTokenFault::Expired,
            ),
            (
                format!(r#"{{"aud":"kinfolio","nonce":"{nonce}"}}"#),
                IdTokenFault::Expired,
            ),
            (
                format!(r#"{{"aud":"kinfolio","exp":{soon},"nonce":"x"}}"#),
                IdTokenFault::Nonce,
            ),
        ] {
            let body = format!(
                r#"{{"access_token":"a","patient":"p1","id_token":"{}"}}"#,
                jwt(&claims)
            );
            assert!(
                matches!(who(&portal, &body), Err(SmartError::IdToken(said)) if said == why),
                "{claims}"
            );
        }
        for token in ["x", "a.b", "a.!.c", &jwt("7")] {
            let body = format!(r#"{{"access_token":"a","id_token":"{token}"}}"#);
            assert!(
                matches!(
                    who(&portal, &body),
                    Err(SmartError::IdToken(IdTokenFault::Broken))
                ),
                "{token}"
            );
        }
    }

    #[test]
    fn an_id_cannot_lead_elsewhere() {
        for id in ["a", "a-80000.E-14545", "eAB3mDIBBcyUKviyzrxsnAw3", "x_1"] {
            assert!(is_id(id), "{id}");
        }
        for id in ["", ".", "..", "a/b", "a?b", "a b", "a%2f", &"a".repeat(257)] {
            assert!(!is_id(id), "{id}");
        }
    }
}
