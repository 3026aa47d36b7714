//! What the journeys through portals need: a vault, a browser, and a portal that does what it is told.

use kin_api::{ApiError, Clock, KdfStrength, Response, Session, SessionConfig};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tempfile::TempDir;

/// 2026-11-25T12:20:00Z.
const NOON: i64 = 1_795_609_200;
const PASSPHRASE: &str = "quiet river carries seven lanterns home";

/// A vault in a throwaway folder.
pub(crate) struct Bench {
    pub(crate) session: Session,
    pub(crate) folder: TempDir,
    seconds: Arc<AtomicU64>,
}

/// What a job said at its end.
pub(crate) type End = Value;

impl Bench {
    pub(crate) fn new() -> Self {
        Self::beside(None)
    }

    /// Of a program that was started with a demo clinic.
    pub(crate) fn beside(clinic: Option<String>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut config = SessionConfig::new(&folder.path().join("vault"));
        config.kdf = KdfStrength::Test;
        config.demo_clinic = clinic;
        let seconds = Arc::new(AtomicU64::new(0));
        let (now, ticks) = (Arc::clone(&seconds), Arc::clone(&seconds));
        config.clock = Clock::from_fns(
            move || {
                let at = NOON + i64::try_from(now.load(Ordering::SeqCst)).unwrap();
                let at = jiff::Timestamp::from_second(at).unwrap();
                at.to_zoned_datetime(jiff::tz::TimeZone::fixed(jiff::tz::offset(0)))
            },
            move || Duration::from_secs(ticks.load(Ordering::SeqCst)),
        );
        let bench = Self {
            session: Session::new(config),
            folder,
            seconds,
        };
        bench.ask(
            "vault_create",
            json!({"nickname": "Mei", "passphrase": PASSPHRASE, "lang": "en"}),
        );
        bench
    }

    pub(crate) fn try_ask(&self, name: &str, request: Value) -> Result<Value, ApiError> {
        match self.session.dispatch(name, request)? {
            Response::Json(value) => Ok(value),
            Response::Bytes(bytes) => Ok(json!(bytes)),
        }
    }

    pub(crate) fn ask(&self, name: &str, request: Value) -> Value {
        self.try_ask(name, request)
            .unwrap_or_else(|e| panic!("{name}: {} {:?}", e.code, e.fields))
    }

    pub(crate) fn code(&self, name: &str, request: Value) -> String {
        match self.try_ask(name, request) {
            Ok(value) => panic!("{name} should be refused, and gave {value}"),
            Err(error) => error.code.to_string(),
        }
    }

    /// Lets time pass.
    pub(crate) fn wait(&self, hours: u64) {
        self.seconds.fetch_add(hours * 3_600, Ordering::SeqCst);
    }

    pub(crate) fn unlock(&self) {
        self.ask("vault_unlock", json!({"passphrase": PASSPHRASE}));
    }

    pub(crate) fn add(&self, name: &str, born: &str, sex: &str) -> String {
        let person = self.ask(
            "person_add",
            json!({"person": {"name": name, "born": born, "sex": sex}}),
        );
        person["id"].as_str().unwrap().to_owned()
    }

