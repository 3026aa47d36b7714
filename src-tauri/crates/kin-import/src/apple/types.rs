//! Apple's types and units in the words of medicine.
//!
//! # Source
//! LOINC 2.80 codes as given on loinc.org for each name (read 2026-11); units as UCUM 2.1 writes them;
//! Apple's identifiers as its developer pages list `HKQuantityTypeIdentifier` (read 2026-11). A type that
//! is not here keeps Apple's own name and unit.

use kin_model::{Coding, system};

/// What becomes of a record.
pub(super) enum How {
    /// A sample.
    Series {
        codings: Vec<Coding>,
        title: String,
        unit: String,
        /// Places that the point moves to the right.
        shift: u8,
    },
    /// The value is a word.
    Words,
    Upper,
    Lower,
    /// An entry, with this unit.
    Weight(&'static str),
    /// An entry, with this unit.
    Temperature(&'static str),
    /// A finger-stick: an entry, with this unit.
    Stick(&'static str),
}

/// Where a record of glucose comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum GlucoseFrom {
    Sensor,
    Stick,
    Unknown,
}

/// Sensors, and the apps that only show one.
///
/// # Source
/// Names of products as their makers write them (Dexcom, Abbott, Medtronic, Senseonics, Roche, Ascensia; as
/// remembered 2026-11, to be confirmed) and of the open programs that pass a sensor's values on.
const SENSORS: [&str; 26] = [
    "dexcom",
    "stelo",
    "clarity",
    "libre",
    "librelink",
    "lingo",
    "guardian",
    "simplera",
    "minimed",
    "carelink",
    "eversense",
    "smartguide",
    "glucomen day",
    "medtrum",
    "glucorx aidex",
    "linx",
    "sibionics",
    "ottai",
    "glunovo",
    "cgm",
    "xdrip",
    "nightscout",
    "spike",
    "loop",
    "iaps",
    "trio",
];

/// Meters that take blood from a finger, and their apps.
const METERS: [&str; 14] = [
    "contour",
    "onetouch",
    "one touch",
    "accu-chek",
    "accuchek",
    "mysugr",
    "glucomen",
    "keto-mojo",
    "truemetrix",
    "true metrix",
    "caresens",
    "agamatrix",
    "dario",
    "sinocare",
];

/// Where glucose comes from, by what the record and its source say. Apple has one type for all of it.
pub(super) fn glucose_from(source: &str, typed_in: bool) -> GlucoseFrom {
    if typed_in {
        return GlucoseFrom::Stick;
    }
    let source = source.to_lowercase();
    let words: Vec<&str> = source
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .collect();
    let has = |name: &&str| {
        if name.len() < 6 {
            words.contains(name)
        } else {
            source.contains(name)
        }
    };
    // "Dexcom G7" stands there as the app's name, the sensor's own name without the maker's.
    let short = words.iter().any(|w| matches!(*w, "g5" | "g6" | "g7"));
    if short || SENSORS.iter().any(&has) {
        GlucoseFrom::Sensor
    } else if METERS.iter().any(has) {
        GlucoseFrom::Stick
    } else {
        GlucoseFrom::Unknown
    }
}

/// Apple's name without its beginning, LOINC code, name.
const TYPES: [(&str, &str, &str); 16] = [
    ("HeartRate", "8867-4", "Heart rate"),
    ("RestingHeartRate", "40443-4", "Heart rate --resting"),
    (
        "HeartRateVariabilitySDNN",
        "80404-7",
        "R-R interval.standard deviation (Heart rate variability)",
    ),
    ("RespiratoryRate", "9279-1", "Respiratory rate"),
    (
        "OxygenSaturation",
        "59408-5",
        "Oxygen saturation in Arterial blood by Pulse oximetry",
    ),
    ("BloodGlucose", "2339-0", "Glucose [Mass/volume] in Blood"),
    ("StepCount", "55423-8", "Number of steps"),
    ("BodyMassIndex", "39156-5", "Body mass index (BMI) [Ratio]"),
    (
        "BodyFatPercentage",
        "41982-0",
        "Percentage of body fat Measured",
    ),
    ("LeanBodyMass", "91557-9", "Lean body weight"),
    ("Height", "8302-2", "Body height"),
    (
        "WaistCircumference",
        "8280-0",
        "Waist Circumference at umbilicus by Tape measure",
    ),
    ("ActiveEnergyBurned", "41981-2", "Calories burned"),
    (
        "PeakExpiratoryFlowRate",
        "19935-6",
        "Maximum expiratory gas flow Respiratory system airway by Peak flow meter",
    ),
    ("VO2Max", "60842-2", "Oxygen consumption (VO2)"),
    ("AppleExerciseTime", "55411-3", "Exercise duration"),
];

/// The types that are known by a code, for the tests' table.
#[must_use]
pub fn known_types() -> Vec<&'static str> {
    TYPES.iter().map(|(name, ..)| *name).collect()
}

/// A type's name without Apple's beginning.
pub(super) fn bare(kind: &str) -> &str {
    for prefix in [
        "HKQuantityTypeIdentifier",
        "HKCategoryTypeIdentifier",
        "HKCorrelationTypeIdentifier",
        "HKWorkoutActivityType",
        "HKDataType",
    ] {
        if let Some(rest) = kind.strip_prefix(prefix) {
            return rest;
        }
    }
    kind
}

/// Apple's unit as UCUM writes it; what is not known stays as it is.
#[must_use]
pub fn apple_unit(unit: &str) -> &str {
    match unit {
        "count/min" => "/min",
        "count" | "" => "",
        "degC" => "Cel",
        "degF" => "[degF]",
        "lb" => "[lb_av]",
        "ft" => "[ft_i]",
        "in" => "[in_i]",
        "mi" => "[mi_i]",
        "mmHg" => "mm[Hg]",
        "Cal" => "kcal",
        _ if unit.starts_with("mmol<") && unit.ends_with("/L") => "mmol/L",
        "ml/min·kg" | "mL/min·kg" => "mL/min/kg",
        other => other,
    }
}

fn loinc(code: &str, display: &str) -> Vec<Coding> {
    vec![Coding {
        system: system::LOINC.to_owned(),
        code: code.to_owned(),
        display: Some(display.to_owned()),
    }]
}

/// What becomes of the records of a type. `glucose` is asked for glucose alone.
pub(super) fn how(kind: &str, unit: &str, glucose: GlucoseFrom) -> How {
    let name = bare(kind);
    let ucum = apple_unit(unit);
    match (name, ucum) {
        ("BloodPressureSystolic", _) => return How::Upper,
        ("BloodPressureDiastolic", _) => return How::Lower,
        ("BodyMass", "kg") => return How::Weight("kg"),
        ("BodyMass", "[lb_av]") => return How::Weight("[lb_av]"),
        ("BodyTemperature", "Cel") => return How::Temperature("Cel"),
        ("BodyTemperature", "[degF]") => return How::Temperature("[degF]"),
        ("BloodGlucose", "mmol/L") if glucose == GlucoseFrom::Stick => return How::Stick("mmol/L"),
        ("BloodGlucose", "mg/dL") if glucose == GlucoseFrom::Stick => return How::Stick("mg/dL"),
        _ => {}
    }
    if kind.starts_with("HKCategoryTypeIdentifier") {
        return How::Words;
    }
    let found = TYPES.iter().find(|(known, ..)| *known == name);
    // Glucose by the amount of substance has codes of its own.
    let codings = match (found, glucose, ucum) {
        (Some(("BloodGlucose", ..)), GlucoseFrom::Sensor, "mmol/L") => {
            loinc("105272-9", "Glucose [Moles/volume] in Interstitial fluid")
        }
        (Some(("BloodGlucose", ..)), GlucoseFrom::Sensor, _) => {
            loinc("99504-3", "Glucose [Mass/volume] in Interstitial fluid")
        }
        (Some(("BloodGlucose", ..)), _, "mmol/L") => {
            loinc("15074-8", "Glucose [Moles/volume] in Blood")
        }
        (Some((_, code, display)), ..) => loinc(code, display),
        (None, ..) => Vec::new(),
    };
    How::Series {
        codings,
        title: name.to_owned(),
        unit: ucum.to_owned(),
        shift: if ucum == "%" { 2 } else { 0 },
    }
}

/// The code of a record whose value is a word.
pub(super) fn category(kind: &str) -> Vec<Coding> {
    if bare(kind) == "SleepAnalysis" {
        return loinc("93832-4", "Sleep duration");
    }
    Vec::new()
}

/// Type and value in one name: `SleepAnalysis AsleepCore`.
pub(super) fn category_title(kind: &str, value: &str) -> String {
    let name = bare(kind);
    let value = value.strip_prefix("HKCategoryValue").unwrap_or(value);
    let value = value.strip_prefix(name).unwrap_or(value);
    if value.is_empty() {
        name.to_owned()
    } else {
        format!("{name} {value}")
    }
}
