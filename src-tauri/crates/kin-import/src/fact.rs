//! What reading gives.

use kin_model::{Decimal, PartialDate, Sample, SeriesKey};

/// When glucose was measured, as far as the file says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meal {
    /// Nothing eaten.
    Fasting,
    /// Before a meal.
    Before,
    /// After a meal.
    After,
    /// At bedtime.
    Bedtime,
    /// It does not say.
    Unknown,
}

/// What was measured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// Blood pressure in mmHg, pulse in beats per minute.
    BloodPressure {
        /// Upper value.
        systolic: Decimal,
        /// Lower value.
        diastolic: Decimal,
        /// Pulse.
        pulse: Option<Decimal>,
    },
    /// A finger-stick.
    Glucose {
        /// The value.
        value: Decimal,
        /// `mg/dL` or `mmol/L`.
        unit: String,
        /// In relation to meals.
        meal: Meal,
    },
    /// Weight: `kg` or `[lb_av]`.
    Weight {
        /// The value.
        value: Decimal,
        /// UCUM.
        unit: String,
    },
    /// Body temperature: `Cel` or `[degF]`.
    Temperature {
        /// The value.
        value: Decimal,
        /// UCUM.
        unit: String,
    },
    /// Oxygen saturation in per cent, measured now and then.
    Oxygen {
        /// The value.
        value: Decimal,
    },
    /// Heart rate per minute, measured now and then.
    HeartRate {
        /// The value.
        value: Decimal,
    },
}

/// One measurement that becomes an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// Its name within the files of this kind: the same reading again has the same.
    pub id: String,
    /// When; a time carries its offset.
    pub at: PartialDate,
    /// What.
    pub what: What,
    /// Words beside it; may be empty.
    pub note: String,
    /// Device or app; may be empty.
    pub device: String,
    /// Whose kind of file.
    pub namespace: String,
}

/// One thing of a file. All but [`Fact::Series`] count as a resource of the file.
#[derive(Debug)]
pub enum Fact<'a> {
    /// A series whose samples follow; numbers count from 0.
    Series {
        /// Its number.
        number: u32,
        /// What it is.
        key: &'a SeriesKey,
    },
    /// A sample.
    Sample {
        /// Number of its series.
        series: u32,
        /// The value.
        sample: Sample,
    },
    /// An entry.
    Reading(&'a Reading),
    /// Kept as it stands, not understood.
    Kept {
        /// What it says it is.
        kind: &'a str,
        /// Its name within the files of this kind.
        id: &'a str,
        /// When it begins.
        at: Option<PartialDate>,
        /// As it stands in the file.
        text: &'a str,
        /// Whose kind of file.
        namespace: &'a str,
    },
    /// Not taken.
    Refused {
        /// Row or record, counted from 0.
        index: u64,
        /// Stable reason.
        code: &'static str,
        /// What it was: a column, a type.
        what: &'a str,
    },
}
