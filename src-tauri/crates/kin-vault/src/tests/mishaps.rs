//! What goes wrong in the middle of something, and is not the end of a record.

use super::family::{open, put};
use super::{Home, NOW, PASS, assert_whole, details, dump, home, pass, start};
use crate::{
    BackupSecret, KdfStrength, KeyholderId, NewVault, OpenedBackup, Right, Unlocked, Vault,
    VaultError, letters, rotate,
};
use kin_model::PersonId;
use std::cell::RefCell;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::thread;
use std::time::Duration;

const THEIRS: &str = "amber kettle morning";
const LATER: &str = "2026-01-05T03:04:05Z";

fn caregiver(home: &Home, right: Right) -> KeyholderId {
    let secret = pass(THEIRS);
    let new = NewVault {
        nickname: "Wei",
        colour: "teal",
        passphrase: &secret,
        kdf: KdfStrength::Test,
        now: NOW,
    };
    let grants = [(home.person.clone(), right)];
    home.vault.add_keyholder(&new, &grants).unwrap().0
}

fn file_of(home: &Home) -> PathBuf {
    let folder = home.dir.path().join("records").join(home.person.as_str());
    folder.join("record.db")
}

/// Opens nothing: as after damage, or with a key that is not the file's any more.
fn spoil(file: &std::path::Path) {
    fs::write(file, vec![7_u8; 8192]).unwrap();
}

fn backup(home: &Home, at: &std::path::Path) -> PathBuf {
    let file = at.join("kinfolio-backup.tar");
    let source = home.vault.backup_source().unwrap();
    source.make(&file, NOW, &mut |_, _| true).unwrap();
    file
}

#[test]
fn a_restore_does_not_take_the_place_of_a_vault_that_is_open() {
    let home = home();
    put(&home.vault, &home.person, "a").unwrap();
    let away = tempfile::tempdir().unwrap();
    let file = backup(&home, away.path());
    let opened = OpenedBackup::open(&file, BackupSecret::Passphrase(&pass(PASS))).unwrap();
    let beside = |opened: &OpenedBackup| opened.restore_beside(home.dir.path(), &mut |_, _| true);
    let swapped = beside(&opened).unwrap().swap("2026-01-02");
    assert!(matches!(swapped, Err(VaultError::AlreadyOpen)));
    // What is saved after it is in the vault that is there.
    put(&home.vault, &home.person, "b").unwrap();
    assert_whole(&home.vault);
    let before = dump(&home.record);
    let (dir, person) = (home.dir.path().to_owned(), home.person.clone());
    drop(home.record);
    drop(home.vault.lock());
    let vault = open(&dir, PASS);
    assert_eq!(dump(&vault.record(&person).unwrap()), before);
    drop(vault.lock());
    // Nobody has it open: now it is put aside.
    let restored = opened.restore_beside(&dir, &mut |_, _| true).unwrap();
    let aside = restored.swap("2026-01-02").unwrap().unwrap();
    assert!(aside.join("vault.json").is_file());
    assert_whole(&open(&dir, PASS));
    fs::remove_dir_all(aside).unwrap();
}

#[test]
fn a_record_that_is_replaced_is_opened_before_or_after_and_never_between() {
    let home = home();
    put(&home.vault, &home.person, "a").unwrap();
    thread::scope(|scope| {
        let other = home.vault.with_record_shut(&home.person, || {
            let other = scope.spawn(|| home.vault.record(&home.person).is_ok());
            thread::sleep(Duration::from_millis(100));
            assert!(!other.is_finished(), "it waits until the file is replaced");
            other
        });
        assert!(other.join().unwrap());
    });
}

#[test]
fn whoever_opens_a_record_while_its_key_changes_gets_the_new_one() {
    let home = home();
    for n in 0..40 {
        put(&home.vault, &home.person, &n.to_string()).unwrap();
    }
    let wei = caregiver(&home, Right::Read);
    thread::scope(|scope| {
        let change = scope.spawn(|| home.vault.revoke(&home.person, &wei, NOW));
        while !change.is_finished() {
            drop(home.vault.record(&home.person));
        }
        change.join().unwrap().unwrap();
    });
    put(&home.vault, &home.person, "after").unwrap();
    assert_whole(&home.vault);
    let stop = Arc::new(AtomicBool::new(false));
    home.vault.compact(&home.person, &stop).unwrap();
    put(&home.vault, &home.person, "later").unwrap();
    assert_whole(&home.vault);
}

