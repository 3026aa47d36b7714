//! Values, units, reference ranges and whether a value lies outside.

use crate::header::{
    Choice, Component, Concept, Ingredient, Many, Period, Quantity, ReferenceRange,
};
use kin_model::{Abnormal, Decimal};
use std::borrow::Cow;
use std::cmp::Ordering;

/// A value as shown, with its unit.
pub(super) type Shown<'a> = (Option<Cow<'a, str>>, Option<Cow<'a, str>>);

/// `<5`, `6.10`: comparator and digits as given.
pub(super) fn number<'a>(q: &Quantity<'a>) -> Option<Cow<'a, str>> {
    let digits = q.value.some()?;
    if q.comparator.is_empty() {
        Some(digits)
    } else {
        Some(Cow::Owned(format!("{}{digits}", q.comparator.as_str())))
    }
}

/// The unit as printed, else its code; none for a bare number (`1`).
pub(super) fn unit<'a>(q: &Quantity<'a>) -> Option<Cow<'a, str>> {
    q.unit
        .some()
        .or_else(|| q.code.some())
        .filter(|u| u != "1" && u != "{score}")
}

/// `3.9–6.1`, `≥ 3.9`, `≤ 6.1`.
fn low_to_high<'a>(low: &Quantity<'a>, high: &Quantity<'a>) -> Option<Cow<'a, str>> {
    match (number(low), number(high)) {
        (Some(a), Some(b)) => Some(Cow::Owned(format!("{a}–{b}"))),
        (Some(a), None) => Some(Cow::Owned(format!("≥ {a}"))),
        (None, Some(b)) => Some(Cow::Owned(format!("≤ {b}"))),
        (None, None) => None,
    }
}

fn ratio<'a>(p: &Period<'a>) -> Option<Cow<'a, str>> {
    let part = |q: &Quantity<'a>| {
        number(q).map(|n| match unit(q) {
            Some(u) => format!("{n} {u}"),
            None => n.into_owned(),
        })
    };
    match (part(&p.low), part(&p.high)) {
        (Some(a), Some(b)) => Some(Cow::Owned(format!("{a}:{b}"))),
        (Some(a), None) => Some(Cow::Owned(a)),
        _ => None,
    }
}

/// How strong an ingredient is: `5 mg`, `5 mg / mL`, `100 mg / 5 mL`.
pub(super) fn strength<'a>(ingredient: &Ingredient<'a>) -> Option<Cow<'a, str>> {
    let part = |q: &Quantity<'a>| {
        let digits = number(q)?;
        Some(match unit(q) {
            Some(unit) => Cow::Owned(format!("{digits} {unit}")),
            None => digits,
        })
    };
    let much = part(&ingredient.strength.low).or_else(|| part(&ingredient.quantity))?;
    let of = &ingredient.strength.high;
    let per = match (part(of), unit(of)) {
        (Some(per), Some(_)) => per
            .strip_prefix("1 ")
            .map(str::to_owned)
            .unwrap_or_else(|| per.into_owned()),
        _ => return Some(much),
    };
    Some(Cow::Owned(format!("{much} / {per}")))
}

/// A choice element as shown.
pub(super) fn shown<'a>(value: &Choice<'a>) -> Shown<'a> {
    match value.named {
        "Quantity" => (number(&value.quantity), unit(&value.quantity)),
        "Integer" => (value.quantity.value.some(), None),
        "DateTime" | "String" | "Boolean" => (value.text.some(), None),
        "CodeableConcept" | "CodeableReference" | "Reference" => (value.concept.words(), None),
        "Range" => (
            low_to_high(&value.period.low, &value.period.high),
            unit(&value.period.low).or_else(|| unit(&value.period.high)),
        ),
        "Ratio" => (ratio(&value.period), None),
        "Period" => {
            let words = match (value.period.start.some(), value.period.end.some()) {
                (Some(a), Some(b)) => Some(Cow::Owned(format!("{a} – {b}"))),
                (Some(a), None) => Some(a),
                (None, b) => b,
            };
            (words, None)
        }
        _ => (None, None),
    }
}

