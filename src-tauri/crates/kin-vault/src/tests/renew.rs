//! New keys for everything: what was known before opens nothing of today, and nothing is lost.

use super::family::{LATER, OTHER, add, open, put};
use super::{Home, NOW, PASS, assert_whole, details, dump, home, pass, start};
use crate::identity::{Slot, open_identity};
use crate::keyring::read_ring;
use crate::{
    BackupSecret, DeviceKey, KdfStrength, OpenedBackup, RecoveryCode, Right, Unlocked, Vault,
    VaultError, db, letters, rotate,
};
use kin_crypto::safe::SlotKind;
use kin_model::PersonId;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

const FRESH: &str = "silver lantern orchard";

fn renew(vault: &Unlocked, old: &str, new: &str) -> Result<crate::Renewed, VaultError> {
    let words = (&pass(old), &pass(new));
    vault.renew_keys(words, KdfStrength::Test, NOW, &|_, _| true)
}

/// Every large file of a record, as it lies there.
fn large(dir: &Path, person: &PersonId) -> Vec<PathBuf> {
    let folder = dir.join("records").join(person.as_str()).join("blobs");
    let below = |folder: PathBuf| fs::read_dir(folder).unwrap().map(|e| e.unwrap().path());
    below(folder).flat_map(below).collect()
}

fn scan(vault: &Unlocked, person: &PersonId) -> Vec<u8> {
    let record = vault.record(person).unwrap();
    let sql = "SELECT id FROM attachment";
    let id = record.read(|r| Ok(r.conn.query_row(sql, [], |row| row.get(0))?));
    let found = record.attachment(crate::AttachmentId(id.unwrap())).unwrap();
    found.bytes
}

fn refused(dir: &Path, words: &str) -> VaultError {
    let locked = Vault::open(dir).unwrap();
    locked.unlock(None, &pass(words)).unwrap_err().why
}

fn by_code(dir: &Path, code: &RecoveryCode) -> Result<(), VaultError> {
    let locked = Vault::open(dir).unwrap();
    let opened = locked.unlock_with_recovery(None, code);
    opened.map(|vault| drop(vault.lock())).map_err(|e| e.why)
}

#[test]
fn what_was_known_before_opens_nothing_of_today_and_nothing_is_lost() {
    let home = home();
    let key = DeviceKey::generate().unwrap();
    home.vault.set_quick_unlock(&key).unwrap();
    let paper = home.vault.new_recovery_code().unwrap();
    put(&home.vault, &home.person, "a").unwrap();
    let film = vec![7; 400_000];
    home.record
        .put_attachment("film", "x", &film, "Hua", NOW)
        .unwrap();
    let before = dump(&home.record);
    let Home {
        dir,
        vault,
        person,
        record,
    } = home;
    drop(record);
    let (opened, pin) = (vault.chain().opened(), vault.chain().pin(&person).unwrap());
    assert!(matches!(
        renew(&vault, FRESH, FRESH),
        Err(VaultError::WrongPassphrase)
    ));
    let told = RefCell::new(BTreeSet::new());
    let words = (&pass(PASS), &pass(FRESH));
    let tell = |done, of| told.borrow_mut().insert((done, of)) || done < of;
    let done = vault
        .renew_keys(words, KdfStrength::Test, NOW, &tell)
        .unwrap();
    assert_eq!(told.into_inner(), BTreeSet::from([(0, 1), (1, 1)]));
    assert_eq!(done.renewed, std::slice::from_ref(&person));
    assert!(done.left.is_empty() && done.again.is_empty() && !vault.is_renewing());
    let record = vault.record(&person).unwrap();
    assert_eq!(dump(&record), before, "everything is there");
    assert_eq!(record.changes(1).unwrap()[0].op, "renew");
    drop(record);
    // In the open vault, and in the one that is opened anew.
    for vault in [Some(vault), None] {
        let vault = vault.unwrap_or_else(|| open(dir.path(), FRESH));
        assert_eq!(scan(&vault, &person), film);
        put(&vault, &person, "later").unwrap();
        assert_whole(&vault);
        assert!(!vault.has_quick_unlock());
        drop(vault.lock());
    }
    assert!(matches!(
        refused(dir.path(), PASS),
        VaultError::WrongPassphrase
    ));
    assert!(matches!(
        by_code(dir.path(), &paper),
        Err(VaultError::WrongRecoveryCode)
    ));
    by_code(dir.path(), &done.code).unwrap();
    // Who has kept the former root and the record's key opens neither keyring, record nor large file.
    let layout = crate::files::Layout {
        root: dir.path().to_owned(),
    };
    let vault = open(dir.path(), FRESH);
    let me = vault.keyholder().id;
    assert!(read_ring(&layout, me.as_str(), &opened.root).is_err());
    assert!(
        layout
            .keyholder(me.as_str())
            .join("keyring.prev.age")
            .is_file()
    );
    let file = layout.record(person.as_str()).join("record.db");
    let database = pin.key.database(person.as_str(), pin.epoch).unwrap();
    assert!(db::open(&file, &database, db::Role::Read, true).is_err());
    let blobs = pin.key.blobs(person.as_str(), pin.epoch).unwrap();
    let files = large(dir.path(), &person);
    assert_eq!(files.len(), 1, "the one with the former key is gone");
    for file in files {
        assert!(
            blobs
                .decrypt(&fs::read(file).unwrap(), &mut Vec::new())
                .is_err()
        );
    }
    // The slots hold nothing of it, either.
    for (slot, secret) in [
        (Slot::Passphrase, SlotKind::Passphrase(&pass(FRESH))),
        (Slot::Recovery, SlotKind::Recovery(&done.code)),
    ] {
        let found = open_identity(&layout, &me, slot, secret).unwrap();
        assert!(found.former.is_none());
        assert_ne!(found.root.to_text(), opened.root.to_text());
    }
}

