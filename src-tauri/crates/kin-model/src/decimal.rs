//! Numbers with the digits the source gave.

use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

/// A decimal number, kept as the text the source gave: `1.0` is not `1.00`.
///
/// Never shown through binary floating point. Comparing is exact within 28 digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Decimal(String);

/// The text is no decimal number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not a number")]
pub struct DecimalError;

impl Decimal {
    /// The digits as given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The number for comparing and counting; `None` when it has more digits than fit.
    #[must_use]
    pub fn to_exact(&self) -> Option<rust_decimal::Decimal> {
        rust_decimal::Decimal::from_str(&self.0)
            .or_else(|_| rust_decimal::Decimal::from_scientific(&self.0))
            .ok()
    }

    /// Compares by value, so `1.0` equals `1.00`; `None` when one has too many digits.
    #[must_use]
    pub fn compare(&self, other: &Self) -> Option<Ordering> {
        Some(self.to_exact()?.cmp(&other.to_exact()?))
    }

    /// For drawing only: a chart's pixel has no need of exact digits.
    #[must_use]
    pub fn to_chart(&self) -> Option<f64> {
        self.0.parse().ok().filter(|f: &f64| f.is_finite())
    }
}

impl FromStr for Decimal {
    type Err = DecimalError;

    /// Reads a FHIR decimal: `-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?`, up to 64 characters.
    fn from_str(text: &str) -> Result<Self, DecimalError> {
        if text.is_empty() || text.len() > 64 {
            return Err(DecimalError);
        }
        let body = text.strip_prefix('-').unwrap_or(text);
        let (mantissa, exponent) = match body.split_once(['e', 'E']) {
            Some((m, e)) => (m, Some(e)),
            None => (body, None),
        };
        let (whole, fraction) = match mantissa.split_once('.') {
            Some((w, f)) => (w, Some(f)),
            None => (mantissa, None),
        };
        let all_digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
        let good = all_digits(whole)
            && fraction.is_none_or(all_digits)
            && exponent.is_none_or(|e| all_digits(e.strip_prefix(['+', '-']).unwrap_or(e)));
        if good {
            Ok(Self(text.to_owned()))
        } else {
            Err(DecimalError)
        }
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Decimal {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'_, str>>::deserialize(d)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_kept_and_values_compared() {
        let (a, b): (Decimal, Decimal) = ("1.0".parse().unwrap(), "1.00".parse().unwrap());
        assert_ne!(a, b, "different digits are different texts");
        assert_eq!(a.compare(&b), Some(Ordering::Equal), "but the same value");
        assert_eq!(
            "1.5e2"
                .parse::<Decimal>()
                .unwrap()
                .compare(&"150".parse().unwrap()),
            Some(Ordering::Equal)
        );
        for bad in ["", "-", "1.", ".5", "1,5", "NaN", "0x1", "1e", "１"] {
            assert!(bad.parse::<Decimal>().is_err(), "{bad}");
        }
    }
}
