//! What many readings say together.

use super::profile::{Bin, Profile};
use super::ranges::{RangeSet, Share};
use super::{Reading, Unit, Value};
use crate::exact::{Exact, PARTS, Ratio, Shown, Sums};
use crate::time::Day;

/// How the readings were taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// By a sensor, all day: shares are shares of time.
    Sensor,
    /// From a finger, when somebody thought of it: shares are shares of readings.
    FingerStick,
}

/// Mean and spread of the numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Figures {
    /// Mean: one place in mg/dL, two in mmol/L.
    pub mean: Shown,
    /// Standard deviation of the sample (n − 1), with the same places.
    pub deviation: Option<Shown>,
    /// Coefficient of variation in percent, one place.
    pub variation: Option<Shown>,
    /// The lowest number, in steps of the unit.
    pub lowest: Shown,
    /// The highest.
    pub highest: Shown,
}

/// Low glucose that lasted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Event {
    /// `low` below 70 mg/dL (3.9 mmol/L; 63 and 3.5 in pregnancy), `very-low` below 54 (3.0).
    pub level: &'static str,
    /// How many there were.
    pub events: u64,
    /// Minutes of all of them together.
    pub minutes: u64,
}

/// Why the glucose management indicator is not given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum GmiRefused {
    /// It is not for finger-sticks.
    FingerStick,
    /// Fewer than 14 days with readings.
    Days,
    /// The sensor was active for less than 70 % of the time.
    Active,
}

/// One hour of the day, for finger-sticks: all days on one axis.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HourOfDay {
    /// 0 to 23.
    pub hour: u32,
    /// Numbers in it.
    pub readings: u64,
    /// Their mean.
    pub mean: Option<Shown>,
    /// The lowest.
    pub lowest: Option<Shown>,
    /// The highest.
    pub highest: Option<Shown>,
}

/// A goal and whether it is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    /// The goal.
    pub goal: &'static str,
    /// Met?
    pub met: bool,
}

/// What the readings say.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// How they were taken.
    pub way: Way,
    /// The unit measured: every number here is in it.
    pub unit: Unit,
    /// The name of the set of ranges.
    pub ranges: &'static str,
    /// First day with a reading.
    pub from: Option<Day>,
    /// Last day with a reading.
    pub until: Option<Day>,
    /// Readings counted, LOW and HIGH among them.
    pub readings: u64,
    /// Days with a reading.
    pub days: u64,
    /// Readings per day with readings, one place.
    pub per_day: Option<Shown>,
    /// LOW readings: in the shares, not in mean and percentiles.
    pub low_words: u64,
    /// HIGH readings.
    pub high_words: u64,
    /// LOW or HIGH readings that fit more than one range.
    pub unplaced: u64,
    /// The same reading at the same moment again, counted once.
    pub doubled: u64,
    /// Readings that no device shows (0 and below, over 1,500 mg/dL or 85 mmol/L), left out.
    pub impossible: u64,
    /// Mean and spread.
    pub figures: Option<Figures>,
    /// The ranges.
    pub shares: Vec<Share>,
    /// The goals of the set; sensor readings only.
    pub goals: Vec<Row>,
    /// Minutes between readings of the sensor.
    pub interval: Option<u32>,
    /// Percent of the time the sensor was active, one place.
    pub active: Option<Shown>,
    /// True when 14 days are measured and the sensor was active for 70 % of the time.
    pub sufficient: bool,
    /// Glucose management indicator in percent, one place.
    pub gmi: Option<Shown>,
    /// Why there is none.
    pub gmi_refused: Option<GmiRefused>,
    /// Low glucose that lasted; sensor readings only.
    pub events: Vec<Event>,
    /// Percentiles by quarter of an hour; sensor readings only.
    pub profile: Vec<Bin>,
    /// By hour; finger-sticks only.
    pub modal_day: Vec<HourOfDay>,
}

/// Days of sensor readings that a report needs.
///
/// # Source
/// ADA Standards of Care, table 6.2; International consensus 2019: 14 days, 70 % sensor-active (read, clinical note,
/// 2026-07).
const DAYS: u64 = 14;
const ACTIVE_PERCENT: i64 = 70;

