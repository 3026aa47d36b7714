//! How a medicine is to be taken: plain data, between the stored resource and the rules that expand it.
//!
//! Times are those of the clock on the wall, wherever the person is: a dose "at eight" stays at eight
//! after a flight and after the change to summer time. Amounts keep the digits that were typed.

use crate::{Decimal, PartialDate};

/// One dose of a day: how many minutes after midnight, and how much.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// Minutes since midnight, 0 to 1,439.
    pub minute: u16,
    /// How much, in [`Plan::unit`].
    pub amount: Decimal,
}

/// On which days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Days {
    /// On every one.
    Every,
    /// On the first, and then on every `n`th.
    Nth(u16),
    /// On these days of the week: bit 0 is Monday, bit 6 Sunday.
    Week(u8),
    /// So many days with, so many days without, from the first day on.
    Cycle {
        /// Days with.
        on: u16,
        /// Days without.
        off: u16,
    },
}

/// When.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rhythm {
    /// At these times of those days.
    Times {
        /// The times, in their order.
        slots: Vec<Slot>,
        /// The days.
        days: Days,
    },
    /// Every so many hours by the clock on the wall, from a time of the first day on.
    Hours {
        /// Hours between two doses, at least 1.
        every: u16,
        /// The first dose.
        first: Slot,
    },
}

/// A minute of a day, by the clock on the wall.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edge {
    /// The day.
    pub day: PartialDate,
    /// Minutes since midnight, 0 to 1,439.
    pub minute: u16,
}

/// How often: so many times in so many days, in lowest terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Often {
    times: u64,
    days: u64,
}

impl Often {
    /// So many times in so many days; `None` when either is nothing.
    #[must_use]
    pub const fn new(times: u64, days: u64) -> Option<Self> {
        let (mut a, mut b) = (times, days);
        while let Some(rest) = a.checked_rem(b) {
            (a, b) = (b, rest);
        }
        match (times.checked_div(a), days.checked_div(a)) {
            (Some(times), Some(days)) if times > 0 && days > 0 => Some(Self { times, days }),
            _ => None,
        }
    }

    /// How many times in [`Self::days`].
    #[must_use]
    pub const fn times(self) -> u64 {
        self.times
    }

    /// In how many days.
    #[must_use]
    pub const fn days(self) -> u64 {
        self.days
    }

    /// Both together; `None` when the numbers are beyond any plan.
    #[must_use]
    pub fn and(self, other: Self) -> Option<Self> {
        let first = self.times.checked_mul(other.days)?;
        let second = other.times.checked_mul(self.days)?;
        Self::new(
            first.checked_add(second)?,
            self.days.checked_mul(other.days)?,
        )
    }
}

/// A stretch of days with one rhythm; a tapered dose has several, one after the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// First day.
    pub from: PartialDate,
    /// Last day; open when not said.
    pub until: Option<PartialDate>,
    /// When on these days.
    pub rhythm: Rhythm,
    /// The unit of its amounts where it is another one than that of the plan now: of a time that is past.
    pub unit: Option<String>,
    /// When it came into force, where that is later than its first day: a plan that is changed asks for
    /// nothing before that, and its days are still counted from the first one.
    pub since: Option<Edge>,
    /// Since when another plan holds in its place: from this minute on it asks for nothing.
    pub replaced: Option<Edge>,
}

/// How a medicine is to be taken.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// The unit of every amount as it is taken now, in the words of the person: `tablet`, `片`, `mL`.
    pub unit: String,
    /// The stretches, in their order; empty for a medicine that is taken only when needed.
    pub steps: Vec<Step>,
    /// Stretches of plans before this one: what was planned then, and no word of how it is taken now.
    pub past: Vec<Step>,
    /// May be taken when needed, this much at a time.
    pub as_needed: Option<Decimal>,
    /// The most that may be taken in a day, as the person's doctor has said.
    pub most_per_day: Option<Decimal>,
}

/// One instruction of a plan: the doses of a step that have the same amount. An instruction of FHIR has
/// one amount, so that "one in the morning, two in the evening" becomes two of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Which step, from 0; none for the doses when needed.
    pub step: Option<usize>,
    /// How much at a time.
    pub amount: Decimal,
    /// Minutes since midnight; empty for every so many hours and when needed.
    pub minutes: Vec<u16>,
}

impl Plan {
    /// The instructions, step by step; the doses when needed are the last.
    #[must_use]
    pub fn parts(&self) -> Vec<Part> {
        let mut parts: Vec<Part> = Vec::new();
        for (n, step) in self.steps.iter().enumerate() {
            let first = parts.len();
            match &step.rhythm {
                Rhythm::Hours { first, .. } => parts.push(Part {
                    step: Some(n),
                    amount: first.amount.clone(),
                    minutes: Vec::new(),
                }),
                Rhythm::Times { slots, .. } => {
                    for slot in slots {
                        let same = |p: &&mut Part| p.amount == slot.amount;
                        match parts.iter_mut().skip(first).find(same) {
                            Some(part) => part.minutes.push(slot.minute),
                            None => parts.push(Part {
                                step: Some(n),
                                amount: slot.amount.clone(),
                                minutes: vec![slot.minute],
                            }),
                        }
                    }
                }
            }
        }
        parts.extend(self.as_needed.as_ref().map(|amount| Part {
            step: None,
            amount: amount.clone(),
            minutes: Vec::new(),
        }));
        parts
    }
}

/// What is known of the packs at home.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stock {
    /// How much there was.
    pub count: Decimal,
    /// In which unit it was counted; empty: in that of the plan.
    pub unit: String,
    /// When it was counted, with time and offset.
    pub at: PartialDate,
    /// Days before the end at which a new pack should be fetched.
    pub warn_days: u16,
}

/// What became of a planned dose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// Taken.
    Taken,
    /// Left out on purpose.
    Skipped,
    /// Put off.
    Later,
    /// What was noted is taken back: nothing is noted.
    Withdrawn,
}

#[cfg(test)]
mod tests {
    use super::Often;

    #[test]
    fn how_often_is_kept_in_lowest_terms() {
        assert_eq!(Often::new(24, 8), Often::new(3, 1));
        assert_eq!(Often::new(2, 14), Often::new(1, 7));
        assert_ne!(Often::new(1, 7), Often::new(1, 1));
        assert_eq!(Often::new(0, 7), None);
        assert_eq!(Often::new(1, 0), None);
        let twice = Often::new(1, 1).unwrap().and(Often::new(1, 1).unwrap());
        assert_eq!(twice, Often::new(2, 1));
        let week = Often::new(1, 7).unwrap().and(Often::new(1, 2).unwrap());
        assert_eq!(week, Often::new(9, 14));
        assert_eq!(
            Often::new(u64::MAX, 7)
                .unwrap()
                .and(Often::new(1, 11).unwrap()),
            None
        );
    }
}
