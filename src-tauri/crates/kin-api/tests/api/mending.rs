//! The small files of the vault, lost, damaged or put back from an older copy.

use crate::support::{Bench, PASSPHRASE};
use serde_json::{Value, json};
use std::fs;
use std::path::PathBuf;

fn vault_file(bench: &Bench) -> PathBuf {
    bench.folder.path().join("vault").join("vault.json")
}

fn problems(bench: &Bench) -> Vec<String> {
    let report = bench.ask("vault_check", json!({"full": true}));
    let all = report["problems"].as_array().unwrap().iter();
    all.map(|p| p["code"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_vault_whose_vault_file_is_lost_is_named_and_mended_with_the_passphrase() {
    let (mut bench, mother) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let form = json!({"type": "note", "text": "one", "at": "2026-11-20"});
    bench.ask("entry_add", json!({"person": mother, "form": form}));
    let entries = bench.entries(&mother);
    let file = vault_file(&bench);
    let good = fs::read_to_string(&file).unwrap();
    for bad in [None, Some("{"), Some("[]")] {
        bench.restart_nowhere();
        match bad {
            Some(text) => fs::write(&file, text).unwrap(),
            None => fs::remove_file(&file).unwrap(),
        }
        bench.restart();
        // Neither an empty folder nor a crash, and no new vault is made over it.
        for command in ["app_status", "vault_unlock", "vault_create"] {
            let request = match command {
                "app_status" => json!({}),
                "vault_unlock" => json!({"passphrase": PASSPHRASE}),
                _ => json!({"nickname": "Mei", "passphrase": PASSPHRASE, "lang": "en"}),
            };
            assert_eq!(
                bench.code(command, request),
                "vault-file-damaged",
                "{command}"
            );
        }
        let mend = |words: &str| json!({"passphrase": words});
        assert_eq!(
            bench.code("vault_mend", mend("not the right words")),
            "wrong-passphrase"
        );
        assert_eq!(bench.code("vault_mend", json!({})), "confirm-passphrase");
        assert_eq!(bench.code("app_status", json!({})), "vault-file-damaged");
        let done = bench.ask("vault_mend", mend(PASSPHRASE));
        assert_eq!(done["mended"], json!(["vault-file"]), "{done}");
        assert_eq!(done["status"]["state"], "unlocked");
        assert_eq!(fs::read_to_string(&file).unwrap(), good);
        assert_eq!(bench.entries(&mother), entries);
        assert!(problems(&bench).is_empty());
    }
    let done = bench.ask("vault_mend", json!({}));
    assert_eq!(done["mended"], json!([]));
}

#[test]
fn an_older_vault_file_is_refused_at_unlocking_and_mended_there() {
    let bench = Bench::new();
    let file = vault_file(&bench);
    let good = fs::read_to_string(&file).unwrap();
    bench.ask("vault_lock", json!({}));
    fs::write(&file, good.replace("\"minor\":1", "\"minor\":0")).unwrap();
    // A session that has looked at it before notices at its next start.
    let mut bench = bench;
    bench.restart();
    assert_eq!(bench.ask("app_status", json!({}))["state"], "locked");
    let right = json!({"passphrase": PASSPHRASE});
    assert_eq!(
        bench.code("vault_unlock", right.clone()),
        "vault-file-damaged"
    );
    let done = bench.ask("vault_mend", right);
    assert_eq!(done["mended"], json!(["vault-file"]));
    assert_eq!(fs::read_to_string(&file).unwrap(), good);
    assert!(problems(&bench).is_empty());
}

#[test]
fn an_older_public_file_is_named_after_unlocking_and_mended_when_said_so() {
    let bench = Bench::new();
    let people = bench.folder.path().join("vault").join("people");
    let file = fs::read_dir(people).unwrap().next().unwrap().unwrap();
    let file = file.path().join("public.json");
    let early = fs::read(&file).unwrap();
    let next = "another long passphrase of six words";
    let change = json!({"current": PASSPHRASE, "next": next});
    bench.ask("passphrase_change", change);
    bench.ask("vault_lock", json!({}));
    fs::write(&file, &early).unwrap();
    bench.ask("vault_unlock", json!({"passphrase": next}));
    let report = bench.ask("vault_check", json!({"full": false}));
    let all = report["problems"].as_array().unwrap();
    let older: Vec<&Value> = all.iter().filter(|p| p["code"] == "public-older").collect();
    let text = older[0]["text"].as_str().unwrap();
    assert!(
        text.contains("older copy") && text.contains("Mend"),
        "{text}"
    );
    let done = bench.ask("vault_mend", json!({}));
    assert_eq!(done["mended"], json!(["public"]));
    assert!(problems(&bench).is_empty());
    assert_eq!(
        bench.ask("app_status", json!({}))["keyholders"][0]["nickname"],
        "Mei"
    );
}

#[test]
fn the_full_check_is_a_job_that_says_how_far_it_is() {
    let (bench, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let form =
        json!({"type": "note", "title": "For the doctor", "text": "a", "at": "2026-11-25T18:00"});
    bench.ask("entry_add", json!({"person": person, "form": form}));
    let begin = || bench.ask("vault_check_all", json!({}))["id"].clone();
    let ended = |id: &Value| loop {
        let job = bench.ask("job", json!({ "id": id }));
        if job["state"] != "running" {
            break job;
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
    };
    let job = ended(&begin());
    assert_eq!(job["state"], "done", "{job}");
    assert_eq!(
        (&job["result"]["type"], &job["result"]["ok"]),
        (&json!("checked"), &json!(true))
    );
    assert!(job["done"].as_u64().unwrap() > 0 && job["done"].as_u64() <= job["total"].as_u64());
    // What is damaged is found as by the check of one piece.
    bench.ask("vault_lock", json!({}));
    let file = bench.folder.path().join("vault/records").join(&person);
    let file = file.join("record.db");
    let mut bytes = std::fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&file, bytes).unwrap();
    bench.ask("vault_unlock", json!({"passphrase": PASSPHRASE}));
    let job = ended(&begin());
    assert_eq!(job["result"]["ok"], false, "{job}");
}
