//! Reading: lists, single entries, originals.

use crate::blobs::Blobs;
use crate::body::BlockCache;
use crate::db::cached;
use crate::keyring::damaged;
use crate::row::{ALSO, DATED, SECOND, Stored};
use crate::sounds::Sounds;
use crate::vouch::Place;
use crate::writer::{also_of, ident};
use crate::{
    Attachment, AttachmentId, Counts, EntrySource, Filter, FullEntry, ImportInfo, Page, VaultError,
    VersionInfo,
};
use kin_model::{
    Coding, EntryId, EntryRow, ImportId, Kind, Origin, OriginKind, PartialDate, PersonDetails,
};
use rusqlite::{Connection, OptionalExtension as _};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// Strings and concepts that a reader keeps; above it the maps start anew.
const KEPT: usize = 20_000;
/// A concept as readers need it.
pub(crate) struct Concept {
    title: String,
    codings: Vec<Coding>,
}

/// A reading connection with its caches.
pub(crate) struct Reader {
    pub(crate) conn: Connection,
    pub(crate) blobs: Arc<Blobs>,
    pub(crate) blocks: BlockCache,
    // Hash maps, not B-trees: looked up several times for each row of a page.
    dims: HashMap<i64, Arc<str>>,
    concepts: HashMap<i64, Arc<Concept>>,
    /// Only where somebody searches by sound.
    pub(crate) sounds: Sounds,
    /// The erasures that its caches know of.
    erasures: u64,
}

impl Reader {
    pub(crate) fn new(conn: Connection, blobs: Arc<Blobs>) -> Self {
        Self {
            conn,
            blobs,
            blocks: BlockCache::default(),
            dims: HashMap::new(),
            concepts: HashMap::new(),
            sounds: Sounds::default(),
            erasures: 0,
        }
    }

    /// Forgets what it unpacked where something was erased since, also while nobody used it.
    pub(crate) fn forget_before(&mut self, erasures: u64) {
        if self.erasures == erasures {
            return;
        }
        self.erasures = erasures;
        self.blocks.clear();
        self.dims.clear();
        self.concepts.clear();
        self.sounds = Sounds::default();
    }

    /// Runs `f` on one unchanging state of the record.
    pub(crate) fn snapshot<T>(
        &mut self,
        f: impl FnOnce(&mut Self) -> Result<T, VaultError>,
    ) -> Result<T, VaultError> {
        // A cancelled search may have been cut off before its own end.
        if !self.conn.is_autocommit() {
            self.conn.execute_batch("ROLLBACK")?;
        }
        cached(&self.conn, "BEGIN")?.execute([])?;
        let outcome = f(self);
        if !self.conn.is_autocommit() && self.conn.execute_batch("COMMIT").is_err() {
            // Nothing was written: ending it at the next start is as good.
            drop(self.conn.execute_batch("ROLLBACK"));
        }
        outcome
    }

    fn dim(&mut self, id: i64) -> Result<String, VaultError> {
        if let Some(text) = self.dims.get(&id) {
            return Ok(text.as_ref().to_owned());
        }
        let text: String = cached(&self.conn, "SELECT text FROM dim WHERE id = ?1")?
            .query_row([id], |r| r.get(0))?;
        if self.dims.len() >= KEPT {
            self.dims.clear();
        }
        self.dims.insert(id, text.as_str().into());
        Ok(text)
    }

    fn concept(&mut self, id: i64) -> Result<Arc<Concept>, VaultError> {
        if let Some(concept) = self.concepts.get(&id) {
            return Ok(Arc::clone(concept));
        }
        let (title, codings): (String, String) = cached(
            &self.conn,
            "SELECT title, codings FROM concept WHERE id = ?1",
        )?
        .query_row([id], |r| Ok((r.get(0)?, r.get(1)?)))?;
        let codings = serde_json::from_str(&codings).map_err(|_| damaged("record"))?;
        let concept = Arc::new(Concept { title, codings });
        if self.concepts.len() >= KEPT {
            self.concepts.clear();
        }
        self.concepts.insert(id, Arc::clone(&concept));
        Ok(concept)
    }

