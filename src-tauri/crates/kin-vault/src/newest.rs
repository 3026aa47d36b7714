//! The newest of each thing, found through the index of concepts, however long the record is.

use crate::db::cached;
use crate::read::{Reader, salt};
use crate::row::{DATED, HIDDEN, SECOND, Stored};
use crate::{ConceptQuery, Record, VaultError};
use kin_model::{EntryRow, Kind, PartialDate, StatusClass};
use std::collections::{BTreeSet, HashMap};

/// Most entries of one series.
pub(crate) const SERIES: usize = 100_000;
/// Newest entries of a concept among which one that can be shown for it is sought.
const LOOK_BACK: i64 = 64;
/// Concepts of one kind with the number of their entries, counted in the index alone.
pub(crate) const COUNT_CONCEPTS: &str = "SELECT c.id, (SELECT count(*) FROM item i WHERE \
     i.concept = c.id) FROM concept c WHERE c.kind = ?1";

impl Record {
    /// All entries of one concept over all sources, oldest first, the newest 100,000 at most.
    ///
    /// # Errors
    /// [`VaultError::Locked`] and others.
    pub fn series(&self, query: &ConceptQuery) -> Result<Vec<EntryRow>, VaultError> {
        Ok(self.newest_of(query, SERIES)?.0)
    }

    /// The same, of the newest so many; and whether the record has more of them.
    ///
    /// # Errors
    /// [`VaultError::Locked`] and others.
    pub fn newest_of(
        &self,
        query: &ConceptQuery,
        most: usize,
    ) -> Result<(Vec<EntryRow>, bool), VaultError> {
        self.read(|r| r.newest_of(query, most))
    }

    /// Of every concept of these kinds the `most` newest entries that are not hidden and that `keep`
    /// accepts, all of them newest first. What is read grows with the number of concepts, not with the
    /// number of entries.
    ///
    /// # Errors
    /// [`VaultError::Locked`] and others.
    pub fn newest_of_each(
        &self,
        kinds: &[Kind],
        most: usize,
        keep: &dyn Fn(&EntryRow) -> bool,
    ) -> Result<Vec<EntryRow>, VaultError> {
        self.read(|r| r.newest_of_each(kinds, most, keep))
    }

    /// Every concept of these kinds that has entries: its newest one that can be shown, and how many
    /// there are in the whole record, hidden ones left out.
    ///
    /// # Errors
    /// [`VaultError::Locked`] and others.
    pub fn by_concept(&self, kinds: &[Kind]) -> Result<Vec<(EntryRow, u64)>, VaultError> {
        self.read(|r| r.by_concept(kinds))
    }

    /// The newest entry of every concept of these kinds that is dated before a moment, hidden ones left
    /// out; one without a date where there is no other. Costs one look into the index for each concept,
    /// however long the record is.
    ///
    /// # Errors
    /// [`VaultError::Locked`] and others.
    pub fn newest_before(
        &self,
        kinds: &[Kind],
        before: &PartialDate,
    ) -> Result<Vec<EntryRow>, VaultError> {
        self.read(|r| r.newest_before(kinds, before))
    }

    /// [`Self::series`] from a moment on.
    ///
    /// # Errors
    /// [`VaultError::Locked`] and others.
    pub fn series_since(
        &self,
        query: &ConceptQuery,
        from: &PartialDate,
    ) -> Result<Vec<EntryRow>, VaultError> {
        self.read(|r| r.series_since(query, from))
    }
}

impl Reader {
    /// Concepts that carry one of these codes, or this title.
    fn concepts_of(
        &self,
        salt: &[u8; 32],
        query: &ConceptQuery,
    ) -> Result<BTreeSet<i64>, VaultError> {
        let mut hashes: Vec<i64> = query
            .codes
            .iter()
            .map(|(system, code)| crate::intern::code_hash(salt, system, code))
            .collect();
        hashes.extend(
            query
                .title
                .iter()
                .map(|t| crate::intern::hash64(salt, b't', &[t.as_bytes()])),
        );
        let mut out = BTreeSet::new();
        for hash in hashes {
            let mut statement = cached(
                &self.conn,
                "SELECT concept FROM concept_code WHERE code = ?1",
            )?;
            let found = statement.query_map([hash], |r| r.get::<_, i64>(0))?;
            for id in found {
                out.insert(id?);
            }
        }
        Ok(out)
    }

