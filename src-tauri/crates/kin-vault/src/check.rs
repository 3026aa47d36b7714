//! "Check my data": does the record still say what was last saved?

use crate::VaultError;
use crate::access;
use crate::blobs::Blobs;
use crate::body::BlockCache;
use crate::db::{cached, schema_version};
use crate::digest::{Digest, ENTRY_SLICES, Slice, TABLES, entry_slice, hash};
use crate::history::{self, SealLine};
use crate::intern::content_hash;
use crate::read::salt;
use crate::row::{COLUMNS, Fields, HIDDEN, Stored, fields_of};
use crate::writer::ident;
use kin_crypto::safe::SealKey;
use rusqlite::Connection;
use std::collections::BTreeMap;

/// What one record's check found: code and number.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) entries: u64,
    pub(crate) originals: u64,
    pub(crate) files: u64,
    pub(crate) problems: BTreeMap<&'static str, u64>,
}

impl Found {
    fn problem(&mut self, code: &'static str) {
        *self.problems.entry(code).or_insert(0) += 1;
    }
}

/// True when every page's code fits and the trees are whole. For a connection that nobody else
/// writes beside.
pub(crate) fn pages_whole(conn: &Connection) -> Result<bool, VaultError> {
    let mut found = Found::default();
    look_at_pages(conn, &|_| Ok(()), &mut found)?;
    Ok(found.problems.is_empty())
}

/// The code of every page, and the structure of the trees.
fn look_at_pages(
    conn: &Connection,
    go_on: &dyn Fn(u64) -> Result<(), VaultError>,
    found: &mut Found,
) -> Result<(), VaultError> {
    let mut statement = conn.prepare("PRAGMA cipher_integrity_check")?;
    let mut rows = statement.query([])?;
    while rows.next()?.is_some() {
        found.problem("page-changed");
    }
    drop(rows);
    drop(statement);
    go_on(PAGES / 2)?;
    // FTS5 keeps the list of its segments with the connection. A search asks whether that list
    // is still true, the check of SQLite 3.53 does not: without a search before it, it looks for
    // segments that another connection merged away and calls the index damaged.
    for sql in [
        "SELECT rowid FROM own_fts WHERE own_fts MATCH 'a' LIMIT 1",
        "SELECT rowid FROM concept_fts WHERE concept_fts MATCH 'a' LIMIT 1",
    ] {
        if conn.prepare(sql)?.exists([]).is_err() {
            found.problem("structure");
        }
    }
    let mut statement = conn.prepare("PRAGMA integrity_check(20)")?;
    let outcome = statement
        .query_map([], |r| r.get::<_, String>(0))
        .and_then(|rows| {
            for line in rows {
                if line? != "ok" {
                    found.problem("structure");
                }
            }
            Ok(())
        });
    if outcome.is_err() {
        found.problem("structure");
    }
    go_on(PAGES)
}

/// The record under the check.
pub(crate) struct Subject<'a> {
    pub(crate) conn: &'a Connection,
    pub(crate) blobs: &'a Blobs,
    pub(crate) seal: Option<SealLine>,
    pub(crate) seal_key: &'a SealKey,
    /// Is told how far the full check is, in thousandths; false ends it.
    pub(crate) tell: &'a dyn Fn(u64) -> bool,
}

/// How far the full check of a record is after its parts, in thousandths: a guess for the eye.
const PAGES: u64 = 250;
const ENTRIES: u64 = 450;
const ORIGINALS: u64 = 900;
const FILES: u64 = 1000;

/// Between two of these, `done` of `all`.
fn between(from: u64, to: u64, done: usize, all: usize) -> u64 {
    let (done, all) = (done as u64, (all as u64).max(1));
    from + (to - from) * done.min(all) / all
}