    /// A stored row as lists show it.
    pub(crate) fn entry_row(&mut self, row: &Stored) -> Result<EntryRow, VaultError> {
        let concept = self.concept(row.concept)?;
        let mut imports = vec![ImportId(row.import)];
        if row.bits & ALSO != 0 {
            for other in also_of(&self.conn, row.h)? {
                if !imports.contains(&ImportId(other.import)) {
                    imports.push(ImportId(other.import));
                }
            }
        }
        let mut text = |id: Option<i64>| id.map(|id| self.dim(id)).transpose();
        Ok(EntryRow {
            id: EntryId(row.h),
            kind: row.kind(),
            title: concept.title.clone(),
            codings: concept.codings.clone(),
            date: row.date(),
            value: row.value().map(str::to_owned),
            absent: row.value.as_deref().and_then(kin_model::Absent::read),
            unit: text(row.unit)?,
            range: text(row.range)?,
            status: text(row.status)?,
            status_class: row.status_class(),
            abnormal: row.abnormal(),
            who: text(row.who)?,
            hidden: row.is_hidden(),
            imports,
            cursor: row.k,
        })
    }

    /// The row at a place of the timeline.
    pub(crate) fn at(&self, k: i64) -> Result<Option<Stored>, VaultError> {
        Ok(cached(
            &self.conn,
            "SELECT k, h, kind, concept, body, import, shape, bits, value, unit, range, status, \
             who, ns FROM item WHERE k = ?1",
        )?
        .query_row([k], |r| Stored::read(r, 0))
        .optional()?)
    }

    /// The shown row behind a name, also for the name of another source.
    pub(crate) fn shown(&self, id: EntryId) -> Result<Stored, VaultError> {
        let mut found = ident(&self.conn, id.0)?.ok_or(VaultError::NoSuchEntry)?;
        let mut h = id.0;
        if let Some(target) = found.target {
            h = target;
            found = ident(&self.conn, target)?.ok_or_else(|| damaged("record"))?;
        }
        self.at(found.k)?
            .filter(|row| row.h == h)
            .ok_or_else(|| damaged("record"))
    }

    /// The text of an original.
    pub(crate) fn body(&mut self, body: i64) -> Result<Vec<u8>, VaultError> {
        self.blocks
            .with(&self.conn, &self.blobs, body, |bytes, _| bytes.to_vec())
    }

    /// The own words of an entry.
    pub(crate) fn own_words(&mut self, body: i64) -> Result<String, VaultError> {
        self.blocks
            .with(&self.conn, &self.blobs, body, |_, own| own.to_owned())
    }

    pub(crate) fn entry(&mut self, id: EntryId) -> Result<FullEntry, VaultError> {
        let row = self.shown(id)?;
        let body = self.body(row.body)?;
        let mut sources = vec![EntrySource {
            origin: self.origin(row.import)?,
            other: None,
        }];
        for other in also_of(&self.conn, row.h)? {
            sources.push(EntrySource {
                origin: self.origin(other.import)?,
                other: Some(EntryId(other.h)),
            });
        }
        let mut versions = Vec::new();
        let mut statement = cached(
            &self.conn,
            "SELECT v.n, v.import, i.at FROM version v JOIN import i ON i.id = v.import
             WHERE v.h = ?1 ORDER BY v.n DESC",
        )?;
        let mut rows = statement.query([row.h])?;
        while let Some(r) = rows.next()? {
            versions.push(VersionInfo {
                n: r.get(0)?,
                import: ImportId(r.get(1)?),
                at: r.get(2)?,
            });
        }
        drop(rows);
        drop(statement);
        Ok(FullEntry {
            namespace: self.dim(row.ns)?,
            row: self.entry_row(&row)?,
            body,
            sources,
            versions,
        })
    }

    pub(crate) fn body_of_version(&mut self, id: EntryId, n: u32) -> Result<Vec<u8>, VaultError> {
        let row = self.shown(id)?;
        let body: Option<i64> = cached(
            &self.conn,
            "SELECT body FROM version WHERE h = ?1 AND n = ?2",
        )?
        .query_row([row.h, i64::from(n)], |r| r.get(0))
        .optional()?;
        self.body(body.ok_or(VaultError::NoSuchEntry)?)
    }