/// Whatever is cut off, the vault opens with the one passphrase or with the other, whole, and says that it is not done.
#[test]
fn a_crash_at_any_step_is_made_good_and_said() {
    for (at, words) in [
        (11, PASS),
        (12, FRESH),
        (13, FRESH),
        (14, FRESH),
        (1, FRESH),
        (2, FRESH),
        (3, FRESH),
        (4, FRESH),
    ] {
        let home = home();
        put(&home.vault, &home.person, "a").unwrap();
        home.record
            .put_attachment("film", "x", &vec![7; 400_000], "Hua", NOW)
            .unwrap();
        let before = dump(&home.record);
        let Home {
            dir,
            vault,
            person,
            record,
        } = home;
        drop(record);
        rotate::crash::set(at);
        let ended = catch_unwind(AssertUnwindSafe(|| renew(&vault, PASS, FRESH)));
        rotate::crash::set(0);
        assert!(ended.is_err(), "the control: it was cut off at {at}");
        drop(vault);
        let other = if words == PASS { FRESH } else { PASS };
        assert!(
            matches!(refused(dir.path(), other), VaultError::WrongPassphrase),
            "{at}"
        );
        let vault = open(dir.path(), words);
        assert!(vault.is_renewing(), "{at}");
        assert_eq!(dump(&vault.record(&person).unwrap()), before, "{at}");
        assert_eq!(scan(&vault, &person).len(), 400_000, "{at}");
        assert_whole(&vault);
        let done = renew(&vault, words, "copper garden violin").unwrap();
        assert!(!vault.is_renewing() && done.left.is_empty());
        assert_whole(&vault);
        drop(vault.lock());
        by_code(dir.path(), &done.code).unwrap();
        let vault = open(dir.path(), "copper garden violin");
        assert_eq!(dump(&vault.record(&person).unwrap()), before, "{at}");
        assert_whole(&vault);
    }
}

