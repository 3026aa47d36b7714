//! Asking a server, without knowing how: the network is behind [`Fetch`].

use crate::Secret;
use std::time::Duration;
use url::Url;

/// Why no answer came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum NetworkFault {
    /// The name of the server is not known.
    Name,
    /// The server's proof of who it is (its certificate) is not valid.
    Certificate,
    /// No connection was made.
    Connection,
    /// It took too long.
    Time,
    /// The address leads into a private network.
    PrivateAddress,
    /// The answer broke off.
    BrokenOff,
    /// The answer is larger than [`Request::limit`].
    TooLarge,
    /// It was stopped by the person.
    Cancelled,
}

/// What is sent beside the address.
#[derive(Debug, Clone)]
pub enum Body {
    /// Nothing: GET.
    None,
    /// Nothing: DELETE.
    Delete,
    /// `application/x-www-form-urlencoded`: POST.
    Form(Vec<(&'static str, Secret)>),
    /// `application/json`: POST.
    Json(Secret),
}

/// Who asks.
#[derive(Debug, Clone)]
pub enum Authorization {
    /// Nobody.
    None,
    /// `Authorization: Bearer`; the address is below the pinned base, or the one that came with the
    /// token.
    Bearer(Secret),
    /// `Authorization: Basic`, the client's id and secret.
    Basic(String, Secret),
}

/// One question to a server. Redirects are never followed.
#[derive(Debug, Clone)]
pub struct Request {
    /// Where to.
    pub url: Url,
    /// `Accept`.
    pub accept: &'static str,
    /// What is sent.
    pub body: Body,
    /// Who asks.
    pub authorization: Authorization,
    /// Largest answer in bytes, after decompression.
    pub limit: u64,
}

/// `Accept` of a FHIR server; some answer only with the name of before R4.
pub const FHIR_JSON: &str =
    "application/fhir+json, application/json+fhir;q=0.9, application/json;q=0.8";

impl Request {
    /// A question that anybody may ask.
    #[must_use]
    pub fn open(url: Url, limit: u64) -> Self {
        Self {
            url,
            accept: "application/json",
            body: Body::None,
            authorization: Authorization::None,
            limit,
        }
    }
}

/// What a server answered.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The headers, names in small letters.
    pub headers: Vec<(String, String)>,
    /// The body, decompressed.
    pub body: Vec<u8>,
}

impl Answer {
    /// The first header of a name (in small letters).
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let (_, value) = self.headers.iter().find(|(key, _)| key == name)?;
        Some(value)
    }

    /// Whether the status is 2xx.
    #[must_use]
    pub const fn is_ok(&self) -> bool {
        matches!(self.status, 200..=299)
    }
}

/// The door to the network: tests stand behind it as well as the real client.
pub trait Fetch {
    /// Asks, and takes the answer whatever its status. A redirect (3xx) is an answer like others.
    ///
    /// # Errors
    /// Why no answer came.
    fn fetch(&mut self, request: &Request) -> Result<Answer, NetworkFault>;

    /// Waits before the next question, or until it is stopped.
    ///
    /// # Errors
    /// [`NetworkFault::Cancelled`].
    fn wait(&mut self, time: Duration) -> Result<(), NetworkFault>;
}
