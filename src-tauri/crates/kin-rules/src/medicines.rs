//! Two lists of medicines held against each other, and what can be checked without licensed data.
//!
//! Which substances and groups a medicine has is found elsewhere (kin-terms) and comes in as keys: here
//! is only what follows from them. Checked are the same substance twice, an allergy against substance
//! and group, and the daily maximum that the person's doctor has set. Nothing else is: no interactions,
//! no doses by age, kidney or pregnancy. The caller says so.
//!
//! # Source
//! Own convention, version 1, after the steps of medication reconciliation: collect, compare, settle
//! each difference with the person or the doctor (WHO, "Medication Without Harm: Medication Safety in
//! Transitions of Care", 2019). To be confirmed against the text. Nothing here decides who is right.

mod amounts;
mod compare;

pub use amounts::{Amount, amount_in, amount_of, counted_in, per_intake};
pub use compare::{Intake, Listed, Pair, Verdict, reconcile};

use crate::exact::Exact;
use kin_model::dosing::Often;
use std::collections::BTreeSet;

/// An allergy, as far as it can be compared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reaction {
    /// Its entry.
    pub id: String,
    /// Keys of its substances.
    pub substances: BTreeSet<String>,
    /// Keys of its groups.
    pub classes: BTreeSet<String>,
}

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Concern {
    /// Two medicines have the same substance.
    Twice {
        /// Places in the list.
        medicines: (usize, usize),
        /// Its key.
        substance: String,
    },
    /// A medicine has a substance that an allergy names.
    Allergy {
        /// Place in the list.
        medicine: usize,
        /// Place among the allergies.
        allergy: usize,
        /// Key of the substance.
        substance: String,
    },
    /// A medicine belongs to a group that an allergy names.
    AllergyGroup {
        /// Place in the list.
        medicine: usize,
        /// Place among the allergies.
        allergy: usize,
        /// Key of the group.
        class: String,
    },
}

/// Checks a list of medicines, what concerns an allergy first.
#[must_use]
pub fn check(medicines: &[Listed], allergies: &[Reaction]) -> Vec<Concern> {
    let mut found = Vec::new();
    for (m, medicine) in medicines.iter().enumerate() {
        for (a, allergy) in allergies.iter().enumerate() {
            if let Some(substance) = medicine.substances.intersection(&allergy.substances).next() {
                found.push(Concern::Allergy {
                    medicine: m,
                    allergy: a,
                    substance: substance.clone(),
                });
            } else if let Some(class) = medicine.classes.intersection(&allergy.classes).next() {
                found.push(Concern::AllergyGroup {
                    medicine: m,
                    allergy: a,
                    class: class.clone(),
                });
            }
        }
    }
    for (a, first) in medicines.iter().enumerate() {
        for (b, second) in medicines.iter().enumerate().skip(a + 1) {
            if let Some(substance) = first.substances.intersection(&second.substances).next() {
                found.push(Concern::Twice {
                    medicines: (a, b),
                    substance: substance.clone(),
                });
            }
        }
    }
    found
}

/// Would a day's doses pass the most that the person's doctor has set?
#[must_use]
pub fn above_most(day: Exact, most: Exact) -> bool {
    day > most
}

/// The strengths that a text names, in micrograms: `0.5 g` and `500 mg` are the same.
///
/// Volumes, tablets and international units are no masses and are left out; `mg/mL` and `mg/5 mL` are
/// concentrations and are left out, too.
#[must_use]
pub fn strengths(text: &str) -> BTreeSet<i64> {
    let plain: Vec<char> = text.chars().map(half_width).collect();
    let mut found = BTreeSet::new();
    let mut at = 0;
    while let Some(c) = plain.get(at) {
        if !c.is_ascii_digit() {
            at += 1;
            continue;
        }
        let end = plain
            .iter()
            .skip(at)
            .position(|c| !(c.is_ascii_digit() || matches!(c, '.' | ',')))
            .map_or(plain.len(), |n| at + n);
        let number: String = plain.iter().skip(at).take(end - at).collect();
        let number = plain_number(number.trim_end_matches(['.', ',']));
        let rest: String = plain.iter().skip(end).take(12).collect();
        if let Some(mass) = mass(&number, rest.trim_start()) {
            found.insert(mass);
        }
        at = end;
    }
    found
}

/// A comma stands before thousands only where exactly three digits follow it and more than a nought
/// stands before it; otherwise it is a decimal comma (`2,5 mg`).
fn plain_number(number: &str) -> String {
    let mut parts = number.split(',');
    let first = parts.next().unwrap_or_default();
    let thousands = !first.is_empty()
        && first.trim_start_matches('0') == first
        && parts.all(|p| p.split('.').next().is_some_and(|p| p.len() == 3));
    if thousands {
        number.replace(',', "")
    } else {
        number.replace(',', ".")
    }
}

/// Ends in a number or in a word for "every other": what follows it is only the end of a longer one
/// (`每21日1次`, `十一日一次`).
fn goes_on(before: &str) -> bool {
    before.ends_with(|c: char| c.is_ascii_digit() || "一二三四五六七八九十两隔".contains(c))
}

const fn half_width(c: char) -> char {
    match c {
        '０' => '0',
        '１' => '1',
        '２' => '2',
        '３' => '3',
        '４' => '4',
        '５' => '5',
        '６' => '6',
        '７' => '7',
        '８' => '8',
        '９' => '9',
        '．' => '.',
        c => c,
    }
}

