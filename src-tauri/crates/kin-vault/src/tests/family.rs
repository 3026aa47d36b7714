//! Keyholders, rights, letters, ended access, the access log, moved entries.

use super::{Home, NOW, PASS, assert_whole, details, dump, home, import, note, obs, pass};
use crate::{
    AccessLine, Filter, KdfStrength, KeyholderId, LetterState, MoveState, NewVault, Right,
    Unlocked, Vault, VaultError, db, rotate,
};
use kin_model::{EntryId, PersonId};
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

pub(super) const OTHER: &str = "amber kettle morning";
pub(super) const LATER: &str = "2026-01-05T03:04:05Z";
const TOO_LATE: &str = "2099-01-17T03:04:05Z";

pub(super) fn new<'a>(nickname: &'a str, passphrase: &'a crate::Passphrase) -> NewVault<'a> {
    NewVault {
        nickname,
        colour: "teal",
        passphrase,
        kdf: KdfStrength::Test,
        now: NOW,
    }
}

pub(super) fn open(dir: &Path, phrase: &str) -> Unlocked {
    Vault::open(dir)
        .unwrap()
        .unlock(None, &pass(phrase))
        .unwrap()
}

/// The time as the file system counts it: letters are judged by it.
fn now() -> String {
    jiff::Timestamp::now().to_string()
}

pub(super) fn add(home: &Home, grants: &[(PersonId, Right)]) -> KeyholderId {
    let secret = pass(OTHER);
    home.vault
        .add_keyholder(&new("Wei", &secret), grants)
        .unwrap()
        .0
}

fn rows(vault: &Unlocked, person: &PersonId) -> usize {
    let record = vault.record(person).unwrap();
    let everything = Filter {
        include_hidden: true,
        ..Filter::default()
    };
    record.timeline(&everything, None, 1000).unwrap().rows.len()
}

fn typed(id: &str) -> kin_model::Draft<'static> {
    note("hand", id, "2025-05", "typed by hand")
}

pub(super) fn put(vault: &Unlocked, person: &PersonId, id: &str) -> Result<EntryId, VaultError> {
    let record = vault.record(person).unwrap();
    record.put(&typed(id), &mut String::new, "x", NOW)
}

#[test]
fn a_caregiver_opens_what_was_granted_and_nothing_else() {
    let home = home();
    put(&home.vault, &home.person, "a").unwrap();
    let private = home.vault.create_person(&details("Private"), NOW).unwrap();
    let wei = add(&home, &[(home.person.clone(), Right::Edit)]);
    let holders = home.record.holders().unwrap();
    let told: Vec<_> = holders.iter().map(|h| (h.name.as_str(), h.right)).collect();
    assert_eq!(told, [("Hua", Right::Owner), ("Wei", Right::Edit)]);
    assert_whole(&home.vault);
    drop(home.vault.lock());

    let vault = open(home.dir.path(), OTHER);
    assert_eq!(vault.keyholder().id, wei);
    assert_eq!(
        vault.people().len(),
        1,
        "the other record does not even show"
    );
    assert_eq!(rows(&vault, &home.person), 1);
    put(&vault, &home.person, "b").unwrap();
    assert!(matches!(
        vault.record(&private),
        Err(VaultError::NoSuchPerson)
    ));
    // At the level of files: none of the caregiver's keys opens the other record.
    let chain = vault.chain();
    let path = chain.layout.record(private.as_str()).join("record.db");
    for (person, _) in vault.people() {
        let pin = chain.pin(&person).unwrap();
        for rid in [&person, &private] {
            let key = pin.key.database(rid.as_str(), pin.epoch).unwrap();
            assert!(db::open(&path, &key, db::Role::Read, true).is_err());
        }
    }
    assert_whole(&vault);
    drop(vault.lock());
    // What the caregiver wrote is newer than the owner's seal, and right.
    let vault = open(home.dir.path(), PASS);
    assert_eq!(rows(&vault, &home.person), 2);
    assert_whole(&vault);
}

