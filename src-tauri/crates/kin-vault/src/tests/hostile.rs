//! What somebody who may write the vault's folder can lay into it: links to other places, pipes, folders
//! in the place of files, copies of other people's files. Nothing is lost, nothing waits for ever.

use super::{Home, NOW, PASS, details, home, import, obs, pass};
use crate::{
    BackupSecret, KdfStrength, NewVault, OpenedBackup, Right, Unlocked, Vault, VaultError,
    peek_backup,
};
use kin_model::PersonId;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};
use tempfile::TempDir;

const LATER: &str = "2026-01-05T03:04:05Z";

fn go(_: u64, _: u64) -> bool {
    true
}

/// A vault with one entry, closed; its person.
fn closed() -> (TempDir, PersonId) {
    let home = home();
    let entry = obs("n", "1", "2339-0", "Glucose", "2025-01-02", "6.0");
    import(&home.record, "one", &[entry]);
    drop(home.record);
    drop(home.vault.lock());
    (home.dir, home.person)
}

fn open(dir: &Path) -> Result<Unlocked, VaultError> {
    let unlocked = Vault::open(dir)?.unlock(None, &pass(PASS));
    unlocked.map_err(|refused| refused.why)
}

fn entries(vault: &Unlocked) -> usize {
    let record = vault.record(&vault.people()[0].0).unwrap();
    let all = crate::Filter::default();
    record.timeline(&all, None, 10).unwrap().rows.len()
}

fn codes(vault: &Unlocked) -> Vec<&'static str> {
    let problems = vault.check(true).unwrap().problems;
    problems.iter().map(|p| p.code).collect()
}

/// Opens everything as for a change.
fn change(vault: &Unlocked) {
    let record = vault.record(&vault.people()[0].0).unwrap();
    record.log_access("open", "", LATER).unwrap();
}

fn only_folder(of: &Path) -> PathBuf {
    fs::read_dir(of).unwrap().next().unwrap().unwrap().path()
}

#[cfg(unix)]
fn pipe(at: &Path) {
    let made = std::process::Command::new("mkfifo").arg(at).status();
    assert!(made.unwrap().success());
}

/// `staging` is emptied at each unlocking, and files that no row names go after a day: both could lead
/// through a link to somebody's documents.
#[cfg(unix)]
#[test]
fn nothing_behind_a_planted_link_is_removed() {
    use std::os::unix::fs::symlink;
    let (dir, person) = closed();
    let theirs = tempfile::tempdir().unwrap();
    let old = SystemTime::now() - Duration::from_secs(100 * 24 * 3600);
    let put = |name: &str| {
        let path = theirs.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, "precious").unwrap();
        let file = fs::File::options().write(true).open(&path).unwrap();
        file.set_modified(old).unwrap();
        path
    };
    let hash = "ab".repeat(32);
    let files = [
        put("letter.txt"),
        put("ab/letter.txt"),
        put(&format!("ab/{hash}.age")),
        put(&format!("{hash}.age")),
    ];
    let staging = dir.path().join("staging");
    fs::remove_dir_all(&staging).unwrap();
    symlink(theirs.path(), &staging).unwrap();
    let blobs = dir
        .path()
        .join("records")
        .join(person.as_str())
        .join("blobs");
    symlink(theirs.path(), &blobs).unwrap();
    let vault = open(dir.path()).unwrap();
    change(&vault);
    drop(vault.lock());
    let is_link = |path: &Path| fs::symlink_metadata(path).unwrap().is_symlink();
    assert!(!is_link(&staging) && staging.is_dir(), "ours again");
    for file in &files {
        assert!(file.is_file(), "{}", file.display());
    }
    // One folder further down.
    fs::remove_file(&blobs).unwrap();
    fs::create_dir(&blobs).unwrap();
    symlink(theirs.path().join("ab"), blobs.join("ab")).unwrap();
    let vault = open(dir.path()).unwrap();
    change(&vault);
    for file in &files {
        assert!(file.is_file(), "{}", file.display());
    }
    // What is ours and nobody's goes.
    drop(vault.lock());
    fs::remove_file(blobs.join("ab")).unwrap();
    fs::create_dir(blobs.join("ab")).unwrap();
    let orphan = blobs.join("ab").join(format!("{hash}.age"));
    fs::copy(&files[2], &orphan).unwrap();
    let file = fs::File::options().write(true).open(&orphan).unwrap();
    file.set_modified(old).unwrap();
    change(&open(dir.path()).unwrap());
    assert!(!orphan.exists());
}

