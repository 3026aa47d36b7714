//! Medicines before and after a day: every statement that tells of it, former versions too.

use super::changes::{Found, two_views};
use super::last::first_day;
use crate::error::ApiResult;
use crate::error_map::stored;
use crate::session::Session;
use crate::use_cases::absent;
use kin_fhir::{Beginning, ScanContext};
use kin_i18n::Lang;
use kin_model::summary::Section;
use kin_model::visit::ChangeKind;
use kin_model::{EntryRow, Kind, PartialDate, StatusClass};
use kin_rules::changes::{Course, MedicineChange, Standing, medicines};
use kin_rules::medicines::{strengths, times_a_day};
use kin_rules::time::Day;
use kin_vault::{FullEntry, Record};
use std::collections::BTreeSet;

/// Most statements that are opened.
const MOST: usize = 1_000;

/// A statement with the entry that makes it.
struct Said {
    course: Course,
    row: EntryRow,
    until: Option<PartialDate>,
}

/// What became of each medicine since a day.
pub(super) fn changes(session: &Session, record: &Record, day: Day) -> ApiResult<Vec<Found>> {
    let views = two_views(session, record, Kind::Medication, day)?;
    let mut seen = BTreeSet::new();
    let mut said: Vec<Said> = Vec::new();
    let mut rows: Vec<EntryRow> = views.now.into_iter().chain(views.then).collect();
    rows.sort_by_key(|r| std::cmp::Reverse(r.cursor));
    rows.retain(|r| seen.insert(r.id) && absent::of_row(r).is_none());
    for row in rows.into_iter().take(MOST) {
        if matches!(
            row.status_class,
            StatusClass::Planned | StatusClass::Negated | StatusClass::Error
        ) {
            continue;
        }
        statements(record, row, day, &mut said)?;
    }
    let courses: Vec<Course> = said.iter().map(|s| s.course.clone()).collect();
    let found = medicines(&courses, day).into_iter();
    Ok(found
        .filter_map(|change| told(session.lang(), &said, change))
        .collect())
}

/// The statement of an entry, and of the version of it that held on the day where that is another one.
fn statements(record: &Record, row: EntryRow, day: Day, said: &mut Vec<Said>) -> ApiResult<()> {
    let full = record.entry(row.id)?;
    let mut course = course(&row, &full.body, row.status_class);
    let until = end(&full.body)?;
    course.until = until.as_ref().map(first_day);
    let mut ended = until;
    if let Some((body, next)) = version_on(record, &full, day)? {
        let active = is_active(&body);
        if active {
            let mut former = self::course(&row, &body, StatusClass::Past);
            // Told later, it may have ended before that.
            let told = course.until.filter(|_| course.standing == Standing::Ended);
            former.until = Some(told.map_or(next, |until| until.min(next)));
            said.push(Said {
                course: former,
                row: row.clone(),
                until: None,
            });
        }
        match course.standing {
            // As it is now it is taken since that version came.
            Standing::Now => course.from = Some(course.from.map_or(next, |from| from.max(next))),
            // Nobody told the day on which it ended; the day on which that came is the latest it can be.
            Standing::Ended if active && course.until.is_none() => {
                course.until = Some(next);
                ended = next.date();
            }
            Standing::Ended => {}
        }
    }
    said.push(Said {
        course,
        row,
        until: ended,
    });
    Ok(())
}

fn course(row: &EntryRow, body: &[u8], status: StatusClass) -> Course {
    let substances = kin_terms::substances(&row.codings, &row.title);
    let group: BTreeSet<String> = if substances.is_empty() {
        BTreeSet::from([row.title.trim().to_lowercase()])
    } else {
        substances.iter().map(|s| s.key.to_owned()).collect()
    };
    let prescribed = kin_fhir::author::prescribed(body);
    let dosage = prescribed
        .words
        .or(prescribed.text)
        .or_else(|| row.value.clone())
        .unwrap_or_default();
    let mut found = strengths(&row.title);
    found.extend(strengths(&dosage));
    let told = kin_fhir::beginning(body) == Beginning::Told;
    Course {
        group,
        strengths: found,
        times_a_day: times_a_day(&dosage),
        dosage,
        from: row.date.as_ref().filter(|_| told).map(first_day),
        until: None,
        standing: if status == StatusClass::Past {
            Standing::Ended
        } else {
            Standing::Now
        },
    }
}

