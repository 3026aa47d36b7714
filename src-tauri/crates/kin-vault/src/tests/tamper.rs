//! Changed, replayed and cut files are noticed.

use super::{Home, NOW, PASS, assert_whole, home, import, note, obs, pass};
use crate::{Unlocked, Vault, VaultError};
use std::fs;
use std::path::PathBuf;

fn db(home: &Home) -> PathBuf {
    home.dir
        .path()
        .join("records")
        .join(home.person.as_str())
        .join("record.db")
}

/// A closed vault with two imports; the database as it was after the first, and after both.
fn closed() -> (Home, Vec<u8>, Vec<u8>) {
    let mut home = home();
    let drafts: Vec<_> = (0..400)
        .map(|i| note("n", &i.to_string(), "2024-01-01", "some words here"))
        .collect();
    import(&home.record, "a", &drafts);
    let locked = home.vault.lock();
    let old = fs::read(db_of(&home.dir, &home.person)).unwrap();
    home.vault = locked.unlock(None, &pass(PASS)).unwrap();
    home.record = home.vault.record(&home.person).unwrap();
    home.record
        .put(
            &obs("hand", "h", "c", "T", "2024", "1"),
            &mut String::new,
            "Hua",
            NOW,
        )
        .unwrap();
    let id = home
        .record
        .find_by_reference("n", "Observation", "7")
        .unwrap()
        .unwrap();
    home.record.hide(id, "Hua", NOW).unwrap();
    let locked = home.vault.lock();
    let new = fs::read(db_of(&home.dir, &home.person)).unwrap();
    drop(locked);
    home.vault = reopen_dir(&home.dir);
    home.record = home.vault.record(&home.person).unwrap();
    (home, old, new)
}

fn db_of(dir: &tempfile::TempDir, person: &kin_model::PersonId) -> PathBuf {
    dir.path()
        .join("records")
        .join(person.as_str())
        .join("record.db")
}

fn reopen_dir(dir: &tempfile::TempDir) -> Unlocked {
    Vault::open(dir.path())
        .unwrap()
        .unlock(None, &pass(PASS))
        .unwrap()
}

fn shut(home: Home) -> (tempfile::TempDir, kin_model::PersonId) {
    drop(home.vault.lock());
    (home.dir, home.person)
}

#[test]
fn an_older_database_is_noticed_and_only_taken_when_said_so() {
    let (home, old, _) = closed();
    let path = db(&home);
    let (dir, person) = shut(home);
    fs::write(&path, old).unwrap();
    let vault = reopen_dir(&dir);
    let error = vault.record(&person).unwrap_err();
    assert!(
        matches!(error, VaultError::OlderThanSaved { missing: 2, .. }),
        "{error:?}"
    );
    assert_eq!(
        vault.check(true).unwrap().problems[0].code,
        "older-than-saved"
    );
    let record = vault.record_though_older(&person, NOW).unwrap();
    assert_eq!(record.changes(1).unwrap()[0].op, "accept-older");
    drop(record);
    drop(vault.lock());
    let vault = reopen_dir(&dir);
    assert!(vault.record(&person).is_ok());
    assert_whole(&vault);
}

#[test]
fn every_replayed_page_is_noticed() {
    let (home, old, new) = closed();
    let path = db(&home);
    let (dir, person) = shut(home);
    let pages = new.len().min(old.len()) / 4096;
    let mut replayed = 0;
    for page in 0..pages {
        let range = page * 4096..(page + 1) * 4096;
        if old[range.clone()] == new[range.clone()] {
            continue;
        }
        let mut mixed = new.clone();
        mixed[range.clone()].copy_from_slice(&old[range]);
        fs::write(&path, &mixed).unwrap();
        let vault = reopen_dir(&dir);
        let report = vault.check(true).unwrap();
        // A page that is free or holds the search index carries no statement of the record.
        if report.ok() {
            let record = vault.record(&person).unwrap();
            let rows = record
                .timeline(&crate::Filter::default(), None, 1000)
                .unwrap()
                .rows;
            assert_eq!(rows.len(), 400, "page {page}: what is shown is right");
        } else {
            replayed += 1;
        }
    }
    assert!(replayed >= 3, "{replayed} of {pages} pages were replayed");
    fs::write(&path, &new).unwrap();
    assert_whole(&reopen_dir(&dir));
}

