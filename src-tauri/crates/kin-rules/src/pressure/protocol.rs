//! How to measure at home for a week, by named and versioned protocols.

/// Morning or evening.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// 04:00 to 11:59.
    Morning,
    /// 16:00 to 23:59.
    Evening,
}

impl Part {
    /// Its name for machines.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Morning => "morning",
            Self::Evening => "evening",
        }
    }

    /// First second of the part, and the first one after it.
    #[must_use]
    pub const fn hours(self) -> (i64, i64) {
        match self {
            Self::Morning => (14_400, 43_200),
            Self::Evening => (57_600, 86_400),
        }
    }
}

/// Minutes of rest before the first reading of a sitting.
///
/// # Source
/// "Relaxed and after 5 minutes of sitting rest. Back supported, arm relaxed and supported with middle of upper arm at
/// heart level, legs uncrossed, feet flat on the floor. No talking during measurements." Stergiou and others, Journal of
/// Clinical Hypertension 2018;20:1116–1121 (PMC8030885), table 3 (read 2026-11).
pub const REST_MINUTES: u8 = 5;

/// The part of the day that a reading counts for; `None` for the hours between, which no protocol measures.
///
/// # Source
/// Our own convention, version 1 (2026-11): wide enough to hold the hours of every protocol here (the
/// Chinese one measures at 06–09 and 18–21 h), so that a late riser's reading still counts.
#[must_use]
pub const fn part_of_day(second: i64) -> Option<Part> {
    match second {
        14_400..=43_199 => Some(Part::Morning),
        57_600..=86_399 => Some(Part::Evening),
        _ => None,
    }
}

/// A protocol of measuring at home.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Protocol {
    /// Its name for machines.
    pub key: &'static str,
    /// Whose it is, and which version of it.
    pub source: &'static str,
    /// False while the numbers were read in a secondary source only.
    pub confirmed: bool,
    /// Days of the plan.
    pub days: u8,
    /// Days that must have been measured, the first one counted.
    pub least_days: u8,
    /// Readings that must be there, those of the first day counted.
    pub least_readings: u16,
    /// Readings in a sitting, morning and evening.
    pub readings: u8,
    /// Minutes between the readings of a sitting.
    pub apart_minutes: u8,
    /// Hours of the morning sitting, from and until.
    pub morning: Option<(u8, u8)>,
    /// Hours of the evening sitting.
    pub evening: Option<(u8, u8)>,
    /// Days at the beginning that do not count for the mean.
    pub dropped_days: u8,
}

impl Protocol {
    /// All protocols.
    pub const ALL: &'static [Self] = &[Self::CHINA, Self::ESH, Self::NICE, Self::AHA];

    /// Two readings one minute apart, 06–09 and 18–21 h, seven days; the first day dropped, the mean of the
    /// other six; at least three days, of which the last two count.
    ///
    /// # Source
    /// Chinese guideline on home blood pressure monitoring (中国家庭血压监测指南, 2019), read on a secondary page
    /// (clinical note, 2026-07); to be confirmed against the text.
    pub const CHINA: Self = Self {
        key: "china-2019",
        source: "中国家庭血压监测指南 2019",
        confirmed: false,
        days: 7,
        least_days: 3,
        least_readings: 12,
        readings: 2,
        apart_minutes: 1,
        morning: Some((6, 9)),
        evening: Some((18, 21)),
        dropped_days: 1,
    };

    /// Duplicate readings morning and evening, seven days, at least three; the first day dropped.
    ///
    /// # Source
    /// European Society of Hypertension, practice guidelines for blood pressure measurement, 2021 (PMC9904446):
    /// the paper read, its numbers on a secondary page (clinical note, 2026-07); to be confirmed.
    pub const ESH: Self = Self {
        key: "esh-2021",
        source: "ESH 2021",
        confirmed: false,
        days: 7,
        least_days: 3,
        least_readings: 12,
        readings: 2,
        apart_minutes: 1,
        morning: None,
        evening: None,
        dropped_days: 1,
    };

    /// Two readings at least one minute apart, seated, morning and evening, at least four days, ideally
    /// seven; the first day dropped, the mean of all the others. Four days of four readings make 16.
    ///
    /// # Source
    /// NICE guideline NG136, "Hypertension in adults", recommendations on home monitoring, as reproduced by two
    /// pages (clinical note, 2026-07); to be confirmed.
    pub const NICE: Self = Self {
        key: "nice-ng136",
        source: "NICE NG136",
        confirmed: false,
        days: 7,
        least_days: 4,
        least_readings: 16,
        readings: 2,
        apart_minutes: 1,
        morning: None,
        evening: None,
        dropped_days: 1,
    };

    /// Two or three readings morning and evening, seven days, the first day dropped; at least 12 readings on
    /// three days.
    ///
    /// # Source
    /// American Heart Association, call to action on home blood pressure monitoring, 2008, table as printed in
    /// PMC8109940 (read, clinical note, 2026-07); "12 readings, 3 days" from the AHA/AMA joint statement of 2020,
    /// to be confirmed.
    pub const AHA: Self = Self {
        key: "aha-2020",
        source: "AHA 2008; AHA/AMA 2020",
        confirmed: false,
        days: 7,
        least_days: 3,
        least_readings: 12,
        readings: 2,
        apart_minutes: 1,
        morning: None,
        evening: None,
        dropped_days: 1,
    };

    /// The protocol of a name.
    #[must_use]
    pub fn of_key(key: &str) -> Option<&'static Self> {
        Self::ALL.iter().find(|p| p.key == key)
    }
}
