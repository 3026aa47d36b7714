//! Home, timeline and records.

use super::absent::{self, Absence};
use super::sensed::sensed;
use super::trend::{self, Series};
use super::view::{Viewer, kind_text, unit_text};
use crate::dto::{
    AllergyState, Analyte, EntryPage, EntryView, Hidden, HomeView, KindSummary, OverviewView,
    PersonIdRequest, SeriesView, TimelineRequest, YearCount, YearsView,
};
use crate::error::{ApiResult, ErrorCode};
use crate::session::Session;
use kin_model::{Abnormal, EntryRow, ImportId, Kind, StatusClass};
use kin_vault::{Filter, Record};
use std::collections::{BTreeMap, BTreeSet};

/// Newest results that Home looks at for what is out of range.
const LOOK_AT: usize = 2_000;
/// Most rows of one kind that are looked at where every one counts: what holds now may be old.
const EVERY: usize = 50_000;

/// Newest rows of these kinds.
pub(crate) fn newest(record: &Record, kinds: &[Kind], limit: usize) -> ApiResult<Vec<EntryRow>> {
    let filter = Filter {
        kinds: kinds.to_vec(),
        ..Filter::default()
    };
    Ok(record.timeline(&filter, None, limit)?.rows)
}

/// All rows of these kinds, newest first; bounded, so that a hostile record costs seconds at most.
pub(crate) fn every(record: &Record, kinds: &[Kind]) -> ApiResult<Vec<EntryRow>> {
    let filter = Filter {
        kinds: kinds.to_vec(),
        ..Filter::default()
    };
    let mut rows = Vec::new();
    let mut before = None;
    loop {
        let page = record.timeline(&filter, before, LOOK_AT)?;
        rows.extend(page.rows);
        before = page.next;
        if before.is_none() || rows.len() >= EVERY {
            return Ok(rows);
        }
    }
}

/// What makes two rows say the same thing: of a measured value the code; of anything else the code where the words are
/// its name, else the words beside it, because hospitals give several things one general code (`kin_terms::identity`).
///
/// Of allergies the words always count beside the code: "allergy to a substance" is one code for all of them.
pub(crate) fn concept(row: &EntryRow) -> String {
    let code = kin_terms::first_code(&row.codings);
    match (row.kind, code) {
        (Kind::Result | Kind::VitalSign, Some(code)) => kin_terms::code_key(code),
        (Kind::Allergy, Some(code)) => {
            format!("{}|{}", kin_terms::code_key(code), row.title.to_lowercase())
        }
        (Kind::Medication | Kind::Dose, _) => {
            kin_terms::medicine_identity(&row.codings, &row.title)
        }
        (Kind::Result | Kind::VitalSign | Kind::Allergy, None) => row.title.to_lowercase(),
        _ => kin_terms::identity(&row.codings, &row.title),
    }
}

/// The mark that statements of one problem, allergy or medicine share, so that a list can put them together; of a
/// medicine in two doses there are two. Nothing for kinds whose lists are by day.
pub(crate) fn same(row: &EntryRow) -> Option<String> {
    match row.kind {
        Kind::Condition | Kind::Allergy | Kind::Alert => Some(concept(row)),
        Kind::Medication => {
            let amounts: Vec<String> = amounts(row).into_iter().collect();
            Some(format!("{}|{}", concept(row), amounts.join(" ")))
        }
        _ => None,
    }
}

/// Of rows that say the same thing only the newest, in the order given.
pub(crate) fn once(rows: Vec<EntryRow>) -> Vec<EntryRow> {
    let mut seen = BTreeSet::new();
    rows.into_iter()
        .filter(|row| seen.insert(concept(row)))
        .collect()
}

/// True for what holds now, or may hold because the source gives no status.
pub(crate) const fn holds(row: &EntryRow) -> bool {
    matches!(
        row.status_class,
        StatusClass::Current | StatusClass::Unknown
    )
}

/// Statements of one medicine in one concept that are looked at for different doses.
const DOSES: usize = 32;

