//! The time a reading was taken, by the clock on the wall.

use kin_model::PartialDate;
use serde::Serialize;

const DAY: i64 = 86_400;

/// A moment by the clock on the wall where the reading was taken: days and hours of a report are the
/// person's, whatever the zone of the computer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(i64);

/// A calendar day, counted from 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Day(pub i64);

impl Moment {
    /// The moment of a date that has a time of day; `None` when it has none: a day is no time to sort
    /// a reading into morning or evening.
    #[must_use]
    pub fn of(date: &PartialDate) -> Option<Self> {
        date.time()?;
        let offset = i64::from(date.offset_minutes().unwrap_or(0));
        let east = offset.saturating_mul(60);
        Some(Self(date.unix_seconds().saturating_add(east)))
    }

    /// A moment of seconds since 1970-01-01 by the clock on the wall.
    #[must_use]
    pub const fn of_seconds(seconds: i64) -> Self {
        Self(seconds)
    }

    /// A moment of a day, in seconds since midnight.
    #[must_use]
    pub const fn at(day: Day, second: i64) -> Self {
        Self(day.0.saturating_mul(DAY).saturating_add(second))
    }

    /// Its day.
    #[must_use]
    pub const fn day(self) -> Day {
        Day(self.0.div_euclid(DAY))
    }

    /// Seconds since midnight, 0 to 86,399.
    #[must_use]
    pub const fn second(self) -> i64 {
        self.0.rem_euclid(DAY)
    }

    /// Seconds since 1970-01-01 by the clock on the wall.
    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.0
    }

    /// A moment so many seconds later.
    #[must_use]
    pub const fn plus(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    /// Reads `2026-11-26T08:00` as it stands on the wall.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (day, time) = text.trim().split_once('T')?;
        let day = Day::of(&day.parse().ok()?)?;
        let (hour, minute) = time.split_once(':')?;
        let two = |text: &str, most: i64| {
            let digits = text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
            let number = text.parse::<i64>().ok()?;
            (digits && number < most).then_some(number)
        };
        Some(Self::at(
            day,
            two(hour, 24)? * 3_600 + two(minute, 60)? * 60,
        ))
    }

    /// As `2026-11-26T08:00`, to the minute; `None` for years that no date has.
    #[must_use]
    pub fn text(self) -> Option<String> {
        let (day, minute) = (self.day().date()?, self.second() / 60);
        Some(format!("{day}T{:02}:{:02}", minute / 60, minute % 60))
    }

    /// Seconds since an earlier moment.
    #[must_use]
    pub const fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

impl Day {
    /// The day of a date that names one.
    #[must_use]
    pub fn of(date: &PartialDate) -> Option<Self> {
        date.day_number()?;
        Some(Self(date.date_only().unix_seconds().div_euclid(DAY)))
    }

    /// A number of days later.
    #[must_use]
    pub const fn plus(self, days: i64) -> Self {
        Self(self.0.saturating_add(days))
    }

    /// As a date.
    #[must_use]
    pub fn date(self) -> Option<PartialDate> {
        // Howard Hinnant's civil-from-days.
        let z = self.0.checked_add(719_468)?;
        let era = z.div_euclid(146_097);
        let doe = z.rem_euclid(146_097);
        let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
        let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
        let mp = (5 * doy + 2) / 153;
        let day = doy - (153 * mp + 2) / 5 + 1;
        let month = if mp < 10 { mp + 3 } else { mp - 9 };
        let year = era
            .checked_mul(400)?
            .checked_add(yoe)?
            .checked_add(i64::from(month <= 2))?;
        PartialDate::day(
            u16::try_from(year).ok()?,
            u8::try_from(month).ok()?,
            u8::try_from(day).ok()?,
        )
        .ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_is_the_one_on_the_wall() {
        let late: PartialDate = "2026-05-12T23:30:00-05:00".parse().unwrap();
        let moment = Moment::of(&late).unwrap();
        assert_eq!(
            moment.day().date().unwrap().to_string(),
            "2026-05-12",
            "in UTC it is the 13th already"
        );
        assert_eq!(moment.second(), 23 * 3600 + 1800);
        let day: PartialDate = "2026-05-12".parse().unwrap();
        assert_eq!(Moment::of(&day), None, "a day has no time of day");
        assert_eq!(Day::of(&day), Some(moment.day()));
        for text in ["1969-12-31", "2000-02-29", "2024-03-01", "0001-01-01"] {
            let date: PartialDate = text.parse().unwrap();
            assert_eq!(Day::of(&date).unwrap().date().unwrap().to_string(), text);
        }
    }
}
