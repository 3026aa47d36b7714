//! The plan of a medicine as FHIR `Dosage`s, and back.
//!
//! One `Dosage` for each of [`Plan::parts`]; those of one step have the same `sequence`, which FHIR
//! reads as "at the same time", and steps follow each other by `sequence` and `boundsPeriod`. What
//! `Timing` cannot say (so many days with, so many without) is an extension beside a rhythm that is
//! true of the days with; other systems read the text.
//!
//! # Source
//! HL7 FHIR 4.0.1, data types `Dosage` and `Timing`; constraints tim-1 to tim-10.

use super::OWN_SYSTEM;
use super::typed::Course;
use crate::FhirError;
use kin_model::dosing::{Days, Part, Plan, Rhythm, Slot, Step, Stock};
use kin_model::{Coding, Decimal, PartialDate};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Days with and without.
const CYCLE: &str = "urn:x-kinfolio:cycle";
/// The packs at home.
const STOCK: &str = "urn:x-kinfolio:stock";
/// Ids of entries.
const ENTRY: &str = "urn:x-kinfolio:entry";
const WEEK: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// A number with its digits.
pub(super) fn number(value: &Decimal) -> Value {
    // `arbitrary_precision` keeps the text of the number.
    serde_json::from_str(value.as_str()).unwrap_or(Value::Null)
}

/// An amount in words of the person: `2 tablets` has no code.
pub(super) fn amount(value: &Decimal, unit: &str) -> Value {
    json!({ "value": number(value), "unit": unit })
}

pub(super) fn decimal(value: &Value, path: &str) -> Option<Decimal> {
    value
        .pointer(path)
        .filter(|v| v.is_number())
        .and_then(|v| v.to_string().parse().ok())
}

pub(super) fn string(value: &Value, path: &str) -> Option<String> {
    value.pointer(path)?.as_str().map(str::to_owned)
}

fn small(value: &Value, path: &str) -> Option<u16> {
    u16::try_from(value.pointer(path)?.as_u64()?).ok()
}

fn clock(minute: u16) -> String {
    format!("{:02}:{:02}:00", minute / 60, minute % 60)
}

fn minute(clock: &str) -> Option<u16> {
    let mut parts = clock.split(':');
    let (hour, minute): (u16, u16) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    (hour < 24 && minute < 60).then_some(hour * 60 + minute)
}

/// Writes plan, packs, where it was taken over from and why it ended into a MedicationStatement.
pub(super) fn write_course(
    map: &mut Map<String, Value>,
    course: &Course,
    typed: Option<String>,
    active: bool,
) -> Result<(), FhirError> {
    if let Some(reason) = &course.stop_reason
        && !active
    {
        let reason = super::text("stop_reason", reason)?;
        map.insert("statusReason".to_owned(), json!([{ "text": reason }]));
    }
    if let Some(entry) = &course.derived_from {
        // Another numbering than ours: a literal reference would lead nowhere.
        let identifier = json!({ "system": ENTRY, "value": entry });
        map.insert(
            "derivedFrom".to_owned(),
            json!([{ "identifier": identifier }]),
        );
    }
    if let Some(stock) = &course.stock {
        let parts = json!([
            { "url": "count", "valueDecimal": number(&stock.count) },
            { "url": "at", "valueDateTime": super::fhir_date(&stock.at) },
            { "url": "warn", "valueInteger": stock.warn_days },
        ]);
        map.insert(
            "extension".to_owned(),
            json!([{ "url": STOCK, "extension": parts }]),
        );
    }
    let Some(plan) = &course.plan else {
        if let Some(text) = typed {
            map.insert("dosage".to_owned(), json!([{ "text": text }]));
        }
        return Ok(());
    };
    let mut dosages: Vec<Value> = Vec::new();
    for (n, part) in plan.parts().iter().enumerate() {
        let mut dosage = dosage(plan, part);
        if let Some(text) = course.plan_texts.get(n).filter(|t| !t.trim().is_empty()) {
            dosage.insert("text".to_owned(), json!(text));
        }
        if let Some(typed) = typed.as_ref().filter(|_| n == 0) {
            dosage.insert("patientInstruction".to_owned(), json!(typed));
        }
        dosages.push(Value::Object(dosage));
    }
    map.insert("dosage".to_owned(), Value::Array(dosages));
    Ok(())
}

fn dosage(plan: &Plan, part: &Part) -> Map<String, Value> {
    let mut dosage = Map::new();
    let sequence = part.step.unwrap_or(plan.steps.len());
    dosage.insert("sequence".to_owned(), json!(sequence + 1));
    match part.step.and_then(|n| plan.steps.get(n)) {
        Some(step) => {
            dosage.insert("timing".to_owned(), json!({ "repeat": repeat(step, part) }));
        }
        None => {
            dosage.insert("asNeededBoolean".to_owned(), json!(true));
        }
    }
    dosage.insert(
        "doseAndRate".to_owned(),
        json!([{ "doseQuantity": amount(&part.amount, &plan.unit) }]),
    );
    if let Some(most) = &plan.most_per_day {
        let day =
            json!({ "value": 1, "unit": "d", "system": kin_model::system::UCUM, "code": "d" });
        dosage.insert(
            "maxDosePerPeriod".to_owned(),
            json!({ "numerator": amount(most, &plan.unit), "denominator": day }),
        );
    }
    dosage
}