    pub(crate) fn end_of(&self, job: &Value) -> End {
        loop {
            let view = self.ask("job", json!({"id": job["id"]}));
            if view["state"] != "running" {
                return view;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Begins to connect; the job, and the address to sign in at once there is one. None where the
    /// job ended before.
    pub(crate) fn begin(&self, request: Value) -> (Value, Option<String>) {
        let job = self.ask("portal_connect", request);
        loop {
            let view = self.ask("job", json!({"id": job["id"]}));
            if view["state"] != "running" {
                return (job, None);
            }
            if view["stage"]["signIn"] == true {
                let answer = self.ask("portal_sign_in_address", json!({"id": job["id"]}));
                return (job, Some(answer["address"].as_str().unwrap().to_owned()));
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Connects as a person does: signs in as a patient of the demo clinic, and allows.
    pub(crate) fn connect(&self, request: Value, patient: &str) -> End {
        let (job, address) = self.begin(request);
        if let Some(address) = address {
            follow(&consent(&address, patient, "yes"));
        }
        self.end_of(&job)
    }

    pub(crate) fn sync(&self, portal: &Value) -> End {
        let request = json!({"person": portal["person"], "portal": portal["portal"]});
        self.end_of(&self.ask("portal_sync", request))
    }

    pub(crate) fn portals(&self, person: &Value) -> Vec<Value> {
        let all = self.ask("portals", json!({"person": person}));
        all["portals"].as_array().unwrap().clone()
    }

    /// Waits until a reading that began by itself has brought something.
    pub(crate) fn until_fresh(&self, person: &Value) {
        let mut tries = 0;
        while self.portals(person)[0]["fresh"] != 1 {
            assert!(tries < 600, "{:?}", self.portals(person));
            tries += 1;
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
    }

    /// Everything in the record, as lines that can be compared.
    pub(crate) fn entries(&self, person: &Value) -> Vec<String> {
        let mut lines = Vec::new();
        let mut before = Value::Null;
        loop {
            let page = self.ask(
                "timeline",
                json!({"person": person, "limit": 500, "before": before}),
            );
            for entry in page["entries"].as_array().unwrap() {
                lines.push(format!(
                    "{} {} {} {}",
                    entry["id"], entry["kind"], entry["title"], entry["value"]
                ));
            }
            before = page["next"].clone();
            if before.is_null() {
                lines.sort();
                return lines;
            }
        }
    }
}

/// An answer as a browser gets it.
pub(crate) struct Page {
    pub(crate) status: u16,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: String,
}

/// `http://host:port` and the path behind it.
fn split(address: &str) -> (&str, &str) {
    let rest = address.strip_prefix("http://").unwrap();
    let at = rest.find('/').unwrap_or(rest.len());
    rest.split_at(at)
}

fn send(address: &str, text: &str) -> Option<Page> {
    let (host, _) = split(address);
    let mut stream = TcpStream::connect(host).ok()?;
    stream.write_all(text.as_bytes()).ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok()?;
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let mut lines = head.lines();
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    Some(Page {
        status,
        headers,
        body: body.to_owned(),
    })
}

/// Opens an address; none where nobody listens.
pub(crate) fn follow(address: &str) -> Option<Page> {
    let (host, path) = split(address);
    send(
        address,
        &format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"),
    )
}

pub(crate) fn post(address: &str, form: &[(&str, &str)]) -> Page {
    let encode = |text: &str| {
        text.bytes()
            .map(|b| match b {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' => (b as char).to_string(),
                _ => format!("%{b:02X}"),
            })
            .collect::<String>()
    };
    let body: Vec<String> = form
        .iter()
        .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
        .collect();
    let body = body.join("&");
    let (host, path) = split(address);
    let text = format!(
        "POST {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n{body}",
        body.len()
    );
    send(address, &text).unwrap()
}

/// Signs in at the demo clinic and answers its question; the address that the browser is sent to.
pub(crate) fn consent(address: &str, patient: &str, answer: &str) -> String {
    let page = follow(address).unwrap();
    assert_eq!(page.status, 200, "{}", page.body);
    let (_, rest) = page.body.split_once("name=\"wish\" value=\"").unwrap();
    let wish = rest.split('"').next().unwrap();
    let (host, _) = split(address);
    let at = |path: &str| format!("http://{host}{path}");
    let page = post(
        &at("/auth/sign-in"),
        &[("wish", wish), ("patient", patient), ("passphrase", "demo")],
    );
    assert_eq!(page.status, 200, "{}", page.body);
    let page = post(
        &at("/auth/consent"),
        &[("wish", wish), ("answer", answer), ("offline", "1")],
    );
    assert_eq!(page.status, 302);
    page.headers["location"].clone()
}

/// The value of a parameter of an address.
pub(crate) fn parameter(address: &str, name: &str) -> String {
    let (_, query) = address.split_once('?').unwrap();
    let found = query
        .split('&')
        .find_map(|pair| pair.strip_prefix(&format!("{name}=")));
    found.unwrap().replace("%3A", ":").replace("%2F", "/")
}

/// What a portal of our own making answers.
#[derive(Clone)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    pub(crate) fn json(value: &Value) -> Self {
        Self {
            status: 200,
            headers: vec![(
                "content-type".to_owned(),
                "application/fhir+json".to_owned(),
            )],
            body: value.to_string().into_bytes(),
        }
    }

    pub(crate) fn to(address: &str) -> Self {
        Self {
            status: 302,
            headers: vec![("location".to_owned(), address.to_owned())],
            body: Vec::new(),
        }
    }
}

/// A server on this computer that answers each path as it was told, and writes down what it was asked.
pub(crate) struct Server {
    pub(crate) base: String,
    answers: Arc<Mutex<BTreeMap<String, Reply>>>,
    pub(crate) asked: Arc<Mutex<Vec<String>>>,
    pub(crate) calls: Arc<AtomicUsize>,
}

fn hold<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Server {
    pub(crate) fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = Self {
            base: format!("http://{}", listener.local_addr().unwrap()),
            answers: Arc::default(),
            asked: Arc::default(),
            calls: Arc::default(),
        };
        let (answers, asked) = (Arc::clone(&server.answers), Arc::clone(&server.asked));
        let calls = Arc::clone(&server.calls);
        // It ends with the test.
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                calls.fetch_add(1, Ordering::SeqCst);
                serve(stream, &answers, &asked);
            }
        });
        server
    }

    pub(crate) fn says(&self, path: &str, reply: Reply) {
        hold(&self.answers).insert(path.to_owned(), reply);
    }

    pub(crate) fn asked(&self) -> Vec<String> {
        hold(&self.asked).clone()
    }

    /// A portal that signs everybody in as patient `p1`, called Qian Ming, with this token.
    pub(crate) fn portal(token: &str) -> Self {
        let server = Self::open();
        let base = server.base.clone();
        server.says(
            "/fhir/.well-known/smart-configuration",
            Reply::json(&json!({
                "authorization_endpoint": format!("{base}/authorize"),
                "token_endpoint": format!("{base}/token"),
                "code_challenge_methods_supported": ["S256"],
                "capabilities": ["launch-standalone", "client-public"],
            })),
        );
        server.says(
            "/token",
            Reply::json(&json!({
                "access_token": token, "token_type": "Bearer", "expires_in": 3600,
                "refresh_token": format!("{token}-again"), "patient": "p1",
            })),
        );
        server.says(
            "/fhir/metadata",
            capability(&["Observation", "DocumentReference"]),
        );
        server.says(
            "/fhir/Patient/p1",
            Reply::json(&json!({
                "resourceType": "Patient", "id": "p1", "gender": "female", "birthDate": "1961-05-01",
                "name": [{"text": "Qian Ming", "family": "Qian", "given": ["Ming"]}],
            })),
        );
        server
    }

    pub(crate) fn fhir(&self) -> String {
        format!("{}/fhir", self.base)
    }

    /// The answer to the search for a type.
    pub(crate) fn holds(&self, kind: &str, resources: &[Value], next: Option<&str>) {
        let entries: Vec<Value> = resources
            .iter()
            .map(|one| json!({"resource": one}))
            .collect();
        let mut bundle = json!({"resourceType": "Bundle", "type": "searchset", "entry": entries});
        if let Some(next) = next {
            bundle["link"] = json!([{"relation": "next", "url": next}]);
        }
        self.says(&format!("/fhir/{kind}"), Reply::json(&bundle));
    }

    /// Connects, signing in by going straight to where the browser would be sent.
    pub(crate) fn connect(&self, bench: &Bench, request: Value) -> End {
        let (job, address) = bench.begin(request);
        if let Some(address) = address {
            let back = parameter(&address, "redirect_uri");
            let state = parameter(&address, "state");
            follow(&format!("{back}?code=c1&state={state}"));
        }
        bench.end_of(&job)
    }
}

pub(crate) fn capability(kinds: &[&str]) -> Reply {
    let kinds: Vec<Value> = kinds
        .iter()
        .map(|kind| {
            json!({"type": kind, "interaction": [{"code": "search-type"}, {"code": "read"}],
                   "searchParam": [{"name": "patient"}]})
        })
        .collect();
    Reply::json(&json!({
        "resourceType": "CapabilityStatement", "fhirVersion": "4.0.1",
        "software": {"name": "Made for a test"},
        "rest": [{"mode": "server", "resource": kinds}],
    }))
}

fn serve(
    mut stream: TcpStream,
    answers: &Mutex<BTreeMap<String, Reply>>,
    asked: &Mutex<Vec<String>>,
) {
    stream
        .set_read_timeout(Some(Duration::from_secs(5)))
        .unwrap();
    let mut bytes = Vec::new();
    let mut piece = [0; 4096];
    // The head, and the body where there is one.
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| {
                    let (name, value) = line.split_once(':')?;
                    name.eq_ignore_ascii_case("content-length")
                        .then(|| value.trim().parse::<usize>().ok())?
                })
                .unwrap_or(0);
            if body.len() >= length {
                break;
            }
        }
        match stream.read(&mut piece) {
            Ok(n) if n > 0 => bytes.extend_from_slice(&piece[..n]),
            _ => break,
        }
    }
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let path = text.split(' ').nth(1).unwrap_or_default().to_owned();
    hold(asked).push(text);
    let plain = path.split('?').next().unwrap_or_default();
    let reply = {
        let answers = hold(answers);
        answers.get(&path).or_else(|| answers.get(plain)).cloned()
    };
    let reply = reply.unwrap_or_else(|| Reply {
        status: 404,
        headers: Vec::new(),
        body: Vec::new(),
    });
    let mut head = format!("HTTP/1.1 {} -\r\n", reply.status);
    for (name, value) in &reply.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str(&format!(
        "Content-Length: {}\r\nConnection: close\r\n\r\n",
        reply.body.len()
    ));
    // Whoever asked may have gone away.
    stream.write_all(head.as_bytes()).unwrap_or_default();
    stream.write_all(&reply.body).unwrap_or_default();
}