#[test]
fn a_flipped_bit_is_damage_not_a_wrong_passphrase() {
    let (home, _, new) = closed();
    let path = db(&home);
    let (dir, person) = shut(home);
    for at in [20, 5_000, new.len() / 2, new.len() - 100] {
        let mut bad = new.clone();
        bad[at] ^= 0x10;
        fs::write(&path, &bad).unwrap();
        let vault = reopen_dir(&dir);
        let report = vault.check(true).unwrap();
        assert!(!report.ok(), "byte {at} went unnoticed");
        if at == 20 {
            assert!(matches!(
                vault.record(&person),
                Err(VaultError::Damaged { what: "record" })
            ));
        }
    }
    fs::remove_file(&path).unwrap();
    let vault = reopen_dir(&dir);
    assert!(matches!(
        vault.record(&person),
        Err(VaultError::Damaged { what: "record" })
    ));
    assert_eq!(
        vault.check(true).unwrap().problems[0].code,
        "record-unreadable"
    );
}

#[test]
fn a_cut_write_ahead_log_is_noticed() {
    let home = home();
    for i in 0..5 {
        home.record
            .put(
                &obs("hand", &i.to_string(), "c", "T", "2024", &i.to_string()),
                &mut String::new,
                "Hua",
                NOW,
            )
            .unwrap();
    }
    // As after a kill: the log is there, nothing was moved into the database.
    let copy = tempfile::tempdir().unwrap();
    copy_tree(home.dir.path(), copy.path());
    let folder = copy.path().join("records").join(home.person.as_str());
    let wal = folder.join("record.db-wal");
    assert!(
        fs::metadata(&wal).unwrap().len() > 4096,
        "the log holds the changes"
    );
    fs::remove_file(folder.join("record.db-shm")).ok();
    let whole = reopen_dir(&copy);
    assert_eq!(
        whole
            .record(&home.person)
            .unwrap()
            .timeline(&crate::Filter::default(), None, 9)
            .unwrap()
            .rows
            .len(),
        5,
        "the log alone brings everything back"
    );
    drop(whole);
    let copy = tempfile::tempdir().unwrap();
    copy_tree(home.dir.path(), copy.path());
    let folder = copy.path().join("records").join(home.person.as_str());
    fs::remove_file(folder.join("record.db-wal")).unwrap();
    fs::remove_file(folder.join("record.db-shm")).ok();
    let cut = reopen_dir(&copy);
    let error = cut.record(&home.person).unwrap_err();
    assert!(
        matches!(error, VaultError::OlderThanSaved { missing, .. } if missing > 0),
        "{error:?}"
    );
}

fn copy_tree(from: &std::path::Path, to: &std::path::Path) {
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            fs::create_dir_all(&target).unwrap();
            copy_tree(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), &target).unwrap();
        }
    }
}

#[test]
fn a_record_of_another_key_does_not_open() {
    let home = home();
    let other = home.vault.create_person(&super::details("B"), NOW).unwrap();
    let records = home.dir.path().join("records");
    let (dir, person) = shut(home);
    fs::copy(
        records.join(other.as_str()).join("record.db"),
        records.join(person.as_str()).join("record.db"),
    )
    .unwrap();
    let vault = reopen_dir(&dir);
    assert!(matches!(vault.record(&person), Err(VaultError::Swapped)));
    assert!(vault.record(&other).is_ok());
}

#[test]
fn missing_and_changed_files_are_told_apart() {
    let home = home();
    home.record
        .put_attachment("a", "b", &vec![1; 300_000], "Hua", NOW)
        .unwrap();
    let two = home
        .record
        .put_attachment("c", "d", &vec![2; 300_000], "Hua", NOW)
        .unwrap();
    let mut blobs = Vec::new();
    let mut stack = vec![
        home.dir
            .path()
            .join("records")
            .join(home.person.as_str())
            .join("blobs"),
    ];
    while let Some(path) = stack.pop() {
        if path.is_dir() {
            stack.extend(fs::read_dir(&path).unwrap().map(|e| e.unwrap().path()));
        } else {
            blobs.push(path);
        }
    }
    assert_eq!(blobs.len(), 2);
    let good = fs::read(&blobs[0]).unwrap();
    let mut bad = good.clone();
    bad[1000] ^= 1;
    fs::write(&blobs[0], &bad).unwrap();
    let codes = |vault: &Unlocked| -> Vec<&'static str> {
        vault
            .check(true)
            .unwrap()
            .problems
            .iter()
            .map(|p| p.code)
            .collect()
    };
    assert_eq!(codes(&home.vault), ["file-changed"]);
    fs::remove_file(&blobs[0]).unwrap();
    assert_eq!(codes(&home.vault), ["file-missing"]);
    fs::write(&blobs[0], &good).unwrap();
    assert_whole(&home.vault);
    assert_eq!(home.record.attachment(two).unwrap().bytes, vec![2; 300_000]);
}

