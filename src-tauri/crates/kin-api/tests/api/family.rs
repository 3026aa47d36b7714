//! Caregivers: what each keyholder opens and may do, by every command; letters, ended access, the
//! access log, moved entries, records that are older than what was saved.

use crate::support::{Bench, PASSPHRASE};
use kin_api::dto::*;
use kin_api::{COMMANDS, ErrorCode};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

const WEI: &str = "amber kettle morning ladder";
const LAN: &str = "copper garden violin summer";

/// Commands that are no reading and name no record: the vault as a whole, the keyholder's own keys, lists of hospitals and
/// issuers, what looks at a file only. `vault_compact` leaves alone what its keyholder may only read.
const NO_RECORD: &[&str] = &[
    "passphrase_change",
    "keys_renew",
    "recovery_renew",
    "recovery_sheet",
    "recovery_rehearse",
    "passphrase_confirm",
    "quick_unlock_set",
    "vault_check",
    "vault_check_all",
    "vault_compact",
    "vault_info",
    "backup_status",
    "backup_set",
    "backup_make",
    "backup_rehearse",
    "people_list",
    "person_add",
    "caregivers",
    "keyholder_remove",
    "records_accept_gone",
    "form_check",
    "card_issuers_refresh",
    "card_issuer_add",
    "card_issuer_remove",
    "package_look",
    "portal_find",
    "portal_directory",
    "portal_directory_add",
    "portal_directory_remove",
    "output",
];

fn add(bench: &Bench, nickname: &str, passphrase: &str, grants: Value) -> Value {
    bench.ask(
        "keyholder_add",
        json!({"nickname": nickname, "passphrase": passphrase, "grants": grants,
            "ownPassphrase": PASSPHRASE}),
    )
}

fn unlock(bench: &Bench, passphrase: &str) {
    bench.ask("vault_lock", json!({}));
    bench.ask("vault_unlock", json!({"passphrase": passphrase}));
}

fn note_request(person: &str, text: &str) -> Value {
    let form = json!({"type": "note", "text": text, "at": "2026-11-20"});
    json!({"person": person, "form": form})
}

fn note(bench: &Bench, person: &str, text: &str) -> Value {
    bench.ask("entry_add", note_request(person, text))
}

