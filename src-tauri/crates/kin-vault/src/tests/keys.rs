//! Making, opening, locking, wrong secrets, damaged and newer vaults.

use super::{NOW, PASS, details, home, import, obs, pass};
use crate::keyring::read_public;
use crate::{KdfStrength, NewVault, RecoveryCode, Vault, VaultError};
use std::fs;
use std::path::{Path, PathBuf};

fn person_folder(dir: &Path) -> PathBuf {
    fs::read_dir(dir.join("people"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path()
}

#[test]
fn a_vault_opens_again_with_what_was_put_in() {
    let home = home();
    home.vault.set_setting("language", "zh-CN").unwrap();
    import(
        &home.record,
        "a",
        &[obs("n", "1", "2339-0", "Glucose", "2024-05-06", "5.60")],
    );
    let second = home.vault.create_person(&details("李明"), NOW).unwrap();
    let locked = home.vault.lock();
    assert!(
        matches!(home.record.details(), Err(VaultError::Locked)),
        "a record that is still held is shut"
    );
    assert_eq!(locked.keyholders()[0].nickname, "Hua");
    let vault = locked.unlock(None, &pass(PASS)).unwrap();
    assert_eq!(vault.setting("language").as_deref(), Some("zh-CN"));
    let people = vault.people();
    assert_eq!(people.len(), 2);
    assert_eq!(people[1].0, second);
    let record = vault.record(&home.person).unwrap();
    let page = record.timeline(&Default::default(), None, 10).unwrap();
    assert_eq!(
        page.rows[0].value.as_deref(),
        Some("5.60"),
        "digits as given"
    );
    assert_eq!(page.rows[0].range.as_deref(), Some("3.9–6.1"));
    assert_eq!(page.next, None);
    super::assert_whole(&vault);
}

#[test]
fn wrong_passphrase_damage_and_newer_format_are_three_things() {
    let home = home();
    let dir = home.dir;
    let locked = home.vault.lock();
    let refused = locked
        .unlock(None, &pass("violet anchor dawn"))
        .unwrap_err();
    assert!(matches!(refused.why, VaultError::WrongPassphrase));
    drop(refused);

    // Any changed byte of the identity is damage, not a wrong passphrase.
    let identity = person_folder(dir.path()).join("identity.age");
    let good = fs::read(&identity).unwrap();
    let stanza = good.iter().position(|b| *b == b'\n').unwrap() + 1;
    let body = stanza + good[stanza..].iter().position(|b| *b == b'\n').unwrap() + 3;
    for at in [3, stanza + 12, body, good.len() - 1] {
        let mut bad = good.clone();
        bad[at] = if bad[at] == b'A' { b'B' } else { b'A' };
        fs::write(&identity, &bad).unwrap();
        let refused = Vault::open(dir.path())
            .unwrap()
            .unlock(None, &pass(PASS))
            .unwrap_err();
        assert!(
            matches!(refused.why, VaultError::Damaged { what: "identity" }),
            "byte {at}: {:?}",
            refused.why
        );
    }
    fs::write(&identity, &good).unwrap();

    let manifest = dir.path().join("vault.json");
    let text = fs::read_to_string(&manifest).unwrap();
    fs::write(
        &manifest,
        text.replace("\"major\":1", "\"major\":2")
            .replace("\"min_reader\":1", "\"min_reader\":2"),
    )
    .unwrap();
    assert!(matches!(
        Vault::open(dir.path()),
        Err(VaultError::NewerFormat { found: 2, known: 1 })
    ));
    fs::write(&manifest, "{broken").unwrap();
    assert!(matches!(
        Vault::open(dir.path()),
        Err(VaultError::Damaged { what: "vault-file" })
    ));
    fs::remove_file(&manifest).unwrap();
    assert!(
        matches!(
            Vault::open(dir.path()),
            Err(VaultError::Damaged { what: "vault-file" })
        ),
        "a lost vault.json is no empty folder"
    );
    fs::write(&manifest, &text).unwrap();
    assert!(
        Vault::open(dir.path())
            .unwrap()
            .unlock(None, &pass(PASS))
            .is_ok()
    );
}

#[test]
fn a_newer_minor_version_is_read_and_not_written() {
    let home = home();
    import(&home.record, "a", &[obs("n", "1", "c", "T", "2024", "1")]);
    let locked = home.vault.lock();
    drop(locked);
    let manifest = home.dir.path().join("vault.json");
    let text = fs::read_to_string(&manifest).unwrap();
    fs::write(&manifest, text.replace("\"minor\":1", "\"minor\":7")).unwrap();
    let vault = Vault::open(home.dir.path())
        .unwrap()
        .unlock(None, &pass(PASS))
        .unwrap();
    assert!(vault.info().unwrap().read_only);
    let record = vault.record(&home.person).unwrap();
    assert_eq!(
        record
            .timeline(&Default::default(), None, 9)
            .unwrap()
            .rows
            .len(),
        1
    );
    assert!(matches!(
        record.set_setting("a", "b"),
        Err(VaultError::ReadOnly)
    ));
    assert!(matches!(
        vault.set_setting("a", "b"),
        Err(VaultError::ReadOnly)
    ));
    assert!(matches!(
        vault.create_person(&details("X"), NOW),
        Err(VaultError::ReadOnly)
    ));
}

#[test]
fn vault_json_of_another_vault_is_noticed() {
    let home = home();
    drop(home.vault.lock());
    let manifest = home.dir.path().join("vault.json");
    let text = fs::read_to_string(&manifest).unwrap();
    let at = text.find("vault_id\":\"").unwrap() + 11;
    let mut other = text.clone().into_bytes();
    other[at] = if other[at] == b'0' { b'1' } else { b'0' };
    fs::write(&manifest, other).unwrap();
    let refused = Vault::open(home.dir.path())
        .unwrap()
        .unlock(None, &pass(PASS))
        .unwrap_err();
    assert!(matches!(
        refused.why,
        VaultError::Damaged { what: "vault-file" }
    ));
}

#[test]
fn a_second_opening_is_refused_until_the_first_is_gone() {
    let home = home();
    assert!(matches!(
        Vault::open(home.dir.path()),
        Err(VaultError::AlreadyOpen)
    ));
    let locked = home.vault.lock();
    assert!(
        matches!(Vault::open(home.dir.path()), Err(VaultError::AlreadyOpen)),
        "a locked vault is still ours"
    );
    drop(locked);
    assert!(Vault::open(home.dir.path()).is_ok());
}

#[test]
fn folders_that_hold_something_else_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    assert!(matches!(
        Vault::open(dir.path()),
        Err(VaultError::NotAVault)
    ));
    fs::write(dir.path().join("letter.txt"), "x").unwrap();
    let outcome = Vault::create(
        dir.path(),
        &NewVault {
            nickname: "x",
            colour: "",
            passphrase: &pass(PASS),
            kdf: KdfStrength::Test,
            now: NOW,
        },
    );
    assert!(matches!(outcome, Err(VaultError::NotEmpty)));
    assert!(
        dir.path().join("letter.txt").exists(),
        "nothing was touched"
    );
}

#[test]
fn details_whose_copy_was_cut_off_are_copied_at_the_next_opening() {
    let mut home = home();
    let ring = person_folder(home.dir.path()).join("keyring.age");
    let old = fs::read(&ring).unwrap();
    let mut changed = home.record.details().unwrap();
    changed.name.text = "New Name".into();
    home.record.set_details(&changed, NOW).unwrap();
    let locked = home.vault.lock();
    // As after a power cut between the record and the keyring.
    fs::write(&ring, old).unwrap();
    home.vault = locked.unlock(None, &pass(PASS)).unwrap();
    home.record = home.vault.record(&home.person).unwrap();
    assert_eq!(home.vault.people()[0].1.name.text, "New Name");
}

#[test]
fn a_new_recovery_code_is_whole_also_when_the_power_went_before_it_was_noted() {
    let home = home();
    let (layout, who) = (home.vault.chain().layout.clone(), home.vault.keyholder().id);
    let read = || read_public(&layout, &who).unwrap();
    let before = read();
    let code = home.vault.new_recovery_code().unwrap();
    let after = read();
    assert_ne!(before.recovery_sha256, after.recovery_sha256);
    assert_eq!(after.next_sha256, None);
    // The state between: the file is new, its digest only announced.
    let mut between = before;
    between.next_sha256 = Some(after.recovery_sha256);
    home.vault.chain().write_public(&between).unwrap();
    super::assert_whole(&home.vault);
    let locked = home.vault.lock();
    let other = RecoveryCode::generate().unwrap();
    let refused = locked.unlock_with_recovery(None, &other).unwrap_err();
    assert!(matches!(refused.why, VaultError::WrongRecoveryCode));
    let vault = refused.locked.unlock_with_recovery(None, &code).unwrap();
    // The next change of another secret announces its own file: what was announced before is not forgotten.
    let fresh = pass("another long phrase");
    vault
        .change_passphrase(&pass(PASS), &fresh, KdfStrength::Test)
        .unwrap();
    super::assert_whole(&vault);
    let locked = vault.lock();
    let refused = locked.unlock_with_recovery(None, &other).unwrap_err();
    assert!(matches!(refused.why, VaultError::WrongRecoveryCode));
    refused.locked.unlock_with_recovery(None, &code).unwrap();
}

#[test]
fn passphrase_and_recovery_code_can_be_changed() {
    let dir = tempfile::tempdir().unwrap();
    let new = NewVault {
        nickname: "Hua",
        colour: "plum",
        passphrase: &pass(PASS),
        kdf: KdfStrength::Test,
        now: NOW,
    };
    let (vault, code) = Vault::create(dir.path(), &new).unwrap();
    let other = pass("another long phrase");
    assert!(matches!(
        vault.change_passphrase(&other, &other, KdfStrength::Test),
        Err(VaultError::WrongPassphrase)
    ));
    vault
        .change_passphrase(&pass(PASS), &other, KdfStrength::Test)
        .unwrap();
    assert!(vault.verify_passphrase(&other).unwrap());
    let refused = vault.lock().unlock(None, &pass(PASS)).unwrap_err();
    assert!(matches!(refused.why, VaultError::WrongPassphrase));
    let typed = RecoveryCode::parse(&code.grouped()).unwrap();
    let vault = refused.locked.unlock_with_recovery(None, &typed).unwrap();
    let newer = vault.new_recovery_code().unwrap();
    vault
        .set_passphrase(&pass("third phrase of all"), KdfStrength::Test)
        .unwrap();
    let refused = vault.lock().unlock_with_recovery(None, &typed).unwrap_err();
    assert!(matches!(refused.why, VaultError::WrongRecoveryCode));
    let vault = refused.locked.unlock_with_recovery(None, &newer).unwrap();
    super::assert_whole(&vault);
    assert!(
        vault
            .lock()
            .unlock(None, &pass("third phrase of all"))
            .is_ok()
    );
}

#[test]
fn a_damaged_spare_keyring_is_told_and_the_next_change_mends_it() {
    let home = home();
    let spare = person_folder(home.dir.path()).join("keyring.prev.age");
    let mut bytes = fs::read(&spare).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    fs::write(&spare, bytes).unwrap();
    let found = home.vault.check(true).unwrap();
    let codes: Vec<_> = found.problems.iter().map(|p| p.code).collect();
    assert_eq!(codes, ["spare-keyring-damaged"]);
    home.vault.set_setting("a", "b").unwrap();
    super::assert_whole(&home.vault);
}

#[test]
fn a_damaged_keyring_falls_back_to_the_generation_before() {
    let home = home();
    import(&home.record, "a", &[obs("n", "1", "c", "T", "2024", "1")]);
    drop(home.vault.lock());
    let keyring = person_folder(home.dir.path()).join("keyring.age");
    let mut bytes = fs::read(&keyring).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    fs::write(&keyring, bytes).unwrap();
    let vault = Vault::open(home.dir.path())
        .unwrap()
        .unlock(None, &pass(PASS))
        .unwrap();
    let record = vault.record(&home.person).unwrap();
    assert_eq!(
        record
            .timeline(&Default::default(), None, 9)
            .unwrap()
            .rows
            .len(),
        1
    );
    let problems = vault.check(true).unwrap().problems;
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].code, "keyring-damaged");
    vault.set_setting("a", "b").unwrap();
    drop(vault.lock());
    let keyring_again = Vault::open(home.dir.path())
        .unwrap()
        .unlock(None, &pass(PASS))
        .unwrap();
    super::assert_whole(&keyring_again);
    // Both generations gone: damage, not a wrong passphrase.
    drop(keyring_again.lock());
    for file in ["keyring.age", "keyring.prev.age"] {
        fs::write(person_folder(home.dir.path()).join(file), b"x").unwrap();
    }
    let refused = Vault::open(home.dir.path())
        .unwrap()
        .unlock(None, &pass(PASS))
        .unwrap_err();
    assert!(matches!(
        refused.why,
        VaultError::Damaged { what: "keyring" }
    ));
}