/// The glucose management indicator in percent: 3.31 + 0.02392 × mean in mg/dL.
///
/// From mmol/L the mean is taken times 18.0156 first.
///
/// # Source
/// Bergenstal et al., Diabetes Care 2018; calculator of the Jaeb Center (read, clinical note, 2026-07).
#[must_use]
pub fn gmi(unit: Unit, sums: &Sums) -> Option<Shown> {
    let (sum, n) = sums.parts();
    // All in 10⁻⁵ for the formula, 10⁻⁴ for the factor, 10⁻⁶ for the values.
    let (sum, below) = match unit {
        Unit::MgPerDl => (sum.checked_mul(10_000)?, n.checked_mul(10_000)?),
        Unit::MmolPerL => (sum.checked_mul(super::FACTOR)?, n.checked_mul(10_000)?),
    };
    let below = below.checked_mul(i128::from(PARTS))?;
    let top = sum
        .checked_mul(2_392)?
        .checked_add(below.checked_mul(331_000)?)?;
    Ratio::new(top, below.checked_mul(100_000)?)?.shown(1)
}

/// What the readings say; their order does not matter.
///
/// Twenty-four bytes are held for a reading, nothing else grows with their number.
#[must_use]
pub fn report(
    readings: impl IntoIterator<Item = Reading>,
    unit: Unit,
    way: Way,
    set: &RangeSet,
) -> Report {
    let mut all: Vec<Reading> = readings.into_iter().collect();
    let before = all.len();
    all.retain(|r| possible(unit, r.value));
    let impossible = number(before.saturating_sub(all.len()));
    if !all.is_sorted() {
        all.sort_unstable();
    }
    let before = all.len();
    all.dedup();
    let doubled = number(before.saturating_sub(all.len()));
    let mut found = Found::new(unit, set, way);
    for reading in &all {
        found.take(reading);
    }
    found.report(&all, impossible, doubled)
}

/// # Source
/// The upper bound is that of typing (kin-fhir, `author/plausible.rs`), own judgement, 2026-11.
fn possible(unit: Unit, value: Value) -> bool {
    let (Value::Number(n) | Value::Below(n) | Value::Above(n)) = value;
    let most = match unit {
        Unit::MgPerDl => Exact::whole(1_500),
        Unit::MmolPerL => Exact::whole(85),
    };
    n.0 > 0 && n <= most
}

fn number(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}

fn shown(exact: Exact, places: u32) -> Option<Shown> {
    Ratio::new(exact.0.into(), PARTS.into())?.shown(places)
}

#[derive(Debug, Clone, Copy, Default)]
struct Hour {
    sums: Sums,
    ends: Option<(Exact, Exact)>,
}

impl Hour {
    fn take(&mut self, number: Exact) {
        self.sums.take(number);
        self.ends = Some(
            self.ends
                .map_or((number, number), |(a, b)| (a.min(number), b.max(number))),
        );
    }
}

struct Found<'a> {
    unit: Unit,
    way: Way,
    set: &'a RangeSet,
    all: Hour,
    hours: Vec<Hour>,
    profile: Profile,
    counts: Vec<u64>,
    unplaced: u64,
    low_words: u64,
    high_words: u64,
    days: u64,
    last_day: Option<Day>,
}

impl<'a> Found<'a> {
    fn new(unit: Unit, set: &'a RangeSet, way: Way) -> Self {
        Self {
            unit,
            way,
            set,
            all: Hour::default(),
            hours: vec![Hour::default(); 24],
            profile: Profile::new(unit),
            counts: vec![0; set.ranges.len()],
            unplaced: 0,
            low_words: 0,
            high_words: 0,
            days: 0,
            last_day: None,
        }
    }

    fn take(&mut self, reading: &Reading) {
        let day = reading.at.day();
        if self.last_day != Some(day) {
            self.days = self.days.saturating_add(1);
            self.last_day = Some(day);
        }
        let place = self.set.place_of(self.unit, reading.value);
        match place.and_then(|p| self.counts.get_mut(p)) {
            Some(n) => *n = n.saturating_add(1),
            None => self.unplaced = self.unplaced.saturating_add(1),
        }
        match reading.value {
            Value::Below(_) => self.low_words = self.low_words.saturating_add(1),
            Value::Above(_) => self.high_words = self.high_words.saturating_add(1),
            Value::Number(number) => {
                self.all.take(number);
                let second = reading.at.second();
                match self.way {
                    Way::Sensor => self.profile.take(second, number),
                    Way::FingerStick => {
                        let hour = usize::try_from(second.div_euclid(3600)).unwrap_or(0);
                        if let Some(hour) = self.hours.get_mut(hour) {
                            hour.take(number);
                        }
                    }
                }
            }
        }
    }

