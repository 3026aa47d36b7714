//! What is proposed to go along, with its reason.

use super::super::summary::{is_wish, pregnancy, sections_for};
use super::super::view::Viewer;
use super::changes::{end_of, since};
use super::last;
use crate::dto::{
    ProposedResult, ProposedSection, Purpose, SpecialtyView, SuggestionView, VisitProposalRequest,
    VisitProposalView,
};
use crate::error::ApiResult;
use crate::error_map::form_problem;
use crate::session::Session;
use kin_i18n::{Lang, text};
use kin_model::summary::Section;
use kin_model::visit::ChangeKind;
use kin_model::{EntryRow, Kind, system};
use kin_rules::specialties::{self, Specialty};
use kin_rules::time::Day;
use kin_vault::Record;
use std::collections::BTreeSet;

/// Private matters: they go along only when the person ticks them.
const PRIVATE: [Section; 3] = [
    Section::SocialHistory,
    Section::FamilyHistory,
    Section::PatientStory,
];

/// A specialty as it is shown.
pub(super) fn specialty_view(of: &Specialty, lang: Lang) -> SpecialtyView {
    SpecialtyView {
        key: of.key.to_owned(),
        name: name(of, lang).to_owned(),
        name_en: of.en.to_owned(),
        name_zh: of.zh.to_owned(),
        departments: of.departments.iter().map(|d| (*d).to_owned()).collect(),
    }
}

const fn name(of: &Specialty, lang: Lang) -> &'static str {
    match lang {
        Lang::En => of.en,
        Lang::ZhCn => of.zh,
    }
}

/// The specialty of a key that was asked for; an empty one is none.
pub(crate) fn specialty_of(key: Option<&str>) -> ApiResult<Option<&'static Specialty>> {
    match key.map(str::trim) {
        None | Some("") => Ok(None),
        Some(key) => specialties::of_key(key)
            .map(Some)
            .ok_or_else(|| form_problem("specialty", "unknown-specialty")),
    }
}

