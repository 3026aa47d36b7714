//! Links that are asked again, and lists of issuers that are fetched: against a server of this computer.

use crate::support::Bench;
use kin_codes::{CardSigningKey, LinkKey, seal_jwe, sign_card};
use serde_json::{Value, json};
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

/// What a server says to each path; an answer is a status, a header and a body.
type Says = Arc<Mutex<Vec<(String, u16, String, String)>>>;

/// A server that answers by path and writes down what it was asked.
fn server() -> (String, Says, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://127.0.0.1:{}", listener.local_addr().unwrap().port());
    let says: Says = Arc::default();
    let asked: Arc<Mutex<Vec<String>>> = Arc::default();
    let (mine, heard) = (Arc::clone(&says), Arc::clone(&asked));
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let mut text = Vec::new();
            let mut step = [0; 4096];
            while !text.windows(4).any(|end| end == b"\r\n\r\n") {
                match stream.read(&mut step) {
                    Ok(n) if n > 0 => text.extend_from_slice(&step[..n]),
                    _ => break,
                }
            }
            let text = String::from_utf8_lossy(&text).into_owned();
            let path = text.split(' ').nth(1).unwrap_or_default().to_owned();
            heard.lock().unwrap().push(path.clone());
            let all = mine.lock().unwrap();
            let found = all
                .iter()
                .find(|(known, ..)| path.starts_with(known.as_str()));
            let (status, header, body) = found.map_or((404, "", ""), |(_, s, h, b)| (*s, h, b));
            let head = format!(
                "HTTP/1.1 {status} x\r\n{header}Content-Length: {}\r\nConnection: close\r\n\r\n",
                body.len()
            );
            stream.write_all(head.as_bytes()).unwrap_or_default();
            stream.write_all(body.as_bytes()).unwrap_or_default();
        }
    });
    (address, says, asked)
}

fn say(says: &Says, path: &str, status: u16, header: &str, body: &str) {
    let mut all = says.lock().unwrap();
    all.retain(|(known, ..)| known != path);
    all.push((path.to_owned(), status, header.to_owned(), body.to_owned()));
}

fn record(lots: &[&str]) -> String {
    let vaccine = |lot: &&str| json!({"fullUrl": format!("urn:uuid:00000000-0000-4000-8000-00000000{lot}"), "resource": {"resourceType": "Immunization", "status": "completed", "vaccineCode": {"text": "Flu"}, "patient": {"reference": "urn:uuid:00000000-0000-4000-8000-000000000001"}, "occurrenceDateTime": format!("2021-01-{}", lot.trim_start_matches('0')), "lotNumber": lot}});
    let mut entry = vec![
        json!({"fullUrl": "urn:uuid:00000000-0000-4000-8000-000000000001", "resource": {"resourceType": "Patient", "name": [{"family": "Zhao", "given": ["Lan"]}], "birthDate": "1953-05-06", "gender": "female"}}),
    ];
    entry.extend(lots.iter().map(vaccine));
    json!({"resourceType": "Bundle", "type": "collection", "entry": entry}).to_string()
}

const KEY: &str = "rxTgYlOaKJPFtcEd0qcceN8wEU4p94SqAwIWQe6uX7Q";

