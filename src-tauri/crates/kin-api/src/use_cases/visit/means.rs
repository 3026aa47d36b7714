//! Means of readings at home: the two weeks before a day, and the newest two weeks.

use super::super::tracking::readings::{At, Side, loinc, samples, series, since};
use super::super::trend;
use super::changes::{Found, end_of};
use crate::error::ApiResult;
use crate::session::Session;
use kin_model::EntryId;
use kin_model::summary::Section;
use kin_model::visit::ChangeKind;
use kin_rules::changes::{MEAN_DAYS, means, step};
use kin_rules::exact::{Exact, Sums};
use kin_rules::time::Day;
use kin_vault::{ConceptQuery, Record};
use std::collections::BTreeSet;

/// A reading of a window.
struct One {
    day: Day,
    first: Exact,
    second: Option<Exact>,
    unit: String,
}

/// The series, and the section they belong to.
fn queries() -> [(&'static str, ConceptQuery, Section); 4] {
    use super::super::tracking::glucose_codes;
    [
        (
            "blood-pressure",
            trend::query("blood-pressure"),
            Section::VitalSigns,
        ),
        ("glucose", loinc(glucose_codes(false)), Section::VitalSigns),
        (
            "glucose-sensor",
            loinc(glucose_codes(true)),
            Section::VitalSigns,
        ),
        ("weight", trend::query("weight"), Section::VitalSigns),
    ]
}

/// Means that have moved. What is `left_out` does not count: nobody is told the mean of readings that they do not get.
pub(super) fn changes(
    session: &Session,
    record: &Record,
    day: Day,
    left_out: &BTreeSet<&str>,
) -> ApiResult<Vec<Found>> {
    let mut found = Vec::new();
    for query in &queries() {
        found.extend(mean(session, record, day, query, left_out)?);
    }
    Ok(found)
}

fn mean(
    session: &Session,
    record: &Record,
    day: Day,
    (name, query, section): &(&'static str, ConceptQuery, Section),
    left_out: &BTreeSet<&str>,
) -> ApiResult<Option<Found>> {
    let (name, section) = (*name, *section);
    let first = day.plus(1_i64.saturating_sub(MEAN_DAYS));
    let mut all: Vec<One> = Vec::new();
    let mut take = |at: At<'_>| {
        let out = |id: EntryId| left_out.contains(id.to_string().as_str());
        if at.side == Side::Exactly && at.at.day() >= first && !at.entry.is_some_and(out) {
            all.push(One {
                day: at.at.day(),
                first: at.first,
                second: at.second,
                unit: at.unit.unwrap_or_default().to_owned(),
            });
        }
    };
    since(record, query, &end_of(session, first.plus(-2))?, &mut take)?;
    for one in series(record, query)? {
        let last = Day::of(&one.last).filter(|d| *d > day);
        let newest = last.map(|d| d.plus(1_i64.saturating_sub(MEAN_DAYS)).max(day.plus(1)));
        let windows = [Some((first, day)), newest.zip(last)];
        for (from, until) in windows.into_iter().flatten() {
            // A day more on each side: seconds are UTC, days are the person's.
            let from = from.plus(-1).0.saturating_mul(86_400);
            let until = until.plus(2).0.saturating_mul(86_400);
            samples(record, &one, (from, until), &mut take)?;
        }
    }
    let newest = all.iter().filter(|r| r.day > day).max_by_key(|r| r.day);
    let Some((last, unit)) = newest.map(|r| (r.day, r.unit.clone())) else {
        return Ok(None);
    };
    let Some(least) = step(name, &unit) else {
        return Ok(None);
    };
    let from = last.plus(1_i64.saturating_sub(MEAN_DAYS)).max(day.plus(1));
    let sum = |wanted: &dyn Fn(Day) -> bool, of: &dyn Fn(&One) -> Option<Exact>| {
        let mut sums = Sums::default();
        let chosen = all.iter().filter(|r| r.unit == unit && wanted(r.day));
        chosen.filter_map(of).for_each(|v| sums.take(v));
        sums
    };
    let before = |d: Day| d <= day;
    let now = |d: Day| d >= from && d <= last;
    let compare = |of: &dyn Fn(&One) -> Option<Exact>| {
        means(&sum(&before, of), &sum(&now, of), least, places(&unit))
    };
    let Some(firsts) = compare(&|r| Some(r.first)) else {
        return Ok(None);
    };
    let seconds = compare(&|r| r.second);
    if !firsts.differ && !seconds.is_some_and(|s| s.differ) {
        return Ok(None);
    }
    let both = |a: String, b: Option<String>| match b {
        Some(b) => format!("{a}/{b}"),
        None => a,
    };
    let count = sum(&now, &|r| Some(r.first)).count();
    Ok(Some(Found {
        kind: ChangeKind::MeanMoved,
        id: format!("mean-{name}"),
        rows: Vec::new(),
        from: Some(both(
            firsts.before.to_string(),
            seconds.map(|s| s.before.to_string()),
        )),
        to: Some(both(
            firsts.now.to_string(),
            seconds.map(|s| s.now.to_string()),
        )),
        unit: Some(unit).filter(|u| !u.is_empty()),
        date: last.date(),
        section: Some(section),
        mean: Some((name, count)),
    }))
}

/// Places after the point: as such readings are shown.
fn places(unit: &str) -> u32 {
    u32::from(!matches!(
        unit.trim(),
        "mmHg" | "mm[Hg]" | "mm Hg" | "" | "mg/dL" | "mg/dl"
    ))
}
