//! R6: bit rot.
//!
//! Five vaults at rest: locked as it should be, killed with changes in the log, a family in which
//! everybody looks and a letter waits, one that changed its key, and one with a backup beside it.

use crate::ground::{Dice, Until, copy_tree, difference, files_below, folder, seed};
use crate::home::{self, NOW, WORDS};
use crate::scenarios::{Start, vault_in};
use crate::{Count, Try};
use kin_vault::{BackupSecret, KeyholderId, OpenedBackup, Passphrase, Right, Vault};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

/// Fewer say nothing, however short the time.
const LEAST: u64 = 30;

/// Where the rot begins: a vault at rest in a folder, who looks at it, and what they are shown.
struct Ground {
    name: &'static str,
    folder: tempfile::TempDir,
    /// All that may rot.
    files: Vec<PathBuf>,
    people: Vec<KeyholderId>,
    before: String,
}

impl Ground {
    fn new(name: &'static str, folder: tempfile::TempDir, people: Vec<KeyholderId>) -> Try<Self> {
        let mut files = Vec::new();
        files_below(folder.path(), &mut files)?;
        // Not part of the vault: an index that is made anew whenever the log is opened.
        files.retain(|f| !f.to_string_lossy().ends_with("-shm"));
        let copy = crate::ground::folder()?;
        copy_tree(folder.path(), copy.path())?;
        let before = look(copy.path(), &people).map_err(|why| format!("{name}: {why}"))?;
        Ok(Self {
            before: before.ok_or_else(|| format!("{name}: refused before any rot"))?,
            name,
            people,
            files,
            folder,
        })
    }
}

/// The keyholder who made the vault of [`home::make`].
fn first(outer: &Path) -> Try<Vec<KeyholderId>> {
    let locked = Vault::open(&vault_in(outer))?;
    Ok(locked.keyholders().into_iter().map(|k| k.id).collect())
}

/// Locked as it should be, with a spare keyring.
fn locked() -> Try<Ground> {
    let dir = folder()?;
    Start::Usual.make(dir.path())?;
    let people = first(dir.path())?;
    Ground::new("locked", dir, people)
}

/// Killed with changes in the write-ahead log.
fn killed() -> Try<Ground> {
    let (dir, copy) = (folder()?, folder()?);
    Start::Usual.make(dir.path())?;
    let vault = home::open(&vault_in(dir.path()))?;
    for n in 0..5 {
        home::put(&vault, &format!("late{n}"), "in the log")?;
    }
    copy_tree(dir.path(), copy.path())?;
    drop(vault.lock());
    let people = first(copy.path())?;
    Ground::new("killed", copy, people)
}

/// Hua, Wei, Mei and Lan, all with quick unlock, which costs less; a letter waits for Lan.
fn family() -> Try<Ground> {
    let dir = folder()?;
    Start::Family.make(dir.path())?;
    let people = settled(dir.path(), |vault, all| {
        let (person, _) = vault.people().into_iter().next().ok_or("no person")?;
        let lan = all.iter().find(|k| k.nickname == "Lan").ok_or("no Lan")?;
        vault.grant(&person, &lan.id, Right::Edit, true, NOW)?;
        Ok(())
    })?;
    Ground::new("family", dir, people)
}

/// The key of the record was changed, and who keeps access has taken the new one. Whose access has
/// ended does not look: being told so is not a fault.
fn revoked() -> Try<Ground> {
    let dir = folder()?;
    Start::Family.make(dir.path())?;
    let people = settled(dir.path(), |vault, all| {
        let (person, _) = vault.people().into_iter().next().ok_or("no person")?;
        let wei = all.iter().find(|k| k.nickname == "Wei").ok_or("no Wei")?;
        vault.revoke(&person, &wei.id, NOW)?;
        Ok(())
    })?;
    let vault = vault_in(dir.path());
    let all = Vault::open(&vault)?.keyholders();
    let people: Vec<_> = people
        .into_iter()
        .filter(|id| !all.iter().any(|k| k.id == *id && k.nickname == "Wei"))
        .collect();
    for who in &people {
        let open = home::unlock(Vault::open(&vault)?, who)?;
        open.catch_up(NOW);
        drop(open.lock());
    }
    Ground::new("revoked", dir, people)
}

type Last = fn(&kin_vault::Unlocked, &[kin_vault::Keyholder]) -> Try<()>;

/// Everybody comes once and switches quick unlock on; then the owner does the last thing.
fn settled(outer: &Path, last: Last) -> Try<Vec<KeyholderId>> {
    let dir = vault_in(outer);
    let all = Vault::open(&dir)?.keyholders();
    let key = || kin_vault::DeviceKey::from_text(home::KEY);
    for who in &all {
        let vault = home::unlock(Vault::open(&dir)?, &who.id)?;
        vault.catch_up(NOW);
        vault.set_quick_unlock(&key()?)?;
        drop(vault.lock());
    }
    let hua = all
        .iter()
        .find(|k| k.nickname == home::BY)
        .ok_or("no Hua")?;
    let vault = home::unlock(Vault::open(&dir)?, &hua.id)?;
    last(&vault, &all)?;
    drop(vault.lock());
    Ok(all.into_iter().map(|k| k.id).collect())
}