#[test]
fn a_link_that_changes_is_kept_and_asked_again_but_not_too_often() {
    let bench = Bench::new();
    let person = bench.add_person("Zhao Lan", "1953-05-06", "female");
    let (address, says, asked) = server();
    let key = LinkKey::from_text(KEY).unwrap();
    let sealed =
        |lots: &[&str]| seal_jwe(record(lots).as_bytes(), "application/fhir+json", &key).unwrap();
    say(&says, "/m", 200, "", &sealed(&["0011"]));
    let link = |flag: &str| {
        use base64::Engine as _;
        let payload =
            json!({"url": format!("{address}/m"), "key": KEY, "flag": flag, "label": "Clinic"});
        let coded = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(payload.to_string());
        format!("shlink:/{coded}")
    };
    let open = |flag: &str| {
        let job = bench.ask(
            "link_open",
            json!({"link": link(flag), "person": person, "keep": true}),
        );
        bench.end_of(&job)
    };
    let end = open("U");
    assert_eq!(end["state"], "done", "{end}");
    let kept = || bench.ask("links_kept", json!({"person": person}))["links"].clone();
    assert_eq!(kept(), json!([]), "only what may change is kept");
    let end = open("LU");
    assert_eq!(end["state"], "done", "{end}");
    let list = kept();
    assert_eq!(list[0]["label"], "Clinic", "{list}");
    assert_eq!(list[0]["asksPasscode"], false);
    assert!(
        !list.to_string().contains(KEY),
        "the link's key stays in the record"
    );
    open("LU");
    assert_eq!(
        kept().as_array().unwrap().len(),
        1,
        "the same link is kept once"
    );

    say(&says, "/m", 200, "", &sealed(&["0011", "0012"]));
    let request = json!({"person": person, "link": list[0]["id"]});
    let refresh = || bench.end_of(&bench.ask("link_refresh", request.clone()));
    let end = refresh();
    assert_eq!(end["state"], "done", "{end}");
    let report = &end["result"]["files"][0];
    assert_eq!(
        (&report["added"], &report["alreadyThere"]),
        (&json!(1), &json!(2)),
        "{end}"
    );
    let before = asked.lock().unwrap().len();
    assert_eq!(bench.code("link_refresh", request.clone()), "link-refused");
    assert_eq!(
        asked.lock().unwrap().len(),
        before,
        "too soon: nobody was asked"
    );

    bench.wait(61);
    say(&says, "/m", 429, "Retry-After: 3600\r\n", "");
    let end = refresh();
    assert_eq!(end["error"]["params"]["reason"], "link-too-often", "{end}");
    bench.wait(1800);
    assert_eq!(
        bench.code("link_refresh", request.clone()),
        "link-refused",
        "as long as the server said"
    );
    bench.wait(1801);
    say(&says, "/m", 200, "", &sealed(&["0011", "0012"]));
    assert_eq!(refresh()["state"], "done");

    let left = bench.ask("link_forget", request.clone());
    assert_eq!(left["links"], json!([]));
    assert_eq!(bench.code("link_refresh", request), "unknown-link");
}

#[test]
fn a_file_that_its_sender_calls_no_longer_valid_is_named_and_not_brought_in() {
    use base64::Engine as _;
    let bench = Bench::new();
    let person = bench.add_person("Zhao Lan", "1953-05-06", "female");
    let (address, says, _) = server();
    let key = LinkKey::from_text(KEY).unwrap();
    let file = |lot: &str, status: &str| {
        let sealed = seal_jwe(record(&[lot]).as_bytes(), "application/fhir+json", &key).unwrap();
        json!({"contentType": "application/fhir+json", "status": status, "embedded": sealed})
    };
    let payload = json!({"url": format!("{address}/m"), "key": KEY});
    let coded = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(payload.to_string());
    let open = |files: Value| {
        say(&says, "/m", 200, "", &json!({"files": files}).to_string());
        let link = json!({"link": format!("shlink:/{coded}"), "person": person});
        bench.end_of(&bench.ask("link_open", link))["result"]["files"].clone()
    };
    let seen = open(json!([
        file("0011", "finalized"),
        file("0012", "no-longer-valid")
    ]));
    assert_eq!(seen[0]["added"], 2, "{seen}");
    assert_eq!(seen[1]["findings"][0]["code"], "link-withdrawn", "{seen}");
    assert_eq!(bench.entries(&person).len(), 1, "{seen}");
    // Another version of the format comes in, and that is told.
    let mut newer = file("0014", "finalized");
    newer["fhirVersion"] = json!("5.0.0");
    let seen = open(json!([newer]));
    assert_eq!(seen[0]["added"], 1, "{seen}");
    assert_eq!(
        seen[1]["findings"][0]["code"], "link-fhir-version",
        "{seen}"
    );
    assert!(
        seen[1]["findings"][0]["text"]
            .as_str()
            .unwrap()
            .contains("5.0.0")
    );
    // All of them: nothing comes, and that is told too.
    let seen = open(json!([file("0013", "no-longer-valid")]));
    assert_eq!(seen[0]["findings"][0]["code"], "link-withdrawn", "{seen}");
    assert_eq!(bench.entries(&person).len(), 2, "{seen}");
}

fn card_of(issuer: &str, key: &CardSigningKey) -> String {
    let content = format!(
        r#"{{"iss":"{issuer}","nbf":1715107763,"vc":{{"type":["https://smarthealth.cards#health-card"],"credentialSubject":{{"fhirVersion":"4.0.1","fhirBundle":{{"resourceType":"Bundle","type":"collection","entry":[{{"fullUrl":"resource:0","resource":{{"resourceType":"Patient","name":[{{"family":"Zhao","given":["Lan"]}}],"birthDate":"1953-05-06"}}}}]}}}}}}}}"#
    );
    sign_card(&content, key).unwrap()
}

fn jwk(key: &CardSigningKey) -> Value {
    let public = key.public().unwrap();
    let (x, y) = public.coordinates();
    json!({"kty": "EC", "kid": public.thumbprint(), "use": "sig", "alg": "ES256", "crv": "P-256", "x": x, "y": y})
}

