//! What the goals stand on: folders in memory, orders to `faults.c`, dice, and a scenario under an order.

use crate::Try;
use crate::scenarios::{Scenario, World, go_on, look};
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Instant;
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

/// This process's part of the work and the number of parts, when several share it.
pub(crate) static PART: OnceLock<(usize, usize)> = OnceLock::new();

/// The one scenario that is played, when one is named.
pub(crate) static SCENARIO: OnceLock<String> = OnceLock::new();

/// The number of runs asked for in place of what a goal wants.
pub(crate) static RUNS: OnceLock<u64> = OnceLock::new();

/// How long a goal works: until the moment given, or until it has the runs that are wanted of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Until {
    moment: Instant,
    runs: u64,
}

impl Until {
    pub(crate) fn new(moment: Instant, wanted: u64) -> Self {
        let all = RUNS.get().copied().unwrap_or(wanted);
        let parts = PART.get().map_or(1, |(_, n)| *n as u64);
        Self {
            moment,
            runs: all.div_ceil(parts),
        }
    }

    /// Enough: with fewer runs than `least` only when they are all that is wanted.
    pub(crate) fn over(self, runs: u64, least: u64) -> bool {
        runs >= self.runs || (runs >= least && Instant::now() > self.moment)
    }

    /// Enough of what is done once in all its ways, however many are wanted.
    pub(crate) fn late(self, runs: u64, least: u64) -> bool {
        let asked = RUNS.get().is_some() && runs >= self.runs;
        asked || (runs >= least && Instant::now() > self.moment)
    }
}

/// Different dice in each part.
pub(crate) fn seed() -> u64 {
    PART.get().map_or(0, |(k, _)| *k as u64 * 1_000_003)
}

/// What of a list is this process's work.
pub(crate) fn my_part<T>(all: &[T]) -> impl Iterator<Item = &T> {
    let (k, n) = PART.get().copied().unwrap_or((0, 1));
    all.iter().skip(k).step_by(n)
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
fn play(outer: &Path, scenario: &Scenario) -> (usize, bool) {
    let Ok(mut world) = World::begin(outer, scenario.start) else {
        return (0, true);
    };
    let mut done = 0;
    for step in scenario.steps {
        if step(&mut world).is_err() {
            break;
        }
        done += 1;
    }
    world.end();
    (done, done < scenario.steps.len())
}

/// What the vault says before the first step and after each.
pub(crate) fn truth(start: &Path, scenario: &Scenario) -> Try<Vec<String>> {
    let dir = folder()?;
    copy_tree(start, dir.path())?;
    let (world, says) = look(dir.path())?;
    world.end();
    let mut all = vec![says];
    let dir = folder()?;
    copy_tree(start, dir.path())?;
    let mut world = World::begin(dir.path(), scenario.start)?;
    for step in scenario.steps {
        step(&mut world)?;
        all.push(world.told()?);
    }
    world.end();
    Ok(all)
}

/// The vault opens, is whole, says what it said after `done` steps or after the next one, and goes on.
pub(crate) fn verify(outer: &Path, scenario: &Scenario, truth: &[String], done: usize) -> Try<()> {
    let (mut world, says) = look(outer)?;
    let core = |text: &str| -> Vec<String> {
        let lines = text.lines();
        let kept = lines.filter(|line| !scenario.half.iter().any(|end| line.ends_with(end)));
        kept.map(str::to_owned).collect()
    };
    let said = core(&says);
    let mut meant = truth.iter().skip(done).take(2);
    if !meant.any(|text| core(text) == said) {
        let meant = core(truth.get(done).map_or("", String::as_str)).join("\n");
        let says = said.join("\n");
        return Err(format!(
            "after {done} acknowledged steps it says something else: {}",
            difference(&meant, &says)
        )
        .into());
    }
    if let Some(also) = scenario.also {
        also(&mut world)?;
    }
    go_on(&mut world)?;
    world.end();
    Ok(())
}

/// The first line that differs.
pub(crate) fn difference(meant: &str, says: &str) -> String {
    let (mut a, mut b) = (meant.lines(), says.lines());
    loop {
        match (a.next(), b.next()) {
            (None, None) => return String::new(),
            (x, y) if x == y => {}
            (x, y) => return format!("{x:.100?} became {y:.100?}"),
        }
    }
}

/// Plays a scenario under an order to `faults.c` and looks at what is left.
pub(crate) fn under(
    start: &Path,
    order: &str,
    scenario: &Scenario,
    truth: &[String],
) -> Result<(), String> {
    let run = || -> Try<()> {
        let dir = folder()?;
        copy_tree(start, dir.path())?;
        tell(&format!("root{}", dir.path().display()));
        tell(order);
        let (done, failed) = play(dir.path(), scenario);
        let counted = counted();
        tell("off");
        let (_, hits) = counted?;
        if failed && hits == 0 {
            return Err("failed without a fault".into());
        }
        verify(dir.path(), scenario, truth, done)
    };
    let outcome = catch_unwind(AssertUnwindSafe(run));
    tell("off");
    match outcome {
        Ok(Ok(())) => Ok(()),
        Ok(Err(why)) => Err(why.to_string()),
        Err(_) => Err("panic".to_owned()),
    }
}

/// Operations of a clean run.
pub(crate) fn ops_of(start: &Path, scenario: &Scenario) -> Try<u64> {
    let dir = folder()?;
    copy_tree(start, dir.path())?;
    tell(&format!("root{}", dir.path().display()));
    tell("count");
    let (done, failed) = play(dir.path(), scenario);
    let counted = counted();
    tell("off");
    if failed {
        return Err(format!("{}: the clean run stops after {done} steps", scenario.name).into());
    }
    Ok(counted?.0)
}