#[test]
fn who_may_read_changes_nothing_and_who_may_edit_erases_nothing() {
    let home = home();
    let id = put(&home.vault, &home.person, "a").unwrap();
    add(&home, &[(home.person.clone(), Right::Read)]);
    drop(home.vault.lock());
    let vault = open(home.dir.path(), OTHER);
    let record = vault.record(&home.person).unwrap();
    let refused = |result: Result<(), VaultError>, needed: &str| match result {
        Err(VaultError::NotAllowed { needed: n }) => assert_eq!(n, needed),
        other => panic!("{other:?}"),
    };
    refused(put(&vault, &home.person, "b").map(drop), "edit");
    refused(record.hide(id, "Wei", NOW), "edit");
    refused(record.erase(id, "Wei", NOW), "owner");
    refused(record.set_details(&details("X"), NOW), "edit");
    refused(record.begin_import(&super::start("x")).map(drop), "edit");
    let attached = record.put_attachment("a", "b", b"c", "Wei", NOW);
    refused(attached.map(drop), "edit");
    refused(vault.remove_person(&home.person), "owner");
    let me = vault.keyholder().id;
    refused(vault.revoke(&home.person, &me, NOW), "owner");
    let other = KeyholderId("0".repeat(32));
    let granted = vault.grant(&home.person, &other, Right::Read, true, NOW);
    refused(granted.map(drop), "owner");
    record.log_access("open", "", NOW).unwrap();
    drop(vault.lock());

    let vault = open(home.dir.path(), PASS);
    let wei = vault.record(&home.person).unwrap().holders().unwrap()[1]
        .id
        .clone();
    // The right is changed: the record says so at once, the letter pins it.
    vault
        .grant(&home.person, &wei, Right::Edit, false, NOW)
        .unwrap();
    drop(vault.lock());
    let vault = open(home.dir.path(), OTHER);
    assert_eq!(
        vault.record(&home.person).unwrap().right(),
        Right::Read,
        "the lower one counts"
    );
    vault.catch_up(LATER);
    let record = vault.record(&home.person).unwrap();
    assert_eq!(
        record.right(),
        Right::Edit,
        "the letter was from somebody known"
    );
    put(&vault, &home.person, "b").unwrap();
    record.hide(id, "Wei", NOW).unwrap();
    refused(record.erase(id, "Wei", NOW), "owner");
    drop(vault.lock());
    // Lowered again: no letter is needed.
    let vault = open(home.dir.path(), PASS);
    vault
        .grant(&home.person, &wei, Right::Read, false, NOW)
        .unwrap();
    drop(vault.lock());
    let vault = open(home.dir.path(), OTHER);
    refused(put(&vault, &home.person, "c").map(drop), "edit");
}

#[test]
fn a_letter_counts_after_the_words_were_compared() {
    let home = home();
    let person = home.person.clone();
    put(&home.vault, &person, "a").unwrap();
    let locked = home.vault.lock();
    let secret = pass(OTHER);
    let (wei, code) = locked.add_keyholder(&new("Wei", &secret)).unwrap();
    let vault = locked.unlock(None, &secret).unwrap();
    assert!(vault.people().is_empty(), "no key to anything");
    let told = vault.key_words(&wei).unwrap();
    let vault = vault.lock().unlock(None, &pass(PASS)).unwrap();
    assert!(matches!(
        vault.grant(&person, &wei, Right::Edit, false, NOW),
        Err(VaultError::WordsNotCompared)
    ));
    assert_eq!(
        vault.key_words(&wei).unwrap(),
        told,
        "both see the same words"
    );
    let words = vault.grant(&person, &wei, Right::Edit, true, NOW).unwrap();
    assert!(vault.is_known(&wei));
    assert!(matches!(
        vault.letter_to(&person, &wei, &now()),
        LetterState::Waiting(_)
    ));
    assert_eq!(
        vault.letter_to(&person, &wei, TOO_LATE),
        LetterState::Expired
    );
    let vault = vault
        .lock()
        .unlock_with_recovery(Some(&wei), &code)
        .unwrap();
    vault.catch_up(LATER);
    assert!(
        vault.people().is_empty(),
        "nobody this keyholder has met: it waits"
    );
    let letters = vault.letters(LATER);
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].fingerprint, words);
    assert_eq!(
        (letters[0].by_name.as_str(), letters[0].known),
        ("Hua", false)
    );
    assert!(matches!(
        vault.accept_letter(&person, TOO_LATE),
        Err(VaultError::LetterExpired)
    ));
    vault.accept_letter(&person, LATER).unwrap();
    assert_eq!(rows(&vault, &person), 1);
    assert!(vault.letters(LATER).is_empty(), "opened once");
    let vault = vault.lock().unlock(None, &pass(PASS)).unwrap();
    assert_eq!(vault.letter_to(&person, &wei, LATER), LetterState::Taken);
    // The next one is from somebody known: no words, no question.
    let second = vault.create_person(&details("Second"), NOW).unwrap();
    vault.grant(&second, &wei, Right::Read, false, NOW).unwrap();
    let vault = vault.lock().unlock(None, &secret).unwrap();
    vault.catch_up(LATER);
    assert_eq!(vault.people().len(), 2);
    assert_whole(&vault);
}

