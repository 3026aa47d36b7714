//! Samples: dense measurements of devices, each a few numbers and not an entry of its own.

use crate::{Coding, Decimal, PartialDate};
use serde::{Deserialize, Serialize};

/// Seconds from year one, where [`PartialDate::sort_seconds`] begins, to 1970.
const YEAR_ONE_TO_UNIX: i64 = 62_135_596_800;
/// Most decimal places of a stored value.
const PLACES: u32 = 30;
/// Where the decimal places stand in a row's `x`.
const SCALE: u32 = 16;
/// Where the comparator stands in a row's `x`.
const COMPARATOR: u32 = 21;
/// Where the flags stand in a row's `x`.
const FLAGS: u32 = 24;

/// The bits of [`Sample::packed`] that make a sample what it is: all but the precision of its moment and the zone in
/// which the moment is told. Whether there is a zone counts: without one the moment is another.
pub const SAMPLE_IDENTITY: i64 = !0xFFFF | 8;

/// What makes a series: the same words again are the same series.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct SeriesKey {
    /// What is measured, LOINC first where there is a code.
    pub codings: Vec<Coding>,
    /// The source's own name for it.
    pub title: String,
    /// Unit (UCUM where known); empty for a plain number.
    pub unit: String,
    /// Device or program that measured, as its file says; without numbers that change.
    pub device: String,
    /// Whose kind of file: the same data told by two kinds of files are two series.
    pub namespace: String,
}

impl SeriesKey {
    /// Marks the values that a person looked at themselves on a sensor that stores others by itself.
    pub const SCAN: (&'static str, &'static str) = ("urn:x-kinfolio:word", "scan");

    /// True for such values: they say again, at moments that a person chose, what the sensor's own row says.
    #[must_use]
    pub fn is_scan(&self) -> bool {
        let (system, code) = Self::SCAN;
        self.codings
            .iter()
            .any(|c| c.system == system && c.code == code)
    }
}

/// "LOW", "HIGH" and the like: the value is a bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Comparator {
    /// The value itself.
    #[default]
    Exact,
    /// Less than the value.
    Less,
    /// The value or less.
    AtMost,
    /// The value or more.
    AtLeast,
    /// More than the value.
    More,
}

impl Comparator {
    const ALL: [Self; 5] = [
        Self::Exact,
        Self::Less,
        Self::AtMost,
        Self::AtLeast,
        Self::More,
    ];

    /// As FHIR writes it; empty for the value itself.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Exact => "",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::AtLeast => ">=",
            Self::More => ">",
        }
    }
}

/// One measured value. The order is that of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sample {
    /// Seconds since 1970-01-01T00:00:00Z; a time without offset is taken as UTC.
    pub seconds: i64,
    /// The digits as a whole number: 5.10 is 510 with [`Self::places`] 2.
    pub digits: i64,
    /// Precision and offset of the moment, as [`PartialDate::shape`] gives them.
    pub shape: u16,
    /// Digits after the point.
    pub places: u8,
    /// Whether the value is a bound.
    pub comparator: Comparator,
    /// Bit 0: typed in by the person. Others are for later.
    pub flags: u8,
    /// How long it was measured or counted, in seconds; 0 for a moment.
    pub span: u32,
}

impl Sample {
    /// A sample of a moment and a number as a file writes it; `None` for one that has more digits
    /// than fit.
    #[must_use]
    pub fn new(at: &PartialDate, value: &str) -> Option<Self> {
        let (digits, places) = parse_digits(value)?;
        Some(Self {
            seconds: at.unix_seconds(),
            digits,
            shape: at.shape(),
            places,
            comparator: Comparator::Exact,
            flags: 0,
            span: 0,
        })
    }

    /// When: civil time, with the offset where the source gave one.
    #[must_use]
    pub fn at(&self) -> Option<PartialDate> {
        PartialDate::from_stored(self.seconds.checked_add(YEAR_ONE_TO_UNIX)?, self.shape)
    }

    /// Seconds since 1970-01-01 on the clock on the wall: the moment moved by its own offset.
    #[must_use]
    pub fn civil_seconds(&self) -> i64 {
        let offset = if self.shape & 8 == 0 {
            0
        } else {
            i64::from(self.shape >> 5) - 1024
        };
        self.seconds.saturating_add(offset * 60)
    }

    /// The value with the digits the source gave, without the comparator.
    #[must_use]
    pub fn value(&self) -> String {
        let places = usize::from(self.places);
        let digits = format!("{:0>1$}", self.digits.unsigned_abs(), places + 1);
        let sign = if self.digits < 0 { "-" } else { "" };
        let at = digits.len().saturating_sub(places);
        match digits.split_at_checked(at) {
            Some((whole, fraction)) if !fraction.is_empty() => format!("{sign}{whole}.{fraction}"),
            _ => format!("{sign}{digits}"),
        }
    }

    /// The value for counting.
    #[must_use]
    pub fn decimal(&self) -> Option<Decimal> {
        self.value().parse().ok()
    }

