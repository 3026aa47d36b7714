//! Letting a hospital go: what was given is given back, what was introduced is taken back, and
//! nothing that the hospital does, or does not do, keeps the person from leaving.

use crate::portal_bench::{Bench, Reply, Server, parameter};
use crate::scan::{needles, scan};
use serde_json::{Value, json};
use std::net::TcpListener;
use std::sync::atomic::Ordering;
use std::time::Duration;

const TOKEN: &str = "canary-access-leaving-31";
const REGISTRATION: &str = "canary-registration-31";

fn status(status: u16) -> Reply {
    Reply {
        status,
        headers: Vec::new(),
        body: Vec::new(),
    }
}

/// A portal at which programs introduce themselves; `managed` is where that is taken back.
fn portal(revocation: &str, managed: &str) -> Server {
    let server = Server::portal(TOKEN);
    let base = server.base.clone();
    server.says(
        "/fhir/.well-known/smart-configuration",
        Reply::json(&json!({
            "authorization_endpoint": format!("{base}/authorize"),
            "token_endpoint": format!("{base}/token"),
            "registration_endpoint": format!("{base}/register"),
            "revocation_endpoint": revocation.replace("{base}", &base),
            "code_challenge_methods_supported": ["S256"],
            "capabilities": ["launch-standalone", "client-public"],
        })),
    );
    server.says(
        "/register",
        Reply::json(&json!({
            "client_id": "c-1", "registration_access_token": REGISTRATION,
            "registration_client_uri": managed.replace("{base}", &base),
        })),
    );
    server.says("/revoke", status(200));
    server.says("/register/c-1", status(204));
    server
}

fn connected(bench: &Bench, server: &Server, more: &Value) -> Value {
    let mut request = json!({"address": server.fhir()});
    let all = request.as_object_mut().unwrap();
    all.extend(more.as_object().unwrap().clone());
    let end = server.connect(bench, request);
    assert_eq!(end["state"], "done", "{end}");
    end["result"].clone()
}

fn leave(bench: &Bench, portal: &Value) -> Value {
    let request = json!({"person": portal["person"], "portal": portal["portal"], "erase": false});
    let end = bench.end_of(&bench.ask("portal_remove", request));
    assert_eq!(end["state"], "done", "{end}");
    assert_eq!(bench.portals(&portal["person"]), Vec::<Value>::new());
    end["result"].clone()
}

fn deletions(server: &Server) -> Vec<String> {
    let all = server.asked().into_iter();
    all.filter(|text| text.starts_with("DELETE")).collect()
}

#[test]
fn a_program_that_introduced_itself_is_forgotten_when_the_last_of_the_family_leaves() {
    let server = portal("{base}/revoke", "{base}/register/c-1");
    let bench = Bench::new();
    let first = connected(&bench, &server, &json!({"newPersonFromPortal": true}));
    let lan = bench.add("Qian Lan", "1961-05-01", "female");
    let second = connected(
        &bench,
        &server,
        &json!({"person": lan, "confirmOther": true}),
    );
    let introduced = |text: &&String| text.starts_with("POST /register ");
    assert_eq!(
        server.asked().iter().filter(introduced).count(),
        1,
        "one name for the whole family"
    );
    for portals in [bench.portals(&first["person"]), bench.portals(&json!(lan))] {
        assert!(!format!("{portals:?}").contains("canary"), "{portals:?}");
    }
    let mut words = needles("the access token", TOKEN);
    words.extend(needles("the registration's token", REGISTRATION));
    let found = scan(&[bench.folder.path()], &words);
    assert!(found.is_empty(), "in the clear: {found:?}");

    let gone = leave(&bench, &first);
    assert_eq!(gone["revoked"], true);
    assert_eq!(gone["unregistered"], Value::Null, "the other still uses it");
    assert_eq!(deletions(&server), Vec::<String>::new());
    let gone = leave(&bench, &second);
    assert_eq!(gone["revoked"], true);
    assert_eq!(gone["unregistered"], true);
    let all = deletions(&server);
    assert_eq!(all.len(), 1, "{all:?}");
    assert!(all[0].starts_with("DELETE /register/c-1 "), "{all:?}");
    assert!(all[0].contains(&format!("Bearer {REGISTRATION}")));
    for text in server.asked() {
        let elsewhere = text.contains(REGISTRATION) && !text.starts_with("DELETE /register/c-1 ");
        assert!(!elsewhere, "{text}");
    }
}

