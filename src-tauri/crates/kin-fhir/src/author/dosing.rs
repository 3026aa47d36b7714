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
use kin_model::dosing::{Days, Edge, Part, Plan, Rhythm, Slot, Step, Stock};
use kin_model::{Coding, Decimal, PartialDate};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Days with and without.
const CYCLE: &str = "urn:x-kinfolio:cycle";
/// The part of its days that a stretch holds for, of a plan that was changed in the middle of a day.
const HELD: &str = "urn:x-kinfolio:held";
/// Instructions of before: what was planned then. They are no `dosage`, because whoever reads that reads how it is
/// taken now.
const PAST: &str = "urn:x-kinfolio:past-dosage";
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
    let mut extensions: Vec<Value> = Vec::new();
    if let Some(stock) = &course.stock {
        let mut parts = vec![
            json!({ "url": "count", "valueDecimal": number(&stock.count) }),
            json!({ "url": "at", "valueDateTime": super::fhir_date(&stock.at) }),
            json!({ "url": "warn", "valueInteger": stock.warn_days }),
        ];
        if !stock.unit.trim().is_empty() {
            parts.push(json!({ "url": "unit", "valueString": stock.unit.trim() }));
        }
        extensions.push(json!({ "url": STOCK, "extension": parts }));
    }
    if let Some(plan) = &course.plan {
        let before = Plan {
            unit: plan.unit.clone(),
            steps: plan.past.clone(),
            ..Plan::default()
        };
        for part in before.parts() {
            let dosage = dosage(&before, &part);
            extensions.push(json!({ "url": PAST, "valueDosage": dosage }));
        }
    }
    if !extensions.is_empty() {
        map.insert("extension".to_owned(), Value::Array(extensions));
    }
    let planned = |p: &&Plan| !p.steps.is_empty() || p.as_needed.is_some();
    let Some(plan) = course.plan.as_ref().filter(planned) else {
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
    let step = part.step.and_then(|n| plan.steps.get(n));
    let unit = step.and_then(|s| s.unit.as_ref()).unwrap_or(&plan.unit);
    dosage.insert(
        "doseAndRate".to_owned(),
        json!([{ "doseQuantity": amount(&part.amount, unit) }]),
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
    // Others read the days on which it is in force; from which day ours counts is said beside it.
    let start = match &step.since {
        Some(since) if since.day.sort_seconds() > step.from.sort_seconds() => &since.day,
        _ => &step.from,
    };
    bounds.insert("start".to_owned(), json!(super::fhir_date(start)));
    if let Some(until) = &step.until {
        bounds.insert("end".to_owned(), json!(super::fhir_date(until)));
    }
    repeat.insert("boundsPeriod".to_owned(), Value::Object(bounds));
    let mut extensions: Vec<Value> = held(step).into_iter().collect();
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
                    extensions.push(json!({ "url": CYCLE, "extension": parts }));
                }
                Days::Every | Days::Nth(_) => {}
            }
            part.minutes.iter().copied().map(clock).collect()
        }
    };
    repeat.insert("timeOfDay".to_owned(), json!(times));
    if !extensions.is_empty() {
        repeat.insert("extension".to_owned(), Value::Array(extensions));
    }
    Value::Object(repeat)
}

/// `2026-11-26T08:00`, as on the wall.
fn edge_text(edge: &Edge) -> String {
    let (hour, minute) = (edge.minute / 60, edge.minute % 60);
    format!("{}T{hour:02}:{minute:02}", super::fhir_date(&edge.day))
}

fn edge(text: &str) -> Option<Edge> {
    let (day, time) = text.split_once('T')?;
    let day = day.parse::<PartialDate>().ok()?;
    day.day_number()?;
    Some(Edge {
        day,
        minute: minute(time)?,
    })
}

/// Which part of its days a step holds for, where that is not all of them.
fn held(step: &Step) -> Option<Value> {
    if step.since.is_none() && step.replaced.is_none() {
        return None;
    }
    let mut parts = vec![json!({ "url": "from", "valueDate": super::fhir_date(&step.from) })];
    for (url, at) in [("since", &step.since), ("replaced", &step.replaced)] {
        if let Some(at) = at {
            parts.push(json!({ "url": url, "valueString": edge_text(at) }));
        }
    }
    Some(json!({ "url": HELD, "extension": parts }))
}