#[test]
fn a_page_torn_while_the_log_was_emptied_is_no_damage() {
    let home = home();
    home.record
        .put(
            &obs("a", "1", "c", "Glucose", "2025-01-01", "5.1"),
            &mut String::new,
            "Hua",
            NOW,
        )
        .unwrap();
    let copy = tempfile::tempdir().unwrap();
    super::golden::copy_tree(home.dir.path(), copy.path());
    let folder = copy.path().join("records").join(home.person.as_str());
    // The page of the first frame of the log, torn in the database.
    let log = std::fs::read(folder.join("record.db-wal")).unwrap();
    let page = u32::from_be_bytes(log[32..36].try_into().unwrap()) as usize;
    let mut pages = std::fs::read(folder.join("record.db")).unwrap();
    let at = (page - 1) * 4096 + 2000;
    pages[at..at + 1000].fill(0);
    std::fs::write(folder.join("record.db"), pages).unwrap();
    let vault = Vault::open(copy.path())
        .unwrap()
        .unlock(None, &pass(PASS))
        .unwrap();
    let report = vault.check(true).unwrap();
    assert!(report.ok(), "the log has it whole: {:?}", report.problems);
}

/// The keyholder's folder of a vault with one keyholder.
fn own_folder(dir: &tempfile::TempDir) -> PathBuf {
    let mut all = fs::read_dir(dir.path().join("people")).unwrap();
    all.next().unwrap().unwrap().path()
}

fn codes(dir: &tempfile::TempDir) -> Vec<&'static str> {
    let vault = reopen_dir(dir);
    let report = vault.check(true).unwrap();
    report.problems.iter().map(|p| p.code).collect()
}

#[test]
fn a_changed_name_on_the_unlock_page_is_noticed() {
    let (dir, _) = shut(home());
    let path = own_folder(&dir).join("public.json");
    let text = fs::read_to_string(&path).unwrap();
    // Rot: seen before anybody has unlocked, and no wrong name is shown.
    let wrong = text.replace("Hua", "Hub");
    assert_ne!(wrong, text);
    fs::write(&path, &wrong).unwrap();
    let locked = Vault::open(dir.path()).unwrap();
    assert_eq!(locked.keyholders()[0].nickname, "");
    drop(locked);
    assert_eq!(codes(&dir), ["identity-damaged"]);
    // Malice: no sum, no seal, so it shows; the keyring knows that there must be a seal.
    let mut forged: serde_json::Value = serde_json::from_str(&wrong).unwrap();
    let fields = forged.as_object_mut().unwrap();
    fields.remove("sum");
    fields.remove("seal");
    fs::write(&path, serde_json::to_vec(&forged).unwrap()).unwrap();
    assert_eq!(codes(&dir), ["public-changed"]);
    // The way back.
    let vault = reopen_dir(&dir);
    vault.set_keyholder("Hua", "plum").unwrap();
    assert_whole(&vault);
    drop(vault.lock());
    fs::remove_file(&path).unwrap();
    let vault = reopen_dir(&dir);
    assert_eq!(
        vault.check(true).unwrap().problems[0].code,
        "identity-damaged"
    );
    vault.set_keyholder("Hua", "plum").unwrap();
    assert_whole(&vault);
}

#[test]
fn every_changed_byte_of_the_files_in_clear_is_noticed() {
    let home = home();
    let key = crate::DeviceKey::generate().unwrap();
    home.vault.set_quick_unlock(&key).unwrap();
    let who = home.vault.keyholder().id;
    let (dir, _) = shut(home);
    for path in [
        own_folder(&dir).join("public.json"),
        dir.path().join("vault.json"),
    ] {
        let good = fs::read(&path).unwrap();
        for at in 0..good.len() {
            let mut bad = good.clone();
            bad[at] ^= 1 << (at % 7);
            fs::write(&path, &bad).unwrap();
            let opened = Vault::open(dir.path()).map(|l| l.unlock_quickly(&who, &key));
            if let Ok(Ok(vault)) = opened {
                assert!(!vault.check(false).unwrap().ok(), "byte {at}: {bad:?}");
            }
        }
        fs::write(&path, &good).unwrap();
    }
    assert_whole(&reopen_dir(&dir));
}

