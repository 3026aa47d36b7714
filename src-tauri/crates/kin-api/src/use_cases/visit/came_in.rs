//! Diagnoses and allergies that came into the record since a day, and are older by their own date or have none: whoever
//! saw the record on that day has not seen them.
//!
//! What a record was begun with is not told, where it was begun after that day: nobody knows what the doctor knew. Of
//! it only what its source itself says it recorded since.

use super::super::absent;
use super::super::seeing::{concept, every, holds};
use super::changes::{Found, is_after};
use super::last::first_day;
use crate::error::ApiResult;
use crate::session::Session;
use kin_fhir::Beginning;
use kin_model::summary::Section;
use kin_model::visit::ChangeKind;
use kin_model::{EntryRow, Kind, PartialDate};
use kin_rules::time::Day;
use kin_vault::{FullEntry, Record};
use std::collections::{BTreeMap, BTreeSet};

/// Most entries that are opened.
const MOST: usize = 1_000;

/// The day of a moment, by the clock on the wall of its own offset.
fn day_of(at: &str) -> Option<Day> {
    let day = at.get(..10)?.parse::<PartialDate>().ok()?;
    Some(first_day(&day))
}

/// When each import came.
struct Arrivals {
    days: BTreeMap<i64, Day>,
    /// The first of them.
    begun: Option<Day>,
}

impl Arrivals {
    fn of(record: &Record) -> ApiResult<Self> {
        let times = record.import_times()?;
        let days: BTreeMap<i64, Day> = times
            .iter()
            .filter_map(|(id, at)| Some((id.0, day_of(at)?)))
            .collect();
        Ok(Self {
            begun: days.values().min().copied(),
            days,
        })
    }

    /// The day on which a line of a list came, as far as the line itself tells: an older version may be older.
    fn of_row(&self, row: &EntryRow) -> Option<Day> {
        row.imports
            .iter()
            .filter_map(|i| self.days.get(&i.0))
            .min()
            .copied()
    }

    /// The same with former versions.
    fn of_entry(&self, full: &FullEntry) -> Option<Day> {
        let former = full.versions.iter().filter_map(|v| {
            let at = self.days.get(&v.import.0).copied();
            at.into_iter().chain(day_of(&v.at)).min()
        });
        former.chain(self.of_row(&full.row)).min()
    }
}

/// The day on which the source says that it recorded it.
fn recorded(body: &[u8]) -> Option<Day> {
    let json = kin_fhir::value_of(body)?;
    let keys = ["recordedDate", "dateRecorded", "assertedDate"];
    let text = keys.iter().find_map(|key| json.get(key)?.as_str())?;
    text.parse::<PartialDate>().ok().map(|d| first_day(&d))
}

/// What came in since `day` and is not `told` already.
pub(super) fn changes(
    session: &Session,
    record: &Record,
    day: Day,
    told: &BTreeSet<String>,
) -> ApiResult<Vec<Found>> {
    // Later than today is a clock that was wrong.
    let today = session.clock().today().and_then(|d| Day::of(&d));
    let since = |at: Day| at > day && today.is_none_or(|today| at <= today);
    let arrivals = Arrivals::of(record)?;
    let mut found = Vec::new();
    let mut opened = 0_usize;
    for (kind, section) in [
        (Kind::Allergy, Section::Allergies),
        (Kind::Condition, Section::Problems),
    ] {
        let mut known: BTreeSet<String> = BTreeSet::new();
        let mut candidates: Vec<EntryRow> = Vec::new();
        for row in every(record, &[kind])? {
            if row.hidden || absent::of_row(&row).is_some() {
                continue;
            }
            let late = arrivals.of_row(&row).is_some_and(&since);
            if late && holds(&row) && !is_after(&row, day) {
                candidates.push(row);
            } else if !late {
                known.insert(concept(&row));
            }
        }
        for row in candidates {
            let name = concept(&row);
            if known.contains(&name) || told.contains(&name) || opened >= MOST {
                continue;
            }
            opened += 1;
            let full = record.entry(row.id)?;
            let came = arrivals.of_entry(&full);
            let with_the_first = came == arrivals.begun;
            if !came.is_some_and(&since)
                || (with_the_first && !recorded(&full.body).is_some_and(&since))
            {
                continue;
            }
            known.insert(name);
            let mut one = Found::of(ChangeKind::CameIn, row, Some(section));
            if kin_fhir::beginning(&full.body) != Beginning::Told {
                one.date = None;
            }
            found.push(one);
        }
    }
    Ok(found)
}