/// Systolic and diastolic blood pressure.
///
/// # Source
/// HL7 FHIR 4.0.1, vital signs profile "Blood Pressure": LOINC 8480-6 and 8462-4; SNOMED CT
/// 271649006 and 271650006 as translations; ISO/IEEE 11073 MDC 150021 and 150022 for devices; US
/// Core 7.0.0 "Average Blood Pressure": 96608-5 and 96609-3.
fn is_systolic(c: &Concept<'_>) -> bool {
    ["8480-6", "271649006", "150021", "96608-5"]
        .iter()
        .any(|code| c.has(code))
}
fn is_diastolic(c: &Concept<'_>) -> bool {
    ["8462-4", "271650006", "150022", "96609-3"]
        .iter()
        .any(|code| c.has(code))
}

/// The value that the components make together: `132/81` for a blood pressure, else the named
/// components one after the other, of more than four what is out of range first.
pub(super) fn components<'a>(parts: &Many<Component<'a>>) -> Shown<'a> {
    let upper = parts.iter().find(|c| is_systolic(&c.code));
    let lower = parts.iter().find(|c| is_diastolic(&c.code));
    if upper.is_some() || lower.is_some() {
        let (a, unit_a) = upper.map_or((None, None), |c| shown(&c.value));
        let (b, unit_b) = lower.map_or((None, None), |c| shown(&c.value));
        if a.is_none() && b.is_none() {
            return (None, None);
        }
        // Two units are never written as one.
        if let (Some(one), Some(other)) = (&unit_a, &unit_b)
            && one != other
            && let (Some(a), Some(b)) = (&a, &b)
        {
            return (Some(Cow::Owned(format!("{a} {one} / {b} {other}"))), None);
        }
        // A missing half is said to be missing, never left out.
        let missing = || Cow::Borrowed("?");
        let text = format!(
            "{}/{}",
            a.unwrap_or_else(missing),
            b.unwrap_or_else(missing)
        );
        return (Some(Cow::Owned(text)), unit_a.or(unit_b));
    }
    let (mut listed, mut missing): (Vec<(bool, String)>, usize) = (Vec::new(), 0);
    for part in parts.iter() {
        let name = part.code.words().unwrap_or_default();
        let (Some(value), unit) = shown(&part.value) else {
            // What was asked for and is missing is said to be missing.
            if super::absent::is_absent(part) && !name.is_empty() {
                missing += 1;
                listed.push((false, format!("{name} ?")));
            }
            continue;
        };
        let mut words = match unit {
            Some(unit) => format!("{name} {value} {unit}"),
            None => format!("{name} {value}"),
        };
        // Which of them is out of its range stands with it: a flag of the whole would be taken for the last one's.
        let own = interpreted(&part.interpretation).or_else(|| beyond(&part.value, &part.range));
        let flag = own.and_then(letter);
        if let Some(flag) = flag {
            words.push_str(&format!(" ({flag})"));
        }
        listed.push((flag.is_some(), words));
    }
    if listed.len() == missing {
        return (None, None);
    }
    // A long panel is opened to be read; what it holds is said all the same, what is out of range before the rest.
    let all = listed.len();
    if all > MOST_PARTS {
        listed.sort_by_key(|(flagged, _)| !flagged);
        listed.truncate(MOST_PARTS);
        let length: usize = listed.iter().map(|(_, words)| words.chars().count()).sum();
        // Questions with their answers are no line of a list.
        if length > LONGEST_LINE {
            listed.retain(|(flagged, _)| *flagged);
        }
        if listed.is_empty() {
            return (None, None);
        }
    }
    let more = all - listed.len().min(all);
    let mut listed: Vec<String> = listed.into_iter().map(|(_, words)| words).collect();
    if more > 0 {
        listed.push(format!("+ {more}"));
    }
    (Some(Cow::Owned(listed.join("; "))), None)
}

