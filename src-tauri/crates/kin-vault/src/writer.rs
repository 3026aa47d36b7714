//! The one connection that writes, and the row operations that keep tables, search index, counts
//! and digest in step. Everything here happens inside a transaction that the caller began.

use crate::VaultError;
use crate::blobs::Blobs;
use crate::body::{BlockCache, Packer};
use crate::db::cached;
use crate::digest::{Digest, Table};
use crate::history::{self, Change};
use crate::intern::Intern;
use crate::keyring::damaged;
use crate::row::{HIDDEN, OWN, Stored, next_k};
use crate::waiting::Waiting;
use crate::words::search_text;
use kin_model::PartialDate;
use rusqlite::{CachedStatement, Connection, OptionalExtension as _, params};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Where an identity leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ident {
    pub(crate) k: i64,
    pub(crate) content: i64,
    /// For the same fact from another source: the identity of the entry that is shown.
    pub(crate) target: Option<i64>,
}

/// The writing connection with its maps.
pub(crate) struct Writer {
    pub(crate) conn: Connection,
    pub(crate) blobs: Arc<Blobs>,
    pub(crate) intern: Intern,
    pub(crate) digest: Digest,
    pub(crate) packer: Packer,
    pub(crate) blocks: BlockCache,
    tally: BTreeMap<(u16, i64), i64>,
    /// Files to remove once the transaction is durable.
    gone: Vec<String>,
    open: bool,
}

const ITEM_INSERT: &str = "INSERT OR IGNORE INTO item(k, h, kind, concept, body, import, shape, \
     bits, value, unit, range, status, who, ns) VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14)";
const ITEM_AT: &str = "SELECT k, h, kind, concept, body, import, shape, bits, value, unit, range, \
     status, who, ns FROM item WHERE k = ?1";
const ALSO_OF: &str = "SELECT k, h2, kind, concept, body, import, shape, bits, value, unit, range, \
     status, who, ns, content FROM also WHERE h = ?1 ORDER BY import, h2";
const ALSO_AT: &str = "SELECT k, h2, kind, concept, body, import, shape, bits, value, unit, range, \
     status, who, ns, content, h FROM also WHERE h2 = ?1";
const VERSION_LAST: &str = "SELECT k, h, kind, concept, body, import, shape, bits, value, unit, \
     range, status, who, ns, content, target, n FROM version WHERE h = ?1 ORDER BY n DESC LIMIT 1";

impl Writer {
    pub(crate) fn new(
        conn: Connection,
        blobs: Arc<Blobs>,
        digest_key: &[u8; 32],
    ) -> Result<Self, VaultError> {
        let salt: [u8; 32] = cached(&conn, "SELECT value FROM meta WHERE key = 'salt'")?
            .query_row([], |r| r.get(0))
            .optional()?
            .unwrap_or([0; 32]);
        let mut digest = Digest::new(digest_key);
        digest.load(&conn)?;
        Ok(Self {
            conn,
            blobs,
            intern: Intern::new(salt),
            digest,
            packer: Packer::new()?,
            blocks: BlockCache::default(),
            tally: BTreeMap::new(),
            gone: Vec::new(),
            open: false,
        })
    }

    pub(crate) fn begin(&mut self) -> Result<(), VaultError> {
        self.conn.execute_batch("BEGIN IMMEDIATE")?;
        self.open = true;
        self.packer.begin(&self.conn)?;
        Ok(())
    }

    /// Adds the line of history and makes everything durable.
    pub(crate) fn commit(
        &mut self,
        at: &str,
        actor: &str,
        op: &str,
        entity: &str,
    ) -> Result<Change, VaultError> {
        let done = self.try_commit(at, actor, op, entity);
        kin_memory::wipe_stack();
        match done {
            Ok(change) => {
                self.open = false;
                self.blobs.keep_written();
                self.blocks.clear();
                for file in std::mem::take(&mut self.gone) {
                    // A file that stays behind is encrypted and removed at a later unlock.
                    if self.blobs.remove(&file).is_err() {
                        break;
                    }
                }
                Ok(change)
            }
            Err(error) => {
                self.rollback();
                Err(error)
            }
        }
    }

