//! A copy of a record as it stands at one moment.

use super::Record;
use crate::VaultError;
use crate::db::{self, Role, cached};
use crate::history;
use crate::keyring::hex;
use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};
use std::path::Path;
use zeroize::Zeroizing;

/// Pages copied between two looks at the progress: 4 MiB.
const STEP: i32 = 1024;

/// What a copy is held against.
pub(crate) struct SnapshotState {
    pub(crate) seq: i64,
    pub(crate) head: String,
    pub(crate) entries: i64,
    /// Large files that it names.
    pub(crate) blobs: Vec<String>,
}

/// Reads the newest change, the number of entries and the names of the large files.
pub(crate) fn snapshot_state(conn: &Connection) -> Result<SnapshotState, VaultError> {
    let last = history::last(conn)?;
    let entries = cached(conn, "SELECT count(*) FROM item")?.query_row([], |r| r.get(0))?;
    let mut statement = cached(conn, "SELECT file FROM blob ORDER BY file")?;
    let blobs = statement.query_map([], |r| r.get(0))?;
    Ok(SnapshotState {
        seq: last.as_ref().map_or(0, |c| c.seq),
        head: last.map(|c| hex(&c.head)).unwrap_or_default(),
        entries,
        blobs: blobs.collect::<Result<_, _>>()?,
    })
}

impl Record {
    /// Copies the database into a new file with the same key and a salt of its own. One read
    /// transaction: whoever writes meanwhile is neither stopped nor seen.
    pub(crate) fn snapshot(
        &self,
        target: &Path,
        copied: &mut dyn FnMut(u64) -> Result<(), VaultError>,
    ) -> Result<SnapshotState, VaultError> {
        let (from, mut to) = self.with_keys(|keys| {
            let from = db::open(&self.path, &keys.database, Role::Read, true)?;
            drop(crate::files::create_private(target)?);
            let to = Connection::open(target)?;
            // Keyed before its first page is written: an unkeyed target would be refused.
            let raw = keys.database.pragma_value();
            let key = Zeroizing::new(format!("PRAGMA key = \"{}\";", raw.as_str()));
            to.execute_batch(&key)?;
            Ok((from, to))
        })?;
        from.execute_batch("BEGIN")?;
        let state = snapshot_state(&from)?;
        {
            let backup = Backup::new(&from, &mut to)?;
            loop {
                let outcome = backup.step(STEP)?;
                if self.is_closing() {
                    return Err(VaultError::Locked);
                }
                copied(u64::from(STEP.unsigned_abs()))?;
                match outcome {
                    StepResult::Done => break,
                    StepResult::More => {}
                    _ => return Err(VaultError::Busy),
                }
            }
        }
        from.execute_batch("ROLLBACK")?;
        Ok(state)
    }
}
