//! Links that are handed out: what holds whatever the network does, with a small web server on this computer.

use crate::support::{Bench, PASSPHRASE};
use serde_json::{Value, json};
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A web server that publishes a folder until the program ends; its address.
fn publish(folder: &Path) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/", listener.local_addr().unwrap());
    let folder = folder.to_owned();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut question = [0; 4096];
            let n = stream.read(&mut question).unwrap_or(0);
            let text = String::from_utf8_lossy(&question[..n]).into_owned();
            let path = text.split(' ').nth(1).unwrap_or("/");
            let name = path.trim_start_matches('/').split('?').next().unwrap_or("");
            let file = std::fs::read(folder.join(name));
            let (status, bytes) = match file {
                Ok(bytes) => ("200 OK", bytes),
                Err(_) => ("404 Not Found", Vec::new()),
            };
            let head = format!(
                "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                bytes.len()
            );
            drop(
                stream
                    .write_all(head.as_bytes())
                    .and_then(|()| stream.write_all(&bytes)),
            );
        }
    });
    address
}

/// What a link leads to that is made of this choice, opened with the link alone.
pub(crate) fn linked(bench: &Bench, person: &str, options: &Value, profile: &str) -> String {
    let web = tempfile::tempdir().unwrap();
    let address = publish(web.path());
    let folder = bench.session.register_file(web.path()).unwrap().token;
    let added = wait(
        bench,
        &bench.ask(
            "share_host_add",
            json!({"person": person, "kind": "folder", "address": address, "label": profile, "folder": folder}),
        ),
    );
    let host = added["result"]["id"].clone();
    let made = wait(
        bench,
        &bench.ask(
            "share_link_make",
            json!({"person": person, "options": options, "host": host, "hours": 2, "profile": profile}),
        ),
    );
    assert_eq!(made["state"], "done", "{made}");
    let request = json!({"person": person, "link": made["result"]["id"], "viewer": null});
    let code = bench.ask("share_link_code", request);
    let limits = kin_codes::CodeLimits::default();
    let link = kin_codes::Link::parse(code["text"].as_str().unwrap(), &limits).unwrap();
    let file = std::fs::read_dir(web.path())
        .unwrap()
        .map(|f| f.unwrap().path())
        .find(|f| std::fs::read(f).is_ok_and(|b| b.starts_with(b"eyJ")))
        .unwrap();
    let sealed = std::fs::read_to_string(file).unwrap();
    let opened = kin_codes::open_jwe(&sealed, &link.key, &limits).unwrap();
    String::from_utf8(opened.bytes).unwrap()
}

fn wait(bench: &Bench, job: &Value) -> Value {
    bench.end_of(job)
}

/// A person with a reading and a published folder as their place for links.
struct Place {
    bench: Bench,
    person: String,
    host: String,
    web: TempDir,
}

impl Place {
    fn new() -> Self {
        let (bench, person) = Bench::with_person("Li Hua", "1954-03-02", "female");
        bench.ask(
            "entry_add",
            json!({"person": person, "form": {"type": "blood-pressure", "systolic": "128", "diastolic": "82", "at": "2026-11-20T08:00"}}),
        );
        let web = tempfile::tempdir().unwrap();
        let address = publish(web.path());
        let folder = bench.session.register_file(web.path()).unwrap().token;
        let added = wait(&bench, &bench.ask(
            "share_host_add",
            json!({"person": person, "kind": "folder", "address": address, "label": "web", "folder": folder}),
        ));
        assert_eq!(added["state"], "done", "{added}");
        let host = added["result"]["id"].as_str().unwrap().to_owned();
        Self {
            bench,
            person,
            host,
            web,
        }
    }

    fn make(&self, more: Value) -> Value {
        let mut request =
            json!({"person": self.person, "options": {}, "host": self.host, "hours": 2});
        request
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        wait(&self.bench, &self.bench.ask("share_link_make", request))
    }

    fn links(&self) -> Vec<Value> {
        let all = self
            .bench
            .ask("share_links", json!({"person": self.person}));
        all["links"].as_array().unwrap().clone()
    }

    fn there(&self) -> Vec<PathBuf> {
        let files = std::fs::read_dir(self.web.path()).unwrap();
        files.map(|file| file.unwrap().path()).collect()
    }
}

#[test]
fn a_plain_file_is_deleted_when_its_time_is_over_and_the_program_runs() {
    let place = Place::new();
    let made = place.make(json!({}));
    assert_eq!(made["state"], "done", "{made}");
    let tidy = || {
        wait(
            &place.bench,
            &place
                .bench
                .ask("share_link_tidy", json!({"person": place.person})),
        )
    };
    assert_eq!(tidy()["result"]["removed"], 0, "its time is not over");
    assert_eq!(place.there().len(), 1);
    let sealed = std::fs::read_to_string(&place.there()[0]).unwrap();
    assert!(
        sealed.starts_with("eyJ") && !sealed.contains("Li Hua"),
        "sealed"
    );

    place.bench.wait(2 * 3_600 + 1);
    let [link] = place.links().try_into().unwrap();
    assert_eq!(
        (&link["state"], &link["leftBehind"]),
        (&json!("ended"), &json!(true))
    );
    assert_eq!(
        tidy()["result"],
        json!({"type": "shareTidied", "removed": 1, "left": 0})
    );
    assert!(place.there().is_empty(), "the file is gone");
    assert_eq!(place.links()[0]["leftBehind"], false);
    assert_eq!(tidy()["result"]["removed"], 0, "once");

    // It works again when the person says so, at the same address, until another time.
    let again = wait(
        &place.bench,
        &place.bench.ask(
            "share_link_change",
            json!({"person": place.person, "link": link["id"], "action": "rearm", "hours": 5}),
        ),
    );
    assert_eq!(again["result"]["state"], "active", "{again}");
    assert_eq!(place.there().len(), 1);
}

