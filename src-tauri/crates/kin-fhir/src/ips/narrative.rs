//! The text of each section: a table that says what the entries say, in the summary's language.
//! It is what receivers show, and all that a receiver without FHIR can use.

use super::resource::{escape, xhtml};
use super::sections::{LOINC, Spec};
use kin_model::summary::{Nothing, Row, Section, Summary, SummaryLanguage};
use kin_model::{Abnormal, Kind, PartialDate, StatusClass};
use kin_terms::Lang;
use serde_json::{Value, json};

/// One text in the language(s) of the summary; equal texts are not written twice.
pub(super) fn pick(language: SummaryLanguage, en: &str, zh: &str) -> String {
    match language {
        SummaryLanguage::En => en.to_owned(),
        SummaryLanguage::ZhCn => zh.to_owned(),
        SummaryLanguage::Both if en == zh => en.to_owned(),
        SummaryLanguage::Both => format!("{en} / {zh}"),
    }
}

/// A word of the document.
pub(super) fn word(language: SummaryLanguage, key: &str) -> String {
    let one = |lang| kin_terms::document_word(key, lang).unwrap_or(key);
    pick(language, one(Lang::En), one(Lang::Zh))
}

/// The title of a section or of the document, by LOINC code.
pub(super) fn loinc_title(language: SummaryLanguage, code: &str) -> String {
    kin_terms::names(LOINC, code).map_or_else(|| code.to_owned(), |n| pick(language, n.en, n.zh))
}

fn date(d: &PartialDate) -> String {
    let day = d.date_only().to_string();
    match d.time() {
        Some(t) => format!("{day} {:02}:{:02}", t.hour, t.minute),
        None => day,
    }
}

/// A date without time of day for what is not measured at a minute.
fn dates(row: &Row, language: SummaryLanguage) -> String {
    match (&row.date, &row.end) {
        (Some(from), Some(to)) => format!("{} – {}", date(from), date(to)),
        (Some(from), None) => date(from),
        (None, Some(to)) => format!("– {}", date(to)),
        // The day on which it was written down is not the day on which it began.
        (None, None) => row.noted.as_ref().map_or_else(String::new, |noted| {
            format!("{} {}", word(language, "noted"), date(noted))
        }),
    }
}

fn flag(row: &Row, language: SummaryLanguage) -> String {
    let key = match row.abnormal {
        Abnormal::No => return String::new(),
        Abnormal::Low => "flag-low",
        Abnormal::High => "flag-high",
        Abnormal::CriticalLow => "flag-critical-low",
        Abnormal::CriticalHigh => "flag-critical-high",
        Abnormal::Yes => "flag-abnormal",
    };
    word(language, key)
}

fn value(row: &Row, language: SummaryLanguage) -> String {
    let text = |s: &Option<String>| s.clone().unwrap_or_default();
    let parts = [text(&row.value), text(&row.unit), flag(row, language)];
    let parts: Vec<&str> = parts
        .iter()
        .map(|p| p.trim())
        .filter(|p| !p.is_empty())
        .collect();
    parts.join(" ")
}

fn status(row: &Row, language: SummaryLanguage) -> String {
    let Some(code) = row.status.as_deref() else {
        return String::new();
    };
    // A result is final as a rule: only what is not so is worth a reader's second.
    if matches!(code, "final" | "completed" | "finished" | "current")
        && row.status_class != StatusClass::Negated
    {
        return String::new();
    }
    let one = |lang| kin_terms::status_word(code, lang).unwrap_or(code);
    pick(language, one(Lang::En), one(Lang::Zh))
}

/// More words, without those that stand in the value already.
fn details(row: &Row, language: SummaryLanguage) -> String {
    let note = row.words(language.semicolon()).unwrap_or_default();
    let value = row.value.as_deref().filter(|v| !v.is_empty());
    value
        .and_then(|v| note.strip_prefix(v))
        .map_or(&*note, |rest| rest.trim_start_matches([';', '；', ' ']))
        .to_owned()
}

fn sources(row: &Row) -> String {
    let labels: Vec<&str> = row
        .sources
        .iter()
        .map(|s| s.label.as_str())
        .filter(|l| !l.is_empty())
        .collect();
    labels.join("; ")
}

/// The title of a row in the summary's language.
pub(super) fn title(row: &Row, language: SummaryLanguage) -> String {
    pick(language, &row.title_en, &row.title_zh)
}

