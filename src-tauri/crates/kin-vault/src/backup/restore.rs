//! Bringing a vault back: into a new folder, verified whole, compared, and only then swapped.
//!
//! The swap is two renames; a small note beside the vault says what was meant, so that a power cut
//! between them is finished at the next start. The old folder stays beside it for 30 days.

use super::open::contents;
use super::{Contents, OpenedBackup, Progress, bad};
use crate::files::{
    Holds, Layout, private_folder, read_small, remove_if_there, sync_folder, sync_tree,
    write_atomic,
};
use crate::keyring::{read_public, settle_restored};
use crate::{KeyholderId, Unlocked, VaultError};
use kin_crypto::safe::random_id;
use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How long the folder that was replaced stays.
const KEPT_DAYS: i64 = 30;

/// A vault that was brought back beside the present one, verified, not yet in its place.
#[derive(Debug)]
pub struct Restored {
    keyholder: KeyholderId,
    vault: PathBuf,
    folder: PathBuf,
    /// What is in the backup.
    pub contents: Contents,
    /// What is in the present vault; `None` when there is none, or it is not this keyholder's.
    pub present: Option<Contents>,
    /// Something lies at the vault's place now.
    pub replaces: bool,
    /// The day it was made, `YYYY-MM-DD`.
    pub day: String,
    /// The present vault knows more than the backup, or is another one: ask for the day.
    pub older: bool,
    /// All keys were changed between the backup and now: what opens the backup opens this vault no more, and would
    /// again.
    pub former: bool,
    swapped: bool,
}

impl Drop for Restored {
    fn drop(&mut self) {
        if !self.swapped {
            // Only ciphertext; what stays is noise beside the vault.
            fs::remove_dir_all(&self.folder).ok();
        }
    }
}

/// What a swap was about to do.
#[derive(Serialize, Deserialize)]
struct Note {
    /// Name of the folder that is to take the vault's place.
    new: String,
    /// Name under which the present one is put aside.
    old: String,
}

fn beside(vault: &Path, suffix: &str) -> PathBuf {
    let mut name = vault.file_name().unwrap_or_default().to_owned();
    name.push(suffix);
    vault.with_file_name(name)
}

/// What lies at the vault's place may be put aside when it is a vault, however damaged, or nothing.
fn is_ours_to_replace(vault: &Path) -> Result<(), VaultError> {
    let empty = match fs::read_dir(vault) {
        Ok(mut entries) => entries.next().is_none(),
        Err(_) => !vault.exists(),
    };
    let ours = [
        "vault.json",
        "vault.lock",
        "vault.begun",
        "people",
        "records",
        "staging",
    ];
    if empty || ours.iter().any(|name| vault.join(name).exists()) {
        Ok(())
    } else {
        Err(VaultError::NotEmpty)
    }
}

fn name_of(path: &Path) -> Result<String, VaultError> {
    let name = path.file_name().and_then(|n| n.to_str());
    name.map(str::to_owned).ok_or_else(bad)
}

impl OpenedBackup {
    /// Brings everything back into a new folder beside `vault`, verifies it whole and compares it
    /// with what is there now. Nothing of the present vault is touched.
    ///
    /// # Errors
    /// [`VaultError::Damaged`], [`VaultError::DiskFull`], [`VaultError::Cancelled`].
    pub fn restore_beside(&self, vault: &Path, tell: Progress<'_>) -> Result<Restored, VaultError> {
        // What was meant before comes first: it is what lies at the vault's place.
        finish_swap(vault)?;
        is_ours_to_replace(vault)?;
        let folder = beside(vault, &format!("-new-{}", random_id()?));
        private_folder(&folder)?;
        let mut restored = Restored {
            keyholder: self.keyholder.clone(),
            vault: vault.to_owned(),
            folder,
            contents: Contents {
                vault_id: String::new(),
                counter: 0,
                people: Vec::new(),
                missing: 0,
            },
            present: None,
            replaces: fs::read_dir(vault).is_ok_and(|mut d| d.next().is_some())
                && !crate::Vault::is_unfinished(vault),
            day: self.info().made.get(..10).unwrap_or_default().to_owned(),
            older: false,
            former: false,
            swapped: false,
        };
        restored.contents = self.fill(&restored.folder, tell)?;
        let layout = Layout {
            root: vault.to_owned(),
        };
        if let Ok(Some(chain)) = self.chain(&layout) {
            restored.present = Some(contents(chain)?);
        }
        // Only a change of all keys makes another recipient.
        restored.former = read_public(&layout, &self.keyholder)
            .is_ok_and(|shown| shown.recipient != self.opened.grant.recipient());
        restored.judge();
        Ok(restored)
    }