/// While the small files were written and the keyring was not, a backup was made: it opens with the passphrase in it.
#[test]
fn a_backup_from_the_middle_of_a_renewal_opens() {
    let home = home();
    put(&home.vault, &home.person, "a").unwrap();
    rotate::crash::set(12);
    let ended = catch_unwind(AssertUnwindSafe(|| renew(&home.vault, PASS, FRESH)));
    rotate::crash::set(0);
    assert!(ended.is_err());
    let away = tempfile::tempdir().unwrap();
    let file = away.path().join("kinfolio-backup.tar");
    let source = home.vault.backup_source().unwrap();
    source.make(&file, NOW, &mut |_, _| true).unwrap();
    let opened = OpenedBackup::open(&file, BackupSecret::Passphrase(&pass(FRESH))).unwrap();
    opened.verify(away.path(), &mut |_, _| true).unwrap();
    let there = away.path().join("there");
    let restored = opened.restore_beside(&there, &mut |_, _| true).unwrap();
    restored.swap("2026-01-02").unwrap();
    let vault = open(&there, FRESH);
    assert_eq!(
        dump(&vault.record(&home.person).unwrap()),
        dump(&home.record)
    );
    assert_whole(&vault);
}

/// A backup from before brings the former secrets back: that is said, and what is here is compared where it is open.
#[test]
fn a_backup_from_before_is_named_and_compared() {
    let home = home();
    put(&home.vault, &home.person, "a").unwrap();
    let away = tempfile::tempdir().unwrap();
    let file = away.path().join("kinfolio-backup.tar");
    let source = home.vault.backup_source().unwrap();
    source.make(&file, NOW, &mut |_, _| true).unwrap();
    let opened = OpenedBackup::open(&file, BackupSecret::Passphrase(&pass(PASS))).unwrap();
    let beside = || opened.restore_beside(home.dir.path(), &mut |_, _| true);
    let mut same = beside().unwrap();
    assert!(!same.former && !same.older);
    same.compare_with(&home.vault).unwrap();
    assert_eq!(same.present.as_ref(), Some(&same.contents));
    drop(same);
    renew(&home.vault, PASS, FRESH).unwrap();
    put(&home.vault, &home.person, "b").unwrap();
    let mut back = beside().unwrap();
    assert!(back.former && back.older && back.present.is_none());
    back.compare_with(&home.vault).unwrap();
    let entries = |held: &crate::Contents| held.people.first().unwrap().entries;
    let now = back.present.as_ref().unwrap();
    assert_eq!(entries(now), entries(&back.contents) + 1);
    assert!(back.older);
    // Somebody else's vault, or one that is another, is not what the backup is compared with.
    let other = super::home();
    let mut back = beside().unwrap();
    back.compare_with(&other.vault).unwrap();
    assert!(back.present.is_none());
}

/// Who keeps access goes on without being asked, with two records as with one; what the former secrets can prove counts
/// no more.
#[test]
fn who_keeps_access_goes_on_and_a_former_proof_is_worth_nothing() {
    let home = home();
    put(&home.vault, &home.person, "a").unwrap();
    let second = home.vault.create_person(&details("Li Wei"), NOW).unwrap();
    let both = [
        (home.person.clone(), Right::Edit),
        (second.clone(), Right::Read),
    ];
    let wei = add(&home, &both);
    let Home {
        dir,
        vault,
        person,
        record,
    } = home;
    drop(record);
    let hua = vault.keyholder().id;
    let pin = vault.chain().pin(&person).unwrap();
    let done = renew(&vault, PASS, FRESH).unwrap();
    assert_eq!(done.renewed.len(), 2);
    assert!(done.again.is_empty(), "{:?}", done.again);
    assert_whole(&vault);
    let mine = vault.record(&person).unwrap().holders().unwrap();
    let recipient = vault.chain().opened().grant.recipient();
    assert_eq!(
        mine.iter().find(|h| h.id == hua).unwrap().recipient,
        recipient
    );
    drop(vault.lock());
    // Somebody with what was shared before writes to Hua, with a record of their own.
    let theirs = open(dir.path(), OTHER);
    let planted = theirs.create_person(&details("Nobody"), NOW).unwrap();
    theirs
        .chain()
        .change(|ring| {
            ring.contacts
                .get_mut(hua.as_str())
                .unwrap()
                .recipient
                .clone_from(&recipient);
            Ok(())
        })
        .unwrap();
    letters::write(theirs.chain(), &planted, &hua, &recipient, Right::Edit, NOW).unwrap();
    drop(theirs.lock());
    let vault = open(dir.path(), FRESH);
    vault.catch_up(LATER);
    assert_eq!(vault.people().len(), 2, "it opens nothing");
    assert_eq!(
        vault.letters(LATER).len(),
        1,
        "it waits for the words to be compared"
    );
    vault.refuse_letter(&planted).unwrap();
    drop(vault.lock());
    // Wei goes on, and knows Hua by the new keys.
    let theirs = open(dir.path(), OTHER);
    theirs.remove_person(&planted).unwrap();
    theirs.catch_up(LATER);
    assert!(theirs.letters(LATER).is_empty());
    assert_eq!(theirs.record(&person).unwrap().right(), Right::Edit);
    assert_eq!(theirs.record(&second).unwrap().right(), Right::Read);
    assert_ne!(
        theirs.chain().pin(&person).unwrap().key.to_text(),
        pin.key.to_text()
    );
    assert!(theirs.is_known(&hua));
    put(&theirs, &person, "by Wei").unwrap();
    assert_whole(&theirs);
    drop(theirs.lock());
    // And a later change of key reaches them again.
    let vault = open(dir.path(), FRESH);
    vault.revoke(&second, &wei, LATER).unwrap();
    renew(&vault, FRESH, PASS).unwrap();
    drop(vault.lock());
    let theirs = open(dir.path(), OTHER);
    theirs.catch_up(LATER);
    assert!(theirs.record(&person).is_ok() && theirs.letters(LATER).is_empty());
}

