//! Importing: one transaction, rows in sorted runs.
//!
//! Every page that is touched costs an encryption, so rows are not inserted as they come: a run is
//! kept in memory, sorted by date and inserted in order, then its identities in their order.

use crate::body::INLINE;
use crate::chain::{self, Former};
use crate::db::cached;
use crate::digest::Table;
use crate::intern::{content_hash, identity_hash};
use crate::known::{Known, fact_key};
use crate::row::{ALSO, COLUMNS, DATED, HIDDEN, OWN, SECOND, Stored, can_be_the_same, first_k};
use crate::samples::Staging;
use crate::vouch::{Place, Trail};
use crate::waiting::{At, Waiting};
use crate::writer::{Ident, Writer};
use crate::{
    Added, AttachmentId, Counts, ImportStart, Record, Sample, SeriesId, SeriesKey, VaultError,
};
use kin_crypto::safe::sha256;
use kin_model::{Draft, EntryId, ImportId, Kind, OriginKind};
use rusqlite::{OptionalExtension as _, params};

/// Entries of one run: a larger one needs fewer passes over the tables, a smaller one less memory
/// (about 250 bytes for each).
const RUN_ROWS: usize = 80_000;
/// Entries of one run where the record is large: each run passes over all of its tables.
const LONG_RUN_ROWS: usize = 160_000;
/// Entries from which on a record is large.
const LARGE: u64 = 300_000;
/// Bytes of text that a run keeps in memory.
const RUN_BYTES: usize = 4 << 20;
/// Changes after which the log is emptied at once. A smaller one is emptied with the next, or when the record closes.
const EMPTIED: u64 = 50_000;
/// Identities with the same 64 bits that are told apart.
const ATTEMPTS: u8 = 8;
/// Rows of one second, or undated rows of one concept, that are held against a new one.
const CANDIDATES: i64 = 500;
/// Largest attachment.
const LARGEST_ATTACHMENT: usize = 512 << 20;

/// The name of an origin as stored.
pub(crate) const fn origin_name(kind: OriginKind) -> &'static str {
    match kind {
        OriginKind::Hand => "hand",
        OriginKind::Sample => "sample",
        OriginKind::Portal => "portal",
        OriginKind::Code => "code",
        OriginKind::Device => "device",
        _ => "file",
    }
}

/// One import: one transaction. Dropping it rolls back.
pub struct Importer<'r> {
    record: &'r Record,
    /// Out of the record while the import runs; `None` once it was given back.
    writer: Option<Writer>,
    run: Run,
}

impl std::fmt::Debug for Importer<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Importer").finish_non_exhaustive()
    }
}

/// A row with its search text, for entries with words of their own.
struct Staged {
    row: Stored,
    text: Option<String>,
}

/// Where another source's entry for a fact is.
enum Same {
    Stored(Stored),
    Waiting(At),
}

/// The state of an import beside the database.
struct Run {
    start: ImportStart,
    id: i64,
    counts: Counts,
    report: String,
    waiting: Waiting,
    known: Known,
    trail: Trail,
    samples: Staging,
    body_from: i64,
    k_min: i64,
    k_max: i64,
}

impl<'r> Importer<'r> {
    pub(crate) fn begin(
        record: &'r Record,
        mut writer: Writer,
        start: &ImportStart,
    ) -> Result<Self, VaultError> {
        let prepared = (|| {
            writer.begin()?;
            let last: Option<i64> = cached(
                &writer.conn,
                "SELECT seq FROM sqlite_sequence WHERE name = 'import'",
            )?
            .query_row([], |r| r.get(0))
            .optional()?;
            let id = last.unwrap_or(0) + 1;
            Ok(Run {
                start: start.clone(),
                id,
                counts: Counts::default(),
                report: String::new(),
                waiting: Waiting::new(id),
                known: Known::new(&writer.conn)?,
                trail: Trail::new(id),
                samples: Staging::new(id),
                body_from: writer.packer.next_row(),
                k_min: i64::MAX,
                k_max: i64::MIN,
            })
        })();
        match prepared {
            Ok(run) => Ok(Self {
                record,
                writer: Some(writer),
                run,
            }),
            Err(error) => {
                writer.rollback();
                record.give_back(writer);
                Err(error)
            }
        }
    }