/// Most parts of a panel that stand in its line.
const MOST_PARTS: usize = 4;

/// Most characters of them, where there are more.
const LONGEST_LINE: usize = 160;

/// The flag of one value among others, as laboratories print it.
const fn letter(flag: Abnormal) -> Option<&'static str> {
    match flag {
        Abnormal::No => None,
        Abnormal::Low => Some("L"),
        Abnormal::High => Some("H"),
        Abnormal::CriticalLow => Some("LL"),
        Abnormal::CriticalHigh => Some("HH"),
        Abnormal::Yes => Some("A"),
    }
}

/// Does it hold for some people only: one sex, one age, a pregnancy?
fn for_some(range: &ReferenceRange<'_>) -> bool {
    !(range.applies.is_empty() && range.age.is_empty())
}

/// The ranges that may be meant for this value: those called normal, else those without a type, else the recommended
/// ones; and of these the ones that hold for everybody, where there are any.
fn meant<'r, 'a>(ranges: &'r Many<ReferenceRange<'a>>) -> Vec<&'r ReferenceRange<'a>> {
    let is = |r: &&ReferenceRange<'a>, code: &str| r.kind.iter().any(|k| k.has(code));
    let of = |wanted: &dyn Fn(&&ReferenceRange<'a>) -> bool| -> Vec<&'r ReferenceRange<'a>> {
        ranges.iter().filter(wanted).collect()
    };
    let mut found = of(&|r| is(r, "normal"));
    if found.is_empty() {
        found = of(&|r| r.kind.is_empty());
    }
    if found.is_empty() {
        found = of(&|r| is(r, "recommended") || is(r, "type"));
    }
    if found.iter().any(|r| !for_some(r)) {
        found.retain(|r| !for_some(r));
    }
    found
}

/// The range that is meant for this value. Of several that each hold for some people only (men and women, children
/// and adults) none: which of them is this person's is not for us to guess.
///
/// # Source
/// HL7 FHIR 4.0.1, `Observation.referenceRange`: `type`, `appliesTo` and `age`; "if multiple ranges are given, they are
/// for different populations or of different types".
pub(super) fn normal_range<'r, 'a>(
    ranges: &'r Many<ReferenceRange<'a>>,
) -> Option<&'r ReferenceRange<'a>> {
    match meant(ranges).as_slice() {
        [first, ..] if !for_some(first) => Some(first),
        [one] => Some(one),
        _ => None,
    }
}

/// A reference range as printed; of ranges that hold for some people only each, with the words for whom.
pub(super) fn range_words<'a>(
    ranges: &Many<ReferenceRange<'a>>,
    value_unit: Option<&str>,
) -> Option<Cow<'a, str>> {
    let meant = meant(ranges);
    let some_only = meant.iter().all(|r| for_some(r));
    if !some_only {
        return limits_words(meant.first()?, value_unit);
    }
    let each = meant.into_iter().take(MOST_RANGES).filter_map(|range| {
        let limits = limits_words(range, value_unit)?;
        Some(match whom(range) {
            Some(whom) => format!("{limits} ({whom})"),
            None => limits.into_owned(),
        })
    });
    let each: Vec<String> = each.collect();
    (!each.is_empty()).then(|| Cow::Owned(each.join("; ")))
}

/// Most ranges for different people that are printed beside one value.
const MOST_RANGES: usize = 6;

/// For whom a range holds, in the source's words.
fn whom(range: &ReferenceRange<'_>) -> Option<String> {
    let mut words: Vec<String> = range
        .applies
        .iter()
        .filter_map(|c| c.words().map(Cow::into_owned))
        .collect();
    if let Some(ages) = low_to_high(&range.age.low, &range.age.high) {
        let unit = unit(&range.age.low).or_else(|| unit(&range.age.high));
        words.push(match unit {
            Some(unit) => format!("{ages} {unit}"),
            None => ages.into_owned(),
        });
    }
    (!words.is_empty()).then(|| words.join(", "))
}

