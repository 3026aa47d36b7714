//! The small files in clear, lost, damaged or put back from an older copy: named, and made anew on the
//! keyholder's word.

use super::{Home, PASS, assert_whole, home, import, obs, pass};
use crate::keyring::put_public;
use crate::{KdfStrength, Unlocked, Vault, VaultError};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const NEXT: &str = "another long passphrase";

fn with_one_entry() -> Home {
    let home = home();
    let entry = obs("n", "1", "2339-0", "Glucose", "2025-01-02", "6.0");
    import(&home.record, "one", &[entry]);
    home
}

fn shut(home: Home) -> TempDir {
    drop(home.record);
    drop(home.vault.lock());
    home.dir
}

fn unlock(dir: &Path, words: &str) -> Result<Unlocked, VaultError> {
    let unlocked = Vault::open(dir)?.unlock(None, &pass(words));
    unlocked.map_err(|refused| refused.why)
}

fn entries(vault: &Unlocked) -> usize {
    let record = vault.record(&vault.people()[0].0).unwrap();
    let all = crate::Filter::default();
    record.timeline(&all, None, 10).unwrap().rows.len()
}

fn public_file(dir: &Path) -> PathBuf {
    let mut people = fs::read_dir(dir.join("people")).unwrap();
    people.next().unwrap().unwrap().path().join("public.json")
}

fn codes(vault: &Unlocked) -> Vec<&'static str> {
    let problems = vault.check(false).unwrap().problems;
    problems.iter().map(|p| p.code).collect()
}

#[test]
fn a_lost_changed_or_older_vault_file_is_named_and_made_anew_from_the_keyring() {
    let dir = shut(with_one_entry());
    let dir = dir.path();
    let file = dir.join("vault.json");
    let good = fs::read_to_string(&file).unwrap();
    assert!(!Vault::mend(dir, None, &pass(PASS)).unwrap(), "it is whole");
    let id = good.split('"').find(|p| p.len() == 32).unwrap();
    let versions = [
        None,
        Some(String::new()),
        Some(good.chars().take(good.len() / 2).collect()),
        Some("{}".to_owned()),
        Some(good.replace("kinfolio-vault", "something-else")),
        // Older copies: of this vault before an update, and of another one.
        Some(good.replace("\"minor\":1", "\"minor\":0")),
        Some(good.replace(id, &"0".repeat(32))),
    ];
    for text in versions {
        match &text {
            Some(text) => fs::write(&file, text).unwrap(),
            None => fs::remove_file(&file).unwrap(),
        }
        let named = |found: Result<Unlocked, VaultError>| {
            assert!(
                matches!(found, Err(VaultError::Damaged { what: "vault-file" })),
                "{text:?}"
            );
        };
        named(unlock(dir, PASS));
        assert!(Vault::is_there(dir), "no empty folder: {text:?}");
        let wrong = Vault::mend(dir, None, &pass("quite another thing"));
        assert!(
            matches!(wrong, Err(VaultError::WrongPassphrase)),
            "{text:?}"
        );
        named(unlock(dir, PASS));
        assert!(Vault::mend(dir, None, &pass(PASS)).unwrap(), "{text:?}");
        assert_eq!(fs::read_to_string(&file).unwrap(), good);
        let vault = unlock(dir, PASS).unwrap();
        assert_eq!(entries(&vault), 1);
        assert_whole(&vault);
        // The same while it is open.
        match &text {
            Some(text) => fs::write(&file, text).unwrap(),
            None => fs::remove_file(&file).unwrap(),
        }
        assert_eq!(codes(&vault), ["vault-file-damaged"]);
        assert_eq!(vault.mend().unwrap(), ["vault-file"]);
        assert_eq!(fs::read_to_string(&file).unwrap(), good);
        assert_whole(&vault);
    }
    // What a newer version wrote is not mended into something older.
    let newer = good
        .replace("\"major\":1", "\"major\":9")
        .replace("\"min_reader\":1", "\"min_reader\":9");
    fs::write(&file, &newer).unwrap();
    let refused = Vault::mend(dir, None, &pass(PASS));
    assert!(matches!(refused, Err(VaultError::NewerFormat { .. })));
    assert_eq!(fs::read_to_string(&file).unwrap(), newer);
    // Where there is no vault nothing is made.
    let empty = tempfile::tempdir().unwrap();
    let none = Vault::mend(empty.path(), None, &pass(PASS));
    assert!(matches!(none, Err(VaultError::NotAVault)));
    assert_eq!(fs::read_dir(empty.path()).unwrap().count(), 0);
}

