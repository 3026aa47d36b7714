//! What a hospital's entry says of a dose, as far as it can be held against another.
//!
//! A timing that is not understood as a whole is not understood at all: whoever leaves out `dayOfWeek` makes
//! a daily dose of a weekly one. What cannot be said stays unsaid; the source's own words are shown.
//!
//! # Source
//! HL7 FHIR 4.0.1, data types `Dosage` and `Timing` (R4, 2019-11-01): `frequency` in `period`, `dayOfWeek`,
//! `timeOfDay`, `when` (value set event-timing), `bounds[x]`; instructions with different `sequence` follow
//! each other, those with the same one hold at the same time.

use super::dosing::{decimal, string};
use kin_model::dosing::Often;
use kin_model::{Decimal, PartialDate};
use serde_json::{Map, Value, json};

/// One instruction of a hospital's entry.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PrescribedPart {
    /// How much at a time, and its unit, where one amount is given.
    pub dose: Option<(Decimal, String)>,
    /// How often, where the timing says it and all of the timing is understood.
    pub often: Option<Often>,
    /// First day, where there is one.
    pub from: Option<PartialDate>,
    /// Last day, where there is one.
    pub until: Option<PartialDate>,
    /// Its place: those with another number hold before or after.
    pub sequence: Option<u64>,
    /// It has a timing, whether that is understood or not.
    pub timed: bool,
}

/// What a hospital's entry says of a dose, as far as it can be held against another.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Prescribed {
    /// Its instructions.
    pub parts: Vec<PrescribedPart>,
    /// Taken when needed.
    pub as_needed: bool,
    /// The texts of the dosage, in the source's words.
    pub text: Option<String>,
    /// The same, and of an instruction without a text its numbers in a notation without language: `4 tablet, 1 × / wk,
    /// mon`. A dose is never said without how often, where the source says it.
    pub words: Option<String>,
}

/// Reads what any MedicationRequest, MedicationStatement or MedicationDispense says of the dose.
#[must_use]
pub fn prescribed(body: &[u8]) -> Prescribed {
    let Ok(v) = serde_json::from_slice::<Value>(body) else {
        return Prescribed::default();
    };
    // Of a MedicationAdministration there is one.
    let dosages = ["dosageInstruction", "dosage"]
        .into_iter()
        .filter_map(|name| match v.get(name)? {
            Value::Array(all) => Some(all.as_slice()),
            one => Some(std::slice::from_ref(one)),
        })
        .flatten();
    let mut dosages: Vec<&Value> = dosages.collect();
    let place = |dosage: &Value| dosage.get("sequence").and_then(Value::as_u64);
    // Steps that are numbered stand in their order, whatever the file's is.
    if dosages.iter().all(|d| place(d).is_some()) {
        dosages.sort_by_key(|d| place(d));
    }
    let mut said = Prescribed::default();
    let (mut texts, mut words): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    for dosage in dosages {
        said.as_needed |= dosage.get("asNeededBoolean") == Some(&json!(true))
            || dosage.get("asNeededCodeableConcept").is_some();
        said.parts.push(part(dosage));
        let filled = |name: &str| string(dosage, name).filter(|t| !t.trim().is_empty());
        let whole = filled("/text");
        let advice = filled("/patientInstruction");
        // Advice for the patient ("with food") is no dose: the numbers stand with it.
        let said_so = whole.clone().or_else(|| match (&advice, notation(dosage)) {
            (Some(advice), Some(numbers)) => Some(format!("{advice} ({numbers})")),
            (advice, numbers) => advice.clone().or(numbers),
        });
        let text = whole.or(advice);
        words.extend(said_so.filter(|t| !words.contains(t)));
        texts.extend(text.filter(|t| !texts.contains(t)));
    }
    said.words = (!words.is_empty()).then(|| words.join("; "));
    said.text = (!texts.is_empty()).then(|| texts.join("; "));
    said
}