    fn parts(&mut self) -> Result<(&mut Writer, &mut Run), VaultError> {
        if self.record.is_closing() {
            return Err(VaultError::Locked);
        }
        let writer = self.writer.as_mut().ok_or(VaultError::Locked)?;
        Ok((writer, &mut self.run))
    }

    /// Takes one resource. `concept_words` is called only for a concept that is new to the record
    /// and gives the words (synonyms, translations) under which it shall be found.
    ///
    /// # Errors
    /// [`VaultError::DiskFull`], [`VaultError::Locked`] when the vault is being locked; after an
    /// error the import can only be rolled back.
    pub fn add(
        &mut self,
        draft: &Draft<'_>,
        concept_words: &mut dyn FnMut() -> String,
    ) -> Result<Added, VaultError> {
        let record = self.record;
        let (writer, run) = self.parts()?;
        record.chain.heed(run.add(writer, draft, concept_words))
    }

    /// Says where in the files the next resource stands; kept with its original.
    pub const fn at(&mut self, place: Place) {
        self.run.trail.at(place);
    }

    /// Stores a file that came with the import. The same bytes under the same name give the same id.
    ///
    /// # Errors
    /// [`VaultError::TooLarge`] above 512 MiB, [`VaultError::DiskFull`].
    pub fn add_attachment(
        &mut self,
        name: &str,
        mime: &str,
        bytes: &[u8],
    ) -> Result<AttachmentId, VaultError> {
        let record = self.record;
        let (writer, run) = self.parts()?;
        let (id, known) = record
            .chain
            .heed(add_attachment(writer, run.id, name, mime, bytes))?;
        if known {
            record.chain.heed(run.trail.witness(writer, id.0))?;
        }
        Ok(id)
    }

    /// The series that samples belong to; it is made when the record has none like it.
    ///
    /// # Errors
    /// As [`Self::add`].
    pub fn series(&mut self, key: &SeriesKey) -> Result<SeriesId, VaultError> {
        let (writer, run) = self.parts()?;
        run.samples.series(writer, key)
    }

    /// Takes one sample. It counts in [`Self::counts`] once its run is written, see
    /// [`Self::flush_samples`].
    ///
    /// # Errors
    /// As [`Self::add`].
    pub fn add_sample(&mut self, series: SeriesId, sample: Sample) -> Result<(), VaultError> {
        let (writer, run) = self.parts()?;
        run.samples.add(writer, series, sample, &mut run.counts)
    }

    /// Writes the samples taken so far; gives how many of all samples were added, and how many were
    /// there already.
    ///
    /// # Errors
    /// As [`Self::add`].
    pub fn flush_samples(&mut self) -> Result<(u64, u64), VaultError> {
        let (writer, run) = self.parts()?;
        run.samples.flush(writer, &mut run.counts)?;
        Ok(run.samples.counted)
    }

    /// Keeps the caller's report with the import (JSON, shown by the list of sources).
    pub fn set_report(&mut self, report: &str) {
        report.clone_into(&mut self.run.report);
    }

    /// Stores a setting of this person together with what comes in: both are kept, or neither.
    ///
    /// # Errors
    /// As [`Self::add`].
    pub fn set_setting(&mut self, key: &str, value: &str) -> Result<(), VaultError> {
        let (writer, _) = self.parts()?;
        crate::record::write_setting(&writer.conn, key, value)
    }

    /// Running totals.
    #[must_use]
    pub const fn counts(&self) -> Counts {
        self.run.counts
    }

    /// The number this import has once it is committed.
    #[must_use]
    pub const fn id(&self) -> ImportId {
        ImportId(self.run.id)
    }

    /// Makes everything visible at once and durable.
    ///
    /// # Errors
    /// [`VaultError::DiskFull`] and others; the record then is as before.
    pub fn commit(self) -> Result<ImportId, VaultError> {
        let id = self.run.id.to_string();
        self.commit_as("import", &id)
    }

    pub(crate) fn commit_as(mut self, op: &str, entity: &str) -> Result<ImportId, VaultError> {
        let record = self.record;
        record.chain.may_write()?;
        let (writer, run) = self.parts()?;
        record.chain.heed(run.flush(writer))?;
        run.samples.flush(writer, &mut run.counts)?;
        record.chain.heed(writer.packer.flush(&writer.conn))?;
        run.insert_import(writer)?;
        let large = run.counts.added + run.counts.updated > EMPTIED;
        let committed = writer.commit(&run.start.now, &run.start.by, op, entity);
        let emptied = match committed.is_ok() && large {
            // It is committed: a log that cannot be emptied now is emptied another time.
            true => writer.checkpoint(),
            false => Ok(()),
        };
        drop(record.chain.heed(emptied));
        let change = record.chain.heed(committed)?;
        let id = ImportId(run.id);
        if let Some(writer) = self.writer.take() {
            record.give_back(writer);
        }
        record.seal(&change);
        Ok(id)
    }