    fn try_commit(
        &mut self,
        at: &str,
        actor: &str,
        op: &str,
        entity: &str,
    ) -> Result<Change, VaultError> {
        self.packer.flush(&self.conn)?;
        self.intern.store(&self.conn, &mut self.digest)?;
        self.store_tally()?;
        self.digest.store(&self.conn)?;
        let change = history::append(&self.conn, at, actor, op, entity, self.digest.total())?;
        self.conn.execute_batch("COMMIT")?;
        Ok(change)
    }

    /// Leaves the record as it was before [`Self::begin`].
    pub(crate) fn rollback(&mut self) {
        if !self.open {
            return;
        }
        self.open = false;
        // SQLite may have rolled back by itself (disk full): then this says so, and all is well.
        if self.conn.execute_batch("ROLLBACK").is_err() && !self.conn.is_autocommit() {
            self.conn.flush_prepared_statement_cache();
        }
        kin_memory::wipe_stack();
        self.intern.clear();
        self.tally.clear();
        self.gone.clear();
        self.blocks.clear();
        self.blobs.remove_written();
        if self.digest.load(&self.conn).is_err() {
            // The next change would be refused by the check: better than a wrong digest.
            self.digest = Digest::new(&[0; 32]);
        }
    }

    /// Moves the write-ahead log into the database and empties it; readers may prevent that.
    pub(crate) fn checkpoint(&self) -> Result<(), VaultError> {
        self.conn
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        Ok(())
    }

    pub(crate) fn remove_file_later(&mut self, file: Option<String>) {
        self.gone.extend(file);
    }

    /// The number of a string, if there is one.
    pub(crate) fn dim(&mut self, text: Option<&str>) -> Result<Option<i64>, VaultError> {
        text.filter(|t| !t.is_empty())
            .map(|t| self.intern.dim(&self.conn, &mut self.digest, t))
            .transpose()
    }

    // --- identities -----------------------------------------------------------------------------

    pub(crate) fn ident(&self, h: i64) -> Result<Option<Ident>, VaultError> {
        ident(&self.conn, h)
    }

    pub(crate) fn put_ident(&self, h: i64, ident: Ident) -> Result<(), VaultError> {
        cached(
            &self.conn,
            "INSERT INTO ident(h, k, content, target) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT(h) DO UPDATE SET k = excluded.k, content = excluded.content,
             target = excluded.target",
        )?
        .execute(params![h, ident.k, ident.content, ident.target])?;
        Ok(())
    }

    pub(crate) fn remove_ident(&self, h: i64) -> Result<(), VaultError> {
        cached(&self.conn, "DELETE FROM ident WHERE h = ?1")?.execute([h])?;
        Ok(())
    }

    // --- items ----------------------------------------------------------------------------------

    /// The shown row of an identity that is not [`Ident::target`]ed elsewhere.
    pub(crate) fn item(&self, h: i64) -> Result<Option<Stored>, VaultError> {
        let Some(ident) = self.ident(h)? else {
            return Ok(None);
        };
        let row = cached(&self.conn, ITEM_AT)?
            .query_row([ident.k], |r| Stored::read(r, 0))
            .optional()?;
        Ok(row.filter(|r| r.h == h).map(|mut r| {
            r.content = ident.content;
            r
        }))
    }

    /// Inserts a row; its `k` moves on when it is taken.
    pub(crate) fn insert_item(&mut self, row: &mut Stored) -> Result<(), VaultError> {
        insert_row(&mut cached(&self.conn, ITEM_INSERT)?, row)?;
        self.digest.entry(row, true);
        count(&mut self.tally, row, 1);
        self.intern.uses(row, 1);
        Ok(())
    }

    /// Inserts the rows of a run, best in the order of their `k`.
    pub(crate) fn insert_items(&mut self, rows: &mut Waiting) -> Result<(), VaultError> {
        // Looked up once: for a run of a hundred thousand rows even that would count.
        let mut statement = cached(&self.conn, ITEM_INSERT)?;
        rows.each_row(|row| {
            insert_row(&mut statement, row)?;
            self.digest.entry(row, true);
            count(&mut self.tally, row, 1);
            self.intern.uses(row, 1);
            Ok(())
        })
    }

