//! Files the person has chosen, behind tokens: the webview never sees or names a path.

use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::error_map::read_failed;
use kin_vault::{Spool, VaultError};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A chosen file or folder, as a face shows it.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FileToken {
    /// For requests.
    pub token: String,
    /// Its name without the folders above.
    pub name: String,
    /// Bytes; 0 for a folder.
    pub size: u64,
    /// True for a folder.
    pub folder: bool,
}

/// Where the bytes are.
#[derive(Debug, Clone)]
pub(crate) enum FileSource {
    Path(PathBuf),
    Memory(Arc<[u8]>),
    /// On its way into a record.
    Spool(Spool),
}

impl FileSource {
    /// The bytes of a chosen file; one more than the limit where there are more.
    pub(crate) fn bytes(&self, limit: u64) -> ApiResult<Vec<u8>> {
        match self {
            Self::Memory(bytes) => Ok(bytes.to_vec()),
            Self::Path(path) => {
                let meta = std::fs::metadata(path).map_err(|e| read_failed(&e))?;
                // A pipe would be waited for; a device has no end.
                if !meta.is_file() {
                    return Err(ErrorCode::FileUnreadable.into());
                }
                let file = std::fs::File::open(path).map_err(|e| read_failed(&e))?;
                let mut bytes = Vec::new();
                file.take(limit.saturating_add(1))
                    .read_to_end(&mut bytes)
                    .map_err(|e| read_failed(&e))?;
                Ok(bytes)
            }
            Self::Spool(_) => Err(ErrorCode::UnknownFile.into()),
        }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct ChosenFile {
    pub(crate) name: String,
    pub(crate) source: FileSource,
}

#[derive(Debug, Default)]
pub(crate) struct Files {
    chosen: BTreeMap<String, ChosenFile>,
    /// What was in files that words opened, by the SHA-256 of the locked file; forgotten when the vault is locked.
    opened: BTreeMap<String, Arc<[u8]>>,
}

/// A random name that cannot be guessed.
pub(crate) fn new_token() -> ApiResult<String> {
    kin_crypto::safe::random_id().map_err(|e| VaultError::from(e).into())
}

impl Files {
    pub(crate) fn register_path(&mut self, path: &Path) -> ApiResult<FileToken> {
        let meta = std::fs::metadata(path).map_err(|e| crate::error_map::read_failed(&e))?;
        let name = path
            .file_name()
            .unwrap_or(path.as_os_str())
            .to_string_lossy()
            .into_owned();
        let folder = meta.is_dir();
        let bytes = if folder { 0 } else { meta.len() };
        self.put(name, FileSource::Path(path.to_owned()), bytes, folder)
    }

    pub(crate) fn register_bytes(&mut self, name: &str, bytes: Vec<u8>) -> ApiResult<FileToken> {
        let len = bytes.len() as u64;
        self.put(
            name.to_owned(),
            FileSource::Memory(bytes.into()),
            len,
            false,
        )
    }

    fn put(
        &mut self,
        name: String,
        source: FileSource,
        bytes: u64,
        folder: bool,
    ) -> ApiResult<FileToken> {
        let token = new_token()?;
        let shown = FileToken {
            token: token.clone(),
            name: name.clone(),
            size: bytes,
            folder,
        };
        self.chosen.insert(token, ChosenFile { name, source });
        Ok(shown)
    }

    pub(crate) fn get(&self, token: &str) -> ApiResult<ChosenFile> {
        self.chosen
            .get(token)
            .cloned()
            .ok_or_else(|| ApiError::from(ErrorCode::UnknownFile))
    }

    /// Keeps what words opened.
    pub(crate) fn keep_opened(&mut self, sha256: &str, inside: Vec<u8>) {
        self.opened.insert(sha256.to_owned(), inside.into());
    }

    /// What is in a locked file, where words opened it before.
    pub(crate) fn opened(&self, sha256: &str) -> Option<Arc<[u8]>> {
        self.opened.get(sha256).map(Arc::clone)
    }

    pub(crate) fn clear(&mut self) {
        self.chosen.clear();
        self.opened.clear();
    }
}
