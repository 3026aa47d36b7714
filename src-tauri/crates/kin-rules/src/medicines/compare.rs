//! Two lists held against each other, line by line: strength, amount at a time, how often.
//!
//! "The same" is said only where all of it is known on both sides and equal. What one side does not say, or says
//! in a unit that the other cannot be turned into, is "cannot be compared".

use super::amounts::{Amount, amount_in};
use crate::exact::Exact;
use kin_model::dosing::Often;
use std::collections::{BTreeMap, BTreeSet};

/// One instruction of a line: how much at a time and how often, as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Intake {
    /// How much.
    pub amount: Option<Amount>,
    /// How often this much.
    pub often: Option<Often>,
}

/// A medicine of a list, as far as it can be compared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listed {
    /// Its entry.
    pub id: String,
    /// Its words, for medicines of which no substance is known.
    pub title: String,
    /// Keys of its substances; empty when none is known.
    pub substances: BTreeSet<String>,
    /// Keys of its groups.
    pub classes: BTreeSet<String>,
    /// What its name says of strength: `500 mg` as micrograms.
    pub strengths: BTreeSet<i64>,
    /// Masses that its dosage speaks of, which may be a strength or an amount.
    pub spoken: BTreeSet<i64>,
    /// How much and how often; empty when nothing is said, or nothing of it is sure.
    pub intakes: Vec<Intake>,
    /// Only when needed, or only at its times; none when that is not known, or both.
    pub as_needed: Option<bool>,
}

/// What two lists say of one medicine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Another strength.
    OtherStrength,
    /// Another amount at a time.
    OtherDose,
    /// Another number of doses.
    OtherTimes,
    /// Only the person's list has it.
    OnlyMine,
    /// Only the hospital's list has it.
    OnlyTheirs,
    /// Both have it; of the dose at least one says nothing that can be compared.
    NotCompared,
    /// Both say the same.
    Agrees,
}

/// One line of the comparison: places in the two lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// In the person's list.
    pub mine: Option<usize>,
    /// In the hospital's list.
    pub theirs: Option<usize>,
    /// What is to be said.
    pub verdict: Verdict,
}

/// The same medicine: the same substances, all of them; without known ones the same words.
fn same(a: &Listed, b: &Listed) -> bool {
    match (a.substances.is_empty(), b.substances.is_empty()) {
        (false, false) => a.substances == b.substances,
        (true, true) => {
            !a.title.trim().is_empty()
                && a.title.trim().to_lowercase() == b.title.trim().to_lowercase()
        }
        _ => false,
    }
}

/// Are two things the same, are they not, or can nobody tell?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Alike {
    Same,
    Other,
    Unknown,
}

/// Strengths by the names: all of them. One that names fewer than the other leaves some out, perhaps.
fn strengths(a: &BTreeSet<i64>, b: &BTreeSet<i64>) -> Alike {
    if a.is_empty() || b.is_empty() {
        Alike::Unknown
    } else if a == b {
        Alike::Same
    } else if a.is_disjoint(b) || a.len() == b.len() {
        Alike::Other
    } else {
        Alike::Unknown
    }
}

/// The one strength of a medicine of one substance.
fn strength(line: &Listed) -> Option<i64> {
    let one = line.strengths.len() == 1 && line.substances.len() <= 1;
    one.then(|| line.strengths.first().copied())?
}

/// Amounts in something that both sides can be turned into.
struct Amounts {
    mine: Vec<Exact>,
    theirs: Vec<Exact>,
    /// The same number is the same medicine: masses and international units, not pieces.
    absolute: bool,
}

fn amounts(mine: &Listed, theirs: &Listed) -> Option<Amounts> {
    let known = |line: &Listed| -> Option<Vec<Amount>> {
        let all: Option<Vec<Amount>> = line.intakes.iter().map(|i| i.amount.clone()).collect();
        all.filter(|all| !all.is_empty())
    };
    let (a, b) = (known(mine)?, known(theirs)?);
    let masses = |all: &[Amount], line: &Listed| -> Option<Vec<Exact>> {
        let strength = strength(line);
        all.iter().map(|a| amount_in(a, strength)).collect()
    };
    if let (Some(mine), Some(theirs)) = (masses(&a, mine), masses(&b, theirs)) {
        let absolute = true;
        return Some(Amounts {
            mine,
            theirs,
            absolute,
        });
    }
    let Some(Amount::Count(_, unit)) = a.first() else {
        return None;
    };
    let counts = |all: &[Amount]| -> Option<Vec<Exact>> {
        all.iter()
            .map(|a| match a {
                Amount::Count(n, of) if of == unit => Some(*n),
                _ => None,
            })
            .collect()
    };
    Some(Amounts {
        mine: counts(&a)?,
        theirs: counts(&b)?,
        absolute: unit == "unit",
    })
}