/// A change of key that ended after its copy was put in place; and what the record holds.
fn cut_off() -> (Home, String) {
    let home = home();
    put(&home.vault, &home.person, "a").unwrap();
    let wei = caregiver(&home, Right::Read);
    let before = dump(&home.record);
    rotate::crash::set(4);
    let cut = catch_unwind(AssertUnwindSafe(|| {
        home.vault.revoke(&home.person, &wei, NOW)
    }));
    rotate::crash::set(0);
    assert!(cut.is_err());
    (home, before)
}

#[test]
fn a_key_whose_change_was_cut_off_opens_the_record_in_the_same_sitting() {
    let (home, before) = cut_off();
    let record = home.vault.record(&home.person).unwrap();
    assert_eq!(dump(&record), before);
    put(&home.vault, &home.person, "b").unwrap();
    assert_whole(&home.vault);
}

#[test]
fn a_key_is_not_forgotten_while_its_record_is_away() {
    let (home, before) = cut_off();
    let (dir, person) = (home.dir.path().to_owned(), home.person.clone());
    drop((home.record, home.vault));
    let folder = dir.join("records").join(person.as_str());
    let aside = dir.join("aside");
    fs::rename(&folder, &aside).unwrap();
    // Everything else opens meanwhile.
    let vault = open(&dir, PASS);
    assert!(vault.record(&person).is_err());
    drop(vault.lock());
    fs::rename(&aside, &folder).unwrap();
    let vault = open(&dir, PASS);
    assert_eq!(dump(&vault.record(&person).unwrap()), before);
    assert_whole(&vault);
}

#[test]
fn a_rehearsal_is_not_bad_for_a_letter_nobody_took_or_a_record_that_did_not_open() {
    let home = home();
    put(&home.vault, &home.person, "a").unwrap();
    let wei = caregiver(&home, Right::Read);
    home.vault
        .grant(&home.person, &wei, Right::Edit, false, NOW)
        .unwrap();
    let other = home.vault.create_person(&details("Other"), NOW).unwrap();
    let away = tempfile::tempdir().unwrap();
    let rehearse = |file: &PathBuf| {
        let opened = OpenedBackup::open(file, BackupSecret::Passphrase(&pass(PASS))).unwrap();
        opened.rehearse(away.path(), &mut |_, _| true)
    };
    let file = backup(&home, away.path());
    assert_eq!(rehearse(&file).unwrap().missing, 0);
    let spoilt = home.dir.path().join("records").join(other.as_str());
    home.vault.forget_record(&other);
    spoil(&spoilt.join("record.db"));
    let file = backup(&home, away.path());
    assert_eq!(rehearse(&file).unwrap().missing, 1, "left out, and said so");
}

#[test]
fn an_owner_whose_access_ended_is_told_so_and_can_leave_and_who_made_the_record_can_remove_it() {
    let home = home();
    put(&home.vault, &home.person, "a").unwrap();
    let wei = caregiver(&home, Right::Owner);
    home.vault.revoke(&home.person, &wei, NOW).unwrap();
    let (dir, person, file) = (
        home.dir.path().to_owned(),
        home.person.clone(),
        file_of(&home),
    );
    drop(home.record);
    drop(home.vault.lock());
    let vault = open(&dir, THEIRS);
    assert!(matches!(
        vault.record(&person),
        Err(VaultError::AccessEnded)
    ));
    assert!(matches!(
        vault.remove_person(&person),
        Err(VaultError::NotAllowed { .. })
    ));
    assert!(file.is_file(), "it is whole, and not theirs to destroy");
    vault.leave(&person).unwrap();
    assert!(vault.people().is_empty());
    drop(vault.lock());
    let vault = open(&dir, PASS);
    assert!(matches!(
        vault.leave(&person),
        Err(VaultError::CannotRemove)
    ));
    assert_whole(&vault);
    vault.forget_record(&person);
    spoil(&file);
    assert!(matches!(
        vault.record(&person),
        Err(VaultError::Damaged { .. })
    ));
    vault.remove_person(&person).unwrap();
    assert!(vault.people().is_empty() && !file.exists());
}