/// How it is taken in the words that were typed, whether there is a plan or not.
pub(super) fn typed_words(statement: &Value) -> Option<String> {
    let typed = string(statement, "/dosage/0/patientInstruction");
    if now(statement).is_some() {
        return typed;
    }
    // What is no plan of ours stands as its source words it: every instruction of it.
    let dosages = statement.pointer("/dosage").and_then(Value::as_array);
    let mut words: Vec<String> = Vec::new();
    let texts = dosages.into_iter().flatten();
    for text in typed
        .into_iter()
        .chain(texts.filter_map(|d| string(d, "/text")))
    {
        if !text.trim().is_empty() && !words.contains(&text) {
            words.push(text);
        }
    }
    (!words.is_empty()).then(|| words.join("; "))
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
    let texts = now(v).map(|_| {
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
        unit: extension(stock, "unit")
            .and_then(|u| string(u, "/valueString"))
            .unwrap_or_default(),
        at: string(extension(stock, "at")?, "/valueDateTime")?
            .parse()
            .ok()?,
        warn_days: extension(stock, "warn")
            .and_then(|w| small(w, "/valueInteger"))
            .unwrap_or(7),
    })
}

/// The plan: how it is taken now, and what was planned before.
fn plan(v: &Value) -> Option<Plan> {
    let extensions = v.get("extension").and_then(Value::as_array);
    let before: Vec<&Value> = extensions
        .into_iter()
        .flatten()
        .filter(|e| e.get("url").and_then(Value::as_str) == Some(PAST))
        .filter_map(|e| e.get("valueDosage"))
        .collect();
    // A past that is not understood is left out; it says nothing of how it is taken now.
    let before = instructions(&before).map(|i| i.steps).unwrap_or_default();
    let mut plan = match now(v) {
        Some(plan) => plan,
        None => Plan {
            unit: before.last()?.unit.clone()?,
            ..Plan::default()
        },
    };
    plan.past = before;
    for step in &mut plan.past {
        if step.unit.as_ref() == Some(&plan.unit) {
            step.unit = None;
        }
    }
    Some(plan)
}

/// How it is taken now, where every instruction is one that we write ourselves. With one that is not there is no
/// plan: half a plan, or a weekly dose read as a daily one, could kill; the words of the source stand instead.
fn now(v: &Value) -> Option<Plan> {
    let dosages: Vec<&Value> = v.pointer("/dosage")?.as_array()?.iter().collect();
    let Instructions {
        mut steps,
        as_needed,
        most,
    } = instructions(&dosages)?;
    let units = steps.iter().filter_map(|s| s.unit.clone());
    let mut units: Vec<String> = units
        .chain(as_needed.iter().map(|(_, u)| u.clone()))
        .collect();
    units.dedup();
    // Two units at a time are no plan of ours.
    let [unit] = units.as_slice() else {
        return None;
    };
    for step in &mut steps {
        step.unit = None;
    }
    Some(Plan {
        unit: unit.clone(),
        steps,
        past: Vec::new(),
        as_needed: as_needed.map(|(amount, _)| amount),
        most_per_day: most,
    })
}

/// What some instructions say; each step has its unit.
struct Instructions {
    steps: Vec<Step>,
    as_needed: Option<(Decimal, String)>,
    most: Option<Decimal>,
}

fn instructions(dosages: &[&Value]) -> Option<Instructions> {
    let (mut as_needed, mut most) = (None, None);
    let mut steps: BTreeMap<u64, Step> = BTreeMap::new();
    for dosage in dosages {
        let amount = decimal(dosage, "/doseAndRate/0/doseQuantity/value")?;
        let unit = string(dosage, "/doseAndRate/0/doseQuantity/unit").unwrap_or_default();
        if let Some(given) = dosage.get("maxDosePerPeriod") {
            most = Some(most_of_a_day(given)?);
        }
        if dosage.get("asNeededCodeableConcept").is_some() {
            return None;
        }
        if dosage.get("asNeededBoolean") == Some(&json!(true)) {
            // "When needed, but at these times" is no plan of ours.
            if dosage.get("timing").is_some() || as_needed.is_some() {
                return None;
            }
            as_needed = Some((amount, unit));
            continue;
        }
        let step = Step {
            unit: Some(unit),
            ..step(dosage, &amount)?
        };
        let sequence = dosage.get("sequence").and_then(Value::as_u64).unwrap_or(1);
        match steps.get_mut(&sequence) {
            Some(known) => join(known, step)?,
            None => {
                steps.insert(sequence, step);
            }
        }
    }
    Some(Instructions {
        steps: steps.into_values().collect(),
        as_needed,
        most,
    })
}

/// The most of one day; a most of any other time is not ours.
fn most_of_a_day(most: &Value) -> Option<Decimal> {
    let per = most.pointer("/denominator")?;
    let unit = string(per, "/code").or_else(|| string(per, "/unit"))?;
    let one = decimal(per, "/value").is_some_and(|d| whole(&d) == Some(1));
    (unit == "d" && one).then(|| decimal(most, "/numerator/value"))?
}