    /// Inserts identities (identity, date, content) of new rows, best in their own order.
    pub(crate) fn insert_idents(
        &self,
        rows: impl Iterator<Item = (i64, i64, i64)>,
    ) -> Result<(), VaultError> {
        let mut statement = cached(
            &self.conn,
            "INSERT INTO ident(h, k, content, target) VALUES (?1, ?2, ?3, NULL)",
        )?;
        for (h, k, content) in rows {
            statement.execute([h, k, content])?;
        }
        Ok(())
    }

    /// Removes a row with its words; its identity is the caller's business.
    pub(crate) fn remove_item(&mut self, row: &Stored) -> Result<(), VaultError> {
        cached(&self.conn, "DELETE FROM item WHERE k = ?1")?.execute([row.k])?;
        if row.bits & OWN != 0 {
            cached(&self.conn, "DELETE FROM own_fts WHERE rowid = ?1")?.execute([row.k])?;
        }
        self.digest.entry(row, false);
        count(&mut self.tally, row, -1);
        self.intern.uses(row, -1);
        Ok(())
    }

    /// Sets or clears flags of a row.
    pub(crate) fn set_bits(&mut self, row: &mut Stored, bits: i64) -> Result<(), VaultError> {
        if row.bits == bits {
            return Ok(());
        }
        self.digest.entry(row, false);
        count(&mut self.tally, row, -1);
        row.bits = bits;
        cached(&self.conn, "UPDATE item SET bits = ?2 WHERE k = ?1")?.execute([row.k, bits])?;
        self.digest.entry(row, true);
        count(&mut self.tally, row, 1);
        Ok(())
    }

    /// Puts a row's own words, with its concept's, into the index.
    pub(crate) fn insert_words(&self, k: i64, text: &str) -> Result<(), VaultError> {
        cached(&self.conn, "INSERT INTO own_fts(rowid, t) VALUES (?1, ?2)")?
            .execute(params![k, text])?;
        Ok(())
    }

    /// The text an entry is found by: its concept's words and its own, so that all words of a query
    /// are found in one row.
    pub(crate) fn index_text(&mut self, concept: i64, own: &str) -> Result<String, VaultError> {
        let words = self.intern.words(&self.conn, concept)?;
        Ok(search_text(&format!("{words}\n{own}")))
    }

    /// Puts back a row that was taken out: item, words and identity.
    pub(crate) fn bring_back(&mut self, mut row: Stored) -> Result<Stored, VaultError> {
        self.insert_item(&mut row)?;
        if row.bits & OWN != 0 {
            let own = self
                .blocks
                .with(&self.conn, &self.blobs, row.body, |_, own| own.to_owned())?;
            let text = self.index_text(row.concept, &own)?;
            self.insert_words(row.k, &text)?;
        }
        self.put_ident(
            row.h,
            Ident {
                k: row.k,
                content: row.content,
                target: None,
            },
        )?;
        Ok(row)
    }

    fn store_tally(&mut self) -> Result<(), VaultError> {
        for ((year, kind), by) in std::mem::take(&mut self.tally) {
            if by == 0 {
                continue;
            }
            cached(
                &self.conn,
                "INSERT INTO tally(year, kind, n) VALUES (?1, ?2, ?3)
                 ON CONFLICT(year, kind) DO UPDATE SET n = n + excluded.n",
            )?
            .execute(params![year, kind, by])?;
            cached(
                &self.conn,
                "DELETE FROM tally WHERE year = ?1 AND kind = ?2 AND n <= 0",
            )?
            .execute(params![year, kind])?;
        }
        Ok(())
    }

    // --- the same fact from other sources ---------------------------------------------------------

