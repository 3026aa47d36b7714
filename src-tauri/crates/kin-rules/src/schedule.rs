//! When something is due, by the clock on the wall.
//!
//! A reminder is bound to wall-clock times: "08:00" is eight o'clock wherever the person is. So nothing
//! here knows of zones or of summer time; the moment now comes in as the wall shows it. What was told is
//! remembered as the latest wall-clock moment that was looked at (the *mark*). From that follows what must
//! hold when clocks change:
//!
//! - A time that a change of clocks leaves out (02:30 in spring) lies between the mark and the next look,
//!   and is told then. One that comes twice in autumn is not after the mark the second time.
//! - Who flies west and lives some hours again is not reminded twice of the same wall-clock time; who flies
//!   east is told at once of what lay in the hours that were left out, together, once.
//! - After sleep, a locked vault or a closed program everything since the mark is told once, not one by one.

use crate::time::{Day, Moment};
use serde::{Deserialize, Serialize};

/// Most days that are looked back: who was away for a year is told of what is due now.
const LOOK_BACK: i64 = 31;
/// Most occurrences of one rule that are listed.
const MOST: usize = 2_000;

/// On which days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Days {
    /// One day only.
    Once,
    /// Every so many days, counted from the first; 1 is every day.
    Every {
        /// How many days apart, 1 to 366.
        days: u16,
    },
    /// On days of the week: bit 0 is Monday, bit 6 is Sunday.
    Week {
        /// Which.
        mask: u8,
    },
    /// On the first day's day of the month, every so many months; where a month is too short, on its last
    /// day.
    Months {
        /// How many months apart, 1 to 120.
        months: u8,
    },
}

/// When something is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// The first day.
    pub from: Day,
    /// The last day, if there is one.
    pub until: Option<Day>,
    /// On which days.
    pub days: Days,
    /// Minutes since midnight, 0 to 1439.
    pub times: Vec<u16>,
}

/// Year, month and day.
fn civil(day: Day) -> Option<(i64, i64, i64)> {
    let date = day.date()?;
    Some((
        i64::from(date.year_number()),
        i64::from(date.month_number()?),
        i64::from(date.day_number()?),
    ))
}

const fn month_length(year: i64, month: i64) -> i64 {
    match month {
        2 if year.rem_euclid(4) == 0
            && (year.rem_euclid(100) != 0 || year.rem_euclid(400) == 0) =>
        {
            29
        }
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl Rule {
    /// Is it due on that day?
    #[must_use]
    pub fn on(&self, day: Day) -> bool {
        if day < self.from || self.until.is_some_and(|until| day > until) {
            return false;
        }
        let after = day.0.saturating_sub(self.from.0);
        match self.days {
            Days::Once => after == 0,
            Days::Every { days } => after.rem_euclid(i64::from(days.max(1))) == 0,
            // 1970-01-01 was a Thursday.
            Days::Week { mask } => {
                let weekday = day.0.saturating_add(3).rem_euclid(7);
                u8::try_from(weekday).is_ok_and(|bit| mask & (1_u8 << bit) != 0)
            }
            Days::Months { months } => {
                let (Some(first), Some(this)) = (civil(self.from), civil(day)) else {
                    return false;
                };
                let count = |c: (i64, i64, i64)| c.0.saturating_mul(12).saturating_add(c.1);
                let apart = count(this).saturating_sub(count(first));
                let due = first.2.min(month_length(this.0, this.1));
                apart.rem_euclid(i64::from(months.max(1))) == 0 && this.2 == due
            }
        }
    }

    /// The moments after `after` up to and with `until`, in order; the newest of them when there are more
    /// than anybody could use.
    #[must_use]
    pub fn moments(&self, after: Moment, until: Moment) -> Vec<Moment> {
        let mut times: Vec<i64> = self
            .times
            .iter()
            .filter(|t| **t < 1440)
            .map(|t| i64::from(*t).saturating_mul(60))
            .collect();
        times.sort_unstable();
        times.dedup();
        let mut found = Vec::new();
        let mut day = after.day().max(self.from);
        let last = self.until.map_or(until.day(), |u| u.min(until.day()));
        while day <= last && found.len() < MOST {
            if self.on(day) {
                let all = times.iter().map(|second| Moment::at(day, *second));
                found.extend(all.filter(|m| *m > after && *m <= until));
            }
            day = day.plus(1);
        }
        found
    }

    /// The next moment after now, within two years.
    #[must_use]
    pub fn next(&self, now: Moment) -> Option<Moment> {
        let mut day = now.day().max(self.from);
        let end = day.plus(731);
        while day <= end {
            let until = Moment::at(day, 86_399);
            if self.on(day)
                && let Some(first) = self.moments(now.max(Moment::at(day, -1)), until).first()
            {
                return Some(*first);
            }
            day = day.plus(1);
        }
        None
    }
}

/// Hours in which nothing is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quiet {
    /// Begins at this minute of the day.
    pub from: u16,
    /// Ends at this minute; may be the next morning. The same as `from`: no quiet hours.
    pub until: u16,
}

impl Quiet {
    /// Does the moment lie in the quiet hours? The end does not.
    #[must_use]
    pub fn holds(self, moment: Moment) -> bool {
        let minute = moment.second().div_euclid(60);
        let (from, until) = (i64::from(self.from), i64::from(self.until));
        if from <= until {
            minute >= from && minute < until
        } else {
            minute >= from || minute < until
        }
    }
}

/// What there is to tell now of one reminder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Telling {
    /// The newest moment that is due.
    pub at: Moment,
    /// How many older ones were never told: the program was closed, or the hours were quiet.
    pub missed: usize,
}

