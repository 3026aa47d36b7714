//! Strings and concepts that are kept once.
//!
//! Both are counted by the rows that use them, so that erasing the last use erases the words.

use crate::VaultError;
use crate::db::cached;
use crate::digest::{Digest, Table};
use crate::words::search_text;
use kin_model::{Coding, ConceptKey, Draft};
use rusqlite::{Connection, OptionalExtension as _, params};
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};

/// Names kept in memory while writing; above it the maps start anew.
const KEPT: usize = 60_000;

/// First 64 bits of a keyed hash.
pub(crate) fn hash64(salt: &[u8; 32], label: u8, parts: &[&[u8]]) -> i64 {
    let mut hasher = blake3::Hasher::new_keyed(salt);
    hasher.update(&[label]);
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    first_half(&hasher.finalize())
}

fn first_half(hash: &blake3::Hash) -> i64 {
    let half: [u8; 8] = hash.as_bytes().first_chunk().copied().unwrap_or_default();
    i64::from_le_bytes(half)
}

/// Hash of an original.
pub(crate) fn content_hash(salt: &[u8; 32], body: &[u8]) -> i64 {
    first_half(&blake3::keyed_hash(salt, body))
}

/// The stable name of an entry: 64 bits of (namespace, type, id); `attempt` counts up when another
/// identity has the same bits already.
pub(crate) fn identity_hash(namespace: &str, resource_type: &str, id: &str, attempt: u8) -> i64 {
    let mut hasher = blake3::Hasher::new();
    hasher.update(b"kinfolio/v1/entry\0");
    for part in [namespace, resource_type, id] {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.update(&[attempt]);
    first_half(&hasher.finalize())
}

/// Hash of a (system, code) pair, for trends.
pub(crate) fn code_hash(salt: &[u8; 32], system: &str, code: &str) -> i64 {
    hash64(salt, b'c', &[system.as_bytes(), code.as_bytes()])
}

/// The key of a concept: equal for equal (kind, codings, title).
pub(crate) fn concept_key(salt: &[u8; 32], draft: &Draft<'_>) -> ConceptKey {
    let kind = [draft.kind.code()];
    let mut parts: Vec<&[u8]> = Vec::with_capacity(2 + draft.codings.len() * 3);
    parts.push(&kind);
    parts.push(draft.title.as_bytes());
    for coding in &draft.codings {
        parts.push(coding.system.as_bytes());
        parts.push(coding.code.as_bytes());
        parts.push(coding.display.as_deref().unwrap_or_default().as_bytes());
    }
    ConceptKey(hash64(salt, b'k', &parts))
}

/// The writer's maps.
pub(crate) struct Intern {
    pub(crate) salt: [u8; 32],
    // Hash maps, not B-trees: looked up several times for each resource of an import.
    dims: HashMap<Box<str>, i64>,
    concepts: HashMap<i64, i64>,
    /// Search words of concepts whose entries have words of their own.
    words: HashMap<i64, Box<str>>,
    dim_uses: BTreeMap<i64, i64>,
    concept_uses: BTreeMap<i64, i64>,
}

impl Intern {
    pub(crate) fn new(salt: [u8; 32]) -> Self {
        Self {
            salt,
            dims: HashMap::new(),
            concepts: HashMap::new(),
            words: HashMap::new(),
            dim_uses: BTreeMap::new(),
            concept_uses: BTreeMap::new(),
        }
    }

    /// Forgets everything: after a rollback the numbers may not exist.
    pub(crate) fn clear(&mut self) {
        self.dims.clear();
        self.concepts.clear();
        self.words.clear();
        self.dim_uses.clear();
        self.concept_uses.clear();
    }

    /// The number of a string.
    pub(crate) fn dim(
        &mut self,
        conn: &Connection,
        digest: &mut Digest,
        text: &str,
    ) -> Result<i64, VaultError> {
        if let Some(id) = self.dims.get(text) {
            return Ok(*id);
        }
        if self.dims.len() >= KEPT {
            self.dims.clear();
        }
        for attempt in 0..=u8::MAX {
            let hash = hash64(&self.salt, b'd', &[text.as_bytes(), &[attempt]]);
            let known: Option<(i64, String)> =
                cached(conn, "SELECT id, text FROM dim WHERE hash = ?1")?
                    .query_row([hash], |r| Ok((r.get(0)?, r.get(1)?)))
                    .optional()?;
            let id = match known {
                Some((id, known)) if known == text => id,
                Some(_) => continue,
                None => {
                    cached(conn, "INSERT INTO dim(hash, text, uses) VALUES (?1, ?2, 0)")?
                        .execute(params![hash, text])?;
                    let id = conn.last_insert_rowid();
                    digest.row(conn, Table::Dim, (id, 0), true)?;
                    // Present even when nothing comes to use it: then the store removes it.
                    self.dim_uses.entry(id).or_insert(0);
                    id
                }
            };
            self.dims.insert(text.into(), id);
            return Ok(id);
        }
        Err(VaultError::Database { code: -2 })
    }

    /// The number of a concept; `words` is called for a new one.
    pub(crate) fn concept(
        &mut self,
        conn: &Connection,
        digest: &mut Digest,
        draft: &Draft<'_>,
        words: &mut dyn FnMut() -> String,
    ) -> Result<i64, VaultError> {
        let key = concept_key(&self.salt, draft).0;
        if let Some(id) = self.concepts.get(&key) {
            return Ok(*id);
        }
        if self.concepts.len() >= KEPT {
            self.concepts.clear();
        }
        let known: Option<i64> = cached(conn, "SELECT id FROM concept WHERE key = ?1")?
            .query_row([key], |r| r.get(0))
            .optional()?;
        let id = match known {
            Some(id) => id,
            None => self.new_concept(conn, digest, draft, key, &words())?,
        };
        self.concepts.insert(key, id);
        Ok(id)
    }

    fn new_concept(
        &mut self,
        conn: &Connection,
        digest: &mut Digest,
        draft: &Draft<'_>,
        key: i64,
        more: &str,
    ) -> Result<i64, VaultError> {
        let codings =
            serde_json::to_string(&draft.codings).map_err(|_| VaultError::Database { code: -3 })?;
        let words = concept_words(&draft.title, &draft.codings, more);
        cached(
            conn,
            "INSERT INTO concept(key, kind, title, codings, words, uses)
             VALUES (?1, ?2, ?3, ?4, ?5, 0)",
        )?
        .execute(params![
            key,
            draft.kind.code(),
            draft.title.as_ref(),
            codings,
            words
        ])?;
        let id = conn.last_insert_rowid();
        cached(conn, "INSERT INTO concept_fts(rowid, t) VALUES (?1, ?2)")?
            .execute(params![id, search_text(&words)])?;
        for coding in &draft.codings {
            cached(
                conn,
                "INSERT OR IGNORE INTO concept_code(code, concept) VALUES (?1, ?2)",
            )?
            .execute(params![
                code_hash(&self.salt, &coding.system, &coding.code),
                id
            ])?;
        }
        let title = hash64(&self.salt, b't', &[draft.title.as_bytes()]);
        cached(
            conn,
            "INSERT OR IGNORE INTO concept_code(code, concept) VALUES (?1, ?2)",
        )?
        .execute(params![title, id])?;
        digest.row(conn, Table::Concept, (id, 0), true)?;
        self.concept_uses.entry(id).or_insert(0);
        Ok(id)
    }

    /// The words a concept is found by.
    pub(crate) fn words(&mut self, conn: &Connection, concept: i64) -> Result<&str, VaultError> {
        if self.words.len() >= KEPT / 16 {
            self.words.clear();
        }
        match self.words.entry(concept) {
            Entry::Occupied(known) => Ok(known.into_mut()),
            Entry::Vacant(new) => {
                let words: String = cached(conn, "SELECT words FROM concept WHERE id = ?1")?
                    .query_row([concept], |r| r.get(0))?;
                Ok(new.insert(words.into_boxed_str()))
            }
        }
    }

    /// A row that uses these came (`1`) or goes (`-1`).
    pub(crate) fn uses(&mut self, row: &crate::row::Stored, by: i64) {
        *self.concept_uses.entry(row.concept).or_insert(0) += by;
        for dim in row.dims() {
            *self.dim_uses.entry(dim).or_insert(0) += by;
        }
    }

    /// Brings the counts up to date and erases what nothing uses any more.
    pub(crate) fn store(
        &mut self,
        conn: &Connection,
        digest: &mut Digest,
    ) -> Result<(), VaultError> {
        for (id, by) in std::mem::take(&mut self.dim_uses) {
            cached(conn, "UPDATE dim SET uses = uses + ?2 WHERE id = ?1")?.execute([id, by])?;
            // Only what lost a use, or is new and got none, can be without any.
            if by <= 0 && is_unused(conn, "SELECT uses FROM dim WHERE id = ?1", id)? {
                digest.row(conn, Table::Dim, (id, 0), false)?;
                cached(conn, "DELETE FROM dim WHERE id = ?1")?.execute([id])?;
                self.dims.retain(|_, known| *known != id);
            }
        }
        for (id, by) in std::mem::take(&mut self.concept_uses) {
            cached(conn, "UPDATE concept SET uses = uses + ?2 WHERE id = ?1")?.execute([id, by])?;
            if by <= 0 && is_unused(conn, "SELECT uses FROM concept WHERE id = ?1", id)? {
                let (title, codings): (String, String) =
                    cached(conn, "SELECT title, codings FROM concept WHERE id = ?1")?
                        .query_row([id], |r| Ok((r.get(0)?, r.get(1)?)))?;
                self.remove_concept(conn, digest, id, &title, &codings)?;
            }
        }
        Ok(())
    }

    /// True when the row is there and nothing uses it.
    fn remove_concept(
        &mut self,
        conn: &Connection,
        digest: &mut Digest,
        id: i64,
        title: &str,
        codings: &str,
    ) -> Result<(), VaultError> {
        digest.row(conn, Table::Concept, (id, 0), false)?;
        let codings: Vec<Coding> = serde_json::from_str(codings).unwrap_or_default();
        let hashes = codings
            .iter()
            .map(|c| code_hash(&self.salt, &c.system, &c.code))
            .chain([hash64(&self.salt, b't', &[title.as_bytes()])]);
        for hash in hashes {
            cached(
                conn,
                "DELETE FROM concept_code WHERE code = ?1 AND concept = ?2",
            )?
            .execute([hash, id])?;
        }
        cached(conn, "DELETE FROM concept_fts WHERE rowid = ?1")?.execute([id])?;
        cached(conn, "DELETE FROM concept WHERE id = ?1")?.execute([id])?;
        self.concepts.retain(|_, known| *known != id);
        self.words.remove(&id);
        Ok(())
    }
}

/// True when the row is there and nothing uses it.
fn is_unused(conn: &Connection, sql: &str, id: i64) -> Result<bool, VaultError> {
    let uses: Option<i64> = cached(conn, sql)?
        .query_row([id], |r| r.get(0))
        .optional()?;
    Ok(uses.is_some_and(|n| n <= 0))
}

/// Everything a concept is found by: title, displays, codes, synonyms; each word group once.
fn concept_words(title: &str, codings: &[Coding], more: &str) -> String {
    let mut parts: Vec<&str> = vec![title];
    for coding in codings {
        parts.extend(coding.display.as_deref());
        parts.push(&coding.code);
    }
    parts.push(more);
    let mut seen = Vec::new();
    for part in parts {
        let part = part.trim();
        if !part.is_empty() && !seen.contains(&part) {
            seen.push(part);
        }
    }
    seen.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entry_names_never_change() {
        // A change of this number would break every stored link to an entry.
        let h = identity_hash("https://fhir.example.org", "Observation", "a1", 0);
        assert_eq!(
            h,
            identity_hash("https://fhir.example.org", "Observation", "a1", 0)
        );
        assert_ne!(
            h,
            identity_hash("https://fhir.example.org", "Observation", "a1", 1)
        );
        assert_ne!(
            h,
            identity_hash("https://fhir.example.orgO", "bservation", "a1", 0)
        );
    }

    #[test]
    fn the_words_of_a_concept_come_once() {
        let coding = |code: &str, display: &str| Coding {
            system: "s".into(),
            code: code.into(),
            display: Some(display.into()),
        };
        let words = concept_words("Glucose", &[coding("2339-0", "Glucose")], "血糖");
        assert_eq!(words, "Glucose\n2339-0\n血糖");
    }
}
