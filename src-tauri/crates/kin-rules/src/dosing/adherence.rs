//! How much of a plan was followed.

use super::Due;
use crate::exact::{Ratio, Shown};
use crate::time::{Day, Moment};
use kin_model::dosing::Outcome;
use std::collections::BTreeMap;

/// How many of the planned doses of a time were noted as what.
///
/// # Source
/// "Implementation" of the ABC taxonomy: the extent to which a patient's actual dosing corresponds to
/// the prescribed dosing regimen (Vrijens B, De Geest S, Hughes DA et al., "A new taxonomy for
/// describing and defining adherence to medications", Br J Clin Pharmacol 2012;73:691-705), as the
/// proportion of planned doses recorded as taken. To be confirmed against the paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Adherence {
    /// Doses that were due.
    pub planned: u64,
    /// Of these, noted as taken.
    pub taken: u64,
    /// Of these, noted as left out.
    pub skipped: u64,
    /// Of these, nothing is noted: neither taken nor missed is known.
    pub not_recorded: u64,
}

impl Adherence {
    /// The share of the planned doses that is noted as taken, in percent with one place; `None`
    /// without a planned dose.
    #[must_use]
    pub fn percent(&self) -> Option<Shown> {
        let top = i128::from(self.taken).saturating_mul(100);
        Ratio::new(top, i128::from(self.planned))?.shown(1)
    }

    /// Doses of which something is noted: taken or left out.
    #[must_use]
    pub const fn noted(&self) -> u64 {
        self.taken.saturating_add(self.skipped)
    }

    /// The share of the noted doses that was taken, in percent with one place; `None` where nothing is noted.
    /// A dose of which nothing is noted is neither taken nor missed.
    #[must_use]
    pub fn percent_of_noted(&self) -> Option<Shown> {
        let top = i128::from(self.taken).saturating_mul(100);
        Ratio::new(top, i128::from(self.noted()))?.shown(1)
    }

    /// The share of the planned doses that was taken at most: as if all of which nothing is noted had been.
    #[must_use]
    pub fn most_percent(&self) -> Option<Shown> {
        let most = self.taken.saturating_add(self.not_recorded);
        let top = i128::from(most).saturating_mul(100);
        Ratio::new(top, i128::from(self.planned))?.shown(1)
    }

    /// Both together.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self {
            planned: self.planned.saturating_add(other.planned),
            taken: self.taken.saturating_add(other.taken),
            skipped: self.skipped.saturating_add(other.skipped),
            not_recorded: self.not_recorded.saturating_add(other.not_recorded),
        }
    }

    fn count(&mut self, outcome: Option<Outcome>) {
        self.planned = self.planned.saturating_add(1);
        let part = match outcome {
            Some(Outcome::Taken) => &mut self.taken,
            Some(Outcome::Skipped) => &mut self.skipped,
            Some(Outcome::Later | Outcome::Withdrawn) | None => &mut self.not_recorded,
        };
        *part = part.saturating_add(1);
    }
}

/// Holds the doses that were due against what was noted for them, by their planned time.
#[must_use]
pub fn adherence(due: &[Due], noted: &BTreeMap<Moment, Outcome>) -> Adherence {
    let mut sum = Adherence::default();
    for dose in due {
        sum.count(noted.get(&dose.at).copied());
    }
    sum
}

/// One day of [`adherence`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayDoses {
    /// The day.
    pub day: Day,
    /// Its doses.
    pub doses: Adherence,
}

/// The same day by day, for the strip of days; days without a planned dose are not there.
#[must_use]
pub fn by_day(due: &[Due], noted: &BTreeMap<Moment, Outcome>) -> Vec<DayDoses> {
    let mut days: BTreeMap<Day, Adherence> = BTreeMap::new();
    for dose in due {
        let day = days.entry(dose.at.day()).or_default();
        day.count(noted.get(&dose.at).copied());
    }
    days.into_iter()
        .map(|(day, doses)| DayDoses { day, doses })
        .collect()
}
