//! Exact numbers: values as whole millionths, sums of them, and figures rounded once.

use kin_model::Decimal;
use rust_decimal::prelude::ToPrimitive as _;
use serde::Serialize;
use std::fmt;

/// How many parts a unit has.
pub const PARTS: i64 = 1_000_000;

/// A measured value in whole millionths of its unit. What a source gives with more than six places after
/// the point is rounded to six, half away from zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Exact(pub i64);

impl Exact {
    /// A whole number of units.
    #[must_use]
    pub const fn whole(units: i64) -> Self {
        Self(units.saturating_mul(PARTS))
    }

    /// Tenths of a unit: `tenths(39)` is 3.9.
    #[must_use]
    pub const fn tenths(tenths: i64) -> Self {
        Self(tenths.saturating_mul(PARTS / 10))
    }

    /// A number as the source wrote it; `None` when it is too large.
    #[must_use]
    pub fn of(number: &Decimal) -> Option<Self> {
        let exact = number.to_exact()?;
        let millionths = exact.checked_mul(rust_decimal::Decimal::from(PARTS))?;
        millionths
            .round_dp_with_strategy(0, rust_decimal::RoundingStrategy::MidpointAwayFromZero)
            .to_i64()
            .map(Self)
    }

    /// Reads a number such as `128`, `7.2`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::of(&text.trim().parse().ok()?)
    }
}

/// A figure as it is shown: a number of steps after the point, rounded once, half away from zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Shown {
    /// The digits without the point.
    pub digits: i128,
    /// How many of them stand after the point.
    pub places: u32,
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.digits < 0 { "-" } else { "" };
        let one = ten(self.places).unsigned_abs();
        let size = self.digits.unsigned_abs();
        let (units, rest) = (
            size.checked_div(one).unwrap_or(size),
            size.checked_rem(one).unwrap_or(0),
        );
        if self.places == 0 {
            return write!(f, "{sign}{units}");
        }
        let width = self.places as usize;
        write!(f, "{sign}{units}.{rest:0width$}")
    }
}

impl Serialize for Shown {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

const fn ten(places: u32) -> i128 {
    10_i128.saturating_pow(places)
}

/// A fraction of whole numbers; the part below is above 0.
#[derive(Debug, Clone, Copy)]
pub struct Ratio {
    top: i128,
    bottom: i128,
}

impl Ratio {
    /// `top / bottom`; `None` unless `bottom` is above 0.
    #[must_use]
    pub const fn new(top: i128, bottom: i128) -> Option<Self> {
        if bottom > 0 {
            Some(Self { top, bottom })
        } else {
            None
        }
    }

    /// Rounded half away from zero to a number of places; `None` when it does not fit.
    #[must_use]
    pub fn shown(self, places: u32) -> Option<Shown> {
        let doubled = self.top.checked_mul(ten(places))?.checked_mul(2)?;
        let size = doubled.abs().checked_add(self.bottom)?;
        let digits = size.checked_div(self.bottom.checked_mul(2)?)?;
        let digits = if self.top < 0 { -digits } else { digits };
        Some(Shown { digits, places })
    }

    /// The same, but cut off where rounding would reach a whole number that the value does not: a
    /// mean of 134.96 is shown as 134.9, so that the figure never looks as if it were over a limit of 135.
    #[must_use]
    pub fn shown_below(self, places: u32) -> Option<Shown> {
        let shown = self.shown(places)?;
        let one = ten(places);
        let whole = shown.digits.checked_rem(one)? == 0;
        let above = shown.digits.checked_mul(self.bottom)? > self.top.checked_mul(one)?;
        Some(if whole && above {
            Shown {
                digits: shown.digits.checked_sub(1)?,
                places,
            }
        } else {
            shown
        })
    }

    /// Whether it is at least a whole number of the same parts (`strict`: above it).
    #[must_use]
    pub fn reaches(self, parts: i64, strict: bool) -> bool {
        let limit = i128::from(parts).checked_mul(self.bottom);
        limit.is_some_and(|limit| self.top > limit || (!strict && self.top == limit))
    }

    /// In units instead of millionths.
    #[must_use]
    pub const fn units(self) -> Self {
        Self {
            top: self.top,
            bottom: self.bottom.saturating_mul(PARTS as i128),
        }
    }
}

/// Sums of values: enough for mean and deviation, whatever the order they come in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sums {
    n: i128,
    sum: i128,
    squares: i128,
    grain: i64,
}

impl Sums {
    /// Takes a value.
    pub fn take(&mut self, value: Exact) {
        let v = i128::from(value.0);
        self.n = self.n.saturating_add(1);
        self.sum = self.sum.saturating_add(v);
        self.squares = self.squares.saturating_add(v.saturating_mul(v));
        if self.grain == 0 || value.0.checked_rem(self.grain) != Some(0) {
            self.grain = common(self.grain, value.0);
        }
    }

    /// How many values there are.
    #[must_use]
    pub fn count(&self) -> u64 {
        u64::try_from(self.n).unwrap_or(u64::MAX)
    }

    /// The mean in millionths.
    #[must_use]
    pub const fn mean(&self) -> Option<Ratio> {
        Ratio::new(self.sum, self.n)
    }

