//! The recovery paper, the passphrase once more, quick unlock, and how many guesses there are.

use crate::support::{Bench, PASSPHRASE};
use kin_api::{ErrorCode, Keychain, KeychainError};
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use zeroize::Zeroizing;

const NEXT: &str = "seven brave otters juggle quietly";

/// A keychain in memory that can be broken.
#[derive(Debug, Default)]
struct FakeKeychain {
    kept: Mutex<BTreeMap<String, String>>,
    broken: AtomicBool,
}

impl FakeKeychain {
    fn works(&self) -> Result<(), KeychainError> {
        if self.broken.load(Ordering::SeqCst) {
            return Err(KeychainError);
        }
        Ok(())
    }
}

impl Keychain for FakeKeychain {
    fn put(&self, name: &str, secret: &str) -> Result<(), KeychainError> {
        self.works()?;
        self.kept
            .lock()
            .unwrap()
            .insert(name.to_owned(), secret.to_owned());
        Ok(())
    }

    fn get(&self, name: &str) -> Result<Option<Zeroizing<String>>, KeychainError> {
        self.works()?;
        Ok(self
            .kept
            .lock()
            .unwrap()
            .get(name)
            .cloned()
            .map(Zeroizing::new))
    }

    fn remove(&self, name: &str) -> Result<(), KeychainError> {
        self.works()?;
        self.kept.lock().unwrap().remove(name);
        Ok(())
    }
}

fn with_code() -> (Bench, String) {
    let bench = Bench::empty();
    let made = bench.ask(
        "vault_create",
        json!({"nickname": "Mei", "passphrase": PASSPHRASE, "lang": "en"}),
    );
    let code = made["recoveryCode"].as_str().unwrap().to_owned();
    (bench, code)
}

#[test]
fn the_paper_is_due_until_it_was_tried() {
    let (mut bench, code) = with_code();
    let due = |bench: &Bench| bench.ask("app_status", json!({}))["recoveryDue"] == true;
    assert!(due(&bench), "a new code was never tried");
    let mut typo = code.clone();
    let first = typo.remove(0);
    typo.insert(0, if first == '7' { '8' } else { '7' });
    assert_eq!(
        bench.code("recovery_rehearse", json!({"code": typo})),
        "recovery-code-typo"
    );
    let other = "0000-0000-0000-0000-0000-0000-00-0";
    assert_eq!(
        bench.code("recovery_rehearse", json!({"code": other})),
        "wrong-recovery-code"
    );
    assert!(due(&bench), "a wrong one is no rehearsal");
    bench.ask("vault_lock", json!({}));
    bench.restart();
    assert!(!due(&bench), "a locked vault says nothing");
    bench.ask("vault_unlock", json!({"passphrase": PASSPHRASE}));
    assert!(due(&bench), "remembered over the next start");
    let status = bench.ask("recovery_rehearse", json!({"code": code.to_lowercase()}));
    assert_eq!(status["recoveryDue"], false);
    bench.ask("recovery_rehearse", json!({"code": code}));
    let renewed = bench.ask("recovery_renew", json!({"passphrase": PASSPHRASE}));
    assert!(due(&bench), "a new code, a new paper");
    assert_eq!(
        bench.code("recovery_rehearse", json!({"code": code})),
        "wrong-recovery-code",
        "the old paper is waste paper"
    );
    bench.ask(
        "recovery_rehearse",
        json!({"code": renewed["recoveryCode"]}),
    );
    assert!(!due(&bench));
}

#[test]
fn a_forgotten_passphrase_asks_for_a_new_paper() {
    let (bench, code) = with_code();
    bench.ask("recovery_rehearse", json!({"code": code}));
    bench.ask("vault_lock", json!({}));
    let half: String = code.chars().take(8).collect();
    let look = bench.ask("recovery_look", json!({"code": half}));
    assert_eq!((&look["state"], &look["of"]), (&json!("short"), &json!(27)));
    let whole = bench.ask(
        "recovery_look",
        json!({"code": code.replace('-', " ").replace('0', "o")}),
    );
    assert_eq!(whole["state"], "whole", "look-alike letters are forgiven");
    assert_eq!(whole["shown"], code.as_str());
    let made = bench.ask(
        "vault_unlock_recovery",
        json!({"code": code, "newPassphrase": NEXT}),
    );
    assert_eq!(bench.ask("app_status", json!({}))["recoveryDue"], true);
    bench.ask("recovery_rehearse", json!({"code": made["recoveryCode"]}));
}