/// Kinds of the record whose entries a section lists.
const fn kinds(section: Section) -> &'static [Kind] {
    match section {
        Section::Allergies => &[Kind::Allergy],
        Section::Problems | Section::PastProblems => &[Kind::Condition],
        Section::Medications => &[Kind::Medication],
        Section::VitalSigns => &[Kind::VitalSign],
        Section::Results => &[Kind::Result],
        Section::Immunizations => &[Kind::Immunization],
        Section::Procedures => &[Kind::Procedure],
        Section::Devices => &[Kind::Device],
        Section::SocialHistory => &[Kind::SocialHistory],
        Section::FamilyHistory => &[Kind::FamilyHistory],
        Section::Plan => &[
            Kind::CarePlan,
            Kind::Goal,
            Kind::Appointment,
            Kind::Referral,
            Kind::Immunization,
        ],
        Section::AdvanceDirectives => &[Kind::AdvanceDirective],
        Section::Alerts => &[Kind::Alert],
        Section::Visits => &[Kind::Visit],
        Section::Documents => &[Kind::Document, Kind::Report, Kind::Imaging],
        Section::PatientStory => &[Kind::Note, Kind::Symptom],
        _ => &[],
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn visit_proposal(
    session: &Session,
    request: VisitProposalRequest,
) -> ApiResult<VisitProposalView> {
    let record = session.record(&request.person)?;
    let viewer = Viewer::new(session, &request.person, &record)?;
    let lang = viewer.lang;
    let chosen = specialty_of(request.specialty.as_deref())?;
    let suggested = specialties::suggested(request.reason.as_deref().unwrap_or_default());
    Ok(VisitProposalView {
        specialties: specialties::all()
            .iter()
            .map(|s| specialty_view(s, lang))
            .collect(),
        specialty: chosen.map(|s| specialty_view(s, lang)),
        suggested: suggested
            .into_iter()
            .take(3)
            .map(|(of, word)| SuggestionView {
                key: of.key.to_owned(),
                name: name(of, lang).to_owned(),
                word: word.to_owned(),
            })
            .collect(),
        sections: sections(session, &record, &viewer, request.purpose, chosen)?,
        first_results: match chosen {
            Some(of) => first_results(session, &record, &viewer, of)?,
            None => Vec::new(),
        },
        home: chosen
            .map(|s| s.home.iter().map(|h| (*h).to_owned()).collect())
            .unwrap_or_default(),
        asked_topics: chosen.map(|s| s.topics.clone()).unwrap_or_default(),
        sources: chosen
            .map(|s| {
                let mut seen = BTreeSet::new();
                let cited = ["results", "sections"].iter();
                let cited = cited.filter_map(|field| s.sources.get(field).copied());
                cited
                    .filter(|c| seen.insert(*c))
                    .map(str::to_owned)
                    .collect()
            })
            .unwrap_or_default(),
    })
}

fn sections(
    session: &Session,
    record: &Record,
    viewer: &Viewer,
    purpose: Purpose,
    chosen: Option<&Specialty>,
) -> ApiResult<Vec<ProposedSection>> {
    let usual = sections_for(purpose);
    let asked = chosen.map(|s| s.sections.as_slice()).unwrap_or_default();
    let counts = record.counts_by_kind()?;
    let has = |kinds: &[Kind]| counts.iter().any(|(k, n)| *n > 0 && kinds.contains(k));
    // Who knows the person is told of a stay elsewhere.
    let stay = matches!(purpose, Purpose::Visit | Purpose::Checkup)
        && !usual.contains(&Section::Visits)
        && stayed(session, record, viewer)?;
    let told = [Kind::Document, Kind::Result, Kind::SocialHistory];
    let wishes = record.newest_of_each(&told, 1, &is_wish)?.len();
    let lang = viewer.lang;
    let mut out = Vec::new();
    for section in Section::ALL {
        let (proposed, reason) = if PRIVATE.contains(section) {
            (false, "private")
        } else if usual.contains(section) {
            (true, "kind")
        } else if asked.contains(section) {
            (true, "specialty")
        } else if *section == Section::Visits && stay {
            (true, "stay")
        } else {
            (false, "not-usual")
        };
        let of = chosen.map(|s| name(s, lang)).unwrap_or_default();
        out.push(ProposedSection {
            section: *section,
            proposed,
            reason: reason.to_owned(),
            why: text(lang, &format!("visit-why-{reason}"), &[("specialty", of)]),
            empty: match section {
                Section::Pregnancy => pregnancy(record, session.clock())?.is_empty(),
                Section::AdvanceDirectives => !has(kinds(*section)) && wishes == 0,
                _ => !has(kinds(*section)),
            },
        });
    }
    Ok(out)
}

/// Whether there was a stay since the last visit.
fn stayed(session: &Session, record: &Record, viewer: &Viewer) -> ApiResult<bool> {
    let Some(day) = last::default_day(session, record, viewer)? else {
        return Ok(false);
    };
    let found = since(session, record, day, &BTreeSet::new())?;
    Ok(found
        .iter()
        .any(|f| f.kind == ChangeKind::Event && f.section == Some(Section::Visits)))
}

/// The LOINC codes of an entry.
pub(crate) fn loinc_codes(row: &EntryRow) -> Vec<&str> {
    let codings = row.codings.iter();
    let loinc = codings.filter(|c| c.system == system::LOINC);
    loinc.map(|c| c.code.as_str()).collect()
}

fn first_results(
    session: &Session,
    record: &Record,
    viewer: &Viewer,
    of: &Specialty,
) -> ApiResult<Vec<ProposedResult>> {
    let today = session.clock().today().and_then(|d| Day::of(&d));
    let Some(today) = today else {
        return Ok(Vec::new());
    };
    let kinds = [Kind::Result, Kind::VitalSign];
    let rows = record.newest_before(&kinds, &end_of(session, today)?)?;
    let mut out = Vec::new();
    for group in &of.results {
        let of_group = rows.iter().filter(|r| {
            r.value.is_some() && loinc_codes(r).iter().any(|code| group.contains(code))
        });
        let latest = of_group.max_by_key(|r| r.cursor);
        let Some(code) = group.first() else { continue };
        let known = kin_terms::names(system::LOINC, code);
        let title = match (latest, known) {
            (Some(row), _) => viewer.title(row).0,
            (None, Some(names)) => names
                .in_lang(super::super::view::terms_lang(viewer.lang))
                .to_owned(),
            (None, None) => continue,
        };
        out.push(ProposedResult {
            code: (*code).to_owned(),
            title,
            latest: latest.map(|row| viewer.entry(row)),
        });
    }
    Ok(out)
}
