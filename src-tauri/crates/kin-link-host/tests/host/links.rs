//! What a receiver gets, and when nobody gets anything.

use crate::asking::{Owned, ask, simple};
use kin_link_host::{HostError, serve};
use kin_share::host::LinkSet;
use serde_json::{Value, json};
use std::net::SocketAddr;

const FREE: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 0);

fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}

#[test]
fn a_receiver_gets_the_file_and_the_owner_sees_who_it_was() {
    let dir = tempfile::tempdir().unwrap();
    let host = serve(dir.path(), FREE).unwrap();
    let at = host.address();
    let link = Owned::new();
    let wanted = simple(at, host.host_key());
    assert_eq!(link.set(at, &wanted).status, 200);

    let asks = json!({"recipient": "Dr. Li\u{7}"});
    let got = link.listed(at, &asks);
    assert_eq!(got.status, 200);
    assert!(got.head.contains("access-control-allow-origin: *") && got.head.contains("no-store"));
    let files = &got.json()["files"];
    assert_eq!(files[0]["embedded"], "eyJ.one.sealed.file");
    assert_eq!(files[0]["contentType"], "application/fhir+json");
    assert_eq!(got.json()["status"], "finalized");

    // Apart, where the receiver wants no long answer; the address works for an hour.
    let apart = link.listed(at, &json!({"recipient": "Dr. Li", "embeddedLengthMax": 3}));
    let location = apart.json()["files"][0]["location"]
        .as_str()
        .unwrap()
        .to_owned();
    let path = location.strip_prefix(&format!("http://{at}")).unwrap();
    let file = ask(at, "GET", path, None, &Value::Null);
    assert_eq!(
        (file.status, file.body.as_slice()),
        (200, &b"eyJ.one.sealed.file"[..])
    );
    assert!(file.head.contains("content-type: application/jose"));

    let state = link.state(at);
    assert_eq!(state["used"], 2);
    assert_eq!(state["accesses"][0]["recipient"], "Dr. Li");
    assert_eq!(state["accesses"][0]["what"], "opened");
    assert!(state["accesses"][0]["at"].as_i64().unwrap() >= now() - 60);

    // It changes, and the receiver who asks again sees it.
    let changed = LinkSet {
        file: Some("eyJ.two".to_owned()),
        long_term: true,
        ..wanted
    };
    assert_eq!(link.set(at, &changed).status, 200);
    let again = link.listed(at, &asks).json();
    assert_eq!(again["files"][0]["embedded"], "eyJ.two");
    assert_eq!(again["status"], "can-change");
    let kept = std::fs::read_dir(dir.path().join("links")).unwrap().count();
    assert_eq!(kept, 2, "the old file is gone");
}

#[test]
fn a_direct_link_gives_the_file_itself() {
    let dir = tempfile::tempdir().unwrap();
    let host = serve(dir.path(), FREE).unwrap();
    let at = host.address();
    let link = Owned::new();
    link.set(
        at,
        &LinkSet {
            direct: true,
            uses: Some(2),
            ..simple(at, host.host_key())
        },
    );
    let nameless = ask(at, "GET", &link.path, None, &Value::Null);
    assert_eq!(nameless.status, 400, "a receiver says who it is");
    assert_eq!(
        link.listed(at, &json!({"recipient": "x"})).status,
        404,
        "no table of contents"
    );
    assert_eq!(link.direct(at).body, b"eyJ.one.sealed.file");
    assert_eq!(link.direct(at).status, 200);
    assert_eq!(link.direct(at).status, 404, "used up");
    assert_eq!(link.state(at)["used"], 2);
}

