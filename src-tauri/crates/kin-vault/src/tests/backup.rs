//! Backups: round trips of generated vaults, every flip and cut, restore beside and swap.

use super::{Home, NOW, PASS, assert_whole, details, dump, home, import, note, obs, pass};
use crate::{BackupSecret, OpenedBackup, Vault, VaultError, finish_swap, peek_backup};
use kin_model::PersonId;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

fn go(_: u64, _: u64) -> bool {
    true
}

fn make(home: &Home, at: &Path) -> PathBuf {
    let file = at.join("kinfolio-backup.tar");
    let source = home.vault.backup_source().unwrap();
    let made = source.make(&file, NOW, &mut go).unwrap();
    assert_eq!(made.missing, 0);
    file
}

fn logical(vault: &crate::Unlocked) -> BTreeMap<PersonId, String> {
    let people = vault.people().into_iter();
    people
        .map(|(id, _)| (id.clone(), dump(&vault.record(&id).unwrap())))
        .collect()
}

/// A vault that differs with every number: people, entries, notes, large files, corrections.
fn generated(n: u64) -> Home {
    let home = home();
    let mut state = n.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut dice = |sides: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % sides
    };
    let mut records = vec![home.record.clone()];
    for extra in 0..dice(3) {
        let id = home
            .vault
            .create_person(&details(&format!("成员 {extra}")), NOW)
            .unwrap();
        records.push(home.vault.record(&id).unwrap());
    }
    for record in &records {
        for source in 0..1 + dice(3) {
            let count = 1 + dice(25);
            let drafts: Vec<_> = (0..count)
                .map(|i| {
                    let id = dice(30).to_string();
                    let day = format!("20{:02}-0{}-1{}", dice(25), 1 + dice(9), dice(9));
                    if dice(4) == 0 {
                        let long = "很长的话 ".repeat(if dice(6) == 0 { 40_000 } else { 3 });
                        note("n", &format!("note{id}"), &day, &long)
                    } else {
                        obs("n", &id, "2339-0", "Glucose", &day, &format!("{i}.{id}0"))
                    }
                })
                .collect();
            import(record, &format!("s{source}"), &drafts);
        }
    }
    home
}

#[test]
fn generated_vaults_survive_backup_wipe_and_restore() {
    for n in 0..4 {
        let home = generated(n);
        let before = logical(&home.vault);
        let away = tempfile::tempdir().unwrap();
        let file = make(&home, away.path());
        let place = home.dir.path().to_owned();
        drop(home.vault.lock());
        drop(home.record);
        fs::remove_dir_all(&place).unwrap();

        let passphrase = pass(PASS);
        let opened = OpenedBackup::open(&file, BackupSecret::Passphrase(&passphrase)).unwrap();
        let back = away.path().join("vault");
        let restored = opened.restore_beside(&back, &mut go).unwrap();
        assert!(!restored.replaces && !restored.older && restored.present.is_none());
        assert_eq!(restored.contents.people.len(), before.len());
        assert_eq!(restored.swap("2026-11-25").unwrap(), None);
        let vault = Vault::open(&back)
            .unwrap()
            .unlock(None, &passphrase)
            .unwrap();
        assert_eq!(logical(&vault), before, "vault {n}");
        assert_whole(&vault);
    }
}

#[test]
fn the_recovery_code_opens_it_and_a_wrong_secret_does_not() {
    let home = home();
    let code = home.vault.new_recovery_code().unwrap();
    let away = tempfile::tempdir().unwrap();
    let file = make(&home, away.path());
    let opened = OpenedBackup::open(&file, BackupSecret::Code(&code)).unwrap();
    let contents = opened.verify(away.path(), &mut go).unwrap();
    assert_eq!(contents.people.len(), 1);
    assert_eq!(contents.people[0].name, "Li Hua");
    let wrong = pass("violet anchor dawn");
    assert!(matches!(
        OpenedBackup::open(&file, BackupSecret::Passphrase(&wrong)),
        Err(VaultError::WrongPassphrase)
    ));
    let later = home.vault.new_recovery_code().unwrap();
    assert!(matches!(
        OpenedBackup::open(&file, BackupSecret::Code(&later)),
        Err(VaultError::WrongRecoveryCode)
    ));
    let left = fs::read_dir(away.path()).unwrap().count();
    assert_eq!(left, 1, "verifying leaves nothing behind");
}