    /// The newest rows of some concepts, oldest first, as many as are given at most; and whether there are more.
    pub(crate) fn newest_of(
        &mut self,
        query: &ConceptQuery,
        most: usize,
    ) -> Result<(Vec<EntryRow>, bool), VaultError> {
        let salt = salt(&self.conn)?;
        let mut rows: Vec<Stored> = Vec::new();
        let mut more = false;
        for concept in self.concepts_of(&salt, query)? {
            let mut statement = cached(
                &self.conn,
                "SELECT k, h, kind, concept, body, import, shape, bits, value, unit, range, \
                 status, who, ns FROM item WHERE concept = ?1 ORDER BY k DESC LIMIT ?2",
            )?;
            // One more than is given, to know whether there are more.
            let left = i64::try_from(most).unwrap_or(i64::MAX).saturating_add(1);
            let found = statement.query_map([concept, left], |r| Stored::read(r, 0))?;
            let mut count = 0_usize;
            for row in found {
                let row = row?;
                count = count.saturating_add(1);
                if count > most {
                    more = true;
                } else if !row.is_hidden() {
                    rows.push(row);
                }
            }
        }
        rows.sort_unstable_by_key(|r| r.k);
        let skip = rows.len().saturating_sub(most);
        let rows = rows.iter().skip(skip).map(|r| self.entry_row(r));
        Ok((rows.collect::<Result<_, _>>()?, more || skip > 0))
    }

    /// See [`crate::Record::newest_of_each`].
    pub(crate) fn newest_of_each(
        &mut self,
        kinds: &[Kind],
        most: usize,
        keep: &dyn Fn(&EntryRow) -> bool,
    ) -> Result<Vec<EntryRow>, VaultError> {
        let mut concepts: BTreeSet<i64> = BTreeSet::new();
        for kind in kinds {
            let mut statement = cached(&self.conn, "SELECT id FROM concept WHERE kind = ?1")?;
            let found = statement.query_map([i64::from(kind.code())], |r| r.get::<_, i64>(0))?;
            for id in found {
                concepts.insert(id?);
            }
        }
        let mut out: Vec<(i64, EntryRow)> = Vec::new();
        for concept in concepts {
            self.newest_kept(concept, most, keep, &mut out)?;
        }
        out.sort_by_key(|(k, _)| std::cmp::Reverse(*k));
        Ok(out.into_iter().map(|(_, row)| row).collect())
    }

    /// The newest entries of a concept that are kept, and where they stand.
    fn newest_kept(
        &mut self,
        concept: i64,
        most: usize,
        keep: &dyn Fn(&EntryRow) -> bool,
        out: &mut Vec<(i64, EntryRow)>,
    ) -> Result<(), VaultError> {
        let (mut kept, mut below) = (0_usize, i64::MAX);
        let chunk = i64::try_from(most.clamp(4, 256)).unwrap_or(256);
        loop {
            let page: Vec<Stored> = cached(
                &self.conn,
                "SELECT k, h, kind, concept, body, import, shape, bits, value, unit, range, \
                 status, who, ns FROM item WHERE concept = ?1 AND k < ?2 ORDER BY k DESC LIMIT ?3",
            )?
            .query_map([concept, below, chunk], |r| Stored::read(r, 0))?
            .collect::<Result<_, _>>()?;
            let Some(last) = page.last() else {
                return Ok(());
            };
            below = last.k;
            for stored in page.iter().filter(|row| !row.is_hidden()) {
                if kept >= most {
                    return Ok(());
                }
                let row = self.entry_row(stored)?;
                if keep(&row) {
                    kept = kept.saturating_add(1);
                    out.push((stored.k, row));
                }
            }
            if i64::try_from(page.len()).unwrap_or(0) < chunk {
                return Ok(());
            }
        }
    }

    /// See [`crate::Record::by_concept`].
    pub(crate) fn by_concept(
        &mut self,
        kinds: &[Kind],
    ) -> Result<Vec<(EntryRow, u64)>, VaultError> {
        let mut counts: Vec<(i64, i64)> = Vec::new();
        for kind in kinds {
            let mut statement = cached(&self.conn, COUNT_CONCEPTS)?;
            let kind = i64::from(kind.code());
            let found = statement.query_map([kind], |r| Ok((r.get(0)?, r.get(1)?)))?;
            for row in found {
                counts.push(row?);
            }
        }
        let hidden = self.hidden_by_concept(kinds, counts.iter().map(|(_, n)| n).sum())?;
        let mut out = Vec::new();
        for (concept, n) in counts {
            let n = n - hidden.get(&concept).copied().unwrap_or(0);
            if n <= 0 {
                continue;
            }
            if let Some(row) = self.newest_shown(concept)? {
                out.push((self.entry_row(&row)?, u64::try_from(n).unwrap_or(0)));
            }
        }
        Ok(out)
    }