#[test]
fn issuers_are_added_and_a_newer_list_is_fetched_only_when_asked_for() {
    let bench = Bench::new();
    bench.add_person("Zhao Lan", "1953-05-06", "female");
    let (address, says, asked) = server();
    let (mine, theirs) = (
        CardSigningKey::generate().unwrap(),
        CardSigningKey::generate().unwrap(),
    );
    let (my_issuer, their_issuer) = (
        "https://clinic.example.org/cards",
        "https://state.example.org",
    );
    let trust = |issuer: &str, key: &CardSigningKey| {
        let token = bench
            .session
            .register_bytes("c.txt", card_of(issuer, key).into_bytes())
            .unwrap()
            .token;
        let looked = bench.ask("cards_look", json!({"files": [token]}));
        looked["cards"][0]["trust"]
            .as_str()
            .unwrap_or("refused")
            .to_owned()
    };
    assert_eq!(trust(my_issuer, &mine), "unchecked");
    let keys = json!({"keys": [jwk(&mine)]}).to_string();
    let file = bench
        .session
        .register_bytes("jwks.json", keys.clone().into_bytes())
        .unwrap()
        .token;
    let end = bench.end_of(&bench.ask(
        "card_issuer_add",
        json!({"issuer": format!("{my_issuer}/"), "keys": file}),
    ));
    assert_eq!(end["state"], "done", "{end}");
    assert_eq!(end["result"]["own"][0]["keys"], 1, "{end}");
    assert_eq!(
        trust(my_issuer, &mine),
        "issuer-unknown",
        "true, but on no public list"
    );
    assert_eq!(trust(my_issuer, &theirs), "unchecked");
    // Asked of the issuer itself; what has no key in it is refused.
    say(
        &says,
        "/none/.well-known/jwks.json",
        200,
        "",
        r#"{"keys":[]}"#,
    );
    say(&says, "/some/.well-known/jwks.json", 200, "", &keys);
    for (path, state) in [("none", "failed"), ("gone", "failed"), ("some", "done")] {
        let end = bench.end_of(&bench.ask(
            "card_issuer_add",
            json!({"issuer": format!("{address}/{path}")}),
        ));
        assert_eq!(end["state"], state, "{path}: {end}");
    }
    assert_eq!(
        bench.code(
            "card_issuer_add",
            json!({"issuer": "http://clinic.example.org"})
        ),
        "portal-unsafe-address"
    );

    let list = |issuers: usize| {
        let mut all: Vec<Value> = (0..issuers).map(|n| json!({"issuer": {"iss": format!("https://i{n}.example.org"), "name": "x"}, "keys": []})).collect();
        all.push(
            json!({"issuer": {"iss": their_issuer, "name": "The State"}, "keys": [jwk(&theirs)]}),
        );
        json!({"time": "2027-01-02T00:00:00Z", "issuerInfo": all}).to_string()
    };
    assert_eq!(trust(their_issuer, &theirs), "unchecked");
    let refresh = || {
        bench.end_of(&bench.ask(
            "card_issuers_refresh",
            json!({"address": format!("{address}/list")}),
        ))
    };
    for (body, why) in [
        (list(3), "too few"),
        ("[]".to_owned(), "no list"),
        (String::new(), "nothing"),
    ] {
        say(&says, "/list", 200, "", &body);
        let end = refresh();
        assert_eq!(end["error"]["code"], "issuers-refused", "{why}: {end}");
    }
    say(&says, "/list", 200, "", &list(700));
    let before = asked.lock().unwrap().len();
    let end = refresh();
    assert_eq!(end["state"], "done", "{end}");
    assert_eq!(asked.lock().unwrap().len(), before + 1, "asked once");
    assert_eq!(
        (&end["result"]["refreshed"], &end["result"]["asOf"]),
        (&json!(true), &json!("2027-01-02T00:00:00Z"))
    );
    assert_eq!(trust(their_issuer, &theirs), "issuer-listed");
    assert_eq!(
        trust(my_issuer, &mine),
        "issuer-unknown",
        "own issuers stay"
    );

    // Somebody who writes to the disk becomes no issuer.
    let path = bench.folder.path().join("vault-issuers.json");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replace("The State", "Nobody")).unwrap();
    bench.ask("card_issuer_remove", json!({"issuer": my_issuer}));
    assert_eq!(
        trust(their_issuer, &theirs),
        "unchecked",
        "a list that was changed is not used"
    );
    assert_eq!(trust(my_issuer, &mine), "unchecked", "taken off");
}