#[test]
fn who_may_only_read_can_accept_a_record_that_went_back() {
    let home = home();
    put(&home.vault, &home.person, "a").unwrap();
    caregiver(&home, Right::Read);
    let (dir, person, file) = (
        home.dir.path().to_owned(),
        home.person.clone(),
        file_of(&home),
    );
    drop(home.record);
    drop(home.vault.lock());
    let older = fs::read(&file).unwrap();
    let vault = open(&dir, PASS);
    put(&vault, &person, "b").unwrap();
    drop(vault.lock());
    let vault = open(&dir, THEIRS);
    let seen = vault.record(&person).unwrap();
    seen.log_access("open", "", NOW).unwrap();
    drop(seen);
    drop(vault.lock());
    fs::write(&file, older).unwrap();
    let vault = open(&dir, THEIRS);
    assert!(matches!(
        vault.record(&person),
        Err(VaultError::OlderThanSaved { .. })
    ));
    let record = vault.record_though_older(&person, LATER).unwrap();
    let log = record.access_log(None, 10).unwrap();
    assert!(log.lines.iter().any(|l| l.op == "accept-older"));
    drop(record);
    drop(vault.lock());
    let vault = open(&dir, THEIRS);
    assert_whole(&vault);
    assert_eq!(vault.record(&person).unwrap().right(), Right::Read);
}

#[test]
fn what_was_left_of_a_record_that_was_made_or_destroyed_goes_at_the_next_unlocking() {
    let home = home();
    let (kept, left) = (
        home.person.clone(),
        "0123456789abcdef0123456789abcdef"
            .parse::<PersonId>()
            .unwrap(),
    );
    let folder = home.dir.path().join("records").join(left.as_str());
    fs::create_dir_all(folder.join("blobs")).unwrap();
    fs::write(folder.join("record.db"), "half").unwrap();
    home.vault
        .chain()
        .change(|ring| {
            ring.leftover = vec![left.clone(), kept.clone()];
            Ok(())
        })
        .unwrap();
    home.vault.catch_up(LATER);
    assert!(!folder.exists());
    assert!(home.vault.chain().ring().leftover.is_empty());
    assert_whole(&home.vault);
    // Made and removed, nothing is left.
    let person = home.vault.create_person(&details("New"), NOW).unwrap();
    let folder = home.dir.path().join("records").join(person.as_str());
    assert!(folder.is_dir() && home.vault.chain().ring().leftover.is_empty());
    home.vault.remove_person(&person).unwrap();
    assert!(!folder.exists() && home.vault.chain().ring().leftover.is_empty());
}

/// A reader with a program of their own: their letter is proven, as everybody's whom the owner brought in.
#[test]
fn what_a_reader_writes_takes_nothing_from_who_made_the_record() {
    let home = home();
    put(&home.vault, &home.person, "a").unwrap();
    // There is a former key, which large files may need.
    let first = caregiver(&home, Right::Read);
    home.vault.revoke(&home.person, &first, NOW).unwrap();
    let person = home.person.clone();
    let lan = {
        let secret = pass("copper garden violin");
        let new = NewVault {
            nickname: "Lan",
            colour: "teal",
            passphrase: &secret,
            kdf: KdfStrength::Test,
            now: NOW,
        };
        let grants = [(person.clone(), Right::Read)];
        home.vault.add_keyholder(&new, &grants).unwrap().0
    };
    let owner = home.vault.keyholder().id;
    let recipient = home.vault.chain().opened().grant.recipient();
    let keys = |vault: &Unlocked| vault.chain().pin(&person).unwrap().old.len();
    assert_eq!(keys(&home.vault), 1);
    let dir = home.dir.path().to_owned();
    drop(home.record);
    drop(home.vault.lock());

    let vault = open(&dir, "copper garden violin");
    let chain = vault.chain();
    chain
        .change(|ring| {
            ring.pinned(&person)?.old_keys.clear();
            Ok(())
        })
        .unwrap();
    letters::write(chain, &person, &owner, &recipient, Right::Read, NOW).unwrap();
    // And in the record they write what they like.
    let record = vault.record(&person).unwrap();
    let mut demoted = record.holders().unwrap();
    let row = demoted.iter_mut().find(|h| h.id == owner).unwrap();
    row.right = Right::Read;
    let forced = crate::holders::put;
    let writer = record.take_any_writer(true).unwrap();
    let mut writer = writer;
    writer.begin().unwrap();
    forced(&mut writer, row).unwrap();
    writer.commit(NOW, "Lan", "grant", owner.as_str()).unwrap();
    record.give_back(writer);
    drop(record);
    drop(vault.lock());

    let vault = open(&dir, PASS);
    vault.catch_up(LATER);
    let record = vault.record(&person).unwrap();
    assert_eq!(record.right(), Right::Owner);
    assert_eq!(keys(&vault), 1, "no former key is forgotten");
    let waiting = vault.letters(LATER);
    assert_eq!(
        (waiting.len(), waiting[0].known),
        (1, true),
        "it is shown, and nothing follows from it"
    );
    vault.refuse_letter(&person).unwrap();
    vault.revoke(&person, &lan, NOW).unwrap();
    drop(record);
    drop(vault.lock());
    assert!(open(&dir, "copper garden violin").record(&person).is_err());
    assert_whole(&open(&dir, PASS));
}

