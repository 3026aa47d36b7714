//! A vault in another folder: chosen, remembered, away, left again.

use crate::support::{Bench, PASSPHRASE};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

fn token(bench: &Bench, path: &Path) -> String {
    bench.session.register_file(path).unwrap().token
}

fn choose(bench: &Bench, path: &Path) -> Value {
    bench.ask("vault_use", json!({"folder": token(bench, path)}))
}

/// A vault on a stick, and a computer without one.
fn with_stick() -> (Bench, tempfile::TempDir) {
    let (mut bench, _) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    bench.ask("vault_lock", json!({}));
    let stick = tempfile::tempdir().unwrap();
    bench.restart_nowhere();
    fs::rename(
        bench.folder.path().join("vault"),
        stick.path().join("vault"),
    )
    .unwrap();
    bench.restart();
    assert_eq!(bench.ask("app_status", json!({}))["state"], "no-vault");
    (bench, stick)
}

#[test]
fn a_vault_on_a_stick_is_opened_where_it_is_and_remembered() {
    let (mut bench, stick) = with_stick();
    // The stick is chosen, or the folder of the vault on it: both are meant.
    for folder in [stick.path().to_owned(), stick.path().join("vault")] {
        let status = choose(&bench, &folder);
        assert_eq!(status["state"], "locked");
        let place = stick.path().join("vault");
        assert_eq!(status["elsewhere"], place.to_str().unwrap());
    }
    bench.restart();
    let status = bench.ask("vault_unlock", json!({"passphrase": PASSPHRASE}));
    assert_eq!(status["state"], "unlocked", "found again by the next start");
    assert_eq!(
        bench.ask("people_list", json!({}))["people"][0]["name"],
        "Zhao Lan"
    );
    let usual = bench.ask("vault_use", json!({}));
    assert_eq!(
        (&usual["state"], &usual["elsewhere"]),
        (&json!("no-vault"), &json!(null))
    );
    bench.restart();
    assert_eq!(
        bench.ask("app_status", json!({}))["state"],
        "no-vault",
        "and this, too"
    );
}

#[test]
fn without_the_stick_nothing_is_made_in_its_place() {
    let (mut bench, stick) = with_stick();
    choose(&bench, stick.path());
    bench.restart_nowhere();
    let away = tempfile::tempdir().unwrap();
    let (there, hidden) = (stick.path().join("vault"), away.path().join("vault"));
    fs::rename(&there, &hidden).unwrap();
    bench.restart();
    let status = bench.ask("app_status", json!({}));
    assert_eq!(status["state"], "no-vault");
    assert_eq!(
        status["elsewhere"],
        there.to_str().unwrap(),
        "it says where it was"
    );
    let new = json!({"nickname": "Mei", "passphrase": PASSPHRASE, "lang": "en"});
    assert_eq!(bench.code("vault_create", new), "vault-away");
    assert!(!there.exists(), "nothing was put where the stick was");
    fs::rename(&hidden, &there).unwrap();
    assert_eq!(
        bench.ask("app_status", json!({}))["state"],
        "locked",
        "plugged in again"
    );
}

#[test]
fn a_folder_without_a_vault_changes_nothing() {
    let (bench, _) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let empty = tempfile::tempdir().unwrap();
    let request = json!({"folder": token(&bench, empty.path())});
    assert_eq!(bench.code("vault_use", request), "no-vault-there");
    let status = bench.ask("app_status", json!({}));
    assert_eq!(status["state"], "unlocked", "the open vault stays open");
    // Two vaults below it: which one is meant, nobody knows.
    for name in ["a", "b"] {
        fs::create_dir(empty.path().join(name)).unwrap();
        let manifest = bench.folder.path().join("vault/vault.json");
        fs::copy(manifest, empty.path().join(name).join("vault.json")).unwrap();
    }
    let request = json!({"folder": token(&bench, empty.path())});
    assert_eq!(bench.code("vault_use", request), "no-vault-there");
    // One that is damaged says so, and the own one is the own one still.
    fs::write(empty.path().join("a/vault.json"), "{").unwrap();
    let request = json!({"folder": token(&bench, &empty.path().join("a"))});
    assert_eq!(bench.code("vault_use", request), "vault-file-damaged");
    let status = bench.ask("app_status", json!({}));
    assert_eq!(
        (&status["state"], &status["elsewhere"]),
        (&json!("locked"), &json!(null))
    );
    bench.ask("vault_unlock", json!({"passphrase": PASSPHRASE}));
}

#[test]
fn a_backup_says_who_would_not_open_what_comes_back() {
    let (bench, _) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let wei = json!({"nickname": "Wei", "passphrase": "amber kettle morning ladder", "grants": [], "ownPassphrase": PASSPHRASE});
    bench.ask("keyholder_add", wei);
    let stick = tempfile::tempdir().unwrap();
    bench.ask("backup_set", json!({"folder": token(&bench, stick.path())}));
    let run = |name: &str, request: Value| {
        let id = bench.ask(name, request)["id"].clone();
        loop {
            let job = bench.ask("job", json!({"id": id}));
            if job["state"] != "running" {
                assert_eq!(job["state"], "done", "{job}");
                break job["result"].clone();
            }
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
    };
    let made = run("backup_make", json!({}));
    let file = stick.path().join(made["name"].as_str().unwrap());
    let request = json!({"file": token(&bench, &file), "passphrase": PASSPHRASE});
    let view = run("backup_restore", request);
    assert_eq!(view["without"], json!(["Wei"]));
}
