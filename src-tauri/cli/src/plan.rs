//! What is asked, planned and reminded of: `questions`, `appointment`, `goal`, `plan`, `reminder`.

use crate::args::{
    Aimed, AppointmentWord, CalendarOptions, GoalWord, PlanWord, QuestionsWord, ReminderWord,
};
use crate::ask::Core;
use crate::fail::Failure;
use crate::out::{Out, clean, field, items};
use crate::typing::{at, tell};
use serde_json::{Value, json};

/// Stores a form and says so.
fn add(core: &Core, form: &Value, out: &mut Out) -> Result<(), Failure> {
    let request = json!({"person": core.person_id()?, "form": form, "confirmed": core.global.yes});
    let entry = core.ask("entry_add", request)?;
    tell(&entry, out);
    Ok(())
}

/// Changes how an entry of the plan stands.
fn end(core: &Core, id: &str, standing: &str, out: &mut Out) -> Result<(), Failure> {
    let person = core.person_id()?;
    let mut form = core.ask("entry_form", json!({"person": person, "id": id}))?;
    let planned = matches!(
        field(&form, "type").as_str(),
        "appointment" | "aim" | "task"
    );
    let Some(map) = form.as_object_mut().filter(|_| planned) else {
        return Err(Failure::usage("cli-not-of-the-plan"));
    };
    map.insert("standing".to_owned(), json!(standing));
    let request = json!({"person": person, "id": id, "form": form, "confirmed": core.global.yes});
    let entry = core.ask("entry_edit", request)?;
    tell(&entry, out);
    Ok(())
}

const fn ended(reached: bool) -> &'static str {
    if reached { "done" } else { "stopped" }
}

pub(crate) fn questions(core: &Core, word: &QuestionsWord, out: &mut Out) -> Result<(), Failure> {
    let person = core.person_id()?;
    match word {
        QuestionsWord::List => {
            let all = core.ask("questionnaires", json!({"person": person}))?;
            out.document(&all);
            let rows = items(&all, "questionnaires").iter().map(|q| {
                let last = items(q, "filled").first().map(|f| {
                    let date = f.get("entry").map(|e| field(e, "dateText"));
                    let total = f.get("score").map(|s| field(s, "total"));
                    (date.unwrap_or_default(), total.unwrap_or_default())
                });
                let (date, total) = last.unwrap_or_default();
                vec![field(q, "key"), field(q, "title"), date, total]
            });
            let heads = [
                "cli-head-id",
                "cli-head-title",
                "cli-head-date",
                "cli-head-value",
            ];
            out.table(&heads, rows.collect());
            Ok(())
        }
        QuestionsWord::Show {
            questionnaire,
            fhir,
        } => {
            if let Some(file) = fhir {
                let made = core.ask("questions_form", json!({"which": questionnaire}))?;
                let bytes = core.bytes("output", json!({"token": field(&made, "token")}))?;
                kin_api::save_file(file, &bytes)?;
            }
            let all = core.ask("questionnaires", json!({"person": person}))?;
            let found = items(&all, "questionnaires")
                .iter()
                .find(|q| field(q, "key") == *questionnaire);
            let Some(found) = found else {
                return Err(Failure::usage("cli-see-help"));
            };
            out.document(found);
            out.line(&field(found, "intro"));
            let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
            for (n, question) in items(found, "questions").iter().enumerate() {
                out.line(&format!("{}. {}", n.saturating_add(1), text(question)));
            }
            let answers = items(found, "answers").iter().enumerate();
            let answers: Vec<String> = answers.map(|(n, a)| format!("{n} {}", text(a))).collect();
            out.line(&answers.join(" · "));
            Ok(())
        }
        QuestionsWord::Answer {
            questionnaire,
            answers,
            when,
        } => {
            let form = json!({
                "type": "questions", "which": questionnaire, "answers": answers,
                "at": at(core, when.at.as_ref()), "note": when.note,
            });
            let request = json!({"person": person, "form": form, "confirmed": core.global.yes});
            let entry = core.ask("entry_add", request)?;
            let score = core.ask(
                "questions_score",
                json!({"which": questionnaire, "answers": answers}),
            )?;
            out.document(&json!({"entry": entry, "score": score}));
            for name in ["bandText", "dangerText"] {
                let words = field(&score, name);
                if !words.is_empty() {
                    out.line(&words);
                }
            }
            Ok(())
        }
    }
}