    /// Writes what is staged, as a full run does by itself.
    #[cfg(test)]
    pub(crate) fn flush_now(&mut self) {
        let (writer, run) = self.parts().unwrap();
        run.flush(writer).unwrap();
    }

    /// Leaves the record as it was.
    pub fn rollback(self) {
        drop(self);
    }
}

impl Drop for Importer<'_> {
    fn drop(&mut self) {
        if let Some(mut writer) = self.writer.take() {
            writer.rollback();
            self.record.give_back(writer);
        }
    }
}

impl Run {
    fn add(
        &mut self,
        w: &mut Writer,
        draft: &Draft<'_>,
        words: &mut dyn FnMut() -> String,
    ) -> Result<Added, VaultError> {
        let content = content_hash(&w.intern.salt, &draft.body);
        for attempt in 0..ATTEMPTS {
            let h = identity_hash(&draft.namespace, &draft.resource_type, &draft.id, attempt);
            if let Some(other) = self.waiting.content_of(h) {
                if other == content {
                    self.counts.already_there += 1;
                    return Ok(Added::AlreadyThere(EntryId(h)));
                }
                self.write_ahead(w, h)?;
            }
            let ident = if self.known.may_have(&w.conn, h.cast_unsigned())? {
                w.ident(h)?
            } else {
                None
            };
            let Some(ident) = ident else {
                return self.add_new(w, draft, words, h, content, false);
            };
            if ident.content == content {
                self.counts.already_there += 1;
                self.trail.again(w, h, content)?;
                return Ok(Added::AlreadyThere(EntryId(ident.target.unwrap_or(h))));
            }
            let old = match ident.target {
                Some(_) => w.also(h)?.map(|(row, _)| row),
                None => w.item(h)?,
            };
            let old = old.ok_or(VaultError::Damaged { what: "record" })?;
            if w.is_same_identity(old.body, &draft.body)? {
                if w.is_older(&draft.body, old.body)? {
                    return self.add_former(w, draft, words, h, content);
                }
                return self.update(w, draft, words, &old, ident, content);
            }
        }
        Err(VaultError::Database { code: -4 })
    }

    /// The row of a draft, and the text it is found by when it has words of its own.
    fn row_of(
        &self,
        w: &mut Writer,
        draft: &Draft<'_>,
        words: &mut dyn FnMut() -> String,
        h: i64,
        content: i64,
    ) -> Result<Staged, VaultError> {
        let concept = w.intern.concept(&w.conn, &mut w.digest, draft, words)?;
        let own = draft.own_words.trim();
        let text = if own.is_empty() {
            None
        } else {
            Some(w.index_text(concept, own)?)
        };
        let bits = i64::from(draft.status_class as u8)
            | i64::from(draft.abnormal as u8) << 3
            | if text.is_some() { OWN } else { 0 };
        let row = Stored {
            k: first_k(draft.date.as_ref(), h),
            h,
            kind: i64::from(draft.kind.code()),
            concept,
            body: 0,
            import: self.id,
            shape: draft.date.map_or(0, |d| i64::from(d.shape())),
            bits,
            value: draft.value.as_deref().map(Into::into),
            unit: w.dim(draft.unit.as_deref())?,
            range: w.dim(draft.range.as_deref())?,
            status: w.dim(draft.status.as_deref())?,
            who: w.dim(draft.who.as_deref())?,
            ns: w.intern.dim(&w.conn, &mut w.digest, &draft.namespace)?,
            content,
        };
        Ok(Staged { row, text })
    }

    /// Puts the body and its own words away; says where they are.
    fn keep_body(&mut self, w: &mut Writer, draft: &Draft<'_>) -> Result<i64, VaultError> {
        let body = w
            .packer
            .add(&w.conn, &w.blobs, &draft.body, draft.own_words.trim())?;
        self.trail.kept(w, body)?;
        Ok(body)
    }