/// What SQLite keeps beside a database takes over that the database could not be written once.
#[cfg(unix)]
#[test]
fn a_vault_that_could_not_be_written_for_a_while_can_be_again() {
    use std::os::unix::fs::PermissionsExt as _;
    let (dir, person) = closed();
    let record = dir.path().join("records").join(person.as_str());
    let index = record.join("record.db-shm");
    fs::write(&index, []).unwrap();
    fs::set_permissions(&index, fs::Permissions::from_mode(0o400)).unwrap();
    let vault = open(dir.path()).unwrap();
    change(&vault);
    let rights = fs::metadata(&index).unwrap().permissions();
    assert!(!rights.readonly(), "made anew");
    assert_eq!(entries(&vault), 1);
}

/// Opening a pipe waits for somebody who writes: the program would stand still for ever.
#[cfg(unix)]
#[test]
fn a_pipe_or_a_folder_in_the_place_of_a_file_is_damage_and_is_not_waited_for() {
    let (dir, person) = closed();
    let home = only_folder(&dir.path().join("people"));
    let record = dir.path().join("records").join(person.as_str());
    let files = [
        home.join("identity.age"),
        home.join("identity.recovery.age"),
        home.join("keyring.age"),
        home.join("keyring.prev.age"),
        home.join("public.json"),
        record.join("record.db"),
        dir.path().join("vault.json"),
    ];
    for file in &files {
        let good = fs::read(file).unwrap();
        for folder in [false, true] {
            fs::remove_file(file).unwrap();
            if folder {
                fs::create_dir(file).unwrap();
            } else {
                pipe(file);
            }
            let name = file.file_name().unwrap().to_string_lossy().into_owned();
            match open(dir.path()) {
                Ok(vault) => assert!(!codes(&vault).is_empty(), "{name} {folder}"),
                Err(VaultError::Damaged { .. }) => {}
                Err(other) => panic!("{name} {folder}: {other}"),
            }
            // Where it could be written anew it was, in the place of the pipe.
            fs::remove_file(file)
                .or_else(|_| fs::remove_dir(file))
                .unwrap();
            fs::write(file, &good).unwrap();
        }
    }
    // Nobody holds a lock on a pipe.
    let lock = dir.path().join("vault.lock");
    fs::remove_file(&lock).unwrap();
    pipe(&lock);
    let vault = open(dir.path()).unwrap();
    assert_eq!(entries(&vault), 1);
    assert!(matches!(
        Vault::open(dir.path()),
        Err(VaultError::AlreadyOpen)
    ));
}

/// The note of a making that never ended lets everything be cleared away: not where records are.
#[test]
fn a_planted_note_of_an_unfinished_making_does_not_clear_a_vault_away() {
    let (dir, person) = closed();
    fs::write(dir.path().join("vault.begun"), "").unwrap();
    fs::remove_file(dir.path().join("vault.json")).unwrap();
    assert!(!Vault::is_unfinished(dir.path()));
    assert!(
        Vault::is_there(dir.path()),
        "its file is lost, it is not gone"
    );
    let new = NewVault {
        nickname: "Hua",
        colour: "plum",
        passphrase: &pass(PASS),
        kdf: KdfStrength::Test,
        now: NOW,
    };
    assert!(matches!(
        Vault::create(dir.path(), &new),
        Err(VaultError::NotEmpty)
    ));
    let record = dir.path().join("records").join(person.as_str());
    assert!(record.join("record.db").is_file());
    assert!(Vault::mend(dir.path(), None, &pass(PASS)).unwrap());
    assert_eq!(entries(&open(dir.path()).unwrap()), 1);
}

