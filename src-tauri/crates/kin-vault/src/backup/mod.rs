//! Backups: one file from which the whole of a keyholder's vault comes back, with our program or
//! with stock tools alone.
//!
//! A tar in clear holds `README.txt` (how to open it without us), `slots/`, `payload.age` and
//! `manifest.json`. `slots/passphrase.age` and `slots/recovery.age` are the keyholder's own identity
//! files as they are: so a backup can be made at any time without asking for a passphrase, no second
//! copy of a slot can fall behind, and an old backup keeps the passphrase and the recovery paper of
//! its day. They open the root key, which opens `slots/key.age`, the random key of this backup, which
//! opens the payload: a tar of `vault.json`, the keyholder's files, one snapshot per record with its
//! large files, and `index.json` with the hash of each and the raw key of each database.
//!
//! Snapshots are made by SQLite's backup interface into a file that was keyed first, inside one read
//! transaction: own salt, no restart while somebody types. `VACUUM INTO` would keep key *and* salt, and
//! pages of the copy could be put into the live file unnoticed (security.md 3.3).
//!
//! "Verified" is said only after the file was read again from the disk to its very end, every hash
//! compared, every database opened, its pages, trees, history and number of entries looked at.

mod archive;
mod make;
mod open;
mod restore;

pub use make::{BackupMade, BackupSource};
pub use open::{BackupSecret, Contents, OpenedBackup, PersonContents, peek_backup};
pub(crate) use open::{payload_files, peek_bytes};
pub use restore::{Restored, finish_swap, remove_put_aside};

use crate::VaultError;
use serde::{Deserialize, Serialize};

const FORMAT: &str = "kinfolio-backup";
const VERSION: u32 = 1;
const README: &str = "README.txt";
const MANIFEST: &str = "manifest.json";
const PAYLOAD: &str = "payload.age";
const INDEX: &str = "index.json";
const SLOT_PASSPHRASE: &str = "slots/passphrase.age";
const SLOT_RECOVERY: &str = "slots/recovery.age";
const SLOT_KEY: &str = "slots/key.age";
/// Largest of the small files in the outer archive.
const SMALL: u64 = 1 << 20;
/// Largest `index.json`: about 300,000 files.
const LARGEST_INDEX: u64 = 64 << 20;
/// Most files of a payload.
const MOST_FILES: usize = 400_000;

/// What says how to open a backup with `tar`, `age` and any SQLCipher 4.
const README_TEXT: &str = "\
Kinfolio backup. It opens without Kinfolio, with tar, age (age-encryption.org) and SQLCipher 4:
1. tar -xf THIS-FILE ; age -d slots/passphrase.age   asks for your passphrase and prints a line: copy the text after \"root\": (or slots/recovery.age: type the recovery code without dashes and without its last character)
2. age -d slots/key.age   asks: paste that text; it prints a second key. age -d -o payload.tar payload.age   asks: paste the second key. tar -xf payload.tar
3. index.json lists each record and its \"key\". Open records/ID/record.db in SQLCipher 4 with: PRAGMA key = \"x'...'\";   then the tables person, concept (names), item (values) and attachment are the record. What was handed in stands whole in body, column z: take the rows whose first byte is 00 (01 only points to a large file); after 5 bytes it is a zstd stream.
4. Large files: age -d -o FILE records/ID/blobs/XX/NAME.age   asks: paste a text of the record's \"large\" in index.json; there may be several: try each. FILE is the thing itself or, when it begins with 28 B5 2F FD, a zstd stream: zstd -d -o OPENED FILE
";

/// `manifest.json`: in clear, repeated inside the payload.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Manifest {
    format: String,
    v: u32,
    vault_id: String,
    backup_id: String,
    /// The keyring's counter: goes up with every change.
    counter: u64,
    /// When it was made, RFC 3339.
    utc: String,
    payload_sha256: String,
    payload_bytes: u64,
    slots: Slots,
}

/// SHA-256 of each slot: tells a damaged slot from a wrong passphrase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Slots {
    passphrase: String,
    recovery: String,
    key: String,
}

/// What a backup says about itself without any secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupInfo {
    /// The vault it was made of, 32 hex digits.
    pub vault_id: String,
    /// Its own random name, 32 hex digits.
    pub backup_id: String,
    /// The vault's counter of changes.
    pub counter: u64,
    /// When it was made, RFC 3339.
    pub made: String,
    /// Size of the file.
    pub bytes: u64,
}

/// `index.json`, the last file of the payload.
#[derive(Serialize, Deserialize)]
struct Index {
    v: u32,
    vault_id: String,
    backup_id: String,
    counter: u64,
    utc: String,
    keyholder: String,
    files: Vec<Listed>,
    records: Vec<ListedRecord>,
    /// Files that the vault had lost, or records that did not open, when the backup was made.
    missing: Vec<String>,
    /// SHA-256 of `README.txt`; backups from before this was noted have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    readme: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Listed {
    path: String,
    bytes: u64,
    sha256: String,
}

/// One record. Its raw database key and the keys of its large files stand here so that stock tools can open them: the index is only
/// ever inside the encrypted payload and is never written to a disk by us.
#[derive(Serialize, Deserialize)]
struct ListedRecord {
    rid: kin_model::PersonId,
    epoch: u32,
    key: String,
    seq: i64,
    head: String,
    entries: i64,
    /// What age is given for the large files, newest key first; backups of version 0.1 have none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    large: Vec<String>,
}

impl Drop for ListedRecord {
    fn drop(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.key);
        zeroize::Zeroize::zeroize(&mut self.large);
    }
}

/// How far long work is. `done` and `total` are bytes; the answer `false` stops it.
pub type Progress<'a> = &'a mut dyn FnMut(u64, u64) -> bool;

/// Counts bytes and asks whether to go on.
struct Meter<'a> {
    done: u64,
    total: u64,
    tell: Progress<'a>,
}

impl Meter<'_> {
    fn add(&mut self, bytes: u64) -> Result<(), VaultError> {
        self.done = self.done.saturating_add(bytes);
        self.total = self.total.max(self.done);
        if (self.tell)(self.done, self.total) {
            Ok(())
        } else {
            Err(VaultError::Cancelled)
        }
    }
}

/// Damage of the backup file itself.
const fn bad() -> VaultError {
    VaultError::Damaged { what: "backup" }
}