    fn places(&self) -> u32 {
        self.unit.places().saturating_add(1)
    }

    fn figures(&self) -> Option<Figures> {
        let (lowest, highest) = self.all.ends?;
        Some(Figures {
            mean: self.all.sums.mean()?.units().shown(self.places())?,
            deviation: self.all.sums.deviation(self.places()),
            variation: self.all.sums.variation(1),
            lowest: shown(lowest, self.unit.places())?,
            highest: shown(highest, self.unit.places())?,
        })
    }

    fn shares(&self) -> Vec<Share> {
        let all: u64 = self.counts.iter().sum();
        let share = |(range, n): (&super::Range, &u64)| Share {
            range: range.key,
            readings: *n,
            percent: Ratio::new(i128::from(*n).saturating_mul(100), all.into())
                .and_then(|r| r.shown(1)),
            target: range.target,
        };
        self.set
            .ranges
            .iter()
            .zip(&self.counts)
            .map(share)
            .collect()
    }

    fn modal_day(&self) -> Vec<HourOfDay> {
        let places = self.unit.places();
        self.hours
            .iter()
            .zip(0..)
            .map(|(hour, number)| HourOfDay {
                hour: number,
                readings: hour.sums.count(),
                mean: hour
                    .sums
                    .mean()
                    .and_then(|m| m.units().shown(self.places())),
                lowest: hour.ends.and_then(|(low, _)| shown(low, places)),
                highest: hour.ends.and_then(|(_, high)| shown(high, places)),
            })
            .collect()
    }

    fn report(&self, all: &[Reading], impossible: u64, doubled: u64) -> Report {
        let sensor = self.way == Way::Sensor;
        let readings = number(all.len());
        let interval = interval(all).filter(|_| sensor);
        let active = interval.and_then(|i| active(all, i));
        let enough = active.is_some_and(|r| r.reaches(ACTIVE_PERCENT, false));
        let gmi_refused = if !sensor {
            Some(GmiRefused::FingerStick)
        } else if self.days < DAYS {
            Some(GmiRefused::Days)
        } else if !enough {
            Some(GmiRefused::Active)
        } else {
            None
        };
        let goal = |g: &super::Goal| {
            Some(Row {
                goal: g.key,
                met: g.met(self.set, &self.counts)?,
            })
        };
        Report {
            way: self.way,
            unit: self.unit,
            ranges: self.set.key,
            from: all.first().map(|r| r.at.day()),
            until: all.last().map(|r| r.at.day()),
            readings,
            days: self.days,
            per_day: Ratio::new(readings.into(), self.days.into()).and_then(|r| r.shown(1)),
            low_words: self.low_words,
            high_words: self.high_words,
            unplaced: self.unplaced,
            doubled,
            impossible,
            figures: self.figures(),
            shares: self.shares(),
            goals: if sensor {
                self.set.goals.iter().filter_map(goal).collect()
            } else {
                Vec::new()
            },
            interval,
            active: active.and_then(|r| r.shown(1)),
            sufficient: sensor && self.days >= DAYS && enough,
            gmi: match gmi_refused {
                None => gmi(self.unit, &self.all.sums),
                Some(_) => None,
            },
            gmi_refused,
            events: interval.map_or_else(Vec::new, |i| self.events(all, i)),
            profile: if sensor {
                self.profile.bins()
            } else {
                Vec::new()
            },
            modal_day: if sensor { Vec::new() } else { self.modal_day() },
        }
    }

