//! What a doctor asks for and what other kinds hold as well: medicines that were stopped lately or are on hold, a
//! pregnancy, wishes that a document or an answer tells of.

use super::select::last_day;
use crate::clock::Clock;
use crate::error::ApiResult;
use crate::use_cases::absent;
use crate::use_cases::seeing::{concept, holds, once};
use kin_model::{EntryRow, Kind, PartialDate, StatusClass, system};
use kin_rules::time::Day;
use kin_vault::Record;
use std::collections::BTreeSet;

/// How long ago a medicine may have been stopped to be told.
///
/// # Source
/// HL7, International Patient Summary 2.0.0, Medication Summary: "the current and past medications considered relevant";
/// how long a stopped one is relevant it leaves open. Ninety days is our own choice, version 1 (2026-11): as long as the
/// usual supply of one prescription.
const LATELY: i64 = 90;

/// Most stopped medicines whose originals are looked into.
const LOOKED_INTO: usize = 400;

/// How long a pregnancy can last from the day it was stated.
///
/// # Source
/// WHO, ICD-10, definitions for maternal and perinatal matters: term is 259 to 293 days of gestation, post-term 294 days
/// or more; a statement that is older than 300 days is about another pregnancy.
const PREGNANCY: i64 = 300;

/// Medicines that are on hold, or were stopped lately, where nothing says that the same is taken now.
pub(super) fn not_now(
    record: &Record,
    now: &[EntryRow],
    clock: &Clock,
) -> ApiResult<Vec<EntryRow>> {
    let Some(today) = clock.today().and_then(|day| Day::of(&day)) else {
        return Ok(Vec::new());
    };
    let keep = |r: &EntryRow| {
        (is_on_hold(r) || r.status_class == StatusClass::Past) && absent::of_row(r).is_none()
    };
    let taken: BTreeSet<String> = now.iter().filter(|r| holds(r)).map(concept).collect();
    let mut found = Vec::new();
    let all = once(record.newest_of_each(&[Kind::Medication], 1, &keep)?);
    for row in all.into_iter().take(LOOKED_INTO) {
        if taken.contains(&concept(&row)) {
            continue;
        }
        if is_on_hold(&row) || was_stopped_lately(record, &row, today)? {
            found.push(row);
        }
    }
    Ok(found)
}

/// `on-hold` and its older spellings: paused, and no word on when it goes on.
fn is_on_hold(row: &EntryRow) -> bool {
    let word = row.status.as_deref().unwrap_or_default();
    row.status_class == StatusClass::Planned
        && matches!(word, "on-hold" | "on_hold" | "onhold" | "suspended")
}

/// By the end that the original tells; without one by the day it was begun or ordered, which lies before the end.
fn was_stopped_lately(record: &Record, row: &EntryRow, today: Day) -> ApiResult<bool> {
    let body = record.entry(row.id)?.body;
    // What was handed out or given is done with the deed; nobody said that the medicine is over.
    if is_deed(&body) {
        return Ok(false);
    }
    // An end that was planned for later was not reached.
    let past = |end: &PartialDate| Day::of(&first_day(end)).is_some_and(|first| first <= today);
    let end: Option<PartialDate> = kin_fhir::end(&body).filter(past).or(row.date);
    Ok(end.is_some_and(|end| may_be_within(&end, LATELY, today)))
}

/// True when a date may be one of the last so many days; of a month or a year it may be any day.
fn may_be_within(date: &PartialDate, days: i64, today: Day) -> bool {
    let (first, last) = (Day::of(&first_day(date)), Day::of(&last_day(date)));
    last.is_some_and(|last| today.plus(-days) <= last) && first.is_some_and(|first| first <= today)
}

/// The first day that a date can mean.
fn first_day(date: &PartialDate) -> PartialDate {
    let day = date.date_only();
    let month = day.month_number().unwrap_or(1);
    let dated = day.day_number().unwrap_or(1);
    PartialDate::day(day.year_number(), month, dated).unwrap_or(day)
}

fn is_deed(body: &[u8]) -> bool {
    let value = kin_fhir::value_of(body);
    let kind = value.as_ref().and_then(|v| v.get("resourceType")?.as_str());
    matches!(
        kind,
        Some("MedicationDispense" | "MedicationAdministration")
    )
}

/// Whether an entry tells of a pregnancy, and until when.
///
/// # Source
/// LOINC 2.78: 82810-3 Pregnancy status; 11778-8, 11779-6, 11780-4 Delivery date estimated (HL7 IPS 2.0,
/// profiles Observation-pregnancy-status and -edd). LOINC is copyright Regenstrief Institute.
fn tells_of_pregnancy(row: &EntryRow) -> bool {
    has_code(row, &["82810-3", "11778-8", "11779-6", "11780-4"])
}

/// The newest word on a pregnancy, and on the day it ends: only what can be about the present.
pub(crate) fn pregnancy(record: &Record, clock: &Clock) -> ApiResult<Vec<EntryRow>> {
    let Some(today) = clock.today().and_then(|day| Day::of(&day)) else {
        return Ok(Vec::new());
    };
    let keep = |r: &EntryRow| {
        let now = |date: &PartialDate| may_be_within(date, PREGNANCY, today);
        tells_of_pregnancy(r) && r.value.is_some() && holds(r) && r.date.as_ref().is_some_and(now)
    };
    let kinds = [Kind::SocialHistory, Kind::Result, Kind::VitalSign];
    Ok(record.newest_of_each(&kinds, 1, &keep)?)
}

/// Wishes for the case that one cannot speak: consents, and the documents and answers that tell of them.
///
/// # Source
/// LOINC 2.78: 42348-3 Advance directives, 81334-5 Patient Personal advance care plan, 86533-7 Patient Living will,
/// 84095-9 Do not resuscitate, 64298-3 Power of attorney, 92664-0 Power of attorney and Living will, 93037-8 Portable
/// medical order form, 45473-6 Advance directive completed (HL7 US Core 7.0.0, profiles ADI DocumentReference and
/// Observation ADI Documentation). LOINC is copyright Regenstrief Institute.
pub(crate) fn is_wish(row: &EntryRow) -> bool {
    const CODES: [&str; 8] = [
        "42348-3", "81334-5", "86533-7", "84095-9", "64298-3", "92664-0", "93037-8", "45473-6",
    ];
    matches!(
        row.kind,
        Kind::Document | Kind::Result | Kind::SocialHistory
    ) && has_code(row, &CODES)
}

fn has_code(row: &EntryRow, codes: &[&str]) -> bool {
    row.codings
        .iter()
        .any(|c| c.system == system::LOINC && codes.contains(&c.code.as_str()))
}
