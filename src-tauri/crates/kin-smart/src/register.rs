//! Making this program known to a portal by itself.
//!
//! # Source
//! RFC 7591 (OAuth 2.0 Dynamic Client Registration) and RFC 7592 (its management); SMART App Launch 2.2.0, "Register App with EHR".

use crate::fetch::{Authorization, Body, Request};
use crate::{Answer, Client, Secret, SmartError, lenient};
use serde::Deserialize;
use serde_json::json;
use url::Url;

/// Largest answer to a registration.
const LARGEST: u64 = 256 * 1024;

#[derive(Deserialize)]
struct Wire {
    #[serde(default, deserialize_with = "lenient::text")]
    client_id: Option<String>,
    #[serde(default, deserialize_with = "lenient::maybe")]
    client_secret: Option<Secret>,
    #[serde(default, deserialize_with = "lenient::text")]
    token_endpoint_auth_method: Option<String>,
}

/// What a portal says of changing a registration later.
#[derive(Deserialize)]
struct Managed {
    #[serde(default, deserialize_with = "lenient::text")]
    registration_client_uri: Option<String>,
    #[serde(default, deserialize_with = "lenient::maybe")]
    registration_access_token: Option<Secret>,
}

/// A registration that can be taken back.
#[derive(Debug, Clone)]
pub struct Registration {
    url: Url,
    token: Secret,
}

/// Longest token of a registration.
const LONGEST_TOKEN: usize = 8_192;

impl Registration {
    /// What the answer of `endpoint` to a registration says of taking it back; none where it says
    /// nothing, or names another server.
    pub(crate) fn read(endpoint: &Url, body: &[u8]) -> Option<Self> {
        let said: Managed = serde_json::from_slice(body).ok()?;
        let url = Url::parse(&said.registration_client_uri?).ok()?;
        Self::new(endpoint, url, said.registration_access_token?)
    }

    /// `url` (`registration_client_uri`) must be on the server of `endpoint`, where the token came
    /// from: it is shown to nobody else.
    #[must_use]
    pub fn new(endpoint: &Url, mut url: Url, token: Secret) -> Option<Self> {
        url.set_fragment(None);
        let sound = url.origin() == endpoint.origin()
            && url.username().is_empty()
            && url.password().is_none()
            && (1..=LONGEST_TOKEN).contains(&token.reveal().len())
            && token.reveal().bytes().all(|b| b.is_ascii_graphic());
        sound.then_some(Self { url, token })
    }

    /// Where it can be taken back.
    #[must_use]
    pub const fn url(&self) -> &Url {
        &self.url
    }

    /// What proves that it is ours.
    #[must_use]
    pub const fn token(&self) -> &Secret {
        &self.token
    }
}

/// Takes a registration back: the portal forgets the program, and all of its access ends.
///
/// # Source
/// RFC 7592 section 2.3.
#[must_use]
pub fn unregister(registration: &Registration) -> Request {
    Request {
        url: registration.url.clone(),
        accept: "application/json",
        body: Body::Delete,
        authorization: Authorization::Bearer(registration.token.clone()),
        limit: LARGEST,
    }
}

/// What a portal calls this program from now on.
#[derive(Debug, Clone)]
pub struct Registered {
    /// The name, and what belongs to it.
    pub client: Client,
    /// How it is taken back, where the portal offers that.
    pub registration: Option<Registration>,
}

/// Asks for a name of its own: a program without a secret, answered at these addresses. One that is
/// answered over a page on the web counts as one of the web.
#[must_use]
pub fn register(endpoint: &Url, redirects: &[Url], scope: &str) -> Request {
    let redirects: Vec<&str> = redirects.iter().map(Url::as_str).collect();
    let web = redirects.iter().all(|one| one.starts_with("https:"));
    let wish = json!({
        "client_name": "Kinfolio",
        "application_type": if web { "web" } else { "native" },
        "redirect_uris": redirects,
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
        "token_endpoint_auth_method": "none",
        "scope": scope,
    });
    Request {
        url: endpoint.clone(),
        accept: "application/json",
        body: Body::Json(Secret::new(wish.to_string())),
        authorization: Authorization::None,
        limit: LARGEST,
    }
}

