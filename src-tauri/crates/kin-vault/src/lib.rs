//! The vault: one SQLCipher database per person, keys, search, versions, undo, sealed history.
//!
//! [`Vault::create`] and [`Vault::open`] are the ways in. A [`Locked`] vault can only be unlocked;
//! an [`Unlocked`] one gives [`Record`]s. So a locked program cannot even name a record.
//!
//! The layout on disk, the keys and the order in which files are written follow
//! `shared/security.md` section 3; the tables follow `shared/performance.md` section 3.

mod access;
mod backup;
mod blobs;
mod body;
mod chain;
mod check;
mod compact;
mod db;
mod digest;
mod edit;
mod error;
mod files;
#[doc(hidden)]
pub mod fuzzing;
mod history;
mod holders;
mod identity;
mod importer;
mod intern;
mod keyholders;
mod keyring;
mod known;
mod letters;
mod list;
mod manifest;
mod moving;
mod newest;
mod quick;
mod read;
mod record;
mod renew;
mod rotate;
mod row;
mod samples;
mod schema;
mod search;
mod sounds;
mod spool;
#[cfg(test)]
mod tests;
mod types;
mod vault;
mod vouch;
mod waiting;
mod words;
mod writer;

pub use backup::{
    BackupInfo, BackupMade, BackupSecret, BackupSource, Contents, OpenedBackup, PersonContents,
    Progress, Restored, finish_swap, peek_backup, remove_put_aside,
};
pub use compact::Compacted;
pub use error::VaultError;
pub use importer::Importer;
pub use kin_crypto::CryptoError;
pub use kin_crypto::safe::{
    CodeState, DeviceKey, KdfStrength, Passphrase, RecoveryCode, Strength, strength,
};
pub use kin_model::{Comparator, Sample, SeriesKey};
pub use quick::try_in_vain;
pub use record::Record;
pub use renew::Renewed;
pub use samples::{Series, SeriesId};
pub use spool::{Spool, SpoolWriter};
pub use types::{
    AccessLine, AccessPage, Added, Attachment, AttachmentId, ChangeInfo, CheckReport, ConceptQuery,
    Counts, EntrySource, Filter, Fingerprint, FullEntry, Hit, Hits, Holder, ImportInfo,
    ImportStart, Keyholder, KeyholderId, Letter, LetterState, MoveState, Moving, NewVault, Page,
    Person, Problem, Right, SearchOptions, Undone, VaultInfo, VersionInfo,
};
pub use vault::{Locked, Refused, Unlocked, Vault};
pub use vouch::Place;
