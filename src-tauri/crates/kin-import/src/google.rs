//! Google Fit as Takeout writes it: JSON files of data points, alone or in their zip.
//!
//! Every type has a fixed list of fields with fixed units, and a moment in nanoseconds; there is no zone, so the clock
//! of this computer tells the time. The same point stands in several files (as a device sent it, and merged): its name
//! is made of type, moment and values, so that it is one. Steps and what else is counted over time stand there several
//! times with different cuts; they are not read here, or a day would count twice.
//!
//! An export of Health Connect is an SQLite database inside a zip: see [`crate::health_connect`], which hands its rows
//! on as points of the same types.
//!
//! # Source
//! Google, Fit data types: health, body (developers.google.com/fit/datatypes, read 2026-11): units and
//! the numbers of "temporal relation to meal"; the order of fields and "specimen source" as remembered, to be confirmed. The frame of the files
//! (`Data Source`, `Data Points`, `fitValue`) as published exports show it.

use crate::table::Zone;
use crate::{Fact, ImportError, Meal, Reading, What, health_connect, zip};
use kin_model::{Coding, Decimal, Finding, PartialDate, Sample, SeriesKey, Severity, system};
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, de::Error as _};
use serde_json::{Number, Value};
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::{BufReader, Read};
use std::rc::Rc;

/// Whose numbering the ids of Fit are.
const FIT: &str = "urn:x-kinfolio:google-fit";
/// Bytes of one point.
const POINT: u64 = 1 << 20;
/// Bytes of all files of a zip together.
const TOTAL: u64 = 8 << 30;
/// Types that are named where they are not read.
const NAMED: usize = 8;

/// Whether a text begins as such a file does.
pub(crate) fn is_fit(head: &[u8]) -> bool {
    let bare = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    let has = |word: &[u8]| bare.windows(word.len()).any(|w| w == word);
    bare.trim_ascii_start().starts_with(b"{") && has(b"\"Data Points\"") && has(b"com.google.")
}

#[derive(Deserialize)]
struct Point {
    #[serde(rename = "dataTypeName", default)]
    kind: String,
    #[serde(rename = "fitValue", default)]
    values: Vec<Field>,
    #[serde(rename = "startTimeNanos", default)]
    start: Value,
    #[serde(rename = "endTimeNanos", default)]
    end: Value,
}

#[derive(Deserialize)]
struct Field {
    #[serde(default)]
    value: Inner,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
struct Inner {
    #[serde(default)]
    fp_val: Option<Number>,
    #[serde(default)]
    int_val: Option<Number>,
}

/// Counts bytes since the last point.
struct Gauge<R> {
    from: R,
    since: Rc<Cell<u64>>,
}

impl<R: Read> Read for Gauge<R> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        if self.since.get() > POINT {
            return Err(std::io::ErrorKind::InvalidData.into());
        }
        let n = self.from.read(into)?;
        self.since.set(self.since.get() + n as u64);
        Ok(n)
    }
}

/// Digits of a field. The format's numbers are of 32 bits and are written as if they had 64: `5.099999904632568` is
/// what 5.1 becomes, and nothing else is; it is told as it was measured.
fn digits(number: &Number) -> String {
    let text = number.to_string();
    let (Ok(long), Ok(short)) = (text.parse::<f64>(), text.parse::<f32>()) else {
        return text;
    };
    let figures = text.bytes().filter(u8::is_ascii_digit).count();
    if figures > 9 && f64::from(short).to_bits() == long.to_bits() {
        return short.to_string();
    }
    text
}

/// Seconds of a count of nanoseconds, a number or a text; nothing before 1990 or after 2100.
fn seconds(nanos: &Value) -> Option<i64> {
    let text = match nanos {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        _ => return None,
    };
    let seconds = text.parse::<i64>().ok()?.div_euclid(1_000_000_000);
    (631_152_000..4_102_444_800)
        .contains(&seconds)
        .then_some(seconds)
}

fn loinc(code: &str, display: &str) -> Vec<Coding> {
    vec![Coding {
        system: system::LOINC.to_owned(),
        code: code.to_owned(),
        display: Some(display.to_owned()),
    }]
}

/// One measurement of either export.
pub(crate) struct Measured<'m> {
    /// The type as Fit calls it.
    pub(crate) name: &'m str,
    /// Seconds since 1970.
    pub(crate) moment: i64,
    pub(crate) at: PartialDate,
    pub(crate) first: String,
    /// The lower blood pressure.
    pub(crate) second: Option<String>,
    /// Temporal relation to meal: 2 fasting, 3 before, 4 after; the same numbers in both.
    pub(crate) meal: Option<i64>,
    /// Specimen source: 1 interstitial fluid, 2 capillary blood; the same numbers in both.
    pub(crate) specimen: Option<i64>,
    /// What measured it.
    pub(crate) device: String,
}

