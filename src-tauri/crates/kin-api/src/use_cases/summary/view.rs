//! The summary on the screen, as the receiver will see it.

use super::select::Selection;
use crate::dto::{
    SummaryPersonView, SummaryRowView, SummarySectionView, SummarySourceView, SummaryView,
};
use crate::error::ApiResult;
use crate::session::Session;
use crate::use_cases::people::sex_text;
use crate::use_cases::view::{abnormal_text, status_text};
use kin_i18n::{Lang, date_text, text};
use kin_model::PersonDetails;
use kin_model::readable_value;
use kin_model::summary::{Nothing, Row};

const fn nothing_name(nothing: Nothing) -> &'static str {
    match nothing {
        Nothing::KnownNone => "known-none",
        Nothing::NoInformation => "no-information",
        Nothing::LeftOut => "left-out",
    }
}

fn row_view(row: &Row, selection: &Selection, lang: Lang) -> SummaryRowView {
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
        value_text: row.value.as_deref().map(|v| readable_value(v).into_owned()),
        unit: row.unit.clone(),
        range: row.range.clone(),
        abnormal: row.abnormal,
        abnormal_text: abnormal_text(row.abnormal, lang),
        status_text: row.status.as_deref().map(|s| status_text(s, lang)),
        status_class: row.status_class,
        note: row.note.clone(),
        sources: row
            .sources
            .iter()
            .map(|s| SummarySourceView {
                letter: s.letter.to_string(),
                label: s.label.clone(),
            })
            .collect(),
        left_out: selection.left_out.contains(&row.entry.0),
    }
}

/// The further names, each once and none that is the name itself.
fn other_names(person: &PersonDetails) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in &person.other_names {
        let text = name.text.trim();
        if !text.is_empty() && text != person.name.text.trim() && !names.iter().any(|n| n == text) {
            names.push(text.to_owned());
        }
    }
    names
}

pub(super) fn view(session: &Session, selection: &Selection) -> ApiResult<SummaryView> {
    let lang = session.lang();
    let summary = &selection.summary;
    let born = summary.person.born.map(|b| b.to_string());
    let made = summary.made.to_string();
    Ok(SummaryView {
        person: SummaryPersonView {
            name: summary.person.name.text.clone(),
            other_names: other_names(&summary.person),
            born_text: born.as_deref().map(|b| date_text(lang, b)),
            born,
            age: summary.age,
            sex: summary.person.sex,
            sex_text: sex_text(summary.person.sex, lang),
            phone: summary.person.phone.clone(),
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
        sections: summary
            .sections
            .iter()
            .map(|section| SummarySectionView {
                section: section.section,
                title: section_title(section.section, lang),
                rows: section
                    .rows
                    .iter()
                    .map(|row| row_view(row, selection, lang))
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

fn section_title(section: kin_model::summary::Section, lang: Lang) -> String {
    let name = serde_json::to_value(section)
        .ok()
        .and_then(|v| v.as_str().map(str::to_owned))
        .unwrap_or_default();
    text(lang, &format!("summary-section-{name}"), &[])
}
