//! The server around the links.

use crate::keep::{Folder, HostError};
use crate::rules::{LARGEST_FILE, Links, Said, nothing};
use kin_share::host::{Check, Checked, LinkSet, VERSION};
use std::io::{self, Read as _};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;
use tiny_http::{Header, Method, Request, Response, Server};

/// Questions that are answered at a time.
const HANDS: usize = 16;
/// Largest question of a receiver, in bytes.
const LARGEST_QUESTION: u64 = 16 << 10;
/// How often what is over is let go.
const SWEEP: Duration = Duration::from_secs(3_600);
const STEP: Duration = Duration::from_millis(200);

/// A running host; it ends when it is dropped.
pub struct Host {
    server: Arc<Server>,
    threads: Vec<JoinHandle<()>>,
    over: Arc<AtomicBool>,
    address: SocketAddr,
    host_key: String,
}

fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}

/// Serves a folder at an address of this computer; port 0 takes a free one.
///
/// # Errors
/// [`HostError`].
pub fn serve(folder: &Path, listen: SocketAddr) -> Result<Host, HostError> {
    let host_key = Folder::host_key(folder)?;
    let links = Arc::new(Links::new(Folder::open(folder)?, host_key.clone()));
    links.sweep(now())?;
    let server = Arc::new(Server::http(listen).map_err(|_| HostError::Port)?);
    let address = server.server_addr().to_ip().ok_or(HostError::Port)?;
    let over = Arc::new(AtomicBool::new(false));
    let mut threads = Vec::new();
    for _ in 0..HANDS {
        let (server, links) = (Arc::clone(&server), Arc::clone(&links));
        threads.push(std::thread::spawn(move || {
            // Ends when the server is unblocked.
            while let Ok(request) = server.recv() {
                answer(request, &links);
            }
        }));
    }
    let (mine, stop) = (Arc::clone(&links), Arc::clone(&over));
    threads.push(std::thread::spawn(move || {
        let mut waited = Duration::ZERO;
        while !stop.load(Ordering::Relaxed) {
            std::thread::sleep(STEP);
            waited = waited.saturating_add(STEP);
            if waited >= SWEEP {
                waited = Duration::ZERO;
                // What cannot be deleted now is tried again in an hour; it is not given out either way.
                drop(mine.sweep(now()));
            }
        }
    }));
    Ok(Host {
        server,
        threads,
        over,
        address,
        host_key,
    })
}

impl Host {
    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// What lets somebody make links here.
    #[must_use]
    pub fn host_key(&self) -> &str {
        &self.host_key
    }

    /// Waits until the host is ended with the program.
    pub fn wait(mut self) {
        for thread in self.threads.drain(..) {
            drop(thread.join());
        }
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        for _ in &self.threads {
            self.server.unblock();
        }
        for thread in self.threads.drain(..) {
            drop(thread.join());
        }
    }
}

fn bearer(request: &Request) -> Option<String> {
    let wanted = |header: &&Header| header.field.equiv("Authorization");
    let value = request.headers().iter().find(wanted)?.value.as_str();
    let token = value.strip_prefix("Bearer ")?;
    (token.len() >= 32).then(|| token.to_owned())
}

/// Reads what is sent along; nothing where it is larger than allowed.
fn body(request: &mut Request, limit: u64) -> io::Result<Option<Vec<u8>>> {
    let said = request.body_length().unwrap_or_default() as u64;
    if said > limit {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    let mut reader = request.as_reader().take(limit.saturating_add(1));
    reader.read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= limit).then_some(bytes))
}

/// A name in an address: 43 characters of base64url, or the hex digits of a ticket.
fn is_name(text: &str) -> bool {
    let fits = |c: u8| c.is_ascii_alphanumeric() || c == b'-' || c == b'_';
    (32..=128).contains(&text.len()) && text.bytes().all(fits)
}

const TOO_LARGE: &str = "too large";

fn bad(status: u16, why: &str) -> Said {
    Said::Json(status, serde_json::json!({ "error": why }))
}

fn owner_asks(request: &mut Request, links: &Links, name: &str, word: &str) -> io::Result<Said> {
    let Some(token) = bearer(request) else {
        return Ok(nothing());
    };
    let limit = if word == "set" {
        LARGEST_FILE
    } else {
        LARGEST_QUESTION
    };
    let Some(sent) = body(request, limit)? else {
        return Ok(bad(413, TOO_LARGE));
    };
    match word {
        "set" => match serde_json::from_slice::<LinkSet>(&sent) {
            Ok(wanted) => links.set(name, &token, &wanted, now()),
            Err(_) => Ok(bad(400, "the question is not understood")),
        },
        "state" => links.state(name, &token, now()),
        "revoke" => links.revoke(name, &token, now()),
        _ => Ok(nothing()),
    }
}

fn decide(request: &mut Request, links: &Links) -> io::Result<Said> {
    let url = request.url().to_owned();
    let (path, query) = url.split_once('?').unwrap_or((&url, ""));
    let method = request.method().clone();
    let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
    match (method, parts.as_slice()) {
        (Method::Options, _) => Ok(Said::Json(200, serde_json::json!({}))),
        (Method::Get, ["l", name]) if is_name(name) => {
            let mut pairs = url::form_urlencoded::parse(query.as_bytes());
            let recipient = pairs.find(|(key, _)| key == "recipient");
            links.direct(name, recipient.as_ref().map(|(_, who)| who.as_ref()), now())
        }
        (Method::Get, ["f", ticket]) if is_name(ticket) => links.promised(ticket, now()),
        (Method::Post, ["l", name]) if is_name(name) => match body(request, LARGEST_QUESTION)? {
            Some(sent) => links.listed(name, &sent, now()),
            None => Ok(bad(413, TOO_LARGE)),
        },
        (Method::Post, ["l", name, word]) if is_name(name) => {
            owner_asks(request, links, name, word)
        }
        (Method::Post, ["check"]) => {
            let sent = body(request, LARGEST_QUESTION)?.unwrap_or_default();
            match serde_json::from_slice::<Check>(&sent) {
                Ok(check) if links.may_make(&check.host_key) => {
                    let checked = Checked {
                        kinfolio_link_host: VERSION,
                    };
                    let value = serde_json::to_value(checked).map_err(io::Error::from)?;
                    Ok(Said::Json(200, value))
                }
                Ok(_) => Ok(bad(403, "the host key is another one")),
                Err(_) => Ok(bad(400, "the question is not understood")),
            }
        }
        _ => Ok(nothing()),
    }
}

/// What every answer says. Any page may ask (the standard wants it: viewers are pages), but for the words of
/// the owner: those need a header that is not allowed across pages.
const HEADERS: &[(&str, &str)] = &[
    ("cache-control", "no-store"),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("access-control-allow-origin", "*"),
    ("access-control-allow-methods", "GET, POST"),
    ("access-control-allow-headers", "content-type"),
];

fn answer(mut request: Request, links: &Links) {
    let said = decide(&mut request, links);
    let said = said.unwrap_or_else(|_| bad(500, "the host cannot read or write its folder"));
    let (status, kind, bytes) = match said {
        Said::Json(status, value) => (status, "application/json", value.to_string().into_bytes()),
        Said::File(bytes) => (200, "application/jose", bytes),
    };
    let mut response = Response::from_data(bytes).with_status_code(status);
    for (name, value) in HEADERS.iter().chain(&[("content-type", kind)]) {
        if let Ok(header) = Header::from_bytes(*name, *value) {
            response.add_header(header);
        }
    }
    // Whoever asked may have gone away.
    drop(request.respond(response));
}