fn people(bench: &Bench) -> Vec<String> {
    let answer = bench.ask("people_list", json!({}));
    let all = answer["people"].as_array().unwrap();
    all.iter()
        .map(|p| p["name"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_caregiver_is_added_reads_is_let_write_and_loses_access() {
    let (bench, mother) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    bench.add_person("Private", "1980-01-01", "male");
    note(&bench, &mother, "slept well");
    let request = json!({"nickname": "Wei", "passphrase": WEI, "grants": []});
    assert_eq!(
        bench.code("keyholder_add", request),
        "wrong-passphrase",
        "asked again"
    );
    let made = add(
        &bench,
        "Wei",
        WEI,
        json!([{"person": mother, "right": "read"}]),
    );
    assert_eq!(made["words"].as_array().unwrap().len(), 6);
    let wei = made["keyholder"]["id"].clone();
    let again = json!({"nickname": "wei", "passphrase": LAN, "ownPassphrase": PASSPHRASE});
    assert_eq!(
        bench.code("keyholder_add", again),
        "form-invalid",
        "the name is taken"
    );

    unlock(&bench, WEI);
    bench.ask("vault_lock", json!({}));
    let locked = bench.ask("app_status", json!({}));
    assert_eq!(
        locked["lastKeyholder"], wei,
        "the page offers who was there last"
    );
    unlock(&bench, WEI);
    assert_eq!(people(&bench), ["Zhao Lan"]);
    let seen = &bench.ask("people_list", json!({}))["people"][0];
    assert_eq!(
        (&seen["right"], &seen["trouble"]),
        (&json!("read"), &Value::Null)
    );
    assert_eq!(bench.entries(&mother).len(), 1);
    let form = json!({"type": "note", "text": "mine", "at": "2026-11-20"});
    assert_eq!(
        bench.code("entry_add", json!({"person": mother, "form": form})),
        "not-allowed"
    );
    unlock(&bench, PASSPHRASE);
    let grant = |right: &str| json!({"keyholder": wei, "person": mother, "right": right, "passphrase": PASSPHRASE});
    let mut wrong = grant("edit");
    wrong["passphrase"] = json!("not my passphrase");
    assert_eq!(bench.code("caregiver_grant", wrong), "wrong-passphrase");
    bench.ask("caregiver_grant", grant("edit"));
    let told = bench.ask("caregivers", json!({}));
    let access = &told["caregivers"][1]["access"][0];
    assert_eq!(
        (&access["right"], &access["canEnd"]),
        (&json!("edit"), &json!(true))
    );

    unlock(&bench, WEI);
    let entry = note(&bench, &mother, "from Wei");
    let full = bench.ask("entry", json!({"person": mother, "id": entry["id"]}));
    assert_eq!(
        full["origins"][0]["by"], "Wei",
        "every entry says who entered it"
    );
    bench.ask("entry_hide", json!({"person": mother, "id": entry["id"]}));
    assert_eq!(
        bench.code("entry_erase", json!({"person": mother, "id": entry["id"]})),
        "not-allowed"
    );

    unlock(&bench, PASSPHRASE);
    let log = bench.ask("access_log", json!({"person": mother, "limit": 500}));
    let lines: Vec<String> = log["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|l| {
            format!(
                "{} {}",
                l["who"].as_str().unwrap(),
                l["op"].as_str().unwrap()
            )
        })
        .collect();
    for line in [
        "Wei open",
        "Wei put",
        "Wei hide",
        "Mei grant",
        "Mei open",
        "Mei create",
    ] {
        assert!(lines.iter().any(|l| l == line), "{line} in {lines:?}");
    }
    let first = bench.ask("access_log", json!({"person": mother, "limit": 2}));
    let second = bench.ask(
        "access_log",
        json!({"person": mother, "limit": 2, "before": first["next"]}),
    );
    assert_eq!(
        second["lines"][0], log["lines"][2],
        "pages follow each other"
    );
    let made = json!({"person": mother, "options": {"language": "en"}, "formats": ["pdf", "ips"]});
    bench.ask("summary_make", made);
    let newest = bench.ask("access_log", json!({"person": mother, "limit": 1}));
    assert_eq!(
        newest["lines"][0]["about"],
        "On paper (PDF), Data file for the doctor’s computer"
    );

    bench.ask(
        "caregiver_revoke",
        json!({"keyholder": wei, "person": mother, "passphrase": PASSPHRASE}),
    );
    assert_eq!(bench.entries(&mother).len(), 1, "nothing is lost");
    let remove = json!({"keyholder": wei, "passphrase": PASSPHRASE});
    unlock(&bench, WEI);
    let seen = bench.ask("people_list", json!({}))["people"][0].clone();
    assert_eq!(seen["trouble"]["code"], "access-ended");
    assert_eq!(
        bench.code("home", json!({"person": mother})),
        "access-ended"
    );
    bench.ask("record_leave", json!({"person": mother}));
    assert!(people(&bench).is_empty());
    unlock(&bench, PASSPHRASE);
    bench.ask("keyholder_remove", remove);
    assert_eq!(bench.ask("app_status", json!({}))["state"], "unlocked");
    bench.ask("vault_lock", json!({}));
    assert_eq!(
        bench.code("vault_unlock", json!({"passphrase": WEI})),
        "wrong-passphrase"
    );
}

#[test]
fn somebody_adds_themselves_and_is_let_in_by_words() {
    let (bench, mother) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    bench.ask("vault_lock", json!({}));
    let request = json!({"nickname": "Wei", "passphrase": WEI});
    let made = bench.ask("keyholder_add", request);
    let wei = made["keyholder"]["id"].clone();
    bench.ask("vault_unlock", json!({"keyholder": wei, "passphrase": WEI}));
    assert!(people(&bench).is_empty());
    let own = bench.ask("caregivers", json!({}))["caregivers"][0]["words"].clone();
    unlock(&bench, PASSPHRASE);
    let told = bench.ask("caregivers", json!({}));
    assert_eq!(
        told["caregivers"][1]["words"], own,
        "both see the same words"
    );
    assert_eq!(told["caregivers"][1]["known"], false);
    let grant = |compared: bool| {
        json!({"keyholder": wei, "person": mother, "right": "edit", "compared": compared,
            "passphrase": PASSPHRASE})
    };
    assert_eq!(
        bench.code("caregiver_grant", grant(false)),
        "words-not-compared"
    );
    let words = bench.ask("caregiver_grant", grant(true))["words"].clone();
    let told = bench.ask("caregivers", json!({}));
    assert_eq!(told["caregivers"][1]["access"][0]["letter"], "waiting");
    unlock(&bench, WEI);
    let letters = bench.ask("caregivers", json!({}))["letters"].clone();
    assert_eq!(letters[0]["words"], words);
    assert_eq!(letters[0]["name"], "Zhao Lan");
    assert_eq!(
        bench.code("home", json!({"person": mother})),
        "unknown-person"
    );
    bench.ask("letter_accept", json!({"person": mother}));
    note(&bench, &mother, "I am in");
    unlock(&bench, PASSPHRASE);
    assert_eq!(bench.entries(&mother).len(), 1);
}

/// Five keyholders and six records; keyholder n owns record n, the sixth is shared by two.
#[test]
fn the_paper_of_somebody_who_was_added_is_tried_open_and_locked() {
    let (bench, _) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let made = add(&bench, "Wei", WEI, json!([]));
    let (id, code) = (&made["keyholder"]["id"], &made["recoveryCode"]);
    let own = bench.ask("app_status", json!({}))["keyholder"].clone();
    for locked in [false, true] {
        if locked {
            bench.ask("vault_lock", json!({}));
        }
        bench.ask("keyholder_rehearse", json!({"keyholder": id, "code": code}));
        let others = json!({"keyholder": own, "code": code});
        assert_eq!(
            bench.code("keyholder_rehearse", others),
            "wrong-recovery-code",
            "it is the paper of one keyholder only"
        );
        let nobody = json!({"keyholder": "00", "code": code});
        assert_eq!(
            bench.code("keyholder_rehearse", nobody),
            "unknown-keyholder"
        );
    }
    // Guessing at it is as slow as at a passphrase.
    for _ in 0..4 {
        let others = json!({"keyholder": own, "code": code});
        drop(bench.try_ask("keyholder_rehearse", others));
    }
    let right = json!({"keyholder": id, "code": code});
    assert_eq!(bench.code("keyholder_rehearse", right), "wait");
}

#[test]
fn with_one_keyholders_secrets_no_foreign_record_opens_by_any_command() {
    let (bench, first) = Bench::with_person("Record 0", "1950-01-01", "female");
    let phrases: Vec<String> = (0..5)
        .map(|n| format!("{n} lantern river seven quiet"))
        .collect();
    let mut records = vec![first];
    let mut entries = vec![note(&bench, &records[0], "note 0")["id"].clone()];
    let shared = bench.add_person("Record 5", "1950-01-01", "female");
    let shared_entry = note(&bench, &shared, "note 5")["id"].clone();
    bench.ask(
        "passphrase_change",
        json!({"current": PASSPHRASE, "next": phrases[0]}),
    );
    for (n, phrase) in phrases.iter().enumerate().skip(1) {
        let grants = if n == 1 {
            json!([{"person": shared, "right": "read"}])
        } else {
            json!([])
        };
        bench.ask(
            "keyholder_add",
            json!({"nickname": format!("K{n}"), "passphrase": phrase, "grants": grants,
                "ownPassphrase": phrases[0]}),
        );
    }
    for (n, phrase) in phrases.iter().enumerate().skip(1) {
        unlock(&bench, phrase);
        let id = bench.add_person(&format!("Record {n}"), "1950-01-01", "female");
        entries.push(note(&bench, &id, &format!("note {n}"))["id"].clone());
        records.push(id);
    }
    records.push(shared);
    entries.push(shared_entry);
    let may =
        |keyholder: usize, record: usize| keyholder == record || (record == 5 && keyholder <= 1);
    let (mut refused, mut opened) = (0, 0);
    for (k, phrase) in phrases.iter().enumerate() {
        unlock(&bench, phrase);
        let mine = people(&bench);
        for (r, (record, entry)) in records.iter().zip(&entries).enumerate() {
            assert_eq!(
                mine.contains(&format!("Record {r}")),
                may(k, r),
                "{k} sees {r}"
            );
            for command in COMMANDS.iter().filter(|c| !c.allowed_while_locked) {
                let Some(request) = request_about(command.name, record, entry, phrase) else {
                    continue;
                };
                if may(k, r) {
                    continue;
                }
                let answer = bench.try_ask(command.name, request);
                let code = match answer {
                    Err(error) => error.code,
                    Ok(value) => panic!("{} gave keyholder {k} record {r}: {value}", command.name),
                };
                assert!(
                    matches!(
                        code,
                        ErrorCode::UnknownPerson
                            | ErrorCode::UnknownLetter
                            | ErrorCode::UnknownFile
                            | ErrorCode::UnknownKeyholder
                    ),
                    "{} of keyholder {k} for record {r}: {code}",
                    command.name
                );
                refused += 1;
            }
            if may(k, r) {
                bench.ask("entry", json!({"person": record, "id": entry}));
                opened += 1;
            }
        }
    }
    assert_eq!(opened, 7, "five own, one shared by two");
    assert!(refused > 23 * 25, "{refused} refusals were looked at");
}

/// A request that names a record, for each command that can; `None` for those that name none.
fn request_about(command: &str, person: &str, entry: &Value, phrase: &str) -> Option<Value> {
    let about = |more: Value| {
        let mut request = json!({"person": person});
        let (Some(all), Some(more)) = (request.as_object_mut(), more.as_object()) else {
            return request;
        };
        all.extend(more.clone());
        request
    };
    let form = json!({"type": "note", "text": "x", "at": "2026-11-20"});
    let options =
        json!({"purpose": "visit", "language": "en", "sections": [], "exclude": [], "include": []});
    Some(match command {
        // These name no record, or nothing but what this session has made itself.
        "passphrase_change" | "keys_renew" | "recovery_renew" | "recovery_sheet"
        | "vault_check" | "vault_check_all" | "vault_info" | "people_list" | "caregivers"
        | "keyholder_remove" | "person_add" | "form_check" | "job" | "job_cancel" | "output" => {
            return None;
        }
        "person_edit" => json!({"id": person, "person": {"name": "x", "sex": "other"}}),
        "backups_of" => about(json!({})),
        "person_remove" => json!({"id": person, "typedName": "x"}),
        "caregiver_grant" => about(json!({"keyholder": "0".repeat(32), "right": "read",
            "compared": true, "passphrase": phrase})),
        "caregiver_revoke" => about(json!({"keyholder": "0".repeat(32), "passphrase": phrase})),
        "timeline" => about(json!({"limit": 5})),
        "search" => about(json!({"words": "note"})),
        "trend" => about(json!({"key": "x"})),
        "entry_add" => about(json!({"form": form})),
        "entry_edit" => about(json!({"id": entry, "form": form})),
        "entry" | "entry_form" | "entry_hide" | "entry_restore" | "entry_erase"
        | "entry_original" => about(json!({"id": entry})),
        "entry_restore_version" => about(json!({"id": entry, "version": 1})),
        "attachment" | "attachment_output" => about(json!({"id": entry, "index": 0})),
        "entry_move" => about(json!({"id": entry, "to": person})),
        "entry_move_back" => about(json!({"number": 1})),
        "import_preview" => about(json!({"files": ["0"]})),
        "import_run" => about(json!({"files": ["0"]})),
        "import_undo" => about(json!({"import": 1})),
        "summary_preview" => about(json!({"options": options})),
        "summary_make" => about(json!({"options": options, "formats": ["txt"]})),
        _ => about(json!({})),
    })
}

/// What every command asks for, as TypeScript sees it.
macro_rules! requests {
    ($( $name:ident($request:ty) -> $response:ty, $lock:ident, $body:ident; )+) => {
        fn requests() -> Vec<(&'static str, String)> {
            let cfg = ts_rs::Config::new();
            vec![ $( (stringify!($name), <$request as ts_rs::TS>::inline(&cfg)) ),+ ]
        }
    };
}
kin_api::for_each_command!(requests);

/// Every command of the list that needs more than the right to read is refused to a reader, and the few that name no
/// record stand here by name: a new one is a decision.
#[test]
fn who_may_only_read_is_refused_every_command_that_changes() {
    let (bench, mother) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let entry = note(&bench, &mother, "slept well")["id"].clone();
    add(
        &bench,
        "Wei",
        WEI,
        json!([{"person": mother, "right": "read"}]),
    );
    unlock(&bench, WEI);
    let before = bench.entries(&mother);
    let requests = requests();
    let names_a_record = |name: &str| {
        let (_, asked) = requests.iter().find(|(known, _)| *known == name).unwrap();
        let field = if name.starts_with("person_") {
            "id"
        } else {
            "person"
        };
        let parts = asked.split(['{', ',', '\n']);
        let mut fields = parts.filter_map(|part| part.trim().strip_prefix(field));
        fields.any(|rest| rest.starts_with(": string") || rest.starts_with("?: string"))
    };
    let changing = || {
        COMMANDS
            .iter()
            .filter(|c| !c.allowed_while_locked && c.right() != "read")
    };
    let (mut refused, mut wanted) = (Vec::new(), Vec::new());
    for command in changing().filter(|c| names_a_record(c.name)) {
        wanted.push(command.name);
        let request = request_about(command.name, &mother, &entry, WEI)
            .unwrap_or_else(|| panic!("{} names a record", command.name));
        match bench.try_ask(command.name, request) {
            Err(error) if error.code == ErrorCode::NotAllowed => refused.push(command.name),
            answer => println!("{}: {answer:?}", command.name),
        }
    }
    assert_eq!(refused, wanted, "the reader is refused all of them");
    assert!(wanted.len() > 50, "{} commands were tried", wanted.len());
    let others: Vec<&str> = changing()
        .filter(|c| !names_a_record(c.name))
        .map(|c| c.name)
        .collect();
    assert_eq!(others, NO_RECORD, "a command that names no record");
    assert_eq!(bench.entries(&mother), before, "it stands as it stood");
    let full = bench.ask("entry", json!({"person": mother, "id": entry}));
    assert_eq!(full["hidden"], false, "it stands as it stood");
}

/// Reading includes handing over what one sees, and that is noted; a referral changes the record.
#[test]
fn who_may_only_read_hands_over_a_summary_under_their_name_but_makes_no_referral() {
    let (bench, mother) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    note(&bench, &mother, "slept well");
    add(
        &bench,
        "Wei",
        WEI,
        json!([{"person": mother, "right": "read"}]),
    );
    unlock(&bench, WEI);
    let before = bench.entries(&mother);
    let make = |formats: &[&str]| json!({"person": mother, "options": {"purpose": "referral"}, "formats": formats});
    let error = bench
        .try_ask("summary_make", make(&["pdf", "referral"]))
        .unwrap_err();
    assert_eq!(error.code.to_string(), "referral-needs-right");
    let log = bench.ask("share_log", json!({"person": mother}));
    assert_eq!(log["shares"], json!([]), "nothing was made");
    let all = [
        "pdf",
        "ips",
        "html",
        "txt",
        "note",
        "qr",
        "card",
        "sheets",
        "viewer",
        "package",
        "ktc",
        "emergency",
        "wallet",
    ];
    let made = bench.ask("summary_make", make(&all));
    assert!(made["files"].as_array().unwrap().len() >= all.len());
    let log = bench.ask("share_log", json!({"person": mother}));
    let shares = log["shares"].as_array().unwrap();
    assert_eq!(shares.len(), all.len());
    assert!(shares.iter().all(|s| s["by"] == "Wei"), "{shares:?}");
    assert_eq!(bench.entries(&mother), before, "it stands as it stood");
}

fn record_folder(bench: &Bench, person: &str) -> PathBuf {
    bench.folder.path().join("vault/records").join(person)
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if entry.path().is_dir() {
            copy(&entry.path(), &to.join(entry.file_name()));
        } else {
            fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}

#[test]
fn an_older_record_is_named_and_taken_only_when_said_so() {
    let (bench, mother) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let other = bench.add_person("B", "1980-01-01", "male");
    note(&bench, &mother, "one");
    bench.ask("vault_lock", json!({}));
    let folder = record_folder(&bench, &mother);
    let kept = bench.folder.path().join("kept");
    copy(&folder, &kept);
    bench.ask("vault_unlock", json!({"passphrase": PASSPHRASE}));
    note(&bench, &mother, "two");
    note(&bench, &mother, "three");
    bench.ask("vault_lock", json!({}));
    fs::remove_dir_all(&folder).unwrap();
    copy(&kept, &folder);
    bench.ask("vault_unlock", json!({"passphrase": PASSPHRASE}));
    let answer = bench.ask("people_list", json!({}));
    let trouble = &answer["people"][0]["trouble"];
    assert_eq!(trouble["code"], "record-older");
    assert_eq!(
        (&trouble["missing"], &trouble["canAccept"]),
        (&json!(2), &json!(true))
    );
    assert!(
        trouble["text"]
            .as_str()
            .unwrap()
            .contains("2 saved changes"),
        "{trouble}"
    );
    assert_eq!(answer["people"][1]["trouble"], Value::Null);
    for command in COMMANDS.iter().filter(|c| !c.allowed_while_locked) {
        let entry = json!("0000000000000000");
        let Some(request) = request_about(command.name, &mother, &entry, PASSPHRASE) else {
            continue;
        };
        // What reads nothing of the record: `backups_of` looks at the place of the backups.
        if [
            "backups_of",
            "record_accept_older",
            "record_leave",
            "letter_accept",
            "letter_refuse",
        ]
        .contains(&command.name)
            || command.name.starts_with("import_preview")
        {
            continue;
        }
        let answer = bench.try_ask(command.name, request);
        assert!(answer.is_err(), "{} opened it silently", command.name);
    }
    let check = bench.ask("vault_check", json!({"full": true}));
    assert_eq!(check["problems"][0]["code"], "older-than-saved");
    bench.ask("record_accept_older", json!({"person": mother}));
    assert_eq!(bench.entries(&mother).len(), 1);
    let log = bench.ask("access_log", json!({"person": mother, "limit": 5}));
    let ops = log["lines"].as_array().unwrap();
    assert!(ops.iter().any(|l| l["op"] == "accept-older"), "{log}");
    bench.ask("record_accept_older", json!({"person": other}));
    assert_eq!(bench.ask("vault_check", json!({"full": true}))["ok"], true);
}

#[test]
fn swapped_folders_and_lost_files_are_named() {
    let (bench, a) = Bench::with_person("A", "1953-02-11", "female");
    let b = bench.add_person("B", "1980-01-01", "male");
    bench.ask("vault_lock", json!({}));
    let (one, two) = (record_folder(&bench, &a), record_folder(&bench, &b));
    let aside = bench.folder.path().join("aside");
    fs::rename(&one, &aside).unwrap();
    fs::rename(&two, &one).unwrap();
    fs::rename(&aside, &two).unwrap();
    bench.ask("vault_unlock", json!({"passphrase": PASSPHRASE}));
    let answer = bench.ask("people_list", json!({}));
    for n in 0..2 {
        assert_eq!(answer["people"][n]["trouble"]["code"], "record-swapped");
    }
    bench.ask("vault_lock", json!({}));
    fs::remove_file(one.join("record.db")).unwrap();
    bench.ask("vault_unlock", json!({"passphrase": PASSPHRASE}));
    let answer = bench.ask("people_list", json!({}));
    assert_eq!(answer["people"][0]["trouble"]["code"], "vault-damaged");
}

#[test]
fn an_entry_in_the_wrong_record_goes_to_the_right_one_and_back() {
    let (bench, mother) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let father = bench.add_person("Zhao Ming", "1950-02-11", "male");
    let letter = bench
        .session
        .register_bytes("letter.txt", b"a letter".to_vec())
        .unwrap();
    let form =
        json!({"type": "document", "title": "Letter", "file": letter.token, "at": "2026-11-20"});
    let entry = bench.ask("entry_add", json!({"person": mother, "form": form}));
    let request = json!({"person": mother, "id": entry["id"], "to": father});
    let moved = bench.ask("entry_move", request);
    assert_eq!(bench.entries(&mother).len(), 0);
    assert_eq!(bench.entries(&father).len(), 1);
    let request = json!({"person": father, "id": moved["id"], "index": 0});
    assert_eq!(bench.bytes("attachment", request), b"a letter");
    let original = bench.ask(
        "entry_original",
        json!({"person": father, "id": moved["id"]}),
    );
    let text = original["text"].as_str().unwrap();
    assert!(text.contains(&father) && !text.contains(&mother), "{text}");
    // What has gone, or was thrown away, does not go a second time.
    let again = json!({"person": mother, "id": entry["id"], "to": father});
    assert_eq!(bench.code("entry_move", again), "unknown-entry");
    let back = json!({"person": mother, "number": moved["number"]});
    bench.ask("entry_move_back", back.clone());
    assert_eq!(bench.entries(&mother).len(), 1);
    assert_eq!(bench.entries(&father).len(), 0);
    assert_eq!(bench.code("entry_move_back", back), "cannot-undo");
    // And again: the entry that was taken back there is shown again.
    let request = json!({"person": mother, "id": entry["id"], "to": father});
    bench.ask("entry_move", request);
    assert_eq!(bench.entries(&father).len(), 1);
    assert_eq!(bench.ask("vault_check", json!({"full": true}))["ok"], true);
}

#[test]
fn a_move_needs_the_right_to_change_both_records() {
    let (bench, mother) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let father = bench.add_person("Zhao Ming", "1950-02-11", "male");
    let entry = note(&bench, &mother, "x");
    let grants = json!([{"person": mother, "right": "edit"}, {"person": father, "right": "read"}]);
    add(&bench, "Wei", WEI, grants);
    unlock(&bench, WEI);
    let request = json!({"person": mother, "id": entry["id"], "to": father});
    assert_eq!(bench.code("entry_move", request), "not-allowed");
    assert_eq!(bench.entries(&mother).len(), 1);
}

#[test]
fn a_whole_vault_that_was_put_back_is_noticed_by_what_this_computer_saw() {
    let (bench, mother) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    note(&bench, &mother, "one");
    bench.ask("vault_lock", json!({}));
    let vault = bench.folder.path().join("vault");
    let kept = bench.folder.path().join("kept");
    copy(&vault, &kept);
    bench.ask("vault_unlock", json!({"passphrase": PASSPHRASE}));
    note(&bench, &mother, "two");
    note(&bench, &mother, "three");
    bench.ask("vault_lock", json!({}));
    // Everything goes back, the keyring with it: inside the vault nothing can tell.
    fs::remove_dir_all(vault.join("people")).unwrap();
    fs::remove_dir_all(vault.join("records")).unwrap();
    copy(&kept.join("people"), &vault.join("people"));
    copy(&kept.join("records"), &vault.join("records"));
    for _ in 0..2 {
        bench.ask("vault_unlock", json!({"passphrase": PASSPHRASE}));
        let check = bench.ask("vault_check", json!({"full": false}));
        let problem = &check["problems"][0];
        assert_eq!(problem["code"], "older-than-seen", "{check}");
        assert_eq!(problem["where"], json!(mother));
        assert!(
            problem["text"]
                .as_str()
                .unwrap()
                .contains("2 saved changes"),
            "{problem}"
        );
        // Nothing of it is shown or written before that is accepted; it says how much is missing.
        for (command, request) in [
            ("home", json!({"person": mother})),
            ("timeline", json!({"person": mother, "limit": 5})),
            ("entry_add", note_request(&mother, "four")),
        ] {
            let refused = bench.try_ask(command, request).unwrap_err();
            assert_eq!(refused.code.to_string(), "record-older", "{command}");
            assert_eq!(refused.params["missing"], "2", "{command}");
        }
        let trouble = &bench.ask("people_list", json!({}))["people"][0]["trouble"];
        assert_eq!(trouble["canAccept"], true, "{trouble}");
        assert_eq!(trouble["missing"], 2, "{trouble}");
        bench.ask("vault_lock", json!({}));
    }
    bench.ask("vault_unlock", json!({"passphrase": PASSPHRASE}));
    bench.ask("record_accept_older", json!({"person": mother}));
    assert_eq!(bench.ask("vault_check", json!({"full": true}))["ok"], true);
    let log = bench.ask("access_log", json!({"person": mother}));
    let lines = log["lines"].as_array().unwrap();
    assert!(
        lines.iter().any(|l| l["op"] == "accept-older"),
        "its history says so: {log}"
    );
    note(&bench, &mother, "five");
    unlock(&bench, PASSPHRASE);
    assert_eq!(bench.ask("vault_check", json!({"full": true}))["ok"], true);
}

#[test]
fn records_that_an_older_vault_does_not_hold_yet_are_missed_until_that_is_accepted() {
    let (bench, mother) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    bench.ask("vault_lock", json!({}));
    let vault = bench.folder.path().join("vault");
    let kept = bench.folder.path().join("kept");
    copy(&vault, &kept);
    bench.ask("vault_unlock", json!({"passphrase": PASSPHRASE}));
    let add = |name: &str| {
        let person = json!({"name": name, "sex": "male"});
        bench.ask("person_add", json!({"person": person}))["id"].clone()
    };
    add("Li Wei");
    // One that was removed on purpose is not missed.
    let gone = add("Li Ming");
    bench.ask("person_remove", json!({"id": gone, "typedName": "Li Ming"}));
    unlock(&bench, PASSPHRASE);
    assert_eq!(bench.ask("vault_check", json!({"full": true}))["ok"], true);
    bench.ask("vault_lock", json!({}));
    for folder in ["people", "records"] {
        fs::remove_dir_all(vault.join(folder)).unwrap();
        copy(&kept.join(folder), &vault.join(folder));
    }
    for _ in 0..2 {
        unlock(&bench, PASSPHRASE);
        let problems = bench.ask("vault_check", json!({"full": false}));
        let found = problems["problems"].as_array().unwrap();
        assert_eq!(found.len(), 1, "{problems}");
        assert_eq!(found[0]["code"], "records-gone");
        let text = found[0]["text"].as_str().unwrap();
        assert!(text.starts_with("One record"), "{text}");
    }
    bench.ask("records_accept_gone", json!({}));
    assert_eq!(bench.ask("vault_check", json!({"full": true}))["ok"], true);
    unlock(&bench, PASSPHRASE);
    assert_eq!(bench.ask("vault_check", json!({"full": true}))["ok"], true);
    let log = bench.ask("access_log", json!({"person": mother}));
    let lines = log["lines"].as_array().unwrap();
    assert!(lines.iter().any(|l| l["op"] == "accept-gone"), "{log}");
}

#[test]
fn a_recovery_paper_is_taken_only_for_whom_it_is() {
    let (bench, _) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let made = bench.ask("recovery_renew", json!({"passphrase": PASSPHRASE}));
    let code = made["recoveryCode"].clone();
    add(&bench, "Wei", WEI, json!([]));
    bench.ask("vault_lock", json!({}));
    let next = "seven brave otters juggle quietly";
    let request =
        |who: &str| json!({"keyholder": who, "code": code.clone(), "newPassphrase": next});
    for who in ["Wei", "Nobody"] {
        assert_eq!(
            bench.code("vault_unlock_recovery", request(who)),
            "wrong-recovery-code"
        );
    }
    bench.ask("vault_unlock_recovery", request("mei"));
    bench.ask("vault_lock", json!({}));
    for (who, passphrase) in [("Mei", next), ("Wei", WEI)] {
        let request = json!({"keyholder": who, "passphrase": passphrase});
        assert_eq!(bench.ask("vault_unlock", request)["state"], "unlocked");
        bench.ask("vault_lock", json!({}));
    }
}

#[test]
fn a_record_that_does_not_open_any_more_can_be_removed_by_who_made_it() {
    let (bench, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    bench.ask("vault_lock", json!({}));
    let folder = bench.folder.path().join("vault/records").join(&person);
    std::fs::write(folder.join("record.db"), vec![7; 8192]).unwrap();
    bench.ask("vault_unlock", json!({"passphrase": PASSPHRASE}));
    let listed = bench.ask("people_list", json!({}));
    assert_eq!(listed["people"][0]["trouble"]["code"], "vault-damaged");
    let typed = |name: &str| json!({"id": person, "typedName": name});
    assert_eq!(bench.code("person_remove", typed("Lan")), "name-differs");
    bench.ask("person_remove", typed("zhao lan"));
    assert!(!folder.exists());
    let listed = bench.ask("people_list", json!({}));
    assert_eq!(listed["people"].as_array().unwrap().len(), 0);
}
