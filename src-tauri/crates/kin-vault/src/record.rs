//! A person's record.

use crate::access;
use crate::blobs::Blobs;
use crate::check::{Found, Subject};
use crate::db::{self, Role, cached};
use crate::digest::Table;
use crate::history::{self, Change, SealLine};
use crate::holders;
use crate::importer::Importer;
use crate::keyring::{KeyChain, damaged};
use crate::read::{Reader, shown_page};
use crate::schema;
use crate::writer::Writer;
use crate::{Filter, FullEntry, Hits, ImportStart, Page, Right, SearchOptions, VaultError};
use kin_crypto::safe::{DatabaseKey, SealKey, random_bytes};
use kin_model::{EntryId, EntryRow, Kind, PersonDetails, PersonId};
use rusqlite::{Connection, InterruptHandle};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

mod changing;
mod sampling;
mod sharing;

pub(crate) use changing::write_setting;
pub(crate) use sharing::blobs_of;
use sharing::{first_holder, why_closed};
mod snapshot;

pub(crate) use snapshot::{forget_before_update, remove_old_copies, snapshot_state};

/// Reading connections of one record.
const READERS: usize = 3;
/// How long a change by hand waits for another one.
const PATIENCE: Duration = Duration::from_secs(5);

/// Late interrupts that one search outlives; more cannot be under way at once.
const STRAY_INTERRUPTS: u32 = 8;

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The writer: there is one, and it is here or in someone's hands.
enum Slot {
    /// Not opened yet: reading needs none.
    Unopened,
    Here(Box<Writer>),
    /// `long`: an import or an undo, nobody waits for it.
    Away {
        long: bool,
    },
    Closed,
}

/// Idle reading connections and how many there are.
struct Pool {
    idle: Vec<Reader>,
    open: usize,
}

/// What only an unlocked vault has.
struct Keys {
    database: DatabaseKey,
    seal: Arc<SealKey>,
    epoch: u32,
    blobs: Arc<Blobs>,
}

/// One person's record. Shared between threads; reading never waits for writing.
pub struct Record {
    person: PersonId,
    pub(crate) chain: Arc<KeyChain>,
    path: PathBuf,
    read_only: bool,
    /// The disk was full when it was opened: it is read as it stands and written by nobody.
    frozen: bool,
    right: Right,
    keys: Mutex<Option<Keys>>,
    writer: Mutex<Slot>,
    writer_back: Condvar,
    pool: Mutex<Pool>,
    reader_back: Condvar,
    /// The connection of searches, apart from the others so that it can be interrupted.
    searcher: Mutex<Option<Reader>>,
    interrupt: Mutex<Option<Arc<InterruptHandle>>>,
    searches: AtomicU64,
    closing: AtomicBool,
    /// Goes up with every erasure: readers forget what they unpacked.
    erasures: AtomicU64,
}

impl std::fmt::Debug for Record {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Record").finish_non_exhaustive()
    }
}

/// Makes the database of a new record; returns the state to be sealed.
pub(crate) fn create(
    chain: &KeyChain,
    rid: &PersonId,
    key: &kin_crypto::safe::RecordKey,
    epoch: u32,
    details: &PersonDetails,
    by: &str,
    now: &str,
) -> Result<SealLine, VaultError> {
    let folder = chain.layout.record(rid.as_str());
    crate::files::private_folder(&folder)?;
    let seal = key.seal(rid.as_str(), epoch)?;
    let path = folder.join("record.db");
    let conn = db::open(
        &path,
        &key.database(rid.as_str(), epoch)?,
        Role::Create,
        false,
    )?;
    conn.execute(
        "INSERT INTO meta(key, value) VALUES ('salt', ?1)",
        [random_bytes::<32>()?.as_slice()],
    )?;
    let blobs = Arc::new(Blobs::new(
        folder.join("blobs"),
        chain.layout.staging(),
        key.blobs(rid.as_str(), epoch)?,
        Vec::new(),
    ));
    let mut writer = Writer::new(conn, blobs, &seal.digest_key())?;
    writer.begin()?;
    put_details(&mut writer, details)?;
    holders::put(&mut writer, &first_holder(chain, by, now))?;
    let change = writer.commit(now, by, "create", "")?;
    writer.checkpoint()?;
    drop(writer);
    crate::files::sync_folder(&folder)?;
    Ok(SealLine::new(rid, epoch, &change, None, &seal))
}