fn part(dosage: &Value) -> PrescribedPart {
    let timing = dosage.get("timing");
    let bound = |end: &str| {
        let place = format!("/timing/repeat/boundsPeriod/{end}");
        string(dosage, &place)?.parse::<PartialDate>().ok()
    };
    PrescribedPart {
        dose: dose(dosage),
        often: timing.and_then(often),
        from: bound("start"),
        until: bound("end"),
        sequence: dosage.get("sequence").and_then(Value::as_u64),
        timed: timing.is_some(),
    }
}

/// The numbers of an instruction in a notation without language.
fn notation(dosage: &Value) -> Option<String> {
    let plain = |v: &Value| match v {
        Value::String(text) => Some(text.clone()),
        Value::Number(n) => Some(n.to_string()),
        _ => None,
    };
    let quantity = |v: &Value| {
        let unit = string(v, "/unit").or_else(|| string(v, "/code"));
        let parts = [v.get("value").and_then(plain), unit];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    };
    let mut parts: Vec<String> = Vec::new();
    let first = dosage.pointer("/doseAndRate/0").unwrap_or(dosage);
    let dose = ["doseQuantity", "doseSimpleQuantity", "dose"]
        .into_iter()
        .find_map(|name| quantity(first.get(name)?));
    if let Some(dose) = dose {
        parts.push(dose);
    } else if let Some(range) = first.get("doseRange") {
        let end = |name: &str| range.get(name).and_then(quantity);
        let ends: Vec<String> = [end("low"), end("high")].into_iter().flatten().collect();
        parts.push(ends.join("–"));
    }
    parts.extend(rate(first, &quantity));
    let repeat = dosage.pointer("/timing/repeat");
    let of = |name: &str| repeat.and_then(|r| r.get(name)).and_then(plain);
    let between = |least: &str, most: &str| match (of(least), of(most)) {
        (Some(a), Some(b)) => Some(format!("{a}–{b}")),
        (a, b) => a.or(b),
    };
    let often = between("frequency", "frequencyMax");
    // DSTU2 wrote `periodUnits`.
    let unit = of("periodUnit").or_else(|| of("periodUnits"));
    match (often, between("period", "periodMax"), unit) {
        (often, Some(period), Some(unit)) => {
            let often = often.unwrap_or_else(|| "1".to_owned());
            let period = if period == "1" || period == "1.0" {
                unit
            } else {
                format!("{period} {unit}")
            };
            parts.push(format!("{often} × / {period}"));
        }
        (Some(often), _, _) => parts.push(format!("{often} ×")),
        _ => {}
    }
    for name in ["dayOfWeek", "timeOfDay", "when"] {
        let list = repeat.and_then(|r| r.get(name)).and_then(Value::as_array);
        let list: Vec<String> = list.into_iter().flatten().filter_map(plain).collect();
        if !list.is_empty() {
            parts.push(list.join(", "));
        }
    }
    if let Some(count) = between("count", "countMax") {
        parts.push(format!("{count} ×"));
    }
    parts.extend(string(dosage, "/timing/code/text"));
    parts.extend(string(dosage, "/timing/code/coding/0/display"));
    let concept = |name: &str| {
        let text = string(dosage, &format!("/{name}/text"));
        text.or_else(|| string(dosage, &format!("/{name}/coding/0/display")))
    };
    // `prn` is what prescriptions in both languages write for "when needed".
    match concept("asNeededCodeableConcept") {
        Some(why) => parts.push(format!("prn: {why}")),
        None if dosage.get("asNeededBoolean") == Some(&json!(true)) => parts.push("prn".to_owned()),
        None => {}
    }
    if let Some(most) = dosage.get("maxDosePerPeriod") {
        let end = |name: &str| most.get(name).and_then(quantity);
        if let (Some(most), Some(per)) = (end("numerator"), end("denominator")) {
            let per = per.strip_prefix("1 ").unwrap_or(&per).to_owned();
            parts.push(format!("≤ {most} / {per}"));
        }
    }
    parts.retain(|p| !p.trim().is_empty());
    if parts.is_empty() {
        return None;
    }
    parts.extend(concept("route"));
    Some(parts.join(", "))
}