/// What is to be told now, and the new mark. Within quiet hours nothing is told and the mark stays, so
/// that everything is told at their end, once.
#[must_use]
pub fn tell(
    rule: &Rule,
    mark: Moment,
    now: Moment,
    quiet: Option<Quiet>,
) -> (Option<Telling>, Moment) {
    if quiet.is_some_and(|q| q.holds(now)) {
        return (None, mark);
    }
    // The clock went back: what was told stays told.
    if now <= mark {
        return (None, mark);
    }
    let oldest = Moment::at(now.day().plus(-LOOK_BACK), 0);
    let due = rule.moments(mark.max(oldest), now);
    let telling = due.last().map(|at| Telling {
        at: *at,
        missed: due.len().saturating_sub(1),
    });
    (telling, now)
}

#[cfg(test)]
mod tests {
    use super::*;
    use kin_model::PartialDate;
    use proptest::prelude::*;

    fn day(text: &str) -> Day {
        Day::of(&text.parse::<PartialDate>().unwrap()).unwrap()
    }

    fn at(text: &str) -> Moment {
        let (date, time) = text.split_once(' ').unwrap();
        let (hour, minute) = time.split_once(':').unwrap();
        let hour: i64 = hour.parse().unwrap();
        let minute: i64 = minute.parse().unwrap();
        Moment::at(day(date), hour * 3600 + minute * 60)
    }

    fn rule(from: &str, days: Days, times: &[u16]) -> Rule {
        Rule {
            from: day(from),
            until: None,
            days,
            times: times.to_vec(),
        }
    }

    const DAILY: Days = Days::Every { days: 1 };
    const EIGHT: u16 = 8 * 60;

    #[test]
    fn days_of_the_week_every_other_day_and_months() {
        // 2026-11-26 is a Thursday.
        let week = rule("2026-11-01", Days::Week { mask: 0b000_1001 }, &[EIGHT]);
        assert!(week.on(day("2026-11-26")), "Thursday");
        assert!(week.on(day("2026-11-23")), "Monday");
        assert!(!week.on(day("2026-11-24")), "Tuesday");
        assert!(!week.on(day("2026-10-26")), "before the first day");
        let other = rule("2026-11-01", Days::Every { days: 2 }, &[EIGHT]);
        assert!(other.on(day("2026-11-03")) && !other.on(day("2026-11-04")));
        let months = rule("2026-01-31", Days::Months { months: 1 }, &[EIGHT]);
        assert!(months.on(day("2026-02-28")), "February has no 31st");
        assert!(!months.on(day("2026-03-28")) && months.on(day("2026-03-31")));
        let leap = rule("2024-02-29", Days::Months { months: 12 }, &[EIGHT]);
        assert!(leap.on(day("2025-02-28")) && leap.on(day("2028-02-29")));
        assert!(!leap.on(day("2028-02-28")));
        let once = rule("2026-12-24", Days::Once, &[EIGHT]);
        assert_eq!(
            once.next(at("2026-11-26 12:00")),
            Some(at("2026-12-24 08:00"))
        );
        assert_eq!(once.next(at("2026-12-24 08:00")), None);
    }

    #[test]
    fn it_ends_on_its_last_day() {
        let mut week = rule("2026-11-20", DAILY, &[EIGHT, 20 * 60]);
        week.until = Some(day("2026-11-22"));
        let all = week.moments(at("2026-11-01 00:00"), at("2026-12-01 00:00"));
        assert_eq!(all.len(), 6);
        assert_eq!(all.last(), Some(&at("2026-11-22 20:00")));
        assert_eq!(
            week.next(at("2026-11-22 19:59")),
            Some(at("2026-11-22 20:00"))
        );
        assert_eq!(week.next(at("2026-11-22 20:00")), None);
    }

    #[test]
    fn what_was_missed_is_told_once() {
        let daily = rule("2026-11-01", DAILY, &[EIGHT, 20 * 60]);
        let mark = at("2026-11-20 21:00");
        let (telling, mark) = tell(&daily, mark, at("2026-11-23 09:00"), None);
        let telling = telling.unwrap();
        assert_eq!(
            telling.at,
            at("2026-11-23 08:00"),
            "the newest is what matters"
        );
        assert_eq!(telling.missed, 4, "21 and 22 November, twice a day");
        let (again, _) = tell(&daily, mark, at("2026-11-23 09:01"), None);
        assert_eq!(again, None, "told once");
    }

