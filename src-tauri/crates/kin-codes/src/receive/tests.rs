use super::{Asking, Content, Receiving};
use crate::{CodeError, CodeLimits, Link, LinkKey, seal_jwe};
use kin_smart::{Answer, Body, Fetch, NetworkFault, Request, Secret};
use std::collections::BTreeSet;
use std::time::Duration;

/// A server in memory: what it was asked, and what it answers.
struct Server<'a> {
    asked: Vec<(String, String)>,
    answer: Box<dyn FnMut(&Request) -> Answer + 'a>,
}

impl Fetch for Server<'_> {
    fn fetch(&mut self, request: &Request) -> Result<Answer, NetworkFault> {
        let body = match &request.body {
            Body::Json(text) => text.reveal().to_owned(),
            Body::None | Body::Delete => String::new(),
            Body::Form(_) => "form".to_owned(),
        };
        self.asked.push((request.url.to_string(), body));
        let answer = (self.answer)(request);
        if answer.body.len() as u64 > request.limit {
            return Err(NetworkFault::TooLarge);
        }
        Ok(answer)
    }

    fn wait(&mut self, _: Duration) -> Result<(), NetworkFault> {
        panic!("nothing here waits and asks again");
    }
}

fn answer(status: u16, body: impl Into<Vec<u8>>) -> Answer {
    Answer {
        status,
        headers: vec![("retry-after".to_owned(), "30".to_owned())],
        body: body.into(),
    }
}

fn link(key: &LinkKey, flag: &str) -> Link {
    let text = key.to_text();
    let json = format!(
        r#"{{"url":"https://example.org/a/m?x=1","key":"{}","flag":"{flag}","exp":1000}}"#,
        text.as_str()
    );
    Link::from_payload(json.as_bytes()).unwrap()
}

fn asking(passcode: Option<&str>) -> Asking {
    Asking {
        recipient: "Dr. Müller & Söhne".to_owned(),
        passcode: passcode.map(|code| Secret::new(code.to_owned())),
        now: 999,
        also: BTreeSet::new(),
    }
}

fn ask(
    server: &mut Server<'_>,
    link: &Link,
    passcode: Option<&str>,
) -> Result<Receiving, CodeError> {
    let limits = CodeLimits {
        file_bytes: 1 << 16,
        all_bytes: 1 << 17,
        ..CodeLimits::default()
    };
    Receiving::ask(server, link, &asking(passcode), &limits)
}

fn server<'a>(answer: impl FnMut(&Request) -> Answer + 'a) -> Server<'a> {
    Server {
        asked: Vec::new(),
        answer: Box::new(answer),
    }
}

