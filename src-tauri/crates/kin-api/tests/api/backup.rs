//! Backups through the commands: made, verified, listed, brought back, reminders, a lost stick.

use crate::support::{Bench, PASSPHRASE, fixture};
use serde_json::{Value, json};
use std::path::Path;

fn token(bench: &Bench, path: &Path) -> String {
    bench.session.register_file(path).unwrap().token
}

/// Runs a job to its end.
fn job(bench: &Bench, name: &str, request: Value) -> Value {
    let id = bench.ask(name, request)["id"].clone();
    loop {
        let job = bench.ask("job", json!({"id": id}));
        if job["state"] != "running" {
            return job;
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
}

fn done(bench: &Bench, name: &str, request: Value) -> Value {
    let job = job(bench, name, request);
    assert_eq!(job["state"], "done", "{job}");
    job["result"].clone()
}

fn import(bench: &Bench, person: &str, file: &str) {
    let files = [token(bench, &fixture(file))];
    done(
        bench,
        "import_run",
        json!({"person": person, "files": files}),
    );
}

#[test]
fn a_backup_is_made_verified_listed_and_brought_back() {
    let (bench, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    import(&bench, &person, "zhao-lan.json");
    let before = bench.ask("timeline", json!({"person": person, "limit": 50}));
    let stick = tempfile::tempdir().unwrap();
    assert_eq!(bench.code("backup_make", json!({})), "no-backup-place");
    let status = bench.ask("backup_set", json!({"folder": token(&bench, stick.path())}));
    assert_eq!(status["there"], true);
    assert_eq!(
        status["automatic"], true,
        "who chooses a place wants backups there"
    );
    let made = done(&bench, "backup_make", json!({}));
    assert_eq!(made["verified"], true);
    assert_eq!(made["people"], 1);
    assert!(made["entries"].as_u64().unwrap() > 0);
    let name = made["name"].as_str().unwrap().to_owned();
    assert_eq!(name, "kinfolio-2026-11-25-19-00.tar");
    let status = bench.ask("backup_status", json!({}));
    assert_eq!(status["backups"][0]["name"], name.as_str());
    assert!(status["backups"][0]["verifiedText"].is_string());
    assert_eq!(status["changes"], 0);
    let log = bench.ask("access_log", json!({"person": person}));
    let newest = &log["lines"][0];
    assert_eq!(
        (newest["op"].as_str(), newest["who"].as_str()),
        (Some("backup"), Some("Mei"))
    );
    assert_eq!(newest["text"], "made a backup");
    done(&bench, "backup_rehearse", json!({}));
    assert_eq!(bench.ask("backup_status", json!({}))["rehearsedOk"], true);

    // Another computer: no vault, the file and the passphrase.
    let fresh = Bench::empty();
    let file = stick.path().join(&name);
    let open = json!({"file": token(&fresh, &file), "passphrase": PASSPHRASE});
    let found = done(&fresh, "backup_restore", open);
    assert_eq!(found["replaces"], false);
    assert_eq!(found["people"][0]["name"], "Zhao Lan");
    let status = fresh.ask("backup_restore_finish", json!({}));
    assert_eq!(status["state"], "locked");
    fresh.ask("vault_unlock", json!({"passphrase": PASSPHRASE}));
    let after = fresh.ask("timeline", json!({"person": person, "limit": 50}));
    assert_eq!(after["entries"], before["entries"]);
    assert_eq!(fresh.ask("vault_check", json!({"full": true}))["ok"], true);
}

#[test]
fn before_a_record_is_erased_it_is_said_which_backups_hold_it() {
    let (bench, first) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let of = |person: &str| bench.ask("backups_of", json!({"person": person}));
    let nowhere = of(&first);
    assert_eq!(nowhere["backups"], json!([]));
    assert!(
        nowhere["text"]
            .as_str()
            .unwrap()
            .starts_with("Copies that you have put elsewhere")
    );
    let stick = tempfile::tempdir().unwrap();
    let folder = token(&bench, stick.path());
    bench.ask("backup_set", json!({"folder": folder}));
    let older = done(&bench, "backup_make", json!({}))["name"].clone();
    bench.wait(2 * 86_400);
    bench.ask("activity", json!({}));
    let second = bench.add_person("Li Wei", "1980-01-02", "male");
    assert_eq!(of(&second)["backups"], json!([]));
    assert!(
        of(&second)["text"]
            .as_str()
            .unwrap()
            .starts_with("No backup in ")
    );
    let newer = done(&bench, "backup_make", json!({}))["name"].clone();
    assert_eq!(of(&first)["backups"], json!([newer, older]));
    assert!(
        of(&first)["text"]
            .as_str()
            .unwrap()
            .starts_with("2 backups in ")
    );
    let both = of(&second);
    assert_eq!(both["backups"], json!([newer]));
    assert!(
        both["text"]
            .as_str()
            .unwrap()
            .contains("elsewhere, and backups of others")
    );
    drop(stick);
    assert!(
        of(&first)["text"]
            .as_str()
            .unwrap()
            .contains("is not within reach")
    );
}

#[test]
fn going_back_needs_the_day_and_the_former_vault_is_put_aside() {
    let (bench, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let stick = tempfile::tempdir().unwrap();
    let folder = token(&bench, stick.path());
    let made = done(&bench, "backup_make", json!({"folder": folder}));
    let file = stick.path().join(made["name"].as_str().unwrap());
    import(&bench, &person, "zhao-lan.json");
    let open = || json!({"file": token(&bench, &file), "passphrase": PASSPHRASE});
    let wrong = json!({"file": token(&bench, &file), "passphrase": "not the passphrase"});
    assert_eq!(
        job(&bench, "backup_restore", wrong)["error"]["code"],
        "wrong-passphrase"
    );
    let found = done(&bench, "backup_restore", open());
    assert_eq!(found["older"], true);
    assert_eq!(found["compared"], true);
    assert_eq!(found["people"][0]["entries"], 0);
    assert!(found["people"][0]["nowEntries"].as_u64().unwrap() > 0);
    assert_eq!(
        bench.code("backup_restore_finish", json!({})),
        "backup-older"
    );
    assert_eq!(
        bench.code("backup_restore_finish", json!({"day": "2026-11-24"})),
        "backup-older"
    );
    assert_eq!(bench.ask("app_status", json!({}))["restored"], false);
    let status = bench.ask("backup_restore_finish", json!({"day": "2026-11-25"}));
    assert_eq!(
        (&status["state"], &status["restored"]),
        (&json!("locked"), &json!(true))
    );
    assert_eq!(
        bench.ask("app_status", json!({}))["restored"],
        true,
        "a new page says so"
    );
    let status = bench.ask("vault_unlock", json!({"passphrase": PASSPHRASE}));
    assert_eq!(status["restored"], false);
    let page = bench.ask("timeline", json!({"person": person, "limit": 50}));
    assert_eq!(page["entries"].as_array().unwrap().len(), 0);
    assert_eq!(
        bench.code("backup_restore_finish", json!({})),
        "unknown-job",
        "once"
    );
}

#[test]
fn the_reminder_comes_after_twenty_changes_and_a_lost_stick_has_words() {
    let (bench, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    assert_eq!(bench.ask("backup_status", json!({}))["due"], Value::Null);
    for n in 0..20 {
        let form = json!({"type": "note", "title": "For the doctor", "text": format!("note {n}"), "at": "2026-11-25T18:00"});
        bench.ask("entry_add", json!({"person": person, "form": form}));
    }
    assert_eq!(bench.ask("backup_status", json!({}))["due"], "never");
    let stick = tempfile::tempdir().unwrap();
    bench.ask("backup_set", json!({"folder": token(&bench, stick.path())}));
    bench.session.backup_if_due();
    for _ in 0..2000 {
        if bench.ask("backup_status", json!({}))["due"].is_null() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    let status = bench.ask("backup_status", json!({}));
    assert_eq!(status["due"], Value::Null, "made by itself: {status}");
    assert_eq!(status["backups"].as_array().unwrap().len(), 1);
    // The first job of this session. What it still has to do it does on the stick.
    while bench.ask("job", json!({"id": 1}))["state"] == "running" {
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    drop(stick);
    assert_eq!(bench.code("backup_make", json!({})), "backup-place-gone");
    assert_eq!(bench.ask("backup_status", json!({}))["there"], false);
}

#[test]
fn unused_space_is_given_back_of_records_that_one_may_change() {
    let (bench, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    import(&bench, &person, "zhao-lan.json");
    let all = |bench: &Bench| bench.ask("timeline", json!({"person": person, "limit": 200}));
    let before = all(&bench);
    let result = done(&bench, "vault_compact", json!({}));
    assert_eq!(result["type"], "compacted");
    assert_eq!(
        (&result["records"], &result["left"]),
        (&json!(1), &json!(0))
    );
    assert!(result["after"].as_u64().unwrap() > 0, "{result}");
    assert!(
        result["after"].as_u64() <= result["before"].as_u64(),
        "{result}"
    );
    assert_eq!(all(&bench), before);
    assert_eq!(bench.ask("vault_check", json!({"full": true}))["ok"], true);
    // Who may only read leaves the file as it is.
    bench.ask(
        "keyholder_add",
        json!({"nickname": "Wei", "passphrase": "copper garden violin sunday", "ownPassphrase": PASSPHRASE,
            "grants": [{"person": person, "right": "read"}]}),
    );
    bench.ask("vault_lock", json!({}));
    bench.ask(
        "vault_unlock",
        json!({"passphrase": "copper garden violin sunday"}),
    );
    let result = done(&bench, "vault_compact", json!({}));
    assert_eq!(
        (&result["records"], &result["left"]),
        (&json!(0), &json!(1))
    );
    assert_eq!(all(&bench)["entries"], before["entries"]);
}

#[test]
fn a_backup_inside_the_vault_is_no_backup() {
    let (bench, _) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let vault = bench.folder.path().join("vault");
    for place in [vault.clone(), vault.join("records")] {
        for command in ["backup_make", "backup_set"] {
            let request = json!({"folder": token(&bench, &place)});
            assert_eq!(bench.code(command, request), "backup-place-inside");
        }
    }
    assert_eq!(bench.ask("backup_status", json!({}))["place"], Value::Null);
    // Beside it is a poor place, but one.
    let beside = bench.folder.path().join("beside");
    std::fs::create_dir(&beside).unwrap();
    done(
        &bench,
        "backup_make",
        json!({"folder": token(&bench, &beside)}),
    );
}

#[test]
fn the_newest_backup_stays_though_the_clock_was_put_back() {
    let (bench, _) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let stick = tempfile::tempdir().unwrap();
    let make = || {
        // It has locked meanwhile.
        bench.ask("vault_unlock", json!({"passphrase": PASSPHRASE}));
        let folder = token(&bench, stick.path());
        done(&bench, "backup_make", json!({"folder": folder}))
    };
    // As many months as are kept, and then some.
    let month = 31 * 24 * 3600;
    for _ in 0..14 {
        bench.ask("vault_lock", json!({}));
        bench.wait(month);
        make();
    }
    bench.ask("vault_lock", json!({}));
    bench.back(13 * month + month / 2);
    let made = make();
    assert!(stick.path().join(made["name"].as_str().unwrap()).is_file());
}

#[test]
fn a_backup_does_not_take_the_place_of_other_things() {
    let (bench, _) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let stick = tempfile::tempdir().unwrap();
    let made = done(
        &bench,
        "backup_make",
        json!({"folder": token(&bench, stick.path())}),
    );
    let file = stick.path().join(made["name"].as_str().unwrap());
    let fresh = Bench::empty();
    let place = fresh.folder.path().join("vault");
    std::fs::create_dir_all(&place).unwrap();
    std::fs::write(place.join("letter.txt"), "mine").unwrap();
    let open = json!({"file": token(&fresh, &file), "passphrase": PASSPHRASE});
    let refused = job(&fresh, "backup_restore", open);
    assert_eq!(refused["error"]["code"], "folder-not-empty");
    assert_eq!(
        std::fs::read_to_string(place.join("letter.txt")).unwrap(),
        "mine"
    );
}

#[test]
fn a_vault_that_another_window_has_open_is_not_replaced() {
    let (bench, _) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let stick = tempfile::tempdir().unwrap();
    let made = done(
        &bench,
        "backup_make",
        json!({"folder": token(&bench, stick.path())}),
    );
    let file = stick.path().join(made["name"].as_str().unwrap());
    let second = bench.second();
    let file = second.register_file(&file).unwrap();
    let open = json!({"file": file.token, "passphrase": PASSPHRASE});
    let refused = second.dispatch("backup_restore", open.clone());
    assert_eq!(refused.err().unwrap().code.to_string(), "vault-in-use");
    // The window that has it goes on.
    bench.add_person("Second", "1990-01-01", "male");
    assert_eq!(bench.ask("vault_check", json!({"full": true}))["ok"], true);
}
