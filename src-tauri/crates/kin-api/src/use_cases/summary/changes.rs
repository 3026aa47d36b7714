//! For which visit, and what has changed since the last one: as far as it goes along.
//!
//! A change is told only when every entry behind it may go along: not left out, in a section that was
//! chosen, of no sensitive topic that is not ticked. A symptom that the person has flagged for the doctor
//! goes along by that flag.

use super::rows::RowMaker;
use super::sensitive::Sensitive;
use crate::dto::{Purpose, SummaryChangeView, SummaryOptions, SummarySourceView};
use crate::error::ApiResult;
use crate::session::Session;
use crate::use_cases::view::{Viewer, reading, unit_text};
use crate::use_cases::visit::{self, Found};
use kin_i18n::{Lang, date_text};
use kin_model::summary::{Section, Summary};
use kin_model::visit::{Change, VisitKind};
use kin_model::{Abnormal, EntryRow, Kind, system};
use kin_rules::specialties::Specialty;
use kin_vault::Record;
use std::collections::{BTreeMap, BTreeSet};

/// Most changes of a hand-over.
const MOST: usize = 30;

/// The visit that a purpose is.
pub(super) const fn visit_kind(purpose: Purpose) -> VisitKind {
    match purpose {
        Purpose::Visit => VisitKind::Visit,
        Purpose::Referral => VisitKind::Referral,
        Purpose::First => VisitKind::First,
        Purpose::Checkup => VisitKind::CheckUp,
        Purpose::Emergency => VisitKind::Emergency,
        Purpose::Travel => VisitKind::Travel,
    }
}

/// Fills in which visit it is, the specialty, and what has changed.
///
/// `options.changes_since`: a day; `none` for no changes at all. When it is missing, changes since the
/// last visit go to who has seen the person before, or gets them from who has: a visit, a check-up, a
/// referral.
pub(super) fn fill(
    session: &Session,
    person: &str,
    record: &Record,
    options: &SummaryOptions,
    maker: &RowMaker<'_>,
    summary: &mut Summary,
) -> ApiResult<()> {
    summary.visit = visit_kind(options.purpose);
    let specialty = visit::specialty_of(options.specialty.as_deref())?;
    summary.specialty = specialty.map(|s| s.key.to_owned());
    let asked = options.changes_since.as_deref().map(str::trim);
    let day = match asked {
        Some("none") => None,
        Some(day) if !day.is_empty() => Some(visit::parse_day(day)?),
        _ if matches!(
            options.purpose,
            Purpose::Visit | Purpose::Checkup | Purpose::Referral
        ) =>
        {
            let viewer = Viewer::new(session, person, record)?;
            visit::default_day(session, record, &viewer)?
        }
        _ => None,
    };
    let Some(day) = day else { return Ok(()) };
    summary.compared_with = day.date();
    let left_out: BTreeSet<&str> = options
        .left_out
        .iter()
        .flatten()
        .map(String::as_str)
        .collect();
    let chosen: BTreeSet<Section> = summary
        .sections
        .iter()
        .filter(|s| s.nothing != Some(kin_model::summary::Nothing::LeftOut))
        .map(|s| s.section)
        .collect();
    // Counted apart: what the person is asked about is what the sections hold.
    let mut sensitive = Sensitive::new(options.topics.as_deref().unwrap_or_default());
    for found in visit::since(session, record, day, &left_out)? {
        if summary.changes.len() >= MOST {
            break;
        }
        let named = |id: &str| left_out.contains(id);
        let out =
            named(&visit::change_id(&found)) || found.rows.iter().any(|r| named(&r.id.to_string()));
        if out || found.section.is_some_and(|s| !chosen.contains(&s)) {
            continue;
        }
        if lets_all(record, &found.rows, &mut sensitive)? {
            summary.changes.push(change(&found, maker));
        }
    }
    Ok(())
}

fn lets_all(record: &Record, rows: &[EntryRow], sensitive: &mut Sensitive) -> ApiResult<bool> {
    for row in rows {
        if !sensitive.lets_entry(row) || !sensitive.lets_original(row, &record.entry(row.id)?.body)
        {
            return Ok(false);
        }
    }
    Ok(true)
}