#[test]
fn a_direct_link_is_asked_once_and_opened() {
    let key = LinkKey::generate().unwrap();
    let text = seal_jwe(br#"{"resourceType":"Bundle"}"#, "", &key).unwrap();
    let mut server = server(|_| answer(200, text.clone()));
    let got = ask(&mut server, &link(&key, "U"), None).unwrap();
    let [file] = got.files.as_slice() else {
        panic!("one file")
    };
    assert_eq!(file.content, Content::Fhir);
    let url = "https://example.org/a/m?x=1&recipient=Dr.+M%C3%BCller+%26+S%C3%B6hne";
    assert_eq!(server.asked, [(url.to_owned(), String::new())]);
    assert!(got.hosts.contains("example.org"));
}

#[test]
fn another_version_of_the_format_is_told_wherever_it_stands() {
    let key = LinkKey::generate().unwrap();
    for (kind, version, told) in [
        ("application/fhir+json", None, None),
        ("application/fhir+json", Some("4.0.1"), None),
        ("application/fhir+json", Some("4.3.0"), None),
        ("application/fhir+json", Some("5.0.0"), Some("5.0.0")),
        (
            "application/fhir+json; fhirVersion=3.0.2",
            None,
            Some("3.0.2"),
        ),
        (
            "application/fhir+json;fhirVersion=\"1.0.2\"",
            None,
            Some("1.0.2"),
        ),
        ("application/fhir+json", Some("a name of somebody"), None),
        ("application/fhir+json", Some(""), None),
    ] {
        let file = seal_jwe(br#"{"resourceType":"Patient"}"#, "", &key).unwrap();
        let file =
            serde_json::json!({"contentType": kind, "embedded": file, "fhirVersion": version});
        let manifest = serde_json::json!({"files": [file]}).to_string();
        let mut server = server(|_| answer(200, manifest.clone()));
        let got = ask(&mut server, &link(&key, ""), None).unwrap();
        assert_eq!(got.files[0].version.as_deref(), told, "{kind} {version:?}");
        assert_eq!(got.files[0].content, Content::Fhir);
    }
    // One that is no text spoils nothing.
    let file = seal_jwe(br#"{"resourceType":"Patient"}"#, "", &key).unwrap();
    let manifest = format!(r#"{{"files":[{{"embedded":"{file}","fhirVersion":{{}}}}]}}"#);
    let mut server = server(|_| answer(200, manifest.clone()));
    let got = ask(&mut server, &link(&key, ""), None).unwrap();
    assert_eq!(got.files[0].version, None);
}

#[test]
fn a_list_gives_files_inside_and_elsewhere() {
    let key = LinkKey::generate().unwrap();
    let inside = seal_jwe(br#"{"verifiableCredential":["eyJ"]}"#, "", &key).unwrap();
    let elsewhere = seal_jwe(br#"{"resourceType":"Patient"}"#, "", &key).unwrap();
    let manifest = format!(
        r#"{{"list":{{}},"files":[
            {{"contentType":"application/smart-health-card","embedded":"{inside}"}},
            {{"contentType":"application/fhir+json","location":"https://files.example.net/1?sas=2","status":"can-change"}},
            {{"contentType":"application/fhir+json","location":"../b/2","status":"no-longer-valid"}},
            {{"contentType":"application/fhir+json"}}]}}"#
    );
    let mut server = server(|request| {
        let first = request.url.path() == "/a/m";
        answer(
            200,
            if first {
                manifest.clone()
            } else {
                elsewhere.clone()
            },
        )
    });
    let link = link(&key, "LP");
    let mut got = ask(&mut server, &link, Some("1234")).unwrap();
    // The other server is named, and not asked before somebody says so.
    let named: Vec<String> = got.elsewhere().into_iter().collect();
    assert_eq!(named, ["files.example.net"]);
    assert_eq!(got.files.len(), 2);
    assert!(
        server
            .asked
            .iter()
            .all(|(url, _)| url.starts_with("https://example.org/"))
    );
    let limits = CodeLimits::default();
    got.go_on(&mut server, &link, true, &limits).unwrap();
    assert!(got.elsewhere().is_empty());
    let kinds: Vec<_> = got.files.iter().map(|f| (f.content, f.withdrawn)).collect();
    assert_eq!(
        kinds,
        [
            (Content::Card, false),
            (Content::Fhir, false),
            (Content::Fhir, true)
        ]
    );
    assert_eq!(got.gaps, [(4, CodeError::Manifest)]);
    assert!(got.can_change);
    let hosts: Vec<&str> = got.hosts.iter().map(String::as_str).collect();
    assert_eq!(hosts, ["example.org", "files.example.net"]);
    let (url, body) = &server.asked[0];
    assert_eq!(url, "https://example.org/a/m?x=1");
    let body: serde_json::Value = serde_json::from_str(body).unwrap();
    assert_eq!(body["passcode"], "1234");
    assert_eq!(body["recipient"], "Dr. Müller & Söhne");
    assert_eq!(server.asked[1].0, "https://example.org/b/2");
    assert_eq!(server.asked[2].0, "https://files.example.net/1?sas=2");
    let debug = format!("{got:?}");
    assert!(!debug.contains("sas=2"), "{debug}");
    for (url, body) in &server.asked[1..] {
        assert_eq!(body, "", "the passcode goes to nobody else: {url}");
    }
}

#[test]
fn a_file_on_another_server_comes_only_where_somebody_agrees() {
    let key = LinkKey::generate().unwrap();
    let sealed = seal_jwe(br#"{"resourceType":"Patient"}"#, "", &key).unwrap();
    let manifest = r#"{"files":[{"location":"https://files.example.net:8443/1"},{"location":"https://example.org:8443/2"}]}"#;
    let link = link(&key, "");
    let mut server = server(|request| {
        let list = request.url.path() == "/a/m";
        answer(
            200,
            if list {
                manifest.to_owned()
            } else {
                sealed.clone()
            },
        )
    });
    let limits = CodeLimits::default();
    let mut got = ask(&mut server, &link, None).unwrap();
    let named: Vec<String> = got.elsewhere().into_iter().collect();
    // Another port is another server.
    assert_eq!(named, ["example.org:8443", "files.example.net:8443"]);
    let refused = got.go_on(&mut server, &link, false, &limits);
    assert_eq!(refused, Err(CodeError::Elsewhere));
    assert_eq!(got.gaps.len(), 2);
    assert_eq!(server.asked.len(), 1, "nobody else was asked");

    // Whoever agreed before is not asked again, and only to what was named.
    let asking = Asking {
        also: BTreeSet::from(["files.example.net:8443".to_owned()]),
        ..asking(None)
    };
    let mut got = Receiving::ask(&mut server, &link, &asking, &limits).unwrap();
    assert_eq!(got.files.len(), 1);
    assert_eq!(
        got.elsewhere(),
        BTreeSet::from(["example.org:8443".to_owned()])
    );
    got.go_on(&mut server, &link, false, &limits).unwrap();
    assert_eq!(got.gaps, [(2, CodeError::Elsewhere)]);
}

#[test]
fn a_passcode_is_asked_for_first_and_never_tried_twice() {
    let key = LinkKey::generate().unwrap();
    let mut silent = server(|_| panic!("nothing is asked"));
    let without = ask(&mut silent, &link(&key, "P"), None);
    assert_eq!(without.err(), Some(CodeError::PasscodeNeeded));
    for (body, remaining) in [
        (r#"{"remainingAttempts":4}"#, Some(4)),
        (r#"{"remainingAttempts":0}"#, Some(0)),
        (r#"{"remainingAttempts":"3"}"#, Some(3)),
        (r#"{"remainingAttempts":-1}"#, None),
        (r#"{"remainingAttempts":4294967296}"#, None),
        (r#"{"remainingAttempts":null}"#, None),
        ("{}", None),
        ("no json", None),
    ] {
        let mut server = server(|_| answer(401, body));
        let wrong = ask(&mut server, &link(&key, "P"), Some("0000"));
        assert_eq!(
            wrong.err(),
            Some(CodeError::PasscodeWrong { remaining }),
            "{body}"
        );
        assert_eq!(server.asked.len(), 1, "one try");
    }
}

#[test]
fn every_answer_has_its_words() {
    let key = LinkKey::generate().unwrap();
    for (status, body, code) in [
        (404, "", CodeError::LinkInactive),
        (410, "", CodeError::LinkInactive),
        (302, "", CodeError::Redirected),
        (307, "", CodeError::Redirected),
        (429, "", CodeError::TooOften { seconds: Some(30) }),
        (500, "", CodeError::Status { status: 500 }),
        (200, "no json", CodeError::Manifest),
        (200, "{}", CodeError::Manifest),
        (
            200,
            r#"{"files":[{"embedded":"a.b"}]}"#,
            CodeError::FileForm,
        ),
    ] {
        let mut server = server(|_| answer(status, body));
        let got = ask(&mut server, &link(&key, ""), None);
        assert_eq!(got.err(), Some(code), "{status} {body}");
    }
    let mut silent = server(|_| panic!("nothing is asked"));
    let mut asking = asking(None);
    asking.now = 1000;
    let limits = CodeLimits::default();
    let ended = Receiving::ask(&mut silent, &link(&key, ""), &asking, &limits);
    assert_eq!(ended.err(), Some(CodeError::LinkExpired));
}

#[test]
fn a_list_of_tricks_reaches_nobody() {
    let key = LinkKey::generate().unwrap();
    for location in [
        "http://files.example.net/1",
        "http://localhost/1",
        "https://localhost:8443/1",
        "https://127.0.0.1/1",
        "https://[::1]/1",
        "https://me:word@example.org/1",
        "file:///etc/passwd",
    ] {
        let manifest = format!(r#"{{"files":[{{"location":"{location}"}}]}}"#);
        let mut server = server(|_| answer(200, manifest.clone()));
        let got = ask(&mut server, &link(&key, ""), None);
        assert_eq!(got.err(), Some(CodeError::LinkAddress), "{location}");
        assert_eq!(server.asked.len(), 1, "{location} is not asked");
    }
    let many = format!(
        r#"{{"files":[{}]}}"#,
        vec![r#"{"location":"https://example.org/1"}"#; 10_000].join(",")
    );
    let mut server = server(|_| answer(200, many.clone()));
    let got = ask(&mut server, &link(&key, ""), None);
    assert!(matches!(got, Err(CodeError::TooLarge { .. })));
    assert_eq!(server.asked.len(), 1);
}

#[test]
fn files_together_keep_the_limit() {
    let key = LinkKey::generate().unwrap();
    let large = seal_jwe(&vec![b' '; 60_000], "text/plain", &key).unwrap();
    let one = r#"{"location":"https://example.org/1"}"#;
    let manifest = format!(r#"{{"files":[{one},{one},{one}]}}"#);
    let mut server = server(|request| {
        let list = request.url.path() == "/a/m";
        answer(
            200,
            if list {
                manifest.clone()
            } else {
                large.clone()
            },
        )
    });
    let got = ask(&mut server, &link(&key, ""), None).unwrap();
    assert_eq!(got.files.len(), 2);
    assert!(matches!(got.gaps[0], (3, CodeError::TooLarge { .. })));
}
