//! What goes into the summary: which sections, which entries, in which order.

use super::besides;
use super::rows::RowMaker;
use super::sensitive::Sensitive;
use crate::clock::Clock;
use crate::dto::{Purpose, SummaryOptions};
use crate::error::{ApiResult, ErrorCode};
use crate::error_map::form_problem;
use crate::session::Session;
use crate::use_cases::absent::{self, Absence};
use crate::use_cases::people::age;
use crate::use_cases::seeing::{concept, every, holding, holds, latest_of_each, once};
use crate::use_cases::trend::{self, Series};
use kin_fhir::ips::Made;
use kin_model::summary::{Nothing, Section, Summary, SummaryLanguage, SummarySection};
use kin_model::{Abnormal, EntryRow, Kind, PartialDate, StatusClass};
use kin_print::PrintOptions;
use kin_vault::Record;
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A summary with what is needed to make its forms.
pub(super) struct Selection {
    pub(super) record: Arc<Record>,
    pub(super) by: String,
    pub(super) summary: Summary,
    /// Entries that the person has left out; in the summary only when it is a preview.
    pub(super) left_out: BTreeSet<String>,
    /// What there is about sensitive topics in the chosen sections.
    pub(super) sensitive: Sensitive,
    /// How the paper forms are printed.
    pub(super) print: PrintOptions,
    /// The IPS document, once some form has asked for it.
    pub(super) ips: OnceCell<Made>,
}

/// How the paper forms are printed, as the person chose.
fn print_options(options: &SummaryOptions) -> PrintOptions {
    PrintOptions {
        paper: crate::use_cases::tracking::asked_paper(options.paper),
        large: options.large_print.unwrap_or_default(),
        ..PrintOptions::default()
    }
}

impl Selection {
    /// Entries that go in.
    pub(super) fn selected(&self) -> u64 {
        let rows = self.summary.sections.iter().flat_map(|s| &s.rows);
        rows.filter(|r| !self.left_out.contains(&r.entry.0)).count() as u64
    }
}

/// The sections of a purpose. Private matters (social and family history, the person's own story)
/// are in none: they go along only when somebody asks for them.
pub(crate) const fn sections_for(purpose: Purpose) -> &'static [Section] {
    match purpose {
        Purpose::Visit => &[
            Section::Allergies,
            Section::Problems,
            Section::Medications,
            Section::Pregnancy,
            Section::VitalSigns,
            Section::Results,
            Section::Immunizations,
            Section::Procedures,
            Section::Alerts,
            Section::Plan,
        ],
        Purpose::Checkup => &[
            Section::Allergies,
            Section::Problems,
            Section::Medications,
            Section::Pregnancy,
            Section::VitalSigns,
            Section::Results,
            Section::Immunizations,
            Section::Procedures,
            Section::PastProblems,
            Section::Alerts,
            Section::Plan,
        ],
        // What the International Patient Summary is for: care abroad that nobody planned.
        Purpose::Travel => &[
            Section::Allergies,
            Section::Problems,
            Section::Medications,
            Section::Pregnancy,
            Section::VitalSigns,
            Section::Results,
            Section::Immunizations,
            Section::Procedures,
            Section::PastProblems,
            Section::Devices,
            Section::AdvanceDirectives,
            Section::Alerts,
        ],
        Purpose::Referral | Purpose::First => &[
            Section::Allergies,
            Section::Problems,
            Section::Medications,
            Section::Pregnancy,
            Section::VitalSigns,
            Section::Results,
            Section::Immunizations,
            Section::Procedures,
            Section::PastProblems,
            Section::Devices,
            Section::Plan,
            Section::AdvanceDirectives,
            Section::Alerts,
            Section::Visits,
            Section::Documents,
        ],
        Purpose::Emergency => &[
            Section::Allergies,
            Section::Problems,
            Section::Medications,
            Section::Pregnancy,
            Section::VitalSigns,
            Section::Devices,
            Section::AdvanceDirectives,
            Section::Alerts,
        ],
    }
}