fn change(found: &Found, maker: &RowMaker<'_>) -> Change {
    let name = |row: &EntryRow, lang| kin_terms::localize(&row.codings, Some(&row.title), lang).0;
    let row = found.rows.first();
    let title_en = match row {
        Some(row) => kin_terms::short_title(&row.codings, &name(row, kin_terms::Lang::En)),
        None => found.title(Lang::En),
    };
    let title_zh = match row {
        Some(row) => name(row, kin_terms::Lang::Zh),
        None => found.title(Lang::ZhCn),
    };
    Change {
        kind: found.kind,
        entry: row.map(|r| r.id.into()),
        title_en,
        title_zh,
        from: found.from.clone(),
        to: found.to.clone(),
        unit: found.unit.clone(),
        date: found.date,
        sources: row.map(|r| maker.marks(r)).unwrap_or_default(),
    }
}

/// The changes on the screen, as the receiver will see them.
pub(super) fn views(summary: &Summary, lang: Lang) -> Vec<SummaryChangeView> {
    summary
        .changes
        .iter()
        .map(|change| SummaryChangeView {
            kind: visit::kind_name(change.kind),
            kind_text: visit::kind_words(change.kind, lang),
            title_en: change.title_en.clone(),
            title_zh: change.title_zh.clone(),
            from: change.from.as_deref().map(|v| reading(v, lang)),
            to: change.to.as_deref().map(|v| reading(v, lang)),
            unit: unit_text(change.unit.as_deref()),
            date_text: change
                .date
                .map(|d| date_text(lang, &d.to_string()))
                .unwrap_or_default(),
            sources: change
                .sources
                .iter()
                .map(|s| SummarySourceView {
                    letter: s.letter.to_string(),
                    label: s.label.clone(),
                })
                .collect(),
        })
        .collect()
}

/// Puts first what the specialty asks about: critical results stay before everything, the order within
/// stays as it was.
pub(super) fn put_first(section: Section, rows: &mut [EntryRow], options: &SummaryOptions) {
    let specialty = options
        .specialty
        .as_deref()
        .and_then(|key| kin_rules::specialties::of_key(key.trim()));
    match section {
        Section::Results => results_first(rows, options, specialty),
        Section::Problems => {
            if let Some(of) = specialty {
                rows.sort_by_key(|r| !asks_problem(of, r));
            }
        }
        Section::Medications => {
            if let Some(of) = specialty {
                rows.sort_by_key(|r| !asks_medicine(of, r));
            }
        }
        _ => {}
    }
}

fn results_first(rows: &mut [EntryRow], options: &SummaryOptions, of: Option<&Specialty>) {
    let first = options.first_results.as_deref();
    if first.is_none() && of.is_none() {
        return;
    }
    // The codes of one analyte belong together: a code stands for its group.
    let place = |row: &EntryRow| -> usize {
        let codes = visit::loinc_codes(row);
        let group = of.and_then(|of| of.results.get(of.result_place(&codes)?));
        let found = match first {
            Some(first) => first.iter().position(|wanted| {
                let wanted = wanted.as_str();
                codes.contains(&wanted) || group.is_some_and(|g| g.contains(&wanted))
            }),
            None => of.and_then(|of| of.result_place(&codes)),
        };
        found.unwrap_or(usize::MAX)
    };
    // By analyte, so that its values stay together.
    let key = |row: &EntryRow| -> String {
        crate::use_cases::trend::key_of(row).unwrap_or_else(|| row.title.clone())
    };
    let mut ranks: BTreeMap<String, (bool, usize)> = BTreeMap::new();
    for row in rows.iter() {
        let critical = matches!(row.abnormal, Abnormal::CriticalLow | Abnormal::CriticalHigh);
        // The first row of an analyte is its newest.
        ranks.entry(key(row)).or_insert((!critical, place(row)));
    }
    rows.sort_by_key(|row| ranks.get(&key(row)).copied());
}

fn asks_problem(of: &Specialty, row: &EntryRow) -> bool {
    let icd: Vec<&str> = row
        .codings
        .iter()
        .filter(|c| c.system.contains("icd-10") || c.system.contains("113883.6.90"))
        .map(|c| c.code.as_str())
        .collect();
    let (en, _) = kin_terms::localize(&row.codings, Some(&row.title), kin_terms::Lang::En);
    of.asks_problem(&icd, &[&en, &row.title])
}

fn asks_medicine(of: &Specialty, row: &EntryRow) -> bool {
    if row.kind != Kind::Medication {
        return false;
    }
    let known = kin_terms::substances(&row.codings, &row.title);
    let own = row.codings.iter().filter(|c| c.system == system::ATC);
    let codes: Vec<&str> = own
        .map(|c| c.code.as_str())
        .chain(known.iter().map(|s| s.atc))
        .filter(|code| !code.is_empty())
        .collect();
    of.asks_medicine(&codes)
}
