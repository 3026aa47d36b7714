//! What a face asks: every command with any request, of a locked vault and of an open one.

use crate::{text, two};
use kin_api::{COMMANDS, ErrorCode, KdfStrength, Response, Session, SessionConfig};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// What unlocks the vaults of this module.
const WORDS: &str = "quiet river carries seven lanterns home";
/// Inputs after which a vault is made anew: it grows with what they add.
const LIFE: u32 = 2_000;

/// Commands that are not tried: a guess at a secret costs what it should cost an attacker, the sample
/// record is large, and the others begin work in another thread, close the vault or ask a hospital.
const LEFT_OUT: &[&str] = &[
    "vault_create",
    "vault_open_sample",
    "vault_unlock",
    "vault_unlock_recovery",
    "vault_mend",
    "keyholder_add",
    "passphrase_change",
    "passphrase_confirm",
    "keys_renew",
    "recovery_renew",
    "recovery_rehearse",
    "keyholder_rehearse",
    "backup_make",
    "backup_rehearse",
    "vault_check_all",
    "vault_compact",
    "import_run",
    "vault_lock",
    "vault_use",
    "vault_close_sample",
    "portal_look",
    "portal_connect",
    "portal_sync",
    "portal_remove",
    "portal_images",
];

/// A vault with one person and a few entries.
struct Home {
    session: Session,
    folder: PathBuf,
    person: String,
    entry: String,
    asked: u32,
}

impl Drop for Home {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.folder));
    }
}

fn ask(session: &Session, command: &str, request: Value) -> Value {
    match session.dispatch(command, request) {
        Ok(Response::Json(answer)) => answer,
        Ok(Response::Bytes(_)) => Value::Null,
        Err(error) => panic!("{command}: {}", error.code),
    }
}

impl Home {
    fn new(name: &str) -> Self {
        let memory = Path::new("/dev/shm");
        let outer = if memory.is_dir() {
            memory.to_owned()
        } else {
            std::env::temp_dir()
        };
        let folder = outer.join(format!("kinfolio-fuzz-{name}-{}", std::process::id()));
        drop(std::fs::remove_dir_all(&folder));
        std::fs::create_dir_all(&folder).expect("a folder for the test");
        let mut config = SessionConfig::new(&folder.join("vault"));
        config.kdf = KdfStrength::Test;
        let session = Session::new(config);
        ask(
            &session,
            "vault_create",
            json!({"nickname": "Mei", "passphrase": WORDS, "lang": "en"}),
        );
        let person = ask(
            &session,
            "person_add",
            json!({"person": {"name": "Zhao Lan", "born": "1953-02-11", "sex": "female"}}),
        );
        let person = person
            .get("id")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned();
        let mut entry = String::new();
        for form in FORMS {
            let form: Value = serde_json::from_str(form).expect("a form");
            let request = json!({"person": person, "form": form, "confirmed": true});
            let added = ask(&session, "entry_add", request);
            entry = added
                .get("id")
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned();
        }
        Self {
            session,
            folder,
            person,
            entry,
            asked: 0,
        }
    }

    /// The command and the request of an input; `@person` and `@entry` stand for what is there.
    fn question(&self, data: &[u8]) -> Option<(&'static kin_api::Command, Value)> {
        let (name, request) = two(data);
        let all = COMMANDS.iter().filter(|c| !LEFT_OUT.contains(&c.name));
        let mut named = all.clone().filter(|c| c.name.as_bytes() == name);
        let any = || {
            let n = name.first().map_or(0, |byte| usize::from(*byte));
            all.clone().cycle().nth(n)
        };
        let command = named.next().or_else(any)?;
        let request = text(request)
            .replace("@person", &self.person)
            .replace("@entry", &self.entry);
        Some((command, serde_json::from_str(&request).ok()?))
    }
}

static LOCKED: Mutex<Option<Home>> = Mutex::new(None);
static OPEN: Mutex<Option<Home>> = Mutex::new(None);