    fn add_new(
        &mut self,
        w: &mut Writer,
        draft: &Draft<'_>,
        words: &mut dyn FnMut() -> String,
        h: i64,
        content: i64,
        is_update: bool,
    ) -> Result<Added, VaultError> {
        let mut staged = self.row_of(w, draft, words, h, content)?;
        let fact = staged.row.fact();
        let target = if can_be_the_same(draft.kind, draft.value.is_some()) {
            self.find_same(w, &staged.row, fact)?
        } else {
            None
        };
        staged.row.body = self.keep_body(w, draft)?;
        self.known.insert(h.cast_unsigned());
        if let Some(target) = target {
            let shown = match target {
                Same::Stored(mut target) => {
                    let bits = target.bits | ALSO;
                    w.set_bits(&mut target, bits)?;
                    target.h
                }
                Same::Waiting(at) => self
                    .waiting
                    .mark_also(at)
                    .ok_or(VaultError::Database { code: -4 })?,
            };
            w.insert_also(&staged.row, shown)?;
            // It may become the shown one when the other source is taken back.
            self.touch(staged.row.k);
            if is_update {
                self.counts.updated += 1;
                return Ok(Added::Updated(EntryId(shown)));
            }
            self.counts.same_fact += 1;
            return Ok(Added::SameFact(EntryId(shown)));
        }
        self.known.insert(fact_key(fact));
        self.waiting.push(&staged.row, staged.text.as_deref())?;
        if is_update {
            self.counts.updated += 1;
        } else {
            self.counts.added += 1;
        }
        let rows = if self.known.stored() + self.counts.added < LARGE {
            RUN_ROWS
        } else {
            LONG_RUN_ROWS
        };
        if self.waiting.len() >= rows || self.waiting.bytes() >= RUN_BYTES {
            self.flush(w)?;
        }
        Ok(if is_update {
            Added::Updated(EntryId(h))
        } else {
            Added::Added(EntryId(h))
        })
    }

    /// The entry that another source already has for the same fact.
    fn find_same(
        &mut self,
        w: &mut Writer,
        row: &Stored,
        fact: u64,
    ) -> Result<Option<Same>, VaultError> {
        if !self.known.may_have(&w.conn, fact_key(fact))? {
            return Ok(None);
        }
        let stored = Self::same_stored(w, row)?;
        let below = stored.as_ref().map_or(i64::MAX, |s| s.k);
        Ok(match self.same_waiting(w, row, below)? {
            Some(at) => Some(Same::Waiting(at)),
            None => stored.map(Same::Stored),
        })
    }

    /// The first by date among those of this run, if it stands before `below`.
    fn same_waiting(&self, w: &Writer, row: &Stored, below: i64) -> Result<Option<At>, VaultError> {
        for (_, concept, at) in self.waiting.same_fact(row, below, CANDIDATES) {
            if same_concept(w, row.kind(), concept, row.concept)? {
                return Ok(Some(at));
            }
        }
        Ok(None)
    }

    /// The first by date among those in the database.
    fn same_stored(w: &mut Writer, row: &Stored) -> Result<Option<Stored>, VaultError> {
        let (sql, a, b) = if row.k < DATED {
            (
                format!(
                    "SELECT {COLUMNS} FROM item WHERE concept = ?1 AND k < ?2 ORDER BY k LIMIT ?3"
                ),
                row.concept,
                DATED,
            )
        } else {
            let from = (row.k >> SECOND) << SECOND;
            (
                format!("SELECT {COLUMNS} FROM item WHERE k >= ?1 AND k < ?2 ORDER BY k LIMIT ?3"),
                from,
                from + (1 << SECOND),
            )
        };
        // Most of what stands at the same second is something else: looked at where it lies.
        let mut candidates = Vec::new();
        let mut statement = cached(&w.conn, &sql)?;
        let mut rows = statement.query([a, b, CANDIDATES])?;
        while let Some(found) = rows.next()? {
            if row.may_be_said_by(found)? {
                candidates.push(Stored::read(found, 0)?);
            }
        }
        drop(rows);
        drop(statement);
        for mut other in candidates {
            if other.same_but_words(row)
                && is_other_source(&other, row)
                && same_concept(w, row.kind(), other.concept, row.concept)?
            {
                other.content = w.ident(other.h)?.map_or(0, |i| i.content);
                return Ok(Some(other));
            }
        }
        Ok(None)
    }

