//! Access to a portal that comes with a health link: used once, for the one server that it names, when the person says so;
//! and kept links that are asked by themselves.

use crate::support::{Bench, PASSPHRASE};
use kin_codes::{LinkKey, seal_jwe};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::Path;
use std::sync::{Arc, Mutex};

const TOKEN: &str = "canary-access-of-a-link-77f3a0";
const REFRESH: &str = "canary-refresh-of-a-link-19be";

type Answers = Arc<Mutex<BTreeMap<String, (u16, String)>>>;

/// A server on this computer that answers each path as it was told, and keeps what it was asked, head and all.
struct Server {
    base: String,
    answers: Answers,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let (answers, asked) = (Answers::default(), Arc::<Mutex<Vec<String>>>::default());
        let (told, heard) = (Arc::clone(&answers), Arc::clone(&asked));
        std::thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let mut text = String::new();
                let mut piece = [0; 8192];
                while let Ok(n) = stream.read(&mut piece) {
                    text.push_str(&String::from_utf8_lossy(&piece[..n]));
                    let whole = text.split_once("\r\n\r\n").is_some_and(|(head, body)| {
                        let length = head.lines().find_map(|line| {
                            let (name, value) = line.split_once(':')?;
                            let length = name.eq_ignore_ascii_case("content-length");
                            length.then(|| value.trim().parse::<usize>().unwrap())
                        });
                        body.len() >= length.unwrap_or(0)
                    });
                    if n == 0 || whole {
                        break;
                    }
                }
                let path = text.split(' ').nth(1).unwrap_or("/").to_owned();
                let path = path.split('?').next().unwrap().to_owned();
                heard.lock().unwrap().push(text);
                let known = told.lock().unwrap().get(&path).cloned();
                let (status, body) = known.unwrap_or((404, String::new()));
                let (head, body) = match status {
                    302 => (format!("Location: {body}\r\n"), String::new()),
                    429 => (format!("Retry-After: {body}\r\n"), String::new()),
                    _ => (String::new(), body),
                };
                let answer = format!(
                    "HTTP/1.1 {status} -\r\n{head}Content-Type: application/fhir+json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
                    body.len()
                );
                stream.write_all(answer.as_bytes()).unwrap_or_default();
            }
        });
        Self {
            base,
            answers,
            asked,
        }
    }

    fn says(&self, path: &str, status: u16, body: &dyn std::fmt::Display) {
        let body = body.to_string();
        self.answers
            .lock()
            .unwrap()
            .insert(path.to_owned(), (status, body));
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }

    /// A portal with one patient and what it has of a type.
    fn portal(observations: &[Value], next: Option<&str>) -> Self {
        let server = Self::open();
        server.says(
            "/fhir/metadata",
            200,
            &json!({"resourceType": "CapabilityStatement", "fhirVersion": "4.0.1", "rest": [{"mode": "server", "resource": [
                {"type": "Observation", "interaction": [{"code": "search-type"}], "searchParam": [{"name": "patient"}]},
                {"type": "Condition", "interaction": [{"code": "search-type"}], "searchParam": [{"name": "patient"}]},
            ]}]}),
        );
        server.says("/fhir/Patient/p1", 200, &patient());
        let entries: Vec<Value> = observations
            .iter()
            .map(|o| json!({"resource": o}))
            .collect();
        let mut bundle = json!({"resourceType": "Bundle", "type": "searchset", "entry": entries});
        if let Some(next) = next {
            bundle["link"] = json!([{"relation": "next", "url": next}]);
        }
        server.says("/fhir/Observation", 200, &bundle);
        server.says("/fhir/Condition", 403, &"");
        server
    }
}

pub(crate) fn patient() -> Value {
    json!({"resourceType": "Patient", "id": "p1", "gender": "female", "birthDate": "1961-05-01",
           "name": [{"text": "Qian Ming", "family": "Qian", "given": ["Ming"]}]})
}

fn pulse(id: &str, value: &str) -> Value {
    json!({"resourceType": "Observation", "id": id, "status": "final", "code": {"text": "Pulse"},
           "subject": {"reference": "Patient/p1"}, "effectiveDateTime": "2026-01-02", "valueString": value})
}

fn access(aud: &str) -> Value {
    json!({"access_token": TOKEN, "token_type": "Bearer", "expires_in": 600, "scope": "patient/*.rs", "patient": "p1",
           "refresh_token": REFRESH, "aud": aud, "query": ["Observation?patient=p1"]})
}

