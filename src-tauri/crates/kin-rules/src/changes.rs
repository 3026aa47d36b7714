//! What has changed between a visit and today: results, medicines, means of readings at home.
//!
//! Which entries there are is found elsewhere; here is only what follows from two of them. Nothing is
//! called a change that the values do not show: where units differ, a number is missing or a range is
//! not printed, nothing is said.
//!
//! # Source
//! Own convention, version 1. The laboratory's answer to "has it moved" is the reference change value of
//! each analyte (Fraser, "Reference change values", Clin Chem Lab Med 2011; tables such as
//! clinlabnavigator.com/test-significant-change.html, read 2026-11), which needs the variation of each
//! method and person. A quarter of the printed interval is near it for most analytes of such a table
//! (creatinine 14 %, haemoglobin 7 %) and needs only what the laboratory printed. It sorts what is shown
//! first; it is no judgement.

mod medicines;
#[cfg(test)]
mod tests;

pub use medicines::{Course, MedicineChange, RENEWAL_DAYS, Standing, medicines};

use crate::exact::{Exact, Shown, Sums};
use kin_model::Abnormal;
use kin_model::visit::ChangeKind;

/// The name of the convention with its version.
pub const CONVENTION: &str = "kinfolio-changes-1";

/// The ends of a printed range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interval {
    /// Lower end.
    pub low: Option<Exact>,
    /// Upper end.
    pub high: Option<Exact>,
}

impl Interval {
    /// Reads `3.9–6.1`, `<5.2`, `≥ 60 mL/min`. Words, and ranges with more than two numbers, give none.
    #[must_use]
    pub fn printed(range: &str) -> Option<Self> {
        let text = range.trim();
        let below = ["<=", "≤", "<"].iter().find_map(|s| text.strip_prefix(s));
        let above = [">=", "≥", ">"].iter().find_map(|s| text.strip_prefix(s));
        if let Some(rest) = below {
            return Some(Self {
                low: None,
                high: Some(figure(rest)?),
            });
        }
        if let Some(rest) = above {
            return Some(Self {
                low: Some(figure(rest)?),
                high: None,
            });
        }
        for dash in ["–", "—", "~", "～", " - ", "-"] {
            let Some((low, high)) = text.split_once(dash) else {
                continue;
            };
            if let (Some(low), Some(high)) = (figure(low), figure(high))
                && low < high
            {
                return Some(Self {
                    low: Some(low),
                    high: Some(high),
                });
            }
        }
        None
    }

    /// Whether a value lies in it, ends included.
    #[must_use]
    pub fn holds(&self, value: Exact) -> bool {
        self.low.is_none_or(|low| value >= low) && self.high.is_none_or(|high| value <= high)
    }

    /// How wide it is. Of a range with one end: from zero to its end.
    fn width(&self) -> Option<i64> {
        match (self.low, self.high) {
            (Some(low), Some(high)) => high.0.checked_sub(low.0),
            (Some(one), None) | (None, Some(one)) => Some(one.0),
            (None, None) => None,
        }
        .filter(|width| *width > 0)
    }

    /// How far outside a value lies; 0 inside.
    fn outside(&self, value: Exact) -> i64 {
        let below = self.low.map_or(0, |low| low.0.saturating_sub(value.0));
        let above = self.high.map_or(0, |high| value.0.saturating_sub(high.0));
        below.max(above).max(0)
    }
}

/// One number, with a unit behind it at most.
fn figure(text: &str) -> Option<Exact> {
    let text = text.trim();
    let end = text
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-' | '+')))
        .unwrap_or(text.len());
    let rest = text.get(end..)?.trim_start();
    if rest.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    Exact::parse(text.get(..end)?)
}

/// A result as far as it can be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measured<'a> {
    /// The number; none for words and for `<5`, which says only on which side the value lies.
    pub number: Option<Exact>,
    /// The unit as written.
    pub unit: &'a str,
    /// What the source, or its printed range, says.
    pub abnormal: Abnormal,
    /// The printed range.
    pub range: Option<Interval>,
}

/// Which side of the range; words are a side of their own.
const fn side(abnormal: Abnormal) -> u8 {
    match abnormal {
        Abnormal::No => 0,
        Abnormal::Low | Abnormal::CriticalLow => 1,
        Abnormal::High | Abnormal::CriticalHigh => 2,
        Abnormal::Yes => 3,
    }
}

const fn critical(abnormal: Abnormal) -> bool {
    matches!(abnormal, Abnormal::CriticalLow | Abnormal::CriticalHigh)
}

