//! Glucose: readings of sensors and finger-sticks, in the unit they were measured in.

mod entered;
mod profile;
mod ranges;
mod report;

pub use entered::{Entered, entered};
pub use profile::{Bin, Profile};
pub use ranges::{Goal, Range, RangeSet, Share};
pub use report::{Event, Figures, GmiRefused, HourOfDay, Report, Row, Way, gmi, report};

use crate::exact::Exact;
use crate::time::Moment;

/// The unit of a reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub enum Unit {
    /// Millimoles in a litre.
    #[serde(rename = "mmol/L")]
    MmolPerL,
    /// Milligrams in a decilitre.
    #[serde(rename = "mg/dL")]
    MgPerDl,
}

/// Milligrams in a decilitre that one millimole in a litre is, in ten-thousandths.
///
/// # Source
/// The molar mass of glucose, 180.156 g/mol (clinical note, 2026-07; to be confirmed against IUPAC's weights).
/// Display only: thresholds are applied in the unit measured.
const FACTOR: i128 = 180_156;

impl Unit {
    /// The UCUM code.
    #[must_use]
    pub const fn ucum(self) -> &'static str {
        match self {
            Self::MmolPerL => "mmol/L",
            Self::MgPerDl => "mg/dL",
        }
    }

    /// The unit of a UCUM code or of its usual spellings.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        match text.trim().to_ascii_lowercase().as_str() {
            "mmol/l" => Some(Self::MmolPerL),
            "mg/dl" => Some(Self::MgPerDl),
            _ => None,
        }
    }

    /// Places after the point that are shown: steps of 1 mg/dL and 0.1 mmol/L.
    #[must_use]
    pub const fn places(self) -> u32 {
        match self {
            Self::MmolPerL => 1,
            Self::MgPerDl => 0,
        }
    }

    /// A value of this unit in the other one, in whole millionths; for showing, never for judging.
    #[must_use]
    pub fn convert(self, value: Exact) -> Option<Exact> {
        let v = i128::from(value.0);
        let (top, bottom) = match self {
            Self::MmolPerL => (v.checked_mul(FACTOR)?, 10_000),
            Self::MgPerDl => (v.checked_mul(10_000)?, FACTOR),
        };
        let shown = crate::exact::Ratio::new(top, bottom)?.shown(0)?;
        i64::try_from(shown.digits).ok().map(Exact)
    }
}

/// The number of a reading, or only which side of a number it lies on: meters print LOW and HIGH.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// A number.
    Number(Exact),
    /// Below this: LOW.
    Below(Exact),
    /// Above this: HIGH.
    Above(Exact),
}

/// One reading; its unit is that of the whole report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reading {
    /// When, by the clock on the wall.
    pub at: Moment,
    /// What.
    pub value: Value,
}

#[cfg(test)]
mod tests;
