//! New keys for everything, as a face asks for them.

use crate::support::{Bench, PASSPHRASE};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

const NEXT: &str = "copper garden violin summer lake";
const THEIRS: &str = "amber kettle morning ladder";

fn renew(bench: &Bench, current: &str, next: &str) -> Value {
    let job = bench.ask("keys_renew", json!({"current": current, "next": next}));
    let end = bench.end_of(&job);
    assert_eq!(end["state"], "done", "{}", end["error"]);
    let gone = bench.code("job", json!({"id": job["id"]}));
    assert_eq!(gone, "unknown-job", "a recovery code is told once");
    end["result"].clone()
}

fn unlock(bench: &Bench, passphrase: &str) {
    bench.ask("vault_lock", json!({}));
    bench.ask("vault_unlock", json!({"passphrase": passphrase}));
}

#[test]
fn everything_gets_new_keys_and_the_new_code_is_told_once() {
    let (bench, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let old = bench.ask("recovery_renew", json!({"passphrase": PASSPHRASE}));
    let old = old["recoveryCode"].clone();
    bench.ask("recovery_rehearse", json!({"code": old}));
    let ask = |current: &str, next: &str| {
        bench.code("keys_renew", json!({"current": current, "next": next}))
    };
    assert_eq!(ask("wrong wrong", NEXT), "wrong-passphrase");
    assert_eq!(ask(PASSPHRASE, PASSPHRASE), "passphrase-same");
    assert_eq!(ask(PASSPHRASE, "short"), "passphrase-too-short");
    assert_eq!(ask(PASSPHRASE, "password"), "passphrase-too-common");
    let status = bench.ask("app_status", json!({}));
    assert_eq!(
        (&status["recoveryDue"], &status["renewing"]),
        (&json!(false), &json!(false))
    );
    let before = bench.entries(&person);
    let made = renew(&bench, PASSPHRASE, NEXT);
    assert_eq!(made["type"], "keysRenewed");
    assert_eq!(
        (&made["renewed"], &made["left"], &made["again"]),
        (&json!(1), &json!([]), &json!([]))
    );
    assert_eq!(bench.entries(&person), before);
    let status = bench.ask("app_status", json!({}));
    assert_eq!(
        (&status["recoveryDue"], &status["renewing"]),
        (&json!(true), &json!(false))
    );
    let new = &made["code"]["recoveryCode"];
    assert_eq!(
        bench.code("recovery_rehearse", json!({"code": old})),
        "wrong-recovery-code"
    );
    bench.ask("recovery_rehearse", json!({"code": new}));
    let line = &bench.ask("access_log", json!({"person": person}))["lines"][0];
    assert_eq!(
        (&line["op"], &line["text"]),
        (&json!("renew"), &json!("gave this record a new key"))
    );
    bench.ask("vault_lock", json!({}));
    assert_eq!(
        bench.code("vault_unlock", json!({"passphrase": PASSPHRASE})),
        "wrong-passphrase"
    );
    bench.ask("vault_unlock", json!({"passphrase": NEXT}));
    assert_eq!(bench.entries(&person), before);
    let check = bench.ask("vault_check", json!({"full": true}));
    assert_eq!(check["problems"], json!([]));
}

/// Who holds a copy of the small files from before, and the former passphrase, does not come in any more.
#[test]
fn a_former_passphrase_with_the_former_files_opens_nothing() {
    let (bench, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let people = bench.folder.path().join("vault/people");
    let id = fs::read_dir(&people)
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .file_name();
    let identity = people.join(id).join("identity.age");
    let kept = fs::read(&identity).unwrap();
    // The control: after a change of the passphrase alone the old file opens the vault of today.
    bench.ask(
        "passphrase_change",
        json!({"current": PASSPHRASE, "next": NEXT}),
    );
    bench.ask("vault_lock", json!({}));
    let today = fs::read(&identity).unwrap();
    fs::write(&identity, &kept).unwrap();
    bench.ask("vault_unlock", json!({"passphrase": PASSPHRASE}));
    bench.ask("timeline", json!({"person": person, "limit": 5}));
    bench.ask("vault_lock", json!({}));
    fs::write(&identity, today).unwrap();
    bench.ask("vault_unlock", json!({"passphrase": NEXT}));
    renew(&bench, NEXT, "silver lantern orchard nine");
    bench.ask("vault_lock", json!({}));
    fs::write(&identity, kept).unwrap();
    assert_eq!(
        bench.code("vault_unlock", json!({"passphrase": PASSPHRASE})),
        "vault-damaged"
    );
}

#[test]
fn somebody_elses_record_is_named_and_stays_as_it_is() {
    let (bench, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let grants = json!([{"person": person, "right": "read"}]);
    bench.ask(
        "keyholder_add",
        json!({"nickname": "Wei", "passphrase": THEIRS, "grants": grants, "ownPassphrase": PASSPHRASE}),
    );
    unlock(&bench, THEIRS);
    let made = renew(&bench, THEIRS, NEXT);
    assert_eq!(
        (&made["renewed"], &made["left"]),
        (&json!(0), &json!(["Zhao Lan"]))
    );
    bench.ask("timeline", json!({"person": person, "limit": 5}));
    unlock(&bench, PASSPHRASE);
    let made = renew(&bench, PASSPHRASE, "silver lantern orchard nine");
    assert_eq!(made["again"], json!([{"person": "Zhao Lan", "who": "Wei"}]));
}

/// What somebody may know opens the records again after a backup from before: it is said before anything happens.
#[test]
fn a_backup_from_before_says_what_opens_again() {
    let (bench, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let stick = tempfile::tempdir().unwrap();
    let token = |path: &Path| bench.session.register_file(path).unwrap().token;
    bench.ask("backup_set", json!({"folder": token(stick.path())}));
    let made = bench.end_of(&bench.ask("backup_make", json!({})));
    let file = stick.path().join(made["result"]["name"].as_str().unwrap());
    let look = || {
        let open = json!({"file": token(&file), "passphrase": PASSPHRASE});
        let end = bench.end_of(&bench.ask("backup_restore", open));
        bench.ask("backup_restore_cancel", json!({}));
        let found = end["result"].clone();
        (
            found["former"].clone(),
            found["compared"].clone(),
            found["older"].clone(),
            found["people"][0]["nowEntries"].clone(),
        )
    };
    assert_eq!(look(), (json!(false), json!(true), json!(false), json!(0)));
    renew(&bench, PASSPHRASE, NEXT);
    bench.ask(
        "entry_add",
        json!({"person": person, "form": {"type": "allergy", "substance": "Penicillin"}}),
    );
    assert_eq!(look(), (json!(true), json!(true), json!(true), json!(1)));
    // Before unlocking nothing can be counted; what it means is known all the same.
    bench.ask("vault_lock", json!({}));
    assert_eq!(
        look(),
        (json!(true), json!(false), json!(true), json!(null))
    );
}