fn put_details(writer: &mut Writer, details: &PersonDetails) -> Result<(), VaultError> {
    let text = serde_json::to_string(details).map_err(|_| damaged("record"))?;
    writer
        .digest
        .row(&writer.conn, Table::Person, (1, 0), false)?;
    cached(
        &writer.conn,
        "INSERT INTO person(id, details) VALUES (1, ?1)
         ON CONFLICT(id) DO UPDATE SET details = excluded.details",
    )?
    .execute([text])?;
    writer.digest.row(&writer.conn, Table::Person, (1, 0), true)
}

impl Record {
    /// Opens a record and holds it against what was last saved.
    pub(crate) fn open(
        chain: Arc<KeyChain>,
        rid: &PersonId,
        accept_older: bool,
    ) -> Result<Self, VaultError> {
        let pin = chain.pin(rid)?;
        let (key, epoch) = (&pin.key, pin.epoch);
        let path = chain.layout.record(rid.as_str()).join("record.db");
        let database = key.database(rid.as_str(), epoch)?;
        let seal = key.seal(rid.as_str(), epoch)?;
        let mut frozen = false;
        let conn = match db::open(&path, &database, Role::Read, true) {
            Err(VaultError::Damaged { .. }) => return Err(why_closed(&chain, rid, &pin)),
            // No room for what SQLite keeps beside a database: what is there can be read all the same.
            Err(VaultError::DiskFull) => {
                frozen = true;
                db::open_as_it_stands(&path, &database)?
            }
            other => other?,
        };
        let version = db::schema_version(&conn)?;
        let newer = version > schema::VERSION;
        let compared = history::compare(&conn, chain.seal(rid).as_ref(), &seal);
        match compared {
            Err(VaultError::OlderThanSaved { .. }) if accept_older => {}
            other => other?,
        }
        let read_only = chain.read_only || newer;
        if version < schema::VERSION && frozen {
            return Err(VaultError::DiskFull);
        }
        if version < schema::VERSION && !read_only {
            snapshot::keep_before_update(&conn, &path, &database, version)?;
            schema::migrate(&db::open(&path, &database, Role::Write, false)?, version)?;
        }
        // The lower of the two counts: what was pinned when the key came, what the record says now. But everybody
        // with a key could write there with a program of their own: who made the record stays its owner.
        let said = holders::right_of(&conn, chain.keyholder.as_str())?.filter(|_| !pin.made);
        let right = said.map_or(pin.right, |r| r.min(pin.right));
        let blobs = Arc::new(blobs_of(&chain, rid, (key, epoch), &pin.old)?);
        let reader = Reader::new(conn, Arc::clone(&blobs));
        Ok(Self {
            person: rid.clone(),
            chain,
            path,
            read_only,
            frozen,
            right,
            keys: Mutex::new(Some(Keys {
                database,
                seal: Arc::new(seal),
                epoch,
                blobs,
            })),
            writer: Mutex::new(Slot::Unopened),
            writer_back: Condvar::new(),
            pool: Mutex::new(Pool {
                idle: vec![reader],
                open: 1,
            }),
            reader_back: Condvar::new(),
            searcher: Mutex::new(None),
            interrupt: Mutex::new(None),
            searches: AtomicU64::new(0),
            closing: AtomicBool::new(false),
            erasures: AtomicU64::new(0),
        })
    }

    pub(crate) fn is_closing(&self) -> bool {
        self.closing.load(Ordering::Acquire)
    }

    fn with_keys<T>(
        &self,
        f: impl FnOnce(&Keys) -> Result<T, VaultError>,
    ) -> Result<T, VaultError> {
        f(locked(&self.keys).as_ref().ok_or(VaultError::Locked)?)
    }

    // --- the writer -------------------------------------------------------------------------------

    /// Refuses when the keyholder's right does not go that far.
    pub(crate) const fn may(&self, needed: Right) -> Result<(), VaultError> {
        if (self.right as u8) < (needed as u8) {
            return Err(VaultError::NotAllowed {
                needed: needed.as_str(),
            });
        }
        Ok(())
    }

    pub(crate) fn take_writer(&self, long: bool) -> Result<Writer, VaultError> {
        self.may(Right::Edit)?;
        self.take_any_writer(long)
    }

