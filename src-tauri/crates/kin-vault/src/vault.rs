//! Vault, locked and unlocked.
#![expect(
    clippy::unused_self,
    unused_variables,
    clippy::needless_pass_by_value,
    reason = "filled in by the next commit"
)]

use crate::{CheckReport, Keyholder, KeyholderId, NewVault, Person, Record, VaultError, VaultInfo};
use kin_crypto::safe::{KdfStrength, Passphrase, RecoveryCode};
use kin_model::{PersonDetails, PersonId};
use std::path::Path;
use std::sync::Arc;

/// Ways to a vault.
#[derive(Debug, Clone, Copy)]
pub struct Vault;

impl Vault {
    /// Makes a vault in a new or empty folder.
    ///
    /// # Errors
    /// [`VaultError::NotEmpty`], [`VaultError::DiskFull`], [`VaultError::Io`].
    pub fn create(dir: &Path, new: &NewVault<'_>) -> Result<(Unlocked, RecoveryCode), VaultError> {
        Err(VaultError::NotAVault)
    }

    /// Opens a vault as far as that goes without a secret, and takes its lock.
    ///
    /// # Errors
    /// [`VaultError::NotAVault`], [`VaultError::NewerFormat`], [`VaultError::AlreadyOpen`],
    /// [`VaultError::Damaged`].
    pub fn open(dir: &Path) -> Result<Locked, VaultError> {
        Err(VaultError::NotAVault)
    }
}

/// A vault without its keys.
#[derive(Debug)]
pub struct Locked(());

/// A vault that stayed locked, and why.
#[derive(Debug)]
pub struct Refused {
    /// The vault, for another try.
    pub locked: Locked,
    /// Why.
    pub why: VaultError,
}

impl Locked {
    /// Who can unlock, in the order of their nicknames.
    #[must_use]
    pub fn keyholders(&self) -> Vec<Keyholder> {
        Vec::new()
    }

    /// Unlocks with a passphrase; without a keyholder each one is tried.
    ///
    /// # Errors
    /// [`Refused`] with [`VaultError::WrongPassphrase`], [`VaultError::Damaged`] ...
    pub fn unlock(
        self,
        who: Option<&KeyholderId>,
        passphrase: &Passphrase,
    ) -> Result<Unlocked, Box<Refused>> {
        Err(Box::new(Refused {
            locked: self,
            why: VaultError::NotAVault,
        }))
    }

    /// Unlocks with the recovery code.
    ///
    /// # Errors
    /// [`Refused`] with [`VaultError::WrongRecoveryCode`], [`VaultError::Damaged`] ...
    pub fn unlock_with_recovery(
        self,
        who: Option<&KeyholderId>,
        code: &RecoveryCode,
    ) -> Result<Unlocked, Box<Refused>> {
        Err(Box::new(Refused {
            locked: self,
            why: VaultError::NotAVault,
        }))
    }
}

/// A vault with its keys: the only way to a record.
#[derive(Debug)]
pub struct Unlocked(());

impl Unlocked {
    /// The people of the vault, in the order they were made.
    #[must_use]
    pub fn people(&self) -> Vec<Person> {
        Vec::new()
    }

    /// Makes a person and their record.
    ///
    /// # Errors
    /// [`VaultError::ReadOnly`], [`VaultError::DiskFull`] ...
    pub fn create_person(
        &self,
        details: &PersonDetails,
        now: &str,
    ) -> Result<PersonId, VaultError> {
        Err(VaultError::NotAVault)
    }

    /// Destroys a person's key and record. There is no way back.
    ///
    /// # Errors
    /// [`VaultError::NoSuchPerson`] ...
    pub fn remove_person(&self, person: &PersonId) -> Result<(), VaultError> {
        Err(VaultError::NotAVault)
    }

    /// A person's record.
    ///
    /// # Errors
    /// [`VaultError::NoSuchPerson`], [`VaultError::OlderThanSaved`], [`VaultError::Damaged`].
    pub fn record(&self, person: &PersonId) -> Result<Arc<Record>, VaultError> {
        Err(VaultError::NotAVault)
    }

    /// A person's record though it is older than what was last saved; notes that in its history.
    ///
    /// # Errors
    /// As [`Self::record`].
    pub fn record_though_older(
        &self,
        person: &PersonId,
        now: &str,
    ) -> Result<Arc<Record>, VaultError> {
        Err(VaultError::NotAVault)
    }

    /// Changes the passphrase of the keyholder who unlocked. Old copies of the vault keep the old one.
    ///
    /// # Errors
    /// [`VaultError::WrongPassphrase`] when `old` is wrong.
    pub fn change_passphrase(
        &self,
        old: &Passphrase,
        new: &Passphrase,
        kdf: KdfStrength,
    ) -> Result<(), VaultError> {
        Err(VaultError::NotAVault)
    }

    /// Sets a new passphrase without the old one: after unlocking with the recovery code.
    ///
    /// # Errors
    /// [`VaultError::ReadOnly`], [`VaultError::DiskFull`] ...
    pub fn set_passphrase(&self, new: &Passphrase, kdf: KdfStrength) -> Result<(), VaultError> {
        Err(VaultError::NotAVault)
    }

    /// True when `passphrase` is the one of the keyholder who unlocked (asked again before exports).
    ///
    /// # Errors
    /// [`VaultError::Damaged`].
    pub fn verify_passphrase(&self, passphrase: &Passphrase) -> Result<bool, VaultError> {
        Err(VaultError::NotAVault)
    }

    /// Makes a new recovery code; the old one opens nothing any more.
    ///
    /// # Errors
    /// [`VaultError::ReadOnly`], [`VaultError::DiskFull`] ...
    pub fn new_recovery_code(&self) -> Result<RecoveryCode, VaultError> {
        Err(VaultError::NotAVault)
    }

    /// What the vault knows about itself.
    ///
    /// # Errors
    /// [`VaultError::Io`].
    pub fn info(&self) -> Result<VaultInfo, VaultError> {
        Err(VaultError::NotAVault)
    }

    /// Checks everything: pages, structure, history, state, originals, files. Changes nothing.
    /// Without `full` only one part in 32 of each record, within about 200 ms.
    ///
    /// # Errors
    /// [`VaultError::Io`]; what is wrong with the vault is in the report.
    pub fn check(&self, full: bool) -> Result<CheckReport, VaultError> {
        Err(VaultError::NotAVault)
    }

    /// A preference of the program, `None` when never set.
    #[must_use]
    pub fn setting(&self, key: &str) -> Option<String> {
        None
    }

    /// Stores a preference of the program.
    ///
    /// # Errors
    /// [`VaultError::ReadOnly`], [`VaultError::DiskFull`] ...
    pub fn set_setting(&self, key: &str, value: &str) -> Result<(), VaultError> {
        Err(VaultError::NotAVault)
    }

    /// Locks: stops imports (rolled back), closes every record, wipes the keys.
    /// A [`Record`] that is still held answers [`VaultError::Locked`] from now on.
    #[must_use]
    pub fn lock(self) -> Locked {
        Locked(())
    }
}
