//! The check over a week: which readings count, their means, and whether there are enough.

use super::protocol::{Part, Protocol, part_of_day};
use super::quality::{Quality, possible};
use super::scheme::{Place, Scheme, Warning};
use crate::exact::{Exact, Shown, Sums};
use crate::time::{Day, Moment};
use std::collections::BTreeSet;

/// One reading in mmHg.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reading {
    /// When, by the clock on the wall.
    pub at: Moment,
    /// The upper number.
    pub systolic: Exact,
    /// The lower number.
    pub diastolic: Exact,
}

/// Mean and deviation of some readings, in mmHg with one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Figures {
    /// How many readings.
    pub readings: u64,
    /// Mean of the upper number. Never shown as a whole number that it does not reach.
    pub systolic: Shown,
    /// Mean of the lower number.
    pub diastolic: Shown,
    /// Standard deviation of the upper number (n − 1); none for a single reading.
    pub systolic_deviation: Option<Shown>,
    /// Standard deviation of the lower number.
    pub diastolic_deviation: Option<Shown>,
}

/// The two numbers of some readings, summed up.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Pair {
    systolic: Sums,
    diastolic: Sums,
}

impl Pair {
    pub(super) fn take(&mut self, reading: &Reading) {
        self.systolic.take(reading.systolic);
        self.diastolic.take(reading.diastolic);
    }

    pub(super) fn count(&self) -> u64 {
        self.systolic.count()
    }

    pub(super) fn figures(&self) -> Option<Figures> {
        Some(Figures {
            readings: self.systolic.count(),
            systolic: self.systolic.mean()?.units().shown_below(1)?,
            diastolic: self.diastolic.mean()?.units().shown_below(1)?,
            systolic_deviation: self.systolic.deviation(1),
            diastolic_deviation: self.diastolic.deviation(1),
        })
    }
}

/// What is missing for a mean that can be relied on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case", tag = "what", content = "more")]
pub enum Missing {
    /// So many more days.
    Days(u64),
    /// So many more readings.
    Readings(u64),
    /// No morning is measured but on days that do not count.
    Mornings,
    /// No evening is measured but on days that do not count.
    Evenings,
}

/// Enough or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// No reading in the week.
    Empty,
    /// Begun, something is missing.
    NotYet,
    /// Enough by the protocol.
    Sufficient,
}

/// The check of a week.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Check {
    /// The protocol's name.
    pub protocol: &'static str,
    /// The scheme's name.
    pub scheme: &'static str,
    /// First day of the week looked at.
    pub from: Option<Day>,
    /// Last measured day of that week; its last day when none is measured.
    pub until: Option<Day>,
    /// Days with readings, the first one counted.
    pub days: u64,
    /// Readings in morning and evening hours, those of the first day counted.
    pub readings: u64,
    /// Readings of the days that the protocol drops.
    pub dropped: u64,
    /// Readings at hours that no protocol measures; they do not count.
    pub other_hours: u64,
    /// Of the mornings that count.
    pub morning: Option<Figures>,
    /// Of the evenings that count.
    pub evening: Option<Figures>,
    /// Of all readings that count: the mean of readings, not of daily means.
    pub overall: Option<Figures>,
    /// Enough?
    pub standing: Standing,
    /// What is missing.
    pub missing: Vec<Missing>,
    /// The category of the mean at home; only when there are enough readings.
    pub category: Option<&'static str>,
    /// What single readings of the week warn of, with how many there are.
    pub warnings: Vec<(Warning, u64)>,
    /// Quality of the data.
    pub quality: Quality,
}

/// The check over the week that begins on a day, or the last week with readings.
///
/// The order of the readings does not matter. Without a first day the week ends on the last day with a reading
/// and begins on the first measured day of the seven that end there.
#[must_use]
pub fn check(
    readings: impl IntoIterator<Item = Reading>,
    protocol: &Protocol,
    scheme: &Scheme,
    from: Option<Day>,
) -> Check {
    let length = i64::from(protocol.days.max(1));
    let mut all = BTreeSet::new();
    let mut again: Vec<Reading> = Vec::new();
    for reading in readings {
        if !all.insert(reading) {
            again.push(reading);
        }
    }
    let from = from.or_else(|| {
        let earliest = all.last()?.at.day().plus(1_i64.saturating_sub(length));
        all.range(first_of(earliest)..).next().map(|r| r.at.day())
    });
    let Some(from) = from else {
        return empty(protocol, scheme);
    };
    let end = from.plus(length);
    let week: BTreeSet<Reading> = all.range(first_of(from)..first_of(end)).copied().collect();
    let mut quality = Quality::default();
    let inside = |r: &&Reading| (from..end).contains(&r.at.day());
    quality.doubled = count(again.iter().filter(inside).count());
    let kept: BTreeSet<Reading> = week
        .iter()
        .filter(|r| possible(r.systolic, r.diastolic))
        .copied()
        .collect();
    quality.impossible = count(week.len().saturating_sub(kept.len()));
    quality.look(&kept);
    let mut found = Found::default();
    let counted_from = from.plus(i64::from(protocol.dropped_days));
    for reading in &kept {
        found.take(reading, counted_from);
    }
    found.check(protocol, scheme, (from, end.plus(-1)), quality)
}

