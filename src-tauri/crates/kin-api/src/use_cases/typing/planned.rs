//! Forms of what is asked and what is planned: questionnaires, appointments, goals, tasks.

use super::convert::{Fields, word};
use crate::dto::{Form, PlanArea, PlanStanding};
use kin_fhir::author::{Aim, Appointment, Area, Asked, AskedItem, Standing, Task, Typed};
use kin_i18n::{Catalogue, Lang};
use kin_model::PartialDate;
use kin_rules::questions::{ANSWERS, Instrument, score};

/// Minutes of an appointment of which nobody said how long it takes.
const USUAL_MINUTES: u16 = 30;

/// Reads one of these forms; `None` when something in it is refused.
pub(super) fn read(
    form: &Form,
    fields: &mut Fields<'_>,
) -> Option<(Option<PartialDate>, Option<String>, Typed)> {
    match form {
        Form::Questions {
            which,
            answers,
            at,
            note,
        } => {
            let asked = asked(which, answers, fields);
            let at = fields.needed_date("at", at);
            Some((at, word(note.as_ref()), Typed::Asked(asked?)))
        }
        Form::Appointment {
            what,
            at,
            minutes,
            who,
            place,
            standing: how,
            note,
        } => {
            if at.trim().is_empty() {
                fields.refuse("at", "empty");
            }
            let begin = fields.date("at", at, true)?;
            if begin.time().is_none() {
                fields.refuse("at", "no-time");
                return None;
            }
            let minutes = match word(minutes.as_ref()).map(|m| m.parse::<u16>()) {
                None => USUAL_MINUTES,
                Some(Ok(n @ 1..=1440)) => n,
                Some(_) => {
                    fields.refuse("minutes", "out-of-range");
                    return None;
                }
            };
            let end = begin
                .unix_seconds()
                .saturating_add(i64::from(minutes).saturating_mul(60));
            let typed = Appointment {
                what: what.clone(),
                until: fields.clock.text_at(end).and_then(|t| t.parse().ok()),
                who: word(who.as_ref()),
                place: word(place.as_ref()),
                standing: standing(*how),
            };
            Some((Some(begin), word(note.as_ref()), Typed::Appointment(typed)))
        }
        Form::Aim {
            what,
            area: kind,
            target,
            since,
            due,
            standing: how,
            note,
        } => {
            let typed = Aim {
                what: what.clone(),
                area: area(*kind),
                target: word(target.as_ref()),
                since: fields.maybe_date("since", since.as_ref()),
                due: due.as_ref().and_then(|d| fields.date("due", d, true)),
                standing: standing(*how),
            };
            Some((None, word(note.as_ref()), Typed::Aim(typed)))
        }
        Form::Task {
            what,
            area: kind,
            how,
            since,
            until,
            standing: state,
            note,
        } => {
            let typed = Task {
                what: what.clone(),
                area: area(*kind),
                how: word(how.as_ref()),
                since: since.as_ref().and_then(|d| fields.date("since", d, true)),
                until: until.as_ref().and_then(|d| fields.date("until", d, true)),
                standing: standing(*state),
            };
            Some((None, word(note.as_ref()), Typed::Task(typed)))
        }
        _ => None,
    }
}

fn asked(which: &str, answers: &[u8], fields: &mut Fields<'_>) -> Option<Asked> {
    let Some(instrument) = Instrument::of_key(which) else {
        fields.refuse("which", "not-a-choice");
        return None;
    };
    let Some(sum) = score(instrument, answers) else {
        // An answer that is missing, or is none of the four.
        fields.refuse("answers", "empty");
        return None;
    };
    let answer = |n: &u8| ANSWERS.get(usize::from(*n)).copied().unwrap_or_default();
    Some(Asked {
        panel: instrument.loinc.to_owned(),
        items: instrument
            .items
            .iter()
            .zip(answers)
            .map(|(code, n)| AskedItem {
                code: (*code).to_owned(),
                answer: answer(n).to_owned(),
                ..AskedItem::default()
            })
            .collect(),
        total_code: instrument.total.to_owned(),
        total_text: String::new(),
        total: sum.total,
    })
}

/// A question or an answer in the words of a language.
pub(crate) fn question_text(lang: Lang, instrument: &Instrument, index: usize) -> String {
    let n = index.saturating_add(1);
    Catalogue::text(lang, &format!("ask-{}-{n}", instrument.key), &[])
}

