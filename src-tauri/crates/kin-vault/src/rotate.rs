//! A new key for a record: when somebody's access ends, who then has a key to nothing, and when a keyholder renews
//! all keys (see [`crate::renew`]).
//!
//! What somebody saw or copied before, they keep; that is said on the screen. The steps, each durable
//! before the next one begins:
//!
//! 1. *intent*: the new key is written into the keyring beside the old one;
//! 2. *copy*: the database is copied, page by page through the backup API, into a file in staging
//!    that is encrypted with the new key; digests are computed anew, the keyholder's name goes, the
//!    history gets its line; counts and the head of the history are compared. At a renewal large files
//!    are closed with the new key, too, beside the old ones;
//! 3. *swap*: every connection is closed, the copy is renamed into place;
//! 4. *pin*: the keyring takes the new key as the record's, the old one stays for large files that
//!    were stored before; who keeps access is noted; files that were closed anew go;
//! 5. *letters* to them.
//!
//! After a crash, or an error after the swap, the intent says what to do: when the database opens with the new key
//! the swap had happened and 4 and 5 are done; when it opens with the old one the intent is forgotten. Staging
//! is emptied when a vault is opened.

use crate::blobs::Blobs;
use crate::db::{self, Role};
use crate::digest::Digest;
use crate::files::{remove_if_there, sync, sync_folder};
use crate::history::{self, Change, SealLine};
use crate::holders;
use crate::keyring::{EpochKey, KeyChain, damaged};
use crate::record::{blobs_of, forget_before_update};
use crate::writer::Writer;
use crate::{KeyholderId, Record, Right, Unlocked, VaultError};
use kin_crypto::safe::{RecordKey, random_id};
use kin_model::PersonId;
use rusqlite::backup::{Backup, StepResult};
use rusqlite::params;
use std::fs::{self, File};
use std::path::Path;
use std::sync::Arc;
use zeroize::Zeroizing;

/// Pages copied in one step.
const PAGES: i32 = 1024;

/// The new key and what goes with it.
struct Next {
    key: RecordKey,
    epoch: u32,
}

/// Why a record gets a new key.
#[derive(Clone, Copy)]
pub(crate) enum Why<'a> {
    /// Somebody's access ends.
    Ended(&'a KeyholderId),
    /// The keyholder renews all keys.
    Renewed,
}

impl Why<'_> {
    /// What the history says.
    fn line(&self) -> (&'static str, &str) {
        match self {
            Self::Ended(who) => ("revoke", who.as_str()),
            Self::Renewed => ("renew", ""),
        }
    }
}

/// A copy with the new key, in staging.
struct Copied {
    change: Change,
    /// Who else keeps access.
    keeps: Vec<String>,
    /// Large files that were closed anew: the old name and the new one.
    anew: Vec<(String, String)>,
    blobs: Arc<Blobs>,
}

impl Unlocked {
    /// Ends a keyholder's access to a record by changing its key.
    ///
    /// # Errors
    /// [`VaultError::NotAllowed`], [`VaultError::NoSuchKeyholder`], [`VaultError::CannotRemove`] for
    /// oneself, [`VaultError::Busy`], [`VaultError::DiskFull`]: then nothing has changed.
    pub fn revoke(
        &self,
        person: &PersonId,
        who: &KeyholderId,
        now: &str,
    ) -> Result<(), VaultError> {
        let record = self.record(person)?;
        record.may(Right::Owner)?;
        let chain = self.chain();
        if *who == chain.keyholder {
            return Err(VaultError::CannotRemove);
        }
        if !record.holders()?.iter().any(|h| h.id == *who) {
            return Err(VaultError::NoSuchKeyholder);
        }
        self.change_key(&record, Why::Ended(who), now, &|| true)?;
        // The letter to who has lost access, if it was never taken, opens nothing any more.
        let inbox = chain.layout.record(person.as_str()).join("inbox");
        remove_if_there(&inbox.join(format!("{}.age", who.as_str())))?;
        point(5);
        // 5. letters
        self.write_owed(person, now)
    }

