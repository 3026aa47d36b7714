//! Categories of a mean, by one chosen scheme, and warnings of single readings.

use crate::exact::{Exact, Ratio};

/// Where it was measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// At a practice or hospital.
    Office,
    /// At home.
    Home,
}

/// A category begins where one of the two numbers reaches its limit: the worse of the two decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Category {
    /// Its name for machines.
    pub key: &'static str,
    systolic: Option<i64>,
    diastolic: Option<i64>,
    /// The limits must be passed, not only reached.
    above: bool,
}

const fn from(key: &'static str, systolic: i64, diastolic: i64) -> Category {
    Category {
        key,
        systolic: Some(systolic),
        diastolic: Some(diastolic),
        above: false,
    }
}

const fn lowest(key: &'static str) -> Category {
    Category {
        key,
        systolic: None,
        diastolic: None,
        above: false,
    }
}

/// A scheme of categories. Two schemes are never mixed in one report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scheme {
    /// Its name for machines.
    pub key: &'static str,
    /// Whose it is, and which version of it.
    pub source: &'static str,
    /// False while the numbers were read in a secondary source only.
    pub confirmed: bool,
    office: &'static [Category],
    home: &'static [Category],
    limit: (u16, u16),
}

impl Scheme {
    /// All schemes.
    pub const ALL: &'static [Self] = &[
        Self::CHINA_2024,
        Self::ESC_2024,
        Self::ESH_2023,
        Self::AHA_ACC,
    ];

    /// Office: normal below 120/80, high normal from 120/80, grade 1 from 140/90, 2 from 160/100, 3 from 180/110.
    /// Home: high from 135/85.
    ///
    /// # Source
    /// 中国高血压防治指南, 2024 revision, on secondary pages (clinical note, 2026-07); to be confirmed.
    pub const CHINA_2024: Self = Self {
        key: "china-2024",
        source: "中国高血压防治指南（2024年修订版）",
        confirmed: false,
        office: &[
            lowest("normal"),
            from("high-normal", 120, 80),
            from("grade-1", 140, 90),
            from("grade-2", 160, 100),
            from("grade-3", 180, 110),
        ],
        home: &[lowest("not-high"), from("high", 135, 85)],
        limit: (135, 85),
    };

    /// Office: elevated from 120/70, hypertension from 140/90. Home: elevated from 120/70, hypertension from 135/85.
    ///
    /// # Source
    /// European Society of Cardiology, guidelines on elevated blood pressure and hypertension, 2024, on several
    /// secondary pages that agree (clinical note, 2026-07); to be confirmed.
    pub const ESC_2024: Self = Self {
        key: "esc-2024",
        source: "ESC 2024",
        confirmed: false,
        office: &[
            lowest("not-elevated"),
            from("elevated", 120, 70),
            from("hypertension", 140, 90),
        ],
        home: &[
            lowest("not-elevated"),
            from("elevated", 120, 70),
            from("hypertension", 135, 85),
        ],
        limit: (135, 85),
    };

    /// Office: optimal below 120/80, normal from 120/80, high normal from 130/85, grade 1 from 140/90, 2 from
    /// 160/100, 3 from 180/110. Home: hypertension from 135/85.
    ///
    /// # Source
    /// European Society of Hypertension, guidelines for the management of arterial hypertension, 2023, from memory
    /// and older wording on secondary pages (clinical note, 2026-07); to be confirmed.
    pub const ESH_2023: Self = Self {
        key: "esh-2023",
        source: "ESH 2023",
        confirmed: false,
        office: &[
            lowest("optimal"),
            from("normal", 120, 80),
            from("high-normal", 130, 85),
            from("grade-1", 140, 90),
            from("grade-2", 160, 100),
            from("grade-3", 180, 110),
        ],
        home: &[lowest("not-high"), from("hypertension", 135, 85)],
        limit: (135, 85),
    };

    /// Office: normal below 120 and 80, elevated 120–129 and below 80, stage 1 from 130/80, stage 2 from 140/90,
    /// severe above 180/120. Home: stage 1 from 130/80, stage 2 from 135/85, severe above 180/120.
    ///
    /// # Source
    /// American Heart Association and American College of Cardiology, guideline of 2017, kept in 2025, on secondary
    /// pages; the home equivalents are to be confirmed (clinical note, 2026-07).
    pub const AHA_ACC: Self = Self {
        key: "aha-acc-2025",
        source: "AHA/ACC 2017, 2025",
        confirmed: false,
        office: &[
            lowest("normal"),
            ELEVATED,
            from("stage-1", 130, 80),
            from("stage-2", 140, 90),
            SEVERE,
        ],
        home: &[
            lowest("normal"),
            ELEVATED,
            from("stage-1", 130, 80),
            from("stage-2", 135, 85),
            SEVERE,
        ],
        limit: (130, 80),
    };

    /// The scheme of a name.
    #[must_use]
    pub fn of_key(key: &str) -> Option<&'static Self> {
        Self::ALL.iter().find(|s| s.key == key)
    }

    /// From here on a mean at home is called high; drawn as a line, never used to judge.
    #[must_use]
    pub const fn home_limit(&self) -> (u16, u16) {
        self.limit
    }

    /// The categories, lowest first.
    #[must_use]
    pub const fn categories(&self, place: Place) -> &'static [Category] {
        match place {
            Place::Office => self.office,
            Place::Home => self.home,
        }
    }

    /// The category of a mean, by the worse of its two numbers. The exact mean decides, not the one shown:
    /// 134.5 and 134.96 are both below 135.
    #[must_use]
    pub fn category(&self, place: Place, systolic: Ratio, diastolic: Ratio) -> &'static str {
        let reached = |c: &&Category| {
            let hits = |limit: Option<i64>, mean: Ratio| {
                limit.is_some_and(|l| mean.reaches(Exact::whole(l).0, c.above))
            };
            hits(c.systolic, systolic) || hits(c.diastolic, diastolic)
        };
        let all = self.categories(place);
        let highest = all.iter().rev().find(reached).or_else(|| all.first());
        highest.map_or("", |c| c.key)
    }
}