/// A link whose manifest holds these files.
pub(crate) struct Linked {
    server: Server,
    pub(crate) key: LinkKey,
    pub(crate) text: String,
}

impl Linked {
    pub(crate) fn new(flag: &str) -> Self {
        let server = Server::open();
        let key = LinkKey::generate().unwrap();
        let payload = json!({"url": format!("{}/m", server.base), "key": key.to_text().as_str(), "flag": flag, "label": "Lab"});
        let payload = payload.to_string();
        let text = format!("shlink:/{}", base64url(payload.as_bytes()));
        Self { server, key, text }
    }

    pub(crate) fn holds(&self, files: &[(&str, &Value)]) {
        let files: Vec<Value> = files
            .iter()
            .map(|(kind, content)| {
                let sealed = seal_jwe(content.to_string().as_bytes(), kind, &self.key).unwrap();
                json!({"contentType": kind, "embedded": sealed})
            })
            .collect();
        self.server.says("/m", 200, &json!({ "files": files }));
    }

    fn open(&self, bench: &Bench, more: Value) -> Value {
        let mut request = json!({"link": self.text});
        let more = more.as_object().unwrap().clone();
        request.as_object_mut().unwrap().extend(more);
        bench.end_of(&bench.ask("link_open", request))
    }
}

fn base64url(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
}

/// No file below the folder holds the text.
fn nowhere(folder: &Path, text: &str) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            nowhere(&path, text);
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        let found = bytes
            .windows(text.len())
            .any(|part| part == text.as_bytes());
        assert!(!found, "{path:?}");
    }
}

fn findings(end: &Value) -> Vec<String> {
    let files = end["result"]["files"].as_array().unwrap();
    files
        .iter()
        .flat_map(|file| file["findings"].as_array().unwrap())
        .map(|f| f["code"].as_str().unwrap().to_owned())
        .collect()
}

fn with_access(servers: &[String]) -> usize {
    let bearer = format!("Bearer {TOKEN}").to_lowercase();
    servers
        .iter()
        .filter(|text| text.to_lowercase().contains(&bearer))
        .count()
}

#[test]
fn a_record_is_read_once_when_the_person_agrees_and_the_token_goes_nowhere_else() {
    let sink = Server::open();
    let next = format!("{}/fhir/Observation?page=2", sink.base);
    let portal = Server::portal(&[pulse("o1", "72")], Some(&next));
    let link = Linked::new("");
    link.holds(&[
        (
            "application/smart-api-access",
            &access(&format!("{}/fhir", portal.base)),
        ),
        ("application/fhir+json", &patient()),
    ]);
    let (bench, person) = Bench::with_person("Qian Ming", "1961-05-01", "female");
    let end = link.open(&bench, json!({"person": person}));
    assert_eq!(end["state"], "done", "{end}");
    let offered = &end["result"]["access"][0];
    assert_eq!(offered["host"], "127.0.0.1");
    assert_eq!(offered["address"], format!("{}/fhir", portal.base));
    assert_eq!(offered["allows"].as_array().unwrap().len(), 1, "{offered}");
    assert!(
        offered["untilText"].as_str().unwrap().contains("19:10"),
        "{offered}"
    );
    assert!(
        portal.asked().is_empty(),
        "nobody is asked before the person agrees"
    );
    assert!(!end.to_string().contains(TOKEN), "the page never sees it");

    let request = json!({"access": offered["access"], "person": person});
    let read = bench.end_of(&bench.ask("link_access_read", request.clone()));
    assert_eq!(read["state"], "done", "{read}");
    let report = &read["result"]["files"][0];
    assert_eq!(report["resources"], 2, "{read}");
    let codes = findings(&read);
    for code in ["gap-refused", "gap-foreign-link", "link-access-once"] {
        assert!(codes.iter().any(|c| c == code), "{code}: {codes:?}");
    }
    let value = bench.entries(&person).join("\n");
    assert!(value.contains("72"), "{value}");
    assert!(with_access(&portal.asked()) >= 2);
    assert!(sink.asked().is_empty(), "no other server hears of it");
    assert_eq!(with_access(&link.server.asked()), 0);
    let all = portal.asked().join("\n");
    assert!(!all.contains(REFRESH), "what would renew it is never sent");

    // Once: it is gone from memory, and it was never on the disk.
    let again = bench.end_of(&bench.ask("link_access_read", request));
    assert_eq!(again["error"]["code"], "link-access-ended", "{again}");
    assert_eq!(
        bench.ask("portals", json!({"person": person}))["portals"],
        json!([])
    );
    nowhere(bench.folder.path(), TOKEN);
    nowhere(bench.folder.path(), REFRESH);

    // It is an import like any other, and is undone like one.
    let import = &read["result"]["import"];
    bench.ask("import_undo", json!({"person": person, "import": import}));
    assert!(!bench.entries(&person).join("\n").contains("72"));
}