/// Sections that an International Patient Summary must have, with or without rows (IPS 2.0.0).
const REQUIRED: [Section; 3] = [Section::Allergies, Section::Problems, Section::Medications];

/// Sections whose entries are events, to which "only since" applies. What holds now is never cut.
const fn is_dated(section: Section) -> bool {
    matches!(
        section,
        Section::VitalSigns
            | Section::Results
            | Section::Procedures
            | Section::Visits
            | Section::Documents
            | Section::PatientStory
    )
}

/// Most rows of one section.
const fn most(section: Section, purpose: Purpose) -> usize {
    match (section, purpose) {
        (Section::Allergies | Section::Problems | Section::Medications, _) => 100,
        (Section::Results, Purpose::Referral | Purpose::First) => 160,
        (Section::Results, _) => 80,
        (Section::VitalSigns, Purpose::Emergency) => 8,
        (Section::VitalSigns, _) => 60,
        (Section::Visits | Section::Documents, _) => 12,
        _ => 40,
    }
}

pub(super) fn select(
    session: &Session,
    person: &str,
    options: &SummaryOptions,
    preview: bool,
) -> ApiResult<Selection> {
    let record = session.record(person)?;
    let mut details = record.details()?;
    super::whom::fill(&record, &mut details)?;
    let today = session.clock().today().ok_or(ErrorCode::Internal)?;
    let since = match options.since.as_deref().map(str::trim) {
        None | Some("") => None,
        Some(text) => Some(
            text.parse::<PartialDate>()
                .map_err(|_| form_problem("since", "bad-date"))?,
        ),
    };
    let language = options.language.unwrap_or(match session.lang() {
        kin_i18n::Lang::En => SummaryLanguage::En,
        kin_i18n::Lang::ZhCn => SummaryLanguage::ZhCn,
    });
    let left_out: BTreeSet<String> = options.left_out.iter().flatten().cloned().collect();
    let wanted: Vec<Section> = options
        .sections
        .clone()
        .unwrap_or_else(|| sections_for(options.purpose).to_vec());

    let mut sensitive = Sensitive::new(options.topics.as_deref().unwrap_or_default());
    let mut maker = RowMaker::new(session, person, &record, &details, language)?;
    let mut sections = Vec::new();
    for section in Section::ALL {
        let is_wanted = wanted.contains(section);
        if !is_wanted && !REQUIRED.contains(section) {
            continue;
        }
        if !is_wanted {
            sections.push(SummarySection {
                section: *section,
                rows: Vec::new(),
                nothing: Some(Nothing::LeftOut),
                left_off: 0,
            });
            continue;
        }
        let mut found = rows_of(&record, *section, options.purpose, session.clock())?;
        super::changes::put_first(*section, &mut found, options);
        let had_some = !found.is_empty();
        // Of a pregnancy that nobody speaks of nothing is said either.
        if !had_some && *section == Section::Pregnancy {
            continue;
        }
        let mut kept: Vec<EntryRow> = found
            .into_iter()
            .filter(|r| !is_dated(*section) || is_since(r, since.as_ref()))
            .filter(|r| sensitive.lets_entry(r))
            .collect();
        if !preview {
            kept.retain(|r| !left_out.contains(&r.id.to_string()));
        }
        let most = most(*section, options.purpose);
        let left_off = kept.len().saturating_sub(most);
        kept.truncate(most);
        // What only the original says (a reason, a note) is found when it is opened.
        let rows = maker.rows(&kept, &mut sensitive)?;
        kept.retain(|r| rows.iter().any(|row| row.entry.0 == r.id.to_string()));
        // A medicine that was stopped does not gainsay that none is taken.
        let mut now = kept
            .iter()
            .filter(|r| *section != Section::Medications || holds(r));
        let none = |r: &EntryRow| absent::of_row(r) == Some(Absence::KnownNone);
        let only_none = now.next().is_some_and(none) && now.all(none);
        let nothing = if only_none {
            Some(Nothing::KnownNone)
        } else if !kept.is_empty() {
            None
        } else if had_some {
            Some(Nothing::LeftOut)
        } else {
            Some(Nothing::NoInformation)
        };
        sections.push(SummarySection {
            section: *section,
            rows,
            nothing,
            left_off,
        });
    }
    let mut summary = Summary {
        age: age(&details, Some(&today)),
        person: details,
        made: today,
        language,
        reason: options.reason.clone().unwrap_or_default().trim().to_owned(),
        questions: options
            .questions
            .iter()
            .flatten()
            .map(|q| q.trim().to_owned())
            .filter(|q| !q.is_empty())
            .collect(),
        since,
        sections,
        story: None,
        source_count: maker.source_count(),
        visit: kin_model::visit::VisitKind::default(),
        specialty: None,
        changes: Vec::new(),
        compared_with: None,
        home: Vec::new(),
        conflicts: Vec::new(),
    };
    super::changes::fill(session, person, &record, options, &maker, &mut summary)?;
    super::standing::fill(
        session,
        &record,
        &maker,
        &sensitive,
        &left_out,
        &wanted,
        &mut summary,
    )?;
    drop(maker);
    Ok(Selection {
        by: session.by()?,
        record,
        summary,
        left_out,
        sensitive,
        print: print_options(options),
        ips: OnceCell::new(),
    })
}

