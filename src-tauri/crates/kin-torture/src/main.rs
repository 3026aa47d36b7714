//! The torture bench: the vault under faults at every file operation, full disks, kill -9 and bit rot.
//!
//! `cargo xtask torture [--minutes N] [--only R1,R2..]` compiles `faults.c`, loads it in front of this
//! program and prints one line per goal: `goal runs bad verdict`. Truth is a logical dump of the vault
//! after each step of a clean run; after a fault the reopened vault must say what it said after the
//! last acknowledged step, or after the one that was under way, and pass the full check.
//!
//! What one run is:
//! - R1: one scenario from its start with one operation failing in one way, and a look at what is left;
//! - R2: one process that is killed, and a look at what is left;
//! - R3: one state of the disk after a power cut that was not looked at before, opened and looked at;
//! - R4: one scenario with room for so many bytes, and a look at what is left;
//! - R5: one scenario in a process that is refused memory once, and a look at what is left;
//! - R6: one file of a vault at rest changed in one place, cut or removed, and a look by everybody;
//! - R7: one generated vault through backup, wipe and restore;
//! - R9: one scene; R10: one sequence of commands.
//!
//! A look always is: open, unlock, the full check, everything the vault says against what it should
//! say, one more change. All folders are in memory: what a disk forgets is the bench's own account
//! of what was synced, not the disk's. The vault's crates are optimised, with every assertion on.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a bench speaks on the terminal"
)]

mod disk;
mod goals;
mod ground;
mod home;
mod scenarios;

use goals::Goal;

use std::process::ExitCode;
use std::time::{Duration, Instant};

/// Any failure of the bench itself.
pub(crate) type Try<T> = Result<T, Box<dyn std::error::Error>>;

/// What one goal counted.
#[derive(Debug, Default)]
pub(crate) struct Count {
    pub(crate) runs: u64,
    pub(crate) bad: Vec<String>,
    pub(crate) words: String,
}

impl Count {
    /// One more run; a long table is looked at while it grows.
    pub(crate) fn run(&mut self) {
        self.runs += 1;
        if self.runs.is_multiple_of(500) {
            eprintln!("  {} runs, {} bad", self.runs, self.bad.len());
        }
    }

    /// Notes a bad run, and says so at once: a long table is looked at while it grows.
    pub(crate) fn add_bad(&mut self, why: String) {
        if self.bad.len() < 20 {
            eprintln!("  bad: {why}");
        }
        self.bad.push(why);
    }
}

fn bench() -> Try<bool> {
    let mut args = std::env::args().skip(1);
    let (mut minutes, mut only) = (1.0_f64, String::new());
    while let Some(arg) = args.next() {
        let mut value = || args.next().ok_or_else(|| format!("{arg} wants a value"));
        match arg.as_str() {
            "--minutes" => minutes = value()?.parse()?,
            "--only" => only = value()?,
            "--scenario" => {
                ground::SCENARIO.set(value()?).map_err(|_| "one only")?;
            }
            // R1 with syncs alone: a disk that takes everything and confirms nothing.
            "--syncs" => ground::tell("syncs"),
            // More than is wanted of each goal, or less.
            "--runs" => {
                let runs: u64 = value()?.parse()?;
                ground::RUNS.set(runs).map_err(|_| "one number only")?;
            }
            // Two processes may share the work: `--part 1/2` and `--part 2/2`.
            "--part" => {
                let text = value()?;
                let (k, n) = text.split_once('/').ok_or("--part wants K/N")?;
                let (k, n): (usize, usize) = (k.parse()?, n.parse()?);
                let part = (k.checked_sub(1).filter(|k| *k < n).ok_or("1 to N")?, n);
                ground::PART.set(part).map_err(|_| "one part only")?;
            }
            // The program that is killed: changes the vault in the folder until it is no more.
            "--victim" => return home::victim(std::path::Path::new(&value()?)),
            // The same with the steps of a scenario.
            "--player" => {
                let outer = value()?;
                let name = args.next().ok_or("--player wants a scenario")?;
                return scenarios::player(std::path::Path::new(&outer), &name);
            }
            other => return Err(format!("no such option: {other}").into()),
        }
    }
    let wanted: Vec<&Goal> = goals::ALL
        .iter()
        .filter(|goal| only.is_empty() || only.split(',').any(|id| id == goal.id))
        .collect();
    let share = Duration::from_secs_f64(minutes * 60.0 / wanted.len().max(1) as f64);
    let (mut passed, mut failed) = (0, 0);
    println!("goal                    runs   wanted    bad  verdict");
    for goal in wanted {
        eprintln!("{} {}", goal.id, goal.name);
        let found = (goal.run)(ground::Until::new(Instant::now() + share, goal.wanted))?;
        let good = found.bad.is_empty() && found.runs > 0;
        if good {
            passed += 1;
        } else {
            failed += 1;
        }
        println!(
            "{:<4}{:<16} {:>7} {:>8} {:>6}  {}{} ({})",
            goal.id,
            goal.name,
            found.runs,
            goal.wanted,
            found.bad.len(),
            if good { "passed" } else { "FAILED" },
            if found.runs < goal.wanted {
                ", a sample"
            } else {
                ""
            },
            found.words
        );
    }
    println!("{passed} passed, {failed} failed");
    Ok(passed > 0 && failed == 0)
}

fn main() -> ExitCode {
    match bench() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(cause) => {
            eprintln!("the bench itself failed: {cause}");
            ExitCode::from(2)
        }
    }
}
