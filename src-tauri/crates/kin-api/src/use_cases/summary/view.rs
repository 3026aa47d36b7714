//! The summary on the screen, as the receiver will see it.

use super::select::Selection;
use crate::dto::{
    SummaryConflictView, SummaryHomeView, SummaryPersonView, SummaryRowView, SummarySectionView,
    SummarySourceView, SummaryView,
};
use crate::error::ApiResult;
use crate::session::Session;
use crate::use_cases::people::{contact_form, sex_text, shown_name};
use crate::use_cases::view::{abnormal_text, reading, status_text, unit_text};
use kin_i18n::{Lang, date_text, text};
use kin_model::PersonDetails;
use kin_model::standing::HomeReadings;
use kin_model::summary::{Nothing, Row, SourceMark, Summary};

/// Why a section is empty, as it crosses.
pub(crate) const fn nothing_name(nothing: Nothing) -> &'static str {
    match nothing {
        Nothing::KnownNone => "known-none",
        Nothing::NoInformation => "no-information",
        Nothing::LeftOut => "left-out",
    }
}

fn source_views(marks: &[SourceMark]) -> Vec<SummarySourceView> {
    let view = |s: &SourceMark| SummarySourceView {
        letter: s.letter.to_string(),
        label: s.label.clone(),
    };
    marks.iter().map(view).collect()
}

/// What is said beside the rows, as the receiver reads it.
fn home_view(summary: &Summary, one: &HomeReadings) -> SummaryHomeView {
    let rows = summary.sections.iter().flat_map(|s| &s.rows);
    let medicine = (one.series == "medicine")
        .then(|| rows.into_iter().find(|r| one.entries.contains(&r.entry)))
        .flatten();
    let title = |lang: Lang| text(lang, &format!("page-home-{}", one.series), &[]);
    SummaryHomeView {
        series: one.series.clone(),
        title_en: medicine.map_or_else(|| title(Lang::En), |r| r.title_en.clone()),
        title_zh: medicine.map_or_else(|| title(Lang::ZhCn), |r| r.title_zh.clone()),
        lines_en: one.lines.iter().map(|(en, _)| en.clone()).collect(),
        lines_zh: one.lines.iter().map(|(_, zh)| zh.clone()).collect(),
        method_en: one.method_en.clone(),
        method_zh: one.method_zh.clone(),
        picture: one.picture.is_some(),
        sources: source_views(&one.sources),
    }
}

fn conflict_views(summary: &Summary) -> Vec<SummaryConflictView> {
    let conflicts = summary.conflicts.iter();
    let views = conflicts.map(|one| SummaryConflictView {
        text_en: one.text_en.clone(),
        text_zh: one.text_zh.clone(),
        entries: one.entries.iter().map(|entry| entry.0.clone()).collect(),
        sources: source_views(&one.sources),
    });
    views.collect()
}

/// A row on the screen; what is left out and what its note says is the caller's.
pub(crate) fn row_view(row: &Row, lang: Lang) -> SummaryRowView {
    let date = row.date.map(|d| d.to_string());
    SummaryRowView {
        entry: row.entry.0.clone(),
        kind: row.kind,
        title_en: row.title_en.clone(),
        title_zh: row.title_zh.clone(),
        untranslated: row.untranslated,
        date_text: date
            .as_deref()
            .map(|d| date_text(lang, d))
            .unwrap_or_default(),
        date,
        end: row.end.map(|d| d.to_string()),
        value: row.value.clone(),
        value_text: row.value.as_deref().map(|v| reading(v, lang)),
        unit: unit_text(row.unit.as_deref()),
        range: row.range.clone(),
        abnormal: row.abnormal,
        abnormal_text: abnormal_text(row.abnormal, lang),
        status_text: row.status.as_deref().map(|s| status_text(s, lang)),
        status_class: row.status_class,
        note: row.words(match lang {
            Lang::En => "; ",
            Lang::ZhCn => "；",
        }),
        sources: source_views(&row.sources),
        left_out: false,
    }
}

/// The further names, each once and none that is the one that leads.
fn other_names(person: &PersonDetails, shown: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in std::iter::once(&person.name).chain(&person.other_names) {
        let text = name.text.trim();
        if !text.is_empty() && text != shown.trim() && !names.iter().any(|n| n == text) {
            names.push(text.to_owned());
        }
    }
    names
}

pub(super) fn view(session: &Session, selection: &Selection) -> ApiResult<SummaryView> {
    let lang = session.lang();
    let summary = &selection.summary;
    let name = shown_name(&summary.person, lang);
    let born = summary.person.born.map(|b| b.to_string());
    let made = summary.made.to_string();
    Ok(SummaryView {
        person: SummaryPersonView {
            name: name.to_owned(),
            other_names: other_names(&summary.person, name),
            born_text: born.as_deref().map(|b| date_text(lang, b)),
            born,
            age: summary.age,
            sex: summary.person.sex,
            sex_text: sex_text(summary.person.sex, lang),
            phone: summary.person.phone.clone(),
            contacts: summary.person.contacts.iter().map(contact_form).collect(),
            doctor: summary.person.doctor.as_ref().map(contact_form),
        },
        made_text: date_text(lang, &made),
        made,
        language: summary.language,
        reason: summary.reason.clone(),
        questions: summary.questions.clone(),
        since: summary.since.map(|d| d.to_string()),
        specialty: summary
            .specialty
            .as_deref()
            .and_then(kin_rules::specialties::of_key)
            .map(|s| match lang {
                Lang::En => s.en.to_owned(),
                Lang::ZhCn => s.zh.to_owned(),
            }),
        compared_with: summary.compared_with.map(|d| d.to_string()),
        compared_with_text: summary
            .compared_with
            .map(|d| date_text(lang, &d.to_string())),
        changes: super::changes::views(summary, lang),
        home: summary.home.iter().map(|h| home_view(summary, h)).collect(),
        conflicts: conflict_views(summary),
        sections: summary
            .sections
            .iter()
            .map(|section| SummarySectionView {
                section: section.section,
                title: section_title(section.section, lang),
                rows: section
                    .rows
                    .iter()
                    .map(|row| SummaryRowView {
                        left_out: selection.left_out.contains(&row.entry.0),
                        ..row_view(row, lang)
                    })
                    .collect(),
                nothing: section.nothing.map(|n| nothing_name(n).to_owned()),
                left_off: section.left_off as u64,
            })
            .collect(),
        source_count: summary.source_count as u64,
        selected: selection.selected(),
        sensitive: selection.sensitive.views(lang),
        qr_text: super::forms::qr_text(selection),
        findings: super::forms::remarks(session, selection)?,
    })
}

/// What a section is called.
pub(crate) fn section_title(section: kin_model::summary::Section, lang: Lang) -> String {
    let name = serde_json::to_value(section)
        .ok()
        .and_then(|v| v.as_str().map(str::to_owned))
        .unwrap_or_default();
    text(lang, &format!("summary-section-{name}"), &[])
}