/// Reads the answer to [`register`] at `endpoint`.
///
/// # Errors
/// [`SmartError::Status`] where the portal says no; [`SmartError::BrokenAnswer`].
pub fn registered(endpoint: &Url, answer: &Answer) -> Result<Registered, SmartError> {
    if !answer.is_ok() {
        return Err(SmartError::Status {
            status: answer.status,
        });
    }
    let wire: Wire = serde_json::from_slice(&answer.body).map_err(|_| SmartError::BrokenAnswer)?;
    let id = wire
        .client_id
        .filter(|id| !id.is_empty() && id.len() <= 512)
        .ok_or(SmartError::BrokenAnswer)?;
    let method = wire.token_endpoint_auth_method.unwrap_or_default();
    let client = match wire.client_secret {
        Some(secret) if method != "none" => Client::Secret {
            id,
            secret,
            in_form: method == "client_secret_post",
        },
        _ => Client::Public { id },
    };
    Ok(Registered {
        client,
        registration: Registration::read(endpoint, &answer.body),
    })
}

#[cfg(test)]
mod tests {
    use super::{register, registered, unregister};
    use crate::{Answer, Authorization, Body, Client, SmartError};
    use url::Url;

    fn answer(status: u16, body: &str) -> Answer {
        Answer {
            status,
            headers: Vec::new(),
            body: body.as_bytes().to_vec(),
        }
    }

    #[test]
    fn a_program_asks_for_a_name_without_a_secret() {
        let url = Url::parse("https://login.example.org/register").unwrap();
        let back = Url::parse("http://127.0.0.1:47301/callback").unwrap();
        let request = register(&url, &[back], "openid");
        let Body::Json(text) = &request.body else {
            panic!("JSON is sent")
        };
        let sent: serde_json::Value = serde_json::from_str(text.reveal()).unwrap();
        assert_eq!(sent["token_endpoint_auth_method"], "none");
        assert_eq!(sent["redirect_uris"][0], "http://127.0.0.1:47301/callback");
        assert_eq!(sent["application_type"], "native");

        let read = |status: u16, body: &str| registered(&url, &answer(status, body));
        let known = read(201, r#"{"client_id":"c7"}"#).unwrap();
        assert!(matches!(known.client, Client::Public { id } if id == "c7"));
        assert!(known.registration.is_none(), "it cannot be taken back");
        let body = r#"{"client_id":"c8","client_secret":"s","token_endpoint_auth_method":"client_secret_post"}"#;
        let known = read(200, body).unwrap();
        assert!(matches!(known.client, Client::Secret { in_form: true, .. }));
        assert!(matches!(
            read(403, "{}"),
            Err(SmartError::Status { status: 403 })
        ));
        assert!(matches!(read(200, "{}"), Err(SmartError::BrokenAnswer)));
    }

    #[test]
    fn a_registration_is_taken_back_at_the_server_that_gave_it_and_nowhere_else() {
        let url = Url::parse("https://login.example.org/register").unwrap();
        let read = |uri: &str, token: &str| {
            let body = serde_json::json!({
                "client_id": "c7", "registration_client_uri": uri, "registration_access_token": token,
            });
            registered(&url, &answer(201, &body.to_string()))
                .unwrap()
                .registration
        };
        let ours = read("https://login.example.org/register/c7", "t-1").unwrap();
        let request = unregister(&ours);
        assert_eq!(
            request.url.as_str(),
            "https://login.example.org/register/c7"
        );
        assert!(matches!(request.body, Body::Delete));
        assert!(
            matches!(&request.authorization, Authorization::Bearer(token) if token.same_as("t-1"))
        );
        for (uri, token) in [
            ("https://evil.example.org/register/c7", "t-1"),
            ("http://login.example.org/register/c7", "t-1"),
            ("https://login.example.org:8443/register/c7", "t-1"),
            ("https://x@login.example.org/register/c7", "t-1"),
            ("/register/c7", "t-1"),
            ("", "t-1"),
            ("https://login.example.org/register/c7", ""),
            ("https://login.example.org/register/c7", "t 1"),
        ] {
            assert!(read(uri, token).is_none(), "{uri} {token}");
        }
    }
}