    fn update(
        &mut self,
        w: &mut Writer,
        draft: &Draft<'_>,
        words: &mut dyn FnMut() -> String,
        old: &Stored,
        ident: Ident,
        content: i64,
    ) -> Result<Added, VaultError> {
        if let Some(target) = ident.target {
            // The entry that showed it so far must be where it can be changed.
            self.write_ahead(w, target)?;
        }
        w.push_version(old, ident.target)?;
        self.trail.changed(old.h);
        if let Some(target) = ident.target {
            // It may say something else now: it is held against the record anew.
            w.remove_also(old)?;
            w.remove_ident(old.h)?;
            if w.also_of(target)?.is_empty()
                && let Some(mut shown) = w.item(target)?
            {
                let bits = shown.bits & !ALSO;
                w.set_bits(&mut shown, bits)?;
            }
            return self.add_new(w, draft, words, old.h, content, true);
        }
        w.remove_item(old)?;
        let mut new = self.row_of(w, draft, words, old.h, content)?;
        new.row.bits |= old.bits & (HIDDEN | ALSO);
        new.row.body = self.keep_body(w, draft)?;
        w.insert_item(&mut new.row)?;
        if let Some(text) = &new.text {
            w.insert_words(new.row.k, text)?;
        }
        self.touch(new.row.k);
        w.put_ident(
            old.h,
            Ident {
                k: new.row.k,
                content,
                target: None,
            },
        )?;
        self.known.insert(fact_key(new.row.fact()));
        self.counts.updated += 1;
        Ok(Added::Updated(EntryId(old.h)))
    }

    /// Keeps a state that the source itself says is older than the one that counts: a history lists
    /// the newest first.
    fn add_former(
        &mut self,
        w: &mut Writer,
        draft: &Draft<'_>,
        words: &mut dyn FnMut() -> String,
        h: i64,
        content: i64,
    ) -> Result<Added, VaultError> {
        let shown = EntryId(w.ident(h)?.and_then(|i| i.target).unwrap_or(h));
        let n = match chain::place_of_former(w, h, content, &draft.body)? {
            Former::There(owner) => {
                if owner != self.id {
                    self.trail.again_former(w, h, content)?;
                }
                self.counts.already_there += 1;
                return Ok(Added::AlreadyThere(shown));
            }
            Former::At(n) => n,
        };
        let mut former = self.row_of(w, draft, words, h, content)?;
        former.row.body = self.keep_body(w, draft)?;
        self.touch(former.row.k);
        chain::insert_former(w, &former.row, n)?;
        self.counts.updated += 1;
        Ok(Added::Updated(shown))
    }

    const fn touch(&mut self, k: i64) {
        if k < self.k_min {
            self.k_min = k;
        }
        if k > self.k_max {
            self.k_max = k;
        }
    }

    /// Writes one waiting row, because it is to be changed. The run goes on: many small runs would
    /// each be spread over the whole of the tables.
    fn write_ahead(&mut self, w: &mut Writer, h: i64) -> Result<(), VaultError> {
        let Some((mut row, text)) = self.waiting.take(h) else {
            return Ok(());
        };
        w.insert_item(&mut row)?;
        if let Some(text) = text {
            w.insert_words(row.k, &text)?;
        }
        w.insert_idents(std::iter::once((row.h, row.k, row.content)))?;
        self.touch(row.k);
        Ok(())
    }

    /// Inserts the run, sorted.
    fn flush(&mut self, w: &mut Writer) -> Result<(), VaultError> {
        self.waiting.close();
        w.insert_items(&mut self.waiting)?;
        let (mut first, mut last) = (i64::MAX, i64::MIN);
        for (k, text) in self.waiting.words() {
            (first, last) = (first.min(k), last.max(k));
            if let Some(text) = text {
                w.insert_words(k, text)?;
            }
        }
        if first <= last {
            self.touch(first);
            self.touch(last);
        }
        w.insert_idents(self.waiting.identities())
    }

