//! Dates as medicine really has them: a year, a month, a day, or an instant.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Seconds from 0001-01-01T00:00:00Z to the Unix epoch.
const YEAR_ONE_TO_UNIX: i64 = 62_135_596_800;

/// How exactly a [`PartialDate`] is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Precision {
    /// Only the year.
    Year,
    /// Year and month.
    Month,
    /// A calendar day.
    Day,
    /// A day and a time to the minute.
    Minute,
    /// A day and a time to the second or finer.
    Second,
}

/// A time of day as given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TimeOfDay {
    /// 0 to 23.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
    /// 0 to 60 (leap second), `None` when only hour and minute were given.
    pub second: Option<u8>,
    /// Nanoseconds of the second.
    pub nanos: u32,
    /// How many digits of the fraction were written, 0 to 9.
    pub fraction_digits: u8,
}

/// A date of partial precision, as FHIR `date`, `dateTime` and `instant` have it.
///
/// A missing month stays missing; a missing offset stays missing (the clock time then is the one
/// on the wall where it was written down). The text form is FHIR's: `2019`, `2019-04`,
/// `2019-04-30`, `2019-04-30T08:15:00+08:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PartialDate {
    year: u16,
    month: u8,
    day: u8,
    time: Option<TimeOfDay>,
    /// Minutes east of UTC. `Z` is 0.
    offset: Option<i16>,
    zulu: bool,
}

/// The text is no date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DateError {
    /// Not of the form `YYYY[-MM[-DD[Thh:mm[:ss[.f]][offset]]]]`.
    #[error("a date must look like 2024, 2024-05, 2024-05-31 or 2024-05-31T08:15:00+08:00")]
    Form,
    /// The month, day, time or offset does not exist.
    #[error("this day or time does not exist")]
    Range,
}

fn digits(s: &[u8]) -> Result<u32, DateError> {
    if s.is_empty() || s.len() > 9 || !s.iter().all(u8::is_ascii_digit) {
        return Err(DateError::Form);
    }
    Ok(s.iter().fold(0_u32, |n, d| n * 10 + u32::from(d - b'0')))
}

fn take<'a>(s: &mut &'a [u8], n: usize) -> Result<&'a [u8], DateError> {
    let (head, tail) = s.split_at_checked(n).ok_or(DateError::Form)?;
    *s = tail;
    Ok(head)
}

fn small(n: u32) -> Result<u8, DateError> {
    u8::try_from(n).map_err(|_| DateError::Range)
}

const fn leap(year: u16) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

