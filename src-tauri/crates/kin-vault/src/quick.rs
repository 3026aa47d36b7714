//! Quick unlock: one more copy of a keyholder's identity, closed by a key that the operating
//! system's keychain keeps; and trying a recovery code without using it up.
//!
//! The keychain may lose its key at any time (a new installation, another desktop): the passphrase
//! and the recovery code are always there, so nothing is lost then.

use crate::files::Layout;
use crate::identity::{Slot, forget_device_identity, has_identity, open_identity};
use crate::vault::{Locked, Refused, Secret, Unlocked};
use crate::{KeyholderId, VaultError};
use kin_crypto::safe::{DeviceKey, KdfStrength, Passphrase, RecoveryCode, SlotKind, seal_slot};

impl Locked {
    /// True when a keyholder has switched quick unlock on.
    #[must_use]
    pub fn has_quick_unlock(&self, who: &KeyholderId) -> bool {
        has_identity(&self.layout, who, Slot::Device)
    }

    /// Unlocks with the key that the keychain kept.
    ///
    /// # Errors
    /// [`Refused`] with [`VaultError::NoQuickUnlock`] when it does not open the vault,
    /// [`VaultError::NoSuchKeyholder`], [`VaultError::Damaged`].
    pub fn unlock_quickly(
        self,
        who: &KeyholderId,
        key: &DeviceKey,
    ) -> Result<Unlocked, Box<Refused>> {
        self.unlock_with(Some(who), Secret::Device(key))
    }

    /// True when `code` would open the vault for `who`: the paper is tried, nothing is changed.
    ///
    /// # Errors
    /// [`VaultError::NoSuchKeyholder`], [`VaultError::Damaged`].
    pub fn verify_recovery_code_of(
        &self,
        who: &KeyholderId,
        code: &RecoveryCode,
    ) -> Result<bool, VaultError> {
        opens(&self.layout, who, code)
    }
}

/// Does the work of one try and forgets it: a person who is not there takes as long as a wrong
/// passphrase.
pub fn try_in_vain(passphrase: &Passphrase, kdf: KdfStrength) {
    drop(seal_slot(SlotKind::Passphrase(passphrase), kdf, b""));
}

impl Unlocked {
    /// Switches quick unlock on for the keyholder who unlocked: writes the extra slot.
    ///
    /// # Errors
    /// [`VaultError::ReadOnly`], [`VaultError::DiskFull`].
    pub fn set_quick_unlock(&self, key: &DeviceKey) -> Result<(), VaultError> {
        self.write_slot(Slot::Device, SlotKind::Device(key), KdfStrength::Person)
    }

    /// Switches it off: removes the extra slot.
    ///
    /// # Errors
    /// [`VaultError::ReadOnly`], [`VaultError::Io`].
    pub fn forget_quick_unlock(&self) -> Result<(), VaultError> {
        if self.chain.read_only {
            return Err(VaultError::ReadOnly);
        }
        let (layout, id) = (&self.chain.layout, &self.chain.keyholder);
        // Not expected any more before it goes.
        if let Ok((mut public, _)) = self.chain.public()
            && public.device_sha256.take().is_some()
        {
            self.chain.write_public(&public)?;
        }
        forget_device_identity(layout, id)
    }

    /// True when the keyholder who unlocked has switched it on.
    #[must_use]
    pub fn has_quick_unlock(&self) -> bool {
        has_identity(&self.chain.layout, &self.chain.keyholder, Slot::Device)
    }

    /// True when `code` would open the vault: the paper is tried, nothing is changed.
    ///
    /// # Errors
    /// [`VaultError::Damaged`].
    pub fn verify_recovery_code(&self, code: &RecoveryCode) -> Result<bool, VaultError> {
        self.verify_recovery_code_of(&self.chain.keyholder, code)
    }

    /// The same for the paper of somebody who was just added.
    ///
    /// # Errors
    /// [`VaultError::NoSuchKeyholder`], [`VaultError::Damaged`].
    pub fn verify_recovery_code_of(
        &self,
        who: &KeyholderId,
        code: &RecoveryCode,
    ) -> Result<bool, VaultError> {
        opens(&self.chain.layout, who, code)
    }
}

/// True when the code opens the recovery slot of a keyholder.
fn opens(layout: &Layout, who: &KeyholderId, code: &RecoveryCode) -> Result<bool, VaultError> {
    match open_identity(layout, who, Slot::Recovery, SlotKind::Recovery(code)) {
        Ok(_) => Ok(true),
        Err(VaultError::WrongRecoveryCode) => Ok(false),
        Err(error) => Err(error),
    }
}