/// An undated row cannot be shown to be older, so it stays.
fn is_since(row: &EntryRow, since: Option<&PartialDate>) -> bool {
    match (&row.date, since) {
        // By the day that the source wrote, whatever zone it writes in; what may be as late as that day stays.
        (Some(date), Some(since)) => {
            last_day(date).sort_seconds() >= since.date_only().sort_seconds()
        }
        _ => true,
    }
}

/// Medicines that somebody has ordered not to be given: no medicine that is taken, and what a doctor must see.
///
/// # Source
/// HL7 FHIR 4.0.1, `MedicationRequest.doNotPerform`: "if true indicates that the provider is asking for the medication
/// request not to occur".
fn forbidden(record: &Record) -> ApiResult<Vec<EntryRow>> {
    let keep = |r: &EntryRow| r.status.as_deref() == Some("do-not-perform");
    Ok(record.newest_of_each(&[Kind::Medication], 1, &keep)?)
}

/// The last day that a date can mean, without a time: of a month its last day.
pub(super) fn last_day(date: &PartialDate) -> PartialDate {
    let day = date.date_only();
    if day.day_number().is_some() {
        return day;
    }
    let month = day.month_number().unwrap_or(12);
    let last = (28..=31)
        .rev()
        .find_map(|d| PartialDate::day(day.year_number(), month, d).ok());
    last.unwrap_or(day)
}

const fn is_real(row: &EntryRow) -> bool {
    !matches!(row.status_class, StatusClass::Error | StatusClass::Negated)
}

/// Neither withdrawn nor denied, and more than the statement that nothing is known.
fn is_shown(row: &EntryRow) -> bool {
    is_real(row) && absent::of_row(row) != Some(Absence::NoInformation)
}

fn real(record: &Record, kinds: &[Kind]) -> ApiResult<Vec<EntryRow>> {
    let mut rows = every(record, kinds)?;
    rows.retain(is_shown);
    Ok(rows)
}

/// The newest of each thing that was measured: by concept, so that a million values cost no more than a thousand.
fn measured(record: &Record, kind: Kind, most: usize) -> ApiResult<Vec<EntryRow>> {
    let keep = |r: &EntryRow| is_shown(r) && r.value.is_some();
    Ok(record.newest_of_each(&[kind], most, &keep)?)
}