#[test]
fn an_older_whole_copy_of_the_public_file_is_named_and_the_last_one_comes_back() {
    let home = with_one_entry();
    let key = crate::DeviceKey::generate().unwrap();
    home.vault.set_quick_unlock(&key).unwrap();
    let path = public_file(home.dir.path());
    let early = fs::read(&path).unwrap();
    home.vault.set_keyholder("Ying", "teal").unwrap();
    let last = fs::read(&path).unwrap();
    let dir = shut(home);
    fs::write(&path, &early).unwrap();
    let vault = unlock(dir.path(), PASS).unwrap();
    assert_eq!(codes(&vault), ["public-older"]);
    assert_eq!(vault.check(true).unwrap().problems.len(), 1, "nothing else");
    // It stays named until somebody says that it is to be mended.
    drop(vault.lock());
    let vault = unlock(dir.path(), PASS).unwrap();
    assert_eq!(codes(&vault), ["public-older"]);
    assert_eq!(vault.mend().unwrap(), ["public"]);
    assert_eq!(fs::read(&path).unwrap(), last, "byte for byte");
    assert_eq!(vault.keyholder().nickname, "Ying");
    assert_whole(&vault);
    assert!(vault.mend().unwrap().is_empty());
    // From before another passphrase: the right one opens all the same.
    vault
        .change_passphrase(&pass(PASS), &pass(NEXT), KdfStrength::Test)
        .unwrap();
    let code = vault.new_recovery_code().unwrap();
    drop(vault.lock());
    fs::write(&path, &early).unwrap();
    let vault = unlock(dir.path(), NEXT).unwrap();
    assert!(codes(&vault).contains(&"public-older"));
    assert_eq!(vault.mend().unwrap(), ["public"]);
    assert!(vault.verify_recovery_code(&code).unwrap());
    assert_whole(&vault);
    assert_eq!(entries(&vault), 1);
    // Lost, cut, changed: the name needs not be typed again.
    for bad in [None, Some(b"{}".to_vec()), Some(last[..100].to_vec())] {
        match bad {
            Some(bytes) => fs::write(&path, bytes).unwrap(),
            None => fs::remove_file(&path).unwrap(),
        }
        assert!(!vault.check(false).unwrap().ok());
        assert_eq!(vault.mend().unwrap(), ["public"]);
        assert_eq!(vault.keyholder().nickname, "Ying");
        assert_whole(&vault);
    }
}

#[test]
fn a_public_file_whose_writing_was_cut_short_is_no_older_copy() {
    for written in [false, true] {
        let home = with_one_entry();
        let chain = home.vault.chain();
        let (mut public, _) = chain.public().unwrap();
        "Ying".clone_into(&mut public.nickname);
        let next = public.sealed(chain.shown_key().as_deref()).unwrap();
        // As `write_public` does it, up to the power cut.
        let pushed = chain.change(|ring| {
            ring.shown.push(next.clone());
            Ok(())
        });
        pushed.unwrap();
        if written {
            put_public(&chain.layout, &chain.keyholder, &next).unwrap();
        }
        let dir = shut(home);
        let vault = unlock(dir.path(), PASS).unwrap();
        assert_whole(&vault);
        assert_eq!(vault.chain().ring().shown.len(), 1, "settled");
        let name = if written { "Ying" } else { "Hua" };
        assert_eq!(vault.keyholder().nickname, name);
        // From here on the other one is a copy that is not the last.
        vault.set_keyholder("Mei", "teal").unwrap();
        put_public(&vault.chain().layout, &vault.chain().keyholder, &next).unwrap();
        assert_eq!(codes(&vault), ["public-older"]);
    }
}

#[test]
fn a_record_that_was_seen_newer_elsewhere_is_held_back_until_that_is_accepted() {
    let home = with_one_entry();
    let (person, now) = (home.person.clone(), super::NOW);
    home.vault.hold_back(&person, 7, now);
    for _ in 0..2 {
        let refused = home.vault.record(&person);
        assert!(matches!(
            refused,
            Err(VaultError::OlderThanSaved { missing: 7, saved_at }) if saved_at == now
        ));
    }
    assert!(
        home.record.counts_by_kind().is_err(),
        "what was open is closed"
    );
    let record = home.vault.record_though_older(&person, now).unwrap();
    assert_eq!(record.changes(1).unwrap()[0].op, "accept-older");
    assert_eq!(entries(&home.vault), 1);
    assert_whole(&home.vault);
}
