//! Proving with a key of our own who this program is, instead of a secret or a refresh token.
//!
//! # Source
//! SMART App Launch 2.2.0, "Client Authentication: Asymmetric (`private_key_jwt`)"; RFC 7523
//! sections 2.1 and 2.2; RFC 7591; Epic's way for programs without a secret: after the first sign-in
//! a key is registered with the access token, and from then on an assertion signed with it is
//! exchanged for new access tokens (`shared/standards.md` section 5).

use crate::fetch::{Authorization, Body, Request};
use crate::register::Registration;
use crate::{
    Answer, Client, FhirBase, LARGEST_TOKEN_ANSWER, Secret, SmartConfiguration, SmartError, lenient,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kin_crypto::safe::{Signing, SigningKey, VerifyingKey, random_id};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;
use url::Url;

/// Seconds that an assertion lasts; the standard allows 300, clocks differ.
const LASTS: i64 = 240;

/// A private key that was made on this computer, or that a person brought along.
#[derive(Clone)]
pub struct ClientKey(Arc<SigningKey>);

impl std::fmt::Debug for ClientKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ClientKey(…)")
    }
}

impl ClientKey {
    /// Makes one. RSA (`RS384`) is what portals accept; some refuse `ES384`.
    ///
    /// # Errors
    /// [`SmartError::Key`] where the operating system has no randomness.
    pub fn make(kind: Signing) -> Result<Self, SmartError> {
        Self::of(SigningKey::generate(kind))
    }

    /// Reads one that a person brought along, in PEM.
    ///
    /// # Errors
    /// [`SmartError::Key`].
    pub fn from_pem(text: &str) -> Result<Self, SmartError> {
        Self::of(SigningKey::from_pem(text))
    }

    /// Reads [`Self::to_secret`].
    ///
    /// # Errors
    /// [`SmartError::Key`].
    pub fn from_secret(text: &Secret) -> Result<Self, SmartError> {
        Self::of(SigningKey::from_text(text.reveal()))
    }

    fn of(key: Result<SigningKey, kin_crypto::CryptoError>) -> Result<Self, SmartError> {
        key.map(|key| Self(Arc::new(key)))
            .map_err(|_| SmartError::Key)
    }

    /// The key as one line of text, to be stored under encryption, and nowhere else.
    ///
    /// # Errors
    /// [`SmartError::Key`].
    pub fn to_secret(&self) -> Result<Secret, SmartError> {
        let text = self.0.to_text().map_err(|_| SmartError::Key)?;
        Ok(Secret::new(text.as_str().to_owned()))
    }

    fn public(&self) -> Result<VerifyingKey, SmartError> {
        self.0.public().map_err(|_| SmartError::Key)
    }

    /// The public half as a JWK set: what a portal is given.
    ///
    /// # Errors
    /// [`SmartError::Key`].
    pub fn jwks(&self) -> Result<Value, SmartError> {
        let public = self.public()?;
        let mut key = json!({
            "kty": public.key_type(),
            "kid": public.thumbprint(),
            "alg": public.kind.name(),
            "use": "sig",
            "key_ops": ["verify"],
        });
        if let Some(members) = key.as_object_mut() {
            if public.kind == Signing::Es384 {
                members.insert("crv".to_owned(), "P-384".into());
            }
            for (name, value) in &public.parts {
                members.insert((*name).to_owned(), value.as_str().into());
            }
        }
        Ok(json!({ "keys": [key] }))
    }

    /// A signed word that whoever has `client` asks at `audience` now (seconds since 1970).
    pub(crate) fn assertion(
        &self,
        client: &str,
        audience: &Url,
        now: i64,
    ) -> Result<Secret, SmartError> {
        let public = self.public()?;
        let header = json!({"alg": public.kind.name(), "typ": "JWT", "kid": public.thumbprint()});
        let claims = json!({
            "iss": client,
            "sub": client,
            "aud": audience.as_str(),
            "jti": random_id().map_err(|_| SmartError::Key)?,
            "iat": now,
            "exp": now.saturating_add(LASTS),
        });
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let words = format!("{}.{}", part(&header), part(&claims));
        let signature = self.0.sign(words.as_bytes()).map_err(|_| SmartError::Key)?;
        Ok(Secret::new(format!(
            "{words}.{}",
            URL_SAFE_NO_PAD.encode(signature)
        )))
    }
}