/// A record of somebody else keeps its key, and its owner does not write to the former one any more.
#[test]
fn somebody_elses_record_is_left_and_named() {
    let home = home();
    put(&home.vault, &home.person, "a").unwrap();
    let wei = add(&home, &[(home.person.clone(), Right::Read)]);
    let Home {
        dir,
        vault,
        person,
        record,
    } = home;
    drop(record);
    let hua = vault.keyholder().id;
    drop(vault.lock());
    let theirs = open(dir.path(), OTHER);
    let done = renew(&theirs, OTHER, "copper garden violin").unwrap();
    assert_eq!((done.renewed.len(), done.left), (0, vec![person.clone()]));
    assert!(theirs.record(&person).is_ok(), "it opens as before");
    assert_whole(&theirs);
    drop(theirs.lock());
    let vault = open(dir.path(), PASS);
    assert!(!vault.is_known(&wei));
    assert!(matches!(
        vault.grant(&person, &wei, Right::Read, false, NOW),
        Err(VaultError::KeyholderChanged)
    ));
    // A change of key closes the door until the words were compared.
    let done = renew(&vault, PASS, FRESH).unwrap();
    assert_eq!(done.again, [(person.clone(), "Wei".to_owned())]);
    let inbox = dir
        .path()
        .join("records")
        .join(person.as_str())
        .join("inbox");
    assert!(!inbox.join(format!("{}.age", wei.as_str())).exists());
    vault
        .grant(&person, &wei, Right::Read, true, LATER)
        .unwrap();
    drop(vault.lock());
    let theirs = open(dir.path(), "copper garden violin");
    theirs.catch_up(LATER);
    assert_eq!(theirs.letters(LATER)[0].by, hua);
    theirs.accept_letter(&person, LATER).unwrap();
    assert!(theirs.record(&person).is_ok() && theirs.is_known(&hua));
}

/// A record that cannot be copied keeps its key and is named; the others are renewed.
#[test]
fn a_damaged_record_is_left_and_named() {
    let home = home();
    let second = home.vault.create_person(&details("Li Wei"), NOW).unwrap();
    let Home {
        dir,
        vault,
        person,
        record,
    } = home;
    record.close();
    drop((record, vault.lock()));
    let file = dir
        .path()
        .join("records")
        .join(person.as_str())
        .join("record.db");
    fs::write(file, vec![7_u8; 8192]).unwrap();
    let vault = open(dir.path(), PASS);
    let done = renew(&vault, PASS, FRESH).unwrap();
    assert_eq!((done.renewed, done.left), (vec![second], vec![person]));
    assert!(!vault.is_renewing());
}