    /// The writer for what is no change of the record: the access log, settings.
    pub(crate) fn take_any_writer(&self, long: bool) -> Result<Writer, VaultError> {
        if self.is_closing() {
            return Err(VaultError::Locked);
        }
        if self.read_only {
            return Err(VaultError::ReadOnly);
        }
        if self.frozen {
            return Err(VaultError::DiskFull);
        }
        self.chain.may_write()?;
        let mut slot = locked(&self.writer);
        loop {
            match std::mem::replace(&mut *slot, Slot::Away { long }) {
                Slot::Here(writer) => {
                    // Whoever had it before may have met a disk that fails.
                    if let Err(stopped) = self.chain.may_write() {
                        drop(slot);
                        self.give_back(*writer);
                        return Err(stopped);
                    }
                    return Ok(*writer);
                }
                Slot::Unopened => {
                    drop(slot);
                    let opened = self.open_writer();
                    if opened.is_err() {
                        *locked(&self.writer) = Slot::Unopened;
                        self.writer_back.notify_one();
                    }
                    return opened;
                }
                Slot::Away { long: true } => {
                    *slot = Slot::Away { long: true };
                    return Err(VaultError::Busy);
                }
                Slot::Away { long: false } => {
                    *slot = Slot::Away { long: false };
                    let (back, waited) = self
                        .writer_back
                        .wait_timeout(slot, PATIENCE)
                        .unwrap_or_else(PoisonError::into_inner);
                    slot = back;
                    if waited.timed_out() {
                        return Err(VaultError::Busy);
                    }
                }
                Slot::Closed => {
                    *slot = Slot::Closed;
                    return Err(VaultError::Locked);
                }
            }
        }
    }

    fn open_writer(&self) -> Result<Writer, VaultError> {
        self.with_keys(|keys| {
            let conn = db::open(&self.path, &keys.database, Role::Write, false)?;
            let writer = Writer::new(conn, Arc::clone(&keys.blobs), &keys.seal.digest_key())?;
            let mut named = BTreeSet::new();
            let mut statement = cached(&writer.conn, "SELECT file FROM blob")?;
            for file in statement.query_map([], |r| r.get::<_, String>(0))? {
                named.insert(file?);
            }
            drop(statement);
            keys.blobs.remove_orphans(&named)?;
            Ok(writer)
        })
    }

    /// Puts the writer back, or closes it when the vault was locked meanwhile.
    pub(crate) fn give_back(&self, writer: Writer) {
        let mut slot = locked(&self.writer);
        if !matches!(*slot, Slot::Closed) {
            *slot = Slot::Here(Box::new(writer));
        }
        drop(slot);
        self.writer_back.notify_all();
    }

    /// Keeps the state after a change outside the record. The change itself is durable: when this
    /// fails, the seal is older than the record, which is allowed, and the next change catches up.
    pub(crate) fn seal(&self, change: &Change) {
        let access = self.read(|r| access::tail(&r.conn));
        let line = access.and_then(|access| {
            self.with_keys(|keys| {
                let (person, epoch) = (&self.person, keys.epoch);
                Ok(SealLine::new(person, epoch, change, access, &keys.seal))
            })
        });
        let sealed = line.and_then(|line| self.chain.set_seal(&self.person, line));
        drop(sealed);
    }

    /// One change by hand in one transaction.
    pub(crate) fn change<T>(
        &self,
        op: &str,
        entity: &str,
        by: &str,
        now: &str,
        long: bool,
        f: impl FnOnce(&mut Writer) -> Result<T, VaultError>,
    ) -> Result<T, VaultError> {
        let mut writer = self.take_writer(long)?;
        let outcome = writer.begin().and_then(|()| f(&mut writer));
        let outcome = match outcome {
            Ok(value) => writer
                .commit(now, by, op, entity)
                .map(|change| (value, change)),
            Err(error) => {
                writer.rollback();
                Err(error)
            }
        };
        if long && outcome.is_ok() {
            // A reader may be in the way; the next checkpoint does it then.
            drop(self.chain.heed(writer.checkpoint()));
        }
        let outcome = self.chain.heed(outcome);
        self.give_back(writer);
        let (value, change) = outcome?;
        self.seal(&change);
        Ok(value)
    }

    // --- readers ----------------------------------------------------------------------------------

    /// True when it can only be read because the disk was full when it was opened.
    pub(crate) const fn is_frozen(&self) -> bool {
        self.frozen
    }

    fn open_to_read(&self, key: &DatabaseKey) -> Result<Connection, VaultError> {
        if self.frozen {
            return db::open_as_it_stands(&self.path, key);
        }
        db::open(&self.path, key, Role::Read, true)
    }

