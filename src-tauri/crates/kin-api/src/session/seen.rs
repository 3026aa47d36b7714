//! What this computer last saw of each record, in a small file outside the vault.
//!
//! The seal in the keyring tells an older record from a newer one. When the whole vault is put back
//! to an older state the keyring is put back with it, and only something outside can tell. The file
//! holds random ids, numbers, hashes and times: nothing about anybody's health. Whoever puts it back
//! as well is not noticed.

use super::{Open, Session, hold, preferences};
use crate::error::{ApiResult, ErrorCode};
use kin_model::PersonId;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// The newest change of a record that was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Mark {
    seq: u64,
    head: String,
    utc: String,
    /// The keyholders who have seen it on this computer: a record that one of them does not have any
    /// more has gone.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    who: BTreeSet<String>,
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

fn ids(open: &Open) -> BTreeSet<PersonId> {
    let people = open.vault.people().into_iter();
    people.map(|(person, _)| person).collect()
}

impl Session {
    fn seen_path(&self) -> PathBuf {
        preferences::beside(&self.0.config.preferences, "-seen.json")
    }

    fn seen(&self) -> File {
        let text = preferences::small_text(&self.seen_path());
        text.and_then(|t| serde_json::from_str(&t).ok())
            .unwrap_or_default()
    }

    /// Right after unlocking: which records are older than what was seen, or gone. They are held back
    /// until their keyholder says that they are to be opened all the same.
    pub(crate) fn compare_with_seen(&self) {
        self.keep_last_keyholder();
        let file = self.seen();
        let compared = self.with(|open| {
            let mut older = BTreeMap::new();
            let vault = open.vault.info()?.vault_id;
            let Some(marks) = file.get(&vault) else {
                return Ok(());
            };
            let here = ids(open);
            for (person, mark) in marks {
                let Ok(person) = person.parse() else { continue };
                if mark.who.contains(&open.keyholder) && !here.contains(&person) {
                    hold(&open.gone).insert(person, mark.utc.clone());
                }
            }
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
                    open.vault.hold_back(&person, found.missing, &found.saved);
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

    /// Records that this keyholder had on this computer and that are not in the vault any more: how
    /// many, and when the last of them was saved.
    pub(crate) fn gone_since_seen(&self) -> ApiResult<(usize, String)> {
        self.with(|open| {
            let gone = hold(&open.gone);
            let last = gone.values().max().cloned().unwrap_or_default();
            Ok((gone.len(), last))
        })
    }

    /// The vault without those records is what there is from now on; their number.
    pub(crate) fn accept_gone(&self) -> ApiResult<usize> {
        let gone = self.with(|open| {
            let gone = std::mem::take(&mut *hold(&open.gone));
            // As one that was removed while the vault was open.
            hold(&open.remembered).extend(gone.keys().map(|person| (person.clone(), 0)));
            Ok(gone.len())
        })?;
        self.remember();
        Ok(gone)
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
        let (vault, now, left, me) = self.with(|open| {
            if open.read_only {
                return Err(ErrorCode::ReadOnly.into());
            }
            let older = hold(&open.older).clone();
            let here = ids(open);
            let mut known = hold(&open.remembered);
            let mut changed = Vec::new();
            for (person, seq, head, utc) in open.vault.sealed() {
                if older.contains_key(&person) || known.get(&person) == Some(&seq) {
                    continue;
                }
                known.insert(person.clone(), seq);
                changed.push((person, seq, head, utc));
            }
            // What was removed while it was open, or accepted as gone, is not missed the next time.
            let left: Vec<PersonId> = known
                .keys()
                .filter(|p| !here.contains(p))
                .cloned()
                .collect();
            known.retain(|person, _| here.contains(person));
            let vault = open.vault.info()?.vault_id;
            Ok((vault, changed, left, open.keyholder.clone()))
        })?;
        if now.is_empty() && left.is_empty() {
            return Ok(());
        }
        let mut file = self.seen();
        let marks = file.entry(vault).or_default();
        for person in left {
            if let Some(mark) = marks.get_mut(person.as_str()) {
                mark.who.remove(&me);
            }
        }
        for (person, seq, head, utc) in now {
            let known = marks.remove(person.as_str());
            let mut who = known.map(|mark| mark.who).unwrap_or_default();
            who.insert(me.clone());
            let mark = Mark {
                seq,
                head,
                utc,
                who,
            };
            marks.insert(person.to_string(), mark);
        }
        let text = serde_json::to_vec(&file).map_err(|_| ErrorCode::Internal)?;
        preferences::replace(&self.seen_path(), &text)
            .map_err(|e| crate::error_map::write_failed(&e))
    }
}