/// How fast: of an infusion, or of oxygen.
fn rate(first: &Value, quantity: &dyn Fn(&Value) -> Option<String>) -> Option<String> {
    let of = |name: &str| first.get(name);
    if let Some(rate) = of("rateQuantity").or_else(|| of("rateSimpleQuantity")) {
        return quantity(rate);
    }
    let end = |whole: &Value, name: &str| whole.get(name).and_then(quantity);
    if let Some(ratio) = of("rateRatio") {
        let (much, time) = (end(ratio, "numerator")?, end(ratio, "denominator")?);
        let time = time.strip_prefix("1 ").unwrap_or(&time).to_owned();
        return Some(format!("{much} / {time}"));
    }
    let range = of("rateRange")?;
    let ends: Vec<String> = [end(range, "low"), end(range, "high")]
        .into_iter()
        .flatten()
        .collect();
    (!ends.is_empty()).then(|| ends.join("–"))
}

/// The one amount of an instruction; a range, a rate, or two amounts are none.
fn dose(dosage: &Value) -> Option<(Decimal, String)> {
    let quantity = match dosage.get("doseAndRate") {
        Some(all) => match all.as_array()?.as_slice() {
            [one] => {
                let rates = ["doseRange", "rateRatio", "rateRange", "rateQuantity"];
                if rates.iter().any(|name| one.get(name).is_some()) {
                    return None;
                }
                one.get("doseQuantity")?
            }
            _ => return None,
        },
        None => dosage.get("doseQuantity")?,
    };
    // `<` and the like: no amount.
    if quantity.get("comparator").is_some() {
        return None;
    }
    let unit = string(quantity, "/unit").or_else(|| string(quantity, "/code"));
    Some((decimal(quantity, "/value")?, unit.unwrap_or_default()))
}

/// Names of `Timing.repeat` that are read here, or that do not change how often a dose is taken.
const KNOWN: [&str; 14] = [
    "id",
    "boundsPeriod",
    "boundsDuration",
    "boundsRange",
    "duration",
    "durationMax",
    "durationUnit",
    "frequency",
    "period",
    "periodUnit",
    "periodUnits",
    "dayOfWeek",
    "timeOfDay",
    "when",
];

/// How often a timing is, in lowest terms; `None` unless all of it is understood: a number of times in all
/// (`count`), a range (`frequencyMax`, `periodMax`), single moments (`event`), an extension.
fn often(timing: &Value) -> Option<Often> {
    let timing = timing.as_object()?;
    if timing.contains_key("event") || timing.contains_key("modifierExtension") {
        return None;
    }
    let repeat = timing.get("repeat")?.as_object()?;
    let known = |key: &String| KNOWN.contains(&key.as_str()) || key == "offset";
    if !repeat.keys().all(known) {
        return None;
    }
    let frequency = match repeat.get("frequency") {
        None => None,
        Some(n) => Some(n.as_u64().filter(|n| *n > 0)?),
    };
    let marks = marks(repeat)?;
    let unit = repeat
        .get("periodUnit")
        .or_else(|| repeat.get("periodUnits"));
    let period = match (repeat.get("period"), unit) {
        (None, None) => None,
        (Some(period), Some(unit)) => Some((number(period)?, unit.as_str()?)),
        _ => return None,
    };
    match weekdays(repeat)? {
        Some(days) => of_week(days, frequency, marks, period),
        None => of_days(frequency, marks, period),
    }
}