    fn fill(&self, folder: &Path, tell: Progress<'_>) -> Result<Contents, VaultError> {
        let layout = Layout {
            root: folder.to_owned(),
        };
        for part in [layout.staging(), layout.people(), layout.records()] {
            private_folder(&part)?;
        }
        let index = self.extract(folder, true, tell)?;
        let contents = self.look(folder, &index)?;
        // What a newer version wrote is left as it is.
        if !crate::manifest::Manifest::read(&layout)?.read_only() {
            settle_restored(&layout, &self.keyholder, &self.opened.root)?;
        }
        // Before it takes the old vault's place every name must be as durable as the bytes.
        sync_tree(folder)?;
        Ok(contents)
    }

    /// Practises the worst day: brings everything back into a new folder below `scratch`, opens it
    /// as a vault, runs the full check over it, and removes it again.
    ///
    /// # Errors
    /// [`VaultError::Damaged`], [`VaultError::DiskFull`], [`VaultError::Cancelled`].
    pub fn rehearse(&self, scratch: &Path, tell: Progress<'_>) -> Result<Contents, VaultError> {
        let work = scratch.join(random_id()?);
        private_folder(&work)?;
        let outcome = self.fill(&work, tell).and_then(|contents| {
            let layout = Layout { root: work.clone() };
            let chain = self.chain(&layout)?.ok_or_else(bad)?;
            let vault = Unlocked::over(crate::Vault::open(&work)?, chain);
            let report = vault.check(true)?;
            drop(vault.lock());
            if (report.problems.iter()).all(|p| is_no_fault(p, &contents, &layout)) {
                Ok(contents)
            } else {
                Err(VaultError::Damaged { what: "record" })
            }
        });
        fs::remove_dir_all(&work).ok();
        outcome
    }
}

/// What a rehearsal finds and is no fault of the backup: what the vault itself had lost before it was made, records
/// that did not open then, letters, which are in no backup.
fn is_no_fault(problem: &crate::Problem, contents: &Contents, layout: &Layout) -> bool {
    let left_out = problem
        .person
        .as_ref()
        .is_some_and(|person| !layout.record(person.as_str()).join("record.db").exists());
    match problem.code {
        "letter-gone" => true,
        "record-unreadable" | "access-ended" | "record-swapped" | "older-than-saved" => left_out,
        code => contents.missing > 0 && code.starts_with("file"),
    }
}

impl Restored {
    /// Compares with the present vault where the keys of the backup do not open it any more, and it is open.
    ///
    /// # Errors
    /// [`VaultError::Io`]: then it stays as it was.
    pub fn compare_with(&mut self, open: &Unlocked) -> Result<(), VaultError> {
        let chain = open.chain();
        let same =
            chain.keyholder == self.keyholder && chain.ring().vault_id == self.contents.vault_id;
        if self.present.is_none() && same {
            self.present = Some(contents(Arc::clone(chain))?);
            self.judge();
        }
        Ok(())
    }

    fn judge(&mut self) {
        self.older = match &self.present {
            Some(now) => {
                let known = |p: &super::PersonContents| {
                    let held = self.contents.people.iter();
                    held.filter(|h| h.person == p.person)
                        .any(|h| h.seq >= p.seq)
                };
                now.vault_id != self.contents.vault_id || !now.people.iter().all(known)
            }
            None => self.replaces,
        };
    }

    /// Puts the restored vault in its place. Returns the folder in which the former vault stays for 30 days.
    ///
    /// # Errors
    /// [`VaultError::AlreadyOpen`] while somebody holds the present one open: what they save would go into the
    /// folder that is put aside. [`VaultError::Io`].
    pub fn swap(mut self, today: &str) -> Result<Option<PathBuf>, VaultError> {
        finish_swap(&self.vault)?;
        let held = hold(&self.vault)?;
        let id = random_id()?;
        let old = beside(
            &self.vault,
            &format!("-before-{today}-{}", id.get(..8).unwrap_or("0")),
        );
        let note = Note {
            new: name_of(&self.folder)?,
            old: name_of(&old)?,
        };
        let text = serde_json::to_vec(&note).map_err(|_| bad())?;
        write_atomic(&beside(&self.vault, "-swap.json"), &text, Holds::Data)?;
        self.swapped = true;
        finish(&self.vault, held)?;
        Ok(old.is_dir().then_some(old))
    }
}

/// The lock of the vault that is to be put aside, where one is there: nobody opens it meanwhile. One that is too broken
/// to be locked is open nowhere.
fn hold(vault: &Path) -> Result<Option<File>, VaultError> {
    let layout = Layout {
        root: vault.to_owned(),
    };
    // Whoever has a vault open has made this file.
    if !layout.lock().exists() {
        return Ok(None);
    }
    match crate::vault::take_lock(&layout) {
        Err(VaultError::AlreadyOpen) => Err(VaultError::AlreadyOpen),
        other => Ok(other.ok()),
    }
}

