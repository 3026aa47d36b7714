//! A digest of the state of a record that every change brings forward.
//!
//! Each row has a keyed hash; a slice holds their number and their sum modulo 2^128, so that adding
//! and removing a row costs one hash and needs no tree. Entries are cut into 32 slices by the first
//! bits of their identity: one slice can be checked alone. The key is derived from the record's
//! seal key, so sums cannot be forged by choosing rows.

use crate::VaultError;
use crate::db::cached;
use crate::keyring::damaged;
use crate::row::{COLUMNS, Fields, Stored};
use crate::writer::ident;
use rusqlite::{Connection, params};

/// Slices of entries.
pub(crate) const ENTRY_SLICES: usize = 32;

/// Tables that have a slice of their own, with the columns that count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Table {
    Concept,
    Dim,
    Also,
    Version,
    Attachment,
    Import,
    Person,
    /// Since schema version 2.
    Holder,
    /// Since schema version 2.
    Moving,
    /// Since schema version 3.
    Witness,
    /// Since schema version 3.
    Trail,
    /// Since schema version 4.
    Series,
    /// Since schema version 4.
    Sample,
    /// Since schema version 4.
    SampleRun,
}

/// All of them.
pub(crate) const TABLES: [Table; 14] = [
    Table::Concept,
    Table::Dim,
    Table::Also,
    Table::Version,
    Table::Attachment,
    Table::Import,
    Table::Person,
    Table::Holder,
    Table::Moving,
    Table::Witness,
    Table::Trail,
    Table::Series,
    Table::Sample,
    Table::SampleRun,
];

/// Slices that version 1 had: later ones count in the total only once they hold something, so that
/// a record keeps its digest when it is brought forward.
const FIRST_SLICES: usize = ENTRY_SLICES + 7;

const SLICES: usize = ENTRY_SLICES + TABLES.len();

impl Table {
    const fn slice(self) -> usize {
        ENTRY_SLICES + self as usize
    }

    /// The schema version that brought the table.
    pub(crate) const fn since(self) -> u32 {
        match self {
            Self::Holder | Self::Moving => 2,
            Self::Witness | Self::Trail => 3,
            Self::Series | Self::Sample | Self::SampleRun => 4,
            _ => 1,
        }
    }

    /// Number of columns and the statement that reads them; a `WHERE` may follow.
    pub(crate) const fn select(self) -> (usize, &'static str) {
        match self {
            Self::Concept => (
                6,
                "SELECT id, key, kind, title, codings, words FROM concept",
            ),
            Self::Dim => (3, "SELECT id, hash, text FROM dim"),
            Self::Also => (
                16,
                "SELECT h2, h, k, kind, concept, body, import, shape, bits, value, unit, range, \
                 status, who, ns, content FROM also",
            ),
            Self::Version => (
                17,
                "SELECT h, n, k, kind, concept, body, import, shape, bits, value, unit, range, \
                 status, who, ns, content, target FROM version",
            ),
            Self::Attachment => (
                8,
                "SELECT id, name, mime, sha256, bytes, import, data, blob FROM attachment",
            ),
            Self::Import => (
                17,
                "SELECT id, kind, label, by, at, file_name, file_hash, added, updated, already, \
                 same, body_from, body_to, k_min, k_max, undone, report FROM import",
            ),
            Self::Person => (2, "SELECT id, details FROM person"),
            Self::Holder => (
                8,
                "SELECT id, pid, name, role, recipient, by_pid, by_name, at FROM holder",
            ),
            Self::Moving => (
                7,
                "SELECT id, entry, target, target_entry, state, by, at FROM moving",
            ),
            Self::Witness => (3, "SELECT import, n, z FROM witness"),
            Self::Trail => (3, "SELECT import, n, z FROM trail"),
            Self::Series => (
                7,
                "SELECT id, key, codings, title, unit, device, namespace FROM series",
            ),
            Self::Sample => (6, "SELECT series, t, v, x, span, import FROM sample"),
            Self::SampleRun => (
                8,
                "SELECT import, n, series, own, first, last, count, z FROM sample_run",
            ),
        }
    }

    const fn where_one(self) -> &'static str {
        match self {
            Self::Also => " WHERE h2 = ?1",
            Self::Version => " WHERE h = ?1 AND n = ?2",
            Self::Witness | Self::Trail | Self::SampleRun => " WHERE import = ?1 AND n = ?2",
            _ => " WHERE id = ?1",
        }
    }
}

/// Number and sum of the rows of one slice.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Slice {
    pub(crate) count: i64,
    pub(crate) sum: u128,
}

impl Slice {
    pub(crate) const fn add(&mut self, hash: u128) {
        self.count += 1;
        self.sum = self.sum.wrapping_add(hash);
    }
    const fn remove(&mut self, hash: u128) {
        self.count -= 1;
        self.sum = self.sum.wrapping_sub(hash);
    }
}

/// The slice of an entry.
pub(crate) const fn entry_slice(h: i64) -> usize {
    (h.cast_unsigned() >> 59) as usize
}

/// All slices of a record, as the last change left them.
pub(crate) struct Digest {
    key: [u8; 32],
    slices: [Slice; SLICES],
    dirty: [bool; SLICES],
    scratch: Fields,
}

impl Drop for Digest {
    fn drop(&mut self) {
        use zeroize::Zeroize as _;
        self.key.zeroize();
    }
}

