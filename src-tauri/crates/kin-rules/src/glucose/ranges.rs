//! Named sets of ranges with their goals.

use super::{Unit, Value};
use crate::exact::{Exact, Shown};

/// A range between two limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// Its name for machines.
    pub key: &'static str,
    /// From here in mg/dL and in tenths of mmol/L, and whether the limit itself belongs to it.
    low: Option<Limit>,
    /// True for the range that is wished for.
    pub target: bool,
}

/// A limit in both units; each is printed by the source, none is converted from the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Limit {
    mg: i64,
    tenths: i64,
    /// The limit itself belongs to the range above it.
    includes: bool,
}

impl Limit {
    const fn exact(self, unit: Unit) -> Exact {
        match unit {
            Unit::MgPerDl => Exact::whole(self.mg),
            Unit::MmolPerL => Exact::tenths(self.tenths),
        }
    }

    fn reached(self, unit: Unit, value: Exact) -> bool {
        let limit = self.exact(unit);
        value > limit || (self.includes && value == limit)
    }
}

const fn range(key: &'static str, low: Option<Limit>) -> Range {
    Range {
        key,
        low,
        target: false,
    }
}

const fn target(key: &'static str, low: Limit) -> Range {
    Range {
        key,
        low: Some(low),
        target: true,
    }
}

/// A limit that belongs to the range above it: 70 mg/dL is in range.
const fn at(mg: i64, tenths: i64) -> Limit {
    Limit {
        mg,
        tenths,
        includes: true,
    }
}

/// A limit that belongs to the range below it: 180 mg/dL and 10.0 mmol/L are in range.
const fn over(mg: i64, tenths: i64) -> Limit {
    Limit {
        mg,
        tenths,
        includes: false,
    }
}

/// A goal for the share of some ranges together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Goal {
    /// Its name for machines.
    pub key: &'static str,
    ranges: &'static [&'static str],
    percent: u64,
    more: bool,
}