    /// See [`crate::Record::newest_before`].
    pub(crate) fn newest_before(
        &mut self,
        kinds: &[Kind],
        before: &PartialDate,
    ) -> Result<Vec<EntryRow>, VaultError> {
        let mut concepts: Vec<i64> = Vec::new();
        for kind in kinds {
            let mut statement = cached(&self.conn, "SELECT id FROM concept WHERE kind = ?1")?;
            for id in statement.query_map([i64::from(kind.code())], |r| r.get(0))? {
                concepts.push(id?);
            }
        }
        let below = (before.sort_seconds() << SECOND).max(DATED);
        let mut out = Vec::new();
        for concept in concepts {
            if let Some(row) = self.newest_below(concept, below)? {
                out.push(self.entry_row(&row)?);
            }
        }
        Ok(out)
    }

    /// See [`crate::Record::series_since`].
    pub(crate) fn series_since(
        &mut self,
        query: &ConceptQuery,
        from: &PartialDate,
    ) -> Result<Vec<EntryRow>, VaultError> {
        let salt = salt(&self.conn)?;
        let above = (from.sort_seconds() << SECOND).max(DATED);
        let mut rows: Vec<Stored> = Vec::new();
        for concept in self.concepts_of(&salt, query)? {
            let mut statement = cached(
                &self.conn,
                "SELECT k, h, kind, concept, body, import, shape, bits, value, unit, range, \
                 status, who, ns FROM item WHERE concept = ?1 AND k >= ?2 ORDER BY k DESC LIMIT ?3",
            )?;
            let left = i64::try_from(SERIES).unwrap_or(i64::MAX);
            for row in statement.query_map([concept, above, left], |r| Stored::read(r, 0))? {
                let row = row?;
                if !row.is_hidden() {
                    rows.push(row);
                }
            }
        }
        rows.sort_unstable_by_key(|r| r.k);
        let skip = rows.len().saturating_sub(SERIES);
        rows.iter().skip(skip).map(|r| self.entry_row(r)).collect()
    }

    /// The newest entry of a concept that is neither hidden nor withdrawn by its source; among the newest few one with a value, which
    /// is worth more than a panel's head of the same name.
    fn newest_shown(&self, concept: i64) -> Result<Option<Stored>, VaultError> {
        self.newest_below(concept, i64::MAX)
    }

    /// The same below a place.
    fn newest_below(&self, concept: i64, mut below: i64) -> Result<Option<Stored>, VaultError> {
        loop {
            let mut statement = cached(
                &self.conn,
                "SELECT k, h, kind, concept, body, import, shape, bits, value, unit, range, \
                 status, who, ns FROM item WHERE concept = ?1 AND k < ?2 ORDER BY k DESC LIMIT ?3",
            )?;
            let mut page: Vec<Stored> = statement
                .query_map([concept, below, LOOK_BACK], |r| Stored::read(r, 0))?
                .collect::<Result<_, _>>()?;
            let Some(last) = page.last() else {
                return Ok(None);
            };
            below = last.k;
            // What its source has withdrawn never stands in the place of what holds.
            page.retain(|row| !row.is_hidden() && row.status_class() != StatusClass::Error);
            let best = page
                .iter()
                .position(|row| row.value().is_some())
                .unwrap_or(0);
            if best < page.len() {
                return Ok(Some(page.swap_remove(best)));
            }
        }
    }

    /// Hidden entries of each concept. The table is walked only when there are any: the index knows
    /// how many entries there are, the tally how many of them are shown.
    fn hidden_by_concept(&self, kinds: &[Kind], all: i64) -> Result<HashMap<i64, i64>, VaultError> {
        let mut shown = 0_i64;
        for kind in kinds {
            shown += cached(
                &self.conn,
                "SELECT coalesce(sum(n), 0) FROM tally WHERE kind = ?1",
            )?
            .query_row([i64::from(kind.code())], |r| r.get::<_, i64>(0))?;
        }
        if shown >= all {
            return Ok(HashMap::new());
        }
        let mut hidden = HashMap::new();
        let mut statement = cached(
            &self.conn,
            "SELECT concept FROM item NOT INDEXED WHERE bits & ?1 <> 0",
        )?;
        let found = statement.query_map([HIDDEN], |r| r.get::<_, i64>(0))?;
        for concept in found {
            *hidden.entry(concept?).or_insert(0) += 1;
        }
        Ok(hidden)
    }
}