/// An answer of 0 to 3 in words.
pub(crate) fn answer_text(lang: Lang, answer: u8) -> String {
    Catalogue::text(lang, &format!("ask-answer-{answer}"), &[])
}

/// Adds the words in which a questionnaire was asked; anything else stays as it is.
pub(super) fn worded(typed: Typed, lang: Lang) -> Typed {
    let Typed::Asked(mut asked) = typed else {
        return typed;
    };
    if let Some(instrument) = Instrument::of_loinc(&asked.panel) {
        for (index, item) in asked.items.iter_mut().enumerate() {
            item.text = question_text(lang, instrument, index);
            let given = ANSWERS.iter().position(|a| *a == item.answer);
            let given = given.and_then(|n| u8::try_from(n).ok()).unwrap_or_default();
            item.answer_text = answer_text(lang, given);
        }
        asked.total_text = Catalogue::text(lang, "ask-total", &[]);
    }
    Typed::Asked(asked)
}

/// A questionnaire without answers, with its words.
pub(crate) fn blank(instrument: &Instrument, lang: Lang) -> Asked {
    Asked {
        panel: instrument.loinc.to_owned(),
        items: instrument
            .items
            .iter()
            .enumerate()
            .map(|(index, code)| AskedItem {
                code: (*code).to_owned(),
                text: question_text(lang, instrument, index),
                ..AskedItem::default()
            })
            .collect(),
        total_code: instrument.total.to_owned(),
        total_text: Catalogue::text(lang, "ask-total", &[]),
        total: 0,
    }
}

/// The answers of a stored questionnaire as numbers.
pub(crate) fn answers_of(asked: &Asked) -> Vec<u8> {
    let number = |item: &AskedItem| {
        let at = ANSWERS.iter().position(|a| *a == item.answer)?;
        u8::try_from(at).ok()
    };
    asked.items.iter().filter_map(number).collect()
}

/// The form of a stored entry of these kinds.
pub(super) fn form_of(typed: Typed, at: String, note: Option<String>) -> Option<Form> {
    let text = |date: Option<PartialDate>| date.map(|d| d.to_string());
    Some(match typed {
        Typed::Asked(x) => Form::Questions {
            which: Instrument::of_loinc(&x.panel)?.key.to_owned(),
            answers: answers_of(&x),
            at,
            note,
        },
        Typed::Appointment(x) => {
            let begin: Option<PartialDate> = at.parse().ok();
            let minutes = match (begin, x.until) {
                (Some(begin), Some(until)) => {
                    let seconds = until.unix_seconds().saturating_sub(begin.unix_seconds());
                    Some(seconds.div_euclid(60).to_string())
                }
                _ => None,
            };
            Form::Appointment {
                what: x.what,
                at,
                minutes,
                who: x.who,
                place: x.place,
                standing: form_standing(x.standing),
                note,
            }
        }
        Typed::Aim(x) => Form::Aim {
            what: x.what,
            area: form_area(x.area),
            target: x.target,
            since: text(x.since),
            due: text(x.due),
            standing: form_standing(x.standing),
            note,
        },
        Typed::Task(x) => Form::Task {
            what: x.what,
            area: form_area(x.area),
            how: x.how,
            since: text(x.since),
            until: text(x.until),
            standing: form_standing(x.standing),
            note,
        },
        _ => return None,
    })
}

const fn area(area: PlanArea) -> Area {
    match area {
        PlanArea::Diet => Area::Diet,
        PlanArea::Exercise => Area::Exercise,
        PlanArea::Target => Area::Target,
        PlanArea::CheckUp => Area::CheckUp,
        PlanArea::Other => Area::Other,
    }
}

pub(crate) const fn form_area(area: Area) -> PlanArea {
    match area {
        Area::Diet => PlanArea::Diet,
        Area::Exercise => PlanArea::Exercise,
        Area::Target => PlanArea::Target,
        Area::CheckUp => PlanArea::CheckUp,
        Area::Other => PlanArea::Other,
    }
}

const fn standing(standing: PlanStanding) -> Standing {
    match standing {
        PlanStanding::Active => Standing::Active,
        PlanStanding::Done => Standing::Done,
        PlanStanding::Stopped => Standing::Stopped,
    }
}

pub(crate) const fn form_standing(standing: Standing) -> PlanStanding {
    match standing {
        Standing::Active => PlanStanding::Active,
        Standing::Done => PlanStanding::Done,
        Standing::Stopped => PlanStanding::Stopped,
    }
}