#[test]
fn lost_and_copied_files_of_another_keyholder_are_named() {
    let home = home();
    let secret = pass("amber kettle morning");
    let new = NewVault {
        nickname: "Wei",
        colour: "teal",
        passphrase: &secret,
        kdf: KdfStrength::Test,
        now: NOW,
    };
    let grants = [(home.person.clone(), Right::Read)];
    let (wei, _) = home.vault.add_keyholder(&new, &grants).unwrap();
    home.vault.catch_up(LATER);
    assert_eq!(codes(&home.vault), Vec::<&str>::new());
    let folder = home.dir.path().join("people").join(wei.as_str());
    let ring = folder.join("keyring.age");
    let good = fs::read(&ring).unwrap();
    for bad in [None, Some(Vec::new()), Some(b"hello".to_vec())] {
        match bad {
            None => fs::remove_file(&ring).unwrap(),
            Some(bytes) => fs::write(&ring, bytes).unwrap(),
        }
        assert_eq!(codes(&home.vault), ["other-keyring-damaged"]);
    }
    fs::write(&ring, good).unwrap();
    let copy = home
        .dir
        .path()
        .join("people")
        .join("0123456789abcdef".repeat(2));
    fs::create_dir(&copy).unwrap();
    for file in fs::read_dir(&folder).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), copy.join(file.file_name())).unwrap();
    }
    assert_eq!(codes(&home.vault), ["identity-damaged"]);
    fs::remove_dir_all(&copy).unwrap();
    assert_eq!(codes(&home.vault), Vec::<&str>::new());
    fs::remove_dir_all(&folder).unwrap();
    assert_eq!(codes(&home.vault), ["keyholder-gone"]);
    // Whose access has ended is not missed.
    home.vault.revoke(&home.person, &wei, LATER).unwrap();
    assert_eq!(codes(&home.vault), Vec::<&str>::new());
}

fn backup(home: &Home, away: &Path) -> (PathBuf, Vec<u8>) {
    let file = away.join("kinfolio-backup.tar");
    let source = home.vault.backup_source().unwrap();
    source.make(&file, NOW, &mut go).unwrap();
    let bytes = fs::read(&file).unwrap();
    (file, bytes)
}

/// Who brings it back in ten years without this program does what the README says.
#[test]
fn the_readme_of_a_backup_what_fills_it_up_and_its_end_are_ours_to_the_last_bit() {
    let home = home();
    let away = tempfile::tempdir().unwrap();
    let (file, good) = backup(&home, away.path());
    let source = home.vault.backup_source().unwrap();
    let verify = |bytes: &[u8]| {
        fs::write(&file, bytes).unwrap();
        let opened = source.open(&file)?;
        opened.verify(away.path(), &mut go)
    };
    verify(&good).unwrap();
    let payload = good.windows(11).position(|w| w == b"payload.age").unwrap();
    let manifest = good
        .windows(13)
        .rposition(|w| w == b"manifest.json")
        .unwrap();
    let outside = (0..payload).chain(manifest..good.len());
    for at in outside.step_by(11) {
        for bit in [0x01, 0x80] {
            let mut bad = good.clone();
            bad[at] ^= bit;
            assert!(
                verify(&bad).is_err(),
                "flip {bit} at {at} of {}",
                good.len()
            );
        }
    }
    for less in [1, 511, 512, 1023, 1024] {
        assert!(
            verify(&good[..good.len() - less]).is_err(),
            "{less} cut off"
        );
    }
    assert!(verify(&[&good[..], b"more"].concat()).is_err());
    // Other programs fill an archive up with zeros.
    verify(&[&good[..], &[0; 9216]].concat()).unwrap();
    assert!(verify(&[&good[..], &[0; 70_000]].concat()).is_err());
}

#[cfg(unix)]
#[test]
fn a_pipe_is_no_backup_and_a_device_neither() {
    let away = tempfile::tempdir().unwrap();
    let path = away.path().join("kinfolio-backup.tar");
    pipe(&path);
    for file in [path.as_path(), Path::new("/dev/zero"), away.path()] {
        assert!(matches!(
            peek_backup(file),
            Err(VaultError::Damaged { what: "backup" })
        ));
    }
}

