//! The vault's files, backups, blocks, key slots, searches, what people type as secrets.

use crate::{only_run, text, two};
use kin_crypto::safe::{
    BackupKey, CodeState, DeviceKey, GrantIdentity, PairKey, Passphrase, RecordKey, RecoveryCode,
    RootKey, SlotKind, open_slot, strength,
};
use kin_vault::{VaultError, fuzzing};
use std::path::PathBuf;

/// The keyholder of the seeds.
pub const SOMEBODY: &str = "00112233445566778899aabbccddeeff";
/// The root key of the seeds: all zeros, closes nothing real.
pub(crate) const ROOT: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

fn same_twice(read: fn(&[u8]) -> Result<Vec<u8>, VaultError>, bytes: &[u8]) {
    if let Ok(written) = read(bytes) {
        let again = read(&written).expect("what is written can be read");
        assert_eq!(written, again, "and stays what it is");
    }
}

/// `vault.json`, `public.json`, the insides of identities, keyrings and letters.
pub(crate) fn files(data: &[u8]) {
    same_twice(fuzzing::vault_file, data);
    same_twice(fuzzing::public_file, data);
    same_twice(|bytes| fuzzing::keyring(SOMEBODY, bytes), data);
    if let Ok(id) = fuzzing::identity(data) {
        assert!(
            id.len() == 32 && id.bytes().all(|b| b.is_ascii_hexdigit()),
            "{id}"
        );
    }
    only_run(fuzzing::is_letter(data));
}

/// The outer archive of a backup.
pub(crate) fn outer(data: &[u8]) {
    match fuzzing::backup_outer(data) {
        Ok(info) => assert_eq!(info.bytes, data.len() as u64),
        Err(VaultError::Damaged { what }) => assert_eq!(what, "backup"),
        Err(VaultError::NewerFormat { found, known }) => assert!(found > known),
        Err(other) => panic!("{other:?} is no word for a foreign file"),
    }
}

fn folder() -> PathBuf {
    std::env::temp_dir().join(format!("kinfolio-fuzz-{}", std::process::id()))
}

/// The payload of a backup after decryption: nothing is written outside its folder, and of what is
/// read nothing has a name that is not ours.
pub(crate) fn payload(data: &[u8]) {
    // One level down, so that a name that climbs would be seen.
    let outer = folder();
    let inner = outer.join("in");
    std::fs::create_dir_all(&inner).expect("a folder for the test");
    let result = fuzzing::backup_payload(&mut &*data, &inner);
    let beside = std::fs::read_dir(&outer).map_or(0, Iterator::count);
    assert_eq!(beside, 1, "nothing is written outside the folder");
    for name in std::fs::read_dir(&inner).into_iter().flatten().flatten() {
        let name = name.file_name();
        let ours = ["vault.json", "people", "records"]
            .iter()
            .any(|n| name == *n);
        assert!(ours, "a name that is not ours");
    }
    std::fs::remove_dir_all(&outer).expect("the folder goes");
    match result {
        Ok(files) => assert!(files * 512 <= data.len(), "a file without a header"),
        Err(VaultError::Damaged { .. }) => {}
        Err(VaultError::Io { kind }) => panic!("{kind:?} for foreign bytes"),
        Err(other) => panic!("{other:?}"),
    }
}

/// A block of originals as it stands in the database.
pub(crate) fn block(data: &[u8]) {
    if let Ok(count) = fuzzing::block(data) {
        assert!(count <= 80 << 20);
    }
    let (body, own) = two(data);
    let own = text(own);
    let made = fuzzing::make_block(&[(body, &own), (b"{}", ""), (data, "x")]);
    let made = made.expect("small originals can be packed");
    assert_eq!(fuzzing::block(&made).ok(), Some(3), "and unpacked");
}

/// An age file where a key slot should be.
pub(crate) fn slot(data: &[u8]) {
    let root = RootKey::from_text(ROOT).expect("32 zero bytes");
    if let Ok(plain) = open_slot(SlotKind::Root(&root), data) {
        assert!(plain.len() < data.len(), "more came out than went in");
    }
    if let Ok(backup) = BackupKey::open(&root, data) {
        assert!(!backup.to_text().is_empty());
    }
    if let Ok(identity) = GrantIdentity::from_text(&text(data)) {
        assert!(identity.recipient().starts_with("age1"));
    }
    let code = RecoveryCode::parse("0000000000000000000000000-00");
    if let Ok(code) = code {
        // Only the work factor of a recovery code is accepted, so no hostile file makes this slow.
        drop(open_slot(SlotKind::Recovery(&code), data));
    }
}

/// What people type: recovery codes, passphrases; and texts of keys.
pub(crate) fn typed(data: &[u8]) {
    let typed = text(data);
    let look = RecoveryCode::look(&typed);
    assert!(look.typed <= RecoveryCode::CHARS);
    match RecoveryCode::parse(&typed) {
        Ok(code) => {
            assert_eq!(look.state, CodeState::Whole, "both readings agree");
            let shown = code.grouped();
            assert_eq!(*shown, *look.shown, "and show the same");
            let again = RecoveryCode::parse(&shown).expect("what is shown can be read");
            assert_eq!(*again.grouped(), *shown);
        }
        Err(_) => assert_ne!(look.state, CodeState::Whole, "both readings agree"),
    }
    if let Ok(passphrase) = Passphrase::new(&typed) {
        drop(passphrase);
    }
    if data.len() <= 64 {
        only_run(strength(&typed, &[]));
    }
    if let Ok(key) = RootKey::from_text(&typed) {
        assert_eq!(*key.to_text(), *typed, "one text for one key");
    }
    assert_eq!(
        RecordKey::from_text(&typed).is_ok(),
        DeviceKey::from_text(&typed).is_ok()
    );
    drop(PairKey::from_text(&typed));
}

/// A search, handed to a real index: it always understands the query.
pub(crate) fn search(data: &[u8]) {
    let (query, words) = two(data);
    let (query, words) = (text(query), text(words));
    let found = fuzzing::search(&query, &words).expect("the index understands every query");
    if let Some((_, Some(piece))) = found {
        assert!(
            piece.chars().count() <= words.chars().count() + 2,
            "a piece of the text"
        );
    }
}