/// Everything a proof needs but the proof: a known name over another vault's letter, or over a changed one.
#[test]
fn a_letter_under_a_known_name_without_its_proof_opens_nothing() {
    let home = home();
    let person = home.person.clone();
    let wei = caregiver(&home, Right::Read);
    home.vault
        .grant(&person, &wei, Right::Edit, false, NOW)
        .unwrap();
    let inbox = home
        .dir
        .path()
        .join("records")
        .join(person.as_str())
        .join("inbox");
    let letter = inbox.join(format!("{}.age", wei.as_str()));
    let dir = home.dir.path().to_owned();
    drop(home.record);
    drop(home.vault.lock());
    let vault = open(&dir, THEIRS);
    let grant = &vault.chain().opened().grant;
    let plain = grant.open_letter(&fs::read(&letter).unwrap()).unwrap();
    let envelope: serde_json::Value = serde_json::from_slice(&plain).unwrap();
    let planted = |change: &dyn Fn(&mut serde_json::Value)| {
        let content = envelope["content"].as_str().unwrap();
        let mut content: serde_json::Value = serde_json::from_str(content).unwrap();
        change(&mut content);
        let mut envelope = envelope.clone();
        envelope["content"] = serde_json::json!(content.to_string());
        let plain = serde_json::to_vec(&envelope).unwrap();
        let sealed = kin_crypto::safe::seal_letter(&grant.recipient(), &plain).unwrap();
        fs::write(&letter, sealed).unwrap();
        vault.catch_up(LATER);
        vault.record(&person).unwrap().right()
    };
    // Another right than the writer meant.
    assert_eq!(
        planted(&|content| content["role"] = "owner".into()),
        Right::Read
    );
    // The letter of another vault.
    let other = "00112233445566778899aabbccddeeff";
    assert_eq!(
        planted(&|content| content["vault_id"] = other.into()),
        Right::Read
    );
    assert!(vault.letters(LATER).is_empty(), "not even shown");
    assert_eq!(
        planted(&|_| {}),
        Right::Edit,
        "the control: as it was written"
    );
    drop(vault.lock());
    assert!(Vault::open(&dir).is_ok());
}

#[test]
fn the_full_check_says_how_far_it_is_and_ends_when_asked() {
    let home = home();
    for n in 0..40 {
        put(&home.vault, &home.person, &n.to_string()).unwrap();
    }
    home.vault.create_person(&details("Second"), NOW).unwrap();
    let told = RefCell::new(Vec::new());
    let tell = |done: u64, total: u64| {
        told.borrow_mut().push((done, total));
        true
    };
    assert!(home.vault.check_telling(true, &tell).unwrap().ok());
    let told = told.into_inner();
    assert!(told.is_sorted() && told.len() > 8, "{told:?}");
    assert!(told.iter().all(|(done, total)| done <= total));
    for after in [0, 3, told.len() - 1] {
        let seen = RefCell::new(0);
        let ended = home.vault.check_telling(true, &|_, _| {
            *seen.borrow_mut() += 1;
            *seen.borrow() <= after
        });
        assert!(matches!(ended, Err(VaultError::Cancelled)), "after {after}");
    }
}

