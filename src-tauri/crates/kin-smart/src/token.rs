//! Fetching a token, renewing it, giving it back.
//!
//! # Source
//! RFC 6749 sections 4.1.3, 5 and 6; RFC 7009 (revocation); SMART App Launch 2.2.0, "Obtain access
//! token" and "Refresh access token".

use crate::authorize::{Attempt, Code};
use crate::fetch::{Authorization, Body, Request};
use crate::{Answer, ClientKey, Granted, OAuthRefusal, Secret, SmartError, lenient};
use serde::Deserialize;
use url::Url;

/// Largest answer to a question for a token.
pub const LARGEST_TOKEN_ANSWER: u64 = 256 * 1024;

/// `client_assertion_type` (RFC 7523 section 2.2).
const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// Who this program is at a portal.
#[derive(Debug, Clone)]
pub enum Client {
    /// Only a name: the usual kind.
    Public {
        /// `client_id`.
        id: String,
    },
    /// A name and a secret that the person entered.
    Secret {
        /// `client_id`.
        id: String,
        /// `client_secret`.
        secret: Secret,
        /// Whether the secret goes into the form (`client_secret_post`) and not into the header.
        in_form: bool,
    },
    /// A name and a private key (`private_key_jwt`).
    Key {
        /// `client_id`.
        id: String,
        /// The key.
        key: ClientKey,
        /// When it asks, in seconds since 1970; see [`Client::at`].
        now: i64,
    },
}

impl Client {
    /// `client_id`.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Self::Public { id } | Self::Secret { id, .. } | Self::Key { id, .. } => id,
        }
    }

    fn sign(&self, url: &Url, mut form: Vec<(&'static str, Secret)>) -> (Body, Authorization) {
        match self {
            Self::Public { id } => {
                form.push(("client_id", Secret::new(id.clone())));
                (Body::Form(form), Authorization::None)
            }
            Self::Key { id, key, now } => {
                form.push(("client_id", Secret::new(id.clone())));
                form.push((
                    "client_assertion_type",
                    Secret::new(ASSERTION_TYPE.to_owned()),
                ));
                // Without randomness there is none, and the portal refuses.
                if let Ok(assertion) = key.assertion(id, url, *now) {
                    form.push(("client_assertion", assertion));
                }
                (Body::Form(form), Authorization::None)
            }
            Self::Secret {
                id,
                secret,
                in_form: true,
            } => {
                form.push(("client_id", Secret::new(id.clone())));
                form.push(("client_secret", secret.clone()));
                (Body::Form(form), Authorization::None)
            }
            Self::Secret {
                id,
                secret,
                in_form: false,
            } => (
                Body::Form(form),
                Authorization::Basic(id.clone(), secret.clone()),
            ),
        }
    }
}

/// What a portal gave: the right to read, for a time.
#[derive(Debug, Clone)]
pub struct Tokens {
    /// `access_token`.
    pub access: Secret,
    /// `refresh_token`; a new one ends the old.
    pub refresh: Option<Secret>,
    /// `id_token`.
    pub identity: Option<Secret>,
    /// `expires_in`, in seconds; servers that say nothing mean about an hour.
    pub lasts: Option<u64>,
    /// `scope` as it stands; none where nothing is said.
    pub scope: Option<String>,
    /// What was granted.
    pub granted: Granted,
    /// `patient`.
    pub patient: Option<String>,
}

#[derive(Deserialize)]
struct Wire {
    #[serde(default, deserialize_with = "lenient::maybe")]
    access_token: Option<Secret>,
    #[serde(default, deserialize_with = "lenient::text")]
    token_type: Option<String>,
    #[serde(default, deserialize_with = "lenient::maybe")]
    refresh_token: Option<Secret>,
    #[serde(default, deserialize_with = "lenient::maybe")]
    id_token: Option<Secret>,
    #[serde(default, deserialize_with = "lenient::text")]
    expires_in: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    scope: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    patient: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    error: Option<String>,
}

