//! The small files in clear, written anew from what only a keyholder opens.

use super::{Locked, Secret, Unlocked, Vault, take_lock};
use crate::files::Layout;
use crate::manifest::Manifest;
use crate::{KeyholderId, VaultError};
use kin_crypto::safe::Passphrase;
use std::path::Path;

impl Vault {
    /// Writes `vault.json` anew from what the keyring of a keyholder says, when it was lost, changed or
    /// an older copy was put in its place; false when there was nothing to mend. Nothing else is
    /// touched. Without a keyholder each one is tried.
    ///
    /// # Errors
    /// [`VaultError::NotAVault`], [`VaultError::Unfinished`], [`VaultError::NewerFormat`],
    /// [`VaultError::AlreadyOpen`], [`VaultError::WrongPassphrase`], [`VaultError::Damaged`].
    pub fn mend(
        dir: &Path,
        who: Option<&KeyholderId>,
        passphrase: &Passphrase,
    ) -> Result<bool, VaultError> {
        crate::backup::finish_swap(dir)?;
        let layout = Layout {
            root: dir.to_path_buf(),
        };
        let lies_there = match Manifest::read(&layout) {
            Ok(found) => Some(found),
            Err(VaultError::Damaged { .. }) => None,
            Err(error) => return Err(error),
        };
        let locked = Locked {
            manifest: Manifest::new(String::new()),
            _lock: take_lock(&layout)?,
            layout,
        };
        let found = locked.first(who, |id| locked.ring(id, Secret::Passphrase(passphrase)))?;
        let ring = found.ring;
        let right = Manifest::of(ring.vault_id.clone(), (ring.major, ring.minor))?;
        if lies_there.is_some_and(|found| found.agrees_with(&ring)) {
            return Ok(false);
        }
        right.write(&locked.layout)?;
        Ok(true)
    }
}

impl Unlocked {
    /// Writes the small files in clear anew that were lost, changed or replaced by an older copy:
    /// `vault.json` from what the keyring says, the keyholder's `public.json` (name, colour) as it was
    /// last written here. Names what was mended: `vault-file`, `public`.
    ///
    /// # Errors
    /// [`VaultError::ReadOnly`], [`VaultError::DiskFull`].
    pub fn mend(&self) -> Result<Vec<&'static str>, VaultError> {
        if self.chain.read_only {
            return Err(VaultError::ReadOnly);
        }
        self.chain.may_write()?;
        let mut mended = Vec::new();
        let (layout, seen) = (&self.chain.layout, self.chain.seen());
        if !self.locked.manifest.is_as_written(layout, seen) {
            let manifest = Manifest::of(self.vault_id().to_owned(), seen)?;
            self.chain.heed(manifest.write(layout))?;
            mended.push("vault-file");
        }
        let (public, whole) = self.chain.public()?;
        if !whole {
            self.chain.write_public(&public)?;
            mended.push("public");
        }
        Ok(mended)
    }
}