/// Another owner may give a newer key; what was made here is not lowered, and no other key is taken for the same epoch.
#[test]
fn what_another_owner_writes_does_not_lower_who_made_the_record() {
    let home = home();
    put(&home.vault, &home.person, "a").unwrap();
    let person = home.person.clone();
    caregiver(&home, Right::Owner);
    let owner = home.vault.keyholder().id;
    let recipient = home.vault.chain().opened().grant.recipient();
    let dir = home.dir.path().to_owned();
    drop(home.record);
    drop(home.vault.lock());
    let after = |write: &dyn Fn(&Unlocked)| {
        let vault = open(&dir, THEIRS);
        write(&vault);
        drop(vault.lock());
        let vault = open(&dir, PASS);
        vault.catch_up(LATER);
        let right = vault.record(&person).unwrap().right();
        let waits = vault.letters(LATER).len();
        if waits > 0 {
            vault.refuse_letter(&person).unwrap();
        }
        drop(vault.lock());
        (right, waits)
    };
    let letter = |vault: &Unlocked, right| {
        letters::write(vault.chain(), &person, &owner, &recipient, right, NOW).unwrap();
    };
    assert_eq!(
        after(&|vault| letter(vault, Right::Read)),
        (Right::Owner, 1)
    );
    // The control: what changes nothing is taken.
    assert_eq!(
        after(&|vault| letter(vault, Right::Owner)),
        (Right::Owner, 0)
    );
}

/// What SQLite says when the disk did not confirm a commit.
fn not_confirmed() -> VaultError {
    let code = rusqlite::ffi::SQLITE_IOERR_FSYNC;
    rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(code), None).into()
}

#[test]
fn a_disk_that_did_not_confirm_ends_writing_until_the_vault_is_opened_again() {
    let home = home();
    let wei = caregiver(&home, Right::Read);
    put(&home.vault, &home.person, "a").unwrap();
    let (vault, record, person) = (&home.vault, &home.record, &home.person);
    // A disk that is full says so, and there may be room again.
    let full: Result<(), _> = vault.chain().heed(Err(VaultError::DiskFull));
    assert!(matches!(full, Err(VaultError::DiskFull)));
    put(vault, person, "b").unwrap();
    let before = dump(record);

    let failed: Result<(), _> = vault.chain().heed(Err(not_confirmed()));
    assert!(matches!(failed, Err(VaultError::Unconfirmed)));
    let stop = Arc::new(AtomicBool::new(false));
    let (old, new) = (pass(PASS), pass("slate river hammock"));
    let refused: Vec<(&str, Result<(), VaultError>)> = vec![
        ("entry", put(vault, person, "c").map(drop)),
        ("import", record.begin_import(&start("file")).map(drop)),
        ("setting", record.set_setting("unit", "mmol/L")),
        ("access log", record.log_access("export", "", NOW)),
        ("details", record.set_details(&details("Li Hua"), NOW)),
        ("preference", vault.set_setting("look", "dark")),
        (
            "person",
            vault.create_person(&details("Li Ming"), NOW).map(drop),
        ),
        (
            "grant",
            vault.grant(person, &wei, Right::Edit, true, NOW).map(drop),
        ),
        ("revoke", vault.revoke(person, &wei, NOW)),
        (
            "passphrase",
            vault.change_passphrase(&old, &new, KdfStrength::Test),
        ),
        ("recovery code", vault.new_recovery_code().map(drop)),
        (
            "all keys",
            vault
                .renew_keys((&old, &new), KdfStrength::Test, NOW, &|_, _| true)
                .map(drop),
        ),
        ("compaction", vault.compact(person, &stop).map(drop)),
    ];
    for (what, outcome) in refused {
        let told = matches!(outcome, Err(VaultError::Unconfirmed));
        assert!(told, "{what}: {outcome:?}");
    }
    assert_eq!(dump(record), before, "everything can be read");
    let away = tempfile::tempdir().unwrap();
    assert!(backup(&home, away.path()).exists(), "and saved elsewhere");

    let Home {
        dir, vault, record, ..
    } = home;
    drop(record);
    drop(vault.lock());
    let vault = open(dir.path(), PASS);
    let person = vault.people()[0].0.clone();
    assert_eq!(dump(&vault.record(&person).unwrap()), before);
    put(&vault, &person, "c").unwrap();
    assert_whole(&vault);
}