/// What a newer result is, held against the one before the visit.
///
/// Out of range: now, and not on that side before, or not known before, or newly critical. Back: out
/// before and now inside the printed range. Moved: see [`moved`]. A first result that is in range is no
/// change.
#[must_use]
pub fn result(before: Option<&Measured<'_>>, now: &Measured<'_>) -> Option<ChangeKind> {
    let Some(before) = before else {
        return (side(now.abnormal) != 0).then_some(ChangeKind::ResultOut);
    };
    let (was, is) = (side(before.abnormal), side(now.abnormal));
    if is != 0 && (was != is || (critical(now.abnormal) && !critical(before.abnormal))) {
        return Some(ChangeKind::ResultOut);
    }
    // No flag may mean that nothing is known: back only where the range shows it.
    let inside = now
        .range
        .zip(now.number)
        .is_some_and(|(range, n)| range.holds(n));
    if was != 0 && is == 0 && inside {
        return Some(ChangeKind::ResultBack);
    }
    moved(before, now).then_some(ChangeKind::ResultMoved)
}

/// Whether a result moved: by more than a quarter of the printed interval (from zero where it has one
/// end), or, where the earlier value lay outside by more than that interval, by more than a quarter of
/// how far outside it lay. Without a printed range: doubled or halved. Only in one unit.
#[must_use]
pub fn moved(before: &Measured<'_>, now: &Measured<'_>) -> bool {
    let (Some(a), Some(b)) = (before.number, now.number) else {
        return false;
    };
    if before.unit.trim() != now.unit.trim() || a == b {
        return false;
    }
    let by = i128::from(a.0).abs_diff(i128::from(b.0));
    let range = now.range.or(before.range);
    if let Some((range, width)) = range.and_then(|r| Some((r, r.width()?))) {
        let scale = width.max(range.outside(a));
        return by.saturating_mul(4) > u128::from(scale.unsigned_abs());
    }
    let (a, b) = (i128::from(a.0), i128::from(b.0));
    a > 0 && b > 0 && (b >= a.saturating_mul(2) || a >= b.saturating_mul(2))
}

/// Days on each side whose readings make a mean: the two weeks before the visit, the newest two weeks.
pub const MEAN_DAYS: i64 = 14;
/// Readings that a mean needs on each side.
pub const MEAN_READINGS: u64 = 3;

/// By how much a mean of readings at home must differ to be told; both numbers of a blood pressure.
///
/// Own convention, version 1: 5 mmHg; 1.0 mmol/L or 18 mg/dL; 2 kg or 4 lb. Applied in the unit measured.
#[must_use]
pub fn step(series: &str, unit: &str) -> Option<Exact> {
    match (series, unit.trim()) {
        ("blood-pressure", "mmHg" | "mm[Hg]" | "mm Hg" | "") => Some(Exact::whole(5)),
        ("glucose" | "glucose-sensor", "mmol/L" | "mmol/l") => Some(Exact::whole(1)),
        ("glucose" | "glucose-sensor", "mg/dL" | "mg/dl") => Some(Exact::whole(18)),
        ("weight", "kg") => Some(Exact::whole(2)),
        ("weight", "[lb_av]" | "lb" | "lbs") => Some(Exact::whole(4)),
        _ => None,
    }
}

/// Two means that differ, as they are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Means {
    /// Before the visit.
    pub before: Shown,
    /// Now.
    pub now: Shown,
    /// They differ by the step at least.
    pub differ: bool,
}

/// Compares the means of two sets of readings of one unit; none where either has too few. The exact
/// means decide, not the figures shown.
#[must_use]
pub fn means(before: &Sums, now: &Sums, step: Exact, places: u32) -> Option<Means> {
    if before.count() < MEAN_READINGS || now.count() < MEAN_READINGS {
        return None;
    }
    let ((a, n), (b, m)) = (before.parts(), now.parts());
    let by = b.checked_mul(n)?.checked_sub(a.checked_mul(m)?)?.abs();
    let least = i128::from(step.0).checked_mul(n)?.checked_mul(m)?;
    Some(Means {
        before: before.mean()?.units().shown(places)?,
        now: now.mean()?.units().shown(places)?,
        differ: by >= least,
    })
}

/// The order in which changes are told: what may harm first, then what was done, then what moved.
#[must_use]
pub const fn rank(kind: ChangeKind) -> u8 {
    match kind {
        ChangeKind::Allergy => 0,
        ChangeKind::MedicineStarted => 1,
        ChangeKind::MedicineStopped => 2,
        ChangeKind::MedicineChanged => 3,
        ChangeKind::Diagnosis => 4,
        ChangeKind::Event => 5,
        ChangeKind::ResultOut => 6,
        ChangeKind::MeanMoved => 7,
        ChangeKind::ResultMoved => 8,
        ChangeKind::ResultBack => 9,
        ChangeKind::Symptom => 10,
        ChangeKind::CameIn => 11,
        _ => 12,
    }
}
