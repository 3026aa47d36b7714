//! Waiting on this computer for the answer of a sign-in.
//!
//! # Source
//! RFC 8252 section 7.3 (loopback redirection). The ports are few and fixed, because SMART App
//! Launch wants addresses that are "fixed, fully specified", and many portals allow no other.

use kin_smart::{Attempt, Code, SmartError};
use std::io::Write as _;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tiny_http::{Header, Method, Request, Server, StatusCode};
use url::Url;

/// The ports, the first free one is taken. These addresses stand in the registration at portals.
pub const PORTS: [u16; 3] = [47_301, 47_302, 47_303];
/// The path of the answer.
const PATH: &str = "/callback";
/// How long is waited for a person to sign in.
const LONGEST: Duration = Duration::from_secs(300);

/// An open ear on this computer.
pub struct Callback {
    server: Server,
    redirect: Url,
}

impl Callback {
    /// Listens at the first free port; nothing outside this computer can reach it.
    ///
    /// # Errors
    /// [`SmartError::Network`] where none of the ports is free.
    pub fn listen() -> Result<Self, SmartError> {
        Self::listen_at(&PORTS)
    }

    fn listen_at(ports: &[u16]) -> Result<Self, SmartError> {
        let none = SmartError::Network(kin_smart::NetworkFault::Connection);
        for port in ports {
            let address = SocketAddr::from(([127, 0, 0, 1], *port));
            let Ok(server) = Server::http(address) else {
                continue;
            };
            let Some(address) = server.server_addr().to_ip() else {
                continue;
            };
            let text = format!("http://127.0.0.1:{}{PATH}", address.port());
            let redirect = Url::parse(&text).map_err(|_| SmartError::Address)?;
            return Ok(Self { server, redirect });
        }
        Err(none)
    }

    /// The address that the portal sends the browser back to.
    #[must_use]
    pub const fn redirect(&self) -> &Url {
        &self.redirect
    }

    /// Waits for the answer, at most five minutes. The first answer of this sign-in ends it; what
    /// else comes (another program, an old page, a web page that tries its luck) is sent away.
    /// `done` and `failed` are the sentences the person reads in the browser.
    ///
    /// # Errors
    /// What [`Attempt::answer`] says of an answer that is ours; [`SmartError::Cancelled`];
    /// [`SmartError::Network`] with `Time` after five minutes.
    pub fn wait(
        self,
        attempt: &Attempt,
        stop: &AtomicBool,
        done: &str,
        failed: &str,
    ) -> Result<Code, SmartError> {
        let end = Instant::now() + LONGEST;
        loop {
            if stop.load(Ordering::Relaxed) {
                return Err(SmartError::Cancelled);
            }
            if Instant::now() > end {
                return Err(SmartError::Network(kin_smart::NetworkFault::Time));
            }
            let Ok(Some(request)) = self.server.recv_timeout(Duration::from_millis(100)) else {
                continue;
            };
            let Some(query) = self.query(&request) else {
                reply(request, 404, "");
                continue;
            };
            match attempt.answer(&query) {
                Ok(code) => {
                    reply(request, 200, done);
                    return Ok(code);
                }
                // Not of this sign-in: the person may still be typing.
                Err(SmartError::ForeignState) => reply(request, 400, failed),
                Err(error) => {
                    reply(request, 200, failed);
                    return Err(error);
                }
            }
        }
    }

    /// The part behind `?` of a question that is meant for us.
    fn query(&self, request: &Request) -> Option<String> {
        let host = format!("127.0.0.1:{}", self.redirect.port()?);
        let named = |header: &&Header| header.field.equiv("host");
        let mut hosts = request.headers().iter().filter(named);
        let ours =
            hosts.next().is_some_and(|one| one.value.as_str() == host) && hosts.next().is_none();
        if !ours || *request.method() != Method::Get {
            return None;
        }
        let (path, query) = request.url().split_once('?')?;
        (path == PATH).then(|| query.to_owned())
    }
}

fn reply(request: Request, status: u16, sentence: &str) {
    let safe: String = sentence
        .chars()
        .filter(|c| !matches!(c, '<' | '>' | '&'))
        .collect();
    let page = format!(
        "<!doctype html><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>Kinfolio</title><body style=\"font:1.5rem/1.6 sans-serif;max-width:32em;margin:4em auto;padding:0 1em\">\
         <p>{safe}</p>"
    );
    // By hand, because the server's own answers always keep the connection: the browser would send the
    // answer of the next sign-in into it, where nobody listens any more.
    let answer = format!(
        "HTTP/1.1 {status} {}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\nConnection: close\r\n\
         Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'\r\n\
         Referrer-Policy: no-referrer\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n\r\n{page}",
        StatusCode(status).default_reason_phrase(),
        page.len()
    );
    let mut browser = request.into_writer();
    // A browser that has gone away needs no answer.
    drop(browser.write_all(answer.as_bytes()));
    drop(browser.flush());
}

#[cfg(test)]
mod tests {
    use super::{Callback, PATH, PORTS};
    use kin_smart::{Attempt, BOUNCE_PAGE, Code, FhirBase, SmartConfiguration, SmartError};
    use std::io::{Read as _, Write as _};
    use std::net::TcpStream;
    use std::sync::atomic::AtomicBool;
    use std::time::Duration;
    use url::Url;