/// Registers a key with the access token of a sign-in; `software` is the `client_id` that was used.
///
/// # Errors
/// [`SmartError::Unusable`] where the portal registers nobody; [`SmartError::ForeignOrigin`] where it
/// would do so at a server that has no business with the token; [`SmartError::Key`].
pub fn register_key(
    configuration: &SmartConfiguration,
    base: &FhirBase,
    software: &str,
    key: &ClientKey,
    access: &Secret,
) -> Result<Request, SmartError> {
    let (_, token) = configuration.usable()?;
    let endpoint = configuration
        .registration
        .as_ref()
        .ok_or(SmartError::Status { status: 404 })?;
    let records = Url::parse(base.as_str()).map_err(|_| SmartError::Address)?;
    if endpoint.origin() != token.origin() && endpoint.origin() != records.origin() {
        return Err(SmartError::ForeignOrigin);
    }
    let wish = json!({"software_id": software, "jwks": key.jwks()?});
    Ok(Request {
        url: endpoint.clone(),
        accept: "application/json",
        body: Body::Json(Secret::new(wish.to_string())),
        authorization: Authorization::Bearer(access.clone()),
        limit: LARGEST_TOKEN_ANSWER,
    })
}

#[derive(Deserialize)]
struct Wire {
    #[serde(default, deserialize_with = "lenient::text")]
    client_id: Option<String>,
}

/// What a portal calls the holder of a key.
#[derive(Debug, Clone)]
pub struct RegisteredKey {
    /// `client_id`.
    pub id: String,
    /// How it is taken back, where the portal offers that.
    pub registration: Option<Registration>,
}

/// Reads the answer to [`register_key`] at `endpoint`: the `client_id` that belongs to the key.
///
/// # Errors
/// [`SmartError::Status`] where the portal says no (404: the hospital has it switched off);
/// [`SmartError::BrokenAnswer`].
pub fn registered_key(endpoint: &Url, answer: &Answer) -> Result<RegisteredKey, SmartError> {
    if !answer.is_ok() {
        return Err(SmartError::Status {
            status: answer.status,
        });
    }
    let wire: Wire = serde_json::from_slice(&answer.body).map_err(|_| SmartError::BrokenAnswer)?;
    let id = wire
        .client_id
        .filter(|id| (1..=512).contains(&id.len()))
        .ok_or(SmartError::BrokenAnswer)?;
    Ok(RegisteredKey {
        id,
        registration: Registration::read(endpoint, &answer.body),
    })
}

/// Asks for a new access token with a key alone; nothing is spent by it.
///
/// # Errors
/// [`SmartError::Key`].
pub fn renew_with_key(
    token_endpoint: &Url,
    client_id: &str,
    key: &ClientKey,
    now: i64,
) -> Result<Request, SmartError> {
    let text = |text: &str| Secret::new(text.to_owned());
    Ok(Request {
        url: token_endpoint.clone(),
        accept: "application/json",
        body: Body::Form(vec![
            (
                "grant_type",
                text("urn:ietf:params:oauth:grant-type:jwt-bearer"),
            ),
            ("assertion", key.assertion(client_id, token_endpoint, now)?),
            ("client_id", text(client_id)),
        ]),
        authorization: Authorization::None,
        limit: LARGEST_TOKEN_ANSWER,
    })
}

