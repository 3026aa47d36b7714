//! R6: bit rot.

use crate::ground::{Dice, copy_tree, difference, files_below, folder, seed};
use crate::{Count, Try, home};
use kin_vault::{KeyholderId, Vault};
use std::collections::BTreeMap;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Where the rot begins: a vault at rest, and what it says.
struct Ground {
    folder: tempfile::TempDir,
    files: Vec<PathBuf>,
    who: KeyholderId,
    before: String,
}

impl Ground {
    fn new(folder: tempfile::TempDir) -> Try<Self> {
        let mut files = Vec::new();
        files_below(folder.path(), &mut files)?;
        // Not part of the vault: an index that is made anew whenever the log is opened.
        files.retain(|f| !f.to_string_lossy().ends_with("-shm"));
        let copy = crate::ground::folder()?;
        copy_tree(folder.path(), copy.path())?;
        let vault = home::open(copy.path())?;
        let report = vault.check(true)?;
        if !report.ok() {
            return Err(format!("before any rot the check finds {:?}", report.problems).into());
        }
        Ok(Self {
            before: home::told(&vault)?,
            who: vault.keyholder().id,
            files,
            folder,
        })
    }
}

/// Locked as it should be, with a spare keyring.
fn locked() -> Try<Ground> {
    let dir = folder()?;
    home::make(dir.path())?;
    Ground::new(dir)
}

/// Killed with changes in the write-ahead log.
fn killed() -> Try<Ground> {
    let (dir, copy) = (folder()?, folder()?);
    home::make(dir.path())?;
    let vault = home::open(dir.path())?;
    for n in 0..5 {
        home::put(&vault, &format!("late{n}"), "in the log")?;
    }
    copy_tree(dir.path(), copy.path())?;
    drop(vault.lock());
    Ground::new(copy)
}

/// What a damaged vault does: refuses or warns (`None`), or says something without any warning.
fn look(dir: &Path, who: &KeyholderId) -> Try<Option<String>> {
    let Ok(locked) = Vault::open(dir) else {
        return Ok(None);
    };
    let Ok(vault) = home::unlock(locked, who) else {
        return Ok(None);
    };
    let Ok(report) = vault.check(true) else {
        return Ok(None);
    };
    if !report.ok() {
        return Ok(None);
    }
    Ok(Some(home::told(&vault)?))
}

/// R6: one bit flipped, the end cut off, a file gone: named by the check, or without any effect.
pub(crate) fn run(until: Instant) -> Try<Count> {
    let grounds = [locked()?, killed()?];
    let (mut count, mut dice) = (Count::default(), Dice(6 + seed()));
    let mut unseen: BTreeMap<String, u64> = BTreeMap::new();
    let mut seen = 0_u64;
    while Instant::now() < until || count.runs < 20 {
        let picked = usize::try_from(dice.below(grounds.len() as u64))?;
        let ground = grounds.get(picked).ok_or("no ground")?;
        let dir = folder()?;
        copy_tree(ground.folder.path(), dir.path())?;
        let picked = usize::try_from(dice.below(ground.files.len() as u64))?;
        let path = ground.files.get(picked).ok_or("no file")?;
        let path = path.strip_prefix(ground.folder.path())?;
        let target = dir.path().join(path);
        let mut bytes = fs::read(&target)?;
        let at = usize::try_from(dice.below(bytes.len() as u64))?;
        let how = match dice.below(10) {
            0 => {
                fs::remove_file(&target)?;
                "removed".to_owned()
            }
            1 | 2 => {
                bytes.truncate(at);
                fs::write(&target, &bytes)?;
                format!("cut to {at} bytes")
            }
            _ => {
                let bit = dice.below(8);
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << bit;
                }
                fs::write(&target, &bytes)?;
                format!("bit {bit} of byte {at}")
            }
        };
        count.runs += 1;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        match catch_unwind(AssertUnwindSafe(|| look(dir.path(), &ground.who))) {
            Err(_) => count.add_bad(format!("{name}, {how}: panic")),
            Ok(Err(why)) => count.add_bad(format!("{name}, {how}: clean, and then {why}")),
            Ok(Ok(None)) => seen += 1,
            Ok(Ok(Some(says))) if says == ground.before => {
                *unseen.entry(name.into_owned()).or_default() += 1;
            }
            Ok(Ok(Some(says))) => {
                let what = difference(&ground.before, &says);
                count.add_bad(format!("{name}, {how}: no warning, and {what}"));
            }
        }
    }
    count.words = format!(
        "{seen} refused or named by the check; not seen and without effect on anything shown: \
         {unseen:?}"
    );
    Ok(count)
}
