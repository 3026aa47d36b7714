//! Requests in, answers out.

use crate::page::{CSP, file_of, media_type};
use kin_api::{ApiError, ErrorCode, KdfStrength, Response as Answer, Session, SessionConfig};
use serde_json::{Value, json};
use std::io::{Cursor, Read as _, Write as _};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use tiny_http::{Header, Method, Request, Response, Server};

type Reply = Response<Cursor<Vec<u8>>>;

/// Threads that answer: a search must not wait for a preview.
const THREADS: usize = 6;
/// Largest body of a request.
const LARGEST: u64 = 512 << 20;
const COOKIE: &str = "kinfolio-test";

/// What was asked for.
#[derive(Debug, Clone)]
pub struct Options {
    port: u16,
    vault: PathBuf,
    ui: PathBuf,
    sample: bool,
    test_kdf: bool,
    clinic: Option<String>,
}

impl Options {
    /// Reads the arguments.
    ///
    /// # Errors
    /// A sentence about what is wrong.
    pub fn parse(words: impl IntoIterator<Item = String>) -> Result<Self, &'static str> {
        let (mut port, mut vault, mut ui) = (0, None, None);
        let (mut sample, mut test_kdf, mut clinic) = (false, false, None);
        let mut words = words.into_iter();
        while let Some(word) = words.next() {
            let mut value = || words.next().ok_or("an option lacks its value");
            match word.as_str() {
                "--port" => port = value()?.parse().map_err(|_| "--port needs a number")?,
                "--vault" => vault = Some(PathBuf::from(value()?)),
                "--ui" => ui = Some(PathBuf::from(value()?)),
                "--clinic" => clinic = Some(value()?),
                "--sample" => sample = true,
                "--test-kdf" => test_kdf = true,
                _ => {
                    return Err(
                        "kin-devserver takes --port N --vault DIR --ui DIR [--sample] [--test-kdf] [--clinic ADDRESS]",
                    );
                }
            }
        }
        Ok(Self {
            port,
            vault: vault.ok_or("--vault DIR is missing")?,
            ui: ui.ok_or("--ui DIR is missing")?,
            sample,
            test_kdf,
            clinic,
        })
    }
}

struct State {
    session: Session,
    ui: PathBuf,
    vault: PathBuf,
    host: String,
    secret: String,
}

/// Serves until the process is stopped.
///
/// # Errors
/// The port cannot be listened on; the sample family cannot be opened.
pub fn serve(options: &Options, tell: &dyn Fn(&str)) -> Result<(), String> {
    let server = Server::http(("127.0.0.1", options.port)).map_err(|e| format!("no port: {e}"))?;
    let address = server
        .server_addr()
        .to_ip()
        .ok_or("no address")?
        .to_string();
    let mut config = SessionConfig::remembering(&options.vault);
    config.lang = kin_api::places::system_lang();
    config.reader = kin_api::reading::ReaderProgram::itself();
    config.demo_clinic.clone_from(&options.clinic);
    if options.test_kdf {
        config.kdf = KdfStrength::Test;
    }
    let session = Session::new(config);
    if options.sample {
        session
            .dispatch("vault_open_sample", json!({}))
            .map_err(|e| format!("the sample family: {}", e.code))?;
    }
    // A token that no other page can know; it comes from the same place as file tokens.
    let secret = session
        .register_bytes("", Vec::new())
        .map_err(|e| e.code.to_string())?
        .token;
    let state = Arc::new(State {
        session: session.clone(),
        ui: options.ui.clone(),
        vault: options.vault.clone(),
        host: address.clone(),
        secret,
    });
    let server = Arc::new(server);
    thread::spawn(move || {
        loop {
            thread::sleep(std::time::Duration::from_secs(2));
            session.sync_if_due();
            let _ = session.lock_if_idle();
        }
    });
    tell(&address);
    let workers: Vec<_> = (0..THREADS)
        .map(|_| {
            let (server, state) = (Arc::clone(&server), Arc::clone(&state));
            thread::spawn(move || {
                while let Ok(mut request) = server.recv() {
                    let reply = answer(&state, &mut request);
                    // The browser may have gone away: then nobody waits for the answer.
                    send(request, reply).unwrap_or_default();
                }
            })
        })
        .collect();
    for worker in workers {
        worker.join().map_err(|_| "a worker ended")?;
    }
    Ok(())
}