/// Hands on what the points say.
pub(crate) struct Out<'e> {
    each: &'e mut dyn FnMut(Fact<'_>) -> bool,
    pub(crate) zone: Zone,
    namespace: &'static str,
    numbers: BTreeMap<(String, String), u32>,
    index: u64,
    /// Types that are not read, and how many points they had.
    other: BTreeSet<String>,
    others: u64,
    stopped: bool,
}

impl Out<'_> {
    pub(crate) fn emit(&mut self, fact: Fact<'_>) -> Result<(), ImportError> {
        if (self.each)(fact) {
            Ok(())
        } else {
            self.stopped = true;
            Err(ImportError::Stopped)
        }
    }

    pub(crate) fn refuse(&mut self, code: &'static str, what: &str) -> Result<(), ImportError> {
        let index = self.index;
        self.emit(Fact::Refused { index, code, what })
    }

    /// Counts one on.
    pub(crate) const fn next(&mut self) {
        self.index += 1;
    }

    fn point(&mut self, point: &Point) -> Result<(), ImportError> {
        let name = point.kind.strip_prefix("com.google.").unwrap_or_default();
        let known = matches!(
            name,
            "weight"
                | "height"
                | "body.temperature"
                | "body.fat.percentage"
                | "blood_pressure"
                | "blood_glucose"
                | "oxygen_saturation"
                | "heart_rate.bpm"
        );
        if !known {
            self.others += 1;
            if self.other.len() < NAMED && !name.is_empty() {
                self.other.insert(name.chars().take(60).collect());
            }
            return Ok(());
        }
        let done = self.known(name, point);
        self.index += 1;
        done
    }

    /// A point of a type that is read.
    fn known(&mut self, name: &str, point: &Point) -> Result<(), ImportError> {
        let moment = seconds(&point.start).or_else(|| seconds(&point.end));
        let at = moment.and_then(|s| Some((s, self.zone.at(s)?)));
        let Some((moment, at)) = at else {
            return self.refuse("no-time", name);
        };
        let number = |n: usize| {
            let field = point.values.get(n)?;
            field.value.fp_val.as_ref().map(digits)
        };
        let choice = |n: usize| {
            let field = point.values.get(n)?;
            field.value.int_val.as_ref().and_then(Number::as_i64)
        };
        let Some(first) = number(0) else {
            return self.refuse("not-a-number", name);
        };
        self.measured(Measured {
            name,
            moment,
            at,
            first,
            second: number(1),
            meal: choice(1),
            specimen: choice(4),
            device: "Google Fit".to_owned(),
        })
    }

    /// Hands on one measurement.
    pub(crate) fn measured(&mut self, one: Measured<'_>) -> Result<(), ImportError> {
        let Measured { name, .. } = one;
        let Ok(value) = one.first.parse::<Decimal>() else {
            return self.refuse("not-a-number", name);
        };
        let what = match name {
            "weight" => What::Weight {
                value,
                unit: "kg".to_owned(),
            },
            "body.temperature" => What::Temperature {
                value,
                unit: "Cel".to_owned(),
            },
            "blood_pressure" => {
                let lower = one.second.as_ref().and_then(|lower| lower.parse().ok());
                let Some(diastolic) = lower else {
                    return self.refuse("bp-half", name);
                };
                What::BloodPressure {
                    systolic: value,
                    diastolic,
                    pulse: None,
                }
            }
            // Capillary blood: a finger.
            "blood_glucose" if one.specimen == Some(2) => What::Glucose {
                value,
                unit: "mmol/L".to_owned(),
                meal: match one.meal {
                    Some(2) => Meal::Fasting,
                    Some(3) => Meal::Before,
                    Some(4) => Meal::After,
                    _ => Meal::Unknown,
                },
            },
            _ => return self.sample(&one),
        };
        let second = one.second.as_deref().unwrap_or_default();
        let moment = one.moment.to_string();
        let id = crate::fingerprint([name, &moment, &one.first, second].into_iter());
        let reading = Reading {
            id,
            at: one.at,
            what,
            note: String::new(),
            device: one.device,
            namespace: self.namespace.to_owned(),
        };
        self.emit(Fact::Reading(&reading))
    }

    fn sample(&mut self, one: &Measured<'_>) -> Result<(), ImportError> {
        let name = one.name;
        let sensor = name == "blood_glucose" && one.specimen == Some(1);
        let (codings, unit) = match name {
            "heart_rate.bpm" => (loinc("8867-4", "Heart rate"), "/min"),
            "heart_rate.resting" => (loinc("40443-4", "Heart rate --resting"), "/min"),
            "respiratory_rate" => (loinc("9279-1", "Respiratory rate"), "/min"),
            "height" => (loinc("8302-2", "Body height"), "m"),
            "body.fat.percentage" => (loinc("41982-0", "Percentage of body fat Measured"), "%"),
            "oxygen_saturation" => {
                let display = "Oxygen saturation in Arterial blood by Pulse oximetry";
                (loinc("59408-5", display), "%")
            }
            _ if sensor => {
                let display = "Glucose [Moles/volume] in Interstitial fluid";
                (loinc("105272-9", display), "mmol/L")
            }
            _ => (
                loinc("15074-8", "Glucose [Moles/volume] in Blood"),
                "mmol/L",
            ),
        };
        let Some(sample) = Sample::new(&one.at, &one.first) else {
            return self.refuse("not-a-number", name);
        };
        let title = if sensor {
            format!("{name} sensor")
        } else {
            name.to_owned()
        };
        let known = (title, one.device.clone());
        let number = match self.numbers.get(&known) {
            Some(number) => *number,
            None => {
                let number = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
                let key = SeriesKey {
                    codings,
                    title: known.0.clone(),
                    unit: unit.to_owned(),
                    device: one.device.clone(),
                    namespace: self.namespace.to_owned(),
                };
                self.emit(Fact::Series { number, key: &key })?;
                self.numbers.insert(known, number);
                number
            }
        };
        self.emit(Fact::Sample {
            series: number,
            sample,
        })
    }

    /// The points of one file, as they stream in. False where it is no such file.
    fn file(&mut self, source: &mut dyn Read) -> Result<bool, ImportError> {
        let since = Rc::new(Cell::new(0));
        let gauge = Gauge {
            from: source,
            since: Rc::clone(&since),
        };
        let mut json = serde_json::Deserializer::from_reader(BufReader::new(gauge));
        let mut file = File {
            out: self,
            since: &since,
            points: false,
        };
        let read = json.deserialize_map(&mut file);
        let points = file.points;
        match read.and_then(|()| json.end()) {
            Ok(()) => Ok(points),
            Err(_) if self.stopped => Err(ImportError::Stopped),
            Err(_) if since.get() > POINT => Err(ImportError::OverLimit {
                what: "point",
                limit: POINT,
            }),
            Err(_) => Err(ImportError::Damaged { what: "json" }),
        }
    }

    /// One line for all that was not read, and what it was.
    fn finish(&mut self, files: u64) -> Result<Vec<Finding>, ImportError> {
        let mut findings = Vec::new();
        if self.others > 0 || files > 0 {
            let names: Vec<&str> = self.other.iter().map(String::as_str).collect();
            let names = names.join(", ");
            let id = crate::fingerprint([names.as_str()].into_iter());
            self.emit(Fact::Kept {
                kind: "Google Fit",
                id: &id,
                at: None,
                text: "",
                namespace: self.namespace,
            })?;
            let detail = if names.is_empty() {
                files.to_string()
            } else {
                names
            };
            findings.push(Finding::new("google-fit-part", Severity::Info, "", detail));
        }
        Ok(findings)
    }
}

