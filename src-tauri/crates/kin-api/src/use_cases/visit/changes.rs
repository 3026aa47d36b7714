//! What has changed since a day: gathered from the record, decided in [`kin_rules::changes`].
//!
//! Asked is the newest entry of every concept before the day and now, by the index: a record of a
//! million entries costs as much as one of a thousand with as many different things in it. Only what
//! is changed is opened.

use super::super::absent;
use super::super::seeing::{concept, newest};
use super::super::trend::split_comparator;
use super::last::{Encounter, encounter, first_day, took_place};
use super::{came_in, means, medicines};
use crate::error::{ApiResult, ErrorCode};
use crate::session::Session;
use kin_fhir::Beginning;
use kin_fhir::author::{Typed, parse_typed};
use kin_i18n::{Lang, text};
use kin_model::summary::Section;
use kin_model::visit::ChangeKind;
use kin_model::{Abnormal, EntryRow, Kind, PartialDate, StatusClass};
use kin_rules::changes::{Interval, Measured, rank, result};
use kin_rules::exact::Exact;
use kin_rules::time::Day;
use kin_vault::{Filter, Record};
use std::collections::{BTreeMap, BTreeSet};

/// Newest visits and symptoms that are looked at.
const LOOK_AT: usize = 500;
/// Most stays and procedures that are told.
const EVENTS: usize = 12;

/// A change with the entries behind it.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    pub(crate) kind: ChangeKind,
    /// The entry, or `mean-` and the series.
    pub(crate) id: String,
    /// The entries, first the one that shows it; none for a mean.
    pub(crate) rows: Vec<EntryRow>,
    pub(crate) from: Option<String>,
    pub(crate) to: Option<String>,
    pub(crate) unit: Option<String>,
    pub(crate) date: Option<PartialDate>,
    /// The section it belongs to; a symptom belongs to none, the person has flagged it.
    pub(crate) section: Option<Section>,
    /// Readings of a mean: the series and how many.
    pub(crate) mean: Option<(&'static str, u64)>,
}

impl Found {
    pub(super) fn of(kind: ChangeKind, row: EntryRow, section: Option<Section>) -> Self {
        Self {
            kind,
            id: row.id.to_string(),
            from: None,
            to: None,
            unit: None,
            date: row.date,
            section,
            mean: None,
            rows: vec![row],
        }
    }

    /// The title of a mean; empty for an entry.
    pub(crate) fn title(&self, lang: Lang) -> String {
        let Some((series, n)) = self.mean else {
            return String::new();
        };
        text(
            lang,
            &format!("visit-mean-{series}"),
            &[("n", &n.to_string())],
        )
    }
}

/// The first moment after a day, so that an entry of the day itself comes before it: by the clock on
/// the person's wall where that is ahead of UTC.
pub(super) fn end_of(session: &Session, day: Day) -> ApiResult<PartialDate> {
    let next = day.plus(1).date().ok_or(ErrorCode::Internal)?;
    let offset = session.clock().offset_at(&format!("{next}T00:00"));
    let ahead = offset.filter(|o| o.starts_with('+') && o != "+00:00");
    let moment = ahead.and_then(|o| format!("{next}T00:00:00{o}").parse().ok());
    Ok(moment.unwrap_or(next))
}

/// The newest of every concept before the day, and now.
pub(super) struct TwoViews {
    pub(super) then: Vec<EntryRow>,
    pub(super) now: Vec<EntryRow>,
}

pub(super) fn two_views(
    session: &Session,
    record: &Record,
    kind: Kind,
    day: Day,
) -> ApiResult<TwoViews> {
    let today = session.clock().today().and_then(|d| Day::of(&d));
    let today = today.ok_or(ErrorCode::Internal)?;
    Ok(TwoViews {
        then: record.newest_before(&[kind], &end_of(session, day)?)?,
        now: record.newest_before(&[kind], &end_of(session, today)?)?,
    })
}

/// Dated after the day.
pub(super) fn is_after(row: &EntryRow, day: Day) -> bool {
    row.date.as_ref().is_some_and(|d| first_day(d) > day)
}