/// The entries of a section, most important first.
fn rows_of(
    record: &Record,
    section: Section,
    purpose: Purpose,
    clock: &Clock,
) -> ApiResult<Vec<EntryRow>> {
    Ok(match section {
        Section::Allergies => or_none(record, Kind::Allergy)?,
        Section::Problems => or_none(record, Kind::Condition)?,
        Section::Medications => {
            let mut rows = or_none(record, Kind::Medication)?;
            if purpose != Purpose::Emergency {
                rows.extend(besides::not_now(record, &rows, clock)?);
            }
            rows
        }
        Section::Pregnancy => besides::pregnancy(record, clock)?,
        Section::VitalSigns => without_besides(record, vital_signs(record, purpose)?, clock)?,
        Section::Results => without_besides(record, results(record, purpose)?, clock)?,
        Section::Immunizations => {
            let mut rows = real(record, &[Kind::Immunization])?;
            rows.retain(|r| r.status_class != StatusClass::Planned);
            rows
        }
        Section::Procedures => once(real(record, &[Kind::Procedure])?),
        Section::PastProblems => past_problems(record)?,
        Section::Devices => once(real(record, &[Kind::Device])?),
        Section::SocialHistory => {
            without_besides(record, once(real(record, &[Kind::SocialHistory])?), clock)?
        }
        Section::FamilyHistory => once(real(record, &[Kind::FamilyHistory])?),
        Section::Plan => plan(record, clock)?,
        Section::AdvanceDirectives => {
            let mut rows = real(record, &[Kind::AdvanceDirective])?;
            let told = [Kind::Document, Kind::Result, Kind::SocialHistory];
            let wish = |r: &EntryRow| holds(r) && besides::is_wish(r);
            rows.extend(record.newest_of_each(&told, MOST_WISHES, &wish)?);
            rows
        }
        Section::Alerts => {
            let mut rows = real(record, &[Kind::Alert])?;
            rows.retain(holds);
            rows.extend(forbidden(record)?);
            once(rows)
        }
        Section::Visits => real(record, &[Kind::Visit])?,
        Section::Documents => {
            let mut rows = real(record, &[Kind::Document, Kind::Report, Kind::Imaging])?;
            // The paper itself stands there.
            rows.retain(|r| !kin_fhir::author::is_paper_report(&r.codings));
            // A wish has a section of its own.
            rows.retain(|r| !(holds(r) && besides::is_wish(r)));
            rows
        }
        Section::PatientStory => real(record, &[Kind::Note, Kind::Symptom])?,
        _ => Vec::new(),
    })
}

/// Most documents of one kind that tell of wishes.
const MOST_WISHES: usize = 8;

/// Without what has a section of its own.
fn without_besides(
    record: &Record,
    mut rows: Vec<EntryRow>,
    clock: &Clock,
) -> ApiResult<Vec<EntryRow>> {
    let pregnancy = besides::pregnancy(record, clock)?;
    let elsewhere =
        |r: &EntryRow| pregnancy.iter().any(|p| p.id == r.id) || (holds(r) && besides::is_wish(r));
    rows.retain(|r| !elsewhere(r));
    Ok(rows)
}

/// What holds; and coded statements that there is none, which stand beside nothing else but what
/// they leave open ("no known food allergies" beside a medicine allergy).
fn or_none(record: &Record, kind: Kind) -> ApiResult<Vec<EntryRow>> {
    let mut rows = holding(record, kind)?;
    let stated = |r: &EntryRow| holds(r) && absent::of_row(r).is_some();
    let statements = record.newest_of_each(&[kind], 1, &stated)?;
    let says = |wanted: Absence| {
        let found = statements
            .iter()
            .filter(move |r| holds(r) && absent::of_row(r) == Some(wanted));
        once(found.cloned().collect())
    };
    if rows.is_empty() {
        rows.extend(says(Absence::KnownNone).into_iter().take(1));
    }
    if rows.is_empty() || kind == Kind::Allergy {
        let all = rows
            .iter()
            .any(|r| absent::of_row(r) == Some(Absence::KnownNone));
        if !all {
            rows.extend(says(Absence::PartlyNone));
        }
    }
    Ok(rows)
}