/// Two instructions of one step: their times together, in order. They must be of the same days.
fn join(known: &mut Step, more: Step) -> Option<()> {
    let same = known.unit == more.unit
        && known.from == more.from
        && known.until == more.until
        && known.since == more.since
        && known.replaced == more.replaced;
    match (&mut known.rhythm, more.rhythm) {
        (
            Rhythm::Times { slots, days },
            Rhythm::Times {
                slots: others,
                days: other,
            },
        ) if same && *days == other => {
            slots.extend(others);
            slots.sort_by_key(|s| s.minute);
            Some(())
        }
        _ => None,
    }
}

/// Has an object only names that are understood here?
fn only(map: &Map<String, Value>, known: &[&str]) -> bool {
    map.keys().all(|key| known.contains(&key.as_str()))
}

/// A number without a fraction: `1`, `1.0`.
fn whole(number: &Decimal) -> Option<u64> {
    let (digits, rest) = number
        .as_str()
        .split_once('.')
        .unwrap_or((number.as_str(), ""));
    let zero = rest.bytes().all(|b| b == b'0');
    zero.then(|| digits.parse().ok())?
}

/// The days of the week by their bits, where every name is one.
fn weekdays(repeat: &Map<String, Value>) -> Option<Option<u8>> {
    let Some(names) = repeat.get("dayOfWeek") else {
        return Some(None);
    };
    let mut bits = 0_u8;
    for name in names.as_array()? {
        let n = WEEK.iter().position(|w| Some(*w) == name.as_str())?;
        bits |= 1_u8 << n;
    }
    (bits != 0).then_some(Some(bits))
}

fn step(dosage: &Value, amount: &Decimal) -> Option<Step> {
    let timing = dosage.get("timing")?.as_object()?;
    let repeat = timing.get("repeat")?.as_object()?;
    let known = [
        "boundsPeriod",
        "frequency",
        "period",
        "periodUnit",
        "timeOfDay",
        "dayOfWeek",
        "extension",
    ];
    if !only(timing, &["repeat"]) || !only(repeat, &known) {
        return None;
    }
    let week = weekdays(repeat)?;
    let repeat = timing.get("repeat")?;
    let date = |path: &str| match repeat.pointer(path) {
        None => Some(None),
        Some(text) => text.as_str()?.parse::<PartialDate>().ok().map(Some),
    };
    let mut slots: Vec<Slot> = Vec::new();
    for time in repeat.get("timeOfDay")?.as_array()? {
        slots.push(Slot {
            minute: minute(time.as_str()?)?,
            amount: amount.clone(),
        });
    }
    let period = small(repeat, "/period")?;
    let unit = string(repeat, "/periodUnit")?;
    let frequency = match repeat.get("frequency") {
        None => None,
        Some(n) => Some(usize::try_from(n.as_u64()?).ok()?),
    };
    let cycle = extension(repeat, CYCLE);
    let extensions = repeat.get("extension").and_then(Value::as_array);
    let foreign = |e: &Value| !matches!(e.get("url").and_then(Value::as_str), Some(CYCLE | HELD));
    if extensions.is_some_and(|all| all.iter().any(foreign)) {
        return None;
    }
    let often = |n: usize| frequency.is_none_or(|f| f == n);
    let rhythm = match (unit.as_str(), week, cycle) {
        ("h", None, None) if slots.len() == 1 && often(1) => Rhythm::Hours {
            every: period,
            first: slots.into_iter().next()?,
        },
        ("d", Some(bits), None) if period == 1 && often(slots.len()) => Rhythm::Times {
            slots,
            days: Days::Week(bits),
        },
        ("d", None, Some(cycle)) if period == 1 && often(slots.len()) => Rhythm::Times {
            slots,
            days: Days::Cycle {
                on: small(extension(cycle, "on")?, "/valueInteger")?,
                off: small(extension(cycle, "off")?, "/valueInteger")?,
            },
        },
        ("d", None, None) if period > 0 && often(slots.len()) => Rhythm::Times {
            slots,
            days: if period > 1 {
                Days::Nth(period)
            } else {
                Days::Every
            },
        },
        _ => return None,
    };
    let (mut from, mut since, mut replaced) = (date("/boundsPeriod/start")??, None, None);
    if let Some(held) = extension(repeat, HELD) {
        from = string(extension(held, "from")?, "/valueDate")?
            .parse()
            .ok()?;
        let at = |name: &str| match extension(held, name) {
            None => Some(None),
            Some(e) => edge(&string(e, "/valueString")?).map(Some),
        };
        (since, replaced) = (at("since")?, at("replaced")?);
    }
    Some(Step {
        from,
        until: date("/boundsPeriod/end")?,
        rhythm,
        unit: None,
        since,
        replaced,
    })
}

/// Our word for a code of our own.
pub(super) fn own(code: &str, display: &str) -> Value {
    json!({ "coding": [{ "system": OWN_SYSTEM, "code": code, "display": display }] })
}
