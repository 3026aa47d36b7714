//! Large originals and attachments: one age file each, named by the hash of its ciphertext.
//!
//! Written to staging, made durable, moved into place, and only then named by the database. So a
//! file may be there without a row (removed at a later unlock), never a row without its file.

use crate::VaultError;
use crate::files::{
    Found, create_private, is_own_folder, open_plain, private_folder, remove_if_there, sync,
    sync_folder,
};
use crate::keyring::{damaged, hex};
use kin_crypto::CryptoError;
use kin_crypto::safe::{BlobKey, Sha256Writer, random_id, sha256};
use std::collections::BTreeSet;
use std::fs;
use std::io::{BufWriter, Read, Write as _};
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The large files of one record.
pub(crate) struct Blobs {
    folder: PathBuf,
    staging: PathBuf,
    key: BlobKey,
    /// Keys of former epochs, newest first.
    old: Vec<BlobKey>,
    /// Written in the transaction that is open.
    written: Mutex<Vec<String>>,
}

/// A file that was written.
pub(crate) struct Written {
    /// SHA-256 of the ciphertext, 64 hex digits: its name.
    pub(crate) file: String,
}

impl Blobs {
    pub(crate) const fn new(
        folder: PathBuf,
        staging: PathBuf,
        key: BlobKey,
        old: Vec<BlobKey>,
    ) -> Self {
        Self {
            folder,
            staging,
            key,
            old,
            written: Mutex::new(Vec::new()),
        }
    }

    fn written(&self) -> MutexGuard<'_, Vec<String>> {
        self.written.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The transaction that names the written files is durable.
    pub(crate) fn keep_written(&self) {
        self.written().clear();
    }

    /// The transaction was rolled back: its files go.
    pub(crate) fn remove_written(&self) {
        for file in self.written().drain(..) {
            // One that stays behind is encrypted and removed at a later unlock.
            if self.remove(&file).is_err() {
                break;
            }
        }
    }

    fn path(&self, file: &str) -> PathBuf {
        let (head, _) = file.split_at_checked(2).unwrap_or((file, ""));
        self.folder.join(head).join(format!("{file}.age"))
    }

    /// Encrypts all of `input` into a new file.
    pub(crate) fn write(&self, input: &mut dyn Read) -> Result<Written, VaultError> {
        let temp = self.staging.join(random_id()?);
        let outcome = self.write_staged(&temp, input);
        if outcome.is_err() {
            remove_if_there(&temp)?;
        }
        outcome
    }

    fn write_staged(&self, temp: &PathBuf, input: &mut dyn Read) -> Result<Written, VaultError> {
        let mut writer = Sha256Writer::new(BufWriter::new(create_private(temp)?));
        self.key.encrypt(input, &mut writer)?;
        let (mut inner, digest) = writer.finish();
        inner.flush()?;
        let handle = inner
            .into_inner()
            .map_err(|e| VaultError::from(e.into_error()))?;
        sync(&handle)?;
        drop(handle);
        let file = hex(&digest);
        let path = self.path(&file);
        if let Some(parent) = path.parent() {
            private_folder(&self.folder)?;
            private_folder(parent)?;
            fs::rename(temp, &path)?;
            sync_folder(parent)?;
        }
        self.written().push(file.clone());
        Ok(Written { file })
    }

    /// Decrypts a whole file after comparing its ciphertext with its name.
    pub(crate) fn read(&self, file: &str) -> Result<Vec<u8>, VaultError> {
        let Found::File(mut input) = open_plain(&self.path(file))? else {
            return Err(damaged("attachment"));
        };
        let mut bytes = Vec::new();
        input.read_to_end(&mut bytes)?;
        if hex(&sha256(&bytes)) != file {
            return Err(damaged("attachment"));
        }
        for key in std::iter::once(&self.key).chain(&self.old) {
            let mut plain = Vec::with_capacity(bytes.len());
            match key.decrypt(&bytes, &mut plain) {
                Ok(_) => return Ok(plain),
                // Written before the record's key was changed: an older key opens it.
                Err(CryptoError::WrongSecret) => {}
                Err(_) => break,
            }
        }
        Err(damaged("attachment"))
    }

    /// Whether the file is there, and whole: `None` when missing, `Some(false)` when changed.
    pub(crate) fn verify(&self, file: &str) -> Result<Option<bool>, VaultError> {
        let mut input = match open_plain(&self.path(file))? {
            Found::File(input) => input,
            Found::Nothing => return Ok(None),
            Found::Something => return Ok(Some(false)),
        };
        let mut writer = Sha256Writer::new(std::io::sink());
        std::io::copy(&mut input, &mut writer)?;
        Ok(Some(hex(&writer.finish().1) == file))
    }

    /// Removes a file that no row names any more.
    pub(crate) fn remove(&self, file: &str) -> Result<(), VaultError> {
        remove_if_there(&self.path(file))
    }

    /// Removes files that no row names and that are older than a day: left by a crash between the
    /// writing of a file and the commit of its row. Only what has a name of ours goes, and nothing
    /// behind a link: whoever can write the vault's folder could lay one to anywhere.
    pub(crate) fn remove_orphans(&self, named: &BTreeSet<String>) -> Result<(), VaultError> {
        if !is_own_folder(&self.folder) {
            return Ok(());
        }
        let Ok(folders) = fs::read_dir(&self.folder) else {
            return Ok(());
        };
        for folder in folders {
            let folder = folder?.path();
            if !is_own_folder(&folder) {
                continue;
            }
            let Ok(files) = fs::read_dir(folder) else {
                continue;
            };
            for file in files {
                let file = file?;
                let name = file.file_name().to_string_lossy().into_owned();
                let Some(stem) = name.strip_suffix(".age").filter(|stem| stem.len() == 64) else {
                    continue;
                };
                let known = named.contains(stem);
                let old = file
                    .metadata()?
                    .modified()?
                    .elapsed()
                    .is_ok_and(|age| age.as_secs() > 24 * 3600);
                if !known && old {
                    remove_if_there(&file.path())?;
                }
            }
        }
        Ok(())
    }
}