/// What holds of one kind, each thing once: the newest statement that it holds stands for all. Reads by concept, so
/// that a long record costs no more than the number of different things in it.
pub(crate) fn holding(record: &Record, kind: Kind) -> ApiResult<Vec<EntryRow>> {
    let keep = |r: &EntryRow| holds(r) && absent::of_row(r).is_none();
    if kind == Kind::Medication {
        let rows = record.newest_of_each(&[kind], DOSES, &keep)?;
        return Ok(distinct_medicines(rows));
    }
    Ok(once(record.newest_of_each(&[kind], 1, &keep)?))
}

/// Of medicines each once; two doses of one medicine are a disagreement of its sources: both are shown.
pub(crate) fn distinct_medicines(mut rows: Vec<EntryRow>) -> Vec<EntryRow> {
    // The same words come again with every prescription: looked into once.
    let mut told: BTreeMap<(String, String), String> = BTreeMap::new();
    let mut named = |row: &EntryRow| -> String {
        let code = kin_terms::first_code(&row.codings).map(kin_terms::code_key);
        let words = (code.unwrap_or_default(), row.title.clone());
        told.entry(words).or_insert_with(|| concept(row)).clone()
    };
    let mut seen = BTreeSet::new();
    rows.retain(|r| seen.insert((named(r), amounts(r))));
    rows
}

/// Medicines of hospitals and files that are taken now, each once.
pub(crate) fn hospital_medicines(
    record: &Record,
    by_hand: &BTreeSet<i64>,
) -> ApiResult<Vec<EntryRow>> {
    let mut rows = every(record, &[Kind::Medication])?;
    rows.retain(|r| r.imports.first().is_none_or(|i| !by_hand.contains(&i.0)));
    rows.retain(|r| absent::of_row(r).is_none() && holds(r));
    Ok(distinct_medicines(rows))
}

/// The numbers in a medicine's name and dosage: strength, dose, times a day.
fn amounts(row: &EntryRow) -> BTreeSet<String> {
    let value = row.value.as_deref().unwrap_or_default();
    [row.title.as_str(), value]
        .iter()
        .flat_map(|text| text.split(|c: char| !c.is_ascii_digit() && c != '.'))
        .map(|number| number.trim_matches('.').to_owned())
        .filter(|number| !number.is_empty())
        .collect()
}

/// What is known about allergies, from the rows of that kind.
pub(crate) fn allergy_state(rows: &[EntryRow], some: bool) -> AllergyState {
    if some {
        return AllergyState::Known;
    }
    let none = rows
        .iter()
        .filter(|r| holds(r))
        .any(|r| absent::of_row(r) == Some(Absence::KnownNone));
    if none {
        AllergyState::KnownNone
    } else {
        AllergyState::NoInformation
    }
}