const fn more(key: &'static str, ranges: &'static [&'static str], percent: u64) -> Goal {
    Goal {
        key,
        ranges,
        percent,
        more: true,
    }
}

const fn less(key: &'static str, ranges: &'static [&'static str], percent: u64) -> Goal {
    Goal {
        key,
        ranges,
        percent,
        more: false,
    }
}

/// A named set of ranges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RangeSet {
    /// Its name for machines.
    pub key: &'static str,
    /// Whose it is, and which version of it.
    pub source: &'static str,
    /// The ranges, lowest first.
    pub ranges: &'static [Range],
    /// The goals of sensor readings; there are none for shares of finger-sticks.
    pub goals: &'static [Goal],
}

const USUAL: &[Range] = &[
    range("very-low", None),
    range("low", Some(at(54, 30))),
    target("in-range", at(70, 39)),
    range("high", Some(over(180, 100))),
    range("very-high", Some(over(250, 139))),
];

impl RangeSet {
    /// All sets.
    pub const ALL: &'static [Self] = &[Self::ADULT, Self::OLDER, Self::PREGNANCY];

    /// Adults: below 54 (3.0), 54–69 (3.0–3.8), 70–180 (3.9–10.0), 181–250 (10.1–13.9), above 250 (13.9).
    /// Goals: in range more than 70 %, below 70 under 4 %, below 54 under 1 %, above 180 under 25 %, above 250 under 5 %.
    ///
    /// # Source
    /// American Diabetes Association, Standards of Care, table 6.2; International consensus on time in range, 2019
    /// (read, clinical note, 2026-07).
    pub const ADULT: Self = Self {
        key: "adult-2019",
        source: "ADA table 6.2; consensus 2019",
        ranges: USUAL,
        goals: &[
            more("in-range", &["in-range"], 70),
            less("below", &["low", "very-low"], 4),
            less("very-low", &["very-low"], 1),
            less("above", &["high", "very-high"], 25),
            less("very-high", &["very-high"], 5),
        ],
    };

    /// Older people and those at high risk: the same ranges; in range more than 50 %, below 70 under 1 %, above 250
    /// under 10 %.
    ///
    /// # Source
    /// International consensus on time in range, 2019, as reported in AJMC (read, clinical note, 2026-07).
    pub const OLDER: Self = Self {
        key: "older-2019",
        source: "consensus 2019, older or high risk",
        ranges: USUAL,
        goals: &[
            more("in-range", &["in-range"], 50),
            less("below", &["low", "very-low"], 1),
            less("very-high", &["very-high"], 10),
        ],
    };

    /// Pregnancy with type 1 diabetes: 63–140 (3.5–7.8) more than 70 %, below 63 under 4 %, below 54 under 1 %, above 140
    /// under 25 %. There are no such goals for diabetes that began in pregnancy or for type 2.
    ///
    /// # Source
    /// International consensus on time in range, 2019 (read, clinical note, 2026-07).
    pub const PREGNANCY: Self = Self {
        key: "pregnancy-type-1-2019",
        source: "consensus 2019, pregnancy with type 1",
        ranges: &[
            range("very-low", None),
            range("low", Some(at(54, 30))),
            target("in-range", at(63, 35)),
            range("high", Some(over(140, 78))),
        ],
        goals: &[
            more("in-range", &["in-range"], 70),
            less("below", &["low", "very-low"], 4),
            less("very-low", &["very-low"], 1),
            less("above", &["high"], 25),
        ],
    };

    /// The set of a name.
    #[must_use]
    pub fn of_key(key: &str) -> Option<&'static Self> {
        Self::ALL.iter().find(|s| s.key == key)
    }

    /// The ends of the range that is wished for, in a unit.
    #[must_use]
    pub fn target(&self, unit: Unit) -> Option<(Exact, Exact)> {
        let at = self.ranges.iter().position(|r| r.target)?;
        let low = self.ranges.get(at)?.low?.exact(unit);
        let high = self.ranges.get(at.checked_add(1)?)?.low?.exact(unit);
        Some((low, high))
    }

    /// The place of a number among the ranges, in the unit measured.
    #[must_use]
    pub fn place(&self, unit: Unit, value: Exact) -> usize {
        let reached = |r: &Range| r.low.is_none_or(|limit| limit.reached(unit, value));
        self.ranges.iter().rposition(reached).unwrap_or(0)
    }

    /// The place of a value; LOW and HIGH have one only where no other is possible: "below 40" is very low, "above
    /// 200" may be high or very high.
    #[must_use]
    pub fn place_of(&self, unit: Unit, value: Value) -> Option<usize> {
        match value {
            Value::Number(number) => Some(self.place(unit, number)),
            Value::Below(number) => {
                let just = Exact(number.0.saturating_sub(1));
                (self.place(unit, just) == 0).then_some(0)
            }
            Value::Above(number) => {
                let just = Exact(number.0.saturating_add(1));
                let last = self.ranges.len().saturating_sub(1);
                (self.place(unit, just) == last).then_some(last)
            }
        }
    }

    /// Whether a value is surely below the limit where a range begins.
    #[must_use]
    pub(super) fn below(&self, key: &str, unit: Unit, value: Value) -> Option<bool> {
        let limit = self.ranges.iter().find(|r| r.key == key)?.low?;
        Some(match value {
            Value::Number(number) => !limit.reached(unit, number),
            Value::Below(number) => number <= limit.exact(unit),
            Value::Above(_) => false,
        })
    }
}

impl Goal {
    /// Whether readings of the ranges, counted as they stand in the set, meet the goal; none without readings.
    #[must_use]
    pub fn met(&self, set: &RangeSet, counts: &[u64]) -> Option<bool> {
        let all: u64 = counts.iter().sum();
        if all == 0 {
            return None;
        }
        let of = set.ranges.iter().zip(counts);
        let mine: u64 = of
            .filter(|(r, _)| self.ranges.contains(&r.key))
            .map(|(_, n)| n)
            .sum();
        let (left, right) = (
            u128::from(mine).saturating_mul(100),
            u128::from(all).saturating_mul(u128::from(self.percent)),
        );
        Some(if self.more {
            left > right
        } else {
            left < right
        })
    }
}

/// The readings of one range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Share {
    /// The range.
    pub range: &'static str,
    /// How many readings.
    pub readings: u64,
    /// Percent of all that have a place, one place after the point.
    pub percent: Option<Shown>,
    /// True for the range that is wished for.
    pub target: bool,
}