fn repeat(step: &Step, part: &Part) -> Value {
    let mut repeat = Map::new();
    let mut bounds = Map::new();
    bounds.insert("start".to_owned(), json!(super::fhir_date(&step.from)));
    if let Some(until) = &step.until {
        bounds.insert("end".to_owned(), json!(super::fhir_date(until)));
    }
    repeat.insert("boundsPeriod".to_owned(), Value::Object(bounds));
    let mut every = |times: usize, period: u16, unit: &str| {
        repeat.insert("frequency".to_owned(), json!(times));
        repeat.insert("period".to_owned(), json!(period));
        repeat.insert("periodUnit".to_owned(), json!(unit));
    };
    let times: Vec<String> = match &step.rhythm {
        Rhythm::Hours {
            every: hours,
            first,
        } => {
            every(1, *hours, "h");
            vec![clock(first.minute)]
        }
        Rhythm::Times { days, .. } => {
            let period = match days {
                Days::Nth(n) => *n,
                Days::Every | Days::Week(_) | Days::Cycle { .. } => 1,
            };
            every(part.minutes.len(), period, "d");
            match *days {
                Days::Week(bits) => {
                    let on = |n: &usize| bits & (1_u8 << n) != 0;
                    let names: Vec<&str> = (0..7)
                        .filter(on)
                        .filter_map(|n| WEEK.get(n).copied())
                        .collect();
                    repeat.insert("dayOfWeek".to_owned(), json!(names));
                }
                Days::Cycle { on, off } => {
                    let parts = json!([
                        { "url": "on", "valueInteger": on },
                        { "url": "off", "valueInteger": off },
                    ]);
                    repeat.insert(
                        "extension".to_owned(),
                        json!([{ "url": CYCLE, "extension": parts }]),
                    );
                }
                Days::Every | Days::Nth(_) => {}
            }
            part.minutes.iter().copied().map(clock).collect()
        }
    };
    repeat.insert("timeOfDay".to_owned(), json!(times));
    Value::Object(repeat)
}

/// How it is taken in the words that were typed, whether there is a plan or not.
pub(super) fn typed_words(statement: &Value) -> Option<String> {
    string(statement, "/dosage/0/patientInstruction").or_else(|| {
        let planned = plan(statement).is_some();
        string(statement, "/dosage/0/text").filter(|_| !planned)
    })
}

/// What of a MedicationStatement stands beside the form.
pub(super) fn parse_course(v: &Value) -> Course {
    let codes = v
        .pointer("/medicationCodeableConcept/coding")
        .and_then(Value::as_array)
        .map(|codings| {
            codings
                .iter()
                .filter(|c| c.get("code").is_some())
                .filter_map(|c| serde_json::from_value::<Coding>(c.clone()).ok())
                .collect()
        })
        .unwrap_or_default();
    let plan = plan(v);
    let texts = plan.as_ref().map(|_| {
        let dosages = v.pointer("/dosage").and_then(Value::as_array);
        let text = |d: &Value| string(d, "/text").unwrap_or_default();
        dosages
            .map(|d| d.iter().map(text).collect())
            .unwrap_or_default()
    });
    Course {
        codes,
        derived_from: string(v, "/derivedFrom/0/identifier/system")
            .filter(|s| s == ENTRY)
            .and_then(|_| string(v, "/derivedFrom/0/identifier/value")),
        plan,
        plan_texts: texts.unwrap_or_default(),
        stock: stock(v),
        stop_reason: string(v, "/statusReason/0/text"),
    }
}

fn extension<'v>(value: &'v Value, url: &str) -> Option<&'v Value> {
    value
        .get("extension")?
        .as_array()?
        .iter()
        .find(|e| e.get("url").and_then(Value::as_str) == Some(url))
}

fn stock(v: &Value) -> Option<Stock> {
    let stock = extension(v, STOCK)?;
    Some(Stock {
        count: decimal(extension(stock, "count")?, "/valueDecimal")?,
        at: string(extension(stock, "at")?, "/valueDateTime")?
            .parse()
            .ok()?,
        warn_days: extension(stock, "warn")
            .and_then(|w| small(w, "/valueInteger"))
            .unwrap_or(7),
    })
}

fn plan(v: &Value) -> Option<Plan> {
    let dosages = v.pointer("/dosage")?.as_array()?;
    let mut plan = Plan::default();
    let mut steps: BTreeMap<u64, Step> = BTreeMap::new();
    for dosage in dosages {
        let amount = decimal(dosage, "/doseAndRate/0/doseQuantity/value");
        if let Some(unit) = string(dosage, "/doseAndRate/0/doseQuantity/unit") {
            plan.unit = unit;
        }
        if let Some(most) = decimal(dosage, "/maxDosePerPeriod/numerator/value") {
            plan.most_per_day = Some(most);
        }
        let Some(amount) = amount else { continue };
        if dosage.get("asNeededBoolean") == Some(&json!(true)) {
            plan.as_needed = Some(amount);
        } else if let Some(step) = step(dosage, &amount) {
            let sequence = dosage.get("sequence").and_then(Value::as_u64).unwrap_or(1);
            match steps.get_mut(&sequence) {
                Some(known) => join(known, step),
                None => {
                    steps.insert(sequence, step);
                }
            }
        }
    }
    plan.steps = steps.into_values().collect();
    (!plan.steps.is_empty() || plan.as_needed.is_some()).then_some(plan)
}