/// Finishes a swap that a power cut stopped between its two renames. Called before a vault is
/// looked for.
///
/// The restored folder wins as long as it is whole: its keyholder said so. What lies at the vault's
/// place is put aside, beside the former vault if that is aside already; nothing is ever removed
/// here. Where the restored folder is gone or not whole, the former vault goes back to its place.
///
/// # Errors
/// [`VaultError::Io`]; [`VaultError::AlreadyOpen`] while somebody holds the vault open; [`VaultError::Damaged`] when the
/// note says nothing and no vault is in place.
pub fn finish_swap(vault: &Path) -> Result<(), VaultError> {
    if beside(vault, "-swap.json").exists() {
        let held = hold(vault)?;
        finish(vault, held)?;
    }
    Ok(())
}

/// Does what the note says, with the lock of the vault in hand.
fn finish(vault: &Path, held: Option<File>) -> Result<(), VaultError> {
    let path = beside(vault, "-swap.json");
    // Windows renames no folder in which a file is open.
    let _held = held.filter(|_| !cfg!(windows));
    let Some(text) = read_small(&path)? else {
        return Ok(());
    };
    let folder = vault.parent().ok_or_else(bad)?;
    let prefix = name_of(vault)?;
    let note: Option<Note> = serde_json::from_slice(&text).ok();
    let ours =
        |name: &String| name.starts_with(&format!("{prefix}-")) && !name.contains(['/', '\\']);
    let Some(note) = note.filter(|n| ours(&n.new) && ours(&n.old)) else {
        if !vault.exists() {
            return Err(VaultError::Damaged { what: "vault-file" });
        }
        return remove_if_there(&path);
    };
    let (new, old) = (folder.join(&note.new), folder.join(&note.old));
    if new.join("vault.json").is_file() {
        if vault.is_dir()
            && let Err(error) = fs::rename(vault, free(&old))
        {
            // A folder that cannot be moved, as where another disk begins: the vault stays what it was, and opens.
            remove_if_there(&path)?;
            return Err(error.into());
        }
        fs::rename(&new, vault)?;
    } else if !vault.exists() && old.is_dir() {
        fs::rename(&old, vault)?;
    }
    sync_folder(folder)?;
    remove_if_there(&path)
}

/// The first name like this one that nothing has.
fn free(path: &Path) -> PathBuf {
    let other = |n: u32| {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(format!("-{n}"));
        path.with_file_name(name)
    };
    let names = std::iter::once(path.to_owned()).chain((2..=u32::MAX).map(other));
    let mut free = names.skip_while(|name| name.exists());
    free.next().unwrap_or_else(|| path.to_owned())
}

/// Removes vaults that were put aside by a restore more than 30 days before `today`
/// (`YYYY-MM-DD`), and copies of records from before an update that are as old; folders of a restore
/// that never ended go after two days.
///
/// # Errors
/// [`VaultError::Io`].
pub fn remove_put_aside(vault: &Path, today: &str) -> Result<(), VaultError> {
    let (Some(folder), Ok(today)) = (vault.parent(), today.parse::<jiff::civil::Date>()) else {
        return Ok(());
    };
    let layout = Layout {
        root: vault.to_owned(),
    };
    let days = i32::try_from(KEPT_DAYS).unwrap_or(30);
    crate::record::remove_old_copies(&layout, today, days);
    let prefix = name_of(vault)?;
    let Ok(entries) = fs::read_dir(folder) else {
        return Ok(());
    };
    // A swap that is not finished still needs its folder.
    if beside(vault, "-swap.json").exists() {
        return Ok(());
    }
    for entry in entries.filter_map(Result::ok) {
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        let rest = name.strip_prefix(&format!("{prefix}-before-"));
        let day = rest.and_then(|r| r.get(..10)?.parse::<jiff::civil::Date>().ok());
        let aside = day.is_some_and(|day| (today - day).get_days() > days)
            && entry.path().join("vault.json").is_file();
        // Only ciphertext that never took the vault's place.
        let never_ended = name.starts_with(&format!("{prefix}-new-"))
            && entry.metadata().is_ok_and(|m| m.is_dir())
            && changed_on(&entry.path()).is_some_and(|day| (today - day).get_days() > 2);
        if aside || never_ended {
            fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}

/// The day on which a folder was last changed.
fn changed_on(folder: &Path) -> Option<jiff::civil::Date> {
    let changed = fs::metadata(folder).and_then(|m| m.modified()).ok()?;
    let text = jiff::Timestamp::try_from(changed).ok()?.to_string();
    text.get(..10)?.parse().ok()
}
