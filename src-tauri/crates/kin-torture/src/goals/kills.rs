//! R2: kill -9.

use crate::ground::{Dice, copy_tree, folder, seed};
use crate::{Count, Try, home};
use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// R2: the program is killed at any moment; what it said was saved is there.
pub(crate) fn run(until: Instant) -> Try<Count> {
    let start = folder()?;
    home::make(start.path())?;
    let (mut count, mut dice, mut acks) = (Count::default(), Dice(2 + seed()), 0_u64);
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
            for words in &said {
                if !says.contains(words.as_str()) {
                    return Err(format!("{words}was acknowledged and is lost").into());
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
            Err(why) => count.add_bad(why.to_string()),
        }
    }
    times.sort();
    let p99 = times
        .get(times.len() * 99 / 100)
        .copied()
        .unwrap_or_default();
    if p99 > Duration::from_secs(1) {
        count.add_bad(format!("reopening takes {p99:?} (p99)"));
    }
    count.words = format!("{acks} acknowledged changes, reopened in {p99:.0?} (p99)");
    Ok(count)
}
