//! Portals that were broken into, and pages that try their luck: the token reaches no other server,
//! nothing of somebody else is stored, and the person is told.

use crate::portal_bench::{Bench, Reply, Server, follow, parameter};
use crate::scan::{needles, scan};
use serde_json::{Value, json};
use std::sync::atomic::Ordering;

const TOKEN: &str = "canary-access-5c1f0e7a99";

fn observation(id: &str, patient: &str, value: &str) -> Value {
    json!({
        "resourceType": "Observation", "id": id, "status": "final", "code": {"text": "Pulse"},
        "subject": {"reference": format!("Patient/{patient}")}, "effectiveDateTime": "2026-01-02",
        "valueString": value,
    })
}

/// Connected and ready to be read.
fn connected(bench: &Bench, server: &Server) -> Value {
    let end = server.connect(
        bench,
        json!({"address": server.fhir(), "newPersonFromPortal": true}),
    );
    assert_eq!(end["state"], "done", "{end}");
    end["result"].clone()
}

fn gap_reasons(end: &Value) -> Vec<String> {
    let gaps = end["result"]["portal"]["gaps"].as_array();
    gaps.unwrap_or_else(|| panic!("{end}"))
        .iter()
        .map(|gap| {
            format!(
                "{} {}",
                gap["kind"].as_str().unwrap(),
                gap["reason"].as_str().unwrap()
            )
        })
        .collect()
}

#[test]
fn a_forged_answer_is_sent_away_and_a_replayed_one_finds_nobody() {
    let server = Server::portal(TOKEN);
    let bench = Bench::new();
    let (job, address) =
        bench.begin(json!({"address": server.fhir(), "newPersonFromPortal": true}));
    let address = address.unwrap();
    let back = parameter(&address, "redirect_uri");
    let state = parameter(&address, "state");
    for query in [
        "code=evil&state=forged".to_owned(),
        format!("code=evil&state={state}x"),
        "code=evil".to_owned(),
    ] {
        let page = follow(&format!("{back}?{query}")).unwrap();
        assert_eq!(page.status, 400);
        assert!(page.body.contains("did not work"), "the person is told");
    }
    let view = bench.ask("job", json!({"id": job["id"]}));
    assert_eq!(
        view["state"], "running",
        "the right answer is still awaited"
    );
    assert!(
        !server.asked().iter().any(|text| text.starts_with("POST")),
        "no code was exchanged"
    );
    let good = format!("{back}?code=c1&state={state}");
    assert_eq!(follow(&good).unwrap().status, 200);
    let end = bench.end_of(&job);
    assert_eq!(end["state"], "done", "{end}");
    assert!(follow(&good).is_none(), "nobody listens any more");
    assert_eq!(
        bench.code("portal_sign_in_address", json!({"id": job["id"]})),
        "unknown-job",
        "and the address is gone"
    );
}

#[test]
fn a_token_is_never_fetched_at_a_third_server() {
    let (server, sink) = (Server::portal(TOKEN), Server::open());
    server.says(
        "/fhir/.well-known/smart-configuration",
        Reply::json(&json!({
            "authorization_endpoint": format!("{}/authorize", server.base),
            "token_endpoint": format!("{}/token", sink.base),
        })),
    );
    let bench = Bench::new();
    let looked = bench.end_of(&bench.ask("portal_look", json!({"address": server.fhir()})));
    assert_eq!(looked["result"]["canConnect"], false, "{looked}");
    assert_eq!(looked["result"]["problems"][0]["code"], "token-elsewhere");
    let end = server.connect(
        &bench,
        json!({"address": server.fhir(), "newPersonFromPortal": true}),
    );
    assert_eq!(end["error"]["code"], "portal-no-sign-in", "{end}");
    assert_eq!(bench.ask("people_list", json!({}))["people"], json!([]));
    assert_eq!(sink.calls.load(Ordering::SeqCst), 0, "nobody called");
}