#[test]
fn starting_the_program_again_is_no_way_around_the_pause() {
    let mut bench = Bench::new();
    bench.ask("vault_lock", json!({}));
    let wrong = json!({"passphrase": "not the passphrase"});
    for _ in 0..5 {
        bench.code("vault_unlock", wrong.clone());
        bench.wait(60);
    }
    assert_eq!(
        bench.code("vault_unlock", wrong.clone()),
        "wrong-passphrase",
        "the sixth"
    );
    bench.restart();
    let error = bench
        .try_ask("vault_unlock", json!({"passphrase": PASSPHRASE}))
        .unwrap_err();
    assert_eq!(
        (error.code, error.params["seconds"].as_str()),
        (ErrorCode::Wait, "8")
    );
    assert_eq!(bench.ask("app_status", json!({}))["retryAfterSeconds"], 8);
    bench.wait(8);
    bench.ask("vault_unlock", json!({"passphrase": PASSPHRASE}));
    bench.ask("vault_lock", json!({}));
    bench.restart();
    bench.ask("app_status", json!({}));
    assert_eq!(
        bench.code("vault_unlock", wrong),
        "wrong-passphrase",
        "counted anew"
    );
}

#[test]
fn at_most_25_guesses_in_ten_minutes_whatever_is_asked() {
    let (mut bench, _) = with_code();
    let ways = [
        ("vault_unlock", json!({"passphrase": "a wrong passphrase"})),
        (
            "vault_unlock",
            json!({"passphrase": "a wrong passphrase", "keyholder": "Mei"}),
        ),
        (
            "vault_unlock",
            json!({"passphrase": "a wrong passphrase", "keyholder": "Nobody"}),
        ),
        (
            "vault_unlock_recovery",
            json!({"code": "0000-0000-0000-0000-0000-0000-00-0", "newPassphrase": NEXT}),
        ),
    ];
    bench.ask("vault_lock", json!({}));
    let (mut guesses, mut asked) = (0, 0_usize);
    for second in 0..600 {
        // As fast as one can, and every now and then from a new start.
        if second % 7 == 3 {
            bench.restart();
        }
        loop {
            let (name, request) = &ways[asked % ways.len()];
            asked += 1;
            match bench.code(name, request.clone()).as_str() {
                "wait" => break,
                "wrong-passphrase" | "wrong-recovery-code" => guesses += 1,
                other => panic!("{name} answered {other}"),
            }
        }
        bench.wait(1);
    }
    assert!(
        (4..=25).contains(&guesses),
        "{guesses} guesses in ten minutes"
    );
    bench.wait(60);
    assert_eq!(
        bench.ask("vault_unlock", json!({"passphrase": PASSPHRASE}))["state"],
        "unlocked",
        "never a lock-out"
    );
}

/// CPU seconds of this process: on a busy machine the clock on the wall says nothing.
#[cfg(unix)]
fn cpu_seconds() -> f64 {
    let t = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    f64::from(i32::try_from(t.tv_sec).unwrap()) + f64::from(i32::try_from(t.tv_nsec).unwrap()) / 1e9
}

#[cfg(unix)]
#[test]
fn nobody_learns_who_is_in_the_vault() {
    let bench = Bench::new();
    let took = |keyholder: &str| {
        bench.ask("vault_lock", json!({}));
        let begin = cpu_seconds();
        let request = json!({"passphrase": "a wrong passphrase", "keyholder": keyholder});
        assert_eq!(bench.code("vault_unlock", request), "wrong-passphrase");
        let used = cpu_seconds() - begin;
        bench.ask("vault_unlock", json!({"passphrase": PASSPHRASE}));
        used
    };
    // In turn, and the least of each: what else runs on the machine only adds.
    let (mut there, mut nobody) = (f64::MAX, f64::MAX);
    for _ in 0..5 {
        there = there.min(took("Mei"));
        nobody = nobody.min(took("Nobody"));
    }
    let ratio = nobody / there;
    assert!(
        (0.5..2.0).contains(&ratio),
        "somebody {there} s, nobody {nobody} s"
    );
}