#[test]
fn a_redirect_with_the_token_is_not_followed_and_an_ended_token_is_said_in_clear_words() {
    let (portal, sink) = (Server::portal(&[pulse("o1", "72")], None), Server::open());
    let link = Linked::new("");
    link.holds(&[(
        "application/smart-api-access",
        &access(&format!("{}/fhir", portal.base)),
    )]);
    let (bench, person) = Bench::with_person("Qian Ming", "1961-05-01", "female");
    let offered = || link.open(&bench, json!({"person": person}))["result"]["access"][0].clone();
    let read = |offered: &Value| {
        bench.end_of(&bench.ask(
            "link_access_read",
            json!({"access": offered["access"], "person": person}),
        ))
    };
    portal.says(
        "/fhir/Observation",
        302,
        &format!("{}/fhir/Observation", sink.base),
    );
    let end = read(&offered());
    assert!(
        findings(&end).iter().any(|c| c == "gap-redirected"),
        "{end}"
    );
    assert!(sink.asked().is_empty());

    portal.says("/fhir/Patient/p1", 401, &"");
    let ended = read(&offered());
    assert_eq!(ended["error"]["code"], "link-access-ended", "{ended}");

    // Its time passes while the person thinks.
    let late = offered();
    bench.wait(601);
    assert_eq!(read(&late)["error"]["code"], "link-access-ended");
    // A locked vault forgets it.
    let before = offered();
    bench.ask("vault_lock", json!({}));
    bench.ask("vault_unlock", json!({"passphrase": PASSPHRASE}));
    assert_eq!(read(&before)["error"]["code"], "link-access-ended");
}

#[test]
fn the_record_of_somebody_else_is_refused_before_it_is_read() {
    let portal = Server::portal(&[pulse("o1", "72")], None);
    let link = Linked::new("");
    link.holds(&[(
        "application/smart-api-access",
        &access(&format!("{}/fhir", portal.base)),
    )]);
    let (bench, person) = Bench::with_person("Li Hua", "1954-03-02", "female");
    let end = link.open(&bench, json!({"person": person}));
    let access = &end["result"]["access"][0]["access"];
    let request = json!({"access": access, "person": person});
    let other = bench.end_of(&bench.ask("link_access_read", request));
    assert_eq!(other["error"]["code"], "wrong-person", "{other}");
    assert_eq!(other["result"]["name"], "Qian Ming", "{other}");
    assert!(
        !portal
            .asked()
            .iter()
            .any(|text| text.contains("/fhir/Observation"))
    );
    assert!(bench.entries(&person).is_empty());
    // Nothing was read: it may go where it belongs.
    let request = json!({"access": access, "newPersonFromFile": true});
    let new = bench.end_of(&bench.ask("link_access_read", request));
    assert_eq!(new["state"], "done", "{new}");
    let made = new["result"]["person"].as_str().unwrap();
    assert!(bench.entries(made).join("\n").contains("72"));
    // A new person is not left behind where nothing could be read.
    let people = bench.ask("people_list", json!({}))["people"]
        .as_array()
        .unwrap()
        .len();
    portal.says("/fhir/Observation", 500, &"");
    let refused = json!({"resourceType": "Patient", "id": "p1", "birthDate": "1980-01-01", "name": [{"text": "Wu Di"}]});
    portal.says("/fhir/Patient/p1", 200, &refused);
    let end = link.open(&bench, json!({"person": person}));
    let access = &end["result"]["access"][0]["access"];
    portal.says("/fhir/metadata", 200, &"");
    bench.end_of(&bench.ask(
        "link_access_read",
        json!({"access": access, "person": person}),
    ));
    let now = bench.ask("people_list", json!({}))["people"]
        .as_array()
        .unwrap()
        .len();
    assert_eq!(people, now);
}