#[test]
fn links_and_redirects_to_another_server_are_not_followed() {
    let (server, sink) = (Server::portal(TOKEN), Server::open());
    let bench = Bench::new();
    let portal = connected(&bench, &server);
    let person = portal["person"].clone();
    // The server was good when it was connected, and is not any more.
    server.says(
        "/fhir/.well-known/smart-configuration",
        Reply::json(&json!({
            "authorization_endpoint": format!("{}/authorize", sink.base),
            "token_endpoint": format!("{}/token", sink.base),
        })),
    );
    server.holds(
        "Observation",
        &[observation("o1", "p1", "72")],
        Some(&format!("{}/fhir/Observation?page=2", sink.base)),
    );
    let outside = sink.base.trim_start_matches("http:").to_owned();
    server.holds(
        "DocumentReference",
        &[json!({
            "resourceType": "DocumentReference", "id": "d1", "status": "current",
            "subject": {"reference": "Patient/p1"}, "date": "2026-01-03T10:00:00Z",
            "author": [{"reference": format!("{outside}/fhir/Practitioner/1")}],
            "content": [{"attachment": {"contentType": "application/pdf", "title": "Letter",
                "url": format!("{outside}/fhir/Binary/b1")}},
                {"attachment": {"contentType": "application/pdf", "title": "Second",
                "url": "Binary/moved"}}],
        })],
        None,
    );
    server.says(
        "/fhir/Binary/moved",
        Reply::to(&format!("{}/fhir/Binary/moved", sink.base)),
    );
    let end = bench.sync(&portal);
    assert_eq!(end["state"], "done", "{end}");
    assert_eq!(
        gap_reasons(&end),
        [
            "Binary foreign-link",
            "Binary redirected",
            "Observation foreign-link"
        ]
    );
    assert_eq!(end["result"]["portal"]["state"], "incomplete");
    assert_eq!(sink.calls.load(Ordering::SeqCst), 0, "nobody called");
    let record = bench.entries(&person);
    assert_eq!(record.len(), 2, "what is here came: {record:?}");

    // A refresh goes to where the portal said when it was connected, too.
    let unauthorized = Reply {
        status: 401,
        headers: Vec::new(),
        body: Vec::new(),
    };
    server.says("/fhir/Patient/p1", unauthorized);
    let before = server.asked().len();
    drop(bench.sync(&portal));
    let renewed = server
        .asked()
        .iter()
        .skip(before)
        .any(|text| text.starts_with("POST /token"));
    assert!(renewed, "the token was renewed at the portal itself");
    assert_eq!(sink.calls.load(Ordering::SeqCst), 0, "nobody called");
}

#[test]
fn what_names_another_patient_is_left_out_and_told() {
    let server = Server::portal(TOKEN);
    let bench = Bench::new();
    let portal = connected(&bench, &server);
    let person = portal["person"].clone();
    server.holds(
        "Observation",
        &[
            observation("o1", "p1", "72"),
            observation("o2", "p2", "secret of another"),
            json!({"resourceType": "Patient", "id": "p2", "name": [{"text": "Somebody Else"}]}),
            json!({"resourceType": "OperationOutcome", "issue": [{"severity": "information"}]}),
        ],
        None,
    );
    server.holds("DocumentReference", &[], None);
    let end = bench.sync(&portal);
    assert_eq!(end["state"], "done", "{end}");
    assert_eq!(
        gap_reasons(&end),
        ["Observation other-person", "Patient other-person"]
    );
    let text = end["result"]["portal"]["gaps"][0]["text"].as_str().unwrap();
    assert!(text.contains("another patient"), "{text}");
    let record = bench.entries(&person).join("\n");
    assert!(
        record.contains("72") && !record.contains("secret"),
        "{record}"
    );

    // A portal that shows nothing but another patient is not read at all.
    server.holds("Observation", &[observation("o3", "p2", "x")], None);
    server.says(
        "/fhir/Patient/p1",
        Reply::json(&json!({
            "resourceType": "Patient", "id": "p1", "gender": "male", "birthDate": "1990-01-01",
            "name": [{"text": "Somebody Else", "family": "Else", "given": ["Somebody"]}],
        })),
    );
    let before = bench.entries(&person);
    let end = bench.sync(&portal);
    assert_eq!(end["error"]["code"], "wrong-person", "{end}");
    assert_eq!(bench.entries(&person), before, "nothing is stored");
    assert_eq!(bench.portals(&person)[0]["state"], "failed");
}

