//! What is asked about tables, and what was answered before. Answers are remembered in the record of the
//! person whose files they are about, by the form of the file: a meter's export is asked about once. Another
//! person's meter may be set to another unit, so nobody else's answers count; and an answer that the values of a
//! file contradict is asked again (`kin-import`).

use super::run::Wanted;
use crate::dto::{ChoiceView, FindingView, QuestionView};
use crate::reading::{Answers, Reader};
use crate::session::Session;
use kin_i18n::{Catalogue, Lang};
use kin_import::{Choice, Look, Question};
use kin_model::Severity;
use kin_vault::Record;
use std::collections::BTreeMap;

/// Setting of a record: answers by the form of a file. It once was a setting of the vault, for everybody.
const REMEMBERED: &str = "import-answers";
/// Forms that are remembered; the first by name go when there are more.
const FORMS: usize = 100;
/// Answers of one form, and characters of a key and of an answer: the process that reads foreign files says
/// which were taken.
const ANSWERS: usize = 600;
const LETTERS: usize = 64;

fn remembered(record: &Record) -> BTreeMap<String, Answers> {
    let text = record.setting(REMEMBERED).ok().flatten();
    text.and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default()
}

/// Whose answers count: the person that is named, or the only one there is.
fn whose(session: &Session, wanted: &Wanted) -> Option<String> {
    if wanted.new_person.is_some() || wanted.new_from_file {
        return None;
    }
    wanted.person.clone().or_else(|| {
        let people = session.with(|open| Ok(open.vault.people())).ok()?;
        match people.as_slice() {
            [(only, _)] => Some(only.to_string()),
            _ => None,
        }
    })
}

/// Gives the reader the zone of this computer and all answers.
pub(super) fn tell(session: &Session, reader: &mut Reader, wanted: &Wanted) {
    reader.hints.zone = session.clock().zone_name();
    reader.hints.answers.clone_from(&wanted.answers);
    let record = whose(session, wanted).and_then(|id| session.record(&id).ok());
    reader.hints.remembered = record.map(|r| remembered(&r)).unwrap_or_default();
}

/// Keeps the answers that were taken for the next file of the same form. Not vital: a failure only means to be
/// asked again.
pub(super) fn remember<'a>(
    session: &Session,
    record: &Record,
    looks: impl Iterator<Item = &'a Look>,
) {
    let before = remembered(record);
    let mut all = before.clone();
    for look in looks.filter(|l| !l.taken.is_empty() && l.fingerprint.len() <= LETTERS) {
        let short = |text: &String| text.chars().count() <= LETTERS;
        let taken = look.taken.iter().filter(|(k, v)| short(k) && short(v));
        let taken = taken.take(ANSWERS).map(|(k, v)| (k.clone(), v.clone()));
        all.insert(look.fingerprint.clone(), taken.collect());
    }
    while all.len() > FORMS {
        all.pop_first();
    }
    if all != before
        && let Ok(text) = serde_json::to_string(&all)
    {
        record.set_setting(REMEMBERED, &text).unwrap_or_default();
    }
    // What was kept for everybody says nothing of anybody.
    session
        .with(|open| {
            if open
                .vault
                .setting(REMEMBERED)
                .is_some_and(|t| !t.is_empty())
            {
                open.vault.set_setting(REMEMBERED, "")?;
            }
            Ok(())
        })
        .unwrap_or_default();
}

/// The words of an answer: `ask-choice-<value>`, or the value itself for a unit.
fn choice(question: &Question, choice: &Choice, lang: Lang) -> ChoiceView {
    let example = if question.bare() == "date-order" {
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
            let bare = question.bare();
            let kind = bare.split('.').next().unwrap_or_default();
            let column = match bare.strip_prefix("column.") {
                Some(number) if question.column.is_empty() => {
                    Catalogue::text(lang, "ask-column-number", &[("number", number)])
                }
                _ => question.column.clone(),
            };
            let text = Catalogue::text(lang, &format!("ask-{kind}"), &[("column", &column)]);
            QuestionView {
                key: question.key.clone(),
                form: look.fingerprint.clone(),
                text: of_table(question, text, lang),
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

/// A question with the name of its table, where a file has several.
fn of_table(question: &Question, text: String, lang: Lang) -> String {
    if question.table == 0 {
        return text;
    }
    let number = question.table.to_string();
    let table = if question.section.is_empty() {
        Catalogue::text(lang, "ask-table-number", &[("number", &number)])
    } else {
        question.section.clone()
    };
    Catalogue::text(lang, "ask-in-table", &[("table", &table), ("text", &text)])
}