fn mass(number: &str, rest: &str) -> Option<i64> {
    const UNITS: &[(&str, i64)] = &[
        ("mg", 1_000),
        ("毫克", 1_000),
        ("mcg", 1),
        ("µg", 1),
        ("μg", 1),
        ("ug", 1),
        ("微克", 1),
        ("g", 1_000_000),
        ("克", 1_000_000),
    ];
    let lower = rest.to_lowercase();
    let (after, factor) = UNITS
        .iter()
        .find_map(|(unit, factor)| Some((lower.strip_prefix(unit)?, *factor)))?;
    if after.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let after = after.trim_start();
    let per = after.strip_prefix('/').map(str::trim_start);
    if per.is_some_and(|p| {
        let p = p.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ' '));
        p.starts_with("ml") || p.starts_with("l") || p.starts_with('h') || p.starts_with("毫升")
    }) {
        return None;
    }
    let parts = Exact::parse(number)?.0.checked_mul(factor)?;
    Some(parts / crate::exact::PARTS).filter(|n| *n > 0)
}

/// How often a dosage in words speaks of; `None` where it says nothing that is sure.
///
/// # Source
/// As [`times_a_day`]; besides "weekly", "once a week" and their words in Chinese.
#[must_use]
pub fn often(text: &str) -> Option<Often> {
    let weekly = once_a_week(text);
    match (times_a_day(text), weekly) {
        (Some(times), false) => Often::new(times.into(), 1),
        (None, true) => Often::new(1, 7),
        _ => None,
    }
}

fn once_a_week(text: &str) -> bool {
    let text: String = text.to_lowercase().chars().map(half_width).collect();
    let padded: String = text
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect();
    let words: Vec<&str> = padded.split_whitespace().collect();
    let joined = format!(" {} ", words.join(" "));
    let english = [
        "once a week",
        "once weekly",
        "one time a week",
        "1 time a week",
    ];
    let chinese = ["每周一次", "每周1次", "一周一次", "每星期一次", "每星期1次"];
    let also_daily = ["daily", "a day", "per day"]
        .iter()
        .any(|w| joined.contains(&format!(" {w} ")))
        || ["每日", "每天"].iter().any(|w| text.contains(w));
    let says = english.iter().any(|w| joined.contains(&format!(" {w} ")))
        || chinese.iter().any(|w| text.contains(w));
    says && !also_daily
}

/// Doses a day that a dosage in words speaks of; `None` where it says nothing that is sure.
///
/// # Source
/// Usual Latin abbreviations of prescriptions (q.d., b.i.d., t.i.d., q.i.d.) and their plain words in
/// English and Chinese. Own selection.
#[must_use]
pub fn times_a_day(text: &str) -> Option<u16> {
    let text: String = text.to_lowercase().chars().map(half_width).collect();
    let padded: String = text
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect();
    let words: Vec<&str> = padded.split_whitespace().collect();
    let joined = format!(" {} ", words.join(" "));
    let phrases: [(u16, &[&str]); 4] = [
        (
            1,
            &[
                "once a day",
                "once daily",
                "one time a day",
                "1 time a day",
                "1 times a day",
                "1 time per day",
                "1 times per day",
                "qd",
                "q d",
                "每日一次",
                "每天一次",
                "一日一次",
                "一天一次",
                "每日1次",
                "每天1次",
                "一日1次",
                "1日1次",
            ],
        ),
        (
            2,
            &[
                "twice a day",
                "twice daily",
                "two times a day",
                "2 times a day",
                "2 times per day",
                "bid",
                "b i d",
                "每日两次",
                "每日二次",
                "每天两次",
                "一日两次",
                "一日二次",
                "一天两次",
                "每日2次",
                "每天2次",
                "一日2次",
                "1日2次",
            ],
        ),
        (
            3,
            &[
                "three times a day",
                "three times daily",
                "3 times a day",
                "3 times per day",
                "tid",
                "t i d",
                "每日三次",
                "每天三次",
                "一日三次",
                "一天三次",
                "每日3次",
                "每天3次",
                "一日3次",
                "1日3次",
            ],
        ),
        (
            4,
            &[
                "four times a day",
                "four times daily",
                "4 times a day",
                "4 times per day",
                "qid",
                "q i d",
                "每日四次",
                "每天四次",
                "一日四次",
                "每日4次",
                "一日4次",
                "1日4次",
            ],
        ),
    ];
    // Every other day, once a week, only on Mondays: not a number of times a day.
    let days = [
        "week",
        "weekly",
        "weeks",
        "month",
        "monthly",
        "monday",
        "mondays",
        "tuesday",
        "tuesdays",
        "wednesday",
        "wednesdays",
        "thursday",
        "thursdays",
        "friday",
        "fridays",
        "saturday",
        "saturdays",
        "sunday",
        "sundays",
        "alternate",
        "other",
        "qod",
        "eod",
        "mon",
        "tue",
        "wed",
        "thu",
        "fri",
        "sat",
        "sun",
        "workdays",
        "weekdays",
        "weekends",
    ];
    if text.contains(['隔', '周', '星', '月', '礼']) || words.iter().any(|w| days.contains(w))
    {
        return None;
    }
    let mut found = BTreeSet::new();
    for (times, words) in phrases {
        let says = |word: &str| {
            if word.is_ascii() {
                joined.contains(&format!(" {word} "))
            } else {
                text.match_indices(word)
                    .any(|(at, _)| !text.get(..at).is_some_and(goes_on))
            }
        };
        if words.iter().any(|w| says(w)) {
            found.insert(times);
        }
    }
    // Two numbers in one text are no sure number.
    match (found.len(), found.first()) {
        (1, Some(times)) => Some(*times),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
