//! The summary as a short text that a doctor pastes into a record: one line for each section.
//!
//! In Chinese it has the form of 院外就诊经历 (care received elsewhere), in English that of outside history.

use crate::plain::nothing_words;
use crate::rows::{by_use, icd10};
use crate::words::{Words, further};
use kin_i18n::{Catalogue, Lang};
use kin_model::summary::{Nothing, Row, Section, Summary, SummaryLanguage};

/// The text in one language, whatever language the summary has (UTF-8, lines end with `\n`). It names no person: the
/// record into which it is pasted does.
#[must_use]
pub fn record_text(summary: &Summary, lang: Lang) -> String {
    let words = Words::of(match lang {
        Lang::En => SummaryLanguage::En,
        Lang::ZhCn => SummaryLanguage::ZhCn,
    });
    let (colon, semicolon, stop) = match lang {
        Lang::En => (": ", "; ", "."),
        Lang::ZhCn => ("：", "；", "。"),
    };
    let mut lines = vec![words.text("record-text-head", &[("date", &words.date(&summary.made))])];
    let reason = summary.reason.trim();
    if !reason.is_empty() {
        let reason = flat(reason.to_owned());
        lines.push(format!(
            "{}{colon}{reason}{stop}",
            words.word("print-reason")
        ));
    }
    for section in &summary.sections {
        let label = Catalogue::find(lang, &format!("record-text-{}", key(section.section)), &[])
            .unwrap_or_else(|| words.section(section.section));
        if section.nothing == Some(Nothing::KnownNone) || section.rows.is_empty() {
            let said = matches!(
                section.section,
                Section::Allergies | Section::Problems | Section::Medications
            );
            if said {
                lines.push(format!("{label}{colon}{}", nothing_words(section, &words)));
            }
            continue;
        }
        let (now, other) = match section.section {
            Section::Medications => by_use(section),
            _ => (section.rows.iter().collect(), Vec::new()),
        };
        let said = |rows: Vec<&Row>| -> Vec<String> {
            rows.into_iter().map(|row| entry(row, &words)).collect()
        };
        let mut parts = vec![(label, said(now))];
        if !other.is_empty() {
            parts.push((words.word("print-medicines-other"), said(other)));
        }
        if let Some((_, rows)) = parts.first_mut().filter(|(_, rows)| rows.is_empty()) {
            rows.push(flat(words.word("print-medicines-none-now")));
        }
        if section.left_off > 0
            && let Some((_, rows)) = parts.last_mut()
        {
            let count = section.left_off.to_string();
            rows.push(flat(words.text("print-left-off", &[("count", &count)])));
        }
        for (label, rows) in parts {
            lines.push(format!("{label}{colon}{}{stop}", rows.join(semicolon)));
        }
    }
    lines.push(words.word("record-text-foot"));
    let mut text = lines.join("\n");
    text.push('\n');
    text
}

const fn key(section: Section) -> &'static str {
    match section {
        Section::Allergies => "allergies",
        Section::Problems => "problems",
        Section::PastProblems => "past-problems",
        Section::Medications => "medications",
        Section::VitalSigns => "vital-signs",
        Section::Results => "results",
        Section::Immunizations => "immunizations",
        Section::Procedures => "procedures",
        _ => "other",
    }
}

/// On one line, and without a full stop of its own.
fn flat(text: String) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").trim_end_matches(['.', '。']).to_owned()
}

fn entry(row: &Row, words: &Words) -> String {
    let mut text = words.title(row).plain();
    if let Some(code) = icd10(row) {
        text = format!("{text} {code}");
    }
    if let Some(value) = words.value(row) {
        text = format!("{text} {value}");
    }
    let more: Vec<String> = [
        further(row, words).map(flat),
        words.status(row),
        words.when(row),
    ]
    .into_iter()
    .flatten()
    .filter(|part| !part.is_empty())
    .collect();
    match (more.is_empty(), words.language) {
        (true, _) => text,
        (false, SummaryLanguage::ZhCn) => format!("{text}（{}）", more.join("，")),
        (false, _) => format!("{text} ({})", more.join(", ")),
    }
}