    /// The sum in millionths and the number of values.
    #[must_use]
    pub const fn parts(&self) -> (i128, i128) {
        (self.sum, self.n)
    }

    /// n·Σx² − (Σx)² and Σx, in grains: the common measure of all values, so that the numbers stay small.
    fn spread(&self) -> Option<(i128, i128, i128)> {
        let grain = i128::from(self.grain.max(1));
        let sum = self.sum.checked_div(grain)?;
        let squares = self.squares.checked_div(grain.checked_mul(grain)?)?;
        let spread = self
            .n
            .checked_mul(squares)?
            .checked_sub(sum.checked_mul(sum)?)?;
        Some((spread, sum, grain))
    }

    /// The standard deviation of a sample (n − 1), shown; `None` below two values.
    #[must_use]
    pub fn deviation(&self, places: u32) -> Option<Shown> {
        if self.n < 2 {
            return None;
        }
        let (spread, _, grain) = self.spread()?;
        let below = self.n.checked_mul(self.n.checked_sub(1)?)?;
        let below = below
            .checked_mul(i128::from(PARTS))?
            .checked_mul(i128::from(PARTS))?;
        let scale = grain.checked_mul(grain)?;
        root(&[spread, scale, ten(places), ten(places)], below, places)
    }

    /// The coefficient of variation in percent (deviation ÷ mean × 100), shown.
    #[must_use]
    pub fn variation(&self, places: u32) -> Option<Shown> {
        let (spread, sum, _) = self.spread()?;
        if self.n < 2 || sum <= 0 {
            return None;
        }
        let below = self.n.checked_sub(1)?.checked_mul(sum)?.checked_mul(sum)?;
        root(
            &[spread, self.n, 10_000, ten(places), ten(places)],
            below,
            places,
        )
    }
}

fn common(a: i64, b: i64) -> i64 {
    let (mut a, mut b) = (a.saturating_abs(), b.saturating_abs());
    while b != 0 {
        let rest = a.checked_rem(b).unwrap_or(0);
        a = b;
        b = rest;
    }
    a
}

/// √(product of the factors ÷ below), rounded half up: ⌊(⌊√(4q)⌋ + 1) ÷ 2⌋. Whole numbers only; what
/// does not fit 127 bits gives nothing rather than something near.
fn root(factors: &[i128], below: i128, places: u32) -> Option<Shown> {
    let (mut top, mut bottom) = (4_i128, below);
    for factor in factors {
        let (mut a, mut b) = (*factor, bottom);
        while b != 0 {
            (a, b) = (b, a.checked_rem(b)?);
        }
        let shared = a.abs().max(1);
        bottom = bottom.checked_div(shared)?;
        top = top.checked_mul(factor.checked_div(shared)?)?;
    }
    let four = top.checked_div(bottom)?;
    let digits = four.checked_isqrt()?.checked_add(1)?.checked_div(2)?;
    Some(Shown { digits, places })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_rounded_once_and_half_up() {
        let shown = |top, bottom, places| Ratio::new(top, bottom).unwrap().shown(places);
        assert_eq!(shown(1345, 10, 0).unwrap().to_string(), "135");
        assert_eq!(shown(-5, 2, 0).unwrap().to_string(), "-3");
        assert_eq!(shown(1, 3, 2).unwrap().to_string(), "0.33");
        assert!(Ratio::new(1, 0).is_none(), "nothing is divided by nothing");
        let below = |top, bottom| Ratio::new(top, bottom).unwrap().shown_below(1);
        assert_eq!(below(13_496, 100).unwrap().to_string(), "134.9");
        assert_eq!(below(13_504, 100).unwrap().to_string(), "135.0");
        assert_eq!(below(13_486, 100).unwrap().to_string(), "134.9");
    }

    #[test]
    fn the_deviation_is_that_of_a_sample() {
        let mut sums = Sums::default();
        for v in [2, 4, 4, 4, 5, 5, 7, 9] {
            sums.take(Exact::whole(v));
        }
        // Σ(x − 5)² = 32; 32 ÷ 7 = 4.5714…; its root is 2.13809…; of a mean of 5 that is 42.76… %.
        assert_eq!(sums.deviation(4).unwrap().to_string(), "2.1381");
        assert_eq!(sums.variation(2).unwrap().to_string(), "42.76");
        let mut one = Sums::default();
        one.take(Exact::whole(5));
        assert_eq!(one.deviation(1), None, "one value has no deviation");
    }

    #[test]
    fn a_million_values_with_places_still_fit() {
        let mut sums = Sums::default();
        for i in 0..1_000_000_i64 {
            sums.take(Exact::tenths(30 + i % 200));
        }
        assert_eq!(
            sums.mean().unwrap().units().shown(2).unwrap().to_string(),
            "12.95"
        );
        assert_eq!(sums.deviation(2).unwrap().to_string(), "5.77");
    }

    #[test]
    fn numbers_are_read_as_written() {
        assert_eq!(Exact::parse("7.25"), Some(Exact(7_250_000)));
        assert_eq!(Exact::parse(" 128 "), Some(Exact::whole(128)));
        assert_eq!(Exact::parse("LOW"), None);
        assert_eq!(Exact::parse("1e30"), None, "too large");
    }
}