fn ask(url: &Url, client: &Client, form: Vec<(&'static str, Secret)>) -> Request {
    let (body, authorization) = client.sign(url, form);
    Request {
        url: url.clone(),
        accept: "application/json",
        body,
        authorization,
        limit: LARGEST_TOKEN_ANSWER,
    }
}

/// Asks for the token that belongs to a code. The code is spent by it, whatever the answer.
#[must_use]
pub fn exchange(token_endpoint: &Url, client: &Client, attempt: &Attempt, code: Code) -> Request {
    let text = |text: &str| Secret::new(text.to_owned());
    ask(
        token_endpoint,
        client,
        vec![
            ("grant_type", text("authorization_code")),
            ("code", code.0),
            ("redirect_uri", text(attempt.redirect.as_str())),
            ("code_verifier", attempt.verifier.clone()),
        ],
    )
}

/// Asks for a new token. The refresh token is spent by it: where the answer brings a new one, that
/// one is stored before the new token is used, and the old one is never sent again.
#[must_use]
pub fn renew(token_endpoint: &Url, client: &Client, refresh: Secret) -> Request {
    ask(
        token_endpoint,
        client,
        vec![
            ("grant_type", Secret::new("refresh_token".to_owned())),
            ("refresh_token", refresh),
        ],
    )
}

/// Gives a token back.
#[must_use]
pub fn revoke(revocation_endpoint: &Url, client: &Client, token: Secret) -> Request {
    ask(revocation_endpoint, client, vec![("token", token)])
}

impl Tokens {
    /// Reads the answer to [`exchange`] or [`renew`].
    ///
    /// # Errors
    /// [`SmartError::AccessEnded`] for `invalid_grant`: signing in again is needed;
    /// [`SmartError::Refused`] for other words of the standard; [`SmartError::Status`] for an error
    /// without such a word; [`SmartError::BrokenAnswer`] where no bearer token is in it.
    pub fn parse(answer: &Answer) -> Result<Self, SmartError> {
        let wire = serde_json::from_slice::<Wire>(&answer.body);
        if !answer.is_ok() {
            let word = wire.ok().and_then(|wire| wire.error);
            return Err(match word.as_deref().map(OAuthRefusal::from_code) {
                Some(OAuthRefusal::InvalidGrant) => SmartError::AccessEnded,
                Some(OAuthRefusal::Other) | None => SmartError::Status {
                    status: answer.status,
                },
                Some(why) => SmartError::Refused(why),
            });
        }
        let wire = wire.map_err(|_| SmartError::BrokenAnswer)?;
        if let Some(word) = &wire.error {
            return Err(SmartError::Refused(OAuthRefusal::from_code(word)));
        }
        let bearer = wire
            .token_type
            .as_deref()
            .is_none_or(|kind| kind.eq_ignore_ascii_case("bearer"));
        let access = wire
            .access_token
            // It goes into a header: nothing that could end the line.
            .filter(|token| {
                !token.reveal().is_empty() && token.reveal().bytes().all(|b| b.is_ascii_graphic())
            })
            .filter(|_| bearer)
            .ok_or(SmartError::BrokenAnswer)?;
        Ok(Self {
            access,
            refresh: wire.refresh_token.filter(|one| !one.reveal().is_empty()),
            identity: wire.id_token.filter(|one| !one.reveal().is_empty()),
            lasts: wire
                .expires_in
                .and_then(|text| text.split('.').next().and_then(|whole| whole.parse().ok())),
            granted: Granted::parse(wire.scope.as_deref()),
            scope: wire.scope,
            patient: wire.patient.filter(|id| crate::identity::is_id(id)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Client, Tokens, exchange, renew};
    use crate::fetch::{Authorization, Body};
    use crate::{Answer, Attempt, FhirBase, OAuthRefusal, Secret, SmartConfiguration, SmartError};
    use url::Url;

    fn answer(status: u16, body: &str) -> Answer {
        Answer {
            status,
            headers: Vec::new(),
            body: body.as_bytes().to_vec(),
        }
    }

    fn form(body: &Body) -> Vec<(&str, &str)> {
        let Body::Form(form) = body else {
            panic!("a form is sent")
        };
        form.iter()
            .map(|(name, value)| (*name, value.reveal()))
            .collect()
    }

    #[test]
    fn a_code_is_exchanged_with_the_verifier() {
        let url = Url::parse("https://login.example.org/t").unwrap();
        let base = FhirBase::parse("https://ehr.example.org").unwrap();
        let config = SmartConfiguration::parse(
            &base,
            br#"{"token_endpoint":"/t","authorization_endpoint":"/a"}"#,
        )
        .unwrap();
        let attempt = Attempt::begin(
            Url::parse("http://127.0.0.1:8965/callback").unwrap(),
            &config,
        )
        .unwrap();
        let code = attempt
            .answer(&format!("code=c1&state={}", attempt.state.reveal()))
            .unwrap();
        let public = Client::Public {
            id: "kinfolio".to_owned(),
        };
        let request = exchange(&url, &public, &attempt, code.clone());
        assert_eq!(
            form(&request.body),
            [
                ("grant_type", "authorization_code"),
                ("code", "c1"),
                ("redirect_uri", "http://127.0.0.1:8965/callback"),
                ("code_verifier", attempt.verifier.reveal()),
                ("client_id", "kinfolio"),
            ]
        );
        let secret = |in_form| Client::Secret {
            id: "k".to_owned(),
            secret: Secret::new("s".to_owned()),
            in_form,
        };
        let request = exchange(&url, &secret(false), &attempt, code.clone());
        assert!(matches!(request.authorization, Authorization::Basic(id, _) if id == "k"));
        assert_eq!(
            form(&request.body).len(),
            4,
            "the secret is in the header alone"
        );
        let request = exchange(&url, &secret(true), &attempt, code);
        assert!(form(&request.body).contains(&("client_secret", "s")));
        let request = renew(&url, &public, Secret::new("r1".to_owned()));
        assert!(form(&request.body).contains(&("refresh_token", "r1")));
        assert!(
            !format!("{request:?}").contains("r1"),
            "no token in a message"
        );
    }

    #[test]
    fn what_real_servers_answer_is_read() {
        let tokens = Tokens::parse(&answer(
            200,
            r#"{"access_token":"abc","token_type":"bearer","expires_in":"3600","scope":"patient/Observation.read",
               "patient":12724066,"refresh_token":"r","id_token":"x.y.z","need_patient_banner":true}"#,
        ))
        .unwrap();
        assert_eq!(tokens.access.reveal(), "abc");
        assert_eq!(tokens.lasts, Some(3600));
        assert_eq!(tokens.patient.as_deref(), Some("12724066"));
        assert!(!tokens.granted.may_read("Condition"));
        assert!(!format!("{tokens:?}").contains("abc"));
        let tokens = Tokens::parse(&answer(
            200,
            r#"{"access_token":"abc","expires_in":3599.5,"patient":"../x"}"#,
        ))
        .unwrap();
        assert_eq!((tokens.lasts, tokens.patient), (Some(3599), None));
    }

    #[test]
    fn each_no_has_its_reason() {
        assert!(matches!(
            Tokens::parse(&answer(400, r#"{"error":"invalid_grant"}"#)),
            Err(SmartError::AccessEnded)
        ));
        assert!(matches!(
            Tokens::parse(&answer(401, r#"{"error":"invalid_client"}"#)),
            Err(SmartError::Refused(OAuthRefusal::UnauthorizedClient))
        ));
        assert!(matches!(
            Tokens::parse(&answer(502, "<html>Bad gateway</html>")),
            Err(SmartError::Status { status: 502 })
        ));
        for body in [
            "",
            "{}",
            "<html>",
            r#"{"access_token":""}"#,
            r#"{"access_token":"a b"}"#,
            r#"{"access_token":"a\r\nX: y"}"#,
            r#"{"access_token":"a","token_type":"mac"}"#,
        ] {
            assert!(
                matches!(
                    Tokens::parse(&answer(200, body)),
                    Err(SmartError::BrokenAnswer)
                ),
                "{body}"
            );
        }
        assert!(
            matches!(
                Tokens::parse(&answer(302, "")),
                Err(SmartError::Status { status: 302 })
            ),
            "a redirect gives no token"
        );
    }
}