type Column = (&'static str, fn(&Row, SummaryLanguage) -> String);

const COLUMNS: &[Column] = &[
    ("name", title),
    ("value", value),
    ("range", |r, _| r.range.clone().unwrap_or_default()),
    ("date", dates),
    ("status", status),
    ("note", details),
    ("source", |r, _| sources(r)),
];

fn cell(tag: &str, text: &str, out: &mut String) {
    out.push('<');
    out.push_str(tag);
    out.push('>');
    escape(text, out);
    out.push_str("</");
    out.push_str(tag);
    out.push('>');
}

/// The heading of a column: what is called a value depends on the kind of thing.
fn column_word(key: &'static str, rows: &[&Row]) -> &'static str {
    let all = |kind| rows.iter().all(|r| r.kind == kind);
    match key {
        "value" if all(Kind::Medication) => "dosage",
        "value" if all(Kind::Allergy) => "reaction",
        other => other,
    }
}

fn table(rows: &[&Row], language: SummaryLanguage, out: &mut String) {
    let cells: Vec<Vec<String>> = rows
        .iter()
        .map(|r| COLUMNS.iter().map(|(_, f)| f(r, language)).collect())
        .collect();
    // A column that nobody fills is left out; the name always stands.
    let used: Vec<bool> = (0..COLUMNS.len())
        .map(|i| {
            i == 0
                || cells
                    .iter()
                    .any(|row| row.get(i).is_some_and(|c| !c.is_empty()))
        })
        .collect();
    out.push_str("<table><thead><tr>");
    for ((key, _), used) in COLUMNS.iter().zip(&used) {
        if *used {
            cell("th", &word(language, column_word(key, rows)), out);
        }
    }
    out.push_str("</tr></thead><tbody>");
    for row in &cells {
        out.push_str("<tr>");
        for (text, used) in row.iter().zip(&used) {
            if *used {
                cell("td", text, out);
            }
        }
        out.push_str("</tr>");
    }
    out.push_str("</tbody></table>");
}

fn text(status: &str, inner: &str) -> Value {
    json!({
        "status": status,
        "div": format!("<div xmlns=\"http://www.w3.org/1999/xhtml\">{inner}</div>"),
    })
}

/// The narrative of a section with rows. `whole` when every row is also a coded entry.
pub(super) fn section(
    rows: &[&Row],
    left_off: usize,
    whole: bool,
    language: SummaryLanguage,
) -> Value {
    let mut inner = String::new();
    table(rows, language, &mut inner);
    if left_off > 0 {
        cell(
            "p",
            &format!("{}: {left_off}", word(language, "left-off")),
            &mut inner,
        );
    }
    text(if whole { "generated" } else { "additional" }, &inner)
}

/// The narrative of an empty section.
pub(super) fn nothing(why: Nothing, language: SummaryLanguage) -> Value {
    let key = match why {
        Nothing::LeftOut => "left-out",
        Nothing::NoInformation | Nothing::KnownNone => "no-information",
    };
    let mut inner = String::new();
    cell("p", &word(language, key), &mut inner);
    text("generated", &inner)
}

/// The person's own words: reason, questions, what they noted, story. `None` when there are none.
pub(super) fn story(summary: &Summary) -> Option<Value> {
    let mut inner = String::new();
    if !summary.reason.trim().is_empty() {
        inner.push_str("<p><b>");
        escape(&word(summary.language, "reason"), &mut inner);
        inner.push_str("</b>: ");
        escape(summary.reason.trim(), &mut inner);
        inner.push_str("</p>");
    }
    let questions: Vec<&str> = summary
        .questions
        .iter()
        .map(|q| q.trim())
        .filter(|q| !q.is_empty())
        .collect();
    if !questions.is_empty() {
        inner.push_str("<p><b>");
        escape(&word(summary.language, "questions"), &mut inner);
        inner.push_str("</b></p><ul>");
        for q in questions {
            cell("li", q, &mut inner);
        }
        inner.push_str("</ul>");
    }
    let own: Vec<&Row> = (summary.sections.iter())
        .filter(|s| s.section == Section::PatientStory)
        .flat_map(|s| &s.rows)
        .filter(|r| r.status_class != StatusClass::Error)
        .collect();
    if !own.is_empty() {
        table(&own, summary.language, &mut inner);
    }
    if let Some(story) = summary
        .story
        .as_ref()
        .filter(|s| !s.plain_text().trim().is_empty())
    {
        inner.push_str(&xhtml(story));
    }
    (!inner.is_empty()).then(|| text("additional", &inner))
}

/// Title and code of a section.
pub(super) fn heading(spec: &Spec, language: SummaryLanguage) -> (String, Value) {
    (
        loinc_title(language, spec.code),
        json!({"coding": [{"system": LOINC, "code": spec.code}]}),
    )
}