    /// For drawing only: a chart's pixel has no need of exact digits.
    #[must_use]
    #[expect(
        clippy::cast_precision_loss,
        reason = "a chart's pixel has no need of exact digits"
    )]
    pub fn to_chart(&self) -> f64 {
        self.digits as f64 / 10_f64.powi(i32::from(self.places))
    }

    /// Everything beside moment, digits and span as one number, to be stored.
    #[must_use]
    pub fn packed(&self) -> i64 {
        i64::from(self.shape)
            | i64::from(self.places) << SCALE
            | (self.comparator as i64) << COMPARATOR
            | i64::from(self.flags) << FLAGS
    }

    /// [`Self::packed`] without precision and zone: the same measurement told in another zone has the same.
    #[must_use]
    pub fn identity(&self) -> i64 {
        self.packed() & SAMPLE_IDENTITY
    }

    /// Whether it is the same measurement: moment, value and span, in whatever zone it is told.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        (self.seconds, self.digits, self.span) == (other.seconds, other.digits, other.span)
            && self.identity() == other.identity()
    }

    /// The sample of stored numbers; `None` when they were not made by [`Self::packed`].
    #[must_use]
    pub fn unpacked(seconds: i64, digits: i64, x: i64, span: i64) -> Option<Self> {
        let bits = |at: u32, width: u32| (x >> at) & ((1 << width) - 1);
        Some(Self {
            seconds,
            digits,
            shape: u16::try_from(bits(0, 16)).ok()?,
            places: u8::try_from(bits(SCALE, 5)).ok()?,
            comparator: *Comparator::ALL.get(usize::try_from(bits(COMPARATOR, 3)).ok()?)?,
            flags: u8::try_from(bits(FLAGS, 8)).ok()?,
            span: u32::try_from(span).ok()?,
        })
    }
}

/// Digits and decimal places of a number as written; `None` when it is none or does not fit.
fn parse_digits(text: &str) -> Option<(i64, u8)> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((m, e)) => (m, e.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (negative, body) = match mantissa.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, mantissa.strip_prefix('+').unwrap_or(mantissa)),
    };
    let mut digits = 0_i64;
    let mut places = 0_i32;
    let (mut any, mut point) = (false, false);
    for byte in body.bytes() {
        match byte {
            b'0'..=b'9' => {
                digits = digits
                    .checked_mul(10)?
                    .checked_add(i64::from(byte - b'0'))?;
                any = true;
                places += i32::from(point);
            }
            b'.' if !point && any => point = true,
            _ => return None,
        }
    }
    if !any {
        return None;
    }
    places = places.checked_sub(exponent)?;
    while places < 0 {
        digits = digits.checked_mul(10)?;
        places += 1;
    }
    if u32::try_from(places).ok()? > PLACES {
        return None;
    }
    let digits = if negative { -digits } else { digits };
    Some((digits, u8::try_from(places).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_measurement_is_the_same_in_every_zone() {
        let sample = |at: &str, value: &str| Sample::new(&at.parse().unwrap(), value).unwrap();
        let home = sample("2024-01-01T08:00:00+08:00", "5.1");
        assert!(home.is_same(&sample("2024-01-01T01:00:00+01:00", "5.1")));
        assert!(home.is_same(&sample("2024-01-01T00:00Z", "5.1")));
        assert!(
            !home.is_same(&sample("2024-01-01T08:00:00+01:00", "5.1")),
            "seven hours later"
        );
        assert!(!home.is_same(&sample("2024-01-01T01:00:00+01:00", "5.2")));
        assert!(
            !sample("2024-01-01T00:00:00Z", "5.1").is_same(&sample("2024-01-01T00:00:00", "5.1")),
            "a time without a zone is no moment"
        );
        let mut low = home;
        low.comparator = Comparator::Less;
        assert!(!home.is_same(&low), "a bound is no value");
    }

    #[test]
    fn digits_are_kept_and_strange_numbers_are_none() {
        for (text, back) in [
            ("5.10", "5.10"),
            ("0.08", "0.08"),
            ("-0.5", "-0.5"),
            ("74", "74"),
            ("1.5e2", "150"),
            ("1e-3", "0.001"),
            ("48.74499999999999", "48.74499999999999"),
            ("0", "0"),
        ] {
            let at: PartialDate = "2024-01-01T08:00:00+08:00".parse().unwrap();
            let sample = Sample::new(&at, text).unwrap();
            assert_eq!(sample.value(), back, "{text}");
            assert_eq!(sample.at().unwrap(), at);
            assert_eq!(sample.civil_seconds() - sample.seconds, 8 * 3600);
            let again = Sample::unpacked(sample.seconds, sample.digits, sample.packed(), 0);
            assert_eq!(again, Some(sample));
        }
        for bad in [
            "",
            "-",
            ".5",
            "1.2.3",
            "1,5",
            "NaN",
            "9999999999999999999",
            "1e-31",
            "1e40",
            "e5",
        ] {
            assert_eq!(parse_digits(bad), None, "{bad}");
        }
    }
}