#[test]
fn a_letter_that_was_lost_or_thrown_away_is_not_called_taken() {
    let home = home();
    let person = home.person.clone();
    let wei = add(&home, &[]);
    let grant = |vault: &Unlocked| vault.grant(&person, &wei, Right::Read, false, NOW);
    let letter = home
        .dir
        .path()
        .join("records")
        .join(person.as_str())
        .join("inbox")
        .join(format!("{}.age", wei.as_str()));
    let state = |vault: &Unlocked| vault.letter_to(&person, &wei, &now());
    grant(&home.vault).unwrap();
    assert!(matches!(state(&home.vault), LetterState::Waiting(_)));
    fs::remove_file(&letter).unwrap();
    assert_eq!(state(&home.vault), LetterState::Gone, "nobody has the key");
    // Written once more, and thrown away by its reader.
    grant(&home.vault).unwrap();
    drop(home.vault.lock());
    let vault = open(home.dir.path(), OTHER);
    vault.refuse_letter(&person).unwrap();
    drop(vault.lock());
    let vault = open(home.dir.path(), PASS);
    assert_eq!(state(&vault), LetterState::Gone);
    // Taken: the record itself says so, before anything of it was looked at.
    grant(&vault).unwrap();
    drop(vault.lock());
    let vault = open(home.dir.path(), OTHER);
    vault.catch_up(LATER);
    drop(vault.lock());
    let vault = open(home.dir.path(), PASS);
    assert_eq!(state(&vault), LetterState::Taken);
    let log = vault.record(&person).unwrap().access_log(None, 10).unwrap();
    assert!(log.lines.iter().any(|l| l.op == "take" && l.actor == "Wei"));
    // Another right, another letter: that the one before was taken says nothing of this one.
    vault.grant(&person, &wei, Right::Edit, false, NOW).unwrap();
    fs::remove_file(&letter).unwrap();
    assert_eq!(state(&vault), LetterState::Gone);
    let problems = vault.check(true).unwrap().problems;
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert_eq!((problems[0].code, problems[0].count), ("letter-gone", 1));
}

