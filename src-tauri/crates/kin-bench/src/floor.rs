//! The floor: parse, minify, insert the minified bytes into SQLCipher in one transaction; no index,
//! no identity, no search, no compression. The same pragmas as the product.

use crate::Outcome;
use serde::Deserialize;
use std::path::{Path, PathBuf};

#[derive(Deserialize)]
struct Bundle<'a> {
    #[serde(borrow)]
    entry: Vec<Entry<'a>>,
}

#[derive(Deserialize)]
struct Entry<'a> {
    #[serde(borrow)]
    resource: &'a serde_json::value::RawValue,
}

/// The least anybody must read of a resource; serde still walks over all of it.
#[derive(Deserialize)]
struct Identity<'a> {
    #[serde(borrow, rename = "resourceType")]
    resource_type: std::borrow::Cow<'a, str>,
    #[serde(borrow, default)]
    id: std::borrow::Cow<'a, str>,
}

/// Opens a keyed database with the product's pragmas (security.md 3.2).
fn open(file: &Path) -> Outcome<rusqlite::Connection> {
    if !kin_memory::install() {
        return Err("SQLite was used before its memory was set".into());
    }
    let db = rusqlite::Connection::open(file)?;
    db.execute_batch(
        "PRAGMA key = \"x'00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff'\";
         PRAGMA cipher_memory_security = ON;
         PRAGMA journal_mode = WAL;
         PRAGMA synchronous = FULL;
         PRAGMA fullfsync = ON;
         PRAGMA checkpoint_fullfsync = ON;
         PRAGMA secure_delete = ON;
         PRAGMA foreign_keys = ON;
         PRAGMA temp_store = MEMORY;
         PRAGMA cache_size = -32768;
         CREATE TABLE body (id INTEGER PRIMARY KEY, json BLOB NOT NULL) STRICT;",
    )?;
    Ok(db)
}

/// Runs the floor over the files; gives the number of resources.
pub(crate) fn run(files: &[PathBuf], dir: &Path) -> Outcome<u64> {
    let mut db = open(&dir.join("floor.db"))?;
    let mut rows: u64 = 0;
    let mut minified = Vec::new();
    let transaction = db.transaction()?;
    {
        let mut insert = transaction.prepare("INSERT INTO body (json) VALUES (?1)")?;
        for file in files {
            let bytes = std::fs::read(file)?;
            let bundle: Bundle<'_> = serde_json::from_slice(&bytes)?;
            for entry in &bundle.entry {
                let text = entry.resource.get();
                let identity: Identity<'_> = serde_json::from_str(text)?;
                std::hint::black_box((identity.resource_type.len(), identity.id.len()));
                minified.clear();
                kin_fhir::minify(text.as_bytes(), &mut minified);
                insert.execute([&minified])?;
                rows += 1;
            }
        }
    }
    transaction.commit()?;
    db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    Ok(rows)
}
