//! A copy of a record as it stands at one moment: for a backup, and before an update changes its tables.

use super::Record;
use crate::VaultError;
use crate::db::{self, Role, cached};
use crate::files::{Layout, create_private, remove_if_there, sync, sync_folder};
use crate::history;
use crate::keyring::hex;
use crate::writer::Writer;
use kin_crypto::safe::DatabaseKey;
use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;
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

/// A new file with that key, empty.
fn keyed(target: &Path, database: &DatabaseKey) -> Result<Connection, VaultError> {
    drop(create_private(target)?);
    let to = Connection::open(target)?;
    // Keyed before its first page is written: an unkeyed target would be refused.
    let raw = database.pragma_value();
    let key = Zeroizing::new(format!("PRAGMA key = \"{}\";", raw.as_str()));
    to.execute_batch(&key)?;
    Ok(to)
}

/// Copies page by page; `copied` hears of every step and may end it.
fn copy_pages(
    from: &Connection,
    to: &mut Connection,
    copied: &mut dyn FnMut(u64) -> Result<(), VaultError>,
) -> Result<(), VaultError> {
    let backup = Backup::new(from, to)?;
    loop {
        let outcome = backup.step(STEP)?;
        copied(u64::from(STEP.unsigned_abs()))?;
        match outcome {
            StepResult::Done => return Ok(()),
            StepResult::More => {}
            _ => return Err(VaultError::Busy),
        }
    }
}

/// How the copies before an update are called: `record.before-v1.db`.
const BEFORE: &str = "record.before-v";

/// Copies of a record's folder that were made before an update.
fn copies(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let ours = |name: &std::ffi::OsStr| name.to_str().is_some_and(|n| n.starts_with(BEFORE));
    entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.file_name().is_some_and(ours))
        .collect()
}

/// Keeps the record as it was before its tables are brought forward from `version`: whole and
/// durable, or an error, and then nothing may be changed. For an update that fails or is regretted;
/// it goes after 30 days, with the record's key, and when an entry is erased for good.
pub(crate) fn keep_before_update(
    from: &Connection,
    path: &Path,
    database: &DatabaseKey,
    version: u32,
) -> Result<(), VaultError> {
    let folder = path
        .parent()
        .ok_or(VaultError::Damaged { what: "record" })?;
    let kept = folder.join(format!("{BEFORE}{version}.db"));
    let part = folder.join(format!("{BEFORE}{version}.part"));
    remove_if_there(&part)?;
    let write = || -> Result<(), VaultError> {
        let mut to = keyed(&part, database)?;
        copy_pages(from, &mut to, &mut |_| Ok(()))?;
        to.close().map_err(|(_, error)| error)?;
        sync(&File::open(&part)?)?;
        fs::rename(&part, &kept)?;
        sync_folder(folder)
    };
    let outcome = write();
    if outcome.is_err() {
        remove_if_there(&part).unwrap_or_default();
    }
    outcome
}

/// Removes the copies of one record: its key has changed, or something was erased for good.
pub(crate) fn forget_before_update(folder: &Path) -> Result<(), VaultError> {
    for copy in copies(folder) {
        remove_if_there(&copy)?;
    }
    Ok(())
}

/// Removes copies that were made more than `days` before `today`.
pub(crate) fn remove_old_copies(layout: &Layout, today: jiff::civil::Date, days: i32) {
    let Ok(records) = fs::read_dir(layout.records()) else {
        return;
    };
    // Days since 1970: the date of a file is counted in UTC.
    let today = (today - jiff::civil::date(1970, 1, 1)).get_days();
    let day = |path: &Path| {
        let made = fs::metadata(path).ok()?.modified().ok()?;
        let made = jiff::Timestamp::try_from(made).ok()?;
        i32::try_from(made.as_second() / 86_400).ok()
    };
    for copy in records
        .filter_map(|r| Some(copies(&r.ok()?.path())))
        .flatten()
    {
        if day(&copy).is_some_and(|made| today - made > days) {
            // One that stays is looked at again the next time.
            remove_if_there(&copy).unwrap_or_default();
        }
    }
}

impl Record {
    /// The writer of a copy of the file `dense` in `target`, with the record's key and a salt of its own.
    pub(crate) fn copied_anew(
        &self,
        dense: &Path,
        target: &Path,
        stopped: &dyn Fn() -> bool,
    ) -> Result<Writer, VaultError> {
        self.with_keys(|keys| {
            let from = db::open(dense, &keys.database, Role::Read, true)?;
            let mut to = keyed(target, &keys.database)?;
            copy_pages(&from, &mut to, &mut |_| {
                if stopped() {
                    return Err(VaultError::Cancelled);
                }
                Ok(())
            })?;
            to.close().map_err(|(_, error)| error)?;
            let conn = db::open(target, &keys.database, Role::Write, false)?;
            Writer::new(conn, Arc::clone(&keys.blobs), &keys.seal.digest_key())
        })
    }

    /// Copies the database into a new file with the same key and a salt of its own. One read
    /// transaction: whoever writes meanwhile is neither stopped nor seen.
    pub(crate) fn snapshot(
        &self,
        target: &Path,
        copied: &mut dyn FnMut(u64) -> Result<(), VaultError>,
    ) -> Result<SnapshotState, VaultError> {
        let (from, mut to) = self.with_keys(|keys| {
            let from = self.open_to_read(&keys.database)?;
            Ok((from, keyed(target, &keys.database)?))
        })?;
        from.execute_batch("BEGIN")?;
        let state = snapshot_state(&from)?;
        copy_pages(&from, &mut to, &mut |pages| {
            if self.is_closing() {
                return Err(VaultError::Locked);
            }
            copied(pages)
        })?;
        from.execute_batch("ROLLBACK")?;
        Ok(state)
    }
}