const fn days_in_month(year: u16, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap(year) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Days from 0001-01-01 to the given day (proleptic Gregorian).
fn days_from_year_one(year: u16, month: u8, day: u8) -> i64 {
    // Howard Hinnant's civil-from-days arithmetic, shifted so that 0001-01-01 is 0.
    let y = i64::from(year) - i64::from(month <= 2);
    let era = y.div_euclid(400);
    let yoe = y.rem_euclid(400);
    let mp = (i64::from(month) + 9) % 12;
    let doy = (153 * mp + 2) / 5 + i64::from(day) - 1;
    let doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    era * 146_097 + doe - 306
}

fn civil_from_days(days: i64) -> (i64, u8, u8) {
    let z = days + 306;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let day = doy - (153 * mp + 2) / 5 + 1;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    let year = yoe + era * 400 + i64::from(month <= 2);
    (
        year,
        u8::try_from(month).unwrap_or(1),
        u8::try_from(day).unwrap_or(1),
    )
}

impl PartialDate {
    /// A year.
    ///
    /// # Errors
    /// [`DateError::Range`] outside 1 to 9999.
    pub fn year(year: u16) -> Result<Self, DateError> {
        Self::checked(year, 0, 0)
    }

    /// A month of a year.
    ///
    /// # Errors
    /// [`DateError::Range`] when there is no such month.
    pub fn month(year: u16, month: u8) -> Result<Self, DateError> {
        if month == 0 {
            return Err(DateError::Range);
        }
        Self::checked(year, month, 0)
    }

    /// A calendar day.
    ///
    /// # Errors
    /// [`DateError::Range`] when there is no such day.
    pub fn day(year: u16, month: u8, day: u8) -> Result<Self, DateError> {
        if month == 0 || day == 0 {
            return Err(DateError::Range);
        }
        Self::checked(year, month, day)
    }

    fn checked(year: u16, month: u8, day: u8) -> Result<Self, DateError> {
        let fits = (1..=9999).contains(&year)
            && month <= 12
            && (day == 0 || (month > 0 && day <= days_in_month(year, month)));
        if !fits {
            return Err(DateError::Range);
        }
        Ok(Self {
            year,
            month,
            day,
            time: None,
            offset: None,
            zulu: false,
        })
    }

    /// How exactly the date is known.
    #[must_use]
    pub const fn precision(&self) -> Precision {
        match (self.month, self.day, self.time) {
            (0, _, _) => Precision::Year,
            (_, 0, _) => Precision::Month,
            (_, _, None) => Precision::Day,
            (_, _, Some(TimeOfDay { second: None, .. })) => Precision::Minute,
            _ => Precision::Second,
        }
    }

    /// The year, 1 to 9999.
    #[must_use]
    pub const fn year_number(&self) -> u16 {
        self.year
    }

    /// The month, 1 to 12, when known.
    #[must_use]
    pub const fn month_number(&self) -> Option<u8> {
        if self.month == 0 {
            None
        } else {
            Some(self.month)
        }
    }

    /// The day of the month, 1 to 31, when known.
    #[must_use]
    pub const fn day_number(&self) -> Option<u8> {
        if self.day == 0 { None } else { Some(self.day) }
    }

    /// The time of day, when known.
    #[must_use]
    pub const fn time(&self) -> Option<TimeOfDay> {
        self.time
    }

    /// Minutes east of UTC, when the source gave an offset.
    #[must_use]
    pub const fn offset_minutes(&self) -> Option<i16> {
        self.offset
    }

    /// The same date without its time of day.
    #[must_use]
    pub const fn date_only(mut self) -> Self {
        self.time = None;
        self.offset = None;
        self.zulu = false;
        self
    }

    /// Seconds since 0001-01-01T00:00:00Z, for ordering: the first second the date can mean.
    /// A time without offset is taken as UTC. Always 0 or more for times not before that day.
    #[must_use]
    pub fn sort_seconds(&self) -> i64 {
        let days = days_from_year_one(self.year, self.month.max(1), self.day.max(1));
        let mut seconds = days * 86_400;
        if let Some(t) = self.time {
            seconds += i64::from(t.hour) * 3600 + i64::from(t.minute) * 60;
            seconds += i64::from(t.second.unwrap_or(0));
        }
        seconds - i64::from(self.offset.unwrap_or(0)) * 60
    }

    /// Seconds since 1970-01-01T00:00:00Z, for charts.
    #[must_use]
    pub fn unix_seconds(&self) -> i64 {
        self.sort_seconds() - YEAR_ONE_TO_UNIX
    }

    /// Precision and offset as 16 bits, to be stored beside [`Self::sort_seconds`].
    ///
    /// Bits 0 to 2: precision; bit 3: offset known; bit 4: written as `Z`; bits 5 to 15: offset in
    /// minutes + 1024. The fraction of a second is not kept here (the original has it).
    #[must_use]
    pub fn shape(&self) -> u16 {
        let precision = match self.precision() {
            Precision::Year => 0_u16,
            Precision::Month => 1,
            Precision::Day => 2,
            Precision::Minute => 3,
            Precision::Second => 4,
        };
        let offset = self
            .offset
            .map_or(0, |o| 8 | (u16::try_from(o + 1024).unwrap_or(1024) << 5));
        precision | offset | (u16::from(self.zulu) << 4)
    }

    /// The date of a stored pair of [`Self::sort_seconds`] and [`Self::shape`]; `None` when the
    /// pair was not made by them.
    #[must_use]
    pub fn from_stored(seconds: i64, shape: u16) -> Option<Self> {
        let offset = (shape & 8 != 0)
            .then(|| i16::try_from(shape >> 5).ok().map(|o| o - 1024))
            .flatten();
        let local = seconds.checked_add(i64::from(offset.unwrap_or(0)) * 60)?;
        let (year, month, day) = civil_from_days(local.div_euclid(86_400));
        let second_of_day = u32::try_from(local.rem_euclid(86_400)).ok()?;
        let mut date = Self::checked(u16::try_from(year).ok()?, month, day).ok()?;
        let precision = shape & 7;
        match precision {
            0 => {
                date.month = 0;
                date.day = 0;
            }
            1 => date.day = 0,
            2 => {}
            3 | 4 => {
                date.time = Some(TimeOfDay {
                    hour: u8::try_from(second_of_day / 3600).ok()?,
                    minute: u8::try_from(second_of_day / 60 % 60).ok()?,
                    second: if precision == 4 {
                        u8::try_from(second_of_day % 60).ok()
                    } else {
                        None
                    },
                    nanos: 0,
                    fraction_digits: 0,
                });
                date.offset = offset;
                date.zulu = shape & 16 != 0;
            }
            _ => return None,
        }
        Some(date)
    }

    /// Whole years from this date (a birth date) to `today`: the age. `None` when `today` is
    /// before it. With only a year or month known the youngest possible age is not assumed: the
    /// difference of what is known is given.
    #[must_use]
    pub fn age_on(&self, today: &Self) -> Option<u16> {
        let years = today.year.checked_sub(self.year)?;
        let before_birthday = self.month > 0
            && today.month > 0
            && (
                today.month,
                if self.day > 0 && today.day > 0 {
                    today.day
                } else {
                    31
                },
            ) < (self.month, self.day.max(1));
        years.checked_sub(u16::from(before_birthday))
    }
}

impl FromStr for PartialDate {
    type Err = DateError;

    /// Reads FHIR `date`, `dateTime` and `instant`; also a time without seconds or without offset,
    /// which real servers send.
    fn from_str(text: &str) -> Result<Self, DateError> {
        let mut s = text.as_bytes();
        let year = digits(take(&mut s, 4)?)?;
        let (mut month, mut day) = (0, 0);
        if s.first() == Some(&b'-') {
            take(&mut s, 1)?;
            month = small(digits(take(&mut s, 2)?)?)?;
            if s.first() == Some(&b'-') {
                take(&mut s, 1)?;
                day = small(digits(take(&mut s, 2)?)?)?;
                if day == 0 {
                    return Err(DateError::Range);
                }
            }
            if month == 0 {
                return Err(DateError::Range);
            }
        }
        let year = u16::try_from(year).map_err(|_| DateError::Range)?;
        let mut date = Self::checked(year, month, day)?;
        if s.is_empty() {
            return Ok(date);
        }
        if day == 0 || !matches!(take(&mut s, 1)?, b"T" | b"t" | b" ") {
            return Err(DateError::Form);
        }
        let hour = small(digits(take(&mut s, 2)?)?)?;
        if take(&mut s, 1)? != b":" {
            return Err(DateError::Form);
        }
        let minute = small(digits(take(&mut s, 2)?)?)?;
        let mut time = TimeOfDay {
            hour,
            minute,
            second: None,
            nanos: 0,
            fraction_digits: 0,
        };
        if s.first() == Some(&b':') {
            take(&mut s, 1)?;
            time.second = Some(small(digits(take(&mut s, 2)?)?)?);
            if s.first() == Some(&b'.') {
                take(&mut s, 1)?;
                let n = s.iter().take_while(|b| b.is_ascii_digit()).count();
                let fraction = take(&mut s, n)?;
                let kept = fraction
                    .get(..fraction.len().min(9))
                    .ok_or(DateError::Form)?;
                let mut nanos = digits(kept)?;
                for _ in kept.len()..9 {
                    nanos *= 10;
                }
                time.nanos = nanos;
                time.fraction_digits = small(u32::try_from(kept.len()).unwrap_or(9))?;
            }
        }
        if hour > 24 || minute > 59 || time.second.is_some_and(|s| s > 60) {
            return Err(DateError::Range);
        }
        // The end of a day, as ISO 8601 writes it, is the beginning of the next.
        if hour == 24 {
            if minute != 0 || time.second.unwrap_or(0) != 0 || time.nanos != 0 {
                return Err(DateError::Range);
            }
            let (year, month, day) = civil_from_days(days_from_year_one(year, month, day) + 1);
            let year = u16::try_from(year).map_err(|_| DateError::Range)?;
            date = Self::checked(year, month, day)?;
            time.hour = 0;
        }
        date.time = Some(time);
        match s.split_first() {
            None => {}
            Some((b'Z' | b'z', [])) => {
                date.offset = Some(0);
                date.zulu = true;
            }
            Some((sign @ (b'+' | b'-'), rest)) => {
                let mut rest = rest;
                let hours = digits(take(&mut rest, 2)?)?;
                if rest.first() == Some(&b':') {
                    take(&mut rest, 1)?;
                }
                let minutes = digits(take(&mut rest, 2)?)?;
                if !rest.is_empty() || hours > 14 || minutes > 59 {
                    return Err(DateError::Range);
                }
                let total = i16::try_from(hours * 60 + minutes).map_err(|_| DateError::Range)?;
                date.offset = Some(if *sign == b'-' { -total } else { total });
            }
            Some(_) => return Err(DateError::Form),
        }
        Ok(date)
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if self.month > 0 {
            write!(f, "-{:02}", self.month)?;
        }
        if self.day > 0 {
            write!(f, "-{:02}", self.day)?;
        }
        let Some(t) = self.time else { return Ok(()) };
        write!(f, "T{:02}:{:02}", t.hour, t.minute)?;
        if let Some(second) = t.second {
            write!(f, ":{second:02}")?;
            if t.fraction_digits > 0 {
                let nanos = format!("{:09}", t.nanos);
                write!(
                    f,
                    ".{}",
                    nanos
                        .get(..usize::from(t.fraction_digits))
                        .unwrap_or_default()
                )?;
            }
        }
        match self.offset {
            None => Ok(()),
            Some(_) if self.zulu => f.write_str("Z"),
            Some(o) => {
                let sign = if o < 0 { '-' } else { '+' };
                write!(f, "{sign}{:02}:{:02}", o.abs() / 60, o.abs() % 60)
            }
        }
    }
}

impl Serialize for PartialDate {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PartialDate {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'_, str>>::deserialize(d)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_and_writes_every_precision() {
        for text in [
            "2019",
            "2019-04",
            "2019-04-30",
            "2019-04-30T08:15:00Z",
            "2019-04-30T08:15:00+08:00",
            "2019-04-30T08:15:00.120-03:30",
            "2019-04-30T08:15",
            "0001-01-01",
            "2020-02-29",
        ] {
            let date: PartialDate = text.parse().unwrap();
            assert_eq!(date.to_string(), text, "text form is kept");
        }
    }

    #[test]
    fn refuses_what_does_not_exist() {
        for text in [
            "",
            "19",
            "2019-13",
            "2019-02-29",
            "2019-00",
            "2019-04-31",
            "2019-04-30T24:00:01Z",
            "2019-04-30T24:01",
            "2019-04-30T25:00",
            "9999-12-31T24:00:00Z",
            "2019-04T08:00",
            "2019-04-30T08",
            "20190430",
            "２０１９",
            "2019-04-30T08:15:00+25:00",
            "0000",
        ] {
            assert!(
                text.parse::<PartialDate>().is_err(),
                "{text} must be refused"
            );
        }
    }

    #[test]
    fn the_end_of_a_day_is_the_beginning_of_the_next() {
        for (text, expected) in [
            ("2019-04-30T24:00:00Z", "2019-05-01T00:00:00Z"),
            (
                "2020-02-28T24:00:00.000+08:00",
                "2020-02-29T00:00:00.000+08:00",
            ),
            ("2019-12-31T24:00", "2020-01-01T00:00"),
        ] {
            let date: PartialDate = text.parse().unwrap();
            assert_eq!(date.to_string(), expected, "{text}");
        }
    }

    #[test]
    fn seconds_agree_with_the_unix_epoch() {
        let date: PartialDate = "1970-01-01T00:00:00Z".parse().unwrap();
        assert_eq!(date.unix_seconds(), 0, "epoch");
        let date: PartialDate = "2026-11-25T08:00:00+08:00".parse().unwrap();
        assert_eq!(date.unix_seconds(), 1_795_564_800, "offset is honoured");
        assert_eq!(
            "0001-01-01".parse::<PartialDate>().unwrap().sort_seconds(),
            0,
            "year one"
        );
    }

    #[test]
    fn age_counts_birthdays() {
        let born: PartialDate = "1954-03-18".parse().unwrap();
        assert_eq!(born.age_on(&"2026-03-17".parse().unwrap()), Some(71));
        assert_eq!(born.age_on(&"2026-03-18".parse().unwrap()), Some(72));
        assert_eq!(born.age_on(&"1950-01-01".parse().unwrap()), None);
    }

    proptest! {
        #[test]
        fn stored_form_goes_round(year in 1_u16..9999, month in 1_u8..=12, day in 1_u8..=28, hour in 0_u8..24, minute in 0_u8..60, offset in -840_i16..=840, precision in 0..5) {
            let sign = if offset < 0 { '-' } else { '+' };
            let o = offset.abs();
            let text = match precision {
                0 => format!("{year:04}"),
                1 => format!("{year:04}-{month:02}"),
                2 => format!("{year:04}-{month:02}-{day:02}"),
                3 => format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}"),
                _ => format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:07{sign}{:02}:{:02}", o / 60, o % 60),
            };
            let date: PartialDate = text.parse().unwrap();
            let back = PartialDate::from_stored(date.sort_seconds(), date.shape()).unwrap();
            prop_assert_eq!(back.to_string(), text);
        }

        #[test]
        fn never_panics(text in "\\PC{0,40}") {
            let _ = text.parse::<PartialDate>();
        }
    }
}