    /// See [`crate::Record::place`].
    pub(crate) fn place(
        &self,
        id: EntryId,
        version: Option<u32>,
    ) -> Result<Option<Place>, VaultError> {
        let row = self.shown(id)?;
        let (import, body) = match version {
            None => (row.import, row.body),
            Some(n) => cached(
                &self.conn,
                "SELECT import, body FROM version WHERE h = ?1 AND n = ?2",
            )?
            .query_row([row.h, i64::from(n)], |r| Ok((r.get(0)?, r.get(1)?)))
            .optional()?
            .ok_or(VaultError::NoSuchEntry)?,
        };
        crate::vouch::place(&self.conn, import, body)
    }

    pub(crate) fn body_of_source(&mut self, other: EntryId) -> Result<Vec<u8>, VaultError> {
        let body: Option<i64> = cached(&self.conn, "SELECT body FROM also WHERE h2 = ?1")?
            .query_row([other.0], |r| r.get(0))
            .optional()?;
        self.body(body.ok_or(VaultError::NoSuchEntry)?)
    }

    pub(crate) fn find_by_reference(
        &self,
        namespace: &str,
        resource_type: &str,
        id: &str,
    ) -> Result<Option<EntryId>, VaultError> {
        let h = crate::intern::identity_hash(namespace, resource_type, id, 0);
        Ok(ident(&self.conn, h)?.map(|i| EntryId(i.target.unwrap_or(h))))
    }

    fn origin(&self, import: i64) -> Result<Origin, VaultError> {
        Ok(cached(
            &self.conn,
            "SELECT id, kind, label, at, by FROM import WHERE id = ?1",
        )?
        .query_row([import], read_origin)?)
    }

    pub(crate) fn details(&self) -> Result<PersonDetails, VaultError> {
        let text: String = cached(&self.conn, "SELECT details FROM person WHERE id = 1")?
            .query_row([], |r| r.get(0))?;
        serde_json::from_str(&text).map_err(|_| damaged("record"))
    }

