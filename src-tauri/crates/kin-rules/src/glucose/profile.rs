//! The glucose percentile profile: all days on one axis of 24 hours.

use super::Unit;
use crate::exact::{Exact, PARTS, Ratio, Shown};

/// Bins of a day: 15 minutes each.
const BINS: usize = 96;

const BIN_SECONDS: i64 = 900;

/// The largest number that is counted: 3,000 mg/dL or 300 mmol/L, beyond anything a device shows.
const LARGEST: i64 = 30_000;

/// One quarter of an hour.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Bin {
    /// Minutes since midnight at which it begins.
    pub minute: u32,
    /// Numbers in it.
    pub readings: u64,
    /// The 5th, 25th, 50th, 75th and 95th percentile; empty without numbers.
    pub percentiles: Vec<Shown>,
}

/// Counts of numbers by quarter of an hour; its size does not grow with the number of readings.
///
/// Numbers are counted on a grid ten times finer than the step shown: 0.1 mg/dL, 0.01 mmol/L.
///
/// # Source
/// Percentiles 5, 25, 50, 75, 95 (Abbott, Tidepool) in bins of 15 minutes (Nightscout), the days laid over each other
/// (read, clinical note, 2026-07). A percentile lies between two numbers of the order by linear interpolation
/// (Hyndman and Fan 1996, type 7).
#[derive(Debug, Clone)]
pub struct Profile {
    unit: Unit,
    bins: Vec<Vec<u32>>,
}

impl Profile {
    /// The percentiles.
    pub const PERCENT: [u64; 5] = [5, 25, 50, 75, 95];

    /// An empty one.
    #[must_use]
    pub fn new(unit: Unit) -> Self {
        Self {
            unit,
            bins: vec![Vec::new(); BINS],
        }
    }

    const fn step(unit: Unit) -> i64 {
        match unit {
            Unit::MgPerDl => PARTS / 10,
            Unit::MmolPerL => PARTS / 100,
        }
    }

    /// Counts a number at a second of the day; numbers below 0 or beyond the grid are left out.
    pub fn take(&mut self, second: i64, number: Exact) {
        let step = Self::step(self.unit);
        let grid = number.0.saturating_add(step / 2).div_euclid(step);
        if !(0..LARGEST).contains(&grid) {
            return;
        }
        let bin = usize::try_from(second.div_euclid(BIN_SECONDS)).unwrap_or(BINS);
        let (Some(counts), Ok(place)) = (self.bins.get_mut(bin), usize::try_from(grid)) else {
            return;
        };
        if counts.len() <= place {
            counts.resize(place.saturating_add(1), 0);
        }
        if let Some(n) = counts.get_mut(place) {
            *n = n.saturating_add(1);
        }
    }

    /// The bins of the day.
    #[must_use]
    pub fn bins(&self) -> Vec<Bin> {
        self.bins
            .iter()
            .zip((0_u32..).step_by(15))
            .map(|(counts, minute)| self.bin(counts, minute))
            .collect()
    }

    fn bin(&self, counts: &[u32], minute: u32) -> Bin {
        let n: u64 = counts.iter().map(|c| u64::from(*c)).sum();
        let shown = |percent: u64| {
            // Place (n − 1)·p in hundredths, between the number there and the next.
            let place = n.checked_sub(1)?.checked_mul(percent)?;
            let (whole, rest) = (place / 100, place % 100);
            let low = at(counts, whole)?;
            let high = at(counts, whole.saturating_add(1)).unwrap_or(low);
            let between = (high - low).checked_mul(i128::from(rest))?;
            let hundredths = low.checked_mul(100)?.checked_add(between)?;
            let step = i128::from(Self::step(self.unit));
            let top = hundredths.checked_mul(step)?;
            Ratio::new(top, i128::from(PARTS) * 100)?.shown(self.unit.places())
        };
        Bin {
            minute,
            readings: n,
            percentiles: if n == 0 {
                Vec::new()
            } else {
                Self::PERCENT.into_iter().filter_map(shown).collect()
            },
        }
    }
}

/// The number at a place of the order, counted from 0.
fn at(counts: &[u32], place: u64) -> Option<i128> {
    let mut before = 0_u64;
    for (number, count) in counts.iter().enumerate() {
        before = before.saturating_add(u64::from(*count));
        if before > place {
            return i128::try_from(number).ok();
        }
    }
    None
}