    /// Adds another source (`row.h` is its own identity) to the entry `target`.
    pub(crate) fn insert_also(&mut self, row: &Stored, target: i64) -> Result<(), VaultError> {
        cached(
            &self.conn,
            "INSERT INTO also(h2, h, k, kind, concept, body, import, shape, bits, value, unit, \
             range, status, who, ns, content)
             VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16)",
        )?
        .execute(params![
            row.h,
            target,
            row.k,
            row.kind,
            row.concept,
            row.body,
            row.import,
            row.shape,
            row.bits,
            row.value,
            row.unit,
            row.range,
            row.status,
            row.who,
            row.ns,
            row.content
        ])?;
        self.digest.row(&self.conn, Table::Also, (row.h, 0), true)?;
        self.intern.uses(row, 1);
        self.put_ident(
            row.h,
            Ident {
                k: 0,
                content: row.content,
                target: Some(target),
            },
        )
    }

    /// Removes another source; its identity is the caller's business.
    pub(crate) fn remove_also(&mut self, row: &Stored) -> Result<(), VaultError> {
        self.digest
            .row(&self.conn, Table::Also, (row.h, 0), false)?;
        cached(&self.conn, "DELETE FROM also WHERE h2 = ?1")?.execute([row.h])?;
        self.intern.uses(row, -1);
        Ok(())
    }

    /// Another source and the entry it belongs to.
    pub(crate) fn also(&self, h2: i64) -> Result<Option<(Stored, i64)>, VaultError> {
        Ok(cached(&self.conn, ALSO_AT)?
            .query_row([h2], |r| {
                let mut row = Stored::read(r, 0)?;
                row.content = r.get(14)?;
                Ok((row, r.get(15)?))
            })
            .optional()?)
    }

    /// The other sources of an entry, oldest first.
    pub(crate) fn also_of(&self, h: i64) -> Result<Vec<Stored>, VaultError> {
        also_of(&self.conn, h)
    }

    // --- former versions --------------------------------------------------------------------------

    /// Keeps a row as a former version; `target` when it was another source of that entry.
    pub(crate) fn push_version(
        &mut self,
        row: &Stored,
        target: Option<i64>,
    ) -> Result<(), VaultError> {
        let n: i64 = cached(
            &self.conn,
            "SELECT n FROM version WHERE h = ?1 ORDER BY n DESC LIMIT 1",
        )?
        .query_row([row.h], |r| r.get(0))
        .optional()?
        .unwrap_or(0)
            + 1;
        cached(
            &self.conn,
            "INSERT INTO version(h, n, k, kind, concept, body, import, shape, bits, value, unit, \
             range, status, who, ns, content, target)
             VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17)",
        )?
        .execute(params![
            row.h,
            n,
            row.k,
            row.kind,
            row.concept,
            row.body,
            row.import,
            row.shape,
            row.bits,
            row.value,
            row.unit,
            row.range,
            row.status,
            row.who,
            row.ns,
            row.content,
            target
        ])?;
        self.digest
            .row(&self.conn, Table::Version, (row.h, n), true)?;
        self.intern.uses(row, 1);
        Ok(())
    }

    /// The newest former version: row, target, number.
    pub(crate) fn last_version(
        &self,
        h: i64,
    ) -> Result<Option<(Stored, Option<i64>, i64)>, VaultError> {
        Ok(cached(&self.conn, VERSION_LAST)?
            .query_row([h], |r| {
                let mut row = Stored::read(r, 0)?;
                row.content = r.get(14)?;
                Ok((row, r.get(15)?, r.get(16)?))
            })
            .optional()?)
    }

    /// Forgets a former version.
    pub(crate) fn remove_version(&mut self, row: &Stored, n: i64) -> Result<(), VaultError> {
        self.digest
            .row(&self.conn, Table::Version, (row.h, n), false)?;
        cached(&self.conn, "DELETE FROM version WHERE h = ?1 AND n = ?2")?.execute([row.h, n])?;
        self.intern.uses(row, -1);
        Ok(())
    }

    /// True when a stored original has the type and id of `new`: two identities may share their 64
    /// bits, and then the second must not pass for a new version of the first.
    pub(crate) fn is_same_identity(&mut self, body: i64, new: &[u8]) -> Result<bool, VaultError> {
        self.packer.flush(&self.conn)?;
        let Some(new) = head_of(new) else {
            return Ok(true);
        };
        self.blocks.with(&self.conn, &self.blobs, body, |bytes, _| {
            head_of(bytes).is_none_or(|old| old == new)
        })
    }

    /// True when both say when they were last changed, or which version they are, and `new` did so before the stored one.
    pub(crate) fn is_older(&mut self, new: &[u8], body: i64) -> Result<bool, VaultError> {
        let new = Changed::of(new);
        if new == Changed::default() {
            return Ok(false);
        }
        self.packer.flush(&self.conn)?;
        self.blocks.with(&self.conn, &self.blobs, body, |bytes, _| {
            new.is_before(&Changed::of(bytes))
        })
    }

    pub(crate) fn title_and_codings(
        &self,
        concept: i64,
    ) -> Result<(String, Vec<kin_model::Coding>), VaultError> {
        let (title, codings): (String, String) = cached(
            &self.conn,
            "SELECT title, codings FROM concept WHERE id = ?1",
        )?
        .query_row([concept], |r| Ok((r.get(0)?, r.get(1)?)))?;
        let codings = serde_json::from_str(&codings).map_err(|_| damaged("record"))?;
        Ok((title, codings))
    }
}

