//! The tables of a record, and their migrations.
//!
//! `item` is the timeline: its rowid `k` is the date (seconds since year 1, shifted left by 20) and
//! 20 bits that keep entries of one second apart, so the newest page is the end of the table and
//! date order costs no index. The only other index of entries leads from a concept to its entries; a
//! list of one kind is a merge of its concepts, or a walk through the table where the kind is common.
//! Strings are kept once, in `dim` and `concept`. Originals are packed in
//! `body` in the order of arrival, several to a row, compressed together: encryption is paid by the
//! byte. Search has one row per concept, and one per entry only where an entry has words of its own.

use crate::VaultError;
use rusqlite::Connection;

/// Version of the schema this program writes.
pub(crate) const VERSION: u32 = 4;

/// Migrations, append-only: number N leads from version N to N + 1.
const MIGRATIONS: &[&str] = &[V1, V2, V3, V4];

const V1: &str = "
CREATE TABLE meta(key TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE person(id INTEGER PRIMARY KEY CHECK (id = 1), details TEXT NOT NULL) STRICT;
CREATE TABLE setting(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE import(
  id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, label TEXT NOT NULL, by TEXT NOT NULL,
  at TEXT NOT NULL, file_name TEXT NOT NULL, file_hash TEXT NOT NULL,
  added INTEGER NOT NULL, updated INTEGER NOT NULL, already INTEGER NOT NULL, same INTEGER NOT NULL,
  body_from INTEGER NOT NULL, body_to INTEGER NOT NULL, k_min INTEGER NOT NULL, k_max INTEGER NOT NULL,
  undone TEXT, report TEXT NOT NULL) STRICT;
CREATE TABLE body(id INTEGER PRIMARY KEY AUTOINCREMENT, z BLOB NOT NULL) STRICT;
CREATE TABLE blob(
  id INTEGER PRIMARY KEY AUTOINCREMENT, file TEXT NOT NULL UNIQUE, bytes INTEGER NOT NULL) STRICT;
CREATE TABLE dim(
  id INTEGER PRIMARY KEY AUTOINCREMENT, hash INTEGER NOT NULL UNIQUE, text TEXT NOT NULL,
  uses INTEGER NOT NULL) STRICT;
CREATE TABLE concept(
  id INTEGER PRIMARY KEY AUTOINCREMENT, key INTEGER NOT NULL UNIQUE, kind INTEGER NOT NULL,
  title TEXT NOT NULL, codings TEXT NOT NULL, words TEXT NOT NULL, uses INTEGER NOT NULL) STRICT;
CREATE INDEX concept_kind ON concept(kind, uses);
CREATE TABLE concept_code(
  code INTEGER NOT NULL, concept INTEGER NOT NULL, PRIMARY KEY(code, concept)) STRICT, WITHOUT ROWID;
CREATE TABLE item(
  k INTEGER PRIMARY KEY, h INTEGER NOT NULL, kind INTEGER NOT NULL, concept INTEGER NOT NULL,
  body INTEGER NOT NULL, import INTEGER NOT NULL, shape INTEGER NOT NULL, bits INTEGER NOT NULL,
  value TEXT, unit INTEGER, range INTEGER, status INTEGER, who INTEGER, ns INTEGER NOT NULL) STRICT;
CREATE INDEX item_concept ON item(concept);
CREATE TABLE ident(
  h INTEGER PRIMARY KEY, k INTEGER NOT NULL, content INTEGER NOT NULL, target INTEGER) STRICT;
CREATE TABLE also(
  h2 INTEGER PRIMARY KEY, h INTEGER NOT NULL, k INTEGER NOT NULL, kind INTEGER NOT NULL,
  concept INTEGER NOT NULL, body INTEGER NOT NULL, import INTEGER NOT NULL, shape INTEGER NOT NULL,
  bits INTEGER NOT NULL, value TEXT, unit INTEGER, range INTEGER, status INTEGER, who INTEGER,
  ns INTEGER NOT NULL, content INTEGER NOT NULL) STRICT;
CREATE INDEX also_h ON also(h, import);
CREATE INDEX also_import ON also(import);
CREATE TABLE version(
  h INTEGER NOT NULL, n INTEGER NOT NULL, k INTEGER NOT NULL, kind INTEGER NOT NULL,
  concept INTEGER NOT NULL, body INTEGER NOT NULL, import INTEGER NOT NULL, shape INTEGER NOT NULL,
  bits INTEGER NOT NULL, value TEXT, unit INTEGER, range INTEGER, status INTEGER, who INTEGER,
  ns INTEGER NOT NULL, content INTEGER NOT NULL, target INTEGER,
  PRIMARY KEY(h, n)) STRICT, WITHOUT ROWID;
CREATE INDEX version_import ON version(import);
CREATE TABLE attachment(
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, mime TEXT NOT NULL, sha256 TEXT NOT NULL,
  bytes INTEGER NOT NULL, import INTEGER NOT NULL, data BLOB, blob INTEGER) STRICT;
CREATE INDEX attachment_import ON attachment(import);
CREATE TABLE tally(
  year INTEGER NOT NULL, kind INTEGER NOT NULL, n INTEGER NOT NULL,
  PRIMARY KEY(year, kind)) STRICT, WITHOUT ROWID;
CREATE TABLE change(
  seq INTEGER PRIMARY KEY, at TEXT NOT NULL, actor TEXT NOT NULL, op TEXT NOT NULL,
  entity TEXT NOT NULL, digest BLOB NOT NULL, head BLOB NOT NULL) STRICT;
CREATE TABLE slice(n INTEGER PRIMARY KEY, count INTEGER NOT NULL, sum BLOB NOT NULL) STRICT;
CREATE VIRTUAL TABLE concept_fts USING fts5(
  t, content='', contentless_delete=1, prefix='2 3', tokenize='unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE own_fts USING fts5(
  t, content='', contentless_delete=1, prefix='2 3', tokenize='unicode61 remove_diacritics 2');
INSERT INTO concept_fts(concept_fts, rank) VALUES('pgsz', 3900);
INSERT INTO own_fts(own_fts, rank) VALUES('pgsz', 3900);
INSERT INTO own_fts(own_fts, rank) VALUES('automerge', 16);
";

/// Version 2: who holds a key to the record (`holder`), who opened, exported and shared it
/// (`access`, a hash chain of its own), and entries on their way to another record (`moving`).
const V2: &str = "
CREATE TABLE holder(
  id INTEGER PRIMARY KEY AUTOINCREMENT, pid TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
  role TEXT NOT NULL,
  recipient TEXT NOT NULL, by_pid TEXT NOT NULL, by_name TEXT NOT NULL, at TEXT NOT NULL) STRICT;
CREATE TABLE access(
  seq INTEGER PRIMARY KEY, at TEXT NOT NULL, pid TEXT NOT NULL, actor TEXT NOT NULL,
  op TEXT NOT NULL, what TEXT NOT NULL, after INTEGER NOT NULL, head BLOB NOT NULL) STRICT;
CREATE TABLE moving(
  id INTEGER PRIMARY KEY AUTOINCREMENT, entry INTEGER NOT NULL, target TEXT NOT NULL,
  target_entry INTEGER NOT NULL, state TEXT NOT NULL, by TEXT NOT NULL, at TEXT NOT NULL) STRICT;
";

/// Version 3: what an import found there already (`witness`), and where in its files each original
/// stood (`trail`); see `vouch`. Imports made before have neither.
const V3: &str = "
CREATE TABLE witness(
  import INTEGER NOT NULL, n INTEGER NOT NULL, z BLOB NOT NULL,
  PRIMARY KEY(import, n)) STRICT, WITHOUT ROWID;
CREATE TABLE trail(
  import INTEGER NOT NULL, n INTEGER NOT NULL, z BLOB NOT NULL,
  PRIMARY KEY(import, n)) STRICT, WITHOUT ROWID;
";

/// Version 4: samples of devices, see `samples`. `t` counts seconds from 1970, `v` holds the digits,
/// `x` the precision and offset of the moment, the decimal places, comparator and flags.
const V4: &str = "
CREATE TABLE series(
  id INTEGER PRIMARY KEY AUTOINCREMENT, key INTEGER NOT NULL UNIQUE, codings TEXT NOT NULL,
  title TEXT NOT NULL, unit TEXT NOT NULL, device TEXT NOT NULL, namespace TEXT NOT NULL) STRICT;
CREATE TABLE sample(
  series INTEGER NOT NULL, t INTEGER NOT NULL, v INTEGER NOT NULL, x INTEGER NOT NULL,
  span INTEGER NOT NULL, import INTEGER NOT NULL,
  PRIMARY KEY(series, t, v, x, span)) STRICT, WITHOUT ROWID;
CREATE TABLE sample_run(
  import INTEGER NOT NULL, n INTEGER NOT NULL, series INTEGER NOT NULL, own INTEGER NOT NULL,
  first INTEGER NOT NULL, last INTEGER NOT NULL, count INTEGER NOT NULL, z BLOB,
  PRIMARY KEY(import, n)) STRICT, WITHOUT ROWID;
CREATE INDEX sample_run_series ON sample_run(series);
";

/// Brings an older record to this version, in one transaction. So far migrations only add empty
/// tables: what the history seals stays as it was, and no snapshot is needed to go back.
pub(crate) fn migrate(conn: &Connection, from: u32) -> Result<(), VaultError> {
    let first = usize::try_from(from).unwrap_or(usize::MAX);
    conn.execute_batch("BEGIN IMMEDIATE")?;
    let outcome = || -> Result<(), VaultError> {
        for migration in MIGRATIONS.iter().skip(first) {
            conn.execute_batch(migration)?;
        }
        conn.execute_batch(&format!("PRAGMA user_version = {VERSION}; COMMIT"))?;
        Ok(())
    }();
    if outcome.is_err() {
        // The transaction may be over already: then there is nothing to take back.
        conn.execute_batch("ROLLBACK").ok();
    }
    outcome
}

/// Makes the tables of a new record.
pub(crate) fn create(conn: &Connection) -> Result<(), VaultError> {
    conn.execute_batch("BEGIN IMMEDIATE")?;
    for migration in MIGRATIONS {
        conn.execute_batch(migration)?;
    }
    // "KINF" in ASCII.
    conn.execute_batch(&format!(
        "PRAGMA application_id = 1263095366; PRAGMA user_version = {VERSION}; COMMIT"
    ))?;
    Ok(())
}
