//! What can go wrong with a vault.

use std::io;

/// A cause of failure. No variant carries health data, a name, a path or a secret.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VaultError {
    /// The folder holds no vault.
    #[error("there is no vault here")]
    NotAVault,
    /// The making of a vault was interrupted here; nothing had been stored in it.
    #[error("the making of a vault was interrupted here")]
    Unfinished,
    /// A vault may only be made in a new or empty folder.
    #[error("the folder is not empty")]
    NotEmpty,
    /// Another process has the vault open.
    #[error("the vault is already open elsewhere")]
    AlreadyOpen,
    /// The vault was written by a newer program that this one cannot follow.
    #[error("the vault has format {found}, this program reads up to {known}")]
    NewerFormat {
        /// Major version found.
        found: u32,
        /// Highest major version known.
        known: u32,
    },
    /// The passphrase is wrong.
    #[error("the passphrase is wrong")]
    WrongPassphrase,
    /// The recovery code is well-formed but not this vault's.
    #[error("the recovery code is not the one of this vault")]
    WrongRecoveryCode,
    /// The computer's keychain does not open the vault (any more); the passphrase does.
    #[error("quick unlock does not work here")]
    NoQuickUnlock,
    /// A part of the vault cannot be read or was changed.
    #[error("the vault is damaged: {what}")]
    Damaged {
        /// Which part, as a stable word: `vault-file`, `identity`, `keyring`, `record`, `original`,
        /// `attachment`, `history`, `backup`.
        what: &'static str,
    },
    /// The record is older than what was last saved: someone put back old files, or saved data was
    /// lost.
    #[error("the record is older than what was last saved: {missing} changes are missing")]
    OlderThanSaved {
        /// Number of saved changes that are missing; 0 when the history differs instead.
        missing: u64,
        /// When the newest missing change was saved, RFC 3339.
        saved_at: String,
    },
    /// The vault was written by a newer minor version and is open for reading only.
    #[error("the vault is open for reading only")]
    ReadOnly,
    /// The keyholder's right to this record does not go that far.
    #[error("this needs the right: {needed}")]
    NotAllowed {
        /// The right that is needed: `edit` or `owner`.
        needed: &'static str,
    },
    /// The record does not open with the key that was given: access was ended, or the file is
    /// damaged.
    #[error("the record does not open with this keyholder's key")]
    AccessEnded,
    /// The folder holds the record of another person of this vault.
    #[error("the folder holds another person's record")]
    Swapped,
    /// The public key of a keyholder is not the one that was seen before.
    #[error("the keyholder's public key was changed")]
    KeyholderChanged,
    /// The six words must be compared in person first.
    #[error("the words have not been compared")]
    WordsNotCompared,
    /// No such letter, or it cannot be opened.
    #[error("no such letter")]
    NoSuchLetter,
    /// The letter is older than 14 days.
    #[error("the letter is older than 14 days")]
    LetterExpired,
    /// Nobody takes away their own right, and a keyholder who may hold other records stays.
    #[error("this keyholder cannot be removed")]
    CannotRemove,
    /// An import or an undo is running; try again when it is done.
    #[error("another change is being written")]
    Busy,
    /// The vault was locked meanwhile.
    #[error("the vault is locked")]
    Locked,
    /// A search or check was cancelled.
    #[error("cancelled")]
    Cancelled,
    /// No such person in this vault.
    #[error("no such person")]
    NoSuchPerson,
    /// No such entry in this record.
    #[error("no such entry")]
    NoSuchEntry,
    /// No such import in this record.
    #[error("no such import")]
    NoSuchImport,
    /// No such attachment in this record.
    #[error("no such attachment")]
    NoSuchAttachment,
    /// No such keyholder in this vault.
    #[error("no such keyholder")]
    NoSuchKeyholder,
    /// Only a hidden entry can be erased.
    #[error("only a hidden entry can be erased")]
    NotHidden,
    /// The disk is full; nothing was changed.
    #[error("the disk is full")]
    DiskFull,
    /// The disk did not confirm what was written (a failed fsync), in a place that is no open vault.
    #[error("the disk did not confirm what was written")]
    SyncFailed,
    /// The disk did not confirm what was written to the vault. Until it is locked and opened again nothing more is
    /// written: what a disk once failed to store it may later call stored.
    #[error("the disk did not confirm what was written: nothing more is written")]
    Unconfirmed,
    /// A limit was passed.
    #[error("too large: {what}, at most {limit}")]
    TooLarge {
        /// What is limited, as a stable word.
        what: &'static str,
        /// The limit, in bytes.
        limit: u64,
    },
    /// The database library misses a protection that we rely on; nothing was opened.
    #[error("the encrypted database is not available: {what}")]
    Unprotected {
        /// Which protection.
        what: &'static str,
    },
    /// A secret was refused or the randomness failed.
    #[error("a key could not be used: {0}")]
    Crypto(#[source] kin_crypto::CryptoError),
    /// The database refused.
    #[error("the database failed with code {code}")]
    Database {
        /// SQLite's extended result code.
        code: i32,
    },
    /// Reading or writing a file failed.
    #[error("a file could not be read or written ({kind})")]
    Io {
        /// The kind of failure.
        kind: io::ErrorKind,
    },
}

impl From<rusqlite::Error> for VaultError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        // The texts of SQLite may quote SQL or data: only codes leave this function.
        match &error {
            rusqlite::Error::SqliteFailure(e, _) => match e.code {
                ErrorCode::DiskFull => Self::DiskFull,
                // The small file beside the database that readers and the writer share finds no room.
                _ if e.extended_code == rusqlite::ffi::SQLITE_IOERR_SHMSIZE => Self::DiskFull,
                _ if matches!(
                    e.extended_code,
                    rusqlite::ffi::SQLITE_IOERR_FSYNC | rusqlite::ffi::SQLITE_IOERR_DIR_FSYNC
                ) =>
                {
                    Self::SyncFailed
                }
                ErrorCode::OperationInterrupted => Self::Cancelled,
                ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => {
                    Self::Damaged { what: "record" }
                }
                ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Self::Busy,
                _ => Self::Database {
                    code: e.extended_code,
                },
            },
            rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::IntegralValueOutOfRange(..)
            | rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::QueryReturnedNoRows => Self::Damaged { what: "record" },
            _ => Self::Database { code: -1 },
        }
    }
}

impl From<io::Error> for VaultError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull,
            kind => Self::Io { kind },
        }
    }
}

impl From<kin_crypto::CryptoError> for VaultError {
    fn from(error: kin_crypto::CryptoError) -> Self {
        match error {
            kin_crypto::CryptoError::Io(e) => e.into(),
            other => Self::Crypto(other),
        }
    }
}
