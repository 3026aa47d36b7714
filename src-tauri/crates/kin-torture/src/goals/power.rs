//! R3: the power goes at any moment.
//!
//! Each scenario is played once and its file operations are recorded with their bytes. From that,
//! for each prefix, the disk is worked out as a power cut may have left it (see [`crate::disk`]).
//! States that hold the same bytes after the same acknowledged steps are one state: it is opened and
//! counted once.

use crate::disk::{Disk, Image, KEPT, Kept, Op, as_normal, recording};
use crate::ground::{self, Dice, Until, copy_tree, folder, my_part, seed, tell, truth, verify};
use crate::scenarios::{SCENARIOS, Scenario, Starts, World};
use crate::{Count, Try};
use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

/// Fewer say nothing, however short the time.
const LEAST: u64 = 60;
/// Prefixes that are looked at one after the other, so that the disk is not worked out anew for each.
const BLOCK: usize = 16;
/// States of the control, which must lose something.
const CONTROL: u64 = 40;

/// A scenario, what it did to the disk and what the vault said in between.
struct Recorded<'s> {
    scenario: &'s Scenario,
    start: &'s Path,
    ops: Vec<Op>,
    truth: Vec<String>,
}

/// Every file operation of a clean run, with a mark after each acknowledged step.
pub(super) fn record(start: &Path, scenario: &Scenario) -> Try<Vec<Op>> {
    let (dir, notes) = (folder()?, folder()?);
    let notes = notes.path().join("recording");
    copy_tree(start, dir.path())?;
    tell(&format!("root{}", dir.path().display()));
    tell(&format!("record{}", notes.display()));
    let play = || -> Try<()> {
        let mut world = World::begin(dir.path(), scenario.start)?;
        for (n, step) in scenario.steps.iter().enumerate() {
            step(&mut world)?;
            tell(&format!("mark/{n}"));
        }
        world.end();
        Ok(())
    };
    let played = play();
    tell("off");
    played.map_err(|why| format!("{}: the clean run stops: {why}", scenario.name))?;
    recording(&fs::read(notes)?)
}

impl Recorded<'_> {
    /// The disk after so many operations.
    fn disk(&self, after: usize, normal: bool) -> Try<Disk> {
        let mut disk = Disk::of(self.start)?;
        for n in 0..after {
            if !normal || as_normal(&self.ops, n) {
                self.go_on(&mut disk, n)?;
            }
        }
        Ok(disk)
    }

    /// Does the operation with this number.
    fn go_on(&self, disk: &mut Disk, n: usize) -> Try<()> {
        let op = self.ops.get(n).ok_or("no such operation")?;
        let name = self.scenario.name;
        disk.play(op)
            .map_err(|why| format!("{name}: the recording does not fit, {n}: {why}").into())
    }

    /// What the power cut left must hold every acknowledged step.
    fn holds(&self, image: &Image, acknowledged: usize) -> Result<(), String> {
        let run = || -> Try<()> {
            let dir = folder()?;
            image.write(dir.path())?;
            verify(dir.path(), self.scenario, &self.truth, acknowledged)
        };
        match catch_unwind(AssertUnwindSafe(run)) {
            Ok(outcome) => outcome.map_err(|why| why.to_string()),
            Err(_) => Err("panic".to_owned()),
        }
    }
}

/// R3: each prefix of what each scenario did, with what the disk may have kept of the rest.
pub(crate) fn run(until: Until) -> Try<Count> {
    let starts = Starts::make()?;
    let mut all = Vec::new();
    for scenario in SCENARIOS {
        if ground::SCENARIO.get().is_some_and(|s| s != scenario.name) {
            continue;
        }
        let start = starts.of(scenario.start)?;
        all.push(Recorded {
            scenario,
            start,
            ops: record(start, scenario)?,
            truth: truth(start, scenario)?,
        });
    }
    let mut count = Count::default();
    let lost = control(&all, &mut count)?;

    let mut blocks = Vec::new();
    for (n, recorded) in all.iter().enumerate() {
        blocks.extend(
            (0..=recorded.ops.len())
                .step_by(BLOCK)
                .map(|from| (n, from)),
        );
    }
    let mut each: BTreeMap<&str, u64> = BTreeMap::new();
    let (mut known, mut again) = (HashSet::new(), 0_u64);
    let mut dice = Dice(3);
    let mut round = 0;
    // The first round is every prefix in every way; later ones throw other dice.
    'time: loop {
        let ways: &[Kept] = match round {
            0 => &KEPT,
            _ => &[Kept::Some, Kept::Sectors],
        };
        // In a mixed order, so that a short run sees something of everything.
        for i in (1..blocks.len()).rev() {
            blocks.swap(i, usize::try_from(dice.below(i as u64 + 1))?);
        }
        for (n, from) in my_part(&blocks) {
            let Some(recorded) = all.get(*n) else {
                continue;
            };
            let mut disk = recorded.disk(*from, false)?;
            for after in *from..=recorded.ops.len().min(from + BLOCK - 1) {
                for kept in ways {
                    if until.over(count.runs, LEAST) {
                        break 'time;
                    }
                    let thrown = dice.below(u64::MAX) ^ seed();
                    let image = disk.crash(*kept, &mut Dice(thrown));
                    if !known.insert((*n, disk.acknowledged, image.mark())) {
                        again += 1;
                        continue;
                    }
                    count.run();
                    *each.entry(recorded.scenario.name).or_default() += 1;
                    if let Err(why) = recorded.holds(&image, disk.acknowledged) {
                        let name = recorded.scenario.name;
                        count.add_bad(format!(
                            "{name}, power cut after operation {after}, kept {kept:?}, dice \
                             {thrown}: {why}"
                        ));
                    }
                }
                if after < recorded.ops.len() {
                    recorded.go_on(&mut disk, after)?;
                }
            }
        }
        round += 1;
    }
    count.words = format!(
        "control with synchronous=NORMAL: {lost} of {CONTROL} states lost an acknowledged change; \
         {round} full rounds, {again} states that were seen before, {} scenarios: {each:?}",
        all.len()
    );
    Ok(count)
}

/// The same with the syncs of `synchronous=NORMAL`: it must lose what was acknowledged, otherwise
/// the bench sees nothing.
fn control(all: &[Recorded<'_>], count: &mut Count) -> Try<u64> {
    let edits = |r: &&Recorded<'_>| ["edit", "many small changes"].contains(&r.scenario.name);
    let edits: Vec<_> = all.iter().filter(edits).collect();
    let mut dice = Dice(33);
    let mut lost = 0;
    for _ in 0..CONTROL {
        let picked = usize::try_from(dice.below(edits.len() as u64))?;
        let Some(recorded) = edits.get(picked) else {
            continue;
        };
        let after = usize::try_from(dice.below(recorded.ops.len() as u64 + 1))?;
        let disk = recorded.disk(after, true)?;
        let image = disk.crash(Kept::Nothing, &mut Dice(0));
        lost += u64::from(recorded.holds(&image, disk.acknowledged).is_err());
    }
    if lost == 0 && !edits.is_empty() {
        count.add_bad("the control lost nothing: the bench is blind".to_owned());
    }
    Ok(lost)
}
