//! Which backups lie in a folder, and which of them stay.

use super::memory::{memory, seconds};
use crate::error::ApiResult;
use crate::session::Session;
use kin_vault::{BackupInfo, peek_backup};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Newest backups that always stay.
const NEWEST: usize = 3;
/// Months of which one stays.
const MONTHS: usize = 12;
/// Beginning and end of our file names. No word of health in them.
pub(super) const PREFIX: &str = "kinfolio-";
pub(super) const SUFFIX: &str = ".tar";

/// Our backups in a folder, newest first: those of this vault whose header can be read.
pub(super) fn found(folder: &Path, vault_id: &str) -> Vec<(PathBuf, String, BackupInfo)> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        if !name.starts_with(PREFIX) || !name.ends_with(SUFFIX) {
            continue;
        }
        if let Ok(info) = peek_backup(&entry.path())
            && info.vault_id == vault_id
        {
            all.push((entry.path(), name, info));
        }
    }
    all.sort_by_key(|(_, name, info)| (seconds(&info.made), name.clone()));
    all.reverse();
    all
}

/// Which of the backups stay: the newest three, the newest of each of twelve months, and the
/// newest verified one. `all` is newest first: id and RFC 3339 time.
fn stays(all: &[(String, String)], verified: &BTreeSet<String>) -> BTreeSet<String> {
    let mut keep: BTreeSet<String> = all.iter().take(NEWEST).map(|(id, _)| id.clone()).collect();
    let mut months = BTreeSet::new();
    for (id, made) in all {
        let month = made.get(..7).unwrap_or_default().to_owned();
        if months.len() < MONTHS && verified.contains(id) && months.insert(month) {
            keep.insert(id.clone());
        }
    }
    if let Some((id, _)) = all.iter().find(|(id, _)| verified.contains(id)) {
        keep.insert(id.clone());
    }
    keep
}

/// Clears away what is too old; `newest` is the complete one that was made just now. It stays whatever its date
/// says: a clock that was put back makes it look like the oldest. Those that could not be complete have nothing that it
/// has not: they go, and none of them takes the place of a complete one before.
pub(super) fn rotate(session: &Session, folder: &Path, newest: &str) -> ApiResult<()> {
    let (vault_id, memory) =
        session.with(|open| Ok((open.vault.info()?.vault_id, memory(open))))?;
    let verified: BTreeSet<String> = memory.verified.into_iter().map(|v| v.id).collect();
    let incomplete: BTreeSet<String> = memory.incomplete.into_iter().map(|i| i.id).collect();
    let all = found(folder, &vault_id);
    let list: Vec<(String, String)> = all
        .iter()
        .filter(|(_, _, i)| !incomplete.contains(&i.backup_id))
        .map(|(_, _, i)| (i.backup_id.clone(), i.made.clone()))
        .collect();
    let mut keep = stays(&list, &verified);
    keep.insert(newest.to_owned());
    for (path, _, info) in &all {
        if !keep.contains(&info.backup_id) {
            // One that cannot be removed is there the next time, too.
            std::fs::remove_file(path).unwrap_or_default();
        }
    }
    Ok(())
}

/// Clears away former ones that could not be complete, once there is `newest`, which could not either. The newest
/// three of them stay: each may hold what another lacks. No other is touched.
pub(super) fn incomplete(session: &Session, folder: &Path, newest: &str) -> ApiResult<()> {
    let (vault_id, memory) =
        session.with(|open| Ok((open.vault.info()?.vault_id, memory(open))))?;
    let known: BTreeSet<String> = memory.incomplete.into_iter().map(|i| i.id).collect();
    let mut kept = 1;
    for (path, _, info) in found(folder, &vault_id) {
        if info.backup_id == newest || !known.contains(&info.backup_id) {
            continue;
        }
        if kept < NEWEST {
            kept += 1;
        } else {
            // One that cannot be removed is there the next time, too.
            std::fs::remove_file(path).unwrap_or_default();
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_newest_and_one_a_month_stay_and_the_last_verified_always() {
        let mut all: Vec<(String, String)> = Vec::new();
        for month in (1..=9).rev() {
            for day in [28, 14, 2] {
                all.push((
                    format!("{month}-{day}"),
                    format!("2026-{month:02}-{day:02}T09:00:00Z"),
                ));
            }
        }
        let verified: BTreeSet<String> = all.iter().map(|(id, _)| id.clone()).collect();
        let keep = stays(&all, &verified);
        assert_eq!(keep.len(), 3 + 8, "{keep:?}");
        assert!(keep.contains("9-2") && keep.contains("1-28") && !keep.contains("1-14"));
        // Nothing newer than the oldest was ever verified.
        let only = BTreeSet::from(["1-2".to_owned()]);
        let keep = stays(&all, &only);
        assert!(keep.contains("1-2"), "never the last verified");
        assert_eq!(keep.len(), 4);
    }
}