impl Client {
    /// The same program with the time of now: an assertion lasts some minutes only.
    #[must_use]
    pub fn at(self, now: i64) -> Self {
        match self {
            Self::Key { id, key, .. } => Self::Key { id, key, now },
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{ClientKey, RegisteredKey, register_key, registered_key, renew_with_key};
    use crate::{
        Answer, Authorization, Body, Client, FhirBase, Secret, SmartConfiguration, SmartError,
        renew,
    };
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use kin_crypto::safe::{Signing, VerifyingKey};
    use serde_json::Value;
    use url::Url;

    const NOW: i64 = 1_790_000_000;

    fn form(request: &crate::Request) -> Vec<(&str, String)> {
        let Body::Form(form) = &request.body else {
            panic!("a form is sent")
        };
        let pairs = form.iter();
        pairs
            .map(|(name, value)| (*name, value.reveal().to_owned()))
            .collect()
    }

    fn field(request: &crate::Request, name: &str) -> String {
        let all = form(request);
        let found = all.into_iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| value).unwrap_or_default()
    }

    /// The claims, after the signature was checked with the published key.
    fn checked(key: &ClientKey, token: &str) -> (Value, Value) {
        let jwk = key.jwks().unwrap()["keys"][0].clone();
        let public = VerifyingKey::from_parts(jwk["kty"].as_str().unwrap(), |name| {
            jwk[name].as_str().map(str::to_owned)
        })
        .unwrap();
        let (words, signature) = token.rsplit_once('.').unwrap();
        let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
        assert!(
            public.verify(words.as_bytes(), &signature),
            "signed with the key"
        );
        let (header, claims) = words.split_once('.').unwrap();
        let read = |part: &str| -> Value {
            serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
        };
        let header = read(header);
        assert_eq!(header["kid"], jwk["kid"]);
        assert_eq!(header["alg"], jwk["alg"]);
        (header, read(claims))
    }

    #[test]
    fn a_program_with_a_key_signs_each_question() {
        let url = Url::parse("https://login.example.org/t").unwrap();
        for kind in [Signing::Rs384, Signing::Es384] {
            let key = ClientKey::make(kind).unwrap();
            let again = ClientKey::from_secret(&key.to_secret().unwrap()).unwrap();
            let client = Client::Key {
                id: "c1".to_owned(),
                key: again,
                now: 0,
            }
            .at(NOW);
            let ask = || renew(&url, &client, Secret::new("r".to_owned()));
            let request = ask();
            let (_, claims) = checked(&key, &field(&request, "client_assertion"));
            assert_eq!(
                (&claims["iss"], &claims["sub"]),
                (&"c1".into(), &"c1".into())
            );
            assert_eq!(claims["aud"], url.as_str());
            let lasts = claims["exp"].as_i64().unwrap() - NOW;
            assert!((1..=300).contains(&lasts), "at most five minutes");
            assert!(field(&request, "client_assertion_type").ends_with(":jwt-bearer"));
            let (_, other) = checked(&key, &field(&ask(), "client_assertion"));
            assert_ne!(claims["jti"], other["jti"], "each has a name of its own");
            assert!(
                !format!("{client:?}").contains("384:"),
                "no key in a message"
            );
        }
    }

    #[test]
    fn a_key_is_registered_after_the_sign_in_and_renews_by_itself() {
        let base = FhirBase::parse("https://ehr.example.org/fhir").unwrap();
        let config = |registration: &str| {
            let json = format!(
                r#"{{"authorization_endpoint":"/a","token_endpoint":"/t","registration_endpoint":"{registration}"}}"#
            );
            SmartConfiguration::parse(&base, json.as_bytes()).unwrap()
        };
        let key = ClientKey::make(Signing::Rs384).unwrap();
        let access = Secret::new("tok".to_owned());
        let request = register_key(
            &config("/oauth2/register"),
            &base,
            "kinfolio",
            &key,
            &access,
        )
        .unwrap();
        assert!(matches!(&request.authorization, Authorization::Bearer(one) if one.same_as("tok")));
        let Body::Json(text) = &request.body else {
            panic!("JSON is sent")
        };
        let sent: Value = serde_json::from_str(text.reveal()).unwrap();
        assert_eq!(sent["software_id"], "kinfolio");
        assert_eq!(sent["jwks"]["keys"][0]["kty"], "RSA");
        assert!(
            sent["jwks"]["keys"][0].get("d").is_none(),
            "the private half stays here"
        );
        assert!(
            matches!(
                register_key(
                    &config("https://evil.example.org/r"),
                    &base,
                    "k",
                    &key,
                    &access
                ),
                Err(SmartError::ForeignOrigin)
            ),
            "the token goes nowhere else"
        );
        let answer = |status: u16, body: &str| Answer {
            status,
            headers: Vec::new(),
            body: body.as_bytes().to_vec(),
        };
        let at = &request.url;
        let body = format!(
            r#"{{"client_id":"own-7","registration_client_uri":"{at}/own-7","registration_access_token":"t"}}"#
        );
        let RegisteredKey {
            id: own,
            registration,
        } = registered_key(at, &answer(201, &body)).unwrap();
        assert_eq!(
            registration.unwrap().url().path(),
            format!("{}/own-7", at.path())
        );
        let plain = registered_key(at, &answer(201, r#"{"client_id":"own-7"}"#)).unwrap();
        assert!(plain.registration.is_none());
        assert!(matches!(
            registered_key(at, &answer(404, "")),
            Err(SmartError::Status { status: 404 })
        ));
        assert!(matches!(
            registered_key(at, &answer(200, "{}")),
            Err(SmartError::BrokenAnswer)
        ));
        let token = Url::parse("https://ehr.example.org/t").unwrap();
        let request = renew_with_key(&token, &own, &key, NOW).unwrap();
        let (_, claims) = checked(&key, &field(&request, "assertion"));
        assert_eq!(claims["iss"], "own-7");
        assert_eq!(field(&request, "client_id"), "own-7");
    }
}