/// 120–129 with a diastolic below 80: a diastolic of 80 is stage 1 already.
const ELEVATED: Category = Category {
    key: "elevated",
    systolic: Some(120),
    diastolic: None,
    above: false,
};

const SEVERE: Category = Category {
    key: "severe",
    systolic: Some(180),
    diastolic: Some(120),
    above: true,
};

/// What a single reading warns of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Warning {
    /// Above 180 or above 120: measure again; with symptoms it is an emergency, without them see a doctor soon.
    VeryHigh,
    /// Below 90 or below 60: with dizziness or fainting, ask a doctor.
    Low,
}

impl Warning {
    /// The warning of a reading.
    ///
    /// # Source
    /// Very high: 2025 AHA/ACC guideline, take-home point 10 (above 180/120: repeat; symptoms are an emergency;
    /// without symptoms prompt outpatient care), on a secondary page (clinical note, 2026-07). What to do, in its words:
    /// American Heart Association, "When to call 911 about high blood pressure" (measure again after a minute or two; chest
    /// pain, shortness of breath, back pain, numbness, weakness, change in vision, difficulty speaking: emergency;
    /// otherwise contact a doctor as soon as possible), and NHLBI, "High blood pressure: symptoms" (wait 5 minutes,
    /// measure again), both read 2026-11. Low: below 90/60 as on public pages for patients (read 2026-11), to be confirmed.
    #[must_use]
    pub fn of(systolic: Exact, diastolic: Exact) -> Option<Self> {
        if systolic > Exact::whole(180) || diastolic > Exact::whole(120) {
            Some(Self::VeryHigh)
        } else if systolic < Exact::whole(90) || diastolic < Exact::whole(60) {
            Some(Self::Low)
        } else {
            None
        }
    }
}