pub(crate) fn appointment(
    core: &Core,
    word: &AppointmentWord,
    out: &mut Out,
) -> Result<(), Failure> {
    match word {
        AppointmentWord::Add {
            appointment,
            begins,
            minutes,
            with_whom,
            place,
            note,
        } => {
            let form = json!({
                "type": "appointment", "what": appointment, "at": begins, "minutes": minutes,
                "who": with_whom, "place": place, "note": note,
            });
            add(core, &form, out)
        }
        AppointmentWord::List => {
            let plan = core.ask("plan", json!({"person": core.person_id()?}))?;
            let list = plan.get("appointments").cloned().unwrap_or_default();
            out.document(&json!({"appointments": list}));
            out.table(&APPOINTMENTS, appointments(&plan));
            Ok(())
        }
        AppointmentWord::Cancel { id } => end(core, id, "stopped", out),
        AppointmentWord::Ics(options) => calendar(core, options, out),
    }
}

const APPOINTMENTS: [&str; 5] = [
    "cli-head-date",
    "cli-head-title",
    "cli-head-who",
    "cli-head-place",
    "cli-head-id",
];

fn appointments(plan: &Value) -> Vec<Vec<String>> {
    let rows = items(plan, "appointments").iter().map(|a| {
        let entry = a.get("entry").cloned().unwrap_or_default();
        vec![
            field(a, "whenText"),
            field(&entry, "title"),
            field(a, "who"),
            field(a, "place"),
            field(&entry, "id"),
        ]
    });
    rows.collect()
}

fn calendar(core: &Core, options: &CalendarOptions, out: &mut Out) -> Result<(), Failure> {
    let request = json!({
        "person": core.person_id()?, "appointment": options.only, "appointments": true,
        "reminders": options.reminders, "words": options.with_words,
    });
    let made = core.ask("calendar_make", request)?;
    let bytes = core.bytes("output", json!({"token": field(&made, "token")}))?;
    kin_api::save_file(&options.calendar, &bytes)?;
    out.document(&json!({"bytes": bytes.len()}));
    let file = clean(&options.calendar.to_string_lossy());
    out.say("cli-calendar-made", &[("file", &file)]);
    Ok(())
}

pub(crate) fn goal(core: &Core, word: &GoalWord, out: &mut Out) -> Result<(), Failure> {
    match word {
        GoalWord::Add { aimed, target, due } => {
            let Aimed { intent, area, note } = aimed;
            let form = json!({
                "type": "aim", "what": intent, "area": area, "target": target, "due": due,
                "note": note,
            });
            add(core, &form, out)
        }
        GoalWord::List => {
            let plan = core.ask("plan", json!({"person": core.person_id()?}))?;
            let list = plan.get("goals").cloned().unwrap_or_default();
            out.document(&json!({"goals": list}));
            out.table(&PLANNED, planned(&plan, "goals"));
            Ok(())
        }
        GoalWord::End { id, reached } => end(core, id, ended(*reached), out),
    }
}

const PLANNED: [&str; 4] = [
    "cli-head-title",
    "cli-head-value",
    "cli-head-until",
    "cli-head-id",
];

fn planned(plan: &Value, list: &str) -> Vec<Vec<String>> {
    let rows = items(plan, list).iter().map(|item| {
        let entry = item.get("entry").cloned().unwrap_or_default();
        vec![
            field(&entry, "title"),
            field(item, "words"),
            field(item, "untilText"),
            field(&entry, "id"),
        ]
    });
    rows.collect()
}

