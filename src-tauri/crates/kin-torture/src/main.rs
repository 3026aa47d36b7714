//! The torture bench: the vault under faults at every file operation, full disks, kill -9 and bit rot.
//!
//! `cargo xtask torture [--minutes N] [--only R1,R2..]` compiles `faults.c`, loads it in front of this
//! program and prints one line per goal: `goal runs bad verdict`. Truth is a logical dump of the vault
//! after each step of a clean run; after a fault the reopened vault must say what it said after the
//! last acknowledged step, or after the one that was under way, and pass the full check.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a bench speaks on the terminal"
)]

mod goals;
mod home;

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

fn bench() -> Try<bool> {
    let mut args = std::env::args().skip(1);
    let (mut minutes, mut only) = (1.0_f64, String::new());
    while let Some(arg) = args.next() {
        let mut value = || args.next().ok_or_else(|| format!("{arg} wants a value"));
        match arg.as_str() {
            "--minutes" => minutes = value()?.parse()?,
            "--only" => only = value()?,
            // The program that is killed: changes the vault in the folder until it is no more.
            "--victim" => return home::victim(std::path::Path::new(&value()?)),
            other => return Err(format!("no such option: {other}").into()),
        }
    }
    type Goal = fn(Instant) -> Try<Count>;
    let goals: [(&str, Goal); 4] = [
        ("R1 fault points", goals::faults),
        ("R2 kill -9", goals::kills),
        ("R4 disk full", goals::full),
        ("R6 bit rot", goals::rot),
    ];
    let wanted = |name: &str| {
        only.is_empty() || only.split(',').any(|id| name.split(' ').next() == Some(id))
    };
    let count = goals.iter().filter(|(name, _)| wanted(name)).count();
    let share = Duration::from_secs_f64(minutes * 60.0 / count.max(1) as f64);
    let mut good = count > 0;
    println!("{:<18} {:>8} {:>6}  verdict", "goal", "runs", "bad");
    for (name, goal) in goals.iter().filter(|(name, _)| wanted(name)) {
        let found = goal(Instant::now() + share)?;
        for text in found.bad.iter().take(20) {
            eprintln!("  {name}: {text}");
        }
        let passed = found.bad.is_empty() && found.runs > 0;
        good &= passed;
        println!(
            "{name:<18} {:>8} {:>6}  {} ({})",
            found.runs,
            found.bad.len(),
            if passed { "passed" } else { "FAILED" },
            found.words
        );
    }
    Ok(good)
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