/// Writes an answer and asks for a new connection next time. tiny_http hands connections to a pool
/// that may leave one waiting until another is closed, and a browser keeps its connections open.
fn send(request: Request, reply: Reply) -> std::io::Result<()> {
    let mut head = format!("HTTP/1.1 {} -\r\n", reply.status_code().0);
    for header in reply.headers() {
        head.push_str(&format!("{}: {}\r\n", header.field, header.value));
    }
    let body = reply.into_reader().into_inner();
    head.push_str(&format!(
        "Content-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    ));
    let mut writer = request.into_writer();
    writer.write_all(head.as_bytes())?;
    writer.write_all(&body)?;
    writer.flush()
}

fn header(name: &str, value: &str) -> Option<Header> {
    Header::from_bytes(name, value).ok()
}

fn reply(status: u16, media: &str, bytes: Vec<u8>) -> Reply {
    let mut reply = Response::from_data(bytes).with_status_code(status);
    for (name, value) in [
        ("content-type", media),
        ("cache-control", "no-store"),
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", CSP),
        ("referrer-policy", "no-referrer"),
    ] {
        if let Some(header) = header(name, value) {
            reply.add_header(header);
        }
    }
    reply
}

fn refuse(status: u16, error: &ApiError) -> Reply {
    let body = serde_json::to_vec(error).unwrap_or_default();
    reply(status, "application/json", body)
}

fn value_of<'r>(request: &'r Request, name: &str) -> Option<&'r str> {
    request
        .headers()
        .iter()
        .find(|h| h.field.as_str().as_str().eq_ignore_ascii_case(name))
        .map(|h| h.value.as_str())
}

/// The page's own cookie is there.
fn is_own_page(state: &State, request: &Request) -> bool {
    let wanted = format!("{COOKIE}={}", state.secret);
    value_of(request, "cookie").is_some_and(|all| all.split(';').any(|c| c.trim() == wanted))
}

fn answer(state: &State, request: &mut Request) -> Reply {
    if value_of(request, "host") != Some(state.host.as_str()) {
        return reply(421, "text/plain", b"wrong host".to_vec());
    }
    let url = request.url().to_owned();
    let method = request.method().clone();
    let core = ["/api/", "/upload", "/folder", "/output/"]
        .iter()
        .any(|p| url.starts_with(p));
    if core {
        if !is_own_page(state, request) {
            return reply(403, "text/plain", b"not our page".to_vec());
        }
        return match (method, url.as_str()) {
            (Method::Post, _) if url.starts_with("/api/") => api(state, request, &url),
            (Method::Post, _) if url.starts_with("/upload") => upload(state, request, &url),
            (Method::Post, "/folder") => folder(state),
            (Method::Get, _) if url.starts_with("/output/") => output(state, &url),
            _ => reply(405, "text/plain", Vec::new()),
        };
    }
    if method == Method::Get {
        page(state, &url)
    } else {
        reply(405, "text/plain", Vec::new())
    }
}

fn page(state: &State, url: &str) -> Reply {
    let found = file_of(&state.ui, url).and_then(|path| {
        let bytes = std::fs::read(&path).ok()?;
        Some((media_type(&path), bytes))
    });
    let Some((media, bytes)) = found else {
        return reply(404, "text/plain", b"not there".to_vec());
    };
    let mut answer = reply(200, media, bytes);
    if media.starts_with("text/html") {
        let cookie = format!(
            "{COOKIE}={}; Path=/; HttpOnly; SameSite=Strict",
            state.secret
        );
        if let Some(header) = header("set-cookie", &cookie) {
            answer.add_header(header);
        }
    }
    answer
}

