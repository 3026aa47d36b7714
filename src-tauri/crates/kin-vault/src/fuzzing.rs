//! The parsers of this crate by themselves, for the fuzz targets and the corpus of bad files (kin-fuzz).
//! No part of the interface: the faces and kin-api have no use for it.

use crate::identity::parse_identity;
use crate::keyring::{Public, damaged, parse_ring_text};
use crate::manifest::Manifest;
use crate::words::{query, search_text, snippet};
use crate::{BackupInfo, VaultError, backup, body, letters};
use rusqlite::Connection;
use std::cell::OnceCell;
use std::io::Read;
use std::path::Path;

/// `vault.json`; what was read is written again.
///
/// # Errors
/// As opening a vault whose `vault.json` this is.
pub fn vault_file(bytes: &[u8]) -> Result<Vec<u8>, VaultError> {
    let manifest = Manifest::parse(bytes)?;
    serde_json::to_vec(&manifest).map_err(|_| damaged("vault-file"))
}

/// `public.json`; what was read is written again.
///
/// # Errors
/// [`VaultError::Damaged`].
pub fn public_file(bytes: &[u8]) -> Result<Vec<u8>, VaultError> {
    let public: Public = serde_json::from_slice(bytes).map_err(|_| damaged("identity"))?;
    serde_json::to_vec(&public).map_err(|_| damaged("identity"))
}

/// The inside of an identity file; the keyholder's id.
///
/// # Errors
/// [`VaultError::Damaged`].
pub fn identity(plain: &[u8]) -> Result<String, VaultError> {
    parse_identity(plain).map(|(id, _)| id.0)
}

/// The inside of a keyring; what was read is written again.
///
/// # Errors
/// [`VaultError::Damaged`].
pub fn keyring(id: &str, plain: &[u8]) -> Result<Vec<u8>, VaultError> {
    let ring = parse_ring_text(id, plain)?;
    serde_json::to_vec(&ring).map_err(|_| damaged("keyring"))
}

/// Whether this is the inside of a grant letter.
#[must_use]
pub fn is_letter(plain: &[u8]) -> bool {
    letters::is_letter(plain)
}

/// The outer archive of a backup.
///
/// # Errors
/// As [`crate::peek_backup`].
pub fn backup_outer(bytes: &[u8]) -> Result<BackupInfo, VaultError> {
    backup::peek_bytes(bytes)
}

/// The decrypted payload of a backup, read into a folder; the number of files.
///
/// # Errors
/// [`VaultError::Damaged`], [`VaultError::Io`].
pub fn backup_payload(plain: &mut dyn Read, folder: &Path) -> Result<usize, VaultError> {
    backup::payload_files(plain, folder)
}

/// A block of originals as it stands in the database; how many there are.
///
/// # Errors
/// [`VaultError::Damaged`].
pub fn block(z: &[u8]) -> Result<usize, VaultError> {
    body::count_of(z)
}

/// Makes a block of originals with their words.
///
/// # Errors
/// [`VaultError::TooLarge`].
pub fn make_block(originals: &[(&[u8], &str)]) -> Result<Vec<u8>, VaultError> {
    body::block_of(originals)
}

thread_local! {
    static INDEX: OnceCell<Connection> = const { OnceCell::new() };
}

fn with_index<T>(f: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, VaultError> {
    INDEX.with(|cell| {
        if cell.get().is_none() {
            // As every database: else SQLite keeps memory of its own for the whole process, and no
            // vault opens in it any more.
            crate::db::library()?;
            let conn = Connection::open_in_memory()?;
            conn.execute_batch(
                "CREATE VIRTUAL TABLE one_fts USING fts5(t, content='', \
                 contentless_delete=1, prefix='2 3', tokenize='unicode61 remove_diacritics 2');",
            )?;
            drop(cell.set(conn));
        }
        let conn = cell.get().ok_or_else(|| damaged("record"))?;
        Ok(f(conn)?)
    })
}

/// Hands what somebody typed to a real index that holds `text`; whether it was found, and the piece
/// of the text that is shown. `None` when there is no word in it.
///
/// # Errors
/// The index does not understand the query: that must not be.
pub fn search(typed: &str, text: &str) -> Result<Option<(bool, Option<String>)>, VaultError> {
    let Some(query) = query(typed) else {
        return Ok(None);
    };
    let found = with_index(|conn| {
        conn.prepare_cached("DELETE FROM one_fts WHERE rowid = 1")?
            .execute([])?;
        conn.prepare_cached("INSERT INTO one_fts(rowid, t) VALUES (1, ?1)")?
            .execute([search_text(text)])?;
        conn.prepare_cached("SELECT count(*) FROM one_fts WHERE one_fts MATCH ?1")?
            .query_row([&query.expression], |r| r.get::<_, i64>(0))
    })?;
    Ok(Some((found > 0, snippet(text, &query.words, 20))))
}