#[test]
fn quick_unlock_is_an_extra_that_ends_with_the_passphrase() {
    let keychain = Arc::new(FakeKeychain::default());
    let (mut bench, _) = with_code();
    assert_eq!(
        bench.ask("app_status", json!({}))["quickUnlock"]["possible"],
        false
    );
    assert_eq!(
        bench.code("quick_unlock_set", json!({"on": true})),
        "no-quick-unlock"
    );
    bench.ask("vault_lock", json!({}));
    bench.restart_with(Some(keychain.clone()));
    bench.ask("vault_unlock", json!({"passphrase": PASSPHRASE}));
    let off = bench.ask("app_status", json!({}));
    assert_eq!(
        off["quickUnlock"],
        json!({"possible": true, "keyholders": []}),
        "off by default"
    );
    bench.wait(121);
    assert_eq!(
        bench.code("quick_unlock_set", json!({"on": true})),
        "confirm-passphrase",
        "not by a passer-by"
    );
    bench.ask("passphrase_confirm", json!({"passphrase": PASSPHRASE}));
    let on = bench.ask("quick_unlock_set", json!({"on": true}));
    let who = on["keyholder"].as_str().unwrap().to_owned();
    assert_eq!(on["quickUnlock"]["keyholders"], json!([who]));
    let kept = keychain
        .kept
        .lock()
        .unwrap()
        .values()
        .next()
        .unwrap()
        .clone();
    assert_eq!(kept.len(), 43, "32 random bytes, nothing of the passphrase");

    let locked = bench.ask("vault_lock", json!({}));
    assert_eq!(
        locked["quickUnlock"]["keyholders"],
        json!([who]),
        "offered while locked"
    );
    let open = bench.ask("vault_unlock_quick", json!({"keyholder": who}));
    assert_eq!(open["state"], "unlocked");
    assert_eq!(
        bench.code("quick_unlock_set", json!({"on": true})),
        "confirm-passphrase",
        "opening quickly is no passphrase"
    );

    bench.ask("vault_lock", json!({}));
    keychain.broken.store(true, Ordering::SeqCst);
    assert_eq!(
        bench.code("vault_unlock_quick", json!({"keyholder": who})),
        "no-quick-unlock"
    );
    assert_eq!(
        bench.code("vault_unlock_quick", json!({"keyholder": "Nobody"})),
        "no-quick-unlock"
    );
    bench.ask("vault_unlock", json!({"passphrase": PASSPHRASE}));
    keychain.broken.store(false, Ordering::SeqCst);

    bench.ask(
        "passphrase_change",
        json!({"current": PASSPHRASE, "next": NEXT}),
    );
    assert!(
        keychain.kept.lock().unwrap().is_empty(),
        "gone from the keychain"
    );
    let locked = bench.ask("vault_lock", json!({}));
    assert_eq!(
        locked["quickUnlock"]["keyholders"],
        json!([]),
        "a new passphrase ends it"
    );
    assert_eq!(
        bench.code("vault_unlock_quick", json!({"keyholder": who})),
        "no-quick-unlock"
    );
    bench.ask("vault_unlock", json!({"passphrase": NEXT}));
}

#[test]
fn the_passphrase_typed_once_more_holds_for_two_minutes() {
    let keychain: Arc<dyn Keychain> = Arc::new(FakeKeychain::default());
    let mut bench = Bench::new();
    bench.ask("vault_lock", json!({}));
    bench.restart_with(Some(keychain));
    bench.ask("vault_unlock", json!({"passphrase": PASSPHRASE}));
    bench.wait(120);
    bench.ask("quick_unlock_set", json!({"on": true}));
    bench.ask("quick_unlock_set", json!({"on": false}));
    bench.wait(1);
    assert_eq!(
        bench.code(
            "passphrase_confirm",
            json!({"passphrase": "somebody else's"})
        ),
        "wrong-passphrase"
    );
    assert_eq!(
        bench.code("quick_unlock_set", json!({"on": true})),
        "confirm-passphrase"
    );
    bench.ask("passphrase_confirm", json!({"passphrase": PASSPHRASE}));
    bench.wait(120);
    bench.ask("quick_unlock_set", json!({"on": true}));
    bench.ask("quick_unlock_set", json!({"on": false}));
    bench.wait(1);
    assert_eq!(
        bench.code("quick_unlock_set", json!({"on": true})),
        "confirm-passphrase"
    );
    // A recovery renewal asks for the passphrase itself, whatever was confirmed.
    bench.ask("passphrase_confirm", json!({"passphrase": PASSPHRASE}));
    assert_eq!(
        bench.code("recovery_renew", json!({"passphrase": "somebody else's"})),
        "wrong-passphrase"
    );
    bench.ask("quick_unlock_set", json!({"on": true}));
    let locked = bench.ask("vault_lock", json!({}));
    let who = locked["keyholders"][0]["id"].clone();
    bench.ask("vault_unlock_quick", json!({"keyholder": who}));
    assert_eq!(
        bench.code("quick_unlock_set", json!({"on": true})),
        "confirm-passphrase",
        "locking forgets it, and opening quickly is no passphrase"
    );
}