pub(super) const fn is_said(row: &EntryRow) -> bool {
    !matches!(
        row.status_class,
        StatusClass::Planned | StatusClass::Negated | StatusClass::Error
    )
}

/// Everything that has changed since a day, most important first. Readings that are `left_out` count in no mean.
pub(crate) fn since(
    session: &Session,
    record: &Record,
    day: Day,
    left_out: &BTreeSet<&str>,
) -> ApiResult<Vec<Found>> {
    let mut found = Vec::new();
    let new = |kind, change, section| -> ApiResult<Vec<Found>> {
        let views = two_views(session, record, kind, day)?;
        let mut found = Vec::new();
        for row in new_ones(&views, day) {
            let told = kin_fhir::beginning(&record.entry(row.id)?.body) == Beginning::Told;
            let mut one = Found::of(change, row, Some(section));
            if !told {
                // Somebody wrote it down since; nobody says that it began since.
                one.kind = ChangeKind::CameIn;
                one.date = None;
            }
            found.push(one);
        }
        Ok(found)
    };
    found.extend(new(Kind::Allergy, ChangeKind::Allergy, Section::Allergies)?);
    found.extend(new(
        Kind::Condition,
        ChangeKind::Diagnosis,
        Section::Problems,
    )?);
    let told: BTreeSet<String> = found.iter().flat_map(|f| &f.rows).map(concept).collect();
    found.extend(came_in::changes(session, record, day, &told)?);
    found.extend(medicines::changes(session, record, day)?);
    found.extend(results(
        &two_views(session, record, Kind::Result, day)?,
        day,
    ));
    found.extend(events(session, record, day)?);
    found.extend(means::changes(session, record, day, left_out)?);
    found.extend(symptoms(record, day)?);
    let when = |f: &Found| f.date.map_or(0, |d| d.sort_seconds());
    let critical = |f: &Found| {
        let flag = f.rows.first().map(|r| r.abnormal);
        matches!(flag, Some(Abnormal::CriticalLow | Abnormal::CriticalHigh))
    };
    let place = |f: &Found| {
        let noted_since = f.rows.first().is_some_and(|r| is_after(r, day));
        rank(match (f.kind, f.section) {
            (ChangeKind::CameIn, Some(Section::Allergies)) => ChangeKind::Allergy,
            (ChangeKind::CameIn, _) if noted_since => ChangeKind::Diagnosis,
            (kind, _) => kind,
        })
    };
    found.sort_by_key(|f| {
        (
            place(f),
            !critical(f),
            std::cmp::Reverse(when(f)),
            f.id.clone(),
        )
    });
    Ok(found)
}

/// What is said now and was not said then: new, or again after it was over.
fn new_ones(views: &TwoViews, day: Day) -> Vec<EntryRow> {
    let known: BTreeSet<String> = views
        .then
        .iter()
        .filter(|r| matches!(r.status_class, StatusClass::Current | StatusClass::Unknown))
        .map(concept)
        .collect();
    let mut told = BTreeSet::new();
    let mut rows: Vec<EntryRow> = views
        .now
        .iter()
        .filter(|r| is_said(r) && is_after(r, day) && absent::of_row(r).is_none())
        .cloned()
        .collect();
    rows.sort_by_key(|r| std::cmp::Reverse(r.cursor));
    rows.retain(|r| !known.contains(&concept(r)) && told.insert(concept(r)));
    rows
}

/// What makes two results the same analyte: its plain name where there is one, else the first code or
/// the words. A meter at home and a laboratory have different names.
fn analyte(row: &EntryRow) -> String {
    let (name, known) = kin_terms::localize(&row.codings, Some(&row.title), kin_terms::Lang::En);
    if known {
        name.to_lowercase()
    } else {
        concept(row)
    }
}

fn measured(row: &EntryRow) -> Measured<'_> {
    let value = row.value.as_deref().unwrap_or_default();
    let (sign, figures) = split_comparator(value);
    Measured {
        number: if sign.is_none() {
            Exact::parse(figures)
        } else {
            None
        },
        unit: row.unit.as_deref().unwrap_or_default(),
        abnormal: row.abnormal,
        range: row.range.as_deref().and_then(Interval::printed),
    }
}

