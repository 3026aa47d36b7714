//! Which identities and facts a record may already hold, in a few bits each.
//!
//! Looking up every incoming resource in the identity table costs a random page, read and decrypted,
//! each time; in a record of a million entries that is most of an import. A Bloom filter over what is
//! stored answers "surely new" from memory. It is filled by one pass over the items, and only when an
//! import turns out to be long enough to pay for that.

use crate::VaultError;
use crate::db::cached;
use crate::row::{COLUMNS, Stored};
use rusqlite::Connection;

/// Records up to this size are read at the start of every import.
const SMALL: u64 = 4_000;
/// Keys of additions (an entry has two) after which a large record is read.
const PATIENCE: u64 = 3_000;
/// Bits per key; with four probes about one false "maybe" in a hundred.
const BITS: usize = 11;

struct Layer {
    bits: Vec<u64>,
    room: usize,
}

impl Layer {
    fn new(keys: usize) -> Self {
        Self {
            bits: vec![0; (keys * BITS).div_ceil(64).next_power_of_two()],
            room: keys,
        }
    }

    /// Words and bits of a key.
    fn probes(&self, key: u64) -> [(usize, u64); 4] {
        let mask = (self.bits.len() as u64 * 64) - 1;
        let step = (key >> 32) | 1;
        [0, 1, 2, 3].map(|i: u64| {
            let mixed = key.wrapping_add(step.wrapping_mul(i));
            let bit = (mixed.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 7) & mask;
            (usize::try_from(bit / 64).unwrap_or(0), 1 << (bit % 64))
        })
    }

    fn insert(&mut self, key: u64) {
        for (at, bit) in self.probes(key) {
            if let Some(word) = self.bits.get_mut(at) {
                *word |= bit;
            }
        }
        self.room = self.room.saturating_sub(1);
    }

    fn may_have(&self, key: u64) -> bool {
        self.probes(key)
            .iter()
            .all(|(at, bit)| self.bits.get(*at).is_some_and(|w| w & bit != 0))
    }
}

/// The filter of one import.
pub(crate) struct Known {
    layers: Vec<Layer>,
    /// False while the stored part was not read: everything may be there.
    complete: bool,
    stored: u64,
    /// What came in that was new: only that is worth a filter. What is there already is looked up anyway.
    added: u64,
}

/// Facts and identities share the filter; a fact's hash is moved out of the way.
pub(crate) const fn fact_key(fact: u64) -> u64 {
    fact ^ 0x5bd1_e995_0f0f_3c3c
}

impl Known {
    pub(crate) fn new(conn: &Connection) -> Result<Self, VaultError> {
        let last: i64 =
            cached(conn, "SELECT coalesce(sum(n), 0) FROM tally")?.query_row([], |r| r.get(0))?;
        let any: bool = cached(conn, "SELECT EXISTS (SELECT 1 FROM ident WHERE h >= ?1)")?
            .query_row([i64::MIN], |r| r.get(0))?;
        let stored = u64::try_from(last).unwrap_or(0).max(u64::from(any));
        let mut known = Self {
            layers: Vec::new(),
            complete: !any,
            stored,
            added: 0,
        };
        if any && stored <= SMALL {
            known.fill(conn)?;
        }
        Ok(known)
    }

    /// Entries that were there before.
    pub(crate) const fn stored(&self) -> u64 {
        self.stored
    }

    pub(crate) fn insert(&mut self, key: u64) {
        self.added += 1;
        if self.layers.last().is_none_or(|l| l.room == 0) {
            let keys = self
                .layers
                .last()
                .map_or(1 << 14, |l| l.bits.len() * 64 / BITS * 2);
            self.layers.push(Layer::new(keys));
        }
        if let Some(layer) = self.layers.last_mut() {
            layer.insert(key);
        }
    }

    /// False only when `key` is surely not stored.
    pub(crate) fn may_have(&mut self, conn: &Connection, key: u64) -> Result<bool, VaultError> {
        if !self.complete {
            if self.added < PATIENCE.max(self.stored / 64) {
                return Ok(true);
            }
            self.fill(conn)?;
        }
        Ok(self.layers.iter().any(|l| l.may_have(key)))
    }

    fn fill(&mut self, conn: &Connection) -> Result<(), VaultError> {
        let keys = usize::try_from(self.stored).unwrap_or(0).max(1 << 13);
        self.layers.push(Layer::new(keys * 2 + 1024));
        let mut from = -1_i64;
        let sql = format!("SELECT {COLUMNS} FROM item WHERE k > ?1 ORDER BY k LIMIT 10000");
        loop {
            let mut statement = cached(conn, &sql)?;
            let mut rows = statement.query([from])?;
            let mut any = false;
            while let Some(row) = rows.next()? {
                let row = Stored::read(row, 0)?;
                from = row.k;
                any = true;
                self.insert(row.h.cast_unsigned());
                self.insert(fact_key(row.fact()));
            }
            if !any {
                break;
            }
        }
        let mut statement = cached(conn, "SELECT h2 FROM also WHERE h2 >= ?1")?;
        let mut rows = statement.query([i64::MIN])?;
        while let Some(row) = rows.next()? {
            self.insert(row.get::<_, i64>(0)?.cast_unsigned());
        }
        self.complete = true;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_in_is_always_maybe_there_and_the_rest_seldom() {
        let mut layer = Layer::new(10_000);
        let key = |n: u64| {
            u64::from_le_bytes(
                *blake3::hash(&n.to_le_bytes())
                    .as_bytes()
                    .first_chunk()
                    .unwrap(),
            )
        };
        (0..10_000).for_each(|n| layer.insert(key(n)));
        assert!((0..10_000).all(|n| layer.may_have(key(n))));
        let wrong = (10_000..30_000).filter(|n| layer.may_have(key(*n))).count();
        assert!(wrong < 1000, "{wrong} of 20,000");
    }
}