    /// Low glucose of 15 minutes or more; it is over after 15 minutes at or above the limit. Each reading stands for
    /// one interval of the sensor; a gap of more than three intervals ends an event where the readings end.
    ///
    /// # Source
    /// International consensus on the use of continuous glucose monitoring, 2017 (ATTD): 15 minutes below 70 or 54 mg/dL;
    /// the end after 15 minutes from memory, to be confirmed. The rule for gaps is our own, version 1 (2026-11).
    fn events(&self, all: &[Reading], interval: u32) -> Vec<Event> {
        let levels = [("low", "in-range"), ("very-low", "low")];
        levels
            .into_iter()
            .map(|(level, above)| {
                let mut run = Run::new(interval);
                for reading in all {
                    let below = self.set.below(above, self.unit, reading.value);
                    run.take(reading, below.unwrap_or(false));
                }
                run.close();
                Event {
                    level,
                    events: run.events,
                    minutes: run.minutes,
                }
            })
            .collect()
    }
}

const LASTS: i64 = 15 * 60;

/// Clocks of sensors are seconds off: 14 minutes 58 seconds are three readings, too.
const JITTER: i64 = 30;

/// A run of low readings.
struct Run {
    interval: i64,
    /// First and last low reading.
    low: Option<(crate::time::Moment, crate::time::Moment)>,
    /// First reading that is no longer low.
    up: Option<crate::time::Moment>,
    last: Option<crate::time::Moment>,
    events: u64,
    minutes: u64,
}

impl Run {
    fn new(interval: u32) -> Self {
        Self {
            interval: i64::from(interval).saturating_mul(60),
            low: None,
            up: None,
            last: None,
            events: 0,
            minutes: 0,
        }
    }

    fn take(&mut self, reading: &Reading, below: bool) {
        let gap = self.last.map_or(0, |last| reading.at.since(last));
        if gap > self.interval.saturating_mul(3) {
            self.close();
        }
        self.last = Some(reading.at);
        if below {
            let first = self.low.map_or(reading.at, |(first, _)| first);
            // A short rise is part of an event that has begun; before that the low must be unbroken.
            let unbroken = self.up.is_none() || self.lasted();
            self.low = Some((if unbroken { first } else { reading.at }, reading.at));
            self.up = None;
        } else if self.low.is_some() {
            let up = *self.up.get_or_insert(reading.at);
            let seconds = reading.at.since(up).saturating_add(self.interval);
            if seconds.saturating_add(JITTER) >= LASTS {
                self.close();
            }
        }
    }

    fn seconds(&self) -> i64 {
        self.low.map_or(0, |(first, last)| {
            last.since(first).saturating_add(self.interval)
        })
    }

    fn lasted(&self) -> bool {
        self.seconds().saturating_add(JITTER) >= LASTS
    }

    fn close(&mut self) {
        if self.lasted() {
            self.events = self.events.saturating_add(1);
            let minutes = u64::try_from(self.seconds().saturating_add(JITTER) / 60).unwrap_or(0);
            self.minutes = self.minutes.saturating_add(minutes);
        }
        (self.low, self.up) = (None, None);
    }
}

/// The minutes between two readings that come up most often, 1 to 15; none when there are too few to say.
///
/// # Source
/// Our own convention, version 1 (2026-11): sensors write every 1, 5 or 15 minutes.
fn interval(all: &[Reading]) -> Option<u32> {
    let mut gaps = [0_u64; 16];
    for (a, b) in all.iter().zip(all.iter().skip(1)) {
        let minutes = b.at.since(a.at).saturating_add(30) / 60;
        if let Some(n) = usize::try_from(minutes).ok().and_then(|m| gaps.get_mut(m)) {
            *n = n.saturating_add(1);
        }
    }
    let (_, minutes) = gaps
        .iter()
        .zip(0_u32..)
        .skip(1)
        .map(|(n, minutes)| (*n, minutes))
        .filter(|(n, _)| *n > 0)
        .max_by_key(|(n, minutes)| (*n, std::cmp::Reverse(*minutes)))?;
    Some(minutes)
}

/// Readings there are among those there could be from the first to the last, in percent, at most 100.
fn active(all: &[Reading], interval: u32) -> Option<Ratio> {
    let span = all.last()?.at.since(all.first()?.at);
    let seconds = i64::from(interval).checked_mul(60)?;
    let could = span
        .saturating_add(seconds / 2)
        .checked_div(seconds)?
        .saturating_add(1);
    let are = i64::try_from(all.len()).ok()?.min(could);
    Ratio::new(i128::from(are).checked_mul(100)?, could.into())
}