fn limits_words<'a>(range: &ReferenceRange<'a>, value_unit: Option<&str>) -> Option<Cow<'a, str>> {
    let Some(limits) = low_to_high(&range.low, &range.high) else {
        return range.text.some();
    };
    let own = unit(&range.low).or_else(|| unit(&range.high));
    match own {
        Some(own) if value_unit.is_some_and(|u| u != own) => {
            Some(Cow::Owned(format!("{limits} {own}")))
        }
        _ => Some(limits),
    }
}

/// An interpretation code or word.
///
/// # Source
/// HL7 Terminology, v3-ObservationInterpretation (codes of R4 and of v2 table 0078 are the same);
/// arrows and words as Chinese and English laboratories print them.
fn flag(code: &str) -> Option<Abnormal> {
    Some(match code {
        "H" | "HU" | ">" | "HX" | "↑" | "high" | "High" | "偏高" => Abnormal::High,
        "L" | "LU" | "<" | "LX" | "↓" | "low" | "Low" | "偏低" => Abnormal::Low,
        "HH" | "↑↑" => Abnormal::CriticalHigh,
        "LL" | "↓↓" => Abnormal::CriticalLow,
        "A" | "AA" | "POS" | "DET" | "R" | "I" | "RR" | "WR" | "abnormal" | "Abnormal" | "异常"
        | "阳性" => Abnormal::Yes,
        "N" | "NEG" | "ND" | "S" | "NR" | "normal" | "Normal" | "正常" | "阴性" => Abnormal::No,
        _ => return None,
    })
}

fn interpreted(list: &Many<Concept<'_>>) -> Option<Abnormal> {
    let mut found = None;
    for concept in list.iter() {
        let codes = concept.coding.iter().map(|c| c.code.as_str());
        for code in codes.chain([concept.text.as_str()]) {
            if let Some(flag) = flag(code) {
                if flag != Abnormal::No {
                    return Some(flag);
                }
                found = Some(flag);
            }
        }
    }
    found
}

fn decimal(q: &Quantity<'_>) -> Option<Decimal> {
    q.value.as_str().parse().ok()
}

/// True when two quantities are in the same unit as far as they say; a limit without a unit is
/// taken to be in the value's.
fn same_unit(value: &Quantity<'_>, limit: &Quantity<'_>) -> bool {
    let said = |q: &Quantity<'_>| !q.unit.is_empty() || !q.code.is_empty();
    if !said(limit) {
        return true;
    }
    let equal = |a: &str, b: &str| !a.is_empty() && a == b;
    equal(value.code.as_str(), limit.code.as_str())
        || equal(value.unit.as_str(), limit.unit.as_str())
        || equal(value.unit.as_str(), limit.code.as_str())
        || equal(value.code.as_str(), limit.unit.as_str())
}

/// The limits that a range printed as text shows: `65-99`, `3.9～6.1 mmol/L`, `<5.2`, `≥ 60`. Lower
/// and upper limit, and whether the limit itself is outside. `None` for every other text; a text
/// whose unit is not the value's is never compared.
struct Printed {
    low: Option<Decimal>,
    high: Option<Decimal>,
    strict: bool,
}