/// While the vault is locked, what needs a key is answered with that and nothing else.
pub(crate) fn locked(data: &[u8]) {
    let mut home = LOCKED.lock().unwrap_or_else(PoisonError::into_inner);
    let home = home.get_or_insert_with(|| {
        let home = Home::new("locked");
        ask(&home.session, "vault_lock", json!({}));
        home
    });
    let Some((command, request)) = home.question(data) else {
        return;
    };
    match home.session.dispatch(command.name, request) {
        Ok(_) => assert!(command.allowed_while_locked, "{} answers", command.name),
        Err(error) if command.allowed_while_locked => {
            assert_ne!(error.code, ErrorCode::Internal, "{}", command.name);
        }
        Err(error) => assert_eq!(error.code, ErrorCode::Locked, "{}", command.name),
    }
}

/// Whatever is asked of an open vault, it answers or says why not; afterwards it is still open.
pub(crate) fn open(data: &[u8]) {
    let mut place = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
    if place.as_ref().is_some_and(|home| home.asked > LIFE) {
        *place = None;
    }
    let home = place.get_or_insert_with(|| Home::new("open"));
    let Some((command, request)) = home.question(data) else {
        return;
    };
    home.asked += 1;
    match home.session.dispatch(command.name, request) {
        Ok(Response::Json(answer)) => {
            assert!(!command.binary, "{} says what it is", command.name);
            assert!(serde_json::to_string(&answer).is_ok());
        }
        Ok(Response::Bytes(_)) => assert!(command.binary, "{} says what it is", command.name),
        Err(error) => assert_ne!(error.code, ErrorCode::Internal, "{}", command.name),
    }
    let people = home.session.dispatch("people_list", json!({}));
    assert!(
        people.is_ok(),
        "the vault stays open after {}",
        command.name
    );
}

/// What is typed, one form of each kind.
pub(crate) const FORMS: &[&str] = &[
    r#"{"type":"blood-pressure","systolic":"128","diastolic":"82","pulse":"66","at":"2026-01-02T06:00:00+08:00","arm":"left","note":"sat"}"#,
    r#"{"type":"glucose","value":"6.1","unit":"mmol/L","context":"fasting","at":"2026-01-02T06:00:00+08:00"}"#,
    r#"{"type":"measure","what":"weight","value":"61.5","unit":"kg","at":"2026-01-02T06:00:00+08:00"}"#,
    r#"{"type":"medicine","name":"Metformin","strength":"500 mg","dosage":"1-0-1","since":"2024-05","status":"active"}"#,
    r#"{"type":"allergy","substance":"Penicillin","reaction":"rash","severity":"severe","since":"1999","none":false}"#,
    r#"{"type":"problem","name":"Diabetes","since":"2011","status":"active"}"#,
    r#"{"type":"symptom","name":"Headache","severity":"4","at":"2026-01-02T06:00:00+08:00"}"#,
    r#"{"type":"note","title":"For the doctor","text":"夜里咳嗽三次","at":"2026-01-02T06:00:00+08:00"}"#,
];