struct File<'f, 'e> {
    out: &'f mut Out<'e>,
    since: &'f Cell<u64>,
    points: bool,
}

impl<'de> Visitor<'de> for &mut File<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a file of data points")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            if key == "Data Points" {
                self.points = true;
                map.next_value_seed(Points {
                    out: self.out,
                    since: self.since,
                })?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

struct Points<'f, 'e> {
    out: &'f mut Out<'e>,
    since: &'f Cell<u64>,
}

impl<'de> DeserializeSeed<'de> for Points<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Points<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("data points")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut points: A) -> Result<(), A::Error> {
        while let Some(point) = points.next_element::<Point>()? {
            self.since.set(0);
            self.out
                .point(&point)
                .map_err(|error| A::Error::custom(error.code()))?;
        }
        Ok(())
    }
}

/// Reads a file of points, or a zip of them.
pub(crate) fn read(
    zipped: bool,
    source: &mut dyn Read,
    zone: &str,
    each: &mut dyn FnMut(Fact<'_>) -> bool,
) -> Result<Vec<Finding>, ImportError> {
    let mut out = Out {
        each,
        zone: Zone::of(zone),
        namespace: FIT,
        numbers: BTreeMap::new(),
        index: 0,
        other: BTreeSet::new(),
        others: 0,
        stopped: false,
    };
    if !zipped {
        if !out.file(source)? {
            return Err(ImportError::Damaged { what: "json" });
        }
        return out.finish(0);
    }
    let (mut unread, mut findings) = (0_u64, None);
    zip::each(Box::new(source), TOTAL, &mut |name, inner| {
        if name.ends_with("health_connect_export.db") {
            out.namespace = health_connect::NAMESPACE;
            findings = Some(health_connect::read(inner, &mut out, zone)?);
            out.namespace = FIT;
        } else if name.ends_with(".json") && name.contains("com.google.") {
            if !out.file(inner)? {
                unread += 1;
            }
        } else if !name.ends_with('/') {
            unread += 1;
        }
        Ok(())
    })?;
    match findings {
        Some(findings) => Ok(findings),
        None => out.finish(unread),
    }
}