fn body(request: &mut Request) -> Result<Vec<u8>, ApiError> {
    let mut bytes = Vec::new();
    let read = request
        .as_reader()
        .take(LARGEST + 1)
        .read_to_end(&mut bytes);
    if read.is_err() || bytes.len() as u64 > LARGEST {
        return Err(ErrorCode::BadRequest.into());
    }
    Ok(bytes)
}

fn api(state: &State, request: &mut Request, url: &str) -> Reply {
    let name = url
        .trim_start_matches("/api/")
        .split('?')
        .next()
        .unwrap_or_default()
        .to_owned();
    let result = body(request).and_then(|bytes| {
        let value: Value =
            serde_json::from_slice(&bytes).map_err(|_| ApiError::from(ErrorCode::BadRequest))?;
        state.session.dispatch(&name, value)
    });
    match result {
        Ok(Answer::Json(value)) => reply(200, "application/json", value.to_string().into_bytes()),
        Ok(Answer::Bytes(bytes)) => reply(200, "application/octet-stream", bytes),
        Err(error) => refuse(400, &error),
    }
}

fn upload(state: &State, request: &mut Request, url: &str) -> Reply {
    let name = url
        .split_once("name=")
        .map(|(_, encoded)| decode(encoded))
        .unwrap_or_default();
    let stored = body(request).and_then(|bytes| {
        // A backup is read from its place, as the window reads it.
        if name.ends_with(".tar") {
            let place = stick(state)?.join(format!("chosen-{}", plain(&name)));
            std::fs::write(&place, bytes).map_err(|_| ErrorCode::CannotWrite)?;
            return state.session.register_file(&place);
        }
        state.session.register_bytes(&name, bytes)
    });
    given(stored)
}

/// The folder that is always picked: a stick beside the vault.
fn folder(state: &State) -> Reply {
    given(stick(state).and_then(|place| state.session.register_file(&place)))
}

fn given(token: Result<kin_api::FileToken, ApiError>) -> Reply {
    match token {
        Ok(token) => {
            let text = serde_json::to_vec(&token).unwrap_or_default();
            reply(200, "application/json", text)
        }
        Err(error) => refuse(400, &error),
    }
}

fn stick(state: &State) -> Result<PathBuf, ApiError> {
    let place = state.vault.with_file_name("stick");
    std::fs::create_dir_all(&place).map_err(|_| ErrorCode::CannotWrite)?;
    Ok(place)
}

/// Letters, digits, points and hyphens of a name: no folder can be meant.
fn plain(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'))
        .collect()
}

fn output(state: &State, url: &str) -> Reply {
    let token = url.trim_start_matches("/output/");
    match state.session.output(token) {
        Ok((name, bytes)) => {
            let mut answer = reply(200, "application/octet-stream", bytes.to_vec());
            let place = format!("attachment; filename=\"{name}\"");
            if let Some(header) = header("content-disposition", &place) {
                answer.add_header(header);
            }
            answer
        }
        Err(error) => refuse(404, &error),
    }
}

/// Percent-decoding of a file name (RFC 3986 §2.1); what is no UTF-8 is replaced.
fn decode(text: &str) -> String {
    let text = text.split('&').next().unwrap_or_default();
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let hex = [rest.next(), rest.next()].map(Option::unwrap_or_default);
            let value = std::str::from_utf8(&hex)
                .ok()
                .and_then(|h| u8::from_str_radix(h, 16).ok());
            bytes.push(value.unwrap_or(b'?'));
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_are_decoded() {
        assert_eq!(decode("a%20b.json"), "a b.json");
        assert_eq!(decode("%E8%A1%80.json&x=1"), "血.json");
        assert_eq!(decode("%zz"), "?");
    }

    #[test]
    fn options_need_vault_and_page() {
        let parse = |w: &[&str]| Options::parse(w.iter().map(|s| (*s).to_owned()));
        assert!(parse(&["--vault", "/v"]).is_err());
        let options = parse(&["--vault", "/v", "--ui", "/u", "--port", "0", "--sample"]).unwrap();
        assert!(options.sample && !options.test_kdf);
        assert!(parse(&["--vault", "/v", "--ui", "/u", "--port", "x"]).is_err());
    }
}