#[test]
fn nobody_gets_what_is_over_paused_taken_back_or_never_was() {
    let dir = tempfile::tempdir().unwrap();
    let host = serve(dir.path(), FREE).unwrap();
    let at = host.address();
    let asks = json!({"recipient": "Dr. Li", "embeddedLengthMax": 3});
    let unknown = Owned::new().listed(at, &asks);
    assert_eq!(unknown.status, 404);
    let gone = |link: &Owned, why: &str| {
        let got = link.listed(at, &asks);
        assert_eq!(
            (got.status, &got.body),
            (404, &unknown.body),
            "{why}: the same answer"
        );
    };
    let simple = simple(at, host.host_key());

    let ended = Owned::new();
    ended.set(
        at,
        &LinkSet {
            expires: Some(now() - 1),
            ..simple.clone()
        },
    );
    gone(&ended, "over");

    let link = Owned::new();
    link.set(at, &simple);
    let promised = link.listed(at, &asks).json()["files"][0]["location"]
        .as_str()
        .unwrap()
        .to_owned();
    let promised = promised.strip_prefix(&format!("http://{at}")).unwrap();
    let without_file = LinkSet {
        file: None,
        ..simple.clone()
    };
    link.set(
        at,
        &LinkSet {
            paused: true,
            ..without_file.clone()
        },
    );
    gone(&link, "paused");
    assert_eq!(
        ask(at, "GET", promised, None, &Value::Null).status,
        404,
        "nor what was promised"
    );
    link.set(at, &without_file);
    assert_eq!(link.listed(at, &asks).status, 200, "it goes on");

    let used = Owned::new();
    used.set(
        at,
        &LinkSet {
            uses: Some(1),
            ..simple.clone()
        },
    );
    let last = used.listed(at, &asks).json()["files"][0]["location"]
        .as_str()
        .unwrap()
        .to_owned();
    let last = last.strip_prefix(&format!("http://{at}")).unwrap();
    gone(&used, "used up");
    assert_eq!(
        ask(at, "GET", last, None, &Value::Null).status,
        200,
        "the last use is a use"
    );
    used.set(
        at,
        &LinkSet {
            uses: Some(1),
            rearm: true,
            ..without_file.clone()
        },
    );
    assert_eq!(used.listed(at, &asks).status, 200, "armed again");

    assert_eq!(link.word(at, "revoke", &json!({})).json()["revoked"], true);
    gone(&link, "taken back");
    let files = std::fs::read_dir(dir.path().join("links")).unwrap();
    let sealed = files
        .flatten()
        .filter(|f| f.path().extension().is_some_and(|e| e == "jwe"));
    assert_eq!(
        sealed.count(),
        1,
        "what was taken back and what is over is gone from the disk"
    );
    link.set(at, &without_file);
    gone(&link, "taken back stays so without a file");
    link.set(at, &simple);
    assert_eq!(link.listed(at, &asks).status, 200, "filled again");
}

#[test]
fn only_the_owner_changes_a_link_and_only_who_has_the_key_makes_one() {
    let dir = tempfile::tempdir().unwrap();
    let host = serve(dir.path(), FREE).unwrap();
    let at = host.address();
    let simple = simple(at, host.host_key());
    let link = Owned::new();
    for key in [None, Some(String::new()), Some("0".repeat(32))] {
        let status = link
            .set(
                at,
                &LinkSet {
                    host_key: key,
                    ..simple.clone()
                },
            )
            .status;
        assert_eq!(status, 403, "no link without the host's key");
    }
    assert_eq!(link.set(at, &simple).status, 200);
    let thief = Owned {
        path: link.path.clone(),
        token: Owned::new().token,
    };
    for word in ["set", "state", "revoke"] {
        let body = serde_json::to_value(&simple).unwrap();
        assert_eq!(
            thief.word(at, word, &body).status,
            404,
            "{word}: not theirs"
        );
        let path = format!("{}/{word}", link.path);
        assert_eq!(
            ask(at, "POST", &path, None, &body).status,
            404,
            "{word}: nobody"
        );
    }
    assert_eq!(link.state(at)["active"], true);
    let check = |key: &str| ask(at, "POST", "/check", None, &json!({"hostKey": key}));
    assert_eq!(check(host.host_key()).json()["kinfolioLinkHost"], 1);
    assert_eq!(check("no").status, 403);
    // Nothing else is there, and no path leads out of the folder.
    for path in [
        "/",
        "/l",
        "/l/x",
        "/l/../host.key",
        "/f/../../host.key",
        "/host.key",
        "/l/%2e%2e%2fhost.key",
    ] {
        assert_eq!(
            ask(at, "GET", path, None, &Value::Null).status,
            404,
            "{path}"
        );
    }
    // The addresses and the tokens are not on the disk.
    let name = link.path.strip_prefix("/l/").unwrap();
    for file in std::fs::read_dir(dir.path().join("links"))
        .unwrap()
        .flatten()
    {
        let text = std::fs::read_to_string(file.path()).unwrap();
        assert!(!text.contains(name) && !text.contains(&link.token));
        assert!(!file.file_name().to_string_lossy().contains(name));
    }
}

#[test]
fn too_much_is_refused_and_two_hosts_do_not_share_a_folder() {
    let dir = tempfile::tempdir().unwrap();
    let host = serve(dir.path(), FREE).unwrap();
    let at = host.address();
    let link = Owned::new();
    link.set(at, &simple(at, host.host_key()));
    let long = json!({"recipient": "x".repeat(20_000)});
    assert_eq!(link.listed(at, &long).status, 413);
    assert_eq!(link.listed(at, &json!("no")).status, 400);
    assert_eq!(link.listed(at, &json!({"recipient": " "})).status, 400);
    let huge = LinkSet {
        file: Some("A".repeat((44 << 20) + 1)),
        ..simple(at, host.host_key())
    };
    assert_eq!(link.set(at, &huge).status, 413);
    assert!(matches!(serve(dir.path(), FREE), Err(HostError::InUse)));
    let key = host.host_key().to_owned();
    drop(host);
    let again = serve(dir.path(), FREE).unwrap();
    assert_eq!(again.host_key(), key, "the key stays");
    assert_eq!(
        link.state(again.address())["active"],
        true,
        "and so do the links"
    );
}
