//! How far readings can be trusted: digits that were rounded, pairs that cannot be, readings written twice.

use super::check::Reading;
use crate::exact::{Exact, PARTS};
use std::collections::BTreeSet;

/// The line about the quality of the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Quality {
    /// Numbers looked at: two for a reading.
    pub numbers: u32,
    /// Of these, how many end in 0; one in ten would be chance.
    pub ending_in_zero: u32,
    /// True when so many end in 0 that they were rounded.
    pub rounded: bool,
    /// Readings that cannot be: the lower number is not below the upper one, or a number no living person has.
    pub impossible: u32,
    /// The same reading at the same minute, counted once.
    pub doubled: u32,
    /// Readings equal to the one before them on the same day.
    pub repeated: u32,
}

impl Quality {
    /// Looks at readings that are in order; impossible and doubled ones are counted by the caller.
    ///
    /// # Source
    /// Our own convention, version 1 (2026-11): rounded when 30 % or more of at least 20 numbers end in 0. If one in
    /// ten does so by chance, 6 of 20 come up about once in a hundred weeks.
    pub(super) fn look(&mut self, kept: &BTreeSet<Reading>) {
        let mut before: Option<&Reading> = None;
        for reading in kept {
            for number in [reading.systolic, reading.diastolic] {
                self.numbers = self.numbers.saturating_add(1);
                if number.0.checked_rem(PARTS.saturating_mul(10)) == Some(0) {
                    self.ending_in_zero = self.ending_in_zero.saturating_add(1);
                }
            }
            let same = |b: &Reading| {
                b.at.day() == reading.at.day()
                    && (b.systolic, b.diastolic) == (reading.systolic, reading.diastolic)
            };
            if before.is_some_and(same) {
                self.repeated = self.repeated.saturating_add(1);
            }
            before = Some(reading);
        }
        let tenths = u64::from(self.numbers).saturating_mul(3);
        self.rounded =
            self.numbers >= 20 && u64::from(self.ending_in_zero).saturating_mul(10) >= tenths;
    }
}

/// Whether a pair can be: 30 to 350 over 10 to 250, the lower below the upper.
///
/// # Source
/// The bounds of typing (kin-fhir, `author/plausible.rs`): wide of the extremes seen in living people, own
/// judgement, 2026-11.
pub(super) fn possible(systolic: Exact, diastolic: Exact) -> bool {
    (Exact::whole(30)..=Exact::whole(350)).contains(&systolic)
        && (Exact::whole(10)..=Exact::whole(250)).contains(&diastolic)
        && diastolic < systolic
}
