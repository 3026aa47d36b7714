//! Where the own vault is: in the usual folder, or in another that the person chose, on a stick for
//! example. The choice stands in a small file outside the vault, which holds the folder only.

use super::{Session, hold, preferences};
use crate::error::{ApiResult, ErrorCode};
use kin_vault::Vault;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

#[derive(Serialize, Deserialize)]
struct Chosen {
    folder: PathBuf,
}

/// The folder that was chosen last; what cannot be read is as if nobody ever chose.
pub(super) fn read(file: Option<&Path>) -> Option<PathBuf> {
    let text = preferences::small(file?).ok()?;
    let chosen: Chosen = serde_json::from_slice(&text).ok()?;
    chosen.folder.is_absolute().then_some(chosen.folder)
}

fn write(file: &Path, folder: Option<&Path>) -> std::io::Result<()> {
    let Some(folder) = folder else {
        return match std::fs::remove_file(file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        };
    };
    let chosen = Chosen {
        folder: folder.to_owned(),
    };
    let text = serde_json::to_vec(&chosen).map_err(std::io::Error::other)?;
    preferences::replace(file, &text)
}

/// The vault that is meant by a folder: the folder itself, or the only vault right below it.
fn vault_in(folder: &Path) -> Option<PathBuf> {
    if Vault::is_there(folder) {
        return Some(folder.to_owned());
    }
    let entries = std::fs::read_dir(folder).ok()?;
    let mut below = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.is_dir() && Vault::is_there(path));
    let first = below.next();
    first.filter(|_| below.next().is_none())
}

impl Session {
    /// The folder that the person chose instead of the usual one.
    pub(crate) fn elsewhere(&self) -> Option<PathBuf> {
        hold(&self.0.place).clone()
    }

    /// Before something is put where the vault belongs.
    ///
    /// # Errors
    /// `vault-away`: the chosen folder is not there now, a stick that is not plugged in.
    pub(crate) fn need_place(&self) -> ApiResult<()> {
        match self.elsewhere() {
            Some(folder) if !Vault::is_there(&folder) => Err(ErrorCode::VaultAway.into()),
            _ => Ok(()),
        }
    }

    /// Uses the vault in another folder from now on; without one, that in the usual folder.
    ///
    /// # Errors
    /// `no-vault-there`; whatever keeps that vault from being opened: then nothing has changed.
    pub(crate) fn use_vault(&self, folder: Option<&Path>) -> ApiResult<()> {
        let usual = &self.0.config.vault;
        let wanted = match folder {
            Some(folder) => Some(vault_in(folder).ok_or(ErrorCode::NoVaultThere)?),
            None => None,
        };
        let wanted = wanted.filter(|w| w != usual);
        let before = self.elsewhere();
        self.let_go(false);
        hold(&self.0.place).clone_from(&wanted);
        if let Err(error) = self.status() {
            self.let_go(false);
            *hold(&self.0.place) = before;
            return Err(error);
        }
        match &self.0.config.place {
            Some(file) => {
                write(file, wanted.as_deref()).map_err(|e| crate::error_map::write_failed(&e))
            }
            None => Ok(()),
        }
    }
}