/// Requests to begin with: a good one of most commands.
const REQUESTS: &[(&str, &str)] = &[
    ("app_status", "{}"),
    ("passphrase_strength", r#"{"passphrase":"quiet river"}"#),
    ("suggest_passphrase", "{}"),
    ("vault_unlock_quick", r#"{"keyholder":"@person"}"#),
    ("recovery_look", r#"{"code":"ABCD-EFGH"}"#),
    ("settings_get", "{}"),
    (
        "settings_set",
        r#"{"settings":{"lang":"en","theme":"dark","textSize":"large","textScale":120,"autoLockMinutes":5,"glucoseUnit":"mmol/L","weightUnit":"kg"}}"#,
    ),
    ("activity", "{}"),
    (
        "recovery_sheet",
        r#"{"code":"ABCD-EFGH","language":"both"}"#,
    ),
    ("quick_unlock_set", r#"{"on":false,"passphrase":"x"}"#),
    ("vault_check", r#"{"full":false}"#),
    ("vault_info", "{}"),
    ("backup_status", "{}"),
    ("backup_set", r#"{"folder":null,"every":"daily","keep":3}"#),
    ("backup_verify", r#"{"file":"0","passphrase":"x"}"#),
    ("backup_restore", r#"{"file":"0","passphrase":"x"}"#),
    ("backup_restore_cancel", "{}"),
    ("people_list", "{}"),
    (
        "person_add",
        r#"{"person":{"name":"李华","otherName":"Li Hua","born":"1954-03","sex":"other","relation":"mother","colour":"plum","phone":"1"}}"#,
    ),
    (
        "person_edit",
        r#"{"id":"@person","person":{"name":"Zhao Lan","sex":"female"}}"#,
    ),
    ("person_remove", r#"{"id":"@person","typedName":"x"}"#),
    ("caregivers", "{}"),
    (
        "caregiver_grant",
        r#"{"person":"@person","keyholder":"00000000000000000000000000000000","right":"read","compared":true,"passphrase":"x"}"#,
    ),
    (
        "caregiver_revoke",
        r#"{"person":"@person","keyholder":"00000000000000000000000000000000","passphrase":"x"}"#,
    ),
    ("letter_accept", r#"{"person":"@person"}"#),
    ("record_accept_older", r#"{"person":"@person"}"#),
    (
        "access_log",
        r#"{"person":"@person","limit":5,"before":"3"}"#,
    ),
    ("home", r#"{"person":"@person"}"#),
    (
        "timeline",
        r#"{"person":"@person","kinds":["note"],"year":2026,"limit":5,"before":"1","import":1}"#,
    ),
    ("years", r#"{"person":"@person"}"#),
    ("overview", r#"{"person":"@person"}"#),
    (
        "search",
        r#"{"person":"@person","words":"met 咳","limit":3}"#,
    ),
    ("entry", r#"{"person":"@person","id":"@entry"}"#),
    (
        "entry_original",
        r#"{"person":"@person","id":"@entry","version":1}"#,
    ),
    (
        "attachment",
        r#"{"person":"@person","id":"@entry","index":0}"#,
    ),
    ("trend", r#"{"person":"@person","key":"blood-pressure"}"#),
    ("entry_form", r#"{"person":"@person","id":"@entry"}"#),
    ("entry_hide", r#"{"person":"@person","id":"@entry"}"#),
    ("entry_restore", r#"{"person":"@person","id":"@entry"}"#),
    (
        "entry_move",
        r#"{"person":"@person","id":"@entry","to":"@person"}"#,
    ),
    ("entry_move_back", r#"{"person":"@person","number":1}"#),
    (
        "entry_restore_version",
        r#"{"person":"@person","id":"@entry","version":1}"#,
    ),
    ("import_preview", r#"{"person":"@person","files":["0"]}"#),
    ("job", r#"{"id":"0"}"#),
    ("imports", r#"{"person":"@person"}"#),
    ("import_undo", r#"{"person":"@person","import":1}"#),
    ("kept", r#"{"person":"@person"}"#),
    (
        "summary_preview",
        r#"{"person":"@person","options":{"purpose":"visit","language":"en","sections":["problems"],"since":"2020","reason":"r","questions":["q"],"leftOut":["@entry"]}}"#,
    ),
    ("records_accept_gone", "{}"),
    ("entry_images", r#"{"person":"@person","id":"@entry"}"#),
    ("portals", r#"{"person":"@person"}"#),
    ("portal_demo", "{}"),
    ("portal_directory", "{}"),
    ("portal_find", r#"{"words":"st mary","limit":3}"#),
    (
        "portal_rename",
        r#"{"person":"@person","portal":"a1","label":"x"}"#,
    ),
    ("portal_seen", r#"{"person":"@person","portal":"a1"}"#),
    ("portal_sign_in_address", r#"{"id":"0"}"#),
    ("output", r#"{"token":"0"}"#),
    ("share_log", r#"{"person":"@person"}"#),
];

/// Requests to begin with.
pub(crate) fn seeds() -> Vec<crate::Seed> {
    let input = |name: &str, request: &str| format!("{name}\0{request}").into_bytes();
    let plain = REQUESTS.iter().map(|(name, request)| input(name, request));
    let forms = FORMS.iter().flat_map(|form| {
        [
            input("form_check", &format!(r#"{{"form":{form}}}"#)),
            input(
                "entry_add",
                &format!(r#"{{"person":"@person","form":{form}}}"#),
            ),
            input(
                "entry_edit",
                &format!(r#"{{"person":"@person","id":"@entry","form":{form}}}"#),
            ),
        ]
    });
    plain.chain(forms).collect()
}