    /// Steps 1 to 4. Until the copy is made, `go_on` may end it: then nothing has changed.
    pub(crate) fn change_key(
        &self,
        record: &Arc<Record>,
        why: Why<'_>,
        now: &str,
        go_on: &dyn Fn() -> bool,
    ) -> Result<(), VaultError> {
        let (chain, person) = (self.chain(), record.person());
        let next = Next {
            key: RecordKey::generate()?,
            epoch: chain.pin(person)?.epoch + 1,
        };
        let mut writer = record.take_writer(true)?;
        // 1. intent
        let intent = chain.change(|ring| {
            ring.pinned(person)?.next = Some(EpochKey {
                epoch: next.epoch,
                key: next.key.to_text().as_str().to_owned(),
            });
            Ok(())
        });
        if let Err(error) = intent {
            record.give_back(writer);
            return Err(error);
        }
        point(1);
        let staged = chain.layout.staging().join(random_id()?);
        // 2. copy
        let made = copy(
            chain,
            record,
            &mut writer,
            (&staged, &next),
            (why, go_on),
            now,
        );
        let copied = match chain.heed(made) {
            Ok(copied) => copied,
            Err(error) => {
                record.give_back(writer);
                self.drop_intent(person, &staged);
                return Err(error);
            }
        };
        point(2);
        // 3. swap
        let closed = record.close_with(writer);
        let swapped = self.with_record_shut(person, || {
            closed.and_then(|()| swap(chain, person, &staged))?;
            point(4);
            // 4. pin
            complete(chain, person, &copied.change, copied.keeps)
        });
        let remove = |file: &String| copied.blobs.remove(file).is_ok();
        if let Err(error) = chain.heed(swapped) {
            if staged.try_exists().unwrap_or(false) {
                self.drop_intent(person, &staged);
                // One that stays behind is named by nobody and removed at a later unlock.
                copied.anew.iter().all(|(_, new)| remove(new));
            } else {
                // The copy stands in place, and only the intent holds its key: settled now, or else
                // when the record is next opened.
                drop(chain.tidy(|| settle_one(chain, person)));
            }
            return Err(error);
        }
        copied.anew.iter().all(|(old, _)| remove(old));
        Ok(())
    }

    fn drop_intent(&self, person: &PersonId, staged: &Path) {
        for suffix in ["", "-wal", "-shm"] {
            let mut path = staged.as_os_str().to_owned();
            path.push(suffix);
            // Encrypted, and staging is emptied at the next opening.
            drop(remove_if_there(Path::new(&path)));
        }
        // What stays is settled at the next unlocking.
        let chain = self.chain();
        drop(chain.tidy(|| {
            chain.change(|ring| {
                ring.pinned(person)?.next = None;
                Ok(())
            })
        }));
    }
}

/// A place where the tests end the program.
#[cfg(not(test))]
pub(crate) const fn point(_: u8) {}

#[cfg(test)]
pub(crate) use crash::point;