fn printed(text: &str, q: &Quantity<'_>) -> Option<Printed> {
    let mut plain = text.trim().replace(['（', '）', '(', ')', '[', ']'], "");
    for unit in [q.unit.as_str(), q.code.as_str()] {
        if !unit.is_empty()
            && let Some(front) = plain.trim_end().strip_suffix(unit)
        {
            plain = front.to_owned();
        }
    }
    let plain = plain.trim();
    let number = |t: &str| t.trim().parse::<Decimal>().ok();
    for (sign, upper, strict) in [
        ("<=", true, false),
        ("≤", true, false),
        ("<", true, true),
        ("＜", true, true),
        (">=", false, false),
        ("≥", false, false),
        (">", false, true),
        ("＞", false, true),
    ] {
        if let Some(rest) = plain.strip_prefix(sign) {
            let limit = number(rest.trim_start_matches('='))?;
            let (low, high) = if upper {
                (None, Some(limit))
            } else {
                (Some(limit), None)
            };
            return Some(Printed { low, high, strict });
        }
    }
    for dash in ["--", "–", "—", "～", "~", " to ", "-"] {
        // A minus sign at the beginning is no dash between two numbers.
        let at = plain
            .char_indices()
            .skip(1)
            .find(|(i, _)| plain.get(*i..).is_some_and(|t| t.starts_with(dash)));
        if let Some((i, _)) = at {
            let low = number(plain.get(..i)?)?;
            let high = number(plain.get(i..)?.strip_prefix(dash)?)?;
            return Some(Printed {
                low: Some(low),
                high: Some(high),
                strict: false,
            });
        }
    }
    None
}

fn beyond_printed(q: &Quantity<'_>, text: &str) -> Option<Abnormal> {
    if !q.comparator.is_empty() {
        return None;
    }
    let number = decimal(q)?;
    let limits = printed(text, q)?;
    let outside = |limit: &Option<Decimal>, beyond: Ordering| {
        let order = limit.as_ref().and_then(|l| number.compare(l));
        order == Some(beyond) || (limits.strict && order == Some(Ordering::Equal))
    };
    if outside(&limits.high, Ordering::Greater) {
        Some(Abnormal::High)
    } else if outside(&limits.low, Ordering::Less) {
        Some(Abnormal::Low)
    } else {
        Some(Abnormal::No)
    }
}

fn beyond(value: &Choice<'_>, ranges: &Many<ReferenceRange<'_>>) -> Option<Abnormal> {
    if value.named != "Quantity" {
        return None;
    }
    let q = &value.quantity;
    let range = normal_range(ranges)?;
    if range.low.value.is_empty() && range.high.value.is_empty() {
        return beyond_printed(q, range.text.as_str());
    }
    let number = decimal(q)?;
    let against = |limit: &Quantity<'_>| {
        if same_unit(q, limit) {
            number.compare(&decimal(limit)?)
        } else {
            None
        }
    };
    // With a comparator the true value is only known to lie on one side of the number.
    let comparator = q.comparator.as_str();
    let above = matches!(
        (comparator, against(&range.high)),
        ("" | ">=", Some(Ordering::Greater)) | (">", Some(Ordering::Greater | Ordering::Equal))
    );
    let below = matches!(
        (comparator, against(&range.low)),
        ("" | "<=", Some(Ordering::Less)) | ("<", Some(Ordering::Less | Ordering::Equal))
    );
    match (above, below) {
        (true, _) => Some(Abnormal::High),
        (_, true) => Some(Abnormal::Low),
        _ => Some(Abnormal::No),
    }
}

/// Outside the range: what the source says, else what its printed range shows.
pub(super) fn abnormal<'a>(
    value: &Choice<'a>,
    interpretation: &Many<Concept<'a>>,
    ranges: &Many<ReferenceRange<'a>>,
    parts: &Many<Component<'a>>,
) -> Abnormal {
    let said = interpreted(interpretation);
    let own = match said {
        // "Abnormal" without a direction: the printed range may show which one.
        Some(Abnormal::Yes) => beyond(value, ranges)
            .filter(|f| *f != Abnormal::No)
            .or(said),
        None => beyond(value, ranges),
        other => other,
    };
    if let Some(flag) = own
        && flag != Abnormal::No
    {
        return flag;
    }
    parts
        .iter()
        .filter_map(|p| interpreted(&p.interpretation).or_else(|| beyond(&p.value, &p.range)))
        .find(|f| *f != Abnormal::No)
        .unwrap_or(Abnormal::No)
}