#[test]
fn the_files_of_documents_come_with_them() {
    let server = Server::portal(TOKEN);
    let bench = Bench::new();
    let portal = connected(&bench, &server);
    let person = portal["person"].clone();
    server.holds("Observation", &[], None);
    let document = |id: &str, url: &str| {
        json!({
            "resourceType": "DocumentReference", "id": id, "status": "current",
            "type": {"text": format!("Letter {id}")},
            "subject": {"reference": "Patient/p1"}, "date": "2026-01-03T10:00:00Z",
            "content": [{"attachment": {"contentType": "application/pdf", "url": url}}],
        })
    };
    server.holds(
        "DocumentReference",
        &[
            document("raw", "Binary/b1"),
            document("wrapped", &format!("{}/Binary/b2", server.fhir())),
        ],
        None,
    );
    let pdf = b"%PDF-1.4 a letter".to_vec();
    server.says(
        "/fhir/Binary/b1",
        Reply {
            status: 200,
            headers: vec![("content-type".to_owned(), "application/pdf".to_owned())],
            body: pdf.clone(),
        },
    );
    server.says(
        "/fhir/Binary/b2",
        Reply::json(&json!({"resourceType": "Binary", "id": "b2",
            "contentType": "application/pdf", "data": "JVBERi0xLjQgd3JhcHBlZA=="})),
    );
    let end = bench.sync(&portal);
    assert_eq!(gap_reasons(&end), Vec::<String>::new(), "{end}");
    let list = bench.ask("timeline", json!({"person": person, "limit": 50}));
    let mut found = Vec::new();
    for entry in list["entries"].as_array().unwrap() {
        if !entry["title"].as_str().unwrap().starts_with("Letter") {
            continue;
        }
        let request = json!({"person": person, "id": entry["id"], "index": 0});
        let bytes: Vec<u8> = serde_json::from_value(bench.ask("attachment", request)).unwrap();
        found.push(String::from_utf8(bytes).unwrap());
    }
    found.sort();
    assert_eq!(found, ["%PDF-1.4 a letter", "%PDF-1.4 wrapped"]);
}

#[test]
fn tokens_and_what_is_on_its_way_are_in_no_file() {
    let server = Server::portal(TOKEN);
    let bench = Bench::new();
    let portal = connected(&bench, &server);
    // More than is held in memory.
    let words = format!("marmalade-canary-of-the-portal {}", "x".repeat(900));
    let many: Vec<Value> = (0..9_500)
        .map(|n| observation(&format!("o{n}"), "p1", &words))
        .collect();
    server.holds("Observation", &many, None);
    server.holds("DocumentReference", &[], None);
    let job = bench.ask(
        "portal_sync",
        json!({"person": portal["person"], "portal": portal["portal"]}),
    );
    let words = || {
        let mut all = needles("the access token", TOKEN);
        all.extend(needles("what came", "marmalade-canary-of-the-portal"));
        all
    };
    let folder = bench.folder.path();
    let staging = folder.join("vault/staging");
    let mut spooled = 0;
    while bench.ask("job", json!({"id": job["id"]}))["state"] == "running" {
        let largest = std::fs::read_dir(&staging)
            .unwrap()
            .filter_map(|file| Some(file.ok()?.metadata().ok()?.len()))
            .max()
            .unwrap_or(0);
        // Looked at while it grows, and not again when nothing was added.
        if largest > spooled {
            let hits = scan(&[&staging], &words());
            assert!(hits.is_empty(), "{hits:?}");
        }
        spooled = spooled.max(largest);
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let end = bench.end_of(&job);
    assert_eq!(end["result"]["portal"]["lastSync"]["added"], 9_501, "{end}");
    assert!(
        spooled > 1_000_000,
        "it was on the disk, unreadable: {spooled}"
    );
    bench.ask("vault_lock", json!({}));
    let hits = scan(&[folder], &words());
    assert!(hits.is_empty(), "{hits:?}");
    // The same scan finds what is there to be found.
    std::fs::write(folder.join("control"), TOKEN).unwrap();
    assert!(!scan(&[folder], &words()).is_empty());
}