/// A full disk between naming somebody and writing their letter: they are named and cannot come in, until the next
/// unlocking writes it.
#[test]
fn a_letter_that_could_not_be_written_is_owed_and_not_lost() {
    let home = home();
    let person = home.person.clone();
    let wei = add(&home, &[]);
    let inbox = home
        .dir
        .path()
        .join("records")
        .join(person.as_str())
        .join("inbox");
    drop(fs::remove_dir_all(&inbox));
    // In the place of the folder: nothing can be written there.
    fs::write(&inbox, "").unwrap();
    let granted = home.vault.grant(&person, &wei, Right::Edit, true, NOW);
    assert!(granted.is_err());
    assert_eq!(
        home.vault.record(&person).unwrap().holders().unwrap().len(),
        2
    );
    fs::remove_file(&inbox).unwrap();
    drop(home.vault.lock());
    let vault = open(home.dir.path(), PASS);
    assert!(vault.check(true).unwrap().ok());
    vault.catch_up(NOW);
    assert!(matches!(
        vault.letter_to(&person, &wei, &now()),
        LetterState::Waiting(_)
    ));
    drop(vault.lock());
    let vault = open(home.dir.path(), OTHER);
    vault.catch_up(LATER);
    vault.accept_letter(&person, LATER).unwrap_or_default();
    assert!(vault.record(&person).is_ok());
    drop(vault.lock());
    // Written, and owed no more: thrown away it is missed.
    let vault = open(home.dir.path(), PASS);
    vault.grant(&person, &wei, Right::Read, false, NOW).unwrap();
    fs::remove_dir_all(&inbox).unwrap();
    let problems = vault.check(true).unwrap().problems;
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert_eq!((problems[0].code, problems[0].count), ("letter-gone", 1));
}

#[test]
fn planted_letters_and_changed_public_keys_are_not_followed() {
    let home = home();
    let person = home.person.clone();
    let wei = add(&home, &[]);
    // Somebody who can write the folder puts their own public key in Wei's place.
    let public = home
        .dir
        .path()
        .join("people")
        .join(wei.as_str())
        .join("public.json");
    let good = fs::read_to_string(&public).unwrap();
    let own = good
        .split('"')
        .find(|part| part.starts_with("age1"))
        .unwrap();
    let thief = kin_crypto::safe::GrantIdentity::generate().recipient();
    let bad = good.replace(own, &thief);
    // Whoever changes it leaves out what only its keyholder can write.
    let mut bad: serde_json::Value = serde_json::from_str(&bad).unwrap();
    bad.as_object_mut().unwrap().remove("sum");
    fs::write(&public, serde_json::to_vec(&bad).unwrap()).unwrap();
    assert!(!home.vault.is_known(&wei));
    assert!(matches!(
        home.vault.grant(&person, &wei, Right::Read, false, NOW),
        Err(VaultError::KeyholderChanged)
    ));
    fs::write(&public, &good).unwrap();
    home.vault
        .grant(&person, &wei, Right::Read, false, NOW)
        .unwrap();
    // A letter of which one byte was changed; more of them stand in `mishaps.rs`.
    let inbox = home
        .dir
        .path()
        .join("records")
        .join(person.as_str())
        .join("inbox");
    let letter = inbox.join(format!("{}.age", wei.as_str()));
    let whole = fs::read(&letter).unwrap();
    let mut changed = whole.clone();
    let last = changed.len() - 1;
    changed[last] ^= 1;
    fs::write(&letter, &changed).unwrap();
    let vault = home.vault.lock().unlock(None, &pass(OTHER)).unwrap();
    vault.catch_up(LATER);
    assert!(vault.people().is_empty() && vault.letters(LATER).is_empty());
    assert!(matches!(
        vault.accept_letter(&person, LATER),
        Err(VaultError::NoSuchLetter)
    ));
    fs::write(&letter, &whole).unwrap();
    vault.catch_up(LATER);
    assert_eq!(vault.people().len(), 1);
}

/// A record with everything: typed, imported, a large file, two caregivers.
fn shared() -> (Home, KeyholderId, KeyholderId) {
    let home = home();
    let drafts: Vec<_> = (0..60)
        .map(|i| obs("n", &i.to_string(), "4548-4", "A1c", "2024-01-01", "6.1"))
        .collect();
    import(&home.record, "a", &drafts);
    put(&home.vault, &home.person, "t").unwrap();
    home.record
        .put_attachment("scan", "image/png", &vec![7; 300_000], "Hua", NOW)
        .unwrap();
    home.record.log_access("open", "", NOW).unwrap();
    let wei = add(&home, &[(home.person.clone(), Right::Edit)]);
    let secret = pass("copper garden violin");
    let grants = [(home.person.clone(), Right::Read)];
    let lan = home
        .vault
        .add_keyholder(&new("Lan", &secret), &grants)
        .unwrap()
        .0;
    (home, wei, lan)
}