    #[test]
    fn quiet_hours_hold_back_and_lose_nothing() {
        let quiet = Some(Quiet {
            from: 22 * 60,
            until: 7 * 60,
        });
        let daily = rule("2026-11-01", DAILY, &[23 * 60]);
        let mark = at("2026-11-20 22:30");
        let (told, mark) = tell(&daily, mark, at("2026-11-20 23:00"), quiet);
        assert_eq!(told, None);
        let (told, mark) = tell(&daily, mark, at("2026-11-21 06:59"), quiet);
        assert_eq!(told, None);
        let (told, _) = tell(&daily, mark, at("2026-11-21 07:00"), quiet);
        assert_eq!(
            told.unwrap().at,
            at("2026-11-20 23:00"),
            "at the end of the quiet hours"
        );
        let none = Quiet {
            from: 60,
            until: 60,
        };
        assert!(!none.holds(at("2026-11-20 01:00")), "no quiet hours at all");
        let day = Quiet {
            from: 60,
            until: 120,
        };
        assert!(day.holds(at("2026-11-20 01:59")) && !day.holds(at("2026-11-20 02:00")));
    }

    /// Runs a list of looks at the clock, gives the times told.
    fn told(rule: &Rule, mut mark: Moment, looks: &[&str]) -> Vec<Moment> {
        let mut all = Vec::new();
        for look in looks {
            let (telling, new) = tell(rule, mark, at(look), None);
            mark = new;
            all.extend(telling.map(|t| t.at));
        }
        all
    }

    #[test]
    fn clocks_go_forward_and_back_and_each_time_is_told_once() {
        let night = rule("2026-01-01", DAILY, &[150]);
        // Berlin, 2026-03-29: 02:00 to 03:00 is left out.
        assert_eq!(
            told(
                &night,
                at("2026-03-29 00:00"),
                &["2026-03-29 01:59", "2026-03-29 03:00", "2026-03-29 03:01"]
            ),
            [at("2026-03-29 02:30")]
        );
        // Berlin, 2026-10-25: 02:00 to 03:00 comes twice.
        assert_eq!(
            told(
                &night,
                at("2026-10-25 00:00"),
                &[
                    "2026-10-25 02:30",
                    "2026-10-25 02:59",
                    "2026-10-25 02:00",
                    "2026-10-25 02:30",
                    "2026-10-25 03:00"
                ]
            ),
            [at("2026-10-25 02:30")]
        );
    }

    #[test]
    fn a_journey_west_reminds_of_no_time_twice() {
        let daily = rule("2026-11-01", DAILY, &[EIGHT, 20 * 60]);
        // Beijing to San Francisco: 21:00 becomes 05:00 of the same day.
        assert_eq!(
            told(
                &daily,
                at("2026-11-20 07:00"),
                &[
                    "2026-11-20 08:00",
                    "2026-11-20 20:00",
                    "2026-11-20 05:00",
                    "2026-11-20 08:00",
                    "2026-11-20 20:00",
                    "2026-11-21 08:00"
                ]
            ),
            [
                at("2026-11-20 08:00"),
                at("2026-11-20 20:00"),
                at("2026-11-21 08:00")
            ]
        );
        // And back: 09:00 becomes 01:00 of the next day, the evening in between is told at once.
        assert_eq!(
            told(
                &daily,
                at("2026-11-20 07:00"),
                &["2026-11-20 09:00", "2026-11-21 01:00"]
            ),
            [at("2026-11-20 08:00"), at("2026-11-20 20:00")]
        );
    }

    #[test]
    fn a_year_away_is_not_counted_out() {
        let daily = rule("2020-01-01", DAILY, &[EIGHT]);
        let (told, _) = tell(&daily, at("2020-01-01 00:00"), at("2026-11-23 09:00"), None);
        assert!(told.unwrap().missed <= 31);
    }

    proptest! {
        #[test]
        fn however_often_the_clock_is_looked_at_each_time_is_told_once(
            cuts in proptest::collection::vec(1_i64..20_000, 1..40), every in 1_u16..5, times in proptest::collection::vec(0_u16..1440, 1..5)
        ) {
            let rule = Rule { from: Day(20_000), until: None, days: Days::Every { days: every }, times };
            let start = Moment::at(Day(20_000), -1);
            let (mut mark, mut now, mut count) = (start, start, 0);
            for cut in cuts {
                now = Moment::at(now.day(), now.second() + cut);
                let (telling, new) = tell(&rule, mark, now, None);
                mark = new;
                count += telling.map_or(0, |t| 1 + t.missed);
            }
            prop_assert_eq!(count, rule.moments(start, now).len());
        }
    }
}