    fn insert_import(&mut self, w: &mut Writer) -> Result<(), VaultError> {
        self.trail.store(w)?;
        let Self { start, counts, .. } = self;
        let n = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
        cached(
            &w.conn,
            "INSERT INTO import(id, kind, label, by, at, file_name, file_hash, added, updated, \
             already, same, body_from, body_to, k_min, k_max, undone, report)
             VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,NULL,?16)",
        )?
        .execute(params![
            self.id,
            origin_name(start.kind),
            start.label,
            start.by,
            start.now,
            start.file_name,
            start.file_hash,
            n(counts.added),
            n(counts.updated),
            n(counts.already_there),
            n(counts.same_fact),
            self.body_from,
            w.packer.next_row(),
            self.k_min,
            self.k_max,
            self.report
        ])?;
        w.digest.row(&w.conn, Table::Import, (self.id, 0), true)
    }
}

/// Two rows come from different sources: another numbering, or another import.
const fn is_other_source(a: &Stored, b: &Stored) -> bool {
    a.ns != b.ns || a.import != b.import
}

/// Two concepts mean the same: the very same one, a code in common, or no codes and one title.
fn same_concept(w: &Writer, kind: Kind, a: i64, b: i64) -> Result<bool, VaultError> {
    if a == b {
        return Ok(true);
    }
    let is_value = matches!(kind, Kind::Result | Kind::VitalSign);
    let (title_a, a) = w.title_and_codings(a)?;
    let (title_b, b) = w.title_and_codings(b)?;
    if a.is_empty() && b.is_empty() {
        return Ok(title_a == title_b && !title_a.is_empty());
    }
    let same_words = folded(&title_a) == folded(&title_b);
    Ok(a.iter().any(|x| {
        !x.system.is_empty()
            && !x.code.is_empty()
            && b.iter().any(|y| {
                // Of a measured value the code says what it is. A problem or a medicine may have a general code that it
                // shares with others: then the words say it, unless both sources call the code itself so.
                let named = |c: &kin_model::Coding, title: &str| {
                    c.display
                        .as_deref()
                        .is_some_and(|d| folded(d) == folded(title))
                };
                x.system == y.system
                    && x.code == y.code
                    && (is_value || same_words || (named(x, &title_a) && named(y, &title_b)))
            })
    }))
}

/// Words without case and outer space.
fn folded(text: &str) -> String {
    text.trim().to_lowercase()
}

/// Stores a file: small ones in the database, large ones as age files. True with its name when it was
/// there already.
pub(crate) fn add_attachment(
    w: &mut Writer,
    import: i64,
    name: &str,
    mime: &str,
    bytes: &[u8],
) -> Result<(AttachmentId, bool), VaultError> {
    if bytes.len() > LARGEST_ATTACHMENT {
        return Err(VaultError::TooLarge {
            what: "attachment",
            limit: LARGEST_ATTACHMENT as u64,
        });
    }
    let digest = sha256(bytes);
    let id = crate::intern::hash64(
        &w.intern.salt,
        b'a',
        &[name.as_bytes(), mime.as_bytes(), &digest],
    );
    let known: bool = cached(
        &w.conn,
        "SELECT EXISTS (SELECT 1 FROM attachment WHERE id = ?1)",
    )?
    .query_row([id], |r| r.get(0))?;
    if known {
        return Ok((AttachmentId(id), true));
    }
    let (data, blob) = if bytes.len() <= INLINE {
        (Some(bytes), None)
    } else {
        let mut input = bytes;
        let written = w.blobs.write(&mut input)?;
        let blob = crate::body::insert_blob(&w.conn, &written.file, bytes.len())?;
        (None, Some(blob))
    };
    cached(
        &w.conn,
        "INSERT INTO attachment(id, name, mime, sha256, bytes, import, data, blob)
         VALUES (?1,?2,?3,?4,?5,?6,?7,?8)",
    )?
    .execute(params![
        id,
        name,
        mime,
        crate::keyring::hex(&digest),
        i64::try_from(bytes.len()).unwrap_or(i64::MAX),
        import,
        data,
        blob
    ])?;
    w.digest.row(&w.conn, Table::Attachment, (id, 0), true)?;
    Ok((AttachmentId(id), false))
}

/// A file that is there already was given by hand as well: no import takes it away any more.
pub(crate) fn keep_attachment(w: &mut Writer, id: AttachmentId) -> Result<(), VaultError> {
    w.digest.row(&w.conn, Table::Attachment, (id.0, 0), false)?;
    cached(&w.conn, "UPDATE attachment SET import = 0 WHERE id = ?1")?.execute([id.0])?;
    w.digest.row(&w.conn, Table::Attachment, (id.0, 0), true)
}