fn attachment(vault: &Unlocked, person: &PersonId) -> usize {
    let record = vault.record(person).unwrap();
    let id = record
        .read(|r| {
            Ok(r.conn
                .query_row("SELECT id FROM attachment", [], |row| row.get(0))?)
        })
        .unwrap();
    record
        .attachment(crate::AttachmentId(id))
        .unwrap()
        .bytes
        .len()
}

fn ended(dir: &Path, person: &PersonId) {
    let vault = open(dir, OTHER);
    vault.catch_up(LATER);
    assert!(matches!(vault.record(person), Err(VaultError::AccessEnded)));
    assert_eq!(vault.check(false).unwrap().problems[0].code, "access-ended");
    drop(vault.lock());
}

#[test]
fn a_damaged_letter_is_named_by_the_check() {
    let home = home();
    let person = home.person.clone();
    put(&home.vault, &person, "a").unwrap();
    let locked = home.vault.lock();
    let secret = pass(OTHER);
    let (wei, _) = locked.add_keyholder(&new("Wei", &secret)).unwrap();
    let vault = locked.unlock(None, &pass(PASS)).unwrap();
    vault.grant(&person, &wei, Right::Edit, true, NOW).unwrap();
    let vault = vault.lock().unlock(None, &secret).unwrap();
    assert!(vault.check(false).unwrap().ok());
    let path = (home
        .dir
        .path()
        .join("records")
        .join(person.as_str())
        .join("inbox"))
    .join(format!("{}.age", wei.0));
    let whole = std::fs::read(&path).unwrap();
    let mut changed = whole.clone();
    *changed.last_mut().unwrap() ^= 1;
    for damaged in [&changed[..], &whole[..whole.len() / 2], &[]] {
        std::fs::write(&path, damaged).unwrap();
        let problems = vault.check(false).unwrap().problems;
        assert_eq!(problems.len(), 1);
        assert_eq!((problems[0].code, problems[0].count), ("letter-damaged", 1));
        assert!(vault.letters(NOW).is_empty(), "nothing of it is believed");
    }
    std::fs::write(&path, &whole).unwrap();
    assert!(vault.check(false).unwrap().ok());
    assert_eq!(vault.letters(NOW).len(), 1);
    // Who it was for cannot know of a letter that is gone: the check of who wrote it says so.
    std::fs::remove_file(&path).unwrap();
    assert!(vault.check(true).unwrap().ok());
    let vault = vault.lock().unlock(None, &pass(PASS)).unwrap();
    let problems = vault.check(true).unwrap().problems;
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert_eq!((problems[0].code, problems[0].count), ("letter-gone", 1));
    assert_eq!(problems[0].person.as_ref(), Some(&person));
    std::fs::write(&path, &whole).unwrap();
    assert!(vault.check(true).unwrap().ok());
}

