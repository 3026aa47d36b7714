//! What a locked vault answers, wrong passphrases, recovery, idle time.

use crate::support::{Bench, PASSPHRASE, fixture};
use kin_api::{COMMANDS, ErrorCode};
use serde_json::json;

#[test]
fn a_locked_vault_answers_only_what_needs_no_key() {
    let (bench, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    bench.ask("vault_lock", json!({}));
    let request = json!({"person": person, "id": "0000000000000000"});
    for command in COMMANDS.iter().filter(|c| !c.allowed_while_locked) {
        let error = bench.try_ask(command.name, request.clone()).unwrap_err();
        assert_eq!(
            error.code,
            ErrorCode::Locked,
            "{} while locked",
            command.name
        );
    }
    let open: Vec<&str> = COMMANDS
        .iter()
        .filter(|c| c.allowed_while_locked)
        .map(|c| c.name)
        .collect();
    assert_eq!(
        open,
        [
            "app_status",
            "vault_create",
            "passphrase_strength",
            "suggest_passphrase",
            "vault_open_sample",
            "vault_close_sample",
            "vault_unlock",
            "vault_unlock_recovery",
            "vault_unlock_quick",
            "recovery_look",
            "vault_mend",
            "vault_use",
            "vault_lock",
            "keyholder_add",
            "keyholder_rehearse",
            "settings_get",
            "settings_set",
            "activity",
            "backup_verify",
            "backup_restore",
            "backup_restore_finish",
            "backup_restore_cancel",
            // Says while locked only that something is due.
            "reminder_news",
            "job",
            "job_cancel",
            // A foreign card or link, before anybody decides what to do with it: no record is touched, and
            // nobody is asked.
            "cards_look",
            "terms_coverage",
            "codes_read",
            "link_look",
            "summary_read",
        ],
        "a new command that works while locked is a decision, not an accident"
    );
}

#[test]
fn no_command_takes_a_path() {
    let (bench, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let path = fixture("zhao-lan.json");
    let files = [path.to_str().unwrap()];
    let code = bench.code("import_run", json!({"person": person, "files": files}));
    assert_eq!(code, "unknown-file", "a path is no token");
    let form = json!({"type": "document", "title": "x", "file": files[0]});
    let code = bench.code("entry_add", json!({"person": person, "form": form}));
    assert_eq!(code, "unknown-file");
}

#[test]
fn unknown_commands_and_fields_are_refused() {
    let bench = Bench::new();
    assert_eq!(bench.code("drop_tables", json!({})), "unknown-command");
    assert_eq!(
        bench.code("people_list", json!({"all": true})),
        "bad-request"
    );
    assert_eq!(bench.code("timeline", json!({})), "bad-request");
}

#[test]
fn wrong_passphrases_make_one_wait_and_never_lock_out() {
    let bench = Bench::new();
    bench.ask("vault_lock", json!({}));
    let wrong = json!({"passphrase": "not the passphrase"});
    for _ in 0..4 {
        assert_eq!(
            bench.code("vault_unlock", wrong.clone()),
            "wrong-passphrase"
        );
    }
    let error = bench
        .try_ask("vault_unlock", json!({"passphrase": PASSPHRASE}))
        .unwrap_err();
    assert_eq!(error.code, ErrorCode::Wait, "even the right one waits now");
    assert_eq!(error.params["seconds"], "2");
    assert_eq!(bench.ask("app_status", json!({}))["retryAfterSeconds"], 2);
    bench.wait(2);
    let status = bench.ask("vault_unlock", json!({"passphrase": PASSPHRASE}));
    assert_eq!(status["state"], "unlocked");
    bench.ask("vault_lock", json!({}));
    assert_eq!(
        bench.code("vault_unlock", wrong),
        "wrong-passphrase",
        "the count began anew"
    );
}

#[test]
fn who_opens_the_vault_is_told_of_three_wrong_tries_and_more() {
    let bench = Bench::new();
    let told = |bench: &Bench| bench.ask("app_status", json!({}))["wrongTries"].clone();
    let open = |bench: &Bench| bench.ask("vault_unlock", json!({"passphrase": PASSPHRASE}));
    for (wrong, count) in [(2, None), (4, Some(4))] {
        bench.ask("vault_lock", json!({}));
        for _ in 0..wrong {
            let guess = json!({"passphrase": "not the passphrase"});
            assert_eq!(bench.code("vault_unlock", guess), "wrong-passphrase");
        }
        assert_eq!(told(&bench), json!(null), "a locked vault says nothing");
        // Longer than the pause.
        bench.wait(90);
        let status = open(&bench);
        assert_eq!(status["wrongTries"]["count"].as_u64(), count, "{status}");
    }
    let tries = told(&bench);
    assert_eq!(tries["last"].as_str().unwrap().len(), 25, "{tries}");
    let text = tries["lastText"].as_str().unwrap();
    assert!(
        text.ends_with(":01"),
        "the last try, not the opening: {text}"
    );
    // Opened and locked again: it was told.
    bench.ask("vault_lock", json!({}));
    assert_eq!(open(&bench)["wrongTries"], json!(null));
}

#[test]
fn a_forgotten_passphrase_is_replaced_by_the_recovery_code_once() {
    let bench = Bench::empty();
    let made = bench.ask(
        "vault_create",
        json!({"nickname": "Mei", "passphrase": PASSPHRASE, "lang": "zh-CN"}),
    );
    let code = made["recoveryCode"].as_str().unwrap().to_owned();
    bench.ask("vault_lock", json!({}));
    let next = "seven brave otters juggle quietly";
    let mut typo = code.clone();
    let last = typo.pop();
    typo.push(if last == Some('X') { 'Y' } else { 'X' });
    let request = |code: &str| json!({"code": code, "newPassphrase": next});
    assert_eq!(
        bench.code("vault_unlock_recovery", request(&typo)),
        "recovery-code-typo"
    );
    let renewed = bench.ask("vault_unlock_recovery", request(&code));
    assert_ne!(renewed["recoveryCode"], code, "a new code is made");
    bench.ask("vault_lock", json!({}));
    assert_eq!(
        bench.code("vault_unlock_recovery", request(&code)),
        "wrong-recovery-code",
        "the old code is spent"
    );
    assert_eq!(
        bench.code("vault_unlock", json!({"passphrase": PASSPHRASE})),
        "wrong-passphrase"
    );
    assert_eq!(
        bench.ask("vault_unlock", json!({"passphrase": next}))["state"],
        "unlocked"
    );
    assert_eq!(
        bench.ask("settings_get", json!({}))["lang"],
        "zh-CN",
        "settings are kept"
    );
}

#[test]
fn the_passphrase_is_changed_with_the_old_one_only() {
    let bench = Bench::new();
    let next = "seven brave otters juggle quietly";
    let request = |current: &str, next: &str| json!({"current": current, "next": next});
    assert_eq!(
        bench.code("passphrase_change", request("wrong wrong", next)),
        "wrong-passphrase"
    );
    assert_eq!(
        bench.code("passphrase_change", request(PASSPHRASE, "short")),
        "passphrase-too-short"
    );
    assert_eq!(
        bench.code("passphrase_change", request(PASSPHRASE, "password")),
        "passphrase-too-common"
    );
    bench.ask("passphrase_change", request(PASSPHRASE, next));
    bench.ask("vault_lock", json!({}));
    assert_eq!(
        bench.ask("vault_unlock", json!({"passphrase": next}))["state"],
        "unlocked"
    );
}

#[test]
fn it_locks_when_nobody_has_done_anything_for_five_minutes() {
    let (bench, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    bench.wait(299);
    assert!(!bench.session.lock_if_idle(), "not yet");
    bench.ask("years", json!({"person": person}));
    bench.wait(299);
    assert!(!bench.session.lock_if_idle(), "something was done");
    // A page that asks by itself how things stand does not keep it open.
    bench.ask("app_status", json!({}));
    bench.ask("portals", json!({"person": person}));
    bench.wait(1);
    assert!(bench.session.lock_if_idle(), "five minutes without use");
    assert_eq!(bench.ask("app_status", json!({}))["state"], "locked");
    assert!(!bench.session.lock_if_idle(), "once");
}

#[test]
fn the_look_is_known_before_unlocking_and_nothing_else() {
    let bench = Bench::new();
    let mut settings = bench.ask("settings_get", json!({}));
    settings["theme"] = json!("dark");
    settings["textScale"] = json!(500);
    settings["glucoseUnit"] = json!("mg/dL");
    let stored = bench.ask("settings_set", json!({"settings": settings}));
    assert_eq!(stored["textScale"], 160, "brought into its range");
    bench.ask("vault_lock", json!({}));
    let seen = bench.ask("settings_get", json!({}));
    assert_eq!(seen["theme"], "dark");
    assert_eq!(
        seen["glucoseUnit"], "mmol/L",
        "what says something about health is not"
    );
    bench.ask("vault_unlock", json!({"passphrase": PASSPHRASE}));
    assert_eq!(bench.ask("settings_get", json!({}))["glucoseUnit"], "mg/dL");
}

#[test]
fn a_second_program_is_told_that_the_vault_is_in_use() {
    let bench = Bench::new();
    let other = kin_api::Session::new(kin_api::SessionConfig::new(
        &bench.folder.path().join("vault"),
    ));
    let error = other.dispatch("app_status", json!({})).unwrap_err();
    assert_eq!(error.code, ErrorCode::VaultInUse);
}

/// A page that was made to say so could otherwise stand in for the passphrase.
#[test]
fn an_open_vault_is_not_proof_of_its_passphrase_or_its_code() {
    let bench = Bench::new();
    let wrong = json!({"passphrase": "not the passphrase at all"});
    assert_eq!(bench.code("vault_unlock", wrong), "wrong-passphrase");
    assert_eq!(bench.ask("app_status", json!({}))["state"], "unlocked");
    bench.ask("vault_unlock", json!({"passphrase": PASSPHRASE}));
    // A code that is well formed and nobody's.
    let other = Bench::empty();
    let made = other.ask(
        "vault_create",
        json!({"nickname": "Wei", "passphrase": PASSPHRASE, "lang": "en"}),
    );
    let next = "seven brave otters juggle quietly";
    let request = json!({"code": made["recoveryCode"], "newPassphrase": next});
    assert_eq!(
        bench.code("vault_unlock_recovery", request),
        "wrong-recovery-code"
    );
    let old = bench.ask("vault_unlock", json!({"passphrase": PASSPHRASE}));
    assert_eq!(old["state"], "unlocked", "nothing was replaced");
}
