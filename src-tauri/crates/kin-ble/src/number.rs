//! The 16-bit float of medical devices.

use std::fmt;

/// The format's words for "no value".
///
/// # Source
/// IEEE 11073-20601, SFLOAT-Type: mantissa 0x07FF, 0x0800, 0x07FE, 0x0802, 0x0801.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Special {
    /// Not a number: the measurement went wrong. As a bare integer it would be 2047.
    NaN,
    /// Not at this resolution.
    NRes,
    /// Above what can be said.
    PlusInfinity,
    /// Below what can be said.
    MinusInfinity,
    /// Kept for later by the standard.
    Reserved,
}

/// A value as the device gave it: `mantissa` times ten to the power of `exponent`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Number {
    /// A value.
    Value {
        /// -2045 to 2045.
        mantissa: i16,
        /// -8 to 7, or shifted by a change of unit.
        exponent: i8,
    },
    /// None.
    Special(Special),
}

impl Number {
    /// Reads the 16 bits: the upper four are the exponent, the lower twelve the mantissa, both two's
    /// complement. The words for "no value" have the exponent 0.
    #[must_use]
    pub fn of_sfloat(bits: u16) -> Self {
        let low = bits & 0x0fff;
        let special = match (bits >> 12, low) {
            (0, 0x07ff) => Some(Special::NaN),
            (0, 0x0800) => Some(Special::NRes),
            (0, 0x07fe) => Some(Special::PlusInfinity),
            (0, 0x0802) => Some(Special::MinusInfinity),
            (0, 0x0801) => Some(Special::Reserved),
            _ => None,
        };
        if let Some(special) = special {
            return Self::Special(special);
        }
        // Shifted to the top, so that the sign comes along on the way back.
        let signed = |bits: u16, by: u32| i16::from_le_bytes((bits << by).to_le_bytes()) >> by;
        let exponent = signed(bits >> 12, 12);
        Self::Value {
            mantissa: signed(low, 4),
            exponent: i8::try_from(exponent).unwrap_or_default(),
        }
    }

    /// The same with the point moved to the right.
    #[must_use]
    pub const fn shifted(self, places: i8) -> Self {
        match self {
            Self::Value { mantissa, exponent } => Self::Value {
                mantissa,
                exponent: exponent.saturating_add(places),
            },
            special @ Self::Special(_) => special,
        }
    }

    /// The value, or which word for "no value" it is.
    ///
    /// # Errors
    /// The word.
    pub const fn value(self) -> Result<Self, Special> {
        match self {
            Self::Special(special) => Err(special),
            value @ Self::Value { .. } => Ok(value),
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Value { mantissa, exponent } = *self else {
            return f.write_str("–");
        };
        let sign = if mantissa < 0 { "-" } else { "" };
        let digits = mantissa.unsigned_abs().to_string();
        let places = usize::from(exponent.unsigned_abs());
        if exponent >= 0 {
            let zeros = if mantissa == 0 { 0 } else { places };
            return write!(f, "{sign}{digits}{}", "0".repeat(zeros));
        }
        let width = places.saturating_add(1);
        let padded = format!("{digits:0>width$}");
        let (whole, rest) = padded.split_at(padded.len().saturating_sub(places));
        write!(f, "{sign}{whole}.{rest}")
    }
}