#[test]
fn ended_access_opens_nothing_and_loses_nothing() {
    let (home, wei, lan) = shared();
    let before = dump(&home.record);
    // The one who loses access kept a copy of the files and the keys: the new ones stay closed.
    let old = home.vault.chain().pin(&home.person).unwrap();
    assert!(
        home.vault
            .record(&home.person)
            .unwrap()
            .holders()
            .unwrap()
            .len()
            == 3
    );
    home.vault.revoke(&home.person, &wei, NOW).unwrap();
    let path = home
        .dir
        .path()
        .join("records")
        .join(home.person.as_str())
        .join("record.db");
    let key = old.key.database(home.person.as_str(), old.epoch).unwrap();
    assert!(db::open(&path, &key, db::Role::Read, true).is_err());
    let record = home.vault.record(&home.person).unwrap();
    assert_eq!(dump(&record), before, "everything is there");
    assert_eq!(attachment(&home.vault, &home.person), 300_000);
    record
        .put_attachment("new", "x", &vec![9; 300_000], "Hua", NOW)
        .unwrap();
    assert_eq!(record.changes(2).unwrap()[1].op, "revoke");
    let names: Vec<_> = record
        .holders()
        .unwrap()
        .into_iter()
        .map(|h| h.id)
        .collect();
    assert_eq!(names.len(), 2);
    assert!(names.contains(&lan));
    assert_whole(&home.vault);
    let Home {
        dir, vault, person, ..
    } = home;
    drop(vault.lock());
    ended(dir.path(), &person);
    let vault = open(dir.path(), "copper garden violin");
    vault.catch_up(LATER);
    assert_eq!(rows(&vault, &person), 61);
    assert_eq!(attachment(&vault, &person), 300_000, "the old key came");
    assert_eq!(vault.record(&person).unwrap().right(), Right::Read);
    assert_whole(&vault);
    drop(vault.lock());
    // And once more: two former keys.
    let vault = open(dir.path(), PASS);
    vault.revoke(&person, &lan, NOW).unwrap();
    assert_eq!(attachment(&vault, &person), 300_000);
    assert!(matches!(
        vault.revoke(&person, &lan, NOW),
        Err(VaultError::NoSuchKeyholder)
    ));
    assert_whole(&vault);
}

#[test]
fn a_failure_after_the_new_database_is_in_place_does_not_lose_its_key() {
    let (home, wei, _) = shared();
    let Home {
        dir,
        vault,
        person,
        record,
    } = home;
    let before = dump(&record);
    drop(record);
    // A folder where the copy from before an update would be: it cannot be removed like a file.
    let folder = dir.path().join("records").join(person.as_str());
    let obstacle = folder.join("record.before-v1.db");
    std::fs::create_dir(&obstacle).unwrap();
    std::fs::write(obstacle.join("x"), "x").unwrap();
    assert!(matches!(
        vault.revoke(&person, &wei, NOW),
        Err(VaultError::Io { .. })
    ));
    std::fs::remove_dir_all(&obstacle).unwrap();
    assert_eq!(
        dump(&vault.record(&person).unwrap()),
        before,
        "in the same sitting"
    );
    assert_whole(&vault);
    drop(vault.lock());
    let vault = open(dir.path(), PASS);
    assert_eq!(
        dump(&vault.record(&person).unwrap()),
        before,
        "and in the next"
    );
    assert!(vault.chain().ring().pinned(&person).unwrap().next.is_none());
    put(&vault, &person, "after").unwrap();
    assert_whole(&vault);
}

#[test]
fn a_crash_at_any_step_of_ending_access_is_settled_at_the_next_unlocking() {
    for at in 1..=5 {
        let (home, wei, _) = shared();
        let before = dump(&home.record);
        rotate::crash::set(at);
        let crashed = catch_unwind(AssertUnwindSafe(|| {
            home.vault.revoke(&home.person, &wei, NOW)
        }));
        rotate::crash::set(0);
        assert!(crashed.is_err(), "it stopped at {at}");
        let Home {
            dir,
            vault,
            person,
            record,
        } = home;
        drop(record);
        drop(vault);
        let vault = open(dir.path(), PASS);
        vault.catch_up(LATER);
        let record = vault.record(&person).unwrap();
        assert_eq!(dump(&record), before, "after {at}");
        assert!(vault.chain().ring().pinned(&person).unwrap().next.is_none());
        let named = record.holders().unwrap().iter().any(|h| h.id == wei);
        assert_eq!(named, at < 4, "before the swap nothing has happened: {at}");
        assert_whole(&vault);
        put(&vault, &person, "after").unwrap();
        if named {
            vault.revoke(&person, &wei, NOW).unwrap();
        }
        assert_whole(&vault);
        drop(record);
        drop(vault.lock());
        let lan = open(dir.path(), "copper garden violin");
        lan.catch_up(LATER);
        assert_eq!(rows(&lan, &person), 62, "who keeps access, keeps it: {at}");
        drop(lan.lock());
        ended(dir.path(), &person);
    }
}