#[test]
fn every_flip_and_every_cut_is_found() {
    let home = generated(7);
    let away = tempfile::tempdir().unwrap();
    let file = make(&home, away.path());
    let good = fs::read(&file).unwrap();
    let source = home.vault.backup_source().unwrap();
    let verify = |file: &Path| {
        source
            .open(file)
            .and_then(|b| b.verify(away.path(), &mut go))
    };
    verify(&file).unwrap();
    let readme = 512 + 1024;
    let step = (good.len() / 150).max(1);
    let bad_file = away.path().join("bad.tar");
    // What lies outside of the payload is looked at bit by bit elsewhere (`hostile.rs`).
    for at in (readme + 512..good.len() - 1024).step_by(step) {
        // Padding between files says nothing.
        if good[at] == 0
            && good[at.saturating_sub(8)..(at + 8).min(good.len())]
                .iter()
                .all(|b| *b == 0)
        {
            continue;
        }
        let mut bad = good.clone();
        bad[at] ^= 0x10;
        fs::write(&bad_file, &bad).unwrap();
        assert!(verify(&bad_file).is_err(), "flip at {at} of {}", good.len());
    }
    for part in 1..40 {
        fs::write(&bad_file, &good[..good.len() * part / 40]).unwrap();
        assert!(verify(&bad_file).is_err(), "cut at {part}/40");
        assert!(peek_backup(&bad_file).is_err(), "the manifest is last");
    }
}

#[test]
fn an_older_backup_is_called_older_and_the_former_vault_stays_beside() {
    let home = home();
    let away = tempfile::tempdir().unwrap();
    let file = make(&home, away.path());
    let early = logical(&home.vault);
    import(
        &home.record,
        "later",
        &[obs("n", "1", "2339-0", "Glucose", "2025-01-02", "6.0")],
    );
    let late = logical(&home.vault);
    assert_ne!(early, late);
    let root = tempfile::tempdir().unwrap();
    let place = root.path().join("vault");
    fs::rename(home.dir.path(), &place).unwrap();
    drop(home.vault.lock());
    let passphrase = pass(PASS);
    let open = || OpenedBackup::open(&file, BackupSecret::Passphrase(&passphrase)).unwrap();
    let restored = open().restore_beside(&place, &mut go).unwrap();
    assert!(restored.older && restored.replaces);
    assert_eq!(restored.present.as_ref().unwrap().people[0].entries, 1);
    assert_eq!(restored.contents.people[0].entries, 0);
    // Given up: nothing stays.
    drop(restored);
    assert_eq!(fs::read_dir(root.path()).unwrap().count(), 1);

    let old = open()
        .restore_beside(&place, &mut go)
        .unwrap()
        .swap("2026-11-25")
        .unwrap()
        .unwrap();
    let unlock = |dir: &Path| Vault::open(dir).unwrap().unlock(None, &passphrase).unwrap();
    assert_eq!(logical(&unlock(&place)), early);
    assert_eq!(logical(&unlock(&old)), late, "the former one is whole");
    crate::remove_put_aside(&place, "2026-12-25").unwrap();
    assert!(old.is_dir(), "30 days later it is there");
    crate::remove_put_aside(&place, "2026-12-26").unwrap();
    assert!(!old.exists(), "after that it goes");
}

#[test]
fn a_power_cut_between_the_two_renames_is_finished_at_the_next_start() {
    let root = tempfile::tempdir().unwrap();
    let place = root.path().join("vault");
    let note = r#"{"new":"vault-new-1","old":"vault-before-2026-11-25-1"}"#;
    for cut_after in ["nothing", "first"] {
        fs::create_dir_all(root.path().join("vault-new-1")).unwrap();
        fs::write(root.path().join("vault-new-1/new"), "").unwrap();
        fs::write(root.path().join("vault-new-1/vault.json"), "").unwrap();
        fs::write(root.path().join("vault-swap.json"), note).unwrap();
        if cut_after == "nothing" {
            fs::create_dir(&place).unwrap();
        } else {
            fs::create_dir(root.path().join("vault-before-2026-11-25-1")).unwrap();
        }
        finish_swap(&place).unwrap();
        assert!(place.join("new").is_file(), "{cut_after}");
        assert!(root.path().join("vault-before-2026-11-25-1").is_dir());
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 2, "note gone");
        fs::remove_dir_all(&place).unwrap();
        fs::remove_dir_all(root.path().join("vault-before-2026-11-25-1")).unwrap();
    }
}