/// Inserts a row where its `k` is free, or at the next free one.
fn insert_row(statement: &mut CachedStatement<'_>, row: &mut Stored) -> Result<(), VaultError> {
    let mut tries = 0_u32;
    while statement.execute(params![
        row.k,
        row.h,
        row.kind,
        row.concept,
        row.body,
        row.import,
        row.shape,
        row.bits,
        row.value,
        row.unit,
        row.range,
        row.status,
        row.who,
        row.ns
    ])? == 0
    {
        row.k = next_k(row.k);
        tries += 1;
        if tries > 1 << 20 {
            return Err(VaultError::TooLarge {
                what: "entries of one second",
                limit: 1 << 20,
            });
        }
    }
    Ok(())
}

/// Counts a row that is shown.
fn count(tally: &mut BTreeMap<(u16, i64), i64>, row: &Stored, by: i64) {
    if row.bits & HIDDEN == 0 {
        *tally.entry((row.year(), row.kind)).or_insert(0) += by;
    }
}

/// The head of a resource.
#[derive(PartialEq, serde::Deserialize)]
struct Head<'a> {
    #[serde(borrow, rename = "resourceType")]
    resource_type: Option<std::borrow::Cow<'a, str>>,
    #[serde(borrow)]
    id: Option<std::borrow::Cow<'a, str>>,
}

/// What a resource says of its own state: when its source last changed it, and its number.
#[derive(Debug, Default, PartialEq, Eq)]
struct Changed {
    at: Option<PartialDate>,
    /// The number of the version, where it is one: servers count them up.
    version: Option<u64>,
}

impl Changed {
    fn of(bytes: &[u8]) -> Self {
        #[derive(Default, serde::Deserialize)]
        struct Meta {
            #[serde(rename = "lastUpdated", default)]
            last_updated: Option<String>,
            #[serde(rename = "versionId", default)]
            version: Option<serde_json::Value>,
        }
        #[derive(Default, serde::Deserialize)]
        struct Whole {
            #[serde(default)]
            meta: Option<Meta>,
        }
        let whole: Whole = serde_json::from_slice(bytes).unwrap_or_default();
        let meta = whole.meta.unwrap_or_default();
        Self {
            at: meta.last_updated.and_then(|t| t.parse().ok()),
            version: meta.version.and_then(|n| match n {
                serde_json::Value::String(text) => text.parse().ok(),
                other => other.as_u64(),
            }),
        }
    }

    /// True when this state was before the other, as far as both say so: by time, else by number.
    fn is_before(&self, other: &Self) -> bool {
        if let (Some(this), Some(other)) = (&self.at, &other.at)
            && this.sort_seconds() != other.sort_seconds()
        {
            return this.sort_seconds() < other.sort_seconds();
        }
        matches!((self.version, other.version), (Some(this), Some(other)) if this < other)
    }
}

fn head_of(bytes: &[u8]) -> Option<Head<'_>> {
    serde_json::from_slice(bytes).ok()
}

/// Where an identity leads.
pub(crate) fn ident(conn: &Connection, h: i64) -> Result<Option<Ident>, VaultError> {
    Ok(
        cached(conn, "SELECT k, content, target FROM ident WHERE h = ?1")?
            .query_row([h], |r| {
                Ok(Ident {
                    k: r.get(0)?,
                    content: r.get(1)?,
                    target: r.get(2)?,
                })
            })
            .optional()?,
    )
}

/// The other sources of an entry, oldest first.
pub(crate) fn also_of(conn: &Connection, h: i64) -> Result<Vec<Stored>, VaultError> {
    let mut statement = cached(conn, ALSO_OF)?;
    let rows = statement.query_map([h], |r| {
        let mut row = Stored::read(r, 0)?;
        row.content = r.get(14)?;
        Ok(row)
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