#[test]
fn the_log_says_who_opened_and_changed_and_is_sealed() {
    let (home, wei, _) = shared();
    home.record.log_access("share", "pdf", LATER).unwrap();
    put(&home.vault, &home.person, "u").unwrap();
    home.record.log_access("export", "letter", LATER).unwrap();
    let mut all: Vec<AccessLine> = Vec::new();
    let mut before = None;
    loop {
        let page = home.record.access_log(before, 3).unwrap();
        all.extend(page.lines);
        before = page.next;
        if before.is_none() {
            break;
        }
    }
    let ops: Vec<_> = all.iter().map(|l| l.op.as_str()).collect();
    assert_eq!(
        ops,
        [
            "export", "put", "share", "grant", "grant", "open", "attach", "put", "import", "create"
        ]
    );
    assert_eq!(all[4].what, wei.as_str());
    let whole = home.record.access_log(None, 100).unwrap();
    assert_eq!((whole.lines, whole.next), (all, None));
    // A line that is changed, or taken away, is noticed.
    let writer = home.record.take_writer(false).unwrap();
    writer
        .conn
        .execute_batch("UPDATE access SET op = 'nothing' WHERE seq = 2")
        .unwrap();
    home.record.give_back(writer);
    let codes = |vault: &Unlocked| -> Vec<&'static str> {
        let report = vault.check(false).unwrap();
        report.problems.iter().map(|p| p.code).collect()
    };
    assert_eq!(codes(&home.vault), ["log-broken"]);
    let writer = home.record.take_writer(false).unwrap();
    writer
        .conn
        .execute_batch(
            "UPDATE access SET op = 'share' WHERE seq = 2; DELETE FROM access WHERE seq = 3",
        )
        .unwrap();
    home.record.give_back(writer);
    assert_eq!(codes(&home.vault), ["older-than-saved"]);
    drop(home.vault.lock());
    let vault = open(home.dir.path(), PASS);
    assert!(matches!(
        vault.record(&home.person),
        Err(VaultError::OlderThanSaved { missing: 1, .. })
    ));
    let record = vault.record_though_older(&home.person, NOW).unwrap();
    assert_eq!(
        record.access_log(None, 1).unwrap().lines[0].op,
        "accept-older"
    );
    assert_whole(&vault);
}

#[test]
fn a_move_is_meant_done_and_taken_back() {
    let home = home();
    let other = home.vault.create_person(&details("B"), NOW).unwrap();
    let id = put(&home.vault, &home.person, "m").unwrap();
    let n = home.record.move_begin(id, &other, "Hua", NOW).unwrap();
    let moving = home.record.moves().unwrap().remove(0);
    assert_eq!(
        (moving.id, moving.state, &moving.target),
        (n, MoveState::Begun, &other)
    );
    let there = put(&home.vault, &other, "m").unwrap();
    assert_eq!(
        put(&home.vault, &other, "m").unwrap(),
        there,
        "twice is once"
    );
    home.record.move_done(&moving, there, "Hua", NOW).unwrap();
    let moving = home.record.moves().unwrap().remove(0);
    assert_eq!(moving.state, MoveState::Done);
    assert_eq!(moving.target_entry, Some(there));
    assert!(home.record.row(id).unwrap().hidden);
    assert_whole(&home.vault);
    home.record.move_back_begin(&moving, "Hua", NOW).unwrap();
    home.record.move_back_done(&moving, "Hua", NOW).unwrap();
    assert!(!home.record.row(id).unwrap().hidden);
    assert_eq!(home.record.moves().unwrap()[0].state, MoveState::Undone);
    assert_whole(&home.vault);
}

