//! What this computer last saw of each record, in a small file outside the vault.
//!
//! The seal in the keyring tells an older record from a newer one. When the whole vault is put back
//! to an older state the keyring is put back with it, and only something outside can tell. The file
//! holds random ids, numbers, hashes and times: nothing about anybody's health. Whoever puts it back
//! as well is not noticed.

use super::{Session, hold, preferences};
use crate::error::{ApiResult, ErrorCode};
use kin_model::PersonId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The newest change of a record that was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Mark {
    seq: u64,
    head: String,
    utc: String,
}

/// By vault, then by record.
type File = BTreeMap<String, BTreeMap<String, Mark>>;

/// How much older a record is than what this computer saw last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Older {
    /// Changes that are missing; 0 when the history is another one.
    pub(crate) missing: u64,
    /// When the newest of them was saved, RFC 3339.
    pub(crate) saved: String,
}

impl Session {
    fn seen_path(&self) -> PathBuf {
        let preferences = &self.0.config.preferences;
        let mut name = preferences.file_stem().unwrap_or_default().to_owned();
        name.push("-seen.json");
        preferences.with_file_name(name)
    }

    fn seen(&self) -> File {
        let text = std::fs::read_to_string(self.seen_path()).ok();
        text.and_then(|t| serde_json::from_str(&t).ok())
            .unwrap_or_default()
    }

    /// Right after unlocking: which records are older than what was seen.
    pub(crate) fn compare_with_seen(&self) {
        let file = self.seen();
        let compared = self.with(|open| {
            let mut older = BTreeMap::new();
            let vault = open.vault.info()?.vault_id;
            let Some(marks) = file.get(&vault) else {
                return Ok(());
            };
            for (person, ..) in open.vault.sealed() {
                let Some(mark) = marks.get(person.as_str()) else {
                    continue;
                };
                // One that does not open says so itself.
                let Ok(record) = open.vault.record(&person) else {
                    continue;
                };
                let (newest, same) = record.compare_history(mark.seq, &mark.head)?;
                if !same {
                    let found = Older {
                        missing: mark.seq.saturating_sub(newest),
                        saved: mark.utc.clone(),
                    };
                    older.insert(person, found);
                }
            }
            *hold(&open.older) = older;
            Ok(())
        });
        drop(compared);
        self.remember();
    }

    /// Records that are older than what this computer saw last.
    pub(crate) fn older_than_seen(&self) -> ApiResult<BTreeMap<PersonId, Older>> {
        self.with(|open| Ok(hold(&open.older).clone()))
    }

    /// What is here is what there is from now on.
    pub(crate) fn accept_as_seen(&self, person: &PersonId) -> ApiResult<()> {
        self.with(|open| {
            hold(&open.older).remove(person);
            hold(&open.remembered).remove(person);
            Ok(())
        })?;
        self.remember();
        Ok(())
    }

    /// A vault was brought back on purpose: what was seen of it before counts no more.
    pub(crate) fn forget_seen(&self, vault: &str) {
        let mut file = self.seen();
        if file.remove(vault).is_none() {
            return;
        }
        let path = self.seen_path();
        // When this fails, the restored records are called older, and can be accepted.
        drop(serde_json::to_vec(&file).map(|text| preferences::replace(&path, &text)));
    }

    /// Keeps what is newest now, where it has changed; a failure costs only this extra.
    pub(crate) fn remember(&self) {
        if !self.is_sample() {
            drop(self.write_seen());
        }
    }

    fn write_seen(&self) -> ApiResult<()> {
        let (vault, now) = self.with(|open| {
            if open.read_only {
                return Err(ErrorCode::ReadOnly.into());
            }
            let older = hold(&open.older).clone();
            let mut known = hold(&open.remembered);
            let mut changed = Vec::new();
            for (person, seq, head, utc) in open.vault.sealed() {
                if older.contains_key(&person) || known.get(&person) == Some(&seq) {
                    continue;
                }
                known.insert(person.clone(), seq);
                changed.push((person, Mark { seq, head, utc }));
            }
            Ok((open.vault.info()?.vault_id, changed))
        })?;
        if now.is_empty() {
            return Ok(());
        }
        let mut file = self.seen();
        let marks = file.entry(vault).or_default();
        for (person, mark) in now {
            marks.insert(person.to_string(), mark);
        }
        let text = serde_json::to_vec(&file).map_err(|_| ErrorCode::Internal)?;
        preferences::replace(&self.seen_path(), &text)
            .map_err(|e| crate::error_map::write_failed(&e))
    }
}
