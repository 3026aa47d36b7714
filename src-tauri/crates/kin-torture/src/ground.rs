//! What the goals stand on: folders in memory, orders to `faults.c`, dice, and a scenario under an order.

use crate::Try;
use crate::home::{self, Step};
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Speaks to `faults.c`: it answers in place of the file system.
pub(crate) fn tell(what: &str) {
    drop(fs::File::open(format!("/kin-faults/{what}")));
}

/// Operations and faults since the last order.
pub(crate) fn counted() -> Try<(u64, u64)> {
    let text = fs::read_to_string("/kin-faults/get")
        .map_err(|_| "faults.c is not loaded: run `cargo xtask torture`")?;
    let (ops, hits) = text.split_once(' ').ok_or("no counter")?;
    Ok((ops.parse()?, hits.parse()?))
}

/// Memory is the fastest disk.
pub(crate) fn folder() -> Try<TempDir> {
    let memory = Path::new("/dev/shm");
    Ok(if memory.is_dir() {
        tempfile::tempdir_in(memory)?
    } else {
        tempfile::tempdir()?
    })
}

pub(crate) fn copy_tree(from: &Path, to: &Path) -> Try<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_tree(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), &target)?;
        }
    }
    Ok(())
}

/// Numbers that look random and are the same in each run.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % n.max(1)
    }
}

pub(crate) fn files_below(dir: &Path, all: &mut Vec<PathBuf>) -> Try<()> {
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() {
            files_below(&path, all)?;
        } else if !path.to_string_lossy().ends_with("vault.lock") {
            all.push(path);
        }
    }
    all.sort();
    Ok(())
}

/// Steps that were acknowledged, and whether one failed.
pub(crate) fn play(dir: &Path, steps: &[Step]) -> (usize, bool) {
    let Ok(vault) = home::open(dir) else {
        return (0, true);
    };
    let mut done = 0;
    for step in steps {
        if step(&vault).is_err() {
            break;
        }
        done += 1;
    }
    drop(vault.lock());
    (done, done < steps.len())
}

/// What the vault says before the first step and after each.
pub(crate) fn truth(start: &Path, steps: &[Step]) -> Try<Vec<String>> {
    let dir = folder()?;
    copy_tree(start, dir.path())?;
    let vault = home::open(dir.path())?;
    let mut all = vec![home::told(&vault)?];
    for step in steps {
        step(&vault)?;
        all.push(home::told(&vault)?);
    }
    Ok(all)
}

/// The vault opens, is whole, and says what it said after `done` steps or after the next one.
pub(crate) fn verify(dir: &Path, truth: &[String], done: usize) -> Try<()> {
    let vault = home::open(dir).map_err(|why| format!("does not open: {why}"))?;
    let report = vault.check(true)?;
    if !report.ok() {
        return Err(format!("the check finds {:?}", report.problems).into());
    }
    let says = home::told(&vault)?;
    if !truth.iter().skip(done).take(2).any(|text| *text == says) {
        return Err(format!("after {done} acknowledged steps it says something else").into());
    }
    let r = home::record(&vault)?;
    r.set_setting("after", "still writable")?;
    Ok(())
}

/// Plays a scenario under an order to `faults.c` and looks at what is left.
pub(crate) fn under(
    start: &Path,
    order: &str,
    steps: &[Step],
    truth: &[String],
) -> Result<(), String> {
    let run = || -> Try<()> {
        let dir = folder()?;
        let inner = dir.path().join("vault");
        copy_tree(start, &inner)?;
        tell(&format!("root{}", inner.display()));
        tell(order);
        let (done, failed) = play(&inner, steps);
        let counted = counted();
        tell("off");
        let (_, hits) = counted?;
        if failed && hits == 0 {
            return Err("failed without a fault".into());
        }
        verify(&inner, truth, done)
    };
    let outcome = catch_unwind(AssertUnwindSafe(run));
    tell("off");
    match outcome {
        Ok(Ok(())) => Ok(()),
        Ok(Err(why)) => Err(why.to_string()),
        Err(_) => Err("panic".to_owned()),
    }
}

pub(crate) fn ops_of(start: &Path, steps: &[Step]) -> Try<u64> {
    let dir = folder()?;
    let inner = dir.path().join("vault");
    copy_tree(start, &inner)?;
    tell(&format!("root{}", inner.display()));
    tell("count");
    let (done, failed) = play(&inner, steps);
    let counted = counted();
    tell("off");
    if failed {
        return Err(format!("the clean run stops after {done} steps").into());
    }
    Ok(counted?.0)
}
