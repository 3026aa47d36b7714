//! R3: the power goes at any moment.

use crate::disk::{Disk, KEPT, Kept, Op, as_normal, recording};
use crate::ground::{self, Dice, copy_tree, folder, my_part, seed, tell, truth, verify};
use crate::scenarios::{SCENARIOS, Scenario, Starts, World};
use crate::{Count, Try};
use std::collections::BTreeMap;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::Instant;

/// Fewer say nothing, however short the time.
const LEAST: u64 = 60;
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
fn record(start: &Path, scenario: &Scenario) -> Try<Vec<Op>> {
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
    /// The power goes after so many operations; what is left must hold every acknowledged step.
    fn cut(&self, after: usize, kept: Kept, dice: u64, normal: bool) -> Result<(), String> {
        let run = || -> Try<()> {
            let mut disk = Disk::of(self.start)?;
            for (n, op) in self.ops.iter().take(after).enumerate() {
                if !normal || as_normal(&self.ops, n) {
                    disk.play(op)
                        .map_err(|why| format!("the recording does not fit, {n}: {why}"))?;
                }
            }
            let dir = folder()?;
            disk.crash(kept, &mut Dice(dice), dir.path())?;
            verify(dir.path(), self.scenario, &self.truth, disk.acknowledged)
        };
        match catch_unwind(AssertUnwindSafe(run)) {
            Ok(outcome) => outcome.map_err(|why| why.to_string()),
            Err(_) => Err("panic".to_owned()),
        }
    }
}

/// R3: each prefix of what each scenario did, with what the disk may have kept of the rest.
pub(crate) fn run(until: Instant) -> Try<Count> {
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

    let mut points = Vec::new();
    for (n, recorded) in all.iter().enumerate() {
        for after in 0..=recorded.ops.len() {
            points.extend(KEPT.map(|kept| (n, after, kept)));
        }
    }
    let mut each: BTreeMap<&str, u64> = BTreeMap::new();
    let mut dice = Dice(3);
    let mut round = 0;
    // The first round is every prefix in every way; later ones throw other dice.
    'time: while Instant::now() < until || count.runs < LEAST {
        if round > 0 {
            points.retain(|p| matches!(p.2, Kept::Some | Kept::Sectors));
        }
        for i in (1..points.len()).rev() {
            points.swap(i, usize::try_from(dice.below(i as u64 + 1))?);
        }
        for (n, after, kept) in my_part(&points) {
            if Instant::now() > until && count.runs >= LEAST {
                break 'time;
            }
            let Some(recorded) = all.get(*n) else {
                continue;
            };
            let thrown = dice.below(u64::MAX) ^ seed();
            count.runs += 1;
            *each.entry(recorded.scenario.name).or_default() += 1;
            if let Err(why) = recorded.cut(*after, *kept, thrown, false) {
                let name = recorded.scenario.name;
                count.add_bad(format!(
                    "{name}, power cut after operation {after}, kept {kept:?}, dice {thrown}: {why}"
                ));
            }
        }
        round += 1;
    }
    count.words = format!(
        "control with synchronous=NORMAL: {lost} of {CONTROL} states lost an acknowledged change; \
         {round} full rounds, {} scenarios: {each:?}",
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
        lost += u64::from(recorded.cut(after, Kept::Nothing, 0, true).is_err());
    }
    if lost == 0 && !edits.is_empty() {
        count.add_bad("the control lost nothing: the bench is blind".to_owned());
    }
    Ok(lost)
}