/// A vault and a backup beside it: only the backup rots.
fn backup() -> Try<Ground> {
    let dir = folder()?;
    Start::OnlyBackup.make(dir.path())?;
    Ground::new("backup", dir, Vec::new())
}

/// What a damaged vault does: refuses or warns (`None`), or shows something without any warning.
fn look(outer: &Path, people: &[KeyholderId]) -> Try<Option<String>> {
    if people.is_empty() {
        return look_at_backup(outer);
    }
    let mut all = String::new();
    for who in people {
        let Ok(locked) = Vault::open(&vault_in(outer)) else {
            return Ok(None);
        };
        let Ok(vault) = home::unlock(locked, who) else {
            return Ok(None);
        };
        // Before anything is made good: the check must name what is there.
        let clean = |vault: &kin_vault::Unlocked| vault.check(true).is_ok_and(|r| r.ok());
        let before = clean(&vault);
        vault.catch_up(NOW);
        // A letter that is there and cannot be taken is said to be no good; what it would have
        // opened stays closed.
        let waits = vault.letters(NOW).len();
        if !before || !clean(&vault) {
            return Ok(None);
        }
        writeln!(all, "{waits} letters")?;
        all += &home::told(&vault)?;
        drop(vault.lock());
    }
    Ok(Some(all))
}

fn look_at_backup(outer: &Path) -> Try<Option<String>> {
    let words = Passphrase::new(WORDS)?;
    let path = outer.join("first.kinfolio");
    let Ok(backup) = OpenedBackup::open(&path, BackupSecret::Passphrase(&words)) else {
        return Ok(None);
    };
    let Ok(contents) = backup.verify(&outer.join("scratch"), &mut |_, _| true) else {
        return Ok(None);
    };
    if contents.missing > 0 {
        return Ok(None);
    }
    // What was verified is restored, whatever has rotted meanwhile: here the same.
    let Ok(restored) = backup.restore_beside(&vault_in(outer), &mut |_, _| true) else {
        return Ok(None);
    };
    if restored.swap("2026-01-02").is_err() {
        return Ok(None);
    }
    let vault = home::open(&vault_in(outer))?;
    if !vault.check(true)?.ok() {
        return Ok(None);
    }
    Ok(Some(home::told(&vault)?))
}

/// R6: one bit flipped, the end cut off, a file gone: named by the check, or without any effect.
pub(crate) fn run(until: Until) -> Try<Count> {
    let grounds = [locked()?, killed()?, family()?, revoked()?, backup()?];
    let (mut count, mut dice) = (Count::default(), Dice(6 + seed()));
    let mut unseen: BTreeMap<String, u64> = BTreeMap::new();
    let mut each: BTreeMap<&str, u64> = BTreeMap::new();
    let mut ways = [0_u64; 3];
    let mut seen = 0_u64;
    while !until.over(count.runs, LEAST) {
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
        let (way, how) = match dice.below(10) {
            0 => {
                fs::remove_file(&target)?;
                (0, "removed".to_owned())
            }
            1 | 2 => {
                bytes.truncate(at);
                fs::write(&target, &bytes)?;
                (1, format!("cut to {at} bytes"))
            }
            _ => {
                let bit = dice.below(8);
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << bit;
                }
                fs::write(&target, &bytes)?;
                (2, format!("bit {bit} of byte {at}"))
            }
        };
        count.run();
        *each.entry(ground.name).or_default() += 1;
        if let Some(n) = ways.get_mut(way) {
            *n += 1;
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let place = format!("{}: {}", ground.name, path.display());
        match catch_unwind(AssertUnwindSafe(|| look(dir.path(), &ground.people))) {
            Err(_) => count.add_bad(format!("{place}, {how}: panic")),
            Ok(Err(why)) => count.add_bad(format!("{place}, {how}: clean, and then {why}")),
            Ok(Ok(None)) => seen += 1,
            Ok(Ok(Some(says))) if says == ground.before => {
                *unseen.entry(name.into_owned()).or_default() += 1;
            }
            Ok(Ok(Some(says))) => {
                let what = difference(&ground.before, &says);
                count.add_bad(format!("{place}, {how}: no warning, and {what}"));
            }
        }
    }
    let [removed, cut, flipped] = ways;
    count.words = format!(
        "{flipped} bits, {cut} cut, {removed} removed, of {each:?}; {seen} refused or named by the \
         check; not seen and without effect on anything shown: {unseen:?}"
    );
    Ok(count)
}