/// The newest row of each analyte among the newest results, newest first.
pub(crate) fn latest_of_each(rows: &[EntryRow]) -> Vec<&EntryRow> {
    let mut seen = BTreeSet::new();
    rows.iter()
        .filter(|r| r.value.is_some() && !matches!(r.status_class, StatusClass::Error))
        .filter(|r| seen.insert(trend::key_of(r).unwrap_or_else(|| concept(r))))
        .collect()
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn home(session: &Session, request: PersonIdRequest) -> ApiResult<HomeView> {
    let record = session.record(&request.person)?;
    let viewer = Viewer::new(session, &request.person, &record)?;
    let counts = record.counts_by_kind()?;
    let allergies = holding(&record, Kind::Allergy)?;
    let all_allergies = every(&record, &[Kind::Allergy])?;
    let results = newest(&record, &[Kind::Result, Kind::VitalSign], LOOK_AT)?;
    let out_of_range: Vec<EntryView> = latest_of_each(&results)
        .into_iter()
        .filter(|r| r.abnormal != Abnormal::No)
        .take(12)
        .map(|r| viewer.entry(r))
        .collect();
    let today = session.clock().today();
    let last_visit = newest(&record, &[Kind::Visit], 50)?
        .into_iter()
        .find(|r| {
            let came = !matches!(
                r.status_class,
                StatusClass::Planned | StatusClass::Negated | StatusClass::Error
            );
            let past = match (&r.date, &today) {
                (Some(date), Some(today)) => {
                    date.date_only().sort_seconds() <= today.sort_seconds()
                }
                _ => false,
            };
            came && past
        })
        .map(|r| viewer.entry(&r));
    let sensed = sensed(&record, &viewer)?;
    Ok(HomeView {
        person: super::people::person_view(session, &request.person)?,
        allergy_state: allergy_state(&all_allergies, !allergies.is_empty()),
        allergies: viewer.entries(&allergies),
        problems: viewer.entries(&holding(&record, Kind::Condition)?),
        medicines: viewer.entries(&holding(&record, Kind::Medication)?),
        blood_pressure: series(&record, &viewer, Series::BloodPressure)?,
        glucose: series(&record, &viewer, Series::Glucose)?,
        weight: series(&record, &viewer, Series::Weight)?,
        last_visit,
        out_of_range,
        recent: viewer.entries(&recent(&record)?),
        empty: counts.is_empty() && sensed.is_empty(),
        sensed,
        counts: counts
            .into_iter()
            .map(|(kind, n)| (kind.to_string(), n))
            .collect(),
    })
}

/// The newest entries, of those that measure or say the same thing only the newest: a hundred readings are one line.
fn recent(record: &Record) -> ApiResult<Vec<EntryRow>> {
    let mut rows = newest(record, &[], 200)?;
    rows.retain(|r| r.status_class != StatusClass::Error);
    let mut rows = once(rows);
    rows.truncate(8);
    Ok(rows)
}

/// A series on Home: the newest unit's newest 60 points.
fn series(record: &Record, viewer: &Viewer, which: Series) -> ApiResult<Option<SeriesView>> {
    let rows = trend::rows(record, which.key())?;
    let Some(last) = rows.last() else {
        return Ok(None);
    };
    let same: Vec<&EntryRow> = rows.iter().filter(|r| r.unit == last.unit).collect();
    let from = same.len().saturating_sub(60);
    Ok(Some(SeriesView {
        key: which.key().to_owned(),
        unit: unit_text(last.unit.as_deref()),
        latest: Some(viewer.entry(last)),
        series: same
            .iter()
            .skip(from)
            .filter_map(|r| trend::point(r, viewer))
            .collect(),
        count: rows.len() as u64,
    }))
}

pub(crate) fn cursor(text: Option<&str>) -> ApiResult<Option<i64>> {
    text.map(|t| t.parse::<i64>().map_err(|_| ErrorCode::BadRequest.into()))
        .transpose()
}

fn page_limit(limit: u32, most: u32) -> usize {
    usize::try_from(limit.clamp(1, most)).unwrap_or(1)
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn timeline(session: &Session, request: TimelineRequest) -> ApiResult<EntryPage> {
    let record = session.record(&request.person)?;
    let viewer = Viewer::new(session, &request.person, &record)?;
    let limit = page_limit(request.limit, 500);
    let before = cursor(request.before.as_deref())?;
    let mut filter = Filter {
        kinds: request.kinds.clone().unwrap_or_default(),
        imports: (request.imports.iter().flatten().copied())
            .chain(request.import)
            .map(ImportId)
            .collect(),
        brought: request.imports.is_some(),
        only_hidden: request.hidden == Some(Hidden::Only),
        ..Filter::default()
    };
    let jump = match (before, request.year) {
        (None, Some(year)) => record
            .years()?
            .into_iter()
            .map(|(y, _)| y)
            .filter(|y| *y <= year)
            .max(),
        _ => None,
    };
    if before.is_none() && request.year.is_some() && jump.is_none() {
        return Ok(EntryPage {
            entries: Vec::new(),
            next: None,
        });
    }
    filter.year = jump;
    let mut page = record.timeline(&filter, before, limit)?;
    // A jump begins in its year and goes on into the years before.
    if jump.is_some() && page.next.is_none() {
        filter.year = None;
        page.next = page.rows.last().map(|r| r.cursor);
        let left = limit.saturating_sub(page.rows.len());
        if left > 0 && page.next.is_some() {
            let more = record.timeline(&filter, page.next, left)?;
            page.rows.extend(more.rows);
            page.next = more.next;
        }
    }
    Ok(EntryPage {
        entries: viewer.entries(&page.rows),
        next: page.next.map(|n| n.to_string()),
    })
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn years(session: &Session, request: PersonIdRequest) -> ApiResult<YearsView> {
    let record = session.record(&request.person)?;
    let years = record.years()?;
    let dated: u64 = years.iter().map(|(_, n)| n).sum();
    let all = super::people::entry_count(&record)?;
    Ok(YearsView {
        years: years
            .into_iter()
            .map(|(year, count)| YearCount { year, count })
            .collect(),
        undated: all.saturating_sub(dated),
    })
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn overview(session: &Session, request: PersonIdRequest) -> ApiResult<OverviewView> {
    let record = session.record(&request.person)?;
    let viewer = Viewer::new(session, &request.person, &record)?;
    let mut kinds = Vec::new();
    for (kind, count) in record.counts_by_kind()? {
        // Single doses stand under Medicines.
        if kind == Kind::Dose {
            continue;
        }
        let newest = newest(&record, &[kind], 1)?;
        kinds.push(KindSummary {
            kind,
            kind_text: kind_text(kind, viewer.lang),
            count,
            lines: lines(&record, kind, count)?,
            newest: newest.first().map(|r| viewer.entry(r)),
        });
    }
    Ok(OverviewView {
        kinds,
        analytes: analytes(&record, &viewer)?,
        sensed: sensed(&record, &viewer)?,
    })
}

/// Entries of one kind that its list on *Records* reads as a whole.
const LISTED: u64 = 5_000;

/// How many lines the list of a kind has: of each part of it (now, not said, planned, past, denied) each thing once.
fn lines(record: &Record, kind: Kind, count: u64) -> ApiResult<u64> {
    let together = matches!(
        kind,
        Kind::Condition | Kind::Allergy | Kind::Alert | Kind::Medication
    );
    if !together || count > LISTED {
        return Ok(count);
    }
    let mut seen = BTreeSet::new();
    for row in every(record, &[kind])? {
        // What was denied and what was withdrawn stand in one part.
        let part = match row.status_class {
            StatusClass::Error => StatusClass::Negated,
            class => class,
        };
        seen.insert((part as u8, same(&row).unwrap_or_else(|| row.id.to_string())));
    }
    Ok(u64::try_from(seen.len()).unwrap_or(count))
}

/// Every series with its newest value, most frequent first. All entries count, however many.
fn analytes(record: &Record, viewer: &Viewer) -> ApiResult<Vec<Analyte>> {
    let rows = record.by_concept(&[Kind::Result, Kind::VitalSign])?;
    let mut found: BTreeMap<String, (u64, &EntryRow)> = BTreeMap::new();
    for (row, count) in &rows {
        let Some(key) = trend::key_of(row) else {
            continue;
        };
        let (sum, newest) = found.entry(key).or_insert((0, row));
        *sum += count;
        if row.cursor > newest.cursor {
            *newest = row;
        }
    }
    let mut analytes: Vec<Analyte> = found
        .into_iter()
        .map(|(key, (count, row))| Analyte {
            title: trend::title(&key, row, viewer),
            key,
            count,
            latest: viewer.entry(row),
        })
        .collect();
    analytes.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.title.cmp(&b.title)));
    Ok(analytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use kin_model::EntryId;

    fn medicine(title: &str, value: &str) -> EntryRow {
        EntryRow {
            id: EntryId(1),
            kind: Kind::Medication,
            title: title.to_owned(),
            codings: vec![],
            date: None,
            value: Some(value.to_owned()),
            absent: None,
            unit: None,
            range: None,
            status: None,
            status_class: StatusClass::Current,
            abnormal: Abnormal::No,
            who: None,
            hidden: false,
            imports: vec![],
            cursor: 0,
        }
    }

    #[test]
    fn two_doses_of_one_medicine_are_two_statements() {
        let five = medicine("氨氯地平片 5mg", "每次5 mg，每日一次，早晨");
        let again = medicine("氨氯地平片 5mg", "每次5 mg，每日一次");
        let ten = medicine("氨氯地平片 10mg", "每次10 mg，每日一次");
        assert_eq!(concept(&five), concept(&again));
        assert_eq!(same(&five), same(&again), "one line of a list");
        assert_ne!(same(&five), same(&ten), "two lines of a list");
        assert_eq!(amounts(&five), amounts(&again), "other words, same dose");
        assert_ne!(amounts(&five), amounts(&ten), "another dose");
    }
}