/// Hash of one row.
pub(crate) fn hash(key: &[u8; 32], fields: &Fields) -> u128 {
    let hash = blake3::keyed_hash(key, &fields.0);
    let half: [u8; 16] = hash.as_bytes().first_chunk().copied().unwrap_or_default();
    u128::from_le_bytes(half)
}

impl Digest {
    pub(crate) fn new(key: &[u8; 32]) -> Self {
        Self {
            key: *key,
            slices: [Slice::default(); SLICES],
            dirty: [true; SLICES],
            scratch: Fields::default(),
        }
    }

    /// Reads the slices as stored.
    pub(crate) fn load(&mut self, conn: &Connection) -> Result<(), VaultError> {
        self.slices = [Slice::default(); SLICES];
        self.dirty = [false; SLICES];
        let mut statement = cached(conn, "SELECT n, count, sum FROM slice")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let n: usize = usize::try_from(row.get::<_, i64>(0)?).unwrap_or(usize::MAX);
            let slot = self.slices.get_mut(n).ok_or_else(|| damaged("history"))?;
            slot.count = row.get(1)?;
            slot.sum = u128::from_le_bytes(row.get(2)?);
        }
        Ok(())
    }

    /// Writes the slices that changed.
    pub(crate) fn store(&mut self, conn: &Connection) -> Result<(), VaultError> {
        let mut statement = cached(
            conn,
            "INSERT INTO slice(n, count, sum) VALUES (?1, ?2, ?3)
             ON CONFLICT(n) DO UPDATE SET count = excluded.count, sum = excluded.sum",
        )?;
        for (n, (slice, dirty)) in self.slices.iter().zip(&mut self.dirty).enumerate() {
            if std::mem::take(dirty) {
                statement.execute(params![
                    i64::try_from(n).unwrap_or(0),
                    slice.count,
                    slice.sum.to_le_bytes()
                ])?;
            }
        }
        Ok(())
    }

    /// One hash for all slices: what a line of the history holds.
    pub(crate) fn total(&self) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new_keyed(&self.key);
        for (n, slice) in self.slices.iter().enumerate() {
            if n >= FIRST_SLICES {
                if *slice == Slice::default() {
                    continue;
                }
                hasher.update(&(n as u64).to_le_bytes());
            }
            hasher.update(&slice.count.to_le_bytes());
            hasher.update(&slice.sum.to_le_bytes());
        }
        hasher.finalize().into()
    }

    /// The digest of all rows as they stand, under another key: for a record whose key changes.
    pub(crate) fn of_all(conn: &Connection, key: &[u8; 32]) -> Result<Self, VaultError> {
        let mut digest = Self::new(key);
        let sql = format!("SELECT {COLUMNS} FROM item WHERE k >= ?1 ORDER BY k");
        let mut statement = cached(conn, &sql)?;
        let mut rows = statement.query([0])?;
        while let Some(row) = rows.next()? {
            let mut row = Stored::read(row, 0)?;
            let known = ident(conn, row.h)?.filter(|i| i.k == row.k && i.target.is_none());
            row.content = known.map_or(0, |i| i.content);
            digest.entry(&row, true);
        }
        drop(rows);
        drop(statement);
        for table in TABLES {
            let (columns, select) = table.select();
            let mut statement = cached(conn, select)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let fields = crate::row::fields_of(row, columns)?;
                digest.change(table.slice(), &fields, true);
            }
        }
        Ok(digest)
    }

    /// Number of rows of each slice.
    pub(crate) fn counts(&self) -> impl Iterator<Item = i64> + '_ {
        self.slices.iter().map(|slice| slice.count)
    }

    pub(crate) fn slice(&self, n: usize) -> Slice {
        self.slices.get(n).copied().unwrap_or_default()
    }

    pub(crate) fn table(&self, table: Table) -> Slice {
        self.slice(table.slice())
    }

    pub(crate) const fn key(&self) -> &[u8; 32] {
        &self.key
    }

    fn change(&mut self, n: usize, fields: &Fields, add: bool) {
        let hash = hash(&self.key, fields);
        if let (Some(slice), Some(dirty)) = (self.slices.get_mut(n), self.dirty.get_mut(n)) {
            if add {
                slice.add(hash);
            } else {
                slice.remove(hash);
            }
            *dirty = true;
        }
    }

    /// An entry came (`add`) or goes.
    pub(crate) fn entry(&mut self, row: &crate::row::Stored, add: bool) {
        let mut fields = std::mem::take(&mut self.scratch);
        fields.0.clear();
        fields.stored(row);
        self.change(entry_slice(row.h), &fields, add);
        self.scratch = fields;
    }

    /// A row came or goes whose fields the caller gives as its table holds them.
    pub(crate) fn fields(&mut self, table: Table, fields: &Fields, add: bool) {
        self.change(table.slice(), fields, add);
    }

    /// A row of another table came or goes; it is read from the table, so call this after an
    /// insert and before a delete.
    pub(crate) fn row(
        &mut self,
        conn: &Connection,
        table: Table,
        key: (i64, i64),
        add: bool,
    ) -> Result<(), VaultError> {
        let (columns, select) = table.select();
        let sql = format!("{select}{}", table.where_one());
        let mut statement = cached(conn, &sql)?;
        let two = matches!(
            table,
            Table::Version | Table::Witness | Table::Trail | Table::SampleRun
        );
        let mut rows = if two {
            statement.query(params![key.0, key.1])?
        } else {
            statement.query(params![key.0])?
        };
        if let Some(row) = rows.next()? {
            let fields = crate::row::fields_of(row, columns)?;
            self.change(table.slice(), &fields, add);
        }
        Ok(())
    }
}
