//! The smallest client: one question for each connection.

use kin_crypto::safe::LinkSecret;
use kin_share::host::LinkSet;
use serde_json::{Value, json};
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};

pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

/// `None` where the host is gone.
pub(crate) fn try_ask(
    at: SocketAddr,
    method: &str,
    path: &str,
    token: Option<&str>,
    body: &str,
) -> Option<Answer> {
    let mut stream = TcpStream::connect(at).ok()?;
    let token = token.map_or_else(String::new, |t| format!("Authorization: Bearer {t}\r\n"));
    let question = format!(
        "{method} {path} HTTP/1.1\r\nHost: {at}\r\nConnection: close\r\n{token}Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(question.as_bytes()).ok()?;
    let mut all = Vec::new();
    stream.read_to_end(&mut all).ok()?;
    let end = all.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&all[..end]).to_lowercase();
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some(Answer {
        status,
        head,
        body: all[end + 4..].to_vec(),
    })
}

pub(crate) fn ask(
    at: SocketAddr,
    method: &str,
    path: &str,
    token: Option<&str>,
    body: &Value,
) -> Answer {
    let body = if body.is_null() {
        String::new()
    } else {
        body.to_string()
    };
    try_ask(at, method, path, token, &body).expect("the host answers")
}

/// A link as its owner has it.
pub(crate) struct Owned {
    pub(crate) path: String,
    pub(crate) token: String,
}

impl Owned {
    pub(crate) fn new() -> Self {
        let secret = LinkSecret::generate().unwrap();
        Self {
            path: format!("/l/{}", secret.address().unwrap()),
            token: secret.token().unwrap().to_string(),
        }
    }

    pub(crate) fn word(&self, at: SocketAddr, word: &str, body: &Value) -> Answer {
        let path = format!("{}/{word}", self.path);
        ask(at, "POST", &path, Some(&self.token), body)
    }

    pub(crate) fn set(&self, at: SocketAddr, wanted: &LinkSet) -> Answer {
        self.word(at, "set", &serde_json::to_value(wanted).unwrap())
    }

    pub(crate) fn state(&self, at: SocketAddr) -> Value {
        self.word(at, "state", &json!({})).json()
    }

    /// The table of contents, as a receiver asks for it.
    pub(crate) fn listed(&self, at: SocketAddr, body: &Value) -> Answer {
        ask(at, "POST", &self.path, None, body)
    }

    pub(crate) fn direct(&self, at: SocketAddr) -> Answer {
        let path = format!("{}?recipient=Dr%20Li", self.path);
        ask(at, "GET", &path, None, &Value::Null)
    }
}

/// A link without an end, a passcode or anything else.
pub(crate) fn simple(at: SocketAddr, host_key: &str) -> LinkSet {
    LinkSet {
        host_key: Some(host_key.to_owned()),
        base: format!("http://{at}/"),
        file: Some("eyJ.one.sealed.file".to_owned()),
        content_type: "application/fhir+json".to_owned(),
        tries: 5,
        ..LinkSet::default()
    }
}