/// Makes the copy.
fn copy(
    chain: &KeyChain,
    record: &Record,
    writer: &mut Writer,
    (staged, next): (&Path, &Next),
    (why, go_on): (Why<'_>, &dyn Fn() -> bool),
    now: &str,
) -> Result<Copied, VaultError> {
    let rid = record.person();
    let pin = chain.pin(rid)?;
    let database = next.key.database(rid.as_str(), next.epoch)?;
    let seal = next.key.seal(rid.as_str(), next.epoch)?;
    let mut target = db::open(staged, &database, Role::Copy, false)?;
    let backup = Backup::new(&writer.conn, &mut target)?;
    loop {
        if record.is_closing() {
            return Err(VaultError::Locked);
        }
        if !go_on() {
            return Err(VaultError::Cancelled);
        }
        match backup.step(PAGES)? {
            StepResult::Done => break,
            StepResult::More => {}
            _ => return Err(VaultError::Busy),
        }
    }
    drop(backup);
    drop(target);
    let conn = db::open(staged, &database, Role::Write, false)?;
    let mut old = vec![(pin.key, pin.epoch)];
    old.extend(pin.old);
    let blobs = Arc::new(blobs_of(chain, rid, (&next.key, next.epoch), &old)?);
    let mut copy = Writer::new(conn, Arc::clone(&blobs), &seal.digest_key())?;
    copy.begin()?;
    copy.digest = Digest::of_all(&copy.conn, &seal.digest_key())?;
    let same = copy.digest.counts().eq(writer.digest.counts())
        && history::last(&copy.conn)? == history::last(&writer.conn)?
        && history::is_unbroken(&copy.conn)?;
    if !same {
        copy.rollback();
        return Err(damaged("record"));
    }
    let anew = match in_copy(chain, &mut copy, why, go_on) {
        Ok(anew) => anew,
        Err(error) => {
            copy.rollback();
            return Err(error);
        }
    };
    let (op, what) = why.line();
    let change = copy.commit(now, &record.keyholder_name(), op, what)?;
    let keeps = holders::all(&copy.conn)?
        .into_iter()
        .map(|h| h.id.0)
        .filter(|id| *id != chain.keyholder.0)
        .collect();
    copy.checkpoint()?;
    drop(copy);
    sync(&File::open(staged)?)?;
    Ok(Copied {
        change,
        keeps,
        anew,
        blobs,
    })
}

/// What is different in the copy. At a renewal: which large files were closed anew.
fn in_copy(
    chain: &KeyChain,
    copy: &mut Writer,
    why: Why<'_>,
    go_on: &dyn Fn() -> bool,
) -> Result<Vec<(String, String)>, VaultError> {
    match why {
        Why::Ended(gone) => {
            holders::remove(copy, gone.as_str())?;
            Ok(Vec::new())
        }
        Why::Renewed => {
            let all = holders::all(&copy.conn)?;
            if let Some(mut me) = all.into_iter().find(|h| h.id == chain.keyholder) {
                me.recipient = chain.opened().grant.recipient();
                holders::put(copy, &me)?;
            }
            close_anew(copy, go_on)
        }
    }
}

/// Closes the large files with the new key, each beside the old one. One that is damaged or gone is left as it is, and
/// told by the check.
fn close_anew(
    copy: &Writer,
    go_on: &dyn Fn() -> bool,
) -> Result<Vec<(String, String)>, VaultError> {
    let mut statement = copy.conn.prepare("SELECT id, file FROM blob ORDER BY id")?;
    let rows = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?;
    let files: Vec<(i64, String)> = rows.collect::<Result<_, _>>()?;
    let mut anew = Vec::new();
    for (id, old) in files {
        if !go_on() {
            return Err(VaultError::Cancelled);
        }
        let plain = match copy.blobs.read(&old) {
            Err(VaultError::Damaged { .. }) => continue,
            read => Zeroizing::new(read?),
        };
        let new = copy.blobs.write(&mut plain.as_slice())?.file;
        copy.conn
            .execute("UPDATE blob SET file = ?2 WHERE id = ?1", params![id, new])?;
        anew.push((old, new));
    }
    Ok(anew)
}

/// Makes way for another file in the place of a record's database, which nobody has open any more.
pub(crate) fn make_way(folder: &Path) -> Result<(), VaultError> {
    let log = folder.join("record.db-wal");
    // A log of the old database beside the new one would be damage: it must be gone or empty.
    if fs::metadata(&log).is_ok_and(|m| m.len() > 0) {
        return Err(VaultError::Busy);
    }
    remove_if_there(&log)?;
    remove_if_there(&folder.join("record.db-shm"))?;
    sync_folder(folder)
}

/// Puts the copy in the place of the database.
fn swap(chain: &KeyChain, rid: &PersonId, staged: &Path) -> Result<(), VaultError> {
    let folder = chain.layout.record(rid.as_str());
    make_way(&folder)?;
    point(3);
    fs::rename(staged, folder.join("record.db"))?;
    sync_folder(&folder)?;
    // Copies from before an update are closed with the key that ends.
    forget_before_update(&folder)
}

/// The keyring takes the new key as the record's.
fn complete(
    chain: &KeyChain,
    rid: &PersonId,
    change: &Change,
    keeps: Vec<String>,
) -> Result<(), VaultError> {
    let access = chain.seal(rid).and_then(|s| s.access);
    chain.change(|ring| {
        let pinned = ring.pinned(rid)?;
        let next = pinned.next.take().ok_or_else(|| damaged("keyring"))?;
        let key = RecordKey::from_text(&next.key).map_err(|_| damaged("keyring"))?;
        let seal = key.seal(rid.as_str(), next.epoch)?;
        pinned.old_keys.push(EpochKey {
            epoch: pinned.epoch,
            key: std::mem::replace(&mut pinned.key, next.key.clone()),
        });
        pinned.epoch = next.epoch;
        pinned.seal = Some(SealLine::new(rid, next.epoch, change, access, &seal));
        pinned.regrant = keeps;
        Ok(())
    })
}

/// At unlocking: completes or forgets every change of key that was interrupted. What cannot be settled now, because the
/// disk is full or the record's folder is away, is settled when that record is opened; the others do not wait for it.
pub(crate) fn settle(chain: &KeyChain) {
    let begun: Vec<PersonId> = {
        let ring = chain.ring();
        let all = ring.records.iter();
        all.filter(|r| r.next.is_some())
            .map(|r| r.rid.clone())
            .collect()
    };
    for rid in begun {
        drop(settle_one(chain, &rid));
    }
}

/// Completes or forgets an interrupted change of a record's key; false where there was none. The new key is forgotten
/// only where the old one opens the record: a file that is not there says nothing.
pub(crate) fn settle_one(chain: &KeyChain, rid: &PersonId) -> Result<bool, VaultError> {
    let next = {
        let ring = chain.ring();
        let pinned = ring.records.iter().find(|r| r.rid == *rid);
        pinned.and_then(|r| r.next.clone())
    };
    let Some(next) = next.filter(|_| !chain.read_only) else {
        return Ok(false);
    };
    let key = RecordKey::from_text(&next.key).map_err(|_| damaged("keyring"))?;
    let path = chain.layout.record(rid.as_str()).join("record.db");
    let database = key.database(rid.as_str(), next.epoch)?;
    match db::open(&path, &database, Role::Read, true) {
        Ok(conn) => {
            let change = history::last(&conn)?.ok_or_else(|| damaged("history"))?;
            // What was sealed with the old key must be in the copy, too.
            if let Some(seal) = chain.seal(rid) {
                let new = key.seal(rid.as_str(), next.epoch)?;
                history::compare(&conn, Some(&seal.under(next.epoch, &new)), &new)?;
            }
            let keeps = holders::all(&conn)?
                .into_iter()
                .map(|h| h.id.0)
                .filter(|id| *id != chain.keyholder.0)
                .collect();
            drop(conn);
            // The rename may have come before the folder was synced: the key must not be ahead of it.
            chain.heed(sync_folder(&chain.layout.record(rid.as_str())))?;
            complete(chain, rid, &change, keeps)?;
        }
        Err(VaultError::Damaged { .. }) => {
            let pin = chain.pin(rid)?;
            let old = pin.key.database(rid.as_str(), pin.epoch)?;
            drop(db::open(&path, &old, Role::Read, true)?);
            chain.change(|ring| {
                ring.pinned(rid)?.next = None;
                Ok(())
            })?;
        }
        Err(error) => return Err(error),
    }
    Ok(true)
}

#[cfg(test)]
pub(crate) mod crash {
    use std::cell::Cell;
    thread_local!(static AT: Cell<u8> = const { Cell::new(0) });

    pub(crate) fn set(at: u8) {
        AT.set(at);
    }

    /// Stands for a crash: whoever calls catches the unwinding and opens the vault anew.
    pub(crate) fn point(n: u8) {
        assert!(AT.get() != n, "crash at {n}");
    }
}