    fn new_reader(&self) -> Result<Reader, VaultError> {
        self.with_keys(|keys| {
            let conn = self.open_to_read(&keys.database)?;
            Ok(Reader::new(conn, Arc::clone(&keys.blobs)))
        })
    }

    fn take_reader(&self) -> Result<Reader, VaultError> {
        let mut pool = locked(&self.pool);
        loop {
            if self.is_closing() {
                return Err(VaultError::Locked);
            }
            if let Some(reader) = pool.idle.pop() {
                return Ok(reader);
            }
            if pool.open < READERS {
                pool.open += 1;
                drop(pool);
                let opened = self.new_reader();
                if opened.is_err() {
                    locked(&self.pool).open -= 1;
                }
                return opened;
            }
            pool = self
                .reader_back
                .wait_timeout(pool, PATIENCE)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
    }

    pub(crate) fn read<T>(
        &self,
        f: impl FnOnce(&mut Reader) -> Result<T, VaultError>,
    ) -> Result<T, VaultError> {
        let mut reader = self.take_reader()?;
        reader.forget_before(self.erasures.load(Ordering::Acquire));
        let outcome = reader.snapshot(f);
        reader.forget_before(self.erasures.load(Ordering::Acquire));
        let mut pool = locked(&self.pool);
        if self.is_closing() {
            // Closed before it is no longer counted: whoever waits for all of them may move files.
            drop(reader);
            pool.open -= 1;
        } else {
            pool.idle.push(reader);
        }
        drop(pool);
        self.reader_back.notify_one();
        outcome
    }

    /// Stops what runs, closes all connections and forgets the keys.
    pub(crate) fn close(&self) {
        self.closing.store(true, Ordering::Release);
        self.cancel_search();
        let mut slot = locked(&self.writer);
        while matches!(*slot, Slot::Away { .. }) {
            let (back, waited) = self
                .writer_back
                .wait_timeout(slot, PATIENCE * 2)
                .unwrap_or_else(PoisonError::into_inner);
            slot = back;
            if waited.timed_out() {
                // Whoever holds it finds the door closed; its drop rolls back.
                break;
            }
        }
        if let Slot::Here(writer) = std::mem::replace(&mut *slot, Slot::Closed) {
            // A log that stays is encrypted and read at the next opening.
            drop(writer.checkpoint());
        }
        drop(slot);
        let mut pool = locked(&self.pool);
        let idle = std::mem::take(&mut pool.idle);
        pool.open = pool.open.saturating_sub(idle.len());
        drop(pool);
        drop(idle);
        self.reader_back.notify_all();
        *locked(&self.searcher) = None;
        *locked(&self.interrupt) = None;
        *locked(&self.keys) = None;
    }

    /// Closes the record for good with its writer in hand, and waits until no connection is left:
    /// then its files may be replaced.
    pub(crate) fn close_with(&self, writer: Writer) -> Result<(), VaultError> {
        self.closing.store(true, Ordering::Release);
        self.cancel_search();
        *locked(&self.searcher) = None;
        *locked(&self.interrupt) = None;
        let mut pool = locked(&self.pool);
        let idle = std::mem::take(&mut pool.idle);
        pool.open = pool.open.saturating_sub(idle.len());
        drop(idle);
        let mut waited = 0;
        while pool.open > 0 && waited < 4 {
            waited += 1;
            pool = self
                .reader_back
                .wait_timeout(pool, PATIENCE)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
        let quiet = pool.open == 0;
        drop(pool);
        let emptied = writer.checkpoint();
        drop(writer);
        *locked(&self.writer) = Slot::Closed;
        self.writer_back.notify_all();
        *locked(&self.keys) = None;
        emptied?;
        if quiet { Ok(()) } else { Err(VaultError::Busy) }
    }

    /// `tell`: how far the full check is, in thousandths; false ends it.
    pub(crate) fn check(
        &self,
        full: bool,
        part: usize,
        tell: &dyn Fn(u64) -> bool,
    ) -> Result<Found, VaultError> {
        let seal = self.chain.seal(&self.person);
        let seal_key = self.with_keys(|keys| Ok(Arc::clone(&keys.seal)))?;
        if full && let Ok(writer) = self.take_writer(false) {
            // A page torn while the log was being emptied is whole in the log: only a page that is
            // whole nowhere is damage.
            drop(self.chain.heed(writer.checkpoint()));
            self.give_back(writer);
        }
        self.read(|reader| {
            let subject = Subject {
                conn: &reader.conn,
                blobs: &reader.blobs,
                seal,
                seal_key: &seal_key,
                tell: &|at| !self.is_closing() && tell(at),
            };
            if full {
                subject.full()
            } else {
                subject.part(part)
            }
        })
    }

    /// Notes that an older state was accepted. Who may only read changes nothing in the record: what they saw last is
    /// what is there, and the access log tells of it.
    pub(crate) fn accept_older(&self, by: &str, now: &str) -> Result<(), VaultError> {
        if self.right >= Right::Edit {
            return self.change("accept-older", "", by, now, false, |_| Ok(()));
        }
        if self.read_only {
            return Err(VaultError::ReadOnly);
        }
        let change = self.read(|r| history::last(&r.conn))?;
        let change = change.ok_or_else(|| damaged("history"))?;
        let line = self.with_keys(|keys| {
            let (person, epoch) = (&self.person, keys.epoch);
            Ok(SealLine::new(person, epoch, &change, None, &keys.seal))
        })?;
        self.chain.set_seal(&self.person, line)?;
        self.log_access("accept-older", "", now)
    }

    // --- what the rest of the program uses --------------------------------------------------------

    /// Whose record it is.
    #[must_use]
    pub const fn person(&self) -> &PersonId {
        &self.person
    }

    /// What the family knows about the person.
    ///
    /// # Errors
    /// [`VaultError::Locked`] and others.
    pub fn details(&self) -> Result<PersonDetails, VaultError> {
        self.read(|r| r.details())
    }

    /// Changes it.
    ///
    /// # Errors
    /// [`VaultError::Busy`] while an import runs.
    pub fn set_details(&self, details: &PersonDetails, now: &str) -> Result<(), VaultError> {
        let by = self.keyholder_name();
        self.change("details", "", &by, now, false, |w| put_details(w, details))?;
        self.copy_details(details)
    }

    /// The copy in the keyring, for the list of people.
    fn copy_details(&self, details: &PersonDetails) -> Result<(), VaultError> {
        self.chain.change(|ring| {
            ring.pinned(&self.person)?.details = details.clone();
            Ok(())
        })
    }

    /// Details are saved in the record first, then copied: a copy that failed, or that the power cut
    /// off, is made good when the record is next opened.
    pub(crate) fn align_details(&self) {
        let Ok(own) = self.details() else { return };
        let differs = {
            let ring = self.chain.ring();
            let mut pinned = ring.records.iter().filter(|r| r.rid == self.person);
            pinned.any(|r| r.details != own)
        };
        if differs && !self.chain.read_only {
            self.copy_details(&own).unwrap_or_default();
        }
    }

    pub(crate) fn keyholder_name(&self) -> String {
        crate::keyring::read_public(&self.chain.layout, &self.chain.keyholder)
            .map(|p| p.nickname)
            .unwrap_or_default()
    }

    /// Starts an import: one transaction until [`Importer::commit`].
    ///
    /// # Errors
    /// [`VaultError::Busy`] while another import runs, [`VaultError::ReadOnly`].
    pub fn begin_import(&self, start: &ImportStart) -> Result<Importer<'_>, VaultError> {
        let writer = self.take_writer(true)?;
        Importer::begin(self, writer, start)
    }

    /// True while an import or an undo is being written: changes by hand answer [`VaultError::Busy`].
    #[must_use]
    pub fn is_busy(&self) -> bool {
        matches!(*locked(&self.writer), Slot::Away { long: true })
    }

    /// A page of entries, newest first.
    ///
    /// # Errors
    /// [`VaultError::Locked`] and others.
    pub fn timeline(
        &self,
        filter: &Filter,
        before: Option<i64>,
        limit: usize,
    ) -> Result<Page<EntryRow>, VaultError> {
        self.read(|r| {
            let page = crate::list::page(r, filter, before, limit, &|| self.is_closing())?;
            shown_page(r, page)
        })
    }

    /// Years that have entries in the timeline, newest first, with their number.
    ///
    /// # Errors
    /// [`VaultError::Locked`] and others.
    pub fn years(&self) -> Result<Vec<(u16, u64)>, VaultError> {
        self.read(|r| r.years())
    }

    /// Number of entries of each kind that has any, hidden ones left out.
    ///
    /// # Errors
    /// [`VaultError::Locked`] and others.
    pub fn counts_by_kind(&self) -> Result<Vec<(Kind, u64)>, VaultError> {
        self.read(|r| r.counts_by_kind())
    }

    /// Searches titles, codes, synonyms, notes and narratives; all words must match, the last one
    /// may be unfinished when no space follows it. A search running in another thread is cancelled.
    ///
    /// # Errors
    /// [`VaultError::Cancelled`] when a newer search began or [`Self::cancel_search`] was called.
    pub fn search(&self, words: &str, options: &SearchOptions) -> Result<Hits, VaultError> {
        let mine = self.searches.fetch_add(1, Ordering::AcqRel) + 1;
        self.interrupt();
        let mut slot = locked(&self.searcher);
        let cancelled = || self.is_closing() || self.searches.load(Ordering::Acquire) != mine;
        if cancelled() {
            return Err(VaultError::Cancelled);
        }
        if slot.is_none() {
            let reader = self.new_reader()?;
            *locked(&self.interrupt) = Some(Arc::new(reader.conn.get_interrupt_handle()));
            *slot = Some(reader);
        }
        let reader = slot.as_mut().ok_or(VaultError::Locked)?;
        reader.forget_before(self.erasures.load(Ordering::Acquire));
        let mut tries = 0;
        let outcome = loop {
            let outcome = reader.snapshot(|r| crate::search::search(r, words, options, &cancelled));
            // An interrupted full-text query may end in a bare SQLITE_ERROR (1) too.
            if !matches!(
                outcome,
                Err(VaultError::Cancelled | VaultError::Database { code: 1 })
            ) {
                break outcome;
            }
            if cancelled() {
                break Err(VaultError::Cancelled);
            }
            // Nobody cancelled this search: the interrupt meant an older one and came late.
            tries += 1;
            if tries == STRAY_INTERRUPTS {
                break outcome;
            }
        };
        reader.forget_before(self.erasures.load(Ordering::Acquire));
        outcome
    }

    fn interrupt(&self) {
        if let Some(handle) = locked(&self.interrupt).as_ref() {
            handle.interrupt();
        }
    }

    /// Cancels the running search.
    pub fn cancel_search(&self) {
        self.searches.fetch_add(1, Ordering::AcqRel);
        self.interrupt();
    }

    /// An entry with original, sources and former versions.
    ///
    /// # Errors
    /// [`VaultError::NoSuchEntry`].
    pub fn entry(&self, id: EntryId) -> Result<FullEntry, VaultError> {
        self.read(|r| r.entry(id))
    }

    /// The line of one entry, without opening its original.
    ///
    /// # Errors
    /// [`VaultError::NoSuchEntry`].
    pub fn row(&self, id: EntryId) -> Result<EntryRow, VaultError> {
        self.read(|r| {
            let row = r.shown(id)?;
            r.entry_row(&row)
        })
    }

    /// The original of a former version.
    ///
    /// # Errors
    /// [`VaultError::NoSuchEntry`].
    pub fn body_of_version(&self, id: EntryId, n: u32) -> Result<Vec<u8>, VaultError> {
        self.read(|r| r.body_of_version(id, n))
    }

    /// Where in the files of its import the original of an entry, or of a former version of it, stood;
    /// `None` where the import did not say.
    ///
    /// # Errors
    /// [`VaultError::NoSuchEntry`].
    pub fn place(
        &self,
        id: EntryId,
        version: Option<u32>,
    ) -> Result<Option<crate::Place>, VaultError> {
        self.read(|r| r.place(id, version))
    }

    /// The resource of another source of the entry (see [`crate::EntrySource::other`]).
    ///
    /// # Errors
    /// [`VaultError::NoSuchEntry`].
    pub fn body_of_source(&self, other: EntryId) -> Result<Vec<u8>, VaultError> {
        self.read(|r| r.body_of_source(other))
    }

    /// The entry that a reference means, within the namespace of the resource that holds it.
    ///
    /// # Errors
    /// [`VaultError::Locked`] and others.
    pub fn find_by_reference(
        &self,
        namespace: &str,
        resource_type: &str,
        id: &str,
    ) -> Result<Option<EntryId>, VaultError> {
        self.read(|r| r.find_by_reference(namespace, resource_type, id))
    }

    /// Hands out rows with their originals, for summaries: of these kinds, not hidden, newest
    /// first, at most `limit`.
    ///
    /// # Errors
    /// [`VaultError::Locked`] and others.
    pub fn rows_with_bodies(
        &self,
        kinds: &[Kind],
        limit: usize,
        each: &mut dyn FnMut(EntryRow, &[u8]),
    ) -> Result<(), VaultError> {
        self.read(|r| r.rows_with_bodies(kinds, limit, each))
    }
}
