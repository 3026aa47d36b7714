//! Making this program known to a portal by itself.
//!
//! # Source
//! RFC 7591 (OAuth 2.0 Dynamic Client Registration); SMART App Launch 2.2.0, "Register App with EHR".

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

/// Reads the answer to [`register`].
///
/// # Errors
/// [`SmartError::Status`] where the portal says no; [`SmartError::BrokenAnswer`].
pub fn registered(answer: &Answer) -> Result<Client, SmartError> {
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
    Ok(match wire.client_secret {
        Some(secret) if method != "none" => Client::Secret {
            id,
            secret,
            in_form: method == "client_secret_post",
        },
        _ => Client::Public { id },
    })
}

#[cfg(test)]
mod tests {
    use super::{register, registered};
    use crate::{Answer, Body, Client, SmartError};
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

        let client = registered(&answer(201, r#"{"client_id":"c7"}"#)).unwrap();
        assert!(matches!(client, Client::Public { id } if id == "c7"));
        let body = r#"{"client_id":"c8","client_secret":"s","token_endpoint_auth_method":"client_secret_post"}"#;
        let client = registered(&answer(200, body)).unwrap();
        assert!(matches!(client, Client::Secret { in_form: true, .. }));
        assert!(matches!(
            registered(&answer(403, "{}")),
            Err(SmartError::Status { status: 403 })
        ));
        assert!(matches!(
            registered(&answer(200, "{}")),
            Err(SmartError::BrokenAnswer)
        ));
    }
}
