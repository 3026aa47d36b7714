//! Quick unlock is an extra, never the only way; a recovery code can be tried without using it up.

use super::{PASS, home, pass};
use crate::{DeviceKey, KdfStrength, RecoveryCode, VaultError};

#[test]
fn the_keychains_key_opens_and_the_passphrase_still_does() {
    let home = home();
    let key = DeviceKey::generate().unwrap();
    assert!(
        !home.vault.has_quick_unlock(),
        "off until somebody wants it"
    );
    home.vault.set_quick_unlock(&key).unwrap();
    let who = home.vault.keyholder().id;
    let locked = home.vault.lock();
    assert!(locked.has_quick_unlock(&who), "known before unlocking");
    let again = DeviceKey::from_text(&key.to_text()).unwrap();
    let vault = locked.unlock_quickly(&who, &again).unwrap();
    assert_eq!(vault.people().len(), 1, "the same vault");
    let vault = vault.lock().unlock(None, &pass(PASS)).unwrap();
    vault.forget_quick_unlock().unwrap();
    let refused = vault.lock().unlock_quickly(&who, &key).unwrap_err();
    assert!(
        matches!(refused.why, VaultError::NoQuickUnlock),
        "switched off"
    );
}

#[test]
fn another_key_a_damaged_slot_and_a_lost_one_only_say_that_it_does_not_work() {
    let home = home();
    let key = DeviceKey::generate().unwrap();
    home.vault.set_quick_unlock(&key).unwrap();
    let who = home.vault.keyholder().id;
    let slot = home
        .dir
        .path()
        .join("people")
        .join(who.as_str())
        .join("identity.device.age");
    let locked = std::cell::Cell::new(Some(home.vault.lock()));
    let other = DeviceKey::generate().unwrap();
    let try_key = |key: &DeviceKey| {
        let refused = *locked
            .take()
            .unwrap()
            .unlock_quickly(&who, key)
            .unwrap_err();
        locked.set(Some(refused.locked));
        refused.why
    };
    assert!(matches!(try_key(&other), VaultError::NoQuickUnlock));
    let mut bytes = std::fs::read(&slot).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    std::fs::write(&slot, &bytes).unwrap();
    assert!(matches!(try_key(&key), VaultError::NoQuickUnlock));
    std::fs::remove_file(&slot).unwrap();
    assert!(matches!(try_key(&key), VaultError::NoQuickUnlock));
    let vault = locked.take().unwrap().unlock(None, &pass(PASS)).unwrap();
    let problems = vault.check(true).unwrap().problems;
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].code, "quick-unlock-damaged");
    vault.forget_quick_unlock().unwrap();
    super::assert_whole(&vault);
}

#[test]
fn a_new_passphrase_ends_quick_unlock() {
    let home = home();
    let key = DeviceKey::generate().unwrap();
    home.vault.set_quick_unlock(&key).unwrap();
    let who = home.vault.keyholder().id;
    let next = pass("seven brave otters juggle");
    home.vault
        .change_passphrase(&pass(PASS), &next, KdfStrength::Test)
        .unwrap();
    let refused = home.vault.lock().unlock_quickly(&who, &key).unwrap_err();
    assert!(matches!(refused.why, VaultError::NoQuickUnlock));
    assert!(refused.locked.unlock(None, &next).is_ok());
}

#[test]
fn trying_the_paper_changes_nothing_and_a_new_code_ends_the_old() {
    let home = home();
    let first = home.vault.new_recovery_code().unwrap();
    let typed = |code: &RecoveryCode| RecoveryCode::parse(&code.grouped()).unwrap();
    assert!(home.vault.verify_recovery_code(&typed(&first)).unwrap());
    assert!(
        home.vault.verify_recovery_code(&typed(&first)).unwrap(),
        "twice"
    );
    let second = home.vault.new_recovery_code().unwrap();
    assert!(
        !home.vault.verify_recovery_code(&first).unwrap(),
        "the old paper"
    );
    assert!(home.vault.verify_recovery_code(&second).unwrap());
    let refused = home
        .vault
        .lock()
        .unlock_with_recovery(None, &first)
        .unwrap_err();
    assert!(matches!(refused.why, VaultError::WrongRecoveryCode));
    assert!(refused.locked.unlock_with_recovery(None, &second).is_ok());
}
