//! The days of a check: what is measured, what is due, what was missed.

use super::check::{Figures, Pair, Reading};
use super::protocol::{Part, Protocol, part_of_day};
use super::quality::possible;
use crate::time::{Day, Moment};
use std::collections::BTreeMap;

/// Where a sitting stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SittingState {
    /// As many readings as the protocol wants.
    Done,
    /// Its part of the day has come, readings are missing.
    Due,
    /// Its part of the day has not come yet.
    Ahead,
    /// Its part of the day is over with too few readings.
    Short,
    /// Its part of the day is over without a reading.
    Missed,
}

/// The readings of a morning or an evening.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sitting {
    /// Morning or evening.
    pub part: Part,
    /// Readings there are.
    pub readings: u64,
    /// Their mean; none without readings.
    pub figures: Option<Figures>,
    /// Where it stands.
    pub state: SittingState,
}

/// A day of the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlanDay {
    /// The day.
    pub day: Day,
    /// Its number, from 1.
    pub number: u8,
    /// False for the days that the protocol drops.
    pub counts: bool,
    /// The morning.
    pub morning: Sitting,
    /// The evening.
    pub evening: Sitting,
}

/// The days of the plan that begins on a day, as they stand at a moment.
///
/// Parts of the day are those of [`part_of_day`]; doubled and impossible readings are left out, as in the check.
#[must_use]
pub fn plan_days(
    readings: impl IntoIterator<Item = Reading>,
    protocol: &Protocol,
    from: Day,
    now: Moment,
) -> Vec<PlanDay> {
    let end = from.plus(protocol.days.into());
    let mut seen = std::collections::BTreeSet::new();
    let mut found: BTreeMap<(Day, Part), Pair> = BTreeMap::new();
    for reading in readings {
        let day = reading.at.day();
        let Some(part) = part_of_day(reading.at.second()) else {
            continue;
        };
        let fits = (from..end).contains(&day) && possible(reading.systolic, reading.diastolic);
        if fits && seen.insert(reading) {
            found.entry((day, part)).or_default().take(&reading);
        }
    }
    (0..protocol.days)
        .map(|n| {
            let day = from.plus(n.into());
            let sitting = |part: Part| {
                let pair = found.get(&(day, part)).copied().unwrap_or_default();
                Sitting {
                    part,
                    readings: pair.count(),
                    figures: pair.figures(),
                    state: state(pair.count(), protocol.readings.into(), (day, part), now),
                }
            };
            PlanDay {
                day,
                number: n.saturating_add(1),
                counts: n >= protocol.dropped_days,
                morning: sitting(Part::Morning),
                evening: sitting(Part::Evening),
            }
        })
        .collect()
}

fn state(have: u64, want: u64, (day, part): (Day, Part), now: Moment) -> SittingState {
    let (begins, ends) = part.hours();
    if have >= want {
        SittingState::Done
    } else if now < Moment::at(day, begins) {
        SittingState::Ahead
    } else if now < Moment::at(day, ends) {
        SittingState::Due
    } else if have == 0 {
        SittingState::Missed
    } else {
        SittingState::Short
    }
}

/// The sitting that is due, or the next one ahead.
#[must_use]
pub fn next_sitting(days: &[PlanDay]) -> Option<(PlanDay, Sitting)> {
    let open = |s: &Sitting| matches!(s.state, SittingState::Due | SittingState::Ahead);
    days.iter()
        .flat_map(|d| [(*d, d.morning), (*d, d.evening)])
        .find(|(_, s)| open(s))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::Exact;

    fn day(text: &str) -> Day {
        Day::of(&text.parse().unwrap()).unwrap()
    }

    fn reading(at: &str, systolic: i64) -> Reading {
        Reading {
            at: Moment::of(&at.parse().unwrap()).unwrap(),
            systolic: Exact::whole(systolic),
            diastolic: Exact::whole(80),
        }
    }

    fn at(text: &str) -> Moment {
        Moment::of(&text.parse().unwrap()).unwrap()
    }

    #[test]
    fn a_sitting_is_ahead_then_due_then_done_or_missed() {
        let from = day("2026-11-02");
        let first = |readings: Vec<Reading>, now: &str| {
            let days = plan_days(readings, &Protocol::CHINA, from, at(now));
            assert_eq!(days.len(), 7);
            (days[0].morning.state, days[0].evening.state)
        };
        let (ahead, due) = (SittingState::Ahead, SittingState::Due);
        assert_eq!(first(vec![], "2026-11-02T03:59+08:00"), (ahead, ahead));
        assert_eq!(first(vec![], "2026-11-02T04:00+08:00"), (due, ahead));
        let one = vec![reading("2026-11-02T07:00+08:00", 140)];
        assert_eq!(first(one.clone(), "2026-11-02T07:01+08:00"), (due, ahead));
        let (short, missed) = (SittingState::Short, SittingState::Missed);
        assert_eq!(first(one.clone(), "2026-11-02T12:00+08:00"), (short, ahead));
        assert_eq!(first(vec![], "2026-11-02T16:00+08:00"), (missed, due));
        let mut two = one;
        two.push(reading("2026-11-02T07:01+08:00", 136));
        assert_eq!(
            first(two.clone(), "2026-11-02T07:02+08:00"),
            (SittingState::Done, ahead)
        );
        let days = plan_days(two, &Protocol::CHINA, from, at("2026-11-02T07:02+08:00"));
        let figures = days[0].morning.figures.unwrap();
        assert_eq!(figures.systolic.to_string(), "138.0");
        assert!(!days[0].counts, "the first day is dropped");
        assert!(days[1].counts);
        let (next, sitting) = next_sitting(&days).unwrap();
        assert_eq!((next.number, sitting.part), (1, Part::Evening));
    }

    #[test]
    fn doubled_and_impossible_readings_fill_no_sitting() {
        let twice = reading("2026-11-02T07:00+08:00", 140);
        let upside_down = reading("2026-11-02T07:01+08:00", 60);
        let other_hour = reading("2026-11-02T13:00+08:00", 140);
        let days = plan_days(
            [twice, twice, upside_down, other_hour],
            &Protocol::ESH,
            day("2026-11-02"),
            at("2026-11-02T08:00+08:00"),
        );
        assert_eq!(days[0].morning.readings, 1);
        let done = plan_days(
            [],
            &Protocol::ESH,
            day("2026-11-02"),
            at("2026-12-02T08:00+08:00"),
        );
        assert!(
            next_sitting(&done).is_none(),
            "a week that is over has no next sitting"
        );
    }
}