    fn attempt(callback: &Callback) -> (Attempt, String) {
        let base = FhirBase::parse("https://ehr.example.org").unwrap();
        let json = br#"{"authorization_endpoint":"/a","token_endpoint":"/t"}"#;
        let config = SmartConfiguration::parse(&base, json).unwrap();
        let attempt = Attempt::begin(callback.redirect().clone(), &config).unwrap();
        let url = attempt
            .address(&config, &base, "kinfolio", "openid")
            .unwrap();
        let state = url
            .query_pairs()
            .find(|(name, _)| name == "state")
            .unwrap()
            .1
            .into_owned();
        (attempt, state)
    }

    fn say(redirect: &Url, text: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", redirect.port().unwrap())).unwrap();
        stream.write_all(text.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    fn get(redirect: &Url, path: &str) -> String {
        let port = redirect.port().unwrap();
        say(
            redirect,
            &format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n"),
        )
    }

    fn with(asks: impl FnOnce(&Url, &str)) -> Result<Code, SmartError> {
        let callback = Callback::listen_at(&[0]).unwrap();
        let (attempt, state) = attempt(&callback);
        let redirect = callback.redirect().clone();
        let stop = AtomicBool::new(false);
        std::thread::scope(|scope| {
            let waiting =
                scope.spawn(|| callback.wait(&attempt, &stop, "Signed in.", "Not signed in."));
            asks(&redirect, &state);
            waiting.join().unwrap()
        })
    }

    #[test]
    fn the_answer_of_this_sign_in_is_taken_and_others_are_sent_away() {
        let code = with(|redirect, state| {
            let port = redirect.port().unwrap();
            assert!(get(redirect, "/favicon.ico").starts_with("HTTP/1.1 404"));
            assert!(get(redirect, "/callback?code=x&state=forged").starts_with("HTTP/1.1 400"));
            let post = format!(
                "POST /callback?code=x&state={state} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            );
            assert!(say(redirect, &post).starts_with("HTTP/1.1 404"));
            // A web page that made its own name mean this computer (DNS rebinding).
            let other = format!(
                "GET /callback?code=x&state={state} HTTP/1.1\r\nHost: evil.example.org\r\nConnection: close\r\n\r\n"
            );
            assert!(say(redirect, &other).starts_with("HTTP/1.1 404"));
            let page = get(redirect, &format!("/callback?code=abc&state={state}"));
            assert!(
                page.starts_with("HTTP/1.1 200") && page.contains("Signed in."),
                "{page}"
            );
            assert!(page.to_ascii_lowercase().contains("default-src 'none'"));
            assert!(!page.contains("<script"));
        });
        assert!(code.is_ok(), "{code:?}");
    }

    #[test]
    fn a_browser_does_not_keep_the_connection_for_the_next_sign_in() {
        let code = with(|redirect, state| {
            let port = redirect.port().unwrap();
            let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
            stream
                .set_read_timeout(Some(Duration::from_secs(20)))
                .unwrap();
            // As browsers ask: they keep the connection unless they are told not to, and the next
            // sign-in listens at the same port.
            let question = format!(
                "GET /callback?code=abc&state={state} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n"
            );
            stream.write_all(question.as_bytes()).unwrap();
            let mut answer = Vec::new();
            while !answer.ends_with(b"Signed in.</p>") {
                let mut next = [0; 512];
                let n = stream.read(&mut next).unwrap();
                assert!(n > 0, "it ended early");
                answer.extend_from_slice(next.get(..n).unwrap());
            }
            let head = String::from_utf8(answer).unwrap().to_ascii_lowercase();
            assert!(head.contains("\r\nconnection: close\r\n"), "{head}");
        });
        assert!(code.is_ok(), "{code:?}");
    }

    #[test]
    fn the_page_on_the_web_knows_the_ports_and_the_path() {
        let ports: Vec<String> = PORTS.iter().map(|port| format!("'{port}'")).collect();
        let list = format!("const ports = [{}];", ports.join(", "));
        assert!(BOUNCE_PAGE.contains(&list), "{list}");
        assert!(BOUNCE_PAGE.contains(&format!("'{PATH}?'")));
    }

    #[test]
    fn a_no_ends_the_waiting_with_its_reason() {
        let code = with(|redirect, state| {
            let page = get(
                redirect,
                &format!("/callback?error=access_denied&state={state}"),
            );
            assert!(page.contains("Not signed in."));
        });
        assert!(matches!(code, Err(SmartError::Refused(_))), "{code:?}");
    }

    #[test]
    fn it_can_be_stopped_and_takes_the_next_port() {
        let first = Callback::listen_at(&[0]).unwrap();
        let taken = first.redirect().port().unwrap();
        let second = Callback::listen_at(&[taken, 0]).unwrap();
        assert_ne!(second.redirect().port(), Some(taken));
        assert!(Callback::listen_at(&[taken]).is_err());
        let (attempt, _) = attempt(&first);
        let stopped = first.wait(&attempt, &AtomicBool::new(true), "", "");
        assert!(matches!(stopped, Err(SmartError::Cancelled)));
    }
}