/// What there is to do today.
fn todo(answer: &Value, out: &mut Out) {
    out.document(answer);
    let mark = |item: &Value| match (field(item, "done").as_str(), field(item, "due").as_str()) {
        ("true", _) => "✓",
        (_, "true") => "!",
        _ => "",
    };
    let rows = items(answer, "items").iter().map(|item| {
        vec![
            field(item, "atText"),
            mark(item).to_owned(),
            field(item, "text"),
            field(item, "key"),
        ]
    });
    let heads = [
        "cli-head-time",
        "cli-head-done",
        "cli-head-title",
        "cli-head-id",
    ];
    out.table(&heads, rows.collect());
}

pub(crate) fn plan(core: &Core, word: &PlanWord, out: &mut Out) -> Result<(), Failure> {
    let person = core.person_id()?;
    match word {
        PlanWord::Show => {
            let plan = core.ask("plan", json!({"person": person}))?;
            out.document(&plan);
            out.table(&APPOINTMENTS, appointments(&plan));
            out.table(&REMINDERS, reminders(&plan, out));
            for list in ["goals", "tasks", "past"] {
                out.table(&PLANNED, planned(&plan, list));
            }
            Ok(())
        }
        PlanWord::Today => {
            todo(&core.ask("todo", json!({"person": person}))?, out);
            Ok(())
        }
        PlanWord::Add {
            aimed,
            how,
            since,
            until,
        } => {
            let Aimed { intent, area, note } = aimed;
            let form = json!({
                "type": "task", "what": intent, "area": area, "how": how, "since": since,
                "until": until, "note": note,
            });
            add(core, &form, out)
        }
        PlanWord::Tick {
            tick,
            tick_at,
            undo,
        } => {
            let key = match tick.contains(':') {
                true => tick.clone(),
                false => format!("task:{tick}"),
            };
            let request = json!({"person": person, "key": key, "at": tick_at, "done": !undo});
            todo(&core.ask("plan_tick", request)?, out);
            Ok(())
        }
        PlanWord::End { id, reached } => end(core, id, ended(*reached), out),
    }
}

const REMINDERS: [&str; 4] = [
    "cli-head-title",
    "cli-head-when",
    "cli-head-next",
    "cli-head-id",
];

fn reminders(plan: &Value, out: &Out) -> Vec<Vec<String>> {
    let rows = items(plan, "reminders").iter().map(|r| {
        let reminder = r.get("reminder").cloned().unwrap_or_default();
        let next = match field(&reminder, "paused").as_str() {
            "true" => out.word("plan-reminder-paused"),
            _ => field(r, "nextText"),
        };
        vec![
            field(r, "text"),
            field(r, "whenText"),
            next,
            field(&reminder, "id"),
        ]
    });
    rows.collect()
}

pub(crate) fn reminder(core: &Core, word: &ReminderWord, out: &mut Out) -> Result<(), Failure> {
    let plan = match word {
        ReminderWord::Add {
            about,
            times,
            text,
            task,
            every_days,
            weekdays,
            every_months,
            once,
            first,
            until,
        } => {
            let days = match (weekdays, every_months, once) {
                (Some(days), _, _) => json!({"type": "week", "days": days}),
                (_, Some(months), _) => json!({"type": "months", "months": months}),
                (_, _, true) => json!({"type": "once"}),
                _ => json!({"type": "every", "days": every_days.unwrap_or(1)}),
            };
            let reminder = json!({
                "what": about, "text": text, "entry": task, "days": days, "times": times,
                "from": first, "until": until,
            });
            core.ask(
                "reminder_save",
                json!({"person": core.person_id()?, "reminder": reminder}),
            )?
        }
        ReminderWord::List => core.ask("plan", json!({"person": core.person_id()?}))?,
        ReminderWord::Remove { id } => core.ask(
            "reminder_remove",
            json!({"person": core.person_id()?, "id": id}),
        )?,
        ReminderWord::News => {
            let news = core.ask("reminder_news", json!({}))?;
            out.document(&news);
            for notice in items(&news, "notices") {
                let line = format!("{}: {}", field(notice, "title"), field(notice, "text"));
                out.line(&clean(&line));
            }
            return Ok(());
        }
    };
    let list = plan.get("reminders").cloned().unwrap_or_default();
    out.document(&json!({"reminders": list}));
    out.table(&REMINDERS, reminders(&plan, out));
    Ok(())
}