#[test]
fn what_proves_the_introduction_goes_to_no_other_server() {
    let sink = Server::open();
    let server = portal("{base}/revoke", &format!("{}/register/c-1", sink.base));
    let bench = Bench::new();
    let portal = connected(&bench, &server, &json!({"newPersonFromPortal": true}));
    let gone = leave(&bench, &portal);
    assert_eq!(gone["revoked"], true);
    assert_eq!(gone["unregistered"], Value::Null);
    assert_eq!(sink.calls.load(Ordering::SeqCst), 0, "nobody called");
}

#[test]
fn a_hospital_that_says_no_or_nothing_keeps_nobody() {
    let server = portal("{base}/revoke", "{base}/register/c-1");
    server.says("/revoke", status(500));
    server.says("/register/c-1", status(401));
    let bench = Bench::new();
    let portal_view = connected(&bench, &server, &json!({"newPersonFromPortal": true}));
    let gone = leave(&bench, &portal_view);
    assert_eq!(gone["revoked"], false, "and that is said");
    assert_eq!(gone["unregistered"], false);

    // It takes the question and never answers; the person does not want to wait.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let revocation = format!("http://{}/revoke", silent.local_addr().unwrap());
    let server = portal(&revocation, "{base}/register/c-1");
    let portal = connected(&bench, &server, &json!({"person": portal_view["person"]}));
    let request = json!({"person": portal["person"], "portal": portal["portal"], "erase": false});
    let job = bench.ask("portal_remove", request);
    let (stream, _) = silent.accept().unwrap();
    std::thread::sleep(Duration::from_millis(50));
    assert_eq!(
        bench.ask("job", json!({"id": job["id"]}))["state"],
        "running"
    );
    bench.ask("job_cancel", json!({"id": job["id"]}));
    let end = bench.end_of(&job);
    assert_eq!(end["state"], "done", "{end}");
    assert_eq!(end["result"]["revoked"], false);
    assert_eq!(bench.portals(&portal["person"]), Vec::<Value>::new());
    drop(stream);
}

#[test]
fn a_hospital_that_has_forgotten_the_program_is_signed_in_at_anew() {
    let server = portal("{base}/revoke", "{base}/register/c-1");
    let bench = Bench::new();
    let portal = connected(&bench, &server, &json!({"newPersonFromPortal": true}));
    let unknown = Reply {
        status: 401,
        headers: vec![("content-type".to_owned(), "application/json".to_owned())],
        body: br#"{"error":"invalid_client"}"#.to_vec(),
    };
    // At the next sign-in the name is not known any more: it is said what helps.
    server.says("/token", unknown);
    let request = json!({"address": server.fhir(), "person": portal["person"]});
    let end = server.connect(&bench, request.clone());
    assert_eq!(end["error"]["code"], "portal-unknown-program", "{end}");
    assert_eq!(end["error"]["params"]["own"], "yes");
    let shown = bench.portals(&portal["person"])[0]["problem"].clone();
    assert!(
        shown["text"].as_str().unwrap().contains("forgotten"),
        "{shown}"
    );
    // And it does help: the next time it is introduced under a new name.
    server.says(
        "/token",
        Reply::json(&json!({
            "access_token": TOKEN, "token_type": "Bearer", "expires_in": 3600, "patient": "p1",
        })),
    );
    server.says("/register", Reply::json(&json!({"client_id": "c-2"})));
    let (job, address) = bench.begin(request.clone());
    assert_eq!(parameter(&address.unwrap(), "client_id"), "c-2");
    bench.ask("job_cancel", json!({"id": job["id"]}));
    assert_eq!(bench.end_of(&job)["state"], "cancelled");
    // A name that the person has typed in is looked up by the person.
    server.says(
        "/token",
        Reply {
            status: 401,
            headers: Vec::new(),
            body: br#"{"error":"invalid_client"}"#.to_vec(),
        },
    );
    let mut typed = request;
    typed["client"] = json!({"id": "typed"});
    let end = server.connect(&bench, typed);
    assert_eq!(end["error"]["code"], "portal-unknown-program", "{end}");
    assert_eq!(end["error"]["params"]["own"], "no");
}