/// How often in all, where that is known of each instruction.
fn in_all(line: &Listed) -> Option<Often> {
    let mut all: Option<Often> = None;
    for intake in &line.intakes {
        let often = intake.often?;
        all = Some(match all {
            None => often,
            Some(sum) => sum.and(often)?,
        });
    }
    all
}

/// How often each amount is taken.
fn by_amount(amounts: &[Exact], line: &Listed) -> Option<BTreeMap<Exact, Often>> {
    let mut found: BTreeMap<Exact, Often> = BTreeMap::new();
    for (amount, intake) in amounts.iter().zip(&line.intakes) {
        let often = intake.often?;
        let sum = match found.get(amount) {
            None => often,
            Some(known) => known.and(often)?,
        };
        found.insert(*amount, sum);
    }
    Some(found)
}

fn verdict(mine: &Listed, theirs: &Listed) -> Verdict {
    let strength = strengths(&mine.strengths, &theirs.strengths);
    if strength == Alike::Other {
        return Verdict::OtherStrength;
    }
    let amounts = amounts(mine, theirs);
    if let Some(amounts) = &amounts {
        let set = |all: &[Exact]| all.iter().copied().collect::<BTreeSet<_>>();
        if set(&amounts.mine) != set(&amounts.theirs) {
            return Verdict::OtherDose;
        }
    } else {
        // Nothing that is surely an amount: masses of which none is on the other side differ all the same.
        let all = |l: &Listed| &l.strengths | &l.spoken;
        let (a, b) = (all(mine), all(theirs));
        let unsaid = mine.intakes.is_empty() || theirs.intakes.is_empty();
        if unsaid && !a.is_empty() && !b.is_empty() && a.is_disjoint(&b) {
            return Verdict::OtherStrength;
        }
    }
    if let (Some(a), Some(b)) = (mine.as_needed, theirs.as_needed)
        && a != b
    {
        return Verdict::OtherTimes;
    }
    let (Some(a), Some(b)) = (in_all(mine), in_all(theirs)) else {
        return Verdict::NotCompared;
    };
    if a != b {
        return Verdict::OtherTimes;
    }
    let Some(amounts) = amounts else {
        return Verdict::NotCompared;
    };
    let each = |all: &[Exact], line: &Listed| by_amount(all, line);
    if each(&amounts.mine, mine) != each(&amounts.theirs, theirs) {
        return Verdict::OtherDose;
    }
    let planned = mine.as_needed == Some(false) && theirs.as_needed == Some(false);
    if planned && (strength == Alike::Same || amounts.absolute) {
        Verdict::Agrees
    } else {
        Verdict::NotCompared
    }
}

/// Holds two lists against each other: what needs a decision first, in the order of [`Verdict`].
///
/// Each medicine stands in one line; where a list has the same medicine twice, the line that agrees
/// best is chosen.
#[must_use]
pub fn reconcile(mine: &[Listed], theirs: &[Listed]) -> Vec<Pair> {
    let mut candidates: Vec<Pair> = Vec::new();
    for (m, a) in mine.iter().enumerate() {
        for (t, b) in theirs.iter().enumerate() {
            if same(a, b) {
                candidates.push(Pair {
                    mine: Some(m),
                    theirs: Some(t),
                    verdict: verdict(a, b),
                });
            }
        }
    }
    // The best agreement first, so that two strengths of one medicine find each other.
    candidates.sort_by_key(|p| (std::cmp::Reverse(p.verdict), p.mine, p.theirs));
    let (mut used_mine, mut used_theirs) = (BTreeSet::new(), BTreeSet::new());
    let mut pairs: Vec<Pair> = Vec::new();
    for pair in candidates {
        let free = !used_mine.contains(&pair.mine) && !used_theirs.contains(&pair.theirs);
        if free {
            used_mine.insert(pair.mine);
            used_theirs.insert(pair.theirs);
            pairs.push(pair);
        }
    }
    let left = |n: usize, used: &BTreeSet<Option<usize>>| !used.contains(&Some(n));
    pairs.extend(
        (0..mine.len())
            .filter(|n| left(*n, &used_mine))
            .map(|n| Pair {
                mine: Some(n),
                theirs: None,
                verdict: Verdict::OnlyMine,
            }),
    );
    pairs.extend(
        (0..theirs.len())
            .filter(|n| left(*n, &used_theirs))
            .map(|n| Pair {
                mine: None,
                theirs: Some(n),
                verdict: Verdict::OnlyTheirs,
            }),
    );
    pairs.sort_by_key(|p| (p.verdict, p.mine, p.theirs));
    pairs
}