/// Two instructions of one step: their times together, in order.
fn join(known: &mut Step, more: Step) {
    if let (Rhythm::Times { slots, .. }, Rhythm::Times { slots: others, .. }) =
        (&mut known.rhythm, more.rhythm)
    {
        slots.extend(others);
        slots.sort_by_key(|s| s.minute);
    }
}

fn step(dosage: &Value, amount: &Decimal) -> Option<Step> {
    let repeat = dosage.pointer("/timing/repeat")?;
    let date = |path: &str| string(repeat, path)?.parse::<PartialDate>().ok();
    let slots: Vec<Slot> = repeat
        .get("timeOfDay")?
        .as_array()?
        .iter()
        .filter_map(|t| minute(t.as_str()?))
        .map(|minute| Slot {
            minute,
            amount: amount.clone(),
        })
        .collect();
    let period = small(repeat, "/period")?;
    let rhythm = if string(repeat, "/periodUnit")? == "h" {
        Rhythm::Hours {
            every: period,
            first: slots.into_iter().next()?,
        }
    } else {
        let week = repeat.get("dayOfWeek").and_then(Value::as_array);
        let days = if let Some(names) = week {
            let bit = |name: &Value| WEEK.iter().position(|w| Some(*w) == name.as_str());
            Days::Week(names.iter().filter_map(bit).fold(0, |b, n| b | (1_u8 << n)))
        } else if let Some(cycle) = extension(repeat, CYCLE) {
            Days::Cycle {
                on: small(extension(cycle, "on")?, "/valueInteger")?,
                off: small(extension(cycle, "off")?, "/valueInteger")?,
            }
        } else if period > 1 {
            Days::Nth(period)
        } else {
            Days::Every
        };
        Rhythm::Times { slots, days }
    };
    Some(Step {
        from: date("/boundsPeriod/start")?,
        until: date("/boundsPeriod/end"),
        rhythm,
    })
}

/// What a hospital's entry says of a dose, as far as it can be held against another.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Prescribed {
    /// Doses a day, where the timing says it.
    pub times_a_day: Option<u16>,
    /// How much at a time, and its unit.
    pub dose: Option<(Decimal, String)>,
    /// Taken when needed.
    pub as_needed: bool,
    /// The text of the dosage.
    pub text: Option<String>,
}

/// Reads what any MedicationRequest, MedicationStatement or MedicationDispense says of the dose.
#[must_use]
pub fn prescribed(body: &[u8]) -> Prescribed {
    let Ok(v) = serde_json::from_slice::<Value>(body) else {
        return Prescribed::default();
    };
    let dosages: Vec<&Value> = ["dosageInstruction", "dosage"]
        .into_iter()
        .filter_map(|name| v.get(name)?.as_array())
        .flatten()
        .collect();
    let mut said = Prescribed::default();
    let mut times: Option<u16> = None;
    for dosage in &dosages {
        said.as_needed |= dosage.get("asNeededBoolean") == Some(&json!(true))
            || dosage.get("asNeededCodeableConcept").is_some();
        let dose = dosage
            .pointer("/doseAndRate/0/doseQuantity")
            .or_else(|| dosage.get("doseQuantity"));
        if let Some(value) = dose.and_then(|d| decimal(d, "/value")) {
            let unit = dose.and_then(|d| string(d, "/unit").or_else(|| string(d, "/code")));
            said.dose.get_or_insert((value, unit.unwrap_or_default()));
        }
        if let Some(n) = a_day(dosage) {
            times = Some(times.unwrap_or(0).saturating_add(n));
        }
        let text = string(dosage, "/text").or_else(|| string(dosage, "/patientInstruction"));
        said.text = said.text.or(text);
    }
    said.times_a_day = times;
    said
}

/// Whole doses a day of a timing: `frequency` in `period` days, or every so many hours of a day.
fn a_day(dosage: &Value) -> Option<u16> {
    let repeat = dosage.pointer("/timing/repeat")?;
    let frequency = small(repeat, "/frequency").unwrap_or(1);
    let period = decimal(repeat, "/period")?;
    match (string(repeat, "/periodUnit")?.as_str(), period.as_str()) {
        ("d", "1" | "1.0") => Some(frequency),
        ("h", hours) => {
            let hours: u16 = hours.trim_end_matches(".0").parse().ok()?;
            (hours > 0 && 24 % hours == 0).then(|| frequency.saturating_mul(24 / hours))
        }
        _ => None,
    }
}

/// Our word for a code of our own.
pub(super) fn own(code: &str, display: &str) -> Value {
    json!({ "coding": [{ "system": OWN_SYSTEM, "code": code, "display": display }] })
}