/// Times of the day that are named: by the clock, or by the events of a day; `Some(None)` without any.
fn marks(repeat: &Map<String, Value>) -> Option<Option<u64>> {
    // With meals: nobody says how many there are.
    const MEALS: [&str; 3] = ["C", "AC", "PC"];
    let list = |name: &str| match repeat.get(name) {
        None => Some(None),
        Some(list) => list.as_array().map(Some),
    };
    let (clock, when) = (list("timeOfDay")?, list("when")?);
    match (clock, when) {
        (None, None) => Some(None),
        (Some(times), None) => Some(Some(u64::try_from(times.len()).ok().filter(|n| *n > 0)?)),
        (None, Some(events)) => {
            let meal = |e: &Value| e.as_str().is_none_or(|e| MEALS.contains(&e));
            if events.is_empty() || events.iter().any(meal) {
                return None;
            }
            Some(Some(u64::try_from(events.len()).ok()?))
        }
        (Some(_), Some(_)) => None,
    }
}

/// How many days of the week are named; each must be one.
fn weekdays(repeat: &Map<String, Value>) -> Option<Option<u64>> {
    let Some(names) = repeat.get("dayOfWeek") else {
        return Some(None);
    };
    let mut found: Vec<&str> = Vec::new();
    for name in names.as_array()? {
        let name = name.as_str()?;
        if !["mon", "tue", "wed", "thu", "fri", "sat", "sun"].contains(&name) {
            return None;
        }
        found.push(name);
    }
    found.sort_unstable();
    found.dedup();
    let n = u64::try_from(found.len()).ok()?;
    (n > 0).then_some(Some(n))
}

/// On some days of the week.
fn of_week(
    days: u64,
    frequency: Option<u64>,
    marks: Option<u64>,
    period: Option<(Decimal, &str)>,
) -> Option<Often> {
    let unit = match period {
        None => "d",
        Some((n, unit)) if whole(&n) == Some(1) => unit,
        Some(_) => return None,
    };
    match unit {
        // So many times on each of these days.
        "d" => {
            if let (Some(f), Some(m)) = (frequency, marks)
                && f != m
            {
                return None;
            }
            Often::new(marks.or(frequency).unwrap_or(1).checked_mul(days)?, 7)
        }
        // So many times a week, on these days: each of them has the same number.
        "wk" => {
            let times = match (frequency, marks) {
                (None, marks) => marks.unwrap_or(1).checked_mul(days)?,
                (Some(f), None) => f,
                (Some(f), Some(m)) => Some(f).filter(|f| Some(*f) == m.checked_mul(days))?,
            };
            if times.checked_rem(days) != Some(0) {
                return None;
            }
            Often::new(times, 7)
        }
        _ => None,
    }
}

/// So many times in a period.
fn of_days(
    frequency: Option<u64>,
    marks: Option<u64>,
    period: Option<(Decimal, &str)>,
) -> Option<Often> {
    if let (Some(f), Some(m)) = (frequency, marks)
        && f != m
    {
        return None;
    }
    let times = marks.or(frequency);
    match period {
        // "In the morning and in the evening": of every day.
        None => Often::new(marks?, 1),
        Some((n, unit)) => {
            let n = whole(&n)?;
            match unit {
                "d" => Often::new(times.unwrap_or(1), n),
                "wk" => Often::new(times.unwrap_or(1), n.checked_mul(7)?),
                "h" => Often::new(times.unwrap_or(1).checked_mul(24)?, n),
                // Months and years have no number of days.
                _ => None,
            }
        }
    }
}

fn number(value: &Value) -> Option<Decimal> {
    if value.is_number() {
        value.to_string().parse().ok()
    } else {
        None
    }
}

/// A number without a fraction, above 0: `1`, `1.0`.
fn whole(number: &Decimal) -> Option<u64> {
    let (digits, rest) = number
        .as_str()
        .split_once('.')
        .unwrap_or((number.as_str(), ""));
    if rest.bytes().any(|b| b != b'0') {
        return None;
    }
    digits.parse().ok().filter(|n| *n > 0)
}