#[test]
fn a_vault_whose_making_was_interrupted_is_said_to_be_that_and_made_again() {
    let mut bench = Bench::new();
    bench.ask("vault_lock", json!({}));
    let vault = bench.folder.path().join("vault");
    // As after a power cut before the last step of making it.
    std::fs::remove_file(vault.join("vault.json")).unwrap();
    std::fs::write(vault.join("vault.begun"), "").unwrap();
    bench.restart();
    let status = bench.ask("app_status", json!({}));
    assert_eq!(status["state"], "no-vault");
    assert_eq!(status["unfinished"], true, "the first page says so");
    bench.ask(
        "vault_create",
        json!({"nickname": "Mei", "passphrase": NEXT, "lang": "en"}),
    );
    let status = bench.ask("app_status", json!({}));
    assert_eq!(status["state"], "unlocked");
    assert_eq!(status["unfinished"], false);
    assert_eq!(status["keyholders"].as_array().unwrap().len(), 1);
}

/// What the meter calls common is refused, at every door by which a passphrase comes in, and the other way round.
#[test]
fn a_passphrase_that_is_soon_guessed_is_refused_wherever_one_is_chosen() {
    let bench = Bench::empty();
    let meter = |nickname: &str, passphrase: &str| {
        let request = json!({"passphrase": passphrase, "nickname": nickname});
        bench.ask("passphrase_strength", request)
    };
    let create = |nickname: &str, passphrase: &str| {
        let request = json!({"nickname": nickname, "passphrase": passphrase, "lang": "en"});
        bench.code("vault_create", request)
    };
    for (nickname, passphrase, score) in [
        ("Mei", "password1", 0),
        ("Mei", "sunshine1", 1),
        ("Mei", "iloveyou2024", 1),
        // The name of who chooses it is the first that somebody of the family tries.
        ("Gwendolyn Zhao", "gwendolynzhao", 1),
        ("Gwendolyn Zhao", "Gwendolyn1954", 1),
        ("Gwendolyn", "gwendolyngwendolyn", 1),
        ("王小明明白白", "王小明明白白王小明", 1),
    ] {
        let judged = meter(nickname, passphrase);
        assert!(
            judged["score"].as_u64().unwrap() <= score,
            "{passphrase}: {judged}"
        );
        assert_eq!(judged["common"], true, "{passphrase}: {judged}");
        assert_eq!(judged["hint"], "strength-hint-common");
        assert_eq!(
            create(nickname, passphrase),
            "passphrase-too-common",
            "{passphrase}"
        );
    }
    assert_eq!(
        meter("Mei", "gwendolynzhao")["common"],
        false,
        "somebody else's name"
    );
    bench.ask(
        "vault_create",
        json!({"nickname": "Mei", "passphrase": PASSPHRASE, "lang": "en"}),
    );
    let person = bench.add_person("Gwendolyn Zhao", "1954-02-11", "female");
    assert!(!person.is_empty());
    // The names of the people in the vault are known, too, where it is open.
    for weak in ["sunshine1", "gwendolynzhao"] {
        let judged = bench.ask("passphrase_strength", json!({"passphrase": weak}));
        assert_eq!(judged["common"], true, "{weak}: {judged}");
        let change = json!({"current": PASSPHRASE, "next": weak});
        assert_eq!(
            bench.code("passphrase_change", change),
            "passphrase-too-common"
        );
        let add = json!({"nickname": "Wei", "passphrase": weak, "ownPassphrase": PASSPHRASE});
        assert_eq!(bench.code("keyholder_add", add), "passphrase-too-common");
    }
    let add =
        json!({"nickname": "Theodora", "passphrase": "theodora1954", "ownPassphrase": PASSPHRASE});
    assert_eq!(bench.code("keyholder_add", add), "passphrase-too-common");
    let code =
        bench.ask("recovery_renew", json!({"passphrase": PASSPHRASE}))["recoveryCode"].clone();
    bench.ask("vault_lock", json!({}));
    let recover = json!({"code": code, "newPassphrase": "sunshine1"});
    assert_eq!(
        bench.code("vault_unlock_recovery", recover),
        "passphrase-too-common"
    );
    let recover = json!({"code": code, "newPassphrase": "seven brave otters juggle quietly"});
    bench.ask("vault_unlock_recovery", recover);
}