#[test]
fn a_lost_spare_keyring_and_a_lost_quick_unlock_are_noticed() {
    let home = home();
    let key = crate::DeviceKey::generate().unwrap();
    home.vault.set_quick_unlock(&key).unwrap();
    home.vault.set_setting("look", "dark").unwrap();
    assert_whole(&home.vault);
    let (dir, _) = shut(home);
    let folder = own_folder(&dir);
    for (file, code) in [
        ("keyring.prev.age", "spare-keyring-damaged"),
        ("identity.device.age", "quick-unlock-damaged"),
    ] {
        let path = folder.join(file);
        let good = fs::read(&path).unwrap();
        let mut bad = good.clone();
        bad[good.len() / 2] ^= 4;
        fs::write(&path, bad).unwrap();
        assert_eq!(codes(&dir), [code], "{file} changed");
        fs::remove_file(&path).unwrap();
        assert_eq!(codes(&dir), [code], "{file} gone");
        fs::write(&path, &good).unwrap();
    }
    let vault = reopen_dir(&dir);
    assert_whole(&vault);
    vault.forget_quick_unlock().unwrap();
    assert_whole(&vault);
}

#[test]
fn a_removed_person_is_in_no_keyring_and_a_spare_is_still_there() {
    let home = home();
    let other = home.vault.create_person(&super::details("B"), NOW).unwrap();
    home.vault.remove_person(&other).unwrap();
    assert_whole(&home.vault);
    let (dir, _) = shut(home);
    let folder = own_folder(&dir);
    // The keyring is lost: what the spare knows is all there is.
    fs::remove_file(folder.join("keyring.age")).unwrap();
    let vault = reopen_dir(&dir);
    assert_eq!(vault.people().len(), 1, "the destroyed key is gone from it");
}

/// Only its owner can write it anew: whoever finds it is told so, and not to mend what they cannot.
#[test]
fn a_changed_name_of_somebody_else_is_theirs_to_mend() {
    let home = home();
    let theirs = pass("amber kettle morning");
    let new = crate::NewVault {
        nickname: "Wei",
        colour: "teal",
        passphrase: &theirs,
        kdf: crate::KdfStrength::Test,
        now: NOW,
    };
    let wei = home.vault.add_keyholder(&new, &[]).unwrap().0;
    let path = home
        .dir
        .path()
        .join("people")
        .join(wei.as_str())
        .join("public.json");
    let text = fs::read_to_string(&path).unwrap();
    let mut forged: serde_json::Value = serde_json::from_str(&text).unwrap();
    forged["nickname"] = "Web".into();
    forged.as_object_mut().unwrap().remove("sum");
    // Not byte for byte as this program writes it: that much everybody sees.
    fs::write(&path, serde_json::to_vec_pretty(&forged).unwrap()).unwrap();
    let (dir, _) = shut(home);
    assert_eq!(codes(&dir), ["other-public-changed"]);
    let vault = Vault::open(dir.path()).unwrap();
    let vault = vault.unlock(Some(&wei), &theirs).unwrap();
    assert_eq!(
        vault.check(true).unwrap().problems[0].code,
        "public-changed"
    );
    vault.mend().unwrap();
    assert_whole(&vault);
    drop(vault.lock());
    assert!(codes(&dir).is_empty());
}

#[test]
fn a_vault_of_before_has_its_clear_file_sealed_when_it_is_opened() {
    let dir = tempfile::tempdir().unwrap();
    let fixture = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../tests/fixtures/vaults/v1/vault");
    super::golden::copy_tree(&fixture, dir.path());
    let words = pass("golden vault of version one");
    let vault = Vault::open(dir.path()).unwrap();
    let vault = vault.unlock(None, &words).unwrap();
    assert_whole(&vault);
    drop(vault.lock());
    let path = own_folder(&dir).join("public.json");
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains("\"seal\""), "{text}");
    let mut forged: serde_json::Value = serde_json::from_str(&text).unwrap();
    forged["colour"] = "black".into();
    forged.as_object_mut().unwrap().remove("sum");
    fs::write(&path, serde_json::to_vec(&forged).unwrap()).unwrap();
    let vault = Vault::open(dir.path()).unwrap();
    let vault = vault.unlock(None, &words).unwrap();
    assert_eq!(
        vault.check(true).unwrap().problems[0].code,
        "public-changed"
    );
}