/// Whoever locks in the middle waits for nothing; the record that was being copied is as it was.
#[test]
fn one_that_is_ended_in_the_middle_is_to_be_done_again() {
    let home = home();
    let second = home.vault.create_person(&details("Li Wei"), NOW).unwrap();
    let words = (&pass(PASS), &pass(FRESH));
    let tell = |done: usize, _: usize| done < 1;
    let ended = home.vault.renew_keys(words, KdfStrength::Test, NOW, &tell);
    assert!(matches!(ended, Err(VaultError::Cancelled)));
    assert!(home.vault.is_renewing());
    let epoch = |person| home.vault.chain().pin(person).unwrap().epoch;
    assert_eq!((epoch(&home.person), epoch(&second)), (2, 1));
    assert_whole(&home.vault);
    let done = renew(&home.vault, FRESH, PASS).unwrap();
    assert_eq!(done.renewed.len(), 2);
    assert!(!home.vault.is_renewing());
    assert_whole(&home.vault);
}

/// What only stands in the way for now is no record that keeps its key for good: it is to be done again.
#[test]
fn a_record_in_use_is_named_apart_and_it_is_to_be_done_again() {
    let home = home();
    let import = home.record.begin_import(&start("a")).unwrap();
    let done = renew(&home.vault, PASS, FRESH).unwrap();
    assert_eq!(done.failed, std::slice::from_ref(&home.person));
    assert!(done.left.is_empty() && done.renewed.is_empty());
    assert!(home.vault.is_renewing());
    drop(import);
    let done = renew(&home.vault, FRESH, PASS).unwrap();
    assert!(done.failed.is_empty() && !home.vault.is_renewing());
    assert_whole(&home.vault);
}

/// Each has a record that the other reads, and both renew: the one whose new key was proven is written to by it.
#[test]
fn two_who_renew_one_after_the_other_keep_what_they_share() {
    let home = home();
    put(&home.vault, &home.person, "a").unwrap();
    add(&home, &[(home.person.clone(), Right::Edit)]);
    let Home {
        dir,
        vault,
        person,
        record,
    } = home;
    drop(record);
    let hua = vault.keyholder().id;
    drop(vault.lock());
    let theirs = open(dir.path(), OTHER);
    let own = theirs.create_person(&details("Li Wei"), NOW).unwrap();
    theirs.grant(&own, &hua, Right::Read, true, NOW).unwrap();
    drop(theirs.lock());
    let vault = open(dir.path(), PASS);
    vault.accept_letter(&own, LATER).unwrap();
    drop(vault.lock());
    let theirs = open(dir.path(), OTHER);
    renew(&theirs, OTHER, "copper garden violin").unwrap();
    drop(theirs.lock());
    let vault = open(dir.path(), PASS);
    vault.catch_up(LATER);
    assert!(vault.record(&own).is_ok(), "the letter of the new key came");
    let done = renew(&vault, PASS, FRESH).unwrap();
    assert_eq!((done.renewed.len(), done.left.len()), (1, 1));
    assert!(done.again.is_empty(), "{:?}", done.again);
    drop(vault.lock());
    let theirs = open(dir.path(), "copper garden violin");
    theirs.catch_up(LATER);
    assert!(
        theirs.record(&person).is_ok(),
        "written to by the key of today"
    );
    assert_whole(&theirs);
}

/// A letter that nobody took was sealed to the former identity: it is no damage afterwards, and its writer misses it.
#[test]
fn a_letter_that_waits_is_thrown_away_and_missed_by_who_wrote_it() {
    let home = home();
    let wei = add(&home, &[]);
    let Home {
        dir, vault, person, ..
    } = home;
    vault.grant(&person, &wei, Right::Read, true, NOW).unwrap();
    drop(vault.lock());
    let theirs = open(dir.path(), OTHER);
    renew(&theirs, OTHER, "copper garden violin").unwrap();
    assert_whole(&theirs);
    drop(theirs.lock());
    let vault = open(dir.path(), PASS);
    assert_eq!(vault.check(true).unwrap().problems[0].code, "letter-gone");
}