#[test]
fn keyholders_go_only_where_nothing_can_be_lost() {
    let home = home();
    let wei = add(&home, &[(home.person.clone(), Right::Edit)]);
    assert!(matches!(
        home.vault.remove_keyholder(&wei),
        Err(VaultError::CannotRemove)
    ));
    let vault = home.vault.lock().unlock(None, &pass(OTHER)).unwrap();
    let own = vault.create_person(&details("Wei's own"), NOW).unwrap();
    let vault = vault.lock().unlock(None, &pass(PASS)).unwrap();
    vault.revoke(&home.person, &wei, NOW).unwrap();
    assert!(
        matches!(vault.remove_keyholder(&wei), Err(VaultError::CannotRemove)),
        "they hold a record of their own"
    );
    let vault = vault.lock().unlock(None, &pass(OTHER)).unwrap();
    assert!(matches!(vault.leave(&own), Err(VaultError::CannotRemove)));
    vault.remove_person(&own).unwrap();
    let vault = vault.lock().unlock(None, &pass(PASS)).unwrap();
    vault.remove_keyholder(&wei).unwrap();
    assert_eq!(vault.keyholders().len(), 1);
    assert!(vault.lock().unlock(None, &pass(OTHER)).is_err());
}

#[test]
fn a_swapped_folder_is_named() {
    let home = home();
    let other = home.vault.create_person(&details("B"), NOW).unwrap();
    let records = home.dir.path().join("records");
    drop(home.vault.lock());
    let (a, b) = (
        records.join(home.person.as_str()),
        records.join(other.as_str()),
    );
    fs::rename(&a, records.join("x")).unwrap();
    fs::rename(&b, &a).unwrap();
    fs::rename(records.join("x"), &b).unwrap();
    let vault = open(home.dir.path(), PASS);
    for person in [&home.person, &other] {
        assert!(matches!(vault.record(person), Err(VaultError::Swapped)));
    }
    let report = vault.check(false).unwrap();
    let codes: Vec<_> = report.problems.iter().map(|p| p.code).collect();
    assert_eq!(codes, ["record-swapped", "record-swapped"]);
}

/// Five keyholders, six records: every key that a keyholder holds against every file.
#[test]
fn with_one_keyholders_keys_no_foreign_file_opens() {
    let home = home();
    let phrases: Vec<String> = (0..5).map(|n| format!("{n} lantern river seven")).collect();
    let mut rids = vec![home.person.clone()];
    for n in 1..6 {
        let name = format!("Record {n}");
        rids.push(home.vault.create_person(&details(&name), NOW).unwrap());
    }
    // Keyholder n holds record n; the second also holds the sixth.
    for (n, phrase) in phrases.iter().enumerate() {
        let secret = pass(phrase);
        let mut grants = vec![(rids[n].clone(), Right::Edit)];
        if n == 1 {
            grants.push((rids[5].clone(), Right::Read));
        }
        let nickname = format!("K{n}");
        home.vault
            .add_keyholder(&new(&nickname, &secret), &grants)
            .unwrap();
    }
    let Home { dir, vault, .. } = home;
    drop(vault.lock());
    let (mut opened, mut refused) = (0, 0);
    for (k, phrase) in phrases.iter().enumerate() {
        let vault = open(dir.path(), phrase);
        let chain = vault.chain();
        let mine: Vec<PersonId> = vault.people().into_iter().map(|(id, _)| id).collect();
        assert_eq!(mine.len(), if k == 1 { 2 } else { 1 });
        for (r, rid) in rids.iter().enumerate() {
            let path = chain.layout.record(rid.as_str()).join("record.db");
            let may = r == k || (k == 1 && r == 5);
            let opens = mine.iter().any(|own| {
                let pin = chain.pin(own).unwrap();
                let keys = [own, rid].map(|id| pin.key.database(id.as_str(), pin.epoch).unwrap());
                keys.iter()
                    .any(|key| db::open(&path, key, db::Role::Read, true).is_ok())
            });
            assert_eq!(opens, may, "keyholder {k}, record {r}");
            assert_eq!(vault.record(rid).is_ok(), may);
            opened += usize::from(opens);
            refused += usize::from(!opens);
        }
        drop(vault.lock());
    }
    assert_eq!((opened, refused), (6, 24));
}