#[test]
fn damaged_ended_and_unsafe_access_is_named_and_the_rest_comes_in() {
    let link = Linked::new("");
    let (bench, person) = Bench::with_person("Qian Ming", "1961-05-01", "female");
    let mut over = access("https://ehr.example.org/fhir");
    over["expires_in"] = json!(0);
    for (file, code) in [
        (json!({"access_token": TOKEN}), "link-access-broken"),
        (
            json!({"access_token": TOKEN, "aud": ["https://a.example.org", "https://b.example.org"]}),
            "link-access-broken",
        ),
        (access("http://ehr.example.org/fhir"), "link-access-address"),
        (over, "link-access-over"),
    ] {
        link.holds(&[
            ("application/smart-api-access", &file),
            ("application/fhir+json", &patient()),
        ]);
        let end = link.open(&bench, json!({"person": person}));
        assert_eq!(end["state"], "done", "{end}");
        assert_eq!(end["result"]["access"], json!([]), "{code}");
        assert!(findings(&end).iter().any(|c| c == code), "{code}: {end}");
        assert!(!end.to_string().contains(TOKEN), "{code}");
    }
}

fn kept(bench: &Bench, person: &str) -> Value {
    bench.ask("links_kept", json!({"person": person}))["links"][0].clone()
}

/// Lets the program look for what is due; `expected` is how often the server was asked after it.
fn tick(bench: &Bench, person: &str, server: &Server, expected: usize) {
    let asked = || kept(bench, person)["asked"].clone();
    let (before, new) = (asked(), server.asked().len() < expected);
    bench.session.sync_if_due();
    for _ in 0..600 {
        if new && asked() != before {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(if new { 20 } else { 1 }));
    }
    assert_eq!(server.asked().len(), expected);
    // What was noted is noted at the end of the job; the job itself ends a moment later.
    std::thread::sleep(std::time::Duration::from_millis(50));
}

#[test]
fn a_kept_link_is_asked_once_a_day_and_only_what_is_new_is_an_import_of_its_own() {
    const DAY: u64 = 24 * 3_600;
    let link = Linked::new("L");
    link.holds(&[("application/fhir+json", &patient())]);
    let (bench, person) = Bench::with_person("Qian Ming", "1961-05-01", "female");
    let end = link.open(&bench, json!({"person": person, "keep": true}));
    assert_eq!(end["state"], "done", "{end}");
    let first = kept(&bench, &person);
    assert_eq!(
        (&first["byItself"], &first["problem"]),
        (&json!(true), &json!(null))
    );
    let imports = || {
        let all = bench.ask("imports", json!({"person": person}));
        all["imports"].as_array().unwrap().len()
    };
    assert_eq!(imports(), 1);

    bench.wait(DAY - 3_600);
    tick(&bench, &person, &link.server, 1);
    bench.wait(3_700);
    tick(&bench, &person, &link.server, 2);
    assert_eq!(imports(), 1, "nothing is new, and no line says so");
    link.holds(&[
        ("application/fhir+json", &patient()),
        ("application/fhir+json", &pulse("o9", "81")),
        (
            "application/smart-api-access",
            &access("https://ehr.example.org/fhir"),
        ),
    ]);
    bench.wait(DAY + 60);
    tick(&bench, &person, &link.server, 3);
    assert_eq!(imports(), 2);
    assert!(bench.entries(&person).join("\n").contains("81"));

    // Too often: not before the server says.
    link.server.says("/m", 429, &(3 * DAY));
    bench.wait(DAY + 60);
    tick(&bench, &person, &link.server, 4);
    assert!(
        kept(&bench, &person)["problem"]
            .as_str()
            .unwrap()
            .contains("too often")
    );
    bench.wait(2 * DAY);
    tick(&bench, &person, &link.server, 4);

    // It became somebody else's: nothing is stored, and that is said.
    let other = json!({"resourceType": "Patient", "id": "p1", "birthDate": "1980-01-01", "gender": "male", "name": [{"text": "Wu Di"}]});
    link.holds(&[("application/fhir+json", &other)]);
    bench.wait(DAY + 60);
    tick(&bench, &person, &link.server, 5);
    assert_eq!(imports(), 2);
    assert!(kept(&bench, &person)["problem"].is_string());

    // The person says no; and yes again, and it has ended.
    let set = |on: bool| {
        let id = kept(&bench, &person)["id"].clone();
        bench.ask(
            "link_by_itself",
            json!({"person": person, "link": id, "byItself": on}),
        );
    };
    set(false);
    bench.wait(3 * DAY);
    tick(&bench, &person, &link.server, 5);
    set(true);
    link.server.says("/m", 404, &"");
    bench.wait(DAY + 60);
    tick(&bench, &person, &link.server, 6);
    assert_eq!(
        kept(&bench, &person)["byItself"],
        false,
        "it does not come back by itself"
    );
}

