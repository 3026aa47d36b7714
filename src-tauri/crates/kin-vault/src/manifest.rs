//! `vault.json`: the format's name and version, in clear.

use crate::VaultError;
use crate::files::{Holds, Layout, read_small, write_atomic};
use crate::keyring::{Ring, damaged};
use serde::{Deserialize, Serialize};

const FORMAT: &str = "kinfolio-vault";
/// Highest major version this program follows.
pub(crate) const MAJOR: u32 = 1;
/// Minor version it writes.
pub(crate) const MINOR: u32 = 1;

/// The file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Manifest {
    format: String,
    pub(crate) major: u32,
    pub(crate) minor: u32,
    /// Lowest major version of a program that can read this vault.
    min_reader: u32,
    pub(crate) vault_id: String,
}

impl Manifest {
    pub(crate) fn new(vault_id: String) -> Self {
        Self {
            format: FORMAT.to_owned(),
            major: MAJOR,
            minor: MINOR,
            min_reader: MAJOR,
            vault_id,
        }
    }

    /// The file of a vault whose keyring was last written in this format.
    pub(crate) fn of(vault_id: String, (major, minor): (u32, u32)) -> Result<Self, VaultError> {
        if major > MAJOR {
            return Err(VaultError::NewerFormat {
                found: major,
                known: MAJOR,
            });
        }
        Ok(Self {
            major,
            minor,
            ..Self::new(vault_id)
        })
    }

    /// It names the vault of a keyring, and no older format than was seen there.
    pub(crate) fn agrees_with(&self, ring: &Ring) -> bool {
        ring.vault_id == self.vault_id && (ring.major, ring.minor) <= (self.major, self.minor)
    }

    /// A newer minor version may be read, not written.
    pub(crate) const fn read_only(&self) -> bool {
        self.major > MAJOR || self.minor > MINOR
    }

    /// The same vault, as this version writes it; `None` when it is that already or newer.
    pub(crate) fn brought_forward(&self) -> Option<Self> {
        (self.major == MAJOR && self.minor < MINOR).then(|| Self {
            minor: MINOR,
            ..self.clone()
        })
    }

    /// `vault.json` is, byte for byte, what this program writes for the vault that was opened and for
    /// what the keyring says: `seen`, the format as it was last written there.
    pub(crate) fn is_as_written(&self, layout: &Layout, seen: (u32, u32)) -> bool {
        let found = read_small(&layout.manifest()).ok().flatten();
        let meant = Self::of(self.vault_id.clone(), seen);
        let meant = meant.ok().and_then(|meant| serde_json::to_vec(&meant).ok());
        // A newer version may write more than this one knows, and notes its format in the keyring.
        let newer = (self.major, self.minor) > (MAJOR, MINOR);
        (self.major, self.minor) == seen && found.is_some() && (newer || found == meant)
    }

    pub(crate) fn write(&self, layout: &Layout) -> Result<(), VaultError> {
        let bytes = serde_json::to_vec(self).map_err(|_| damaged("vault-file"))?;
        write_atomic(&layout.manifest(), &bytes, Holds::Data)
    }

    pub(crate) fn read(layout: &Layout) -> Result<Self, VaultError> {
        let Some(bytes) = read_small(&layout.manifest())? else {
            // Keyholders without vault.json: the file was lost, this is no empty folder.
            return Err(if layout.is_unfinished() {
                VaultError::Unfinished
            } else if layout.people().is_dir() {
                damaged("vault-file")
            } else {
                VaultError::NotAVault
            });
        };
        match Self::parse(&bytes) {
            // Another program's file among our keyholders: it was changed.
            Err(VaultError::NotAVault) if layout.people().is_dir() => Err(damaged("vault-file")),
            read => read,
        }
    }

    /// Reads the text of `vault.json`.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, VaultError> {
        #[derive(Deserialize)]
        struct Head {
            format: String,
            major: u32,
            min_reader: u32,
        }
        let head: Head = serde_json::from_slice(bytes).map_err(|_| damaged("vault-file"))?;
        if head.format != FORMAT {
            return Err(VaultError::NotAVault);
        }
        if head.major > MAJOR && head.min_reader > MAJOR {
            return Err(VaultError::NewerFormat {
                found: head.major,
                known: MAJOR,
            });
        }
        serde_json::from_slice(bytes).map_err(|_| damaged("vault-file"))
    }
}