fn results(views: &TwoViews, day: Day) -> Vec<Found> {
    let usable = |r: &&EntryRow| r.value.is_some() && r.date.is_some() && is_said(r);
    let mut then: BTreeMap<String, &EntryRow> = BTreeMap::new();
    for row in views.then.iter().filter(usable) {
        let newest = then.entry(analyte(row)).or_insert(row);
        if row.cursor > newest.cursor {
            *newest = row;
        }
    }
    let mut now: BTreeMap<String, &EntryRow> = BTreeMap::new();
    for row in views.now.iter().filter(usable).filter(|r| is_after(r, day)) {
        let newest = now.entry(analyte(row)).or_insert(row);
        if row.cursor > newest.cursor {
            *newest = row;
        }
    }
    let mut found = Vec::new();
    for (key, row) in now {
        let before = then.get(&key).copied();
        let held = before.map(measured);
        let Some(kind) = result(held.as_ref(), &measured(row)) else {
            continue;
        };
        let mut one = Found::of(kind, row.clone(), Some(Section::Results));
        one.to.clone_from(&row.value);
        one.unit.clone_from(&row.unit);
        if let Some(before) = before {
            // Another unit is said with its number: both stand under one unit only when it is one.
            one.from = if before.unit == row.unit {
                before.value.clone()
            } else {
                let unit = before.unit.clone().unwrap_or_default();
                let both = before.value.as_ref().map(|v| format!("{v} {unit}"));
                both.map(|text| text.trim().to_owned())
            };
            one.rows.push(before.clone());
        }
        found.push(one);
    }
    found
}

/// Stays, emergencies and what was done since.
fn events(session: &Session, record: &Record, day: Day) -> ApiResult<Vec<Found>> {
    let today = session.clock().today().and_then(|d| Day::of(&d));
    let mut found = Vec::new();
    for row in newest(record, &[Kind::Visit], LOOK_AT)? {
        if found.len() >= EVENTS {
            break;
        }
        if row.date.is_some() && !is_after(&row, day) {
            break;
        }
        let past = row.date.as_ref().map(first_day);
        if !took_place(&row) || past.is_none() || past > today {
            continue;
        }
        if encounter(&record.entry(row.id)?.body) == Encounter::Stay {
            let mut one = Found::of(ChangeKind::Event, row, Some(Section::Visits));
            one.to = one.rows.first().and_then(|r| r.value.clone());
            found.push(one);
        }
    }
    let views = two_views(session, record, Kind::Procedure, day)?;
    let mut done: Vec<EntryRow> = views
        .now
        .into_iter()
        .filter(|r| is_said(r) && is_after(r, day) && absent::of_row(r).is_none())
        .collect();
    done.sort_by_key(|r| std::cmp::Reverse(r.cursor));
    let mut told = BTreeSet::new();
    done.retain(|r| told.insert(concept(r)));
    let done = done.into_iter().take(EVENTS);
    found.extend(done.map(|r| Found::of(ChangeKind::Event, r, Some(Section::Procedures))));
    Ok(found)
}

/// Symptoms that the person has flagged for the doctor.
fn symptoms(record: &Record, day: Day) -> ApiResult<Vec<Found>> {
    let mut found = Vec::new();
    let filter = Filter {
        kinds: vec![Kind::Symptom],
        ..Filter::default()
    };
    for row in record.timeline(&filter, None, LOOK_AT)?.rows {
        if row.hidden || !is_said(&row) || !is_after(&row, day) {
            continue;
        }
        let typed = parse_typed(&record.entry(row.id)?.body).map(|t| t.typed);
        let Some(Typed::Symptom(symptom)) = typed else {
            continue;
        };
        if symptom.tell_doctor {
            let mut one = Found::of(ChangeKind::Symptom, row, None);
            one.to = symptom.severity.map(|n| format!("{n}/10"));
            found.push(one);
        }
    }
    Ok(found)
}