#[test]
fn a_passcode_is_tried_once_by_itself_and_never_again() {
    let link = Linked::new("LP");
    link.holds(&[("application/fhir+json", &patient())]);
    let (bench, person) = Bench::with_person("Qian Ming", "1961-05-01", "female");
    let more = json!({"person": person, "keep": true, "passcode": "1234", "keepPasscode": true});
    assert_eq!(link.open(&bench, more)["state"], "done");
    link.server
        .says("/m", 401, &json!({"remainingAttempts": 4}));
    bench.wait(25 * 3_600);
    tick(&bench, &person, &link.server, 2);
    let after = kept(&bench, &person);
    assert_eq!(
        (&after["byItself"], &after["asksPasscode"]),
        (&json!(false), &json!(true))
    );
    bench.wait(50 * 3_600);
    tick(&bench, &person, &link.server, 2);
}

/// A link whose manifest says that a file is on another server.
fn scattered(flag: &str) -> (Linked, Server, String) {
    let (link, other) = (Linked::new(flag), Server::open());
    let seal = |file: &Value| seal_jwe(file.to_string().as_bytes(), "", &link.key).unwrap();
    other.says("/file", 200, &seal(&pulse("o5", "77")));
    let manifest = json!({"files": [
        {"contentType": "application/fhir+json", "embedded": seal(&patient())},
        {"contentType": "application/fhir+json", "location": format!("{}/file?key=canary-of-the-file", other.base)},
    ]});
    link.server.says("/m", 200, &manifest);
    let host = other.base.trim_start_matches("http://").to_owned();
    (link, other, host)
}

