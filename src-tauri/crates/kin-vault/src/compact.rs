//! Making the file of a record as small as what is in it: after large imports were taken back, or
//! entries erased, it holds empty pages, which SQLite uses again and never gives back.
//!
//! The record is written anew into staging and put in the place of the old file by one rename, under
//! the same key: a crash leaves the old file or the new one, and both hold the same. `VACUUM` in
//! place would hold the whole record in memory, since nothing temporary may reach the disk; `VACUUM
//! INTO` keeps the salt, with which pages of the old file would pass as pages of the new one, so a
//! copy with a salt of its own is made of its result.

use crate::db;
use crate::digest::Digest;
use crate::files::{create_private, remove_if_there, sync, sync_folder};
use crate::history;
use crate::keyring::damaged;
use crate::rotate::{make_way, point};
use crate::writer::Writer;
use crate::{Record, Right, Unlocked, VaultError};
use kin_crypto::safe::random_id;
use kin_model::PersonId;
use rusqlite::limits::Limit;
use std::fs::{self, File};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Instructions of SQLite between two looks at whether to stop.
const LOOK: i32 = 10_000;

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Compacted {
    /// Bytes of the file before.
    pub before: u64,
    /// And after.
    pub after: u64,
}

impl Unlocked {
    /// Bytes of the file of a record; 0 where it cannot be seen.
    #[must_use]
    pub fn record_bytes(&self, person: &PersonId) -> u64 {
        let folder = self.chain().layout.record(person.as_str());
        size(&folder.join("record.db")).unwrap_or(0)
    }

    /// Writes the file of a record anew without its empty pages. Needs free space of twice what is
    /// in it for a moment. Whoever reads meanwhile is closed and opens it again.
    ///
    /// # Errors
    /// [`VaultError::NotAllowed`], [`VaultError::ReadOnly`], [`VaultError::Busy`] while an import
    /// runs, [`VaultError::DiskFull`], [`VaultError::Cancelled`]: then nothing has changed.
    pub fn compact(
        &self,
        person: &PersonId,
        stop: &Arc<AtomicBool>,
    ) -> Result<Compacted, VaultError> {
        let record = self.record(person)?;
        record.may(Right::Edit)?;
        let mut writer = record.take_writer(true)?;
        let folder = self.chain().layout.record(person.as_str());
        let file = folder.join("record.db");
        let staging = self.chain().layout.staging();
        let (dense, staged) = (staging.join(random_id()?), staging.join(random_id()?));
        let made = writer
            .checkpoint()
            .and_then(|()| size(&file))
            .and_then(|before| {
                anew(&record, &mut writer, (&dense, &staged), stop)?;
                Ok(Compacted {
                    before,
                    after: size(&staged)?,
                })
            });
        forget(&dense);
        point(6);
        let made = match record.chain.heed(made) {
            // Nothing to gain: the file stays as it is.
            Ok(made) if made.after >= made.before => {
                record.give_back(writer);
                forget(&staged);
                return Ok(Compacted {
                    after: made.before,
                    ..made
                });
            }
            Ok(made) => made,
            Err(error) => {
                record.give_back(writer);
                forget(&staged);
                return Err(error);
            }
        };
        let closed = record.close_with(writer);
        let swapped = self.with_record_shut(person, || {
            closed.and_then(|()| {
                make_way(&folder)?;
                point(7);
                fs::rename(&staged, &file)?;
                point(8);
                sync_folder(&folder)
            })
        });
        if swapped.is_err() {
            forget(&staged);
        }
        self.chain().heed(swapped).map(|()| made)
    }
}

fn size(file: &Path) -> Result<u64, VaultError> {
    Ok(fs::metadata(file)?.len())
}

/// Encrypted, and staging is emptied at the next opening: what cannot be removed does no harm.
fn forget(staged: &Path) {
    for suffix in ["", "-wal", "-shm", "-journal"] {
        let mut path = staged.as_os_str().to_owned();
        path.push(suffix);
        drop(remove_if_there(Path::new(&path)));
    }
}

/// The record without empty pages in `staged`, held against the one that is there.
fn anew(
    record: &Arc<Record>,
    writer: &mut Writer,
    (dense, staged): (&Path, &Path),
    stop: &Arc<AtomicBool>,
) -> Result<(), VaultError> {
    let (other, flag) = (Arc::clone(record), Arc::clone(stop));
    let stopped = move || flag.load(Ordering::Relaxed) || other.is_closing();
    drop(create_private(dense)?);
    let look = stopped.clone();
    writer.conn.progress_handler(LOOK, Some(look))?;
    // The file is attached under the hood, which no connection may otherwise do.
    writer.conn.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 1)?;
    let path = dense.to_str().ok_or(VaultError::Database { code: -4 });
    let vacuumed = path.and_then(|path| Ok(writer.conn.execute("VACUUM INTO ?1", [path])?));
    writer.conn.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
    writer.conn.progress_handler(0, None::<fn() -> bool>)?;
    if stopped() {
        return Err(VaultError::Cancelled);
    }
    vacuumed?;
    let copy = record.copied_anew(dense, staged, &stopped)?;
    let same = Digest::of_all(&copy.conn, copy.digest.key())?.total() == writer.digest.total()
        && history::last(&copy.conn)? == history::last(&writer.conn)?
        && history::is_unbroken(&copy.conn)?
        && db::schema_version(&copy.conn)? == db::schema_version(&writer.conn)?;
    if !same {
        return Err(damaged("record"));
    }
    copy.checkpoint()?;
    drop(copy);
    sync(&File::open(staged)?)?;
    Ok(())
}