    pub(crate) fn settings(&self, prefix: &str) -> Result<Vec<(String, String)>, VaultError> {
        let mut statement = cached(
            &self.conn,
            "SELECT key, value FROM setting WHERE substr(key, 1, ?2) = ?1 ORDER BY key",
        )?;
        let length = i64::try_from(prefix.chars().count()).unwrap_or(i64::MAX);
        let rows = statement.query_map(rusqlite::params![prefix, length], |r| {
            Ok((r.get(0)?, r.get(1)?))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub(crate) fn setting(&self, key: &str) -> Result<Option<String>, VaultError> {
        Ok(
            cached(&self.conn, "SELECT value FROM setting WHERE key = ?1")?
                .query_row([key], |r| r.get(0))
                .optional()?,
        )
    }

    pub(crate) fn years(&self) -> Result<Vec<(u16, u64)>, VaultError> {
        let mut years: Vec<(u16, u64)> = Vec::new();
        let mut statement = cached(
            &self.conn,
            "SELECT year, kind, n FROM tally WHERE year > 0 ORDER BY year DESC",
        )?;
        let mut rows = statement.query([])?;
        while let Some(r) = rows.next()? {
            let (year, kind, n): (u16, u8, i64) = (r.get(0)?, r.get(1)?, r.get(2)?);
            if !Kind::from_code(kind).unwrap_or(Kind::Other).in_timeline() {
                continue;
            }
            let n = u64::try_from(n).unwrap_or(0);
            match years.last_mut() {
                Some((last, sum)) if *last == year => *sum += n,
                _ => years.push((year, n)),
            }
        }
        Ok(years)
    }

    pub(crate) fn counts_by_kind(&self) -> Result<Vec<(Kind, u64)>, VaultError> {
        let mut sums: BTreeMap<Kind, u64> = BTreeMap::new();
        let mut statement = cached(&self.conn, "SELECT kind, n FROM tally")?;
        let rows = statement.query_map([], |r| Ok((r.get::<_, u8>(0)?, r.get::<_, i64>(1)?)))?;
        for row in rows {
            let (kind, n) = row?;
            if let (Some(kind), Ok(n)) = (Kind::from_code(kind), u64::try_from(n))
                && n > 0
            {
                *sums.entry(kind).or_insert(0) += n;
            }
        }
        Ok(sums.into_iter().collect())
    }

    /// See [`crate::Record::import_times`].
    pub(crate) fn import_times(&self) -> Result<Vec<(ImportId, String)>, VaultError> {
        let mut statement = cached(&self.conn, "SELECT id, at FROM import ORDER BY id")?;
        let mut rows = statement.query([])?;
        let mut out = Vec::new();
        while let Some(r) = rows.next()? {
            out.push((ImportId(r.get(0)?), r.get(1)?));
        }
        Ok(out)
    }

    pub(crate) fn imports(&self) -> Result<Vec<ImportInfo>, VaultError> {
        let mut statement = cached(
            &self.conn,
            "SELECT id, kind, label, at, by, file_name, file_hash, added, updated, already, same, \
             undone, report FROM import ORDER BY id DESC",
        )?;
        let mut rows = statement.query([])?;
        let mut out: Vec<ImportInfo> = Vec::new();
        while let Some(r) = rows.next()? {
            let n = |i| -> rusqlite::Result<u64> {
                Ok(u64::try_from(r.get::<_, i64>(i)?).unwrap_or(0))
            };
            let undone: Option<String> = r.get(11)?;
            let origin = read_origin(r)?;
            let counts = Counts {
                added: n(7)?,
                updated: n(8)?,
                already_there: n(9)?,
                same_fact: n(10)?,
            };
            let file_name: String = r.get(5)?;
            // What was taken over from a paper is an act of its own, though a hand did it.
            let hand = origin.kind == OriginKind::Hand && file_name.is_empty();
            // What one keyholder typed is one line of the list: the newest entry stands for all.
            if hand
                && let Some(first) = out.iter_mut().find(|i| {
                    i.origin.kind == OriginKind::Hand
                        && i.file_name.is_empty()
                        && i.origin.by == origin.by
                })
            {
                first.counts.added += counts.added;
                first.counts.updated += counts.updated;
                first.counts.already_there += counts.already_there;
                first.counts.same_fact += counts.same_fact;
                continue;
            }
            out.push(ImportInfo {
                can_undo: undone.is_none() && !hand,
                origin,
                file_name,
                file_hash: r.get(6)?,
                counts,
                report: r.get(12)?,
                undone,
            });
        }
        Ok(out)
    }

    /// Where everything came from, each act of typing by itself.
    pub(crate) fn origins(&self) -> Result<Vec<Origin>, VaultError> {
        let mut statement = cached(
            &self.conn,
            "SELECT id, kind, label, at, by FROM import ORDER BY id DESC",
        )?;
        let mut rows = statement.query([])?;
        let mut out = Vec::new();
        while let Some(r) = rows.next()? {
            out.push(read_origin(r)?);
        }
        Ok(out)
    }

    pub(crate) fn attachment(&self, id: AttachmentId) -> Result<Attachment, VaultError> {
        let found = cached(
            &self.conn,
            "SELECT name, mime, sha256, data, blob FROM attachment WHERE id = ?1",
        )?
        .query_row([id.0], |r| {
            Ok((
                r.get::<_, String>(0)?,
                r.get::<_, String>(1)?,
                r.get::<_, String>(2)?,
                r.get::<_, Option<Vec<u8>>>(3)?,
                r.get::<_, Option<i64>>(4)?,
            ))
        })
        .optional()?;
        let (name, mime, sha256, data, blob) = found.ok_or(VaultError::NoSuchAttachment)?;
        let bytes = match (data, blob) {
            (Some(data), _) => data,
            (None, Some(blob)) => self
                .blobs
                .read(&crate::body::blob_file(&self.conn, blob)?)?,
            (None, None) => return Err(damaged("attachment")),
        };
        if crate::keyring::hex(&kin_crypto::safe::sha256(&bytes)) != sha256 {
            return Err(damaged("attachment"));
        }
        Ok(Attachment {
            name,
            mime,
            sha256,
            bytes,
        })
    }

    pub(crate) fn rows_with_bodies(
        &mut self,
        kinds: &[Kind],
        limit: usize,
        each: &mut dyn FnMut(EntryRow, &[u8]),
    ) -> Result<(), VaultError> {
        let filter = Filter {
            kinds: kinds.to_vec(),
            ..Filter::default()
        };
        let found = crate::list::page(self, &filter, None, limit, &|| false)?;
        for row in &found.rows {
            let entry = self.entry_row(row)?;
            let body = self.body(row.body)?;
            each(entry, &body);
        }
        Ok(())
    }

    /// Imports that a filter means: what one keyholder typed goes together.
    pub(crate) fn imports_of(&self, wanted: &[ImportId]) -> Result<BTreeSet<i64>, VaultError> {
        let mut out = BTreeSet::new();
        for id in wanted {
            let mut statement = cached(
                &self.conn,
                "SELECT b.id FROM import a JOIN import b ON b.id = a.id
                    OR (a.kind = 'hand' AND b.kind = 'hand' AND b.by = a.by)
                 WHERE a.id = ?1",
            )?;
            let found = statement.query_map([id.0], |r| r.get::<_, i64>(0))?;
            for id in found {
                out.insert(id?);
            }
        }
        Ok(out)
    }

    /// First and one-past-last place of a filter's imports and year in the timeline.
    pub(crate) fn bounds(
        &self,
        filter: &Filter,
        imports: &BTreeSet<i64>,
    ) -> Result<(i64, i64), VaultError> {
        let (mut from, mut to) = (0_i64, i64::MAX);
        if !imports.is_empty() {
            let (mut low, mut high) = (i64::MAX, 0_i64);
            for id in imports {
                let range: Option<(i64, i64)> =
                    cached(&self.conn, "SELECT k_min, k_max FROM import WHERE id = ?1")?
                        .query_row([*id], |r| Ok((r.get(0)?, r.get(1)?)))
                        .optional()?;
                if let Some((a, b)) = range
                    && a <= b
                {
                    low = low.min(a);
                    high = high.max(b);
                }
            }
            if low <= high {
                let (a, b) = crate::row::widened(low, high);
                (from, to) = (a, b.saturating_add(1));
            } else {
                (from, to) = (0, 0);
            }
        }
        if let Some(year) = filter.year {
            let start = PartialDate::year(year).map_or(0, |d| d.sort_seconds());
            let end = start + 367 * 86_400;
            // An instant belongs to the year on its own clock: 14 hours around may count.
            let day = 14 * 3600;
            from = from.max(((start - day).max(0) << SECOND).max(DATED));
            to = to.min((end + day) << SECOND);
        }
        Ok((from, to))
    }
}

/// The record's salt for hashes.
pub(crate) fn salt(conn: &Connection) -> Result<[u8; 32], VaultError> {
    Ok(cached(conn, "SELECT value FROM meta WHERE key = 'salt'")?.query_row([], |r| r.get(0))?)
}

fn read_origin(r: &rusqlite::Row<'_>) -> rusqlite::Result<Origin> {
    let kind: String = r.get(1)?;
    Ok(Origin {
        import: ImportId(r.get(0)?),
        kind: match kind.as_str() {
            "hand" => OriginKind::Hand,
            "sample" => OriginKind::Sample,
            "portal" => OriginKind::Portal,
            "code" => OriginKind::Code,
            "device" => OriginKind::Device,
            _ => OriginKind::File,
        },
        label: r.get(2)?,
        at: r.get(3)?,
        by: r.get(4)?,
    })
}

/// A page of rows as lists show them.
pub(crate) fn shown_page(
    reader: &mut Reader,
    page: Page<Stored>,
) -> Result<Page<EntryRow>, VaultError> {
    let rows = page
        .rows
        .iter()
        .map(|row| reader.entry_row(row))
        .collect::<Result<_, _>>()?;
    Ok(Page {
        rows,
        next: page.next,
    })
}
