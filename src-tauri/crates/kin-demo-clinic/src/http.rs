//! Questions and answers, without the server around them.

use std::collections::BTreeMap;
use std::io::Read as _;
use tiny_http::{Header, Method, Request, Response};

/// Largest body that is read.
const LARGEST_BODY: u64 = 64 * 1024;

/// A question.
pub(crate) struct Call {
    pub(crate) post: bool,
    /// Without the part behind `?`.
    pub(crate) path: String,
    /// The part behind `?`.
    pub(crate) query: BTreeMap<String, String>,
    /// The body, where it is a form.
    pub(crate) form: BTreeMap<String, String>,
    /// The body, where it is JSON.
    pub(crate) json: serde_json::Value,
    headers: BTreeMap<String, String>,
}

fn pairs(text: &[u8]) -> BTreeMap<String, String> {
    url::form_urlencoded::parse(text).into_owned().collect()
}

impl Call {
    pub(crate) fn read(request: &mut Request) -> Option<Self> {
        let post = match request.method() {
            Method::Get => false,
            Method::Post => true,
            _ => return None,
        };
        let url = request.url().to_owned();
        let (path, query) = url.split_once('?').unwrap_or((&url, ""));
        let named = |header: &Header| {
            (
                header.field.as_str().as_str().to_ascii_lowercase(),
                header.value.as_str().to_owned(),
            )
        };
        let headers = request.headers().iter().map(named).collect();
        let mut body = Vec::new();
        if post {
            let mut reader = request.as_reader().take(LARGEST_BODY);
            reader.read_to_end(&mut body).ok()?;
        }
        Some(Self {
            post,
            path: path.to_owned(),
            query: pairs(query.as_bytes()),
            form: pairs(&body),
            json: serde_json::from_slice(&body).unwrap_or_default(),
            headers,
        })
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }

    /// Whether the question was meant for this server by its name.
    pub(crate) fn is_for(&self, base: &str) -> bool {
        self.header("host")
            .is_some_and(|host| base == format!("http://{host}"))
    }

    pub(crate) fn asked(&self, name: &str) -> &str {
        self.query.get(name).map_or("", String::as_str)
    }

    pub(crate) fn sent(&self, name: &str) -> &str {
        self.form.get(name).map_or("", String::as_str)
    }
}

/// An answer.
pub(crate) struct Reply {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

impl Reply {
    fn new(status: u16, media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            headers: vec![
                ("content-type", media_type.to_owned()),
                ("cache-control", "no-store".to_owned()),
                ("x-content-type-options", "nosniff".to_owned()),
            ],
            body: body.into(),
        }
    }

    pub(crate) fn text(status: u16, body: &str) -> Self {
        Self::new(status, "text/plain; charset=utf-8", body)
    }

    pub(crate) fn json(status: u16, body: &serde_json::Value) -> Self {
        Self::new(status, "application/json", body.to_string())
    }

    pub(crate) fn fhir(status: u16, body: &serde_json::Value) -> Self {
        Self::new(status, "application/fhir+json", body.to_string())
    }

    pub(crate) fn bytes(media_type: &str, body: Vec<u8>) -> Self {
        Self::new(200, media_type, body)
    }

    pub(crate) fn page(body: String) -> Self {
        Self::new(200, "text/html; charset=utf-8", body)
            .with("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'".to_owned())
            .with("referrer-policy", "no-referrer".to_owned())
    }

    pub(crate) fn to(address: String) -> Self {
        Self::new(302, "text/plain", "").with("location", address)
    }

    /// An OperationOutcome.
    pub(crate) fn outcome(status: u16, code: &str, text: &str) -> Self {
        let body = serde_json::json!({
            "resourceType": "OperationOutcome",
            "issue": [{"severity": "error", "code": code, "diagnostics": text}],
        });
        Self::fhir(status, &body)
    }

    pub(crate) fn with(mut self, name: &'static str, value: String) -> Self {
        self.headers.push((name, value));
        self
    }
}

pub(crate) fn send(request: Request, reply: Reply) {
    let mut response = Response::from_data(reply.body).with_status_code(reply.status);
    for (name, value) in reply.headers {
        if let Ok(header) = Header::from_bytes(name, value) {
            response.add_header(header);
        }
    }
    // Whoever asked may have gone away.
    drop(request.respond(response));
}