#[test]
fn a_backup_does_not_take_the_place_of_what_is_no_vault() {
    let home = home();
    home.vault.create_person(&details("Wei"), NOW).unwrap();
    let away = tempfile::tempdir().unwrap();
    let (file, _) = backup(&home, away.path());
    let secret = pass(PASS);
    let backup = OpenedBackup::open(&file, BackupSecret::Passphrase(&secret)).unwrap();
    let place = away.path().join("documents");
    fs::create_dir(&place).unwrap();
    fs::write(place.join("letter.txt"), "mine").unwrap();
    let refused = |at: &Path| {
        let outcome = backup.restore_beside(at, &mut go);
        assert!(
            matches!(outcome, Err(VaultError::NotEmpty)),
            "{}",
            at.display()
        );
    };
    refused(&place);
    refused(&place.join("letter.txt"));
    let names = fs::read_dir(away.path()).unwrap().count();
    assert_eq!(names, 2, "nothing is left beside it");
    // A vault of which little is left is one.
    let ruin = away.path().join("ruin");
    fs::create_dir_all(ruin.join("records")).unwrap();
    for at in [&ruin, &away.path().join("new")] {
        let restored = backup.restore_beside(at, &mut go).unwrap();
        restored.swap("2026-01-05").unwrap();
        assert_eq!(open(at).unwrap().people().len(), 2);
    }
}

/// A full disk has no room for the small file that the readers and the writer of a database share.
#[test]
fn no_room_beside_a_database_is_a_full_disk() {
    let failed = rusqlite::Error::SqliteFailure(
        rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_IOERR_SHMSIZE),
        None,
    );
    assert!(matches!(VaultError::from(failed), VaultError::DiskFull));
}

/// What is there on a full disk can be read; nothing is read past a log that could not be opened.
#[cfg(unix)]
#[test]
fn a_database_can_be_read_as_it_stands_without_a_file_beside_it() {
    use crate::db;
    let (dir, person) = closed();
    // A name that means something in an address.
    let place = dir.path().join("a?b#c %d");
    fs::create_dir(&place).unwrap();
    let path = place.join("record.db");
    let record = dir.path().join("records").join(person.as_str());
    fs::copy(record.join("record.db"), &path).unwrap();
    let vault = open(dir.path()).unwrap();
    let pin = vault.chain().pin(&person).unwrap();
    let key = pin.key.database(person.as_str(), pin.epoch).unwrap();
    let conn = db::open_as_it_stands(&path, &key).unwrap();
    let entries: i64 = conn
        .query_row("SELECT count(*) FROM item", [], |row| row.get(0))
        .unwrap();
    assert_eq!(entries, 1);
    assert!(conn.execute("DELETE FROM item", []).is_err());
    drop(conn);
    let names = fs::read_dir(&place).unwrap().count();
    assert_eq!(names, 1, "nothing was laid beside it");
    fs::write(place.join("record.db-wal"), [0; 4096]).unwrap();
    assert!(matches!(
        db::open_as_it_stands(&path, &key),
        Err(VaultError::DiskFull)
    ));
}

#[test]
fn what_a_backup_that_was_cut_off_left_on_the_stick_goes_after_a_day() {
    let home = home();
    let away = tempfile::tempdir().unwrap();
    let old = SystemTime::now() - Duration::from_secs(25 * 3600);
    let put = |name: String, age: Option<SystemTime>| {
        let path = away.path().join(name);
        fs::write(&path, "x").unwrap();
        if let Some(at) = age {
            let file = fs::File::options().write(true).open(&path).unwrap();
            file.set_modified(at).unwrap();
        }
        path
    };
    let id = "0123456789abcdef".repeat(2);
    let left = put(format!(".{id}.part"), Some(old));
    let fresh = put(format!(".{}.part", "f".repeat(32)), None);
    let theirs = put(".bashrc.part".to_owned(), Some(old));
    backup(&home, away.path());
    assert!(!left.exists());
    assert!(fresh.is_file() && theirs.is_file());
}