#[test]
fn removing_a_person_leaves_no_file_and_no_key() {
    let home = home();
    let other = home.vault.create_person(&details("B"), NOW).unwrap();
    home.vault.remove_person(&home.person).unwrap();
    assert!(
        !home
            .dir
            .path()
            .join("records")
            .join(home.person.as_str())
            .exists()
    );
    assert!(matches!(home.record.details(), Err(VaultError::Locked)));
    assert!(matches!(
        home.vault.record(&home.person),
        Err(VaultError::NoSuchPerson)
    ));
    assert_eq!(home.vault.people().len(), 1);
    assert!(home.vault.record(&other).is_ok());
    super::assert_whole(&home.vault);
}

#[test]
fn no_name_word_or_key_is_readable_in_any_file() {
    let home = home();
    let mut canary = super::note("n", "1", "2024-01-01", "Zitronenfalterwort 水晶蝴蝶");
    canary.title = "Canarytitle".into();
    let mut big = obs("n", "big", "c", "Bigone", "2024", "1");
    let filler: String = (0..40_000).map(|n| format!("{n} Bigcanary ")).collect();
    big.body = format!(r#"{{"resourceType":"Observation","id":"big","x":"{filler}"}}"#)
        .into_bytes()
        .into();
    import(&home.record, "Filelabelcanary", &[canary, big]);
    home.record
        .put_attachment(
            "Filenamecanary.pdf",
            "application/pdf",
            &[b'Q'; 400_000],
            "Hua",
            NOW,
        )
        .unwrap();
    let words: [&[u8]; 9] = [
        b"Zitronenfalterwort",
        "水晶蝴蝶".as_bytes(),
        b"Canarytitle",
        b"Bigcanary",
        b"Filelabelcanary",
        b"Filenamecanary",
        b"QQQQQQQQ",
        b"Li Hua",
        b"violet anchor",
    ];
    let mut files = 0;
    let mut stack = vec![home.dir.path().to_path_buf()];
    while let Some(path) = stack.pop() {
        if path.is_dir() {
            stack.extend(fs::read_dir(&path).unwrap().map(|e| e.unwrap().path()));
            continue;
        }
        files += 1;
        let bytes = fs::read(&path).unwrap();
        for word in words {
            assert!(
                !bytes.windows(word.len()).any(|w| w == word),
                "{} holds {}",
                path.display(),
                String::from_utf8_lossy(word)
            );
        }
    }
    assert!(files >= 10, "the scan saw the vault: {files} files");
    let control = fs::read(person_folder(home.dir.path()).join("public.json")).unwrap();
    assert!(
        control.windows(3).any(|w| w == b"Hua"),
        "the scan would find the one name that is said to be in clear"
    );
}

#[test]
fn errors_carry_no_data() {
    let home = home();
    let id = kin_model::EntryId(1);
    let errors = [
        home.record.entry(id).unwrap_err(),
        home.record
            .undo_import(kin_model::ImportId(99), "Secretname", NOW)
            .unwrap_err(),
        home.record.attachment(crate::AttachmentId(5)).unwrap_err(),
        Vault::open(&home.dir.path().join("Secretfolder")).unwrap_err(),
        VaultError::from(rusqlite_error("Secretword")),
    ];
    for error in errors {
        let text = format!("{error} {error:?}");
        assert!(!text.contains("Secret"), "{text}");
    }
}

fn rusqlite_error(word: &str) -> rusqlite::Error {
    rusqlite::Connection::open_in_memory()
        .unwrap()
        .execute_batch(&format!("SELECT * FROM {word}"))
        .unwrap_err()
}

#[test]
fn a_vault_whose_making_was_interrupted_is_made_again() {
    let home = super::home();
    let dir = home.dir.path();
    drop(home.record);
    drop(home.vault.lock());
    // As after a kill before the last step: nobody had a record yet.
    fs::remove_dir_all(dir.join("records")).unwrap();
    fs::create_dir(dir.join("records")).unwrap();
    fs::remove_file(dir.join("vault.json")).unwrap();
    fs::write(dir.join("vault.begun"), "").unwrap();
    assert!(matches!(Vault::open(dir), Err(VaultError::Unfinished)));
    let words = pass("a passphrase of the second try");
    let new = NewVault {
        nickname: "Mei",
        colour: "teal",
        passphrase: &words,
        kdf: KdfStrength::Test,
        now: NOW,
    };
    let (vault, _) = Vault::create(dir, &new).unwrap();
    assert_eq!(
        vault.keyholders().len(),
        1,
        "nobody of the first try is left"
    );
    assert_eq!(vault.keyholder().nickname, "Mei");
    assert!(vault.people().is_empty());
    drop(vault.lock());
    assert!(!dir.join("vault.begun").exists());
    assert!(Vault::open(dir).unwrap().unlock(None, &words).is_ok());
    assert!(matches!(
        Vault::create(dir, &new),
        Err(VaultError::NotEmpty)
    ));
}
