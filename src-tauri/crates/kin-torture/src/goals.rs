//! The goals: what is done to the vault, and what counts as bad.

use crate::home::{self, SCENARIOS, Step};
use crate::{Count, Try};
use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Speaks to `faults.c`: it answers in place of the file system.
fn tell(what: &str) {
    drop(fs::File::open(format!("/kin-faults/{what}")));
}

/// Operations and faults since the last order.
fn counted() -> Try<(u64, u64)> {
    let text = fs::read_to_string("/kin-faults/get")
        .map_err(|_| "faults.c is not loaded: run `cargo xtask torture`")?;
    let (ops, hits) = text.split_once(' ').ok_or("no counter")?;
    Ok((ops.parse()?, hits.parse()?))
}

/// Memory is the fastest disk.
fn folder() -> Try<TempDir> {
    let memory = Path::new("/dev/shm");
    Ok(if memory.is_dir() {
        tempfile::tempdir_in(memory)?
    } else {
        tempfile::tempdir()?
    })
}

fn copy_tree(from: &Path, to: &Path) -> Try<()> {
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
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % n.max(1)
    }
}

/// Steps that were acknowledged, and whether one failed.
fn play(dir: &Path, steps: &[Step]) -> (usize, bool) {
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
fn truth(start: &Path, steps: &[Step]) -> Try<Vec<String>> {
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
fn verify(dir: &Path, truth: &[String], done: usize) -> Try<()> {
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
fn under(start: &Path, order: &str, steps: &[Step], truth: &[String]) -> Result<(), String> {
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

fn ops_of(start: &Path, steps: &[Step]) -> Try<u64> {
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

/// R1: every operation of every scenario fails in three ways.
pub(crate) fn faults(until: Instant) -> Try<Count> {
    let start = folder()?;
    home::make(start.path())?;
    let (mut points, mut truths) = (Vec::new(), Vec::new());
    for (scenario, (_, steps)) in SCENARIOS.iter().enumerate() {
        truths.push(truth(start.path(), steps)?);
        for n in 1..=ops_of(start.path(), steps)? {
            points.extend((1..=3).map(|mode| (scenario, n, mode)));
        }
    }
    // In a mixed order, so that a short run sees something of everything.
    let mut dice = Dice(1);
    for i in (1..points.len()).rev() {
        points.swap(i, usize::try_from(dice.below(i as u64 + 1))?);
    }
    let mut count = Count::default();
    for (scenario, n, mode) in &points {
        if Instant::now() > until {
            break;
        }
        let (Some((name, steps)), Some(truth)) = (SCENARIOS.get(*scenario), truths.get(*scenario))
        else {
            continue;
        };
        count.runs += 1;
        if let Err(why) = under(start.path(), &format!("fail/{n}/{mode}"), steps, truth) {
            count
                .bad
                .push(format!("{name}, operation {n}, mode {mode}: {why}"));
        }
    }
    count.words = format!("{} points, {} scenarios", points.len(), SCENARIOS.len());
    Ok(count)
}

/// R4: the disk is full after so many bytes.
pub(crate) fn full(until: Instant) -> Try<Count> {
    let start = folder()?;
    home::make(start.path())?;
    let mut truths = Vec::new();
    for (_, steps) in SCENARIOS {
        truths.push(truth(start.path(), steps)?);
    }
    let mut count = Count::default();
    let mut dice = Dice(4);
    while Instant::now() < until {
        for ((name, steps), truth) in SCENARIOS.iter().zip(&truths) {
            let most = if name.contains("20 MB") {
                21 << 20
            } else {
                400_000
            };
            let bytes = dice.below(most);
            count.runs += 1;
            if let Err(why) = under(start.path(), &format!("budget/{bytes}"), steps, truth) {
                count
                    .bad
                    .push(format!("{name}, full after {bytes} bytes: {why}"));
            }
        }
    }
    count.words = "still unlocks, reads and writes when there is room again".to_owned();
    Ok(count)
}

/// R2: the program is killed at any moment; what it said was saved is there.
pub(crate) fn kills(until: Instant) -> Try<Count> {
    let start = folder()?;
    home::make(start.path())?;
    let (mut count, mut dice, mut acks) = (Count::default(), Dice(2), 0_u64);
    let mut times = Vec::new();
    while Instant::now() < until {
        let dir = folder()?;
        copy_tree(start.path(), dir.path())?;
        let mut child = Command::new(std::env::current_exe()?)
            .arg("--victim")
            .arg(dir.path())
            .env_remove("LD_PRELOAD")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        std::thread::sleep(Duration::from_millis(5 + dice.below(146)));
        child.kill()?;
        child.wait()?;
        let said: Vec<String> = child
            .stdout
            .take()
            .map(|out| BufReader::new(out).lines().map_while(Result::ok).collect())
            .unwrap_or_default();
        acks += said.len() as u64;
        count.runs += 1;
        let check = || -> Try<Duration> {
            let begin = Instant::now();
            let vault = home::open(dir.path())?;
            home::record(&vault)?;
            let took = begin.elapsed();
            let says = home::told(&vault)?;
            for id in &said {
                if !says.contains(&format!("Note {id} ")) {
                    return Err(format!("{id} was acknowledged and is lost").into());
                }
            }
            // One import is there whole or not at all.
            let mut imports: BTreeMap<&str, u32> = BTreeMap::new();
            for word in says
                .split(' ')
                .filter(|w| w.starts_with('i') && w.contains('-'))
            {
                if let Some((label, _)) = word.split_once('-') {
                    *imports.entry(label).or_default() += 1;
                }
            }
            if let Some((label, n)) = imports.iter().find(|(_, n)| **n != 20) {
                return Err(format!("{n} of 20 entries of the import {label}").into());
            }
            let report = vault.check(true)?;
            if !report.ok() {
                return Err(format!("the check finds {:?}", report.problems).into());
            }
            Ok(took)
        };
        match check() {
            Ok(took) => times.push(took),
            Err(why) => count.bad.push(why.to_string()),
        }
    }
    times.sort();
    let p99 = times
        .get(times.len() * 99 / 100)
        .copied()
        .unwrap_or_default();
    if p99 > Duration::from_secs(1) {
        count.bad.push(format!("reopening takes {p99:?} (p99)"));
    }
    count.words = format!("{acks} acknowledged changes, reopened in {p99:.0?} (p99)");
    Ok(count)
}

fn files_below(dir: &Path, all: &mut Vec<PathBuf>) -> Try<()> {
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

/// R6: one bit flipped, the end cut off, a file gone: named by the check, or without any effect.
pub(crate) fn rot(until: Instant) -> Try<Count> {
    let start = folder()?;
    home::make(start.path())?;
    let before = home::told(&home::open(start.path())?)?;
    let mut files = Vec::new();
    files_below(start.path(), &mut files)?;
    let (mut count, mut dice) = (Count::default(), Dice(6));
    let mut unseen: BTreeMap<String, u64> = BTreeMap::new();
    while Instant::now() < until {
        let dir = folder()?;
        copy_tree(start.path(), dir.path())?;
        let picked = usize::try_from(dice.below(files.len() as u64))?;
        let path = files
            .get(picked)
            .ok_or("no file")?
            .strip_prefix(start.path())?;
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
        let look = || -> Try<(bool, String)> {
            let vault = home::open(dir.path())?;
            let clean = vault.check(true)?.ok();
            Ok((clean, home::told(&vault)?))
        };
        match catch_unwind(AssertUnwindSafe(look)) {
            Err(_) => count.bad.push(format!("{}, {how}: panic", path.display())),
            Ok(Ok((true, says))) => {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                if says == before {
                    *unseen.entry(name.into_owned()).or_default() += 1;
                } else {
                    count
                        .bad
                        .push(format!("{name}, {how}: a wrong value and no warning"));
                }
            }
            Ok(_) => {}
        }
    }
    count.words = format!("not seen by the check and without effect: {unseen:?}");
    Ok(count)
}