impl Subject<'_> {
    fn go_on(&self, thousandths: u64) -> Result<(), VaultError> {
        if (self.tell)(thousandths) {
            Ok(())
        } else {
            Err(VaultError::Cancelled)
        }
    }

    /// Everything.
    pub(crate) fn full(&self) -> Result<Found, VaultError> {
        let mut found = Found::default();
        self.pages(&mut found)?;
        // What follows reads rows: where pages are broken it may end early, and that is no news.
        match self.rows(&mut found) {
            Ok(()) => Ok(found),
            Err(VaultError::Damaged { .. } | VaultError::Database { .. }) => {
                found.problem("structure");
                Ok(found)
            }
            Err(error) => Err(error),
        }
    }

    fn rows(&self, found: &mut Found) -> Result<(), VaultError> {
        self.history(found)?;
        let digest = self.digest(found)?;
        let mut originals = self.entries(&digest, found)?;
        self.tables(&digest, found)?;
        self.originals(&mut originals, found)?;
        self.files(found)
    }

    /// History, and one slice of the entries.
    pub(crate) fn part(&self, slice: usize) -> Result<Found, VaultError> {
        let mut found = Found::default();
        self.history(&mut found)?;
        let digest = self.digest(&mut found)?;
        self.slice(&digest, slice % ENTRY_SLICES, &mut found)?;
        Ok(found)
    }

    fn pages(&self, found: &mut Found) -> Result<(), VaultError> {
        look_at_pages(self.conn, &|at| self.go_on(at), found)
    }

    fn history(&self, found: &mut Found) -> Result<(), VaultError> {
        if !history::is_unbroken(self.conn)? {
            found.problem("history-broken");
        }
        if !access::is_unbroken(self.conn)? {
            found.problem("log-broken");
        }
        match history::compare(self.conn, self.seal.as_ref(), self.seal_key) {
            Ok(()) => {}
            Err(VaultError::OlderThanSaved { missing, .. }) => {
                *found.problems.entry("older-than-saved").or_insert(0) += missing.max(1);
            }
            Err(_) => found.problem("keyring-damaged"),
        }
        Ok(())
    }

    fn digest(&self, found: &mut Found) -> Result<Digest, VaultError> {
        let mut digest = Digest::new(&self.seal_key.digest_key());
        digest.load(self.conn)?;
        let last = history::last(self.conn)?;
        if last.is_none_or(|change| change.digest != digest.total()) {
            found.problem("state-differs");
        }
        Ok(digest)
    }

    /// All entries against their slices; gives back where each original is and its hash.
    fn entries(&self, digest: &Digest, found: &mut Found) -> Result<Vec<(i64, i64)>, VaultError> {
        let mut slices = [Slice::default(); ENTRY_SLICES];
        let mut tally: BTreeMap<(u16, i64), i64> = BTreeMap::new();
        let mut originals = Vec::new();
        let mut fields = Fields::default();
        let sql = format!("SELECT {COLUMNS} FROM item WHERE k >= ?1 ORDER BY k");
        let mut statement = cached(self.conn, &sql)?;
        let mut rows = statement.query([0])?;
        while let Some(row) = rows.next()? {
            let mut row = Stored::read(row, 0)?;
            let known = ident(self.conn, row.h)?.filter(|i| i.k == row.k && i.target.is_none());
            row.content = known.map_or(0, |i| i.content);
            fields.0.clear();
            fields.stored(&row);
            if let Some(slice) = slices.get_mut(entry_slice(row.h)) {
                slice.add(hash(digest.key(), &fields));
            }
            if row.bits & HIDDEN == 0 {
                *tally.entry((row.year(), row.kind)).or_insert(0) += 1;
            }
            originals.push((row.body, row.content));
            found.entries += 1;
            if found.entries.is_multiple_of(4096) {
                self.go_on(PAGES)?;
            }
        }
        for (n, slice) in slices.iter().enumerate() {
            if *slice != digest.slice(n) {
                found.problem("state-differs");
            }
        }
        let mut statement = cached(self.conn, "SELECT year, kind, n FROM tally")?;
        let mut rows = statement.query([])?;
        let mut stored = BTreeMap::new();
        while let Some(r) = rows.next()? {
            stored.insert((r.get(0)?, r.get(1)?), r.get(2)?);
        }
        if stored != tally {
            found.problem("state-differs");
        }
        Ok(originals)
    }

    fn slice(&self, digest: &Digest, n: usize, found: &mut Found) -> Result<(), VaultError> {
        let first = (n as u64) << 59;
        let last = first | ((1 << 59) - 1);
        let mut slice = Slice::default();
        let mut fields = Fields::default();
        // Unsigned order of identities: the upper half are negative numbers, and one slice lies
        // wholly on one side.
        let sql = "SELECT i.k, i.h, i.kind, i.concept, i.body, i.import, i.shape, i.bits, i.value, \
             i.unit, i.range, i.status, i.who, i.ns, d.content \
             FROM ident d CROSS JOIN item i ON i.k = d.k WHERE d.h >= ?1 AND d.h <= ?2 \
             AND d.target IS NULL";
        let mut statement = cached(self.conn, sql)?;
        let mut rows = statement.query([first.cast_signed(), last.cast_signed()])?;
        while let Some(row) = rows.next()? {
            let content = row.get(14)?;
            let mut row = Stored::read(row, 0)?;
            row.content = content;
            fields.0.clear();
            fields.stored(&row);
            slice.add(hash(digest.key(), &fields));
            found.entries += 1;
        }
        if slice != digest.slice(n) {
            found.problem("state-differs");
        }
        Ok(())
    }

    fn tables(&self, digest: &Digest, found: &mut Found) -> Result<(), VaultError> {
        let version = schema_version(self.conn)?;
        for table in TABLES.into_iter().filter(|t| t.since() <= version) {
            let (columns, select) = table.select();
            let mut slice = Slice::default();
            let mut statement = cached(self.conn, select)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                slice.add(hash(digest.key(), &fields_of(row, columns)?));
                if slice.count & 0xffff == 0 {
                    self.go_on(ENTRIES)?;
                }
            }
            if slice != digest.table(table) {
                found.problem("state-differs");
            }
            self.go_on(ENTRIES)?;
        }
        Ok(())
    }

    /// Every original against its hash, in the order they are stored.
    fn originals(
        &self,
        originals: &mut Vec<(i64, i64)>,
        found: &mut Found,
    ) -> Result<(), VaultError> {
        for sql in [
            "SELECT body, content FROM also",
            "SELECT body, content FROM version",
        ] {
            let mut statement = cached(self.conn, sql)?;
            let more = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?;
            for pair in more {
                originals.push(pair?);
            }
        }
        originals.sort_unstable();
        let salt = salt(self.conn)?;
        let mut blocks = BlockCache::default();
        for (i, (body, content)) in originals.iter().enumerate() {
            let whole = blocks.with(self.conn, self.blobs, *body, |bytes, _| {
                content_hash(&salt, bytes) == *content
            });
            match whole {
                Ok(true) => found.originals += 1,
                Ok(false) | Err(VaultError::Damaged { .. }) => found.problem("original-damaged"),
                Err(error) => return Err(error),
            }
            if i % 1024 == 0 {
                self.go_on(between(ENTRIES, ORIGINALS, i, originals.len()))?;
            }
        }
        Ok(())
    }

    fn files(&self, found: &mut Found) -> Result<(), VaultError> {
        let mut statement = cached(self.conn, "SELECT file FROM blob")?;
        let files: Vec<String> = statement
            .query_map([], |r| r.get(0))?
            .collect::<Result<_, _>>()?;
        for (i, file) in files.iter().enumerate() {
            match self.blobs.verify(file)? {
                Some(true) => found.files += 1,
                Some(false) => found.problem("file-changed"),
                None => found.problem("file-missing"),
            }
            self.go_on(between(ORIGINALS, FILES, i + 1, files.len()))?;
        }
        Ok(())
    }
}