const fn first_of(day: Day) -> Reading {
    Reading {
        at: Moment::at(day, 0),
        systolic: Exact(i64::MIN),
        diastolic: Exact(i64::MIN),
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

const fn empty(protocol: &Protocol, scheme: &Scheme) -> Check {
    Check {
        protocol: protocol.key,
        scheme: scheme.key,
        from: None,
        until: None,
        days: 0,
        readings: 0,
        dropped: 0,
        other_hours: 0,
        morning: None,
        evening: None,
        overall: None,
        standing: Standing::Empty,
        missing: Vec::new(),
        category: None,
        warnings: Vec::new(),
        quality: Quality {
            numbers: 0,
            ending_in_zero: 0,
            rounded: false,
            impossible: 0,
            doubled: 0,
            repeated: 0,
        },
    }
}

#[derive(Debug, Default)]
struct Found {
    days: BTreeSet<Day>,
    readings: u64,
    dropped: u64,
    other_hours: u64,
    very_high: u64,
    low: u64,
    morning: Pair,
    evening: Pair,
    overall: Pair,
}

impl Found {
    fn take(&mut self, reading: &Reading, counted_from: Day) {
        match Warning::of(reading.systolic, reading.diastolic) {
            Some(Warning::VeryHigh) => self.very_high = self.very_high.saturating_add(1),
            Some(Warning::Low) => self.low = self.low.saturating_add(1),
            None => {}
        }
        let Some(part) = part_of_day(reading.at.second()) else {
            self.other_hours = self.other_hours.saturating_add(1);
            return;
        };
        self.days.insert(reading.at.day());
        self.readings = self.readings.saturating_add(1);
        if reading.at.day() < counted_from {
            self.dropped = self.dropped.saturating_add(1);
            return;
        }
        self.overall.take(reading);
        match part {
            Part::Morning => self.morning.take(reading),
            Part::Evening => self.evening.take(reading),
        }
    }

    fn missing(&self, protocol: &Protocol) -> Vec<Missing> {
        let mut missing = Vec::new();
        let days = u64::try_from(self.days.len()).unwrap_or(u64::MAX);
        let lacking = |want: u64, have: u64| want.checked_sub(have).filter(|n| *n > 0);
        missing.extend(lacking(protocol.least_days.into(), days).map(Missing::Days));
        missing
            .extend(lacking(protocol.least_readings.into(), self.readings).map(Missing::Readings));
        if self.morning.systolic.count() == 0 {
            missing.push(Missing::Mornings);
        }
        if self.evening.systolic.count() == 0 {
            missing.push(Missing::Evenings);
        }
        missing
    }

    fn check(
        &self,
        protocol: &Protocol,
        scheme: &Scheme,
        (from, until): (Day, Day),
        quality: Quality,
    ) -> Check {
        let missing = self.missing(protocol);
        let standing = if missing.is_empty() {
            Standing::Sufficient
        } else if self.readings == 0 && self.other_hours == 0 {
            Standing::Empty
        } else {
            Standing::NotYet
        };
        let means = self
            .overall
            .systolic
            .mean()
            .zip(self.overall.diastolic.mean());
        let category = means
            .filter(|_| standing == Standing::Sufficient)
            .map(|(s, d)| scheme.category(Place::Home, s, d));
        let mut warnings = vec![
            (Warning::VeryHigh, self.very_high),
            (Warning::Low, self.low),
        ];
        warnings.retain(|(_, n)| *n > 0);
        Check {
            from: Some(from),
            until: self.days.last().copied().or(Some(until)),
            days: u64::try_from(self.days.len()).unwrap_or(u64::MAX),
            readings: self.readings,
            dropped: self.dropped,
            other_hours: self.other_hours,
            morning: self.morning.figures(),
            evening: self.evening.figures(),
            overall: self.overall.figures(),
            standing,
            missing,
            category,
            warnings,
            quality,
            ..empty(protocol, scheme)
        }
    }
}

#[cfg(test)]
mod tests;