/// The last day, where the original tells one.
fn end(body: &[u8]) -> ApiResult<Option<PartialDate>> {
    let json = kin_fhir::value_of(body);
    let period = json
        .as_ref()
        .and_then(|v| v.pointer("/effectivePeriod/end"));
    if let Some(end) = period.and_then(|end| end.as_str()?.parse().ok()) {
        return Ok(Some(end));
    }
    let detail = kin_fhir::detail(body, &ScanContext::default()).map_err(|e| stored(&e))?;
    let rows = detail.sections.iter().flat_map(|s| &s.rows);
    let mut ends = rows.filter(|r| matches!(r.label.as_str(), "end" | "until"));
    Ok(ends.find_map(|r| r.date))
}

fn is_active(body: &[u8]) -> bool {
    let json = kin_fhir::value_of(body);
    let status = json.as_ref().and_then(|v| v.get("status")?.as_str());
    matches!(status, Some("active" | "unknown" | "recorded"))
}

/// The version of an entry that held on a day, and the day on which the next one came; none where it is
/// the one that holds now, or where the entry came later.
fn version_on(record: &Record, full: &FullEntry, day: Day) -> ApiResult<Option<(Vec<u8>, Day)>> {
    let day_of = |at: &str| {
        let date: Option<PartialDate> = at.split('T').next().and_then(|d| d.parse().ok());
        date.as_ref().and_then(Day::of)
    };
    // Newest first: the one that holds now, then the former ones.
    let Some(mut next) = full.sources.first().and_then(|s| day_of(&s.origin.at)) else {
        return Ok(None);
    };
    if next <= day {
        return Ok(None);
    }
    for version in &full.versions {
        let Some(came) = day_of(&version.at) else {
            return Ok(None);
        };
        if came <= day {
            let body = record.body_of_version(full.row.id, version.n)?;
            return Ok(Some((body, next)));
        }
        next = came;
    }
    Ok(None)
}

/// Name and dosage where the names differ, the dosage alone where they do not.
fn words(lang: Lang, said: &Said, other: &Said) -> Option<String> {
    let dosage = said.course.dosage.trim();
    let same = said.row.title == other.row.title;
    let parts = [if same { "" } else { said.row.title.trim() }, dosage];
    let parts: Vec<&str> = parts.into_iter().filter(|p| !p.is_empty()).collect();
    Some(parts.join(kin_i18n::comma(lang))).filter(|t| !t.is_empty())
}

fn told(lang: Lang, said: &[Said], change: MedicineChange) -> Option<Found> {
    let section = Some(Section::Medications);
    let dosage = |s: &Said| Some(s.course.dosage.clone()).filter(|d| !d.is_empty());
    Some(match change {
        MedicineChange::Started(at) => {
            let one = said.get(at)?;
            let mut found = Found::of(ChangeKind::MedicineStarted, one.row.clone(), section);
            found.to = dosage(one);
            // Taken again: since the version that says so came. Else as precise as its source.
            if one.course.from > one.row.date.as_ref().map(first_day) {
                found.date = one.course.from.and_then(Day::date);
            }
            found
        }
        MedicineChange::Stopped(at) => {
            let one = said.get(at)?;
            let mut found = Found::of(ChangeKind::MedicineStopped, one.row.clone(), section);
            found.from = dosage(one);
            found.date = one.until.or_else(|| one.course.until?.date());
            found
        }
        MedicineChange::Changed { from, to } => {
            let (before, now) = (said.get(from)?, said.get(to)?);
            let mut found = Found::of(ChangeKind::MedicineChanged, now.row.clone(), section);
            found.from = words(lang, before, now);
            found.to = words(lang, now, before);
            if before.row.id == now.row.id {
                // A new version of one entry: since the day it came.
                found.date = before.course.until.and_then(Day::date);
            } else {
                found.rows.push(before.row.clone());
            }
            found
        }
    })
}
