//! From the causes of the lower crates to the codes of the faces.

use crate::error::{ApiError, ErrorCode};
use kin_fhir::FhirError;
use kin_vault::VaultError;
use std::io;

impl From<VaultError> for ApiError {
    fn from(error: VaultError) -> Self {
        use kin_crypto::CryptoError;
        let code = match &error {
            VaultError::NotAVault => ErrorCode::NoVault,
            VaultError::Unfinished => ErrorCode::VaultUnfinished,
            VaultError::NotEmpty => ErrorCode::FolderNotEmpty,
            VaultError::AlreadyOpen => ErrorCode::VaultInUse,
            VaultError::NewerFormat { found, known } => {
                return Self::from(ErrorCode::NewerFormat)
                    .with("found", found)
                    .with("known", known);
            }
            VaultError::WrongPassphrase => ErrorCode::WrongPassphrase,
            VaultError::WrongRecoveryCode => ErrorCode::WrongRecoveryCode,
            VaultError::NoQuickUnlock => ErrorCode::NoQuickUnlock,
            VaultError::Damaged { what: "backup" } => ErrorCode::BackupDamaged,
            VaultError::Io {
                kind: io::ErrorKind::FileTooLarge,
            } => ErrorCode::BackupTooLarge,
            VaultError::Damaged { what: "vault-file" } => ErrorCode::VaultFileDamaged,
            VaultError::Damaged { what } => {
                return Self::from(ErrorCode::VaultDamaged).with("part", what);
            }
            VaultError::OlderThanSaved { missing, saved_at } => {
                return Self::from(ErrorCode::RecordOlder)
                    .with("missing", missing)
                    .with("saved", saved_at);
            }
            VaultError::NotAllowed { needed } => {
                return Self::from(ErrorCode::NotAllowed).with("needed", needed);
            }
            VaultError::AccessEnded => ErrorCode::AccessEnded,
            VaultError::Swapped => ErrorCode::RecordSwapped,
            VaultError::KeyholderChanged => ErrorCode::KeyholderChanged,
            VaultError::WordsNotCompared => ErrorCode::WordsNotCompared,
            VaultError::NoSuchLetter => ErrorCode::UnknownLetter,
            VaultError::LetterExpired => ErrorCode::LetterExpired,
            VaultError::CannotRemove => ErrorCode::CannotRemove,
            VaultError::ReadOnly => ErrorCode::ReadOnly,
            VaultError::Busy => ErrorCode::Busy,
            VaultError::Locked => ErrorCode::Locked,
            VaultError::Cancelled => ErrorCode::Cancelled,
            VaultError::NoSuchPerson => ErrorCode::UnknownPerson,
            VaultError::NoSuchEntry | VaultError::NotHidden => ErrorCode::UnknownEntry,
            VaultError::NoSuchImport => ErrorCode::UnknownImport,
            VaultError::NoSuchAttachment => ErrorCode::UnknownAttachment,
            VaultError::NoSuchKeyholder => ErrorCode::UnknownKeyholder,
            VaultError::DiskFull => ErrorCode::DiskFull,
            VaultError::SyncFailed => ErrorCode::CannotWrite,
            VaultError::Unconfirmed => ErrorCode::DiskUnconfirmed,
            VaultError::TooLarge { limit, .. } => {
                return Self::from(ErrorCode::FileTooLarge).with("limit", mib(*limit));
            }
            VaultError::Crypto(CryptoError::PassphraseLength) => ErrorCode::PassphraseTooShort,
            VaultError::Crypto(CryptoError::RecoveryCodeForm | CryptoError::RecoveryCodeTypo) => {
                ErrorCode::RecoveryCodeTypo
            }
            VaultError::Io {
                kind:
                    io::ErrorKind::PermissionDenied
                    | io::ErrorKind::ReadOnlyFilesystem
                    | io::ErrorKind::AlreadyExists
                    | io::ErrorKind::NotADirectory
                    | io::ErrorKind::IsADirectory
                    | io::ErrorKind::NotFound,
            } => ErrorCode::CannotWrite,
            VaultError::Database { code } => match of_database(*code) {
                Some(ErrorCode::VaultDamaged) => {
                    return Self::from(ErrorCode::VaultDamaged).with("part", "record");
                }
                known => known.unwrap_or(ErrorCode::Internal),
            },
            _ => ErrorCode::Internal,
        };
        code.into()
    }
}

/// What the disk did to the database, by the code of SQLite.
///
/// # Source
/// SQLite, "Result and Extended Result Codes": 3 `PERM`, 8 `READONLY`, 10 `IOERR`, 14 `CANTOPEN`;
/// 266 `IOERR_READ`, 522 `IOERR_SHORT_READ`.
const fn of_database(code: i32) -> Option<ErrorCode> {
    match code {
        266 | 522 => Some(ErrorCode::VaultDamaged),
        _ => match code & 0xff {
            14 => Some(ErrorCode::VaultDamaged),
            3 | 8 | 10 => Some(ErrorCode::CannotWrite),
            _ => None,
        },
    }
}

/// What a limit in bytes is called.
pub(crate) fn mib(bytes: u64) -> String {
    if bytes >= 1 << 30 {
        format!("{} GiB", bytes >> 30)
    } else {
        format!("{} MiB", (bytes >> 20).max(1))
    }
}

/// A file that was to be read.
pub(crate) fn read_failed(error: &io::Error) -> ApiError {
    match error.kind() {
        io::ErrorKind::NotFound => ErrorCode::FileMissing.into(),
        _ => ErrorCode::FileUnreadable.into(),
    }
}

/// A file that was to be written.
pub(crate) fn write_failed(error: &io::Error) -> ApiError {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => ErrorCode::DiskFull.into(),
        _ => ErrorCode::CannotWrite.into(),
    }
}

/// A stored resource that cannot be read again is damage; a form value is the person's.
pub(crate) fn stored(error: &FhirError) -> ApiError {
    match error {
        FhirError::Impossible { field, reason } => form_problem(field, reason),
        _ => ApiError::from(ErrorCode::VaultDamaged).with("part", "original"),
    }
}

/// One mistake in a form.
pub(crate) fn form_problem(field: &str, code: &str) -> ApiError {
    let mut error = ApiError::from(ErrorCode::FormInvalid);
    error.fields.push(crate::error::FieldProblem {
        field: field.to_owned(),
        code: code.to_owned(),
    });
    error
}