#[test]
fn a_server_that_holds_the_files_is_named_before_it_is_asked() {
    let (link, files, host) = scattered("L");
    let (bench, person) = Bench::with_person("Qian Ming", "1961-05-01", "female");
    let end = link.open(&bench, json!({"person": person, "keep": true}));
    assert_eq!(end["state"], "done", "{end}");
    let more = end["result"]["elsewhere"].clone();
    assert_eq!(more["hosts"], json!([host]), "{end}");
    assert!(
        files.asked().is_empty(),
        "nobody is asked before the person agrees"
    );
    assert!(
        bench.entries(&person).is_empty(),
        "and nothing is half brought in"
    );
    assert!(
        !end.to_string().contains("canary-of-the-file"),
        "the page never sees where it is"
    );
    assert!(kept(&bench, &person).is_null());

    let request = json!({"waiting": more["waiting"], "agreed": true});
    let end = bench.end_of(&bench.ask("link_elsewhere", request.clone()));
    assert_eq!(end["state"], "done", "{end}");
    assert_eq!(end["result"]["elsewhere"], Value::Null);
    assert_eq!(files.asked().len(), 1);
    assert_eq!(
        link.server.asked().len(),
        1,
        "the link itself is asked once"
    );
    assert!(bench.entries(&person).join("\n").contains("77"));
    let again = bench.end_of(&bench.ask("link_elsewhere", request));
    assert_eq!(again["error"]["code"], "link-access-ended", "{again}");

    // Whoever agreed and kept the link is not asked about that server again, about a new one they are.
    bench.wait(25 * 3_600);
    // Nothing begins by itself where nobody has been for so long.
    bench.ask("people_list", json!({}));
    bench.session.sync_if_due();
    for _ in 0..600 {
        if files.asked().len() == 2 {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    assert_eq!(files.asked().len(), 2);
    std::thread::sleep(std::time::Duration::from_millis(100));
    let third = Server::open();
    let location = format!("{}/file", third.base);
    link.server
        .says("/m", 200, &json!({"files": [{"location": location}]}));
    bench.wait(25 * 3_600);
    bench.ask("people_list", json!({}));
    let problem = || kept(&bench, &person)["problem"].clone();
    for _ in 0..600 {
        // The reading before may be under way still; then this one begins later.
        bench.session.sync_if_due();
        if problem().is_string() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    assert!(third.asked().is_empty(), "nobody was there to agree");
    let said = problem();
    assert!(said.as_str().unwrap().contains("another server"), "{said}");
    bench.wait(120);
    let id = kept(&bench, &person)["id"].clone();
    let job = bench.ask("link_refresh", json!({"person": person, "link": id}));
    let end = bench.end_of(&job);
    let hosts = &end["result"]["elsewhere"]["hosts"];
    assert_eq!(
        hosts,
        &json!([third.base.trim_start_matches("http://")]),
        "{end}"
    );
}

#[test]
fn without_the_other_server_what_the_link_itself_gave_is_brought_in() {
    let (link, files, host) = scattered("");
    let (bench, person) = Bench::with_person("Qian Ming", "1961-05-01", "female");
    let end = link.open(&bench, json!({"person": person}));
    let waiting = end["result"]["elsewhere"]["waiting"].clone();
    let request = json!({"waiting": waiting, "agreed": false});
    let end = bench.end_of(&bench.ask("link_elsewhere", request));
    assert_eq!(end["state"], "done", "{end}");
    assert!(
        findings(&end).contains(&"link-elsewhere".to_owned()),
        "{end}"
    );
    assert!(end.to_string().contains(&host), "it is named: {end}");
    assert!(files.asked().is_empty());
    assert!(end["result"]["import"].is_number(), "{end}");

    // It is somebody else's: nothing is stored, and the person decides again without anybody being asked anew.
    let (link, files, _) = scattered("");
    let (bench, person) = Bench::with_person("Wu Di", "1980-01-01", "male");
    let end = link.open(&bench, json!({"person": person}));
    let waiting = end["result"]["elsewhere"]["waiting"].clone();
    let answer = |more: Value| {
        let mut request = json!({"waiting": waiting, "agreed": true});
        request
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        bench.end_of(&bench.ask("link_elsewhere", request))
    };
    let other = answer(json!({}));
    assert_eq!(other["error"]["code"], "wrong-person", "{other}");
    assert!(bench.entries(&person).is_empty());
    let end = answer(json!({"newPersonFromFile": true}));
    assert_eq!(end["state"], "done", "{end}");
    assert_eq!((files.asked().len(), link.server.asked().len()), (1, 1));

    // What waits is forgotten with the lock.
    let (link, files, _) = scattered("");
    let end = link.open(&bench, json!({"person": person}));
    let waiting = end["result"]["elsewhere"]["waiting"].clone();
    bench.ask("vault_lock", json!({}));
    bench.ask("vault_unlock", json!({"passphrase": PASSPHRASE}));
    let gone = bench.end_of(&bench.ask(
        "link_elsewhere",
        json!({"waiting": waiting, "agreed": true}),
    ));
    assert_eq!(gone["error"]["code"], "link-access-ended", "{gone}");
    assert!(files.asked().is_empty());
}

#[test]
fn an_end_that_is_no_date_is_named_before_and_after_the_link_is_opened() {
    let server = Server::open();
    let key = LinkKey::generate().unwrap();
    let sealed = seal_jwe(patient().to_string().as_bytes(), "", &key).unwrap();
    server.says("/m", 200, &sealed);
    let (bench, person) = Bench::with_person("Qian Ming", "1961-05-01", "female");
    for (exp, code) in [
        (json!("tomorrow"), "link-end-unreadable"),
        (json!(-5), "link-end-unreadable"),
        (json!(4_102_444_800_000_i64), "link-milliseconds"),
    ] {
        let payload = json!({"url": format!("{}/m", server.base), "key": key.to_text().as_str(), "flag": "U", "exp": exp});
        let link = format!("shlink:/{}", base64url(payload.to_string().as_bytes()));
        let look = bench.ask("link_look", json!({"link": link}));
        assert_eq!(look["notes"][0]["code"], code, "{look}");
        assert!(
            !look["notes"][0]["text"].as_str().unwrap().is_empty(),
            "{look}"
        );
        assert_eq!(look["expired"], false, "{look}");
        let job = bench.ask("link_open", json!({"link": link, "person": person}));
        let end = bench.end_of(&job);
        assert_eq!(end["state"], "done", "{end}");
        let told = findings(&end).contains(&"link-end-unreadable".to_owned());
        assert_eq!(told, code == "link-end-unreadable", "{end}");
    }
}