/// A folder that says which one it is.
fn folder(place: &Path, says: &str) {
    fs::create_dir_all(place).unwrap();
    for name in ["vault.json", says] {
        fs::write(place.join(name), says).unwrap();
    }
}

/// What is left after the next start: each folder and what it says.
fn settled(root: &Path) -> Vec<(String, String)> {
    finish_swap(&root.join("vault")).unwrap();
    let mut all: Vec<_> = fs::read_dir(root)
        .unwrap()
        .map(|e| e.unwrap().path())
        .map(|p| {
            let name = p.file_name().unwrap().to_str().unwrap().to_owned();
            (name, fs::read_to_string(p.join("vault.json")).unwrap())
        })
        .collect();
    all.sort();
    all
}

#[test]
fn of_three_folders_the_restored_one_wins_and_none_is_lost() {
    let (new, old) = ("vault-new-1", "vault-before-2026-11-25-1");
    let note = format!(r#"{{"new":"{new}","old":"{old}"}}"#);
    // The former vault is aside already, and something lies in its place again.
    let root = tempfile::tempdir().unwrap();
    let put = |name: &str| folder(&root.path().join(name), name);
    for name in ["vault", new, old] {
        put(name);
    }
    fs::write(root.path().join("vault-swap.json"), &note).unwrap();
    let left = settled(root.path());
    let says: Vec<_> = left.iter().map(|(_, says)| says.as_str()).collect();
    assert_eq!(left.len(), 3, "{left:?}");
    assert_eq!(left[0], ("vault".into(), new.into()), "{left:?}");
    assert!(says.contains(&old) && says.contains(&"vault"), "{left:?}");
    // What was put aside is removed when its time is over, as any other.
    let place = root.path().join("vault");
    crate::remove_put_aside(&place, "2026-12-26").unwrap();
    assert_eq!(fs::read_dir(root.path()).unwrap().count(), 1);
}

#[test]
fn a_restored_folder_that_is_gone_or_not_whole_does_not_take_the_vaults_place() {
    let (new, old) = ("vault-new-1", "vault-before-2026-11-25-1");
    let note = format!(r#"{{"new":"{new}","old":"{old}"}}"#);
    for is_there in [false, true] {
        for former in ["vault", old] {
            let root = tempfile::tempdir().unwrap();
            folder(&root.path().join(former), former);
            if is_there {
                fs::create_dir(root.path().join(new)).unwrap();
            }
            fs::write(root.path().join("vault-swap.json"), &note).unwrap();
            finish_swap(&root.path().join("vault")).unwrap();
            let says = fs::read_to_string(root.path().join("vault/vault.json"));
            assert_eq!(says.unwrap(), former, "the former vault is back");
            assert!(!root.path().join("vault-swap.json").exists());
        }
    }
}

#[test]
fn a_second_restore_while_the_first_is_unfinished_ends_as_the_second_said() {
    let home = home();
    let away = tempfile::tempdir().unwrap();
    let file = make(&home, away.path());
    let early = logical(&home.vault);
    drop(home.vault.lock());
    let root = tempfile::tempdir().unwrap();
    let place = root.path().join("vault");
    let passphrase = pass(PASS);
    let opened = || OpenedBackup::open(&file, BackupSecret::Passphrase(&passphrase)).unwrap();
    // The first swap stopped between its renames.
    let (new, old) = ("vault-new-1", "vault-before-2026-11-25-1");
    for name in [new, old] {
        folder(&root.path().join(name), name);
    }
    let note = format!(r#"{{"new":"{new}","old":"{old}"}}"#);
    fs::write(root.path().join("vault-swap.json"), note).unwrap();
    let restored = opened().restore_beside(&place, &mut go).unwrap();
    let put_aside = restored.swap("2026-11-26").unwrap().unwrap();
    let vault = Vault::open(&place).unwrap().unlock(None, &passphrase);
    assert_eq!(logical(&vault.unwrap()), early);
    let says = |dir: &Path| fs::read_to_string(dir.join("vault.json")).unwrap();
    assert_eq!(says(&put_aside), new, "the first one had won until then");
    assert_eq!(says(&root.path().join(old)), old);
    assert_eq!(fs::read_dir(root.path()).unwrap().count(), 3);
}

#[test]
fn folders_of_a_restore_that_never_ended_go_after_two_days() {
    let root = tempfile::tempdir().unwrap();
    let place = root.path().join("vault");
    let unfinished = root.path().join("vault-new-0123");
    folder(&unfinished, "x");
    folder(&root.path().join("vault-newer"), "somebody's own");
    let day = |n: i64| {
        let now = jiff::Timestamp::now();
        let later = now.checked_add(jiff::Span::new().hours(24 * n)).unwrap();
        later.to_string().split_once('T').unwrap().0.to_owned()
    };
    crate::remove_put_aside(&place, &day(0)).unwrap();
    assert!(unfinished.is_dir(), "it may be at work");
    crate::remove_put_aside(&place, &day(4)).unwrap();
    assert!(!unfinished.exists());
    assert_eq!(fs::read_dir(root.path()).unwrap().count(), 1);
}

#[test]
fn the_rehearsal_opens_the_copy_as_a_vault() {
    let home = generated(3);
    let away = tempfile::tempdir().unwrap();
    let file = make(&home, away.path());
    let opened = home.vault.backup_source().unwrap().open(&file).unwrap();
    opened.rehearse(away.path(), &mut go).unwrap();
    assert_eq!(fs::read_dir(away.path()).unwrap().count(), 1);
}

#[test]
fn stopping_leaves_nothing_and_a_lost_attachment_is_told() {
    let home = home();
    let big = "很长的话 ".repeat(40_000);
    import(&home.record, "big", &[note("n", "1", "2025-01-02", &big)]);
    let away = tempfile::tempdir().unwrap();
    let source = home.vault.backup_source().unwrap();
    let file = away.path().join("b.tar");
    let stopped = source.make(&file, NOW, &mut |_, _| false);
    assert!(matches!(stopped, Err(VaultError::Cancelled)));
    assert_eq!(fs::read_dir(away.path()).unwrap().count(), 0);
    assert_eq!(
        fs::read_dir(home.dir.path().join("staging"))
            .unwrap()
            .count(),
        0
    );

    let blobs = home
        .dir
        .path()
        .join("records")
        .join(home.person.as_str())
        .join("blobs");
    assert!(blobs.is_dir(), "the note went into a file of its own");
    fs::remove_dir_all(&blobs).unwrap();
    let made = source.make(&file, NOW, &mut go).unwrap();
    assert_eq!(made.missing, 1);
    let contents = source
        .open(&file)
        .unwrap()
        .verify(away.path(), &mut go)
        .unwrap();
    assert_eq!(contents.missing, 1);
}

/// A backup from before an access was ended holds the key of its day, and brings it back.
#[test]
fn access_that_ended_after_a_backup_is_ended_again_after_restoring_it() {
    let home = home();
    let person = home.person.clone();
    let secret = pass("copper garden violin");
    let new = crate::NewVault {
        nickname: "Wei",
        colour: "teal",
        passphrase: &secret,
        kdf: crate::KdfStrength::Test,
        now: NOW,
    };
    let grants = [(person.clone(), crate::Right::Edit)];
    let (wei, _) = home.vault.add_keyholder(&new, &grants).unwrap();
    let away = tempfile::tempdir().unwrap();
    let file = make(&home, away.path());
    // What Wei holds and may have copied.
    let kept = home.vault.chain().pin(&person).unwrap();
    drop(home.record);
    home.vault.revoke(&person, &wei, NOW).unwrap();

    let place = away.path().join("vault");
    let passphrase = pass(PASS);
    let opened = OpenedBackup::open(&file, BackupSecret::Passphrase(&passphrase)).unwrap();
    let restored = opened.restore_beside(&place, &mut go).unwrap();
    restored.swap("2026-11-25").unwrap();
    let vault = Vault::open(&place).unwrap().unlock(None, &passphrase);
    let vault = vault.unwrap();
    let fits = || {
        let key = kept.key.database(person.as_str(), kept.epoch).unwrap();
        let path = place
            .join("records")
            .join(person.as_str())
            .join("record.db");
        crate::db::open(&path, &key, crate::db::Role::Read, true).is_ok()
    };
    assert!(
        fits(),
        "the key of that day fits again: said in SECURITY.md"
    );
    let holders = vault.record(&person).unwrap().holders().unwrap();
    assert!(
        holders.iter().any(|h| h.id == wei),
        "so Wei stands in the list, though Wei's own files are not in the backup"
    );
    vault.revoke(&person, &wei, NOW).unwrap();
    assert!(!fits(), "and the access can be ended again");
    assert_whole(&vault);
}