#[test]
fn what_breaks_off_is_not_handed_out_or_can_be_taken_back() {
    let place = Place::new();
    // The stick with the published folder is pulled out.
    std::fs::rename(place.web.path(), place.web.path().with_extension("away")).unwrap();
    let failed = place.make(json!({}));
    assert_eq!(failed["error"]["code"], "share-refused", "{failed}");
    assert_eq!(failed["error"]["params"]["reason"], "storage-no-place");
    // Whether something lies there is not known, and that is said.
    let [link] = place.links().try_into().unwrap();
    assert_eq!(link["state"], "unsure");
    let revoke = || {
        wait(
            &place.bench,
            &place.bench.ask(
                "share_link_change",
                json!({"person": place.person, "link": link["id"], "action": "revoke"}),
            ),
        )
    };
    assert_eq!(revoke()["state"], "failed", "the place is away");
    assert_eq!(
        place.links()[0]["state"],
        "unsure",
        "it is not believed to be taken back"
    );
    assert_eq!(
        place.bench.code(
            "share_host_remove",
            json!({"person": place.person, "host": place.host})
        ),
        "share-host-in-use"
    );
    std::fs::rename(place.web.path().with_extension("away"), place.web.path()).unwrap();
    assert_eq!(revoke()["result"]["state"], "revoked");
    let log = place
        .bench
        .ask("share_log", json!({"person": place.person}));
    assert_eq!(log["shares"], json!([]), "nothing was handed over");
    place.bench.ask(
        "share_host_remove",
        json!({"person": place.person, "host": place.host}),
    );
}

#[test]
fn a_code_is_shown_again_after_the_program_was_closed_and_holds_no_more_than_it_must() {
    let mut place = Place::new();
    let made = place.make(json!({"label": "Friday"}));
    let id = made["result"]["id"].clone();
    let ask = |place: &Place| {
        let request =
            json!({"person": place.person, "link": id, "viewer": "https://viewer.example.org/"});
        place.bench.ask("share_link_code", request)
    };
    let before = ask(&place);
    place.bench.restart();
    place
        .bench
        .ask("vault_unlock", json!({"passphrase": PASSPHRASE}));
    let after = ask(&place);
    assert_eq!(before["text"], after["text"]);
    let text = after["text"].as_str().unwrap();
    assert_eq!(
        after["viewerText"],
        json!(format!("https://viewer.example.org/#{text}"))
    );
    assert!(after["svg"].as_str().unwrap().starts_with("<svg"));
    let look = place.bench.ask("link_look", json!({"link": text}));
    assert_eq!(
        (&look["direct"], &look["label"]),
        (&json!(true), &json!("Friday"))
    );
    // What the page hears of links and places holds no key, no token and no path.
    let secret = text.strip_prefix("shlink:/").unwrap();
    let heard = json!([
        place
            .bench
            .ask("share_links", json!({"person": place.person})),
        place
            .bench
            .ask("share_hosts", json!({"person": place.person})),
    ])
    .to_string();
    assert!(
        !heard.contains(secret.get(..40).unwrap())
            && !heard.contains(&*place.web.path().to_string_lossy())
    );
    // And the vault's files hold nothing of it in clear.
    let name = place.there()[0]
        .file_name()
        .unwrap()
        .to_string_lossy()
        .into_owned();
    let mut folders = vec![place.bench.folder.path().to_owned()];
    while let Some(folder) = folders.pop() {
        for file in std::fs::read_dir(folder).unwrap().flatten() {
            if file.path().is_dir() {
                folders.push(file.path());
                continue;
            }
            let bytes = std::fs::read(file.path()).unwrap();
            let holds = bytes
                .windows(name.len())
                .any(|part| part == name.as_bytes());
            assert!(
                !holds,
                "{:?} holds the address of the link",
                file.file_name()
            );
        }
    }
}

#[test]
fn nothing_is_made_that_breaks_a_rule() {
    let place = Place::new();
    for (more, reason) in [
        (json!({"uses": 2}), "plain-uses"),
        (json!({"passcode": "2468"}), "plain-passcode"),
        (json!({"hours": 0}), "hours"),
        (json!({"hours": 87_601}), "hours"),
        (json!({"profile": "ktc", "hours": null}), "check-in-end"),
    ] {
        let mut request =
            json!({"person": place.person, "options": {}, "host": place.host, "hours": 2});
        request
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        let refused = place.bench.try_ask("share_link_make", request).unwrap_err();
        assert_eq!(refused.params["reason"], reason, "{more}");
    }
    assert!(place.there().is_empty() && place.links().is_empty());
    let other = place.bench.add_person("Li Bo", "1980-01-01", "male");
    let foreign = json!({"person": other, "options": {}, "host": place.host});
    assert_eq!(
        place.bench.code("share_link_make", foreign),
        "share-host-unknown"
    );
}