fn past_problems(record: &Record) -> ApiResult<Vec<EntryRow>> {
    let now: BTreeSet<String> = holding(record, Kind::Condition)?
        .iter()
        .map(concept)
        .collect();
    let past = |r: &EntryRow| is_shown(r) && r.status_class == StatusClass::Past;
    let mut rows = record.newest_of_each(&[Kind::Condition], 1, &past)?;
    rows.retain(|r| !now.contains(&concept(r)));
    Ok(once(rows))
}

/// Plans that hold, goals, and appointments, orders and vaccinations still to come.
fn plan(record: &Record, clock: &Clock) -> ApiResult<Vec<EntryRow>> {
    let today = clock.today();
    let kinds = [
        Kind::CarePlan,
        Kind::Goal,
        Kind::Appointment,
        Kind::Referral,
        Kind::Immunization,
    ];
    let mut rows = real(record, &kinds)?;
    rows.retain(|r| match r.kind {
        Kind::Appointment => r.date.is_some_and(|d| {
            let last = last_day(&clock.here(&d));
            today.is_none_or(|today| last.sort_seconds() >= today.sort_seconds())
        }),
        Kind::Referral => matches!(r.status_class, StatusClass::Current | StatusClass::Planned),
        // Given ones have a section of their own.
        Kind::Immunization => r.status_class == StatusClass::Planned,
        _ => matches!(
            r.status_class,
            StatusClass::Current | StatusClass::Planned | StatusClass::Unknown
        ),
    });
    Ok(once(rows))
}

/// Most readings of blood pressure that are listed: the most of any quantity.
const PRESSURES: usize = 30;

/// The newest readings: many of blood pressure and glucose, so that their course is seen, the
/// newest of the others.
fn vital_signs(record: &Record, purpose: Purpose) -> ApiResult<Vec<EntryRow>> {
    let rows = measured(record, Kind::VitalSign, PRESSURES)?;
    let many = |key: &str| match purpose {
        Purpose::Emergency => 1,
        _ if key == Series::BloodPressure.key() => PRESSURES,
        _ if key == Series::Glucose.key() => 14,
        _ if key == Series::Weight.key() => 4,
        _ => 1,
    };
    Ok(newest_of_each(&rows, many))
}

/// The newest values of each analyte: first those whose newest value is out of range, then the
/// others; within both the newest first.
fn results(record: &Record, purpose: Purpose) -> ApiResult<Vec<EntryRow>> {
    let each = match purpose {
        Purpose::Referral | Purpose::First => 4,
        _ => 3,
    };
    let rows = measured(record, Kind::Result, each)?;
    let out: BTreeSet<String> = latest_of_each(&rows)
        .into_iter()
        .filter(|r| r.abnormal != Abnormal::No)
        .map(key)
        .collect();
    let mut chosen = newest_of_each(&rows, |_| each);
    chosen.sort_by_key(|r| !out.contains(&key(r)));
    Ok(chosen)
}

fn key(row: &EntryRow) -> String {
    trend::key_of(row).unwrap_or_else(|| concept(row))
}

/// At most so many of each series, series by series in the order of their newest value.
fn newest_of_each(rows: &[EntryRow], most: impl Fn(&str) -> usize) -> Vec<EntryRow> {
    let mut order: Vec<String> = Vec::new();
    let mut by_key: BTreeMap<String, Vec<&EntryRow>> = BTreeMap::new();
    for row in rows.iter().filter(|r| r.value.is_some()) {
        let key = key(row);
        let list = by_key.entry(key.clone()).or_default();
        if list.is_empty() {
            order.push(key.clone());
        }
        if list.len() < most(&key) {
            list.push(row);
        }
    }
    order
        .iter()
        .filter_map(|key| by_key.get(key))
        .flatten()
        .map(|row| (*row).clone())
        .collect()
}
