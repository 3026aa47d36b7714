//! What is asked about tables, and what was answered before. Answers are remembered in the vault, by the
//! form of the file: a meter's export is asked about once.

use super::run::Wanted;
use crate::dto::{ChoiceView, FindingView, QuestionView};
use crate::reading::{Answers, Reader};
use crate::session::Session;
use kin_i18n::{Catalogue, Lang};
use kin_import::{Choice, Look, Question};
use kin_model::Severity;
use std::collections::BTreeMap;

/// Vault setting: answers by the form of a file.
const REMEMBERED: &str = "import-answers";
/// Forms that are remembered; the first by name go when there are more.
const FORMS: usize = 200;

fn remembered(session: &Session) -> BTreeMap<String, Answers> {
    let text = session.with(|open| Ok(open.vault.setting(REMEMBERED)));
    text.ok()
        .flatten()
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default()
}

/// Gives the reader the zone of this computer and all answers.
pub(super) fn tell(session: &Session, reader: &mut Reader, wanted: &Wanted) {
    reader.hints.zone = session.clock().zone_name();
    reader.hints.answers.clone_from(&wanted.answers);
    reader.remembered = remembered(session);
}

/// Keeps the answers for the next file of the same form. Not vital: a failure only means to be asked again.
pub(super) fn remember<'a>(
    session: &Session,
    forms: impl Iterator<Item = &'a str>,
    answers: &Answers,
) {
    if answers.is_empty() {
        return;
    }
    let mut all = remembered(session);
    for form in forms.filter(|form| !form.is_empty()) {
        let kept = all.entry(form.to_owned()).or_default();
        kept.extend(kin_import::answers_for(form, answers));
    }
    while all.len() > FORMS {
        all.pop_first();
    }
    if let Ok(text) = serde_json::to_string(&all) {
        session
            .with(|open| Ok(open.vault.set_setting(REMEMBERED, &text)?))
            .unwrap_or_default();
    }
}

/// The words of an answer: `ask-choice-<value>`, or the value itself for a unit.
fn choice(question: &Question, choice: &Choice, lang: Lang) -> ChoiceView {
    let example = if question.key == "date-order" {
        kin_i18n::date_text(lang, &choice.example)
    } else {
        choice.example.clone()
    };
    let printed = match choice.value.as_str() {
        "[lb_av]" => "lb",
        "Cel" => "°C",
        "[degF]" => "°F",
        other => other,
    };
    ChoiceView {
        value: choice.value.clone(),
        text: Catalogue::find(lang, &format!("ask-choice-{}", choice.value), &[])
            .unwrap_or_else(|| printed.to_owned()),
        example,
    }
}

/// A question among the remarks, for who reads only those: its key is the place.
pub(super) fn as_finding(question: &QuestionView) -> FindingView {
    let choices: Vec<&str> = question.choices.iter().map(|c| c.value.as_str()).collect();
    let examples = question.examples.join(" · ");
    FindingView {
        code: "question".to_owned(),
        severity: Severity::Error,
        place: question.key.clone(),
        text: format!("{} [{examples}] {}", question.text, choices.join(" | ")),
    }
}

/// The open questions of a file in words.
pub(super) fn views(look: &Look, lang: Lang) -> Vec<QuestionView> {
    look.questions
        .iter()
        .map(|question| {
            let kind = question.key.split('.').next().unwrap_or_default();
            let column = match question.key.strip_prefix("column.") {
                Some(number) if question.column.is_empty() => {
                    Catalogue::text(lang, "ask-column-number", &[("number", number)])
                }
                _ => question.column.clone(),
            };
            QuestionView {
                key: question.key.clone(),
                form: look.fingerprint.clone(),
                text: Catalogue::text(lang, &format!("ask-{kind}"), &[("column", &column)]),
                column,
                examples: question.examples.clone(),
                choices: question
                    .choices
                    .iter()
                    .map(|c| choice(question, c, lang))
                    .collect(),
                proposed: question.proposed.clone(),
            }
        })
        .collect()
}
